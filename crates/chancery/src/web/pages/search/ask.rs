//! What a search address asks for, and the addresses of the searches beside it.

use chancery_app::search::{FacetName, Filters, Request, Sort, Understood};
use chancery_model::{DayRange, Edtf, Lang};

use super::HITS;
use crate::web::pages::params::{self, Params};

/// The most hits that can be paged through; beyond, a query has to be narrower.
const DEEPEST: usize = 10_000;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ask {
    /// The words.
    pub(super) text: String,
    /// The chosen values of each facet, in the order of the facets.
    pub(super) chosen: Vec<(FacetName, String)>,
    /// From this day, month or year, as typed.
    pub(super) from: String,
    /// Until this day, month or year, as typed.
    pub(super) until: String,
    /// `relevance`, `newest` or `oldest`.
    pub(super) sort: &'static str,
    /// True if only the words as typed are looked for.
    pub(super) is_literal: bool,
    /// How many hits to pass over.
    pub(super) offset: usize,
    /// What was typed as a day and is none.
    pub(super) not_understood: Vec<String>,
}

fn range(text: &str) -> Option<DayRange> {
    text.parse::<Edtf>().ok().map(|date| date.range())
}

impl Ask {
    /// Reads what an address asks for; anything at all is taken.
    pub(super) fn read(params: &Params) -> Ask {
        let text = |name: &str| params.find(name).unwrap_or_default().to_owned();
        let mut ask = Ask { text: text("q"), from: text("from"), until: text("to"), ..Ask::default() };
        for facet in FacetName::ALL {
            ask.chosen.extend(params.all(facet.as_str()).take(50).map(|value| (facet, value.to_owned())));
        }
        ask.sort = match params.find("sort") {
            Some("newest") => "newest",
            Some("oldest") => "oldest",
            _ => "relevance",
        };
        ask.is_literal = params.find("literal") == Some("1");
        ask.offset = params.find("after").and_then(|n| n.parse().ok()).unwrap_or(0).min(DEEPEST);
        for day in [&mut ask.from, &mut ask.until] {
            if !day.is_empty() && range(day).is_none() {
                ask.not_understood.push(std::mem::take(day));
            }
        }
        ask
    }

