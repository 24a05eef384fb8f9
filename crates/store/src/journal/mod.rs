//! The journal: batches and entries, appended and read back as the bytes that were hashed.
//!
//! Only this module names the tables `batch`, `entry`, `body` and `head`. On one machine they are in the data folder.
//! Past one machine PostgreSQL orders and keeps them ([`remote`]), and each data folder holds the same tables as a
//! replica; so nothing here knows of a view, and no statement joins across.

mod error;
pub(crate) mod remote;
pub(crate) mod sql;

use chancery_model::canonical::CanonicalError;
use chancery_model::journal::{Batch, Header, Operation, Redaction};
use chancery_model::record::SCHEMA;
use chancery_model::{Digest, Kind, RecordRef};
use sqlx::{Row, SqliteConnection};

use crate::database::{own_int, sql_int};
use crate::error::ReadError;
use crate::rows::Rows;

pub use error::{PullError, WriteError};

/// Where the journal ends: the last number and the digest of its header, which commits to everything before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The last sequence number; 0 if the journal is empty.
    pub seq: u64,
    /// The number of the last batch.
    pub batch: u64,
    /// The digest of the last header.
    pub digest: Digest,
}

/// An entry as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) header: Header,
    pub(crate) header_bytes: Vec<u8>,
    /// `None` if redacted.
    pub(crate) body: Option<Vec<u8>>,
}

/// Reads a header back from its bytes.
pub(crate) fn read_header(bytes: &[u8]) -> Result<Header, ReadError> {
    serde_json::from_slice(bytes).map_err(|e| ReadError::Damaged(format!("a journal header does not read back ({e})")))
}

/// Reads a batch back from its bytes.
pub(crate) fn read_batch(bytes: &[u8]) -> Result<Batch, ReadError> {
    serde_json::from_slice(bytes).map_err(|e| ReadError::Damaged(format!("a batch does not read back ({e})")))
}

/// Reads where the journal ends.
pub(crate) async fn head(c: &mut SqliteConnection) -> Result<Head, ReadError> {
    let row = sqlx::query(sql::HEAD).fetch_one(c).await?;
    let digest: &[u8] = row.try_get("digest")?;
    let digest = Digest::from_bytes(digest).ok_or_else(|| ReadError::Damaged("the digest of the journal's head is cut".into()))?;
    Ok(Head { seq: own_int(row.try_get("seq")?), batch: own_int(row.try_get("batch")?), digest })
}

/// Appends entries to the journal within one transaction, one batch at a time.
///
/// Entries are in the tables after [`Appender::flush`] or [`Appender::finish`], and not before.
#[derive(Debug)]
pub(crate) struct Appender {
    head: Head,
    batch_sha256: Digest,
    entries: Rows,
    bodies: Rows,
}

impl Appender {
    /// Begins where the journal ends.
    pub(crate) async fn new(c: &mut SqliteConnection) -> Result<Self, ReadError> {
        let (entries, bodies) = (Rows::new(&sql::INSERT_ENTRY), Rows::new(&sql::INSERT_BODY));
        Ok(Appender { head: head(c).await?, batch_sha256: Digest::ZERO, entries, bodies })
    }

    /// Where the journal ends now.
    pub(crate) fn head(&self) -> Head {
        self.head
    }

    /// Begins a batch. Its number must be the next.
    pub(crate) async fn begin_batch(&mut self, c: &mut SqliteConnection, bytes: &[u8]) -> Result<(), ReadError> {
        self.head.batch += 1;
        self.batch_sha256 = Digest::of(bytes);
        sqlx::query(sql::INSERT_BATCH).bind(sql_int(self.head.batch)).bind(bytes).execute(c).await?;
        Ok(())
    }

    /// Appends an entry of our own making to the batch.
    pub(crate) async fn append(
        &mut self,
        c: &mut SqliteConnection,
        address: &RecordRef,
        revision: u64,
        operation: Operation,
        body: &[u8],
    ) -> Result<Header, AppendError> {
        let header = Header {
            seq: self.head.seq + 1,
            batch: self.head.batch,
            batch_sha256: self.batch_sha256,
            kind: address.kind,
            id: address.id().to_owned(),
            revision,
            schema: SCHEMA,
            operation,
            body_sha256: Digest::of(body),
            previous: self.head.digest,
        };
        let bytes = header.to_bytes()?;
        self.append_stored(c, &header, &bytes, Some(body)).await?;
        Ok(header)
    }

