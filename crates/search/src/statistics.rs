//! How many entries have a term and how long their texts are, counted over the entries that are there.
//!
//! The engine's own numbers count what was replaced, too, until its segment is merged. Hits would then be put in an order
//! that tells how an index came to be, and two nodes that took the same changes in other steps would answer differently.
//! Lengths are summed as they are stored, in one byte each, for a merge does not know them better.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::index::SegmentId;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, DocSet as _, Opstamp, Searcher, SegmentReader, Term};

/// How many documents of a term are looked at in the time that a jump to one takes.
const JUMP: usize = 8;

/// What is kept of the segments from one search to the next.
#[derive(Debug, Default)]
pub(crate) struct Lengths {
    segments: Mutex<HashMap<SegmentId, SegmentLengths>>,
}

/// The lengths of one segment, summed when a field is first asked for.
#[derive(Debug, Default)]
struct SegmentLengths {
    /// By field, over all its documents.
    of_all: HashMap<Field, u64>,
    /// How far its documents had been replaced when it was last searched.
    state: Option<Opstamp>,
    /// The documents that were replaced or removed by then, in their order.
    replaced: Arc<[DocId]>,
    /// By field, over those.
    of_replaced: HashMap<Field, u64>,
}

impl Lengths {
    fn locked(&self) -> MutexGuard<'_, HashMap<SegmentId, SegmentLengths>> {
        self.segments.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to count for one search; what is kept of segments that are gone is dropped.
    pub(crate) fn of<'a>(&'a self, searcher: &'a Searcher) -> Statistics<'a> {
        let mut kept = self.locked();
        if kept.len() > searcher.segment_readers().len() {
            kept.retain(|id, _| searcher.segment_readers().iter().any(|segment| segment.segment_id() == *id));
        }
        let replaced = searcher.segment_readers().iter().map(|segment| kept.entry(segment.segment_id()).or_default().replaced(segment));
        let replaced = replaced.collect();
        drop(kept);
        Statistics { searcher, lengths: self, replaced, entries: RefCell::default(), tokens: RefCell::default() }
    }
}

/// The numbers that scores are made of, for one state of the index.
pub(crate) struct Statistics<'a> {
    pub(crate) searcher: &'a Searcher,
    lengths: &'a Lengths,
    /// Segment by segment, the documents that do not count.
    replaced: Vec<Arc<[DocId]>>,
    entries: RefCell<FxHashMap<Term, u64>>,
    tokens: RefCell<FxHashMap<Field, u64>>,
}

impl Statistics<'_> {
    /// How many entries there are.
    pub(crate) fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// How many entries have a term.
    ///
    /// Errors: those of the engine.
    pub(crate) fn entries_with(&self, term: &Term) -> tantivy::Result<u64> {
        if let Some(entries) = self.entries.borrow().get(term) {
            return Ok(*entries);
        }
        let entries = self.searcher.doc_freq(term)? - self.replaced_with(term)?;
        self.entries.borrow_mut().insert(term.clone(), entries);
        Ok(entries)
    }

    /// How many entries with a term were replaced or removed and are still counted by the engine.
    ///
    /// Errors: those of the engine.
    pub(crate) fn replaced_with(&self, term: &Term) -> tantivy::Result<u64> {
        let mut entries = 0;
        for (segment, replaced) in self.searcher.segment_readers().iter().zip(&self.replaced) {
            if !replaced.is_empty() {
                entries += replaced_in(segment, replaced, term)?;
            }
        }
        Ok(entries)
    }

    fn tokens(&self, field: Field) -> tantivy::Result<u64> {
        if let Some(tokens) = self.tokens.borrow().get(&field) {
            return Ok(*tokens);
        }
        let mut kept = self.lengths.locked();
        let mut tokens = 0;
        for (segment, replaced) in self.searcher.segment_readers().iter().zip(&self.replaced) {
            tokens += kept.entry(segment.segment_id()).or_default().tokens(segment, replaced, field)?;
        }
        drop(kept);
        self.tokens.borrow_mut().insert(field, tokens);
        Ok(tokens)
    }
}

impl SegmentLengths {
    fn replaced(&mut self, segment: &SegmentReader) -> Arc<[DocId]> {
        if self.state != segment.delete_opstamp() {
            let is_gone = |document: &DocId| segment.alive_bitset().is_some_and(|alive| alive.is_deleted(*document));
            self.state = segment.delete_opstamp();
            self.replaced = (0..segment.max_doc()).filter(is_gone).collect();
            self.of_replaced.clear();
        }
        Arc::clone(&self.replaced)
    }

    fn tokens(&mut self, segment: &SegmentReader, replaced: &[DocId], field: Field) -> tantivy::Result<u64> {
        let of_all = look_up(&mut self.of_all, field, || sum(segment, 0..segment.max_doc(), field))?;
        let sum_replaced = || sum(segment, replaced.iter().copied(), field);
        // A search of another state may have begun meanwhile.
        let is_same = self.state == segment.delete_opstamp();
        let of_replaced = if is_same { look_up(&mut self.of_replaced, field, sum_replaced)? } else { sum_replaced()? };
        Ok(of_all - of_replaced)
    }
}

fn look_up(known: &mut HashMap<Field, u64>, field: Field, sum: impl FnOnce() -> tantivy::Result<u64>) -> tantivy::Result<u64> {
    if let Some(tokens) = known.get(&field) {
        return Ok(*tokens);
    }
    let tokens = sum()?;
    known.insert(field, tokens);
    Ok(tokens)
}

/// The sum of the lengths of some documents. Where a field keeps none each counts as one.
fn sum(segment: &SegmentReader, documents: impl Iterator<Item = DocId>, field: Field) -> tantivy::Result<u64> {
    let lengths = segment.fieldnorms_readers().get_field(field)?;
    Ok(documents.map(|document| lengths.as_ref().map_or(1, |lengths| u64::from(lengths.fieldnorm(document)))).sum())
}

/// How many of the replaced documents of a segment have a term.
fn replaced_in(segment: &SegmentReader, replaced: &[DocId], term: &Term) -> tantivy::Result<u64> {
    let index = segment.inverted_index(term.field())?;
    let Some(info) = index.get_term_info(term)? else { return Ok(0) };
    let mut postings = index.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
    let mut found = 0;
    if replaced.len() * JUMP < info.doc_freq as usize {
        for document in replaced {
            if postings.doc() < *document {
                postings.seek(*document);
            }
            found += u64::from(postings.doc() == *document);
        }
    } else if let Some(alive) = segment.alive_bitset() {
        let mut buffer = [0; COLLECT_BLOCK_BUFFER_LEN];
        loop {
            let count = postings.fill_buffer(&mut buffer);
            found += buffer[..count].iter().filter(|document| alive.is_deleted(**document)).count() as u64;
            if count < buffer.len() {
                break;
            }
        }
    }
    Ok(found)
}

/// Scores are made on one thread, which the engine's trait does not ask for either.
impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.len())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.entries_with(term)
    }
}
