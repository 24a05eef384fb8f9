//! What can go wrong below every operation of the store: the database is busy, broken, or holds what it should not.

use std::fmt;

use chancery_model::canonical::CanonicalError;
use chancery_model::record::RecordError;
use chancery_model::rules::RuleError;
use chancery_model::{Digest, RecordRef};

use crate::change::Expects;
use crate::journal::{PullError, WriteError};
use crate::location::PostgresUrl;
use crate::vault::VaultError;

/// A fault of the database engine, kept opaque so that no other room depends on the engine.
pub struct DatabaseError(pub(crate) sqlx::Error);

impl fmt::Debug for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            // Of this the engine's driver only says which of its bytes was not answered.
            sqlx::Error::Protocol(what) if what.contains("SSLRequest") => {
                f.write_str("what listens there does not speak the protocol of PostgreSQL, or hung up before it said anything")
            }
            other => fmt::Display::fmt(other, f),
        }
    }
}

impl std::error::Error for DatabaseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0)
    }
}

/// Says why something could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The database did not answer within the budget, or another process held it too long.
    #[error("the register is busy; it did not answer in time")]
    Busy,
    /// The place in a list, handed back by a reader, is not one that the store gave out.
    #[error("not a place in this list: {0:?}; begin again at the first page")]
    Cursor(String),
    /// What is stored is not what the store writes.
    #[error("the register is damaged: {0}; `chancery verify` tells more")]
    Damaged(String),
    /// A stored record does not read back.
    #[error("the register holds a record that does not read back: {address}")]
    Record {
        /// The record.
        address: String,
        /// Why.
        source: RecordError,
    },
    /// The database engine failed.
    #[error("the database failed")]
    Database(#[source] DatabaseError),
}

/// SQLite's primary result codes for a database that another connection holds.
const BUSY_CODES: [i32; 2] = [5, 6];

impl From<sqlx::Error> for ReadError {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return ReadError::Busy;
        }
        let code = error.as_database_error().and_then(|e| e.code()?.parse::<i32>().ok());
        // The low byte of an extended result code is the primary code.
        match code {
            Some(code) if BUSY_CODES.contains(&(code & 0xff)) => ReadError::Busy,
            _ => ReadError::Database(DatabaseError(error)),
        }
    }
}

/// Says why a batch was not published. Nothing of it was written, but for [`PublishError::Uncertain`], which cannot tell.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The batch does not say who, when or why.
    #[error("the batch has no usable {field}: {given:?}; expected {expected}")]
    Batch {
        /// The field.
        field: &'static str,
        /// What was given.
        given: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A change is addressed to one record and carries another.
    #[error("a change of {address} carries {record}")]
    Address {
        /// Where the change goes.
        address: RecordRef,
        /// What it carries.
        record: RecordRef,
    },
    /// The record is not at the revision that the writer read.
    #[error("{address} is not what the writer read: expected {expected}, found {}", .found.map_or_else(|| "no such record".to_owned(), |n| format!("revision {n}")))]
    Conflict {
        /// The record.
        address: RecordRef,
        /// What the writer expected.
        expected: Expects,
        /// The revision it stands at; none if there is no such record.
        found: Option<u64>,
    },
    /// The record breaks a rule of its own.
    #[error("{address} breaks a rule")]
    Rule {
        /// The record.
        address: RecordRef,
        /// Which rule.
        source: RuleError,
    },
    /// The record points to one that is not there.
    #[error("{from} points to {to}, which is not in the register")]
    Dangling {
        /// The record that points.
        from: RecordRef,
        /// What it points to.
        to: RecordRef,
    },
    /// The record points to words that are not there.
    #[error("{from} points to {to}, which has no {what}")]
    Nowhere {
        /// The record that points.
        from: RecordRef,
        /// What it points to.
        to: RecordRef,
        /// What is not there.
        what: String,
    },
    /// Other records point to one that was to go.
    #[error("{address} is still referred to by {}", .by.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    StillReferenced {
        /// The record that was to go.
        address: RecordRef,
        /// Who points to it; at most five are named.
        by: Vec<RecordRef>,
    },
    /// There is no such record to withdraw, rename, merge or redact.
    #[error("there is no {0}")]
    Absent(RecordRef),
    /// The record was withdrawn. It comes back only by a change that expects the withdrawing revision.
    #[error("{address} was withdrawn by its revision {revision}; expect that revision to bring it back")]
    Withdrawn {
        /// The record.
        address: RecordRef,
        /// The revision that withdrew it.
        revision: u64,
    },
    /// The record moved. It comes back only by a change that expects the moving revision.
    #[error("{address} moved to {to} by its revision {revision}; change that one")]
    Moved {
        /// The record.
        address: RecordRef,
        /// Where it is now.
        to: RecordRef,
        /// The revision that moved it.
        revision: u64,
    },
    /// A rename leads to an address that is in use, or to itself.
    #[error("{to} is in use; {address} cannot be renamed to it")]
    Taken {
        /// The record.
        address: RecordRef,
        /// The new address.
        to: RecordRef,
    },
    /// A rename or merge leads to a record of another kind.
    #[error("{address} cannot move to {to}, which is of another kind")]
    OtherKind {
        /// The record.
        address: RecordRef,
        /// Where it was to go.
        to: RecordRef,
    },
    /// There is no body to redact at that revision.
    #[error("revision {revision} of {address} has no body that can be redacted: {why}")]
    CannotRedact {
        /// The record.
        address: RecordRef,
        /// The revision.
        revision: u64,
        /// Why not.
        why: &'static str,
    },
    /// The body is larger than the store takes.
    #[error("{address} has {bytes} bytes; a record has at most {}", crate::MAX_BODY_BYTES)]
    TooLarge {
        /// The record.
        address: RecordRef,
        /// Its size.
        bytes: usize,
    },
    /// The record has no canonical form.
    #[error("{address} cannot be written")]
    Canonical {
        /// The record.
        address: RecordRef,
        /// Why.
        source: CanonicalError,
    },
    /// Another writer held the register for too long.
    #[error("the register is busy; another writer held it too long")]
    Busy,
    /// The journal, which is kept elsewhere, does not answer. Nothing was published.
    #[error("nothing was published")]
    Unreachable(#[source] PullError),
    /// The journal, which is kept elsewhere, refused. Nothing was published.
    #[error("nothing was published")]
    Journal(#[source] PullError),
    /// The connection broke while the journal was committing, and it did not answer afterwards.
    #[error(
        "the journal broke off while committing: if its number {seq} has the digest {digest}, batch {batch} was published, else it was not"
    )]
    Uncertain {
        /// The batch.
        batch: u64,
        /// Its last number.
        seq: u64,
        /// The digest of its last header.
        digest: Digest,
    },
    /// The database could not be read or written.
    #[error("the batch could not be written")]
    Storage(#[source] ReadError),
}

