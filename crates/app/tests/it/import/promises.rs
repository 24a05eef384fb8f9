//! The promises that an import keeps, by their numbers.

use super::*;

#[tokio::test]
async fn p6_same_bytes_twice_changes_nothing() {
    let desk = Desk::new().await;
    let first = desk.import(PAGE).await;
    assert!(first.batch.is_some() && !first.is_known_reading);
    let seq = desk.seq().await;
    let options = Options { address: PageAddress::Given(PAGE_URL.into()), ..Options::default() };
    // Another day, another person's reason: the bytes decide.
    let again = import::run(&on("2027-01-31"), &desk.register, Input { name: "copy.txt", bytes: PAGE.as_bytes() }, &options).await.unwrap();
    assert_eq!((again.batch, again.entries), (None, 0), "{:#?}", again.proposals);
    assert!(again.is_known_reading);
    assert_eq!(desk.seq().await, seq);
    assert!(again.proposals.iter().all(|p| p.outcome == Outcome::Same), "{:?}", outcomes(&again));
}

#[tokio::test]
async fn p6_other_bytes_that_say_the_same_change_only_the_reading() {
    let desk = Desk::new().await;
    desk.import(PAGE).await;
    let report = desk.import(&PAGE.replace("\n", "\r\n").replace("  • ", "   •  ")).await;
    assert!(report.proposals.iter().all(|p| p.outcome == Outcome::Same), "{:#?}", report.proposals);
    assert_eq!(report.entries, 1, "the new reading alone");
}

#[tokio::test]
async fn p6_source_b_never_overwrites_source_a() {
    let desk = Desk::new().await;
    desk.import(PAGE).await;
    let (before, reading) = (desk.meeting("tchm/6").await, desk.register.store().latest_reading(PAGE_URL).await.unwrap().unwrap());
    let other = PAGE
        .replace("2010.11.11\n  • Tokyo, Japan", "2010.11.12\n  • Sapporo, Japan")
        .replace("Approved the made-up plan.", "Adopted quite another plan.")
        .replace("China: General Administration of Customs", "China: Ministry of Made-up Affairs");
    let report = desk.import_from(&other, OTHER_URL).await;
    let after = desk.meeting("tchm/6").await;
    assert_eq!((&after.date, &after.place, &after.participation), (&before.date, &before.place, &before.participation));
    assert_eq!(after.accounts[0], before.accounts[0], "what A told stands word for word");
    assert_eq!(after.accounts[1].outcomes[1].text, "Adopted quite another plan. It covers:");
    assert!(!after.accounts[1].is_principal);
    let mut stated: Vec<(&str, &str)> = after.statements.iter().map(|s| (s.path.as_str(), s.value.as_str())).collect();
    stated.sort_unstable();
    let expected = [("date", "2010-11-12"), ("participation/CN/organisation", "Ministry of Made-up Affairs"), ("place", "sapporo")];
    assert_eq!(stated, expected);
    assert!(after.statements.iter().all(|s| !s.is_preferred && s.source.as_deref() == Some(OTHER_URL)));
    assert_eq!(report.questions.len(), 3, "{:#?}", report.questions);
    let reading_after = desk.register.store().latest_reading(PAGE_URL).await.unwrap().unwrap();
    assert_eq!(reading_after.record, reading.record, "the reading of A is untouched");
    // And A once more changes nothing of what B said.
    let seq = desk.seq().await;
    desk.import(PAGE).await;
    assert_eq!(desk.seq().await, seq);
}

#[tokio::test]
async fn p6_what_an_editor_emptied_stays_empty() {
    let desk = Desk::new().await;
    desk.import(PAGE).await;
    let mut meeting = desk.meeting("tchm/5").await;
    (meeting.place, meeting.date) = (None, None);
    desk.put(Record::Meeting(meeting)).await;
    // The page changes elsewhere; what it says of the 5th is what it said before.
    desk.import(&PAGE.replace("Decided to meet again.", "Decided to meet again soon.")).await;
    let meeting = desk.meeting("tchm/5").await;
    assert_eq!((meeting.place, meeting.date), (None, None));
}

