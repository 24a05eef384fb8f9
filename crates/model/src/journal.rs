//! The journal: batches of entries, each a small header chained to the one before, and a body kept as the bytes hashed.
//!
//! Verification hashes stored bytes; it never serializes a record again. A header commits to its batch's metadata, to
//! the body and to the header before it, so that who holds the last header's digest can prove the whole record.
//! Redaction removes a body's bytes and nothing else: the header, with the digest, stays.

use serde::{Deserialize, Serialize};

use crate::canonical::{self, CanonicalError, Digest};
use crate::record::{Kind, RecordRef};
use crate::text::Text;

/// What an entry does to its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Publishes a revision; the body is the record.
    Publish,
    /// Withdraws the record from the register; the body is a [`Withdrawal`]. The address answers "gone" and says why.
    Withdraw,
    /// Moves the record to another id; the body is a [`Move`]. The address redirects.
    Rename,
    /// Joins the record into another; the body is a [`Move`]. The address redirects.
    Merge,
    /// Removes the body of an earlier revision everywhere; the body is a [`Redaction`].
    Redact,
}

/// The role in which an actor wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A person of the secretariat.
    Editor,
    /// An operator at the command line.
    Operator,
    /// A program: the bundled register, an import run by schedule.
    System,
}

/// One publish: who, when, why, from which source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// The number, from 1.
    pub number: u64,
    /// Instant in UTC, RFC 3339 to the second: `2026-11-22T07:20:25Z`.
    pub at: String,
    /// Who wrote: an account name, never personal data beyond it.
    pub actor: String,
    /// In which role.
    pub role: Role,
    /// Why.
    pub reason: String,
    /// Address of the source that was read, if the batch came from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Digest of the bytes that were read, which are in the vault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_sha256: Option<Digest>,
}

/// The header of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The sequence number, from 1, without gaps.
    pub seq: u64,
    /// The number of the batch.
    pub batch: u64,
    /// Digest of the canonical bytes of the [`Batch`].
    pub batch_sha256: Digest,
    /// The kind of record.
    pub kind: Kind,
    /// The id of the record.
    pub id: String,
    /// The revision of the record, from 1, without gaps; every operation counts.
    pub revision: u64,
    /// The schema of the body.
    pub schema: u32,
    /// What is done.
    pub operation: Operation,
    /// Digest of the body's bytes.
    pub body_sha256: Digest,
    /// Digest of the header before this one; zero for the first.
    pub previous: Digest,
}

impl Header {
    /// The canonical bytes of the header, which are stored and hashed.
    ///
    /// Errors: none is expected.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CanonicalError> {
        canonical::to_bytes(self)
    }
}

impl Batch {
    /// The canonical bytes of the batch.
    ///
    /// Errors: none is expected.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CanonicalError> {
        canonical::to_bytes(self)
    }
}

/// The body of a withdrawal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Why; shown at the record's address.
    pub reason: Text,
}

/// The body of a rename or merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// Where the record is now; of the same kind.
    pub to: RecordRef,
    /// Why.
    pub reason: Text,
}

/// The body of a redaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// The revision whose body is removed.
    pub revision: u64,
    /// On what ground (law, personal data).
    pub ground: Text,
}

/// One line of a register's export: each batch, then its entries; at last the end. The round trip is exact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ExportLine {
    /// A batch begins.
    Batch {
        /// Canonical bytes of the batch, as text.
        batch: String,
    },
    /// An entry of the batch.
    Entry {
        /// Canonical bytes of the header, as text.
        header: String,
        /// Canonical bytes of the body, as text; none if it was redacted.
        body: Option<String>,
    },
    /// The export ends: a file without this line is cut off.
    End {
        /// The last sequence number; 0 for an empty register.
        seq: u64,
        /// Digest of the last header.
        digest: Digest,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_chain_by_their_bytes() {
        let header = Header {
            seq: 1,
            batch: 1,
            batch_sha256: Digest::of(b"batch"),
            kind: Kind::Meeting,
            id: "tchm/6".into(),
            revision: 1,
            schema: 1,
            operation: Operation::Publish,
            body_sha256: Digest::of(b"body"),
            previous: Digest::ZERO,
        };
        let bytes = header.to_bytes().unwrap();
        assert!(bytes.starts_with(b"{\"batch\":1,\"batch_sha256\":"), "keys are sorted");
        let next = Header { seq: 2, previous: Digest::of(&bytes), ..header.clone() };
        assert_ne!(next.to_bytes().unwrap(), bytes);
        assert_eq!(serde_json::from_slice::<Header>(&bytes).unwrap(), header);
    }
}
