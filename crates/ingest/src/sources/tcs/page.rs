//! The grammar of a page: what follows what, and how to go on when something is missing.
//!
//! ```text
//! page      = title? topic? { level? mechanism }
//! mechanism = name "Latest Event"? { meeting } pager?
//! meeting   = title? download? date? place? { heading? content }
//! ```
//!
//! Every part may be absent, since pages lose lines: a date after a finished meeting begins a new one, a title of another
//! body begins a new mechanism, lines below no heading are read by their form. What is decided against the letter of the
//! page is reported; what fits nowhere is left to the account, which reports it as not understood.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::Range;

use chancery_model::reading::{Pager, ReadMechanism, ReadMeeting};
use chancery_model::{Edtf, Finding, Level, Severity};

use super::content::{Part, Tail};
use super::items::List;
use super::lines::Lines;
use super::name::{self, NameKey};
use super::shape::{self, Shape, Title, When};
use crate::finding::{self, kind};
use crate::fold::{is_blank, trim};
use crate::lexicon::{Lexicon, Section};
use crate::span::{Ledger, rule};

/// What the review needs to know of a mechanism beside what is read.
#[derive(Debug, Default)]
pub(crate) struct MechanismNotes {
    pub(crate) line: u32,
    pub(crate) key: NameKey,
    /// True if no heading names it, only its meetings.
    pub(crate) is_inferred: bool,
    pub(crate) pager_line: Option<u32>,
    pub(crate) is_closed: bool,
    pub(crate) meetings: Vec<MeetingNotes>,
}

/// What the review needs to know of a meeting beside what is read.
#[derive(Debug, Default)]
pub(crate) struct MeetingNotes {
    pub(crate) line: u32,
    pub(crate) key: NameKey,
    pub(crate) date_line: Option<u32>,
    pub(crate) host: Option<String>,
    /// The line of each item: section, path, line.
    pub(crate) items: Vec<(Section, Vec<usize>, u32)>,
    /// The line of each participant.
    pub(crate) participants: Vec<u32>,
    /// Sections that a heading announced, with its line, while nothing stands in them.
    pub(crate) empty_headings: Vec<(Section, u32)>,
}

/// A heading of levels and whether a mechanism has come below it.
#[derive(Debug)]
struct OpenLevel {
    level: Option<Level>,
    range: Range<usize>,
    is_used: bool,
}

/// Reads a page, line by line.
pub(crate) struct Reader<'t> {
    pub(crate) text: &'t str,
    pub(crate) lexicon: &'t Lexicon,
    pub(crate) lines: &'t Lines,
    pub(crate) ledger: Ledger,
    pub(crate) findings: Vec<Finding>,
    pub(crate) topic: Option<String>,
    pub(crate) mechanisms: Vec<ReadMechanism>,
    pub(crate) notes: Vec<MechanismNotes>,
    /// True while the last mechanism takes meetings.
    is_open: bool,
    /// True while the last meeting takes content.
    pub(crate) in_meeting: bool,
    pub(crate) part: Part,
    pub(crate) list: List,
    pub(crate) tail: Option<Tail>,
    pub(crate) blank_before: bool,
    pub(crate) party_above: Option<String>,
    /// The line of a party whose persons stand below it, until the first of them is read.
    pub(crate) party_line: Option<Range<usize>>,
    /// True while the section was told by the form of its lines, not by a heading.
    pub(crate) is_implied: bool,
    level: Option<OpenLevel>,
    has_page_title: bool,
    /// Marks that stand before known headings of this page, so that unknown words behind them are a heading too.
    heading_marks: Vec<char>,
    at: usize,
    /// The shapes that were told last, since each line is looked at from several sides.
    shapes: RefCell<VecDeque<(Range<usize>, Shape)>>,
}

/// How many shapes are kept.
const KEPT_SHAPES: usize = 6;

