//! Putting a snapshot in place in an empty data folder.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use chancery_model::{Digest, Hasher};
use flate2::read::GzDecoder;
use futures_util::TryStreamExt as _;
use futures_util::stream::{self, StreamExt as _};

use super::manifest::{self, Manifest, Part, Piece, Place};
use super::{PARTIAL, Snapshot, SnapshotError, io_error, off_thread};
use crate::copied;
use crate::database::{self, FILE_NAME, KNOWN_SCHEMA, Limits};
use crate::files::bucket::Bucket;
use crate::journal::remote::Remote;
use crate::location::{JournalAt, Location};
use crate::vault::{Vault, sync_folder};

/// How many pieces are on their way at once.
const AT_ONCE: usize = 4;
/// A piece is not larger than this when it is unpacked; the pieces that are written are smaller.
const MAX_PIECE_BYTES: u64 = 16 << 20;
/// The folder of the search index.
const INDEX: &str = "index";

/// What was put in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoredSnapshot {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// True if its index was put in place, too; an index of another version is not.
    pub has_index: bool,
    /// Snapshots that go further or fit better, and why they were not used.
    pub passed_over: Vec<PassedOver>,
}

/// A snapshot that was not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// Where it is kept.
    pub folder: String,
    /// Why it was not used.
    pub why: String,
}

/// Why a snapshot is not used, or why no other can be, either.
enum Refused {
    ThisOne(String),
    All(SnapshotError),
}

impl<E: Into<SnapshotError>> From<E> for Refused {
    fn from(error: E) -> Self {
        Refused::All(error.into())
    }
}

/// Puts the newest snapshot in place that is of the location's journal and sound, if the data folder has no database yet.
///
/// Shape: `None` if there is nothing to do or nothing to use, and for a register of its own. Of snapshots whose index has
/// this version the newest is taken, else the newest of another version without its index. Afterwards the location is
/// opened as ever, and follows the journal from where the snapshot ends.
/// Errors: [`SnapshotError`]. None is a reason not to open the location: what a snapshot has follows from the journal.
pub async fn restore(location: &Location, index_version: &str) -> Result<Option<RestoredSnapshot>, SnapshotError> {
    let JournalAt::Postgres(url) = &location.journal else { return Ok(None) };
    let target = database::path_in(&location.folder);
    if target.try_exists().map_err(|source| io_error(&target, source))? {
        return Ok(None);
    }
    let shelf = Vault::at(&location.files, &location.folder)?.shelf().await?;
    let mut places = manifest::places(&shelf).await?;
    places.retain(|place| (1..=KNOWN_SCHEMA).contains(&place.schema));
    places.sort_by_key(|place| (place.index_version != index_version, std::cmp::Reverse((place.seq, place.schema))));
    if places.is_empty() {
        return Ok(None);
    }
    let remote = Remote::new(url.clone(), Limits::default().write_wait);
    let mut passed_over = Vec::new();
    for place in places {
        match fetch(&shelf, &remote, &place, location, index_version).await {
            Ok(manifest) => {
                let has_index = manifest.index_version.as_deref() == Some(index_version);
                put_in_place(location).await?;
                return Ok(Some(RestoredSnapshot { snapshot: manifest.snapshot(), has_index, passed_over }));
            }
            Err(Refused::ThisOne(why)) => {
                tracing::warn!(snapshot = %place.folder(), why, "a snapshot is passed over");
                passed_over.push(PassedOver { folder: place.folder(), why });
            }
            Err(Refused::All(error)) => return Err(error),
        }
    }
    Ok(None)
}

/// Brings a snapshot into the folder where it is put together, every byte compared with its digest.
async fn fetch(shelf: &Bucket, remote: &Remote, place: &Place, location: &Location, index_version: &str) -> Result<Manifest, Refused> {
    let manifest = manifest::read(shelf, place).await?;
    let manifest = manifest.ok_or_else(|| Refused::ThisOne("its manifest does not read".into()))?;
    is_of(remote, &manifest).await?;
    let partial = location.folder.join(PARTIAL);
    let emptied = partial.clone();
    off_thread(move || empty(&emptied)).await?;
    let is_wanted = |part: &&Part| part.name == FILE_NAME || manifest.index_version.as_deref() == Some(index_version);
    for part in manifest.parts.iter().filter(is_wanted) {
        let path = path_of(&partial, &part.name).ok_or_else(|| Refused::ThisOne(format!("it has a file {:?}", part.name)))?;
        receive(shelf, place, part, &path).await?;
    }
    let copy = partial.join(FILE_NAME);
    match copied::read_point(&copy).await {
        Ok((head, schema)) if head == manifest.head() && schema == manifest.schema => Ok(manifest),
        Ok((head, _)) => Err(Refused::ThisOne(format!("its database ends at number {}", head.seq))),
        Err(error) => Err(Refused::ThisOne(format!("its database does not read: {error}"))),
    }
}

