//! The SQLite file: how it is opened, brought to the schema of this version, and shared out as one writer and several readers.
//!
//! Write-ahead log, so that readers never wait for the writer; `synchronous=FULL`, so that what was published survives
//! the loss of power; `secure_delete`, so that a redacted body leaves no remains in freed pages. Migrations are numbered
//! in `migrations/sqlite` and counted in `user_version`; each runs in one immediate transaction, so that two processes
//! that open a new folder at once do not collide. sqlx's own migrator is not used: it keeps a table of checksums and
//! does not lock on SQLite.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Sqlite, SqliteConnection, SqlitePool, Transaction};

use crate::error::{OpenError, ReadError};
use crate::origin;

/// The name of the database in the data folder.
pub(crate) const FILE_NAME: &str = "register.sqlite";

/// Marks the file as ours: the letters "chnc".
const APPLICATION_ID: i64 = 0x6368_6e63;

/// The migrations, in order; the first makes schema 1.
const MIGRATIONS: [&str; 5] = [
    include_str!("../migrations/sqlite/0001_journal.sql"),
    include_str!("../migrations/sqlite/0002_views.sql"),
    include_str!("../migrations/sqlite/0003_origin.sql"),
    include_str!("../migrations/sqlite/0004_held_files.sql"),
    include_str!("../migrations/sqlite/0005_follow_through.sql"),
];

/// What the migrations are called; the same on both databases.
pub(crate) const MIGRATION_NAMES: [&str; 5] = ["0001_journal", "0002_views", "0003_origin", "0004_held_files", "0005_follow_through"];

/// The schema of this version.
pub const KNOWN_SCHEMA: i64 = MIGRATIONS.len() as i64;

/// How long one who found the database busy at its opening waits before the next try.
const PAUSE: Duration = Duration::from_millis(20);

/// How long the store waits, and how many connections read at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long one read may take, waiting for a connection included.
    pub read_budget: Duration,
    /// How long a writer waits for another writer.
    pub write_wait: Duration,
    /// How many reads run at once.
    pub readers: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { read_budget: Duration::from_secs(5), write_wait: Duration::from_secs(10), readers: 4 }
    }
}

/// The open database.
#[derive(Debug)]
pub(crate) struct Database {
    write: SqlitePool,
    read: SqlitePool,
    limits: Limits,
}

fn options(path: &Path, limits: Limits, is_replica: bool) -> SqliteConnectOptions {
    // A replica that loses its last transactions with the power is whole still, and follows them again.
    let synchronous = if is_replica { SqliteSynchronous::Normal } else { SqliteSynchronous::Full };
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .foreign_keys(true)
        .busy_timeout(limits.write_wait)
        // Rows come from the thread of the connection; with few at a time that thread and the reader only wake each other.
        .row_buffer_size(500)
        .pragma("secure_delete", "ON")
        .pragma("cache_size", "-4096")
        .pragma("mmap_size", "268435456")
}

/// The path of the database in a data folder.
pub(crate) fn path_in(folder: &Path) -> PathBuf {
    folder.join(FILE_NAME)
}

impl Database {
    /// Opens the database as the register itself or as a replica, creating and migrating it.
    pub(crate) async fn open(folder: &Path, limits: Limits, is_replica: bool) -> Result<Self, OpenError> {
        let begin = Instant::now();
        loop {
            match Self::try_open(folder, limits, is_replica).await {
                // To who comes while another makes the file or folds its log, SQLite says so at once and does not wait.
                Err(OpenError::Storage(ReadError::Busy)) if begin.elapsed() < limits.write_wait => tokio::time::sleep(PAUSE).await,
                outcome => return outcome,
            }
        }
    }

    async fn try_open(folder: &Path, limits: Limits, is_replica: bool) -> Result<Self, OpenError> {
        let path = path_in(folder);
        let options = options(&path, limits, is_replica);
        let mut first =
            SqliteConnection::connect_with(&options.clone().create_if_missing(true)).await.map_err(|error| not_a_database(error, &path))?;
        migrate(&mut first, &path).await?;
        let mut tx = first.begin_with("BEGIN IMMEDIATE").await?;
        origin::settle(&mut tx, folder, is_replica).await?;
        tx.commit().await?;
        let write = SqlitePoolOptions::new().max_connections(1).min_connections(0).idle_timeout(None).max_lifetime(None);
        // A full disk makes SQLite roll back by itself; the driver's own roll-back then fails, and it would count a
        // transaction for ever that is none. Such a connection is closed, and the next writer gets a new one.
        let write = write.after_release(|connection, _| {
            Box::pin(async move {
                // Its pages are given back; between two writes nobody needs them.
                sqlx::query("PRAGMA shrink_memory").execute(&mut *connection).await?;
                Ok(!connection.is_in_transaction())
            })
        });
        // What is written touches pages all over the file. Those that have no room go to the log and come back, again and again.
        let roomy = options.clone().pragma("cache_size", "-65536");
        let write = write.acquire_timeout(limits.write_wait).connect_lazy_with(roomy);
        let read = SqlitePoolOptions::new().max_connections(limits.readers.max(1)).idle_timeout(None).max_lifetime(None);
        // A connection to a file does not break by itself; to try it first would be one more exchange with its thread for each read.
        let read = read.test_before_acquire(false);
        let read = read.acquire_timeout(limits.read_budget).connect_lazy_with(options.pragma("query_only", "ON"));
        // One connection is open at every moment from here on, so that the log is not folded and unfolded in between.
        drop(read.acquire().await?);
        first.close().await?;
        Ok(Database { write, read, limits })
    }

