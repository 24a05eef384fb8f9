//! Links in the docs: every relative link of a Markdown file leads to a file of the project, and to a heading in it.
//!
//! Links to other hosts are not followed: the check asks no network.

use super::files::Files;
use super::{Fault, Outcome};

/// Checks the relative links of every Markdown file.
pub(crate) fn check(files: &Files) -> Outcome {
    let mut faults = Vec::new();
    for path in files.ending(&[".md"]) {
        let Some(text) = files.text(path) else { continue };
        for (line, target) in list_links(&text) {
            if let Some(message) = find_fault(files, path, &target) {
                faults.push(Fault::new(format!("{path}:{line}"), message));
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// What is wrong with a link from a file, if anything.
fn find_fault(files: &Files, from: &str, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let to = if path.is_empty() { from.to_owned() } else { resolve(from, path) };
    if !files.has(&to) {
        return Some(format!("the link {target} leads to no file of the project ({to})"));
    }
    let anchor = anchor?;
    let text = files.text(&to).unwrap_or_default();
    let has_heading = list_headings(&text).iter().any(|heading| heading == anchor);
    (!has_heading).then(|| format!("the link {target} leads to no heading of {to}"))
}

/// The path that a relative link names, seen from the file that holds it.
fn resolve(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    parts.join("/")
}

/// The targets of inline links and pictures, with the line of each; text in code fences is left out.
fn list_links(text: &str) -> Vec<(usize, String)> {
    let mut links = Vec::new();
    for (line, content) in outside_fences(text) {
        let mut rest = without_code(content);
        while let Some(at) = rest.find("](") {
            rest = rest.split_off(at + 2);
            let Some(end) = rest.find(')') else { break };
            if let Some(target) = rest[..end].split_whitespace().next() {
                links.push((line, target.trim_matches(['<', '>']).to_owned()));
            }
        }
    }
    links
}

/// The headings of a Markdown text in the form in which links name them.
fn list_headings(text: &str) -> Vec<String> {
    outside_fences(text)
        .filter_map(|(_, line)| line.strip_prefix('#').map(|rest| rest.trim_start_matches('#').trim()))
        .map(|heading| {
            let kept = heading.to_lowercase().replace(' ', "-");
            kept.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_')).collect()
        })
        .collect()
}

fn outside_fences(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_inside = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        if line.trim_start().starts_with("```") {
            is_inside = !is_inside;
            return None;
        }
        (!is_inside).then_some((index + 1, line))
    })
}

/// A line with its code spans taken out.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_outside_code() {
        let text = "See [a](b/c.md#d) and ![p](x.png \"t\").\n```\n[no](no.md)\n```\n`[no](no.md)` [e](f.md)\n";
        let expected = [(1, "b/c.md#d".to_owned()), (1, "x.png".to_owned()), (5, "f.md".to_owned())];
        assert_eq!(list_links(text), expected);
    }

    #[test]
    fn paths_and_headings_are_resolved() {
        assert_eq!(resolve("docs/how-to/a.md", "../b.md"), "docs/b.md");
        assert_eq!(resolve("README.md", "./docs/"), "docs");
        assert_eq!(list_headings("## What it is: a note\n"), ["what-it-is-a-note"]);
    }
}
