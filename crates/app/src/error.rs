//! The one closed list of what can go wrong: kind, stable code, message key, HTTP status, exit status.
//!
//! A door shows the message of the kind to a visitor and the whole chain to an operator. Inner text never reaches a page.

use std::error::Error;
use std::fmt;

use chancery_search::IndexError;
use chancery_store::{OpenError, PublishError, PullError, ReadError, WriteError};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $http:literal, $exit:literal;)*) => {
        /// What went wrong, as one of a closed list.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorKind { $($(#[$doc])* $name,)* }

        impl ErrorKind {
            /// The whole list, for the reference page.
            pub const ALL: &'static [ErrorKind] = &[$(ErrorKind::$name,)*];

            /// The stable code, as in `problem+json` and logs.
            pub fn code(self) -> &'static str {
                match self { $(ErrorKind::$name => $code,)* }
            }
            /// The key of the message for a visitor.
            pub fn message_key(self) -> &'static str {
                match self { $(ErrorKind::$name => concat!("error-", $code),)* }
            }
            /// The HTTP status.
            pub fn http_status(self) -> u16 {
                match self { $(ErrorKind::$name => $http,)* }
            }
            /// The exit status of the command line.
            pub fn exit_status(self) -> u8 {
                match self { $(ErrorKind::$name => $exit,)* }
            }
        }
    };
}

kinds! {
    /// There is no such record, page or file.
    NotFound, "not-found", 404, 1;
    /// The record was withdrawn.
    Withdrawn, "withdrawn", 410, 1;
    /// A parameter or argument is not of the form that is expected.
    Invalid, "invalid", 400, 2;
    /// The record breaks a rule of the register.
    RuleBroken, "rule-broken", 422, 1;
    /// The record changed since it was read.
    Conflict, "conflict", 409, 1;
    /// Something has to be said first (a topic, an address).
    Missing, "missing", 422, 1;
    /// The source could not be read, or nothing in it was recognised.
    Unreadable, "unreadable", 422, 1;
    /// The input is larger than is taken.
    TooLarge, "too-large", 413, 1;
    /// The database is busy or the time budget is used up.
    Busy, "busy", 503, 1;
    /// The database of the journal, or the bucket of the files, does not answer. Nothing was changed.
    Unreachable, "unreachable", 503, 1;
    /// Whether a change was published cannot be known yet.
    Uncertain, "uncertain", 500, 1;
    /// A file or folder could not be read or written.
    Io, "io", 500, 1;
    /// The data folder is of a newer version of the product.
    SchemaNewer, "schema-newer", 500, 1;
    /// A digest, a chain or a view does not agree.
    Corrupt, "corrupt", 500, 1;
    /// Our own fault.
    Bug, "bug", 500, 70;
}

/// What went wrong, in words for an operator, with a way on.
#[derive(Debug)]
pub struct AppError {
    /// The kind.
    pub kind: ErrorKind,
    /// One clause for an operator: what was tried, what was found, what was expected.
    pub message: String,
    /// What to do, if that is known.
    pub hint: Option<String>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl AppError {
    /// Makes an error of a kind with its clause.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> AppError {
        AppError { kind, message: message.into(), hint: None, source: None }
    }
    /// Adds what to do.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> AppError {
        self.hint = Some(hint.into());
        self
    }
    /// Says where it went wrong, before the clause.
    #[must_use]
    pub(crate) fn at(mut self, place: impl fmt::Display) -> AppError {
        self.message = format!("{place}: {}", self.message);
        self
    }
    /// Adds what to do where nothing is said yet.
    #[must_use]
    pub(crate) fn or_hint(self, hint: &str) -> AppError {
        match self.hint {
            Some(_) => self,
            None => self.with_hint(hint),
        }
    }
    /// Adds what to do about errors of this kind, where that is the same each time.
    pub(crate) fn with_usual_hint(self) -> AppError {
        match self.kind {
            ErrorKind::Unreachable => self.with_hint(WAIT),
            ErrorKind::Uncertain => self.with_hint(AGAIN),
            _ => self,
        }
    }
    /// Adds the inner error.
    #[must_use]
    pub fn with_source(mut self, source: impl Error + Send + Sync + 'static) -> AppError {
        self.source = Some(Box::new(source));
        self
    }
    /// Makes an error of what should not happen.
    pub fn bug(source: impl Error + Send + Sync + 'static) -> AppError {
        AppError::new(ErrorKind::Bug, "an internal step failed").with_source(source)
    }
    /// The message with the whole chain of inner errors, for a log.
    pub fn chain(&self) -> String {
        let mut out = self.message.clone();
        let mut inner = self.source();
        while let Some(error) = inner {
            let text = error.to_string();
            if !out.ends_with(&text) {
                out.push_str(": ");
                out.push_str(&text);
            }
            inner = error.source();
        }
        out
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for AppError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|e| e as &(dyn Error + 'static))
    }
}

/// What to do when the database of the journal does not answer.
const WAIT: &str = "see that the database runs and that --database names it, then run the command again";

