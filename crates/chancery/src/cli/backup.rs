//! `chancery backup`: database and vault in a new folder, opened and verified before it is called done.

use std::path::PathBuf;

use super::verify::print;
use super::{Done, Failure, Output, Session};

/// Copy the register and its kept files into a new folder, and verify the copy
///
/// Works beside a running server. The folder gets its name only when the copy is whole and sound.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder to make; it must not exist
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    let report = register.backup(&args.folder).await?;
    output.fact(format_args!("backup in {}", args.folder.display()))?;
    print(&report, output)?;
    Ok(if report.is_sound() { Done::Whole } else { Done::Partly })
}
