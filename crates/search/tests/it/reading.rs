//! How the parts of a query are understood: conditions in four languages, parts of a record, dates in words, and what
//! helps where nothing is found.

use std::sync::Arc;

use chancery_model::{Kind, Lang};
use chancery_search::{Answer, Constraint, FacetName, FacetValue, Field, Meaning, Note, QueryField, Request, Terms};

use proptest::prelude::*;

use crate::corpus::{TestIndex, dated, entry, register, with};

fn terms() -> Arc<Terms> {
    let value = |facet, value: &str, names: &[&str]| FacetValue {
        facet,
        value: value.to_owned(),
        names: names.iter().map(|name| (Lang::und(), (*name).to_owned())).collect(),
    };
    let name = |lang: Lang, text: &str| (lang, text.to_owned());
    let terms = Terms::new([vec![name(Lang::en(), "bullion"), name(Lang::ja(), "金塊")]]);
    Arc::new(terms.with_values([
        value(FacetName::Host, "JP", &["Japan", "日本", "일본"]),
        value(FacetName::Host, "KR", &["Korea", "韓国", "한국"]),
        value(FacetName::Place, "tokyo", &["Tokyo", "東京"]),
        value(FacetName::DocumentType, "action-plan", &["Action plan", "行动计划", "行動計画"]),
        value(FacetName::Topic, "customs", &["Customs", "海关"]),
        value(FacetName::Mechanism, "tchm", &["Customs heads"]),
        value(FacetName::Mechanism, "tchm-ipr", &["Customs IPR"]),
    ]))
}

fn search(index: &TestIndex, query: &str) -> Answer {
    index.index.search(&Request { limit: 100, terms: terms(), ..Request::new(query, Lang::en()) }).unwrap()
}

fn ids(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.id.as_str()).collect()
}

/// A register with places as the app hands them over.
fn placed() -> Vec<chancery_search::Entry> {
    let mut entries = register();
    for entry in entries.iter_mut().filter(|entry| entry.facets.hosts == ["JP"]) {
        entry.facets.places = vec!["tokyo".to_owned()];
    }
    entries
}

#[test]
fn conditions_are_read_by_names_in_any_language() {
    let index = TestIndex::of(placed());
    for (query, wanted) in [
        ("host:日本", vec!["tchm/6", "tchm-ipr/6"]),
        ("host:Japan", vec!["tchm/6", "tchm-ipr/6"]),
        ("開催国：日本", vec!["tchm/6", "tchm-ipr/6"]),
        ("개최국:일본 mechanism:tchm", vec!["tchm/6"]),
        ("主办方:日本", vec!["tchm/6", "tchm-ipr/6"]),
        ("地点:东京", vec!["tchm/6", "tchm-ipr/6"]),
        ("type:行动计划", vec!["tchm-6-action-plan", "tchm-3-action-plan"]),
        ("種類：行動計画 年:2009", vec!["tchm-3-action-plan"]),
        ("mechanism:\"customs heads\" before:2009", vec!["tchm/2"]),
        ("mechanism:tchm after:2015 kind:meeting", vec!["tchm/6"]),
        ("mechanism:tchm kind:meeting -before:2015-10", vec!["tchm/6", "tchm/5"]),
        ("mechanism:tchm kind:meeting after:2008-11 before:2010", vec!["tchm/3"]),
        ("influenza year:2010年代", vec!["thmm/11", "thmm/10", "thmm/9"]),
    ] {
        let answer = search(&index, query);
        assert_eq!(ids(&answer), wanted, "{query}: {:?}", answer.notes);
    }
}

#[test]
fn a_name_that_fits_several_values_is_said_and_read_as_words() {
    let index = TestIndex::of(register());
    let answer = search(&index, "mechanism:customs");
    let fits = vec!["tchm".to_owned(), "tchm-ipr".to_owned()];
    assert!(answer.notes.contains(&Note::SeveralValues { field: FacetName::Mechanism.into(), value: "customs".into(), fits }));
    assert!(answer.total > 2);
    let answer = search(&index, "before:soon customs");
    assert!(answer.notes.contains(&Note::UnknownValue { field: QueryField::Before, value: "soon".into() }), "{:?}", answer.notes);
}

