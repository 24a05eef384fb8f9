//! Commitments and what became of them: one, lists with facets, what a meeting did about them, and the brief for the next.

use std::collections::BTreeMap;

use chancery_model::follow_through::turn::{self, Turn};
use chancery_model::follow_through::{Held, HowFar, Mark, Silence, State};
use chancery_model::pointer::Standing;
use chancery_model::{
    Anchor, Commitment, CommitmentId, Document, Edtf, Evidence, FieldId, Initiative, ItemKey, Kind, MechanismId, MeetingId, OriginRole,
    PartyId, Pointer, Process, Record, RecordRef, TiedTo, TopicId,
};

use crate::App;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::exchange::ExchangeRow;
use crate::found::{Miss, Version};
use crate::ledger::Ledger;
use crate::words::Words;

/// A commitment in a list.
#[derive(Debug, Clone)]
pub struct CommitmentRow {
    /// The commitment.
    pub commitment: Commitment,
    /// When it was made.
    pub made: Option<Edtf>,
    /// What became of it, as of today.
    pub state: State,
    /// Its topics, those of its mechanism where it names none.
    pub topics: Vec<TopicId>,
}

/// Which commitments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommitmentQuery {
    /// Of this topic.
    pub topic: Option<TopicId>,
    /// That this mechanism looks after.
    pub mechanism: Option<MechanismId>,
    /// Made or said again at this meeting.
    pub meeting: Option<MeetingId>,
    /// That name this party; those that name none are meant for all.
    pub party: Option<PartyId>,
    /// Of this field.
    pub field: Option<FieldId>,
    /// Made in this year.
    pub year: Option<u16>,
    /// That have come this far.
    pub how_far: Option<HowFar>,
    /// That have this mark.
    pub mark: Option<Mark>,
    /// Of which nothing has been recorded so long.
    pub silent: Option<Silent>,
    /// True for those that are open only.
    pub is_open: bool,
}

/// How long nothing has been recorded of a commitment, as a filter asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silent {
    /// At least this many meetings that could have reported did not.
    Meetings(std::num::NonZeroUsize),
    /// The body in charge has no recorded meeting since, so that none could have.
    NoMeeting,
}

impl Silent {
    const NO_MEETING: &str = "no-meeting";
}

impl std::fmt::Display for Silent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Silent::Meetings(count) => count.fmt(f),
            Silent::NoMeeting => f.write_str(Silent::NO_MEETING),
        }
    }
}

/// Says why a silence was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such silence: {0:?}; expected a number of meetings, 1 or more, or {no_meeting}", no_meeting = Silent::NO_MEETING)]
pub struct SilentError(pub String);

impl std::str::FromStr for Silent {
    type Err = SilentError;
    fn from_str(text: &str) -> Result<Self, SilentError> {
        match text {
            Silent::NO_MEETING => Ok(Silent::NoMeeting),
            _ => text.parse().map(Silent::Meetings).map_err(|_| SilentError(text.chars().take(40).collect())),
        }
    }
}

/// A facet with its values and how many commitments have each.
pub type Facet = Vec<(String, usize)>;

/// Commitments and how they are spread.
#[derive(Debug, Clone, Default)]
pub struct CommitmentList {
    /// The commitments, latest first.
    pub rows: Vec<CommitmentRow>,
    /// The facets, by the name of their parameter.
    pub facets: BTreeMap<&'static str, Facet>,
}

/// Evidence with what it rests on.
#[derive(Debug, Clone)]
pub struct EvidenceLine {
    /// The evidence.
    pub evidence: Evidence,
    /// The words in the register that it rests on.
    pub words: Option<Words>,
}

/// What a commitment's page tells.
#[derive(Debug, Clone)]
pub struct CommitmentView {
    /// The commitment and its state.
    pub row: CommitmentRow,
    /// Which revision of it.
    pub version: Version,
    /// Where it is said.
    pub origins: Vec<(OriginRole, Words)>,
    /// What bears on it, oldest first.
    pub evidence: Vec<EvidenceLine>,
    /// The processes that carry it out.
    pub processes: Vec<Process>,
    /// The projects it belongs to.
    pub initiatives: Vec<Initiative>,
    /// The exchanges registered under it.
    pub exchanges: Vec<ExchangeRow>,
    /// What took place where it planned a meeting.
    pub happened: Option<Held>,
    /// Whose turn it may be, where its rhythm is one of meetings.
    pub turn: Option<Turn>,
}

