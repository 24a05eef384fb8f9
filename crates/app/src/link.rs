//! How far this node is: the journal that orders and keeps, the tables that follow it here, the index that follows them,
//! and whether the journal answers at all.
//!
//! On a register of its own the journal is in the same file as the tables; the link is then [`Link::Own`] and cannot be
//! lost. Instants come from the door's clock, spans of time from a clock that only runs forward.

use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use chancery_store::Store;

use crate::App;
use crate::error::AppError;

/// Whether the journal that this node follows answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// The journal is in the data folder.
    Own,
    /// The database of the journal answered when it was last asked.
    Reached {
        /// The instant of that answer.
        at: String,
    },
    /// The database of the journal does not answer.
    Lost {
        /// The register is shown as it was at this instant: of the last answer, else of the last batch that is here.
        /// `None` if nothing is here.
        as_of: Option<String>,
    },
}

impl Link {
    /// The instant as of which the register is shown, if that is not now.
    pub fn as_of(&self) -> Option<&str> {
        match self {
            Link::Lost { as_of } => as_of.as_deref(),
            Link::Own | Link::Reached { .. } => None,
        }
    }
}

/// How far this node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The journal's last number as last seen; `None` if its database has not answered since this process began.
    pub journal: Option<u64>,
    /// The number that the tables of this node have reached.
    pub tables: u64,
    /// The number that its search index has reached.
    pub index: u64,
    /// How long ago the index was last seen level with the journal; `None` if it never was.
    pub level_before: Option<Duration>,
    /// False until the journal's database was asked for the first time, whatever it answered.
    pub is_known: bool,
    /// Whether the journal answers.
    pub link: Link,
}

impl Standing {
    /// How many entries the slower of tables and index is behind what is known of the journal.
    pub fn lag(&self) -> u64 {
        self.journal.unwrap_or(self.tables).max(self.tables).saturating_sub(self.tables.min(self.index))
    }
}

/// What a follower has done since this process began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Journal entries that came in from the journal's database.
    pub pulled: u64,
    /// Rounds in which the journal's database could not be asked or followed.
    pub pull_errors: u64,
    /// Journal entries that went into the index.
    pub indexed: u64,
    /// Rounds in which catalogue or index could not follow.
    pub index_errors: u64,
}

/// What following has learnt; shared by all clones of an [`App`].
#[derive(Debug)]
pub(crate) struct Watch {
    seen: RwLock<Seen>,
}

#[derive(Debug, Clone)]
struct Seen {
    link: Link,
    journal: Option<u64>,
    level_at: Option<Instant>,
    is_known: bool,
    tally: Tally,
}

impl Watch {
    fn new(link: Link) -> Watch {
        let is_known = link == Link::Own;
        Watch { seen: RwLock::new(Seen { link, journal: None, level_at: None, is_known, tally: Tally::default() }) }
    }

    /// A watch over a store that has just been opened, and has not asked its journal yet.
    pub(crate) async fn over(store: &Store) -> Result<Watch, AppError> {
        if !store.is_replica() {
            return Ok(Watch::new(Link::Own));
        }
        let last = store.latest_changes(None, 1).await?;
        Ok(Watch::new(Link::Lost { as_of: last.first().map(|row| row.batch.at.clone()) }))
    }

    fn seen(&self) -> Seen {
        self.seen.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen.write().unwrap_or_else(PoisonError::into_inner));
    }

    pub(crate) fn link(&self) -> Link {
        self.seen.read().unwrap_or_else(PoisonError::into_inner).link.clone()
    }

    /// The journal answered, and ended there.
    pub(crate) fn reached(&self, head: u64, at: String) {
        self.change(|seen| {
            seen.journal = Some(head);
            seen.is_known = true;
            if seen.link != Link::Own {
                seen.link = Link::Reached { at };
            }
        });
    }

    /// The journal did not answer.
    pub(crate) fn lost(&self) {
        self.change(|seen| {
            seen.is_known = true;
            if let Link::Reached { at } = &seen.link {
                seen.link = Link::Lost { as_of: Some(at.clone()) };
            }
        });
    }

    pub(crate) fn tally(&self, add: impl FnOnce(&mut Tally)) {
        self.change(|seen| add(&mut seen.tally));
    }

    /// The index has all of what is known of the journal.
    pub(crate) fn level(&self) {
        self.change(|seen| seen.level_at = Some(Instant::now()));
    }
}

impl App {
    /// Whether the journal that this node follows answers.
    pub fn link(&self) -> Link {
        self.inner.watch.link()
    }

    /// What the follower has done since this process began.
    pub fn tally(&self) -> Tally {
        self.inner.watch.seen().tally
    }

    /// The number of the last batch that is in this node's tables.
    ///
    /// Errors: what the store reports.
    pub async fn last_batch(&self) -> Result<u64, AppError> {
        Ok(self.store().head().await?.batch)
    }

    /// How far this node is. Asks this node's own tables only, so it answers while the database of the journal does not.
    ///
    /// Errors: what the store reports.
    pub async fn standing(&self) -> Result<Standing, AppError> {
        let tables = self.store().head().await?.seq;
        let seen = self.inner.watch.seen();
        let journal = if seen.link == Link::Own { Some(tables) } else { seen.journal };
        let level_before = seen.level_at.map(|at| at.elapsed());
        Ok(Standing { journal, tables, index: self.index().cursor().seq, level_before, is_known: seen.is_known, link: seen.link })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(journal: Option<u64>, tables: u64, index: u64) -> Standing {
        Standing { journal, tables, index, level_before: None, is_known: true, link: Link::Own }
    }

    #[test]
    fn the_lag_is_that_of_the_slower() {
        let check = |journal, tables, index, expected| assert_eq!(standing(journal, tables, index).lag(), expected);
        check(Some(10), 10, 10, 0);
        check(Some(10), 7, 9, 3);
        check(Some(10), 10, 4, 6);
        check(None, 10, 10, 0);
        check(None, 10, 8, 2);
        check(Some(8), 10, 10, 0);
    }

    #[test]
    fn what_was_lost_keeps_the_instant_of_the_last_answer() {
        let watch = Watch::new(Link::Lost { as_of: Some("2026-11-22T07:00:00Z".into()) });
        watch.lost();
        assert_eq!(watch.link().as_of(), Some("2026-11-22T07:00:00Z"));
        watch.reached(7, "2026-11-22T08:00:00Z".into());
        assert_eq!(watch.link().as_of(), None);
        watch.lost();
        watch.lost();
        assert_eq!(watch.link().as_of(), Some("2026-11-22T08:00:00Z"));
        let own = Watch::new(Link::Own);
        own.reached(7, "2026-11-22T08:00:00Z".into());
        own.lost();
        assert_eq!(own.link(), Link::Own);
    }
}
