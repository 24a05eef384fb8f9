//! The views: current tables that follow from the journal and can be thrown away and made again to the same state (P5).
//!
//! [`Projector`] is the only way in. [`Projector::apply`] takes entries one by one, in order, and keeps what concerns a
//! single record; [`Projector::finish`] makes what follows from several (which topics a meeting has by its mechanism,
//! where a redirect leads). What `finish` makes is a function of the records alone, not of the order in which they
//! came, so a rebuild that finishes at other moments than the writers did ends in the same rows.
//!
//! Rows are written many at a time: what was applied is in the tables after [`Projector::flush`] or [`Projector::finish`].

pub(crate) mod document;
pub(crate) mod link;
mod mechanism;
pub(crate) mod meeting;
mod projection;
mod redirect;
pub(crate) mod sql;
pub(crate) mod table;

use std::collections::{BTreeMap, BTreeSet};

use chancery_model::journal::{Header, Move, Operation, Redaction, Withdrawal};
use chancery_model::{Digest, Kind, Record, RecordRef, Text};
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use crate::database::{own_int, sql_int};
use crate::error::ReadError;
use crate::rows::{Cell, Rows};
use projection::Projection;
use redirect::Redirects;

/// What stands at an address, without the record itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) state: State,
    /// The revision that gave the state.
    pub(crate) revision: u64,
    /// The last revision, redactions counted.
    pub(crate) last_revision: u64,
    /// Where it moved to; the next step, not the end of the chain.
    pub(crate) target: Option<String>,
}

/// Whether a record is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Current,
    Withdrawn,
    Moved,
}

impl State {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            State::Current => "current",
            State::Withdrawn => "withdrawn",
            State::Moved => "moved",
        }
    }
    pub(crate) fn read(text: &str) -> Result<Self, ReadError> {
        [State::Current, State::Withdrawn, State::Moved]
            .into_iter()
            .find(|s| s.as_str() == text)
            .ok_or_else(|| ReadError::Damaged(format!("a record has the state {text:?}")))
    }
}

/// A record that is current, with the entry that made it so.
#[derive(Debug, Clone)]
pub(crate) struct Fresh {
    pub(crate) record: Record,
    pub(crate) revision: u64,
    pub(crate) seq: u64,
}

/// How many addresses are looked up by one statement.
const LOOK_UP: usize = 500;

/// What an entry makes of a record's row, besides what its header says.
#[derive(Debug, Default)]
struct Row<'a> {
    target: Option<String>,
    reason: Option<String>,
    body: Option<&'a [u8]>,
}

/// Brings the views from one number of the journal to a later one, within the caller's transaction.
#[derive(Debug)]
pub(crate) struct Projector {
    records: Rows,
    references: Rows,
    /// What stands at the addresses that were applied to or looked up.
    standings: BTreeMap<RecordRef, Option<Standing>>,
    /// The records that entries were applied to; the record itself where it is current.
    touched: BTreeMap<RecordRef, Option<Fresh>>,
    /// The addresses that began or ceased to redirect.
    moved: BTreeSet<RecordRef>,
    last: Option<(u64, Digest)>,
}

fn read_body<T: DeserializeOwned>(header: &Header, body: Option<&[u8]>) -> Result<T, ReadError> {
    let damaged = |why: String| ReadError::Damaged(format!("the body of number {} ({:?}) {why}", header.seq, header.operation));
    let body = body.ok_or_else(|| damaged("is missing".into()))?;
    serde_json::from_slice(body).map_err(|e| damaged(format!("does not read back ({e})")))
}

