//! A field of cooperation.

use serde::{Deserialize, Serialize};

use crate::id::{FrameworkId, TopicId};
use crate::source::{Source, Statement};
use crate::text::{Name, Text};

/// A topic, such as customs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// The id.
    pub id: TopicId,
    /// The framework it belongs to.
    pub framework: FrameworkId,
    /// The names.
    pub names: Vec<Name>,
    /// Place in the framework's own order, from 1.
    pub position: u32,
    /// Addresses under which the source's site shows the topic; old ones stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
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
