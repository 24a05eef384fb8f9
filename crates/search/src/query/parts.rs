//! Looking in some parts of a record only: its outcomes, its agenda, the people named (`in:outcomes`).
//!
//! The index says of a stem or pair in which parts it stands, save of those in the main part of a class that no other part
//! of the class has ([`crate::schema`]): they are the words of the class that nobody claims.

use tantivy::Term;
use tantivy::query::{BooleanQuery, DisjunctionMaxQuery, EmptyQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::any_term::AnyTerm;
use super::plan::{FieldOf, Planned, Planner, constant};
use crate::entry::{Class, Field as PartOfRecord};
use crate::error::IndexError;
use crate::schema::{section_of, section_term};

impl Planner<'_> {
    pub(super) fn is_wanted(&self, class: Class) -> bool {
        self.within.is_empty() || self.within.iter().any(|part| part.class() == class)
    }

    /// Terms in one of the parts of a class that are wanted; `None` if it does not matter where they stand.
    pub(super) fn in_parts(&mut self, class: Class, field_of: FieldOf, terms: &[String]) -> Result<Option<Box<dyn Query>>, IndexError> {
        let parts: Vec<PartOfRecord> = self.within.iter().copied().filter(|part| part.class() == class).collect();
        if parts.is_empty() || terms.is_empty() || parts.iter().any(|part| section_of(*part).is_none()) {
            return Ok(None);
        }
        let field = field_of(self.fields().text(class));
        let mut either: Vec<Box<dyn Query>> = Vec::new();
        for part in parts {
            let all: Result<Vec<_>, _> = terms.iter().map(|term| self.term_in(part, field, term)).collect();
            either.push(Box::new(BooleanQuery::intersection(all?)));
        }
        Ok(Some(Box::new(BooleanQuery::union(either))))
    }

    /// A stem or pair in one part of a record; `field` is that of its class.
    fn term_in(&mut self, part: PartOfRecord, field: Field, text: &str) -> Planned {
        let is_said = |term: Term| constant(TermQuery::new(term, IndexRecordOption::Basic), 0.0);
        let own = is_said(self.said(part, text));
        if !part.is_main() {
            return Ok(own);
        }
        let claimed = self.claims(part, text)?.into_iter().map(|term| (Occur::MustNot, is_said(term)));
        let anywhere = (Occur::Must, is_said(Term::from_field_text(field, text)));
        let unclaimed = BooleanQuery::new(std::iter::once(anywhere).chain(claimed).collect());
        Ok(Box::new(BooleanQuery::union(vec![own, Box::new(unclaimed)])))
    }

    /// The term that says that a stem or pair stands in a part.
    fn said(&self, part: PartOfRecord, text: &str) -> Term {
        Term::from_field_text(self.fields().section, &section_of(part).map_or_else(String::new, |section| section_term(section, text)))
    }

    /// The terms, as far as any entry has them, that say that a stem or pair stands in another part of the class.
    fn claims(&mut self, main: PartOfRecord, text: &str) -> Result<Vec<Term>, IndexError> {
        let mut claims = Vec::new();
        for part in PartOfRecord::ALL.into_iter().filter(|part| part.class() == main.class() && *part != main) {
            let term = self.said(part, text);
            if self.entries_with(&term)? > 0 {
                claims.push(term);
            }
        }
        Ok(claims)
    }

    /// Terms that begin so in the parts that are wanted: there are no weights then, only the words found.
    ///
    /// `field_of` is the field in which titles are looked up, `part_field_of` that of the terms of which the parts are said.
    pub(super) fn beginning_in_parts(&mut self, field_of: FieldOf, part_field_of: FieldOf, beginning: &str) -> Planned {
        let mut either: Vec<Box<dyn Query>> = Vec::new();
        for part in self.within.clone() {
            let fields = self.fields().text(part.class());
            let (field, beginning) = match section_of(part) {
                None => (field_of(fields), beginning.to_owned()),
                Some(_) if part.is_main() => (part_field_of(fields), beginning.to_owned()),
                Some(section) => (self.fields().section, section_term(section, beginning)),
            };
            let (mut terms, entries) = self.expand(field, &beginning)?;
            let rarity = self.rarity(entries);
            if part.is_main() {
                let mut unclaimed = Vec::with_capacity(terms.len());
                for term in terms {
                    let text = term.value().as_str().unwrap_or_default().to_owned();
                    if self.claims(part, &text)?.is_empty() {
                        unclaimed.push(term);
                    } else {
                        either.push(constant(self.term_in(part, field, &text)?, rarity));
                    }
                }
                terms = unclaimed;
            }
            if !terms.is_empty() {
                either.push(constant(AnyTerm::new(terms), rarity));
            }
        }
        Ok(if either.is_empty() { Box::new(EmptyQuery) } else { Box::new(DisjunctionMaxQuery::new(either)) })
    }
}
