//! How queries are read: never an error, and what was made of them is said.

use std::time::{Duration, Instant};

use chancery_model::{Day, DayRange, Kind, Lang};
use chancery_search::{Cut, FacetName, Filters, Note, Request, Sort};
use proptest::prelude::*;

use crate::corpus::{TestIndex, dated, entry, register};

#[test]
fn operators_do_what_they_say() {
    let index = TestIndex::of(register());
    for (query, wanted) in [
        ("influenza year:2016", vec!["thmm/9"]),
        ("influenza year:2016..2017", vec!["thmm/10", "thmm/9"]),
        ("influenza -year:2016..2017", vec!["thmm/11"]),
        ("influenza -10th", vec!["thmm/11", "thmm/9"]),
        ("\"heads meeting\" kind:mechanism", vec!["tchm"]),
        ("「税関長官」 kind:mechanism", vec!["tchm"]),
        ("\"meeting heads\"", vec![]),
        ("influenza OR bullion host:JP", vec!["tchm/6"]),
        ("topic:customs kind:Mechanism", vec!["tchm", "tchm-ipr"]),
        ("type:action-plan", vec!["tchm-6-action-plan", "tchm-3-action-plan"]),
        ("type:action-plan year:2009", vec!["tchm-3-action-plan"]),
        ("mechanism:TCHM-ipr kind:meeting", vec!["tchm-ipr/6", "tchm-ipr/5"]),
        ("host:jp", vec!["tchm/6", "tchm-ipr/6"]),
        ("host:JP OR host:KR kind:meeting bullion", vec!["tchm/6"]),
        ("host:JP,KR kind:meeting mechanism:tchm-ipr", vec!["tchm-ipr/6", "tchm-ipr/5"]),
        ("year:1950", vec![]),
        ("kind:topic", vec!["customs", "health"]),
        ("kind:topic -税関", vec!["health"]),
    ] {
        assert_eq!(index.ids(query), wanted, "{query}");
    }
}

#[test]
fn notes_say_how_a_query_was_read() {
    let index = TestIndex::of(register());
    for (query, wanted) in [
        ("customs", vec![]),
        ("6th customs", vec![Note::ReadAsOrdinal(6)]),
        ("第六次", vec![Note::ReadAsOrdinal(6)]),
        ("customs 2017", vec![Note::ReadAsYear(2017)]),
        ("2009.09.28", vec![Note::ReadAsDate("2009-09-28".parse().unwrap())]),
        ("\"customs", vec![Note::OpenQuote]),
        ("colour:customs", vec![Note::UnknownField { name: "colour".into() }, Note::SomeWords]),
        ("topic:customs", vec![]),
        ("topic:heads", vec![Note::UnknownValue { field: FacetName::Topic.into(), value: "heads".into() }]),
        ("OR customs", vec![Note::NotUnderstood { what: "OR".into() }]),
        ("influenza bullion", vec![Note::SomeWords]),
        ("税関協力長官会議", vec![Note::Loosened]),
        ("zzzz", vec![]),
    ] {
        assert_eq!(index.index.search(&Request::new(query, Lang::en())).unwrap().notes, wanted, "{query}");
    }
}

#[test]
fn most_words_come_first_where_none_has_all() {
    let index = TestIndex::of(register());
    let found = index.ids_of(&Request { limit: 100, ..Request::new("customs heads tokyo influenza", Lang::en()) });
    assert_eq!(found.first().map(String::as_str), Some("tchm/6"), "{found:?}");
    assert!(found.contains(&"thmm/9".to_owned()));
}

#[test]
fn filters_do_not_change_how_words_are_read() {
    let index = TestIndex::of(register());
    let mut request = Request::new("gold bullion", Lang::en());
    request.filters.topics = vec!["health".into()];
    let answer = index.index.search(&request).unwrap();
    assert_eq!((answer.total, answer.notes), (0, vec![]));
    assert_eq!(answer.facets[&FacetName::Topic], [("customs".to_owned(), 1)]);
}

#[test]
fn dates_match_surely_or_may() {
    let index = TestIndex::of(vec![
        dated(entry(Kind::Meeting, "a/1", ["a", "", "", ""]), "2011-11-11"),
        dated(entry(Kind::Meeting, "a/2", ["a", "", "", ""]), "2011"),
        dated(entry(Kind::Meeting, "a/3", ["a", "", "", ""]), "2012"),
        dated(entry(Kind::Meeting, "a/4", ["a", "", "", ""]), "2011-12-30/2012-01-02"),
        dated(entry(Kind::Meeting, "a/5", ["a", "", "", ""]), "201X"),
        entry(Kind::Meeting, "a/6", ["a", "", "", ""]),
    ]);
    let day = |year, month, day| Day::new(year, month, day);
    let mut request = Request::new("", Lang::en());
    request.filters.days = Some(DayRange { earliest: day(2011, 11, 1), latest: day(2011, 12, 31) });
    request.sort = Sort::OldestFirst;
    let found = |request: &Request| -> Vec<(String, bool)> {
        index.index.search(request).unwrap().hits.into_iter().map(|h| (h.id, h.may_match)).collect()
    };
    let wanted = [("a/1", false), ("a/2", true), ("a/4", false), ("a/5", true)].map(|(id, may)| (id.to_owned(), may));
    assert_eq!(found(&request), wanted);
    request.filters.days = Some(DayRange { earliest: day(2012, 1, 1), latest: None });
    assert_eq!(found(&request).iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), ["a/4", "a/3", "a/5"]);
    request.filters = Filters { years: vec![2011], ..Filters::default() };
    let years = found(&request);
    assert_eq!(years.iter().filter(|(_, may)| *may).map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["a/5"]);
}

