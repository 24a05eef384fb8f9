//! A folder of many papers: added, stopped in two ways and taken up again; indexed, killed halfway and taken up again; and
//! words on one page of one paper found.
//!
//! What was interrupted must come to the same as what was not: the same files in the vault, every digest sound, and nothing
//! new when it is added once more. Otherwise there is no table.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::made::{self, TONGUES};
use super::peak_of;
use crate::bench::chance::Chance;
use crate::bench::report::{Report, Times, mib, rate};
use crate::bench::server::{Program, Server, cpu_time_of_family, size_bytes};
use crate::bench::{BenchError, Result, corpus, percent, write_lines};
use crate::process::signal;

/// How many pages the one long paper has.
const LONG_PAGES: usize = 300;
/// The pages of the long paper that bear its mark.
const LONG_MARKED: [usize; 3] = [7, 150, 291];
/// How many meetings the papers belong to.
const MEETINGS: usize = 100;
/// How many papers are searched for.
const ASKED: usize = 200;
/// Where chance begins.
const SEED: u64 = 1;

/// How many papers, and how long they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Many {
    pub(super) documents: usize,
    pub(super) pages: usize,
}

/// How an adding went.
#[derive(Debug)]
struct Added {
    time: Duration,
    /// The processor time of the process and its readers.
    work: Duration,
    /// The most memory that the process had; those that read a file for it are not in it.
    peak: u64,
    /// How many files it told as added.
    added: usize,
    /// How many it told as unchanged.
    unchanged: usize,
}

impl Many {
    /// Measures all of it.
    pub(super) fn measure(self, binary: &Path, folder: &Path, report: &mut Report) -> Result<()> {
        println!("making {} papers of {} pages and one of {LONG_PAGES}", self.documents, self.pages);
        let papers = folder.join("papers");
        self.write(&papers)?;
        report.add("papers", format!("{} PDF files of {} pages in four languages, one of {LONG_PAGES}", self.documents, self.pages));
        let whole = Program { binary: binary.to_owned(), data: folder.join("whole") };
        self.add_at_once(&whole, folder, report)?;
        let broken = Program { binary: binary.to_owned(), data: folder.join("broken") };
        self.add_with_stops(&broken, &whole, folder, report)?;
        index(&whole, report)?;
        let server = index_with_a_kill(&whole, report)?;
        self.search(&server, report)?;
        report.add("memory of the server after these searches", memory(&server));
        drop(server);
        report.add("size of the files as they came", mib(size_bytes(&papers)));
        let parts = ["vault", "index"].map(|part| format!("{part} {}", mib(size_bytes(&whole.data.join(part)))));
        report.add("size of the data folder", format!("{}, of which {}", mib(size_bytes(&whole.data)), parts.join(", ")));
        Ok(())
    }

    fn files(self) -> usize {
        self.documents + 1
    }

    /// The page that bears the mark of a paper.
    fn marked(self) -> usize {
        self.pages.min(17)
    }

    /// Writes the papers and their manifest.
    fn write(self, papers: &Path) -> Result<()> {
        fs::create_dir_all(papers)?;
        let mut chance = Chance::new(SEED);
        let mut manifest = "file,document,meeting,title,type,language,kind\n".to_owned();
        for n in 0..self.files() {
            let tongue = &TONGUES[n % TONGUES.len()];
            let (pages, marked) = if n == self.documents { (LONG_PAGES, &LONG_MARKED[..]) } else { (self.pages, &[self.marked()][..]) };
            fs::write(papers.join(format!("{n:06}.pdf")), made::paper(tongue, pages, &made::mark(n), marked, &mut chance))?;
            let meeting = corpus::meeting_id(n % MEETINGS);
            // A string takes whatever is written to it.
            let _ = writeln!(manifest, "{n:06}.pdf,made-up-{n},{meeting},Made-up Paper {n},action-plan,{},official", tongue.tag);
        }
        Ok(fs::write(papers.join("list.csv"), manifest)?)
    }

