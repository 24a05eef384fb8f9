//! The search: the same reading of the query, filters and counts as the page.

use std::collections::BTreeMap;

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::search::{Cut, Field, Filters, Note, Request, SearchHit, SearchPage, Shown, Sort};
use chancery_model::{Kind, Lang};
use serde::Serialize;
use utoipa::ToSchema;

use super::call::Call;
use super::endpoint::{Answering, LIMIT, Param, UI};
use super::problem::Problem;
use super::shape::Shape;
use super::text::word;
use super::understood::{EmptyView, UnderstoodView, empty, understood};
use crate::web::routes::{Base, Page, Route, UiLang};

const KINDS: &[&str] =
    &["topic", "organisation", "place", "mechanism", "meeting", "document", "commitment", "initiative", "process", "exchange"];
const SORTS: &[&str] = &["relevance", "newest", "oldest"];
/// Written as on the page, so that its address also asks for the list as a file.
const SWITCH: &[&str] = &["1", "0"];
/// How many passages are shown of a hit, if the caller names no number: also the most.
const PASSAGES: usize = 3;
/// How many values are given of a facet, if the caller names no number. A facet may have thousands, which nobody reads.
pub(in crate::web) const VALUES: usize = 100;
/// The farthest that paging by number goes; who needs all takes the lists or the download.
const MAX_OFFSET: u64 = 10_000;

/// What the search takes.
pub(in crate::web) const QUERY: &[Param] = &[
    Param::new("q", Shape::Text, "The query; anything is allowed. Words, \"phrases\", -without, OR, and field:value"),
    UI,
    LIMIT,
    Param::new("offset", Shape::Whole(0, MAX_OFFSET), "How many hits to pass over"),
    Param::new("kind", Shape::Choice(KINDS), "Only this kind of record; may be given several times").repeated(),
    Param::new("topic", Shape::Slug, "Only of this topic; may be given several times").repeated(),
    Param::new("level", Shape::Slug, "Only of this level; may be given several times").repeated(),
    Param::new("mechanism", Shape::Slug, "Only of this mechanism; may be given several times").repeated(),
    Param::new("party", Shape::Party, "Only with this party taking part; may be given several times").repeated(),
    Param::new("host", Shape::Party, "Only hosted by this party; may be given several times").repeated(),
    Param::new("place", Shape::Slug, "Only at this place; may be given several times").repeated(),
    Param::new("year", Shape::Whole(0, 9999), "Only of this year; may be given several times").repeated(),
    Param::new("type", Shape::Slug, "Only documents of this type, or meetings with one; may be given several times").repeated(),
    Param::new("lang", Shape::Lang, "Only with text in this language; may be given several times").repeated(),
    Param::new("from", Shape::Date, "Only what may have taken place on or after this"),
    Param::new("to", Shape::Date, "Only what may have taken place on or before this"),
    Param::new("literal", Shape::Choice(SWITCH), "1 to look for the words as typed only, without other names of what they name"),
    Param::new("passages", Shape::Whole(0, PASSAGES as u64), "How many passages to show of each hit; 3 if not given"),
    Param::new("facets", Shape::Choice(SWITCH), "0 to leave out the counts by facet"),
    Param::new("values", Shape::Whole(1, 10_000), "How many values to give of each facet, most first; 100 if not given"),
    Param::new("sort", Shape::Choice(SORTS), "The order; by relevance if not given"),
];

/// A passage that matches.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Passage)]
struct PassageView {
    /// Permanent address of the item or page that the text stands on.
    url: String,
    /// Address of the file that has the text, at its page; null where there is none.
    file: Option<String>,
    /// The page of a paper that the first highlight is on; null where there are no pages.
    page: Option<u32>,
    /// The text in its own spelling; long ones are cut.
    text: String,
    /// What matched: ranges of Unicode scalars of `text`, start included, end not.
    highlights: Vec<[usize; 2]>,
    /// What the text is of the record: `title`, `outcome`, `agenda`, `place`, `people`, `organisation`, `document`, `note`, `context`, `paper`.
    field: String,
    /// BCP 47 language of the text.
    lang: String,
    /// True for words in which the register retells a source; they are not the source's own.
    is_summary: bool,
}

/// A record that was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Hit)]
struct HitView {
    /// The kind of record.
    kind: String,
    /// The id.
    id: String,
    /// What it is called, in the language asked for where the register has that.
    title: String,
    /// BCP 47 language of the title.
    title_lang: String,
    /// Address of the page.
    url: String,
    /// Permanent address, whatever the language.
    permanent_url: String,
    /// The date, EDTF.
    date: Option<String>,
    /// True if the date is not precise enough to tell whether it lies in the days or years asked for.
    may_match: bool,
    /// The best passages.
    passages: Vec<PassageView>,
    /// For each name in the query that the record has in other words only: which.
    because: Vec<BecauseView>,
}

