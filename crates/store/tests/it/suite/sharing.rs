//! Several handles, tasks and processes on one folder.

use chancery_model::{Record, samples};
use chancery_store::{Change, Expects, OpenError};
use sqlx::{Connection, SqliteConnection};

use super::register::{Register, at, batch, location, new_database, open};

pub(crate) async fn raw(folder: &std::path::Path) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite://{}", folder.join("register.sqlite").display())).await.unwrap()
}

#[tokio::test]
async fn two_handles_see_each_others_writes() {
    let register = Register::with_samples().await;
    let other = register.open().await.unwrap();
    assert_eq!(other.head().await.unwrap(), register.store.head().await.unwrap());
    let topic = |id: &str| vec![Change::publish(Record::Topic(samples::topic(id)), Expects::Absent)];
    other.publish(batch("there"), topic("there")).await.unwrap();
    assert_eq!(register.store.head().await.unwrap().seq, 13);
    register.current("topic:there").await;
    register.publish(topic("here")).await.unwrap();
    assert!(matches!(other.find(&at("topic:here")).await.unwrap(), chancery_store::Lookup::Found(_)));
    assert_eq!(other.changes(12, 10).await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_at_once_take_turns() {
    let register = Register::with_samples().await;
    let mut tasks = Vec::new();
    for writer in 0..4 {
        let store = register.open().await.unwrap();
        tasks.push(tokio::spawn(async move {
            for n in 0..5 {
                let topic = Record::Topic(samples::topic(&format!("w{writer}-{n}")));
                store.publish(batch("turn"), vec![Change::publish(topic, Expects::Absent)]).await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(register.store.head().await.unwrap().batch, 21);
    assert!(register.store.verify(|_| {}).await.unwrap().is_record_sound());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_folder_can_be_opened_by_several_at_once() {
    let folder = tempfile::TempDir::new().unwrap();
    let database = new_database().await;
    let tasks: Vec<_> = (0..6)
        .map(|_| {
            let location = location(folder.path(), database.as_ref());
            tokio::spawn(async move { open(&location).await.map(|_| ()) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_register_of_a_newer_version_is_refused() {
    let register = Register::with_samples().await;
    register.store.close().await;
    let mut c = raw(register.folder.path()).await;
    sqlx::raw_sql("PRAGMA user_version = 99").execute(&mut c).await.unwrap();
    let refused = register.open().await.unwrap_err();
    assert!(matches!(refused, OpenError::NewerSchema { found: 99, .. }), "{refused}");
    sqlx::raw_sql("PRAGMA user_version = 3; PRAGMA application_id = 7").execute(&mut c).await.unwrap();
    assert!(matches!(register.open().await, Err(OpenError::NotRegister(_))));
}

#[tokio::test]
async fn views_that_lag_or_follow_another_journal_are_mended_when_opened() {
    for harm in [
        "UPDATE view_cursor SET seq = 0, digest = zeroblob(32); DELETE FROM record; DELETE FROM publication; DELETE FROM meeting",
        "UPDATE view_cursor SET digest = zeroblob(32); DELETE FROM meeting_link",
        "UPDATE view_cursor SET seq = 7",
        "UPDATE view_cursor SET seq = 700",
    ] {
        let register = Register::with_samples().await;
        register.store.close().await;
        let mut c = raw(register.folder.path()).await;
        sqlx::raw_sql(harm).execute(&mut c).await.unwrap();
        c.close().await.unwrap();
        let store = register.open().await.unwrap();
        let report = store.verify(|_| {}).await.unwrap();
        assert!(report.is_record_sound(), "{harm}: {:?}", report.faults);
    }
}
