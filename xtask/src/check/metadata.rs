//! The dependency graph, as `cargo metadata` tells it: only the fields that the checks read.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::Fault;

/// All packages of the graph.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    /// The packages, members of the workspace included.
    pub(crate) packages: Vec<Package>,
    /// Where build output goes.
    pub(crate) target_directory: PathBuf,
}

/// One package.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
    /// Its licence, an SPDX expression, where it names one.
    pub(crate) license: Option<String>,
    /// Where it comes from; `None` for a member of the workspace.
    pub(crate) source: Option<String>,
    /// What it depends on by name.
    pub(crate) dependencies: Vec<Dependency>,
    /// What is compiled of it.
    pub(crate) targets: Vec<Target>,
    /// Its manifest.
    pub(crate) manifest_path: PathBuf,
}

/// A dependency that a manifest names.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dependency {
    /// The package's name.
    pub(crate) name: String,
    /// `None` for a usual one, `dev` or `build`.
    pub(crate) kind: Option<String>,
}

/// Something that is compiled: library, binary, test.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Target {
    /// The file that it begins with.
    pub(crate) src_path: PathBuf,
}

impl Metadata {
    /// Reads the graph of the workspace at `root`, without changing its lock file.
    ///
    /// Errors: cargo fails, for instance because the lock file is out of date.
    pub(crate) fn read(root: &Path) -> Result<Metadata, Vec<Fault>> {
        let fault = |message: String| vec![Fault::new("cargo metadata", message)];
        let output = Command::new("cargo")
            .current_dir(root)
            .args(["metadata", "--format-version", "1", "--locked"])
            .output()
            .map_err(|error| fault(format!("could not be started: {error}")))?;
        if !output.status.success() {
            return Err(fault(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| fault(error.to_string()))
    }

    /// The members of the workspace.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.source.is_none())
    }

    /// The packages that others made.
    pub(crate) fn foreign(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.source.is_some())
    }
}
