//! Measures the search beside others: the same made-up meetings, the same nine kinds of query.
//!
//! The corpus is written once and given to all. The product is asked over HTTP as a client asks it; Groonga, where it is
//! installed, likewise. Bare Tantivy, SQLite's FTS5 and the product's own search are asked in process by a program of its
//! own, `bench/`, so that the chores need none of their libraries. The method is told in
//! `docs/explanation/search-speed.md`.

mod groonga;
mod ours;
mod queries;
mod tables;
mod texts;
mod words;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use chancery_model::Record;
use clap::Args;
use serde::Deserialize;

use self::ours::Style;
use self::queries::{Ask, Query, Sample};
use self::tables::{Columns, both, by_kind, milliseconds, ratios};
use self::texts::{Writer, items, plain};
use super::chance::Chance;
use super::report::{Report, Times, mib, rate};
use super::server::{Program, size_bytes};
use super::{BenchError, Result, corpus, machine};

/// About how many records queries are drawn from.
const SAMPLES: usize = 4_000;

/// How many meetings are published at a time: `put` reads files of a gibibyte at most.
const OF_A_PART: usize = 200_000;

/// What to measure of the search.
#[derive(Debug, Args)]
pub(crate) struct SearchArguments {
    /// How many meetings are searched
    #[arg(long, default_value_t = 100_000)]
    corpus: usize,
    /// Where chance begins
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many queries of each kind
    #[arg(long, default_value_t = 200)]
    queries: usize,
    /// The program to measure, instead of a release build of this tree
    #[arg(long)]
    binary: Option<PathBuf>,
    /// The program that measures in process, instead of a release build of this tree
    #[arg(long)]
    engines: Option<PathBuf>,
    /// Leave the other engines out
    #[arg(long)]
    alone: bool,
    /// A folder to work in; what is in it is thrown away
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Use the register that an earlier run of the same corpus and seed left in the folder
    #[arg(long)]
    again: bool,
}

