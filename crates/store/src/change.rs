//! What a writer hands to [`Store::publish`](crate::Store::publish): one batch of changes, each with what it expects.

use std::fmt;

use chancery_model::journal::Role;
use chancery_model::{Digest, Record, RecordRef, Text};

/// Who publishes, when, why and from which source; the store gives the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    /// Instant in UTC, RFC 3339 to the second: `2026-11-22T07:20:25Z`.
    pub at: String,
    /// Who writes: an account name.
    pub actor: String,
    /// In which role.
    pub role: Role,
    /// Why.
    pub reason: String,
    /// Address of the source that was read, if the batch comes from one.
    pub source: Option<String>,
    /// Digest of the bytes that were read; put them into the vault first.
    pub source_sha256: Option<Digest>,
}

/// What a writer believes of the record that a change goes to.
///
/// The revision meant is that of the record's state, as [`Current::revision`](crate::Current::revision) and
/// [`Lookup`](crate::Lookup) give it; the redaction of an older revision does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expects {
    /// There is no such record yet.
    Absent,
    /// It stands at this revision.
    Revision(u64),
    /// Whatever is there. A withdrawn or moved record does not come back by this.
    Any,
}

impl fmt::Display for Expects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expects::Absent => f.write_str("no such record"),
            Expects::Revision(revision) => write!(f, "revision {revision}"),
            Expects::Any => f.write_str("any revision"),
        }
    }
}

/// What is done to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "nearly every change publishes a record; boxing it would cost each of them")]
pub enum Action {
    /// Publishes a revision.
    Publish(Record),
    /// Withdraws the record, for this reason. Refused while others point to it.
    Withdraw(Text),
    /// Gives the record a new address; the old one redirects. References elsewhere keep the old one and are followed.
    Rename {
        /// The new address: absent, or one that redirects to this record.
        to: RecordRef,
        /// Why.
        reason: Text,
    },
    /// Joins the record into another one that is there; the old address redirects.
    Merge {
        /// The record that stays.
        to: RecordRef,
        /// Why.
        reason: Text,
    },
    /// Removes the body of one revision everywhere. Of the current one only while nothing points to the record, which
    /// then is withdrawn with the ground as reason; else publish a corrected revision first.
    Redact {
        /// The revision whose body goes.
        revision: u64,
        /// On what ground.
        ground: Text,
    },
}

/// One change of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The record.
    pub address: RecordRef,
    /// What the writer believes of it.
    pub expects: Expects,
    /// What is done.
    pub action: Action,
}

impl Change {
    /// Publishes a record at its own address.
    pub fn publish(record: Record, expects: Expects) -> Self {
        Change { address: record.address(), expects, action: Action::Publish(record) }
    }
}

/// What a batch became. A batch that changes nothing is not written: then all numbers but `unchanged` are 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Published {
    /// The number of the batch, or 0.
    pub batch: u64,
    /// The first sequence number, or 0.
    pub first_seq: u64,
    /// The last sequence number, or 0.
    pub last_seq: u64,
    /// How many records to publish were already there in the same bytes.
    pub unchanged: usize,
}

impl Published {
    /// Tells whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.batch == 0
    }
    /// How many entries were written.
    pub fn entries(&self) -> u64 {
        if self.is_empty() { 0 } else { self.last_seq - self.first_seq + 1 }
    }
}
