//! Candidates for evidence: which later words may be about a commitment, and why.
//!
//! Two passages are held side by side by the names that both hold, in any language, and within one language by their
//! words. A name or word that stands everywhere ties nothing: each counts by how few of the passages hold it, which is
//! why a [`Linker`] first learns all passages. Names come from outside (organisations, instruments, projects, places, bodies,
//! the notions of the glossary), so that this room knows no register. How the later words bear on the commitment is only
//! suggested, by wording kept as data (`data/lexicon/evidence.toml`).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chancery_model::Lang;
use serde::Deserialize;

use super::MAX_CHARS;
use super::folded::{Finder, Folded};
use crate::fold::{is_cjk, is_hangul};

/// What a name names; what is rarer in kind ties more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameOf {
    /// A document that is revised or signed, a project.
    Instrument,
    /// A mechanism.
    Body,
    /// An organisation.
    Organisation,
    /// A notion of the glossary.
    Notion,
    /// A place.
    Place,
}

impl NameOf {
    fn weight(self) -> f64 {
        match self {
            NameOf::Instrument => 3.0,
            NameOf::Body | NameOf::Notion => 2.0,
            NameOf::Organisation => 1.5,
            NameOf::Place => 1.0,
        }
    }
}

/// The names of one thing in all languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// What they name.
    pub of: NameOf,
    /// The first is shown where a link is explained.
    pub names: Vec<String>,
}

/// How later words bear on a commitment; the order is that of how much they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Suggested {
    /// It is said again.
    Reaffirms,
    /// Something was done towards it.
    Advances,
    /// It was done.
    Fulfils,
    /// Something took its place.
    Supersedes,
    /// It was ended.
    Ends,
}

/// Says why wording was refused.
#[derive(Debug, thiserror::Error)]
#[error("the wording of evidence cannot be read")]
pub struct WordingError(#[source] Box<toml::de::Error>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<FileRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRule {
    id: String,
    lang: String,
    bearing: Suggested,
    words: Vec<String>,
}

/// A passage, read once and compared with many.
#[derive(Debug, Clone)]
pub struct Passage {
    lang: Lang,
    names: BTreeSet<usize>,
    words: BTreeSet<String>,
    bearing: Option<(Suggested, String, Range<usize>)>,
}

impl Passage {
    /// The bearing that the wording suggests, with the rule and the bytes of its words.
    pub fn bearing(&self) -> Option<(Suggested, &str, Range<usize>)> {
        self.bearing.as_ref().map(|(bearing, rule, span)| (*bearing, rule.as_str(), span.clone()))
    }
}

/// Why two passages may belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// How much speaks for it; a link is proposed from [`LEAST_WEIGHT`] on.
    pub weight: f64,
    /// The names that both hold, the weightiest first.
    pub names: Vec<String>,
    /// How much of the words of the shorter one the other one holds, in hundredths; none if their languages differ.
    pub words: Option<u8>,
}

/// How much must speak for a link.
pub const LEAST_WEIGHT: f64 = 4.0;

/// Compares passages.
#[derive(Debug)]
pub struct Linker {
    names: Vec<Names>,
    finder: Finder<usize>,
    wording: BTreeMap<String, Finder<(Suggested, String)>>,
    passages: usize,
    name_counts: Vec<usize>,
    word_counts: BTreeMap<String, usize>,
}

impl Linker {
    /// A linker that knows names and wording.
    ///
    /// Errors: [`WordingError`] with the line of what is malformed.
    pub fn new(names: Vec<Names>, wording: &str) -> Result<Linker, WordingError> {
        let file: File = toml::from_str(wording).map_err(|e| WordingError(Box::new(e)))?;
        let mut by_lang: BTreeMap<String, Finder<(Suggested, String)>> = BTreeMap::new();
        for rule in file.rule {
            let finder = by_lang.entry(rule.lang).or_default();
            rule.words.iter().for_each(|words| finder.add(words, (rule.bearing, rule.id.clone())));
        }
        let mut finder = Finder::default();
        for (i, group) in names.iter().enumerate() {
            group.names.iter().filter(|name| is_telling(name)).for_each(|name| finder.add(name, i));
        }
        let name_counts = vec![0; names.len()];
        Ok(Linker { names, finder, wording: by_lang, passages: 0, name_counts, word_counts: BTreeMap::new() })
    }

