//! Commitments, processes, projects and exchanges as programs read them.

use chancery_model::{Exchange, Kind, Record, RecordRef, samples};
use serde_json::{Value, json};

use super::{BASE, Site, ctx};
use crate::agreed;

fn ids(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

impl Site {
    /// A site with specimens and the commitment that their clauses make.
    async fn with_clauses() -> Site {
        let site = Site::with_specimens().await;
        agreed::bring(&site.app, &ctx()).await;
        site
    }
}

#[tokio::test]
async fn a_commitment_tells_its_words_and_what_became_of_it() {
    let site = Site::new().await;
    let told = site.get("/api/v1/commitments/joint-validation?ui=ja").await.json();
    assert_eq!(told["title"], json!({"lang": "ja", "text": "合同の現地確認"}));
    assert_eq!(told["addresses"]["page"], format!("{BASE}/ja/commitments/joint-validation"));
    assert_eq!(told["addresses"]["api"], format!("{BASE}/api/v1/commitments/joint-validation"));
    let origin = &told["origins"][0];
    assert_eq!(origin["role"], "made");
    let words = &origin["words"];
    assert_eq!(words["text"]["text"], "Agreed to exchange officers for joint site validation.");
    assert_eq!((&words["text"]["status"], &words["standing"]), (&"summary".into(), &"same".into()));
    assert_eq!(words["url"], format!("{BASE}/id/meeting/tchm/4/outcome-2.1"));
    assert_eq!((&words["kind"], &words["date"], &words["clause"]), (&"meeting".into(), &"2008-11-11".into(), &Value::Null));
    let state = &told["state"];
    assert_eq!((&state["how_far"], &state["as_of"], &state["is_open"]), (&"advanced".into(), &"2026-11-22".into(), &true.into()));
    assert_eq!(state["by"], json!([{"evidence": "joint-validation-1", "date": "2012-05"}]));
    let silent: Vec<&str> = state["silence"]["meetings"].as_array().unwrap().iter().map(|m| m["id"].as_str().unwrap()).collect();
    assert_eq!(state["silence"]["since"], "2012-05");
    assert!(silent.iter().all(|id| id.starts_with("tchm/")), "{silent:?}");
    let ground = &told["evidence"][0]["ground"];
    assert_eq!((&ground["type"], &ground["source"]["url"]), (&"fact".into(), &"https://news.example/2".into()));
    assert_eq!((&told["rhythm"]["every"], &told["rhythm"]["times"]), (&"year".into(), &1.into()));
    let periods = told["rhythm"]["periods"].as_array().unwrap();
    let of = |year: &str| periods.iter().find(|p| p["date"] == year).map(|p| p["recorded"].as_str().unwrap());
    assert_eq!((of("2008"), of("2012"), of("2026")), (Some("nothing-recorded"), Some("recorded-elsewhere"), Some("not-over")));
    let belongs = |list: &str| told[list][0]["id"].as_str().unwrap();
    assert_eq!(
        [belongs("processes"), belongs("initiatives"), belongs("exchanges")],
        ["made-up-recognition", "made-up-project", "made-up-notices-2012-1"]
    );
    assert_eq!(told["version"]["url"], format!("{BASE}/id/commitment/joint-validation/v1"));
}

#[tokio::test]
async fn a_commitment_of_a_clause_has_its_exact_words() {
    let site = Site::with_clauses().await;
    let told = site.get("/api/v1/commitments/made-by-a-clause?ui=ja").await.json();
    let made = &told["origins"][0]["words"];
    let text = "The working group on customs enforcement and intelligence meets once a year.";
    // The English text is the official one and the Japanese is not, so the words stay as they are.
    assert_eq!(made["text"], json!({"lang": "en", "text": text, "status": "official"}));
    assert_eq!(made["standing"], "same");
    assert_eq!(made["url"], format!("{BASE}/id/document/specimen-2011/article-4.4"));
    assert_eq!(made["clause"], json!({"anchor": "article-4.4", "name": {"lang": "en", "text": "Article 4 4"}, "lang": "en"}));
    let again = &told["origins"][1];
    assert_eq!((&again["role"], &again["words"]["text"]["lang"]), (&"reaffirmed".into(), &"ja".into()), "of the same standing");
    assert_eq!(told["made"], "2011-11-11", "the date of the document");
    let state = &told["state"];
    assert_eq!((&state["how_far"], &state["is_open"], &state["silence"]), (&"advanced".into(), &false.into(), &Value::Null));
    let marks: Vec<(&str, &str)> = state["marks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| (m["mark"].as_str().unwrap(), m["by"][0]["evidence"].as_str().unwrap()))
        .collect();
    assert_eq!(marks, [("superseded", "clause-2"), ("disputed", "clause-3")]);
    let grounds: Vec<&str> = told["evidence"].as_array().unwrap().iter().map(|e| e["ground"]["type"].as_str().unwrap()).collect();
    assert_eq!(grounds, ["register", "register", "statement"], "oldest first");
    let replaced = &told["evidence"][1]["ground"]["words"];
    assert!(replaced["text"]["text"].as_str().unwrap().starts_with("Protection of intellectual property rights"), "{replaced}");
    assert_eq!(told["evidence"][2]["ground"]["party"], "KR");
}

#[tokio::test]
async fn words_of_a_clause_that_was_rewritten_are_those_of_its_revision() {
    let site = Site::with_clauses().await;
    let found = site.app.read_document(&ctx(), &"specimen-2011".parse().unwrap()).await.unwrap();
    let mut document = found.document;
    // The text in English is another one now, in which Article 4 has no fourth clause.
    let lang = chancery_model::Lang::en();
    let mut clauses = crate::specimens::clauses("2011", &lang);
    clauses.retain(|clause| clause.anchor.as_str() != "article-4.4");
    let text = crate::specimens::paper_text(clauses, &lang, vec![]);
    let file = b"another file".to_vec();
    let rendition = crate::specimens::held(&site.app, &file, "plan.en.pdf", chancery_model::MediaType::Pdf, &lang, Some(text)).await;
    let at = document.renditions.iter().position(|r| r.lang == lang).unwrap();
    document.renditions[at] = chancery_model::Rendition { status: document.renditions[at].status, ..rendition };
    crate::specimens::publish(&site.app, &ctx(), vec![document]).await;
    let told = site.get("/api/v1/commitments/made-by-a-clause").await.json();
    let made = &told["origins"][0]["words"];
    assert_eq!((&made["standing"], &made["revision"]), (&"gone".into(), &1.into()));
    assert_eq!(made["text"]["text"], "The working group on customs enforcement and intelligence meets once a year.");
}

#[tokio::test]
async fn lists_of_commitments_are_narrowed_and_counted_whole() {
    let site = Site::with_clauses().await;
    agreed::bring_many(&site.app, &ctx(), 30).await;
    let list = site.get("/api/v1/commitments?limit=10").await.json();
    assert_eq!((&list["total"], list["items"].as_array().unwrap().len()), (&32.into(), 10));
    assert_eq!(list["items"][0]["id"], "made-by-a-clause", "latest first");
    let state = |list: &Value, value: &str| {
        let values = list["facets"]["state"].as_array().unwrap();
        values.iter().find(|v| v["value"] == value).and_then(|v| v["count"].as_u64()).unwrap_or_default()
    };
    assert_eq!((state(&list, "advanced"), state(&list, "no-evidence")), (2, 30), "counted over all, not over the page");
    let second = site.get(list["next_url"].as_str().unwrap().strip_prefix(BASE).unwrap()).await.json();
    assert_eq!(second["facets"], list["facets"]);
    for (query, expected) in [
        ("mark=superseded", vec!["made-by-a-clause"]),
        ("state=advanced", vec!["made-by-a-clause", "joint-validation"]),
        ("state=advanced&open=1", vec!["joint-validation"]),
        ("year=2011", vec!["made-by-a-clause"]),
        ("topic=forests", vec![]),
        ("field=enforcement&party=KR&state=advanced", vec!["joint-validation"]),
        ("meeting=tchm/6", vec![]),
    ] {
        assert_eq!(ids(&site.get(&format!("/api/v1/commitments?{query}")).await.json()), expected, "{query}");
    }
}

#[tokio::test]
async fn a_pointer_follows_a_document_that_was_renamed() {
    let site = Site::with_clauses().await;
    let old = RecordRef::new(Kind::Document, "specimen-2011").unwrap();
    site.register().rename(&ctx(), &old, "plan-of-2011", "A better id").await.unwrap();
    site.app.follow_once().await.unwrap();
    let told = site.get("/api/v1/commitments/made-by-a-clause").await.json();
    let made = &told["origins"][0]["words"];
    assert_eq!((&made["standing"], &made["record"]["id"]), (&"same".into(), &"plan-of-2011".into()));
    assert_eq!(told["made"], "2011-11-11");
}

#[tokio::test]
async fn the_words_of_a_clause_find_its_commitment() {
    let site = Site::with_clauses().await;
    let found = site.get("/api/v1/search?q=enforcement%20intelligence%20once&kind=commitment").await.json();
    let hits: Vec<&str> = found["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap()).collect();
    assert_eq!(hits, ["made-by-a-clause"]);
    assert_eq!(site.get("/api/v1/search?q=x&kind=exchange").await.status, axum::http::StatusCode::OK);
}

#[tokio::test]
async fn the_brief_is_what_is_open() {
    let site = Site::with_clauses().await;
    let brief = site.get("/api/v1/mechanisms/tchm/brief?ui=ko").await.json();
    assert_eq!((&brief["as_of"], &brief["closed"]), (&"2026-11-22".into(), &1.into()));
    assert_eq!(brief["page"], format!("{BASE}/ko/mechanisms/tchm/brief"));
    let open = brief["open"].as_array().unwrap();
    assert_eq!((open.len(), &open[0]["mechanism"]["id"]), (1, &"tchm".into()));
    assert_eq!(open[0]["commitments"][0]["id"], "joint-validation");
    assert_eq!(brief["turn"]["next_ordinal"], 31);
    assert_eq!(brief["turn"]["expected"], Value::Null, "no order, no expectation");
}

#[tokio::test]
async fn a_meeting_tells_what_it_did_about_what_was_open() {
    let site = Site::with_clauses().await;
    let list = |told: &Value, name: &str| -> Vec<String> {
        told[name].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let made = site.get("/api/v1/meetings/tchm/4/follow-through").await.json();
    assert_eq!((list(&made, "new"), list(&made, "carried_over")), (vec!["joint-validation".to_owned()], vec![]));
    let later = site.get("/api/v1/meetings/tchm/6/follow-through").await.json();
    assert_eq!(list(&later, "carried_over"), ["joint-validation"]);
    let taken_up = &later["taken_up"][0];
    assert_eq!((&taken_up["commitment"]["id"], &taken_up["evidence"]), (&"made-by-a-clause".into(), &"clause-1".into()));
    assert_eq!(taken_up["bearing"], "advances");
}

#[tokio::test]
async fn a_document_and_its_clauses_name_what_they_agreed() {
    let site = Site::with_clauses().await;
    let clauses = site.get("/api/v1/documents/specimen-2011/clauses?lang=ja").await.json();
    let agreed: Vec<(&str, &str)> = clauses["items"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|clause| {
            clause["commitments"].as_array().unwrap().iter().map(move |c| (clause["anchor"].as_str().unwrap(), c["id"].as_str().unwrap()))
        })
        .collect();
    assert_eq!(agreed, [("article-4.4", "made-by-a-clause")]);
    assert_eq!(site.get("/api/v1/documents/specimen-2011").await.json()["commitments"], json!([]), "not by the whole of it");
    let later = site.get("/api/v1/documents/specimen-2017").await.json();
    assert_eq!(later["taken_up"][0]["id"], "made-by-a-clause");
}

#[tokio::test]
async fn processes_and_projects_tell_what_sources_say() {
    let site = Site::new().await;
    let process = site.get("/api/v1/processes/made-up-recognition?ui=zh").await.json();
    assert_eq!(process["steps"][1]["name"]["text"], "生效");
    assert_eq!(process["tracks"][0]["parties"], json!(["JP", "KR"]));
    let cell = &process["cells"][0];
    assert_eq!(
        (&cell["track"], &cell["step"], &cell["state"], &cell["date"]),
        (&"jp-kr".into(), &"in-force".into(), &"reached".into(), &"2011-11-01".into())
    );
    assert_eq!((&process["initiative"]["id"], &process["commitments"][0]["id"]), (&"made-up-project".into(), &"joint-validation".into()));
    let project = site.get("/api/v1/initiatives/made-up-project").await.json();
    assert_eq!(project["records"][0]["record"]["id"], "tchm-4-action-plan");
    assert_eq!(project["origins"][0]["text"]["text"], "Approved the made-up plan. Updates include:");
    assert_eq!(project["commitments"][0]["state"]["how_far"], "advanced");
    assert_eq!(project["exchanges"][0]["count"], 12);
}

#[tokio::test]
async fn an_exchange_tells_that_it_took_place() {
    let site = Site::new().await;
    let unconfirmed = Exchange {
        id: "made-up-notices-2012-2".parse().unwrap(),
        period: "2012-07/2012-12".parse().unwrap(),
        count: None,
        confirmed_by: vec!["JP".parse().unwrap()],
        ..samples::exchange()
    };
    let no_number = chancery_app::keeping::expects_revision(None);
    site.register().put(&ctx(), vec![Record::Exchange(unconfirmed)], no_number, "the next half").await.unwrap();
    let list = site.get("/api/v1/exchanges").await.json();
    assert_eq!(ids(&list), ["made-up-notices-2012-2", "made-up-notices-2012-1"], "latest period first");
    assert_eq!((&list["items"][0]["count"], &list["items"][0]["unconfirmed_by"]), (&Value::Null, &json!(["KR"])));
    let told = site.get("/api/v1/exchanges/made-up-notices-2012-1?ui=ja").await.json();
    assert_eq!((&told["count"], &told["unconfirmed_by"], &told["confirmed_by"]), (&12.into(), &json!([]), &json!(["JP", "KR"])));
    assert_eq!((&told["type"], &told["from"], &told["to"]), (&"seizure-notices".into(), &json!(["JP"]), &json!(["KR"])));
    assert_eq!(told["commitment"]["name"]["text"], "合同の現地確認");
    assert!(told["reported_at"]["name"]["text"].as_str().unwrap().starts_with("第6回"));
    assert_eq!(ids(&site.get("/api/v1/exchanges?party=CN").await.json()), [""; 0]);
}

#[tokio::test]
async fn records_of_follow_through_have_histories() {
    let site = Site::new().await;
    for (kind, id) in [
        ("commitment", "joint-validation"),
        ("evidence", "joint-validation-1"),
        ("initiative", "made-up-project"),
        ("process", "made-up-recognition"),
        ("exchange", "made-up-notices-2012-1"),
    ] {
        let history = site.get(&format!("/api/v1/records/{kind}/{id}/history")).await.json();
        assert_eq!(history["items"].as_array().unwrap().len(), 1, "{kind}");
        let api = history["addresses"]["api"].as_str().unwrap().to_owned();
        assert_eq!(site.get(api.strip_prefix(BASE).unwrap()).await.status, axum::http::StatusCode::OK, "{api}");
        let revision = site.get(&format!("/api/v1/records/{kind}/{id}/revisions/1")).await.json();
        assert_eq!(revision["record"]["id"], id);
        let frozen = site.get(&format!("/id/{kind}/{id}")).await;
        assert!(frozen.status.is_redirection(), "{kind}");
    }
}
