//! Groonga over HTTP, where it is installed: a server of its own on the loopback, with pairs of characters as terms.

use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::queries::{Ask, Query};
use super::tables::Columns;
use crate::bench::client::Client;
use crate::bench::server::free_address;
use crate::bench::{BenchError, Result, percent};

const SCHEMA: &str = "table_create Meetings TABLE_HASH_KEY ShortText
column_create Meetings title COLUMN_SCALAR Text
column_create Meetings body COLUMN_SCALAR Text
column_create Meetings topic COLUMN_SCALAR ShortText
column_create Meetings host COLUMN_SCALAR ShortText
column_create Meetings year COLUMN_SCALAR UInt16
";
const INDEX: &str = "table_create Words TABLE_PAT_KEY ShortText --default_tokenizer TokenBigram --normalizer NormalizerAuto
column_create Words meetings COLUMN_INDEX|WITH_POSITION|WITH_SECTION Meetings title,body
table_create Topics TABLE_HASH_KEY ShortText
column_create Topics meetings COLUMN_INDEX Meetings topic
";

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Tells whether it is installed.
pub(super) fn is_there() -> bool {
    Command::new("groonga").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Loads the texts, asks the queries.
pub(super) fn measure(texts: &Path, folder: &Path, queries: &[Query]) -> Result<Columns> {
    // It makes no database where there is one.
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let database = folder.join("db");
    load(texts, &database)?;
    let address = free_address()?;
    let mut command = Command::new("groonga");
    command.args(["-s", "--protocol", "http", "--bind-address", "127.0.0.1", "-p"]).arg(address.port().to_string()).arg(&database);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _running = Running(command.spawn().map_err(|error| BenchError::Start { program: "groonga".into(), error })?);
    let start = Instant::now();
    while ask(address, "/d/status").is_err() {
        if start.elapsed() > Duration::from_secs(60) {
            return Err(BenchError::Silent { address });
        }
        sleep(Duration::from_millis(20));
    }
    // Like ours, it is to make each answer: the queries of some kinds repeat.
    ask(address, "/d/cache_limit?max=0")?;
    for query in queries.iter().step_by(8) {
        ask(address, &path(query))?;
    }
    let mut columns = Columns::default();
    for query in queries {
        columns.push(query.ask, ask(address, &path(query))?);
    }
    Ok(columns)
}

/// It ends the connection behind each answer, so that each needs one of its own, which is not timed.
fn ask(address: SocketAddr, path: &str) -> Result<Duration> {
    let answer = Client::connect(address)?.uncompressed().get(path, &[])?;
    if answer.status == 200 { Ok(answer.time) } else { Err(BenchError::Status { path: path.to_owned(), status: answer.status }) }
}

/// Columns first, then the index over all of them at once, as its makers advise.
fn load(texts: &Path, database: &Path) -> Result<()> {
    let mut command = Command::new("groonga");
    command.arg("-n").arg(database).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| BenchError::Start { program: "groonga".into(), error })?;
    if let Some(input) = child.stdin.take() {
        let mut input = BufWriter::new(input);
        input.write_all(SCHEMA.as_bytes())?;
        input.write_all(b"load --table Meetings\n[\n")?;
        for (at, line) in BufReader::new(fs::File::open(texts)?).lines().enumerate() {
            let line = line?.replacen("\"id\":", "\"_key\":", 1);
            write!(input, "{}{line}", if at == 0 { "" } else { ",\n" })?;
        }
        input.write_all(b"\n]\n")?;
        input.write_all(INDEX.as_bytes())?;
        input.flush()?;
    }
    match child.wait()? {
        status if status.success() => Ok(()),
        status => Err(BenchError::Refused { command: "groonga".to_owned(), said: status.to_string() }),
    }
}

fn path(query: &Query) -> String {
    let words = query.words.join(" ");
    // Between words AND is meant; a word that might be an operator does not occur.
    let text = match query.ask {
        Ask::Phrase | Ask::Cjk => format!("\"{words}\""),
        Ask::Prefix => format!("{words}*"),
        _ => words,
    };
    let mut path = format!(
        "/d/select?table=Meetings&match_columns=title*4||body&sort_keys=-_score&output_columns=_key,title,year,_score&limit=10&offset={}",
        query.offset
    );
    if query.ask == Ask::Typo {
        let near = format!("fuzzy_search(body, \"{text}\", {{\"max_distance\": 1, \"prefix_length\": 1, \"with_transposition\": true}})");
        path.push_str(&format!("&filter={}", percent(&near)));
    } else {
        path.push_str(&format!("&query={}", percent(&text)));
    }
    if let Some(topic) = &query.topic {
        path.push_str(&format!("&filter={}&drilldown=topic,host,year", percent(&format!("topic == \"{topic}\""))));
    }
    path
}
