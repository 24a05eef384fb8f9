//! A generated register: plainly made up, the same for the same seed and size, and shaped like a real one.
//!
//! Twenty topics, mechanisms of fifty meetings each, three parties, agenda and numbered outcomes in English, every
//! fourth meeting with a second account in Chinese, Japanese or Korean, one or two documents a meeting. The words are
//! drawn unevenly, as words are, so that a search has frequent and rare ones to find.

use chancery_model::document::{Document, DocumentRelation, Relation, Rendition};
use chancery_model::item::Item;
use chancery_model::meeting::{Account, Meeting, MeetingPlace, MeetingStatus, Participation};
use chancery_model::{Certainty, Lang, Mechanism, Name, Organisation, Place, Record, Source, TextStatus, Topic, samples};

use super::chance::Chance;

/// How many meetings a mechanism has.
pub(crate) const MEETINGS_OF_ONE: usize = 50;
/// How many topics there are.
pub(crate) const TOPICS: usize = 20;
pub(crate) const PLACES: usize = 60;
pub(crate) const ORGANISATIONS_OF_ONE: usize = 20;
pub(crate) const PARTIES: [&str; 3] = ["CN", "JP", "KR"];
const COUNTRIES: [&str; 3] = ["China", "Japan", "Korea"];

const VERBS: [&str; 12] = [
    "Agreed to",
    "Decided to",
    "Welcomed the plan to",
    "Reaffirmed the wish to",
    "Discussed how to",
    "Endorsed the proposal to",
    "Resolved to",
    "Encouraged experts to",
    "Invited parties to",
    "Took note of work to",
    "Planned to",
    "Called for efforts to",
];
const DEEDS: [&str; 16] = [
    "exchange",
    "compare",
    "publish",
    "review",
    "harmonize",
    "survey",
    "map",
    "protect",
    "restore",
    "test",
    "train officers in",
    "register",
    "simplify",
    "monitor",
    "translate",
    "measure",
];
const THINGS: [&str; 40] = [
    "lighthouse records",
    "harbour statistics",
    "buoy inventories",
    "tide tables",
    "pilot manuals",
    "fog signals",
    "lamp standards",
    "channel surveys",
    "beacon software",
    "ferry schedules",
    "coastal photographs",
    "keeper training",
    "spare lenses",
    "signal codes",
    "radio procedures",
    "rescue drills",
    "dredging plans",
    "ice reports",
    "mooring rules",
    "chart corrections",
    "weather logs",
    "salvage notices",
    "anchor designs",
    "quay repairs",
    "customs declarations",
    "inspection results",
    "risk indicators",
    "origin certificates",
    "transit documents",
    "warehouse audits",
    "laboratory methods",
    "detector dogs",
    "seal numbers",
    "officer exchanges",
    "joint seminars",
    "contact points",
    "work programmes",
    "pilot projects",
    "progress reports",
    "action plans",
];
const WHERES: [&str; 10] = [
    "in the northern straits",
    "before the next meeting",
    "on a trial basis",
    "twice a year",
    "with the expert group",
    "at the three seats",
    "in all working languages",
    "for small vessels",
    "under the framework",
    "by the end of the period",
];
const FOREIGN: [(&str, [&str; 6]); 3] = [
    ("zh-Hans", ["交换灯塔记录", "审议航道调查", "加强港口统计合作", "通过行动计划", "举办联合研讨会", "改进信号标准"]),
    (
        "ja",
        [
            "灯台記録を交換する",
            "水路調査を検討する",
            "港湾統計の協力を強化する",
            "行動計画を採択した",
            "共同セミナーを開催する",
            "信号基準を改善する",
        ],
    ),
    (
        "ko",
        [
            "등대 기록을 교환하기로 하였다",
            "수로 조사를 검토하였다",
            "항만 통계 협력을 강화한다",
            "행동계획을 채택하였다",
            "공동 세미나를 개최한다",
            "신호 기준을 개선한다",
        ],
    ),
];

