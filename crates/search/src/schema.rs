//! The fields of the index, and the fingerprint that tells whether an index on disk was made by this version.

use std::hash::Hasher as _;

use chancery_model::{Day, Edtf, Kind};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use tantivy::schema::{BytesOptions, FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{TantivyDocument, Term};

use crate::analysis::{self, Stems, analyze, korean};
use crate::entry::{Class, Entry, Passage};
use crate::request::FacetName;
use crate::spelling::jamo;

/// The name of the tokenizer that cuts prepared terms at blanks; it is one of the engine's own.
const PREPARED: &str = "whitespace";

/// The three fields of one class of text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextFields {
    /// Words as written, with positions.
    pub(crate) exact: Field,
    /// Stems and ordinals, with frequencies.
    pub(crate) stem: Field,
    /// Pairs of East Asian characters, with positions.
    pub(crate) pairs: Field,
}

/// The fields.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    /// `kind:id`, what an entry is replaced by.
    pub(crate) key: Field,
    /// What is shown, as JSON.
    pub(crate) stored: Field,
    /// All names with their languages, as JSON.
    pub(crate) titles: Field,
    /// Whole names.
    pub(crate) name: Field,
    pub(crate) ordinal: Field,
    pub(crate) first_day: Field,
    pub(crate) last_day: Field,
    /// Words of Hangul by the letters of a keyboard: the dictionary that near spellings are found in.
    pub(crate) hangul: Field,
    /// Stems and pairs with the part of the record they stand in, for `in:`.
    pub(crate) section: Field,
    text: [TextFields; 3],
    facets: [Field; 10],
}

/// Fast field: the later the greater, undated least.
pub(crate) const NEWEST: &str = "newest";
/// Fast field: the earlier the greater, undated least.
pub(crate) const OLDEST: &str = "oldest";
/// Fast field: kind and id, so written that `tchm/10` comes after `tchm/9`.
pub(crate) const ORDER: &str = "order";

/// Raised when what is kept of an entry changes its form, or other kinds of record get entries, so that old indexes are rebuilt.
const STORED_VERSION: u32 = 3;

/// What is kept of an entry for showing it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) seq: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<Edtf>,
    /// The day numbers of the range, where the entry has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) days: Option<(Option<i32>, Option<i32>)>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) card: String,
}

/// The passages of what is kept. They stand in the same form, and are read only if passages are shown.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoredPassages {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) kept: Vec<Passage>,
}

/// What is kept, as it is written.
#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    stored: Stored,
    #[serde(flatten)]
    passages: StoredPassages,
}

impl Fields {
    pub(crate) fn new() -> Self {
        let mut builder = Schema::builder();
        let text = |record, has_lengths| {
            let indexing = TextFieldIndexing::default().set_tokenizer(PREPARED).set_index_option(record).set_fieldnorms(has_lengths);
            TextOptions::default().set_indexing_options(indexing)
        };
        // Terms without order, of which only the presence counts.
        let set = || text(IndexRecordOption::Basic, false);
        let mut class = |name: &str, has_lengths| TextFields {
            exact: builder.add_text_field(&format!("{name}_exact"), text(IndexRecordOption::WithFreqsAndPositions, has_lengths)),
            stem: builder.add_text_field(&format!("{name}_stem"), text(IndexRecordOption::WithFreqs, has_lengths)),
            pairs: builder.add_text_field(&format!("{name}_pairs"), text(IndexRecordOption::WithFreqsAndPositions, has_lengths)),
        };
        // Names weigh the same whether they stand in one language or in four, so their lengths are of no use.
        let text = [class("title", false), class("item", true), class("rest", true)];
        let facets = FacetName::ALL.map(|facet| builder.add_text_field(facet.as_str(), STRING | FAST));
        builder.add_i64_field(NEWEST, FAST);
        builder.add_i64_field(OLDEST, FAST);
        builder.add_text_field(ORDER, TextOptions::default().set_fast("raw"));
        Fields {
            key: builder.add_text_field("key", STRING),
            stored: builder.add_bytes_field("stored", BytesOptions::default().set_stored()),
            titles: builder.add_bytes_field("titles", BytesOptions::default().set_stored()),
            name: builder.add_text_field("name", STRING),
            ordinal: builder.add_u64_field("ordinal", INDEXED),
            first_day: builder.add_i64_field("first_day", INDEXED | FAST),
            last_day: builder.add_i64_field("last_day", INDEXED | FAST),
            hangul: builder.add_text_field("hangul", set()),
            section: builder.add_text_field("section", set()),
            text,
            facets,
            schema: builder.build(),
        }
    }

