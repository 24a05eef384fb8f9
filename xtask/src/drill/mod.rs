//! The fault drill: a cluster under steady load, one fault after the other, and after each a proof.
//!
//! What is to be shown is not that nothing fails, but that whatever fails, a batch that was acknowledged is there once,
//! readers are served while any node stands, and everything mends by itself. The drill is bounded: each fault lasts a
//! few seconds, has a minute to mend, and the whole ends within ten minutes. Start reading at [`drill`], then
//! [`faults`].

mod faults;
mod load;
mod proof;
mod report;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread::sleep;
use std::time::{Duration, Instant};

use clap::Args;

use crate::bench::chance::Chance;
use crate::bench::{self, corpus, pages};
use crate::cluster::{Cluster, ClusterError, Plan, Result, quiet};
use crate::postgres::Server;
use faults::{FAULTS, Fault};
use load::{Load, Told};
use report::Row;

/// How long a fault may take to mend.
const MENDING: Duration = Duration::from_secs(60);
/// Where the last report stands.
const PAGE: &str = "docs/explanation/drill.md";
/// The size of the small disk, in MiB.
const SMALL_DISK_MIB: usize = 192;

/// What to drill.
#[derive(Debug, Args)]
pub(crate) struct DrillArguments {
    /// How many meetings the generated register has
    #[arg(long, default_value_t = 200)]
    meetings: usize,
    /// Only these faults, by name; `--only help` lists them
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// How long a fault lasts, in milliseconds; some last a multiple
    #[arg(long, default_value_t = 4_000)]
    lasting_ms: u64,
    /// The program to run, instead of a release build of this tree
    #[arg(long)]
    binary: Option<PathBuf>,
    /// The program to which the rolling upgrade changes, instead of the same one
    #[arg(long)]
    next_binary: Option<PathBuf>,
    /// Put the report into docs/explanation/drill.md
    #[arg(long)]
    report: bool,
}

/// Everything a fault can lay hands on.
pub(crate) struct Stage {
    cluster: Cluster,
    load: Load,
    lasting: Duration,
    has_small_disk: bool,
    next_binary: Option<PathBuf>,
    replicas: usize,
    remarks: Vec<String>,
    complaints: Vec<String>,
}

impl Stage {
    /// Notes something that a reader of the report wants to know.
    fn remark(&mut self, words: String) {
        self.remarks.push(words);
    }

    /// Notes something that is wrong.
    fn complain(&mut self, words: &str) {
        self.complaints.push(words.to_owned());
    }

    fn count_replica(&mut self) -> usize {
        self.replicas += 1;
        self.replicas
    }

    /// Another server is the database from now on; the one before is gone.
    fn take_over(&mut self, server: Server) {
        self.cluster.database = server;
    }

    /// Imports a made-up page from the desk, so that a file goes into the bucket.
    fn import(&self, name: &str) -> Result<()> {
        let page = self.cluster.folder.join(format!("{name}.txt"));
        let decisions = self.cluster.folder.join(format!("{name}.toml"));
        fs::write(&page, pages::page(3, std::iter::once(1_003), &mut Chance::new(name.len() as u64)))?;
        let url = corpus::address(3);
        let words = ["import", &page.to_string_lossy(), "--topic", "topic-3", "--url", &url, "--decisions", &decisions.to_string_lossy()];
        let mut command = self.cluster.access.command(&self.cluster.desk(), &words);
        let output = command.output()?;
        // Status 3: done, and a question waits for a person.
        if matches!(output.status.code(), Some(0 | 3)) {
            return Ok(());
        }
        Err(ClusterError::Refused { command: format!("import {name}"), said: String::from_utf8_lossy(&output.stderr).trim().to_owned() })
    }
}

/// Runs the drill; exit 0 if nothing was lost or doubled and everything mended.
pub(crate) fn run(root: &Path, arguments: &DrillArguments) -> ExitCode {
    if arguments.only.iter().any(|name| name == "help") {
        for fault in FAULTS {
            println!("{:<18} {}", fault.name, fault.what);
        }
        return ExitCode::SUCCESS;
    }
    match drill(root, arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("drill: {error}");
            ExitCode::FAILURE
        }
    }
}

fn drill(root: &Path, arguments: &DrillArguments) -> Result<bool> {
    let start = Instant::now();
    let plan = Plan {
        root,
        binary: arguments.binary.clone(),
        nodes: 3,
        has_switch: true,
        listen: None,
        database: Vec::new(),
        name: "drill",
        keep: None,
    };
    let mut cluster = Cluster::start(&plan)?;
    let has_small_disk = mount_small_disk(&cluster);
    let (records, _) = cluster.load(arguments.meetings, 1)?;
    cluster.serve()?;
    let folders: Vec<PathBuf> = cluster.nodes.iter().map(|node| node.data.clone()).collect();
    let load = Load::start(cluster.address, &cluster.access, &folders, &cluster.folder, arguments.meetings);
    let mut stage = Stage {
        cluster,
        load,
        lasting: Duration::from_millis(arguments.lasting_ms),
        has_small_disk,
        next_binary: arguments.next_binary.clone(),
        replicas: 0,
        remarks: Vec::new(),
        complaints: Vec::new(),
    };
    stage.import("first")?;
    println!("{records} records, 3 nodes, logs in {}\n\n{}", stage.cluster.logs.display(), report::HEADING);
    let mut rows = Vec::new();
    for fault in FAULTS.iter().filter(|fault| arguments.only.is_empty() || arguments.only.iter().any(|name| name == fault.name)) {
        let row = meet(&mut stage, fault, arguments.meetings)?;
        println!("{}", row.line());
        tell(&row);
        rows.push(row);
    }
    stage.load.end();
    let is_sound = rows.iter().all(Row::is_sound);
    let took = start.elapsed().as_secs();
    println!("\n{} faults in {took} s: {}", rows.len(), if is_sound { "nothing lost, nothing doubled" } else { "NOT SOUND" });
    if arguments.report {
        let head = format!(
            "`cargo xtask drill` on {}; {records} generated records, three nodes, {} faults in {} minutes {} seconds.",
            bench::machine(),
            rows.len(),
            took / 60,
            took % 60
        );
        report::put_into(&root.join(PAGE), &report::write(&rows, &head))?;
    }
    Ok(is_sound)
}

