//! Every address of the site, as a type that parses from a path and prints back to one. Links are never glued strings.
//!
//! A [`Route`] is a path below the base path, without its query. [`Base`] puts the public address or the base path in
//! front. What is asked in the query (`?after=`, `?account=`, the state of a search) belongs to the page that reads it.
//! The JSON door under `/api/v1` has its own paths; [`Route::Api`] only names them so that pages can link there.

use std::fmt;
use std::str::FromStr;

use chancery_app::papers::worklist::WantKind;
use chancery_model::{
    Anchor, CommitmentId, Digest, DocumentId, ExchangeId, InitiativeId, ItemKey, Kind, Lang, MechanismId, MeetingId, OrganisationId,
    ProcessId, RecordRef, TopicId,
};

/// The language of the interface. Not [`Lang`]: that is the language of a text of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UiLang {
    /// English.
    En,
    /// Chinese in simplified script.
    Zh,
    /// Japanese.
    Ja,
    /// Korean.
    Ko,
}

impl UiLang {
    /// All languages of the interface, in the order in which the switch shows them.
    pub const ALL: [UiLang; 4] = [UiLang::En, UiLang::Zh, UiLang::Ja, UiLang::Ko];

    /// The language as it stands in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            UiLang::En => "en",
            UiLang::Zh => "zh",
            UiLang::Ja => "ja",
            UiLang::Ko => "ko",
        }
    }
    /// The language as HTML's `lang` has it.
    pub fn tag(self) -> &'static str {
        match self {
            UiLang::Zh => "zh-Hans",
            other => other.as_str(),
        }
    }
    /// The language of record texts that a reader of this interface wants first.
    pub fn lang(self) -> Lang {
        match self {
            UiLang::En => Lang::en(),
            UiLang::Zh => Lang::zh(),
            UiLang::Ja => Lang::ja(),
            UiLang::Ko => Lang::ko(),
        }
    }
    /// The language's name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            UiLang::En => "English",
            UiLang::Zh => "中文",
            UiLang::Ja => "日本語",
            UiLang::Ko => "한국어",
        }
    }

    /// Picks the language that an `Accept-Language` header asks for; English if it asks for none of the four.
    pub fn negotiate(accept_language: &str) -> UiLang {
        let mut best = (0.0_f32, UiLang::En);
        for wish in accept_language.split(',').take(32) {
            let mut parts = wish.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
            let quality = parts.find_map(|p| p.strip_prefix("q=")).map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            let primary = tag.split('-').next().unwrap_or_default();
            if let Some(ui) = UiLang::ALL.into_iter().find(|ui| ui.as_str() == primary)
                && quality > best.0
            {
                best = (quality, ui);
            }
        }
        best.1
    }
}

impl fmt::Display for UiLang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Says why a path is no address of the site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no page has the address {0:?}")]
pub struct RouteError(pub String);

impl FromStr for UiLang {
    type Err = RouteError;
    fn from_str(text: &str) -> Result<Self, RouteError> {
        UiLang::ALL.into_iter().find(|ui| ui.as_str() == text).ok_or_else(|| RouteError(text.chars().take(40).collect()))
    }
}

/// A page of the interface, in some language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Page {
    /// The home page.
    Home,
    /// One topic.
    Topic(TopicId),
    /// All mechanisms.
    Mechanisms,
    /// One mechanism.
    Mechanism(MechanismId),
    /// All meetings, newest first.
    Meetings,
    /// One meeting.
    Meeting(MeetingId),
    /// All documents.
    Documents,
    /// One document; `?text=`, `?part=`.
    Document(DocumentId),
    /// One document in two or three languages, clause against clause; `?with=`, `?part=`.
    SideBySide(DocumentId),
    /// The line of versions of a document, and two of them compared; `?from=`, `?to=`, `?text=`.
    Versions(DocumentId),
    /// All commitments; `?state=`, `?field=`, ...
    Commitments,
    /// One commitment.
    Commitment(CommitmentId),
    /// The open list for the next meeting of a mechanism.
    Brief(MechanismId),
    /// One process.
    Process(ProcessId),
    /// One project.
    Initiative(InitiativeId),
    /// The register of exchanges and joint operations; `?type=`, `?party=`, ...
    Exchanges,
    /// One exchange or joint operation.
    Exchange(ExchangeId),
    /// How what was agreed is followed.
    Method,
    /// What the secretariat may have to do about documents.
    Worklists,
    /// One list of it; `?after=`.
    Worklist(WantKind),
    /// All organisations.
    Organisations,
    /// One organisation.
    Organisation(OrganisationId),
    /// The search.
    Search,
    /// What can be typed into the search.
    SearchHelp,
    /// The revisions of one record.
    History(RecordRef),
    /// One revision, frozen, with what it changed.
    Revision(RecordRef, u64),
    /// What the register is and how far to trust it.
    About,
}

