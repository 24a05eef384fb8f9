//! Jobs that one process does for all that share a register, and the locks that see to it.
//!
//! On a journal in PostgreSQL the lock is there, over all nodes. A register of its own has one data folder, and the lock
//! is a file in it, which the operating system frees when its holder dies.

use std::fs::{self, File, TryLockError};

use crate::journal::PullError;
use crate::journal::remote::lease::{self, RemoteLease};
use crate::store::Store;

/// A job that must not be done by two at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Job {
    /// Writing snapshots for new nodes.
    Snapshots,
    /// Checking that files are what they were.
    Fixity,
    /// Removing files that no record mentions.
    Garbage,
    /// Making digests of feeds.
    Digests,
}

impl Job {
    /// All jobs.
    pub const ALL: [Job; 4] = [Job::Snapshots, Job::Fixity, Job::Garbage, Job::Digests];

    /// The name of the job, in lock files and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Job::Snapshots => "snapshots",
            Job::Fixity => "fixity",
            Job::Garbage => "garbage",
            Job::Digests => "digests",
        }
    }

    /// The number of the job's lock in PostgreSQL; nought is the lock of migrations.
    fn number(self) -> i32 {
        match self {
            Job::Snapshots => 1,
            Job::Fixity => 2,
            Job::Garbage => 3,
            Job::Digests => 4,
        }
    }
}

/// The right to do a job, as long as this value lives and is held.
#[derive(Debug)]
pub struct JobLease {
    holding: Holding,
}

#[derive(Debug)]
enum Holding {
    Remote(RemoteLease),
    /// Locked as long as it is open.
    #[expect(dead_code, reason = "closing the file frees the lock")]
    File(File),
}

impl JobLease {
    /// Tells whether the lock is surely still ours: a process that was stopped for long, or whose connection was cut, loses
    /// it. Ask before doing what must not be done twice.
    pub fn is_held(&self) -> bool {
        match &self.holding {
            Holding::Remote(lease) => lease.is_held(),
            Holding::File(_) => true,
        }
    }
}

impl Store {
    /// Takes the right to do a job, if nobody has it. It is given back when the value is dropped or its holder dies.
    ///
    /// Errors: [`PullError`] if the journal does not answer, or the folder cannot be written.
    pub async fn try_lock(&self, job: Job) -> Result<Option<JobLease>, PullError> {
        if let Some(remote) = self.remote() {
            let lease = lease::try_take(remote, job.number()).await?;
            return Ok(lease.map(|lease| JobLease { holding: Holding::Remote(lease) }));
        }
        let folder = self.folder().join("locks");
        let path = folder.join(job.as_str());
        let failed = |source| PullError::LockFile { path: path.clone(), source };
        fs::create_dir_all(&folder).map_err(failed)?;
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(JobLease { holding: Holding::File(file) })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}
