//! The one table of settings. Add a row here, a field to [`super::Settings`] and its line in `load.rs`; the rest follows.

use super::shape::Shape;

/// Which commands take the flag of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every command: the setting says where the register is.
    Everywhere,
    /// The commands that serve.
    Serving,
    /// None: it is said in the environment or in the file of settings.
    Unflagged,
}

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The key in the TOML file; the name in the environment is spelt from it.
    pub key: &'static str,
    /// The flag without its hyphens in front: the key with hyphens.
    pub flag: &'static str,
    /// The value if nothing else is said; `None` says in `help` what then happens.
    pub default: Option<&'static str>,
    /// What the value must look like.
    pub shape: Shape,
    /// One sentence, imperative, without a final full stop: the help of the flag and the reference page.
    pub help: &'static str,
    /// Which commands take the flag.
    pub scope: Scope,
}

/// Every setting, in the order in which the reference page lists them.
pub const SETTINGS: &[Setting] = &[
    Setting::new(
        "data",
        "data",
        Some("chancery-data"),
        Shape::Folder,
        "Keep the register, its vault and its search index in this folder; with a database or a bucket, what this node has of it; the demo has one of its own, chancery-demo-data",
    )
    .everywhere(),
    Setting::new(
        "database",
        "database",
        Some("sqlite:"),
        Shape::Database,
        "Keep the journal in the data folder (sqlite:) or in this PostgreSQL database, which many nodes may share",
    )
    .everywhere(),
    Setting::new(
        "files",
        "files",
        Some("file:"),
        Shape::Files,
        "Keep files in the data folder (file:), in this folder (file:FOLDER) or in this bucket (s3://bucket/prefix)",
    )
    .everywhere(),
    Setting::new(
        "s3_endpoint",
        "s3-endpoint",
        None,
        Shape::Endpoint,
        "Reach the bucket at this address; without it, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, or the region's own",
    )
    .everywhere(),
    Setting::new(
        "s3_region",
        "s3-region",
        None,
        Shape::Name,
        "Name the region of the bucket; without it, AWS_REGION, AWS_DEFAULT_REGION, or us-east-1",
    )
    .everywhere(),
    Setting::new(
        "s3_addressing",
        "s3-addressing",
        None,
        Shape::Choice(&["path", "host"]),
        "Put the bucket's name into the path or the host of its address; without it, AWS_VIRTUAL_HOSTED_STYLE_REQUEST decides, else the path",
    )
    .everywhere(),
    Setting::new(
        "listen",
        "listen",
        Some("127.0.0.1:8180"),
        Shape::Address,
        "Listen on this address and port; port 0 takes a free one",
    ),
    Setting::new(
        "base_url",
        "base-url",
        None,
        Shape::BaseUrl,
        "Name the public address, with its path, under which readers reach the register; without it, the address that is listened on",
    ),
    Setting::new(
        "metrics_listen",
        "metrics-listen",
        None,
        Shape::Address,
        "Answer /metrics, /livez and /readyz on this address and port as well; without it there is no /metrics",
    ),
    Setting::new(
        "log_format",
        "log-format",
        Some("text"),
        Shape::Choice(&["text", "json"]),
        "Write the log as readable lines or as JSON, one object a line",
    ),
    Setting::new(
        "log_filter",
        "log-filter",
        Some("info"),
        Shape::Filter,
        "Log at this level (error, warn, info, debug, trace), or by directives such as chancery=debug,info",
    ),
    Setting::new(
        "request_timeout_ms",
        "request-timeout-ms",
        Some("10000"),
        Shape::Whole(100, 600_000),
        "Give up on a request after this many milliseconds",
    ),
    Setting::new(
        "body_limit_bytes",
        "body-limit-bytes",
        Some("65536"),
        Shape::Whole(0, 1 << 30),
        "Refuse requests with a body larger than this many bytes",
    ),
    Setting::new(
        "uri_limit_bytes",
        "uri-limit-bytes",
        Some("8192"),
        Shape::Whole(256, 65_535),
        "Refuse requests whose path and query are longer than this many bytes",
    ),
    Setting::new(
        "connections",
        "connections",
        Some("1024"),
        Shape::Whole(1, 65_535),
        "Serve at most this many connections at the same time; more wait",
    ),
    Setting::new(
        "drain_ms",
        "drain-ms",
        Some("0"),
        Shape::Whole(0, 600_000),
        "When told to stop, say so at /readyz and go on serving for this many milliseconds, so that a balancer notices; then close",
    ),
    Setting::new(
        "stop_timeout_ms",
        "stop-timeout-ms",
        Some("10000"),
        Shape::Whole(0, 600_000),
        "Wait at most this many milliseconds for answers under way when told to stop",
    ),
    Setting::new(
        "cache_bytes",
        "cache-bytes",
        Some("33554432"),
        Shape::Whole(0, 1 << 34),
        "Keep at most this many bytes of finished answers in memory; 0 keeps none",
    ),
    Setting::new(
        "poll_ms",
        "poll-ms",
        Some("100"),
        Shape::Whole(10, 60_000),
        "Look at least this often, in milliseconds, whether the journal has grown",
    ),
    Setting::new(
        "ready_lag_entries",
        "ready-lag-entries",
        Some("1000"),
        Shape::Whole(0, 1 << 40),
        "Call the server ready while tables and search index are at most this many entries behind the journal",
    ),
    Setting::new(
        "snapshot_every_entries",
        "snapshot-every-entries",
        Some("10000"),
        Shape::Whole(0, 1 << 40),
        "Write a snapshot for new nodes into the bucket when the journal has grown by this many entries; 0 writes none",
    ),
    Setting::new(
        "jobs",
        "jobs",
        Some("on"),
        Shape::Choice(&["on", "off"]),
        "Take part in the work that one node does for all: snapshots, fixity of files, garbage",
    ),
    Setting::new(
        "paper_max_bytes",
        "paper-max-bytes",
        Some("104857600"),
        Shape::Whole(1, 1 << 32),
        "Refuse files of documents that are larger than this many bytes",
    )
    .unflagged(),
    Setting::new(
        "paper_max_pages",
        "paper-max-pages",
        Some("3000"),
        Shape::Whole(1, 1_000_000),
        "Read at most this many pages of a file; the file is kept whole",
    )
    .unflagged(),
    Setting::new(
        "paper_seconds",
        "paper-seconds",
        Some("60"),
        Shape::Whole(1, 86_400),
        "Give up reading a file after this many seconds; the file is kept and says so",
    )
    .unflagged(),
    Setting::new(
        "paper_memory_bytes",
        "paper-memory-bytes",
        Some("2147483648"),
        Shape::Whole(64 << 20, 1 << 40),
        "Let the process that reads a file have at most this many bytes of address space",
    )
    .unflagged(),
];

