//! The order of hits: relevance with a little for the kind and for recency, then the newest, then the id.
//!
//! One pass over the documents that match counts them, counts their facets and keeps the best. What costs, the columns of
//! day and id, is looked at only for a document whose score is among the best so far.

use std::cmp::Ordering;
use std::sync::Arc;

use chancery_model::Kind;
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocId, Score, SeekDangerResult, SegmentReader};

use crate::columns::{Columns, Segment, SegmentFacets, SegmentTuning};
use crate::facets::{Counter, Counts, Fails, Wanted};
use crate::query::plan::{TIE_BREAKER, TIER};
use crate::request::Filters;
use crate::schema::{NEWEST, OLDEST, ORDER};
use crate::statistics::Statistics;

/// Julian day number of 1990-01-01, where recency begins to count.
const RECENT_FROM: f32 = 2_447_893.0;
/// The days over which it grows.
const RECENT_DAYS: f32 = 50.0 * 365.25;
/// What the newest gains over the oldest.
const RECENCY: f32 = 0.04;
/// How many binary digits of a score, of its 24, are not looked at.
const UNSURE_DIGITS: u32 = 7;
/// How many of the best hits are looked at for what is preferred. They can only gain by it, so those behind stay behind.
const ASKED_AGAIN: usize = 500;

/// By what hits are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// The best first.
    Relevance {
        /// True if the query names a date or an ordinal: then the meeting is meant, else its mechanism is.
        means_a_meeting: bool,
    },
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
}

/// What the kind of a record is worth.
fn prior(kind: Option<Kind>, means_a_meeting: bool) -> f32 {
    match (kind, means_a_meeting) {
        (Some(Kind::Topic), false) => 1.3,
        (Some(Kind::Mechanism), false) => 1.25,
        (Some(Kind::Organisation), false) => 1.15,
        (Some(Kind::Meeting), true) => 1.25,
        (Some(Kind::Document), _) => 0.95,
        // A commitment repeats in a few words what a meeting agreed; several of one meeting would hide the meeting and its neighbours.
        (Some(Kind::Commitment), _) => 0.5,
        _ => 1.0,
    }
}

/// What a sort value of a day is worth, eight to a day.
pub(crate) fn recency(newest: i32) -> f32 {
    1.0 + RECENCY * (((newest / 8) as f32 - RECENT_FROM) / RECENT_DAYS).clamp(0.0, 1.0)
}

/// What is wanted of a pass.
pub(crate) struct Pass<'a> {
    pub(crate) by: By,
    /// How many of the best to keep.
    pub(crate) best: usize,
    /// The filters on facets, where the query does not hold them itself.
    pub(crate) filters: Option<&'a Filters>,
    /// Whether to count the facets.
    pub(crate) with_facets: bool,
    /// What the best hits gain by, in groups of which the best counts; no condition.
    pub(crate) preferred: Vec<Vec<Box<dyn Query>>>,
}

/// What a pass finds.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// How many documents are hits.
    pub(crate) total: usize,
    /// The best, best first, with their scores.
    pub(crate) best: Vec<(Score, DocAddress)>,
    /// The counts of the facets.
    pub(crate) counts: Counts,
}

/// A hit by what it is ordered by.
#[derive(Debug, Clone, Copy)]
struct Ranked {
    score: Score,
    day: i64,
    address: DocAddress,
}

/// What hits of one segment are ordered by.
struct Keys<'a> {
    /// What each kind is worth, and what relevance is tuned by; none if hits are ordered by day.
    tuning: Option<(Vec<f32>, &'a SegmentTuning)>,
    /// The days that hits are ordered by, where they are not those that relevance is tuned by.
    day: Option<Column<i64>>,
    /// The documents' places among the ids of their segment.
    order: Option<StrColumn>,
}

