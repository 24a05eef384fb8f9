//! English words: one spelling for the two sides of the Atlantic, then the stem.
//!
//! Spelling comes first because the stemmer keeps the two apart ("authorised" and "authorized"). The rules need not be
//! right about a word, only the same for index and query, and must not merge words that readers keep apart.

use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));

/// Pairs that no rule covers.
const WORDS: [(&str, &str); 34] = [
    ("aeroplane", "airplane"),
    ("artefact", "artifact"),
    ("cancelled", "canceled"),
    ("cancelling", "canceling"),
    ("catalogue", "catalog"),
    ("catalogues", "catalogs"),
    ("centre", "center"),
    ("centred", "centered"),
    ("centres", "centers"),
    ("cheque", "check"),
    ("cheques", "checks"),
    ("counselling", "counseling"),
    ("defence", "defense"),
    ("dialogue", "dialog"),
    ("dialogues", "dialogs"),
    ("enrol", "enroll"),
    ("enrolment", "enrollment"),
    ("fibre", "fiber"),
    ("fibres", "fibers"),
    ("fulfil", "fulfill"),
    ("fulfilment", "fulfillment"),
    ("grey", "gray"),
    ("judgement", "judgment"),
    ("labelled", "labeled"),
    ("labelling", "labeling"),
    ("licence", "license"),
    ("licences", "licenses"),
    ("modelling", "modeling"),
    ("offence", "offense"),
    ("offences", "offenses"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("travelled", "traveled"),
    ("travelling", "traveling"),
];

/// Words that the stemmer would merge with another word of the field.
const KEPT: [(&str, &str); 2] = [("customer", "customer"), ("customers", "customer")];

/// Suffixes in which `is` becomes `iz`.
const ISE: [&str; 10] = ["isation", "isations", "isational", "ise", "ised", "iser", "isers", "ises", "ising", "isable"];
/// Suffixes in which `ys` becomes `yz`.
const YSE: [&str; 4] = ["yse", "ysed", "yser", "ysing"];
/// Suffixes in which `our` becomes `or`.
const OUR: [&str; 9] = ["our", "ours", "oured", "ouring", "ourable", "ourably", "ourer", "ourers", "ourhood"];

/// The stem of a lower-case word, after its spelling was made one. Words that are not of ASCII letters stay as they are.
pub(crate) fn stem(word: &str) -> String {
    if word.len() < 3 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word.to_owned();
    }
    if let Some((_, kept)) = KEPT.iter().find(|(form, _)| *form == word) {
        return (*kept).to_owned();
    }
    STEMMER.stem(&spelling(word)).into_owned()
}

/// Stems of words that came before: a text says most of its words again, and a register most of its texts' words.
#[derive(Debug, Default)]
pub(crate) struct Stems {
    known: FxHashMap<Box<str>, Box<str>>,
}

impl Stems {
    /// So many are kept; then they are forgotten and learnt anew.
    const MOST: usize = 50_000;

    /// As [`stem`].
    pub(crate) fn of(&mut self, word: &str) -> &str {
        if !self.known.contains_key(word) {
            if self.known.len() == Self::MOST {
                self.known.clear();
            }
            self.known.insert(word.into(), stem(word).into());
        }
        &self.known[word]
    }
}

fn spelling(word: &str) -> String {
    if let Ok(at) = WORDS.binary_search_by_key(&word, |(british, _)| british) {
        return WORDS[at].1.to_owned();
    }
    let replaced = |suffixes: &[&str], shortest: usize, from: &str, to: &str| {
        let suffix = suffixes.iter().find(|s| word.ends_with(**s) && word.len() >= s.len() + shortest)?;
        let cut = word.len() - suffix.len();
        Some(format!("{}{to}{}", &word[..cut], &suffix[from.len()..]))
    };
    replaced(&ISE, 3, "is", "iz")
        .or_else(|| replaced(&YSE, 3, "ys", "yz"))
        .or_else(|| replaced(&OUR, 3, "our", "or"))
        .unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(WORDS.is_sorted_by_key(|(british, _)| *british));
    }

    #[test]
    fn spellings_and_forms_meet() {
        for pair in [
            ["authorised", "authorized"],
            ["organisations", "organization"],
            ["organisational", "organizational"],
            ["labour", "labor"],
            ["neighbouring", "neighboring"],
            ["centre", "centers"],
            ["programmes", "program"],
            ["analysed", "analyze"],
            ["meetings", "meeting"],
            ["customs", "custom"],
            ["facilitation", "facilitate"],
            ["defence", "defense"],
        ] {
            assert_eq!(stem(pair[0]), stem(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn a_stem_begins_as_its_word() {
        let exceptions = ["skis", "skies", "dying", "lying", "tying", "idly", "gently", "ugly", "early", "only", "singly", "sky", "news"];
        for word in WORDS.iter().flat_map(|(british, american)| [*british, *american]).chain(exceptions) {
            assert_eq!(stem(word).chars().next(), word.chars().next(), "{word}");
        }
    }

    #[test]
    fn words_that_readers_keep_apart_stay_apart() {
        for pair in [["four", "for"], ["hour", "hor"], ["rise", "rize"], ["customs", "customer"], ["is", "iz"]] {
            assert_ne!(stem(pair[0]), stem(pair[1]), "{pair:?}");
        }
    }
}
