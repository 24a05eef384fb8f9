//! Measures a release build on a generated register: how fast it takes records in, answers, and what it needs.
//!
//! Everything is measured from outside, as an operator would: by the commands and over HTTP. The table that is printed
//! names corpus, seed, machine and command, so that a number can be made again. The machine should do nothing else
//! meanwhile; two runs tell more than one.

pub(crate) mod chance;
pub(crate) mod client;
pub(crate) mod corpus;
mod nodes;
pub(crate) mod pages;
mod papers;
pub(crate) mod report;
mod search;
pub(crate) mod server;

use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use clap::{Args, Subcommand};

use chance::Chance;
use report::{Report, Times, mib, rate};
use server::{Program, Server};

/// What to measure.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct BenchArguments {
    #[command(subcommand)]
    part: Option<Part>,
    /// How many meetings the register has
    #[arg(long, default_value_t = 10_000)]
    meetings: usize,
    /// Where chance begins
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many requests of each kind
    #[arg(long, default_value_t = 2_000)]
    requests: usize,
    /// The program to measure, instead of a release build of this tree
    #[arg(long)]
    binary: Option<PathBuf>,
    /// A folder to work in; what is in it is thrown away
    #[arg(long)]
    folder: Option<PathBuf>,
}

/// A part of the product with a bench of its own.
#[derive(Debug, Subcommand)]
enum Part {
    /// Measure the search beside other engines
    Search(search::SearchArguments),
    /// Measure nodes on PostgreSQL and a bucket: throughput, publishing, and how long a new one takes
    Nodes(nodes::NodesArguments),
    /// Measure papers: pages read a second, memory of the reader, first byte of a large file
    Papers(papers::PapersArguments),
}

/// Says why a measurement could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BenchError {
    /// The program could not be started.
    #[error("{} could not be started: {error}", program.display())]
    Start {
        /// Which.
        program: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A command of the program ended badly.
    #[error("{command:?} was refused: {said}")]
    Refused {
        /// The command.
        command: String,
        /// What it said.
        said: String,
    },
    /// The server did not answer.
    #[error("nothing answered at {address} in time")]
    Silent {
        /// Where it should listen.
        address: SocketAddr,
    },
    /// A request was answered with another status than 200 or 304.
    #[error("{path} was answered with {status}")]
    Status {
        /// What was asked for.
        path: String,
        /// What came.
        status: u16,
    },
    /// A file or a connection failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

type Result<T> = std::result::Result<T, BenchError>;

/// Measures and prints the table.
pub(crate) fn run(root: &Path, arguments: &BenchArguments) -> ExitCode {
    match &arguments.part {
        Some(Part::Search(arguments)) => return search::run(root, arguments),
        Some(Part::Nodes(arguments)) => return nodes::run(root, arguments),
        Some(Part::Papers(arguments)) => return papers::run(root, arguments),
        None => {}
    }
    match measure(root, arguments) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(root: &Path, arguments: &BenchArguments) -> Result<Report> {
    let binary = match &arguments.binary {
        Some(binary) => binary.clone(),
        None => build(root, "chancery")?,
    };
    let folder = arguments.folder.clone().unwrap_or_else(|| root.join("target").join("bench"));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut report = Report::default();
    report.add("machine", machine());
    report.add("corpus", format!("{} meetings, seed {}", arguments.meetings, arguments.seed));
    let program = Program { binary: binary.clone(), data: folder.join("register") };
    publish(&program, &folder, arguments, &mut report)?;
    serve(&program, arguments, &mut report)?;
    let program = Program { binary, data: folder.join("imported") };
    import(&program, &folder, arguments, &mut report)?;
    Ok(report)
}

/// Builds a program of the workspace for release.
pub(crate) fn build(root: &Path, package: &str) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root).args(["build", "--release", "--locked", "-p", package]);
    let status = cargo.status().map_err(|error| BenchError::Start { program: "cargo".into(), error })?;
    if !status.success() {
        return Err(BenchError::Refused { command: "cargo build --release".to_owned(), said: status.to_string() });
    }
    Ok(root.join("target").join("release").join(package))
}

