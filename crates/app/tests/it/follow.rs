//! The index and the catalogue follow the journal: after random changes they hold what the store holds, and an index
//! that was thrown away becomes the same again (promise P5).

use std::time::Duration;

use chancery_app::follow::{Following, News};
use chancery_app::{Actor, App, Ctx};
use chancery_model::journal::Role;
use chancery_model::{Kind, Lang, Meeting, Name, Record, RecordRef, Text, TextStatus, samples};
use chancery_search::{Request, Sort};
use chancery_store::{Action, Change, Expects, NewBatch};

fn ctx() -> Ctx {
    Ctx::at("2026-11-22T07:20:25Z", Actor { name: "test".into(), role: Role::System }, Lang::en())
}

fn batch() -> NewBatch {
    NewBatch {
        at: ctx().now,
        actor: "test".into(),
        role: Role::System,
        reason: "a made-up change".into(),
        source: None,
        source_sha256: None,
    }
}

pub(crate) async fn publish(app: &App, changes: Vec<Change>) {
    app.store().publish(batch(), changes).await.unwrap_or_else(|e| panic!("{e}: {e:?}"));
}

pub(crate) fn put(record: Record) -> Change {
    Change::publish(record, Expects::Any)
}

async fn small_register(folder: &std::path::Path) -> App {
    let app = App::open(folder).await.unwrap();
    publish(&app, samples::a_register().into_iter().map(put).collect()).await;
    app.follow_once().await.unwrap();
    app
}

pub(crate) async fn found(app: &App, query: &str) -> Vec<String> {
    let mut request = Request::new(query, Lang::en());
    (request.limit, request.sort) = (100, Sort::OldestFirst);
    let page = app.search(&ctx(), request).await.unwrap();
    assert_eq!(page.total, page.hits.len(), "every hit of {query:?} is in the store");
    page.hits.iter().map(|hit| hit.address.to_string()).collect()
}

#[tokio::test]
async fn a_query_in_one_language_finds_names_in_another() {
    let folder = tempfile::tempdir().unwrap();
    let app = small_register(folder.path()).await;
    for query in ["税関", "関税局長", "海关领导人会议", "관세청장회의", "TCHM", "customs heads", "Tokyo"] {
        let hits = found(&app, query).await;
        assert!(!hits.is_empty(), "{query:?} found nothing");
    }
    assert!(found(&app, "第6回").await.contains(&"meeting:tchm/6".to_owned()));
    assert!(found(&app, "joint site validation").await.contains(&"meeting:tchm/4".to_owned()));
    assert!(found(&app, "nowhere to be seen").await.is_empty());
}

#[tokio::test]
async fn a_renamed_place_and_a_new_document_reach_their_meetings() {
    let folder = tempfile::tempdir().unwrap();
    let app = small_register(folder.path()).await;
    assert!(found(&app, "東京").await.is_empty());
    let mut place = samples::place("tokyo", "Tokyo", "JP");
    place.names.push(Name::new(Lang::ja(), "東京"));
    let mut paper = samples::document("tchm-6-memorandum", "tchm/6");
    paper.titles = vec![Name::new(Lang::en(), "Memorandum on made-up matters")];
    publish(&app, vec![put(Record::Place(place)), put(Record::Document(paper))]).await;
    app.follow_once().await.unwrap();
    assert!(found(&app, "東京").await.contains(&"meeting:tchm/6".to_owned()));
    let hits = found(&app, "memorandum").await;
    assert!(hits.contains(&"meeting:tchm/6".to_owned()) && hits.contains(&"document:tchm-6-memorandum".to_owned()), "{hits:?}");
    assert_eq!(app.catalogue().place_name(&"tokyo".parse().unwrap(), &Lang::ja()).unwrap().text, "東京");
}

/// A small generator with a stated seed: random enough for an order of changes, and the same at each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn meeting(number: u32, word: &str) -> Meeting {
    let mut meeting = samples::meeting("tchm", number);
    meeting.accounts[0].outcomes[0].text = format!("Exchanged views on {word}.");
    meeting
}

#[tokio::test]
async fn p5_index_and_store_agree_after_random_changes_and_a_lost_index() {
    const WORDS: [&str; 4] = ["pearls", "lanterns", "bridges", "ferries"];
    let folder = tempfile::tempdir().unwrap();
    let app = small_register(folder.path()).await;
    let mut dice = Dice(20_261_122);
    let mut held: std::collections::BTreeMap<u32, &str> = std::collections::BTreeMap::new();
    let mut gone = std::collections::BTreeSet::new();
    for _ in 0..40 {
        for _ in 0..=dice.roll(3) {
            let number = 10 + u32::try_from(dice.roll(12)).unwrap();
            let address = RecordRef::new(Kind::Meeting, &format!("tchm/{number}")).unwrap();
            if gone.contains(&number) {
                continue;
            }
            if held.contains_key(&number) && dice.roll(3) == 0 {
                let reason = Text::new(Lang::en(), "made up", TextStatus::Original);
                publish(&app, vec![Change { address, expects: Expects::Any, action: Action::Withdraw(reason) }]).await;
                held.remove(&number);
                gone.insert(number);
            } else {
                let word = WORDS[usize::try_from(dice.roll(4)).unwrap()];
                publish(&app, vec![put(Record::Meeting(meeting(number, word)))]).await;
                held.insert(number, word);
            }
        }
        app.follow_once().await.unwrap();
        for word in WORDS {
            let mut expected: Vec<String> = held.iter().filter(|(_, w)| **w == word).map(|(n, _)| format!("meeting:tchm/{n}")).collect();
            let mut got = found(&app, word).await;
            expected.sort();
            got.sort();
            assert_eq!(got, expected, "{word}");
        }
    }
    let before: Vec<Vec<String>> = vec![found(&app, "customs").await, found(&app, "exchanged views").await];
    drop(app);
    std::fs::remove_dir_all(folder.path().join("index")).unwrap();
    let app = App::open_existing(folder.path()).await.unwrap();
    assert_eq!(app.index().cursor().seq, 0, "a deleted index starts empty");
    app.follow_once().await.unwrap();
    let (cursor, head) = app.lag().await.unwrap();
    assert_eq!(cursor, head);
    assert_eq!(vec![found(&app, "customs").await, found(&app, "exchanged views").await], before);
}