#[tokio::test]
async fn p2_precision_is_never_taken_from_a_page_by_itself() {
    let desk = Desk::new().await;
    desk.import(&PAGE.replace("2009.11.11\n  • Sapporo, Japan", "2009\n  • Japan")).await;
    let meeting = desk.meeting("tchm/5").await;
    assert_eq!(meeting.date.unwrap().to_string(), "2009");
    assert_eq!(meeting.place.unwrap().place.as_str(), "country-jp");
    // A finer value is stated and asked about; a vaguer one that contains the finer is no conflict.
    let report = desk.import_from(PAGE, OTHER_URL).await;
    assert_eq!(question_ids(&report), ["meeting:tchm/5 date", "meeting:tchm/5 place"]);
    let meeting = desk.meeting("tchm/5").await;
    assert_eq!(meeting.date.unwrap().to_string(), "2009");
    assert_eq!(meeting.statements.len(), 2);
    let vague = PAGE.replace("2010.11.11\n  • Tokyo, Japan", "2010\n  • Japan");
    let report = desk.import_from(&vague, "https://vague.example/").await;
    assert_eq!(desk.meeting("tchm/6").await.statements, [], "{:#?}", report.questions);
}

#[tokio::test]
async fn p10_a_conflict_stands_beside_with_source_and_wording() {
    let desk = Desk::new().await;
    desk.import(PAGE).await;
    desk.import_from(&PAGE.replace("6th Tripartite", "7th Tripartite").replace("2010.11.11", "2010.11.12"), OTHER_URL).await;
    // The other page numbers it otherwise and dates it otherwise: for the register that is another meeting.
    assert_eq!(desk.meeting("tchm/7").await.date.unwrap().to_string(), "2010-11-12");
    let report = desk.import_from(&PAGE.replace("2010.11.11\n", "2010.12.01\n"), "https://third.example/").await;
    let statements = desk.meeting("tchm/6").await.statements;
    let [statement] = statements.as_slice() else { panic!("{statements:?}") };
    assert_eq!((statement.value.as_str(), statement.as_written.as_deref()), ("2010-12-01", Some("2010.12.01")));
    assert_eq!(statement.source.as_deref(), Some("https://third.example/"));
    assert_eq!(statement.read_on.unwrap().to_string(), "2026-11-22");
    assert_eq!(report.questions[0].register.as_deref(), Some("2010-11-11"));
}

#[tokio::test]
async fn p3_a_summary_gives_way_to_the_pages_own_words() {
    let (mechanism, meeting) = (samples::mechanism("tchm", "customs"), samples::meeting("tchm", 6));
    let desk = Desk::with(vec![Record::Mechanism(mechanism), Record::Meeting(meeting.clone())]).await;
    let report = desk.import_from(PAGE, samples::SOURCE).await;
    let after = desk.meeting("tchm/6").await;
    let mut summary = meeting.accounts[0].clone();
    summary.is_principal = false;
    assert_eq!(after.accounts[0], summary, "the summary stays as it was, second");
    let own = after.principal_account().unwrap();
    assert_eq!((own.key.as_str(), own.status), ("b", chancery_model::TextStatus::Original));
    assert_eq!(own.outcomes[1].items[0].key.as_str(), "b.outcome-2.1", "keys of the first account are addresses and stay with it");
    assert!(report.findings.iter().any(|f| f.kind == "original-before-summary"));
}

#[tokio::test]
async fn p4_an_undone_import_can_be_read_again_and_comes_back_at_its_addresses() {
    let desk = Desk::new().await;
    let first = desk.import(PAGE).await;
    let before = desk.meeting("tchm/6").await;
    desk.register.undo(&ctx(), first.batch.unwrap(), "a mistake").await.unwrap_or_else(|e| panic!("{}", e.chain()));
    assert!(desk.find("meeting:tchm/6").await.is_none());
    let again = desk.import(PAGE).await;
    assert!(again.questions.is_empty(), "{:#?}", again.questions);
    assert_eq!(desk.meeting("tchm/6").await, before);
    let report = desk.register.verify(|_| {}).await.unwrap();
    assert!(report.is_sound(), "{:?}", report.faults);
}
