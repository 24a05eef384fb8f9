//! What the secretariat may have to do about documents: a list for each kind of want, with counts. Said as what is
//! missing, never as a fault of anybody.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::papers::worklist::{WantKind, WorkRow, WorklistQuery};

use super::document::short_lang;
use super::failure::Failure;
use super::frame::{Frame, Head};
use super::reader::Reader;
use super::{html, params};
use crate::web::routes::Page;
use crate::web::text::html::Html;

/// How many rows a list shows at once.
const ROWS: usize = 50;

#[derive(Debug, Template)]
#[template(path = "worklists/page.html")]
struct OverviewPage {
    frame: Frame,
    heading: String,
    lists: Vec<ListLine>,
    is_done: bool,
}

#[derive(Debug)]
struct ListLine {
    name: String,
    lead: String,
    count: String,
    /// None for a list without rows.
    href: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "worklists/list.html")]
struct ListPage {
    frame: Frame,
    heading: String,
    lead: String,
    rows: Vec<RowLine>,
    shown: String,
    first: Option<String>,
    next: Option<String>,
}

#[derive(Debug)]
struct RowLine {
    document: Html,
    said: Html,
}

/// The name of a list.
fn name(kind: WantKind) -> &'static str {
    match kind {
        WantKind::NoFile => "want-no-file",
        WantKind::LanguageMissing => "want-language-missing",
        WantKind::Outdated => "want-outdated",
        WantKind::NoText => "want-no-text",
        WantKind::LanguageDiffers => "want-language-differs",
        WantKind::PagesDiffer => "want-pages-differ",
        WantKind::ClausesDiffer => "want-clauses-differ",
    }
}

/// What a list is about, in a sentence.
fn lead(kind: WantKind) -> &'static str {
    match kind {
        WantKind::NoFile => "want-no-file-lead",
        WantKind::LanguageMissing => "want-language-missing-lead",
        WantKind::Outdated => "want-outdated-lead",
        WantKind::NoText => "want-no-text-lead",
        WantKind::LanguageDiffers => "want-language-differs-lead",
        WantKind::PagesDiffer => "want-pages-differ-lead",
        WantKind::ClausesDiffer => "want-clauses-differ-lead",
    }
}

pub(super) async fn overview(reader: &Reader) -> Result<Response, Failure> {
    let words = reader.words;
    let query = WorklistQuery { kind: None, limit: 0, after: None };
    let counts = reader.app.document_worklists(&reader.ctx, &query).await?.counts;
    let heading = words.say("worklists");
    let head = Head { title: heading.clone(), description: words.say("worklists-lead"), is_private: true, ..Head::default() };
    let line = |kind: WantKind| {
        let count = counts.get(&kind).copied().unwrap_or(0);
        ListLine {
            name: words.say(name(kind)),
            lead: words.say(lead(kind)),
            count: words.with("count", &[("count", count.into())]),
            href: (count > 0).then(|| reader.link(&Page::Worklist(kind))),
        }
    };
    let page = OverviewPage {
        frame: reader.frame(&Page::Worklists, head),
        heading,
        lists: WantKind::ALL.into_iter().map(line).collect(),
        is_done: counts.values().all(|count| *count == 0),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

pub(super) async fn list(reader: &Reader, kind: WantKind) -> Result<Response, Failure> {
    let words = reader.words;
    let after = reader.params.find("after").map(str::to_owned);
    let is_first = after.is_none();
    let query = WorklistQuery { kind: Some(kind), limit: ROWS, after: after.clone() };
    let found = reader.app.document_worklists(&reader.ctx, &query).await?;
    let heading = words.say(name(kind));
    let page = Page::Worklist(kind);
    let crumbs = vec![Html::link(&reader.link(&Page::Worklists), &Html::text(&words.say("worklists")))];
    let head = Head {
        title: heading.clone(),
        description: words.say(lead(kind)),
        crumbs,
        is_private: true,
        canonical_query: params::query([("after", after.as_deref().unwrap_or_default())]),
        ..Head::default()
    };
    let total = found.counts.get(&kind).copied().unwrap_or(0);
    let link = |after: &str| reader.link_with(&page, &params::query([("after", after)]));
    let view = ListPage {
        frame: reader.frame(&page, head),
        heading,
        lead: words.say(lead(kind)),
        rows: found.rows.iter().map(|row| row_line(reader, row)).collect(),
        shown: words.with("pager-shown", &[("shown", found.rows.len().into()), ("total", total.into())]),
        first: (!is_first).then(|| link("")),
        next: found.next.as_deref().map(link),
    };
    Ok(html(reader, StatusCode::OK, &view))
}

fn row_line(reader: &Reader, row: &WorkRow) -> RowLine {
    let document = Html::link(&reader.link(&Page::Document(row.document.clone())), &reader.name(&row.titles));
    RowLine { document, said: said(reader, row) }
}

/// What a row wants, in words, with the way to where it shows.
fn said(reader: &Reader, row: &WorkRow) -> Html {
    let words = reader.words;
    let want = &row.want;
    let language = |lang: &Option<chancery_model::Lang>| lang.as_ref().map(|lang| words.language_name(lang)).unwrap_or_default();
    let (own, other) = (language(&want.lang), language(&want.other));
    let (own_count, other_count) = want.counts.unwrap_or_default();
    let pair = [("language", own.as_str().into()), ("other", other.as_str().into())];
    let counted = |key: &str| {
        let numbers = [("count", own_count.to_string().into()), ("other-count", other_count.to_string().into())];
        words.with(key, &[&pair[..], &numbers[..]].concat())
    };
    let text = match want.kind {
        WantKind::NoFile => String::new(),
        WantKind::LanguageMissing | WantKind::NoText => own,
        WantKind::Outdated => words.with("want-outdated-row", &pair),
        WantKind::LanguageDiffers => words.with("want-language-differs-row", &pair),
        WantKind::PagesDiffer => counted("want-pages-differ-row"),
        WantKind::ClausesDiffer => counted("want-clauses-differ-row"),
    };
    let text = Html::text(&text);
    let (Some(anchor), Some(lang), Some(against)) = (&row.first_difference, &want.lang, &want.other) else { return text };
    let query = params::query([("with", format!("{},{}", short_lang(against), short_lang(lang)).as_str())]);
    let beside = format!("{}#{anchor}", reader.link_with(&Page::SideBySide(row.document.clone()), &query));
    let link = Html::link(&beside, &Html::text(&words.with("want-first-difference", &[("clause", anchor.as_str().into())])));
    Html::join(&[text, link], " ")
}
