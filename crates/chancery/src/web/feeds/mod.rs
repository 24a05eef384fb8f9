//! What is taken away: the feed of changes, the calendar, lists as CSV and JSON, the whole register, and what robots read.
//!
//! Lists take the filters of the JSON door and refuse what it refuses, by name; but a list here is whole, not a page.
//! Every address is a [`Route`]; this module only says who answers it.

mod atom;
mod calendar;
mod csv;
mod download;
mod list;
pub(super) mod results;
mod sitemap;

use axum::Router;
use axum::extract::{RawQuery, State as FromState};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::State;
use super::api::Problem;
use super::routes::{List, ListFormat, Route, UiLang};

/// Makes the router of everything that is taken away.
pub fn router(state: State) -> Router {
    let mut router = Router::new()
        .route(&Route::Download.to_string(), get(download::register))
        .route(&Route::Sitemap.to_string(), get(sitemap::sitemap))
        .route(&Route::Robots.to_string(), get(sitemap::robots));
    for ui in UiLang::ALL {
        let changes = move |FromState(state): FromState<State>| atom::changes(state, ui);
        let meetings = move |FromState(state): FromState<State>, RawQuery(query): RawQuery| calendar::meetings(state, ui, query);
        let results = move |FromState(state): FromState<State>, RawQuery(query): RawQuery| results::answer(state, ui, query);
        router = router
            .route(&Route::Changes(ui).to_string(), get(changes))
            .route(&Route::Calendar(ui).to_string(), get(meetings))
            .route(&Route::Results(ui).to_string(), get(results));
        for list in List::ALL {
            for format in [ListFormat::Csv, ListFormat::Json] {
                let answer =
                    move |FromState(state): FromState<State>, RawQuery(query): RawQuery| list::answer(state, ui, list, format, query);
                router = router.route(&Route::List(ui, list, format).to_string(), get(answer));
            }
        }
    }
    router.with_state(state)
}

/// A file of some media type; `name` is what a browser calls it when it keeps it.
fn file(media_type: &'static str, name: Option<&str>, body: impl Into<axum::body::Body>) -> Response {
    let mut response = body.into().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    let disposition = name.and_then(|name| HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).ok());
    if let Some(disposition) = disposition {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

type Answer = Result<Response, Problem>;
