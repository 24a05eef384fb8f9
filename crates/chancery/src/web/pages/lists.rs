//! The whole lists: mechanisms by topic, meetings and documents newest first, organisations by party.

use std::str::FromStr;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::listing::{DocumentQuery, MeetingOrder, MeetingQuery};
use chancery_model::PartyId;
use chancery_model::id::IdError;

use super::failure::Failure;
use super::frame::{Frame, Head};
use super::reader::Reader;
use super::table::{self, DocumentTable, MeetingTable, Naming, Pager};
use super::{html, params};
use crate::web::routes::{List, ListFormat, Page, Route};
use crate::web::text::html::Html;

/// How many rows a list shows at once.
const ROWS: u32 = 50;

#[derive(Debug, Template)]
#[template(path = "lists/page.html")]
struct ListPage {
    frame: Frame,
    heading: String,
    lead: String,
    scope: Option<(Html, String)>,
    meetings: Option<MeetingTable>,
    documents: Option<DocumentTable>,
    groups: Vec<Group>,
    pager: Option<Pager>,
    csv: String,
    json: String,
    /// The way to what documents still lack.
    worklists: Option<String>,
}

/// Names under a heading.
#[derive(Debug)]
struct Group {
    name: Html,
    entries: Vec<(Html, Html)>,
}

struct Shell {
    page: Page,
    list: List,
    heading: &'static str,
    lead: String,
    scope: Option<(Html, String)>,
}

fn shell(reader: &Reader, of: Shell) -> ListPage {
    let heading = reader.words.say(of.heading);
    let after = reader.params.find("after").unwrap_or_default();
    let kept = ["topic", "mechanism", "meeting"];
    let scope: Vec<(&str, &str)> = kept.iter().filter_map(|name| reader.params.find(name).map(|value| (*name, value))).collect();
    let head = Head {
        title: heading.clone(),
        description: of.lead.clone(),
        canonical_query: params::query(scope.iter().copied().chain([("after", after)])),
        ..Head::default()
    };
    let query = params::query(scope);
    let file = |format| format!("{}{query}", reader.route(&Route::List(reader.ui, of.list, format)));
    ListPage {
        frame: reader.frame(&of.page, head),
        heading,
        lead: of.lead,
        scope: of.scope,
        meetings: None,
        documents: None,
        groups: Vec::new(),
        pager: None,
        csv: file(ListFormat::Csv),
        json: file(ListFormat::Json),
        worklists: (of.list == List::Documents).then(|| reader.link(&Page::Worklists)),
    }
}

/// The id that a list is narrowed to; one that is none is refused, for all of the list would be another answer.
fn narrowed<T: FromStr<Err = IdError>>(reader: &Reader, name: &str) -> Result<Option<T>, Failure> {
    let parsed = reader.params.find(name).map(str::parse::<T>).transpose();
    parsed.map_err(|_| Failure::Part(name.to_owned()))
}

/// What a list is narrowed to, with the way back to all of it.
fn scope(reader: &Reader, page: &Page) -> Option<(Html, String)> {
    let topic = reader.params.find("topic").and_then(|id| id.parse().ok()).map(|id| reader.topic(&id));
    let mechanism = || reader.params.find("mechanism").and_then(|id| id.parse().ok()).map(|id| reader.mechanism(&id));
    topic.or_else(mechanism).map(|name| (name, reader.link(page)))
}

pub(super) async fn meetings(reader: &Reader) -> Result<Response, Failure> {
    let query = MeetingQuery {
        topic: narrowed(reader, "topic")?,
        mechanism: narrowed(reader, "mechanism")?,
        order: MeetingOrder::NewestFirst,
        limit: ROWS,
        ..MeetingQuery::default()
    };
    let found = reader.app.list_meetings(&reader.ctx, query, reader.params.find("after")).await?;
    let lead = reader.words.with("meetings-lead", &[("count", found.total.into())]);
    let scope = scope(reader, &Page::Meetings);
    let mut page = shell(reader, Shell { page: Page::Meetings, list: List::Meetings, heading: "meetings-title", lead, scope });
    let caption = page.heading.clone();
    page.meetings = (!found.rows.is_empty()).then(|| table::meetings(reader, caption, &found.rows, Naming::Whole));
    page.pager = table::pager(reader, &Page::Meetings, found.rows.len(), found.total, found.next.as_ref().map(ToString::to_string));
    Ok(html(reader, StatusCode::OK, &page))
}

pub(super) async fn documents(reader: &Reader) -> Result<Response, Failure> {
    let query = DocumentQuery {
        topic: narrowed(reader, "topic")?,
        mechanism: narrowed(reader, "mechanism")?,
        meeting: narrowed(reader, "meeting")?,
        limit: ROWS,
        ..DocumentQuery::default()
    };
    let found = reader.app.list_documents(&reader.ctx, query, reader.params.find("after")).await?;
    let lead = reader.words.with("documents-lead", &[("count", found.total.into())]);
    let scope = scope(reader, &Page::Documents);
    let mut page = shell(reader, Shell { page: Page::Documents, list: List::Documents, heading: "documents", lead, scope });
    let caption = page.heading.clone();
    page.documents = (!found.rows.is_empty()).then(|| table::document_table(reader, caption, &found.rows));
    page.pager = table::pager(reader, &Page::Documents, found.rows.len(), found.total, found.next.as_ref().map(ToString::to_string));
    Ok(html(reader, StatusCode::OK, &page))
}

pub(super) async fn mechanisms(reader: &Reader) -> Result<Response, Failure> {
    let lead = reader.words.with("mechanisms-lead", &[("count", reader.catalogue.mechanisms.len().into())]);
    let mut page = shell(reader, Shell { page: Page::Mechanisms, list: List::Mechanisms, heading: "mechanisms", lead, scope: None });
    page.groups = reader
        .catalogue
        .topics_in_order()
        .into_iter()
        .filter_map(|topic| {
            let of_topic = reader.catalogue.mechanisms_of(&topic.id, &reader.lang);
            let entries: Vec<_> = of_topic.iter().map(|m| (reader.mechanism(&m.id), reader.level(&m.level))).collect();
            (!entries.is_empty()).then(|| Group { name: reader.topic(&topic.id), entries })
        })
        .collect();
    Ok(html(reader, StatusCode::OK, &page))
}

pub(super) async fn organisations(reader: &Reader) -> Result<Response, Failure> {
    let groups = reader.app.list_organisations(&reader.ctx);
    let count: usize = groups.iter().map(|g| g.organisations.len()).sum();
    let lead = reader.words.with("organisations-lead", &[("count", count.into())]);
    let mut page =
        shell(reader, Shell { page: Page::Organisations, list: List::Organisations, heading: "organisations", lead, scope: None });
    page.groups = groups
        .into_iter()
        .map(|mut group| {
            reader.words.sort_by_name(&mut group.organisations, |o| reader.name_text(&o.names));
            Group {
                name: party_or_none(reader, group.party.as_ref()),
                entries: group.organisations.iter().map(|o| (reader.organisation(&o.id), Html::default())).collect(),
            }
        })
        .collect();
    Ok(html(reader, StatusCode::OK, &page))
}

fn party_or_none(reader: &Reader, party: Option<&PartyId>) -> Html {
    party.map_or_else(|| Html::text(&reader.words.say("no-party")), |id| reader.party(id))
}
