//! Timing: an eighth of the queries to warm up, then each once.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Instant;

use crate::queries::Query;

/// The times of one engine.
pub(crate) struct Runs {
    engine: &'static str,
    microseconds: BTreeMap<String, Vec<u64>>,
}

impl Runs {
    /// Asks all queries; `ask` gives nothing for a kind that the engine does not know.
    pub(crate) fn of<E>(
        engine: &'static str,
        queries: &[Query],
        mut ask: impl FnMut(&Query) -> Option<Result<usize, E>>,
    ) -> Result<Runs, E> {
        for query in queries.iter().step_by(8) {
            ask(query).transpose()?;
        }
        let mut microseconds: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for query in queries {
            let start = Instant::now();
            if ask(query).transpose()?.is_some() {
                let time = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
                microseconds.entry(query.ask.clone()).or_default().push(time);
            }
        }
        Ok(Runs { engine, microseconds })
    }
}

impl fmt::Display for Runs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", serde_json::json!({ "engine": self.engine, "microseconds": self.microseconds }))
    }
}
