//! Where a record's words come from: sources, rival statements, findings.

use serde::{Deserialize, Serialize};

use crate::canonical::Digest;
use crate::edtf::Edtf;
use crate::text::Text;

/// How sure the register is of a record, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// The secretariat's or a taking-part government's own page says so.
    Page,
    /// The press or another page says so.
    Report,
    /// It follows from other facts; the reason is given.
    Inferred,
    /// It is generally known; the reason is given.
    WellKnown,
}

/// One source of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Public address, or a `urn:` for a source without one.
    pub url: String,
    /// What the source calls itself, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The day it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_on: Option<Edtf>,
    /// Digest of the bytes that were read, where the register holds them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
    /// First and last line of what the source says of this record, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<(u32, u32)>,
    /// Under which licence the source may be reused, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
}

impl Source {
    /// Makes a source of an address alone.
    pub fn of(url: impl Into<String>) -> Self {
        Source { url: url.into(), title: None, read_on: None, sha256: None, lines: None, licence: None }
    }
}

/// A rival or differently worded value of one field (promise P10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The field: `date`, `place`, `ordinal`, `host`, `participation/JP/organisation`, `names/en`, ...
    pub path: String,
    /// The value in the field's own form (an EDTF date, an id, a text).
    pub value: String,
    /// The value as the source writes it, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_written: Option<String>,
    /// Address of the source that says so; empty if no page is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The day the source was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_on: Option<Edtf>,
    /// True for the value that stands in the field.
    pub is_preferred: bool,
    /// Why it is preferred, or not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reason: Vec<Text>,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Info,
    /// Probably a slip of the source, or something that a person should look at.
    Warning,
    /// Not understood, or contradictory.
    Error,
}

/// What a reader noticed in a source and did not understand, or suspects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The line in the source, counted from 1.
    pub line: u32,
    /// How grave it is.
    pub severity: Severity,
    /// A stable word for the kind of finding, such as `ordinal-misspelt`.
    pub kind: String,
    /// One sentence in English, with what was expected.
    pub message: String,
    /// The line itself, or the part of it that is meant.
    pub text: String,
}
