//! The notions by which a query is widened: customs, 海关, 税関 and 세관 are one.
//!
//! The app hands them in with each request, so a new name counts from the next query on and nothing is indexed again.
//! A name is looked up by its stems or its folded characters, never by its spelling. Names that mix words and East Asian
//! characters (`经认证的经营者（AEO）`) are passed over, since the index keeps the two apart and could not hold them together.

use std::collections::HashMap;
use std::fmt;

use chancery_model::Lang;

use crate::analysis::{Analysis, analyze, stem};
use crate::spelling::{self, NearTo};
use crate::values::{FacetValue, Values};

/// The shortest name of East Asian characters that is a term; a single character stands for too much.
const LEAST_CHARS: usize = 2;
/// The shortest name of Latin letters that is a term.
const LEAST_LETTERS: usize = 2;
/// Longer names are never typed whole, and what is long is found by its parts.
const MOST_WORDS: usize = 12;
/// The same for East Asian characters.
const MOST_CHARS: usize = 40;

/// Names of one notion, each in its language.
pub type Notion = Vec<(Lang, String)>;

/// Notions, ready to be looked up.
#[derive(Default)]
pub struct Terms {
    notions: Vec<Vec<Name>>,
    by_words: HashMap<String, Vec<usize>>,
    by_run: HashMap<String, Vec<usize>>,
    /// Every name by how it reads folded, and each of its later words with what follows, sorted: notion and name. For what
    /// is being typed.
    by_key: Vec<(String, usize, usize)>,
    values: Values,
    most_words: usize,
    most_chars: usize,
}

impl fmt::Debug for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terms").field("notions", &self.notions.len()).finish_non_exhaustive()
    }
}

/// A name of a notion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) lang: Lang,
    /// As the term base writes it.
    pub(crate) text: String,
    pub(crate) form: Form,
}

/// What a name is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Form {
    /// Words, normalized but not stemmed.
    Words(Vec<String>),
    /// A run, folded.
    Run(Vec<char>),
}

impl Form {
    fn of(analysis: Analysis) -> Option<Form> {
        let Analysis { words, mut runs, .. } = analysis;
        match (words.len(), runs.len()) {
            (1.., 0) if words.len() <= MOST_WORDS => {
                let letters: usize = words.iter().map(|w| w.text.chars().count()).sum();
                (letters >= LEAST_LETTERS).then(|| Form::Words(words.into_iter().map(|w| w.text).collect()))
            }
            (_, 1) => {
                let run = runs.remove(0);
                let is_whole = words.iter().all(|w| run[0].start <= w.start && run.last().is_some_and(|last| w.end <= last.end));
                (is_whole && (LEAST_CHARS..=MOST_CHARS).contains(&run.len())).then(|| Form::Run(run.iter().map(|unit| unit.c).collect()))
            }
            _ => None,
        }
    }
}

/// The key under which words are looked up.
fn words_key<S: AsRef<str>>(words: &[S]) -> String {
    let stems: Vec<String> = words.iter().map(|word| stem(word.as_ref())).collect();
    stems.join(" ")
}

impl Terms {
    /// Makes terms of notions. A name may belong to several; names that cannot be looked up are passed over.
    pub fn new(notions: impl IntoIterator<Item = Notion>) -> Terms {
        let mut terms = Terms::default();
        for notion in notions {
            terms.add(notion);
        }
        terms.by_key.sort();
        terms
    }

    /// Adds the values of facets with their names, by which conditions of a query are read.
    #[must_use]
    pub fn with_values(mut self, values: impl IntoIterator<Item = FacetValue>) -> Terms {
        self.values = Values::new(values);
        self
    }

    /// The names of the values of facets.
    pub(crate) fn values(&self) -> &Values {
        &self.values
    }

    fn add(&mut self, notion: Notion) {
        let at = self.notions.len();
        let mut names: Vec<Name> = Vec::with_capacity(notion.len());
        for (lang, text) in notion {
            let analysis = analyze(&text);
            let key = analysis.key();
            let Some(form) = Form::of(analysis) else { continue };
            if names.iter().any(|name| name.form == form) {
                continue;
            }
            let entries = match &form {
                Form::Words(words) => {
                    self.most_words = self.most_words.max(words.len());
                    self.by_words.entry(words_key(words)).or_default()
                }
                Form::Run(run) => {
                    self.most_chars = self.most_chars.max(run.len());
                    self.by_run.entry(run.iter().collect()).or_default()
                }
            };
            if entries.last() != Some(&at) {
                entries.push(at);
            }
            let words = key.match_indices(' ').map(|(blank, _)| key[blank + 1..].to_owned());
            self.by_key.extend(std::iter::once(key.clone()).chain(words).map(|key| (key, at, names.len())));
            names.push(Name { lang, text, form });
        }
        self.notions.push(names);
    }

