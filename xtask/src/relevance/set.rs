//! The relevance set as people write it: `relevance/*.txt`.
//!
//! `== ja ordinal` opens a group: the language of the queries and their kind. A line `query => @3 tchm/6 document:x` asks; a
//! line that begins with `#` remarks. `@1` and `@3` say that one of the named records is among the first one or three, `@10`
//! that all of them are among the first ten. A record is named by its id, with its kind in front where two share an id.

use std::path::{Path, PathBuf};

/// The file that tuning does not look at.
pub(super) const HELD_OUT: &str = "held-out";

/// A query and what should be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) lang: String,
    pub(super) kind: String,
    pub(super) query: String,
    /// Among how many of the first hits.
    pub(super) first: usize,
    /// Ids, perhaps with the kind in front; never empty.
    pub(super) wanted: Vec<String>,
    pub(super) is_held_out: bool,
}

/// Says why the set cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum SetError {
    #[error("cannot read {}: {error}", path.display())]
    File { path: PathBuf, error: std::io::Error },
    #[error("{}, line {line}: {why}", path.display())]
    Line { path: PathBuf, line: usize, why: &'static str },
}

/// Reads all files of the folder, by name.
pub(super) fn read(folder: &Path) -> Result<Vec<Question>, SetError> {
    let refused = |path: &Path| {
        let path = path.to_owned();
        move |error| SetError::File { path, error }
    };
    let entries = std::fs::read_dir(folder).map_err(refused(folder))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let mut questions = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(refused(&path))?;
        let is_held_out = path.file_stem().is_some_and(|stem| stem == HELD_OUT);
        let read = parse(&text, is_held_out).map_err(|(line, why)| SetError::Line { path, line, why })?;
        questions.extend(read);
    }
    Ok(questions)
}

fn parse(text: &str, is_held_out: bool) -> Result<Vec<Question>, (usize, &'static str)> {
    let mut questions = Vec::new();
    let mut group: Option<(&str, &str)> = None;
    for (at, line) in text.lines().enumerate() {
        let fault = |why| (at + 1, why);
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(head) = line.strip_prefix("== ") {
            group = Some(head.split_once(' ').ok_or_else(|| fault("a group is `== LANGUAGE KIND`"))?);
            continue;
        }
        let (lang, kind) = group.ok_or_else(|| fault("a query stands before the first group"))?;
        let (query, answer) = line.rsplit_once(" => ").ok_or_else(|| fault("a query is `QUERY => @N ID ...`"))?;
        let mut words = answer.split_whitespace();
        let first = match words.next() {
            Some("@1") => 1,
            Some("@3") => 3,
            Some("@10") => 10,
            _ => return Err(fault("behind the arrow comes @1, @3 or @10")),
        };
        let wanted: Vec<String> = words.map(str::to_owned).collect();
        if wanted.is_empty() || wanted.len() > 10 {
            return Err(fault("one to ten records are wanted"));
        }
        let (lang, kind, query) = (lang.to_owned(), kind.to_owned(), query.trim().to_owned());
        questions.push(Question { lang, kind, query, first, wanted, is_held_out });
    }
    Ok(questions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read() {
        let text = "# a remark\n== ja ordinal\n\n第6回 => @1 tchm/6\nx => y => @10 topic:a b\n";
        let questions = parse(text, false).unwrap();
        assert_eq!(questions.len(), 2);
        assert_eq!((questions[0].lang.as_str(), questions[0].kind.as_str(), questions[0].first), ("ja", "ordinal", 1));
        assert_eq!((questions[1].query.as_str(), questions[1].wanted.len()), ("x => y", 2));
    }

    #[test]
    fn a_slip_is_named_with_its_line() {
        for (text, line) in [("x => @1 a", 1), ("== en", 1), ("== en a\nx", 2), ("== en a\n\nx => 1 a", 3), ("== en a\nx => @1", 2)] {
            assert_eq!(parse(text, false).unwrap_err().0, line, "{text}");
        }
    }

    #[test]
    fn the_set_is_whole() {
        let questions = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../relevance")).unwrap();
        let held_out = questions.iter().filter(|q| q.is_held_out).count();
        assert!(questions.len() >= 300, "{} queries", questions.len());
        assert!(held_out * 10 >= questions.len() * 3, "{held_out} of {} are held out", questions.len());
    }
}
