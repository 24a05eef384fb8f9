//! Any bytes as a query, and as what is being typed, on a small index in four languages.
#![no_main]

use std::sync::{Arc, LazyLock};

use chancery_model::{Kind, Lang};
use chancery_search::{Change, Cursor, Entry, FacetName, FacetValue, Facets, Field, Index, MAX_QUERIES, MAX_RECORDS, Passage, Request, Terms};
use libfuzzer_sys::fuzz_target;

/// Enough of each script for every kind of clause to find something.
const TEXTS: [(&str, &str, &str, &str); 4] = [
    ("3rd Customs Heads’ Meeting (TCHM)", "第三次海关领导人会议", "第3回関税局長・長官会議", "제3차 관세청장 회의"),
    ("Anti-smuggling of gold bullion, 28 September 2009", "打击黄金走私", "金地金の密輸対策", "금괴 밀수 단속"),
    ("Trade statistics and counter-terrorism measures", "贸易统计", "貿易統計・ワーキング・グループ", "무역통계와 대테러 협력"),
    ("Influenza preparedness since 2009", "流感防备", "インフルエンザ対策", "인플루엔자 대비"),
];

struct World {
    index: Index,
    terms: Arc<Terms>,
    /// Goes with the process.
    _folder: tempfile::TempDir,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder for the index");
    let (index, _) = Index::open(folder.path()).expect("an empty index");
    let langs = [Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()];
    let entries = TEXTS.iter().enumerate().map(|(at, (en, zh, ja, ko))| {
        let texts = || langs.iter().cloned().zip([en, zh, ja, ko].map(|text| (*text).to_owned()));
        let date = format!("200{at}-09").parse().ok();
        let range = date.map(|date: chancery_model::Edtf| date.range());
        Change::Put(Entry {
            kind: if at == 0 { Kind::Mechanism } else { Kind::Meeting },
            id: format!("tchm/{at}"),
            seq: 1,
            titles: texts().collect(),
            ordinal: u32::try_from(at).ok(),
            passages: Vec::new(),
            kept: texts()
                .map(|(lang, text)| Passage {
                    anchor: None,
                    field: Field::Outcome,
                    lang,
                    text,
                    page: None,
                    is_summary: false,
                    turns: Vec::new(),
                })
                .collect(),
            card: String::new(),
            facets: Facets { topics: vec!["customs".into()], hosts: vec!["JP".into()], years: vec![2009], ..Facets::default() },
            days: range,
            date,
            sort_day: Some(1),
        })
    });
    index.apply(entries.collect(), Cursor { seq: 1, digest: "d".into() }).expect("a small batch");
    let notions = TEXTS.iter().map(|(en, zh, ja, ko)| langs.iter().cloned().zip([en, zh, ja, ko].map(|t| (*t).to_owned())).collect());
    let host = FacetValue { facet: FacetName::Host, value: "JP".into(), names: vec![(Lang::ja(), "日本".into())] };
    let customs = vec![(Lang::en(), "customs".to_owned()), (Lang::ja(), "税関".to_owned()), (Lang::ko(), "세관".to_owned())];
    let terms = Arc::new(Terms::new(notions.chain([customs])).with_values([host]));
    World { index, terms, _folder: folder }
});

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let World { index, terms, .. } = &*WORLD;
    let is_literal = bytes.len() % 5 == 0;
    let request = Request { terms: Arc::clone(terms), is_literal, ..Request::new(text.clone(), Lang::ja()) };
    let answer = index.search(&request).expect("no query is an error");
    assert!(answer.hits.len() <= request.limit && answer.hits.len() <= answer.total);
    let mut end = 0;
    for part in &answer.understood {
        assert!(end <= part.span.start && part.span.start < part.span.end, "parts overlap: {:?}", answer.understood);
        assert!(text.get(part.span.clone()).is_some(), "{:?} splits a character", part.span);
        end = part.span.end;
    }
    for shown in answer.hits.iter().flat_map(|hit| answer.show(hit, [])) {
        let length = shown.text.chars().count();
        assert!(shown.highlights.iter().all(|(start, end)| start < end && *end <= length));
    }
    assert_eq!(answer.empty.is_some(), answer.total == 0);
    assert_ne!(answer.did_you_mean.as_deref(), Some(text.as_str()));
    let ideas = index.suggest(&text, &Lang::ko(), terms).expect("nothing typed is an error");
    assert!(ideas.queries.len() <= MAX_QUERIES && ideas.records.len() <= MAX_RECORDS);
    for record in &ideas.records {
        let length = record.title.chars().count();
        assert!(record.highlights.iter().all(|span| span.start < span.end && span.end <= length));
    }
});
