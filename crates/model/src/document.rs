//! A work with its own date and issuer, its relations to meetings, and its renditions by language.

use serde::{Deserialize, Serialize};

use crate::canonical::Digest;
use crate::edtf::Edtf;
use crate::id::{DocumentId, IdError, MechanismId, MeetingId, ids, is_slug};
use crate::lang::Lang;
use crate::source::{Source, Statement};
use crate::text::{Name, Text, TextStatus};

ids! {
    /// The type of a document: one of [`DocumentType::KNOWN`], or one that the framework names itself.
    DocumentType, "document type", is_slug, "lower-case words joined by hyphens, such as action-plan";
}

impl DocumentType {
    /// The types that have names in the interface.
    pub const KNOWN: [&'static str; 6] = ["joint-statement", "press-release", "action-plan", "memorandum", "declaration", "other"];
}

/// How a document stands to a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Agreed there.
    Adopted,
    /// Given out there.
    Issued,
    /// Named under the meeting by a source, which need not mean more.
    Listed,
    /// Laid before it.
    Tabled,
}

/// A document's relation to one meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRelation {
    /// The meeting.
    pub meeting: MeetingId,
    /// How it stands to it.
    pub relation: Relation,
}

/// What is known of one language version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Availability {
    /// A source says that it exists; the register has no file.
    Listed,
    /// The register links to it.
    Linked,
    /// The register holds it.
    Held,
}

/// One file or text of a document in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rendition {
    /// The language.
    pub lang: Lang,
    /// Original, official, translation, unofficial.
    pub status: TextStatus,
    /// What is known of it.
    pub availability: Availability,
    /// Public address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Digest of the file in the vault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
    /// Media type of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Size of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<u64>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The id.
    pub id: DocumentId,
    /// The titles.
    pub titles: Vec<Name>,
    /// The type.
    pub document_type: DocumentType,
    /// Its own date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// The mechanism that issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<MechanismId>,
    /// The document's own symbol, such as `2006/SOM3/SCCP2/060`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The meetings it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<DocumentRelation>,
    /// The earlier version that it revises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revises: Option<DocumentId>,
    /// The language versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renditions: Vec<Rendition>,
    /// Sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// Rival values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Statement>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Text>,
}
