//! Where a meeting begins: its title, or a date when the title is lost; and which mechanism it belongs to.

use std::ops::Range;

use chancery_model::reading::ReadMeeting;
use chancery_model::{Edtf, Severity};

use super::content::Part;
use super::items::List;
use super::name::{self, NameKey};
use super::page::{MechanismNotes, MeetingNotes, Reader};
use super::shape::{self, Shape, Title, When};
use super::wrap::Tail;
use crate::finding::kind;
use crate::fold::{is_blank, trim};
use crate::lexicon::Section;
use crate::span::rule;

impl Reader<'_> {
    pub(super) fn title_key(&self, title: &Title, range: &Range<usize>) -> NameKey {
        NameKey::of(&self.title_name(title, range), self.lexicon)
    }

    /// A title without its ordinal.
    pub(super) fn title_name(&self, title: &Title, range: &Range<usize>) -> String {
        let content = &self.text[range.clone()];
        let before = &content[title.start.min(title.ordinal_at.start)..title.ordinal_at.start];
        let after = &content[title.ordinal_at.end.max(title.start)..];
        let before = if before.eq_ignore_ascii_case("the ") { "" } else { before };
        let joined = format!("{}{}", before, if before.is_empty() { after.trim_start_matches(is_blank) } else { after });
        let cleaned = joined.replace("()", "").replace("（）", "");
        trim(&cleaned).to_owned()
    }

    /// Takes a line as a meeting's title if it is one.
    pub(super) fn title(&mut self, title: &Title, range: &Range<usize>) -> bool {
        let key = self.title_key(title, range);
        let similarity = self.similarity(&key);
        let next = self.next_shape(self.at);
        let follow = next.as_ref().map(|(_, _, shape)| shape);
        let is_dated = matches!(follow, Some(Shape::When(_) | Shape::Download)) || matches!(follow, Some(Shape::Field { .. }));
        let leads = is_dated
            || matches!(follow, Some(Shape::Heading(h)) if h.section.is_some())
            || matches!(follow, Some(Shape::Title(t)) if t.ordinal.is_some() && t.is_plain);
        let is_free = !self.in_meeting || (self.part == Part::Title && self.has_date());
        let number = title.ordinal.is_some() || (similarity >= 0.6 && shape::acronym_number(&self.text[range.clone()]).is_some());
        let names_document = title.names_document && similarity < 0.75;
        let is_title = if number {
            let is_plain = title.is_plain || title.ordinal.is_none();
            !title.is_sentence
                && (is_dated || !self.blocks_title(range))
                && (is_plain && similarity >= 0.55 && (!names_document || is_dated)
                    || is_plain && is_dated && (title.has_noun || is_free && !names_document)
                    || is_plain && title.has_noun && !names_document && is_free && leads
                    || title.has_noun && similarity >= 0.6 && is_dated && !title.names_document)
        } else {
            let is_named = similarity >= 0.6 && !title.is_sentence && is_dated;
            let begins = self.is_open && !self.in_meeting && title.has_noun && !title.is_sentence && is_dated;
            is_named || begins
        };
        if !is_title || !(self.is_open || title.ordinal.is_some() && (leads || self.has_page_title || self.level.is_some())) {
            return false;
        }
        if self.is_repeated_title(range) {
            self.report(Severity::Info, kind::LINE_REPEATED, "the line stands twice", range);
            return true;
        }
        self.settle_mechanism(title, &key, range, similarity);
        let at = self.open_meeting();
        let meeting_at = self.mechanisms[at].meetings.len() - 1;
        let start = range.start + self.bullet_before(range);
        let words = start..range.end;
        let pointer = format!("/mechanisms/{at}/meetings/{meeting_at}/title");
        let (ordinal, written) = match &title.ordinal {
            Some(ordinal) => (Some(ordinal.number), Some(ordinal.as_written.clone())),
            None => shape::acronym_number(&self.text[range.clone()])
                .filter(|_| similarity >= 0.6)
                .map_or((None, None), |(n, r)| (Some(n), Some(self.text[range.clone()][r].to_owned()))),
        };
        let meeting = &mut self.mechanisms[at].meetings[meeting_at];
        meeting.title = Some(self.text[words.clone()].to_owned());
        meeting.ordinal = ordinal;
        meeting.ordinal_as_written = written;
        self.notes[at].meetings[meeting_at].key = key;
        self.ledger.ignore(range.start..start, rule::BULLET);
        self.ledger.take(words.clone(), pointer);
        self.tail = Some(Tail::title(words));
        if title.ordinal.as_ref().is_some_and(chancery_model::Ordinal::is_misspelt) {
            let ordinal = title.ordinal.as_ref().map_or("", |o| o.as_written.as_str());
            let number = title.ordinal.as_ref().map_or(0, |o| o.number);
            let right = chancery_model::ordinal::english_suffix(number);
            self.report(
                Severity::Warning,
                kind::ORDINAL_MISSPELT,
                format!("{ordinal:?} is read as {number}; the usual spelling is {number}{right}"),
                range,
            );
        }
        true
    }

    /// A title that was wrapped: with this line it names the mechanism better than without it.
    pub(super) fn completes_title(&mut self, range: &Range<usize>) -> bool {
        let Some(line) =
            self.tail.as_ref().and_then(Tail::title_line).filter(|_| self.in_meeting && !self.blank_before && range.len() < 200)
        else {
            return false;
        };
        let heading = &self.notes[self.notes.len() - 1].key;
        let alone = NameKey::of(&self.text[line.clone()], self.lexicon);
        let whole = NameKey::of(&format!("{} {}", &self.text[line], &self.text[range.clone()]), self.lexicon);
        let (alone, whole) = (heading.similarity(&alone), heading.similarity(&whole));
        let completes = whole > alone + 0.01 && whole >= 0.7;
        if completes {
            self.join(range);
        }
        completes
    }

    pub(super) fn bullet_before(&self, range: &Range<usize>) -> usize {
        let content = &self.text[range.clone()];
        content.len() - content.trim_start_matches(|c: char| is_blank(c) || "■◆●▪□◇○•▶►-".contains(c)).len()
    }

    /// An item of a list that is numbered like a title: the lines before it are labelled and this one goes on with them.
    pub(super) fn blocks_title(&self, range: &Range<usize>) -> bool {
        let joins = matches!(self.part, Part::In(Section::Agenda | Section::Outcomes)) && !self.blank_before;
        joins
            && self.tail.as_ref().is_some_and(|tail| tail.is_open(self.text, self.lexicon))
            && self.similarity(&NameKey::of(&self.text[range.clone()], self.lexicon)) < 0.75
    }

    pub(super) fn is_repeated_title(&self, range: &Range<usize>) -> bool {
        let last = self.mechanisms.last().and_then(|m| m.meetings.last());
        self.in_meeting
            && self.part == Part::Title
            && last.is_some_and(|m| m.date.is_none() && m.place.is_none() && m.title.as_deref() == Some(&self.text[range.clone()]))
    }

    pub(super) fn has_date(&self) -> bool {
        self.mechanisms.last().and_then(|m| m.meetings.last()).is_some_and(|m| m.date_as_written.is_some())
    }

    /// How alike a name is to the mechanism that is open.
    pub(super) fn similarity(&self, key: &NameKey) -> f32 {
        let Some(notes) = self.notes.last().filter(|_| self.is_open) else { return 0.0 };
        let by_meeting = notes.meetings.iter().rev().find(|m| !m.key.is_empty()).map_or(0.0, |m| m.key.similarity(key));
        notes.key.similarity(key).max(by_meeting)
    }

    /// Tells whether the meetings so far are plainly of the mechanism, and the new name is in the same script.
    pub(super) fn is_settled(&self, notes: &MechanismNotes, key: &NameKey) -> bool {
        let last = notes.meetings.iter().rev().find(|m| !m.key.is_empty());
        last.is_some_and(|m| m.key.similarity(&notes.key) >= 0.6 && m.key.is_cjk() == key.is_cjk())
    }

    /// Makes sure that the open mechanism is the one that a title names.
    pub(super) fn settle_mechanism(&mut self, title: &Title, key: &NameKey, range: &Range<usize>, similarity: f32) {
        let is_other = self.notes.last().filter(|_| self.is_open).is_some_and(|notes| {
            let last = self.mechanisms.last().and_then(|m| m.meetings.iter().rev().find_map(|m| m.ordinal));
            let goes_on = match (&title.ordinal, last) {
                (Some(ordinal), Some(last)) => ordinal.number < last,
                _ => false,
            };
            let has_named = notes.meetings.iter().any(|m| !m.key.is_empty());
            let is_unlike = similarity < 0.55 && (notes.is_closed || !goes_on) || similarity < 0.45 && self.is_settled(notes, key);
            (has_named || !notes.is_inferred) && !notes.meetings.is_empty() && is_unlike
        });
        if !self.is_open || is_other {
            self.infer_mechanism();
        }
        let at = self.mechanisms.len() - 1;
        if self.notes[at].is_inferred && self.mechanisms[at].name.is_none() {
            let name = self.title_name(title, range);
            if let Some(acronym) = name::acronym(&name) {
                let head = trim(name[..acronym.start].trim_end_matches(['(', '（', ' ']));
                self.mechanisms[at].acronym = Some(name[acronym].to_owned());
                self.mechanisms[at].name = Some(head.to_owned()).filter(|h| !h.is_empty());
            } else {
                self.mechanisms[at].name = Some(name).filter(|n| !n.is_empty());
            }
            self.notes[at].key = key.clone();
            let line = self.lines.number_of(range.start);
            self.notes[at].line = self.notes[at].line.min(line);
            self.report(
                Severity::Warning,
                kind::MECHANISM_HEADING_MISSING,
                "no heading names the mechanism of this meeting; its name is taken from here",
                range,
            );
        }
    }

    /// Opens a meeting in the open mechanism and gives back the mechanism's index.
    pub(super) fn open_meeting(&mut self) -> usize {
        if !self.is_open {
            self.infer_mechanism();
        }
        self.close_meeting();
        let at = self.mechanisms.len() - 1;
        let line = self.line_number();
        self.mechanisms[at].meetings.push(ReadMeeting { lines: (line, line), ..ReadMeeting::default() });
        self.notes[at].meetings.push(MeetingNotes { line, ..MeetingNotes::default() });
        self.in_meeting = true;
        self.list = List::default();
        at
    }

    /// The pointer of the meeting that is open, and its indices.
    pub(super) fn meeting_pointer(&self) -> String {
        let at = self.mechanisms.len().saturating_sub(1);
        format!("/mechanisms/{at}/meetings/{}", self.mechanisms[at].meetings.len().saturating_sub(1))
    }

    /// The meeting that is open, with its line range stretched to this line.
    pub(super) fn meeting(&mut self) -> &mut ReadMeeting {
        let line = self.line_number();
        let meeting = self.mechanisms.last_mut().and_then(|m| m.meetings.last_mut()).expect("content is only read while a meeting is open");
        meeting.lines.1 = meeting.lines.1.max(line);
        meeting
    }

    pub(super) fn meeting_notes(&mut self) -> &mut MeetingNotes {
        self.notes.last_mut().and_then(|n| n.meetings.last_mut()).expect("content is only read while a meeting is open")
    }

    pub(super) fn takes_date(&self, when: &When) -> bool {
        if self.in_meeting {
            if self.part == Part::Title || when.has_bullet || self.is_content_empty() {
                return true;
            }
            if !when.found.is_bare_year {
                // In the middle of a sentence that was wrapped, a date is a part of it.
                return self.blank_before || !self.tail.as_ref().is_some_and(|tail| tail.is_open(self.text, self.lexicon));
            }
            let next = self.next_shape(self.at).map(|(_, _, shape)| shape);
            let is_followed = matches!(
                next,
                None | Some(
                    Shape::Heading(_)
                        | Shape::Title(_)
                        | Shape::LatestEvent { .. }
                        | Shape::Pager { .. }
                        | Shape::When(_)
                        | Shape::Level(_)
                )
            );
            return is_followed && !self.tail.as_ref().is_some_and(|tail| tail.is_open(self.text, self.lexicon));
        }
        self.is_open || self.level.is_some() || (self.has_page_title && when.has_bullet)
    }

    pub(super) fn is_content_empty(&self) -> bool {
        self.mechanisms.last().and_then(|m| m.meetings.last()).is_some_and(|m| {
            m.participants.is_empty()
                && m.agenda.is_empty()
                && m.outcomes.is_empty()
                && m.documents.is_empty()
                && m.date_as_written.is_none()
        })
    }

    pub(super) fn when(&mut self, when: When, range: &Range<usize>) {
        let written = &self.text[range.start + when.date.start..range.start + when.date.end];
        let last = self.mechanisms.last().and_then(|m| m.meetings.last()).filter(|_| self.in_meeting);
        let is_same = last.is_some_and(|m| m.date_as_written.as_deref() == Some(written));
        let takes = last.is_some_and(|m| m.date_as_written.is_none()) && (self.part == Part::Title || self.is_content_empty());
        if is_same && self.part == Part::Title {
            self.report(Severity::Info, kind::LINE_REPEATED, "the line stands twice", range);
            return;
        }
        if !takes {
            self.open_meeting();
            let has_title_lost = !self.mechanisms.last().is_some_and(|m| m.meetings.len() == 1 && m.name.is_none());
            if has_title_lost {
                self.report(Severity::Warning, kind::TITLE_MISSING, "a date begins this meeting; its title is not on the page", range);
            }
        }
        self.take_date(range, &when.date, when.found.date, when.found.is_ambiguous);
        if let Some((place, found)) = when.place {
            self.take_place(range.start + place.start..range.start + place.end, found);
        }
    }

    pub(super) fn take_date(&mut self, range: &Range<usize>, date: &Range<usize>, read: Option<Edtf>, is_ambiguous: bool) {
        let date = range.start + date.start..range.start + date.end;
        if self.has_date() {
            self.report(Severity::Warning, kind::DATE_CONFLICT, "this meeting has a date already; this one is kept as a note", range);
            self.ledger.ignore(range.start..date.start, rule::BULLET);
            self.take_note(&date);
            return;
        }
        let pointer = self.meeting_pointer();
        let line = self.line_number();
        let written = self.text[date.clone()].to_owned();
        let meeting = self.meeting();
        meeting.date = read;
        meeting.date_as_written = Some(written);
        self.meeting_notes().date_line = Some(line);
        self.ledger.ignore(range.start..date.start, rule::BULLET);
        self.ledger.take(date, format!("{pointer}/date_as_written"));
        self.tail = None;
        if read.is_none() {
            self.report(
                Severity::Warning,
                kind::DATE_NOT_UNDERSTOOD,
                "this has the form of a date and is none of the calendar; it is kept as written",
                range,
            );
        } else if is_ambiguous {
            self.report(Severity::Warning, kind::DATE_AMBIGUOUS, "day and month cannot be told apart here; only the year is read", range);
        }
    }
}