/// Publishes the register in one batch, as `put` does it.
fn publish(program: &Program, folder: &Path, arguments: &BenchArguments, report: &mut Report) -> Result<()> {
    let records = corpus::records(arguments.meetings, arguments.seed);
    let path = folder.join("register.jsonl");
    write_lines(&path, &records)?;
    println!("publishing {} records", records.len());
    program.run(&["init"])?;
    let time = program.run(&["put", &path.to_string_lossy()])?;
    report.add("publishing (`put`, one batch, journal and views)", rate(records.len(), time, "records"));
    report.add("records as JSON Lines", mib(fs::metadata(&path)?.len()));
    Ok(())
}

/// Writes records as `put` takes them, one a line.
pub(crate) fn write_lines(path: &Path, records: &[chancery_model::Record]) -> Result<()> {
    let mut out = io::BufWriter::new(fs::File::create(path)?);
    records.iter().try_for_each(|record| write_line(&mut out, record))?;
    Ok(out.flush()?)
}

fn write_line(out: &mut impl Write, record: &chancery_model::Record) -> Result<()> {
    let tagged = serde_json::json!({ "kind": record.kind(), "record": record });
    Ok(writeln!(out, "{tagged}")?)
}

/// Serves the register: index, requests of each kind, memory, size, restart.
fn serve(program: &Program, arguments: &BenchArguments, report: &mut Report) -> Result<()> {
    println!("indexing");
    let index = program.data.join("index");
    if index.exists() {
        fs::remove_dir_all(&index)?;
    }
    let server = program.serve()?;
    let time = server.first_answer + server.wait_ready()?;
    let count = arguments.meetings;
    report.add("index built from nothing, while serving", rate(count, time, "meetings"));
    println!("asking");
    ask(&server, arguments, report)?;
    report.add(
        "memory after these requests",
        format!("{:.0} MiB resident, of which {:.0} MiB anonymous", server.memory_mib("VmRSS"), server.memory_mib("RssAnon")),
    );
    drop(server);
    for (part, path) in [("whole data folder", program.data.clone()), ("index in it", index)] {
        report.add(format!("size of the {part}"), mib(server::size_bytes(&path)));
    }
    let mut times = Times::default();
    let mut memory = 0.0;
    for _ in 0..10 {
        let server = program.serve()?;
        times.push(server.first_answer);
        memory = server.memory_mib("RssAnon");
    }
    report.add("start of the process to its first page", times);
    report.add("memory after the first page", format!("{memory:.0} MiB anonymous"));
    Ok(())
}

