//! Papers: the files of documents, read to text by page or section, and their clauses.
//!
//! [`read_paper`] is a pure function of bytes and limits. It tells the type by content and never by a name, bounds what
//! it unpacks, follows no link, runs nothing, and writes nothing. A door calls it in a child process with limits of
//! memory and time, since the libraries below it read hostile bytes; everything here can be sent over a pipe
//! ([`Paper`] and [`PaperError`] serialize). Start reading at [`read_paper`], then `pdf/mod.rs`, then `clauses`.

mod clauses;
mod docx;
mod flow;
mod html;
mod language;
mod media;
mod numbering;
mod odt;
mod package;
mod pdf;
mod plain;
mod quality;
mod xlsx;
mod xml;

use chancery_model::{Lang, Severity};
use serde::{Deserialize, Serialize};

pub use clauses::{Found, Owner, Stretch, find_clauses};
pub use language::detect as detect_language;
pub use media::MediaType;

/// What a reader may use up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperLimits {
    /// The largest file.
    pub max_bytes: usize,
    /// The most pages or sheets.
    pub max_pages: usize,
    /// The most text, in bytes of UTF-8.
    pub max_text_bytes: usize,
    /// The most that may be unpacked from a file, all parts together.
    pub max_unpacked_bytes: usize,
    /// The most parts of an archive.
    pub max_parts: usize,
}

impl Default for PaperLimits {
    fn default() -> Self {
        PaperLimits { max_bytes: 100 << 20, max_pages: 3000, max_text_bytes: 32 << 20, max_unpacked_bytes: 256 << 20, max_parts: 4096 }
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
    pub(crate) fn of(page: Option<u32>, severity: Severity, kind: PaperFindingKind, message: impl Into<String>) -> Self {
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

/// Says why a paper was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "snake_case", tag = "error")]
pub enum PaperError {
    /// There are no bytes.
    #[error("the file is empty")]
    Empty,
    /// There are too many bytes.
    #[error("the file has {size_bytes} bytes; more than {max_bytes} are not read")]
    TooLarge {
        /// Its size.
        size_bytes: usize,
        /// The limit.
        max_bytes: usize,
    },
    /// The content is of no type that is kept.
    #[error("the file looks like {looks_like}, which is not kept; expected PDF, DOCX, ODT, XLSX, HTML, plain text or an image")]
    UnknownType {
        /// What it looks like.
        looks_like: String,
    },
    /// The file is not what its first bytes promise, or is broken beyond reading.
    #[error("the {media_type} file cannot be read: {reason}")]
    Damaged {
        /// What it is.
        media_type: MediaType,
        /// What is wrong.
        reason: String,
    },
    /// A password is needed.
    #[error("the {media_type} file needs a password")]
    Encrypted {
        /// What it is.
        media_type: MediaType,
    },
    /// It would unpack to more than the limit: an archive bomb.
    #[error("the {media_type} file unpacks to more than {max_bytes} bytes")]
    UnpacksTooLarge {
        /// What it is.
        media_type: MediaType,
        /// The limit.
        max_bytes: usize,
    },
    /// Too many parts.
    #[error("the {media_type} file has {parts} parts, more than {max_parts}")]
    TooManyParts {
        /// What it is.
        media_type: MediaType,
        /// How many.
        parts: usize,
        /// The limit.
        max_parts: usize,
    },
    /// A part whose name leads out of the archive, or which stands twice.
    #[error("a part of the file is named {name:?}, which no word processor writes")]
    PartName {
        /// The name, cut short.
        name: String,
    },
    /// The file declares entities of its own, which can be made to grow without end.
    #[error("the part {part} declares a document type of its own, which is refused")]
    DocumentType {
        /// The part.
        part: String,
    },
    /// The text could not be decoded.
    #[error("the text cannot be decoded: {reason}")]
    Text {
        /// Why.
        reason: String,
    },
}

/// Reads a paper.
///
/// `stated` is the language that somebody gives for it; a page in another language becomes a finding.
///
/// Errors: what [`PaperError`] says. A page that cannot be read is a finding and no error.
pub fn read_paper(bytes: &[u8], stated: Option<&Lang>, limits: &PaperLimits) -> Result<Paper, PaperError> {
    if bytes.is_empty() {
        return Err(PaperError::Empty);
    }
    if bytes.len() > limits.max_bytes {
        return Err(PaperError::TooLarge { size_bytes: bytes.len(), max_bytes: limits.max_bytes });
    }
    let mut paper = match media::tell(bytes)? {
        media::Told::Package => package::read(bytes, limits)?,
        media::Told::Pdf => pdf::read(bytes, limits)?,
        media::Told::Image(media_type) => of_image(media_type),
        media::Told::Text => plain::read(bytes)?,
    };
    cut_to_limits(&mut paper, limits);
    quality::look_over(&mut paper);
    language::look_over(&mut paper, stated);
    Ok(paper)
}

/// An image of a page is kept and shown; its text must come from elsewhere.
fn of_image(media_type: MediaType) -> Paper {
    Paper {
        media_type,
        has_pages: true,
        page_count: 1,
        pages: vec![PageText { number: 1, name: None, text: String::new(), lang: None }],
        line_ends: LineEnds::Paragraph,
        findings: Vec::new(),
        extractor: Extractor { name: "none".to_owned(), version: 1 },
    }
}

fn cut_to_limits(paper: &mut Paper, limits: &PaperLimits) {
    if paper.pages.len() > limits.max_pages {
        let message = format!("the file has {} pages; the first {} were read", paper.pages.len(), limits.max_pages);
        paper.pages.truncate(limits.max_pages);
        paper.findings.push(PaperFinding::of(None, Severity::Warning, PaperFindingKind::PagesLeftOut, message));
    }
    let mut room = limits.max_text_bytes;
    for page in &mut paper.pages {
        if page.text.len() > room {
            page.text.truncate(page.text.floor_char_boundary(room));
            let message = format!("the text goes on beyond {} bytes; the rest was left out", limits.max_text_bytes);
            let is_first = !paper.findings.iter().any(|finding| finding.kind == PaperFindingKind::TextLeftOut);
            if is_first {
                paper.findings.push(PaperFinding::of(Some(page.number), Severity::Warning, PaperFindingKind::TextLeftOut, message));
            }
        }
        room -= page.text.len();
    }
}
