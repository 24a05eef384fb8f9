//! Entries that come from another copy of the journal: checked against the chain, appended as they are, and applied to the
//! views. What pulls from PostgreSQL and what copies a register from one place to another both end here.

use std::collections::BTreeMap;

use chancery_model::Digest;
use sqlx::SqliteConnection;

use crate::error::ReadError;
use crate::journal::{self, Appender, Entry, Head};
use crate::views::Projector;

/// Appends what arrives, within the caller's transaction.
pub(crate) struct Arrivals {
    journal: Appender,
    projector: Projector,
    has_redacted: bool,
}

/// Says why entries were not taken.
pub(crate) enum ArrivalError {
    /// They do not follow what is here, or are not what their digests say.
    Broken(String),
    Storage(ReadError),
}

impl From<ReadError> for ArrivalError {
    fn from(error: ReadError) -> Self {
        ArrivalError::Storage(error)
    }
}

impl Arrivals {
    /// Begins where the journal here ends.
    pub(crate) async fn new(c: &mut SqliteConnection) -> Result<Self, ReadError> {
        Ok(Arrivals { journal: Appender::new(c).await?, projector: Projector::default(), has_redacted: false })
    }

    /// Where the journal here ends now.
    pub(crate) fn head(&self) -> Head {
        self.journal.head()
    }

    /// Tells whether a body was taken away.
    pub(crate) fn has_redacted(&self) -> bool {
        self.has_redacted
    }

    /// Takes entries, in order, and the bytes of the batches that begin among them.
    pub(crate) async fn take(
        &mut self,
        c: &mut SqliteConnection,
        entries: Vec<Entry>,
        batches: &BTreeMap<u64, Vec<u8>>,
    ) -> Result<(), ArrivalError> {
        for entry in entries {
            let Entry { header, header_bytes, body } = entry;
            let at = self.journal.head();
            let broken = |what: &str| ArrivalError::Broken(format!("number {} {what}", header.seq));
            if header.seq != at.seq + 1 || header.previous != at.digest {
                return Err(broken(&format!("does not follow number {}", at.seq)));
            }
            if body.as_deref().is_some_and(|body| Digest::of(body) != header.body_sha256) {
                return Err(broken("has a body with another digest"));
            }
            if header.batch != at.batch {
                let bytes = batches.get(&header.batch).ok_or_else(|| broken("has no batch"))?;
                if header.batch != at.batch + 1 || Digest::of(bytes) != header.batch_sha256 {
                    return Err(broken("is of a batch that does not follow"));
                }
                self.journal.begin_batch(c, bytes).await?;
                self.projector.begin_batch(c, header.batch, bytes).await?;
            }
            self.has_redacted |= header.operation == chancery_model::journal::Operation::Redact;
            self.journal.append_stored(c, &header, &header_bytes, body.as_deref()).await?;
            self.projector.apply(c, &header, self.journal.head().digest, body.as_deref()).await?;
        }
        Ok(())
    }

    /// Makes what follows from several records, and writes where the journal ends.
    pub(crate) async fn finish(&mut self, c: &mut SqliteConnection) -> Result<(), ReadError> {
        self.projector.finish(c).await?;
        self.journal.finish(c).await
    }
}

/// Cuts the journal here back to a number, and throws away the views, which knew more.
pub(crate) async fn cut_back(c: &mut SqliteConnection, to: u64) -> Result<(), ReadError> {
    journal::cut_back(c, to).await?;
    crate::views::clear(c).await?;
    crate::catch_up::within(c).await
}
