//! Lists of meetings against a plain filter over the records, for many queries, orders and page sizes.

use std::collections::BTreeSet;

use chancery_model::{Day, DayRange, Edtf, Match, MechanismId, Meeting, MeetingStatus, Participation, Record, TopicId, samples};
use chancery_store::{Change, Expects, MeetingOrder, MeetingQuery, MeetingRow, ReadError, Series};

use super::register::Register;

/// Sixty meetings of three mechanisms in two topics, with dates of every precision.
fn meetings() -> Vec<Meeting> {
    let dates = [
        Some("2011-11-11"),
        Some("2011"),
        Some("2011-11"),
        None,
        Some("2011-12-31"),
        Some("2012-02-03/2012-02-05"),
        Some("201X"),
        Some("2013/.."),
        Some("../2010"),
        Some("2012-11-11"),
        Some("2012-11-11"),
    ];
    let mut meetings = Vec::new();
    for (index, mechanism) in ["tchm", "cei", "fish"].into_iter().enumerate() {
        for n in 1..=20u32 {
            let mut meeting = samples::meeting(mechanism, n);
            let turn = usize::try_from(n).unwrap() + index;
            meeting.date = dates[turn % dates.len()].map(|d| d.parse::<Edtf>().unwrap());
            meeting.status = if turn.is_multiple_of(7) { MeetingStatus::Planned } else { MeetingStatus::Held };
            if turn.is_multiple_of(3) {
                meeting.place.as_mut().unwrap().place = "seoul".parse().unwrap();
                meeting.host = Some("KR".parse().unwrap());
            }
            if turn.is_multiple_of(4) {
                meeting.ordinal = None;
                meeting.participation = vec![Participation { party: Some("MN".parse().unwrap()), ..Participation::default() }];
            }
            if mechanism == "cei" && turn.is_multiple_of(5) {
                meeting.also_of = vec!["fish".parse().unwrap()];
            }
            if turn.is_multiple_of(11) {
                meeting.place = None;
                meeting.host = None;
            }
            meetings.push(meeting);
        }
    }
    meetings
}

async fn register() -> Register {
    let register = Register::with_samples().await;
    let mut changes = vec![Record::Topic(samples::topic("fisheries")), Record::Place(samples::place("seoul", "Seoul", "KR"))];
    changes.extend([("cei", "customs"), ("fish", "fisheries")].map(|(m, t)| Record::Mechanism(samples::mechanism(m, t))));
    changes.extend(meetings().into_iter().map(Record::Meeting));
    changes.push(Record::Document(samples::document("fish-9-plan", "fish/9")));
    register.publish(changes.into_iter().map(|r| Change::publish(r, Expects::Any)).collect()).await.unwrap();
    register
}

fn is_wanted(meeting: &Meeting, query: &MeetingQuery) -> bool {
    let mechanisms: BTreeSet<&str> = std::iter::once(&meeting.mechanism).chain(&meeting.also_of).map(MechanismId::as_str).collect();
    let topics: BTreeSet<&str> = mechanisms.iter().map(|m| if *m == "fish" { "fisheries" } else { "customs" }).collect();
    let place = meeting.place.as_ref().map(|p| p.place.as_str());
    let country = place.map(|p| if p == "seoul" { "KR" } else { "JP" });
    let host = meeting.host.as_ref().or_else(|| meeting.participation.iter().find(|p| p.is_host)?.party.as_ref());
    let has = |party: &str| meeting.participation.iter().any(|p| p.party.as_ref().is_some_and(|x| x.as_str() == party));
    let has_organisation = |id: &str| meeting.participation.iter().any(|p| p.organisation.as_ref().is_some_and(|x| x.as_str() == id));
    query.topic.as_ref().is_none_or(|t| topics.contains(t.as_str()))
        && query.mechanism.as_ref().is_none_or(|m| mechanisms.contains(m.as_str()))
        && query.party.as_ref().is_none_or(|p| has(p.as_str()))
        && query.host.as_ref().is_none_or(|p| host == Some(p))
        && query.organisation.as_ref().is_none_or(|o| has_organisation(o.as_str()))
        && query.place.as_ref().is_none_or(|p| place == Some(p.as_str()))
        && query.country.as_ref().is_none_or(|x| country == Some(x.as_str()))
        && query.document_type.as_ref().is_none_or(|t| t.as_str() == "action-plan" && ["tchm/4", "fish/9"].contains(&meeting.id.as_str()))
        && query.days.as_ref().is_none_or(|days| meeting.date.is_some_and(|d| d.matches(days) != Match::No))
        && (query.statuses.is_empty() || query.statuses.contains(&meeting.status))
}

