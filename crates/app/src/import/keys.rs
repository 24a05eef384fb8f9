//! The source's own keys: how an entry of a page is known again at the next reading.
//!
//! A key is made of what the page says (acronym or name, ordinal or date), never of its lines, which shift. An entry that
//! repeats the key of another on the same page gets a number behind it.

use std::collections::BTreeMap;

use chancery_model::reading::{ReadDocument, ReadMechanism, ReadMeeting, fold_key};

/// The meetings of a mechanism with their keys, in the order of the page.
pub(crate) fn keyed_meetings(mechanism: &ReadMechanism) -> impl Iterator<Item = (String, &ReadMeeting)> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    mechanism.meetings.iter().map(move |meeting| {
        let key = meeting.key(mechanism);
        let count = seen.entry(key.clone()).or_insert(0);
        *count += 1;
        (if *count == 1 { key } else { format!("{key}~{count}") }, meeting)
    })
}

/// Tells whether a meeting's key repeats that of an earlier entry of the page.
pub(crate) fn is_repeated(key: &str) -> bool {
    key.contains('~')
}

/// The key of a document below its meeting's.
pub(crate) fn document_key(meeting_key: &str, document: &ReadDocument) -> String {
    format!("{meeting_key}/doc/{}", fold_key(&document.title))
}

/// Tells whether two entries of a page say the same, wherever they stand on it.
pub(crate) fn says_the_same(one: &ReadMeeting, other: &ReadMeeting) -> bool {
    let unplaced = |meeting: &ReadMeeting| ReadMeeting { lines: (0, 0), ..meeting.clone() };
    unplaced(one) == unplaced(other)
}

/// Folds a name for matching: as [`fold_key`], without articles and "of", "on", "the", which pages use as they please.
pub(crate) fn loose(name: &str) -> String {
    let folded = fold_key(name);
    let words: Vec<&str> =
        folded.split(' ').filter(|w| !matches!(*w, "the" | "a" | "an" | "of" | "on" | "for" | "and" | "among")).collect();
    if words.is_empty() { folded } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_entry_has_a_key_of_its_own() {
        let meeting = |ordinal| ReadMeeting { ordinal: Some(ordinal), ..ReadMeeting::default() };
        let mechanism =
            ReadMechanism { acronym: Some("TCHM".into()), meetings: vec![meeting(2), meeting(1), meeting(2)], ..ReadMechanism::default() };
        let keys: Vec<String> = keyed_meetings(&mechanism).map(|(key, _)| key).collect();
        assert_eq!(keys, ["tchm/#2", "tchm/#1", "tchm/#2~2"]);
        assert!(is_repeated(&keys[2]) && !is_repeated(&keys[0]));
    }

    #[test]
    fn small_words_do_not_keep_names_apart() {
        let name = "Working Groups’ Meeting on the Intellectual Property Right";
        assert_eq!(loose(name), loose("Working Group Meeting on Intellectual Property Rights"));
        assert_ne!(loose("Customs Procedure"), loose("Customs Enforcement"));
        assert_eq!(loose("The"), "the");
    }
}
