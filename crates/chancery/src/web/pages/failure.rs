//! Pages that say why a page is not there, and the way on: not found with what is near, gone with the reason, and our own faults.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::{AppError, ErrorKind, Miss};
use chancery_model::{Kind, RecordRef, Text};

use super::frame::{self, Frame, Head};
use super::reader::Reader;
use super::{html, see};
use crate::web::routes::Page;
use crate::web::text::html::Html;

/// How many near records a page that was not found names.
const NEAR: usize = 6;

/// Why a page is not shown.
#[derive(Debug)]
pub(super) enum Failure {
    /// No page has such an address.
    NoPage,
    /// The record is not here.
    Miss(Miss),
    /// The value of a parameter is not of the form that was expected; its name.
    Part(String),
}

impl From<Miss> for Failure {
    fn from(miss: Miss) -> Failure {
        Failure::Miss(miss)
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Failure {
        Failure::Miss(Miss::Failed(error))
    }
}

#[derive(Debug, Template)]
#[template(path = "failure/page.html")]
struct FailurePage {
    frame: Frame,
    code: u16,
    heading: String,
    message: String,
    reason: Option<Html>,
    history: Option<String>,
    near: Vec<Html>,
}

impl Failure {
    /// Answers with the page that helps, or with the redirect to where the record is now.
    pub(super) fn answer(self, reader: &Reader, path: &str) -> Response {
        match self {
            Failure::NoPage => {
                let near = wanted(path).map(|address| nearest(reader, &address)).unwrap_or_default();
                page(reader, ErrorKind::NotFound, near, path)
            }
            Failure::Part(name) => {
                let heading = reader.words.say("failure-refused-title");
                let message = reader.words.with("failure-part", &[("part", name.into())]);
                render(reader, StatusCode::BAD_REQUEST, heading, message, None, None, Vec::new())
            }
            Failure::Miss(Miss::Moved(to)) => match Page::of(&to) {
                // Where only the language-neutral address was asked for, the page is where the reader ends up anyway.
                Some(page) => see(StatusCode::PERMANENT_REDIRECT, &reader.link(&page), None),
                None => page(reader, ErrorKind::NotFound, Vec::new(), path),
            },
            Failure::Miss(Miss::Gone { address, at, reason }) => gone(reader, &address, &at, &reason),
            Failure::Miss(Miss::Absent(address)) => page(reader, ErrorKind::NotFound, nearest(reader, &address), path),
            Failure::Miss(Miss::Failed(error)) => {
                if error.kind.http_status() >= 500 {
                    tracing::error!(error = %error.chain(), code = error.kind.code(), "a page could not be made");
                }
                page(reader, error.kind, Vec::new(), path)
            }
        }
    }
}

/// The page for a method that no page takes.
pub(super) fn method(reader: &Reader) -> Response {
    let heading = reader.words.say("failure-method-title");
    let message = reader.words.say("failure-method");
    render(reader, StatusCode::METHOD_NOT_ALLOWED, heading, message, None, None, Vec::new())
}

/// The page for what was refused or went wrong around the pages, where the status says more than the kind.
pub(super) fn around(reader: &Reader, status: StatusCode, kind: ErrorKind) -> Response {
    if status == StatusCode::METHOD_NOT_ALLOWED { method(reader) } else { page_of(reader, status, kind, Vec::new()) }
}

/// The page for a file that cannot be given: a damaged one is named, so that whoever keeps the register can mend it.
pub(super) fn of_file(reader: &Reader, status: StatusCode, kind: ErrorKind, digest: &str) -> Response {
    if kind != ErrorKind::Corrupt {
        return page_of(reader, status, kind, Vec::new());
    }
    let heading = reader.words.say("failure-file-title");
    let message = reader.words.with("failure-file", &[("digest", digest.into())]);
    render(reader, status, heading, message, None, None, Vec::new())
}

fn page(reader: &Reader, kind: ErrorKind, near: Vec<Html>, _path: &str) -> Response {
    let status = StatusCode::from_u16(kind.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    page_of(reader, status, kind, near)
}

fn page_of(reader: &Reader, status: StatusCode, kind: ErrorKind, near: Vec<Html>) -> Response {
    let title = match status.as_u16() {
        404 => "failure-not-found-title",
        400..=499 => "failure-refused-title",
        _ => "failure-fault-title",
    };
    render(reader, status, reader.words.say(title), reader.words.say(kind.message_key()), None, None, near)
}

fn gone(reader: &Reader, address: &RecordRef, at: &str, reason: &Text) -> Response {
    let message = reader.words.with("failure-gone", &[("date", reader.words.instant_day(at).into())]);
    let history = reader.link(&Page::History(address.clone()));
    let heading = reader.words.say("failure-gone-title");
    render(reader, StatusCode::GONE, heading, message, Some(Html::of(reason)), Some(history), Vec::new())
}

fn render(
    reader: &Reader,
    status: StatusCode,
    heading: String,
    message: String,
    reason: Option<Html>,
    history: Option<String>,
    near: Vec<Html>,
) -> Response {
    let head = Head { title: heading.clone(), description: message.clone(), is_private: true, has_own_search: true, ..Head::default() };
    let frame = frame::around(reader, None, head);
    html(reader, status, &FailurePage { frame, code: status.as_u16(), heading, message, reason, history, near })
}

fn nearest(reader: &Reader, address: &RecordRef) -> Vec<Html> {
    let mut near: Vec<Html> = Vec::new();
    // A meeting that is not there: its mechanism is what is nearest.
    if address.kind == Kind::Meeting
        && let Some((mechanism, _)) = address.id().split_once('/')
        && let Ok(id) = mechanism.parse()
        && reader.catalogue.mechanisms.contains_key(&id)
    {
        near.push(reader.mechanism(&id));
    }
    for found in reader.app.nearest(address, NEAR) {
        let link = reader.record(&found);
        if !near.contains(&link) {
            near.push(link);
        }
    }
    near
}

/// Guesses which record an address that is none was meant for: `/en/mechanisms/TCHM`, `/en/tchm`, `/meetings/tchm-6`.
fn wanted(path: &str) -> Option<RecordRef> {
    let mut parts: Vec<String> = path.split('/').filter(|p| !p.is_empty()).map(str::to_ascii_lowercase).collect();
    let kinds = [
        ("topics", Kind::Topic),
        ("mechanisms", Kind::Mechanism),
        ("meetings", Kind::Mechanism),
        ("documents", Kind::Mechanism),
        ("organisations", Kind::Organisation),
        ("organizations", Kind::Organisation),
    ];
    let kind = parts.iter().find_map(|p| kinds.iter().find(|(name, _)| name == p)).map_or(Kind::Mechanism, |(_, kind)| *kind);
    parts.retain(|p| !kinds.iter().any(|(name, _)| name == p) && !matches!(p.as_str(), "en" | "zh" | "ja" | "ko" | "id"));
    let id: String = parts.first()?.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(60).collect();
    RecordRef::new(kind, id.trim_matches('-')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_address_is_read_for_what_was_meant() {
        let check = |path: &str, meant: Option<&str>| assert_eq!(wanted(path).map(|a| a.to_string()).as_deref(), meant, "{path}");
        check("/en/mechanisms/TCHM", Some("mechanism:tchm"));
        check("/tchm", Some("mechanism:tchm"));
        check("/en/topics/custom_s/x", Some("topic:custom-s"));
        check("/en/organizations/cn-gacc", Some("organisation:cn-gacc"));
        check("/en/", None);
        check("/wp-login.php", Some("mechanism:wp-login-php"));
        check("/%E7%A8%8E", Some("mechanism:e7-a8-8e"));
    }
}
