//! One write: a transaction in the data folder, and on a replica one of the journal, which holds its head and commits first.
//!
//! The order is the point. While the head is held nobody else publishes, so the numbers have no gaps and are seen in
//! their order. The journal commits, then the replica: a process that is killed in between has published, and its replica
//! catches up like any other. If the connection breaks while the journal commits, the outcome is asked for under the
//! head's lock, which nobody can have before the broken transaction is over, so that the answer is final.

use std::time::Duration;

use chancery_model::journal::{Operation, Redaction};
use sqlx::{Sqlite, SqliteConnection, Transaction};
use tokio::sync::MutexGuard;

use crate::catch_up;
use crate::error::ReadError;
use crate::journal::remote::{Remote, Session, Shipment};
use crate::journal::{self, Head, PullError, WriteError};
use crate::pull;
use crate::store::Store;

/// How far behind a replica may be to take what it lacks while it holds the head; one that lacks more follows first.
const NEAR: u64 = 500;

/// How often a write begins anew because the journal moved on meanwhile.
const TURNS: u32 = 20;

/// How long the data folder may keep the head from others.
const LOCAL_WAIT: Duration = Duration::from_secs(3);

/// How long to ask what became of a commit.
const ASK: Duration = Duration::from_secs(8);

/// How long to wait between two questions.
const ASK_AGAIN: Duration = Duration::from_millis(150);

/// How many entries, and how many bytes of bodies, go in one statement.
const CHUNK: u32 = 500;
const CHUNK_BYTES: usize = 16 * 1024 * 1024;

/// A write that is going on. Dropping it undoes it.
pub(crate) struct Writing<'s> {
    store: &'s Store,
    /// The transaction in the data folder.
    pub(crate) local: Transaction<'static, Sqlite>,
    /// The hold on the journal, if it is elsewhere.
    pub(crate) ahead: Option<Ahead<'s>>,
}

/// The journal, held.
pub(crate) struct Ahead<'s> {
    session: Session<'s>,
    /// Where it ended when it was taken.
    base: Head,
    /// Writers of one process take turns here, and not at the database.
    _turn: MutexGuard<'s, ()>,
}

impl Store {
    /// Begins a write: the replica and its views are at the journal's end, and stay there until the write is over.
    pub(crate) async fn begin_write(&self) -> Result<Writing<'_>, WriteError> {
        let Some(remote) = self.remote() else {
            let mut local = self.database().writer().await?;
            catch_up::within(&mut local).await?;
            return Ok(Writing { store: self, local, ahead: None });
        };
        let busy = || PullError::Busy { journal: remote.url().clone() };
        let turn = self.inner.turn.lock();
        let turn = tokio::time::timeout(self.database().write_wait(), turn).await.map_err(|_| busy())?;
        for _ in 0..TURNS {
            let Some((session, base)) = self.hold(remote).await? else {
                continue;
            };
            let local = tokio::time::timeout(LOCAL_WAIT, self.database().writer()).await;
            let mut local = local.unwrap_or(Err(ReadError::Busy))?;
            catch_up::within(&mut local).await?;
            if journal::head(&mut local).await? == base {
                return Ok(Writing { store: self, local, ahead: Some(Ahead { session, base, _turn: turn }) });
            }
            local.rollback().await?;
            session.end().await;
        }
        Err(busy().into())
    }

    /// Takes the journal's head and brings the replica there; none if the replica must follow first, which it then has.
    async fn hold<'s>(&'s self, remote: &'s Remote) -> Result<Option<(Session<'s>, Head)>, PullError> {
        if self.inner.identity.get().is_none() {
            // The first meeting: the schema is brought up to date, and the folder learns whom it follows.
            self.pull().await?;
        }
        let Some((mut session, found)) = remote.lock().await? else {
            self.pull().await?;
            return Ok(None);
        };
        self.recognize(&found.identity).await?;
        let at = self.head().await?;
        let is_near = at.seq <= found.head.seq && found.head.seq - at.seq <= NEAR;
        if is_near && pull::advance(self, &mut session, (at, found.head), &mut 0).await?.is_none() {
            return Ok(Some((session, found.head)));
        }
        session.end().await;
        self.pull().await?;
        Ok(None)
    }
}

/// Does the work of a write while the journal stays held.
pub(crate) async fn during<T>(ahead: Option<&mut Ahead<'_>>, work: impl Future<Output = T>) -> Result<T, PullError> {
    match ahead {
        Some(ahead) => ahead.session.during(work).await,
        None => Ok(work.await),
    }
}

