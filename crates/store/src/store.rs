//! The store of one data folder: the door of this room.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chancery_model::journal::{Batch, Header};
use chancery_model::{Digest, DocumentId, Kind, MeetingId, Name, RecordRef, Text};

use crate::catch_up;
use crate::change::{Action, Change, NewBatch, Published};
use crate::database::{self, Database, Limits};
use crate::error::{OpenError, PublishError, ReadError};
use crate::journal::remote::Remote;
use crate::journal::remote::news::News;
use crate::journal::{self, ChangeRow, Head, HistoryEntry};
use crate::location::{JournalAt, Location};
use crate::origin::{self, Origin};
use crate::publish;
use crate::read::counts::{self, Counts};
use crate::read::document::{self, DocumentQuery, DocumentRow, HeldFile};
use crate::read::line::{self, LineMember};
use crate::read::lookup::{self, Current, Listed, Lookup, Revision};
use crate::read::meeting::{self, MeetingQuery, MeetingRow};
use crate::read::page::Page;
use crate::read::series::{self, Series, SeriesDate};
use crate::undo::{self, UndoError};
use crate::vault::Vault;
use crate::views;
use crate::writes::Writes;
use crate::writing;

/// A register in a data folder, or the replica of one. Cloning it is cheap; all clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) database: Database,
    pub(crate) location: Location,
    pub(crate) vault: Vault,
    /// The journal, if it is kept elsewhere.
    pub(crate) remote: Option<Remote>,
    /// Which register a replica follows, once that is known.
    pub(crate) identity: OnceLock<String>,
    /// The writers of this process, one at a time.
    pub(crate) turn: tokio::sync::Mutex<()>,
    pub(crate) news: Arc<News>,
    pub(crate) writes: Writes,
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
        Store::open_at(&Location::folder(folder), limits).await
    }

    /// Opens the register at a location, making what is not there.
    ///
    /// With a journal elsewhere the data folder becomes, or is, its replica. It is opened as it stands: call
    /// [`Store::pull`] to have what was published since. A replica that has met its journal before is opened even while
    /// that does not answer.
    /// Errors: [`OpenError`]; as [`Store::open`], and for a journal that cannot be met or that is not this folder's.
    pub async fn open_at(location: &Location, limits: Limits) -> Result<Store, OpenError> {
        let unusable = |source| OpenError::Folder { folder: location.folder.clone(), source };
        tokio::fs::create_dir_all(&location.folder).await.map_err(unusable)?;
        let remote = match &location.journal {
            JournalAt::Folder => None,
            JournalAt::Postgres(url) => Some(Remote::new(url.clone(), limits.write_wait)),
        };
        let database = Database::open(&location.folder, limits, remote.is_some()).await?;
        let store = Store {
            inner: Arc::new(Inner {
                database,
                location: location.clone(),
                vault: Vault::at(&location.files, &location.folder)?,
                remote,
                identity: OnceLock::new(),
                turn: tokio::sync::Mutex::new(()),
                news: News::new(),
                writes: Writes::of(&database::path_in(&location.folder)),
            }),
        };
        store.catch_up().await?;
        store.meet().await?;
        Ok(store)
    }

    /// Meets the journal, if it is kept elsewhere: its schema is brought up to date, and it must be the one of this folder.
    async fn meet(&self) -> Result<(), OpenError> {
        let Some(remote) = self.remote() else {
            return Ok(());
        };
        let origin = origin::read(&mut *self.database().reader().await?).await?;
        if let Origin::Replica(Some(identity)) = &origin {
            // Nobody else has this value yet.
            let _ = self.inner.identity.set(identity.clone());
        }
        match remote.head().await {
            Ok(found) => Ok(self.recognize(&found.identity).await?),
            Err(error) if error.is_unreachable() && origin != Origin::Replica(None) => {
                tracing::warn!(journal = %remote.url(), error = %error, "the journal does not answer; this folder goes on with what it has");
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Opens the register of a data folder that must have one.
    ///
    /// Errors: [`OpenError::NoRegister`] if there is none, else as [`Store::open`].
    pub async fn open_existing(folder: &Path) -> Result<Store, OpenError> {
        Store::open_existing_at(&Location::folder(folder), Limits::default()).await
    }

    /// Opens the register at a location that must have one; a replica of it is made if the data folder has none.
    ///
    /// Errors: [`OpenError::NoRegister`] or [`OpenError::NoJournal`] if there is none, else as [`Store::open_at`].
    pub async fn open_existing_at(location: &Location, limits: Limits) -> Result<Store, OpenError> {
        let folder = || location.folder.clone();
        let is_there = tokio::fs::try_exists(database::path_in(&location.folder)).await;
        let is_there = is_there.map_err(|source| OpenError::Folder { folder: folder(), source })?;
        match &location.journal {
            JournalAt::Folder if is_there => Store::open_at(location, limits).await,
            JournalAt::Folder => Err(OpenError::NoRegister(folder())),
            // A folder that is a replica has met its journal.
            JournalAt::Postgres(_) if is_there => Store::open_at(location, limits).await,
            JournalAt::Postgres(url) => match crate::migrate::check(location).await?.found {
                Some(_) => Store::open_at(location, limits).await,
                None => Err(OpenError::NoJournal(url.clone())),
            },
        }
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.inner.location.folder
    }

    /// Where the register is.
    pub fn location(&self) -> &Location {
        &self.inner.location
    }

    /// Tells whether the data folder holds a replica of a journal that is kept elsewhere.
    pub fn is_replica(&self) -> bool {
        self.inner.remote.is_some()
    }

    /// Waits until something may have been published, or for so long; then follow with [`Store::pull`].
    ///
    /// What other processes publish into the same data folder is not heard of, so the wait should be short.
    pub async fn wait_for_news(&self, at_most: Duration) {
        if let Some(remote) = self.remote() {
            self.news().listen(remote);
            return self.news().wait(at_most).await;
        }
        tokio::select! {
            () = self.news().wait(at_most) => {}
            () = self.inner.writes.wait() => {}
        }
        // Whatever made the wait end, who waited looks now.
        self.news().mark_seen();
        self.inner.writes.mark_seen();
    }

    /// Where the files are kept: in the data folder, or where the location says.
    pub fn vault(&self) -> Vault {
        self.inner.vault.clone()
    }

    /// Closes all connections of all clones; reads and writes after it fail.
    pub async fn close(&self) {
        self.news().stop();
        if let Some(remote) = self.remote() {
            remote.hang_up();
        }
        self.inner.database.close().await;
    }

    pub(crate) fn remote(&self) -> Option<&Remote> {
        self.inner.remote.as_ref()
    }

    /// What the data folder's database should say that it is.
    pub(crate) fn origin(&self) -> Origin {
        match self.remote() {
            Some(_) => Origin::Replica(self.inner.identity.get().cloned()),
            None => Origin::Own,
        }
    }

    pub(crate) fn news(&self) -> &Arc<News> {
        &self.inner.news
    }

    pub(crate) fn database(&self) -> &Database {
        &self.inner.database
    }

    /// Publishes a batch: every change or none, journal and views in one transaction.
    ///
    /// A record to publish whose canonical bytes are those of its current revision writes nothing, whatever the change
    /// expects; a batch that writes nothing gets no number. On a replica the journal that it follows is written, and the
    /// replica with it. Errors: [`PublishError`]; nothing was written then, unless it says that this is uncertain.
    pub async fn publish(&self, batch: NewBatch, changes: Vec<Change>) -> Result<Published, PublishError> {
        let is_redacting = changes.iter().any(|change| matches!(change.action, Action::Redact { .. }));
        let mut writing = self.begin_write().await?;
        let work = publish::publish(&mut writing.local, batch, changes);
        let published = match writing::during(writing.ahead.as_mut(), work).await? {
            Ok(published) if !published.is_empty() => published,
            nothing => {
                writing.rollback().await?;
                return nothing;
            }
        };
        writing.commit().await?;
        if is_redacting {
            self.scrub().await;
        }
        Ok(published)
    }

    /// Checks a batch as [`Store::publish`] would and writes nothing; the numbers are those it would get.
    ///
    /// Errors: as [`Store::publish`].
    pub async fn rehearse(&self, batch: NewBatch, changes: Vec<Change>) -> Result<Published, PublishError> {
        let mut writing = self.begin_write().await?;
        let work = publish::publish(&mut writing.local, batch, changes);
        let published = writing::during(writing.ahead.as_mut(), work).await?;
        writing.rollback().await?;
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

    /// Finds those of some records that are current, each under its address, in one look: for a page of hits.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn find_all(&self, addresses: &[RecordRef]) -> Result<BTreeMap<RecordRef, Current>, ReadError> {
        let database = self.database();
        database.within(async { lookup::find_all(&mut *database.reader().await?, addresses).await }).await
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

    /// Finds a file that a document holds, by its digest; none if no current document does.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn find_held_file(&self, digest: &Digest) -> Result<Option<HeldFile>, ReadError> {
        let database = self.database();
        database.within(async { document::find_held_file(&mut *database.reader().await?, digest).await }).await
    }

    /// Lists the versions that a document stands in line with, itself with them, by id; empty if it is not current.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn list_line(&self, id: &DocumentId) -> Result<Vec<LineMember>, ReadError> {
        let database = self.database();
        database.within(async { line::list(&mut *database.snapshot().await?, id).await }).await
    }

    /// Finds the titles of all documents of several meetings; meetings without documents are not in the answer.
    ///
    /// Errors: [`ReadError::Busy`] after the read budget; damage.
    pub async fn document_titles(&self, meetings: &[MeetingId]) -> Result<BTreeMap<MeetingId, Vec<Name>>, ReadError> {
        let database = self.database();
        database.within(async { document::titles_by_meeting(&mut *database.reader().await?, meetings).await }).await
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
