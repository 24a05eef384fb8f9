//! What an operator's monitoring reads: how far the node is, what it answers and how fast, and what the cache does.
//!
//! Names and labels are a contract; they are described in `docs/reference/metrics.md`, and a test compares the two. Labels
//! take few values whatever readers ask for: patterns of addresses, not addresses, and classes of status. What is known
//! elsewhere (heads, the cache, memory) is read when it is asked for, not kept up to date here.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use chancery_app::jobs::Report;
use chancery_app::link::{Link, Standing, Tally};

use super::pattern::Pattern;

/// Upper bounds of the latency classes, in seconds: from an answer out of memory to the time limit.
const SECONDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// What tells one series of requests from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: Pattern,
    status: Class,
}

/// What tells one series of jobs from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Worked {
    job: &'static str,
    outcome: &'static str,
}

/// The class of a status: its first digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Class(u16);

impl EncodeLabelValue for Class {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        write!(encoder, "{}xx", self.0)
    }
}

impl EncodeLabelValue for Pattern {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        write!(encoder, "{self}")
    }
}

#[derive(Debug, Clone)]
struct Latencies;

impl MetricConstructor<Histogram> for Latencies {
    fn new_metric(&self) -> Histogram {
        Histogram::new(SECONDS)
    }
}

/// A gauge of whole numbers.
type Whole = Gauge<i64, AtomicI64>;
/// A gauge of seconds.
type Seconds = Gauge<f64, AtomicU64>;

/// What can be read elsewhere at the moment it is asked for.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) standing: Standing,
    pub(super) tally: Tally,
    pub(super) batches: u64,
    pub(super) is_ready: bool,
    pub(super) cache_bytes: usize,
    pub(super) cache_answers: usize,
}

/// The metrics of one server.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Histogram, Latencies>,
    pub(super) in_flight: Whole,
    pub(super) connections: Whole,
    pub(super) cache_hits: Counter,
    pub(super) cache_misses: Counter,
    pub(super) not_modified: Counter,
    journal_head: Whole,
    tables_head: Whole,
    index_head: Whole,
    batches: Whole,
    lag: Whole,
    index_age: Seconds,
    link_up: Whole,
    ready: Whole,
    pulled: Counter,
    pull_errors: Counter,
    indexed: Counter,
    index_errors: Counter,
    cache_bytes: Whole,
    cache_answers: Whole,
    memory: Whole,
    memory_own: Whole,
    jobs: Family<Worked, Counter>,
    faults: Counter,
}

impl Metrics {
    pub(super) fn new(schema: i64) -> Metrics {
        let mut registry = Registry::with_prefix("chancery");
        let build = Info::new([("version", env!("CARGO_PKG_VERSION").to_owned()), ("schema", schema.to_string())]);
        registry.register("build", "The version of the program and the schema of registers that it writes", build);
        let metrics = Metrics {
            requests: Family::new_with_constructor(Latencies),
            in_flight: Whole::default(),
            connections: Whole::default(),
            cache_hits: Counter::default(),
            cache_misses: Counter::default(),
            not_modified: Counter::default(),
            journal_head: Whole::default(),
            tables_head: Whole::default(),
            index_head: Whole::default(),
            batches: Whole::default(),
            lag: Whole::default(),
            index_age: Seconds::default(),
            link_up: Whole::default(),
            ready: Whole::default(),
            pulled: Counter::default(),
            pull_errors: Counter::default(),
            indexed: Counter::default(),
            index_errors: Counter::default(),
            cache_bytes: Whole::default(),
            cache_answers: Whole::default(),
            memory: Whole::default(),
            memory_own: Whole::default(),
            jobs: Family::default(),
            faults: Counter::default(),
            registry,
        };
        metrics.registered()
    }

