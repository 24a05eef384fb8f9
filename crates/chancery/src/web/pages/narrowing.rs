//! Lists that are in memory, narrowed by what is asked in the address: filters, facets with counts, and a page of rows.
//!
//! A filter that is not of its form is refused: all of the list would be another answer than the one asked for.

use std::collections::BTreeMap;
use std::str::FromStr;

use askama::Template;
use chancery_app::commitment::Facet;

use super::failure::Failure;
use super::frame::Head;
use super::params;
use super::reader::Reader;
use super::table::{self, Pager};
use crate::web::api::call::cut;
use crate::web::routes::{List, ListFormat, Page, Route};
use crate::web::text::Words;
use crate::web::text::html::Html;

/// How many rows a page holds.
const ROWS: u64 = 50;
/// The filters that are part of what a page is; pages narrowed by others have the address of the whole list as theirs.
const CANONICAL: [&str; 3] = ["topic", "mechanism", "meeting"];

/// What stands beside a list: its facets, and the way back to all of it.
#[derive(Debug, Template)]
#[template(path = "parts/narrow.html")]
pub(super) struct Beside {
    words: Words,
    facets: Vec<FacetView>,
    clear: Option<String>,
}

impl askama::filters::HtmlSafe for Beside {}

#[derive(Debug)]
struct FacetView {
    name: String,
    values: Vec<FacetValue>,
}

/// A value of a facet, as a link that narrows by it or takes it back.
#[derive(Debug)]
struct FacetValue {
    name: Html,
    count: usize,
    href: String,
    is_chosen: bool,
}

/// What stands below a list: the way through its pages, and the list as a file.
#[derive(Debug, Template)]
#[template(path = "parts/below.html")]
pub(super) struct Below {
    words: Words,
    pager: Option<Pager>,
    csv: String,
    json: String,
}

impl askama::filters::HtmlSafe for Below {}

/// What is asked of a list: the page, and the filters that it knows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Narrowing<'a> {
    pub(super) reader: &'a Reader,
    pub(super) page: &'a Page,
    pub(super) filters: &'static [&'static str],
}

impl Narrowing<'_> {
    /// The value of a filter.
    pub(super) fn asked<T: FromStr>(&self, name: &str) -> Result<Option<T>, Failure> {
        let parsed = self.reader.params.find(name).map(str::parse::<T>).transpose();
        parsed.map_err(|_| refused(name))
    }

    /// The value of a filter that is one of some words.
    pub(super) fn word<T: Copy>(&self, name: &str, all: &[T], word: impl Fn(T) -> &'static str) -> Result<Option<T>, Failure> {
        let Some(asked) = self.reader.params.find(name) else { return Ok(None) };
        let found = all.iter().copied().find(|one| word(*one) == asked);
        found.map(Some).ok_or_else(|| refused(name))
    }

    /// The filters that are asked for, but one.
    fn kept<'b>(&'b self, but: &'b str) -> impl Iterator<Item = (&'b str, &'b str)> {
        self.filters.iter().filter(move |name| **name != but).filter_map(|name| Some((*name, self.reader.params.find(name)?)))
    }

    /// The facets that have a value, each value by its name, or as it stands where it has none.
    pub(super) fn beside(&self, found: &BTreeMap<&'static str, Facet>, name: impl Fn(&str, &str) -> Option<Html>) -> Beside {
        let value = |facet: &str, value: &str, count: usize| {
            let is_chosen = self.reader.params.find(facet) == Some(value);
            let query = params::query(self.kept(facet).chain((!is_chosen).then_some((facet, value))));
            FacetValue {
                name: name(facet, value).unwrap_or_else(|| Html::said(value, &chancery_model::Lang::und())),
                count,
                href: self.reader.link_with(self.page, &query),
                is_chosen,
            }
        };
        let view = |facet: &&'static str| {
            let values = found.get(facet)?.iter().map(|(of, count)| value(facet, of, *count)).collect();
            Some(FacetView { name: self.reader.words.find(&format!("narrow-{facet}"), &[])?, values })
        };
        Beside {
            words: self.reader.words,
            facets: self.filters.iter().filter_map(view).collect(),
            clear: self.kept("").next().is_some().then(|| self.reader.link(self.page)),
        }
    }

    /// The page of rows that is asked for, and what stands below it.
    pub(super) fn rows<T>(&self, rows: Vec<T>, id: impl Fn(&T) -> &str, list: List) -> (Vec<T>, Below) {
        let (total, rows, next) = cut(rows, id, self.reader.params.find("after"), ROWS);
        let pager = table::pager(self.reader, self.page, rows.len(), total, next);
        let query = params::query(self.kept(""));
        let file = |format| format!("{}{query}", self.reader.route(&Route::List(self.reader.ui, list, format)));
        (rows, Below { words: self.reader.words, pager, csv: file(ListFormat::Csv), json: file(ListFormat::Json) })
    }

    /// What the page says of itself.
    pub(super) fn head(&self, title: &str, description: &str) -> Head {
        let (title, description) = (title.to_owned(), description.to_owned());
        Head { title, description, canonical_query: self.canonical_query(), ..Head::default() }
    }

    /// The part of the query that belongs to the page's identity.
    fn canonical_query(&self) -> String {
        let after = self.reader.params.find("after").filter(|_| self.kept("").all(|(name, _)| CANONICAL.contains(&name)));
        let kept = self.kept("").filter(|(name, _)| CANONICAL.contains(name));
        params::query(kept.chain(after.map(|after| ("after", after))))
    }
}

fn refused(name: &str) -> Failure {
    Failure::Part(name.to_owned())
}
