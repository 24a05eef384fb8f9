//! What share of the set is found, by language and kind.

use std::collections::BTreeMap;
use std::fmt;

use super::set::Question;

/// How many hits are looked at.
pub(super) const DEPTH: usize = 10;

/// The sums of one group of queries.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Tally {
    count: usize,
    met: usize,
    first: usize,
    reciprocal: f64,
    recall: f64,
}

/// Where a query's records stand among its hits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outcome {
    /// Places from 1 of the wanted records that were found, best first.
    places: Vec<usize>,
    wanted: usize,
    first: usize,
}

impl Outcome {
    /// Compares the first hits, each as `kind:id`, with what a question wants.
    pub(super) fn of(question: &Question, hits: &[String]) -> Outcome {
        let is_wanted = |hit: &str, wanted: &str| hit == wanted || hit.split_once(':').is_some_and(|(_, id)| id == wanted);
        let place = |wanted: &String| hits.iter().take(DEPTH).position(|hit| is_wanted(hit, wanted)).map(|at| at + 1);
        let mut places: Vec<usize> = question.wanted.iter().filter_map(place).collect();
        places.sort_unstable();
        Outcome { places, wanted: question.wanted.len(), first: question.first }
    }

    /// Tells whether what the question says holds.
    pub(super) fn is_met(&self) -> bool {
        match self.first {
            DEPTH => self.places.len() == self.wanted,
            first => self.places.first().is_some_and(|place| *place <= first),
        }
    }

    /// Of queries that want all their records, the share that was found; of others, whether one was.
    fn recall(&self) -> f64 {
        match self.first {
            DEPTH => self.places.len() as f64 / self.wanted as f64,
            _ => f64::from(u8::from(!self.places.is_empty())),
        }
    }
}

impl Tally {
    pub(super) fn add(&mut self, outcome: &Outcome) {
        self.count += 1;
        self.met += usize::from(outcome.is_met());
        self.first += usize::from(outcome.places.first() == Some(&1));
        self.reciprocal += outcome.places.first().map_or(0.0, |place| 1.0 / *place as f64);
        self.recall += outcome.recall();
    }

    fn share(&self, sum: f64) -> f64 {
        if self.count == 0 { 1.0 } else { sum / self.count as f64 }
    }

    /// The share of queries whose first hit is wanted.
    pub(super) fn hit_at_1(&self) -> f64 {
        self.share(self.first as f64)
    }

    /// The mean of one over the place of the first wanted hit.
    pub(super) fn mean_reciprocal_rank(&self) -> f64 {
        self.share(self.reciprocal)
    }

    /// The mean recall among the first ten.
    pub(super) fn recall_at_10(&self) -> f64 {
        self.share(self.recall)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, rank, recall) = (self.hit_at_1(), self.mean_reciprocal_rank(), self.recall_at_10());
        write!(f, "{:>4} | {:>4} | {first:.3} | {rank:.3} | {recall:.3}", self.count, self.met)
    }
}

/// The tallies of one part of the set.
#[derive(Debug, Clone, Default)]
pub(super) struct Scores {
    groups: BTreeMap<(String, String), Tally>,
    all: Tally,
}

/// A floor that is not reached.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Below {
    what: &'static str,
    is: f64,
    floor: f64,
}

impl fmt::Display for Below {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {:.3}, below {:.2}", self.what, self.is, self.floor)
    }
}

impl Scores {
    pub(super) fn add(&mut self, question: &Question, outcome: &Outcome) {
        self.groups.entry((question.kind.clone(), question.lang.clone())).or_default().add(outcome);
        self.all.add(outcome);
    }

    /// The tally of a kind in all languages.
    fn of_kind(&self, kind: &str) -> Tally {
        let mut sum = Tally::default();
        for (_, tally) in self.groups.iter().filter(|((own, _), _)| own == kind) {
            sum.count += tally.count;
            sum.met += tally.met;
            sum.first += tally.first;
            sum.reciprocal += tally.reciprocal;
            sum.recall += tally.recall;
        }
        sum
    }

    /// The floors that are not reached.
    pub(super) fn below(&self) -> Vec<Below> {
        let floors = [
            ("hit@1 of known items", self.of_kind("known-item").hit_at_1(), 0.90),
            ("recall@10 of all", self.all.recall_at_10(), 0.95),
            ("recall@10 across languages", self.of_kind("cross").recall_at_10(), 0.90),
        ];
        floors.into_iter().filter(|(_, is, floor)| is < floor).map(|(what, is, floor)| Below { what, is, floor }).collect()
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| kind | language | queries | met | hit@1 | MRR@10 | recall@10 |\n|---|---|---|---|---|---|---|")?;
        let mut kinds: Vec<&String> = self.groups.keys().map(|(kind, _)| kind).collect();
        kinds.dedup();
        for kind in kinds {
            for ((_, lang), tally) in self.groups.iter().filter(|((own, _), _)| own == kind) {
                writeln!(f, "| {kind} | {lang} | {tally} |")?;
            }
        }
        for kind in ["known-item", "cross"] {
            writeln!(f, "| {kind} | all | {} |", self.of_kind(kind))?;
        }
        write!(f, "| all | all | {} |", self.all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(first: usize, wanted: &[&str], hits: &[&str]) -> Outcome {
        let wanted = wanted.iter().map(|w| (*w).to_owned()).collect();
        let (lang, kind, query) = ("en".to_owned(), "known-item".to_owned(), "x".to_owned());
        let question = Question { lang, kind, query, first, wanted, is_held_out: false };
        Outcome::of(&question, &hits.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn places_decide() {
        let hits = ["topic:a", "meeting:m/1", "mechanism:a", "meeting:m/2"];
        for (first, wanted, is_met) in [
            (1, &["a"][..], true),
            (1, &["mechanism:a"], false),
            (3, &["mechanism:a"], true),
            (3, &["m/2"], false),
            (3, &["m/2", "m/1"], true),
            (10, &["m/2", "m/1"], true),
            (10, &["m/2", "m/3"], false),
        ] {
            assert_eq!(outcome(first, wanted, &hits).is_met(), is_met, "@{first} {wanted:?}");
        }
    }

    #[test]
    fn floors_are_held_against_the_sums() {
        let mut scores = Scores::default();
        assert_eq!(scores.below(), []);
        let wanted = vec!["a".to_owned()];
        let (lang, kind, query) = ("en".to_owned(), "known-item".to_owned(), "x".to_owned());
        let question = Question { lang, kind, query, first: 1, wanted, is_held_out: false };
        scores.add(&question, &outcome(1, &["a"], &["topic:b", "topic:a"]));
        assert_eq!(scores.below().len(), 1, "the first hit is another, and it is found all the same");
        assert!((scores.all.mean_reciprocal_rank() - 0.5).abs() < 1e-9);
    }
}
