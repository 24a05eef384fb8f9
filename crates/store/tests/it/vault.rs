//! The vault: one behaviour, in a folder and in a bucket.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use chancery_model::Digest;
use chancery_store::{FilesAt, Held, Patience, Refusal, S3Access, S3Place, Secret, Vault, VaultError};
use futures_util::TryStreamExt as _;
use tempfile::TempDir;
use time::OffsetDateTime;

use crate::bucket::{Service, place_at};

/// More than travels in one request.
const LARGE: usize = 20 << 20;
const DAY: Duration = Duration::from_secs(86_400);

/// A vault, and where its files lie for those who meddle.
struct Place {
    vault: Vault,
    root: PathBuf,
    service: Option<Service>,
    _folder: TempDir,
}

impl Place {
    async fn both() -> [Place; 2] {
        let folder = TempDir::new().unwrap();
        let vault = Vault::at(&FilesAt::DataFolder, folder.path()).unwrap();
        let in_folder = Place { vault, root: folder.path().join("vault"), service: None, _folder: folder };
        let service = Service::start().await;
        let folder = TempDir::new().unwrap();
        let vault = Vault::at(&service.place(), folder.path()).unwrap();
        let root = service.path_of("");
        [in_folder, Place { vault, root, service: Some(service), _folder: folder }]
    }

    fn path_of(&self, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        self.root.join("sha256").join(&name[..2]).join(name)
    }

    fn make_old(&self, digest: &Digest, age: Duration) {
        let file = std::fs::File::options().append(true).open(self.path_of(digest)).unwrap();
        file.set_modified(now() - age).unwrap();
    }

    async fn digests(&self) -> BTreeSet<Digest> {
        self.vault.list().map_ok(|held| held.digest).try_collect().await.unwrap()
    }
}

#[expect(clippy::disallowed_methods, reason = "the ages of files are those of the machine that the test runs on")]
fn now() -> SystemTime {
    SystemTime::now()
}

fn a_day_ago() -> OffsetDateTime {
    OffsetDateTime::from(now()) - DAY
}

/// Bytes without a pattern that a part could share with another.
fn noise(length: usize) -> Vec<u8> {
    let mut state: u64 = 20_261_122;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33).to_le_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}

/// What every keeper of files does.
async fn keeps_files(vault: &Vault) {
    let none = Digest::of(b"another");
    assert_eq!(vault.get(&none).await.unwrap(), None);
    assert_eq!(vault.size(&none).await.unwrap(), None);
    assert_eq!(vault.check(&none).await.unwrap(), None);
    assert_eq!(vault.get_range(&none, 0..9).await.unwrap(), None);
    assert_eq!(vault.list().try_collect::<Vec<Held>>().await.unwrap(), []);

    let page = vault.put(b"a page".to_vec()).await.unwrap();
    assert_eq!(page, Digest::of(b"a page"));
    assert_eq!(vault.put(b"a page".to_vec()).await.unwrap(), page);
    assert_eq!(vault.get(&page).await.unwrap().as_deref(), Some(&b"a page"[..]));
    assert_eq!(vault.size(&page).await.unwrap(), Some(6));
    let ranges = [(0..1, "a"), (2..6, "page"), (2..600, "page"), (6..7, ""), (9..12, ""), (3..3, "")];
    for (range, expected) in ranges {
        assert_eq!(vault.get_range(&page, range.clone()).await.unwrap().as_deref(), Some(expected.as_bytes()), "{range:?}");
    }
    let empty = vault.put(Vec::new()).await.unwrap();
    assert_eq!(vault.get(&empty).await.unwrap().as_deref(), Some(&b""[..]));

    let folder = TempDir::new().unwrap();
    let (file, bytes) = (folder.path().join("large"), noise(LARGE + 1));
    std::fs::write(&file, &bytes).unwrap();
    let large = vault.put_file(&file).await.unwrap();
    assert_eq!(large, Digest::of(&bytes));
    assert_eq!(vault.put_file(&file).await.unwrap(), large, "putting it in again is no error");
    assert_eq!(vault.check(&large).await.unwrap(), Some(LARGE as u64 + 1));
    assert!(vault.get(&large).await.unwrap().unwrap() == bytes);
    let seam = 8_388_600u64..8_388_620;
    assert_eq!(vault.get_range(&large, seam).await.unwrap().unwrap(), &bytes[8_388_600..8_388_620]);
    let held: Vec<(Digest, u64)> = vault.list().map_ok(|held| (held.digest, held.size_bytes)).try_collect().await.unwrap();
    let mut expected = vec![(page, 6), (empty, 0), (large, LARGE as u64 + 1)];
    expected.sort_unstable();
    assert_eq!(held, expected, "in the order of the digests");
    assert_eq!(vault.count().await.unwrap(), (3, LARGE as u64 + 7));

    let missing = folder.path().join("missing");
    assert!(matches!(vault.put_file(&missing).await, Err(VaultError::Input { .. })));
    assert!(matches!(vault.put_file(folder.path()).await, Err(VaultError::Input { .. })));

    let other = Vault::at(&FilesAt::Folder(folder.path().join("other")), folder.path()).unwrap();
    for digest in [page, empty, large] {
        assert!(other.copy_from(vault, &digest).await.unwrap());
        assert!(vault.copy_from(&other, &digest).await.unwrap());
    }
    assert!(!other.copy_from(vault, &none).await.unwrap());
    assert_eq!(other.count().await.unwrap(), vault.count().await.unwrap());

    // Nothing is old, so nothing goes; a rehearsal an hour from now says what would.
    let removed = vault.remove_garbage(a_day_ago(), &BTreeSet::new(), false).await.unwrap();
    assert_eq!((removed.looked_at, removed.files, removed.waiting), (3, 0, 3));
    let soon = OffsetDateTime::from(now()) + Duration::from_secs(3_600);
    let removed = vault.remove_garbage(soon, &[page].into(), true).await.unwrap();
    assert_eq!((removed.files, removed.bytes, removed.waiting), (2, LARGE as u64 + 1, 0));
    assert_eq!(vault.count().await.unwrap().0, 3);
    let removed = vault.remove_garbage(soon, &[page].into(), false).await.unwrap();
    assert_eq!((removed.files, vault.count().await.unwrap()), (2, (1, 6)));
}

