//! The text of a document: in one language, or two or three side by side, and cut into parts where it is long.

use std::ops::Range;
use std::sync::Arc;

use chancery_model::clause::{Anchor, Clause};
use chancery_model::compare::{Aligned, align};
use chancery_model::paper::PaperText;
use chancery_model::{Document, Lang, Rendition};

use super::{choose_text, readable};
use crate::App;
use crate::ctx::Ctx;
use crate::error::AppError;

/// How many languages stand side by side at most: more are too narrow to be read.
pub const MOST_COLUMNS: usize = 3;
/// A text of up to so many bytes is shown whole.
const WHOLE_BYTES: usize = 120_000;
/// A longer one is cut into parts of about so many bytes.
const PART_BYTES: usize = 60_000;

/// A text of a document with the rendition that it was read from.
#[derive(Debug, Clone)]
pub struct ShownText {
    /// The rendition.
    pub rendition: Rendition,
    /// What was read of its file.
    pub text: Arc<PaperText>,
}

impl ShownText {
    /// The parts that the clauses are shown in; one if the text is short.
    pub fn parts(&self) -> Vec<Range<usize>> {
        let clauses = &self.text.clauses;
        let size = |at: usize| clauses[at].words().len();
        cut(clauses.len(), size, |at| clauses[at].level)
    }

    /// The parts that the pages are shown in, of a text without clauses.
    pub fn page_parts(&self) -> Vec<Range<usize>> {
        let pages = &self.text.paper.pages;
        cut(pages.len(), |at| pages[at].text.len(), |_| 0)
    }

    /// The part in which a clause stands, counted from 0.
    pub fn part_of(&self, anchor: &Anchor) -> Option<usize> {
        let at = self.text.clauses.iter().position(|clause| clause.anchor == *anchor)?;
        self.parts().iter().position(|part| part.contains(&at))
    }
}

/// Texts of one document in several languages.
#[derive(Debug, Clone)]
pub struct SideBySide {
    /// The texts, in the order in which they were asked for.
    pub columns: Vec<ShownText>,
    /// A row for each clause.
    pub rows: Vec<Aligned>,
    /// The parts that the rows are shown in; one if the texts are short.
    pub parts: Vec<Range<usize>>,
}

impl SideBySide {
    /// The clause of a row in a column; none where that text lacks it.
    pub fn clause(&self, row: &Aligned, column: usize) -> Option<&Clause> {
        row.places.get(column).copied().flatten().map(|at| &self.columns[column].text.clauses[at])
    }

    fn row(&self, at: usize) -> impl Iterator<Item = &Clause> {
        (0..self.columns.len()).filter_map(move |column| self.clause(&self.rows[at], column))
    }
}

/// Cuts a list of clauses, rows or pages into parts that a page can carry: whole if it is short, else before what stands
/// highest, once a part is long enough, and before anything at all once it is twice as long.
fn cut(count: usize, size: impl Fn(usize) -> usize, level: impl Fn(usize) -> u8) -> Vec<Range<usize>> {
    let is_short = (0..count).map(&size).sum::<usize>() <= WHOLE_BYTES;
    let mut parts = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for at in 0..count {
        let is_head = at == 0 || level(at) == 0 || level(at) < level(at - 1);
        if !is_short && at > start && (bytes >= 2 * PART_BYTES || (bytes >= PART_BYTES && is_head)) {
            parts.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes += size(at);
    }
    if start < count || parts.is_empty() {
        parts.push(start..count);
    }
    parts
}

impl App {
    /// Reads the text that a reader sees of a document: see [`choose_text`].
    ///
    /// Shape: `None` if there is none, or none in the language asked for. Errors: kind `corrupt` for a damaged text.
    pub async fn read_text(&self, ctx: &Ctx, document: &Document, asked: Option<&Lang>) -> Result<Option<ShownText>, AppError> {
        let catalogue = self.catalogue();
        let rendition = choose_text(document, asked, &ctx.lang, catalogue.fallback());
        match rendition {
            Some(rendition) => self.text_of(rendition).await,
            None => Ok(None),
        }
    }

    /// Reads the text of a rendition; `None` if it has none, or if the vault has lost it.
    pub(super) async fn text_of(&self, rendition: &Rendition) -> Result<Option<ShownText>, AppError> {
        let Some(read) = &rendition.text else { return Ok(None) };
        Ok(self.paper_text(read).await?.map(|text| ShownText { rendition: rendition.clone(), text }))
    }

    /// Reads the texts of a document in some languages, clause against clause; languages without clauses are left out.
    ///
    /// Shape: at most [`MOST_COLUMNS`] columns. With no language asked for, the reader's own and the first others.
    /// Errors: kind `corrupt` for a damaged text.
    pub async fn read_side_by_side(&self, ctx: &Ctx, document: &Document, langs: &[Lang]) -> Result<SideBySide, AppError> {
        let mut chosen: Vec<&Rendition> = Vec::new();
        for lang in langs {
            if let Some(rendition) = readable(document).find(|r| r.lang.is_same_language(lang))
                && chosen.len() < MOST_COLUMNS
                && chosen.iter().all(|other| other.lang != rendition.lang)
            {
                chosen.push(rendition);
            }
        }
        // Where nothing is asked for that is there, the text that a reader wants first and another one.
        if chosen.is_empty() {
            let catalogue = self.catalogue();
            chosen.extend(choose_text(document, None, &ctx.lang, catalogue.fallback()));
            for rendition in readable(document) {
                if chosen.len() < 2 && chosen.iter().all(|other| other.lang != rendition.lang) {
                    chosen.push(rendition);
                }
            }
        }
        let mut columns = Vec::with_capacity(chosen.len());
        for rendition in chosen {
            columns.extend(self.text_of(rendition).await?.filter(|shown| !shown.text.clauses.is_empty()));
        }
        let rows = align(&columns.iter().map(|column| column.text.clauses.as_slice()).collect::<Vec<_>>());
        let mut set = SideBySide { columns, rows, parts: Vec::new() };
        let size = |at: usize| set.row(at).map(|clause| clause.words().len()).sum();
        let level = |at: usize| set.row(at).next().map_or(0, |clause| clause.level);
        set.parts = cut(set.rows.len(), size, level);
        Ok(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_before_what_stands_high() {
        let check = |sizes: &[usize], levels: &[u8], ends: &[usize]| {
            let found: Vec<usize> = cut(sizes.len(), |at| sizes[at], |at| levels[at]).into_iter().map(|range| range.end).collect();
            assert_eq!(found, ends, "{sizes:?}");
        };
        check(&[], &[], &[0]);
        check(&[100, 200], &[0, 1], &[2]);
        check(&[120_000], &[0], &[1]);
        check(&[50_000, 20_000, 20_000, 50_000], &[0, 1, 1, 0], &[3, 4]);
        // Nothing stands high: it is cut all the same, once it is long.
        check(&[70_000, 70_000, 70_000], &[1, 1, 1], &[2, 3]);
        check(&[300_000, 1], &[0, 1], &[1, 2]);
    }
}
