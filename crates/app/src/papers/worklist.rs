//! What the documents of a register still want: files, languages, texts, translations of what was revised, versions that
//! agree. For the secretariat; nothing here is a fault of a reader or a party.
//!
//! What a document wants follows from its record and the framework's languages ([`list_wants`]), so no text is read to
//! make the lists; only the rows that are shown look for the first clause in which two languages differ.

use std::collections::BTreeMap;
use std::sync::Arc;

use chancery_model::{Anchor, Clause, Document, DocumentId, Kind, Lang, MediaType, Name, ReadText, Record};
use serde::{Deserialize, Serialize};

use crate::App;
use crate::ctx::Ctx;
use crate::error::{AppError, ErrorKind};

/// What a document wants, by kind, in the order in which lists are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WantKind {
    /// No file in any language.
    NoFile,
    /// No file in a language of the framework, though there are files in others.
    LanguageMissing,
    /// The text that a translation was made from was replaced since.
    Outdated,
    /// A file in which there is no text to read.
    NoText,
    /// A file whose text is in another language than stated.
    LanguageDiffers,
    /// Two languages with another number of pages.
    PagesDiffer,
    /// Two languages with other clauses.
    ClausesDiffer,
}

impl WantKind {
    /// All kinds, in their order.
    pub const ALL: [WantKind; 7] = [
        WantKind::NoFile,
        WantKind::LanguageMissing,
        WantKind::Outdated,
        WantKind::NoText,
        WantKind::LanguageDiffers,
        WantKind::PagesDiffer,
        WantKind::ClausesDiffer,
    ];

    /// The word for it in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            WantKind::NoFile => "no-file",
            WantKind::LanguageMissing => "language-missing",
            WantKind::Outdated => "outdated",
            WantKind::NoText => "no-text",
            WantKind::LanguageDiffers => "language-differs",
            WantKind::PagesDiffer => "pages-differ",
            WantKind::ClausesDiffer => "clauses-differ",
        }
    }
}

impl std::str::FromStr for WantKind {
    type Err = AppError;
    fn from_str(text: &str) -> Result<Self, AppError> {
        let found = WantKind::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| AppError::new(ErrorKind::Invalid, format!("there is no list of documents called {text:?}")))
    }
}

/// What a document wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Want {
    /// What it is.
    pub kind: WantKind,
    /// The language that is meant, if it is one.
    pub lang: Option<Lang>,
    /// The language that it is compared with: the text of a translation, or what the words are in.
    pub other: Option<Lang>,
    /// Pages or clauses in `lang` and in `other`, where they are compared.
    pub counts: Option<(u32, u32)>,
    #[serde(skip)]
    texts: Option<Box<(ReadText, ReadText)>>,
}

/// A row of a worklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkRow {
    /// The document.
    pub document: DocumentId,
    /// Its titles.
    pub titles: Vec<Name>,
    /// What it wants.
    pub want: Want,
    /// The first clause that the two languages do not share, where clauses differ and both texts are at hand.
    pub first_difference: Option<Anchor>,
}

/// Which rows to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorklistQuery {
    /// Of one kind; all if none.
    pub kind: Option<WantKind>,
    /// At most this many.
    pub limit: usize,
    /// Where to go on: `next` of the page before.
    pub after: Option<String>,
}

/// A page of worklists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Worklists {
    /// How many rows each kind has; kinds without rows are there, too.
    pub counts: BTreeMap<WantKind, u64>,
    /// The rows, by document.
    pub rows: Vec<WorkRow>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

/// All wants as of a number of the journal.
#[derive(Debug)]
pub(crate) struct Wants {
    seq: u64,
    rows: Vec<(DocumentId, Vec<Name>, Want)>,
}

/// Lists what one document wants, given the languages in which the framework works.
pub fn list_wants(document: &Document, languages: &[Lang]) -> Vec<Want> {
    let want = |kind, lang: Option<&Lang>, other: Option<&Lang>| Want {
        kind,
        lang: lang.cloned(),
        other: other.cloned(),
        counts: None,
        texts: None,
    };
    let held: Vec<_> = document.renditions.iter().filter(|rendition| rendition.held().is_some()).collect();
    if held.is_empty() {
        return vec![want(WantKind::NoFile, None, None)];
    }
    let mut wants = Vec::new();
    let missing = languages.iter().filter(|lang| held.iter().all(|rendition| !rendition.lang.is_same_language(lang)));
    wants.extend(missing.map(|lang| want(WantKind::LanguageMissing, Some(lang), None)));
    for rendition in &held {
        let lang = Some(&rendition.lang);
        if document.is_outdated(rendition) {
            wants.push(want(WantKind::Outdated, lang, rendition.made_from.as_ref().map(|from| &from.lang)));
        }
        let Some(text) = &rendition.text else {
            wants.push(want(WantKind::NoText, lang, None));
            continue;
        };
        if text.characters == 0 {
            wants.push(want(WantKind::NoText, lang, None));
        }
        if let Some(told) = text.lang.as_ref().filter(|told| !told.is_same_language(&rendition.lang)) {
            wants.push(want(WantKind::LanguageDiffers, lang, Some(told)));
        }
    }
    wants.extend(compare_languages(document, languages));
    wants
}

