//! Every page in every language: rendered from the made-up register and checked for how it is built.

use std::collections::{BTreeSet, VecDeque};

use axum::http::StatusCode;
use chancery::web::routes::{Route, UiLang};
use scraper::{ElementRef, Html, Selector};

use super::{BASE, BELOW, Site, all};

/// One address of each sort of page, without its language.
const PAGES: [&str; 21] = [
    "",
    "topics/customs",
    "topics/forests",
    "mechanisms",
    "mechanisms/tchm",
    "mechanisms/tchm-wg",
    "meetings",
    "meetings?topic=customs",
    "meetings/tchm/4",
    "meetings/tchm/6",
    "meetings/tchm/9",
    "meetings/tchm/75",
    "documents",
    "documents/tchm-4-action-plan",
    "organisations",
    "organisations/jp-ctb",
    "search?q=plan&topic=customs&from=2009&to=2070&sort=newest",
    "search?q=qqqq%22&from=never",
    "history/meeting/tchm/6",
    "history/place/tokyo/v1",
    "about",
];

fn select<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

/// What every page must be.
fn check(path: &str, ui: UiLang, text: &str) {
    let html = Html::parse_document(text);
    let one = |selector: &str| {
        let found = select(&html, selector);
        assert_eq!(found.len(), 1, "{path} has {} of {selector}", found.len());
        found[0]
    };
    assert_eq!(one("html").attr("lang"), Some(ui.tag()), "{path}");
    assert!(!one("h1").text().collect::<String>().trim().is_empty(), "{path}: the heading is empty");
    let title: String = one("title").text().collect();
    assert!(title.split(" · ").all(|part| !part.trim().is_empty()), "{path}: {title:?}");
    assert!(one("meta[name=description]").attr("content").is_some_and(|d| d.len() > 8), "{path}: no description");
    for landmark in ["header", "main#main", "footer", "nav.languages", "a.skip[href='#main']"] {
        one(landmark);
    }
    assert_eq!(select(&html, "form[role=search]").len(), 1, "{path}: one search box");
    no_key_is_missing(path, text);
    nothing_is_inline_or_foreign(path, &html);
    references_hold(path, &html);
    levels_are_in_order(path, &html);
}

fn no_key_is_missing(path: &str, text: &str) {
    for fault in ["⟨", "{$", "{ $", "()", "（）"] {
        assert!(
            !text.contains(fault),
            "{path} shows {fault}: …{}…",
            &text[text.find(fault).unwrap()..].chars().take(60).collect::<String>()
        );
    }
}

fn nothing_is_inline_or_foreign(path: &str, html: &Html) {
    assert!(select(html, "style, iframe, object, embed, base").is_empty(), "{path}");
    for image in select(html, "img") {
        let source = image.attr("src").unwrap_or_default();
        assert!(source.starts_with(&format!("{BELOW}/files/")), "{path} shows {source}");
        assert!(image.attr("alt").is_some_and(|said| !said.is_empty()), "{path}: an image without words");
    }
    for script in select(html, "script") {
        assert!(script.attr("src").is_some() && script.text().all(|t| t.trim().is_empty()), "{path}: inline script");
    }
    for element in select(html, "*") {
        for (name, _) in element.value().attrs() {
            assert!(name != "style" && !name.starts_with("on"), "{path}: attribute {name}");
        }
    }
    let loads = select(html, "script[src], link[rel=stylesheet], link[rel=icon]");
    for address in loads.iter().filter_map(|e| e.attr("src").or(e.attr("href"))) {
        assert!(address.starts_with(&format!("{BELOW}/assets/")), "{path} loads {address}");
    }
}

