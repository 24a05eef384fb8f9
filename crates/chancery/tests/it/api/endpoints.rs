//! The endpoints: what they answer, what they refuse, and that the description says so.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use chancery_model::{Kind, RecordRef};
use serde_json::Value;

use super::{BASE, Site, ctx};

/// One working address of every endpoint, by its path in the description.
const ADDRESSES: &[(&str, &str)] = &[
    ("/openapi.json", "/openapi.json"),
    ("/topics", "/topics"),
    ("/topics/{id}", "/topics/customs"),
    ("/mechanisms", "/mechanisms?topic=customs&level=ministerial"),
    ("/mechanisms/{id}", "/mechanisms/tchm"),
    ("/mechanisms/{id}/brief", "/mechanisms/tchm/brief?ui=ko"),
    ("/meetings", "/meetings?topic=customs&mechanism=tchm&party=CN&host=JP&from=2008&to=2011-12&status=held&order=oldest-first"),
    ("/meetings/{mechanism}/{suffix}", "/meetings/tchm/4"),
    ("/meetings/{mechanism}/{suffix}/follow-through", "/meetings/tchm/4/follow-through"),
    ("/documents", "/documents?meeting=tchm/4&type=action-plan&lang=en"),
    ("/documents/{id}", "/documents/tchm-4-action-plan"),
    ("/documents/{id}/clauses", "/documents/specimen-2011/clauses?lang=zh"),
    ("/documents/{id}/versions/compare", "/documents/specimen-2017/versions/compare?from=specimen-2011&to=specimen-2017&lang=en"),
    (
        "/commitments",
        "/commitments?topic=customs&mechanism=tchm&meeting=tchm/4&party=KR&field=enforcement&year=2008&state=advanced&silent=1&open=1&limit=1",
    ),
    ("/commitments/{id}", "/commitments/joint-validation"),
    ("/processes", "/processes?limit=5"),
    ("/processes/{id}", "/processes/made-up-recognition"),
    ("/initiatives", "/initiatives?after=a"),
    ("/initiatives/{id}", "/initiatives/made-up-project"),
    ("/exchanges", "/exchanges?commitment=joint-validation&initiative=made-up-project&party=KR&type=seizure-notices"),
    ("/exchanges/{id}", "/exchanges/made-up-notices-2012-1"),
    ("/worklists", "/worklists?kind=outdated&limit=5"),
    ("/organisations", "/organisations?party=JP"),
    ("/organisations/{id}", "/organisations/cn-gacc"),
    ("/search", "/search?q=customs&topic=customs&kind=meeting&kind=mechanism&year=2008&sort=newest&offset=0&literal=1&passages=1&facets=0"),
    ("/suggest", "/suggest?q=cus&ui=en"),
    ("/changes", "/changes?since=3&limit=2"),
    ("/records/{kind}/{id}/history", "/records/topic/customs/history"),
    ("/records/meeting/{mechanism}/{suffix}/history", "/records/meeting/tchm/4/history"),
    ("/records/{kind}/{id}/revisions/{revision}", "/records/place/tokyo/revisions/1"),
    ("/records/meeting/{mechanism}/{suffix}/revisions/{revision}", "/records/meeting/tchm/4/revisions/1"),
];

#[tokio::test]
async fn every_endpoint_answers_and_is_described() {
    let site = Site::with_specimens().await;
    let description = site.get("/api/v1/openapi.json").await.json();
    assert_eq!(description["openapi"], "3.1.0");
    let described: BTreeSet<&str> = description["paths"].as_object().unwrap().keys().map(|p| p.strip_prefix("/api/v1").unwrap()).collect();
    let tested: BTreeSet<&str> = ADDRESSES.iter().map(|(path, _)| *path).collect();
    assert_eq!(described, tested, "every endpoint has an address here");
    for (_, address) in ADDRESSES {
        let path = format!("/api/v1{address}");
        let answer = site.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/json", "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        answer.json();
        let head = site.ask(Method::HEAD, &path, &[]).await;
        assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0), "HEAD {path}");
        assert_eq!(head.header("content-length"), answer.body.len().to_string(), "HEAD {path}");
        assert_eq!(site.ask(Method::POST, &path, &[]).await.status, StatusCode::METHOD_NOT_ALLOWED, "POST {path}");
    }
}

