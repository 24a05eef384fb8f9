//! Writing the register by hand, and reading it as it is kept: put, withdraw, rename, merge, show, history, init.
//!
//! A [`Register`] is a store without an index: commands that write beside a running server only append to the journal,
//! and the server's index follows (promise P5). Every write says who, when and why.

use std::path::Path;

use chancery_model::journal::{Batch, Header};
use chancery_model::{Kind, Lang, Record, RecordRef, Text, TextStatus};
use chancery_store::{Action, Body, Change, Current, Expects, Limits, Location, Lookup, NewBatch, Store};
use serde_json::Value;

use crate::App;
use crate::catalogue::Catalogue;
use crate::ctx::Ctx;
use crate::error::{AppError, ErrorKind};

/// An open register for writing and reading records one by one.
#[derive(Debug, Clone)]
pub struct Register {
    store: Store,
}

impl From<&App> for Register {
    fn from(app: &App) -> Register {
        Register { store: app.store().clone() }
    }
}

/// What a write became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The number of the batch; none if nothing was to be written.
    pub batch: Option<u64>,
    /// How many journal entries it has.
    pub entries: u64,
    /// How many records were already there in the same bytes.
    pub unchanged: usize,
}

/// What stands at an address, as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// A record, as its public JSON.
    Record(Value),
    /// The record was withdrawn, for this reason.
    Withdrawn(Text),
    /// The record moved.
    Moved(RecordRef, Text),
    /// The revision only removed the body of another one.
    Redaction(u64, Text),
    /// The body was removed on this ground, at this instant.
    Redacted(Text, String),
}

/// One revision with where it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownRevision {
    /// The header of its entry.
    pub header: Header,
    /// Its batch.
    pub batch: Batch,
    /// What it holds.
    pub content: Shown,
    /// How many revisions the record has.
    pub latest: u64,
}

/// One line of a record's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// The header of the entry.
    pub header: Header,
    /// Its batch.
    pub batch: Batch,
    /// True if the body was removed.
    pub is_redacted: bool,
}

impl Register {
    /// Opens the register in a data folder, making an empty one if there is none.
    pub async fn open(folder: &Path) -> Result<Register, AppError> {
        Register::open_at(&Location::folder(folder)).await
    }

    /// Opens the register in a data folder that must have one.
    pub async fn open_existing(folder: &Path) -> Result<Register, AppError> {
        Register::open_existing_at(&Location::folder(folder)).await
    }

    /// Opens the register at a place, making an empty one if there is none.
    pub async fn open_at(location: &Location) -> Result<Register, AppError> {
        Ok(Register { store: Store::open_at(location, Limits::default()).await? })
    }

    /// Opens the register at a place that must have one.
    pub async fn open_existing_at(location: &Location) -> Result<Register, AppError> {
        Ok(Register { store: Store::open_existing_at(location, Limits::default()).await? })
    }

