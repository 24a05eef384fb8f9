//! Adding files: once and again, by two at a time, and with a vault that is lost on the way.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use chancery_app::keeping::Register;
use chancery_app::papers::{self, Kept, Lot, NewPaper, Outcome, Placed, Reader, ReadingLimits, Target};
use chancery_app::{Actor, AppError, Ctx, ErrorKind};
use chancery_model::journal::Role;
use chancery_model::{Document, DocumentId, Kind, Lang, Record, RecordRef};
use chancery_store::Lookup;

use super::place::{ON_POSTGRES, Place};

/// More than one batch has.
const FILES: usize = 60;
/// How many files go into the first batch.
const LOT: usize = 50;

pub(crate) fn ctx() -> Ctx {
    Ctx::at("2026-11-22T07:20:25Z", Actor { name: "test".into(), role: Role::Operator }, Lang::en())
}

fn reader() -> Reader {
    Reader::here(ReadingLimits::default())
}

fn paper(path: &Path, document: &str, title: &str) -> NewPaper {
    NewPaper {
        path: path.to_owned(),
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        to: Target { document: Some(document.parse().unwrap()), meeting: Some("tchm/6".parse().unwrap()) },
        relation: None,
        title: Some(title.to_owned()),
        document_type: None,
        date: None,
        symbol: None,
        lang: None,
        status: None,
        from: None,
        is_only: false,
    }
}

/// Writes files that belong to documents of their own.
fn many(folder: &Path) -> Vec<NewPaper> {
    let one = |n: usize| {
        let path = folder.join(format!("{n}.txt"));
        std::fs::write(&path, format!("This is the made-up paper {n} of the administrations, to be read at the meeting.\n")).unwrap();
        paper(&path, &format!("made-up-{n}"), &format!("Made-up paper {n}"))
    };
    (0..FILES).map(one).collect()
}

/// Adds them: the batches, and what became of each file.
async fn add(register: &Register, papers: Vec<NewPaper>) -> Result<(Vec<u64>, Vec<Kept>), AppError> {
    let (mut batches, mut kept) = (Vec::new(), Vec::new());
    let on_lot = |lot: Lot| {
        batches.extend(lot.batch);
        for row in lot.rows {
            match row.outcome {
                Outcome::Kept(one) => kept.push(one),
                Outcome::Refused { reason, .. } => panic!("{}: {reason}", row.name),
            }
        }
        Ok(ControlFlow::Continue(()))
    };
    papers::add(&ctx(), register, &reader(), papers, "made-up papers", on_lot).await?;
    Ok((batches, kept))
}

fn count(kept: &[Kept], placed: Placed) -> usize {
    kept.iter().filter(|one| one.placed == placed).count()
}

async fn document(register: &Register, id: &str) -> Option<Document> {
    match register.store().find(&RecordRef::new(Kind::Document, id).unwrap()).await.unwrap() {
        Lookup::Found(current) => match current.record {
            Record::Document(document) => Some(document),
            _ => None,
        },
        _ => None,
    }
}

/// How many of the made-up documents are there, each with the one file that it should have.
async fn count_whole(register: &Register) -> usize {
    let mut whole = 0;
    for n in 0..FILES {
        if let Some(document) = document(register, &format!("made-up-{n}")).await {
            assert_eq!(document.renditions.iter().filter(|rendition| rendition.held().is_some()).count(), 1, "made-up-{n}");
            whole += 1;
        }
    }
    whole
}

/// Every digest is right, nothing is missing and nothing lies there that no record mentions.
async fn is_whole(register: &Register) {
    let report = register.verify(|_| {}).await.unwrap();
    assert!(report.is_sound() && report.orphans.is_empty(), "{report:?}");
}

