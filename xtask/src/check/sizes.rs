//! File sizes and file names: a file of more than 800 lines wants two homes, and a room has no drawer for everything.

use super::files::Files;
use super::{Fault, Outcome};

/// The most lines that a file of code may have.
const MOST_LINES: usize = 800;

/// What counts as code.
const CODE: [&str; 6] = [".rs", ".html", ".css", ".js", ".mjs", ".ts"];

/// Names that say nothing of what is inside.
const DRAWERS: [&str; 6] = ["utils", "util", "helpers", "common", "manager", "misc"];

/// Checks the length and the name of every file of code.
pub(crate) fn check(files: &Files) -> Outcome {
    let mut faults = Vec::new();
    for path in files.ending(&CODE) {
        if let Some(name) = find_drawer(path) {
            faults.push(Fault::new(path, format!("{name:?} says nothing of what is inside; name the subject")));
        }
        let lines = files.text(path).map_or(0, |text| text.lines().count());
        if lines > MOST_LINES {
            faults.push(Fault::new(path, format!("{lines} lines, more than {MOST_LINES}; it wants two homes")));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The part of a path that names a drawer for everything.
fn find_drawer(path: &str) -> Option<&str> {
    path.split('/').find(|part| DRAWERS.contains(&part.split('.').next().unwrap_or(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawers_are_found() {
        assert_eq!(find_drawer("crates/model/src/utils.rs"), Some("utils.rs"));
        assert_eq!(find_drawer("crates/app/src/common/mod.rs"), Some("common"));
        assert_eq!(find_drawer("crates/app/src/meeting.rs"), None);
    }
}
