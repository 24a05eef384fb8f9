//! The one check of the project: what a change must pass, in the order in which a fault is cheapest to find.
//!
//! The still checks read files and the dependency graph and all run, so that one look shows everything they find. The
//! steps after them run other programs; the first that fails ends the check. Every step prints its name when it
//! starts and its time when it ends, so that a reader of a CI log sees where it is. Nothing here decides what is
//! right in a room: that is said by the room's own tests, which this runs.

mod browser;
mod files;
mod licences;
mod links;
pub(crate) mod machine;
mod metadata;
mod reached;
mod rooms;
mod sizes;
mod words;

use std::fmt;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use clap::Args;

pub(crate) use browser::Browser;
use files::Files;
use metadata::Metadata;

use crate::postgres::{self, Server, Settings};

/// What to check.
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Leave the browser journeys out
    #[arg(long)]
    fast: bool,
    /// Run the still checks only: files, layering, licences, words, links
    #[arg(long, conflicts_with = "fast")]
    still: bool,
}

/// Something that a check found: where, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The file, with a line where there is one, or the crate.
    pub(crate) place: String,
    /// What is wrong there and what was expected.
    pub(crate) message: String,
}

impl Fault {
    /// Makes a fault.
    pub(crate) fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Fault { place: place.into(), message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// What a step ends with: nothing, or what was found.
pub(crate) type Outcome = Result<(), Vec<Fault>>;

/// Runs the check and tells how it ended.
///
/// Exit 0 if everything passed, 1 if something was found.
pub(crate) fn run(root: &Path, arguments: &CheckArguments) -> ExitCode {
    let mut steps = Steps::default();
    let is_whole = still(root, &mut steps)
        && (arguments.still || moving(root, &mut steps))
        && (arguments.still || arguments.fast || browser(root, &mut steps));
    steps.tell();
    if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The checks that only read; all of them run, whatever the first ones find.
fn still(root: &Path, steps: &mut Steps) -> bool {
    let mut found = None;
    steps.step("files and dependency graph", || {
        found = Some((Files::list(root)?, Metadata::read(root)?));
        Ok(())
    });
    let Some((files, metadata)) = found else { return false };
    let checks: [(&str, &dyn Fn() -> Outcome); 6] = [
        ("layering", &|| rooms::check(root, &metadata)),
        ("licences of dependencies", &|| licences::check(root, &metadata)),
        ("file sizes", &|| sizes::check(&files)),
        ("every source and test file is reached", &|| reached::check(root, &files, &metadata)),
        ("words that do not belong in the tree", &|| words::check(&files)),
        ("links in the docs", &|| links::check(&files)),
    ];
    let passed = checks.into_iter().filter(|(name, check)| steps.step(name, check)).count();
    passed == checks.len()
}

/// The checks that compile and run; the first that fails ends them.
fn moving(root: &Path, steps: &mut Steps) -> bool {
    let cargo = |args: &[&str], envs: &[(&str, &str)]| {
        let mut command = Command::new("cargo");
        command.current_dir(root).args(args).envs(envs.iter().copied());
        run_command(&mut command)
    };
    steps.step("what the machine needs", || machine::check_components(root))
        && steps.step("format", || cargo(&["fmt", "--all", "--check"], &[]))
        && steps.step("lints", || cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"], &[]))
        && steps.step("build", || cargo(&["build", "--workspace", "--all-targets", "--locked"], &[]))
        && tests(root, steps)
        && steps.step("docs", || cargo(&["doc", "--workspace", "--no-deps", "--locked"], &[("RUSTDOCFLAGS", "-D warnings")]))
}

/// The tests of every room, with a PostgreSQL beside them that they make databases on.
///
/// Without one the tests of the second database would pass by not running: in CI that is a fault, elsewhere it is said.
fn tests(root: &Path, steps: &mut Steps) -> bool {
    let mut database = None;
    let is_ready = steps.step("a PostgreSQL for the tests", || {
        match postgres::find_or_install().and_then(|binaries| Server::throw_away(binaries, Settings::default())) {
            Ok(server) => database = Some(server),
            Err(error) if is_ci() => return Err(vec![Fault::new("postgres", error.to_string())]),
            Err(error) => println!("   NOT TESTED: every test on PostgreSQL; {error}"),
        }
        Ok(())
    });
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root).args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    if let Some(server) = &database {
        cargo.env(postgres::VARIABLE, server.url("postgres"));
    }
    is_ready && steps.step("tests", || run_command(&mut cargo))
}

/// Whether a service runs the check, and nobody reads what it says in passing.
#[expect(clippy::disallowed_methods, reason = "the services say so by a variable")]
fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false")
}

/// The browser journeys, with what they need installed first.
fn browser(root: &Path, steps: &mut Steps) -> bool {
    let mut ready = None;
    steps.step("what the browser journeys need", || {
        ready = Some(Browser::prepare(root)?);
        Ok(())
    }) && ready.is_some_and(|browser| steps.step("browser journeys", || browser.run(browser.debug_build(), &[])))
}

/// Runs a program with its output going to the reader; a bad exit is the fault.
pub(crate) fn run_command(command: &mut Command) -> Outcome {
    let shown = show(command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(vec![Fault::new(shown, format!("ended with {status}"))]),
        Err(error) => Err(vec![Fault::new(shown, format!("could not be started: {error}"))]),
    }
}

/// A command as a person would type it.
fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// The steps that ran, with their times.
#[derive(Debug, Default)]
struct Steps {
    done: Vec<(String, bool, f64)>,
}

impl Steps {
    /// Runs one step, printing its name before and its time after it; `true` if it passed.
    fn step(&mut self, name: &str, body: impl FnOnce() -> Outcome) -> bool {
        println!("── {name}");
        let start = Instant::now();
        let outcome = body();
        let seconds = start.elapsed().as_secs_f64();
        match &outcome {
            Ok(()) => println!("   passed in {seconds:.1} s"),
            Err(faults) => {
                for fault in faults {
                    println!("   {fault}");
                }
                println!("   FAILED in {seconds:.1} s");
            }
        }
        self.done.push((name.to_owned(), outcome.is_ok(), seconds));
        outcome.is_ok()
    }

    /// Prints the closing table.
    fn tell(&self) {
        println!("\ncheck:");
        for (name, is_passed, seconds) in &self.done {
            let verdict = if *is_passed { "passed" } else { "FAILED" };
            println!("   {verdict} {seconds:>7.1} s  {name}");
        }
        let passed = self.done.iter().filter(|(_, is_passed, _)| *is_passed).count();
        println!("steps: {passed} passed, {} failed", self.done.len() - passed);
    }
}