    /// A linker with the wording of `data/lexicon`, embedded in the program.
    pub fn bundled(names: Vec<Names>) -> Linker {
        let wording = include_str!("../../../../data/lexicon/evidence.toml");
        Linker::new(names, wording).expect("the embedded wording is read by a test of this crate")
    }

    /// Reads a passage.
    pub fn read(&self, text: &str, lang: &Lang) -> Passage {
        let folded = Folded::of(text, MAX_CHARS);
        let mut names = BTreeSet::new();
        let mut at = 0;
        while at < folded.len() {
            match self.finder.find_at(&folded, at) {
                Some((name, end)) => {
                    names.insert(*name);
                    at = end.max(at + 1);
                }
                None => at += 1,
            }
        }
        let bearing = self.wording.get(lang.primary()).and_then(|wording| {
            let found = (0..folded.len()).filter_map(|at| wording.find_at(&folded, at).map(|(found, end)| (found, at..end)));
            found.max_by_key(|((bearing, _), range)| (*bearing, std::cmp::Reverse(range.start)))
        });
        let bearing = bearing.map(|((bearing, rule), range)| (*bearing, rule.clone(), folded.bytes(&range)));
        Passage { lang: lang.clone(), names, words: words(&folded), bearing }
    }

    /// Counts the names and words of a passage; links are weighed by what was counted.
    pub fn learn(&mut self, passage: &Passage) {
        self.passages += 1;
        for name in &passage.names {
            self.name_counts[*name] += 1;
        }
        for word in &passage.words {
            *self.word_counts.entry(word.clone()).or_default() += 1;
        }
    }

    /// Tells what speaks for two passages belonging together; `None` below [`LEAST_WEIGHT`].
    pub fn link(&self, earlier: &Passage, later: &Passage) -> Option<Link> {
        let mut shared: Vec<(f64, usize)> = earlier
            .names
            .intersection(&later.names)
            .map(|name| (self.names[*name].of.weight() * self.rarity(self.name_counts[*name]), *name))
            .filter(|(weight, _)| *weight > 0.0)
            .collect();
        shared.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let by_name: f64 = shared.iter().take(4).map(|(weight, _)| weight).sum();
        let words = earlier.lang.is_same_language(&later.lang).then(|| self.share(&earlier.words, &later.words));
        let by_words = words.map_or(0.0, |share| 6.0 * f64::from(share) / 100.0);
        let weight = by_name + by_words;
        let names = shared.iter().map(|(_, name)| self.names[*name].names[0].clone()).collect();
        (weight >= LEAST_WEIGHT).then_some(Link { weight, names, words })
    }

    /// From 0, where all passages hold something, to about 1.5, where two of very many do.
    fn rarity(&self, count: usize) -> f64 {
        let tenth = |number: usize| f64::from(u32::try_from(number.max(1)).unwrap_or(u32::MAX)).log10();
        (tenth(self.passages) - tenth(count)).clamp(0.0, 1.5)
    }

    fn share(&self, a: &BTreeSet<String>, b: &BTreeSet<String>) -> u8 {
        let weigh = |words: &mut dyn Iterator<Item = &String>| -> f64 {
            words.map(|word| self.rarity(self.word_counts.get(word).copied().unwrap_or(1))).sum()
        };
        let smaller = weigh(&mut a.iter()).min(weigh(&mut b.iter()));
        if smaller <= f64::EPSILON || a.len().min(b.len()) < 3 {
            return 0;
        }
        let share = 100.0 * weigh(&mut a.intersection(b)) / smaller;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100")]
        let hundredths = share.clamp(0.0, 100.0) as u8;
        hundredths
    }
}

/// Names of one character, and of two Latin letters, are words more often than names.
fn is_telling(name: &str) -> bool {
    let length = name.chars().count();
    length >= if name.chars().any(is_cjk) { 2 } else { 3 }
}

