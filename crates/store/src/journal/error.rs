//! What can go wrong between a store and a journal that PostgreSQL keeps.

use std::path::PathBuf;

use chancery_model::Digest;

use crate::error::{DatabaseError, ReadError};
use crate::location::PostgresUrl;

/// Says why the journal could not be followed, asked or locked.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// It does not answer, hung up, or takes no writes at the moment. It may answer again later; nothing here was changed.
    #[error("the journal at {journal} does not answer")]
    Unreachable {
        /// Where it is kept.
        journal: PostgresUrl,
        /// What happened.
        source: DatabaseError,
    },
    /// Another writer held it for too long.
    #[error("the journal at {journal} is busy; another writer held it too long")]
    Busy {
        /// Where it is kept.
        journal: PostgresUrl,
    },
    /// It was brought to a schema that this version cannot go on with.
    #[error(
        "the journal at {journal} has schema {found} and needs programs that know at least {compatible_from}, this one knows {known}; install a newer version of chancery"
    )]
    NewerSchema {
        /// Where it is kept.
        journal: PostgresUrl,
        /// Its schema.
        found: i64,
        /// The oldest schema whose programs may go on working with it.
        compatible_from: i64,
        /// The newest that is known here.
        known: i64,
    },
    /// The data folder follows another register.
    #[error("{} holds a replica of another register than the one at {journal}; name an empty folder", .folder.display())]
    OtherRegister {
        /// The data folder.
        folder: PathBuf,
        /// Where the journal is kept.
        journal: PostgresUrl,
    },
    /// The database has tables of other programs under our names.
    #[error("the database at {journal} is in use by something else; make one for chancery alone")]
    NotRegister {
        /// The database.
        journal: PostgresUrl,
        /// What the database said.
        source: DatabaseError,
    },
    /// It holds what the store does not write.
    #[error("the journal at {journal} is damaged: {what}")]
    Damaged {
        /// Where it is kept.
        journal: PostgresUrl,
        /// What is wrong.
        what: String,
    },
    /// PostgreSQL refused.
    #[error("the journal at {journal} refused")]
    Refused {
        /// Where it is kept.
        journal: PostgresUrl,
        /// What it said.
        source: DatabaseError,
    },
    /// A file that is locked while work goes on cannot be made.
    #[error("{} cannot be locked", .path.display())]
    LockFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The data folder could not be read or written.
    #[error("the data folder's database could not be read or written")]
    Replica(#[from] ReadError),
}

impl PullError {
    /// Tells whether the journal merely does not answer, so that trying again is right.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, PullError::Unreachable { .. })
    }
}

impl From<sqlx::Error> for PullError {
    /// Only for faults of the data folder's own database; those of the journal are named by who asked it.
    fn from(error: sqlx::Error) -> Self {
        PullError::Replica(error.into())
    }
}

/// Says why what was ready to be written was not, or not surely.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The journal could not be asked or refused; nothing was written.
    #[error(transparent)]
    Journal(#[from] PullError),
    /// The connection broke while the journal was committing, and it did not answer afterwards.
    #[error(
        "the journal at {journal} broke off while committing: if its number {seq} has the digest {digest}, batch {batch} was published, else it was not"
    )]
    Uncertain {
        /// Where the journal is kept.
        journal: PostgresUrl,
        /// The batch.
        batch: u64,
        /// Its last number.
        seq: u64,
        /// The digest of its last header.
        digest: Digest,
    },
    /// The data folder could not be read or written.
    #[error(transparent)]
    Storage(#[from] ReadError),
}

impl From<sqlx::Error> for WriteError {
    fn from(error: sqlx::Error) -> Self {
        WriteError::Storage(error.into())
    }
}
