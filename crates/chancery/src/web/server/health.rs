//! Two questions of an operator: does the process live, and is it worth sending readers to.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::Server;

/// What `/readyz` answers.
#[derive(Debug, Serialize)]
struct Readiness {
    /// `ready`, `catching-up` or `failing`.
    status: &'static str,
    /// The journal's last number, if the store answers.
    journal: Option<u64>,
    /// The number that the search index has reached.
    index: Option<u64>,
    /// How many entries the index may be behind.
    lag_allowed: u64,
}

/// The process lives: no more is asked, so that a slow disk does not get it killed.
pub(super) async fn alive() -> Response {
    ([(header::CACHE_CONTROL, "no-store")], "ok\n").into_response()
}

/// The store answers and the index is near the journal's head.
pub(super) async fn ready(State(server): State<Server>) -> Response {
    let lag_allowed = server.settings.ready_lag_entries;
    let (code, readiness) = match server.state.app.lag().await {
        Ok((index, journal)) => {
            let is_near = journal.saturating_sub(index) <= lag_allowed;
            let (code, status) = if is_near { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "catching-up") };
            (code, Readiness { status, journal: Some(journal), index: Some(index), lag_allowed })
        }
        Err(error) => {
            tracing::error!(error = error.chain(), "the store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, Readiness { status: "failing", journal: None, index: None, lag_allowed })
        }
    };
    (code, [(header::CACHE_CONTROL, "no-store")], Json(readiness)).into_response()
}
