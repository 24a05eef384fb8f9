//! What changed since a number: the journal's headers, for programs that follow the register.

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::changes::ChangeRow;
use chancery_model::RecordRef;
use serde::Serialize;
use utoipa::ToSchema;

use super::call::Call;
use super::endpoint::{Answering, LIMIT, Param, UI};
use super::shape::Shape;
use super::text::{AddressesView, word};

const MAX_SEQ: u64 = (1 << 53) - 1;

/// What the list takes.
pub(super) const QUERY: &[Param] =
    &[Param::new("since", Shape::Whole(0, MAX_SEQ), "Only entries with a greater number; all if not given"), UI, LIMIT];

/// One entry of the journal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Change)]
pub(super) struct ChangeView {
    /// The number of the entry, from 1, without gaps.
    seq: u64,
    /// When, RFC 3339 in UTC.
    at: String,
    /// The batch.
    batch: u64,
    /// `editor`, `operator` or `system`: in which role it was written.
    role: String,
    /// Why.
    reason: String,
    /// Address of the source that the batch came from.
    source: Option<String>,
    /// `publish`, `withdraw`, `rename`, `merge` or `redact`.
    operation: String,
    /// The kind of record.
    kind: String,
    /// The id of the record.
    id: String,
    /// The revision of the record.
    revision: u64,
    /// SHA-256 of the entry's body.
    body_sha256: String,
    /// Digest of the header before this one.
    previous: String,
    /// Where the record is found.
    addresses: Option<AddressesView>,
}

impl ChangeView {
    /// The view of a journal entry.
    pub(super) fn of(call: &Call, row: &ChangeRow) -> Self {
        let header = &row.header;
        let address = RecordRef::new(header.kind, &header.id).ok();
        ChangeView {
            seq: header.seq,
            at: row.batch.at.clone(),
            batch: header.batch,
            role: word(row.batch.role),
            reason: row.batch.reason.clone(),
            source: row.batch.source.clone(),
            operation: word(header.operation),
            kind: header.kind.to_string(),
            id: header.id.clone(),
            revision: header.revision,
            body_sha256: header.body_sha256.to_string(),
            previous: header.previous.to_string(),
            addresses: address.map(|address| AddressesView::of(&call.state, call.ui, &address)),
        }
    }
}

/// A page of journal entries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChangeList)]
pub(super) struct ChangesView {
    /// The number of the journal's last entry.
    head: u64,
    /// The entries, oldest first.
    items: Vec<ChangeView>,
    /// What to give as `since` next: the last number of this page, or the one that was asked with if there is nothing new.
    next_since: u64,
    /// True if there are more entries already.
    has_more: bool,
}

pub(super) fn list(call: Call) -> Answering {
    Box::pin(async move {
        let since: u64 = call.value("since")?.unwrap_or(0);
        let changes = call.state.app.list_changes(&call.ctx(), since, call.row_limit()).await?;
        let next_since = changes.rows.last().map_or(since, |row| row.header.seq);
        let items = changes.rows.iter().map(|row| ChangeView::of(&call, row)).collect();
        Ok(Json(ChangesView { head: changes.head, items, next_since, has_more: next_since < changes.head }).into_response())
    })
}
