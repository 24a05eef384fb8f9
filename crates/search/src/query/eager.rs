//! A query that collects what it matches before it is asked.
//!
//! The engine asks what must not match about documents in front of where it stands, which a phrase refuses in debug builds
//! (its place may only go forward). A finished set answers for any document.

use tantivy::query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{BitSet, DocId, Score, SegmentReader, Term};

/// The query.
#[derive(Debug)]
pub(crate) struct Eager {
    inner: Box<dyn Query>,
}

impl Eager {
    pub(crate) fn new(inner: Box<dyn Query>) -> Self {
        Eager { inner }
    }
}

impl Clone for Eager {
    fn clone(&self) -> Self {
        Eager { inner: self.inner.box_clone() }
    }
}

impl Query for Eager {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(EagerWeight { inner: self.inner.weight(scoring)? }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.inner.query_terms(visitor);
    }
}

struct EagerWeight {
    inner: Box<dyn Weight>,
}

impl Weight for EagerWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut found = BitSet::with_max_value(segment.max_doc());
        self.inner.for_each_no_score(segment, &mut |docs| {
            for doc in docs {
                found.insert(*doc);
            }
        })?;
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(found), boost)))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.inner.explain(segment, doc)
    }
}
