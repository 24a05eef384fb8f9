//! Commitments: the list with its counts, one with what became of it, and the open list for a mechanism's next meeting.

use std::collections::BTreeMap;

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::commitment::{Brief, BriefEntry, CommitmentQuery, CommitmentView as Told};
use chancery_model::follow_through::{Held, HowFar, Mark};
use chancery_model::{Edtf, Kind, MechanismId, PlannedMeeting};
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, cut, linked};
use super::endpoint::{AFTER_ID, Answering, LIMIT, Param, UI};
use super::exchange::ExchangeView;
use super::follow_through::{
    CommitmentSummaryView, EvidenceView, ListFacetValueView, RhythmView, StateView, TurnView, WordsView, commitment_pointer, date, pointer,
};
use super::problem::Problem;
use super::shape::Shape;
use super::text::{AddressesView, NameView, PointerView, SourceView, StatementView, TextView, TitleView, VersionView, word};
use super::{mechanism, meeting, topic};

/// How far, as in [`HowFar::as_str`].
const STATES: &[&str] = &["no-evidence", "begun", "advanced", "fulfilled"];
/// The marks, as in [`Mark::as_str`].
const MARKS: &[&str] = &["superseded", "ended", "disputed"];

/// What the list takes.
pub(in crate::web) const QUERY: &[Param] = &[
    UI,
    LIMIT,
    AFTER_ID,
    Param::new("topic", Shape::Slug, "Only those of this topic"),
    Param::new("mechanism", Shape::Slug, "Only those that this mechanism looks after"),
    Param::new("meeting", Shape::Meeting, "Only those made or said again at this meeting"),
    Param::new("party", Shape::Party, "Only those that mean this party; those that name none mean all"),
    Param::new("field", Shape::Slug, "Only those of this field of work"),
    Param::new("year", Shape::Whole(0, 9999), "Only those made in this year"),
    Param::new("state", Shape::Choice(STATES), "Only those that have come this far"),
    Param::new("mark", Shape::Choice(MARKS), "Only those with this mark"),
    Param::new(
        "silent",
        Shape::Slug,
        "Only those of which so many meetings or more, that could have reported, did not; `no-meeting`: the body has not met since",
    ),
    Param::new("open", Shape::Choice(&["1", "0"]), "1 for those that are open only: not fulfilled, not superseded, not ended"),
];

/// A page of commitments.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommitmentList)]
pub(super) struct CommitmentListView {
    /// How many commitments the whole list has.
    total: u64,
    /// The commitments of this page, latest first.
    items: Vec<CommitmentSummaryView>,
    /// The cursor of the next page, for `after`; null on the last.
    next: Option<String>,
    /// The address of the next page; null on the last.
    next_url: Option<String>,
    /// How the whole list is spread, by the name of the parameter that narrows by it.
    facets: BTreeMap<String, Vec<ListFacetValueView>>,
}

/// Where a commitment is said.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Origin)]
struct OriginView {
    /// `made` or `reaffirmed`.
    role: String,
    /// The words and where they stand.
    words: WordsView,
}

/// A meeting that a commitment plans.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlannedMeeting)]
struct PlanView {
    /// Whose meeting.
    mechanism: PointerView,
    /// Which one.
    ordinal: Option<u32>,
    /// When it was to be, EDTF.
    date: Option<String>,
    /// Where it was to be: the id of a place.
    place: Option<String>,
    /// Who was to be host.
    host: Option<String>,
    /// The meeting that took place.
    held: Option<HeldView>,
}

/// A meeting that took place, beside its plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeldMeeting)]
struct HeldView {
    /// The meeting.
    meeting: PointerView,
    /// When it was, EDTF.
    date: Option<String>,
    /// Where it was: the id of a place.
    place: Option<String>,
    /// Who was host.
    host: Option<String>,
}

/// A commitment and what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Commitment)]
pub(super) struct CommitmentView {
    /// The id.
    id: String,
    /// The title in the language asked for.
    title: Option<TitleView>,
    /// Where it is found.
    addresses: AddressesView,
    /// Every title.
    names: Vec<NameView>,
    /// When it was made, EDTF.
    made: Option<String>,
    /// Where it is said, with the words.
    origins: Vec<OriginView>,
    /// Who is meant; none for all parties of the framework.
    parties: Vec<String>,
    /// The mechanism that looks after it: its meetings are those that could report.
    mechanism: PointerView,
    /// The topics, those of its mechanism where it names none.
    topics: Vec<PointerView>,
    /// The field of work.
    field: Option<String>,
    /// By when, EDTF; null if the words say nothing.
    due: Option<String>,
    /// How often, with what is recorded of each period.
    rhythm: Option<RhythmView>,
    /// The meeting that it plans, beside the one that took place.
    plan: Option<PlanView>,
    /// What became of it.
    state: StateView,
    /// What bears on it, oldest first.
    evidence: Vec<EvidenceView>,
    /// The processes that carry it out.
    processes: Vec<PointerView>,
    /// The projects it belongs to.
    initiatives: Vec<PointerView>,
    /// The exchanges and joint operations registered under it.
    exchanges: Vec<ExchangeView>,
    /// Whose turn it may be to host, where its rhythm is one of meetings.
    turn: Option<TurnView>,
    /// Sources beyond those of the origins.
    sources: Vec<SourceView>,
    /// Rival values.
    statements: Vec<StatementView>,
    /// Notes.
    notes: Vec<TextView>,
    /// Which state of the record.
    version: VersionView,
}

