//! What was read of the file of a document: its text by page, its clauses, and what was noticed.
//!
//! A [`PaperText`] is kept in the vault under the digest of its canonical JSON, and the rendition names that digest: a
//! citation of a clause, a comparison and a highlight stand on the very words that were read that day, on every node
//! alike, and nobody reads a hostile file twice. A better reader makes another text and another revision.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::clause::Clause;
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