impl<'t> Reader<'t> {
    pub(crate) fn new(text: &'t str, lines: &'t Lines, lexicon: &'t Lexicon) -> Self {
        Reader {
            text,
            lexicon,
            lines,
            ledger: Ledger::default(),
            findings: Vec::new(),
            topic: None,
            mechanisms: Vec::new(),
            notes: Vec::new(),
            is_open: false,
            in_meeting: false,
            part: Part::Title,
            list: List::default(),
            tail: None,
            blank_before: false,
            party_above: None,
            party_line: None,
            is_implied: false,
            level: None,
            has_page_title: false,
            heading_marks: Vec::new(),
            at: 0,
            shapes: RefCell::default(),
        }
    }

    /// Reads all lines except those of menus and footers.
    pub(crate) fn read(&mut self, chrome: &[Range<usize>]) {
        self.learn_heading_marks();
        for index in 0..self.lines.count() {
            let range = self.lines.content(index, self.text);
            self.at = index;
            if chrome.iter().any(|c| c.start <= range.start && range.end <= c.end) {
                continue;
            }
            // A download row may stand at the end of a title.
            match shape::trailing_download(&self.text[range.clone()], self.lexicon) {
                Some(cut) if !matches!(self.shape(&range), Shape::Download | Shape::Note { .. }) => {
                    let head = range.start..range.start + trim(&self.text[range.start..range.start + cut]).len();
                    self.line(head);
                    self.line(range.start + cut..range.end);
                }
                _ => self.line(range),
            }
        }
        self.close_level();
    }

    fn learn_heading_marks(&mut self) {
        for index in 0..self.lines.count() {
            let range = self.lines.content(index, self.text);
            let first = self.text[range.clone()].chars().next();
            if first.is_none_or(char::is_alphanumeric) || range.len() > 200 || first.is_some_and(|c| self.heading_marks.contains(&c)) {
                continue;
            }
            if let Shape::Heading(heading) = self.shape(&range)
                && heading.section.is_some()
                && let Some(mark) = heading.mark
                && !self.heading_marks.contains(&mark)
                && self.heading_marks.len() < 16
            {
                self.heading_marks.push(mark);
            }
        }
    }

    pub(crate) fn shape(&self, range: &Range<usize>) -> Shape {
        let mut shapes = self.shapes.borrow_mut();
        if let Some((_, shape)) = shapes.iter().find(|(known, _)| known == range) {
            return shape.clone();
        }
        let shape = shape::of(&self.text[range.clone()], self.lexicon);
        if shapes.len() == KEPT_SHAPES {
            shapes.pop_front();
        }
        shapes.push_back((range.clone(), shape.clone()));
        shape
    }

    /// The next line that is not blank, and its shape.
    pub(crate) fn next_shape(&self, mut index: usize) -> Option<(usize, Range<usize>, Shape)> {
        loop {
            index += 1;
            if index >= self.lines.count() {
                return None;
            }
            let range = self.lines.content(index, self.text);
            if !range.is_empty() {
                let shape = self.shape(&range);
                return Some((index, range, shape));
            }
        }
    }

    pub(crate) fn line_number(&self) -> u32 {
        u32::try_from(self.at + 1).unwrap_or(u32::MAX)
    }

    pub(crate) fn has_mechanism_open(&self) -> bool {
        self.is_open
    }

    pub(crate) fn here(&self) -> usize {
        self.at
    }

    pub(crate) fn report(&mut self, severity: Severity, kind: &str, message: impl Into<String>, range: &Range<usize>) {
        let line = self.lines.number_of(range.start);
        self.findings.push(finding::of(line, severity, kind, message, &self.text[range.clone()]));
    }