/// A form in which a list can be taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListFormat {
    /// Comma-separated values.
    Csv,
    /// JSON.
    Json,
}

impl ListFormat {
    /// The ending of the file.
    pub fn as_str(self) -> &'static str {
        match self {
            ListFormat::Csv => "csv",
            ListFormat::Json => "json",
        }
    }
}

/// A list that can be taken away; its query is that of the page that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum List {
    /// Mechanisms; `?topic=`.
    Mechanisms,
    /// Meetings; `?topic=`, `?mechanism=`, `?organisation=`.
    Meetings,
    /// Documents; `?topic=`, `?mechanism=`, `?meeting=`.
    Documents,
    /// Organisations.
    Organisations,
    /// Commitments; the query of the page.
    Commitments,
    /// Exchanges and joint operations; the query of the page.
    Exchanges,
    /// The answer of a search; the query of the search page.
    Search,
}

impl List {
    /// All lists.
    pub const ALL: [List; 7] =
        [List::Mechanisms, List::Meetings, List::Documents, List::Organisations, List::Commitments, List::Exchanges, List::Search];

    /// The list as it stands in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            List::Mechanisms => "mechanisms",
            List::Meetings => "meetings",
            List::Documents => "documents",
            List::Organisations => "organisations",
            List::Commitments => "commitments",
            List::Exchanges => "exchanges",
            List::Search => "search",
        }
    }
}

/// An address of the site, below the base path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Route {
    /// `/`: sends the reader to the home page in the language of the browser.
    Root,
    /// A page in a language.
    Page(UiLang, Page),
    /// `/id/{kind}/{id}`: the record, whatever the language; sends a reader to the page, a program to the JSON.
    Id(RecordRef),
    /// `/id/{kind}/{id}/v{revision}`: one revision, frozen.
    IdRevision(RecordRef, u64),
    /// `/id/meeting/{mechanism}/{n}/{item}`: an agenda item or outcome.
    IdItem(MeetingId, ItemKey),
    /// `/id/document/{id}/{anchor}`: a clause; `?text=`.
    IdClause(DocumentId, Anchor),
    /// `/assets/{name}`: a style sheet, script or picture under a name that holds its hash.
    Asset(String),
    /// `/files/{sha256}`: a published rendition.
    File(Digest),
    /// `/{ui}/changes.atom`: what changed, newest first.
    Changes(UiLang),
    /// `/{ui}/meetings.ics`: the meetings as a calendar; `?topic=`, `?mechanism=`.
    Calendar(UiLang),
    /// `/{ui}/{list}.csv` or `.json`.
    List(UiLang, List, ListFormat),
    /// `/{ui}/search.atom`: what a search finds, in the order of its page; the query of the search page.
    Results(UiLang),
    /// `/download/register.jsonl`: the whole record.
    Download,
    /// `/api/v1/...`: the JSON door; the text is the rest of the path.
    Api(String),
    /// `/sitemap.xml`.
    Sitemap,
    /// `/robots.txt`.
    Robots,
    /// `/favicon.ico`, which some programs ask for unasked.
    Favicon,
}

