//! What every request and answer go through: headers, validators, methods, limits, the base path.

use axum::http::{Method, StatusCode};
use chancery::config::Settings;
use chancery_app::keeping::Register;
use chancery_model::{Record, samples};

use super::{Site, ctx};

const SOME_OF_EACH: &[&str] = &[
    "/",
    "/en/",
    "/ja/meetings/tchm/4",
    "/id/topic/customs",
    "/nope",
    "/api/v1/topics",
    "/api/v1/nope",
    "/healthz",
    "/en/changes.atom",
    "/robots.txt",
];

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let site = Site::new().await;
    for path in SOME_OF_EACH {
        for method in [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS] {
            let answer = site.ask(method.clone(), path, &[]).await;
            assert!(answer.header("content-security-policy").starts_with("default-src 'none';"), "{method} {path}");
            assert!(!answer.header("content-security-policy").contains("unsafe"), "{method} {path}");
            for name in [
                "x-content-type-options",
                "referrer-policy",
                "permissions-policy",
                "cross-origin-opener-policy",
                "cross-origin-resource-policy",
                "x-request-id",
            ] {
                assert!(!answer.header(name).is_empty(), "{method} {path} lacks {name}");
            }
            assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "the base is https");
            assert!(answer.headers.get("set-cookie").is_none(), "no cookies");
        }
    }
    let plain = Site::with(Settings::default(), "http://127.0.0.1:8180").await;
    assert_eq!(plain.get("/en/").await.header("strict-transport-security"), "");
}

