//! What is suggested while a query is typed: a few queries that find something, a few records by their titles.

use chancery_model::{Kind, Lang};
use chancery_search::{MAX_QUERIES, MAX_RECORDS, Suggestions, Terms};
use proptest::prelude::*;

use crate::corpus::{TestIndex, entry, register};

fn terms() -> Terms {
    let notion = |names: &[(Lang, &str)]| names.iter().map(|(lang, name)| (lang.clone(), (*name).to_owned())).collect::<Vec<_>>();
    let (en, zh, ja, ko) = (Lang::en(), Lang::zh(), Lang::ja(), Lang::ko());
    Terms::new([
        notion(&[(en.clone(), "customs"), (zh.clone(), "海关"), (ja.clone(), "税関"), (ko.clone(), "세관")]),
        notion(&[(en.clone(), "gold bullion"), (zh, "金条"), (ja, "金塊"), (ko, "금괴")]),
        notion(&[(en.clone(), "influenza"), (Lang::ja(), "インフルエンザ")]),
        notion(&[(en.clone(), "cuneiform"), (Lang::ja(), "楔形文字")]),
        notion(&[(en, "Tokyo"), (Lang::und(), "Toukyou"), (Lang::ja(), "東京")]),
    ])
}

fn suggest(typed: &str, ui: &Lang) -> Suggestions {
    thread_local!(static INDEX: TestIndex = TestIndex::of(register()));
    INDEX.with(|index| index.index.suggest(typed, ui, &terms()).unwrap())
}

fn queries(typed: &str) -> Vec<String> {
    suggest(typed, &Lang::en()).queries.into_iter().map(|idea| idea.text).collect()
}

#[test]
fn queries_go_on_from_what_was_typed() {
    for (typed, wanted) in [
        ("cu", "customs"),
        ("bull", "gold bullion"),
        ("infl", "influenza"),
        ("トウキョウ", ""),
        ("touk", "Toukyou"),
        ("金", "金条"),
        ("イン", "インフルエンザ"),
        ("세", "세관"),
        ("관셏", "관세청장회의"),
        ("customs he", "customs heads"),
        ("tokyo gold bu", "tokyo gold bullion"),
    ] {
        let found = queries(typed);
        assert!(if wanted.is_empty() { found.is_empty() } else { found.iter().any(|text| text == wanted) }, "{typed}: {found:?}");
    }
    // A notion that no record has in any of its names would only disappoint.
    assert!(!queries("cun").iter().any(|text| text == "cuneiform"));
}

#[test]
fn too_little_suggests_nothing() {
    for typed in ["", " ", "c", "-", "\"", "…"] {
        assert_eq!(suggest(typed, &Lang::en()), Suggestions::default(), "{typed}");
    }
}

#[test]
fn records_are_found_by_the_beginning_of_their_titles() {
    for (typed, ui, id, title) in [
        ("3rd tch", Lang::en(), "tchm/3", "3rd Tripartite"),
        ("第6回", Lang::ja(), "tchm/6", "第6回"),
        ("tch", Lang::en(), "tchm", "TCHM"),
        ("公共", Lang::zh(), "", ""),
        ("卫", Lang::zh(), "health", "卫生"),
        ("韓国関", Lang::ja(), "kr-kcs", "韓国関税庁"),
        ("관세청장회의 6", Lang::ko(), "tchm/6", "관세청장회의"),
        ("action pl", Lang::en(), "tchm-6-action-plan", "Action Plan"),
    ] {
        let records = suggest(typed, &ui).records;
        let found = records.iter().map(|record| format!("{} {}", record.id, record.title)).collect::<Vec<_>>();
        if id.is_empty() {
            assert!(found.is_empty(), "{typed}: {found:?}");
            continue;
        }
        let of_title = |record: &chancery_search::DirectRecord| record.title.contains(title) && !record.highlights.is_empty();
        assert!(records.iter().any(|record| record.id == id && of_title(record)), "{typed}: {found:?}");
    }
    let first = &suggest("韓国関", &Lang::ja()).records[0];
    assert_eq!(
        (first.title.as_str(), first.lang.clone(), first.highlights.clone()),
        ("韓国関税庁", Lang::ja(), vec![std::ops::Range { start: 0, end: 3 }])
    );
}

#[test]
fn a_title_is_shown_in_the_readers_language_where_it_matches() {
    let index = TestIndex::of(vec![entry(Kind::Topic, "t", ["Tokyo talks", "东京会谈", "東京会談", ""])]);
    for (ui, title) in [(Lang::zh(), "东京会谈"), (Lang::ja(), "東京会談"), (Lang::ko(), "东京会谈")] {
        assert_eq!(index.index.suggest("东京", &ui, &Terms::default()).unwrap().records[0].title, title, "{ui}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_beginning_is_answered(typed in "([a-z税関한의カ 0-9第回\"*:-]|\\PC|customs |th){0,12}") {
        let suggestions = suggest(&typed, &Lang::ja());
        prop_assert!(suggestions.queries.len() <= MAX_QUERIES && suggestions.records.len() <= MAX_RECORDS);
        for record in &suggestions.records {
            let length = record.title.chars().count();
            let mut last = None;
            for span in &record.highlights {
                prop_assert!(span.start < span.end && span.end <= length && last.is_none_or(|last| last < span.start));
                last = Some(span.end);
            }
        }
        prop_assert_eq!(suggest(&typed, &Lang::ja()), suggestions, "the same text, the same suggestions");
    }
}
