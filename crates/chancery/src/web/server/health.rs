//! Two questions of an operator: does the process live, and is it worth sending readers to; and the metrics.

use std::sync::atomic::{AtomicBool, Ordering};

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chancery_app::link::{Link, Standing};
use chancery_app::{AppError, SCHEMA};
use serde::Serialize;

use super::Server;
use super::metrics::Reading;

/// What a server knows of its own health.
#[derive(Debug, Default)]
pub(super) struct Health {
    is_stopping: AtomicBool,
    was_ready: AtomicBool,
}

impl Health {
    /// From now on the server says that it is not ready.
    pub(super) fn stop(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
    }

    /// Whether readers should be sent here, and why not.
    fn judge(&self, standing: &Standing, lag_allowed: u64) -> Status {
        if self.is_stopping.load(Ordering::Relaxed) {
            return Status::Stopping;
        }
        let is_near = standing.is_known && standing.lag() <= lag_allowed;
        match &standing.link {
            // What is here is shown "as of"; but a node that holds nothing has nothing to show.
            Link::Lost { .. } => {
                let has_some = standing.tables > 0 && is_near;
                if has_some || self.was_ready.load(Ordering::Relaxed) { Status::Ready } else { Status::CatchingUp }
            }
            Link::Own | Link::Reached { .. } => {
                self.was_ready.store(is_near, Ordering::Relaxed);
                if is_near { Status::Ready } else { Status::CatchingUp }
            }
        }
    }
}

/// What `/readyz` says first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Status {
    Ready,
    CatchingUp,
    Stopping,
    Failing,
}

/// What `/readyz` answers.
#[derive(Debug, Serialize)]
struct Readiness {
    status: Status,
    /// The journal's last number as last seen; null if its database was not reached yet.
    journal: Option<u64>,
    /// The number that the tables have reached.
    tables: Option<u64>,
    /// The number that the search index has reached.
    index: Option<u64>,
    /// How many entries the slower of the two is behind.
    lag: Option<u64>,
    /// How many it may be behind.
    lag_allowed: u64,
    /// `own`, `reached` or `lost`.
    link: &'static str,
    /// The instant as of which the register is shown while the link is lost.
    as_of: Option<String>,
    /// The version of the program.
    version: &'static str,
    /// The schema of registers that it writes.
    schema: i64,
}

/// The process lives: no more is asked, so that a slow disk does not get it killed.
pub(super) async fn alive() -> Response {
    ([(header::CACHE_CONTROL, "no-store")], "ok\n").into_response()
}

/// The store answers, and tables and index are near the journal's end as last seen.
pub(super) async fn ready(State(server): State<Server>) -> Response {
    let lag_allowed = server.settings.ready_lag_entries;
    let link = server.state.app.link();
    let blank = Readiness {
        status: Status::Failing,
        journal: None,
        tables: None,
        index: None,
        lag: None,
        lag_allowed,
        link: match &link {
            Link::Own => "own",
            Link::Reached { .. } => "reached",
            Link::Lost { .. } => "lost",
        },
        as_of: link.as_of().map(str::to_owned),
        version: env!("CARGO_PKG_VERSION"),
        schema: SCHEMA,
    };
    let readiness = match server.state.app.standing().await {
        Ok(standing) => Readiness {
            status: server.health.judge(&standing, lag_allowed),
            journal: standing.journal,
            tables: Some(standing.tables),
            index: Some(standing.index),
            lag: Some(standing.lag()),
            ..blank
        },
        Err(error) => {
            tracing::error!(error = error.chain(), "the store does not answer");
            blank
        }
    };
    let code = if readiness.status == Status::Ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, [(header::CACHE_CONTROL, "no-store")], Json(readiness)).into_response()
}

/// The metrics, in the text format of OpenMetrics.
pub(super) async fn metrics(State(server): State<Server>) -> Response {
    match read(&server).await {
        Ok(reading) => {
            let content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-store")], server.metrics.to_text(&reading)).into_response()
        }
        Err(error) => {
            tracing::error!(error = error.chain(), "the store does not answer");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn read(server: &Server) -> Result<Reading, AppError> {
    let app = &server.state.app;
    let standing = app.standing().await?;
    let is_ready = server.health.judge(&standing, server.settings.ready_lag_entries) == Status::Ready;
    let (cache_bytes, cache_answers) = server.cache.size();
    Ok(Reading { tally: app.tally(), batches: app.last_batch().await?, is_ready, cache_bytes, cache_answers, standing })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(link: Link, journal: Option<u64>, tables: u64, index: u64) -> Standing {
        Standing { journal, tables, index, level_before: None, is_known: true, link }
    }

    #[test]
    fn a_node_is_ready_while_it_is_near_and_stays_so_when_the_database_is_lost() {
        let health = Health::default();
        let lost = || Link::Lost { as_of: Some("2026-11-22T08:00:00Z".into()) };
        let reached = || Link::Reached { at: "2026-11-22T08:00:00Z".into() };
        let check = |standing: Standing, expected: Status| assert_eq!(health.judge(&standing, 10), expected, "{standing:?}");
        check(Standing { is_known: false, ..standing(lost(), None, 100, 100) }, Status::CatchingUp);
        check(standing(lost(), None, 0, 0), Status::CatchingUp);
        check(standing(lost(), None, 100, 20), Status::CatchingUp);
        check(standing(lost(), None, 100, 95), Status::Ready);
        check(standing(reached(), Some(1_000), 100, 100), Status::CatchingUp);
        check(standing(lost(), Some(1_000), 100, 100), Status::CatchingUp);
        check(standing(reached(), Some(1_000), 1_000, 990), Status::Ready);
        check(standing(lost(), Some(5_000), 1_000, 1_000), Status::Ready);
        check(standing(reached(), Some(5_000), 1_000, 1_000), Status::CatchingUp);
        check(standing(Link::Own, Some(0), 0, 0), Status::Ready);
        health.stop();
        check(standing(Link::Own, Some(0), 0, 0), Status::Stopping);
    }
}
