//! Agenda items and outcomes: numbered trees with persistent keys.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::canonical::{Digest, is_false};

/// The persistent key of an item within its meeting: `outcome-2.1`, `agenda-1`, `outcome-p3` where the source has no number.
///
/// A key is given once and carried across revisions; it is the last part of the item's address. Keys of an account that
/// is not the principal one begin with the account's key and a dot: `ja.outcome-2`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ItemKey(String);

/// Says why an item key was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an item key: {0:?}; expected a form such as outcome-2.1 or agenda-p1")]
pub struct ItemKeyError(pub String);

impl ItemKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ItemKey {
    type Err = ItemKeyError;
    fn from_str(text: &str) -> Result<Self, ItemKeyError> {
        let is_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let is_key = text.len() <= 64
            && text.split('.').all(|part| !part.is_empty() && part.bytes().all(is_word))
            && (text.contains("outcome-") || text.contains("agenda-"));
        if is_key { Ok(ItemKey(text.to_owned())) } else { Err(ItemKeyError(text.chars().take(80).collect())) }
    }
}

impl TryFrom<String> for ItemKey {
    type Error = ItemKeyError;
    fn try_from(text: String) -> Result<Self, ItemKeyError> {
        text.parse()
    }
}

impl From<ItemKey> for String {
    fn from(key: ItemKey) -> String {
        key.0
    }
}

impl fmt::Display for ItemKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an item of status summary retells: lines of a source and the digest of their words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retold {
    /// First and last line in the source, counted from 1.
    pub lines: (u32, u32),
    /// SHA-256 of the words that are retold, as they stand in the source.
    pub sha256: Digest,
}

/// An agenda item or outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The persistent key.
    pub key: ItemKey,
    /// The number by its place in the tree, `2.1`; none if the source does not number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The number as written: `1)`, `(a)`, `•`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The words, in the language and status of the account.
    pub text: String,
    /// The parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// What a summary retells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retold: Option<Retold>,
    /// True for an item that its source no longer has: the key and the last words stay.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_gone: bool,
}

impl Item {
    /// Calls `visit` for this item and every part of it, parents first, with the depth from 0.
    pub fn walk<'a>(&'a self, depth: usize, visit: &mut dyn FnMut(&'a Item, usize)) {
        visit(self, depth);
        for part in &self.items {
            part.walk(depth + 1, visit);
        }
    }
}
