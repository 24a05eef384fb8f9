//! Redaction: the body goes everywhere, the entry and its digest stay and say on what ground.

use chancery_model::journal::Operation;
use chancery_model::{Record, samples};
use chancery_store::{Body, Change, Expects, Lookup, PublishError};

use super::register::{Register, at, redact, withdraw, words};

const SECRET: &str = "The address of a person, which must not be here.";

async fn with_secret() -> Register {
    let register = Register::with_samples().await;
    let mut meeting = samples::meeting("tchm", 6);
    meeting.notes.push(words(SECRET));
    register.put(Record::Meeting(meeting)).await;
    register
}

async fn is_held(register: &Register, needle: &str) -> bool {
    if let Some(database) = &register.database
        && database.number(&format!("SELECT COUNT(*) FROM body WHERE position('{needle}'::BYTEA IN bytes) > 0")).await > 0
    {
        return true;
    }
    let files = std::fs::read_dir(register.folder.path()).unwrap().map(|e| e.unwrap().path());
    let is_in = |path: &std::path::Path| std::fs::read(path).unwrap().windows(needle.len()).any(|w| w == needle.as_bytes());
    files.into_iter().filter(|path| path.is_file()).any(|path| is_in(&path))
}

#[tokio::test]
async fn an_earlier_revision_is_redacted_and_the_record_stays() {
    let register = with_secret().await;
    register.put(Record::Meeting(samples::meeting("tchm", 6))).await;
    assert!(is_held(&register, SECRET).await);
    register.publish(vec![redact("meeting:tchm/6", 2)]).await.unwrap();
    assert!(!is_held(&register, SECRET).await, "remains are left in the files");

    let current = register.current("meeting:tchm/6").await;
    assert_eq!((current.revision, &current.record), (3, &Record::Meeting(samples::meeting("tchm", 6))));
    let redacted = register.store.find_revision(&at("meeting:tchm/6"), 2).await.unwrap().unwrap();
    assert_eq!(redacted.bytes, None);
    assert_eq!(redacted.body, Body::Redacted { ground: words("personal data"), at: "2026-11-22T07:20:25Z".into() });
    let history = register.store.history(&at("meeting:tchm/6")).await.unwrap();
    assert_eq!(
        history.iter().map(|h| (h.header.revision, h.is_redacted)).collect::<Vec<_>>(),
        [(4, false), (3, false), (2, true), (1, false)]
    );
    assert_eq!(history[0].header.operation, Operation::Redact);

    // The writer who read revision 3 is not disturbed by the redaction of revision 2.
    let next = Change::publish(
        Record::Meeting(chancery_model::Meeting { chair: Some("X".into()), ..samples::meeting("tchm", 6) }),
        Expects::Revision(3),
    );
    register.publish(vec![next]).await.unwrap();
    assert_eq!(register.current("meeting:tchm/6").await.revision, 5);
    let report = register.store.verify(|_| {}).await.unwrap();
    assert!(report.is_record_sound(), "{:?}", report.faults);
    assert_eq!(report.redacted, 1);
}

#[tokio::test]
async fn the_redaction_of_what_stands_withdraws_it_on_that_ground() {
    let register = with_secret().await;
    register.publish(vec![redact("meeting:tchm/6", 2)]).await.unwrap();
    let gone = Lookup::Withdrawn { at: "2026-11-22T07:20:25Z".into(), reason: words("personal data"), revision: 3 };
    assert_eq!(register.store.find(&at("meeting:tchm/6")).await.unwrap(), gone);
    assert!(!is_held(&register, SECRET).await);
    register.store.rebuild().await.unwrap();
    assert_eq!(register.store.find(&at("meeting:tchm/6")).await.unwrap(), gone);
    assert!(register.store.verify(|_| {}).await.unwrap().is_record_sound());
    let refused = register.publish(vec![redact("meeting:tchm/6", 2)]).await.unwrap_err();
    assert!(matches!(refused, PublishError::CannotRedact { why: "it is redacted already", .. }), "{refused:?}");
    let refused = register.publish(vec![redact("meeting:tchm/6", 3)]).await.unwrap_err();
    assert!(matches!(refused, PublishError::CannotRedact { why: "it is itself a redaction", .. }), "{refused:?}");
}

#[tokio::test]
async fn the_reason_of_a_withdrawal_can_be_redacted() {
    let register = Register::with_samples().await;
    register.publish(vec![withdraw("meeting:tchm/6")]).await.unwrap();
    register.publish(vec![redact("meeting:tchm/6", 2)]).await.unwrap();
    let found = register.store.find(&at("meeting:tchm/6")).await.unwrap();
    assert!(matches!(&found, Lookup::Withdrawn { reason, revision: 3, .. } if *reason == words("personal data")), "{found:?}");
    assert!(register.store.verify(|_| {}).await.unwrap().is_record_sound());
}
