//! The table of endpoints: every address with what it takes and what it gives.

use std::pin::Pin;

use axum::response::Response;

use super::call::Call;
use super::problem::Problem;
use super::shape::Shape;
use super::{
    PREFIX, changes, clause, commitment, document, exchange, history, initiative, mechanism, meeting, openapi, organisation, process,
    search, suggest, topic, worklist,
};

/// The most items of one page.
pub(in crate::web) const MAX_LIMIT: u64 = 100;
/// The largest whole number that every JSON reader takes.
const MAX_WHOLE: u64 = (1 << 53) - 1;

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

pub(in crate::web) const UI: Param = Param::new(
    "ui",
    Shape::Choice(&["en", "zh", "ja", "ko"]),
    "Language of titles, names and page addresses; else Accept-Language decides",
);
pub(in crate::web) const LIMIT: Param = Param::new("limit", Shape::Whole(1, MAX_LIMIT), "How many items a page has; 20 if not given");
/// Where to go on in a list that the store pages.
pub(in crate::web) const AFTER: Param = Param::new("after", Shape::Place, "Go on where the page before ended: its `next`");
/// Where to go on in a list that is in memory.
pub(in crate::web) const AFTER_ID: Param =
    Param::new("after", Shape::Slug, "Go on behind the record with this id: the `next` of the page before");

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
    /// The name of the answer's schema; empty for the description itself.
    pub(in crate::web) schema: &'static str,
    /// True if the address names a record, which may be absent, moved or withdrawn.
    pub(in crate::web) is_record: bool,
    /// What answers.
    pub(in crate::web) handler: fn(Call) -> Answering,
}

impl Endpoint {
    /// An address that takes these parameters in its query.
    pub(in crate::web) const fn list(path: &'static str, query_params: &'static [Param], handler: fn(Call) -> Answering) -> Self {
        Endpoint { path, operation: "", summary: "", path_params: &[], query_params, schema: "", is_record: false, handler }
    }
    /// An address that names a record by these parts of its path.
    const fn record(path: &'static str, path_params: &'static [Param], handler: fn(Call) -> Answering) -> Self {
        Endpoint { path_params, is_record: true, ..Endpoint::list(path, &[UI], handler) }
    }
    /// What it takes in its query, where that is more than the language of names.
    const fn asking(self, query_params: &'static [Param]) -> Self {
        Endpoint { query_params, ..self }
    }
    /// How the description speaks of it.
    const fn described(self, operation: &'static str, schema: &'static str, summary: &'static str) -> Self {
        Endpoint { operation, schema, summary, ..self }
    }
}

const ID: Param = Param::new("id", Shape::Slug, "The id of the record").required();
const MECHANISM: Param = Param::new("mechanism", Shape::Slug, "The first part of the meeting's id").required();
const SUFFIX: Param = Param::new("suffix", Shape::Slug, "The second part of the meeting's id").required();
const MEETING: &[Param] = &[MECHANISM, SUFFIX];
const KINDS: &[&str] = &[
    "framework",
    "topic",
    "organisation",
    "place",
    "mechanism",
    "document",
    "commitment",
    "evidence",
    "initiative",
    "process",
    "exchange",
    "reading",
];
const KIND: Param = Param::new("kind", Shape::Choice(KINDS), "The kind of record").required();
const REVISION: Param = Param::new("revision", Shape::Whole(1, MAX_WHOLE), "The number of the revision").required();

