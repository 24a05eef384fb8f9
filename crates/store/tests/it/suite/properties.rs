//! P4 and P5 under random batches: what was published can be read again, views equal a rebuild, an export loads back
//! into the same bytes, and a flipped byte is found.

use std::collections::BTreeMap;
use std::io::Cursor;

use chancery_model::{Kind, Record, RecordRef, samples};
use chancery_store::{Action, Body, Change, Expects, Lookup, Store};
use proptest::prelude::*;
use tokio::runtime::Runtime;

use super::register::{ON_POSTGRES, Register, at, batch, words};
use super::transfer::export;

/// How many; making databases takes its time.
const CASES: u32 = if ON_POSTGRES { 8 } else { 24 };

/// A change in numbers: what to do, to which record, to which other, with which content.
type Move = (u8, usize, usize, u32);

const IDS: [&str; 15] = [
    "topic:customs",
    "topic:b",
    "topic:c",
    "place:tokyo",
    "place:b",
    "mechanism:tchm",
    "mechanism:b",
    "mechanism:c",
    "meeting:tchm/4",
    "meeting:tchm/6",
    "meeting:b/1",
    "meeting:b/2",
    "document:tchm-4-action-plan",
    "document:b",
    "organisation:jp-ctb",
];

fn record(address: &RecordRef, other: usize, content: u32) -> Record {
    let pick = |from: &[&str]| from[other % from.len()].to_owned();
    let (topic, mechanism, meeting) = (pick(&["customs", "b", "c"]), pick(&["tchm", "b", "c"]), pick(&["tchm/4", "tchm/6", "b/1"]));
    match address.kind {
        Kind::Topic => Record::Topic(chancery_model::Topic { position: content, ..samples::topic(address.id()) }),
        Kind::Place => Record::Place(samples::place(address.id(), "Place", if content.is_multiple_of(2) { "JP" } else { "KR" })),
        Kind::Organisation => {
            Record::Organisation(samples::organisation(address.id(), Some("JP"), [&format!("O{content}"), "O", "O", "O"]))
        }
        Kind::Mechanism => {
            let mut record = samples::mechanism(address.id(), &topic);
            record.parent = content.is_multiple_of(3).then(|| mechanism.parse().unwrap()).filter(|p| *p != record.id);
            Record::Mechanism(record)
        }
        Kind::Meeting => {
            let mut record = samples::meeting("tchm", content % 5 + 1);
            record.id = address.id().parse().unwrap();
            record.mechanism = mechanism.parse().unwrap();
            record.place.as_mut().unwrap().place = pick(&["tokyo", "b"]).parse().unwrap();
            Record::Meeting(record)
        }
        _ => {
            let mut record = samples::document(address.id(), &meeting);
            record.issuer = content.is_multiple_of(2).then(|| mechanism.parse().unwrap());
            Record::Document(record)
        }
    }
}

/// A register in which each of [`IDS`] is there.
async fn register() -> Register {
    let register = Register::with_samples().await;
    let rest = IDS.iter().map(|id| Change::publish(record(&at(id), 0, 1), Expects::Any)).collect();
    register.publish(rest).await.unwrap();
    register
}

/// Makes a change of its numbers, with regard to what stands there, so that many are accepted and some are not.
async fn change_of(store: &Store, (what, which, other, content): Move) -> Change {
    let address = at(IDS[which % IDS.len()]);
    let mut same_kind: Vec<RecordRef> = IDS.iter().map(|id| at(id)).filter(|a| a.kind == address.kind).collect();
    same_kind.push(at(&format!("{address}-{}", content % 3)));
    let to = same_kind[other % same_kind.len()].clone();
    let reason = words("by chance");
    let action = match what % 12 {
        0 => Action::Withdraw(reason),
        1 | 2 => Action::Rename { to, reason },
        3 => Action::Merge { to, reason },
        4 => Action::Redact { revision: u64::from(content % 4), ground: reason },
        _ => Action::Publish(record(&address, other, content)),
    };
    let expects = match store.find(&address).await.unwrap() {
        Lookup::Found(current) if content.is_multiple_of(3) => Expects::Revision(current.revision),
        // Some changes bring back what is gone.
        Lookup::Moved { revision, .. } | Lookup::Withdrawn { revision, .. } if !content.is_multiple_of(5) => Expects::Revision(revision),
        _ => Expects::Any,
    };
    Change { address, expects, action }
}

fn batches() -> impl Strategy<Value = Vec<Vec<Move>>> {
    let one = (any::<u8>(), any::<usize>(), any::<usize>(), 0..40u32);
    prop::collection::vec(prop::collection::vec(one, 1..4), 1..20)
}

