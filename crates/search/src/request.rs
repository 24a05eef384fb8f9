//! What is asked and what is answered.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chancery_model::{DayRange, Edtf, Kind, Lang};

use crate::entry::{Field, Passage};
use crate::query::fields::QueryField;
use crate::show::Marks;
use crate::terms::Terms;
use crate::understood::{EmptyHelp, Understood};

/// The longest query that is read, in characters; the rest is cut with a note.
pub const MAX_QUERY_CHARS: usize = 2_000;
/// The most words, phrases and conditions that are read of a query; the rest is cut with a note.
pub const MAX_CLAUSES: usize = 64;
/// The most hits of one page.
pub const MAX_LIMIT: usize = 1_000;
/// The most passages shown of one hit.
pub const MAX_PASSAGES: usize = 10;

/// A search.
#[derive(Debug, Clone)]
pub struct Request {
    /// The query as typed; anything is allowed.
    pub text: String,
    /// Conditions beside the query.
    pub filters: Filters,
    /// The order.
    pub sort: Sort,
    /// How many hits to pass over.
    pub offset: usize,
    /// How many hits to give, at most [`MAX_LIMIT`].
    pub limit: usize,
    /// The reader's language: of equally good passages those in it come first.
    pub ui: Lang,
    /// Whether to count the values of the facets.
    pub with_facets: bool,
    /// How many passages to show of each hit, at most [`MAX_PASSAGES`].
    pub passages: usize,
    /// True if only the words as typed are looked for, and no other name of what they name.
    pub is_literal: bool,
    /// The notions by which the query is widened; the app fills them in.
    pub terms: Arc<Terms>,
}

impl Request {
    /// Makes a search for the first ten hits by relevance, with counts and up to three passages.
    pub fn new(text: impl Into<String>, ui: Lang) -> Self {
        Request {
            text: text.into(),
            filters: Filters::default(),
            sort: Sort::Relevance,
            offset: 0,
            limit: 10,
            ui,
            with_facets: true,
            passages: 3,
            is_literal: false,
            terms: Arc::default(),
        }
    }
}

/// Conditions: any of the values inside one list, all of the lists together. An empty list asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Kinds of record.
    pub kinds: Vec<Kind>,
    /// Topics.
    pub topics: Vec<String>,
    /// Levels.
    pub levels: Vec<String>,
    /// Mechanisms.
    pub mechanisms: Vec<String>,
    /// Parties.
    pub parties: Vec<String>,
    /// Hosts.
    pub hosts: Vec<String>,
    /// Places.
    pub places: Vec<String>,
    /// Years.
    pub years: Vec<u16>,
    /// Types of document.
    pub document_types: Vec<String>,
    /// Languages.
    pub langs: Vec<String>,
    /// Days; a date that only may lie in them is found too, and marked.
    pub days: Option<DayRange>,
}

impl Filters {
    /// Takes back what is asked of a facet.
    pub fn clear(&mut self, facet: FacetName) {
        match facet {
            FacetName::Kind => self.kinds.clear(),
            FacetName::Topic => self.topics.clear(),
            FacetName::Level => self.levels.clear(),
            FacetName::Mechanism => self.mechanisms.clear(),
            FacetName::Party => self.parties.clear(),
            FacetName::Host => self.hosts.clear(),
            FacetName::Place => self.places.clear(),
            FacetName::Year => self.years.clear(),
            FacetName::DocumentType => self.document_types.clear(),
            FacetName::Lang => self.langs.clear(),
        }
    }
}

/// The order of hits. Of equals the newest comes first, then the id decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first; newest first if the query has no words.
    #[default]
    Relevance,
    /// Newest first, undated last.
    NewestFirst,
    /// Oldest first, undated last.
    OldestFirst,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// How many records match.
    pub total: usize,
    /// The hits of the page that was asked for.
    pub hits: Vec<Hit>,
    /// For each facet its values and how many records would be found with that value and all other facets' filters:
    /// most first, ties by value. Values and facets without records are left out. Empty if counts were not asked for.
    pub facets: BTreeMap<FacetName, Vec<(String, u32)>>,
    /// How the query was read, where that is not plain from its words.
    pub notes: Vec<Note>,
    /// How each part of the query was read, in the order as typed.
    pub understood: Vec<Understood>,
    /// The whole query in near spellings, where nothing is written as one of its words.
    pub did_you_mean: Option<String>,
    /// What helps where nothing was found; `None` otherwise.
    pub empty: Option<EmptyHelp>,
    /// What finds the passages of a hit in its record's texts; `None` if none are wanted, or the query has no words.
    pub marks: Option<Marks>,
}

impl Answer {
    /// Chooses the passages to show of a hit; `own` are the texts of its record.
    pub fn show(&self, hit: &Hit, own: impl IntoIterator<Item = Passage>) -> Vec<Shown> {
        self.marks.as_ref().map_or_else(Vec::new, |marks| marks.show(own.into_iter().chain(hit.kept.iter().cloned())))
    }
}

