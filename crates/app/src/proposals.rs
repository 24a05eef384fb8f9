//! Proposing commitments and evidence to a person, and publishing what the person confirmed.
//!
//! Rules find candidates ([`chancery_ingest::proposals`]); a file carries them to a person, one question each, with the words,
//! where they stand, and why they are proposed. The person confirms, changes or refuses; what is confirmed is published as one
//! batch. Nothing enters the register unconfirmed, and a decision about words that have changed since is named and not
//! applied. What was refused is remembered by the file: given again, it is not asked again. Start reading at
//! [`commitments::propose`], then [`decide`]; `evidence` does the same for what came later.

mod asking;
pub mod commitments;
mod decide;
pub mod evidence;
mod file;
mod passages;

use std::sync::OnceLock;

use chancery_ingest::Lexicon;
use chancery_ingest::proposals::Rules;
use chancery_model::{Lang, MechanismId, MeetingId};

pub use asking::Outcome;
pub use decide::{Confirmed, decide};
pub use file::{Decided, FileError, Proposed, Question, Stands};

use crate::error::{AppError, ErrorKind};

/// How many questions one file asks at most; what is left out is asked when these are answered.
pub const MAX_QUESTIONS: usize = 2_000;

/// Where to look for candidates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// One meeting.
    Meeting(MeetingId),
    /// The meetings of one mechanism.
    Mechanism(MechanismId),
    /// All meetings.
    All,
}

/// What a person says beside the scope.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Read the account in this language, where there is one; else the principal one.
    pub lang: Option<Lang>,
    /// A file of earlier questions: what is answered there stays and is not asked again.
    pub earlier: Option<String>,
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(Lexicon::bundled)
}

fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(Rules::bundled)
}

impl From<FileError> for AppError {
    fn from(error: FileError) -> AppError {
        AppError::new(ErrorKind::Unreadable, error.to_string()).with_hint("nothing was written; correct the file and give it again")
    }
}