/// Open commitments of one mechanism.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BriefSection)]
struct SectionView {
    /// The mechanism, or a group that reports to it.
    mechanism: PointerView,
    /// Its open commitments, oldest first.
    commitments: Vec<CommitmentSummaryView>,
}

/// The open list for the next meeting of a mechanism.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Brief)]
pub(super) struct BriefView {
    /// The mechanism.
    mechanism: PointerView,
    /// The day for which it was made.
    as_of: String,
    /// The address of the page to print, in the language asked for.
    page: String,
    /// What is open: of the mechanism itself, then of each group that reports to it.
    open: Vec<SectionView>,
    /// How many commitments are fulfilled, superseded or ended.
    closed: usize,
    /// Who was host so far, and who may be next.
    turn: TurnView,
    /// The processes that the mechanism or a group of it looks after.
    processes: Vec<PointerView>,
}

/// A commitment that a meeting took up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TakenUp)]
struct TakenUpView {
    /// The commitment.
    commitment: CommitmentSummaryView,
    /// The id of the evidence that says so.
    evidence: String,
    /// `reaffirms`, `advances`, `fulfils`, `supersedes`, `ends` or `disputes`.
    bearing: String,
}

/// What a meeting did about what was open.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeetingFollowThrough)]
pub(super) struct FollowThroughView {
    /// The meeting.
    meeting: PointerView,
    /// Commitments made there.
    new: Vec<CommitmentSummaryView>,
    /// Commitments that were said again, advanced, fulfilled, superseded, ended or disputed there.
    taken_up: Vec<TakenUpView>,
    /// Commitments that were open before and are not mentioned there, as far as the register knows.
    carried_over: Vec<CommitmentSummaryView>,
}

fn plan(call: &Call, plan: &PlannedMeeting, held: Option<&Held>) -> PlanView {
    PlanView {
        mechanism: mechanism::pointer(call, &plan.mechanism),
        ordinal: plan.ordinal,
        date: date(plan.date.as_ref()),
        place: plan.place.as_ref().map(ToString::to_string),
        host: plan.host.as_ref().map(ToString::to_string),
        held: held.map(|held| HeldView {
            meeting: meeting::bare_pointer(call, &held.id),
            date: date(held.date.as_ref()),
            place: held.place.as_ref().map(ToString::to_string),
            host: held.host.as_ref().map(ToString::to_string),
        }),
    }
}

fn full_view(call: &Call, told: &Told) -> CommitmentView {
    let (row, commitment) = (&told.row, &told.row.commitment);
    let PointerView { id, name, addresses } = commitment_pointer(call, row);
    CommitmentView {
        id,
        title: name,
        addresses,
        names: NameView::list(&commitment.names),
        made: date(row.made.as_ref()),
        origins: told.origins.iter().map(|(role, said)| OriginView { role: word(role), words: WordsView::of(call, said) }).collect(),
        parties: commitment.parties.iter().map(ToString::to_string).collect(),
        mechanism: mechanism::pointer(call, &commitment.mechanism),
        topics: row.topics.iter().map(|id| topic::pointer(call, id)).collect(),
        field: commitment.field.as_ref().map(ToString::to_string),
        due: date(commitment.due.as_ref()),
        rhythm: commitment.rhythm.as_ref().map(|rhythm| RhythmView::of(call, rhythm, row.state.strip.as_ref())),
        plan: commitment.plans.as_ref().map(|planned| plan(call, planned, told.happened.as_ref())),
        state: StateView::of(call, &row.state),
        evidence: told.evidence.iter().map(|line| EvidenceView::of(call, line)).collect(),
        processes: told.processes.iter().map(|p| pointer(call, Kind::Process, p.id.as_str(), &p.names)).collect(),
        initiatives: told.initiatives.iter().map(|i| pointer(call, Kind::Initiative, i.id.as_str(), &i.names)).collect(),
        exchanges: told.exchanges.iter().map(|row| ExchangeView::of(call, row)).collect(),
        turn: told.turn.as_ref().map(|turn| TurnView::of(call, turn)),
        sources: SourceView::list(&commitment.sources),
        statements: StatementView::list(&commitment.statements),
        notes: TextView::list(&commitment.notes),
        version: VersionView::of(&call.state, &told.version),
    }
}

