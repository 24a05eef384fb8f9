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
mod second;
mod xlsx;
mod xml;

use chancery_model::{Lang, Severity};
use serde::{Deserialize, Serialize};

pub use chancery_model::paper::{Extractor, LineEnds, MediaType, PageText, Paper, PaperFinding, PaperFindingKind};
pub use clauses::{Found, Owner, Stretch, find_clauses};
pub use language::detect as detect_language;
pub use media::guess as guess_type;
pub use second::of_pages;

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
        media::Told::Text => plain::read(bytes, limits)?,
    };
    cut_to_limits(&mut paper, limits);
    quality::look_over(&mut paper);
    language::look_over(&mut paper, stated);
    Ok(paper)
}

/// The reader of this version for a type of file: what an [`Extractor`] is compared with to see whether it is older.
pub fn extractor_of(media_type: MediaType) -> Extractor {
    let name = match media_type {
        MediaType::Pdf => "chancery-pdf",
        MediaType::Docx => "chancery-docx",
        MediaType::Xlsx => "chancery-xlsx",
        MediaType::Odt => "chancery-odt",
        MediaType::Html => "chancery-html",
        MediaType::Text => "chancery-text",
        MediaType::Png | MediaType::Jpeg | MediaType::Tiff => "none",
    };
    Extractor { name: name.to_owned(), version: 1 }
}

/// A paper of which nothing could be read, with the reason as its one finding; the file may be kept all the same.
pub fn not_read(media_type: MediaType, reason: &str) -> Paper {
    let message = format!("the file could not be read: {reason}");
    Paper {
        media_type,
        has_pages: false,
        page_count: 0,
        pages: Vec::new(),
        line_ends: LineEnds::Paragraph,
        findings: vec![PaperFinding::of(None, Severity::Warning, PaperFindingKind::NotRead, message)],
        extractor: extractor_of(media_type),
    }
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
        extractor: extractor_of(media_type),
    }
}

fn cut_to_limits(paper: &mut Paper, limits: &PaperLimits) {
    let count = usize::try_from(paper.page_count).unwrap_or(usize::MAX).max(paper.pages.len());
    if count > limits.max_pages {
        let message = format!("the file has {count} pages; the first {} were read", limits.max_pages);
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
