//! The bundled register: the records that come with the product, in the form in which `data/register` holds them.

mod specimens;

use chancery_app::keeping::Register;
use chancery_app::papers::{Reader, ReadingLimits, keep_bundled};
use chancery_model::{Digest, Record};

pub use specimens::specimens;

use crate::cli::Failure;

/// The files, in the order in which a register is built: a record points only to records of files before its own, or of its own.
const FILES: [(&str, &str); 12] = [
    ("1-frameworks.jsonl", include_str!("../../../data/register/1-frameworks.jsonl")),
    ("2-topics.jsonl", include_str!("../../../data/register/2-topics.jsonl")),
    ("3-organisations.jsonl", include_str!("../../../data/register/3-organisations.jsonl")),
    ("4-places.jsonl", include_str!("../../../data/register/4-places.jsonl")),
    ("5-mechanisms.jsonl", include_str!("../../../data/register/5-mechanisms.jsonl")),
    ("6-meetings.jsonl", include_str!("../../../data/register/6-meetings.jsonl")),
    ("7-documents.jsonl", include_str!("../../../data/register/7-documents.jsonl")),
    ("8-commitments.jsonl", include_str!("../../../data/register/8-commitments.jsonl")),
    ("9-evidence.jsonl", include_str!("../../../data/register/9-evidence.jsonl")),
    ("a-initiatives.jsonl", include_str!("../../../data/register/a-initiatives.jsonl")),
    ("b-processes.jsonl", include_str!("../../../data/register/b-processes.jsonl")),
    ("c-exchanges.jsonl", include_str!("../../../data/register/c-exchanges.jsonl")),
];

/// Reads the bundled records.
///
/// Errors: none is expected; the records are checked when the product is built.
pub fn records() -> Result<Vec<Record>, Failure> {
    let mut records = Vec::new();
    for (name, text) in FILES {
        records.extend(chancery_app::keeping::read_records(name, text)?);
    }
    Ok(records)
}

/// Puts the specimen papers into the vault of a register and gives their records.
///
/// Errors: the vault refuses them.
pub async fn keep_specimens(register: &Register) -> Result<Vec<Record>, Failure> {
    let reader = Reader::here(ReadingLimits::default());
    let mut records = Vec::new();
    for (document, papers) in specimens() {
        records.push(Record::Document(keep_bundled(register, &reader, document, papers).await?));
    }
    Ok(records)
}

/// Tells this bundle from that of another version of the product, whose readers may read its papers otherwise.
pub fn digest() -> Digest {
    let papers = specimens().into_iter().flat_map(|(_, papers)| papers).map(|paper| Digest::of(paper.bytes).to_string());
    let papers: Vec<String> = papers.chain([env!("CARGO_PKG_VERSION").to_owned()]).collect();
    Digest::of([FILES.map(|(_, text)| text).concat(), papers.concat()].concat().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_records_are_whole() {
        let records = records().unwrap();
        let there: std::collections::BTreeSet<_> = records.iter().map(Record::address).collect();
        assert_eq!(there.len(), records.len(), "an address is given twice");
        let dangling: Vec<_> = records.iter().flat_map(Record::references).filter(|to| !there.contains(to)).collect();
        assert!(dangling.is_empty(), "{dangling:?}");
    }
}
