//! Publish, find, history, withdraw; and what is refused.

use chancery_model::journal::Operation;
use chancery_model::{Digest, Kind, Record, RecordRef, samples};
use chancery_store::{Action, Body, Change, Expects, Lookup, MAX_BODY_BYTES, MeetingQuery, NewBatch, PublishError, Published};

use super::register::{Register, at, batch, change, merge, redact, rename, withdraw, words};

#[tokio::test]
async fn what_was_published_is_found_again() {
    let register = Register::with_samples().await;
    for record in samples::a_register() {
        let current = register.current(&record.address().to_string()).await;
        assert_eq!(current.record, record);
        assert_eq!((current.revision, current.batch.number, current.first_published.as_str()), (1, 1, "2026-11-22T07:20:25Z"));
    }
    assert_eq!(register.store.find(&at("meeting:tchm/5")).await.unwrap(), Lookup::Absent);
    let meetings = register.store.list(Kind::Meeting).await.unwrap();
    assert_eq!(meetings.iter().map(|m| m.record.id()).collect::<Vec<_>>(), ["tchm/4", "tchm/6"]);
    assert_eq!(register.store.list_addresses(Kind::Meeting).await.unwrap(), [at("meeting:tchm/4"), at("meeting:tchm/6")]);
}

#[tokio::test]
async fn futures_can_cross_threads() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let register = Register::empty().await;
    is_send(register.store.publish(batch("x"), vec![])).await.unwrap();
    is_send(register.store.find(&at("topic:customs"))).await.unwrap();
    is_send(register.store.list_meetings(&MeetingQuery::default())).await.unwrap();
    is_send(register.store.counts()).await.unwrap();
    is_send(register.store.verify(|_| {})).await.unwrap();
    is_send(register.store.undo_plan(1, &words("x"))).await.unwrap_err();
    is_send(register.store.export(Vec::new())).await.unwrap();
    is_send(register.open()).await.unwrap();
}

#[tokio::test]
async fn the_same_bytes_write_nothing() {
    let register = Register::with_samples().await;
    let head = register.store.head().await.unwrap();
    let again = samples::a_register();
    let count = again.len();
    let published = register.publish(again.into_iter().map(|r| Change::publish(r, Expects::Any)).collect()).await.unwrap();
    assert_eq!(published, Published { unchanged: count, ..Published::default() });
    assert!(published.is_empty());
    assert!(register.publish(vec![]).await.unwrap().is_empty());
    assert_eq!(register.store.head().await.unwrap(), head);
}

