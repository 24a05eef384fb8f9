//! What one source said at its last reading (promise P6): kept as a record of its own, so that records can be merged
//! from all sources by rule and reading source B never overwrites what source A said.
//!
//! The shapes [`ReadMechanism`], [`ReadMeeting`] and so on are also what `chancery read --json` prints; they are
//! documented in `docs/reference/read.md`. They hold the source's words, uninterpreted where the reader was not sure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::canonical::Digest;
use crate::edtf::Edtf;
use crate::id::{ReadingId, TopicId};
use crate::lang::Lang;
use crate::mechanism::Level;

/// The last reading of one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The id.
    pub id: ReadingId,
    /// The reader and its version, such as `tcs/1`.
    pub reader: String,
    /// Public address of the source, or a `urn:`.
    pub url: String,
    /// Digest of the bytes; they are in the vault.
    pub sha256: Digest,
    /// The day the source was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_on: Option<Edtf>,
    /// Under which licence the source may be reused, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// The topic that the page was imported under.
    pub topic: TopicId,
    /// The language of the page.
    pub lang: Lang,
    /// What the page says.
    pub mechanisms: Vec<ReadMechanism>,
    /// The source's own keys (see [`ReadMechanism::key`]) and the records they were matched to, as `meeting:tchm/6`.
    pub matched: BTreeMap<String, String>,
}

/// A mechanism as a page tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct ReadMechanism {
    /// The name, without acronym and latest event.
    pub name: Option<String>,
    /// The acronym in parentheses behind the name.
    pub acronym: Option<String>,
    /// The level that the heading above was read as.
    pub level: Option<Level>,
    /// The heading above.
    pub level_as_written: Option<String>,
    /// What the page names as the latest event.
    pub latest_event: Option<Edtf>,
    /// The latest event as written: `2018.06.27 ~ 2018.06.28`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_event_as_written: Option<String>,
    /// "1 2" below the mechanism: the page shows one of several screens.
    pub pager: Option<Pager>,
    /// The meetings, in the order of the page.
    pub meetings: Vec<ReadMeeting>,
}

/// The page that is shown, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pager {
    /// The page shown, from 1.
    pub page: u32,
    /// How many there are.
    pub of: u32,
}

/// A meeting as a page tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct ReadMeeting {
    /// The title as written.
    pub title: Option<String>,
    /// The ordinal in the title.
    pub ordinal: Option<u32>,
    /// Its spelling: `4rd`.
    pub ordinal_as_written: Option<String>,
    /// The date, no more precise than the page means it.
    pub date: Option<Edtf>,
    /// The date as written: `2011.01.01`.
    pub date_as_written: Option<String>,
    /// The place.
    pub place: Option<ReadPlace>,
    /// The languages of "Download. EN CN", as `en`, `zh`, `ja`, `ko`.
    pub download_languages: Vec<String>,
    /// Who took part.
    pub participants: Vec<ReadParticipant>,
    /// What stands under the agenda heading.
    pub agenda: Vec<ReadItem>,
    /// What stands under the outcome heading.
    pub outcomes: Vec<ReadItem>,
    /// What stands under the documents heading.
    pub documents: Vec<ReadDocument>,
    /// Note lines and whatever belongs to the meeting and to no heading.
    pub notes: Vec<String>,
    /// First and last line, counted from 1.
    pub lines: (u32, u32),
}

/// A place as a page writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct ReadPlace {
    /// The city, as the page spells it.
    pub city: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country, if recognised.
    pub country: Option<String>,
    /// True if the meeting was online.
    pub online: bool,
    /// The place as written.
    pub as_written: String,
}

/// One who took part, as a page writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct ReadParticipant {
    /// The party's ISO code, if recognised.
    pub party: Option<String>,
    /// The organisation as the page names it.
    pub organisation: Option<String>,
    /// The person.
    pub person: Option<String>,
    /// The person's office.
    pub role: Option<String>,
    /// True if marked as host.
    pub host: bool,
    /// The whole entry as written.
    pub as_written: String,
}

/// An item as a page writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct ReadItem {
    /// The number by its place in the tree: `2.1`.
    pub number: Option<String>,
    /// The number as written: `1)`.
    pub label: Option<String>,
    /// The words.
    pub text: String,
    /// The parts.
    pub items: Vec<ReadItem>,
}

/// A document as a page lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct ReadDocument {
    /// The title as written.
    pub title: String,
}

impl ReadMechanism {
    /// The source's own key of the mechanism: its acronym, else its name, folded.
    pub fn key(&self) -> String {
        fold_key(self.acronym.as_deref().or(self.name.as_deref()).unwrap_or("?"))
    }
}

impl ReadMeeting {
    /// The source's own key of the meeting below its mechanism's: the ordinal, else the date, else the folded title.
    pub fn key(&self, mechanism: &ReadMechanism) -> String {
        let own = match (self.ordinal, &self.date, &self.title) {
            (Some(ordinal), _, _) => format!("#{ordinal}"),
            (None, Some(date), _) => format!("@{date}"),
            (None, None, title) => fold_key(title.as_deref().unwrap_or("?")),
        };
        format!("{}/{own}", mechanism.key())
    }
}

/// Folds a name for comparison: lower case, one kind of apostrophe, blanks and dashes joined, "meetings" as "meeting".
pub fn fold_key(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '\'' | '\u{2018}' | '\u{2019}' | '\u{ff07}' | '`' | '"' | '\u{201c}' | '\u{201d}' => {}
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ if out.ends_with(' ') || out.is_empty() => {}
            _ => out.push(' '),
        }
    }
    out.trim_end()
        .split(' ')
        .map(|w| match w {
            "meetings" => "meeting",
            "groups" => "group",
            "ministers" => "minister",
            "rights" => "right",
            "procedures" => "procedure",
            other => other,
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_apostrophes_and_plurals() {
        assert_eq!(fold_key("Working Groups\u{2019} Meeting on the  X"), fold_key("Working Group's meetings on the X"));
        assert_ne!(fold_key("Customs Procedure"), fold_key("Customs Enforcement"));
    }
}
