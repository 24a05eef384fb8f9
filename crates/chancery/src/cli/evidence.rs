//! `chancery evidence`: what bears on commitments, added by hand or proposed by rules and decided by a person.

mod add;

use chancery_app::proposals::evidence::{self, Fields, Of};
use chancery_model::{CommitmentId, MechanismId};
use clap::Subcommand;

use super::decisions::{AskArgs, DecideArgs, decide};
use super::{Done, Failure, Output, Session};

/// Add evidence for commitments, or propose it and publish what a person confirmed
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one in a process")]
enum Command {
    Add(add::Args),
    Propose(ProposeArgs),
    Decide(DecideArgs),
}

/// Write a file of later outcomes and documents that may be about a commitment
///
/// Passages are held together by names that are rare in the register, in any language, and by their words. How one bears
/// on the commitment is only suggested. Nothing is written to the register. A file that exists is read first: what is
/// answered in it stays and is not asked again.
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
    /// Evidence for one commitment
    #[arg(long, value_name = "ID")]
    commitment: Option<CommitmentId>,
    /// Evidence for the commitments that a mechanism looks after, such as tchm
    #[arg(long, value_name = "ID")]
    mechanism: Option<MechanismId>,
    /// Evidence for all commitments
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    match &args.command {
        Command::Add(args) => add::run(args, session, output).await,
        Command::Propose(args) => propose(args, session, output).await,
        Command::Decide(args) => decide::<Fields>(args, "piece of evidence", session, output).await,
    }
}

async fn propose(args: &ProposeArgs, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let of = match (&args.scope.commitment, &args.scope.mechanism) {
        (Some(id), _) => Of::Commitment(id.clone()),
        (None, Some(id)) => Of::Mechanism(id.clone()),
        (None, None) => Of::All,
    };
    let options = args.ask.options()?;
    let register = session.register(output).await?;
    let found = evidence::propose(&session.ctx(), &register, &of, &options).await.map_err(|error| args.ask.about(error))?;
    args.ask.leave(&found, output)
}
