//! Settings: from flags, then the environment, then one TOML file, then defaults.
//!
//! One table ([`table::SETTINGS`]) defines for each setting its key, its default, its shape and its sentence of help; the
//! flags of the commands, the names in the environment, the check of the file and the reference page are made from it,
//! so that none of them can know a setting that the others do not. Start reading there, then at [`load::Sources::read`].
//! No room below the doors sees any of this: they are handed values.

mod error;
mod file;
mod flags;
mod load;
pub mod reference;
mod shape;
mod table;

pub use error::{ConfigError, Origin};
pub use file::check_file;
pub use flags::{DataFlags, ServerFlags};
pub use load::{Effective, Loaded, Sources};
pub use shape::Shape;
pub use table::{SETTINGS, Scope, Setting};

use std::net::SocketAddr;
use std::time::Duration;

use chancery_app::papers::ReadingLimits;
use chancery_app::{Location, S3Access};

use crate::web::routes::Base;

/// How a log line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One readable line.
    Text,
    /// One JSON object a line.
    Json,
}

/// The settings in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where the register is: its data folder, its journal and its files.
    pub location: Location,
    /// The access to buckets, for a command that names several places.
    pub s3: S3Access,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The public address under which readers reach the register; `None` follows `listen`.
    pub base_url: Option<Base>,
    /// Where the metrics are answered, if anywhere.
    pub metrics_listen: Option<SocketAddr>,
    /// How a log line is written.
    pub log_format: LogFormat,
    /// What is logged: directives of `tracing-subscriber`'s filter.
    pub log_filter: String,
    /// How long one request may take.
    pub request_timeout: Duration,
    /// The largest body of a request that is accepted, in bytes.
    pub body_limit_bytes: usize,
    /// The longest address (path and query) that is accepted, in bytes.
    pub uri_limit_bytes: usize,
    /// How many connections are served at the same time.
    pub connections: usize,
    /// How long a server that was told to stop goes on serving, while it says that it is not ready.
    pub drain: Duration,
    /// How long a stop waits for the answers that are under way.
    pub stop_timeout: Duration,
    /// How many bytes of finished answers are kept in memory; 0 keeps none.
    pub cache_bytes: usize,
    /// How often, at least, a server looks whether the journal has grown.
    pub poll: Duration,
    /// How many entries tables and search index may be behind the journal for the server to call itself ready.
    pub ready_lag_entries: u64,
    /// After how many entries a snapshot is written; 0 writes none.
    pub snapshot_every_entries: u64,
    /// Whether this server takes part in the work that one does for all.
    pub has_jobs: bool,
    /// What reading the file of a document may use up.
    pub reading: ReadingLimits,
}