/// The name of the setting that names the file; it cannot stand in the file itself.
pub(super) const CONFIG_HELP: &str = "Read settings from this TOML file; without it, from chancery.toml in the data folder if there is one";

impl Setting {
    const fn new(key: &'static str, flag: &'static str, default: Option<&'static str>, shape: Shape, help: &'static str) -> Setting {
        Setting { key, flag, default, shape, help, scope: Scope::Serving }
    }
    /// The flag is for every command.
    const fn everywhere(self) -> Setting {
        Setting { scope: Scope::Everywhere, ..self }
    }

    /// There is no flag for it.
    const fn unflagged(self) -> Setting {
        Setting { scope: Scope::Unflagged, ..self }
    }

    /// Finds a setting by its key.
    pub fn find(key: &str) -> Option<&'static Setting> {
        SETTINGS.iter().find(|s| s.key == key)
    }

    /// Finds the key that is spelt most like `key`, if one is near.
    pub fn find_nearest(key: &str) -> Option<&'static str> {
        let folded = key.to_ascii_lowercase().replace('-', "_");
        let distance = |s: &&Setting| strsim::damerau_levenshtein(&folded, s.key);
        SETTINGS.iter().min_by_key(distance).filter(|s| distance(s) <= 2.max(s.key.len() / 3)).map(|s| s.key)
    }

    /// The name in the environment: `CHANCERY_BASE_URL`.
    pub fn variable(&self) -> String {
        format!("CHANCERY_{}", self.key.to_ascii_uppercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_has_the_shape_of_its_setting() {
        for setting in SETTINGS {
            assert!(setting.default.is_none_or(|d| setting.shape.accepts(d)), "{}", setting.key);
            assert!(!setting.help.ends_with('.') && setting.help.starts_with(char::is_uppercase), "{}", setting.key);
            assert_eq!(setting.flag, setting.key.replace('_', "-"));
            assert!(setting.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{}", setting.key);
        }
    }

    #[test]
    fn shapes_take_what_they_say_and_nothing_else() {
        let check = |shape: Shape, good: &[&str], bad: &[&str]| {
            for value in good {
                assert!(shape.accepts(value), "{value:?} was refused by {shape:?}");
            }
            for value in bad {
                assert!(!shape.accepts(value), "{value:?} was taken by {shape:?}");
            }
        };
        check(Shape::Address, &["127.0.0.1:8180", "[::1]:0", "0.0.0.0:80"], &["8180", "localhost:8180", ":80", ""]);
        check(
            Shape::BaseUrl,
            &["http://a.example", "https://a.example/", "https://a.example:8443/x/y/", "http://127.0.0.1:8180/"],
            &[
                "a.example",
                "ftp://a.example/",
                "https://u@a.example/",
                "https://a.example/?q=1",
                "https://a.example/#x",
                "https://a.example/../x",
                "https://a.example/a b/",
                "https://a.example/x//y/",
                "",
            ],
        );
        check(Shape::Whole(1, 10), &["1", "10"], &["0", "11", "-1", "+1", "1.5", "", "ten", "99999999999999999999999"]);
        check(Shape::Choice(&["text", "json"]), &["text"], &["Text", "", "xml"]);
        check(Shape::Filter, &["info", "chancery=debug,info"], &["", "chancery=loud", "a=b=c"]);
    }

    #[test]
    fn a_slip_of_the_pen_finds_its_setting() {
        for (given, meant) in
            [("base-url", "base_url"), ("lisen", "listen"), ("log_fomat", "log_format"), ("request_timeout", "request_timeout_ms")]
        {
            assert_eq!(Setting::find_nearest(given), Some(meant));
        }
        assert_eq!(Setting::find_nearest("colour"), None);
    }
}
