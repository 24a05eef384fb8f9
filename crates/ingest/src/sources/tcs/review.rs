//! What can only be seen once a page is read: series of dates, gaps in numbers, wordings, plans.
//!
//! Nothing here changes words. The one change of a value is that first-of-January dates in a series become years
//! (promise P2): that is less precise, and true either way.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chancery_model::reading::{ReadItem, ReadMechanism, ReadMeeting};
use chancery_model::{Edtf, Finding, Ordinal, Severity};

use super::content::is_outcome;
use super::page::{MechanismNotes, MeetingNotes};
use crate::finding::{self, kind};
use crate::fold::{is_near, key, trim};
use crate::lexicon::{Lexicon, Section};

/// Looks over a page that was read.
pub(crate) struct Review<'t> {
    pub(crate) lexicon: &'t Lexicon,
    /// Gives the text of a line.
    pub(crate) line_text: &'t dyn Fn(u32) -> String,
    pub(crate) findings: Vec<Finding>,
}

impl Review<'_> {
    /// Looks over all mechanisms.
    pub(crate) fn run(&mut self, mechanisms: &mut [ReadMechanism], notes: &[MechanismNotes]) {
        for (mechanism, notes) in mechanisms.iter_mut().zip(notes) {
            self.years_in_disguise(mechanism, notes);
            hosts(mechanism, notes);
        }
        for (mechanism, notes) in mechanisms.iter().zip(notes) {
            self.mechanism(mechanism, notes);
            self.ordinals(mechanism, notes);
            self.latest_event(mechanism, notes);
            self.order_in_time(mechanism, notes);
            for (meeting, meeting_notes) in mechanism.meetings.iter().zip(&notes.meetings) {
                self.meeting(mechanism, meeting, meeting_notes);
                self.plans(mechanism, meeting, meeting_notes);
            }
        }
        self.organisations(mechanisms, notes);
        self.strays(mechanisms, notes);
    }

    fn report(&mut self, line: u32, severity: Severity, kind: &str, message: impl Into<String>) {
        let text = (self.line_text)(line);
        self.findings.push(finding::of(line, severity, kind, message, text));
    }

    /// "2011.01.01" among others of its kind means the year.
    fn years_in_disguise(&mut self, mechanism: &mut ReadMechanism, notes: &MechanismNotes) {
        let suspects: Vec<usize> =
            (0..mechanism.meetings.len()).filter(|i| mechanism.meetings[*i].date.and_then(first_of_january).is_some()).collect();
        if let [only] = suspects.as_slice() {
            let line = notes.meetings[*only].date_line.unwrap_or(notes.meetings[*only].line);
            self.report(
                line,
                Severity::Info,
                kind::DATE_FIRST_OF_JANUARY,
                "a first of January, alone in its series: it is read as that day, and may mean the year",
            );
        }
        if suspects.len() < 2 {
            return;
        }
        for at in suspects {
            let meeting = &mut mechanism.meetings[at];
            let Some(year) = meeting.date.and_then(first_of_january) else { continue };
            meeting.date = Edtf::year(year);
            let line = notes.meetings[at].date_line.unwrap_or(notes.meetings[at].line);
            let written = meeting.date_as_written.clone().unwrap_or_default();
            self.report(
                line,
                Severity::Warning,
                kind::DATE_YEAR_IN_DISGUISE,
                format!("{written} is one of several first-of-January dates in this series and is read as the year {year}"),
            );
        }
        if let Some(year) = mechanism.latest_event.and_then(first_of_january) {
            mechanism.latest_event = Edtf::year(year);
        }
    }

    fn mechanism(&mut self, mechanism: &ReadMechanism, notes: &MechanismNotes) {
        if mechanism.meetings.is_empty() {
            self.report(notes.line, Severity::Info, kind::MECHANISM_EMPTY, "no meeting of this mechanism is on the page");
        }
    }

    fn ordinals(&mut self, mechanism: &ReadMechanism, notes: &MechanismNotes) {
        let mut lines: BTreeMap<u32, u32> = BTreeMap::new();
        for (meeting, meeting_notes) in mechanism.meetings.iter().zip(&notes.meetings) {
            let Some(ordinal) = meeting.ordinal else { continue };
            if let Some(first) = lines.get(&ordinal) {
                self.report(
                    meeting_notes.line,
                    Severity::Warning,
                    kind::DUPLICATE_MEETING,
                    format!("meeting {ordinal} of this mechanism stands on line {first} too"),
                );
            } else {
                lines.insert(ordinal, meeting_notes.line);
            }
        }
        let has_numbers = !lines.is_empty();
        for (meeting, meeting_notes) in mechanism.meetings.iter().zip(&notes.meetings) {
            if has_numbers && meeting.ordinal.is_none() && meeting.title.is_some() {
                self.report(
                    meeting_notes.line,
                    Severity::Info,
                    kind::TITLE_ORDINAL_MISSING,
                    "the other meetings of this mechanism are numbered, this one is not",
                );
            }
        }
        let (Some((&lowest, _)), Some((&highest, _))) = (lines.first_key_value(), lines.last_key_value()) else {
            if let (Some(line), Some(pager)) = (notes.pager_line, mechanism.pager) {
                self.report(
                    line,
                    Severity::Warning,
                    kind::ORDINALS_MISSING,
                    format!("the page shows screen {} of {}: there are more meetings than stand here", pager.page, pager.of),
                );
            }
            return;
        };
        let gaps: Vec<u32> = (lowest..=highest).filter(|n| !lines.contains_key(n)).take(1000).collect();
        let before: Vec<u32> = (1..lowest).collect();
        if !gaps.is_empty() {
            let line = notes.line;
            self.report(
                line,
                Severity::Warning,
                kind::ORDINALS_MISSING,
                format!("between meeting {lowest} and meeting {highest} the page does not show {}", named(&gaps)),
            );
        }
        match (notes.pager_line, mechanism.pager) {
            (Some(line), Some(pager)) if pager.of > 1 => {
                let behind =
                    if pager.of == 2 { "on the second screen".to_owned() } else { format!("on the other {} screens", pager.of - 1) };
                let message = if before.is_empty() {
                    format!("the page shows screen {} of {}; what stands {behind} is not here", pager.page, pager.of)
                } else {
                    format!(
                        "{} missing here and probably stand{} {behind} (screen {} of {} is shown)",
                        named_missing(&before),
                        if before.len() == 1 { "s" } else { "" },
                        pager.page,
                        pager.of
                    )
                };
                self.report(line, Severity::Warning, kind::ORDINALS_MISSING, message);
            }
            _ if !before.is_empty() => self.report(
                notes.line,
                Severity::Info,
                kind::ORDINALS_MISSING,
                format!("the page begins with meeting {lowest}; it does not show {}", named(&before)),
            ),
            _ => {}
        }
    }

    fn latest_event(&mut self, mechanism: &ReadMechanism, notes: &MechanismNotes) {
        let Some(named) = mechanism.latest_event else { return };
        let dates = mechanism.meetings.iter().filter_map(|m| m.date);
        let Some(latest) = dates.max_by(Edtf::cmp_by_day) else { return };
        if !(named.contains(&latest) || latest.contains(&named)) {
            self.report(
                notes.line,
                Severity::Warning,
                kind::LATEST_EVENT_MISMATCH,
                format!("the page names {named} as the latest event; the latest of the meetings below is dated {latest}"),
            );
        }
    }

    /// A higher number is not older than a lower one.
    fn order_in_time(&mut self, mechanism: &ReadMechanism, notes: &MechanismNotes) {
        let mut dated: Vec<(u32, Edtf, u32)> = Vec::new();
        for (meeting, meeting_notes) in mechanism.meetings.iter().zip(&notes.meetings) {
            if let (Some(ordinal), Some(date)) = (meeting.ordinal, meeting.date) {
                dated.push((ordinal, date, meeting_notes.date_line.unwrap_or(meeting_notes.line)));
            }
        }
        dated.sort_by_key(|(ordinal, _, _)| *ordinal);
        for pair in dated.windows(2) {
            let ((a, earlier, _), (b, later, line)) = (&pair[0], &pair[1]);
            if a < b
                && let (Some(start), Some(end)) = (earlier.range().earliest, later.range().latest)
                && end < start
            {
                self.report(
                    *line,
                    Severity::Warning,
                    kind::DATE_OUT_OF_ORDER,
                    format!("meeting {b} is dated {later}, before meeting {a} ({earlier})"),
                );
            }
        }
    }

    fn meeting(&mut self, mechanism: &ReadMechanism, meeting: &ReadMeeting, notes: &MeetingNotes) {
        if meeting.date.is_none() && meeting.date_as_written.is_none() {
            self.report(notes.line, Severity::Info, kind::MEETING_WITHOUT_DATE, "no date stands with this meeting");
        }
        let is_filled = |section: Section| match section {
            Section::Participants => !meeting.participants.is_empty(),
            Section::Agenda => !meeting.agenda.is_empty(),
            Section::Outcomes => !meeting.outcomes.is_empty(),
            Section::Documents => !meeting.documents.is_empty(),
            Section::Notes => !meeting.notes.is_empty(),
        };
        let mut seen = BTreeSet::new();
        for (section, line) in &notes.empty_headings {
            if !is_filled(*section) && seen.insert(*line) {
                self.report(*line, Severity::Info, kind::SECTION_EMPTY, "nothing stands below this heading");
            }
        }
        let done: Vec<&ReadItem> = meeting.agenda.iter().filter(|item| is_outcome(&item.text, self.lexicon)).collect();
        if let Some(first) = done.first() {
            let at = meeting.agenda.iter().position(|item| std::ptr::eq(item, *first)).unwrap_or(0);
            let line = notes
                .items
                .iter()
                .find(|(section, path, _)| *section == Section::Agenda && path.as_slice() == [at])
                .map_or(notes.line, |(_, _, line)| *line);
            let who = meeting.ordinal.map_or_else(|| "this meeting".to_owned(), |n| format!("meeting {n}"));
            let of = mechanism.acronym.as_deref().map_or_else(String::new, |a| format!(" of {a}"));
            let count = done.len();
            let total = meeting.agenda.len();
            self.report(line, Severity::Warning, kind::OUTCOMES_UNDER_AGENDA, format!("{count} of {total} items under the agenda heading of {who}{of} say what was done or decided; they are kept where they stand"));
        }
    }

    /// "the 4th TCHM will be held in ROK in 2010": a statement of one meeting about another.
    fn plans(&mut self, mechanism: &ReadMechanism, meeting: &ReadMeeting, notes: &MeetingNotes) {
        for (section, path, line) in &notes.items {
            let forest = if *section == Section::Agenda { &meeting.agenda } else { &meeting.outcomes };
            let Some(item) = find(forest, path) else { continue };
            if item.text.len() > 20_000 {
                continue;
            }
            for sentence in sentences(&item.text) {
                if let Some(message) = self.plan(sentence, mechanism, meeting) {
                    self.findings.push(finding::of(*line, Severity::Info, kind::PLAN_FOR_OTHER_MEETING, message, trim(sentence)));
                }
            }
        }
    }

    fn plan(&self, sentence: &str, mechanism: &ReadMechanism, meeting: &ReadMeeting) -> Option<String> {
        let at = self.lexicon.plan_phrases.iter().filter_map(|phrase| find_phrase(sentence, phrase)).min()?;
        let is_spaced = sentence.is_ascii() || !sentence.chars().any(crate::fold::is_cjk);
        let before = if is_spaced { &sentence[..at] } else { sentence };
        // The number stands close before the verb: "the 4th TCHM will be held".
        let near: String = {
            let words: Vec<&str> = before.split_whitespace().collect();
            if is_spaced { words[words.len().saturating_sub(14)..].join(" ") } else { before.to_owned() }
        };
        let names_body = self.lexicon.meeting_nouns.find_in(&near).is_some()
            || near.chars().any(crate::fold::is_cjk)
                && sentence.char_indices().any(|(i, _)| self.lexicon.meeting_nouns.find_at_start(&sentence[i..]).is_some())
            || mechanism.acronym.as_deref().is_some_and(|a| near.contains(a))
            || near.split_whitespace().any(|w| w.len() >= 3 && w.bytes().all(|b| b.is_ascii_uppercase()));
        let ordinals: Vec<Ordinal> = ordinals(&near);
        if let Some(other) = ordinals.iter().rev().find(|o| Some(o.number) != meeting.ordinal).filter(|_| names_body) {
            let is_own =
                mechanism.acronym.as_deref().is_none_or(|a| near.contains(a)) || self.lexicon.meeting_nouns.find_in(&near).is_some();
            let held = mechanism.meetings.iter().find(|m| m.ordinal == Some(other.number)).filter(|_| is_own);
            let fact = held.and_then(|m| m.date.map(|date| (m, date))).map_or_else(
                || "a plan and what came of it are two records".to_owned(),
                |(m, date)| {
                    format!(
                        "the page dates meeting {} {date}{}",
                        other.number,
                        m.place.as_ref().map_or_else(String::new, |p| format!(", {}", p.as_written))
                    )
                },
            );
            return Some(format!("this item plans another meeting, {}; {fact}", other.as_written));
        }
        let is_next = self.lexicon.plan_next.find_in(&near).is_some()
            || near.char_indices().any(|(i, c)| crate::fold::is_cjk(c) && self.lexicon.plan_next.find_at_start(&near[i..]).is_some());
        (is_next && names_body).then(|| "this item plans the next meeting; a plan and what came of it are two records".to_owned())
    }

    /// One finding for each wording, on the first line where it stands.
    fn organisations(&mut self, mechanisms: &[ReadMechanism], notes: &[MechanismNotes]) {
        let mut lines: BTreeMap<(String, String), Vec<u32>> = BTreeMap::new();
        for (mechanism, notes) in mechanisms.iter().zip(notes) {
            for (meeting, notes) in mechanism.meetings.iter().zip(&notes.meetings) {
                for (participant, line) in meeting.participants.iter().zip(&notes.participants) {
                    if let (Some(party), Some(organisation)) = (&participant.party, &participant.organisation) {
                        lines.entry((party.clone(), organisation.clone())).or_default().push(*line);
                    }
                }
            }
        }
        let mut found: Vec<(u32, String)> = Vec::new();
        for ((party, organisation), mut lines) in lines {
            lines.sort_unstable();
            if let Some(official) = self.official(&party, &organisation) {
                let others = match lines.len() {
                    1 => String::new(),
                    n => format!(" (also on {} other line{} of this page)", n - 1, if n == 2 { "" } else { "s" }),
                };
                found.push((
                    lines[0],
                    format!("{organisation:?} differs from the official name {official:?}; the wording of the page is kept{others}"),
                ));
            }
        }
        found.sort();
        for (line, message) in found {
            self.report(line, Severity::Info, kind::ORGANISATION_NAME_DIFFERS, message);
        }
    }

    /// The official name of an organisation that a page names in other words; `None` if the words are right or unknown.
    fn official(&self, party: &str, organisation: &str) -> Option<&str> {
        let own = key(organisation);
        let candidates = || self.lexicon.organisations.iter().filter(|o| o.party.as_deref() == Some(party));
        if own.is_empty() || own.len() > 200 || candidates().any(|o| o.right.contains(&own)) {
            return None;
        }
        if let Some(known) = candidates().find(|o| o.as_written.contains(&own)) {
            return Some(&known.official);
        }
        let most = (own.chars().count() / 8).min(4);
        let near = candidates().find(|o| most > 0 && o.right.iter().any(|right| right.len() > 8 && is_near(right, &own, most)));
        near.map(|o| o.official.as_str())
    }

    /// Meetings whose title names another mechanism of the page.
    fn strays(&mut self, mechanisms: &[ReadMechanism], notes: &[MechanismNotes]) {
        let acronyms: HashMap<String, usize> =
            mechanisms.iter().enumerate().filter_map(|(i, m)| m.acronym.as_ref().map(|a| (key(a), i))).collect();
        for (at, (mechanism, own)) in mechanisms.iter().zip(notes).enumerate() {
            for (meeting, meeting_notes) in mechanism.meetings.iter().zip(&own.meetings) {
                let Some(title) = &meeting.title else { continue };
                let other = super::name::acronym(title).and_then(|r| acronyms.get(&key(&title[r]))).filter(|other| **other != at);
                let named =
                    other.filter(|_| own.key.similarity(&meeting_notes.key) < 0.5).and_then(|other| mechanisms[*other].acronym.as_deref());
                if let Some(other) = named {
                    self.report(
                        meeting_notes.line,
                        Severity::Warning,
                        kind::MEETING_OF_OTHER_MECHANISM,
                        format!("the title names {other}, another mechanism of this page; the meeting is kept where it stands"),
                    );
                }
            }
        }
    }
}

