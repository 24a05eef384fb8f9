//! `chancery rebuild`: makes the views and the search index again from the journal.

use super::{Done, Failure, Output, Session};

/// Make everything that follows from the journal again: the tables of current records and the search index
///
/// The journal itself is not touched. A running server follows by itself.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub async fn run(_args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    register.rebuild().await?;
    output.say("tables of current records made again");
    drop(register);
    let app = session.app(output).await?;
    let followed = app.rebuild_index().await?;
    output.fact(format_args!("rebuilt from {} journal entries; {} in the search index", followed.entries, followed.indexed))?;
    Ok(Done::Whole)
}
