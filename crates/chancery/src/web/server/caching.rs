//! Validators, "not modified", and finished answers kept in memory.
//!
//! An answer follows from the build of the product, the state of the journal, the day, the address and, where the address
//! names no language, the reader's wishes. The validator (a weak ETag) is the digest of these and is known before any
//! handler runs, so "not modified" costs nothing. What is kept in memory is dropped as a whole when the state moves on.
//!
//! The state is read *before* the handler runs: an answer may be newer than its validator says (it is then asked for
//! again), never older.

use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};

use super::Server;
use crate::web::accept::Form;
use crate::web::routes::{Page, Route, UiLang};

/// Ask again each time: the validator makes it cheap, and a correction is seen at once.
const REVALIDATE: &str = "public, max-age=0, must-revalidate";
/// Feeds are asked for by many programs by the clock.
const A_MINUTE: &str = "public, max-age=60, must-revalidate";
/// A frozen revision does not change; only a redaction removes it, which must be noticed within the day.
const A_DAY: &str = "public, max-age=86400";
/// The largest answer that is kept.
const LARGEST_KEPT_BYTES: u64 = 512 * 1024;
/// Wishes longer than this are those of a program that plays games; it gets its answer, made for it alone.
const LONGEST_WISH_BYTES: usize = 160;

/// Marks an answer that is in memory as a whole, before compression hides its size.
#[derive(Debug, Clone, Copy)]
struct Whole;

/// Finished answers, by address and wishes.
#[derive(Debug)]
pub(super) struct Cache {
    build: String,
    limit_bytes: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    state: String,
    answers: HashMap<Arc<str>, Arc<Answer>>,
    order: VecDeque<Arc<str>>,
    bytes: usize,
}

#[derive(Debug)]
struct Answer {
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    fn size(&self, key: &str) -> usize {
        // A header entry and the bookkeeping cost about this much each; the limit is a limit of memory, not of bodies.
        key.len() * 2 + self.body.len() + self.headers.len() * 96 + 256
    }

    fn to_response(&self) -> Response {
        let mut response = Response::new(Body::from(self.body.clone()));
        *response.headers_mut() = self.headers.clone();
        response
    }
}

impl Cache {
    /// The bytes that the kept answers take, and how many they are.
    pub(super) fn size(&self) -> (usize, usize) {
        let kept = self.lock();
        (kept.bytes, kept.answers.len())
    }

    pub(super) fn new(limit_bytes: usize, build: &str) -> Self {
        Cache { build: build.to_owned(), limit_bytes, kept: Mutex::new(Kept::default()) }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, state: &str, key: &str) -> Option<Arc<Answer>> {
        let kept = self.lock();
        if kept.state == state { kept.answers.get(key).cloned() } else { None }
    }

    /// Keeps an answer; the oldest go when room is short, and all go when the state has moved on.
    fn keep(&self, state: &str, key: String, answer: Arc<Answer>) {
        let size = answer.size(&key);
        if size > self.limit_bytes / 8 {
            return;
        }
        let mut kept = self.lock();
        if kept.state != state {
            *kept = Kept { state: state.to_owned(), ..Kept::default() };
        }
        let key: Arc<str> = key.into();
        if kept.answers.contains_key(&key) {
            return;
        }
        while kept.bytes + size > self.limit_bytes {
            let Some(oldest) = kept.order.pop_front() else { break };
            if let Some(gone) = kept.answers.remove(&oldest) {
                kept.bytes -= gone.size(&oldest);
            }
        }
        kept.bytes += size;
        kept.order.push_back(Arc::clone(&key));
        kept.answers.insert(key, answer);
    }
}

/// What an address lets us do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Policy {
    cache_control: Option<&'static str>,
    /// The answer follows the journal and has a validator.
    follows_journal: bool,
    /// The answer depends on the reader's language, and perhaps on the form that a program wants.
    varies: bool,
    /// The answer depends on the form alone that is wanted.
    has_forms: bool,
}

impl Policy {
    fn of(path: &str) -> Policy {
        let parts: Vec<&str> = path.split('/').collect();
        let is_revision = parts.last().is_some_and(|p| p.strip_prefix('v').is_some_and(|n| n.parse::<u64>().is_ok()));
        let route = path.parse::<Route>();
        let has_forms = matches!(route, Ok(Route::Page(_, Page::Search)));
        let is_same_for_all = route.is_ok_and(|r| r.ui().is_some() || matches!(r, Route::Download | Route::Sitemap | Route::Robots));
        let cache_control = match parts.get(1).copied() {
            Some("assets") => return Policy { cache_control: None, follows_journal: false, varies: false, has_forms: false },
            Some("id") if is_revision => A_DAY,
            Some("api") if parts.contains(&"revisions") => A_DAY,
            Some("api") if path.ends_with("/suggest") => A_MINUTE,
            _ if path.ends_with(".atom") || path.ends_with(".ics") => A_MINUTE,
            _ => REVALIDATE,
        };
        Policy { cache_control: Some(cache_control), follows_journal: true, varies: !is_same_for_all, has_forms }
    }

