//! Serving commands as processes, for the tests that look at them from outside.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use chancery_model::{Kind, Record, samples};

/// How long anything here may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A server process; killed if the test stops early.
pub(crate) struct Server {
    process: Child,
    /// Where readers reach it.
    pub(crate) address: String,
    /// Where operators reach it, if it said so.
    pub(crate) operators: String,
    pub(crate) said: Vec<String>,
    _out: BufReader<ChildStdout>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The binary in a folder, with nothing of the test's own environment.
pub(crate) fn chancery(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command.current_dir(folder).env_clear();
    command
}

/// Runs a command to its end: exit status, standard output, standard error.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = chancery(folder).args(arguments).stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

/// Runs a command that must succeed.
pub(crate) fn done(folder: &Path, arguments: &[&str]) -> String {
    let (status, out, err) = run(folder, arguments);
    assert_eq!(status, 0, "{arguments:?}: {out}{err}");
    out
}

/// Writes records in their public form, one a line.
pub(crate) fn write_records(folder: &Path, name: &str, records: &[Record]) {
    let line = |record: &Record| serde_json::json!({"kind": record.kind(), "record": record}).to_string();
    std::fs::write(folder.join(name), records.iter().map(line).collect::<Vec<_>>().join("\n")).unwrap();
}

/// Writes the made-up records, from which a register begins; but for the reading, whose source nobody has.
pub(crate) fn write_samples(folder: &Path) {
    let records: Vec<Record> = samples::one_of_each().into_iter().filter(|record| record.kind() != Kind::Reading).collect();
    write_records(folder, "records.jsonl", &records);
}

/// Asks again and again until it is so.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
    start.elapsed()
}

/// One answer as it comes over the line; empty if there is nobody.
pub(crate) fn get(address: &str, path: &str) -> String {
    let Ok(mut stream) = TcpStream::connect(address) else { return String::new() };
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut answer = String::new();
    let asked = write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let _ = asked.and_then(|()| stream.read_to_string(&mut answer));
    answer
}

impl Server {
    /// Starts a serving command on a free port and waits until it has said where.
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Server {
        let mut command = chancery(folder);
        command.args(arguments).args(["--listen", "127.0.0.1:0", "--log-filter", "warn"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let mut said = Vec::new();
        let mut operators = String::new();
        let mut address = String::new();
        // The last line of the opening says how to stop, or is on the other stream.
        let expected = if arguments.contains(&"--metrics-listen") { 2 } else { 1 };
        let mut found = 0;
        while found < expected {
            let mut line = String::new();
            assert!(out.read_line(&mut line).unwrap() > 0, "the server ended: {said:?}");
            said.push(line.trim_end().to_owned());
            if let Some((_, at)) = line.split_once("http://") {
                found += 1;
                let at = at.trim_end().trim_end_matches('/').to_owned();
                match at.strip_suffix("/metrics") {
                    Some(at) => operators = at.to_owned(),
                    None => address = at,
                }
            }
        }
        Server { process, address, operators, said, _out: out }
    }

    pub(crate) fn get(&self, path: &str) -> String {
        get(&self.address, path)
    }

    /// One line of the metrics.
    pub(crate) fn metric(&self, name: &str) -> Option<f64> {
        let text = get(&self.operators, "/metrics");
        text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok())
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &pid]).status().unwrap().success());
    }

    /// Tells the server to stop and waits for it.
    pub(crate) fn stop(mut self) -> Option<i32> {
        self.signal("TERM");
        self.process.wait().unwrap().code()
    }
}
