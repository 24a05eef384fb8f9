//! One call: what was asked, checked against the table of endpoints; and the pages of lists that answer it.

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::Json;
use axum::extract::Query;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use chancery_app::Ctx;
use chancery_model::{Day, DayRange, IdError, MeetingId};
use serde::Serialize;
use utoipa::ToSchema;

use super::endpoint::{AFTER, Endpoint};
use super::problem::Problem;
use super::shape::place_from_text;
use crate::web::State;
use crate::web::routes::{Route, UiLang};

/// The items of a page if the caller names no number.
const DEFAULT_LIMIT: u64 = 20;

/// One call: what was asked, checked against the table.
#[derive(Debug)]
pub(in crate::web) struct Call {
    pub(in crate::web) state: State,
    pub(in crate::web) ui: UiLang,
    endpoint: &'static Endpoint,
    given: BTreeMap<&'static str, Vec<String>>,
}

impl Call {
    /// Checks what is asked: path values that are of no id's form name nothing (404), query values are refused by name (400).
    pub(in crate::web) fn read(
        state: State,
        endpoint: &'static Endpoint,
        path: &[(String, String)],
        query: &str,
        accept_language: &str,
    ) -> Result<Self, Problem> {
        let mut given: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for param in endpoint.path_params {
            let value = path.iter().find(|(name, _)| name == param.name).map(|(_, value)| value.clone()).unwrap_or_default();
            if !param.shape.accepts(&value) {
                return Err(Problem::not_found(format!(
                    "there is nothing at this address: its {} is not {}",
                    param.name,
                    param.shape.expected()
                )));
            }
            given.insert(param.name, vec![value]);
        }
        for (name, value) in pairs(query)? {
            let Some(param) = endpoint.query_params.iter().find(|p| p.name == name) else {
                let known: Vec<&str> = endpoint.query_params.iter().map(|p| p.name).collect();
                let expected = if known.is_empty() { "no parameters".to_owned() } else { format!("one of {}", known.join(", ")) };
                return Err(Problem::parameter(&name, "there is no such parameter here".into(), expected));
            };
            if !param.shape.accepts(&value) {
                return Err(Problem::parameter(param.name, "the value is not of the form that is expected".into(), param.shape.expected()));
            }
            let values = given.entry(param.name).or_default();
            if !param.is_repeated && !values.is_empty() {
                return Err(Problem::parameter(param.name, "the parameter is given twice".into(), "one value".into()));
            }
            values.push(value);
        }
        if let Some(missing) = endpoint.query_params.iter().find(|p| p.is_required && !given.contains_key(p.name)) {
            return Err(Problem::parameter(missing.name, "the parameter is missing".into(), missing.shape.expected()));
        }
        let asked = given.get("ui").and_then(|values| values.first()).and_then(|v| v.parse().ok());
        let ui = asked.unwrap_or_else(|| UiLang::negotiate(accept_language));
        Ok(Call { state, ui, endpoint, given })
    }

    /// Checks what is asked of a list that is taken away as a file; its language is in its address, not in its query.
    pub(in crate::web) fn of_file(state: State, endpoint: &'static Endpoint, query: &str, ui: UiLang) -> Result<Self, Problem> {
        Ok(Call { ui, ..Call::read(state, endpoint, &[], query, "")? })
    }

    pub(in crate::web) fn ctx(&self) -> Ctx {
        self.state.ctx(self.ui)
    }

    pub(in crate::web) fn text(&self, name: &str) -> Option<&str> {
        self.given.get(name).and_then(|values| values.first()).map(String::as_str)
    }

    pub(in crate::web) fn texts(&self, name: &str) -> Vec<String> {
        self.given.get(name).cloned().unwrap_or_default()
    }

    /// The value of a parameter as a type of its own.
    ///
    /// Errors: the shape took what the type refuses, such as an id that is too long as a whole.
    pub(in crate::web) fn value<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, Problem> {
        self.text(name).map(|text| parse(name, text, self.endpoint)).transpose()
    }

    pub(in crate::web) fn values<T: FromStr>(&self, name: &'static str) -> Result<Vec<T>, Problem> {
        self.texts(name).iter().map(|text| parse(name, text, self.endpoint)).collect()
    }

    pub(in crate::web) fn limit(&self) -> u64 {
        self.text("limit").and_then(|n| n.parse().ok()).unwrap_or(DEFAULT_LIMIT)
    }

    pub(in crate::web) fn row_limit(&self) -> u32 {
        u32::try_from(self.limit()).unwrap_or(u32::MAX)
    }

    /// An id of the path. One that no record can have names nothing.
    pub(in crate::web) fn record_id<T: FromStr<Err = IdError>>(&self, name: &'static str) -> Result<T, Problem> {
        Ok(self.text(name).unwrap_or_default().parse()?)
    }

    /// The id of a meeting, whose two parts are two parts of the path.
    pub(in crate::web) fn meeting_id(&self) -> Result<MeetingId, Problem> {
        Ok(format!("{}/{}", self.text("mechanism").unwrap_or_default(), self.text("suffix").unwrap_or_default()).parse()?)
    }

    /// The days from `from` to `to`, each a year, a month or a day; a day that its month lacks counts as the month's last.
    pub(in crate::web) fn days(&self) -> Option<DayRange> {
        let earliest = self.text("from").and_then(|text| bound(text, false));
        let latest = self.text("to").and_then(|text| bound(text, true));
        (earliest.is_some() || latest.is_some()).then_some(DayRange { earliest, latest })
    }

