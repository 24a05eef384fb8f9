//! Text that another program read: looked over as our own is.

use super::{Extractor, LineEnds, MediaType, PageText, Paper, PaperFinding, PaperFindingKind, PaperLimits};
use super::{cut_to_limits, language, quality};
use chancery_model::Lang;

/// Makes a paper of what a second reader read, page by page, where the first found no text.
///
/// `first` is what the first reader found of the same file: its findings about the file itself stay, those about its text
/// do not.
pub fn of_pages(first: &Paper, pages: Vec<String>, extractor: Extractor, stated: Option<&Lang>, limits: &PaperLimits) -> Paper {
    let is_of_text = |kind| {
        use PaperFindingKind as K;
        matches!(kind, K::NoTextLayer | K::GarbledText | K::LanguageDiffers | K::TextLeftOut | K::PagesLeftOut | K::NotRead)
    };
    let findings: Vec<PaperFinding> = first.findings.iter().filter(|finding| !is_of_text(finding.kind)).cloned().collect();
    let page_count = u32::try_from(pages.len()).unwrap_or(u32::MAX).max(first.page_count);
    let pages = (1u32..).zip(pages).map(|(number, text)| PageText { number, name: None, text, lang: None }).collect();
    let mut paper =
        Paper { media_type: MediaType::Pdf, has_pages: true, page_count, pages, line_ends: LineEnds::Typeset, findings, extractor };
    cut_to_limits(&mut paper, limits);
    quality::look_over(&mut paper);
    language::look_over(&mut paper, stated);
    paper
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::Severity;

    #[test]
    fn what_was_said_of_the_file_stays_and_what_was_said_of_its_text_does_not() {
        let mut first = super::super::not_read(MediaType::Pdf, "no pages");
        let attached = PaperFinding::of(None, Severity::Warning, PaperFindingKind::Attachments, "it carries files");
        first.findings.push(attached.clone());
        let extractor = Extractor { name: "pdftotext".to_owned(), version: 2_212 };
        let pages = vec!["三国の税関当局は、この行動計画に定める協力を実施する。".to_owned(), String::new()];
        let paper = of_pages(&first, pages, extractor, Some(&Lang::ja()), &PaperLimits::default());
        assert_eq!((paper.page_count, paper.lang()), (2, Some(Lang::ja())));
        assert_eq!(
            paper.findings.iter().map(|f| f.kind).collect::<Vec<_>>(),
            [PaperFindingKind::Attachments, PaperFindingKind::NoTextLayer]
        );
    }
}
