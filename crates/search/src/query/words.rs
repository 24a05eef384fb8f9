//! Reads the text of a term into what is looked for: dates, ordinals, words and runs.

use std::ops::Range;

use chancery_model::Ordinal;
use chancery_model::ordinal::MAX_ORDINAL;

use super::read::Reader;
use super::{Atom, Node, Run, dates};
use crate::analysis::{Analysis, analyze};
use crate::request::{Cut, Note};
use crate::understood::Meaning;

/// A clause's share of a long run, in characters; a run counts as one clause for each.
pub(super) const RUN_SHARE: usize = 8;

/// What the beginning of a word costs, in clauses: it stands for many words.
const PREFIX_SHARE: usize = 5;
/// What a phrase costs beyond its words: the places of all of them are read.
const PHRASE_SHARE: usize = 6;
/// Longer runs are cut: they are pasted, not typed, and a phrase costs by its length.
const LONGEST_RUN: usize = 96;

/// What words cost, in clauses.
fn cost_of_words(words: usize, is_quoted: bool, is_prefix: bool) -> usize {
    match words {
        _ if is_prefix => PREFIX_SHARE,
        2.. if is_quoted => words + PHRASE_SHARE,
        _ => words,
    }
}

/// One thing that is looked for, with its place in the query.
pub(super) struct Piece {
    pub(super) node: Node,
    pub(super) span: Range<usize>,
    pub(super) meaning: Meaning,
}

impl Reader<'_> {
    /// Reads a term into what is looked for: dates, ordinals, words and runs, all of which are wanted.
    pub(super) fn nodes(&mut self, place: Range<usize>, is_quoted: bool) -> Vec<Piece> {
        if is_quoted {
            return self.text_nodes(place, true);
        }
        let query = self.query;
        let text = &query[place.clone()];
        let mut pieces = Vec::new();
        let mut plain_from = place.start;
        let mut at = 0;
        let mut before = None;
        while let Some(c) = text[at..].chars().next() {
            let from = place.start + at;
            if let Some((piece, length)) = self.recognize(from..place.end, c, before) {
                pieces.extend(self.text_nodes(plain_from..from, false));
                pieces.extend(piece);
                at += length;
                plain_from = place.start + at;
                before = text[..at].chars().next_back();
                continue;
            }
            before = Some(c);
            at += c.len_utf8();
        }
        pieces.extend(self.text_nodes(plain_from..place.end, false));
        pieces
    }

    /// Recognizes a date or an ordinal at the start of a text, with the bytes it takes. The words remain an alternative.
    fn recognize(&mut self, place: Range<usize>, first: char, before: Option<char>) -> Option<(Option<Piece>, usize)> {
        let query = self.query;
        let text = &query[place.clone()];
        let is_word_start = dates::is_word_start(before, first);
        if is_word_start && let Some(found) = dates::find_at_start(text) {
            let note = found.year.map_or(Note::ReadAsDate(found.date), Note::ReadAsYear);
            let place = place.start..place.start + found.length;
            return Some((self.recognized(Atom::Days(found.date), note, Meaning::Date(found.date), place), found.length));
        }
        if !is_word_start && !matches!(first, '第' | '제') {
            return None;
        }
        let (ordinal, length) = Ordinal::find_at_start(text)?;
        if !(1..=MAX_ORDINAL).contains(&ordinal.number) {
            return None;
        }
        let (number, place) = (ordinal.number, place.start..place.start + length);
        Some((self.recognized(Atom::Ordinal(number), Note::ReadAsOrdinal(number), Meaning::Ordinal(number), place), length))
    }

    fn recognized(&mut self, atom: Atom, note: Note, meaning: Meaning, place: Range<usize>) -> Option<Piece> {
        if !self.spend(1) {
            return None;
        }
        self.note(note);
        let literal = self.text_nodes(place.clone(), true);
        let mut any = vec![Node::Atom(atom)];
        if !literal.is_empty() {
            any.push(Node::all(literal.into_iter().map(|piece| piece.node).collect()));
        }
        Some(Piece { node: Node::any(any), span: place, meaning })
    }

    /// Reads a text without looking for dates and ordinals.
    fn text_nodes(&mut self, place: Range<usize>, is_quoted: bool) -> Vec<Piece> {
        let query = self.query;
        let text = &query[place.clone()];
        let (is_prefix, analysis) = match text.strip_suffix(['*', '＊']) {
            Some(beginning) if !is_quoted => (true, analyze(beginning)),
            _ => (false, analyze(text)),
        };
        let at = |start: usize, end: usize| place.start + start..place.start + end;
        let mut pieces = Vec::new();
        for part in parts(&analysis) {
            match part {
                Part::Words(from, to) if self.spend(cost_of_words(to - from, is_quoted, is_prefix)) => {
                    let words = &analysis.words[from..to];
                    for word in words {
                        let (key, typed) = (word.text.clone(), &text[word.start..word.end]);
                        self.reading.spelling.entry(key.clone()).or_insert_with(|| typed.to_owned());
                        if !is_quoted {
                            self.reading.places.push((key, at(word.start, word.end)));
                        }
                    }
                    let node = words_node(words.iter().map(|w| w.text.clone()).collect(), is_quoted, is_prefix, &analysis, from);
                    let is_beginning = matches!(node, Node::Atom(Atom::Prefix(_)));
                    let (meaning, end) =
                        if is_beginning { (Meaning::Beginning, text.len()) } else { (Meaning::Word, words[words.len() - 1].end) };
                    pieces.push(Piece { node, span: at(words[0].start, end), meaning });
                }
                Part::Run(index) => {
                    let units = &analysis.runs[index];
                    let mut run = Run::new(units, text);
                    let affordable = (self.budget * RUN_SHARE).min(LONGEST_RUN);
                    if run.len() > affordable {
                        self.note(Note::Cut(Cut::Clauses));
                        run.truncate(affordable);
                    }
                    let place = at(units[0].start, units[run.len() - 1].end);
                    if self.spend(run.len().div_ceil(RUN_SHARE)) {
                        if !is_quoted {
                            self.reading.places.push((run.chars().into_iter().collect(), place.clone()));
                        }
                        pieces.push(Piece { node: run_node(run, is_quoted), span: place, meaning: Meaning::Word });
                    }
                }
                Part::Words(..) => {}
            }
        }
        pieces
    }
}

