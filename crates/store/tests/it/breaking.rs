//! What breaks between a node and PostgreSQL: every publish ends as published or not, and nothing is lost or doubled.

use std::time::{Duration, Instant};

use chancery_model::{Record, samples};
use chancery_store::{Change, Expects, Lookup, PublishError, Store};

use crate::changes::{at, batch};
use crate::database::Database;
use crate::line::Line;
use crate::nodes::Node;

/// A node over a line that can be broken, and one that is reached directly.
async fn nodes() -> Option<(Database, Line, Node, Node)> {
    let database = Database::make().await?;
    let line = Line::to(&database).await;
    let far = Node::at(&line.url(&database)).await;
    far.samples().await;
    let near = Node::of(&database).await;
    near.store.pull().await.unwrap();
    Some((database, line, far, near))
}

async fn is_there(store: &Store, id: &str) -> bool {
    matches!(store.find(&at(&format!("topic:{id}"))).await.unwrap(), Lookup::Found(_))
}

#[tokio::test]
async fn without_its_journal_a_node_reads_and_says_that_it_cannot_publish() {
    let Some((database, line, far, near)) = nodes().await else { return };
    line.cut();
    let refused = far.topic("a", 1, Expects::Absent).await.unwrap_err();
    assert!(matches!(&refused, PublishError::Unreachable(_)), "{refused:?}");
    assert!(!format!("{refused:?} {:?}", far.store).contains("horse"), "{refused:?}");
    assert!(far.store.pull().await.unwrap_err().is_unreachable());
    assert!(far.store.journal_head().await.unwrap_err().is_unreachable());
    assert_eq!(far.store.counts().await.unwrap().meetings, 2);
    // The folder can be opened meanwhile, by another process or the next.
    let again = Store::open_at(far.store.location(), chancery_store::Limits::default()).await.unwrap();
    assert_eq!(again.head().await.unwrap().seq, 12);
    near.topic("meanwhile", 1, Expects::Absent).await.unwrap();
    line.mend();
    assert_eq!(far.topic("a", 1, Expects::Absent).await.unwrap(), 14);
    assert!(is_there(&far.store, "meanwhile").await);
    assert_eq!(again.pull().await.unwrap().head.seq, 14);
    assert_eq!(database.number("SELECT COUNT(*) FROM entry").await, 14);
    far.sound().await;
}

#[tokio::test]
async fn a_lost_answer_to_a_commit_is_asked_for() {
    let Some((_database, line, far, near)) = nodes().await else { return };
    line.lose_answer_of_next_commit();
    assert_eq!(far.topic("published", 1, Expects::Absent).await.unwrap(), 13);
    assert!(is_there(&far.store, "published").await);
    line.lose_next_commit();
    let refused = far.topic("not", 1, Expects::Absent).await.unwrap_err();
    assert!(matches!(refused, PublishError::Unreachable(_)), "{refused:?}");
    assert!(!is_there(&far.store, "not").await);
    near.store.pull().await.unwrap();
    assert!(is_there(&near.store, "published").await && !is_there(&near.store, "not").await);
    assert_eq!(far.topic("not", 2, Expects::Absent).await.unwrap(), 14);
    near.store.pull().await.unwrap();
    assert_eq!(near.export().await, far.export().await);
}

#[tokio::test]
async fn an_answer_that_cannot_be_had_is_said_to_be_uncertain() {
    let Some((_database, line, far, near)) = nodes().await else { return };
    line.lose_answer_of_next_commit_and_cut();
    let uncertain = far.topic("perhaps", 1, Expects::Absent).await.unwrap_err();
    let PublishError::Uncertain { batch, seq, digest } = uncertain else { panic!("{uncertain:?}") };
    assert_eq!((batch, seq), (2, 13));
    assert!(!is_there(&far.store, "perhaps").await, "what is uncertain is not shown");
    line.mend();
    near.store.pull().await.unwrap();
    // The message says what to look for: here it was published.
    assert_eq!(near.store.digest_at(seq).await.unwrap(), Some(digest));
    far.store.pull().await.unwrap();
    assert!(is_there(&far.store, "perhaps").await);
    far.sound().await;
}

