//! Measures what several nodes do that one does not: readers a second by nodes, publications a second, how soon the
//! others see one, and how long a new node takes to be ready, with and without a snapshot.
//!
//! All of it runs on one machine, so the nodes share its cores with the database, the balancer and the readers
//! themselves. What that can show is said in `docs/explanation/scale.md`; to see whether nodes get into each other's way
//! at all, they can be held to a share of a core each (`--share`), so that the machine has room for all.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use clap::Args;

use super::chance::Chance;
use super::client::Client;
use super::report::{Report, Times, mib, rate};
use super::server::size_bytes;
use super::{corpus, machine, percent};
use crate::cluster::{Access, Cluster, DATABASE, Node, Plan, Result, free_addresses};

/// How long a new node may take at most; and how many records it must at least take in each second beyond that.
const PATIENCE: Duration = Duration::from_secs(500);
const RECORDS_A_SECOND: u64 = 200;
/// Where version 1 of the kernel's groups are kept.
const GROUPS: &str = "/sys/fs/cgroup/cpu";
/// The generated register has about five records for two meetings, with their documents.
const RECORDS_OF_TWO: usize = 5;

/// What to measure.
#[derive(Debug, Args)]
pub(crate) struct NodesArguments {
    /// About how many records the generated register has
    #[arg(long, default_value_t = 10_000)]
    records: usize,
    /// Which measurements
    #[arg(long, value_enum, value_delimiter = ',', default_value = "ready,reads,publish")]
    only: Vec<Measurement>,
    /// How long each measurement of throughput takes, in seconds
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// How many readers ask at the same time
    #[arg(long, default_value_t = 12)]
    readers: usize,
    /// Hold each node to this share of one core, in per cent; 0 holds none
    #[arg(long, default_value_t = 0)]
    share: u32,
    /// Keep the register in this folder, and go on loading it where an earlier run stopped
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Stop loading after so many seconds; a later run with the same folder goes on
    #[arg(long, default_value_t = 420)]
    load_seconds: u64,
    /// The program to measure, instead of a release build of this tree
    #[arg(long)]
    binary: Option<PathBuf>,
}

/// A measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Measurement {
    /// Only load the register
    Load,
    /// How long a new node takes to be ready
    Ready,
    /// Readers a second with one, two and three nodes
    Reads,
    /// Publications a second, and how soon other nodes show one
    Publish,
}

/// Measures and prints the table.
pub(super) fn run(root: &Path, arguments: &NodesArguments) -> ExitCode {
    let mut report = Report::default();
    let outcome = measure(root, arguments, &mut report);
    // What was measured before a fault was measured.
    println!("{report}");
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("bench nodes: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(root: &Path, arguments: &NodesArguments, report: &mut Report) -> Result<()> {
    let plan = Plan {
        root,
        binary: arguments.binary.clone(),
        nodes: 3,
        has_switch: false,
        listen: None,
        database: vec!["max_wal_size=4GB".to_owned()],
        name: "bench-nodes",
        keep: arguments.keep.clone(),
    };
    let mut cluster = Cluster::start(&plan)?;
    report.add("machine", machine());
    let meetings = arguments.records.div_ceil(RECORDS_OF_TWO) * 2;
    if !load(&cluster, arguments, meetings, report)? {
        return Ok(());
    }
    for measurement in &arguments.only {
        match measurement {
            Measurement::Load => {}
            Measurement::Ready => ready(&cluster, patience(arguments.records), report)?,
            Measurement::Reads => reads(&mut cluster, arguments, meetings, report)?,
            Measurement::Publish => publish(&mut cluster, arguments, report)?,
        }
    }
    Ok(())
}

/// Loads the register, or goes on with it; `false` if the time was not enough.
fn load(cluster: &Cluster, arguments: &NodesArguments, meetings: usize, report: &mut Report) -> Result<bool> {
    let mark = cluster.folder.join("loaded");
    let before: usize = fs::read_to_string(&mark).ok().and_then(|text| text.trim().parse().ok()).unwrap_or_default();
    if before == 0 {
        cluster.access.run(&cluster.desk(), &["init"])?;
    }
    let mut records = corpus::stream(meetings, 1).take(arguments.records).skip(before);
    let start = Instant::now();
    let mut loaded = before;
    let mut is_whole = false;
    while start.elapsed().as_secs() < arguments.load_seconds && !is_whole {
        let more = cluster.load_some(&mut records)?;
        is_whole = more == 0;
        loaded += more;
        fs::write(&mark, loaded.to_string())?;
    }
    if loaded > before {
        report.add("published by `put` in batches of 5,000, one process each", rate(loaded - before, start.elapsed(), "records"));
    }
    report.add("records in the journal", cluster.head()?);
    if !is_whole {
        println!("{loaded} of {} records are loaded; run the same again", arguments.records);
        return Ok(false);
    }
    let size = cluster.database.query("postgres", &format!("SELECT pg_database_size('{DATABASE}')"))?;
    report.add("the database in PostgreSQL", mib(size.parse().unwrap_or_default()));
    Ok(true)
}

/// How long a new node takes: from the journal, then from a snapshot that the first one leaves in the bucket.
fn ready(cluster: &Cluster, patience: Duration, report: &mut Report) -> Result<()> {
    clear(&cluster.folder.join("buckets"), "snapshots")?;
    let mut node = new_node(cluster, "from-journal")?;
    println!("a new node follows the whole journal");
    node.part.start()?;
    let time = node.wait_ready(patience)?;
    report.add("a new node is ready, from the journal alone", format!("{:.1} s", time.as_secs_f64()));
    report.add("its data folder", mib(size_bytes(&node.data)));
    tell_memory(&node, "its memory then", report);
    node.part.end();
    node.part.start()?;
    let time = node.wait_ready(patience)?;
    report.add("the same node, restarted", format!("{:.2} s", time.as_secs_f64()));
    tell_memory(&node, "its memory then", report);
    node.part.end();
    println!("a snapshot is written");
    let start = Instant::now();
    cluster.access.run(&node.data, &["snapshot", "write"])?;
    report.add("a snapshot is written into the bucket", format!("{:.1} s", start.elapsed().as_secs_f64()));
    report.add("the bucket then", mib(size_bytes(&cluster.folder.join("buckets"))));
    fs::remove_dir_all(&node.data)?;
    println!("a new node begins from the snapshot");
    let mut node = new_node(cluster, "from-snapshot")?;
    node.part.start()?;
    let time = node.wait_ready(patience)?;
    report.add("a new node is ready, from the snapshot", format!("{:.1} s", time.as_secs_f64()));
    tell_memory(&node, "its memory then", report);
    node.part.end();
    Ok(fs::remove_dir_all(&node.data)?)
}

fn patience(records: usize) -> Duration {
    PATIENCE + Duration::from_secs(records as u64 / RECORDS_A_SECOND)
}

/// Removes every folder of a name below a folder, as far as there are any.
fn clear(folder: &Path, name: &str) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|have| have == name) { fs::remove_dir_all(&path)? } else { clear(&path, name)? }
        }
    }
    Ok(())
}

