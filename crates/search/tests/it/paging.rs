//! Pages are stable and leave nothing out, in every order.

use chancery_model::{Kind, Lang};
use chancery_search::{Change, Cursor, Entry, Field, Request, Sort};

use crate::corpus::{TestIndex, dated, entry, with};

fn many() -> Vec<Entry> {
    (0..130u32)
        .map(|n| {
            let one = entry(Kind::Meeting, &format!("m{}/{n}", n % 7), ["customs meeting", "", "", ""]);
            if n % 10 == 0 { one } else { dated(one, &format!("20{:02}", n % 20)) }
        })
        .collect()
}

#[test]
fn pages_follow_each_other_without_gap() {
    let index = TestIndex::of(many());
    // A second and third segment, and deletions.
    for n in 0..3u32 {
        let put = (0..20u32).map(|m| Change::Put(entry(Kind::Document, &format!("d{n}-{m}"), ["customs paper", "", "", ""])));
        let remove = Change::Remove { kind: Kind::Meeting, id: format!("m{n}/{n}") };
        index.index.apply(put.chain([remove]).collect(), Cursor { seq: u64::from(n) + 2, digest: String::new() }).unwrap();
    }
    for query in ["customs", "", "customs meeting paper"] {
        for sort in [Sort::Relevance, Sort::NewestFirst, Sort::OldestFirst] {
            let request = |offset, limit| Request { sort, offset, limit, ..Request::new(query, Lang::en()) };
            let whole = index.ids_of(&request(0, 1_000));
            assert_eq!(whole.len(), 187, "{query} {sort:?}");
            let paged: Vec<String> = (0..24).flat_map(|page| index.ids_of(&request(page * 8, 8))).collect();
            assert_eq!(paged, whole, "{query} {sort:?}");
            assert_eq!(index.ids_of(&request(187, 10)), [""; 0]);
            assert_eq!(index.ids_of(&request(usize::MAX, usize::MAX)), [""; 0]);
        }
    }
}

#[test]
fn sorting_by_date_puts_the_finer_date_first_and_the_undated_last() {
    let named = |id: &str| entry(Kind::Meeting, id, ["x", "", "", ""]);
    let index = TestIndex::of(vec![
        dated(named("a/1"), "2011-12-31"),
        dated(named("a/2"), "2011"),
        dated(named("a/3"), "2011-12"),
        dated(named("a/10"), "2011"),
        named("a/5"),
        dated(named("a/6"), "2010-05-01"),
        dated(named("a/7"), "2012-01-01"),
    ]);
    let sorted = |sort| index.ids_of(&Request { sort, ..Request::new("x", Lang::en()) });
    assert_eq!(sorted(Sort::NewestFirst), ["a/7", "a/1", "a/3", "a/2", "a/10", "a/6", "a/5"]);
    assert_eq!(sorted(Sort::OldestFirst), ["a/6", "a/1", "a/3", "a/2", "a/10", "a/7", "a/5"]);
}

#[test]
fn words_next_to_each_other_come_first_and_pages_still_follow() {
    // Of hits that are alike but for this, the first few hundred are looked at for it.
    let is_together = |n: u32| n % 100 == 7 && n < 500;
    let one = |n: u32| {
        let text = if is_together(n) { "gold bullion was found" } else { "bullion was gold found" };
        with(entry(Kind::Meeting, &format!("m/{n}"), ["Meeting", "", "", ""]), Field::Outcome, "outcome-1", Lang::en(), text)
    };
    let index = TestIndex::of((0..400).map(one).collect());
    index.index.apply((400..700).map(one).map(Change::Put).collect(), Cursor { seq: 2, digest: String::new() }).unwrap();
    let request = |offset, limit| Request { offset, limit, ..Request::new("gold bullion", Lang::en()) };
    let ids = |numbers: &mut dyn Iterator<Item = u32>| numbers.map(|n| format!("m/{n}")).collect::<Vec<_>>();
    let wanted = ids(&mut (0..700).filter(|n| is_together(*n)));
    let paged: Vec<String> = (0..88).flat_map(|page| index.ids_of(&request(page * 8, 8))).collect();
    assert_eq!(paged[..wanted.len()], wanted);
    let mut all = paged.clone();
    all.sort_unstable();
    all.dedup();
    assert_eq!((paged.len(), all.len()), (700, 700));
    assert_eq!(paged, index.ids_of(&request(0, 700)));
}
