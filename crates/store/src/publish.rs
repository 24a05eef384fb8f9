//! The one way to write: a batch of changes, checked and written whole in one transaction, views included.
//!
//! Each change is checked against what stands at its address at that moment, changes before it in the batch counted.
//! What holds between records (nothing points into the void, nothing that is pointed to goes) is checked once, at the
//! end, so that the order inside a batch does not matter for it.

use std::collections::{BTreeMap, BTreeSet};

use chancery_model::journal::{Batch, Move, Operation, Redaction, Withdrawal};
use chancery_model::record::Record;
use chancery_model::rules::RuleError;
use chancery_model::{Pointer, RecordRef, Text, canonical};
use sqlx::{Row, SqliteConnection};

use crate::change::{Action, Change, Expects, NewBatch, Published};
use crate::error::{PublishError, ReadError};
use crate::journal::{AppendError, Appender};
use crate::views::{self, Projector, Standing, State};

/// The largest body that is taken, in bytes.
pub const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;

/// How many referring records an error names.
const NAMED_REFERENTS: usize = 5;

/// Publishes a batch within the caller's transaction.
pub(crate) async fn publish(c: &mut SqliteConnection, batch: NewBatch, changes: Vec<Change>) -> Result<Published, PublishError> {
    check_batch(&batch)?;
    let mut writer =
        Writer { journal: Appender::new(c).await?, projector: Projector::default(), batch: Some(batch), published: Published::default() };
    writer.projector.look_up(c, &changes.iter().map(|change| &change.address).collect()).await?;
    for change in changes {
        writer.change(c, change).await?;
    }
    if writer.published.is_empty() {
        return Ok(writer.published);
    }
    writer.flush(c).await?;
    check_whole(c, &writer.projector).await?;
    writer.projector.finish(c).await?;
    writer.journal.finish(c).await?;
    Ok(writer.published)
}

struct Writer {
    journal: Appender,
    projector: Projector,
    /// Taken when the first entry is written: a batch that changes nothing is not written.
    batch: Option<NewBatch>,
    published: Published,
}

impl Writer {
    /// Writes the rows that wait, before somebody reads them.
    async fn flush(&mut self, c: &mut SqliteConnection) -> Result<(), ReadError> {
        self.journal.flush(c).await?;
        self.projector.flush(c).await
    }

    async fn change(&mut self, c: &mut SqliteConnection, change: Change) -> Result<(), PublishError> {
        let Change { address, expects, action } = change;
        let found = self.projector.standing(c, &address).await?;
        // What reads more than what stands at its address finds all that came before it in the batch.
        let reads_more = !matches!(action, Action::Publish(_) | Action::Withdraw(_));
        if reads_more || self.projector.touched().contains_key(&address) {
            self.flush(c).await?;
        }
        match action {
            Action::Publish(record) => self.publish(c, &address, expects, found, &record).await,
            Action::Withdraw(reason) => {
                let found = current(&address, expects, found)?;
                self.write(c, &address, found.last_revision + 1, Operation::Withdraw, &Withdrawal { reason }).await
            }
            Action::Rename { to, reason } => self.rename(c, address, expects, found, to, reason).await,
            Action::Merge { to, reason } => self.merge(c, address, expects, found, to, reason).await,
            Action::Redact { revision, ground } => self.redact(c, &address, expects, found, revision, ground).await,
        }
    }

    async fn publish(
        &mut self,
        c: &mut SqliteConnection,
        address: &RecordRef,
        expects: Expects,
        found: Option<Standing>,
        record: &Record,
    ) -> Result<(), PublishError> {
        if record.address() != *address {
            return Err(PublishError::Address { address: address.clone(), record: record.address() });
        }
        let body = body_of(address, record)?;
        if found.as_ref().is_some_and(|f| f.state == State::Current) && is_same(c, address, &body).await? {
            self.published.unchanged += 1;
            return Ok(());
        }
        record.check().map_err(|source| PublishError::Rule { address: address.clone(), source })?;
        let revision = match found {
            None if matches!(expects, Expects::Revision(_)) => return Err(conflict(address, expects, None)),
            None => 1,
            Some(found) => {
                // To bring back what is gone takes a writer who saw that it is gone.
                let comes_back = expects == Expects::Revision(found.revision);
                if !comes_back {
                    refuse_gone(address, &found)?;
                }
                meets(address, expects, &found)?;
                found.last_revision + 1
            }
        };
        self.append(c, address, revision, Operation::Publish, &body).await
    }

