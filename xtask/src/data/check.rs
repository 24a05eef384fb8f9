//! Proves that a register is whole: every record keeps its rules, every reference is there, nothing is there twice.

use std::collections::BTreeSet;

use chancery_model::{Kind, Record, RecordRef};

use super::{DataError, FILES};

/// Checks all records together.
///
/// Errors: the first broken rule, repeated id, missing reference, or record before a kind that it needs.
pub(super) fn check(records: &[Record]) -> Result<(), DataError> {
    let mut known: BTreeSet<RecordRef> = BTreeSet::new();
    for record in records {
        record.check().map_err(|source| DataError::Rule { at: record.address(), source })?;
        if !known.insert(record.address()) {
            return Err(DataError::Twice(record.address()));
        }
    }
    for record in records {
        if let Some(to) = record.references().into_iter().find(|to| !known.contains(to)) {
            return Err(DataError::Reference { from: record.address(), to });
        }
    }
    check_parties(records)
}

/// Refuses parties that the framework does not have: hosts, delegations and organisations.
fn check_parties(records: &[Record]) -> Result<(), DataError> {
    let mut known = BTreeSet::new();
    for record in records {
        if let Record::Framework(framework) = record {
            known.extend(framework.parties.iter().map(|p| p.id.as_str()));
        }
    }
    for record in records {
        let named: Vec<&str> = match record {
            Record::Organisation(r) => r.party.iter().map(chancery_model::PartyId::as_str).collect(),
            Record::Meeting(r) => {
                r.host.iter().chain(r.participation.iter().filter_map(|p| p.party.as_ref())).map(chancery_model::PartyId::as_str).collect()
            }
            _ => vec![],
        };
        if let Some(party) = named.into_iter().find(|p| !known.contains(p)) {
            return Err(DataError::Value { at: record.address().to_string(), why: format!("{party} is no party of the framework") });
        }
    }
    Ok(())
}

/// Says how many records of each kind there are, in one line.
pub(super) fn counts(records: &[Record]) -> String {
    let count = |kind: Kind| records.iter().filter(|r| r.kind() == kind).count();
    let each: Vec<String> = FILES.iter().map(|(kind, _)| format!("{} {kind}", count(*kind))).collect();
    format!("{} records: {}", records.len(), each.join(", "))
}
