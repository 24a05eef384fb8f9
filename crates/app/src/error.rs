//! The one closed list of what can go wrong: kind, stable code, message key, HTTP status, exit status.
//!
//! A door shows the message of the kind to a visitor and the whole chain to an operator. Inner text never reaches a page.

use std::error::Error;
use std::fmt;

use chancery_search::IndexError;
use chancery_store::{OpenError, PublishError, ReadError};

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

impl From<ReadError> for AppError {
    fn from(error: ReadError) -> Self {
        let kind = match &error {
            ReadError::Busy => ErrorKind::Busy,
            ReadError::Cursor(_) => ErrorKind::Invalid,
            ReadError::Damaged(_) | ReadError::Record { .. } => ErrorKind::Corrupt,
            ReadError::Database(_) => ErrorKind::Io,
        };
        AppError::new(kind, error.to_string()).with_source(error)
    }
}

impl From<OpenError> for AppError {
    fn from(error: OpenError) -> Self {
        let kind = match &error {
            OpenError::NoRegister(_) => ErrorKind::NotFound,
            OpenError::NotRegister(_) => ErrorKind::Corrupt,
            OpenError::NewerSchema { .. } => ErrorKind::SchemaNewer,
            OpenError::Folder { .. } => ErrorKind::Io,
            OpenError::Storage(ReadError::Busy) => ErrorKind::Busy,
            OpenError::Storage(_) => ErrorKind::Corrupt,
        };
        AppError::new(kind, error.to_string()).with_source(error)
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
            PublishError::Batch { .. }
            | PublishError::Address { .. }
            | PublishError::Rule { .. }
            | PublishError::Dangling { .. }
            | PublishError::OtherKind { .. }
            | PublishError::CannotRedact { .. }
            | PublishError::Canonical { .. } => ErrorKind::RuleBroken,
        };
        AppError::new(kind, error.to_string()).with_source(error)
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
