//! The index follows the journal: what is put is found, what is damaged starts anew, and the cursor tells from where.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chancery_model::{Kind, Lang};
use chancery_search::{Change, Cursor, Found, Index, IndexError, Request};
use proptest::prelude::*;

use crate::corpus::{TestIndex, entry, register};

fn cursor(seq: u64) -> Cursor {
    Cursor { seq, digest: format!("digest-{seq}") }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder.join("engine")).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    files
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.join("engine")).unwrap();
    for file in files(from) {
        fs::copy(&file, to.join("engine").join(file.file_name().unwrap())).unwrap();
    }
}

#[test]
fn an_index_is_found_again_with_its_cursor() {
    let folder = tempfile::tempdir().unwrap();
    let (index, report) = Index::open(folder.path()).unwrap();
    assert_eq!((report.found, report.cursor), (Found::Nothing, Cursor::default()));
    drop(index);
    let (index, report) = Index::open(folder.path()).unwrap();
    assert_eq!((report.found, report.cursor), (Found::Index, Cursor::default()));
    index.apply(register().into_iter().map(Change::Put).collect(), cursor(7)).unwrap();
    // A batch that touches nothing the index keeps moves the cursor all the same.
    index.apply(vec![], cursor(8)).unwrap();
    assert_eq!(index.cursor(), cursor(8));
    let before = index.search(&Request::new("customs", Lang::en())).unwrap();
    drop(index);
    let (index, report) = Index::open(folder.path()).unwrap();
    assert_eq!((report.found, report.cursor), (Found::Index, cursor(8)));
    assert_eq!(index.search(&Request::new("customs", Lang::en())).unwrap(), before);
    assert_eq!(index.find_damage().unwrap(), [""; 0]);
    index.settle().unwrap();
    assert_eq!(index.search(&Request::new("customs", Lang::en())).unwrap(), before);
}

#[test]
fn what_was_applied_is_on_disk() {
    let made = TestIndex::of(register());
    // As after a kill: nothing is closed, and half a batch lies about.
    fs::write(made.folder.path().join("engine").join("0123456789abcdef0123456789abcdef.store"), "half").unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy(made.folder.path(), folder.path());
    let (index, report) = Index::open(folder.path()).unwrap();
    assert_eq!((report.found, report.cursor), (Found::Index, made.index.cursor()));
    assert_eq!(index.len(), made.index.len());
    index.apply(vec![], cursor(3)).unwrap();
}

#[test]
fn a_deleted_folder_starts_empty() {
    let made = TestIndex::of(register());
    let path = made.folder.path().to_owned();
    drop(made.index);
    fs::remove_dir_all(path.join("engine")).unwrap();
    let (index, report) = Index::open(&path).unwrap();
    assert_eq!((report.found, report.cursor), (Found::Nothing, Cursor::default()));
    assert!(index.is_empty());
}

#[test]
fn whatever_file_is_cut_or_gone_the_index_opens() {
    let made = TestIndex::of(register());
    let source = made.folder.path().to_owned();
    let whole = made.index.len();
    drop(made.index);
    let mut damaged = 0;
    for file in files(&source) {
        let length = fs::metadata(&file).unwrap().len();
        for keep in [None, Some(0), Some(length / 2), Some(length.saturating_sub(1))] {
            let folder = tempfile::tempdir().unwrap();
            copy(&source, folder.path());
            let hurt = folder.path().join("engine").join(file.file_name().unwrap());
            match keep {
                None => fs::remove_file(&hurt).unwrap(),
                Some(keep) => fs::OpenOptions::new().write(true).open(&hurt).unwrap().set_len(keep).unwrap(),
            }
            let (index, report) = Index::open(folder.path()).unwrap();
            match report.found {
                Found::Index => assert_eq!((report.cursor.seq, index.len()), (1, whole), "{}", hurt.display()),
                _ => {
                    damaged += 1;
                    assert_eq!(report.cursor, Cursor::default());
                    assert!(index.is_empty());
                }
            }
            // Either way it can be filled and asked.
            index.apply(register().into_iter().map(Change::Put).collect(), cursor(9)).unwrap();
            assert_eq!(index.search(&Request::new("TCHM", Lang::en())).unwrap().hits[0].id, "tchm");
        }
    }
    assert!(damaged > 15, "only {damaged} cases were noticed");
}

