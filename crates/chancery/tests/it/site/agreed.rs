//! What was agreed, as pages: clauses and their commitments, the list with its facets, the register of exchanges.

use axum::http::StatusCode;
use chancery::web::routes::UiLang;
use chancery_app::keeping::expects_revision;
use chancery_model::{Bearing, Evidence, Exchange, Lang, Name, Record, samples};

use super::{BELOW, Site, all, ctx};
use crate::agreed;

impl Site {
    async fn with_clauses() -> Site {
        let site = Site::with_specimens().await;
        agreed::bring(&site.app, &ctx()).await;
        site
    }
}

fn hrefs(html: &scraper::Html, selector: &str) -> Vec<String> {
    super::documents::attrs(html, selector, "href")
}

#[tokio::test]
async fn the_pages_of_what_was_agreed_are_whole_in_every_language() {
    let site = Site::with_clauses().await;
    for page in [
        "commitments",
        "commitments?state=advanced&field=enforcement",
        "commitments?topic=forests",
        "commitments?silent=no-meeting",
        "commitments?silent=2",
        "commitments/joint-validation",
        "commitments/made-by-a-clause",
        "mechanisms/tchm/brief",
        "processes/made-up-recognition",
        "projects/made-up-project",
        "exchanges",
        "exchanges?party=CN",
        "exchanges/made-up-notices-2012-1",
        "documents/specimen-2011",
        "documents/specimen-2017?text=zh",
        "method",
    ] {
        for ui in UiLang::ALL {
            super::pages::check_page(&site, ui, page).await;
        }
    }
}

#[tokio::test]
async fn a_clause_and_its_commitment_lead_to_each_other() {
    let site = Site::with_clauses().await;
    let document = site.get("/en/documents/specimen-2011").await.html();
    assert_eq!(all(&document, "[id='article-4.4'] .hint"), ["Commitment: Made by a clause"]);
    assert_eq!(hrefs(&document, "[id='article-4.4'] .hint a"), [format!("{BELOW}/en/commitments/made-by-a-clause")]);
    assert_eq!(all(&document, ".clause .hint").len(), 1, "no other clause has one");
    // The clause is the same in every language, and the link speaks the reader's.
    let other = site.get("/ja/documents/specimen-2017?text=zh").await.html();
    assert_eq!(all(&other, "[id='article-4.4'] .hint[lang=ja]"), ["合意事項：Made by a clause"]);
    let page = site.get("/en/commitments/made-by-a-clause").await;
    let words = all(&page.html(), ".said blockquote p");
    assert_eq!(words[0], "The working group on customs enforcement and intelligence meets once a year.");
    let links = hrefs(&page.html(), ".said figcaption a");
    assert_eq!(links[1], format!("{BELOW}/id/document/specimen-2011/article-4.4?text=en"));
    let clause = site.get(links[1].strip_prefix(BELOW).unwrap()).await;
    assert_eq!(clause.location(), format!("{BELOW}/en/documents/specimen-2011?text=en#article-4.4"));
    assert!(all(&page.html(), ".said figcaption")[0].ends_with("Specimen action plan (2011), Article 4 4"), "{}", page.text);
}

#[tokio::test]
async fn an_item_leads_to_its_commitment_and_the_brief_has_its_words() {
    let site = Site::new().await;
    site.put(Record::Commitment(agreed::plain("by-an-item", "Agreed by an item"))).await;
    let early = Evidence { bearing: Bearing::Fulfils, date: "2005".parse().unwrap(), ..samples::evidence("early", "by-an-item") };
    site.put(Record::Evidence(early)).await;
    let meeting = site.get("/en/meetings/tchm/4").await.html();
    let item = all(&meeting, "li .leads-to").into_iter().find(|said| said.contains("Agreed by an item")).unwrap();
    assert!(item.starts_with("Commitment: Agreed by an item · No evidence"), "{item}");
    let page = site.get("/en/commitments/by-an-item").await;
    assert!(page.first("ol.evidence .hint").starts_with("Before the agreement"), "{}", page.text);
    assert!(page.first(".lead strong").starts_with("No evidence"), "what came before carries nothing out");
    let brief = site.get("/en/mechanisms/tchm/brief").await.html();
    let numbers: Vec<String> = (1..=all(&brief, ".open > li").len()).map(|n| n.to_string()).collect();
    assert_eq!(all(&brief, ".open .nr"), numbers, "they run through all sections");
    let entry = all(&brief, ".open > li").into_iter().find(|entry| entry.contains("Agreed by an item")).unwrap();
    assert!(entry.contains("Item 3"), "{entry}");
    assert!(!entry.contains("Latest evidence"), "none counts: {entry}");
}

