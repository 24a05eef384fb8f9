//! Which clause of one version is which of the other.
//!
//! Parts are matched from the outside in, so that a clause whose article moved is sought in that article first. Within
//! one step: the same words at the same place, then the same words wherever they are unique, then the best assignment by
//! a score of content, number, part and neighbourhood. The assignment is optimal (Hungarian method) within each group of
//! clauses that compete for each other; a group that is too large is assigned greedily and said to be.

mod assignment;
mod shingles;

use std::collections::{BTreeMap, HashMap};

use super::words::Unit;
use crate::clause::{Clause, ClauseKind, parents};
use shingles::{Shingles, share};

/// A pair is considered if this share of its words agrees ...
const MIN_ALIKE: f64 = 0.5;
/// ... or this one, if the number and the part agree as well.
const MIN_ALIKE_AT_PLACE: f64 = 0.25;
/// This share of a clause must stand in another one for being split off or merged.
const MIN_HELD: f64 = 0.8;
/// A clause shorter than this is said to be neither split off nor merged; short wordings recur by chance.
const MIN_KIN: usize = 8;
/// So many partners of a clause are weighed at most.
const MAX_PARTNERS: usize = 12;

/// What was found.
#[derive(Debug)]
pub(super) struct Matching {
    pub(super) new_of: Vec<Option<usize>>,
    pub(super) old_of: Vec<Option<usize>>,
    /// For a dropped clause the new one that holds its words, and the reverse.
    pub(super) old_kin: Vec<Option<usize>>,
    pub(super) new_kin: Vec<Option<usize>>,
    pub(super) is_bounded: bool,
    moved: Vec<bool>,
    moved_new: Vec<bool>,
}

impl Matching {
    pub(super) fn is_moved(&self, old: usize) -> bool {
        self.moved[old]
    }

    pub(super) fn mirrored(self) -> Matching {
        Matching {
            new_of: self.old_of,
            old_of: self.new_of,
            old_kin: self.new_kin,
            new_kin: self.old_kin,
            moved: self.moved_new,
            moved_new: self.moved,
            is_bounded: self.is_bounded,
        }
    }
}

/// One version with what the matching asks of it.
struct Side<'a> {
    clauses: &'a [Clause],
    parents: Vec<Option<usize>>,
    /// The words as they are compared: of the clause alone.
    keys: Vec<String>,
    own: Vec<Shingles>,
    /// The words of the clause with all that stands below it.
    whole: Vec<Shingles>,
}

impl<'a> Side<'a> {
    fn new(clauses: &'a [Clause], unit: Unit) -> Self {
        let parents = parents(clauses);
        let keys: Vec<String> = clauses.iter().map(|clause| shingles::key(&clause.words(), unit)).collect();
        let own: Vec<Shingles> = keys.iter().map(|key| Shingles::of(key, unit)).collect();
        let mut whole = own.clone();
        for at in (0..clauses.len()).rev() {
            if let Some(parent) = parents[at] {
                let below = std::mem::take(&mut whole[at]);
                whole[parent].add(&below);
                whole[at] = below;
            }
        }
        for shingles in &mut whole {
            shingles.sort();
        }
        Side { clauses, parents, keys, own, whole }
    }
}

/// Finds the matching of two versions.
pub(super) fn find(old: &[Clause], new: &[Clause], unit: Unit) -> Matching {
    let (olds, news) = (Side::new(old, unit), Side::new(new, unit));
    let mut finder = Finder { new_of: vec![None; old.len()], old_of: vec![None; new.len()], is_bounded: false, olds: &olds, news: &news };
    let mut steps: BTreeMap<(Rank, u8), (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, clause) in old.iter().enumerate() {
        steps.entry((rank(clause), clause.level)).or_default().0.push(at);
    }
    for (at, clause) in new.iter().enumerate() {
        steps.entry((rank(clause), clause.level)).or_default().1.push(at);
    }
    for (olds, news) in steps.values() {
        finder.step(olds, news);
    }
    // What has no partner at its own depth may have gone up or down.
    for wanted in [Rank::Part, Rank::Article, Rank::Clause] {
        let open = |clauses: &[Clause], of: &[Option<usize>]| -> Vec<usize> {
            (0..clauses.len()).filter(|&at| of[at].is_none() && rank(&clauses[at]) == wanted).collect()
        };
        let (o, n) = (open(old, &finder.new_of), open(new, &finder.old_of));
        finder.step(&o, &n);
    }
    let (new_of, old_of, is_bounded) = (finder.new_of, finder.old_of, finder.is_bounded);
    let moved = find_moved(&olds, &news, &new_of);
    let moved_new = old_of.iter().map(|o| o.is_some_and(|o| moved[o])).collect();
    let old_kin = find_kin(&olds, &news, &new_of, &old_of);
    let new_kin = find_kin(&news, &olds, &old_of, &new_of);
    Matching { new_of, old_of, old_kin, new_kin, is_bounded, moved, moved_new }
}

