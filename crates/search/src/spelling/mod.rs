//! Words that are written nearly as one that is nowhere: typing errors forgiven, within bounds.
//!
//! One slip in a word of four to seven letters, two from eight on; in Hangul one from three syllables on, two from five.
//! Two neighbours exchanged are one slip. A word that some record has is never changed. The index has a dictionary of
//! words already; Hangul, which is indexed as pairs of syllables, has a small field of words by their letters beside.

pub(crate) mod automaton;
pub(crate) mod jamo;

use std::collections::BTreeMap;

use tantivy::Term;
use tantivy::schema::Field;

use crate::analysis::{is_hangul, stem};
use crate::entry::Class;
use crate::error::IndexError;
use crate::schema::Fields;
use crate::statistics::Statistics;
use automaton::NearWord;

/// How many words are looked for in the place of one.
pub(crate) const MOST_NEAR: usize = 5;
/// For how many words of a query near ones are looked up.
pub(crate) const MOST_WORDS: usize = 6;
/// How many steps all walks through dictionaries may take for one word: some milliseconds.
const MOST_STEPS: u32 = 1_500_000;

/// A word of the index that is written nearly as one that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NearTo {
    pub(crate) word: String,
    /// How many slips it is away.
    pub(crate) slips: usize,
    /// In how many entries it stands, counted in the class of text that has it most.
    entries: u64,
}

/// How many slips are forgiven in a word of Latin letters; `None` if it is too short or has other characters.
fn slips_in_letters(word: &str) -> Option<usize> {
    let is_latin = word.bytes().all(|b| b.is_ascii_lowercase());
    match word.len() {
        4..=7 if is_latin => Some(1),
        8..=automaton::LONGEST if is_latin => Some(2),
        _ => None,
    }
}

/// How many slips are forgiven in so many syllables.
fn slips_in_syllables(syllables: usize) -> Option<usize> {
    match syllables {
        3..=4 => Some(1),
        5..=15 => Some(2),
        _ => None,
    }
}

/// Finds the nearest of some words to one; those that the index has not, such as names of notions.
///
/// Shape: at most [`MOST_NEAR`], nearest first, then by the alphabet.
pub(crate) fn near_among<'a>(word: &str, others: impl Iterator<Item = &'a str>) -> Vec<NearTo> {
    let Some(near) = slips_in_letters(word).and_then(|slips| NearWord::new(word.as_bytes(), slips, 0)) else { return Vec::new() };
    let others = others.filter(|other| other.len().abs_diff(word.len()) <= 2 && other.bytes().all(|b| b.is_ascii_lowercase()));
    let mut found: Vec<NearTo> =
        others.filter_map(|other| Some(NearTo { word: other.to_owned(), slips: near.distance(other.as_bytes())?, entries: 0 })).collect();
    found.sort_by(|a, b| (a.slips, &a.word).cmp(&(b.slips, &b.word)));
    found.dedup();
    found.truncate(MOST_NEAR);
    found
}

/// Looks words up for one state of the index.
pub(crate) struct Speller<'a> {
    fields: &'a Fields,
    statistics: &'a Statistics<'a>,
    /// True if a walk was ended before it had seen all.
    pub(crate) is_cut: bool,
}

impl<'a> Speller<'a> {
    pub(crate) fn new(fields: &'a Fields, statistics: &'a Statistics<'a>) -> Self {
        Speller { fields, statistics, is_cut: false }
    }

    fn classes(&self) -> [Class; 3] {
        [Class::Title, Class::Item, Class::Rest]
    }

