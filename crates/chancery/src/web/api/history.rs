//! The revisions of a record, and one of them as it was published.

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::changes::ChangeRow;
use chancery_app::record_history::{Content, Difference};
use chancery_model::{Kind, RecordRef};
use serde::Serialize;
use utoipa::ToSchema;

use super::call::Call;
use super::changes::ChangeView;
use super::endpoint::Answering;
use super::problem::Problem;
use super::text::{AddressesView, TextView};
use crate::web::routes::Route;

/// One revision in a history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HistoryEntry)]
struct HistoryEntryView {
    /// The journal entry.
    change: ChangeView,
    /// True if the body of this revision was removed.
    is_redacted: bool,
    /// Permanent address of the revision.
    url: String,
}

/// The revisions of a record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = History)]
pub(super) struct HistoryView {
    /// The kind of record.
    kind: String,
    /// The id.
    id: String,
    /// Where the record is found.
    addresses: AddressesView,
    /// The revisions, newest first.
    items: Vec<HistoryEntryView>,
}

/// A field that differs from the revision before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Difference)]
struct DifferenceView {
    /// Where, such as `date` or `names/en/text`.
    path: String,
    /// What stood there before; null if the field is new.
    before: Option<String>,
    /// What stands there now; null if the field is gone.
    after: Option<String>,
}

/// One revision of a record, frozen.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Revision)]
pub(super) struct RevisionView {
    /// The journal entry.
    change: ChangeView,
    /// The latest revision of the record.
    latest: u64,
    /// The record as it was published, in the public shape of the schema; null if this revision is none or was redacted.
    #[schema(value_type = Option<Object>)]
    record: Option<serde_json::Value>,
    /// Why the record was withdrawn or moved, or on what ground something was redacted.
    reason: Option<TextView>,
    /// Where the record moved.
    moved_to: Option<AddressesView>,
    /// The revision whose body this one removed.
    redacted_revision: Option<u64>,
    /// When the body of this revision was removed, RFC 3339.
    redacted_at: Option<String>,
    /// The revision that the differences compare with.
    compared_with: Option<u64>,
    /// What this revision changed.
    differences: Vec<DifferenceView>,
}

fn asked_record(call: &Call) -> Result<RecordRef, Problem> {
    if call.text("mechanism").is_some() {
        return Ok(RecordRef::new(Kind::Meeting, call.meeting_id()?.as_str())?);
    }
    let kind: Kind = call.value("kind")?.ok_or_else(|| Problem::not_found("there is no such kind of record"))?;
    Ok(RecordRef::new(kind, call.text("id").unwrap_or_default())?)
}

pub(super) fn list(call: Call) -> Answering {
    Box::pin(async move {
        let address = asked_record(&call)?;
        let entries = call.state.app.read_history(&call.ctx(), &address).await.map_err(|miss| call.state.problem_of(miss))?;
        let items = entries.into_iter().map(|entry| HistoryEntryView {
            url: call.state.base.absolute(&Route::IdRevision(address.clone(), entry.header.revision)),
            is_redacted: entry.is_redacted,
            change: ChangeView::of(&call, &ChangeRow { header: entry.header, batch: entry.batch }),
        });
        let view = HistoryView {
            kind: address.kind.to_string(),
            id: address.id().to_owned(),
            addresses: AddressesView::of(&call.state, call.ui, &address),
            items: items.collect(),
        };
        Ok(Json(view).into_response())
    })
}

pub(super) fn read(call: Call) -> Answering {
    Box::pin(async move {
        let address = asked_record(&call)?;
        let number: u64 = call.value("revision")?.unwrap_or_default();
        let told = call.state.app.read_revision(&call.ctx(), &address, number).await.map_err(|miss| call.state.problem_of(miss))?;
        let record = call.state.app.read_published(&call.ctx(), &address, number).await?;
        let difference = |d: Difference| DifferenceView { path: d.path, before: d.before, after: d.after };
        let mut view = RevisionView {
            change: ChangeView::of(&call, &ChangeRow { header: told.header, batch: told.batch }),
            latest: told.latest,
            record,
            reason: None,
            moved_to: None,
            redacted_revision: None,
            redacted_at: None,
            compared_with: told.compared_with,
            differences: told.differences.into_iter().map(difference).collect(),
        };
        match told.content {
            Content::Fields(_) => {}
            Content::Withdrawal(reason) => view.reason = Some(TextView::of(&reason)),
            Content::Move(to, reason) => {
                view.moved_to = Some(AddressesView::of(&call.state, call.ui, &to));
                view.reason = Some(TextView::of(&reason));
            }
            Content::Redaction(revision, ground) => {
                view.redacted_revision = Some(revision);
                view.reason = Some(TextView::of(&ground));
            }
            Content::Redacted(ground, at) => {
                view.redacted_at = Some(at);
                view.reason = Some(TextView::of(&ground));
            }
        }
        Ok(Json(view).into_response())
    })
}