#[tokio::test]
async fn evidence_is_called_by_what_it_does_to_its_commitment() {
    let site = Site::with_clauses().await;
    let history = site.get("/en/history/evidence/clause-1").await;
    assert!(history.first(".lead").ends_with("Advances: Made by a clause"), "{}", history.text);
    let revision = site.get("/zh/history/evidence/clause-1/v1").await;
    let fields = all(&revision.html(), ".fields dt");
    assert!(fields.iter().all(|name| !name.contains('_') && !name.starts_with("ground")), "{fields:?}");
}

#[tokio::test]
async fn a_clause_with_other_words_is_not_what_was_agreed() {
    let site = Site::with_clauses().await;
    let mut commitment = agreed::of_clauses();
    commitment.origins[0].pointer.sha256 = Some(chancery_model::Digest::of(b"words of another day"));
    site.put(Record::Commitment(commitment)).await;
    let document = site.get("/en/documents/specimen-2011").await;
    assert!(all(&document.html(), ".clause .hint").is_empty());
    let page = site.get("/en/commitments/made-by-a-clause").await;
    assert!(page.text.contains("The words have been changed since"), "{}", page.text);
}

#[tokio::test]
async fn a_document_names_what_it_agreed_as_a_whole() {
    let site = Site::new().await;
    let address = super::address(chancery_model::Kind::Document, "tchm-4-action-plan");
    let mut commitment = agreed::plain("by-the-plan", "Agreed by the plan");
    commitment.origins[0].pointer = chancery_model::Pointer::whole(address, 1);
    site.put(Record::Commitment(commitment)).await;
    let page = site.get("/en/documents/tchm-4-action-plan").await.html();
    assert_eq!(all(&page, "section[aria-labelledby=follow-through] :is(h3, .what)"), ["Agreed here", "Agreed by the plan"]);
    let site = Site::with_clauses().await;
    let page = site.get("/en/documents/specimen-2017").await.html();
    assert_eq!(all(&page, "section[aria-labelledby=follow-through] :is(h3, .what)"), ["Taken up here", "Made by a clause"]);
}

#[tokio::test]
async fn a_long_list_has_pages_and_counts_all_of_it() {
    let site = Site::new().await;
    agreed::bring_many(&site.app, &ctx(), 60).await;
    let first = site.get("/en/commitments?state=no-evidence").await;
    let lines = |answer: &super::Answer| all(&answer.html(), ".agreed .what");
    assert_eq!(lines(&first).len(), 50);
    assert!(first.first(".lead").starts_with("60 commitments."), "{}", first.first(".lead"));
    let facet = |answer: &super::Answer| {
        let texts = all(&answer.html(), ".side li");
        texts.into_iter().find(|t| t.starts_with("No evidence of action found")).unwrap()
    };
    assert_eq!(facet(&first), "No evidence of action found 60");
    let next = hrefs(&first.html(), "a[rel=next]").remove(0);
    assert_eq!(next, format!("{BELOW}/en/commitments?state=no-evidence&after=many-049"));
    let second = site.get(next.strip_prefix(BELOW).unwrap()).await;
    assert_eq!((lines(&second).len(), facet(&second)), (10, "No evidence of action found 60".to_owned()));
    let files = hrefs(&second.html(), ".takeaway a");
    assert_eq!(files, ["csv", "json"].map(|form| format!("{BELOW}/en/commitments.{form}?state=no-evidence")));
    let all_of_it = site.get("/en/commitments").await;
    assert_eq!(hrefs(&all_of_it.html(), "link[rel=canonical]"), ["https://register.example/kept/en/commitments"]);
    // A value that is chosen is taken back by its link; what else was chosen stays.
    let both = site.get("/en/commitments?state=no-evidence&field=enforcement").await.html();
    let chosen = hrefs(&both, ".side [aria-current=true]");
    assert_eq!(chosen, ["field=enforcement", "state=no-evidence"].map(|query| format!("{BELOW}/en/commitments?{query}")));
}

