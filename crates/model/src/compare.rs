//! Two versions of a document, clause against clause: what is the same, changed, moved, added, dropped.
//!
//! Lives in the model because it is a rule about what clauses are and asks nothing of the world: the doors show it, the
//! use cases keep it for commitments, and neither store nor search may know the other. Clauses are matched by content
//! and number together (`matching`), words are compared in the unit of the language (`words`), and languages are set side
//! by side by anchors (`align`). Everything is worked out in one order of the two sides and mirrored for the other, so
//! that it does not matter which one is called the old.

mod align;
mod matching;
mod words;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use align::{Aligned, align};
pub use words::{Piece, PieceKind, Unit, word_differences};

use crate::clause::Clause;
use crate::lang::Lang;

/// What became of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// The same words at the same place.
    Same,
    /// Other words at the same place.
    Changed,
    /// The same words under another number or in another part.
    Moved,
    /// Other words under another number or in another part.
    MovedAndChanged,
    /// Only in the new version.
    Added,
    /// Only in the old version.
    Dropped,
}

impl Fate {
    /// The fate seen from the other side.
    pub fn mirrored(self) -> Fate {
        match self {
            Fate::Added => Fate::Dropped,
            Fate::Dropped => Fate::Added,
            other => other,
        }
    }
}

/// One row of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What became of the clause.
    pub fate: Fate,
    /// Its place in the old list.
    pub old: Option<usize>,
    /// Its place in the new list.
    pub new: Option<usize>,
    /// The differences of the headings, empty where neither has one.
    pub heading: Vec<Piece>,
    /// The differences of the words; for added and dropped clauses one piece.
    pub text: Vec<Piece>,
    /// For an added clause, the old clause that holds its words (it was split off); for a dropped one, the new clause
    /// that took its words in (it was merged).
    pub kin: Option<usize>,
}

/// A comparison in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Clauses that are the same.
    pub same: usize,
    /// Clauses with other words.
    pub changed: usize,
    /// Clauses at another place.
    pub moved: usize,
    /// Clauses with other words at another place.
    pub moved_and_changed: usize,
    /// New clauses.
    pub added: usize,
    /// Clauses that are gone.
    pub dropped: usize,
    /// Words or characters that stayed, in the unit of the comparison.
    pub kept_units: usize,
    /// Words or characters that are gone.
    pub removed_units: usize,
    /// Words or characters that are new.
    pub inserted_units: usize,
}

/// Two versions compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The rows in the order of the new version; what was dropped stands where it stood.
    pub rows: Vec<Row>,
    /// The numbers.
    pub summary: Summary,
    /// In which unit words are counted.
    pub unit: Unit,
    /// True if the lists were so long and so different that the best assignment was not sought everywhere.
    pub is_bounded: bool,
}

/// Compares two versions in one language.
///
/// Shape: every clause of either list stands in exactly one row. Swapping the lists mirrors the result.
pub fn compare(old: &[Clause], new: &[Clause], lang: &Lang) -> Comparison {
    let unit = Unit::of(lang);
    let is_swapped = order(old) > order(new);
    let (left, right) = if is_swapped { (new, old) } else { (old, new) };
    let mut matching = matching::find(left, right, unit);
    if is_swapped {
        matching = matching.mirrored();
    }
    let mut rows = Vec::with_capacity(old.len().max(new.len()));
    for (old_at, new_at) in in_reading_order(&matching, old.len(), new.len()) {
        rows.push(match (old_at, new_at) {
            (Some(o), Some(n)) => pair(&old[o], &new[n], (o, n), matching.is_moved(o), unit, is_swapped),
            (Some(o), None) => alone(&old[o], Fate::Dropped, Some(o), None, matching.old_kin[o]),
            (None, n) => {
                let at = n.expect("a row has at least one side");
                alone(&new[at], Fate::Added, None, n, matching.new_kin[at])
            }
        });
    }
    let summary = summarize(&rows, unit);
    Comparison { rows, summary, unit, is_bounded: matching.is_bounded }
}

/// By what the two sides are put in one order, whichever way they are given.
fn order(clauses: &[Clause]) -> (usize, Vec<[&str; 3]>) {
    (clauses.len(), clauses.iter().map(|c| [c.anchor.as_str(), c.heading.as_deref().unwrap_or_default(), c.text.as_str()]).collect())
}

fn pair(old: &Clause, new: &Clause, (o, n): (usize, usize), is_moved: bool, unit: Unit, is_swapped: bool) -> Row {
    let differences = |old: &str, new: &str| {
        if is_swapped && !words::are_same(old, new, unit) {
            words::mirrored(word_differences(new, old, unit))
        } else {
            word_differences(old, new, unit)
        }
    };
    let heading = differences(old.heading.as_deref().unwrap_or_default(), new.heading.as_deref().unwrap_or_default());
    let text = differences(&old.text, &new.text);
    let is_same = |pieces: &[Piece]| pieces.iter().all(|piece| piece.kind == PieceKind::Kept);
    let fate = match (is_same(&heading) && is_same(&text), is_moved) {
        (true, false) => Fate::Same,
        (false, false) => Fate::Changed,
        (true, true) => Fate::Moved,
        (false, true) => Fate::MovedAndChanged,
    };
    Row { fate, old: Some(o), new: Some(n), heading, text, kin: None }
}

fn alone(clause: &Clause, fate: Fate, old: Option<usize>, new: Option<usize>, kin: Option<usize>) -> Row {
    let kind = if fate == Fate::Added { PieceKind::Inserted } else { PieceKind::Removed };
    let whole = |text: &str| if text.is_empty() { Vec::new() } else { vec![Piece { kind, text: text.to_owned() }] };
    Row { fate, old, new, heading: whole(clause.heading.as_deref().unwrap_or_default()), text: whole(&clause.text), kin }
}

/// The new version in its order, and each dropped clause behind the one that it stood behind.
fn in_reading_order(matching: &matching::Matching, old_len: usize, new_len: usize) -> Vec<(Option<usize>, Option<usize>)> {
    // Which dropped clauses follow which new one; the first list is of those before everything.
    let mut behind: Vec<Vec<usize>> = vec![Vec::new(); new_len + 1];
    let mut slot = 0;
    for old in 0..old_len {
        match matching.new_of[old] {
            Some(new) => slot = new + 1,
            None => behind[slot].push(old),
        }
    }
    let mut order: Vec<_> = behind[0].iter().map(|&old| (Some(old), None)).collect();
    for new in 0..new_len {
        order.push((matching.old_of[new], Some(new)));
        order.extend(behind[new + 1].iter().map(|&old| (Some(old), None)));
    }
    order
}

fn summarize(rows: &[Row], unit: Unit) -> Summary {
    let mut sum = Summary::default();
    for row in rows {
        *match row.fate {
            Fate::Same => &mut sum.same,
            Fate::Changed => &mut sum.changed,
            Fate::Moved => &mut sum.moved,
            Fate::MovedAndChanged => &mut sum.moved_and_changed,
            Fate::Added => &mut sum.added,
            Fate::Dropped => &mut sum.dropped,
        } += 1;
        for piece in row.heading.iter().chain(&row.text) {
            *match piece.kind {
                PieceKind::Kept => &mut sum.kept_units,
                PieceKind::Removed => &mut sum.removed_units,
                PieceKind::Inserted => &mut sum.inserted_units,
            } += unit.count(&piece.text);
        }
    }
    sum
}
