//! The pages a reader sees. One file per noun: it calls one use case and fills one page struct, which renders a template.
//!
//! `router` answers every path that is no other door's. The path is parsed into a [`Route`] once, here, so that a bad
//! address ends in a page that says what was expected and what is near, in the reader's language. `reader` is what a
//! page needs to speak to its reader: words, names, links. `frame` is what stands around every page.

mod about;
mod cite;
mod commitment;
mod document;
mod exchange;
mod failure;
mod follow_through;
mod frame;
mod history;
mod home;
mod id;
mod lists;
mod mechanism;
mod meeting;
mod narrowing;
mod organisation;
mod params;
mod process;
mod reader;
mod search;
mod sources;
mod strip;
mod table;
mod topic;
mod worklists;

use askama::Template;
use axum::Router;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use chancery_app::ErrorKind;

use self::failure::Failure;
use self::params::Params;
use self::reader::Reader;
use super::State;
use super::accept::Form;
use super::assets;
use super::routes::{Page, Route, UiLang};

/// The router of the pages: one fallback that parses the path, to be merged with the other doors.
pub fn router(state: State) -> Router {
    Router::new().fallback(answer).with_state(state)
}

/// Answers a request for a page.
async fn answer(Extract(state): Extract<State>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let params = Params::parse(uri.query().unwrap_or_default());
    if method != Method::GET && method != Method::HEAD {
        let reader = Reader::new(&state, UiLang::negotiate(wish), params);
        let mut response = failure::method(&reader);
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let path = uri.path();
    let Ok(route) = path.parse::<Route>() else {
        return stray(&state, path, uri.query(), wish, params);
    };
    let ui = route.ui().unwrap_or_else(|| UiLang::negotiate(wish));
    let reader = Reader::new(&state, ui, params);
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let answered = match route {
        Route::Root => Ok(see(StatusCode::TEMPORARY_REDIRECT, &reader.link(&Page::Home), Some("Accept-Language"))),
        Route::Page(_, page) => of_page(&state, &reader, &page, accept).await,
        Route::Id(record) => id::record(&reader, &record, accept).await,
        Route::IdRevision(record, revision) => id::revision(&reader, &record, revision, accept).await,
        Route::IdItem(meeting, key) => id::item(&reader, &meeting, &key, accept).await,
        Route::IdClause(document, anchor) => id::clause(&reader, &document, &anchor, accept).await,
        Route::Asset(name) => assets::find(&name).map(IntoResponse::into_response).ok_or(Failure::NoPage),
        Route::Favicon => Ok(see(StatusCode::PERMANENT_REDIRECT, &reader.asset(assets::ICON), None)),
        // These are other doors' routes; asked here, the thing itself is not there.
        Route::File(_)
        | Route::Changes(_)
        | Route::Calendar(_)
        | Route::List(..)
        | Route::Results(_)
        | Route::Download
        | Route::Api(_)
        | Route::Sitemap
        | Route::Robots => Err(Failure::NoPage),
    };
    answered.unwrap_or_else(|failure| failure.answer(&reader, path))
}

async fn of_page(state: &State, reader: &Reader, page: &Page, accept: &str) -> Result<Response, Failure> {
    match page {
        Page::Home => home::home(reader).await,
        Page::Topic(id) => topic::topic(reader, id).await,
        Page::Mechanisms => lists::mechanisms(reader).await,
        Page::Mechanism(id) => mechanism::mechanism(reader, id).await,
        Page::Meetings => lists::meetings(reader).await,
        Page::Meeting(id) => meeting::meeting(reader, id).await,
        Page::Commitments => commitment::commitments(reader).await,
        Page::Commitment(id) => commitment::commitment(reader, id).await,
        Page::Brief(id) => commitment::brief(reader, id).await,
        Page::Process(id) => process::process(reader, id).await,
        Page::Initiative(id) => process::initiative(reader, id).await,
        Page::Exchanges => exchange::exchanges(reader).await,
        Page::Exchange(id) => exchange::exchange(reader, id).await,
        Page::Method => Ok(commitment::method(reader)),
        Page::Documents => lists::documents(reader).await,
        Page::Document(id) => document::document(reader, id).await,
        Page::SideBySide(id) => document::side_by_side(reader, id).await,
        Page::Versions(id) => document::versions(reader, id).await,
        Page::Worklists => worklists::overview(reader).await,
        Page::Worklist(kind) => worklists::list(reader, *kind).await,
        Page::Organisations => lists::organisations(reader).await,
        Page::Organisation(id) => organisation::organisation(reader, id).await,
        Page::Search => search::search(state, reader, Form::negotiate(accept)).await,
        Page::SearchHelp => search::help(reader).await,
        Page::History(record) => history::history(reader, record).await,
        Page::Revision(record, revision) => history::revision(reader, record, *revision).await,
        Page::About => about::about(reader).await,
    }
}

/// Answers a path that is no address: with the address that was meant, if a slash too many or too few is all, else with a
/// page that helps.
fn stray(state: &State, path: &str, query: Option<&str>, wish: &str, params: Params) -> Response {
    let other = match path.strip_suffix('/') {
        Some(shorter) => shorter.to_owned(),
        None => format!("{path}/"),
    };
    if let Ok(route) = other.parse::<Route>() {
        let mut to = state.base.link(&route);
        if let Some(query) = query {
            to.push('?');
            to.push_str(query);
        }
        return see(StatusCode::PERMANENT_REDIRECT, &to, None);
    }
    let ui = path.split('/').nth(1).and_then(|first| first.parse().ok()).unwrap_or_else(|| UiLang::negotiate(wish));
    Failure::NoPage.answer(&Reader::new(state, ui, params), path)
}

/// Answers with the page of a refusal or fault that happened around the pages: a size, a method, a panic.
pub fn refuse(state: &State, ui: UiLang, status: StatusCode, kind: ErrorKind) -> Response {
    failure::around(&Reader::new(state, ui, Params::parse("")), status, kind)
}

/// Answers with the page that says that a file cannot be given, and names it.
pub fn refuse_file(state: &State, ui: UiLang, status: StatusCode, kind: ErrorKind, digest: &str) -> Response {
    failure::of_file(&Reader::new(state, ui, Params::parse("")), status, kind, digest)
}

/// Sends the reader to another address.
fn see(status: StatusCode, to: &str, vary: Option<&'static str>) -> Response {
    let Ok(location) = HeaderValue::from_str(to) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = status.into_response();
    response.headers_mut().insert(header::LOCATION, location);
    if let Some(vary) = vary {
        response.headers_mut().insert(header::VARY, HeaderValue::from_static(vary));
    }
    response
}

/// Renders a page.
fn html(reader: &Reader, status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(body) => {
            let content_type = HeaderValue::from_static("text/html; charset=utf-8");
            let mut response = (status, body).into_response();
            response.headers_mut().insert(header::CONTENT_TYPE, content_type);
            response.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(reader.ui.tag()));
            response
        }
        // Rendering writes into a string and fails only if a value's own `Display` does, which ours do not.
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
