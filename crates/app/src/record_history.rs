//! The revisions of a record, one revision as it was published, and what it changed, field by field.
//!
//! Differences are taken from the records' public JSON, not from our types: what is shown is what was published, and a
//! field of a later schema shows like any other. Lists whose members have a name of their own (a key, an id, a
//! language) are compared member by member, so that one new name does not make all names look changed.

use std::collections::BTreeMap;

use chancery_model::journal::{Batch, Header, Operation};
use chancery_model::{RecordRef, Text};
use chancery_store::{Body, HistoryEntry};
use serde_json::Value;

use crate::App;
use crate::ctx::Ctx;
use crate::found::Miss;

/// One field that differs between two revisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where: `date`, `names/en`, `accounts/a/outcomes/outcome-2/text`.
    pub path: String,
    /// What stood there before; `None` if the field is new.
    pub before: Option<String>,
    /// What stands there now; `None` if the field is gone.
    pub after: Option<String>,
}

/// What one revision holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A record, as fields in the order of their paths.
    Fields(Vec<(String, String)>),
    /// The record was withdrawn, for this reason.
    Withdrawal(Text),
    /// The record moved.
    Move(RecordRef, Text),
    /// Another revision was redacted, on this ground.
    Redaction(u64, Text),
    /// This revision was redacted, on this ground, at this instant.
    Redacted(Text, String),
}

/// One revision, frozen.
#[derive(Debug, Clone)]
pub struct RevisionView {
    /// The record.
    pub address: RecordRef,
    /// The entry of the journal.
    pub header: Header,
    /// Its batch.
    pub batch: Batch,
    /// What it holds.
    pub content: Content,
    /// What it changed; empty for the first revision and for what is no record.
    pub differences: Vec<Difference>,
    /// The number of the revision before it that held a record, which the differences compare with.
    pub compared_with: Option<u64>,
    /// The latest revision of the record.
    pub latest: u64,
}

impl App {
    /// Lists the revisions of a record, newest first.
    ///
    /// Errors: [`Miss::Absent`] if the register never had it. A withdrawn or moved record has a history too.
    pub async fn read_history(&self, _ctx: &Ctx, address: &RecordRef) -> Result<Vec<HistoryEntry>, Miss> {
        let entries = self.store().history(address).await?;
        if entries.is_empty() { Err(Miss::Absent(address.clone())) } else { Ok(entries) }
    }

    /// Reads one revision with what it changed.
    pub async fn read_revision(&self, ctx: &Ctx, address: &RecordRef, number: u64) -> Result<RevisionView, Miss> {
        let history = self.read_history(ctx, address).await?;
        let Some(revision) = self.store().find_revision(address, number).await? else {
            return Err(Miss::Absent(address.clone()));
        };
        let mut compared_with = None;
        let mut differences = Vec::new();
        if matches!(revision.body, Body::Record(_)) {
            let earlier = history.iter().find(|e| e.header.revision < number && e.header.operation == Operation::Publish && !e.is_redacted);
            if let Some(entry) = earlier
                && let Some(before) = self.store().find_revision(address, entry.header.revision).await?
            {
                compared_with = Some(entry.header.revision);
                differences = compare(&fields(before.bytes.as_deref()), &fields(revision.bytes.as_deref()));
            }
        }
        let content = match revision.body {
            Body::Record(_) => Content::Fields(fields(revision.bytes.as_deref()).into_iter().collect()),
            Body::Withdrawal(body) => Content::Withdrawal(body.reason),
            Body::Move(body) => Content::Move(body.to, body.reason),
            Body::Redaction(body) => Content::Redaction(body.revision, body.ground),
            Body::Redacted { ground, at } => Content::Redacted(ground, at),
        };
        Ok(RevisionView {
            address: address.clone(),
            latest: history.iter().map(|e| e.header.revision).max().unwrap_or(number),
            header: revision.header,
            batch: revision.batch,
            content,
            differences,
            compared_with,
        })
    }
}

