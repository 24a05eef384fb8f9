//! A place in a bucket, the access to it, and how long to wait for it.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// A place in a bucket, with what is needed to get in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Place {
    /// The bucket.
    pub bucket: String,
    /// What all keys of the register begin with, without a stroke at either end; empty for the whole bucket.
    pub prefix: String,
    /// Endpoint and credentials.
    pub access: S3Access,
    /// How long to wait.
    pub patience: Patience,
}

/// How to get into a bucket. What is not said is found as on any machine of the service: the role of a container or of
/// the machine itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct S3Access {
    /// The address of the service; none for that of Amazon in the region.
    pub endpoint: Option<String>,
    /// The region; `us-east-1` if none is given.
    pub region: Option<String>,
    /// The name of the key.
    pub key_id: Option<String>,
    /// The key.
    pub secret: Option<Secret>,
    /// The token of a session that the key belongs to.
    pub token: Option<Secret>,
    /// True if the bucket is a part of the host's name; else it is the first part of the path, which every service takes.
    pub is_virtual_hosted: bool,
    /// Other ways to credentials (web identity, container), by the lower-case name of the variable.
    pub others: BTreeMap<String, String>,
}

/// How long to wait for a bucket. The defaults suit a service on the same continent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For one request, its answer included; at most eight mebibytes travel in one.
    pub request: Duration,
    /// For a request with all its repetitions.
    pub total: Duration,
    /// How often a request is repeated.
    pub retries: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { connect: Duration::from_secs(3), request: Duration::from_secs(20), total: Duration::from_secs(30), retries: 3 }
    }
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text from being shown.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Variables that are handed to the client as they are: roles of containers and of workloads.
const OTHERS: [&str; 8] = [
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_ENDPOINT_URL_STS",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_METADATA_ENDPOINT",
];

impl S3Access {
    /// The access that the customary variables give. The caller looks them up, since this room does not read the
    /// environment; an empty one counts as none.
    ///
    /// The names: `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, `AWS_REGION`, `AWS_DEFAULT_REGION`, `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_VIRTUAL_HOSTED_STYLE_REQUEST`, and those for roles.
    pub fn from_variables(look_up: impl Fn(&str) -> Option<String>) -> S3Access {
        let get = |name: &str| look_up(name).filter(|value| !value.is_empty());
        S3Access {
            endpoint: get("AWS_ENDPOINT_URL_S3").or_else(|| get("AWS_ENDPOINT_URL")),
            region: get("AWS_REGION").or_else(|| get("AWS_DEFAULT_REGION")),
            key_id: get("AWS_ACCESS_KEY_ID"),
            secret: get("AWS_SECRET_ACCESS_KEY").map(Secret),
            token: get("AWS_SESSION_TOKEN").map(Secret),
            is_virtual_hosted: get("AWS_VIRTUAL_HOSTED_STYLE_REQUEST").is_some_and(|value| value.eq_ignore_ascii_case("true")),
            others: OTHERS.iter().filter_map(|name| Some((name.to_ascii_lowercase(), get(name)?))).collect(),
        }
    }
}

impl S3Place {
    /// Reads what stands after `s3://`.
    pub(super) fn parse(text: &str) -> Result<S3Place, &'static str> {
        let (bucket, prefix) = text.split_once('/').unwrap_or((text, ""));
        // The rules of the service for names, less those that only it can check.
        let is_name = (3..=63).contains(&bucket.len())
            && bucket.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.'))
            && bucket.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !is_name {
            return Err("a bucket has 3 to 63 lower-case letters, digits, hyphens and dots, as in s3://papers/register");
        }
        let prefix = prefix.trim_end_matches('/');
        let is_part = |part: &str| {
            !matches!(part, "" | "." | "..")
                && part.bytes().all(|b| matches!(b, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_'))
        };
        if !prefix.is_empty() && !prefix.split('/').all(is_part) {
            return Err("a prefix has letters, digits, hyphens, dots and underscores between single strokes");
        }
        let (access, patience) = (S3Access::default(), Patience::default());
        Ok(S3Place { bucket: bucket.into(), prefix: prefix.into(), access, patience })
    }
}

impl fmt::Display for S3Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}", self.bucket)?;
        if self.prefix.is_empty() { Ok(()) } else { write!(f, "/{}", self.prefix) }
    }
}
