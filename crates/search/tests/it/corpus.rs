//! A small register in four languages, as the app would hand it over. Outcomes are made up.

use chancery_model::{Day, Edtf, Kind, Lang};
use chancery_search::{Change, Cursor, Entry, Facets, Field, Index, Passage, Request};
use tempfile::TempDir;

/// An index in a folder of its own, which goes with it.
pub(crate) struct TestIndex {
    pub(crate) index: Index,
    pub(crate) folder: TempDir,
}

impl TestIndex {
    pub(crate) fn of(entries: Vec<Entry>) -> TestIndex {
        let folder = tempfile::tempdir().unwrap();
        let (index, _) = Index::open(folder.path()).unwrap();
        let changes = entries.into_iter().map(Change::Put).collect();
        index.apply(changes, Cursor { seq: 1, digest: "d1".into() }).unwrap();
        TestIndex { index, folder }
    }

    /// The ids that a query finds, in order.
    pub(crate) fn ids(&self, query: &str) -> Vec<String> {
        self.ids_of(&Request::new(query, Lang::en()))
    }

    pub(crate) fn ids_of(&self, request: &Request) -> Vec<String> {
        let answer = self.index.search(request).unwrap();
        answer.hits.into_iter().map(|hit| hit.id).collect()
    }
}

pub(crate) fn langs() -> [Lang; 4] {
    [Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()]
}

pub(crate) fn entry(kind: Kind, id: &str, titles: [&str; 4]) -> Entry {
    Entry {
        kind,
        id: id.to_owned(),
        seq: 1,
        titles: langs().into_iter().zip(titles).filter(|(_, t)| !t.is_empty()).map(|(l, t)| (l, t.to_owned())).collect(),
        ordinal: None,
        passages: Vec::new(),
        kept: Vec::new(),
        card: String::new(),
        facets: Facets::default(),
        days: None,
        date: None,
        sort_day: None,
    }
}

pub(crate) fn dated(mut entry: Entry, date: &str) -> Entry {
    let date: Edtf = date.parse().unwrap();
    let range = date.range();
    entry.sort_day = range.latest.map(Day::number);
    if let (Some(first), Some(last)) = (range.earliest, range.latest) {
        entry.facets.years = (first.year()..=last.year()).collect();
    }
    entry.days = Some(range);
    entry.date = Some(date);
    entry
}

pub(crate) fn with(mut entry: Entry, field: Field, anchor: &str, lang: Lang, text: &str) -> Entry {
    let anchor = (!anchor.is_empty()).then(|| anchor.to_owned());
    entry.kept.push(Passage { anchor, field, lang, text: text.to_owned(), page: None, turns: vec![], is_summary: false });
    entry
}

