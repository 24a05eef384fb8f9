//! The parts of a document that can be pointed at: chapters, articles, numbered clauses, paragraphs.
//!
//! A clause is the unit of comparison, of citation and of passages in the search. Its [`Anchor`] is made of what the
//! numbers mean and not of how they are written, so that 第四条（一）, 제4조 ① and Article 4, 1. share one anchor and the
//! language versions of a document can stand side by side without anybody aligning them by hand.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The address of a clause within its document: `article-4`, `article-4.1.2`, `chapter-2`, `opening-1`.
///
/// It is the same in every language version, and is the last part of a link: `#article-4.1.2`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Anchor(String);

/// Says why an anchor was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an anchor of a clause: {0:?}; expected a form such as article-4.1.2, chapter-2 or opening-1")]
pub struct AnchorError(pub String);

/// The longest anchor; numbers nest far less deep.
const MAX_ANCHOR: usize = 160;

impl Anchor {
    /// The anchor as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What tells a clause from its siblings: `article-4` of `article-4`, `2` of `article-4.1.2`.
    pub fn last(&self) -> &str {
        self.0.rsplit('.').next().unwrap_or(&self.0)
    }
}

impl FromStr for Anchor {
    type Err = AnchorError;
    fn from_str(text: &str) -> Result<Self, AnchorError> {
        let is_part =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
        let is_anchor = text.len() <= MAX_ANCHOR && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.split('.').all(is_part);
        if is_anchor { Ok(Anchor(text.to_owned())) } else { Err(AnchorError(text.chars().take(80).collect())) }
    }
}

impl TryFrom<String> for Anchor {
    type Error = AnchorError;
    fn try_from(text: String) -> Result<Self, AnchorError> {
        text.parse()
    }
}

impl From<Anchor> for String {
    fn from(anchor: Anchor) -> String {
        anchor.0
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a clause is in the build of its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClauseKind {
    /// Words before the first number or heading: the title, the preamble.
    Opening,
    /// Part, chapter or section: `Chapter II`, 第二章, 제2장, 第1節.
    Chapter,
    /// An annex or appendix.
    Annex,
    /// A heading without a number, such as `Preamble` or 附則.
    Heading,
    /// An article: `Article 4`, 第四条, 제4조.
    Article,
    /// A numbered clause: `1.`, `(i)`, ①, （一）.
    Clause,
}

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// The address within the document.
    pub anchor: Anchor,
    /// What it is.
    pub kind: ClauseKind,
    /// The number as written: `Article 4`, 第四条, `(i)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// How deep it stands, from 0; its parent is the nearest clause before it that stands less deep.
    pub level: u8,
    /// Its heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// Its own words without number and heading, and without the clauses below it; lines joined. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The page on which it begins, counted from 1; none for a document without pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
}

impl Clause {
    /// The heading and the words, as one string.
    pub fn words(&self) -> String {
        match &self.heading {
            Some(heading) if self.text.is_empty() => heading.clone(),
            Some(heading) => format!("{heading}\n{}", self.text),
            None => self.text.clone(),
        }
    }
}

/// Gives for each clause the place of its parent in the same list.
pub fn parents(clauses: &[Clause]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(clauses.len());
    for (at, clause) in clauses.iter().enumerate() {
        while open.last().is_some_and(|&above| clauses[above].level >= clause.level) {
            open.pop();
        }
        parents.push(open.last().copied());
        open.push(at);
    }
    parents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_parse_and_print() {
        for anchor in ["article-4", "article-4.1.2", "chapter-2", "opening-1", "article-4_2.1", "chapter-1.article-2"] {
            assert_eq!(anchor.parse::<Anchor>().unwrap().to_string(), anchor);
        }
        for anchor in ["", "4", "Article-4", "article 4", "article-4.", "第四条", ".a", &"a".repeat(200)] {
            assert!(anchor.parse::<Anchor>().is_err(), "{anchor:?} was taken");
        }
        assert_eq!("article-4.1.2".parse::<Anchor>().unwrap().last(), "2");
    }

    #[test]
    fn the_parent_is_the_nearest_that_stands_less_deep() {
        let clause = |level| Clause {
            anchor: "clause-1".parse().unwrap(),
            kind: ClauseKind::Clause,
            number: None,
            level,
            heading: None,
            text: String::new(),
            page: None,
        };
        let clauses: Vec<Clause> = [1, 0, 1, 2, 2, 1, 0].map(clause).into();
        assert_eq!(parents(&clauses), [None, None, Some(1), Some(2), Some(2), Some(1), None]);
    }
}
