//! Counts against brute force.

use std::collections::{BTreeMap, BTreeSet};

use chancery_model::{Kind, Lang};
use chancery_search::{Change, Cursor, Entry, FacetName, Filters, Index, Request};
use proptest::prelude::*;

use crate::corpus::{TestIndex, entry, register};

#[test]
fn a_facet_does_not_count_under_its_own_filter() {
    let index = TestIndex::of(register());
    let mut request = Request::new("influenza OR bullion", Lang::en());
    request.filters.topics = vec!["health".into()];
    let answer = index.index.search(&request).unwrap();
    assert_eq!(answer.total, 3);
    assert_eq!(answer.facets[&FacetName::Topic], [("health".to_owned(), 3), ("customs".to_owned(), 1)]);
    assert_eq!(answer.facets[&FacetName::Host], [("CN".to_owned(), 3)]);
    request.filters.hosts = vec!["JP".into()];
    let answer = index.index.search(&request).unwrap();
    assert_eq!(answer.total, 0);
    assert_eq!(answer.facets[&FacetName::Topic], [("customs".to_owned(), 1)]);
    assert_eq!(answer.facets[&FacetName::Host], [("CN".to_owned(), 3)]);
    request.with_facets = false;
    assert!(index.index.search(&request).unwrap().facets.is_empty());
}

fn some(values: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    proptest::sample::subsequence(values, 0..=values.len()).prop_map(|v| v.into_iter().map(str::to_owned).collect())
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let one = (
        prop_oneof![Just(Kind::Meeting), Just(Kind::Document)],
        some(&["alpha", "beta", "gamma"]),
        some(&["t1", "t2"]),
        some(&["CN", "JP", "KR"]),
        proptest::sample::subsequence(&[2009u16, 2010, 2011], 0..=3),
    );
    proptest::collection::vec(one, 0..30).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(n, (kind, words, topics, parties, years))| {
                let mut one = entry(kind, &format!("r{n}"), [&words.join(" "), "", "", ""]);
                one.facets.topics = topics;
                // Doubled values count once.
                one.facets.parties = [parties.clone(), parties].concat();
                one.facets.years = years.to_vec();
                one
            })
            .collect()
    })
}

fn filters() -> impl Strategy<Value = Filters> {
    let kinds = proptest::sample::subsequence(&[Kind::Meeting, Kind::Document], 0..=1);
    let years = proptest::sample::subsequence(&[2009u16, 2011, 1999], 0..=2);
    (kinds, some(&["t1", "t2", "t3"]), some(&["CN", "JP"]), years).prop_map(|(kinds, topics, parties, years)| Filters {
        kinds: kinds.to_vec(),
        topics,
        parties,
        years: years.to_vec(),
        ..Filters::default()
    })
}

const COUNTED: [FacetName; 4] = [FacetName::Kind, FacetName::Topic, FacetName::Party, FacetName::Year];

fn values(entry: &Entry, facet: FacetName) -> BTreeSet<String> {
    match facet {
        FacetName::Kind => [entry.kind.to_string()].into(),
        FacetName::Topic => entry.facets.topics.iter().cloned().collect(),
        FacetName::Party => entry.facets.parties.iter().cloned().collect(),
        _ => entry.facets.years.iter().map(ToString::to_string).collect(),
    }
}

fn wanted(filters: &Filters, facet: FacetName) -> BTreeSet<String> {
    match facet {
        FacetName::Kind => filters.kinds.iter().map(ToString::to_string).collect(),
        FacetName::Topic => filters.topics.iter().cloned().collect(),
        FacetName::Party => filters.parties.iter().cloned().collect(),
        _ => filters.years.iter().map(ToString::to_string).collect(),
    }
}

fn passes(entry: &Entry, filters: &Filters, except: Option<FacetName>) -> bool {
    COUNTED.into_iter().filter(|facet| Some(*facet) != except).all(|facet| {
        let wanted = wanted(filters, facet);
        wanted.is_empty() || !wanted.is_disjoint(&values(entry, facet))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn counts_are_those_of_brute_force(
        entries in entries(), filters in filters(), word in prop_oneof![Just(""), Just("alpha"), Just("beta")], parts in 1usize..4,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (index, _) = Index::open(folder.path()).unwrap();
        for (n, part) in entries.chunks(entries.len().div_ceil(parts).max(1)).enumerate() {
            let changes = part.iter().cloned().map(Change::Put).collect();
            index.apply(changes, Cursor { seq: n as u64 + 1, digest: String::new() }).unwrap();
        }
        let request = Request { filters: filters.clone(), limit: 100, ..Request::new(word, Lang::en()) };
        let answer = index.search(&request).unwrap();
        let has_word = |entry: &&Entry| word.is_empty() || entry.titles.iter().any(|(_, title)| title.contains(word));
        let found: BTreeSet<&str> =
            entries.iter().filter(has_word).filter(|e| passes(e, &filters, None)).map(|e| e.id.as_str()).collect();
        prop_assert_eq!(answer.hits.iter().map(|h| h.id.as_str()).collect::<BTreeSet<_>>(), found.clone());
        prop_assert_eq!(answer.total, found.len());
        for facet in COUNTED {
            let mut counts: BTreeMap<String, u32> = BTreeMap::new();
            for entry in entries.iter().filter(has_word).filter(|e| passes(e, &filters, Some(facet))) {
                for value in values(entry, facet) {
                    *counts.entry(value).or_default() += 1;
                }
            }
            let counted: BTreeMap<String, u32> = answer.facets.get(&facet).cloned().unwrap_or_default().into_iter().collect();
            prop_assert_eq!(counted, counts, "{}", facet);
        }
    }
}
