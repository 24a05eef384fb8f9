//! Refusals in the form of RFC 9457, with a stable code from the product's one table of errors.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chancery_app::{AppError, ErrorKind, Miss};
use serde::Serialize;
use utoipa::ToSchema;

use super::text::TextView;
use crate::web::State;
use crate::web::routes::{Base, Route};

/// Why there is no answer. Boxed, since it is the error of nearly every function here and answers are the rule.
#[derive(Debug, Clone)]
pub struct Problem(Box<ProblemView>);

/// Why there is no answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemView {
    /// Always `about:blank`: the status says what kind of problem it is, `code` says it finer.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The phrase of the status.
    title: String,
    /// The HTTP status.
    status: u16,
    /// The stable code, such as `not-found`, `withdrawn` or `invalid`.
    code: &'static str,
    /// What happened, in one clause.
    detail: String,
    /// The parameter that was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// What was expected there.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    /// When the record was withdrawn, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_at: Option<String>,
    /// Why the record was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<TextView>,
    /// Where the record is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
}

impl Problem {
    /// Makes a problem of a status, a stable code and one clause.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Problem(Box::new(ProblemView {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            code,
            detail: detail.into(),
            parameter: None,
            expected: None,
            withdrawn_at: None,
            reason: None,
            location: None,
        }))
    }

    pub(in crate::web) fn not_found(detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::NOT_FOUND, ErrorKind::NotFound.code(), detail)
    }

    /// A parameter that is not there or is not of its form; both are named.
    pub(super) fn parameter(name: &str, detail: String, expected: String) -> Self {
        let name = name.chars().take(60).collect();
        let mut problem = Problem::new(StatusCode::BAD_REQUEST, ErrorKind::Invalid.code(), detail);
        (problem.0.parameter, problem.0.expected) = (Some(name), Some(expected));
        problem
    }

    /// Says why a record is not shown: moved, withdrawn, never there, or a fault, which goes to the log and not to the reader.
    pub(super) fn of_miss(miss: Miss, base: &Base) -> Self {
        match miss {
            Miss::Moved(to) => {
                let mut problem = Problem::new(StatusCode::PERMANENT_REDIRECT, "moved", format!("the record is now {to}"));
                problem.0.location = Some(base.absolute(&Route::api_record(&to)));
                problem
            }
            Miss::Gone { address, at, reason } => {
                let mut problem =
                    Problem::new(StatusCode::GONE, ErrorKind::Withdrawn.code(), format!("the record {address} was withdrawn"));
                (problem.0.withdrawn_at, problem.0.reason) = (Some(at), Some(TextView::of(&reason)));
                problem
            }
            Miss::Absent(address) => Problem::not_found(format!("the register has no {} with the id {}", address.kind, address.id())),
            Miss::Failed(error) => Problem::from(error),
        }
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let status = StatusCode::from_u16(error.kind.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::error!(code = error.kind.code(), error = error.chain(), "an API call failed");
            return Problem::new(status, error.kind.code(), "the register could not answer; the request id finds the cause in the log");
        }
        Problem::new(status, error.kind.code(), error.to_string())
    }
}

impl From<chancery_model::IdError> for Problem {
    fn from(error: chancery_model::IdError) -> Self {
        Problem::not_found(error.to_string())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let location = self.0.location.as_deref().and_then(|l| HeaderValue::from_str(l).ok());
        let mut response = (status, Json(self.0)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(location) = location {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}

impl State {
    /// The problem of a record that is not shown, with the API address of one that moved.
    pub(super) fn problem_of(&self, miss: Miss) -> Problem {
        Problem::of_miss(miss, &self.base)
    }
}
