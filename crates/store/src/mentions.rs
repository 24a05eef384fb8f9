//! Which files the records mention: what the vault must have, and what in it is no garbage.
//!
//! One home for the question, for `verify`, for the removal of garbage and for copies. Every revision counts, since each
//! can be read for ever; a batch mentions the bytes that it was read from.

use std::collections::BTreeSet;

use chancery_model::journal::{Batch, Operation};
use chancery_model::{Availability, Digest, Record};
use sqlx::SqliteConnection;

use crate::error::ReadError;
use crate::journal;
use crate::store::Store;

/// How many entries are read at once.
const STEP: u32 = 500;

/// A file that is mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mention {
    pub(crate) digest: Digest,
    /// True if the vault should have it; a rendition may be known by its digest and lie elsewhere.
    pub(crate) is_kept: bool,
}

/// The files that a record mentions.
pub(crate) fn of_record(record: &Record) -> Vec<Mention> {
    match record {
        Record::Reading(reading) => vec![Mention { digest: reading.sha256, is_kept: true }],
        Record::Document(document) => {
            let files = document.renditions.iter().filter_map(|r| Some((r.sha256?, r.availability == Availability::Held)));
            let texts = document.renditions.iter().filter_map(|r| Some((r.text.as_ref()?.sha256, true)));
            files.chain(texts).map(|(digest, is_kept)| Mention { digest, is_kept }).collect()
        }
        Record::Framework(_)
        | Record::Topic(_)
        | Record::Organisation(_)
        | Record::Place(_)
        | Record::Mechanism(_)
        | Record::Meeting(_)
        | Record::Commitment(_)
        | Record::Evidence(_)
        | Record::Initiative(_)
        | Record::Process(_)
        | Record::Exchange(_) => Vec::new(),
    }
}

/// The files that a batch mentions.
pub(crate) fn of_batch(batch: &Batch) -> Option<Mention> {
    batch.source_sha256.map(|digest| Mention { digest, is_kept: true })
}

/// Tells every mention of a file in a journal, in any revision.
async fn walk(c: &mut SqliteConnection, mut tell: impl FnMut(Mention)) -> Result<(), ReadError> {
    let (mut after, mut batch) = (0, 0);
    loop {
        let entries = journal::list_entries(c, after, STEP).await?;
        let Some(last) = entries.last() else { return Ok(()) };
        after = last.header.seq;
        for entry in entries {
            if entry.header.batch != batch {
                batch = entry.header.batch;
                let bytes = journal::find_batch(c, batch).await?;
                let bytes = bytes.ok_or_else(|| ReadError::Damaged(format!("batch {batch} is missing")))?;
                of_batch(&journal::read_batch(&bytes)?).into_iter().for_each(&mut tell);
            }
            let header = &entry.header;
            if let (Operation::Publish, Some(body)) = (header.operation, &entry.body) {
                let record = Record::read(header.kind, header.schema, body)
                    .map_err(|source| ReadError::Record { address: format!("{}:{}", header.kind, header.id), source })?;
                of_record(&record).into_iter().for_each(&mut tell);
            }
        }
    }
}

/// All files that a journal mentions, in any revision.
pub(crate) async fn of_journal(c: &mut SqliteConnection) -> Result<BTreeSet<Digest>, ReadError> {
    let mut mentioned = BTreeSet::new();
    let take = |mention: Mention| {
        mentioned.insert(mention.digest);
    };
    walk(c, take).await?;
    Ok(mentioned)
}

impl Store {
    /// The digests of all files that the vault should have, for any revision of any record.
    ///
    /// Takes no time budget: it reads the whole journal. Errors: [`ReadError`] if a part of it does not read back.
    pub(crate) async fn kept_files(&self) -> Result<BTreeSet<Digest>, ReadError> {
        let mut kept = BTreeSet::new();
        let take = |mention: Mention| {
            if mention.is_kept {
                kept.insert(mention.digest);
            }
        };
        walk(&mut *self.database().snapshot().await?, take).await?;
        Ok(kept)
    }

    /// The digests of all files that the register mentions, in any revision of any record.
    ///
    /// Takes no time budget: it reads the whole journal. Errors: [`ReadError`] if a part of it does not read back.
    pub async fn mentioned_files(&self) -> Result<BTreeSet<Digest>, ReadError> {
        of_journal(&mut *self.database().snapshot().await?).await
    }
}
