//! A query is widened by the other names of what it names, and says so.

use std::collections::BTreeSet;
use std::sync::Arc;

use chancery_model::{Kind, Lang};
use chancery_search::{Answer, Because, FacetName, Field, Note, Request, Terms};

use crate::corpus::{TestIndex, entry, langs, register, with};

fn terms() -> Arc<Terms> {
    let notion = |four: [&str; 4]| langs().into_iter().zip(four.map(str::to_owned)).collect::<Vec<_>>();
    Arc::new(Terms::new([
        notion(["customs", "海关", "税関", "세관"]),
        notion(["gold bullion", "金条", "金地金", "금괴"]),
        notion(["trade statistics", "贸易统计", "貿易統計", "무역통계"]),
        notion(["smuggling", "走私", "密輸", "밀수"]),
        notion(["influenza", "流感", "インフルエンザ", "인플루엔자"]),
    ]))
}

fn request(query: &str) -> Request {
    Request { terms: terms(), limit: 100, ..Request::new(query, Lang::en()) }
}

fn ids(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.id.as_str()).collect()
}

#[test]
fn a_name_finds_what_has_another_name() {
    let index = TestIndex::of(register());
    for (query, wanted) in [
        ("금괴", vec!["tchm/6"]),
        ("流感", vec!["thmm/11", "thmm/10", "thmm/9"]),
        ("인플루엔자의", vec!["thmm/11", "thmm/10", "thmm/9"]),
        ("金地金の密輸", vec!["tchm/6"]),
        ("インフルエンザ 2017", vec!["thmm/10"]),
    ] {
        let answer = index.index.search(&request(query)).unwrap();
        assert_eq!(ids(&answer), wanted, "{query}");
        let literal = Request { is_literal: true, ..request(query) };
        let literal = index.index.search(&literal).unwrap();
        assert!(!literal.notes.iter().any(|note| matches!(note, Note::Widened { .. })), "{query}");
        assert!(literal.hits.iter().all(|hit| hit.because.is_empty()), "{query}");
    }
}

#[test]
fn the_reason_is_told_where_the_typed_words_are_not() {
    let index = TestIndex::of(register());
    let answer = index.index.search(&request("금괴")).unwrap();
    let because = Because { typed: "금괴".into(), matched: "gold bullion".into(), lang: Lang::en() };
    assert_eq!(answer.hits[0].because, [because]);
    let equivalents = vec![(Lang::en(), "gold bullion".into()), (Lang::zh(), "金条".into()), (Lang::ja(), "金地金".into())];
    assert_eq!(answer.notes, [Note::Widened { typed: "금괴".into(), equivalents }]);
    let passage = &answer.show(&answer.hits[0], [])[0];
    let (start, end) = passage.highlights[0];
    assert_eq!(passage.text.chars().skip(start).take(end - start).collect::<String>(), "gold bullion");
    for hit in index.index.search(&request("税関")).unwrap().hits {
        // Only these lack the word in Japanese.
        let lacks_it = hit.id == "kr-kcs" || hit.id.contains("action-plan") || hit.id.contains("press-release");
        assert_eq!(!hit.because.is_empty(), lacks_it, "{}", hit.id);
    }
}

#[test]
fn literal_matches_come_first() {
    let mut entries = register();
    let plain = |id, lang: Lang, text| with(entry(Kind::Document, id, ["A paper", "", "", ""]), Field::Note, "", lang, text);
    entries.push(plain("literal", Lang::ja(), "貿易統計について意見を交わした。"));
    entries.push(plain("other", Lang::ko(), "무역통계에 관한 의견을 나누었다."));
    entries.push(entry(Kind::Document, "titled", ["Trade statistics", "", "", ""]));
    let index = TestIndex::of(entries);
    let found = index.index.search(&request("貿易統計")).unwrap();
    assert_eq!(ids(&found)[0], "literal");
    assert_eq!(ids(&found).into_iter().collect::<BTreeSet<_>>(), BTreeSet::from(["literal", "other", "titled"]));
}

#[test]
fn counts_and_total_are_those_of_the_widened_query() {
    let index = TestIndex::of(register());
    for query in ["세관", "海关 2017", "走私", "customs OR 流感"] {
        let answer = index.index.search(&request(query)).unwrap();
        assert_eq!(answer.total, answer.hits.len(), "{query}");
        let by_kind: u32 = answer.facets[&FacetName::Kind].iter().map(|(_, count)| count).sum();
        assert_eq!(by_kind as usize, answer.total, "{query}");
    }
}