impl<'a> Keys<'a> {
    fn read(reader: &SegmentReader, segment: &'a Segment, by: By) -> tantivy::Result<Keys<'a>> {
        let fast = reader.fast_fields();
        let tuning = match by {
            By::Relevance { means_a_meeting } => {
                let tuning = segment.tuning()?;
                Some((tuning.kinds.iter().map(|kind| prior(*kind, means_a_meeting)).collect(), tuning))
            }
            By::Newest | By::Oldest => None,
        };
        let day = match by {
            By::Relevance { .. } => None,
            By::Newest => Some(fast.i64(NEWEST)?),
            By::Oldest => Some(fast.i64(OLDEST)?),
        };
        Ok(Keys { tuning, day, order: fast.str(ORDER)? })
    }

    /// The score of the words tuned by kind and recency. How many words were found comes first and is not touched.
    #[inline]
    fn tuned(&self, document: DocId, score: Score) -> Score {
        let Some(factor) = self.factor(document) else { return 0.0 };
        let words = words_found(score);
        rounded(words + ((score - words) * factor).min(TIER - 1.0))
    }

    /// The least score that can be tuned to so much. Asking each hit for kind and day costs more than most are worth.
    fn least_for(&self, tuned: Score) -> Score {
        let Some((priors, _)) = &self.tuning else { return 0.0 };
        let most = priors.iter().copied().fold(1.0, Score::max) * (1.0 + RECENCY);
        let words = words_found(tuned);
        // A little less, for what is lost in rounding.
        words + (tuned - words) / most * (1.0 - Score::EPSILON * (2 << UNSURE_DIGITS) as Score)
    }

    /// What kind and recency make of a score; none if hits are ordered by day.
    #[inline]
    fn factor(&self, document: DocId) -> Option<f32> {
        let (priors, tuning) = self.tuning.as_ref()?;
        let tuning = tuning.of(document);
        Some(priors.get(usize::from(tuning.kind)).copied().unwrap_or(1.0) * tuning.recency)
    }

    /// A tuned score and what is gained on top of it; how many words were found is not touched by that either.
    fn gaining(&self, document: DocId, tuned: Score, gain: Score) -> Score {
        let words = words_found(tuned);
        rounded(words + (tuned - words + gain * self.factor(document).unwrap_or(0.0)).min(TIER - 1.0))
    }

    fn key(&self, address: DocAddress, score: Score) -> Ranked {
        let day = match (&self.day, &self.tuning) {
            (Some(day), _) => day.first(address.doc_id).unwrap_or(i64::MIN),
            (None, Some((_, tuning))) => i64::from(tuning.of(address.doc_id).newest),
            (None, None) => i64::MIN,
        };
        Ranked { score, day, address }
    }

    fn order(&self, document: DocId) -> u64 {
        self.order.as_ref().and_then(|column| column.ords().first(document)).unwrap_or(u64::MAX)
    }
}

/// The part of a score that tells how many words were found.
#[inline]
fn words_found(score: Score) -> Score {
    if score < TIER { 0.0 } else { (score / TIER).floor() * TIER }
}

/// A score without its last binary digits: the engine adds up in the order that is quickest in a segment, so they tell how
/// the index came to be.
#[inline]
fn rounded(score: Score) -> Score {
    let half = 1 << (UNSURE_DIGITS - 1);
    Score::from_bits((score.to_bits() + half) >> UNSURE_DIGITS << UNSURE_DIGITS)
}

/// The best so far.
struct Best {
    limit: usize,
    kept: Vec<Ranked>,
    /// Once there are enough: the worst that still counts.
    worst: Option<Ranked>,
}

impl Best {
    fn new(limit: usize) -> Best {
        Best { limit, kept: Vec::with_capacity((limit * 2).min(4_096)), worst: None }
    }

    /// The least score that can still count.
    fn least(&self) -> Score {
        match self.worst {
            _ if self.limit == 0 => Score::INFINITY,
            Some(worst) => worst.score,
            None => Score::NEG_INFINITY,
        }
    }

    /// Takes a hit, if it counts; true if from now on less can count.
    fn take(&mut self, ranked: Ranked, ids: &Ids<'_>) -> bool {
        if self.worst.is_some_and(|worst| ids.compare(&ranked, &worst) != Ordering::Less) {
            return false;
        }
        self.kept.push(ranked);
        let is_full = self.kept.len() >= self.limit * 2;
        if is_full {
            self.shrink(ids);
        }
        is_full
    }

    fn shrink(&mut self, ids: &Ids<'_>) {
        if self.kept.len() < self.limit || self.limit == 0 {
            return;
        }
        let last = self.limit - 1;
        self.kept.select_nth_unstable_by(last, |a, b| ids.compare(a, b));
        self.kept.truncate(self.limit);
        self.worst = Some(self.kept[last]);
    }

    fn finish(mut self, ids: &Ids<'_>) -> Vec<Ranked> {
        self.shrink(ids);
        self.kept.sort_unstable_by(|a, b| ids.compare(a, b));
        self.kept
    }
}

/// Compares hits, across segments by their ids, which are read only where score and day are the same.
struct Ids<'a> {
    segments: &'a [Arc<Segment>],
    keys: &'a [Keys<'a>],
}

impl Ids<'_> {
    /// The place of a hit among the ids of its segment.
    fn order(&self, hit: &Ranked) -> u64 {
        self.keys[hit.address.segment_ord as usize].order(hit.address.doc_id)
    }

    fn id(&self, hit: &Ranked) -> &str {
        self.segments[hit.address.segment_ord as usize].id(self.order(hit))
    }

    fn compare(&self, a: &Ranked, b: &Ranked) -> Ordering {
        b.score.total_cmp(&a.score).then_with(|| b.day.cmp(&a.day)).then_with(|| match a.address.segment_ord == b.address.segment_ord {
            true => self.order(a).cmp(&self.order(b)),
            false => self.id(a).cmp(self.id(b)),
        })
    }
}

