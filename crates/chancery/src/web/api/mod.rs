//! The JSON door: the same facts as the pages, for programs.
//!
//! One table (`endpoint::all`) lists every address with its parameters, its answer and its handler. The router, the check of
//! what is asked and the OpenAPI description are made from it, so that none of them can promise what another does not
//! keep. Each noun has its file with its shapes (they are the API's own and move apart from the record's) and handlers;
//! handlers call the use cases that the pages call. Refusals are [`problem::Problem`]s.

pub(super) mod call;
mod changes;
mod clause;
pub(super) mod commitment;
pub(super) mod document;
pub(super) mod endpoint;
pub(super) mod exchange;
pub(super) mod follow_through;
mod history;
mod initiative;
pub(super) mod mechanism;
pub(super) mod meeting;
mod openapi;
pub(super) mod organisation;
mod problem;
mod process;
pub(super) mod search;
pub(super) mod shape;
mod suggest;
pub(super) mod text;
mod topic;
pub(crate) mod understood;
mod worklist;

use axum::Router;
use axum::extract::{RawPathParams, State as FromState};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use super::State;
use super::routes::{Base, Route};
pub use problem::Problem;

/// The path of the JSON door below the base path.
pub const PREFIX: &str = "/api/v1";

/// Makes the router of everything below [`PREFIX`].
pub fn router(state: State) -> Router {
    let mut router = Router::new();
    for endpoint in endpoint::all() {
        let answer = move |FromState(state): FromState<State>, path: RawPathParams, uri: Uri, headers: HeaderMap| async move {
            let path: Vec<(String, String)> = path.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
            let wish = headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
            let call = call::Call::read(state, endpoint, &path, uri.query().unwrap_or_default(), wish)?;
            (endpoint.handler)(call).await
        };
        router = router.route(endpoint.path, get(answer));
    }
    router.fallback(nothing_here).with_state(state)
}

/// The bare address of the API, with and without a slash at its end, leads to its description.
pub fn root(base: &Base) -> Router {
    let to = base.link(&Route::Api("openapi.json".into()));
    let lead = move || std::future::ready(Redirect::temporary(&to));
    Router::new().route(PREFIX, get(lead.clone())).route(&format!("{PREFIX}/"), get(lead))
}

async fn nothing_here() -> Response {
    Problem::not_found("there is nothing at this address of the API; openapi.json lists what there is").into_response()
}
