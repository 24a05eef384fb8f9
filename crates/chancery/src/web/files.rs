//! The files of documents: given whole or in part, checked, and never run.
//!
//! They stand beside the caches and the compression of the pages: a file is named by its digest and needs neither. It is
//! given piece by piece, so that a large one costs no more memory than a small one. What a browser shows by itself is
//! shown; what could carry a script, or opens in a word processor, is handed over to be kept. All but PDF, whose viewers
//! have a sandbox of theirs, is sandboxed, so that nothing in it acts in the name of this site.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State as FromState};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chancery_app::paper::PaperFile;
use chancery_app::{AppError, ErrorKind};
use chancery_model::{Digest, MediaType};

use self::range::{Asked, Span};
use super::State;
use super::pages;
use super::routes::UiLang;

mod range;

/// A file does not change under its name; only a redaction or withdrawal takes it away, which must be noticed within the
/// day.
const KEPT: &str = "public, max-age=86400, immutable";
/// Nothing in a file may load, run, submit or frame anything. A sandbox without a word is the strictest.
const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox";

/// The router of the files.
pub fn router(state: State) -> Router {
    Router::new().route("/files/{digest}", get(answer)).with_state(state)
}

/// Why a file is not given.
enum Refusal {
    /// No document that stands has such a file.
    Unknown,
    /// The file cannot be given: it is damaged, or its place does not answer.
    Failed(AppError),
}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Refusal {
        Refusal::Failed(error)
    }
}

async fn answer(FromState(state): FromState<State>, Path(digest): Path<String>, headers: HeaderMap) -> Response {
    let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let ui = UiLang::negotiate(wish);
    let found = async {
        let digest: Digest = digest.parse().map_err(|_| Refusal::Unknown)?;
        let file = state.app.paper_file(&digest).await?.ok_or(Refusal::Unknown)?;
        give(&state, &file, &headers).await
    };
    let refusal = match found.await {
        Ok(response) => return response,
        Err(refusal) => refusal,
    };
    let (status, kind) = match refusal {
        Refusal::Unknown => (StatusCode::NOT_FOUND, ErrorKind::NotFound),
        Refusal::Failed(error) => {
            tracing::error!(code = error.kind.code(), error = error.chain(), "a file could not be given");
            (StatusCode::from_u16(error.kind.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), error.kind)
        }
    };
    let mut response = pages::refuse_file(&state, ui, status, kind, &digest);
    put(response.headers_mut(), header::CACHE_CONTROL, "no-store");
    response
}