    /// Where the page begins, in a list that the store pages.
    pub(in crate::web) fn after_place(&self) -> Option<String> {
        self.text(AFTER.name).and_then(place_from_text)
    }

    /// The address of this list from a cursor on.
    pub(in crate::web) fn next_url(&self, next: &str) -> String {
        let mut query: Vec<String> = Vec::new();
        for param in self.endpoint.query_params.iter().filter(|p| p.name != AFTER.name) {
            query.extend(self.texts(param.name).iter().map(|value| format!("{}={}", param.name, percent_encode(value))));
        }
        query.push(format!("after={}", percent_encode(next)));
        let path = self.endpoint.path.trim_start_matches('/');
        format!("{}?{}", self.state.base.absolute(&Route::Api(path.to_owned())), query.join("&"))
    }

    /// Answers with one page of a list; the next one is named in the body and in a `Link` header.
    pub(in crate::web) fn page<T: Serialize + ToSchema>(&self, total: u64, items: Vec<T>, next: Option<String>) -> Response {
        let next_url = next.as_deref().map(|cursor| self.next_url(cursor));
        linked(&ListView { total, items, next, next_url: next_url.clone() }, next_url.as_deref())
    }
}

/// An answer that names the next page in a `Link` header, as it does in its body.
pub(in crate::web) fn linked(view: &impl Serialize, next_url: Option<&str>) -> Response {
    let link = next_url.and_then(|url| HeaderValue::from_str(&format!("<{url}>; rel=\"next\"")).ok());
    let mut response = Json(view).into_response();
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}

fn parse<T: FromStr>(name: &'static str, text: &str, endpoint: &Endpoint) -> Result<T, Problem> {
    let expected = || endpoint.query_params.iter().chain(endpoint.path_params).find(|p| p.name == name).map(|p| p.shape.expected());
    text.parse()
        .map_err(|_| Problem::parameter(name, "the value is not of the form that is expected".into(), expected().unwrap_or_default()))
}

/// The first or last day of a year, a month or a day.
fn bound(text: &str, is_end: bool) -> Option<Day> {
    let numbers: Vec<u16> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let small =
        |at: usize, start: u8, end: u8| numbers.get(at).and_then(|n| u8::try_from(*n).ok()).unwrap_or(if is_end { end } else { start });
    let (year, month, day) = (*numbers.first()?, small(1, 1, 12), small(2, 1, 31));
    (1..=day).rev().find_map(|day| Day::new(year, month, day))
}

fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
    let malformed =
        || Problem::parameter("query", "the query of the address cannot be read".into(), "names and values, percent-encoded".into());
    let uri: Uri = format!("/?{query}").parse().map_err(|_| malformed())?;
    Query::<Vec<(String, String)>>::try_from_uri(&uri).map(|Query(pairs)| pairs).map_err(|_| malformed())
}

/// Percent-encodes a value for a query.
pub(in crate::web) fn percent_encode(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct ListView<T> {
    /// How many items the whole list has.
    pub(in crate::web) total: u64,
    /// The items of this page.
    pub(in crate::web) items: Vec<T>,
    /// The cursor of the next page, for `after`; null on the last.
    pub(in crate::web) next: Option<String>,
    /// The address of the next page; null on the last.
    pub(in crate::web) next_url: Option<String>,
}

/// Cuts a page out of a list that is in memory, in its own order; a cursor is the id of the last item before the page.
///
/// Shape: a cursor that names nothing of the list gives the list's end, as for one whose record is gone.
pub(in crate::web) fn cut<T>(items: Vec<T>, id: impl Fn(&T) -> &str, after: Option<&str>, limit: u64) -> (u64, Vec<T>, Option<String>) {
    let total = items.len() as u64;
    let start = match after {
        None => 0,
        Some(after) => items.iter().position(|item| id(item) == after).map_or(items.len(), |at| at + 1),
    };
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let page: Vec<T> = items.into_iter().skip(start).take(size).collect();
    let is_last = start as u64 + page.len() as u64 >= total;
    let next = if is_last { None } else { page.last().map(|item| id(item).to_owned()) };
    (total, page, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_bounded_by_what_is_written() {
        let check = |text: &str, first: &str, last: &str| {
            let printed = |is_end| bound(text, is_end).map(|d| d.to_string());
            assert_eq!((printed(false).as_deref(), printed(true).as_deref()), (Some(first), Some(last)), "{text}");
        };
        check("2011", "2011-01-01", "2011-12-31");
        check("2012-02", "2012-02-01", "2012-02-29");
        check("2011-11-11", "2011-11-11", "2011-11-11");
        check("2011-02-31", "2011-02-28", "2011-02-28");
        check("0000", "0000-01-01", "0000-12-31");
    }

    #[test]
    fn a_list_in_memory_is_cut_by_its_last_id() {
        let items = || vec!["a", "b", "c", "d", "e"];
        let check = |after, limit, expected: &[&str], next: Option<&str>| {
            let (total, page, found) = cut(items(), |s| s, after, limit);
            assert_eq!((total, page.as_slice(), found.as_deref()), (5, expected, next));
        };
        check(None, 2, &["a", "b"], Some("b"));
        check(Some("b"), 2, &["c", "d"], Some("d"));
        check(Some("d"), 2, &["e"], None);
        check(Some("x"), 2, &[], None);
        check(None, 5, &["a", "b", "c", "d", "e"], None);
    }
}
