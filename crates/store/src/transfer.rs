//! Export and load: the whole journal as JSON Lines, and back, byte for byte.
//!
//! Each line holds a header, body or batch as the very text that was hashed, so that who loads the file can check the
//! chain and ends with the same digests. A register that is not empty can only be continued: the file must begin with
//! what the register holds. The last line says where the journal ends, since a file that was cut off between two lines
//! would else pass for a whole one.

mod export;
mod load;

use std::io;

use chancery_model::Digest;
use chancery_model::record::RecordError;

use crate::error::ReadError;
use crate::journal::WriteError;

/// What was exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exported {
    /// How many batches.
    pub batches: u64,
    /// How many entries.
    pub entries: u64,
    /// The digest of the last header.
    pub digest: Digest,
}

/// What was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    /// How many entries of the file the register had already.
    pub known: u64,
    /// How many were added.
    pub added: u64,
    /// Where the journal ends now.
    pub head: crate::Head,
}

/// Says why an export was not finished.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The journal could not be read.
    #[error("the journal could not be read")]
    Read(#[from] ReadError),
    /// The output could not be written.
    #[error("the export could not be written")]
    Output(#[source] io::Error),
    /// A stored text is not UTF-8, which nothing here writes.
    #[error("number {0} is not text; `chancery verify` tells more")]
    NotText(u64),
    /// The program is stopping.
    #[error("the program is stopping")]
    Stopped,
}

/// Says why a file was not loaded. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A line is wrong.
    #[error("line {line} of the file: {fault}")]
    Line {
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        fault: LineFault,
    },
    /// The file ends without its last line.
    #[error("the file is cut off after line {0}: its last line, which says where the journal ends, is missing")]
    CutOff(u64),
    /// The file is another register, or this one has gone its own way.
    #[error(
        "line {line} of the file is not what this register holds as number {seq}; only a register that the file continues can be loaded into"
    )]
    Diverges {
        /// The line, from 1.
        line: u64,
        /// The sequence number.
        seq: u64,
    },
    /// A body is missing and no later redaction says why.
    #[error("the body of number {0} is missing from the file and no redaction says why")]
    MissingBody(u64),
    /// The file could not be read.
    #[error("the file could not be read after line {line}")]
    Input {
        /// The last line that was read.
        line: u64,
        /// Why.
        source: io::Error,
    },
    /// The journal, which is kept elsewhere, could not be written, or not surely.
    #[error("the journal could not be written")]
    Journal(#[source] WriteError),
    /// The register could not be read or written.
    #[error("the register could not be written")]
    Storage(#[from] ReadError),
}

impl From<WriteError> for LoadError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Storage(error) => LoadError::Storage(error),
            other => LoadError::Journal(other),
        }
    }
}

impl From<sqlx::Error> for LoadError {
    fn from(error: sqlx::Error) -> Self {
        LoadError::Storage(error.into())
    }
}

/// What is wrong with a line of an export.
#[derive(Debug, thiserror::Error)]
pub enum LineFault {
    /// It is not a line of an export, or holds what does not read back.
    #[error("it does not read back ({0})")]
    Form(serde_json::Error),
    /// It is longer than any line of an export.
    #[error("it is longer than any line of an export")]
    TooLong,
    /// An entry stands before any batch, a batch has no entry, or something follows the end.
    #[error("{0}")]
    Place(&'static str),
    /// A number does not follow the one before.
    #[error("{what} {found} stands where {expected} was expected")]
    Number {
        /// Of what.
        what: &'static str,
        /// What was expected.
        expected: u64,
        /// What stands there.
        found: u64,
    },
    /// The header names another digest of the header before it.
    #[error("the chain is broken: the header before it has another digest")]
    Chain,
    /// The header names another digest of its batch.
    #[error("its batch has another digest")]
    Batch,
    /// The header names another digest of the body.
    #[error("its body has another digest")]
    Body,
    /// The body is not the record that the header names.
    #[error("its body is not the record that its header names")]
    Address,
    /// The body is no record that this version can read.
    #[error("its body is no record ({0})")]
    Record(RecordError),
    /// It cannot be applied after what stands before it.
    #[error("it cannot follow what stands before it ({0})")]
    Effect(String),
}
