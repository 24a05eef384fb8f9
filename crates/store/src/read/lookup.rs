//! One record: what stands at its address, and what stood there at each revision.

use std::collections::BTreeMap;

use chancery_model::journal::{Batch, Header, Move, Operation, Redaction, Withdrawal};
use chancery_model::{Kind, Record, RecordRef, Text};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::database::{own_int, sql_int};
use crate::error::ReadError;
use crate::journal::{self, read_batch};
use crate::views::{self, State, read_record, read_text};

pub(super) const FIND: &str = "
SELECT r.state, r.revision, r.seq, r.schema, r.target, r.reason, r.body, p.bytes AS batch_bytes, f.bytes AS first_bytes
FROM record AS r
JOIN publication AS p ON p.number = r.batch
JOIN publication AS f ON f.number = r.first_batch
WHERE r.kind = $1 AND r.id = $2";

/// Takes the addresses as a JSON list of pairs, kind and id.
pub(super) const FIND_ALL: &str = "
SELECT r.kind, r.id, r.revision, r.seq, r.schema, r.body, p.bytes AS batch_bytes, f.bytes AS first_bytes
FROM json_each($1) AS j
CROSS JOIN record AS r ON r.kind = json_extract(j.value, '$[0]') AND r.id = json_extract(j.value, '$[1]')
JOIN publication AS p ON p.number = r.batch
JOIN publication AS f ON f.number = r.first_batch
WHERE r.state = 'current'";

pub(super) const LIST: &str = "
SELECT id, revision, seq, schema, body
FROM record
WHERE kind = $1 AND state = 'current'
ORDER BY id";

pub(super) const LIST_ADDRESSES: &str = "SELECT id FROM record WHERE kind = $1 AND state = 'current' ORDER BY id";

pub(super) const FIND_ADDRESS: &str = "SELECT kind, id FROM address WHERE url = $1 AND kind = 'topic' ORDER BY id";

pub(super) const FIND_READING: &str = "
SELECT a.id
FROM address AS a
JOIN record AS r ON r.kind = a.kind AND r.id = a.id
WHERE a.url = $1 AND a.kind = 'reading'
ORDER BY r.seq DESC
LIMIT 1";

pub(super) const FIND_GROUND: &str = "
SELECT r.ground, p.bytes AS batch_bytes
FROM redaction AS r
JOIN publication AS p ON p.number = r.batch
WHERE r.kind = $1 AND r.id = $2 AND r.revision = $3";

/// A record as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// The record.
    pub record: Record,
    /// The revision that published it: the one to expect when changing it, and the one to link to.
    pub revision: u64,
    /// The number of that revision's entry.
    pub seq: u64,
    /// The batch that published it.
    pub batch: Batch,
    /// When the address was first published, RFC 3339 in UTC.
    pub first_published: String,
}

/// What stands at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "nearly every look-up finds its record; boxing it would cost each of them")]
pub enum Lookup {
    /// A record.
    Found(Current),
    /// The record moved; the address redirects.
    Moved {
        /// Where it is now: the end of the chain.
        to: RecordRef,
        /// When it moved.
        at: String,
        /// Why.
        reason: Text,
        /// The revision that moved it.
        revision: u64,
    },
    /// The record was withdrawn; the address is gone.
    Withdrawn {
        /// When.
        at: String,
        /// Why, or on what ground it was redacted.
        reason: Text,
        /// The revision that withdrew it.
        revision: u64,
    },
    /// Nothing was ever published here.
    Absent,
}

/// A record in a list of all of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The record.
    pub record: Record,
    /// The revision that published it.
    pub revision: u64,
    /// The number of that revision's entry.
    pub seq: u64,
}

/// One revision of a record, frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The header.
    pub header: Header,
    /// The batch.
    pub batch: Batch,
    /// What the body says.
    pub body: Body,
    /// The body's bytes as they were hashed; none if redacted.
    pub bytes: Option<Vec<u8>>,
}

/// What the body of a revision says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "nearly every revision is a record; boxing it would cost each of them")]
pub enum Body {
    /// The record as it was published.
    Record(Record),
    /// It was withdrawn.
    Withdrawal(Withdrawal),
    /// It moved.
    Move(Move),
    /// The body of another revision was removed.
    Redaction(Redaction),
    /// The body of this revision was removed.
    Redacted {
        /// On what ground.
        ground: Text,
        /// When.
        at: String,
    },
}

fn current_of(address: &RecordRef, row: &SqliteRow) -> Result<Current, ReadError> {
    Ok(Current {
        record: read_record(address.kind, address.id(), row.try_get("schema")?, row.try_get("body")?)?,
        revision: own_int(row.try_get("revision")?),
        seq: own_int(row.try_get("seq")?),
        batch: read_batch(row.try_get("batch_bytes")?)?,
        first_published: read_batch(row.try_get("first_bytes")?)?.at,
    })
}