/// Makes the records of a register of `meetings` meetings, in an order in which they can be published.
pub(crate) fn records(meetings: usize, seed: u64) -> Vec<Record> {
    let mut chance = Chance::new(seed);
    let mut out = surroundings(meetings);
    let mut documents = Vec::new();
    for n in 0..meetings {
        let meeting = meeting(n, &mut chance);
        documents.extend(self::documents(&meeting, &mut chance));
        out.push(Record::Meeting(meeting));
    }
    out.extend(documents.into_iter().map(Record::Document));
    out
}

/// The same records one after the other, each meeting with its documents behind it, for registers that are too large to
/// hold at once.
pub(crate) fn stream(meetings: usize, seed: u64) -> impl Iterator<Item = Record> {
    let mut chance = Chance::new(seed);
    let of_meeting = move |n| {
        let meeting = meeting(n, &mut chance);
        let documents = documents(&meeting, &mut chance);
        std::iter::once(Record::Meeting(meeting)).chain(documents.into_iter().map(Record::Document))
    };
    surroundings(meetings).into_iter().chain((0..meetings).flat_map(of_meeting))
}

/// Makes the records that so many meetings refer to: topics, organisations, places, mechanisms.
pub(crate) fn surroundings(meetings: usize) -> Vec<Record> {
    let mut out = vec![Record::Organisation(samples::organisation("tcs", None, ["Secretariat", "秘书处", "事務局", "사무국"]))];
    out.push(Record::Framework(samples::framework()));
    out.extend((0..TOPICS).map(|n| Record::Topic(topic(n))));
    for party in PARTIES {
        out.extend((0..ORGANISATIONS_OF_ONE).map(|n| Record::Organisation(organisation(party, n))));
    }
    out.extend((0..PLACES).map(|n| Record::Place(place(n))));
    let mechanisms = meetings.div_ceil(MEETINGS_OF_ONE);
    out.extend((0..mechanisms).map(|n| Record::Mechanism(mechanism(n))));
    out
}

fn names(en: String, zh: String, ja: String, ko: String) -> Vec<Name> {
    vec![Name::new(Lang::en(), en), Name::new(Lang::zh(), zh), Name::new(Lang::ja(), ja), Name::new(Lang::ko(), ko)]
}

/// A topic by its number.
pub(crate) fn topic(n: usize) -> Topic {
    let mut topic = samples::topic("customs");
    topic.id = parsed(&format!("topic-{n}"));
    topic.names = names(format!("Made-up Topic {n}"), format!("虚构领域{n}"), format!("架空分野{n}"), format!("가상 분야 {n}"));
    topic.position = u32::try_from(n + 1).unwrap_or(u32::MAX);
    topic.addresses = vec![address(n)];
    topic
}

/// The made-up address of a topic's page.
pub(crate) fn address(topic: usize) -> String {
    format!("https://secretariat.example/mechanism?topics={topic}")
}

pub(crate) fn organisation(party: &str, n: usize) -> Organisation {
    let id = format!("{}-office-{n}", party.to_ascii_lowercase());
    let mut made = samples::organisation(&id, Some(party), ["x"; 4]);
    made.names =
        names(format!("Office {n} of {party}"), format!("{party}第{n}办公室"), format!("{party}第{n}室"), format!("{party} 제{n}실"));
    made
}

pub(crate) fn place(n: usize) -> Place {
    let mut made = samples::place(&format!("harbour-{n}"), "Harbour", PARTIES[n % 3]);
    made.names = names(format!("Harbour {n}"), format!("港口{n}"), format!("港{n}"), format!("항구{n}"));
    made
}

/// The full name of a mechanism by its number.
pub(crate) fn mechanism_name(n: usize) -> String {
    format!("Made-up Meeting {n} on {}", capitals(THINGS[n % THINGS.len()]))
}

