//! Plain text and HTML: decoded as pages of sources are, and no more is believed of them.

use chancery_model::Severity;

use super::{LineEnds, MediaType, PageText, Paper, PaperError, PaperFinding, PaperFindingKind, PaperLimits, extractor_of, html};
use crate::decode;
use crate::input::Input;

pub(super) fn read(bytes: &[u8], limits: &PaperLimits) -> Result<Paper, PaperError> {
    let input = Input { name: "the file", bytes, encoding: None, url: None };
    let decoded = decode::decode(&input).map_err(|error| PaperError::Text { reason: error.to_string() })?;
    let guessed =
        |finding: chancery_model::Finding| PaperFinding::of(None, Severity::Info, PaperFindingKind::EncodingGuessed, finding.message);
    let mut findings: Vec<PaperFinding> = decoded.findings.into_iter().map(guessed).collect();
    let text = decoded.text.strip_prefix('\u{feff}').unwrap_or(&decoded.text);
    let is_html = crate::markup::is_html("", text);
    let media_type = if is_html { MediaType::Html } else { MediaType::Text };
    let (text, line_ends) = if is_html {
        findings.extend(html::look_for_scripts(text));
        (html::read(text), LineEnds::Paragraph)
    } else {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let line_ends = tell_line_ends(&text);
        (text, line_ends)
    };
    // A form feed is how plain text turns the page. No more pages are made than are kept.
    let text = if is_html { text.as_str() } else { text.trim_end_matches('\u{c}') };
    let count = if is_html { 1 } else { text.matches('\u{c}').count() + 1 };
    let pages: Vec<PageText> = (1u32..)
        .zip(text.splitn(count, '\u{c}').take(limits.max_pages))
        .map(|(number, part)| PageText { number, name: None, text: part.to_owned(), lang: None })
        .collect();
    Ok(Paper {
        media_type,
        has_pages: count > 1,
        page_count: u32::try_from(count).unwrap_or(u32::MAX),
        pages,
        line_ends,
        findings,
        extractor: extractor_of(media_type),
    })
}

/// Lines are as typeset if several stand together without a blank line between them, as long as each other.
fn tell_line_ends(text: &str) -> LineEnds {
    let widths: Vec<usize> = text.lines().map(|line| line.chars().map(columns).sum()).collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    if !(40..=120).contains(&widest) {
        return LineEnds::Paragraph;
    }
    // A full line with another one right behind it was broken by a typesetter.
    let is_full = |width: usize| width * 10 >= widest * 7;
    let full = widths.windows(2).filter(|pair| is_full(pair[0]) && pair[1] > 0).count();
    let lines = widths.iter().filter(|width| **width > 0).count();
    if full * 4 >= lines { LineEnds::Typeset } else { LineEnds::Paragraph }
}

fn columns(c: char) -> usize {
    if crate::fold::is_cjk(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff60}') { 2 } else { 1 }
}
