//! `chancery migrate`: the schema of a register, looked at or brought up to date before servers are.

use chancery_app::upkeep::{self, MigrationState};

use super::{Done, Failure, Output, Session};

/// Bring the register to the schema of this version, or tell what that would do
///
/// Opening a register does the same; the command does it at a moment that is chosen. Other processes wait meanwhile, or
/// go on with the old shape. With --check nothing is changed: the exit status is 3 if there is something to do, 1 if this
/// version is too old for the register.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tell what would be done and change nothing
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let location = session.location()?;
    let state = if args.check { upkeep::schema_of(&location).await? } else { upkeep::migrate_schema(&location).await? };
    report(&state, output)?;
    Ok(match (state.is_workable(), state.pending.is_empty()) {
        (false, _) => Done::Partly,
        (true, false) => Done::Waiting,
        (true, true) => Done::Whole,
    })
}

fn report(state: &MigrationState, output: &mut Output) -> Result<(), Failure> {
    match state.found {
        Some(found) => output.fact(format_args!("register: schema {found}"))?,
        None => output.fact("register: none yet")?,
    }
    output.fact(format_args!("this version: schema {}", state.known))?;
    if let Some(from) = state.compatible_from.filter(|_| state.found.is_some()) {
        output.fact(format_args!("programs that know schema {from} or newer may go on working with it"))?;
    }
    for name in &state.pending {
        output.fact(format_args!("to do: {name}"))?;
    }
    if !state.is_workable() {
        output.hint("install a newer version of chancery");
    } else if state.pending.is_empty() {
        output.fact("up to date")?;
    } else {
        output.hint("`chancery migrate` does it; servers of the old version go on where the line above says so");
    }
    Ok(())
}
