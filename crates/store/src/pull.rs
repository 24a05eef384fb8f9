//! Following a journal that PostgreSQL keeps: the replica in the data folder takes what it lacks, step by step.
//!
//! Number and digest of the last entry are the cursor; what follows must fit them. A server that was restored or promoted
//! may have lost the last batches, and then this replica knows some that never were. It says so, goes back to the last
//! number on which both agree, and follows from there; what was read in between is gone, as it is for everybody.

use chancery_model::journal::{Operation, Redaction};
use sqlx::SqliteConnection;

use crate::arrivals::{ArrivalError, Arrivals, cut_back};
use crate::catch_up;
use crate::error::ReadError;
use crate::journal::remote::{Remote, Session};
use crate::journal::{self, Entry, Head, PullError};
use crate::origin::{self, Origin};
use crate::store::Store;

/// How many entries are taken in one transaction, as long as much more is to come: pages that several of them touch are
/// then written once.
const LONG_STEP: u32 = 5_000;

/// How many else.
const STEP: u32 = 500;

/// How many bytes of bodies are held at once.
const STEP_BYTES: u64 = 16 * 1024 * 1024;

/// What was taken from the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pulled {
    /// How many entries.
    pub entries: u64,
    /// Where the journal ends, and the replica with it.
    pub head: Head,
    /// The last number on which both agreed, if the replica held entries that the journal does not.
    pub diverged: Option<u64>,
}

impl Store {
    /// Brings the replica up to the journal. A register of its own has nothing to follow, and tells where it is.
    ///
    /// Safe to be dropped at any moment, and to be run by several at once. Errors: [`PullError`]; what was taken by then
    /// stays and is whole.
    pub async fn pull(&self) -> Result<Pulled, PullError> {
        self.news().mark_seen();
        self.inner.writes.mark_seen();
        let Some(remote) = self.remote() else {
            return Ok(Pulled { entries: 0, head: self.head().await?, diverged: None });
        };
        let found = remote.head().await?;
        self.recognize(&found.identity).await?;
        if self.head().await? == found.head {
            return Ok(Pulled { entries: 0, head: found.head, diverged: None });
        }
        // In this order: what the replica had before the journal was asked, the journal must have, too.
        let before = self.head().await?;
        let (mut session, found) = remote.read().await?;
        self.recognize(&found.identity).await?;
        let pulled = follow(self, &mut session, before, found.head).await?;
        session.end().await;
        Ok(pulled)
    }

    /// Where the journal ends, wherever it is kept; [`Store::head`] tells how far this data folder has got.
    ///
    /// Errors: [`PullError`] if the journal does not answer.
    pub async fn journal_head(&self) -> Result<Head, PullError> {
        match self.remote() {
            Some(remote) => Ok(remote.head().await?.head),
            None => Ok(self.head().await?),
        }
    }

    /// Checks that a journal is the one that this folder follows; the first that it meets becomes that.
    pub(crate) async fn recognize(&self, identity: &str) -> Result<(), PullError> {
        let known = &self.inner.identity;
        if known.get().is_none() {
            let mut tx = self.database().writer().await?;
            let followed = match origin::read(&mut tx).await? {
                Origin::Replica(Some(followed)) => followed,
                Origin::Replica(None) | Origin::Own => {
                    origin::set(&mut tx, &Origin::Replica(Some(identity.to_owned()))).await?;
                    identity.to_owned()
                }
            };
            tx.commit().await?;
            // Somebody else may have been as quick; then both read the same.
            let _ = known.set(followed);
        }
        match (known.get(), self.remote()) {
            (Some(followed), Some(remote)) if followed != identity => {
                Err(PullError::OtherRegister { folder: self.folder().to_owned(), journal: remote.url().clone() })
            }
            _ => Ok(()),
        }
    }

    /// What was redacted also leaves the write-ahead log; a reader in the way puts that off, no more.
    pub(crate) async fn scrub(&self) {
        if let Ok(mut connection) = self.database().write_connection().await {
            let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *connection).await;
        }
    }
}

fn of_arrival(remote: &Remote, error: ArrivalError) -> PullError {
    match error {
        ArrivalError::Broken(what) => remote.damaged(what),
        ArrivalError::Storage(error) => error.into(),
    }
}

/// Takes what comes after the replica's end, up to a head that the session's transaction has seen.
async fn follow(store: &Store, session: &mut Session<'_>, before: Head, target: Head) -> Result<Pulled, PullError> {
    let mut taken = 0;
    let mut diverged = None;
    while let Some(at) = advance(store, session, (before, target), &mut taken).await? {
        let common = find_common(store, session, at, target).await?;
        tracing::warn!(common, had = at.seq, has = target.seq, "this folder held entries that the journal does not; it goes back");
        taken += mend(store, session, at, common, target).await?;
        diverged = Some(common);
    }
    Ok(Pulled { entries: taken, head: target, diverged })
}

