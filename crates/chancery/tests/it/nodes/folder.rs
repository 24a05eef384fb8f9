//! Servers on a register in a folder: two of them, how they stop, what operators see.

use std::time::Duration;

use chancery_model::{Record, samples};

use crate::process::{Server, done, get, run, until, write_records, write_samples};

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_samples(folder.path());
    done(folder.path(), &["init", "--framework", "records.jsonl", "--data", "data"]);
    folder
}

#[test]
fn a_second_server_on_a_folder_reads_what_the_first_writes_and_takes_over() {
    let folder = folder();
    let first = Server::start(folder.path(), &["serve", "--data", "data"]);
    let finds = |server: &Server, id: &str| server.get(&format!("/api/v1/search?q={id}&kind=topic")).contains("\"total\":1");
    let put = |id: &str| {
        write_records(folder.path(), "topic.jsonl", &[Record::Topic(samples::topic(id))]);
        done(folder.path(), &["put", "topic.jsonl", "--data", "data"]);
    };
    // The first has the index before the second comes.
    until("the first indexes", || finds(&first, "customs"));
    let second = Server::start(folder.path(), &["serve", "--data", "data"]);
    put("water");
    until("both find it", || finds(&first, "water") && finds(&second, "water"));
    assert!(second.get("/en/topics/water").starts_with("HTTP/1.1 200"));
    first.signal("KILL");
    drop(first);
    put("forests");
    until("the second indexes what comes after the first", || finds(&second, "forests"));
    assert_eq!(second.stop(), Some(0));
}

#[test]
fn a_server_that_is_told_to_stop_says_so_before_it_closes() {
    let folder = folder();
    let arguments = ["serve", "--data", "data", "--drain-ms", "3000", "--metrics-listen", "127.0.0.1:0"];
    let server = Server::start(folder.path(), &arguments);
    until("it is ready", || server.get("/readyz").starts_with("HTTP/1.1 200"));
    server.signal("TERM");
    until("it says that it stops", || server.get("/readyz").contains("\"status\":\"stopping\""));
    assert!(server.get("/readyz").starts_with("HTTP/1.1 503"));
    assert!(server.get("/en/").starts_with("HTTP/1.1 200"), "readers are served all the same");
    assert!(server.get("/livez").starts_with("HTTP/1.1 200"));
    assert_eq!(server.metric("chancery_ready"), Some(0.0));
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn operators_have_an_address_of_their_own() {
    let folder = folder();
    let server = Server::start(folder.path(), &["serve", "--data", "data", "--metrics-listen", "127.0.0.1:0"]);
    until("it is ready", || get(&server.operators, "/readyz").starts_with("HTTP/1.1 200"));
    assert!(server.get("/metrics").starts_with("HTTP/1.1 404"), "readers do not see the metrics");
    assert!(get(&server.operators, "/en/").starts_with("HTTP/1.1 404"), "operators do not see pages there");
    for _ in 0..3 {
        server.get("/en/topics/customs");
    }
    server.get("/en/topics/nothing-here");
    let count =
        |route: &str, status: &str| server.metric(&format!("chancery_http_request_seconds_count{{route=\"{route}\",status=\"{status}\"}}"));
    until("requests are counted", || count("/{ui}/topics/{id}", "2xx") == Some(3.0));
    assert_eq!(count("/{ui}/topics/{id}", "4xx"), Some(1.0));
    assert!(server.metric("chancery_cache_hits_total") >= Some(2.0));
    until("nothing is behind", || server.metric("chancery_lag_entries") == Some(0.0));
    assert_eq!(server.metric("chancery_link_up"), Some(1.0));
    assert!(server.metric("chancery_memory_anonymous_bytes") > Some(1_000_000.0));
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn the_schema_is_told_and_files_are_swept() {
    let folder = tempfile::tempdir().unwrap();
    write_samples(folder.path());
    let (status, out, _) = run(folder.path(), &["migrate", "--check", "--data", "data"]);
    assert!(status == 3 && out.contains("register: none yet") && out.contains("to do: "), "{out}");
    done(folder.path(), &["init", "--framework", "records.jsonl", "--data", "data"]);
    for arguments in [&["migrate", "--check", "--data", "data"], &["migrate", "--data", "data", "--files=file:"]] {
        assert!(done(folder.path(), arguments).contains("up to date"));
    }
    let lost = folder.path().join("data/vault/sha256/ab");
    std::fs::create_dir_all(&lost).unwrap();
    let file = std::fs::File::create(lost.join("ab".repeat(32))).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)).unwrap();
    let counted = done(folder.path(), &["files", "sweep", "--dry-run", "--data", "data"]);
    assert!(counted.contains("1 file of 0 bytes would be taken away"), "{counted}");
    assert!(done(folder.path(), &["files", "sweep", "--data", "data"]).contains("1 file of 0 bytes taken away"));
    assert!(done(folder.path(), &["files", "sweep", "--data", "data"]).contains("0 files of 0 bytes taken away"));
}
