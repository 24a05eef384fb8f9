//! Papers: how many pages a second are read, in a process of their own for each file and in one process; how much memory
//! that process needs at most; how soon the first byte of a large file is there; and how a folder of many papers comes into
//! the register and its index, with stops on the way ([`many`]).

mod made;
mod many;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use super::report::{Report, Times, mib, rate};
use super::server::Program;
use super::{BenchError, Result, build, machine};
use many::Many;

/// How large the large file is.
const LARGE_BYTES: usize = 50 << 20;
/// How long files are read again and again.
const READING: Duration = Duration::from_secs(5);
/// How often the large file is asked for.
const ASKED: usize = 20;

/// How to measure papers.
#[derive(Debug, clap::Args)]
pub(crate) struct PapersArguments {
    /// The program to measure, instead of a release build of this tree
    #[arg(long)]
    binary: Option<PathBuf>,
    /// A folder to work in; what is in it is thrown away
    #[arg(long)]
    folder: Option<PathBuf>,
    /// How many papers are added as a folder; none leaves that part out
    #[arg(long, default_value_t = 1_000)]
    documents: usize,
    /// How many pages each of them has
    #[arg(long, default_value_t = 20)]
    pages: usize,
    /// Leave the specimens and the large file out
    #[arg(long)]
    only_many: bool,
}

