//! A stated rhythm held against what is recorded: a strip of periods.
//!
//! A period without a record says that nothing is recorded, which may be the register's lack as well as anybody's.

use crate::commitment::{Every, Rhythm, TiedTo};
use crate::edtf::{Day, DayRange, Edtf, Match};
use crate::evidence::{Bearing, Evidence, Ground};
use crate::id::{EvidenceId, MeetingId};

use super::{Facts, Held, first_day, last_day};

/// The longest strip: monthly for fifty years. What lies before is left out.
pub const MAX_PERIODS: usize = 600;

/// What is recorded of one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recorded {
    /// The register has it: a meeting, or evidence from its own records.
    Here,
    /// A source outside the register tells of it.
    Elsewhere,
    /// Nothing is recorded.
    Nothing,
    /// Nothing is recorded, and the period is not over.
    NotOver,
    /// A meeting in a year in which the body that the rhythm follows is not recorded to have met: nothing asked for it.
    Beside,
}

impl Recorded {
    /// The word as it stands in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Recorded::Here => "recorded",
            Recorded::Elsewhere => "recorded-elsewhere",
            Recorded::Nothing => "nothing-recorded",
            Recorded::NotOver => "not-over",
            Recorded::Beside => "beside",
        }
    }
}

/// One period of a strip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The period as a date: `2010`, `2010-01/2010-06`, `2010-03`.
    pub date: Edtf,
    /// What is recorded.
    pub recorded: Recorded,
    /// The meetings that took place in it.
    pub meetings: Vec<MeetingId>,
    /// The evidence that tells of it.
    pub evidence: Vec<EvidenceId>,
    /// Meetings and evidence whose date is too vague to tell whether they belong here.
    pub maybe: usize,
    /// The meeting of the other body, in a strip that follows one.
    pub tied_to: Option<MeetingId>,
    /// In a strip that follows another body's host: whether the hosts were the same; none if one is not known.
    pub is_same_host: Option<bool>,
}

impl Period {
    /// How many times it is recorded.
    pub fn times(&self) -> usize {
        self.meetings.len() + self.evidence.len()
    }
}

/// A strip of periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    /// How many times it should happen in each period.
    pub times: u32,
    /// The periods, oldest first.
    pub periods: Vec<Period>,
}

impl Strip {
    /// The meetings by which the rhythm was kept in any of the periods.
    pub fn met(&self) -> impl Iterator<Item = &MeetingId> {
        self.periods.iter().filter(|p| p.recorded != Recorded::Beside).flat_map(|p| &p.meetings)
    }
    /// How many periods are over and have nothing recorded.
    pub fn nothing_recorded(&self) -> usize {
        self.periods.iter().filter(|p| p.recorded == Recorded::Nothing).count()
    }
}

/// Holds a commitment's rhythm against what is recorded; none if it has no rhythm or nobody knows when it began.
pub(super) fn strip(facts: &Facts, ended: Option<Day>) -> Option<Strip> {
    let rhythm = facts.commitment.rhythm.as_ref()?;
    let from = rhythm.from.or(facts.made).as_ref().and_then(first_day)?;
    let stated_end = rhythm.until.or(facts.rhythm_ends).as_ref().and_then(last_day);
    let until = [stated_end, ended, Some(facts.today)].into_iter().flatten().min().unwrap_or(facts.today);
    let periods = match (rhythm.every, &rhythm.tied_to) {
        (Some(every), _) => of_calendar(facts, rhythm, periods(every, from, until)),
        (None, Some(tied_to)) => of_another_body(facts, tied_to, from, until),
        (None, None) => return None,
    };
    Some(Strip { times: rhythm.times, periods })
}

/// The periods from the one that holds the first day to the one that holds the last.
fn periods(every: Every, from: Day, until: Day) -> Vec<(Edtf, DayRange)> {
    let months = u32::from(every.months());
    let index = |day: Day| (u32::from(day.year()) * 12 + u32::from(day.month()) - 1) / months;
    let (first, last) = (index(from), index(until));
    let first = first.max(last.saturating_sub(u32::try_from(MAX_PERIODS - 1).unwrap_or(0)));
    (first..=last).filter_map(|at| period(at * months, months)).collect()
}

fn period(first_month: u32, months: u32) -> Option<(Edtf, DayRange)> {
    let written = |month: u32| format!("{:04}-{:02}", month / 12, month % 12 + 1);
    let text = match months {
        12 => format!("{:04}", first_month / 12),
        1 => written(first_month),
        _ => format!("{}/{}", written(first_month), written(first_month + months - 1)),
    };
    let date: Edtf = text.parse().ok()?;
    Some((date, date.range()))
}

fn of_calendar(facts: &Facts, rhythm: &Rhythm, periods: Vec<(Edtf, DayRange)>) -> Vec<Period> {
    let meetings: &[Held] = if rhythm.meetings_of.is_some() { facts.counted } else { &[] };
    let mut out: Vec<Period> = periods.into_iter().map(|(date, range)| one(facts, meetings, date, range)).collect();
    for period in &mut out {
        period.meetings.sort_unstable();
        period.evidence.sort_unstable();
    }
    out
}

