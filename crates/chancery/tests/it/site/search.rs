//! The page of results: how the query was read, ways on from an empty answer, and the page that explains what can be typed.

use axum::http::StatusCode;
use chancery::web::routes::UiLang;
use chancery_app::search::QueryField;

use super::{Site, all};

#[tokio::test]
async fn each_part_that_was_understood_can_be_taken_away() {
    let site = Site::new().await;
    let page = site.get("/en/search?q=4th+plan+host%3AJP&sort=oldest").await;
    let chips = all(&page.html(), ".read .chip");
    assert_eq!(chips, ["Remove Ordinal: 4th ✕", "Remove plan ✕", "Remove Host: Japan ✕"]);
    let selector = scraper::Selector::parse(".read .chip").unwrap();
    let links: Vec<String> = page.html().select(&selector).map(|chip| chip.attr("href").unwrap().to_owned()).collect();
    assert_eq!(links[0], "/kept/en/search?q=plan+host%3AJP&sort=oldest");
    assert_eq!(links[2], "/kept/en/search?q=4th+plan&sort=oldest");
    let plain = site.get("/en/search?q=site+validation").await;
    assert!(all(&plain.html(), ".read").is_empty(), "plain words need no explanation");
}

#[tokio::test]
async fn an_empty_answer_shows_ways_on() {
    let site = Site::new().await;
    let page = site.get("/en/search?q=validation+year%3A1950&host=JP").await;
    let without = all(&page.html(), ".without a");
    assert!(without.iter().any(|way| way.starts_with("Without Year: 1950:") && way.ends_with("records")), "{without:?}");
    let selector = scraper::Selector::parse(".without a").unwrap();
    for way in page.html().select(&selector) {
        let path = way.attr("href").unwrap().strip_prefix("/kept").unwrap();
        assert!(!site.get(path).await.first("h1").contains("No record"), "{path} was to find something");
    }
    for ui in UiLang::ALL {
        let page = site.get(&format!("/{ui}/search?q=zzqqxxy")).await;
        let topics = all(&page.html(), "main a").len();
        assert!(page.text.contains(&format!("/{ui}/search/help")) && topics > 4, "{ui}: {}", page.text);
    }
}

#[tokio::test]
async fn the_page_of_help_is_made_of_the_readers_own_table() {
    let site = Site::new().await;
    for ui in UiLang::ALL {
        let page = site.get(&format!("/{ui}/search/help")).await;
        assert_eq!(page.status, StatusCode::OK);
        let shown = all(&page.html(), "main code");
        for field in QueryField::all() {
            for name in field.names(&ui.lang()) {
                assert!(shown.contains(&format!("{name}:")), "{ui}: {name} is missing");
            }
        }
        let examples = scraper::Selector::parse("main .example a").unwrap();
        let links: Vec<String> = page.html().select(&examples).map(|a| a.attr("href").unwrap().to_owned()).collect();
        assert!(links.len() >= 15, "{ui}: {links:?}");
        for link in links {
            assert_eq!(site.get(link.strip_prefix("/kept").unwrap()).await.status, StatusCode::OK, "{link}");
        }
    }
}