#[test]
fn words_can_be_looked_for_in_one_part_of_a_record() {
    let passage = |entry, field, text| with(entry, field, "a", Lang::en(), text);
    let meeting = |id| entry(Kind::Meeting, id, ["A meeting", "", "", ""]);
    let index = TestIndex::of(vec![
        passage(meeting("m/1"), Field::Outcome, "Agreed on trade statistics."),
        passage(meeting("m/2"), Field::Agenda, "Trade statistics."),
        passage(passage(meeting("m/3"), Field::Outcome, "Agreed on trade."), Field::Agenda, "Statistics."),
        with(meeting("m/4"), Field::Outcome, "o", Lang::ja(), "貿易統計について合意した。"),
        with(meeting("m/5"), Field::Note, "n", Lang::ja(), "貿易統計"),
        passage(meeting("m/6"), Field::People, "KIM Statistics"),
        passage(passage(meeting("m/7"), Field::Outcome, "Agreed on tariffs."), Field::Agenda, "Tariffs."),
        passage(passage(meeting("m/8"), Field::Outcome, "Agreed on origin."), Field::Agenda, "Tariffs."),
    ]);
    for (query, wanted) in [
        ("statistics in:outcomes", vec!["m/1"]),
        ("in:agenda statistics", vec!["m/2", "m/3"]),
        ("\"trade statistics\" in:agenda", vec!["m/2"]),
        ("statistics in:outcomes,agenda", vec!["m/1", "m/2", "m/3"]),
        ("statis* in:people", vec!["m/6"]),
        ("統計 in:outcomes", vec!["m/4"]),
        ("貿易統計 箇所:成果", vec!["m/4"]),
        ("統計 範囲：備考", vec!["m/5"]),
        ("meeting in:titles", vec!["m/1", "m/2", "m/3", "m/4", "m/5", "m/6", "m/7", "m/8"]),
        ("meeting in:notes", vec![]),
        // Said of the agenda and of an outcome of the same meeting.
        ("tariffs in:outcomes", vec!["m/7"]),
        ("tariffs in:agenda", vec!["m/7", "m/8"]),
        ("tarif* in:outcomes", vec!["m/7"]),
        ("statis* in:outcomes", vec!["m/1"]),
        ("貿 in:outcomes", vec!["m/4"]),
    ] {
        let mut found = search(&index, query).hits;
        found.sort_by(|a, b| a.id.cmp(&b.id));
        assert_eq!(found.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), wanted, "{query}");
    }
    let answer = search(&index, "statistics trade in:outcomes");
    let shown = answer.show(&answer.hits[0], []);
    assert!(shown.iter().all(|passage| passage.field == Field::Outcome) && !shown.is_empty());
}

const PARTS: [(Field, &str); 5] =
    [(Field::Outcome, "outcomes"), (Field::Agenda, "agenda"), (Field::People, "people"), (Field::Note, "notes"), (Field::Paper, "papers")];
const WORDS: [&str; 4] = ["tariff", "origin", "税関", "統計"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_word_is_found_in_the_parts_where_it_stands(
        records in prop::collection::vec(prop::collection::vec((0..PARTS.len(), 0..WORDS.len()), 0..6), 1..7),
    ) {
        let of = |(at, texts): (usize, &Vec<(usize, usize)>)| {
            let bare = entry(Kind::Meeting, &format!("m/{at}"), ["A meeting", "", "", ""]);
            texts.iter().fold(bare, |entry, (part, word)| with(entry, PARTS[*part].0, "", Lang::und(), WORDS[*word]))
        };
        let index = TestIndex::of(records.iter().enumerate().map(of).collect());
        for (part, (_, name)) in PARTS.iter().enumerate() {
            for (word, text) in WORDS.iter().enumerate() {
                let wanted = |texts: &[(usize, usize)]| texts.contains(&(part, word));
                let wanted: Vec<String> =
                    (0..records.len()).filter(|at| wanted(&records[*at])).map(|at| format!("m/{at}")).collect();
                for query in [format!("{text} in:{name}"), format!("{}* in:{name}", text.chars().take(3).collect::<String>())] {
                    let mut found: Vec<String> = search(&index, &query).hits.into_iter().map(|hit| hit.id).collect();
                    found.sort();
                    prop_assert_eq!(&found, &wanted, "{}", query);
                }
            }
        }
    }
}