    fn line(&mut self, range: Range<usize>) {
        let shape = self.shape(&range);
        if matches!(&shape, Shape::Level(_) | Shape::Text | Shape::Title(Title { ordinal: None, .. })) && self.completes_title(&range) {
            return;
        }
        match shape {
            Shape::Blank => {
                self.blank_before = true;
                return;
            }
            Shape::Separator => self.blank_before = true,
            Shape::PageTitle { topic } if !self.is_open || self.page_begins_again(&range) => self.page_title(&range, topic),
            Shape::LatestEvent { name, value } => self.latest_event(&range, name, value),
            Shape::Pager { page, of } if self.is_open => self.pager(&range, page, of),
            Shape::Level(level) if self.is_level(&range) => self.open_level(Some(level), &range),
            Shape::Heading(heading) if self.takes_heading(&heading, &range) => self.heading(heading, &range),
            Shape::Download if self.is_open => self.download(&range),
            Shape::When(when) if self.takes_date(&when) => self.when(when, &range),
            Shape::Field { field, rest } if self.takes_field(field, &range, &rest) => self.field(field, rest, &range),
            Shape::Title(title) if self.title(&title, &range) => {}
            Shape::Note { rest } if self.in_meeting => self.note(rest, &range),
            _ => self.other(&range),
        }
        self.blank_before = false;
    }

    // --- The page and its levels ---

    /// "Mechanism Search" in the middle of a text: two pages were saved into one file.
    fn page_begins_again(&self, range: &Range<usize>) -> bool {
        self.text[range.clone()].chars().count() >= 8 && self.part != Part::In(Section::Agenda) && self.part != Part::In(Section::Outcomes)
    }

    fn page_title(&mut self, range: &Range<usize>, topic: Option<Range<usize>>) {
        self.close_mechanism();
        self.has_page_title = true;
        match topic.map(|t| range.start + t.start..range.start + t.end) {
            Some(topic) if self.topic.is_none() => {
                self.ledger.ignore(range.start..topic.start, rule::PAGE_TITLE);
                self.ledger.ignore(topic.end..range.end, rule::PAGE_TITLE);
                self.take_topic(&topic);
            }
            Some(topic) => {
                self.ledger.ignore(range.start..topic.start, rule::PAGE_TITLE);
                self.ledger.ignore(topic.end..range.end, rule::PAGE_TITLE);
            }
            None => self.ledger.ignore(range.clone(), rule::PAGE_TITLE),
        }
    }

    fn take_topic(&mut self, range: &Range<usize>) {
        self.topic = Some(self.text[range.clone()].to_owned());
        self.ledger.take(range.clone(), "/topic");
    }

    /// A heading of levels stands alone, and a mechanism, a meeting or another level comes next.
    fn is_level(&self, range: &Range<usize>) -> bool {
        if self.in_meeting && matches!(self.part, Part::In(Section::Participants)) && !self.blank_before {
            return false;
        }
        match self.next_shape(self.at) {
            None => !self.in_meeting,
            Some((_, _, Shape::LatestEvent { .. } | Shape::Level(_))) => true,
            Some((index, next, shape)) => {
                let names_next = self.names_next(range, &next, &shape) && !self.names_next_of(&next, index);
                let leads = matches!(shape, Shape::Title(_) | Shape::When(_)) || self.names_next_of(&next, index);
                leads && !names_next
            }
        }
    }

    /// Tells whether the line at `range` names what the title at `next` is a meeting of.
    fn names_next(&self, range: &Range<usize>, next: &Range<usize>, shape: &Shape) -> bool {
        let Shape::Title(title) = shape else { return false };
        title.ordinal.is_some() && title.is_plain && !title.is_sentence && {
            let own = NameKey::of(&self.text[range.clone()], self.lexicon);
            own.similarity(&self.title_key(title, next)) >= 0.6
        }
    }

    /// Tells whether the line after `index` is a title that the line at `range` names.
    fn names_next_of(&self, range: &Range<usize>, index: usize) -> bool {
        self.next_shape(index).is_some_and(|(_, next, shape)| self.names_next(range, &next, &shape))
    }

    fn open_level(&mut self, level: Option<Level>, range: &Range<usize>) {
        self.close_level();
        self.close_mechanism();
        if level.is_none() {
            self.report(
                Severity::Info,
                kind::LEVEL_UNKNOWN,
                "this heading above a mechanism names no level that the lexicon knows; it is kept as written",
                range,
            );
        }
        self.level = Some(OpenLevel { level, range: range.clone(), is_used: false });
    }

