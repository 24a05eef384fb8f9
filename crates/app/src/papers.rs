//! How files come to documents: read within limits, put into the vault, published as renditions.
//!
//! Start reading at [`add`](fn@add): a lot of files becomes a batch. `reader` asks a process of its own what a file says,
//! `place` decides where in its document it belongs, `manifest` reads a table of files, `again` reads kept files anew, `worklist`
//! tells what is still wanting.

mod add;
mod again;
mod bundled;
pub mod manifest;
mod place;
pub mod reader;
pub mod worklist;

pub use add::{Kept, Lot, NewPaper, Outcome, Row, Target, add};
pub use again::{Again, Mended, mend_texts, read_again};
pub use bundled::{BundledPaper, keep_bundled};
pub use chancery_ingest::papers::{PaperError, PaperLimits};
pub use place::Placed;
pub use reader::{Reader, ReadingLimits, Second};
