//! The shape of the files written by hand, in `data/register-overlay/`, that complete the facts.
//!
//! They are data, so that a reader of the language can mend a name or a summary without touching code.

use std::path::Path;

use chancery_model::{Digest, Edtf, Lang, Relation};
use serde::Deserialize;

use super::DataError;
use super::facts::Four;

/// All overlays together.
#[derive(Debug)]
pub(super) struct Overlay {
    pub(super) framework: Framework,
    pub(super) cities: Cities,
    pub(super) countries: Countries,
    pub(super) organisations: Organisations,
    pub(super) mechanisms: Mechanisms,
    pub(super) remarks: Remarks,
    pub(super) conflicts: Conflicts,
    pub(super) documents: Documents,
    pub(super) document_titles: DocumentTitles,
    pub(super) page: Page,
    pub(super) accounts: Accounts,
    pub(super) follow_through: super::follow_through::FollowThrough,
}

impl Overlay {
    /// Reads all overlays from the project's `data` folder.
    ///
    /// Errors: [`DataError::Read`] or [`DataError::Toml`], naming the file.
    pub(super) fn read(data: &Path) -> Result<Self, DataError> {
        let folder = data.join("register-overlay");
        Ok(Overlay {
            framework: read(&folder.join("framework.toml"))?,
            cities: read(&data.join("lexicon/cities.toml"))?,
            countries: read(&data.join("lexicon/countries.toml"))?,
            organisations: read(&folder.join("organisations.toml"))?,
            mechanisms: read(&folder.join("mechanisms.toml"))?,
            remarks: read(&folder.join("remarks.toml"))?,
            conflicts: read(&folder.join("conflicts.toml"))?,
            documents: read(&folder.join("documents.toml"))?,
            document_titles: read(&folder.join("document-titles.toml"))?,
            page: read(&folder.join("customs-page.toml"))?,
            accounts: read(&folder.join("customs-accounts.toml"))?,
            follow_through: read(&folder.join("follow-through.toml"))?,
        })
    }
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T, DataError> {
    let text = std::fs::read_to_string(path).map_err(|source| DataError::Read { path: path.to_owned(), source })?;
    toml::from_str(&text).map_err(|source| DataError::Toml { path: path.to_owned(), source: Box::new(source) })
}

/// The framework, its levels, and where its site shows a topic.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Framework {
    pub(super) id: String,
    pub(super) secretariat: String,
    pub(super) names: Four,
    pub(super) description: Four,
    pub(super) sources: Vec<String>,
    /// Addresses of a topic, with `{}` where its number stands.
    pub(super) topic_addresses: Vec<String>,
    pub(super) level: Vec<Level>,
}

/// A level and its names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Level {
    pub(super) id: String,
    pub(super) names: Four,
}

/// The lexicon's cities: the one home of their names.
#[derive(Debug, Deserialize)]
pub(super) struct Cities {
    pub(super) city: Vec<City>,
}

/// A city. The lexicon has more fields than the register takes.
#[derive(Debug, Deserialize)]
pub(super) struct City {
    pub(super) id: String,
    pub(super) country: String,
    #[serde(flatten)]
    pub(super) names: Names,
}

/// The lexicon's countries: the one home of their names.
#[derive(Debug, Deserialize)]
pub(super) struct Countries {
    pub(super) country: Vec<Country>,
}

/// A country. The lexicon has more fields than the register takes.
#[derive(Debug, Deserialize)]
pub(super) struct Country {
    pub(super) code: String,
    #[serde(flatten)]
    pub(super) names: Names,
}

/// The four names as the lexicon writes them, none of them optional.
#[derive(Debug, Deserialize)]
pub(super) struct Names {
    en: String,
    zh: String,
    ja: String,
    ko: String,
}

impl From<&Names> for Four {
    fn from(names: &Names) -> Four {
        let some = |text: &String| Some(text.clone());
        Four { en: some(&names.en), zh: some(&names.zh), ja: some(&names.ja), ko: some(&names.ko) }
    }
}

/// Names of organisations that the facts lack.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organisations {
    #[serde(default)]
    pub(super) organisation: Vec<Completion>,
    #[serde(default)]
    pub(super) former: Vec<FormerCompletion>,
}

/// The names that a record lacks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Completion {
    pub(super) id: String,
    pub(super) names: Four,
}

/// The names that a former name lacks; `former` is its English form in the facts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormerCompletion {
    pub(super) id: String,
    pub(super) former: String,
    pub(super) names: Four,
}

