//! A document in two or three languages, clause against clause: a table, so that a row scrolls as one and needs no script.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::document::readable;
use chancery_app::document::text::{MOST_COLUMNS, SideBySide};
use chancery_model::clause::Clause;
use chancery_model::compare::Aligned;
use chancery_model::{Document, DocumentId, Lang};

use super::clauses::{called, paragraphs, permanent};
use super::matrix;
use super::{asked_part, crumbs_below};
use crate::web::pages::failure::Failure;
use crate::web::pages::frame::{Frame, Head};
use crate::web::pages::reader::Reader;
use crate::web::pages::{html, params, table};
use crate::web::routes::Page;
use crate::web::text::html::Html;

#[derive(Debug, Template)]
#[template(path = "document/side-by-side.html")]
struct SidePage {
    frame: Frame,
    heading: String,
    document: Html,
    /// The languages to choose from: name, the link that adds it or takes it away, whether it is shown.
    choices: Vec<Choice>,
    is_full: bool,
    columns: Vec<Column>,
    rows: Vec<RowLine>,
    parts: Vec<(String, String, bool)>,
    /// What is to be said of clauses that a language lacks.
    lacks: Vec<String>,
    caption: String,
}

#[derive(Debug)]
struct Choice {
    name: Html,
    /// None where it can be neither added nor taken away.
    href: Option<String>,
    is_shown: bool,
    /// What the link does, in words.
    said: String,
}

#[derive(Debug)]
struct Column {
    name: Html,
    status: String,
}

#[derive(Debug)]
struct RowLine {
    anchor: String,
    href: String,
    label: String,
    is_head: bool,
    cells: Vec<CellLine>,
}

#[derive(Debug)]
struct CellLine {
    /// The language's own name, shown where the columns stand below one another.
    name: Html,
    /// What the text says; none if it lacks the clause.
    words: Option<CellWords>,
}

#[derive(Debug)]
struct CellWords {
    lang: String,
    number: String,
    heading: String,
    paragraphs: Vec<String>,
}