/// What a meeting did about what was open.
#[derive(Debug, Clone, Default)]
pub struct MeetingFollowThrough {
    /// Which item of the meeting says which commitment, by the key of the item.
    pub said: Vec<(ItemKey, CommitmentRow)>,
    /// Made there.
    pub new: Vec<CommitmentRow>,
    /// Said again, advanced, fulfilled, superseded or ended there.
    pub taken_up: Vec<(CommitmentRow, Evidence)>,
    /// Open before, and not mentioned there as far as the register knows.
    pub carried_over: Vec<CommitmentRow>,
}

/// What was agreed in a document.
#[derive(Debug, Clone, Default)]
pub struct DocumentFollowThrough {
    /// Made or said again by the document as a whole.
    pub whole: Vec<CommitmentRow>,
    /// Made or said again by a clause whose words still stand, by its anchor.
    pub clauses: BTreeMap<Anchor, Vec<CommitmentRow>>,
    /// Said again, advanced, fulfilled, superseded or ended by the document or a clause of it.
    pub taken_up: Vec<(CommitmentRow, Evidence)>,
}

/// An open commitment in a brief, with the words by which it was made.
#[derive(Debug, Clone)]
pub struct BriefEntry {
    /// The commitment and its state.
    pub row: CommitmentRow,
    /// Where it was made; none if it names no origin.
    pub words: Option<Words>,
    /// When its latest evidence took place, if it has any that counts.
    pub latest: Option<Edtf>,
}

/// The open list for the next meeting of a mechanism.
#[derive(Debug, Clone)]
pub struct Brief {
    /// Open commitments of the mechanism, then of each group that reports to it, by date.
    pub open: Vec<(MechanismId, Vec<BriefEntry>)>,
    /// Those that are fulfilled, superseded or ended, by date.
    pub closed: Vec<CommitmentRow>,
    /// Who was host, who may be next.
    pub turn: Turn,
    /// The processes that the mechanism or a group of it looks after.
    pub processes: Vec<Process>,
}

fn is_said_at(ledger: &Ledger, commitment: &Commitment, meeting: &MeetingId) -> bool {
    commitment.origins.iter().any(|o| ledger.leads_to(&o.pointer, Kind::Meeting, meeting.as_str()))
}

fn is_made_at(ledger: &Ledger, commitment: &Commitment, meeting: &MeetingId) -> bool {
    commitment.made_at().is_some_and(|pointer| ledger.leads_to(pointer, Kind::Meeting, meeting.as_str()))
}

impl App {
    pub(crate) fn commitment_row(&self, ctx: &Ctx, ledger: &Ledger, commitment: &Commitment) -> CommitmentRow {
        let topics = match commitment.topics.as_slice() {
            [] => self.catalogue().mechanisms.get(&commitment.mechanism).map(|m| m.topics.clone()).unwrap_or_default(),
            own => own.to_vec(),
        };
        CommitmentRow { made: ledger.made(commitment), state: ledger.state(commitment, ctx.today), topics, commitment: commitment.clone() }
    }

    /// Lists commitments with facets, latest first.
    pub async fn list_commitments(&self, ctx: &Ctx, query: &CommitmentQuery) -> Result<CommitmentList, AppError> {
        let ledger = self.ledger().await?;
        let mut rows: Vec<CommitmentRow> = ledger.commitments.values().map(|c| self.commitment_row(ctx, &ledger, c)).collect();
        // What names no party is agreed by all of the framework, and by nobody else.
        let is_of_all = query.party.as_ref().is_none_or(|party| self.catalogue().party(party).is_some());
        rows.retain(|row| matches_query(&ledger, row, query) && (is_of_all || !row.commitment.parties.is_empty()));
        rows.sort_by_key(|row| {
            let day = row.made.as_ref().and_then(|d| d.range().latest).map(chancery_model::Day::number);
            (std::cmp::Reverse(day), row.commitment.id.clone())
        });
        let mut facets = facets(&rows);
        // As the framework orders its parties, and from the lowest grade to the highest.
        let grade = |value: &str| HowFar::ALL.iter().position(|h| h.as_str() == value);
        facets.entry("state").and_modify(|values| values.sort_by_key(|(value, _)| grade(value)));
        self.order_parties(&mut facets);
        Ok(CommitmentList { facets, rows })
    }

