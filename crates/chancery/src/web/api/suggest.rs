//! Suggestions while a query is typed: queries to go on with, and records that the typed text names.

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::search::{DirectRecord, QueryIdea};
use chancery_model::{Kind, RecordRef};
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, percent_encode};
use super::endpoint::{Answering, Param, UI};
use super::shape::Shape;
use crate::web::routes::{Page, Route};
use crate::web::text::Words;

/// What is asked for suggestions.
pub(super) const QUERY: &[Param] =
    &[Param::new("q", Shape::Text, "What was typed so far: one character of Chinese, Japanese or Korean, or two letters, at least"), UI];

/// A query to go on with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SuggestedQuery)]
struct QueryView {
    /// The query.
    text: String,
    /// BCP 47 language of the text; `und` if not known.
    lang: String,
    /// Address of the page of its results.
    url: String,
}

/// A record to go to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SuggestedRecord)]
struct RecordView {
    /// The kind of record.
    kind: String,
    /// The kind's name in the language asked for.
    kind_name: String,
    /// The id.
    id: String,
    /// The name that matches.
    title: String,
    /// BCP 47 language of the name.
    title_lang: String,
    /// What matched: ranges of Unicode scalars of `title`, start included, end not.
    highlights: Vec<[usize; 2]>,
    /// Address of the page; of a place, of what was held there.
    url: String,
    /// Permanent address, whatever the language.
    permanent_url: String,
}

/// What may be meant by the beginning of a query.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Suggestions)]
pub(super) struct SuggestView {
    /// What was typed.
    query: String,
    /// Queries, at most five, the likeliest first.
    queries: Vec<QueryView>,
    /// Records, at most three.
    records: Vec<RecordView>,
}

/// The address of a search of the site.
fn search_url(call: &Call, name: &str, value: &str) -> String {
    format!("{}?{name}={}", call.state.base.absolute(&Page::Search.in_language(call.ui)), percent_encode(value))
}

fn query_view(call: &Call, idea: QueryIdea) -> QueryView {
    QueryView { url: search_url(call, "q", &idea.text), lang: idea.lang.to_string(), text: idea.text }
}

/// Shape: `None` for what is no address of the register, which an index newer than the program might hold.
fn record_view(call: &Call, record: DirectRecord) -> Option<RecordView> {
    let address = RecordRef::new(record.kind, &record.id).ok()?;
    let permanent = Route::Id(address.clone());
    let url = match (record.kind, Page::of(&address)) {
        // Of a place, a reader wants the meetings there, and its page is only its history.
        (Kind::Place, _) => search_url(call, "place", &record.id),
        (_, Some(page)) => call.state.base.absolute(&page.in_language(call.ui)),
        (_, None) => call.state.base.absolute(&permanent),
    };
    Some(RecordView {
        kind: record.kind.to_string(),
        kind_name: Words::of(call.ui).say(&format!("kind-{}", record.kind)),
        id: record.id,
        title: record.title,
        title_lang: record.lang.to_string(),
        highlights: record.highlights.into_iter().map(|range| [range.start, range.end]).collect(),
        url,
        permanent_url: call.state.base.absolute(&permanent),
    })
}

pub(super) fn suggest(call: Call) -> Answering {
    Box::pin(async move {
        let query = call.text("q").unwrap_or_default().to_owned();
        let found = call.state.app.suggest(&call.ctx(), &query).await?;
        let queries = found.queries.into_iter().map(|idea| query_view(&call, idea)).collect();
        let records = found.records.into_iter().filter_map(|record| record_view(&call, record)).collect();
        Ok(Json(SuggestView { query, queries, records }).into_response())
    })
}
