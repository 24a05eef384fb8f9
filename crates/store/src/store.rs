//! The store of one data folder: the door of this room.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chancery_model::journal::{Batch, Header};
use chancery_model::{Digest, Kind, MeetingId, RecordRef, Text};

use crate::catch_up;
use crate::change::{Action, Change, NewBatch, Published};
use crate::database::{self, Database, Limits};
use crate::error::{OpenError, PublishError, ReadError};
use crate::journal::{self, ChangeRow, Head, HistoryEntry};
use crate::publish;
use crate::read::counts::{self, Counts};
use crate::read::document::{self, DocumentQuery, DocumentRow};
use crate::read::lookup::{self, Current, Listed, Lookup, Revision};
use crate::read::meeting::{self, MeetingQuery, MeetingRow};
use crate::read::page::Page;
use crate::read::series::{self, Series, SeriesDate};
use crate::undo::{self, UndoError};
use crate::vault::Vault;
use crate::views;

/// A register in a data folder. Cloning it is cheap; all clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) database: Database,
    pub(crate) folder: PathBuf,
}

impl Store {
    /// Opens the register of a data folder, making the folder and the register if there is none.
    ///
    /// Brings the schema and the views up to date. Other processes may have the same folder open, for writing too.
    /// Errors: [`OpenError`] for a register of a newer version, a file that is no register, or a folder that cannot be used.
    pub async fn open(folder: &Path) -> Result<Store, OpenError> {
        Store::open_with(folder, Limits::default()).await
    }

    /// Opens the register of a data folder with other limits than usual.
    ///
    /// Errors: as [`Store::open`].
    pub async fn open_with(folder: &Path, limits: Limits) -> Result<Store, OpenError> {
        let unusable = |source| OpenError::Folder { folder: folder.to_owned(), source };
        tokio::fs::create_dir_all(folder).await.map_err(unusable)?;
        let database = Database::open(folder, limits).await?;
        let store = Store { inner: Arc::new(Inner { database, folder: folder.to_owned() }) };
        store.catch_up().await?;
        Ok(store)
    }

    /// Opens the register of a data folder that must have one.
    ///
    /// Errors: [`OpenError::NoRegister`] if there is none, else as [`Store::open`].
    pub async fn open_existing(folder: &Path) -> Result<Store, OpenError> {
        match tokio::fs::try_exists(database::path_in(folder)).await {
            Ok(true) => Store::open(folder).await,
            Ok(false) => Err(OpenError::NoRegister(folder.to_owned())),
            Err(source) => Err(OpenError::Folder { folder: folder.to_owned(), source }),
        }
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// The vault of the data folder.
    pub fn vault(&self) -> Vault {
        Vault::of(&self.inner.folder)
    }

    /// Closes all connections of all clones; reads and writes after it fail.
    pub async fn close(&self) {
        self.inner.database.close().await;
    }

    pub(crate) fn database(&self) -> &Database {
        &self.inner.database
    }

    /// Publishes a batch: every change or none, journal and views in one transaction.
    ///
    /// A record to publish whose canonical bytes are those of its current revision writes nothing, whatever the change
    /// expects; a batch that writes nothing gets no number. Errors: [`PublishError`]; nothing was written then.
    pub async fn publish(&self, batch: NewBatch, changes: Vec<Change>) -> Result<Published, PublishError> {
        let mut tx = self.database().writer().await?;
        catch_up::within(&mut tx).await?;
        let is_redacting = changes.iter().any(|change| matches!(change.action, Action::Redact { .. }));
        let published = publish::publish(&mut tx, batch, changes).await?;
        if published.is_empty() {
            tx.rollback().await?;
            return Ok(published);
        }
        tx.commit().await?;
        if is_redacting {
            // What was redacted also leaves the write-ahead log; a reader in the way puts that off, no more.
            let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *self.database().write_connection().await?).await;
        }
        Ok(published)
    }

    /// Checks a batch as [`Store::publish`] would and writes nothing; the numbers are those it would get.
    ///
    /// Errors: as [`Store::publish`].
    pub async fn rehearse(&self, batch: NewBatch, changes: Vec<Change>) -> Result<Published, PublishError> {
        let mut tx = self.database().writer().await?;
        catch_up::within(&mut tx).await?;
        let published = publish::publish(&mut tx, batch, changes).await;
        tx.rollback().await?;
        published
    }

    async fn catch_up(&self) -> Result<(), ReadError> {
        let database = self.database();
        let mut c = database.reader().await?;
        if catch_up::is_done(&mut c).await? {
            return Ok(());
        }
        drop(c);
        let mut tx = database.writer().await?;
        catch_up::within(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    /// Throws the views away and makes them again from the journal.
    ///
    /// Errors: [`ReadError`] if the journal does not read back; the views stay as they were then.
    pub async fn rebuild(&self) -> Result<(), ReadError> {
        let mut tx = self.database().writer().await?;
        views::clear(&mut tx).await?;
        catch_up::within(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    /// Finds what stands at an address.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn find(&self, address: &RecordRef) -> Result<Lookup, ReadError> {
        let database = self.database();
        database.within(async { lookup::find(&mut *database.reader().await?, address).await }).await
    }

    /// Finds one revision of a record, as it was published.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn find_revision(&self, address: &RecordRef, revision: u64) -> Result<Option<Revision>, ReadError> {
        let database = self.database();
        database.within(async { lookup::find_revision(&mut *database.snapshot().await?, address, revision).await }).await
    }

    /// Lists the revisions of a record, newest first; empty if nothing was ever published there.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn history(&self, address: &RecordRef) -> Result<Vec<HistoryEntry>, ReadError> {
        let database = self.database();
        database.within(async { journal::history(&mut *database.reader().await?, address).await }).await
    }

    /// Lists all current records of a kind, by id. Meant for the small kinds; for meetings and documents see the lists.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn list(&self, kind: Kind) -> Result<Vec<Listed>, ReadError> {
        let database = self.database();
        database.within(async { lookup::list(&mut *database.reader().await?, kind).await }).await
    }

