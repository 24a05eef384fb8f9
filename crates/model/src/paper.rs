//! What was read of the file of a document: its text by page, its clauses, and what was noticed.
//!
//! A [`PaperText`] is kept in the vault under the digest of its canonical JSON, and the rendition names that digest: a
//! citation of a clause, a comparison and a highlight stand on the very words that were read that day, on every node
//! alike, and nobody reads a hostile file twice. A better reader makes another text and another revision.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::canonical::{self, CanonicalError, Digest, Hasher};
use crate::clause::Clause;
use crate::document::ReadText;
use crate::lang::Lang;
use crate::source::Severity;

/// The types of files that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaType {
    /// PDF.
    Pdf,
    /// Office Open XML text.
    Docx,
    /// Office Open XML sheets.
    Xlsx,
    /// OpenDocument text.
    Odt,
    /// HTML.
    Html,
    /// Plain text.
    Text,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// TIFF.
    Tiff,
}

impl MediaType {
    /// All of them.
    pub const ALL: [MediaType; 9] = [
        MediaType::Pdf,
        MediaType::Docx,
        MediaType::Xlsx,
        MediaType::Odt,
        MediaType::Html,
        MediaType::Text,
        MediaType::Png,
        MediaType::Jpeg,
        MediaType::Tiff,
    ];

    /// Finds a type by its name in HTTP.
    pub fn of_name(name: &str) -> Option<MediaType> {
        MediaType::ALL.into_iter().find(|media_type| media_type.as_str() == name)
    }

    /// Tells whether it is an image of a page, of which nothing is read.
    pub fn is_image(self) -> bool {
        matches!(self, MediaType::Png | MediaType::Jpeg | MediaType::Tiff)
    }

    /// The name of the type in HTTP.
    pub fn as_str(self) -> &'static str {
        match self {
            MediaType::Pdf => "application/pdf",
            MediaType::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            MediaType::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            MediaType::Odt => "application/vnd.oasis.opendocument.text",
            MediaType::Html => "text/html",
            MediaType::Text => "text/plain",
            MediaType::Png => "image/png",
            MediaType::Jpeg => "image/jpeg",
            MediaType::Tiff => "image/tiff",
        }
    }

    /// The usual ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            MediaType::Pdf => "pdf",
            MediaType::Docx => "docx",
            MediaType::Xlsx => "xlsx",
            MediaType::Odt => "odt",
            MediaType::Html => "html",
            MediaType::Text => "txt",
            MediaType::Png => "png",
            MediaType::Jpeg => "jpg",
            MediaType::Tiff => "tiff",
        }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MediaType::Pdf => "PDF",
            MediaType::Docx => "DOCX",
            MediaType::Xlsx => "XLSX",
            MediaType::Odt => "ODT",
            MediaType::Html => "HTML",
            MediaType::Text => "text",
            MediaType::Png => "PNG",
            MediaType::Jpeg => "JPEG",
            MediaType::Tiff => "TIFF",
        })
    }
}

/// How line ends of the text are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineEnds {
    /// Every line is a paragraph.
    Paragraph,
    /// Lines are as typeset; a blank line ends a paragraph.
    Typeset,
}

/// The text of one page, section or sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageText {
    /// Its number, counted from 1.
    pub number: u32,
    /// Its name, as sheets have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The text in reading order, lines ended by `\n`.
    pub text: String,
    /// The language of the text, if there is enough of it to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
}

/// What was noticed while reading a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperFindingKind {
    /// A page, or the whole, has no text to read: a scan, or fonts that do not say which letters they draw.
    NoTextLayer,
    /// The text of a page is mostly letters without meaning.
    GarbledText,
    /// The text is in another language than stated.
    LanguageDiffers,
    /// Pages were left out because of a limit.
    PagesLeftOut,
    /// Text was left out because of a limit.
    TextLeftOut,
    /// The file carries scripts or actions.
    ActiveContent,
    /// The file carries other files.
    Attachments,
    /// The file asks for something outside itself.
    OutsideReference,
    /// The file is marked as protected, though it can be read.
    Protected,
    /// A part of the file could not be read.
    PartDamaged,
    /// The encoding was not certain.
    EncodingGuessed,
    /// Words that were deleted under tracked changes were left out.
    TrackedChanges,
    /// The file could not be read at all; it is kept as it is.
    NotRead,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperFinding {
    /// The page that is meant, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// How grave it is.
    pub severity: Severity,
    /// What it is.
    pub kind: PaperFindingKind,
    /// One sentence in English with the facts.
    pub message: String,
}

impl PaperFinding {
    /// Makes a finding.
    pub fn of(page: Option<u32>, severity: Severity, kind: PaperFindingKind, message: impl Into<String>) -> Self {
        PaperFinding { page, severity, kind, message: message.into() }
    }
}

/// Which reader made a text, so that texts can be made anew when it gets better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extractor {
    /// Its name.
    pub name: String,
    /// Its version; rises whenever the same bytes may give another text.
    pub version: u32,
}

