//! `chancery snapshot`: what a new node begins from, instead of from the beginning of the journal.

use clap::Subcommand;

use chancery_app::snapshot;

use super::{Done, Failure, Output, Session};

/// Write or list the snapshots from which new nodes begin
///
/// A snapshot has the tables and the search index of a node at some number of the journal. It is kept beside the files
/// (--files), checked when it is used, and never needed: it saves a new node time. Servers write them by themselves.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a snapshot of the register as this data folder has it, and take all but the newest away
    Write,
    /// List the snapshots that there are, those that go furthest first
    List,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    match args.command {
        Command::Write => {
            let written = session.app(output).await?.write_snapshot().await?;
            let what = if written.is_new { "written" } else { "there already" };
            output.fact(format_args!("{}: {what}, {} older taken away", line(&written.snapshot), written.pruned))?;
        }
        Command::List => {
            let list = snapshot::list(&session.location()?).await?;
            for snapshot in &list {
                output.fact(line(snapshot))?;
            }
            if list.is_empty() {
                output.fact("no snapshots")?;
            }
        }
    }
    Ok(Done::Whole)
}

fn line(snapshot: &snapshot::Snapshot) -> String {
    let index = match &snapshot.index_version {
        Some(version) => format!("index {version} at number {}", snapshot.index_seq),
        None => "no index".into(),
    };
    format!("number {}, schema {}, {index}, {} bytes", snapshot.head.seq, snapshot.schema, snapshot.stored_bytes)
}