/// Asks for pages, searches and API answers.
fn ask(server: &Server, arguments: &BenchArguments, report: &mut Report) -> Result<()> {
    let mut chance = Chance::new(arguments.seed + 1);
    let mut client = server.client()?;
    let many = arguments.requests;
    let meeting = corpus::meeting_id;
    let step = (arguments.meetings / many).max(1);
    let distinct: Vec<String> = (0..arguments.meetings).step_by(step).take(many).map(meeting).collect();
    let few: Vec<&String> = distinct.iter().take(100).collect();
    let mut time = |name: &str, paths: &mut dyn Iterator<Item = String>| -> Result<()> {
        let mut times = Times::default();
        let mut bytes = 0;
        for path in paths {
            let answer = client.get(&path, &[])?;
            if answer.status != 200 {
                return Err(BenchError::Status { path, status: answer.status });
            }
            bytes += answer.body.len();
            times.push(answer.time);
        }
        let mean_kib = bytes as f64 / 1024.0 / times.count().max(1) as f64;
        report.add(name, format!("{times}, {mean_kib:.1} KiB each"));
        Ok(())
    };
    time("meeting page, uncached", &mut distinct.iter().map(|id| format!("/en/meetings/{id}")))?;
    let warm = |n: usize| format!("/ja/meetings/{}", few[n % few.len()]);
    time("meeting page, first hundred in Japanese, uncached", &mut (0..few.len()).map(warm))?;
    time("meeting page, the same hundred, cached", &mut (0..many).map(warm))?;
    let topics = ["en", "zh", "ja", "ko"].into_iter().flat_map(|ui| (0..corpus::TOPICS).map(move |n| format!("/{ui}/topics/topic-{n}")));
    time("topic page, uncached", &mut topics.clone())?;
    time("home page, cached", &mut (0..many).map(|_| "/en/".to_owned()))?;
    let queries: Vec<String> = (0..many).map(|_| percent(&corpus::query(&mut chance))).collect();
    time("search page", &mut queries.iter().map(|query| format!("/en/search?q={query}")))?;
    time("search by the API", &mut queries.iter().rev().map(|query| format!("/api/v1/search?q={query}&limit=20")))?;
    time("meeting by the API", &mut distinct.iter().rev().map(|id| format!("/api/v1/meetings/{id}")))?;
    time("list of meetings by the API, 50 a page", &mut (0..corpus::TOPICS).map(|n| format!("/api/v1/meetings?topic=topic-{n}&limit=50")))?;
    let etag = client.get("/en/", &[])?.etag.unwrap_or_default();
    let mut times = Times::default();
    for _ in 0..many {
        let answer = client.get("/en/", &[format!("If-None-Match: {etag}")])?;
        if answer.status != 304 {
            return Err(BenchError::Status { path: "/en/ with its own validator".to_owned(), status: answer.status });
        }
        times.push(answer.time);
    }
    report.add("home page that has not changed (304)", times);
    Ok(())
}

/// Imports generated pages into a register that has only framework and topics.
fn import(program: &Program, folder: &Path, arguments: &BenchArguments, report: &mut Report) -> Result<()> {
    let mechanisms = arguments.meetings.div_ceil(corpus::MEETINGS_OF_ONE);
    let base: Vec<_> = corpus::records(0, arguments.seed).into_iter().collect();
    let path = folder.join("base.jsonl");
    write_lines(&path, &base)?;
    program.run(&["init"])?;
    program.run(&["put", &path.to_string_lossy()])?;
    println!("importing pages");
    let mut chance = Chance::new(arguments.seed);
    let (mut time, mut bytes, mut count) = (Duration::ZERO, 0, 0);
    for topic in 0..corpus::TOPICS {
        let of_topic = || (topic..mechanisms).step_by(corpus::TOPICS);
        if of_topic().next().is_none() {
            break;
        }
        let page = pages::page(topic, of_topic(), &mut chance);
        let path = folder.join(format!("topic-{topic}.txt"));
        fs::write(&path, &page)?;
        let id = format!("topic-{topic}");
        let decisions = folder.join(format!("decisions-{topic}.toml"));
        time += program.run(&[
            "import",
            &path.to_string_lossy(),
            "--topic",
            &id,
            "--url",
            &corpus::address(topic),
            "--decisions",
            &decisions.to_string_lossy(),
        ])?;
        bytes += page.len();
        count += of_topic().count() * corpus::MEETINGS_OF_ONE;
    }
    report.add(format!("import of pages ({} of text), one process a page", mib(bytes as u64)), rate(count, time, "meetings"));
    Ok(())
}

/// A query as it stands in an address.
pub(crate) fn percent(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// The machine in a line: cores, processor, memory.
pub(crate) fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let line = |file: &str, key: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        text.lines().find(|line| line.starts_with(key)).and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned())
    };
    let processor = line("/proc/cpuinfo", "model name").unwrap_or_default();
    let memory = line("/proc/meminfo", "MemTotal").unwrap_or_default();
    format!("{cores} cores ({processor}), {memory} of memory, {}", std::env::consts::OS)
}
