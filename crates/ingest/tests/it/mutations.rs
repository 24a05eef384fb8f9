//! The seed and made-up pages, damaged: nothing is lost in silence whatever happens to a page.

use chancery_ingest::{ReadError, Report};
use proptest::prelude::*;

use crate::{ledger, seed};

const MADE_UP: [&str; 6] = [
    include_str!("../pages/environment.txt"),
    include_str!("../pages/foreign.txt"),
    include_str!("../pages/zh.txt"),
    include_str!("../pages/ja.txt"),
    include_str!("../pages/ko.txt"),
    include_str!("../pages/no-headings.txt"),
];

fn pages() -> Vec<String> {
    seed::text().into_iter().chain(MADE_UP.map(ToOwned::to_owned)).collect()
}

fn attempt(text: &str) -> Option<Report> {
    match ledger::read_bytes("page.txt", text.as_bytes()) {
        Ok(report) => {
            ledger::check(&report);
            Some(report)
        }
        Err(ReadError::NothingRecognised { .. } | ReadError::Empty { .. }) => None,
        Err(other) => panic!("{other}"),
    }
}

/// What of a reading must not depend on how the page is spaced or decorated.
fn essence(report: &Report) -> String {
    let mut out = String::new();
    for mechanism in &report.mechanisms {
        out += &format!("{:?} {:?} {:?}\n", mechanism.acronym, mechanism.level, mechanism.latest_event);
        for meeting in &mechanism.meetings {
            let place = meeting.place.as_ref().map(|p| (p.city.clone(), p.country.clone()));
            let parties: Vec<_> = meeting.participants.iter().map(|p| p.party.clone()).collect();
            let numbers =
                |items: &[chancery_model::reading::ReadItem]| items.iter().map(|i| (i.number.clone(), i.items.len())).collect::<Vec<_>>();
            out += &format!(
                "  {:?} {:?} {place:?} {:?} {parties:?} {:?} {:?} {}\n",
                meeting.ordinal,
                meeting.date,
                meeting.download_languages,
                numbers(&meeting.agenda),
                numbers(&meeting.outcomes),
                meeting.documents.len()
            );
        }
    }
    out
}

#[test]
fn spacing_line_ends_and_decoration_do_not_matter() {
    for page in pages() {
        let expected = essence(&ledger::read(&page));
        let same = |name: &str, changed: String| assert_eq!(essence(&ledger::read(&changed)), expected, "{name}");
        same("CRLF", page.replace('\n', "\r\n"));
        same("CR", page.replace('\n', "\r"));
        same("byte order mark", format!("\u{feff}{page}"));
        same("trailing blanks", page.replace('\n', " \u{a0}\n"));
        same("indentation", page.replace('\n', "\n   "));
        same("no-break spaces", page.replace(' ', "\u{a0}"));
        same("doubled blanks", page.replace(' ', "  "));
        same("other bullets", page.replace("  • ", "  - "));
        same("dots", page.replace('•', "·"));
        same("diamonds", page.replace('■', "◆"));
        same("blank behind the mark", page.replace('■', "■ "));
        same("squares", page.replace('■', "▪"));
        same("full-width colons", page.replace(": ", "："));
        same("blanks before colons", page.replace(": ", " : "));
        same("blanks before commas", page.replace(", ", " , "));
        same("more blank lines", page.replace("\n■", "\n\n\n■"));
        same("an end without newline", page.trim_end().to_owned());
    }
}

#[test]
fn headings_in_other_words_read_the_same() {
    let Some(page) = seed::text() else { return };
    let expected = essence(&ledger::read(&page));
    for (participants, agenda, outcome, documents) in [
        ("Participants", "Agenda", "Outcome", "Documents"),
        ("■Participating Organizations", "■Main Topics", "■Key Outcomes", "■Related Documents"),
        ("【参加者】", "【議題】", "【成果】", "【文書】"),
        ("◆ 与会方：", "◆ 议题：", "◆ 成果：", "◆ 文件："),
        ("■참가자", "■의제", "■결과", "■문서"),
        ("□ ATTENDEES :", "□ AGENDA ITEMS :", "□ RESULTS :", "□ DOCUMENT :"),
        ("■Particpants", "■Agneda", "■Outocme", "■Docments"),
        ("[Participants]", "[Agenda]", "[Outcomes]", "[References]"),
    ] {
        let changed = page
            .replace("■Participants", participants)
            .replace("■Agenda", agenda)
            .replace("■Outcome", outcome)
            .replace("■Documents", documents);
        assert_eq!(essence(&ledger::read(&changed)), expected, "{participants}");
    }
}

#[test]
fn sections_without_headings_are_read_by_their_form() {
    let Some(page) = seed::text() else { return };
    let whole = ledger::read(&page);
    let bare: String = page.lines().filter(|l| !l.starts_with('■')).map(|l| format!("{l}\n")).collect();
    let report = ledger::read(&bare);
    assert_eq!(report.account.not_understood, 0);
    for (with, without) in whole.mechanisms.iter().zip(&report.mechanisms) {
        assert_eq!((&with.name, with.meetings.len()), (&without.name, without.meetings.len()));
        for (with, without) in with.meetings.iter().zip(&without.meetings) {
            assert_eq!((&with.title, &with.date, &with.place), (&without.title, &without.date, &without.place));
            assert_eq!(with.participants, without.participants, "{:?}", with.title);
            let count = |m: &chancery_model::reading::ReadMeeting| (m.agenda.len() + m.outcomes.len(), m.documents.len());
            assert_eq!(count(with), count(without), "{:?}", with.title);
        }
    }
}

