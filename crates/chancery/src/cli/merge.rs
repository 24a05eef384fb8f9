//! `chancery merge`: joins a record into another of its kind; the address of the first leads to the second.

use super::address::resolve;
use super::put::report;
use super::{Done, Failure, Output, Session};

/// Join a record into another of its kind
///
/// The first address leads to the second. What the first record said stays in its history; nothing is copied.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Record that goes
    #[arg(value_name = "FROM")]
    from: String,
    /// Record that stays
    #[arg(value_name = "INTO")]
    into: String,
    /// Why; kept in the record's history
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    let from = resolve(&register, &args.from).await?;
    let into = resolve(&register, &args.into).await?;
    let written = register.merge(&session.ctx(), &from, &into, &args.reason).await?;
    report(written, &[format!("{from} joined into {into}")], output)?;
    Ok(Done::Whole)
}
