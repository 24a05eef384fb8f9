//! Topics: the list, and one with its mechanisms by level.

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::series::Series;
use chancery_app::topic::TopicView as Told;
use chancery_model::{Kind, RecordRef, Topic, TopicId};
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, cut};
use super::endpoint::{AFTER_ID, Answering, LIMIT, Param, UI};
use super::text::{AddressesView, NameView, PointerView, SourceView, StatementView, TextView, TitleView, VersionView};

/// What the list takes.
pub(super) const QUERY: &[Param] = &[UI, LIMIT, AFTER_ID];

/// What is known of a series of meetings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Series)]
pub(super) struct SeriesView {
    /// Meetings that took place and are recorded.
    held: u32,
    /// Meetings announced and not yet held.
    planned: u32,
    /// Meetings that there must have been, by the highest ordinal.
    expected: u32,
    /// Ordinals below the highest one of which no meeting is recorded. It need not mean that none took place.
    missing: Vec<u32>,
    /// Recorded meetings without a date.
    undated: u32,
    /// The first year with a meeting held.
    first_year: Option<u16>,
    /// The last year with a meeting held.
    last_year: Option<u16>,
    /// Years between the first and the last in which no meeting is recorded.
    silent_years: Vec<u16>,
}

impl SeriesView {
    pub(super) fn of(series: &Series) -> Self {
        SeriesView {
            held: series.held,
            planned: series.planned,
            expected: series.expected,
            missing: series.missing.clone(),
            undated: series.undated,
            first_year: series.first_year,
            last_year: series.last_year,
            silent_years: series.silent_years.clone(),
        }
    }
}

/// The mechanisms of one level.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TopicLevel)]
struct LevelView {
    /// The level, such as `ministerial`.
    level: String,
    /// Its name.
    name: Option<TitleView>,
    /// Its mechanisms.
    mechanisms: Vec<LevelMechanismView>,
}

/// A mechanism within a topic.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TopicMechanism)]
struct LevelMechanismView {
    /// The mechanism.
    mechanism: PointerView,
    /// What is known of its series.
    series: SeriesView,
    /// What the source names as its latest event, EDTF.
    latest_event: Option<String>,
}

/// A topic.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Topic)]
pub(super) struct TopicView {
    /// The id.
    id: String,
    /// The name in the language asked for.
    name: Option<TitleView>,
    /// Where it is found.
    addresses: AddressesView,
    /// The framework.
    framework: String,
    /// Every name.
    names: Vec<NameView>,
    /// Place in the framework's own order, from 1.
    position: u32,
    /// Addresses under which the source's site shows the topic, old ones too.
    source_addresses: Vec<String>,
    /// The mechanisms by level, highest first; only where one topic is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    levels: Option<Vec<LevelView>>,
    /// What is known of all its meetings taken together; only where one topic is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<SeriesView>,
    /// How many documents belong to it; only where one topic is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    document_count: Option<u64>,
    /// Sources.
    sources: Vec<SourceView>,
    /// Rival values.
    statements: Vec<StatementView>,
    /// Notes.
    notes: Vec<TextView>,
    /// Which state of the record; only where one topic is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<VersionView>,
}

fn view(call: &Call, topic: &Topic) -> TopicView {
    let catalogue = call.state.app.catalogue();
    let address = RecordRef::new(Kind::Topic, topic.id.as_str()).expect("the id of a topic is of a topic's form");
    TopicView {
        id: topic.id.to_string(),
        name: catalogue.name(&topic.names, &call.ui.lang()).map(TitleView::of_name),
        addresses: AddressesView::of(&call.state, call.ui, &address),
        framework: topic.framework.to_string(),
        names: NameView::list(&topic.names),
        position: topic.position,
        source_addresses: topic.addresses.clone(),
        levels: None,
        series: None,
        document_count: None,
        sources: SourceView::list(&topic.sources),
        statements: StatementView::list(&topic.statements),
        notes: TextView::list(&topic.notes),
        version: None,
    }
}

fn full_view(call: &Call, told: &Told) -> TopicView {
    let catalogue = call.state.app.catalogue();
    let lang = call.ui.lang();
    let levels = told.levels.iter().map(|level| LevelView {
        level: level.level.to_string(),
        name: catalogue.level_name(&level.level, &lang).map(TitleView::of_name),
        mechanisms: level
            .mechanisms
            .iter()
            .map(|entry| LevelMechanismView {
                mechanism: super::mechanism::pointer(call, &entry.mechanism.id),
                series: SeriesView::of(&entry.series),
                latest_event: entry.mechanism.latest_event.map(|d| d.to_string()),
            })
            .collect(),
    });
    TopicView {
        levels: Some(levels.collect()),
        series: Some(SeriesView::of(&told.series)),
        document_count: Some(told.documents),
        version: Some(VersionView::of(&call.state, &told.version)),
        ..view(call, &told.topic)
    }
}

/// Points to a topic.
pub(super) fn pointer(call: &Call, id: &TopicId) -> PointerView {
    let catalogue = call.state.app.catalogue();
    let name = catalogue.topics.get(id).and_then(|t| catalogue.name(&t.names, &call.ui.lang())).map(TitleView::of_name);
    let address = RecordRef::new(Kind::Topic, id.as_str()).expect("the id of a topic is of a topic's form");
    PointerView::new(&call.state, call.ui, &address, name)
}

pub(super) fn list(call: Call) -> Answering {
    Box::pin(async move {
        let catalogue = call.state.app.catalogue();
        let topics = catalogue.topics_in_order();
        let (total, page, next) = cut(topics, |t| t.id.as_str(), call.text("after"), call.limit());
        let items: Vec<TopicView> = page.into_iter().map(|topic| view(&call, topic)).collect();
        Ok(call.page(total, items, next))
    })
}

pub(super) fn read(call: Call) -> Answering {
    Box::pin(async move {
        let id: TopicId = call.record_id("id")?;
        let told = call.state.app.read_topic(&call.ctx(), &id).await.map_err(|miss| call.state.problem_of(miss))?;
        Ok(Json(full_view(&call, &told)).into_response())
    })
}