pub(in crate::web::pages) async fn side_by_side(reader: &Reader, id: &DocumentId) -> Result<Response, Failure> {
    let view = reader.app.read_document(&reader.ctx, id).await?;
    let document = &view.document;
    let asked: Vec<Lang> = asked_languages(reader);
    let set = reader.app.read_side_by_side(&reader.ctx, document, &asked).await?;
    let words = reader.words;
    let title = reader.name_text(&document.titles);
    let part = asked_part(reader).min(set.parts.len().saturating_sub(1));
    let shown: Vec<&Lang> = set.columns.iter().map(|column| &column.rendition.lang).collect();
    let with = with(&shown);
    let number = if part == 0 { String::new() } else { (part + 1).to_string() };
    let head = Head {
        title: words.with("side-by-side-of", &[("title", title.as_str().into())]),
        description: words
            .with("side-by-side-description", &[("title", title.as_str().into()), ("languages", names(reader, &shown).into())]),
        crumbs: crumbs_below(reader, document),
        canonical_query: params::query([("with", if asked.is_empty() { "" } else { with.as_str() }), ("part", number.as_str())]),
        ..Head::default()
    };
    let range = set.parts.get(part).cloned().unwrap_or_default();
    let page = SidePage {
        frame: reader.frame(&Page::SideBySide(id.clone()), head),
        heading: words.say("side-by-side"),
        document: Html::link(&reader.link(&Page::Document(id.clone())), &reader.name(&document.titles)),
        choices: choices(reader, document, &shown),
        is_full: shown.len() >= MOST_COLUMNS,
        columns: set
            .columns
            .iter()
            .map(|column| Column {
                name: table::language(&column.rendition.lang),
                status: words.say(matrix::status(column.rendition.status)),
            })
            .collect(),
        rows: set.rows[range].iter().map(|row| row_line(reader, document, &set, row)).collect(),
        parts: parts(reader, id, &set, &with, part),
        lacks: lacks(reader, &set),
        caption: words.with("side-by-side-of", &[("title", title.into())]),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

/// The languages asked for: `?with=en,ja`, or each by itself as a form sends them.
fn asked_languages(reader: &Reader) -> Vec<Lang> {
    let tags = reader.params.all("with").flat_map(|value| value.split(','));
    tags.filter_map(|tag| tag.trim().parse().ok()).take(MOST_COLUMNS * 4).collect()
}

/// Languages as the address has them: `en,ja`.
fn with(langs: &[&Lang]) -> String {
    langs.iter().map(|lang| matrix::short(lang)).collect::<Vec<_>>().join(",")
}

fn names(reader: &Reader, langs: &[&Lang]) -> String {
    reader.words.list(&langs.iter().map(|lang| reader.words.language_name(lang)).collect::<Vec<_>>())
}

fn choices(reader: &Reader, document: &Document, shown: &[&Lang]) -> Vec<Choice> {
    let with_clauses = readable(document).filter(|r| r.text.as_ref().is_some_and(|text| text.clauses > 0));
    with_clauses
        .map(|rendition| {
            let lang = &rendition.lang;
            let is_shown = shown.contains(&lang);
            let wanted: Vec<&Lang> = match is_shown {
                true => shown.iter().copied().filter(|other| *other != lang).collect(),
                false => shown.iter().copied().chain([lang]).collect(),
            };
            // One language alone is the page of the document itself; a fourth has no room.
            let is_possible = (2..=MOST_COLUMNS).contains(&wanted.len());
            let query = params::query([("with", with(&wanted).as_str())]);
            let language = reader.words.language_name(lang);
            Choice {
                name: table::language(lang),
                href: is_possible.then(|| reader.link_with(&Page::SideBySide(document.id.clone()), &query)),
                is_shown,
                said: reader.words.with(if is_shown { "column-remove" } else { "column-add" }, &[("language", language.into())]),
            }
        })
        .collect()
}

fn row_line(reader: &Reader, document: &Document, set: &SideBySide, row: &Aligned) -> RowLine {
    let first = (0..set.columns.len()).find_map(|column| set.clause(row, column));
    let cell = |column: usize| CellLine {
        name: table::language(&set.columns[column].rendition.lang),
        words: set.clause(row, column).map(|clause| cell_words(clause, &set.columns[column].rendition.lang)),
    };
    let holder = set.columns.iter().enumerate().find(|(at, _)| set.clause(row, *at).is_some());
    let text = holder.map(|(_, column)| matrix::short(&column.rendition.lang)).unwrap_or_default();
    RowLine {
        anchor: row.anchor.to_string(),
        href: permanent(reader, &document.id, &row.anchor, text),
        label: reader
            .words
            .with("clause-link", &[("clause", first.map_or_else(|| row.anchor.to_string(), |clause| called(reader.words, clause)).into())]),
        is_head: first.is_some_and(|clause| clause.heading.is_some()),
        cells: (0..set.columns.len()).map(cell).collect(),
    }
}

fn cell_words(clause: &Clause, lang: &Lang) -> CellWords {
    CellWords {
        lang: lang.as_str().to_owned(),
        number: clause.number.clone().unwrap_or_default(),
        heading: clause.heading.clone().unwrap_or_default(),
        paragraphs: paragraphs(&clause.text),
    }
}

fn parts(reader: &Reader, id: &DocumentId, set: &SideBySide, with: &str, part: usize) -> Vec<(String, String, bool)> {
    let count = set.parts.len();
    if count < 2 {
        return Vec::new();
    }
    let link = |at: usize| {
        let number = (at + 1).to_string();
        let name = reader.words.with("text-part", &[("part", number.as_str().into()), ("of", count.to_string().into())]);
        let query = params::query([("with", with), ("part", if at == 0 { "" } else { number.as_str() })]);
        (name, reader.link_with(&Page::SideBySide(id.clone()), &query), at == part)
    };
    (0..count).map(link).collect()
}

/// For each language that lacks clauses of the others, how many.
fn lacks(reader: &Reader, set: &SideBySide) -> Vec<String> {
    let missing = |column: usize| set.rows.iter().filter(|row| set.clause(row, column).is_none()).count();
    (0..set.columns.len())
        .map(|column| (column, missing(column)))
        .filter(|(_, count)| *count > 0)
        .map(|(column, count)| {
            let language = reader.words.language_name(&set.columns[column].rendition.lang);
            reader.words.with("side-by-side-lacks", &[("language", language.into()), ("count", count.into())])
        })
        .collect()
}
