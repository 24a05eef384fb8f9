//! Lists of documents.

use chancery_model::{DayRange, Document, DocumentRelation, Edtf, Lang, Record, Relation, samples};
use chancery_store::{Change, DocumentQuery, Expects};

use super::register::Register;

async fn register() -> Register {
    let register = Register::with_samples().await;
    let document = |id: &str, kind: &str, date: Option<&str>| Document {
        document_type: kind.parse().unwrap(),
        date: date.map(|d| d.parse::<Edtf>().unwrap()),
        issuer: None,
        ..samples::document(id, "tchm/6")
    };
    let mut both = document("both", "press-release", Some("2012"));
    both.relations.push(DocumentRelation { meeting: "tchm/4".parse().unwrap(), relation: Relation::Listed });
    both.renditions[0].lang = Lang::ja();
    let alone = Document { relations: vec![], ..document("alone", "memorandum", None) };
    let documents = [both, alone, document("late", "press-release", Some("2012-05-01"))];
    register.publish(documents.into_iter().map(|d| Change::publish(Record::Document(d), Expects::Absent)).collect()).await.unwrap();
    register
}

#[tokio::test]
async fn each_filter_holds_and_pages_join() {
    let register = register().await;
    let any = DocumentQuery::default;
    let range = |text: &str| -> DayRange { text.parse::<Edtf>().unwrap().range() };
    for (query, expected) in [
        (any(), &["both", "late", "tchm-4-action-plan", "alone"][..]),
        (DocumentQuery { meeting: Some("tchm/4".parse().unwrap()), ..any() }, &["both", "tchm-4-action-plan"]),
        (DocumentQuery { mechanism: Some("tchm".parse().unwrap()), ..any() }, &["both", "late", "tchm-4-action-plan"]),
        (DocumentQuery { topic: Some("customs".parse().unwrap()), ..any() }, &["both", "late", "tchm-4-action-plan"]),
        (DocumentQuery { document_type: Some("press-release".parse().unwrap()), ..any() }, &["both", "late"]),
        (DocumentQuery { document_type: Some("memorandum".parse().unwrap()), topic: Some("customs".parse().unwrap()), ..any() }, &[]),
        (DocumentQuery { lang: Some(Lang::ja()), ..any() }, &["both"]),
        (DocumentQuery { days: Some(range("2012-05")), ..any() }, &["both", "late"]),
        (DocumentQuery { days: Some(range("2011")), lang: Some(Lang::en()), ..any() }, &["tchm-4-action-plan"]),
    ] {
        let mut query = DocumentQuery { limit: 1, ..query };
        let mut ids = Vec::new();
        loop {
            let page = register.store.list_documents(&query).await.unwrap();
            assert_eq!(page.total, u64::try_from(expected.len()).unwrap(), "{query:?}");
            ids.extend(page.rows.iter().map(|row| row.id.to_string()));
            match page.next {
                Some(next) => query.after = Some(next),
                None => break,
            }
        }
        assert_eq!(ids, expected, "{query:?}");
    }
    let page = register.store.list_documents(&DocumentQuery { days: Some(range("2012-05")), ..any() }).await.unwrap();
    assert_eq!(page.rows.iter().map(|row| row.may_match).collect::<Vec<_>>(), [true, false]);
    assert_eq!(page.rows[0].relations.len(), 2);
    let row = register.store.find_meeting_row(&"tchm/4".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((row.document_count, row.document_langs), (2, vec![Lang::en(), Lang::ja()]));
}