#[tokio::test]
async fn every_revision_can_be_read_again() {
    let register = Register::with_samples().await;
    let first = samples::topic("customs");
    let second = chancery_model::Topic { position: 8, ..first.clone() };
    let published = register.put(Record::Topic(second.clone())).await;
    assert_eq!((published.batch, published.entries(), published.unchanged), (2, 1, 0));
    let address = at("topic:customs");
    for (revision, topic) in [(1, &first), (2, &second)] {
        let found = register.store.find_revision(&address, revision).await.unwrap().unwrap();
        assert_eq!(found.body, Body::Record(Record::Topic(topic.clone())));
        assert_eq!((found.header.revision, found.batch.number), (revision, revision));
        assert_eq!(Digest::of(&found.bytes.unwrap()), found.header.body_sha256);
    }
    assert!(register.store.find_revision(&address, 3).await.unwrap().is_none());
    let history = register.store.history(&address).await.unwrap();
    assert_eq!(history.iter().map(|h| h.header.revision).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(register.store.history(&at("topic:fisheries")).await.unwrap(), []);
    let (info, headers) = register.store.find_batch(2).await.unwrap().unwrap();
    assert_eq!((info.reason.as_str(), headers.len()), ("because", 1));
    assert!(register.store.find_batch(3).await.unwrap().is_none());
}

#[tokio::test]
async fn changes_are_read_forwards_and_backwards() {
    let register = Register::with_samples().await;
    let seqs = |rows: Vec<chancery_store::ChangeRow>| rows.iter().map(|r| r.header.seq).collect::<Vec<_>>();
    assert_eq!(seqs(register.store.changes(0, 3).await.unwrap()), [1, 2, 3]);
    assert_eq!(seqs(register.store.changes(10, 100).await.unwrap()), [11, 12]);
    assert_eq!(seqs(register.store.changes(12, 100).await.unwrap()), [] as [u64; 0]);
    assert_eq!(seqs(register.store.latest_changes(None, 2).await.unwrap()), [12, 11]);
    assert_eq!(seqs(register.store.latest_changes(Some(3), 9).await.unwrap()), [2, 1]);
    let entries = register.store.entries(0, 100).await.unwrap();
    assert_eq!(entries.len(), 12);
    assert!(entries.iter().all(|(header, body)| body.as_ref().is_some_and(|b| Digest::of(b) == header.body_sha256)));
    assert_eq!(register.store.head().await.unwrap().seq, 12);
}

#[tokio::test]
async fn a_withdrawn_record_says_when_and_why_and_comes_back_when_meant() {
    let register = Register::with_samples().await;
    let address = at("meeting:tchm/6");
    register.publish(vec![withdraw("meeting:tchm/6")]).await.unwrap();
    let gone = Lookup::Withdrawn { at: "2026-11-22T07:20:25Z".into(), reason: words("made by mistake"), revision: 2 };
    assert_eq!(register.store.find(&address).await.unwrap(), gone);
    assert_eq!(register.store.list_addresses(Kind::Meeting).await.unwrap(), [at("meeting:tchm/4")]);
    assert!(register.store.find_meeting_row(&"tchm/6".parse().unwrap()).await.unwrap().is_none());

    let back = |expects| Change::publish(Record::Meeting(samples::meeting("tchm", 6)), expects);
    for expects in [Expects::Any, Expects::Absent, Expects::Revision(1)] {
        let refused = register.publish(vec![back(expects)]).await.unwrap_err();
        assert!(matches!(refused, PublishError::Withdrawn { revision: 2, .. }), "{refused:?}");
    }
    assert!(matches!(register.publish(vec![withdraw("meeting:tchm/6")]).await, Err(PublishError::Withdrawn { .. })));
    register.publish(vec![back(Expects::Revision(2))]).await.unwrap();
    assert_eq!(register.current("meeting:tchm/6").await.revision, 3);
    assert!(register.store.find_meeting_row(&"tchm/6".parse().unwrap()).await.unwrap().is_some());
}

#[tokio::test]
async fn what_was_expected_must_be_there() {
    let register = Register::with_samples().await;
    let other = chancery_model::Topic { position: 8, ..samples::topic("customs") };
    for (record, expects, found) in [
        (Record::Topic(other.clone()), Expects::Absent, Some(1)),
        (Record::Topic(other.clone()), Expects::Revision(2), Some(1)),
        (Record::Topic(samples::topic("fisheries")), Expects::Revision(1), None),
    ] {
        let refused = register.publish(vec![Change::publish(record, expects)]).await.unwrap_err();
        assert!(matches!(&refused, PublishError::Conflict { found: f, .. } if *f == found), "{refused:?}");
    }
    register.publish(vec![Change::publish(Record::Topic(other), Expects::Revision(1))]).await.unwrap();
    let refused = register.publish(vec![Change { expects: Expects::Revision(7), ..withdraw("meeting:tchm/6") }]).await.unwrap_err();
    assert_eq!(refused.to_string(), "meeting:tchm/6 is not what the writer read: expected revision 7, found revision 1");
}

#[tokio::test]
async fn a_batch_is_all_or_nothing() {
    let register = Register::with_samples().await;
    let head = register.store.head().await.unwrap();
    let good = Change::publish(Record::Topic(samples::topic("fisheries")), Expects::Absent);
    let bad = Change::publish(Record::Topic(samples::topic("customs")), Expects::Revision(9));
    let bad = Change { action: Action::Withdraw(words("x")), ..bad };
    register.publish(vec![good, bad]).await.unwrap_err();
    assert_eq!(register.store.head().await.unwrap(), head);
    assert_eq!(register.store.find(&at("topic:fisheries")).await.unwrap(), Lookup::Absent);
    assert!(register.store.verify(|_| {}).await.unwrap().is_record_sound());
}

#[tokio::test]
async fn a_rehearsal_checks_and_writes_nothing() {
    let register = Register::with_samples().await;
    let head = register.store.head().await.unwrap();
    let change = || vec![Change::publish(Record::Topic(samples::topic("fisheries")), Expects::Absent)];
    let rehearsed = register.store.rehearse(batch("x"), change()).await.unwrap();
    assert_eq!((rehearsed.batch, rehearsed.first_seq), (2, 13));
    assert_eq!(register.store.head().await.unwrap(), head);
    assert!(register.store.rehearse(batch("x"), vec![withdraw("topic:customs")]).await.is_err());
    assert_eq!(register.publish(change()).await.unwrap(), rehearsed);
}

#[tokio::test]
async fn each_refusal_has_its_facts() {
    let register = Register::with_samples().await;
    let mut nameless = samples::topic("nameless");
    nameless.names.clear();
    let mut adrift = samples::mechanism("adrift", "customs");
    adrift.parent = Some("nowhere".parse().unwrap());
    let mut huge = samples::topic("huge");
    huge.notes.push(words(&"x".repeat(MAX_BODY_BYTES)));
    let publish = |record: Record| Change::publish(record, Expects::Any);
    let elsewhere = Change { address: at("topic:fisheries"), ..publish(Record::Topic(samples::topic("customs"))) };
    for (change, expected) in [
        (publish(Record::Topic(nameless)), "topic:nameless breaks a rule"),
        (publish(Record::Mechanism(adrift)), "mechanism:adrift points to mechanism:nowhere, which is not in the register"),
        (publish(Record::Topic(huge)), "a record has at most 8388608"),
        (elsewhere, "a change of topic:fisheries carries topic:customs"),
        (withdraw("topic:fisheries"), "there is no topic:fisheries"),
        (withdraw("place:tokyo"), "place:tokyo is still referred to by meeting:tchm/4, meeting:tchm/6"),
        (rename("topic:fisheries", "topic:fish"), "there is no topic:fisheries"),
        (rename("meeting:tchm/4", "meeting:tchm/6"), "meeting:tchm/6 is in use; meeting:tchm/4 cannot be renamed to it"),
        (rename("topic:customs", "topic:customs"), "topic:customs is in use"),
        (rename("topic:customs", "place:customs"), "topic:customs cannot move to place:customs, which is of another kind"),
        (merge("topic:customs", "topic:customs"), "topic:customs is in use"),
        (merge("topic:customs", "topic:fisheries"), "there is no topic:fisheries"),
        (merge("topic:customs", "place:tokyo"), "of another kind"),
        (redact("topic:fisheries", 1), "there is no topic:fisheries"),
        (redact("topic:customs", 2), "revision 2 of topic:customs has no body that can be redacted: there is no such revision"),
        (redact("topic:customs", 1), "topic:customs is still referred to by mechanism:tchm"),
    ] {
        let refused = register.publish(vec![change]).await.unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}");
    }
}