/// Measures and prints the tables.
pub(crate) fn run(root: &Path, arguments: &SearchArguments) -> ExitCode {
    match measure(root, arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The files that all engines are given.
struct Corpus {
    /// The register, in parts that `put` takes.
    register: Vec<PathBuf>,
    texts: PathBuf,
    queries_file: PathBuf,
    queries: Vec<Query>,
    text_bytes: u64,
}

fn measure(root: &Path, arguments: &SearchArguments) -> Result<()> {
    let build = |given: &Option<PathBuf>, package: &str| given.clone().map_or_else(|| super::build(root, package), Ok);
    let binary = build(&arguments.binary, "chancery")?;
    let engines = build(&arguments.engines, "chancery-bench")?;
    let folder = arguments.folder.clone().unwrap_or_else(|| root.join("target").join("bench-search"));
    if folder.exists() && !arguments.again {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let writer = Writer::new(root).map_err(|said| BenchError::Refused { command: "reading the glossary".to_owned(), said })?;
    println!("writing {} meetings", arguments.corpus);
    let corpus = write(&writer, arguments, &folder)?;
    let mut report = Report::default();
    report.add("machine", machine());
    report.add("corpus", format!("{} meetings, seed {}, {} of text", arguments.corpus, arguments.seed, mib(corpus.text_bytes)));
    let program = Program { binary, data: folder.join("register") };
    if !arguments.again {
        println!("publishing");
        program.run(&["init"])?;
        let mut time = Duration::ZERO;
        for part in &corpus.register {
            time += program.run(&["put", &part.to_string_lossy()])?;
        }
        report.add("publishing (`put`, journal and views)", rate(arguments.corpus, time, "meetings"));
    }
    index(&program, arguments, &corpus, &mut report)?;
    let mut rows = serve(&program, &corpus, &writer, &folder, &mut report)?;
    println!("{}", by_kind(&rows));
    println!("in process");
    rows.extend(in_process(root, &engines, &corpus, &program, &folder, arguments.alone)?);
    if groonga::is_there() && !arguments.alone {
        println!("Groonga");
        match groonga::measure(&corpus.texts, &folder.join("groonga"), &corpus.queries) {
            Ok(columns) => rows.push(("Groonga, HTTP".to_owned(), columns)),
            Err(error) => println!("Groonga is left out: {error}"),
        }
    }
    println!("\n{report}\n{}\n{}", by_kind(&rows), ratios(&rows));
    Ok(())
}

/// Writes the meetings one by one, so that a million of them need no memory, and draws the queries. What an earlier run has
/// written is drawn again, for the queries, and not written.
fn write(writer: &Writer, arguments: &SearchArguments, folder: &Path) -> Result<Corpus> {
    let (texts, queries_file) = (folder.join("texts.jsonl"), folder.join("queries.json"));
    let mut plains = (!arguments.again).then(|| fs::File::create(&texts).map(BufWriter::new)).transpose()?;
    let mut records: Option<BufWriter<fs::File>> = None;
    let mut register = Vec::new();
    let mut chance = Chance::new(arguments.seed);
    let (mut samples, mut text_bytes) = (Vec::new(), 0);
    let step = (arguments.corpus / SAMPLES).max(1);
    for n in 0..arguments.corpus {
        let written = writer.meeting(n, &mut chance);
        text_bytes += written.text_bytes as u64;
        let is_sample = n.is_multiple_of(step);
        if is_sample || !arguments.again {
            let plain = plain(&written.meeting);
            if let Some(plains) = &mut plains {
                writeln!(plains, "{}", serde_json::to_string(&plain).unwrap_or_default())?;
            }
            if is_sample {
                samples.push(Sample { lang: written.lang, topic: plain.topic, items: items(&written.meeting) });
            }
        }
        if arguments.again {
            continue;
        }
        if n.is_multiple_of(OF_A_PART) {
            if let Some(mut whole) = records.take() {
                whole.flush()?;
            }
            let part = folder.join(format!("register-{}.jsonl", n / OF_A_PART + 1));
            let mut out = BufWriter::new(fs::File::create(&part)?);
            register.push(part);
            if n == 0 {
                corpus::surroundings(arguments.corpus).iter().try_for_each(|record| super::write_line(&mut out, record))?;
            }
            records = Some(out);
        }
        if let Some(out) = &mut records {
            super::write_line(out, &Record::Meeting(written.meeting))?;
        }
    }
    records.as_mut().map_or(Ok(()), Write::flush)?;
    plains.as_mut().map_or(Ok(()), Write::flush)?;
    let queries = queries::draw(writer, &samples, arguments.queries, arguments.corpus, &mut chance);
    fs::write(&queries_file, serde_json::to_vec(&queries).unwrap_or_default())?;
    Ok(Corpus { register, texts, queries_file, queries, text_bytes })
}

/// Builds the index from nothing, as a server does when it starts without one.
fn index(program: &Program, arguments: &SearchArguments, corpus: &Corpus, report: &mut Report) -> Result<()> {
    println!("indexing");
    let folder = program.data.join("index");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let server = program.serve()?;
    let time = server.first_answer + server.wait_ready()?;
    let cpu = server.cpu_time();
    report.add("index built from nothing, while serving", rate(arguments.corpus, time, "meetings"));
    report.add("index built from nothing, per CPU second", rate(arguments.corpus, cpu, "meetings"));
    report.add("memory after indexing", format!("{:.0} MiB anonymous", server.memory_mib("RssAnon")));
    // The engine goes on putting segments together for a while.
    let mut before = Duration::ZERO;
    while server.cpu_time() > before + Duration::from_millis(50) {
        before = server.cpu_time();
        std::thread::sleep(Duration::from_secs(2));
    }
    report.add("the same with segments put together", rate(arguments.corpus, server.cpu_time(), "meetings"));
    drop(server);
    let bytes = size_bytes(&folder);
    report.add("index", format!("{}, {:.2} times the text", mib(bytes), bytes as f64 / corpus.text_bytes as f64));
    Ok(())
}

/// Everything that is asked of the server. Answers are not kept, so that each is made.
fn serve(program: &Program, corpus: &Corpus, writer: &Writer, folder: &Path, report: &mut Report) -> Result<Vec<(String, Columns)>> {
    cold_start(program, &corpus.queries, report)?;
    let server = program.serve_with(&["--cache-bytes", "0"])?;
    println!("asking");
    let mut rows = Vec::new();
    for (name, style) in [
        ("literal, JSON over HTTP", Style::Literal),
        ("full, JSON over HTTP", Style::Full),
        ("full of 20 hits, JSON over HTTP", Style::FullOfAPage),
        ("page of 20 hits, HTML over HTTP", Style::Page),
    ] {
        rows.push((name.to_owned(), ours::each_kind(&server, style, &corpus.queries)?));
    }
    let [literal, full, full_of_a_page, page] = [0, 1, 2, 3].map(|row| rows[row].1.all());
    report.add("literal answers of all kinds, p50/p95 in ms", both(&literal));
    report.add("full answers of all kinds, p50/p95 in ms", both(&full));
    let as_long = |other: &Times| format!("{:.2}", page.at(0.5).as_secs_f64() / other.at(0.5).as_secs_f64());
    report.add("page of 20 hits : full answer of the same, at p50", as_long(&full_of_a_page));
    report.add("page of 20 hits : full answer of 10, at p50", as_long(&full));
    let throughput = ours::throughput(server.address, &corpus.queries, 10)?;
    report.add("eight clients, literal, without misspelt words", format!("{throughput:.0} requests/s"));
    report.add("memory while serving", format!("{:.0} MiB anonymous", server.memory_mib("RssAnon")));
    println!("queries that mean harm");
    let harm = ours::harm(&server, &corpus.queries)?;
    for (name, time) in &harm.slowest {
        report.add(format!("slowest answer to {name}"), format!("{} ms", milliseconds(*time)));
    }
    report.add("a rare word alone, p50/p95 in ms", both(&harm.alone));
    report.add("a rare word beside one who means harm", both(&harm.meanwhile));
    println!("publishing beside the server");
    report.add("from published to found, p50/p95 in ms", both(&ours::freshness(program, &server, folder, writer)?));
    Ok(rows)
}

fn cold_start(program: &Program, queries: &[Query], report: &mut Report) -> Result<()> {
    let rare: Vec<&Query> = queries.iter().filter(|query| query.ask == Ask::Rare).collect();
    let mut times = Times::default();
    for n in 0..10 {
        let start = Instant::now();
        let server = program.serve()?;
        let path = format!("/api/v1/search?q={}", rare[n % rare.len()].typed());
        server.client()?.get(&path, &[])?;
        times.push(start.elapsed());
    }
    report.add("start of the process to its first page and first search, p50/p95 in ms", both(&times));
    Ok(())
}

/// What the program of `bench/` prints: an engine, and its times in microseconds by kind.
#[derive(Debug, Deserialize)]
struct Measured {
    engine: String,
    microseconds: BTreeMap<String, Vec<u64>>,
}

fn in_process(
    root: &Path,
    engines: &Path,
    corpus: &Corpus,
    program: &Program,
    folder: &Path,
    is_alone: bool,
) -> Result<Vec<(String, Columns)>> {
    let mut command = Command::new(engines);
    command.arg("--index").arg(program.data.join("index")).arg("--queries").arg(&corpus.queries_file);
    command.arg("--terms").arg(root.join("data").join("terms"));
    if !is_alone {
        command.arg("--texts").arg(&corpus.texts).arg("--folder").arg(folder.join("engines"));
    }
    command.stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = command.output().map_err(|error| BenchError::Start { program: engines.to_owned(), error })?;
    let refused = |said: String| BenchError::Refused { command: engines.display().to_string(), said };
    if !output.status.success() {
        return Err(refused(output.status.to_string()));
    }
    let mut rows = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let measured: Measured = serde_json::from_str(line).map_err(|error| refused(error.to_string()))?;
        let mut columns = Columns::default();
        for ask in Ask::ALL {
            let name = serde_json::to_value(ask).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
            for time in measured.microseconds.get(&name).into_iter().flatten() {
                columns.push(ask, Duration::from_micros(*time));
            }
        }
        rows.push((measured.engine, columns));
    }
    Ok(rows)
}
