//! What a reader may mean who has typed the beginning of a query.
//!
//! Queries come from the names of notions, from the words of titles and texts, and from words of Hangul by their letters, so
//! that a syllable that is still being typed finds its word. Records come from titles alone: what was typed so far, its
//! last word taken as the beginning of one. Every step looks at a bounded number of names, so this answers while one types.

use std::ops::Range;

use chancery_model::{Kind, Lang};
use tantivy::query::{BooleanQuery, Occur, Query, TermSetQuery};
use tantivy::schema::Value as _;
use tantivy::{DocAddress, Searcher, TantivyDocument, Term};

use crate::analysis::{analyze, is_east_asian, is_hangul, korean, pairs, stem};
use crate::entry::{Class, Field};
use crate::error::IndexError;
use crate::highlight::Highlighter;
use crate::index::Index;
use crate::query::plan::{Planner, Stage, constant};
use crate::query::read::{Resolved, read};
use crate::query::widen::{node_of, widen_node};
use crate::query::{Atom, Node, Reading, Role};
use crate::rank::gather;
use crate::request::{Filters, Request, Sort};
use crate::schema::Stored;
use crate::search::{finds_something, pass, read_stored};
use crate::spelling::jamo;
use crate::statistics::Statistics;
use crate::terms::{Name, Terms};

/// The most queries that are suggested.
pub const MAX_QUERIES: usize = 5;
/// The most records that are suggested.
pub const MAX_RECORDS: usize = 3;
/// Longer texts are not the beginning of a query any more.
const LONGEST: usize = 120;
/// How many names of notions are looked at.
const MOST_NAMES: usize = 200;
/// How many ideas are tried: an idea that finds nothing is none.
const MOST_TRIED: usize = 24;
/// How many words at the end may be the beginning of one name.
const MOST_LAST_WORDS: usize = 4;
/// How many terms may be looked at for one step.
const MOST_TERMS: usize = 5_000;
/// Words that stand in more titles than this are no help in finding records.
const MOST_ENTRIES: u64 = 8_000;
/// What it adds to a record if its name begins as typed.
const NAME_BEGINS: f32 = 12.0;

/// Ideas for a query that is being typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// Queries, at most [`MAX_QUERIES`], the likeliest first.
    pub queries: Vec<QueryIdea>,
    /// Records that the typed text names, at most [`MAX_RECORDS`].
    pub records: Vec<DirectRecord>,
}

/// A whole query to go on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryIdea {
    /// The query.
    pub text: String,
    /// Its language; `und` if not known.
    pub lang: Lang,
}

/// A record to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectRecord {
    /// The kind.
    pub kind: Kind,
    /// The id.
    pub id: String,
    /// The title that matches, in the reader's language where that one does.
    pub title: String,
    /// The language of the title.
    pub lang: Lang,
    /// What matched: ranges of characters (Unicode scalars) of `title`, in order, not touching.
    pub highlights: Vec<Range<usize>>,
}

impl Index {
    /// Suggests what to search for, from the first East Asian character or the second letter on.
    ///
    /// Shape: nothing if less was typed, or more than anyone types; the same text on the same index gives the same
    /// suggestions; every query finds something.
    /// Errors: [`IndexError::Engine`] or [`IndexError::Damaged`] if the index itself fails.
    pub fn suggest(&self, typed: &str, ui: &Lang, terms: &Terms) -> Result<Suggestions, IndexError> {
        let typed = typed.trim_start();
        let key = analyze(typed).key();
        let is_enough = key.chars().any(is_east_asian) || key.chars().filter(|c| c.is_alphanumeric()).count() >= 2;
        if !is_enough || typed.chars().nth(LONGEST).is_some() {
            return Ok(Suggestions::default());
        }
        let searcher = self.searcher();
        let statistics = self.lengths.of(&searcher);
        let mut planner = Planner::new(&self.fields, &statistics);
        planner.terms_left = MOST_TERMS;
        let queries = Ideas { planner: &mut planner, searcher: &searcher, terms, ui, typed, tried: 0, found: Vec::new() }.collect()?;
        let records = self.direct_records(&mut planner, &statistics, typed, ui)?;
        Ok(Suggestions { queries, records })
    }