    async fn rename(
        &mut self,
        c: &mut SqliteConnection,
        address: RecordRef,
        expects: Expects,
        found: Option<Standing>,
        to: RecordRef,
        reason: Text,
    ) -> Result<(), PublishError> {
        let found = current(&address, expects, found)?;
        same_kind(&address, &to)?;
        let at_target = views::standing(c, &to).await?;
        let is_free = match &at_target {
            None => true,
            // A renamed record may go back.
            Some(standing) => standing.state == State::Moved && views::resolve(c, &to).await? == address,
        };
        if !is_free {
            return Err(PublishError::Taken { address, to });
        }
        let record = crate::read::lookup::find_current(c, &address).await?.ok_or_else(|| PublishError::Absent(address.clone()))?.record;
        let renamed = with_id(&record, &to)?;
        renamed.check().map_err(|source| PublishError::Rule { address: to.clone(), source })?;
        let body = body_of(&to, &renamed)?;
        let revision = at_target.map_or(1, |standing| standing.last_revision + 1);
        self.append(c, &to, revision, Operation::Publish, &body).await?;
        self.write(c, &address, found.last_revision + 1, Operation::Rename, &Move { to, reason }).await
    }

    async fn merge(
        &mut self,
        c: &mut SqliteConnection,
        address: RecordRef,
        expects: Expects,
        found: Option<Standing>,
        to: RecordRef,
        reason: Text,
    ) -> Result<(), PublishError> {
        let found = current(&address, expects, found)?;
        same_kind(&address, &to)?;
        let is_there = views::standing(c, &to).await?.is_some_and(|standing| standing.state == State::Current);
        if !is_there {
            return Err(PublishError::Absent(to));
        }
        if to == address {
            return Err(PublishError::Taken { address, to });
        }
        self.write(c, &address, found.last_revision + 1, Operation::Merge, &Move { to, reason }).await
    }

    async fn redact(
        &mut self,
        c: &mut SqliteConnection,
        address: &RecordRef,
        expects: Expects,
        found: Option<Standing>,
        revision: u64,
        ground: Text,
    ) -> Result<(), PublishError> {
        let found = found.ok_or_else(|| PublishError::Absent(address.clone()))?;
        meets(address, expects, &found)?;
        let refuse = |why| PublishError::CannotRedact { address: address.clone(), revision, why };
        let Some((header, _, body)) = crate::journal::find_revision(c, address, revision).await? else {
            return Err(refuse("there is no such revision"));
        };
        match header.operation {
            _ if body.is_none() => return Err(refuse("it is redacted already")),
            Operation::Publish | Operation::Withdraw => {}
            Operation::Rename | Operation::Merge => return Err(refuse("it says where the record moved to")),
            Operation::Redact => return Err(refuse("it is itself a redaction")),
        }
        self.write(c, address, found.last_revision + 1, Operation::Redact, &Redaction { revision, ground }).await
    }

    /// Appends an entry whose body is not a record.
    async fn write<T: serde::Serialize>(
        &mut self,
        c: &mut SqliteConnection,
        address: &RecordRef,
        revision: u64,
        operation: Operation,
        body: &T,
    ) -> Result<(), PublishError> {
        let body = canonical::to_bytes(body).map_err(|source| PublishError::Canonical { address: address.clone(), source })?;
        self.append(c, address, revision, operation, &body).await
    }