#[tokio::test]
async fn every_endpoint_and_parameter_is_in_the_docs() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/api.md")).unwrap();
    let description = Site::new().await.get("/api/v1/openapi.json").await.json();
    for (path, item) in description["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/api/v1").unwrap();
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| `{path}` |")))
            .unwrap_or_else(|| panic!("{path} is not in docs/reference/api.md"));
        let documented: BTreeSet<&str> =
            row.rsplit('|').nth(1).unwrap().split('`').filter(|w| w.bytes().any(|b| b.is_ascii_lowercase())).collect();
        let parameters = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let asked: BTreeSet<&str> = parameters.iter().filter(|p| p["in"] == "query").map(|p| p["name"].as_str().unwrap()).collect();
        assert_eq!(documented, asked, "parameters of {path}");
    }
}

/// Collects every `$ref` of a description.
fn refs(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(target) if name == "$ref" => drop(out.insert(target.clone())),
                    _ => refs(value, out),
                }
            }
        }
        Value::Array(members) => members.iter().for_each(|member| refs(member, out)),
        _ => {}
    }
}

#[tokio::test]
async fn every_reference_of_the_description_is_there() {
    let site = Site::new().await;
    let description = site.get("/api/v1/openapi.json").await.json();
    let mut found = BTreeSet::new();
    refs(&description, &mut found);
    assert!(found.len() > 20, "{found:?}");
    let dangling: Vec<_> = found.iter().filter(|r| description.pointer(r.trim_start_matches('#')).is_none()).collect();
    assert!(dangling.is_empty(), "{dangling:?}");
}

#[tokio::test]
async fn every_key_of_an_answer_is_described() {
    let site = Site::with_specimens().await;
    let description = site.get("/api/v1/openapi.json").await.json();
    for (path, address) in ADDRESSES.iter().skip(1) {
        let schema = &description["paths"][format!("/api/v1{path}")]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        let answer = site.get(&format!("/api/v1{address}")).await.json();
        check_shape(&description, schema, &answer, path);
    }
}

/// Walks an answer along its schema: every key is described, every required key is there.
fn check_shape(description: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(target) = schema["$ref"].as_str() {
        return check_shape(description, description.pointer(target.trim_start_matches('#')).unwrap(), value, at);
    }
    for way in ["oneOf", "anyOf"] {
        if let Some(options) = schema[way].as_array() {
            let fitting = options.iter().find(|option| option["type"] != "null");
            if !value.is_null() {
                check_shape(description, fitting.unwrap(), value, at);
            }
            return;
        }
    }
    match value {
        Value::Object(fields) if schema["properties"].is_object() => {
            for (name, inner) in fields {
                let property = &schema["properties"][name];
                assert!(!property.is_null(), "{at}/{name} is not described");
                check_shape(description, property, inner, &format!("{at}/{name}"));
            }
            for required in schema["required"].as_array().into_iter().flatten() {
                assert!(fields.contains_key(required.as_str().unwrap()), "{at}/{required} is missing");
            }
        }
        Value::Array(members) => members.iter().for_each(|member| check_shape(description, &schema["items"], member, at)),
        _ => {}
    }
}

