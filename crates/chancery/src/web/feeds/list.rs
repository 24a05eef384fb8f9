//! Whole lists as CSV and JSON, with the filters of the JSON door.

use axum::Json;
use axum::response::{IntoResponse, Response};
use chancery_app::commitment::CommitmentRow;
use chancery_app::exchange::ExchangeRow;
use chancery_app::listing::{DocumentRow, MeetingRow};
use chancery_app::search::SearchHit;
use chancery_model::text::preferred_name;
use chancery_model::{Edtf, Kind, Name, PlaceId, RecordRef};
use serde::Serialize;
use utoipa::ToSchema;

use super::csv::Table;
use super::{Answer, file};
use crate::web::State;
use crate::web::api::call::{Call, ListView};
use crate::web::api::endpoint::{Answering, Endpoint, Param};
use crate::web::api::follow_through::CommitmentSummaryView;
use crate::web::api::{Problem, commitment, document, exchange, mechanism, meeting, organisation, search};
use crate::web::routes::{List, ListFormat, Page, Route, UiLang};

/// How many rows are read from the store at once.
const AT_ONCE: u32 = 1_000;
/// The most hits of a search that are taken away; a search for more than this is no list of results any more.
const MAX_HITS: usize = 1_000;

/// What a list takes; answered by [`answer`], never by the handler of the table.
const fn endpoint(path: &'static str, query_params: &'static [Param]) -> Endpoint {
    fn never(_: Call) -> Answering {
        Box::pin(async { Err(Problem::not_found("lists are answered under their own addresses")) })
    }
    Endpoint::list(path, query_params, never)
}

static MECHANISMS: Endpoint = endpoint("/mechanisms", mechanism::QUERY);
static MEETINGS: Endpoint = endpoint("/meetings", meeting::QUERY);
static DOCUMENTS: Endpoint = endpoint("/documents", document::QUERY);
static ORGANISATIONS: Endpoint = endpoint("/organisations", organisation::QUERY);
static COMMITMENTS: Endpoint = endpoint("/commitments", commitment::QUERY);
static EXCHANGES: Endpoint = endpoint("/exchanges", exchange::QUERY);
static SEARCH: Endpoint = endpoint("/search", search::QUERY);

/// Reads what is asked of a search.
pub(super) fn search_call(state: State, ui: UiLang, query: &str) -> Result<Call, Problem> {
    Call::of_file(state, &SEARCH, query, ui)
}

/// Reads what is asked of the list of meetings.
pub(super) fn meetings_call(state: State, ui: UiLang, query: &str) -> Result<Call, Problem> {
    Call::of_file(state, &MEETINGS, query, ui)
}

/// Reads all meetings that are asked for.
pub(super) async fn all_meetings(call: &Call) -> Result<Vec<MeetingRow>, Problem> {
    let mut query = meeting::query(call)?;
    query.limit = AT_ONCE;
    let (mut rows, mut after) = (Vec::new(), call.after_place());
    loop {
        let page = call.state.app.list_meetings(&call.ctx(), query.clone(), after.as_deref()).await?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next.to_string()),
            None => return Ok(rows),
        }
    }
}

async fn all_documents(call: &Call) -> Result<Vec<DocumentRow>, Problem> {
    let mut query = document::query(call)?;
    query.limit = AT_ONCE;
    let (mut rows, mut after) = (Vec::new(), call.after_place());
    loop {
        let page = call.state.app.list_documents(&call.ctx(), query.clone(), after.as_deref()).await?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next.to_string()),
            None => return Ok(rows),
        }
    }
}