    /// Tells whether some entry has a word, in any of its forms.
    ///
    /// Errors: [`IndexError::Engine`] if the index cannot be read.
    pub(crate) fn has_word(&self, word: &str) -> Result<bool, IndexError> {
        let stem = stem(word);
        for class in self.classes() {
            let term = Term::from_field_text(self.fields.text(class).stem, &stem);
            if self.statistics.entries_with(&term).map_err(IndexError::engine("looking up a word"))? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Finds the words nearest to one that is nowhere: nearest first, then those that begin alike, then the commonest.
    ///
    /// Shape: at most [`MOST_NEAR`], of different stems; empty if the word is too short to be forgiven.
    /// Errors: [`IndexError::Engine`] if the index cannot be read.
    pub(crate) fn near_word(&mut self, word: &str) -> Result<Vec<NearTo>, IndexError> {
        let Some(most) = slips_in_letters(word) else { return Ok(Vec::new()) };
        let fields = self.classes().map(|class| self.fields.text(class).exact);
        let mut found = Vec::new();
        // Most errors are one slip, and looking for one is far cheaper than for two.
        for slips in 1..=most {
            found = self.walk(word, slips, &fields)?;
            if !found.is_empty() {
                break;
            }
        }
        found.retain(|near| near.word.bytes().all(|b| b.is_ascii_lowercase()));
        let mut stems: Vec<String> = Vec::new();
        let mut kept = found;
        kept.retain(|near| {
            let stem = stem(&near.word);
            let is_new = !stems.contains(&stem);
            stems.push(stem);
            is_new
        });
        kept.truncate(MOST_NEAR);
        Ok(kept)
    }

    /// Finds the words of Hangul nearest to one.
    ///
    /// Shape and errors: as [`Speller::near_word`].
    pub(crate) fn near_hangul(&mut self, word: &[char]) -> Result<Vec<NearTo>, IndexError> {
        let Some(most) = slips_in_syllables(word.len()).filter(|_| word.iter().all(|c| is_hangul(*c))) else { return Ok(Vec::new()) };
        let Some(letters) = jamo::letters(word.iter().copied()) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for slips in 1..=most {
            found = self.walk(&letters, slips, &[self.fields.hangul])?;
            if !found.is_empty() {
                break;
            }
        }
        for near in &mut found {
            near.word = jamo::word(&near.word).unwrap_or_default();
        }
        found.retain(|near| !near.word.is_empty());
        found.truncate(MOST_NEAR);
        Ok(found)
    }

    fn walk(&mut self, word: &str, slips: usize, fields: &[Field]) -> Result<Vec<NearTo>, IndexError> {
        let steps = MOST_STEPS / u32::try_from(self.statistics.searcher.segment_readers().len() * fields.len()).unwrap_or(u32::MAX).max(1);
        // By word: in how many entries of each field.
        let mut found: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        let mut walk_one = |at: usize, field: Field, segment: &tantivy::SegmentReader| -> tantivy::Result<bool> {
            let index = segment.inverted_index(field)?;
            let Some(near) = NearWord::new(word.as_bytes(), slips, steps) else { return Ok(false) };
            let mut stream = index.terms().search(&near).into_stream()?;
            while stream.advance() {
                let entries = u64::from(stream.value().doc_freq);
                if let Ok(key) = std::str::from_utf8(stream.key()) {
                    found.entry(key.to_owned()).or_insert_with(|| vec![0; fields.len()])[at] += entries;
                }
            }
            drop(stream);
            Ok(near.is_cut())
        };
        for segment in self.statistics.searcher.segment_readers() {
            for (at, field) in fields.iter().enumerate() {
                self.is_cut |= walk_one(at, *field, segment).map_err(IndexError::engine("looking up near spellings"))?;
            }
        }
        // The dictionary counts what was replaced, too.
        for (word, entries) in &mut found {
            for (entries, field) in entries.iter_mut().zip(fields).filter(|(entries, _)| **entries > 0) {
                let replaced = self.statistics.replaced_with(&Term::from_field_text(*field, word));
                *entries -= replaced.map_err(IndexError::engine("looking up near spellings"))?;
            }
        }
        found.retain(|_, entries| entries.iter().any(|entries| *entries > 0));
        let own = NearWord::new(word.as_bytes(), slips, 0);
        let mut near: Vec<NearTo> = found
            .into_iter()
            .filter_map(|(word, entries)| {
                let slips = own.as_ref()?.distance(word.as_bytes())?;
                Some(NearTo { word, slips, entries: entries.into_iter().max().unwrap_or(0) })
            })
            .collect();
        near.sort_by(|a, b| {
            let order = |near: &NearTo| (near.slips, near.word.bytes().next() != word.bytes().next(), std::cmp::Reverse(near.entries));
            order(a).cmp(&order(b)).then_with(|| a.word.cmp(&b.word))
        });
        Ok(near)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_are_not_forgiven() {
        for (word, slips) in
            [("aeo", None), ("port", Some(1)), ("customs", Some(1)), ("bullions", Some(2)), ("10th", None), ("совет", None)]
        {
            assert_eq!(slips_in_letters(word), slips, "{word}");
        }
        assert_eq!([2, 3, 4, 5].map(slips_in_syllables), [None, Some(1), Some(1), Some(2)]);
    }
}
