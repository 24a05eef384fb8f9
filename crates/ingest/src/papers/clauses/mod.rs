//! Clauses in the text of a paper: numbered ones, articles, chapters, and the words before them.
//!
//! Every character of the text belongs to one clause, or to the running heads and page numbers around it ("furniture").
//! `marker` tells what a line may begin with, `builder` decides whether it is meant, `furniture` finds what every page
//! repeats. Numbers inside sentences are no clauses, also where a typesetter happened to break the line before them.

mod builder;
mod furniture;
mod marker;
mod numeral;

use std::ops::Range;

use chancery_model::{Anchor, Clause};

use super::{LineEnds, Paper};
use crate::fold::{is_cjk, is_han_or_kana};
use builder::Builder;

/// To what a stretch of text belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The clause at this place of the list.
    Clause(usize),
    /// Running heads, page numbers, and pages without words.
    Furniture,
}

/// A stretch of the text of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The page, by its place in [`Paper::pages`].
    pub page: usize,
    /// The bytes of its text.
    pub range: Range<usize>,
    /// To what they belong.
    pub owner: Owner,
}

/// The clauses of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The clauses in order.
    pub clauses: Vec<Clause>,
    /// The text of all pages, stretch by stretch, without gap or overlap.
    pub stretches: Vec<Stretch>,
}

/// Finds the clauses of a paper.
pub fn find_clauses(paper: &Paper) -> Found {
    let furniture = furniture::find(paper);
    let mut builder = Builder::new(paper.line_ends, widest(paper));
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut put = |page: usize, range: Range<usize>, owner: Owner| {
        if range.is_empty() {
            return;
        }
        match stretches.last_mut() {
            Some(last) if last.page == page && last.owner == owner => last.range.end = range.end,
            _ => stretches.push(Stretch { page, range, owner }),
        }
    };
    for (at, page) in paper.pages.iter().enumerate() {
        let number = paper.has_pages.then_some(page.number);
        let mut start = 0;
        let lines: Vec<&str> = page.text.split_inclusive('\n').collect();
        for (index, line) in lines.iter().enumerate() {
            let end = start + line.len();
            if furniture.contains(&(at, index)) {
                put(at, start..end, Owner::Furniture);
            } else {
                // A blank line asks for none, or a long row of them would be gone through once for each.
                let is_blank = line.trim().is_empty();
                let behind = if is_blank { &[] } else { &lines[index + 1..] };
                let next = behind.iter().find(|line| !line.trim().is_empty()).copied().unwrap_or_default();
                let mut from = start;
                for (offset, clause) in builder.take_line(line, next, number) {
                    // Whatever stands before the first clause is taken in by it.
                    let owner = clause.map_or(Owner::Furniture, Owner::Clause);
                    put(at, from..start + offset, owner);
                    from = start + offset;
                }
            }
            start = end;
        }
        builder.end_page();
    }
    let clauses = builder.finish();
    Found { clauses, stretches }
}

/// The width of the widest line, to tell lines that a typesetter filled from those that end early.
fn widest(paper: &Paper) -> usize {
    let mut widths: Vec<usize> = paper.pages.iter().flat_map(|page| page.text.lines()).map(width).filter(|width| *width > 0).collect();
    widths.sort_unstable();
    // Not the very widest: one line of a table must not make all others look short.
    widths.get(widths.len() * 19 / 20).copied().unwrap_or(0)
}

/// The width of a line in columns of half-width letters.
fn width(line: &str) -> usize {
    let column = |c: char| if is_cjk(c) || is_wide_mark(c) { 2 } else { 1 };
    line.trim().chars().map(column).sum()
}

fn is_wide_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff60}' | '“' | '”')
}

/// Joins lines that a typesetter broke: without a blank between characters that are written without one.
fn join(text: &mut String, line: &str, line_ends: LineEnds) {
    if text.is_empty() || line.is_empty() {
        text.push_str(line);
        return;
    }
    let (before, after) = (text.chars().next_back().unwrap_or(' '), line.chars().next().unwrap_or(' '));
    let is_close = |c: char| is_han_or_kana(c) || is_wide_mark(c);
    let is_hyphenated = before == '-' && after.is_alphabetic();
    if line_ends == LineEnds::Paragraph {
        text.push('\n');
    } else if !(is_close(before) || is_close(after) || is_hyphenated || before == '\n') {
        text.push(' ');
    }
    text.push_str(line);
}

/// An anchor of parts that are known to be well formed.
fn anchor(text: &str) -> Anchor {
    text.parse().unwrap_or_else(|_| "clause".parse().expect("a word is an anchor"))
}
