//! Backup and restore: the database and the vault in a folder, verified before it is called done.
//!
//! A backup is made under another name and gets its own by a rename at the end, so that a folder with a backup's name is
//! a whole one. The database is copied first and the vault after it: files come into the vault before the batch that
//! mentions them, so the copy of the vault has at least what the copy of the database mentions.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use futures_util::TryStreamExt as _;

use crate::copied;
use crate::database::{self, FILE_NAME, Limits, path_in};
use crate::error::{OpenError, ReadError};
use crate::files::{FOLDER_NAME, FilesAt};
use crate::location::Location;
use crate::store::Store;
use crate::vault::{Vault, VaultError, sync_folder};
use crate::verify::{VerifyError, VerifyReport};

/// Says why a backup was not made or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The folder to write to is there already.
    #[error("{} is there already; name a folder that is not", .0.display())]
    Exists(PathBuf),
    /// There is a register where one was to be restored.
    #[error("{} holds a register already; restore into a folder without one", .0.display())]
    RegisterThere(PathBuf),
    /// The folder to restore from holds no register.
    #[error("{} holds no backup: it has no {FILE_NAME}", .0.display())]
    NoBackup(PathBuf),
    /// A folder or file cannot be used.
    #[error("{} cannot be used", .path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file of the vault cannot be copied.
    #[error("the vault cannot be copied")]
    Vault(#[from] VaultError),
    /// The copy cannot be opened.
    #[error("the copy cannot be opened")]
    Open(#[from] OpenError),
    /// The copy was opened and is not sound. It is left beside, under the name given, to be looked into.
    #[error("the copy in {} is not sound: {first}", .folder.display())]
    Unsound {
        /// The copy.
        folder: PathBuf,
        /// The first thing that is wrong.
        first: String,
        /// All of it.
        report: Box<VerifyReport>,
    },
    /// The copy cannot be verified.
    #[error("the copy cannot be verified")]
    Verify(#[from] VerifyError),
    /// The register cannot be read.
    #[error("the register cannot be read")]
    Read(#[from] ReadError),
    /// The program is stopping.
    #[error("the program is stopping")]
    Stopped,
}

impl Store {
    /// Makes a backup in a folder that does not exist yet, opens it and verifies it.
    ///
    /// Files that are missing from the vault are no error; the report names them.
    /// Reading and publishing go on meanwhile. Errors: [`BackupError`]; no folder of that name was made then.
    pub async fn backup(&self, folder: &Path) -> Result<VerifyReport, BackupError> {
        if exists(folder)? {
            return Err(BackupError::Exists(folder.to_owned()));
        }
        let partial = partial_name(folder);
        prepare(&partial)?;
        let target = path_in(&partial);
        copied::copy_into(&path_in(self.folder()), &target).await?;
        database::make_own(&target).await?;
        copy_vault(&self.vault(), &Vault::of(&partial)).await?;
        let report = verify_copy(&partial, &FilesAt::DataFolder).await?;
        settle(&partial, &target).map_err(|source| io_error(&target, source))?;
        fs::rename(&partial, folder).map_err(|source| io_error(folder, source))?;
        Ok(report)
    }

    /// Restores a backup into a data folder that holds no register, verifies it and closes it.
    ///
    /// The backup is only read. Errors: [`BackupError`]; the data folder holds no register then.
    pub async fn restore(backup: &Path, data_folder: &Path) -> Result<VerifyReport, BackupError> {
        Store::restore_with_files(backup, data_folder, &FilesAt::DataFolder).await
    }

    /// Restores a backup as [`Store::restore`] does, its files to a place of their own, such as a bucket. Files that are
    /// there already stay.
    ///
    /// Errors: [`BackupError`]; the data folder holds no register then, the other place may have some of the files.
    pub async fn restore_with_files(backup: &Path, data_folder: &Path, files: &FilesAt) -> Result<VerifyReport, BackupError> {
        if !exists(&path_in(backup))? {
            return Err(BackupError::NoBackup(backup.to_owned()));
        }
        if exists(&path_in(data_folder))? || exists(&data_folder.join(FOLDER_NAME))? {
            return Err(BackupError::RegisterThere(data_folder.to_owned()));
        }
        let partial = data_folder.join("restore.partial");
        prepare(&partial)?;
        let (from, to) = (backup.to_owned(), partial.clone());
        off_thread(move || copy_database(&from, &to).map_err(|source| io_error(&from, source))).await?;
        copy_vault(&Vault::of(backup), &Vault::at(files, &partial)?).await?;
        let report = verify_copy(&partial, files).await?;
        let moves = || {
            let vault = partial.join(FOLDER_NAME);
            if vault.is_dir() {
                fs::rename(vault, data_folder.join(FOLDER_NAME))?;
            }
            // The register comes last: where it is, all is.
            settle(&partial, &path_in(&partial))?;
            fs::rename(path_in(&partial), path_in(data_folder))?;
            fs::remove_dir_all(&partial)?;
            sync_folder(data_folder)
        };
        moves().map_err(|source| io_error(data_folder, source))?;
        Ok(report)
    }
}

fn io_error(path: &Path, source: io::Error) -> BackupError {
    BackupError::Io { path: path.to_owned(), source }
}

fn exists(path: &Path) -> Result<bool, BackupError> {
    path.try_exists().map_err(|source| io_error(path, source))
}

fn partial_name(folder: &Path) -> PathBuf {
    let mut name = OsString::from(folder);
    name.push(".partial");
    name.into()
}

/// Makes a folder to work in; what an earlier try left there goes.
fn prepare(partial: &Path) -> Result<(), BackupError> {
    let made = match fs::remove_dir_all(partial) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => fs::create_dir_all(partial),
    };
    made.map_err(|source| io_error(partial, source))
}

/// Flushes the database and its folder, after its connections are closed.
fn settle(folder: &Path, database: &Path) -> io::Result<()> {
    fs::File::open(database)?.sync_all()?;
    sync_folder(folder)
}

async fn verify_copy(folder: &Path, files: &FilesAt) -> Result<VerifyReport, BackupError> {
    let location = Location { files: files.clone(), ..Location::folder(folder) };
    let copy = Store::open_existing_at(&location, Limits::default()).await?;
    let report = copy.verify(|_| {}).await;
    copy.close().await;
    let report = report?;
    // A file that is missing was missing in what was copied, too; the copy is as good, and the report says so.
    match report.faults.first().map(ToString::to_string) {
        None => Ok(report),
        Some(first) => Err(BackupError::Unsound { folder: folder.to_owned(), first, report: Box::new(report) }),
    }
}

/// Copies a database that nobody has open, and its log if somebody had it open and was killed.
fn copy_database(from: &Path, to: &Path) -> io::Result<()> {
    copy_file(&path_in(from), &path_in(to))?;
    let log = format!("{FILE_NAME}-wal");
    if from.join(&log).try_exists()? { copy_file(&from.join(&log), &to.join(&log)) } else { Ok(()) }
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut input = fs::File::open(from)?;
    let mut output = fs::File::create(to)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        match input.read(&mut buffer)? {
            0 => break,
            n => output.write_all(&buffer[..n])?,
        }
    }
    output.sync_all()
}

/// Copies every file of a vault. Each is compared with its digest on the way.
async fn copy_vault(from: &Vault, to: &Vault) -> Result<(), VaultError> {
    let mut files = from.list();
    while let Some(file) = files.try_next().await? {
        to.copy_from(from, &file.digest).await?;
    }
    Ok(())
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T, BackupError> + Send + 'static) -> Result<T, BackupError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(BackupError::Stopped))
}
