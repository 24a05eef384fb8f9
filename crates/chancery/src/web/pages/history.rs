//! The history of a record: its revisions, and one revision frozen, with what it changed, field by field.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::record_history::{Content, RevisionView};
use chancery_model::journal::{Operation, Role};
use chancery_model::{Kind, Lang, RecordRef};

use super::failure::Failure;
use super::follow_through as shared;
use super::frame::{Frame, Head};
use super::html;
use super::reader::Reader;
use super::sources::field_name;
use crate::web::routes::{Page, Route};
use crate::web::text::html::Html;

#[derive(Debug, Template)]
#[template(path = "history/page.html")]
struct HistoryPage {
    frame: Frame,
    heading: String,
    record: Html,
    kind: String,
    entries: Vec<EntryLine>,
}

#[derive(Debug)]
struct EntryLine {
    revision: u64,
    href: String,
    date: String,
    operation: String,
    reason: Html,
    role: String,
    source: Option<String>,
    is_redacted: bool,
}

#[derive(Debug, Template)]
#[template(path = "history/revision.html")]
struct RevisionPage {
    frame: Frame,
    heading: String,
    record: Html,
    kind: String,
    notice: String,
    current: Option<String>,
    facts: Vec<(String, Html)>,
    /// What stands in place of a record: withdrawn, moved, redacted.
    instead: Option<Html>,
    compared: Option<String>,
    differences: Vec<DifferenceLine>,
    is_unchanged: bool,
    fields: Vec<(String, String)>,
    history: String,
    permanent: String,
    json: Option<String>,
}

#[derive(Debug)]
struct DifferenceLine {
    field: String,
    before: Option<String>,
    after: Option<String>,
}

fn operation(reader: &Reader, operation: Operation, revision: u64) -> String {
    reader.words.say(match operation {
        Operation::Publish if revision == 1 => "operation-first",
        Operation::Publish => "operation-publish",
        Operation::Withdraw => "operation-withdraw",
        Operation::Rename => "operation-rename",
        Operation::Merge => "operation-merge",
        Operation::Redact => "operation-redact",
    })
}

fn role(reader: &Reader, role: Role) -> String {
    reader.words.say(match role {
        Role::Editor => "role-editor",
        Role::Operator => "role-operator",
        Role::System => "role-system",
    })
}

/// The record's title as a link to its page, and plain; the address where the register holds no title (any more).
async fn titled(reader: &Reader, address: &RecordRef) -> Result<(Html, String), Failure> {
    if let Some(named) = evidence_title(reader, address).await? {
        return Ok(named);
    }
    let Some(found) = reader.app.describe_at(&reader.ctx, address).await? else {
        return Ok((reader.record(address), address.to_string()));
    };
    let title = Html::said(&found.title.text, &found.title.lang);
    let linked = match Page::of(&found.address) {
        Some(page) => Html::link(&reader.link(&page), &title),
        None => title,
    };
    Ok((linked, found.title.text))
}

/// Evidence has no name and no page of its own: it is called by how it bears on its commitment, and leads there.
async fn evidence_title(reader: &Reader, address: &RecordRef) -> Result<Option<(Html, String)>, Failure> {
    if address.kind != Kind::Evidence {
        return Ok(None);
    }
    let ledger = reader.app.ledger().await?;
    let told = ledger.evidence.values().flatten().find(|evidence| evidence.id.as_str() == address.id());
    Ok(told.map(|evidence| {
        let names = ledger.commitments.get(&evidence.commitment).map(|c| c.names.as_slice()).unwrap_or_default();
        let bearing = shared::bearing(reader.words, evidence.bearing);
        let plain = [("bearing", bearing.as_str().into()), ("commitment", reader.name_text(names).into())];
        let link = shared::commitment_link(reader, &evidence.commitment, names);
        let shown = reader.words.mix("evidence-title", &[("commitment", link)], &[("bearing", bearing.as_str().into())]);
        (shown, reader.words.with("evidence-title", &plain))
    }))
}