fn order(meetings: &mut [Meeting], order: MeetingOrder) {
    let key = |m: &Meeting| {
        let date = m.date.map(|d| (d.range().latest.map_or(i32::MAX, Day::number), d.precision()));
        (date, m.id.to_string())
    };
    meetings.sort_by_key(key);
    match order {
        MeetingOrder::OldestFirst => {}
        MeetingOrder::NewestFirst => meetings.reverse(),
        MeetingOrder::ByOrdinalDesc => {
            meetings.reverse();
            meetings.sort_by_key(|m| std::cmp::Reverse(m.ordinal));
        }
    }
}

async fn walk(register: &Register, query: &MeetingQuery) -> Vec<MeetingRow> {
    let mut query = query.clone();
    let mut rows = Vec::new();
    loop {
        let page = register.store.list_meetings(&query).await.unwrap();
        assert!(page.rows.len() <= usize::try_from(query.limit).unwrap());
        rows.extend(page.rows);
        match page.next {
            // The reader gets it as text and hands the text back.
            Some(next) => query.after = Some(next.to_string().parse().unwrap()),
            None => {
                assert_eq!(page.total, u64::try_from(rows.len()).unwrap());
                return rows;
            }
        }
    }
}

fn days(from: &str, to: &str) -> DayRange {
    let day = |text: &str| text.parse::<Edtf>().ok().and_then(|d| d.range().earliest);
    DayRange { earliest: day(from), latest: day(to) }
}

#[tokio::test]
async fn lists_hold_what_a_plain_filter_finds_in_the_same_order() {
    let register = register().await;
    let mut all = meetings();
    all.retain(|m| !["tchm/4", "tchm/6"].contains(&m.id.as_str()));
    all.extend(meetings().into_iter().filter(|m| ["tchm/4", "tchm/6"].contains(&m.id.as_str())));
    let any = MeetingQuery::default;
    let queries = [
        any(),
        MeetingQuery { topic: Some("fisheries".parse().unwrap()), ..any() },
        MeetingQuery { mechanism: Some("fish".parse().unwrap()), ..any() },
        MeetingQuery { mechanism: Some("cei".parse().unwrap()), topic: Some("fisheries".parse().unwrap()), ..any() },
        MeetingQuery { party: Some("MN".parse().unwrap()), ..any() },
        MeetingQuery { host: Some("KR".parse().unwrap()), party: Some("JP".parse().unwrap()), ..any() },
        MeetingQuery { organisation: Some("kr-kcs".parse().unwrap()), country: Some("JP".into()), ..any() },
        MeetingQuery { place: Some("seoul".parse().unwrap()), ..any() },
        MeetingQuery { document_type: Some("action-plan".parse().unwrap()), ..any() },
        MeetingQuery { document_type: Some("memorandum".parse().unwrap()), ..any() },
        MeetingQuery { days: Some(days("2011-11-11", "2011-11-30")), ..any() },
        MeetingQuery { days: Some(days("2012", "")), topic: Some("customs".parse().unwrap()), ..any() },
        MeetingQuery { days: Some(days("", "2011-06")), ..any() },
        MeetingQuery { days: Some(days("", "")), ..any() },
        MeetingQuery { statuses: vec![MeetingStatus::Planned], ..any() },
        MeetingQuery { statuses: vec![MeetingStatus::Planned, MeetingStatus::Held], mechanism: Some("tchm".parse().unwrap()), ..any() },
        MeetingQuery { mechanism: Some("nowhere".parse().unwrap()), ..any() },
    ];
    for query in queries {
        for (by, limit) in [
            (MeetingOrder::NewestFirst, 7),
            (MeetingOrder::OldestFirst, 3),
            (MeetingOrder::ByOrdinalDesc, 5),
            (MeetingOrder::NewestFirst, 500),
        ] {
            let query = MeetingQuery { order: by, limit, ..query.clone() };
            let mut wanted: Vec<Meeting> = all.iter().filter(|m| is_wanted(m, &query)).cloned().collect();
            order(&mut wanted, by);
            let rows = walk(&register, &query).await;
            let ids = |meetings: &[Meeting]| meetings.iter().map(|m| m.id.to_string()).collect::<Vec<_>>();
            assert_eq!(rows.iter().map(|r| r.id.to_string()).collect::<Vec<_>>(), ids(&wanted), "{query:?}");
            for (row, meeting) in rows.iter().zip(&wanted) {
                let expected = query.days.zip(meeting.date).is_some_and(|(days, date)| date.matches(&days) == Match::May);
                assert_eq!(row.may_match, expected, "{} in {query:?}", row.id);
            }
        }
    }
}

