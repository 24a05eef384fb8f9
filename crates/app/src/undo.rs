//! Undoing a batch: its changes are taken back by new revisions; the journal keeps both.

use chancery_model::{Lang, RecordRef, Text, TextStatus};
use chancery_store::{Action, UndoError};
use serde::Serialize;

use crate::ctx::Ctx;
use crate::error::{AppError, ErrorKind};
use crate::keeping::{Register, Written};

/// What undoing a batch does to one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Undone {
    /// The state before the batch is published again.
    Restored,
    /// The batch made the record; it is withdrawn.
    Withdrawn,
    /// The record leads to another one again.
    Moved,
}

/// What undoing a batch did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoReport {
    /// The batch that was undone.
    pub undone: u64,
    /// The batch that undoes it.
    pub written: Written,
    /// Each record, and what became of it.
    pub records: Vec<(RecordRef, Undone)>,
}

impl Register {
    /// Undoes a batch.
    ///
    /// Errors: kind `not-found` for a batch that is not there, `conflict` naming the records that later batches changed.
    pub async fn undo(&self, ctx: &Ctx, batch: u64, reason: &str) -> Result<UndoReport, AppError> {
        let why = format!("Batch {batch} was undone: {}", reason.trim());
        let text = Text::new(Lang::en(), why.clone(), TextStatus::Original);
        let changes = self.store().undo_plan(batch, &text).await?;
        let records = changes.iter().map(|change| (change.address.clone(), of(&change.action))).collect();
        let written = self.write(ctx, changes, &why).await?;
        Ok(UndoReport { undone: batch, written, records })
    }
}

fn of(action: &Action) -> Undone {
    match action {
        Action::Publish(_) | Action::Redact { .. } => Undone::Restored,
        Action::Withdraw(_) => Undone::Withdrawn,
        Action::Rename { .. } | Action::Merge { .. } => Undone::Moved,
    }
}

impl From<UndoError> for AppError {
    fn from(error: UndoError) -> AppError {
        let (kind, hint) = match &error {
            UndoError::NoBatch(_) => (ErrorKind::NotFound, None),
            UndoError::ChangedSince { .. } => (ErrorKind::Conflict, Some("undo the later batches first, newest first")),
            UndoError::Redacted { .. } => (ErrorKind::Conflict, None),
            UndoError::Read(_) => (ErrorKind::Io, None),
        };
        let plain = AppError::new(kind, error.to_string()).with_source(error);
        match hint {
            Some(hint) => plain.with_hint(hint),
            None => plain,
        }
    }
}
