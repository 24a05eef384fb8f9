//! A copy of an index that is searched and written meanwhile is one commit of it, whole.

use std::sync::atomic::{AtomicBool, Ordering};

use chancery_model::Kind;
use chancery_search::{Change, Cursor, Found, Index};

use crate::corpus::{TestIndex, entry, register};

#[test]
fn a_copy_is_what_was_committed_and_goes_on_by_itself() {
    let made = TestIndex::of(register());
    let target = tempfile::tempdir().unwrap();
    let cursor = made.index.copy_to(target.path()).unwrap();
    assert_eq!(cursor, made.index.cursor());
    // What comes later, and what the engine drops then, changes nothing in the copy.
    let again = register().into_iter().map(Change::Put).collect();
    made.index.apply(again, Cursor { seq: 2, digest: "d2".into() }).unwrap();
    made.index.settle().unwrap();
    let (copy, report) = Index::open(target.path()).unwrap();
    assert_eq!((report.found, report.cursor, copy.len()), (Found::Index, cursor, made.index.len()));
    assert_eq!(copy.find_damage().unwrap(), [] as [String; 0]);
    copy.apply(vec![Change::Put(entry(Kind::Topic, "new", ["New", "", "", ""]))], Cursor { seq: 3, digest: "d3".into() }).unwrap();
    copy.settle().unwrap();
    assert_eq!((copy.len(), copy.find_damage().unwrap().len()), (made.index.len() + 1, 0));
    // The engine drops what it does not need any more in a copy, too: the files are those of a few segments.
    assert!(std::fs::read_dir(target.path().join("engine")).unwrap().count() < 30);
    // A copy over an older one replaces it.
    assert_eq!(made.index.copy_to(target.path()).unwrap().seq, 2);
    assert_eq!(Index::open(target.path()).unwrap().1.cursor.seq, 2);
}

#[test]
fn an_empty_index_is_copied_and_opened() {
    let (folder, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (index, _) = Index::open(folder.path()).unwrap();
    assert_eq!(index.copy_to(target.path()).unwrap(), Cursor::default());
    assert_eq!(Index::open(target.path()).unwrap().1.cursor, Cursor::default());
}

#[test]
fn copies_while_entries_are_written_are_whole_commits() {
    let folder = tempfile::tempdir().unwrap();
    let (index, _) = Index::open(folder.path()).unwrap();
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // Each commit adds one entry and changes another, so that segments come, are joined and go.
            for seq in 1..=25u64 {
                let titles = ["Title", "", "", ""];
                let changes =
                    vec![Change::Put(entry(Kind::Topic, &format!("t{seq}"), titles)), Change::Put(entry(Kind::Topic, "t1", titles))];
                index.apply(changes, Cursor { seq, digest: format!("d{seq}") }).unwrap();
            }
            is_done.store(true, Ordering::Release);
        });
        let mut copies = 0;
        while !is_done.load(Ordering::Acquire) {
            let target = tempfile::tempdir().unwrap();
            let cursor = index.copy_to(target.path()).unwrap();
            let (copy, report) = Index::open(target.path()).unwrap();
            if cursor.seq > 0 {
                assert_eq!(report.found, Found::Index);
            }
            assert_eq!((report.cursor, copy.len() as u64), (cursor.clone(), cursor.seq));
            copies += 1;
        }
        assert!(copies > 0, "no copy was made meanwhile");
    });
}