/// Runs a query over all documents, once.
pub(crate) fn gather(statistics: &Statistics<'_>, query: &dyn Query, pass: &Pass<'_>, columns: &Columns) -> tantivy::Result<Gathered> {
    let searcher = statistics.searcher;
    let by_relevance = matches!(pass.by, By::Relevance { .. });
    let scoring = if by_relevance {
        EnableScoring::enabled_from_statistics_provider(statistics, searcher)
    } else {
        EnableScoring::disabled_from_searcher(searcher)
    };
    let weight = query.weight(scoring)?;
    let needs_facets = pass.with_facets || pass.filters.is_some();
    let segments = columns.of(searcher);
    let facets: Vec<&SegmentFacets> =
        if needs_facets { segments.iter().map(|segment| segment.facets()).collect::<tantivy::Result<_>>()? } else { Vec::new() };
    let wanted = pass.filters.map(|filters| Wanted::new(filters, columns));
    let mut counter = pass.with_facets.then(|| Counter::new(columns));
    let read_keys = searcher.segment_readers().iter().zip(&segments).map(|(reader, segment)| Keys::read(reader, segment, pass.by));
    let keys: Vec<Keys<'_>> = read_keys.collect::<tantivy::Result<_>>()?;
    let ids = Ids { segments: &segments, keys: &keys };
    let asks_again = by_relevance && pass.best > 0 && !pass.preferred.is_empty();
    let mut best = Best::new(if asks_again { pass.best.max(ASKED_AGAIN) } else { pass.best });
    let mut total = 0;
    for (ord, segment) in (0_u32..).zip(searcher.segment_readers()) {
        let (keys, facets) = (&keys[ord as usize], facets.get(ord as usize).copied());
        if let (Some(facets), Some(counter)) = (facets, &mut counter) {
            counter.begin(facets);
        }
        let alive = segment.alive_bitset();
        let mut least = keys.least_for(best.least());
        let mut one = |document: DocId, score: Score| {
            if alive.is_some_and(|alive| !alive.is_alive(document)) {
                return;
            }
            let mut fails = Fails::Nothing;
            if let Some(facets) = facets {
                if let Some(wanted) = &wanted {
                    fails = wanted.check(facets, document);
                }
                if let Some(counter) = &mut counter {
                    counter.add(facets, document, fails);
                }
            }
            if fails == Fails::Nothing {
                total += 1;
                if score >= least {
                    let score = keys.tuned(document, score);
                    if score >= best.least() && best.take(keys.key(DocAddress::new(ord, document), score), &ids) {
                        least = keys.least_for(best.least());
                    }
                }
            }
        };
        if by_relevance {
            weight.for_each(segment, &mut one)?;
        } else {
            weight.for_each_no_score(segment, &mut |documents| documents.iter().for_each(|document| one(*document, 0.0)))?;
        }
        if let (Some(facets), Some(counter)) = (facets, &mut counter) {
            counter.end(facets);
        }
    }
    let counts = counter.map(|counter| counter.finish(columns)).unwrap_or_default();
    let mut best = best.finish(&ids);
    if asks_again {
        let asked = best.len().min(ASKED_AGAIN);
        let asked = &mut best[..asked];
        for either in &pass.preferred {
            prefer(statistics, either, asked, &keys)?;
        }
        asked.sort_unstable_by(|a, b| ids.compare(a, b));
        best.truncate(pass.best);
    }
    Ok(Gathered { total, best: best.into_iter().map(|ranked| (ranked.score, ranked.address)).collect(), counts })
}

/// Raises the scores of the hits that some queries find: by that of the best, and a little for the others.
///
/// Each hit is asked for by itself: to go on to the next that a query finds would mean to look at all between.
fn prefer(statistics: &Statistics<'_>, either: &[Box<dyn Query>], hits: &mut [Ranked], keys: &[Keys<'_>]) -> tantivy::Result<()> {
    hits.sort_unstable_by_key(|hit| hit.address);
    let mut gains: Vec<(Score, Score)> = vec![(0.0, 0.0); hits.len()];
    for query in either {
        let weight = query.weight(EnableScoring::enabled_from_statistics_provider(statistics, statistics.searcher))?;
        let mut first = 0;
        for group in hits.chunk_by(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let segment = statistics.searcher.segment_reader(group[0].address.segment_ord);
            let (mut at, mut scorer) = weight.scorer_danger(segment, group[0].address.doc_id, 1.0)?;
            for (n, hit) in group.iter().enumerate() {
                let document = hit.address.doc_id;
                at = match at {
                    _ if n == 0 => at,
                    SeekDangerResult::SeekLowerBound(next) if next > document => at,
                    _ => scorer.seek_danger(document),
                };
                if at == SeekDangerResult::Found {
                    let (best, sum) = &mut gains[first + n];
                    let score = scorer.score();
                    *best = best.max(score);
                    *sum += score;
                }
            }
            first += group.len();
        }
    }
    for (hit, (best, sum)) in hits.iter_mut().zip(gains) {
        hit.score = keys[hit.address.segment_ord as usize].gaining(hit.address.doc_id, hit.score, best + (sum - best) * TIE_BREAKER);
    }
    Ok(())
}
