//! Something done in steps by several at a time: steps by tracks, each cell what a source says.
//!
//! The recognition of one another's authorised traders is three pairs of parties by five steps. A cell that is not there
//! says that the register has no source for it, and nothing else.

use serde::{Deserialize, Serialize};

use crate::edtf::Edtf;
use crate::id::{CommitmentId, IdError, InitiativeId, MechanismId, PartyId, ProcessId, ids, is_slug};
use crate::pointer::Pointer;
use crate::source::{Certainty, Source, Statement};
use crate::text::{Name, Text};

ids! {
    /// The key of a step or a track within its process.
    ProcessKey, "step or track", is_slug, "lower-case words joined by hyphens, such as in-force";
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The key.
    pub key: ProcessKey,
    /// The names.
    pub names: Vec<Name>,
}

/// Who goes the steps together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// The key.
    pub key: ProcessKey,
    /// The parties, in the order of the framework.
    pub parties: Vec<PartyId>,
    /// Names of its own, where it is not named by its parties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Name>,
}

/// How far one track is with one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellState {
    /// A source names it as a step to come.
    Planned,
    /// A source says that it is being done.
    UnderWay,
    /// A source says that it was done.
    Reached,
}

/// What sources say of one step of one track.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// The track.
    pub track: ProcessKey,
    /// The step.
    pub step: ProcessKey,
    /// How far.
    pub state: CellState,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// What the source says, in the register's own words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<Text>,
    /// Where in the register it stands, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<Pointer>,
    /// Sources outside the register.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// How well it is founded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
}

/// A process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// The id.
    pub id: ProcessId,
    /// The names.
    pub names: Vec<Name>,
    /// What it is, in a sentence or two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub descriptions: Vec<Text>,
    /// The mechanism that looks after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<MechanismId>,
    /// The project it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiative: Option<InitiativeId>,
    /// The commitments that it carries out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commitments: Vec<CommitmentId>,
    /// Where its steps were agreed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<Pointer>,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// The tracks.
    pub tracks: Vec<Track>,
    /// What is known, at most one for a track and a step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<Cell>,
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

impl Process {
    /// What is known of a step of a track.
    pub fn find_cell(&self, track: &ProcessKey, step: &ProcessKey) -> Option<&Cell> {
        self.cells.iter().find(|c| c.track == *track && c.step == *step)
    }
}
