//! Databases of PostgreSQL that tests have to themselves.
//!
//! `CHANCERY_TEST_POSTGRES` names a server. Only the store names a driver, so databases are made by PostgreSQL's own program.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use chancery_app::{FilesAt, JournalAt, Location};

/// A database that is dropped with this value.
pub(crate) struct Database {
    server: String,
    name: String,
}

impl Database {
    /// Makes an empty one; none if there is no server.
    #[expect(clippy::disallowed_methods, reason = "the server for tests is named in the environment")]
    pub(crate) fn make() -> Option<Database> {
        static SERIAL: AtomicU32 = AtomicU32::new(0);
        let Some(server) = std::env::var("CHANCERY_TEST_POSTGRES").ok().filter(|url| !url.is_empty()) else {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "CHANCERY_TEST_POSTGRES names no server, and CI is set");
            eprintln!("SKIPPED on PostgreSQL: CHANCERY_TEST_POSTGRES names no server");
            return None;
        };
        let database = Database { server, name: format!("app_{}_{}", std::process::id(), SERIAL.fetch_add(1, Ordering::Relaxed)) };
        database.ask(&format!("CREATE DATABASE {}", database.name));
        Some(database)
    }

    fn ask(&self, statement: &str) {
        assert!(Command::new("psql").args([&self.server, "-qc", statement]).status().unwrap().success(), "{statement}");
    }

    /// The place of the journal.
    pub(crate) fn journal(&self) -> JournalAt {
        let (place, parts) = self.server.split_once('?').map_or((self.server.as_str(), ""), |(place, parts)| (place, parts));
        let (start, rest) = place.split_once("://").unwrap();
        let host = rest.split_once('/').map_or(rest, |(host, _)| host);
        format!("{start}://{host}/{}?{parts}", self.name).trim_end_matches('?').parse().unwrap()
    }

    /// A node with its journal here and its files in a folder that all nodes share.
    pub(crate) fn node(&self, folders: &Path, name: &str) -> Location {
        Location { folder: folders.join(name), journal: self.journal(), files: FilesAt::Folder(folders.join("shared")) }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.ask(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}
