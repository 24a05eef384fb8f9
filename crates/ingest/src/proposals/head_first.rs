//! Clauses of languages in which the verb stands before what is agreed: English, and Chinese.
//!
//! A word of a rule governs its clause if it stands where the verb of a clause stands: at its beginning, behind a comma or
//! "and", behind who meets, behind an auxiliary. "The plan adopted in 2009" and "which will enable" are none of that.

use std::ops::Range;

use super::folded::{Finder, Folded};
use super::rules::{Class, Language, Order, Rules};
use super::{Clause, Cue, Findings, Why, cues, sentences};
use crate::lexicon::Lexicon;

/// What a found word is to its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It governs its clause.
    Governs,
    /// It would, but is negated.
    Negated,
    /// It belongs to a clause within the clause.
    Within,
}

struct Sentence<'a, 'b> {
    text: &'a Folded<'b>,
    range: Range<usize>,
    rules: &'a Rules,
    language: &'a Language,
    lexicon: &'a Lexicon,
}

/// Reads one sentence.
pub(super) fn read(text: &Folded<'_>, range: Range<usize>, rules: &Rules, language: &Language, lexicon: &Lexicon, found: &mut Findings) {
    let quoted = sentences::quotations(text, &range);
    let sentence = Sentence { text, range, rules, language, lexicon };
    let mut governing: Vec<Cue> = Vec::new();
    for cue in cues(text, &sentence.range, rules, language, &quoted) {
        match sentence.standing(&cue, governing.last()) {
            Standing::Governs => governing.push(cue),
            Standing::Negated => governing.push(Cue { class: Class::View, ..cue }),
            Standing::Within => {}
        }
    }
    found.has_cue |= !governing.is_empty();
    found.lead = None;
    if governing.is_empty() {
        sentence.read_bare(found);
        return;
    }
    found.is_report = governing.first().is_some_and(|cue| cue.class == Class::Report);
    if sentence.is_conditional() {
        return;
    }
    for (i, cue) in governing.iter().enumerate() {
        if cue.class == Class::Report {
            break;
        }
        if cue.class != Class::View {
            sentence.read_clause(&governing, i, found);
        }
    }
}

impl Sentence<'_, '_> {
    fn is_spaced(&self) -> bool {
        self.language.order == Order::FirstSpaced
    }

    fn is_conditional(&self) -> bool {
        let start = self.text.trim(self.range.clone()).start;
        let condition = self.language.conditions.find_at(self.text, start);
        condition.is_some() && self.language.following.find_at(self.text, start).is_none()
    }

    fn standing(&self, cue: &Cue, last: Option<&Cue>) -> Standing {
        if self.is_spaced() { self.standing_spaced(cue, last) } else { self.standing_unspaced(cue, last) }
    }

    fn standing_spaced(&self, cue: &Cue, last: Option<&Cue>) -> Standing {
        let text = self.text;
        let floor = last.map_or(self.range.start, |last| last.range.end);
        let floor = (floor..cue.range.start).rev().find(|at| matches!(text.at(*at), Some(';' | ':'))).map_or(floor, |at| at + 1);
        let words: Vec<(String, Range<usize>)> = text.words_back(floor..cue.range.start).collect();
        let Some((word, place)) = words.first() else {
            // Nothing stands between this word and the last boundary or the last cue.
            let is_boundary = last.is_none_or(|last| last.range.end < floor || self.has_boundary(last.range.end..cue.range.start));
            return if is_boundary { Standing::Governs } else { Standing::Within };
        };
        if words.iter().take(3).any(|(_, range)| self.is(&self.language.negations, range)) {
            return Standing::Negated;
        }
        let is_past = |range: &Range<usize>| self.is(&self.language.past, range);
        if self.language.relatives.contains(word) || is_past(place) || words.get(1).is_some_and(|(_, range)| is_past(range)) {
            return Standing::Within;
        }
        let has_boundary = self.has_boundary(floor..cue.range.start) || floor > last.map_or(0, |last| last.range.end);
        if last.is_some() && !has_boundary {
            return Standing::Within;
        }
        let has_relative = words.iter().any(|(word, _)| self.language.relatives.contains(word));
        let stands_alone = text.slice(place.end..cue.range.start).contains(&',');
        if stands_alone || self.language.conjunctions.ends_at(text, floor, place.end) {
            // "the report, adopted in 2009, was discussed" tells of the past.
            let follows = text.word_from(cue.range.end, self.range.end).map(|(word, _)| word);
            let is_aside = stands_alone
                && cue.class == Class::Done
                && follows.is_some_and(|word| ["in", "by", "at", "on", "under", "last", "during"].contains(&word.as_str()));
            let is_plan_aside = cue.class == Class::Plan && has_relative;
            return if is_aside || is_plan_aside { Standing::Within } else { Standing::Governs };
        }
        if has_relative {
            return Standing::Within;
        }
        let is_verb = matches!(cue.class, Class::Plan | Class::Report)
            || self.language.auxiliaries.ends_at(text, floor, place.end)
            || self.language.subjects.ends_at(text, floor, place.end)
            || self.names_party(place.clone());
        if is_verb { Standing::Governs } else { Standing::Within }
    }

