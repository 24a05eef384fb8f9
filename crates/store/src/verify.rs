//! Verification: every digest, the chain, the numbers, every view against a rebuild, every file of the vault.
//!
//! Stored bytes are hashed as they stand; no record is written anew to compare. All of the database is read in one
//! snapshot, so that a batch published meanwhile is no fault. The rebuild goes into a side database that SQLite keeps
//! in memory and on the disk as it needs, and is thrown away.

mod journal;
mod remote;
mod view;

use std::collections::BTreeSet;
use std::fmt;

use chancery_model::Digest;
use futures_util::TryStreamExt as _;

use crate::error::ReadError;
use crate::journal::{Head, PullError};
use crate::origin;
use crate::store::Store;
use crate::vault::VaultError;

/// At most this many faults are listed; a register with more needs its backup, not a longer list.
const MAX_FAULTS: usize = 200;

/// What is being verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifyStage {
    /// Entries of the journal.
    Journal,
    /// Tables of the views.
    Views,
    /// Files of the vault.
    Vault,
}

/// How far a verification is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyProgress {
    /// What is being verified.
    pub stage: VerifyStage,
    /// How many are done.
    pub done: u64,
    /// Of how many.
    pub of: u64,
}

/// What is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The database engine finds its own file damaged.
    Database(String),
    /// A batch.
    Batch {
        /// Its number.
        number: u64,
        /// What is wrong with it.
        what: String,
    },
    /// An entry of the journal.
    Entry {
        /// Its number.
        seq: u64,
        /// What is wrong with it.
        what: String,
    },
    /// The journal's end.
    Head(String),
    /// The mark that says whether the file is the register itself.
    Origin(String),
    /// A row of a view is not what a rebuild makes.
    View {
        /// The table.
        table: &'static str,
        /// The row.
        key: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A file of the vault whose bytes are not those it was named for.
    File(Digest),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Database(what) => write!(f, "database: {what}"),
            Fault::Batch { number, what } => write!(f, "batch {number}: {what}"),
            Fault::Entry { seq, what } => write!(f, "entry {seq}: {what}"),
            Fault::Origin(what) => write!(f, "mark of origin: {what}"),
            Fault::Head(what) => write!(f, "end of the journal: {what}"),
            Fault::View { table, key, what } => write!(f, "view {table}, {key}: {what}"),
            Fault::File(digest) => write!(f, "file {digest}: its bytes have changed"),
        }
    }
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// How many entries were checked.
    pub entries: u64,
    /// How many batches.
    pub batches: u64,
    /// How many bodies are redacted.
    pub redacted: u64,
    /// How many rows of views were compared.
    pub rows: u64,
    /// How many files of the vault were read.
    pub files: u64,
    /// Where the journal ends.
    pub head: Head,
    /// What is wrong; no more than the first two hundred.
    pub faults: Vec<Fault>,
    /// Files that the record mentions as kept and that are not in the vault.
    pub missing: BTreeSet<Digest>,
    /// Files that no batch, reading or rendition mentions; harmless.
    pub orphans: BTreeSet<Digest>,
}

impl VerifyReport {
    fn of(head: Head) -> Self {
        VerifyReport {
            entries: 0,
            batches: 0,
            redacted: 0,
            rows: 0,
            files: 0,
            head,
            faults: Vec::new(),
            missing: BTreeSet::new(),
            orphans: BTreeSet::new(),
        }
    }
    /// Tells whether nothing is wrong and nothing is missing.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty() && self.missing.is_empty()
    }
    /// Tells whether the journal and the views are sound, whatever the vault holds (a mirror has no vault).
    pub fn is_record_sound(&self) -> bool {
        self.faults.iter().all(|fault| matches!(fault, Fault::File(_)))
    }
    fn add(&mut self, fault: Fault) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(fault);
        }
    }
}

