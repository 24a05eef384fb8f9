//! The table of endpoints, and the check of what a caller asks against it.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::str::FromStr;

use axum::Json;
use axum::extract::Query;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use chancery_app::Ctx;
use chancery_model::{Day, DayRange, IdError, MeetingId};
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::Problem;
use super::{PREFIX, changes, document, history, mechanism, meeting, openapi, organisation, search, topic};
use crate::web::State;
use crate::web::routes::{Route, UiLang};

/// The most items of one page.
pub(in crate::web) const MAX_LIMIT: u64 = 100;
/// The items of a page if the caller names no number.
const DEFAULT_LIMIT: u64 = 20;
/// The largest whole number that every JSON reader takes.
const MAX_WHOLE: u64 = (1 << 53) - 1;

/// What a value must look like. The pattern of the OpenAPI description and the check are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Shape {
    /// Lower-case words joined by hyphens.
    Slug,
    /// The id of a meeting: two slugs joined by a slash.
    Meeting,
    /// An ISO 3166-1 code in capitals, or another party's id.
    Party,
    /// The language of a text: a BCP 47 language, perhaps with a script.
    Lang,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number between two bounds, both included.
    Whole(u64, u64),
    /// A year, a month or a day: `2011`, `2011-11`, `2011-11-11`.
    Date,
    /// Any text.
    Text,
    /// A place in a list that the store pages: three numbers and an id, see [`place_to_text`].
    Place,
}

impl Shape {
    pub(in crate::web) const SLUG_PATTERN: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
    pub(in crate::web) const MEETING_PATTERN: &str = "^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$";
    pub(in crate::web) const PARTY_PATTERN: &str = "^[A-Z0-9]{2,12}$";
    pub(in crate::web) const LANG_PATTERN: &str = "^[a-z]{2,3}(-[A-Z][a-z]{3})?$";
    pub(in crate::web) const DATE_PATTERN: &str = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$";
    pub(in crate::web) const PLACE_PATTERN: &str = "^(-?[0-9]{1,18}_){3}([a-z0-9-]|~2f){1,96}$";
    /// The longest id.
    pub(in crate::web) const SLUG_MAX: usize = 96;

    /// What is expected, in words.
    pub(in crate::web) fn expected(self) -> String {
        match self {
            Shape::Slug => "an id: lower-case words joined by hyphens".into(),
            Shape::Meeting => "the id of a meeting, such as tchm/6".into(),
            Shape::Party => "the id of a party: capitals, such as JP".into(),
            Shape::Lang => "a language such as en, zh-Hans, ja or ko".into(),
            Shape::Choice(words) => format!("one of {}", words.join(", ")),
            Shape::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Shape::Date => "a year, a month or a day, such as 2011, 2011-11 or 2011-11-11".into(),
            Shape::Text => "a text".into(),
            Shape::Place => "the cursor that a page before gave as next".into(),
        }
    }

    fn accepts(self, value: &str) -> bool {
        let is_slug = |text: &str| text.split('-').all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        match self {
            Shape::Slug => value.len() <= Self::SLUG_MAX && is_slug(value),
            Shape::Meeting => value.parse::<MeetingId>().is_ok(),
            Shape::Party => (2..=12).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()),
            Shape::Lang => value.parse::<chancery_model::Lang>().is_ok(),
            Shape::Choice(words) => words.contains(&value),
            Shape::Whole(least, most) => {
                let is_plain = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
                is_plain && value.parse::<u64>().is_ok_and(|n| (least..=most).contains(&n))
            }
            Shape::Date => is_date(value),
            Shape::Text => true,
            Shape::Place => place_from_text(value).is_some(),
        }
    }
}

fn is_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let is_number = |text: &str, length: usize, range: std::ops::RangeInclusive<u32>| {
        text.len() == length && text.bytes().all(|b| b.is_ascii_digit()) && text.parse().is_ok_and(|n| range.contains(&n))
    };
    let is_part = |at: usize, range| parts.get(at).is_none_or(|part| is_number(part, 2, range));
    parts.len() <= 3 && is_number(parts[0], 4, 0..=9999) && is_part(1, 1..=12) && is_part(2, 1..=31)
}

/// One parameter.
#[derive(Debug, Clone, Copy)]
pub(in crate::web) struct Param {
    pub(in crate::web) name: &'static str,
    pub(in crate::web) shape: Shape,
    /// True if it may be given several times; any of the values then counts.
    pub(in crate::web) is_repeated: bool,
    /// True if there is no answer without it.
    pub(in crate::web) is_required: bool,
    pub(in crate::web) help: &'static str,
}

impl Param {
    pub(in crate::web) const fn new(name: &'static str, shape: Shape, help: &'static str) -> Self {
        Param { name, shape, is_repeated: false, is_required: false, help }
    }
    pub(in crate::web) const fn repeated(self) -> Self {
        Param { is_repeated: true, ..self }
    }
    pub(in crate::web) const fn required(self) -> Self {
        Param { is_required: true, ..self }
    }
}

