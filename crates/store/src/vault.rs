//! The vault: files under the digest of their bytes, each stored once, checked when read whole.
//!
//! One door over two keepers: a folder (`folder`) and a bucket (`bucket`). In both the bytes lie at
//! `sha256/ab/ab12...`, and a name never stands for half a file. What no record mentions is found by `verify` and taken
//! away by [`Vault::remove_garbage`] when it is older than a day; a file that is put in again counts as new, so that
//! nothing goes that is about to be published. Ages are told by the clock of the place that keeps the files.

mod bucket;
mod folder;
mod source;

use std::collections::BTreeSet;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use chancery_model::{Digest, Hasher};
use futures_util::TryStreamExt as _;
use futures_util::stream::BoxStream;
use time::OffsetDateTime;

use crate::files::FilesAt;
use crate::files::bucket::{Bucket, BucketError};
pub(crate) use folder::sync_folder;
use source::Source;
pub(crate) use source::read_at;

/// A file that is put in again is written again if it is older: what takes garbage away must see that it is wanted.
const FRESH_SECONDS: i64 = 3_600;
/// How many bytes of a file are in memory while it is copied or checked.
const CHUNK_BYTES: u64 = crate::files::bucket::PART_BYTES;

/// Says why the vault could not keep or give bytes.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The file's bytes are not those it was named for.
    #[error("the file {digest} in the vault is damaged: its bytes have the digest {found}")]
    Damaged {
        /// The digest it is named for.
        digest: Digest,
        /// The digest of its bytes.
        found: Digest,
    },
    /// The file system refused.
    #[error("{} in the vault cannot be used", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file to be put in cannot be read.
    #[error("{} cannot be read", .path.display())]
    Input {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file changed while it was being put in; nothing was kept.
    #[error("the bytes of {digest} changed while they were put into the vault")]
    Changed {
        /// The digest that they had at first.
        digest: Digest,
    },
    /// The bucket does not answer or refuses.
    #[error("the files cannot be reached")]
    Unreachable(#[from] BucketError),
    /// A file was taken away as garbage each time that it was put in, or its removal never ended.
    #[error("the file {digest} is being taken away as garbage; try again in some minutes")]
    Contended {
        /// The file.
        digest: Digest,
    },
    /// The work was given up, because the program is stopping.
    #[error("the program is stopping")]
    Stopped,
}

/// A file that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Its digest, by its name.
    pub digest: Digest,
    /// Its size.
    pub size_bytes: u64,
    /// When it was last put in, in seconds since 1970 by the clock of the place.
    pub written: i64,
}

/// What taking garbage away did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Files that were looked at.
    pub looked_at: u64,
    /// Files that nothing mentions and that are old enough; they are gone, unless this was a rehearsal.
    pub files: u64,
    /// Their size.
    pub bytes: u64,
    /// Files that nothing mentions and that are too young to go.
    pub waiting: u64,
    /// Remains of interrupted work that are gone, too.
    pub remains: u64,
}

/// The vault of a register. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Vault {
    keeper: Keeper,
}

#[derive(Debug, Clone)]
enum Keeper {
    Folder(folder::Folder),
    Bucket(bucket::Shelf),
}

impl Vault {
    /// The vault in a data folder; nothing is made until something is put in.
    pub(crate) fn of(data_folder: &Path) -> Self {
        Vault { keeper: Keeper::Folder(folder::Folder::new(data_folder.join(crate::files::FOLDER_NAME))) }
    }

    /// The vault at a place; `data_folder` is where `file:` has it. Nothing is made and nothing is asked yet.
    ///
    /// Errors: [`VaultError::Unreachable`] if the settings of a bucket are not of the form that the service takes.
    pub fn at(files: &FilesAt, data_folder: &Path) -> Result<Self, VaultError> {
        let keeper = match (files, files.folder(data_folder)) {
            (FilesAt::S3(place), _) => Keeper::Bucket(bucket::Shelf::new(Bucket::new(place)?)),
            (_, Some(root)) => Keeper::Folder(folder::Folder::new(root)),
            (_, None) => return Ok(Vault::of(data_folder)),
        };
        Ok(Vault { keeper })
    }

