//! Several data folders that follow one journal in PostgreSQL.

use std::time::{Duration, Instant};

use chancery_model::{Record, Topic, samples};
use chancery_store::{
    Change, Expects, Fault, FilesAt, Job, JournalAt, Limits, Location, Lookup, OpenError, PublishError, PullError, SCHEMA, Store, migrate,
};
use tempfile::TempDir;

use crate::changes::{at, batch, redact, withdraw, words};
use crate::database::Database;

/// A data folder that follows a journal.
pub(crate) struct Node {
    pub(crate) store: Store,
    pub(crate) folder: TempDir,
}

impl Node {
    pub(crate) async fn at(journal: &str) -> Node {
        let folder = TempDir::new().unwrap();
        let location = Location { folder: folder.path().to_owned(), journal: journal.parse().unwrap(), files: FilesAt::DataFolder };
        Node { store: Store::open_at(&location, Limits::default()).await.unwrap(), folder }
    }

    pub(crate) async fn of(database: &Database) -> Node {
        Node::at(&database.url()).await
    }

    pub(crate) async fn topic(&self, id: &str, position: u32, expects: Expects) -> Result<u64, PublishError> {
        let topic = Topic { position, ..samples::topic(id) };
        let published = self.store.publish(batch(id), vec![Change::publish(Record::Topic(topic), expects)]).await?;
        Ok(published.last_seq)
    }

    pub(crate) async fn samples(&self) {
        let changes = samples::a_register().into_iter().map(|r| Change::publish(r, Expects::Absent)).collect();
        self.store.publish(batch("samples"), changes).await.unwrap();
    }

    pub(crate) async fn export(&self) -> Vec<u8> {
        self.store.export(Vec::new()).await.unwrap().0
    }

    pub(crate) async fn sound(&self) {
        let report = self.store.verify(|_| {}).await.unwrap();
        assert!(report.is_record_sound(), "{:?}", report.faults);
    }
}

#[tokio::test]
async fn what_one_publishes_the_others_follow_and_continue() {
    let Some(database) = Database::make().await else { return };
    let (one, two) = (Node::of(&database).await, Node::of(&database).await);
    one.samples().await;
    assert_eq!(two.store.head().await.unwrap().seq, 0);
    let pulled = two.store.pull().await.unwrap();
    assert_eq!((pulled.entries, pulled.diverged, pulled.head), (12, None, one.store.head().await.unwrap()));
    // Who publishes first takes what it lacks, and is refused by what others did.
    two.topic("there", 1, Expects::Absent).await.unwrap();
    let refused = one.topic("there", 2, Expects::Absent).await.unwrap_err();
    assert!(matches!(refused, PublishError::Conflict { found: Some(1), .. }), "{refused:?}");
    assert!(matches!(one.store.find(&at("topic:there")).await.unwrap(), Lookup::Found(_)), "who was refused sees why");
    assert_eq!(one.topic("there", 2, Expects::Revision(1)).await.unwrap(), 14);
    let head = two.store.journal_head().await.unwrap();
    assert_eq!((head.seq, two.store.head().await.unwrap().seq), (14, 13));
    two.store.pull().await.unwrap();
    assert_eq!(one.export().await, two.export().await);
    assert!(one.store.is_replica());
    // A node that comes later has all of it, in one step or in several.
    let three = Node::of(&database).await;
    assert_eq!(three.store.pull().await.unwrap().entries, 14);
    assert_eq!(three.export().await, one.export().await);
    for node in [&one, &two, &three] {
        node.sound().await;
    }
}

#[tokio::test]
async fn a_journal_longer_than_a_step_is_followed_whole() {
    let Some(database) = Database::make().await else { return };
    let one = Node::of(&database).await;
    one.samples().await;
    for part in 0..3 {
        let topics = (0..600).map(|n| Change::publish(Record::Topic(samples::topic(&format!("t{part}-{n}"))), Expects::Absent));
        one.store.publish(batch("many"), topics.collect()).await.unwrap();
    }
    let two = Node::of(&database).await;
    assert_eq!(two.store.pull().await.unwrap().entries, 1812);
    assert_eq!(one.export().await, two.export().await);
    // And by who only came to publish.
    let three = Node::of(&database).await;
    assert_eq!(three.topic("last", 1, Expects::Absent).await.unwrap(), 1813);
    three.sound().await;
}

