//! How files come to documents: read within limits, put into the vault, published as renditions.
//!
//! Start reading at [`reader`]: what a file says is asked of a process of its own.

pub mod reader;

pub use chancery_ingest::papers::{PaperError, PaperLimits};
pub use reader::{Reader, ReadingLimits};
