//! The words that the beginning of a word stands for: the commonest, up to a bound.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use tantivy::Term;
use tantivy::schema::Field;

use super::plan::Planner;
use crate::error::IndexError;
use crate::request::{Cut, Note};

/// How many words the beginning of a word may stand for, in one class of text.
const MAX_EXPANSIONS: usize = 64;

/// Terms, one behind the other: there may be a hundred thousand, and memory for each would cost more than finding them.
#[derive(Default)]
struct Found {
    text: Vec<u8>,
    terms: Vec<FoundTerm>,
}

/// A term by where it begins and ends, and how many entries have it.
#[derive(Clone, Copy)]
struct FoundTerm {
    start: usize,
    end: usize,
    entries: u64,
}

impl Found {
    fn add(&mut self, term: &[u8], entries: u64) {
        let start = self.text.len();
        self.text.extend_from_slice(term);
        self.terms.push(FoundTerm { start, end: self.text.len(), entries });
    }

    fn iter(&self) -> impl Iterator<Item = (u64, &[u8])> {
        self.terms.iter().map(|term| (term.entries, &self.text[term.start..term.end]))
    }

    /// Adds up what segments have of the same term.
    fn add_up(&mut self) {
        let text = |term: &FoundTerm| &self.text[term.start..term.end];
        // Stable, for that one makes use of each segment's terms being in order.
        self.terms.sort_by(|a, b| text(a).cmp(text(b)));
        self.terms.dedup_by(|later, kept| {
            let is_same = text(later) == text(kept);
            if is_same {
                kept.entries += later.entries;
            }
            is_same
        });
    }
}

impl Planner<'_> {
    /// The terms that begin so, the commonest first, with the sum of the entries that have them.
    ///
    /// Looked up once for a query however strictly it is taken, so that the bounds hold for all tries together.
    pub(crate) fn expand(&mut self, field: Field, beginning: &str) -> Result<(Vec<Term>, u64), IndexError> {
        let key = (field, beginning.to_owned());
        if let Some(known) = self.expanded.get(&key) {
            return Ok(known.clone());
        }
        let (found, mut is_cut) = self.terms_beginning(field, beginning)?;
        let (commonest, is_all) = self.commonest(field, &found, MAX_EXPANSIONS.min(self.expansions_left))?;
        is_cut |= !is_all;
        self.expansions_left -= commonest.len();
        if is_cut {
            let prefix = beginning.rsplit('=').next().unwrap_or_default().to_owned();
            let note = Note::Cut(Cut::Expansions { prefix });
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        let entries = commonest.iter().map(|(entries, _)| entries).sum();
        let expanded: (Vec<Term>, u64) = (commonest.into_iter().map(|(_, Reverse(term))| term_of(field, term)).collect(), entries);
        self.expanded.insert(key, expanded.clone());
        Ok(expanded)
    }

    /// The commonest of some terms, the commonest first; true if that is all that entries have.
    ///
    /// Terms come with the entries that were replaced counted, too, so with at most too many. Looking ends at the first that
    /// would not be among the commonest even with all of them.
    fn commonest<'f>(&self, field: Field, found: &'f Found, most: usize) -> Result<(Vec<Commonest<'f>>, bool), IndexError> {
        let mut left: BinaryHeap<Commonest<'_>> = found.iter().map(|(entries, term)| (entries, Reverse(term))).collect();
        let mut commonest: Vec<Commonest<'_>> = Vec::with_capacity(most.min(left.len()) + 1);
        while let Some(mut next) = left.pop() {
            if commonest.len() > most && most.checked_sub(1).is_none_or(|last| commonest[last].cmp(&next) == Ordering::Greater) {
                break;
            }
            let replaced = self.statistics.replaced_with(&term_of(field, next.1.0));
            next.0 -= replaced.map_err(IndexError::engine("looking up the beginning of a word"))?;
            if next.0 > 0 {
                let place = commonest.partition_point(|other| *other > next);
                commonest.insert(place, next);
            }
        }
        let is_all = commonest.len() <= most;
        commonest.truncate(most);
        Ok((commonest, is_all))
    }

    /// The terms of a field that begin so; true if not all were looked at.
    fn terms_beginning(&mut self, field: Field, beginning: &str) -> Result<(Found, bool), IndexError> {
        let mut found = Found::default();
        let mut is_cut = false;
        let segments = self.statistics.searcher.segment_readers();
        let result: tantivy::Result<()> = (|| {
            for segment in segments {
                let index = segment.inverted_index(field)?;
                let mut range = index.terms().range().ge(beginning.as_bytes());
                if let Some(end) = behind(beginning) {
                    range = range.lt(end);
                }
                let mut stream = range.into_stream()?;
                while stream.advance() {
                    if self.terms_left == 0 {
                        is_cut = true;
                        break;
                    }
                    self.terms_left -= 1;
                    found.add(stream.key(), u64::from(stream.value().doc_freq));
                }
            }
            Ok(())
        })();
        result.map_err(IndexError::engine("looking up the beginning of a word"))?;
        if segments.len() > 1 {
            found.add_up();
        }
        Ok((found, is_cut))
    }
}

/// How many entries have a term: the commoner is the greater, of equals the first by the alphabet.
type Commonest<'a> = (u64, Reverse<&'a [u8]>);

fn term_of(field: Field, text: &[u8]) -> Term {
    Term::from_field_text(field, &String::from_utf8_lossy(text))
}

/// The first text that comes after all that begin so. `None` if there is none.
fn behind(beginning: &str) -> Option<Vec<u8>> {
    let mut bytes = beginning.as_bytes().to_vec();
    while let Some(last) = bytes.pop() {
        if last < u8::MAX {
            bytes.push(last + 1);
            return Some(bytes);
        }
    }
    None
}
