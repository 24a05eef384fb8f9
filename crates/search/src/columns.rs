//! What ranking and counting ask of every hit, as plain arrays: for each segment the value numbers of a document side by
//! side, and the ids in their order.
//!
//! Counting looks at every hit, and the engine's columns answer one document at a time through several layers. The arrays
//! cost two bytes a value and are made once for each segment, when a search first counts in it. Values are numbered over
//! all segments, so that counts of segments add up without looking at a text.
//!
//! A record has a dozen values and more, yet few combinations of them occur: a mechanism says its topic and level. So each
//! document also has the number of its combination in each [`Group`] of facets, and a hit counts as many times as there
//! are groups, not as many times as it has values.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use chancery_model::Kind;
use rustc_hash::FxHashMap;
use tantivy::columnar::StrColumn;
use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SegmentReader};

use crate::rank::recency;
use crate::request::FacetName;
use crate::schema::{NEWEST, ORDER};

/// How many facets there are.
pub(crate) const FACETS: usize = FacetName::ALL.len();

/// The numbers of values, over all segments and for as long as the index is open.
#[derive(Debug, Default)]
pub(crate) struct Values {
    numbers: FxHashMap<String, u32>,
    texts: Vec<String>,
}

impl Values {
    /// How many values there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The value of a number.
    pub(crate) fn text(&self, number: usize) -> &str {
        &self.texts[number]
    }