    fn standing_unspaced(&self, cue: &Cue, last: Option<&Cue>) -> Standing {
        let text = self.text;
        let is_mark = |at: &usize| matches!(text.at(*at), Some(',' | ';' | ':' | '、'));
        let clause = (self.range.start..cue.range.start).rev().find(is_mark).map_or(self.range.start, |at| at + 1);
        if self.language.negations.find_in(text, clause..cue.range.start).is_some() {
            return Standing::Negated;
        }
        let is_possible = cue.class == Class::Plan && text.slice(clause..cue.range.start).contains(&'若');
        if is_possible || text.at(cue.range.end) == Some('的') || self.language.past.ends_at(text, clause, cue.range.start) {
            return Standing::Within;
        }
        let joined = self.language.conjunctions.ends_at(text, clause, cue.range.start);
        if last.is_some_and(|last| last.range.start >= clause) && !joined {
            return Standing::Within;
        }
        let begins = text.trim(clause..cue.range.start).is_empty();
        let is_object_first = text.slice(clause..cue.range.start).contains(&'就');
        let is_verb = begins
            || joined
            || cue.class == Class::Plan
            || is_object_first
            || self.language.auxiliaries.ends_at(text, clause, cue.range.start)
            || self.language.subjects.ends_at(text, clause, cue.range.start)
            || self.names_party(clause..cue.range.start);
        if is_verb { Standing::Governs } else { Standing::Within }
    }

    fn is(&self, finder: &Finder<()>, range: &Range<usize>) -> bool {
        finder.find_at(self.text, range.start).is_some_and(|(_, end)| end >= range.end)
    }

    /// Tells whether a stretch ends in the name of a party.
    fn names_party(&self, range: Range<usize>) -> bool {
        let words = self.text.original(&(range.start.max(range.end.saturating_sub(24))..range.end)).trim_end();
        let starts = words.char_indices().map(|(at, _)| at);
        let ends = |at: usize| self.lexicon.parties.find_at_start(&words[at..]).is_some_and(|(_, length)| at + length == words.len());
        starts.into_iter().any(ends)
    }

    /// Tells whether a comma, a semicolon or a conjunction stands in a stretch.
    fn has_boundary(&self, range: Range<usize>) -> bool {
        self.text.slice(range.clone()).iter().any(|c| matches!(c, ',' | ';' | ':' | '、'))
            || self.language.conjunctions.find_in(self.text, range).is_some()
    }

    /// Where the clause of a governing word begins: at its subject.
    fn begins(&self, governing: &[Cue], i: usize) -> usize {
        let cue = governing[i].range.start;
        let floor = match i.checked_sub(1) {
            Some(before) => governing[before].range.end,
            None => self.range.start,
        };
        let is_mark = |at: &usize| match self.text.at(*at) {
            Some(';' | ':') => true,
            Some(',' | '、') => i > 0,
            _ => false,
        };
        let start = (floor..cue).rev().find(is_mark).map_or(floor, |at| at + 1);
        if i == 0 {
            return start;
        }
        // Without a mark the clause begins behind the conjunction.
        let joins = (start..cue).rev().find_map(|at| self.language.conjunctions.find_at(self.text, at).map(|(_, end)| end));
        joins.filter(|end| *end <= cue).unwrap_or(start).max(start)
    }