/// Asks the journal whether a snapshot is of it.
async fn is_of(remote: &Remote, manifest: &Manifest) -> Result<(), Refused> {
    let identity = remote.head().await?.identity;
    if identity != manifest.register {
        return Err(Refused::ThisOne("it is of another register".into()));
    }
    let (mut session, _) = remote.read().await?;
    let digest = session.find_digest(manifest.seq).await?;
    session.end().await;
    match digest {
        Some(digest) if digest == manifest.digest => Ok(()),
        _ => Err(Refused::ThisOne(format!("the journal does not have its number {}", manifest.seq))),
    }
}

/// Where a file of a snapshot belongs; none for a name that is not ours.
fn path_of(folder: &Path, name: &str) -> Option<PathBuf> {
    let is_plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['/', '\\', '\0', ':']);
    let is_ours =
        name == FILE_NAME || name.strip_prefix(INDEX).and_then(|rest| rest.strip_prefix('/')).is_some_and(|n| n.split('/').all(is_plain));
    is_ours.then(|| folder.join(name))
}

async fn receive(shelf: &Bucket, place: &Place, part: &Part, path: &Path) -> Result<(), Refused> {
    let failed = |source| io_error(path, source);
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await.map_err(failed)?;
    }
    let mut file = fs::File::create(path).map_err(failed)?;
    let pieces = stream::iter(&part.pieces).map(|piece| async move {
        let stored = shelf.get_range(&place.piece(piece), 0, piece.stored + 1).await?;
        let piece = *piece;
        match stored {
            Some(stored) => off_thread(move || Ok(unpack(&piece, &stored))).await?.map_err(Refused::ThisOne),
            None => Err(Refused::ThisOne(format!("its piece {} is not there", piece.sha256))),
        }
    });
    let mut pieces = pieces.buffered(AT_ONCE);
    let mut hasher = Hasher::default();
    while let Some(bytes) = pieces.try_next().await? {
        (file, hasher) = off_thread({
            let path = path.to_owned();
            move || {
                hasher.add(&bytes);
                file.write_all(&bytes).map_err(|source| io_error(&path, source))?;
                Ok((file, hasher))
            }
        })
        .await?;
    }
    if hasher.digest() != part.sha256 {
        return Err(Refused::ThisOne(format!("its file {} is damaged", part.name)));
    }
    let path = path.to_owned();
    Ok(off_thread(move || file.sync_all().map_err(|source| io_error(&path, source))).await?)
}

fn unpack(piece: &Piece, stored: &Bytes) -> Result<Vec<u8>, String> {
    if stored.len() as u64 != piece.stored || Digest::of(stored) != piece.sha256 {
        return Err(format!("its piece {} is damaged", piece.sha256));
    }
    let mut bytes = Vec::new();
    match GzDecoder::new(&stored[..]).take(MAX_PIECE_BYTES + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 <= MAX_PIECE_BYTES => Ok(bytes),
        Ok(_) => Err(format!("its piece {} is too large", piece.sha256)),
        Err(error) => Err(format!("its piece {} does not unpack: {error}", piece.sha256)),
    }
}

fn empty(folder: &Path) -> Result<(), SnapshotError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io_error(folder, error)),
        _ => fs::create_dir_all(folder).map_err(|source| io_error(folder, source)),
    }
}

/// Moves what was fetched to where it belongs. The database comes last: where it is, all is.
async fn put_in_place(location: &Location) -> Result<(), SnapshotError> {
    let folder = location.folder.clone();
    off_thread(move || {
        let partial = folder.join(PARTIAL);
        let place = || {
            let index = partial.join(INDEX);
            if index.is_dir() {
                match fs::remove_dir_all(folder.join(INDEX)) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                    _ => fs::rename(&index, folder.join(INDEX))?,
                }
            }
            // A log that an earlier database left would be taken for this one's.
            for log in ["-wal", "-shm"] {
                match fs::remove_file(folder.join(format!("{FILE_NAME}{log}"))) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            fs::rename(partial.join(FILE_NAME), folder.join(FILE_NAME))?;
            sync_folder(&folder)?;
            fs::remove_dir_all(&partial)
        };
        place().map_err(|source| io_error(&folder, source))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_snapshot_stay_in_the_folder() {
        let check = |name: &str, is_ours: bool| assert_eq!(path_of(Path::new("/data"), name).is_some(), is_ours, "{name}");
        check("register.sqlite", true);
        check("index/engine/meta.json", true);
        check("index/engine/.managed.json", true);
        check("index", false);
        check("index/", false);
        check("index/../register.sqlite", false);
        check("/etc/passwd", false);
        check("../register.sqlite", false);
        check("vault/sha256/x", false);
        check("index//x", false);
    }
}