#[tokio::test]
async fn an_error_names_at_most_five_who_still_point() {
    let register = Register::with_samples().await;
    let more = (10..20).map(|n| Change::publish(Record::Meeting(samples::meeting("tchm", n)), Expects::Absent)).collect();
    register.publish(more).await.unwrap();
    match register.publish(vec![withdraw("mechanism:tchm")]).await.unwrap_err() {
        PublishError::StillReferenced { address, by } => assert_eq!((address, by.len()), (at("mechanism:tchm"), 5)),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn references_are_checked_at_the_end_of_the_batch() {
    let register = Register::empty().await;
    let mut backwards: Vec<Change> = samples::a_register().into_iter().map(|r| Change::publish(r, Expects::Absent)).collect();
    backwards.reverse();
    register.publish(backwards).await.unwrap();
    // All that point to the place go with it.
    let gone = ["place:tokyo", "meeting:tchm/4", "meeting:tchm/6", "document:tchm-4-action-plan"];
    register.publish(gone.map(withdraw).into()).await.unwrap();
    assert!(register.store.verify(|_| {}).await.unwrap().is_record_sound());
}

#[tokio::test]
async fn a_batch_says_who_when_and_why() {
    let register = Register::empty().await;
    let usable = || NewBatch { source: Some("https://secretariat.example/".into()), ..batch("why") };
    for (field, unusable) in [
        ("instant", NewBatch { at: "2026-11-22".into(), ..usable() }),
        ("instant", NewBatch { at: "2026-11-22T07:20:25+09:00".into(), ..usable() }),
        ("instant", NewBatch { at: "2026-11-22T07:20:2Z".into(), ..usable() }),
        ("instant", NewBatch { at: "2026-02-30T07:20:25Z".into(), ..usable() }),
        ("actor", NewBatch { actor: String::new(), ..usable() }),
        ("actor", NewBatch { actor: "a\u{7}b".into(), ..usable() }),
        ("reason", NewBatch { reason: " ".into(), ..usable() }),
    ] {
        let refused = register.store.publish(unusable, vec![]).await.unwrap_err();
        assert!(matches!(&refused, PublishError::Batch { field: f, .. } if *f == field), "{refused:?}");
    }
    let tcs = samples::a_register().remove(0);
    register.store.publish(usable(), vec![Change::publish(tcs, Expects::Absent)]).await.unwrap();
    let current = register.current("organisation:tcs").await;
    assert_eq!(current.batch.source.as_deref(), Some("https://secretariat.example/"));
}

#[tokio::test]
async fn sources_addresses_lead_to_topics_and_readings() {
    let register = Register::with_samples().await;
    assert_eq!(register.store.find_address(samples::SOURCE).await.unwrap(), [at("topic:customs")]);
    assert_eq!(register.store.find_address("https://secretariat.example/").await.unwrap(), [] as [RecordRef; 0]);
    let reading = register.store.latest_reading(samples::SOURCE).await.unwrap().unwrap();
    assert_eq!(reading.record, Record::Reading(samples::reading()));
    let moved = chancery_model::Topic { addresses: vec!["https://secretariat.example/new".into()], ..samples::topic("customs") };
    register.put(Record::Topic(moved)).await;
    assert_eq!(register.store.find_address(samples::SOURCE).await.unwrap(), [] as [RecordRef; 0]);
    assert_eq!(register.store.find_address("https://secretariat.example/new").await.unwrap(), [at("topic:customs")]);
}

#[tokio::test]
async fn operations_stand_in_the_history() {
    let register = Register::with_samples().await;
    register.publish(vec![rename("meeting:tchm/6", "meeting:tchm/vi")]).await.unwrap();
    register.publish(vec![change("meeting:tchm/vi", Action::Withdraw(words("x")))]).await.unwrap();
    let operations = async |address: &str| {
        let history = register.store.history(&at(address)).await.unwrap();
        history.into_iter().map(|h| h.header.operation).collect::<Vec<_>>()
    };
    assert_eq!(operations("meeting:tchm/6").await, [Operation::Rename, Operation::Publish]);
    assert_eq!(operations("meeting:tchm/vi").await, [Operation::Withdraw, Operation::Publish]);
}