#[tokio::test]
async fn news_end_a_wait_at_once() {
    let Some(database) = Database::make().await else { return };
    let (one, two) = (Node::of(&database).await, Node::of(&database).await);
    one.samples().await;
    // The first waits begin to listen, and end when there is a line.
    two.store.wait_for_news(Duration::from_secs(20)).await;
    two.store.pull().await.unwrap();
    let store = two.store.clone();
    let waiting = tokio::spawn(async move {
        let begin = Instant::now();
        store.wait_for_news(Duration::from_secs(30)).await;
        begin.elapsed()
    });
    one.topic("news", 1, Expects::Absent).await.unwrap();
    assert!(waiting.await.unwrap() < Duration::from_secs(20));
    assert_eq!(two.store.pull().await.unwrap().entries, 1);
    // What was told while nobody waited ends the next wait; what was looked into does not.
    one.topic("more", 1, Expects::Absent).await.unwrap();
    let begin = Instant::now();
    two.store.wait_for_news(Duration::from_secs(30)).await;
    assert!(begin.elapsed() < Duration::from_secs(20));
    two.store.pull().await.unwrap();
}

#[tokio::test]
async fn a_register_of_its_own_hears_of_its_own_batches_once() {
    let folder = TempDir::new().unwrap();
    let node = Node { store: Store::open(folder.path()).await.unwrap(), folder };
    node.samples().await;
    let begin = Instant::now();
    node.store.wait_for_news(Duration::from_secs(30)).await;
    assert!(begin.elapsed() < Duration::from_secs(20));
    let begin = Instant::now();
    node.store.wait_for_news(Duration::from_millis(50)).await;
    assert!(begin.elapsed() >= Duration::from_millis(50), "the same news twice");
    // Another process has the same folder open.
    let other = Node { store: Store::open(node.folder.path()).await.unwrap(), folder: TempDir::new().unwrap() };
    let begin = Instant::now();
    let waiting = node.store.wait_for_news(Duration::from_secs(30));
    let (_, written) = tokio::join!(waiting, other.topic("beside", 1, Expects::Absent));
    written.unwrap();
    assert!(begin.elapsed() < Duration::from_secs(20), "what another process wrote is noticed");
    let pulled = node.store.pull().await.unwrap();
    assert_eq!((pulled.entries, pulled.head.seq, node.store.is_replica()), (0, 13, false));
    assert_eq!(node.store.journal_head().await.unwrap(), pulled.head);
}

#[tokio::test]
async fn a_replica_of_what_never_was_goes_back() {
    let Some(database) = Database::make().await else { return };
    let (one, two) = (Node::of(&database).await, Node::of(&database).await);
    one.samples().await;
    one.topic("kept", 1, Expects::Absent).await.unwrap();
    one.topic("lost", 1, Expects::Absent).await.unwrap();
    one.topic("lost", 2, Expects::Revision(1)).await.unwrap();
    two.store.pull().await.unwrap();
    lose_after(&database, 13).await;
    // The one goes back because the journal is shorter, the other because it went on otherwise.
    let pulled = one.store.pull().await.unwrap();
    assert_eq!((pulled.diverged, pulled.head.seq), (Some(13), 13));
    assert_eq!(one.store.find(&at("topic:lost")).await.unwrap(), Lookup::Absent);
    for n in 0..4 {
        one.topic(&format!("new{n}"), 1, Expects::Absent).await.unwrap();
    }
    let pulled = two.store.pull().await.unwrap();
    assert_eq!((pulled.diverged, pulled.entries, pulled.head.seq), (Some(13), 4, 17));
    assert_eq!(one.export().await, two.export().await);
    // Or because it publishes first.
    lose_after(&database, 14).await;
    assert_eq!(two.topic("after", 1, Expects::Absent).await.unwrap(), 15);
    one.store.pull().await.unwrap();
    assert_eq!(one.export().await, two.export().await);
    for node in [one, two] {
        node.sound().await;
    }
}