/// Reads a stored body back as a record.
pub(crate) fn read_record(kind: Kind, id: &str, schema: i64, body: &[u8]) -> Result<Record, ReadError> {
    let schema = u32::try_from(schema).unwrap_or(u32::MAX);
    Record::read(kind, schema, body).map_err(|source| ReadError::Record { address: format!("{kind}:{id}"), source })
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String, ReadError> {
    serde_json::to_string(value).map_err(|e| ReadError::Damaged(format!("a value has no JSON form ({e})")))
}

/// The address that a header is about.
pub(crate) fn address_of(header: &Header) -> Result<RecordRef, ReadError> {
    RecordRef::new(header.kind, &header.id).map_err(|e| ReadError::Damaged(format!("number {} has a strange id ({e})", header.seq)))
}

/// Finds what stands at an address.
pub(crate) async fn standing(c: &mut SqliteConnection, address: &RecordRef) -> Result<Option<Standing>, ReadError> {
    let query = sqlx::query(sql::STANDING).bind(address.kind.as_str()).bind(address.id());
    let Some(row) = query.fetch_optional(c).await? else {
        return Ok(None);
    };
    Ok(Some(read_standing(&row)?))
}

fn read_standing(row: &SqliteRow) -> Result<Standing, ReadError> {
    Ok(Standing {
        state: State::read(row.try_get("state")?)?,
        revision: own_int(row.try_get("revision")?),
        last_revision: own_int(row.try_get("last_revision")?),
        target: row.try_get("target")?,
    })
}

/// Addresses as a statement takes many.
fn list_of<'a>(addresses: impl Iterator<Item = &'a RecordRef>) -> Result<String, ReadError> {
    to_json(&addresses.map(|address| [address.kind.as_str(), address.id()]).collect::<Vec<_>>())
}

/// The number that the views have reached, and the digest of its header.
pub(crate) async fn cursor(c: &mut SqliteConnection) -> Result<(u64, Digest), ReadError> {
    let row = sqlx::query(sql::CURSOR).fetch_one(c).await?;
    let digest: &[u8] = row.try_get("digest")?;
    let digest = Digest::from_bytes(digest).ok_or_else(|| ReadError::Damaged("the digest of the views' cursor is cut".into()))?;
    Ok((own_int(row.try_get("seq")?), digest))
}

/// Empties every view.
pub(crate) async fn clear(c: &mut SqliteConnection) -> Result<(), ReadError> {
    for table in &table::TABLES {
        sqlx::query(table.clear).execute(&mut *c).await?;
    }
    Ok(())
}

impl Default for Projector {
    fn default() -> Self {
        Projector {
            records: Rows::new(&sql::PUT_RECORD),
            references: Rows::new(&sql::INSERT_REFERENCE),
            standings: BTreeMap::new(),
            touched: BTreeMap::new(),
            moved: BTreeSet::new(),
            last: None,
        }
    }
}

impl Projector {
    /// Takes a batch's metadata; its entries follow.
    pub(crate) async fn begin_batch(&mut self, c: &mut SqliteConnection, number: u64, bytes: &[u8]) -> Result<(), ReadError> {
        sqlx::query(sql::INSERT_PUBLICATION).bind(sql_int(number)).bind(bytes).execute(c).await?;
        Ok(())
    }

    /// Takes the next entry; `body` is `None` if it was redacted.
    pub(crate) async fn apply(
        &mut self,
        c: &mut SqliteConnection,
        header: &Header,
        header_bytes_digest: Digest,
        body: Option<&[u8]>,
    ) -> Result<(), ReadError> {
        let address = address_of(header)?;
        if header.revision > 1 {
            self.forget(c, &address).await?;
        }
        match header.operation {
            Operation::Publish => self.apply_publish(c, &address, header, body).await?,
            Operation::Withdraw => {
                let reason = body.map(|b| read_body::<Withdrawal>(header, Some(b))).transpose()?.map(|w| to_json(&w.reason)).transpose()?;
                self.put(c, header, &address, State::Withdrawn, Row { reason, ..Row::default() }).await?;
                self.touched.insert(address, None);
            }
            Operation::Rename | Operation::Merge => {
                let moved: Move = read_body(header, body)?;
                let row = Row { target: Some(moved.to.id().to_owned()), reason: Some(to_json(&moved.reason)?), ..Row::default() };
                self.put(c, header, &address, State::Moved, row).await?;
                self.moved.insert(address.clone());
                self.touched.insert(address, None);
            }
            Operation::Redact => self.apply_redaction(c, address, header, body).await?,
        }
        self.last = Some((header.seq, header_bytes_digest));
        Ok(())
    }

    /// Takes note that an address is about to change what stands there.
    async fn forget(&mut self, c: &mut SqliteConnection, address: &RecordRef) -> Result<(), ReadError> {
        if self.standing(c, address).await?.is_some_and(|s| s.state == State::Moved) {
            self.moved.insert(address.clone());
        }
        Ok(())
    }