    /// Keeps bytes. Done when they are safe: on the disk, or taken by the bucket. Bytes that are there are not written
    /// again, unless they were put in so long ago that they could pass for garbage.
    ///
    /// Errors: [`VaultError::Io`] if the disk is full or the folder cannot be written, [`VaultError::Unreachable`].
    pub async fn put(&self, bytes: Vec<u8>) -> Result<Digest, VaultError> {
        let bytes = Bytes::from(bytes);
        let digest = Digest::of(&bytes);
        self.keep(&digest, &Source::Bytes(bytes)).await?;
        Ok(digest)
    }

    /// Keeps the bytes of a file, of any size: a few mebibytes of it are in memory at a time.
    ///
    /// Errors: as [`Vault::put`]; [`VaultError::Input`] if the file cannot be read, [`VaultError::Changed`] if somebody
    /// writes to it meanwhile.
    pub async fn put_file(&self, path: &Path) -> Result<Digest, VaultError> {
        let source = Source::open(path).await?;
        let digest = source.digest().await?;
        self.keep(&digest, &source).await?;
        Ok(digest)
    }

    /// Copies a file of another vault to this one; false if it is not there.
    ///
    /// Errors: as [`Vault::put`]; [`VaultError::Damaged`] if its bytes are not those it is named for.
    pub async fn copy_from(&self, other: &Vault, digest: &Digest) -> Result<bool, VaultError> {
        let Some(held) = other.find(digest).await? else { return Ok(false) };
        let source = Source::Held { vault: other.clone(), digest: *digest, size: held.size_bytes };
        match self.keep(digest, &source).await {
            Ok(()) => Ok(true),
            Err(VaultError::Changed { .. }) => match other.check(digest).await? {
                Some(_) => Err(VaultError::Changed { digest: *digest }),
                None => Ok(false),
            },
            Err(error) => Err(error),
        }
    }

    async fn keep(&self, digest: &Digest, source: &Source) -> Result<(), VaultError> {
        match &self.keeper {
            Keeper::Folder(folder) => folder.keep(digest, source).await,
            Keeper::Bucket(shelf) => shelf.keep(digest, source).await,
        }
    }

    /// Gives the bytes of a digest; `None` if they are not here.
    ///
    /// Errors: [`VaultError::Damaged`] if they have changed since they were put in; [`VaultError::Unreachable`].
    pub async fn get(&self, digest: &Digest) -> Result<Option<Vec<u8>>, VaultError> {
        let Some(held) = self.find(digest).await? else { return Ok(None) };
        let mut bytes = Vec::with_capacity(usize::try_from(held.size_bytes).unwrap_or(0));
        let found = self.walk(digest, |chunk| bytes.extend_from_slice(chunk)).await?;
        Ok(found.map(|_| bytes))
    }

    /// Gives a part of the bytes of a digest, for a reader who asks for one; `None` if they are not here.
    ///
    /// Shape: fewer bytes than asked for at the end of the file. A part cannot be checked against the digest.
    /// Errors: [`VaultError::Unreachable`], [`VaultError::Io`].
    pub async fn get_range(&self, digest: &Digest, range: Range<u64>) -> Result<Option<Bytes>, VaultError> {
        let Some(held) = self.find(digest).await? else { return Ok(None) };
        let (from, to) = (range.start.min(held.size_bytes), range.end.min(held.size_bytes));
        if from >= to {
            return Ok(Some(Bytes::new()));
        }
        self.read(digest, from, to - from).await
    }

    /// Finds a file: its size, and when it was put in.
    ///
    /// Errors: [`VaultError::Unreachable`], [`VaultError::Io`].
    pub async fn find(&self, digest: &Digest) -> Result<Option<Held>, VaultError> {
        match &self.keeper {
            Keeper::Folder(folder) => folder.find(digest).await,
            Keeper::Bucket(shelf) => shelf.find(digest).await,
        }
    }

    /// The size of a file in bytes; `None` if it is not here.
    ///
    /// Errors: [`VaultError::Unreachable`], [`VaultError::Io`].
    pub async fn size(&self, digest: &Digest) -> Result<Option<u64>, VaultError> {
        Ok(self.find(digest).await?.map(|held| held.size_bytes))
    }

