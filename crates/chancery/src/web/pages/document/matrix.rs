//! The matrix of renditions: a row for each version of a document, a column for each language.

use chancery_app::listing::LineMember;
use chancery_model::{Availability, Document, DocumentId, Lang, Rendition, TextStatus};

use crate::web::pages::params;
use crate::web::pages::reader::Reader;
use crate::web::pages::table;
use crate::web::routes::{Page, Route};
use crate::web::text::html::Html;

/// How much of a digest is shown; the whole of it is in the link.
const DIGEST_SHOWN: usize = 10;

/// The matrix.
#[derive(Debug)]
pub(super) struct Matrix {
    /// The names of the languages.
    pub(super) languages: Vec<Html>,
    pub(super) rows: Vec<Row>,
}

#[derive(Debug)]
pub(super) struct Row {
    /// The version: its date, else its title, a link if it is another document.
    pub(super) version: Html,
    pub(super) is_this: bool,
    /// For each language its renditions.
    pub(super) cells: Vec<Vec<Cell>>,
}

/// One rendition.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) status: String,
    /// True for an official or original text.
    pub(super) is_official: bool,
    /// The link to its words on the site.
    pub(super) read: Option<String>,
    /// The file, or where it is: what it is called, and the link.
    pub(super) file: Option<(String, String)>,
    /// Size and pages.
    pub(super) facts: Vec<String>,
    /// The beginning of the digest, and the whole.
    pub(super) digest: Option<(String, String)>,
    /// What is to be said of it: no file, outdated, no text.
    pub(super) flags: Vec<String>,
}

/// The working languages in the framework's order, then any other that a version has.
pub(super) fn languages(reader: &Reader, line: &[LineMember]) -> Vec<Lang> {
    let mut langs: Vec<Lang> = reader.catalogue.framework().map(|f| f.languages.clone()).unwrap_or_default();
    for rendition in line.iter().flat_map(|member| &member.document.renditions) {
        if !langs.contains(&rendition.lang) {
            langs.push(rendition.lang.clone());
        }
    }
    langs
}

/// Makes the matrix of a line of versions, seen from one of them.
pub(super) fn matrix(reader: &Reader, line: &[LineMember], this: &DocumentId) -> Matrix {
    let langs = languages(reader, line);
    let row = |member: &LineMember| {
        let document = &member.document;
        let is_this = document.id == *this;
        let name = version_name(reader, document);
        Row {
            version: if is_this { name } else { Html::link(&reader.link(&Page::Document(document.id.clone())), &name) },
            is_this,
            cells: langs
                .iter()
                .map(|lang| document.renditions.iter().filter(|r| r.lang == *lang).map(|r| cell(reader, document, r)).collect())
                .collect(),
        }
    };
    Matrix { languages: langs.iter().map(table::language).collect(), rows: line.iter().map(row).collect() }
}

/// What a version is called beside its others: its date, else its title.
pub(super) fn version_name(reader: &Reader, document: &Document) -> Html {
    match &document.date {
        Some(date) => reader.words.time(date),
        None => reader.name(&document.titles),
    }
}

/// The message that says what a text is to the document.
pub(super) fn status(status: TextStatus) -> &'static str {
    match status {
        TextStatus::Original => "rendition-original",
        TextStatus::Official => "text-official",
        TextStatus::Translation => "text-translation",
        TextStatus::Unofficial => "text-unofficial",
        TextStatus::Summary => "text-summary",
    }
}

fn cell(reader: &Reader, document: &Document, rendition: &Rendition) -> Cell {
    let words = reader.words;
    let mut flags = Vec::new();
    let file = match (rendition.availability, rendition.sha256, &rendition.url) {
        (Availability::Held, Some(digest), _) => Some((file_kind(reader, rendition), reader.route(&Route::File(digest)))),
        (Availability::Held | Availability::Linked, _, Some(url)) => Some((words.say("rendition-linked"), url.clone())),
        _ => {
            flags.push(words.say("rendition-no-file"));
            None
        }
    };
    let read = rendition.text.as_ref();
    if document.is_outdated(rendition) {
        flags.push(words.say("rendition-outdated"));
    }
    if read.is_some_and(|text| text.characters == 0) {
        flags.push(words.say("rendition-no-text"));
    }
    let mut facts = Vec::new();
    facts.extend(rendition.size_bytes.map(|bytes| size(reader, bytes)));
    facts.extend(read.and_then(|text| text.pages).map(|pages| words.with("pages-count", &[("count", u64::from(pages).into())])));
    let digest = rendition.sha256.map(|digest| digest.to_string());
    Cell {
        status: words.say(status(rendition.status)),
        is_official: matches!(rendition.status, TextStatus::Official | TextStatus::Original),
        read: read.filter(|text| text.characters > 0).map(|_| text_link(reader, &document.id, &rendition.lang)),
        file,
        facts,
        digest: digest.map(|whole| (whole.chars().take(DIGEST_SHOWN).collect(), whole)),
        flags,
    }
}

/// The link to the words of a document in a language.
pub(super) fn text_link(reader: &Reader, id: &DocumentId, lang: &Lang) -> String {
    let query = params::query([("text", short(lang))]);
    format!("{}#text", reader.link_with(&Page::Document(id.clone()), &query))
}

/// A language as addresses have it: the shortest tag that reads back as the same.
pub(in crate::web::pages) fn short(lang: &Lang) -> &str {
    let primary = lang.primary();
    if primary.parse::<Lang>().as_ref() == Ok(lang) { primary } else { lang.as_str() }
}

/// What the file of a rendition is called: by its type, else that it is a file.
pub(super) fn file_kind(reader: &Reader, rendition: &Rendition) -> String {
    let kind = rendition.media_type.as_deref().and_then(chancery_model::MediaType::of_name);
    kind.map_or_else(
        || reader.words.say("rendition-held"),
        |kind| if kind == chancery_model::MediaType::Text { reader.words.say("file-text") } else { kind.to_string() },
    )
}

/// A size as people say it: in kilobytes and megabytes of a thousand.
pub(super) fn size(reader: &Reader, bytes: u64) -> String {
    match bytes {
        0..1_000 => reader.words.with("size-bytes", &[("count", bytes.into())]),
        1_000..1_000_000 => reader.words.with("size-kb", &[("count", bytes.div_ceil(1_000).into())]),
        _ => reader.words.with("size-mb", &[("count", format!("{:.1}", bytes as f64 / 1e6).into())]),
    }
}