impl Writing<'_> {
    /// Undoes the write.
    pub(crate) async fn rollback(self) -> Result<(), ReadError> {
        self.local.rollback().await?;
        if let Some(ahead) = self.ahead {
            ahead.session.end().await;
        }
        Ok(())
    }

    /// Makes the write last: in the journal first, then in the data folder.
    pub(crate) async fn commit(mut self) -> Result<(), WriteError> {
        let Some(mut ahead) = self.ahead.take() else {
            self.local.commit().await?;
            self.store.news().tell();
            return Ok(());
        };
        let head = journal::head(&mut self.local).await?;
        if head == ahead.base {
            self.local.commit().await?;
            ahead.session.end().await;
            return Ok(());
        }
        ship(&mut self.local, &mut ahead, head).await?;
        let remote = ahead.session.remote();
        match ahead.session.commit_news(head.seq).await {
            Ok(()) => ahead.session.give_back(),
            Err(error) => {
                // The server undoes what it has not committed when it sees the connection close.
                drop(ahead.session);
                match tokio::time::timeout(ASK, outcome(remote, head)).await {
                    Ok(true) => {}
                    Ok(false) => {
                        self.local.rollback().await?;
                        return Err(error.into());
                    }
                    Err(_) => {
                        self.local.rollback().await?;
                        let journal = remote.url().clone();
                        return Err(WriteError::Uncertain { journal, batch: head.batch, seq: head.seq, digest: head.digest });
                    }
                }
            }
        }
        if let Err(error) = self.local.commit().await {
            // It is published; this folder follows when it can.
            tracing::warn!(seq = head.seq, error = %error, "the journal has the batch, the data folder could not be written");
        }
        Ok(())
    }
}

/// Sends the journal what the data folder has beyond it.
async fn ship(local: &mut SqliteConnection, ahead: &mut Ahead<'_>, head: Head) -> Result<(), WriteError> {
    let Ahead { session, base, .. } = ahead;
    let (mut seq, mut batch) = (base.seq, base.batch);
    while seq < head.seq {
        let mut entries = journal::list_stored(local, seq, CHUNK).await?;
        cut_to_size(&mut entries);
        let mut shipment = Shipment::default();
        for entry in &entries {
            seq = entry.seq;
            if entry.batch != batch {
                batch = entry.batch;
                let bytes = journal::find_batch(local, batch).await?;
                shipment.batches.push((batch, bytes.ok_or_else(|| ReadError::Damaged(format!("batch {batch} is missing")))?));
            }
            if let Some(redacted) = redacted_by(local, entry).await? {
                shipment.redacted.push(redacted);
            }
        }
        if entries.is_empty() {
            return Err(ReadError::Damaged(format!("the journal breaks off after number {seq}")).into());
        }
        shipment.entries = entries;
        session.append(shipment, head).await?;
    }
    Ok(())
}

/// Keeps what fits one statement; one entry at least.
fn cut_to_size(entries: &mut Vec<journal::Stored>) {
    let mut bytes = 0;
    let size = |entry: &journal::Stored| entry.body.as_ref().map_or(0, Vec::len);
    let fitting = entries.iter().take_while(|entry| {
        let is_first = bytes == 0;
        bytes += size(entry) + 1;
        is_first || bytes <= CHUNK_BYTES
    });
    entries.truncate(fitting.count());
}

/// The number of the body that an entry takes away.
async fn redacted_by(local: &mut SqliteConnection, entry: &journal::Stored) -> Result<Option<u64>, ReadError> {
    let header = journal::read_header(&entry.header)?;
    if header.operation != Operation::Redact {
        return Ok(None);
    }
    let redaction = entry.body.as_deref().map(serde_json::from_slice::<Redaction>);
    let Some(Ok(redaction)) = redaction else {
        return Err(ReadError::Damaged(format!("the redaction with number {} does not read back", entry.seq)));
    };
    journal::find_seq(local, header.kind, &header.id, redaction.revision).await
}

/// Asks until it is known whether the journal holds this head.
async fn outcome(remote: &Remote, head: Head) -> bool {
    loop {
        if let Ok(Some((mut session, found))) = remote.lock().await {
            let digest = match found.head.seq.cmp(&head.seq) {
                std::cmp::Ordering::Equal => Ok(Some(found.head.digest)),
                std::cmp::Ordering::Greater => session.find_digest(head.seq).await,
                std::cmp::Ordering::Less => Ok(None),
            };
            if let Ok(digest) = digest {
                session.end().await;
                return digest == Some(head.digest);
            }
        }
        tokio::time::sleep(ASK_AGAIN).await;
    }
}
