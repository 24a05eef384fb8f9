//! Documents: the list, and one with its meetings and renditions. Clauses and comparisons are in `clause`.

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::commitment::DocumentFollowThrough;
use chancery_app::document::DocumentView as Told;
use chancery_app::listing::{DocumentQuery, DocumentRow};
use chancery_model::{Document, Kind, ReadText, RecordRef, Rendition};
use serde::Serialize;
use utoipa::ToSchema;

use super::call::Call;
use super::endpoint::{AFTER, Answering, LIMIT, Param, UI};
use super::follow_through::commitment_pointer;
use super::problem::Problem;
use super::shape::{Shape, place_to_text};
use super::text::{AddressesView, NameView, PointerView, SourceView, StatementView, TextView, TitleView, VersionView, word};
use crate::web::routes::Route;

/// What the list takes.
pub(in crate::web) const QUERY: &[Param] = &[
    UI,
    LIMIT,
    AFTER,
    Param::new("topic", Shape::Slug, "Only those of this topic"),
    Param::new("mechanism", Shape::Slug, "Only those that this mechanism issued or that belong to its meetings"),
    Param::new("meeting", Shape::Meeting, "Only those that belong to this meeting"),
    Param::new("type", Shape::Slug, "Only those of this type, such as joint-statement"),
    Param::new("lang", Shape::Lang, "Only those known in this language"),
    Param::new("from", Shape::Date, "Only those that may be dated on or after this"),
    Param::new("to", Shape::Date, "Only those that may be dated on or before this"),
];

/// How a document stands to a meeting.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DocumentRelation)]
pub(super) struct RelationView {
    /// `adopted`, `issued`, `listed` or `tabled`.
    relation: String,
    /// The meeting.
    meeting: PointerView,
}

/// A document in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DocumentSummary)]
pub(in crate::web) struct DocumentSummaryView {
    /// The id.
    id: String,
    /// The title in the language asked for.
    title: Option<TitleView>,
    /// Where it is found.
    addresses: AddressesView,
    /// Every title.
    titles: Vec<NameView>,
    /// The type, such as `joint-statement`.
    #[serde(rename = "type")]
    kind: String,
    /// Its own date, EDTF.
    date: Option<String>,
    /// The mechanism that issued it.
    issuer: Option<PointerView>,
    /// The meetings it belongs to.
    relations: Vec<RelationView>,
    /// The languages in which it is known.
    langs: Vec<String>,
    /// True if the date is not precise enough to tell whether it lies in the days asked for.
    may_match: bool,
    /// The revision.
    revision: u64,
}

/// One language version of a document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rendition)]
struct RenditionView {
    /// BCP 47 language.
    lang: String,
    /// `original`, `official`, `translation`, `unofficial` or `summary`.
    status: String,
    /// `listed` (a source says that it exists), `linked` or `held`.
    availability: String,
    /// Public address.
    url: Option<String>,
    /// SHA-256 of the file.
    sha256: Option<String>,
    /// Media type of the file.
    media_type: Option<String>,
    /// Size of the file.
    size_bytes: Option<u64>,
    /// The name under which the file came.
    file_name: Option<String>,
    /// Where the file can be had, if the register holds it.
    file: Option<String>,
    /// For a translation: the text that it was made from.
    made_from: Option<MadeFromView>,
    /// True for a translation of a text that was revised since.
    is_outdated: bool,
    /// What was read of the file, in short.
    text: Option<ReadTextView>,
}

/// The text that a translation was made from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MadeFrom)]
struct MadeFromView {
    /// BCP 47 language of that text.
    lang: String,
    /// SHA-256 of its file.
    sha256: Option<String>,
}

/// What was read of a file, in short; the clauses are at `/documents/{id}/clauses`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReadText)]
struct ReadTextView {
    /// How many pages the file has; null for a file without pages.
    pages: Option<u32>,
    /// How many clauses were found.
    clauses: u32,
    /// How many letters there are to read, white space not counted; 0 is a file without a text layer.
    characters: u64,
    /// BCP 47 language of most of the text, as told by its letters and words.
    lang: Option<String>,
    /// What was noticed while reading, such as `no-text-layer`, each kind once.
    findings: Vec<String>,
    /// Which reader made the text, with its version.
    reader: String,
}

impl ReadTextView {
    fn of(text: &ReadText) -> Self {
        let mut findings: Vec<String> = text.findings.iter().map(|finding| word(finding.kind)).collect();
        findings.sort_unstable();
        findings.dedup();
        ReadTextView {
            pages: text.pages,
            clauses: text.clauses,
            characters: text.characters,
            lang: text.lang.as_ref().map(ToString::to_string),
            findings,
            reader: format!("{}/{}", text.extractor.name, text.extractor.version),
        }
    }
}

impl RenditionView {
    fn of(call: &Call, document: &Document, rendition: &Rendition) -> Self {
        let held = rendition.held();
        RenditionView {
            lang: rendition.lang.to_string(),
            status: word(rendition.status),
            availability: word(rendition.availability),
            url: rendition.url.clone(),
            sha256: rendition.sha256.map(|d| d.to_string()),
            media_type: rendition.media_type.clone(),
            size_bytes: rendition.size_bytes,
            file_name: rendition.file_name.clone(),
            file: held.map(|file| call.state.base.absolute(&Route::File(file.sha256))),
            made_from: rendition
                .made_from
                .as_ref()
                .map(|from| MadeFromView { lang: from.lang.to_string(), sha256: from.sha256.map(|d| d.to_string()) }),
            is_outdated: document.is_outdated(rendition),
            text: rendition.text.as_ref().map(ReadTextView::of),
        }
    }
}

