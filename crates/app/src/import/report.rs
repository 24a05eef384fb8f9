//! What an import tells: every proposal sorted, field by field; the questions; the findings; counts of all of it.

use chancery_model::{Digest, Edtf, Finding, Kind, RecordRef, TopicId};
use serde::Serialize;

use crate::decisions::Question;

/// What an import did to one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The field was empty and is filled from the page.
    Filled,
    /// The page's value stands beside others: one more name, source, account or language.
    Added,
    /// The page's value differs from the one preferred, which stays; it is kept as a statement.
    Stated,
    /// The page took back what it had said before; its open statement goes.
    Retracted,
    /// What the page itself says (its account, its latest event) follows the page.
    Followed,
    /// A person decided to take the page's value.
    Decided,
    /// A person decided to keep the value that stands.
    Kept,
}

/// One field's change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The field, as statements name it: `date`, `participation/JP`, `accounts/b`.
    pub path: String,
    /// What was done.
    pub how: How,
    /// What the register had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it has now; of a statement, what the page says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The changes of one record, as they are made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes(pub Vec<FieldChange>);

impl Changes {
    /// Notes one change.
    pub fn note(&mut self, how: How, path: impl Into<String>, before: Option<String>, after: Option<String>) {
        self.0.push(FieldChange { path: path.into(), how, before, after });
    }
    /// Notes that an empty field was filled.
    pub fn filled(&mut self, path: impl Into<String>, after: &(impl ToString + ?Sized)) {
        self.note(How::Filled, path, None, Some(after.to_string()));
    }
    /// Notes that a value was put beside others.
    pub fn added(&mut self, path: impl Into<String>, after: &(impl ToString + ?Sized)) {
        self.note(How::Added, path, None, Some(after.to_string()));
    }
}

/// How a proposal of the page stands to the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The register had no such record.
    New,
    /// The record is changed.
    Changed,
    /// The register has it all.
    Same,
    /// A person must say first which record is meant.
    Waiting,
    /// The page no longer has it; nothing is done but to ask.
    Vanished,
    /// The register withdrew the record; the page still has it. Nothing is done.
    Withdrawn,
    /// A person decided to withdraw the record.
    Withdraw,
}

/// One record that the page speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// How it stands to the register.
    pub outcome: Outcome,
    /// The kind of record.
    pub kind: Kind,
    /// The record; none while it waits to be matched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<RecordRef>,
    /// What the page calls it.
    pub title: String,
    /// Where on the page, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<(u32, u32)>,
    /// Field by field, of a record that is new or changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
}

/// How many proposals of each outcome, and what else there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Mechanisms on the page.
    pub mechanisms: usize,
    /// Meetings on the page.
    pub meetings: usize,
    /// Proposals that are new.
    pub new: usize,
    /// Proposals that change a record.
    pub changed: usize,
    /// Proposals that change nothing.
    pub same: usize,
    /// Entries that the page no longer has.
    pub vanished: usize,
    /// Entries that wait to be matched.
    pub waiting: usize,
    /// Entries whose record the register withdrew, or now withdraws.
    pub withdrawn: usize,
    /// Questions for a person.
    pub questions: usize,
    /// Findings.
    pub findings: usize,
}

/// The source of an import, in its report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportSource {
    /// The name of the file.
    pub name: String,
    /// The address.
    pub url: String,
    /// The digest of the bytes.
    pub sha256: Digest,
    /// The day the page was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_on: Option<Edtf>,
}

/// What an import did, or in a dry run would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// The source.
    pub source: ReportSource,
    /// The topic.
    pub topic: TopicId,
    /// True if nothing was written on purpose.
    pub is_dry_run: bool,
    /// True if these very bytes were the source's last reading, by the same reader.
    pub is_known_reading: bool,
    /// The number of the batch; none if nothing was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<u64>,
    /// How many journal entries the batch has.
    pub entries: u64,
    /// Counts.
    pub counts: Counts,
    /// Every record that the page speaks of.
    pub proposals: Vec<Proposal>,
    /// The questions that wait for a person.
    pub questions: Vec<Question>,
    /// What the reader and the import noticed.
    pub findings: Vec<Finding>,
}

impl Counts {
    /// Counts proposals by outcome.
    pub fn of(proposals: &[Proposal]) -> Counts {
        let count = |outcome| proposals.iter().filter(|p| p.outcome == outcome).count();
        Counts {
            new: count(Outcome::New),
            changed: count(Outcome::Changed),
            same: count(Outcome::Same),
            vanished: count(Outcome::Vanished),
            waiting: count(Outcome::Waiting),
            withdrawn: count(Outcome::Withdrawn) + count(Outcome::Withdraw),
            ..Counts::default()
        }
    }
}
