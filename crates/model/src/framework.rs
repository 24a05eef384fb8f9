//! A cooperation with its parties, working languages, fallback order, levels and secretariat.

use serde::{Deserialize, Serialize};

use crate::commitment::FieldId;
use crate::id::{FrameworkId, OrganisationId, PartyId};
use crate::lang::Lang;
use crate::mechanism::Level;
use crate::source::{Source, Statement};
use crate::text::{Name, Text};

/// A framework. Parties, languages and levels are data: nothing of the product is made for three parties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// The id.
    pub id: FrameworkId,
    /// The names.
    pub names: Vec<Name>,
    /// The parties, in the order in which the framework names them.
    pub parties: Vec<Party>,
    /// The working languages.
    pub languages: Vec<Lang>,
    /// In which order another language stands in for one that is missing.
    pub fallback: Vec<Lang>,
    /// The levels that the framework names, highest first.
    pub levels: Vec<LevelName>,
    /// The fields of work that commitments are sorted by, in the framework's own order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldName>,
    /// The secretariat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secretariat: Option<OrganisationId>,
    /// What the framework is, in a sentence or two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub descriptions: Vec<Text>,
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

/// A member of the framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// The id: the ISO 3166-1 code where it has one.
    pub id: PartyId,
    /// The names, usual and formal.
    pub names: Vec<Name>,
}

/// A level and its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelName {
    /// The level.
    pub level: Level,
    /// The names.
    pub names: Vec<Name>,
}

/// A field of work and its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldName {
    /// The field.
    pub field: FieldId,
    /// The names.
    pub names: Vec<Name>,
}
