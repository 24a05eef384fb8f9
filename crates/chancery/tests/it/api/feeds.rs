//! What is taken away: feed, calendar, lists, the whole register, the map of the site.

use atom_syndication::Feed;
use axum::http::{Method, StatusCode};
use chancery_app::keeping::Register;

use super::{BASE, Site};

#[tokio::test]
async fn the_feed_of_changes_is_atom_with_lasting_ids() {
    let site = Site::new().await;
    let answer = site.get("/ja/changes.atom").await;
    assert_eq!(answer.header("content-type"), "application/atom+xml; charset=utf-8");
    let feed = Feed::read_from(answer.body.as_slice()).unwrap();
    assert_eq!((feed.lang(), feed.updated().to_rfc3339().as_str()), (Some("ja"), "2026-11-22T08:00:00+00:00"));
    assert_eq!(feed.entries().len(), super::records().len());
    let ids: std::collections::BTreeSet<&str> = feed.entries().iter().map(atom_syndication::Entry::id).collect();
    assert_eq!(ids.len(), feed.entries().len(), "every entry has its own id");
    let english = Feed::read_from(site.get("/en/changes.atom").await.body.as_slice()).unwrap();
    assert_eq!(english.entries()[0].id(), feed.entries()[0].id(), "the id does not hang on the language");
    assert!(feed.entries().iter().all(|e| e.links().iter().all(|l| l.href().starts_with(BASE))));
    let titles: Vec<&str> = feed.entries().iter().map(|e| e.title().as_str()).collect();
    assert!(titles.contains(&"第30回 日中韓3か国関税局長・長官会議"), "{titles:?}");
}

