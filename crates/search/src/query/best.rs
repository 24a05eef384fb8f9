//! The best of a few queries, found document by document.
//!
//! The engine's own (`DisjunctionMaxQuery`) gathers and scores thousands of documents of each part ahead, which pays where
//! all of them are wanted. Few documents have all words of a query: here nothing is scored that is not asked for, and the
//! parts skip over what another word does not have. The scores are the same.

use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// The query.
#[derive(Debug)]
pub(crate) struct Best {
    parts: Vec<Box<dyn Query>>,
    tie_breaker: Score,
}

impl Best {
    /// Makes the query: its score is that of the best part, and `tie_breaker` times those of the others.
    pub(crate) fn new(parts: Vec<Box<dyn Query>>, tie_breaker: Score) -> Self {
        Best { parts, tie_breaker }
    }
}

impl Clone for Best {
    fn clone(&self) -> Self {
        Best { parts: self.parts.iter().map(|part| part.box_clone()).collect(), tie_breaker: self.tie_breaker }
    }
}

impl Query for Best {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let parts = self.parts.iter().map(|part| part.weight(scoring)).collect::<tantivy::Result<_>>()?;
        Ok(Box::new(BestWeight { parts, tie_breaker: self.tie_breaker }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.parts.iter().for_each(|part| part.query_terms(visitor));
    }
}

struct BestWeight {
    parts: Vec<Box<dyn Weight>>,
    tie_breaker: Score,
}

/// How many documents are scored at a time where all are wanted.
const WINDOW: usize = 4_096;
/// How many of them one number tells of.
const BITS: usize = u64::BITS as usize;

impl BestWeight {
    /// The parts that some document of a segment has.
    fn parts(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Vec<Part>> {
        let mut parts = Vec::with_capacity(self.parts.len());
        for weight in &self.parts {
            let scorer = weight.scorer(segment, boost)?;
            let at = scorer.doc();
            if at != TERMINATED {
                parts.push(Part { scorer, at });
            }
        }
        Ok(parts)
    }
}

impl Weight for BestWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut parts = self.parts(segment, boost)?;
        if parts.len() > 1 {
            let document = parts.iter().map(|part| part.at).min().unwrap_or(TERMINATED);
            return Ok(Box::new(BestScorer { parts, document, tie_breaker: self.tie_breaker }));
        }
        Ok(parts.pop().map_or_else(|| Box::new(EmptyScorer) as Box<dyn Scorer>, |part| part.scorer))
    }

    /// Where every document is wanted, part after part within a window is quicker than document after document.
    fn for_each(&self, segment: &SegmentReader, callback: &mut dyn FnMut(DocId, Score)) -> tantivy::Result<()> {
        let mut parts = self.parts(segment, 1.0)?;
        let mut scores = vec![Scores::default(); WINDOW];
        let mut is_found = [0_u64; WINDOW / BITS];
        while let Some(first) = parts.iter().map(|part| part.at).min().filter(|at| *at != TERMINATED) {
            let end = first.saturating_add(WINDOW as DocId).min(TERMINATED);
            for part in &mut parts {
                while part.at < end {
                    let at = (part.at - first) as usize;
                    scores[at].add(part.scorer.score());
                    is_found[at / BITS] |= 1 << (at % BITS);
                    part.at = part.scorer.advance();
                }
            }
            for (word, bits) in is_found.iter_mut().enumerate() {
                while *bits != 0 {
                    let at = word * BITS + bits.trailing_zeros() as usize;
                    *bits &= *bits - 1;
                    callback(first + at as DocId, std::mem::take(&mut scores[at]).together(self.tie_breaker));
                }
            }
        }
        Ok(())
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() > document || scorer.seek(document) != document {
            return Err(TantivyError::InvalidArgument(format!("document {document} matches none of the parts")));
        }
        Ok(Explanation::new("the best of some parts", scorer.score()))
    }
}

/// What the parts give one document.
#[derive(Debug, Clone, Copy, Default)]
struct Scores {
    best: Score,
    sum: Score,
}

impl Scores {
    #[inline]
    fn add(&mut self, score: Score) {
        self.best = self.best.max(score);
        self.sum += score;
    }

    #[inline]
    fn together(self, tie_breaker: Score) -> Score {
        self.best + (self.sum - self.best) * tie_breaker
    }
}

