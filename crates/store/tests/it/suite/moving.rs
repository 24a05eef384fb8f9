//! Rename and merge: addresses redirect, references elsewhere stay as they were and are followed.

use chancery_model::{Kind, Record, TopicId, samples};
use chancery_store::{Change, Expects, Lookup, MeetingQuery, PublishError, Series};

use super::register::{Register, at, merge, rename, withdraw, words};

async fn moved_to(register: &Register, address: &str) -> String {
    match register.store.find(&at(address)).await.unwrap() {
        Lookup::Moved { to, .. } => to.to_string(),
        other => panic!("{address}: {other:?}"),
    }
}

async fn ids(register: &Register, query: &MeetingQuery) -> Vec<String> {
    let page = register.store.list_meetings(query).await.unwrap();
    assert_eq!(usize::try_from(page.total).unwrap(), page.rows.len());
    page.rows.iter().map(|row| row.id.to_string()).collect()
}

async fn sound(register: &Register) {
    let report = register.store.verify(|_| {}).await.unwrap();
    assert!(report.is_record_sound(), "{:?}", report.faults);
}

#[tokio::test]
async fn a_renamed_mechanism_keeps_its_meetings() {
    let register = Register::with_samples().await;
    register.publish(vec![rename("mechanism:tchm", "mechanism:customs-heads")]).await.unwrap();
    let lookup = register.store.find(&at("mechanism:tchm")).await.unwrap();
    let expected =
        Lookup::Moved { to: at("mechanism:customs-heads"), at: "2026-11-22T07:20:25Z".into(), reason: words("a better id"), revision: 2 };
    assert_eq!(lookup, expected);
    let mut record = samples::mechanism("tchm", "customs");
    record.id = "customs-heads".parse().unwrap();
    assert_eq!(register.current("mechanism:customs-heads").await.record, Record::Mechanism(record));
    // The meeting's record still says tchm; its row says where that leads, and both ids find it.
    let row = register.store.find_meeting_row(&"tchm/6".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(row.mechanism.as_str(), "customs-heads");
    for mechanism in ["tchm", "customs-heads"] {
        let query = MeetingQuery { mechanism: Some(mechanism.parse().unwrap()), ..MeetingQuery::default() };
        assert_eq!(ids(&register, &query).await, ["tchm/6", "tchm/4"]);
        assert_eq!(register.store.meeting_dates(&Series::Mechanism(mechanism.parse().unwrap())).await.unwrap().len(), 2);
    }
    // A meeting published later may still use the old id.
    register.put(Record::Meeting(samples::meeting("tchm", 7))).await;
    let row = register.store.find_meeting_row(&"tchm/7".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((row.mechanism.as_str(), row.topics[0].as_str()), ("customs-heads", "customs"));
    sound(&register).await;
}

#[tokio::test]
async fn chains_are_followed_to_the_end_and_back() {
    let register = Register::with_samples().await;
    register.publish(vec![rename("topic:customs", "topic:b")]).await.unwrap();
    register.publish(vec![rename("topic:b", "topic:c")]).await.unwrap();
    assert_eq!(moved_to(&register, "topic:customs").await, "topic:c");
    let counts = register.store.counts().await.unwrap();
    assert_eq!(counts.by_topic.keys().map(ToString::to_string).collect::<Vec<_>>(), ["c"]);
    // Back to the first of its ids.
    register.publish(vec![rename("topic:c", "topic:customs")]).await.unwrap();
    assert_eq!(register.current("topic:customs").await.revision, 3);
    assert_eq!(
        (moved_to(&register, "topic:b").await, moved_to(&register, "topic:c").await),
        ("topic:customs".into(), "topic:customs".into())
    );
    let query = MeetingQuery { topic: Some("b".parse().unwrap()), ..MeetingQuery::default() };
    assert_eq!(ids(&register, &query).await, ["tchm/6", "tchm/4"]);
    sound(&register).await;
}

#[tokio::test]
async fn merged_records_share_what_points_to_them() {
    let register = Register::with_samples().await;
    register.put(Record::Place(samples::place("kyoto", "Kyoto", "JP"))).await;
    register.put(Record::Place(samples::place("edo", "Edo", "JP"))).await;
    let mut meeting = samples::meeting("tchm", 7);
    meeting.place.as_mut().unwrap().place = "edo".parse().unwrap();
    register.put(Record::Meeting(meeting)).await;
    register.publish(vec![merge("place:edo", "place:tokyo")]).await.unwrap();
    assert_eq!(moved_to(&register, "place:edo").await, "place:tokyo");
    let query = MeetingQuery { place: Some("edo".parse().unwrap()), ..MeetingQuery::default() };
    assert_eq!(ids(&register, &query).await, ["tchm/7", "tchm/6", "tchm/4"]);
    let refused = register.publish(vec![withdraw("place:tokyo")]).await.unwrap_err();
    assert!(matches!(refused, PublishError::StillReferenced { .. }), "{refused:?}");
    sound(&register).await;

    // The one that was merged comes back by a writer who saw where it went, and takes its meeting with it.
    let back = |expects| vec![Change::publish(Record::Place(samples::place("edo", "Edo", "KR")), expects)];
    assert!(matches!(register.publish(back(Expects::Any)).await, Err(PublishError::Moved { revision: 2, .. })));
    register.publish(back(Expects::Revision(2))).await.unwrap();
    assert_eq!(ids(&register, &query).await, ["tchm/7"]);
    let query = MeetingQuery { country: Some("KR".into()), ..MeetingQuery::default() };
    assert_eq!(ids(&register, &query).await, ["tchm/7"]);
    sound(&register).await;
}

#[tokio::test]
async fn what_follows_from_a_mechanism_or_place_follows_its_changes() {
    let register = Register::with_samples().await;
    register.put(Record::Topic(samples::topic("trade"))).await;
    let mut mechanism = samples::mechanism("tchm", "trade");
    mechanism.topics.push("customs".parse().unwrap());
    register.put(Record::Mechanism(mechanism)).await;
    register.put(Record::Place(samples::place("tokyo", "Tokyo", "KR"))).await;
    let row = register.store.find_meeting_row(&"tchm/4".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(row.topics.iter().map(TopicId::as_str).collect::<Vec<_>>(), ["trade", "customs"]);
    assert_eq!(row.country.as_deref(), Some("KR"));
    let documents = chancery_store::DocumentQuery { topic: Some("trade".parse().unwrap()), ..Default::default() };
    assert_eq!(register.store.list_documents(&documents).await.unwrap().total, 1);
    sound(&register).await;
}

#[tokio::test]
async fn a_meeting_that_moved_keeps_its_documents_and_neighbours() {
    let register = Register::with_samples().await;
    register.publish(vec![rename("meeting:tchm/4", "meeting:tchm/iv")]).await.unwrap();
    let row = register.store.find_meeting_row(&"tchm/4".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((row.id.as_str(), row.document_count), ("tchm/iv", 1));
    let (before, after) = register.store.find_neighbours(&"tchm/4".parse().unwrap()).await.unwrap();
    assert_eq!((before, after.unwrap().id.as_str()), (None, "tchm/6"));
    sound(&register).await;
}

#[tokio::test]
async fn nothing_comes_to_point_to_itself_by_a_move() {
    let register = Register::with_samples().await;
    let mut child = samples::mechanism("tchm-cei", "customs");
    child.parent = Some("tchm".parse().unwrap());
    register.put(Record::Mechanism(child)).await;
    let refused = register.publish(vec![merge("mechanism:tchm", "mechanism:tchm-cei")]).await.unwrap_err();
    assert!(matches!(&refused, PublishError::Rule { address, .. } if *address == at("mechanism:tchm-cei")), "{refused:?}");
    register.publish(vec![rename("mechanism:tchm-cei", "mechanism:cei")]).await.unwrap();
    let mut own_parent = samples::mechanism("cei", "customs");
    own_parent.parent = Some("tchm-cei".parse().unwrap());
    let refused = register.publish(vec![Change::publish(Record::Mechanism(own_parent), Expects::Any)]).await.unwrap_err();
    assert!(matches!(refused, PublishError::Rule { .. }), "{refused:?}");
    assert_eq!(register.store.list_addresses(Kind::Mechanism).await.unwrap(), [at("mechanism:cei"), at("mechanism:tchm")]);
}