impl Page {
    fn parse(parts: &[&str]) -> Option<Page> {
        Some(match parts {
            [""] => Page::Home,
            ["topics", id] => Page::Topic(id.parse().ok()?),
            ["mechanisms"] => Page::Mechanisms,
            ["mechanisms", id] => Page::Mechanism(id.parse().ok()?),
            ["meetings"] => Page::Meetings,
            ["meetings", mechanism, suffix] => Page::Meeting(format!("{mechanism}/{suffix}").parse().ok()?),
            ["commitments"] => Page::Commitments,
            ["commitments", id] => Page::Commitment(id.parse().ok()?),
            ["mechanisms", id, "brief"] => Page::Brief(id.parse().ok()?),
            ["processes", id] => Page::Process(id.parse().ok()?),
            ["projects", id] => Page::Initiative(id.parse().ok()?),
            ["exchanges"] => Page::Exchanges,
            ["exchanges", id] => Page::Exchange(id.parse().ok()?),
            ["method"] => Page::Method,
            ["documents"] => Page::Documents,
            ["documents", id] => Page::Document(id.parse().ok()?),
            ["documents", id, "side-by-side"] => Page::SideBySide(id.parse().ok()?),
            ["documents", id, "versions"] => Page::Versions(id.parse().ok()?),
            ["worklists"] => Page::Worklists,
            ["worklists", kind] => Page::Worklist(kind.parse().ok()?),
            ["organisations"] => Page::Organisations,
            ["organisations", id] => Page::Organisation(id.parse().ok()?),
            ["search"] => Page::Search,
            ["search", "help"] => Page::SearchHelp,
            ["history", rest @ ..] => match parse_record(rest)? {
                (record, []) => Page::History(record),
                (record, [revision]) => Page::Revision(record, parse_revision(revision)?),
                _ => return None,
            },
            ["about"] => Page::About,
            _ => return None,
        })
    }

    /// The page on which a record stands; `None` for kinds that have no page of their own.
    pub fn of(record: &RecordRef) -> Option<Page> {
        Some(match record.kind {
            Kind::Topic => Page::Topic(record.id().parse().ok()?),
            Kind::Mechanism => Page::Mechanism(record.id().parse().ok()?),
            Kind::Meeting => Page::Meeting(record.id().parse().ok()?),
            Kind::Document => Page::Document(record.id().parse().ok()?),
            Kind::Organisation => Page::Organisation(record.id().parse().ok()?),
            Kind::Framework => Page::About,
            Kind::Commitment => Page::Commitment(record.id().parse().ok()?),
            Kind::Initiative => Page::Initiative(record.id().parse().ok()?),
            Kind::Process => Page::Process(record.id().parse().ok()?),
            Kind::Exchange => Page::Exchange(record.id().parse().ok()?),
            Kind::Place | Kind::Evidence | Kind::Reading => Page::History(record.clone()),
        })
    }

    /// This page in a language.
    pub fn in_language(&self, ui: UiLang) -> Route {
        Route::Page(ui, self.clone())
    }
}

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Page::Home => Ok(()),
            Page::Topic(id) => write!(f, "topics/{id}"),
            Page::Mechanisms => f.write_str("mechanisms"),
            Page::Mechanism(id) => write!(f, "mechanisms/{id}"),
            Page::Meetings => f.write_str("meetings"),
            Page::Meeting(id) => write!(f, "meetings/{id}"),
            Page::Commitments => f.write_str("commitments"),
            Page::Commitment(id) => write!(f, "commitments/{id}"),
            Page::Brief(id) => write!(f, "mechanisms/{id}/brief"),
            Page::Process(id) => write!(f, "processes/{id}"),
            Page::Initiative(id) => write!(f, "projects/{id}"),
            Page::Exchanges => f.write_str("exchanges"),
            Page::Exchange(id) => write!(f, "exchanges/{id}"),
            Page::Method => f.write_str("method"),
            Page::Documents => f.write_str("documents"),
            Page::Document(id) => write!(f, "documents/{id}"),
            Page::SideBySide(id) => write!(f, "documents/{id}/side-by-side"),
            Page::Versions(id) => write!(f, "documents/{id}/versions"),
            Page::Worklists => f.write_str("worklists"),
            Page::Worklist(kind) => write!(f, "worklists/{}", kind.as_str()),
            Page::Organisations => f.write_str("organisations"),
            Page::Organisation(id) => write!(f, "organisations/{id}"),
            Page::Search => f.write_str("search"),
            Page::SearchHelp => f.write_str("search/help"),
            Page::History(record) => write!(f, "history/{}/{}", record.kind, record.id()),
            Page::Revision(record, revision) => write!(f, "history/{}/{}/v{revision}", record.kind, record.id()),
            Page::About => f.write_str("about"),
        }
    }
}