fn references_hold(path: &str, html: &Html) {
    let mut ids = BTreeSet::new();
    for element in select(html, "[id]") {
        let id = element.attr("id").unwrap();
        assert!(ids.insert(id), "{path}: id {id} stands twice");
    }
    for (selector, attribute) in
        [("[aria-labelledby]", "aria-labelledby"), ("[aria-describedby]", "aria-describedby"), ("label[for]", "for")]
    {
        for element in select(html, selector) {
            let id = element.attr(attribute).unwrap();
            assert!(ids.contains(id), "{path}: {attribute} points to {id}");
        }
    }
    for link in select(html, "a[href^='#']") {
        let id = &link.attr("href").unwrap()[1..];
        assert!(ids.contains(id), "{path}: a link points to #{id}");
    }
    for input in select(html, "input:not([type=hidden]), select") {
        let id = input.attr("id").unwrap_or_default();
        assert_eq!(select(html, &format!("label[for='{id}']")).len(), 1, "{path}: input {id} has no label");
    }
    for link in select(html, "a") {
        let name: String = link.text().collect::<String>() + link.attr("aria-label").unwrap_or_default();
        assert!(!name.trim().is_empty(), "{path}: a link without a name: {}", link.html());
    }
    for table in select(html, "table") {
        assert!(table.select(&Selector::parse("caption").unwrap()).next().is_some(), "{path}: a table without caption");
    }
}

fn levels_are_in_order(path: &str, html: &Html) {
    let mut last = 0;
    for heading in select(html, "h1, h2, h3, h4, h5, h6") {
        let level: u32 = heading.value().name()[1..].parse().unwrap();
        assert!(level <= last + 1, "{path}: h{level} after h{last}");
        last = level;
    }
}

#[tokio::test]
async fn every_page_in_every_language_is_whole() {
    let site = Site::new().await;
    for page in PAGES {
        for ui in UiLang::ALL {
            check_page(&site, ui, page).await;
        }
    }
}

/// Asks for a page and checks it as a page.
pub(super) async fn check_page(site: &Site, ui: UiLang, page: &str) {
    let path = format!("/{ui}/{page}");
    let answer = site.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    check(&path, ui, &answer.text);
    let html = answer.html();
    let canonical = select(&html, "link[rel=canonical]")[0].attr("href").unwrap().to_owned();
    assert!(canonical.starts_with(&format!("{BASE}/{ui}/")), "{path}: {canonical}");
    let tags: Vec<_> = select(&html, "link[rel=alternate][hreflang]").iter().map(|l| l.attr("hreflang").unwrap()).collect();
    assert!(tags.starts_with(&["en", "zh-Hans", "ja", "ko"]), "{path}: {tags:?}");
    let switch: Vec<_> = select(&html, ".languages a").iter().map(|a| a.attr("href").unwrap().to_owned()).collect();
    assert_eq!(switch.len(), 3, "{path}");
    for (other, href) in UiLang::ALL.into_iter().filter(|o| *o != ui).zip(switch) {
        assert_eq!(href, format!("{BELOW}/{other}/{page}"), "the switch keeps page and query");
    }
}

#[tokio::test]
async fn refusals_are_whole_pages_too() {
    let site = Site::new().await;
    for ui in UiLang::ALL {
        for (page, status) in [
            ("nothing", 404),
            ("mechanisms/thcm", 404),
            ("meetings?after=x", 400),
            ("documents?topic=No%20Topic", 400),
            ("meetings/tchm/99", 404),
        ] {
            let path = format!("/{ui}/{page}");
            let answer = site.get(&path).await;
            assert_eq!(answer.status.as_u16(), status, "{path}");
            check(&path, ui, &answer.text);
            assert!(answer.text.contains("noindex"), "{path}");
        }
    }
    let near = all(&site.get("/en/mechanisms/thcm").await.html(), "main li a");
    assert!(near.iter().any(|name| name.contains("Tripartite Customs Heads")), "{near:?}");
    let near = all(&site.get("/en/meetings/tchm/99").await.html(), "main li a");
    assert!(near[0].contains("Tripartite Customs Heads"), "{near:?}");
}

