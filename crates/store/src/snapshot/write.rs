//! Writing a snapshot, and taking away those that it replaces.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use chancery_model::{Digest, Hasher};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::TryStreamExt as _;
use futures_util::stream::{self, StreamExt as _};

use super::manifest::{self, Manifest, Part, Piece, Place, mark_of};
use super::{FOLDER, PARTIAL, Snapshot, SnapshotError, io_error, off_thread};
use crate::copied;
use crate::database::{self, FILE_NAME, KNOWN_SCHEMA, own_int};
use crate::error::ReadError;
use crate::files::bucket::{Bucket, Object};
use crate::journal;
use crate::store::Store;
use crate::vault::read_at;

/// How many bytes of a file make a piece.
const PIECE_BYTES: u64 = 4 << 20;
/// How many pieces are compressed or on their way at once.
const AT_ONCE: usize = 3;
/// How many snapshots of one schema and index version stay.
const KEEP: usize = 2;
/// Of how many pairs of schema and index version snapshots stay: those that nodes of the version before and after write.
const KEEP_KINDS: usize = 3;
/// A snapshot that was not finished for so long never will be.
const UNFINISHED_SECONDS: i64 = 86_400;

/// The files of a search index, as one commit left them.
#[derive(Debug, Clone)]
pub struct IndexFiles {
    /// The folder that stands for `index` in the data folder.
    pub folder: PathBuf,
    /// The version of the index.
    pub version: String,
    /// How far it had followed the journal.
    pub seq: u64,
}

/// What writing a snapshot did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenSnapshot {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// False if it was there already.
    pub is_new: bool,
    /// How many older ones were taken away.
    pub pruned: usize,
}

impl Store {
    /// The number at which the newest snapshot ends that has this version of the index and the schema of this program.
    ///
    /// Errors: [`SnapshotError::Unreachable`].
    pub async fn newest_snapshot(&self, index_version: &str) -> Result<Option<u64>, SnapshotError> {
        let places = manifest::places(&self.vault().shelf().await?).await?;
        let ours = places.iter().filter(|place| place.schema == KNOWN_SCHEMA && place.index_version == index_version);
        Ok(ours.map(|place| place.seq).max())
    }

    /// The folder in which a snapshot is put together; it is emptied. For the files of the index before
    /// [`Store::write_snapshot`].
    ///
    /// Errors: [`SnapshotError::Io`].
    pub async fn prepare_snapshot(&self) -> Result<PathBuf, SnapshotError> {
        let folder = self.folder().join(PARTIAL);
        clear(&folder).await?;
        tokio::fs::create_dir_all(&folder).await.map_err(|source| io_error(&folder, source))?;
        Ok(folder)
    }

    /// Writes a snapshot of this replica, as far as it has followed, and takes away the ones that it replaces.
    ///
    /// One process at a time: hold [`crate::Job::Snapshots`]. The files of the index must be older than the call, and must
    /// stay until it returns. Nobody waits meanwhile, neither readers nor publishers.
    /// Errors: [`SnapshotError`]; what was sent by then is never taken for a snapshot.
    pub async fn write_snapshot(&self, index: Option<IndexFiles>) -> Result<WrittenSnapshot, SnapshotError> {
        let register = self.inner.identity.get().filter(|_| self.is_replica()).ok_or(SnapshotError::Own)?;
        let shelf = self.vault().shelf().await?;
        let partial = self.folder().join(PARTIAL);
        tokio::fs::create_dir_all(&partial).await.map_err(|source| io_error(&partial, source))?;
        let copy = partial.join(FILE_NAME);
        self.copy_database(&copy).await?;
        let (head, schema) = copied::read_point(&copy).await?;
        let mut manifest = Manifest::new(register.clone(), head, schema, index.as_ref().map(|index| (index.version.clone(), index.seq)));
        let place = manifest.place();
        let known = manifest::read(&shelf, &place).await?;
        let is_new = known.is_none();
        if let Some(known) = known {
            manifest = known;
        } else {
            manifest.parts.push(send(&shelf, &place, &copy, FILE_NAME.into()).await?);
            for (path, name) in index_files(index).await? {
                manifest.parts.push(send(&shelf, &place, &path, name).await?);
            }
            shelf.put(&place.manifest(), manifest.to_bytes().into()).await?;
        }
        clear(&partial).await?;
        let pruned = self.prune(&shelf, &place).await?;
        Ok(WrittenSnapshot { snapshot: manifest.snapshot(), is_new, pruned })
    }

    async fn copy_database(&self, copy: &Path) -> Result<(), SnapshotError> {
        clear(copy).await?;
        Ok(copied::copy_into(&database::path_in(self.folder()), copy).await?)
    }

    /// The last number of the last batch that redacted something: a snapshot that ends before it may hold what is gone.
    ///
    /// Shape: 0 if nothing was ever redacted. Errors: [`ReadError`].
    pub async fn last_redaction(&self) -> Result<u64, ReadError> {
        let mut tx = self.database().snapshot().await?;
        let batch: i64 = sqlx::query_scalar(LAST_REDACTION).fetch_one(&mut *tx).await?;
        let headers = journal::list_batch_headers(&mut tx, own_int(batch)).await?;
        Ok(headers.last().map_or(0, |header| header.seq))
    }

