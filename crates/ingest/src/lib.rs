//! How records *arrive*: bytes and a lexicon in, readings and findings out.
//!
//! This room is pure: it opens no file, asks no clock, knows no store and no index. Start reading at
//! [`sources::tcs`], the reader of "Mechanism Search" pages, which is a small grammar with recovery; then
//! [`span`], which keeps the promise that nothing of a source is lost in silence (P1).
#![warn(missing_docs)]

mod date;
mod decode;
pub mod finding;
mod fold;
mod input;
mod lexicon;
mod markup;
pub mod papers;
pub mod proposals;
mod report;
pub mod sources;
pub mod span;

pub use input::{Input, MAX_BYTES, MAX_LINES, ReadError};
pub use lexicon::{Lexicon, LexiconError};
pub use report::{Report, ReportSource};
pub use sources::tcs::{READER, read};
pub use span::{Account, Mark, Span};