/// Follows every link of the site from the home pages on: each is an address, and each page answers.
#[tokio::test]
async fn no_link_leads_nowhere() {
    let site = Site::new().await;
    let mut waiting: VecDeque<String> = VecDeque::from(["/en/".to_owned(), "/ja/".to_owned()]);
    let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut asked = 0;
    while let Some(path) = waiting.pop_front() {
        let answer = site.get(&path).await;
        asked += 1;
        assert!(answer.status.is_success() || answer.status.is_redirection(), "{path} answers {}", answer.status);
        let mut links: Vec<String> = select(&answer.html(), "a[href]").iter().map(|a| a.attr("href").unwrap().to_owned()).collect();
        links.push(answer.location().to_owned());
        for link in links.iter().filter(|l| l.starts_with('/')) {
            let below = link.strip_prefix(BELOW).unwrap_or_else(|| panic!("{path} links to {link}, which forgets the base path"));
            let address = below.split(['?', '#']).next().unwrap();
            let route: Route = address.parse().unwrap_or_else(|e| panic!("{path} links to {link}: {e}"));
            // A search has more neighbours than a test has time: the first of each kind of condition is enough.
            let is_page = matches!(route, Route::Page(..) | Route::Id(_) | Route::IdItem(..));
            let is_near = below.matches('&').count() < 1 && !below.contains("/search?after");
            let is_asked_language = matches!(route.ui(), None | Some(UiLang::En | UiLang::Ja));
            let target = below.split('#').next().unwrap().to_owned();
            if is_page && is_near && is_asked_language && seen.len() < 700 && seen.insert(target.clone()) {
                waiting.push_back(target);
            }
        }
    }
    assert!(asked > 200, "only {asked} pages were reached");
}

#[tokio::test]
async fn every_text_of_the_record_knows_its_language() {
    let site = Site::new().await;
    let html = site.get("/ja/meetings/tchm/4").await.html();
    let lang = |selector: &str| select(&html, selector).first().and_then(|e| e.attr("lang")).map(str::to_owned);
    assert_eq!(lang("h1 span").as_deref(), Some("ja"), "the mechanism has a Japanese name");
    assert_eq!(all(&html, "h1"), ["第4回 日中韓3か国関税局長・長官会議"]);
    assert_eq!(lang("#outcome-1 .rec span").as_deref(), Some("en"), "the source is in English");
    assert_eq!(lang(".parties .person span").as_deref(), Some(""), "a person's name is in no known language");
    let places: Vec<_> = select(&html, ".key [lang]").iter().map(|e| (e.attr("lang").unwrap(), e.text().collect::<String>())).collect();
    assert_eq!(places, [("en", "Tokyo".to_owned()), ("ja", "日本".to_owned())]);
    let html = site.get("/zh/topics/customs").await.html();
    assert_eq!(select(&html, "html")[0].attr("lang"), Some("zh-Hans"));
    assert!(!select(&html, ".others span[lang=ko]").is_empty(), "names in other languages are marked");
}

#[tokio::test]
async fn p9_gaps_are_said_in_neutral_words() {
    let site = Site::new().await;
    let topic = site.get("/en/topics/customs").await;
    let known = "62 of 70 meetings known; the 1st to 3rd, 5th, 7th, 8th, 10th and 11th are not recorded";
    assert!(topic.first(".sums").contains(known), "{}", topic.first(".sums"));
    let strip = topic.html().select(&Selector::parse(".strip").unwrap()).next().unwrap().attr("aria-label").unwrap().to_owned();
    assert!(
        strip.contains("Meetings by year: 2008, 2010 and 2012–2016.") && strip.contains("No meeting recorded: 2009, 2011 and 2017–2026."),
        "{strip}"
    );
    assert!(site.get("/en/mechanisms/tchm-wg").await.first(".lead").contains("No meeting recorded"));
    assert!(site.get("/en/topics/forests").await.first(".lead").contains("No mechanism recorded"));
    let vague = site.get("/en/meetings/tchm/9").await;
    assert_eq!(vague.first(".key strong"), "2012", "no more precise than the source");
    assert!(vague.text.contains("2012.01.01") && vague.text.contains("9rd") && vague.text.contains("Inferred from other facts"));
    assert!(vague.text.contains("No account of agenda or outcomes is recorded"));
    let planned = site.get("/en/meetings/tchm/75").await;
    assert!(planned.first(".key").contains("Announced"));
}