#[tokio::test]
async fn what_a_search_finds_is_a_feed_in_the_order_of_its_page() {
    let site = Site::new().await;
    let query = "q=site+validation&topic=customs&sort=oldest";
    let answer = site.get(&format!("/ja/search.atom?{query}")).await;
    assert_eq!(answer.header("content-type"), "application/atom+xml; charset=utf-8");
    let feed = Feed::read_from(answer.body.as_slice()).unwrap();
    let listed = site.get(&format!("/api/v1/search?{query}&ui=ja&limit=100")).await.json();
    let ids: Vec<&str> = feed.entries().iter().map(atom_syndication::Entry::id).collect();
    let wanted: Vec<&str> = listed["hits"].as_array().unwrap().iter().map(|hit| hit["permanent_url"].as_str().unwrap()).collect();
    assert_eq!(ids, wanted, "the same records in the same order, by their permanent addresses");
    assert!(!ids.is_empty() && feed.updated().to_rfc3339() == "2026-11-22T08:00:00+00:00");
    assert_eq!(feed.links()[0].href(), format!("{BASE}/ja/search.atom?{query}"));
    let entry = &feed.entries()[0];
    assert_eq!((entry.title().lang.as_deref(), entry.content().and_then(|c| c.lang())), (Some("ja"), Some("en")));
    assert!(entry.summary().unwrap().as_str().starts_with("会合 · "), "{:?}", entry.summary());
    let nothing = Feed::read_from(site.get("/en/search.atom?q=zzqqxxy").await.body.as_slice()).unwrap();
    assert_eq!((nothing.entries().len(), nothing.updated().to_rfc3339().as_str()), (0, "2026-11-22T08:00:00+00:00"));
    assert_eq!(site.get("/en/search.atom?colour=red").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_address_of_a_search_answers_in_the_form_that_is_wanted() {
    let site = Site::new().await;
    let path = "/en/search?q=customs&kind=meeting&after=20";
    let ask = async |accept| site.ask(Method::GET, path, &[("accept", accept)]).await;
    let page = ask("text/html,application/xhtml+xml,*/*;q=0.8").await;
    assert_eq!((page.header("content-type"), page.header("vary")), ("text/html; charset=utf-8", "accept-encoding, accept"));
    let (json, feed) = (ask("application/json").await.json(), ask("application/atom+xml").await);
    let feed = Feed::read_from(feed.body.as_slice()).unwrap();
    let listed: Vec<&str> = json["hits"].as_array().unwrap().iter().map(|hit| hit["permanent_url"].as_str().unwrap()).collect();
    let entries: Vec<&str> = feed.entries().iter().map(atom_syndication::Entry::id).collect();
    assert_eq!(listed, entries);
    assert!(listed.len() < 20 && page.text().matches("<h2 class=\"rec\">").count() == listed.len(), "the second page, in every form");
    let previous = feed.links().iter().find(|link| link.rel() == "previous").unwrap();
    assert_eq!(previous.href(), format!("{BASE}/en/search?q=customs&kind=meeting"));
    assert_ne!(ask("application/json").await.header("etag"), page.header("etag"));
    assert!(page.text().contains("/en/search.atom?q=customs&#38;kind=meeting\""), "the page names its feed: {}", page.text());
}

#[tokio::test]
async fn the_calendar_has_whole_days_with_an_exclusive_end() {
    let site = Site::new().await;
    let answer = site.get("/en/meetings.ics?mechanism=tchm").await;
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    let text = answer.text().replace("\r\n ", "");
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 26);
    let event = text.split("BEGIN:VEVENT").find(|e| e.contains("UID:meeting:tchm/4@")).unwrap();
    for line in ["DTSTART;VALUE=DATE:20081111", "DTEND;VALUE=DATE:20081112", "DTSTAMP:20261122T080000Z", "STATUS:CONFIRMED", "SEQUENCE:0"] {
        assert!(event.contains(&format!("{line}\r\n")), "{line}: {event}");
    }
    assert!(event.contains("SUMMARY:4th Tripartite Customs Heads’ Meeting\r\n"), "{event}");
    assert!(answer.body.split(|b| *b == b'\n').all(|line| line.len() <= 76), "lines are folded at 75 bytes");
    assert_eq!(site.get("/en/meetings.ics?colour=red").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn every_list_can_be_taken_away() {
    let site = Site::new().await;
    let lists = [
        ("mechanisms", 1, "tchm"),
        ("meetings", 26, "tchm/30"),
        ("documents", 1, "tchm-4-action-plan"),
        ("organisations", 4, "cn-gacc"),
        ("commitments", 1, "joint-validation"),
        ("exchanges", 1, "made-up-notices-2012-1"),
    ];
    for (list, rows, first) in lists {
        let csv = site.get(&format!("/ko/{list}.csv")).await;
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8", "{list}");
        assert!(csv.header("content-disposition").contains(&format!("{list}-ko.csv")));
        let mut reader = csv::Reader::from_reader(csv.body.strip_prefix("\u{feff}".as_bytes()).unwrap());
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!((records.len(), &records[0][0]), (rows, first), "{list}");
        let json = site.get(&format!("/ko/{list}.json")).await.json();
        assert_eq!((json["total"].as_u64(), json["items"][0]["id"].as_str()), (Some(rows as u64), Some(first)), "{list}");
    }
    let hits = site.get("/en/search.csv?q=validation&year=2008&kind=meeting").await.text();
    assert!(hits.lines().count() == 2 && hits.contains("tchm/4"), "{hits}");
    assert_eq!(site.get("/en/search.json?q=validation").await.json()["query"], "validation");
    assert_eq!(site.get("/en/meetings.csv?topic=Customs").await.status, StatusCode::BAD_REQUEST);
    let agreed = site.get("/en/commitments.csv?state=advanced").await.text();
    assert!(agreed.contains(",advanced,,true,false,2012-05,"), "{agreed}");
    assert_eq!(site.get("/en/commitments.json?state=fulfilled").await.json()["total"], 0);
    assert_eq!(site.get("/en/exchanges.csv?container=1").await.status, StatusCode::BAD_REQUEST);
    let one = site.get("/en/meetings.json?from=2010&to=2010").await.json();
    assert_eq!(one["items"][0]["id"], "tchm/6");
}

#[tokio::test]
async fn the_whole_register_can_be_loaded_again() {
    let site = Site::new().await;
    let answer = site.get("/download/register.jsonl").await;
    assert_eq!(answer.status, StatusCode::OK);
    let folder = tempfile::tempdir().unwrap();
    let mirror = Register::open(folder.path()).await.unwrap();
    mirror.load(std::io::Cursor::new(answer.body)).await.unwrap();
    assert_eq!(mirror.store().head().await.unwrap(), site.app.store().head().await.unwrap(), "the same chain");
}

#[tokio::test]
async fn the_map_of_the_site_leads_to_pages_that_are_there() {
    let site = Site::new().await;
    let map = site.get("/sitemap.xml").await.text();
    let addresses: Vec<&str> = map.split("<loc>").skip(1).filter_map(|part| part.split("</loc>").next()).collect();
    assert_eq!(addresses.len() % 4, 0, "every page in four languages");
    for address in addresses.iter().filter(|a| !a.contains("/meetings/tchm/1") && !a.contains("/meetings/tchm/2")) {
        let path = address.strip_prefix(BASE).unwrap();
        assert_eq!(site.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert!(map.contains("hreflang=\"zh-Hans\""));
    assert_eq!(site.get("/sitemap.xml?part=2").await.status, StatusCode::NOT_FOUND);
    let robots = site.get("/robots.txt").await.text();
    assert!(robots.contains(&format!("Sitemap: {BASE}/sitemap.xml")) && robots.contains("Disallow: /en/search"), "{robots}");
}
