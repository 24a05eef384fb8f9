//! The shape of the facts file from which the bundled register is made.
//!
//! Only what the register takes is named here; `initiatives` have no record kind yet and are left where they are.

use chancery_model::{Edtf, Lang};
use serde::Deserialize;

/// A name or text in up to four languages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Four {
    pub(super) en: Option<String>,
    pub(super) zh: Option<String>,
    pub(super) ja: Option<String>,
    pub(super) ko: Option<String>,
}

impl Four {
    /// The languages that are there, in the order of the framework.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (Lang, &str)> {
        [(Lang::en(), &self.en), (Lang::zh(), &self.zh), (Lang::ja(), &self.ja), (Lang::ko(), &self.ko)]
            .into_iter()
            .filter_map(|(lang, text)| text.as_deref().map(|text| (lang, text)))
    }
    /// The text in one language.
    pub(super) fn get(&self, lang: &Lang) -> Option<&str> {
        self.pairs().find(|(have, _)| have == lang).map(|(_, text)| text)
    }
}

/// The whole file.
#[derive(Debug, Deserialize)]
pub(super) struct Facts {
    pub(super) parties: Vec<Party>,
    pub(super) topics: Vec<Topic>,
    pub(super) organisations: Vec<Organisation>,
    pub(super) mechanisms: Vec<Mechanism>,
    pub(super) instruments: Vec<Instrument>,
}

/// A party with its usual and its formal names.
#[derive(Debug, Deserialize)]
pub(super) struct Party {
    pub(super) id: String,
    pub(super) names: Four,
    pub(super) full_names: Four,
}

/// A topic; `site_id` is its number on the secretariat's site.
#[derive(Debug, Deserialize)]
pub(super) struct Topic {
    pub(super) id: String,
    pub(super) site_id: Option<u32>,
    pub(super) names: Four,
}

/// A ministry, agency or office.
#[derive(Debug, Deserialize)]
pub(super) struct Organisation {
    pub(super) id: String,
    pub(super) party: Option<String>,
    pub(super) names: Four,
    pub(super) acronym: Option<String>,
    pub(super) former_names: Vec<Former>,
    #[serde(default)]
    pub(super) as_written: Vec<String>,
    pub(super) part_of: Option<String>,
}

/// A name that is no longer in use.
#[derive(Debug, Deserialize)]
pub(super) struct Former {
    pub(super) names: Four,
    pub(super) acronym: Option<String>,
    pub(super) until: Option<Edtf>,
}

/// A body that meets.
#[derive(Debug, Deserialize)]
pub(super) struct Mechanism {
    pub(super) id: String,
    pub(super) topic: String,
    pub(super) level: String,
    pub(super) names: Four,
    pub(super) acronym: Option<String>,
    pub(super) parent: Option<String>,
    pub(super) established: Option<Edtf>,
    pub(super) former_names: Vec<Former>,
    pub(super) meetings: Vec<Meeting>,
    #[serde(default)]
    pub(super) notes: Vec<String>,
}

/// One event.
#[derive(Debug, Deserialize)]
pub(super) struct Meeting {
    pub(super) ordinal: u32,
    pub(super) date: Edtf,
    pub(super) place: Option<Place>,
    pub(super) online: bool,
    pub(super) host: Option<String>,
    pub(super) participants: Vec<Participant>,
    pub(super) documents: Vec<Document>,
    pub(super) sources: Vec<String>,
    pub(super) certainty: String,
    pub(super) conflicts: Vec<String>,
    pub(super) note: Option<String>,
    pub(super) reason: Option<String>,
}

/// A city, or a country alone.
#[derive(Debug, Deserialize)]
pub(super) struct Place {
    pub(super) city: Option<String>,
    pub(super) country: String,
}

/// A delegation and its head.
#[derive(Debug, Deserialize)]
pub(super) struct Participant {
    pub(super) party: String,
    pub(super) organisation: Option<String>,
    pub(super) head: Option<String>,
}

/// A document by its title.
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) title: String,
    pub(super) languages: Vec<Lang>,
    #[serde(rename = "type")]
    pub(super) document_type: String,
}

/// A document that is revised, by its versions.
#[derive(Debug, Deserialize)]
pub(super) struct Instrument {
    pub(super) title: String,
    pub(super) versions: Vec<Version>,
    pub(super) sources: Vec<String>,
}

/// One version of an instrument.
#[derive(Debug, Deserialize)]
pub(super) struct Version {
    pub(super) edtf: Edtf,
    pub(super) adopted_at: String,
}