pub(super) async fn history(reader: &Reader, address: &RecordRef) -> Result<Response, Failure> {
    let entries = reader.app.read_history(&reader.ctx, address).await?;
    let (record, plain) = titled(reader, address).await?;
    let heading = reader.words.say("history-title");
    let head = Head {
        title: reader.words.with("history-of", &[("record", plain.as_str().into())]),
        description: reader.words.with("history-description", &[("record", plain.as_str().into()), ("count", entries.len().into())]),
        crumbs: vec![record.clone()],
        ..Head::default()
    };
    let line = |entry: &chancery_app::listing::HistoryEntry| EntryLine {
        revision: entry.header.revision,
        href: reader.link(&Page::Revision(address.clone(), entry.header.revision)),
        date: reader.words.instant_day(&entry.batch.at),
        operation: operation(reader, entry.header.operation, entry.header.revision),
        reason: Html::said(&entry.batch.reason, &Lang::und()),
        role: role(reader, entry.batch.role),
        source: entry.batch.source.clone().filter(|url| url.starts_with("http")),
        is_redacted: entry.is_redacted,
    };
    let page = HistoryPage {
        frame: reader.frame(&Page::History(address.clone()), head),
        heading,
        record: record.clone(),
        kind: reader.kind(address.kind),
        entries: entries.iter().map(line).collect(),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

pub(super) async fn revision(reader: &Reader, address: &RecordRef, number: u64) -> Result<Response, Failure> {
    let view = reader.app.read_revision(&reader.ctx, address, number).await?;
    let (record, plain) = titled(reader, address).await?;
    let words = reader.words;
    let revision = number.to_string();
    let heading = words.with("revision-title", &[("revision", revision.as_str().into())]);
    let head = Head {
        title: words.with("revision-of", &[("revision", revision.as_str().into()), ("record", plain.as_str().into())]),
        description: words.with("revision-description", &[("revision", revision.as_str().into()), ("record", plain.as_str().into())]),
        crumbs: vec![record.clone(), Html::link(&reader.link(&Page::History(address.clone())), &Html::text(&words.say("history-title")))],
        ..Head::default()
    };
    let is_latest = view.latest == number;
    let latest = view.latest.to_string();
    let page = RevisionPage {
        frame: reader.frame(&Page::Revision(address.clone(), number), head),
        heading,
        record: record.clone(),
        kind: reader.kind(address.kind),
        notice: if is_latest {
            words.say("revision-is-latest")
        } else {
            words.with("revision-is-old", &[("revision", revision.as_str().into()), ("latest", latest.into())])
        },
        current: (!is_latest).then(|| reader.link(&Page::Revision(address.clone(), view.latest))),
        facts: facts(reader, &view),
        instead: instead(reader, &view.content),
        compared: view.compared_with.map(|with| words.with("revision-compared", &[("revision", with.to_string().into())])),
        differences: view
            .differences
            .iter()
            .map(|d| DifferenceLine { field: field_name(words, &d.path), before: d.before.clone(), after: d.after.clone() })
            .collect(),
        is_unchanged: view.compared_with.is_some() && view.differences.is_empty(),
        fields: match &view.content {
            Content::Fields(fields) => fields.iter().map(|(path, value)| (field_name(words, path), value.clone())).collect(),
            _ => Vec::new(),
        },
        history: reader.link(&Page::History(address.clone())),
        permanent: reader.base.absolute(&Route::IdRevision(address.clone(), number)),
        json: matches!(view.content, Content::Fields(_)).then(|| reader.route(&Route::api_revision(address, number))),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

fn facts(reader: &Reader, view: &RevisionView) -> Vec<(String, Html)> {
    let words = reader.words;
    let mut facts = vec![
        (words.say("fact-published"), Html::text(&words.instant_day(&view.batch.at))),
        (words.say("fact-operation"), Html::text(&operation(reader, view.header.operation, view.header.revision))),
        (words.say("fact-reason"), Html::said(&view.batch.reason, &Lang::und())),
        (words.say("fact-by"), Html::text(&role(reader, view.batch.role))),
    ];
    if let Some(url) = view.batch.source.as_ref().filter(|url| url.starts_with("http")) {
        facts.push((words.say("fact-source"), Html::link(url, &Html::said(url, &Lang::und()))));
    }
    let number = |n: u64| Html::text(&words.with("count", &[("count", n.into())]));
    facts.push((words.say("fact-entry"), number(view.header.seq)));
    facts.push((words.say("fact-digest"), Html::text(&view.header.body_sha256.to_string())));
    facts
}

fn instead(reader: &Reader, content: &Content) -> Option<Html> {
    let words = reader.words;
    Some(match content {
        Content::Fields(_) => return None,
        Content::Withdrawal(reason) => words.mix("revision-withdrawal", &[("reason", Html::of(reason))], &[]),
        Content::Move(to, reason) => words.mix("revision-move", &[("to", reader.record(to)), ("reason", Html::of(reason))], &[]),
        Content::Redaction(revision, ground) => {
            words.mix("revision-redaction", &[("ground", Html::of(ground))], &[("revision", revision.to_string().into())])
        }
        Content::Redacted(ground, at) => {
            words.mix("revision-redacted", &[("ground", Html::of(ground))], &[("date", words.instant_day(at).into())])
        }
    })
}