#[tokio::test]
async fn files_are_kept_once_and_given_back() {
    for place in Place::both().await {
        keeps_files(&place.vault).await;
    }
}

/// Run by hand against another implementation, with a bucket `papers` that takes any key:
/// `moto_server -H 127.0.0.1 -p 5055` and `curl -X PUT http://127.0.0.1:5055/papers`, then this with
/// `CHANCERY_TEST_S3=127.0.0.1:5055` and `--run-ignored only`.
#[tokio::test]
#[ignore = "needs an S3 server besides that of the tests"]
async fn another_service_does_the_same() {
    #[expect(clippy::disallowed_methods, reason = "the test is told by hand where the server is")]
    let address = std::env::var("CHANCERY_TEST_S3").expect("the address of an S3 server");
    let prefix = now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_micros();
    let place = place_at(address.parse().unwrap(), &format!("s3://papers/run-{prefix}"));
    let vault = Vault::at(&place, TempDir::new().unwrap().path()).unwrap();
    keeps_files(&vault).await;
    refreshes_under_removal(&vault, 10).await;
    let lost = Vault::at(&place_at(address.parse().unwrap(), "s3://no-such-bucket/x"), TempDir::new().unwrap().path()).unwrap();
    nothing_there(&lost, Refusal::NoBucket).await;
}

#[tokio::test]
async fn damage_is_found_never_given_and_mended() {
    for place in Place::both().await {
        let vault = &place.vault;
        let page = vault.put(b"a page".to_vec()).await.unwrap();
        for damage in [&b"A page"[..], b"a pag", b"", b"a page and more"] {
            std::fs::write(place.path_of(&page), damage).unwrap();
            let refused = vault.get(&page).await.unwrap_err();
            assert!(matches!(refused, VaultError::Damaged { digest, .. } if digest == page), "{refused:?}");
            assert!(matches!(vault.check(&page).await, Err(VaultError::Damaged { .. })));
            let other = TempDir::new().unwrap();
            let copy = Vault::at(&FilesAt::DataFolder, other.path()).unwrap();
            assert!(copy.copy_from(vault, &page).await.is_err());
            assert_eq!(copy.count().await.unwrap(), (0, 0), "a damaged file is not handed on");
            vault.put(b"a page".to_vec()).await.unwrap();
            assert_eq!(vault.check(&page).await.unwrap(), Some(6), "putting the bytes in again mends the file");
        }
        std::fs::write(place.root.join("sha256/ab.txt"), b"a stranger").unwrap();
        assert_eq!(place.digests().await, [page].into(), "other names are passed over");
    }
}

