//! `chancery document`: the files of documents.

mod add;
mod report;

use chancery_app::papers;
use chancery_model::DocumentId;
use clap::Subcommand;

use super::output::counted;
use super::{Done, Failure, Output, Session};

/// Keep the files of documents
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one in a process")]
enum Command {
    Add(add::Args),
    /// Read kept files again: those that an older reader read, or that could not be read
    ///
    /// Where another text comes out, the document gets a new revision. The file stays what it is.
    ReadAgain {
        /// Document of which every file is read again
        #[arg(value_name = "ID", required_unless_present = "all")]
        document: Option<DocumentId>,
        /// Look through all documents
        #[arg(long, conflicts_with = "document")]
        all: bool,
    },
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    match &args.command {
        Command::Add(args) => add::run(args, session, output).await,
        Command::ReadAgain { document, all: _ } => read_again(document.as_ref(), session, output).await,
    }
}

async fn read_again(only: Option<&DocumentId>, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    let done = papers::read_again(&session.ctx(), &register, &session.paper_reader()?, only).await?;
    let read = counted(usize::try_from(done.read).unwrap_or(usize::MAX), "file");
    output.fact(format_args!("{read} read again, {} changed", counted(done.changed.len(), "document")))?;
    for id in &done.changed {
        output.fact(format_args!("  changed  document:{id}"))?;
    }
    for (id, digest) in &done.lost {
        output.fact(format_args!("  missing or damaged  document:{id}  {digest}"))?;
    }
    Ok(if done.lost.is_empty() { Done::Whole } else { Done::Partly })
}