#[test]
fn a_flipped_byte_is_found_by_the_slow_check() {
    let made = TestIndex::of(register());
    let store = files(made.folder.path()).into_iter().find(|f| f.extension().is_some_and(|e| e == "store")).unwrap();
    let mut bytes = fs::read(&store).unwrap();
    bytes[10] ^= 1;
    fs::write(&store, bytes).unwrap();
    assert_eq!(made.index.find_damage().unwrap().len(), 1);
}

#[test]
fn an_index_of_another_version_is_thrown_away() {
    let made = TestIndex::of(register());
    let path = made.folder.path().to_owned();
    drop(made.index);
    let meta = path.join("engine").join("meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    let at = text.find("fingerprint").unwrap() + "fingerprint\\\":\\\"".len();
    fs::write(&meta, format!("{}9{}", &text[..at], &text[at + 1..])).unwrap();
    let (index, report) = Index::open(&path).unwrap();
    assert_eq!((report.found, report.cursor, index.len()), (Found::OtherVersion, Cursor::default(), 0));
}

#[test]
fn only_one_writes_and_others_read() {
    let made = TestIndex::of(register());
    let (second, report) = Index::open(made.folder.path()).unwrap();
    assert_eq!(report.found, Found::Index);
    assert_eq!(second.search(&Request::new("TCHM", Lang::en())).unwrap().hits[0].id, "tchm");
    assert!(matches!(second.apply(vec![], cursor(2)), Err(IndexError::Busy { .. })));
    assert_eq!(second.cursor(), cursor_of(&made));
    drop(made.index);
    second.apply(vec![], cursor(2)).unwrap();
}

fn cursor_of(made: &TestIndex) -> Cursor {
    made.index.cursor()
}

#[test]
fn files_of_others_in_the_folder_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.txt"), "keep").unwrap();
    fs::create_dir(folder.path().join("engine")).unwrap();
    fs::write(folder.path().join("engine").join("meta.json"), "{ no json").unwrap();
    let (_, report) = Index::open(folder.path()).unwrap();
    assert!(matches!(report.found, Found::Damaged { .. }));
    assert_eq!(fs::read_to_string(folder.path().join("letter.txt")).unwrap(), "keep");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Index::open(&file).unwrap_err();
    assert!(matches!(error, IndexError::Folder { .. }));
    assert!(error.to_string().contains("file"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25, ..ProptestConfig::default() })]

    #[test]
    fn index_and_list_agree_after_any_changes(
        batches in proptest::collection::vec(proptest::collection::vec((0u8..6, 0u8..4, any::<bool>()), 0..8), 1..5),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (mut index, _) = Index::open(folder.path()).unwrap();
        let mut list: BTreeMap<String, String> = BTreeMap::new();
        for (n, batch) in batches.iter().enumerate() {
            let changes = batch.iter().map(|(id, word, is_put)| {
                let (id, word) = (format!("m{id}"), ["alpha", "beta", "gamma", "delta"][usize::from(*word)]);
                if *is_put {
                    list.insert(id.clone(), word.to_owned());
                    Change::Put(entry(Kind::Mechanism, &id, [word, "", "", ""]))
                } else {
                    list.remove(&id);
                    Change::Remove { kind: Kind::Mechanism, id }
                }
            });
            index.apply(changes.collect(), cursor(n as u64 + 1)).unwrap();
            if n == 1 {
                drop(index);
                index = Index::open(folder.path()).unwrap().0;
            }
            prop_assert_eq!(index.len(), list.len());
            prop_assert_eq!(index.cursor(), cursor(n as u64 + 1));
            for word in ["alpha", "beta", "gamma", "delta"] {
                let mut found: Vec<String> =
                    index.search(&Request::new(word, Lang::en())).unwrap().hits.into_iter().map(|h| h.id).collect();
                found.sort();
                let wanted: Vec<String> = list.iter().filter(|(_, w)| *w == word).map(|(id, _)| id.clone()).collect();
                prop_assert_eq!(found, wanted);
            }
        }
    }
}
