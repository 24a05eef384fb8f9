//! The rules as data: `data/lexicon/commitments.toml`, read and put into finders.

use std::collections::{BTreeMap, HashSet};

use chancery_model::Lang;
use serde::Deserialize;

use super::folded::{Finder, folded};
use super::{RhythmUnit, Strength};

/// What the words of a rule do to their clause. The file says more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Class {
    Act,
    Done,
    Plan,
    View,
    Report,
}

/// A rule, without its words.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) class: Class,
    pub(super) strength: Strength,
    /// One of these words must follow; empty if none is asked for.
    pub(super) needs: HashSet<String>,
}

/// What the words of a rhythm say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beat {
    pub(super) times: u16,
    pub(super) every: u16,
    pub(super) unit: RhythmUnit,
}

/// Where the verb of a language stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Before what is agreed, with blanks between words.
    FirstSpaced,
    /// Before what is agreed, without blanks.
    First,
    /// Behind what is agreed.
    Last,
}

/// The rules of one language.
#[derive(Debug, Clone)]
pub(super) struct Language {
    pub(super) order: Order,
    pub(super) cues: Finder<usize>,
    pub(super) subjects: Finder<()>,
    pub(super) auxiliaries: Finder<()>,
    pub(super) conjunctions: Finder<()>,
    pub(super) relatives: HashSet<String>,
    pub(super) negations: Finder<()>,
    pub(super) conditions: Finder<()>,
    pub(super) past: Finder<()>,
    pub(super) verbs: Finder<()>,
    pub(super) plain_verbs: Finder<()>,
    pub(super) not_verbs: Vec<Vec<char>>,
    pub(super) act_nouns: Vec<Vec<char>>,
    pub(super) nominal: Finder<()>,
    pub(super) faint: Finder<()>,
    pub(super) doubtful: Finder<()>,
    pub(super) following: Finder<()>,
}

/// The rules by which commitments are proposed.
#[derive(Debug, Clone)]
pub struct Rules {
    pub(super) rules: Vec<Rule>,
    languages: BTreeMap<String, Language>,
    pub(super) rhythms: Finder<Beat>,
}

