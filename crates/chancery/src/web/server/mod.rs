//! The server around the pages, the JSON door and the feeds: what every request and every answer go through.
//!
//! From outside in: `trace` gives the request its id and writes its line in the log; `headers` puts the security
//! headers on whatever comes back; `guard` turns away what no handler should see (methods, sizes), turns `HEAD` into
//! `GET`, catches panics and keeps the time; `caching` answers from memory or with "not modified"; then compression,
//! then the routes. `listen` owns connections and the graceful stop. Nothing in here knows a record.

mod caching;
mod guard;
mod headers;
mod health;
mod listen;
mod trace;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::config::Settings;
use crate::web::{State, api, feeds, pages};

pub use listen::{Limits, Stopped, serve};

/// What the layers of the server share.
#[derive(Debug, Clone)]
struct Server {
    state: State,
    settings: Arc<Settings>,
    cache: Arc<caching::Cache>,
    ids: Arc<trace::RequestIds>,
}

/// Makes the whole site as one router, with everything that a request goes through.
///
/// `build` tells one build of the product from another: answers that a browser kept of another build are asked for anew.
pub fn router(state: &State, settings: Settings, build: &str) -> Router {
    let cache = Arc::new(caching::Cache::new(settings.cache_bytes, build));
    let server = Server { state: state.clone(), settings: Arc::new(settings), cache, ids: Arc::new(trace::RequestIds::new()) };
    let site = Router::new()
        .merge(api::root(&state.base))
        .nest(api::PREFIX, api::router(state.clone()))
        .merge(feeds::router(state.clone()))
        .merge(pages::router(state.clone()))
        .layer(from_fn(caching::mark_whole))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(server.clone(), caching::answer));
    let health = Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready)).with_state(server.clone());
    let below = site.merge(health.clone());
    let placed = if state.base.path().is_empty() { below } else { placed_below(state.base.path(), below, health) };
    placed
        .layer(CatchPanicLayer::custom(guard::OnPanic))
        .layer(from_fn_with_state(server.clone(), guard::guard))
        .layer(from_fn_with_state(server.clone(), headers::put))
        .layer(from_fn_with_state(server, trace::trace))
}

/// Puts the site below a path. axum's `nest` is not used, because it takes `/register/` for another address than the
/// site's own root.
fn placed_below(path: &str, below: Router, health: Router) -> Router {
    let home = format!("{path}/");
    let from_path = home.clone();
    let prefix = path.to_owned();
    let inside = move |request: Request| {
        let (prefix, below) = (prefix.clone(), below.clone());
        async move {
            match stripped(request, &prefix) {
                Some(request) => below.oneshot(request).await.unwrap_or_else(|never| match never {}),
                None => (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response(),
            }
        }
    };
    health
        .route("/", get(move || std::future::ready(Redirect::temporary(&home))))
        .route(path, get(move || std::future::ready(Redirect::permanent(&from_path))))
        .fallback(inside)
}

/// Takes the path of the site off the front of the address; `None` for an address beside the site.
fn stripped(mut request: Request, prefix: &str) -> Option<Request> {
    let whole = request.uri().path_and_query()?.as_str();
    let rest = whole.strip_prefix(prefix).filter(|rest| rest.starts_with('/'))?;
    *request.uri_mut() = rest.parse().ok()?;
    Some(request)
}