    /// While the journal does not answer, nothing is to be kept by others without asking again.
    fn while_lost(self, is_lost: bool) -> Policy {
        let cache_control = if is_lost { self.cache_control.map(|_| REVALIDATE) } else { self.cache_control };
        Policy { cache_control, ..self }
    }
}

/// The wishes of a reader that an answer may depend on, as one text; `None` if they are too odd to keep answers for.
fn wishes(policy: Policy, headers: &HeaderMap) -> Option<String> {
    let wish = |name: HeaderName| -> Option<String> {
        let text = headers.get(name).map(|v| v.to_str().map(str::to_ascii_lowercase)).transpose().ok()?.unwrap_or_default();
        (text.len() <= LONGEST_WISH_BYTES).then_some(text)
    };
    let mut out = wish(header::ACCEPT_ENCODING)?.replace(' ', "");
    if policy.varies {
        let ui = UiLang::negotiate(&wish(header::ACCEPT_LANGUAGE)?);
        write!(out, "|{ui}|{}", wish(header::ACCEPT)?).expect("a string takes every write");
    }
    if policy.has_forms {
        // Browsers word this wish in many ways; what counts is what is made of it.
        let form = Form::negotiate(headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default());
        write!(out, "|{}", form.letter()).expect("a string takes every write");
    }
    Some(out)
}

fn etag(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest: [u8; 32] = hash.finalize().into();
    let hex = digest[..12].iter().fold(String::new(), |mut out, byte| {
        write!(out, "{byte:02x}").expect("a string takes every write");
        out
    });
    format!("W/\"{hex}\"")
}

/// Weak comparison of RFC 9110, section 8.8.3.2.
fn matches(if_none_match: &HeaderMap, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let given = if_none_match.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok());
    given.flat_map(|list| list.split(',')).any(|tag| opaque(tag) == opaque(etag))
}

fn put_policy(headers: &mut HeaderMap, policy: Policy, etag: &str) {
    if let Some(value) = policy.cache_control {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(value));
    }
    if policy.follows_journal
        && let Ok(value) = HeaderValue::from_str(etag)
    {
        headers.entry(header::ETAG).or_insert(value);
    }
}

fn put_vary(headers: &mut HeaderMap, policy: Policy) {
    let vary = match policy {
        Policy { varies: true, .. } => "accept-encoding, accept-language, accept",
        Policy { has_forms: true, .. } => "accept-encoding, accept",
        _ => "accept-encoding",
    };
    headers.insert(header::VARY, HeaderValue::from_static(vary));
}

/// Marks answers whose size is known; runs inside compression.
pub(super) async fn mark_whole(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status() == StatusCode::OK && response.body().size_hint().exact().is_some_and(|n| n <= LARGEST_KEPT_BYTES) {
        response.extensions_mut().insert(Whole);
    }
    response
}

/// Answers from memory or with "not modified" where that is right; else lets the handler answer and keeps it.
pub(super) async fn answer(State(server): State<Server>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let as_of = server.state.app.link().as_of().map(str::to_owned);
    let policy = Policy::of(path).while_lost(as_of.is_some());
    let target = request.uri().path_and_query().map_or(path, |p| p.as_str()).to_owned();
    let state = state_of(&server, as_of.as_deref());
    let wishes = wishes(policy, request.headers());
    let etag = etag(&[&server.cache.build, &state, &target, wishes.as_deref().unwrap_or("odd")]);
    if policy.follows_journal && wishes.is_some() && matches(request.headers(), &etag) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        put_policy(response.headers_mut(), policy, &etag);
        put_vary(response.headers_mut(), policy);
        server.metrics.not_modified.inc();
        return response;
    }
    let key = wishes.map(|wishes| format!("{wishes}\n{target}"));
    if let Some(found) = key.as_deref().and_then(|key| server.cache.find(&state, key)) {
        server.metrics.cache_hits.inc();
        return found.to_response();
    }
    server.metrics.cache_misses.inc();
    let mut response = next.run(request).await;
    put_vary(response.headers_mut(), policy);
    if response.status() != StatusCode::OK {
        let control = if response.status().is_server_error() { "no-store" } else { REVALIDATE };
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(control));
        return response;
    }
    put_policy(response.headers_mut(), policy, &etag);
    match key {
        Some(key) if server.cache.limit_bytes > 0 && response.extensions().get::<Whole>().is_some() => {
            keep(&server, &state, key, response).await
        }
        _ => response,
    }
}