#[tokio::test]
async fn an_index_of_another_journal_is_started_over() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    drop(small_register(one.path()).await);
    let other = App::open(two.path()).await.unwrap();
    let mut records: Vec<Record> = samples::a_register();
    let missing = RecordRef::new(Kind::Meeting, "tchm/6").unwrap();
    records.retain(|r| r.address() != missing && !r.references().contains(&missing));
    publish(&other, records.into_iter().map(put).collect()).await;
    drop(other);
    // Somebody copies the index of one register beside the journal of another.
    copy_folder(&one.path().join("index"), &two.path().join("index"));
    let app = App::open_existing(two.path()).await.unwrap();
    app.follow_once().await.unwrap();
    assert!(!found(&app, "customs heads").await.contains(&"meeting:tchm/6".to_owned()));
    assert!(found(&app, "customs heads").await.contains(&"meeting:tchm/4".to_owned()));
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn names_of_the_register_and_of_the_glossary_widen_a_query() {
    let folder = tempfile::tempdir().unwrap();
    let app = small_register(folder.path()).await;
    let because = async |query: &str| {
        let page = app.search(&ctx(), Request::new(query, Lang::en())).await.unwrap();
        page.hits.into_iter().flat_map(|hit| hit.because).map(|b| format!("{}={}", b.typed, b.matched)).collect::<Vec<_>>()
    };
    // A word of the glossary that no record has.
    assert!(because("貿易円滑化").await.contains(&"貿易円滑化=trade facilitation".to_owned()));
    // A new name counts from the next query on.
    assert_eq!(because("虚构海关").await, Vec::<String>::new());
    let mut topic = samples::topic("customs");
    topic.names.push(Name::new(Lang::zh(), "虚构海关"));
    publish(&app, vec![put(Record::Topic(topic))]).await;
    app.follow_once().await.unwrap();
    assert!(!found(&app, "虚构海关").await.is_empty());
    let literal = Request { is_literal: true, ..Request::new("貿易円滑化", Lang::en()) };
    assert_eq!(app.search(&ctx(), literal).await.unwrap().total, 0);
}

#[tokio::test]
async fn an_index_with_far_to_go_tells_how_far_it_is_and_goes_on_where_it_was_stopped() {
    /// More than two steps of an index have.
    const DOCUMENTS: u64 = 250;
    let folder = tempfile::tempdir().unwrap();
    let app = small_register(folder.path()).await;
    let mut told = Vec::new();
    app.follow_telling(|progress| told.push(progress)).await.unwrap();
    assert!(told.is_empty(), "what is level has nothing to tell");
    let paper = |n: u64| {
        let mut paper = samples::document(&format!("made-up-{n}"), "tchm/6");
        paper.titles = vec![Name::new(Lang::en(), format!("Memorandum on lanterns {n}"))];
        put(Record::Document(paper))
    };
    publish(&app, (0..DOCUMENTS).map(paper).collect()).await;
    let (before, head) = app.lag().await.unwrap();
    assert_eq!(before + DOCUMENTS, head);

    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let mut stop = Some(stop);
    let on_news = |news| match news {
        News::Indexing(progress) => {
            told.push(progress);
            if progress.index > before {
                stop.take().map(|stop| stop.send(()));
            }
        }
        other => panic!("{other:?}"),
    };
    let stopped = async { stopped.await.unwrap() };
    app.follow(stopped, Following { poll: Duration::from_millis(5), clock: || ctx().now, on_news }).await;
    assert_eq!(told.iter().map(|progress| (progress.index, progress.head)).collect::<Vec<_>>(), [(before, head), (before + 100, head)]);
    drop(app);

    let app = App::open_existing(folder.path()).await.unwrap();
    assert_eq!(app.lag().await.unwrap(), (before + 100, head), "what was taken in is kept");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let mut stop = Some(stop);
    let mut news = Vec::new();
    let on_news = |one| {
        news.push(format!("{one:?}"));
        if let News::Indexed(entries) = one {
            assert_eq!(entries, DOCUMENTS - 100, "nothing is taken in twice");
            stop.take().map(|stop| stop.send(()));
        }
    };
    let stopped = async { stopped.await.unwrap() };
    app.follow(stopped, Following { poll: Duration::from_millis(5), clock: || ctx().now, on_news }).await;
    assert_eq!(news.len(), 4, "where it begins, after each of two steps, and that it is done: {news:?}");
    assert_eq!(app.lag().await.unwrap(), (head, head));
    let mut request = Request::new("lanterns", Lang::en());
    request.filters.kinds = vec![Kind::Document];
    assert_eq!(app.search(&ctx(), request).await.unwrap().total as u64, DOCUMENTS);
}