/// Answers a list in a language and a format.
pub(super) async fn answer(state: State, ui: UiLang, list: List, format: ListFormat, query: Option<String>) -> Answer {
    let endpoint = match list {
        List::Mechanisms => &MECHANISMS,
        List::Meetings => &MEETINGS,
        List::Documents => &DOCUMENTS,
        List::Organisations => &ORGANISATIONS,
        List::Commitments => &COMMITMENTS,
        List::Exchanges => &EXCHANGES,
        List::Search => &SEARCH,
    };
    let call = Call::of_file(state, endpoint, query.as_deref().unwrap_or_default(), ui)?;
    let catalogue = call.state.app.catalogue();
    let name = format!("{}-{ui}.csv", list.as_str());
    let csv = |table: Table| file("text/csv; charset=utf-8", Some(&name), table.into_bytes());
    Ok(match (list, format) {
        (List::Mechanisms, ListFormat::Json) => {
            json(mechanism::select(&call, &catalogue)?.into_iter().map(|m| mechanism::view(&call, m)).collect())
        }
        (List::Mechanisms, ListFormat::Csv) => csv(mechanisms_table(&call)?),
        (List::Organisations, ListFormat::Json) => {
            json(organisation::select(&call, &catalogue)?.into_iter().map(|o| organisation::view(&call, o)).collect())
        }
        (List::Organisations, ListFormat::Csv) => csv(organisations_table(&call)?),
        (List::Meetings, ListFormat::Json) => json(all_meetings(&call).await?.iter().map(|row| meeting::summary(&call, row)).collect()),
        (List::Meetings, ListFormat::Csv) => csv(meetings_table(&call, &all_meetings(&call).await?)),
        (List::Documents, ListFormat::Json) => json(all_documents(&call).await?.iter().map(|row| document::summary(&call, row)).collect()),
        (List::Documents, ListFormat::Csv) => csv(documents_table(&call, &all_documents(&call).await?)),
        (List::Commitments, format) => {
            let rows = call.state.app.list_commitments(&call.ctx(), &commitment::query(&call)?).await?.rows;
            match format {
                ListFormat::Json => json(rows.iter().map(|row| CommitmentSummaryView::of(&call, row)).collect()),
                ListFormat::Csv => csv(commitments_table(&call, &rows)),
            }
        }
        (List::Exchanges, format) => {
            let rows = call.state.app.list_exchanges(&call.ctx(), &exchange::query(&call)?).await?.rows;
            match format {
                ListFormat::Json => json(rows.iter().map(|row| exchange::ExchangeView::of(&call, row)).collect()),
                ListFormat::Csv => csv(exchanges_table(&call, &rows)),
            }
        }
        (List::Search, format) => {
            let page = call.state.app.search(&call.ctx(), search::request(&call, MAX_HITS)?).await?;
            match format {
                ListFormat::Json => {
                    Json(search::view(&call.state.base, ui, call.text("q").unwrap_or_default(), page, search::VALUES)).into_response()
                }
                ListFormat::Csv => csv(hits_table(&call, &page.hits)),
            }
        }
    })
}

fn json<T: Serialize + ToSchema>(items: Vec<T>) -> Response {
    Json(ListView { total: items.len() as u64, items, next: None, next_url: None }).into_response()
}

/// The two addresses that end every row: the page in the language of the list, and the one that names no language.
fn addresses(call: &Call, address: &RecordRef) -> [String; 2] {
    let page = Page::of(address).map(|page| call.state.base.absolute(&page.in_language(call.ui))).unwrap_or_default();
    [page, call.state.base.absolute(&Route::Id(address.clone()))]
}

fn address(kind: Kind, id: &str) -> RecordRef {
    RecordRef::new(kind, id).expect("ids of the register are of their kind's form")
}

