//! Two versions of a document against each other, in one language.

use std::sync::Arc;

use chancery_model::compare::{Comparison, compare};
use chancery_model::{Document, DocumentId, Lang};
use chancery_store::LineMember;
use tokio::sync::Semaphore;

use super::text::ShownText;
use super::{in_order, readable};
use crate::App;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::found::Miss;

/// Long comparisons at a time. A page of 300 pages against another takes a processor for a while; a crowd that asks for
/// such must not take them all.
static COMPARING: Semaphore = Semaphore::const_new(2);

/// Which versions to compare; what is not said is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The older side.
    pub from: Option<DocumentId>,
    /// The newer side.
    pub to: Option<DocumentId>,
    /// The language of both.
    pub lang: Option<Lang>,
}

/// One side of a comparison.
#[derive(Debug, Clone)]
pub struct Side {
    /// The version.
    pub document: Document,
    /// Its text.
    pub shown: ShownText,
}

/// Two versions compared.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The older side, or what was asked for as such.
    pub from: Side,
    /// The newer side.
    pub to: Side,
    /// What became of each clause.
    pub comparison: Arc<Comparison>,
}

/// A line of versions, seen from one of them, and two of them compared.
#[derive(Debug, Clone)]
pub struct VersionsView {
    /// The versions in order.
    pub line: Vec<LineMember>,
    /// The languages in which at least two versions have clauses, in the order of the framework.
    pub langs: Vec<Lang>,
    /// The sides that were chosen.
    pub from: Option<DocumentId>,
    /// The newer side.
    pub to: Option<DocumentId>,
    /// The language that was chosen.
    pub lang: Option<Lang>,
    /// The comparison; none if the versions and the language chosen have no two texts with clauses.
    pub compared: Option<Compared>,
}

/// The languages in which a version can be compared.
fn comparable(document: &Document) -> impl Iterator<Item = &Lang> {
    readable(document).filter(|r| r.text.as_ref().is_some_and(|text| text.clauses > 0)).map(|r| &r.lang)
}

/// Fills in what was not said: the language that the reader reads, and the two latest versions in it, seen from `id`.
fn choose(line: &[LineMember], id: &DocumentId, wanted: &Wanted, langs: &[Lang], reader: &Lang) -> Wanted {
    let preferred = langs.iter().find(|lang| lang.is_same_language(reader)).or(langs.first());
    let lang = wanted.lang.as_ref().or(preferred).cloned();
    let is_in = |member: &&LineMember| lang.as_ref().is_none_or(|lang| comparable(&member.document).any(|l| l.is_same_language(lang)));
    let ids: Vec<&DocumentId> = line.iter().filter(is_in).map(|member| &member.document.id).collect();
    let place = |id: &DocumentId| ids.iter().position(|other| *other == id);
    let at = wanted.to.as_ref().or(Some(id)).and_then(place);
    let (from, to) = match (wanted.from.as_ref().and_then(place), at) {
        (Some(from), Some(to)) if wanted.to.is_some() || from != to => (Some(from), Some(to)),
        (Some(from), _) => (Some(from), ids.len().checked_sub(1)),
        // The first version has none before it: it is shown against the next.
        (None, Some(0)) if wanted.to.is_none() => (Some(0), Some(1)),
        (None, Some(to)) => (to.checked_sub(1), Some(to)),
        (None, None) => (ids.len().checked_sub(2), ids.len().checked_sub(1)),
    };
    let id_at = |at: Option<usize>| at.and_then(|at| ids.get(at)).map(|id| (*id).clone());
    Wanted { from: wanted.from.clone().or(id_at(from)), to: wanted.to.clone().or(id_at(to)), lang }
}

impl App {
    /// Reads the line of versions of a document, with two of them compared.
    ///
    /// The comparison runs off the async threads, and a few at a time. Errors: kind `corrupt` for a damaged text.
    pub async fn read_versions(&self, ctx: &Ctx, id: &DocumentId, wanted: &Wanted) -> Result<VersionsView, Miss> {
        self.find_document(id).await?;
        let line = in_order(self.store().list_line(id).await?);
        let langs = self.langs_of(&line);
        let Wanted { from, to, lang } = choose(&line, id, wanted, &langs, &ctx.lang);
        let find = |id: &Option<DocumentId>| id.as_ref().and_then(|id| line.iter().find(|member| member.document.id == *id));
        let compared = match (find(&from), find(&to), &lang) {
            (Some(old), Some(new), Some(lang)) if old.document.id != new.document.id => {
                self.compare(&old.document, &new.document, lang).await?
            }
            _ => None,
        };
        Ok(VersionsView { line, langs, from, to, lang, compared })
    }

