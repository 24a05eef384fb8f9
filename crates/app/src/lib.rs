//! What can be *done* with a register: the use cases, joining store, search and ingest.
//!
//! Every use case takes a [`Ctx`] first: who asks, when, in which language. Nothing here prints, reads the environment
//! or asks the time. Start reading at [`App`]; a noun's use cases are in the file of that name. The index, the
//! catalogue of small records and all caches follow the journal by its number ([`follow`]) and can be thrown away.
#![warn(missing_docs)]

pub mod bundled;
pub mod catalogue;
pub mod changes;
pub mod ctx;
pub mod decisions;
pub mod document;
pub mod entry;
pub mod error;
pub mod follow;
pub mod found;
pub mod home;
pub mod import;
pub mod keeping;
pub mod listing;
pub mod mechanism;
pub mod meeting;
pub mod organisation;
pub mod record_history;
pub mod search;
pub mod series;
mod terms;
pub mod title;
pub mod topic;
pub mod transfer;
pub mod undo;

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use chancery_search::{Found, Index};
use chancery_store::Store;

pub use catalogue::Catalogue;
pub use ctx::{Actor, Ctx};
pub use error::{AppError, ErrorKind};
pub use found::{Miss, Version};
pub use title::Title;

/// An open register: its store, its index and the catalogue of its small records. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    store: Store,
    index: Arc<Index>,
    index_found: Found,
    catalogue: RwLock<Arc<Catalogue>>,
    following: tokio::sync::Mutex<()>,
}

impl App {
    /// Opens the register in a data folder, making an empty one if there is none.
    ///
    /// The index is opened as it stands and catches up with [`App::follow_once`]; a deleted or damaged one starts empty.
    /// Errors: kind `io`, `schema-newer` or `corrupt` with the folder named.
    pub async fn open(folder: &Path) -> Result<App, AppError> {
        let store = Store::open(folder).await?;
        App::over(folder, store).await
    }

    /// Opens the register in a data folder; refuses if there is none.
    pub async fn open_existing(folder: &Path) -> Result<App, AppError> {
        let store = Store::open_existing(folder).await?;
        App::over(folder, store).await
    }

    async fn over(folder: &Path, store: Store) -> Result<App, AppError> {
        let at = folder.join("index");
        let (index, report) = tokio::task::spawn_blocking(move || Index::open(&at)).await.map_err(AppError::bug)??;
        let catalogue = Catalogue::read(&store).await?;
        Ok(App {
            inner: Arc::new(Inner {
                folder: folder.to_owned(),
                store,
                index: Arc::new(index),
                index_found: report.found,
                catalogue: RwLock::new(Arc::new(catalogue)),
                following: tokio::sync::Mutex::new(()),
            }),
        })
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
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
