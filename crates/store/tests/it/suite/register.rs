//! A register that is thrown away, with its journal where the suite at hand is to have it.

use std::path::Path;

use chancery_model::{Record, samples};
use chancery_store::{Change, Current, Expects, Limits, Location, Lookup, OpenError, PublishError, Published, Store};
use tempfile::TempDir;

pub(crate) use crate::changes::*;
use crate::database::Database;

/// True in the half of the tests that keep their journals in PostgreSQL.
pub(crate) const ON_POSTGRES: bool = is_on_postgres();

const fn is_on_postgres() -> bool {
    // `it::on_sqlite::register` or `it::on_postgres::register`.
    module_path!().as_bytes()[7] == b'p'
}

/// A register that is thrown away.
pub(crate) struct Register {
    pub(crate) store: Store,
    pub(crate) folder: TempDir,
    pub(crate) database: Option<Database>,
}

impl Register {
    /// An empty one.
    pub(crate) async fn empty() -> Self {
        let database = new_database().await;
        let folder = TempDir::new().unwrap();
        let store = open(&location(folder.path(), database.as_ref())).await.unwrap();
        Register { store, folder, database }
    }

    /// One that holds the samples: a topic, a mechanism, two meetings, a document and what they need.
    pub(crate) async fn with_samples() -> Self {
        let register = Register::empty().await;
        let changes = samples::a_register().into_iter().map(|r| Change::publish(r, Expects::Absent)).collect();
        register.publish(changes).await.unwrap();
        register
    }

    /// Opens it once more.
    pub(crate) async fn open(&self) -> Result<Store, OpenError> {
        open(&self.location(self.folder.path())).await
    }

    /// The same register with another data folder.
    pub(crate) fn location(&self, folder: &Path) -> Location {
        location(folder, self.database.as_ref())
    }

    pub(crate) async fn publish(&self, changes: Vec<Change>) -> Result<Published, PublishError> {
        self.store.publish(batch("because"), changes).await
    }

    pub(crate) async fn put(&self, record: impl Into<Record>) -> Published {
        self.publish(vec![Change::publish(record.into(), Expects::Any)]).await.unwrap()
    }

    /// The record that stands at an address.
    pub(crate) async fn current(&self, address: &str) -> Current {
        match self.store.find(&at(address)).await.unwrap() {
            Lookup::Found(current) => current,
            other => panic!("{address}: {other:?}"),
        }
    }
}

/// A database for the journal, in the half of the tests that wants one.
pub(crate) async fn new_database() -> Option<Database> {
    if ON_POSTGRES { Database::make().await } else { None }
}

/// A data folder, with its journal in a database if there is one.
pub(crate) fn location(folder: &Path, database: Option<&Database>) -> Location {
    database.map_or_else(|| Location::folder(folder), |database| database.location(folder))
}

/// Opens a register and follows its journal.
pub(crate) async fn open(location: &Location) -> Result<Store, OpenError> {
    let store = Store::open_at(location, Limits::default()).await?;
    store.pull().await?;
    Ok(store)
}
