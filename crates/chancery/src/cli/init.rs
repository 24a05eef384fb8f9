//! `chancery init`: makes a register with a framework in it.

use std::path::PathBuf;

use chancery_app::keeping::read_framework;
use chancery_model::{Kind, Record};

use super::input::read_file;
use super::output::counted;
use super::{Done, Failure, Output, Session};
use crate::bundled;

/// How large a file with a framework may be.
const MAX_FRAMEWORK_BYTES: u64 = 64 * 1024 * 1024;

/// Make a register with a framework: its parties, languages, levels
///
/// Without --framework the register begins with the bundled framework and what it names things by: its topics,
/// organisations and places. Mechanisms, meetings and documents come by `chancery import` and `chancery put`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// File with a framework: its bare record, or several records in the form that `chancery put` takes
    #[arg(long, value_name = "FILE")]
    framework: Option<PathBuf>,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let records = match &args.framework {
        Some(path) => {
            let name = path.display().to_string();
            let bytes = read_file(path, MAX_FRAMEWORK_BYTES)?;
            let text = String::from_utf8(bytes).map_err(|_| Failure::new(format!("{name}: is not UTF-8 text")))?;
            read_framework(&name, &text)?
        }
        None => {
            let is_named_by = |r: &Record| matches!(r.kind(), Kind::Framework | Kind::Topic | Kind::Organisation | Kind::Place);
            bundled::records()?.into_iter().filter(is_named_by).collect()
        }
    };
    let of = |kind: Kind| records.iter().filter(|r| r.kind() == kind).count();
    let kinds: Vec<String> = Kind::ALL.into_iter().filter(|k| of(*k) > 0).map(|k| counted(of(k), k.as_str())).collect();
    let register = session.new_register().await?;
    register.init(&session.ctx(), records, "The register begins").await?;
    output.fact(format_args!("{}: {}", session.data()?.display(), kinds.join(", ")))?;
    output.hint("take a page in with `chancery import FILE`");
    Ok(Done::Whole)
}
