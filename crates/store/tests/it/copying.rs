//! Whole registers from one place to another, broken off and taken up again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chancery_model::{Record, Topic, samples};
use chancery_store::{Change, CopyError, CopyProgress, CopyStage, Expects, Store};
use tempfile::TempDir;

use crate::changes::{batch, redact, rename};
use crate::database::Database;
use crate::nodes::Node;

/// A register with some thousand entries, a redaction among them, and files.
async fn source() -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let publish = async |changes: Vec<Change>| store.publish(batch("because"), changes).await.unwrap();
    publish(samples::a_register().into_iter().map(|r| Change::publish(r, Expects::Absent)).collect()).await;
    for part in 0..4 {
        let topics = (0..280).map(|n| Change::publish(Record::Topic(samples::topic(&format!("t{part}-{n}"))), Expects::Absent));
        publish(topics.collect()).await;
    }
    publish(vec![Change::publish(Record::Topic(Topic { position: 9, ..samples::topic("t0-0") }), Expects::Any)]).await;
    publish(vec![redact("topic:t0-0", 1), rename("topic:t1-1", "topic:renamed")]).await;
    for n in 0..5 {
        store.vault().put(format!("file {n}").into_bytes()).await.unwrap();
    }
    (folder, store)
}

async fn export(store: &Store) -> Vec<u8> {
    store.export(Vec::new()).await.unwrap().0
}

/// Copies until so many steps are done, and gives up in the middle.
async fn break_off(from: &Store, to: &Store, steps: u32) {
    let done = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&done);
    let copying = from.copy_to(to, move |progress| {
        if progress.stage == CopyStage::Journal {
            seen.fetch_add(1, Ordering::SeqCst);
        }
    });
    tokio::pin!(copying);
    while done.load(Ordering::SeqCst) < steps {
        let is_over = tokio::select! {
            biased;
            copied = &mut copying => { copied.unwrap(); true }
            () = tokio::time::sleep(std::time::Duration::from_millis(1)) => false,
        };
        assert!(!is_over, "the copy was over before it could be broken off");
    }
}

#[tokio::test]
async fn a_register_goes_to_postgresql_and_back() {
    let Some(database) = Database::make().await else { return };
    let (_folder, from) = source().await;
    let there = Node::of(&database).await;
    break_off(&from, &there.store, 1).await;
    let head = there.store.journal_head().await.unwrap();
    assert!(head.seq > 0 && head.seq < from.head().await.unwrap().seq, "{head:?}");

    // Another process goes on, with a folder that knows nothing.
    let there = Node::of(&database).await;
    let mut stages: Vec<CopyProgress> = Vec::new();
    let copied = from.copy_to(&there.store, |progress| stages.push(progress)).await.unwrap();
    assert_eq!((copied.known, copied.files, copied.head), (head.seq, 5, from.head().await.unwrap()));
    assert_eq!(copied.known + copied.added, copied.head.seq);
    assert_eq!(export(&there.store).await, export(&from).await);
    assert_eq!(stages.last().map(|last| (last.done, last.of)), Some((copied.head.seq, copied.head.seq)));
    assert_eq!(database.number("SELECT COUNT(*) FROM entry").await, i64::try_from(copied.head.seq).unwrap());
    assert_eq!(database.number("SELECT COUNT(*) FROM body WHERE seq = 13").await, 0, "what was redacted stays redacted");
    there.sound().await;

    let back = TempDir::new().unwrap();
    let back = Store::open(back.path()).await.unwrap();
    break_off(&there.store, &back, 2).await;
    let copied = there.store.copy_to(&back, |_| {}).await.unwrap();
    assert!(copied.known > 0);
    assert_eq!(export(&back).await, export(&from).await);
    assert_eq!(back.vault().count().await.unwrap().0, 5);
    assert!(back.verify(|_| {}).await.unwrap().is_record_sound());
    // Again, and nothing happens; and when the source went on, the rest follows.
    assert_eq!(there.store.copy_to(&back, |_| {}).await.unwrap().added, 0);
    there.topic("later", 1, Expects::Absent).await.unwrap();
    assert_eq!(there.store.copy_to(&back, |_| {}).await.unwrap().added, 1);
}

#[tokio::test]
async fn a_target_that_is_another_register_is_refused() {
    let (_folder, from) = source().await;
    let other = TempDir::new().unwrap();
    let other = Store::open(other.path()).await.unwrap();
    let others = samples::a_register().into_iter().map(|r| Change::publish(r, Expects::Absent)).collect();
    other.publish(batch("for another reason"), others).await.unwrap();
    let refused = from.copy_to(&other, |_| {}).await.unwrap_err();
    assert!(matches!(refused, CopyError::Diverges { seq: 12 }), "{refused:?}");
    assert_eq!(other.head().await.unwrap().seq, 12);
}