/// A node that takes no part in common work, so that nothing but following is measured.
fn new_node(cluster: &Cluster, name: &str) -> Result<Node> {
    let data = cluster.folder.join(name);
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    fs::create_dir(&data)?;
    let more = [("CHANCERY_JOBS", "off"), ("CHANCERY_READY_LAG_ENTRIES", "0")];
    Ok(Node::new(9, data, free_addresses()?, &cluster.access, &more, &cluster.logs))
}

fn tell_memory(node: &Node, what: &str, report: &mut Report) {
    let (all, own) = (node.memory_mib("VmRSS"), node.memory_mib("RssAnon"));
    report.add(what, format!("{all:.0} MiB resident, of which {own:.0} MiB anonymous"));
}

/// Readers a second with one, two and three nodes, each asked directly in turn by every reader.
fn reads(cluster: &mut Cluster, arguments: &NodesArguments, meetings: usize, report: &mut Report) -> Result<()> {
    println!("starting the nodes");
    cluster.start_nodes(patience(arguments.records))?;
    let groups = if arguments.share > 0 { hold_to_share(&cluster.nodes, arguments.share) } else { Vec::new() };
    if arguments.share > 0 && groups.is_empty() {
        report.add("a share of a core for each node", "NOT MEASURED: groups of the kernel cannot be made here");
    }
    let held = if groups.is_empty() { String::new() } else { format!(", each held to {} % of a core", arguments.share) };
    for (what, kind) in [("meeting pages", Kind::Pages), ("searches by the API", Kind::Searches)] {
        for count in 1..=cluster.nodes.len() {
            let addresses: Vec<SocketAddr> = cluster.nodes[..count].iter().map(|node| node.address).collect();
            let (times, faults) = ask_all(&addresses, arguments, meetings, kind);
            let took = Duration::from_secs(arguments.seconds);
            let faults = if faults == 0 { String::new() } else { format!(", {faults} FAULTS") };
            report.add(format!("{what}, {count} nodes{held}"), format!("{}; {times}{faults}", rate(times.count(), took, "answers")));
        }
    }
    for node in &mut cluster.nodes {
        node.part.end();
    }
    for group in groups {
        // An empty group is left to the next start of the machine if it cannot be removed.
        drop(fs::remove_dir(group));
    }
    Ok(())
}

/// What readers ask for.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Pages of meetings, drawn from all.
    Pages,
    /// Searches.
    Searches,
}

/// Lets readers ask nodes for some seconds; the times, and how many answers were none.
fn ask_all(addresses: &[SocketAddr], arguments: &NodesArguments, meetings: usize, kind: Kind) -> (Times, usize) {
    let stop = AtomicBool::new(false);
    let results: Vec<(Times, usize)> = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..arguments.readers)
            .map(|reader| {
                let address = addresses[reader % addresses.len()];
                let stop = &stop;
                scope.spawn(move || ask(address, reader, meetings, kind, stop))
            })
            .collect();
        sleep(Duration::from_secs(arguments.seconds));
        stop.store(true, Ordering::SeqCst);
        readers.into_iter().map(|reader| reader.join().unwrap_or_default()).collect()
    });
    let mut times = Times::default();
    let mut faults = 0;
    for (more, wrong) in results {
        times.extend(&more);
        faults += wrong;
    }
    (times, faults)
}

