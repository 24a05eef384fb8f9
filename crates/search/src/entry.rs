//! What the index is told of a record: the app turns records into entries, the index knows nothing else.

use chancery_model::{DayRange, Edtf, Kind, Lang};
use serde::{Deserialize, Serialize};

/// One record as it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The kind.
    pub kind: Kind,
    /// The id, unique within the kind.
    pub id: String,
    /// The number of the journal entry that this is made from; handed back with the hit.
    pub seq: u64,
    /// All names under which a reader may look for the record: in each language, former ones, acronyms, for a meeting also
    /// those composed of its mechanism's name and its ordinal. They weigh most. They are not shown as passages.
    pub titles: Vec<(Lang, String)>,
    /// The ordinal of a meeting.
    pub ordinal: Option<u32>,
    /// The texts that are searched. They are not kept: whoever shows a hit has the record and can say them again
    /// ([`crate::Marks::show`]).
    pub passages: Vec<Passage>,
    /// Texts that are searched and that the record does not have itself; they are handed back with the hit.
    pub kept: Vec<Passage>,
    /// What the caller wants handed back with the hit, so that a list of hits needs no record.
    pub card: String,
    /// The values for filters and counts.
    pub facets: Facets,
    /// The days that the date may mean, for filters on days.
    pub days: Option<DayRange>,
    /// The date, for telling whether a filter on days matches surely or only may.
    pub date: Option<Edtf>,
    /// The day by which the record is sorted; of equal days the more precise date is first. Records without one come last.
    pub sort_day: Option<i32>,
}

/// A piece of a record's text that can be shown and linked to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The anchor within the record's page, such as `outcome-2.1`.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
    /// What the text is of the record.
    #[serde(rename = "f")]
    pub field: Field,
    /// The language.
    #[serde(rename = "l")]
    pub lang: Lang,
    /// The text.
    #[serde(rename = "t")]
    pub text: String,
    /// The page of a file that the text begins on, counted from 1.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// True for words in which the register retells a source.
    #[serde(rename = "s", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_summary: bool,
    /// Where the text goes over to further pages: the bytes at which they begin, and which they are, in order.
    #[serde(rename = "q", default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<(usize, u32)>,
}

impl Passage {
    /// The page on which a byte of the text stands.
    pub(crate) fn page_at(&self, byte: usize) -> Option<u32> {
        let turned = self.turns.iter().rev().find(|(from, _)| *from <= byte).map(|(_, page)| *page);
        turned.or(self.page)
    }
}

/// What a passage is of its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// A title or name; weighs as much as [`Entry::titles`] and can be shown.
    Title,
    /// An outcome.
    Outcome,
    /// An agenda item.
    Agenda,
    /// The place.
    Place,
    /// A person, with office and role.
    People,
    /// An organisation.
    Organisation,
    /// A document that belongs to the record.
    Document,
    /// A note or description.
    Note,
    /// A topic or mechanism that the record belongs to.
    Context,
    /// The words of a file that the record holds, by clause or page.
    Paper,
}

/// How much a field's words weigh; each class has fields of its own in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    /// What the record is called.
    Title,
    /// What was discussed and agreed, and where.
    Item,
    /// All else.
    Rest,
}

impl Field {
    /// All fields.
    pub(crate) const ALL: [Field; 10] = [
        Field::Title,
        Field::Outcome,
        Field::Agenda,
        Field::Place,
        Field::People,
        Field::Organisation,
        Field::Document,
        Field::Note,
        Field::Context,
        Field::Paper,
    ];

    /// Tells whether most words of its class stand in it.
    pub(crate) fn is_main(self) -> bool {
        matches!(self, Field::Outcome | Field::Paper)
    }

    pub(crate) fn class(self) -> Class {
        match self {
            Field::Title => Class::Title,
            Field::Outcome | Field::Agenda | Field::Place => Class::Item,
            Field::People | Field::Organisation | Field::Document | Field::Note | Field::Context | Field::Paper => Class::Rest,
        }
    }
}

/// The values of a record for filters and counts; ids and codes, not names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// Topics.
    pub topics: Vec<String>,
    /// Levels.
    pub levels: Vec<String>,
    /// Mechanisms.
    pub mechanisms: Vec<String>,
    /// Parties that took part.
    pub parties: Vec<String>,
    /// Hosting parties.
    pub hosts: Vec<String>,
    /// The place: a city, or a country alone.
    pub places: Vec<String>,
    /// Every year that the date may mean.
    pub years: Vec<u16>,
    /// Types of document.
    pub document_types: Vec<String>,
    /// Languages in which there is text or a file.
    pub langs: Vec<String>,
}

/// A change to the index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a batch is mostly entries; boxing each would only cost")]
pub enum Change {
    /// Adds an entry, or replaces the one of the same kind and id.
    Put(Entry),
    /// Takes an entry out; nothing happens if there is none.
    Remove {
        /// The kind.
        kind: Kind,
        /// The id.
        id: String,
    },
}

/// How far the index has followed the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The number of the last journal entry that is in; 0 of an empty index.
    pub seq: u64,
    /// The chain digest at that number; empty of an empty index.
    pub digest: String,
}
