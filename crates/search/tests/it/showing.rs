//! What is shown of a hit.

use chancery_model::Lang;
use chancery_search::{Field, Request};

use crate::corpus::{TestIndex, register};

fn marked(text: &str, highlights: &[(usize, usize)]) -> Vec<String> {
    highlights.iter().map(|(start, end)| text.chars().skip(*start).take(end - start).collect()).collect()
}

#[test]
fn passages_come_from_the_very_item() {
    let index = TestIndex::of(register());
    for (query, ui, hit, anchor, marks) in [
        ("gold bullion", Lang::en(), "tchm/6", "outcome-1", vec!["gold", "bullion"]),
        ("\"fake zero\" 2015", Lang::en(), "tchm/5", "outcome-3", vec!["Fake Zero"]),
        ("密輸", Lang::en(), "tchm/6", "ja.outcome-1", vec!["密輸"]),
        ("密输", Lang::zh(), "tchm/6", "ja.outcome-1", vec!["密輸"]),
        ("東京", Lang::ja(), "tchm/6", "place", vec!["東京"]),
        ("东京", Lang::zh(), "tchm/6", "place", vec!["东京"]),
        ("4th tchm", Lang::en(), "tchm/3", "outcome-1.2", vec!["4th", "TCHM"]),
        ("smugg*", Lang::en(), "tchm/6", "outcome-1", vec!["smuggling"]),
    ] {
        let answer = index.index.search(&Request::new(query, ui)).unwrap();
        let first = answer.hits.iter().find(|h| h.id == hit).unwrap_or_else(|| panic!("{query} does not find {hit}"));
        let shown = &answer.show(first, [])[0];
        assert_eq!(shown.anchor.as_deref(), Some(anchor), "{query}: {first:?}");
        assert_eq!(marked(&shown.text, &shown.highlights), marks, "{query}");
    }
}

#[test]
fn a_passage_is_shown_once_and_as_many_as_asked() {
    let index = TestIndex::of(register());
    let mut request = Request::new("customs OR gold OR Tokyo OR smuggling", Lang::en());
    for limit in [0, 1, 2, 10] {
        request.passages = limit;
        let answer = index.index.search(&request).unwrap();
        let hit = answer.hits.iter().find(|h| h.id == "tchm/6").unwrap();
        assert_eq!(answer.show(hit, []).len(), limit.min(4));
    }
    assert_eq!(index.index.search(&Request::new("", Lang::en())).unwrap().marks, None);
}

#[test]
fn outcomes_are_shown_before_documents() {
    let index = TestIndex::of(register());
    let answer = index.index.search(&Request::new("customs OR gold", Lang::en())).unwrap();
    let hit = answer.hits.iter().find(|h| h.id == "tchm/6").unwrap();
    let fields: Vec<Field> = answer.show(hit, []).iter().map(|p| p.field).collect();
    assert_eq!(fields, [Field::Outcome, Field::Document, Field::People]);
}
