//! What addresses answer: redirects by language, permanent ones, old ones, withdrawn and renamed records, histories.

use axum::http::{StatusCode, header};
use chancery_model::{Kind, Record, samples};

use super::{Site, address, all, ctx};

#[tokio::test]
async fn the_root_follows_the_browsers_wish() {
    let site = Site::new().await;
    for (wish, home) in [("", "/kept/en/"), ("ja, en;q=0.5", "/kept/ja/"), ("zh-CN", "/kept/zh/"), ("de", "/kept/en/")] {
        let answer = site.ask("/", &[("accept-language", wish)]).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::TEMPORARY_REDIRECT, home), "{wish:?}");
        assert_eq!(answer.headers[header::VARY], "Accept-Language");
    }
}

#[tokio::test]
async fn permanent_addresses_serve_readers_and_programs() {
    let site = Site::new().await;
    let check = async |path: &str, accept: &str, to: &str| {
        let answer = site.ask(path, &[("accept", accept), ("accept-language", "ko")]).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, to), "{path} for {accept}");
    };
    check("/id/meeting/tchm/4", "text/html", "/kept/ko/meetings/tchm/4").await;
    check("/id/meeting/tchm/4", "application/json", "/kept/api/v1/meetings/tchm/4").await;
    check("/id/topic/customs", "*/*", "/kept/ko/topics/customs").await;
    check("/id/place/tokyo", "text/html", "/kept/ko/history/place/tokyo").await;
    check("/id/framework/trilateral", "text/html", "/kept/ko/about").await;
    check("/id/meeting/tchm/4/v1", "text/html", "/kept/ko/history/meeting/tchm/4/v1").await;
    check("/id/meeting/tchm/4/v1", "application/json", "/kept/api/v1/records/meeting/tchm/4/revisions/1").await;
    check("/id/meeting/tchm/6/outcome-2.1", "text/html", "/kept/ko/meetings/tchm/6#outcome-2.1").await;
    check("/id/meeting/tchm/6/b.outcome-p1", "text/html", "/kept/ko/meetings/tchm/6?account=b#b.outcome-p1").await;
    for path in ["/id/meeting/tchm/4/v2", "/id/meeting/tchm/4/outcome-9", "/id/topic/none", "/id/meeting/tchm/99/outcome-1"] {
        assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_slash_too_many_is_forgiven() {
    let site = Site::new().await;
    for (path, to) in [("/en", "/kept/en/"), ("/en/topics/customs/", "/kept/en/topics/customs"), ("/ja/search/?q=x", "/kept/ja/search?q=x")]
    {
        let answer = site.get(path).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::PERMANENT_REDIRECT, to), "{path}");
    }
}

#[tokio::test]
async fn p4_a_withdrawn_record_says_when_and_why() {
    let site = Site::new().await;
    site.register().withdraw(&ctx(), &address(Kind::Meeting, "tchm/9"), "It was counted twice.").await.unwrap();
    site.app.follow_once().await.unwrap();
    let page = site.get("/en/meetings/tchm/9").await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.text.contains("It was counted twice.") && page.text.contains("22 November 2026"), "{}", page.text);
    assert_eq!(site.get("/id/meeting/tchm/9").await.status, StatusCode::GONE);
    let history = site.get("/en/history/meeting/tchm/9").await;
    assert_eq!(all(&history.html(), "tbody tr").len(), 2);
    let frozen = site.get("/en/history/meeting/tchm/9/v1").await;
    assert!(frozen.text.contains("2012.01.01"), "what was published can still be read");
    assert!(site.get("/en/history/meeting/tchm/9/v2").await.text.contains("It was counted twice."));
}

#[tokio::test]
async fn p4_a_renamed_record_is_found_where_it_is_now() {
    let site = Site::new().await;
    site.register().rename(&ctx(), &address(Kind::Mechanism, "tchm-wg"), "customs-group", "Its name was settled.").await.unwrap();
    site.app.follow_once().await.unwrap();
    let old = site.get("/zh/mechanisms/tchm-wg").await;
    assert_eq!((old.status, old.location()), (StatusCode::PERMANENT_REDIRECT, "/kept/zh/mechanisms/customs-group"));
    assert_eq!(site.get("/id/mechanism/tchm-wg").await.location(), "/kept/en/mechanisms/customs-group");
    assert_eq!(site.get("/zh/mechanisms/customs-group").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_history_shows_what_each_revision_changed() {
    let site = Site::new().await;
    let mut meeting = samples::meeting("tchm", 4);
    meeting.date = Some("2008-11-12".parse().unwrap());
    meeting.accounts[0].outcomes[2].text = "Decided to meet <soon>.".into();
    site.put(Record::Meeting(meeting)).await;
    let history = site.get("/en/history/meeting/tchm/4").await;
    assert_eq!(all(&history.html(), "tbody tr").len(), 2);
    let newest = all(&history.html(), "tbody tr:first-child > *");
    assert_eq!(newest, ["Revision 2", "22 November 2026", "Revised", "mended", "program"]);
    let revision = site.get("/en/history/meeting/tchm/4/v2").await;
    let changed = all(&revision.html(), ".differences > div > *");
    let words = ["Accounts › a › outcomes › outcome-3 › Text", "Before: Decided to meet again.", "After: Decided to meet <soon>."];
    assert_eq!(changed[..3], words);
    assert_eq!(changed[3..], ["Date", "Before: 2008-11-11", "After: 2008-11-12"]);
    let first = site.get("/en/history/meeting/tchm/4/v1").await;
    assert!(first.text.contains("the latest is revision 2") && first.text.contains("2008-11-11"));
    let page = site.get("/en/meetings/tchm/4").await;
    assert!(page.first(".cited").ends_with("revision 2, 22 November 2026. https://register.example/kept/id/meeting/tchm/4/v2"));
    assert!(page.text.contains("@misc{meeting-tchm-4-v2,"));
}

#[tokio::test]
async fn addresses_of_the_sources_site_lead_to_their_topic() {
    let site = Site::new().await;
    let answer = site.get("/ja/search?q=https%3A%2F%2Fsecretariat.example%2Fmechanism%3Ftopic%3D10").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/kept/ja/topics/customs"));
}

#[tokio::test]
async fn assets_are_kept_for_ever_and_pages_take_no_other_method() {
    let site = Site::new().await;
    let home = site.get("/en/").await;
    let style = home.text.split("href=\"/kept").find(|part| part.starts_with("/assets/site-")).unwrap().split('"').next().unwrap();
    let asset = site.get(style).await;
    assert_eq!(asset.headers[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert!(asset.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    assert_eq!(site.get("/assets/site.css").await.status, StatusCode::NOT_FOUND);
    assert_eq!(home.headers[header::CONTENT_LANGUAGE], "en");
}
