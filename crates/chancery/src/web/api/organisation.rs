//! Organisations: the list, and one.

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::Catalogue;
use chancery_app::organisation::OrganisationView as Told;
use chancery_model::{Kind, Organisation, OrganisationId, PartyId, RecordRef};
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, cut};
use super::endpoint::{AFTER_ID, Answering, LIMIT, Param, UI};
use super::problem::Problem;
use super::shape::Shape;
use super::text::{AddressesView, NameView, PointerView, SourceView, StatementView, TextView, TitleView, VersionView};

/// What the list takes.
pub(in crate::web) const QUERY: &[Param] = &[UI, LIMIT, AFTER_ID, Param::new("party", Shape::Party, "Only those of this party")];

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Organisation)]
pub(in crate::web) struct OrganisationView {
    /// The id.
    id: String,
    /// The name in the language asked for.
    name: Option<TitleView>,
    /// Where it is found.
    addresses: AddressesView,
    /// The party it belongs to.
    party: Option<String>,
    /// Official, former and short names and the wordings of sources.
    names: Vec<NameView>,
    /// The organisation that it is a part of.
    part_of: Option<PointerView>,
    /// The organisations that are a part of it; only where one organisation is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<Vec<PointerView>>,
    /// How many meetings it took part in; only where one organisation is read. `meetings?organisation=` lists them.
    #[serde(skip_serializing_if = "Option::is_none")]
    meeting_count: Option<u64>,
    /// Sources.
    sources: Vec<SourceView>,
    /// Rival values.
    statements: Vec<StatementView>,
    /// Notes.
    notes: Vec<TextView>,
    /// Which state of the record; only where one organisation is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<VersionView>,
}

/// Points to an organisation.
pub(super) fn pointer(call: &Call, id: &OrganisationId) -> PointerView {
    let name = call.state.app.catalogue().organisation_name(id, &call.ui.lang()).map(TitleView::of_name);
    let address = RecordRef::new(Kind::Organisation, id.as_str()).expect("the id of an organisation is of its form");
    PointerView::new(&call.state, call.ui, &address, name)
}

/// An organisation without what is told only where one is read.
pub(in crate::web) fn view(call: &Call, organisation: &Organisation) -> OrganisationView {
    let address = RecordRef::new(Kind::Organisation, organisation.id.as_str()).expect("the id of an organisation is of its form");
    OrganisationView {
        id: organisation.id.to_string(),
        name: call.state.app.catalogue().name(&organisation.names, &call.ui.lang()).map(TitleView::of_name),
        addresses: AddressesView::of(&call.state, call.ui, &address),
        party: organisation.party.as_ref().map(ToString::to_string),
        names: NameView::list(&organisation.names),
        part_of: organisation.part_of.as_ref().map(|id| pointer(call, id)),
        parts: None,
        meeting_count: None,
        sources: SourceView::list(&organisation.sources),
        statements: StatementView::list(&organisation.statements),
        notes: TextView::list(&organisation.notes),
        version: None,
    }
}

fn full_view(call: &Call, told: &Told) -> OrganisationView {
    OrganisationView {
        parts: Some(told.parts.iter().map(|part| pointer(call, &part.id)).collect()),
        meeting_count: Some(told.meetings.total),
        version: Some(VersionView::of(&call.state, &told.version)),
        ..view(call, &told.organisation)
    }
}

/// The organisations that are asked for, by id.
pub(in crate::web) fn select<'a>(call: &Call, catalogue: &'a Catalogue) -> Result<Vec<&'a Organisation>, Problem> {
    let party: Option<PartyId> = call.value("party")?;
    Ok(catalogue.organisations.values().filter(|o| party.is_none() || o.party == party).collect())
}

pub(super) fn list(call: Call) -> Answering {
    Box::pin(async move {
        let catalogue = call.state.app.catalogue();
        let organisations = select(&call, &catalogue)?;
        let (total, page, next) = cut(organisations, |o| o.id.as_str(), call.text("after"), call.limit());
        let items: Vec<OrganisationView> = page.into_iter().map(|organisation| view(&call, organisation)).collect();
        Ok(call.page(total, items, next))
    })
}

pub(super) fn read(call: Call) -> Answering {
    Box::pin(async move {
        let id: OrganisationId = call.record_id("id")?;
        let told = call.state.app.read_organisation(&call.ctx(), &id, None).await.map_err(|miss| call.state.problem_of(miss))?;
        Ok(Json(full_view(&call, &told)).into_response())
    })
}
