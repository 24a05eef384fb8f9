//! Measures how well commitments are proposed: precision and recall on outcomes marked by hand, in four languages.
//!
//! The measuring is a test of the ingest room, so that every run of the tests holds the floors; this prints its tables. What
//! is marked and how is in `candidates/README.md`, the figures of the last change in `docs/explanation/candidates.md`.

use std::path::Path;
use std::process::{Command, ExitCode};

/// The test that measures.
const TEST: &str = "candidates::candidates_are_as_good_as_they_were";

/// Measures and prints; fails below the floors.
pub(crate) fn run(root: &Path) -> ExitCode {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root).args([
        "test",
        "--quiet",
        "--locked",
        "-p",
        "chancery-ingest",
        "--test",
        "it",
        "--",
        "--exact",
        TEST,
        "--nocapture",
    ]);
    match cargo.status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            println!("candidates: cargo could not be started: {error}");
            ExitCode::FAILURE
        }
    }
}
