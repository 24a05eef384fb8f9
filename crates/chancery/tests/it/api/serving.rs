//! `chancery serve` and `chancery demo` as processes: they start, answer, notice other commands, and stop when told to.

use std::path::Path;
use std::time::{Duration, Instant};

use chancery_model::samples;

use crate::process::{PATIENCE, Server, chancery, done, write_samples};

/// Makes a register of the made-up records with the real command.
fn register(folder: &Path) {
    write_samples(folder);
    done(folder, &["init", "--framework", "records.jsonl", "--data", "data"]);
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
