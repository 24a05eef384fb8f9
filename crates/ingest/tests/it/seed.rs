//! The page that it all began with, read in every field. It is not part of the project; where it is absent, the tests say
//! that they skip. The expectations are kept apart from its words: numbers, dates, places, and an oracle that finds the
//! words by their line.

use std::path::Path;

use chancery_model::reading::ReadItem;

use crate::ledger;

/// The seed's text, if it is there.
pub(crate) fn text() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seed/mechanism-search-customs.txt");
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(_) => {
            println!("skipped: the seed page is not here");
            None
        }
    }
}

/// Of a meeting: title line, ordinal and its spelling, date, city and country, languages, lines of agenda items, of
/// outcomes with their numbers, of documents.
type Expected = (
    usize,
    u32,
    &'static str,
    &'static str,
    Option<(Option<&'static str>, &'static str)>,
    &'static [&'static str],
    &'static [(usize, &'static str)],
    &'static [(usize, &'static str)],
    &'static [usize],
);

const MEETINGS: [&[Expected]; 5] = [
    &[
        (6, 6, "6th", "2017-11-30", Some((Some("Tokyo"), "JP")), &[], &[(15, "")], &[(18, "1"), (19, "2"), (20, "3")], &[23, 24]),
        (
            25,
            5,
            "5th",
            "2015-10-31",
            Some((Some("Seoul"), "KR")),
            &["en"],
            &[(37, "")],
            &[(40, "1"), (41, "2"), (42, "3"), (43, "4"), (44, "5"), (45, "6")],
            &[48],
        ),
        (
            49,
            4,
            "4th",
            "2011-11-11",
            Some((Some("Tokyo"), "JP")),
            &["en", "zh"],
            &[(61, "")],
            &[(64, "1"), (66, "2"), (67, "2.1"), (68, "2.2"), (69, "2.3"), (70, "2.4"), (71, "2.5"), (72, "2.6")],
            &[75, 76],
        ),
        (
            77,
            3,
            "3rd",
            "2009-09-28",
            Some((Some("Beijing"), "CN")),
            &["en", "zh"],
            &[(89, "")],
            &[(92, "1"), (94, "1.1"), (96, "1.2"), (98, "1.3"), (100, "1.4"), (102, "1.5"), (104, "1.6"), (106, "1.7"), (108, "2")],
            &[111, 112],
        ),
        (
            113,
            2,
            "2nd",
            "2008-11-11",
            Some((Some("Jeju"), "KR")),
            &["en"],
            &[(125, "")],
            &[(128, "1"), (129, "2"), (130, "3"), (131, "4"), (132, "5"), (133, "6"), (134, "7"), (135, "8"), (136, "9"), (137, "10")],
            &[140],
        ),
    ],
    &[
        (146, 6, "6th", "2016", None, &[], &[], &[], &[]),
        (148, 5, "5th", "2011", None, &[], &[], &[], &[]),
        (154, 4, "4th", "2010", None, &[], &[], &[], &[]),
        (160, 3, "3rd", "2009", None, &[], &[], &[(168, "1")], &[]),
        (169, 2, "2nd", "2008", None, &[], &[], &[], &[]),
    ],
    &[
        (177, 4, "4rd", "2012", None, &[], &[], &[], &[]),
        (179, 3, "3rd", "2011", None, &[], &[], &[], &[]),
        (181, 2, "2nd", "2010-08-26", Some((Some("Gyeongju"), "KR")), &[], &[], &[], &[]),
        (188, 1, "1st", "2009-08-11", Some((Some("Dalian"), "CN")), &[], &[], &[], &[]),
    ],
    &[(196, 2, "2rd", "2012", None, &[], &[], &[], &[]), (198, 1, "1st", "2011", None, &[], &[], &[], &[])],
    &[
        (201, 7, "7th", "2018-06-27/2018-06-28", Some((Some("Ningbo"), "CN")), &[], &[], &[], &[]),
        (208, 6, "6th", "2016", None, &[], &[], &[], &[]),
        (210, 5, "5th", "2011", Some((None, "KR")), &[], &[(219, "1"), (220, "2")], &[], &[]),
        (221, 4, "4th", "2010", Some((None, "JP")), &[], &[(230, "1"), (231, "2")], &[], &[]),
        (232, 3, "3rd", "2009", Some((None, "CN")), &[], &[], &[], &[]),
    ],
];

/// Meetings below whose title no participants stand.
const WITHOUT_PARTICIPANTS: [usize; 6] = [146, 177, 179, 196, 198, 208];

fn flat(items: &[ReadItem]) -> Vec<(&ReadItem, String)> {
    let mut out = Vec::new();
    for item in items {
        out.push((item, item.number.clone().unwrap_or_default()));
        out.extend(flat(&item.items));
    }
    out
}