/// Takes step after step until the replica has the head, which gives none, or where they are found to differ.
///
/// `before` is where the replica stood before the session began. A replica never has what the journal has not, so one
/// that is ahead of the session now and was not then has been brought on by somebody else, and one that was is apart.
pub(crate) async fn advance(
    store: &Store,
    session: &mut Session<'_>,
    (before, target): (Head, Head),
    taken: &mut u64,
) -> Result<Option<Head>, PullError> {
    loop {
        let at = store.head().await?;
        // Another task or process may have gone past what the session sees.
        if at == target || (at.seq > target.seq && at != before) {
            return Ok(None);
        }
        let limit = if target.seq.saturating_sub(at.seq) > u64::from(LONG_STEP) { LONG_STEP } else { STEP };
        let entries = if at.seq < target.seq { session.list_entries(at.seq, limit, STEP_BYTES).await? } else { Vec::new() };
        if entries.first().is_none_or(|next| next.header.previous != at.digest) {
            return Ok(Some(at));
        }
        *taken += step(store, session, at, entries).await?;
    }
}

/// Takes some entries in a transaction of their own; none if another process was quicker.
async fn step(store: &Store, session: &mut Session<'_>, at: Head, entries: Vec<Entry>) -> Result<u64, PullError> {
    let remote = session.remote();
    let batches = match entries.last() {
        Some(last) => session.list_batches(at.batch, last.header.batch).await?,
        None => return Ok(0),
    };
    let apply = async {
        let mut tx = store.database().writer().await?;
        if journal::head(&mut tx).await? != at {
            tx.rollback().await?;
            return Ok(0);
        }
        catch_up::within(&mut tx).await?;
        let mut arrivals = Arrivals::new(&mut tx).await?;
        let count = entries.len();
        arrivals.take(&mut tx, entries, &batches).await.map_err(|error| of_arrival(remote, error))?;
        arrivals.finish(&mut tx).await?;
        tx.commit().await?;
        if arrivals.has_redacted() {
            store.scrub().await;
        }
        Ok(u64::try_from(count).unwrap_or(u64::MAX))
    };
    session.during(apply).await?
}

/// Finds the last number on which replica and journal agree. What agrees at a number agrees at all before it.
async fn find_common(store: &Store, session: &mut Session<'_>, at: Head, target: Head) -> Result<u64, PullError> {
    let (mut agrees, mut differs) = (0, at.seq.min(target.seq) + 1);
    while differs - agrees > 1 {
        let middle = agrees + (differs - agrees) / 2;
        let is_same = match (session.find_digest(middle).await?, store.digest_at(middle).await?) {
            (Some(theirs), Some(ours)) => theirs == ours,
            _ => false,
        };
        if is_same { agrees = middle } else { differs = middle }
    }
    if agrees == at.seq {
        return Err(session.remote().damaged(format!("what comes after number {agrees} does not follow it")));
    }
    Ok(agrees)
}

/// Goes back to where both agree and follows from there, in one transaction: readers see the old state until it is done.
async fn mend(store: &Store, session: &mut Session<'_>, at: Head, common: u64, target: Head) -> Result<u64, PullError> {
    let remote = session.remote();
    let mut tx = session.during(async { Ok::<_, PullError>(store.database().writer().await?) }).await??;
    if journal::head(&mut tx).await? != at {
        tx.rollback().await?;
        return Ok(0);
    }
    let from = before_redacted(&mut tx, common).await?;
    session.during(cut_back(&mut tx, from)).await??;
    let mut arrivals = Arrivals::new(&mut tx).await?;
    while arrivals.head().seq < target.seq {
        let now = arrivals.head();
        let entries = session.list_entries(now.seq, STEP, STEP_BYTES).await?;
        let Some(last) = entries.last() else {
            return Err(remote.damaged(format!("it breaks off after number {}", now.seq)));
        };
        let batches = session.list_batches(now.batch, last.header.batch).await?;
        let apply = async {
            arrivals.take(&mut tx, entries, &batches).await?;
            Ok(arrivals.finish(&mut tx).await?)
        };
        session.during(apply).await?.map_err(|error| of_arrival(remote, error))?;
    }
    tx.commit().await?;
    store.scrub().await;
    Ok(target.seq - from)
}

/// Where to go back to: a body that was taken away by a redaction which never was must be fetched again.
async fn before_redacted(c: &mut SqliteConnection, common: u64) -> Result<u64, ReadError> {
    let (mut seq, mut back) = (common, common);
    loop {
        let entries = journal::list_entries(c, seq, STEP).await?;
        let Some(last) = entries.last() else {
            return Ok(back);
        };
        seq = last.header.seq;
        for entry in entries.iter().filter(|entry| entry.header.operation == Operation::Redact) {
            let redaction = entry.body.as_deref().map(serde_json::from_slice::<Redaction>);
            let Some(Ok(redaction)) = redaction else {
                return Err(ReadError::Damaged(format!("the redaction with number {} does not read back", entry.header.seq)));
            };
            if let Some(redacted) = journal::find_seq(c, entry.header.kind, &entry.header.id, redaction.revision).await? {
                back = back.min(redacted - 1);
            }
        }
    }
}
