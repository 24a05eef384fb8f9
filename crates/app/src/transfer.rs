//! The register as a whole: verified, rebuilt, exported and loaded, backed up and restored.
//!
//! The store does the work; here its errors come into the one table and its reports become the doors' own.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};
use std::path::Path;

use chancery_model::{Digest, Kind, Record};
use chancery_store::{BackupError, CopyError, ExportError, Limits, LoadError, Location, Store, VaultError, VerifyError};

pub use chancery_store::{Copied, CopyProgress, CopyStage, Exported, Fault, Loaded, VerifyProgress, VerifyReport, VerifyStage};

use crate::App;
use crate::error::{AppError, ErrorKind, kind_of_pull, kind_of_write};
use crate::follow::{Followed, Progress};
use crate::keeping::Register;

impl Register {
    /// Verifies every digest, the chain, every view against a rebuild, and every file of the vault.
    ///
    /// Shape: what is wrong is in the report, not an error.
    pub async fn verify(&self, on_progress: impl FnMut(VerifyProgress) + Send) -> Result<VerifyReport, AppError> {
        Ok(self.store().verify(on_progress).await?)
    }

    /// Verifies all but the kept files, for a register that was loaded from an export and never had them.
    pub async fn verify_record(&self, on_progress: impl FnMut(VerifyProgress) + Send) -> Result<VerifyReport, AppError> {
        Ok(self.store().verify_record(on_progress).await?)
    }

    /// Verifies the kept files alone: that those which are mentioned are there, and that all are what they were.
    pub async fn verify_files(&self, on_progress: impl FnMut(VerifyProgress) + Send) -> Result<VerifyReport, AppError> {
        Ok(self.store().verify_files(on_progress).await?)
    }

    /// Says which current document some files belong to, and as what.
    ///
    /// Shape: files that only earlier revisions, readings or batches mention have no entry.
    pub async fn name_files(&self, digests: &BTreeSet<Digest>) -> Result<BTreeMap<Digest, String>, AppError> {
        let mut names = BTreeMap::new();
        if digests.is_empty() {
            return Ok(names);
        }
        for listed in self.store().list(Kind::Document).await? {
            let Record::Document(document) = listed.record else { continue };
            for rendition in &document.renditions {
                let file = rendition.file_name.as_deref().unwrap_or("a file");
                let place = format!("document:{} in {}", document.id, rendition.lang);
                if let Some(digest) = rendition.sha256.filter(|digest| digests.contains(digest)) {
                    names.insert(digest, format!("{place}, {file}"));
                }
                if let Some(digest) = rendition.text.as_ref().map(|text| text.sha256).filter(|digest| digests.contains(digest)) {
                    names.insert(digest, format!("{place}, the text of {file}"));
                }
            }
        }
        Ok(names)
    }

    /// Throws the views away and makes them again from the journal.
    pub async fn rebuild(&self) -> Result<(), AppError> {
        Ok(self.store().rebuild().await?)
    }

    /// Writes the whole journal as JSON Lines.
    pub async fn export<W: Write + Send + 'static>(&self, out: W) -> Result<(W, Exported), AppError> {
        Ok(self.store().export(out).await?)
    }

    /// Loads a journal: into an empty register, or as the continuation of what the register holds.
    ///
    /// Errors: kind `unreadable` naming the line, `conflict` for another register's journal.
    pub async fn load<R: BufRead + Send + 'static>(&self, input: R) -> Result<Loaded, AppError> {
        Ok(self.store().load(input).await?)
    }

    /// Copies database and vault into a new folder and verifies the copy.
    pub async fn backup(&self, folder: &Path) -> Result<VerifyReport, AppError> {
        Ok(self.store().backup(folder).await?)
    }
}

impl App {
    /// Empties the search index and fills it again from the journal; `on_step` is told how far it has come.
    ///
    /// Errors: kind `busy` while another process writes to the index.
    pub async fn rebuild_index(&self, on_step: impl FnMut(Progress)) -> Result<Followed, AppError> {
        let index = self.index().clone();
        tokio::task::spawn_blocking(move || index.clear()).await.map_err(AppError::bug)??;
        self.follow_telling(on_step).await
    }
}

