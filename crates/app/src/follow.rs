//! Following the journal: catalogue and index are brought up to the journal's number, whoever wrote the entries.
//!
//! The cursor is the journal's number and chain digest, kept in the index's own commit. A cursor whose digest the
//! journal does not have (a restored backup, another register in the folder) starts the index over (promise P5).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chancery_model::journal::{Header, Operation};
use chancery_model::{Kind, MechanismId, MeetingId, Name, Record, RecordRef};
use chancery_search::{Change, Cursor};
use chancery_store::{DocumentQuery, Lookup, MeetingQuery, Store};

use crate::App;
use crate::catalogue::Catalogue;
use crate::entry::{self, Surroundings};
use crate::error::AppError;

/// How many journal entries are applied in one commit of the index.
const STEP: u32 = 2_000;
/// How often a server looks whether another process has written.
const POLL: Duration = Duration::from_millis(200);

/// What one round of following did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Followed {
    /// Journal entries that were applied.
    pub entries: u64,
    /// Index entries written or removed.
    pub indexed: u64,
}

impl App {
    /// Brings catalogue and index up to the journal's head.
    ///
    /// Errors: what store and index report; the next round begins where this one stopped.
    pub async fn follow_once(&self) -> Result<Followed, AppError> {
        let _one_at_a_time = self.inner.following.lock().await;
        let store = self.store();
        let mut done = Followed::default();
        let head = store.head().await?;
        if self.catalogue().seq != head.seq {
            let catalogue = Catalogue::read(store).await?;
            *self.inner.catalogue.write().unwrap_or_else(std::sync::PoisonError::into_inner) = std::sync::Arc::new(catalogue);
        }
        let mut cursor = self.inner.index.cursor();
        if cursor.seq == head.seq && cursor.digest == head.digest.to_string() {
            return Ok(done);
        }
        if cursor.seq > 0 && store.digest_at(cursor.seq).await?.map(|d| d.to_string()).as_deref() != Some(cursor.digest.as_str()) {
            let index = std::sync::Arc::clone(&self.inner.index);
            tokio::task::spawn_blocking(move || index.clear()).await.map_err(AppError::bug)??;
            cursor = self.inner.index.cursor();
        }
        let is_fresh = cursor.seq == 0;
        while cursor.seq < head.seq {
            let entries = store.entries(cursor.seq, STEP).await?;
            let Some((last, _)) = entries.last() else { break };
            let last_seq = last.seq;
            let digest = store.digest_at(last_seq).await?.map(|d| d.to_string()).unwrap_or_default();
            done.entries += entries.len() as u64;
            let changes = self.changes_of(entries, is_fresh).await?;
            done.indexed += changes.len() as u64;
            let index = std::sync::Arc::clone(&self.inner.index);
            cursor = Cursor { seq: last_seq, digest };
            let at = cursor.clone();
            tokio::task::spawn_blocking(move || index.apply(changes, at)).await.map_err(AppError::bug)??;
        }
        Ok(done)
    }

