//! What became of a commitment: derived from evidence, never typed.
//!
//! How far it has come is the highest that its evidence supports; beside that stand the marks (superseded, ended,
//! disputed), each with the evidence that makes it so. Silence is counted in meetings that could have reported. All of it
//! is a function of the records alone: it does not matter in which order they came, withdrawn evidence leaves no trace,
//! and one more piece of evidence never lowers how far. What certainly took place before the agreement is named and
//! counts for nothing. [`rhythm`] holds a stated rhythm against what is recorded,
//! [`turn`] says whose turn it may be. Nothing here judges: the words are those of the method page.

pub mod rhythm;
pub mod turn;

use std::collections::BTreeMap;

use crate::commitment::Commitment;
use crate::edtf::{Day, Edtf};
use crate::evidence::{Bearing, Evidence};
use crate::id::{EvidenceId, MeetingId, PartyId, PlaceId};

use rhythm::Strip;

/// How far a commitment has come, as evidence shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum HowFar {
    /// The register holds no evidence that something was done.
    #[default]
    NoEvidence,
    /// A first step was taken.
    Begun,
    /// Something was done.
    Advanced,
    /// What was agreed has been done.
    Fulfilled,
}

impl HowFar {
    /// All grades, lowest first.
    pub const ALL: [HowFar; 4] = [HowFar::NoEvidence, HowFar::Begun, HowFar::Advanced, HowFar::Fulfilled];

    /// The grade as it stands in addresses and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            HowFar::NoEvidence => "no-evidence",
            HowFar::Begun => "begun",
            HowFar::Advanced => "advanced",
            HowFar::Fulfilled => "fulfilled",
        }
    }
}

/// What stands beside how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Another agreement or arrangement took its place.
    Superseded,
    /// It was ended.
    Ended,
    /// A party or a source sees it otherwise.
    Disputed,
}

impl Mark {
    /// All marks.
    pub const ALL: [Mark; 3] = [Mark::Superseded, Mark::Ended, Mark::Disputed];

    /// The mark as it stands in addresses and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Mark::Superseded => "superseded",
            Mark::Ended => "ended",
            Mark::Disputed => "disputed",
        }
    }
}

/// A meeting as the derivation needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The meeting.
    pub id: MeetingId,
    /// Which one of its mechanism.
    pub ordinal: Option<u32>,
    /// When.
    pub date: Option<Edtf>,
    /// Who was host.
    pub host: Option<PartyId>,
    /// Where.
    pub place: Option<PlaceId>,
}

/// All that the state of a commitment follows from.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The commitment.
    pub commitment: &'a Commitment,
    /// When it was made: the date of the meeting or document of its first origin.
    pub made: Option<Edtf>,
    /// When it was said again: the dates of its further origins.
    pub said_again: &'a [Edtf],
    /// Its evidence, in any order.
    pub evidence: &'a [Evidence],
    /// The meetings held by the mechanism that looks after it.
    pub reporting: &'a [Held],
    /// The meetings held by the mechanism whose meetings its rhythm is of.
    pub counted: &'a [Held],
    /// The meetings of the body that its rhythm is tied to.
    pub tied: &'a [Held],
    /// When the meeting that ends its rhythm took place.
    pub rhythm_ends: Option<Edtf>,
    /// Today.
    pub today: Day,
}

impl Facts<'_> {
    /// Tells whether a date certainly lies before the agreement; a vague one is given the benefit of the doubt.
    fn is_before(&self, date: &Edtf) -> bool {
        self.made.is_some_and(|made| date.is_before(&made))
    }

    /// The evidence that counts: what does not certainly lie before the agreement.
    fn counted_evidence(&self) -> impl Iterator<Item = &Evidence> {
        self.evidence.iter().filter(|evidence| !self.is_before(&evidence.date))
    }
}

/// A piece of evidence and its date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    /// The day by which the list is ordered: the last that the date may mean.
    day: Option<Day>,
    /// The evidence.
    pub evidence: EvidenceId,
    /// Its date as written.
    pub date: String,
}

impl Shown {
    fn of(evidence: &Evidence) -> Self {
        Shown { day: last_day(&evidence.date), evidence: evidence.id.clone(), date: evidence.date.to_string() }
    }
}

/// How long nothing has been heard of a commitment that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// When something was last heard: when it was made or said again, or the date of its latest evidence.
    pub since: Edtf,
    /// The meetings since then that could have reported, oldest first.
    pub meetings: Vec<MeetingId>,
    /// True if the body in charge has no recorded meeting since then, and two whole years have gone by: nobody could have
    /// reported, which is another thing than having reported nothing.
    pub is_without_meeting: bool,
}

/// What became of a commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// How far it has come.
    pub how_far: HowFar,
    /// The evidence that makes it so, oldest first; empty where it rests on recorded meetings or on nothing.
    pub by: Vec<Shown>,
    /// The marks, each with its evidence, oldest first.
    pub marks: BTreeMap<Mark, Vec<Shown>>,
    /// The evidence that certainly lies before the agreement and counts for nothing, oldest first.
    pub before: Vec<Shown>,
    /// For a commitment that is open: since when nothing has been heard of it. None if no date is known.
    pub silence: Option<Silence>,
    /// True if its date has passed and it is open.
    pub is_past_due: bool,
    /// What is recorded of its rhythm.
    pub strip: Option<Strip>,
}

impl State {
    /// Tells whether something is still to be done: not fulfilled, not superseded, not ended.
    pub fn is_open(&self) -> bool {
        self.how_far != HowFar::Fulfilled && !self.marks.contains_key(&Mark::Superseded) && !self.marks.contains_key(&Mark::Ended)
    }
}

