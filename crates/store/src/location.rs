//! Where a register is: its data folder, where its journal is kept and where its files lie.
//!
//! `sqlite:` keeps the journal in the data folder, which then is the register. `postgres://...` keeps it in PostgreSQL,
//! and the data folder holds a replica that can be thrown away. An address of PostgreSQL may carry a password; nothing
//! here prints it, whichever way it is asked for.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

use crate::files::FilesAt;

/// Where a register is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The data folder.
    pub folder: PathBuf,
    /// Where the journal is kept.
    pub journal: JournalAt,
    /// Where the files lie.
    pub files: FilesAt,
}

impl Location {
    /// A register that is whole in its data folder.
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Location { folder: folder.into(), journal: JournalAt::Folder, files: FilesAt::DataFolder }
    }
}

/// Where the journal of a register is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum JournalAt {
    /// In the data folder: `sqlite:`.
    #[default]
    Folder,
    /// In PostgreSQL: `postgres://...`.
    Postgres(PostgresUrl),
}

impl JournalAt {
    /// Tells whether the data folder holds a replica only.
    pub fn is_remote(&self) -> bool {
        matches!(self, JournalAt::Postgres(_))
    }
}

impl fmt::Display for JournalAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JournalAt::Folder => f.write_str("sqlite:"),
            JournalAt::Postgres(url) => write!(f, "{url}"),
        }
    }
}

/// Says why a text names no place for a journal. What was given is not repeated, since it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalAtError {
    /// It is neither of the two.
    #[error("not a place for a journal; expected sqlite: or postgres://USER@HOST/DATABASE")]
    Scheme,
    /// `sqlite:` is followed by something; the folder is named elsewhere.
    #[error("sqlite: stands alone; the folder is that of the data")]
    Path,
    /// The address does not read.
    #[error("the address of PostgreSQL does not read: {0}")]
    Address(&'static str),
    /// The address has a part after the question mark that is not known.
    #[error("the address of PostgreSQL has a part that is not known here: {0:?}")]
    Part(String),
}

impl FromStr for JournalAt {
    type Err = JournalAtError;

    fn from_str(text: &str) -> Result<Self, JournalAtError> {
        match text.split_once(':') {
            Some(("sqlite", "")) => Ok(JournalAt::Folder),
            Some(("sqlite", _)) => Err(JournalAtError::Path),
            Some(("postgres" | "postgresql", _)) => text.parse().map(JournalAt::Postgres),
            _ => Err(JournalAtError::Scheme),
        }
    }
}

/// What may stand after the question mark of an address, by the names that PostgreSQL's own programs use.
const PARTS: [&str; 11] =
    ["host", "hostaddr", "port", "dbname", "user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey", "application_name"];

/// What stands in for a password.
const MASK: &str = "***";

/// The address of a database of PostgreSQL. What it leaves open is taken from where PostgreSQL's own programs take it:
/// `PGHOST`, `PGUSER` and their like, and the password file.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    text: String,
}

impl PostgresUrl {
    /// How to connect.
    pub(crate) fn options(&self) -> PgConnectOptions {
        // A pooler between us and the database knows neither our prepared statements nor this setting of the session.
        let options: PgConnectOptions = self.text.parse().expect("it was parsed when the address was made");
        let options = options.statement_cache_capacity(0).extra_float_digits(None);
        match options.get_application_name() {
            Some(_) => options,
            None => options.application_name("chancery"),
        }
    }
}

impl FromStr for PostgresUrl {
    type Err = JournalAtError;

    fn from_str(text: &str) -> Result<Self, JournalAtError> {
        let Some(rest) = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://")) else {
            return Err(JournalAtError::Address("it begins with postgres://"));
        };
        if rest.contains('#') {
            return Err(JournalAtError::Address("a # in it is written %23"));
        }
        if let Some((_, parts)) = rest.split_once('?') {
            for part in parts.split('&') {
                let (name, _) = part.split_once('=').unwrap_or((part, ""));
                if !PARTS.contains(&name) {
                    return Err(JournalAtError::Part(name.chars().take(40).collect()));
                }
            }
        }
        match text.parse::<PgConnectOptions>() {
            Ok(_) => Ok(PostgresUrl { text: text.to_owned() }),
            Err(_) => Err(JournalAtError::Address("expected postgres://USER:PASSWORD@HOST:PORT/DATABASE, special characters as %XX")),
        }
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, rest) = self.text.split_once("://").unwrap_or(("postgres", &self.text));
        let (place, parts) = rest.split_once('?').map_or((rest, None), |(place, parts)| (place, Some(parts)));
        write!(f, "{start}://")?;
        match place.rsplit_once('@') {
            Some((who, at)) => match who.split_once(':') {
                Some((user, _)) => write!(f, "{user}:{MASK}@{at}")?,
                None => write!(f, "{who}@{at}")?,
            },
            None => f.write_str(place)?,
        }
        for (index, part) in parts.into_iter().flat_map(|parts| parts.split('&')).enumerate() {
            let mark = if index == 0 { '?' } else { '&' };
            match part.split_once('=') {
                Some((name @ "password", _)) => write!(f, "{mark}{name}={MASK}")?,
                _ => write!(f, "{mark}{part}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_printed_without_their_passwords() {
        let check = |text: &str, printed: &str| {
            let place: JournalAt = text.parse().unwrap();
            assert_eq!(place.to_string(), printed);
            assert!(!format!("{place:?} {place:#?}").contains("secret"), "{place:?}");
        };
        check("sqlite:", "sqlite:");
        check("postgres://db.example/register", "postgres://db.example/register");
        check("postgresql://app@db.example:5433/register", "postgresql://app@db.example:5433/register");
        check("postgres://app:secret@db.example/register", "postgres://app:***@db.example/register");
        check("postgres://app:sec%40ret@db.example/r?sslmode=require", "postgres://app:***@db.example/r?sslmode=require");
        check("postgres:///r?host=/run/pg&user=app&password=secret", "postgres:///r?host=/run/pg&user=app&password=***");
    }

    #[test]
    fn what_is_no_place_is_refused_without_repeating_it() {
        let check = |text: &str, expected: &str| {
            let refused = text.parse::<JournalAt>().unwrap_err();
            assert!(refused.to_string().contains(expected), "{text}: {refused}");
            assert!(!format!("{refused} {refused:?}").contains("secret"), "{refused:?}");
        };
        check("", "expected sqlite: or postgres:");
        check("mysql://app:secret@db.example/register", "expected sqlite: or postgres:");
        check("sqlite:/srv/data", "stands alone");
        check("postgres:app:secret@db.example", "begins with postgres://");
        check("postgres://app:secret@db.example:port/register", "does not read");
        check("postgres://app:secret@db.example/register?passwd=secret", "\"passwd\"");
        check("postgres://app:secret#1@db.example/register", "%23");
    }
}
