//! Following the journal: catalogue and index are brought up to the journal's number, whoever wrote the entries.
//!
//! A node whose journal is in a database elsewhere first pulls what its own tables lack; the journal's number is then known
//! ([`crate::link`]) and everything below works on this node's files alone, whether the database answers or not.
//!
//! The cursor is the journal's number and chain digest, kept in the index's own commit. A cursor whose digest the
//! journal does not have (a restored backup, another register in the folder) starts the index over (promise P5).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use chancery_model::journal::{Header, Operation};
use chancery_model::{Document, Kind, Lang, MechanismId, MeetingId, Name, PaperText, Record, RecordRef};
use chancery_search::{Change, Cursor};
use chancery_store::{DocumentQuery, Lookup, MeetingQuery, Pulled, Store};

use crate::App;
use crate::catalogue::Catalogue;
use crate::entry::{self, Surroundings};
use crate::error::{AppError, ErrorKind};

/// How many journal entries are read at once, and of an index that follows also applied in one commit.
const STEP: u32 = 2_000;
/// How many whole steps an index that is made from nothing takes in before it commits: each commit is a segment, and
/// segments cost twice, when they are put together.
const STEPS_FROM_NOTHING: u32 = 10;
/// How many documents among them: each may bring the words of its files, a hundred pages and more.
const STEP_DOCUMENTS: usize = 100;
/// Of an index that is more entries behind than this it is told how far it has come.
const FAR: u64 = STEP_DOCUMENTS as u64;
/// How long at least a node waits before it asks a database again that did not answer.
const PAUSE_WHILE_LOST: Duration = Duration::from_millis(500);
/// What one round of following did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Followed {
    /// Journal entries that were applied.
    pub entries: u64,
    /// Index entries written or removed.
    pub indexed: u64,
    /// True if another process writes the index of this folder; what it has written so far is seen here.
    pub is_shared: bool,
}

/// How far an index that follows has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The journal number up to which entries were taken in.
    pub index: u64,
    /// The number that it is going to.
    pub head: u64,
}

/// What a follower tells while it follows. A state that lasts is told once, and once more when it is over.
#[derive(Debug)]
pub enum News {
    /// The database of the journal does not answer, or what it says cannot be followed.
    Lost(AppError),
    /// It answers again.
    Reached,
    /// This node had followed entries that the journal no longer has; it was cut back to this number and followed anew.
    Diverged(u64),
    /// Entries came in from the journal's database.
    Pulled(u64),
    /// The index has a long way to go, and has come so far: told before the first step and after each.
    Indexing(Progress),
    /// It has reached the journal's number that it was going to; so many entries were taken in.
    Indexed(u64),
    /// Catalogue or index cannot follow.
    Stuck(AppError),
    /// They follow again.
    Unstuck,
    /// Another process writes the index of this folder; this one follows what it writes.
    Shared,
    /// This process writes the index.
    Claimed,
}

/// How a follower goes about it.
pub struct Following<C, N> {
    /// How long at most it waits before it looks again.
    pub poll: Duration,
    /// Tells the instant.
    pub clock: C,
    /// Is told what is worth telling.
    pub on_news: N,
}

impl<C, N> std::fmt::Debug for Following<C, N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Following").field("poll", &self.poll).finish_non_exhaustive()
    }
}

/// What was told last, so that nothing is told twice.
#[derive(Debug, Default)]
struct Told {
    lost: Option<ErrorKind>,
    stuck: Option<String>,
    is_shared: bool,
}

impl App {
    /// Brings catalogue and index up to the journal's head.
    ///
    /// Errors: what store and index report; the next round begins where this one stopped.
    pub async fn follow_once(&self) -> Result<Followed, AppError> {
        self.follow_telling(|_| {}).await
    }

