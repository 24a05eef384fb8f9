//! PostgreSQL servers to throw away: for the tests of the store, for the cluster, for the drill.
//!
//! The binaries are the machine's own; nothing is downloaded but by the machine's package manager. A server lies in a
//! folder of its own below the system's temporary one, is reached by a socket in that folder (and on loopback where
//! asked for), trusts everybody who can reach it, and goes with the process that started it. It is no place for data.

mod server;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;

use crate::check::machine;
pub(crate) use server::{PostgresError, Server, Settings, Shutdown, USER};

/// The variable that names a server to the tests.
pub(crate) const VARIABLE: &str = "CHANCERY_TEST_POSTGRES";

/// Debian's package.
pub(crate) const PACKAGE: &str = "postgresql";

/// Where Debian keeps the binaries, a folder for each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// What to run.
#[derive(Debug, Args)]
pub(crate) struct PostgresArguments {
    /// Listen on this port of loopback, too
    #[arg(long)]
    port: Option<u16>,
    /// Write what was committed to the disk at once, as a server with data to lose does
    #[arg(long)]
    durable: bool,
}

/// Runs a server until it is interrupted, and prints how tests reach it.
pub(crate) fn run(arguments: &PostgresArguments) -> ExitCode {
    let settings = Settings { port: arguments.port, is_durable: arguments.durable, more: Vec::new() };
    let outcome = find_or_install().and_then(|binaries| Server::throw_away(binaries, settings));
    match outcome {
        Ok(mut server) => {
            println!("export {VARIABLE}='{}'", server.url("postgres"));
            println!("It ends, and is removed, with this process: Ctrl-C.");
            server.wait();
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("postgres: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the binaries, after installing them where that is possible.
pub(crate) fn find_or_install() -> Result<PathBuf, PostgresError> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let advice = |faults: Vec<crate::check::Fault>| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    machine::install(&[PACKAGE]).map_err(|faults| PostgresError::Missing { advice: advice(faults) })?;
    find().ok_or_else(|| PostgresError::Missing { advice: format!("{PACKAGE} was installed, yet no initdb is found") })
}

/// The folder of the machine's binaries: what `pg_config` names, what the shell would find, the newest of Debian's.
pub(crate) fn find() -> Option<PathBuf> {
    let named = Command::new("pg_config").arg("--bindir").output().ok();
    let named = named.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let on_path = machine::find_program("initdb").and_then(|program| program.parent().map(Path::to_path_buf));
    let versions = std::fs::read_dir(VERSIONS).into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> =
        versions.filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))).collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    let versions = versions.into_iter().map(|(_, folder)| folder);
    named.into_iter().chain(on_path).chain(versions).find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}
