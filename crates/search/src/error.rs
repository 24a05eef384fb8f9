//! What can go wrong with the index itself. A query is never an error (promise P7).

use std::path::PathBuf;

use tantivy::TantivyError;

/// Says what the index could not do.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The folder of the index cannot be made or emptied.
    #[error("the index folder {} cannot be used", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another process writes to the index.
    #[error("the index in {} is being written by another process", folder.display())]
    Busy {
        /// The folder.
        folder: PathBuf,
    },
    /// The engine failed; the index may be damaged, and opening it again starts it anew if so.
    #[error("the search engine failed while {doing}")]
    Engine {
        /// What it was asked to do.
        doing: &'static str,
        /// What it says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A stored entry cannot be read; the index is damaged.
    #[error("an entry of the index cannot be read: {what}")]
    Damaged {
        /// What is wrong.
        what: String,
    },
}

impl IndexError {
    /// For `map_err`: the engine failed while doing this.
    pub(crate) fn engine(doing: &'static str) -> impl FnOnce(TantivyError) -> IndexError {
        move |source| IndexError::Engine { doing, source: Box::new(source) }
    }
}