    /// Follows until `stop` is done; a failing round is reported to `on_error` and tried again.
    pub async fn follow(&self, stop: impl Future<Output = ()>, mut on_error: impl FnMut(&AppError)) {
        tokio::pin!(stop);
        loop {
            if let Err(error) = self.follow_once().await {
                on_error(&error);
            }
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// The journal number that the index has reached, and the journal's own.
    pub async fn lag(&self) -> Result<(u64, u64), AppError> {
        Ok((self.inner.index.cursor().seq, self.store().head().await?.seq))
    }

    /// The index changes that some journal entries ask for. Of a record only its last state counts.
    async fn changes_of(&self, entries: Vec<(Header, Option<Vec<u8>>)>, is_fresh: bool) -> Result<Vec<Change>, AppError> {
        let mut touched: BTreeMap<RecordRef, (u64, Option<Record>)> = BTreeMap::new();
        for (header, body) in entries {
            let address = RecordRef::new(header.kind, &header.id).map_err(AppError::bug)?;
            let record = match (header.operation, body) {
                (Operation::Publish, Some(body)) => Record::read(header.kind, header.schema, &body).ok(),
                _ => None,
            };
            touched.insert(address, (header.seq, record));
        }
        let catalogue = self.catalogue();
        let mut again: BTreeSet<RecordRef> = BTreeSet::new();
        for (address, (_, record)) in &touched {
            // While an index is built from nothing the small records come first, so that nothing spells out an older name.
            if !is_fresh && entry::spells_out(address.kind) {
                again.extend(self.dependants(address).await?);
            }
            if let Some(Record::Document(document)) = record {
                again.extend(document.relations.iter().filter_map(|r| RecordRef::new(Kind::Meeting, r.meeting.as_str()).ok()));
            }
        }
        let mut changes = Vec::with_capacity(touched.len() + again.len());
        for (address, (seq, record)) in &touched {
            // A redaction or a later entry outside this window is settled by what the store has now.
            match record {
                Some(record) => changes.push(change(&catalogue, self.store(), address, record, *seq).await?),
                None => changes.push(self.change_of_current(&catalogue, address).await?),
            }
        }
        for address in again.iter().filter(|a| !touched.contains_key(a)) {
            changes.push(self.change_of_current(&catalogue, address).await?);
        }
        Ok(changes)
    }

    async fn change_of_current(&self, catalogue: &Catalogue, address: &RecordRef) -> Result<Change, AppError> {
        match self.store().find(address).await? {
            Lookup::Found(current) => change(catalogue, self.store(), address, &current.record, current.seq).await,
            _ => Ok(remove(address)),
        }
    }

    /// The meetings and documents whose index entries spell out the names of a small record.
    async fn dependants(&self, address: &RecordRef) -> Result<Vec<RecordRef>, AppError> {
        let mut query = MeetingQuery { limit: 1_000, ..MeetingQuery::default() };
        let mut found = Vec::new();
        match address.kind {
            Kind::Mechanism => query.mechanism = address.id().parse().ok(),
            Kind::Organisation => query.organisation = address.id().parse().ok(),
            Kind::Place => query.place = address.id().parse().ok(),
            _ => return Ok(found),
        }
        loop {
            let page = self.store().list_meetings(&query).await?;
            found.extend(page.rows.iter().filter_map(|row| RecordRef::new(Kind::Meeting, row.id.as_str()).ok()));
            match page.next {
                Some(next) => query.after = Some(next),
                None => break,
            }
        }
        if address.kind == Kind::Mechanism {
            let mut query = DocumentQuery { mechanism: address.id().parse().ok(), limit: 1_000, ..DocumentQuery::default() };
            loop {
                let page = self.store().list_documents(&query).await?;
                found.extend(page.rows.iter().filter_map(|row| RecordRef::new(Kind::Document, row.id.as_str()).ok()));
                match page.next {
                    Some(next) => query.after = Some(next),
                    None => break,
                }
            }
        }
        Ok(found)
    }
}

fn remove(address: &RecordRef) -> Change {
    Change::Remove { kind: address.kind, id: address.id().to_owned() }
}

async fn change(catalogue: &Catalogue, store: &Store, address: &RecordRef, record: &Record, seq: u64) -> Result<Change, AppError> {
    let mut around = Surroundings::default();
    match record {
        Record::Meeting(meeting) => around.document_titles = document_titles(store, &meeting.id).await?,
        Record::Document(document) => {
            for relation in &document.relations {
                around.mechanisms.extend(mechanism_of(catalogue, store, &relation.meeting).await?);
            }
        }
        _ => {}
    }
    Ok(entry::entry(catalogue, record, &around, seq).map_or_else(|| remove(address), Change::Put))
}

async fn document_titles(store: &Store, meeting: &MeetingId) -> Result<Vec<Name>, AppError> {
    let query = DocumentQuery { meeting: Some(meeting.clone()), limit: 100, ..DocumentQuery::default() };
    Ok(store.list_documents(&query).await?.rows.into_iter().flat_map(|row| row.titles).collect())
}

async fn mechanism_of(catalogue: &Catalogue, store: &Store, meeting: &MeetingId) -> Result<Option<MechanismId>, AppError> {
    if let Some(id) = meeting.stem().parse::<MechanismId>().ok().filter(|id| catalogue.mechanisms.contains_key(id)) {
        return Ok(Some(id));
    }
    let Ok(address) = RecordRef::new(Kind::Meeting, meeting.as_str()) else { return Ok(None) };
    Ok(match store.find(&address).await? {
        Lookup::Found(current) => match current.record {
            Record::Meeting(meeting) => Some(meeting.mechanism),
            _ => None,
        },
        _ => None,
    })
}