    async fn append(
        &mut self,
        c: &mut SqliteConnection,
        address: &RecordRef,
        revision: u64,
        operation: Operation,
        body: &[u8],
    ) -> Result<(), PublishError> {
        let unwritable = |source| PublishError::Canonical { address: address.clone(), source };
        if let Some(batch) = self.batch.take() {
            let number = self.journal.head().batch + 1;
            let bytes = numbered(batch, number).to_bytes().map_err(unwritable)?;
            self.journal.begin_batch(c, &bytes).await?;
            self.projector.begin_batch(c, number, &bytes).await?;
            self.published.batch = number;
            self.published.first_seq = self.journal.head().seq + 1;
        }
        let header = self.journal.append(c, address, revision, operation, body).await.map_err(|e| match e {
            AppendError::Canonical(source) => unwritable(source),
            AppendError::Storage(error) => error.into(),
        })?;
        self.projector.apply(c, &header, self.journal.head().digest, Some(body)).await?;
        self.published.last_seq = header.seq;
        Ok(())
    }
}

fn numbered(batch: NewBatch, number: u64) -> Batch {
    let NewBatch { at, actor, role, reason, source, source_sha256 } = batch;
    Batch { number, at, actor, role, reason, source, source_sha256 }
}

fn check_batch(batch: &NewBatch) -> Result<(), PublishError> {
    let refuse = |field, given: &str, expected| Err(PublishError::Batch { field, given: given.chars().take(80).collect(), expected });
    let is_instant = batch.at.len() == 20
        && batch.at.ends_with('Z')
        && time::OffsetDateTime::parse(&batch.at, &time::format_description::well_known::Rfc3339).is_ok();
    if !is_instant {
        return refuse("instant", &batch.at, "UTC to the second, such as 2026-11-22T07:20:25Z");
    }
    for (field, given) in [("actor", &batch.actor), ("reason", &batch.reason)] {
        if given.is_empty() || given.trim() != given || given.chars().any(|c| c.is_control() && c != '\n') {
            return refuse(field, given, "words without blanks at their ends");
        }
    }
    Ok(())
}

fn conflict(address: &RecordRef, expected: Expects, found: Option<u64>) -> PublishError {
    PublishError::Conflict { address: address.clone(), expected, found }
}

fn meets(address: &RecordRef, expects: Expects, found: &Standing) -> Result<(), PublishError> {
    match expects {
        Expects::Any => Ok(()),
        Expects::Revision(revision) if revision == found.revision => Ok(()),
        Expects::Revision(_) | Expects::Absent => Err(conflict(address, expects, Some(found.revision))),
    }
}

fn refuse_gone(address: &RecordRef, found: &Standing) -> Result<(), PublishError> {
    match (found.state, &found.target) {
        (State::Current, _) => Ok(()),
        (State::Moved, Some(target)) => Err(PublishError::Moved {
            address: address.clone(),
            to: views::stored_ref(address.kind.as_str(), target)?,
            revision: found.revision,
        }),
        (State::Withdrawn | State::Moved, _) => Err(PublishError::Withdrawn { address: address.clone(), revision: found.revision }),
    }
}

/// What stands at the address of a change that needs a current record.
fn current(address: &RecordRef, expects: Expects, found: Option<Standing>) -> Result<Standing, PublishError> {
    let found = found.ok_or_else(|| PublishError::Absent(address.clone()))?;
    refuse_gone(address, &found)?;
    meets(address, expects, &found)?;
    Ok(found)
}

fn same_kind(address: &RecordRef, to: &RecordRef) -> Result<(), PublishError> {
    if address.kind == to.kind {
        return Ok(());
    }
    Err(PublishError::OtherKind { address: address.clone(), to: to.clone() })
}

fn body_of(address: &RecordRef, record: &Record) -> Result<Vec<u8>, PublishError> {
    let body = record.to_bytes().map_err(|source| PublishError::Canonical { address: address.clone(), source })?;
    if body.len() > MAX_BODY_BYTES {
        return Err(PublishError::TooLarge { address: address.clone(), bytes: body.len() });
    }
    Ok(body)
}

async fn is_same(c: &mut SqliteConnection, address: &RecordRef, body: &[u8]) -> Result<bool, PublishError> {
    let query = sqlx::query("SELECT body = $3 AS is_same FROM record WHERE kind = $1 AND id = $2");
    let row = query.bind(address.kind.as_str()).bind(address.id()).bind(body).fetch_one(c).await?;
    Ok(row.try_get::<Option<bool>, _>("is_same")?.unwrap_or(false))
}

