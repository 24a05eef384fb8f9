//! A process that is killed in the middle of publishing leaves whole batches, and the next start needs no hand.
//!
//! The test runs its own binary again as the process to be killed. That process is [`the_one_to_be_killed`], which is
//! told the folder on standard input; run as a test like any other it is told nothing and has nothing to do.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use chancery_model::{Record, Topic, samples};
use chancery_store::{Change, Expects, FilesAt, Location};

use super::register::{batch, location, new_database, open};
use crate::database::Database;

/// How many records one batch publishes.
const WHOLE: u64 = 7;

#[test]
fn the_one_to_be_killed() {
    let mut lines = std::io::stdin().lines().map_while(Result::ok);
    let (Some(folder), Some(journal)) = (lines.next(), lines.next()) else {
        return;
    };
    let location = Location { folder: folder.into(), journal: journal.parse().unwrap(), files: FilesAt::DataFolder };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = open(&location).await.unwrap();
        // A bound, so that it ends even if nobody kills it.
        for turn in 0..2000u32 {
            let at = store.head().await.unwrap().seq;
            store.vault().put(format!("bytes {at} {turn}").into_bytes()).await.unwrap();
            let topics = (0..WHOLE).map(|n| Topic { position: u32::try_from(at).unwrap() + 1, ..samples::topic(&format!("t{n}")) });
            let mut changes: Vec<Change> = topics.map(|t| Change::publish(Record::Topic(t), Expects::Any)).collect();
            if at == 0 {
                changes.extend(samples::a_register().into_iter().take(2).map(|r| Change::publish(r, Expects::Any)));
                changes.truncate(usize::try_from(WHOLE).unwrap() + 2);
            }
            let published = store.publish(batch("until killed"), changes).await.unwrap();
            println!("published {}", published.batch);
        }
    });
}

/// Runs the process, kills it a moment after it has published so many batches, and gives the last that it said was done.
///
/// Counted in batches and not in time alone, so that the test means the same on a slow machine.
fn run_and_kill(folder: &Path, journal: &str, batches: u64, moment: Duration) -> u64 {
    let (_, module) = module_path!().split_once("::").unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("{module}::the_one_to_be_killed"), "--nocapture"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{}\n{journal}", folder.display()).unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut said = lines.filter_map(|line| line.rsplit_once("published ")?.1.parse::<u64>().ok());
    let mut last = 0;
    for _ in 0..batches {
        last = said.next().expect("the process goes on until it is killed");
    }
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
    said.last().unwrap_or(last)
}

#[tokio::test]
async fn p5_a_hundred_kills_leave_whole_batches() {
    let mut chance: u64 = 20_261_122;
    let mut kills = 0;
    for _ in 0..10 {
        let folder = tempfile::TempDir::new().unwrap();
        let database = new_database().await;
        let journal = database.as_ref().map_or("sqlite:".to_owned(), Database::url);
        let mut last = 0;
        for _ in 0..10 {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (batches, moment) = ((chance >> 60) % 5, Duration::from_micros((chance >> 33) % 12_000));
            let said = run_and_kill(folder.path(), &journal, batches, moment);
            let store = open(&location(folder.path(), database.as_ref())).await.unwrap();
            let report = store.verify(|_| {}).await.unwrap();
            assert!(report.is_sound(), "{report:?}");
            let batch = report.head.batch;
            assert!(batch >= said && batch >= last + batches, "batch {said} was published and is not there");
            assert_eq!(report.head.seq, if batch == 0 { 0 } else { batch * WHOLE + 2 }, "a part of a batch is there");
            last = batch;
            kills += 1;
            store.close().await;
        }
    }
    assert_eq!(kills, 100);
}
