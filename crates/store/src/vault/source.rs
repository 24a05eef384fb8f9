//! Where bytes come from that are put into a vault: memory, a file, another vault. Each can be read twice.

use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use chancery_model::{Digest, Hasher};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use super::{CHUNK_BYTES, Vault, VaultError};

/// Bytes to be put in.
pub(super) enum Source {
    /// In memory.
    Bytes(Bytes),
    /// A file as large as it was when it was opened.
    File { path: PathBuf, size: u64 },
    /// A file of a vault.
    Held { vault: Vault, digest: Digest, size: u64 },
}

impl Source {
    pub(super) async fn open(path: &Path) -> Result<Source, VaultError> {
        let metadata = tokio::fs::metadata(path).await.map_err(|source| unreadable(path, source))?;
        if !metadata.is_file() {
            return Err(unreadable(path, io::Error::new(io::ErrorKind::InvalidInput, "it is no file")));
        }
        Ok(Source::File { path: path.to_owned(), size: metadata.len() })
    }

    pub(super) fn size(&self) -> u64 {
        match self {
            Source::Bytes(bytes) => bytes.len() as u64,
            Source::File { size, .. } | Source::Held { size, .. } => *size,
        }
    }

    /// The digest of all bytes, read once through.
    pub(super) async fn digest(&self) -> Result<Digest, VaultError> {
        let mut hasher = Hasher::default();
        let mut reader = self.reader();
        while let Some(chunk) = reader.next(CHUNK_BYTES).await? {
            hasher.add(&chunk);
        }
        Ok(hasher.digest())
    }

    pub(super) fn reader(&self) -> Reader<'_> {
        Reader { source: self, at: 0, file: None }
    }

    /// Reads all into memory; for what travels in one request.
    pub(super) async fn whole(&self, digest: &Digest) -> Result<Bytes, VaultError> {
        if let Source::Bytes(bytes) = self {
            return Ok(bytes.clone());
        }
        let mut all = Vec::with_capacity(usize::try_from(self.size()).unwrap_or(0));
        let mut reader = self.reader();
        while let Some(chunk) = reader.next(CHUNK_BYTES).await? {
            all.extend_from_slice(&chunk);
        }
        if Digest::of(&all) == *digest { Ok(all.into()) } else { Err(VaultError::Changed { digest: *digest }) }
    }
}

/// Reads a source from its beginning.
pub(super) struct Reader<'a> {
    source: &'a Source,
    at: u64,
    file: Option<tokio::fs::File>,
}

impl Reader<'_> {
    /// The next bytes, as many as asked for unless the source ends; `None` at its end.
    pub(super) async fn next(&mut self, bytes: u64) -> Result<Option<Bytes>, VaultError> {
        let wanted = bytes.min(self.source.size().saturating_sub(self.at));
        if wanted == 0 {
            return Ok(None);
        }
        let chunk = match self.source {
            Source::Bytes(all) => {
                let from = usize::try_from(self.at).unwrap_or(usize::MAX);
                all.slice(from..from + usize::try_from(wanted).unwrap_or(usize::MAX))
            }
            Source::File { path, .. } => {
                let file = match &mut self.file {
                    Some(file) => file,
                    empty => empty.insert(tokio::fs::File::open(path).await.map_err(|source| unreadable(path, source))?),
                };
                read_up_to(file, wanted).await.map_err(|source| unreadable(path, source))?
            }
            Source::Held { vault, digest, .. } => vault.read(digest, self.at, wanted).await?.unwrap_or_default(),
        };
        self.at += chunk.len() as u64;
        Ok(Some(chunk).filter(|chunk| !chunk.is_empty()))
    }
}

async fn read_up_to(file: &mut tokio::fs::File, bytes: u64) -> io::Result<Bytes> {
    let mut chunk = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0));
    file.take(bytes).read_to_end(&mut chunk).await?;
    Ok(chunk.into())
}

/// Reads some bytes of a file from a place in it, fewer at its end.
pub(crate) async fn read_at(path: &Path, from: u64, bytes: u64) -> io::Result<Bytes> {
    let mut file = tokio::fs::File::open(path).await?;
    file.seek(io::SeekFrom::Start(from)).await?;
    read_up_to(&mut file, bytes).await
}

fn unreadable(path: &Path, source: io::Error) -> VaultError {
    VaultError::Input { path: path.to_owned(), source }
}
