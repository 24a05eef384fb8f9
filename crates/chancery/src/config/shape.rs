//! What the value of a setting must look like.

use std::net::SocketAddr;

use chancery_app::{FilesAt, JournalAt};
use tracing_subscriber::EnvFilter;

use crate::web::routes::Base;

/// What a value must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A folder; relative to the working directory, or in a file to the folder of the file.
    Folder,
    /// Where the journal is: `sqlite:` or the address of a PostgreSQL database. May hold a password.
    Database,
    /// Where files are kept: `file:` with or without a folder, or a bucket.
    Files,
    /// A number and a port to listen on, such as `127.0.0.1:8180`.
    Address,
    /// A public base address, such as `https://register.example/chancery/`.
    BaseUrl,
    /// The address of a service, such as `http://127.0.0.1:9000`.
    Endpoint,
    /// A word of letters, digits and hyphens, such as the name of a region.
    Name,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number between two bounds, both included.
    Whole(u64, u64),
    /// Directives of the log filter.
    Filter,
}

impl Shape {
    /// What stands for the value in help and reference.
    pub fn placeholder(self) -> &'static str {
        match self {
            Shape::Folder => "FOLDER",
            Shape::Address => "ADDRESS",
            Shape::Database | Shape::Files | Shape::BaseUrl | Shape::Endpoint => "URL",
            Shape::Name => "NAME",
            Shape::Choice(_) => "WORD",
            Shape::Whole(..) => "NUMBER",
            Shape::Filter => "FILTER",
        }
    }

    /// What the value must look like, in words.
    pub fn expected(self) -> String {
        match self {
            Shape::Folder => "the path of a folder".into(),
            Shape::Database => "`sqlite:` for the data folder, or postgres://user:password@host:port/name".into(),
            Shape::Files => "`file:` for the data folder, file:FOLDER for another, or s3://bucket/prefix".into(),
            Shape::Address => "a number and a port such as 127.0.0.1:8180 or [::1]:8180".into(),
            Shape::BaseUrl => "an http or https address without query, such as https://register.example/chancery/".into(),
            Shape::Endpoint => "an http or https address such as http://127.0.0.1:9000".into(),
            Shape::Name => "letters, digits and hyphens".into(),
            Shape::Choice(words) => words.join(" or "),
            Shape::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Shape::Filter => "error, warn, info, debug, trace or directives such as chancery=debug,info".into(),
        }
    }

    /// Tells whether `value` has this shape.
    pub fn accepts(self, value: &str) -> bool {
        match self {
            Shape::Folder => !value.trim().is_empty() && !value.contains('\0'),
            Shape::Database => value.parse::<JournalAt>().is_ok(),
            Shape::Files => value.parse::<FilesAt>().is_ok(),
            Shape::Address => value.parse::<SocketAddr>().is_ok(),
            Shape::BaseUrl | Shape::Endpoint => value.parse::<Base>().is_ok(),
            Shape::Name => !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'),
            Shape::Choice(words) => words.contains(&value),
            Shape::Whole(least, most) => {
                value.bytes().all(|b| b.is_ascii_digit()) && value.parse::<u64>().is_ok_and(|n| (least..=most).contains(&n))
            }
            Shape::Filter => value.parse::<EnvFilter>().is_ok() && !value.trim().is_empty(),
        }
    }

    /// The value as it may be shown, even if it has not this shape: without a password, and cut to a length that fits a line.
    pub fn shown(self, value: &str) -> String {
        match self {
            Shape::Database => value.parse::<JournalAt>().map_or_else(|_| "(not shown)".into(), |at| at.to_string()),
            Shape::Files if value.contains('@') => "(not shown)".into(),
            _ => value.chars().take(200).collect(),
        }
    }
}