    pub(crate) fn text(&self, class: Class) -> TextFields {
        self.text[class as usize]
    }

    pub(crate) fn facet(&self, facet: FacetName) -> Field {
        self.facets[facet as usize]
    }

    pub(crate) fn key_term(&self, kind: Kind, id: &str) -> Term {
        Term::from_field_text(self.key, &format!("{kind}:{id}"))
    }

    /// Tells versions apart: the schema, the analysis and its table.
    pub(crate) fn fingerprint(&self) -> String {
        let schema = serde_json::to_string(&self.schema).expect("a schema is plain data");
        let mut hasher = Fnv::default();
        hasher.write(schema.as_bytes());
        hasher.write(analysis::HAN.as_bytes());
        hasher.write(&analysis::VERSION.to_le_bytes());
        hasher.write(&STORED_VERSION.to_le_bytes());
        format!("{}-{:016x}", env!("CARGO_PKG_VERSION"), hasher.finish())
    }

    /// Makes the engine's document of an entry; `stems` are kept from one to the next.
    pub(crate) fn document(&self, entry: Entry, stems: &mut Stems) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(self.key, format!("{}:{}", entry.kind, entry.id));
        if let Ok(order) = self.schema.get_field(ORDER) {
            document.add_text(order, order_of(entry.kind, &entry.id));
        }
        if let Some(ordinal) = entry.ordinal {
            document.add_u64(self.ordinal, ordinal.into());
        }
        self.add_days(&mut document, &entry);
        self.add_facets(&mut document, &entry);
        let mut names: Vec<String> = Vec::new();
        let mut sets = Sets::default();
        for (_, title) in &entry.titles {
            let analysis = analyze(title);
            sets.add_hangul(&analysis);
            self.add_streams(&mut document, Class::Title, &analysis.streams(stems));
            names.push(analysis.key());
        }
        names.sort_unstable();
        names.dedup();
        for name in names.iter().filter(|name| !name.is_empty() && name.len() < 1_000) {
            document.add_text(self.name, name);
        }
        for passage in entry.passages.iter().chain(&entry.kept) {
            let analysis = analyze(&passage.text);
            let streams = analysis.streams(stems);
            sets.add_hangul(&analysis);
            self.add_streams(&mut document, passage.field.class(), &streams);
            sets.add_section(passage.field, streams);
        }
        sets.end_sections();
        for (field, set) in [(self.hangul, sets.hangul), (self.section, sets.section)] {
            if !set.is_empty() {
                document.add_text(field, set.into_iter().collect::<Vec<_>>().join(" "));
            }
        }
        let days = entry.days.map(|range| (range.earliest.map(Day::number), range.latest.map(Day::number)));
        let stored = Stored { kind: entry.kind, id: entry.id, seq: entry.seq, date: entry.date, days, card: entry.card };
        let whole = Whole { stored, passages: StoredPassages { kept: entry.kept } };
        document.add_bytes(self.titles, &serde_json::to_vec(&entry.titles).expect("names are plain data"));
        document.add_bytes(self.stored, &serde_json::to_vec(&whole).expect("what is stored is plain data"));
        document
    }

    fn add_streams(&self, document: &mut TantivyDocument, class: Class, streams: &analysis::Streams) {
        let fields = self.text(class);
        for (field, stream) in [(fields.exact, &streams.exact), (fields.stem, &streams.stem), (fields.pairs, &streams.pairs)] {
            if !stream.is_empty() {
                document.add_text(field, stream);
            }
        }
    }

    fn add_days(&self, document: &mut TantivyDocument, entry: &Entry) {
        if let Some(days) = entry.days {
            document.add_i64(self.first_day, days.earliest.map_or(i64::MIN, |d| d.number().into()));
            document.add_i64(self.last_day, days.latest.map_or(i64::MAX, |d| d.number().into()));
        }
        // Of equal days the more precise date is first in both directions.
        let precision = entry.date.map_or(7, |date| i64::from(date.precision() as u8));
        let rank = |day: i64| day * 8 + (7 - precision);
        let (newest, oldest) = match entry.sort_day {
            Some(day) => (rank(day.into()), rank(-i64::from(day))),
            None => (i64::MIN, i64::MIN),
        };
        for (name, value) in [(NEWEST, newest), (OLDEST, oldest)] {
            if let Ok(field) = self.schema.get_field(name) {
                document.add_i64(field, value);
            }
        }
    }

    fn add_facets(&self, document: &mut TantivyDocument, entry: &Entry) {
        for facet in FacetName::ALL {
            let facets = &entry.facets;
            let mut values: Vec<String> = match facet {
                FacetName::Kind => vec![entry.kind.to_string()],
                FacetName::Topic => facets.topics.clone(),
                FacetName::Level => facets.levels.clone(),
                FacetName::Mechanism => facets.mechanisms.clone(),
                FacetName::Party => facets.parties.clone(),
                FacetName::Host => facets.hosts.clone(),
                FacetName::Place => facets.places.clone(),
                FacetName::Year => facets.years.iter().map(|year| year_value(*year)).collect(),
                FacetName::DocumentType => facets.document_types.clone(),
                FacetName::Lang => facets.langs.clone(),
            };
            values.sort_unstable();
            values.dedup();
            for value in values {
                document.add_text(self.facet(facet), value);
            }
        }
    }
}

