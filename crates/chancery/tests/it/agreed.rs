//! Made-up commitments beyond the samples: of clauses of the specimen, with evidence of every ground, and many of them.

use chancery_app::keeping::{Register, expects_revision};
use chancery_app::{App, Ctx};
use chancery_model::{
    Bearing, ClauseAt, Commitment, Evidence, Ground, Kind, Lang, Name, Origin, OriginRole, Pointer, Record, RecordRef, Source, Text,
    TextStatus, samples,
};

use crate::specimens;

/// The words of a clause of a specimen, heading and all.
pub(crate) fn words(version: &str, lang: &Lang, anchor: &str) -> String {
    let clauses = specimens::clauses(version, lang);
    clauses.iter().find(|clause| clause.anchor.as_str() == anchor).unwrap().words()
}

fn to_clause(version: &str, lang: Lang, anchor: &str) -> Pointer {
    let record = RecordRef::new(Kind::Document, &specimens::id(version)).unwrap();
    let words = words(version, &lang, anchor);
    Pointer::to_clause(record, 1, ClauseAt { anchor: anchor.parse().unwrap(), lang }, &words)
}

/// A commitment of its own name without rhythm.
pub(crate) fn plain(id: &str, name: &str) -> Commitment {
    Commitment { names: vec![Name::new(Lang::en(), name)], rhythm: None, ..samples::commitment(id, "tchm/4", "outcome-3") }
}

/// A commitment made by a clause of the specimen of 2011, in English, and said again by one in Chinese.
pub(crate) fn of_clauses() -> Commitment {
    let origins = vec![
        Origin { role: OriginRole::Made, pointer: to_clause("2011", Lang::en(), "article-4.4") },
        Origin { role: OriginRole::Reaffirmed, pointer: to_clause("2017", Lang::zh(), "article-4.4") },
    ];
    Commitment { origins, parties: vec!["JP".parse().unwrap()], ..plain("made-by-a-clause", "Made by a clause") }
}

fn evidence(id: &str, bearing: Bearing, date: &str, ground: Ground) -> Evidence {
    Evidence { bearing, date: date.parse().unwrap(), ground, ..samples::evidence(id, "made-by-a-clause") }
}

/// Evidence for [`of_clauses`]: from a meeting, from a clause, and a party's own statement.
pub(crate) fn its_evidence() -> Vec<Evidence> {
    let meeting = RecordRef::new(Kind::Meeting, "tchm/6").unwrap();
    let here = |pointer| Ground::Register { pointer };
    let said = Ground::Statement {
        party: "KR".parse().unwrap(),
        texts: vec![Text::new(Lang::ko(), "가상의 견해는 다르다.", TextStatus::Original)],
        source: Source::of("https://party.example/1"),
    };
    vec![
        evidence("clause-1", Bearing::Advances, "2012", here(Pointer::whole(meeting, 1))),
        evidence("clause-2", Bearing::Supersedes, "2017-11-30", here(to_clause("2017", Lang::en(), "article-4"))),
        evidence("clause-3", Bearing::Disputes, "2018", said),
    ]
}

/// Publishes the commitment of clauses with its evidence; the specimens must be there.
pub(crate) async fn bring(app: &App, ctx: &Ctx) {
    let mut records = vec![Record::Commitment(of_clauses())];
    records.extend(its_evidence().into_iter().map(Record::Evidence));
    publish(app, ctx, records).await;
}

/// Publishes so many commitments of the meeting tchm/4.
pub(crate) async fn bring_many(app: &App, ctx: &Ctx, count: usize) {
    let records = (0..count).map(|n| Record::Commitment(plain(&format!("many-{n:03}"), &format!("Number {n}")))).collect();
    publish(app, ctx, records).await;
}

async fn publish(app: &App, ctx: &Ctx, records: Vec<Record>) {
    Register::from(app).put(ctx, records, expects_revision(None), "made up").await.unwrap();
    app.follow_once().await.unwrap();
}
