//! The request's id and its one line in the log.
//!
//! An id that a proxy in front has given is kept, if it is plain; so one id finds the line of the proxy and ours. So is the
//! trace that a request is part of (W3C Trace Context, `traceparent`): its id stands in every line of the request. The
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
use super::metrics::OneMore;
use super::pattern::Pattern;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");
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

/// The id of the trace that a request is part of: W3C Trace Context, section 3.2. Later versions may say more behind it.
fn given_trace(value: &HeaderValue) -> Option<&str> {
    let text = value.to_str().ok()?;
    let is_hex = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let is_some = |part: &str| part.bytes().any(|b| b != b'0');
    let mut parts = text.split('-');
    let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_sound = is_hex(version, 2) && version != "ff" && is_hex(trace, 32) && is_some(trace) && is_hex(parent, 16) && is_some(parent);
    (is_sound && is_hex(flags, 2) && (version != "00" || parts.next().is_none())).then_some(trace)
}

/// Gives the request its id, carries it through everything that is logged below, and writes the line.
pub(super) async fn trace(State(server): State<Server>, request: Request, next: Next) -> Response {
    let id = request.headers().get(REQUEST_ID).and_then(given_id).unwrap_or_else(|| server.ids.next());
    let trace = request.headers().get(TRACE_PARENT).and_then(given_trace).map(str::to_owned);
    let trace = trace.as_deref();
    let span = tracing::info_span!("request", id = %id, trace);
    let _one_more = OneMore::of(&server.metrics.in_flight);
    let method = request.method().clone();
    let path: String = request.uri().path().chars().take(200).collect();
    let pattern = Pattern::of(request.uri().path().strip_prefix(server.state.base.path()).unwrap_or(request.uri().path()));
    let start = Instant::now();
    let mut response = next.run(request).instrument(span).await;
    let took = start.elapsed();
    // Tenths of a millisecond are as fine as a log line is read.
    let ms = (took.as_secs_f64() * 10_000.0).round() / 10.0;
    let status = response.status().as_u16();
    server.metrics.answered(pattern, status, took);
    let bytes = response.body().size_hint().exact();
    let path = path.as_str();
    if status >= 500 {
        tracing::error!(target: "chancery::request", id, trace, %method, path, status, ms, bytes, "answered with a fault");
    } else {
        tracing::info!(target: "chancery::request", id, trace, %method, path, status, ms, bytes, "answered");
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
    fn a_trace_is_taken_over_if_it_is_one() {
        let check = |given: &str, expected: Option<&str>| {
            assert_eq!(HeaderValue::from_str(given).ok().as_ref().and_then(given_trace), expected, "{given:?}");
        };
        let id = "0af7651916cd43dd8448eb211c80319c";
        check(&format!("00-{id}-b7ad6b7169203331-01"), Some(id));
        check(&format!("01-{id}-b7ad6b7169203331-01-more"), Some(id));
        check(&format!("00-{id}-b7ad6b7169203331-01-more"), None);
        check(&format!("ff-{id}-b7ad6b7169203331-01"), None);
        check(&format!("00-{id}-0000000000000000-01"), None);
        check("00-00000000000000000000000000000000-b7ad6b7169203331-01", None);
        check(&format!("00-{}-b7ad6b7169203331-01", id.to_uppercase()), None);
        check("00", None);
        check("", None);
    }

    #[test]
    fn ids_differ() {
        let ids = RequestIds::new();
        assert_ne!(ids.next(), ids.next());
    }
}