    /// The languages that two versions or more can be compared in.
    fn langs_of(&self, line: &[LineMember]) -> Vec<Lang> {
        let catalogue = self.catalogue();
        let mut langs: Vec<Lang> = catalogue.framework().map(|f| f.languages.clone()).unwrap_or_default();
        for lang in line.iter().flat_map(|member| comparable(&member.document)) {
            if !langs.contains(lang) {
                langs.push(lang.clone());
            }
        }
        langs.retain(|lang| line.iter().filter(|member| comparable(&member.document).any(|l| l == lang)).count() > 1);
        langs
    }

    async fn compare(&self, old: &Document, new: &Document, lang: &Lang) -> Result<Option<Compared>, AppError> {
        let (Some(from), Some(to)) = (self.side(old, lang).await?, self.side(new, lang).await?) else {
            return Ok(None);
        };
        let (old_text, new_text, lang) = (Arc::clone(&from.shown.text), Arc::clone(&to.shown.text), lang.clone());
        // The permit goes with the work: a reader who goes away, or whose time is up, does not stop it.
        let permit = COMPARING.acquire().await.map_err(AppError::bug)?;
        let work = move || {
            let comparison = compare(&old_text.clauses, &new_text.clauses, &lang);
            drop(permit);
            comparison
        };
        let comparison = tokio::task::spawn_blocking(work).await.map_err(AppError::bug)?;
        Ok(Some(Compared { from, to, comparison: Arc::new(comparison) }))
    }

    async fn side(&self, document: &Document, lang: &Lang) -> Result<Option<Side>, AppError> {
        let rendition = readable(document).find(|r| r.lang.is_same_language(lang));
        let shown = match rendition {
            Some(rendition) => self.text_of(rendition).await?,
            None => None,
        };
        Ok(shown.filter(|shown| !shown.text.clauses.is_empty()).map(|shown| Side { document: document.clone(), shown }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::paper::Extractor;
    use chancery_model::{Digest, ReadText, Rendition, TextStatus, samples};

    fn member(id: &str, langs: &[Lang]) -> LineMember {
        let mut document = samples::document(id, "tchm/6");
        let read = |lang: &Lang| ReadText {
            sha256: Digest::of(b"text"),
            extractor: Extractor { name: "test".into(), version: 1 },
            pages: None,
            clauses: 4,
            characters: 100,
            anchors: Digest::of(b"anchors"),
            lang: Some(lang.clone()),
            findings: vec![],
        };
        let rendition = |lang: &Lang| Rendition { text: Some(read(lang)), ..Rendition::listed(lang.clone(), TextStatus::Official) };
        document.renditions = langs.iter().map(rendition).collect();
        LineMember { document, revision: 1, revises: None }
    }

    #[test]
    fn the_version_before_is_what_a_version_is_compared_with() {
        let (en, ko) = (Lang::en(), Lang::ko());
        let both = [en.clone(), ko.clone()];
        let line = [member("a", &both), member("b", std::slice::from_ref(&en)), member("c", &both)];
        let check = |id: &str, wanted: [Option<&str>; 3], reader: &Lang, expected: [&str; 3]| {
            let [from, to, lang] = wanted;
            let parsed = |id: Option<&str>| id.map(|id| id.parse().unwrap());
            let wanted = Wanted { from: parsed(from), to: parsed(to), lang: lang.map(|l| l.parse().unwrap()) };
            let chosen = choose(&line, &id.parse().unwrap(), &wanted, &both, reader);
            let said = [
                chosen.from.map(|id| id.to_string()).unwrap_or_default(),
                chosen.to.map(|id| id.to_string()).unwrap_or_default(),
                chosen.lang.map(|l| l.to_string()).unwrap_or_default(),
            ];
            assert_eq!(said, expected, "{id} {wanted:?}");
        };
        check("c", [None, None, None], &en, ["b", "c", "en"]);
        check("c", [None, None, None], &ko, ["a", "c", "ko"]);
        check("c", [None, None, None], &Lang::ja(), ["b", "c", "en"]);
        check("a", [None, None, None], &en, ["a", "b", "en"]);
        check("b", [None, None, None], &ko, ["a", "c", "ko"]);
        check("c", [Some("a"), None, None], &en, ["a", "c", "en"]);
        check("a", [Some("a"), None, None], &en, ["a", "c", "en"]);
        check("a", [None, Some("c"), Some("ko")], &en, ["a", "c", "ko"]);
        check("a", [Some("c"), Some("a"), Some("en")], &en, ["c", "a", "en"]);
    }
}
