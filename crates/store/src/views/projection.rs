//! What follows from several records: which rows must be made again, and in which order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chancery_model::{Kind, RecordRef};
use sqlx::{Row, SqliteConnection};

use super::redirect::Redirects;
use super::{Fresh, LOOK_UP, list_of, read_record, sql, stored_ref};
use crate::database::own_int;
use crate::error::ReadError;
use crate::rows::Rows;

/// Mechanism, other mechanisms and topics of a meeting; the lists as JSON.
pub(super) type Ties = [String; 3];

/// Rows that wait to be written.
pub(super) struct Waiting {
    pub(super) meetings: Rows,
    pub(super) meeting_links: Rows,
    pub(super) documents: Rows,
    pub(super) document_links: Rows,
    pub(super) held_files: Rows,
}

impl Waiting {
    fn new() -> Self {
        Waiting {
            meetings: Rows::new(&sql::INSERT_MEETING),
            meeting_links: Rows::new(&sql::INSERT_MEETING_LINK),
            documents: Rows::new(&sql::INSERT_DOCUMENT),
            document_links: Rows::new(&sql::INSERT_DOCUMENT_LINK),
            held_files: Rows::new(&sql::INSERT_HELD_FILE),
        }
    }

    fn all(&mut self) -> [&mut Rows; 5] {
        [&mut self.meetings, &mut self.meeting_links, &mut self.documents, &mut self.document_links, &mut self.held_files]
    }

    /// Writes what waits if it is much. Nothing of a step is read before the step is over.
    async fn flush_if_full(&mut self, c: &mut SqliteConnection) -> Result<(), ReadError> {
        if self.all().iter().any(|rows| rows.is_full()) { self.flush(c).await } else { Ok(()) }
    }

    async fn flush(&mut self, c: &mut SqliteConnection) -> Result<(), ReadError> {
        for rows in self.all() {
            rows.flush(c).await?;
        }
        Ok(())
    }
}

/// One run of [`Projector::finish`].
pub(super) struct Projection {
    redirects: Redirects,
    /// Topics by mechanism, filled when asked for.
    pub(super) topics: BTreeMap<String, Vec<String>>,
    /// Country by place, filled when asked for.
    pub(super) countries: BTreeMap<String, Option<String>>,
    /// What ties a document to a topic by its meeting, filled when written or asked for.
    pub(super) ties: HashMap<String, Option<Ties>>,
    pub(super) rows: Waiting,
    /// Records whose referents must be made again when the step is over.
    changed: Vec<RecordRef>,
    /// Records whose rows must be made again although they were not touched.
    dirty: BTreeMap<Kind, BTreeSet<String>>,
    pub(super) touched: BTreeMap<RecordRef, Option<Fresh>>,
}

impl Projection {
    pub(super) async fn new(c: &mut SqliteConnection, touched: BTreeMap<RecordRef, Option<Fresh>>) -> Result<Self, ReadError> {
        let redirects = Redirects::load(c).await?;
        Ok(Projection {
            redirects,
            topics: BTreeMap::new(),
            countries: BTreeMap::new(),
            ties: HashMap::new(),
            rows: Waiting::new(),
            changed: Vec::new(),
            dirty: BTreeMap::new(),
            touched,
        })
    }

    /// Makes every row again that may differ: of what was touched, and of what follows from it or from what moved.
    pub(super) async fn run(&mut self, c: &mut SqliteConnection, moved: &BTreeSet<RecordRef>) -> Result<(), ReadError> {
        for address in moved {
            self.mark_referents(address);
        }
        self.end_step(c).await?;
        for address in self.touched.keys() {
            self.dirty.entry(address.kind).or_default().insert(address.id().to_owned());
        }
        // Each step may mark records of later kinds, never of its own or an earlier one.
        for id in self.dirty.remove(&Kind::Mechanism).unwrap_or_default() {
            self.project_mechanism(c, &id).await?;
        }
        self.end_step(c).await?;
        for id in self.dirty.remove(&Kind::Place).unwrap_or_default() {
            self.project_place(c, &id).await?;
        }
        self.end_step(c).await?;
        for id in self.dirty.remove(&Kind::Meeting).unwrap_or_default() {
            self.project_meeting(c, &id).await?;
            self.rows.flush_if_full(c).await?;
        }
        self.end_step(c).await?;
        for id in self.dirty.remove(&Kind::Document).unwrap_or_default() {
            self.project_document(c, &id).await?;
            self.rows.flush_if_full(c).await?;
        }
        self.end_step(c).await
    }

    /// Sees to it that every record that points to this one, by whatever address, is made again in a later step.
    pub(super) fn mark_referents(&mut self, address: &RecordRef) {
        self.changed.extend(self.redirects.passing_through(address));
        self.changed.push(address.clone());
    }

    /// Writes the rows of a step, and marks what follows from them.
    async fn end_step(&mut self, c: &mut SqliteConnection) -> Result<(), ReadError> {
        self.rows.flush(c).await?;
        for some in std::mem::take(&mut self.changed).chunks(LOOK_UP) {
            for row in sqlx::query(sql::REFERENTS_OF_ALL).bind(list_of(some.iter())?).fetch_all(&mut *c).await? {
                let referent = stored_ref(row.try_get("source_kind")?, row.try_get("source_id")?)?;
                self.dirty.entry(referent.kind).or_default().insert(referent.id().to_owned());
            }
        }
        Ok(())
    }

    /// Finds a record, if it is current; what was just applied is not read again.
    pub(super) async fn current(&mut self, c: &mut SqliteConnection, kind: Kind, id: &str) -> Result<Option<Fresh>, ReadError> {
        if let Some(fresh) = self.touched.get_mut(&stored_ref(kind.as_str(), id)?) {
            return Ok(fresh.take());
        }
        let Some(row) = sqlx::query(sql::CURRENT).bind(kind.as_str()).bind(id).fetch_optional(c).await? else {
            return Ok(None);
        };
        let record = read_record(kind, id, row.try_get("schema")?, row.try_get("body")?)?;
        Ok(Some(Fresh { record, revision: own_int(row.try_get("revision")?), seq: own_int(row.try_get("seq")?) }))
    }

    /// Where an id leads.
    pub(super) fn lead(&self, kind: Kind, id: &str) -> String {
        self.redirects.follow(kind, id).to_owned()
    }
}
