//! PDF: the letters that a page draws, in reading order.
//!
//! `hayro-syntax` takes the file apart (objects, streams, encryption, repair of broken tables); what letters its strings
//! mean is told here: by the map that the font carries (`cmap`), by the East Asian encodings that need no map
//! (`encoding`), or not at all, and then it is said. Nothing is drawn, no image is unpacked, no script is run.

mod cmap;
mod content;
mod encoding;
mod font;
mod hazards;
mod layout;
mod names;
mod stream;

use std::panic::{AssertUnwindSafe, catch_unwind};

use chancery_model::Severity;
use hayro_syntax::{LoadPdfError, Pdf};

use super::{LineEnds, MediaType, PageText, Paper, PaperError, PaperFinding, PaperFindingKind, PaperLimits, extractor_of};

const MEDIA_TYPE: MediaType = MediaType::Pdf;

pub(super) fn read(bytes: &[u8], limits: &PaperLimits) -> Result<Paper, PaperError> {
    stream::refuse_bombs(bytes, limits.max_unpacked_bytes)?;
    // The library is fuzzed by its authors; should a hostile file break it all the same, that costs a finding.
    let outcome = catch_unwind(AssertUnwindSafe(|| read_pages(bytes, limits)));
    outcome.unwrap_or_else(|_| Err(PaperError::Damaged { media_type: MEDIA_TYPE, reason: "its structure cannot be followed".to_owned() }))
}

fn read_pages(bytes: &[u8], limits: &PaperLimits) -> Result<Paper, PaperError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => PaperError::Encrypted { media_type: MEDIA_TYPE },
        LoadPdfError::Invalid => PaperError::Damaged { media_type: MEDIA_TYPE, reason: "it has no pages that can be found".to_owned() },
    })?;
    let mut findings = hazards::look(&pdf, bytes);
    let count = pdf.pages().len();
    let mut reader = content::Reader::new(limits.max_unpacked_bytes);
    let mut pages = Vec::with_capacity(count.min(limits.max_pages));
    let mut room = limits.max_text_bytes;
    for (number, page) in (1u32..).zip(pdf.pages().iter().take(limits.max_pages)) {
        if room == 0 {
            break;
        }
        let text = layout::lay_out(reader.read_page(page));
        room = room.saturating_sub(text.len());
        pages.push(PageText { number, name: None, text, lang: None });
    }
    if let Some(message) = reader.left_out() {
        findings.push(PaperFinding::of(None, Severity::Warning, PaperFindingKind::TextLeftOut, message));
    }
    Ok(Paper {
        media_type: MEDIA_TYPE,
        has_pages: true,
        page_count: u32::try_from(count).unwrap_or(u32::MAX),
        pages,
        line_ends: LineEnds::Typeset,
        findings,
        extractor: extractor_of(MediaType::Pdf),
    })
}
