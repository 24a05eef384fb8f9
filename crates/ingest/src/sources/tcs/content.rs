//! What stands inside a meeting: headings and the lines below them.

use std::ops::Range;

use chancery_model::Severity;

use super::items::List;
use super::label;
use super::page::Reader;
use super::participant;
use super::place::{self, FoundPlace};
use super::shape::{self, Heading, Shape};
use super::wrap::{Tail, Target, ends_in_mid_sentence, ends_sentence};
use crate::finding::kind;
use crate::fold::{is_blank, is_cjk, trim};
use crate::lexicon::{Field, Lexicon, Section};
use crate::span::rule;

/// Where in a meeting the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Title, downloads, date and place.
    Title,
    /// Below a heading.
    In(Section),
    /// Below a heading in unknown words.
    Unknown,
}

impl Reader<'_> {
    // --- Title block ---

    pub(super) fn download(&mut self, range: &Range<usize>) {
        let next = self.next_shape(self.here()).map(|(_, _, shape)| shape);
        let begins = !self.in_meeting || self.part != Part::Title && matches!(next, Some(Shape::When(_)));
        if begins {
            self.open_meeting();
            self.report(Severity::Warning, kind::TITLE_MISSING, "a download row begins this meeting; its title is not on the page", range);
        }
        let content = &self.text[range.clone()];
        let start = content.find(char::is_alphanumeric).unwrap_or(0);
        let length = self.lexicon.download.find_at_start(&content[start..]).map_or(0, |(_, length)| length);
        let label_end = range.start + start + length;
        self.ledger.ignore(range.start..label_end, rule::LABEL);
        self.download_codes(label_end..range.end);
    }

    /// The codes of a download row, behind its label or on lines of their own.
    pub(super) fn download_codes(&mut self, range: Range<usize>) {
        let codes = shape::download_codes(&self.text[range.clone()], self.lexicon);
        let pointer = self.meeting_pointer();
        let mut at = range.start;
        for (code, language) in codes {
            let code = range.start + code.start..range.start + code.end;
            self.report_unknown_codes(at..code.start);
            at = code.end;
            let languages = &mut self.meeting().download_languages;
            let place = languages.iter().position(|known| *known == language).unwrap_or(languages.len());
            if place == languages.len() {
                languages.push(language);
            }
            self.ledger.take(code, format!("{pointer}/download_languages/{place}"));
        }
        self.report_unknown_codes(at..range.end);
    }

    pub(super) fn report_unknown_codes(&mut self, range: Range<usize>) {
        if self.text[range.clone()].chars().any(char::is_alphanumeric) {
            let line = self.line_number();
            let text = trim(&self.text[range]).to_owned();
            self.findings.push(crate::finding::of(
                line,
                Severity::Warning,
                kind::DOWNLOAD_LANGUAGE_UNKNOWN,
                "the download row names a language that the lexicon does not know",
                text,
            ));
        }
    }

    pub(super) fn takes_field(&self, field: Field, range: &Range<usize>, rest: &Range<usize>) -> bool {
        if !(self.in_meeting || self.has_mechanism_open() && field != Field::Host) {
            return false;
        }
        let is_labelled = label::find_at_start(&self.text[range.clone()]).is_some_and(|l| !l.is_bullet());
        let value = &self.text[range.start + rest.start..range.end];
        let is_list = matches!(self.part, Part::In(Section::Agenda | Section::Outcomes));
        let reads = match field {
            Field::Date | Field::DateAndPlace => {
                value.is_empty()
                    || shape::in_text(value, 0, self.lexicon).is_some()
                    || crate::date::find_at_start(value, self.lexicon).is_some()
            }
            Field::Place => value.is_empty() || self.part == Part::Title || place::read(value, self.lexicon).is_known,
            Field::Host => true,
        };
        !is_labelled && reads && (!is_list || field != Field::Host && !value.is_empty())
    }

    pub(super) fn field(&mut self, field: Field, rest: Range<usize>, range: &Range<usize>) {
        let last_has_date = self.has_date();
        let opens = !self.in_meeting || matches!(field, Field::Date | Field::DateAndPlace) && last_has_date && self.part != Part::Title;
        if opens {
            self.open_meeting();
            self.report(Severity::Warning, kind::TITLE_MISSING, "a date begins this meeting; its title is not on the page", range);
        }
        let rest = range.start + rest.start..range.end;
        let value = self.text[rest.clone()].to_owned();
        if field == Field::Host {
            // There is no field for a host in a reading but that of the participants; the line is kept as a note.
            self.note(0, range);
            let host = place::read(&value, self.lexicon).place.country.filter(|code| self.lexicon.parties.has(&value) || !code.is_empty());
            self.meeting_notes().host = host;
            return;
        }
        self.ledger.ignore(range.start..rest.start, rule::LABEL);
        if value.is_empty() {
            return;
        }
        match field {
            Field::Place => {
                let found = place::read(&value, self.lexicon);
                self.take_place(rest, found);
            }
            _ => match shape::in_text(&value, 0, self.lexicon) {
                Some((date, found, place)) => {
                    self.take_date(&rest, &date, found.date, found.is_ambiguous);
                    if let Some((place, found)) = place {
                        self.take_place(rest.start + place.start..rest.start + place.end, found);
                    }
                }
                None => {
                    if let Some(found) = crate::date::find_at_start(&value, self.lexicon) {
                        self.take_date(&rest, &(0..found.length), found.date, found.is_ambiguous);
                        let behind = rest.start + found.length..rest.end;
                        if self.text[behind.clone()].chars().any(char::is_alphanumeric) {
                            self.take_note(&shrink(self.text, behind));
                        }
                    }
                }
            },
        }
    }

    pub(super) fn take_place(&mut self, range: Range<usize>, found: FoundPlace) {
        if self.meeting().place.is_some() {
            self.take_note(&range);
            return;
        }
        let pointer = self.meeting_pointer();
        if let Some(host) = &found.host {
            self.meeting_notes().host = Some(host.clone());
        }
        if !found.is_known || found.place.country.is_none() && !found.place.online {
            self.report(
                Severity::Info,
                kind::COUNTRY_UNKNOWN,
                "the place names no country or city that the lexicon knows; it is kept as written",
                &range,
            );
        } else if found.place.online && found.place.country.is_some() && found.place.city.is_none() {
            self.report(
                Severity::Info,
                kind::ONLINE_WITH_HOST,
                "an online meeting names a country as its place, which may be its host",
                &range,
            );
        }
        self.meeting().place = Some(found.place);
        self.ledger.take(range, format!("{pointer}/place/as_written"));
        self.tail = None;
    }

    // --- Headings ---

    pub(super) fn heading(&mut self, heading: &Heading, range: &Range<usize>) {
        if !self.in_meeting {
            self.open_meeting();
            self.report(
                Severity::Warning,
                kind::TITLE_MISSING,
                "a heading begins this meeting; its title and date are not on the page",
                range,
            );
        }
        self.tail = None;
        self.list = List::default();
        self.party_above = None;
        self.is_implied = false;
        let rest = range.start + heading.rest.start..range.start + heading.rest.end;
        let line = self.line_number();
        match heading.section {
            Some(section) => {
                if heading.is_misspelt {
                    let words = range.start + heading.words.start..range.start + heading.words.end;
                    // A word with a slip in it is no known token; its letters stand in the finding.
                    self.report(Severity::Info, kind::HEADING_MISSPELT, "the heading is read in spite of its spelling", &words);
                    self.ledger.ignore(range.start..words.start, rule::HEADING);
                    self.ledger.ignore(words.end..rest.start, rule::HEADING);
                } else {
                    self.ledger.ignore(range.start..rest.start, rule::HEADING);
                }
                self.part = Part::In(section);
                self.meeting_notes().empty_headings.push((section, line));
            }
            None => {
                self.part = Part::Unknown;
                self.report(
                    Severity::Warning,
                    kind::HEADING_UNKNOWN,
                    "the lexicon does not know this heading; what stands below it is kept as notes",
                    range,
                );
                let words = range.start + heading.words.start..range.start + heading.words.end;
                self.ledger.ignore(range.start..words.start, rule::HEADING);
                self.take_note(&words);
                self.tail = None;
            }
        }
        self.meeting();
        if !rest.is_empty() {
            if heading.section.is_some()
                && self.text[rest.clone()].starts_with(['(', '（'])
                && label::find_at_start(&self.text[rest.clone()]).is_none()
            {
                self.take_note(&rest);
                self.tail = None;
            } else {
                self.blank_before = false;
                self.content(rest);
            }
        }
    }

    // --- Notes ---

    pub(super) fn note(&mut self, rest: usize, range: &Range<usize>) {
        let mark = self.text[range.clone()].chars().next();
        // Stars that stand before every line of a list are its bullets.
        let is_bullet = matches!(mark, Some('*' | '＊'))
            && matches!(self.part, Part::In(Section::Agenda | Section::Outcomes | Section::Documents | Section::Participants))
            && self.is_list_starred();
        if is_bullet {
            self.content(range.clone());
            return;
        }
        self.ledger.ignore(range.start..range.start + rest, rule::NOTE_MARK);
        self.take_note(&(range.start + rest..range.end));
    }

    /// True if the section is empty so far, or its items have stars as labels.
    pub(super) fn is_list_starred(&mut self) -> bool {
        let part = self.part;
        let meeting = self.meeting();
        let starred = |items: &[chancery_model::reading::ReadItem]| {
            items.last().is_none_or(|item| item.label.as_deref().is_some_and(|l| l.starts_with(['*', '＊'])))
        };
        match part {
            Part::In(Section::Agenda) => starred(&meeting.agenda),
            Part::In(Section::Outcomes) => starred(&meeting.outcomes),
            Part::In(Section::Documents) => meeting.documents.is_empty(),
            Part::In(Section::Participants) => meeting.participants.is_empty(),
            _ => false,
        }
    }

    pub(super) fn take_note(&mut self, range: &Range<usize>) {
        let pointer = self.meeting_pointer();
        let text = self.text[range.clone()].to_owned();
        let notes = &mut self.meeting().notes;
        notes.push(text);
        let index = notes.len() - 1;
        self.ledger.take(range.clone(), format!("{pointer}/notes/{index}"));
        self.tail = Some(Tail { target: Target::Note, line: range.clone(), is_labelled: false });
    }

    // --- Content ---

    pub(super) fn content(&mut self, range: Range<usize>) {
        match self.part {
            Part::Title => self.title_block(range),
            Part::In(Section::Participants) => self.participants(range),
            Part::In(section @ (Section::Agenda | Section::Outcomes)) => self.items(section, range),
            Part::In(Section::Documents) => self.documents(range),
            Part::In(Section::Notes) | Part::Unknown => {
                if !self.joins(&range) {
                    let start = self.without_bullet(&range);
                    self.take_note(&start);
                }
            }
        }
    }

    /// The range without a bullet in front, which is ignored.
    pub(super) fn without_bullet(&mut self, range: &Range<usize>) -> Range<usize> {
        let content = &self.text[range.clone()];
        match label::find_at_start(content).filter(label::Label::is_bullet) {
            Some(label) => {
                let start = range.start + label.length + blanks(&content[label.length..]);
                self.ledger.ignore(range.start..start, rule::BULLET);
                start..range.end
            }
            None => range.clone(),
        }
    }

    /// Lines between the title and the first heading.
    pub(super) fn title_block(&mut self, range: Range<usize>) {
        if self.joins_title(&range) {
            return;
        }
        let content = &self.text[range.clone()];
        let label = label::find_at_start(content);
        let start = label.as_ref().filter(|l| l.is_bullet()).map_or(0, |l| l.length + blanks(&content[l.length..]));
        let body = &content[start..];
        let has_place = self.meeting().place.is_some();
        let found = place::read(body, self.lexicon);
        let is_party =
            participant::front(body, self.lexicon).is_some_and(|f| f.rest > f.name.end && !matches!(f.front, participant::Front::Other));
        let looks =
            label.as_ref().is_none_or(label::Label::is_bullet) && body.chars().count() <= 90 && !body.ends_with(['.', '。', ':', '：']);
        let is_place = !is_party
            && looks
            && (found.is_known && self.is_whole_place(body, &found)
                || start > 0 && !has_place && self.has_date() && body.chars().count() <= 60 && !participant::is_like(body, self.lexicon));
        if is_place {
            let (place_range, rule) = (range.start + start..range.end, rule::BULLET);
            self.ledger.ignore(range.start..place_range.start, rule);
            self.take_place(place_range, found);
            return;
        }
        self.imply(range);
    }

    /// A place and nothing else: every part of it is a country, a city, or stands beside one of them.
    pub(super) fn is_whole_place(&self, body: &str, found: &FoundPlace) -> bool {
        let words = body.split(is_blank).count();
        found.place.online && words <= 10 || found.place.country.is_some() && (words <= 6 || body.contains([',', '，']))
    }

    /// A title that was wrapped: its first line ends in mid-sentence, or leaves a parenthesis open.
    pub(super) fn joins_title(&mut self, range: &Range<usize>) -> bool {
        let Some(Tail { target: Target::Title, line, .. }) = &self.tail else { return false };
        let line = line.clone();
        let meeting = self.mechanisms.last().and_then(|m| m.meetings.last());
        let is_next = !self.blank_before && meeting.is_some_and(|m| m.date_as_written.is_none() && m.download_languages.is_empty());
        let content = &self.text[range.clone()];
        let begins_low = content.chars().next().is_some_and(|c| c.is_lowercase() || matches!(c, '(' | '（'));
        if !is_next || label::find_at_start(content).is_some() || !(begins_low || ends_in_mid_sentence(&self.text[line], self.lexicon)) {
            return false;
        }
        self.join(range);
        true
    }

    /// A line below no heading: read by its form, and reported.
    pub(super) fn imply(&mut self, range: Range<usize>) {
        let content = self.text[range.clone()].to_owned();
        let label = label::find_at_start(&content);
        let body = label.as_ref().map_or(content.as_str(), |l| trim(&content[l.length..]));
        let meeting = self.meeting();
        let (has_agenda, has_outcomes) = (!meeting.agenda.is_empty(), !meeting.outcomes.is_empty());
        let has_participants = !meeting.participants.is_empty();
        let is_bullet_or_none = label.as_ref().is_none_or(label::Label::is_bullet);
        let is_participant = participant::is_like(body, self.lexicon)
            && !is_outcome(body, self.lexicon)
            && !(has_participants && self.blank_before && participant::front(body, self.lexicon).is_none());
        let section =
            if is_participant && !has_agenda && !has_outcomes && (is_bullet_or_none || participant::front(body, self.lexicon).is_some()) {
                Some(Section::Participants)
            } else if is_bullet_or_none && (has_outcomes || has_agenda) && self.is_document_like(body) {
                Some(Section::Documents)
            } else if is_outcome(body, self.lexicon) {
                Some(Section::Outcomes)
            } else if label.is_some() {
                Some(if has_agenda && !has_outcomes && !self.list.continues(label.as_ref().expect("just found")) {
                    Section::Outcomes
                } else {
                    Section::Agenda
                })
            } else if !has_agenda && !has_outcomes && (!ends_sentence(body) || body.split(is_blank).count() <= 14 || self.is_above_list()) {
                Some(Section::Agenda)
            } else {
                None
            };
        let Some(section) = section else {
            self.take_note(&range);
            return;
        };
        let name = match section {
            Section::Participants => "participants",
            Section::Agenda => "an agenda",
            Section::Outcomes => "outcomes",
            Section::Documents => "documents",
            Section::Notes => "notes",
        };
        if self.part != Part::In(section) {
            let message = format!("no heading stands above these lines; they read as {name}");
            self.report(Severity::Info, kind::SECTION_WITHOUT_HEADING, message, &range);
        }
        self.part = Part::In(section);
        self.is_implied = true;
        self.blank_before = false;
        self.list = List::default();
        self.tail = None;
        self.party_above = None;
        self.content(range);
    }

    /// The next line begins a numbered list.
    pub(super) fn is_above_list(&self) -> bool {
        let next = self.next_shape(self.here());
        next.is_some_and(|(_, range, _)| {
            label::find_at_start(&self.text[range]).is_some_and(|label| !label.is_bullet() && label.value == 1)
        })
    }

    pub(super) fn is_document_like(&self, body: &str) -> bool {
        let is_short = body.chars().count() <= 200 && !body.ends_with(['.', '。', ';', ':', '：']);
        let begins_high = body
            .chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || is_cjk(c) || c.is_numeric() || matches!(c, '“' | '"' | '「' | '『' | '《'));
        is_short && begins_high && (self.lexicon.document_words.find_in(body).is_some()) && !is_outcome(body, self.lexicon)
    }
}

