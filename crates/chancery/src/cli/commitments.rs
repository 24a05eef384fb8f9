//! `chancery commitments`: what outcomes may commit to is proposed to a person, and what the person confirms is published.

use std::path::PathBuf;

use chancery_app::proposals::commitments;
use chancery_app::proposals::{Options, Scope};
use chancery_model::{Lang, MechanismId, MeetingId};
use clap::Subcommand;

use super::decisions::{Asked, DecideArgs, earlier, leave, read_text, report};
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
        Command::Decide(args) => {
            let text = read_text(&args.file)?;
            let register = session.register(output).await?;
            let decided = commitments::decide(&session.ctx(), &register, &text, &args.reason).await;
            report(args, &decided?, "commitment", output)
        }
    }
}

async fn propose(args: &ProposeArgs, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let scope = match (&args.scope.meeting, &args.scope.mechanism) {
        (Some(id), _) => Scope::Meeting(id.clone()),
        (None, Some(id)) => Scope::Mechanism(id.clone()),
        (None, None) => Scope::All,
    };
    let options = Options { lang: args.lang.clone(), earlier: earlier(args.out.as_deref())? };
    let register = session.register(output).await?;
    let found = commitments::propose(&session.ctx(), &register, &scope, &options).await?;
    let asked = Asked { open: found.open, known: found.known, answered: found.answered, left_out: found.left_out };
    leave(args.out.as_deref(), found.file.write(), &asked, "commitments", output)
}
