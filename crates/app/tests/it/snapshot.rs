//! A new node takes tables and index from a snapshot, answers as the one that wrote it, and follows from there.
//!
//! Snapshots need a journal in PostgreSQL.

use chancery_app::{App, ErrorKind, Location, snapshot};
use chancery_model::{Record, samples};
use chancery_search::{Found, Index};

use crate::database::Database;
use crate::follow::{found, publish, put};

#[tokio::test]
async fn a_new_node_answers_as_the_one_that_wrote_the_snapshot() {
    let Some(database) = Database::make() else { return };
    let folders = tempfile::tempdir().unwrap();
    let first = App::open_at(&database.node(folders.path(), "first")).await.unwrap();
    assert!(!snapshot::is_due(&first, 10).await.unwrap(), "there is nothing yet");
    publish(&first, samples::a_register().into_iter().map(put).collect()).await;
    assert!(!snapshot::is_due(&first, 0).await.unwrap());
    assert!(snapshot::is_due(&first, 10).await.unwrap());
    let written = snapshot::write(&first).await.unwrap();
    assert!(written.is_new && written.snapshot.index_version == Some(Index::version()), "{written:?}");
    assert_eq!(written.snapshot.index_seq, written.snapshot.head.seq, "the index was brought level first");
    assert!(!snapshot::is_due(&first, 10).await.unwrap());
    assert!(!snapshot::write(&first).await.unwrap().is_new);
    publish(&first, vec![put(Record::Topic(samples::topic("after")))]).await;
    first.follow_once().await.unwrap();

    let location = database.node(folders.path(), "second");
    assert_eq!(snapshot::list(&location).await.unwrap(), std::slice::from_ref(&written.snapshot));
    let restored = snapshot::restore(&location).await.unwrap().unwrap();
    assert_eq!((restored.snapshot, restored.has_index, restored.passed_over.len()), (written.snapshot, true, 0));
    let second = App::open_at(&location).await.unwrap();
    assert_eq!(second.index_found(), &Found::Index);
    second.store().pull().await.unwrap();
    let followed = second.follow_once().await.unwrap();
    assert_eq!(followed.entries, 1, "only what came after the snapshot is indexed");
    for query in ["税関", "関税局長", "TCHM", "Tokyo", "第6回", "after"] {
        assert_eq!(found(&second, query).await, found(&first, query).await, "{query}");
    }
    assert_eq!(second.index().find_damage().unwrap(), [] as [String; 0]);
    assert_eq!(snapshot::restore(&location).await.unwrap(), None, "the folder is in use");
}

#[tokio::test]
async fn a_register_of_its_own_has_no_snapshots() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::open(folder.path()).await.unwrap();
    assert!(!snapshot::is_due(&app, 1).await.unwrap());
    assert_eq!(snapshot::write(&app).await.unwrap_err().kind, ErrorKind::Conflict);
    assert_eq!(snapshot::restore(&Location::folder(folder.path().join("new"))).await.unwrap(), None);
}
