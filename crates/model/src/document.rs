//! A work with its own date and issuer, its relations to meetings, and its renditions by language.

use serde::{Deserialize, Serialize};

use crate::canonical::Digest;
use crate::edtf::Edtf;
use crate::id::{DocumentId, IdError, MechanismId, MeetingId, ids, is_slug};
use crate::lang::Lang;
use crate::paper::{Extractor, MediaType, PaperFinding};
use crate::source::{Source, Statement};
use crate::text::{Name, Text, TextStatus};

ids! {
    /// The type of a document: one of [`DocumentType::KNOWN`], or one that the framework names itself.
    DocumentType, "document type", is_slug, "lower-case words joined by hyphens, such as action-plan";
}

impl DocumentType {
    /// The types that have names in the interface.
    pub const KNOWN: [&'static str; 6] = ["joint-statement", "press-release", "action-plan", "memorandum", "declaration", "other"];
}

/// How a document stands to a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Agreed there.
    Adopted,
    /// Given out there.
    Issued,
    /// Named under the meeting by a source, which need not mean more.
    Listed,
    /// Laid before it.
    Tabled,
}

/// A document's relation to one meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRelation {
    /// The meeting.
    pub meeting: MeetingId,
    /// How it stands to it.
    pub relation: Relation,
}

/// What is known of one language version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Availability {
    /// A source says that it exists; the register has no file.
    Listed,
    /// The register links to it.
    Linked,
    /// The register holds it.
    Held,
}

/// One file or text of a document in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rendition {
    /// The language.
    pub lang: Lang,
    /// Original, official, translation, unofficial.
    pub status: TextStatus,
    /// What is known of it.
    pub availability: Availability,
    /// Public address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Digest of the file in the vault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
    /// Media type of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Size of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<u64>,
    /// The name under which the file came; shown and given back, never used as a path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// For a translation: the text it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_from: Option<MadeFrom>,
    /// What was read of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<ReadText>,
}

impl Rendition {
    /// A language version that a source names and the register has no file of.
    pub fn listed(lang: Lang, status: TextStatus) -> Self {
        Rendition {
            lang,
            status,
            availability: Availability::Listed,
            url: None,
            sha256: None,
            media_type: None,
            size_bytes: None,
            file_name: None,
            made_from: None,
            text: None,
        }
    }

    /// The file that the register holds, if it holds one and says all that a reader of it must know.
    pub fn held(&self) -> Option<HeldFile<'_>> {
        let file = HeldFile { sha256: self.sha256?, media_type: self.media_type.as_deref()?, size_bytes: self.size_bytes? };
        (self.availability == Availability::Held).then_some(file)
    }
}

/// The file of a rendition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldFile<'a> {
    /// Its digest.
    pub sha256: Digest,
    /// Its media type.
    pub media_type: &'a str,
    /// Its size.
    pub size_bytes: u64,
}

/// The text that a translation was made from: it is outdated when the document has another file in that language by now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MadeFrom {
    /// The language of that text.
    pub lang: Lang,
    /// Digest of its file, where the register held it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
}

/// What was read of a file, in short; the whole is a [`crate::paper::PaperText`] in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadText {
    /// Digest of the canonical JSON of the text in the vault.
    pub sha256: Digest,
    /// Which reader made it.
    pub extractor: Extractor,
    /// How many pages the file has; none for a file without pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// How many clauses were found.
    pub clauses: u32,
    /// How many letters there are to read, white space not counted; 0 is a file without a text layer.
    pub characters: u64,
    /// Digest of the anchors of its clauses in their order: the same in languages that have the same clauses.
    pub anchors: Digest,
    /// The language of most of the text, if there is enough of it to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// What was noticed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<PaperFinding>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The id.
    pub id: DocumentId,
    /// The titles.
    pub titles: Vec<Name>,
    /// The type.
    pub document_type: DocumentType,
    /// Its own date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// The mechanism that issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<MechanismId>,
    /// The document's own symbol, such as `2006/SOM3/SCCP2/060`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The meetings it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<DocumentRelation>,
    /// The earlier version that it revises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revises: Option<DocumentId>,
    /// The language versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renditions: Vec<Rendition>,
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