/// Why a record was found that does not have the words as typed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Because)]
struct BecauseView {
    /// The name as typed.
    typed: String,
    /// Another name of the same notion, which the record has.
    matched: String,
    /// BCP 47 language of that name.
    lang: String,
}

/// Another name of a notion.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Equivalent)]
pub(super) struct EquivalentView {
    /// The name.
    text: String,
    /// BCP 47 language of the name.
    lang: String,
}

impl EquivalentView {
    pub(super) fn of(lang: &Lang, text: &str) -> Self {
        EquivalentView { text: text.to_owned(), lang: lang.to_string() }
    }
}

/// A value of a facet and how many records have it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FacetValue)]
struct FacetValueView {
    /// The value, as its filter takes it.
    value: String,
    /// How many records would be found with this value and the other facets' filters.
    count: u32,
}

/// How the query was read, where that is not plain from its words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchNote)]
struct NoteView {
    /// What is noted, as a stable word.
    code: &'static str,
    /// The part of the query, or the value, that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    /// With `widened`: the other names that were looked for, too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    equivalents: Vec<EquivalentView>,
    /// With `near-spellings`: what was looked for in place of the word, nearest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    near: Vec<String>,
}

/// The answer of a search.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchAnswer)]
pub(in crate::web) struct SearchView {
    /// The query as it was given.
    query: String,
    /// How many records match.
    total: usize,
    /// The hits of this page.
    hits: Vec<HitView>,
    /// For each facet its values with counts, most first, and no more than were asked for.
    facets: BTreeMap<String, Vec<FacetValueView>>,
    /// For each facet how many values it has.
    facet_sizes: BTreeMap<String, usize>,
    /// What was not understood, cut, or looked for beside the words.
    notes: Vec<NoteView>,
    /// How each part of the query was read, in the order as typed.
    understood: Vec<UnderstoodView>,
    /// The whole query in near spellings, where nothing is written as one of its words.
    did_you_mean: Option<String>,
    /// What helps where nothing was found; null otherwise.
    empty: Option<EmptyView>,
}

fn note(note: &Note) -> NoteView {
    let (mut equivalents, mut near) = (Vec::new(), Vec::new());
    let (code, what) = match note {
        Note::Widened { typed, equivalents: names } => {
            equivalents.extend(names.iter().map(|(lang, text)| EquivalentView::of(lang, text)));
            ("widened", Some(typed.clone()))
        }
        Note::SomeWords => ("some-words", None),
        Note::Loosened => ("loosened", None),
        Note::ReadAsOrdinal(number) => ("read-as-ordinal", Some(number.to_string())),
        Note::ReadAsYear(year) => ("read-as-year", Some(year.to_string())),
        Note::ReadAsDate(date) => ("read-as-date", Some(date.to_string())),
        Note::UnknownField { name } => ("unknown-field", Some(name.clone())),
        Note::UnknownValue { field, value } => ("unknown-value", Some(format!("{field}:{value}"))),
        Note::SeveralValues { field, value, .. } => ("several-values", Some(format!("{field}:{value}"))),
        Note::NearSpellings { typed, words } => {
            near.clone_from(words);
            ("near-spellings", Some(typed.clone()))
        }
        Note::OpenQuote => ("open-quote", None),
        Note::NotUnderstood { what } => ("not-understood", Some(what.clone())),
        Note::Cut(Cut::Characters) => ("cut-characters", None),
        Note::Cut(Cut::Clauses) => ("cut-clauses", None),
        Note::Cut(Cut::Expansions { prefix }) => ("cut-expansions", Some(prefix.clone())),
        Note::Cut(Cut::NearSpellings) => ("cut-near-spellings", None),
        Note::Cut(Cut::Effort) => ("cut-effort", None),
    };
    NoteView { code, what, equivalents, near }
}

/// The clause or document that a passage of a paper stands in.
pub(in crate::web) fn paper_route(hit: &SearchHit, shown: &Shown) -> Route {
    let of_clause = || Some(Route::IdClause(hit.address.id().parse().ok()?, shown.anchor.as_deref()?.parse().ok()?));
    of_clause().unwrap_or_else(|| Route::Id(hit.address.clone()))
}

/// Which text of the document is meant, as the query of its address.
pub(in crate::web) fn in_text(shown: &Shown) -> String {
    format!("?text={}", shown.lang)
}

/// The file that has a passage, and on which page; of files that readers open at a page.
pub(in crate::web) fn file_of(hit: &SearchHit, shown: &Shown) -> Option<(Route, u32)> {
    let (_, digest) = hit.files.iter().find(|(lang, _)| *lang == shown.lang)?;
    (shown.field == Field::Paper).then_some((Route::File(*digest), shown.page?))
}