#[tokio::test]
async fn old_files_that_nothing_mentions_are_garbage() {
    for place in Place::both().await {
        let vault = &place.vault;
        let mut put = Vec::new();
        for name in ["old", "old and mentioned", "young", "old and put in again"] {
            put.push(vault.put(name.as_bytes().to_vec()).await.unwrap());
        }
        for at in [0, 1, 3] {
            place.make_old(&put[at], DAY + Duration::from_secs(60));
        }
        vault.put(b"old and put in again".to_vec()).await.unwrap();
        let mentioned = [put[1], Digest::of(b"mentioned and not there")].into();
        let rehearsed = vault.remove_garbage(a_day_ago(), &mentioned, true).await.unwrap();
        assert_eq!((rehearsed.looked_at, rehearsed.files, rehearsed.bytes, rehearsed.waiting), (4, 1, 3, 2));
        assert_eq!(place.digests().await.len(), 4, "a rehearsal leaves everything");
        let removed = vault.remove_garbage(a_day_ago(), &mentioned, false).await.unwrap();
        assert_eq!((removed.files, removed.waiting), (1, 2));
        assert_eq!(place.digests().await, [put[1], put[2], put[3]].into());
    }
}

#[tokio::test]
async fn remains_of_killed_processes_are_never_read_and_go_after_a_day() {
    for place in Place::both().await {
        let digest = Digest::of(b"whole");
        let remains = match &place.service {
            None => place.root.join("partial").join(format!("{digest}.1.0")),
            Some(_) => place.root.join("going").join(digest.to_string()).join("mark"),
        };
        std::fs::create_dir_all(remains.parent().unwrap()).unwrap();
        std::fs::write(&remains, b"who").unwrap();
        assert_eq!(place.vault.get(&digest).await.unwrap(), None);
        assert_eq!(place.digests().await, BTreeSet::new());
        let sweep = || async { place.vault.remove_garbage(a_day_ago(), &BTreeSet::new(), false).await.unwrap().remains };
        assert_eq!(sweep().await, 0);
        let file = std::fs::File::options().append(true).open(&remains).unwrap();
        file.set_modified(now() - DAY - Duration::from_secs(60)).unwrap();
        assert_eq!(place.vault.put(b"whole".to_vec()).await.unwrap(), digest, "a mark of long ago holds nobody up");
        assert_eq!(sweep().await, 1);
        assert!(!remains.exists());
        assert_eq!(place.digests().await, [digest].into());
    }
}

/// A file that is put in while it is taken away is there afterwards. `remove_garbage` is told that nothing is young.
async fn refreshes_under_removal(vault: &Vault, rounds: u32) {
    for round in 0..rounds {
        let bytes = format!("wanted {round}").into_bytes();
        let digest = vault.put(bytes.clone()).await.unwrap();
        // What was put in before this second is old; what is put in from now on is not.
        tokio::time::sleep(Duration::from_millis(1_050)).await;
        let before = OffsetDateTime::from(now());
        let nothing = BTreeSet::new();
        let (put, removed) = tokio::join!(vault.put(bytes), vault.remove_garbage(before, &nothing, false));
        put.unwrap();
        removed.unwrap();
        assert!(vault.get(&digest).await.unwrap().is_some(), "round {round}: what was put in is gone");
    }
}

#[tokio::test]
async fn what_is_put_in_while_garbage_is_taken_away_stays() {
    for place in Place::both().await {
        // Many at once, at many moments: the old file, and the one that makes it young, in any order.
        for round in 0..60u64 {
            let bytes = format!("wanted {round}").into_bytes();
            let digest = place.vault.put(bytes.clone()).await.unwrap();
            place.make_old(&digest, 2 * DAY);
            let nothing = BTreeSet::new();
            let put = async {
                tokio::time::sleep(Duration::from_micros(round * 150)).await;
                place.vault.put(bytes).await
            };
            let (put, removed) = tokio::join!(put, place.vault.remove_garbage(a_day_ago(), &nothing, false));
            put.unwrap();
            removed.unwrap();
            assert!(place.vault.get(&digest).await.unwrap().is_some(), "round {round}: what was put in is gone");
        }
    }
}

