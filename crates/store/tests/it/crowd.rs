//! Many publishers on several nodes: the order has no gap, nobody sees a number before the one in front of it, and the
//! journal is the one that the same batches make one after the other on one machine.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chancery_model::{Record, Topic, samples};
use chancery_store::{Change, Expects, NewBatch, PublishError, Store};
use proptest::prelude::*;
use sqlx::{Connection, PgConnection, Row};
use tempfile::TempDir;

use crate::changes::{at, batch, withdraw};
use crate::database::Database;
use crate::nodes::Node;

const PUBLISHERS: usize = 8;
const NODES: usize = 3;

/// What one publisher does in one batch, in numbers: which records, and whether one of them is meant to be contested.
type Turn = (u8, u8, bool);

fn changes(publisher: usize, turn: usize, (first, second, is_contested): Turn) -> Vec<Change> {
    let serial = u32::try_from(turn * PUBLISHERS + publisher + 2).unwrap();
    let topic = |id: String| Record::Topic(Topic { position: serial, ..samples::topic(&id) });
    let mut changes = vec![Change::publish(topic(format!("shared-{}", first % 5)), Expects::Any)];
    match second % 4 {
        0 => changes.push(Change::publish(topic(format!("own-{publisher}-{turn}")), Expects::Absent)),
        1 if turn > 0 => changes.push(Change::publish(topic(format!("late-{publisher}")), Expects::Any)),
        2 => {
            changes
                .push(Change { expects: Expects::Revision(1), ..withdraw(&format!("topic:own-{publisher}-{}", turn.saturating_sub(1))) });
        }
        _ => {}
    }
    if is_contested {
        changes.push(Change::publish(topic("contested".into()), Expects::Absent));
    }
    changes
}

/// Follows a store and fails if it ever sees a gap or goes back.
async fn watch(store: Store, is_over: Arc<AtomicBool>) -> u64 {
    let (mut last, mut looks) = (0, 0);
    loop {
        let was_over = is_over.load(Ordering::SeqCst);
        assert_eq!(store.pull().await.unwrap().diverged, None, "nothing was ever lost");
        let head = store.head().await.unwrap();
        while last < head.seq {
            for change in store.changes(last, 500).await.unwrap() {
                assert_eq!(change.header.seq, last + 1, "a number is missing");
                last = change.header.seq;
            }
        }
        looks += 1;
        if was_over {
            return looks;
        }
        store.wait_for_news(Duration::from_millis(20)).await;
    }
}

/// The same for who asks PostgreSQL itself.
async fn watch_postgres(mut c: PgConnection, is_over: Arc<AtomicBool>) {
    let mut last = 0;
    while !is_over.load(Ordering::SeqCst) {
        let row = sqlx::raw_sql("SELECT (SELECT seq FROM head) AS head, COUNT(*) AS count, COALESCE(MAX(seq), 0) AS last FROM entry");
        let row = row.fetch_one(&mut c).await.unwrap();
        let (head, count, end): (i64, i64, i64) = (row.get("head"), row.get("count"), row.get("last"));
        assert_eq!((head, count), (end, end), "a number is missing");
        assert!(end >= last);
        last = end;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    c.close().await.unwrap();
}

async fn crowd(turns: Vec<Vec<Turn>>) {
    let Some(database) = Database::make().await else { return };
    let mut nodes = Vec::new();
    for _ in 0..NODES {
        nodes.push(Node::of(&database).await);
    }
    nodes[0].samples().await;
    let is_over = Arc::new(AtomicBool::new(false));
    let watching: Vec<_> = nodes.iter().map(|node| tokio::spawn(watch(node.store.clone(), Arc::clone(&is_over)))).collect();
    let at_postgres = tokio::spawn(watch_postgres(database.raw().await, Arc::clone(&is_over)));

    let begin = Instant::now();
    let mut publishing = Vec::new();
    for (publisher, turns) in turns.into_iter().enumerate() {
        let store = nodes[publisher % NODES].store.clone();
        publishing.push(tokio::spawn(async move {
            let mut done: Vec<(u64, NewBatch, Vec<Change>)> = Vec::new();
            for (turn, numbers) in turns.into_iter().enumerate() {
                let (about, changes) = (batch(&format!("{publisher} at {turn}")), changes(publisher, turn, numbers));
                match store.publish(about.clone(), changes.clone()).await {
                    Ok(published) => done.push((published.batch, about, changes)),
                    Err(PublishError::Conflict { .. } | PublishError::Absent(_) | PublishError::Withdrawn { .. }) => {}
                    Err(error) => panic!("{error:?}"),
                }
            }
            done
        }));
    }
    let mut batches = BTreeMap::new();
    for publisher in publishing {
        for (number, about, changes) in publisher.await.unwrap() {
            assert!(batches.insert(number, (about, changes)).is_none(), "batch {number} was given twice");
        }
    }
    let took = begin.elapsed();
    is_over.store(true, Ordering::SeqCst);
    for watch in watching {
        assert!(watch.await.unwrap() > 1);
    }
    at_postgres.await.unwrap();
    eprintln!("{} batches of {PUBLISHERS} publishers on {NODES} nodes in {took:?}", batches.len());

    // One after the other, on one machine.
    let folder = TempDir::new().unwrap();
    let alone = Node { store: Store::open(folder.path()).await.unwrap(), folder };
    alone.samples().await;
    let alone = &alone.store;
    for (expected, (number, (about, changes))) in (2..).zip(batches) {
        assert_eq!(number, expected, "a batch is missing");
        assert_eq!(alone.publish(about, changes).await.unwrap().batch, number);
    }
    let serial = alone.export(Vec::new()).await.unwrap().0;
    for node in &nodes {
        assert_eq!(node.store.head().await.unwrap(), alone.head().await.unwrap());
        assert!(node.export().await == serial, "a node's journal is another than that of a serial replay");
    }
    nodes[0].sound().await;
    assert!(matches!(nodes[1].store.find(&at("topic:nowhere")).await.unwrap(), chancery_store::Lookup::Absent));
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn p5_many_publishers_make_the_journal_of_a_serial_replay(
        turns in prop::collection::vec(prop::collection::vec((any::<u8>(), any::<u8>(), prop::bool::weighted(0.1)), 1..8), PUBLISHERS)
    ) {
        runtime().block_on(crowd(turns));
    }
}

/// Ten thousand batches. Run it by name, with `--run-ignored all`; it takes minutes.
#[test]
#[ignore = "takes minutes; the property test is the same in small"]
fn p5_ten_thousand_batches_make_the_journal_of_a_serial_replay() {
    let mut chance: u64 = 20_261_122;
    let mut next = move || {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u8::try_from(chance >> 56).unwrap()
    };
    // One in three is refused, because it withdraws what is not there.
    let turns = (0..PUBLISHERS).map(|_| (0..1600).map(|_| (next(), next(), false)).collect()).collect();
    runtime().block_on(crowd(turns));
}