/// Says why rules were refused.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// The file is not of the form that is expected.
    #[error("the rules cannot be read")]
    Form(#[source] Box<toml::de::Error>),
    /// An id stands twice.
    #[error("the rule {0} stands twice")]
    Twice(String),
    /// A rule names endings that the file does not have.
    #[error("the rule {rule} names the endings {endings:?}, which the file does not have")]
    Endings {
        /// The rule.
        rule: String,
        /// The endings.
        endings: String,
    },
    /// A rule is of a language for which the file has no small words.
    #[error("the rule {rule} is of the language {lang:?}; expected en, zh, ja or ko, with its small words under [lang.{lang}]")]
    Language {
        /// The rule.
        rule: String,
        /// The language.
        lang: String,
    },
    /// A rule has no words.
    #[error("the rule {0} has neither words nor stems")]
    Wordless(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    endings: BTreeMap<String, Vec<String>>,
    rule: Vec<FileRule>,
    lang: BTreeMap<String, SmallWords>,
    rhythm: Vec<FileRhythm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRule {
    id: String,
    lang: String,
    class: Class,
    #[serde(default)]
    strength: Strength,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    stems: Vec<String>,
    #[serde(default)]
    endings: Option<String>,
    #[serde(default)]
    needs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRhythm {
    times: u16,
    every: u16,
    unit: RhythmUnit,
    words: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct SmallWords {
    subjects: Vec<String>,
    auxiliaries: Vec<String>,
    conjunctions: Vec<String>,
    relatives: Vec<String>,
    negations: Vec<String>,
    conditions: Vec<String>,
    past: Vec<String>,
    verbs: Vec<String>,
    plain_verbs: Vec<String>,
    not_verbs: Vec<String>,
    act_nouns: Vec<String>,
    nominal: Vec<String>,
    faint: Vec<String>,
    doubtful: Vec<String>,
    following: Vec<String>,
}

impl SmallWords {
    fn language(&self, order: Order) -> Language {
        let of = |words: &[String]| Finder::of(words, &());
        Language {
            order,
            cues: Finder::default(),
            subjects: of(&self.subjects),
            auxiliaries: of(&self.auxiliaries),
            conjunctions: of(&self.conjunctions),
            relatives: self.relatives.iter().cloned().collect(),
            negations: of(&self.negations),
            conditions: of(&self.conditions),
            past: of(&self.past),
            verbs: of(&self.verbs),
            plain_verbs: of(&self.plain_verbs),
            not_verbs: self.not_verbs.iter().map(|word| folded(word)).collect(),
            act_nouns: self.act_nouns.iter().map(|word| folded(word)).collect(),
            nominal: of(&self.nominal),
            faint: of(&self.faint),
            doubtful: of(&self.doubtful),
            following: of(&self.following),
        }
    }
}

fn order_of(lang: &str) -> Option<Order> {
    match lang {
        "en" => Some(Order::FirstSpaced),
        "zh" => Some(Order::First),
        "ja" | "ko" => Some(Order::Last),
        _ => None,
    }
}

impl Rules {
    /// Reads rules.
    ///
    /// Errors: [`RulesError`] names the line of a malformed file, or the rule.
    pub fn read(text: &str) -> Result<Rules, RulesError> {
        let file: File = toml::from_str(text).map_err(|e| RulesError::Form(Box::new(e)))?;
        let mut languages = BTreeMap::new();
        for (lang, words) in &file.lang {
            if let Some(order) = order_of(lang) {
                languages.insert(lang.clone(), words.language(order));
            }
        }
        let mut rules: Vec<Rule> = Vec::new();
        for rule in file.rule {
            if rules.iter().any(|known| known.id == rule.id) {
                return Err(RulesError::Twice(rule.id));
            }
            let Some(language) = languages.get_mut(&rule.lang) else {
                return Err(RulesError::Language { rule: rule.id, lang: rule.lang });
            };
            let endings = match &rule.endings {
                None => &[][..],
                Some(name) => match file.endings.get(name) {
                    Some(endings) => endings,
                    None => return Err(RulesError::Endings { rule: rule.id, endings: name.clone() }),
                },
            };
            let inflected = rule.stems.iter().flat_map(|stem| endings.iter().map(move |ending| format!("{stem}{ending}")));
            let words: Vec<String> = rule.words.iter().cloned().chain(inflected).collect();
            if words.is_empty() {
                return Err(RulesError::Wordless(rule.id));
            }
            for word in &words {
                language.cues.add(word, rules.len());
            }
            let needs = rule.needs.into_iter().collect();
            rules.push(Rule { id: rule.id, class: rule.class, strength: rule.strength, needs });
        }
        let mut rhythms = Finder::default();
        for rhythm in file.rhythm {
            for words in &rhythm.words {
                rhythms.add(words, Beat { times: rhythm.times, every: rhythm.every, unit: rhythm.unit });
            }
        }
        Ok(Rules { rules, languages, rhythms })
    }

    /// The rules of `data/lexicon`, embedded in the program.
    pub fn bundled() -> Rules {
        let text = include_str!("../../../../data/lexicon/commitments.toml");
        Rules::read(text).expect("the embedded rules are read by a test of this crate")
    }

    /// The rules of a language; none if nothing is known of it.
    pub(super) fn language(&self, lang: &Lang) -> Option<&Language> {
        self.languages.get(lang.primary())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_rules_are_whole() {
        let rules = Rules::bundled();
        for lang in [Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()] {
            assert!(rules.language(&lang).is_some(), "no rules for {lang}");
            for class in [Class::Act, Class::Done, Class::Plan, Class::View, Class::Report] {
                let prefix = format!("{}-", lang.primary());
                let has = rules.rules.iter().any(|rule| rule.class == class && rule.id.starts_with(&prefix));
                assert!(has, "{lang} has no rule of class {class:?}");
            }
        }
        assert!(rules.language(&Lang::und()).is_none());
    }

    #[test]
    fn refusals_say_what_is_wrong() {
        let check = |text: &str, expected: &str| {
            let error = Rules::read(text).unwrap_err();
            let chain = format!("{error}: {:?}", std::error::Error::source(&error).map(ToString::to_string));
            assert!(chain.contains(expected), "{chain}");
        };
        let rule = |more: &str| format!("rhythm = []\n[endings]\n[lang.en]\n[[rule]]\nid = \"a\"\nlang = \"en\"\nclass = \"act\"\n{more}");
        check(&rule("wrods = []"), "wrods");
        check(&rule(""), "neither words nor stems");
        check(&rule("stems = [\"b\"]\nendings = \"past\""), "the endings \"past\"");
        check(&rule("words = [\"b\"]\n[[rule]]\nid = \"a\"\nlang = \"en\"\nclass = \"act\"\nwords = [\"c\"]"), "stands twice");
        check(&rule("words = [\"b\"]").replace("lang = \"en\"", "lang = \"mn\""), "of the language \"mn\"");
    }
}