    fn ends(&self, governing: &[Cue], i: usize) -> usize {
        let end = if i + 1 < governing.len() { self.begins(governing, i + 1) } else { self.range.end };
        let from = governing[i].range.end;
        self.without_conjunction(from..end.max(from))
    }

    /// The end of a stretch before marks and a conjunction that lead to the next.
    fn without_conjunction(&self, range: Range<usize>) -> usize {
        let mut end = range.end;
        loop {
            let trimmed = self.text.trim(range.start..end).end.max(range.start);
            let last = self.text.words_back(range.start..trimmed).next();
            let joins = last.filter(|(_, place)| self.is_spaced() && place.end == trimmed && self.is(&self.language.conjunctions, place));
            let unspaced =
                (!self.is_spaced()).then(|| (range.start..trimmed).rev().take(3).find(|at| self.is_join(*at, trimmed))).flatten();
            match joins.map(|(_, place)| place.start).or(unspaced) {
                Some(start) => end = start,
                None => return trimmed,
            }
        }
    }

    fn is_join(&self, at: usize, end: usize) -> bool {
        self.language.conjunctions.list_at(self.text, at).any(|(_, until)| until == end)
    }

    fn read_clause(&self, governing: &[Cue], i: usize, found: &mut Findings) {
        let cue = &governing[i];
        let (begins, ends) = (self.begins(governing, i), self.ends(governing, i));
        let scope = cue.range.end..ends.max(cue.range.end);
        let needs = &self.rules.rules[cue.rule].needs;
        if !needs.is_empty() && !self.text.words_back(scope.clone()).any(|(word, _)| needs.contains(&word)) {
            return;
        }
        let rest = self.text.trim(scope.clone());
        let says_nothing =
            rest.is_empty() || self.language.following.find_at(self.text, rest.start).is_some_and(|(_, end)| end >= rest.end);
        let has_object_before = !self.is_spaced() && self.text.trim(begins..cue.range.start).len() > 6;
        if says_nothing && cue.class == Class::Act && !has_object_before {
            found.lead = Some((cue.rule, cue.range.clone()));
            return;
        }
        let mut parts = match cue.class {
            Class::Act | Class::Plan => self.split(scope),
            _ => vec![scope],
        };
        let first = parts.first().map_or(cue.range.end, |part| part.end);
        if let Some(part) = parts.first_mut() {
            *part = begins..first.max(cue.range.end);
        }
        let clause = |span| Clause { span, subject: begins..cue.range.start, rule: Why::Rule(cue.rule), fired: cue.range.clone() };
        found.clauses.extend(parts.into_iter().map(clause));
    }

