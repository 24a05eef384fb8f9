//! Planning the undoing of a batch: changes that bring back the state before it, as new revisions.
//!
//! Nothing is taken out of the journal. Refused if later batches changed the same records, since undoing would silently
//! undo those too, and for a redaction, whose very point is that the words are gone.

use std::collections::BTreeMap;

use chancery_model::journal::{Header, Move, Operation, Withdrawal};
use chancery_model::{Record, RecordRef, Text};
use sqlx::SqliteConnection;

use crate::change::{Action, Change, Expects};
use crate::error::ReadError;
use crate::journal;
use crate::read::lookup::{self, Body};
use crate::views::{self, State};

/// Says why a batch cannot be undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// There is no such batch.
    #[error("there is no batch {0}")]
    NoBatch(u64),
    /// Later batches changed the same records.
    #[error("batch {batch} cannot be undone: later batches changed {}", .records.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    ChangedSince {
        /// The batch.
        batch: u64,
        /// The records.
        records: Vec<RecordRef>,
    },
    /// The batch redacted something; the words are gone.
    #[error("batch {batch} cannot be undone: it redacted {record}")]
    Redacted {
        /// The batch.
        batch: u64,
        /// The record.
        record: RecordRef,
    },
    /// The journal could not be read.
    #[error("the batch could not be read")]
    Read(#[from] ReadError),
}

/// What stood at an address before the batch.
#[expect(clippy::large_enum_variant, reason = "one at a time, on the stack")]
enum Before {
    Nothing,
    Record(Record),
    Withdrawn(Text),
    Moved(RecordRef, Text),
}

/// Plans the changes that bring back the state before a batch; `reason` is given where a record must say why.
pub(crate) async fn plan(c: &mut SqliteConnection, batch: u64, reason: &Text) -> Result<Vec<Change>, UndoError> {
    if journal::find_batch(c, batch).await?.is_none() {
        return Err(UndoError::NoBatch(batch));
    }
    let mut first: BTreeMap<RecordRef, u64> = BTreeMap::new();
    let mut last: BTreeMap<RecordRef, Header> = BTreeMap::new();
    let mut renamed_to: BTreeMap<RecordRef, RecordRef> = BTreeMap::new();
    for header in journal::list_batch_headers(c, batch).await? {
        let address = views::address_of(&header)?;
        match header.operation {
            Operation::Redact => return Err(UndoError::Redacted { batch, record: address }),
            Operation::Rename => {
                let found = lookup::find_revision(c, &address, header.revision).await?;
                if let Some(Body::Move(moved)) = found.map(|revision| revision.body) {
                    renamed_to.insert(moved.to, address.clone());
                }
            }
            Operation::Publish | Operation::Withdraw | Operation::Merge => {}
        }
        first.entry(address.clone()).or_insert(header.revision);
        last.insert(address, header);
    }
    let mut records = Vec::new();
    for (address, header) in &last {
        if views::standing(c, address).await?.is_none_or(|s| s.last_revision != header.revision) {
            records.push(address.clone());
        }
    }
    if !records.is_empty() {
        return Err(UndoError::ChangedSince { batch, records });
    }

    let (mut publish, mut join, mut withdraw) = (Vec::new(), Vec::new(), Vec::new());
    for (address, first) in first {
        let Some(now) = views::standing(c, &address).await? else {
            continue;
        };
        let expects = Expects::Revision(now.revision);
        let change = |action| Change { address: address.clone(), expects, action };
        let is_current = now.state == State::Current;
        match before(c, &address, first).await? {
            Before::Record(record) => publish.push(change(Action::Publish(record))),
            _ if !is_current => {}
            Before::Withdrawn(reason) => withdraw.push(change(Action::Withdraw(reason))),
            Before::Moved(to, reason) => join.push(change(Action::Merge { to, reason })),
            // The new address of a record that was renamed leads back to the old one.
            Before::Nothing => match renamed_to.get(&address) {
                Some(old) => join.push(change(Action::Merge { to: old.clone(), reason: reason.clone() })),
                None => withdraw.push(change(Action::Withdraw(reason.clone()))),
            },
        }
    }
    publish.sort_by(|a, b| a.address.cmp(&b.address));
    publish.extend(join);
    publish.extend(withdraw);
    Ok(publish)
}

/// Finds the state that an address had before a revision; redactions of older revisions are no state.
async fn before(c: &mut SqliteConnection, address: &RecordRef, revision: u64) -> Result<Before, UndoError> {
    for earlier in (1..revision).rev() {
        let found = lookup::find_revision(c, address, earlier).await?;
        let found = found.ok_or_else(|| ReadError::Damaged(format!("{address} has no revision {earlier}")))?;
        match found.body {
            Body::Redaction(_) => {}
            Body::Record(record) => return Ok(Before::Record(record)),
            Body::Withdrawal(Withdrawal { reason }) => return Ok(Before::Withdrawn(reason)),
            // The redaction of what stood there withdrew it on this ground.
            Body::Redacted { ground, .. } => return Ok(Before::Withdrawn(ground)),
            Body::Move(Move { to, reason }) => return Ok(Before::Moved(to, reason)),
        }
    }
    Ok(Before::Nothing)
}