/// Copies a whole register to another place, which is empty or holds a beginning of it, and verifies it there.
///
/// A copy that was broken off goes on when it is started again. Errors: kind `conflict` if the target holds another
/// register, `not-found` if there is none to copy, `unreachable` if a side does not answer.
pub async fn copy(
    from: &Location,
    to: &Location,
    on_progress: impl FnMut(CopyProgress) + Send,
) -> Result<(Copied, VerifyReport), AppError> {
    let source = Store::open_existing_at(from, Limits::default()).await?;
    let target = Store::open_at(to, Limits::default()).await?;
    let copied = source.copy_to(&target, on_progress).await?;
    let report = target.verify(|_| {}).await?;
    target.close().await;
    source.close().await;
    Ok((copied, report))
}

impl From<CopyError> for AppError {
    fn from(error: CopyError) -> AppError {
        let kind = match &error {
            CopyError::Diverges { .. } => ErrorKind::Conflict,
            CopyError::Damaged(_) | CopyError::Unequal { .. } => ErrorKind::Corrupt,
            CopyError::Source(error) => kind_of_pull(error),
            CopyError::Target(error) => kind_of_write(error),
            CopyError::Files(VaultError::Unreachable(_)) => ErrorKind::Unreachable,
            CopyError::Files(VaultError::Damaged { .. }) => ErrorKind::Corrupt,
            CopyError::Files(_) => ErrorKind::Io,
        };
        let plain = AppError::new(kind, error.to_string()).with_source(error);
        match kind {
            ErrorKind::Unreachable | ErrorKind::Uncertain => {
                plain.with_hint("run the command again when it answers; the copy goes on where it was")
            }
            _ => plain,
        }
    }
}

/// Restores a backup into a data folder that holds no register, and verifies it.
pub async fn restore(backup: &Path, data_folder: &Path) -> Result<VerifyReport, AppError> {
    Ok(Store::restore(backup, data_folder).await?)
}

impl From<VaultError> for AppError {
    fn from(error: VaultError) -> AppError {
        let kind = match &error {
            VaultError::Damaged { .. } => ErrorKind::Corrupt,
            VaultError::Unreachable(_) => ErrorKind::Unreachable,
            VaultError::Contended { .. } => ErrorKind::Busy,
            VaultError::Io { .. } | VaultError::Input { .. } | VaultError::Changed { .. } | VaultError::Stopped => ErrorKind::Io,
        };
        AppError::new(kind, error.to_string()).with_source(error)
    }
}

impl From<VerifyError> for AppError {
    fn from(error: VerifyError) -> AppError {
        AppError::new(ErrorKind::Io, error.to_string()).with_source(error)
    }
}

impl From<ExportError> for AppError {
    fn from(error: ExportError) -> AppError {
        let kind = match &error {
            ExportError::Read(_) | ExportError::Output(_) | ExportError::Stopped => ErrorKind::Io,
            ExportError::NotText(_) => ErrorKind::Corrupt,
        };
        AppError::new(kind, error.to_string()).with_source(error)
    }
}

impl From<LoadError> for AppError {
    fn from(error: LoadError) -> AppError {
        let kind = match &error {
            LoadError::Line { .. } | LoadError::CutOff(_) | LoadError::MissingBody(_) => ErrorKind::Unreadable,
            LoadError::Diverges { .. } => ErrorKind::Conflict,
            LoadError::Journal(error) => kind_of_write(error),
            LoadError::Input { .. } | LoadError::Storage(_) => ErrorKind::Io,
        };
        AppError::new(kind, error.to_string()).with_source(error).with_usual_hint()
    }
}

impl From<BackupError> for AppError {
    fn from(error: BackupError) -> AppError {
        let kind = match &error {
            BackupError::Exists(_) | BackupError::RegisterThere(_) => ErrorKind::Conflict,
            BackupError::NoBackup(_) => ErrorKind::NotFound,
            BackupError::Unsound { .. } => ErrorKind::Corrupt,
            BackupError::Io { .. }
            | BackupError::Vault(_)
            | BackupError::Open(_)
            | BackupError::Verify(_)
            | BackupError::Read(_)
            | BackupError::Stopped => ErrorKind::Io,
        };
        AppError::new(kind, error.to_string()).with_source(error)
    }
}
