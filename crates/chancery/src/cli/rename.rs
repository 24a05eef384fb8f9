//! `chancery rename`: gives a record another id; the old address leads to the new one for ever.

use super::address::resolve;
use super::put::report;
use super::{Done, Failure, Output, Session};

/// Give a record another id
///
/// The old address leads to the new one. Records that point to the old id need no change.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Record, such as mechanism:tchm or tchm
    #[arg(value_name = "ID")]
    record: String,
    /// New id, without a kind
    #[arg(value_name = "NEW")]
    new: String,
    /// Why; kept in the record's history
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    let address = resolve(&register, &args.record).await?;
    let prefix = format!("{}:", address.kind);
    let id = args.new.strip_prefix(&prefix).unwrap_or(&args.new);
    let written = register.rename(&session.ctx(), &address, id, &args.reason).await?;
    report(written, &[format!("{address} is now {prefix}{id}")], output)?;
    Ok(Done::Whole)
}
