//! Connections: taken one by one, limited in number, given time for their heads, and let finish when the server stops.
//!
//! axum's own `serve` is not used, because it can neither time out a request whose head never ends nor limit how many
//! connections stand open; both cost a public server its life.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use prometheus_client::metrics::gauge::Gauge;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt;

use super::metrics::OneMore;

/// How long the head of a request may take, and how long an idle connection is kept.
const HEAD_TIMEOUT: Duration = Duration::from_secs(20);
/// Room for the headers of a request beside its address.
const HEADER_BYTES: usize = 32 * 1024;
/// How long to wait before taking connections again when the system refuses (out of file handles, say).
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What one server takes.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    /// Connections at the same time.
    pub(super) connections: usize,
    /// The longest address.
    pub(super) uri_limit_bytes: usize,
    /// How long a stop waits.
    pub(super) stop_timeout: Duration,
}

/// How the server stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Every answer that was under way was finished.
    Clean,
    /// Some connections were cut when the time was up.
    Cut(usize),
}

/// Serves until `stop` is done, then finishes what is under way within the time limit.
pub(super) async fn serve(listener: TcpListener, router: Router, limits: Limits, open: &Gauge, stop: impl Future<Output = ()>) -> Stopped {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(HEADER_BYTES + limits.uri_limit_bytes);
    let places = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let taken = async {
            let place = Arc::clone(&places).acquire_owned().await.expect("nobody closes the semaphore");
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = &mut stop => break,
            taken = taken => taken,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        // Answers are written whole; waiting for more bytes to send together only delays them.
        let _ = stream.set_nodelay(true);
        let service = router.clone().map_request(|request: Request<Incoming>| request.map(Body::new));
        let service = TowerToHyperService::new(service.map_err(|never: Infallible| never));
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        let one_more = OneMore::of(open);
        tokio::spawn(async move {
            let _one_more = one_more;
            if let Err(error) = connection.await {
                // A reader who goes away in mid-answer is everyday life.
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    let open = limits.connections - places.available_permits();
    match tokio::time::timeout(limits.stop_timeout, graceful.shutdown()).await {
        Ok(()) => Stopped::Clean,
        Err(_) => Stopped::Cut(open.min(limits.connections - places.available_permits())),
    }
}
