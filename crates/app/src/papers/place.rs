//! Where a file belongs in its document: the rule by which it is added, replaces another, or changes nothing.
//!
//! A file takes the place of the one in the same language and form; what it replaces stays in the history. A file of
//! another form (the DOCX beside the PDF) stands beside, unless it is said to be the only one.

use chancery_model::document::Rendition;
use chancery_model::{Availability, Digest, Document, Lang, MadeFrom, MediaType, ReadText, TextStatus};
use serde::Serialize;

/// A file that was read and is about to be placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arriving {
    /// Its language.
    pub(super) lang: Lang,
    /// What it is to its source, if somebody says so.
    pub(super) status: Option<TextStatus>,
    /// For a translation: the language that it was made from.
    pub(super) from: Option<Lang>,
    /// The name under which it came.
    pub(super) file_name: Option<String>,
    /// Its digest.
    pub(super) sha256: Digest,
    /// What it is.
    pub(super) media_type: MediaType,
    /// Its size.
    pub(super) size_bytes: u64,
    /// What was read of it.
    pub(super) text: ReadText,
    /// True if no other file in this language stays.
    pub(super) is_only: bool,
}

/// What placing a file did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placed {
    /// The document had no such file.
    Added,
    /// It took the place of another one, which stays in the history.
    Replaced,
    /// The file was there, and something else is said of it now.
    Changed,
    /// All of it was there.
    Same,
}

/// Puts a file into its document.
pub(super) fn place(document: &mut Document, paper: &Arriving) -> Placed {
    let form = paper.media_type.as_str();
    let of_lang = |rendition: &Rendition| rendition.lang == paper.lang;
    let is_file = |rendition: &Rendition| rendition.held().is_some();
    let same = document.renditions.iter().position(|r| of_lang(r) && r.sha256 == Some(paper.sha256) && is_file(r));
    let replaced =
        same.or_else(|| document.renditions.iter().position(|r| of_lang(r) && is_file(r) && r.media_type.as_deref() == Some(form)));
    // A language version that was known by name only gets its file.
    let at = replaced.or_else(|| document.renditions.iter().position(|r| of_lang(r) && !is_file(r) && r.sha256.is_none()));
    let made_from = made_from(document, paper, same.and_then(|at| document.renditions[at].made_from.clone()));
    let before = at.map(|at| document.renditions[at].clone());
    let usual = if paper.from.is_some() { TextStatus::Translation } else { TextStatus::Unofficial };
    let known = before.as_ref().filter(|_| paper.from.is_none()).map(|before| before.status);
    let after = Rendition {
        lang: paper.lang.clone(),
        status: paper.status.or(known).unwrap_or(usual),
        availability: Availability::Held,
        url: before.as_ref().and_then(|before| before.url.clone()),
        sha256: Some(paper.sha256),
        media_type: Some(form.to_owned()),
        size_bytes: Some(paper.size_bytes),
        file_name: paper.file_name.clone(),
        made_from,
        text: Some(paper.text.clone()),
    };
    // The text of bytes that were there is the one that stands until somebody reads them again.
    let after = match (&before, same) {
        (Some(before), Some(_)) => Rendition { text: before.text.clone(), file_name: before.file_name.clone(), ..after },
        _ => after,
    };
    let placed = match (&before, same, replaced) {
        (Some(before), Some(_), _) if *before == after => Placed::Same,
        (Some(_), Some(_), _) => Placed::Changed,
        (_, None, Some(_)) => Placed::Replaced,
        _ => Placed::Added,
    };
    let at = at.unwrap_or(document.renditions.len());
    if at == document.renditions.len() {
        document.renditions.push(after);
    } else {
        document.renditions[at] = after;
    }
    if !paper.is_only {
        return placed;
    }
    let count = document.renditions.len();
    let stays = |(n, rendition): &(usize, Rendition)| *n == at || !of_lang(rendition);
    document.renditions = std::mem::take(&mut document.renditions).into_iter().enumerate().filter(stays).map(|(_, r)| r).collect();
    match placed {
        Placed::Same if document.renditions.len() < count => Placed::Changed,
        Placed::Added if document.renditions.len() < count => Placed::Replaced,
        placed => placed,
    }
}

/// The text that a translation was made from: as it stands now, unless the same file said so before.
fn made_from(document: &Document, paper: &Arriving, before: Option<MadeFrom>) -> Option<MadeFrom> {
    match (&paper.from, before) {
        (None, before) => before,
        (Some(lang), Some(before)) if before.lang == *lang => Some(before),
        (Some(lang), _) => Some(MadeFrom { lang: lang.clone(), sha256: document.find_text_in(lang).and_then(|text| text.sha256) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_ingest::papers::not_read;
    use chancery_model::{PaperText, samples};

    fn arriving(lang: Lang, media_type: MediaType, bytes: &[u8]) -> Arriving {
        let text = PaperText { paper: not_read(media_type, "made up"), clauses: vec![] };
        Arriving {
            lang,
            status: None,
            from: None,
            file_name: Some("plan".into()),
            sha256: Digest::of(bytes),
            media_type,
            size_bytes: bytes.len() as u64,
            text: text.in_short(Digest::of(b"text")),
            is_only: false,
        }
    }

    #[test]
    fn a_file_takes_the_place_of_the_one_in_its_language_and_form() {
        // The sample knows of an official text in English, without a file.
        let mut document = samples::document("plan", "tchm/4");
        let english = arriving(Lang::en(), MediaType::Pdf, b"1");
        assert_eq!(place(&mut document, &english), Placed::Added);
        assert_eq!((document.renditions.len(), document.renditions[0].status), (1, TextStatus::Official));
        assert_eq!(place(&mut document, &english), Placed::Same);
        assert_eq!(place(&mut document, &arriving(Lang::en(), MediaType::Docx, b"d")), Placed::Added);
        assert_eq!(place(&mut document, &arriving(Lang::en(), MediaType::Pdf, b"2")), Placed::Replaced);
        assert_eq!(document.renditions.len(), 2);
        assert_eq!(document.renditions[0].status, TextStatus::Official, "what it is to its source stays");
        let only = Arriving { is_only: true, ..arriving(Lang::en(), MediaType::Pdf, b"3") };
        assert_eq!(place(&mut document, &only), Placed::Replaced);
        assert_eq!(document.renditions.len(), 1);
        let said = Arriving { status: Some(TextStatus::Unofficial), ..only };
        assert_eq!((place(&mut document, &said), place(&mut document, &said)), (Placed::Changed, Placed::Same));
    }

    #[test]
    fn a_translation_remembers_its_text_and_is_outdated_by_the_next() {
        let mut document = samples::document("plan", "tchm/4");
        place(&mut document, &arriving(Lang::en(), MediaType::Pdf, b"1"));
        let korean = Arriving { from: Some(Lang::en()), ..arriving(Lang::ko(), MediaType::Pdf, b"k") };
        assert_eq!(place(&mut document, &korean), Placed::Added);
        assert_eq!(document.renditions[1].status, TextStatus::Translation);
        assert_eq!(document.renditions[1].made_from, Some(MadeFrom { lang: Lang::en(), sha256: Some(Digest::of(b"1")) }));
        place(&mut document, &arriving(Lang::en(), MediaType::Pdf, b"2"));
        assert!(document.is_outdated(&document.renditions[1]));
        assert_eq!(place(&mut document, &korean), Placed::Same, "the same bytes were not translated anew");
        assert_eq!(place(&mut document, &Arriving { sha256: Digest::of(b"k2"), ..korean }), Placed::Replaced);
        assert!(!document.is_outdated(&document.renditions[1]));
    }
}
