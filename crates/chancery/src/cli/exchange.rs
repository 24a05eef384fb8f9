//! `chancery exchange`: that an agreed exchange or a joint operation took place, and never what it held.

mod add;

use chancery_model::{ExchangeId, PartyId};
use clap::Subcommand;

use super::put::report;
use super::{Done, Failure, Output, Session};

/// Register that an agreed exchange of information or a joint operation took place, never what it held
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one in a process")]
enum Command {
    Add(add::Args),
    /// Note that parties confirmed an exchange, and its figure once all that it names have
    ///
    /// A figure is public in every mirror from the moment it is published, so it is refused until every party that the
    /// exchange names has confirmed the record.
    Confirm {
        /// Exchange, such as statistics-jp-kr-2012
        #[arg(value_name = "ID", value_parser = exchange)]
        exchange: ExchangeId,
        /// Parties that confirmed it, with commas between them
        #[arg(long, value_name = "PARTY", value_delimiter = ',', required = true)]
        by: Vec<PartyId>,
        /// How many records went over
        #[arg(long, value_name = "N")]
        count: Option<u64>,
        /// Why, for the journal
        #[arg(long, value_name = "TEXT", default_value = "Confirmed by the parties named")]
        reason: String,
    },
}

/// Reads the id of an exchange, with or without its kind.
fn exchange(text: &str) -> Result<ExchangeId, String> {
    text.strip_prefix("exchange:").unwrap_or(text).parse::<ExchangeId>().map_err(|error| error.to_string())
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    match &args.command {
        Command::Add(args) => add::run(args, session, output).await,
        Command::Confirm { exchange, by, count, reason } => {
            let register = session.register(output).await?;
            let (written, awaited) = register.confirm_exchange(&session.ctx(), exchange, by, *count, reason).await?;
            report(written, &[format!("exchange:{exchange}")], output)?;
            let awaited: Vec<&str> = awaited.iter().map(PartyId::as_str).collect();
            match awaited.as_slice() {
                [] => output.fact("  every party that it names has confirmed it")?,
                some => output.fact(format_args!("  yet to confirm it: {}", some.join(", ")))?,
            }
            Ok(Done::Whole)
        }
    }
}
