//! The numbered sources of a record, the marks that point to them, and statements of sources that differ.

use askama::Template;
use chancery_model::{Lang, Source, Statement};

use super::reader::Reader;
use crate::web::text::Words;
use crate::web::text::html::Html;

/// The sources of a page, each once, in the order in which they are first pointed to.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/sources.html")]
pub(super) struct Sources {
    pub(super) words: Words,
    pub(super) entries: Vec<SourceEntry>,
}

impl askama::filters::HtmlSafe for Sources {}

/// A source as the page lists it.
#[derive(Debug, Clone)]
pub(super) struct SourceEntry {
    url: String,
    /// The title, or the host of the address.
    pub(super) shown: Html,
    /// The rest of the address, cut to a line or two; empty under a title.
    pub(super) path: String,
    /// The link; none for a source without an address on the web.
    pub(super) href: Option<String>,
    pub(super) read_on: Option<String>,
    pub(super) licence: Option<String>,
}

impl Sources {
    pub(super) fn new(words: Words) -> Sources {
        Sources { words, entries: Vec::new() }
    }

    /// Adds a source, if it is not there, and gives the mark that points to it.
    pub(super) fn mark(&mut self, source: &Source) -> Html {
        let at = match self.entries.iter().position(|entry| entry.url == source.url) {
            Some(at) => {
                let entry = &mut self.entries[at];
                entry.read_on = entry.read_on.take().or_else(|| source.read_on.as_ref().map(|date| self.words.date(date)));
                entry.licence = entry.licence.take().or_else(|| source.licence.clone());
                at
            }
            None => {
                let (host, path) = parts(&source.url);
                let (shown, path) = match &source.title {
                    Some(title) => (Html::of(title), String::new()),
                    None => (Html::said(host, &Lang::und()), path),
                };
                self.entries.push(SourceEntry {
                    url: source.url.clone(),
                    shown,
                    path,
                    href: source.url.starts_with("http").then(|| source.url.clone()),
                    read_on: source.read_on.as_ref().map(|date| self.words.date(date)),
                    licence: source.licence.clone(),
                });
                self.entries.len() - 1
            }
        };
        let number = at + 1;
        let label = Html::text(&self.words.with("source-mark", &[("number", number.into())]));
        Html::from_markup(format!("<sup class=\"mark\"><a href=\"#source-{number}\" aria-label=\"{label}\">{number}</a></sup>"))
    }

    /// The marks of several sources.
    pub(super) fn marks<'a>(&mut self, sources: impl IntoIterator<Item = &'a Source>) -> Html {
        let marks: Vec<Html> = sources.into_iter().map(|source| self.mark(source)).collect();
        Html::join(&marks, "")
    }
}

/// An address as people read it: the host, and the rest of it, not longer than a line or two.
fn parts(url: &str) -> (&str, String) {
    let bare = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    let bare = bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/');
    let (host, path) = bare.find('/').map_or((bare, ""), |at| bare.split_at(at));
    match path.char_indices().nth(72) {
        Some((end, _)) => (host, format!("{}…", &path[..end])),
        None => (host, path.to_owned()),
    }
}

/// What another source says of a field.
#[derive(Debug, Clone)]
pub(super) struct StatementLine {
    /// The field, in words.
    pub(super) field: String,
    /// What the source says.
    pub(super) value: Html,
    /// True for the value that the register shows.
    pub(super) is_preferred: bool,
    /// The mark of the source.
    pub(super) mark: Html,
    /// Why it is preferred or not.
    pub(super) reason: Html,
}

/// Makes the list of statements that differ; the fields in the order in which they come.
pub(super) fn statements(reader: &Reader, statements: &[Statement], sources: &mut Sources) -> Vec<StatementLine> {
    statements
        .iter()
        .map(|statement| {
            let value = match statement.value.parse::<chancery_model::Edtf>() {
                Ok(date) if statement.path.starts_with("date") => Html::text(&reader.words.date(&date)),
                _ => Html::said(&statement.value, &Lang::und()),
            };
            let value = match &statement.as_written {
                Some(written) if *written != statement.value => {
                    reader.words.mix("statement-as-written", &[("value", value), ("written", Html::said(written, &Lang::und()))], &[])
                }
                _ => value,
            };
            let source = statement.source.as_ref().map(|url| Source { read_on: statement.read_on, ..Source::of(url) });
            StatementLine {
                field: field_name(reader.words, &statement.path),
                value,
                is_preferred: statement.is_preferred,
                mark: source.map(|source| sources.mark(&source)).unwrap_or_default(),
                reason: chosen_text(reader, &statement.reason),
            }
        })
        .collect()
}

/// The text in the reader's language, else along the framework's fallback, else the first.
pub(super) fn chosen<'a>(reader: &Reader, texts: &'a [chancery_model::Text]) -> Option<&'a chancery_model::Text> {
    std::iter::once(&reader.lang)
        .chain(reader.catalogue.fallback())
        .find_map(|lang| texts.iter().find(|t| t.lang.is_same_language(lang)))
        .or_else(|| texts.first())
}

/// The same as markup; nothing where there is no text.
pub(super) fn chosen_text(reader: &Reader, texts: &[chancery_model::Text]) -> Html {
    chosen(reader, texts).map(Html::of).unwrap_or_default()
}

/// The texts in the reader's language; if there are none in it, all of them.
pub(super) fn notes(reader: &Reader, texts: &[chancery_model::Text]) -> Vec<Html> {
    let own: Vec<Html> = texts.iter().filter(|t| t.lang.is_same_language(&reader.lang)).map(Html::of).collect();
    if own.is_empty() { texts.iter().map(Html::of).collect() } else { own }
}

/// A field in words: "Date", "Participation › JP", "Names › English › Text"; what has no name of its own (a key, an id)
/// stands as it is.
pub(super) fn field_name(words: Words, path: &str) -> String {
    let part = |name: &str| {
        let named = words.find(&format!("field-{}", name.replace('_', "-")), &[]);
        // Members of a list of texts are known by their language.
        let is_language = matches!(name, "en" | "zh" | "zh-Hans" | "ja" | "ko");
        let language = || name.parse::<Lang>().ok().filter(|_| is_language).map(|lang| words.language_name(&lang));
        named.or_else(language).unwrap_or_else(|| name.to_owned())
    };
    let mut parts = path.split('/').map(part);
    let first = parts.next().unwrap_or_default();
    parts.fold(first, |field, rest| words.with("field-within", &[("field", field.into()), ("rest", rest.into())]))
}
