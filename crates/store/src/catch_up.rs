//! Brings the views up to the journal's end: after a rebuild, a restore, or a migration that emptied them.

use sqlx::SqliteConnection;

use chancery_model::Digest;

use crate::error::ReadError;
use crate::journal;
use crate::views::{self, Projector};

/// How many entries are read at once.
const STEP: u32 = 500;

/// Tells whether the views stand at the journal's end.
pub(crate) async fn is_done(c: &mut SqliteConnection) -> Result<bool, ReadError> {
    let head = journal::head(c).await?;
    Ok(views::cursor(c).await? == (head.seq, head.digest))
}

/// Applies all that the views lack, within the caller's transaction. Views that followed another journal begin anew.
pub(crate) async fn within(c: &mut SqliteConnection) -> Result<(), ReadError> {
    if is_done(c).await? {
        return Ok(());
    }
    let head = journal::head(c).await?;
    let (mut seq, mut batch) = match place(c).await? {
        Some(place) => place,
        None => {
            views::clear(c).await?;
            (0, 0)
        }
    };
    let mut projector = Projector::default();
    while seq < head.seq {
        let entries = journal::list_entries(c, seq, STEP).await?;
        if entries.is_empty() {
            return Err(ReadError::Damaged(format!("the journal breaks off after number {seq}; it should end at {}", head.seq)));
        }
        for entry in entries {
            if entry.header.batch != batch {
                batch = entry.header.batch;
                let bytes = journal::find_batch(c, batch).await?;
                let bytes = bytes.ok_or_else(|| ReadError::Damaged(format!("batch {batch} is missing")))?;
                projector.begin_batch(c, batch, &bytes).await?;
            }
            projector.apply(c, &entry.header, Digest::of(&entry.header_bytes), entry.body.as_deref()).await?;
            seq = entry.header.seq;
        }
        projector.finish(c).await?;
    }
    Ok(())
}

/// The number and batch that the views have reached, if they followed this very journal.
async fn place(c: &mut SqliteConnection) -> Result<Option<(u64, u64)>, ReadError> {
    let (seq, digest) = views::cursor(c).await?;
    if seq == 0 {
        return Ok(None);
    }
    let entries = journal::list_entries(c, seq - 1, 1).await?;
    let is_ours = |entry: &&journal::Entry| entry.header.seq == seq && Digest::of(&entry.header_bytes) == digest;
    Ok(entries.first().filter(is_ours).map(|entry| (seq, entry.header.batch)))
}
