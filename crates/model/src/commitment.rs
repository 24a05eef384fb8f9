//! Something agreed: what was said and where, who is meant, which body looks after it, by when or how often.
//!
//! A commitment holds no state. What became of it is evidence, each piece a record of its own, and how far it has come is
//! derived from that ([`crate::follow_through`]). A commitment is discrete, specific, public and collective; an outcome
//! may hold several, and one may be said again at later meetings.

use serde::{Deserialize, Serialize};

use crate::edtf::Edtf;
use crate::id::{CommitmentId, IdError, MechanismId, MeetingId, PartyId, PlaceId, TopicId, ids, is_slug};
use crate::pointer::Pointer;
use crate::source::{Source, Statement};
use crate::text::{Name, Text};

ids! {
    /// A field of work within a topic, such as `intellectual-property`; the framework gives the names.
    FieldId, "field", is_slug, "lower-case words joined by hyphens, such as intellectual-property";
}

/// What the words at an origin do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OriginRole {
    /// They make the commitment.
    Made,
    /// They say it again.
    Reaffirmed,
}

/// Where a commitment is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// What the words do.
    pub role: OriginRole,
    /// Where they stand.
    pub pointer: Pointer,
}

/// A stretch of time in which something is to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// A calendar year.
    Year,
    /// January to June, July to December.
    HalfYear,
    /// Three months.
    Quarter,
    /// A month.
    Month,
}

impl Every {
    /// How many months it has.
    pub fn months(self) -> u8 {
        match self {
            Every::Year => 12,
            Every::HalfYear => 6,
            Every::Quarter => 3,
            Every::Month => 1,
        }
    }
}

/// What a rhythm is tied to beside the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum TiedTo {
    /// To the meetings of another mechanism: where that one meets, this one does.
    MeetingsOf(MechanismId),
    /// To the host of another mechanism's meeting.
    HostOf(MechanismId),
}

/// How often something is to happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rhythm {
    /// In which stretches of time it is counted; none for a rhythm that follows another body alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Every>,
    /// How many times in each; at least 1.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub times: u32,
    /// The mechanism whose meetings are what is to happen; none where something else is (an exchange, an operation).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meetings_of: Option<MechanismId>,
    /// What it is tied to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tied_to: Option<TiedTo>,
    /// From when on; else from when the commitment was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Edtf>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Edtf>,
    /// The meeting before which it is to happen, where that ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_meeting: Option<MeetingId>,
    /// The words of the source, or ours where only a summary is held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub as_written: Vec<Text>,
}

fn once() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde's skip_serializing_if asks for")]
fn is_once(times: &u32) -> bool {
    *times == 1
}

/// A meeting that the commitment plans: held beside what took place.
///
/// A plan is a commitment and not a meeting of status planned, because a plan that came out otherwise stays a plan that
/// was made; what took place is its evidence, and the two are shown side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedMeeting {
    /// Whose meeting.
    pub mechanism: MechanismId,
    /// Which one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordinal: Option<u32>,
    /// When it was to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// Where it was to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceId>,
    /// Who was to be host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<PartyId>,
}

/// A commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// The id.
    pub id: CommitmentId,
    /// A short title, ours.
    pub names: Vec<Name>,
    /// Where it is said; the first is where it was made.
    pub origins: Vec<Origin>,
    /// Who is meant; empty for all parties of the framework.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<PartyId>,
    /// The mechanism that looks after it: its meetings are those that could report.
    pub mechanism: MechanismId,
    /// The topics, where they are others than the mechanism's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<TopicId>,
    /// The field of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldId>,
    /// By when; none if the words say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Edtf>,
    /// How often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rhythm: Option<Rhythm>,
    /// The meeting that it plans.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plans: Option<PlannedMeeting>,
    /// Sources beyond those of the origins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// Rival values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Statement>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Text>,
}

impl Commitment {
    /// Where it was made: the origin marked so, else the first.
    pub fn made_at(&self) -> Option<&Pointer> {
        self.origins.iter().find(|o| o.role == OriginRole::Made).or_else(|| self.origins.first()).map(|o| &o.pointer)
    }
}