    /// Brings what is here up to the journal, if that is in a database elsewhere.
    ///
    /// Errors: kind `unreachable` while the database does not answer; what is here can be read all the same.
    pub async fn pull(&self) -> Result<(), AppError> {
        self.store.pull().await?;
        Ok(())
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The small records as they stand now.
    pub async fn catalogue(&self) -> Result<Catalogue, AppError> {
        Catalogue::read(&self.store).await
    }

    /// Tells whether anything was ever published at an address.
    pub async fn knows(&self, address: &RecordRef) -> Result<bool, AppError> {
        Ok(!matches!(self.store.find(address).await?, Lookup::Absent))
    }

    /// Finds a record that stands at an address.
    ///
    /// Errors: kind `not-found` for an address where nothing is or that leads on, which is named; kind `withdrawn`.
    pub(crate) async fn find_current(&self, address: &RecordRef) -> Result<Current, AppError> {
        match self.store.find(address).await? {
            Lookup::Found(current) => Ok(current),
            Lookup::Moved { to, .. } => {
                let message = format!("{address} has another address now, {to}");
                Err(AppError::new(ErrorKind::NotFound, message).with_hint(format!("name {to}")))
            }
            Lookup::Withdrawn { reason, .. } => {
                Err(AppError::new(ErrorKind::Withdrawn, format!("{address} was withdrawn: {}", reason.text)))
            }
            Lookup::Absent => Err(absent(address)),
        }
    }

    /// Publishes the first records of an empty register: a framework, and what else is given with it.
    ///
    /// Errors: kind `conflict` if the register already has entries, `rule-broken` if no framework is among the records.
    pub async fn init(&self, ctx: &Ctx, records: Vec<Record>, reason: &str) -> Result<Written, AppError> {
        if self.store.head().await?.seq > 0 {
            let message = format!("the register in {} is not empty", self.store.folder().display());
            return Err(AppError::new(ErrorKind::Conflict, message).with_hint("use another folder, or `chancery put` to change a record"));
        }
        if !records.iter().any(|r| r.kind() == Kind::Framework) {
            return Err(AppError::new(ErrorKind::RuleBroken, "no framework is among the records; a register begins with one"));
        }
        self.put(ctx, records, Expects::Absent, reason).await
    }

    /// Publishes records as one batch.
    ///
    /// Errors: kind `conflict` if a record does not stand where `expects` says, `rule-broken` naming the record and rule.
    pub async fn put(&self, ctx: &Ctx, mut records: Vec<Record>, expects: Expects, reason: &str) -> Result<Written, AppError> {
        records.sort_by_key(Record::address);
        let changes = records.into_iter().map(|record| Change::publish(record, expects)).collect();
        self.write(ctx, changes, reason).await
    }

    /// Withdraws a record: its address stays and says when and why.
    pub async fn withdraw(&self, ctx: &Ctx, address: &RecordRef, reason: &str) -> Result<Written, AppError> {
        let action = Action::Withdraw(words(reason));
        self.write(ctx, vec![Change { address: address.clone(), expects: Expects::Any, action }], reason).await
    }

    /// Gives a record another id; the old address leads to the new one.
    ///
    /// Errors: kind `invalid` if the new id is not one of the record's kind.
    pub async fn rename(&self, ctx: &Ctx, address: &RecordRef, id: &str, reason: &str) -> Result<Written, AppError> {
        let to = RecordRef::new(address.kind, id).map_err(|e| AppError::new(ErrorKind::Invalid, e.to_string()))?;
        let action = Action::Rename { to, reason: words(reason) };
        self.write(ctx, vec![Change { address: address.clone(), expects: Expects::Any, action }], reason).await
    }

    /// Joins a record into another that stays; the address of the first leads to the second.
    pub async fn merge(&self, ctx: &Ctx, from: &RecordRef, into: &RecordRef, reason: &str) -> Result<Written, AppError> {
        let action = Action::Merge { to: into.clone(), reason: words(reason) };
        self.write(ctx, vec![Change { address: from.clone(), expects: Expects::Any, action }], reason).await
    }

    /// Publishes changes as one batch of this actor.
    pub(crate) async fn write(&self, ctx: &Ctx, changes: Vec<Change>, reason: &str) -> Result<Written, AppError> {
        let batch = NewBatch {
            at: ctx.now.clone(),
            actor: ctx.actor.name.clone(),
            role: ctx.actor.role,
            reason: reason.to_owned(),
            source: None,
            source_sha256: None,
        };
        let published = self.store.publish(batch, changes).await?;
        let batch = (!published.is_empty()).then_some(published.batch);
        Ok(Written { batch, entries: published.entries(), unchanged: published.unchanged })
    }

    /// Shows a record as it stands, or one of its revisions as it was published.
    ///
    /// Errors: kind `not-found`.
    pub async fn show(&self, address: &RecordRef, revision: Option<u64>) -> Result<ShownRevision, AppError> {
        let history = self.store.history(address).await?;
        let Some(latest) = history.iter().map(|entry| entry.header.revision).max() else {
            return Err(absent(address));
        };
        let revision = match revision {
            Some(revision) => revision,
            None => match self.store.find(address).await? {
                Lookup::Found(current) => current.revision,
                Lookup::Moved { revision, .. } | Lookup::Withdrawn { revision, .. } => revision,
                Lookup::Absent => latest,
            },
        };
        let Some(found) = self.store.find_revision(address, revision).await? else {
            let message = format!("{address} has no revision {revision}; it has {latest}");
            return Err(AppError::new(ErrorKind::NotFound, message));
        };
        let content = match found.body {
            Body::Record(record) => Shown::Record(serde_json::to_value(&record).map_err(AppError::bug)?),
            Body::Withdrawal(withdrawal) => Shown::Withdrawn(withdrawal.reason),
            Body::Move(moved) => Shown::Moved(moved.to, moved.reason),
            Body::Redaction(redaction) => Shown::Redaction(redaction.revision, redaction.ground),
            Body::Redacted { ground, at } => Shown::Redacted(ground, at),
        };
        Ok(ShownRevision { header: found.header, batch: found.batch, content, latest })
    }

    /// Lists the revisions of a record, newest first.
    ///
    /// Errors: kind `not-found`.
    pub async fn list_history(&self, address: &RecordRef) -> Result<Vec<HistoryLine>, AppError> {
        let history = self.store.history(address).await?;
        if history.is_empty() {
            return Err(absent(address));
        }
        let line =
            |entry: chancery_store::HistoryEntry| HistoryLine { header: entry.header, batch: entry.batch, is_redacted: entry.is_redacted };
        Ok(history.into_iter().map(line).collect())
    }
}

fn words(reason: &str) -> Text {
    Text::new(Lang::en(), reason.trim(), TextStatus::Original)
}

/// What a single `put` expects of its record: 0 is a record that must be new.
pub fn expects_revision(revision: Option<u64>) -> Expects {
    match revision {
        None => Expects::Any,
        Some(0) => Expects::Absent,
        Some(revision) => Expects::Revision(revision),
    }
}

/// Reads records in their public form from text: one JSON object, an array of them, or JSON Lines.
///
/// Errors: kind `unreadable` naming the file and the line (of JSON Lines) or the place (of one JSON text), or
/// `rule-broken` naming the record and the rule.
pub fn read_records(name: &str, text: &str) -> Result<Vec<Record>, AppError> {
    let mut records = Vec::new();
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(list)) => {
            for (index, value) in list.iter().enumerate() {
                records.push(read_record(&format!("{name}: record {}", index + 1), value)?);
            }
        }
        Ok(value) => records.push(read_record(name, &value)?),
        Err(whole) => {
            // Several lines that are each a value are JSON Lines; anything else is one text with a slip in it.
            let lines: Vec<(usize, &str)> = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).collect();
            let is_lines =
                lines.len() > 1 && lines.iter().any(|(_, line)| serde_json::from_str::<Value>(line).is_ok_and(|v| v.is_object()));
            if !is_lines {
                return Err(AppError::new(ErrorKind::Unreadable, format!("{name}: not JSON: {whole}")));
            }
            for (index, line) in lines {
                let at = format!("{name}: line {}", index + 1);
                let value = serde_json::from_str::<Value>(line)
                    .map_err(|e| AppError::new(ErrorKind::Unreadable, format!("{at}: not JSON: {e}")))?;
                records.push(read_record(&at, &value)?);
            }
        }
    }
    if records.is_empty() {
        return Err(AppError::new(ErrorKind::Unreadable, format!("{name}: there are no records in it")));
    }
    Ok(records)
}