impl From<PullError> for PublishError {
    fn from(error: PullError) -> Self {
        match error {
            PullError::Busy { .. } => PublishError::Busy,
            PullError::Replica(error) => error.into(),
            error if error.is_unreachable() => PublishError::Unreachable(error),
            other => PublishError::Journal(other),
        }
    }
}

impl From<WriteError> for PublishError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Journal(error) => error.into(),
            WriteError::Uncertain { batch, seq, digest, .. } => PublishError::Uncertain { batch, seq, digest },
            WriteError::Storage(error) => error.into(),
        }
    }
}

impl From<ReadError> for PublishError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Busy => PublishError::Busy,
            other => PublishError::Storage(other),
        }
    }
}

impl From<sqlx::Error> for PublishError {
    fn from(error: sqlx::Error) -> Self {
        ReadError::from(error).into()
    }
}

/// Says why a register could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no register in the folder.
    #[error("there is no register in {}; `chancery init` makes one", .0.display())]
    NoRegister(std::path::PathBuf),
    /// The file is not a register of ours.
    #[error("{} is not a register", .0.display())]
    NotRegister(std::path::PathBuf),
    /// The register was written by a newer version.
    #[error("the register has schema {found}, this version knows {known}; install a newer version of chancery")]
    NewerSchema {
        /// The schema of the register.
        found: i64,
        /// The newest that is known here.
        known: i64,
    },
    /// The folder could not be made or read.
    #[error("{} cannot be used as a data folder", .folder.display())]
    Folder {
        /// The folder.
        folder: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folder holds a replica, and no journal was named.
    #[error(
        "{} holds a replica of a journal that PostgreSQL keeps; name that with --database, or make a register of its own with `chancery copy`",
        .0.display()
    )]
    Replica(std::path::PathBuf),
    /// The folder holds a register of its own, and a journal elsewhere was named.
    #[error(
        "{} holds a register of its own; open it without --database, name an empty folder, or move it with `chancery copy`",
        .0.display()
    )]
    OwnRegister(std::path::PathBuf),
    /// There is no register in the database.
    #[error("there is no register at {0}; `chancery init` makes one, `chancery copy` moves one there")]
    NoJournal(PostgresUrl),
    /// The journal could not be met.
    #[error("the register could not be opened")]
    Journal(#[from] PullError),
    /// The place for files cannot be used as it is given.
    #[error("the place for files cannot be used")]
    Files(#[from] VaultError),
    /// The database failed.
    #[error("the register could not be opened")]
    Storage(#[source] ReadError),
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> Self {
        OpenError::Storage(error.into())
    }
}

impl From<ReadError> for OpenError {
    fn from(error: ReadError) -> Self {
        OpenError::Storage(error)
    }
}
