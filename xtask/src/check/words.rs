//! Words that do not belong in the tree: paths of one machine, hosts of registries, unfinished work without an issue.
//!
//! What is looked for is put together from parts, so that this file does not find itself.

use super::files::Files;
use super::{Fault, Outcome};

/// A word that does not belong, and what to do instead.
struct Unwanted {
    word: String,
    instead: &'static str,
    /// Paths where it may stand.
    except: &'static [&'static str],
}

/// Checks every text of the project, line by line.
pub(crate) fn check(files: &Files) -> Outcome {
    let unwanted = list_unwanted();
    let mut faults = Vec::new();
    for path in files.paths() {
        let Some(text) = files.text(path) else { continue };
        for (index, line) in text.lines().enumerate() {
            let place = || format!("{path}:{}", index + 1);
            for one in unwanted.iter().filter(|one| !one.except.contains(&path)) {
                if has_word(line, &one.word) {
                    faults.push(Fault::new(place(), format!("{:?} does not belong here; {}", one.word, one.instead)));
                }
            }
            if let Some(mark) = find_unfinished(line) {
                faults.push(Fault::new(place(), format!("{mark} without the number of its issue; finish it, or write {mark}(#12)")));
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn list_unwanted() -> Vec<Unwanted> {
    const PATHS: &str = "a path of one machine; name it relative to the project";
    const HOSTS: &str = "the host of a registry; the package's name is enough";
    const LOCK: &[&str] = &["Cargo.lock", "fuzz/Cargo.lock"];
    let paths = [["/wo", "rk/"], ["/ro", "ot/"], ["/tm", "p/"], ["/ho", "me/"], ["/Use", "rs/"]];
    let hosts = [["index.crates", ".io"], ["static.crates", ".io"], ["registry.npm", "js.org"], ["pypi", ".org"], ["deb.deb", "ian.org"]];
    let paths = paths.map(|parts| Unwanted { word: parts.concat(), instead: PATHS, except: &[] });
    let hosts = hosts.map(|parts| Unwanted { word: parts.concat(), instead: HOSTS, except: LOCK });
    paths.into_iter().chain(hosts).collect()
}

/// Whether a line has the word where a path or a host could begin: not inside another path or word.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '}' | ')' | '>' | '*' | '/'))
            || (before == Some('/') && line[..at].ends_with("://"))
    })
}

/// A mark of unfinished work that names no issue.
fn find_unfinished(line: &str) -> Option<&'static str> {
    const MARKS: [[&str; 2]; 3] = [["TO", "DO"], ["FIX", "ME"], ["XX", "X"]];
    const NAMES: [&str; 3] = ["TO-DO", "FIX-ME", "X-X-X"];
    for (parts, name) in MARKS.iter().zip(NAMES) {
        let mark = parts.concat();
        for (at, _) in line.match_indices(&mark) {
            let before = line[..at].chars().next_back();
            let after = &line[at + mark.len()..];
            let is_word = !before.is_some_and(char::is_alphanumeric) && !after.chars().next().is_some_and(char::is_alphanumeric);
            let has_issue = after.strip_prefix("(#").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            // `20XX` and `201X-XX` are unspecified digits of a date, not marks.
            if is_word && !has_issue && before != Some('-') {
                return Some(name);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_where_they_begin() {
        let root = ["/ro", "ot/"].concat();
        for (line, expected) in [
            (format!("see {root}x"), true),
            (format!("\"{root}x\""), true),
            (format!("let x = web{root}"), false),
            (format!("{{base}}{root}"), false),
            (format!("https://example.org{root}"), false),
        ] {
            assert_eq!(has_word(&line, &root), expected, "{line}");
        }
        let host = ["pypi", ".org"].concat();
        assert!(has_word(&format!("https://{host}/simple"), &host));
    }

    #[test]
    fn unfinished_work_names_its_issue() {
        let mark = ["TO", "DO"].concat();
        for (line, is_found) in [
            (format!("// {mark}: later"), true),
            (format!("// {mark}(#12): wait for the other side"), false),
            (format!("{mark}S are no word"), false),
            ("nothing to do".to_owned(), false),
        ] {
            assert_eq!(find_unfinished(&line).is_some(), is_found, "{line}");
        }
    }
}
