//! A topic: its mechanisms by level, each with its series, its strip and its newest meetings.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::topic::{TopicMechanism, TopicView};
use chancery_model::{Lang, MeetingStatus, NameKind, TopicId};

use super::cite::{self, Cite};
use super::failure::Failure;
use super::frame::{Frame, Head};
use super::reader::Reader;
use super::sources::{Sources, notes};
use super::strip::{self, StripView};
use super::table::{self, MeetingTable, Naming};
use super::{html, params};
use crate::web::routes::{List, ListFormat, Page, Route};
use crate::web::text::html::Html;

#[derive(Debug, Template)]
#[template(path = "topic/page.html")]
struct TopicPage {
    frame: Frame,
    name: Html,
    lead: String,
    levels: Vec<LevelSection>,
    has_strips: bool,
    notes: Vec<Html>,
    documents: Option<(String, String)>,
    csv: String,
    json: String,
    sources: Sources,
    cite: Cite,
}

#[derive(Debug)]
struct LevelSection {
    name: Html,
    mechanisms: Vec<MechanismSection>,
}

#[derive(Debug)]
struct MechanismSection {
    id: String,
    name: Html,
    acronym: Option<Html>,
    other_names: Html,
    parent: Option<Html>,
    latest: Option<Html>,
    known: String,
    silence: Option<String>,
    strip: Option<StripView>,
    table: Option<MeetingTable>,
    /// "6 of 26 shown" and the way to all of them.
    more: Option<(String, String)>,
}

pub(super) async fn topic(reader: &Reader, id: &TopicId) -> Result<Response, Failure> {
    let view = reader.app.read_topic(&reader.ctx, id).await?;
    let name_text = reader.name_text(&view.topic.names);
    let lead = lead(reader, &view);
    let head = Head {
        title: name_text.clone(),
        description: reader.words.with("topic-description", &[("topic", name_text.as_str().into()), ("lead", lead.as_str().into())]),
        crumbs: vec![Html::link(&reader.link(&Page::Home), &Html::text(&reader.words.say("topics")))],
        ..Head::default()
    };
    let mut sources = Sources::new(reader.words);
    sources.marks(&view.topic.sources);
    for mechanism in view.levels.iter().flat_map(|l| &l.mechanisms) {
        sources.marks(&mechanism.mechanism.sources);
    }
    let query = params::query([("topic", id.as_str())]);
    let list = |format| format!("{}{query}", reader.route(&Route::List(reader.ui, List::Meetings, format)));
    let page = TopicPage {
        frame: reader.frame(&Page::Topic(id.clone()), head),
        name: reader.name(&view.topic.names),
        lead,
        has_strips: view.levels.iter().flat_map(|l| &l.mechanisms).any(|m| m.strip.is_some()),
        levels: view
            .levels
            .iter()
            .map(|level| LevelSection {
                name: reader.level(&level.level),
                mechanisms: level.mechanisms.iter().map(|m| mechanism_section(reader, m)).collect(),
            })
            .collect(),
        notes: notes(reader, &view.topic.notes),
        documents: (view.documents > 0).then(|| {
            let said = reader.words.with("documents-count", &[("count", view.documents.into())]);
            (reader.link_with(&Page::Documents, &query), said)
        }),
        csv: list(ListFormat::Csv),
        json: list(ListFormat::Json),
        sources,
        cite: cite::cite(reader, &view.version, &name_text, None),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

/// "6 mechanisms; 22 meetings recorded between 2007 and 2018."
fn lead(reader: &Reader, view: &TopicView) -> String {
    let mechanisms: usize = view.levels.iter().map(|l| l.mechanisms.len()).sum();
    let count = [("mechanisms", mechanisms.into()), ("meetings", view.series.held.into())];
    match (view.series.first_year, view.series.last_year) {
        (Some(first), Some(last)) if first < last => {
            let years = [("from", first.to_string().into()), ("until", last.to_string().into())];
            reader.words.with("topic-lead", &[count.as_slice(), years.as_slice()].concat())
        }
        (Some(year), _) => reader.words.with("topic-lead-year", &[count.as_slice(), &[("year", year.to_string().into())]].concat()),
        _ if mechanisms > 0 => reader.words.with("topic-lead-none", &count),
        _ => reader.words.say("topic-empty"),
    }
}

fn mechanism_section(reader: &Reader, of: &TopicMechanism) -> MechanismSection {
    let mechanism = &of.mechanism;
    let page = Page::Mechanism(mechanism.id.clone());
    let shown = reader.catalogue.name(&mechanism.names, &reader.lang);
    let others: Vec<Html> = mechanism
        .names
        .iter()
        .filter(|n| n.kind == NameKind::Full && !n.is_former && Some(*n) != shown && n.lang != Lang::und())
        .map(Html::name)
        .collect();
    let latest = of.newest.iter().find(|row| row.status == MeetingStatus::Held).map(|row| {
        let parts: Vec<Html> = [
            reader.within_series(&row.id, &row.names, row.ordinal, None),
            reader.date(row.date.as_ref()),
            reader.city(row.place.as_ref(), row.is_online),
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
        reader.words.mix("latest", &[("meeting", Html::join(&parts, &reader.words.say("apart")))], &[])
    });
    let more = (of.total > of.newest.len()).then(|| {
        let said = reader.words.with("all-meetings", &[("shown", of.newest.len().into()), ("count", of.total.into())]);
        (format!("{}#meetings", reader.link(&page)), said)
    });
    MechanismSection {
        id: mechanism.id.to_string(),
        name: reader.mechanism(&mechanism.id),
        acronym: reader.catalogue.mechanism_acronym(&mechanism.id).map(|a| Html::said(a, &Lang::und())),
        other_names: Html::join(&others, " · "),
        parent: mechanism.parent.as_ref().map(|id| reader.words.mix("group-under", &[("parent", reader.mechanism_short(id))], &[])),
        latest,
        known: if of.series.held == 0 { reader.words.say("series-none") } else { strip::known(reader.words, &of.series) },
        silence: strip::silence(reader, &of.series),
        strip: of.strip.as_ref().filter(|_| of.total > 0).map(|drawn| strip::view(reader, drawn, &of.series)),
        table: (!of.newest.is_empty()).then(|| {
            let caption = reader.words.with("meetings-of", &[("mechanism", reader.name_text(&mechanism.names).into())]);
            table::meetings(reader, caption, &of.newest, Naming::WithinSeries)
        }),
        more,
    }
}