#[test]
fn long_queries_are_cut_and_answered_in_time() {
    let index = TestIndex::of(register());
    let hostile = [
        ("x ".repeat(10_000), Cut::Characters),
        ("a* ".repeat(600), Cut::Clauses),
        ("\"a b c\" ".repeat(200), Cut::Clauses),
        ("a OR ".repeat(1_000), Cut::Characters),
        ("税".repeat(1_900), Cut::Clauses),
        (format!("\"{}\"", "customs heads ".repeat(100)), Cut::Clauses),
        ("topic:customs ".repeat(100), Cut::Clauses),
        ("会 ".repeat(900), Cut::Clauses),
        ("-x ".repeat(600), Cut::Clauses),
        ("-(((".repeat(400), Cut::Clauses),
    ];
    for (query, cut) in hostile {
        let started = Instant::now();
        let answer = index.index.search(&Request::new(query.clone(), Lang::en())).unwrap();
        // Generous, since this also runs unoptimized on busy machines; the bench has the real bound.
        assert!(started.elapsed() < Duration::from_secs(2), "{:.20}... took {:?}", query, started.elapsed());
        if !query.contains("(((") {
            assert!(answer.notes.contains(&Note::Cut(cut.clone())), "{query:.20}...: {:?}", answer.notes);
        }
    }
}

#[test]
fn a_short_beginning_stands_for_the_commonest_words() {
    let titled = |n: usize, title: &str| entry(Kind::Document, &format!("d{n}"), [title, "", "", ""]);
    let rare = (0..200).map(|n| titled(n, &format!("abc{n}")));
    let common = (200..203).map(|n| titled(n, "abundant"));
    let index = TestIndex::of(rare.chain(common).collect());
    let answer = index.index.search(&Request { limit: 300, ..Request::new("ab*", Lang::en()) }).unwrap();
    assert_eq!(answer.notes, [Note::Cut(Cut::Expansions { prefix: "ab".into() })]);
    let found: Vec<&str> = answer.hits.iter().map(|hit| hit.id.as_str()).collect();
    assert!(["d200", "d201", "d202"].iter().all(|id| found.contains(id)), "{found:?}");
    assert!((50..100).contains(&answer.total), "{} found", answer.total);
    let whole = index.index.search(&Request::new("abu*", Lang::en())).unwrap();
    assert_eq!((whole.total, whole.notes), (3, vec![]));
}

fn query() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("customs"),
        Just("heads"),
        Just("税関"),
        Just("会"),
        Just("관세청의"),
        Just("OR"),
        Just("-"),
        Just("\""),
        Just("「"),
        Just("topic:"),
        Just("year:2009.."),
        Just("6th"),
        Just("第6回"),
        Just("2017年"),
        Just("sm*"),
        Just("|"),
        Just("NOT"),
        Just("fake-zero"),
        Just(":"),
        Just("*"),
        Just("の"),
        Just("\u{301}"),
        Just("(")
    ];
    let words = proptest::collection::vec((word, prop_oneof![Just(""), Just(" "), Just("\u{3000}")]), 0..14)
        .prop_map(|words| words.into_iter().flat_map(|(word, blank)| [word, blank]).collect::<String>());
    prop_oneof![words, "\\PC{0,80}", any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, ..ProptestConfig::default() })]

    #[test]
    fn no_query_is_an_error(queries in proptest::collection::vec(query(), 1..20), limit in 0usize..50, offset in 0usize..40) {
        thread_local!(static INDEX: TestIndex = TestIndex::of(register()));
        INDEX.with(|index| {
            for text in &queries {
                let request = Request { limit, offset, ..Request::new(text.clone(), Lang::ja()) };
                let answer = index.index.search(&request);
                prop_assert!(answer.is_ok(), "{text:?}: {answer:?}");
                let answer = answer.unwrap();
                prop_assert!(answer.hits.len() <= limit);
                prop_assert_eq!(answer.hits.len(), limit.min(answer.total.saturating_sub(offset)));
                for hit in &answer.hits {
                    for shown in &answer.show(hit, []) {
                        let length = shown.text.chars().count();
                        prop_assert!(!shown.highlights.is_empty() && shown.highlights.iter().all(|(s, e)| s < e && *e <= length));
                    }
                }
                prop_assert_eq!(&index.index.search(&request).unwrap(), &answer, "the same query, the same answer");
            }
            Ok(())
        })?;
    }
}