/// The fields of a record by path, from its public JSON.
fn fields(body: Option<&[u8]>) -> BTreeMap<Path, String> {
    let mut out = BTreeMap::new();
    if let Some(Ok(value)) = body.map(serde_json::from_slice::<Value>) {
        flatten(&value, &mut Vec::new(), &mut out);
    }
    out
}

type Path = String;

fn flatten(value: &Value, path: &mut Vec<String>, out: &mut BTreeMap<Path, String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                path.push(name.clone());
                flatten(value, path, out);
                path.pop();
            }
        }
        Value::Array(members) => {
            let mut seen: BTreeMap<String, usize> = BTreeMap::new();
            for (at, member) in members.iter().enumerate() {
                let name = member_name(member, at);
                let times = seen.entry(name.clone()).or_default();
                *times += 1;
                path.push(if *times > 1 { format!("{name} ({times})") } else { name });
                flatten(member, path, out);
                path.pop();
            }
        }
        Value::Null => {}
        Value::String(text) => drop(out.insert(path.join("/"), text.clone())),
        other => drop(out.insert(path.join("/"), other.to_string())),
    }
}

/// What a member of a list is called: by its key, id, address or language, else by its place.
fn member_name(member: &Value, at: usize) -> String {
    let named = |field: &str| member.get(field).and_then(Value::as_str).map(str::to_owned);
    // A member without a name of its own is known by what it points to; a plain text is its own name.
    ["key", "id", "level", "organisation", "party", "meeting", "path", "url", "lang"]
        .into_iter()
        .find_map(named)
        .unwrap_or_else(|| (at + 1).to_string())
}

/// What differs between the fields of two revisions, in the order of their paths.
fn compare(before: &BTreeMap<Path, String>, after: &BTreeMap<Path, String>) -> Vec<Difference> {
    let mut paths: Vec<&Path> = before.keys().chain(after.keys()).collect();
    paths.sort();
    paths.dedup();
    paths
        .into_iter()
        .filter(|path| before.get(*path) != after.get(*path))
        .map(|path| Difference { path: path.clone(), before: before.get(path).cloned(), after: after.get(path).cloned() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_compared_by_their_own_names() {
        let check = |before: &str, after: &str, expected: &[(&str, Option<&str>, Option<&str>)]| {
            let found = compare(&fields(Some(before.as_bytes())), &fields(Some(after.as_bytes())));
            let found: Vec<_> = found.iter().map(|d| (d.path.as_str(), d.before.as_deref(), d.after.as_deref())).collect();
            assert_eq!(found, expected);
        };
        check(r#"{"date":"2011","x":1}"#, r#"{"date":"2011-11-11","x":1}"#, &[("date", Some("2011"), Some("2011-11-11"))]);
        check(
            r#"{"names":[{"lang":"en","text":"A"},{"lang":"ja","text":"B"}]}"#,
            r#"{"names":[{"lang":"ja","text":"B"},{"lang":"en","text":"C"}]}"#,
            &[("names/en/text", Some("A"), Some("C"))],
        );
        check(
            r#"{"items":[{"key":"outcome-1","text":"A"}]}"#,
            r#"{"items":[{"key":"outcome-0","text":"N"},{"key":"outcome-1","text":"A"}]}"#,
            &[("items/outcome-0/key", None, Some("outcome-0")), ("items/outcome-0/text", None, Some("N"))],
        );
        check(r#"{"topics":["a","b"]}"#, r#"{"topics":["a"]}"#, &[("topics/2", Some("b"), None)]);
        check(
            r#"{"names":[{"lang":"en","text":"A"}]}"#,
            r#"{"names":[{"lang":"en","text":"A"},{"lang":"en","text":"B"}]}"#,
            &[("names/en (2)/lang", None, Some("en")), ("names/en (2)/text", None, Some("B"))],
        );
        check("not json", "{}", &[]);
    }
}
