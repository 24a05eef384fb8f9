//! Shapes that commitments, briefs, processes, projects and exchanges share: words where they stand, evidence, a state
//! with what makes it so, a rhythm with its periods, a turn.

use chancery_app::commitment::{CommitmentRow, EvidenceLine, Facet};
use chancery_app::words::Words;
use chancery_model::follow_through::rhythm::{Period, Strip};
use chancery_model::follow_through::turn::{Reason, Turn};
use chancery_model::follow_through::{Shown, State};
use chancery_model::{CommitmentId, Edtf, EvidenceId, Ground, Kind, Name, Pointer, RecordRef, Rhythm, TiedTo};
use serde::Serialize;
use utoipa::ToSchema;

use super::call::Call;
use super::text::{AddressesView, PointerView, SourceView, StatementView, TextView, TitleView, word};
use super::{mechanism, meeting};
use crate::web::routes::Route;

/// A value of a facet and how many records of the whole list have it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListFacetValue)]
pub(super) struct ListFacetValueView {
    /// The value, as its filter takes it.
    value: String,
    /// How many records of the list have it.
    count: usize,
}

impl ListFacetValueView {
    pub(super) fn list(facet: &Facet) -> Vec<Self> {
        facet.iter().map(|(value, count)| ListFacetValueView { value: value.clone(), count: *count }).collect()
    }
}

/// A clause of a document in one of its languages.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClauseAt)]
struct ClauseAtView {
    /// The anchor, the same in every language.
    anchor: String,
    /// What the clause is called in the text that is shown, with the numbers above it.
    name: Option<TitleView>,
    /// BCP 47 language of the words that the digest is of.
    lang: String,
}

/// Words and where they stand.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Words)]
pub(super) struct WordsView {
    /// The kind of record: `meeting` or `document`.
    kind: String,
    /// The record; its name where the record is there.
    record: PointerView,
    /// The revision that the pointer was made from.
    revision: u64,
    /// Permanent address of that revision.
    revision_url: String,
    /// Permanent address of the item, the clause or the record.
    url: String,
    /// The item of a meeting.
    item: Option<String>,
    /// The clause of a document.
    clause: Option<ClauseAtView>,
    /// Which letters are meant: Unicode scalars, start included, end not; all if null.
    span: Option<[u32; 2]>,
    /// SHA-256 of the words as they stood in that revision.
    sha256: Option<String>,
    /// The date of the meeting or document, EDTF.
    date: Option<String>,
    /// The words, in the language asked for where an account of the same standing has them; null for a record as a whole.
    text: Option<TextView>,
    /// How the words stand in the record today: `same`, `changed` (`text` is that of the revision), `gone`, or `untold` where
    /// no digest says what they were.
    standing: String,
}

/// The permanent address of what a pointer leads to, in the record as it is addressed now.
fn place(pointer: &Pointer, address: &RecordRef) -> Route {
    let id = address.id();
    let whole = || Route::Id(address.clone());
    match (&pointer.item, &pointer.clause) {
        (Some(item), _) => id.parse().map_or_else(|_| whole(), |meeting| Route::IdItem(meeting, item.clone())),
        (None, Some(at)) => id.parse().map_or_else(|_| whole(), |document| Route::IdClause(document, at.anchor.clone())),
        (None, None) => whole(),
    }
}

impl WordsView {
    pub(super) fn of(call: &Call, said: &Words) -> Self {
        let (pointer, hit) = (&said.pointer, said.record.as_ref());
        let address = hit.map_or(&pointer.record, |hit| &hit.address);
        let absolute = |route: &Route| call.state.base.absolute(route);
        WordsView {
            kind: pointer.record.kind.to_string(),
            record: PointerView::new(&call.state, call.ui, address, hit.map(|hit| TitleView::of_title(&hit.title))),
            revision: pointer.revision,
            revision_url: absolute(&Route::IdRevision(pointer.record.clone(), pointer.revision)),
            url: absolute(&place(pointer, address)),
            item: pointer.item.as_ref().map(ToString::to_string),
            clause: pointer.clause.as_ref().map(|at| ClauseAtView {
                anchor: at.anchor.to_string(),
                name: said.clause.as_ref().map(TitleView::of_title),
                lang: at.lang.to_string(),
            }),
            span: pointer.span.map(|(first, end)| [first, end]),
            sha256: pointer.sha256.map(|digest| digest.to_string()),
            date: hit.and_then(|hit| hit.date).map(|date| date.to_string()),
            text: said.text.as_ref().map(TextView::of),
            standing: said.standing.as_str().to_owned(),
        }
    }
    pub(super) fn list(call: &Call, said: &[Words]) -> Vec<Self> {
        said.iter().map(|words| WordsView::of(call, words)).collect()
    }
}