/// The words of a text: of English those of four letters and more, without their endings; else pairs of characters.
fn words(text: &Folded<'_>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut at = 0;
    while at < text.len() {
        let Some(c) = text.at(at).filter(|c| c.is_alphanumeric()) else {
            at += 1;
            continue;
        };
        if is_cjk(c) {
            // Kana alone are endings and particles.
            let pair = [Some(c), text.at(at + 1)];
            if let [Some(a), Some(b)] = pair
                && [a, b].iter().all(|c| is_hangul(*c) || (is_cjk(*c) && !matches!(c, '\u{3041}'..='\u{309f}')))
            {
                words.insert([a, b].iter().collect());
            }
            at += 1;
            continue;
        }
        let mut word = String::new();
        while let Some(c) = text.at(at).filter(|c| c.is_alphanumeric() && !is_cjk(*c)) {
            word.push(c);
            at += 1;
        }
        if word.chars().count() >= 4 {
            let stem = ["ing", "ed", "es", "s"].iter().find_map(|ending| word.strip_suffix(ending)).filter(|stem| stem.len() >= 4);
            words.insert(stem.unwrap_or(&word).to_owned());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<Names> {
        let group = |of, names: &[&str]| Names { of, names: names.iter().map(ToString::to_string).collect() };
        vec![
            group(NameOf::Instrument, &["Fake Zero Project", "Fake Zero", "零假冒", "フェイク・ゼロ"]),
            group(NameOf::Notion, &["customs", "海关", "税関"]),
            group(NameOf::Place, &["Ningbo", "宁波"]),
        ]
    }

    fn linked(a: (&str, &str), b: (&str, &str)) -> Option<Link> {
        let mut linker = Linker::bundled(names());
        let fill = [
            "customs matters of the day",
            "customs and tea",
            "海关合作",
            "customs of the sea",
            "税関の協力",
            "a customs union",
            "customs again",
        ];
        let read = |linker: &Linker, (text, lang): (&str, &str)| linker.read(text, &lang.parse().unwrap());
        let (a, b) = (read(&linker, a), read(&linker, b));
        let others: Vec<Passage> = fill.iter().map(|text| read(&linker, (text, "en"))).collect();
        others.iter().chain([&a, &b]).for_each(|passage| linker.learn(passage));
        linker.link(&a, &b)
    }

    #[test]
    fn rare_names_tie_and_common_ones_do_not() {
        let link =
            linked(("agreed to implement the Fake Zero Project", "en"), ("conducted a joint operation of the Fake Zero project", "en"));
        assert_eq!(link.map(|link| link.names), Some(vec!["Fake Zero Project".to_owned()]));
        assert_eq!(linked(("customs officers will meet", "en"), ("customs bridges were built", "en")), None);
        assert_eq!(linked(("tea", "en"), ("茶", "zh")), None);
    }

    #[test]
    fn the_same_words_tie_within_a_language() {
        let words = "hold the enforcement seminar on cross-border passengers";
        let link = linked((words, "en"), ("held a seminar on enforcement for cross-border passengers", "en")).unwrap();
        assert!(link.names.is_empty() && link.words.is_some_and(|share| share > 70), "{link:?}");
        assert_eq!(linked((words, "en"), (words, "ko")), None);
    }

    #[test]
    fn wording_suggests_the_bearing_that_says_most() {
        let linker = Linker::bundled(Vec::new());
        let bearing = |text: &str, lang: &str| linker.read(text, &lang.parse().unwrap()).bearing().map(|(bearing, ..)| bearing);
        assert_eq!(bearing("Reaffirmed and completed it", "en"), Some(Suggested::Fulfils));
        assert_eq!(bearing("作業部会の活動の進展を歓迎した", "ja"), Some(Suggested::Advances));
        assert_eq!(bearing("重申", "zh"), Some(Suggested::Reaffirms));
        assert_eq!(bearing("폐지하였다", "ko"), Some(Suggested::Ends));
        assert_eq!(bearing("Met for tea", "en"), None);
        assert!(Linker::new(Vec::new(), "rule = 3").is_err());
    }
}
