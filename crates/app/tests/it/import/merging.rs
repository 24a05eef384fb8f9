//! What becomes of the parts of a page: mechanisms, meetings, people, places, documents.

use super::*;

#[tokio::test]
async fn a_page_fills_an_empty_register() {
    let desk = Desk::new().await;
    let report = desk.import(PAGE).await;
    let addresses: Vec<String> = outcomes(&report).into_iter().map(|(outcome, address)| format!("{outcome:?} {address}")).collect();
    let expected = [
        "New mechanism:tchm",
        "New meeting:tchm/6",
        "New document:tchm-6-action-plan",
        "New document:tchm-6-press-release",
        "New meeting:tchm/5",
        "New place:sapporo",
    ];
    assert_eq!(addresses, expected);
    assert_eq!((report.counts.mechanisms, report.counts.meetings, report.counts.new), (1, 2, 6));
    let meeting = desk.meeting("tchm/6").await;
    assert_eq!(meeting.date.unwrap().to_string(), "2010-11-11");
    assert_eq!(meeting.date_as_written.as_deref(), Some("2010.11.11"));
    assert_eq!(meeting.place.as_ref().unwrap().place.as_str(), "tokyo");
    assert_eq!(meeting.place.as_ref().unwrap().as_written.as_deref(), Some("Tokyo, Japan"));
    let organisations: Vec<_> =
        meeting.participation.iter().map(|p| p.organisation.as_ref().map(chancery_model::OrganisationId::as_str)).collect();
    assert_eq!(organisations, [Some("cn-gacc"), Some("jp-ctb"), Some("kr-kcs")]);
    assert_eq!(meeting.download_languages, [Lang::en(), Lang::zh()]);
    let account = meeting.principal_account().unwrap();
    assert_eq!(account.title.as_deref(), Some("6th Tripartite Customs Heads’ Meeting (TCHM)"));
    let mut keys = Vec::new();
    account.walk(&mut |item, _| keys.push(item.key.to_string()));
    assert_eq!(keys, ["agenda-p1", "outcome-1", "outcome-2", "outcome-2.1", "outcome-2.2", "outcome-3"]);
    let source = &meeting.sources[0];
    assert_eq!((source.url.as_str(), source.read_on.unwrap().to_string().as_str()), (PAGE_URL, "2026-11-22"));
    let Some(Record::Document(document)) = desk.find("document:tchm-6-action-plan").await else { panic!("no document") };
    assert_eq!(document.date.unwrap().to_string(), "2010-11-11");
    let Some(Record::Place(place)) = desk.find("place:sapporo").await else { panic!("no place") };
    assert_eq!((place.country.as_str(), place.names[0].text.as_str()), ("JP", "Sapporo"));
    let bytes = desk.register.store().vault().get(&report.source.sha256).await.unwrap();
    assert_eq!(bytes.as_deref(), Some(PAGE.as_bytes()), "the bytes are in the vault");
    assert!(desk.register.verify(|_| {}).await.unwrap().is_sound());
}

#[tokio::test]
async fn what_is_there_is_found_again() {
    let (mechanism, six) = (samples::mechanism("tchm", "customs"), samples::meeting("tchm", 6));
    let document = samples::document("tchm-6-plan", "tchm/6");
    let desk = Desk::with(vec![Record::Mechanism(mechanism), Record::Meeting(six), Record::Document(document)]).await;
    let report = desk.import(PAGE).await;
    let found = outcomes(&report);
    let is = |outcome: Outcome, address: &str| assert!(found.contains(&(outcome, address.to_owned())), "{address}: {found:?}");
    is(Outcome::Changed, "meeting:tchm/6");
    is(Outcome::New, "meeting:tchm/5");
    assert!(!found.iter().any(|(o, a)| *o == Outcome::New && a.starts_with("mechanism:")), "{found:?}");
    // Titles differ by the date behind: two works until a person says otherwise.
    is(Outcome::New, "document:tchm-6-action-plan");
    let meeting = desk.meeting("tchm/6").await;
    assert_eq!(meeting.participation.len(), 3, "nobody is there twice: {:#?}", meeting.participation);
    assert_eq!(meeting.participation[1].person.as_deref(), Some("SATO Example"), "what others know stays");
}

