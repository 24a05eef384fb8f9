//! The use cases, tried on real databases and real files, with a fixed clock.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test that cannot go on stops where it is; one that is skipped says so")]

#[path = "../../../store/tests/it/bucket.rs"]
mod bucket;
mod database;
mod follow;
mod follow_through;
mod import;
mod jobs;
mod keeping;
mod proposals;
mod snapshot;

#[path = "suite/mod.rs"]
mod on_sqlite;

#[expect(clippy::duplicate_mod, reason = "one behaviour, two places")]
#[path = "suite/mod.rs"]
mod on_postgres;
