//! The headers that every answer carries, whatever made it.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{self, HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::Response;

use super::Server;

/// What a page may load and do: its own style, script, pictures and forms, and nothing of anybody else.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'; manifest-src 'self'";

/// What a page will never ask the browser for.
const PERMISSIONS_POLICY: &str = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
     magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
/// As of which instant the register is shown, while its journal does not answer: our own header, absent otherwise.
const AS_OF: HeaderName = HeaderName::from_static("as-of");
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

/// Tells whether a path, below the base path, is for programs of any origin: the JSON door, feeds and files to take away.
pub(super) fn is_open_data(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    path.starts_with("/api/") || path.starts_with("/download/") || matches!(ending, "atom" | "ics" | "csv" | "json")
}

/// Puts the headers on the answer.
pub(super) async fn put(State(server): State<Server>, request: Request, next: Next) -> Response {
    let base = &server.state.base;
    let is_open = is_open_data(request.uri().path().strip_prefix(base.path()).unwrap_or_default());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // A file has a policy of its own, which is stricter.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "same-origin");
    set(headers, PERMISSIONS, PERMISSIONS_POLICY);
    set(headers, OPENER, "same-origin");
    if is_open {
        set(headers, RESOURCE, "cross-origin");
        set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, "as-of, etag, link, location, x-request-id");
    } else {
        set(headers, RESOURCE, "same-origin");
    }
    if let Some(as_of) = server.state.app.link().as_of().and_then(|at| HeaderValue::from_str(at).ok()) {
        headers.insert(AS_OF, as_of);
    }
    if base.is_https() {
        set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_nothing_unsafe_and_nobody_else() {
        assert!(!CONTENT_SECURITY_POLICY.contains("unsafe") && !CONTENT_SECURITY_POLICY.contains('*'));
        for source in CONTENT_SECURITY_POLICY.split(';').filter_map(|d| d.split_whitespace().nth(1)) {
            assert!(matches!(source, "'self'" | "'none'"), "{source}");
        }
    }

    #[test]
    fn data_is_open_and_pages_are_not() {
        for open in ["/api/v1/search", "/en/changes.atom", "/ja/meetings.ics", "/en/meetings.csv", "/download/register.jsonl"] {
            assert!(is_open_data(open), "{open}");
        }
        for own in ["/", "/en/", "/en/meetings/tchm/6", "/assets/site-1.css", "/healthz"] {
            assert!(!is_open_data(own), "{own}");
        }
    }
}
