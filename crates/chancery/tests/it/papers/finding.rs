//! Words inside papers are found, at their clause and on their page.

use serde_json::Value;

use super::*;
use crate::process::{Server, until};

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn a_query_opens_the_clause_and_the_page_of_the_right_file() {
    let desk = Desk::new();
    for lang in ["en", "zh", "ja", "ko"] {
        let name = format!("customs-action-plan-2017.{lang}.pdf");
        desk.specimen(&name);
        desk.done(&["document", "add", &name, "--to", "tchm-4-action-plan", "--kind", "unofficial"]);
    }
    let server = Server::start(desk.folder(), &["serve"]);
    until("the index follows", || server.get("/readyz").contains("\"lag\":0,"));
    let renditions = desk.document("tchm-4-action-plan")["record"]["renditions"].clone();
    for (query, lang, clause, words) in [
        ("국제법상의 권리", "ko", "article-11", "국제법상의"),
        ("国际法上的权利", "zh-Hans", "article-11", "国际法"),
        ("審議一次工作進展 in:papers", "zh-Hans", "article-10.1", "审议一次工作进展"),
    ] {
        let path = format!("/api/v1/search?kind=document&literal=1&q={}", encoded(query));
        let answer = server.get(&path);
        let answer: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
        let hit = &answer["hits"][0];
        assert_eq!(hit["id"], "tchm-4-action-plan", "{query}: {answer}");
        assert_eq!(answer["total"], 1, "a paper of many pages is one result");
        let passages = hit["passages"].as_array().unwrap();
        let passage = passages.iter().find(|p| p["text"].as_str().is_some_and(|text| text.contains(words)) && p["lang"] == lang);
        let passage = passage.unwrap_or_else(|| panic!("{query}: {passages:?}"));
        assert_eq!(passage["field"], "paper");
        assert!(passage["url"].as_str().unwrap().ends_with(&format!("/id/document/tchm-4-action-plan/{clause}?text={lang}")), "{passage}");
        // The page is the one on which the words stand, in the file of that language.
        let rendition = renditions.as_array().unwrap().iter().find(|r| r["lang"] == lang).unwrap();
        let file = format!("/files/{}#page={}", rendition["sha256"].as_str().unwrap(), passage["page"]);
        assert!(passage["page"].as_u64().unwrap() > 1 && passage["file"].as_str().unwrap().ends_with(&file), "{passage}");
        let text: Vec<char> = passage["text"].as_str().unwrap().chars().collect();
        let marks = passage["highlights"].as_array().unwrap().iter().map(|mark| {
            let at = |n: usize| usize::try_from(mark[n].as_u64().unwrap()).unwrap();
            text[at(0)..at(1)].iter().collect::<String>()
        });
        assert!(marks.clone().any(|mark| words.contains(&mark) || mark.contains(words)), "{:?}", marks.collect::<Vec<_>>());
    }
}