    /// The records whose titles have what was typed, those first whose names begin so.
    fn direct_records(
        &self,
        planner: &mut Planner<'_>,
        statistics: &Statistics<'_>,
        typed: &str,
        ui: &Lang,
    ) -> Result<Vec<DirectRecord>, IndexError> {
        let mut reading = read(typed, &|_, _| Resolved::Unknown);
        reading.clauses.retain(|clause| clause.role == Role::Wanted);
        if !typed.ends_with(char::is_whitespace) {
            open_end(&mut reading);
        }
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        if let Some(name) = reading.names.first() {
            planner.terms_left = MOST_NAMES;
            let (names, _) = planner.expand(self.fields.name, name)?;
            if !names.is_empty() {
                parts.push((Occur::Should, constant(TermSetQuery::new(names), NAME_BEGINS)));
            }
        }
        planner.terms_left = MOST_TERMS;
        let mut preferred = Vec::new();
        // What stands in very many titles says nothing about which record is meant, but counting them would take long.
        if !reading.clauses.is_empty() && entries_of(planner, &reading)? <= MOST_ENTRIES {
            planner.within = vec![Field::Title];
            let words = planner.words(&reading, Stage::AllWords);
            let sequences = planner.preferred(&reading);
            planner.within.clear();
            parts.push((Occur::Must, words?));
            preferred = sequences?;
        }
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let request =
            Request { limit: MAX_RECORDS, sort: Sort::Relevance, with_facets: false, passages: 0, ..Request::new(typed, ui.clone()) };
        let filters = Filters::default();
        let (mut pass, _) = pass(statistics.searcher, &request, &reading, &filters);
        pass.preferred = preferred;
        let found =
            gather(statistics, &BooleanQuery::new(parts), &pass, &self.columns).map_err(IndexError::engine("looking for records"))?;
        let highlighter = Highlighter::new(&reading, Stage::AllWords);
        found.best.into_iter().map(|(_, address)| self.direct_record(statistics.searcher, address, &highlighter, ui)).collect()
    }

    fn direct_record(&self, searcher: &Searcher, at: DocAddress, marks: &Highlighter, ui: &Lang) -> Result<DirectRecord, IndexError> {
        let stored: Stored = read_stored(&self.stored(searcher, at)?)?;
        let document: TantivyDocument = searcher.doc(at).map_err(IndexError::engine("fetching an entry"))?;
        let titles = document.get_first(self.fields.titles).and_then(|value| value.as_bytes());
        let titles: Vec<(Lang, String)> = titles.map_or_else(|| Ok(Vec::new()), read_stored)?;
        let best = titles.into_iter().map(|(lang, title)| (marks.find(&title), lang, title)).min_by_key(|(spans, lang, title)| {
            let mut clauses: Vec<usize> = spans.iter().map(|span| span.clause).collect();
            clauses.sort_unstable();
            clauses.dedup();
            (std::cmp::Reverse(clauses.len()), !lang.is_same_language(ui), spans.first().map_or(usize::MAX, |s| s.start), title.len())
        });
        let (title, lang, highlights) = match best {
            Some((spans, lang, title)) => {
                let highlights = marked(&title, spans.iter().map(|span| span.start..span.end));
                (title, lang, highlights)
            }
            None => (stored.id.clone(), Lang::und(), Vec::new()),
        };
        Ok(DirectRecord { kind: stored.kind, id: stored.id, title, lang, highlights })
    }
}

/// Ranges of characters for ranges of bytes that are sorted by their start.
fn marked(text: &str, spans: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut marked: Vec<Range<usize>> = Vec::new();
    for span in spans {
        let span = text[..span.start].chars().count()..text[..span.end].chars().count();
        match marked.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => marked.push(span),
        }
    }
    marked
}

/// In how many titles the rarest part of what was typed may stand: an upper bound.
fn entries_of(planner: &mut Planner<'_>, reading: &Reading) -> Result<u64, IndexError> {
    let title = planner.fields().text(Class::Title);
    let mut least = u64::MAX;
    for clause in &reading.clauses {
        let Node::Atom(atom) = &clause.node else { continue };
        let entries = match atom {
            Atom::Word(word) => planner.entries_with(&Term::from_field_text(title.stem, &stem(word)))?,
            Atom::Prefix(beginning) => planner.expand(title.exact, beginning)?.1,
            Atom::Run { run, .. } if run.len() == 1 => planner.expand(title.pairs, &run.chars()[0].to_string())?.1,
            Atom::Run { run, .. } => {
                let mut rarest = u64::MAX;
                for pair in pairs(&run.chars()).take(run.len() - 1) {
                    rarest = rarest.min(planner.entries_with(&Term::from_field_text(title.pairs, &pair))?);
                }
                rarest
            }
            _ => continue,
        };
        least = least.min(entries);
    }
    // Where nothing can be told beforehand (dates, ordinals), the records that have it are few.
    Ok(if least == u64::MAX { 0 } else { least })
}

/// Takes the last word for the beginning of one.
fn open_end(reading: &mut Reading) {
    if let Some(last) = reading.clauses.last_mut()
        && let Node::Atom(Atom::Word(word)) = &last.node
        && word.chars().count() >= 2
    {
        last.node = Node::Atom(Atom::Prefix(word.clone()));
    }
}

/// Collects ideas for a query.
struct Ideas<'a, 'p> {
    planner: &'a mut Planner<'p>,
    searcher: &'a Searcher,
    terms: &'a Terms,
    ui: &'a Lang,
    typed: &'a str,
    tried: usize,
    found: Vec<(String, QueryIdea)>,
}

