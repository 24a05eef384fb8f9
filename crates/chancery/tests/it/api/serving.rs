//! `chancery serve` and `chancery demo` as processes: they start, answer, notice other commands, and stop when told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use chancery_model::samples;

/// How long anything here may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server process; killed if the test stops early.
struct Server {
    process: Child,
    address: String,
    said: Vec<String>,
    _out: BufReader<ChildStdout>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn chancery(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command.current_dir(folder).env_clear();
    command
}

impl Server {
    /// Starts a serving command on a free port and waits until it has said where.
    fn start(folder: &Path, arguments: &[&str]) -> Server {
        let mut command = chancery(folder);
        command.args(arguments).args(["--listen", "127.0.0.1:0", "--log-filter", "warn"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let mut said = Vec::new();
        let address = loop {
            let mut line = String::new();
            assert!(out.read_line(&mut line).unwrap() > 0, "the server ended: {said:?}");
            said.push(line.trim_end().to_owned());
            if let Some((_, address)) = line.split_once("http://") {
                break address.trim_end().trim_end_matches('/').to_owned();
            }
        };
        Server { process, address, said, _out: out }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Tells the server to stop and waits for it.
    fn stop(mut self) -> Option<i32> {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.process.wait().unwrap().code()
    }
}

/// Makes a register of the made-up records with the real command.
fn register(folder: &Path) {
    let lines: Vec<String> =
        samples::one_of_each().iter().map(|record| serde_json::json!({"kind": record.kind(), "record": record}).to_string()).collect();
    std::fs::write(folder.join("records.jsonl"), lines.join("\n")).unwrap();
    let output = chancery(folder).args(["init", "--framework", "records.jsonl", "--data", "data"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_server_notices_what_another_command_writes_and_stops_when_told_to() {
    let folder = tempfile::tempdir().unwrap();
    register(folder.path());
    let server = Server::start(folder.path(), &["serve", "--data", "data"]);
    assert!(server.get("/en/topics/customs").starts_with("HTTP/1.1 200"));
    assert!(server.get("/api/v1/topics/water").starts_with("HTTP/1.1 404"));
    let record = serde_json::json!({"kind": "topic", "record": samples::topic("water")});
    std::fs::write(folder.path().join("water.json"), record.to_string()).unwrap();
    let put = chancery(folder.path()).args(["put", "water.json", "--data", "data", "--reason", "A new topic"]).output().unwrap();
    assert!(put.status.success(), "{}", String::from_utf8_lossy(&put.stderr));
    let start = Instant::now();
    while !server.get("/api/v1/search?q=water&kind=topic").contains("\"total\":1") {
        assert!(start.elapsed() < PATIENCE, "the server did not notice");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(start.elapsed() < Duration::from_secs(5), "it took {:?}; a second is promised, a busy machine is given five", start.elapsed());
    assert!(server.get("/en/topics/water").starts_with("HTTP/1.1 200"));
    let taken = server.address.clone();
    let second = chancery(folder.path()).args(["serve", "--data", "data", "--listen", &taken]).output().unwrap();
    let err = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(second.status.code() == Some(1) && err.contains("is in use") && err.contains("hint: "), "{err}");
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_server_without_a_register_says_what_makes_one() {
    let folder = tempfile::tempdir().unwrap();
    let output = chancery(folder.path()).args(["serve", "--data", "none", "--listen", "127.0.0.1:0"]).output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && err.contains("chancery init"), "{err}");
    std::fs::write(folder.path().join("file"), "").unwrap();
    let output = chancery(folder.path()).args(["demo", "--data", "file/below", "--listen", "127.0.0.1:0"]).output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && err.contains("file/below"), "{err}");
}

#[test]
fn the_demonstration_fills_its_folder_once() {
    let folder = tempfile::tempdir().unwrap();
    let first = Server::start(folder.path(), &["demo"]);
    assert!(first.get("/en/topics/customs").starts_with("HTTP/1.1 200"));
    let changes = first.get("/api/v1/changes?limit=1");
    assert!(first.said[0].starts_with("chancery demo at http://127.0.0.1:"), "{:?}", first.said);
    assert_eq!(first.stop(), Some(0));
    assert!(folder.path().join("chancery-demo-data/register.sqlite").is_file());
    let second = Server::start(folder.path(), &["demo"]);
    let head = |answer: &str| answer.split("\"head\":").nth(1).and_then(|rest| rest.split(',').next()).map(str::to_owned);
    assert_eq!(head(&second.get("/api/v1/changes?limit=1")), head(&changes), "nothing is published a second time");
    assert!(second.get("/api/v1/search?q=tchm").contains("\"id\":\"tchm\""));
    assert_eq!(second.stop(), Some(0));
}