#[tokio::test]
async fn filters_that_are_none_are_refused() {
    let site = Site::new().await;
    for path in [
        "commitments?state=done",
        "commitments?mark=late",
        "commitments?year=soon",
        "commitments?mechanism=No%20such",
        "commitments?open=perhaps",
        "commitments?silent=never",
        "commitments?silent=0",
        "exchanges?party=kr",
        "exchanges?type=A%20B",
        "exchanges/No%20such",
    ] {
        let status = site.get(&format!("/en/{path}")).await.status;
        assert!(matches!(status, StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND), "{path}: {status}");
    }
    assert_eq!(site.get("/en/exchanges/nothing-2012").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_register_of_exchanges_names_each_and_no_content() {
    let site = Site::new().await;
    let operation = Exchange {
        id: "operation-2013".parse().unwrap(),
        names: vec![Name::new(Lang::en(), "Operation <Lantern>")],
        exchange_type: "joint-operation".parse().unwrap(),
        from: vec!["JP".parse().unwrap(), "KR".parse().unwrap()],
        to: vec![],
        period: "2013".parse().unwrap(),
        count: None,
        confirmed_by: vec!["JP".parse().unwrap()],
        commitment: None,
        ..samples::exchange()
    };
    site.register().put(&ctx(), vec![Record::Exchange(operation)], expects_revision(None), "made up").await.unwrap();
    let page = site.get("/en/exchanges").await;
    assert_eq!(all(&page.html(), "tbody th"), ["Operation <Lantern>", "Notices of seizures"], "latest first");
    let cells = all(&page.html(), "#made-up-notices-2012-1 td");
    assert_eq!(cells[1..], ["Japan to Republic of Korea", "12 records, confirmed by every party named", "Joint site validation"]);
    assert_eq!(all(&site.get("/en/exchanges?type=joint-operation").await.html(), "tbody th").len(), 1);
    assert_eq!(all(&site.get("/en/exchanges?commitment=joint-validation").await.html(), "tbody tr").len(), 1);
    let one = site.get("/en/exchanges/operation-2013").await;
    let facts = all(&one.html(), "dl.facts > div");
    assert!(facts.contains(&"Not yet confirmed byRepublic of Korea".to_owned()), "{facts:?}");
    assert!(facts.iter().any(|fact| fact.starts_with("FigureNo figure")), "{facts:?}");
    assert!(one.first(".cited").contains("Operation <Lantern>"));
    let composed = site.get("/ja/exchanges/made-up-notices-2012-1").await;
    assert!(composed.first("h1").starts_with("差止・押収の通知（2012年1月"), "{}", composed.first("h1"));
    // Found from what it carries out, and by its permanent address.
    let project = hrefs(&site.get("/en/projects/made-up-project").await.html(), "section[aria-labelledby=exchanges] a");
    assert!(project.contains(&format!("{BELOW}/en/exchanges/operation-2013")), "{project:?}");
    let commitment = hrefs(&site.get("/en/commitments/joint-validation").await.html(), "section[aria-labelledby=belongs] a");
    assert!(commitment.contains(&format!("{BELOW}/en/exchanges?commitment=joint-validation")), "{commitment:?}");
    let neutral = site.ask("/id/exchange/operation-2013", &[("accept", "text/html")]).await;
    assert_eq!(neutral.location(), format!("{BELOW}/en/exchanges/operation-2013"));
}
