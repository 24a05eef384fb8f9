//! Chores of the project, as `cargo xtask <chore>`.
//!
//! `check` is the one test command of the README and of CI; `data` makes and proves the bundled register; `bench`
//! measures a generated one; `relevance` what searches find, `candidates` which commitments are proposed; `cluster` runs the whole product on one machine, `drill` breaks it, `pitr` recovers
//! its database from a backup;
//! `postgres` a database to throw away. Chores may print
//! and may run other programs; they hold no rule of the product, and no room depends on them. Start reading at
//! [`check::run`].
#![expect(clippy::print_stdout, reason = "a chore talks to the person who started it")]

mod bench;
mod candidates;
mod check;
mod cluster;
mod data;
mod drill;
mod pitr;
mod postgres;
mod process;
mod relevance;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Run a chore of the project
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

/// The chores.
#[derive(Debug, Subcommand)]
enum Chore {
    /// Check everything: format, lints, tests, docs, layering, licences, browser journeys
    Check(check::CheckArguments),
    /// Measure a release build on a generated register
    Bench(bench::BenchArguments),
    /// Measure what searches of the bundled register find
    Relevance(relevance::RelevanceArguments),
    /// Measure how well commitments are proposed
    Candidates,
    /// Run PostgreSQL, a bucket, several nodes and a balancer on this machine
    Cluster(cluster::ClusterArguments),
    /// Break every part of a cluster in turn, under load, and prove that nothing is lost
    Drill(drill::DrillArguments),
    /// Back a PostgreSQL up, make a mistake, and recover to the moment before it
    Pitr(pitr::PitrArguments),
    /// Run a PostgreSQL server to throw away, for the tests of the store
    Postgres(postgres::PostgresArguments),
    /// Make or check the bundled register
    Data(data::Args),
}

fn main() -> ExitCode {
    let root = root();
    match Arguments::parse().chore {
        Chore::Check(arguments) => check::run(&root, &arguments),
        Chore::Bench(arguments) => bench::run(&root, &arguments),
        Chore::Relevance(arguments) => relevance::run(&root, &arguments),
        Chore::Candidates => candidates::run(&root),
        Chore::Cluster(arguments) => cluster::run(&root, &arguments),
        Chore::Drill(arguments) => drill::run(&root, &arguments),
        Chore::Pitr(arguments) => pitr::run(&root, &arguments),
        Chore::Postgres(arguments) => postgres::run(&arguments),
        Chore::Data(arguments) => data::run(&root, &arguments),
    }
}

/// The folder of the workspace: the one above this crate's.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("the crate of the chores lies in a folder of the workspace").to_path_buf()
}
