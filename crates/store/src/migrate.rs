//! Tells whether opening a register would change its schema, without opening it; and brings it up to date.

use crate::database::{self, KNOWN_SCHEMA};
use crate::error::OpenError;
use crate::journal::remote::{Remote, migrate};
use crate::location::{JournalAt, Location};
use crate::{Limits, Store};

/// The schema of a register, and what this version would do to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationState {
    /// The schema of this version.
    pub known: i64,
    /// The schema of the register; none if there is no register yet.
    pub found: Option<i64>,
    /// The oldest schema whose programs may go on working with the register.
    pub compatible_from: Option<i64>,
    /// The migrations that opening it would run, in order.
    pub pending: Vec<&'static str>,
}

impl MigrationState {
    fn of(found: Option<i64>, compatible_from: Option<i64>) -> Self {
        MigrationState { known: KNOWN_SCHEMA, found, compatible_from, pending: migrate::pending(found.unwrap_or(0)) }
    }

    /// Tells whether this version may work with the register, after its migrations.
    pub fn is_workable(&self) -> bool {
        self.compatible_from.is_none_or(|from| from <= self.known)
    }
}

/// Looks at a register without changing anything. Of a journal in PostgreSQL it is the journal that is looked at.
///
/// Errors: [`OpenError`] if it cannot be read, or is no register.
pub async fn check(location: &Location) -> Result<MigrationState, OpenError> {
    match &location.journal {
        JournalAt::Folder => {
            let path = database::path_in(&location.folder);
            match tokio::fs::try_exists(&path).await {
                // On SQLite all programs share one folder and one version.
                Ok(true) => database::schema_of(&path).await.map(|found| MigrationState::of(Some(found), Some(found))),
                Ok(false) => Ok(MigrationState::of(None, None)),
                Err(source) => Err(OpenError::Folder { folder: location.folder.clone(), source }),
            }
        }
        JournalAt::Postgres(url) => {
            let found = migrate::look(&Remote::new(url.clone(), Limits::default().write_wait)).await?;
            Ok(MigrationState::of(found.map(|schema| schema.found), found.map(|schema| schema.compatible_from)))
        }
    }
}

/// Brings a register to the schema of this version, making it if there is none; other processes wait or find it done.
///
/// Errors: [`OpenError`]; the register has the schema that it had then.
pub async fn run(location: &Location) -> Result<MigrationState, OpenError> {
    if let JournalAt::Postgres(url) = &location.journal {
        // The journal alone: the folder is brought up to date by who opens it next.
        Remote::new(url.clone(), Limits::default().write_wait).head().await?;
    } else {
        Store::open_at(location, Limits::default()).await?.close().await;
    }
    check(location).await
}
