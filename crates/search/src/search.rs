//! Answers a search: reads the query, asks the engine as strictly as finds something, and fetches what is shown.

use chancery_model::{Day, DayRange, Match};
use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query};
use tantivy::schema::Value as _;
use tantivy::{DocAddress, DocSet as _, Searcher, TERMINATED, TantivyDocument};

use crate::because::reasons;
use crate::empty::help;
use crate::error::IndexError;
use crate::index::Index;
use crate::query::effort::MOST_EFFORT;
use crate::query::forgive::{corrected, forgive};
use crate::query::plan::{Planner, Stage};
use crate::query::read::read;
use crate::query::widen::widen;
use crate::query::{Atom, Reading, Role, narrowed};
use crate::rank::{By, Gathered, Pass, gather};
use crate::request::{Answer, Filters, Hit, MAX_LIMIT, Note, Request, Sort};
use crate::schema::{Stored, StoredPassages};
use crate::show::Marks;
use crate::spelling::Speller;

impl Index {
    /// Searches. No query text is an error (promise P7); what was made of it stands in the notes.
    ///
    /// Shape: at most `limit` hits from `offset` on; the same request on the same index gives the same answer.
    /// Errors: [`IndexError::Engine`] or [`IndexError::Damaged`] if the index itself fails.
    pub fn search(&self, request: &Request) -> Result<Answer, IndexError> {
        let searcher = self.searcher();
        let statistics = self.lengths.of(&searcher);
        let mut reading = read(&request.text, &|facet, value| self.resolve(&statistics, &request.terms, facet, value));
        if !request.is_literal {
            widen(&mut reading, &request.terms);
        }
        let filters = merged(&request.filters, &reading.filters);
        let mut planner = Planner::new(&self.fields, &statistics);
        let widening = (!request.is_literal).then_some(&*request.terms);
        let mut speller = Speller::new(&self.fields, &statistics);
        forgive(&mut reading, &mut speller, widening, &mut |node| {
            let query = planner.node(node, Stage::AllWords)?;
            finds_something(&searcher, query.as_ref())
        })?;
        planner.bound(&mut reading, MOST_EFFORT)?;
        planner.within.clone_from(&reading.within);
        let mut beside: Vec<(Occur, Box<dyn Query>)> = planner.days(&filters).into_iter().map(|q| (Occur::Must, q)).collect();
        beside.extend(planner.facets(&reading.without).into_iter().map(|q| (Occur::MustNot, q)));
        let (words, stage) = choose_stage(&mut planner, &searcher, &reading)?;
        let words = with(words, beside);
        let (mut pass, offset) = pass(&searcher, request, &reading, &filters);
        pass.preferred = planner.preferred(&reading)?;
        // Where facets are counted, what fails a filter counts, too; elsewhere the engine leaves it out.
        let query = match pass.filters {
            Some(_) => words,
            None => with(words, planner.facets(&filters).into_iter().map(|q| (Occur::Must, q)).collect()),
        };
        let Gathered { total, best, counts } =
            gather(&statistics, query.as_ref(), &pass, &self.columns).map_err(IndexError::engine("searching"))?;
        let found = best.get(offset..).unwrap_or_default();
        let empty = if total == 0 { Some(help(&mut planner, &searcher, &reading, &filters, &request.terms)?) } else { None };
        let did_you_mean = corrected(&request.text, &reading);
        let understood = std::mem::take(&mut reading.understood);
        let reasons = reasons(&mut planner, &searcher, &reading, stage, found)?;
        let mut notes = std::mem::take(&mut reading.notes);
        notes.extend(planner.notes);
        notes.extend(match stage {
            Stage::AllWords => None,
            Stage::Loosened => Some(Note::Loosened),
            Stage::SomeWords => Some(Note::SomeWords),
        });
        let marks = Marks::new(&reading, stage, request);
        let hits: Result<Vec<Hit>, IndexError> = found
            .iter()
            .zip(reasons)
            .map(|((score, address), because)| {
                let bytes = self.stored(&searcher, *address)?;
                let stored: Stored = read_stored(&bytes)?;
                let may_match = may_match(&stored, &filters);
                let kept = if marks.is_some() { read_stored::<StoredPassages>(&bytes)?.kept } else { Vec::new() };
                let Stored { kind, id, seq, card, .. } = stored;
                Ok(Hit { kind, id, seq, score: *score, may_match, card, kept, because })
            })
            .collect();
        Ok(Answer { total, hits: hits?, facets: counts, notes, understood, did_you_mean, empty, marks })
    }

    pub(crate) fn stored(&self, searcher: &Searcher, address: DocAddress) -> Result<Vec<u8>, IndexError> {
        let document: TantivyDocument = searcher.doc(address).map_err(IndexError::engine("fetching an entry"))?;
        let bytes = document.get_first(self.fields.stored).and_then(|value| value.as_bytes().map(<[u8]>::to_vec));
        bytes.ok_or_else(|| IndexError::Damaged { what: "it has no stored form".to_owned() })
    }
}

