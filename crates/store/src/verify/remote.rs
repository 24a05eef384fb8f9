//! A replica against the journal that PostgreSQL keeps, row by row. What agrees with a replica that is sound is sound.

use std::collections::BTreeMap;

use sqlx::{Sqlite, Transaction};

use super::{Fault, VerifyError, VerifyProgress, VerifyReport, VerifyStage};
use crate::journal::remote::{Remote, RemoteHead, Session};
use crate::journal::{self, Head, PullError, Stored};
use crate::pull;
use crate::store::Store;

/// How many entries are compared at once, within so many bytes of bodies.
const STEP: u32 = 500;
const STEP_BYTES: u64 = 16 * 1024 * 1024;

/// How often to look for a moment at which nothing is published.
const TURNS: u32 = 50;

/// One state of both, if they can be brought together; else the replica's alone.
pub(super) async fn snapshots<'s>(
    store: &'s Store,
    remote: &'s Remote,
) -> Result<(Transaction<'static, Sqlite>, Option<(Session<'s>, RemoteHead)>), VerifyError> {
    // Not a pull, which would mend a replica that is apart: here it is to be seen.
    store.recognize(&remote.head().await?.identity).await?;
    for _ in 0..TURNS {
        let before = store.head().await?;
        let (mut session, found) = remote.read().await?;
        if pull::advance(store, &mut session, (before, found.head), &mut 0).await?.is_some() {
            session.end().await;
            return Ok((store.database().snapshot().await?, None));
        }
        let mut tx = store.database().snapshot().await?;
        if journal::head(&mut tx).await? == found.head {
            return Ok((tx, Some((session, found))));
        }
        session.end().await;
    }
    Err(PullError::Busy { journal: remote.url().clone() }.into())
}

/// Compares every row of the journal's tables.
pub(super) async fn compare(
    c: &mut sqlx::SqliteConnection,
    (mut session, found): (Session<'_>, RemoteHead),
    report: &mut VerifyReport,
    on_progress: &mut (impl FnMut(VerifyProgress) + Send),
) -> Result<(), VerifyError> {
    let Head { seq: last, batch: last_batch, .. } = found.head;
    let differs = |seq, what: &str| Fault::Entry { seq, what: format!("{what} in PostgreSQL") };
    let mut seq = 0;
    while seq < last {
        let theirs = session.list_stored(seq, STEP, STEP_BYTES).await?;
        let count = u32::try_from(theirs.len()).ok().filter(|count| *count > 0).unwrap_or(STEP);
        let theirs: BTreeMap<u64, Stored> = theirs.into_iter().map(|entry| (entry.seq, entry)).collect();
        let ours = journal::list_stored(c, seq, count).await?;
        let Some(end) = ours.last().map(|entry| entry.seq) else { break };
        for entry in &ours {
            match theirs.get(&entry.seq) {
                None => report.add(differs(entry.seq, "is missing")),
                Some(other) if other.header != entry.header => report.add(differs(entry.seq, "has another header")),
                Some(other) if other.body != entry.body => report.add(differs(entry.seq, "has another body")),
                Some(other) if other != entry => report.add(differs(entry.seq, "has a row that says otherwise than its header")),
                Some(_) => {}
            }
        }
        seq = end;
        on_progress(VerifyProgress { stage: VerifyStage::Journal, done: seq, of: last });
    }
    let mut number = 0;
    while number < last_batch {
        let end = last_batch.min(number + u64::from(STEP));
        let theirs = session.list_batches(number + 1, end).await?;
        for number in number + 1..=end {
            if theirs.get(&number) != journal::find_batch(c, number).await?.as_ref() {
                report.add(Fault::Batch { number, what: "differs in PostgreSQL".into() });
            }
        }
        number = end;
    }
    let (batches, bodies) = journal::count(c).await?;
    let counted = session.count().await?;
    if counted != (batches, last, bodies) {
        report
            .add(Fault::Head(format!("PostgreSQL has {counted:?} batches, entries and bodies, the replica {:?}", (batches, last, bodies))));
    }
    session.end().await;
    Ok(())
}