    /// As [`App::follow_once`]; `on_step` is told how far the index has come, if it has far to go.
    pub async fn follow_telling(&self, mut on_step: impl FnMut(Progress)) -> Result<Followed, AppError> {
        let _one_at_a_time = self.inner.following.lock().await;
        let store = self.store();
        let mut done = Followed::default();
        let head = store.head().await?;
        if self.catalogue().seq != head.seq {
            let catalogue = self.catalogue().advance(store).await?;
            *self.inner.catalogue.write().unwrap_or_else(std::sync::PoisonError::into_inner) = std::sync::Arc::new(catalogue);
        }
        let mut cursor = self.inner.index.cursor();
        if cursor.seq == head.seq && cursor.digest == head.digest.to_string() {
            self.inner.watch.level();
            return Ok(done);
        }
        let index = std::sync::Arc::clone(&self.inner.index);
        if !tokio::task::spawn_blocking(move || index.claim()).await.map_err(AppError::bug)?? {
            done.is_shared = true;
            return Ok(done);
        }
        cursor = self.inner.index.cursor();
        if cursor.seq > 0 && store.digest_at(cursor.seq).await?.map(|d| d.to_string()).as_deref() != Some(cursor.digest.as_str()) {
            let index = std::sync::Arc::clone(&self.inner.index);
            tokio::task::spawn_blocking(move || index.clear()).await.map_err(AppError::bug)??;
            cursor = self.inner.index.cursor();
        }
        let is_fresh = cursor.seq == 0;
        let is_far = head.seq.saturating_sub(cursor.seq) > FAR;
        let mut tell = |index| {
            if is_far {
                on_step(Progress { index, head: head.seq });
            }
        };
        tell(cursor.seq);
        let mut staged = 0;
        while cursor.seq < head.seq {
            let mut entries = store.entries(cursor.seq, STEP).await?;
            cut_behind_papers(&mut entries);
            let Some((last, _)) = entries.last() else { break };
            let last_seq = last.seq;
            let digest = store.digest_at(last_seq).await?.map(|d| d.to_string()).unwrap_or_default();
            done.entries += entries.len() as u64;
            // A step that was cut short for its papers has taken long enough to be kept.
            let is_whole = entries.len() == STEP as usize && last_seq < head.seq;
            let changes = self.changes_of(entries, is_fresh).await?;
            done.indexed += changes.len() as u64;
            let index = std::sync::Arc::clone(&self.inner.index);
            cursor = Cursor { seq: last_seq, digest };
            let at = cursor.clone();
            staged = if is_fresh && is_whole { (staged + 1) % STEPS_FROM_NOTHING } else { 0 };
            let is_kept = staged == 0;
            let write = move || if is_kept { index.apply(changes, at) } else { index.stage(changes) };
            tokio::task::spawn_blocking(write).await.map_err(AppError::bug)??;
            tell(last_seq);
        }
        self.inner.watch.tally(|t| t.indexed += done.entries);
        self.inner.watch.level();
        Ok(done)
    }

    /// Follows until `stop` is done: pulls, then brings catalogue and index along, then waits for news.
    ///
    /// A failing round is told and tried again; a node that cannot pull goes on with what it has.
    pub async fn follow(&self, stop: impl Future<Output = ()>, how: Following<impl Fn() -> String, impl FnMut(News)>) {
        let Following { poll, clock, mut on_news } = how;
        let mut told = Told::default();
        tokio::pin!(stop);
        loop {
            let round = async {
                self.pull_round(&clock, &mut told, &mut on_news).await;
                self.index_round(&mut told, &mut on_news).await;
                let pause = if told.lost.is_some() { poll.max(PAUSE_WHILE_LOST) } else { poll };
                self.store().wait_for_news(pause).await;
            };
            tokio::select! {
                () = &mut stop => return,
                () = round => {}
            }
        }
    }

    async fn pull_round(&self, clock: &impl Fn() -> String, told: &mut Told, on_news: &mut impl FnMut(News)) {
        if !self.store().is_replica() {
            // Nothing to take; but the store notes that what it heard of so far is being looked into.
            let _ = self.store().pull().await;
            return;
        }
        match self.pull(clock).await {
            Ok(pulled) => {
                if told.lost.take().is_some() {
                    on_news(News::Reached);
                }
                if let Some(common) = pulled.diverged {
                    on_news(News::Diverged(common));
                }
                if pulled.entries > 0 {
                    self.inner.watch.tally(|t| t.pulled += pulled.entries);
                    on_news(News::Pulled(pulled.entries));
                }
            }
            Err(error) => {
                self.inner.watch.lost();
                self.inner.watch.tally(|t| t.pull_errors += 1);
                // The words of a refused and of a timed-out connection differ; to who reads the log it is one fault.
                if told.lost != Some(error.kind) {
                    told.lost = Some(error.kind);
                    on_news(News::Lost(error));
                }
            }
        }
    }

    async fn index_round(&self, told: &mut Told, on_news: &mut impl FnMut(News)) {
        let mut is_far = false;
        let followed = self.follow_telling(|progress| {
            is_far = true;
            on_news(News::Indexing(progress));
        });
        match followed.await {
            Ok(followed) => {
                if is_far {
                    on_news(News::Indexed(followed.entries));
                }
                if told.stuck.take().is_some() {
                    on_news(News::Unstuck);
                }
                if followed.is_shared && !told.is_shared {
                    on_news(News::Shared);
                } else if told.is_shared && !followed.is_shared && followed.entries > 0 {
                    on_news(News::Claimed);
                }
                // A round with nothing to do tells nothing of who writes.
                told.is_shared = followed.is_shared || (told.is_shared && followed.entries == 0);
            }
            Err(error) => {
                self.inner.watch.tally(|t| t.index_errors += 1);
                let chain = error.chain();
                if told.stuck.as_ref() != Some(&chain) {
                    told.stuck = Some(chain);
                    on_news(News::Stuck(error));
                }
            }
        }
    }

