//! The request's id and its one line in the log.
//!
//! An id that a proxy in front has given is kept, if it is plain; so one id finds the line of the proxy and ours. The
//! line has method, path, status, time and size. It has neither the query (it may hold what a person searched for) nor
//! the reader's address: the log holds no personal data.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use super::Server;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id that is taken from outside.
const MAX_ID_BYTES: usize = 64;

/// Gives ids that differ within a process and, by its random first half, between processes.
#[derive(Debug)]
pub(super) struct RequestIds {
    process: u64,
    count: AtomicU64,
}

impl RequestIds {
    pub(super) fn new() -> Self {
        // The standard library's hasher is seeded at random; nothing secret hangs on these ids.
        RequestIds { process: RandomState::new().build_hasher().finish(), count: AtomicU64::new(1) }
    }

    fn next(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("{:08x}-{count:06x}", self.process & 0xffff_ffff)
    }
}

fn given_id(value: &HeaderValue) -> Option<String> {
    let text = value.to_str().ok()?;
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    (!text.is_empty() && text.len() <= MAX_ID_BYTES && text.bytes().all(is_plain)).then(|| text.to_owned())
}

/// Gives the request its id, carries it through everything that is logged below, and writes the line.
pub(super) async fn trace(State(server): State<Server>, request: Request, next: Next) -> Response {
    let id = request.headers().get(REQUEST_ID).and_then(given_id).unwrap_or_else(|| server.ids.next());
    let span = tracing::info_span!("request", id = %id);
    let method = request.method().clone();
    let path: String = request.uri().path().chars().take(200).collect();
    let start = Instant::now();
    let mut response = next.run(request).instrument(span).await;
    // Tenths of a millisecond are as fine as a log line is read.
    let ms = (start.elapsed().as_secs_f64() * 10_000.0).round() / 10.0;
    let status = response.status().as_u16();
    let bytes = response.body().size_hint().exact();
    let path = path.as_str();
    if status >= 500 {
        tracing::error!(target: "chancery::request", id, %method, path, status, ms, bytes, "answered with a fault");
    } else {
        tracing::info!(target: "chancery::request", id, %method, path, status, ms, bytes, "answered");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_ids_are_taken_from_outside() {
        let check = |given: &str, is_taken: bool| {
            assert_eq!(HeaderValue::from_str(given).ok().as_ref().and_then(given_id).is_some(), is_taken, "{given:?}");
        };
        check("0a1b-2C.d_e", true);
        check("", false);
        check("a b", false);
        check("x\"},{\"y", false);
        check(&"a".repeat(65), false);
    }

    #[test]
    fn ids_differ() {
        let ids = RequestIds::new();
        assert_ne!(ids.next(), ids.next());
    }
}
