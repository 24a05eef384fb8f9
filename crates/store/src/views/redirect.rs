//! All redirects at once. Moves are rare, so they fit in memory, and following them costs no statement.

use std::collections::HashMap;

use chancery_model::{Kind, RecordRef};
use sqlx::{Row, SqliteConnection};

use super::{sql, stored_ref};
use crate::error::ReadError;

/// A chain of redirects longer than this is damage.
pub(crate) const LONGEST_CHAIN: usize = 10_000;

/// Every address that moved, and the next step from it.
#[derive(Debug, Default)]
pub(crate) struct Redirects(HashMap<Kind, HashMap<String, String>>);

impl Redirects {
    /// Reads all redirects.
    pub(crate) async fn load(c: &mut SqliteConnection) -> Result<Self, ReadError> {
        let mut redirects = Redirects::default();
        for row in sqlx::query(sql::REDIRECTS).fetch_all(c).await? {
            let from = stored_ref(row.try_get("kind")?, row.try_get("id")?)?;
            redirects.0.entry(from.kind).or_default().insert(from.id().to_owned(), row.try_get("target")?);
        }
        Ok(redirects)
    }

    /// Where an id leads in the end; itself if it does not redirect.
    pub(crate) fn follow<'a>(&'a self, kind: Kind, id: &'a str) -> &'a str {
        self.chain(kind, id).last().unwrap_or(id)
    }

    fn chain<'a>(&'a self, kind: Kind, id: &'a str) -> impl Iterator<Item = &'a str> {
        let of_kind = self.0.get(&kind);
        let next = move |id: &&str| of_kind.and_then(|map| map.get(*id)).map(String::as_str);
        std::iter::successors(next(&id), next).take(LONGEST_CHAIN)
    }

    fn select<'a>(&'a self, address: &'a RecordRef, wanted: impl Fn(&str) -> bool + 'a) -> Vec<RecordRef> {
        let ids = self.0.get(&address.kind).into_iter().flat_map(HashMap::keys);
        let mut found: Vec<RecordRef> = ids.filter(|id| wanted(id)).filter_map(|id| RecordRef::new(address.kind, id).ok()).collect();
        found.sort();
        found
    }

    /// The addresses that lead to this one in the end.
    pub(crate) fn leading_to(&self, address: &RecordRef) -> Vec<RecordRef> {
        self.select(address, |id| id != address.id() && self.follow(address.kind, id) == address.id())
    }

    /// The addresses that lead to this one or through it.
    pub(crate) fn passing_through(&self, address: &RecordRef) -> Vec<RecordRef> {
        self.select(address, |id| id != address.id() && self.chain(address.kind, id).any(|step| step == address.id()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_are_followed_to_the_end() {
        let map = [("a", "b"), ("b", "c"), ("x", "c"), ("y", "z")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let redirects = Redirects([(Kind::Topic, map.into())].into());
        assert_eq!(redirects.follow(Kind::Topic, "a"), "c");
        assert_eq!(redirects.follow(Kind::Topic, "c"), "c");
        assert_eq!(redirects.follow(Kind::Place, "a"), "a");
        let topic = |id: &str| RecordRef::new(Kind::Topic, id).unwrap();
        assert_eq!(redirects.leading_to(&topic("c")), [topic("a"), topic("b"), topic("x")]);
        assert_eq!(redirects.leading_to(&topic("b")), []);
        assert_eq!(redirects.passing_through(&topic("b")), [topic("a")]);
    }
}
