//! A ministry, agency or other office that takes part.

use serde::{Deserialize, Serialize};

use crate::id::{OrganisationId, PartyId};
use crate::source::{Source, Statement};
use crate::text::{Name, Text};

/// An organisation. It carries today's name, with former names in the list; a meeting of 2005 may point to one then named otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// The id.
    pub id: OrganisationId,
    /// The party it belongs to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<PartyId>,
    /// Official, former, short names and the wordings of sources.
    pub names: Vec<Name>,
    /// The organisation that it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<OrganisationId>,
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
