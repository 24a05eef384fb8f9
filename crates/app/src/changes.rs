//! What changed: the journal's entries, for feeds and for programs that follow the register.

use std::io::Write;

use chancery_model::{Kind, RecordRef};
use serde_json::Value;

pub use chancery_store::ChangeRow;
use chancery_store::{Body, Lookup};

use crate::App;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::listing::Counts;
use crate::search::SearchHit;

/// Some entries and where the journal ends.
#[derive(Debug, Clone)]
pub struct Changes {
    /// The entries.
    pub rows: Vec<ChangeRow>,
    /// The number of the journal's last entry.
    pub head: u64,
}

impl App {
    /// Lists at most `limit` entries with a number greater than `after`, oldest first.
    pub async fn list_changes(&self, _ctx: &Ctx, after: u64, limit: u32) -> Result<Changes, AppError> {
        let head = self.store().head().await?.seq;
        Ok(Changes { rows: self.store().changes(after, limit).await?, head })
    }

    /// Lists the last `limit` entries, newest first.
    pub async fn list_latest_changes(&self, _ctx: &Ctx, limit: u32) -> Result<Changes, AppError> {
        let head = self.store().head().await?.seq;
        Ok(Changes { rows: self.store().latest_changes(None, limit).await?, head })
    }

    /// Reads a revision's record as the JSON that was published; `None` if the revision holds none or was redacted.
    pub async fn read_published(&self, _ctx: &Ctx, address: &RecordRef, revision: u64) -> Result<Option<Value>, AppError> {
        let found = self.store().find_revision(address, revision).await?;
        let bytes = found.filter(|r| matches!(r.body, Body::Record(_))).and_then(|r| r.bytes);
        bytes.map(|bytes| serde_json::from_slice(&bytes).map_err(AppError::bug)).transpose()
    }

    /// What the record of an entry is called now; `None` if it is not there any more, and for readings, which have no name.
    pub async fn describe_change(&self, ctx: &Ctx, row: &ChangeRow) -> Result<Option<SearchHit>, AppError> {
        let address = RecordRef::new(row.header.kind, &row.header.id).map_err(AppError::bug)?;
        Ok(match self.store().find(&address).await? {
            Lookup::Found(current) if address.kind != Kind::Reading => Some(self.describe(ctx, address, &current.record)),
            _ => None,
        })
    }

    /// Counts what the register holds.
    pub async fn counts(&self) -> Result<Counts, AppError> {
        Ok(self.store().counts().await?)
    }

    /// Lists the addresses of all current records of a kind, by id.
    pub async fn list_addresses(&self, kind: Kind) -> Result<Vec<RecordRef>, AppError> {
        Ok(self.store().list_addresses(kind).await?)
    }

    /// Writes the whole journal as JSON Lines, as of the moment when it begins.
    pub async fn export<W: Write + Send + 'static>(&self, out: W) -> Result<(), AppError> {
        self.store().export(out).await?;
        Ok(())
    }
}
