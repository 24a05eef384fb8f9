//! Made-up records for tests and page samples: plainly made up, in four languages, keeping every rule.
//!
//! Public, and not behind `cfg(test)`, because the tests of every room build on them.

use crate::canonical::Digest;
use crate::commitment::{Commitment, Every, Origin, OriginRole, Rhythm};
use crate::document::{Document, DocumentRelation, Relation, Rendition};
use crate::evidence::{Bearing, Evidence, Ground};
use crate::exchange::Exchange;
use crate::framework::{FieldName, Framework, LevelName, Party};
use crate::id::{MechanismId, MeetingId};
use crate::initiative::Initiative;
use crate::item::{Item, Retold};
use crate::lang::Lang;
use crate::mechanism::{Level, Mechanism};
use crate::meeting::{Account, Meeting, MeetingPlace, MeetingStatus, Participation};
use crate::organisation::Organisation;
use crate::place::Place;
use crate::pointer::Pointer;
use crate::process::{Cell, CellState, Process, Step, Track};
use crate::reading::{ReadMechanism, ReadMeeting, Reading};
use crate::record::{Kind, Record, RecordRef};
use crate::source::{Certainty, Source, Statement};
use crate::text::{Name, NameKind, Text, TextStatus};
use crate::topic::Topic;

/// The address of the made-up source.
pub const SOURCE: &str = "https://secretariat.example/mechanism?topic=10";

fn names(four: [&str; 4]) -> Vec<Name> {
    [Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()].into_iter().zip(four).map(|(lang, text)| Name::new(lang, text)).collect()
}

fn parsed<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().expect("samples are well formed")
}

/// A framework of three parties.
pub fn framework() -> Framework {
    let party = |id: &str, four| Party { id: parsed(id), names: names(four) };
    let level = |id: &str, four| LevelName { level: parsed(id), names: names(four) };
    Framework {
        id: parsed("trilateral"),
        names: names(["Trilateral cooperation", "三国合作", "三国協力", "3국 협력"]),
        parties: vec![
            party("CN", ["China", "中国", "中国", "중국"]),
            party("JP", ["Japan", "日本", "日本", "일본"]),
            party("KR", ["Republic of Korea", "韩国", "韓国", "한국"]),
        ],
        languages: vec![Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()],
        fallback: vec![Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()],
        levels: vec![
            level("summit", ["Summit", "领导人会议", "首脳会議", "정상회의"]),
            level("ministerial", ["Ministerial and heads’ meetings", "部长级和首长会议", "閣僚級・長官級会合", "장관급·청장급 회의"]),
            level("senior-officials", ["Senior officials", "高官会", "高級実務者会合", "고위급회의"]),
            level("director-general", ["Directors-general", "司局级", "局長級", "국장급"]),
            level("working-group", ["Working groups", "工作组", "作業部会", "실무그룹"]),
        ],
        fields: vec![FieldName { field: parsed("enforcement"), names: names(["Enforcement", "执法", "取締り", "단속"]) }],
        secretariat: Some(parsed("tcs")),
        descriptions: vec![],
        sources: vec![],
        statements: vec![],
        notes: vec![],
    }
}

/// A topic; `customs` has its names, any other id is its own name.
pub fn topic(id: &str) -> Topic {
    let four = if id == "customs" { ["Customs", "海关", "税関", "관세"] } else { [id, id, id, id] };
    Topic {
        id: parsed(id),
        framework: parsed("trilateral"),
        names: names(four),
        position: 7,
        addresses: vec![SOURCE.into()],
        sources: vec![],
        statements: vec![],
        notes: vec![],
    }
}

/// An organisation of a party.
pub fn organisation(id: &str, party: Option<&str>, four: [&str; 4]) -> Organisation {
    Organisation {
        id: parsed(id),
        party: party.map(parsed),
        names: names(four),
        part_of: None,
        sources: vec![],
        statements: vec![],
        notes: vec![],
    }
}

/// A city.
pub fn place(id: &str, name: &str, country: &str) -> Place {
    Place {
        id: parsed(id),
        country: country.into(),
        is_country: false,
        names: vec![Name::new(Lang::en(), name)],
        sources: vec![],
        statements: vec![],
        notes: vec![],
    }
}