/// Compares each language with the one that leads: that of the official text, else the first of the framework's.
fn compare_languages(document: &Document, languages: &[Lang]) -> Vec<Want> {
    let mut langs: Vec<&Lang> = Vec::new();
    for lang in languages.iter().chain(document.renditions.iter().map(|rendition| &rendition.lang)) {
        if !langs.contains(&lang) && document.find_text_in(lang).is_some() {
            langs.push(lang);
        }
    }
    let is_official = |lang: &&&Lang| document.find_text_in(lang).is_some_and(|text| text.status == chancery_model::TextStatus::Official);
    let Some(first) = langs.iter().find(is_official).or(langs.first()).copied() else { return Vec::new() };
    let mut wants = Vec::new();
    for lang in langs.into_iter().filter(|lang| *lang != first) {
        let (Some(one), Some(other)) = (document.find_text_in(lang), document.find_text_in(first)) else { continue };
        let (Some(text), Some(led)) = (&one.text, &other.text) else { continue };
        let differ = |kind, counts, texts| Want { kind, lang: Some(lang.clone()), other: Some(first.clone()), counts: Some(counts), texts };
        // Pages can be compared where both are typeset.
        let is_typeset = |name: Option<&str>| name == Some(MediaType::Pdf.as_str());
        if let (Some(pages), Some(led_pages)) = (text.pages, led.pages)
            && pages != led_pages
            && is_typeset(one.media_type.as_deref())
            && is_typeset(other.media_type.as_deref())
        {
            wants.push(differ(WantKind::PagesDiffer, (pages, led_pages), None));
        }
        if text.anchors != led.anchors && text.characters > 0 && led.characters > 0 {
            let texts = Some(Box::new((text.clone(), led.clone())));
            wants.push(differ(WantKind::ClausesDiffer, (text.clauses, led.clauses), texts));
        }
    }
    wants
}

/// The first anchor that stands in one list of clauses and not at the same place in the other.
fn first_difference(one: &[Clause], other: &[Clause]) -> Option<Anchor> {
    let differing = one.iter().zip(other).find(|(a, b)| a.anchor != b.anchor).map(|(a, _)| &a.anchor);
    let beyond = || one.get(other.len()).or_else(|| other.get(one.len())).map(|clause| &clause.anchor);
    differing.or_else(beyond).cloned()
}

impl App {
    /// Lists what documents want, a page of it.
    ///
    /// Errors: kind `invalid` for a cursor that is none.
    pub async fn document_worklists(&self, _ctx: &Ctx, query: &WorklistQuery) -> Result<Worklists, AppError> {
        let wants = self.wants().await?;
        let mut counts: BTreeMap<WantKind, u64> = WantKind::ALL.into_iter().map(|kind| (kind, 0)).collect();
        wants.rows.iter().for_each(|(_, _, want)| *counts.entry(want.kind).or_default() += 1);
        // Rows keep their places while the journal stands still; when it moves on, a page may repeat or pass over some.
        let from = match &query.after {
            Some(after) => after.parse().map_err(|_| AppError::new(ErrorKind::Invalid, format!("{after:?} is no place in a list")))?,
            None => 0,
        };
        let is_asked = |row: &&(usize, &(DocumentId, Vec<Name>, Want))| query.kind.is_none_or(|kind| kind == row.1.2.kind);
        let mut found: Vec<_> = wants.rows.iter().enumerate().skip(from).collect::<Vec<_>>();
        found.retain(|row| is_asked(&row));
        let next = found.get(query.limit).map(|(at, _)| at.to_string());
        let mut rows = Vec::new();
        for (_, (document, titles, want)) in found.into_iter().take(query.limit) {
            let first_difference = match &want.texts {
                Some(texts) => self.compare_texts(&texts.0, &texts.1).await?,
                None => None,
            };
            rows.push(WorkRow { document: document.clone(), titles: titles.clone(), want: want.clone(), first_difference });
        }
        Ok(Worklists { counts, rows, next })
    }

    async fn compare_texts(&self, one: &ReadText, other: &ReadText) -> Result<Option<Anchor>, AppError> {
        let text = async |read: &ReadText| match self.paper_text(read).await {
            // That a text is lost is for `verify` to say; the list is shown all the same.
            Err(error) if error.kind == ErrorKind::Corrupt => Ok(None),
            other => other,
        };
        let (one, other) = (text(one).await?, text(other).await?);
        Ok(one.zip(other).and_then(|(one, other)| first_difference(&one.clauses, &other.clauses)))
    }

