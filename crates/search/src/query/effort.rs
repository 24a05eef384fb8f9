//! Bounds what a query may look through, so that the largest register answers the worst query in a fraction of a second.
//!
//! The number of words in a query is bounded when it is read. What a word costs is how many entries have it, and a register
//! of millions has words that a million entries have; so what would take too long together is left out, from the end.

use super::plan::{FieldOf, Planner};
use super::{Atom, Clause, Node, Reading, Role};
use crate::analysis::{ordinal_term, pairs, stem};
use crate::entry::Class;
use crate::error::IndexError;
use crate::request::{Cut, Note};

/// How many entries a query may look through, each word counted by itself: about a fifth of a second.
pub(crate) const MOST_EFFORT: u64 = 10_000_000;
/// What an entry costs that may have a phrase: the places of the words are read, up to three times.
const PHRASE: u64 = 15;
/// What an entry costs that is excluded: all are collected before the first is asked for.
const UNWANTED: u64 = 3;

/// What may still be looked through.
struct Budget {
    most: u64,
    spent: u64,
    is_cut: bool,
}

impl Budget {
    /// Tells whether so much is left, and takes it. The first thing in a query always is.
    fn takes(&mut self, effort: u64) -> bool {
        let fits = self.spent == 0 || self.spent.saturating_add(effort) <= self.most;
        if fits {
            self.spent = self.spent.saturating_add(effort);
        }
        self.is_cut |= !fits;
        fits
    }
}

impl Planner<'_> {
    /// Leaves out of a query what it has beyond so much effort, and notes that.
    ///
    /// Errors: [`IndexError`] if the index cannot be read.
    pub(crate) fn bound(&self, reading: &mut Reading, most: u64) -> Result<(), IndexError> {
        let mut budget = Budget { most, spent: 0, is_cut: false };
        for Clause { role, node } in std::mem::take(&mut reading.clauses) {
            let kept = match node {
                Node::Any(either) if role != Role::Unwanted => {
                    let mut kept = Vec::with_capacity(either.len());
                    for node in either {
                        if budget.takes(self.effort(&node)?) {
                            kept.push(node);
                        }
                    }
                    (!kept.is_empty()).then(|| Node::any(kept))
                }
                node => {
                    let times = if role == Role::Unwanted { UNWANTED } else { 1 };
                    budget.takes(self.effort(&node)? * times).then_some(node)
                }
            };
            reading.clauses.extend(kept.map(|node| Clause { role, node }));
        }
        if budget.is_cut {
            reading.notes.push(Note::Cut(Cut::Effort));
        }
        Ok(())
    }

    /// How many entries are looked through for a node. The beginnings of words have bounds of their own and days a column.
    fn effort(&self, node: &Node) -> Result<u64, IndexError> {
        let mut atoms = Vec::new();
        node.walk(&mut |atom| atoms.push(atom));
        let efforts = atoms.into_iter().map(|atom| match atom {
            Atom::Word(word) => self.looked_through(|f| f.stem, &[stem(word)]),
            Atom::Exact { words, .. } => self.looked_through(|f| f.exact, words),
            Atom::Run { run, .. } => {
                let mut pairs: Vec<String> = pairs(&run.chars()).collect();
                pairs.pop();
                self.looked_through(|f| f.pairs, &pairs)
            }
            Atom::Ordinal(number) => self.looked_through(|f| f.stem, &[ordinal_term(*number)]),
            Atom::Prefix(_) | Atom::Days(_) => Ok(0),
        });
        efforts.sum()
    }

    /// How many entries may have terms next to each other: no more than have the rarest of them.
    fn looked_through(&self, field_of: FieldOf, texts: &[String]) -> Result<u64, IndexError> {
        let mut sum = 0;
        for class in [Class::Title, Class::Item, Class::Rest] {
            let field = field_of(self.fields().text(class));
            let entries = texts.iter().map(|text| self.entries_with(&tantivy::Term::from_field_text(field, text)));
            let rarest = entries.reduce(|a, b| Ok(a?.min(b?))).transpose()?;
            sum += rarest.unwrap_or(0) * if texts.len() > 1 { PHRASE } else { 1 };
        }
        Ok(sum)
    }
}

#[cfg(test)]
mod tests {
    use chancery_model::{Kind, Lang};

    use super::*;
    use crate::entry::{Change, Cursor, Entry, Facets, Field, Passage};
    use crate::index::Index;
    use crate::query::read::{Resolved, read};

    fn entry(n: u64) -> Entry {
        let text = "customs data risk trade".to_owned();
        let lang = Lang::en();
        let passage = Passage { anchor: None, field: Field::Outcome, lang, text, page: None, turns: Vec::new(), is_summary: false };
        Entry {
            kind: Kind::Meeting,
            id: format!("m/{n}"),
            seq: n,
            titles: Vec::new(),
            ordinal: None,
            passages: vec![passage],
            kept: Vec::new(),
            card: String::new(),
            facets: Facets::default(),
            days: None,
            date: None,
            sort_day: None,
        }
    }

    #[test]
    fn what_takes_too_long_together_is_left_out_from_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let (index, _) = Index::open(folder.path()).unwrap();
        index.apply((1..=20).map(|n| Change::Put(entry(n))).collect(), Cursor::default()).unwrap();
        let searcher = index.searcher();
        let statistics = index.lengths.of(&searcher);
        let planner = Planner::new(&index.fields, &statistics);
        // Each word is in 20 entries, so a phrase costs 300 and a word that is excluded 60.
        for (query, most, kept) in [
            ("customs data risk", 60, "customs data risk"),
            ("customs data risk", 59, "customs data"),
            ("customs", 1, "customs"),
            ("nowhere customs data", 20, "nowhere customs"),
            ("customs \"data risk\" trade", 50, "customs trade"),
            ("customs \"data risk\" trade", 340, "customs \"data risk\" trade"),
            ("customs -data -risk", 80, "customs -data"),
            ("customs OR data OR risk", 40, "customs OR data"),
        ] {
            let read = |query: &str| read(query, &|_, _| Resolved::Unknown);
            let (mut reading, expected) = (read(query), read(kept));
            planner.bound(&mut reading, most).unwrap();
            assert_eq!(reading.clauses, expected.clauses, "{query} within {most}");
            assert_eq!(reading.notes.contains(&Note::Cut(Cut::Effort)), query != kept, "{query} within {most}");
        }
    }
}
