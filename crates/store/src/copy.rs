//! Copying a whole register to another place: between SQLite and PostgreSQL, between folders and buckets.
//!
//! The journal is copied as the bytes that were hashed, some whole batches at a time, and each step lasts; so a copy that
//! was broken off goes on where it was when it is started again. A target must be empty or hold a beginning of the
//! source. It has the same digests in the end, or the copy fails. Files come first, so that nothing the target holds
//! mentions a file that it lacks.

use std::collections::BTreeMap;

use chancery_model::Digest;
use futures_util::TryStreamExt as _;

use crate::arrivals::{ArrivalError, Arrivals};
use crate::error::ReadError;
use crate::journal::{self, Entry, Head, PullError, WriteError};
use crate::store::Store;
use crate::vault::VaultError;
use crate::writing;

/// How many entries are written in one transaction; more if one batch has more.
const STEP: usize = 500;

/// How many entries are read at once.
const READ: u32 = 500;

/// What is being copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyStage {
    /// Files of the vault.
    Files,
    /// Entries of the journal.
    Journal,
}

/// How far a copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyProgress {
    /// What is being copied.
    pub stage: CopyStage,
    /// How many are done.
    pub done: u64,
    /// Of how many, as far as is known.
    pub of: u64,
}

/// What was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// How many entries the target had already.
    pub known: u64,
    /// How many were added.
    pub added: u64,
    /// How many files were looked at; those that were there were not written again.
    pub files: u64,
    /// Where both journals end.
    pub head: Head,
}

