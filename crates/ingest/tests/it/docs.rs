//! The reference page names every kind of finding and every rule.

use chancery_ingest::finding::kind;

#[test]
fn every_kind_of_finding_is_documented() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/read.md");
    let page = std::fs::read_to_string(path).unwrap();
    let missing: Vec<&str> = kind::ALL.into_iter().filter(|kind| !page.contains(&format!("`{kind}`"))).collect();
    assert!(missing.is_empty(), "not in docs/reference/read.md: {missing:?}");
}
