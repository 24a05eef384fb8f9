//! Databases of PostgreSQL that tests have to themselves.
//!
//! `CHANCERY_TEST_POSTGRES` names a server that may be asked for new databases; each test makes its own and drops it. A
//! run without the variable says that it skips, and fails where CI is set.

use std::sync::atomic::{AtomicU32, Ordering};

use chancery_store::{FilesAt, JournalAt, Location, PostgresUrl};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

/// The variable that names the server.
const VARIABLE: &str = "CHANCERY_TEST_POSTGRES";

/// The password that tests put into addresses; the server may ask for none.
pub(crate) const PASSWORD: &str = "correct%20horse";

/// The address of the server, if there is one to test on.
#[expect(clippy::disallowed_methods, reason = "a test is told its server by the environment")]
pub(crate) fn server() -> Option<String> {
    let server = std::env::var(VARIABLE).ok().filter(|url| !url.is_empty());
    if server.is_none() {
        assert!(!std::env::var("CI").is_ok_and(|ci| ci == "true"), "{VARIABLE} names no server, and CI is set");
        eprintln!("SKIPPED on PostgreSQL: {VARIABLE} names no server");
    }
    server
}

/// A database that is dropped with this value.
#[derive(Debug)]
pub(crate) struct Database {
    server: String,
    name: String,
}

impl Database {
    /// Makes an empty one; none if there is no server.
    pub(crate) async fn make() -> Option<Self> {
        static SERIAL: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let name = format!("store_{}_{}", std::process::id(), SERIAL.fetch_add(1, Ordering::Relaxed));
        run(&server, format!("CREATE DATABASE {name}")).await;
        Some(Database { server, name })
    }

    /// The address of the database.
    pub(crate) fn url(&self) -> String {
        let (place, parts) =
            self.server.split_once('?').map_or((self.server.as_str(), String::new()), |(place, p)| (place, format!("?{p}")));
        let (start, rest) = place.split_once("://").unwrap();
        let host = rest.split_once('/').map_or(rest, |(host, _)| host);
        format!("{start}://{host}/{}{parts}", self.name)
    }

    /// Who asks for it.
    pub(crate) fn user(&self) -> String {
        let named = self.server.split(['?', '&']).find_map(|part| part.strip_prefix("user="));
        let before = self.server.split("://").nth(1).and_then(|rest| rest.split_once('@')).map(|(user, _)| user);
        named.or(before).unwrap_or("postgres").split(':').next().unwrap().to_owned()
    }

    /// A place for a register with its journal here.
    pub(crate) fn location(&self, folder: &std::path::Path) -> Location {
        let url: PostgresUrl = self.url().parse().unwrap();
        Location { folder: folder.to_owned(), journal: JournalAt::Postgres(url), files: FilesAt::DataFolder }
    }

    /// A connection past the store.
    pub(crate) async fn raw(&self) -> PgConnection {
        connect(&self.url()).await
    }

    /// Runs statements past the store.
    pub(crate) async fn run(&self, statements: &str) {
        run(&self.url(), statements.to_owned()).await;
    }

    /// Asks for some bytes past the store.
    pub(crate) async fn bytes(&self, statement: &str) -> Vec<u8> {
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).fetch_one(&mut self.raw().await).await.unwrap().get(0)
    }

    /// Asks for one number past the store.
    pub(crate) async fn number(&self, statement: &str) -> i64 {
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).fetch_one(&mut self.raw().await).await.unwrap().get(0)
    }
}

/// Connects so that a pooler may stand between.
async fn connect(url: &str) -> PgConnection {
    let options: PgConnectOptions = url.parse().unwrap();
    PgConnection::connect_with(&options.statement_cache_capacity(0).extra_float_digits(None)).await.unwrap()
}

async fn run(url: &str, statements: String) {
    let mut connection = connect(url).await;
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

impl Drop for Database {
    fn drop(&mut self) {
        let (server, statement) = (self.server.clone(), format!("DROP DATABASE {} WITH (FORCE)", self.name));
        // A test's runtime may be one thread that is busy dropping this.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(run(&server, statement));
        });
        let _ = dropping.join();
    }
}
