//! `chancery undo`: takes the changes of a batch back by new revisions.

use chancery_app::undo::Undone;

use super::output::entries;
use super::{Done, Failure, Output, Session};

/// Take the changes of a batch back, by new revisions
///
/// Records that the batch changed are published again as they were; records that it made are withdrawn. The journal
/// keeps both. Refused if later batches changed the same records.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Number of the batch
    #[arg(value_name = "BATCH")]
    batch: u64,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    let report = register.undo(&session.ctx(), args.batch, &args.reason).await?;
    for (address, what) in &report.records {
        let what = match what {
            Undone::Restored => "restored ",
            Undone::Withdrawn => "withdrawn",
            Undone::Moved => "moved    ",
        };
        output.fact(format_args!("  {what} {address}"))?;
    }
    match report.written.batch {
        Some(batch) => output.fact(format_args!("batch {batch} undoes batch {}: {}", report.undone, entries(report.written.entries)))?,
        None => output.fact(format_args!("batch {} leaves nothing to undo", report.undone))?,
    }
    Ok(Done::Whole)
}
