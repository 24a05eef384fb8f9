//! Shapes that every noun shares: texts, names, sources, statements, versions, addresses.

use chancery_app::Version;
use chancery_model::{Name, RecordRef, Source, Statement, Text};
use serde::Serialize;
use utoipa::ToSchema;

use crate::web::State;
use crate::web::routes::{Page, Route, UiLang};

/// The word of a kebab-case enum of the record, as in the record itself.
pub(in crate::web) fn word<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// A text in one language.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Text)]
pub(in crate::web) struct TextView {
    /// BCP 47 language of the words, `und` if undetermined.
    lang: String,
    /// The words.
    text: String,
    /// `original`, `official`, `translation`, `unofficial` or `summary`.
    status: String,
}

impl TextView {
    pub(super) fn of(text: &Text) -> Self {
        TextView { lang: text.lang.to_string(), text: text.text.clone(), status: word(text.status) }
    }
    pub(super) fn list(texts: &[Text]) -> Vec<Self> {
        texts.iter().map(TextView::of).collect()
    }
}

/// A title as it is shown, with the language that it is in: the one asked for, or the nearest that the register has.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Title)]
pub(in crate::web) struct TitleView {
    /// BCP 47 language of the words.
    lang: String,
    /// The words.
    pub(in crate::web) text: String,
}

impl TitleView {
    pub(super) fn new(text: &str, lang: &chancery_model::Lang) -> Self {
        TitleView { lang: lang.to_string(), text: text.to_owned() }
    }
    pub(super) fn of_name(name: &Name) -> Self {
        TitleView::new(&name.text, &name.lang)
    }
    pub(super) fn of_title(title: &chancery_app::Title) -> Self {
        TitleView::new(&title.text, &title.lang)
    }
}

/// A name in one language.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Name)]
pub(in crate::web) struct NameView {
    /// BCP 47 language of the name, `und` for what belongs to none (an acronym).
    lang: String,
    /// The name.
    text: String,
    /// `full`, `formal`, `acronym` or `as-written`.
    kind: String,
    /// `original`, `official`, `translation`, `unofficial` or `summary`.
    status: String,
    /// True for a name that is no longer in use.
    is_former: bool,
    /// Since when, EDTF.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Until when, EDTF.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// Address of the source of the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

impl NameView {
    pub(super) fn list(names: &[Name]) -> Vec<Self> {
        let view = |n: &Name| NameView {
            lang: n.lang.to_string(),
            text: n.text.clone(),
            kind: word(n.kind),
            status: word(n.status),
            is_former: n.is_former,
            from: n.from.map(|d| d.to_string()),
            until: n.until.map(|d| d.to_string()),
            source: n.source.clone(),
        };
        names.iter().map(view).collect()
    }
}

/// A source of a record.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Source)]
pub(in crate::web) struct SourceView {
    /// Public address, or a `urn:`.
    url: String,
    /// What the source calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<TextView>,
    /// The day it was read, EDTF.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_on: Option<String>,
    /// SHA-256 of the bytes that were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    /// First and last line, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<[u32; 2]>,
    /// Under which licence the source may be reused.
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<String>,
}

impl SourceView {
    pub(super) fn of(source: &Source) -> Self {
        SourceView {
            url: source.url.clone(),
            title: source.title.as_ref().map(TextView::of),
            read_on: source.read_on.map(|d| d.to_string()),
            sha256: source.sha256.map(|d| d.to_string()),
            lines: source.lines.map(|(first, last)| [first, last]),
            licence: source.licence.clone(),
        }
    }
    pub(super) fn list(sources: &[Source]) -> Vec<Self> {
        sources.iter().map(SourceView::of).collect()
    }
}

/// A rival or differently worded value of one field.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Statement)]
pub(in crate::web) struct StatementView {
    /// The field, such as `date` or `participation/JP/person`.
    path: String,
    /// The value in the field's own form.
    value: String,
    /// The value as the source writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_written: Option<String>,
    /// Address of the source that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    /// The day the source was read, EDTF.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_on: Option<String>,
    /// True for the value that stands in the field.
    is_preferred: bool,
    /// Why it is preferred, or not.
    reason: Vec<TextView>,
}

impl StatementView {
    pub(super) fn list(statements: &[Statement]) -> Vec<Self> {
        let view = |s: &Statement| StatementView {
            path: s.path.clone(),
            value: s.value.clone(),
            as_written: s.as_written.clone(),
            source: s.source.clone(),
            read_on: s.read_on.map(|d| d.to_string()),
            is_preferred: s.is_preferred,
            reason: TextView::list(&s.reason),
        };
        statements.iter().map(view).collect()
    }
}

/// Which state of a record this is.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Version)]
pub(in crate::web) struct VersionView {
    /// The revision, from 1.
    revision: u64,
    /// The journal entry.
    seq: u64,
    /// When this revision was published, RFC 3339.
    published: String,
    /// When the record was first published, RFC 3339.
    first_published: String,
    /// Permanent address of this very revision.
    url: String,
}

impl VersionView {
    pub(super) fn of(state: &State, version: &Version) -> Self {
        VersionView {
            revision: version.revision,
            seq: version.seq,
            published: version.published.clone(),
            first_published: version.first_published.clone(),
            url: state.base.absolute(&Route::IdRevision(version.address.clone(), version.revision)),
        }
    }
}

/// Where a record is found.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Addresses)]
pub(in crate::web) struct AddressesView {
    /// The page, in the language asked for.
    page: Option<String>,
    /// The permanent address, whatever the language.
    permanent: String,
    /// The record in this API; for a kind without a list here, its history.
    api: String,
}

impl AddressesView {
    pub(super) fn of(state: &State, ui: UiLang, address: &RecordRef) -> Self {
        let absolute = |route: &Route| state.base.absolute(route);
        AddressesView {
            page: Page::of(address).map(|page| absolute(&page.in_language(ui))),
            permanent: absolute(&Route::Id(address.clone())),
            api: absolute(&Route::api_record(address)),
        }
    }
}

/// A record that is pointed to: its id, its name in the language asked for, its addresses.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Pointer)]
pub(in crate::web) struct PointerView {
    /// The id.
    pub(super) id: String,
    /// The name, if the register has one.
    pub(super) name: Option<TitleView>,
    /// Where it is found.
    pub(super) addresses: AddressesView,
}

impl PointerView {
    pub(super) fn new(state: &State, ui: UiLang, address: &RecordRef, name: Option<TitleView>) -> Self {
        PointerView { id: address.id().to_owned(), name, addresses: AddressesView::of(state, ui, address) }
    }
}