    /// Puts the parties of a facet in the order of the framework.
    pub(crate) fn order_parties(&self, facets: &mut BTreeMap<&'static str, Facet>) {
        let catalogue = self.catalogue();
        let place = |value: &str| value.parse().ok().map(|party| catalogue.party_position(&party));
        facets.entry("party").and_modify(|values| values.sort_by_key(|(value, _)| place(value)));
    }

    /// Reads a commitment.
    pub async fn read_commitment(&self, ctx: &Ctx, id: &CommitmentId) -> Result<CommitmentView, Miss> {
        let take = |record| match record {
            Record::Commitment(commitment) => Some(commitment),
            _ => None,
        };
        let (commitment, version) = self.find_as(Kind::Commitment, id.as_str(), take).await?;
        let ledger = self.ledger().await?;
        let mut origins = Vec::with_capacity(commitment.origins.len());
        for origin in &commitment.origins {
            origins.push((origin.role, self.read_words(ctx, &origin.pointer).await?));
        }
        let mut evidence = Vec::new();
        // One look-up for each piece: a commitment has a handful.
        for told in ledger.evidence_of(id) {
            let words = match told.pointer() {
                Some(pointer) => Some(self.read_words(ctx, pointer).await?),
                None => None,
            };
            evidence.push(EvidenceLine { evidence: told.clone(), words });
        }
        let happened = commitment.plans.as_ref().and_then(|plan| {
            let held = ledger.meetings_of(&plan.mechanism);
            held.iter().find(|h| plan.ordinal.is_some() && h.ordinal == plan.ordinal).cloned()
        });
        let turn = commitment.rhythm.as_ref().and_then(|rhythm| {
            let own = rhythm.meetings_of.as_ref()?;
            let tied = match &rhythm.tied_to {
                Some(TiedTo::HostOf(id)) => Some((id, ledger.meetings_of(id))),
                _ => None,
            };
            Some(turn::turn(ledger.meetings_of(own), tied))
        });
        Ok(CommitmentView {
            row: self.commitment_row(ctx, &ledger, &commitment),
            version,
            origins,
            evidence,
            processes: ledger.processes.values().filter(|p| p.commitments.contains(id)).cloned().collect(),
            initiatives: ledger.initiatives.values().filter(|i| i.commitments.contains(id)).cloned().collect(),
            exchanges: ledger
                .exchanges
                .iter()
                .filter(|e| e.commitment.as_ref() == Some(id))
                .map(|e| ledger.exchange_row(e.clone()))
                .collect(),
            happened,
            turn,
        })
    }

    /// Tells what a meeting did about what was agreed before, and what it agreed.
    pub async fn read_meeting_follow_through(&self, ctx: &Ctx, id: &MeetingId) -> Result<MeetingFollowThrough, AppError> {
        let ledger = self.ledger().await?;
        let mut out = MeetingFollowThrough::default();
        for commitment in ledger.commitments.values() {
            let said_here = commitment.origins.iter().map(|o| &o.pointer).filter(|p| ledger.leads_to(p, Kind::Meeting, id.as_str()));
            for key in said_here.filter_map(|p| p.item.clone()) {
                out.said.push((key, self.commitment_row(ctx, &ledger, commitment)));
            }
            if is_made_at(&ledger, commitment, id) {
                out.new.push(self.commitment_row(ctx, &ledger, commitment));
                continue;
            }
            let of_meeting = |e: &&Evidence| e.pointer().is_some_and(|p| ledger.leads_to(p, Kind::Meeting, id.as_str()));
            if let Some(told) = ledger.evidence_of(&commitment.id).iter().find(of_meeting) {
                let row = self.commitment_row(ctx, &ledger, commitment);
                // What had not been agreed yet was not taken up.
                if row.state.before.iter().all(|shown| shown.evidence != told.id) {
                    out.taken_up.push((row, told.clone()));
                }
                continue;
            }
            let held = ledger.meetings_of(&commitment.mechanism).iter().find(|h| h.id == *id);
            let Some(day) = held.and_then(|h| h.date.as_ref()?.range().earliest) else { continue };
            let is_before = ledger.made(commitment).and_then(|d| d.range().latest).is_some_and(|made| made < day);
            if is_before && !is_said_at(&ledger, commitment, id) && ledger.state_before(commitment, day).is_open() {
                out.carried_over.push(self.commitment_row(ctx, &ledger, commitment));
            }
        }
        Ok(out)
    }