/// The terms of an entry of which only the presence counts.
///
/// Where a word stands is said by a term of the `section` field, with one exception that halves the index: of the part
/// that holds most words of its class ([`crate::entry::Field::is_main`]) only the words are named that another part of the
/// class has, too. A word of the class that no part claims is of the main one.
#[derive(Default)]
struct Sets {
    hangul: FxHashSet<String>,
    section: FxHashSet<String>,
    /// The words of the other parts, by class.
    claimed: FxHashMap<Class, FxHashSet<String>>,
    /// The main parts, until all words of the others are known.
    main: Vec<(crate::entry::Field, analysis::Streams)>,
}

impl Sets {
    fn add_hangul(&mut self, analysis: &analysis::Analysis) {
        for word in analysis.hangul_words() {
            let bare = korean::without_particle(&word).map(str::to_owned);
            self.hangul.extend(bare.into_iter().chain([word]).filter_map(|word| jamo::letters(word.chars())));
        }
    }

    fn add_section(&mut self, field: crate::entry::Field, streams: analysis::Streams) {
        if field.is_main() {
            self.main.push((field, streams));
        } else if let Some(section) = section_of(field) {
            let claimed = self.claimed.entry(field.class()).or_default();
            for term in streams.stems_and_pairs() {
                if !claimed.contains(term) {
                    claimed.insert(term.to_owned());
                }
                self.section.insert(section_term(section, term));
            }
        }
    }

    fn end_sections(&mut self) {
        for (field, streams) in std::mem::take(&mut self.main) {
            let (Some(section), Some(claimed)) = (section_of(field), self.claimed.get(&field.class())) else { continue };
            let both = streams.stems_and_pairs().filter(|term| claimed.contains(*term));
            self.section.extend(both.map(|term| section_term(section, term)));
        }
    }
}

/// The letter of a part of a record; `None` of titles, which have fields of their own.
pub(crate) fn section_of(field: crate::entry::Field) -> Option<char> {
    use crate::entry::Field;
    match field {
        Field::Title => None,
        Field::Outcome => Some('o'),
        Field::Agenda => Some('a'),
        Field::Place => Some('p'),
        Field::People => Some('h'),
        Field::Organisation => Some('g'),
        Field::Document => Some('d'),
        Field::Note => Some('n'),
        Field::Context => Some('c'),
        Field::Paper => Some('f'),
    }
}

/// A stem or pair in a part of a record.
pub(crate) fn section_term(section: char, term: &str) -> String {
    format!("{section}={term}")
}

/// A year as a facet's value: four digits, so that values sort as years.
pub(crate) fn year_value(year: u16) -> String {
    format!("{year:04}")
}

/// Kind and id with numbers padded, so that their order as text is the order of the numbers.
fn order_of(kind: Kind, id: &str) -> String {
    let mut order = format!("{}/", kind as u8);
    let mut digits = String::new();
    for c in id.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            order.push_str(&format!("{digits:0>10}"));
            digits.clear();
        }
        if c != '\0' {
            order.push(c);
        }
    }
    order
}

/// FNV-1a: the standard library's hasher promises no stable values between versions.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl std::hash::Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facets_and_classes_index_their_arrays() {
        for (at, facet) in FacetName::ALL.into_iter().enumerate() {
            assert_eq!(facet as usize, at);
        }
        let fields = Fields::new();
        assert_eq!(fields.schema.get_field("rest_stem").unwrap(), fields.text(Class::Rest).stem);
    }

    #[test]
    fn numbers_in_ids_sort_as_numbers() {
        let mut ids = ["tchm/10", "tchm/9", "tchm/2019-12", "tchm/2019-2", "tchm"];
        ids.sort_by_key(|id| order_of(Kind::Meeting, id));
        assert_eq!(ids, ["tchm", "tchm/9", "tchm/10", "tchm/2019-2", "tchm/2019-12"]);
    }
}