/// Finds what stands at an address.
pub(crate) async fn find(c: &mut SqliteConnection, address: &RecordRef) -> Result<Lookup, ReadError> {
    let query = sqlx::query(FIND).bind(address.kind.as_str()).bind(address.id());
    let Some(row) = query.fetch_optional(&mut *c).await? else {
        return Ok(Lookup::Absent);
    };
    let state = State::read(row.try_get("state")?)?;
    if state == State::Current {
        return Ok(Lookup::Found(current_of(address, &row)?));
    }
    let at = read_batch(row.try_get("batch_bytes")?)?.at;
    let reason = read_text(row.try_get("reason")?)?;
    let revision = own_int(row.try_get("revision")?);
    Ok(match state {
        State::Moved => Lookup::Moved { to: views::resolve(c, address).await?, at, reason, revision },
        State::Current | State::Withdrawn => Lookup::Withdrawn { at, reason, revision },
    })
}

/// Finds a record, if it is current.
pub(crate) async fn find_current(c: &mut SqliteConnection, address: &RecordRef) -> Result<Option<Current>, ReadError> {
    Ok(match find(c, address).await? {
        Lookup::Found(current) => Some(current),
        Lookup::Moved { .. } | Lookup::Withdrawn { .. } | Lookup::Absent => None,
    })
}

/// Finds those of some records that are current, each under its address.
pub(crate) async fn find_all(c: &mut SqliteConnection, addresses: &[RecordRef]) -> Result<BTreeMap<RecordRef, Current>, ReadError> {
    let pairs: Vec<[&str; 2]> = addresses.iter().map(|address| [address.kind.as_str(), address.id()]).collect();
    let pairs = serde_json::to_string(&pairs).expect("a list of texts is plain data");
    let rows = sqlx::query(FIND_ALL).bind(pairs).fetch_all(c).await?;
    let mut found = BTreeMap::new();
    for row in &rows {
        let address = views::stored_ref(row.try_get("kind")?, row.try_get("id")?)?;
        let current = current_of(&address, row)?;
        found.insert(address, current);
    }
    Ok(found)
}

/// Lists all current records of a kind, by id.
pub(crate) async fn list(c: &mut SqliteConnection, kind: Kind) -> Result<Vec<Listed>, ReadError> {
    let rows = sqlx::query(LIST).bind(kind.as_str()).fetch_all(c).await?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                record: read_record(kind, row.try_get("id")?, row.try_get("schema")?, row.try_get("body")?)?,
                revision: own_int(row.try_get("revision")?),
                seq: own_int(row.try_get("seq")?),
            })
        })
        .collect()
}

/// Lists the addresses of all current records of a kind, by id.
pub(crate) async fn list_addresses(c: &mut SqliteConnection, kind: Kind) -> Result<Vec<RecordRef>, ReadError> {
    let ids: Vec<String> = sqlx::query_scalar(LIST_ADDRESSES).bind(kind.as_str()).fetch_all(c).await?;
    ids.iter().map(|id| views::stored_ref(kind.as_str(), id)).collect()
}

/// Finds one revision of a record.
pub(crate) async fn find_revision(c: &mut SqliteConnection, address: &RecordRef, revision: u64) -> Result<Option<Revision>, ReadError> {
    let Some((header, batch, bytes)) = journal::find_revision(c, address, revision).await? else {
        return Ok(None);
    };
    let body = match &bytes {
        None => {
            let query = sqlx::query(FIND_GROUND).bind(address.kind.as_str()).bind(address.id()).bind(sql_int(revision));
            let row = query.fetch_optional(c).await?;
            let row = row.ok_or_else(|| {
                ReadError::Damaged(format!("the body of {address}, revision {revision}, is missing and nothing says why"))
            })?;
            Body::Redacted { ground: read_text(row.try_get("ground")?)?, at: read_batch(row.try_get("batch_bytes")?)?.at }
        }
        Some(bytes) => read_body(&header, bytes)?,
    };
    Ok(Some(Revision { header, batch, body, bytes }))
}

fn read_body(header: &Header, bytes: &[u8]) -> Result<Body, ReadError> {
    let damaged = |e: serde_json::Error| ReadError::Damaged(format!("the body of number {} does not read back ({e})", header.seq));
    Ok(match header.operation {
        Operation::Publish => Body::Record(read_record(header.kind, &header.id, i64::from(header.schema), bytes)?),
        Operation::Withdraw => Body::Withdrawal(serde_json::from_slice(bytes).map_err(damaged)?),
        Operation::Rename | Operation::Merge => Body::Move(serde_json::from_slice(bytes).map_err(damaged)?),
        Operation::Redact => Body::Redaction(serde_json::from_slice(bytes).map_err(damaged)?),
    })
}

/// Finds the topics that a source's site shows, or showed, at an address.
pub(crate) async fn find_address(c: &mut SqliteConnection, url: &str) -> Result<Vec<RecordRef>, ReadError> {
    let rows = sqlx::query(FIND_ADDRESS).bind(url).fetch_all(c).await?;
    rows.iter().map(|row| views::stored_ref(row.try_get("kind")?, row.try_get("id")?)).collect()
}

/// Finds the reading that was last taken of a source's address.
pub(crate) async fn find_reading(c: &mut SqliteConnection, url: &str) -> Result<Option<Current>, ReadError> {
    let id: Option<String> = sqlx::query_scalar(FIND_READING).bind(url).fetch_optional(&mut *c).await?;
    match id {
        Some(id) => find_current(c, &views::stored_ref(Kind::Reading.as_str(), &id)?).await,
        None => Ok(None),
    }
}
