//! An answer does not tell how an index came to be: two nodes that took the same changes in other steps answer alike.

use chancery_model::{Kind, Lang};
use chancery_search::{Answer, Change, Cursor, Entry, Field, Request, Terms};
use proptest::prelude::*;

use crate::corpus::{TestIndex, entry, with};

/// Enough words with one beginning that not all of them are looked for.
const PORTS: u32 = 150;

/// What is asked of both: common and rare words, words together, a beginning, slips, words that are left out, a script
/// without blanks, words of which only some are there.
const QUERIES: [&str; 12] = [
    "lighthouse",
    "keeper OR record",
    "record keeper lighthouse port7",
    "port*",
    "lighthouse port1*",
    "ligthhouse",
    "keepper record",
    "record -keeper",
    "灯台",
    "灯台守の記録",
    "lighthouse nowhere record keeper",
    "\"record keeper\"",
];

#[derive(Debug, Clone)]
struct Text {
    id: u32,
    lighthouses: usize,
    records: usize,
    keepers: usize,
    ports: Vec<u32>,
}

fn text() -> impl Strategy<Value = Text> {
    (0..40_u32, 0..3_usize, 0..9_usize, 0..6_usize, prop::collection::vec(0..PORTS, 0..12))
        .prop_map(|(id, lighthouses, records, keepers, ports)| Text { id, lighthouses, records, keepers, ports })
}

fn entry_of(text: &Text) -> Entry {
    let mut words = vec![format!("was{}", text.id)];
    words.extend(text.ports.iter().map(|port| format!("port{port}")));
    for (word, times) in [("lighthouse", text.lighthouses), ("record", text.records), ("keeper", text.keepers)] {
        words.extend(std::iter::repeat_n(word.to_owned(), times));
    }
    let one = entry(Kind::Meeting, &format!("m/{}", text.id), ["Meeting", "", "灯台の会合", ""]);
    let one = with(one, Field::Outcome, "outcome-1", Lang::en(), &words.join(" "));
    with(one, Field::Agenda, "agenda-1", Lang::ja(), &"灯台守の記録 ".repeat(text.lighthouses))
}

fn cursor(seq: usize) -> Cursor {
    Cursor { seq: u64::try_from(seq).unwrap(), digest: String::new() }
}

fn told(answer: Answer) -> impl PartialEq + std::fmt::Debug {
    let hits: Vec<_> = answer.hits.into_iter().map(|hit| (hit.id, hit.score)).collect();
    (answer.total, hits, answer.facets, answer.notes, answer.did_you_mean)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn answers_are_those_of_an_index_made_at_once(
        steps in prop::collection::vec((prop::collection::vec(text(), 1..25), prop::collection::vec(0..40_u32, 0..4)), 1..12),
    ) {
        let bit_by_bit = TestIndex::of(Vec::new());
        let mut now = std::collections::BTreeMap::new();
        for (seq, (texts, gone)) in steps.iter().enumerate() {
            let id = |id: &u32| format!("m/{id}");
            now.extend(texts.iter().map(|text| (text.id, text)));
            now.retain(|id, _| !gone.contains(id));
            let put = texts.iter().map(|text| Change::Put(entry_of(text)));
            let removed = gone.iter().map(|gone| Change::Remove { kind: Kind::Meeting, id: id(gone) });
            bit_by_bit.index.apply(put.chain(removed).collect(), cursor(seq + 2)).unwrap();
        }
        let at_once = TestIndex::of(now.values().map(|text| entry_of(text)).collect());
        for query in QUERIES {
            let ask = |of: &TestIndex| told(of.index.search(&Request { limit: 60, ..Request::new(query, Lang::en()) }).unwrap());
            prop_assert_eq!(ask(&bit_by_bit), ask(&at_once), "{}", query);
        }
        for typed in ["li", "port1", "灯", "was"] {
            let ask = |of: &TestIndex| of.index.suggest(typed, &Lang::en(), &Terms::default()).unwrap();
            prop_assert_eq!(ask(&bit_by_bit), ask(&at_once), "{}", typed);
        }
    }
}
