//! The files of the project: what git tracks, and what it would track if it were added now.
//!
//! Files that are ignored (build output, Node packages) are no business of the check. Without git, as in an unpacked
//! archive, there is no list and the check says so instead of guessing.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Fault;

/// The project's files, read once.
#[derive(Debug)]
pub(crate) struct Files {
    root: PathBuf,
    paths: Vec<String>,
}

impl Files {
    /// Lists the files under `root`.
    ///
    /// Errors: git is missing or `root` is no checkout.
    pub(crate) fn list(root: &Path) -> Result<Files, Vec<Fault>> {
        let fault = |message: String| vec![Fault::new("git ls-files", message)];
        let output = Command::new("git")
            .current_dir(root)
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .output()
            .map_err(|error| fault(format!("could not be started: {error}; install git")))?;
        if !output.status.success() {
            return Err(fault(format!("{}: the check needs a git checkout", String::from_utf8_lossy(&output.stderr).trim())));
        }
        let listed = String::from_utf8_lossy(&output.stdout);
        let mut paths: Vec<String> =
            listed.split('\0').filter(|path| !path.is_empty() && root.join(path).is_file()).map(str::to_owned).collect();
        paths.sort();
        paths.dedup();
        Ok(Files { root: root.to_path_buf(), paths })
    }

    /// The paths below the root, with `/`, in order.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    /// The paths whose name ends with one of these.
    pub(crate) fn ending<'a>(&'a self, endings: &'a [&str]) -> impl Iterator<Item = &'a str> {
        self.paths().filter(move |path| endings.iter().any(|ending| path.ends_with(ending)))
    }

    /// Whether the project has this file, or a folder of this name.
    pub(crate) fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.paths().any(|have| have == path || have.starts_with(&folder))
    }

    /// The text of a file; `None` for one that is no UTF-8, such as a picture.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        std::fs::read(self.root.join(path)).ok().and_then(|bytes| String::from_utf8(bytes).ok())
    }
}