    fn registered(mut self) -> Metrics {
        let registry = &mut self.registry;
        registry.register("journal_head", "The journal's last number, as last seen", self.journal_head.clone());
        registry.register("tables_head", "The number that this node's tables have reached", self.tables_head.clone());
        registry.register("index_head", "The number that this node's search index has reached", self.index_head.clone());
        registry.register("batches", "The number of the last batch in this node's tables", self.batches.clone());
        registry.register("lag_entries", "How many entries the slower of tables and index is behind the journal", self.lag.clone());
        let help = "Time since the index was last seen level with the journal; -1 if it never was";
        registry.register_with_unit("index_age", help, Unit::Seconds, self.index_age.clone());
        registry.register("link_up", "1 if the journal answers, or is this node's own; 0 if its database is lost", self.link_up.clone());
        registry.register("ready", "1 if /readyz says yes", self.ready.clone());
        registry.register("pulled_entries", "Entries that came in from the journal's database", self.pulled.clone());
        registry.register("pull_errors", "Rounds in which the journal's database could not be asked or followed", self.pull_errors.clone());
        registry.register("indexed_entries", "Entries that went into the index", self.indexed.clone());
        registry.register("index_errors", "Rounds in which catalogue or index could not follow", self.index_errors.clone());
        registry.register("job_runs", "Rounds of work that one node does for all", self.jobs.clone());
        registry.register("fixity_faults", "Kept files that were found damaged", self.faults.clone());
        let help = "Time from a request's head to its answer's, by pattern of the address and class of status";
        registry.register_with_unit("http_request", help, Unit::Seconds, self.requests.clone());
        registry.register("http_in_flight", "Requests that are being answered", self.in_flight.clone());
        registry.register("http_connections", "Connections that stand open", self.connections.clone());
        registry.register("http_not_modified", "Answers that the reader had already, by its validator", self.not_modified.clone());
        registry.register("cache_hits", "Answers given from memory", self.cache_hits.clone());
        registry.register("cache_misses", "Answers that had to be made", self.cache_misses.clone());
        registry.register_with_unit("cache", "Memory that finished answers take", Unit::Bytes, self.cache_bytes.clone());
        registry.register("cache_answers", "Finished answers in memory", self.cache_answers.clone());
        registry.register_with_unit("memory_resident", "Memory of the process, mapped files included", Unit::Bytes, self.memory.clone());
        registry.register_with_unit("memory_anonymous", "Memory of the process without mapped files", Unit::Bytes, self.memory_own.clone());
        self
    }

    /// Counts an answer.
    pub(super) fn answered(&self, route: Pattern, status: u16, took: Duration) {
        self.requests.get_or_create(&Answered { route, status: Class(status / 100) }).observe(took.as_secs_f64());
    }

    /// Counts what was done for all nodes.
    pub(super) fn worked(&self, report: &Report) {
        let outcome = if matches!(report, Report::Failed(..)) { "failed" } else { "done" };
        self.jobs.get_or_create(&Worked { job: report.job().as_str(), outcome }).inc();
        if let Report::Fixity(found) = report {
            self.faults.inc_by(found.damaged.len() as u64);
        }
    }

    /// Everything in the text format of OpenMetrics.
    pub(super) fn to_text(&self, reading: &Reading) -> String {
        let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let Reading { standing, tally, .. } = reading;
        self.journal_head.set(whole(standing.journal.unwrap_or(standing.tables)));
        self.tables_head.set(whole(standing.tables));
        self.index_head.set(whole(standing.index));
        self.batches.set(whole(reading.batches));
        self.lag.set(whole(standing.lag()));
        self.index_age.set(standing.level_before.map_or(-1.0, |age| age.as_secs_f64()));
        self.link_up.set(i64::from(!matches!(standing.link, Link::Lost { .. })));
        self.ready.set(i64::from(reading.is_ready));
        self.cache_bytes.set(whole(reading.cache_bytes as u64));
        self.cache_answers.set(whole(reading.cache_answers as u64));
        let memory = Memory::now();
        self.memory.set(whole(memory.resident_bytes));
        self.memory_own.set(whole(memory.anonymous_bytes));
        for (counter, now) in [
            (&self.pulled, tally.pulled),
            (&self.pull_errors, tally.pull_errors),
            (&self.indexed, tally.indexed),
            (&self.index_errors, tally.index_errors),
        ] {
            counter.inner().fetch_max(now, Ordering::Relaxed);
        }
        let mut out = String::new();
        text::encode(&mut out, &self.registry).expect("a string takes every write");
        out
    }
}