    /// Appends an entry whose bytes came from elsewhere and were checked.
    pub(crate) async fn append_stored(
        &mut self,
        c: &mut SqliteConnection,
        header: &Header,
        bytes: &[u8],
        body: Option<&[u8]>,
    ) -> Result<(), ReadError> {
        let seq = sql_int(header.seq);
        let (batch, revision) = (sql_int(header.batch), sql_int(header.revision));
        let row = [seq.into(), batch.into(), header.kind.as_str().into(), header.id.as_str().into(), revision.into(), bytes.into()];
        self.entries.push(row);
        if let Some(body) = body {
            self.bodies.push([seq.into(), body.into()]);
        }
        if self.entries.is_full() || self.bodies.is_full() {
            self.flush(c).await?;
        }
        if let (Operation::Redact, Some(body)) = (header.operation, body) {
            let redaction: Redaction = serde_json::from_slice(body)
                .map_err(|e| ReadError::Damaged(format!("the redaction with number {} does not read back ({e})", header.seq)))?;
            self.flush(c).await?;
            sqlx::query(sql::DELETE_BODY)
                .bind(header.kind.as_str())
                .bind(&header.id)
                .bind(sql_int(redaction.revision))
                .execute(&mut *c)
                .await?;
        }
        self.head.seq = header.seq;
        self.head.digest = Digest::of(bytes);
        Ok(())
    }

    /// Writes the entries that wait, before somebody reads them.
    pub(crate) async fn flush(&mut self, c: &mut SqliteConnection) -> Result<(), ReadError> {
        self.entries.flush(c).await?;
        self.bodies.flush(c).await
    }

    /// Writes what waits, and where the journal ends now.
    pub(crate) async fn finish(&mut self, c: &mut SqliteConnection) -> Result<(), ReadError> {
        self.flush(c).await?;
        set_head(c, self.head).await
    }
}

/// Says why an entry was not appended.
#[derive(Debug)]
pub(crate) enum AppendError {
    Canonical(CanonicalError),
    Storage(ReadError),
}

impl From<CanonicalError> for AppendError {
    fn from(error: CanonicalError) -> Self {
        AppendError::Canonical(error)
    }
}

impl From<ReadError> for AppendError {
    fn from(error: ReadError) -> Self {
        AppendError::Storage(error)
    }
}

/// Lists at most `limit` entries with a number greater than `after`, in order, bodies included.
pub(crate) async fn list_entries(c: &mut SqliteConnection, after: u64, limit: u32) -> Result<Vec<Entry>, ReadError> {
    let rows = sqlx::query(sql::ENTRIES_AFTER).bind(sql_int(after)).bind(limit).fetch_all(c).await?;
    rows.into_iter()
        .map(|row| {
            let header_bytes: Vec<u8> = row.try_get("header")?;
            Ok(Entry { header: read_header(&header_bytes)?, header_bytes, body: row.try_get("bytes")? })
        })
        .collect()
}

/// A header and the metadata of its batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// The header.
    pub header: Header,
    /// The batch.
    pub batch: Batch,
}

fn change_rows(rows: Vec<sqlx::sqlite::SqliteRow>) -> Result<Vec<ChangeRow>, ReadError> {
    rows.into_iter()
        .map(|row| Ok(ChangeRow { header: read_header(row.try_get("header")?)?, batch: read_batch(row.try_get("batch_bytes")?)? }))
        .collect()
}

/// Lists at most `limit` headers with a number greater than `after`, in order.
pub(crate) async fn list_changes(c: &mut SqliteConnection, after: u64, limit: u32) -> Result<Vec<ChangeRow>, ReadError> {
    change_rows(sqlx::query(sql::CHANGES_AFTER).bind(sql_int(after)).bind(limit).fetch_all(c).await?)
}

/// Lists at most `limit` headers with a number less than `before`, newest first.
pub(crate) async fn list_changes_before(c: &mut SqliteConnection, before: u64, limit: u32) -> Result<Vec<ChangeRow>, ReadError> {
    change_rows(sqlx::query(sql::CHANGES_BEFORE).bind(sql_int(before)).bind(limit).fetch_all(c).await?)
}

/// One revision in the history of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The header.
    pub header: Header,
    /// The batch.
    pub batch: Batch,
    /// True if the body was removed.
    pub is_redacted: bool,
}

/// Lists the revisions of a record, newest first.
pub(crate) async fn history(c: &mut SqliteConnection, address: &RecordRef) -> Result<Vec<HistoryEntry>, ReadError> {
    let rows = sqlx::query(sql::HISTORY).bind(address.kind.as_str()).bind(address.id()).fetch_all(c).await?;
    rows.into_iter()
        .map(|row| {
            Ok(HistoryEntry {
                header: read_header(row.try_get("header")?)?,
                batch: read_batch(row.try_get("batch_bytes")?)?,
                is_redacted: row.try_get("is_redacted")?,
            })
        })
        .collect()
}