fn last_day(date: &Edtf) -> Option<Day> {
    let range = date.range();
    range.latest.or(range.earliest)
}

fn first_day(date: &Edtf) -> Option<Day> {
    let range = date.range();
    range.earliest.or(range.latest)
}

/// How far a single piece of evidence supports, and none where it supports nothing of the kind.
///
/// What fulfils one period of a recurring commitment advances the whole of it.
fn supports(commitment: &Commitment, evidence: &Evidence) -> Option<HowFar> {
    let is_recurring = commitment.rhythm.as_ref().is_some_and(|r| r.every.is_some());
    match evidence.bearing {
        Bearing::Fulfils if is_recurring && evidence.period.is_some() => Some(HowFar::Advanced),
        Bearing::Fulfils => Some(HowFar::Fulfilled),
        Bearing::Advances if evidence.is_beginning => Some(HowFar::Begun),
        Bearing::Advances => Some(HowFar::Advanced),
        Bearing::Reaffirms | Bearing::Supersedes | Bearing::Ends | Bearing::Disputes => None,
    }
}

fn marks_of(evidence: &Evidence) -> Option<Mark> {
    match evidence.bearing {
        Bearing::Supersedes => Some(Mark::Superseded),
        Bearing::Ends => Some(Mark::Ended),
        Bearing::Disputes => Some(Mark::Disputed),
        Bearing::Reaffirms | Bearing::Advances | Bearing::Fulfils => None,
    }
}

/// Derives what became of a commitment.
pub fn derive(facts: &Facts) -> State {
    let mut how_far = HowFar::NoEvidence;
    let mut by: Vec<Shown> = Vec::new();
    let mut marks: BTreeMap<Mark, Vec<Shown>> = BTreeMap::new();
    for evidence in facts.counted_evidence() {
        if let Some(grade) = supports(facts.commitment, evidence) {
            if grade > how_far {
                by.clear();
            }
            how_far = how_far.max(grade);
            if grade == how_far {
                by.push(Shown::of(evidence));
            }
        }
        if let Some(mark) = marks_of(evidence) {
            marks.entry(mark).or_default().push(Shown::of(evidence));
        }
    }
    let mut before: Vec<Shown> = facts.evidence.iter().filter(|e| facts.is_before(&e.date)).map(Shown::of).collect();
    by.sort();
    before.sort();
    marks.values_mut().for_each(|list| list.sort());
    // A commitment that has been ended has no periods after that; one that is disputed goes on.
    let ended = [Mark::Superseded, Mark::Ended].iter().filter_map(|mark| marks.get(mark)?.first()?.day).min();
    let strip = rhythm::strip(facts, ended);
    // A meeting that the rhythm asks for and that took place is something done, whoever writes it down, and stays so
    // when the rhythm is ended later. One that was held before anything was agreed is in the strip and is not.
    let is_after = |id: &MeetingId| facts.counted.iter().any(|h| h.id == *id && !h.date.as_ref().is_some_and(|d| facts.is_before(d)));
    let has_met = rhythm::strip(facts, None).is_some_and(|strip| strip.met().any(is_after));
    if has_met && how_far < HowFar::Advanced {
        how_far = HowFar::Advanced;
        by.clear();
    }
    let mut state = State { how_far, by, marks, before, silence: None, is_past_due: false, strip };
    if state.is_open() {
        state.silence = silence(facts, state.strip.as_ref());
        state.is_past_due = facts.commitment.due.as_ref().and_then(|due| due.range().latest).is_some_and(|day| day < facts.today);
    }
    state
}

/// Since when nothing has been heard, and which meetings could have reported.
fn silence(facts: &Facts, strip: Option<&Strip>) -> Option<Silence> {
    let met = strip.into_iter().flat_map(Strip::met).filter_map(|id| facts.counted.iter().find(|h| h.id == *id)?.date);
    let heard = facts.made.into_iter().chain(facts.said_again.iter().copied()).chain(facts.counted_evidence().map(|e| e.date)).chain(met);
    let (last, since) = heard.filter_map(|date| Some((last_day(&date)?, date))).max_by_key(|(day, date)| (*day, date.to_string()))?;
    // A meeting whose date may lie before is given the benefit of the doubt, as is one that is itself evidence.
    let has_spoken = |meeting: &MeetingId| {
        let told = facts.evidence.iter().filter_map(Evidence::pointer);
        told.chain(facts.commitment.origins.iter().map(|o| &o.pointer)).any(|pointer| pointer.record.id() == meeting.as_str())
    };
    let is_after = |held: &&Held| held.date.as_ref().and_then(first_day).is_some_and(|day| day > last && day <= facts.today);
    let mut meetings: Vec<&Held> = facts.reporting.iter().filter(is_after).filter(|held| !has_spoken(&held.id)).collect();
    meetings.sort_by_key(|held| (held.date.as_ref().and_then(first_day), held.id.clone()));
    meetings.dedup_by_key(|held| held.id.clone());
    // The same two years after which the page of a mechanism says that nothing is recorded of it since. A meeting that may
    // be a later one, as is one that nobody dated, is given the benefit of the doubt here, too.
    let may_be_later = |held: &Held| {
        let Some(date) = &held.date else { return true };
        last_day(date).is_none_or(|day| day > last) && first_day(date).is_none_or(|day| day <= facts.today)
    };
    let is_without_meeting = facts.today.year() > last.year() + 2 && !facts.reporting.iter().any(may_be_later);
    Some(Silence { since, meetings: meetings.into_iter().map(|held| held.id.clone()).collect(), is_without_meeting })
}

#[cfg(test)]
mod tests;
