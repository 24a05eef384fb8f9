//! `chancery withdraw`: takes a record out of the register; its address stays and says when and why.

use super::address::resolve;
use super::put::report;
use super::{Done, Failure, Output, Session};

/// Withdraw a record
///
/// Its address keeps answering: gone, when, and why. Earlier revisions can still be read. Refused while other records
/// point to it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Record, such as meeting:tchm/6 or tchm/6
    #[arg(value_name = "ID")]
    record: String,
    /// Why; shown at the record's address
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    let address = resolve(&register, &args.record).await?;
    let written = register.withdraw(&session.ctx(), &address, &args.reason).await?;
    report(written, &[format!("{address} withdrawn")], output)?;
    Ok(Done::Whole)
}