/// What is asked of a list of commitments.
pub(in crate::web) fn query(call: &Call) -> Result<CommitmentQuery, Problem> {
    Ok(CommitmentQuery {
        topic: call.value("topic")?,
        mechanism: call.value("mechanism")?,
        meeting: call.value("meeting")?,
        party: call.value("party")?,
        field: call.value("field")?,
        year: call.value("year")?,
        how_far: call.text("state").and_then(|word| HowFar::ALL.into_iter().find(|h| h.as_str() == word)),
        mark: call.text("mark").and_then(|word| Mark::ALL.into_iter().find(|m| m.as_str() == word)),
        silent: call.value("silent")?,
        is_open: call.text("open") == Some("1"),
    })
}

pub(super) fn list(call: Call) -> Answering {
    Box::pin(async move {
        let found = call.state.app.list_commitments(&call.ctx(), &query(&call)?).await?;
        let (total, page, next) = cut(found.rows, |row| row.commitment.id.as_str(), call.text("after"), call.limit());
        let next_url = next.as_deref().map(|cursor| call.next_url(cursor));
        let view = CommitmentListView {
            total,
            items: CommitmentSummaryView::list(&call, &page),
            next,
            next_url: next_url.clone(),
            facets: found.facets.iter().map(|(name, facet)| ((*name).to_owned(), ListFacetValueView::list(facet))).collect(),
        };
        Ok(linked(&view, next_url.as_deref()))
    })
}

pub(super) fn read(call: Call) -> Answering {
    Box::pin(async move {
        let id = call.record_id("id")?;
        let told = call.state.app.read_commitment(&call.ctx(), &id).await.map_err(|miss| call.state.problem_of(miss))?;
        Ok(Json(full_view(&call, &told)).into_response())
    })
}

pub(super) fn brief(call: Call) -> Answering {
    Box::pin(async move {
        let id: MechanismId = call.record_id("id")?;
        // The list is made for any id; that the mechanism is there, or where it went, is told by the mechanism itself.
        call.state.app.read_mechanism(&call.ctx(), &id, None).await.map_err(|miss| call.state.problem_of(miss))?;
        let Brief { open, closed, turn, processes } = call.state.app.read_brief(&call.ctx(), &id).await?;
        let section = |(of, entries): &(MechanismId, Vec<BriefEntry>)| SectionView {
            mechanism: mechanism::pointer(&call, of),
            commitments: entries.iter().map(|entry| CommitmentSummaryView::of(&call, &entry.row)).collect(),
        };
        let view = BriefView {
            mechanism: mechanism::pointer(&call, &id),
            as_of: Edtf::day(call.ctx().today).to_string(),
            page: call.state.base.absolute(&crate::web::routes::Page::Brief(id.clone()).in_language(call.ui)),
            open: open.iter().map(section).collect(),
            closed: closed.len(),
            turn: TurnView::of(&call, &turn),
            processes: processes.iter().map(|p| pointer(&call, Kind::Process, p.id.as_str(), &p.names)).collect(),
        };
        Ok(Json(view).into_response())
    })
}

pub(super) fn at_meeting(call: Call) -> Answering {
    Box::pin(async move {
        let id = call.meeting_id()?;
        // That the meeting is there, or where it went, is told by the meeting itself.
        call.state.app.read_meeting(&call.ctx(), &id).await.map_err(|miss| call.state.problem_of(miss))?;
        let told = call.state.app.read_meeting_follow_through(&call.ctx(), &id).await?;
        let taken_up = told.taken_up.iter().map(|(row, evidence)| TakenUpView {
            commitment: CommitmentSummaryView::of(&call, row),
            evidence: evidence.id.to_string(),
            bearing: evidence.bearing.as_str().to_owned(),
        });
        let view = FollowThroughView {
            meeting: meeting::bare_pointer(&call, &id),
            new: CommitmentSummaryView::list(&call, &told.new),
            taken_up: taken_up.collect(),
            carried_over: CommitmentSummaryView::list(&call, &told.carried_over),
        };
        Ok(Json(view).into_response())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_filters_are_those_of_the_model() {
        assert_eq!(STATES, HowFar::ALL.map(HowFar::as_str));
        assert_eq!(MARKS, Mark::ALL.map(Mark::as_str));
    }
}