/// Takes a kind and an id from the front; a meeting's id has two parts.
fn parse_record<'a, 'b>(parts: &'b [&'a str]) -> Option<(RecordRef, &'b [&'a str])> {
    let (kind, rest) = parts.split_first()?;
    let kind: Kind = kind.parse().ok()?;
    let length = if kind == Kind::Meeting { 2 } else { 1 };
    let id = rest.get(..length)?.join("/");
    Some((RecordRef::new(kind, &id).ok()?, &rest[length..]))
}

/// `v3`; without leading zeros, so that each revision has one address.
fn parse_revision(text: &str) -> Option<u64> {
    let digits = text.strip_prefix('v')?;
    let revision: u64 = digits.parse().ok()?;
    (revision > 0 && revision.to_string() == digits).then_some(revision)
}

/// `article-4.1`; what is written as a revision is none, so that `v03` is no second address of anything.
fn clause_anchor(text: &str) -> Option<Anchor> {
    let is_like_revision = text.strip_prefix('v').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    if is_like_revision { None } else { text.parse().ok() }
}

fn is_asset_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
}

impl Route {
    fn find(path: &str) -> Option<Route> {
        let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        Some(match parts.as_slice() {
            [""] => Route::Root,
            ["id", rest @ ..] => match parse_record(rest)? {
                (record, []) => Route::Id(record),
                (record, [last]) => match parse_revision(last) {
                    Some(revision) => Route::IdRevision(record, revision),
                    None if record.kind == Kind::Meeting => Route::IdItem(record.id().parse().ok()?, last.parse().ok()?),
                    None if record.kind == Kind::Document => Route::IdClause(record.id().parse().ok()?, clause_anchor(last)?),
                    None => return None,
                },
                _ => return None,
            },
            ["assets", name] if is_asset_name(name) => Route::Asset((*name).to_owned()),
            ["files", digest] => Route::File(digest.parse().ok()?),
            ["download", "register.jsonl"] => Route::Download,
            ["api", "v1", rest @ ..] => Route::Api(rest.join("/")),
            ["sitemap.xml"] => Route::Sitemap,
            ["robots.txt"] => Route::Robots,
            ["favicon.ico"] => Route::Favicon,
            [ui, rest @ ..] if !rest.is_empty() => {
                let ui: UiLang = ui.parse().ok()?;
                match rest {
                    ["changes.atom"] => Route::Changes(ui),
                    ["search.atom"] => Route::Results(ui),
                    ["meetings.ics"] => Route::Calendar(ui),
                    [file] if file.contains('.') => {
                        let (name, ending) = file.split_once('.')?;
                        let list = List::ALL.into_iter().find(|l| l.as_str() == name)?;
                        let format = [ListFormat::Csv, ListFormat::Json].into_iter().find(|f| f.as_str() == ending)?;
                        Route::List(ui, list, format)
                    }
                    _ => Route::Page(ui, Page::parse(rest)?),
                }
            }
            _ => return None,
        })
    }

    /// The record in the JSON door; kinds without a list there are read through their history.
    pub fn api_record(record: &RecordRef) -> Route {
        let list = match record.kind {
            Kind::Topic => "topics",
            Kind::Mechanism => "mechanisms",
            Kind::Meeting => "meetings",
            Kind::Document => "documents",
            Kind::Organisation => "organisations",
            Kind::Commitment => "commitments",
            Kind::Initiative => "initiatives",
            Kind::Process => "processes",
            Kind::Exchange => "exchanges",
            Kind::Framework | Kind::Place | Kind::Evidence | Kind::Reading => {
                return Route::Api(format!("records/{}/{}/history", record.kind, record.id()));
            }
        };
        Route::Api(format!("{list}/{}", record.id()))
    }
    /// One revision of a record in the JSON door.
    pub fn api_revision(record: &RecordRef, revision: u64) -> Route {
        Route::Api(format!("records/{}/{}/revisions/{revision}", record.kind, record.id()))
    }