/// The permanent address of what a passage stands on.
pub(in crate::web) fn passage_address(base: &Base, hit: &SearchHit, shown: &Shown) -> String {
    if shown.field == Field::Paper {
        return format!("{}{}", base.absolute(&paper_route(hit, shown)), in_text(shown));
    }
    base.absolute(&passage_route(hit, shown))
}

fn passage_route(hit: &SearchHit, shown: &Shown) -> Route {
    let of_item = || {
        let (meeting, key) = (hit.address.id().parse().ok()?, shown.anchor.as_deref()?.parse().ok()?);
        (hit.address.kind == Kind::Meeting).then_some(Route::IdItem(meeting, key))
    };
    of_item().unwrap_or_else(|| Route::Id(hit.address.clone()))
}

fn passage(base: &Base, hit: &SearchHit, shown: &Shown) -> PassageView {
    PassageView {
        url: passage_address(base, hit, shown),
        file: file_of(hit, shown).map(|(route, page)| format!("{}#page={page}", base.absolute(&route))),
        page: shown.page,
        text: shown.text.clone(),
        highlights: shown.highlights.iter().map(|(start, end)| [*start, *end]).collect(),
        field: word(shown.field),
        lang: shown.lang.to_string(),
        is_summary: shown.is_summary,
    }
}

fn hit_view(base: &Base, ui: UiLang, hit: &SearchHit) -> HitView {
    let permanent = Route::Id(hit.address.clone());
    let page = Page::of(&hit.address).map(|page| page.in_language(ui));
    HitView {
        kind: hit.address.kind.to_string(),
        id: hit.address.id().to_owned(),
        title: hit.title.text.clone(),
        title_lang: hit.title.lang.to_string(),
        url: base.absolute(page.as_ref().unwrap_or(&permanent)),
        permanent_url: base.absolute(&permanent),
        date: hit.date.map(|d| d.to_string()),
        may_match: hit.may_match,
        passages: hit.passages.iter().map(|shown| passage(base, hit, shown)).collect(),
        because: hit
            .because
            .iter()
            .map(|b| BecauseView { typed: b.typed.clone(), matched: b.matched.clone(), lang: b.lang.to_string() })
            .collect(),
    }
}

/// What is asked of the search, for one page of at most `limit` hits.
pub(in crate::web) fn request(call: &Call, limit: usize) -> Result<Request, Problem> {
    let filters = Filters {
        kinds: call.values("kind")?,
        topics: call.texts("topic"),
        levels: call.texts("level"),
        mechanisms: call.texts("mechanism"),
        parties: call.texts("party"),
        hosts: call.texts("host"),
        places: call.texts("place"),
        years: call.values("year")?,
        document_types: call.texts("type"),
        langs: call.texts("lang"),
        days: call.days(),
    };
    let sort = match call.text("sort") {
        Some("newest") => Sort::NewestFirst,
        Some("oldest") => Sort::OldestFirst,
        _ => Sort::Relevance,
    };
    let offset = call.value("offset")?.unwrap_or(0);
    let passages = call.value("passages")?.unwrap_or(PASSAGES);
    let with_facets = call.text("facets") != Some("0");
    let is_literal = call.text("literal") == Some("1");
    let asked = Request::new(call.text("q").unwrap_or_default(), call.ui.lang());
    Ok(Request { filters, sort, offset, limit, passages, with_facets, is_literal, ..asked })
}

/// The answer in the API's shape, with so many values of each facet.
pub(in crate::web) fn view(base: &Base, ui: UiLang, query: &str, page: SearchPage, values: usize) -> SearchView {
    let counts =
        |counted: Vec<(String, u32)>| counted.into_iter().take(values).map(|(value, count)| FacetValueView { value, count }).collect();
    let facet_sizes = page.facets.iter().map(|(name, values)| (name.to_string(), values.len())).collect();
    SearchView {
        query: query.to_owned(),
        total: page.total,
        hits: page.hits.iter().map(|hit| hit_view(base, ui, hit)).collect(),
        facets: page.facets.into_iter().map(|(name, values)| (name.to_string(), counts(values))).collect(),
        facet_sizes,
        notes: page.notes.iter().map(note).collect(),
        understood: page.understood.iter().map(|part| understood(query, part)).collect(),
        did_you_mean: page.did_you_mean,
        empty: page.empty.as_ref().map(empty),
    }
}

pub(super) fn search(call: Call) -> Answering {
    Box::pin(async move {
        let request = request(&call, usize::try_from(call.limit()).unwrap_or(usize::MAX))?;
        let page = call.state.app.search(&call.ctx(), request).await?;
        let values = call.value("values")?.unwrap_or(VALUES);
        Ok(Json(view(&call.state.base, call.ui, call.text("q").unwrap_or_default(), page, values)).into_response())
    })
}
