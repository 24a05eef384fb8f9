//! Precision and recall of candidates against what is marked.

use std::fmt;

use chancery_ingest::proposals::{Candidate, RhythmUnit};

use super::set::{Marked, Outcome};

/// Counts of one set.
#[derive(Debug, Default, Clone)]
pub(super) struct Score {
    pub(super) outcomes: usize,
    marked: usize,
    proposed: usize,
    hit: usize,
    details: usize,
    details_right: usize,
}

/// What one outcome missed and made up.
#[derive(Debug, Default)]
pub(super) struct Slips {
    pub(super) missed: Vec<Marked>,
    pub(super) surplus: Vec<Candidate>,
    pub(super) wrong: Vec<String>,
}

impl Score {
    /// Compares the candidates of an outcome with its marks: a candidate is right if it holds the beginning of a marked
    /// commitment that no other candidate has taken.
    pub(super) fn add(&mut self, outcome: &Outcome, candidates: &[Candidate]) -> Slips {
        let mut slips = Slips::default();
        let mut free: Vec<&Marked> = outcome.marked.iter().collect();
        self.outcomes += 1;
        self.marked += free.len();
        self.proposed += candidates.len();
        for candidate in candidates {
            let is_of = |mark: &&Marked| mark.item == candidate.item.as_str() && candidate.span.contains(&mark.core.start);
            let Some(at) = free.iter().position(is_of) else {
                slips.surplus.push(candidate.clone());
                continue;
            };
            self.hit += 1;
            let mark = free.remove(at);
            if outcome.has_details {
                let unit = |unit| match unit {
                    RhythmUnit::Year => "year",
                    RhythmUnit::Quarter => "quarter",
                    RhythmUnit::Month => "month",
                };
                let rhythm = candidate.rhythm.as_ref().map(|r| match r.every {
                    1 => format!("{}/{}", r.times, unit(r.unit)),
                    every => format!("{}/{every}{}s", r.times, unit(r.unit)),
                });
                let due = candidate.due.as_ref().map(|due| due.date.to_string());
                let found = format!("due {due:?}, rhythm {rhythm:?}, parties {:?}", candidate.parties);
                let wanted = format!("due {:?}, rhythm {:?}, parties {:?}", mark.due, mark.rhythm, mark.parties);
                self.details += 1;
                if found == wanted {
                    self.details_right += 1;
                } else {
                    slips.wrong.push(format!("{found}, marked {wanted}"));
                }
            }
        }
        slips.missed = free.into_iter().cloned().collect();
        slips
    }

    /// Compares by number alone, for outcomes of which only that is known.
    pub(super) fn count(&mut self, marked: usize, proposed: usize) {
        self.outcomes += 1;
        self.marked += marked;
        self.proposed += proposed;
        self.hit += marked.min(proposed);
    }

    /// Adds the counts of another set.
    pub(super) fn join(&mut self, other: &Score) {
        self.outcomes += other.outcomes;
        self.marked += other.marked;
        self.proposed += other.proposed;
        self.hit += other.hit;
        self.details += other.details;
        self.details_right += other.details_right;
    }

    /// Of what is proposed, how much is marked, in hundredths.
    pub(super) fn precision(&self) -> usize {
        self.hit * 100 / self.proposed.max(1)
    }

    /// Of what is marked, how much is proposed, in hundredths.
    pub(super) fn recall(&self) -> usize {
        self.hit * 100 / self.marked.max(1)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (precision, recall) = (self.precision(), self.recall());
        let share = |hundredths: usize| format!("{}.{:02}", hundredths / 100, hundredths % 100);
        let counts = format!("{} | {} | {} | {}", self.outcomes, self.marked, self.proposed, self.hit);
        write!(f, "{counts} | {} | {}", share(precision), share(recall))?;
        if self.details == 0 {
            return write!(f, " | -");
        }
        write!(f, " | {} of {}", self.details_right, self.details)
    }
}