/// Names and links of mechanisms that the facts lack.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mechanisms {
    #[serde(default)]
    pub(super) mechanism: Vec<MechanismCompletion>,
    #[serde(default)]
    pub(super) former: Vec<FormerCompletion>,
}

/// What a mechanism lacks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MechanismCompletion {
    pub(super) id: String,
    #[serde(default)]
    pub(super) names: Four,
    #[serde(default)]
    pub(super) predecessors: Vec<String>,
    #[serde(default)]
    pub(super) successors: Vec<String>,
}

/// The remarks of the facts in the languages that they lack.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Remarks {
    pub(super) remark: Vec<Remark>,
}

/// One remark, found by its English sentence.
#[derive(Debug, Deserialize)]
pub(super) struct Remark {
    pub(super) of: String,
    #[serde(flatten)]
    pub(super) text: Four,
}

/// What became of each conflict of the facts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Conflicts {
    /// Reasons that statements share, by name.
    pub(super) reason: std::collections::BTreeMap<String, Four>,
    pub(super) conflict: Vec<Conflict>,
}

/// One conflict: rival values become statements, the rest a note or a field of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Conflict {
    pub(super) meeting: String,
    /// Which of the meeting's conflicts, from 0.
    pub(super) index: usize,
    /// How the conflict begins in the facts, so that a changed file is noticed.
    pub(super) says: String,
    #[serde(default)]
    pub(super) statements: Vec<RivalValue>,
    pub(super) note: Option<Four>,
    /// The field of the meeting that holds the source's wording.
    pub(super) kept_in: Option<String>,
}

/// A value that some source gives for a field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RivalValue {
    pub(super) path: String,
    pub(super) value: String,
    pub(super) as_written: Option<String>,
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) preferred: bool,
    /// The name of a shared reason.
    pub(super) reason: String,
}

/// What is known of documents beyond the facts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Documents {
    /// Why two entries are one document, by the document's id.
    #[serde(default)]
    pub(super) same: Vec<SameDocument>,
    #[serde(default)]
    pub(super) document: Vec<DocumentCompletion>,
}

/// An entry of one meeting that is a document of another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SameDocument {
    pub(super) document: String,
    pub(super) meeting: String,
    /// The entry's title in the facts.
    pub(super) title: String,
    pub(super) relation: Relation,
    pub(super) why: Four,
}

/// More about one document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentCompletion {
    pub(super) id: String,
    /// How the title begins in the facts, so that a changed file is noticed.
    pub(super) says: String,
    pub(super) relation: Option<Relation>,
    pub(super) date: Option<Edtf>,
    #[serde(default)]
    pub(super) has_no_issuer: bool,
    pub(super) also_called: Option<String>,
    pub(super) note: Option<Four>,
}

/// Titles of documents in the languages that the facts lack.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentTitles {
    pub(super) title: Vec<DocumentTitle>,
}

/// The titles that one document lacks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentTitle {
    pub(super) id: String,
    /// The title of the facts, so that a changed file is noticed.
    pub(super) of: String,
    pub(super) names: Four,
}

/// What the customs page writes of each meeting, apart from agenda and outcomes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    pub(super) url: String,
    pub(super) title: String,
    pub(super) read_on: Edtf,
    pub(super) mechanism: Vec<PageMechanism>,
    pub(super) meeting: Vec<PageMeeting>,
}

/// A mechanism's heading on the page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PageMechanism {
    pub(super) id: String,
    /// The name as the page writes it, without the acronym.
    pub(super) heading: String,
    pub(super) level_as_written: String,
    pub(super) latest_event: Edtf,
    pub(super) line: u32,
}

/// A meeting on the page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PageMeeting {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) lines: (u32, u32),
    pub(super) ordinal_as_written: Option<String>,
    pub(super) date_as_written: Option<String>,
    pub(super) place_as_written: Option<String>,
    #[serde(default)]
    pub(super) download_languages: Vec<Lang>,
    #[serde(default)]
    pub(super) lists_participants: bool,
    pub(super) note: Option<Four>,
}

/// The agenda items and outcomes of the customs page, retold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Accounts {
    pub(super) item: Vec<RetoldItem>,
}

/// One item, retold in four languages. Its number and its place in the tree follow from the key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RetoldItem {
    pub(super) meeting: String,
    pub(super) key: String,
    pub(super) label: Option<String>,
    pub(super) line: u32,
    pub(super) sha256: Digest,
    pub(super) text: Four,
}
