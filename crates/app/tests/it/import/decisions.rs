//! Questions for a person, and their answers read back.

use super::*;

/// A page that differs in two fields of the 6th meeting.
fn differing() -> String {
    PAGE.replace("2010.11.11\n  • Tokyo, Japan", "2010.11.12\n  • Sapporo, Japan")
}

#[tokio::test]
async fn answers_are_applied_and_what_is_open_is_asked_again() {
    let desk = Desk::new().await;
    desk.import(PAGE).await;
    let page = differing();
    let report = desk.import_from(&page, OTHER_URL).await;
    assert_eq!(question_ids(&report), ["meeting:tchm/6 date", "meeting:tchm/6 place"]);

    // The same bytes without answers write nothing and ask the same.
    let seq = desk.seq().await;
    let again = desk.import_from(&page, OTHER_URL).await;
    assert_eq!((again.questions.as_slice(), desk.seq().await), (report.questions.as_slice(), seq));

    let answered = desk.answer(&page, &report, &[("date", "take")]).await.unwrap();
    assert_eq!(question_ids(&answered), ["meeting:tchm/6 place"], "the other one still waits");
    let meeting = desk.meeting("tchm/6").await;
    assert_eq!(meeting.date.unwrap().to_string(), "2010-11-12");
    let of_date: Vec<_> = meeting.statements.iter().filter(|s| s.path == "date").map(|s| (s.value.as_str(), s.is_preferred)).collect();
    assert_eq!(of_date, [("2010-11-12", true), ("2010-11-11", false)], "no value is lost");
    let reason = &meeting.statements.iter().find(|s| s.is_preferred).unwrap().reason[0].text;
    assert_eq!(reason, "Preferred by decision of 2026-11-22: checked by hand.");

    let answered = desk.answer(&page, &answered, &[("place", "keep")]).await.unwrap();
    assert!(answered.questions.is_empty());
    let meeting = desk.meeting("tchm/6").await;
    assert_eq!(meeting.place.unwrap().place.as_str(), "tokyo");
    let seq = desk.seq().await;
    assert!(desk.import_from(&page, OTHER_URL).await.questions.is_empty(), "what was decided is not asked again");
    assert_eq!(desk.seq().await, seq);
}

#[tokio::test]
async fn a_file_that_does_not_fit_is_refused_whole() {
    let desk = Desk::new().await;
    desk.import(PAGE).await;
    let page = differing();
    let report = desk.import_from(&page, OTHER_URL).await;
    let refused = |outcome: Result<ImportReport, AppError>, part: &str| {
        let error = outcome.expect_err("refused");
        assert_eq!(error.kind.exit_status(), 1);
        assert!(error.message.contains(part), "{}", error.message);
    };
    let seq = desk.seq().await;
    refused(desk.answer(&page, &report, &[("date", "perhaps")]).await, "expected keep or take");
    refused(desk.answer(&page.replace("Decided", "Agreed"), &report, &[("date", "take")]).await, "another page");
    assert_eq!(desk.seq().await, seq);

    let mut meeting = desk.meeting("tchm/6").await;
    meeting.date = Some("2010-11-30".parse().unwrap());
    desk.put(Record::Meeting(meeting)).await;
    refused(desk.answer(&page, &report, &[("date", "take")]).await, "the register had 2010-11-11 and now has 2010-11-30");

    let fresh = desk.import_from(&page, OTHER_URL).await;
    desk.answer(&page, &fresh, &[("date", "keep")]).await.unwrap();
    refused(desk.answer(&page, &fresh, &[("date", "keep")]).await, "no longer asked");
}

#[tokio::test]
async fn what_vanished_is_asked_about_and_never_deleted() {
    let desk = Desk::new().await;
    desk.import(PAGE).await;
    let shorter = &PAGE[..PAGE.find("5th Tripartite").unwrap()];
    let report = desk.import(shorter).await;
    assert_eq!(question_ids(&report), ["meeting:tchm/5 vanished"]);
    assert_eq!(report.counts.vanished, 1);
    assert_eq!(desk.meeting("tchm/5").await.ordinal, Some(5), "it is there");
    assert_eq!(desk.import(shorter).await.questions, report.questions, "asked until it is answered");

    let kept = desk.answer(shorter, &report, &[("vanished", "keep")]).await.unwrap();
    assert!(kept.questions.is_empty());
    assert!(desk.find("meeting:tchm/5").await.is_some());
    assert!(desk.import(shorter).await.questions.is_empty());
}

#[tokio::test]
async fn what_vanished_can_be_withdrawn_with_a_reason() {
    let desk = Desk::new().await;
    desk.import(PAGE).await;
    let shorter = &PAGE[..PAGE.find("5th Tripartite").unwrap()];
    let report = desk.import(shorter).await;
    desk.answer(shorter, &report, &[("vanished", "withdraw")]).await.unwrap();
    let found = desk.register.store().find(&"meeting:tchm/5".parse().unwrap()).await.unwrap();
    let Lookup::Withdrawn { reason, .. } = found else { panic!("{found:?}") };
    assert_eq!(reason.text, "checked by hand");
    // The page has it again: whether it comes back is for a person to say.
    let report = desk.import(PAGE).await;
    assert_eq!(question_ids(&report), ["meeting:tchm/5 withdrawn"]);
    desk.answer(PAGE, &report, &[("withdrawn", "restore")]).await.unwrap();
    assert_eq!(desk.meeting("tchm/5").await.date.unwrap().to_string(), "2009-11-11");
}

#[tokio::test]
async fn another_screen_of_the_page_makes_nothing_vanish() {
    let desk = Desk::new().await;
    let cut = PAGE.find("5th Tripartite").unwrap();
    let head = &PAGE[..PAGE.find("6th Tripartite").unwrap()];
    desk.import(&format!("{}‹ 1 2 ›\n", &PAGE[..cut])).await;
    let first = desk.register.store().latest_reading(PAGE_URL).await.unwrap().unwrap().record;
    let Record::Reading(first) = first else { panic!() };
    let second = desk.import(&format!("{head}{}1 [2]\n", &PAGE[cut..])).await;
    let Record::Reading(now) = desk.register.store().latest_reading(PAGE_URL).await.unwrap().unwrap().record else { panic!() };
    if first.mechanisms[0].pager.map(|p| p.page) == now.mechanisms[0].pager.map(|p| p.page) {
        eprintln!("skipped: the reader does not tell these two screens apart");
        return;
    }
    assert!(second.questions.is_empty(), "{:#?}", second.questions);
    assert!(now.matched.contains_key("tchm/#6"));
}
