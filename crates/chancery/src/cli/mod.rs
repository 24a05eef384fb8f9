//! The command line: one file for each command, one arguments struct whose doc comment is the command's help.
//!
//! Facts go to standard output, talk to standard error, hints on lines of their own. Exit status: 0 done, 1 refused or
//! not found, 2 misuse, 3 done but something waits for a person, 70 our bug. Start reading at [`Command`]; how a command
//! speaks and fails is in [`output`] and [`failure`].

pub mod address;
pub mod backup;
pub mod commitments;
pub mod config;
pub mod copy;
pub mod decisions;
pub mod demo;
pub mod document;
pub mod evidence;
pub mod exchange;
pub mod export;
pub mod extract_paper;
pub mod failure;
pub mod files;
pub mod history;
pub mod import;
pub mod init;
pub mod input;
pub mod load;
pub mod merge;
pub mod migrate;
pub mod output;
pub mod put;
pub mod read;
pub mod rebuild;
pub mod reference;
pub mod rename;
pub mod restore;
pub mod search;
pub mod serve;
pub mod session;
pub mod show;
pub mod snapshot;
mod stop;
pub mod table;
pub mod undo;
pub mod verify;
pub mod withdraw;
pub mod wording;

use std::ffi::OsString;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use failure::Failure;
pub use output::Output;
pub use session::Session;

use crate::config::DataFlags;

/// Keep, search and publish the register of an intergovernmental cooperation: its mechanisms, meetings, outcomes and documents
#[derive(Debug, Parser)]
#[command(name = "chancery", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    /// Flags that every command takes.
    #[command(flatten)]
    pub data: DataFlags,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands, in the order in which the help lists them.
#[derive(Debug, Subcommand)]
pub enum Command {
    Demo(demo::Args),
    Serve(serve::Args),
    Init(init::Args),
    Read(read::Args),
    Import(import::Args),
    Put(put::Args),
    Document(document::Args),
    Commitments(commitments::Args),
    Evidence(evidence::Args),
    Exchange(exchange::Args),
    Withdraw(withdraw::Args),
    Rename(rename::Args),
    Merge(merge::Args),
    Show(show::Args),
    History(history::Args),
    Undo(undo::Args),
    Search(search::Args),
    Verify(verify::Args),
    Rebuild(rebuild::Args),
    Export(export::Args),
    Load(load::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Copy(copy::Args),
    Migrate(migrate::Args),
    Snapshot(snapshot::Args),
    Files(files::Args),
    Config(config::Args),
    #[command(hide = true)]
    Reference(reference::Args),
    #[command(name = chancery_app::papers::reader::CHILD_COMMAND, hide = true)]
    ExtractPaper(extract_paper::Args),
}

/// What a command that did not fail leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// All is done.
    Whole,
    /// Done, but something waits for a person.
    Waiting,
    /// Some of what was asked could not be done; what and why was said.
    Partly,
}

impl Done {
    fn exit_status(self) -> u8 {
        match self {
            Done::Whole => 0,
            Done::Partly => 1,
            Done::Waiting => 3,
        }
    }
}

/// Runs the command that the arguments name and gives the exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are printed on standard output with status 0, misuse on standard error with status 2. A
            // closed pipe is no concern of a reader who has seen enough.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    if let Command::ExtractPaper(args) = &cli.command {
        // Before there is anything else: its limits are those of the whole process.
        return extract_paper::run(args);
    }
    let mut output = Output::standard();
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| dispatch(cli, &mut output)));
    let outcome = outcome.unwrap_or_else(|_| Err(Failure::bug("the command stopped at an internal fault; nothing half-done was kept")));
    let outcome = outcome.and_then(|done| output.flush().map(|()| done));
    match outcome {
        Ok(done) => ExitCode::from(done.exit_status()),
        Err(failure) => ExitCode::from(output.fail(&failure)),
    }
}

fn dispatch(cli: Cli, output: &mut Output) -> Result<Done, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Failure::new(format!("cannot start the asynchronous runtime: {e}")))?;
    let session = Session::new(cli.data);
    runtime.block_on(async {
        match cli.command {
            Command::Demo(args) => demo::run(&args, &session, output).await,
            Command::Serve(args) => serve::run(&args, &session, output).await,
            Command::Config(args) => config::run(&args, &session, output),
            Command::Init(args) => init::run(&args, &session, output).await,
            Command::Read(args) => read::run(&args, &session, output),
            Command::Import(args) => import::run(&args, &session, output).await,
            Command::Commitments(args) => commitments::run(&args, &session, output).await,
            Command::Evidence(args) => evidence::run(&args, &session, output).await,
            Command::Exchange(args) => exchange::run(&args, &session, output).await,
            Command::Put(args) => put::run(&args, &session, output).await,
            Command::Document(args) => document::run(&args, &session, output).await,
            Command::Withdraw(args) => withdraw::run(&args, &session, output).await,
            Command::Rename(args) => rename::run(&args, &session, output).await,
            Command::Merge(args) => merge::run(&args, &session, output).await,
            Command::Show(args) => show::run(&args, &session, output).await,
            Command::History(args) => history::run(&args, &session, output).await,
            Command::Undo(args) => undo::run(&args, &session, output).await,
            Command::Search(args) => search::run(&args, &session, output).await,
            Command::Verify(args) => verify::run(&args, &session, output).await,
            Command::Rebuild(args) => rebuild::run(&args, &session, output).await,
            Command::Export(args) => export::run(&args, &session, output).await,
            Command::Load(args) => load::run(&args, &session, output).await,
            Command::Backup(args) => backup::run(&args, &session, output).await,
            Command::Restore(args) => restore::run(&args, &session, output).await,
            Command::Copy(args) => copy::run(&args, &session, output).await,
            Command::Snapshot(args) => snapshot::run(&args, &session, output).await,
            Command::Migrate(args) => migrate::run(&args, &session, output).await,
            Command::Files(args) => files::run(&args, &session, output).await,
            Command::Reference(args) => reference::run(&args, output),
            Command::ExtractPaper(_) => Err(Failure::bug("the reader of papers was started as a command")),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_argument_of_a_command_stands_in_the_way_of_a_setting() {
        let is_setting =
            |id: &clap::Id| crate::config::SETTINGS.iter().any(|s| s.scope == crate::config::Scope::Everywhere && s.key == id.as_str());
        let mut commands: Vec<clap::Command> = Cli::command().get_subcommands().cloned().collect();
        while let Some(command) = commands.pop() {
            let taken: Vec<&str> =
                command.get_arguments().map(clap::Arg::get_id).filter(|id| is_setting(id)).map(clap::Id::as_str).collect();
            assert!(taken.is_empty(), "{}: {taken:?} are settings; give the argument another id", command.get_name());
            commands.extend(command.get_subcommands().cloned());
        }
    }

    #[test]
    fn every_command_and_option_explains_itself() {
        let mut unexplained = Vec::new();
        for command in Cli::command().get_subcommands() {
            if command.get_about().is_none() {
                unexplained.push(command.get_name().to_owned());
            }
            for argument in command.get_arguments().filter(|a| a.get_help().is_none()) {
                unexplained.push(format!("{} {}", command.get_name(), argument.get_id()));
            }
        }
        assert!(unexplained.is_empty(), "without help: {unexplained:?}");
    }
}
