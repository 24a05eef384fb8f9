//! Brings the tables in PostgreSQL to the schema of this version: once, under a lock, while other nodes wait or go on.
//!
//! The numbers are those of SQLite. A migration says from which schema on programs may go on working with the tables it
//! leaves: a change is first made in a way that old programs bear (*expand*), and only when none of them runs any more
//! is the old form given up (*contract*), which raises that number. So nodes are replaced one after the other.

use sqlx::Row;
use sqlx::error::DatabaseError;

use super::{ANSWER, PullError, Remote, Session, sql};
use crate::database::KNOWN_SCHEMA;

/// One step of the schema.
struct Migration {
    text: &'static str,
    /// The oldest schema whose programs can work with the tables after this step.
    compatible_from: i64,
}

/// The steps, in order; the first makes schema 1.
const MIGRATIONS: [Migration; 5] = [
    Migration { text: include_str!("../../../migrations/postgres/0001_journal.sql"), compatible_from: 1 },
    Migration { text: include_str!("../../../migrations/postgres/0002_views.sql"), compatible_from: 1 },
    // The first schema of which a journal could be in PostgreSQL.
    Migration { text: include_str!("../../../migrations/postgres/0003_origin.sql"), compatible_from: 3 },
    // Older programs refuse a document that says what was read of its files.
    Migration { text: include_str!("../../../migrations/postgres/0004_held_files.sql"), compatible_from: 4 },
    // New kinds of record: a program that does not know them would stop at the first.
    Migration { text: include_str!("../../../migrations/postgres/0005_follow_through.sql"), compatible_from: 5 },
];

/// The texts of the steps, for a test that makes the tables by itself.
#[cfg(test)]
pub(crate) const TEXTS: [&str; 5] = [MIGRATIONS[0].text, MIGRATIONS[1].text, MIGRATIONS[2].text, MIGRATIONS[3].text, MIGRATIONS[4].text];

/// The schema of a database, and the oldest whose programs may work with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Schema {
    pub(crate) found: i64,
    pub(crate) compatible_from: i64,
}

/// Looks without touching anything; none if there is no register yet.
pub(crate) async fn look(remote: &Remote) -> Result<Option<Schema>, PullError> {
    let mut session = remote.connect().await?;
    let found = schema(&mut session).await?;
    session.give_back();
    Ok(found)
}

async fn schema(session: &mut Session<'_>) -> Result<Option<Schema>, PullError> {
    let remote = session.remote;
    let rows = session.simple(sql::HAS_REGISTER, ANSWER).await?;
    let is_there = rows.first().map(|row| row.try_get("has_register")).transpose().map_err(|e| remote.fault(e))?;
    if is_there != Some(true) {
        return Ok(None);
    }
    let rows = session.simple(sql::REGISTER, ANSWER).await?;
    let row = rows.first().ok_or_else(|| remote.damaged("it does not say which register it is"))?;
    let read = || Ok(Schema { found: row.try_get("schema")?, compatible_from: row.try_get("compatible_from")? });
    read().map(Some).map_err(|e: sqlx::Error| remote.fault(e))
}

/// Runs what is missing. Who comes second waits, and finds nothing to do.
pub(crate) async fn run(remote: &Remote) -> Result<(), PullError> {
    let mut session = remote.connect().await?;
    session.simple(sql::BEGIN_MIGRATION, ANSWER * 4).await?;
    let found = schema(&mut session).await?;
    if found.is_some() {
        // Nobody is in the middle of publishing while the tables change.
        session.simple(sql::LOCK_HEAD, ANSWER * 4).await?;
    }
    let done = found.map_or(0, |schema| schema.found);
    for migration in MIGRATIONS.iter().skip(usize::try_from(done).unwrap_or(0)) {
        session.simple(migration.text, ANSWER * 30).await.map_err(|error| foreign(remote, error))?;
    }
    if let Some(last) = MIGRATIONS.last().filter(|_| done < KNOWN_SCHEMA) {
        session.ask(sqlx::query(sql::SET_REGISTER).bind(KNOWN_SCHEMA).bind(last.compatible_from)).await?;
    }
    session.simple(sql::COMMIT, ANSWER).await?;
    session.give_back();
    Ok(())
}

/// A table of ours that is there before we made it belongs to somebody else.
fn foreign(remote: &Remote, error: PullError) -> PullError {
    match error {
        PullError::Refused { source, .. } if source.0.as_database_error().and_then(DatabaseError::code).as_deref() == Some("42P07") => {
            PullError::NotRegister { journal: remote.url().clone(), source }
        }
        other => other,
    }
}

/// The names of the steps that come after a schema.
pub(crate) fn pending(done: i64) -> Vec<&'static str> {
    crate::database::MIGRATION_NAMES.into_iter().skip(usize::try_from(done).unwrap_or(0)).collect()
}