pub(in crate::web) const UI: Param =
    Param::new("ui", Shape::Choice(&["en", "zh", "ja", "ko"]), "Language of titles, names and page addresses; else Accept-Language decides");
pub(in crate::web) const LIMIT: Param = Param::new("limit", Shape::Whole(1, MAX_LIMIT), "How many items a page has; 20 if not given");
/// Where to go on in a list that the store pages.
pub(in crate::web) const AFTER: Param = Param::new("after", Shape::Place, "Go on where the page before ended: its `next`");
/// Where to go on in a list that is in memory.
pub(in crate::web) const AFTER_ID: Param = Param::new("after", Shape::Slug, "Go on behind the record with this id: the `next` of the page before");

/// What a handler gives.
pub(in crate::web) type Answering = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;

/// One address of the API.
#[derive(Debug, Clone, Copy)]
pub(in crate::web) struct Endpoint {
    /// The path below [`PREFIX`]; `{name}` stands for a path parameter.
    pub(in crate::web) path: &'static str,
    /// The operation's name in the description.
    pub(in crate::web) operation: &'static str,
    /// What it answers, in a clause.
    pub(in crate::web) summary: &'static str,
    /// What is asked in the path.
    pub(in crate::web) path_params: &'static [Param],
    /// What is asked in the query.
    pub(in crate::web) query_params: &'static [Param],
    /// The name of the answer's schema; `None` for the description itself.
    pub(in crate::web) answer: Option<&'static str>,
    /// True if the address names a record, which may be absent, moved or withdrawn.
    pub(in crate::web) is_record: bool,
    /// What answers.
    pub(in crate::web) handler: fn(Call) -> Answering,
}

/// Lists every endpoint.
pub(in crate::web) fn all() -> &'static [Endpoint] {
    const ID: Param = Param::new("id", Shape::Slug, "The id of the record").required();
    const MECHANISM: Param = Param::new("mechanism", Shape::Slug, "The first part of the meeting's id").required();
    const SUFFIX: Param = Param::new("suffix", Shape::Slug, "The second part of the meeting's id").required();
    const KIND: Param =
        Param::new("kind", Shape::Choice(&["framework", "topic", "organisation", "place", "mechanism", "document", "reading"]), "The kind of record").required();
    const REVISION: Param = Param::new("revision", Shape::Whole(1, MAX_WHOLE), "The number of the revision").required();
    const fn list(path: &'static str, operation: &'static str, summary: &'static str, query: &'static [Param], answer: &'static str, handler: fn(Call) -> Answering) -> Endpoint {
        Endpoint { path, operation, summary, path_params: &[], query_params: query, answer: Some(answer), is_record: false, handler }
    }
    const fn record(path: &'static str, operation: &'static str, summary: &'static str, path_params: &'static [Param], answer: &'static str, handler: fn(Call) -> Answering) -> Endpoint {
        Endpoint { path, operation, summary, path_params, query_params: &[UI], answer: Some(answer), is_record: true, handler }
    }
    static ALL: &[Endpoint] = &[
        Endpoint {
            path: "/openapi.json",
            operation: "readDescription",
            summary: "This description, in OpenAPI 3.1",
            path_params: &[],
            query_params: &[],
            answer: None,
            is_record: false,
            handler: openapi::read,
        },
        list("/topics", "listTopics", "Lists the topics in the framework's order", topic::QUERY, "TopicList", topic::list),
        record("/topics/{id}", "readTopic", "Reads a topic with its mechanisms by level", &[ID], "Topic", topic::read),
        list("/mechanisms", "listMechanisms", "Lists mechanisms by id", mechanism::QUERY, "MechanismList", mechanism::list),
        record("/mechanisms/{id}", "readMechanism", "Reads a mechanism with what is known of its series", &[ID], "Mechanism", mechanism::read),
        list("/meetings", "listMeetings", "Lists meetings, newest first if not said otherwise", meeting::QUERY, "MeetingList", meeting::list),
        record(
            "/meetings/{mechanism}/{suffix}",
            "readMeeting",
            "Reads a meeting with its accounts, documents and neighbours",
            &[MECHANISM, SUFFIX],
            "Meeting",
            meeting::read,
        ),
        list("/documents", "listDocuments", "Lists documents, newest first", document::QUERY, "DocumentList", document::list),
        record("/documents/{id}", "readDocument", "Reads a document with its meetings and renditions", &[ID], "Document", document::read),
        list("/organisations", "listOrganisations", "Lists organisations by id", organisation::QUERY, "OrganisationList", organisation::list),
        record("/organisations/{id}", "readOrganisation", "Reads an organisation", &[ID], "Organisation", organisation::read),
        list("/search", "search", "Searches everything; no text is an error", search::QUERY, "SearchAnswer", search::search),
        list("/changes", "listChanges", "Lists journal entries after a number, oldest first", changes::QUERY, "ChangeList", changes::list),
        record("/records/{kind}/{id}/history", "listRevisions", "Lists the revisions of a record, newest first", &[KIND, ID], "History", history::list),
        record(
            "/records/meeting/{mechanism}/{suffix}/history",
            "listMeetingRevisions",
            "Lists the revisions of a meeting, newest first",
            &[MECHANISM, SUFFIX],
            "History",
            history::list,
        ),
        record("/records/{kind}/{id}/revisions/{revision}", "readRevision", "Reads one revision of a record as it was published", &[KIND, ID, REVISION], "Revision", history::read),
        record(
            "/records/meeting/{mechanism}/{suffix}/revisions/{revision}",
            "readMeetingRevision",
            "Reads one revision of a meeting as it was published",
            &[MECHANISM, SUFFIX, REVISION],
            "Revision",
            history::read,
        ),
    ];
    ALL
}

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
                return Err(Problem::not_found(format!("there is nothing at this address: its {} is not {}", param.name, param.shape.expected())));
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
    fn next_url(&self, next: &str) -> String {
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
        let link = next_url.as_deref().and_then(|url| HeaderValue::from_str(&format!("<{url}>; rel=\"next\"")).ok());
        let mut response = Json(ListView { total, items, next, next_url }).into_response();
        if let Some(link) = link {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}

fn parse<T: FromStr>(name: &'static str, text: &str, endpoint: &Endpoint) -> Result<T, Problem> {
    let expected = || endpoint.query_params.iter().chain(endpoint.path_params).find(|p| p.name == name).map(|p| p.shape.expected());
    text.parse().map_err(|_| Problem::parameter(name, "the value is not of the form that is expected".into(), expected().unwrap_or_default()))
}

/// The first or last day of a year, a month or a day.
fn bound(text: &str, is_end: bool) -> Option<Day> {
    let numbers: Vec<u16> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let small = |at: usize, start: u8, end: u8| {
        numbers.get(at).and_then(|n| u8::try_from(*n).ok()).unwrap_or(if is_end { end } else { start })
    };
    let (year, month, day) = (*numbers.first()?, small(1, 1, 12), small(2, 1, 31));
    (1..=day).rev().find_map(|day| Day::new(year, month, day))
}

fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
    let malformed = || Problem::parameter("query", "the query of the address cannot be read".into(), "names and values, percent-encoded".into());
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

/// Writes a store's cursor, `4.2455877.0.tchm/6`, so that it stands in an address as it is: `4_2455877_0_tchm~2f6`.
pub(in crate::web) fn place_to_text(cursor: &str) -> String {
    let mut parts = cursor.splitn(4, '.');
    let numbers: Vec<&str> = parts.by_ref().take(3).collect();
    format!("{}_{}", numbers.join("_"), parts.next().unwrap_or_default().replace('/', "~2f"))
}

/// The inverse of [`place_to_text`]; `None` for what it never writes.
pub(in crate::web) fn place_from_text(text: &str) -> Option<String> {
    let mut parts = text.splitn(4, '_');
    let is_number = |part: &str| {
        let digits = part.strip_prefix('-').unwrap_or(part);
        (1..=18).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let numbers: Vec<&str> = parts.by_ref().take(3).filter(|part| is_number(part)).collect();
    let id = parts.next()?.replace("~2f", "/");
    let is_id = (1..=96).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'/'));
    (numbers.len() == 3 && is_id).then(|| format!("{}.{id}", numbers.join(".")))
}

