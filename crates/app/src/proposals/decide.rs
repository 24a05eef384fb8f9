//! Publishing what a file confirms, whatever it proposes.

use std::collections::BTreeSet;

use chancery_model::{Kind, Record, RecordRef};
use chancery_store::{Body, Change, Expects, Lookup};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::file::{Answer, line_of};
use super::{Decided, FileError, Proposed, Question};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::keeping::Register;

/// Fields that become a record when a person confirms them.
pub trait Confirmed: Serialize + DeserializeOwned {
    /// What a file of such questions says that it proposes.
    const PROPOSES: &'static str;
    /// The kind of the record.
    const KIND: Kind;

    /// The id of the record.
    fn id(&self) -> &str;

    /// Makes the record.
    fn record(ctx: &Ctx, question: &Question<Self>) -> Record;

    /// Tells whether a record was made from this question, by whomever.
    fn is_made_from(record: &Record, question: &Question<Self>) -> bool;
}

/// Publishes what a file confirms, as one batch.
///
/// Shape: a second time, nothing. Stale decisions are named and not applied; the others are.
/// Errors: kind `unreadable` with the line for a file that is cut, foreign or contradicts itself; as [`Register::put`].
pub async fn decide<F: Confirmed>(ctx: &Ctx, register: &Register, text: &str, reason: &str) -> Result<Decided, AppError> {
    let file = Proposed::<F>::read(text, F::PROPOSES)?;
    let mut decided = Decided::default();
    let mut changes = Vec::new();
    let mut ids = BTreeSet::new();
    for question in &file.questions {
        match question.answer(text)? {
            Answer::Open => decided.open += 1,
            Answer::Refuse => decided.refused += 1,
            Answer::Take => {
                let id = question.fields.id();
                let taken = || FileError::Taken { line: line_of(text, &question.id, 0), id: question.id.clone(), taken: id.to_owned() };
                if !ids.insert(id.to_owned()) {
                    return Err(taken().into());
                }
                let address = RecordRef::new(F::KIND, id).map_err(AppError::bug)?;
                let found = register.store().find(&address).await?;
                if !matches!(found, Lookup::Absent) && !was_made_from(register, &address, question).await? {
                    return Err(taken().into());
                }
                match found {
                    Lookup::Found(_) | Lookup::Moved { .. } => decided.known += 1,
                    // Whoever withdrew it did not see this file: an answer from before does not bring it back.
                    Lookup::Withdrawn { reason, .. } => {
                        let why = format!("{address} was withdrawn: {}; give another id with change to publish it anew", reason.text);
                        decided.stale.push((question.id.clone(), why));
                    }
                    Lookup::Absent => match question.stands.staleness(register.store()).await? {
                        Some(why) => decided.stale.push((question.id.clone(), why)),
                        None => {
                            decided.published.push(address.to_string());
                            changes.push(Change::publish(F::record(ctx, question), Expects::Absent));
                        }
                    },
                }
            }
        }
    }
    if !changes.is_empty() {
        decided.batch = register.write(ctx, changes, reason).await?.batch;
    }
    Ok(decided)
}

/// Tells whether the record at an address, as it is or was, was made from a question. One whose first body is gone may be.
async fn was_made_from<F: Confirmed>(register: &Register, address: &RecordRef, question: &Question<F>) -> Result<bool, AppError> {
    let Some(first) = register.store().find_revision(address, 1).await? else { return Ok(false) };
    Ok(match &first.body {
        Body::Record(record) => F::is_made_from(record, question),
        _ => true,
    })
}