/// Lists every endpoint.
pub(in crate::web) fn all() -> &'static [Endpoint] {
    static ALL: &[Endpoint] = &[
        Endpoint::list("/openapi.json", &[], openapi::read).described("readDescription", "", "This description, in OpenAPI 3.1"),
        Endpoint::list("/topics", topic::QUERY, topic::list).described(
            "listTopics",
            "TopicList",
            "Lists the topics in the framework's order",
        ),
        Endpoint::record("/topics/{id}", &[ID], topic::read).described("readTopic", "Topic", "Reads a topic with its mechanisms by level"),
        Endpoint::list("/mechanisms", mechanism::QUERY, mechanism::list).described(
            "listMechanisms",
            "MechanismList",
            "Lists mechanisms by id",
        ),
        Endpoint::record("/mechanisms/{id}", &[ID], mechanism::read).described(
            "readMechanism",
            "Mechanism",
            "Reads a mechanism with what is known of its series",
        ),
        Endpoint::record("/mechanisms/{id}/brief", &[ID], commitment::brief).described(
            "readBrief",
            "Brief",
            "Reads what is open for the next meeting of a mechanism and of the groups that report to it",
        ),
        Endpoint::list("/meetings", meeting::QUERY, meeting::list).described(
            "listMeetings",
            "MeetingList",
            "Lists meetings, newest first if not said otherwise",
        ),
        Endpoint::record("/meetings/{mechanism}/{suffix}", MEETING, meeting::read).described(
            "readMeeting",
            "Meeting",
            "Reads a meeting with its accounts, documents and neighbours",
        ),
        Endpoint::record("/meetings/{mechanism}/{suffix}/follow-through", MEETING, commitment::at_meeting).described(
            "readMeetingFollowThrough",
            "MeetingFollowThrough",
            "Reads what a meeting did about what was open, and what it agreed",
        ),
        Endpoint::list("/documents", document::QUERY, document::list).described(
            "listDocuments",
            "DocumentList",
            "Lists documents, newest first",
        ),
        Endpoint::record("/documents/{id}", &[ID], document::read).described(
            "readDocument",
            "Document",
            "Reads a document with its meetings and renditions",
        ),
        Endpoint::record("/documents/{id}/clauses", &[ID], clause::list).asking(clause::QUERY).described(
            "listClauses",
            "ClauseList",
            "Reads the text of a document in one language, clause by clause",
        ),
        Endpoint::record("/documents/{id}/versions/compare", &[ID], clause::compare).asking(clause::COMPARE).described(
            "compareVersions",
            "Comparison",
            "Compares two versions of a document in one language, clause by clause",
        ),
        Endpoint::list("/commitments", commitment::QUERY, commitment::list).described(
            "listCommitments",
            "CommitmentList",
            "Lists commitments with what became of them, latest first",
        ),
        Endpoint::record("/commitments/{id}", &[ID], commitment::read).described(
            "readCommitment",
            "Commitment",
            "Reads a commitment with its words, its evidence and what became of it",
        ),
        Endpoint::list("/processes", process::QUERY, process::list).described("listProcesses", "ProcessList", "Lists processes by id"),
        Endpoint::record("/processes/{id}", &[ID], process::read).described(
            "readProcess",
            "Process",
            "Reads a process: steps by tracks, each cell what a source says",
        ),
        Endpoint::list("/initiatives", initiative::QUERY, initiative::list).described(
            "listInitiatives",
            "InitiativeList",
            "Lists projects by id",
        ),
        Endpoint::record("/initiatives/{id}", &[ID], initiative::read).described(
            "readInitiative",
            "Initiative",
            "Reads a project with its instruments, meetings, commitments and exchanges",
        ),
        Endpoint::list("/exchanges", exchange::QUERY, exchange::list).described(
            "listExchanges",
            "ExchangeList",
            "Lists exchanges and joint operations, latest period first; never what was exchanged",
        ),
        Endpoint::record("/exchanges/{id}", &[ID], exchange::read).described(
            "readExchange",
            "Exchange",
            "Reads the registered fact of an exchange or a joint operation",
        ),
        Endpoint::list("/worklists", worklist::QUERY, worklist::list).described(
            "listWorklists",
            "Worklists",
            "Lists what documents still lack: files, languages, texts, translations of what was revised",
        ),
        Endpoint::list("/organisations", organisation::QUERY, organisation::list).described(
            "listOrganisations",
            "OrganisationList",
            "Lists organisations by id",
        ),
        Endpoint::record("/organisations/{id}", &[ID], organisation::read).described(
            "readOrganisation",
            "Organisation",
            "Reads an organisation",
        ),
        Endpoint::list("/search", search::QUERY, search::search).described(
            "search",
            "SearchAnswer",
            "Searches everything; no text is an error",
        ),
        Endpoint::list("/suggest", suggest::QUERY, suggest::suggest).described(
            "suggest",
            "Suggestions",
            "Suggests queries and records while a query is typed",
        ),
        Endpoint::list("/changes", changes::QUERY, changes::list).described(
            "listChanges",
            "ChangeList",
            "Lists journal entries after a number, oldest first",
        ),
        Endpoint::record("/records/{kind}/{id}/history", &[KIND, ID], history::list).described(
            "listRevisions",
            "History",
            "Lists the revisions of a record, newest first",
        ),
        Endpoint::record("/records/meeting/{mechanism}/{suffix}/history", MEETING, history::list).described(
            "listMeetingRevisions",
            "History",
            "Lists the revisions of a meeting, newest first",
        ),
        Endpoint::record("/records/{kind}/{id}/revisions/{revision}", &[KIND, ID, REVISION], history::read).described(
            "readRevision",
            "Revision",
            "Reads one revision of a record as it was published",
        ),
        Endpoint::record("/records/meeting/{mechanism}/{suffix}/revisions/{revision}", &[MECHANISM, SUFFIX, REVISION], history::read)
            .described("readMeetingRevision", "Revision", "Reads one revision of a meeting as it was published"),
    ];
    ALL
}

/// The prefix and path of an endpoint, as OpenAPI writes it.
pub(in crate::web) fn full_path(endpoint: &Endpoint) -> String {
    format!("{PREFIX}{}", endpoint.path)
}
