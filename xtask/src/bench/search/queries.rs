//! The nine kinds of query, drawn from the texts so that nearly all of them find something.

use std::collections::BTreeMap;

use serde::Serialize;

use super::texts::{Writer, is_east_asian};
use crate::bench::chance::Chance;
use crate::bench::percent;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Ask {
    /// One of the forty commonest words.
    Common,
    /// A word of a handful of records.
    Rare,
    /// Two words of one record.
    TwoWords,
    /// Two neighbours in quotation marks.
    Phrase,
    /// The first letters of a word.
    Prefix,
    /// A word with one mistake.
    Typo,
    /// Two to four characters of Chinese, Japanese or Korean.
    Cjk,
    /// A common word within one topic, with counts.
    Filtered,
    /// The hundred-and-first page of a common word.
    Deep,
}

impl Ask {
    /// All kinds, in the order of the tables.
    pub(super) const ALL: [Ask; 9] =
        [Ask::Common, Ask::Rare, Ask::TwoWords, Ask::Phrase, Ask::Prefix, Ask::Typo, Ask::Cjk, Ask::Filtered, Ask::Deep];

    /// The head of its column.
    pub(super) fn title(self) -> &'static str {
        match self {
            Ask::Common => "common",
            Ask::Rare => "rare",
            Ask::TwoWords => "two words",
            Ask::Phrase => "phrase",
            Ask::Prefix => "prefix",
            Ask::Typo => "one typo",
            Ask::Cjk => "CJK",
            Ask::Filtered => "filter+facets",
            Ask::Deep => "deep page",
        }
    }
}

/// A query, apart from how an engine writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Query {
    pub(super) ask: Ask,
    pub(super) words: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) topic: Option<String>,
    pub(super) offset: usize,
}

impl Query {
    /// The query as a reader types it here, within an address.
    pub(super) fn typed(&self) -> String {
        let text = self.words.join(" ");
        percent(&match self.ask {
            Ask::Phrase => format!("\"{text}\""),
            Ask::Prefix => format!("{text}*"),
            _ => text,
        })
    }
}

/// A record to draw from.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) lang: &'static str,
    pub(super) topic: String,
    pub(super) items: Vec<String>,
}

/// Draws so many queries of each kind.
pub(super) fn draw(writer: &Writer, samples: &[Sample], each: usize, records: usize, chance: &mut Chance) -> Vec<Query> {
    let english = &writer.words["en"];
    let ranks: BTreeMap<&str, usize> = (0..30_000).map(|rank| (english.at(rank), rank)).collect();
    let mut drawer = Drawer { ranks, samples, chance };
    let mut queries = Vec::with_capacity(each * Ask::ALL.len());
    for ask in Ask::ALL {
        let mut tries = 0;
        let mut found = 0;
        while found < each && tries < each * 200 {
            tries += 1;
            let Some((words, topic)) = drawer.one(ask) else { continue };
            let offset = if ask == Ask::Deep { 1_000.min(records / 50) } else { 0 };
            queries.push(Query { ask, words, topic, offset });
            found += 1;
        }
    }
    queries
}

struct Drawer<'a> {
    ranks: BTreeMap<&'a str, usize>,
    samples: &'a [Sample],
    chance: &'a mut Chance,
}

impl Drawer<'_> {
    fn one(&mut self, ask: Ask) -> Option<(Vec<String>, Option<String>)> {
        let sample = &self.samples[self.chance.below(self.samples.len())];
        let item = &sample.items[self.chance.below(sample.items.len())];
        if ask == Ask::Cjk {
            return is_east_asian(sample.lang).then(|| self.run(item)).flatten().map(|run| (vec![run], None));
        }
        if is_east_asian(sample.lang) {
            return None;
        }
        let words: Vec<&str> = item.trim_end_matches('.').split(' ').filter(|word| word.bytes().all(|b| b.is_ascii_lowercase())).collect();
        let at = self.chance.below(words.len());
        let word = *words.get(at)?;
        let rank = *self.ranks.get(word)?;
        let words = match ask {
            Ask::Common | Ask::Deep if rank < 40 => vec![word.to_owned()],
            Ask::Filtered if rank < 200 => vec![word.to_owned()],
            Ask::Rare if rank > 8_000 => vec![word.to_owned()],
            Ask::TwoWords => {
                let other = words[self.chance.below(words.len())];
                let is_fit = other != word && rank < 100 && self.ranks.get(other).is_some_and(|rank| *rank < 2_000);
                is_fit.then(|| vec![word.to_owned(), other.to_owned()])?
            }
            Ask::Phrase => {
                let next = *words.get(at + 1)?;
                let is_there = item.contains(&format!("{word} {next}"));
                (is_there && next != word).then(|| vec![word.to_owned(), next.to_owned()])?
            }
            Ask::Prefix if word.len() > 5 => vec![word[..3 + self.chance.below(3)].to_owned()],
            Ask::Typo if word.len() > 4 => vec![self.misspelt(word)],
            _ => return None,
        };
        Some((words, (ask == Ask::Filtered).then(|| sample.topic.clone())))
    }

    /// Two to four neighbouring characters without marks or blanks.
    fn run(&mut self, item: &str) -> Option<String> {
        let characters: Vec<char> = item.chars().collect();
        let length = 2 + self.chance.below(3);
        let at = self.chance.below(characters.len().saturating_sub(length));
        let run = characters.get(at..at + length)?;
        run.iter().all(|c| c.is_alphabetic() && !c.is_ascii()).then(|| run.iter().collect())
    }

    /// Two neighbours change places, or a letter behind the first one is another.
    fn misspelt(&mut self, word: &str) -> String {
        let mut letters: Vec<u8> = word.bytes().collect();
        let at = 1 + self.chance.below(letters.len() - 2);
        if letters[at] == letters[at + 1] || self.chance.below(2) == 0 {
            letters[at] = if letters[at] == b'x' { b'k' } else { b'x' };
        } else {
            letters.swap(at, at + 1);
        }
        letters.into_iter().map(char::from).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::texts::items;
    use super::*;

    #[test]
    fn every_kind_is_drawn_and_a_seed_names_a_set() {
        let writer = Writer::new(&crate::root()).unwrap();
        let set = || {
            let mut chance = Chance::new(3);
            let samples: Vec<Sample> = (0..60)
                .map(|n| {
                    let written = writer.meeting(n, &mut chance);
                    Sample { lang: written.lang, topic: "topic-1".to_owned(), items: items(&written.meeting) }
                })
                .collect();
            draw(&writer, &samples, 5, 1_000, &mut chance)
        };
        let queries = set();
        assert_eq!(queries, set());
        for ask in Ask::ALL {
            assert_eq!(queries.iter().filter(|query| query.ask == ask).count(), 5, "{ask:?}");
        }
    }
}
