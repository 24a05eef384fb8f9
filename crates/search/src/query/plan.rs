//! Makes the engine's query of what was read, with its weights.
//!
//! A name counts by how rare its words are, whatever its length and however many languages repeat it; the engine's
//! statistics (BM25) rank the longer texts below. A clause's score is that of its best class, not the sum: a word in title
//! and text is not twice as good.

use std::collections::HashMap;
use std::ops::Bound;

use chancery_model::DayRange;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::any_term::AnyTerm;
use super::best::Best;
use super::eager::Eager;
use super::{Atom, Node, Reading, Role, Run, Widened};
use crate::analysis::{ordinal_term, pairs, stem};
use crate::entry::{Class, Field as PartOfRecord};
use crate::error::IndexError;
use crate::request::{FacetName, Filters, Note};
use crate::schema::{Fields, TextFields, year_value};
use crate::statistics::Statistics;

/// The classes with their weights; names count in full.
const CLASSES: [(Class, f32); 3] = [(Class::Title, 1.0), (Class::Item, 0.35), (Class::Rest, 0.15)];
/// What the worse classes add to the best.
pub(crate) const TIE_BREAKER: f32 = 0.1;
/// What it adds if words of the query stand next to each other in its order.
const SEQUENCE: f32 = 0.5;
/// The weight of an ordinal or date that a record has as its own.
const OWN_VALUE: f32 = 4.0;
/// The weight of a date that only shares a day with the one wanted.
const SHARED_DAY: f32 = 2.0;
/// What it adds if the query is the whole of a name.
const WHOLE_NAME: f32 = 25.0;
/// What it adds if another name of what the query names is the whole of a name.
const EQUAL_NAME: f32 = 0.6;
/// What another name of a notion weighs beside the one that was typed.
const EQUIVALENT: f32 = 0.12;
/// What the words as typed gain where equivalents are looked for, too: more than an equivalent can be worth.
const LITERAL: f32 = 3.0;
/// What a word weighs that is written nearly as the one typed, for each slip.
const NEAR: f32 = 0.6;
/// What the names in a run weigh beside the run as typed.
const IN_PARTS: f32 = 0.3;
/// What one more word found is worth where not all are: more than everything else together.
pub(crate) const TIER: f32 = 2_048.0;
/// How many of a run's pairs must be there when the run is not found whole: half of them, and at least this many.
const LEAST_PAIRS: usize = 2;
/// How many words the beginnings in a query may stand for.
const MAX_EXPANSIONS_IN_ALL: usize = 1_024;
/// How many terms are looked at for the whole query to find the commonest.
pub(crate) const MAX_TERMS_LOOKED_AT: usize = 100_000;

/// How strictly a query is taken; the next one is tried when nothing is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// All clauses as they are.
    AllWords,
    /// All clauses; joined words and runs by their parts.
    Loosened,
    /// Any clause, by its parts.
    SomeWords,
}

/// Makes the engine's queries for one state of the index.
pub(crate) struct Planner<'a> {
    fields: &'a Fields,
    pub(super) statistics: &'a Statistics<'a>,
    pub(super) expansions_left: usize,
    /// How many terms may still be looked at.
    pub(crate) terms_left: usize,
    /// What the beginnings of words stand for.
    pub(super) expanded: HashMap<(Field, String), (Vec<Term>, u64)>,
    /// The parts of a record in which what is looked for must stand; anywhere if empty.
    pub(crate) within: Vec<PartOfRecord>,
    /// What had to be cut while planning.
    pub(crate) notes: Vec<Note>,
}

pub(super) type Planned = Result<Box<dyn Query>, IndexError>;
/// One of the fields of a class.
pub(super) type FieldOf = fn(TextFields) -> Field;
/// A query and how rare what it looks for is; `None` if that is nowhere.
type Rated = Result<Option<(Box<dyn Query>, f32)>, IndexError>;