/// Finds one revision of a record, with its batch and body.
pub(crate) async fn find_revision(
    c: &mut SqliteConnection,
    address: &RecordRef,
    revision: u64,
) -> Result<Option<(Header, Batch, Option<Vec<u8>>)>, ReadError> {
    let query = sqlx::query(sql::FIND_REVISION).bind(address.kind.as_str()).bind(address.id()).bind(sql_int(revision));
    let Some(row) = query.fetch_optional(c).await? else {
        return Ok(None);
    };
    Ok(Some((read_header(row.try_get("header")?)?, read_batch(row.try_get("batch_bytes")?)?, row.try_get("bytes")?)))
}

/// Finds the digest of the header with a number: the journal's digest when it had reached that number.
pub(crate) async fn find_digest(c: &mut SqliteConnection, seq: u64) -> Result<Option<Digest>, ReadError> {
    let bytes: Option<Vec<u8>> = sqlx::query_scalar(sql::FIND_HEADER).bind(sql_int(seq)).fetch_optional(c).await?;
    Ok(bytes.map(|bytes| Digest::of(&bytes)))
}

/// Finds the number of a revision.
pub(crate) async fn find_seq(c: &mut SqliteConnection, kind: Kind, id: &str, revision: u64) -> Result<Option<u64>, ReadError> {
    let query = sqlx::query_scalar(sql::FIND_SEQ).bind(kind.as_str()).bind(id).bind(sql_int(revision));
    Ok(query.fetch_optional(c).await?.map(own_int))
}

/// Takes away all entries after a number, and the batches that are empty then. Only for a replica, which follows another.
pub(crate) async fn cut_back(c: &mut SqliteConnection, to: u64) -> Result<(), ReadError> {
    let mut head = Head { seq: 0, batch: 0, digest: Digest::ZERO };
    if let Some(before) = to.checked_sub(1) {
        let entries = list_entries(c, before, 1).await?;
        let last = entries.first().filter(|entry| entry.header.seq == to);
        let last = last.ok_or_else(|| ReadError::Damaged(format!("number {to} is missing")))?;
        head = Head { seq: to, batch: last.header.batch, digest: Digest::of(&last.header_bytes) };
    }
    sqlx::query(sql::CUT_BODIES).bind(sql_int(to)).execute(&mut *c).await?;
    sqlx::query(sql::CUT_ENTRIES).bind(sql_int(to)).execute(&mut *c).await?;
    sqlx::query(sql::CUT_BATCHES).bind(sql_int(head.batch)).execute(&mut *c).await?;
    set_head(c, head).await
}

async fn set_head(c: &mut SqliteConnection, head: Head) -> Result<(), ReadError> {
    let query = sqlx::query(sql::UPDATE_HEAD).bind(sql_int(head.seq)).bind(sql_int(head.batch));
    query.bind(&head.digest.bytes()[..]).execute(c).await?;
    Ok(())
}

/// Finds a batch's bytes.
pub(crate) async fn find_batch(c: &mut SqliteConnection, number: u64) -> Result<Option<Vec<u8>>, ReadError> {
    Ok(sqlx::query_scalar(sql::FIND_BATCH).bind(sql_int(number)).fetch_optional(c).await?)
}

/// Lists the headers of a batch, in order.
pub(crate) async fn list_batch_headers(c: &mut SqliteConnection, number: u64) -> Result<Vec<Header>, ReadError> {
    let rows: Vec<Vec<u8>> = sqlx::query_scalar(sql::BATCH_HEADERS).bind(sql_int(number)).fetch_all(c).await?;
    rows.iter().map(|bytes| read_header(bytes)).collect()
}

/// A row of the journal as it stands, trusted in nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) seq: u64,
    pub(crate) batch: u64,
    pub(crate) kind: String,
    pub(crate) id: String,
    pub(crate) revision: u64,
    pub(crate) header: Vec<u8>,
    pub(crate) body: Option<Vec<u8>>,
}

/// Lists at most `limit` rows with a number greater than `after`, in order.
pub(crate) async fn list_stored(c: &mut SqliteConnection, after: u64, limit: u32) -> Result<Vec<Stored>, ReadError> {
    let rows = sqlx::query(sql::STORED_AFTER).bind(sql_int(after)).bind(limit).fetch_all(c).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Stored {
                seq: own_int(row.try_get("seq")?),
                batch: own_int(row.try_get("batch")?),
                kind: row.try_get("kind")?,
                id: row.try_get("id")?,
                revision: own_int(row.try_get("revision")?),
                header: row.try_get("header")?,
                body: row.try_get("bytes")?,
            })
        })
        .collect()
}

/// Counts batches and bodies.
pub(crate) async fn count(c: &mut SqliteConnection) -> Result<(u64, u64), ReadError> {
    let batches: i64 = sqlx::query_scalar(sql::COUNT_BATCHES).fetch_one(&mut *c).await?;
    let bodies: i64 = sqlx::query_scalar(sql::COUNT_BODIES).fetch_one(&mut *c).await?;
    Ok((own_int(batches), own_int(bodies)))
}