#[tokio::test]
async fn a_body_that_a_lost_redaction_took_away_comes_back() {
    let Some(database) = Database::make().await else { return };
    let (one, two) = (Node::of(&database).await, Node::of(&database).await);
    one.samples().await;
    one.topic("named", 1, Expects::Absent).await.unwrap();
    one.topic("named", 2, Expects::Revision(1)).await.unwrap();
    let before = one.export().await;
    two.store.pull().await.unwrap();
    let body: String = database.bytes("SELECT bytes FROM body WHERE seq = 13").await.iter().map(|byte| format!("{byte:02x}")).collect();
    one.store.publish(batch("redact"), vec![redact("topic:named", 1)]).await.unwrap();
    two.store.pull().await.unwrap();
    lose_after(&database, 14).await;
    database.run(&format!("INSERT INTO body (seq, bytes) VALUES (13, decode('{body}', 'hex'))")).await;
    let pulled = two.store.pull().await.unwrap();
    assert_eq!((pulled.diverged, pulled.entries), (Some(14), 2));
    assert_eq!(two.export().await, before);
    two.sound().await;
}

/// Makes the journal what it was at a number, as a server does that was restored or promoted.
async fn lose_after(database: &Database, seq: u64) {
    let header = database.bytes(&format!("SELECT header FROM entry WHERE seq = {seq}")).await;
    let digest = chancery_model::Digest::of(&header);
    let statements = format!(
        "DELETE FROM body WHERE seq > {seq}; DELETE FROM entry WHERE seq > {seq};
        DELETE FROM batch WHERE number > (SELECT MAX(batch) FROM entry);
        UPDATE head SET seq = {seq}, batch = (SELECT MAX(batch) FROM entry), digest = decode('{digest}', 'hex')"
    );
    database.run(&statements).await;
}