impl Ideas<'_, '_> {
    fn collect(mut self) -> Result<Vec<QueryIdea>, IndexError> {
        let analysis = analyze(self.typed);
        let words = &analysis.words;
        let ends_open = !self.typed.ends_with(char::is_whitespace);
        let key = analysis.key();
        self.names_beginning(&key, "")?;
        // The last words may begin a name that follows what stands before them.
        if ends_open && analysis.runs.is_empty() {
            for last in (1..words.len().min(MOST_LAST_WORDS + 1)).rev() {
                let from = words[words.len() - last].start;
                let beginning: Vec<&str> = words[words.len() - last..].iter().map(|word| word.text.as_str()).collect();
                self.names_beginning(&beginning.join(" "), &self.typed[..from])?;
            }
            if let Some(last) = words.last().filter(|last| last.text.chars().count() >= 2 && last.end == self.typed.len()) {
                self.words_beginning(&last.text, &self.typed[..last.start])?;
            }
        }
        if let Some(word) = analysis.hangul_words_of(1).last().filter(|_| ends_open && self.typed.ends_with(is_hangul)) {
            let from = self.typed.len() - self.typed.chars().rev().take(word.chars().count()).map(char::len_utf8).sum::<usize>();
            self.hangul_beginning(&word, &self.typed[..from])?;
        }
        Ok(self.found.into_iter().map(|(_, idea)| idea).take(MAX_QUERIES).collect())
    }

    fn is_full(&self) -> bool {
        self.found.len() >= MAX_QUERIES || self.tried >= MOST_TRIED
    }

    /// Adds an idea if it finds something and says more than what was typed.
    fn add(&mut self, before: &str, text: &str, lang: Lang, node: &Node) -> Result<(), IndexError> {
        let text = format!("{before}{text}");
        let key = analyze(&text).key();
        if self.is_full() || key == analyze(self.typed).key() || self.found.iter().any(|(known, _)| *known == key) {
            return Ok(());
        }
        self.tried += 1;
        let mut parts = read(before, &|_, _| Resolved::Unknown).clauses;
        parts.retain(|clause| clause.role == Role::Wanted);
        let mut nodes: Vec<Node> = parts.into_iter().map(|clause| clause.node).collect();
        nodes.push(node.clone());
        let query = self.planner.node(&Node::all(nodes), Stage::AllWords)?;
        if finds_something(self.searcher, query.as_ref())? {
            self.found.push((key, QueryIdea { text, lang }));
        }
        Ok(())
    }

    fn names_beginning(&mut self, key: &str, before: &str) -> Result<(), IndexError> {
        let mut names: Vec<&Name> = self.terms.beginning(key).take(MOST_NAMES).collect();
        if !before.is_empty() {
            // Behind other words a name stands whole, and does not say them again.
            let said: Vec<String> = analyze(before).words.into_iter().map(|word| word.text).collect();
            names.retain(|name| {
                let own = analyze(&name.text);
                own.key().starts_with(key) && !own.words.iter().any(|word| said.contains(&word.text))
            });
        }
        names.sort_by_key(|name| {
            let begins = analyze(&name.text).key().starts_with(key);
            (!begins, !name.lang.is_same_language(self.ui), name.text.chars().count())
        });
        for name in names {
            if self.is_full() {
                break;
            }
            let (node, _) = widen_node(node_of(name), self.terms);
            self.add(before, &name.text, name.lang.clone(), &node)?;
        }
        Ok(())
    }

    fn words_beginning(&mut self, beginning: &str, before: &str) -> Result<(), IndexError> {
        for class in [Class::Title, Class::Item] {
            if self.is_full() {
                break;
            }
            let field = self.planner.fields().text(class).exact;
            let (terms, _) = self.planner.expand(field, beginning)?;
            for term in terms {
                let value = term.value();
                let Some(word) = value.as_str().filter(|word| word.chars().all(char::is_alphabetic)) else { continue };
                self.add(before, word, Lang::und(), &Node::Atom(Atom::Word(word.to_owned())))?;
            }
        }
        Ok(())
    }

    fn hangul_beginning(&mut self, word: &str, before: &str) -> Result<(), IndexError> {
        let Some(letters) = jamo::letters(word.chars()) else { return Ok(()) };
        let (terms, _) = self.planner.expand(self.planner.fields().hangul, &letters)?;
        for term in terms {
            let Some(word) = term.value().as_str().and_then(jamo::word) else { continue };
            if korean::without_particle(&word).is_some() {
                continue;
            }
            let run = crate::query::Run::of_name(&word.chars().collect::<Vec<_>>());
            self.add(before, &word, Lang::ko(), &Node::Atom(Atom::Run { run, is_quoted: true }))?;
        }
        Ok(())
    }
}
