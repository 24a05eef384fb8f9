//! Wrapped lines: whether a line goes on with what was read last, and how it is joined to it.

use std::ops::Range;

use super::items;
use super::page::Reader;
use super::participant;
use crate::fold::{fold_char, is_blank, is_cjk, is_han_or_kana, trim};
use crate::lexicon::{Lexicon, Section};

/// The end of what was read last, so that a wrapped line can be joined to it.
#[derive(Debug, Clone)]
pub(super) struct Tail {
    pub(super) target: Target,
    /// The last line of it.
    pub(super) line: Range<usize>,
    pub(super) is_labelled: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Target {
    Title,
    Item(Section, Vec<usize>),
    Document,
    Participant,
    Note,
}

impl Tail {
    pub(super) fn title(line: Range<usize>) -> Self {
        Tail { target: Target::Title, line, is_labelled: false }
    }

    /// The line of a title, if that is what was read last.
    pub(super) fn title_line(&self) -> Option<Range<usize>> {
        matches!(self.target, Target::Title).then(|| self.line.clone())
    }

    /// Tells whether the sentence of the last line goes on: it ends in a comma, a joining word or an open parenthesis.
    pub(super) fn is_open(&self, text: &str, lexicon: &Lexicon) -> bool {
        ends_in_mid_sentence(&text[self.line.clone()], lexicon)
    }
}

pub(super) fn ends_in_mid_sentence(line: &str, lexicon: &Lexicon) -> bool {
    let line = trim(line);
    let Some(last) = line.chars().next_back() else { return false };
    if matches!(last, ',' | '，' | '、' | '-' | '–' | '(' | '（' | '&' | '/' | '“' | '「' | '・') {
        return true;
    }
    // Only the end is looked at, so that a line of megabytes costs no more than a short one.
    let end: Vec<char> = line.chars().rev().take(600).collect();
    let word: String =
        end.iter().take_while(|c| c.is_alphanumeric()).take(20).collect::<Vec<_>>().into_iter().rev().map(|c| fold_char(*c)).collect();
    if lexicon.joiners.contains(&word) {
        return true;
    }
    let count = |marks: &[char]| end.iter().filter(|c| marks.contains(c)).count();
    count(&['(', '（', '“', '「']) > count(&[')', '）', '”', '」'])
}

pub(super) fn ends_sentence(line: &str) -> bool {
    trim(line).trim_end_matches(['"', '”', '’', '\'', ')', '）', '」']).ends_with(['.', '。', '!', '?', ';', '；', '！', '？', ':', '：'])
}

impl Reader<'_> {
    /// Joins a line to what was read last, if it goes on with it.
    pub(super) fn joins(&mut self, range: &Range<usize>) -> bool {
        let Some(tail) = &self.tail else { return false };
        let before = &self.text[tail.line.clone()];
        let content = &self.text[range.clone()];
        let Some(first) = content.chars().next() else { return false };
        let goes_on = ends_in_mid_sentence(before, self.lexicon);
        let begins_low = first.is_lowercase() || matches!(first, ',' | '.' | ';' | ')' | '，' | '。' | '）' | '、' | '”' | '」');
        let is_sentence_over = ends_sentence(before);
        let is_long = before.chars().take(400).map(|c| if is_cjk(c) { 2 } else { 1 }).sum::<usize>() >= 60;
        let joins = match (&tail.target, self.blank_before) {
            (Target::Item(..), false) if tail.is_labelled => !(is_sentence_over && self.is_document_like(content)),
            (Target::Item(..), false) => begins_low || goes_on || is_long && !is_sentence_over,
            (Target::Item(..), true) => begins_low && !is_sentence_over || goes_on,
            (Target::Note, false) => begins_low || goes_on || is_long && !is_sentence_over,
            (Target::Participant, false) => begins_low || goes_on || self.completes_participant(before, content),
            (Target::Document, false) => begins_low || goes_on,
            (Target::Title, _) | (_, true) => false,
        };
        if joins {
            self.join(range);
        }
        joins
    }