    /// Tells whether nothing is asked for at all.
    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty() && self.chosen.is_empty() && self.from.is_empty() && self.until.is_empty() && self.offset == 0
    }

    /// The days asked for.
    pub(super) fn days(&self) -> Option<DayRange> {
        let earliest = range(&self.from).and_then(|r| r.earliest);
        let latest = range(&self.until).and_then(|r| r.latest);
        (earliest.is_some() || latest.is_some()).then_some(DayRange { earliest, latest })
    }

    /// The request to the index.
    pub(super) fn to_request(&self, ui: Lang, limit: usize, passages: usize) -> Request {
        let values = |facet: FacetName| self.chosen.iter().filter(move |(f, _)| *f == facet).map(|(_, v)| v.clone());
        let filters = Filters {
            kinds: values(FacetName::Kind).filter_map(|v| v.parse().ok()).collect(),
            topics: values(FacetName::Topic).collect(),
            levels: values(FacetName::Level).collect(),
            mechanisms: values(FacetName::Mechanism).collect(),
            parties: values(FacetName::Party).collect(),
            hosts: values(FacetName::Host).collect(),
            places: values(FacetName::Place).collect(),
            years: values(FacetName::Year).filter_map(|v| v.parse().ok()).collect(),
            document_types: values(FacetName::DocumentType).collect(),
            langs: values(FacetName::Lang).collect(),
            days: self.days(),
        };
        let sort = match self.sort {
            "newest" => Sort::NewestFirst,
            "oldest" => Sort::OldestFirst,
            _ => Sort::Relevance,
        };
        let is_literal = self.is_literal;
        Request { filters, sort, offset: self.offset, limit, passages, is_literal, ..Request::new(self.text.clone(), ui) }
    }

    /// The state as a query.
    pub(super) fn to_query(&self) -> String {
        let offset = if self.offset > 0 { self.offset.to_string() } else { String::new() };
        let sort = if self.sort == "relevance" { "" } else { self.sort };
        let chosen = self.chosen.iter().map(|(facet, value)| (facet.as_str(), value.as_str()));
        let head = [("q", self.text.as_str())];
        let literal = if self.is_literal { "1" } else { "" };
        let days = [("from", self.from.as_str()), ("to", self.until.as_str())];
        let tail = days.into_iter().chain([("literal", literal), ("sort", sort), ("after", offset.as_str())]);
        params::query(head.into_iter().chain(chosen).chain(tail))
    }

    /// What a form keeps in hidden fields: everything but words, days and place in the list.
    pub(super) fn kept(&self) -> Vec<(&'static str, String)> {
        let mut kept: Vec<(&'static str, String)> = self.chosen.iter().map(|(facet, value)| (facet.as_str(), value.clone())).collect();
        if self.sort != "relevance" {
            kept.push(("sort", self.sort.to_owned()));
        }
        if self.is_literal {
            kept.push(("literal", "1".to_owned()));
        }
        kept
    }

    /// The same with a value chosen, or not chosen if it was; from the first hit.
    pub(super) fn toggled(&self, facet: FacetName, value: &str) -> Ask {
        let mut next = Ask { offset: 0, ..self.clone() };
        match next.chosen.iter().position(|(f, v)| *f == facet && v == value) {
            Some(at) => drop(next.chosen.remove(at)),
            None => {
                next.chosen.push((facet, value.to_owned()));
                next.chosen.sort_by_key(|(facet, _)| *facet);
            }
        }
        next
    }
    /// The values chosen of a facet.
    pub(super) fn values(&self, facet: FacetName) -> impl Iterator<Item = &str> {
        self.chosen.iter().filter(move |(f, _)| *f == facet).map(|(_, value)| value.as_str())
    }
    /// The same without any chosen value of a facet.
    pub(super) fn without_facet(&self, facet: FacetName) -> Ask {
        let chosen = self.chosen.iter().filter(|(f, _)| *f != facet).cloned().collect();
        Ask { chosen, offset: 0, ..self.clone() }
    }
    /// The same with other words, from the first hit.
    pub(super) fn with_text(&self, text: String) -> Ask {
        Ask { text, offset: 0, ..self.clone() }
    }
    /// The same without some parts of the words, from the first hit.
    pub(super) fn without_parts(&self, parts: &[Understood]) -> Ask {
        let mut text = self.text.clone();
        for part in parts.iter().rev() {
            // A part was read from this very text; one that was not takes nothing away.
            if text.get(part.span.clone()).is_some() {
                text.replace_range(part.span.clone(), " ");
            }
        }
        self.with_text(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
    /// Tells whether a value is chosen.
    pub(super) fn has(&self, facet: FacetName, value: &str) -> bool {
        self.chosen.iter().any(|(f, v)| *f == facet && v == value)
    }
    /// The same without days.
    pub(super) fn without_days(&self) -> Ask {
        Ask { from: String::new(), until: String::new(), offset: 0, ..self.clone() }
    }
    /// The same words alone.
    pub(super) fn without_filters(&self) -> Ask {
        Ask { text: self.text.clone(), sort: self.sort, is_literal: self.is_literal, ..Ask::default() }
    }
    /// The same with only the words as typed, or with the other names of what they name; from the first hit.
    pub(super) fn literal(&self, is_literal: bool) -> Ask {
        Ask { is_literal, offset: 0, ..self.clone() }
    }
    /// The same in another order, from the first hit.
    pub(super) fn sorted(&self, sort: &'static str) -> Ask {
        Ask { sort, offset: 0, ..self.clone() }
    }
    /// The pages of the list before and behind this one, where there are any, by their relation to it.
    pub(super) fn pages(&self, shown: usize, total: usize) -> Vec<(&'static str, Ask)> {
        let end = self.offset + shown;
        let previous = (self.offset > 0).then(|| ("previous", self.at(self.offset.saturating_sub(HITS))));
        let next = (end < total && shown > 0).then(|| ("next", self.at(end)));
        previous.into_iter().chain(next).collect()
    }
    /// The same at another place.
    pub(super) fn at(&self, offset: usize) -> Ask {
        Ask { offset, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use chancery_app::search::Meaning;

    use super::*;

    fn ask(query: &str) -> Ask {
        Ask::read(&Params::parse(query))
    }

    #[test]
    fn the_address_carries_the_whole_state() {
        for query in [
            "?q=fake+zero&topic=customs&topic=health&year=2011&sort=newest&after=20",
            "?q=x&from=2009&to=2011-05",
            "?q=customs&literal=1&sort=oldest",
            "?kind=meeting&type=press-release&lang=zh-Hans",
            "",
        ] {
            assert_eq!(ask(query.trim_start_matches('?')).to_query(), query);
        }
    }

    #[test]
    fn anything_is_taken() {
        let odd = ask("q=%00%ff&sort=best&after=-1&from=yesterday&to=2011-02-30&year=x&kind=city");
        assert_eq!((odd.sort, odd.offset), ("relevance", 0));
        assert_eq!(odd.not_understood, ["yesterday", "2011-02-30"]);
        assert_eq!(odd.days(), None);
        let request = odd.to_request(Lang::en(), 10, 1);
        assert!(request.filters.years.is_empty() && request.filters.kinds.is_empty());
    }

    #[test]
    fn a_value_is_chosen_and_given_up() {
        let chosen = ask("q=x&after=40").toggled(FacetName::Year, "2011").toggled(FacetName::Topic, "customs");
        assert_eq!(chosen.to_query(), "?q=x&topic=customs&year=2011");
        assert!(chosen.has(FacetName::Year, "2011"));
        assert_eq!(chosen.toggled(FacetName::Topic, "customs").to_query(), "?q=x&year=2011");
        assert_eq!(chosen.without_filters().to_query(), "?q=x");
        assert_eq!(chosen.without_facet(FacetName::Topic).to_query(), "?q=x&year=2011");
    }

    #[test]
    fn parts_of_the_words_are_taken_away() {
        let part = |span| Understood { span, meaning: Meaning::Word, is_without: false };
        let text = ask("q=6th+customs+host:日本&after=20");
        assert_eq!(text.without_parts(&[part(4..11)]).text, "6th host:日本");
        assert_eq!(text.without_parts(&[part(0..3), part(12..23)]).to_query(), "?q=customs");
        assert_eq!(text.without_parts(&[part(13..19), part(90..99)]).text, text.text, "no bound of a character, beyond the end");
    }

    #[test]
    fn pages_lie_before_and_behind() {
        let places = |at: &str, shown, total| {
            ask(at).pages(shown, total).iter().map(|(relation, ask)| format!("{relation} {}", ask.offset)).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(places("q=x", 20, 50), "next 20");
        assert_eq!(places("q=x&after=20", 20, 50), "previous 0, next 40");
        assert_eq!(places("q=x&after=40", 10, 50), "previous 20");
        assert_eq!(places("q=x&after=400", 0, 50), "previous 380");
        assert_eq!(places("q=x", 3, 3), "");
    }
}