    /// Cuts the scope of a word into the acts of a list.
    fn split(&self, scope: Range<usize>) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut start = scope.start;
        let mut at = scope.start;
        while at < scope.end {
            let next = if self.is_spaced() { self.act_spaced(at, scope.end) } else { self.act_unspaced(at, scope.end) };
            match next {
                Some(act) if self.is_whole(start..at) => {
                    parts.push(start..self.without_conjunction(start..at));
                    start = act;
                    at = act;
                }
                _ => at += 1,
            }
        }
        parts.push(start..scope.end);
        parts
    }

    /// Tells whether the stretch before a comma can be an act of a list for itself.
    fn is_whole(&self, range: Range<usize>) -> bool {
        let range = self.text.trim(range);
        let words = self.text.slice(range.clone());
        range.len() > 2 && !self.language.not_verbs.iter().any(|word| words.ends_with(word))
    }

    /// Tells whether a further act of an English list is introduced at a position: `, and to hold`, `; hold`, ` and hold`.
    fn act_spaced(&self, position: usize, end: usize) -> Option<usize> {
        let text = self.text;
        let mark = text.at(position).filter(|c| matches!(c, ',' | ';'));
        if mark.is_none() && !(text.at(position) == Some(' ') && self.language.conjunctions.find_at(text, position + 1).is_some()) {
            return None;
        }
        let mut at = position + 1;
        let mut has_to = false;
        let mut has_and = mark == Some(';');
        let mut is_joined = mark.is_some();
        let mut begins = None;
        for _ in 0..4 {
            let (word, place) = text.word_from(at, end)?;
            begins.get_or_insert(place.start);
            if word == "and" || word == "or" {
                (is_joined, has_and) = (true, true);
                begins = None;
            } else if word == "to" {
                has_to = true;
            } else if word.ends_with("ly") || ["further", "also", "then"].contains(&word.as_str()) {
                // An adverb.
            } else {
                let is_determiner = ["the", "a", "an", "each", "their", "its", "all", "other", "this", "that"].contains(&word.as_str());
                // ", to further" may say what for; it is an act if the list goes on.
                let goes_on = has_and || self.goes_on(place.end..end);
                let is_act = (has_to && !is_determiner && goes_on) || (!has_to && self.is_act_verb(&place, end));
                return (is_joined && is_act).then_some(begins).flatten();
            }
            at = place.end;
        }
        None
    }

    /// Tells whether a list of acts has a last one, behind "and to".
    fn goes_on(&self, range: Range<usize>) -> bool {
        let to = |at: usize| self.text.word_from(at, range.end).is_some_and(|(word, _)| word == "to");
        let joins = |at: usize| self.language.conjunctions.find_at(self.text, at).is_some_and(|(_, end)| to(end));
        range.clone().any(|at| self.text.at(at) == Some(';') || joins(at))
    }

    fn is_act_verb(&self, place: &Range<usize>, end: usize) -> bool {
        if self.is(&self.language.plain_verbs, place) {
            return true;
        }
        let next = self.text.word_from(place.end, end).map(|(word, _)| word);
        let is_noun = next.is_none_or(|word| {
            ["and", "or", "of", "in", "on", "for", "with", "at", "by", "between", "among", "to", "from", "under"].contains(&word.as_str())
        });
        self.is(&self.language.verbs, place) && !is_noun
    }

    /// The same for Chinese: `，并举办`, `；加强`.
    fn act_unspaced(&self, position: usize, end: usize) -> Option<usize> {
        let text = self.text;
        if !matches!(text.at(position), Some(',' | ';' | '、')) {
            return None;
        }
        let joined = self.language.conjunctions.find_at(text, position + 1).map(|(_, end)| end);
        if text.at(position) == Some('、') && joined.is_none() {
            return None;
        }
        let at = joined.unwrap_or(position + 1);
        let is_act = self.language.verbs.find_at(text, at).is_some() || text.at(position) == Some(';');
        (at < end && is_act).then_some(at)
    }

    /// A sentence without any governing word: a verb without subject, a heading with a verb, the noun of an act.
    fn read_bare(&self, found: &mut Findings) {
        let whole = self.text.trim(self.range.clone());
        let start =
            whole.clone().rev().find(|at| self.text.at(*at) == Some(':')).filter(|at| at + 1 < whole.end).map_or(whole.start, |at| at + 1);
        let scope = self.text.trim(start..whole.end);
        let clause = |span: Range<usize>, rule, fired| Clause { subject: span.start..span.start, span, rule, fired };
        if let Some((_, end)) = self.language.nominal.find_at(self.text, scope.start) {
            let parts = if self.is_spaced() { vec![scope.clone()] } else { self.split(scope.clone()) };
            found.clauses.extend(parts.into_iter().map(|part| clause(part, Why::Nominal, scope.start..end)));
            return;
        }
        let to = |at: usize| self.text.word_from(at, scope.end).filter(|(word, _)| word == "to").map(|(_, place)| place.end);
        let verb_at = |at: usize| self.text.word_from(at, scope.end).filter(|(_, place)| self.is_act_verb(place, scope.end));
        let imperative = verb_at(to(scope.start).unwrap_or(scope.start)).filter(|_| self.is_spaced());
        let heading = || {
            let at = (scope.start..scope.end).filter(|at| self.text.at(*at) == Some(' ')).take(12);
            at.filter_map(to).find_map(verb_at).filter(|_| self.is_spaced())
        };
        if let Some((_, place)) = imperative.or_else(heading) {
            let mut parts = self.split(place.start..scope.end);
            if let Some(part) = parts.first_mut() {
                part.start = scope.start;
            }
            found.clauses.extend(parts.into_iter().map(|part| clause(part, Why::Bare, place.clone())));
        } else if self.language.past.find_in(self.text, scope.clone()).is_none()
            && let Some((_, beat)) = self.rules.rhythms.find_in(self.text, scope.clone())
        {
            found.clauses.push(clause(scope, Why::Bare, beat));
        }
    }
}
