//! Keeping the register by hand: put, withdraw, rename, merge, undo, and reading what was published.

use chancery_app::keeping::{Register, Shown};
use chancery_app::undo::Undone;
use chancery_app::{Actor, AppError, Ctx, ErrorKind};
use chancery_model::journal::Role;
use chancery_model::{Lang, Record, RecordRef, samples};
use chancery_store::Expects;
use tempfile::TempDir;

fn ctx() -> Ctx {
    Ctx::at("2026-11-22T07:20:25Z", Actor { name: "test".into(), role: Role::Operator }, Lang::en())
}

fn at(address: &str) -> RecordRef {
    address.parse().unwrap()
}

async fn register() -> (Register, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let register = Register::open(folder.path()).await.unwrap();
    register.init(&ctx(), samples::a_register(), "a made-up register").await.unwrap_or_else(|e| panic!("{}", e.chain()));
    (register, folder)
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, AppError>, kind: ErrorKind, part: &str) {
    let error = outcome.expect_err("refused");
    assert_eq!(error.kind, kind, "{}", error.chain());
    assert!(error.chain().contains(part), "{}", error.chain());
}

#[tokio::test]
async fn a_register_begins_once_and_with_a_framework() {
    let (register, _folder) = register().await;
    refused(register.init(&ctx(), samples::a_register(), "again").await, ErrorKind::Conflict, "is not empty");
    let empty = tempfile::tempdir().unwrap();
    refused(Register::open_existing(empty.path()).await, ErrorKind::NotFound, "there is no register in");
    let other = Register::open(empty.path()).await.unwrap();
    refused(other.init(&ctx(), vec![Record::Place(samples::place("x", "X", "JP"))], "r").await, ErrorKind::RuleBroken, "no framework");
}

#[tokio::test]
async fn put_expects_the_revision_it_was_told() {
    let (register, _folder) = register().await;
    let changed = |note: &str| {
        let mut topic = samples::topic("customs");
        topic.notes = vec![chancery_model::Text::new(Lang::en(), note, chancery_model::TextStatus::Original)];
        vec![Record::Topic(topic)]
    };
    refused(register.put(&ctx(), changed("a"), Expects::Absent, "r").await, ErrorKind::Conflict, "found revision 1");
    refused(register.put(&ctx(), changed("a"), Expects::Revision(2), "r").await, ErrorKind::Conflict, "expected revision 2");
    let written = register.put(&ctx(), changed("a"), Expects::Revision(1), "r").await.unwrap();
    assert_eq!((written.batch, written.entries), (Some(2), 1));
    let same = register.put(&ctx(), changed("a"), Expects::Any, "r").await.unwrap();
    assert_eq!((same.batch, same.unchanged), (None, 1));
    let shown = register.show(&at("topic:customs"), Some(1)).await.unwrap();
    let Shown::Record(record) = shown.content else { panic!() };
    assert!(record.get("notes").is_none(), "the first revision can be read as it was");
    refused(register.show(&at("topic:customs"), Some(3)).await, ErrorKind::NotFound, "it has 2");
    assert_eq!(register.list_history(&at("topic:customs")).await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_others_point_to_cannot_be_withdrawn() {
    let (register, _folder) = register().await;
    refused(register.withdraw(&ctx(), &at("meeting:tchm/4"), "r").await, ErrorKind::Conflict, "document:tchm-4-action-plan");
    register.put(&ctx(), vec![Record::Meeting(samples::meeting("tchm", 7))], Expects::Any, "r").await.unwrap();
    register.withdraw(&ctx(), &at("meeting:tchm/7"), "given twice").await.unwrap();
    let shown = register.show(&at("meeting:tchm/7"), None).await.unwrap();
    assert!(matches!(shown.content, Shown::Withdrawn(reason) if reason.text == "given twice"));
    refused(register.withdraw(&ctx(), &at("meeting:tchm/9"), "r").await, ErrorKind::NotFound, "there is no meeting:tchm/9");
}

#[tokio::test]
async fn renamed_and_joined_records_leave_their_addresses_behind() {
    let (register, _folder) = register().await;
    register.rename(&ctx(), &at("meeting:tchm/6"), "tchm/2010", "numbered otherwise").await.unwrap();
    let shown = register.show(&at("meeting:tchm/6"), None).await.unwrap();
    assert!(matches!(shown.content, Shown::Moved(to, _) if to == at("meeting:tchm/2010")));
    refused(register.rename(&ctx(), &at("meeting:tchm/4"), "not a meeting", "r").await, ErrorKind::Invalid, "not an id of a meeting");
    register.merge(&ctx(), &at("organisation:jp-ctb"), &at("organisation:cn-gacc"), "made up").await.unwrap();
    let shown = register.show(&at("organisation:jp-ctb"), None).await.unwrap();
    assert!(matches!(shown.content, Shown::Moved(to, _) if to == at("organisation:cn-gacc")));
}

#[tokio::test]
async fn a_batch_is_undone_by_new_revisions() {
    let (register, _folder) = register().await;
    let mut meeting = samples::meeting("tchm", 6);
    meeting.host = None;
    let records = vec![Record::Meeting(meeting), Record::Meeting(samples::meeting("tchm", 7))];
    let batch = register.put(&ctx(), records, Expects::Any, "r").await.unwrap().batch.unwrap();
    let report = register.undo(&ctx(), batch, "a slip").await.unwrap();
    assert_eq!(report.records, [(at("meeting:tchm/6"), Undone::Restored), (at("meeting:tchm/7"), Undone::Withdrawn)]);
    let shown = register.show(&at("meeting:tchm/6"), None).await.unwrap();
    assert_eq!((shown.latest, shown.content), (3, Shown::Record(serde_json::to_value(samples::meeting("tchm", 6)).unwrap())));
    refused(register.undo(&ctx(), batch, "again").await, ErrorKind::Conflict, "later batches changed");
    refused(register.undo(&ctx(), 99, "r").await, ErrorKind::NotFound, "there is no batch 99");
}

#[tokio::test]
async fn the_whole_register_goes_out_and_comes_back() {
    let (register, _folder) = register().await;
    let (bytes, exported) = register.export(Vec::new()).await.unwrap();
    let place = tempfile::tempdir().unwrap();
    let mirror = Register::open(&place.path().join("mirror")).await.unwrap();
    let loaded = mirror.load(std::io::Cursor::new(bytes.clone())).await.unwrap();
    assert_eq!((loaded.added, loaded.head.digest), (exported.entries, exported.digest));
    assert_eq!(mirror.export(Vec::new()).await.unwrap().0, bytes);
    let mut broken = String::from_utf8(bytes).unwrap();
    broken = broken.replacen("Tokyo", "Kyoto", 1);
    let other = Register::open(&place.path().join("other")).await.unwrap();
    refused(other.load(std::io::Cursor::new(broken.into_bytes())).await, ErrorKind::Unreadable, "its body has another digest");

    let (backup, restored) = (place.path().join("backup"), place.path().join("restored"));
    assert!(register.backup(&backup).await.unwrap().is_record_sound());
    refused(register.backup(&backup).await, ErrorKind::Conflict, "is there already");
    chancery_app::transfer::restore(&backup, &restored).await.unwrap();
    let back = Register::open_existing(&restored).await.unwrap();
    assert_eq!(back.store().head().await.unwrap(), register.store().head().await.unwrap());
    refused(chancery_app::transfer::restore(&backup, &restored).await, ErrorKind::Conflict, "holds a register already");
    register.rebuild().await.unwrap();
    assert!(register.verify(|_| {}).await.unwrap().is_record_sound());
}
