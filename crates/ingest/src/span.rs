//! The account of a text (promise P1): every character is taken into a field, ignored by a named rule, or not understood.
//!
//! The reader marks ranges as it goes, in any order. `Ledger::close` sorts them, fills what nobody marked, and gives
//! back spans that cover the text once, by construction: what the reader forgets is not lost but becomes "not understood".

use std::ops::Range;

use serde::Serialize;

use crate::fold::{is_blank, trim};

/// What became of a stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Its words stand in this field of the report, named by a JSON pointer such as `/mechanisms/0/meetings/2/title`.
    Taken {
        /// The JSON pointer.
        field: String,
    },
    /// It holds nothing but what this rule names: white space, a known heading, a bullet.
    Ignored {
        /// The rule.
        rule: &'static str,
    },
    /// It is reported as a finding.
    NotUnderstood {
        /// The line where it begins, counted from 1.
        line: u32,
    },
}

/// A stretch of the text and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The bytes of the decoded text.
    pub range: Range<usize>,
    /// What became of them.
    pub mark: Mark,
}

/// How many characters (Unicode scalars, white space counted) went where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Account {
    /// All characters of the text.
    pub characters: usize,
    /// Those taken into a field.
    pub taken: usize,
    /// Those ignored by a named rule.
    pub ignored: usize,
    /// Those reported as not understood.
    pub not_understood: usize,
}

impl Account {
    /// Counts spans of a text.
    pub fn of(text: &str, spans: &[Span]) -> Self {
        let mut account = Account { characters: text.chars().count(), ..Account::default() };
        for span in spans {
            let count = text[span.range.clone()].chars().count();
            match span.mark {
                Mark::Taken { .. } => account.taken += count,
                Mark::Ignored { .. } => account.ignored += count,
                Mark::NotUnderstood { .. } => account.not_understood += count,
            }
        }
        account
    }
}

/// The rules by which text may be ignored. Each covers known tokens only, never free words.
pub mod rule {
    /// White space and marks without width.
    pub const WHITE_SPACE: &str = "white-space";
    /// Marks without letters or digits: separators, lines, parentheses around an acronym.
    pub const PUNCTUATION: &str = "punctuation";
    /// A bullet, or the number of a list whose numbers are not kept.
    pub const BULLET: &str = "bullet";
    /// A known section heading, with its decoration and colon.
    pub const HEADING: &str = "heading";
    /// A known label: "Latest Event", "Download", "Date", "Venue".
    pub const LABEL: &str = "label";
    /// The title of such pages.
    pub const PAGE_TITLE: &str = "page-title";
    /// Words around a pager: "Previous", "Next".
    pub const PAGER: &str = "pager";
    /// The mark of a note line: `※`, `*`.
    pub const NOTE_MARK: &str = "note-mark";
    /// A menu, header or footer of the site; its words stand in a finding.
    pub const SITE_CHROME: &str = "site-chrome";
}

/// A stretch that nobody marked, within one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gap {
    pub(crate) range: Range<usize>,
}

/// Collects marks.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    marks: Vec<Span>,
}

impl Ledger {
    /// Marks a stretch as taken.
    pub(crate) fn take(&mut self, range: Range<usize>, field: impl Into<String>) {
        self.mark(range, Mark::Taken { field: field.into() });
    }

    /// Marks a stretch as ignored.
    pub(crate) fn ignore(&mut self, range: Range<usize>, rule: &'static str) {
        self.mark(range, Mark::Ignored { rule });
    }

    /// Lets the last mark reach to `end` if it is of this field; else takes the range anew.
    pub(crate) fn extend(&mut self, range: Range<usize>, field: &str) {
        match self.marks.last_mut() {
            Some(Span { range: last, mark: Mark::Taken { field: same } }) if same == field && last.end <= range.start => {
                last.end = range.end;
            }
            _ => self.take(range, field),
        }
    }