/// One more of something, until this is dropped.
#[derive(Debug)]
pub(super) struct OneMore(Whole);

impl OneMore {
    pub(super) fn of(gauge: &Whole) -> OneMore {
        gauge.inc();
        OneMore(gauge.clone())
    }
}

impl Drop for OneMore {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The memory of this process, as the kernel counts it; zero where it cannot be asked.
#[derive(Debug, Default, Clone, Copy)]
struct Memory {
    resident_bytes: u64,
    anonymous_bytes: u64,
}

impl Memory {
    fn now() -> Memory {
        std::fs::read_to_string("/proc/self/status").map(|text| Memory::read(&text)).unwrap_or_default()
    }

    fn read(status: &str) -> Memory {
        let kib = |name: &str| -> u64 {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0)
        };
        Memory { resident_bytes: kib("VmRSS:") * 1024, anonymous_bytes: kib("RssAnon:") * 1024 }
    }
}

#[cfg(test)]
mod tests {
    use chancery_app::upkeep::Fixity;
    use chancery_model::Digest;

    use super::*;

    fn reading() -> Reading {
        let standing = Standing {
            journal: Some(9),
            tables: 9,
            index: 7,
            level_before: Some(Duration::from_millis(1500)),
            is_known: true,
            link: Link::Own,
        };
        let tally = Tally { pulled: 9, pull_errors: 0, indexed: 7, index_errors: 1 };
        Reading { standing, tally, batches: 2, is_ready: true, cache_bytes: 100, cache_answers: 1 }
    }

    #[test]
    fn the_text_has_what_is_so() {
        let metrics = Metrics::new(3);
        metrics.answered(Pattern::of("/en/meetings/tchm/6"), 200, Duration::from_millis(3));
        metrics.answered(Pattern::of("/en/meetings/tchm/7"), 204, Duration::from_millis(3));
        metrics.answered(Pattern::of("/wp-login.php"), 404, Duration::from_millis(1));
        metrics.worked(&Report::Fixity(Fixity { files: 3, damaged: vec![Digest::of(b"x")] }));
        let one = OneMore::of(&metrics.in_flight);
        let text = metrics.to_text(&reading());
        for line in [
            "chancery_journal_head 9",
            "chancery_index_head 7",
            "chancery_lag_entries 2",
            "chancery_index_age_seconds 1.5",
            "chancery_link_up 1",
            "chancery_pulled_entries_total 9",
            "chancery_index_errors_total 1",
            "chancery_http_in_flight 1",
            "chancery_job_runs_total{job=\"fixity\",outcome=\"done\"} 1",
            "chancery_fixity_faults_total 1",
            "chancery_cache_bytes 100",
            "chancery_http_request_seconds_count{route=\"/{ui}/meetings/{id}\",status=\"2xx\"} 2",
            "chancery_http_request_seconds_count{route=\"other\",status=\"4xx\"} 1",
        ] {
            assert!(text.lines().any(|l| l == line), "{line}\n{text}");
        }
        assert!(text.contains("chancery_build_info{version="), "{text}");
        drop(one);
        assert!(metrics.to_text(&reading()).contains("chancery_http_in_flight 0"));
        assert!(metrics.to_text(&reading()).contains("chancery_pulled_entries_total 9"), "reading twice counts once");
    }

    #[test]
    fn every_metric_is_described() {
        let text = Metrics::new(3).to_text(&reading());
        let page = include_str!("../../../../../docs/reference/metrics.md");
        let names: Vec<&str> = text.lines().filter_map(|l| l.strip_prefix("# TYPE ")?.split(' ').next()).collect();
        assert!(names.len() > 20, "{names:?}");
        for name in names {
            assert!(page.contains(&format!("`{name}")), "{name} is not in docs/reference/metrics.md");
        }
    }

    #[test]
    fn memory_is_read_from_the_kernels_words() {
        let memory = Memory::read("Name:\tx\nVmRSS:\t    2048 kB\nRssAnon:\t    1024 kB\n");
        assert_eq!((memory.resident_bytes, memory.anonymous_bytes), (2 << 20, 1 << 20));
        assert_eq!(Memory::read("").resident_bytes, 0);
    }
}
