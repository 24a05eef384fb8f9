//! The one table of settings. Add a row here, a field to [`super::Settings`] and its line in `load.rs`; the rest follows.

use std::net::SocketAddr;

use tracing_subscriber::EnvFilter;

use crate::web::routes::Base;

/// What a value must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A folder; relative to the working directory, or in a file to the folder of the file.
    Folder,
    /// A number and a port to listen on, such as `127.0.0.1:8180`.
    Address,
    /// A public base address, such as `https://register.example/chancery/`.
    BaseUrl,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number between two bounds, both included.
    Whole(u64, u64),
    /// Directives of the log filter.
    Filter,
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
}

/// Every setting, in the order in which the reference page lists them.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "data",
        flag: "data",
        default: Some("chancery-data"),
        shape: Shape::Folder,
        help: "Keep the register, its vault and its search index in this folder",
    },
    Setting {
        key: "listen",
        flag: "listen",
        default: Some("127.0.0.1:8180"),
        shape: Shape::Address,
        help: "Listen on this address and port; port 0 takes a free one",
    },
    Setting {
        key: "base_url",
        flag: "base-url",
        default: None,
        shape: Shape::BaseUrl,
        help: "Name the public address, with its path, under which readers reach the register; without it, the address that is listened on",
    },
    Setting {
        key: "log_format",
        flag: "log-format",
        default: Some("text"),
        shape: Shape::Choice(&["text", "json"]),
        help: "Write the log as readable lines or as JSON, one object a line",
    },
    Setting {
        key: "log_filter",
        flag: "log-filter",
        default: Some("info"),
        shape: Shape::Filter,
        help: "Log at this level (error, warn, info, debug, trace), or by directives such as chancery=debug,info",
    },
    Setting {
        key: "request_timeout_ms",
        flag: "request-timeout-ms",
        default: Some("10000"),
        shape: Shape::Whole(100, 600_000),
        help: "Give up on a request after this many milliseconds",
    },
    Setting {
        key: "body_limit_bytes",
        flag: "body-limit-bytes",
        default: Some("65536"),
        shape: Shape::Whole(0, 1 << 30),
        help: "Refuse requests with a body larger than this many bytes",
    },
    Setting {
        key: "uri_limit_bytes",
        flag: "uri-limit-bytes",
        default: Some("8192"),
        shape: Shape::Whole(256, 65_535),
        help: "Refuse requests whose path and query are longer than this many bytes",
    },
    Setting {
        key: "connections",
        flag: "connections",
        default: Some("1024"),
        shape: Shape::Whole(1, 65_535),
        help: "Serve at most this many connections at the same time; more wait",
    },
    Setting {
        key: "stop_timeout_ms",
        flag: "stop-timeout-ms",
        default: Some("10000"),
        shape: Shape::Whole(0, 600_000),
        help: "Wait at most this many milliseconds for answers under way when told to stop",
    },
    Setting {
        key: "cache_bytes",
        flag: "cache-bytes",
        default: Some("33554432"),
        shape: Shape::Whole(0, 1 << 34),
        help: "Keep at most this many bytes of finished answers in memory; 0 keeps none",
    },
    Setting {
        key: "ready_lag_entries",
        flag: "ready-lag-entries",
        default: Some("1000"),
        shape: Shape::Whole(0, 1 << 40),
        help: "Call the server ready while its search index is at most this many journal entries behind",
    },
];

/// The name of the setting that names the file; it cannot stand in the file itself.
pub(super) const CONFIG_HELP: &str = "Read settings from this TOML file; without it, from chancery.toml in the data folder if there is one";

impl Setting {
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

impl Shape {
    /// What stands for the value in help and reference.
    pub fn placeholder(self) -> &'static str {
        match self {
            Shape::Folder => "FOLDER",
            Shape::Address => "ADDRESS",
            Shape::BaseUrl => "URL",
            Shape::Choice(_) => "WORD",
            Shape::Whole(..) => "NUMBER",
            Shape::Filter => "FILTER",
        }
    }

    /// What the value must look like, in words.
    pub fn expected(self) -> String {
        match self {
            Shape::Folder => "the path of a folder".into(),
            Shape::Address => "a number and a port such as 127.0.0.1:8180 or [::1]:8180".into(),
            Shape::BaseUrl => "an http or https address without query, such as https://register.example/chancery/".into(),
            Shape::Choice(words) => words.join(" or "),
            Shape::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Shape::Filter => "error, warn, info, debug, trace or directives such as chancery=debug,info".into(),
        }
    }

    /// Tells whether `value` has this shape.
    pub fn accepts(self, value: &str) -> bool {
        match self {
            Shape::Folder => !value.trim().is_empty() && !value.contains('\0'),
            Shape::Address => value.parse::<SocketAddr>().is_ok(),
            Shape::BaseUrl => value.parse::<Base>().is_ok(),
            Shape::Choice(words) => words.contains(&value),
            Shape::Whole(least, most) => {
                value.bytes().all(|b| b.is_ascii_digit()) && value.parse::<u64>().is_ok_and(|n| (least..=most).contains(&n))
            }
            Shape::Filter => value.parse::<EnvFilter>().is_ok() && !value.trim().is_empty(),
        }
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
            assert!(setting.key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", setting.key);
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