/// What to do when nobody knows whether a batch was published.
const AGAIN: &str = "run the command again when the database answers: what was published is not published twice";

impl From<ReadError> for AppError {
    fn from(error: ReadError) -> Self {
        AppError::new(kind_of_read(&error), error.to_string()).with_source(error)
    }
}

fn kind_of_read(error: &ReadError) -> ErrorKind {
    match error {
        ReadError::Busy => ErrorKind::Busy,
        ReadError::Cursor(_) => ErrorKind::Invalid,
        ReadError::Damaged(_) | ReadError::Record { .. } => ErrorKind::Corrupt,
        ReadError::Database(_) => ErrorKind::Io,
    }
}

/// The kind of what went wrong in asking a journal, for the errors that hold it.
pub(crate) fn kind_of_pull(error: &PullError) -> ErrorKind {
    match error {
        PullError::Unreachable { .. } => ErrorKind::Unreachable,
        PullError::Busy { .. } => ErrorKind::Busy,
        PullError::NewerSchema { .. } => ErrorKind::SchemaNewer,
        PullError::OtherRegister { .. } | PullError::NotRegister { .. } => ErrorKind::Conflict,
        PullError::Damaged { .. } => ErrorKind::Corrupt,
        PullError::Refused { .. } | PullError::LockFile { .. } => ErrorKind::Io,
        PullError::Replica(error) => kind_of_read(error),
    }
}

/// The kind of what went wrong in writing to a journal, for the errors that hold it.
pub(crate) fn kind_of_write(error: &WriteError) -> ErrorKind {
    match error {
        WriteError::Journal(error) => kind_of_pull(error),
        WriteError::Uncertain { .. } => ErrorKind::Uncertain,
        WriteError::Storage(error) => kind_of_read(error),
    }
}

impl From<PullError> for AppError {
    fn from(error: PullError) -> Self {
        AppError::new(kind_of_pull(&error), error.to_string()).with_source(error).with_usual_hint()
    }
}

impl From<OpenError> for AppError {
    fn from(error: OpenError) -> Self {
        let kind = match &error {
            OpenError::NoRegister(_) => ErrorKind::NotFound,
            OpenError::NotRegister(_) => ErrorKind::Corrupt,
            OpenError::NewerSchema { .. } => ErrorKind::SchemaNewer,
            OpenError::Folder { .. } => ErrorKind::Io,
            OpenError::Replica(_) | OpenError::OwnRegister(_) => ErrorKind::Conflict,
            OpenError::NoJournal(_) => ErrorKind::NotFound,
            OpenError::Journal(error) => kind_of_pull(error),
            OpenError::Files(_) => ErrorKind::Invalid,
            OpenError::Storage(ReadError::Busy) => ErrorKind::Busy,
            OpenError::Storage(_) => ErrorKind::Corrupt,
        };
        AppError::new(kind, error.to_string()).with_source(error).with_usual_hint()
    }
}

impl From<PublishError> for AppError {
    fn from(error: PublishError) -> Self {
        let kind = match &error {
            PublishError::Conflict { .. }
            | PublishError::Moved { .. }
            | PublishError::Taken { .. }
            | PublishError::StillReferenced { .. } => ErrorKind::Conflict,
            PublishError::Absent(_) => ErrorKind::NotFound,
            PublishError::Withdrawn { .. } => ErrorKind::Withdrawn,
            PublishError::TooLarge { .. } => ErrorKind::TooLarge,
            PublishError::Busy => ErrorKind::Busy,
            PublishError::Storage(_) => ErrorKind::Io,
            PublishError::Unreachable(error) | PublishError::Journal(error) => kind_of_pull(error),
            PublishError::Uncertain { .. } => ErrorKind::Uncertain,
            PublishError::Batch { .. }
            | PublishError::Address { .. }
            | PublishError::Rule { .. }
            | PublishError::Dangling { .. }
            | PublishError::Nowhere { .. }
            | PublishError::OtherKind { .. }
            | PublishError::CannotRedact { .. }
            | PublishError::Canonical { .. } => ErrorKind::RuleBroken,
        };
        AppError::new(kind, error.to_string()).with_source(error).with_usual_hint()
    }
}

impl From<IndexError> for AppError {
    fn from(error: IndexError) -> Self {
        let kind = match &error {
            IndexError::Busy { .. } => ErrorKind::Busy,
            IndexError::Folder { .. } => ErrorKind::Io,
            IndexError::Engine { .. } | IndexError::Damaged { .. } => ErrorKind::Corrupt,
        };
        AppError::new(kind, error.to_string()).with_source(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_one_each_and_the_chain_is_whole() {
        let mut codes: Vec<&str> = ErrorKind::ALL.iter().map(|kind| kind.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ErrorKind::ALL.len());
        let error = AppError::new(ErrorKind::Io, "the page could not be kept").with_source(std::io::Error::other("disk full"));
        assert_eq!(error.chain(), "the page could not be kept: disk full");
        assert_eq!(AppError::from(ReadError::Busy).kind.http_status(), 503);
    }
}