    /// Lists the addresses of all current records of a kind, by id.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn list_addresses(&self, kind: Kind) -> Result<Vec<RecordRef>, ReadError> {
        let database = self.database();
        database.within(async { lookup::list_addresses(&mut *database.reader().await?, kind).await }).await
    }

    /// Lists meetings.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn list_meetings(&self, query: &MeetingQuery) -> Result<Page<MeetingRow>, ReadError> {
        let database = self.database();
        database.within(async { meeting::list(&mut *database.snapshot().await?, query).await }).await
    }

    /// Finds the row of one meeting, as lists show it; an id that moved is followed.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn find_meeting_row(&self, id: &MeetingId) -> Result<Option<MeetingRow>, ReadError> {
        let database = self.database();
        database.within(async { meeting::find_followed_row(&mut *database.snapshot().await?, id).await }).await
    }

    /// Lists the dates of a series, oldest first; meetings without a date come first.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn meeting_dates(&self, series: &Series) -> Result<Vec<SeriesDate>, ReadError> {
        let database = self.database();
        database.within(async { series::dates(&mut *database.snapshot().await?, series).await }).await
    }

    /// Finds the meetings of the same mechanism before and after a meeting, by ordinal and date.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn find_neighbours(&self, id: &MeetingId) -> Result<(Option<MeetingRow>, Option<MeetingRow>), ReadError> {
        let database = self.database();
        database.within(async { series::find_neighbours(&mut *database.snapshot().await?, id).await }).await
    }

    /// Lists documents, newest first.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn list_documents(&self, query: &DocumentQuery) -> Result<Page<DocumentRow>, ReadError> {
        let database = self.database();
        database.within(async { document::list(&mut *database.snapshot().await?, query).await }).await
    }

    /// Counts what the register holds.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn counts(&self) -> Result<Counts, ReadError> {
        let database = self.database();
        database.within(async { counts::counts(&mut *database.snapshot().await?).await }).await
    }

    /// Where the journal ends. Cheap enough to ask several times a second for what other processes wrote.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn head(&self) -> Result<Head, ReadError> {
        let database = self.database();
        database.within(async { journal::head(&mut *database.reader().await?).await }).await
    }

    /// Finds the digest that the journal had when it had reached a number: what a follower's cursor must agree with.
    ///
    /// Shape: `None` if the journal has not reached that number.
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn digest_at(&self, seq: u64) -> Result<Option<Digest>, ReadError> {
        let database = self.database();
        database.within(async { journal::find_digest(&mut *database.reader().await?, seq).await }).await
    }

    /// Lists at most `limit` headers with a number greater than `after`, in order.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn changes(&self, after: u64, limit: u32) -> Result<Vec<ChangeRow>, ReadError> {
        let database = self.database();
        database.within(async { journal::list_changes(&mut *database.reader().await?, after, limit).await }).await
    }

    /// Lists at most `limit` headers with a number less than `before` (or all), newest first.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn latest_changes(&self, before: Option<u64>, limit: u32) -> Result<Vec<ChangeRow>, ReadError> {
        let database = self.database();
        let before = before.unwrap_or(u64::MAX);
        database.within(async { journal::list_changes_before(&mut *database.reader().await?, before, limit).await }).await
    }

    /// Lists at most `limit` entries with a number greater than `after`, in order; a body that was redacted is none.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn entries(&self, after: u64, limit: u32) -> Result<Vec<(Header, Option<Vec<u8>>)>, ReadError> {
        let database = self.database();
        let read = async { journal::list_entries(&mut *database.reader().await?, after, limit).await };
        Ok(database.within(read).await?.into_iter().map(|entry| (entry.header, entry.body)).collect())
    }

    /// Finds a batch and its headers.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn find_batch(&self, number: u64) -> Result<Option<(Batch, Vec<Header>)>, ReadError> {
        let database = self.database();
        let read = async {
            let mut c = database.snapshot().await?;
            let Some(bytes) = journal::find_batch(&mut c, number).await? else {
                return Ok(None);
            };
            Ok(Some((journal::read_batch(&bytes)?, journal::list_batch_headers(&mut c, number).await?)))
        };
        database.within(read).await
    }

    /// Finds the topics that a source's site shows, or showed, at an address.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn find_address(&self, url: &str) -> Result<Vec<RecordRef>, ReadError> {
        let database = self.database();
        database.within(async { lookup::find_address(&mut *database.reader().await?, url).await }).await
    }

    /// Finds the reading that was last taken of a source's address. By its id a reading is found as any record.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn latest_reading(&self, url: &str) -> Result<Option<Current>, ReadError> {
        let database = self.database();
        database.within(async { lookup::find_reading(&mut *database.snapshot().await?, url).await }).await
    }

    /// Plans the changes that bring back the state before a batch, as new revisions; publish them to undo it.
    ///
    /// `reason` is shown where a record is withdrawn or redirects because of it. Errors: [`UndoError`] if later batches
    /// changed the same records, or the batch redacted something.
    pub async fn undo_plan(&self, batch: u64, reason: &Text) -> Result<Vec<Change>, UndoError> {
        let mut tx = self.database().snapshot().await?;
        undo::plan(&mut tx, batch, reason).await
    }
}