/// A stretch of words without a run between them, or a run.
enum Part {
    Words(usize, usize),
    Run(usize),
}

fn parts(analysis: &Analysis) -> Vec<Part> {
    let mut parts = Vec::new();
    let (mut word, mut run) = (0, 0);
    while word < analysis.words.len() || run < analysis.runs.len() {
        let run_start = analysis.runs.get(run).map_or(usize::MAX, |r| r[0].start);
        let run_end = analysis.runs.get(run).and_then(|r| r.last()).map_or(usize::MAX, |u| u.end);
        let from = word;
        while analysis.words.get(word).is_some_and(|w| w.start < run_start) {
            word += 1;
        }
        if word > from {
            parts.push(Part::Words(from, word));
        }
        if run < analysis.runs.len() {
            parts.push(Part::Run(run));
            run += 1;
            // Digits of the run are words too; the run is the stricter of the two.
            while analysis.words.get(word).is_some_and(|w| w.end <= run_end) {
                word += 1;
            }
        }
    }
    parts
}

fn words_node(words: Vec<String>, is_quoted: bool, is_prefix: bool, analysis: &Analysis, from: usize) -> Node {
    if words.len() == 1 && !is_quoted {
        let word = words.into_iter().next().unwrap_or_default();
        let is_long_enough = word.chars().count() >= 2;
        return Node::Atom(if is_prefix && is_long_enough { Atom::Prefix(word) } else { Atom::Word(word) });
    }
    // anti-smuggling is also found where it is written antismuggling.
    let joined = (words.len() == 2 && !is_quoted && analysis.words[from + 1].is_hyphenated).then(|| words.concat());
    let exact = Node::Atom(Atom::Exact { words, is_quoted });
    match joined {
        Some(joined) => Node::Any(vec![exact, Node::Atom(Atom::Word(joined))]),
        None => exact,
    }
}

fn run_node(run: Run, is_quoted: bool) -> Node {
    let bare = if is_quoted { None } else { run.without_particle() };
    let whole = Node::Atom(Atom::Run { run, is_quoted });
    match bare {
        Some(bare) => Node::Any(vec![whole, Node::Atom(Atom::Run { run: bare, is_quoted })]),
        None => whole,
    }
}
