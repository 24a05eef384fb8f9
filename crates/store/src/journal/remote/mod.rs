//! The journal in PostgreSQL: connections, and the few statements that exist twice.
//!
//! PostgreSQL orders the journal and keeps it; every node has the whole of it in its data folder besides, so all that is
//! asked here is where the journal ends, what comes after a number, and to append. A connection is given back only after
//! an exchange that ended as it should; one on which anything went wrong, or that was left in the middle, is closed, and
//! the server undoes what was not committed. Every exchange has a bound on this side, since a server that is stopped
//! sends nothing at all.

pub(crate) mod lease;
pub(crate) mod migrate;
pub(crate) mod news;
pub(crate) mod sql;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chancery_model::Digest;
use sqlx::postgres::{PgConnectOptions, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, Row};

use super::{Entry, Head, PullError, Stored, read_header};
use crate::database::{KNOWN_SCHEMA, own_int, sql_int};
use crate::error::DatabaseError;
use crate::location::PostgresUrl;

/// How long a connection may take to come about, and a question that nothing can delay.
const CONNECT: Duration = Duration::from_secs(5);

/// How long one exchange may take, beyond what it may wait for a lock.
const ANSWER: Duration = Duration::from_secs(20);

/// How often the server hears of us while we do something else within a transaction.
const BEAT: Duration = Duration::from_secs(1);

/// How many connections wait for their next use.
const IDLE: usize = 4;

/// The journal in PostgreSQL.
#[derive(Debug)]
pub(crate) struct Remote {
    url: PostgresUrl,
    options: Access,
    /// How long a writer waits for another one.
    write_wait: Duration,
    idle: Mutex<Vec<PgConnection>>,
}

/// How to connect; its debug form would show the password.
struct Access(PgConnectOptions);

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("..")
    }
}

/// Where the journal ends, and which register of which schema it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RemoteHead {
    pub(crate) head: Head,
    pub(crate) identity: String,
    pub(crate) schema: i64,
    pub(crate) compatible_from: i64,
}

/// What is to be appended.
#[derive(Debug, Default)]
pub(crate) struct Shipment {
    /// Batches that are new: number and bytes.
    pub(crate) batches: Vec<(u64, Vec<u8>)>,
    /// Entries, in order.
    pub(crate) entries: Vec<Stored>,
    /// Numbers of older entries whose bodies go.
    pub(crate) redacted: Vec<u64>,
}

impl Remote {
    pub(crate) fn new(url: PostgresUrl, write_wait: Duration) -> Self {
        let options = Access(url.options().disable_statement_logging());
        Remote { url, options, write_wait, idle: Mutex::new(Vec::new()) }
    }

    /// Where it is.
    pub(crate) fn url(&self) -> &PostgresUrl {
        &self.url
    }

    /// Says what a fault of the driver means.
    pub(crate) fn fault(&self, error: sqlx::Error) -> PullError {
        let journal = self.url.clone();
        let code = error.as_database_error().and_then(|e| e.code().map(Cow::into_owned));
        let source = DatabaseError(error);
        match (&source.0, code.as_deref()) {
            // Somebody else holds a lock that was waited for.
            (_, Some("55P03")) => PullError::Busy { journal },
            (_, Some(code)) if is_absence(code) => PullError::Unreachable { journal, source },
            (_, Some(_)) => PullError::Refused { journal, source },
            (sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed, None) => {
                PullError::Unreachable { journal, source }
            }
            _ => PullError::Refused { journal, source },
        }
    }

    pub(crate) fn damaged(&self, what: impl Into<String>) -> PullError {
        PullError::Damaged { journal: self.url.clone(), what: what.into() }
    }

    /// Gives an exchange its bound.
    async fn bounded<T>(&self, bound: Duration, work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, PullError> {
        match tokio::time::timeout(bound, work).await {
            Ok(done) => done.map_err(|error| self.fault(error)),
            Err(_) => {
                let silence = io::Error::new(io::ErrorKind::TimedOut, format!("no answer within {} s", bound.as_secs()));
                Err(self.fault(silence.into()))
            }
        }
    }

    /// A connection that nothing else uses.
    pub(crate) async fn connect(&self) -> Result<Session<'_>, PullError> {
        let connection = self.bounded(CONNECT, PgConnection::connect_with(&self.options.0)).await?;
        Ok(Session { remote: self, connection })
    }