    /// Tells whether there is no notion.
    pub fn is_empty(&self) -> bool {
        self.notions.is_empty()
    }

    /// How many words the longest name has.
    pub(crate) fn most_words(&self) -> usize {
        self.most_words
    }

    /// How many characters the longest run has.
    pub(crate) fn most_chars(&self) -> usize {
        self.most_chars
    }

    /// All names of the notions that words name, themselves included. Empty if they name none.
    pub(crate) fn find_words(&self, words: &[&str]) -> Vec<&Name> {
        self.names(self.by_words.get(&words_key(words)))
    }

    /// All names of the notions that a run of folded characters names, itself included.
    pub(crate) fn find_run(&self, run: &[char]) -> Vec<&Name> {
        self.names(self.by_run.get(&run.iter().collect::<String>()))
    }

    /// Tells whether a run of folded characters is a name.
    pub(crate) fn has_run(&self, run: &[char]) -> bool {
        self.by_run.contains_key(&run.iter().collect::<String>())
    }

    /// The names of which a word and what follows begin so when folded, in the order of their folded letters.
    pub(crate) fn beginning<'a>(&'a self, beginning: &'a str) -> impl Iterator<Item = &'a Name> {
        let from = self.by_key.partition_point(|(key, ..)| key.as_str() < beginning);
        let those = self.by_key[from..].iter().take_while(move |(key, ..)| key.starts_with(beginning));
        those.map(|(_, notion, name)| &self.notions[*notion][*name])
    }

    /// Adds the names of one word that are written nearly so, where the index has no such word.
    pub(crate) fn near_word(&self, word: &str, near: &mut Vec<NearTo>) {
        if near.is_empty() {
            // Single words only: a later word of a name is not the name.
            let names = self.notions.iter().flatten().filter_map(|name| match &name.form {
                Form::Words(words) if words.len() == 1 => words.first().map(String::as_str),
                _ => None,
            });
            *near = spelling::near_among(word, names);
        }
    }

    fn names(&self, notions: Option<&Vec<usize>>) -> Vec<&Name> {
        notions.into_iter().flatten().flat_map(|at| &self.notions[*at]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> Terms {
        let name = |lang: Lang, text: &str| (lang, text.to_owned());
        Terms::new([
            vec![name(Lang::en(), "customs"), name(Lang::zh(), "海关"), name(Lang::ja(), "税関"), name(Lang::ko(), "세관")],
            vec![name(Lang::en(), "intellectual property"), name(Lang::ja(), "知的財産"), name(Lang::ko(), "지식 재산권")],
            vec![name(Lang::und(), "X"), name(Lang::ja(), "税"), name(Lang::zh(), "经营者（AEO）")],
        ])
    }

    fn check(query: &str, wanted: &[&str]) {
        let terms = terms();
        let analysis = analyze(query);
        let words: Vec<&str> = analysis.words.iter().map(|w| w.text.as_str()).collect();
        let found = match analysis.runs.first() {
            Some(run) => terms.find_run(&run.iter().map(|u| u.c).collect::<Vec<_>>()),
            None => terms.find_words(&words),
        };
        let texts: Vec<&str> = found.iter().map(|name| name.text.as_str()).collect();
        assert_eq!(texts, wanted, "{query}");
    }

    #[test]
    fn names_are_found_in_any_spelling() {
        check("CUSTOMS", &["customs", "海关", "税関", "세관"]);
        check("海關", &["customs", "海关", "税関", "세관"]);
        check("税关", &["customs", "海关", "税関", "세관"]);
        check("Intellectual Properties", &["intellectual property", "知的財産", "지식 재산권"]);
        check("지식재산권", &["intellectual property", "知的財産", "지식 재산권"]);
        check("intellectual", &[]);
    }

    #[test]
    fn what_says_too_little_or_is_mixed_is_no_term() {
        check("x", &[]);
        check("税", &[]);
        check("经营者", &[]);
    }
}
