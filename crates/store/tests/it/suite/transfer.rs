//! Export and load: byte for byte, whole or not at all.

use std::io::Cursor;

use chancery_model::{Record, samples};
use chancery_store::{LoadError, Store};

use super::register::{Register, redact, rename, withdraw};

pub(crate) async fn export(store: &Store) -> Vec<u8> {
    store.export(Vec::new()).await.unwrap().0
}

async fn eventful() -> Register {
    let register = Register::with_samples().await;
    let topic = chancery_model::Topic { position: 8, ..samples::topic("customs") };
    register.put(Record::Topic(topic)).await;
    register.publish(vec![rename("mechanism:tchm", "mechanism:heads"), redact("topic:customs", 1)]).await.unwrap();
    register.publish(vec![withdraw("meeting:tchm/6")]).await.unwrap();
    register
}

async fn load(register: &Register, bytes: &[u8]) -> Result<chancery_store::Loaded, LoadError> {
    register.store.load(Cursor::new(bytes.to_vec())).await
}

#[tokio::test]
async fn what_is_loaded_is_exported_in_the_same_bytes() {
    let register = eventful().await;
    let bytes = export(&register.store).await;
    let other = Register::empty().await;
    let loaded = load(&other, &bytes).await.unwrap();
    assert_eq!((loaded.known, loaded.added, loaded.head), (0, 17, register.store.head().await.unwrap()));
    assert_eq!(export(&other.store).await, bytes);
    assert!(other.store.verify(|_| {}).await.unwrap().is_record_sound());
    // Again, and nothing happens.
    let loaded = load(&other, &bytes).await.unwrap();
    assert_eq!((loaded.known, loaded.added), (17, 0));
}

#[tokio::test]
async fn an_empty_register_is_exported_too() {
    let register = Register::empty().await;
    let bytes = export(&register.store).await;
    assert_eq!(bytes.iter().filter(|b| **b == b'\n').count(), 1);
    assert_eq!(load(&Register::empty().await, &bytes).await.unwrap().added, 0);
}

#[tokio::test]
async fn a_mirror_is_continued_and_follows_redactions() {
    let register = Register::with_samples().await;
    let mirror = Register::empty().await;
    load(&mirror, &export(&register.store).await).await.unwrap();
    let topic = chancery_model::Topic { position: 8, ..samples::topic("customs") };
    register.put(Record::Topic(topic)).await;
    register.publish(vec![redact("topic:customs", 1)]).await.unwrap();
    let later = export(&register.store).await;
    let loaded = load(&mirror, &later).await.unwrap();
    assert_eq!((loaded.known, loaded.added), (12, 2));
    assert_eq!(export(&mirror.store).await, later, "the body went from the mirror, too");
    assert!(mirror.store.verify(|_| {}).await.unwrap().is_record_sound());
}

#[tokio::test]
async fn another_register_is_refused() {
    let register = Register::with_samples().await;
    let other = Register::empty().await;
    // The same first entry, in a batch that ends after it.
    other.put(samples::a_register().remove(0)).await;
    let refused = load(&other, &export(&register.store).await).await.unwrap_err();
    assert!(matches!(refused, LoadError::Diverges { line: 3, seq: 2 }), "{refused}");
    // One that went its own way after a common beginning.
    let fork = Register::empty().await;
    load(&fork, &export(&register.store).await).await.unwrap();
    fork.put(Record::Topic(samples::topic("fisheries"))).await;
    register.put(Record::Topic(samples::topic("forestry"))).await;
    let refused = load(&fork, &export(&register.store).await).await.unwrap_err();
    assert!(matches!(refused, LoadError::Diverges { seq: 13, .. }), "{refused}");
}

#[tokio::test]
async fn a_file_with_a_fault_is_refused_by_line_and_leaves_nothing() {
    let register = eventful().await;
    let text = String::from_utf8(export(&register.store).await).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let joined = |lines: &[&str]| lines.join("\n") + "\n";
    let without = |at: usize| joined(&[&lines[..at], &lines[at + 1..]].concat());
    let body_of_13 = lines[14];
    let bodiless = {
        let value: serde_json::Value = serde_json::from_str(body_of_13).unwrap();
        serde_json::json!({"line": "entry", "header": value["header"], "body": null}).to_string()
    };
    let replaced = |at: usize, with: &str| joined(&[&lines[..at], &[with], &lines[at + 1..]].concat());
    for (file, expected) in [
        (String::new(), "the file is cut off after line 0"),
        (joined(&lines[..lines.len() - 1]), "the file is cut off after line 21"),
        (joined(&lines[..5]), "the file is cut off after line 5"),
        (text[..text.len() / 2].to_owned(), "it does not read back"),
        (without(0), "line 1 of the file: an entry of batch 1 stands where 0 was expected"),
        (without(3), "line 4 of the file: number 4 stands where 3 was expected"),
        (without(13), "line 14 of the file: an entry of batch 2 stands where 1 was expected"),
        (without(14), "line 15 of the file: the batch before it has no entry"),
        (replaced(0, &lines[0].replace("because", "becawse")), "line 2 of the file: its batch has another digest"),
        (replaced(4, &lines[4].replace("Customs", "Cvstoms")), "line 5 of the file: its body has another digest"),
        (
            replaced(4, &lines[4].replace("\\\"revision\\\":1", "\\\"revision\\\":2")),
            "line 5 of the file: revision 2 stands where 1 was expected",
        ),
        (replaced(5, "税関"), "line 6 of the file: it does not read back"),
        (replaced(14, &bodiless), "the body of number 13 is missing from the file and no redaction says why"),
        (format!("{text}{}\n", lines[0]), "line 23 of the file: it follows the line that ends the file"),
    ] {
        let other = Register::empty().await;
        let refused = load(&other, file.as_bytes()).await.expect_err(expected).to_string();
        assert!(refused.contains(expected), "{refused}\nwhere expected: {expected}");
        assert_eq!(other.store.head().await.unwrap().seq, 0);
        assert!(other.store.verify(|_| {}).await.unwrap().is_sound());
    }
    // A changed header breaks the chain at the line after it.
    let other = Register::empty().await;
    let changed = replaced(20, &lines[20].replace("\\\"schema\\\":2", "\\\"schema\\\":0"));
    let refused = load(&other, changed.as_bytes()).await.unwrap_err().to_string();
    assert!(refused.contains("line 22 of the file: the chain is broken"), "{refused}");
}