struct Body {
    id: &'static str,
    names: [&'static str; 4],
    acronym: &'static str,
    level: &'static str,
}

const TCHM: Body = Body {
    id: "tchm",
    names: ["Tripartite Customs Heads’ Meeting", "中日韩海关领导人会议", "日中韓税関長官会議", "한·일·중 관세청장회의"],
    acronym: "TCHM",
    level: "ministerial",
};
const IPR: Body = Body {
    id: "tchm-ipr",
    names: [
        "Working Groups' Meeting on the Intellectual Property Right",
        "知识产权工作组会议",
        "知的財産権ワーキング・グループ会合",
        "지식재산권 실무그룹 회의",
    ],
    acronym: "IPR",
    level: "working-group",
};
const HEALTH: Body = Body {
    id: "thmm",
    names: ["Tripartite Health Ministers' Meeting", "中日韩卫生部长会议", "日中韓三国保健大臣会合", "한·일·중 보건장관회의"],
    acronym: "THMM",
    level: "ministerial",
};

fn mechanism(body: &Body, topic: &str) -> Entry {
    let mut entry = entry(Kind::Mechanism, body.id, body.names);
    entry.titles.push((Lang::und(), body.acronym.to_owned()));
    entry.facets.topics = vec![topic.to_owned()];
    entry.facets.levels = vec![body.level.to_owned()];
    entry.facets.mechanisms = vec![body.id.to_owned()];
    entry
}

fn meeting(body: &Body, topic: &str, ordinal: u32, date: &str, host: &str) -> Entry {
    let english = match ordinal {
        1 => "1st".to_owned(),
        2 => "2nd".to_owned(),
        3 => "3rd".to_owned(),
        n => format!("{n}th"),
    };
    let titles = [
        format!("{english} {} ({})", body.names[0], body.acronym),
        format!("第{ordinal}次{}", body.names[1]),
        format!("第{ordinal}回{}", body.names[2]),
        format!("제{ordinal}차 {}", body.names[3]),
    ];
    let mut entry = entry(Kind::Meeting, &format!("{}/{ordinal}", body.id), titles.each_ref().map(String::as_str));
    entry.titles.push((Lang::und(), format!("{english} {}", body.acronym)));
    entry.ordinal = Some(ordinal);
    entry.facets = Facets {
        topics: vec![topic.to_owned()],
        levels: vec![body.level.to_owned()],
        mechanisms: vec![body.id.to_owned()],
        parties: vec!["CN".into(), "JP".into(), "KR".into()],
        hosts: vec![host.to_owned()],
        ..Facets::default()
    };
    dated(entry, date)
}

fn document(id: &str, title: &str, document_type: &str, date: &str) -> Entry {
    let mut entry = entry(Kind::Document, id, [title, "", "", ""]);
    entry.facets.topics = vec!["customs".into()];
    entry.facets.mechanisms = vec!["tchm".into()];
    entry.facets.document_types = vec![document_type.to_owned()];
    dated(entry, date)
}

/// The register of these tests.
pub(crate) fn register() -> Vec<Entry> {
    let place = |entry, four: [&str; 4]| {
        langs().into_iter().zip(four).fold(entry, |entry, (lang, text)| with(entry, Field::Place, "place", lang, text))
    };
    let tokyo = ["Tokyo, Japan", "日本东京", "東京（日本）", "일본 도쿄"];
    let en = Lang::en;
    let mut register = vec![
        entry(Kind::Topic, "customs", ["Customs", "海关", "税関", "관세"]),
        entry(Kind::Topic, "health", ["Public health", "卫生", "保健", "보건"]),
        entry(Kind::Organisation, "cn-gacc", ["General Administration of Customs", "海关总署", "中国税関総署", "중국 해관총서"]),
        entry(Kind::Organisation, "jp-mof", ["Ministry of Finance", "财务省", "財務省関税局", "재무성"]),
        entry(Kind::Organisation, "kr-kcs", ["Korea Customs Service", "韩国关税厅", "韓国関税庁", "관세청"]),
        mechanism(&TCHM, "customs"),
        mechanism(&IPR, "customs"),
        mechanism(&HEALTH, "health"),
        document("tchm-6-action-plan", "Action Plan of the Tripartite Customs Cooperation as revised in 2017", "action-plan", "2017"),
        document("tchm-3-action-plan", "Action Plan of the Tripartite Customs Cooperation", "action-plan", "2009-09-28"),
        document("tchm-6-press-release", "Joint Press Release of 6th Tripartite Customs Heads' Meeting", "press-release", "2017-11-30"),
    ];
    let second = place(meeting(&TCHM, "customs", 2, "2008-11-11", "KR"), ["Jeju, Korea", "韩国济州", "済州（韓国）", "한국 제주"]);
    register.push(with(second, Field::Outcome, "outcome-1", en(), "Looked at statistics of trade and at training."));
    let third = place(meeting(&TCHM, "customs", 3, "2009-09-28", "CN"), ["Beijing, China", "中国北京", "北京（中国）", "중국 베이징"]);
    let third = with(
        third,
        Field::Outcome,
        "outcome-1.2",
        en(),
        "Border measures go on under the Fake Zero Project; the heads meet again in 2010, at the 4th TCHM.",
    );
    register.push(third);
    let fifth = place(meeting(&TCHM, "customs", 5, "2015-10-31", "KR"), ["Seoul, Korea", "韩国首尔", "ソウル（韓国）", "한국 서울"]);
    let fifth = with(fifth, Field::Outcome, "outcome-3", en(), "Bring Fake Zero back to life, and tell each other of infringements.");
    register.push(with(fifth, Field::Agenda, "agenda-1", en(), "Facilitation of trade and the protection of rights."));
    let sixth = place(meeting(&TCHM, "customs", 6, "2017-11-30", "JP"), tokyo);
    let sixth = with(
        sixth,
        Field::Outcome,
        "outcome-1",
        en(),
        "Spoke of gold bullion smuggling, anti-terrorism measures and the flow of passengers.",
    );
    let sixth = with(sixth, Field::Outcome, "ja.outcome-1", Lang::ja(), "金塊の密輸への対策について意見を交わした。");
    let sixth = with(sixth, Field::People, "", en(), "Korea Customs Service");
    register.push(with(
        sixth,
        Field::Document,
        "tchm-6-action-plan",
        en(),
        "Action Plan of the Tripartite Customs Cooperation as revised in 2017",
    ));
    register.push(meeting(&IPR, "customs", 6, "2016", "JP"));
    let ipr = meeting(&IPR, "customs", 5, "2011", "KR");
    register.push(with(ipr, Field::Agenda, "agenda-1", en(), "A joint operation after the Fake Zero Projects in three ports."));
    for (ordinal, date) in [(9, "2016-12-04"), (10, "2017-11-12"), (11, "2018-11-24")] {
        let health = meeting(&HEALTH, "health", ordinal, date, "CN");
        register.push(with(health, Field::Outcome, "outcome-1", en(), "Share information on influenza and ageing."));
    }
    register
}
