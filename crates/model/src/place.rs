//! A city or a country where meetings take place.

use serde::{Deserialize, Serialize};

use crate::id::PlaceId;
use crate::source::{Source, Statement};
use crate::text::{Name, Text};

/// A place: a city, or a country alone where a source names no city (promise P2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The id.
    pub id: PlaceId,
    /// ISO 3166-1 alpha-2 code of the country as the source has it.
    pub country: String,
    /// True if this is the country and not a place in it.
    #[serde(default, skip_serializing_if = "crate::canonical::is_false")]
    pub is_country: bool,
    /// The names.
    pub names: Vec<Name>,
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
