//! Publish, find, history; and what is refused.

use chancery_model::journal::Operation;
use chancery_model::{Kind, Record, samples};
use chancery_store::{Body, Change, Expects, Lookup, MeetingQuery, PublishError, Store};

use crate::register::{Register, at, batch, change, merge, redact, rename, withdraw, words};

#[tokio::test]
async fn what_was_published_is_found_again() {
    let register = Register::with_samples().await;
    for record in samples::one_of_each() {
        let current = register.current(&record.address().to_string()).await;
        assert_eq!(current.record, record);
        assert_eq!((current.revision, current.batch.number, current.first_published.as_str()), (1, 1, "2026-11-22T07:20:25Z"));
    }
    assert_eq!(register.store.find(&at("meeting:tchm/5")).await.unwrap(), Lookup::Absent);
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
    is_send(Store::open(register.folder.path())).await.unwrap();
}
