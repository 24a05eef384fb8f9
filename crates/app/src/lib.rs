//! What can be *done* with a register: the use cases, joining store, search and ingest.
//!
//! Every use case takes a [`Ctx`] first: who asks, when, in which language. Nothing here prints, reads the environment
//! or asks the time. Start reading at [`App`]; a noun's use cases are in the file of that name. The index, the
//! catalogue of small records and all caches follow the journal by its number ([`follow`]) and can be thrown away.
#![warn(missing_docs)]

pub mod bundled;
mod card;
pub mod catalogue;
pub mod changes;
pub mod commitment;
pub mod ctx;
pub mod decisions;
pub mod document;
pub mod entry;
pub mod error;
pub mod evidence;
pub mod exchange;
pub mod follow;
pub mod found;
pub mod home;
pub mod import;
pub mod initiative;
pub mod jobs;
pub mod keeping;
pub mod ledger;
pub mod link;
pub mod listing;
pub mod mechanism;
pub mod meeting;
pub mod organisation;
pub mod paper;
pub mod papers;
pub mod process;
pub mod proposals;
pub mod record_history;
pub mod search;
pub mod series;
pub mod snapshot;
pub mod table;
mod terms;
pub mod title;
pub mod topic;
pub mod transfer;
pub mod undo;
pub mod upkeep;
pub mod words;

use std::path::Path;
use std::sync::{Arc, RwLock};

use chancery_search::{Found, Index};
use chancery_store::{Limits, Store};

pub use catalogue::Catalogue;
pub use ctx::{Actor, Ctx};
pub use error::{AppError, ErrorKind};
pub use found::{Miss, Version};
pub use link::Link;

pub use chancery_store::{FilesAt, JournalAt, Location, S3Access, SCHEMA};
pub use title::Title;

/// An open register: its store, its index and the catalogue of its small records. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    location: Location,
    store: Store,
    index: Arc<Index>,
    index_found: Found,
    catalogue: RwLock<Arc<Catalogue>>,
    ledger: RwLock<Option<Arc<ledger::Ledger>>>,
    following: tokio::sync::Mutex<()>,
    watch: link::Watch,
    papers: paper::Shelf,
}

impl App {
    /// Opens the register in a data folder, making an empty one if there is none.
    ///
    /// The index is opened as it stands and catches up with [`App::follow_once`]; a deleted or damaged one starts empty.
    /// Errors: kind `io`, `schema-newer` or `corrupt` with the folder named.
    pub async fn open(folder: &Path) -> Result<App, AppError> {
        App::open_at(&Location::folder(folder)).await
    }

    /// Opens the register in a data folder; refuses if there is none.
    pub async fn open_existing(folder: &Path) -> Result<App, AppError> {
        App::open_existing_at(&Location::folder(folder)).await
    }

    /// Opens the register at a place, making an empty one if there is none.
    ///
    /// A register whose journal is in a database opens with what its data folder has of it, even while the database does
    /// not answer; [`App::follow`] or [`App::pull`] brings it up to date. Errors: as [`App::open`], and kind `unreachable`
    /// if the data folder has nothing of it yet.
    pub async fn open_at(location: &Location) -> Result<App, AppError> {
        App::over(location, Store::open_at(location, Limits::default()).await?).await
    }

    /// Opens the register at a place; refuses if there is none.
    pub async fn open_existing_at(location: &Location) -> Result<App, AppError> {
        App::over(location, Store::open_existing_at(location, Limits::default()).await?).await
    }

    async fn over(location: &Location, store: Store) -> Result<App, AppError> {
        let at = location.folder.join("index");
        let (index, report) = tokio::task::spawn_blocking(move || Index::open(&at)).await.map_err(AppError::bug)??;
        let catalogue = Catalogue::read(&store).await?;
        let watch = link::Watch::over(&store).await?;
        Ok(App {
            inner: Arc::new(Inner {
                location: location.clone(),
                store,
                index: Arc::new(index),
                index_found: report.found,
                catalogue: RwLock::new(Arc::new(catalogue)),
                ledger: RwLock::new(None),
                following: tokio::sync::Mutex::new(()),
                watch,
                papers: paper::Shelf::default(),
            }),
        })
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.inner.location.folder
    }
    /// Where the register is.
    pub fn location(&self) -> &Location {
        &self.inner.location
    }
    /// The store.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }
    /// The index.
    pub fn index(&self) -> &Arc<Index> {
        &self.inner.index
    }
    /// How the index was found when the register was opened.
    pub fn index_found(&self) -> &Found {
        &self.inner.index_found
    }
    /// The small records (framework, topics, organisations, places, mechanisms) as of the last journal entry followed.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(&self.inner.catalogue.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}