#[tokio::test]
async fn p10_what_sources_say_differently_stands_beside() {
    let site = Site::new().await;
    let page = site.get("/en/meetings/tchm/6").await;
    let differ = all(&page.html(), ".differ li");
    assert!(differ[0].starts_with("Place Kyoto, Japan"), "{differ:?}");
    assert!(differ[1].starts_with("Date 12 November 2010 (written “12 Nov”)") && differ[1].ends_with("The day after."), "{differ:?}");
    let sources = all(&page.html(), ".sources li a");
    assert_eq!(sources, ["secretariat.example", "news.example", "news.example"]);
}

#[tokio::test]
async fn accounts_are_chosen_by_language_and_by_hand() {
    let site = Site::new().await;
    let outcomes = |answer: &super::Answer| all(&answer.html(), "#outcomes ~ .items li, section:has(#outcomes) .items li").len();
    let english = site.get("/en/meetings/tchm/6").await;
    assert_eq!(outcomes(&english), 4);
    assert!(english.text.contains("Summary: retold by the register"), "a summary says that it is one");
    let japanese = site.get("/ja/meetings/tchm/6").await;
    assert_eq!(outcomes(&japanese), 1);
    assert!(japanese.text.contains("次回の開催を&lt;決定&gt;した。"), "words of a source are escaped");
    assert!(!japanese.text.contains("登録簿が項目ごとに"));
    let chosen = site.get("/en/meetings/tchm/6?account=b").await;
    assert_eq!(outcomes(&chosen), 1);
    assert!(chosen.text.contains("href=\"https://register.example/kept/en/meetings/tchm/6?account=b\""), "canonical keeps the account");
    assert_eq!(outcomes(&site.get("/en/meetings/tchm/6?account=zz").await), 4);
}

#[tokio::test]
async fn lists_are_paged_by_place_and_not_by_number() {
    let site = Site::new().await;
    let mut path = "/en/mechanisms/tchm".to_owned();
    let mut seen = BTreeSet::new();
    for _ in 0..5 {
        let page = site.get(&path).await;
        let rows = all(&page.html(), "section:has(#meetings) tbody th");
        assert!(rows.iter().all(|row| seen.insert(row.clone())), "a meeting is listed twice");
        let next = select(&page.html(), "a[rel=next]").first().and_then(|a| a.attr("href")).map(str::to_owned);
        match next {
            Some(next) => path = next.strip_prefix(BELOW).unwrap().to_owned(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 63);
}

#[tokio::test]
async fn a_search_carries_its_state_in_the_address() {
    let site = Site::new().await;
    let page = site.get("/en/search?q=site+validation&sort=oldest").await;
    assert!(page.first("h1").contains("“site validation”"), "{}", page.first("h1"));
    let passage = select(&page.html(), ".passage a").first().unwrap().attr("href").unwrap().to_owned();
    assert_eq!(passage, "/kept/id/meeting/tchm/4/outcome-2.1");
    assert_eq!(all(&page.html(), ".passage mark")[..2], ["site", "validation"]);
    let facet = select(&page.html(), ".facet a").first().unwrap().attr("href").unwrap().to_owned();
    assert!(facet.contains("q=site+validation") && facet.contains("sort=oldest"), "{facet}");
    let chosen = site.get("/en/search?q=plan&year=2008&host=JP&from=2008-01&to=2008").await;
    assert_eq!(all(&chosen.html(), ".chip.on").len(), 3, "two conditions and the days");
    let odd = site.get("/en/search?q=%22plan+colour%3Ared&from=yesterday").await;
    assert_eq!(odd.status, StatusCode::OK);
    assert!(odd.first(".note").contains("yesterday"));
    assert!(all(&odd.html(), ".note").len() >= 2, "what was not understood is named");
    let none = site.get("/en/search?q=qqqqqq").await;
    assert!(none.first("h1").contains("No record found") && none.text.contains("/en/topics/customs"));
}
