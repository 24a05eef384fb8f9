//! Counts the values of the facets in one pass.
//!
//! Inside a facet its own filter must not count, or choosing one value would hide the others. So the pass runs over what
//! the words find, notes for each entry which facets' filters it fails, and counts: an entry that fails none counts in
//! every facet, one that fails a single facet's filter counts in that facet alone. The alternative, a search for each
//! filtered facet, costs as many passes.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

use crate::query::plan::values_of;
use crate::request::{FacetName, Filters};

/// Counts of one pass: for each facet, each value.
pub(crate) type Counts = BTreeMap<FacetName, BTreeMap<String, u32>>;

/// The collector for a set of filters.
pub(crate) struct FacetCounter {
    /// The values asked for, of the facets that are filtered.
    wanted: Vec<(FacetName, Vec<String>)>,
}

impl FacetCounter {
    pub(crate) fn new(filters: &Filters) -> Self {
        let wanted = FacetName::ALL.into_iter().map(|facet| (facet, values_of(filters, facet)));
        FacetCounter { wanted: wanted.filter(|(_, values)| !values.is_empty()).collect() }
    }
}

/// A facet within a segment.
struct SegmentFacet {
    facet: FacetName,
    column: StrColumn,
    counts: Vec<u32>,
    /// The ordinals of the values asked for; none if the facet is not filtered.
    wanted: Option<BTreeSet<u64>>,
}

/// The pass over one segment.
pub(crate) struct SegmentCounter {
    facets: Vec<SegmentFacet>,
    /// The facets that are filtered and have no value at all in this segment: no entry passes them.
    missing: Vec<FacetName>,
}

impl Collector for FacetCounter {
    type Fruit = Counts;
    type Child = SegmentCounter;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> Result<SegmentCounter, TantivyError> {
        let mut counter = SegmentCounter { facets: Vec::new(), missing: Vec::new() };
        for facet in FacetName::ALL {
            let wanted = self.wanted.iter().find(|(f, _)| *f == facet).map(|(_, values)| values);
            let Some(column) = segment.fast_fields().str(facet.as_str())? else {
                if wanted.is_some() {
                    counter.missing.push(facet);
                }
                continue;
            };
            let wanted = match wanted {
                Some(values) => {
                    let ords: Result<Vec<_>, _> = values.iter().map(|value| column.dictionary().term_ord(value)).collect();
                    Some(ords?.into_iter().flatten().collect())
                }
                None => None,
            };
            counter.facets.push(SegmentFacet { facet, counts: vec![0; column.num_terms()], column, wanted });
        }
        Ok(counter)
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Result<Counts, String>>) -> Result<Counts, TantivyError> {
        let mut all = Counts::new();
        for fruit in fruits {
            for (facet, values) in fruit.map_err(TantivyError::InternalError)? {
                let merged = all.entry(facet).or_default();
                for (value, count) in values {
                    *merged.entry(value).or_default() += count;
                }
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for SegmentCounter {
    type Fruit = Result<Counts, String>;

    fn collect(&mut self, doc: DocId, _: Score) {
        let passes =
            |facet: &SegmentFacet| facet.wanted.as_ref().is_none_or(|wanted| facet.column.term_ords(doc).any(|ord| wanted.contains(&ord)));
        let mut failed = (0..self.facets.len()).filter(|at| !passes(&self.facets[*at]));
        let (first, second) = (failed.next(), failed.next());
        drop(failed);
        let count = |facet: &mut SegmentFacet| {
            for ord in facet.column.term_ords(doc) {
                if let Some(count) = usize::try_from(ord).ok().and_then(|at| facet.counts.get_mut(at)) {
                    *count += 1;
                }
            }
        };
        match (self.missing.is_empty(), first, second) {
            (true, None, _) => self.facets.iter_mut().for_each(count),
            (true, Some(only), None) => count(&mut self.facets[only]),
            // Failing a filter of a facet without values here would count in that facet, which has nothing to count.
            _ => {}
        }
    }

    fn harvest(self) -> Result<Counts, String> {
        let mut all = Counts::new();
        for facet in self.facets {
            let mut values = BTreeMap::new();
            for (ord, count) in (0_u64..).zip(&facet.counts).filter(|(_, count)| **count > 0) {
                let mut value = String::new();
                facet.column.ord_to_str(ord, &mut value).map_err(|error| error.to_string())?;
                values.insert(value, *count);
            }
            all.insert(facet.facet, values);
        }
        Ok(all)
    }
}