#[tokio::test]
async fn a_row_has_all_that_a_list_shows() {
    let register = register().await;
    let row = register.store.find_meeting_row(&"fish/9".parse().unwrap()).await.unwrap().unwrap();
    let meeting = meetings().into_iter().find(|m| m.id.as_str() == "fish/9").unwrap();
    assert_eq!((row.ordinal, row.date, row.status, row.seq > 12), (meeting.ordinal, meeting.date, meeting.status, true));
    assert_eq!((row.outcome_count, row.outcome_part_count, row.agenda_count), (3, 1, 1));
    assert_eq!((row.document_count, row.document_langs[0].as_str(), row.download_langs.len()), (1, "en", 2));
    assert_eq!(row.topics.iter().map(TopicId::as_str).collect::<Vec<_>>(), ["fisheries"]);
    let joint = register.store.find_meeting_row(&"cei/4".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(joint.also_of.iter().map(MechanismId::as_str).collect::<Vec<_>>(), ["fish"]);
    assert_eq!(joint.topics.iter().map(TopicId::as_str).collect::<Vec<_>>(), ["customs", "fisheries"]);
    assert!(register.store.find_meeting_row(&"cei/400".parse().unwrap()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_place_in_a_list_that_was_not_given_out_is_refused() {
    assert!(matches!("no".parse::<chancery_store::Cursor>(), Err(ReadError::Cursor(_))));
}

#[tokio::test]
async fn series_and_neighbours() {
    let register = register().await;
    let all = register.store.meeting_dates(&Series::Topic("fisheries".parse().unwrap())).await.unwrap();
    let joint = meetings().iter().filter(|m| !m.also_of.is_empty()).count();
    assert_eq!(all.len(), 20 + joint);
    let of_mechanism = register.store.meeting_dates(&Series::Mechanism("fish".parse().unwrap())).await.unwrap();
    assert_eq!(of_mechanism.len(), 20 + joint);
    // Going forwards from the first visits each meeting of the mechanism once, and the way back is the same.
    let neighbours = async |id: &str| {
        let (before, after) = register.store.find_neighbours(&id.parse().unwrap()).await.unwrap();
        [before, after].map(|row| row.map(|row| row.id.to_string()))
    };
    let mut at = None;
    for n in 1..=20 {
        if let [None, Some(_)] = neighbours(&format!("tchm/{n}")).await {
            assert_eq!(at.replace(format!("tchm/{n}")), None, "two meetings are first");
        }
    }
    let mut way = BTreeSet::new();
    while let Some(id) = at {
        let [_, after] = neighbours(&id).await;
        if let Some(after) = &after {
            assert_eq!(neighbours(after).await[0].as_ref(), Some(&id));
        }
        assert!(way.insert(id));
        at = after;
    }
    assert_eq!(way.len(), 20);
    assert_eq!(neighbours("tchm/99").await, [None, None]);
}

#[tokio::test]
async fn the_register_is_counted() {
    let register = register().await;
    let counts = register.store.counts().await.unwrap();
    assert_eq!(
        (counts.mechanisms, counts.meetings, counts.documents, counts.organisations, counts.topics, counts.places),
        (3, 60, 2, 4, 2, 2)
    );
    let of = |topic: &str| counts.by_topic[&topic.parse().unwrap()];
    assert_eq!((of("customs").mechanisms, of("customs").meetings), (2, 40));
    assert_eq!(of("fisheries").mechanisms, 1);
    assert_eq!((counts.first_year, counts.last_year), (Some(2010), Some(2019)));
    assert_eq!(counts.last_published.as_deref(), Some("2026-11-22T07:20:25Z"));
    assert_eq!(counts.head, register.store.head().await.unwrap());
    let empty = Register::empty().await.store.counts().await.unwrap();
    assert_eq!((empty.meetings, empty.first_year, empty.last_published), (0, None, None));
}
