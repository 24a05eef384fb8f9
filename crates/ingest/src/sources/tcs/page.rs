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

use chancery_model::reading::ReadMechanism;
use chancery_model::{Finding, Level, Severity};

use super::content::Part;
use super::items::List;
use super::lines::Lines;
use super::name::NameKey;
use super::shape::{self, Shape, Title};
use super::wrap::Tail;
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
pub(super) struct OpenLevel {
    pub(super) level: Option<Level>,
    pub(super) range: Range<usize>,
    pub(super) is_used: bool,
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
    pub(super) is_open: bool,
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
    pub(super) level: Option<OpenLevel>,
    pub(super) has_page_title: bool,
    /// Marks that stand before known headings of this page, so that unknown words behind them are a heading too.
    pub(super) heading_marks: Vec<char>,
    pub(super) at: usize,
    /// Lines before this one have been read with an earlier one.
    skip_to: usize,
    /// True right behind a download row, whose codes may stand on lines of their own.
    behind_download: bool,
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
            skip_to: 0,
            behind_download: false,
            shapes: RefCell::default(),
        }
    }

    /// Reads all lines except those of menus and footers.
    pub(crate) fn read(&mut self, chrome: &[Range<usize>]) {
        self.learn_heading_marks();
        for index in 0..self.lines.count() {
            let range = self.lines.content(index, self.text);
            self.at = index;
            if index < self.skip_to {
                continue;
            }
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

    pub(super) fn learn_heading_marks(&mut self) {
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

    pub(super) fn line(&mut self, range: Range<usize>) {
        let start = range.start;
        let shape = self.shape(&range);
        if matches!(&shape, Shape::Level(_) | Shape::Text | Shape::Title(Title { ordinal: None, .. })) && self.completes_title(&range) {
            return;
        }
        if matches!(shape, Shape::Blank) {
            self.blank_before = true;
            return;
        }
        let behind_download = std::mem::take(&mut self.behind_download);
        if let Some((range, of)) = self.pager_over_lines(&range) {
            self.pager(&range, 1, of);
            self.blank_before = false;
            return;
        }
        if behind_download && self.in_meeting && self.part == Part::Title && shape::is_codes_only(&self.text[range.clone()], self.lexicon) {
            self.download_codes(range);
            self.behind_download = true;
            return;
        }
        match shape {
            Shape::Blank | Shape::Separator => self.blank_before = true,
            Shape::PageTitle { topic } if !self.is_open || self.page_begins_again(&range) => self.page_title(&range, topic),
            Shape::LatestEvent { name, value } => self.latest_event(&range, name, value),
            Shape::Pager { page, of } if self.is_open => self.pager(&range, page, of),
            Shape::Level(level) if self.is_level(&range) => self.open_level(Some(level), &range),
            Shape::Heading(heading) if self.takes_heading(&heading, &range) => self.heading(&heading, &range),
            Shape::Download if self.is_open => {
                self.download(&range);
                self.behind_download = true;
            }
            Shape::When(when) if self.takes_date(&when) => self.when(when, &range),
            Shape::Field { field, rest } if self.takes_field(field, &range, &rest) => self.field(field, rest, &range),
            Shape::Title(title) if self.title(&title, &range) => {}
            Shape::Note { rest } if self.in_meeting => self.note(rest, &range),
            _ => self.other(&range),
        }
        // A sentence does not go on across a line that is something else.
        self.tail.take_if(|tail| tail.line.start < start);
        self.blank_before = false;
    }

    /// "1", "2", "3" on lines of their own, as some copies of a page have its pager.
    fn pager_over_lines(&mut self, range: &Range<usize>) -> Option<(Range<usize>, u32)> {
        if &self.text[range.clone()] != "1" || !self.is_open {
            return None;
        }
        let (mut whole, mut of, mut at) = (range.clone(), 1, self.at);
        while let Some((index, next, _)) = self.next_shape(at) {
            if self.text[next.clone()].parse() != Ok(of + 1) {
                break;
            }
            (whole.end, of, at) = (next.end, of + 1, index);
        }
        (of > 1).then(|| {
            self.skip_to = at + 1;
            (whole, of)
        })
    }

    // --- The page and its levels ---

    /// "Mechanism Search" in the middle of a text: two pages were saved into one file.
    pub(super) fn page_begins_again(&self, range: &Range<usize>) -> bool {
        self.text[range.clone()].chars().count() >= 8 && self.part != Part::In(Section::Agenda) && self.part != Part::In(Section::Outcomes)
    }

    pub(super) fn page_title(&mut self, range: &Range<usize>, topic: Option<Range<usize>>) {
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

    pub(super) fn take_topic(&mut self, range: &Range<usize>) {
        self.topic = Some(self.text[range.clone()].to_owned());
        self.ledger.take(range.clone(), "/topic");
    }

    /// A heading of levels stands alone, and a mechanism, a meeting or another level comes next.
    pub(super) fn is_level(&self, range: &Range<usize>) -> bool {
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
    pub(super) fn names_next(&self, range: &Range<usize>, next: &Range<usize>, shape: &Shape) -> bool {
        let Shape::Title(title) = shape else { return false };
        title.ordinal.is_some() && title.is_plain && !title.is_sentence && {
            let own = NameKey::of(&self.text[range.clone()], self.lexicon);
            own.similarity(&self.title_key(title, next)) >= 0.6
        }
    }

    /// Tells whether the line after `index` is a title that the line at `range` names.
    pub(super) fn names_next_of(&self, range: &Range<usize>, index: usize) -> bool {
        self.next_shape(index).is_some_and(|(_, next, shape)| self.names_next(range, &next, &shape))
    }

    pub(super) fn open_level(&mut self, level: Option<Level>, range: &Range<usize>) {
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
        let words = range.start + shape::after_marks(&self.text[range.clone()])..range.end;
        self.ledger.ignore(range.start..words.start, rule::HEADING);
        self.level = Some(OpenLevel { level, range: words, is_used: false });
    }

    /// A level with nothing below it has no field to stand in; its line is reported as it is.
    pub(super) fn close_level(&mut self) {
        if let Some(level) = self.level.take().filter(|level| !level.is_used) {
            self.report(Severity::Warning, kind::LEVEL_EMPTY, "no mechanism stands below this heading", &level.range);
        }
    }
}

impl Reader<'_> {
    // --- Lines that open or continue by context ---

    pub(super) fn takes_heading(&self, heading: &shape::Heading, range: &Range<usize>) -> bool {
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

    pub(super) fn heading_marks_are_no_bullets(&self, heading: &shape::Heading) -> bool {
        heading.mark != Some('•') && heading.mark != Some('-')
    }

    /// A line that is nothing by itself.
    pub(super) fn other(&mut self, range: &Range<usize>) {
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
    pub(super) fn labelled_topic(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let content = &self.text[range.clone()];
        let (_, length) = self.lexicon.topic_label.find_at_start(content)?;
        let rest = content[length..].trim_start_matches(is_blank).strip_prefix([':', '：'])?;
        let rest = rest.trim_start_matches(is_blank);
        (!rest.is_empty() && rest.chars().count() <= 60).then(|| range.end - rest.len()..range.end)
    }

    pub(super) fn is_topic(&self, range: &Range<usize>) -> bool {
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
    pub(super) fn is_mechanism_name(&self, range: &Range<usize>, next: &Range<usize>, shape: &Shape) -> bool {
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

    pub(super) fn is_unknown_level(&self, range: &Range<usize>) -> bool {
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
