//! `chancery put`: publishes records in their public form.

use std::path::PathBuf;

use chancery_app::keeping::{Written, expects_revision, read_records};

use super::input::read_file;
use super::output::counted;
use super::{Done, Failure, Output, Session};

/// How large a file of records may be.
const MAX_RECORDS_BYTES: u64 = 1024 * 1024 * 1024;

/// Publish records in their public JSON form, as one batch
///
/// A file holds one object {"kind": "...", "record": {...}}, an array of them, or one a line. A record that is already
/// there in the same form writes nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files of records; `-` for standard input
    #[arg(id = "paths", required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Revision at which the record must stand; 0 if it must be new. For a single record
    #[arg(long, value_name = "N")]
    expect_revision: Option<u64>,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT", default_value = "Put from the command line")]
    reason: String,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let mut records = Vec::new();
    for path in &args.files {
        let name = path.display().to_string();
        let text =
            String::from_utf8(read_file(path, MAX_RECORDS_BYTES)?).map_err(|_| Failure::new(format!("{name}: is not UTF-8 text")))?;
        records.extend(read_records(&name, &text)?);
    }
    if args.expect_revision.is_some() && records.len() != 1 {
        let message = format!("--expect-revision is about one record; {} are given", records.len());
        return Err(Failure::misuse(message));
    }
    let addresses: Vec<String> = records.iter().map(|r| r.address().to_string()).collect();
    let register = session.register(output).await?;
    let written = register.put(&session.ctx(), records, expects_revision(args.expect_revision), &args.reason).await?;
    report(written, &addresses, output)?;
    Ok(Done::Whole)
}

/// Says what was written, for the commands that write a few records.
pub fn report(written: Written, addresses: &[String], output: &mut Output) -> Result<(), Failure> {
    match written.batch {
        None => output.fact("nothing new: the register has it in the same form"),
        Some(batch) => {
            let what = match addresses {
                [one] => one.clone(),
                several => counted(several.len(), "record"),
            };
            let unchanged = if written.unchanged > 0 { format!(", {} unchanged", written.unchanged) } else { String::new() };
            output.fact(format_args!("batch {batch}: {what}{unchanged}"))
        }
    }
}
