//! What can be wrong with a setting, and where it came from.

use std::fmt;
use std::path::PathBuf;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A flag of the command.
    Flag(&'static str),
    /// A variable of the environment.
    Environment(String),
    /// A line of the settings file.
    File {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
    },
    /// Nobody said otherwise.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Flag(flag) => write!(f, "flag --{flag}"),
            Origin::Environment(name) => write!(f, "environment {name}"),
            Origin::File { path, line } => write!(f, "{}, line {line}", path.display()),
            Origin::Default => f.write_str("default"),
        }
    }
}

/// Says why settings were refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value has not the shape of its setting.
    #[error("{origin}: {key} cannot be {given:?}; expected {expected}")]
    Value {
        /// Where it was said.
        origin: Origin,
        /// The setting.
        key: &'static str,
        /// What was given.
        given: String,
        /// What was expected, in words.
        expected: String,
    },
    /// A key is no setting.
    #[error("{origin}: there is no setting {key:?}{}", nearest.map(|n| format!("; did you mean {n}?")).unwrap_or_default())]
    Unknown {
        /// Where it was said.
        origin: Origin,
        /// The key.
        key: String,
        /// The setting spelt most like it.
        nearest: Option<&'static str>,
    },
    /// The data folder's own file says where the data folder is.
    #[error("{origin}: a file that is found in the data folder cannot say where the data folder is; give the file with --config")]
    DataInOwnFolder {
        /// Where it was said.
        origin: Origin,
    },
    /// The file is not TOML.
    #[error("{}, line {line}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What the TOML reader says.
        message: String,
    },
    /// The file cannot be read.
    #[error("the settings file {} cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A variable of the environment is not Unicode.
    #[error("environment {0}: the value is not Unicode text")]
    NotUnicode(String),
}
