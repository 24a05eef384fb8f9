//! Projects with a name: where each was agreed, and what belongs to it.

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::initiative::InitiativeView as Told;
use chancery_app::search::SearchHit;
use chancery_model::Kind;
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, cut};
use super::endpoint::{AFTER_ID, Answering, LIMIT, Param, UI};
use super::exchange::ExchangeView;
use super::follow_through::{CommitmentSummaryView, WordsView, date, pointer};
use super::text::{AddressesView, NameView, PointerView, SourceView, StatementView, TextView, TitleView, VersionView};
use super::{mechanism, topic};

/// What the list takes.
pub(super) const QUERY: &[Param] = &[UI, LIMIT, AFTER_ID];

/// An instrument or a meeting of a project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InitiativeRecord)]
struct InitiativeRecordView {
    /// `document` or `meeting`.
    kind: String,
    /// The record.
    record: PointerView,
    /// Its date, EDTF.
    date: Option<String>,
}

/// A project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Initiative)]
pub(super) struct InitiativeView {
    /// The id.
    id: String,
    /// The name in the language asked for.
    name: Option<TitleView>,
    /// Where it is found.
    addresses: AddressesView,
    /// Every name.
    names: Vec<NameView>,
    /// What it is.
    descriptions: Vec<TextView>,
    /// Where it was agreed or taken up again.
    origins: Vec<WordsView>,
    /// From when on, EDTF.
    from: Option<String>,
    /// Until when, EDTF.
    until: Option<String>,
    /// The topics.
    topics: Vec<PointerView>,
    /// The mechanisms that carry it.
    mechanisms: Vec<PointerView>,
    /// Its instruments, then the meetings that dealt with it.
    records: Vec<InitiativeRecordView>,
    /// Its commitments with what became of them.
    commitments: Vec<CommitmentSummaryView>,
    /// Its processes.
    processes: Vec<PointerView>,
    /// Its exchanges and joint operations.
    exchanges: Vec<ExchangeView>,
    /// Sources.
    sources: Vec<SourceView>,
    /// Rival values.
    statements: Vec<StatementView>,
    /// Notes.
    notes: Vec<TextView>,
    /// Which state of the record.
    version: VersionView,
}

fn full_view(call: &Call, told: &Told) -> InitiativeView {
    let initiative = &told.initiative;
    let PointerView { id, name, addresses } = pointer(call, Kind::Initiative, initiative.id.as_str(), &initiative.names);
    let record = |hit: &SearchHit| InitiativeRecordView {
        kind: hit.address.kind.to_string(),
        record: PointerView::new(&call.state, call.ui, &hit.address, Some(TitleView::of_title(&hit.title))),
        date: date(hit.date.as_ref()),
    };
    InitiativeView {
        id,
        name,
        addresses,
        names: NameView::list(&initiative.names),
        descriptions: TextView::list(&initiative.descriptions),
        origins: WordsView::list(call, &told.origins),
        from: date(initiative.from.as_ref()),
        until: date(initiative.until.as_ref()),
        topics: initiative.topics.iter().map(|id| topic::pointer(call, id)).collect(),
        mechanisms: initiative.mechanisms.iter().map(|id| mechanism::pointer(call, id)).collect(),
        records: told.records.iter().map(record).collect(),
        commitments: CommitmentSummaryView::list(call, &told.commitments),
        processes: told.processes.iter().map(|p| pointer(call, Kind::Process, p.id.as_str(), &p.names)).collect(),
        exchanges: told.exchanges.iter().map(|row| ExchangeView::of(call, row)).collect(),
        sources: SourceView::list(&initiative.sources),
        statements: StatementView::list(&initiative.statements),
        notes: TextView::list(&initiative.notes),
        version: VersionView::of(&call.state, &told.version),
    }
}

pub(super) fn list(call: Call) -> Answering {
    Box::pin(async move {
        let ledger = call.state.app.ledger().await?;
        let (total, page, next) = cut(ledger.initiatives.values().collect(), |one| one.id.as_str(), call.text("after"), call.limit());
        let items: Vec<PointerView> = page.iter().map(|one| pointer(&call, Kind::Initiative, one.id.as_str(), &one.names)).collect();
        Ok(call.page(total, items, next))
    })
}

pub(super) fn read(call: Call) -> Answering {
    Box::pin(async move {
        let id = call.record_id("id")?;
        let told = call.state.app.read_initiative(&call.ctx(), &id).await.map_err(|miss| call.state.problem_of(miss))?;
        Ok(Json(full_view(&call, &told)).into_response())
    })
}