/// Marks the participants of the party that a place or a line names as host.
fn hosts(mechanism: &mut ReadMechanism, notes: &MechanismNotes) {
    for (meeting, notes) in mechanism.meetings.iter_mut().zip(&notes.meetings) {
        if let Some(host) = &notes.host {
            for participant in meeting.participants.iter_mut().filter(|p| p.party.as_ref() == Some(host)) {
                participant.host = true;
            }
        }
    }
}

fn first_of_january(date: Edtf) -> Option<u16> {
    let range = date.range();
    let day = range.earliest.filter(|_| range.earliest == range.latest)?;
    (day.month() == 1 && day.day() == 1).then(|| day.year())
}

fn find<'i>(forest: &'i [ReadItem], path: &[usize]) -> Option<&'i ReadItem> {
    let (first, rest) = path.split_first()?;
    let mut item = forest.get(*first)?;
    for index in rest {
        item = item.items.get(*index)?;
    }
    Some(item)
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().find(|(at, c)| match c {
            '.' | ';' => rest[at + 1..].starts_with(' ') && !rest[..*at].ends_with("No"),
            '。' | '；' => true,
            _ => false,
        });
        let cut = end.map_or(rest.len(), |(at, c)| at + c.len_utf8());
        let (sentence, after) = rest.split_at(cut);
        rest = after;
        Some(sentence)
    })
}