#[test]
fn every_part_is_understood_in_its_place() {
    let index = TestIndex::of(register());
    let understood = |query: &str| -> Vec<String> {
        let answer = search(&index, query);
        let parts = answer.understood.into_iter().map(|part| {
            let name = match part.meaning {
                Meaning::Word => "word".to_owned(),
                Meaning::LittleWord => "little".to_owned(),
                Meaning::Phrase => "phrase".to_owned(),
                Meaning::Beginning => "beginning".to_owned(),
                Meaning::Alternatives => "or".to_owned(),
                Meaning::Ordinal(number) => format!("#{number}"),
                Meaning::Date(date) => format!("@{date}"),
                Meaning::Condition { facet, values } => format!("{facet}={}", values.join(",")),
                Meaning::Years(first, last) => format!("{first}..{last}"),
                Meaning::Days(_) => "days".to_owned(),
                Meaning::Within(fields) => format!("{fields:?}"),
                Meaning::PassedOver => "none".to_owned(),
            };
            format!("{}{name}<{}>", if part.is_without { "-" } else { "" }, &query[part.span])
        });
        parts.collect()
    };
    for (query, wanted) in [
        ("6th customs heads 2017", vec!["#6<6th>", "word<customs>", "word<heads>", "@2017<2017>"]),
        ("2009년관세청장회의", vec!["@2009<2009년>", "word<관세청장회의>"]),
        ("heads of  customs", vec!["word<heads>", "little<of>", "word<customs>"]),
        ("11 Nov 2011 Seoul", vec!["@2011-11-11<11 Nov 2011>", "word<Seoul>"]),
        ("“customs heads” -“gold bullion” smug*", vec!["phrase<“customs heads”>", "-phrase<-“gold bullion”>", "beginning<smug*>"]),
        ("host:日本,KR year:2009..2011 in:agenda", vec!["host=JP,KR<host:日本,KR>", "2009..2011<year:2009..2011>", "[Agenda]<in:agenda>"]),
        ("before:2011-11 -topic:海关", vec!["days<before:2011-11>", "-topic=customs<-topic:海关>"]),
        ("gold OR bullion 또는 heads x", vec!["or<gold OR bullion 또는 heads>", "word<x>"]),
        ("customs … OR", vec!["word<customs>", "none<…>", "none<OR>"]),
        ("関税局長・長官会議", vec!["word<関税局長・長官会議>"]),
    ] {
        assert_eq!(understood(query), wanted, "{query}");
    }
}

#[test]
fn an_empty_answer_says_what_each_condition_costs() {
    let index = TestIndex::of(register());
    let answer = search(&index, "influenza host:JP year:2016 kind:meeting");
    let help = answer.empty.expect("nothing is found");
    let of = |facet| help.without.iter().find(|(c, _)| *c == Constraint::Facet(facet)).map(|(_, found)| *found);
    assert_eq!((of(FacetName::Host), of(FacetName::Year), of(FacetName::Kind)), (Some(1), Some(0), Some(0)));
    assert_eq!(help.without_words, Some(1));
    assert_eq!(search(&index, "influenza").empty, None);
    let help = search(&index, "influenza in:agenda").empty.unwrap();
    assert_eq!(help.without, [(Constraint::Within, 3)]);
    let help = search(&index, "influenza -thmm").empty.unwrap();
    assert_eq!(help.without, [(Constraint::Unwanted, 3)]);
    let literal = Request { is_literal: true, terms: terms(), ..Request::new("bullion kind:topic", Lang::en()) };
    let help = index.index.search(&literal).unwrap().empty.unwrap();
    assert_eq!(help.equivalents[0].names, [(Lang::ja(), "金塊".to_owned())]);
    let help = search(&index, "influnza kind:topic").empty.unwrap();
    assert_eq!(help.near[0].words, ["influenza"]);
}

#[test]
fn dates_in_words_find_what_took_place_then() {
    let index = TestIndex::of(vec![
        dated(entry(Kind::Meeting, "a/1", ["a", "", "", ""]), "2011-11-11"),
        dated(entry(Kind::Meeting, "a/2", ["a", "", "", ""]), "2009-09"),
        dated(entry(Kind::Meeting, "a/3", ["a", "", "", ""]), "1999"),
    ]);
    for (query, wanted) in [
        ("November 2011", vec!["a/1"]),
        ("11 Nov 2011", vec!["a/1"]),
        ("2011年 11月", vec!["a/1"]),
        ("2009년 9월", vec!["a/2"]),
        ("1990s", vec!["a/3"]),
        ("90年代", vec!["a/3"]),
        ("since 2009", vec!["a/1", "a/2"]),
        ("2009年以前", vec!["a/2", "a/3"]),
        ("between 1999 and 2009", vec!["a/2", "a/3"]),
    ] {
        let mut found = index.ids(query);
        found.sort();
        assert_eq!(found, wanted, "{query}");
    }
}