pub(super) fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_blank).len()
}

fn shrink(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    start..range.end
}

/// Tells whether a text says what was done or decided, rather than what was to be talked about.
pub(crate) fn is_outcome(text: &str, lexicon: &Lexicon) -> bool {
    let start: String = text.chars().take(400).collect();
    if lexicon.outcome_phrases.iter().any(|phrase| start.contains(phrase.as_str())) {
        return true;
    }
    let lower = start.to_lowercase();
    if lexicon.outcome_futures.iter().any(|phrase| lower.contains(phrase.as_str())) {
        return true;
    }
    // "Adopted the plan" is done, "Revised Action Plan" is a thing: the word behind the verb tells.
    let words: Vec<&str> = start.split(|c: char| is_blank(c) || c == ',').filter(|w| !w.is_empty()).take(12).collect();
    let verb_at = |at: usize| {
        words.get(at).is_some_and(|w| lexicon.outcome_verbs.contains(&crate::fold::key(w)))
            && words.get(at + 1).is_some_and(|next| next.chars().next().is_some_and(|c| c.is_lowercase() || matches!(c, '“' | '"' | '‘')))
    };
    if verb_at(0) {
        return true;
    }
    let begins_with_subject =
        words.first().is_some_and(|w| lexicon.outcome_subjects.contains(&crate::fold::key(w)) || lexicon.parties.has(w));
    begins_with_subject && (1..8).any(|at| verb_at(at) && words[at].chars().next().is_some_and(char::is_lowercase))
}