    async fn apply_publish(
        &mut self,
        c: &mut SqliteConnection,
        address: &RecordRef,
        header: &Header,
        body: Option<&[u8]>,
    ) -> Result<(), ReadError> {
        let Some(body) = body else {
            // A later entry redacts it and says on what ground; until then there is nothing to show.
            self.put(c, header, address, State::Withdrawn, Row::default()).await?;
            self.touched.insert(address.clone(), None);
            return Ok(());
        };
        let record = read_record(header.kind, &header.id, i64::from(header.schema), body)?;
        self.put(c, header, address, State::Current, Row { body: Some(body), ..Row::default() }).await?;
        if header.revision > 1 {
            self.drop_ties(c, address).await?;
        }
        let targets: BTreeSet<RecordRef> = record.references().into_iter().collect();
        for target in targets {
            let row = [address.kind.as_str().into(), address.id().into(), target.kind.as_str().into(), target.id().into()];
            self.references.push(row);
        }
        if self.references.is_full() {
            self.flush(c).await?;
        }
        let urls: BTreeSet<&str> = match &record {
            Record::Topic(topic) => topic.addresses.iter().map(String::as_str).collect(),
            Record::Reading(reading) => [reading.url.as_str()].into(),
            _ => BTreeSet::new(),
        };
        for url in urls {
            sqlx::query(sql::INSERT_ADDRESS).bind(url).bind(address.kind.as_str()).bind(address.id()).execute(&mut *c).await?;
        }
        self.touched.insert(address.clone(), Some(Fresh { record, revision: header.revision, seq: header.seq }));
        Ok(())
    }

    async fn apply_redaction(
        &mut self,
        c: &mut SqliteConnection,
        address: RecordRef,
        header: &Header,
        body: Option<&[u8]>,
    ) -> Result<(), ReadError> {
        let redaction: Redaction = read_body(header, body)?;
        let ground = to_json(&redaction.ground)?;
        sqlx::query(sql::INSERT_REDACTION)
            .bind(header.kind.as_str())
            .bind(&header.id)
            .bind(sql_int(redaction.revision))
            .bind(sql_int(header.batch))
            .bind(&ground)
            .execute(&mut *c)
            .await?;
        let found = self.standing(c, &address).await?;
        if found.as_ref().is_some_and(|s| s.revision == redaction.revision) {
            self.put(c, header, &address, State::Withdrawn, Row { reason: Some(ground), ..Row::default() }).await?;
            self.touched.insert(address, None);
        } else {
            self.flush(c).await?;
            self.standings.insert(address, found.map(|s| Standing { last_revision: header.revision, ..s }));
            sqlx::query(sql::SET_LAST_REVISION)
                .bind(header.kind.as_str())
                .bind(&header.id)
                .bind(sql_int(header.revision))
                .execute(&mut *c)
                .await?;
        }
        Ok(())
    }

    /// Writes the row of a record.
    async fn put(
        &mut self,
        c: &mut SqliteConnection,
        header: &Header,
        address: &RecordRef,
        state: State,
        row: Row<'_>,
    ) -> Result<(), ReadError> {
        let Row { target, reason, body } = row;
        let (revision, seq, batch) = (sql_int(header.revision), sql_int(header.seq), sql_int(header.batch));
        let standing = Standing { state, revision: header.revision, last_revision: header.revision, target: target.clone() };
        self.standings.insert(address.clone(), Some(standing));
        let row: [Cell; 12] = [
            header.kind.as_str().into(),
            header.id.as_str().into(),
            state.as_str().into(),
            revision.into(),
            revision.into(),
            seq.into(),
            batch.into(),
            batch.into(),
            header.schema.into(),
            target.into(),
            reason.into(),
            body.into(),
        ];
        self.records.push(row);
        if self.records.is_full() {
            self.flush(c).await?;
        }
        if state != State::Current {
            self.drop_ties(c, address).await?;
        }
        Ok(())
    }

    /// Removes what a record points to and where its source is.
    async fn drop_ties(&mut self, c: &mut SqliteConnection, address: &RecordRef) -> Result<(), ReadError> {
        self.references.flush(c).await?;
        for statement in [sql::DELETE_REFERENCES, sql::DELETE_ADDRESSES] {
            sqlx::query(statement).bind(address.kind.as_str()).bind(address.id()).execute(&mut *c).await?;
        }
        Ok(())
    }

