//! What a reader hands back.

use chancery_model::reading::ReadMechanism;
use chancery_model::{Digest, Finding, Lang};
use serde::Serialize;

use crate::span::{Account, Span};

/// Where a report's words come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportSource {
    /// The file's name.
    pub name: String,
    /// Digest of the bytes as they were given.
    pub sha256: Digest,
    /// The address of the page, if known.
    pub url: Option<String>,
}

/// What was read of one page, what was noticed, and the account of every character.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Where the words come from.
    pub source: ReportSource,
    /// The topic as the page writes it.
    pub topic: Option<String>,
    /// The language that most of the page is in.
    pub lang: Lang,
    /// The mechanisms in the order of the page.
    pub mechanisms: Vec<ReadMechanism>,
    /// What was noticed, by line.
    pub findings: Vec<Finding>,
    /// How many characters went where.
    pub account: Account,
    /// What became of every stretch of [`Report::text`].
    #[serde(skip)]
    pub spans: Vec<Span>,
    /// The decoded text, with its markup taken off.
    #[serde(skip)]
    pub text: String,
}
