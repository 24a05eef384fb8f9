//! Typing errors are forgiven where nothing is written as typed, and what was looked for instead is said.

use std::sync::Arc;

use chancery_model::{Kind, Lang};
use chancery_search::{Answer, Field, Note, Request, Terms};

use crate::corpus::{TestIndex, entry, register, with};

fn search(index: &TestIndex, query: &str) -> Answer {
    index.index.search(&Request { limit: 100, ..Request::new(query, Lang::en()) }).unwrap()
}

fn near(answer: &Answer) -> Vec<(String, String)> {
    let near = answer.notes.iter().filter_map(|note| match note {
        Note::NearSpellings { typed, words } => Some((typed.clone(), words.join(" "))),
        _ => None,
    });
    near.collect()
}

#[test]
fn a_word_that_is_nowhere_finds_what_is_written_nearly_so() {
    let index = TestIndex::of(register());
    for (query, wanted, meant) in [
        ("influnza", "influenza", "influenza"),
        ("inlfuenza", "influenza", "influenza"),
        ("bullino", "bullion", "bullion"),
        ("gold Bulion", "bullion", "gold Bullion"),
        ("smugglnig", "smuggling", "smuggling"),
        ("statisitcs", "statistics", "statistics"),
        ("관세천장회의", "관세청장회의", "관세청장회의"),
        ("관세청장회이를", "관세청장회의", "관세청장회의를"),
    ] {
        let answer = search(&index, query);
        assert_eq!(near(&answer).first().map(|(_, words)| words.split(' ').next().unwrap()), Some(wanted), "{query}: {:?}", answer.notes);
        assert_eq!(answer.did_you_mean.as_deref(), Some(meant), "{query}");
        assert!(answer.total > 0, "{query}");
        assert_eq!(
            answer.hits.iter().map(|hit| &hit.id).collect::<Vec<_>>(),
            search(&index, meant).hits.iter().map(|hit| &hit.id).collect::<Vec<_>>(),
            "{query}"
        );
    }
}

#[test]
fn what_is_somewhere_is_never_changed() {
    let mut entries = register();
    entries.push(with(entry(Kind::Document, "slip", ["A paper", "", "", ""]), Field::Note, "", Lang::en(), "On bulion."));
    let index = TestIndex::of(entries);
    for (query, found) in [("bulion", vec!["slip"]), ("\"influnza\"", vec![]), ("influenza -bullino", vec!["thmm/11", "thmm/10", "thmm/9"])]
    {
        let answer = search(&index, query);
        assert_eq!(answer.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), found, "{query}");
        assert_eq!((near(&answer), answer.did_you_mean), (vec![], None), "{query}");
    }
}

#[test]
fn short_words_and_words_far_off_find_nothing() {
    let index = TestIndex::of(register());
    for query in ["xyz", "influuuuenza", "bxllixn", "세칸", "税问"] {
        let answer = search(&index, query);
        assert_eq!(answer.did_you_mean, None, "{query}: {:?}", answer.notes);
    }
}

#[test]
fn a_near_word_brings_the_other_names_of_what_it_names() {
    let index = TestIndex::of(register());
    let name = |lang: Lang, text: &str| (lang, text.to_owned());
    let terms = Arc::new(Terms::new([
        vec![name(Lang::en(), "quarantine"), name(Lang::ja(), "金塊")],
        vec![name(Lang::en(), "influenza"), name(Lang::zh(), "流感")],
    ]));
    let ask = |query: &str| index.index.search(&Request { terms: Arc::clone(&terms), ..Request::new(query, Lang::en()) }).unwrap();
    // No record has the word itself, but one has its other name.
    let answer = ask("quarantene");
    assert_eq!(answer.did_you_mean.as_deref(), Some("quarantine"));
    assert_eq!(answer.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), ["tchm/6"]);
    assert!(ask("influnza").notes.iter().any(|note| matches!(note, Note::Widened { .. })));
}

#[test]
fn near_spellings_of_many_words_are_cut_and_said() {
    let index = TestIndex::of(register());
    let query = "influnza bullino smugglnig statisitcs agign passngers trainig infringments";
    let answer = search(&index, query);
    assert!(answer.notes.contains(&Note::Cut(chancery_search::Cut::NearSpellings)), "{:?}", answer.notes);
}