    fn mark(&mut self, range: Range<usize>, mark: Mark) {
        if !range.is_empty() {
            self.marks.push(Span { range, mark });
        }
    }

    /// Closes the account of a text.
    ///
    /// Shape: spans in order that cover the text once; and the gaps that hold letters or digits, line by line, which are
    /// marked as not understood and want a finding each. `line_of` tells the line of a byte.
    pub(crate) fn close(mut self, text: &str, line_of: impl Fn(usize) -> u32) -> (Vec<Span>, Vec<Gap>) {
        self.marks.sort_by_key(|span| span.range.start);
        let mut spans: Vec<Span> = Vec::with_capacity(self.marks.len() * 2);
        let mut gaps = Vec::new();
        let mut at = 0;
        for mut span in self.marks {
            // Two marks on one stretch would be a mistake of the reader; the first one stands, so that the sum is right.
            span.range.start = span.range.start.max(at);
            if span.range.start >= span.range.end {
                continue;
            }
            fill(text, at..span.range.start, &mut spans, &mut gaps, &line_of);
            at = span.range.end;
            push(&mut spans, span);
        }
        fill(text, at..text.len(), &mut spans, &mut gaps, &line_of);
        (spans, gaps)
    }
}

fn push(spans: &mut Vec<Span>, span: Span) {
    match spans.last_mut() {
        Some(last) if last.mark == span.mark && last.range.end == span.range.start => last.range.end = span.range.end,
        _ => spans.push(span),
    }
}

fn fill(text: &str, gap: Range<usize>, spans: &mut Vec<Span>, gaps: &mut Vec<Gap>, line_of: &impl Fn(usize) -> u32) {
    let mut at = gap.start;
    while at < gap.end {
        let rest = &text[at..gap.end];
        let blank = rest.len() - rest.trim_start_matches(is_blank).len();
        if blank > 0 {
            push(spans, Span { range: at..at + blank, mark: Mark::Ignored { rule: rule::WHITE_SPACE } });
            at += blank;
            continue;
        }
        let line_end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let length = trim(&rest[..line_end]).len();
        let range = at..at + length;
        if text[range.clone()].chars().any(char::is_alphanumeric) {
            push(spans, Span { range: range.clone(), mark: Mark::NotUnderstood { line: line_of(range.start) } });
            gaps.push(Gap { range });
        } else {
            push(spans, Span { range, mark: Mark::Ignored { rule: rule::PUNCTUATION } });
        }
        at += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_nobody_marks_is_not_understood() {
        let text = "Name (ACR)\n\n odd words \n* * *\n";
        let mut ledger = Ledger::default();
        ledger.take(6..9, "/b");
        ledger.take(0..4, "/a");
        let (spans, gaps) = ledger.close(text, |at| u32::try_from(text[..at].matches('\n').count()).unwrap() + 1);
        assert_eq!(gaps.len(), 1);
        assert_eq!(&text[gaps[0].range.clone()], "odd words");
        let account = Account::of(text, &spans);
        assert_eq!((account.characters, account.taken, account.not_understood), (30, 7, 9));
        assert_eq!(account.characters, account.taken + account.ignored + account.not_understood);
    }

    proptest! {
        #[test]
        fn spans_cover_the_text_once(text in "[a é\n\r*（）漢字]{0,60}", marks in proptest::collection::vec((0usize..60, 0usize..20), 0..12)) {
            let mut ledger = Ledger::default();
            for (start, length) in marks {
                let (start, end) = (start.min(text.len()), (start + length).min(text.len()));
                if text.is_char_boundary(start) && text.is_char_boundary(end) {
                    ledger.take(start..end, "/x");
                }
            }
            let (spans, _) = ledger.close(&text, |_| 1);
            let mut at = 0;
            for span in &spans {
                prop_assert_eq!(span.range.start, at);
                prop_assert!(span.range.end > at);
                at = span.range.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