    /// Tells what was agreed in a document, by the document as a whole and by its clauses, and what it took up.
    ///
    /// Shape: a clause whose words are others now, or is there no more, is left out: what stands there is not what was agreed.
    /// Errors: what the vault reports, but for a damaged text, of which nothing is said.
    pub async fn read_document_follow_through(&self, ctx: &Ctx, document: &Document) -> Result<DocumentFollowThrough, AppError> {
        let ledger = self.ledger().await?;
        let mut out = DocumentFollowThrough::default();
        for commitment in ledger.commitments.values() {
            let here = |p: &&Pointer| ledger.leads_to(p, Kind::Document, document.id.as_str());
            let mut anchors: Vec<Option<&Anchor>> = Vec::new();
            for pointer in commitment.origins.iter().map(|o| &o.pointer).filter(here) {
                let anchor = pointer.clause.as_ref().map(|at| &at.anchor);
                let stands =
                    anchor.is_none() || matches!(self.clause_standing(document, pointer).await?, Standing::Same | Standing::Untold);
                if stands && !anchors.contains(&anchor) {
                    anchors.push(anchor);
                }
            }
            for anchor in anchors {
                let row = self.commitment_row(ctx, &ledger, commitment);
                match anchor {
                    None => out.whole.push(row),
                    Some(anchor) => out.clauses.entry(anchor.clone()).or_default().push(row),
                }
            }
            if let Some(told) = ledger.evidence_of(&commitment.id).iter().find(|e| e.pointer().as_ref().is_some_and(here)) {
                out.taken_up.push((self.commitment_row(ctx, &ledger, commitment), told.clone()));
            }
        }
        Ok(out)
    }

    /// Counts the commitments that a mechanism looks after, and those of the groups that report to it.
    pub async fn count_commitments(&self, id: &MechanismId) -> Result<(usize, usize), AppError> {
        let ledger = self.ledger().await?;
        let catalogue = self.catalogue();
        let groups = catalogue.groups_of(id);
        let of = |wanted: &MechanismId| ledger.commitments.values().filter(|c| c.mechanism == *wanted).count();
        Ok((of(id), groups.iter().map(|group| of(&group.id)).sum()))
    }

    /// Makes the open list for the next meeting of a mechanism.
    pub async fn read_brief(&self, ctx: &Ctx, id: &MechanismId) -> Result<Brief, AppError> {
        let ledger = self.ledger().await?;
        let catalogue = self.catalogue();
        let mut open = Vec::new();
        let mut closed = Vec::new();
        let by_date = |row: &CommitmentRow| (row.made.as_ref().and_then(|d| d.range().earliest), row.commitment.id.clone());
        let groups: Vec<MechanismId> = std::iter::once(id.clone()).chain(catalogue.groups_of(id).iter().map(|g| g.id.clone())).collect();
        for mechanism in &groups {
            let rows = ledger.commitments.values().filter(|c| c.mechanism == *mechanism).map(|c| self.commitment_row(ctx, &ledger, c));
            let (mut still, done): (Vec<CommitmentRow>, Vec<CommitmentRow>) = rows.partition(|row| row.state.is_open());
            closed.extend(done);
            still.sort_by_key(by_date);
            // One look-up for each: what is open of one body is a sheet or two.
            let mut entries = Vec::with_capacity(still.len());
            for row in still {
                let words = match row.commitment.made_at() {
                    Some(pointer) => Some(self.read_words(ctx, pointer).await?),
                    None => None,
                };
                let counts = |e: &&Evidence| row.state.before.iter().all(|shown| shown.evidence != e.id);
                let latest = ledger.evidence_of(&row.commitment.id).iter().rfind(counts).map(|e| e.date);
                entries.push(BriefEntry { row, words, latest });
            }
            if !entries.is_empty() {
                open.push((mechanism.clone(), entries));
            }
        }
        closed.sort_by_key(by_date);
        let tied = ledger.commitments.values().find_map(|c| match (&c.rhythm, c.rhythm.as_ref()?.meetings_of.as_ref()?) {
            (Some(rhythm), of) if of == id => match &rhythm.tied_to {
                Some(TiedTo::HostOf(other)) => Some(other),
                _ => None,
            },
            _ => None,
        });
        let turn = turn::turn(ledger.meetings_of(id), tied.map(|other| (other, ledger.meetings_of(other))));
        let looks_after = |p: &&Process| p.mechanism.as_ref().is_some_and(|m| groups.contains(m));
        let processes = ledger.processes.values().filter(looks_after).cloned().collect();
        Ok(Brief { open, closed, turn, processes })
    }
}

