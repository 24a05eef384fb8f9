//! Snapshots for new nodes: written by any node, put in place by one whose data folder is empty.
//!
//! The store copies, sends and compares; here the search index joins in. A snapshot saves a new node the work of making
//! tables and index again. It is never needed: without one the node follows the journal from its beginning.

use std::sync::Arc;

use chancery_search::Index;
use chancery_store::snapshot::{self, IndexFiles, SnapshotError};

pub use chancery_store::snapshot::{PassedOver, RestoredSnapshot as Restored, Snapshot, WrittenSnapshot as Written};

use crate::error::{AppError, ErrorKind};
use crate::{App, JournalAt, Location};

/// Writes a snapshot of this node beside the files, unless there is one of the same state, and takes old ones away.
///
/// One process at a time: hold the lock of `Job::Snapshots`. Reading, following and publishing go on meanwhile.
/// Errors: kind `conflict` for a register of its own, `unreachable` if the place of the files does not answer.
pub async fn write(app: &App) -> Result<Written, AppError> {
    if !app.store().is_replica() {
        return Err(SnapshotError::Own.into());
    }
    app.follow_once().await?;
    let folder = app.store().prepare_snapshot().await?.join("index");
    let (index, target) = (Arc::clone(app.index()), folder.clone());
    // The index first: it follows the tables, so tables that are copied later have all that it has.
    let cursor = tokio::task::spawn_blocking(move || index.copy_to(&target)).await.map_err(AppError::bug)??;
    let index = IndexFiles { folder, version: Index::version(), seq: cursor.seq };
    Ok(app.store().write_snapshot(Some(index)).await?)
}

/// Tells whether a snapshot should be written: the journal has grown by so many entries since the last one, or something
/// was redacted that the last one still holds. With `every` at 0 none is ever due.
pub async fn is_due(app: &App, every: u64) -> Result<bool, AppError> {
    if every == 0 || !app.store().is_replica() {
        return Ok(false);
    }
    let head = app.store().head().await?.seq;
    let newest = app.store().newest_snapshot(&Index::version()).await?;
    let holds_redacted = match newest {
        Some(newest) => newest < app.store().last_redaction().await?,
        None => false,
    };
    Ok(holds_redacted || head.saturating_sub(newest.unwrap_or(0)) >= every)
}

/// Lists the snapshots of a register, those that go furthest first.
pub async fn list(location: &Location) -> Result<Vec<Snapshot>, AppError> {
    Ok(snapshot::list(location).await?)
}

/// Puts the best snapshot in place in an empty data folder, before it is opened.
///
/// Shape: `None` if the folder is not empty, if there is no snapshot to use, and for a register of its own.
/// Errors: kind `unreachable` if files or journal do not answer. An error is no reason not to open the register.
pub async fn restore(location: &Location) -> Result<Option<Restored>, AppError> {
    match location.journal {
        JournalAt::Folder => Ok(None),
        JournalAt::Postgres(_) => Ok(snapshot::restore(location, &Index::version()).await?),
    }
}

impl From<SnapshotError> for AppError {
    fn from(error: SnapshotError) -> AppError {
        match error {
            SnapshotError::Vault(error) => error.into(),
            SnapshotError::Journal(error) => error.into(),
            SnapshotError::Read(error) => error.into(),
            SnapshotError::Own => AppError::new(ErrorKind::Conflict, error.to_string()),
            SnapshotError::Unreachable(_) => AppError::new(ErrorKind::Unreachable, error.to_string()).with_source(error),
            SnapshotError::Io { .. } | SnapshotError::Stopped => AppError::new(ErrorKind::Io, error.to_string()).with_source(error),
        }
    }
}