    /// Takes away what the snapshot at a place replaces, what is of a history that was lost, and what was never finished.
    async fn prune(&self, shelf: &Bucket, written: &Place) -> Result<usize, SnapshotError> {
        let mut folders: BTreeMap<String, (Place, Vec<Object>)> = BTreeMap::new();
        let mut objects = shelf.list(FOLDER);
        while let Some(object) = objects.try_next().await? {
            if let Some(place) = Place::of_key(&object.key) {
                folders.entry(place.folder()).or_insert_with(|| (place, Vec::new())).1.push(object);
            }
        }
        // The clock of the place: that of what was written last.
        let now = folders.values().flat_map(|(_, objects)| objects).map(|object| object.written).max().unwrap_or(0);
        let redacted = self.last_redaction().await?;
        let mut kinds: BTreeMap<(i64, String), usize> = BTreeMap::new();
        let mut pruned = 0;
        let mut newest_first: Vec<(Place, Vec<Object>)> = folders.into_values().collect();
        newest_first.sort_by_key(|(place, _)| (place != written, std::cmp::Reverse(place.seq)));
        for (place, objects) in newest_first {
            let is_finished = objects.iter().any(|object| object.key == place.manifest());
            let stays = if is_finished {
                let kinds_so_far = kinds.values().filter(|kept| **kept > 0).count();
                let kept = kinds.entry((place.schema, place.index_version.clone())).or_default();
                let is_wanted = *kept < KEEP && (*kept > 0 || kinds_so_far < KEEP_KINDS);
                let is_ours =
                    place.seq > written.seq || self.digest_at(place.seq).await?.is_some_and(|digest| mark_of(&digest) == place.mark);
                let stays = is_wanted && is_ours && place.seq >= redacted;
                *kept += usize::from(stays);
                stays
            } else {
                objects.iter().any(|object| object.written > now - UNFINISHED_SECONDS)
            };
            if !stays {
                take_away(shelf, &place, &objects).await?;
                pruned += usize::from(is_finished);
            }
        }
        Ok(pruned)
    }
}

/// The last batch that redacted something.
const LAST_REDACTION: &str = "SELECT COALESCE(MAX(batch), 0) FROM redaction";

/// The manifest goes first: what has none is no snapshot.
async fn take_away(shelf: &Bucket, place: &Place, objects: &[Object]) -> Result<(), SnapshotError> {
    shelf.remove(&place.manifest()).await?;
    for object in objects {
        shelf.remove(&object.key).await?;
    }
    Ok(())
}

/// Removes a file or folder, if it is there.
async fn clear(path: &Path) -> Result<(), SnapshotError> {
    let removed = match tokio::fs::remove_dir_all(path).await {
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => tokio::fs::remove_file(path).await,
        other => other,
    };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io_error(path, error)),
        _ => Ok(()),
    }
}

/// The files of an index, in order, with their names in a snapshot.
async fn index_files(index: Option<IndexFiles>) -> Result<Vec<(PathBuf, String)>, SnapshotError> {
    let Some(index) = index else { return Ok(Vec::new()) };
    off_thread(move || {
        let (mut files, mut folders) = (Vec::new(), vec![(index.folder, "index".to_owned())]);
        while let Some((folder, name)) = folders.pop() {
            for entry in fs::read_dir(&folder).map_err(|source| io_error(&folder, source))? {
                let entry = entry.map_err(|source| io_error(&folder, source))?;
                let path = entry.path();
                let name = format!("{name}/{}", entry.file_name().to_string_lossy());
                if path.is_dir() { folders.push((path, name)) } else { files.push((path, name)) }
            }
        }
        files.sort();
        Ok(files)
    })
    .await
}

/// Sends a file piece by piece.
async fn send(shelf: &Bucket, place: &Place, path: &Path, name: String) -> Result<Part, SnapshotError> {
    let failed = |source| io_error(path, source);
    let size = tokio::fs::metadata(path).await.map_err(failed)?.len();
    let mut hasher = Hasher::default();
    let starts = (0..size.div_ceil(PIECE_BYTES)).map(|piece| piece * PIECE_BYTES);
    let sent = stream::iter(starts).map(|from| async move {
        let bytes = read_at(path, from, PIECE_BYTES).await.map_err(|source| io_error(path, source))?;
        let (piece, packed) = pack(bytes.clone()).await?;
        shelf.put(&place.piece(&piece), packed).await?;
        Ok::<_, SnapshotError>((piece, bytes))
    });
    let mut sent = sent.buffered(AT_ONCE);
    let (mut pieces, mut bytes) = (Vec::new(), 0);
    while let Some((piece, raw)) = sent.try_next().await? {
        hasher.add(&raw);
        bytes += raw.len() as u64;
        pieces.push(piece);
    }
    Ok(Part { name, bytes, sha256: hasher.digest(), pieces })
}

async fn pack(bytes: Bytes) -> Result<(Piece, Bytes), SnapshotError> {
    off_thread(move || {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        let packed = encoder.write_all(&bytes).and_then(|()| encoder.finish());
        let packed = packed.expect("memory takes all that is written to it");
        Ok((Piece { stored: packed.len() as u64, sha256: Digest::of(&packed) }, Bytes::from(packed)))
    })
    .await
}
