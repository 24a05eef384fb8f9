//! Reads `field:value` as a condition.

use chancery_model::{DayRange, Kind};

use super::fields::QueryField;
use super::lex::Term;
use super::read::{Reader, Resolved};
use super::{dates, narrowed};
use crate::entry::Field;
use crate::request::{Cut, FacetName, Filters, Note};
use crate::understood::Meaning;

/// The years that a range in a query can reach.
const FIRST_YEAR: u16 = 1800;
const LAST_YEAR: u16 = 2199;
/// How much of a value that is not known is said again.
const SAID: usize = 60;
/// How many of the values that a name fits are said.
const FITS: usize = 5;

impl Reader<'_> {
    /// Reads `field:value` as a condition. False if it is none and must be read as words.
    pub(super) fn condition(&mut self, term: &Term) -> bool {
        let Some(name) = &term.field else { return false };
        let Some(field) = QueryField::find(name).first().copied() else {
            self.note(Note::UnknownField { name: name.clone() });
            return false;
        };
        let query = self.query;
        let text = &query[term.text.clone()];
        // A quotation is one value, whatever stands in it.
        let values: Vec<&str> = match term.is_quoted {
            true => vec![text],
            false => text.split([',', '，', '、']).collect(),
        };
        let values: Vec<&str> = values.into_iter().map(str::trim).filter(|value| !value.is_empty()).collect();
        if values.is_empty() {
            return false;
        }
        let meaning = match field {
            QueryField::Facet(FacetName::Year) => self.years(term, &values),
            QueryField::Facet(facet) => self.facet(term, facet, &values),
            QueryField::Before | QueryField::After => self.days(term, field, &values),
            QueryField::In => self.within(term, &values),
        };
        let Some(meaning) = meaning else { return false };
        self.end_sequence();
        self.understood(term.span.clone(), meaning, term.is_negated);
        true
    }

    fn unknown(&mut self, field: QueryField, value: &str) {
        self.note(Note::UnknownValue { field, value: value.chars().take(SAID).collect() });
    }

    fn filters(&mut self, term: &Term) -> &mut Filters {
        if term.is_negated { &mut self.reading.without } else { &mut self.reading.filters }
    }

    /// Takes as many conditions as the budget allows.
    fn afford(&mut self, conditions: usize) -> usize {
        let affordable = conditions.min(self.budget);
        if affordable < conditions {
            self.note(Note::Cut(Cut::Clauses));
        }
        self.budget -= affordable;
        affordable
    }

    fn years(&mut self, term: &Term, values: &[&str]) -> Option<Meaning> {
        let mut years: Vec<(u16, u16)> = Vec::new();
        for value in values {
            let Some((first, last)) = dates::parse_years(value) else {
                self.unknown(FacetName::Year.into(), value);
                return None;
            };
            // An open range is read as far as there can be meetings.
            years.push(if first == last { (first, last) } else { (first.max(FIRST_YEAR), last.min(LAST_YEAR)) });
        }
        years.truncate(self.afford(years.len()));
        let list = &mut self.filters(term).years;
        for year in years.iter().flat_map(|(first, last)| *first..=*last) {
            if !list.contains(&year) {
                list.push(year);
            }
        }
        Some(match years.as_slice() {
            [(first, last)] => Meaning::Years(*first, *last),
            several => {
                let years = several.iter().flat_map(|(first, last)| *first..=*last).map(crate::schema::year_value);
                Meaning::Condition { facet: FacetName::Year, values: years.collect() }
            }
        })
    }

    fn facet(&mut self, term: &Term, facet: FacetName, values: &[&str]) -> Option<Meaning> {
        let mut found = Vec::with_capacity(values.len());
        for value in values {
            match (self.resolve)(facet, value) {
                Resolved::One(value) => found.push(value),
                Resolved::Several(mut fits) => {
                    fits.truncate(FITS);
                    self.note(Note::SeveralValues { field: facet.into(), value: value.chars().take(SAID).collect(), fits });
                    return None;
                }
                Resolved::Unknown => {
                    self.unknown(facet.into(), value);
                    return None;
                }
            }
        }
        found.truncate(self.afford(found.len()));
        for value in &found {
            add_value(self.filters(term), facet, value.clone());
        }
        Some(Meaning::Condition { facet, values: found })
    }

    fn days(&mut self, term: &Term, field: QueryField, values: &[&str]) -> Option<Meaning> {
        let range = match values {
            [value] => dates::parse(value).map(|date| date.range()).and_then(|range| beside(field, term.is_negated, range)),
            _ => None,
        };
        let Some(range) = range else {
            self.unknown(field, &values.join(","));
            return None;
        };
        if self.afford(1) == 1 {
            // Not before a day is from that day on, so what is excluded is a range as well.
            self.reading.filters.days = Some(narrowed(self.reading.filters.days, range));
        }
        Some(Meaning::Days(range))
    }

    fn within(&mut self, term: &Term, values: &[&str]) -> Option<Meaning> {
        let mut fields: Vec<Field> = Vec::new();
        for value in values {
            let part = QueryField::find_part(value);
            if part.is_empty() || term.is_negated {
                self.unknown(QueryField::In, value);
                return None;
            }
            fields.extend(part);
        }
        for field in &fields {
            if !self.reading.within.contains(field) {
                self.reading.within.push(*field);
            }
        }
        Some(Meaning::Within(fields))
    }
}

/// The days before or after a range, or not before or not after it; `None` if the range has no such end.
fn beside(field: QueryField, is_negated: bool, range: DayRange) -> Option<DayRange> {
    let day = |number: i32| chancery_model::Day::from_number(number);
    let (earliest, latest) = (range.earliest, range.latest);
    Some(match (field, is_negated) {
        (QueryField::Before, false) => DayRange { earliest: None, latest: Some(day(earliest?.number() - 1)?) },
        (QueryField::Before, true) => DayRange { earliest: Some(earliest?), latest: None },
        (_, false) => DayRange { earliest: Some(day(latest?.number() + 1)?), latest: None },
        (_, true) => DayRange { earliest: None, latest: Some(latest?) },
    })
}

fn add_value(filters: &mut Filters, facet: FacetName, value: String) {
    let list = match facet {
        FacetName::Kind => {
            if let Ok(kind) = value.parse::<Kind>() {
                filters.kinds.push(kind);
            }
            return;
        }
        FacetName::Year => return,
        FacetName::Topic => &mut filters.topics,
        FacetName::Level => &mut filters.levels,
        FacetName::Mechanism => &mut filters.mechanisms,
        FacetName::Party => &mut filters.parties,
        FacetName::Host => &mut filters.hosts,
        FacetName::Place => &mut filters.places,
        FacetName::DocumentType => &mut filters.document_types,
        FacetName::Lang => &mut filters.langs,
    };
    if !list.contains(&value) {
        list.push(value);
    }
}
