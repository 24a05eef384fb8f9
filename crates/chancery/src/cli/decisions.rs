//! Files of candidates at the command line: written, read back with answers, and what became of them said.

use std::path::{Path, PathBuf};

use chancery_app::proposals::{self, Confirmed, Decided, Options, Outcome};
use chancery_app::{AppError, ErrorKind};
use chancery_model::Lang;

use super::input::{in_file, read_file};
use super::output::counted;
use super::{Done, Failure, Output, Session};

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

/// How outcomes are read, and where the candidates go.
#[derive(Debug, clap::Args)]
pub struct AskArgs {
    /// Read the accounts in this language, such as ja; where there is none, and if not given, the principal ones
    #[arg(long, value_name = "LANG")]
    lang: Option<Lang>,
    /// File of candidates; standard output if not given
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl AskArgs {
    /// What the rules are told, with the file that is to be written if it is there already.
    pub fn options(&self) -> Result<Options, Failure> {
        let earlier = self.out.as_deref().filter(|path| path.exists()).map(read_text).transpose()?;
        Ok(Options { lang: self.lang.clone(), earlier })
    }

    /// What is wrong with the file that is there already is said with its name.
    pub fn about(&self, error: AppError) -> Failure {
        match self.out.as_deref() {
            Some(path) => about(path, error),
            None => error.into(),
        }
    }

    /// Writes a file of candidates and says how many there are and what to do next.
    pub fn leave<F: Confirmed>(&self, found: &Outcome<F>, output: &mut Output) -> Result<Done, Failure> {
        let text = found.file.write().map_err(|e| Failure::bug(format!("the candidates cannot be written as TOML: {e}")))?;
        let Outcome { open, known, answered, left_out, .. } = *found;
        let more = [(known, "in the register already"), (answered, "answered in the file"), (left_out, "left for the next file")];
        let more: String = more.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!(", {number} {what}")).collect();
        match self.out.as_deref() {
            Some(path) => {
                std::fs::write(path, text).map_err(|e| Failure::new(format!("{}: cannot be written: {e}", path.display())))?;
                output.fact(format_args!("{} for a person in {}{more}", counted(open, "question"), path.display()))?;
                if open > 0 {
                    output.hint(format_args!("answer in the file, then: chancery {} decide {}", F::PROPOSES, path.display()));
                }
            }
            None => {
                output.bytes(text.as_bytes())?;
                output.say(format_args!("{} for a person{more}", counted(open, "question")));
            }
        }
        Ok(Done::Whole)
    }
}

/// What is wrong with a file is said with its name.
fn about(path: &Path, error: AppError) -> Failure {
    if error.kind == ErrorKind::Unreadable { in_file(path, error) } else { error.into() }
}

/// Publishes what a file confirms and says what became of it.
pub async fn decide<F: Confirmed>(args: &DecideArgs, noun: &str, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let text = read_text(&args.file)?;
    let register = session.register(output).await?;
    let decided = proposals::decide::<F>(&session.ctx(), &register, &text, &args.reason).await.map_err(|error| about(&args.file, error))?;
    report(args, &decided, noun, output)
}

/// Reads a file of candidates as text.
fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read_file(path, MAX_FILE_BYTES)?).map_err(|_| Failure::new(format!("{}: is not UTF-8 text", path.display())))
}

/// Says what became of a file of decisions.
fn report(args: &DecideArgs, decided: &Decided, noun: &str, output: &mut Output) -> Result<Done, Failure> {
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