/// A mechanism of one topic.
pub fn mechanism(id: &str, topic: &str) -> Mechanism {
    let mut names =
        names(["Tripartite Customs Heads’ Meeting", "中日韩海关领导人会议", "日中韓3か国関税局長・長官会議", "한중일 관세청장회의"]);
    names.push(Name::acronym(id.to_ascii_uppercase()));
    Mechanism {
        id: parsed(id),
        names,
        topics: vec![parsed(topic)],
        level: parsed::<Level>("ministerial"),
        level_as_written: Some("Ministerial Meetings".into()),
        parent: None,
        predecessors: vec![],
        successors: vec![],
        established: Some(parsed("2007-04-11")),
        ended: None,
        latest_event: None,
        secretariat: None,
        sources: vec![Source::of(SOURCE)],
        statements: vec![],
        notes: vec![],
    }
}

/// An item without parts.
pub fn item(key: &str, number: Option<&str>, text: &str) -> Item {
    Item {
        key: parsed(key),
        number: number.map(Into::into),
        label: number.map(|n| format!("{n}.")),
        text: text.into(),
        items: vec![],
        retold: None,
        is_gone: false,
    }
}

/// A meeting of a mechanism: held on 11 November of the year 2004 + `ordinal`, in Tokyo, three parties, three outcomes.
pub fn meeting(mechanism: &str, ordinal: u32) -> Meeting {
    let mechanism: MechanismId = parsed(mechanism);
    let mut second = item("outcome-2", Some("2"), "Approved the made-up plan. Updates include:");
    second.items = vec![Item {
        label: Some("1)".into()),
        ..item("outcome-2.1", Some("2.1"), "Agreed to exchange officers for joint site validation.")
    }];
    let mut first = item("outcome-1", Some("1"), "Exchanged views on trade facilitation.");
    first.retold = Some(Retold { lines: (12, 12), sha256: Digest::of(b"made up") });
    let party = |id: &str, organisation: &str, person: &str| Participation {
        party: Some(parsed(id)),
        organisation: Some(parsed(organisation)),
        person: Some(person.into()),
        is_head: true,
        is_host: id == "JP",
        ..Participation::default()
    };
    Meeting {
        id: MeetingId::new(&mechanism, &ordinal.to_string()).expect("samples are well formed"),
        mechanism,
        also_of: vec![],
        ordinal: Some(ordinal),
        ordinal_as_written: None,
        names: vec![],
        status: MeetingStatus::Held,
        date: Some(parsed(&format!("{}-11-11", 2004 + ordinal))),
        date_as_written: Some(format!("{}.11.11", 2004 + ordinal)),
        place: Some(MeetingPlace { place: parsed("tokyo"), as_written: Some("Tokyo, Japan".into()) }),
        is_online: false,
        host: Some(parsed("JP")),
        chair: None,
        participation: vec![
            party("CN", "cn-gacc", "YU Example"),
            party("JP", "jp-ctb", "SATO Example"),
            party("KR", "kr-kcs", "KIM Example"),
        ],
        download_languages: vec![Lang::en(), Lang::zh()],
        accounts: vec![Account {
            key: "a".into(),
            is_principal: true,
            lang: Lang::en(),
            status: TextStatus::Summary,
            source: Source { sha256: Some(Digest::of(b"made up")), lines: Some((1, 30)), ..Source::of(SOURCE) },
            title: Some(format!("{ordinal}th Tripartite Customs Heads’ Meeting (TCHM)")),
            agenda: vec![item("agenda-p1", None, "Revised made-up plan.")],
            outcomes: vec![first, second, item("outcome-3", Some("3"), "Decided to meet again.")],
            notes: vec![],
        }],
        certainty: Some(Certainty::Page),
        certainty_reason: vec![],
        sources: vec![Source::of(SOURCE)],
        statements: vec![Statement {
            path: "place".into(),
            value: "Kyoto, Japan".into(),
            as_written: None,
            source: Some("https://news.example/1".into()),
            read_on: None,
            is_preferred: false,
            reason: vec![],
        }],
        notes: vec![Text::new(Lang::en(), "A made-up meeting.", TextStatus::Original)],
    }
}

