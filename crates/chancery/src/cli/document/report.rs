//! What `chancery document add` says: one line a file, what was noticed in it below, and a sum at the end. While it goes on,
//! how far it has come is told apart, on standard error: one line a batch, the same for a terminal and for a log.

use std::time::Instant;

use chancery_app::AppError;
use chancery_app::papers::{Kept, Lot, Outcome, Placed, Row};
use chancery_model::Severity;
use serde::Serialize;

use crate::cli::output::counted;
use crate::cli::{Done, Failure, Output};

/// How many findings of one file are told.
const TOLD_FINDINGS: usize = 8;

/// Tells what became of files as they are published.
pub(super) struct Told {
    is_json: bool,
    /// The lines of a manifest; empty for files that were named one by one.
    lines: Vec<u64>,
    rows: Vec<JsonRow>,
    batches: Vec<u64>,
    counts: [usize; 4],
    refused: usize,
    total: usize,
    pages: u64,
    lots: usize,
    since: Instant,
}

#[derive(Serialize)]
struct JsonRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(flatten)]
    row: Row,
}

#[derive(Serialize)]
struct Json<'a> {
    batches: &'a [u64],
    rows: &'a [JsonRow],
}

impl Told {
    pub(super) fn new(is_json: bool, lines: Vec<u64>, total: usize) -> Told {
        let since = Instant::now();
        Told { is_json, lines, rows: Vec::new(), batches: Vec::new(), counts: [0; 4], refused: 0, total, pages: 0, lots: 0, since }
    }

    /// True if there were files enough for a batch, whatever became of the next.
    pub(super) fn has_begun(&self) -> bool {
        self.lots > 0
    }

    /// Says how far it has come, if that is more than one batch.
    pub(super) fn say_how_far(&self, output: &mut Output) {
        let done = self.counts.iter().sum::<usize>() + self.refused;
        if self.lots == 1 && done == self.total {
            return;
        }
        let pages = if self.pages > 0 { format!(", {} pages read", self.pages) } else { String::new() };
        output.say(format_args!("{done} of {}{pages}, {} s so far", counted(self.total, "file"), self.since.elapsed().as_secs()));
    }

    /// Tells a lot; `places` are the places of its rows among all that were asked for.
    pub(super) fn tell(&mut self, lot: Lot, places: &[usize], output: &mut Output) -> Result<(), Failure> {
        self.batches.extend(lot.batch);
        self.lots += 1;
        self.tell_rows(lot.rows, places, output)
    }

    /// Tells a row of which nothing could be understood.
    pub(super) fn refuse(&mut self, error: &AppError, at: usize, output: &mut Output) -> Result<(), Failure> {
        let outcome = Outcome::Refused { reason: error.chain(), hint: error.hint.clone() };
        self.tell_rows(vec![Row { name: String::new(), outcome }], &[at], output)
    }

    fn tell_rows(&mut self, rows: Vec<Row>, places: &[usize], output: &mut Output) -> Result<(), Failure> {
        for (row, at) in rows.into_iter().zip(places) {
            let line = self.lines.get(*at).copied();
            let name = match line {
                Some(line) if row.name.is_empty() => format!("line {line}"),
                Some(line) => format!("line {line}: {}", row.name),
                None => row.name.clone(),
            };
            match &row.outcome {
                Outcome::Kept(kept) => {
                    self.counts[kept.placed as usize] += 1;
                    self.pages += kept.text.as_ref().and_then(|text| text.pages).map_or(0, u64::from);
                    if !self.is_json {
                        say_kept(&name, kept, output)?;
                    }
                }
                Outcome::Refused { reason, hint } => {
                    self.refused += 1;
                    if !self.is_json {
                        output.fact(format_args!("  refused    {name}: {reason}"))?;
                        if let Some(hint) = hint {
                            output.fact(format_args!("             {hint}"))?;
                        }
                    }
                }
            }
            if self.is_json {
                self.rows.push(JsonRow { line, row });
            }
        }
        Ok(())
    }

    pub(super) fn finish(self, output: &mut Output) -> Result<Done, Failure> {
        if self.is_json {
            output.json(&Json { batches: &self.batches, rows: &self.rows })?;
        } else {
            let [added, replaced, changed, same] = self.counts;
            let mut parts = vec![format!("{} added", counted(added, "file"))];
            let more = [(replaced, "replaced"), (changed, "changed"), (same, "unchanged"), (self.refused, "refused")];
            parts.extend(more.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
            let batches: Vec<String> = self.batches.iter().map(ToString::to_string).collect();
            let batches = match batches.as_slice() {
                [] => "nothing new".to_owned(),
                [one] => format!("batch {one}"),
                several => format!("batches {}", several.join(", ")),
            };
            output.fact(format_args!("{batches}: {}", parts.join(", ")))?;
        }
        Ok(if self.refused > 0 { Done::Partly } else { Done::Whole })
    }
}

fn say_kept(name: &str, kept: &Kept, output: &mut Output) -> Result<(), Failure> {
    let placed = match kept.placed {
        Placed::Added => "added",
        Placed::Replaced => "replaced",
        Placed::Changed => "changed",
        Placed::Same => "unchanged",
    };
    let told = if kept.is_lang_told && kept.text.is_some() { " (told by its text)" } else { "" };
    let mut facts = vec![kept.media_type.to_string(), format!("{} bytes", kept.size_bytes)];
    if let Some(text) = &kept.text {
        facts.extend(text.pages.map(|pages| counted(pages as usize, "page")));
        facts.push(counted(text.clauses as usize, "clause"));
    }
    output.fact(format_args!("  {placed:<9}  {name}  document:{}  {}{told}, {}", kept.document, kept.lang, facts.join(", ")))?;
    let findings = kept.text.iter().flat_map(|text| &text.findings).filter(|finding| finding.severity != Severity::Info);
    for finding in findings.take(TOLD_FINDINGS) {
        let page = finding.page.map_or_else(String::new, |page| format!("page {page}: "));
        output.fact(format_args!("             {page}{}", finding.message))?;
    }
    Ok(())
}
