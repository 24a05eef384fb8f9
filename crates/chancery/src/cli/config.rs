//! `chancery config`: checks a settings file, shows the settings in force.

use std::path::PathBuf;

use clap::Subcommand;

use super::{Done, Failure, Output, Session};
use crate::config::{self, Loaded, ServerFlags, reference};

/// Check a settings file, or show the settings in force
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Name what is wrong with a settings file, with the line; without FILE, with the one that would be used
    Check {
        /// The settings file
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Print the settings in force and where each came from
    Show {
        #[command(flatten)]
        flags: ServerFlags,
    },
    /// Print the reference page of the settings
    #[command(hide = true)]
    Reference,
}

/// Runs the command.
pub fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    match &args.command {
        Command::Check { file } => check(file.as_ref(), session, output),
        Command::Show { flags } => show(flags, session, output),
        Command::Reference => output.bytes(reference::to_markdown().as_bytes()).map(|()| Done::Whole),
    }
}

fn check(file: Option<&PathBuf>, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let Some(path) = file else {
        // Reading the settings in force checks flags and environment along with the file.
        let loaded = Loaded::read(session.flags().clone(), ServerFlags::default(), None)?;
        match loaded.file {
            Some(path) => output.fact(format_args!("{}: in order", path.display()))?,
            None => output.fact("no settings file; flags and environment are in order")?,
        }
        return Ok(Done::Whole);
    };
    let errors = config::check_file(path)?;
    for error in &errors {
        output.fact(error)?;
    }
    match errors.len() {
        0 => output.fact(format_args!("{}: in order", path.display())).map(|()| Done::Whole),
        _ => Ok(Done::Partly),
    }
}

fn show(flags: &ServerFlags, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let loaded = Loaded::read(session.flags().clone(), flags.clone(), None)?;
    for entry in &loaded.effective {
        let value = match entry.shown() {
            Some(value) if value.bytes().all(|b| b.is_ascii_digit()) => value,
            Some(value) => format!("{value:?}"),
            None => "(none)".into(),
        };
        output.fact(format_args!("{} = {value}  # {}", entry.setting.key, entry.origin))?;
    }
    Ok(Done::Whole)
}

impl From<config::ConfigError> for Failure {
    fn from(error: config::ConfigError) -> Failure {
        let cause = std::error::Error::source(&error).map(|inner| format!(": {inner}")).unwrap_or_default();
        Failure::misuse(format!("{error}{cause}")).with_hint("`chancery config check FILE` lists all that is wrong with a file")
    }
}