/// Measures and prints the table.
pub(crate) fn run(root: &Path, arguments: &PapersArguments) -> ExitCode {
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

fn measure(root: &Path, arguments: &PapersArguments) -> Result<Report> {
    let binary = match &arguments.binary {
        Some(binary) => binary.clone(),
        None => build(root, "chancery")?,
    };
    let folder = arguments.folder.clone().unwrap_or_else(|| root.join("target").join("bench-papers"));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut report = Report::default();
    report.add("machine", machine());
    if !arguments.only_many {
        let specimens = specimens(root)?;
        read_apart(&binary, &specimens, &mut report)?;
        read_here(root, &specimens, &mut report)?;
        let program = Program { binary: binary.clone(), data: folder.join("register") };
        serve_large(root, &program, &folder, &mut report)?;
    }
    if arguments.documents > 0 {
        Many { documents: arguments.documents, pages: arguments.pages.max(1) }.measure(&binary, &folder, &mut report)?;
    }
    Ok(report)
}

/// The typeset specimen papers.
fn specimens(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root.join("data").join("specimens"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "pdf") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Reads each file in a process of its own, one after the other, with the limits of the product.
fn read_apart(binary: &Path, files: &[PathBuf], report: &mut Report) -> Result<()> {
    let limits = serde_json::json!({
        "paper": { "max_bytes": 104_857_600, "max_pages": 3000, "max_text_bytes": 33_554_432, "max_unpacked_bytes": 268_435_456, "max_parts": 4096 },
        "seconds": 60,
        "memory_bytes": 2_147_483_648_u64,
    });
    let request = serde_json::json!({ "limits": limits, "stated": null, "program": null }).to_string();
    let (mut pages, mut peak, mut times) = (0, 0, Times::default());
    let begin = Instant::now();
    while begin.elapsed() < READING {
        for file in files {
            let start = Instant::now();
            let mut command = Command::new(binary);
            command.args(["extract-paper", &request]).env_clear().stdin(fs::File::open(file)?).stdout(Stdio::piped()).stderr(Stdio::null());
            let mut child = command.spawn().map_err(|error| BenchError::Start { program: binary.to_owned(), error })?;
            let (mut answer, id) = (Vec::new(), child.id());
            if let Some(stdout) = &mut child.stdout {
                let mut part = [0; 1 << 16];
                loop {
                    let count = stdout.read(&mut part)?;
                    peak = peak.max(peak_of(id));
                    answer.extend_from_slice(&part[..count]);
                    if count == 0 {
                        break;
                    }
                }
            }
            let status = child.wait()?;
            times.push(start.elapsed());
            let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap_or_default();
            match answer["read"]["paper"]["pages"].as_array() {
                Some(read) => pages += read.len(),
                None => return Err(BenchError::Refused { command: "extract-paper".to_owned(), said: status.to_string() }),
            }
        }
    }
    report.add("pages read, a process for each file of some three pages", rate(pages, begin.elapsed(), "pages"));
    report.add("one file, from starting its process to its end", times);
    report.add("most memory that such a process had", mib(peak));
    Ok(())
}

/// The most memory that a process has had so far; 0 where the system does not say.
fn peak_of(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Reads the same files again and again in one process, about a second each.
fn read_here(root: &Path, files: &[PathBuf], report: &mut Report) -> Result<()> {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(["run", "--release", "--locked", "--quiet", "-p", "chancery-ingest", "--example", "read_papers", "--"]);
    let output = command.args(files).output().map_err(|error| BenchError::Start { program: "cargo".into(), error })?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let rates: Vec<f64> = said.lines().filter_map(|line| line.strip_suffix(" pages/s")?.rsplit(' ').next()?.parse().ok()).collect();
    if rates.is_empty() {
        return Err(BenchError::Refused {
            command: "the example read_papers".to_owned(),
            said: String::from_utf8_lossy(&output.stderr).into_owned(),
        });
    }
    let (least, most) = rates.iter().fold((f64::MAX, 0.0_f64), |(least, most), rate| (least.min(*rate), most.max(*rate)));
    report.add("pages read in one process, clauses too", format!("{least:.0} to {most:.0} pages/s, by file"));
    Ok(())
}

/// Asks a server for a large file: the first byte of the whole when nobody has asked before, and after that.
fn serve_large(root: &Path, program: &Program, folder: &Path, report: &mut Report) -> Result<()> {
    let path = folder.join("large.pdf");
    // A mark of a PDF and noise: kept as a file that cannot be read, and served as it is.
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut state = 1_u64;
    while bytes.len() < LARGE_BYTES {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    fs::write(&path, bytes)?;
    program.run(&["init"])?;
    let document = folder.join("document.json");
    let record = serde_json::json!({"kind": "document", "record": {
        "id": "large", "titles": [{"lang": "en", "text": "A large file", "kind": "full", "status": "unofficial"}], "document_type": "other" }});
    fs::write(&document, record.to_string())?;
    program.run(&["put", &document.to_string_lossy()])?;
    let time = program.run(&["document", "add", &path.to_string_lossy(), "--to", "large", "--lang", "en"])?;
    report.add("adding a file of 50 MiB (kept, checked, tried to read, published)", format!("{:.2} s", time.as_secs_f64()));
    let digest = digest_of(program, root)?;
    let server = program.serve()?;
    let mut times = Times::default();
    for n in 0..ASKED {
        let mut stream = TcpStream::connect(server.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let start = Instant::now();
        write!(stream, "GET /files/{digest} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address)?;
        let mut head = [0; 4096];
        let count = stream.read(&mut head)?;
        let first = start.elapsed();
        if !head[..count].starts_with(b"HTTP/1.1 200") {
            let status = String::from_utf8_lossy(&head[..count]).split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
            return Err(BenchError::Status { path: format!("/files/{digest}"), status });
        }
        let rest = std::io::copy(&mut stream, &mut std::io::sink())?;
        if n == 0 {
            report.add("first byte of that file, its digest checked first", format!("{:.1} ms", first.as_secs_f64() * 1000.0));
            report.add("all of it", format!("{:.2} s, {}", start.elapsed().as_secs_f64(), mib(rest + count as u64)));
        } else {
            times.push(first);
        }
    }
    report.add("first byte of that file, known to be sound", times);
    Ok(())
}

/// The digest of the file that the document holds, as the command line shows it.
fn digest_of(program: &Program, root: &Path) -> Result<String> {
    let mut command = Command::new(&program.binary);
    let output = command.current_dir(root).args(["show", "document:large", "--json", "--data"]).arg(&program.data).output();
    let output = output.map_err(|error| BenchError::Start { program: program.binary.clone(), error })?;
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    match shown["record"]["renditions"][0]["sha256"].as_str() {
        Some(digest) => Ok(digest.to_owned()),
        None => Err(BenchError::Refused {
            command: "show document:large".to_owned(),
            said: String::from_utf8_lossy(&output.stderr).into_owned(),
        }),
    }
}