    /// A word or two below "China: State Forestry", or what makes a known name of it.
    pub(super) fn completes_participant(&self, before: &str, content: &str) -> bool {
        let name = participant::front(before, self.lexicon).map_or(before, |f| trim(&before[f.rest.min(before.len())..]));
        let last = self.mechanisms.last().and_then(|m| m.meetings.last()).and_then(|m| m.participants.last());
        if last.is_some_and(|p| p.person.is_some() && p.role.is_none()) && self.is_office_alone(content) {
            return true;
        }
        let is_known = participant::is_known_organisation(&format!("{name} {content}"), self.lexicon);
        let is_short = content.split(is_blank).count() <= 2
            && before.len() >= 20
            && content.is_ascii()
            && !self.lexicon.bodies.has(content)
            && lexicon_is_silent(content, self.lexicon);
        !name.is_empty() && (is_known || is_short)
    }

    /// "Minister of Agriculture" below "China: Mr. X".
    fn is_office_alone(&self, content: &str) -> bool {
        let names_party = participant::front(content, self.lexicon).is_some() || self.lexicon.honorifics.find_at_start(content).is_some();
        !names_party && participant::is_role(content, self.lexicon)
    }

    pub(super) fn join(&mut self, range: &Range<usize>) {
        let Some(tail) = self.tail.clone() else { return };
        let more = &self.text[range.clone()];
        let pointer = self.meeting_pointer();
        let lexicon = self.lexicon;
        let mut grown = None;
        let meeting = self.meeting();
        let (target, field) = match &tail.target {
            Target::Title => (meeting.title.as_mut(), format!("{pointer}/title")),
            Target::Item(section, path) => {
                let forest = if *section == Section::Agenda { &mut meeting.agenda } else { &mut meeting.outcomes };
                let name = if *section == Section::Agenda { "agenda" } else { "outcomes" };
                (items::item_at(forest, path).map(|item| &mut item.text), format!("{pointer}/{name}{}/text", items::pointer(path)))
            }
            Target::Document => {
                let index = meeting.documents.len().saturating_sub(1);
                (meeting.documents.last_mut().map(|d| &mut d.title), format!("{pointer}/documents/{index}/title"))
            }
            Target::Participant => {
                let index = meeting.participants.len().saturating_sub(1);
                (meeting.participants.last_mut().map(|p| &mut p.as_written), format!("{pointer}/participants/{index}/as_written"))
            }
            Target::Note => {
                let index = meeting.notes.len().saturating_sub(1);
                (meeting.notes.last_mut(), format!("{pointer}/notes/{index}"))
            }
        };
        if let Some(text) = target {
            let is_spaceless =
                text.chars().next_back().is_some_and(joins_without_blank) && more.chars().next().is_some_and(joins_without_blank);
            if !is_spaceless && !text.is_empty() {
                text.push(' ');
            }
            text.push_str(more);
            grown = Some(trim(more).to_owned()).filter(|_| more.len() < 4000);
        }
        if matches!(tail.target, Target::Participant)
            && let Some(participant) = self.meeting().participants.last_mut().filter(|p| p.as_written.len() < 2000)
        {
            let whole = participant.as_written.clone();
            let party = participant.party.clone();
            if participant.person.is_some() && participant.role.is_none() && participant::is_role(more, lexicon) {
                participant.role = Some(more.to_owned());
            } else {
                *participant = participant::read(&whole, party.as_deref(), lexicon);
            }
        }
        if matches!(tail.target, Target::Item(..)) {
            self.list.grew(grown.as_deref().unwrap_or(""));
        }
        self.ledger.extend(range.clone(), &field);
        self.tail = Some(Tail { line: range.clone(), ..tail });
    }
}

/// Nothing by itself: no party, no country, no acronym, no person with a title.
fn lexicon_is_silent(text: &str, lexicon: &Lexicon) -> bool {
    let is_acronym = text.len() <= 8 && text.chars().all(|c| !c.is_lowercase());
    !is_acronym
        && lexicon.countries.find_whole(text).is_none()
        && lexicon.honorifics.find_at_start(text).is_none()
        && lexicon.observers.find_whole(text).is_none()
}

/// Scripts that put no blank where a line was wrapped.
fn joins_without_blank(c: char) -> bool {
    is_han_or_kana(c) || matches!(c, '、' | '。' | '，' | '；' | '：' | '（' | '）' | '「' | '」' | '《' | '》')
}
