//! What the machine has, and how it gets what it lacks.
//!
//! On Debian as root a chore installs by itself; everywhere else it names the one command that does. Debian's package
//! lists are fetched once, before the first installation.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Fault, Outcome, run_command};

/// Checks that the toolchain can format and lint.
pub(crate) fn check_components(root: &Path) -> Outcome {
    let missing: Vec<&str> = [("fmt", "rustfmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(name, _)| !runs(root, "cargo", &[name, "--version"]))
        .map(|(_, part)| part)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let command = format!("rustup component add {}", missing.join(" "));
    println!("   the toolchain lacks {}: {command}", missing.join(", "));
    let mut rustup = Command::new("rustup");
    run_command(rustup.args(["component", "add"]).args(&missing))
        .map_err(|_| vec![Fault::new("toolchain", format!("lacks {}; run: {command}", missing.join(", ")))])
}

/// Installs Debian packages, or says with which command a person does.
pub(crate) fn install(packages: &[&str]) -> Outcome {
    let line = format!("apt-get update && apt-get install -y --no-install-recommends {}", packages.join(" "));
    let refuse = |why: &str| Err(vec![Fault::new("this machine", format!("lacks {} and {why}; run as root: {line}", packages.join(", ")))]);
    if find_program("apt-get").is_none() {
        return refuse("has no apt-get");
    }
    if !is_root() {
        return refuse("this is not run as root");
    }
    println!("   installing: {line}");
    let apt = |args: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null()).stdout(Stdio::null()).arg("-q").args(args);
        run_command(&mut command)
    };
    apt(&["update"])?;
    apt(&[&["install", "-y", "--no-install-recommends"], packages].concat())
}

/// Finds a program by name where programs are.
#[expect(clippy::disallowed_methods, reason = "a chore looks for programs where the person's shell would")]
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var("PATH").ok()?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Whether a program runs and ends well; its output is not shown.
pub(crate) fn runs(root: &Path, program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.current_dir(root).args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
