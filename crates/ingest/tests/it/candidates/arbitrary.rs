//! Whatever the words are: no panic, spans on character bounds inside the item, the same answer twice, and an end to it.

use std::sync::LazyLock;

use chancery_ingest::Lexicon;
use chancery_ingest::proposals::{Candidate, MAX_CANDIDATES, Rules, propose};
use chancery_model::{Item, Lang};
use proptest::prelude::*;

static RULES: LazyLock<Rules> = LazyLock::new(Rules::bundled);
static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::bundled);

const LANGS: [&str; 6] = ["en", "zh", "zh-Hant", "ja", "ko", "und"];

fn item(key: &str, text: String, items: Vec<Item>) -> Item {
    Item { key: key.parse().unwrap(), number: None, label: None, text, items, retold: None, is_gone: false }
}

fn check(text: String, part: String, lang: &str) -> Vec<Candidate> {
    let lang: Lang = lang.parse().unwrap();
    let outcome = item("outcome-1", text, vec![item("outcome-1.1", part, Vec::new())]);
    let items = [outcome];
    let candidates = propose(&items, &lang, &RULES, &LEXICON);
    assert_eq!(candidates, propose(&items, &lang, &RULES, &LEXICON));
    assert!(candidates.len() <= 2 * MAX_CANDIDATES);
    let text_of = |key: &str| if key == "outcome-1" { &items[0].text } else { &items[0].items[0].text };
    for candidate in &candidates {
        let text = text_of(candidate.item.as_str());
        let words = text.get(candidate.span.clone()).expect("a span lies on character bounds inside the item");
        assert!(!words.trim().is_empty());
        assert!(text_of(candidate.fired.item.as_str()).get(candidate.fired.span.clone()).is_some());
        let inner = [candidate.due.as_ref().map(|due| &due.span), candidate.rhythm.as_ref().map(|rhythm| &rhythm.span)];
        for span in inner.into_iter().flatten() {
            assert!(text.get(span.clone()).is_some() && span.start >= candidate.span.start && span.end <= candidate.span.end);
        }
    }
    candidates
}

/// Words of rules, names, dates and marks in any order.
fn shuffled() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "agreed to",
        "will",
        "signed",
        "and",
        ", and to hold",
        ";",
        ":",
        ". ",
        "that",
        "not",
        "if",
        "China",
        "by 2011",
        "once a year",
        "welcomed",
        "商定",
        "将",
        "通过了《",
        "》",
        "，并",
        "未",
        "每年",
        "于2015年",
        "の",
        "合意した",
        "することに",
        "、",
        "。",
        "歓迎し",
        "署名し、",
        "年2回",
        "以下のとおり",
        "합의하였다",
        "하기로",
        "하고 ",
        "채택하고",
        "2014년",
        "은 ",
        "매년",
        "다음과 같이",
        "\u{201c}",
        "\u{201d}",
        "「",
        "」",
        "\u{feff}",
        "\n",
        "é",
        "𠮷",
    ]);
    prop::collection::vec(words, 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn any_text_is_read(text in ".{0,200}", part in ".{0,80}", lang in prop::sample::select(LANGS.to_vec())) {
        check(text, part, lang);
    }

    #[test]
    fn any_order_of_the_words_of_rules_is_read(text in shuffled(), part in shuffled(), lang in prop::sample::select(LANGS.to_vec())) {
        check(text, part, lang);
    }
}

#[test]
fn very_long_items_come_to_an_end() {
    for (words, lang) in [
        ("they will and to ", "en"),
        ("agreed to meet, and to go ", "en"),
        ("并将举行，", "zh"),
        ("を行い、", "ja"),
        ("를 하고 ", "ko"),
        ("(", "en"),
    ] {
        check(words.repeat(40_000), words.repeat(40_000), lang);
    }
}

#[test]
fn a_language_without_rules_has_no_candidates() {
    assert!(check("agreed to meet".into(), "agreed to meet".into(), "mn").is_empty());
}
