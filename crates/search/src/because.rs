//! Why a hit was found that does not have the words as typed: by which other name of what they name.
//!
//! The index is asked again, about the hits of the page alone: titles count too, and they are not stored.

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocSet as _, Searcher};

use crate::error::IndexError;
use crate::query::plan::{Planner, Stage};
use crate::query::{Reading, Widened};
use crate::request::Because;

/// For each hit, the equivalents that it was found by where it does not have the words as typed.
pub(crate) fn reasons(
    planner: &mut Planner<'_>,
    searcher: &Searcher,
    reading: &Reading,
    stage: Stage,
    found: &[(f32, DocAddress)],
) -> Result<Vec<Vec<Because>>, IndexError> {
    let mut all: Vec<&Widened> = Vec::new();
    for node in reading.wanted() {
        node.walk_widened(&mut |widened| {
            if !all.iter().any(|other| other.typed == widened.typed) {
                all.push(widened);
            }
        });
    }
    let addresses: Vec<DocAddress> = found.iter().map(|(_, address)| *address).collect();
    let mut reasons = vec![Vec::new(); addresses.len()];
    for widened in all {
        let literal = planner.node(&widened.literal, stage)?;
        let mut open: Vec<bool> = matches_of(searcher, literal.as_ref(), &addresses)?.into_iter().map(|is_there| !is_there).collect();
        for equivalent in &widened.equivalents {
            if !open.contains(&true) {
                break;
            }
            let query = planner.node(&equivalent.node, stage)?;
            for (at, is_there) in matches_of(searcher, query.as_ref(), &addresses)?.into_iter().enumerate() {
                if is_there && open[at] {
                    open[at] = false;
                    let (typed, matched, lang) = (widened.typed.clone(), equivalent.text.clone(), equivalent.lang.clone());
                    reasons[at].push(Because { typed, matched, lang });
                }
            }
        }
    }
    Ok(reasons)
}

/// Tells of each document whether it matches a query.
fn matches_of(searcher: &Searcher, query: &dyn Query, addresses: &[DocAddress]) -> Result<Vec<bool>, IndexError> {
    let mut order: Vec<usize> = (0..addresses.len()).collect();
    order.sort_by_key(|at| addresses[*at]);
    let mut matches = vec![false; addresses.len()];
    let fill = move || -> tantivy::Result<Vec<bool>> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
        for same_segment in order.chunk_by(|a, b| addresses[*a].segment_ord == addresses[*b].segment_ord) {
            let mut scorer = weight.scorer(searcher.segment_reader(addresses[same_segment[0]].segment_ord), 1.0)?;
            for at in same_segment {
                let wanted = addresses[*at].doc_id;
                if scorer.doc() < wanted {
                    scorer.seek(wanted);
                }
                matches[*at] = scorer.doc() == wanted;
            }
        }
        Ok(matches)
    };
    fill().map_err(IndexError::engine("looking for what a hit was found by"))
}
