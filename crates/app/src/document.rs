//! One document with its meetings and its line of versions, and lists of documents.
//!
//! Its texts, in one language or side by side, are in [`text`], two of its versions against each other in [`versions`].

pub mod text;
pub mod versions;

use chancery_model::{Day, Document, DocumentId, Kind, Lang, Record, RecordRef, Relation, Rendition, TextStatus};
use chancery_store::{DocumentQuery, DocumentRow, LineMember, Lookup, Page};

use crate::App;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::found::{Miss, Version};
use crate::search::SearchHit;

/// A document's meeting.
#[derive(Debug, Clone)]
pub struct RelatedMeeting {
    /// How the document stands to it.
    pub relation: Relation,
    /// What the meeting is called, when and where it was.
    pub meeting: SearchHit,
}

/// What a document's page tells.
#[derive(Debug, Clone)]
pub struct DocumentView {
    /// The document.
    pub document: Document,
    /// Which state of it.
    pub version: Version,
    /// Its meetings.
    pub meetings: Vec<RelatedMeeting>,
    /// The document that it revises.
    pub revises: Option<SearchHit>,
    /// Its line of versions in order, itself with them.
    pub line: Vec<LineMember>,
}

/// Puts a line of versions in order: what is revised before what revises it, then by date, then by id.
fn in_order(mut line: Vec<LineMember>) -> Vec<LineMember> {
    let depth = |member: &LineMember| {
        let before = |id: &DocumentId| line.iter().find(|other| other.document.id == *id).and_then(|other| other.revises.clone());
        // A circle of revisions is a mistake of the record; it must not be walked for ever.
        std::iter::successors(member.revises.clone(), before).take(line.len()).count()
    };
    let first_day = |member: &LineMember| member.document.date.as_ref().and_then(|date| date.range().earliest).map(Day::number);
    let depths: Vec<_> = line.iter().map(|member| (depth(member), first_day(member), member.document.id.clone())).collect();
    line.sort_by_cached_key(|member| depths.iter().find(|(_, _, id)| *id == member.document.id).cloned());
    line
}

/// Chooses the rendition whose text a reader sees: in the language asked for; else in the reader's; else an official or
/// original one; else along the fallback of the framework; else the first that has a text.
///
/// Shape: `None` if no rendition has a text, or none in the language asked for.
pub fn choose_text<'a>(document: &'a Document, asked: Option<&Lang>, lang: &Lang, fallback: &[Lang]) -> Option<&'a Rendition> {
    let in_language = |wanted: &Lang| readable(document).find(|rendition| rendition.lang.is_same_language(wanted));
    match asked {
        Some(asked) => in_language(asked),
        None => in_language(lang)
            .or_else(|| readable(document).find(|r| matches!(r.status, TextStatus::Official | TextStatus::Original)))
            .or_else(|| fallback.iter().find_map(in_language))
            .or_else(|| readable(document).next()),
    }
}

/// The renditions that have a text to read, one for each language: the official before others, and of several forms of a
/// text the one that keeps its pages.
pub fn readable(document: &Document) -> impl Iterator<Item = &Rendition> {
    let rank = |rendition: &&Rendition| {
        let status = match rendition.status {
            TextStatus::Official => 0,
            TextStatus::Original => 1,
            TextStatus::Translation => 2,
            TextStatus::Unofficial | TextStatus::Summary => 3,
        };
        (status, rendition.text.as_ref().is_none_or(|text| text.pages.is_none()))
    };
    let with_text = || document.renditions.iter().filter(|r| r.text.as_ref().is_some_and(|text| text.characters > 0));
    let mut langs: Vec<&Lang> = Vec::new();
    for rendition in with_text() {
        if !langs.contains(&&rendition.lang) {
            langs.push(&rendition.lang);
        }
    }
    langs.into_iter().filter_map(move |lang| with_text().filter(|r| r.lang == *lang).min_by_key(rank))
}

impl App {
    /// Reads a document.
    pub async fn read_document(&self, ctx: &Ctx, id: &DocumentId) -> Result<DocumentView, Miss> {
        let (document, version) = self.find_document(id).await?;
        let mut meetings = Vec::with_capacity(document.relations.len());
        // One look-up for each meeting: a document belongs to one or two.
        for relation in &document.relations {
            if let Some(meeting) =
                self.describe_at(ctx, &RecordRef::new(Kind::Meeting, relation.meeting.as_str()).map_err(AppError::bug)?).await?
            {
                meetings.push(RelatedMeeting { relation: relation.relation, meeting });
            }
        }
        let revises = match &document.revises {
            Some(id) => self.describe_at(ctx, &RecordRef::new(Kind::Document, id.as_str()).map_err(AppError::bug)?).await?,
            None => None,
        };
        let line = in_order(self.store().list_line(id).await?);
        Ok(DocumentView { document, version, meetings, revises, line })
    }

