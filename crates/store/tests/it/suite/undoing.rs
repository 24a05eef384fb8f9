//! Undo: the state before a batch comes back as new revisions, or the refusal names who stands in the way.

use chancery_model::{Record, samples};
use chancery_store::{Change, Expects, Lookup, UndoError};

use super::register::{Register, at, merge, redact, rename, withdraw, words};

async fn undo(register: &Register, batch: u64) {
    let plan = register.store.undo_plan(batch, &words("undone")).await.unwrap();
    register.publish(plan).await.unwrap();
    assert!(register.store.verify(|_| {}).await.unwrap().is_record_sound());
}

fn other_topic() -> Record {
    Record::Topic(chancery_model::Topic { position: 9, ..samples::topic("customs") })
}

#[tokio::test]
async fn new_records_are_withdrawn_and_changed_ones_restored() {
    let register = Register::with_samples().await;
    let batch = register
        .publish(vec![
            Change::publish(other_topic(), Expects::Any),
            Change::publish(Record::Meeting(samples::meeting("tchm", 7)), Expects::Any),
            withdraw("meeting:tchm/6"),
        ])
        .await
        .unwrap()
        .batch;
    undo(&register, batch).await;
    assert_eq!(register.current("topic:customs").await.record, Record::Topic(samples::topic("customs")));
    assert_eq!(register.current("meeting:tchm/6").await.record, Record::Meeting(samples::meeting("tchm", 6)));
    let gone = register.store.find(&at("meeting:tchm/7")).await.unwrap();
    assert!(matches!(&gone, Lookup::Withdrawn { reason, .. } if *reason == words("undone")), "{gone:?}");
    // To undo the undoing brings everything back to what the batch made.
    let head = register.store.head().await.unwrap();
    undo(&register, head.batch).await;
    assert_eq!(register.current("topic:customs").await.record, other_topic());
    assert_eq!(register.current("meeting:tchm/7").await.revision, 3);
    assert!(matches!(register.store.find(&at("meeting:tchm/6")).await.unwrap(), Lookup::Withdrawn { .. }));
}

#[tokio::test]
async fn the_first_batch_can_be_undone_whole() {
    let register = Register::with_samples().await;
    undo(&register, 1).await;
    let counts = register.store.counts().await.unwrap();
    assert_eq!((counts.meetings, counts.topics, counts.documents), (0, 0, 0));
    undo(&register, 2).await;
    for record in samples::a_register() {
        assert_eq!(register.current(&record.address().to_string()).await.record, record);
    }
}

#[tokio::test]
async fn renames_and_merges_are_undone() {
    let register = Register::with_samples().await;
    register.put(Record::Place(samples::place("edo", "Edo", "JP"))).await;
    let batch = register.publish(vec![rename("mechanism:tchm", "mechanism:heads"), merge("place:tokyo", "place:edo")]).await.unwrap().batch;
    undo(&register, batch).await;
    assert_eq!(register.current("mechanism:tchm").await.record, Record::Mechanism(samples::mechanism("tchm", "customs")));
    assert!(matches!(register.store.find(&at("mechanism:heads")).await.unwrap(), Lookup::Moved { to, .. } if to == at("mechanism:tchm")));
    register.current("place:tokyo").await;
    register.current("place:edo").await;
    let row = register.store.find_meeting_row(&"tchm/6".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((row.mechanism.as_str(), row.place.unwrap().as_str()), ("tchm", "tokyo"));
}

#[tokio::test]
async fn what_cannot_be_undone_is_named() {
    let register = Register::with_samples().await;
    assert!(matches!(register.store.undo_plan(9, &words("x")).await, Err(UndoError::NoBatch(9))));
    register.put(other_topic()).await;
    match register.store.undo_plan(1, &words("x")).await.unwrap_err() {
        UndoError::ChangedSince { batch: 1, records } => assert_eq!(records, [at("topic:customs")]),
        other => panic!("{other:?}"),
    }
    let batch = register.publish(vec![redact("topic:customs", 1)]).await.unwrap().batch;
    assert!(matches!(register.store.undo_plan(batch, &words("x")).await, Err(UndoError::Redacted { .. })));
    // Batch 2 itself: what stood before it is gone for good.
    assert!(matches!(register.store.undo_plan(2, &words("x")).await, Err(UndoError::ChangedSince { .. })));
}
