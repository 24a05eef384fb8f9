//! `chancery commitments`: what outcomes may commit to is proposed to a person, and what the person confirms is published.

use chancery_app::proposals::Scope;
use chancery_app::proposals::commitments::{self, Fields};
use chancery_model::{MechanismId, MeetingId};
use clap::Subcommand;

use super::decisions::{AskArgs, DecideArgs, decide};
use super::{Done, Failure, Output, Session};

/// Propose commitments from outcomes, and publish those that a person confirmed
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Propose(ProposeArgs),
    Decide(DecideArgs),
}

/// Write a file of candidates for a person to decide on
///
/// Rules look for what was agreed in the words of outcomes; each candidate says which rule fired on which words. Nothing
/// is written to the register. A file that exists is read first: what is answered in it stays and is not asked again.
#[derive(Debug, clap::Args)]
struct ProposeArgs {
    #[command(flatten)]
    scope: ScopeArgs,
    #[command(flatten)]
    ask: AskArgs,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct ScopeArgs {
    /// Outcomes of one meeting, such as tchm/4
    #[arg(long, value_name = "ID")]
    meeting: Option<MeetingId>,
    /// Outcomes of all meetings of a mechanism, such as tchm
    #[arg(long, value_name = "ID")]
    mechanism: Option<MechanismId>,
    /// Outcomes of all meetings
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    match &args.command {
        Command::Propose(args) => propose(args, session, output).await,
        Command::Decide(args) => decide::<Fields>(args, "commitment", session, output).await,
    }
}

async fn propose(args: &ProposeArgs, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let scope = match (&args.scope.meeting, &args.scope.mechanism) {
        (Some(id), _) => Scope::Meeting(id.clone()),
        (None, Some(id)) => Scope::Mechanism(id.clone()),
        (None, None) => Scope::All,
    };
    let options = args.ask.options()?;
    let register = session.register(output).await?;
    let found = commitments::propose(&session.ctx(), &register, &scope, &options).await.map_err(|error| args.ask.about(error))?;
    args.ask.leave(&found, output)
}