#[tokio::test]
async fn what_is_redacted_is_gone_everywhere() {
    const SECRET: &str = "The address of a person, which must not be here.";
    let Some(database) = Database::make().await else { return };
    let (one, two) = (Node::of(&database).await, Node::of(&database).await);
    one.samples().await;
    let mut meeting = samples::meeting("tchm", 6);
    meeting.notes.push(words(SECRET));
    one.store.publish(batch("x"), vec![Change::publish(Record::Meeting(meeting), Expects::Any)]).await.unwrap();
    let good = Record::Meeting(samples::meeting("tchm", 6));
    one.store.publish(batch("x"), vec![Change::publish(good, Expects::Any)]).await.unwrap();
    two.store.pull().await.unwrap();
    let holds = |node: &Node| {
        let files = std::fs::read_dir(node.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let mut files = files.filter(|path| path.is_file()).map(|path| std::fs::read(path).unwrap());
        files.any(|bytes| bytes.windows(SECRET.len()).any(|w| w == SECRET.as_bytes()))
    };
    assert!(holds(&one) && holds(&two));
    two.store.publish(batch("x"), vec![redact("meeting:tchm/6", 2)]).await.unwrap();
    assert!(!holds(&two));
    assert!(holds(&one), "it has not followed yet");
    one.store.pull().await.unwrap();
    assert!(!holds(&one));
    let left = database.number(&format!("SELECT COUNT(*) FROM body WHERE position('{SECRET}'::BYTEA IN bytes) > 0")).await;
    assert_eq!(left, 0);
    assert_eq!(Node::of(&database).await.store.pull().await.unwrap().entries, 15);
    one.sound().await;
}

#[tokio::test]
async fn a_folder_stays_what_it_is() {
    let Some(database) = Database::make().await else { return };
    let node = Node::of(&database).await;
    node.samples().await;
    node.store.close().await;
    let refused = Store::open(node.folder.path()).await.unwrap_err();
    assert!(matches!(refused, OpenError::Replica(_)), "{refused:?}");
    assert!(refused.to_string().contains("--database"), "{refused}");

    let own = TempDir::new().unwrap();
    let store = Store::open(own.path()).await.unwrap();
    let framework = samples::a_register().into_iter().map(|r| Change::publish(r, Expects::Absent)).collect();
    store.publish(batch("own"), framework).await.unwrap();
    store.close().await;
    let refused = Store::open_at(&database.location(own.path()), Limits::default()).await.unwrap_err();
    assert!(matches!(refused, OpenError::OwnRegister(_)), "{refused:?}");

    // A backup of a replica is a register of its own.
    let again = Store::open_at(&database.location(node.folder.path()), Limits::default()).await.unwrap();
    let backup = node.folder.path().join("backup");
    again.backup(&backup).await.unwrap();
    assert_eq!(Store::open(&backup).await.unwrap().head().await.unwrap().seq, 12);

    // The replica of one register is none of another.
    let other = Database::make().await.unwrap();
    let refused = Store::open_at(&other.location(node.folder.path()), Limits::default()).await.unwrap_err();
    assert!(matches!(refused, OpenError::Journal(PullError::OtherRegister { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_place_without_a_register_is_told_from_one_with() {
    let Some(database) = Database::make().await else { return };
    let folder = TempDir::new().unwrap();
    let location = database.location(folder.path());
    let state = migrate::check(&location).await.unwrap();
    assert_eq!((state.found, state.known, state.pending.len()), (None, SCHEMA, usize::try_from(SCHEMA).unwrap()));
    let refused = Store::open_existing_at(&location, Limits::default()).await.unwrap_err();
    assert!(matches!(refused, OpenError::NoJournal(_)), "{refused:?}");
    assert_eq!(migrate::run(&location).await.unwrap().pending, [] as [&str; 0]);
    let state = migrate::check(&location).await.unwrap();
    assert_eq!((state.found, state.compatible_from, state.is_workable()), (Some(SCHEMA), Some(5), true));
    Store::open_existing_at(&location, Limits::default()).await.unwrap();
    assert_eq!(migrate::check(&Location::folder(folder.path().join("nowhere"))).await.unwrap().found, None);

    let foreign = Database::make().await.unwrap();
    foreign.run("CREATE TABLE head (of TEXT)").await;
    let refused = Store::open_at(&foreign.location(folder.path().join("x").as_path()), Limits::default()).await.unwrap_err();
    assert!(matches!(refused, OpenError::Journal(PullError::NotRegister { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_newer_schema_is_borne_as_long_as_it_bears_us() {
    let Some(database) = Database::make().await else { return };
    let node = Node::of(&database).await;
    node.samples().await;
    // Expand: a newer version was here, and left room for ours.
    let newer = SCHEMA + 1;
    database.run(&format!("UPDATE register SET schema = {newer}; ALTER TABLE entry ADD COLUMN remark TEXT")).await;
    node.topic("between", 1, Expects::Absent).await.unwrap();
    let late = Node::of(&database).await;
    assert_eq!(late.store.pull().await.unwrap().entries, 13);
    // Contract: nobody of our age should be left.
    database.run(&format!("UPDATE register SET compatible_from = {newer}")).await;
    for error in [node.store.pull().await.unwrap_err(), late.store.journal_head().await.unwrap_err()] {
        let PullError::NewerSchema { found, compatible_from, known: ours, .. } = error else { panic!("{error:?}") };
        assert_eq!((found, compatible_from, ours), (newer, newer, SCHEMA));
    }
    let refused = node.topic("late", 1, Expects::Absent).await.unwrap_err();
    assert!(matches!(refused, PublishError::Journal(PullError::NewerSchema { .. })), "{refused:?}");
    let folder = TempDir::new().unwrap();
    let refused = Store::open_at(&database.location(folder.path()), Limits::default()).await.unwrap_err();
    assert!(matches!(refused, OpenError::Journal(PullError::NewerSchema { .. })), "{refused:?}");
    assert!(!migrate::check(&database.location(folder.path())).await.unwrap().is_workable());
    assert!(matches!(node.store.find(&at("topic:between")).await.unwrap(), Lookup::Found(_)), "what it has can be read");
}

#[tokio::test]
async fn a_job_is_done_by_one_at_a_time() {
    let Some(database) = Database::make().await else { return };
    let (one, two) = (Node::of(&database).await, Node::of(&database).await);
    one_at_a_time(&one.store, &two.store).await;
    let folder = TempDir::new().unwrap();
    let (first, second) = (Store::open(folder.path()).await.unwrap(), Store::open(folder.path()).await.unwrap());
    one_at_a_time(&first, &second).await;
}

async fn one_at_a_time(one: &Store, two: &Store) {
    let lease = one.try_lock(Job::Snapshots).await.unwrap().unwrap();
    assert!(lease.is_held());
    assert!(two.try_lock(Job::Snapshots).await.unwrap().is_none());
    let other = two.try_lock(Job::Garbage).await.unwrap();
    assert!(other.is_some(), "jobs have locks of their own");
    drop(lease);
    for turn in 0.. {
        if two.try_lock(Job::Snapshots).await.unwrap().is_some() {
            break;
        }
        assert!(turn < 100, "the lock is not given back");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn verify_finds_what_was_changed_in_postgresql() {
    let Some(database) = Database::make().await else { return };
    let node = Node::of(&database).await;
    node.samples().await;
    node.store.publish(batch("gone"), vec![withdraw("document:tchm-4-action-plan")]).await.unwrap();
    node.sound().await;
    for (harm, mend) in [
        (
            "UPDATE body SET bytes = bytes || '\\x20' WHERE seq = 5",
            "UPDATE body SET bytes = substring(bytes FOR length(bytes) - 1) WHERE seq = 5",
        ),
        ("UPDATE entry SET id = id || 'x' WHERE seq = 3", "UPDATE entry SET id = left(id, -1) WHERE seq = 3"),
        (
            "UPDATE entry SET header = header || '\\x20' WHERE seq = 7",
            "UPDATE entry SET header = substring(header FOR length(header) - 1) WHERE seq = 7",
        ),
        (
            "UPDATE batch SET bytes = bytes || '\\x20' WHERE number = 1",
            "UPDATE batch SET bytes = substring(bytes FOR length(bytes) - 1) WHERE number = 1",
        ),
        ("UPDATE head SET batch = batch + 1", "UPDATE head SET batch = batch - 1"),
        ("CREATE TABLE away AS SELECT * FROM body WHERE seq = 2; DELETE FROM body WHERE seq = 2", "INSERT INTO body SELECT * FROM away"),
    ] {
        database.run(harm).await;
        match node.store.verify(|_| {}).await {
            Ok(report) => assert!(!report.is_record_sound(), "not noticed: {harm}"),
            Err(error) => assert!(format!("{error:?}").contains("Damaged"), "{harm}: {error:?}"),
        }
        database.run(mend).await;
        node.sound().await;
    }
    let fault = Fault::Entry { seq: 5, what: "has another body in PostgreSQL".into() };
    database.run("UPDATE body SET bytes = '\\x20' WHERE seq = 5").await;
    assert_eq!(node.store.verify(|_| {}).await.unwrap().faults, [fault]);
    // A node that comes now is not given what is damaged.
    let late = Node::of(&database).await;
    let refused = late.store.pull().await.unwrap_err();
    assert!(matches!(refused, PullError::Damaged { .. }), "{refused:?}");
    assert_eq!(late.store.head().await.unwrap().seq, 0);
}

#[tokio::test]
async fn an_address_that_names_nothing_gives_away_no_password() {
    let folder = TempDir::new().unwrap();
    let journal: JournalAt = "postgres://app:hushhush@127.0.0.1:1/register".parse().unwrap();
    let location = Location { folder: folder.path().to_owned(), journal, files: FilesAt::DataFolder };
    let refused = Store::open_at(&location, Limits::default()).await.unwrap_err();
    assert!(matches!(&refused, OpenError::Journal(error) if error.is_unreachable()), "{refused:?}");
    let mut said = format!("{location:?} {refused} {refused:?} {refused:#?}");
    let mut source = std::error::Error::source(&refused);
    while let Some(error) = source {
        said += &format!(" {error} {error:?}");
        source = error.source();
    }
    assert!(!said.contains("hushhush"), "{said}");
    assert!(said.contains("app:***@127.0.0.1"), "{said}");
}
