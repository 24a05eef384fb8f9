//! The behaviour of the store, through its public door; damage and kills come from outside it.
#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]
#![expect(clippy::print_stderr, reason = "a test that skips says so")]

mod breaking;
mod bucket;
mod changes;
mod copying;
mod crowd;
mod database;
mod files;
mod line;
mod nodes;
mod rate;
mod snapshots;
mod vault;

#[path = "suite/mod.rs"]
mod on_sqlite;

#[expect(clippy::duplicate_mod, reason = "one behaviour, two databases")]
#[path = "suite/mod.rs"]
mod on_postgres;
