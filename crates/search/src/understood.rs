//! How a query was understood, part by part, and what helps where nothing was found.

use std::ops::Range;

use chancery_model::{DayRange, Edtf, Lang};

use crate::entry::Field;
use crate::query::fields::QueryField;
use crate::request::FacetName;

/// A part of the query and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// Where it stands: bytes of the text as typed, at characters' bounds. Parts are in order and do not overlap.
    pub span: Range<usize>,
    /// How it was read.
    pub meaning: Meaning,
    /// True if records that have it are left out.
    pub is_without: bool,
}

/// What a part of a query means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A word in any of its forms, or a run of East Asian characters.
    Word,
    /// A word such as "of": it counts a little, and nothing is left out for want of it.
    LittleWord,
    /// Words exactly as they stand.
    Phrase,
    /// The beginning of words.
    Beginning,
    /// Alternatives joined by OR, of which one is enough.
    Alternatives,
    /// An ordinal.
    Ordinal(u32),
    /// A date or a range of dates.
    Date(Edtf),
    /// Values of a facet, of which one is enough.
    Condition {
        /// The facet.
        facet: FacetName,
        /// The values, as filters name them.
        values: Vec<String>,
    },
    /// Years from the first to the last.
    Years(u16, u16),
    /// Days in a range, open at one end.
    Days(DayRange),
    /// The words must stand in these parts of a record.
    Within(Vec<Field>),
    /// Nothing; a note says why.
    PassedOver,
}

/// What helps a reader whose query found nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmptyHelp {
    /// For each condition, how many records would be found without it; those that would find most come first.
    pub without: Vec<(Constraint, usize)>,
    /// How many records the conditions alone would find, if there are any beside words.
    pub without_words: Option<usize>,
    /// For each word that is nowhere: what is written nearly so.
    pub near: Vec<Near>,
    /// Other names of what the words name: looked for as well, or in a literal search what could be.
    pub equivalents: Vec<Equivalents>,
}

/// A condition that narrows an answer, written in the query or chosen beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constraint {
    /// The values asked of a facet, all of them together.
    Facet(FacetName),
    /// The range of days.
    Days,
    /// The parts of a record in which the words must stand.
    Within,
    /// The words and values that must not be there.
    Unwanted,
}

impl Constraint {
    /// The field that writes this condition in a query; `None` of what is excluded.
    pub fn field(self) -> Option<QueryField> {
        match self {
            Constraint::Facet(facet) => Some(facet.into()),
            Constraint::Days => Some(QueryField::After),
            Constraint::Within => Some(QueryField::In),
            Constraint::Unwanted => None,
        }
    }
}

/// A word that no record has, and the words that are written nearly so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The word as typed.
    pub typed: String,
    /// Nearest first, at most a handful; never empty.
    pub words: Vec<String>,
}

/// Other names of a notion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equivalents {
    /// The name as typed.
    pub typed: String,
    /// The other names, each in its language; never empty.
    pub names: Vec<(Lang, String)>,
}