/// The same record under another id.
fn with_id(record: &Record, to: &RecordRef) -> Result<Record, PublishError> {
    let damaged =
        |e: &dyn std::fmt::Display| PublishError::Storage(ReadError::Damaged(format!("{to} cannot be made from its record ({e})")));
    let mut value = serde_json::to_value(record).map_err(|e| damaged(&e))?;
    value["id"] = to.id().into();
    let bytes = serde_json::to_vec(&value).map_err(|e| damaged(&e))?;
    Record::read(to.kind, chancery_model::record::SCHEMA, &bytes).map_err(|e| damaged(&e))
}

/// Checks what holds between records, for all that the batch touched.
async fn check_whole(c: &mut SqliteConnection, projector: &Projector) -> Result<(), PublishError> {
    let fresh = projector.touched().iter().filter(|(_, fresh)| fresh.is_some());
    let mut leads: BTreeMap<RecordRef, Option<RecordRef>> = fresh.map(|(address, _)| (address.clone(), Some(address.clone()))).collect();
    for (address, fresh) in projector.touched() {
        if let Some(fresh) = fresh {
            for target in fresh.record.references() {
                check_reference(c, &mut leads, address, target).await?;
            }
            for pointer in fresh.record.pointers() {
                check_pointer(c, address, pointer).await?;
            }
        } else {
            check_gone(c, address).await?;
        }
    }
    Ok(())
}

async fn check_reference(
    c: &mut SqliteConnection,
    leads: &mut BTreeMap<RecordRef, Option<RecordRef>>,
    from: &RecordRef,
    to: RecordRef,
) -> Result<(), PublishError> {
    if !leads.contains_key(&to) {
        let end = views::resolve(c, &to).await?;
        let is_there = views::standing(c, &end).await?.is_some_and(|standing| standing.state == State::Current);
        leads.insert(to.clone(), is_there.then_some(end));
    }
    match leads.get(&to) {
        Some(Some(end)) if end == from => Err(PublishError::Rule { address: from.clone(), source: RuleError::Itself(from.to_string()) }),
        Some(Some(_)) => Ok(()),
        _ => Err(PublishError::Dangling { from: from.clone(), to }),
    }
}

/// Checks that the words are where a pointer says: at a revision that there is, in an item that there is.
///
/// That they are still the same words is not asked: the pointer names the revision in which they stand for ever.
async fn check_pointer(c: &mut SqliteConnection, from: &RecordRef, pointer: &Pointer) -> Result<(), PublishError> {
    let refuse = |what: String| PublishError::Nowhere { from: from.clone(), to: pointer.record.clone(), what };
    let known = views::standing(c, &pointer.record).await?.map_or(0, |standing| standing.last_revision);
    if pointer.revision > known {
        return Err(refuse(format!("revision {} (there are {known})", pointer.revision)));
    }
    let Some(item) = &pointer.item else { return Ok(()) };
    let end = views::resolve(c, &pointer.record).await?;
    let has_item = crate::read::lookup::find_current(c, &end).await?.is_some_and(|current| pointer.finds_item(&current.record));
    if has_item { Ok(()) } else { Err(refuse(format!("item {item}"))) }
}

/// Checks that nothing points to a record that is gone, and that nothing points to itself by one that moved.
async fn check_gone(c: &mut SqliteConnection, address: &RecordRef) -> Result<(), PublishError> {
    let end = views::resolve(c, address).await?;
    let is_there = views::standing(c, &end).await?.is_some_and(|standing| standing.state == State::Current);
    let mut referents = BTreeSet::new();
    for spelling in views::list_spellings(c, address).await? {
        referents.extend(views::list_referents(c, &spelling).await?);
    }
    if is_there {
        return match referents.contains(&end) {
            true => Err(PublishError::Rule { address: end.clone(), source: RuleError::Itself(end.to_string()) }),
            false => Ok(()),
        };
    }
    if referents.is_empty() {
        return Ok(());
    }
    Err(PublishError::StillReferenced { address: address.clone(), by: referents.into_iter().take(NAMED_REFERENTS).collect() })
}
