//! A text as the rules see it: folded character by character, each with its place in the bytes.
//!
//! All matching is done on positions of characters; [`Folded::bytes`] leads back to the text, so that every span that is
//! handed out lies on character bounds.

use std::collections::HashMap;
use std::ops::Range;

use crate::fold::{fold_char, is_blank, is_cjk};

/// A text, folded.
#[derive(Debug, Clone)]
pub(super) struct Folded<'a> {
    text: &'a str,
    chars: Vec<char>,
    starts: Vec<usize>,
}

impl<'a> Folded<'a> {
    /// Folds a text, as far as `limit` characters.
    pub(super) fn of(text: &'a str, limit: usize) -> Folded<'a> {
        let mut starts = Vec::new();
        let mut chars = Vec::new();
        for (at, c) in text.char_indices().take(limit) {
            starts.push(at);
            chars.push(fold_char(c));
        }
        let end = text.char_indices().nth(limit).map_or(text.len(), |(at, _)| at);
        starts.push(end);
        Folded { text, chars, starts }
    }

    /// How many characters there are.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The folded character at a position.
    pub(super) fn at(&self, position: usize) -> Option<char> {
        self.chars.get(position).copied()
    }

    /// The folded character before a position.
    pub(super) fn before(&self, position: usize) -> Option<char> {
        position.checked_sub(1).and_then(|p| self.at(p))
    }

    /// The folded characters of a stretch.
    pub(super) fn slice(&self, range: Range<usize>) -> &[char] {
        self.chars.get(range).unwrap_or_default()
    }

    /// The bytes of a stretch.
    pub(super) fn bytes(&self, range: &Range<usize>) -> Range<usize> {
        let at = |position: usize| self.starts[position.min(self.chars.len())];
        at(range.start)..at(range.end).max(at(range.start))
    }

    /// The words of a stretch, as they stand in the text.
    pub(super) fn original(&self, range: &Range<usize>) -> &'a str {
        &self.text[self.bytes(range)]
    }

    /// Takes blanks and marks off both ends of a stretch, but for brackets and quotation marks that belong to the words.
    pub(super) fn trim(&self, range: Range<usize>) -> Range<usize> {
        let is_outside = |c: char| is_blank(c) || matches!(c, ',' | ';' | ':' | '.' | '。' | '、' | '・' | '•' | '-');
        let Range { mut start, mut end } = range;
        while start < end && self.at(start).is_some_and(is_outside) {
            start += 1;
        }
        while start < end && self.before(end).is_some_and(is_outside) {
            end -= 1;
        }
        start..end
    }

    /// The words of letters and digits in a stretch, last first, each with its place.
    pub(super) fn words_back(&self, range: Range<usize>) -> impl Iterator<Item = (String, Range<usize>)> + '_ {
        let mut end = range.end.min(self.len());
        let start = range.start;
        std::iter::from_fn(move || {
            while end > start && !self.chars[end - 1].is_alphanumeric() {
                end -= 1;
            }
            let last = end;
            while end > start && self.chars[end - 1].is_alphanumeric() {
                end -= 1;
            }
            (end < last).then(|| (self.chars[end..last].iter().collect(), end..last))
        })
    }

    /// The word that begins at a position or behind the blanks there, with its place.
    pub(super) fn word_from(&self, position: usize, end: usize) -> Option<(String, Range<usize>)> {
        let mut at = position;
        while at < end && self.at(at) == Some(' ') {
            at += 1;
        }
        let start = at;
        while at < end && self.at(at).is_some_and(char::is_alphanumeric) {
            at += 1;
        }
        (start < at).then(|| (self.chars[start..at].iter().collect(), start..at))
    }

    /// Tells whether the words of a phrase stand at a position, and where they end.
    ///
    /// A blank of the phrase is one or more blanks of the text; beside scripts without blanks it may be none.
    pub(super) fn find_phrase(&self, position: usize, phrase: &[char]) -> Option<usize> {
        let mut at = position;
        for (i, wanted) in phrase.iter().enumerate() {
            if *wanted == ' ' {
                let blanks = self.chars[at.min(self.len())..].iter().take_while(|c| **c == ' ').count();
                let beside = i.checked_sub(1).and_then(|before| phrase.get(before)).copied();
                if blanks == 0 && !beside.is_some_and(is_cjk) {
                    return None;
                }
                at += blanks;
            } else if self.at(at) == Some(*wanted) {
                at += 1;
            } else {
                return None;
            }
        }
        Some(at)
    }

    /// Tells whether a word of letters with blanks between words is cut at a position.
    pub(super) fn cuts_word(&self, position: usize) -> bool {
        let is_spaced = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_cjk(c));
        is_spaced(self.before(position)) && is_spaced(self.at(position))
    }
}

