//! Documents as pages: files by version and language, the text by clause, side by side, and versions compared.

use axum::http::StatusCode;
use chancery::web::routes::UiLang;
use chancery_model::clause::{Clause, ClauseKind};
use chancery_model::paper::{PaperFinding, PaperFindingKind};
use chancery_model::{Lang, MediaType, Rendition, Severity, TextStatus, samples};
use scraper::Selector;

use super::{Site, all, ctx};
use crate::specimens;

impl Site {
    pub(super) async fn with_specimens() -> Site {
        let site = Site::new().await;
        specimens::bring(&site.app, &ctx()).await;
        site
    }
}

pub(super) fn attrs(html: &scraper::Html, selector: &str, name: &str) -> Vec<String> {
    html.select(&Selector::parse(selector).unwrap()).filter_map(|e| e.attr(name)).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_pages_of_documents_are_whole_in_every_language() {
    let site = Site::with_specimens().await;
    for page in [
        "documents/specimen-2009",
        "documents/specimen-2017",
        "documents/specimen-2011?text=ja",
        "documents/specimen-2011/side-by-side",
        "documents/specimen-2011/side-by-side?with=en%2Cja%2Cko",
        "documents/tchm-4-action-plan/side-by-side",
        "documents/specimen-2011/versions",
        "documents/specimen-2017/versions?from=specimen-2009&to=specimen-2017&text=ko",
        "documents/tchm-4-action-plan/versions",
        "worklists",
        "worklists/no-file",
        "worklists/outdated",
        "worklists/clauses-differ",
    ] {
        for ui in UiLang::ALL {
            super::pages::check_page(&site, ui, page).await;
        }
    }
}

#[tokio::test]
async fn files_stand_by_version_and_language() {
    let site = Site::with_specimens().await;
    let page = site.get("/en/documents/specimen-2017").await.html();
    assert_eq!(all(&page, ".files thead th"), ["Version", "English", "中文", "日本語", "한국어"]);
    assert_eq!(all(&page, ".files tbody th"), ["2009", "11 November 2011", "30 November 2017 this document"]);
    let cells = all(&page, ".files tbody td");
    assert_eq!(cells.len(), 12);
    assert!(cells[0].contains("Official text") && cells[0].contains("PDF") && cells[0].contains("3 pages"), "{}", cells[0]);
    assert!(cells[2].contains("Translation") && cells[2].contains("no file"), "{}", cells[2]);
    assert!(cells[11].contains("outdated"), "{}", cells[11]);
    assert!(attrs(&page, ".files abbr", "title").iter().all(|title| title.len() == "SHA-256: ".len() + 64));
    let facts = all(&page, ".facts > div");
    assert!(facts.iter().any(|fact| fact.starts_with("Revises") && fact.contains("(2011)")), "{facts:?}");
    let before = all(&site.get("/en/documents/specimen-2011").await.html(), ".facts > div");
    assert!(before.iter().any(|fact| fact.starts_with("Revised by") && fact.contains("(2017)")), "{before:?}");
}

#[tokio::test]
async fn the_text_is_read_by_clause_in_the_language_that_is_asked_for() {
    let site = Site::with_specimens().await;
    let japanese = site.get("/ja/documents/specimen-2011").await;
    let html = japanese.html();
    assert_eq!(attrs(&html, ".paper", "lang"), ["ja"]);
    assert!(all(&html, "#article-3 h4")[0].contains("知的財産権の保護"), "{:?}", all(&html, "#article-3 h4"));
    assert!(all(&html, "[id='article-2.1.1'] .words")[0].contains("三国関税局長・長官会議"));
    assert_eq!(attrs(&html, "[id='article-2.1.1'] a.num", "href"), ["/kept/id/document/specimen-2011/article-2.1.1"]);
    assert!(!attrs(&html, "a.of-page", "href").is_empty() && attrs(&html, "a.of-page", "href")[0].contains("#page="));
    assert!(all(&html, ".contents li").len() > 8);
    let korean = site.get("/ja/documents/specimen-2011?text=ko").await;
    assert_eq!(attrs(&korean.html(), ".paper", "lang"), ["ko"]);
    assert!(korean.text.contains("rel=\"canonical\" href=\"https://register.example/kept/ja/documents/specimen-2011?text=ko\""));
    assert_eq!(attrs(&korean.html(), "[id='article-2.1'] a.num", "href"), ["/kept/id/document/specimen-2011/article-2.1?text=ko"]);
    // 2009 has no Japanese text: the official one is shown.
    let other = site.get("/ja/documents/specimen-2009").await;
    assert_eq!(attrs(&other.html(), ".paper", "lang"), ["en"]);
    assert_eq!(attrs(&site.get("/ja/documents/specimen-2009?text=ja").await.html(), ".paper", "lang"), ["en"]);
    let outdated = site.get("/en/documents/specimen-2017?text=ko").await;
    assert!(outdated.first("#text ~ .hint").contains("made from an earlier text in English, which was revised since"));
}

#[tokio::test]
async fn a_clause_has_an_address_that_leads_to_its_place() {
    let site = Site::with_specimens().await;
    let check = async |path: &str, accept: &str, to: &str| {
        let answer = site.ask(path, &[("accept", accept), ("accept-language", "ko")]).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, to), "{path}");
    };
    let page = "/kept/ko/documents/specimen-2011";
    check("/id/document/specimen-2011/article-4.1", "text/html", &format!("{page}#article-4.1")).await;
    check("/id/document/specimen-2011/article-4.1?text=zh", "text/html", &format!("{page}?text=zh#article-4.1")).await;
    check("/id/document/specimen-2011/article-4.1?text=zh", "application/json", "/kept/api/v1/documents/specimen-2011/clauses?lang=zh")
        .await;
    for path in ["/id/document/specimen-2011/article-99", "/id/document/tchm-4-action-plan/article-1", "/id/document/none/article-1"] {
        assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_long_text_is_given_in_parts_and_every_clause_stands_in_one() {
    let site = Site::new().await;
    let clause = |n: usize| Clause {
        anchor: format!("article-{n}").parse().unwrap(),
        kind: ClauseKind::Article,
        number: Some(format!("Article {n}")),
        level: 0,
        heading: Some(format!("Heading {n}")),
        text: "words ".repeat(400),
        page: Some(u32::try_from(n).unwrap()),
    };
    let text = specimens::paper_text((1..=100).map(clause).collect(), &Lang::en(), vec![]);
    let mut document = samples::document("long", "tchm/6");
    document.renditions = vec![specimens::held(&site.app, b"long", "long.pdf", MediaType::Pdf, &Lang::en(), Some(text)).await];
    specimens::publish(&site.app, &ctx(), vec![document]).await;
    let mut seen = Vec::new();
    let first = site.get("/en/documents/long").await;
    let parts = attrs(&first.html(), "nav[aria-label='Parts of the text'] a", "href").len() + 1;
    assert!(parts > 3, "{parts} parts");
    for part in 1..=parts {
        let page = site.get(&format!("/en/documents/long?part={part}")).await;
        assert!(page.text.len() < 400_000, "part {part} has {} bytes", page.text.len());
        seen.extend(attrs(&page.html(), ".clause", "id"));
    }
    assert_eq!(seen, (1..=100).map(|n| format!("article-{n}")).collect::<Vec<_>>());
    let last = site.ask("/id/document/long/article-100", &[("accept", "text/html")]).await;
    assert_eq!(last.location(), format!("/kept/en/documents/long?part={parts}#article-100"));
    assert!(attrs(&first.html(), ".contents a", "href").iter().any(|href| href.ends_with(&format!("?part={parts}#article-100"))));
}

#[tokio::test]
async fn a_file_without_text_says_so_and_images_are_shown() {
    let site = Site::new().await;
    let mut document = samples::document("scan", "tchm/6");
    let finding = PaperFinding::of(Some(1), Severity::Warning, PaperFindingKind::NoTextLayer, "no text");
    let empty = specimens::paper_text(vec![], &Lang::en(), vec![finding]);
    document.renditions = vec![
        specimens::held(&site.app, b"scan", "scan.pdf", MediaType::Pdf, &Lang::en(), Some(empty)).await,
        specimens::held(&site.app, b"image", "<img>.png", MediaType::Png, &Lang::ja(), None).await,
        Rendition::listed(Lang::ko(), TextStatus::Translation),
    ];
    specimens::publish(&site.app, &ctx(), vec![document]).await;
    let page = site.get("/en/documents/scan").await;
    assert!(page.first(".files .flag").contains("no text layer"), "{}", page.first(".files"));
    assert!(page.text.contains("No text could be read from the files."));
    assert_eq!(attrs(&page.html(), ".page-image img", "alt"), ["Image 1, Japanese"]);
    assert!(attrs(&page.html(), ".page-image img", "src")[0].starts_with("/kept/files/"));
}

#[tokio::test]
async fn languages_stand_side_by_side_in_the_order_asked_for() {
    let site = Site::with_specimens().await;
    let page = site.get("/en/documents/specimen-2011/side-by-side?with=ko,en,ja").await;
    let html = page.html();
    assert_eq!(all(&html, ".beside thead th").len(), 4);
    assert!(all(&html, ".beside thead th")[1].starts_with("한국어"));
    assert_eq!(attrs(&html, "[id='article-3.1'] td > div", "lang"), ["ko", "en", "ja"]);
    let rows = all(&html, ".beside tbody tr").len();
    assert_eq!(rows, specimens::clauses("2011", &Lang::en()).len(), "one row for each clause");
    let default = site.get("/ko/documents/specimen-2011/side-by-side").await.html();
    assert_eq!(attrs(&default, "[id='article-3.1'] td > div", "lang"), ["ko", "en"]);
    let form = site.get("/en/documents/specimen-2011/side-by-side?with=zh&with=ja").await.html();
    assert_eq!(attrs(&form, "[id='article-3.1'] td > div", "lang"), ["zh-Hans", "ja"]);
    // A fourth has no room, and a language that is not there is passed over.
    let many = site.get("/en/documents/specimen-2011/side-by-side?with=fr,en,zh,ja,ko").await;
    assert_eq!(attrs(&many.html(), "[id='article-3.1'] td > div", "lang"), ["en", "zh-Hans", "ja"]);
    assert!(many.text.contains("Three languages stand side by side at most."));
}

#[tokio::test]
async fn a_clause_that_a_language_lacks_is_said_in_words() {
    let site = Site::new().await;
    let mut document = samples::document("uneven", "tchm/6");
    let whole = specimens::clauses("2011", &Lang::en());
    let mut short = specimens::clauses("2011", &Lang::ko());
    short.retain(|clause| clause.anchor.as_str() != "article-3.2");
    for (lang, clauses) in [(Lang::en(), whole), (Lang::ko(), short)] {
        let text = specimens::paper_text(clauses, &lang, vec![]);
        let name = format!("x.{lang}.pdf");
        document.renditions.push(specimens::held(&site.app, name.as_bytes(), &name, MediaType::Pdf, &lang, Some(text)).await);
    }
    document.renditions.remove(0);
    specimens::publish(&site.app, &ctx(), vec![document]).await;
    let page = site.get("/en/documents/uneven/side-by-side?with=en,ko").await;
    assert_eq!(all(&page.html(), "[id='article-3.2'] .lacking"), ["not in this text"]);
    assert_eq!(page.first(".note"), "The text in Korean lacks 1 clause that another has.");
}

#[tokio::test]
async fn versions_are_compared_in_the_language_asked_for() {
    let site = Site::with_specimens().await;
    let page = site.get("/en/documents/specimen-2011/versions?from=specimen-2009&to=specimen-2011&text=ko").await;
    let html = page.html();
    assert_eq!(all(&html, ".line li"), ["2009", "11 November 2011", "30 November 2017"]);
    assert_eq!(all(&html, ".line-table tbody tr").len(), 3);
    assert_eq!(page.first("#compared"), "From 2009 to 11 November 2011");
    let counts = all(&html, ".counts > div");
    assert_eq!(counts.len(), 6);
    assert!(page.first(".compared .lead").starts_with("Eojeol:"));
    assert_eq!(attrs(&html, ".change .rec", "lang")[0], "ko");
    let removed = all(&html, ".change del");
    assert!(!removed.is_empty() && removed.iter().all(|piece| piece.starts_with("taken out: ")), "{removed:?}");
    assert!(all(&html, ".change ins").iter().all(|piece| piece.starts_with("put in: ")));
    assert!(!all(&html, ".unchanged summary").is_empty());
    // Without being asked, a version is compared with the one before it, in the reader's language.
    let default = site.get("/zh/documents/specimen-2017/versions").await;
    assert_eq!(attrs(&default.html(), ".change .rec", "lang")[0], "zh-Hans");
    assert!(all(&default.html(), ".change.moved .fate").iter().any(|fate| fate.contains('移')), "articles moved in 2017");
    let swapped = site.get("/en/documents/specimen-2017/versions?from=specimen-2017&to=specimen-2009&text=en").await;
    assert_eq!(swapped.first("#compared"), "From 30 November 2017 to 2009");
    for (query, said) in [
        ("from=specimen-2009&to=specimen-2011&text=ja", "One of the versions chosen has no text"),
        ("from=specimen-2011&to=specimen-2011&text=en", "Choose two different versions."),
        ("from=nothing&to=specimen-2011&text=en", "One of the versions chosen has no text"),
    ] {
        let page = site.get(&format!("/en/documents/specimen-2011/versions?{query}")).await;
        assert!(page.text.contains(said), "{query}");
    }
    assert!(site.get("/en/documents/tchm-4-action-plan/versions").await.text.contains("The register holds one version"));
}

#[tokio::test]
async fn worklists_say_what_documents_lack_and_lead_there() {
    let site = Site::with_specimens().await;
    let overview = site.get("/en/worklists").await.html();
    let lists = all(&overview, ".work li");
    assert_eq!(lists.len(), 7);
    assert!(lists[0].starts_with("1 Without a file"), "{lists:?}");
    assert!(lists[2].starts_with("1 Outdated translations"), "{lists:?}");
    assert!(attrs(&overview, ".work a", "href").contains(&"/kept/en/worklists/no-file".to_owned()));
    let row = |html: &scraper::Html| all(html, "tbody tr > *");
    assert_eq!(row(&site.get("/en/worklists/no-file").await.html()), ["Made-up Action Plan", ""]);
    let missing = row(&site.get("/en/worklists/language-missing").await.html());
    assert_eq!(missing, ["Specimen action plan (2009)", "Japanese"]);
    let outdated = row(&site.get("/en/worklists/outdated").await.html());
    assert_eq!(outdated, ["Specimen action plan (2017)", "Korean, made from an earlier text in English"]);
    // Two languages whose clauses differ lead to the first difference, side by side.
    let mut document = samples::document("uneven", "tchm/6");
    document.renditions.clear();
    for (lang, without) in [(Lang::en(), ""), (Lang::ko(), "article-3.2")] {
        let mut clauses = specimens::clauses("2011", &lang);
        clauses.retain(|clause| clause.anchor.as_str() != without);
        let text = specimens::paper_text(clauses, &lang, vec![]);
        let name = format!("x.{lang}.pdf");
        document.renditions.push(specimens::held(&site.app, name.as_bytes(), &name, MediaType::Pdf, &lang, Some(text)).await);
    }
    specimens::publish(&site.app, &ctx(), vec![document]).await;
    let differ = site.get("/en/worklists/clauses-differ").await.html();
    let link = attrs(&differ, "tbody td a", "href").remove(0);
    assert!(link.starts_with("/kept/en/documents/uneven/side-by-side?with=en%2Cko#article-3."), "{link}");
    assert_eq!(site.get("/en/worklists/no-file?after=x").await.status, StatusCode::BAD_REQUEST);
}