    /// The number of a value, if any entry has or had it.
    pub(crate) fn number(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    fn add(&mut self, text: &str) -> u32 {
        if let Some(number) = self.number(text) {
            return number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.numbers.insert(text.to_owned(), number);
        self.texts.push(text.to_owned());
        number
    }
}

/// Numbers, in as few bytes as they fit.
#[derive(Debug)]
enum Numbers {
    Short(Vec<u16>),
    Long(Vec<u32>),
}

impl Numbers {
    fn of(numbers: Vec<u32>) -> Numbers {
        let short: Result<Vec<u16>, _> = numbers.iter().map(|number| u16::try_from(*number)).collect();
        short.map_or(Numbers::Long(numbers), Numbers::Short)
    }

    #[inline]
    fn at(&self, at: usize) -> usize {
        match self {
            Numbers::Short(numbers) => usize::from(numbers[at]),
            Numbers::Long(numbers) => numbers[at] as usize,
        }
    }
}

/// One facet within one segment.
#[derive(Debug)]
pub(crate) struct Facet {
    /// For each document where its values begin, and one more; none if each document has exactly one.
    starts: Option<Vec<u32>>,
    numbers: Numbers,
}

impl Facet {
    fn read(column: Option<&StrColumn>, documents: DocId, values: &mut Values) -> tantivy::Result<Facet> {
        let mut numbers = Vec::new();
        let mut starts = vec![0];
        if let Some(column) = column {
            let mut of_ords = Vec::with_capacity(column.num_terms());
            let mut terms = column.dictionary().stream()?;
            while terms.advance() {
                of_ords.push(values.add(&String::from_utf8_lossy(terms.key())));
            }
            for document in 0..documents {
                let ords = column.term_ords(document).filter_map(|ord| usize::try_from(ord).ok());
                numbers.extend(ords.filter_map(|ord| of_ords.get(ord)));
                starts.push(u32::try_from(numbers.len()).unwrap_or(u32::MAX));
            }
        } else {
            starts.resize(documents as usize + 1, 0);
        }
        let is_single = starts.windows(2).all(|pair| pair[1] == pair[0] + 1);
        Ok(Facet { starts: (!is_single).then_some(starts), numbers: Numbers::of(numbers) })
    }

    /// Calls `visit` with the number of each value of a document.
    #[inline]
    pub(crate) fn for_each(&self, document: DocId, mut visit: impl FnMut(usize)) {
        let at = document as usize;
        let (from, to) = match &self.starts {
            None => (at, at + 1),
            Some(starts) => (starts[at] as usize, starts[at + 1] as usize),
        };
        match &self.numbers {
            Numbers::Short(numbers) => numbers[from..to].iter().for_each(|number| visit(usize::from(*number))),
            Numbers::Long(numbers) => numbers[from..to].iter().for_each(|number| visit(*number as usize)),
        }
    }
}

/// Facets whose values go together: of a mechanism, of the parties and the place, of the date and the language.
const GROUPS: [&[FacetName]; 3] = [
    &[FacetName::Kind, FacetName::Topic, FacetName::Level, FacetName::Mechanism, FacetName::DocumentType],
    &[FacetName::Party, FacetName::Host, FacetName::Place],
    &[FacetName::Year, FacetName::Lang],
];

/// A facet by its place in [`FacetName::ALL`], and the number of a value.
type FacetValue = (usize, usize);

/// The combinations of values that the documents of one segment have in some facets.
#[derive(Debug)]
pub(crate) struct Group {
    /// The number of each document's combination.
    of_documents: Vec<u32>,
    combinations: Vec<Box<[FacetValue]>>,
}

impl Group {
    fn read(names: &[FacetName], facets: &[Facet], documents: DocId) -> Group {
        let mut group = Group { of_documents: Vec::with_capacity(documents as usize), combinations: Vec::new() };
        let mut known: FxHashMap<Box<[FacetValue]>, u32> = FxHashMap::default();
        let mut values: Vec<FacetValue> = Vec::new();
        for document in 0..documents {
            values.clear();
            for name in names {
                facets[*name as usize].for_each(document, |number| values.push((*name as usize, number)));
            }
            let number = known.get(values.as_slice()).copied().unwrap_or_else(|| {
                let number = u32::try_from(group.combinations.len()).unwrap_or(u32::MAX);
                known.insert(values.as_slice().into(), number);
                group.combinations.push(values.as_slice().into());
                number
            });
            group.of_documents.push(number);
        }
        group
    }

    /// How many combinations there are.
    pub(crate) fn len(&self) -> usize {
        self.combinations.len()
    }

    /// The number of a document's combination.
    #[inline]
    pub(crate) fn of(&self, document: DocId) -> usize {
        self.of_documents[document as usize] as usize
    }

    /// The facets and values of a combination.
    pub(crate) fn values(&self, combination: usize) -> &[FacetValue] {
        &self.combinations[combination]
    }
}

/// All facets of one segment, in the order of [`FacetName::ALL`], and their combinations.
#[derive(Debug)]
pub(crate) struct SegmentFacets {
    facets: Vec<Facet>,
    groups: Vec<Group>,
}

impl SegmentFacets {
    /// One facet.
    pub(crate) fn facet(&self, facet: FacetName) -> &Facet {
        &self.facets[facet as usize]
    }

    /// The combinations; together the groups hold every facet once.
    pub(crate) fn groups(&self) -> &[Group] {
        &self.groups
    }

    fn read(segment: &SegmentReader, values: &mut [Values]) -> tantivy::Result<SegmentFacets> {
        let facets = FacetName::ALL.into_iter().zip(values).map(|(facet, values)| {
            let column = segment.fast_fields().str(facet.as_str())?;
            Facet::read(column.as_ref(), segment.max_doc(), values)
        });
        let facets: Vec<Facet> = facets.collect::<tantivy::Result<_>>()?;
        let groups = GROUPS.iter().map(|names| Group::read(names, &facets, segment.max_doc())).collect();
        Ok(SegmentFacets { facets, groups })
    }
}

/// The ids of one segment in their order, one behind the other.
#[derive(Debug, Default)]
struct SegmentIds {
    text: String,
    ends: Vec<u32>,
}

impl SegmentIds {
    fn read(segment: &SegmentReader) -> tantivy::Result<SegmentIds> {
        let mut ids = SegmentIds::default();
        if let Some(column) = segment.fast_fields().str(ORDER)? {
            let mut terms = column.dictionary().stream()?;
            while terms.advance() {
                ids.text.push_str(&String::from_utf8_lossy(terms.key()));
                ids.ends.push(u32::try_from(ids.text.len()).unwrap_or(u32::MAX));
            }
        }
        Ok(ids)
    }

    fn at(&self, order: u64) -> &str {
        let Ok(at) = usize::try_from(order) else { return "" };
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        self.ends.get(at).and_then(|end| self.text.get(start..*end as usize)).unwrap_or_default()
    }
}

/// What relevance is tuned by: a kind and a day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tuning {
    /// The number of the kind.
    pub(crate) kind: u8,
    /// What the day is worth.
    pub(crate) recency: f32,
    /// The sort value of the day; the least if there is none.
    pub(crate) newest: i32,
}

/// The kinds and the days of one segment's documents. Few differ, so what is looked at for every hit is one short number.
#[derive(Debug)]
pub(crate) struct SegmentTuning {
    /// The kinds by their numbers.
    pub(crate) kinds: Vec<Option<Kind>>,
    tunings: Vec<Tuning>,
    of_documents: Numbers,
}

impl SegmentTuning {
    /// That of a document.
    #[inline]
    pub(crate) fn of(&self, document: DocId) -> &Tuning {
        &self.tunings[self.of_documents.at(document as usize)]
    }

