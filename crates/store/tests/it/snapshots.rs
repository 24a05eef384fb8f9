//! Snapshots: a new node begins where another one was, and a snapshot that is not what it says is passed over.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chancery_model::{Record, samples};
use chancery_store::snapshot::{self, IndexFiles, RestoredSnapshot, SnapshotError, WrittenSnapshot};
use chancery_store::{Change, Expects, FilesAt, Limits, Location, Store};
use tempfile::TempDir;

use crate::bucket::Service;
use crate::changes::{batch, redact};
use crate::database::Database;

const VERSION: &str = "0.1.0-test";

/// A journal, a bucket, and nodes that come and go.
struct World {
    database: Database,
    service: Service,
    folders: TempDir,
}

impl World {
    async fn make() -> Option<World> {
        Some(World { database: Database::make().await?, service: Service::start().await, folders: TempDir::new().unwrap() })
    }

    fn location(&self, node: &str) -> Location {
        Location { files: self.service.place(), ..self.database.location(&self.folders.path().join(node)) }
    }

    async fn open(&self, node: &str) -> Store {
        Store::open_at(&self.location(node), Limits::default()).await.unwrap()
    }

    async fn restore(&self, node: &str) -> Option<RestoredSnapshot> {
        snapshot::restore(&self.location(node), VERSION).await.unwrap()
    }

    fn folder(&self, node: &str) -> PathBuf {
        self.folders.path().join(node)
    }

    /// The objects of all snapshots: their keys and where they lie.
    fn objects(&self) -> BTreeMap<String, PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() { walk(&path, found) } else { found.push(path) }
            }
        }
        let root = self.service.path_of("snapshots");
        let mut found = Vec::new();
        walk(&root, &mut found);
        found.into_iter().map(|path| (path.strip_prefix(&root).unwrap().display().to_string(), path)).collect()
    }

    fn manifests(&self) -> Vec<PathBuf> {
        self.objects().into_iter().filter(|(key, _)| key.ends_with("manifest.json")).map(|(_, path)| path).collect()
    }
}

async fn publish(store: &Store, id: &str, revision: u32) {
    let place = samples::place(id, &format!("Place as of {revision}"), "JP");
    store.publish(batch("because"), vec![Change::publish(Record::Place(place), Expects::Any)]).await.unwrap();
}

