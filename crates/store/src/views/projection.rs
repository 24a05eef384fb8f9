//! What follows from several records: which rows must be made again, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use chancery_model::{Kind, RecordRef};
use sqlx::{Row, SqliteConnection};

use super::redirect::Redirects;
use super::{Fresh, list_referents, read_record, sql, stored_ref};
use crate::database::own_int;
use crate::error::ReadError;

/// One run of [`Projector::finish`].
pub(super) struct Projection {
    redirects: Redirects,
    /// Topics by mechanism, filled when asked for.
    pub(super) topics: BTreeMap<String, Vec<String>>,
    /// Country by place, filled when asked for.
    pub(super) countries: BTreeMap<String, Option<String>>,
    /// Records whose rows must be made again although they were not touched.
    dirty: BTreeMap<Kind, BTreeSet<String>>,
    pub(super) touched: BTreeMap<RecordRef, Option<Fresh>>,
}

impl Projection {
    pub(super) async fn new(c: &mut SqliteConnection, touched: BTreeMap<RecordRef, Option<Fresh>>) -> Result<Self, ReadError> {
        let redirects = Redirects::load(c).await?;
        Ok(Projection { redirects, topics: BTreeMap::new(), countries: BTreeMap::new(), dirty: BTreeMap::new(), touched })
    }

    /// Makes every row again that may differ: of what was touched, and of what follows from it or from what moved.
    pub(super) async fn run(&mut self, c: &mut SqliteConnection, moved: &BTreeSet<RecordRef>) -> Result<(), ReadError> {
        for address in moved {
            self.mark_referents(c, address).await?;
        }
        for address in self.touched.keys() {
            self.dirty.entry(address.kind).or_default().insert(address.id().to_owned());
        }
        // Each step may mark records of later kinds, never of its own or an earlier one.
        for id in self.dirty.remove(&Kind::Mechanism).unwrap_or_default() {
            self.project_mechanism(c, &id).await?;
        }
        for id in self.dirty.remove(&Kind::Place).unwrap_or_default() {
            self.project_place(c, &id).await?;
        }
        for id in self.dirty.remove(&Kind::Meeting).unwrap_or_default() {
            self.project_meeting(c, &id).await?;
        }
        for id in self.dirty.remove(&Kind::Document).unwrap_or_default() {
            self.project_document(c, &id).await?;
        }
        Ok(())
    }

    /// Marks every record that points to this one, by whatever address.
    pub(super) async fn mark_referents(&mut self, c: &mut SqliteConnection, address: &RecordRef) -> Result<(), ReadError> {
        let mut spellings = self.redirects.passing_through(address);
        spellings.push(address.clone());
        for spelling in spellings {
            for referent in list_referents(c, &spelling).await? {
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