/// Says why a copy did not come to its end. What was copied by then stays, and the next try goes on from it.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The target holds another register, or one that went its own way.
    #[error("the target does not hold a beginning of this register: they differ by number {seq}; name an empty place")]
    Diverges {
        /// A number by which they differ; the first, or one after it.
        seq: u64,
    },
    /// An entry of the source does not follow the one before it, or is not what its digest says.
    #[error("the source is damaged: {0}; `chancery verify` tells more")]
    Damaged(String),
    /// The target ends with another digest than the source.
    #[error("the target ends with digest {target} and the source with {origin}")]
    Unequal {
        /// The target's.
        target: Digest,
        /// The source's.
        origin: Digest,
    },
    /// The source could not be read.
    #[error("the source could not be read")]
    Source(#[source] PullError),
    /// The target could not be written.
    #[error("the target could not be written")]
    Target(#[source] WriteError),
    /// A file could not be copied.
    #[error("the files could not be copied")]
    Files(#[from] VaultError),
}

fn unreadable(error: impl Into<PullError>) -> CopyError {
    CopyError::Source(error.into())
}

fn unwritable(error: impl Into<WriteError>) -> CopyError {
    CopyError::Target(error.into())
}

impl Store {
    /// Copies this register to another place that is empty or holds a beginning of it, and compares the digests.
    ///
    /// Publishing may go on here; what is published after the copy began may or may not be in it. Nobody should publish
    /// there. Errors: [`CopyError`]; a copy that was broken off goes on when it is started again.
    pub async fn copy_to(&self, target: &Store, mut on_progress: impl FnMut(CopyProgress) + Send) -> Result<Copied, CopyError> {
        let mut head = self.pull().await.map_err(CopyError::Source)?.head;
        let known = target.pull().await.map_err(unwritable)?.head;
        if self.digest_at_or_zero(known.seq).await.map_err(unreadable)? != Some(known.digest) {
            return Err(CopyError::Diverges { seq: known.seq });
        }
        let mut files = self.copy_files(target, &mut on_progress).await?;
        loop {
            self.copy_entries(target, head, &mut on_progress).await?;
            // Files of what was published meanwhile.
            let now = self.head().await.map_err(unreadable)?;
            if now == head {
                break;
            }
            files = self.copy_files(target, &mut on_progress).await?;
            head = now;
        }
        let there = target.journal_head().await.map_err(unwritable)?;
        if there != head {
            return Err(CopyError::Unequal { target: there.digest, origin: head.digest });
        }
        Ok(Copied { known: known.seq, added: head.seq - known.seq, files, head })
    }

    /// The digest at a number; that of an empty journal at nought.
    async fn digest_at_or_zero(&self, seq: u64) -> Result<Option<Digest>, ReadError> {
        if seq == 0 { Ok(Some(Digest::ZERO)) } else { self.digest_at(seq).await }
    }

    async fn copy_files(&self, target: &Store, on_progress: &mut (impl FnMut(CopyProgress) + Send)) -> Result<u64, CopyError> {
        let (from, to) = (self.vault(), target.vault());
        let (of, _) = from.count().await?;
        let mut held = from.list();
        let mut done = 0;
        while let Some(file) = held.try_next().await? {
            if to.size(&file.digest).await?.is_none() {
                to.copy_from(&from, &file.digest).await?;
            }
            done += 1;
            on_progress(CopyProgress { stage: CopyStage::Files, done, of: of.max(done) });
        }
        Ok(done)
    }

    async fn copy_entries(&self, target: &Store, head: Head, on_progress: &mut (impl FnMut(CopyProgress) + Send)) -> Result<(), CopyError> {
        loop {
            let at = target.head().await.map_err(unwritable)?;
            if at.seq >= head.seq {
                return Ok(());
            }
            let step = self.read_step(at.seq, head.seq).await.map_err(unreadable)?;
            target.write_step(at, step).await?;
            let done = target.head().await.map_err(unwritable)?.seq;
            on_progress(CopyProgress { stage: CopyStage::Journal, done, of: head.seq });
        }
    }

    /// Reads whole batches after a number.
    async fn read_step(&self, after: u64, up_to: u64) -> Result<(Vec<Entry>, BTreeMap<u64, Vec<u8>>), ReadError> {
        let mut tx = self.database().snapshot().await?;
        let mut step: Vec<Entry> = Vec::new();
        let mut batches = BTreeMap::new();
        let mut seq = after;
        while seq < up_to {
            let mut entries = journal::list_entries(&mut tx, seq, READ).await?;
            let Some(last) = entries.last() else {
                return Err(ReadError::Damaged(format!("the journal breaks off after number {seq}")));
            };
            seq = last.header.seq;
            // A step ends with a batch, once it is long enough.
            let is_end = |entry: &Entry, before: &Entry| entry.header.batch != before.header.batch;
            let cut = (0..entries.len()).find(|&i| {
                let before = if i == 0 { step.last() } else { entries.get(i - 1) };
                step.len() + i >= STEP && before.is_some_and(|before| is_end(&entries[i], before))
            });
            if let Some(cut) = cut {
                entries.truncate(cut);
                step.extend(entries);
                break;
            }
            step.extend(entries);
        }
        for entry in &step {
            if !batches.contains_key(&entry.header.batch)
                && let Some(bytes) = journal::find_batch(&mut tx, entry.header.batch).await?
            {
                batches.insert(entry.header.batch, bytes);
            }
        }
        tx.rollback().await?;
        Ok((step, batches))
    }

    /// Writes entries of another register after a number.
    async fn write_step(&self, at: Head, (entries, batches): (Vec<Entry>, BTreeMap<u64, Vec<u8>>)) -> Result<(), CopyError> {
        let mut writing = self.begin_write().await.map_err(CopyError::Target)?;
        let tx = &mut writing.local;
        let work = async {
            let mut arrivals = Arrivals::new(tx).await?;
            if arrivals.head() != at {
                return Err(ArrivalError::Broken(format!("the target went on to number {} by itself", arrivals.head().seq)));
            }
            arrivals.take(tx, entries, &batches).await?;
            arrivals.finish(tx).await?;
            Ok(arrivals.has_redacted())
        };
        let done = writing::during(writing.ahead.as_mut(), work).await.map_err(unwritable)?;
        match done {
            Ok(has_redacted) => {
                writing.commit().await.map_err(CopyError::Target)?;
                if has_redacted {
                    self.scrub().await;
                }
                Ok(())
            }
            Err(error) => {
                writing.rollback().await.map_err(unwritable)?;
                Err(match error {
                    ArrivalError::Broken(what) => CopyError::Damaged(what),
                    ArrivalError::Storage(error) => unwritable(error),
                })
            }
        }
    }
}
