//! A table of phrases, found by their folded letters at the start of a text, or as the whole of it.

use std::collections::{HashMap, HashSet};

use crate::fold::{fold_char, is_apostrophe, is_near, key};

/// Phrases and what they stand for.
#[derive(Debug, Clone)]
pub(crate) struct Phrases<V> {
    by_key: HashMap<String, V>,
    longest: usize,
    /// The first letters of all keys, since most words of a page begin none.
    firsts: HashSet<char>,
}

impl<V> Default for Phrases<V> {
    fn default() -> Self {
        Phrases { by_key: HashMap::new(), longest: 0, firsts: HashSet::new() }
    }
}

impl<V> Phrases<V> {
    /// Adds a phrase; the first value of a phrase stays.
    pub(crate) fn add(&mut self, phrase: &str, value: V) {
        let key = key(phrase);
        if key.is_empty() {
            return;
        }
        self.longest = self.longest.max(key.chars().count());
        self.firsts.extend(key.chars().next());
        self.by_key.entry(key).or_insert(value);
    }

    /// Finds what the whole text stands for; marks around it do not matter.
    pub(crate) fn find_whole(&self, text: &str) -> Option<&V> {
        if text.len() > 4 * self.longest + 64 {
            return None;
        }
        self.by_key.get(&key(text))
    }

    /// Finds the longest phrase that the text begins with, and the bytes it takes.
    ///
    /// A phrase in letters that stand with blanks between words ends at the end of a word.
    pub(crate) fn find_at_start(&self, text: &str) -> Option<(&V, usize)> {
        let first = text.chars().next()?;
        if !self.firsts.contains(&fold_char(first)) {
            return None;
        }
        let mut folded = String::new();
        let mut count = 0;
        let mut found = None;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let plain = fold_char(c);
            if plain.is_alphanumeric() {
                folded.push(plain);
                count += 1;
            } else if at == 0 || !is_inner_mark(plain) {
                break;
            }
            if count > self.longest {
                break;
            }
            let end = at + c.len_utf8();
            let next = chars.peek().map(|(_, next)| *next);
            let ends_word = !(is_spaced(c) && next.is_some_and(is_spaced));
            if plain.is_alphanumeric()
                && ends_word
                && let Some(value) = self.by_key.get(&folded)
            {
                found = Some((value, end));
            }
        }
        found
    }

    /// Finds a phrase that the whole text nearly is: one slip in five letters or more, two in eight or more.
    pub(crate) fn find_near(&self, text: &str) -> Option<&V> {
        let wanted = key(text);
        let length = wanted.chars().count();
        if length < 5 || length > self.longest + 2 || !wanted.is_ascii() {
            return None;
        }
        let most = if length >= 8 { 2 } else { 1 };
        let near = self.by_key.iter().filter(|(key, _)| key.is_ascii() && key.len() >= 5 && is_near(key, &wanted, most));
        near.min_by(|a, b| (a.0.len().abs_diff(length), a.0).cmp(&(b.0.len().abs_diff(length), b.0))).map(|(_, value)| value)
    }

    /// Finds the first place where one of the phrases stands, at the start of a word, with its bytes.
    pub(crate) fn find_in(&self, text: &str) -> Option<std::ops::Range<usize>> {
        let mut before = None;
        for (at, c) in text.char_indices() {
            let begins_word = !(is_spaced(c) && before.is_some_and(is_spaced));
            if c.is_alphanumeric()
                && begins_word
                && let Some((_, length)) = self.find_at_start(&text[at..])
            {
                return Some(at..at + length);
            }
            before = Some(c);
        }
        None
    }

    /// Tells whether the whole text is one of the phrases.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.find_whole(text).is_some()
    }
}

impl Phrases<()> {
    /// A table that only knows whether a phrase is in it.
    pub(crate) fn of<'a>(phrases: impl IntoIterator<Item = &'a String>) -> Self {
        let mut table = Phrases::default();
        for phrase in phrases {
            table.add(phrase, ());
        }
        table
    }
}

/// Letters and digits of scripts that put blanks between words, so that a phrase must end where a word does.
fn is_spaced(c: char) -> bool {
    c.is_alphanumeric() && !crate::fold::is_cjk(c)
}

/// Marks that may stand inside a phrase.
fn is_inner_mark(c: char) -> bool {
    is_apostrophe(c) || matches!(c, ' ' | '-' | '\u{2010}' | '\u{2011}' | '.' | '&' | '/' | '·' | '・')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_at_the_start_is_found() {
        let mut table = Phrases::default();
        for (phrase, value) in [("Outcome", 1), ("Outcome Documents", 2), ("Agenda", 3), ("参加者", 4), ("ROK", 5)] {
            table.add(phrase, value);
        }
        let check =
            |text: &str, expected: Option<(i32, usize)>| assert_eq!(table.find_at_start(text).map(|(v, n)| (*v, n)), expected, "{text}");
        check("Outcome : x", Some((1, 7)));
        check("OUTCOME  documents", Some((2, 18)));
        check("Outcomes", None);
        check("参 加 者：", Some((4, 11)));
        check("参加者一覧", Some((4, 9)));
        check("R.O.K.: Korea", Some((5, 5)));
        check(": Agenda", None);
        assert_eq!(table.find_near("Agneda"), Some(&3));
        assert_eq!(table.find_near("Outcme Documnts"), Some(&2));
        assert_eq!(table.find_near("Income"), None);
    }
}