    /// Finds what stands at an address, all that was applied counted.
    pub(crate) async fn standing(&self, c: &mut SqliteConnection, address: &RecordRef) -> Result<Option<Standing>, ReadError> {
        match self.standings.get(address) {
            Some(known) => Ok(known.clone()),
            None => standing(c, address).await,
        }
    }

    /// Looks up many addresses that [`Projector::standing`] will be asked for.
    pub(crate) async fn look_up(&mut self, c: &mut SqliteConnection, addresses: &BTreeSet<&RecordRef>) -> Result<(), ReadError> {
        self.flush(c).await?;
        let addresses: Vec<&RecordRef> = addresses.iter().copied().collect();
        for some in addresses.chunks(LOOK_UP) {
            for address in some {
                self.standings.insert((*address).clone(), None);
            }
            for row in sqlx::query(sql::STANDINGS).bind(list_of(some.iter().copied())?).fetch_all(&mut *c).await? {
                let address = stored_ref(row.try_get("kind")?, row.try_get("id")?)?;
                self.standings.insert(address, Some(read_standing(&row)?));
            }
        }
        Ok(())
    }

    /// Writes the rows that wait, before somebody reads them.
    pub(crate) async fn flush(&mut self, c: &mut SqliteConnection) -> Result<(), ReadError> {
        self.records.flush(c).await?;
        self.references.flush(c).await
    }

    /// The records that were touched since the last [`Projector::finish`].
    pub(crate) fn touched(&self) -> &BTreeMap<RecordRef, Option<Fresh>> {
        &self.touched
    }

    /// Makes what follows from several records, and moves the cursor.
    pub(crate) async fn finish(&mut self, c: &mut SqliteConnection) -> Result<(), ReadError> {
        self.flush(c).await?;
        self.standings.clear();
        let mut projection = Projection::new(c, std::mem::take(&mut self.touched)).await?;
        projection.run(c, &std::mem::take(&mut self.moved)).await?;
        if let Some((seq, digest)) = self.last.take() {
            sqlx::query(sql::SET_CURSOR).bind(sql_int(seq)).bind(&digest.bytes()[..]).execute(c).await?;
        }
        Ok(())
    }
}

/// Lists the current records that point to an address as it is spelt; redirects are not followed.
pub(crate) async fn list_referents(c: &mut SqliteConnection, address: &RecordRef) -> Result<Vec<RecordRef>, ReadError> {
    let rows = sqlx::query(sql::REFERENTS).bind(address.kind.as_str()).bind(address.id()).fetch_all(c).await?;
    rows.into_iter().map(|row| stored_ref(row.try_get("source_kind")?, row.try_get("source_id")?)).collect()
}

/// Lists every address that leads to this one, itself first.
pub(crate) async fn list_spellings(c: &mut SqliteConnection, address: &RecordRef) -> Result<Vec<RecordRef>, ReadError> {
    let redirects = Redirects::load(c).await?;
    Ok(std::iter::once(address.clone()).chain(redirects.leading_to(address)).collect())
}

/// Finds where an address leads in the end; itself if it does not redirect.
pub(crate) async fn resolve(c: &mut SqliteConnection, address: &RecordRef) -> Result<RecordRef, ReadError> {
    let mut at = address.clone();
    // A chain cannot be longer than the journal, and a loop cannot be published; the bound guards against damage.
    for _ in 0..redirect::LONGEST_CHAIN {
        match standing(c, &at).await?.and_then(|s| s.target) {
            Some(target) => at = stored_ref(at.kind.as_str(), &target)?,
            None => return Ok(at),
        }
    }
    Err(ReadError::Damaged(format!("{address} redirects without end")))
}

/// Makes an address of what is stored.
pub(crate) fn stored_ref(kind: &str, id: &str) -> Result<RecordRef, ReadError> {
    format!("{kind}:{id}").parse().map_err(|e| ReadError::Damaged(format!("a stored address does not read back ({e})")))
}

/// Reads a stored reason.
pub(crate) fn read_text(json: Option<&str>) -> Result<Text, ReadError> {
    let json = json.ok_or_else(|| ReadError::Damaged("a record is gone and nothing says why".into()))?;
    serde_json::from_str(json).map_err(|e| ReadError::Damaged(format!("a stored reason does not read back ({e})")))
}
