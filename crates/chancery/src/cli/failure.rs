//! How a command fails: one message, perhaps a hint, and an exit status.

use std::error::Error;
use std::io;

use chancery_app::AppError;

/// Exit status of a refusal, or of something that was not found.
pub const REFUSED: u8 = 1;
/// Exit status of misuse.
pub const MISUSE: u8 = 2;
/// Exit status of a fault of our own.
pub const BUG: u8 = 70;

/// Says why a command stopped.
#[derive(Debug)]
pub struct Failure {
    /// One clause: what was tried, what was found, what was expected.
    pub message: String,
    /// What to do, on a line of its own.
    pub hint: Option<String>,
    /// The exit status.
    pub exit_status: u8,
    /// True if the reader of our output went away: nothing is said then.
    pub is_closed_pipe: bool,
}

impl Failure {
    /// A refusal, or something that was not found.
    pub fn new(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), hint: None, exit_status: REFUSED, is_closed_pipe: false }
    }
    /// Arguments that do not fit together, which the argument reader cannot see.
    pub fn misuse(message: impl Into<String>) -> Failure {
        Failure { exit_status: MISUSE, ..Failure::new(message) }
    }
    /// A fault of our own.
    pub fn bug(message: impl Into<String>) -> Failure {
        Failure { exit_status: BUG, ..Failure::new(message) }
    }
    /// Adds what to do.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Failure {
        Failure { hint: Some(hint.into()), ..self }
    }
    /// Standard output or standard error could not be written.
    pub fn output(error: &io::Error) -> Failure {
        let is_closed_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        Failure { is_closed_pipe, ..Failure::new(format!("cannot write the output: {error}")) }
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Failure {
        Failure {
            message: error.chain(),
            hint: error.hint.clone(),
            exit_status: error.kind.exit_status(),
            is_closed_pipe: is_closed_pipe(&error),
        }
    }
}

/// Tells whether the innermost reason is that the reader of our output went away.
fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe) {
            return true;
        }
        next = error.source();
    }
    false
}