fn find_phrase(sentence: &str, phrase: &str) -> Option<usize> {
    if phrase.is_ascii() { sentence.to_ascii_lowercase().find(phrase) } else { sentence.find(phrase) }
}

fn ordinals(text: &str) -> Vec<Ordinal> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((ordinal, range)) = Ordinal::find(rest) {
        found.push(ordinal);
        rest = &rest[range.end..];
        if found.len() > 20 {
            break;
        }
    }
    found
}

/// "2, 3 and 5", with runs as "1 to 4".
fn named(numbers: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == *number => *end = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let shown: Vec<String> = runs
        .iter()
        .flat_map(|(a, b)| {
            if a == b {
                vec![a.to_string()]
            } else if a + 1 == *b {
                vec![a.to_string(), b.to_string()]
            } else {
                vec![format!("{a} to {b}")]
            }
        })
        .collect();
    let word = if numbers.len() == 1 { "meeting" } else { "meetings" };
    match shown.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{word} {} and {last}", rest.join(", ")),
        _ => format!("{word} {}", shown.join("")),
    }
}

fn named_missing(numbers: &[u32]) -> String {
    let named = named(numbers);
    let mut chars = named.chars();
    let capital = chars.next().map_or_else(String::new, |c| c.to_uppercase().collect());
    let verb = if numbers.len() == 1 { "is" } else { "are" };
    format!("{}{} {verb}", capital.to_lowercase(), chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_named_in_runs() {
        assert_eq!(named(&[1]), "meeting 1");
        assert_eq!(named(&[1, 2]), "meetings 1 and 2");
        assert_eq!(named(&[1, 2, 3, 7]), "meetings 1 to 3 and 7");
        assert_eq!(named_missing(&[1]), "meeting 1 is");
    }

    #[test]
    fn outcomes_are_told_from_agendas() {
        let lexicon = Lexicon::bundled();
        for text in [
            "Conducted a joint operation.",
            "Revised and adopted the plan.",
            "The three Ministers adopted the Joint Statement.",
            "Operations will be conducted twice a year.",
            "通过了联合声明",
            "共同声明を採択した。",
            "공동성명을 채택하였다.",
        ] {
            assert!(is_outcome(text, &lexicon), "{text}");
        }
        for text in [
            "Revised Action Plan of the Cooperation.",
            "To discuss trade, and affirmed its importance.",
            "Common challenges",
            "Review of the joint action plan",
            "Exchange of views on trade",
            "大气污染防治",
            "The way forward for the working groups",
        ] {
            assert!(!is_outcome(text, &lexicon), "{text}");
        }
    }
}