    /// Brings this node's tables up to the journal, if that is in a database elsewhere.
    ///
    /// Errors: kind `unreachable` while the database does not answer; what is here stays as it is then.
    pub async fn pull(&self, clock: impl Fn() -> String) -> Result<Pulled, AppError> {
        // The journal's end is asked for apart, so that a new node knows how far it has to go while it goes.
        let head = self.store().journal_head().await?;
        self.inner.watch.reached(head.seq, clock());
        let pulled = self.store().pull().await?;
        self.inner.watch.reached(pulled.head.seq, clock());
        Ok(pulled)
    }

    /// The journal number that the index has reached, and that of this node's tables.
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
        // A redaction or a later entry outside this window is settled by what the store has now.
        let mut asked: Vec<RecordRef> = touched.iter().filter(|(_, (_, record))| record.is_none()).map(|(a, _)| a.clone()).collect();
        asked.extend(again.into_iter().filter(|address| !touched.contains_key(address)));
        let mut current = BTreeMap::new();
        for some in asked.chunks(STEP as usize) {
            current.extend(self.store().find_all(some).await?);
        }
        let as_written = touched.iter().filter_map(|(address, (seq, record))| Some((address, record.as_ref()?, *seq)));
        let as_it_is = current.iter().map(|(address, current)| (address, &current.record, current.seq));
        let present: Vec<(&RecordRef, &Record, u64)> = as_written.chain(as_it_is).collect();
        let titles = self.titles_around(&present).await?;
        let mut changes: Vec<Change> = Vec::with_capacity(present.len());
        for (address, record, seq) in present {
            let around = self.surroundings(&catalogue, record, &titles).await?;
            changes.push(entry::entry(&catalogue, record, &around, seq).map_or_else(|| remove(address), Change::Put));
        }
        changes.extend(asked.iter().filter(|address| !current.contains_key(address)).map(remove));
        Ok(changes)
    }

    /// The titles of the documents of all meetings among some records.
    async fn titles_around(&self, records: &[(&RecordRef, &Record, u64)]) -> Result<BTreeMap<MeetingId, Vec<Name>>, AppError> {
        let meetings = records.iter().filter_map(|(_, record, _)| match record {
            Record::Meeting(meeting) => Some(meeting.id.clone()),
            _ => None,
        });
        let meetings: Vec<MeetingId> = meetings.collect();
        Ok(if meetings.is_empty() { BTreeMap::new() } else { self.store().document_titles(&meetings).await? })
    }

    /// What was read of a document's files. A text that is missing or damaged is passed over: `verify` names it, `rebuild`
    /// makes it anew, and a search that stands still for it would help nobody.
    async fn papers_of(&self, document: &Document) -> Result<Vec<(Lang, Arc<PaperText>)>, AppError> {
        let mut papers = Vec::new();
        for rendition in &document.renditions {
            let Some(text) = &rendition.text else { continue };
            match self.paper_text(text).await {
                Ok(Some(paper)) => papers.push((rendition.lang.clone(), paper)),
                Ok(None) => {}
                Err(error) if error.kind == ErrorKind::Corrupt => {}
                Err(error) => return Err(error),
            }
        }
        Ok(papers)
    }

    async fn surroundings(
        &self,
        catalogue: &Catalogue,
        record: &Record,
        titles: &BTreeMap<MeetingId, Vec<Name>>,
    ) -> Result<Surroundings, AppError> {
        let mut around = Surroundings::default();
        match record {
            Record::Meeting(meeting) => around.document_titles = titles.get(&meeting.id).cloned().unwrap_or_default(),
            Record::Document(document) => {
                for relation in &document.relations {
                    around.mechanisms.extend(mechanism_of(catalogue, self.store(), &relation.meeting).await?);
                }
                around.papers = self.papers_of(document).await?;
            }
            Record::Commitment(_) | Record::Initiative(_) | Record::Process(_) => {
                for pointer in record.pointers() {
                    if let Lookup::Found(current) = self.store().find(&pointer.record).await? {
                        around.date = around.date.or_else(|| crate::ledger::date_of(&current.record));
                        around.words.extend(self.all_words(&current.record, pointer).await?);
                    }
                }
            }
            _ => {}
        }
        Ok(around)
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

/// Ends a step behind as many documents as fit into memory with the words of their files.
fn cut_behind_papers(entries: &mut Vec<(Header, Option<Vec<u8>>)>) {
    let mut documents = (0..entries.len()).filter(|at| entries[*at].0.kind == Kind::Document);
    if let Some(at) = documents.nth(STEP_DOCUMENTS) {
        entries.truncate(at);
    }
}

fn remove(address: &RecordRef) -> Change {
    Change::Remove { kind: address.kind, id: address.id().to_owned() }
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