/// The acronym of a mechanism by its number.
pub(crate) fn acronym(n: usize) -> String {
    format!("MUM{n}")
}

pub(crate) fn mechanism(n: usize) -> Mechanism {
    let mut made = samples::mechanism(&format!("mum{n}"), &format!("topic-{}", n % TOPICS));
    made.names = names(mechanism_name(n), format!("虚构会议{n}"), format!("架空会合{n}"), format!("가상 회의 {n}"));
    made.names.push(Name::acronym(acronym(n)));
    made.level = parsed(["summit", "ministerial", "senior-officials", "director-general", "working-group"][n % 5]);
    made.sources = vec![Source::of(address(n % TOPICS))];
    made
}

/// The id of a meeting by its number over all mechanisms.
pub(crate) fn meeting_id(n: usize) -> String {
    format!("mum{}/{}", n / MEETINGS_OF_ONE, n % MEETINGS_OF_ONE + 1)
}

/// A meeting by its number over all mechanisms.
pub(crate) fn meeting(n: usize, chance: &mut Chance) -> Meeting {
    let (mechanism, ordinal) = (n / MEETINGS_OF_ONE, n % MEETINGS_OF_ONE + 1);
    let place = chance.below(PLACES);
    let host = PARTIES[place % 3];
    let id = meeting_id(n);
    let source = Source::of(address(mechanism % TOPICS));
    let mut accounts = vec![account("a", Lang::en(), &source, chance, sentence)];
    if n.is_multiple_of(4) {
        let (lang, phrases) = FOREIGN[chance.below(FOREIGN.len())];
        accounts.push(account("b", parsed(lang), &source, chance, |chance| format!("{}。", phrases[chance.below(phrases.len())])));
    }
    let participation = PARTIES.map(|party| Participation {
        party: Some(parsed(party)),
        organisation: Some(parsed(&format!("{}-office-{}", party.to_ascii_lowercase(), chance.below(ORGANISATIONS_OF_ONE)))),
        is_host: party == host,
        ..Participation::default()
    });
    Meeting {
        id: parsed(&id),
        mechanism: parsed(&format!("mum{mechanism}")),
        also_of: vec![],
        ordinal: u32::try_from(ordinal).ok(),
        ordinal_as_written: None,
        names: vec![],
        status: MeetingStatus::Held,
        date: Some(parsed(&date(ordinal, chance))),
        date_as_written: None,
        place: Some(MeetingPlace { place: parsed(&format!("harbour-{place}")), as_written: None }),
        is_online: false,
        host: Some(parsed(host)),
        chair: None,
        participation: participation.into(),
        download_languages: vec![Lang::en()],
        accounts,
        certainty: Some(Certainty::Page),
        certainty_reason: vec![],
        sources: vec![source],
        statements: vec![],
        notes: vec![],
    }
}

/// A date in the year that fits the ordinal; one in eight is a year alone.
pub(crate) fn date(ordinal: usize, chance: &mut Chance) -> String {
    let year = 1975 + ordinal;
    if chance.below(8) == 0 {
        return year.to_string();
    }
    format!("{year}-{:02}-{:02}", 1 + chance.below(12), 1 + chance.below(28))
}

fn account(key: &str, lang: Lang, source: &Source, chance: &mut Chance, words: impl Fn(&mut Chance) -> String) -> Account {
    let prefix = if key == "a" { String::new() } else { format!("{key}.") };
    let mut item = |key: String, number: Option<String>| Item {
        key: parsed(&format!("{prefix}{key}")),
        label: number.as_ref().map(|number| format!("{number}.")),
        number,
        text: words(chance),
        items: vec![],
        retold: None,
        is_gone: false,
    };
    let agenda = vec![item("agenda-p1".to_owned(), None), item("agenda-p2".to_owned(), None)];
    let mut outcomes: Vec<Item> = (1..=6).map(|n| item(format!("outcome-{n}"), Some(n.to_string()))).collect();
    outcomes[1].items = (1..=3).map(|n| item(format!("outcome-2.{n}"), Some(format!("2.{n}")))).collect();
    Account {
        key: key.to_owned(),
        is_principal: key == "a",
        lang,
        status: TextStatus::Original,
        source: source.clone(),
        title: None,
        agenda,
        outcomes,
        notes: vec![],
    }
}