/// A paper, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// What the file is, by its content.
    pub media_type: MediaType,
    /// True if the file has pages; sheets and sections are none.
    pub has_pages: bool,
    /// How many pages the file has, whether or not all were read.
    pub page_count: u32,
    /// The text.
    pub pages: Vec<PageText>,
    /// How its line ends are meant.
    pub line_ends: LineEnds,
    /// What was noticed.
    pub findings: Vec<PaperFinding>,
    /// Which reader made the text.
    pub extractor: Extractor,
}

impl Paper {
    /// Tells whether there is text to read.
    pub fn has_text(&self) -> bool {
        self.pages.iter().any(|page| page.text.chars().any(char::is_alphanumeric))
    }

    /// The language of most of the text.
    pub fn lang(&self) -> Option<Lang> {
        let mut sizes: Vec<(&Lang, usize)> = Vec::new();
        for page in &self.pages {
            let Some(lang) = &page.lang else { continue };
            match sizes.iter_mut().find(|(known, _)| *known == lang) {
                Some((_, size)) => *size += page.text.chars().count(),
                None => sizes.push((lang, page.text.chars().count())),
            }
        }
        sizes.into_iter().max_by_key(|(_, size)| *size).map(|(lang, _)| lang.clone())
    }
}

/// What the vault keeps of a paper that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperText {
    /// The paper.
    pub paper: Paper,
    /// Its clauses, in reading order; none if there is no text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<Clause>,
}

/// Says why the bytes of a text do not read back.
#[derive(Debug, thiserror::Error)]
#[error("the bytes are not the text of a paper")]
pub struct PaperTextError(#[from] serde_json::Error);

impl PaperText {
    /// Reads a text back from the bytes that the vault keeps.
    ///
    /// Errors: [`PaperTextError`] if they are something else.
    pub fn read(bytes: &[u8]) -> Result<PaperText, PaperTextError> {
        Ok(serde_json::from_slice(bytes)?)
    }

    /// The canonical bytes, as the vault keeps them.
    ///
    /// Errors: none is expected; a text has neither fractions nor foreign keys.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CanonicalError> {
        canonical::to_bytes(self)
    }

    /// What a rendition says of this text, which the vault keeps under `sha256`.
    pub fn in_short(&self, sha256: Digest) -> ReadText {
        let letters = |page: &PageText| page.text.chars().filter(|c| !c.is_whitespace()).count() as u64;
        ReadText {
            sha256,
            extractor: self.paper.extractor.clone(),
            pages: self.paper.has_pages.then_some(self.paper.page_count),
            clauses: u32::try_from(self.clauses.len()).unwrap_or(u32::MAX),
            characters: self.paper.pages.iter().map(letters).sum(),
            anchors: digest_of_anchors(&self.clauses),
            lang: self.paper.lang(),
            findings: self.paper.findings.clone(),
        }
    }
}

/// The digest by which two lists of clauses are known to have the same anchors.
fn digest_of_anchors(clauses: &[Clause]) -> Digest {
    let mut hasher = Hasher::default();
    for clause in clauses {
        hasher.add(clause.anchor.as_str().as_bytes());
        hasher.add(b"\n");
    }
    hasher.digest()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clause::ClauseKind;

    #[test]
    fn a_text_comes_back_from_its_bytes_and_says_itself_in_short() {
        let clause = |anchor: &str| Clause {
            anchor: anchor.parse().unwrap(),
            kind: ClauseKind::Article,
            number: None,
            level: 1,
            heading: None,
            text: "words".into(),
            page: Some(1),
        };
        let page = |number, text: &str| PageText { number, name: None, text: text.into(), lang: Some(Lang::ja()) };
        let paper = Paper {
            media_type: MediaType::Pdf,
            has_pages: true,
            page_count: 2,
            pages: vec![page(1, "第一条 あ\nい"), page(2, "")],
            line_ends: LineEnds::Typeset,
            findings: vec![PaperFinding::of(Some(2), Severity::Warning, PaperFindingKind::NoTextLayer, "no text")],
            extractor: Extractor { name: "made-up".into(), version: 3 },
        };
        let text = PaperText { paper, clauses: vec![clause("article-1"), clause("article-2")] };
        let bytes = text.to_bytes().unwrap();
        assert_eq!(PaperText::read(&bytes).unwrap(), text);
        assert!(PaperText::read(b"{\"paper\":1}").is_err());
        let short = text.in_short(Digest::of(&bytes));
        assert_eq!((short.pages, short.clauses, short.characters, short.lang.clone()), (Some(2), 2, 5, Some(Lang::ja())));
        let other = PaperText { clauses: vec![clause("article-1"), clause("article-3")], ..text.clone() };
        assert_ne!(other.in_short(short.sha256).anchors, short.anchors);
        let same = PaperText { clauses: text.clauses.clone(), ..other };
        assert_eq!(same.in_short(short.sha256).anchors, short.anchors);
    }
}
