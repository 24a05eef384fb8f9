//! Is it text? Pages without any, and pages whose letters mean nothing.
//!
//! A PDF file may draw every letter and say of none which one it is; the numbers of its glyphs then come out as private
//! characters, replacement characters or control codes. Such text must not reach the index: it is taken out and said.

use chancery_model::Severity;

use super::{Paper, PaperFinding, PaperFindingKind};

/// A page with a larger share of meaningless characters has no usable text.
const MAX_MEANINGLESS_PERCENT: usize = 15;

pub(super) fn look_over(paper: &mut Paper) {
    let (mut garbled, mut bare) = (Vec::new(), Vec::new());
    for page in &mut paper.pages {
        let (mut total, mut meaningless) = (0usize, 0usize);
        for c in page.text.chars().filter(|c| !c.is_whitespace()) {
            total += 1;
            meaningless += usize::from(is_meaningless(c));
        }
        if total == 0 {
            bare.push(page.number);
        } else if meaningless * 100 > total * MAX_MEANINGLESS_PERCENT {
            garbled.push(page.number);
            page.text.clear();
        }
    }
    let all = paper.pages.len();
    let mut tell = |pages: &[u32], kind: PaperFindingKind, of_one: &str, of_all: &str| {
        if pages.is_empty() {
            return;
        }
        if pages.len() == all {
            paper.findings.push(PaperFinding::of(None, Severity::Warning, kind, of_all));
        } else {
            paper.findings.extend(pages.iter().map(|page| PaperFinding::of(Some(*page), Severity::Info, kind, of_one)));
        }
    };
    let no_text = ("the page has no text layer", "no page has a text layer; the words must be recognised elsewhere");
    tell(&bare, PaperFindingKind::NoTextLayer, no_text.0, no_text.1);
    let no_sense = ("the fonts of the page do not say which letters they draw", "the fonts of the file do not say which letters they draw");
    tell(&garbled, PaperFindingKind::GarbledText, no_sense.0, no_sense.1);
}

fn is_meaningless(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fff0}'..='\u{fffb}')
}