    /// The language of the interface that the address names, if it names one.
    pub fn ui(&self) -> Option<UiLang> {
        match self {
            Route::Page(ui, _) | Route::Changes(ui) | Route::Calendar(ui) | Route::List(ui, _, _) | Route::Results(ui) => Some(*ui),
            _ => None,
        }
    }
}

impl FromStr for Route {
    type Err = RouteError;
    fn from_str(path: &str) -> Result<Self, RouteError> {
        Route::find(path).ok_or_else(|| RouteError(path.chars().take(120).collect()))
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Route::Root => f.write_str("/"),
            Route::Page(ui, page) => write!(f, "/{ui}/{page}"),
            Route::Id(record) => write!(f, "/id/{}/{}", record.kind, record.id()),
            Route::IdRevision(record, revision) => write!(f, "/id/{}/{}/v{revision}", record.kind, record.id()),
            Route::IdItem(meeting, key) => write!(f, "/id/meeting/{meeting}/{key}"),
            Route::IdClause(document, anchor) => write!(f, "/id/document/{document}/{anchor}"),
            Route::Asset(name) => write!(f, "/assets/{name}"),
            Route::File(digest) => write!(f, "/files/{digest}"),
            Route::Changes(ui) => write!(f, "/{ui}/changes.atom"),
            Route::Calendar(ui) => write!(f, "/{ui}/meetings.ics"),
            Route::List(ui, list, format) => write!(f, "/{ui}/{}.{}", list.as_str(), format.as_str()),
            Route::Results(ui) => write!(f, "/{ui}/search.atom"),
            Route::Download => f.write_str("/download/register.jsonl"),
            Route::Api(rest) => write!(f, "/api/v1/{rest}"),
            Route::Sitemap => f.write_str("/sitemap.xml"),
            Route::Robots => f.write_str("/robots.txt"),
            Route::Favicon => f.write_str("/favicon.ico"),
        }
    }
}

/// The public address of the site: scheme, host, port and, if the site is not at the root, a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    origin: String,
    path: String,
}

/// Says why a text is not the public address of a site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a public address: {0:?}; expected a form such as https://register.example or https://example.org/register, without a query")]
pub struct BaseError(pub String);

impl Base {
    /// Scheme, host and port: `https://register.example`.
    pub fn origin(&self) -> &str {
        &self.origin
    }
    /// The path below which the site is served: empty, or `/register`.
    pub fn path(&self) -> &str {
        &self.path
    }
    /// Tells whether the site is served over TLS.
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }
    /// The absolute address of a route.
    pub fn absolute(&self, route: &Route) -> String {
        format!("{}{}{route}", self.origin, self.path)
    }
    /// The address of a route as links on the same site have it.
    pub fn link(&self, route: &Route) -> String {
        format!("{}{route}", self.path)
    }
}

