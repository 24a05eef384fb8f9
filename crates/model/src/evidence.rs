//! What bears on a commitment: a record of its own, with its ground, its date and who put it down.
//!
//! Evidence that turns out wrong is withdrawn with a reason, as any record is; the state that rested on it is then derived
//! without it. A party's own statement is shown as that party's words and is never the register's.

use serde::{Deserialize, Serialize};

use crate::canonical::is_false;
use crate::edtf::Edtf;
use crate::id::{CommitmentId, EvidenceId, PartyId};
use crate::pointer::Pointer;
use crate::source::{Certainty, Source, Statement};
use crate::text::Text;

/// How evidence bears on its commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bearing {
    /// It says the commitment again.
    Reaffirms,
    /// Something was done towards it.
    Advances,
    /// What was agreed has been done.
    Fulfils,
    /// Another agreement or arrangement took its place.
    Supersedes,
    /// It was ended.
    Ends,
    /// A party or a source sees it otherwise.
    Disputes,
}

impl Bearing {
    /// All bearings.
    pub const ALL: [Bearing; 6] =
        [Bearing::Reaffirms, Bearing::Advances, Bearing::Fulfils, Bearing::Supersedes, Bearing::Ends, Bearing::Disputes];

    /// The bearing as it stands in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Bearing::Reaffirms => "reaffirms",
            Bearing::Advances => "advances",
            Bearing::Fulfils => "fulfils",
            Bearing::Supersedes => "supersedes",
            Bearing::Ends => "ends",
            Bearing::Disputes => "disputes",
        }
    }
}

/// Says why a bearing was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such bearing: {0:?}; expected reaffirms, advances, fulfils, supersedes, ends or disputes")]
pub struct BearingError(pub String);

impl std::str::FromStr for Bearing {
    type Err = BearingError;
    fn from_str(text: &str) -> Result<Self, BearingError> {
        Bearing::ALL.into_iter().find(|b| b.as_str() == text).ok_or_else(|| BearingError(text.chars().take(40).collect()))
    }
}

impl std::fmt::Display for Bearing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What evidence rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ground {
    /// A meeting, an item of one, a document or a clause of one, in this register.
    Register {
        /// Where.
        pointer: Pointer,
    },
    /// A fact outside the register.
    Fact {
        /// The fact in the register's own words, in one or more languages.
        texts: Vec<Text>,
        /// Where it is told.
        source: Source,
        /// How well it is founded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        certainty: Option<Certainty>,
    },
    /// What a party says itself.
    Statement {
        /// The party.
        party: PartyId,
        /// Its words, and the translations it gave.
        texts: Vec<Text>,
        /// Where they are published.
        source: Source,
    },
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The id.
    pub id: EvidenceId,
    /// The commitment it bears on.
    pub commitment: CommitmentId,
    /// How it bears on it.
    pub bearing: Bearing,
    /// True for the first step of an advance: preparing, setting up, drafting.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_beginning: bool,
    /// When what it tells took place.
    pub date: Edtf,
    /// Of a recurring commitment: the period that it is about, where that is not the period of its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Edtf>,
    /// What it rests on.
    pub ground: Ground,
    /// What took the commitment's place, where that is a commitment of this register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<CommitmentId>,
    /// Who put it down: an office or an account name, never personal data beyond it.
    pub author: String,
    /// Further sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// Rival values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Statement>,
    /// Notes: what the evidence shows, in a sentence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Text>,
}

impl Evidence {
    /// Where in the register it stands, if it does.
    pub fn pointer(&self) -> Option<&Pointer> {
        match &self.ground {
            Ground::Register { pointer } => Some(pointer),
            Ground::Fact { .. } | Ground::Statement { .. } => None,
        }
    }
}