/// What can be matched with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Part,
    Article,
    Clause,
}

fn rank(clause: &Clause) -> Rank {
    match clause.kind {
        ClauseKind::Chapter | ClauseKind::Annex | ClauseKind::Heading => Rank::Part,
        ClauseKind::Article => Rank::Article,
        ClauseKind::Clause | ClauseKind::Opening => Rank::Clause,
    }
}

struct Finder<'a> {
    olds: &'a Side<'a>,
    news: &'a Side<'a>,
    new_of: Vec<Option<usize>>,
    old_of: Vec<Option<usize>>,
    is_bounded: bool,
}

impl Finder<'_> {
    fn step(&mut self, olds: &[usize], news: &[usize]) {
        self.take_same_place(olds, news);
        self.take_unique(olds, news);
        self.take_best(olds, news);
    }

    fn take(&mut self, old: usize, new: usize) {
        self.new_of[old] = Some(new);
        self.old_of[new] = Some(old);
    }

    /// Tells whether the parts in which two clauses stand are each other's.
    fn are_in_same_part(&self, old: usize, new: usize) -> bool {
        match (self.olds.parents[old], self.news.parents[new]) {
            (None, None) => true,
            (Some(o), Some(n)) => self.new_of[o] == Some(n),
            _ => false,
        }
    }

    /// The same words under the same number in the same part.
    fn take_same_place(&mut self, olds: &[usize], news: &[usize]) {
        let mut by_key: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
        for &new in news.iter().filter(|&&new| self.old_of[new].is_none()) {
            by_key.entry((&self.news.keys[new], self.news.clauses[new].anchor.last())).or_default().push(new);
        }
        let mut pairs = Vec::new();
        for &old in olds.iter().filter(|&&old| self.new_of[old].is_none()) {
            let key = (self.olds.keys[old].as_str(), self.olds.clauses[old].anchor.last());
            let Some(partners) = by_key.get_mut(&key) else { continue };
            // Containers with the same heading alone may still hold something else; that is weighed later.
            let is_whole = |&new: &usize| share(&self.olds.whole[old], &self.news.whole[new]) >= MIN_ALIKE;
            if let Some(at) = partners.iter().position(|new| self.are_in_same_part(old, *new) && is_whole(new)) {
                pairs.push((old, partners.remove(at)));
            }
        }
        for (old, new) in pairs {
            self.take(old, new);
        }
    }

    /// The same words, if they stand only once on either side.
    fn take_unique(&mut self, olds: &[usize], news: &[usize]) {
        let mut found: HashMap<&str, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for &old in olds.iter().filter(|&&old| self.new_of[old].is_none() && !self.olds.own[old].is_empty()) {
            found.entry(&self.olds.keys[old]).or_default().0.push(old);
        }
        for &new in news.iter().filter(|&&new| self.old_of[new].is_none()) {
            if let Some(sides) = found.get_mut(self.news.keys[new].as_str()) {
                sides.1.push(new);
            }
        }
        let pairs: Vec<_> =
            found.into_values().filter_map(|(o, n)| if let ([o], [n]) = (&o[..], &n[..]) { Some((*o, *n)) } else { None }).collect();
        for (old, new) in pairs {
            if share(&self.olds.whole[old], &self.news.whole[new]) >= MIN_ALIKE_AT_PLACE {
                self.take(old, new);
            }
        }
    }

    /// What is left, by the best assignment.
    fn take_best(&mut self, olds: &[usize], news: &[usize]) {
        let open_olds: Vec<usize> = olds.iter().copied().filter(|&old| self.new_of[old].is_none()).collect();
        let open_news: Vec<usize> = news.iter().copied().filter(|&new| self.old_of[new].is_none()).collect();
        let mut edges = Vec::new();
        for (old, partners) in self.list_partners(&open_olds, &open_news) {
            edges.extend(partners.into_iter().filter_map(|new| self.weigh(old, new).map(|weight| (old, new, weight))));
        }
        let (pairs, is_bounded) = assignment::assign(&edges);
        self.is_bounded |= is_bounded;
        for (old, new) in pairs {
            self.take(old, new);
        }
    }

    /// For each clause those of the other side that share most with it, and the one at its own place.
    fn list_partners(&self, olds: &[usize], news: &[usize]) -> Vec<(usize, Vec<usize>)> {
        let index = shingles::Index::of(news.iter().map(|&new| (new, &self.news.whole[new])));
        let places: HashMap<&str, usize> = news.iter().map(|&new| (self.news.clauses[new].anchor.as_str(), new)).collect();
        let list = |&old: &usize| {
            let mut partners = index.nearest(&self.olds.whole[old], MAX_PARTNERS);
            partners.extend(places.get(self.olds.clauses[old].anchor.as_str()));
            if let Some(part) = self.olds.parents[old].and_then(|part| self.new_of[part]) {
                let is_there = |new: &usize| {
                    self.news.parents[*new] == Some(part) && self.news.clauses[*new].anchor.last() == self.olds.clauses[old].anchor.last()
                };
                partners.extend(news.iter().copied().find(is_there));
            }
            partners.sort_unstable();
            partners.dedup();
            (old, partners)
        };
        olds.iter().map(list).collect()
    }

    /// How well two clauses go together; none if they do not.
    fn weigh(&self, old: usize, new: usize) -> Option<i64> {
        let alike = share(&self.olds.whole[old], &self.news.whole[new]).max(share(&self.olds.own[old], &self.news.own[new]));
        let (before, after) = (&self.olds.clauses[old], &self.news.clauses[new]);
        let is_same_part = self.are_in_same_part(old, new);
        let has_same_number = before.anchor.last() == after.anchor.last();
        let is_at_place = has_same_number && is_same_part;
        // An article keeps its number and its words, or one of both; a number alone makes no clause the same.
        if alike < if is_at_place { MIN_ALIKE_AT_PLACE } else { MIN_ALIKE } {
            return None;
        }
        let bonus = |is: bool, points: f64| if is { points } else { 0.0 };
        let where_in = |at: usize, of: usize| at as f64 / of.max(1) as f64;
        let away = (where_in(old, self.olds.clauses.len()) - where_in(new, self.news.clauses.len())).abs();
        let score = 1000.0 * alike
            + bonus(is_same_part, 150.0)
            + bonus(has_same_number, 60.0)
            + bonus(before.heading.is_some() && before.heading == after.heading, 100.0)
            - 40.0 * away;
        Some((score * 1000.0) as i64)
    }
}

