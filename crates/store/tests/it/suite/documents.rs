//! Lists of documents.

use chancery_model::{DayRange, Document, DocumentRelation, Edtf, Lang, Record, Relation, samples};
use chancery_store::{Change, DocumentQuery, Expects};

use super::register::{Register, rename};

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

#[tokio::test]
async fn a_line_of_versions_is_found_from_any_of_them_and_through_renames() {
    let register = Register::with_samples().await;
    let version = |id: &str, revises: Option<&str>| {
        Change::publish(
            Record::Document(Document { revises: revises.map(|r| r.parse().unwrap()), ..samples::document(id, "tchm/6") }),
            Expects::Absent,
        )
    };
    register
        .publish(vec![
            version("plan-1", None),
            version("plan-2", Some("plan-1")),
            version("plan-3", Some("plan-2")),
            version("alone", None),
        ])
        .await
        .unwrap();
    let line = async |id: &str| {
        let members = register.store.list_line(&id.parse().unwrap()).await.unwrap();
        let said =
            |m: chancery_store::LineMember| format!("{} < {}", m.document.id, m.revises.map(|id| id.to_string()).unwrap_or_default());
        members.into_iter().map(said).collect::<Vec<_>>()
    };
    let whole = ["plan-1 < ", "plan-2 < plan-1", "plan-3 < plan-2"];
    for id in ["plan-1", "plan-2", "plan-3"] {
        assert_eq!(line(id).await, whole, "{id}");
    }
    assert_eq!(line("alone").await, ["alone < "]);
    assert_eq!(line("nothing").await, [] as [String; 0]);
    // The third still says that it revises plan-2.
    register.publish(vec![rename("document:plan-2", "document:plan-b")]).await.unwrap();
    let renamed = ["plan-1 < ", "plan-3 < plan-b", "plan-b < plan-1"];
    for id in ["plan-1", "plan-b", "plan-2", "plan-3"] {
        assert_eq!(line(id).await, renamed, "{id}");
    }
}
