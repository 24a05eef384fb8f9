//! The language versions of one document side by side, clause against clause.

use std::collections::HashMap;

use crate::clause::{Anchor, Clause};

/// One row: the same clause in each language, or nothing where a language lacks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aligned {
    /// The anchor that the clauses share.
    pub anchor: Anchor,
    /// For each column the place of the clause in its list.
    pub places: Vec<Option<usize>>,
}

/// Sets language versions side by side by their anchors.
///
/// Shape: every clause of every column stands in exactly one row; rows follow the first column, and a clause that it
/// lacks stands behind the one that precedes it in its own column. Anchors are unique within a column.
pub fn align(columns: &[&[Clause]]) -> Vec<Aligned> {
    let places: Vec<HashMap<&Anchor, usize>> =
        columns.iter().map(|column| column.iter().enumerate().map(|(at, clause)| (&clause.anchor, at)).collect()).collect();
    // Anchors in order, as a linked list: `after[i]` is the row that follows row i; row 0 is the head.
    let mut rows: Vec<Option<&Anchor>> = vec![None];
    let mut after: Vec<Option<usize>> = vec![None];
    let mut row_of: HashMap<&Anchor, usize> = HashMap::new();
    for column in columns {
        let mut last = 0;
        for clause in *column {
            last = *row_of.entry(&clause.anchor).or_insert_with(|| {
                let row = rows.len();
                rows.push(Some(&clause.anchor));
                after.push(after[last]);
                after[last] = Some(row);
                row
            });
        }
    }
    let mut aligned = Vec::with_capacity(rows.len() - 1);
    let mut at = after[0];
    while let Some(row) = at {
        if let Some(anchor) = rows[row] {
            aligned.push(Aligned { anchor: anchor.clone(), places: places.iter().map(|column| column.get(anchor).copied()).collect() });
        }
        at = after[row];
    }
    aligned
}
