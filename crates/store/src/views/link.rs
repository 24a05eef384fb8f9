//! Facets: under which values a meeting or document is listed, and the place of a date in the order of lists.

use std::collections::BTreeSet;

use chancery_model::{Edtf, Precision};

/// A value that lists are made by. Meetings and documents share the words where they mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Facet {
    /// Everything; its value is empty.
    All,
    Topic,
    Mechanism,
    Meeting,
    Party,
    Host,
    Organisation,
    Place,
    Country,
    Type,
    Lang,
}

impl Facet {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Facet::All => "all",
            Facet::Topic => "topic",
            Facet::Mechanism => "mechanism",
            Facet::Meeting => "meeting",
            Facet::Party => "party",
            Facet::Host => "host",
            Facet::Organisation => "organisation",
            Facet::Place => "place",
            Facet::Country => "country",
            Facet::Type => "type",
            Facet::Lang => "lang",
        }
    }
}

/// The values of one meeting or document.
pub(super) type Links = BTreeSet<(&'static str, String)>;

/// Adds a value.
pub(super) fn link(links: &mut Links, facet: Facet, value: impl Into<String>) {
    links.insert((facet.as_str(), value.into()));
}

/// Where a date stands in lists, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The first day it may mean; none without a date.
    pub(super) earliest: Option<i32>,
    /// The last day it may mean; none without a date.
    pub(super) latest: Option<i32>,
    pub(super) precision: i32,
}

impl Place {
    /// The last day in the order of lists, where what has no date comes before everything.
    pub(super) fn order(self) -> i32 {
        self.latest.unwrap_or(-1)
    }
}

/// The place of a date.
pub(super) fn place_of(date: Option<&Edtf>) -> Place {
    let Some(date) = date else {
        return Place { earliest: None, latest: None, precision: 9 };
    };
    let range = date.range();
    let precision = match date.precision() {
        Precision::Day => 0,
        Precision::Month => 1,
        Precision::Year => 2,
        Precision::Decade => 3,
        Precision::Century => 4,
    };
    Place {
        earliest: Some(range.earliest.map_or(i32::MIN, chancery_model::Day::number)),
        latest: Some(range.latest.map_or(i32::MAX, chancery_model::Day::number)),
        precision,
    }
}
