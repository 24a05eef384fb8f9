//! What a snapshot consists of, and where it is kept.

use chancery_model::Digest;
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};

use super::{FOLDER, NO_INDEX, Snapshot};
use crate::files::bucket::{Bucket, BucketError};
use crate::journal::Head;

/// The form of the manifest.
const FORMAT: u32 = 1;
/// A manifest has a line for each piece; one that is larger than this is none of ours.
const MAX_BYTES: u64 = 64 << 20;
/// The name of a manifest.
const NAME: &str = "manifest.json";
/// How much of a digest stands in a key.
const MARK_CHARS: usize = 16;

/// What a snapshot consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: u32,
    /// The identity of the register.
    pub(super) register: String,
    pub(super) schema: i64,
    pub(super) index_version: Option<String>,
    pub(super) index_seq: u64,
    pub(super) seq: u64,
    pub(super) batch: u64,
    pub(super) digest: Digest,
    pub(super) parts: Vec<Part>,
}

/// A file of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Part {
    /// Its path in the data folder, with strokes.
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) sha256: Digest,
    pub(super) pieces: Vec<Piece>,
}

/// A compressed piece of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Piece {
    /// The size of the piece as it is kept.
    pub(super) stored: u64,
    /// The digest of the piece as it is kept.
    pub(super) sha256: Digest,
}

/// Where a snapshot is kept, and what its place says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) schema: i64,
    pub(super) index_version: String,
    pub(super) seq: u64,
    /// The beginning of the journal's digest at that number.
    pub(super) mark: String,
}

/// The beginning of a digest: long enough to tell files in one folder apart, and keys stay short. What must be sure is
/// compared by the whole digest in the manifest.
pub(super) fn mark_of(digest: &Digest) -> String {
    digest.to_string().chars().take(MARK_CHARS).collect()
}

impl Place {
    /// Reads the key of an object in the folder of a snapshot.
    pub(super) fn of_key(key: &str) -> Option<Place> {
        let mut parts = key.strip_prefix(FOLDER)?.strip_prefix('/')?.split('/');
        let (schema, version, point, _) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let (seq, mark) = point.split_once('-')?;
        let place = Place { schema: schema.parse().ok()?, index_version: version.into(), seq: seq.parse().ok()?, mark: mark.into() };
        let is_mark = mark.len() == MARK_CHARS && mark.bytes().all(|b| b.is_ascii_hexdigit());
        (is_mark && parts.next().is_none() && key.starts_with(&place.folder())).then_some(place)
    }

    /// The folder of the snapshot.
    pub(super) fn folder(&self) -> String {
        format!("{FOLDER}/{}/{}/{:020}-{}", self.schema, self.index_version, self.seq, self.mark)
    }

    /// The key of the manifest.
    pub(super) fn manifest(&self) -> String {
        format!("{}/{NAME}", self.folder())
    }

    /// The key of a piece.
    pub(super) fn piece(&self, piece: &Piece) -> String {
        format!("{}/{}.gz", self.folder(), mark_of(&piece.sha256))
    }
}

impl Manifest {
    pub(super) fn new(register: String, head: Head, schema: i64, index: Option<(String, u64)>) -> Self {
        let (index_version, index_seq) = index.map_or((None, 0), |(version, seq)| (Some(version), seq));
        let Head { seq, batch, digest } = head;
        Manifest { format: FORMAT, register, schema, index_version, index_seq, seq, batch, digest, parts: Vec::new() }
    }

    pub(super) fn place(&self) -> Place {
        let index_version = self.index_version.clone().unwrap_or_else(|| NO_INDEX.into());
        Place { schema: self.schema, index_version, seq: self.seq, mark: mark_of(&self.digest) }
    }

    pub(super) fn head(&self) -> Head {
        Head { seq: self.seq, batch: self.batch, digest: self.digest }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a manifest is plain data")
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot {
            schema: self.schema,
            index_version: self.index_version.clone(),
            head: self.head(),
            index_seq: self.index_seq,
            size_bytes: self.parts.iter().map(|part| part.bytes).sum(),
            stored_bytes: self.parts.iter().flat_map(|part| &part.pieces).map(|piece| piece.stored).sum(),
        }
    }
}

/// Lists the places of all snapshots that were finished.
pub(super) async fn places(shelf: &Bucket) -> Result<Vec<Place>, BucketError> {
    let finished = shelf.list(FOLDER).try_filter_map(|object| {
        let place = Place::of_key(&object.key).filter(|place| object.key == place.manifest());
        std::future::ready(Ok(place))
    });
    finished.try_collect().await
}

/// Reads the manifest of a snapshot; none if it is gone, does not read, or says otherwise than its place.
pub(super) async fn read(shelf: &Bucket, place: &Place) -> Result<Option<Manifest>, BucketError> {
    let bytes = shelf.get_range(&place.manifest(), 0, MAX_BYTES).await?;
    let manifest = bytes.and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
    Ok(manifest.filter(|manifest| manifest.format == FORMAT && manifest.place() == *place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_keys_and_printed() {
        let place = Place { schema: 3, index_version: "0.1.0-00ff".into(), seq: 42, mark: mark_of(&Digest::of(b"header")) };
        assert_eq!(Place::of_key(&place.manifest()), Some(place.clone()));
        let piece = Piece { stored: 1, sha256: Digest::of(b"piece") };
        assert_eq!(Place::of_key(&place.piece(&piece)), Some(place.clone()));
        for key in [
            "snapshots",
            "snapshots/3/v/manifest.json",
            "sha256/3/v/42-x/manifest.json",
            "snapshots/3/v/42-ab/manifest.json",
            &format!("snapshots/3/v/42-{}/manifest.json", place.mark),
            &format!("snapshots/x/v/{:020}-{}/manifest.json", 42, place.mark),
            &format!("{}/deeper", place.manifest()),
        ] {
            assert_eq!(Place::of_key(key), None, "{key}");
        }
    }
}