/// Says why a verification could not be carried through.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The database could not be read at all.
    #[error("the register could not be read")]
    Read(#[from] ReadError),
    /// The journal, which is kept elsewhere, could not be compared with its replica here.
    #[error("the journal could not be read")]
    Journal(#[from] PullError),
    /// The vault could not be read at all.
    #[error("the vault could not be read")]
    Vault(#[from] VaultError),
}

impl From<sqlx::Error> for VerifyError {
    fn from(error: sqlx::Error) -> Self {
        VerifyError::Read(error.into())
    }
}

impl Store {
    /// Verifies the whole register. What is wrong is in the report; `on_progress` is told now and then how far it is.
    ///
    /// Takes no time budget: it reads everything. Errors: [`VerifyError`] if the register cannot be read at all.
    pub async fn verify(&self, mut on_progress: impl FnMut(VerifyProgress) + Send) -> Result<VerifyReport, VerifyError> {
        let (mut report, kept) = self.check_record(&mut on_progress).await?;
        self.verify_vault(&kept, &mut report, &mut on_progress).await?;
        Ok(report)
    }

    /// Verifies the journal and the views and leaves the vault alone: for a register that was loaded and never had files.
    ///
    /// Takes no time budget: it reads every entry. Errors: [`VerifyError`] if the register cannot be read at all.
    pub async fn verify_record(&self, mut on_progress: impl FnMut(VerifyProgress) + Send) -> Result<VerifyReport, VerifyError> {
        Ok(self.check_record(&mut on_progress).await?.0)
    }

    /// Checks all but the vault, and gives the files that should be in it.
    async fn check_record(
        &self,
        mut on_progress: &mut (impl FnMut(VerifyProgress) + Send),
    ) -> Result<(VerifyReport, BTreeSet<Digest>), VerifyError> {
        let (mut tx, ahead) = match self.remote() {
            Some(remote) => remote::snapshots(self, remote).await?,
            None => (self.database().snapshot().await?, None),
        };
        let mut report = VerifyReport::of(crate::journal::head(&mut tx).await?);
        let complaints: Vec<String> = sqlx::query_scalar("PRAGMA quick_check(20)").fetch_all(&mut *tx).await?;
        complaints.into_iter().filter(|line| line != "ok").for_each(|line| report.add(Fault::Database(line)));

        match ahead {
            Some(ahead) => remote::compare(&mut tx, ahead, &mut report, &mut on_progress).await?,
            None if self.is_replica() => report.add(Fault::Head("the replica and the journal in PostgreSQL differ".into())),
            None => {}
        }
        match origin::read(&mut tx).await {
            Ok(found) if found == self.origin() => {}
            Ok(_) => report.add(Fault::Origin("it says otherwise than when the register was opened".into())),
            Err(error) => report.add(Fault::Origin(error.to_string())),
        }

        let mut side = crate::database::open_side().await?;
        let walked = journal::check(&mut tx, &mut side, &mut report, &mut on_progress).await?;
        if walked.is_rebuilt {
            view::check(&mut tx, &mut side, &mut report, &mut on_progress).await?;
        }
        tx.rollback().await?;
        Ok((report, walked.kept))
    }

    /// Verifies the files alone: that those which the journal mentions are there, and that all are what they were.
    ///
    /// Takes no time budget: it reads every file. Errors: [`VerifyError`] if journal or vault cannot be read at all.
    pub async fn verify_files(&self, mut on_progress: impl FnMut(VerifyProgress) + Send) -> Result<VerifyReport, VerifyError> {
        let mut report = VerifyReport::of(self.head().await?);
        let kept = self.kept_files().await?;
        self.verify_vault(&kept, &mut report, &mut on_progress).await?;
        Ok(report)
    }

    async fn verify_vault(
        &self,
        kept: &BTreeSet<Digest>,
        report: &mut VerifyReport,
        on_progress: &mut (impl FnMut(VerifyProgress) + Send),
    ) -> Result<(), VerifyError> {
        let vault = self.vault();
        let (of, _) = vault.count().await?;
        report.missing = kept.clone();
        let mut held = vault.list();
        while let Some(file) = held.try_next().await? {
            match vault.check(&file.digest).await {
                Ok(_) => {}
                Err(VaultError::Damaged { digest, .. }) => report.add(Fault::File(digest)),
                Err(error) => return Err(error.into()),
            }
            if !report.missing.remove(&file.digest) {
                report.orphans.insert(file.digest);
            }
            report.files += 1;
            on_progress(VerifyProgress { stage: VerifyStage::Vault, done: report.files, of: of.max(report.files) });
        }
        Ok(())
    }
}