/// Reads a framework from text: its bare record, or any records in their public form of which one is a framework.
///
/// Errors: as [`read_records`].
pub fn read_framework(name: &str, text: &str) -> Result<Vec<Record>, AppError> {
    match serde_json::from_str::<Value>(text) {
        Ok(bare) if bare.get("parties").is_some() && bare.get("kind").is_none() => {
            let tagged = serde_json::json!({"kind": Kind::Framework, "record": bare});
            Ok(vec![read_record(name, &tagged)?])
        }
        _ => read_records(name, text),
    }
}

fn read_record(at: &str, value: &Value) -> Result<Record, AppError> {
    let record = Record::read_tagged(value).map_err(|error| {
        let inner = std::error::Error::source(&error).map_or_else(String::new, |inner| format!(": {inner}"));
        AppError::new(ErrorKind::Unreadable, format!("{at}: {error}{inner}"))
    })?;
    record.check().map_err(|error| AppError::new(ErrorKind::RuleBroken, format!("{at}: {error}")))?;
    Ok(record)
}

/// The error for an address that no record has, and how to find the one that is meant.
pub(crate) fn absent(address: &RecordRef) -> AppError {
    let error = AppError::new(ErrorKind::NotFound, format!("there is no {address}"));
    match address.kind {
        Kind::Topic
        | Kind::Mechanism
        | Kind::Meeting
        | Kind::Document
        | Kind::Organisation
        | Kind::Commitment
        | Kind::Initiative
        | Kind::Process => error.with_hint(format!("`chancery search --kind {} WORDS` finds it", address.kind)),
        // Searched only if it has a name, or not at all.
        Kind::Exchange | Kind::Framework | Kind::Place | Kind::Evidence | Kind::Reading => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::samples;

    #[test]
    fn a_framework_may_come_bare() {
        let bare = serde_json::json!(samples::framework()).to_string();
        let tagged = serde_json::json!({"kind": "framework", "record": samples::framework()}).to_string();
        for text in [bare, tagged] {
            assert_eq!(read_framework("f.json", &text).unwrap(), [Record::Framework(samples::framework())]);
        }
        assert!(read_framework("f.json", "{\"parties\": 3}").is_err());
    }

    #[test]
    fn records_are_read_one_many_or_by_line() {
        let one = serde_json::json!({"kind": "topic", "record": samples::topic("customs")}).to_string();
        let check = |text: &str, expected: &str| {
            let shown = match read_records("f.json", text) {
                Ok(records) => format!("{} records", records.len()),
                Err(error) => error.chain(),
            };
            assert!(shown.contains(expected), "{shown}");
        };
        check(&one, "1 records");
        check(&format!("[{one},{one}]"), "2 records");
        check(&format!("{one}\n\n{one}\n"), "2 records");
        check(&format!("{one}\n{{\"kind\":\n"), "f.json: line 2: not JSON");
        check("{\"kind\": \"topic\",\n \"record\"", "f.json: not JSON: EOF while parsing");
        check("{\"kind\":\"city\",\"record\":{}}", "f.json: not a record");
        check(&one.replace("\"customs\"", "\"Customs\""), "lower-case words joined by hyphens");
        check(&one.replace("Customs", " Customs"), "blanks at its ends");
        check("[]", "there are no records");
    }
}
