//! One node: its folder, its server, and the commands that work on its folder.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::part::{Part, output_of};
use super::{ClusterError, Result};
use crate::bench::client::Client;

/// How a program reaches the register: settings in its environment, so that no secret stands in a list of processes.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    /// The program.
    pub(crate) binary: PathBuf,
    /// The settings, but for the data folder.
    pub(crate) variables: Vec<(String, String)>,
}

impl Access {
    /// A command of the program over a data folder.
    pub(crate) fn command(&self, data: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).envs(self.variables.iter().map(|(name, value)| (name, value))).env("CHANCERY_DATA", data);
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command to its end; what it printed.
    pub(crate) fn run(&self, data: &Path, arguments: &[&str]) -> Result<String> {
        let output = output_of(&mut self.command(data, arguments))?;
        Ok(String::from_utf8_lossy(&output).into_owned())
    }
}

/// A server that follows the journal.
#[derive(Debug)]
pub(crate) struct Node {
    /// The process.
    pub(crate) part: Part,
    /// Its folder.
    pub(crate) data: PathBuf,
    /// Where it answers readers.
    pub(crate) address: SocketAddr,
    /// Where it answers Prometheus.
    pub(crate) metrics: SocketAddr,
}

impl Node {
    /// Names a node; it is not started. `more` are further settings, by variable.
    pub(crate) fn new(
        number: usize,
        data: PathBuf,
        [address, metrics]: [SocketAddr; 2],
        access: &Access,
        more: &[(&str, &str)],
        logs: &Path,
    ) -> Node {
        let mut variables = access.variables.clone();
        let own = [("DATA", data.display().to_string()), ("LISTEN", address.to_string()), ("METRICS_LISTEN", metrics.to_string())];
        variables.extend(own.map(|(name, value)| (format!("CHANCERY_{name}"), value)));
        variables.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let part = Part::new(format!("node-{number}"), &access.binary, vec!["serve".to_owned()], logs).with_variables(&variables);
        Node { part, data, address, metrics }
    }

    /// What `/readyz` says: its status and its body.
    pub(crate) fn readiness(&self) -> std::io::Result<(u16, Value)> {
        let mut client = Client::connect_within(self.address, Duration::from_secs(2))?.uncompressed();
        let answer = client.get("/readyz", &[])?;
        Ok((answer.status, serde_json::from_slice(&answer.body).unwrap_or_default()))
    }

    /// Whether the node says that it is ready.
    pub(crate) fn is_ready(&self) -> bool {
        self.readiness().is_ok_and(|(status, _)| status == 200)
    }

    /// Whether tables and index stand at the journal's number, and the node says so.
    pub(crate) fn stands_at(&self, head: u64) -> bool {
        let Ok((200, said)) = self.readiness() else { return false };
        ["journal", "tables", "index"].iter().all(|key| said.get(key).and_then(Value::as_u64) == Some(head))
    }

    /// Waits until the node is ready; how long that took.
    pub(crate) fn wait_ready(&mut self, patience: Duration) -> Result<Duration> {
        let start = Instant::now();
        while start.elapsed() < patience {
            if self.is_ready() {
                return Ok(start.elapsed());
            }
            if !self.part.is_running() {
                return Err(ClusterError::Ended { name: self.part.name().to_owned(), log: self.part.log().to_path_buf() });
            }
            sleep(Duration::from_millis(20));
        }
        Err(ClusterError::Silent { name: self.part.name().to_owned(), address: self.address })
    }

    /// The memory of the process by a line of its status, in MiB: `VmRSS` or `RssAnon`.
    pub(crate) fn memory_mib(&self, line: &str) -> f64 {
        self.part.id().map_or(0.0, |id| crate::bench::server::memory_mib(id, line))
    }
}