    /// A connection to read from. Use it inside [`Database::within`].
    pub(crate) async fn reader(&self) -> Result<PoolConnection<Sqlite>, ReadError> {
        Ok(self.read.acquire().await?)
    }

    /// A transaction to read from: all its statements see one state. Use it inside [`Database::within`].
    pub(crate) async fn snapshot(&self) -> Result<Transaction<'static, Sqlite>, ReadError> {
        Ok(self.read.begin().await?)
    }

    /// The transaction to write in; there is one at a time, over all processes.
    pub(crate) async fn writer(&self) -> Result<Transaction<'static, Sqlite>, ReadError> {
        Ok(self.write.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// The write connection, outside a transaction.
    pub(crate) async fn write_connection(&self) -> Result<PoolConnection<Sqlite>, ReadError> {
        Ok(self.write.acquire().await?)
    }

    /// How long a writer waits for another writer.
    pub(crate) fn write_wait(&self) -> Duration {
        self.limits.write_wait
    }

    /// Gives a read its time budget.
    pub(crate) async fn within<T>(&self, work: impl Future<Output = Result<T, ReadError>>) -> Result<T, ReadError> {
        tokio::time::timeout(self.limits.read_budget, work).await.unwrap_or(Err(ReadError::Busy))
    }

    /// Closes all connections; the log is folded into the file.
    pub(crate) async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

/// Opens an empty database with the schema and nothing else, which is gone when it is closed: the side database of
/// `verify`. SQLite keeps one without a name in memory and, when it grows, in a file that nobody else sees.
pub(crate) async fn open_side() -> Result<SqliteConnection, ReadError> {
    let options = SqliteConnectOptions::new().filename("").journal_mode(SqliteJournalMode::Off).synchronous(SqliteSynchronous::Off);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    for migration in MIGRATIONS {
        sqlx::raw_sql(migration).execute(&mut connection).await?;
    }
    Ok(connection)
}

/// Opens one more connection to a database that is there.
pub(crate) async fn connect(path: &Path) -> Result<SqliteConnection, ReadError> {
    Ok(SqliteConnection::connect_with(&options(path, Limits::default(), false)).await?)
}

fn not_a_database(error: sqlx::Error, path: &Path) -> OpenError {
    const NOT_A_DATABASE: &str = "26";
    match error.as_database_error().and_then(sqlx::error::DatabaseError::code) {
        Some(code) if code == NOT_A_DATABASE => OpenError::NotRegister(path.to_owned()),
        _ => error.into(),
    }
}

async fn migrate(connection: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    if state_of(connection).await? == (APPLICATION_ID, KNOWN_SCHEMA) {
        return Ok(());
    }
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
    // Read again under the lock: another process may just have done the work.
    let (application, schema) = state_of(&mut tx).await?;
    let tables: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_schema").fetch_one(&mut *tx).await?;
    match (application, schema) {
        (0, 0) if tables == 0 => {}
        (APPLICATION_ID, found) if found > KNOWN_SCHEMA => return Err(OpenError::NewerSchema { found, known: KNOWN_SCHEMA }),
        (APPLICATION_ID, _) => {}
        _ => return Err(OpenError::NotRegister(path.to_owned())),
    }
    let done = usize::try_from(schema).unwrap_or(0);
    for migration in MIGRATIONS.iter().copied().skip(done) {
        sqlx::raw_sql(migration).execute(&mut *tx).await?;
    }
    sqlx::raw_sql("PRAGMA application_id = 1667788387").execute(&mut *tx).await?;
    sqlx::raw_sql(SET_SCHEMA).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

/// `PRAGMA` takes no parameters, so the number is spelt; a test compares it with the number of migrations.
const SET_SCHEMA: &str = "PRAGMA user_version = 5";

/// Makes the copy of a replica a register of its own.
pub(crate) async fn make_own(path: &Path) -> Result<(), ReadError> {
    let mut c = connect(path).await?;
    origin::set(&mut c, &origin::Origin::Own).await?;
    Ok(c.close().await?)
}

/// The schema of a database that is there, without touching it; nought for a file that holds nothing yet.
pub(crate) async fn schema_of(path: &Path) -> Result<i64, OpenError> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(Limits::default().write_wait);
    let mut c = SqliteConnection::connect_with(&options).await.map_err(|error| not_a_database(error, path))?;
    let (application, schema) = state_of(&mut c).await.map_err(|error| not_a_database(error, path))?;
    c.close().await?;
    if application == APPLICATION_ID || schema == 0 { Ok(schema) } else { Err(OpenError::NotRegister(path.to_owned())) }
}

async fn state_of(connection: &mut SqliteConnection) -> Result<(i64, i64), sqlx::Error> {
    let application: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *connection).await?;
    let schema: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await?;
    Ok((application, schema))
}

/// A number of ours as SQLite keeps it.
pub(crate) fn sql_int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number of SQLite as ours; columns that hold our numbers are never negative.
pub(crate) fn own_int(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_spelt_in_pragmas_are_the_constants() {
        assert_eq!(SET_SCHEMA, format!("PRAGMA user_version = {KNOWN_SCHEMA}"));
        assert_eq!(APPLICATION_ID, 1_667_788_387);
    }

    #[tokio::test]
    async fn a_transaction_that_ended_by_itself_does_not_stop_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(folder.path(), Limits::default(), false).await.unwrap();
        let mut tx = database.writer().await.unwrap();
        // What SQLite does by itself when the disk is full.
        sqlx::query("ROLLBACK").execute(&mut *tx).await.unwrap();
        drop(tx);
        let next = database.writer().await.unwrap();
        next.rollback().await.unwrap();
    }
}