/// Publishes batches, those that are refused as well, and gives every body that was ever published.
async fn play(store: &Store, batches: Vec<Vec<Move>>) -> BTreeMap<(RecordRef, u64), Record> {
    let mut published = BTreeMap::new();
    for moves in batches {
        let before = store.head().await.unwrap();
        let mut changes = Vec::new();
        for numbers in moves {
            changes.push(change_of(store, numbers).await);
        }
        let done = store.publish(batch("by chance"), changes).await;
        let after = store.head().await.unwrap();
        assert_eq!(done.as_ref().map_or(0, chancery_store::Published::entries), after.seq - before.seq);
        for change in store.changes(before.seq, 1000).await.unwrap() {
            let address = RecordRef::new(change.header.kind, &change.header.id).unwrap();
            let revision = store.find_revision(&address, change.header.revision).await.unwrap().unwrap();
            if let Body::Record(record) = revision.body {
                published.insert((address, change.header.revision), record);
            }
        }
    }
    published
}

async fn sound(store: &Store) {
    let report = store.verify(|_| {}).await.unwrap();
    assert!(report.is_record_sound(), "{:?}", report.faults);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn p4_what_was_published_can_be_read_again_and_no_address_dies(batches in batches()) {
        Runtime::new().unwrap().block_on(async {
            let register = register().await;
            let published = play(&register.store, batches).await;
            for ((address, revision), record) in published {
                let found = register.store.find_revision(&address, revision).await.unwrap().unwrap();
                assert!(found.body == Body::Record(record) || matches!(found.body, Body::Redacted { .. }), "{address}, {revision}");
                let history = register.store.history(&address).await.unwrap();
                let revisions: Vec<u64> = history.iter().rev().map(|h| h.header.revision).collect();
                assert_eq!(revisions, (1..=u64::try_from(history.len()).unwrap()).collect::<Vec<_>>());
                match register.store.find(&address).await.unwrap() {
                    Lookup::Moved { to, .. } => assert!(!matches!(register.store.find(&to).await.unwrap(), Lookup::Absent | Lookup::Moved { .. })),
                    Lookup::Absent => panic!("{address} died"),
                    Lookup::Found(_) | Lookup::Withdrawn { .. } => {}
                }
            }
        });
    }

    #[test]
    fn p5_views_equal_a_rebuild_whatever_was_published(batches in batches()) {
        Runtime::new().unwrap().block_on(async {
            let register = register().await;
            play(&register.store, batches).await;
            sound(&register.store).await;
            register.store.rebuild().await.unwrap();
            sound(&register.store).await;
        });
    }

    #[test]
    fn p5_an_export_loads_back_into_the_same_bytes(batches in batches(), cut in 0..14usize) {
        Runtime::new().unwrap().block_on(async {
            let register = register().await;
            let mirror = Register::empty().await;
            let (first, rest) = batches.split_at(cut.min(batches.len()));
            play(&register.store, first.to_vec()).await;
            mirror.store.load(Cursor::new(export(&register.store).await)).await.unwrap();
            play(&register.store, rest.to_vec()).await;
            let bytes = export(&register.store).await;
            mirror.store.load(Cursor::new(bytes.clone())).await.unwrap();
            assert_eq!(export(&mirror.store).await, bytes);
            sound(&mirror.store).await;
        });
    }

    #[test]
    fn p5_a_batch_that_can_be_undone_leaves_what_was_before(batches in batches()) {
        Runtime::new().unwrap().block_on(async {
            let register = register().await;
            let (last, earlier) = batches.split_last().unwrap();
            play(&register.store, earlier.to_vec()).await;
            let before = standing(&register.store).await;
            play(&register.store, vec![last.clone()]).await;
            let head = register.store.head().await.unwrap();
            if let Ok(plan) = register.store.undo_plan(head.batch, &words("undone")).await && !earlier.is_empty() {
                let is_last = standing(&register.store).await != before;
                register.publish(plan).await.unwrap();
                if is_last {
                    assert_eq!(standing(&register.store).await, before);
                }
                sound(&register.store).await;
            }
        });
    }
}

/// What stands at each address, as readers see it: records by their content, redirects by where they lead.
async fn standing(store: &Store) -> BTreeMap<&'static str, Record> {
    let mut standing = BTreeMap::new();
    for id in IDS {
        if let Lookup::Found(current) = store.find(&at(id)).await.unwrap() {
            standing.insert(id, current.record);
        }
    }
    standing
}