/// One fault: run it, wait until all is well, prove it.
fn meet(stage: &mut Stage, fault: &Fault, meetings: usize) -> Result<Row> {
    sleep(Duration::from_secs(1));
    let begun = Instant::now();
    let lifted = (fault.run)(stage)?;
    let mended = wait_mended(stage, lifted);
    let ended = Instant::now();
    sleep(Duration::from_millis(500));
    stage.load.pause_publishing();
    let publications = stage.load.publications();
    let mut proof = proof::prove(&stage.cluster, &publications, meetings)?;
    if fault.may_lose {
        forgive(stage, &mut proof);
    }
    stage.load.resume_publishing();
    proof.faults.append(&mut stage.complaints);
    let mended = match mended {
        Some(mended) => mended,
        None => {
            proof.faults.push(format!("not mended after {} s", MENDING.as_secs()));
            MENDING
        }
    };
    let publications = publications.into_iter().filter(|one| one.at >= begun).collect();
    let samples = stage.load.samples(begun, ended);
    let remarks = std::mem::take(&mut stage.remarks);
    Ok(Row { what: fault.what.to_owned(), samples, publications, mended, proof, may_lose: fault.may_lose, remarks })
}

/// Takes what an operator chose to risk out of what is expected from now on, and says so.
fn forgive(stage: &mut Stage, proof: &mut proof::Proof) {
    let lost = stage.load.forget_lost(&proof.lost);
    stage.remark(format!(
        "{lost} acknowledged batches were lost with the first server, as an asynchronous replica allows; nodes that had followed them went back by themselves"
    ));
}

/// Waits until every node is ready, every publisher has published again, and readers have had a second without errors.
fn wait_mended(stage: &Stage, lifted: Instant) -> Option<Duration> {
    let publishers = stage.cluster.nodes.len();
    let mut ready_after = None;
    while lifted.elapsed() < MENDING {
        if ready_after.is_none() && stage.cluster.nodes.iter().all(crate::cluster::Node::is_ready) {
            ready_after = Some(lifted.elapsed());
        }
        let publications = stage.load.publications();
        let first_after = |publisher| {
            let mut after = publications.iter().filter(|one| one.publisher == publisher && one.at >= lifted);
            after.find(|one| matches!(one.told, Told::Published { .. })).map(|one| one.at.saturating_duration_since(lifted))
        };
        let published: Option<Vec<Duration>> = (0..publishers).map(first_after).collect();
        let now = Instant::now();
        let samples = stage.load.samples(lifted, now);
        let last_error = samples.iter().filter(|sample| sample.fault.is_some()).map(|sample| sample.at + sample.time).max();
        let is_quiet = last_error.is_none_or(|at| now.saturating_duration_since(at) > Duration::from_secs(1));
        if let (Some(ready), Some(published), true) = (ready_after, published, is_quiet) {
            let reads = last_error.map_or(Duration::ZERO, |at| at.saturating_duration_since(lifted));
            return published.into_iter().chain([ready, reads]).max();
        }
        sleep(Duration::from_millis(50));
    }
    None
}

/// Prints what is wrong, and what was remarked.
fn tell(row: &Row) {
    for (fault, count) in row.read_faults() {
        println!("    reads: {count} times {fault}");
    }
    let mut refusals: Vec<String> = row
        .publications
        .iter()
        .filter_map(|one| match &one.told {
            Told::Refused { said } => Some(format!("refused: {said}")),
            Told::Unknown { said } => Some(format!("unknown: {said}")),
            Told::Published { .. } => None,
        })
        .collect();
    refusals.sort();
    refusals.dedup();
    for said in refusals.iter().take(4) {
        println!("    {said}");
    }
    let proof = &row.proof;
    if proof.turned_out > 0 {
        println!("    of unknown outcome and published, so far: {}", proof.turned_out);
    }
    for lost in proof.lost.iter().take(5) {
        println!("    LOST: {lost}");
    }
    for (what, found) in [("DOUBLED", &proof.doubled), ("REFUSED YET THERE", &proof.unasked), ("WRONG", &proof.faults)] {
        for one in found.iter().take(5) {
            println!("    {what}: {one}");
        }
    }
    for remark in &row.remarks {
        println!("    {remark}");
    }
}

/// Puts the last node's folder on a small file system of its own; `false` where that is not permitted.
fn mount_small_disk(cluster: &Cluster) -> bool {
    let Some(node) = cluster.nodes.last() else { return false };
    let size = format!("size={SMALL_DISK_MIB}m");
    quiet(Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&node.data))
}