    fn take_idle(&self) -> Option<Session<'_>> {
        let connection = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
        Some(Session { remote: self, connection })
    }

    /// Drops all connections that wait.
    pub(crate) fn hang_up(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Sends the text that opens an exchange. A connection that waited may have died meanwhile; then a new one is made.
    async fn open(&self, text: &str, bound: Duration) -> Result<(Session<'_>, Vec<PgRow>), PullError> {
        if let Some(mut session) = self.take_idle() {
            match session.simple(text, bound).await {
                Ok(rows) => return Ok((session, rows)),
                // The others will be no better. A server that is silent will not talk to a new one either.
                Err(error) if error.is_unreachable() => {
                    self.hang_up();
                    if is_silence(&error) {
                        return Err(error);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        let mut session = self.connect().await?;
        let rows = session.simple(text, bound).await?;
        Ok((session, rows))
    }

    /// Asks where the journal ends; brings an older schema up to date first.
    pub(crate) async fn head(&self) -> Result<RemoteHead, PullError> {
        if let Some(head) = self.try_head().await? {
            return Ok(head);
        }
        migrate::run(self).await?;
        self.try_head().await?.ok_or_else(|| self.damaged("it has no tables after its migration"))
    }

    /// Where the journal ends; none if its schema is older than ours.
    async fn try_head(&self) -> Result<Option<RemoteHead>, PullError> {
        match self.open(sql::HEAD, CONNECT).await {
            Ok((session, rows)) => {
                let head = self.read_head(&rows)?;
                session.give_back();
                self.known(head)
            }
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn read_head(&self, rows: &[PgRow]) -> Result<RemoteHead, PullError> {
        let row = rows.last().ok_or_else(|| self.damaged("its head is missing"))?;
        let digest: Vec<u8> = row.try_get("digest").map_err(|error| self.fault(error))?;
        let digest = Digest::from_bytes(&digest).ok_or_else(|| self.damaged("the digest of its head is cut"))?;
        let read = || {
            Ok(RemoteHead {
                head: Head { seq: own_int(row.try_get("seq")?), batch: own_int(row.try_get("batch")?), digest },
                identity: row.try_get("identity")?,
                schema: row.try_get("schema")?,
                compatible_from: row.try_get("compatible_from")?,
            })
        };
        read().map_err(|error: sqlx::Error| self.fault(error))
    }

    /// Passes a head on if its schema is one that we can work with; none if it is older than ours.
    fn known(&self, found: RemoteHead) -> Result<Option<RemoteHead>, PullError> {
        if found.compatible_from > KNOWN_SCHEMA {
            return Err(PullError::NewerSchema {
                journal: self.url.clone(),
                found: found.schema,
                compatible_from: found.compatible_from,
                known: KNOWN_SCHEMA,
            });
        }
        Ok((found.schema >= KNOWN_SCHEMA).then_some(found))
    }

    /// Begins to read one state of the journal.
    pub(crate) async fn read(&self) -> Result<(Session<'_>, RemoteHead), PullError> {
        let text = format!("{};{}", sql::BEGIN_READ, sql::HEAD);
        let (session, rows) = self.open(&text, ANSWER).await?;
        let head = self.read_head(&rows)?;
        Ok((session, head))
    }

    /// Takes the head, so that nobody else publishes until the session is ended; what it says then is true until then.
    /// None if its schema is older than ours: who asks where the journal ends brings that up to date.
    pub(crate) async fn lock(&self) -> Result<Option<(Session<'_>, RemoteHead)>, PullError> {
        // A stopped process is heard of no more: after a few seconds the server ends its session and lets others publish.
        let text = format!(
            "BEGIN; SET LOCAL lock_timeout = {}; SET LOCAL statement_timeout = '60s'; \
             SET LOCAL idle_in_transaction_session_timeout = '5s'; {}; {}",
            self.write_wait.as_millis(),
            sql::LOCK_HEAD,
            sql::HEAD
        );
        let (session, rows) = self.open(&text, self.write_wait + CONNECT).await?;
        let head = self.read_head(&rows)?;
        Ok(self.known(head)?.map(|head| (session, head)))
    }
}

/// Tells whether a state that the server reports means that it is not there for us at the moment.
fn is_absence(code: &str) -> bool {
    // Connections broken or refused; shutting down, starting up, recovering; ended for idleness or for taking too long;
    // too many connections; a standby, which takes no writes.
    code.starts_with("08") || code.starts_with("57P") || matches!(code, "25P03" | "57014" | "53300" | "25006")
}

/// Tells whether nothing at all came back.
fn is_silence(error: &PullError) -> bool {
    matches!(error, PullError::Unreachable { source, .. } if matches!(&source.0, sqlx::Error::Io(e) if e.kind() == io::ErrorKind::TimedOut))
}

/// Tells whether a table that was asked for is not there.
fn is_missing(error: &PullError) -> bool {
    match error {
        PullError::Refused { source, .. } => {
            source.0.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref() == Some("42P01")
        }
        _ => false,
    }
}

/// A connection in use. Dropping it closes it, and so undoes what was not committed.
#[derive(Debug)]
pub(crate) struct Session<'r> {
    remote: &'r Remote,
    connection: PgConnection,
}

impl<'r> Session<'r> {
    /// The journal that is asked.
    pub(crate) fn remote(&self) -> &'r Remote {
        self.remote
    }

    /// Does other work while the transaction stays open, and lets the server hear of us every second meanwhile.
    pub(crate) async fn during<T>(&mut self, work: impl Future<Output = T>) -> Result<T, PullError> {
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return Ok(done),
                () = tokio::time::sleep(BEAT) => self.ping().await?,
            }
        }
    }

    /// Sends statements without parameters and gives all their rows.
    pub(crate) async fn simple(&mut self, text: &str, bound: Duration) -> Result<Vec<PgRow>, PullError> {
        // Our own constants, and whole numbers.
        let query = sqlx::raw_sql(AssertSqlSafe(text.to_owned()));
        self.remote.bounded(bound, query.fetch_all(&mut self.connection)).await
    }

    /// Runs a statement with parameters within the transaction.
    pub(crate) async fn ask<'q>(
        &mut self,
        query: sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>,
    ) -> Result<Vec<PgRow>, PullError> {
        // A statement with a name would stay on the server's side of a pooler, and meet its like there.
        self.remote.bounded(ANSWER, query.persistent(false).fetch_all(&mut self.connection)).await
    }

    /// Keeps the server from thinking that we are gone.
    pub(crate) async fn ping(&mut self) -> Result<(), PullError> {
        self.simple(sql::PING, CONNECT).await.map(|_| ())
    }

    /// Lists at most `limit` rows after a number, within `bytes` of bodies; one at least, if there is one.
    pub(crate) async fn list_stored(&mut self, after: u64, limit: u32, bytes: u64) -> Result<Vec<Stored>, PullError> {
        let query = sqlx::query(sql::ENTRIES_AFTER).bind(sql_int(after)).bind(i64::from(limit)).bind(sql_int(bytes));
        let rows = self.ask(query).await?;
        let read = |row: PgRow| {
            Ok(Stored {
                seq: own_int(row.try_get("seq")?),
                batch: own_int(row.try_get("batch")?),
                kind: row.try_get("kind")?,
                id: row.try_get("id")?,
                revision: own_int(row.try_get("revision")?),
                header: row.try_get("header")?,
                body: row.try_get("bytes")?,
            })
        };
        rows.into_iter().map(|row| read(row).map_err(|e: sqlx::Error| self.remote.fault(e))).collect()
    }

    /// Lists entries as [`Session::list_stored`] does, with their headers read.
    pub(crate) async fn list_entries(&mut self, after: u64, limit: u32, bytes: u64) -> Result<Vec<Entry>, PullError> {
        let stored = self.list_stored(after, limit, bytes).await?;
        let read = |stored: Stored| {
            let header = read_header(&stored.header).map_err(|e| self.remote.damaged(e.to_string()))?;
            Ok(Entry { header, header_bytes: stored.header, body: stored.body })
        };
        stored.into_iter().map(read).collect()
    }

    /// Counts batches, entries and bodies.
    pub(crate) async fn count(&mut self) -> Result<(u64, u64, u64), PullError> {
        let rows = self.ask(sqlx::query(sql::COUNT)).await?;
        let row = rows.first().ok_or_else(|| self.remote.damaged("it cannot be counted"))?;
        let read = || Ok((own_int(row.try_get("batches")?), own_int(row.try_get("entries")?), own_int(row.try_get("bodies")?)));
        read().map_err(|e: sqlx::Error| self.remote.fault(e))
    }

    /// Lists the bytes of batches, by number; both ends are included.
    pub(crate) async fn list_batches(&mut self, first: u64, last: u64) -> Result<BTreeMap<u64, Vec<u8>>, PullError> {
        let rows = self.ask(sqlx::query(sql::BATCHES).bind(sql_int(first)).bind(sql_int(last))).await?;
        let remote = self.remote;
        let read = |row: PgRow| Ok((own_int(row.try_get("number")?), row.try_get("bytes")?));
        rows.into_iter().map(|row| read(row).map_err(|e: sqlx::Error| remote.fault(e))).collect()
    }

    /// Finds the digest that the journal had when it had reached a number.
    pub(crate) async fn find_digest(&mut self, seq: u64) -> Result<Option<Digest>, PullError> {
        let rows = self.ask(sqlx::query(sql::FIND_HEADER).bind(sql_int(seq))).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let bytes: Vec<u8> = row.try_get("header").map_err(|e| self.remote.fault(e))?;
        Ok(Some(Digest::of(&bytes)))
    }

    /// Appends to the journal and moves its head, within the transaction.
    pub(crate) async fn append(&mut self, shipment: Shipment, head: Head) -> Result<(), PullError> {
        let Shipment { batches, entries, redacted } = shipment;
        let (numbers, batch_bytes): (Vec<i64>, Vec<Vec<u8>>) = batches.into_iter().map(|(n, bytes)| (sql_int(n), bytes)).unzip();
        let (mut seqs, mut of, mut kinds, mut ids) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut revisions, mut headers, mut bodies) = (Vec::new(), Vec::new(), Vec::new());
        for entry in entries {
            seqs.push(sql_int(entry.seq));
            of.push(sql_int(entry.batch));
            kinds.push(entry.kind);
            ids.push(entry.id);
            revisions.push(sql_int(entry.revision));
            headers.push(entry.header);
            bodies.push(entry.body);
        }
        let query = sqlx::query(sql::APPEND)
            .bind(numbers)
            .bind(batch_bytes)
            .bind(seqs)
            .bind(of)
            .bind(kinds)
            .bind(ids)
            .bind(revisions)
            .bind(headers)
            .bind(bodies)
            .bind(redacted.into_iter().map(sql_int).collect::<Vec<i64>>())
            .bind(sql_int(head.seq))
            .bind(sql_int(head.batch))
            .bind(head.digest.bytes().to_vec());
        self.ask(query).await.map(|_| ())
    }

    /// Commits, and tells who listens that the journal has reached a number.
    pub(crate) async fn commit_news(&mut self, seq: u64) -> Result<(), PullError> {
        let text = format!("NOTIFY {}, '{seq}'; {}", sql::CHANNEL, sql::COMMIT);
        self.simple(&text, ANSWER).await.map(|_| ())
    }

    /// Ends the transaction; the connection waits for its next use. One that cannot be ended is closed.
    pub(crate) async fn end(mut self) {
        if self.simple(sql::ROLLBACK, CONNECT).await.is_ok() {
            self.give_back();
        }
    }

    /// Keeps the connection for its next use; it must not be within a transaction.
    pub(crate) fn give_back(self) {
        let mut idle = self.remote.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(self.connection);
        }
    }
}

#[cfg(test)]
mod tests;