fn ask(address: SocketAddr, reader: usize, meetings: usize, kind: Kind, stop: &AtomicBool) -> (Times, usize) {
    let mut chance = Chance::new(reader as u64 + 77);
    let (mut times, mut faults) = (Times::default(), 0);
    let mut client = None;
    while !stop.load(Ordering::SeqCst) {
        let path = match kind {
            Kind::Pages => format!("/en/meetings/{}", corpus::meeting_id(chance.below(meetings / 4))),
            Kind::Searches => format!("/api/v1/search?q={}&limit=20", percent(&corpus::query(&mut chance))),
        };
        let connected = match client.take() {
            Some(client) => Ok(client),
            None => Client::connect(address),
        };
        match connected.and_then(|mut connected| connected.get(&path, &[]).map(|answer| (connected, answer))) {
            Ok((connected, answer)) if answer.status == 200 => {
                times.push(answer.time);
                client = Some(connected);
            }
            _ => faults += 1,
        }
    }
    (times, faults)
}

/// Holds each node to a share of a core, by groups of the kernel; empty where that cannot be done.
fn hold_to_share(nodes: &[Node], share: u32) -> Vec<PathBuf> {
    let mut groups = Vec::new();
    for node in nodes {
        let group = Path::new(GROUPS).join(format!("chancery-bench-{}", node.part.name()));
        let write = |file: &str, value: String| fs::write(group.join(file), value);
        let is_held = (group.is_dir() || fs::create_dir(&group).is_ok())
            && write("cpu.cfs_period_us", "100000".to_owned()).is_ok()
            && write("cpu.cfs_quota_us", (share * 1_000).to_string()).is_ok()
            && node.part.id().is_some_and(|id| write("cgroup.procs", id.to_string()).is_ok());
        if !is_held {
            return Vec::new();
        }
        groups.push(group);
    }
    groups
}

/// Publications a second, one process each, by one and by three publishers; and how soon the other nodes show one.
fn publish(cluster: &mut Cluster, arguments: &NodesArguments, report: &mut Report) -> Result<()> {
    println!("publishing");
    cluster.start_nodes(patience(arguments.records))?;
    for publishers in [1, 3] {
        let start = Instant::now();
        let limit = Duration::from_secs(arguments.seconds);
        let counts: Vec<Result<Times>> = std::thread::scope(|scope| {
            let at_work: Vec<_> = cluster.nodes[..publishers]
                .iter()
                .enumerate()
                .map(|(n, node)| {
                    let (access, folder) = (&cluster.access, &cluster.folder);
                    scope.spawn(move || publish_for(access, &node.data, folder, &format!("bench-{publishers}-{n}"), limit))
                })
                .collect();
            at_work.into_iter().filter_map(|one| one.join().ok()).collect()
        });
        let took = start.elapsed();
        let mut times = Times::default();
        for count in counts {
            times.extend(&count?);
        }
        let what = format!("batches of one record by {publishers} publishers, one process each");
        report.add(what, format!("{}; {times}", rate(times.count(), took, "batches")));
    }
    let mut times = Times::default();
    for n in 0..30 {
        let id = format!("bench-seen-{n}");
        put_one(&cluster.access, &cluster.nodes[0].data, &cluster.folder, &id)?;
        let start = Instant::now();
        for node in &cluster.nodes[1..] {
            let mut client = Client::connect(node.address)?;
            while client.get(&format!("/en/documents/{id}"), &[])?.status != 200 && start.elapsed() < PATIENCE {
                sleep(Duration::from_millis(2));
            }
        }
        times.push(start.elapsed());
    }
    report.add("from the end of the command until both other nodes show it", times);
    for node in &mut cluster.nodes {
        node.part.end();
    }
    Ok(())
}

fn publish_for(access: &Access, data: &Path, folder: &Path, name: &str, limit: Duration) -> Result<Times> {
    let start = Instant::now();
    let mut times = Times::default();
    while start.elapsed() < limit {
        times.push(put_one(access, data, folder, &format!("{name}-{}", times.count()))?);
    }
    Ok(times)
}

/// Publishes a document by a command of its own; how long the command took.
fn put_one(access: &Access, data: &Path, folder: &Path, id: &str) -> Result<Duration> {
    let file = folder.join(format!("{id}.jsonl"));
    let title = serde_json::json!({ "lang": "en", "text": format!("Made-up paper {id}"), "kind": "full", "status": "official" });
    let record = serde_json::json!({ "id": id, "titles": [title], "document_type": "other" });
    fs::write(&file, serde_json::json!({ "kind": "document", "record": record }).to_string())?;
    let start = Instant::now();
    access.run(data, &["put", &file.to_string_lossy()])?;
    let time = start.elapsed();
    fs::remove_file(&file)?;
    Ok(time)
}
