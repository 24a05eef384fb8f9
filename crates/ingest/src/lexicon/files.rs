//! The shapes of the lexicon's files, as they are written in `data/lexicon`.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parties {
    pub(super) party: Vec<Coded>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Countries {
    pub(super) country: Vec<Coded>,
}

/// A party or a country.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Coded {
    pub(super) code: String,
    pub(super) en: String,
    pub(super) zh: String,
    pub(super) ja: String,
    pub(super) ko: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cities {
    pub(super) city: Vec<City>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct City {
    #[expect(dead_code, reason = "the id names the place record; the reader needs the names only")]
    pub(super) id: String,
    pub(super) country: String,
    pub(super) en: String,
    pub(super) zh: String,
    pub(super) ja: String,
    pub(super) ko: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Topics {
    pub(super) topic: Vec<Topic>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Topic {
    pub(super) id: String,
    pub(super) en: String,
    pub(super) zh: String,
    pub(super) ja: String,
    pub(super) ko: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organisations {
    pub(super) organisation: Vec<Organisation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organisation {
    pub(super) id: String,
    #[serde(default)]
    pub(super) party: Option<String>,
    #[serde(default)]
    pub(super) en: Option<String>,
    #[serde(default)]
    pub(super) zh: Option<String>,
    #[serde(default)]
    pub(super) ja: Option<String>,
    #[serde(default)]
    pub(super) ko: Option<String>,
    #[serde(default)]
    pub(super) former: Vec<String>,
    #[serde(default)]
    pub(super) acronyms: Vec<String>,
    #[serde(default)]
    pub(super) as_written: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Levels {
    pub(super) level: Vec<LevelHeadings>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LevelHeadings {
    pub(super) id: String,
    pub(super) headings: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Headings {
    pub(super) sections: Sections,
    pub(super) fields: Fields,
    pub(super) labels: Labels,
    pub(super) download_languages: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sections {
    pub(super) participants: Vec<String>,
    pub(super) agenda: Vec<String>,
    pub(super) outcomes: Vec<String>,
    pub(super) documents: Vec<String>,
    pub(super) notes: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    pub(super) date: Vec<String>,
    pub(super) place: Vec<String>,
    pub(super) date_and_place: Vec<String>,
    pub(super) host: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labels {
    pub(super) latest_event: Vec<String>,
    pub(super) download: Vec<String>,
    pub(super) note: Vec<String>,
    pub(super) page_title: Vec<String>,
    pub(super) topic: Vec<String>,
    pub(super) pager: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) meeting_nouns: Vec<String>,
    pub(super) generic: Vec<String>,
    pub(super) generic_cjk: Vec<String>,
    pub(super) document_words: Vec<String>,
    pub(super) outcome_verbs: Vec<String>,
    pub(super) outcome_subjects: Vec<String>,
    pub(super) outcome_futures: Vec<String>,
    pub(super) outcome_phrases: Vec<String>,
    pub(super) plan_phrases: Vec<String>,
    pub(super) plan_next: Vec<String>,
    pub(super) honorifics: Vec<String>,
    pub(super) honorifics_after: Vec<String>,
    pub(super) roles: Vec<String>,
    pub(super) roles_cjk: Vec<String>,
    pub(super) organisation_words: Vec<String>,
    pub(super) observers: Vec<String>,
    pub(super) hosts: Vec<String>,
    pub(super) online: Vec<String>,
    pub(super) months: Vec<Vec<String>>,
    pub(super) weekdays: Vec<String>,
    pub(super) joiners: Vec<String>,
    pub(super) designators: Vec<String>,
}
