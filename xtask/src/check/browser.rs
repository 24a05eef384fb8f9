//! The browser journeys of `e2e/`: what they need, and how they are run.
//!
//! They drive Debian's Chromium by Playwright against the debug build that the tests have just used, so nothing is
//! compiled twice and no test tool fetches a browser of its own. The journeys start and stop the server themselves.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::metadata::Metadata;
use super::{Fault, Outcome, machine, run_command};

/// Names under which Chromium is installed.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Packages that bring letters for the four languages.
const FONTS: [&str; 2] = ["fonts-noto-cjk", "fonts-noto-core"];

/// Everything that a run of the journeys needs.
#[derive(Debug)]
pub(crate) struct Browser {
    folder: PathBuf,
    chromium: PathBuf,
    binary: PathBuf,
}

impl Browser {
    /// Makes ready: browser, fonts, Node and its packages from the lock file.
    ///
    /// Errors: something is missing and cannot be installed here; the fault names the command.
    pub(crate) fn prepare(root: &Path) -> Result<Browser, Vec<Fault>> {
        let folder = root.join("e2e");
        let mut lacking = Vec::new();
        if find_chromium().is_none() {
            lacking.push("chromium");
        }
        if !has_letters(root) {
            lacking.extend(FONTS);
        }
        if machine::find_program("node").is_none() {
            lacking.push("nodejs");
        }
        if machine::find_program("npm").is_none() {
            lacking.push("npm");
        }
        if !lacking.is_empty() {
            machine::install(&lacking)?;
        }
        install_node_packages(&folder)?;
        let binary = Metadata::read(root)?.target_directory.join("debug").join("chancery");
        let chromium = find_chromium().ok_or_else(|| vec![Fault::new("chromium", "is still missing after the installation")])?;
        Ok(Browser { folder, chromium, binary })
    }

    /// The debug build, which the tests have just used.
    pub(crate) fn debug_build(&self) -> &Path {
        &self.binary
    }

    /// Runs all journeys with a program; `variables` may name a server that runs already.
    pub(crate) fn run(&self, binary: &Path, variables: &[(String, String)]) -> Outcome {
        let mut command = Command::new("node");
        command
            .current_dir(&self.folder)
            .args(["node_modules/@playwright/test/cli.js", "test"])
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .env("CHANCERY_BINARY", binary)
            .env("CHROMIUM", &self.chromium);
        run_command(&mut command)
    }
}

fn find_chromium() -> Option<PathBuf> {
    BROWSERS.into_iter().find_map(machine::find_program)
}

/// Whether the machine can draw Chinese, Japanese and Korean.
fn has_letters(root: &Path) -> bool {
    let Ok(output) = Command::new("fc-list").current_dir(root).args([":lang=ja:lang=ko:lang=zh-cn", "family"]).output() else {
        return false;
    };
    !output.stdout.trim_ascii().is_empty()
}

/// Installs what the lock file of the journeys names, unless that is what stands there.
fn install_node_packages(folder: &Path) -> Outcome {
    let fault = |error: std::io::Error| vec![Fault::new("e2e/package-lock.json", error.to_string())];
    let lock = std::fs::read(folder.join("package-lock.json")).map_err(fault)?;
    let mark = folder.join("node_modules").join(".installed-from");
    if std::fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.current_dir(folder).args(["ci", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run_command(&mut npm)?;
    std::fs::write(mark, lock).map_err(fault)
}