    /// Adds everything without a stop, and once more.
    fn add_at_once(self, program: &Program, folder: &Path, report: &mut Report) -> Result<()> {
        println!("adding");
        begin(program, folder)?;
        let done = add(program, folder, None)?;
        expect("files added", done.added, self.files())?;
        report.add("adding them (`document add --manifest`, fifty files a batch)", rate(self.files(), done.time, "files"));
        report.add("in pages", rate(self.documents * self.pages + LONG_PAGES, done.time, "pages"));
        report.add("processor time of it, readers included", seconds(done.work));
        report.add("most memory of that process, its readers apart", mib(done.peak));
        report.add("verifying the register and every file", seconds(program.run(&["verify"])?));
        let again = add(program, folder, None)?;
        expect("files unchanged", again.unchanged, self.files())?;
        report.add("adding the same again: nothing new", seconds(again.time));
        Ok(())
    }

    /// Adds with a stop after a third and a kill after another third; what comes of it must be what came without.
    fn add_with_stops(self, program: &Program, whole: &Program, folder: &Path, report: &mut Report) -> Result<()> {
        println!("adding, with stops");
        begin(program, folder)?;
        let stopped = add(program, folder, Some(("TERM", self.files() / 3)))?;
        let killed = add(program, folder, Some(("KILL", stopped.added + self.files() / 3)))?;
        let last = add(program, folder, None)?;
        expect("files added or unchanged", last.added + last.unchanged, self.files())?;
        expect("files in the vault", files_in(&program.data)?.len(), files_in(&whole.data)?.len())?;
        if files_in(&program.data)? != files_in(&whole.data)? {
            return Err(refused("document add", "after a stop and a kill other files are in the vault than without".to_owned()));
        }
        program.run(&["verify"])?;
        report.add(
            "the same, stopped with SIGTERM and killed on the way",
            format!(
                "{:.2} s in three runs; {} files were there for the second, {} for the third; the same files in the vault, sound",
                (stopped.time + killed.time + last.time).as_secs_f64(),
                stopped.added,
                last.unchanged
            ),
        );
        Ok(())
    }

    /// Looks for the marks of papers; each must open the page that bears it.
    fn search(self, server: &Server, report: &mut Report) -> Result<()> {
        println!("searching");
        let (mut chance, mut times) = (Chance::new(SEED), Times::default());
        for _ in 0..ASKED {
            let n = chance.below(self.documents);
            let (pages, time) = find(server, &made::mark(n), n)?;
            times.push(time);
            expect(&format!("page of {}", made::mark(n)), pages.first().copied().unwrap_or_default(), self.marked())?;
        }
        report.add(format!("search by the API for a word on page {}: it opens there", self.marked()), times);
        let (pages, time) = find(server, &made::mark(self.documents), self.documents)?;
        if !pages.iter().all(|page| LONG_MARKED.contains(page)) || pages.len() < 2 {
            return Err(refused("search", format!("the long paper was found on the pages {pages:?}")));
        }
        let told = format!("one result, passages on the pages {pages:?}, {:.2} ms", time.as_secs_f64() * 1000.0);
        report.add(format!("a word on the pages {LONG_MARKED:?} of {LONG_PAGES}"), told);
        Ok(())
    }
}

/// Makes a register with the meetings that papers belong to.
fn begin(program: &Program, folder: &Path) -> Result<()> {
    let path = folder.join("register.jsonl");
    write_lines(&path, &corpus::records(MEETINGS, SEED))?;
    program.run(&["init"])?;
    program.run(&["put", &path.to_string_lossy()])?;
    Ok(())
}

/// Adds the papers; with `stop` sends that signal when so many files were told.
fn add(program: &Program, folder: &Path, stop: Option<(&str, usize)>) -> Result<Added> {
    let manifest = folder.join("papers").join("list.csv");
    let start = Instant::now();
    let mut command = Command::new(&program.binary);
    command.args(["document", "add", "--manifest"]).arg(manifest).arg("--data").arg(&program.data);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| BenchError::Start { program: program.binary.clone(), error })?;
    let mut done = Added { time: Duration::ZERO, work: Duration::ZERO, peak: 0, added: 0, unchanged: 0 };
    let mut stop = stop;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            done.added += usize::from(line.starts_with("  added "));
            done.unchanged += usize::from(line.starts_with("  unchanged "));
            done.peak = done.peak.max(peak_of(child.id()));
            done.work = done.work.max(cpu_time_of_family(child.id()));
            if let Some((name, _)) = stop.take_if(|(_, at)| done.added + done.unchanged >= *at) {
                signal(name, &[child.id()]);
            }
        }
    }
    child.wait()?;
    done.time = start.elapsed();
    Ok(done)
}

