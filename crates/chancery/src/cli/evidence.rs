//! `chancery evidence`: later outcomes and documents that may be about a commitment are proposed to a person.

use std::path::PathBuf;

use chancery_app::proposals::Options;
use chancery_app::proposals::evidence::{self, Of};
use chancery_model::{CommitmentId, Lang, MechanismId};
use clap::Subcommand;

use super::decisions::{Asked, DecideArgs, earlier, leave, read_text, report};
use super::{Done, Failure, Output, Session};

/// Propose evidence for commitments, and publish what a person confirmed
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

/// Write a file of later outcomes and documents that may be about a commitment
///
/// Passages are held together by names that are rare in the register, in any language, and by their words. How one bears
/// on the commitment is only suggested. Nothing is written to the register. A file that exists is read first: what is
/// answered in it stays and is not asked again.
#[derive(Debug, clap::Args)]
struct ProposeArgs {
    #[command(flatten)]
    scope: ScopeArgs,
    /// Read the accounts in this language, such as ja; where there is none, and if not given, the principal ones
    #[arg(long, value_name = "LANG")]
    lang: Option<Lang>,
    /// File of candidates; standard output if not given
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
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
        Command::Propose(args) => propose(args, session, output).await,
        Command::Decide(args) => {
            let text = read_text(&args.file)?;
            let register = session.register(output).await?;
            let decided = evidence::decide(&session.ctx(), &register, &text, &args.reason).await;
            report(args, &decided?, "piece of evidence", output)
        }
    }
}

async fn propose(args: &ProposeArgs, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let of = match (&args.scope.commitment, &args.scope.mechanism) {
        (Some(id), _) => Of::Commitment(id.clone()),
        (None, Some(id)) => Of::Mechanism(id.clone()),
        (None, None) => Of::All,
    };
    let options = Options { lang: args.lang.clone(), earlier: earlier(args.out.as_deref())? };
    let register = session.register(output).await?;
    let found = evidence::propose(&session.ctx(), &register, &of, &options).await?;
    let asked = Asked { open: found.open, known: found.known, answered: found.answered, left_out: found.left_out };
    leave(args.out.as_deref(), found.file.write(), &asked, "evidence", output)
}
