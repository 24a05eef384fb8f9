//! That an agreed exchange of information, or a joint operation, took place: its kind, parties, period, number and dates.
//!
//! Never what was exchanged. Fields for a person, a container, a declaration or any other content do not exist, a body
//! that has one is refused with a sentence that says so, and [`check_content`] refuses numbers of containers and documents
//! in the texts. What is published here is public at once, so a figure that names a party can only be published once that
//! party confirmed it; until then the record says that a figure is awaited.

mod content;

use serde::{Deserialize, Serialize};

pub use content::{ContentError, check as check_content};

use crate::edtf::Edtf;
use crate::id::{CommitmentId, ExchangeId, IdError, InitiativeId, MeetingId, OrganisationId, PartyId, ids, is_slug};
use crate::source::{Source, Statement};
use crate::text::{Name, Text};

ids! {
    /// The kind of an exchange: one of [`ExchangeType::KNOWN`], or one that the framework names itself.
    ExchangeType, "exchange type", is_slug, "lower-case words joined by hyphens, such as joint-operation";
}

impl ExchangeType {
    /// The kinds that have names in the interface.
    pub const KNOWN: [&'static str; 6] = ["information", "seizure-notices", "statistics", "officers", "joint-operation", "other"];
}

/// The registered fact of an exchange or a joint operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// The id.
    pub id: ExchangeId,
    /// Names of its own, such as the name of an operation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Name>,
    /// The kind.
    pub exchange_type: ExchangeType,
    /// The commitment that it carries out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<CommitmentId>,
    /// The project it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiative: Option<InitiativeId>,
    /// Who gave; of a joint operation, who took part.
    pub from: Vec<PartyId>,
    /// Who received; empty for a joint operation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<PartyId>,
    /// The period that it covers; of an operation, its days.
    pub period: Edtf,
    /// How many records went over; only once every party that is named has confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// By which channel, such as the network of an organisation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channel: Vec<Text>,
    /// When it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Edtf>,
    /// When its arrival was acknowledged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Edtf>,
    /// When the next one is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Edtf>,
    /// Which parties confirmed the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirmed_by: Vec<PartyId>,
    /// The offices that took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<OrganisationId>,
    /// The offices as a source names them, where the register has no record of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offices_as_written: Vec<Text>,
    /// What it was about, in general terms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<Text>,
    /// When it was gone over together afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debrief: Option<Edtf>,
    /// The meeting at which it was reported or gone over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<MeetingId>,
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

/// The fields that an exchange has.
pub const FIELDS: [&str; 22] = [
    "id",
    "names",
    "exchange_type",
    "commitment",
    "initiative",
    "from",
    "to",
    "period",
    "count",
    "channel",
    "sent",
    "acknowledged",
    "next_due",
    "confirmed_by",
    "offices",
    "offices_as_written",
    "scope",
    "debrief",
    "reported_at",
    "sources",
    "statements",
    "notes",
];

/// Finds a field that no exchange has.
pub fn foreign_field(body: &serde_json::Value) -> Option<&str> {
    body.as_object()?.keys().map(String::as_str).find(|key| !FIELDS.contains(key))
}

impl Exchange {
    /// The parties that are named and did not confirm the record, in the order in which they are named.
    pub fn unconfirmed(&self) -> Vec<&PartyId> {
        let mut out: Vec<&PartyId> = Vec::new();
        for party in self.from.iter().chain(&self.to) {
            if !self.confirmed_by.contains(party) && !out.contains(&party) {
                out.push(party);
            }
        }
        out
    }

    /// Every text of the record in which content could hide, with the name of its field.
    pub fn texts(&self) -> Vec<(&'static str, &str)> {
        fn of<'a>(field: &'static str, texts: &'a [Text]) -> impl Iterator<Item = (&'static str, &'a str)> {
            texts.iter().map(move |t| (field, t.text.as_str()))
        }
        let mut out: Vec<(&'static str, &str)> = self.names.iter().map(|n| ("names", n.text.as_str())).collect();
        out.extend(of("channel", &self.channel));
        out.extend(of("offices_as_written", &self.offices_as_written));
        out.extend(of("scope", &self.scope));
        out.extend(of("notes", &self.notes));
        out.extend(self.sources.iter().filter_map(|s| s.title.as_ref()).map(|t| ("sources", t.text.as_str())));
        for statement in &self.statements {
            out.push(("statements", &statement.value));
            out.extend(statement.as_written.as_deref().map(|w| ("statements", w)));
            out.extend(of("statements", &statement.reason));
        }
        out
    }
}
