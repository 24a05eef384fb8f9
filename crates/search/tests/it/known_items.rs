//! What people look for by name comes first.

use crate::corpus::{TestIndex, register};

#[test]
fn known_items_rank_first() {
    let index = TestIndex::of(register());
    let mut wrong = Vec::new();
    for (query, wanted) in [
        ("customs heads meeting 2017", "tchm/6"),
        ("6th TCHM", "tchm/6"),
        ("TCHM 6th", "tchm/6"),
        ("the sixth customs heads’ meeting", "tchm/6"),
        ("TCHM", "tchm"),
        ("tchm", "tchm"),
        ("ＴＣＨＭ", "tchm"),
        ("Tripartite Customs Heads' Meeting", "tchm"),
        ("customs heads", "tchm"),
        ("海关领导人会议", "tchm"),
        ("海關領導人會議", "tchm"),
        ("第六次海关领导人会议", "tchm/6"),
        ("第6回税関長官会議", "tchm/6"),
        ("税関長官会議 2017年", "tchm/6"),
        ("税関", "customs"),
        ("稅關", "customs"),
        ("海关", "customs"),
        ("관세", "customs"),
        ("关税厅", "kr-kcs"),
        ("관세청", "kr-kcs"),
        ("관세청의", "kr-kcs"),
        ("관세청장회의", "tchm"),
        ("관세청장 회의", "tchm"),
        ("한일중 관세청장회의", "tchm"),
        ("2009년관세청장회의", "tchm/3"),
        ("제6차 관세청장회의", "tchm/6"),
        ("fake zero 2015", "tchm/5"),
        ("Jeju 2008", "tchm/2"),
        ("济州", "tchm/2"),
        ("済州", "tchm/2"),
        ("제주", "tchm/2"),
        ("action plan customs 2009", "tchm-3-action-plan"),
        ("2009.09.28 customs heads", "tchm/3"),
        ("joint press release 6th customs heads meeting", "tchm-6-press-release"),
        ("gold bullion", "tchm/6"),
        ("antiterrorism", "tchm/6"),
        ("密輸", "tchm/6"),
        ("密輸について", "tchm/6"),
        ("知的財産権ワーキンググループ", "tchm-ipr"),
        ("지식 재산권", "tchm-ipr"),
        ("intellectual property", "tchm-ipr"),
        ("保健大臣", "thmm"),
        ("ﾜｰｷﾝｸﾞ", "tchm-ipr"),
    ] {
        let found = index.ids(query);
        if found.first().map(String::as_str) != Some(wanted) {
            wrong.push(format!("{query}: wanted {wanted}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_who_mention_it_are_found() {
    let index = TestIndex::of(register());
    for (query, mut wanted) in [
        ("fake zero", vec!["tchm/3", "tchm/5", "tchm-ipr/5"]),
        ("action plan customs", vec!["tchm-6-action-plan", "tchm-3-action-plan", "tchm/6"]),
        ("influenza", vec!["thmm/9", "thmm/10", "thmm/11"]),
        ("influenza aging", vec![]),
        ("会", vec!["tchm", "tchm-ipr", "thmm", "tchm/2", "tchm/3", "tchm/5", "tchm/6", "tchm-ipr/5", "tchm-ipr/6", "thmm/9"]),
    ] {
        let mut found = index.ids(query);
        found.sort();
        wanted.sort_unstable();
        if query == "influenza aging" {
            assert_eq!(found.len(), 3, "some words are enough if none has all");
        } else if query == "会" {
            assert_eq!(found.len(), 10);
        } else {
            assert_eq!(found, wanted, "{query}");
        }
    }
    assert_eq!(index.ids("action plan customs").last().map(String::as_str), Some("tchm/6"), "titles come first");
}
