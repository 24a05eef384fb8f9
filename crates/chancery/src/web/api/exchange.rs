//! Exchanges and joint operations: that they took place, between whom and when; never what was exchanged.

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::exchange::{ExchangeQuery, ExchangeRow, ExchangeView as Told};
use chancery_model::{Kind, PartyId};
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, cut};
use super::endpoint::{AFTER_ID, Answering, LIMIT, Param, UI};
use super::follow_through::{date, pointer};
use super::problem::Problem;
use super::shape::Shape;
use super::text::{AddressesView, NameView, PointerView, SourceView, StatementView, TextView, TitleView, VersionView};
use super::{meeting, organisation};

/// What the list takes.
pub(in crate::web) const QUERY: &[Param] = &[
    UI,
    LIMIT,
    AFTER_ID,
    Param::new("commitment", Shape::Slug, "Only those that carry out this commitment"),
    Param::new("initiative", Shape::Slug, "Only those that belong to this project"),
    Param::new("party", Shape::Party, "Only those in which this party gave, received or took part"),
    Param::new("type", Shape::Slug, "Only those of this kind, such as joint-operation"),
];

/// The registered fact of an exchange or a joint operation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Exchange)]
pub(in crate::web) struct ExchangeView {
    /// The id.
    id: String,
    /// A name of its own in the language asked for, such as the name of an operation.
    name: Option<TitleView>,
    /// Where it is found.
    addresses: AddressesView,
    /// Names of its own.
    names: Vec<NameView>,
    /// The kind: `information`, `seizure-notices`, `statistics`, `officers`, `joint-operation`, `other`, or one of the framework's.
    #[serde(rename = "type")]
    kind: String,
    /// The commitment that it carries out.
    commitment: Option<PointerView>,
    /// The project it belongs to.
    initiative: Option<PointerView>,
    /// Who gave; of a joint operation, who took part.
    from: Vec<String>,
    /// Who received; none for a joint operation.
    to: Vec<String>,
    /// The period that it covers, EDTF; of an operation, its days.
    period: String,
    /// How many records went over; there only once every party that is named has confirmed it.
    count: Option<u64>,
    /// By which channel.
    channel: Vec<TextView>,
    /// When it was sent, EDTF.
    sent: Option<String>,
    /// When its arrival was acknowledged, EDTF.
    acknowledged: Option<String>,
    /// When the next one is due, EDTF.
    next_due: Option<String>,
    /// Which parties confirmed the record.
    confirmed_by: Vec<String>,
    /// Which parties are named and did not confirm it.
    unconfirmed_by: Vec<String>,
    /// The offices that took part.
    offices: Vec<PointerView>,
    /// The offices as a source names them.
    offices_as_written: Vec<TextView>,
    /// What it was about, in general terms.
    scope: Vec<TextView>,
    /// When it was gone over together afterwards, EDTF.
    debrief: Option<String>,
    /// The meeting at which it was reported.
    reported_at: Option<PointerView>,
    /// Sources.
    sources: Vec<SourceView>,
    /// Rival values.
    statements: Vec<StatementView>,
    /// Notes.
    notes: Vec<TextView>,
    /// Which state of the record; only where one exchange is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<VersionView>,
}

fn parties(list: &[PartyId]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

impl ExchangeView {
    /// An exchange without what is told only where one is read.
    pub(in crate::web) fn of(call: &Call, row: &ExchangeRow) -> Self {
        let exchange = &row.exchange;
        let PointerView { id, name, addresses } = pointer(call, Kind::Exchange, exchange.id.as_str(), &exchange.names);
        ExchangeView {
            id,
            name,
            addresses,
            names: NameView::list(&exchange.names),
            kind: exchange.exchange_type.to_string(),
            commitment: row.commitment.as_ref().map(|(id, names)| pointer(call, Kind::Commitment, id.as_str(), names)),
            initiative: row.initiative.as_ref().map(|(id, names)| pointer(call, Kind::Initiative, id.as_str(), names)),
            from: parties(&exchange.from),
            to: parties(&exchange.to),
            period: exchange.period.to_string(),
            count: exchange.count,
            channel: TextView::list(&exchange.channel),
            sent: date(exchange.sent.as_ref()),
            acknowledged: date(exchange.acknowledged.as_ref()),
            next_due: date(exchange.next_due.as_ref()),
            confirmed_by: parties(&exchange.confirmed_by),
            unconfirmed_by: exchange.unconfirmed().into_iter().map(ToString::to_string).collect(),
            offices: exchange.offices.iter().map(|id| organisation::pointer(call, id)).collect(),
            offices_as_written: TextView::list(&exchange.offices_as_written),
            scope: TextView::list(&exchange.scope),
            debrief: date(exchange.debrief.as_ref()),
            reported_at: exchange.reported_at.as_ref().map(|id| meeting::bare_pointer(call, id)),
            sources: SourceView::list(&exchange.sources),
            statements: StatementView::list(&exchange.statements),
            notes: TextView::list(&exchange.notes),
            version: None,
        }
    }
}

fn full_view(call: &Call, told: &Told) -> ExchangeView {
    let reported_at =
        told.reported_at.as_ref().map(|hit| PointerView::new(&call.state, call.ui, &hit.address, Some(TitleView::of_title(&hit.title))));
    ExchangeView { reported_at, version: Some(VersionView::of(&call.state, &told.version)), ..ExchangeView::of(call, &told.row) }
}

/// What is asked of the register of exchanges.
pub(in crate::web) fn query(call: &Call) -> Result<ExchangeQuery, Problem> {
    Ok(ExchangeQuery {
        commitment: call.value("commitment")?,
        initiative: call.value("initiative")?,
        party: call.value("party")?,
        exchange_type: call.value("type")?,
    })
}

pub(super) fn list(call: Call) -> Answering {
    Box::pin(async move {
        let found = call.state.app.list_exchanges(&call.ctx(), &query(&call)?).await?;
        let (total, page, next) = cut(found.rows, |row| row.exchange.id.as_str(), call.text("after"), call.limit());
        let items: Vec<ExchangeView> = page.iter().map(|row| ExchangeView::of(&call, row)).collect();
        Ok(call.page(total, items, next))
    })
}

pub(super) fn read(call: Call) -> Answering {
    Box::pin(async move {
        let id = call.record_id("id")?;
        let told = call.state.app.read_exchange(&call.ctx(), &id).await.map_err(|miss| call.state.problem_of(miss))?;
        Ok(Json(full_view(&call, &told)).into_response())
    })
}
