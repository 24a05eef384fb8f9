//! How records are found: one index for four languages, its analysis, the reading of queries, facets and passages.
//!
//! This room knows only `chancery-model`. The app turns records into [`Entry`]s, feeds them with [`Index::apply`] in the
//! order of the journal and asks with [`Index::search`]. The index is a projection that may be deleted at any moment: see
//! [`Index::open`]. Everything is synchronous; the app runs it off the async threads.
//!
//! Start reading at `analysis` (what a term is), then `query` (how a query becomes one), then `search`. What is
//! deliberately absent: a dictionary (a run of characters is searched as it is; `terms` only adds other names), words that are thrown away, the clock, and
//! any query that is an error (promise P7).
#![warn(missing_docs)]

mod analysis;
mod because;
mod columns;
mod empty;
mod entry;
mod error;
mod facets;
mod highlight;
mod index;
mod query;
mod rank;
mod request;
mod schema;
mod search;
mod show;
mod spelling;
mod statistics;
mod suggest;
mod terms;
mod understood;
mod values;

pub use entry::{Change, Cursor, Entry, Facets, Field, Passage};
pub use error::IndexError;
pub use index::{Found, Index, OpenReport};
pub use query::fields::QueryField;
pub use request::{
    Answer, Because, Cut, FacetName, Filters, Hit, MAX_CLAUSES, MAX_LIMIT, MAX_PASSAGES, MAX_QUERY_CHARS, Note, Request, Shown, Sort,
};
pub use show::Marks;
pub use suggest::{DirectRecord, MAX_QUERIES, MAX_RECORDS, QueryIdea, Suggestions};
pub use terms::{Notion, Terms};
pub use understood::{Constraint, EmptyHelp, Equivalents, Meaning, Near, Understood};
pub use values::FacetValue;
