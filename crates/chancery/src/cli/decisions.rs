//! Files of candidates at the command line: written, read back with answers, and what became of them said.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use chancery_app::proposals::Decided;

use super::input::read_file;
use super::output::counted;
use super::{Done, Failure, Output};

/// How large a file of candidates may be.
const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;

/// Publish what a person confirmed in a file of candidates, as one batch
///
/// The same file a second time changes nothing. A decision about words that have changed since is named and not applied,
/// and the exit status is 3; so it is while questions are open.
#[derive(Debug, clap::Args)]
pub struct DecideArgs {
    /// File of candidates with answers
    #[arg(id = "path", value_name = "FILE")]
    pub file: PathBuf,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT", default_value = "Confirmed from a file of candidates")]
    pub reason: String,
}

/// How many candidates there are of each sort.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Those that wait for an answer.
    pub open: usize,
    /// Those that the register has.
    pub known: usize,
    /// Those that an earlier file answered.
    pub answered: usize,
    /// Those beyond the most that one file asks.
    pub left_out: usize,
}

/// Reads a file of candidates as text.
pub fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read_file(path, MAX_FILE_BYTES)?).map_err(|_| Failure::new(format!("{}: is not UTF-8 text", path.display())))
}

/// Reads the file that is to be written, if it is there already.
pub fn earlier(path: Option<&Path>) -> Result<Option<String>, Failure> {
    path.filter(|path| path.exists()).map(read_text).transpose()
}

/// Writes a file of candidates and says how many there are and what to do next.
pub fn leave(
    path: Option<&Path>,
    text: Result<String, impl Display>,
    asked: &Asked,
    noun: &str,
    output: &mut Output,
) -> Result<Done, Failure> {
    let text = text.map_err(|e| Failure::bug(format!("the candidates cannot be written as TOML: {e}")))?;
    let Asked { open, known, answered, left_out } = *asked;
    let more = [(known, "in the register already"), (answered, "answered in the file"), (left_out, "left for the next file")];
    let more: String = more.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!(", {number} {what}")).collect();
    match path {
        Some(path) => {
            std::fs::write(path, text).map_err(|e| Failure::new(format!("{}: cannot be written: {e}", path.display())))?;
            output.fact(format_args!("{} for a person in {}{more}", counted(open, "question"), path.display()))?;
            if open > 0 {
                output.hint(format_args!("answer in the file, then: chancery {noun} decide {}", path.display()));
            }
        }
        None => {
            output.bytes(text.as_bytes())?;
            output.say(format_args!("{} for a person{more}", counted(open, "question")));
        }
    }
    Ok(Done::Whole)
}

/// Says what became of a file of decisions.
pub fn report(args: &DecideArgs, decided: &Decided, noun: &str, output: &mut Output) -> Result<Done, Failure> {
    match decided.batch {
        Some(batch) => {
            output.fact(format_args!("batch {batch}: {} of the kind {noun}", counted(decided.published.len(), "record")))?;
            for address in &decided.published {
                output.fact(format_args!("  {address}"))?;
            }
        }
        None => output.fact("nothing new")?,
    }
    output.fact(format_args!("{} in the register already, {} refused, {} open", decided.known, decided.refused, decided.open))?;
    for (question, why) in &decided.stale {
        output.say(format_args!("not applied: {question}: {why}"));
    }
    if !decided.stale.is_empty() {
        output.hint(format_args!("take their answers out of {}, then propose again to be asked anew", args.file.display()));
    }
    Ok(if decided.stale.is_empty() && decided.open == 0 { Done::Whole } else { Done::Waiting })
}
