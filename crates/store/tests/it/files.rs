//! A register whose files lie in a bucket: garbage, backup and restore, and a large file in little memory.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use chancery_model::{Digest, Record, samples};
use chancery_store::{Change, Expects, Limits, Location, NewBatch, Store, Vault};
use tempfile::TempDir;
use time::OffsetDateTime;

use crate::bucket::{Service, place_at};
use crate::changes::{batch, redact};

#[expect(clippy::disallowed_methods, reason = "the ages of files are those of the machine that the test runs on")]
fn now() -> OffsetDateTime {
    OffsetDateTime::from(std::time::SystemTime::now())
}

fn make_old(path: &Path) {
    let file = std::fs::File::options().append(true).open(path).unwrap();
    let modified = file.metadata().unwrap().modified().unwrap();
    file.set_modified(modified - Duration::from_secs(90_000)).unwrap();
}

fn key_of(digest: &Digest) -> String {
    let name = digest.to_string();
    format!("sha256/{}/{name}", &name[..2])
}

async fn publish(store: &Store, name: &str, source: Option<Digest>) {
    let place = Record::Place(samples::place("kobe", name, "JP"));
    let batch = NewBatch { source: source.map(|_| "https://example.org/".into()), source_sha256: source, ..batch("because") };
    store.publish(batch, vec![Change::publish(place, Expects::Any)]).await.unwrap();
}

#[tokio::test]
async fn what_any_revision_or_batch_mentions_is_no_garbage() {
    let service = Service::start().await;
    let folder = TempDir::new().unwrap();
    let location = Location { files: service.place(), ..Location::folder(folder.path()) };
    let store = Store::open_at(&location, Limits::default()).await.unwrap();
    let vault = store.vault();
    let (mut read, mut reading) = (vault.put(b"a page".to_vec()).await.unwrap(), samples::reading());
    publish(&store, "Kobe", Some(read)).await;
    // A reading that was revised: its first revision can be read for ever, and so can the bytes that it names.
    let all = samples::a_register().into_iter().filter(|record| !matches!(record, Record::Reading(_)));
    let mut changes: Vec<Change> = all.map(|record| Change::publish(record, Expects::Absent)).collect();
    let mut kept = vec![read];
    for page in ["first", "second"] {
        read = vault.put(page.as_bytes().to_vec()).await.unwrap();
        kept.push(read);
        reading.sha256 = read;
        changes.push(Change::publish(Record::Reading(reading.clone()), Expects::Any));
        store.publish(batch("read"), std::mem::take(&mut changes)).await.unwrap();
    }
    store.publish(batch("personal data"), vec![redact("place:kobe", 1)]).await.unwrap_or_else(|error| panic!("{error}"));
    let refused = vault.put(b"refused".to_vec()).await.unwrap();
    let young = vault.put(b"about to be published".to_vec()).await.unwrap();
    kept.iter().chain([&refused]).for_each(|digest| make_old(&service.path_of(&key_of(digest))));

    let found = store.find_garbage(now()).await.unwrap();
    assert_eq!((found.removed.files, found.removed.bytes, found.removed.waiting), (1, 7, 1), "{found:?}");
    assert_eq!(vault.count().await.unwrap().0, 5, "looking takes nothing away");
    let collected = store.collect_garbage(now()).await.unwrap();
    assert_eq!((collected.removed.files, vault.count().await.unwrap().0), (1, 4));
    assert_eq!(vault.size(&refused).await.unwrap(), None);
    for digest in kept.iter().chain([&young]) {
        assert!(vault.get(digest).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_backup_has_the_files_of_a_bucket_and_gives_them_back() {
    let service = Service::start().await;
    let folder = TempDir::new().unwrap();
    let location = Location { files: service.place(), ..Location::folder(folder.path().join("data")) };
    let store = Store::open_at(&location, Limits::default()).await.unwrap();
    let page = store.vault().put(b"a page".to_vec()).await.unwrap();
    publish(&store, "Kobe", Some(page)).await;
    let backup = folder.path().join("backup");
    let report = store.backup(&backup).await.unwrap();
    assert!(report.is_sound() && report.files == 1, "{report:?}");
    assert_eq!(std::fs::read(backup.join("vault").join(key_of(&page))).unwrap(), b"a page");

    let elsewhere = place_at(service.address, "s3://papers/elsewhere");
    let data = folder.path().join("restored");
    let report = Store::restore_with_files(&backup, &data, &elsewhere).await.unwrap();
    assert!(report.is_sound() && report.files == 1, "{report:?}");
    assert!(!data.join("vault").exists());
    let restored = Store::open_at(&Location { files: elsewhere, ..Location::folder(data) }, Limits::default()).await.unwrap();
    assert_eq!(restored.vault().get(&page).await.unwrap().as_deref(), Some(&b"a page"[..]));
    assert!(restored.verify(|_| {}).await.unwrap().is_sound());
}

/// How large the large file is.
const LARGE: u64 = 50 << 20;
/// What a process may need besides, to put it in and to read it through.
const MAX_GROWTH_KB: u64 = 64 << 10;

/// The most memory that this process ever had, in kilobytes; 0 where nobody tells.
fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}

/// Puts a file into a bucket and reads it through, in a process of its own; says by how much its memory grew.
#[test]
fn the_one_with_the_large_file() {
    let mut told = String::new();
    std::io::stdin().read_to_string(&mut told).unwrap();
    let Some((file, address)) = told.trim().split_once('\n') else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let vault = Vault::at(&place_at(address.parse().unwrap(), "s3://papers/large"), Path::new("")).unwrap();
        vault.put(b"warm".to_vec()).await.unwrap();
        let before = peak_kb();
        let digest = vault.put_file(Path::new(file)).await.unwrap();
        assert_eq!(vault.check(&digest).await.unwrap(), Some(LARGE));
        println!("grew by {} kB", peak_kb() - before);
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_needs_little_memory() {
    let service = Service::start().await;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("large");
    let mut file = std::fs::File::create(&path).unwrap();
    for part in 0..LARGE >> 20 {
        file.write_all(&vec![u8::try_from(part).unwrap(); 1 << 20]).unwrap();
    }
    drop(file);
    let told = format!("{}\n{}\n", path.display(), service.address);
    let output = tokio::task::spawn_blocking(move || {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "files::the_one_with_the_large_file", "--nocapture"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(told.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    });
    let output = String::from_utf8(output.await.unwrap().stdout).unwrap();
    let grew = output.split("grew by ").nth(1).and_then(|rest| rest.split(' ').next()?.parse::<u64>().ok());
    let grew = grew.unwrap_or_else(|| panic!("{output}"));
    eprintln!("putting in and reading 50 MiB took {grew} kB of memory");
    assert!(grew < MAX_GROWTH_KB, "{grew} kB");
}