/// Folds the words of a rule.
pub(super) fn folded(words: &str) -> Vec<char> {
    words.chars().map(fold_char).collect()
}

/// Phrases found at a position, the longest first.
#[derive(Debug, Clone)]
pub(super) struct Finder<V> {
    by_first: HashMap<char, Vec<(Vec<char>, V)>>,
}

impl<V> Default for Finder<V> {
    fn default() -> Self {
        Finder { by_first: HashMap::new() }
    }
}

impl<V: Clone> Finder<V> {
    /// Adds a phrase; the first value of a phrase stays.
    pub(super) fn add(&mut self, phrase: &str, value: V) {
        let phrase = folded(phrase);
        let Some(first) = phrase.first() else { return };
        let bucket = self.by_first.entry(*first).or_default();
        if bucket.iter().any(|(known, _)| *known == phrase) {
            return;
        }
        let at = bucket.partition_point(|(known, _)| known.len() >= phrase.len());
        bucket.insert(at, (phrase, value));
    }

    /// A finder that only knows whether a phrase is in it.
    pub(super) fn of<'a>(phrases: impl IntoIterator<Item = &'a String>, value: &V) -> Finder<V> {
        let mut finder = Finder::default();
        for phrase in phrases {
            finder.add(phrase, value.clone());
        }
        finder
    }

    /// Finds the longest phrase at a position, with where it ends; whole words only.
    pub(super) fn find_at(&self, text: &Folded<'_>, position: usize) -> Option<(&V, usize)> {
        self.list_at(text, position).next()
    }

    /// Lists the phrases at a position, the longest first.
    pub(super) fn list_at(&self, text: &Folded<'_>, position: usize) -> impl Iterator<Item = (&V, usize)> {
        let bucket = text.at(position).filter(|_| !text.cuts_word(position)).and_then(|first| self.by_first.get(&first));
        bucket.into_iter().flatten().filter_map(move |(phrase, value)| {
            let end = text.find_phrase(position, phrase)?;
            (!text.cuts_word(end)).then_some((value, end))
        })
    }

    /// Finds the first phrase in a stretch.
    pub(super) fn find_in(&self, text: &Folded<'_>, range: Range<usize>) -> Option<(&V, Range<usize>)> {
        let end = range.end;
        range.into_iter().find_map(|at| {
            let (value, until) = self.list_at(text, at).find(|(_, until)| *until <= end)?;
            Some((value, at..until))
        })
    }

    /// Tells whether one of the phrases ends at a position, at or after `from`.
    pub(super) fn ends_at(&self, text: &Folded<'_>, from: usize, position: usize) -> bool {
        (from..position).rev().take(24).any(|at| self.list_at(text, at).any(|(_, end)| end == position))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_whole_words_and_the_longest_is_found() {
        let mut finder = Finder::default();
        for (phrase, value) in [("agreed", 1), ("agreed to", 2), ("商定", 3), ("통과 하였", 4)] {
            finder.add(phrase, value);
        }
        let check = |text: &str, expected: Option<(i32, &str)>| {
            let folded = Folded::of(text, 1000);
            let found = finder.find_in(&folded, 0..folded.len()).map(|(value, range)| (*value, folded.original(&range)));
            assert_eq!(found, expected, "{text}");
        };
        check("They AGREED  to meet", Some((2, "AGREED  to")));
        check("agreed tomorrow", Some((1, "agreed")));
        check("disagreed", None);
        check("三方商定举行", Some((3, "商定")));
        check("통과하였다", Some((4, "통과하였")));
    }

    #[test]
    fn spans_lie_on_characters_beyond_the_limit_too() {
        let folded = Folded::of("合意した", 2);
        assert_eq!((folded.len(), folded.original(&(0..9))), (2, "合意"));
        assert_eq!(folded.words_back(0..2).next().map(|(w, _)| w).as_deref(), Some("合意"));
    }
}
