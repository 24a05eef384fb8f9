//! Counts the values of the facets, in the pass that ranks.
//!
//! Inside a facet its own filter must not count, or choosing one value would hide the others. So the pass runs over what
//! the words find, notes for each entry which facets' filters it fails, and counts: an entry that fails none counts in
//! every facet, one that fails a single facet's filter counts in that facet alone. The alternative, a search for each
//! filtered facet, costs as many passes. Hits are counted by the combinations of values that they have
//! ([`crate::columns::Group`]), which are taken apart at the end of each segment.

use std::collections::BTreeMap;

use tantivy::DocId;

use crate::columns::{Columns, SegmentFacets};
use crate::query::plan::values_of;
use crate::request::{FacetName, Filters};

/// For each facet its values with their counts, most first, ties by value; without facets and values that nothing has.
pub(crate) type Counts = BTreeMap<FacetName, Vec<(String, u32)>>;

/// What a document fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fails {
    /// No filter: it is a hit.
    Nothing,
    /// The filter of one facet.
    One(FacetName),
    /// Those of several.
    More,
}

/// The filters as numbers of values.
#[derive(Debug)]
pub(crate) struct Wanted {
    filters: Vec<(FacetName, Vec<usize>)>,
}

impl Wanted {
    /// Looks up the values of the filters. Those that no entry has are left out: nothing passes them.
    pub(crate) fn new(filters: &Filters, columns: &Columns) -> Wanted {
        let numbers = |facet: FacetName, texts: Vec<String>| {
            columns.with_values(|values| texts.iter().filter_map(|text| values[facet as usize].number(text)).map(|n| n as usize).collect())
        };
        let filters = FacetName::ALL.into_iter().map(|facet| (facet, values_of(filters, facet))).filter(|(_, texts)| !texts.is_empty());
        Wanted { filters: filters.map(|(facet, texts)| (facet, numbers(facet, texts))).collect() }
    }

    /// Tells which filters a document fails.
    #[inline]
    pub(crate) fn check(&self, segment: &SegmentFacets, document: DocId) -> Fails {
        let mut fails = Fails::Nothing;
        for (facet, numbers) in &self.filters {
            let mut passes = false;
            segment.facet(*facet).for_each(document, |number| passes |= numbers.contains(&number));
            if !passes {
                fails = match fails {
                    Fails::Nothing => Fails::One(*facet),
                    _ => return Fails::More,
                };
            }
        }
        fails
    }
}

/// Counts of one search.
#[derive(Debug)]
pub(crate) struct Counter {
    /// For each facet the counts by number of value.
    counts: Vec<Vec<u32>>,
    /// For each group of facets the counts by combination, of the segment that is being counted.
    combinations: Vec<Vec<u32>>,
}

impl Counter {
    /// Begins to count; the arrays of all segments have been made, so all values are known.
    pub(crate) fn new(columns: &Columns) -> Counter {
        let counts = columns.with_values(|values| values.iter().map(|values| vec![0; values.len()]).collect());
        Counter { counts, combinations: Vec::new() }
    }

    /// Begins a segment.
    pub(crate) fn begin(&mut self, segment: &SegmentFacets) {
        self.combinations = segment.groups().iter().map(|group| vec![0; group.len()]).collect();
    }

    /// Counts a document of the segment that was begun.
    #[inline]
    pub(crate) fn add(&mut self, segment: &SegmentFacets, document: DocId, fails: Fails) {
        match fails {
            Fails::Nothing => {
                for (counts, group) in self.combinations.iter_mut().zip(segment.groups()) {
                    counts[group.of(document)] += 1;
                }
            }
            Fails::One(facet) => {
                let counts = &mut self.counts[facet as usize];
                segment.facet(facet).for_each(document, |number| counts[number] += 1);
            }
            Fails::More => {}
        }
    }

    /// Ends a segment: what was counted by combination is counted by value.
    pub(crate) fn end(&mut self, segment: &SegmentFacets) {
        for (counts, group) in self.combinations.iter().zip(segment.groups()) {
            for (combination, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                for (facet, number) in group.values(combination) {
                    self.counts[*facet][*number] += count;
                }
            }
        }
    }

    /// The counts by value.
    pub(crate) fn finish(self, columns: &Columns) -> Counts {
        columns.with_values(|values| {
            let of_facet = |(counts, values): (Vec<u32>, &crate::columns::Values)| {
                let mut found: Vec<(&str, u32)> = counts
                    .iter()
                    .enumerate()
                    .filter(|(_, count)| **count > 0)
                    .map(|(number, count)| (values.text(number), *count))
                    .collect();
                found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
                found.into_iter().map(|(text, count)| (text.to_owned(), count)).collect::<Vec<_>>()
            };
            let all = FacetName::ALL.into_iter().zip(self.counts.into_iter().zip(values).map(of_facet));
            all.filter(|(_, values)| !values.is_empty()).collect()
        })
    }
}
