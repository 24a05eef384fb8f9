//! A project with a name: where it was agreed, and the instruments, meetings and commitments that belong to it.

use serde::{Deserialize, Serialize};

use crate::edtf::Edtf;
use crate::id::{CommitmentId, DocumentId, InitiativeId, MechanismId, MeetingId, TopicId};
use crate::pointer::Pointer;
use crate::source::{Source, Statement};
use crate::text::{Name, Text};

/// An initiative. Joint operations that belong to it are exchanges ([`crate::exchange`]) that name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Initiative {
    /// The id.
    pub id: InitiativeId,
    /// The names.
    pub names: Vec<Name>,
    /// What it is, in a sentence or two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub descriptions: Vec<Text>,
    /// Where it was agreed or taken up again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<Pointer>,
    /// From when on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Edtf>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Edtf>,
    /// The topics.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<TopicId>,
    /// The mechanisms that carry it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mechanisms: Vec<MechanismId>,
    /// Its instruments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentId>,
    /// The meetings that dealt with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meetings: Vec<MeetingId>,
    /// Its commitments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commitments: Vec<CommitmentId>,
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