#[tokio::test]
async fn methods_are_answered_right() {
    let site = Site::new().await;
    for path in SOME_OF_EACH {
        let get = site.get(path).await;
        let head = site.ask(Method::HEAD, path, &[]).await;
        assert_eq!((head.status, head.body.len()), (get.status, 0), "HEAD {path}");
        let options = site.ask(Method::OPTIONS, path, &[]).await;
        assert_eq!((options.status, options.header("allow")), (StatusCode::NO_CONTENT, "GET, HEAD, OPTIONS"), "{path}");
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            let refused = site.ask(method, path, &[]).await;
            assert_eq!((refused.status, refused.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET, HEAD, OPTIONS"), "{path}");
        }
    }
    let preflight =
        site.ask(Method::OPTIONS, "/api/v1/search", &[("origin", "https://other.example"), ("access-control-request-method", "GET")]).await;
    assert_eq!(preflight.header("access-control-allow-origin"), "*");
    assert_eq!(site.get("/en/").await.header("access-control-allow-origin"), "", "pages are no open data");
}

#[tokio::test]
async fn validators_follow_the_journal_and_the_readers_wishes() {
    let site = Site::new().await;
    for path in ["/en/", "/api/v1/meetings", "/en/meetings.csv", "/en/changes.atom", "/sitemap.xml", "/download/register.jsonl"] {
        let first = site.get(path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{path}: {tag}");
        assert!(first.header("cache-control").contains("must-revalidate"), "{path}");
        let again = site.ask(Method::GET, path, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.body.len(), again.header("etag")), (StatusCode::NOT_MODIFIED, 0, tag.as_str()), "{path}");
        assert_eq!(again.header("vary"), first.header("vary"), "{path}");
        assert_eq!(site.ask(Method::GET, path, &[("if-none-match", "\"other\"")]).await.status, StatusCode::OK, "{path}");
    }
    let wish = |lang: &'static str| [("accept-language", lang)];
    let tag_of = async |lang| site.ask(Method::GET, "/api/v1/topics", &wish(lang)).await.header("etag").to_owned();
    assert_ne!(tag_of("ja").await, tag_of("ko").await, "titles differ");
    let before = site.get("/en/meetings/tchm/4").await;
    let mut meeting = samples::meeting("tchm", 4);
    meeting.chair = Some("A chair".into());
    let register: Register = site.register();
    register
        .put(&ctx(), vec![Record::Meeting(meeting)], chancery_app::keeping::expects_revision(Some(1)), "A chair is known")
        .await
        .unwrap();
    site.app.follow_once().await.unwrap();
    let after = site.ask(Method::GET, "/en/meetings/tchm/4", &[("if-none-match", before.header("etag"))]).await;
    assert_eq!(after.status, StatusCode::OK, "a new revision is noticed, though the page was kept in memory");
    assert!(after.text().contains("A chair") && !before.text().contains("A chair"));
}

#[tokio::test]
async fn answers_from_memory_are_the_same_answers() {
    let site = Site::new().await;
    let uncached = Site::with(Settings { cache_bytes: 0, ..Settings::default() }, super::BASE).await;
    for path in ["/en/", "/zh/topics/customs", "/api/v1/meetings?limit=3", "/ja/meetings.csv"] {
        for encoding in ["", "gzip", "br"] {
            let headers = [("accept-encoding", encoding)];
            let first = site.ask(Method::GET, path, &headers).await;
            let second = site.ask(Method::GET, path, &headers).await;
            let fresh = uncached.ask(Method::GET, path, &headers).await;
            for other in [second, fresh] {
                assert_eq!((other.status, &other.body), (first.status, &first.body), "{path} {encoding}");
                for name in ["content-type", "content-encoding", "etag", "vary", "cache-control"] {
                    assert_eq!(other.header(name), first.header(name), "{path} {encoding} {name}");
                }
            }
            assert_eq!(first.header("content-encoding"), encoding, "{path}");
        }
    }
}

#[tokio::test]
async fn requests_have_ids_and_limits() {
    let site = Site::with(Settings { uri_limit_bytes: 256, body_limit_bytes: 10, ..Settings::default() }, super::BASE).await;
    let given = site.ask(Method::GET, "/healthz", &[("x-request-id", "abc-123")]).await;
    assert_eq!(given.header("x-request-id"), "abc-123");
    let odd = site.ask(Method::GET, "/healthz", &[("x-request-id", "a b\"c")]).await;
    assert!(!odd.header("x-request-id").contains(' '));
    let long = format!("/en/search?q={}", "x".repeat(300));
    let page = site.get(&long).await;
    assert_eq!(
        (page.status, page.text().contains("<p class=\"hint\">414</p>")),
        (StatusCode::URI_TOO_LONG, true),
        "the page names its own status"
    );
    let problem = site.get(&format!("/api/v1/search?q={}", "x".repeat(300))).await;
    assert_eq!((problem.status, &problem.json()["code"]), (StatusCode::URI_TOO_LONG, &"too-large".into()));
    let large = site.ask(Method::GET, "/en/", &[("content-length", "11")]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_site_can_live_below_a_path() {
    let site = Site::with(Settings::default(), "https://example.org/of/register").await;
    for path in ["/of/register/en/", "/of/register/api/v1/topics", "/of/register/healthz", "/healthz", "/of/register/en/changes.atom"] {
        assert_eq!(site.get(path).await.status, StatusCode::OK, "{path}");
    }
    for path in ["/en/", "/api/v1/topics", "/of/registers/en/"] {
        assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(site.get("/").await.header("location"), "/of/register/");
    assert_eq!(site.get("/of/register").await.header("location"), "/of/register/");
    assert_eq!(site.get("/of/register/").await.header("location"), "/of/register/en/");
    let page = site.get("/of/register/en/topics/customs").await.text();
    assert!(page.contains("href=\"/of/register/en/") && !page.contains("href=\"/en/"), "links are below the path");
    let next = site.get("/of/register/api/v1/meetings?limit=2").await.json();
    assert!(next["next_url"].as_str().unwrap().starts_with("https://example.org/of/register/api/v1/meetings?limit=2&after="));
}

#[tokio::test]
async fn health_is_told() {
    let site = Site::new().await;
    assert_eq!(site.get("/healthz").await.text(), "ok\n");
    let ready = site.get("/readyz").await;
    assert_eq!((ready.status, ready.json()["status"].as_str()), (StatusCode::OK, Some("ready")));
    let strict = Site::with(Settings { ready_lag_entries: 0, ..Settings::default() }, super::BASE).await;
    strict
        .register()
        .put(&ctx(), vec![Record::Topic(samples::topic("water"))], chancery_app::keeping::expects_revision(Some(0)), "new")
        .await
        .unwrap();
    let behind = strict.get("/readyz").await;
    assert_eq!((behind.status, behind.json()["status"].as_str()), (StatusCode::SERVICE_UNAVAILABLE, Some("catching-up")));
    strict.app.follow_once().await.unwrap();
    assert_eq!(strict.get("/readyz").await.status, StatusCode::OK);
}
