//! How alike two texts are: by the share of their words and pairs of words, or pairs of characters.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::super::words::Unit;

/// A shingle that stands in more clauses than this tells nothing of any of them.
const MAX_POSTINGS: usize = 400;

/// The hashed parts of a text, in order of their hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shingles(Vec<u64>);

impl Shingles {
    /// Cuts a key into words and pairs of words, or into pairs of characters where blanks mean nothing.
    pub(super) fn of(key: &str, unit: Unit) -> Shingles {
        let mut hashes = Vec::new();
        if unit.has_blanks() {
            let words: Vec<&str> = key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
            hashes.extend(words.iter().map(hash));
            hashes.extend(words.windows(2).map(hash));
        } else {
            let characters: Vec<char> = key.chars().filter(|c| c.is_alphanumeric()).collect();
            hashes.extend(characters.windows(2).map(hash));
            if characters.len() == 1 {
                hashes.push(hash(&characters));
            }
        }
        hashes.sort_unstable();
        Shingles(hashes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds others; [`Shingles::sort`] must follow.
    pub(super) fn add(&mut self, others: &Shingles) {
        self.0.extend_from_slice(&others.0);
    }

    pub(super) fn sort(&mut self) {
        self.0.sort_unstable();
    }

    fn shared(&self, other: &Shingles) -> usize {
        let (mut at, mut there, mut shared) = (0, 0, 0);
        while let (Some(a), Some(b)) = (self.0.get(at), other.0.get(there)) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => at += 1,
                std::cmp::Ordering::Greater => there += 1,
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    at += 1;
                    there += 1;
                }
            }
        }
        shared
    }
}

fn hash(part: &(impl Hash + ?Sized)) -> u64 {
    // Fixed keys, so that a comparison comes out the same in every process.
    let mut hasher = DefaultHasher::new();
    part.hash(&mut hasher);
    hasher.finish()
}

/// The words as they are compared: lower case, blanks drawn together or, where they mean nothing, left out.
pub(super) fn key(words: &str, unit: Unit) -> String {
    if unit.has_blanks() {
        words.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        words.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
    }
}

/// The share of two texts that agrees, from 0 to 1; two texts without words agree.
pub(super) fn share(one: &Shingles, other: &Shingles) -> f64 {
    let total = one.len() + other.len();
    if total == 0 { 1.0 } else { 2.0 * one.shared(other) as f64 / total as f64 }
}

/// The share of one text that stands in another.
pub(super) fn held(one: &Shingles, other: &Shingles) -> f64 {
    if one.is_empty() { 0.0 } else { one.shared(other) as f64 / one.len() as f64 }
}

/// Which texts hold a shingle.
#[derive(Debug)]
pub(super) struct Index(HashMap<u64, Vec<usize>>);

impl Index {
    pub(super) fn of<'a>(texts: impl Iterator<Item = (usize, &'a Shingles)>) -> Index {
        let mut postings: HashMap<u64, Vec<usize>> = HashMap::new();
        for (place, shingles) in texts {
            for &shingle in &shingles.0 {
                let places = postings.entry(shingle).or_default();
                if places.len() <= MAX_POSTINGS && places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        Index(postings)
    }

    /// The texts that share most with this one, best first.
    pub(super) fn nearest(&self, shingles: &Shingles, limit: usize) -> Vec<usize> {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        let mut last = None;
        for &shingle in &shingles.0 {
            if last == Some(shingle) {
                continue;
            }
            last = Some(shingle);
            for &place in self.0.get(&shingle).filter(|places| places.len() <= MAX_POSTINGS).into_iter().flatten() {
                *counts.entry(place).or_default() += 1;
            }
        }
        let mut places: Vec<(usize, usize)> = counts.into_iter().collect();
        places.sort_unstable_by_key(|&(place, count)| (std::cmp::Reverse(count), place));
        places.into_iter().take(limit).map(|(place, _)| place).collect()
    }
}