#[tokio::test]
async fn unknown_names_are_kept_as_written_and_reported() {
    let desk = Desk::new().await;
    let report = desk.import(&PAGE.replace("Japan: Customs and Tariff Bureau", "Japan: Office of Made-up Lanterns")).await;
    let entry = &desk.meeting("tchm/6").await.participation[1];
    assert_eq!((entry.organisation.as_ref(), entry.organisation_as_written.as_deref()), (None, Some("Office of Made-up Lanterns")));
    assert!(report.findings.iter().any(|f| f.kind == "organisation-unknown"), "{:#?}", report.findings);
    let organisations = desk.register.catalogue().await.unwrap().organisations.len();
    assert_eq!(organisations, 4, "no organisation is made up");
}

#[tokio::test]
async fn a_number_of_one_meeting_and_the_day_of_another_is_asked_about() {
    let desk = Desk::new().await;
    desk.import(PAGE).await;
    let page = PAGE.replace("6th Tripartite", "7th Tripartite").replace("5th Tripartite", "6th Tripartite");
    let page = page.replace("• 2010.11.11\n", "• 2012.11.11\n");
    let report = desk.import_from(&page, OTHER_URL).await;
    assert_eq!(question_ids(&report), ["meeting tchm/#6"], "{:#?}", report.questions);
    assert_eq!(report.questions[0].choices, ["tchm/6", "tchm/5", "new"]);
    assert_eq!(report.counts.waiting, 1);
    let answered = desk.answer(&page, &report, &[("tchm/#6", "tchm/5")]).await.unwrap_or_else(|e| panic!("{}", e.chain()));
    assert_eq!(answered.counts.waiting, 0, "{:#?}", answered.proposals);
    let statements = desk.meeting("tchm/5").await.statements;
    assert!(statements.iter().any(|s| s.path == "ordinal" && s.value == "6"), "{statements:?}");
}

#[tokio::test]
async fn an_entry_that_is_there_twice_is_taken_once() {
    let desk = Desk::new().await;
    let block = &PAGE[PAGE.find("5th Tripartite").unwrap()..];
    let report = desk.import(&format!("{PAGE}{block}")).await;
    let fifth = outcomes(&report).into_iter().filter(|(o, a)| *o == Outcome::New && a.starts_with("meeting:")).count();
    assert_eq!(fifth, 2, "{:?}", outcomes(&report));
    assert!(report.questions.is_empty());
}

#[tokio::test]
async fn a_meeting_of_a_later_day_is_planned() {
    let desk = Desk::new().await;
    desk.import(&PAGE.replace("2010.11.11\n", "2027.11.11\n")).await;
    assert_eq!(desk.meeting("tchm/6").await.status, chancery_model::MeetingStatus::Planned);
    assert_eq!(desk.meeting("tchm/5").await.status, chancery_model::MeetingStatus::Held);
}

#[tokio::test]
async fn topic_and_address_are_asked_for() {
    let desk = Desk::new().await;
    let without_topic = PAGE.trim_start_matches("Customs\n");
    let refused = desk.try_import(without_topic, OTHER_URL, |o| o.topic = None).await.unwrap_err();
    assert_eq!(refused.kind.exit_status(), 1);
    assert!(refused.hint.unwrap().contains("customs"));
    let named = desk.try_import(PAGE, OTHER_URL, |o| (o.topic, o.is_dry_run) = (None, true)).await.unwrap();
    assert_eq!(named.topic.as_str(), "customs", "the page names its topic");
    let addressed = desk.try_import(without_topic, PAGE_URL, |o| (o.topic, o.is_dry_run) = (None, true)).await.unwrap();
    assert_eq!(addressed.topic.as_str(), "customs", "the address is the topic's");
    let refused = desk.try_import(PAGE, "", |o| o.address = PageAddress::OfPage).await.unwrap_err();
    assert!(refused.hint.unwrap().contains("--url"));
    let none = desk.try_import(PAGE, "", |o| (o.address, o.is_dry_run) = (PageAddress::None, true)).await.unwrap();
    assert!(none.source.url.starts_with("urn:chancery:file:"));
}

#[tokio::test]
async fn a_dry_run_tells_the_same_and_writes_nothing() {
    let desk = Desk::new().await;
    let seq = desk.seq().await;
    let dry = desk.try_import(PAGE, PAGE_URL, |o| o.is_dry_run = true).await.unwrap();
    assert_eq!((desk.seq().await, dry.batch), (seq, None));
    assert_eq!(desk.register.store().vault().count().await.unwrap(), (0, 0));
    let real = desk.import(PAGE).await;
    assert_eq!((dry.proposals, dry.entries), (real.proposals, real.entries));
}
