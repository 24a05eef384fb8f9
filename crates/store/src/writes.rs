//! Notices that another process wrote to the register of this folder, without asking the database.
//!
//! Whoever commits writes to the write-ahead log beside the database, so its size and time of change are looked at: two
//! numbers that the system has in memory. It is a kindness as the journal's news are: who follows also asks now and then.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// How often the log is looked at while somebody waits.
const LOOK: Duration = Duration::from_millis(10);

/// What a write leaves behind.
type Trace = Option<(u64, SystemTime)>;

/// The log of one folder, and what it was like when what it says was last read.
#[derive(Debug)]
pub(crate) struct Writes {
    log: PathBuf,
    seen: Mutex<Trace>,
}

impl Writes {
    /// Looks at the log of a database file.
    pub(crate) fn of(database: &Path) -> Self {
        let mut log = database.as_os_str().to_owned();
        log.push("-wal");
        Writes { log: log.into(), seen: Mutex::new(None) }
    }

    fn trace(&self) -> Trace {
        let found = std::fs::metadata(&self.log).ok()?;
        Some((found.len(), found.modified().ok()?))
    }

    /// Takes note that what was written so far is about to be looked into.
    pub(crate) fn mark_seen(&self) {
        let trace = self.trace();
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = trace;
    }

    /// Waits until something was written that nobody looked into.
    pub(crate) async fn wait(&self) {
        let seen = *self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        while self.trace() == seen {
            tokio::time::sleep(LOOK).await;
        }
    }
}
