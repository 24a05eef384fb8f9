//! How fast batches are published, on both databases. A measurement and no test: run it by name, `--run-ignored all`, in
//! release, on a machine that does nothing else.

use std::time::{Duration, Instant};

use chancery_model::{Meeting, Record, samples};
use chancery_store::{Change, Expects, Store};
use tempfile::TempDir;

use crate::changes::batch;
use crate::database::Database;
use crate::nodes::Node;

const SMALL: usize = 500;
const LARGE: usize = 10_000;

fn meetings(range: std::ops::Range<usize>) -> Vec<Change> {
    let meeting =
        |n: usize| Meeting { id: format!("tchm/n{n}").parse().unwrap(), ..samples::meeting("tchm", u32::try_from(n % 5).unwrap() + 1) };
    range.map(|n| Change::publish(Record::Meeting(meeting(n)), Expects::Absent)).collect()
}

async fn measure(name: &str, store: &Store) {
    let first = samples::a_register().into_iter().map(|r| Change::publish(r, Expects::Absent)).collect();
    store.publish(batch("samples"), first).await.unwrap();
    let mut times: Vec<Duration> = Vec::new();
    for n in 0..SMALL {
        let begin = Instant::now();
        store.publish(batch("one"), meetings(n..n + 1)).await.unwrap();
        times.push(begin.elapsed());
    }
    let all: Duration = times.iter().sum();
    times.sort_unstable();
    let begin = Instant::now();
    store.publish(batch("many"), meetings(SMALL..SMALL + LARGE)).await.unwrap();
    eprintln!(
        "{name}: {:.0} batches a second of one record, median {:?}, 99th {:?}; {LARGE} records in one batch in {:?}",
        f64::from(u32::try_from(SMALL).unwrap()) / all.as_secs_f64(),
        times[SMALL / 2],
        times[SMALL * 99 / 100],
        begin.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn batches_a_second() {
    let folder = TempDir::new().unwrap();
    measure("SQLite", &Store::open(folder.path()).await.unwrap()).await;
    let Some(database) = Database::make().await else { return };
    let node = Node::of(&database).await;
    measure("PostgreSQL", &node.store).await;
    let late = Node::of(&database).await;
    let begin = Instant::now();
    let pulled = late.store.pull().await.unwrap();
    eprintln!("a new node: {} entries in {:?}", pulled.entries, begin.elapsed());
}
