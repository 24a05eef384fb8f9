//! The program under measurement: its commands, timed, and its server, started, asked and stopped.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::client::Client;
use super::{BenchError, Result};

/// How long a server may take to answer or to stop.
const PATIENCE: Duration = Duration::from_secs(3_600);

/// The binary and the folder that it works on.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) binary: PathBuf,
    pub(crate) data: PathBuf,
}

impl Program {
    /// Runs a command to its end; its time. Exit 3 (done, something waits for a person) counts as done.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<Duration> {
        let start = Instant::now();
        let mut command = Command::new(&self.binary);
        command.args(arguments).arg("--data").arg(&self.data).stdin(Stdio::null());
        let output = command.output().map_err(|error| BenchError::Start { program: self.binary.clone(), error })?;
        let time = start.elapsed();
        if !matches!(output.status.code(), Some(0 | 3)) {
            let said = String::from_utf8_lossy(&output.stderr).lines().take(5).collect::<Vec<_>>().join("\n");
            return Err(BenchError::Refused { command: arguments.join(" "), said });
        }
        Ok(time)
    }

    /// Starts the server and waits for its first answer; the time to that answer is kept.
    pub(crate) fn serve(&self) -> Result<Server> {
        self.serve_with(&[])
    }

    /// As [`Program::serve`], with further arguments.
    pub(crate) fn serve_with(&self, arguments: &[&str]) -> Result<Server> {
        let address = free_address()?;
        let start = Instant::now();
        let mut command = Command::new(&self.binary);
        command.arg("serve").arg("--data").arg(&self.data).arg("--listen").arg(address.to_string()).args(["--ready-lag-entries", "0"]);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().map_err(|error| BenchError::Start { program: self.binary.clone(), error })?;
        let mut server = Server { child, address, first_answer: Duration::ZERO };
        while start.elapsed() < PATIENCE {
            if let Ok(mut client) = Client::connect(address)
                && client.get("/en/", &[]).is_ok_and(|answer| answer.status == 200)
            {
                server.first_answer = start.elapsed();
                return Ok(server);
            }
            sleep(Duration::from_millis(1));
        }
        Err(BenchError::Silent { address })
    }
}

/// A server that runs; it is stopped when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// From the start of the process to the end of its first page.
    pub(crate) first_answer: Duration,
}

impl Server {
    /// Opens a connection.
    pub(crate) fn client(&self) -> Result<Client> {
        Ok(Client::connect(self.address)?)
    }

    /// Waits until the index has reached the journal's head; the time that took.
    pub(crate) fn wait_ready(&self) -> Result<Duration> {
        let start = Instant::now();
        let mut client = self.client()?;
        while start.elapsed() < PATIENCE {
            if client.get("/readyz", &[])?.status == 200 {
                return Ok(start.elapsed());
            }
            sleep(Duration::from_millis(20));
        }
        Err(BenchError::Silent { address: self.address })
    }

    /// The time that the process has spent on a processor.
    pub(crate) fn cpu_time(&self) -> Duration {
        cpu_time(self.child.id())
    }

    /// The memory of the process by a line of its status, in MiB: `VmRSS` or `RssAnon`.
    pub(crate) fn memory_mib(&self, line: &str) -> f64 {
        memory_mib(self.child.id(), line)
    }
}

impl Drop for Server {
    /// Ends the process. What it has written is durable, so nothing is lost by not asking politely.
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The processor time of a process, from its user and system ticks, of which Linux counts 100 a second.
pub(crate) fn cpu_time(process: u32) -> Duration {
    ticks(process, 2)
}

/// The processor time of a process and of those that it started and waited for.
pub(crate) fn cpu_time_of_family(process: u32) -> Duration {
    ticks(process, 4)
}

fn ticks(process: u32, fields: usize) -> Duration {
    let line = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let all = line.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks: u64 = all.skip(11).take(fields).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

pub(crate) fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?)
}

/// The memory of a process by a line of its status, in MiB; 0 where the system does not tell.
pub(crate) fn memory_mib(process: u32, line: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let found = status.lines().find_map(|l| l.strip_prefix(line)?.strip_prefix(':')?.split_whitespace().next()?.parse::<f64>().ok());
    found.unwrap_or_default() / 1024.0
}

/// The bytes of all files below a folder.
pub(crate) fn size_bytes(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let size = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size_bytes(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    };
    entries.flatten().map(size).sum()
}
