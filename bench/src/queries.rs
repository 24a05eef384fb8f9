//! What is asked, and of which texts, as `cargo xtask bench search` writes them.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;

use serde::Deserialize;

/// A query, apart from how an engine writes it.
#[derive(Debug, Deserialize)]
pub(crate) struct Query {
    /// The kind, as one word.
    pub(crate) ask: String,
    pub(crate) words: Vec<String>,
    #[serde(default)]
    pub(crate) topic: Option<String>,
    pub(crate) offset: usize,
}

/// A text as the other engines are given it.
#[derive(Debug, Deserialize)]
pub(crate) struct Text {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) topic: String,
    pub(crate) host: String,
    pub(crate) year: u16,
}

impl Text {
    /// Reads texts one after the other.
    pub(crate) fn read_all(path: &Path) -> io::Result<impl Iterator<Item = io::Result<Text>>> {
        let lines = BufReader::new(File::open(path)?).lines();
        Ok(lines.map(|line| serde_json::from_str(&line?).map_err(io::Error::other)))
    }

    /// Title and body.
    pub(crate) fn both(&self) -> String {
        format!("{}\n{}", self.title, self.body)
    }
}

/// The pairs of neighbouring East Asian characters of a text, parted by blanks: what an engine without such an analysis
/// is helped with, so that all engines find the same.
pub(crate) fn pairs(text: &str) -> String {
    let is_east_asian = |c: char| c.is_alphabetic() && !c.is_ascii() && (c as u32) >= 0x1100;
    let mut out = String::new();
    let mut before: Option<char> = None;
    for c in text.chars() {
        if let Some(before) = before.filter(|_| is_east_asian(c)) {
            out.extend([' ', before, c]);
        }
        before = is_east_asian(c).then_some(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_neighbours() {
        assert_eq!(pairs("the 税関協力 of 회의.カナ"), " 税関 関協 協力 회의 カナ");
        assert_eq!(pairs("customs"), "");
    }
}
