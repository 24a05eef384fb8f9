//! What was measured, as a table of Markdown that can stand in `docs/explanation/measurements.md`.

use std::fmt;
use std::time::Duration;

/// Times of one kind of request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Adds one.
    pub(crate) fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// Adds those of another.
    pub(crate) fn extend(&mut self, other: &Times) {
        self.0.extend_from_slice(&other.0);
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that a share of the requests did not exceed; zero if there were none.
    pub(crate) fn at(&self, share: f64) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let place = (share * sorted.len() as f64).ceil() as usize;
        sorted.get(place.saturating_sub(1)).copied().unwrap_or_default()
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        write!(f, "p50 {:.2} ms, p99 {:.2} ms ({} requests)", milliseconds(self.at(0.5)), milliseconds(self.at(0.99)), self.0.len())
    }
}

/// The rows of a report.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<(String, String)>,
}

impl Report {
    /// Adds a row.
    pub(crate) fn add(&mut self, what: impl Into<String>, value: impl fmt::Display) {
        self.rows.push((what.into(), value.to_string()));
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | measured |\n|---|---|")?;
        for (what, value) in &self.rows {
            writeln!(f, "| {what} | {value} |")?;
        }
        Ok(())
    }
}

/// A rate as a person reads it.
pub(crate) fn rate(count: usize, time: Duration, unit: &str) -> String {
    let seconds = time.as_secs_f64();
    format!("{:.0} {unit}/s ({count} in {seconds:.2} s)", count as f64 / seconds.max(f64::EPSILON))
}

/// Bytes as MiB.
pub(crate) fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / 1_048_576.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let mut times = Times::default();
        for n in (1..=200).rev() {
            times.push(Duration::from_millis(n));
        }
        assert_eq!(times.at(0.5), Duration::from_millis(100));
        assert_eq!(times.at(0.99), Duration::from_millis(198));
        assert_eq!(Times::default().at(0.5), Duration::ZERO);
    }
}