#[test]
fn every_field_of_the_seed_is_right() {
    let Some(text) = text() else { return };
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let line = |n: usize| lines[n - 1];
    let report = ledger::read(&text);
    assert_eq!(report.topic, None);
    assert_eq!(report.account.not_understood, 0);
    let heads: Vec<_> = report
        .mechanisms
        .iter()
        .map(|m| {
            (
                m.acronym.as_deref(),
                m.level.as_ref().map(chancery_model::Level::as_str),
                m.level_as_written.as_deref(),
                m.latest_event.map(|d| d.to_string()),
                m.pager.map(|p| (p.page, p.of)),
            )
        })
        .collect();
    let (ministerial, working) = (Some("ministerial"), Some("working-group"));
    let (above, below) = (Some(line(3)), Some(line(143)));
    assert_eq!(
        heads,
        [
            (Some("TCHM"), ministerial, above, Some("2017-11-30".into()), Some((1, 2))),
            (Some("CEI"), working, below, Some("2016".into()), Some((1, 2))),
            (Some("AEO"), working, below, Some("2012".into()), None),
            (None, working, below, Some("2012".into()), None),
            (Some("IPR"), working, below, Some("2018-06-27/2018-06-28".into()), Some((1, 2))),
        ]
    );
    for (mechanism, head) in report.mechanisms.iter().zip([5, 145, 176, 195, 200]) {
        let name = line(head).split(" Latest Event").next().unwrap().split(" (").next().unwrap();
        assert_eq!(mechanism.name.as_deref(), Some(name));
    }
    for (mechanism, expected) in report.mechanisms.iter().zip(MEETINGS) {
        assert_eq!(mechanism.meetings.len(), expected.len());
        for (meeting, (title, ordinal, spelling, date, place, languages, agenda, outcomes, documents)) in
            mechanism.meetings.iter().zip(expected)
        {
            assert_eq!(meeting.title.as_deref(), Some(line(*title)));
            assert_eq!((meeting.ordinal, meeting.ordinal_as_written.as_deref()), (Some(*ordinal), Some(*spelling)));
            assert_eq!(meeting.date.map(|d| d.to_string()).as_deref(), Some(*date));
            let written = meeting.date_as_written.as_deref().unwrap();
            assert!(lines[*title..*title + 5].iter().any(|l| l.trim_start_matches("• ") == written));
            let got = meeting.place.as_ref().map(|p| (p.city.as_deref(), p.country.as_deref().unwrap()));
            assert_eq!(got, *place);
            assert!(
                meeting
                    .place
                    .as_ref()
                    .is_none_or(|p| !p.online && lines[*title..*title + 6].iter().any(|l| l.trim_start_matches("• ") == p.as_written))
            );
            assert_eq!(meeting.download_languages, *languages);
            for (items, expected) in [(&meeting.agenda, agenda), (&meeting.outcomes, outcomes)] {
                let got = flat(items);
                assert_eq!(got.len(), expected.len(), "{}", line(*title));
                for ((item, number), (at, expected_number)) in got.iter().zip(*expected) {
                    assert_eq!(number, expected_number);
                    let label = item.label.as_deref().unwrap_or("");
                    assert_eq!(format!("{label}{}{}", if label.is_empty() { "" } else { " " }, item.text), line(*at));
                }
            }
            let titles: Vec<&str> = meeting.documents.iter().map(|d| d.title.as_str()).collect();
            let expected_titles: Vec<&str> = documents.iter().map(|at| line(*at)).collect();
            assert_eq!(titles, expected_titles);
            let parties: Vec<_> = meeting.participants.iter().map(|p| p.party.as_deref().unwrap()).collect();
            let expected_parties: &[&str] = if WITHOUT_PARTICIPANTS.contains(title) { &[] } else { &["CN", "JP", "KR"] };
            assert_eq!(parties, expected_parties);
            for participant in &meeting.participants {
                let (_, organisation) = participant.as_written.split_once(": ").unwrap();
                assert_eq!(participant.organisation.as_deref(), Some(organisation));
                assert!(participant.person.is_none() && participant.role.is_none() && !participant.host);
                assert!(lines.iter().any(|l| l.trim_start_matches('•') == participant.as_written));
            }
            assert!(meeting.notes.is_empty());
            assert_eq!(meeting.lines.0 as usize, *title);
        }
    }
    for (mechanism, expected) in report.mechanisms.iter().zip(MEETINGS) {
        for (meeting, next) in mechanism.meetings.iter().zip(expected.iter().skip(1)) {
            assert!((meeting.lines.1 as usize) < next.0 && !line(meeting.lines.1 as usize).is_empty());
        }
    }
}

#[test]
fn the_seed_has_these_findings_and_no_others() {
    let Some(text) = text() else { return };
    let report = ledger::read(&text);
    let found: Vec<(u32, &str)> = report.findings.iter().map(|f| (f.line, f.kind.as_str())).collect();
    assert_eq!(
        found,
        [
            (10, "organisation-name-differs"),
            (108, "plan-for-other-meeting"),
            (141, "ordinals-missing"),
            (149, "date-year-in-disguise"),
            (155, "date-year-in-disguise"),
            (161, "date-year-in-disguise"),
            (170, "date-year-in-disguise"),
            (175, "ordinals-missing"),
            (177, "ordinal-misspelt"),
            (196, "ordinal-misspelt"),
            (219, "outcomes-under-agenda"),
            (230, "outcomes-under-agenda"),
            (239, "ordinals-missing"),
        ]
    );
    let message = |kind: &str| &report.findings.iter().find(|f| f.kind == kind).unwrap().message;
    assert!(message("organisation-name-differs").contains("\"General Administration of Customs\""));
    assert!(message("plan-for-other-meeting").contains("4th") && message("plan-for-other-meeting").contains("2011-11-11, Tokyo, Japan"));
    assert!(message("ordinals-missing").contains("meeting 1 ") && message("ordinals-missing").contains("second screen"));
}

#[test]
fn the_words_are_those_of_the_page() {
    let Some(text) = text() else { return };
    // The digest of all outcome texts, so that no letter changes unnoticed.
    let report = ledger::read(&text);
    let mut all = String::new();
    for meeting in report.mechanisms.iter().flat_map(|m| &m.meetings) {
        for (item, number) in flat(&meeting.agenda).into_iter().chain(flat(&meeting.outcomes)) {
            all.push_str(&number);
            all.push_str(&item.text);
            all.push('\n');
        }
    }
    assert_eq!(chancery_model::Digest::of(all.as_bytes()).to_string(), "44bacf945b3496d43b6fc7b277a3944fa3a3c3033bf44f58b69fb9c57a3ebab0");
}
