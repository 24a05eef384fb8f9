//! `chancery restore`: a backup into a data folder that holds no register.

use std::path::PathBuf;

use chancery_app::transfer;

use super::verify::print;
use super::{Done, Failure, Output, Session};

/// Restore a backup into a data folder that holds no register, and verify it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder that `chancery backup` made
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let location = session.location()?;
    if location.journal.is_remote() {
        let message = "a backup is restored into a folder; --database names a database";
        return Err(Failure::misuse(message).with_hint("restore it without --database, then take it there with `chancery copy`"));
    }
    let data = location.folder;
    let report = transfer::restore(&args.folder, &data).await?;
    output.fact(format_args!("restored into {}", data.display()))?;
    print(&report, output)?;
    Ok(if report.is_sound() { Done::Whole } else { Done::Partly })
}
