//! The best assignment of weighted pairs, and the longest run that kept its order.

use std::collections::{BTreeMap, HashMap};

/// A group with more clauses on one side than this is assigned greedily; the method takes cubic time.
const MAX_GROUP: usize = 300;

/// Chooses pairs of the greatest total weight such that each place stands in at most one.
///
/// Shape: the pairs, and whether a group was too large for the best assignment. Weights are positive.
pub(super) fn assign(edges: &[(usize, usize, i64)]) -> (Vec<(usize, usize)>, bool) {
    let (mut pairs, mut is_bounded) = (Vec::new(), false);
    for group in list_groups(edges) {
        let lefts = numbered(group.iter().map(|edge| edge.0));
        let rights = numbered(group.iter().map(|edge| edge.1));
        if lefts.len().max(rights.len()) > MAX_GROUP {
            is_bounded = true;
            pairs.extend(greedy(&group));
        } else {
            pairs.extend(best(&group, &lefts, &rights));
        }
    }
    (pairs, is_bounded)
}

/// Parts the pairs into groups that share no place.
fn list_groups(edges: &[(usize, usize, i64)]) -> Vec<Vec<(usize, usize, i64)>> {
    let lefts = numbered(edges.iter().map(|edge| edge.0));
    let rights = numbered(edges.iter().map(|edge| edge.1));
    let mut roots: Vec<usize> = (0..lefts.len() + rights.len()).collect();
    let root = |roots: &mut Vec<usize>, mut at: usize| {
        while roots[at] != at {
            roots[at] = roots[roots[at]];
            at = roots[at];
        }
        at
    };
    for (left, right, _) in edges {
        let (a, b) = (root(&mut roots, lefts[left]), root(&mut roots, lefts.len() + rights[right]));
        roots[a.max(b)] = a.min(b);
    }
    let mut groups: BTreeMap<usize, Vec<(usize, usize, i64)>> = BTreeMap::new();
    for edge in edges {
        groups.entry(root(&mut roots, lefts[&edge.0])).or_default().push(*edge);
    }
    groups.into_values().collect()
}

fn numbered(places: impl Iterator<Item = usize>) -> HashMap<usize, usize> {
    let mut numbers = HashMap::new();
    for place in places {
        let next = numbers.len();
        numbers.entry(place).or_insert(next);
    }
    numbers
}

fn greedy(edges: &[(usize, usize, i64)]) -> Vec<(usize, usize)> {
    let mut sorted = edges.to_vec();
    sorted.sort_by_key(|&(left, right, weight)| (std::cmp::Reverse(weight), left, right));
    let (mut lefts, mut rights) = (std::collections::HashSet::new(), std::collections::HashSet::new());
    let mut pairs = Vec::new();
    for (left, right, _) in sorted {
        if !lefts.contains(&left) && !rights.contains(&right) {
            lefts.insert(left);
            rights.insert(right);
            pairs.push((left, right));
        }
    }
    pairs
}

/// The Hungarian method with potentials: one row at a time takes the shortest augmenting path.
///
/// Pairs that are no edges weigh nothing, which is the same as leaving both alone; they are left out of the result.
fn best(edges: &[(usize, usize, i64)], lefts: &HashMap<usize, usize>, rights: &HashMap<usize, usize>) -> Vec<(usize, usize)> {
    let size = lefts.len().max(rights.len());
    // Rows and columns are counted from 1; 0 stands for "none".
    let mut weights = vec![vec![0i64; size + 1]; size + 1];
    for (left, right, weight) in edges {
        weights[lefts[left] + 1][rights[right] + 1] = *weight;
    }
    let (mut row_potential, mut column_potential) = (vec![0i64; size + 1], vec![0i64; size + 1]);
    let mut row_of = vec![0usize; size + 1];
    for row in 1..=size {
        row_of[0] = row;
        let mut column = 0;
        let mut slack = vec![i64::MAX; size + 1];
        let mut way = vec![0usize; size + 1];
        let mut is_used = vec![false; size + 1];
        loop {
            is_used[column] = true;
            let current = row_of[column];
            let (mut delta, mut next) = (i64::MAX, 0);
            for other in 1..=size {
                if is_used[other] {
                    continue;
                }
                let reduced = -weights[current][other] - row_potential[current] - column_potential[other];
                if reduced < slack[other] {
                    slack[other] = reduced;
                    way[other] = column;
                }
                if slack[other] < delta {
                    delta = slack[other];
                    next = other;
                }
            }
            for other in 0..=size {
                if is_used[other] {
                    row_potential[row_of[other]] += delta;
                    column_potential[other] -= delta;
                } else if slack[other] != i64::MAX {
                    slack[other] -= delta;
                }
            }
            column = next;
            if row_of[column] == 0 {
                break;
            }
        }
        while column != 0 {
            let before = way[column];
            row_of[column] = row_of[before];
            column = before;
        }
    }
    edges.iter().filter(|(left, right, _)| row_of[rights[right] + 1] == lefts[left] + 1).map(|&(left, right, _)| (left, right)).collect()
}

/// Tells for each number whether it belongs to the longest rising run.
pub(super) fn longest_rise(numbers: &[usize]) -> Vec<bool> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|&end| numbers[end] < *number);
        before.push(length.checked_sub(1).map(|last| ends[last]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut stays = vec![false; numbers.len()];
    let mut at = ends.last().copied();
    while let Some(place) = at {
        stays[place] = true;
        at = before[place];
    }
    stays
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every way to pair, tried.
    fn best_total(edges: &[(usize, usize, i64)], used: &mut Vec<usize>, left: usize, lefts: usize) -> i64 {
        if left == lefts {
            return 0;
        }
        let mut best = best_total(edges, used, left + 1, lefts);
        for &(l, right, weight) in edges {
            if l == left && !used.contains(&right) {
                used.push(right);
                best = best.max(weight + best_total(edges, used, left + 1, lefts));
                used.pop();
            }
        }
        best
    }

    proptest! {
        #[test]
        fn no_other_assignment_weighs_more(edges in prop::collection::btree_map((0usize..5, 0usize..5), 1i64..100, 0..16)) {
            let edges: Vec<_> = edges.into_iter().map(|((l, r), w)| (l, r, w)).collect();
            let (pairs, is_bounded) = assign(&edges);
            prop_assert!(!is_bounded);
            let total: i64 = pairs.iter().map(|(l, r)| edges.iter().find(|e| (e.0, e.1) == (*l, *r)).unwrap().2).sum();
            prop_assert_eq!(total, best_total(&edges, &mut Vec::new(), 0, 5));
            for side in [pairs.iter().map(|p| p.0).collect::<Vec<_>>(), pairs.iter().map(|p| p.1).collect()] {
                prop_assert_eq!(side.iter().collect::<std::collections::BTreeSet<_>>().len(), side.len());
            }
        }
    }

    #[test]
    fn a_large_group_is_assigned_and_said_to_be_bounded() {
        let edges: Vec<_> = (0..400).flat_map(|l| [(l, l, 10), (l, (l + 1) % 400, 5)]).collect();
        let (pairs, is_bounded) = assign(&edges);
        assert!(is_bounded);
        assert_eq!(pairs.len(), 400);
        assert!(pairs.iter().all(|(l, r)| l == r));
    }

    #[test]
    fn the_longest_rise_is_found() {
        assert_eq!(longest_rise(&[0, 1, 2]), [true; 3]);
        assert_eq!(longest_rise(&[2, 0, 1, 3]), [false, true, true, true]);
        assert_eq!(longest_rise(&[]), Vec::<bool>::new());
    }
}
