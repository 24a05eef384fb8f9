//! What the drill saw, as a table that can stand in `docs/explanation/drill.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use super::load::{Publication, Sample, Told};
use super::proof::Proof;

/// The lines between which the report stands on the page.
const BEGIN: &str = "<!-- report: begin -->";
const END: &str = "<!-- report: end -->";

/// One fault and what came of it.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) what: String,
    pub(super) samples: Vec<Sample>,
    pub(super) publications: Vec<Publication>,
    pub(super) mended: Duration,
    pub(super) proof: Proof,
    pub(super) may_lose: bool,
    pub(super) remarks: Vec<String>,
}

impl Row {
    /// The share of requests that were answered well, in per cent.
    fn availability(&self) -> f64 {
        let good = self.samples.iter().filter(|sample| sample.fault.is_none()).count();
        100.0 * good as f64 / self.samples.len().max(1) as f64
    }

    /// The longest that a reader waited for a good answer.
    fn slowest(&self) -> Duration {
        self.samples.iter().filter(|sample| sample.fault.is_none()).map(|sample| sample.time).max().unwrap_or_default()
    }

    /// How often each kind of fault was met.
    pub(super) fn read_faults(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for fault in self.samples.iter().filter_map(|sample| sample.fault.as_deref()) {
            *counts.entry(fault).or_default() += 1;
        }
        counts
    }

    /// Published, refused, unknown.
    fn told(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for publication in &self.publications {
            counts[match publication.told {
                Told::Published { .. } => 0,
                Told::Refused { .. } => 1,
                Told::Unknown { .. } => 2,
            }] += 1;
        }
        counts
    }

    /// Whether the drill holds: nothing lost that may not be, nothing doubled, nothing else amiss.
    pub(super) fn is_sound(&self) -> bool {
        self.proof.is_sound_but_for_losses() && (self.may_lose || self.proof.lost.is_empty())
    }

    /// The row of the table.
    pub(super) fn line(&self) -> String {
        let [published, refused, unknown] = self.told();
        let errors: usize = self.read_faults().values().sum();
        let proof = &self.proof;
        format!(
            "| {} | {:.2} % | {errors} of {} | {:.2} s | {published} / {refused} / {unknown} | {:.1} s | {} / {} | {} |",
            self.what,
            self.availability(),
            self.samples.len(),
            self.slowest().as_secs_f64(),
            self.mended.as_secs_f64(),
            proof.lost.len(),
            proof.doubled.len() + proof.unasked.len(),
            if proof.faults.is_empty() { "yes" } else { "NO" },
        )
    }
}

/// The heading of the table.
pub(super) const HEADING: &str = "\
| fault | reads answered | read errors | slowest read | published / refused / unknown | mended in | lost / doubled | nodes alike and sound |
|---|---|---|---|---|---|---|---|";

/// The whole report.
pub(super) fn write(rows: &[Row], head: &str) -> String {
    let mut out = format!("{head}\n\n{HEADING}\n");
    let mut add = |words: std::fmt::Arguments<'_>| out.write_fmt(words).expect("writing to a text does not fail");
    for row in rows {
        add(format_args!("{}\n", row.line()));
    }
    let remarks: Vec<(&str, &String)> = rows.iter().flat_map(|row| row.remarks.iter().map(|remark| (row.what.as_str(), remark))).collect();
    if !remarks.is_empty() {
        add(format_args!("\n"));
    }
    for (what, remark) in remarks {
        add(format_args!("- {what}: {remark}.\n"));
    }
    out
}

/// Puts the report into the page, between its marks.
///
/// Errors: the page is not there, cannot be written, or has no marks.
pub(super) fn put_into(page: &Path, report: &str) -> std::io::Result<()> {
    let text = fs::read_to_string(page)?;
    let missing = || std::io::Error::other(format!("{} has no line {BEGIN} before a line {END}", page.display()));
    let (before, rest) = text.split_once(BEGIN).ok_or_else(missing)?;
    let (_, after) = rest.split_once(END).ok_or_else(missing)?;
    fs::write(page, format!("{before}{BEGIN}\n\n{}\n\n{END}{after}", report.trim()))
}