/// Points to a record of the ledger by its names.
pub(super) fn pointer(call: &Call, kind: Kind, id: &str, names: &[Name]) -> PointerView {
    let address = RecordRef::new(kind, id).expect("ids of the register are of their kind's form");
    PointerView::new(&call.state, call.ui, &address, call.state.app.catalogue().name(names, &call.ui.lang()).map(TitleView::of_name))
}

/// Points to a commitment.
pub(super) fn commitment_pointer(call: &Call, row: &CommitmentRow) -> PointerView {
    pointer(call, Kind::Commitment, row.commitment.id.as_str(), &row.commitment.names)
}

/// A date that may be none, as text.
pub(super) fn date(date: Option<&Edtf>) -> Option<String> {
    date.map(ToString::to_string)
}

/// Evidence in short: which, and of when.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EvidenceShown)]
struct ShownView {
    /// The id of the evidence.
    evidence: String,
    /// Its date, EDTF.
    date: String,
}

impl ShownView {
    fn list(shown: &[Shown]) -> Vec<Self> {
        shown.iter().map(|one| ShownView { evidence: one.evidence.to_string(), date: one.date.clone() }).collect()
    }
}

/// A mark with the evidence that makes it so.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommitmentMark)]
struct MarkView {
    /// `superseded`, `ended` or `disputed`.
    mark: String,
    /// The evidence, oldest first.
    by: Vec<ShownView>,
}

/// How long nothing has been recorded of a commitment that is open.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Silence)]
struct SilenceView {
    /// When something was last recorded, EDTF.
    since: String,
    /// The meetings since then that could have reported, oldest first. None need not mean that nothing was done.
    meetings: Vec<PointerView>,
    /// True if the body in charge has no recorded meeting since, and two whole years have gone by.
    is_without_meeting: bool,
}

/// What became of a commitment. All of it follows from evidence and recorded meetings; nothing of it is typed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommitmentState)]
pub(super) struct StateView {
    /// The day for which it was derived.
    as_of: String,
    /// `no-evidence`, `begun`, `advanced` or `fulfilled`: the highest that evidence supports.
    how_far: String,
    /// The evidence that makes it so, oldest first; none where it rests on recorded meetings or on nothing.
    by: Vec<ShownView>,
    /// What stands beside how far.
    marks: Vec<MarkView>,
    /// The evidence that certainly lies before the agreement and is not counted, oldest first.
    before: Vec<ShownView>,
    /// True if it is neither fulfilled nor superseded nor ended.
    is_open: bool,
    /// True if its date has passed and it is open.
    is_past_due: bool,
    /// Since when nothing has been recorded; null where it is not open or no date is known.
    silence: Option<SilenceView>,
}

impl StateView {
    pub(super) fn of(call: &Call, state: &State) -> Self {
        let marks = state.marks.iter().map(|(mark, by)| MarkView { mark: mark.as_str().to_owned(), by: ShownView::list(by) });
        StateView {
            as_of: Edtf::day(call.ctx().today).to_string(),
            how_far: state.how_far.as_str().to_owned(),
            by: ShownView::list(&state.by),
            marks: marks.collect(),
            before: ShownView::list(&state.before),
            is_open: state.is_open(),
            is_past_due: state.is_past_due,
            silence: state.silence.as_ref().map(|silence| SilenceView {
                since: silence.since.to_string(),
                meetings: silence.meetings.iter().map(|id| meeting::bare_pointer(call, id)).collect(),
                is_without_meeting: silence.is_without_meeting,
            }),
        }
    }
}

/// A commitment in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommitmentSummary)]
pub(in crate::web) struct CommitmentSummaryView {
    /// The id.
    id: String,
    /// The title in the language asked for.
    title: Option<TitleView>,
    /// Where it is found.
    addresses: AddressesView,
    /// When it was made, EDTF: the date of the meeting or document where it is said first.
    made: Option<String>,
    /// The mechanism that looks after it.
    mechanism: PointerView,
    /// The topics, those of its mechanism where it names none.
    topics: Vec<String>,
    /// The field of work.
    field: Option<String>,
    /// Who is meant; none for all parties of the framework.
    parties: Vec<String>,
    /// By when, EDTF; null if the words say nothing.
    due: Option<String>,
    /// True if it is to happen again and again.
    is_recurring: bool,
    /// What became of it.
    state: StateView,
}

