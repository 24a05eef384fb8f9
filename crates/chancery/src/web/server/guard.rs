//! What no handler should see is turned away here, and what a handler does wrong is mended here.
//!
//! The site only reads, so handlers see `GET` and nothing else: `HEAD` is a `GET` whose body is left out, `OPTIONS` is
//! answered at once, other methods are refused with what is allowed. A handler that panics or takes too long costs its
//! own answer and nobody else's.

use std::any::Any;

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response as HttpResponse, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chancery_app::ErrorKind;
use tower_http::catch_panic::ResponseForPanic;

use super::{Server, headers};
use crate::web::api::Problem;
use crate::web::pages;
use crate::web::routes::{Route, UiLang};

/// What can be done at every address.
const ALLOWED: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");

/// Marks the answer of a handler that panicked.
#[derive(Debug, Clone, Copy)]
struct Panicked;

/// Turns a panic into an answer that [`guard`] dresses; the panic's text goes to the log only.
#[derive(Debug, Clone, Copy)]
pub(super) struct OnPanic;

impl ResponseForPanic for OnPanic {
    type ResponseBody = Body;
    fn response_for_panic(&mut self, panic: Box<dyn Any + Send + 'static>) -> HttpResponse<Body> {
        let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        tracing::error!(panic = text.unwrap_or("no text"), "a handler panicked");
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Panicked);
        response
    }
}

/// Lets requests through that a handler can answer, in time.
pub(super) async fn guard(State(server): State<Server>, mut request: Request, next: Next) -> Response {
    let refuse = Refuse::of(&server, &request);
    let length = request.uri().path_and_query().map_or(0, |p| p.as_str().len());
    if length > server.settings.uri_limit_bytes {
        return refuse.with(StatusCode::URI_TOO_LONG, ErrorKind::TooLarge, "the address is longer than is taken");
    }
    if content_length(request.headers()) > server.settings.body_limit_bytes as u64 {
        return refuse.with(StatusCode::PAYLOAD_TOO_LARGE, ErrorKind::TooLarge, "the request has a body larger than is taken");
    }
    let is_head = *request.method() == Method::HEAD;
    if *request.method() == Method::OPTIONS {
        return options();
    }
    if !is_head && *request.method() != Method::GET {
        let mut response =
            refuse.with(StatusCode::METHOD_NOT_ALLOWED, ErrorKind::Invalid, "this address is only read: GET, HEAD or OPTIONS");
        response.headers_mut().insert(header::ALLOW, ALLOWED);
        return response;
    }
    if is_head {
        // Parts are asked for by `GET` alone (RFC 9110, section 14.2).
        request.headers_mut().remove(header::RANGE);
    }
    *request.method_mut() = Method::GET;
    let response = match tokio::time::timeout(server.settings.request_timeout, next.run(request)).await {
        Ok(response) if response.extensions().get::<Panicked>().is_some() => {
            refuse.with(StatusCode::INTERNAL_SERVER_ERROR, ErrorKind::Bug, "an internal step failed")
        }
        Ok(response) => response,
        Err(_) => {
            tracing::error!(limit_ms = server.settings.request_timeout.as_millis(), "a handler took too long");
            let mut response = refuse.with(StatusCode::SERVICE_UNAVAILABLE, ErrorKind::Busy, "the answer took too long");
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
            response
        }
    };
    if is_head { without_body(response) } else { response }
}

fn content_length(headers: &HeaderMap) -> u64 {
    let given = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok());
    given.map_or(0, |text| text.trim().parse().unwrap_or(u64::MAX))
}

fn without_body(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    if let Some(size) = body.size_hint().exact() {
        parts.headers.entry(header::CONTENT_LENGTH).or_insert_with(|| HeaderValue::from(size));
    }
    Response::from_parts(parts, Body::empty())
}

/// Every address answers the same; for programs of other origins also what the CORS protocol asks.
fn options() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ALLOW, ALLOWED);
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, ALLOWED);
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("accept, accept-language, if-none-match, x-request-id"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

/// Refuses in the form that the address promises: a problem for programs, a page for people.
struct Refuse {
    state: crate::web::State,
    is_for_programs: bool,
    ui: UiLang,
}

impl Refuse {
    fn of(server: &Server, request: &Request) -> Self {
        let path = request.uri().path().strip_prefix(server.state.base.path()).unwrap_or_default();
        let wish = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let ui = path.parse::<Route>().ok().and_then(|route| route.ui()).unwrap_or_else(|| UiLang::negotiate(wish));
        Refuse { state: server.state.clone(), is_for_programs: headers::is_open_data(path), ui }
    }

    fn with(&self, status: StatusCode, kind: ErrorKind, detail: &'static str) -> Response {
        if self.is_for_programs {
            return Problem::new(status, kind.code(), detail).into_response();
        }
        pages::refuse(&self.state, self.ui, status, kind)
    }
}