    /// A level with nothing below it has no field to stand in; its line is reported as it is.
    fn close_level(&mut self) {
        if let Some(level) = self.level.take().filter(|level| !level.is_used) {
            self.report(Severity::Warning, kind::LEVEL_EMPTY, "no mechanism stands below this heading", &level.range);
        }
    }

    // --- Mechanisms ---

    fn latest_event(&mut self, range: &Range<usize>, name: Range<usize>, value: Range<usize>) {
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

    fn is_repeated_mechanism(&self, name: &Range<usize>, value: &Range<usize>) -> bool {
        self.is_open
            && self.mechanisms.last().is_some_and(|m| {
                let same_name = m.name.as_deref().is_some_and(|own| self.text[name.clone()].starts_with(own));
                m.meetings.is_empty() && same_name && m.latest_event_as_written.as_deref() == Some(&self.text[value.clone()])
            })
    }

    /// Opens a mechanism whose heading stands at `range`.
    fn open_mechanism(&mut self, range: &Range<usize>) {
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
    fn infer_mechanism(&mut self) -> usize {
        self.close_mechanism();
        let at = self.push_mechanism(self.line_number());
        self.notes[at].is_inferred = true;
        at
    }

    fn push_mechanism(&mut self, line: u32) -> usize {
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

    fn close_mechanism(&mut self) {
        self.close_meeting();
        self.is_open = false;
    }

    fn close_meeting(&mut self) {
        self.in_meeting = false;
        self.tail = None;
        self.part = Part::Title;
        self.party_above = None;
        self.party_line = None;
        self.is_implied = false;
    }

    fn pager(&mut self, range: &Range<usize>, page: u32, of: u32) {
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

    // --- Meetings ---

    pub(crate) fn title_key(&self, title: &Title, range: &Range<usize>) -> NameKey {
        NameKey::of(&self.title_name(title, range), self.lexicon)
    }

    /// A title without its ordinal.
    fn title_name(&self, title: &Title, range: &Range<usize>) -> String {
        let content = &self.text[range.clone()];
        let before = &content[title.start.min(title.ordinal_at.start)..title.ordinal_at.start];
        let after = &content[title.ordinal_at.end.max(title.start)..];
        let before = if before.eq_ignore_ascii_case("the ") { "" } else { before };
        let joined = format!("{}{}", before, if before.is_empty() { after.trim_start_matches(is_blank) } else { after });
        let cleaned = joined.replace("()", "").replace("（）", "");
        trim(&cleaned).to_owned()
    }

    /// Takes a line as a meeting's title if it is one.
    fn title(&mut self, title: &Title, range: &Range<usize>) -> bool {
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
                && !(self.blocks_title(range) && !is_dated)
                && (is_plain && similarity >= 0.55 && (!names_document || is_dated)
                    || is_plain && title.has_noun && is_dated
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
    fn completes_title(&mut self, range: &Range<usize>) -> bool {
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

    fn bullet_before(&self, range: &Range<usize>) -> usize {
        let content = &self.text[range.clone()];
        content.len() - content.trim_start_matches(|c: char| is_blank(c) || "■◆●▪□◇○•▶►-".contains(c)).len()
    }

    /// An item of a list that is numbered like a title: the lines before it are labelled and this one goes on with them.
    fn blocks_title(&self, range: &Range<usize>) -> bool {
        let joins = matches!(self.part, Part::In(Section::Agenda | Section::Outcomes)) && !self.blank_before;
        joins
            && self.tail.as_ref().is_some_and(|tail| tail.is_open(self.text, self.lexicon))
            && self.similarity(&NameKey::of(&self.text[range.clone()], self.lexicon)) < 0.75
    }

    fn is_repeated_title(&self, range: &Range<usize>) -> bool {
        let last = self.mechanisms.last().and_then(|m| m.meetings.last());
        self.in_meeting
            && self.part == Part::Title
            && last.is_some_and(|m| m.date.is_none() && m.place.is_none() && m.title.as_deref() == Some(&self.text[range.clone()]))
    }

    pub(crate) fn has_date(&self) -> bool {
        self.mechanisms.last().and_then(|m| m.meetings.last()).is_some_and(|m| m.date_as_written.is_some())
    }

    /// How alike a name is to the mechanism that is open.
    fn similarity(&self, key: &NameKey) -> f32 {
        let Some(notes) = self.notes.last().filter(|_| self.is_open) else { return 0.0 };
        let by_meeting = notes.meetings.iter().rev().find(|m| !m.key.is_empty()).map_or(0.0, |m| m.key.similarity(key));
        notes.key.similarity(key).max(by_meeting)
    }

    /// Makes sure that the open mechanism is the one that a title names.
    fn settle_mechanism(&mut self, title: &Title, key: &NameKey, range: &Range<usize>, similarity: f32) {
        let is_other = self.notes.last().filter(|_| self.is_open).is_some_and(|notes| {
            let last = self.mechanisms.last().and_then(|m| m.meetings.iter().rev().find_map(|m| m.ordinal));
            let goes_on = match (&title.ordinal, last) {
                (Some(ordinal), Some(last)) => ordinal.number < last,
                _ => false,
            };
            let has_named = notes.meetings.iter().any(|m| !m.key.is_empty());
            (has_named || !notes.is_inferred) && !notes.meetings.is_empty() && similarity < 0.55 && (notes.is_closed || !goes_on)
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
    pub(crate) fn open_meeting(&mut self) -> usize {
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
    pub(crate) fn meeting_pointer(&self) -> String {
        let at = self.mechanisms.len().saturating_sub(1);
        format!("/mechanisms/{at}/meetings/{}", self.mechanisms[at].meetings.len().saturating_sub(1))
    }

    /// The meeting that is open, with its line range stretched to this line.
    pub(crate) fn meeting(&mut self) -> &mut ReadMeeting {
        let line = self.line_number();
        let meeting = self.mechanisms.last_mut().and_then(|m| m.meetings.last_mut()).expect("content is only read while a meeting is open");
        meeting.lines.1 = meeting.lines.1.max(line);
        meeting
    }

    pub(crate) fn meeting_notes(&mut self) -> &mut MeetingNotes {
        self.notes.last_mut().and_then(|n| n.meetings.last_mut()).expect("content is only read while a meeting is open")
    }

    // --- Lines that open or continue by context ---

    fn takes_heading(&self, heading: &shape::Heading, range: &Range<usize>) -> bool {
        if matches!(heading.mark, Some('•' | '-' | '・' | '·')) && self.list.has_bullets() {
            return false;
        }
        if heading.section.is_none() {
            let is_mark = heading.mark.is_some_and(|m| self.heading_marks.contains(&m) || m == '【');
            return self.in_meeting
                && is_mark
                && self.heading_marks_are_no_bullets(heading)
                && !super::participant::is_like(&self.text[range.start + heading.words.start..range.end], self.lexicon);
        }
        if heading.is_labelled {
            // "3. Documents" may be the third item of a list.
            let label = super::label::find_at_start(&self.text[range.clone()]);
            if matches!(self.part, Part::In(Section::Agenda | Section::Outcomes)) && label.is_some_and(|l| self.list.continues(&l)) {
                return false;
            }
        }
        self.in_meeting || self.is_open || self.level.is_some() || self.has_page_title
    }

    fn heading_marks_are_no_bullets(&self, heading: &shape::Heading) -> bool {
        heading.mark != Some('•') && heading.mark != Some('-')
    }

    fn takes_date(&self, when: &When) -> bool {
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

    fn is_content_empty(&self) -> bool {
        self.mechanisms.last().and_then(|m| m.meetings.last()).is_some_and(|m| {
            m.participants.is_empty()
                && m.agenda.is_empty()
                && m.outcomes.is_empty()
                && m.documents.is_empty()
                && m.date_as_written.is_none()
        })
    }

    fn when(&mut self, when: When, range: &Range<usize>) {
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

    pub(crate) fn take_date(&mut self, range: &Range<usize>, date: &Range<usize>, read: Option<Edtf>, is_ambiguous: bool) {
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

    /// A line that is nothing by itself.
    fn other(&mut self, range: &Range<usize>) {
        let next = self.next_shape(self.at);
        if !self.in_meeting && self.topic.is_none() && self.mechanisms.is_empty() {
            if let Some(topic) = self.labelled_topic(range) {
                self.ledger.ignore(range.start..topic.start, rule::LABEL);
                self.take_topic(&topic);
                return;
            }
            if self.is_topic(range) {
                self.take_topic(range);
                return;
            }
        }
        if let Some((_, next_range, shape)) = &next {
            if self.is_mechanism_name(range, next_range, shape) {
                self.open_mechanism(range);
                return;
            }
            if matches!(shape, Shape::LatestEvent { name, .. } if !name.is_empty()) && self.is_unknown_level(range) {
                self.open_level(None, range);
                return;
            }
        }
        if self.in_meeting {
            self.content(range.clone());
            return;
        }
        // A title may have lost its number: "Tripartite Meeting" with a date below.
        let title = shape::Title {
            ordinal: None,
            ordinal_at: 0..0,
            is_plain: false,
            has_noun: false,
            names_document: false,
            is_sentence: false,
            start: 0,
        };
        if self.is_open && range.len() < 300 {
            self.title(&title, range);
        }
    }

    /// "Topic : Environment".
    fn labelled_topic(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let content = &self.text[range.clone()];
        let (_, length) = self.lexicon.topic_label.find_at_start(content)?;
        let rest = content[length..].trim_start_matches(is_blank).strip_prefix([':', '：'])?;
        let rest = rest.trim_start_matches(is_blank);
        (!rest.is_empty() && rest.chars().count() <= 60).then(|| range.end - rest.len()..range.end)
    }

    fn is_topic(&self, range: &Range<usize>) -> bool {
        let content = &self.text[range.clone()];
        if self.lexicon.topics.has(content) {
            return true;
        }
        // Unknown words stand for a topic only right beside the page's title.
        let beside = self.has_page_title && self.level.is_none()
            || matches!(self.next_shape(self.at), Some((_, _, Shape::PageTitle { topic: None })));
        beside
            && content.chars().count() <= 60
            && !content.ends_with(['.', '。', ':', '：'])
            && !content.contains([':', '：', '|', '>'])
            && self.lexicon.meeting_nouns.find_in(content).is_none()
            && !matches!(self.next_shape(self.at), None | Some((_, _, Shape::Text)))
    }

    /// A line that names what the line after it is a meeting of, or above "Latest Event" on a line of its own.
    fn is_mechanism_name(&self, range: &Range<usize>, next: &Range<usize>, shape: &Shape) -> bool {
        let content = &self.text[range.clone()];
        if content.len() > 300
            || content.ends_with(['.', '。', ';', ','])
            || super::label::find_at_start(content).is_some_and(|l| !l.is_bullet())
        {
            return false;
        }
        if matches!(shape, Shape::LatestEvent { name, .. } if name.is_empty()) {
            return true;
        }
        let key = NameKey::of(content, self.lexicon);
        let is_named = self.names_next(range, next, shape);
        let own = self.similarity(&key);
        is_named
            && (!self.is_open || own < 0.6 && (!self.in_meeting || self.blank_before || self.notes.last().is_some_and(|n| n.is_closed)))
    }

    fn is_unknown_level(&self, range: &Range<usize>) -> bool {
        let content = &self.text[range.clone()];
        let is_short = content.chars().count() <= 60
            && !content.ends_with(['.', '。', ';', ',', ':'])
            && super::label::find_at_start(content).is_none();
        let is_heading = !self.in_meeting
            || (self.blank_before
                && self.lexicon.document_words.find_in(content).is_none()
                && (self.lexicon.meeting_nouns.find_in(content).is_some() || self.lexicon.page_title.find_in(content).is_some()));
        is_short && is_heading && (self.is_open || self.has_page_title || self.level.is_some() || !self.mechanisms.is_empty())
    }
}