#[tokio::test]
async fn what_is_refused_is_named() {
    let site = Site::new().await;
    for (address, parameter) in [
        ("/topics?colour=red", "colour"),
        ("/topics?limit=0", "limit"),
        ("/topics?limit=101", "limit"),
        ("/topics?limit=", "limit"),
        ("/topics?limit=2&limit=3", "limit"),
        ("/topics?ui=fr", "ui"),
        ("/topics/customs?q=x", "q"),
        ("/meetings?from=2011-13", "from"),
        ("/meetings?after=zzz", "after"),
        ("/meetings?party=jp", "party"),
        ("/meetings?status=done", "status"),
        ("/documents?meeting=tchm", "meeting"),
        ("/commitments?state=done", "state"),
        ("/commitments?mark=late", "mark"),
        ("/commitments?silent=0", "silent"),
        ("/commitments?open=yes", "open"),
        ("/commitments?year=20000", "year"),
        ("/commitments?meeting=tchm", "meeting"),
        ("/commitments?party=jp", "party"),
        ("/commitments?after=Joint", "after"),
        ("/commitments/joint-validation?state=begun", "state"),
        ("/exchanges?type=Joint%20operation", "type"),
        ("/exchanges?container=MSCU1234566", "container"),
        ("/search?year=20000", "year"),
        ("/search?offset=-1", "offset"),
        ("/search?passages=4", "passages"),
        ("/search?facets=no", "facets"),
        ("/changes?since=x", "since"),
        ("/openapi.json?x=1", "x"),
    ] {
        let answer = site.get(&format!("/api/v1{address}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{address}");
        let problem = answer.json();
        assert_eq!(
            (&problem["code"], &problem["parameter"], &problem["status"]),
            (&"invalid".into(), &parameter.into(), &400.into()),
            "{address}"
        );
        assert!(problem["expected"].as_str().is_some_and(|e| !e.is_empty()), "{address}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_problem() {
    let site = Site::new().await;
    for root in ["/api/v1", "/api/v1/"] {
        assert_eq!(site.get(root).await.header("location"), "/api/v1/openapi.json", "{root}");
    }
    for address in [
        "/nope",
        "/topics/",
        "/topics/nope",
        "/topics/Customs",
        "/topics/a/b",
        "/meetings/tchm",
        "/meetings/tchm/999",
        "/documents/%E7%A8%8E",
        "/commitments/nope",
        "/processes/nope",
        "/initiatives/nope",
        "/exchanges/nope",
        "/mechanisms/nope/brief",
        "/meetings/tchm/999/follow-through",
        "/records/city/x/history",
        "/records/topic/nope/history",
        "/records/topic/customs/revisions/9",
        "/records/topic/customs/revisions/0",
        "/records/meeting/tchm/history",
    ] {
        let answer = site.get(&format!("/api/v1{address}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}: {}", answer.text());
        assert_eq!((&answer.json()["code"], answer.header("content-type")), (&"not-found".into(), "application/problem+json"), "{address}");
    }
}

#[tokio::test]
async fn withdrawn_and_moved_records_say_so() {
    let site = Site::new().await;
    let register = site.register();
    let withdrawn = RecordRef::new(Kind::Meeting, "tchm/30").unwrap();
    register.withdraw(&ctx(), &withdrawn, "It was entered twice").await.unwrap();
    let renamed = RecordRef::new(Kind::Document, "tchm-4-action-plan").unwrap();
    register.rename(&ctx(), &renamed, "action-plan-2011", "A better id").await.unwrap();
    let gone = site.get("/api/v1/meetings/tchm/30").await;
    assert_eq!(gone.status, StatusCode::GONE);
    let problem = gone.json();
    assert_eq!((&problem["code"], &problem["reason"]["text"]), (&"withdrawn".into(), &"It was entered twice".into()));
    assert_eq!(problem["withdrawn_at"], super::NOW);
    let moved = site.get("/api/v1/documents/tchm-4-action-plan").await;
    assert_eq!(moved.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(moved.header("location"), format!("{BASE}/api/v1/documents/action-plan-2011"));
    let history = site.get("/api/v1/records/meeting/tchm/30/history").await.json();
    assert_eq!(history["items"][0]["change"]["operation"], "withdraw", "a withdrawn record has a history");
    let revision = site.get("/api/v1/records/meeting/tchm/30/revisions/2").await.json();
    assert_eq!((&revision["record"], &revision["reason"]["text"]), (&Value::Null, &"It was entered twice".into()));
}

#[tokio::test]
async fn pages_of_a_list_hold_every_item_once() {
    let site = Site::new().await;
    for list in [
        "/meetings?limit=7",
        "/meetings?limit=7&order=oldest-first",
        "/meetings?limit=7&order=by-ordinal",
        "/organisations?limit=3",
        "/topics?limit=1",
        "/commitments?limit=1",
    ] {
        let mut seen = Vec::new();
        let mut address = format!("{BASE}/api/v1{list}");
        loop {
            let answer = site.get(address.strip_prefix(BASE).unwrap()).await;
            let page = answer.json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            match page["next_url"].as_str() {
                Some(next) => {
                    assert_eq!(answer.header("link"), format!("<{next}>; rel=\"next\""));
                    address = next.to_owned();
                }
                None => {
                    assert_eq!(page["total"].as_u64().unwrap(), seen.len() as u64, "{list}");
                    break;
                }
            }
        }
        let once: BTreeSet<&String> = seen.iter().collect();
        assert_eq!(once.len(), seen.len(), "{list}");
    }
}

#[tokio::test]
async fn a_meeting_tells_what_its_record_holds() {
    let site = Site::new().await;
    let meeting = site.get("/api/v1/meetings/tchm/4?ui=ja").await.json();
    assert_eq!(meeting["title"]["text"], "第4回 日中韓3か国関税局長・長官会議");
    assert_eq!((&meeting["title"]["lang"], &meeting["ordinal"], &meeting["host"]), (&"ja".into(), &4.into(), &"JP".into()));
    assert_eq!(meeting["addresses"]["page"], format!("{BASE}/ja/meetings/tchm/4"));
    assert_eq!(meeting["addresses"]["permanent"], format!("{BASE}/id/meeting/tchm/4"));
    assert_eq!(meeting["addresses"]["api"], format!("{BASE}/api/v1/meetings/tchm/4"));
    let part = &meeting["accounts"][0]["outcomes"][1]["items"][0];
    assert_eq!((&part["key"], &part["number"], &part["label"]), (&"outcome-2.1".into(), &"2.1".into(), &"1)".into()));
    assert_eq!(part["url"], format!("{BASE}/id/meeting/tchm/4/outcome-2.1"));
    assert_eq!(meeting["accounts"][0]["status"], "summary", "a summary never poses as the original");
    assert_eq!(meeting["statements"][0]["value"], "Kyoto, Japan");
    assert_eq!(meeting["documents"][0]["id"], "tchm-4-action-plan");
    assert_eq!(meeting["version"]["revision"], 1);
    let fallen_back = site.ask(Method::GET, "/api/v1/meetings/tchm/4", &[("accept-language", "ko,en;q=0.5")]).await.json();
    assert_eq!(fallen_back["title"]["lang"], "ko");
}

#[tokio::test]
async fn search_answers_in_the_agreed_shape() {
    let site = Site::new().await;
    let answer = site.get("/api/v1/search?q=site%20validation&kind=meeting&limit=2").await.json();
    assert_eq!(answer["query"], "site validation");
    assert!(answer["total"].as_u64().unwrap() > 2 && answer["hits"].as_array().unwrap().len() == 2, "{answer}");
    let hit = &answer["hits"][0];
    assert_eq!(hit["kind"], "meeting");
    let passage = hit["passages"].as_array().unwrap().iter().find(|p| p["field"] == "outcome").unwrap();
    assert!(passage["url"].as_str().unwrap().ends_with("/outcome-2.1"), "{passage}");
    let text: Vec<char> = passage["text"].as_str().unwrap().chars().collect();
    let marked: Vec<String> = passage["highlights"]
        .as_array()
        .unwrap()
        .iter()
        .map(|range| text[range[0].as_u64().unwrap() as usize..range[1].as_u64().unwrap() as usize].iter().collect())
        .collect();
    assert_eq!(marked.join(" "), "site validation", "highlights count Unicode scalars");
    assert!(answer["facets"]["year"].as_array().unwrap().iter().all(|v| v["count"].as_u64().unwrap() > 0));
    let bare = site.get("/api/v1/search?q=site%20validation&kind=meeting&limit=2&passages=0&facets=0").await.json();
    assert_eq!((&bare["total"], &bare["facets"]), (&answer["total"], &serde_json::json!({})));
    for (bare, full) in bare["hits"].as_array().unwrap().iter().zip(answer["hits"].as_array().unwrap()) {
        assert_eq!((&bare["id"], &bare["passages"]), (&full["id"], &serde_json::json!([])));
    }
    for odd in ["", "%22", "topic:", "OR%20(", "%00", "colour:red", "%F0%9F%98%80"] {
        let answer = site.get(&format!("/api/v1/search?q={odd}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{odd}: a query is never an error");
    }
}

#[tokio::test]
async fn search_says_how_the_query_was_read() {
    let site = Site::new().await;
    let answer = site.get("/api/v1/search?q=%E7%AC%AC4%E5%9B%9E%20plan%20host:JP%20-%E4%BA%AC%E9%83%BD").await.json();
    let read: Vec<String> = answer["understood"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| {
            format!("{} {} {} {}", part["text"].as_str().unwrap(), part["meaning"].as_str().unwrap(), part["values"], part["is_without"])
        })
        .collect();
    let wanted = ["第4回 ordinal [\"4\"] false", "plan word null false", "host:JP condition [\"JP\"] false", "-京都 word null true"];
    assert_eq!(read, wanted);
    assert_eq!(answer["understood"][2]["range"], serde_json::json!([9, 16]), "ranges count Unicode scalars");
    assert_eq!((&answer["did_you_mean"], &answer["empty"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn an_empty_answer_says_what_would_be_found() {
    let site = Site::new().await;
    let answer = site.get("/api/v1/search?q=validation%20year:1950&host=JP").await.json();
    assert_eq!(answer["total"], 0);
    let without = answer["empty"]["without"].as_array().unwrap();
    let year = without.iter().find(|row| row["condition"] == "year").unwrap_or_else(|| panic!("{answer}"));
    let found = site.get("/api/v1/search?q=validation&host=JP").await.json();
    assert_eq!(year["total"], found["total"], "the number is that of the search without the condition");
}

#[tokio::test]
async fn suggestions_are_few_and_lead_somewhere() {
    let site = Site::new().await;
    let nothing = site.get("/api/v1/suggest?q=t").await.json();
    assert_eq!((&nothing["queries"], &nothing["records"]), (&serde_json::json!([]), &serde_json::json!([])), "one letter is too few");
    for (typed, ui) in [("cust", "en"), ("税", "ja"), ("관세", "ko"), ("tch", "zh")] {
        let answer = site.get(&format!("/api/v1/suggest?q={}&ui={ui}", percent(typed))).await;
        assert_eq!(answer.header("cache-control"), "public, max-age=60, must-revalidate");
        let answer = answer.json();
        let (queries, records) = (answer["queries"].as_array().unwrap(), answer["records"].as_array().unwrap());
        assert!(!queries.is_empty() || !records.is_empty(), "{typed}: {answer}");
        assert!(queries.len() <= 5 && records.len() <= 3, "{typed}: {answer}");
        for found in queries.iter().chain(records) {
            let path = found["url"].as_str().unwrap().strip_prefix(BASE).unwrap();
            assert!(path.starts_with(&format!("/{ui}/")), "{path}");
            assert_eq!(site.get(path).await.status, StatusCode::OK, "{path}");
        }
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn search_says_which_other_names_it_looked_for() {
    let site = Site::new().await;
    // 貿易円滑化 stands in no record; its English name does.
    let query = "q=%E8%B2%BF%E6%98%93%E5%86%86%E6%BB%91%E5%8C%96";
    let answer = site.get(&format!("/api/v1/search?{query}")).await.json();
    assert_eq!(answer["notes"][0]["code"], "widened");
    assert!(answer["notes"][0]["equivalents"].as_array().unwrap().iter().any(|e| e["text"] == "trade facilitation"), "{answer}");
    let because = &answer["hits"][0]["because"][0];
    assert_eq!((because["matched"].as_str(), because["lang"].as_str()), (Some("trade facilitation"), Some("en")));
    assert_eq!(site.get(&format!("/api/v1/search?{query}&literal=1")).await.json()["total"], 0);
    let page = site.get(&format!("/en/search?{query}")).await.text();
    assert!(page.contains("literal=1") && page.contains("trade facilitation</span>"), "the page names them and offers the literal search");
    let literal = site.get(&format!("/en/search?{query}&literal=1")).await.text();
    let back = format!("/en/search?{query}\">Look also for other names");
    assert!(literal.contains("No record found") && literal.contains(&back), "the way back is offered: {literal}");
}

#[tokio::test]
async fn changes_can_be_followed_to_the_head() {
    let site = Site::new().await;
    let (mut since, mut seen) = (0, 0);
    loop {
        let page = site.get(&format!("/api/v1/changes?since={since}&limit=10")).await.json();
        for item in page["items"].as_array().unwrap() {
            seen += 1;
            assert_eq!(item["seq"], seen, "numbers have no gaps");
        }
        since = page["next_since"].as_u64().unwrap();
        if page["has_more"] == false {
            assert_eq!(page["head"].as_u64(), Some(since));
            break;
        }
    }
    let nothing = site.get(&format!("/api/v1/changes?since={since}")).await.json();
    assert_eq!((nothing["items"].as_array().unwrap().len(), nothing["next_since"].as_u64()), (0, Some(since)));
}
