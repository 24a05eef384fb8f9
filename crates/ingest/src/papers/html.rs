//! HTML: the lines that a reader of the page sees, by the same tokenizer as pages of sources.

use chancery_model::Severity;

use super::{PaperFinding, PaperFindingKind};

/// The text of a page without menus, headers and footers.
pub(super) fn read(html: &str) -> String {
    let page = crate::markup::unmark(html);
    let mut text = String::with_capacity(page.text.len());
    let mut at = 0;
    for chrome in &page.chrome {
        text.push_str(page.text.get(at..chrome.start).unwrap_or_default());
        at = at.max(chrome.end);
    }
    text.push_str(page.text.get(at..).unwrap_or_default());
    let words = text.trim_matches('\n');
    if words.is_empty() { String::new() } else { format!("{words}\n") }
}

/// Says if a page carries scripts. They are never run; a page that is shown is made anew from its text.
pub(super) fn look_for_scripts(html: &str) -> Option<PaperFinding> {
    let lower = html.to_ascii_lowercase();
    let has_script = lower.contains("<script") || lower.contains("javascript:") || lower.contains("<iframe") || lower.contains("<object");
    has_script.then(|| {
        PaperFinding::of(None, Severity::Warning, PaperFindingKind::ActiveContent, "the page carries scripts or frames; they are not run")
    })
}