fn matches_query(ledger: &Ledger, row: &CommitmentRow, query: &CommitmentQuery) -> bool {
    let commitment = &row.commitment;
    let is = |wanted: bool, holds: bool| !wanted || holds;
    query.topic.as_ref().is_none_or(|t| row.topics.contains(t))
        && query.mechanism.as_ref().is_none_or(|m| commitment.mechanism == *m)
        && query.meeting.as_ref().is_none_or(|m| is_said_at(ledger, commitment, m))
        && query.party.as_ref().is_none_or(|p| commitment.parties.is_empty() || commitment.parties.contains(p))
        && query.field.as_ref().is_none_or(|f| commitment.field.as_ref() == Some(f))
        && query.year.is_none_or(|y| row.made.is_some_and(|d| d.first_year() == Some(y)))
        && query.how_far.is_none_or(|h| row.state.how_far == h)
        && query.mark.is_none_or(|m| row.state.marks.contains_key(&m))
        && query.silent.is_none_or(|wanted| row.state.silence.as_ref().is_some_and(|silence| is_silent(silence, wanted)))
        && is(query.is_open, row.state.is_open())
}

fn facets(rows: &[CommitmentRow]) -> BTreeMap<&'static str, Facet> {
    let mut counts: BTreeMap<&'static str, BTreeMap<String, usize>> = BTreeMap::new();
    let mut count = |facet, value: String| *counts.entry(facet).or_default().entry(value).or_default() += 1;
    for row in rows {
        row.topics.iter().for_each(|t| count("topic", t.to_string()));
        count("mechanism", row.commitment.mechanism.to_string());
        row.commitment.parties.iter().for_each(|p| count("party", p.to_string()));
        row.commitment.field.iter().for_each(|f| count("field", f.to_string()));
        row.made.and_then(|d| d.first_year()).iter().for_each(|y| count("year", y.to_string()));
        count("state", row.state.how_far.as_str().to_owned());
        row.state.marks.keys().for_each(|m| count("mark", m.as_str().to_owned()));
        if row.state.is_open() {
            count("open", "1".to_owned());
        }
        // How many meetings at least: 1 holds those of 2.
        let silent = row.state.silence.as_ref().map_or(0, |s| s.meetings.len());
        (1..=silent.min(3)).for_each(|n| count("silent", n.to_string()));
        if row.state.silence.as_ref().is_some_and(|s| s.is_without_meeting) {
            count("silent", Silent::NoMeeting.to_string());
        }
    }
    let mut facets: BTreeMap<&'static str, Facet> =
        counts.into_iter().map(|(facet, values)| (facet, values.into_iter().collect())).collect();
    // The grades of a scale stand in its order, lowest first.
    if let Some(grades) = facets.get_mut("state") {
        grades.sort_by_key(|(value, _)| HowFar::ALL.iter().position(|grade| grade.as_str() == value));
    }
    facets
}

fn is_silent(silence: &Silence, wanted: Silent) -> bool {
    match wanted {
        Silent::Meetings(count) => silence.meetings.len() >= count.get(),
        Silent::NoMeeting => silence.is_without_meeting,
    }
}

/// The address of a commitment.
pub fn address(id: &CommitmentId) -> RecordRef {
    RecordRef::new(Kind::Commitment, id.as_str()).expect("the id of a commitment is of a commitment's form")
}