fn joined<T: ToString>(parts: &[T]) -> String {
    parts.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// A name and the language that it is in.
fn named(call: &Call, names: &[Name]) -> [String; 2] {
    let catalogue = call.state.app.catalogue();
    match preferred_name(names, &call.ui.lang(), catalogue.fallback()) {
        Some(name) => [name.text.clone(), name.lang.to_string()],
        None => Default::default(),
    }
}

fn place_name(call: &Call, id: &PlaceId) -> String {
    call.state.app.catalogue().place_name(id, &call.ui.lang()).map(|n| n.text.clone()).unwrap_or_default()
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

fn mechanisms_table(call: &Call) -> Result<Table, Problem> {
    let mut table = Table::new(&[
        "id",
        "name",
        "name_lang",
        "acronym",
        "level",
        "topics",
        "parent",
        "established",
        "ended",
        "latest_event",
        "url",
        "permanent_url",
    ]);
    let catalogue = call.state.app.catalogue();
    for m in mechanism::select(call, &catalogue)? {
        let [name, lang] = named(call, &m.names);
        let [url, permanent] = addresses(call, &address(Kind::Mechanism, m.id.as_str()));
        table.row(&[
            m.id.to_string(),
            name,
            lang,
            text(catalogue.mechanism_acronym(&m.id)),
            m.level.to_string(),
            joined(&m.topics),
            text(m.parent.as_ref()),
            text(m.established),
            text(m.ended),
            text(m.latest_event),
            url,
            permanent,
        ]);
    }
    Ok(table)
}

fn organisations_table(call: &Call) -> Result<Table, Problem> {
    let mut table = Table::new(&["id", "name", "name_lang", "party", "part_of", "url", "permanent_url"]);
    let catalogue = call.state.app.catalogue();
    for o in organisation::select(call, &catalogue)? {
        let [name, lang] = named(call, &o.names);
        let [url, permanent] = addresses(call, &address(Kind::Organisation, o.id.as_str()));
        table.row(&[o.id.to_string(), name, lang, text(o.party.as_ref()), text(o.part_of.as_ref()), url, permanent]);
    }
    Ok(table)
}

fn meetings_table(call: &Call, rows: &[MeetingRow]) -> Table {
    let mut table = Table::new(&[
        "id",
        "title",
        "title_lang",
        "mechanism",
        "topics",
        "ordinal",
        "date",
        "status",
        "place",
        "country",
        "is_online",
        "host",
        "outcomes",
        "document_langs",
        "revision",
        "url",
        "permanent_url",
    ]);
    let catalogue = call.state.app.catalogue();
    for row in rows {
        let title = chancery_app::title::meeting(&catalogue, &row.names, row.ordinal, &row.mechanism, row.date.as_ref(), &call.ui.lang());
        let [url, permanent] = addresses(call, &address(Kind::Meeting, row.id.as_str()));
        table.row(&[
            row.id.to_string(),
            title.text,
            title.lang.to_string(),
            row.mechanism.to_string(),
            joined(&row.topics),
            text(row.ordinal),
            text(row.date),
            status_word(row),
            row.place.as_ref().map(|id| place_name(call, id)).unwrap_or_default(),
            text(row.country.as_ref()),
            row.is_online.to_string(),
            text(row.host.as_ref()),
            row.outcome_count.to_string(),
            joined(&row.document_langs),
            row.revision.to_string(),
            url,
            permanent,
        ]);
    }
    table
}

fn status_word(row: &MeetingRow) -> String {
    crate::web::api::text::word(row.status)
}

fn documents_table(call: &Call, rows: &[DocumentRow]) -> Table {
    let mut table =
        Table::new(&["id", "title", "title_lang", "type", "date", "issuer", "meetings", "langs", "revision", "url", "permanent_url"]);
    for row in rows {
        let [title, lang] = named(call, &row.titles);
        let [url, permanent] = addresses(call, &address(Kind::Document, row.id.as_str()));
        table.row(&[
            row.id.to_string(),
            title,
            lang,
            row.document_type.to_string(),
            text(row.date),
            text(row.issuer.as_ref()),
            joined(&row.relations.iter().map(|r| &r.meeting).collect::<Vec<_>>()),
            joined(&row.langs),
            row.revision.to_string(),
            url,
            permanent,
        ]);
    }
    table
}

fn commitments_table(call: &Call, rows: &[CommitmentRow]) -> Table {
    let mut table = Table::new(&[
        "id",
        "title",
        "title_lang",
        "made",
        "mechanism",
        "topics",
        "field",
        "parties",
        "due",
        "is_recurring",
        "state",
        "marks",
        "is_open",
        "is_past_due",
        "silent_since",
        "silent_meetings",
        "as_of",
        "url",
        "permanent_url",
    ]);
    let as_of = Edtf::day(call.ctx().today).to_string();
    for CommitmentRow { commitment, made, state, topics } in rows {
        let [title, lang] = named(call, &commitment.names);
        let [url, permanent] = addresses(call, &address(Kind::Commitment, commitment.id.as_str()));
        let silence = state.silence.as_ref();
        table.row(&[
            commitment.id.to_string(),
            title,
            lang,
            text(*made),
            commitment.mechanism.to_string(),
            joined(topics),
            text(commitment.field.as_ref()),
            joined(&commitment.parties),
            text(commitment.due),
            commitment.rhythm.is_some().to_string(),
            state.how_far.as_str().to_owned(),
            joined(&state.marks.keys().map(|mark| mark.as_str()).collect::<Vec<_>>()),
            state.is_open().to_string(),
            state.is_past_due.to_string(),
            text(silence.map(|silence| silence.since)),
            text(silence.map(|silence| silence.meetings.len())),
            as_of.clone(),
            url,
            permanent,
        ]);
    }
    table
}

fn exchanges_table(call: &Call, rows: &[ExchangeRow]) -> Table {
    let mut table = Table::new(&[
        "id",
        "type",
        "name",
        "name_lang",
        "period",
        "from",
        "to",
        "count",
        "confirmed_by",
        "sent",
        "acknowledged",
        "next_due",
        "commitment",
        "initiative",
        "offices",
        "reported_at",
        "url",
        "permanent_url",
    ]);
    for ExchangeRow { exchange, .. } in rows {
        let [name, lang] = named(call, &exchange.names);
        let [url, permanent] = addresses(call, &address(Kind::Exchange, exchange.id.as_str()));
        table.row(&[
            exchange.id.to_string(),
            exchange.exchange_type.to_string(),
            name,
            lang,
            exchange.period.to_string(),
            joined(&exchange.from),
            joined(&exchange.to),
            text(exchange.count),
            joined(&exchange.confirmed_by),
            text(exchange.sent),
            text(exchange.acknowledged),
            text(exchange.next_due),
            text(exchange.commitment.as_ref()),
            text(exchange.initiative.as_ref()),
            joined(&exchange.offices),
            text(exchange.reported_at.as_ref()),
            url,
            permanent,
        ]);
    }
    table
}

fn hits_table(call: &Call, hits: &[SearchHit]) -> Table {
    let mut table = Table::new(&["kind", "id", "title", "title_lang", "date", "passage", "passage_lang", "url", "permanent_url"]);
    for hit in hits {
        let [url, permanent] = addresses(call, &hit.address);
        let best = hit.passages.first();
        table.row(&[
            hit.address.kind.to_string(),
            hit.address.id().to_owned(),
            hit.title.text.clone(),
            hit.title.lang.to_string(),
            text(hit.date),
            best.map(|p| p.text.clone()).unwrap_or_default(),
            best.map(|p| p.lang.to_string()).unwrap_or_default(),
            url,
            permanent,
        ]);
    }
    table
}