/// A document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Document)]
pub(super) struct DocumentView {
    /// The id.
    id: String,
    /// The title in the language asked for.
    title: Option<TitleView>,
    /// Where it is found.
    addresses: AddressesView,
    /// Every title.
    titles: Vec<NameView>,
    /// The type, such as `joint-statement`.
    #[serde(rename = "type")]
    kind: String,
    /// Its own date, EDTF.
    date: Option<String>,
    /// The mechanism that issued it.
    issuer: Option<PointerView>,
    /// The document's own symbol.
    symbol: Option<String>,
    /// The meetings it belongs to.
    relations: Vec<RelationView>,
    /// The earlier version that it revises.
    revises: Option<PointerView>,
    /// The ids of its versions in order, its own with them.
    line: Vec<String>,
    /// The language versions.
    renditions: Vec<RenditionView>,
    /// The commitments that it makes or says again as a whole; those of its clauses are with the clauses.
    commitments: Vec<PointerView>,
    /// The commitments for which it, or a clause of it, is evidence.
    taken_up: Vec<PointerView>,
    /// Sources.
    sources: Vec<SourceView>,
    /// Rival values.
    statements: Vec<StatementView>,
    /// Notes.
    notes: Vec<TextView>,
    /// Which state of the record.
    version: VersionView,
}

/// The summary of a document in a list.
pub(in crate::web) fn summary(call: &Call, row: &DocumentRow) -> DocumentSummaryView {
    let address = RecordRef::new(Kind::Document, row.id.as_str()).expect("the id of a document is of a document's form");
    DocumentSummaryView {
        id: row.id.to_string(),
        title: call.state.app.catalogue().name(&row.titles, &call.ui.lang()).map(TitleView::of_name),
        addresses: AddressesView::of(&call.state, call.ui, &address),
        titles: NameView::list(&row.titles),
        kind: row.document_type.to_string(),
        date: row.date.map(|d| d.to_string()),
        issuer: row.issuer.as_ref().map(|id| super::mechanism::pointer(call, id)),
        relations: row
            .relations
            .iter()
            .map(|r| RelationView { relation: word(r.relation), meeting: super::meeting::bare_pointer(call, &r.meeting) })
            .collect(),
        langs: row.langs.iter().map(ToString::to_string).collect(),
        may_match: row.may_match,
        revision: row.revision,
    }
}

fn full_view(call: &Call, told: &Told, agreed: &DocumentFollowThrough) -> DocumentView {
    let document = &told.document;
    let address = RecordRef::new(Kind::Document, document.id.as_str()).expect("the id of a document is of a document's form");
    let described =
        |hit: &chancery_app::search::SearchHit| PointerView::new(&call.state, call.ui, &hit.address, Some(TitleView::of_title(&hit.title)));
    DocumentView {
        id: document.id.to_string(),
        title: call.state.app.catalogue().name(&document.titles, &call.ui.lang()).map(TitleView::of_name),
        addresses: AddressesView::of(&call.state, call.ui, &address),
        titles: NameView::list(&document.titles),
        kind: document.document_type.to_string(),
        date: document.date.map(|d| d.to_string()),
        issuer: document.issuer.as_ref().map(|id| super::mechanism::pointer(call, id)),
        symbol: document.symbol.clone(),
        relations: told.meetings.iter().map(|r| RelationView { relation: word(r.relation), meeting: described(&r.meeting) }).collect(),
        revises: told.revises.as_ref().map(described),
        line: told.line.iter().map(|member| member.document.id.to_string()).collect(),
        renditions: document.renditions.iter().map(|rendition| RenditionView::of(call, document, rendition)).collect(),
        commitments: agreed.whole.iter().map(|row| commitment_pointer(call, row)).collect(),
        taken_up: agreed.taken_up.iter().map(|(row, _)| commitment_pointer(call, row)).collect(),
        sources: SourceView::list(&document.sources),
        statements: StatementView::list(&document.statements),
        notes: TextView::list(&document.notes),
        version: VersionView::of(&call.state, &told.version),
    }
}

/// What is asked of a list of documents.
pub(in crate::web) fn query(call: &Call) -> Result<DocumentQuery, Problem> {
    Ok(DocumentQuery {
        meeting: call.value("meeting")?,
        topic: call.value("topic")?,
        mechanism: call.value("mechanism")?,
        document_type: call.value("type")?,
        lang: call.value("lang")?,
        days: call.days(),
        limit: call.row_limit(),
        after: None,
    })
}

pub(super) fn list(call: Call) -> Answering {
    Box::pin(async move {
        let page = call.state.app.list_documents(&call.ctx(), query(&call)?, call.after_place().as_deref()).await?;
        let items: Vec<DocumentSummaryView> = page.rows.iter().map(|row| summary(&call, row)).collect();
        Ok(call.page(page.total, items, page.next.map(|cursor| place_to_text(&cursor.to_string()))))
    })
}

pub(super) fn read(call: Call) -> Answering {
    Box::pin(async move {
        let id = call.record_id("id")?;
        let told = call.state.app.read_document(&call.ctx(), &id).await.map_err(|miss| call.state.problem_of(miss))?;
        let agreed = call.state.app.read_document_follow_through(&call.ctx(), &told.document).await?;
        Ok(Json(full_view(&call, &told, &agreed)).into_response())
    })
}
