//! An organisation: its names, the body that it is a part of, and the meetings it took part in.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_model::OrganisationId;

use super::cite::{self, Cite};
use super::failure::Failure;
use super::frame::{Frame, Head};
use super::mechanism::{NameLine, names};
use super::reader::Reader;
use super::sources::{self, Sources, StatementLine, notes};
use super::table::{self, MeetingTable, Naming, Pager};
use super::{html, params};
use crate::web::routes::Page;
use crate::web::text::html::Html;

#[derive(Debug, Template)]
#[template(path = "organisation/page.html")]
struct OrganisationPage {
    frame: Frame,
    name: Html,
    marks: Html,
    facts: Vec<(String, Html)>,
    count: String,
    table: Option<MeetingTable>,
    pager: Option<Pager>,
    parts: Vec<Html>,
    names: Vec<NameLine>,
    notes: Vec<Html>,
    statements: Vec<StatementLine>,
    sources: Sources,
    cite: Cite,
}

pub(super) async fn organisation(reader: &Reader, id: &OrganisationId) -> Result<Response, Failure> {
    let after = reader.params.find("after");
    let view = reader.app.read_organisation(&reader.ctx, id, after).await?;
    let organisation = &view.organisation;
    let page = Page::Organisation(id.clone());
    let name_text = reader.name_text(&organisation.names);
    let count = match view.meetings.total {
        0 => reader.words.say("organisation-no-meetings"),
        total => reader.words.with("organisation-meetings", &[("count", total.into())]),
    };
    let head = Head {
        title: name_text.clone(),
        description: reader
            .words
            .with("organisation-description", &[("name", name_text.as_str().into()), ("count", count.as_str().into())]),
        crumbs: vec![Html::link(&reader.link(&Page::Organisations), &Html::text(&reader.words.say("organisations")))],
        canonical_query: params::query([("after", after.unwrap_or_default())]),
        ..Head::default()
    };
    let mut facts = Vec::new();
    if let Some(party) = &organisation.party {
        facts.push((reader.words.say("fact-party"), reader.party(party)));
    }
    if let Some(whole) = &organisation.part_of {
        facts.push((reader.words.say("fact-part-of"), reader.organisation(whole)));
    }
    let mut sources = Sources::new(reader.words);
    let marks = sources.marks(&organisation.sources);
    let statements = sources::statements(reader, &organisation.statements, &mut sources);
    let shown = view.meetings.rows.len();
    let caption = reader.words.with("meetings-with", &[("name", name_text.as_str().into())]);
    let next = view.meetings.next.as_ref().map(ToString::to_string);
    let page = OrganisationPage {
        frame: reader.frame(&page, head),
        name: reader.name(&organisation.names),
        marks,
        facts,
        count,
        table: (shown > 0).then(|| table::meetings(reader, caption, &view.meetings.rows, Naming::Whole)),
        pager: table::pager(reader, &page, shown, view.meetings.total, next),
        parts: view.parts.iter().map(|part| reader.organisation(&part.id)).collect(),
        names: names(reader, &organisation.names),
        notes: notes(reader, &organisation.notes),
        statements,
        sources,
        cite: cite::cite(reader, &view.version, &name_text, None),
    };
    Ok(html(reader, StatusCode::OK, &page))
}