impl FromStr for Base {
    type Err = BaseError;
    fn from_str(text: &str) -> Result<Self, BaseError> {
        let refuse = || BaseError(text.chars().take(120).collect());
        let trimmed = text.trim_end_matches('/');
        let scheme = ["https://", "http://"].into_iter().find(|s| trimmed.starts_with(s)).ok_or_else(refuse)?;
        let rest = &trimmed[scheme.len()..];
        let (host, path) = rest.split_once('/').map_or((rest, ""), |(host, path)| (host, path));
        let is_host = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'));
        let is_segment = |s: &str| {
            !s.is_empty() && s != "." && s != ".." && s.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~'))
        };
        if !is_host || !(path.is_empty() || path.split('/').all(is_segment)) {
            return Err(refuse());
        }
        let path = if path.is_empty() { String::new() } else { format!("/{path}") };
        Ok(Base { origin: format!("{scheme}{host}"), path })
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_parses_and_prints() {
        let sha = "0".repeat(64);
        let paths = [
            "/",
            "/en/",
            "/zh/",
            "/ja/topics/customs",
            "/ko/mechanisms",
            "/en/mechanisms/tchm-cei",
            "/en/meetings",
            "/en/meetings/tchm/6",
            "/en/meetings/tchm/2019-12",
            "/zh/documents",
            "/zh/documents/tchm-4-press-release",
            "/ja/documents/plan-2011/side-by-side",
            "/ko/documents/plan-2011/versions",
            "/en/worklists",
            "/en/worklists/no-file",
            "/id/document/plan-2011/article-4.1.2",
            "/en/commitments",
            "/ja/commitments/cei-every-year",
            "/ko/mechanisms/tchm/brief",
            "/en/processes/aeo-recognition",
            "/en/projects/fake-zero",
            "/en/exchanges",
            "/zh/exchanges/notices-2012-1",
            "/en/commitments.csv",
            "/en/exchanges.json",
            "/en/organisations",
            "/en/organisations/cn-gacc",
            "/en/search",
            "/en/history/meeting/tchm/6",
            "/en/history/topic/customs/v2",
            "/en/history/meeting/tchm/6/v12",
            "/en/about",
            "/id/meeting/tchm/6",
            "/id/meeting/tchm/6/v3",
            "/id/meeting/tchm/6/outcome-2.1",
            "/id/topic/customs",
            "/id/document/x-1/v1",
            "/assets/site-0a1b.css",
            "/en/changes.atom",
            "/ko/meetings.ics",
            "/en/meetings.csv",
            "/en/search.json",
            "/en/search.atom",
            "/en/search/help",
            "/download/register.jsonl",
            "/api/v1/meetings/tchm/6",
            "/sitemap.xml",
            "/robots.txt",
            "/favicon.ico",
            &format!("/files/{sha}"),
        ];
        for path in paths {
            let route: Route = path.parse().unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(route.to_string(), path);
        }
    }

    #[test]
    fn other_paths_are_no_addresses() {
        let paths = [
            "",
            "en",
            "/fr/",
            "/en",
            "/EN/",
            "/en/topics",
            "/en/topics/",
            "/en/topics/Customs",
            "/en/topics/a/b",
            "/en/meetings/tchm",
            "/en/meetings/tchm/6/7",
            "/en/search/",
            "/en/search/helps",
            "/en/meetings.atom",
            "/id/",
            "/id/meeting/tchm",
            "/id/meeting/tchm/6/",
            "/id/meeting/tchm/6/v0",
            "/id/meeting/tchm/6/v03",
            "/id/topic/customs/outcome-1",
            "/id/document/x-1/v03",
            "/id/document/x-1/Article-4",
            "/en/documents/x-1/pages",
            "/en/worklists/nothing",
            "/id/meeting/tchm/6/v3/x",
            "/assets/",
            "/assets/../x",
            "/assets/.x",
            "/en/meetings.xls",
            "/en/x.csv",
            "/files/abc",
            "/en/history/meeting/tchm",
            "//",
            "/en//",
        ];
        for path in paths {
            assert!(path.parse::<Route>().is_err(), "{path:?} was taken");
        }
    }

    #[test]
    fn the_browsers_wish_decides_the_language() {
        for (header, ui) in [
            ("", UiLang::En),
            ("ja", UiLang::Ja),
            ("zh-TW,zh;q=0.9,en;q=0.8", UiLang::Zh),
            ("fr, ko;q=0.4, en;q=0.3", UiLang::Ko),
            ("en;q=0.5, ja;q=0.7", UiLang::Ja),
            ("ja;q=0, en", UiLang::En),
            ("*", UiLang::En),
            (";;;q=x,,\u{7f}", UiLang::En),
        ] {
            assert_eq!(UiLang::negotiate(header), ui, "{header:?}");
        }
    }

    #[test]
    fn the_public_address_parses_and_prints() {
        for text in ["https://register.example", "http://127.0.0.1:8180", "https://example.org/register/of", "http://[::1]:80"] {
            assert_eq!(text.parse::<Base>().unwrap().to_string(), text);
        }
        let base: Base = "https://example.org/register/".parse().unwrap();
        let about = Route::Page(UiLang::En, Page::About);
        assert_eq!(base.absolute(&about), "https://example.org/register/en/about");
        assert_eq!(base.link(&about), "/register/en/about");
        for text in ["", "example.org", "ftp://x", "https://", "https://x/?q", "https://x//y", "https://x/../y", "https://a b"] {
            assert!(text.parse::<Base>().is_err(), "{text:?} was taken");
        }
    }
}
