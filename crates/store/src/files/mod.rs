//! Where the files of a register lie: in a folder, or in a bucket of an S3 service.
//!
//! A place is text in the settings: `file:` is the vault in the data folder, `file:FOLDER` another folder,
//! `s3://bucket/prefix` a bucket. How to get into a bucket (endpoint, credentials) is no part of that text; the door
//! reads it from its environment and hands it in as [`S3Access`]. `bucket` is the client, with its patience; the vault
//! and the snapshots stand on it.

pub(crate) mod bucket;
mod s3;

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

pub use bucket::{BucketError, Refusal};
pub use s3::{Patience, S3Access, S3Place, Secret};

/// The name of the vault in the data folder.
pub(crate) const FOLDER_NAME: &str = "vault";

/// Where the files of a register lie.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one for a register; a box would be in the way of all who read it")]
pub enum FilesAt {
    /// In the vault of the data folder: `file:`.
    #[default]
    DataFolder,
    /// In a folder: `file:FOLDER`.
    Folder(PathBuf),
    /// In a bucket: `s3://bucket/prefix`.
    S3(S3Place),
}

/// Says why a text names no place for files.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a place for files: {given:?}; {expected}")]
pub struct FilesAtError {
    /// What was given, cut to a length that fits a line; hidden if it may hold a key.
    pub given: String,
    /// What was expected.
    pub expected: &'static str,
}

impl FilesAt {
    /// Gives a bucket its endpoint and credentials; a folder needs none and stays as it is.
    #[must_use]
    pub fn with_access(self, access: &S3Access) -> FilesAt {
        match self {
            FilesAt::S3(place) => FilesAt::S3(S3Place { access: access.clone(), ..place }),
            folder => folder,
        }
    }

    /// Tells whether the files lie in a bucket.
    pub fn is_bucket(&self) -> bool {
        matches!(self, FilesAt::S3(_))
    }

    /// The folder of the files of a register with this data folder; none if they lie in a bucket.
    pub(crate) fn folder(&self, data_folder: &Path) -> Option<PathBuf> {
        match self {
            FilesAt::DataFolder => Some(data_folder.join(FOLDER_NAME)),
            FilesAt::Folder(folder) => Some(folder.clone()),
            FilesAt::S3(_) => None,
        }
    }
}

impl fmt::Display for FilesAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FilesAt::DataFolder => f.write_str("file:"),
            FilesAt::Folder(folder) => write!(f, "file:{}", folder.display()),
            FilesAt::S3(place) => write!(f, "{place}"),
        }
    }
}

impl FromStr for FilesAt {
    type Err = FilesAtError;

    fn from_str(text: &str) -> Result<Self, FilesAtError> {
        // Who writes a key into the address, as for other services, does not find it in a log.
        let shown = if text.contains('@') { "***" } else { text };
        let refuse = |expected| FilesAtError { given: shown.chars().take(200).collect(), expected };
        if let Some(rest) = text.strip_prefix("s3://") {
            return S3Place::parse(rest).map(FilesAt::S3).map_err(refuse);
        }
        match text.strip_prefix("file:") {
            Some("") => Ok(FilesAt::DataFolder),
            // `file:///srv/x` is the same as `file:/srv/x`.
            Some(folder) => match folder.strip_prefix("//") {
                Some(rest) if !rest.starts_with('/') => Err(refuse("file: takes a folder of this machine, as in file:///srv/files")),
                Some(rest) => Ok(FilesAt::Folder(rest.into())),
                None => Ok(FilesAt::Folder(folder.into())),
            },
            None => Err(refuse("expected file:, file:FOLDER or s3://BUCKET/PREFIX")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_printed() {
        let check = |text: &str, printed: &str| {
            let place: FilesAt = text.parse().unwrap();
            assert_eq!(place.to_string(), printed);
            assert_eq!(printed.parse::<FilesAt>().unwrap(), place);
        };
        check("file:", "file:");
        check("file:files", "file:files");
        check("file:/srv/files", "file:/srv/files");
        check("file:///srv/files", "file:/srv/files");
        check("s3://papers", "s3://papers");
        check("s3://papers/", "s3://papers");
        check("s3://papers/of/all/", "s3://papers/of/all");
        let refused = |text: &str, why: &str| {
            let error = text.parse::<FilesAt>().unwrap_err();
            assert!(error.expected.contains(why) && !error.to_string().contains("word"), "{text}: {error}");
        };
        refused("", "expected file:");
        refused("vault", "expected file:");
        refused("S3://papers", "expected file:");
        refused("file://host/folder", "this machine");
        refused("s3://", "bucket");
        refused("s3:///prefix", "bucket");
        refused("s3://key:word@papers", "bucket");
        refused("s3://papers?region=x", "bucket");
        refused("s3://papers/a//b", "prefix");
        refused("s3://papers/../b", "prefix");
        refused("s3://papers/a b", "prefix");
    }

    #[test]
    fn secrets_are_never_shown() {
        let access = S3Access::from_variables(|name| match name {
            "AWS_ACCESS_KEY_ID" => Some("AKIAEXAMPLE".into()),
            "AWS_SECRET_ACCESS_KEY" => Some("wJalrXUtnFEMI".into()),
            "AWS_SESSION_TOKEN" => Some("FwoGZXIvYXdzE".into()),
            "AWS_ENDPOINT_URL_S3" => Some("http://127.0.0.1:9000".into()),
            "AWS_ENDPOINT_URL" => Some("http://127.0.0.1:1".into()),
            "AWS_DEFAULT_REGION" => Some(String::new()),
            _ => None,
        });
        assert_eq!(access.endpoint.as_deref(), Some("http://127.0.0.1:9000"), "the more particular name counts");
        assert_eq!(access.region, None, "an empty variable is none");
        let place = "s3://papers/x".parse::<FilesAt>().unwrap().with_access(&access);
        let shown = format!("{place:?} {place} {access:?}");
        for secret in ["wJalr", "FwoGZ"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert!(shown.contains("AKIAEXAMPLE") && shown.contains("127.0.0.1:9000"), "{shown}");
    }
}
