//! What a page tells of a meeting, over several readings of it.

use super::*;

fn keys(meeting: &Meeting) -> Vec<String> {
    let mut keys = Vec::new();
    let mark = |gone: bool| if gone { "†" } else { "" };
    for account in &meeting.accounts {
        account.walk(&mut |item, _| keys.push(format!("{}{}", item.key, mark(item.is_gone))));
    }
    keys
}

#[tokio::test]
async fn the_account_follows_its_page_and_items_keep_their_addresses() {
    let desk = Desk::new().await;
    desk.import(PAGE).await;
    let next = PAGE
        .replace(
            "1. Exchanged views on made-up barriers.\n2.",
            "1. Welcomed a new made-up member of the group.\n2. Exchanged views on made-up barriers.\n3.",
        )
        .replace("3. Decided to meet again.", "4. Decided to meet again.")
        .replace("2) a list of made-up goods.\n", "");
    let report = desk.import(&next).await;
    assert!(report.questions.is_empty(), "{:#?}", report.questions);
    let meeting = desk.meeting("tchm/6").await;
    let expected = ["agenda-p1", "outcome-1-2", "outcome-1", "outcome-2", "outcome-2.1", "outcome-2.2†", "outcome-3"];
    assert_eq!(keys(&meeting), expected);
    assert_eq!(meeting.accounts.len(), 1);
    assert_eq!(meeting.accounts[0].source.sha256, Some(report.source.sha256));
}

#[tokio::test]
async fn each_source_and_language_has_its_account() {
    let desk = Desk::new().await;
    desk.import(PAGE).await;
    desk.import_from(&PAGE.replace("Decided to meet again.", "Decided to gather again."), OTHER_URL).await;
    let meeting = desk.meeting("tchm/6").await;
    let shown: Vec<_> = meeting.accounts.iter().map(|a| (a.key.as_str(), a.is_principal, a.source.url.as_str())).collect();
    assert_eq!(shown, [("a", true, PAGE_URL), ("b", false, OTHER_URL)]);
    assert_eq!(meeting.accounts[1].outcomes[2].key.as_str(), "b.outcome-3");
}
