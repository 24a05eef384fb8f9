//! A process as a grid of steps by tracks, and a project with what belongs to it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::words::Words as Said;
use chancery_model::{CellState, Exchange, InitiativeId, Kind, ProcessId};

use super::cite::{self, Cite};
use super::failure::Failure;
use super::follow_through::{self as shared, Line, Quote};
use super::frame::{Frame, Head};
use super::reader::Reader;
use super::sources::{Sources, chosen_text, notes};
use super::{exchange, html};
use crate::web::routes::Page;
use crate::web::text::html::Html;

#[derive(Debug, Template)]
#[template(path = "process/page.html")]
struct ProcessPage {
    frame: Frame,
    title: Html,
    descriptions: Vec<Html>,
    steps: Vec<Html>,
    tracks: Vec<(Html, Vec<CellView>)>,
    caption: String,
    origins: Vec<(Html, Option<Quote>)>,
    commitments: Vec<Html>,
    notes: Vec<Html>,
    sources: Sources,
    cite: Cite,
}

#[derive(Debug)]
struct CellView {
    /// The step in words, for where the grid has no heads.
    step: String,
    class: &'static str,
    state: String,
    when: Html,
    text: Html,
    marks: Html,
    /// Where in the register it stands, if it does.
    place: Html,
}

pub(super) async fn process(reader: &Reader, id: &ProcessId) -> Result<Response, Failure> {
    let view = reader.app.read_process(&reader.ctx, id).await?;
    let (words, process) = (reader.words, &view.process);
    let title_text = reader.name_text(&process.names);
    let mut sources = Sources::new(words);
    let tracks = process
        .tracks
        .iter()
        .map(|track| {
            let parties: Vec<Html> = track.parties.iter().map(|p| reader.party(p)).collect();
            let name = if track.names.is_empty() { Html::join(&parties, " – ") } else { reader.name(&track.names) };
            let cells = process.steps.iter().map(|step| match process.find_cell(&track.key, &step.key) {
                Some(cell) => CellView {
                    step: reader.name_text(&step.names),
                    class: "here",
                    state: words.say(match cell.state {
                        CellState::Planned => "cell-planned",
                        CellState::UnderWay => "cell-under-way",
                        CellState::Reached => "cell-reached",
                    }),
                    when: cell.date.as_ref().map(|d| words.time(d)).unwrap_or_default(),
                    text: chosen_text(reader, &cell.texts),
                    marks: sources.marks(&cell.sources),
                    place: view.words_of(cell).map(|said| shared::place(reader, said)).unwrap_or_default(),
                },
                None => CellView {
                    step: reader.name_text(&step.names),
                    class: "nothing",
                    state: words.say("cell-nothing"),
                    when: Html::default(),
                    text: Html::default(),
                    marks: Html::default(),
                    place: Html::default(),
                },
            });
            (name, cells.collect())
        })
        .collect();
    let crumbs = process.mechanism.iter().map(|m| reader.mechanism(m)).collect();
    let description = words.with("process-description", &[("title", title_text.as_str().into())]);
    let head = Head { title: title_text.clone(), description: description.clone(), crumbs, ..Head::default() };
    let page = ProcessPage {
        frame: reader.frame(&Page::Process(id.clone()), head),
        title: reader.name(&process.names),
        descriptions: notes(reader, &process.descriptions),
        steps: process.steps.iter().map(|step| reader.name(&step.names)).collect(),
        tracks,
        caption: description,
        origins: said(reader, &view.origins),
        commitments: view.commitments.iter().map(|(id, names)| shared::commitment_link(reader, id, names)).collect(),
        notes: notes(reader, &process.notes),
        sources,
        cite: cite::cite(reader, &view.version, &title_text, None),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

fn said(reader: &Reader, list: &[Said]) -> Vec<(Html, Option<Quote>)> {
    list.iter().map(|s| (shared::place(reader, s), shared::quote_said(reader, s))).collect()
}

#[derive(Debug, Template)]
#[template(path = "process/initiative.html")]
struct InitiativePage {
    frame: Frame,
    title: Html,
    descriptions: Vec<Html>,
    origins: Vec<(Html, Option<Quote>)>,
    records: Vec<(Html, Html)>,
    commitments: Vec<Line>,
    processes: Vec<Html>,
    exchanges: Vec<ExchangeLine>,
    notes: Vec<Html>,
    sources: Sources,
    cite: Cite,
}

#[derive(Debug)]
struct ExchangeLine {
    name: Html,
    parties: Html,
    when: Html,
    count: String,
    about: Vec<Html>,
}

pub(super) async fn initiative(reader: &Reader, id: &InitiativeId) -> Result<Response, Failure> {
    let view = reader.app.read_initiative(&reader.ctx, id).await?;
    let (words, initiative) = (reader.words, &view.initiative);
    let title_text = reader.name_text(&initiative.names);
    let mut sources = Sources::new(words);
    sources.marks(&initiative.sources);
    let crumbs = initiative.mechanisms.first().map(|m| reader.mechanism(m)).into_iter().collect();
    let description = words.with("initiative-description", &[("title", title_text.as_str().into())]);
    let head = Head { title: title_text.clone(), description, crumbs, ..Head::default() };
    let records = view.records.iter().map(|hit| {
        let name = Html::said(&hit.title.text, &hit.title.lang);
        (shared::record_link(reader, hit.address.kind, hit.address.id(), &name), reader.date(hit.date.as_ref()))
    });
    let page = InitiativePage {
        frame: reader.frame(&Page::Initiative(id.clone()), head),
        title: reader.name(&initiative.names),
        descriptions: notes(reader, &initiative.descriptions),
        origins: said(reader, &view.origins),
        records: records.collect(),
        commitments: view.commitments.iter().map(|row| shared::line(reader, row)).collect(),
        processes: (view.processes.iter())
            .map(|p| shared::record_link(reader, Kind::Process, p.id.as_str(), &reader.name(&p.names)))
            .collect(),
        exchanges: view.exchanges.iter().map(|row| exchange_line(reader, &row.exchange)).collect(),
        notes: notes(reader, &initiative.notes),
        sources,
        cite: cite::cite(reader, &view.version, &title_text, initiative.from.as_ref()),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

fn exchange_line(reader: &Reader, exchange: &Exchange) -> ExchangeLine {
    ExchangeLine {
        name: exchange::link(reader, exchange),
        parties: exchange::parties(reader, exchange),
        when: reader.words.time(&exchange.period),
        count: exchange::count(reader, exchange),
        about: [&exchange.offices_as_written, &exchange.scope]
            .into_iter()
            .map(|t| chosen_text(reader, t))
            .filter(|t| !t.is_empty())
            .collect(),
    }
}