/// An outcome in made-up English: two or three clauses.
pub(crate) fn sentence(chance: &mut Chance) -> String {
    let clauses: Vec<String> = (0..2 + chance.below(2))
        .map(|_| {
            format!("{} {} {}", DEEDS[chance.uneven(DEEDS.len())], THINGS[chance.uneven(THINGS.len())], WHERES[chance.uneven(WHERES.len())])
        })
        .collect();
    format!("{} {}.", VERBS[chance.uneven(VERBS.len())], clauses.join(", and to "))
}

/// A word that may be searched for, frequent ones more often.
pub(crate) fn query(chance: &mut Chance) -> String {
    match chance.below(6) {
        0 => format!("{} {}", DEEDS[chance.uneven(DEEDS.len())], THINGS[chance.uneven(THINGS.len())]),
        1 => format!("{}th {}", 1 + chance.below(MEETINGS_OF_ONE), acronym(chance.below(20))),
        2 => FOREIGN[chance.below(3)].1[chance.below(6)].chars().take(4).collect(),
        3 => format!("{} {}", THINGS[chance.uneven(THINGS.len())], 1976 + chance.below(MEETINGS_OF_ONE)),
        4 => format!("\"{}\"", THINGS[chance.uneven(THINGS.len())]),
        _ => THINGS[chance.uneven(THINGS.len())].to_owned(),
    }
}

/// The place of a meeting as a page writes it.
pub(crate) fn place_as_written(meeting: &Meeting) -> String {
    let number: usize = meeting
        .place
        .as_ref()
        .and_then(|place| place.place.as_str().rsplit('-').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or_default();
    format!("Harbour {number}, {}", COUNTRIES[number % 3])
}

fn documents(meeting: &Meeting, chance: &mut Chance) -> Vec<Document> {
    (0..1 + chance.below(2))
        .map(|n| {
            let thing = THINGS[chance.uneven(THINGS.len())];
            Document {
                id: parsed(&format!("{}-{n}", meeting.id.as_str().replace('/', "-"))),
                titles: vec![Name::new(Lang::en(), format!("Joint Statement on {}", capitals(thing)))],
                document_type: parsed(if n == 0 { "joint-statement" } else { "action-plan" }),
                date: meeting.date,
                issuer: Some(meeting.mechanism.clone()),
                symbol: None,
                relations: vec![DocumentRelation { meeting: meeting.id.clone(), relation: Relation::Issued }],
                revises: None,
                renditions: vec![Rendition::listed(Lang::en(), TextStatus::Original)],
                sources: meeting.sources.clone(),
                statements: vec![],
                notes: vec![],
            }
        })
        .collect()
}

/// Every word with a capital.
fn capitals(text: &str) -> String {
    let word = |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect::<String>();
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

pub(crate) fn parsed<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().expect("the generator writes ids, dates and languages in their form")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_register_keeps_the_rules_and_is_whole() {
        let records = records(120, 1);
        let known: BTreeSet<_> = records.iter().map(Record::address).collect();
        assert_eq!(known.len(), records.len());
        for record in &records {
            record.check().unwrap();
            for reference in record.references() {
                assert!(known.contains(&reference), "{} points to {reference}", record.address());
            }
        }
        assert_eq!(records.iter().filter(|record| matches!(record, Record::Meeting(_))).count(), 120);
    }

    #[test]
    fn the_same_seed_gives_the_same_register() {
        assert_eq!(records(60, 7), records(60, 7));
        assert_ne!(records(60, 7), records(60, 8));
    }
}