impl<'a> Planner<'a> {
    pub(crate) fn new(fields: &'a Fields, statistics: &'a Statistics<'a>) -> Self {
        Planner {
            fields,
            statistics,
            expansions_left: MAX_EXPANSIONS_IN_ALL,
            terms_left: MAX_TERMS_LOOKED_AT,
            expanded: HashMap::new(),
            within: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The fields of the index.
    pub(crate) fn fields(&self) -> &'a Fields {
        self.fields
    }

    /// The query for the words, without the conditions on facets and days.
    pub(crate) fn words(&mut self, reading: &Reading, stage: Stage) -> Planned {
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut some: Vec<Box<dyn Query>> = Vec::new();
        for clause in &reading.clauses {
            let query = self.node(&clause.node, stage)?;
            match (clause.role, stage) {
                (Role::Unwanted, _) => parts.push((Occur::MustNot, Box::new(Eager::new(query)))),
                (Role::Optional, _) => parts.push((Occur::Should, query)),
                (Role::Wanted, Stage::SomeWords) => {
                    some.push(match &clause.node {
                        Node::Widened(widened) => self.some_of(widened, stage)?,
                        _ => constant_box(query.box_clone(), TIER),
                    });
                    some.push(query);
                }
                (Role::Wanted, _) => parts.push((Occur::Must, query)),
            }
        }
        if !some.is_empty() {
            parts.push((Occur::Must, Box::new(BooleanQuery::union(some))));
        }
        if !parts.iter().any(|(occur, _)| *occur == Occur::Must) {
            parts.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
        }
        for (names, weight) in [(&reading.names, WHOLE_NAME), (&reading.equal_names, EQUAL_NAME)] {
            for name in names {
                let term = Term::from_field_text(self.fields.name, name);
                // Most queries are no name of anything, and each hit would be asked.
                if self.entries_with(&term)? > 0 {
                    parts.push((Occur::Should, constant(TermQuery::new(term, IndexRecordOption::Basic), weight)));
                }
            }
        }
        // One condition is quicker by itself than as one of several.
        match <[(Occur, Box<dyn Query>); 1]>::try_from(parts) {
            Ok([(Occur::Must, query)]) => Ok(query),
            Ok(parts) => Ok(Box::new(BooleanQuery::new(parts.into()))),
            Err(parts) => Ok(Box::new(BooleanQuery::new(parts))),
        }
    }

    /// What is preferred among the hits: words next to each other, of each sequence a query for every class of text.
    ///
    /// It takes reading the places of words, so only the best hits by the words themselves are asked for it.
    pub(crate) fn preferred(&mut self, reading: &Reading) -> Result<Vec<Vec<Box<dyn Query>>>, IndexError> {
        let mut sequences = Vec::with_capacity(reading.sequences.len());
        for words in &reading.sequences {
            let classes = self.exact_in_classes(words)?.into_iter();
            sequences.push(classes.map(|query| Box::new(BoostQuery::new(query, SEQUENCE)) as Box<dyn Query>).collect());
        }
        Ok(sequences)
    }

    /// How many words of a name are there, each counting alone; an equivalent counts as all of them.
    fn some_of(&mut self, widened: &Widened, stage: Stage) -> Planned {
        let words = match &widened.literal {
            Node::All(words) => self.nodes(words, stage)?,
            literal => vec![self.node(literal, stage)?],
        };
        let all = TIER * words.len() as f32;
        let equivalents = self.equivalents(widened, stage)?.into_iter().map(|query| constant_box(query, all));
        let words = words.into_iter().map(|query| constant_box(query, TIER)).collect();
        let mut either: Vec<Box<dyn Query>> = vec![Box::new(BooleanQuery::union(words))];
        either.extend(equivalents);
        Ok(Box::new(DisjunctionMaxQuery::new(either)))
    }

    fn equivalents(&mut self, widened: &Widened, stage: Stage) -> Result<Vec<Box<dyn Query>>, IndexError> {
        widened.equivalents.iter().map(|equivalent| self.node(&equivalent.node, stage)).collect()
    }

    /// The query for one thing that is looked for.
    pub(crate) fn node(&mut self, node: &Node, stage: Stage) -> Planned {
        Ok(match node {
            Node::Atom(atom) => self.atom(atom, stage)?,
            Node::All(nodes) => Box::new(BooleanQuery::intersection(self.nodes(nodes, stage)?)),
            Node::Any(nodes) => Box::new(DisjunctionMaxQuery::new(self.nodes(nodes, stage)?)),
            Node::Near(near) => {
                let mut either: Vec<Box<dyn Query>> = Vec::with_capacity(near.nodes.len());
                for (slips, node) in &near.nodes {
                    either.push(Box::new(BoostQuery::new(self.node(node, stage)?, NEAR.powi(i32::try_from(*slips).unwrap_or(1)))));
                }
                Box::new(DisjunctionMaxQuery::new(either))
            }
            Node::InParts { whole, parts } => {
                let parts = BoostQuery::new(self.node(parts, stage)?, IN_PARTS);
                Box::new(DisjunctionMaxQuery::new(vec![above(self.node(whole, stage)?), Box::new(parts)]))
            }
            Node::Widened(widened) => {
                let mut either = vec![above(self.node(&widened.literal, stage)?)];
                let equivalents = self.equivalents(widened, stage)?;
                either.extend(equivalents.into_iter().map(|query| Box::new(BoostQuery::new(query, EQUIVALENT)) as Box<dyn Query>));
                Box::new(DisjunctionMaxQuery::new(either))
            }
        })
    }

    fn nodes(&mut self, nodes: &[Node], stage: Stage) -> Result<Vec<Box<dyn Query>>, IndexError> {
        nodes.iter().map(|node| self.node(node, stage)).collect()
    }

    fn atom(&mut self, atom: &Atom, stage: Stage) -> Planned {
        match atom {
            Atom::Word(word) => self.term(|f| f.stem, &stem(word)),
            Atom::Exact { words, is_quoted: false } if stage != Stage::AllWords => {
                let words: Result<Vec<_>, _> = words.iter().map(|word| self.term(|f| f.stem, &stem(word))).collect();
                Ok(Box::new(BooleanQuery::intersection(words?)))
            }
            Atom::Exact { words, .. } => self.exact(words),
            Atom::Prefix(beginning) => self.beginning(|f| f.exact, |f| f.stem, beginning),
            Atom::Run { run, is_quoted: false } if stage != Stage::AllWords => self.loosened(run),
            Atom::Run { run, .. } => self.run(&run.chars()),
            Atom::Ordinal(number) => {
                let own = Term::from_field_u64(self.fields.ordinal, u64::from(*number));
                let own = constant(TermQuery::new(own, IndexRecordOption::Basic), OWN_VALUE);
                Ok(Box::new(DisjunctionMaxQuery::new(vec![own, self.term(|f| f.stem, &ordinal_term(*number))?])))
            }
            Atom::Days(date) => {
                let (shared, within) = (self.days_shared(&date.range()), self.days_within(&date.range()));
                let either: Vec<Box<dyn Query>> = vec![constant_box(shared, SHARED_DAY), constant_box(within, OWN_VALUE)];
                Ok(Box::new(DisjunctionMaxQuery::new(either)))
            }
        }
    }

    /// How much a term says that so many entries have.
    pub(super) fn rarity(&self, entries: u64) -> f32 {
        let (all, entries) = (self.statistics.len().max(entries) as f32, entries as f32);
        (1.0 + (all - entries + 0.5) / (entries + 0.5)).ln()
    }

    pub(crate) fn entries_with(&self, term: &Term) -> Result<u64, IndexError> {
        self.statistics.entries_with(term).map_err(IndexError::engine("looking up a term"))
    }

    /// The best of the classes, given a query of each and how rare what it looks for is.
    ///
    /// `terms` are its stems or pairs and `field_of` their field, for looking in some parts of a record only. There the engine
    /// cannot tell where in the part they stand, so a phrase is one of the class of text whose words are all in the part.
    fn best_class(&mut self, field_of: FieldOf, terms: &[String], query_of: impl FnMut(&mut Self, TextFields) -> Rated) -> Planned {
        self.classes(field_of, terms, query_of).map(best_of)
    }

    /// The same, class by class.
    fn classes(
        &mut self,
        field_of: FieldOf,
        terms: &[String],
        mut query_of: impl FnMut(&mut Self, TextFields) -> Rated,
    ) -> Result<Vec<Box<dyn Query>>, IndexError> {
        let mut classes: Vec<Box<dyn Query>> = Vec::new();
        for (class, weight) in CLASSES {
            if !self.is_wanted(class) {
                continue;
            }
            let Some((mut query, rarity)) = query_of(self, self.fields.text(class))? else { continue };
            if let Some(parts) = self.in_parts(class, field_of, terms)? {
                query = Box::new(BooleanQuery::intersection(vec![query, parts]));
            }
            classes.push(match class {
                Class::Title => constant_box(query, weight * rarity),
                Class::Item | Class::Rest => Box::new(BoostQuery::new(query, weight)),
            });
        }
        Ok(classes)
    }

    fn term(&mut self, field_of: FieldOf, text: &str) -> Planned {
        self.best_class(field_of, &[text.to_owned()], |planner, fields| planner.sequence(field_of(fields), &[text.to_owned()]))
    }

    fn exact(&mut self, words: &[String]) -> Planned {
        self.exact_in_classes(words).map(best_of)
    }

    fn exact_in_classes(&mut self, words: &[String]) -> Result<Vec<Box<dyn Query>>, IndexError> {
        let stems: Vec<String> = words.iter().map(|word| stem(word)).collect();
        self.classes(|f| f.stem, &stems, |planner, fields| planner.sequence(fields.exact, words))
    }

    /// Terms of one field next to each other. `None` if one of them is nowhere.
    fn sequence(&mut self, field: Field, texts: &[String]) -> Rated {
        let terms: Vec<Term> = texts.iter().map(|text| Term::from_field_text(field, text)).collect();
        let mut rarity = 0.0_f32;
        for term in &terms {
            match self.entries_with(term)? {
                0 => return Ok(None),
                entries => rarity = rarity.max(self.rarity(entries)),
            }
        }
        let query: Box<dyn Query> = match <[Term; 1]>::try_from(terms) {
            Ok([term]) => Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
            Err(terms) if terms.is_empty() => return Ok(None),
            Err(terms) => Box::new(PhraseQuery::new(terms)),
        };
        // Several rare words together are rarer than the rarest, but not by their product: neighbours go together.
        let together = 1.0 + 0.25 * (texts.len() as f32 - 1.0).min(4.0);
        Ok(Some((query, rarity * together)))
    }

    fn run(&mut self, run: &[char]) -> Planned {
        let mut terms: Vec<String> = pairs(run).collect();
        if terms.len() == 1 {
            return self.beginning(|f| f.pairs, |f| f.pairs, &terms[0]);
        }
        // The last character alone only ends a run of the index; in a query the run may go on.
        terms.pop();
        self.best_class(|f| f.pairs, &terms, |planner, fields| planner.sequence(fields.pairs, &terms))
    }

    /// A run by its parts: all of them, of each at least half of the pairs.
    fn loosened(&mut self, run: &Run) -> Planned {
        let mut parts: Vec<Box<dyn Query>> = Vec::new();
        for part in run.parts() {
            let mut terms: Vec<String> = pairs(&part).collect();
            if terms.len() <= 2 {
                parts.push(self.run(&part)?);
                continue;
            }
            terms.pop();
            terms.sort_unstable();
            terms.dedup();
            let least = terms.len().div_ceil(2).max(LEAST_PAIRS);
            let pairs: Result<Vec<_>, _> = terms.iter().map(|pair| self.term(|f| f.pairs, pair)).collect();
            parts.push(Box::new(BooleanQuery::union_with_minimum_required_clauses(pairs?, least)));
        }
        Ok(Box::new(BooleanQuery::intersection(parts)))
    }

    /// Terms that begin so, the commonest ones if there are too many; `part_field_of` is the field of the terms of which the
    /// index says in which part of a record they stand.
    fn beginning(&mut self, field_of: FieldOf, part_field_of: FieldOf, beginning: &str) -> Planned {
        if !self.within.is_empty() {
            return self.beginning_in_parts(field_of, part_field_of, beginning);
        }
        self.best_class(field_of, &[], |planner, fields| {
            let field = field_of(fields);
            let (terms, entries) = planner.expand(field, beginning)?;
            if terms.is_empty() {
                return Ok(None);
            }
            let rarity = planner.rarity(entries);
            Ok(Some((constant(AnyTerm::new(terms), rarity), rarity)))
        })
    }

    fn days_shared(&self, wanted: &DayRange) -> Box<dyn Query> {
        let bounds = [
            wanted.latest.map(|day| at_most(self.fields.first_day, day.number())),
            wanted.earliest.map(|day| at_least(self.fields.last_day, day.number())),
        ];
        every(bounds)
    }

    fn days_within(&self, wanted: &DayRange) -> Box<dyn Query> {
        let bounds = [
            wanted.earliest.map(|day| at_least(self.fields.first_day, day.number())),
            wanted.latest.map(|day| at_most(self.fields.last_day, day.number())),
        ];
        every(bounds)
    }

    /// The conditions on facets, each as a query that adds nothing to the score.
    pub(crate) fn facets(&self, filters: &Filters) -> Vec<Box<dyn Query>> {
        FacetName::ALL
            .into_iter()
            .filter_map(|facet| {
                let field = self.fields.facet(facet);
                let values = values_of(filters, facet);
                let terms: Vec<Term> = values.iter().map(|value| Term::from_field_text(field, value)).collect();
                (!terms.is_empty()).then(|| constant(AnyTerm::new(terms), 0.0))
            })
            .collect()
    }

    /// The condition on days, if there is one.
    pub(crate) fn days(&self, filters: &Filters) -> Option<Box<dyn Query>> {
        filters.days.map(|days| constant_box(self.days_shared(&days), 0.0))
    }
}

/// The values that a filter asks of a facet; empty if it asks nothing.
pub(crate) fn values_of(filters: &Filters, facet: FacetName) -> Vec<String> {
    match facet {
        FacetName::Kind => filters.kinds.iter().map(ToString::to_string).collect(),
        FacetName::Topic => filters.topics.clone(),
        FacetName::Level => filters.levels.clone(),
        FacetName::Mechanism => filters.mechanisms.clone(),
        FacetName::Party => filters.parties.clone(),
        FacetName::Host => filters.hosts.clone(),
        FacetName::Place => filters.places.clone(),
        FacetName::Year => filters.years.iter().map(|year| year_value(*year)).collect(),
        FacetName::DocumentType => filters.document_types.clone(),
        FacetName::Lang => filters.langs.clone(),
    }
}

/// The best of the queries of some classes.
fn best_of(mut classes: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match classes.len() {
        0 => Box::new(EmptyQuery),
        1 => classes.remove(0),
        _ => Box::new(Best::new(classes, TIE_BREAKER)),
    }
}

pub(crate) fn constant(query: impl Query, score: f32) -> Box<dyn Query> {
    constant_box(Box::new(query), score)
}

/// Lifts what was typed above all equivalents.
fn above(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(BooleanQuery::intersection(vec![query, constant(AllQuery, LITERAL)]))
}

fn constant_box(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

fn at_least(field: Field, number: i32) -> Box<dyn Query> {
    Box::new(RangeQuery::new(Bound::Included(Term::from_field_i64(field, number.into())), Bound::Unbounded))
}

fn at_most(field: Field, number: i32) -> Box<dyn Query> {
    Box::new(RangeQuery::new(Bound::Unbounded, Bound::Included(Term::from_field_i64(field, number.into()))))
}

fn every(bounds: [Option<Box<dyn Query>>; 2]) -> Box<dyn Query> {
    let bounds: Vec<Box<dyn Query>> = bounds.into_iter().flatten().collect();
    if bounds.is_empty() { Box::new(AllQuery) } else { Box::new(BooleanQuery::intersection(bounds)) }
}