fn one(facts: &Facts, meetings: &[Held], date: Edtf, range: DayRange) -> Period {
    let (mut met, mut told, mut maybe) = (Vec::new(), Vec::new(), 0);
    let (mut is_here, mut is_elsewhere) = (false, false);
    for held in meetings {
        match held.date.as_ref().map_or(Match::No, |d| d.matches(&range)) {
            Match::Yes => met.push(held.id.clone()),
            Match::May => maybe += 1,
            Match::No => {}
        }
    }
    for evidence in facts.counted_evidence().filter(|e| tells_of_a_time(e)) {
        // Evidence that rests on a meeting that is counted itself is not counted twice.
        let is_counted = evidence.pointer().is_some_and(|p| met.iter().any(|id| id.as_str() == p.record.id()));
        match evidence.period.unwrap_or(evidence.date).matches(&range) {
            Match::Yes if !is_counted => {
                told.push(evidence.id.clone());
                match evidence.ground {
                    Ground::Register { .. } => is_here = true,
                    Ground::Fact { .. } | Ground::Statement { .. } => is_elsewhere = true,
                }
            }
            Match::May if evidence.period.is_none() && !is_counted => maybe += 1,
            _ => {}
        }
    }
    let is_over = range.latest.is_some_and(|day| day < facts.today);
    let recorded = match (is_here || !met.is_empty(), is_elsewhere, is_over) {
        (true, _, _) => Recorded::Here,
        (false, true, _) => Recorded::Elsewhere,
        (false, false, true) => Recorded::Nothing,
        (false, false, false) => Recorded::NotOver,
    };
    Period { date, recorded, meetings: met, evidence: told, maybe, tied_to: None, is_same_host: None }
}

/// Evidence that what recurs took place once, not only that it was prepared or said again.
fn tells_of_a_time(evidence: &Evidence) -> bool {
    matches!(evidence.bearing, Bearing::Advances | Bearing::Fulfils) && !evidence.is_beginning
}

/// A strip that follows another body: one period for each of its meetings, held against ours of the same year, and one for
/// each year in which only ours met, so that no meeting seems not to have been.
fn of_another_body(facts: &Facts, tied_to: &TiedTo, from: Day, until: Day) -> Vec<Period> {
    let mut others: Vec<(&Held, Day)> = facts.tied.iter().filter_map(|held| Some((held, first_day(held.date.as_ref()?)?))).collect();
    others.retain(|(_, day)| *day > from && *day <= until);
    others.sort_by_key(|(held, day)| (*day, held.id.clone()));
    let years: Vec<u16> = others.iter().map(|(_, day)| day.year()).collect();
    let mut beside: Vec<(u16, &Held)> = facts.counted.iter().filter_map(|held| Some((sure_year(held)?, held))).collect();
    beside.retain(|(year, held)| {
        let day = held.date.as_ref().and_then(first_day);
        !years.contains(year) && day.is_some_and(|day| day > from && day <= until)
    });
    beside.sort_by_key(|(year, held)| (*year, held.id.clone()));
    let skipped = others.len().saturating_sub(MAX_PERIODS);
    let period = |(other, day): (&Held, Day)| {
        let year = Edtf::year(day.year())?;
        let range = year.range();
        let is_of_year = |held: &&Held| held.date.as_ref().is_some_and(|d| d.matches(&range) == Match::Yes);
        let met: Vec<&Held> = facts.counted.iter().filter(is_of_year).collect();
        let is_same_host = match (tied_to, &other.host, met.first().and_then(|held| held.host.as_ref())) {
            (TiedTo::HostOf(_), Some(theirs), Some(ours)) => Some(theirs == ours),
            _ => None,
        };
        Some(Period {
            date: year,
            recorded: if met.is_empty() { Recorded::Nothing } else { Recorded::Here },
            meetings: met.into_iter().map(|held| held.id.clone()).collect(),
            evidence: Vec::new(),
            maybe: 0,
            tied_to: Some(other.id.clone()),
            is_same_host,
        })
    };
    let mut out: Vec<Period> = others.into_iter().skip(skipped).filter_map(period).collect();
    for (year, held) in beside.into_iter().rev().take(MAX_PERIODS - out.len()) {
        let Some(date) = Edtf::year(year) else { continue };
        match out.iter_mut().find(|period| period.recorded == Recorded::Beside && period.date == date) {
            Some(period) => period.meetings.insert(0, held.id.clone()),
            None => out.push(Period {
                date,
                recorded: Recorded::Beside,
                meetings: vec![held.id.clone()],
                evidence: Vec::new(),
                maybe: 0,
                tied_to: None,
                is_same_host: None,
            }),
        }
    }
    out.sort_by_key(|period| (first_day(&period.date), period.tied_to.clone()));
    out
}

/// The year in which a meeting took place, where its date leaves no doubt.
fn sure_year(held: &Held) -> Option<u16> {
    let range = held.date.as_ref()?.range();
    range.earliest.zip(range.latest).filter(|(first, last)| first.year() == last.year()).map(|(first, _)| first.year())
}