    /// Reads a file through and compares its digest, keeping no more than a part in memory: its size, or `None`.
    ///
    /// Errors: [`VaultError::Damaged`] if its bytes have changed; [`VaultError::Unreachable`], [`VaultError::Io`].
    pub async fn check(&self, digest: &Digest) -> Result<Option<u64>, VaultError> {
        self.walk(digest, |_| {}).await
    }

    /// Reads a file part by part and compares the digest at the end; gives its size.
    async fn walk(&self, digest: &Digest, mut each: impl FnMut(&[u8])) -> Result<Option<u64>, VaultError> {
        let Some(held) = self.find(digest).await? else { return Ok(None) };
        let mut hasher = Hasher::default();
        let mut at = 0;
        while at < held.size_bytes {
            let Some(chunk) = self.read(digest, at, CHUNK_BYTES).await? else { return Ok(None) };
            if chunk.is_empty() {
                break;
            }
            hasher.add(&chunk);
            each(&chunk);
            at += chunk.len() as u64;
        }
        let found = hasher.digest();
        if found == *digest { Ok(Some(at)) } else { Err(VaultError::Damaged { digest: *digest, found }) }
    }

    async fn read(&self, digest: &Digest, from: u64, bytes: u64) -> Result<Option<Bytes>, VaultError> {
        match &self.keeper {
            Keeper::Folder(folder) => folder.read(digest, from, bytes).await,
            Keeper::Bucket(shelf) => shelf.read(digest, from, bytes).await,
        }
    }

    /// Lists what is held, as it is read; files with other names are passed over. The order is that of the digests.
    ///
    /// Errors: in the stream: [`VaultError::Io`] if a folder cannot be read, [`VaultError::Unreachable`].
    pub fn list(&self) -> BoxStream<'static, Result<Held, VaultError>> {
        match &self.keeper {
            Keeper::Folder(folder) => folder.list(),
            Keeper::Bucket(shelf) => shelf.list(),
        }
    }

    /// Counts what is held, and its bytes.
    ///
    /// Errors: as [`Vault::list`].
    pub async fn count(&self) -> Result<(u64, u64), VaultError> {
        self.list().try_fold((0, 0), |(files, bytes), held| std::future::ready(Ok((files + 1, bytes + held.size_bytes)))).await
    }

    /// Takes away the files that nothing mentions and that were put in before an instant, and the remains of work that
    /// was interrupted before it. With `is_rehearsal` it only counts.
    ///
    /// A file that is put in at the same moment either goes first and is written again, or stays.
    /// Errors: [`VaultError::Unreachable`], [`VaultError::Io`]; what was counted until then is gone.
    pub async fn remove_garbage(
        &self,
        older_than: OffsetDateTime,
        mentioned: &BTreeSet<Digest>,
        is_rehearsal: bool,
    ) -> Result<Removed, VaultError> {
        let before = older_than.unix_timestamp();
        let mut removed = Removed::default();
        let mut held = self.list();
        while let Some(file) = held.try_next().await? {
            removed.looked_at += 1;
            if mentioned.contains(&file.digest) {
                continue;
            }
            let is_gone = match &self.keeper {
                _ if file.written >= before => false,
                _ if is_rehearsal => true,
                Keeper::Folder(folder) => folder.remove_older(&file.digest, before).await?,
                Keeper::Bucket(shelf) => shelf.remove_older(&file.digest, before).await?,
            };
            if is_gone {
                removed.files += 1;
                removed.bytes += file.size_bytes;
            } else {
                removed.waiting += 1;
            }
        }
        if !is_rehearsal {
            removed.remains = match &self.keeper {
                Keeper::Folder(folder) => folder.sweep(before).await?,
                Keeper::Bucket(shelf) => shelf.sweep(before).await?,
            };
        }
        Ok(removed)
    }

    /// The client under a vault in a bucket, or one over the folder: where snapshots are kept beside the files.
    pub(crate) async fn shelf(&self) -> Result<Bucket, BucketError> {
        match &self.keeper {
            Keeper::Bucket(shelf) => Ok(shelf.bucket().clone()),
            Keeper::Folder(folder) => folder.shelf().await,
        }
    }
}
