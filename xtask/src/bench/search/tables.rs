//! What was measured as tables of Markdown: an engine a row, a kind of query a column, p50/p95 in milliseconds.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use super::queries::Ask;
use crate::bench::report::Times;

/// Times by kind of query.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns(BTreeMap<Ask, Times>);

impl Columns {
    /// Adds a time.
    pub(super) fn push(&mut self, ask: Ask, time: Duration) {
        self.0.entry(ask).or_default().push(time);
    }

    fn get(&self, ask: Ask) -> Option<&Times> {
        self.0.get(&ask)
    }

    /// All times together.
    pub(super) fn all(&self) -> Times {
        let mut all = Times::default();
        self.0.values().for_each(|times| all.extend(times));
        all
    }
}

/// Milliseconds with two or three digits that count.
pub(super) fn milliseconds(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1_000.0;
    if ms < 9.995 { format!("{ms:.2}") } else { format!("{ms:.0}") }
}

/// p50 and p95.
pub(super) fn both(times: &Times) -> String {
    format!("{}/{}", milliseconds(times.at(0.5)), milliseconds(times.at(0.95)))
}

/// The table of the engines.
pub(super) fn by_kind(rows: &[(String, Columns)]) -> String {
    let mut table = String::from("| p50/p95 in ms |");
    let mut rule = String::from("|---|");
    for ask in Ask::ALL {
        let _ = write!(table, " {} |", ask.title());
        rule.push_str("---|");
    }
    let _ = write!(table, "\n{rule}\n");
    for (name, columns) in rows {
        let _ = write!(table, "| {name} |");
        for ask in Ask::ALL {
            let cell = columns.get(ask).filter(|times| times.count() > 0).map_or_else(|| "-".to_owned(), both);
            let _ = write!(table, " {cell} |");
        }
        table.push('\n');
    }
    table
}

/// The same as ratios of the median to that of the first row.
pub(super) fn ratios(rows: &[(String, Columns)]) -> String {
    let Some(((name, first), others)) = rows.split_first() else { return String::new() };
    let mut table = format!("| p50 : that of {name} |{}\n|---|", Ask::ALL.map(|ask| format!(" {} |", ask.title())).concat());
    table.push_str(&"---|".repeat(Ask::ALL.len()));
    table.push('\n');
    for (name, columns) in others {
        let _ = write!(table, "| {name} |");
        for ask in Ask::ALL {
            let cell = match (first.get(ask), columns.get(ask)) {
                (Some(ours), Some(theirs)) => format!("{:.1}", theirs.at(0.5).as_secs_f64() / ours.at(0.5).as_secs_f64().max(1e-9)),
                _ => "-".to_owned(),
            };
            let _ = write!(table, " {cell} |");
        }
        table.push('\n');
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_a_cell_for_each_kind() {
        let mut columns = Columns::default();
        columns.push(Ask::Rare, Duration::from_micros(1_234));
        let rows = [("one".to_owned(), columns.clone()), ("two".to_owned(), columns)];
        let table = by_kind(&rows);
        assert!(table.contains("| one | - | 1.23/1.23 | - |"), "{table}");
        assert!(ratios(&rows).contains("| two | - | 1.0 | - |"));
        assert!(table.lines().all(|line| line.matches('|').count() == Ask::ALL.len() + 2));
    }
}