/// A document issued at a meeting.
pub fn document(id: &str, meeting: &str) -> Document {
    Document {
        id: parsed(id),
        titles: names(["Made-up Action Plan", "虚构行动计划", "架空の行動計画", "가상 행동계획"]),
        document_type: parsed("action-plan"),
        date: Some(parsed("2011-11-11")),
        issuer: Some(parsed(meeting.split('/').next().unwrap_or_default())),
        symbol: None,
        relations: vec![DocumentRelation { meeting: parsed(meeting), relation: Relation::Adopted }],
        revises: None,
        renditions: vec![Rendition::listed(Lang::en(), TextStatus::Official)],
        sources: vec![Source::of(SOURCE)],
        statements: vec![],
        notes: vec![],
    }
}

/// A commitment made by an outcome of a made-up meeting, to be kept once a year.
pub fn commitment(id: &str, meeting: &str, item: &str) -> Commitment {
    let words = match item {
        "outcome-2.1" => "Agreed to exchange officers for joint site validation.",
        "outcome-3" => "Decided to meet again.",
        _ => "Exchanged views on trade facilitation.",
    };
    let pointer = Pointer::to_item(RecordRef::new(Kind::Meeting, meeting).expect("samples are well formed"), 1, parsed(item), words);
    Commitment {
        id: parsed(id),
        names: names(["Joint site validation", "联合现场验证", "合同の現地確認", "합동 현장 심사"]),
        origins: vec![Origin { role: OriginRole::Made, pointer }],
        parties: vec![],
        mechanism: parsed(meeting.split('/').next().unwrap_or_default()),
        topics: vec![],
        field: Some(parsed("enforcement")),
        due: None,
        rhythm: Some(Rhythm {
            every: Some(Every::Year),
            times: 1,
            meetings_of: None,
            tied_to: None,
            from: None,
            until: None,
            until_meeting: None,
            as_written: vec![Text::new(Lang::en(), "once a year", TextStatus::Original)],
        }),
        plans: None,
        sources: vec![],
        statements: vec![],
        notes: vec![],
    }
}

/// A fact outside the register that advances a commitment.
pub fn evidence(id: &str, commitment: &str) -> Evidence {
    Evidence {
        id: parsed(id),
        commitment: parsed(commitment),
        bearing: Bearing::Advances,
        is_beginning: false,
        date: parsed("2012-05"),
        period: None,
        ground: Ground::Fact {
            texts: vec![Text::new(Lang::en(), "Two made-up customs offices validated a site jointly.", TextStatus::Summary)],
            source: Source::of("https://news.example/2"),
            certainty: Some(Certainty::Report),
        },
        superseded_by: None,
        author: "secretariat".into(),
        sources: vec![],
        statements: vec![],
        notes: vec![],
    }
}

/// A project.
pub fn initiative() -> Initiative {
    Initiative {
        id: parsed("made-up-project"),
        names: names(["Made-up Project", "虚构项目", "架空プロジェクト", "가상 프로젝트"]),
        descriptions: vec![Text::new(Lang::en(), "A made-up project of three customs administrations.", TextStatus::Summary)],
        origins: vec![Pointer::to_item(parsed("meeting:tchm/4"), 1, parsed("outcome-2"), "Approved the made-up plan. Updates include:")],
        from: Some(parsed("2008")),
        until: None,
        topics: vec![parsed("customs")],
        mechanisms: vec![parsed("tchm")],
        documents: vec![parsed("tchm-4-action-plan")],
        meetings: vec![parsed("tchm/4")],
        commitments: vec![parsed("joint-validation")],
        sources: vec![],
        statements: vec![],
        notes: vec![],
    }
}

/// A process of two steps by two pairs of parties, with one cell.
pub fn process() -> Process {
    let step = |key: &str, four| Step { key: parsed(key), names: names(four) };
    let track = |key: &str, parties: [&str; 2]| Track { key: parsed(key), parties: parties.map(parsed).into(), names: vec![] };
    Process {
        id: parsed("made-up-recognition"),
        names: names(["Made-up recognition", "虚构互认", "架空の相互承認", "가상 상호인정"]),
        descriptions: vec![],
        mechanism: Some(parsed("tchm")),
        initiative: Some(parsed("made-up-project")),
        commitments: vec![parsed("joint-validation")],
        origins: vec![],
        steps: vec![step("compared", ["Compared", "比对", "比較", "비교"]), step("in-force", ["In force", "生效", "発効", "발효"])],
        tracks: vec![track("jp-kr", ["JP", "KR"]), track("cn-kr", ["CN", "KR"])],
        cells: vec![Cell {
            track: parsed("jp-kr"),
            step: parsed("in-force"),
            state: CellState::Reached,
            date: Some(parsed("2011-11-01")),
            texts: vec![Text::new(Lang::en(), "In force between two made-up parties.", TextStatus::Summary)],
            pointer: None,
            sources: vec![Source::of("https://news.example/3")],
            certainty: Some(Certainty::Report),
        }],
        sources: vec![],
        statements: vec![],
        notes: vec![],
    }
}