impl CommitmentSummaryView {
    pub(in crate::web) fn of(call: &Call, row: &CommitmentRow) -> Self {
        let commitment = &row.commitment;
        let PointerView { id, name, addresses } = commitment_pointer(call, row);
        CommitmentSummaryView {
            id,
            title: name,
            addresses,
            made: date(row.made.as_ref()),
            mechanism: mechanism::pointer(call, &commitment.mechanism),
            topics: row.topics.iter().map(ToString::to_string).collect(),
            field: commitment.field.as_ref().map(ToString::to_string),
            parties: commitment.parties.iter().map(ToString::to_string).collect(),
            due: date(commitment.due.as_ref()),
            is_recurring: commitment.rhythm.is_some(),
            state: StateView::of(call, &row.state),
        }
    }
    pub(super) fn list(call: &Call, rows: &[CommitmentRow]) -> Vec<Self> {
        rows.iter().map(|row| CommitmentSummaryView::of(call, row)).collect()
    }
}

/// What evidence rests on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ground)]
struct GroundView {
    /// `register`, `fact` or `statement`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Where it stands in this register; of `register`.
    words: Option<WordsView>,
    /// The party whose own words these are; of `statement`.
    party: Option<String>,
    /// The fact in the register's own words, or the party's words.
    texts: Vec<TextView>,
    /// Where it is told.
    source: Option<SourceView>,
    /// How well a fact is founded.
    certainty: Option<String>,
}

/// What bears on a commitment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Evidence)]
pub(super) struct EvidenceView {
    /// The id.
    id: String,
    /// Where it is found.
    addresses: AddressesView,
    /// `reaffirms`, `advances`, `fulfils`, `supersedes`, `ends` or `disputes`.
    bearing: String,
    /// True for the first step of an advance.
    is_beginning: bool,
    /// When what it tells took place, EDTF.
    date: String,
    /// Of a recurring commitment: the period that it is about, where that is not the period of its date.
    period: Option<String>,
    /// What it rests on.
    ground: GroundView,
    /// The commitment that took the place of this one.
    superseded_by: Option<String>,
    /// Who put it down.
    author: String,
    /// Further sources.
    sources: Vec<SourceView>,
    /// Rival values.
    statements: Vec<StatementView>,
    /// Notes: what it shows.
    notes: Vec<TextView>,
}

impl EvidenceView {
    pub(super) fn of(call: &Call, line: &EvidenceLine) -> Self {
        let evidence = &line.evidence;
        let empty = |kind| GroundView { kind, words: None, party: None, texts: Vec::new(), source: None, certainty: None };
        let ground = match &evidence.ground {
            Ground::Register { .. } => GroundView { words: line.words.as_ref().map(|said| WordsView::of(call, said)), ..empty("register") },
            Ground::Fact { texts, source, certainty } => GroundView {
                texts: TextView::list(texts),
                source: Some(SourceView::of(source)),
                certainty: certainty.map(word),
                ..empty("fact")
            },
            Ground::Statement { party, texts, source } => GroundView {
                party: Some(party.to_string()),
                texts: TextView::list(texts),
                source: Some(SourceView::of(source)),
                ..empty("statement")
            },
        };
        let PointerView { id, addresses, .. } = pointer(call, Kind::Evidence, evidence.id.as_str(), &[]);
        EvidenceView {
            id,
            addresses,
            bearing: evidence.bearing.as_str().to_owned(),
            is_beginning: evidence.is_beginning,
            date: evidence.date.to_string(),
            period: date(evidence.period.as_ref()),
            ground,
            superseded_by: evidence.superseded_by.as_ref().map(CommitmentId::to_string),
            author: evidence.author.clone(),
            sources: SourceView::list(&evidence.sources),
            statements: StatementView::list(&evidence.statements),
            notes: TextView::list(&evidence.notes),
        }
    }
}

/// What is recorded of one period of a rhythm.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Period)]
struct PeriodView {
    /// The period, EDTF: `2010`, `2010-01/2010-06`, `2010-03`.
    date: String,
    /// `recorded`, `recorded-elsewhere`, `nothing-recorded`, `not-over` or `beside` (a meeting that nothing asked for).
    recorded: String,
    /// The meetings that took place in it.
    meetings: Vec<PointerView>,
    /// The ids of the evidence that tells of it.
    evidence: Vec<String>,
    /// How many meetings and pieces of evidence are dated too vaguely to tell whether they belong here.
    may_belong: usize,
    /// The meeting of the other body, of a rhythm that follows one.
    tied_to: Option<PointerView>,
    /// Of a rhythm that follows another body's host: whether the hosts were the same; null if one is not known.
    is_same_host: Option<bool>,
}

