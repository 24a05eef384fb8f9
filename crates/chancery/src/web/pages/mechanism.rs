//! A mechanism: its names, its place among others, its series, meetings, hosts and documents.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::mechanism::MechanismView;
use chancery_model::{Lang, MechanismId, Name, NameKind, TextStatus};

use super::cite::{self, Cite};
use super::failure::Failure;
use super::frame::{Frame, Head};
use super::reader::Reader;
use super::sources::{self, Sources, StatementLine, notes};
use super::strip::{self, StripView};
use super::table::{self, DocumentTable, MeetingTable, Naming, Pager};
use super::{html, params};
use crate::web::routes::{List, ListFormat, Page, Route};
use crate::web::text::html::Html;

#[derive(Debug, Template)]
#[template(path = "mechanism/page.html")]
struct MechanismPage {
    frame: Frame,
    name: Html,
    acronym: Option<Html>,
    marks: Html,
    facts: Vec<(String, Html)>,
    known: String,
    silence: Option<String>,
    strip: Option<StripView>,
    table: Option<MeetingTable>,
    pager: Option<Pager>,
    hosts: Vec<(Html, String)>,
    hosts_note: Option<String>,
    groups: Vec<Html>,
    documents: Option<DocumentTable>,
    all_documents: Option<(String, String)>,
    names: Vec<NameLine>,
    notes: Vec<Html>,
    statements: Vec<StatementLine>,
    sources: Sources,
    csv: String,
    json: String,
    calendar: String,
    brief: Option<String>,
    commitments: Option<(String, String)>,
    cite: Cite,
}

/// A name and what is to be said of it.
#[derive(Debug)]
pub(super) struct NameLine {
    pub(super) language: String,
    pub(super) name: Html,
    pub(super) remark: String,
}

