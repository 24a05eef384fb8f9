//! Mechanisms: the list, and one with what is known of its series.

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::Catalogue;
use chancery_app::mechanism::MechanismView as Told;
use chancery_model::mechanism::Level;
use chancery_model::{Kind, Mechanism, MechanismId, RecordRef, TopicId};
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, cut};
use super::endpoint::{AFTER_ID, Answering, LIMIT, Param, UI};
use super::problem::Problem;
use super::shape::Shape;
use super::text::{AddressesView, NameView, PointerView, SourceView, StatementView, TextView, TitleView, VersionView};
use super::topic::{self, SeriesView};

/// What the list takes.
pub(in crate::web) const QUERY: &[Param] = &[
    UI,
    LIMIT,
    AFTER_ID,
    Param::new("topic", Shape::Slug, "Only those of this topic"),
    Param::new("level", Shape::Slug, "Only those of this level, such as ministerial"),
];

/// How often a party was host.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Hosting)]
struct HostingView {
    /// The party.
    party: String,
    /// How many of the latest fifty meetings held it hosted.
    times: u32,
}

/// A mechanism.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mechanism)]
pub(in crate::web) struct MechanismView {
    /// The id.
    id: String,
    /// The name in the language asked for.
    name: Option<TitleView>,
    /// The acronym.
    acronym: Option<String>,
    /// Where it is found.
    addresses: AddressesView,
    /// Names in use, former names, acronyms.
    names: Vec<NameView>,
    /// The topics; the first is its home.
    topics: Vec<PointerView>,
    /// The level, such as `ministerial`.
    level: String,
    /// The level's name in the language asked for.
    level_name: Option<TitleView>,
    /// The source's own heading for the level.
    level_as_written: Option<String>,
    /// The mechanism that it reports to.
    parent: Option<PointerView>,
    /// The mechanisms that it follows.
    predecessors: Vec<PointerView>,
    /// The mechanisms that follow it.
    successors: Vec<PointerView>,
    /// The mechanisms that report to it.
    groups: Vec<PointerView>,
    /// When it was established, EDTF.
    established: Option<String>,
    /// When it ended, EDTF.
    ended: Option<String>,
    /// What the source names as its latest event, EDTF.
    latest_event: Option<String>,
    /// The organisation that runs it, where it is not the framework's secretariat.
    secretariat: Option<PointerView>,
    /// What is known of its series; only where one mechanism is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<SeriesView>,
    /// How often each party was host; only where one mechanism is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    hosts: Option<Vec<HostingView>>,
    /// How many documents belong to it; only where one mechanism is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    document_count: Option<u64>,
    /// Sources.
    sources: Vec<SourceView>,
    /// Rival values.
    statements: Vec<StatementView>,
    /// Notes.
    notes: Vec<TextView>,
    /// Which state of the record; only where one mechanism is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<VersionView>,
}

/// Points to a mechanism.
pub(super) fn pointer(call: &Call, id: &MechanismId) -> PointerView {
    let name = call.state.app.catalogue().mechanism_name(id, &call.ui.lang()).map(TitleView::of_name);
    let address = RecordRef::new(Kind::Mechanism, id.as_str()).expect("the id of a mechanism is of a mechanism's form");
    PointerView::new(&call.state, call.ui, &address, name)
}

fn pointers<'a>(call: &Call, ids: impl IntoIterator<Item = &'a MechanismId>) -> Vec<PointerView> {
    ids.into_iter().map(|id| pointer(call, id)).collect()
}

/// A mechanism without what is told only where one is read.
pub(in crate::web) fn view(call: &Call, mechanism: &Mechanism) -> MechanismView {
    let catalogue = call.state.app.catalogue();
    let lang = call.ui.lang();
    let address = RecordRef::new(Kind::Mechanism, mechanism.id.as_str()).expect("the id of a mechanism is of a mechanism's form");
    MechanismView {
        id: mechanism.id.to_string(),
        name: catalogue.name(&mechanism.names, &lang).map(TitleView::of_name),
        acronym: catalogue.mechanism_acronym(&mechanism.id).map(Into::into),
        addresses: AddressesView::of(&call.state, call.ui, &address),
        names: NameView::list(&mechanism.names),
        topics: mechanism.topics.iter().map(|id| topic::pointer(call, id)).collect(),
        level: mechanism.level.to_string(),
        level_name: catalogue.level_name(&mechanism.level, &lang).map(TitleView::of_name),
        level_as_written: mechanism.level_as_written.clone(),
        parent: mechanism.parent.as_ref().map(|id| pointer(call, id)),
        predecessors: pointers(call, &mechanism.predecessors),
        successors: pointers(call, &mechanism.successors),
        groups: pointers(call, catalogue.groups_of(&mechanism.id).into_iter().map(|m| &m.id)),
        established: mechanism.established.map(|d| d.to_string()),
        ended: mechanism.ended.map(|d| d.to_string()),
        latest_event: mechanism.latest_event.map(|d| d.to_string()),
        secretariat: mechanism.secretariat.as_ref().map(|id| super::organisation::pointer(call, id)),
        series: None,
        hosts: None,
        document_count: None,
        sources: SourceView::list(&mechanism.sources),
        statements: StatementView::list(&mechanism.statements),
        notes: TextView::list(&mechanism.notes),
        version: None,
    }
}

fn full_view(call: &Call, told: &Told) -> MechanismView {
    MechanismView {
        series: Some(SeriesView::of(&told.series)),
        hosts: Some(told.hosts.iter().map(|h| HostingView { party: h.party.to_string(), times: h.times }).collect()),
        document_count: Some(told.documents.total),
        version: Some(VersionView::of(&call.state, &told.version)),
        ..view(call, &told.mechanism)
    }
}

/// The mechanisms that are asked for, by id.
pub(in crate::web) fn select<'a>(call: &Call, catalogue: &'a Catalogue) -> Result<Vec<&'a Mechanism>, Problem> {
    let (topic, level): (Option<TopicId>, Option<Level>) = (call.value("topic")?, call.value("level")?);
    let is_asked = |m: &&Mechanism| topic.as_ref().is_none_or(|t| m.topics.contains(t)) && level.as_ref().is_none_or(|l| m.level == *l);
    Ok(catalogue.mechanisms.values().filter(is_asked).collect())
}

pub(super) fn list(call: Call) -> Answering {
    Box::pin(async move {
        let catalogue = call.state.app.catalogue();
        let mechanisms = select(&call, &catalogue)?;
        let (total, page, next) = cut(mechanisms, |m| m.id.as_str(), call.text("after"), call.limit());
        let items: Vec<MechanismView> = page.into_iter().map(|mechanism| view(&call, mechanism)).collect();
        Ok(call.page(total, items, next))
    })
}

pub(super) fn read(call: Call) -> Answering {
    Box::pin(async move {
        let id: MechanismId = call.record_id("id")?;
        let told = call.state.app.read_mechanism(&call.ctx(), &id, None).await.map_err(|miss| call.state.problem_of(miss))?;
        Ok(Json(full_view(&call, &told)).into_response())
    })
}