#[tokio::test]
async fn a_server_that_ends_a_session_while_it_commits_leaves_nothing() {
    let Some((database, _line, far, near)) = nodes().await else { return };
    slow_commit(&database, 5000).await;
    let ending = async {
        until_committing(&database).await;
        database.run(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {COMMITTING}")).await;
        database.run("DROP TRIGGER linger ON batch").await;
    };
    let (done, ()) = tokio::join!(far.topic("ended", 1, Expects::Absent), ending);
    assert!(matches!(done, Err(PublishError::Unreachable(_))), "{done:?}");
    assert!(!is_there(&far.store, "ended").await);
    assert_eq!(near.topic("after", 1, Expects::Absent).await.unwrap(), 13);
    far.store.pull().await.unwrap();
    assert_eq!(near.export().await, far.export().await);
}

#[tokio::test]
async fn a_publisher_that_goes_away_between_the_two_commits_has_published() {
    let Some((database, _line, far, near)) = nodes().await else { return };
    slow_commit(&database, 1500).await;
    tokio::select! {
        done = far.topic("gone", 1, Expects::Absent) => panic!("it was to be dropped while the journal commits: {done:?}"),
        () = until_committing(&database) => {}
    }
    assert!(!is_there(&far.store, "gone").await);
    // The head is free when that commit is over, and not before.
    assert_eq!(near.topic("next", 1, Expects::Absent).await.unwrap(), 14);
    assert!(is_there(&near.store, "gone").await);
    assert_eq!(far.store.pull().await.unwrap().entries, 2);
    assert_eq!(near.export().await, far.export().await);
    far.sound().await;
}

/// A session that is committing a batch.
const COMMITTING: &str = "datname = current_database() AND state = 'active' AND query LIKE 'NOTIFY%COMMIT' AND pid <> pg_backend_pid()";

/// Waits until a batch is being committed.
async fn until_committing(database: &Database) {
    let statement = format!("SELECT COUNT(*) FROM pg_stat_activity WHERE {COMMITTING}");
    for _ in 0..2000 {
        if database.number(&statement).await > 0 {
            return;
        }
    }
    panic!("no batch is ever committed");
}

/// Makes every commit of a batch take so long.
async fn slow_commit(database: &Database, milliseconds: u32) {
    let seconds = f64::from(milliseconds) / 1000.0;
    let statements = format!(
        "CREATE FUNCTION linger() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep({seconds}); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER linger AFTER INSERT ON batch DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION linger()"
    );
    database.run(&statements).await;
}

#[tokio::test]
async fn a_publisher_dropped_at_any_moment_has_published_whole_or_not() {
    let Some((_database, _line, far, near)) = nodes().await else { return };
    let mut chance: u64 = 20_261_122;
    let mut said = Vec::new();
    for turn in 0..60 {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let changes = (0..3).map(|n| Change::publish(Record::Topic(samples::topic(&format!("d{turn}-{n}"))), Expects::Absent)).collect();
        let moment = Duration::from_micros((chance >> 33) % 15_000);
        if let Ok(done) = tokio::time::timeout(moment, far.store.publish(batch("dropped"), changes)).await {
            done.unwrap();
            said.push(turn);
        }
    }
    near.store.pull().await.unwrap();
    for turn in 0..60 {
        let mut there = 0;
        for n in 0..3 {
            there += u32::from(is_there(&near.store, &format!("d{turn}-{n}")).await);
        }
        assert!(there == 3 || (there == 0 && !said.contains(&turn)), "turn {turn}: {there} of 3 are there");
    }
    far.store.pull().await.unwrap();
    assert_eq!(near.export().await, far.export().await);
    far.sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_stops_while_it_holds_the_head_does_not_hold_up_the_others() {
    let Some((database, line, far, near)) = nodes().await else { return };
    // The head is taken over the line, and then the line is silent: as when the process is stopped.
    slow_commit(&database, 10).await;
    let many = (0..400).map(|n| Change::publish(Record::Topic(samples::topic(&format!("many{n}"))), Expects::Absent)).collect();
    let store = far.store.clone();
    let stopped = tokio::spawn(async move { store.publish(batch("stopped"), many).await });
    for turn in 0.. {
        let held = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'";
        if database.number(held).await > 0 {
            line.hold();
            break;
        }
        assert!(turn < 2000, "the head is never held");
    }
    let begin = Instant::now();
    near.topic("others", 1, Expects::Absent).await.unwrap();
    let waited = begin.elapsed();
    assert!(waited < Duration::from_secs(9), "{waited:?}");
    line.mend();
    let outcome = stopped.await.unwrap();
    near.store.pull().await.unwrap();
    assert_eq!(outcome.is_ok(), is_there(&near.store, "many7").await, "{outcome:?}");
    far.store.pull().await.unwrap();
    assert_eq!(near.export().await, far.export().await);
    far.sound().await;
}