pub(super) async fn mechanism(reader: &Reader, id: &MechanismId) -> Result<Response, Failure> {
    let after = reader.params.find("after");
    let view = reader.app.read_mechanism(&reader.ctx, id, after).await?;
    let (own, of_groups) = reader.app.count_commitments(id).await?;
    let mechanism = &view.mechanism;
    let page = Page::Mechanism(id.clone());
    let name_text = reader.name_text(&mechanism.names);
    let known = if view.series.held == 0 { reader.words.say("series-none") } else { strip::known(reader.words, &view.series) };
    let mut crumbs = vec![Html::link(&reader.link(&Page::Home), &Html::text(&reader.words.say("topics")))];
    crumbs.extend(mechanism.topics.first().map(|topic| reader.topic(topic)));
    let head = Head {
        title: name_text.clone(),
        description: reader
            .words
            .with("mechanism-description", &[("mechanism", name_text.as_str().into()), ("known", known.as_str().into())]),
        crumbs,
        canonical_query: params::query([("after", after.unwrap_or_default())]),
        ..Head::default()
    };
    let mut sources = Sources::new(reader.words);
    let marks = sources.marks(&mechanism.sources);
    let statements = sources::statements(reader, &mechanism.statements, &mut sources);
    let query = params::query([("mechanism", id.as_str())]);
    let list = |format| format!("{}{query}", reader.route(&Route::List(reader.ui, List::Meetings, format)));
    let caption = reader.words.with("meetings-of", &[("mechanism", name_text.as_str().into())]);
    let document_caption = reader.words.with("documents-of", &[("title", name_text.as_str().into())]);
    let (shown, total) = (view.meetings.rows.len(), view.meetings.total);
    let next = view.meetings.next.as_ref().map(ToString::to_string);
    let page = MechanismPage {
        frame: reader.frame(&page, head),
        name: reader.name(&mechanism.names),
        acronym: reader.catalogue.mechanism_acronym(id).map(|a| Html::said(a, &Lang::und())),
        marks,
        facts: facts(reader, &view),
        known,
        silence: strip::silence(reader, &view.series),
        strip: view.strip.as_ref().map(|drawn| strip::view(reader, drawn, &view.series)),
        table: (shown > 0).then(|| table::meetings(reader, caption, &view.meetings.rows, Naming::WithinSeries)),
        pager: table::pager(reader, &page, shown, total, next),
        hosts: hosts(reader, &view),
        hosts_note: (!view.is_whole).then(|| reader.words.say("hosts-of-this-page")),
        groups: view.groups.iter().map(|group| reader.mechanism(&group.id)).collect(),
        documents: (!view.documents.rows.is_empty()).then(|| table::document_table(reader, document_caption, &view.documents.rows)),
        all_documents: view.documents.next.as_ref().map(|_| {
            let said =
                reader.words.with("all-documents", &[("shown", view.documents.rows.len().into()), ("count", view.documents.total.into())]);
            (reader.link_with(&Page::Documents, &query), said)
        }),
        names: names(reader, &mechanism.names),
        notes: notes(reader, &mechanism.notes),
        statements,
        sources,
        csv: list(ListFormat::Csv),
        json: list(ListFormat::Json),
        calendar: format!("{}{query}", reader.route(&Route::Calendar(reader.ui))),
        brief: (own + of_groups > 0).then(|| reader.link(&Page::Brief(id.clone()))),
        commitments: (own > 0)
            .then(|| (reader.link_with(&Page::Commitments, &query), reader.words.with("commitments-all", &[("count", own.into())]))),
        cite: cite::cite(reader, &view.version, &name_text, None),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

fn facts(reader: &Reader, view: &MechanismView) -> Vec<(String, Html)> {
    let mechanism = &view.mechanism;
    let mut facts = Vec::new();
    let mut push = |key: &str, value: Html| facts.push((reader.words.say(key), value));
    let level = match &mechanism.level_as_written {
        Some(written) => {
            let written = Html::said(written, &Lang::und());
            reader.words.mix("level-as-written", &[("level", reader.level(&mechanism.level)), ("written", written)], &[])
        }
        None => reader.level(&mechanism.level),
    };
    push("fact-level", level);
    if mechanism.topics.len() > 1 {
        let topics: Vec<Html> = mechanism.topics.iter().map(|topic| reader.topic(topic)).collect();
        push("fact-topics", Html::join(&topics, &reader.words.say("comma")));
    }
    if let Some(parent) = &mechanism.parent {
        push("fact-parent", reader.mechanism(parent));
    }
    if let Some(date) = &mechanism.established {
        push("fact-established", reader.words.time(date));
    }
    if let Some(date) = &mechanism.ended {
        push("fact-ended", reader.words.time(date));
    }
    for (key, others) in [("fact-predecessors", &mechanism.predecessors), ("fact-successors", &mechanism.successors)] {
        if !others.is_empty() {
            let links: Vec<Html> = others.iter().map(|id| reader.mechanism(id)).collect();
            push(key, Html::join(&links, &reader.words.say("comma")));
        }
    }
    if let Some(id) = &mechanism.secretariat {
        push("fact-secretariat", reader.organisation(id));
    }
    if let Some(date) = &mechanism.latest_event {
        push("fact-latest-event", reader.words.time(date));
    }
    facts
}

fn hosts(reader: &Reader, view: &MechanismView) -> Vec<(Html, String)> {
    let said = |times: u32| reader.words.with("times", &[("count", times.into())]);
    view.hosts.iter().map(|hosting| (reader.party(&hosting.party), said(hosting.times))).collect()
}

/// All names: those in use first in the order of the register, then acronyms, former ones and the wordings of sources.
pub(super) fn names(reader: &Reader, names: &[Name]) -> Vec<NameLine> {
    let mut ordered: Vec<&Name> = names.iter().collect();
    ordered.sort_by_key(|name| (name.is_former, name.kind));
    ordered
        .into_iter()
        .map(|name| {
            let mut remarks = Vec::new();
            match name.kind {
                NameKind::Full => {}
                NameKind::Formal => remarks.push(reader.words.say("name-formal")),
                NameKind::Acronym => remarks.push(reader.words.say("name-acronym")),
                NameKind::AsWritten => remarks.push(reader.words.say("name-as-written")),
            }
            match name.status {
                TextStatus::Original | TextStatus::Official => {}
                TextStatus::Translation => remarks.push(reader.words.say("text-translation")),
                TextStatus::Unofficial => remarks.push(reader.words.say("text-unofficial")),
                TextStatus::Summary => remarks.push(reader.words.say("text-summary")),
            }
            if name.is_former {
                remarks.push(reader.words.say("name-former"));
            }
            for (key, date) in [("date-from-short", &name.from), ("date-until", &name.until)] {
                if let Some(date) = date {
                    remarks.push(reader.words.with(key, &[("date", reader.words.date(date).into())]));
                }
            }
            NameLine {
                language: if name.lang == Lang::und() { String::new() } else { reader.words.language_name(&name.lang) },
                name: Html::name(name),
                remark: remarks.join(&reader.words.say("apart")),
            }
        })
        .collect()
}