    fn read(segment: &SegmentReader) -> tantivy::Result<SegmentTuning> {
        let newest = segment.fast_fields().i64(NEWEST)?;
        let column = segment.fast_fields().str(FacetName::Kind.as_str())?;
        let mut kinds = Vec::new();
        if let Some(column) = &column {
            let mut terms = column.dictionary().stream()?;
            while terms.advance() {
                kinds.push(std::str::from_utf8(terms.key()).ok().and_then(|kind| kind.parse().ok()));
            }
        }
        let (mut tunings, mut numbers) = (Vec::new(), Vec::with_capacity(segment.max_doc() as usize));
        let mut known: FxHashMap<(u8, i32), u32> = FxHashMap::default();
        for document in 0..segment.max_doc() {
            let kind = column.as_ref().and_then(|column| column.ords().first(document));
            let kind = kind.and_then(|kind| u8::try_from(kind).ok()).unwrap_or(u8::MAX);
            let newest = newest.first(document).and_then(|rank| i32::try_from(rank).ok()).unwrap_or(i32::MIN);
            numbers.push(*known.entry((kind, newest)).or_insert_with(|| {
                tunings.push(Tuning { kind, recency: recency(newest), newest });
                u32::try_from(tunings.len() - 1).unwrap_or(u32::MAX)
            }));
        }
        Ok(SegmentTuning { kinds, tunings, of_documents: Numbers::of(numbers) })
    }
}

/// What is kept of one segment; each part is made when it is first needed.
#[derive(Debug)]
pub(crate) struct Segment {
    reader: SegmentReader,
    values: Arc<RwLock<Vec<Values>>>,
    facets: OnceLock<SegmentFacets>,
    ids: OnceLock<SegmentIds>,
    tuning: OnceLock<SegmentTuning>,
}

impl Segment {
    /// Its facets.
    pub(crate) fn facets(&self) -> tantivy::Result<&SegmentFacets> {
        if let Some(facets) = self.facets.get() {
            return Ok(facets);
        }
        let facets = SegmentFacets::read(&self.reader, &mut self.values.write().unwrap_or_else(PoisonError::into_inner))?;
        Ok(self.facets.get_or_init(|| facets))
    }

    /// What relevance is tuned by.
    pub(crate) fn tuning(&self) -> tantivy::Result<&SegmentTuning> {
        if let Some(tuning) = self.tuning.get() {
            return Ok(tuning);
        }
        let tuning = SegmentTuning::read(&self.reader)?;
        Ok(self.tuning.get_or_init(|| tuning))
    }

    /// The id of a place in the order of its ids. An id that cannot be read comes first: the hit itself will say what is wrong.
    pub(crate) fn id(&self, order: u64) -> &str {
        self.ids.get_or_init(|| SegmentIds::read(&self.reader).unwrap_or_default()).at(order)
    }
}

/// The arrays of the segments that were last searched.
#[derive(Debug)]
pub(crate) struct Columns {
    segments: Mutex<HashMap<SegmentId, Arc<Segment>>>,
    values: Arc<RwLock<Vec<Values>>>,
}

impl Default for Columns {
    fn default() -> Self {
        let values = std::iter::repeat_with(Values::default).take(FACETS).collect();
        Columns { segments: Mutex::default(), values: Arc::new(RwLock::new(values)) }
    }
}

impl Columns {
    /// The segments of a searcher; what is kept of others is dropped.
    pub(crate) fn of(&self, searcher: &Searcher) -> Vec<Arc<Segment>> {
        let mut segments = self.segments.lock().unwrap_or_else(PoisonError::into_inner);
        let of_reader = |reader: &SegmentReader| {
            let made = || {
                let (reader, values) = (reader.clone(), Arc::clone(&self.values));
                Arc::new(Segment { reader, values, facets: OnceLock::new(), ids: OnceLock::new(), tuning: OnceLock::new() })
            };
            Arc::clone(segments.entry(reader.segment_id()).or_insert_with(made))
        };
        let found: Vec<Arc<Segment>> = searcher.segment_readers().iter().map(of_reader).collect();
        if segments.len() > found.len() {
            segments.retain(|id, _| searcher.segment_readers().iter().any(|segment| segment.segment_id() == *id));
        }
        found
    }

    /// Reads the numbers of the values, for each facet in the order of [`FacetName::ALL`].
    pub(crate) fn with_values<T>(&self, read: impl FnOnce(&[Values]) -> T) -> T {
        read(&self.values.read().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_facet_is_in_one_group() {
        let mut grouped: Vec<FacetName> = GROUPS.concat();
        grouped.sort_unstable_by_key(|name| *name as usize);
        assert_eq!(grouped, FacetName::ALL);
    }
}
