//! What helps where nothing was found: what each condition costs, other spellings, other names.
//!
//! Only an answer without hits pays for this, and there are few conditions, so each is simply left out once and the rest
//! counted. The words are planned again only where leaving a condition out changes how they are looked for.

use tantivy::collector::Count;
use tantivy::query::{AllQuery, BooleanQuery, Occur, Query};
use tantivy::{Searcher, TantivyError};

use crate::error::IndexError;
use crate::query::plan::{Planner, values_of};
use crate::query::widen::widen;
use crate::query::{Reading, Role};
use crate::request::{FacetName, Filters, Note};
use crate::search::choose_stage;
use crate::terms::Terms;
use crate::understood::{Constraint, EmptyHelp, Equivalents};

/// Finds what helps.
///
/// Errors: [`IndexError::Engine`] if the index cannot be read.
pub(crate) fn help(
    planner: &mut Planner<'_>,
    searcher: &Searcher,
    reading: &Reading,
    filters: &Filters,
    terms: &Terms,
) -> Result<EmptyHelp, IndexError> {
    let notes = planner.notes.len();
    let help = EmptyHelp {
        without: without(planner, searcher, reading, filters)?,
        without_words: without_words(planner, searcher, reading, filters)?,
        near: reading.near.clone(),
        equivalents: equivalents(reading, terms),
    };
    // What had to be cut for this is not what was cut of the query.
    planner.notes.truncate(notes);
    Ok(help)
}

fn without(
    planner: &mut Planner<'_>,
    searcher: &Searcher,
    reading: &Reading,
    filters: &Filters,
) -> Result<Vec<(Constraint, usize)>, IndexError> {
    let constraints = constraints(reading, filters);
    if constraints.is_empty() {
        return Ok(Vec::new());
    }
    let (words, _) = choose_stage(planner, searcher, reading)?;
    let mut counted = Vec::with_capacity(constraints.len());
    for constraint in constraints {
        let found = match constraint {
            Constraint::Facet(_) | Constraint::Days => {
                let rest = conditions(planner, reading, filters, Some(constraint));
                count(searcher, words.box_clone(), rest)?
            }
            Constraint::Within => {
                let within = std::mem::take(&mut planner.within);
                let words = choose_stage(planner, searcher, reading);
                planner.within = within;
                count(searcher, words?.0, conditions(planner, reading, filters, None))?
            }
            Constraint::Unwanted => {
                let mut reading = reading.clone();
                reading.clauses.retain(|clause| clause.role != Role::Unwanted);
                reading.without = Filters::default();
                let (words, _) = choose_stage(planner, searcher, &reading)?;
                count(searcher, words, conditions(planner, &reading, filters, None))?
            }
        };
        counted.push((constraint, found));
    }
    counted.sort_by_key(|(_, found)| std::cmp::Reverse(*found));
    Ok(counted)
}

/// The conditions that narrow the answer.
fn constraints(reading: &Reading, filters: &Filters) -> Vec<Constraint> {
    let facets = FacetName::ALL.into_iter().filter(|facet| !values_of(filters, *facet).is_empty()).map(Constraint::Facet);
    let has_unwanted = reading.clauses.iter().any(|clause| clause.role == Role::Unwanted) || reading.without != Filters::default();
    facets
        .chain(filters.days.is_some().then_some(Constraint::Days))
        .chain((!reading.within.is_empty()).then_some(Constraint::Within))
        .chain(has_unwanted.then_some(Constraint::Unwanted))
        .collect()
}

fn without_words(
    planner: &mut Planner<'_>,
    searcher: &Searcher,
    reading: &Reading,
    filters: &Filters,
) -> Result<Option<usize>, IndexError> {
    let has_words = reading.clauses.iter().any(|clause| clause.role != Role::Unwanted);
    let narrows = constraints(reading, filters).iter().any(|c| !matches!(c, Constraint::Within | Constraint::Unwanted));
    if !has_words || !narrows {
        return Ok(None);
    }
    let rest = conditions(planner, reading, filters, None);
    count(searcher, Box::new(AllQuery), rest).map(Some)
}

type Conditions = Vec<(Occur, Box<dyn Query>)>;

/// All conditions beside the words, but for one.
fn conditions(planner: &mut Planner<'_>, reading: &Reading, filters: &Filters, left_out: Option<Constraint>) -> Conditions {
    let mut filters = filters.clone();
    match left_out {
        Some(Constraint::Facet(facet)) => filters.clear(facet),
        Some(Constraint::Days) => filters.days = None,
        Some(Constraint::Within | Constraint::Unwanted) | None => {}
    }
    let wanted = planner.facets(&filters).into_iter().chain(planner.days(&filters)).map(|query| (Occur::Must, query));
    let mut all: Conditions = wanted.collect();
    all.extend(planner.facets(&reading.without).into_iter().map(|query| (Occur::MustNot, query)));
    all
}

fn count(searcher: &Searcher, words: Box<dyn Query>, rest: Conditions) -> Result<usize, IndexError> {
    let query = BooleanQuery::new([(Occur::Must, words)].into_iter().chain(rest).collect());
    let counting: fn(TantivyError) -> IndexError = |source| IndexError::engine("counting what a condition costs")(source);
    searcher.search(&query, &Count).map_err(counting)
}

/// Other names of what the words name, whether they were looked for or not.
fn equivalents(reading: &Reading, terms: &Terms) -> Vec<Equivalents> {
    let mut widened = reading.clone();
    if !widened.notes.iter().any(|note| matches!(note, Note::Widened { .. })) {
        widen(&mut widened, terms);
    }
    let names = widened.notes.into_iter().filter_map(|note| match note {
        Note::Widened { typed, equivalents } => Some(Equivalents { typed, names: equivalents }),
        _ => None,
    });
    names.collect()
}