/// Reads a part of the stored form: what is not asked for is passed over.
pub(crate) fn read_stored<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, IndexError> {
    serde_json::from_slice(bytes).map_err(|error| IndexError::Damaged { what: error.to_string() })
}

/// Takes the query as strictly as finds something at all. Filters do not count here: choosing one must not change how
/// the words are read.
pub(crate) fn choose_stage(
    planner: &mut Planner<'_>,
    searcher: &Searcher,
    reading: &Reading,
) -> Result<(Box<dyn Query>, Stage), IndexError> {
    let strict = planner.words(reading, Stage::AllWords)?;
    let wanted = reading.clauses.iter().filter(|c| c.role == Role::Wanted).count();
    if wanted == 0 || finds_something(searcher, strict.as_ref())? {
        return Ok((strict, Stage::AllWords));
    }
    let mut can_loosen = false;
    for node in reading.wanted() {
        node.walk(&mut |atom| can_loosen |= matches!(atom, Atom::Run { is_quoted: false, .. } | Atom::Exact { is_quoted: false, .. }));
    }
    for (stage, is_worth_it) in [(Stage::Loosened, can_loosen), (Stage::SomeWords, wanted > 1)] {
        if is_worth_it {
            let query = planner.words(reading, stage)?;
            if finds_something(searcher, query.as_ref())? {
                return Ok((query, stage));
            }
        }
    }
    Ok((strict, Stage::AllWords))
}

pub(crate) fn finds_something(searcher: &Searcher, query: &dyn Query) -> Result<bool, IndexError> {
    let first = || -> tantivy::Result<bool> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
        for segment in searcher.segment_readers() {
            let mut found = weight.scorer(segment, 1.0)?;
            while found.doc() != TERMINATED {
                if segment.alive_bitset().is_none_or(|alive| alive.is_alive(found.doc())) {
                    return Ok(true);
                }
                found.advance();
            }
        }
        Ok(false)
    };
    first().map_err(IndexError::engine("looking for a first hit"))
}

fn with(query: Box<dyn Query>, conditions: Vec<(Occur, Box<dyn Query>)>) -> Box<dyn Query> {
    if conditions.is_empty() {
        return query;
    }
    let mut parts = vec![(Occur::Must, query)];
    parts.extend(conditions);
    Box::new(BooleanQuery::new(parts))
}

fn merged(a: &Filters, b: &Filters) -> Filters {
    let text = |a: &[String], b: &[String]| a.iter().chain(b).cloned().collect();
    Filters {
        kinds: a.kinds.iter().chain(&b.kinds).copied().collect(),
        topics: text(&a.topics, &b.topics),
        levels: text(&a.levels, &b.levels),
        mechanisms: text(&a.mechanisms, &b.mechanisms),
        parties: text(&a.parties, &b.parties),
        hosts: text(&a.hosts, &b.hosts),
        places: text(&a.places, &b.places),
        years: a.years.iter().chain(&b.years).copied().collect(),
        document_types: text(&a.document_types, &b.document_types),
        langs: text(&a.langs, &b.langs),
        days: b.days.map_or(a.days, |days| Some(narrowed(a.days, days))),
    }
}

/// What the pass over the index has to find, and how many of the best stand before the page.
pub(crate) fn pass<'a>(searcher: &Searcher, request: &Request, reading: &Reading, filters: &'a Filters) -> (Pass<'a>, usize) {
    let all = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX);
    let offset = request.offset.min(all);
    let limit = request.limit.min(MAX_LIMIT).min(all - offset);
    let has_words = reading.clauses.iter().any(|c| c.role != Role::Unwanted);
    let by = match request.sort {
        // Where nothing is shown nothing needs a score.
        _ if limit == 0 => By::Newest,
        Sort::Relevance if has_words => By::Relevance { means_a_meeting: reading.names_a_meeting() },
        Sort::Relevance | Sort::NewestFirst => By::Newest,
        Sort::OldestFirst => By::Oldest,
    };
    let best = if limit == 0 { 0 } else { offset + limit };
    let filters = request.with_facets.then_some(filters);
    (Pass { by, best, filters, with_facets: request.with_facets, preferred: Vec::new() }, offset)
}

/// Tells whether the date is too coarse to say that the filters on days and years hold.
fn may_match(stored: &Stored, filters: &Filters) -> bool {
    let day = |number: Option<i32>| number.and_then(Day::from_number);
    let own = stored.days.map(|(earliest, latest)| DayRange { earliest: day(earliest), latest: day(latest) });
    let matches = |wanted: &DayRange| match (stored.date, own) {
        (Some(date), _) => date.matches(wanted),
        (None, Some(own)) if wanted.contains(&own) => Match::Yes,
        (None, Some(own)) if wanted.overlaps(&own) => Match::May,
        (None, Some(_)) => Match::No,
        (None, None) => Match::Yes,
    };
    let year = |year: &u16| DayRange { earliest: Day::new(*year, 1, 1), latest: Day::new(*year, 12, 31) };
    let by_days = filters.days.as_ref().map(matches);
    let by_years = filters.years.iter().map(|y| matches(&year(y))).max();
    [by_days, by_years].contains(&Some(Match::May))
}
