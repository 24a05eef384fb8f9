//! A vault in a folder.
//!
//! `sha256/ab/ab12...` holds the bytes. A file comes into being under another name in `partial`, is flushed to the disk
//! and then renamed, so that a name never stands for half a file; what a killed process leaves in `partial` is never
//! read. Who renames holds `lock` together with others, who removes garbage holds it alone: between looking at a file's
//! age and removing it, nobody puts it in.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use chancery_model::{Digest, Hasher};
use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use tokio::io::AsyncWriteExt as _;

use super::source::{Source, read_at};
use super::{CHUNK_BYTES, FRESH_SECONDS, Held, VaultError};
use crate::files::bucket::{Bucket, BucketError};

/// The subfolder of files that are not whole yet.
const PARTIAL: &str = "partial";
/// The subfolder of files.
const FILES: &str = "sha256";

/// The folder of a vault.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    root: PathBuf,
}

/// A file in `partial`, removed unless it got its name.
struct Partial {
    path: PathBuf,
    is_named: bool,
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.is_named {
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Folder {
    pub(super) fn new(root: PathBuf) -> Self {
        Folder { root }
    }

    pub(super) fn path_of(&self, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        self.root.join(FILES).join(&name[..2]).join(name)
    }

    fn partial(&self, name: &str) -> Partial {
        static SERIAL: AtomicU64 = AtomicU64::new(0);
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        Partial { path: self.root.join(PARTIAL).join(format!("{name}.{}.{serial}", std::process::id())), is_named: false }
    }

    pub(super) async fn keep(&self, digest: &Digest, source: &Source) -> Result<(), VaultError> {
        if self.is_fresh_and_sound(digest).await? {
            return Ok(());
        }
        let partial = self.write_partial(digest, source).await?;
        let (this, digest) = (self.clone(), *digest);
        off_thread(move || this.name(&digest, partial)).await
    }

    /// Tells whether a file is there, sound, and put in so lately that it cannot be taken for garbage soon.
    async fn is_fresh_and_sound(&self, digest: &Digest) -> Result<bool, VaultError> {
        let Some(held) = self.find(digest).await? else { return Ok(false) };
        let this = self.clone();
        if held.written < off_thread(move || this.clock()).await? - FRESH_SECONDS {
            return Ok(false);
        }
        // A damaged file is written anew: the right bytes have just come by.
        let (mut hasher, mut at) = (Hasher::default(), 0);
        while at < held.size_bytes {
            match self.read(digest, at, CHUNK_BYTES).await {
                Ok(Some(chunk)) if !chunk.is_empty() => {
                    hasher.add(&chunk);
                    at += chunk.len() as u64;
                }
                _ => return Ok(false),
            }
        }
        Ok(hasher.digest() == *digest)
    }

    /// What time it is where the files are: that of a file made just now.
    fn clock(&self) -> Result<i64, VaultError> {
        let partial = self.partial("clock");
        let made = || {
            fs::create_dir_all(self.root.join(PARTIAL))?;
            File::create(&partial.path)?.metadata()?.modified()
        };
        made().map(seconds).map_err(|source| failed(&partial.path, source))
    }

    async fn write_partial(&self, digest: &Digest, source: &Source) -> Result<Partial, VaultError> {
        let partial = self.partial(&digest.to_string());
        let refused = |source| failed(&partial.path, source);
        tokio::fs::create_dir_all(self.root.join(PARTIAL)).await.map_err(refused)?;
        let mut file = tokio::fs::File::create(&partial.path).await.map_err(refused)?;
        let (mut hasher, mut reader) = (Hasher::default(), source.reader());
        while let Some(chunk) = reader.next(CHUNK_BYTES).await? {
            hasher.add(&chunk);
            file.write_all(&chunk).await.map_err(refused)?;
        }
        file.flush().await.map_err(refused)?;
        file.sync_all().await.map_err(refused)?;
        if hasher.digest() == *digest { Ok(partial) } else { Err(VaultError::Changed { digest: *digest }) }
    }

    /// Gives a file that is whole its name.
    fn name(&self, digest: &Digest, mut partial: Partial) -> Result<(), VaultError> {
        let path = self.path_of(digest);
        let shard = path.parent().unwrap_or(&self.root);
        let rename = || {
            fs::create_dir_all(shard)?;
            let lock = self.lock()?;
            lock.lock_shared()?;
            fs::rename(&partial.path, &path)?;
            sync_folder(shard)?;
            sync_folder(&self.root.join(FILES))
        };
        rename().map_err(|source| failed(&path, source))?;
        partial.is_named = true;
        Ok(())
    }

    fn lock(&self) -> io::Result<File> {
        File::options().create(true).append(true).open(self.root.join("lock"))
    }

    pub(super) async fn find(&self, digest: &Digest) -> Result<Option<Held>, VaultError> {
        let path = self.path_of(digest);
        match tokio::fs::metadata(&path).await {
            Ok(metadata) => held(*digest, &metadata).map(Some).map_err(|source| failed(&path, source)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(failed(&path, source)),
        }
    }

    pub(super) async fn read(&self, digest: &Digest, from: u64, bytes: u64) -> Result<Option<Bytes>, VaultError> {
        let path = self.path_of(digest);
        match read_at(&path, from, bytes).await {
            Ok(chunk) => Ok(Some(chunk)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(failed(&path, source)),
        }
    }

    /// Lists shard by shard, so that the names of one in 256 files are in memory.
    pub(super) fn list(&self) -> BoxStream<'static, Result<Held, VaultError>> {
        let this = self.clone();
        let shards = stream::once(off_thread(move || read_folder(&this.root.join(FILES))));
        let shards = shards.map_ok(|paths| stream::iter(paths.into_iter().map(Ok))).try_flatten();
        let files = shards.and_then(|shard| off_thread(move || read_shard(&shard)));
        files.map_ok(|files| stream::iter(files.into_iter().map(Ok))).try_flatten().boxed()
    }

    pub(super) async fn remove_older(&self, digest: &Digest, before: i64) -> Result<bool, VaultError> {
        let (this, digest) = (self.clone(), *digest);
        off_thread(move || {
            let path = this.path_of(&digest);
            let remove = || -> io::Result<bool> {
                let lock = this.lock()?;
                lock.lock()?;
                if seconds(fs::metadata(&path)?.modified()?) >= before {
                    return Ok(false);
                }
                fs::remove_file(&path)?;
                path.parent().map_or(Ok(()), sync_folder)?;
                Ok(true)
            };
            match remove() {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
                other => other.map_err(|source| failed(&path, source)),
            }
        })
        .await
    }

    /// Removes what interrupted work left in `partial` before an instant.
    pub(super) async fn sweep(&self, before: i64) -> Result<u64, VaultError> {
        let folder = self.root.join(PARTIAL);
        off_thread(move || {
            let mut swept = 0;
            for path in read_folder(&folder)? {
                let sweep = || {
                    let metadata = fs::symlink_metadata(&path)?;
                    let is_remains = metadata.is_file() && seconds(metadata.modified()?) < before;
                    if is_remains { fs::remove_file(&path).map(|()| 1) } else { Ok(0) }
                };
                match sweep() {
                    // Its owner has just given it its name.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    other => swept += other.map_err(|source| failed(&path, source))?,
                }
            }
            Ok(swept)
        })
        .await
    }

    pub(super) async fn shelf(&self) -> Result<Bucket, BucketError> {
        Bucket::in_folder(&self.root).await
    }
}

fn failed(path: &Path, source: io::Error) -> VaultError {
    VaultError::Io { path: path.to_owned(), source }
}

fn held(digest: Digest, metadata: &fs::Metadata) -> io::Result<Held> {
    Ok(Held { digest, size_bytes: metadata.len(), written: seconds(metadata.modified()?) })
}

fn seconds(time: std::time::SystemTime) -> i64 {
    time::OffsetDateTime::from(time).unix_timestamp()
}

/// The paths in a folder, in order; none if there is no such folder.
fn read_folder(path: &Path) -> Result<Vec<PathBuf>, VaultError> {
    let entries = match fs::read_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|source| failed(path, source))?,
    };
    let mut paths =
        entries.map(|entry| entry.map(|entry| entry.path()).map_err(|source| failed(path, source))).collect::<Result<Vec<_>, _>>()?;
    paths.sort_unstable();
    Ok(paths)
}

fn read_shard(path: &Path) -> Result<Vec<Held>, VaultError> {
    let mut files = Vec::new();
    if !path.is_dir() {
        return Ok(files);
    }
    for file in read_folder(path)? {
        let Some(digest) = file.file_name().and_then(|name| name.to_str()?.parse::<Digest>().ok()) else { continue };
        match fs::metadata(&file).and_then(|metadata| held(digest, &metadata)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            other => files.push(other.map_err(|source| failed(&file, source))?),
        }
    }
    Ok(files)
}

/// Flushes a folder, so that a name made in it survives the loss of power.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T, VaultError> + Send + 'static) -> Result<T, VaultError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(VaultError::Stopped))
}