/// The prefix and path of an endpoint, as OpenAPI writes it.
pub(in crate::web) fn full_path(endpoint: &Endpoint) -> String {
    format!("{PREFIX}{}", endpoint.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_take_what_they_say() {
        let check = |shape: Shape, good: &[&str], bad: &[&str]| {
            for value in good {
                assert!(shape.accepts(value), "{value:?} was refused by {shape:?}");
            }
            for value in bad {
                assert!(!shape.accepts(value), "{value:?} was taken by {shape:?}");
            }
        };
        check(Shape::Slug, &["tchm", "tchm-cei", "2019-12"], &["", "Tchm", "tchm-", "a/b", "税関", &"a".repeat(97)]);
        check(Shape::Party, &["JP", "EU27"], &["jp", "J", ""]);
        check(Shape::Lang, &["en", "zh-Hans", "zh", "und"], &["EN", "english", "zh-hans", ""]);
        check(Shape::Date, &["2011", "2011-11", "2011-11-11", "0000", "2011-02-31"], &["11", "2011-13", "2011-1-1", "2011-11-32", "", "2011-11-11-11", "+201"]);
        check(Shape::Whole(1, 100), &["1", "100", "007"], &["0", "101", "+1", "1.0", "", " 1"]);
        check(Shape::Place, &["4_2455877_0_tchm~2f6", "0_-1_9_a"], &["", "tchm", "1_2_x", "1_2_3_", "1_2_3_A", "1_2_3_~zz", "1_2_3333333333333333333_a"]);
    }

    #[test]
    fn places_survive_an_address() {
        for cursor in ["4.2455877.0.tchm/6", "0.-1.9.a"] {
            assert_eq!(place_from_text(&place_to_text(cursor)).as_deref(), Some(cursor));
        }
    }

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
