//! Tables of meetings and of documents, and the way to the next page of a list.

use askama::Template;
use chancery_app::listing::{DocumentRow, MeetingRow};
use chancery_model::Lang;

use super::params;
use super::reader::Reader;
use crate::web::routes::Page;
use crate::web::text::Words;
use crate::web::text::html::Html;

/// What the first column of a table of meetings names a meeting by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// By ordinal: the table stands under its mechanism.
    WithinSeries,
    /// By its whole title: the table holds meetings of several mechanisms.
    Whole,
}

/// A table of meetings.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/meetings.html")]
pub(super) struct MeetingTable {
    pub(super) words: Words,
    pub(super) caption: String,
    pub(super) rows: Vec<MeetingLine>,
    pub(super) has_outcomes: bool,
    pub(super) has_documents: bool,
}

impl askama::filters::HtmlSafe for MeetingTable {}

/// A line of a table of meetings.
#[derive(Debug, Clone)]
pub(super) struct MeetingLine {
    pub(super) date: Html,
    pub(super) meeting: Html,
    pub(super) status: Option<String>,
    pub(super) place: Html,
    pub(super) outcomes: String,
    pub(super) documents: Html,
}

/// Makes a table of meetings; columns that no row has anything for are left out.
pub(super) fn meetings(reader: &Reader, caption: String, rows: &[MeetingRow], naming: Naming) -> MeetingTable {
    let lines = rows.iter().map(|row| meeting_line(reader, row, naming)).collect();
    MeetingTable {
        words: reader.words,
        caption,
        rows: lines,
        has_outcomes: rows.iter().any(|row| row.outcome_count > 0),
        has_documents: rows.iter().any(|row| row.document_count > 0),
    }
}

fn meeting_line(reader: &Reader, row: &MeetingRow, naming: Naming) -> MeetingLine {
    let meeting = match naming {
        Naming::Whole => reader.meeting_link(row),
        Naming::WithinSeries => {
            let name = reader.within_series(&row.id, &row.names, row.ordinal, row.date.as_ref());
            Html::link(&reader.link(&Page::Meeting(row.id.clone())), &name)
        }
    };
    MeetingLine {
        date: reader.date(row.date.as_ref()),
        meeting,
        status: reader.status(row.status),
        place: reader.place(row.place.as_ref(), row.is_online),
        outcomes: outcomes(reader.words, row),
        documents: documents(reader, row),
    }
}

/// "2, with 6 parts".
fn outcomes(words: Words, row: &MeetingRow) -> String {
    match (row.outcome_count, row.outcome_part_count) {
        (0, _) => String::new(),
        (count, 0) => words.with("outcomes", &[("count", count.into())]),
        (count, parts) => words.with("outcomes-parts", &[("count", count.into()), ("parts", parts.into())]),
    }
}

/// "2 · English, 中文".
fn documents(reader: &Reader, row: &MeetingRow) -> Html {
    if row.document_count == 0 {
        return Html::default();
    }
    let count = Html::text(&reader.words.with("count", &[("count", row.document_count.into())]));
    if row.document_langs.is_empty() {
        return count;
    }
    Html::join(&[count, languages(&row.document_langs)], " · ")
}

/// Languages by their own names, each in itself; a language of no known name by its tag.
pub(super) fn languages(langs: &[Lang]) -> Html {
    let names: Vec<Html> = langs.iter().map(language).collect();
    Html::join(&names, ", ")
}

/// A language by its own name.
pub(super) fn language(lang: &Lang) -> Html {
    match lang.primary() {
        "en" => Html::said("English", lang),
        "zh" => Html::said("中文", lang),
        "ja" => Html::said("日本語", lang),
        "ko" => Html::said("한국어", lang),
        _ => Html::text(lang.as_str()),
    }
}

/// A table of documents.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/documents.html")]
pub(super) struct DocumentTable {
    pub(super) words: Words,
    pub(super) caption: String,
    pub(super) rows: Vec<DocumentLine>,
}

impl askama::filters::HtmlSafe for DocumentTable {}

/// A line of a table of documents.
#[derive(Debug, Clone)]
pub(super) struct DocumentLine {
    pub(super) date: Html,
    pub(super) title: Html,
    pub(super) document_type: String,
    pub(super) languages: Html,
}

/// Makes a table of documents.
pub(super) fn document_table(reader: &Reader, caption: String, rows: &[DocumentRow]) -> DocumentTable {
    let lines = rows
        .iter()
        .map(|row| DocumentLine {
            date: reader.date(row.date.as_ref()),
            title: Html::link(&reader.link(&Page::Document(row.id.clone())), &reader.name(&row.titles)),
            document_type: reader.document_type(row.document_type.as_str()),
            languages: languages(&row.langs),
        })
        .collect();
    DocumentTable { words: reader.words, caption, rows: lines }
}

/// The way through a list that is longer than a page.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/pager.html")]
pub(super) struct Pager {
    pub(super) words: Words,
    /// "50 of 120 shown".
    pub(super) shown: String,
    pub(super) first: Option<String>,
    pub(super) next: Option<String>,
}

impl askama::filters::HtmlSafe for Pager {}

/// Makes the way through a list; `None` if the page holds all of it.
pub(super) fn pager(reader: &Reader, page: &Page, shown: usize, total: u64, next: Option<String>) -> Option<Pager> {
    let is_first = reader.params.find("after").is_none();
    if is_first && next.is_none() {
        return None;
    }
    let link = |after: &str| {
        let kept = [
            "topic",
            "mechanism",
            "party",
            "meeting",
            "type",
            "field",
            "year",
            "state",
            "mark",
            "silent",
            "open",
            "commitment",
            "initiative",
        ];
        let pairs = kept.iter().flat_map(|name| reader.params.all(name).map(|value| (*name, value)));
        reader.link_with(page, &params::query(pairs.chain([("after", after)])))
    };
    Some(Pager {
        words: reader.words,
        shown: reader.words.with("pager-shown", &[("shown", shown.into()), ("total", total.into())]),
        first: (!is_first).then(|| link("")),
        next: next.map(|after| link(&after)),
    })
}
