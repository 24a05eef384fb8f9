//! What a reader is given, and why it may refuse.

use chancery_model::Finding;

/// The largest file that is read.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// The most lines that a page may have; far more than any page, so that memory stays bounded.
pub const MAX_LINES: usize = 2_000_000;

/// The bytes of one page and what is known of them.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The file's name, for the report.
    pub name: &'a str,
    /// The bytes as they were saved.
    pub bytes: &'a [u8],
    /// The encoding, if the person names one.
    pub encoding: Option<&'a str>,
    /// The address of the page, if known.
    pub url: Option<&'a str>,
}

/// Says why a page was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There are no bytes, or nothing but white space.
    #[error("{name} is empty")]
    Empty {
        /// The file.
        name: String,
    },
    /// There are too many bytes.
    #[error("{name} has {size_bytes} bytes; a page of more than {max_bytes} bytes is not read")]
    TooLarge {
        /// The file.
        name: String,
        /// Its size.
        size_bytes: usize,
        /// The limit, [`MAX_BYTES`].
        max_bytes: usize,
    },
    /// There are too many lines.
    #[error("{name} has more than {max_lines} lines; that is no page")]
    TooManyLines {
        /// The file.
        name: String,
        /// The limit, [`MAX_LINES`].
        max_lines: usize,
    },
    /// The bytes are not text.
    #[error("{name} is no text: it looks like {looks_like}; {hint}")]
    Binary {
        /// The file.
        name: String,
        /// What it looks like.
        looks_like: &'static str,
        /// What to do instead.
        hint: &'static str,
    },
    /// The named encoding is not known.
    #[error("{encoding:?} is no known encoding; expected a name such as utf-8, gb18030, shift_jis, euc-kr, euc-jp or big5")]
    UnknownEncoding {
        /// The name given.
        encoding: String,
    },
    /// The bytes are not of the encoding that was named or found.
    #[error("{name} is not valid {encoding}: the bytes from offset {offset} on (line {line}) have no meaning in it")]
    InvalidEncoding {
        /// The file.
        name: String,
        /// The encoding.
        encoding: String,
        /// The first byte that has no meaning, counted from 0.
        offset: usize,
        /// Its line, counted from 1.
        line: usize,
    },
    /// No mechanism was recognised.
    #[error(
        "no mechanism was recognised in {name}; expected a line with a mechanism's name and \"Latest Event\", or numbered meetings such as \"6th Tripartite Meeting\", each with a date"
    )]
    NothingRecognised {
        /// The file.
        name: String,
        /// What was noticed.
        findings: Vec<Finding>,
    },
}