/// A stand-in for the files of an index: one goes in several pieces, one is empty.
fn index_in(folder: &Path, version: &str, seq: u64) -> IndexFiles {
    let index = folder.join("index");
    fs::create_dir_all(index.join("engine")).unwrap();
    let noise: Vec<u8> = (0u32..9 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
    fs::write(index.join("engine/segment.store"), noise).unwrap();
    fs::write(index.join("engine/.managed.json"), b"").unwrap();
    IndexFiles { folder: index, version: version.into(), seq }
}

async fn write(store: &Store, version: &str) -> WrittenSnapshot {
    let folder = store.prepare_snapshot().await.unwrap();
    let index = index_in(&folder, version, store.head().await.unwrap().seq);
    store.write_snapshot(Some(index)).await.unwrap()
}

#[tokio::test]
async fn a_new_node_begins_where_another_one_was() {
    let Some(world) = World::make().await else { return };
    let first = world.open("first").await;
    let changes = samples::a_register().into_iter().map(|r| Change::publish(r, Expects::Absent)).collect();
    first.publish(batch("all"), changes).await.unwrap();
    let page = first.vault().put(b"made up".to_vec()).await.unwrap();
    assert_eq!(world.restore("second").await, None, "there is no snapshot yet");

    let written = write(&first, VERSION).await;
    assert!(written.is_new && written.pruned == 0, "{written:?}");
    assert_eq!(written.snapshot.head, first.head().await.unwrap());
    assert!(written.snapshot.size_bytes > 9 << 20);
    let again = write(&first, VERSION).await;
    assert_eq!(again, WrittenSnapshot { is_new: false, ..written.clone() });
    assert_eq!(snapshot::list(&world.location("anywhere")).await.unwrap(), std::slice::from_ref(&written.snapshot));
    assert!(!world.folder("first").join("snapshot.partial").exists());
    assert_eq!(first.newest_snapshot(VERSION).await.unwrap(), Some(written.snapshot.head.seq));
    assert_eq!(first.newest_snapshot("another").await.unwrap(), None);

    publish(&first, "later", 7).await;
    let restored = world.restore("second").await.unwrap();
    assert_eq!(restored, RestoredSnapshot { snapshot: written.snapshot, has_index: true, passed_over: Vec::new() });
    assert!(!world.folder("second").join("snapshot.partial").exists());
    let expected = index_in(&world.folder("expected"), VERSION, 0).folder;
    for file in ["engine/segment.store", "engine/.managed.json"] {
        assert!(fs::read(expected.join(file)).unwrap() == fs::read(world.folder("second").join("index").join(file)).unwrap());
    }
    let second = world.open("second").await;
    assert_eq!(second.pull().await.unwrap().entries, 1, "only what came after the snapshot");
    assert_eq!(second.head().await.unwrap(), first.head().await.unwrap());
    let report = second.verify(|_| {}).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(second.vault().get(&page).await.unwrap().as_deref(), Some(&b"made up"[..]));
    publish(&second, "from-the-second", 8).await;
    assert_eq!(first.pull().await.unwrap().entries, 1);
    assert_eq!(world.restore("second").await, None, "the folder is in use");
}

#[tokio::test]
async fn an_index_of_another_version_stays_where_it_is() {
    let Some(world) = World::make().await else { return };
    let first = world.open("first").await;
    publish(&first, "one", 1).await;
    write(&first, VERSION).await;
    publish(&first, "two", 2).await;
    write(&first, "0.2.0-newer").await;
    let restored = world.restore("second").await.unwrap();
    assert_eq!((restored.snapshot.head.seq, restored.has_index), (1, true), "an older one with an index serves better");
    let location = world.location("third");
    let restored = snapshot::restore(&location, "0.3.0-newest").await.unwrap().unwrap();
    assert_eq!((restored.snapshot.head.seq, restored.has_index), (2, false));
    assert!(!world.folder("third").join("index").exists());
    assert_eq!(world.open("third").await.pull().await.unwrap().entries, 0);
}

#[tokio::test]
async fn damaged_and_foreign_snapshots_are_passed_over() {
    let Some(world) = World::make().await else { return };
    let first = world.open("first").await;
    publish(&first, "one", 1).await;
    write(&first, VERSION).await;
    let older = world.objects();
    publish(&first, "two", 2).await;
    write(&first, VERSION).await;
    let newer: Vec<(String, PathBuf)> = world.objects().into_iter().filter(|(key, _)| !older.contains_key(key)).collect();
    assert!(newer.len() >= 4, "{newer:?}");
    // Each object of the newer one, damaged in three ways: the older one is used, and nothing of the newer one.
    for (turn, (key, path)) in newer.iter().enumerate() {
        let sound = fs::read(path).unwrap();
        let mut other = sound.clone();
        let middle = other.len() / 2;
        other[middle] ^= 1;
        for (way, damage) in [None, Some(&sound[..middle]), Some(&other[..])].into_iter().enumerate() {
            match damage {
                None => fs::remove_file(path).unwrap(),
                Some(bytes) => fs::write(path, bytes).unwrap(),
            }
            let node = format!("damaged {turn} {way}");
            let restored = world.restore(&node).await.unwrap();
            assert_eq!(restored.snapshot.head.seq, 1, "{key} damaged in way {way}");
            // A manifest that is gone makes no snapshot at all; one with another byte may say something else or not read.
            let is_said = !restored.passed_over.is_empty() || (key.ends_with("manifest.json") && way == 0);
            assert!(is_said, "{key} damaged in way {way}");
            fs::remove_dir_all(world.folder(&node)).unwrap();
            fs::write(path, &sound).unwrap();
        }
    }
    assert_eq!(world.restore("sound").await.unwrap().snapshot.head.seq, 2);

    // Another register in the same place of the same bucket.
    let other = Database::make().await.unwrap();
    let location = Location { files: world.service.place(), ..other.location(&world.folder("other")) };
    let store = Store::open_at(&location, Limits::default()).await.unwrap();
    publish(&store, "one", 1).await;
    let fresh = Location { folder: world.folder("fresh"), ..location };
    assert_eq!(snapshot::restore(&fresh, VERSION).await.unwrap(), None);
    assert!(!fresh.folder.join("register.sqlite").exists());

    // A journal that lost its last batch: the snapshot that has it is of no use.
    let digest = first.digest_at(1).await.unwrap().unwrap();
    let cut = "DELETE FROM body WHERE seq > 1; DELETE FROM entry WHERE seq > 1; DELETE FROM batch WHERE number > 1;";
    world.database.run(&format!("{cut} UPDATE head SET seq = 1, batch = 1, digest = '\\x{digest}'")).await;
    let restored = world.restore("after").await.unwrap();
    assert_eq!(restored.snapshot.head.seq, 1);
    assert!(restored.passed_over[0].why.contains("does not have its number 2"), "{restored:?}");
    assert_eq!(world.open("after").await.pull().await.unwrap().diverged, None);
    // A node that goes back, and goes on, takes the lost one away when it writes its own.
    assert_eq!(first.pull().await.unwrap().diverged, Some(1));
    publish(&first, "another-two", 2).await;
    publish(&first, "three", 3).await;
    assert_eq!(write(&first, VERSION).await.pruned, 1);
    assert_eq!(world.restore("last").await.unwrap().passed_over, []);
}

#[tokio::test]
async fn old_snapshots_and_those_with_redacted_bodies_go() {
    let Some(world) = World::make().await else { return };
    let store = world.open("node").await;
    let mut pruned = Vec::new();
    for position in 1..=4 {
        publish(&store, "kobe", position).await;
        pruned.push(write(&store, VERSION).await.pruned);
    }
    assert_eq!(pruned, [0, 0, 1, 1]);
    assert_eq!(world.manifests().len(), 2);
    // Another version has its own two.
    assert_eq!(write(&store, "0.2.0-newer").await.pruned, 0);
    assert_eq!(world.manifests().len(), 3);
    // One that was never finished goes after a day, and is never listed.
    let unfinished = world.manifests()[0].parent().unwrap().parent().unwrap().join(format!("{:020}-0123456789abcdef/x.gz", 3));
    fs::create_dir_all(unfinished.parent().unwrap()).unwrap();
    fs::write(&unfinished, b"x").unwrap();
    write(&store, VERSION).await;
    assert!(unfinished.exists());
    let file = fs::File::options().append(true).open(&unfinished).unwrap();
    file.set_modified(fs::metadata(&unfinished).unwrap().modified().unwrap() - Duration::from_secs(90_000)).unwrap();
    write(&store, VERSION).await;
    assert!(!unfinished.exists());
    assert_eq!(snapshot::list(&world.location("anywhere")).await.unwrap().len(), 3);

    assert_eq!(store.last_redaction().await.unwrap(), 0);
    store.publish(batch("a court ordered it"), vec![redact("place:kobe", 1)]).await.unwrap();
    assert_eq!(store.last_redaction().await.unwrap(), 5);
    assert_eq!(write(&store, VERSION).await.pruned, 3, "all that hold the body");
    assert_eq!(world.manifests().len(), 1);
}

#[tokio::test]
async fn what_is_killed_halfway_is_never_taken_for_a_snapshot() {
    let Some(world) = World::make().await else { return };
    let store = world.open("node").await;
    publish(&store, "one", 1).await;
    for moment in [5, 20, 40, 80, 160] {
        // Dropping the work leaves everything where it is, as the end of a process does.
        let done = tokio::time::timeout(Duration::from_millis(moment), write(&store, VERSION)).await;
        assert_eq!(world.manifests().len(), usize::from(done.is_ok()));
        world.manifests().iter().for_each(|path| fs::remove_file(path).unwrap());
        assert_eq!(world.restore("second").await, None);
    }
    write(&store, VERSION).await;
    for moment in [5, 20, 40, 80, 160] {
        let node = format!("node {moment}");
        let done = tokio::time::timeout(Duration::from_millis(moment), world.restore(&node)).await.is_ok();
        // Work off the threads may end a moment after it was given up.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let is_there = world.folder(&node).join("register.sqlite").exists();
        assert!(is_there || !done);
        assert_eq!(world.restore(&node).await.is_some(), !is_there);
        assert_eq!(world.open(&node).await.pull().await.unwrap().entries, 0);
    }
}

#[tokio::test]
async fn registers_of_their_own_have_none_and_lost_buckets_are_said() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    assert!(matches!(store.write_snapshot(None).await, Err(SnapshotError::Own)));
    let location = Location::folder(folder.path().join("new"));
    assert_eq!(snapshot::restore(&location, VERSION).await.unwrap(), None);
    assert_eq!(snapshot::list(&location).await.unwrap(), []);

    let Some(world) = World::make().await else { return };
    let node = world.open("node").await;
    publish(&node, "one", 1).await;
    // A folder that all nodes share serves as well as a bucket.
    let shared = Location { files: FilesAt::Folder(world.folder("shared")), ..world.location("sharing") };
    let sharing = Store::open_at(&shared, Limits::default()).await.unwrap();
    sharing.pull().await.unwrap();
    write(&sharing, VERSION).await;
    let fresh = Location { folder: world.folder("fresh"), ..shared };
    assert!(snapshot::restore(&fresh, VERSION).await.unwrap().unwrap().has_index);

    let location = world.location("second");
    let World { database, service, folders } = world;
    let (held, _) = service.stop().await;
    assert!(matches!(snapshot::restore(&location, VERSION).await, Err(SnapshotError::Unreachable(_))));
    assert!(matches!(snapshot::list(&location).await, Err(SnapshotError::Unreachable(_))));
    assert!(matches!(node.write_snapshot(None).await, Err(SnapshotError::Unreachable(_))));
    assert_eq!(Store::open_at(&location, Limits::default()).await.unwrap().pull().await.unwrap().entries, 1, "the slow way");
    drop((database, held, folders));
}