/// An exchange between two parties that both confirmed.
pub fn exchange() -> Exchange {
    Exchange {
        id: parsed("made-up-notices-2012-1"),
        names: vec![],
        exchange_type: parsed("seizure-notices"),
        commitment: Some(parsed("joint-validation")),
        initiative: Some(parsed("made-up-project")),
        from: vec![parsed("JP")],
        to: vec![parsed("KR")],
        period: parsed("2012-01/2012-06"),
        count: Some(12),
        channel: vec![Text::new(Lang::en(), "A made-up secure network", TextStatus::Summary)],
        sent: Some(parsed("2012-07-10")),
        acknowledged: Some(parsed("2012-07-12")),
        next_due: Some(parsed("2013-01")),
        confirmed_by: vec![parsed("JP"), parsed("KR")],
        offices: vec![parsed("jp-ctb")],
        offices_as_written: vec![],
        scope: vec![Text::new(Lang::en(), "Notices of made-up seizures", TextStatus::Summary)],
        debrief: None,
        reported_at: Some(parsed("tchm/6")),
        sources: vec![],
        statements: vec![],
        notes: vec![],
    }
}

/// A reading of the made-up source.
pub fn reading() -> Reading {
    Reading {
        id: parsed("secretariat-example-customs"),
        reader: "tcs/1".into(),
        url: SOURCE.into(),
        sha256: Digest::of(b"made up"),
        read_on: Some(parsed("2026-11-22")),
        licence: None,
        topic: parsed("customs"),
        lang: Lang::en(),
        mechanisms: vec![ReadMechanism {
            name: Some("Tripartite Customs Heads’ Meeting".into()),
            acronym: Some("TCHM".into()),
            meetings: vec![ReadMeeting { ordinal: Some(4), ..ReadMeeting::default() }],
            ..ReadMechanism::default()
        }],
        matched: [("tchm/#4".to_owned(), "meeting:tchm/4".to_owned())].into(),
    }
}

/// A small register that is whole: every reference is there, in an order in which it can be published.
pub fn one_of_each() -> Vec<Record> {
    let ministry = ["Customs and Tariff Bureau", "关税局", "関税局", "관세국"];
    vec![
        Record::Organisation(organisation("tcs", None, ["Secretariat", "秘书处", "事務局", "사무국"])),
        Record::Framework(framework()),
        Record::Topic(topic("customs")),
        Record::Organisation(organisation(
            "cn-gacc",
            Some("CN"),
            ["General Administration of Customs", "海关总署", "海関総署", "해관총서"],
        )),
        Record::Organisation(organisation("jp-ctb", Some("JP"), ministry)),
        Record::Organisation(organisation("kr-kcs", Some("KR"), ["Korea Customs Service", "韩国关税厅", "韓国関税庁", "관세청"])),
        Record::Place(place("tokyo", "Tokyo", "JP")),
        Record::Mechanism(mechanism("tchm", "customs")),
        Record::Meeting(meeting("tchm", 4)),
        Record::Meeting(meeting("tchm", 6)),
        Record::Document(document("tchm-4-action-plan", "tchm/4")),
        Record::Commitment(commitment("joint-validation", "tchm/4", "outcome-2.1")),
        Record::Evidence(evidence("joint-validation-1", "joint-validation")),
        Record::Initiative(initiative()),
        Record::Process(process()),
        Record::Exchange(exchange()),
        Record::Reading(reading()),
    ]
}

/// Records of what was and what came out, without what became of it: a small register whose meetings nothing else points to.
pub fn a_register() -> Vec<Record> {
    let is_told = |kind: Kind| !matches!(kind, Kind::Commitment | Kind::Evidence | Kind::Initiative | Kind::Process | Kind::Exchange);
    one_of_each().into_iter().filter(|record| is_told(record.kind())).collect()
}

/// The wording of a source beside the official name.
pub fn as_written(text: &str) -> Name {
    Name { kind: NameKind::AsWritten, status: TextStatus::Original, ..Name::new(Lang::en(), text) }
}
