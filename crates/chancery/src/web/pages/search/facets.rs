//! The facets of a search as links: any number of values inside one, all of the facets together.

use chancery_app::search::{FacetName, SearchPage};

use super::ask::Ask;
use super::language_value;
use crate::web::pages::reader::Reader;
use crate::web::routes::Page;
use crate::web::text::html::Html;

/// How many values of a facet are shown before "more".
const SHOWN: usize = 6;
/// How many values of a facet are shown at all.
const MOST: usize = 60;

/// A facet.
#[derive(Debug)]
pub(super) struct Facet {
    pub(super) name: String,
    pub(super) values: Vec<FacetValue>,
    pub(super) more: Vec<FacetValue>,
}

/// A value of a facet, as a link that chooses it or gives it up.
#[derive(Debug)]
pub(super) struct FacetValue {
    pub(super) name: Html,
    pub(super) count: String,
    pub(super) href: String,
    pub(super) is_chosen: bool,
}

/// A condition in force or a part of the query, with the link that takes it away.
#[derive(Debug)]
pub(super) struct Chip {
    /// What kind of condition it is; empty of a part that speaks for itself.
    pub(super) facet: String,
    pub(super) name: Html,
    pub(super) href: String,
}

/// The conditions in force.
pub(super) fn chips(reader: &Reader, ask: &Ask) -> Vec<Chip> {
    let link = |next: Ask| reader.link_with(&Page::Search, &next.to_query());
    let mut chips: Vec<Chip> = ask
        .chosen
        .iter()
        .map(|(facet, value)| Chip {
            facet: reader.words.say(&format!("facet-{facet}")),
            name: value_name(reader, *facet, value),
            href: link(ask.toggled(*facet, value)),
        })
        .collect();
    let said = |day: &str| day.parse().ok().map(|date| reader.words.date(&date));
    if let Some(days) = days_name(reader, said(&ask.from), said(&ask.until)) {
        chips.push(Chip { facet: reader.words.say("facet-days"), name: Html::text(&days), href: link(ask.without_days()) });
    }
    chips
}

/// A range of days in words; `None` if it is open at both ends.
pub(super) fn days_name(reader: &Reader, from: Option<String>, until: Option<String>) -> Option<String> {
    match (from, until) {
        (Some(from), Some(until)) => Some(reader.words.with("date-range", &[("from", from.into()), ("until", until.into())])),
        (Some(from), None) => Some(reader.words.with("date-since", &[("date", from.into())])),
        (None, Some(until)) => Some(reader.words.with("date-until", &[("date", until.into())])),
        (None, None) => None,
    }
}

/// The facets with their counts; a facet with one value that is not chosen says nothing and is left out.
pub(super) fn facets(reader: &Reader, ask: &Ask, answer: &SearchPage) -> Vec<Facet> {
    let mut out = Vec::new();
    for facet in FacetName::ALL {
        let mut counted: Vec<(String, u32)> = answer.facets.get(&facet).cloned().unwrap_or_default();
        for (_, value) in ask.chosen.iter().filter(|(f, _)| *f == facet) {
            if !counted.iter().any(|(v, _)| v == value) {
                counted.push((value.clone(), 0));
            }
        }
        if facet == FacetName::Year {
            counted.sort_by(|a, b| b.0.cmp(&a.0));
        }
        if counted.len() < 2 && !counted.iter().any(|(value, _)| ask.has(facet, value)) {
            continue;
        }
        // What is chosen stays in sight.
        counted.sort_by_key(|(value, _)| !ask.has(facet, value));
        let mut values: Vec<FacetValue> = counted
            .into_iter()
            .take(MOST)
            .map(|(value, count)| FacetValue {
                name: value_name(reader, facet, &value),
                count: reader.words.with("count", &[("count", count.into())]),
                href: reader.link_with(&Page::Search, &ask.toggled(facet, &value).to_query()),
                is_chosen: ask.has(facet, &value),
            })
            .collect();
        // One value behind "more" would cost as much room as the word itself.
        let more = if values.len() > SHOWN + 1 { values.split_off(SHOWN) } else { Vec::new() };
        out.push(Facet { name: reader.words.say(&format!("facet-{facet}")), values, more });
    }
    out
}

/// The name of a facet's value; the value itself where the register holds no name.
pub(super) fn value_name(reader: &Reader, facet: FacetName, value: &str) -> Html {
    let catalogue = &reader.catalogue;
    let name = match facet {
        FacetName::Kind => return reader.words.find(&format!("kind-{value}"), &[]).map_or_else(|| Html::text(value), |n| Html::text(&n)),
        FacetName::Year => return Html::text(value),
        FacetName::DocumentType => return Html::text(&reader.document_type(value)),
        FacetName::Lang => return language_value(value),
        FacetName::Topic => value.parse().ok().and_then(|id| catalogue.topic_name(&id, &reader.lang)),
        FacetName::Level => value.parse().ok().and_then(|level| catalogue.level_name(&level, &reader.lang)),
        FacetName::Mechanism => value.parse().ok().and_then(|id| catalogue.mechanism_name(&id, &reader.lang)),
        FacetName::Party | FacetName::Host => value.parse().ok().and_then(|id| catalogue.party_name(&id, &reader.lang)),
        FacetName::Place => value.parse().ok().and_then(|id| catalogue.place_name(&id, &reader.lang)),
    };
    name.map_or_else(|| Html::text(value), Html::name)
}
