//! Snapshots: what a node has made of the journal, kept beside the files, so that a new node need not make it again.
//!
//! A snapshot is a copy of a replica's database, and the files of the search index as one commit left them, in
//! compressed pieces named by their digests; a manifest comes last, so that what has none was never finished. Its place
//! says what it is: `snapshots/{schema}/{index version}/{number}-{digest}/manifest.json`.
//!
//! Nothing here is a truth. A snapshot of another register, of a history that the journal lost, of a schema that is not
//! known, or with a damaged piece is passed over, and a node that finds none follows the journal from its beginning.
//! Registers of their own are kept by backups; a snapshot of one would be taken for the truth that it is not.

mod manifest;
mod restore;
mod write;

use std::io;
use std::path::{Path, PathBuf};

use crate::error::ReadError;
use crate::files::bucket::BucketError;
use crate::journal::{Head, PullError};
use crate::location::Location;
use crate::vault::{Vault, VaultError};

pub use restore::{PassedOver, RestoredSnapshot, restore};
pub use write::{IndexFiles, WrittenSnapshot};

/// The folder of snapshots, beside the files.
const FOLDER: &str = "snapshots";
/// Where a snapshot is put together, in the data folder. What is found there was left by a process that died.
const PARTIAL: &str = "snapshot.partial";
/// Stands for the version of the index where there is none.
const NO_INDEX: &str = "none";

/// A snapshot as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The schema of its database.
    pub schema: i64,
    /// The version of its index; none if it has no index.
    pub index_version: Option<String>,
    /// Where its journal ends.
    pub head: Head,
    /// How far its index had followed.
    pub index_seq: u64,
    /// Its size when it is in place.
    pub size_bytes: u64,
    /// Its size where it is kept.
    pub stored_bytes: u64,
}

/// Says why a snapshot was not written, listed or put in place.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The register is one of its own.
    #[error("a register of its own has no snapshots; `chancery backup` keeps it")]
    Own,
    /// The place of the files does not answer or refuses.
    #[error("the snapshots cannot be reached")]
    Unreachable(#[from] BucketError),
    /// The place of the files cannot be used.
    #[error("the place of the snapshots cannot be used")]
    Vault(#[from] VaultError),
    /// The journal cannot be asked whether a snapshot is of it.
    #[error("the journal cannot be asked which snapshot is of it")]
    Journal(#[from] PullError),
    /// A file or folder of this node cannot be used.
    #[error("{} cannot be used", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database of this node cannot be copied.
    #[error("the database cannot be copied")]
    Read(#[from] ReadError),
    /// The program is stopping.
    #[error("the program is stopping")]
    Stopped,
}

/// Lists the snapshots at a location, those that go furthest first. What was never finished, or does not read, is none.
///
/// Errors: [`SnapshotError::Unreachable`] if the place of the files does not answer.
pub async fn list(location: &Location) -> Result<Vec<Snapshot>, SnapshotError> {
    let shelf = Vault::at(&location.files, &location.folder)?.shelf().await?;
    let mut found = Vec::new();
    for place in manifest::places(&shelf).await? {
        found.extend(manifest::read(&shelf, &place).await?.map(|manifest| manifest.snapshot()));
    }
    found.sort_by_key(|snapshot: &Snapshot| std::cmp::Reverse((snapshot.head.seq, snapshot.index_seq)));
    Ok(found)
}

fn io_error(path: &Path, source: io::Error) -> SnapshotError {
    SnapshotError::Io { path: path.to_owned(), source }
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T, SnapshotError> + Send + 'static) -> Result<T, SnapshotError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(SnapshotError::Stopped))
}
