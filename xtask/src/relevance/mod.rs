//! Measures what a search finds: the relevance set asked of the bundled register, from outside, by the command line.
//!
//! The register is published with made-up specimens into a folder that is thrown away, every query is a run of `chancery search --json`, and the
//! figures come out by language and kind. What the set misses is listed, but for the held-out part: who tunes must not look.
//! Ends badly below the floors. The method and the figures of the last change are in `docs/explanation/relevance.md`.

mod score;
mod set;
mod specimens;

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use clap::Args;

use score::{DEPTH, Outcome, Scores};
use set::{Question, SetError};

/// How to measure.
#[derive(Debug, Args)]
pub(crate) struct RelevanceArguments {
    /// The program to ask, instead of a debug build of this tree
    #[arg(long)]
    binary: Option<PathBuf>,
    /// A folder to work in; what is in it is thrown away
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Look for the words as typed only, to see what the other names bring; floors do not count then
    #[arg(long)]
    literal: bool,
}

/// Says why nothing could be measured.
#[derive(Debug, thiserror::Error)]
enum RelevanceError {
    #[error(transparent)]
    Set(#[from] SetError),
    #[error(transparent)]
    Specimens(#[from] specimens::SpecimenError),
    #[error("{program} could not be started: {error}")]
    Start { program: String, error: io::Error },
    #[error("{command} was refused: {said}")]
    Refused { command: String, said: String },
    #[error("the answer to {query:?} is not understood")]
    Answer { query: String },
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Measures and prints; fails below the floors.
pub(crate) fn run(root: &Path, arguments: &RelevanceArguments) -> ExitCode {
    match measure(root, arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("relevance: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(root: &Path, arguments: &RelevanceArguments) -> Result<bool, RelevanceError> {
    let questions = set::read(&root.join("relevance"))?;
    let binary = match &arguments.binary {
        Some(binary) => binary.clone(),
        None => build(root)?,
    };
    let folder = arguments.folder.clone().unwrap_or_else(|| root.join("target").join("relevance"));
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let program = Program { binary, folder };
    let specimens = root.join("target").join("relevance-specimens.jsonl");
    std::fs::write(&specimens, specimens::read(&root.join("relevance").join("specimens"))?)?;
    program.publish(&root.join("data").join("register"), &specimens)?;
    let (mut tuned, mut held_out) = (Scores::default(), Scores::default());
    for question in &questions {
        let hits = program.search(&question.query, arguments.literal)?;
        let outcome = Outcome::of(question, &hits);
        if question.is_held_out {
            held_out.add(question, &outcome);
        } else {
            tuned.add(question, &outcome);
            if !outcome.is_met() {
                println!("{}", missed(question, &hits));
            }
        }
    }
    let mut is_reached = true;
    for (name, scores) in [("The set", &tuned), ("Held out", &held_out)] {
        println!("\n{name}\n\n{scores}");
        for below in scores.below() {
            println!("{name}: {below}");
            is_reached = false;
        }
    }
    Ok(is_reached || arguments.literal)
}

fn missed(question: &Question, hits: &[String]) -> String {
    let Question { lang, kind, query, first, wanted, .. } = question;
    let shown: Vec<&str> = hits.iter().take(5).map(String::as_str).collect();
    format!("{lang} {kind}: {query}: wanted @{first} {}, found {}", wanted.join(" "), shown.join(" "))
}

/// Builds the program.
fn build(root: &Path) -> Result<PathBuf, RelevanceError> {
    let mut cargo = Command::new("cargo");
    let status = cargo.current_dir(root).args(["build", "--locked", "-p", "chancery"]).status();
    let status = status.map_err(|error| RelevanceError::Start { program: "cargo".to_owned(), error })?;
    if !status.success() {
        return Err(RelevanceError::Refused { command: "cargo build".to_owned(), said: status.to_string() });
    }
    Ok(root.join("target").join("debug").join("chancery"))
}

/// The binary and its data folder.
struct Program {
    binary: PathBuf,
    folder: PathBuf,
}

impl Program {
    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, RelevanceError> {
        let mut command = Command::new(&self.binary);
        command.args(arguments).stdin(Stdio::null());
        let output = command.output().map_err(|error| RelevanceError::Start { program: self.binary.display().to_string(), error })?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).lines().take(5).collect::<Vec<_>>().join("\n");
            return Err(RelevanceError::Refused { command: arguments.join(" "), said });
        }
        Ok(output.stdout)
    }

    /// Publishes the bundled register and the specimens.
    fn publish(&self, register: &Path, specimens: &Path) -> Result<(), RelevanceError> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(register)?.flatten().map(|entry| entry.path()).collect();
        files.sort();
        // They name topics and places of the register.
        files.push(specimens.to_owned());
        let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let folder = self.folder.display().to_string();
        self.run(&["init", "--data", &folder])?;
        let mut put = vec!["put", "--data", &folder];
        put.extend(files.iter().map(String::as_str));
        self.run(&put)?;
        Ok(())
    }

    /// The first hits of a query, each as `kind:id`.
    fn search(&self, query: &str, is_literal: bool) -> Result<Vec<String>, RelevanceError> {
        let (folder, limit) = (self.folder.display().to_string(), DEPTH.to_string());
        let mut arguments = vec!["search", "--data", &folder, "--json", "--limit", &limit];
        if is_literal {
            arguments.push("--literal");
        }
        arguments.extend(["--", query]);
        let answer = self.run(&arguments)?;
        let not_understood = || RelevanceError::Answer { query: query.to_owned() };
        let answer: serde_json::Value = serde_json::from_slice(&answer).map_err(|_| not_understood())?;
        let hits = answer["hits"].as_array().ok_or_else(not_understood)?;
        let address = |hit: &serde_json::Value| Some(format!("{}:{}", hit["kind"].as_str()?, hit["id"].as_str()?));
        hits.iter().map(|hit| address(hit).ok_or_else(not_understood)).collect()
    }
}