#[tokio::test]
async fn the_same_bytes_are_kept_once_and_every_node_has_them() {
    let Some(place) = Place::make().await else { return };
    let register = place.begin().await;
    let before = register.store().vault().count().await.unwrap().0;
    let texts = [
        ("en", "The three administrations carry out the cooperation of this plan, and report on it to the meeting."),
        ("zh-Hans", "三国海关当局共同开展本行动计划所列各项合作，并每年审议一次工作进展。"),
        ("ja", "三国の税関当局は、この行動計画に定める協力を共同で実施する。"),
        ("ko", "3국 관세당국은 이 행동계획에서 정한 협력을 공동으로 이행한다."),
    ];
    let papers: Vec<NewPaper> = texts
        .iter()
        .map(|(lang, text)| {
            let path = place.folder.path().join(format!("plan.{lang}.txt"));
            std::fs::write(&path, text).unwrap();
            NewPaper { title: None, to: Target { meeting: None, ..paper(&path, "tchm-4-action-plan", "").to }, ..paper(&path, "x", "") }
        })
        .collect();
    let (batches, kept) = add(&register, papers.clone()).await.unwrap();
    assert_eq!((batches.len(), count(&kept, Placed::Added)), (1, 4));
    assert_eq!(kept.iter().map(|one| one.lang.as_str()).collect::<Vec<_>>(), texts.map(|(lang, _)| lang));
    assert_eq!(register.store().vault().count().await.unwrap().0, before + 8, "each file and its text");

    // A second time there is nothing to say, whoever asks from whichever node.
    let head = register.store().head().await.unwrap().seq;
    let (batches, kept) = add(&place.open("second").await, papers.clone()).await.unwrap();
    assert_eq!((batches.len(), count(&kept, Placed::Same)), (0, 4));
    assert_eq!(register.store().journal_head().await.unwrap().seq, head);
    // The same bytes in another document are the same file.
    let files = place.files();
    let elsewhere = NewPaper { path: papers[0].path.clone(), ..paper(&papers[0].path, "made-up-copy", "Made-up copy") };
    let (batches, kept) = add(&register, vec![elsewhere]).await.unwrap();
    assert_eq!((batches.len(), count(&kept, Placed::Added)), (1, 1));
    assert_eq!(place.files(), files);

    // A node that begins now reads and finds them.
    let app = place.open_app("third").await;
    let id: DocumentId = "tchm-4-action-plan".parse().unwrap();
    let there = document(&Register::from(&app), id.as_str()).await.unwrap();
    for (lang, text) in texts {
        let rendition = there.renditions.iter().find(|rendition| rendition.lang.as_str() == lang).unwrap();
        let read = app.paper_text(rendition.text.as_ref().unwrap()).await.unwrap().unwrap();
        assert_eq!(read.paper.pages[0].text.trim_end(), text);
        let hits = crate::follow::found(&app, &text.chars().take(8).collect::<String>()).await;
        assert!(hits.contains(&format!("document:{id}")), "{lang}: {hits:?}");
    }
    is_whole(&register).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_that_is_lost_on_the_way_costs_the_lot_and_no_more() {
    let Some(mut place) = Place::make().await else { return };
    let register = place.begin().await;
    let papers = many(place.folder.path());
    let mut lots = 0;
    let began = Instant::now();
    let on_lot = |lot: Lot| {
        assert_eq!((lot.rows.len(), lot.batch.is_some()), (LOT, true));
        lots += 1;
        place.lose_files();
        Ok(ControlFlow::Continue(()))
    };
    let error = papers::add(&ctx(), &register, &reader(), papers.clone(), "made-up papers", on_lot).await.unwrap_err();
    assert_eq!((lots, error.kind), (1, if ON_POSTGRES { ErrorKind::Unreachable } else { ErrorKind::Io }), "{}", error.chain());
    assert!(began.elapsed() < Duration::from_secs(45), "one file waits for the vault, and the others not after it");
    assert_eq!(count_whole(&register).await, LOT, "of the other lot nothing is published");

    place.find_files().await;
    let register = place.open("second").await;
    let (batches, kept) = add(&register, papers).await.unwrap();
    assert_eq!((batches.len(), count(&kept, Placed::Same), count(&kept, Placed::Added)), (1, LOT, FILES - LOT));
    assert_eq!(count_whole(&register).await, FILES);
    is_whole(&register).await;
}

#[tokio::test]
async fn two_who_add_the_same_at_once_add_it_once() {
    let Some(place) = Place::make().await else { return };
    let (one, other) = (place.begin().await, place.open("second").await);
    let papers = many(place.folder.path());
    let before = one.store().head().await.unwrap().seq;
    let (first, second) = tokio::join!(add(&one, papers.clone()), add(&other, papers));
    assert_eq!((first.unwrap().1.len(), second.unwrap().1.len()), (FILES, FILES));
    let register = place.open("third").await;
    assert_eq!(register.store().head().await.unwrap().seq, before + FILES as u64, "one entry for each, whoever came first");
    assert_eq!(count_whole(&register).await, FILES);
    is_whole(&register).await;
}

#[tokio::test]
async fn who_asks_may_stop_between_two_batches_and_go_on() {
    let Some(place) = Place::make().await else { return };
    let register = place.begin().await;
    let papers = many(place.folder.path());
    let once = |_| Ok(ControlFlow::Break(()));
    papers::add(&ctx(), &register, &reader(), papers.clone(), "made-up papers", once).await.unwrap();
    assert_eq!(count_whole(&register).await, LOT);
    let (batches, kept) = add(&register, papers).await.unwrap();
    assert_eq!((batches.len(), count(&kept, Placed::Same), count(&kept, Placed::Added)), (1, LOT, FILES - LOT));
    assert_eq!(count_whole(&register).await, FILES);
    is_whole(&register).await;
}

#[tokio::test]
async fn words_behind_the_turn_of_a_page_open_the_page_on_which_they_stand() {
    let Some(place) = Place::make().await else { return };
    let register = place.begin().await;
    let path = place.folder.path().join("paged.txt");
    let filler = "The three administrations carry out the cooperation of this plan within the laws of\neach side.\n";
    // Page numbers stand between the lines; the second clause begins on the first page and ends on the third.
    let text = format!(
        "Article 1\n1. {filler}2. They compare the records of lighthouses, and where these differ the\noffices of all sides\n\n1\n\u{c}\
         look into lanterns together, of which\nthe keepers write a report to\n\n2\n\u{c}\
         the secretariat on moorings before the end of the\nyear.\n3. {filler}\n3\n"
    );
    std::fs::write(&path, text).unwrap();
    let (_, kept) = add(&register, vec![NewPaper { lang: Some(Lang::en()), ..paper(&path, "paged", "Paged") }]).await.unwrap();
    assert_eq!(kept[0].text.as_ref().unwrap().pages, Some(3));
    let app = place.open_app("second").await;
    for (query, page) in [("lighthouses", 1), ("lanterns", 2), ("keepers", 2), ("moorings", 3), ("\"report to the secretariat\"", 2)] {
        let request = chancery_search::Request { passages: 3, ..chancery_search::Request::new(query, Lang::en()) };
        let found = app.search(&ctx(), request).await.unwrap();
        assert_eq!(found.total, 1, "{query}");
        let passage = &found.hits[0].passages[0];
        assert_eq!((passage.anchor.as_deref(), passage.page), (Some("article-1.2"), Some(page)), "{query}: {passage:?}");
    }
}