/// A matched clause moved if its number or its part is another one; among clauses without number, if it left its order.
fn find_moved(olds: &Side<'_>, news: &Side<'_>, new_of: &[Option<usize>]) -> Vec<bool> {
    let mut moved = vec![false; new_of.len()];
    let mut unnumbered: BTreeMap<Option<usize>, Vec<(usize, usize)>> = BTreeMap::new();
    for (old, new) in new_of.iter().enumerate() {
        let Some(new) = *new else { continue };
        let is_same_part = olds.parents[old].map(|part| new_of[part]) == news.parents[new].map(Some);
        let (before, after) = (&olds.clauses[old], &news.clauses[new]);
        if before.number.is_none() && after.number.is_none() {
            moved[old] = !is_same_part;
            if is_same_part {
                unnumbered.entry(olds.parents[old]).or_default().push((old, new));
            }
        } else {
            moved[old] = !is_same_part || before.kind != after.kind || before.anchor.last() != after.anchor.last();
        }
    }
    for siblings in unnumbered.values() {
        let stayed = assignment::longest_rise(&siblings.iter().map(|&(_, new)| new).collect::<Vec<_>>());
        for (at, &(old, _)) in siblings.iter().enumerate() {
            moved[old] = !stayed[at];
        }
    }
    moved
}

/// For each clause without partner the one on the other side that holds its words, unless that one stayed as it was.
fn find_kin(side: &Side<'_>, other: &Side<'_>, partner: &[Option<usize>], back: &[Option<usize>]) -> Vec<Option<usize>> {
    let index = shingles::Index::of(other.own.iter().enumerate());
    let mut kin = vec![None; partner.len()];
    for at in (0..partner.len()).filter(|&at| partner[at].is_none() && side.own[at].len() >= MIN_KIN) {
        let has_changed = |place: usize| back[place].is_none_or(|partner| side.keys[partner] != other.keys[place]);
        let holds = |&place: &usize| has_changed(place) && shingles::held(&side.own[at], &other.own[place]) >= MIN_HELD;
        kin[at] = index.nearest(&side.own[at], 3).into_iter().find(holds);
    }
    kin
}