    /// Finds a document.
    pub(crate) async fn find_document(&self, id: &DocumentId) -> Result<(Document, Version), Miss> {
        let take = |record| match record {
            Record::Document(document) => Some(document),
            _ => None,
        };
        self.find_as(Kind::Document, id.as_str(), take).await
    }

    /// Lists documents, a page of them, from the cursor `after` on.
    ///
    /// Errors: kind `invalid` for a cursor that is none.
    pub async fn list_documents(&self, _ctx: &Ctx, query: DocumentQuery, after: Option<&str>) -> Result<Page<DocumentRow>, AppError> {
        let query = DocumentQuery { after: after.map(str::parse).transpose()?, ..query };
        Ok(self.store().list_documents(&query).await?)
    }

    /// Describes the record at an address, where it is now if it moved; `None` if it is there no more.
    pub async fn describe_at(&self, ctx: &Ctx, address: &RecordRef) -> Result<Option<SearchHit>, AppError> {
        let mut address = address.clone();
        let mut found = self.store().find(&address).await?;
        if let Lookup::Moved { to, .. } = found {
            found = self.store().find(&to).await?;
            address = to;
        }
        Ok(match found {
            Lookup::Found(current) => Some(self.describe(ctx, address, &current.record)),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::samples;

    fn member(id: &str, date: Option<&str>, revises: Option<&str>) -> LineMember {
        let mut document = samples::document(id, "tchm/6");
        document.date = date.map(|d| d.parse().unwrap());
        LineMember { document, revision: 1, revises: revises.map(|r| r.parse().unwrap()) }
    }

    #[test]
    fn the_best_text_of_each_language_is_read() {
        use chancery_model::paper::Extractor;
        use chancery_model::{Digest, ReadText};
        let text = |characters, pages| ReadText {
            sha256: Digest::of(b"text"),
            extractor: Extractor { name: "test".into(), version: 1 },
            pages,
            clauses: 1,
            characters,
            anchors: Digest::of(b"anchors"),
            lang: None,
            findings: vec![],
        };
        let rendition = |lang: Lang, status, text| Rendition { text, ..Rendition::listed(lang, status) };
        let mut document = samples::document("plan", "tchm/6");
        document.renditions = vec![
            rendition(Lang::ja(), TextStatus::Translation, Some(text(9, None))),
            rendition(Lang::ja(), TextStatus::Translation, Some(text(9, Some(3)))),
            rendition(Lang::ja(), TextStatus::Official, Some(text(0, Some(3)))),
            rendition(Lang::en(), TextStatus::Unofficial, Some(text(9, Some(3)))),
            rendition(Lang::en(), TextStatus::Official, Some(text(9, None))),
            rendition(Lang::ko(), TextStatus::Official, None),
        ];
        let chosen: Vec<&Rendition> = readable(&document).collect();
        assert_eq!(chosen, [&document.renditions[1], &document.renditions[4]]);
        let asked =
            |asked: Option<Lang>, reader: Lang| choose_text(&document, asked.as_ref(), &reader, &[Lang::ja()]).map(|r| r.lang.clone());
        assert_eq!(asked(None, Lang::ja()), Some(Lang::ja()));
        assert_eq!(asked(None, Lang::ko()), Some(Lang::en()), "the official text, where the reader's language has none");
        assert_eq!(asked(Some(Lang::ko()), Lang::en()), None);
    }

    #[test]
    fn versions_stand_behind_what_they_revise_whatever_their_dates() {
        let check = |line: Vec<LineMember>, expected: &[&str]| {
            let ids: Vec<String> = in_order(line).into_iter().map(|m| m.document.id.to_string()).collect();
            assert_eq!(ids, expected);
        };
        check(vec![member("a", None, Some("b")), member("b", Some("2011"), None)], &["b", "a"]);
        // Two drafts of the same version stand by date; their successor comes last.
        check(
            vec![
                member("x", Some("2012"), Some("r")),
                member("r", Some("2009"), None),
                member("w", Some("2011"), Some("r")),
                member("z", None, Some("x")),
            ],
            &["r", "w", "x", "z"],
        );
        check(vec![member("a", None, Some("b")), member("b", None, Some("a"))], &["a", "b"]);
    }
}