/// A record that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The kind.
    pub kind: Kind,
    /// The id.
    pub id: String,
    /// The number of the journal entry that the hit was made from.
    pub seq: u64,
    /// How well it matches; comparable within one answer only.
    pub score: f32,
    /// True if the date is not precise enough to tell whether the filter on days or years holds.
    pub may_match: bool,
    /// What the entry wanted handed back.
    pub card: String,
    /// The entry's texts that are not in the record itself, where passages are to be shown.
    pub kept: Vec<Passage>,
    /// For each name of the query that the record has in other words only: which.
    pub because: Vec<Because>,
}

/// Why a record was found that does not have the words as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// The name as typed.
    pub typed: String,
    /// Another name of the same notion, which the record has.
    pub matched: String,
    /// The language of that name.
    pub lang: Lang,
}

/// A passage, or a part of it, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The anchor within the record's page.
    pub anchor: Option<String>,
    /// What the text is of the record.
    pub field: Field,
    /// The language of the text.
    pub lang: Lang,
    /// The text in its own spelling, cut to about 240 characters.
    pub text: String,
    /// The page of a file that the first highlighted word is on.
    pub page: Option<u32>,
    /// True for words in which the register retells a source.
    pub is_summary: bool,
    /// What matched: ranges of characters (Unicode scalars) of `text`, in order, not touching.
    pub highlights: Vec<(usize, usize)>,
    /// True if something of the passage before `text` is left out.
    pub is_cut_before: bool,
    /// True if something of the passage behind `text` is left out.
    pub is_cut_after: bool,
}

/// The facets, in the order in which a page shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacetName {
    /// Kinds of record.
    Kind,
    /// Topics.
    Topic,
    /// Levels.
    Level,
    /// Mechanisms.
    Mechanism,
    /// Parties.
    Party,
    /// Hosts.
    Host,
    /// Places.
    Place,
    /// Years.
    Year,
    /// Types of document.
    DocumentType,
    /// Languages.
    Lang,
}

impl FacetName {
    /// All facets.
    pub const ALL: [FacetName; 10] = [
        FacetName::Kind,
        FacetName::Topic,
        FacetName::Level,
        FacetName::Mechanism,
        FacetName::Party,
        FacetName::Host,
        FacetName::Place,
        FacetName::Year,
        FacetName::DocumentType,
        FacetName::Lang,
    ];

    /// The name as it is written before a colon in a query, in addresses and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            FacetName::Kind => "kind",
            FacetName::Topic => "topic",
            FacetName::Level => "level",
            FacetName::Mechanism => "mechanism",
            FacetName::Party => "party",
            FacetName::Host => "host",
            FacetName::Place => "place",
            FacetName::Year => "year",
            FacetName::DocumentType => "type",
            FacetName::Lang => "lang",
        }
    }
}

impl fmt::Display for FacetName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How a query was read, where that is not plain from its words. The doors make sentences of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// No record has all the words; these have some of them, those with most first.
    SomeWords,
    /// No record has the words exactly as joined; these have their parts.
    Loosened,
    /// An ordinal was recognized.
    ReadAsOrdinal(u32),
    /// A year was recognized.
    ReadAsYear(u16),
    /// A date was recognized.
    ReadAsDate(Edtf),
    /// The name before a colon is not one that the search knows; it was read as words.
    UnknownField {
        /// The name as typed.
        name: String,
    },
    /// The value behind a known name is not one of the index; it was read as words.
    UnknownValue {
        /// The field.
        field: QueryField,
        /// The value as typed.
        value: String,
    },
    /// The value behind a known name may be one of several; it was read as words.
    SeveralValues {
        /// The field.
        field: QueryField,
        /// The value as typed.
        value: String,
        /// Some of the values that it fits, as filters name them.
        fits: Vec<String>,
    },
    /// No record has a word as typed; what is written nearly so was looked for in its place.
    NearSpellings {
        /// The word as typed.
        typed: String,
        /// What was looked for, nearest first; never empty.
        words: Vec<String>,
    },
    /// What was typed names a notion; its other names were looked for, too, and count less.
    Widened {
        /// The name as typed.
        typed: String,
        /// The other names, each in its language; never empty.
        equivalents: Vec<(Lang, String)>,
    },
    /// A quotation mark has no partner; what follows was read as words.
    OpenQuote,
    /// A part of the query has no meaning for the search and was passed over.
    NotUnderstood {
        /// The part as typed.
        what: String,
    },
    /// The query was longer than the search reads.
    Cut(Cut),
}

/// What was cut of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cut {
    /// Characters beyond [`MAX_QUERY_CHARS`].
    Characters,
    /// Words, phrases and conditions beyond [`MAX_CLAUSES`].
    Clauses,
    /// The beginning of a word stands for so many words that only the commonest were looked for.
    Expansions {
        /// The beginning.
        prefix: String,
    },
    /// Near spellings were looked up of the first words only.
    NearSpellings,
    /// Words and phrases that so many records have that to look for all of them would take too long.
    Effort,
}
