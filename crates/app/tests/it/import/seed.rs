//! The page that it all began with, read from beside the checkout when it is there: never part of the project.

use std::path::PathBuf;

use super::*;
use chancery_app::keeping::read_records;

const SEED_URL: &str = "https://cn.tcs-asia.org/en/cooperation/mechanism.php?topics=10";

fn seed() -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seed/mechanism-search-customs.txt");
    let text = std::fs::read_to_string(path).ok();
    if text.is_none() {
        eprintln!("skipped: the seed page is not beside the checkout");
    }
    text
}

fn bundled() -> Vec<Record> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/register");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    files.iter().flat_map(|f| read_records(&f.display().to_string(), &std::fs::read_to_string(f).unwrap()).unwrap()).collect()
}

async fn open(records: Vec<Record>) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let register = Register::open(folder.path()).await.unwrap();
    register.init(&ctx(), records, "a register for the seed").await.unwrap();
    Desk { register, _folder: folder }
}

#[tokio::test]
async fn the_seed_fills_a_register_that_has_a_framework_alone() {
    let Some(page) = seed() else { return };
    let desk = open(vec![Record::Framework(chancery_model::Framework { secretariat: None, ..samples::framework() })]).await;
    let report = desk.import_from(&page, SEED_URL).await;
    assert_eq!((report.counts.mechanisms, report.counts.meetings), (5, 21));
    let counts = desk.register.store().counts().await.unwrap();
    assert_eq!((counts.mechanisms, counts.meetings), (5, 21));
    assert!(report.questions.is_empty(), "{:#?}", report.questions);
    assert!(desk.register.verify(|_| {}).await.unwrap().is_sound());
    let again = desk.import_from(&page, SEED_URL).await;
    assert_eq!(again.batch, None);
}

#[tokio::test]
async fn the_seed_finds_its_records_in_the_bundled_register() {
    let Some(page) = seed() else { return };
    let records = bundled();
    let desk = open(records.clone()).await;
    let before = desk.register.store().counts().await.unwrap();
    let report = desk.try_import(&page, SEED_URL, |o| o.topic = None).await.unwrap_or_else(|e| panic!("{}", e.chain()));
    assert_eq!(report.topic.as_str(), "customs");
    let new: Vec<_> = outcomes(&report).into_iter().filter(|(o, _)| *o == Outcome::New).collect();
    assert!(new.is_empty(), "{new:?}");
    let after = desk.register.store().counts().await.unwrap();
    assert_eq!((before.mechanisms, before.meetings, before.documents), (after.mechanisms, after.meetings, after.documents));
    assert!(report.questions.is_empty(), "{:#?}", report.questions);
    let meeting = desk.meeting("tchm/4").await;
    let own = meeting.principal_account().unwrap();
    assert_eq!((own.status, own.outcomes.len()), (chancery_model::TextStatus::Original, 2));
    // No preferred value is changed: dates, places and people are what they were.
    for record in records {
        let Record::Meeting(was) = record else { continue };
        let is = desk.meeting(was.id.as_str()).await;
        assert_eq!((is.date, &is.place, is.ordinal, &is.host), (was.date, &was.place, was.ordinal, &was.host), "{}", was.id);
        assert_eq!(is.participation.len(), was.participation.len(), "{}", was.id);
    }
    let again = desk.import_from(&page, SEED_URL).await;
    assert_eq!(again.batch, None);
}
