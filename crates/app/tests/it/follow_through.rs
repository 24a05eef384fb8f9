//! What became of what was agreed: the use cases over commitments, evidence, processes, projects and exchanges.

mod adding;
mod reading;
mod surviving;

use chancery_app::commitment::CommitmentRow;
use chancery_app::evidence::{NewEvidence, NewGround};
use chancery_app::keeping::Register;
use chancery_app::{Actor, App, Ctx};
use chancery_model::journal::Role;
use chancery_model::{
    Bearing, Commitment, CommitmentId, Evidence, Ground, ItemKey, Lang, Meeting, Pointer, Record, RecordRef, Source, Text, TextStatus,
    samples,
};
use chancery_store::Expects;
use tempfile::TempDir;

fn ctx() -> Ctx {
    Ctx::at("2026-11-22T07:20:25Z", Actor { name: "test".into(), role: Role::Operator }, Lang::en())
}

/// A made-up register with one of each kind, and the meeting between its two.
async fn register() -> (App, Register, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let app = App::open(folder.path()).await.unwrap();
    let register = Register::from(&app);
    let mut records = samples::one_of_each();
    records.push(Record::Meeting(samples::meeting("tchm", 5)));
    register.init(&ctx(), records, "a made-up register").await.unwrap_or_else(|e| panic!("{}", e.chain()));
    app.follow_once().await.unwrap();
    (app, register, folder)
}

async fn put(register: &Register, records: Vec<Record>) -> u64 {
    let written = register.put(&ctx(), records, Expects::Any, "a made-up change").await;
    written.unwrap_or_else(|e| panic!("{}", e.chain())).batch.expect("something is new")
}

/// A commitment without a rhythm.
fn plain(id: &str, meeting: &str, item: &str) -> Commitment {
    Commitment { rhythm: None, ..samples::commitment(id, meeting, item) }
}

/// Evidence that stands in an item of a meeting.
fn at(id: &str, commitment: &str, bearing: Bearing, meeting: &str, item: &str) -> Evidence {
    let number: u32 = meeting.split('/').nth(1).unwrap().parse().unwrap();
    let whole: Meeting = samples::meeting("tchm", number);
    let key: ItemKey = item.parse().unwrap();
    let words = whole.find_item(&key).unwrap().1.text.clone();
    let record: RecordRef = format!("meeting:{meeting}").parse().unwrap();
    Evidence {
        bearing,
        date: whole.date.unwrap(),
        ground: Ground::Register { pointer: Pointer::to_item(record, 1, key, &words) },
        ..samples::evidence(id, commitment)
    }
}

fn on(id: &str, commitment: &str, bearing: Bearing, date: &str) -> Evidence {
    Evidence { bearing, date: date.parse().unwrap(), ..samples::evidence(id, commitment) }
}

fn ids<'a>(rows: impl IntoIterator<Item = &'a CommitmentRow>) -> Vec<String> {
    rows.into_iter().map(|row| row.commitment.id.to_string()).collect()
}

fn id(text: &str) -> CommitmentId {
    text.parse().unwrap()
}

/// How far a commitment has come and its marks, in words.
async fn state(app: &App, commitment: &str) -> String {
    let row = app.read_commitment(&ctx(), &id(commitment)).await.unwrap().row;
    let words = std::iter::once(row.state.how_far.as_str()).chain(row.state.marks.keys().map(|mark| mark.as_str()));
    words.collect::<Vec<_>>().join(" ")
}

fn a_fact(commitment: &str, bearing: Bearing, date: &str) -> NewEvidence {
    let texts = vec![Text::new(Lang::en(), "Two made-up offices validated a second site.", TextStatus::Summary)];
    NewEvidence {
        id: None,
        commitment: id(commitment),
        bearing,
        is_beginning: false,
        date: date.parse().unwrap(),
        period: None,
        ground: NewGround::Fact { texts, source: Source::of("https://news.example/9"), certainty: None },
        superseded_by: None,
        author: None,
        notes: vec![],
    }
}