/// Gives a file as it is asked for: whole, a part of it, or word that the reader has it.
async fn give(state: &State, file: &PaperFile, headers: &HeaderMap) -> Result<Response, Refusal> {
    let etag = format!("\"{}\"", file.digest);
    if range::is_known(headers, &etag) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        put_validators(response.headers_mut(), &etag);
        return Ok(response);
    }
    let span = match range::asked(headers, &etag, file.size_bytes) {
        Asked::Whole => None,
        Asked::Part(span) => Some(span),
        Asked::Nowhere => return Ok(unsatisfiable(file.size_bytes)),
    };
    let Span { from, to } = span.unwrap_or(Span { from: 0, to: file.size_bytes });
    let lost = || AppError::new(ErrorKind::Corrupt, format!("the file {} is not in the vault", file.digest));
    let pieces = state.app.read_paper_file(file, from..to).await?.ok_or_else(lost)?;
    let mut response = Body::from_stream(pieces).into_response();
    let out = response.headers_mut();
    put_validators(out, &etag);
    put(out, header::CONTENT_TYPE, content_type(file.media_type));
    put(out, header::CONTENT_LENGTH, &(to - from).to_string());
    put(out, header::ACCEPT_RANGES, "bytes");
    put(out, header::CONTENT_DISPOSITION, &disposition(file));
    put(out, header::CONTENT_LANGUAGE, file.lang.as_str());
    put(out, header::CONTENT_SECURITY_POLICY, policy(file.media_type));
    put(out, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    if span.is_some() {
        put(out, header::CONTENT_RANGE, &format!("bytes {from}-{}/{}", to - 1, file.size_bytes));
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

fn put(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn put_validators(headers: &mut HeaderMap, etag: &str) {
    put(headers, header::ETAG, etag);
    put(headers, header::CACHE_CONTROL, KEPT);
}

fn unsatisfiable(size: u64) -> Response {
    let mut response = (StatusCode::RANGE_NOT_SATISFIABLE, "The file has no such bytes.\n").into_response();
    put(response.headers_mut(), header::CONTENT_RANGE, &format!("bytes */{size}"));
    put(response.headers_mut(), header::CACHE_CONTROL, "no-store");
    response
}

/// The media type with the encoding of text. Plain text may be in any encoding: a browser tells which.
fn content_type(media_type: MediaType) -> &'static str {
    media_type.as_str()
}

/// The policy of a file. The browsers' own viewers of PDF run outside the page, in a sandbox of theirs, and refuse to
/// start in one of ours.
fn policy(media_type: MediaType) -> &'static str {
    match media_type {
        MediaType::Pdf => "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
        _ => SANDBOX,
    }
}

/// Tells whether a browser shows the file by itself, and nothing in it can be a script.
fn is_shown(media_type: MediaType) -> bool {
    match media_type {
        MediaType::Pdf | MediaType::Text | MediaType::Png | MediaType::Jpeg | MediaType::Tiff => true,
        MediaType::Html | MediaType::Docx | MediaType::Odt | MediaType::Xlsx => false,
    }
}

/// How the file is to be handled and called: RFC 6266, with a name in plain letters for programs that know no other.
fn disposition(file: &PaperFile) -> String {
    let kind = if is_shown(file.media_type) { "inline" } else { "attachment" };
    let ending = file.media_type.ending();
    let plain = format!("{}-{}.{ending}", file.document, file.lang);
    let given = file.file_name.as_deref().map(safe_name).filter(|name| !name.is_empty());
    match given {
        Some(name) if name.is_ascii() && !name.contains(['"', '%']) => format!("{kind}; filename=\"{name}\""),
        Some(name) => format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{}", encoded(&name)),
        None => format!("{kind}; filename=\"{plain}\""),
    }
}

/// A name without what would lead elsewhere or deceive: folders, control characters, and marks that turn the writing.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_turning = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let kept: String = last.chars().filter(|c| !c.is_control() && !is_turning(*c) && !"<>:|?*".contains(*c)).take(150).collect();
    kept.trim_matches(['.', ' ']).to_owned()
}

/// The `ext-value` of RFC 8187, section 3.2.
fn encoded(name: &str) -> String {
    name.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::Lang;

    fn file(media_type: MediaType, name: Option<&str>) -> PaperFile {
        PaperFile {
            digest: Digest::of(b"made up"),
            media_type,
            size_bytes: 7,
            file_name: name.map(str::to_owned),
            document: "plan-2011".parse().unwrap(),
            lang: Lang::ja(),
        }
    }

    #[test]
    fn a_file_is_called_by_its_name_and_leads_nowhere() {
        for (media_type, name, expected) in [
            (MediaType::Pdf, Some("plan.pdf"), "inline; filename=\"plan.pdf\""),
            (MediaType::Pdf, None, "inline; filename=\"plan-2011-ja.pdf\""),
            (MediaType::Html, Some("plan.html"), "attachment; filename=\"plan.html\""),
            (MediaType::Docx, Some("a\"b.docx"), "attachment; filename=\"plan-2011-ja.docx\"; filename*=UTF-8''a%22b.docx"),
            (MediaType::Pdf, Some("計画.pdf"), "inline; filename=\"plan-2011-ja.pdf\"; filename*=UTF-8''%E8%A8%88%E7%94%BB.pdf"),
            (MediaType::Text, Some("../../etc/passwd"), "inline; filename=\"passwd\""),
            (MediaType::Text, Some("C:\\temp\\x\r\nSet-Cookie: a.txt"), "inline; filename=\"xSet-Cookie a.txt\""),
            (MediaType::Pdf, Some("gpj.\u{202e}fdp.exe"), "inline; filename=\"gpj.fdp.exe\""),
            (MediaType::Pdf, Some(".."), "inline; filename=\"plan-2011-ja.pdf\""),
        ] {
            assert_eq!(disposition(&file(media_type, name)), expected, "{name:?}");
        }
    }

    #[test]
    fn what_can_carry_a_script_is_not_opened_on_the_site() {
        for media_type in MediaType::ALL {
            let is_active = matches!(media_type, MediaType::Html | MediaType::Docx | MediaType::Odt | MediaType::Xlsx);
            assert_eq!(is_shown(media_type), !is_active, "{media_type}");
            assert!(policy(media_type).contains("default-src 'none'"), "{media_type}");
            assert!(policy(media_type).contains("sandbox") || media_type == MediaType::Pdf);
        }
    }
}
