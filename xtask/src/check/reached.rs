//! Every Rust file is compiled: a test that no `mod` line names would pass in silence for ever.
//!
//! Begins at the targets of each crate and follows `mod name;` lines as the compiler does. A file of the workspace that
//! was not met on the way is a fault.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::files::Files;
use super::metadata::Metadata;
use super::{Fault, Outcome};

/// Folders of Rust files that are crates of their own, outside the workspace.
const ELSEWHERE: [&str; 1] = ["fuzz/"];

/// Checks that every `.rs` file is reached from a target of its crate.
pub(crate) fn check(root: &Path, files: &Files, metadata: &Metadata) -> Outcome {
    let mut reached = BTreeSet::new();
    for target in metadata.members().flat_map(|package| &package.targets) {
        follow(&target.src_path, true, &mut reached);
    }
    let faults: Vec<Fault> = files
        .ending(&[".rs"])
        .filter(|path| !ELSEWHERE.iter().any(|folder| path.starts_with(folder)))
        .filter(|path| !reached.contains(&root.join(path)))
        .map(|path| Fault::new(path, "is not compiled: no mod line leads to it"))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Notes a file and the files that its `mod` lines name.
fn follow(file: &Path, is_first: bool, reached: &mut BTreeSet<PathBuf>) {
    if !file.is_file() || !reached.insert(file.to_path_buf()) {
        return;
    }
    let Ok(text) = std::fs::read_to_string(file) else { return };
    let parent = file.parent().unwrap_or(Path::new(""));
    let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let folder = if is_first || stem == "mod" { parent.to_path_buf() } else { parent.join(stem) };
    for module in list_modules(&text) {
        match module {
            Module::Named(name) => {
                follow(&folder.join(format!("{name}.rs")), false, reached);
                follow(&folder.join(name).join("mod.rs"), false, reached);
            }
            Module::At(path) => follow(&parent.join(path), false, reached),
        }
    }
}

/// A module that stands in a file of its own.
#[derive(Debug, PartialEq, Eq)]
enum Module<'a> {
    /// Found by its name.
    Named(&'a str),
    /// Found at the path that an attribute names.
    At(&'a str),
}

/// The modules that a text declares with `mod name;`.
fn list_modules(text: &str) -> Vec<Module<'_>> {
    let mut modules = Vec::new();
    let mut path = None;
    for line in text.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("#[path = \"") {
            path = rest.split('"').next();
            continue;
        }
        let Some(before) = line.strip_suffix(';') else { continue };
        let mut words = before.split_whitespace().skip_while(|word| word.starts_with("pub"));
        if words.next() == Some("mod")
            && let (Some(name), None) = (words.next(), words.next())
        {
            modules.push(path.take().map_or(Module::Named(name), Module::At));
        }
    }
    modules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mod_lines_are_read() {
        let text =
            "pub mod a;\nmod b;\npub(crate) mod c;\nmod inline {\n}\n// mod no;\n#[path = \"odd/place.rs\"]\nmod d;\nuse x::mod_e;\n";
        let expected = [Module::Named("a"), Module::Named("b"), Module::Named("c"), Module::At("odd/place.rs")];
        assert_eq!(list_modules(text), expected);
    }
}
