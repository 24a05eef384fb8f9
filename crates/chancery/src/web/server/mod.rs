//! The server around the pages, the JSON door and the feeds: what every request and every answer go through.
//!
//! [`Site`] is one server. From outside in: `trace` gives the request its id, writes its line in the log and counts it; `headers` puts the security
//! headers on whatever comes back; `guard` turns away what no handler should see (methods, sizes), turns `HEAD` into
//! `GET`, catches panics and keeps the time; `caching` answers from memory or with "not modified"; then compression,
//! then the routes. Files go past memory and compression. `health` and `metrics` are for operators. `listen` owns connections and the graceful stop. Nothing in
//! here knows a record.

mod caching;
mod guard;
mod headers;
mod health;
mod listen;
mod metrics;
mod pattern;
mod trace;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use chancery_app::jobs::Report;
use tokio::net::TcpListener;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};

use crate::config::Settings;
use crate::web::{State, api, feeds, files, pages};

pub use listen::Stopped;

/// How hard answers are compressed: harder takes as long as making the page, and saves a few bytes in a hundred.
const QUICK: CompressionLevel = CompressionLevel::Precise(3);

/// What the layers of the server share.
#[derive(Debug, Clone)]
struct Server {
    state: State,
    settings: Arc<Settings>,
    cache: Arc<caching::Cache>,
    ids: Arc<trace::RequestIds>,
    health: Arc<health::Health>,
    metrics: Arc<metrics::Metrics>,
}

/// One server: the site with everything that a request goes through, and what operators ask.
#[derive(Debug, Clone)]
pub struct Site {
    server: Server,
}

impl Site {
    /// Makes a server that listens nowhere yet.
    ///
    /// `build` tells one build of the product from another: answers that a browser kept of another build are asked for anew.
    pub fn new(state: State, settings: Settings, build: &str) -> Site {
        let server = Server {
            cache: Arc::new(caching::Cache::new(settings.cache_bytes, build)),
            ids: Arc::new(trace::RequestIds::new()),
            health: Arc::new(health::Health::default()),
            metrics: Arc::new(metrics::Metrics::new(chancery_app::SCHEMA)),
            settings: Arc::new(settings),
            state,
        };
        Site { server }
    }

    /// What readers see.
    pub fn router(&self) -> Router {
        let Server { state, .. } = &self.server;
        let site = Router::new()
            .merge(api::root(&state.base))
            .nest(api::PREFIX, api::router(state.clone()))
            .merge(feeds::router(state.clone()))
            .merge(pages::router(state.clone()))
            .layer(from_fn(caching::mark_whole))
            .layer(CompressionLayer::new().quality(QUICK))
            .layer(from_fn_with_state(self.server.clone(), caching::answer));
        let health = self.health();
        let below = site.merge(files::router(state.clone())).merge(health.clone());
        let placed = if state.base.path().is_empty() { below } else { placed_below(state.base.path(), below, health) };
        placed
            .layer(CatchPanicLayer::custom(guard::OnPanic))
            .layer(from_fn_with_state(self.server.clone(), guard::guard))
            .layer(from_fn_with_state(self.server.clone(), headers::put))
            .layer(from_fn_with_state(self.server.clone(), trace::trace))
    }

    /// What operators see, for an address that readers do not reach.
    pub fn operators_router(&self) -> Router {
        self.health().route("/metrics", get(health::metrics).with_state(self.server.clone()))
    }

    fn health(&self) -> Router {
        Router::new()
            .route("/livez", get(health::alive))
            .route("/healthz", get(health::alive))
            .route("/readyz", get(health::ready))
            .with_state(self.server.clone())
    }

    /// Serves readers until `stop` is done; then says at `/readyz` that it is not ready, goes on for as long as the settings
    /// say, so that a balancer notices, takes no more connections and finishes what is under way within the time limit.
    pub async fn serve(&self, listener: TcpListener, stop: impl Future<Output = ()>) -> Stopped {
        let settings = &self.server.settings;
        let limits = listen::Limits {
            connections: settings.connections,
            uri_limit_bytes: settings.uri_limit_bytes,
            stop_timeout: settings.stop_timeout,
        };
        let drained = async {
            stop.await;
            self.server.health.stop();
            tokio::time::sleep(settings.drain).await;
        };
        listen::serve(listener, self.router(), limits, &self.server.metrics.connections, drained).await
    }

    /// Counts what this server did for all nodes.
    pub fn count(&self, report: &Report) {
        self.server.metrics.worked(report);
    }

    /// Serves operators for as long as it is polled.
    pub async fn serve_operators(&self, listener: TcpListener) {
        let limits = listen::Limits { connections: 16, uri_limit_bytes: 1024, stop_timeout: std::time::Duration::ZERO };
        let uncounted = prometheus_client::metrics::gauge::Gauge::default();
        listen::serve(listener, self.operators_router(), limits, &uncounted, std::future::pending()).await;
    }
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
