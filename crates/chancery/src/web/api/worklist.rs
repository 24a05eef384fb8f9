//! Worklists: what documents still lack.

use std::collections::BTreeMap;

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::papers::worklist::{WantKind, WorkRow, WorklistQuery};
use chancery_model::{Kind, RecordRef};
use serde::Serialize;
use utoipa::ToSchema;

use super::call::Call;
use super::endpoint::{Answering, LIMIT, Param, UI};
use super::shape::Shape;
use super::text::{PointerView, TitleView};

/// The kinds, as the record of a want has them.
const KINDS: &[&str] = &["no-file", "language-missing", "outdated", "no-text", "language-differs", "pages-differ", "clauses-differ"];

/// What the worklists take.
pub(super) const QUERY: &[Param] = &[
    UI,
    LIMIT,
    Param::new("after", Shape::Whole(0, u32::MAX as u64), "Go on where the page before ended: its `next`"),
    Param::new("kind", Shape::Choice(KINDS), "Only what is lacking in this way"),
];

/// What a document lacks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Want)]
struct WantView {
    /// `no-file`, `language-missing`, `outdated`, `no-text`, `language-differs`, `pages-differ` or `clauses-differ`.
    kind: String,
    /// The document.
    document: PointerView,
    /// The language that is meant.
    lang: Option<String>,
    /// The language that it is compared with: that of the text translated, or the one that the words are in.
    other: Option<String>,
    /// Pages or clauses in `lang` and in `other`, where they are compared.
    counts: Option<[u32; 2]>,
    /// The first clause in which the two languages differ.
    first_difference: Option<String>,
}

/// What documents lack.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Worklists)]
pub(super) struct WorklistsView {
    /// How many there are of each kind.
    #[schema(value_type = Object)]
    counts: BTreeMap<String, u64>,
    /// The items of this page, by document.
    items: Vec<WantView>,
    /// The cursor of the next page, for `after`; null on the last.
    next: Option<String>,
}

fn view(call: &Call, row: &WorkRow) -> WantView {
    let address = RecordRef::new(Kind::Document, row.document.as_str()).expect("the id of a document is of a document's form");
    let name = call.state.app.catalogue().name(&row.titles, &call.ui.lang()).map(TitleView::of_name);
    WantView {
        kind: row.want.kind.as_str().to_owned(),
        document: PointerView::new(&call.state, call.ui, &address, name),
        lang: row.want.lang.as_ref().map(ToString::to_string),
        other: row.want.other.as_ref().map(ToString::to_string),
        counts: row.want.counts.map(|(own, other)| [own, other]),
        first_difference: row.first_difference.as_ref().map(ToString::to_string),
    }
}

pub(super) fn list(call: Call) -> Answering {
    Box::pin(async move {
        let kind: Option<WantKind> = call.value("kind")?;
        let limit = usize::try_from(call.limit()).unwrap_or(usize::MAX);
        let query = WorklistQuery { kind, limit, after: call.text("after").map(str::to_owned) };
        let found = call.state.app.document_worklists(&call.ctx(), &query).await?;
        let view = WorklistsView {
            counts: found.counts.iter().map(|(kind, count)| (kind.as_str().to_owned(), *count)).collect(),
            items: found.rows.iter().map(|row| view(&call, row)).collect(),
            next: found.next,
        };
        Ok(Json(view).into_response())
    })
}
