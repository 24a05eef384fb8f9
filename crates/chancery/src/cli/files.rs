//! `chancery files`: the kept files themselves, whichever record mentions them.

use clap::Subcommand;

use super::output::counted;
use super::{Done, Failure, Output, Session};

/// Look after the kept files
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Take away the files that no revision of any record mentions and that are older than a day
    ///
    /// Such files are left by imports that were refused or killed. A server does this by itself once a day.
    Sweep {
        /// Count them and take nothing away
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let Command::Sweep { dry_run } = &args.command;
    let register = session.register(output).await?;
    let (swept, verb) = if *dry_run {
        (register.find_garbage(&session.ctx()).await?, "would be taken away")
    } else {
        (register.sweep_files(&session.ctx()).await?, "taken away")
    };
    let removed = swept.removed;
    let files = |n: u64| counted(usize::try_from(n).unwrap_or(usize::MAX), "file");
    output.fact(format_args!("{} looked at, {} mentioned by records", files(removed.looked_at), swept.mentioned))?;
    output.fact(format_args!("{} of {} bytes {verb}", files(removed.files), removed.bytes))?;
    if removed.waiting > 0 {
        output.fact(format_args!("{} not mentioned but younger than a day", files(removed.waiting)))?;
    }
    if removed.remains > 0 {
        output.fact(format_args!("{} of interrupted work {verb}", files(removed.remains)))?;
    }
    Ok(Done::Whole)
}
