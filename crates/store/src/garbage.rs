//! Garbage: files that were put into the vault and that no revision of any record came to mention.
//!
//! An import that was refused, or killed between its file and its batch, leaves one. After a day nobody is about to
//! publish it any more: who puts a file in again makes it young again.

use time::{Duration, OffsetDateTime};

use crate::error::ReadError;
use crate::journal::PullError;
use crate::store::Store;
use crate::vault::{Removed, VaultError};

/// How old a file must be that nothing mentions before it is garbage.
const GRACE: Duration = Duration::DAY;

/// What looking for garbage found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Garbage {
    /// How many files the register mentions.
    pub mentioned: u64,
    /// What was taken away, or would have been.
    pub removed: Removed,
}

/// Says why garbage was not taken away, or not all of it. What is mentioned is never touched.
#[derive(Debug, thiserror::Error)]
pub enum GarbageError {
    /// The journal does not answer, so that nobody knows what other nodes published.
    #[error("the journal cannot be asked what was published")]
    Journal(#[from] PullError),
    /// The register cannot be read, so that nobody knows what it mentions.
    #[error("the register cannot be read")]
    Read(#[from] ReadError),
    /// The vault cannot be read or changed.
    #[error("the vault cannot be used")]
    Vault(#[from] VaultError),
}

impl Store {
    /// Takes away the files that nothing mentions and that were put in more than a day before `now`.
    ///
    /// One process at a time, so that the work is not done twice: hold [`crate::Job::Garbage`]. Publishing goes on meanwhile.
    /// Errors: [`GarbageError`].
    pub async fn collect_garbage(&self, now: OffsetDateTime) -> Result<Garbage, GarbageError> {
        self.sweep(now, false).await
    }

    /// Counts what [`Store::collect_garbage`] would take away, and leaves it.
    ///
    /// Errors: [`GarbageError`].
    pub async fn find_garbage(&self, now: OffsetDateTime) -> Result<Garbage, GarbageError> {
        self.sweep(now, true).await
    }

    async fn sweep(&self, now: OffsetDateTime, is_rehearsal: bool) -> Result<Garbage, GarbageError> {
        // What another node published must be known before a file is taken for garbage.
        self.pull().await?;
        let mentioned = self.mentioned_files().await?;
        let removed = self.vault().remove_garbage(now - GRACE, &mentioned, is_rehearsal).await?;
        Ok(Garbage { mentioned: mentioned.len() as u64, removed })
    }
}
