//! Where a mechanism begins and ends: its heading with "Latest Event", and the pager below its meetings.

use std::ops::Range;

use chancery_model::Severity;
use chancery_model::reading::{Pager, ReadMechanism};

use super::content::Part;
use super::name::{self, NameKey};
use super::page::{MechanismNotes, Reader};
use crate::finding::kind;
use crate::fold::is_blank;
use crate::span::rule;

impl Reader<'_> {
    pub(super) fn latest_event(&mut self, range: &Range<usize>, name: Range<usize>, value: Range<usize>) {
        let name = range.start + name.start..range.start + name.end;
        let value = range.start + value.start..range.start + value.end;
        if name.is_empty() {
            let takes =
                self.is_open && self.mechanisms.last().is_some_and(|m| m.meetings.is_empty() && m.latest_event_as_written.is_none());
            if !takes {
                return;
            }
        } else if self.is_repeated_mechanism(&name, &value) {
            self.report(Severity::Info, kind::LINE_REPEATED, "the line stands twice", range);
            return;
        } else {
            self.open_mechanism(&name);
        }
        self.ledger.ignore(name.end.max(range.start)..value.start, rule::LABEL);
        let at = self.mechanisms.len() - 1;
        let written = &self.text[value.clone()];
        if written.is_empty() {
            return;
        }
        let found = crate::date::find_at_start(written, self.lexicon);
        let length = found.map_or(written.len(), |f| f.length);
        let taken = value.start..value.start + length;
        self.mechanisms[at].latest_event = found.and_then(|f| f.date);
        self.mechanisms[at].latest_event_as_written = Some(self.text[taken.clone()].to_owned());
        self.ledger.take(taken.clone(), format!("/mechanisms/{at}/latest_event_as_written"));
        if self.mechanisms[at].latest_event.is_none() {
            self.report(Severity::Warning, kind::DATE_NOT_UNDERSTOOD, "the latest event has no date that can be read", &taken);
        }
    }

    pub(super) fn is_repeated_mechanism(&self, name: &Range<usize>, value: &Range<usize>) -> bool {
        self.is_open
            && self.mechanisms.last().is_some_and(|m| {
                let same_name = m.name.as_deref().is_some_and(|own| self.text[name.clone()].starts_with(own));
                m.meetings.is_empty() && same_name && m.latest_event_as_written.as_deref() == Some(&self.text[value.clone()])
            })
    }

    /// Opens a mechanism whose heading stands at `range`.
    pub(super) fn open_mechanism(&mut self, range: &Range<usize>) {
        self.close_mechanism();
        let at = self.push_mechanism(self.lines.number_of(range.start));
        let written = &self.text[range.clone()];
        self.notes[at].key = NameKey::of(written, self.lexicon);
        let mut name = range.clone();
        if let Some(acronym) = name::acronym(written) {
            let acronym = range.start + acronym.start..range.start + acronym.end;
            self.mechanisms[at].acronym = Some(self.text[acronym.clone()].to_owned());
            let behind = self.text[acronym.end..range.end].trim_start_matches(|c: char| is_blank(c) || matches!(c, ')' | '）'));
            if behind.is_empty() {
                let head = &self.text[range.start..acronym.start];
                name.end = range.start + head.trim_end_matches(|c: char| is_blank(c) || matches!(c, '(' | '（')).len();
                self.ledger.take(acronym, format!("/mechanisms/{at}/acronym"));
            }
        }
        if !name.is_empty() {
            self.mechanisms[at].name = Some(self.text[name.clone()].to_owned());
            self.ledger.take(name, format!("/mechanisms/{at}/name"));
        }
    }

    /// Opens a mechanism that no heading names.
    pub(super) fn infer_mechanism(&mut self) -> usize {
        self.close_mechanism();
        let at = self.push_mechanism(self.line_number());
        self.notes[at].is_inferred = true;
        at
    }

    pub(super) fn push_mechanism(&mut self, line: u32) -> usize {
        let at = self.mechanisms.len();
        let mut mechanism = ReadMechanism::default();
        if let Some(open) = &mut self.level {
            mechanism.level = open.level.clone();
            mechanism.level_as_written = Some(self.text[open.range.clone()].to_owned());
            // The heading stands above all mechanisms of its level; its words are accounted for with the first.
            if !open.is_used {
                self.ledger.take(open.range.clone(), format!("/mechanisms/{at}/level_as_written"));
            }
            open.is_used = true;
        }
        self.mechanisms.push(mechanism);
        self.notes.push(MechanismNotes { line, ..MechanismNotes::default() });
        self.is_open = true;
        at
    }

    pub(super) fn close_mechanism(&mut self) {
        self.close_meeting();
        self.is_open = false;
    }

    pub(super) fn close_meeting(&mut self) {
        self.in_meeting = false;
        self.tail = None;
        self.part = Part::Title;
        self.party_above = None;
        self.party_line = None;
        self.is_implied = false;
    }

    pub(super) fn pager(&mut self, range: &Range<usize>, page: u32, of: u32) {
        let Some(at) = self.mechanisms.len().checked_sub(1) else { return };
        if self.mechanisms[at].pager.is_some() && self.mechanisms[at].pager != Some(Pager { page, of }) {
            return;
        }
        if self.mechanisms[at].pager.is_some() {
            self.report(Severity::Info, kind::LINE_REPEATED, "the line stands twice", range);
            self.close_meeting();
            return;
        }
        self.mechanisms[at].pager = Some(Pager { page, of });
        self.notes[at].pager_line = Some(self.line_number());
        self.notes[at].is_closed = true;
        // The numbers are the field; words around them are the site's buttons.
        let line = &self.text[range.clone()];
        let first = line.find(|c| crate::fold::digit(c).is_some()).unwrap_or(0);
        let last =
            line.rfind(|c| crate::fold::digit(c).is_some()).map_or(line.len(), |i| i + line[i..].chars().next().map_or(1, char::len_utf8));
        self.ledger.ignore(range.start..range.start + first, rule::PAGER);
        self.ledger.take(range.start + first..range.start + last, format!("/mechanisms/{at}/pager"));
        self.ledger.ignore(range.start + last..range.end, rule::PAGER);
        self.close_meeting();
    }
}
