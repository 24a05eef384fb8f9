//! A body that meets.

use serde::{Deserialize, Serialize};

use crate::edtf::Edtf;
use crate::id::{IdError, MechanismId, OrganisationId, TopicId, ids, is_slug};
use crate::source::{Source, Statement};
use crate::text::{Name, Text};

ids! {
    /// The level of a mechanism: one of [`Level::KNOWN`], or one that the framework names itself.
    Level, "level", is_slug, "lower-case words joined by hyphens, such as working-group";
}

impl Level {
    /// The levels that every framework can use, highest first.
    pub const KNOWN: [&'static str; 5] = ["summit", "ministerial", "senior-officials", "director-general", "working-group"];
}

/// A mechanism: a summit, a ministers' or heads' meeting, a working group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mechanism {
    /// The id.
    pub id: MechanismId,
    /// Names in use, former names, acronyms.
    pub names: Vec<Name>,
    /// The topics; the first is its home.
    pub topics: Vec<TopicId>,
    /// The level.
    pub level: Level,
    /// The source's own heading for the level, such as "Working-Level Meetings".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level_as_written: Option<String>,
    /// The mechanism that it reports to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<MechanismId>,
    /// The mechanisms that it follows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub predecessors: Vec<MechanismId>,
    /// The mechanisms that follow it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<MechanismId>,
    /// When it was established.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub established: Option<Edtf>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Edtf>,
    /// What the source names as its latest event, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_event: Option<Edtf>,
    /// The organisation that runs it, where it is not the framework's secretariat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secretariat: Option<OrganisationId>,
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
