//! One event of a mechanism, and what sources tell of it.

use serde::{Deserialize, Serialize};

use crate::canonical::is_false;
use crate::edtf::Edtf;
use crate::id::{MechanismId, MeetingId, OrganisationId, PartyId, PlaceId};
use crate::item::{Item, ItemKey};
use crate::lang::Lang;
use crate::source::{Certainty, Source, Statement};
use crate::text::{Name, Text, TextStatus};

/// Whether a meeting took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum MeetingStatus {
    /// It took place.
    #[default]
    Held,
    /// It was announced.
    Planned,
    /// It was put off.
    Postponed,
    /// It was called off.
    Cancelled,
}

/// Where a meeting took place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeetingPlace {
    /// The place record.
    pub place: PlaceId,
    /// The wording of the source, where it differs from the place's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_written: Option<String>,
}

/// One who took part: a party, an organisation, a person where the source names one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Participation {
    /// The party; none for observers and other attendees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<PartyId>,
    /// The organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// The organisation's name as the source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_as_written: Option<String>,
    /// The person, as the source names them; `SURNAME Given` in the bundled register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The person's office or role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// True for the head of a delegation.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_head: bool,
    /// True for the host.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_host: bool,
    /// True for an observer or guest.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_attendee: bool,
}

/// What one source tells of a meeting in one language. Accounts are never merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The key within the meeting: `a`, `b`, ...
    pub key: String,
    /// True for the account that stands first.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_principal: bool,
    /// The language.
    pub lang: Lang,
    /// Original words, translation or summary.
    pub status: TextStatus,
    /// The source.
    pub source: Source,
    /// The meeting's title as the source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The agenda.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agenda: Vec<Item>,
    /// The outcomes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<Item>,
    /// Note lines of the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Account {
    /// Calls `visit` for every item, agenda first, with its depth from 0.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Item, usize)) {
        for item in self.agenda.iter().chain(&self.outcomes) {
            item.walk(0, visit);
        }
    }
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    /// The id.
    pub id: MeetingId,
    /// The mechanism that is its home.
    pub mechanism: MechanismId,
    /// Other mechanisms, of a joint meeting.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_of: Vec<MechanismId>,
    /// The ordinal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordinal: Option<u32>,
    /// The ordinal's spelling in the source, where it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordinal_as_written: Option<String>,
    /// Names of its own; usually none, the mechanism and the ordinal name it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Name>,
    /// Whether it took place.
    #[serde(default)]
    pub status: MeetingStatus,
    /// The date; none if no source gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// The date as the source writes it, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_as_written: Option<String>,
    /// The place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<MeetingPlace>,
    /// True if held online, alone or beside the place.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_online: bool,
    /// The hosting party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<PartyId>,
    /// The person in the chair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chair: Option<String>,
    /// Who took part, in the order of the source or the framework.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participation: Vec<Participation>,
    /// The languages in which the source offers files of this meeting.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub download_languages: Vec<Lang>,
    /// What sources tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<Account>,
    /// How sure the register is of the meeting as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
    /// Why, where it is inferred or well known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certainty_reason: Vec<Text>,
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

impl Meeting {
    /// The principal account: the one marked so, else the first.
    pub fn principal_account(&self) -> Option<&Account> {
        self.accounts.iter().find(|a| a.is_principal).or_else(|| self.accounts.first())
    }
    /// Finds an item of any account by its key.
    pub fn find_item(&self, key: &ItemKey) -> Option<(&Account, &Item)> {
        self.accounts.iter().find_map(|account| {
            let mut found = None;
            account.walk(&mut |item, _| {
                if item.key == *key {
                    found = Some(item);
                }
            });
            found.map(|item| (account, item))
        })
    }
}
