//! A query for any of some terms of one field, which all count the same.
//!
//! The engine's own makes an automaton of the terms and runs it over the dictionary, which costs more than all else where
//! there are few terms. This one looks each of them up.

use tantivy::query::{BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, COLLECT_BLOCK_BUFFER_LEN, DocId, DocSet as _, Score, SegmentReader, TantivyError, Term};

/// The query; its terms are all of one field.
#[derive(Debug, Clone)]
pub(crate) struct AnyTerm {
    terms: Vec<Term>,
}

impl AnyTerm {
    pub(crate) fn new(terms: Vec<Term>) -> Self {
        AnyTerm { terms }
    }
}

impl Query for AnyTerm {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AnyTermWeight { terms: self.terms.clone() }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.terms.iter().for_each(|term| visitor(term, false));
    }
}

struct AnyTermWeight {
    terms: Vec<Term>,
}

impl Weight for AnyTermWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut found = BitSet::with_max_value(segment.max_doc());
        let mut buffer = [0; COLLECT_BLOCK_BUFFER_LEN];
        let Some(first) = self.terms.first() else { return Ok(Box::new(EmptyScorer)) };
        let index = segment.inverted_index(first.field())?;
        for term in &self.terms {
            let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? else { continue };
            loop {
                let count = postings.fill_buffer(&mut buffer);
                for document in &buffer[..count] {
                    found.insert(*document);
                }
                if count < buffer.len() {
                    break;
                }
            }
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(found), boost)))
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() > document || scorer.seek(document) != document {
            return Err(TantivyError::InvalidArgument(format!("document {document} has none of the terms")));
        }
        Ok(Explanation::new("any of some terms", 1.0))
    }
}