#[test]
fn a_mechanism_without_its_heading_keeps_its_meetings() {
    let Some(page) = seed::text() else { return };
    let lines: Vec<&str> = page.lines().collect();
    for dropped in [4, 144, 175, 194, 199] {
        let changed: Vec<&str> = lines.iter().enumerate().filter(|(i, _)| *i != dropped).map(|(_, l)| *l).collect();
        let report = ledger::read(&changed.join("\n"));
        let counts: Vec<usize> = report.mechanisms.iter().map(|m| m.meetings.len()).collect();
        assert_eq!(counts, [5, 5, 4, 2, 5], "line {} dropped", dropped + 1);
        assert!(report.findings.iter().any(|f| f.kind == "mechanism-heading-missing"));
    }
}

#[test]
fn every_line_may_be_missing_doubled_or_cut() {
    for page in pages() {
        let lines: Vec<&str> = page.lines().collect();
        // Every line of the made-up pages, every seventh of the seed, for time.
        for at in (0..lines.len()).step_by(if lines.len() > 100 { 7 } else { 1 }) {
            let without: Vec<&str> = lines.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, l)| *l).collect();
            attempt(&without.join("\n"));
            let mut doubled = lines.clone();
            doubled.insert(at, lines[at]);
            attempt(&doubled.join("\n"));
            let mut swapped = lines.clone();
            swapped.swap(at, (at + 1) % lines.len());
            attempt(&swapped.join("\n"));
            attempt(&lines[..at].join("\n"));
        }
    }
}

#[test]
fn a_doubled_line_makes_no_meeting() {
    let Some(page) = seed::text() else { return };
    let lines: Vec<&str> = page.lines().collect();
    for at in 0..lines.len() {
        let mut doubled = lines.clone();
        doubled.insert(at, lines[at]);
        let report = ledger::read(&doubled.join("\n"));
        let counts: Vec<usize> = report.mechanisms.iter().map(|m| m.meetings.len()).collect();
        assert_eq!(counts, [5, 5, 4, 2, 5], "line {} doubled: {}", at + 1, lines[at]);
    }
}

const SENTINEL: &str = "Zyxomma";

fn with_sentinel(page: &str, at: usize, is_word: bool) -> String {
    let (before, after) = page.split_at(at);
    if is_word { format!("{before} {SENTINEL} {after}") } else { format!("{before}{SENTINEL}{after}") }
}

fn check_sentinel(changed: &str) {
    match ledger::read_bytes("page.txt", changed.as_bytes()) {
        Ok(report) => {
            ledger::check(&report);
            assert!(ledger::surfaces(&report, SENTINEL), "the sentinel is lost in {changed}");
        }
        Err(ReadError::NothingRecognised { findings, .. }) => assert!(ledger::is_found(&findings, SENTINEL)),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_sentinel_at_every_word_surfaces() {
    // At every fifth word of the made-up pages and every 29th of the seed, for time; the next test takes any place.
    for (index, page) in pages().iter().enumerate() {
        let step = if page.len() > 4000 { 29 } else { 5 };
        let ends: Vec<usize> = page.char_indices().filter(|(_, c)| c.is_whitespace() || !c.is_alphanumeric()).map(|(at, _)| at).collect();
        for at in ends.iter().skip(index % step).step_by(step) {
            check_sentinel(&with_sentinel(page, *at, true));
        }
        check_sentinel(&format!("{page}\n{SENTINEL}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_sentinel_anywhere_surfaces(which in 0usize..7, at in 0usize..20_000, is_word: bool) {
        let pages = pages();
        let page = &pages[which % pages.len()];
        let mut at = at % page.len();
        while !page.is_char_boundary(at) {
            at -= 1;
        }
        check_sentinel(&with_sentinel(page, at, is_word));
    }

    #[test]
    fn many_wounds_at_once_lose_nothing(which in 0usize..7, wounds in proptest::collection::vec((0usize..400, 0u8..6), 1..12)) {
        let pages = pages();
        let page = &pages[which % pages.len()];
        let mut lines: Vec<String> = page.lines().map(ToOwned::to_owned).collect();
        for (at, wound) in wounds {
            if lines.is_empty() {
                break;
            }
            let at = at % lines.len();
            match wound {
                0 => drop(lines.remove(at)),
                1 => lines.insert(at, lines[at].clone()),
                2 => { let other = (at * 7 + 3) % lines.len(); lines.swap(at, other); }
                3 => lines[at] = lines[at].chars().take(lines[at].chars().count() / 2).collect(),
                4 => { let next = lines.get(at + 1).cloned().unwrap_or_default(); lines[at] = format!("{} {next}", lines[at]); }
                _ => lines.insert(at, String::new()),
            }
        }
        attempt(&lines.join("\n"));
    }
}