    async fn wants(&self) -> Result<Arc<Wants>, AppError> {
        let seq = self.store().head().await?.seq;
        if let Some(kept) = self.inner.papers.wants().filter(|kept| kept.seq == seq) {
            return Ok(kept);
        }
        let catalogue = self.catalogue();
        let languages = catalogue.framework().map_or(&[][..], |framework| &framework.languages);
        let mut rows = Vec::new();
        for listed in self.store().list(Kind::Document).await? {
            let Record::Document(document) = listed.record else { continue };
            let wants = list_wants(&document, languages);
            rows.extend(wants.into_iter().map(|want| (document.id.clone(), document.titles.clone(), want)));
        }
        let wants = Arc::new(Wants { seq, rows });
        self.inner.papers.keep_wants(Arc::clone(&wants));
        Ok(wants)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::document::Rendition;
    use chancery_model::paper::Extractor;
    use chancery_model::{Availability, Digest, MadeFrom, TextStatus, samples};

    fn held(lang: Lang, pages: u32, anchors: &str) -> Rendition {
        let text = ReadText {
            sha256: Digest::of(b"text"),
            extractor: Extractor { name: "made-up".into(), version: 1 },
            pages: Some(pages),
            clauses: 3,
            characters: 900,
            anchors: Digest::of(anchors.as_bytes()),
            lang: Some(lang.clone()),
            findings: vec![],
        };
        Rendition {
            availability: Availability::Held,
            sha256: Some(Digest::of(lang.as_str().as_bytes())),
            media_type: Some(MediaType::Pdf.as_str().to_owned()),
            size_bytes: Some(9),
            text: Some(text),
            ..Rendition::listed(lang, TextStatus::Unofficial)
        }
    }

    #[test]
    fn a_document_wants_what_its_record_lacks() {
        let four = [Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()];
        let check = |renditions: Vec<Rendition>, expected: &[&str]| {
            let document = Document { renditions, ..samples::document("plan", "tchm/4") };
            let said: Vec<String> = list_wants(&document, &four)
                .iter()
                .map(|want| {
                    let langs: Vec<&str> = want.lang.iter().chain(&want.other).map(Lang::as_str).collect();
                    [&[want.kind.as_str()][..], &langs].concat().join(" ")
                })
                .collect();
            assert_eq!(said, expected);
        };
        let all = || four.iter().map(|lang| held(lang.clone(), 3, "a")).collect::<Vec<_>>();
        check(vec![], &["no-file"]);
        check(vec![Rendition::listed(Lang::en(), TextStatus::Official)], &["no-file"]);
        check(all(), &[]);
        check(all()[..2].to_vec(), &["language-missing ja", "language-missing ko"]);
        let mut other = all();
        other[3] = held(Lang::ko(), 4, "b");
        check(other.clone(), &["pages-differ ko en", "clauses-differ ko en"]);
        // The official text leads.
        other[3].status = TextStatus::Official;
        check(
            other,
            &[
                "pages-differ en ko",
                "clauses-differ en ko",
                "pages-differ zh-Hans ko",
                "clauses-differ zh-Hans ko",
                "pages-differ ja ko",
                "clauses-differ ja ko",
            ],
        );
        let mut scan = all();
        let read = scan[2].text.as_mut().unwrap();
        (read.characters, read.clauses, read.anchors, read.lang) = (0, 0, Digest::of(b""), None);
        check(scan, &["no-text ja"]);
        let mut wrong = all();
        wrong[1].text.as_mut().unwrap().lang = Some(Lang::ja());
        check(wrong, &["language-differs zh-Hans ja"]);
        let mut late = all();
        late[3].made_from = Some(MadeFrom { lang: Lang::en(), sha256: Some(Digest::of(b"older")) });
        check(late, &["outdated ko en"]);
    }

    #[test]
    fn the_first_clause_that_differs_is_named() {
        let clauses = |anchors: &[&str]| -> Vec<Clause> {
            let clause = |anchor: &&str| Clause {
                anchor: anchor.parse().unwrap(),
                kind: chancery_model::ClauseKind::Article,
                number: None,
                level: 0,
                heading: None,
                text: String::new(),
                page: None,
            };
            anchors.iter().map(clause).collect()
        };
        let check = |one: &[&str], other: &[&str], expected: Option<&str>| {
            assert_eq!(first_difference(&clauses(one), &clauses(other)).as_ref().map(Anchor::as_str), expected);
        };
        check(&["article-1", "article-2"], &["article-1", "article-3"], Some("article-2"));
        check(&["article-1", "article-2"], &["article-1"], Some("article-2"));
        check(&["article-1"], &["article-1", "article-2"], Some("article-2"));
        check(&["article-1"], &["article-1"], None);
    }
}
