//! The lines below a known heading: participants, documents, and the items of agenda and outcomes.

use std::ops::Range;

use chancery_model::Severity;
use chancery_model::reading::ReadDocument;

use super::content::{blanks, is_outcome};
use super::items::{self, Oddity};
use super::label;
use super::page::Reader;
use super::participant;
use super::shape::Shape;
use super::wrap::{Tail, Target, ends_sentence};
use crate::finding::kind;
use crate::fold::{is_blank, trim};
use crate::lexicon::Section;
use crate::span::rule;

impl Reader<'_> {
    pub(super) fn participants(&mut self, range: Range<usize>) {
        let content = &self.text[range.clone()];
        let label = label::find_at_start(content);
        let start = label.as_ref().map_or(0, |l| l.length + blanks(&content[l.length..]));
        let body = &content[start..];
        let names_party = participant::front(body, self.lexicon).is_some_and(|f| !matches!(f.front, participant::Front::Other))
            || self.lexicon.parties.find_at_start(body).is_some();
        if label.is_none() && !names_party && self.joins(&range) {
            return;
        }
        let is_numbered = label.as_ref().is_some_and(|l| !l.is_bullet());
        let is_like = participant::is_like(body, self.lexicon);
        let is_sentence = ends_sentence(body) && body.split(is_blank).count() > 8 || body.chars().count() > 240;
        let leaves =
            !is_like && (self.blank_before || is_numbered || is_sentence || is_outcome(body, self.lexicon)) && self.party_above.is_none();
        if leaves && !self.meeting().participants.is_empty() || !is_like && is_sentence {
            self.imply(range);
            return;
        }
        self.ledger.ignore(range.start..range.start + start, rule::BULLET);
        let body = range.start + start..range.end;
        let parts = participant::split(&self.text[body.clone()], self.lexicon);
        for between in parts.windows(2) {
            // Separators and the word "and", by the grammar of such lists.
            self.ledger.ignore(body.start + between[0].end..body.start + between[1].start, rule::PUNCTUATION);
        }
        let is_alone = parts.len() == 1;
        for part in parts {
            let part = body.start + part.start..body.start + part.end;
            if is_alone && self.leads_persons(&part) {
                self.party_line = Some(part);
                self.party_above = self.lexicon.parties.find_whole(&self.text[body.clone()]).cloned();
                self.tail = None;
            } else {
                self.participant(part, label.is_some());
            }
        }
    }

    /// A party alone on its line, with its persons below: "China" or "China:", then "- Mr. X".
    pub(super) fn leads_persons(&self, range: &Range<usize>) -> bool {
        if !self.lexicon.parties.has(&self.text[range.clone()]) {
            return false;
        }
        let Some((_, next, shape)) = self.next_shape(self.here()) else { return false };
        let content = &self.text[next.clone()];
        let start = label::find_at_start(content).map_or(0, |l| l.length + blanks(&content[l.length..]));
        let body = &content[start..];
        let names_party = self.lexicon.parties.find_at_start(body).is_some();
        matches!(shape, Shape::Text | Shape::Title(_))
            && !names_party
            && participant::front(body, self.lexicon).is_none()
            && participant::is_like(body, self.lexicon)
            && !self.lexicon.bodies.has(body)
    }

    pub(super) fn participant(&mut self, range: Range<usize>, is_labelled: bool) {
        if let Some(line) = self.party_line.take() {
            self.first_of_party(&line, range);
            return;
        }
        let content = &self.text[range.clone()];
        let front = participant::front(content, self.lexicon);
        let own_party = front.as_ref().is_some_and(|f| !matches!(f.front, participant::Front::Other) || !is_labelled);
        let inherited = if own_party { None } else { self.party_above.clone() };
        let read = participant::read(content, inherited.as_deref(), self.lexicon);
        // "China:" alone stands above the persons of China.
        self.party_above = match &front {
            Some(f) if trim(&content[f.rest.min(content.len())..]).is_empty() && content.ends_with([':', '：']) => read.party.clone(),
            Some(_) => None,
            None => self.party_above.clone(),
        };
        if read.party.is_none() {
            let named = front.as_ref().map_or(content, |f| &content[f.name.clone()]);
            self.report(
                Severity::Info,
                kind::PARTY_UNKNOWN,
                format!("{:?} is no party of the framework; it is kept as an attendee", trim(named)),
                &range,
            );
        }
        let pointer = self.meeting_pointer();
        let line = self.line_number();
        let participants = &mut self.meeting().participants;
        participants.push(read);
        let index = participants.len() - 1;
        self.meeting_notes().participants.push(line);
        self.ledger.take(range.clone(), format!("{pointer}/participants/{index}/as_written"));
        self.tail = Some(Tail { target: Target::Participant, line: range, is_labelled: false });
    }

    /// The first person below a party's line: the words of both lines are the entry.
    pub(super) fn first_of_party(&mut self, line: &Range<usize>, range: Range<usize>) {
        let party = self.party_above.clone();
        let mut read = participant::read(&self.text[range.clone()], party.as_deref(), self.lexicon);
        read.as_written = format!("{} {}", &self.text[line.clone()], read.as_written);
        let pointer = self.meeting_pointer();
        let number = self.line_number();
        let participants = &mut self.meeting().participants;
        participants.push(read);
        let field = format!("{pointer}/participants/{}/as_written", participants.len() - 1);
        self.meeting_notes().participants.push(number);
        self.ledger.take(line.clone(), field.clone());
        self.ledger.take(range, field);
        self.tail = None;
    }

    // --- Documents ---

    pub(super) fn documents(&mut self, range: Range<usize>) {
        let content = &self.text[range.clone()];
        if label::find_at_start(content).is_none() && self.joins(&range) {
            return;
        }
        for part in items::split(&self.text[range.clone()], self.lexicon) {
            let part = range.start + part.start..range.start + part.end;
            let content = &self.text[part.clone()];
            let start = label::find_at_start(content).map_or(0, |l| l.length + blanks(&content[l.length..]));
            let words = part.start + start..part.end;
            self.ledger.ignore(part.start..words.start, rule::BULLET);
            let pointer = self.meeting_pointer();
            let title = self.text[words.clone()].to_owned();
            let documents = &mut self.meeting().documents;
            documents.push(ReadDocument { title });
            let index = documents.len() - 1;
            self.ledger.take(words.clone(), format!("{pointer}/documents/{index}/title"));
            self.tail = Some(Tail { target: Target::Document, line: words, is_labelled: start > 0 });
        }
    }

    // --- Agenda and outcomes ---

    pub(super) fn items(&mut self, section: Section, range: Range<usize>) {
        let content = &self.text[range.clone()];
        let label = label::find_at_start(content);
        if label.is_none() && self.joins(&range) {
            return;
        }
        if self.is_implied && self.blank_before && self.list.is_left_by(label.as_ref()) {
            // No heading stands above, so each block is read by its own form.
            self.imply(range);
            return;
        }
        if label.is_none() {
            // Titles of documents behind the outcomes, whose heading was lost.
            let is_apart = self.blank_before || self.tail.as_ref().is_some_and(|tail| ends_sentence(&self.text[tail.line.clone()]));
            if section == Section::Outcomes
                && is_apart
                && self.list.is_labelled()
                && self.meeting().documents.is_empty()
                && self.is_document_like(content)
            {
                self.imply(range);
                return;
            }
        }
        for part in items::split(&self.text[range.clone()], self.lexicon) {
            self.item(section, range.start + part.start..range.start + part.end);
        }
    }

    pub(super) fn item(&mut self, section: Section, range: Range<usize>) {
        let content = &self.text[range.clone()];
        let label = label::find_at_start(content);
        let label_end = label.as_ref().map_or(0, |l| l.length);
        let words_at = label_end + blanks(&content[label_end..]);
        let (written, words) = (&content[..label_end], &content[words_at..]);
        let mut list = std::mem::take(&mut self.list);
        let meeting = self.meeting();
        let forest = if section == Section::Agenda { &mut meeting.agenda } else { &mut meeting.outcomes };
        let (path, oddity) = list.add(forest, label.as_ref().map(|l| (l, written)), words);
        self.list = list;
        let line = self.line_number();
        self.meeting_notes().items.push((section, path.clone(), line));
        let pointer = self.forest_pointer(section, &path);
        self.ledger.take(range.start..range.start + label_end, format!("{pointer}/label"));
        self.ledger.take(range.start + words_at..range.end, format!("{pointer}/text"));
        match oddity {
            Some(Oddity::Repeats) => {
                self.report(Severity::Info, kind::NUMBERING, "the number of this item stands twice in its list", &range);
            }
            Some(Oddity::Skips(0)) => self.report(Severity::Info, kind::NUMBERING, "the list does not begin with its first number", &range),
            Some(Oddity::Skips(before)) => {
                self.report(Severity::Info, kind::NUMBERING, format!("the number before this one is {before}"), &range);
            }
            None => {}
        }
        self.tail = Some(Tail { target: Target::Item(section, path), line: range, is_labelled: label.is_some() });
    }

    pub(super) fn forest_pointer(&self, section: Section, path: &[usize]) -> String {
        let forest = if section == Section::Agenda { "agenda" } else { "outcomes" };
        format!("{}/{forest}{}", self.meeting_pointer(), items::pointer(path))
    }
}