/// A part and the document at which it stands, for asking it takes longer than looking here.
struct Part {
    scorer: Box<dyn Scorer>,
    at: DocId,
}

/// The parts, none of which is behind the document.
struct BestScorer {
    parts: Vec<Part>,
    document: DocId,
    tie_breaker: Score,
}

impl DocSet for BestScorer {
    fn advance(&mut self) -> DocId {
        let mut next = TERMINATED;
        for part in &mut self.parts {
            if part.at == self.document {
                part.at = part.scorer.advance();
            }
            next = next.min(part.at);
        }
        self.document = next;
        next
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let mut next = TERMINATED;
        for part in &mut self.parts {
            if part.at < target {
                part.at = part.scorer.seek(target);
            }
            next = next.min(part.at);
        }
        self.document = next;
        next
    }

    fn doc(&self) -> DocId {
        self.document
    }

    fn size_hint(&self) -> u32 {
        self.parts.iter().map(|part| part.scorer.size_hint()).fold(0, u32::saturating_add)
    }

    fn cost(&self) -> u64 {
        self.parts.iter().map(|part| part.scorer.cost()).sum()
    }
}

impl Scorer for BestScorer {
    fn score(&mut self) -> Score {
        let mut scores = Scores::default();
        for part in &mut self.parts {
            if part.at == self.document {
                scores.add(part.scorer.score());
            }
        }
        scores.together(self.tie_breaker)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, PhraseQuery, TermQuery};
    use tantivy::schema::{Field, IndexRecordOption, Schema, TEXT};
    use tantivy::{Index, Searcher, TantivyDocument, Term};

    use super::*;

    const WORDS: [&str; 5] = ["agreed", "customs", "data", "risk", "trade"];

    fn searcher(documents: &[Vec<(usize, usize)>]) -> (Searcher, [Field; 3]) {
        let mut schema = Schema::builder();
        let fields = ["title", "item", "rest"].map(|name| schema.add_text_field(name, TEXT));
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 20_000_000).unwrap();
        for words in documents {
            let mut document = TantivyDocument::default();
            words.iter().for_each(|(field, word)| document.add_text(fields[*field], WORDS[*word]));
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        (index.reader().unwrap().searcher(), fields)
    }

    fn found(searcher: &Searcher, query: &dyn Query) -> Vec<(DocId, Score)> {
        let weight = query.weight(EnableScoring::enabled_from_searcher(searcher)).unwrap();
        let mut found = Vec::new();
        for segment in searcher.segment_readers() {
            weight.for_each(segment, &mut |document, score| found.push((document, score))).unwrap();
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn documents_and_scores_are_those_of_the_engine(
            documents in prop::collection::vec(prop::collection::vec((0..3_usize, 0..WORDS.len()), 0..6), 1..200),
            words in prop::collection::vec(0..WORDS.len(), 1..4),
        ) {
            let (searcher, fields) = searcher(&documents);
            let parts = |word: usize| -> Vec<Box<dyn Query>> {
                let term = |field| Term::from_field_text(field, WORDS[word]);
                let of = |(field, weight)| {
                    Box::new(BoostQuery::new(Box::new(TermQuery::new(term(field), IndexRecordOption::WithFreqs)), weight)) as Box<dyn Query>
                };
                let phrase = PhraseQuery::new(vec![term(fields[2]), Term::from_field_text(fields[2], WORDS[0])]);
                fields.into_iter().zip([1.0, 0.35, 0.15]).map(of).chain([Box::new(phrase) as Box<dyn Query>]).collect()
            };
            for all in [true, false] {
                let together = |parts: Vec<Box<dyn Query>>| if all { BooleanQuery::intersection(parts) } else { BooleanQuery::union(parts) };
                let own = together(words.iter().map(|word| Box::new(Best::new(parts(*word), 0.1)) as Box<dyn Query>).collect());
                let engine = words.iter().map(|word| DisjunctionMaxQuery::with_tie_breaker(parts(*word), 0.1));
                let engine = together(engine.map(|query| Box::new(query) as Box<dyn Query>).collect());
                let (own, engine) = (found(&searcher, &own), found(&searcher, &engine));
                prop_assert_eq!(own.len(), engine.len());
                for ((document, score), (expected, expected_score)) in own.into_iter().zip(engine) {
                    prop_assert_eq!(document, expected);
                    prop_assert!((score - expected_score).abs() < 1e-4, "{} is not {}", score, expected_score);
                }
            }
        }
    }
}
