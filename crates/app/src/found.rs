//! Finding a record by its address: the record itself, or why it is not there.
//!
//! A record that moved, was withdrawn or never was is no error of ours; each door answers it in its own way (a redirect,
//! "gone", "not found"). So the use cases that read one record fail with a [`Miss`], which holds these beside real errors.

use chancery_model::{Kind, Record, RecordRef, Text};
use chancery_store::{Lookup, ReadError};

use crate::App;
use crate::ctx::Ctx;
use crate::error::AppError;

/// Why a record is not shown.
#[derive(Debug)]
pub enum Miss {
    /// The record has another address now.
    Moved(RecordRef),
    /// The record was withdrawn.
    Gone {
        /// Which record.
        address: RecordRef,
        /// When, RFC 3339.
        at: String,
        /// Why.
        reason: Text,
    },
    /// The register has no such record.
    Absent(RecordRef),
    /// It could not be read.
    Failed(AppError),
}

impl From<AppError> for Miss {
    fn from(error: AppError) -> Miss {
        Miss::Failed(error)
    }
}

impl From<ReadError> for Miss {
    fn from(error: ReadError) -> Miss {
        Miss::Failed(error.into())
    }
}

/// Which state of a record is shown, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The record's address.
    pub address: RecordRef,
    /// The revision.
    pub revision: u64,
    /// The journal entry.
    pub seq: u64,
    /// When this revision was published, RFC 3339.
    pub published: String,
    /// When the record was first published, RFC 3339.
    pub first_published: String,
}

impl App {
    /// Finds a record.
    pub async fn find_record(&self, address: &RecordRef) -> Result<(Record, Version), Miss> {
        match self.store().find(address).await? {
            Lookup::Found(current) => {
                let version = Version {
                    address: address.clone(),
                    revision: current.revision,
                    seq: current.seq,
                    published: current.batch.at,
                    first_published: current.first_published,
                };
                Ok((current.record, version))
            }
            Lookup::Moved { to, .. } => Err(Miss::Moved(to)),
            Lookup::Withdrawn { at, reason, .. } => Err(Miss::Gone { address: address.clone(), at, reason }),
            Lookup::Absent => Err(Miss::Absent(address.clone())),
        }
    }

    /// Finds a record of one kind and takes it out of its wrapping.
    pub(crate) async fn find_as<T>(&self, kind: Kind, id: &str, take: fn(Record) -> Option<T>) -> Result<(T, Version), Miss> {
        let address = RecordRef::new(kind, id).map_err(AppError::bug)?;
        let (record, version) = self.find_record(&address).await?;
        // The store keeps each kind apart; a record of another kind under this address is as good as none.
        take(record).map(|record| (record, version)).ok_or(Miss::Absent(address))
    }

    /// Finds the records that an address of the source's own site stands for: its pages are known by it.
    pub async fn find_address(&self, _ctx: &Ctx, url: &str) -> Result<Vec<RecordRef>, AppError> {
        Ok(self.store().find_address(url).await?)
    }

    /// Names the ids of the same kind that are nearest to one that is not there: a slip of the finger, or half an id.
    ///
    /// Shape: at most `limit`, nearest first; only kinds that the catalogue holds, and meetings of a mechanism that is there.
    pub fn nearest(&self, address: &RecordRef, limit: usize) -> Vec<RecordRef> {
        let catalogue = self.catalogue();
        let all = catalogue
            .topics
            .keys()
            .map(|id| (Kind::Topic, id.as_str()))
            .chain(catalogue.mechanisms.keys().map(|id| (Kind::Mechanism, id.as_str())))
            .chain(catalogue.organisations.keys().map(|id| (Kind::Organisation, id.as_str())));
        let wanted = address.id().split('/').next().unwrap_or_default();
        let mut near: Vec<(usize, RecordRef)> = all
            .filter_map(|(kind, id)| {
                let steps = distance(wanted, id);
                let is_part = wanted.len() >= 3 && id.contains(wanted);
                let is_near = steps <= wanted.len().max(3) / 3 || is_part;
                // Another kind with the very id is worth more than a near one of the same kind.
                let rank = steps * 2 + usize::from(kind != address.kind && steps > 0);
                is_near.then(|| RecordRef::new(kind, id).ok().map(|found| (rank, found))).flatten()
            })
            .collect();
        near.sort();
        near.into_iter().take(limit).map(|(_, found)| found).collect()
    }
}

/// How many letters have to be changed, added, dropped or swapped with their neighbour to get from one id to the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_one_step() {
        for (a, b, steps) in
            [("tchm", "tchm", 0), ("thcm", "tchm", 1), ("tchm-ce", "tchm-cei", 1), ("", "abc", 3), ("customs", "culture", 4)]
        {
            assert_eq!(distance(a, b), steps, "{a} {b}");
            assert_eq!(distance(b, a), steps, "{b} {a}");
        }
    }
}