impl PeriodView {
    fn of(call: &Call, period: &Period) -> Self {
        PeriodView {
            date: period.date.to_string(),
            recorded: period.recorded.as_str().to_owned(),
            meetings: period.meetings.iter().map(|id| meeting::bare_pointer(call, id)).collect(),
            evidence: period.evidence.iter().map(EvidenceId::to_string).collect(),
            may_belong: period.maybe,
            tied_to: period.tied_to.as_ref().map(|id| meeting::bare_pointer(call, id)),
            is_same_host: period.is_same_host,
        }
    }
}

/// What a rhythm is tied to beside the calendar.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TiedTo)]
struct TiedToView {
    /// `meetings-of` or `host-of`.
    how: &'static str,
    /// The other mechanism.
    mechanism: PointerView,
}

/// How often something is to happen, held against what is recorded.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rhythm)]
pub(super) struct RhythmView {
    /// `year`, `half-year`, `quarter` or `month`; null for a rhythm that follows another body alone.
    every: Option<String>,
    /// How many times in each.
    times: u32,
    /// The mechanism whose meetings are counted; null where something else is.
    meetings_of: Option<PointerView>,
    /// What it is tied to.
    tied_to: Option<TiedToView>,
    /// From when on, EDTF; else from when it was made.
    from: Option<String>,
    /// Until when, EDTF.
    until: Option<String>,
    /// The meeting before which it is to happen, where that ends it.
    until_meeting: Option<PointerView>,
    /// The words of the source.
    as_written: Vec<TextView>,
    /// The periods, oldest first; null if nobody knows when it began.
    periods: Option<Vec<PeriodView>>,
}

impl RhythmView {
    pub(super) fn of(call: &Call, rhythm: &Rhythm, strip: Option<&Strip>) -> Self {
        let tied = |tied_to: &TiedTo| match tied_to {
            TiedTo::MeetingsOf(id) => TiedToView { how: "meetings-of", mechanism: mechanism::pointer(call, id) },
            TiedTo::HostOf(id) => TiedToView { how: "host-of", mechanism: mechanism::pointer(call, id) },
        };
        RhythmView {
            every: rhythm.every.map(word),
            times: rhythm.times,
            meetings_of: rhythm.meetings_of.as_ref().map(|id| mechanism::pointer(call, id)),
            tied_to: rhythm.tied_to.as_ref().map(tied),
            from: date(rhythm.from.as_ref()),
            until: date(rhythm.until.as_ref()),
            until_meeting: rhythm.until_meeting.as_ref().map(|id| meeting::bare_pointer(call, id)),
            as_written: TextView::list(&rhythm.as_written),
            periods: strip.map(|strip| strip.periods.iter().map(|period| PeriodView::of(call, period)).collect()),
        }
    }
}

/// A meeting with its host.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HostOfMeeting)]
struct HostView {
    /// The meeting.
    meeting: PointerView,
    /// The party that was host.
    party: String,
}

/// Who may be host next, with the reason; an expectation and never a fact.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExpectedHost)]
struct ExpectedView {
    /// The party.
    party: String,
    /// `rotation` or `tied-to`.
    reason: &'static str,
    /// The mechanism whose host this one follows; of `tied-to`.
    mechanism: Option<PointerView>,
    /// The order in which the hosts followed one another, from the one that comes next.
    order: Vec<String>,
}

/// What can be said of the next meeting of a mechanism.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Turn)]
pub(super) struct TurnView {
    /// Each meeting with its host, oldest first.
    hosts: Vec<HostView>,
    /// How many meetings have no host on record.
    unknown: usize,
    /// The ordinal that would come next.
    next_ordinal: Option<u32>,
    /// Who may be host next; null where the hosts so far follow no order.
    expected: Option<ExpectedView>,
}

impl TurnView {
    pub(super) fn of(call: &Call, turn: &Turn) -> Self {
        let expected = turn.expected.as_ref().map(|(party, reason)| {
            let (reason, tied, order) = match reason {
                Reason::Rotation(order) => ("rotation", None, order),
                Reason::TiedTo(mechanism, order) => ("tied-to", Some(mechanism), order),
            };
            ExpectedView {
                party: party.to_string(),
                reason,
                mechanism: tied.map(|id| mechanism::pointer(call, id)),
                order: order.iter().map(ToString::to_string).collect(),
            }
        });
        let host =
            |(id, party): &(_, chancery_model::PartyId)| HostView { meeting: meeting::bare_pointer(call, id), party: party.to_string() };
        TurnView { hosts: turn.hosts.iter().map(host).collect(), unknown: turn.unknown, next_ordinal: turn.next_ordinal, expected }
    }
}