async fn keep(server: &Server, state: &str, key: String, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    // Compression may make a tiny answer a little larger, never more than this.
    let limit = usize::try_from(LARGEST_KEPT_BYTES).unwrap_or(usize::MAX).saturating_mul(2);
    match to_bytes(body, limit).await {
        Ok(body) => {
            let answer = Arc::new(Answer { headers: parts.headers, body });
            server.cache.keep(state, key, Arc::clone(&answer));
            answer.to_response()
        }
        Err(error) => {
            tracing::error!(%error, "an answer could not be compressed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The state that answers follow from: what catalogue and index have reached, the day (what is "coming" depends on it), and
/// the instant as of which the register is shown, if the journal does not answer: pages say so, and must not go on saying it.
fn state_of(server: &Server, as_of: Option<&str>) -> String {
    let app = &server.state.app;
    let cursor = app.index().cursor();
    let now = server.state.clock.now();
    let day = now.get(..10).unwrap_or_default();
    format!("{}.{}.{}.{day}.{}", app.catalogue().seq, cursor.seq, cursor.digest, as_of.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer_of(bytes: usize) -> Arc<Answer> {
        Arc::new(Answer { headers: HeaderMap::new(), body: Bytes::from(vec![b'x'; bytes]) })
    }

    #[test]
    fn memory_has_a_limit_and_the_oldest_go_first() {
        let cache = Cache::new(64_000, "test");
        for n in 0..100 {
            cache.keep("1", format!("/{n}"), answer_of(1_000));
        }
        let kept = cache.lock();
        assert!(kept.bytes <= 64_000 && kept.answers.len() > 40, "{} bytes, {} answers", kept.bytes, kept.answers.len());
        assert_eq!(kept.answers.len(), kept.order.len());
        assert!(kept.answers.contains_key("/99") && !kept.answers.contains_key("/0"));
        assert_eq!(kept.bytes, kept.answers.iter().map(|(k, a)| a.size(k)).sum::<usize>());
    }

    #[test]
    fn a_new_state_drops_what_was_kept() {
        let cache = Cache::new(64_000, "test");
        cache.keep("1", "/a".into(), answer_of(10));
        assert!(cache.find("1", "/a").is_some());
        assert!(cache.find("2", "/a").is_none());
        cache.keep("2", "/b".into(), answer_of(10));
        assert!(cache.find("1", "/a").is_none() && cache.find("2", "/b").is_some());
        cache.keep("2", "/huge".into(), answer_of(50_000));
        assert!(cache.find("2", "/huge").is_none(), "one answer never takes most of the room");
    }

    #[test]
    fn validators_compare_weakly() {
        let tag = etag(&["a", "b"]);
        assert_ne!(tag, etag(&["ab", ""]), "parts do not run together");
        let check = |given: String, expected: bool| {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_str(&given).unwrap())]);
            assert_eq!(matches(&headers, &tag), expected, "{given}");
        };
        check(tag.clone(), true);
        check(tag.trim_start_matches("W/").to_owned(), true);
        check(format!("\"x\", {tag}"), true);
        check("\"x\"".into(), false);
        check("*".into(), false);
    }

    #[test]
    fn what_names_a_language_does_not_vary_by_it() {
        let varies = |path: &str| Policy::of(path).varies;
        assert!(!varies("/en/meetings/tchm/6") && !varies("/ja/changes.atom") && !varies("/sitemap.xml"));
        assert!(varies("/") && varies("/id/meeting/tchm/6") && varies("/api/v1/search"));
        let has_forms = |path: &str| Policy::of(path).has_forms;
        assert!(has_forms("/en/search") && !has_forms("/en/search.atom") && !has_forms("/en/search/help"));
        assert!(!Policy::of("/assets/site-1.css").follows_journal);
        assert_eq!(Policy::of("/id/meeting/tchm/6/v2").cache_control, Some(A_DAY));
        assert_eq!(Policy::of("/en/").cache_control, Some(REVALIDATE));
        assert_eq!(Policy::of("/id/meeting/tchm/6/v2").while_lost(true).cache_control, Some(REVALIDATE));
        assert_eq!(Policy::of("/assets/site-1.css").while_lost(true).cache_control, None);
    }
}
