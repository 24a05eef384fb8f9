//! The register of exchanges and joint operations: all of them, and one.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::exchange::{ExchangeQuery, ExchangeRow, ExchangeView};
use chancery_model::{Exchange, ExchangeId, PartyId};

use super::cite::{self, Cite};
use super::failure::Failure;
use super::follow_through as shared;
use super::frame::{Frame, Head};
use super::html;
use super::narrowing::{Below, Beside, Narrowing};
use super::reader::Reader;
use super::sources::{self, Sources, StatementLine, chosen_text, notes};
use crate::web::routes::{List, Page};
use crate::web::text::html::Html;

#[derive(Debug, Template)]
#[template(path = "exchange/list.html")]
struct ListPage {
    frame: Frame,
    lead: String,
    rows: Vec<Row>,
    beside: Beside,
    below: Below,
    method: String,
}

#[derive(Debug)]
struct Row {
    anchor: String,
    period: Html,
    name: Html,
    parties: Html,
    count: String,
    of: Html,
}

/// The filters, in the order in which their facets are shown.
const FILTERS: &[&str] = &["type", "party", "commitment", "initiative"];

pub(super) async fn exchanges(reader: &Reader) -> Result<Response, Failure> {
    let words = reader.words;
    let asked = Narrowing { reader, page: &Page::Exchanges, filters: FILTERS };
    let query = ExchangeQuery {
        commitment: asked.asked("commitment")?,
        initiative: asked.asked("initiative")?,
        party: asked.asked("party")?,
        exchange_type: asked.asked("type")?,
    };
    let found = reader.app.list_exchanges(&reader.ctx, &query).await?;
    let name = |facet: &str, value: &str| match facet {
        "type" => Some(exchange_type(reader, value)),
        "party" => value.parse().ok().map(|id| reader.party(&id)),
        _ => found.rows.iter().find_map(|row| match (facet, &row.commitment, &row.initiative) {
            ("commitment", Some((id, names)), _) if id.as_str() == value => Some(reader.name(names)),
            ("initiative", _, Some((id, names))) if id.as_str() == value => Some(reader.name(names)),
            _ => None,
        }),
    };
    let beside = asked.beside(&found.facets, name);
    let lead = words.with("exchanges-lead", &[("count", found.rows.len().into())]);
    let head = asked.head(&words.say("exchanges"), &lead);
    let (rows, below) = asked.rows(found.rows, |row| row.exchange.id.as_str(), List::Exchanges);
    let page = ListPage {
        frame: reader.frame(&Page::Exchanges, head),
        lead,
        rows: rows.iter().map(|row| line(reader, row)).collect(),
        beside,
        below,
        method: reader.link(&Page::Method),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

fn line(reader: &Reader, row: &ExchangeRow) -> Row {
    let exchange = &row.exchange;
    Row {
        anchor: exchange.id.to_string(),
        period: reader.words.time(&exchange.period),
        name: link(reader, exchange),
        parties: parties(reader, exchange),
        count: count(reader, exchange),
        of: match (&row.commitment, &row.initiative) {
            (Some((id, names)), _) => shared::commitment_link(reader, id, names),
            (None, Some((id, names))) => Html::link(&reader.link(&Page::Initiative(id.clone())), &reader.name(names)),
            (None, None) => Html::default(),
        },
    }
}

/// The name of a kind of exchange; one without a name in the interface shows as its id.
pub(super) fn exchange_type(reader: &Reader, id: &str) -> Html {
    Html::text(&type_text(reader, id))
}

fn type_text(reader: &Reader, id: &str) -> String {
    reader.words.find(&format!("exchange-type-{id}"), &[]).unwrap_or_else(|| id.replace('-', " "))
}

/// An exchange by its own name, else by its kind, as a link.
pub(super) fn link(reader: &Reader, exchange: &Exchange) -> Html {
    let name =
        if exchange.names.is_empty() { exchange_type(reader, exchange.exchange_type.as_str()) } else { reader.name(&exchange.names) };
    Html::link(&reader.link(&Page::Exchange(exchange.id.clone())), &name)
}

fn listed(reader: &Reader, parties: &[PartyId]) -> Html {
    Html::join(&parties.iter().map(|p| reader.party(p)).collect::<Vec<_>>(), &reader.words.say("comma"))
}

/// Who gave and who received; of a joint operation, who took part.
pub(super) fn parties(reader: &Reader, exchange: &Exchange) -> Html {
    match exchange.to.as_slice() {
        [] => listed(reader, &exchange.from),
        to => reader.words.mix("exchange-from-to", &[("from", listed(reader, &exchange.from)), ("to", listed(reader, to))], &[]),
    }
}

/// How many records went over, where that is confirmed.
pub(super) fn count(reader: &Reader, exchange: &Exchange) -> String {
    match exchange.count {
        Some(count) => reader.words.with("exchange-count", &[("count", count.into())]),
        None => reader.words.say("exchange-no-count"),
    }
}

#[derive(Debug, Template)]
#[template(path = "exchange/page.html")]
struct ExchangePage {
    frame: Frame,
    title: Html,
    marks: Html,
    facts: Vec<(String, Html)>,
    statements: Vec<StatementLine>,
    notes: Vec<Html>,
    sources: Sources,
    cite: Cite,
    method: String,
}

pub(super) async fn exchange(reader: &Reader, id: &ExchangeId) -> Result<Response, Failure> {
    let view = reader.app.read_exchange(&reader.ctx, id).await?;
    let (words, exchange) = (reader.words, &view.row.exchange);
    let kind = type_text(reader, exchange.exchange_type.as_str());
    let period = words.date(&exchange.period);
    let composed = words.with("exchange-title", &[("type", kind.into()), ("period", period.into())]);
    let (title, title_text) = match reader.name_text(&exchange.names) {
        own if own.is_empty() => (Html::text(&composed), composed),
        own => (reader.name(&exchange.names), own),
    };
    let crumbs = vec![Html::link(&reader.link(&Page::Exchanges), &Html::text(&words.say("exchanges")))];
    let description = words.with("exchange-description", &[("title", title_text.as_str().into())]);
    let mut sources = Sources::new(words);
    let marks = sources.marks(&exchange.sources);
    let page = ExchangePage {
        frame: reader.frame(&Page::Exchange(id.clone()), Head { title: title_text.clone(), description, crumbs, ..Head::default() }),
        title,
        marks,
        facts: facts(reader, &view),
        statements: sources::statements(reader, &exchange.statements, &mut sources),
        notes: notes(reader, &exchange.notes),
        sources,
        cite: cite::cite(reader, &view.version, &title_text, Some(&exchange.period).filter(|_| !exchange.names.is_empty())),
        method: reader.link(&Page::Method),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

/// What is known of it; what the record does not say is left out, but for the figure and who confirmed.
fn facts(reader: &Reader, view: &ExchangeView) -> Vec<(String, Html)> {
    let (words, exchange) = (reader.words, &view.row.exchange);
    let mut facts = vec![(words.say("fact-type"), exchange_type(reader, exchange.exchange_type.as_str()))];
    let mut add = |key: &str, value: Html| {
        if !value.is_empty() {
            facts.push((words.say(key), value));
        }
    };
    let date = |date: Option<&chancery_model::Edtf>| date.map(|date| words.time(date)).unwrap_or_default();
    add(if exchange.to.is_empty() { "fact-took-part" } else { "fact-from" }, listed(reader, &exchange.from));
    add("fact-to", listed(reader, &exchange.to));
    add("column-period", words.time(&exchange.period));
    add("fact-count", Html::text(&count(reader, exchange)));
    add("fact-confirmed-by", listed(reader, &exchange.confirmed_by));
    let unconfirmed: Vec<PartyId> = exchange.unconfirmed().into_iter().cloned().collect();
    add("fact-unconfirmed", listed(reader, &unconfirmed));
    add("fact-channel", chosen_text(reader, &exchange.channel));
    add("fact-sent", date(exchange.sent.as_ref()));
    add("fact-acknowledged", date(exchange.acknowledged.as_ref()));
    add("fact-next-due", date(exchange.next_due.as_ref()));
    let offices: Vec<Html> = exchange.offices.iter().map(|id| reader.organisation(id)).collect();
    let as_written = chosen_text(reader, &exchange.offices_as_written);
    let offices = offices.into_iter().chain((!as_written.is_empty()).then_some(as_written)).collect::<Vec<_>>();
    add("fact-offices", Html::join(&offices, &words.say("comma")));
    add("fact-scope", chosen_text(reader, &exchange.scope));
    add("fact-debrief", date(exchange.debrief.as_ref()));
    if let Some(hit) = &view.reported_at {
        let name = Html::said(&hit.title.text, &hit.title.lang);
        add("fact-reported-at", shared::record_link(reader, hit.address.kind, hit.address.id(), &name));
    }
    if let Some((id, names)) = &view.row.commitment {
        add("fact-commitment", shared::commitment_link(reader, id, names));
    }
    if let Some((id, names)) = &view.row.initiative {
        add("fact-initiative", Html::link(&reader.link(&Page::Initiative(id.clone())), &reader.name(names)));
    }
    facts
}
