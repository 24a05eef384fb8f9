//! The vault: files under the digest of their bytes, each stored once, checked whenever read.
//!
//! `vault/sha256/ab/ab12...` holds the bytes. A file comes into being under another name, is flushed to the disk and
//! then renamed, so that a name never stands for half a file; what a killed process leaves in `vault/partial` is never
//! read. Nothing is deleted here: what no record mentions is reported by `verify`.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use chancery_model::Digest;

/// The name of the vault in the data folder.
pub(crate) const FOLDER_NAME: &str = "vault";

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
    /// The work was given up, because the program is stopping.
    #[error("the program is stopping")]
    Stopped,
}

/// The vault of a data folder.
#[derive(Debug, Clone)]
pub struct Vault {
    root: PathBuf,
}

impl Vault {
    /// The vault of a data folder; nothing is made until something is put in.
    pub(crate) fn of(data_folder: &Path) -> Self {
        Vault { root: data_folder.join(FOLDER_NAME) }
    }

    /// Keeps bytes. Done when they are on the disk; bytes that are there already are not written again.
    ///
    /// Errors: [`VaultError::Io`] if the disk is full or the folder cannot be written.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<Digest, VaultError> {
        let vault = self.clone();
        off_thread(move || vault.put_now(&bytes)).await
    }

    /// Gives the bytes of a digest; `None` if they are not here.
    ///
    /// Errors: [`VaultError::Damaged`] if they have changed since they were put in.
    pub async fn get(&self, digest: &Digest) -> Result<Option<Vec<u8>>, VaultError> {
        let (vault, digest) = (self.clone(), *digest);
        off_thread(move || vault.get_now(&digest)).await
    }

    /// Lists what is kept, by digest. Files with other names are passed over.
    ///
    /// Errors: [`VaultError::Io`] if a folder cannot be read.
    pub async fn list(&self) -> Result<BTreeSet<Digest>, VaultError> {
        let vault = self.clone();
        off_thread(move || vault.list_now()).await
    }

    fn path_of(&self, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        self.root.join("sha256").join(&name[..2]).join(name)
    }

    pub(crate) fn put_now(&self, bytes: &[u8]) -> Result<Digest, VaultError> {
        static SERIAL: AtomicU64 = AtomicU64::new(0);
        let digest = Digest::of(bytes);
        let path = self.path_of(&digest);
        // A damaged file is written anew: the right bytes have just come by.
        if matches!(self.get_now(&digest), Ok(Some(_))) {
            return Ok(digest);
        }
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        let partial_folder = self.root.join("partial");
        let partial = partial_folder.join(format!("{digest}.{}.{serial}", std::process::id()));
        let shard = path.parent().map(Path::to_owned).unwrap_or_default();
        let write = || {
            fs::create_dir_all(&partial_folder)?;
            fs::create_dir_all(&shard)?;
            let mut file = File::create(&partial)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&partial, &path)?;
            sync_folder(&shard)?;
            sync_folder(&self.root.join("sha256"))
        };
        write().map_err(|source| VaultError::Io { path: path.clone(), source })?;
        Ok(digest)
    }

    pub(crate) fn get_now(&self, digest: &Digest) -> Result<Option<Vec<u8>>, VaultError> {
        let path = self.path_of(digest);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(VaultError::Io { path, source }),
        };
        let found = Digest::of(&bytes);
        if found == *digest { Ok(Some(bytes)) } else { Err(VaultError::Damaged { digest: *digest, found }) }
    }

    pub(crate) fn list_now(&self) -> Result<BTreeSet<Digest>, VaultError> {
        let mut found = BTreeSet::new();
        for shard in read_folder(&self.root.join("sha256"))? {
            if shard.is_dir() {
                let names = read_folder(&shard)?;
                found.extend(names.iter().filter_map(|path| path.file_name()?.to_str()?.parse::<Digest>().ok()));
            }
        }
        Ok(found)
    }
}

fn read_folder(path: &Path) -> Result<Vec<PathBuf>, VaultError> {
    let failed = |source| VaultError::Io { path: path.to_owned(), source };
    match fs::read_dir(path) {
        Ok(entries) => entries.map(|entry| entry.map(|e| e.path()).map_err(failed)).collect(),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(failed(source)),
    }
}

/// Flushes a folder, so that a name made in it survives the loss of power.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T, VaultError> + Send + 'static) -> Result<T, VaultError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(VaultError::Stopped))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn bytes_are_kept_once_and_checked() {
        let folder = tempfile::TempDir::new().unwrap();
        let vault = Vault::of(folder.path());
        assert_eq!(vault.list().await.unwrap().len(), 0);
        let digest = vault.put(b"a page".to_vec()).await.unwrap();
        assert_eq!(vault.put(b"a page".to_vec()).await.unwrap(), digest);
        assert_eq!(vault.get(&digest).await.unwrap().as_deref(), Some(&b"a page"[..]));
        assert_eq!(vault.get(&Digest::of(b"another")).await.unwrap(), None);
        assert_eq!(vault.list().await.unwrap(), [digest].into());
        assert_eq!(read_folder(&folder.path().join("vault/partial")).unwrap(), [] as [PathBuf; 0]);

        fs::write(vault.path_of(&digest), b"A page").unwrap();
        assert!(matches!(vault.get(&digest).await, Err(VaultError::Damaged { .. })));
        vault.put(b"a page".to_vec()).await.unwrap();
        assert!(vault.get(&digest).await.unwrap().is_some(), "putting the bytes again mends the file");
    }
}