#[tokio::test]
async fn a_file_that_is_being_taken_away_is_waited_for() {
    let [_, place] = Place::both().await;
    let digest = Digest::of(b"wanted");
    let mark = place.root.join("going").join(digest.to_string()).join("mark");
    std::fs::create_dir_all(mark.parent().unwrap()).unwrap();
    std::fs::write(&mark, b"").unwrap();
    let put = place.vault.put(b"wanted".to_vec());
    let remover = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        std::fs::remove_file(place.path_of(&digest)).unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        let _ = std::fs::remove_file(&mark);
    };
    let (put, ()) = tokio::join!(put, remover);
    assert_eq!(put.unwrap(), digest);
    assert!(place.vault.get(&digest).await.unwrap().is_some());
}

fn refused<T>(what: &str, why: Refusal, answer: Result<T, VaultError>) {
    match answer.err() {
        Some(VaultError::Unreachable(refused)) if refused.what == why => {
            assert!(!format!("{refused:?} {refused}").contains("sesame"), "{refused:?}");
        }
        other => panic!("{what}: {other:?}"),
    }
}

async fn nothing_to_read(vault: &Vault, why: Refusal) {
    let digest = Digest::of(b"a page");
    refused("get", why, vault.get(&digest).await);
    refused("get_range", why, vault.get_range(&digest, 0..1).await);
    refused("size", why, vault.size(&digest).await);
    refused("list", why, vault.list().try_next().await);
    refused("remove_garbage", why, vault.remove_garbage(a_day_ago(), &BTreeSet::new(), false).await);
}

async fn nothing_there(vault: &Vault, why: Refusal) {
    nothing_to_read(vault, why).await;
    refused("put", why, vault.put(b"a page".to_vec()).await);
}

#[tokio::test]
async fn a_lost_bucket_is_an_error_at_once_and_mends_by_itself() {
    let service = Service::start().await;
    let folder = TempDir::new().unwrap();
    let vault = Vault::at(&service.place(), folder.path()).unwrap();
    let digest = vault.put(b"a page".to_vec()).await.unwrap();
    let nobody = |access: S3Access| match service.place().with_access(&access) {
        FilesAt::S3(place) => Vault::at(&FilesAt::S3(place), folder.path()).unwrap(),
        other => panic!("{other}"),
    };
    let FilesAt::S3(S3Place { access, .. }) = service.place() else { panic!() };
    nothing_there(&nobody(S3Access { secret: Some(Secret::new("sesame")), ..access }), Refusal::Denied).await;
    let elsewhere = Vault::at(&place_at(service.address, "s3://letters/of/us"), folder.path()).unwrap();
    // The service of the tests makes a bucket for whoever writes to it; the other one is asked to write, too.
    nothing_to_read(&elsewhere, Refusal::NoBucket).await;

    let (held, address) = service.stop().await;
    let began = Instant::now();
    nothing_there(&vault, Refusal::Unreachable).await;
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    let _again = Service::over(held, address).await;
    assert_eq!(vault.size(&digest).await.unwrap(), Some(6));
}

#[tokio::test]
async fn a_service_that_never_answers_costs_no_more_than_the_patience() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let FilesAt::S3(place) = place_at(silent.local_addr().unwrap(), "s3://papers/x") else { panic!() };
    let (request, total) = (Duration::from_millis(300), Duration::from_millis(900));
    let patience = Patience { request, total, ..place.patience };
    let vault = Vault::at(&FilesAt::S3(S3Place { patience, ..place }), TempDir::new().unwrap().path()).unwrap();
    let began = Instant::now();
    nothing_there(&vault, Refusal::Unreachable).await;
    assert!(began.elapsed() < 8 * total, "{:?}", began.elapsed());
    drop(silent);
}

#[tokio::test]
async fn a_large_file_given_up_halfway_is_not_there() {
    let [folder, bucket] = Place::both().await;
    let source = TempDir::new().unwrap();
    let (file, bytes) = (source.path().join("large"), noise(LARGE));
    std::fs::write(&file, &bytes).unwrap();
    let digest = Digest::of(&bytes);
    for place in [folder, bucket] {
        for moment in [20, 60, 120] {
            // Giving up drops the work where it is, as the end of a process does.
            let _ = tokio::time::timeout(Duration::from_millis(moment), place.vault.put_file(&file)).await;
            let held = place.vault.size(&digest).await.unwrap();
            assert!(matches!(held, None | Some(20_971_520)), "{held:?}");
        }
        assert_eq!(place.vault.put_file(&file).await.unwrap(), digest);
        assert_eq!(place.vault.check(&digest).await.unwrap(), Some(LARGE as u64));
    }
}
