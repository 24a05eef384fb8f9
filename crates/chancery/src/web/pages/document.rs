//! A document: its titles, type and date, its meetings, and what is known of it in each language.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::document::DocumentView;
use chancery_model::{Availability, DocumentId, Lang, Relation, Rendition, TextStatus};

use super::cite::{self, Cite};
use super::failure::Failure;
use super::frame::{Frame, Head};
use super::html;
use super::mechanism::{NameLine, names};
use super::reader::Reader;
use super::sources::{self, Sources, StatementLine, notes};
use super::table;
use crate::web::routes::{Page, Route};
use crate::web::text::html::Html;

#[derive(Debug, Template)]
#[template(path = "document/page.html")]
struct DocumentPage {
    frame: Frame,
    title: Html,
    marks: Html,
    facts: Vec<(String, Html)>,
    meetings: Vec<MeetingLine>,
    renditions: Vec<RenditionLine>,
    names: Vec<NameLine>,
    notes: Vec<Html>,
    statements: Vec<StatementLine>,
    sources: Sources,
    cite: Cite,
}

#[derive(Debug)]
struct MeetingLine {
    relation: String,
    meeting: Html,
    when: Html,
}

#[derive(Debug)]
struct RenditionLine {
    language: Html,
    status: String,
    availability: String,
    href: Option<String>,
}

pub(super) async fn document(reader: &Reader, id: &DocumentId) -> Result<Response, Failure> {
    let view = reader.app.read_document(&reader.ctx, id).await?;
    let document = &view.document;
    let title_text = reader.name_text(&document.titles);
    let document_type = reader.document_type(document.document_type.as_str());
    let mut crumbs = vec![Html::link(&reader.link(&Page::Documents), &Html::text(&reader.words.say("documents")))];
    crumbs.extend(document.issuer.as_ref().map(|id| reader.mechanism(id)));
    let said_date = document.date.as_ref().map_or_else(|| reader.words.say("date-none"), |date| reader.words.date(date));
    let head = Head {
        title: title_text.clone(),
        description: reader.words.with(
            "document-description",
            &[("type", document_type.as_str().into()), ("title", title_text.as_str().into()), ("date", said_date.into())],
        ),
        crumbs,
        ..Head::default()
    };
    let mut sources = Sources::new(reader.words);
    let marks = sources.marks(&document.sources);
    let statements = sources::statements(reader, &document.statements, &mut sources);
    let page = DocumentPage {
        frame: reader.frame(&Page::Document(id.clone()), head),
        title: reader.name(&document.titles),
        marks,
        facts: facts(reader, &view, &document_type),
        meetings: meetings(reader, &view),
        renditions: document.renditions.iter().map(|rendition| rendition_line(reader, rendition)).collect(),
        names: names(reader, &document.titles),
        notes: notes(reader, &document.notes),
        statements,
        sources,
        cite: cite::cite(reader, &view.version, &title_text, document.date.as_ref()),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

fn facts(reader: &Reader, view: &DocumentView, document_type: &str) -> Vec<(String, Html)> {
    let document = &view.document;
    let mut facts = vec![
        (reader.words.say("fact-type"), Html::text(document_type)),
        (reader.words.say("fact-date"), reader.date(document.date.as_ref())),
    ];
    if let Some(issuer) = &document.issuer {
        facts.push((reader.words.say("fact-issuer"), reader.mechanism(issuer)));
    }
    if let Some(symbol) = &document.symbol {
        facts.push((reader.words.say("fact-symbol"), Html::said(symbol, &Lang::und())));
    }
    if let Some(revised) = &view.revises
        && let Some(page) = Page::of(&revised.address)
    {
        let link = Html::link(&reader.link(&page), &Html::said(&revised.title.text, &revised.title.lang));
        facts.push((reader.words.say("fact-revises"), link));
    }
    facts
}

fn meetings(reader: &Reader, view: &DocumentView) -> Vec<MeetingLine> {
    let line = |related: &chancery_app::document::RelatedMeeting| {
        let key = match related.relation {
            Relation::Adopted => "relation-adopted",
            Relation::Issued => "relation-issued",
            Relation::Listed => "relation-listed",
            Relation::Tabled => "relation-tabled",
        };
        let title = Html::said(&related.meeting.title.text, &related.meeting.title.lang);
        MeetingLine {
            relation: reader.words.say(key),
            meeting: match Page::of(&related.meeting.address) {
                Some(page) => Html::link(&reader.link(&page), &title),
                None => title,
            },
            when: reader.date(related.meeting.date.as_ref()),
        }
    };
    view.meetings.iter().map(line).collect()
}

/// What is known of a rendition, in words.
pub(super) fn availability(reader: &Reader, rendition: &Rendition) -> (String, Option<String>) {
    match rendition.availability {
        Availability::Listed => (reader.words.say("rendition-listed"), None),
        Availability::Linked => (reader.words.say("rendition-linked"), rendition.url.clone()),
        Availability::Held => {
            let file = rendition.sha256.map(|digest| reader.route(&Route::File(digest)));
            (reader.words.say("rendition-held"), file.or_else(|| rendition.url.clone()))
        }
    }
}

fn rendition_line(reader: &Reader, rendition: &Rendition) -> RenditionLine {
    let status = match rendition.status {
        TextStatus::Original => "rendition-original",
        TextStatus::Official => "text-official",
        TextStatus::Translation => "text-translation",
        TextStatus::Unofficial => "text-unofficial",
        TextStatus::Summary => "text-summary",
    };
    let (availability, href) = availability(reader, rendition);
    RenditionLine { language: table::language(&rendition.lang), status: reader.words.say(status), availability, href }
}