impl Document {
    /// Tells whether a rendition was made from a text that the document has since replaced.
    ///
    /// Shape: false where nobody said from which file it was made, or the document holds no file in that language.
    pub fn is_outdated(&self, rendition: &Rendition) -> bool {
        let Some(MadeFrom { lang, sha256: Some(sha256) }) = &rendition.made_from else { return false };
        let mut now = self.renditions.iter().filter(|other| other.lang == *lang).filter_map(Rendition::held).peekable();
        now.peek().is_some() && now.all(|file| file.sha256 != *sha256)
    }

    /// The file from which a translation is made: the official one in that language, else the source's own, else any; of
    /// several forms the one that keeps its pages.
    pub fn find_text_in(&self, lang: &Lang) -> Option<&Rendition> {
        let rank = |rendition: &&Rendition| {
            let status = match rendition.status {
                TextStatus::Official => 0,
                TextStatus::Original => 1,
                TextStatus::Translation => 2,
                TextStatus::Unofficial | TextStatus::Summary => 3,
            };
            let form = rendition.media_type.as_deref().and_then(MediaType::of_name);
            (status, form.map_or(u8::MAX, |form| form as u8))
        };
        self.renditions.iter().filter(|rendition| rendition.lang == *lang && rendition.held().is_some()).min_by_key(rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn held(lang: Lang, status: TextStatus, media_type: MediaType, bytes: &[u8]) -> Rendition {
        Rendition {
            availability: Availability::Held,
            sha256: Some(Digest::of(bytes)),
            media_type: Some(media_type.as_str().to_owned()),
            size_bytes: Some(bytes.len() as u64),
            ..Rendition::listed(lang, status)
        }
    }

    #[test]
    fn a_translation_is_outdated_when_its_text_was_replaced() {
        let made_from = |bytes: Option<&[u8]>| MadeFrom { lang: Lang::en(), sha256: bytes.map(Digest::of) };
        let translation = |from| Rendition { made_from: from, ..held(Lang::ko(), TextStatus::Translation, MediaType::Pdf, b"k") };
        let with = |english: &[&[u8]], from: Option<MadeFrom>| {
            let mut document = samples::document("plan", "tchm/4");
            document.renditions = english.iter().map(|b| held(Lang::en(), TextStatus::Official, MediaType::Pdf, b)).collect();
            document.renditions.push(translation(from));
            document.renditions.iter().map(|r| document.is_outdated(r)).next_back().unwrap()
        };
        for (english, from, expected) in [
            (&[&b"1"[..]][..], Some(made_from(Some(b"1"))), false),
            (&[b"2"], Some(made_from(Some(b"1"))), true),
            (&[b"2", b"1"], Some(made_from(Some(b"1"))), false),
            (&[], Some(made_from(Some(b"1"))), false),
            (&[b"2"], Some(made_from(None)), false),
            (&[b"2"], None, false),
        ] {
            assert_eq!(with(english, from.clone()), expected, "{english:?} {from:?}");
        }
    }

    #[test]
    fn a_translation_is_made_from_the_official_text_with_its_pages() {
        let mut document = samples::document("plan", "tchm/4");
        let status = [TextStatus::Unofficial, TextStatus::Official, TextStatus::Official];
        let form = [MediaType::Pdf, MediaType::Docx, MediaType::Pdf];
        document.renditions = (0..3).map(|n| held(Lang::en(), status[n], form[n], &[n as u8])).collect();
        assert_eq!(document.find_text_in(&Lang::en()), Some(&document.renditions[2]));
        assert_eq!(document.find_text_in(&Lang::ja()), None);
    }
}
