//! "Cite this": a record with its permanent address, in the reader's language and as BibTeX; and which revision is shown.

use askama::Template;
use chancery_app::Version;
use chancery_model::Edtf;

use super::reader::Reader;
use crate::web::routes::{Page, Route};
use crate::web::text::Words;

/// The box at the foot of a record: revision, history, addresses, citation.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/cite.html")]
pub(super) struct Cite {
    pub(super) words: Words,
    /// "Revision 3, published 22 November 2026".
    pub(super) revision: String,
    pub(super) history: String,
    /// The address that does not name a language.
    pub(super) permanent: String,
    pub(super) permanent_href: String,
    pub(super) json: String,
    pub(super) plain: String,
    pub(super) bibtex: String,
}

impl askama::filters::HtmlSafe for Cite {}

/// Makes the citation of a record from its title and date, plain.
pub(super) fn cite(reader: &Reader, version: &Version, title: &str, date: Option<&Edtf>) -> Cite {
    let words = reader.words;
    let frozen = reader.base.absolute(&Route::IdRevision(version.address.clone(), version.revision));
    let neutral = Route::Id(version.address.clone());
    let register = reader.register().map_or_else(|| "chancery".to_owned(), |name| name.text.clone());
    let published = words.instant_day(&version.published);
    let args = [
        ("title", title.into()),
        ("date", date.map(|d| words.date(d)).unwrap_or_default().into()),
        ("register", register.as_str().into()),
        ("revision", version.revision.to_string().into()),
        ("published", published.as_str().into()),
        ("address", frozen.as_str().into()),
    ];
    let plain = words.with(if date.is_some() { "cite-plain-dated" } else { "cite-plain" }, &args);
    let year = version.published.get(..4).unwrap_or_default();
    let key: String = version.address.to_string().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let bibtex = format!(
        "@misc{{{key}-v{},\n  title = {{{}}},\n  howpublished = {{{}}},\n  year = {{{year}}},\n  note = {{{}}},\n  url = {{{frozen}}}\n}}",
        version.revision,
        braced(title),
        braced(&register),
        braced(
            &words.with("cite-revision", &[("revision", version.revision.to_string().into()), ("published", published.as_str().into())])
        ),
    );
    Cite {
        words,
        revision: words.with("cite-revision", &[("revision", version.revision.to_string().into()), ("published", published.into())]),
        history: reader.link(&Page::History(version.address.clone())),
        permanent: reader.base.absolute(&neutral),
        permanent_href: reader.route(&neutral),
        json: reader.route(&Route::api_record(&version.address)),
        plain,
        bibtex,
    }
}

/// Takes what would end a BibTeX field, or begin a command, out of a text.
fn braced(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '{' | '}' | '\\')).collect()
}
