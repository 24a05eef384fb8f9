//! Locks of jobs that one node does for all: snapshots, checks of files, digests of feeds.
//!
//! The lock is PostgreSQL's, held by a transaction on a connection of its own; a lock of the session would not survive a
//! pooler that lends connections by the transaction. When the holder dies its connection closes and the lock is free. A
//! holder that is stopped is not heard of, and after half a minute the server ends its transaction: so a job that goes on
//! after a pause asks [`JobLease::is_held`](crate::JobLease::is_held) before it does what must not be done twice.

use std::time::Duration;

use sqlx::{PgConnection, Row};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::{ANSWER, CONNECT, PullError, Remote, sql};

/// How often the holder is heard of.
const BEAT: Duration = Duration::from_secs(5);

/// The first half of the name of every lock of ours: the letters "chnc".
const FAMILY: i32 = 0x6368_6e63;

/// How long after the last beat the lock is surely held; less than the server waits.
const SURE: Duration = Duration::from_secs(20);

/// A lock that is held as long as this value lives.
#[derive(Debug)]
pub(crate) struct RemoteLease {
    /// The last beat; none when the lock was lost.
    last: watch::Receiver<Option<Instant>>,
    beating: JoinHandle<()>,
}

impl Drop for RemoteLease {
    fn drop(&mut self) {
        // The connection goes with its task, and the lock with the connection.
        self.beating.abort();
    }
}

impl RemoteLease {
    pub(crate) fn is_held(&self) -> bool {
        self.last.borrow().is_some_and(|last| last.elapsed() < SURE)
    }
}

/// Takes a lock if nobody has it.
pub(crate) async fn try_take(remote: &Remote, job: i32) -> Result<Option<RemoteLease>, PullError> {
    let mut session = remote.connect().await?;
    session.simple(sql::BEGIN_JOB, ANSWER).await?;
    let rows = session.ask(sqlx::query(sql::TRY_LOCK).bind(FAMILY).bind(job)).await?;
    let is_taken = rows.first().map(|row| row.try_get::<bool, _>("is_taken")).transpose().map_err(|e| remote.fault(e))?;
    if is_taken != Some(true) {
        session.end().await;
        return Ok(None);
    }
    let (sender, last) = watch::channel(Some(Instant::now()));
    let beating = tokio::spawn(beat(session.connection, sender));
    Ok(Some(RemoteLease { last, beating }))
}

async fn beat(mut connection: PgConnection, last: watch::Sender<Option<Instant>>) {
    loop {
        tokio::time::sleep(BEAT).await;
        let asked = Instant::now();
        let answer = tokio::time::timeout(CONNECT, sqlx::raw_sql(sql::PING).execute(&mut connection)).await;
        if !matches!(answer, Ok(Ok(_))) {
            last.send_replace(None);
            return;
        }
        last.send_replace(Some(asked));
    }
}
