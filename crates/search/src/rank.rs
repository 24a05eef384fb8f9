//! The order of hits: relevance with a little for the kind and for recency, then the newest, then the id.

use std::collections::BTreeMap;

use chancery_model::Kind;
use tantivy::collector::sort_key::NaturalComparator;
use tantivy::collector::{SegmentSortKeyComputer, SortKeyComputer};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentReader, TantivyError};

use crate::query::plan::TIER;
use crate::request::FacetName;
use crate::schema::NEWEST;

/// Julian day number of 1990-01-01, where recency begins to count.
const RECENT_FROM: f32 = 2_447_893.0;
/// The days over which it grows.
const RECENT_DAYS: f32 = 50.0 * 365.25;
/// What the newest gains over the oldest.
const RECENCY: f32 = 0.04;

/// Tunes the score of the words by kind and recency.
#[derive(Debug, Clone)]
pub(crate) struct Relevance {
    /// True if the query names a date or an ordinal: then the meeting is meant, else its mechanism is.
    pub(crate) means_a_meeting: bool,
}

impl Relevance {
    fn prior(&self, kind: Option<Kind>) -> f32 {
        match (kind, self.means_a_meeting) {
            (Some(Kind::Topic), false) => 1.3,
            (Some(Kind::Mechanism), false) => 1.25,
            (Some(Kind::Organisation), false) => 1.15,
            (Some(Kind::Meeting), true) => 1.25,
            (Some(Kind::Document), _) => 0.95,
            _ => 1.0,
        }
    }
}

/// The tuning within one segment.
pub(crate) struct SegmentRelevance {
    kinds: Option<Column<u64>>,
    priors: BTreeMap<u64, f32>,
    newest: Column<i64>,
}

impl SortKeyComputer for Relevance {
    type SortKey = Score;
    type Child = SegmentRelevance;
    type Comparator = NaturalComparator;

    fn requires_scoring(&self) -> bool {
        true
    }

    fn segment_sort_key_computer(&self, segment: &SegmentReader) -> Result<SegmentRelevance, TantivyError> {
        let column = segment.fast_fields().str(FacetName::Kind.as_str())?;
        let mut priors = BTreeMap::new();
        if let Some(column) = &column {
            for ord in 0..column.num_terms() as u64 {
                let mut kind = String::new();
                column.ord_to_str(ord, &mut kind)?;
                priors.insert(ord, self.prior(kind.parse().ok()));
            }
        }
        Ok(SegmentRelevance { kinds: column.map(|c| c.ords().clone()), priors, newest: segment.fast_fields().i64(NEWEST)? })
    }
}

impl SegmentSortKeyComputer for SegmentRelevance {
    type SortKey = Score;
    type SegmentSortKey = Score;
    type SegmentComparator = NaturalComparator;

    fn segment_sort_key(&mut self, doc: DocId, score: Score) -> Score {
        let kind = self.kinds.as_ref().and_then(|column| column.first(doc));
        let prior = kind.and_then(|ord| self.priors.get(&ord)).copied().unwrap_or(1.0);
        let newest = self.newest.first(doc).filter(|rank| *rank > i64::MIN).map_or(0.0, |rank| (rank / 8) as f32);
        let recency = 1.0 + RECENCY * ((newest - RECENT_FROM) / RECENT_DAYS).clamp(0.0, 1.0);
        // How many words were found comes first and is not touched.
        let words = (score / TIER).floor() * TIER;
        words + ((score - words) * prior * recency).min(TIER - 1.0)
    }

    fn convert_segment_sort_key(&self, score: Score) -> Score {
        score
    }
}
