//! `chancery history`: the revisions of a record, newest first.

use chancery_app::keeping::HistoryLine;
use chancery_model::journal::Operation;
use serde::Serialize;

use super::address::resolve;
use super::{Done, Failure, Output, Session};

/// List the revisions of a record, newest first
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Record, such as meeting:tchm/6 or tchm/6
    #[arg(value_name = "ID")]
    record: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    revision: u64,
    operation: Operation,
    at: &'a str,
    batch: u64,
    seq: u64,
    actor: &'a str,
    reason: &'a str,
    source: Option<&'a str>,
    sha256: String,
    is_redacted: bool,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    let address = resolve(&register, &args.record).await?;
    let history = register.list_history(&address).await?;
    let lines: Vec<Line<'_>> = history.iter().map(line).collect();
    if args.json {
        output.json(&lines)?;
        return Ok(Done::Whole);
    }
    output.fact(&address)?;
    for line in lines {
        let redacted = if line.is_redacted { ", body removed" } else { "" };
        let operation = operation(line.operation);
        output.fact(format_args!(
            "  {:>3}  {}  {operation}{redacted}  batch {}  {}: {}",
            line.revision, line.at, line.batch, line.actor, line.reason
        ))?;
    }
    Ok(Done::Whole)
}

fn line(entry: &HistoryLine) -> Line<'_> {
    Line {
        revision: entry.header.revision,
        operation: entry.header.operation,
        at: &entry.batch.at,
        batch: entry.batch.number,
        seq: entry.header.seq,
        actor: &entry.batch.actor,
        reason: &entry.batch.reason,
        source: entry.batch.source.as_deref(),
        sha256: entry.header.body_sha256.to_string(),
        is_redacted: entry.is_redacted,
    }
}

fn operation(operation: Operation) -> &'static str {
    match operation {
        Operation::Publish => "published",
        Operation::Withdraw => "withdrawn",
        Operation::Rename => "renamed",
        Operation::Merge => "joined into another",
        Operation::Redact => "redacted another revision",
    }
}