/// The names of the files in a vault.
fn files_in(data: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for folder in fs::read_dir(data.join("vault").join("sha256"))? {
        for file in fs::read_dir(folder?.path())? {
            names.insert(file?.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

/// Starts a server with an empty index.
fn serve_anew(program: &Program) -> Result<Server> {
    let folder = program.data.join("index");
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    program.serve()
}

/// Builds the index from nothing.
fn index(program: &Program, report: &mut Report) -> Result<()> {
    println!("indexing");
    let server = serve_anew(program)?;
    let time = server.first_answer + server.wait_ready()?;
    let (_, head) = standing(&server)?;
    report.add("index built from nothing, while serving", format!("{:.2} s ({head} entries of the journal)", time.as_secs_f64()));
    report.add("processor time of the server until then", seconds(server.cpu_time()));
    report.add("most memory of the server until then", format!("{:.0} MiB", server.memory_mib("VmHWM")));
    Ok(())
}

/// Builds the index again, with a kill when half of the journal is in it.
fn index_with_a_kill(program: &Program, report: &mut Report) -> Result<Server> {
    println!("indexing, with a kill");
    let start = Instant::now();
    let server = serve_anew(program)?;
    let (killed_at, head) = loop {
        let (index, head) = standing(&server)?;
        if index * 2 >= head {
            break (index, head);
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    drop(server);
    let server = program.serve()?;
    let (went_on_at, _) = standing(&server)?;
    server.wait_ready()?;
    if went_on_at < killed_at {
        return Err(refused("serve", format!("the index was killed at {killed_at} and went on at {went_on_at}")));
    }
    let told = format!(
        "{:.2} s; killed when {killed_at} of {head} entries were in it, went on behind {went_on_at}",
        start.elapsed().as_secs_f64()
    );
    report.add("the same, killed halfway and started again", told);
    Ok(server)
}

/// The journal numbers that index and tables have reached.
fn standing(server: &Server) -> Result<(u64, u64)> {
    let answer = server.client()?.uncompressed().get("/readyz", &[])?;
    let answer: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match (answer["index"].as_u64(), answer["tables"].as_u64()) {
        (Some(index), Some(tables)) => Ok((index, tables)),
        _ => Err(refused("/readyz", answer.to_string())),
    }
}

/// Looks for a mark: the pages of the passages of the one paper that is found, in order.
fn find(server: &Server, mark: &str, paper: usize) -> Result<(Vec<usize>, Duration)> {
    let path = format!("/api/v1/search?kind=document&literal=1&q={}", percent(mark));
    let answer = server.client()?.uncompressed().get(&path, &[])?;
    let found: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let hit = &found["hits"][0];
    if found["total"] != 1 || hit["id"] != format!("made-up-{paper}") {
        return Err(refused(&path, format!("{} hits, the first {}", found["total"], hit["id"])));
    }
    let mut pages = Vec::new();
    for passage in hit["passages"].as_array().into_iter().flatten() {
        let page = passage["page"].as_u64().and_then(|page| usize::try_from(page).ok()).unwrap_or_default();
        if !passage["file"].as_str().is_some_and(|file| file.ends_with(&format!("#page={page}"))) {
            return Err(refused(&path, format!("a passage on page {page} opens {}", passage["file"])));
        }
        pages.push(page);
    }
    pages.sort_unstable();
    pages.dedup();
    Ok((pages, answer.time))
}

fn expect(what: &str, found: usize, expected: usize) -> Result<()> {
    if found == expected { Ok(()) } else { Err(refused(what, format!("{found}, where {expected} were expected"))) }
}

fn refused(command: &str, said: String) -> BenchError {
    BenchError::Refused { command: command.to_owned(), said }
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

fn memory(server: &Server) -> String {
    format!("{:.0} MiB resident, of which {:.0} MiB anonymous", server.memory_mib("VmRSS"), server.memory_mib("RssAnon"))
}
