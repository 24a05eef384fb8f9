//! The faults, one function each: make it, let it last, take it away.
//!
//! A fault ends with the instant at which it was lifted; from there the drill counts the time to mend. What a service
//! manager does in earnest, starting again what has ended, is done here by hand after a fixed time.

use std::fs;
use std::io::Write as _;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Stage;
use super::load::{Publication, Told, put, write_documents};
use crate::cluster::{ClusterError, Result, wait_open};
use crate::postgres::{Server, Settings, Shutdown};
use crate::process::signal;

/// A fault that the drill knows.
#[derive(Clone, Copy)]
pub(super) struct Fault {
    /// Its short name, for `--only`.
    pub(super) name: &'static str,
    /// What is done, for the table.
    pub(super) what: &'static str,
    /// Whether published batches may be lost by it: only where an operator chose so.
    pub(super) may_lose: bool,
    /// Does it; the instant at which it was lifted.
    pub(super) run: fn(&mut Stage) -> Result<Instant>,
}

/// The faults in the order of the drill. Failing over is last, since the first database does not come back.
pub(super) const FAULTS: [Fault; 21] = [
    Fault::new("nothing", "nothing, for comparison", nothing),
    Fault::new("kill-node", "a node killed (`kill -9`)", kill_node),
    Fault::new("kill-database", "PostgreSQL killed with all its processes", kill_database),
    Fault::new("kill-bucket", "the S3 server killed", kill_bucket),
    Fault::new("kill-balancer", "the balancer killed, the only one there is", kill_balancer),
    Fault::new("kill-switch", "the switch before the database killed", kill_switch),
    Fault::new("kill-publishers", "publishing commands killed at any moment", kill_publishers),
    Fault::new("pause-node", "a node paused (`SIGSTOP`)", pause_node),
    Fault::new("pause-database", "PostgreSQL paused with all its processes", pause_database),
    Fault::new("pause-publisher", "a publishing command paused while it held the journal", pause_publisher),
    Fault::new("cut-connections", "every connection to the database cut, twice a second", cut_connections),
    Fault::new("reload-balancer", "the balancer reloaded, as for new settings", reload_balancer),
    Fault::new("fill-disk", "the disk of a node filled", fill_disk),
    Fault::new("restart-fast", "PostgreSQL restarted, fast shutdown", restart_fast),
    Fault::new("restart-immediate", "PostgreSQL restarted, immediate shutdown", restart_immediate),
    Fault::new("lose-folder", "a node killed and its data folder lost", lose_folder),
    Fault::new("rolling-upgrade", "nodes upgraded one after the other, the schema expanded before", rolling_upgrade),
    Fault::new("fail-over", "failover to a synchronous replica", fail_over),
    Fault::new("fail-over-again", "failover to a synchronous replica, back to the first address", fail_over),
    Fault { may_lose: true, ..Fault::new("fail-over-late", "failover to a replica three seconds behind (asynchronous)", fail_over_late) },
    Fault::new("new-node", "a node added with an empty folder", new_node),
];

impl Fault {
    const fn new(name: &'static str, what: &'static str, run: fn(&mut Stage) -> Result<Instant>) -> Fault {
        Fault { name, what, may_lose: false, run }
    }
}

fn nothing(stage: &mut Stage) -> Result<Instant> {
    sleep(stage.lasting);
    Ok(Instant::now())
}

fn kill_node(stage: &mut Stage) -> Result<Instant> {
    stage.cluster.nodes[0].part.kill();
    sleep(stage.lasting);
    stage.cluster.nodes[0].part.start()?;
    Ok(Instant::now())
}

fn kill_database(stage: &mut Stage) -> Result<Instant> {
    stage.cluster.database.kill();
    sleep(stage.lasting);
    stage.cluster.database.start()?;
    Ok(Instant::now())
}

/// Meanwhile pages go on, and an import, which would keep a file, is refused; afterwards the same import succeeds.
fn kill_bucket(stage: &mut Stage) -> Result<Instant> {
    stage.cluster.bucket.kill();
    if stage.import("bucket-lost").is_ok() {
        stage.complain("an import succeeded without a place for its file");
    }
    sleep(stage.lasting);
    stage.cluster.bucket.start()?;
    let lifted = Instant::now();
    stage.import("bucket-back")?;
    Ok(lifted)
}

fn kill_balancer(stage: &mut Stage) -> Result<Instant> {
    stage.cluster.balancer.kill();
    sleep(stage.lasting / 2);
    stage.cluster.balancer.start()?;
    Ok(Instant::now())
}

fn kill_switch(stage: &mut Stage) -> Result<Instant> {
    let Some(switch) = &mut stage.cluster.switch else { return Ok(Instant::now()) };
    switch.kill();
    sleep(stage.lasting);
    switch.start()?;
    Ok(Instant::now())
}

fn kill_publishers(stage: &mut Stage) -> Result<Instant> {
    stage.load.kill_publishers_within(250);
    sleep(stage.lasting * 3);
    stage.load.kill_publishers_within(0);
    Ok(Instant::now())
}

fn pause_node(stage: &mut Stage) -> Result<Instant> {
    stage.cluster.nodes[1].part.pause();
    sleep(stage.lasting);
    stage.cluster.nodes[1].part.resume();
    Ok(Instant::now())
}

fn pause_database(stage: &mut Stage) -> Result<Instant> {
    stage.cluster.database.pause();
    sleep(stage.lasting);
    stage.cluster.database.resume();
    Ok(Instant::now())
}

/// A large batch is published from a folder of its own, and its command stopped while its transaction is open. The
/// others must get the journal back by the database's own limits; the stopped one must not publish afterwards in silence.
fn pause_publisher(stage: &mut Stage) -> Result<Instant> {
    let ids: Vec<String> = (0..3_000).map(|n| format!("drill-paused-{n}")).collect();
    let file = stage.cluster.folder.join("paused.jsonl");
    let desk = stage.cluster.desk();
    write_documents(&file, &ids)?;
    let mut command = stage.cluster.access.command(&desk, &["put", &file.to_string_lossy()]);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let at = Instant::now();
    let mut child = command.spawn()?;
    let mut is_held = false;
    while at.elapsed() < Duration::from_secs(60) && !is_held && matches!(child.try_wait(), Ok(None)) {
        let session = find_idle(stage, 100)?;
        if session.is_empty() {
            continue;
        }
        signal("STOP", &[child.id()]);
        // Another publisher's transaction would be over by then.
        sleep(Duration::from_millis(1_500));
        is_held = find_idle(stage, 1_500)? == session;
        if !is_held {
            signal("CONT", &[child.id()]);
        }
    }
    if !is_held {
        stage.complain("the large batch was never seen to hold the journal");
    }
    sleep(stage.lasting * 2);
    signal("CONT", &[child.id()]);
    let lifted = Instant::now();
    let output = child.wait_with_output()?;
    let (facts, talk) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let told = super::load::read_told(Some(output.status), &facts, &talk);
    stage.remark(format!("the paused command ended with: {told:?}"));
    stage.load.note(Publication { at, publisher: usize::MAX, ids, told });
    Ok(lifted)
}

/// The session that has a transaction open for so long and does nothing in it; empty if there is none.
fn find_idle(stage: &Stage, ms: u32) -> Result<String> {
    let sql = format!(
        "SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction' AND now() - xact_start > interval '{ms} ms' \
         ORDER BY xact_start LIMIT 1"
    );
    Ok(stage.cluster.database.query("postgres", &sql)?)
}

fn cut_connections(stage: &mut Stage) -> Result<Instant> {
    let start = Instant::now();
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
    let mut count = 0_u64;
    while start.elapsed() < stage.lasting * 2 {
        count += stage.cluster.database.query("postgres", cut)?.parse().unwrap_or(0);
        sleep(Duration::from_millis(500));
    }
    stage.remark(format!("{count} connections cut"));
    Ok(Instant::now())
}

/// The new process takes the sockets over, and the old one ends when its connections have.
fn reload_balancer(stage: &mut Stage) -> Result<Instant> {
    let old = stage.cluster.balancer.id().unwrap_or_default().to_string();
    stage.cluster.balancer.take_over(&["-sf", &old])?;
    sleep(stage.lasting);
    Ok(Instant::now())
}

/// The folder of the last node lies on a small file system of its own, where that is permitted.
fn fill_disk(stage: &mut Stage) -> Result<Instant> {
    if !stage.has_small_disk {
        stage.remark("SKIPPED: a small file system could not be mounted here (it takes root)".to_owned());
        return Ok(Instant::now());
    }
    let last = stage.cluster.nodes.len() - 1;
    let filler = stage.cluster.nodes[last].data.join("filler");
    let mut file = fs::File::create(&filler)?;
    let block = vec![0_u8; 64 * 1024];
    let mut written = 0_usize;
    // A block first, then single bytes: the last free page has to go, too.
    for size in [block.len(), 512] {
        while file.write_all(&block[..size]).is_ok() {
            written += size;
        }
    }
    stage.remark(format!("{} MiB written until nothing more fitted", written >> 20));
    sleep(stage.lasting * 2);
    fs::remove_file(&filler)?;
    Ok(Instant::now())
}

fn restart_fast(stage: &mut Stage) -> Result<Instant> {
    stage.cluster.database.stop(Shutdown::Fast);
    stage.cluster.database.start()?;
    Ok(Instant::now())
}

fn restart_immediate(stage: &mut Stage) -> Result<Instant> {
    stage.cluster.database.stop(Shutdown::Immediate);
    stage.cluster.database.start()?;
    Ok(Instant::now())
}

/// The publisher that works from this folder waits until the folder is there again.
fn lose_folder(stage: &mut Stage) -> Result<Instant> {
    stage.load.hold(0, true);
    sleep(Duration::from_secs(1));
    let node = &mut stage.cluster.nodes[0];
    node.part.kill();
    empty_folder(&node.data)?;
    sleep(stage.lasting);
    node.part.start()?;
    let lifted = Instant::now();
    node.wait_ready(Duration::from_secs(60))?;
    stage.load.hold(0, false);
    Ok(lifted)
}

fn empty_folder(folder: &std::path::Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path())? } else { fs::remove_file(entry.path())? }
    }
    Ok(())
}

/// What happens when a newer program comes: it expands the schema first, the older ones work on beside it, nodes change
/// one after the other, and only then does a contraction shut the older ones out. The newer schema is played by the
/// numbers that it would write; the newer program by `--next-binary`, or by the same one.
fn rolling_upgrade(stage: &mut Stage) -> Result<Instant> {
    let set = |stage: &Stage, words: &str| stage.cluster.database.query(crate::cluster::DATABASE, &format!("UPDATE register SET {words}"));
    let before = stage.cluster.database.query(crate::cluster::DATABASE, "SELECT schema, compatible_from FROM register")?;
    let (schema, compatible) = before.split_once('|').unwrap_or(("3", "3"));
    set(stage, "schema = schema + 1")?;
    let next = stage.next_binary.clone();
    for node in &mut stage.cluster.nodes {
        node.part.end();
        if let Some(next) = &next {
            node.part.replace_program(next);
        }
        node.part.start()?;
        node.wait_ready(Duration::from_secs(60))?;
        sleep(stage.lasting / 2);
    }
    set(stage, "compatible_from = schema")?;
    let file = stage.cluster.folder.join("refused.jsonl");
    let ids = vec!["drill-contracted".to_owned()];
    let told = put(&stage.cluster.access, &stage.cluster.desk(), &file, &ids, Duration::from_secs(30));
    match &told {
        Told::Refused { said } => stage.remark(format!("after the contraction an older program says: {said}")),
        other => stage.complain(&format!("an older program was not refused after the contraction: {other:?}")),
    }
    set(stage, &format!("schema = {schema}, compatible_from = {compatible}"))?;
    Ok(Instant::now())
}

/// A replica is made by `pg_basebackup`, commits wait for it, the first server is killed, the replica promoted. The
/// switch finds it by itself.
fn fail_over(stage: &mut Stage) -> Result<Instant> {
    let mut replica = make_replica(stage)?;
    let database = &stage.cluster.database;
    database.query("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'replica'")?;
    database.query("postgres", "SELECT pg_reload_conf()")?;
    wait_for(stage, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", "1")?;
    sleep(stage.lasting);
    stage.cluster.database.kill();
    promote(&mut replica)?;
    stage.take_over(replica);
    Ok(Instant::now())
}

/// The replica is down for the last three seconds, as one at the end of a slow line would be behind; then the first
/// server is lost for good.
fn fail_over_late(stage: &mut Stage) -> Result<Instant> {
    let mut replica = make_replica(stage)?;
    sleep(Duration::from_secs(1));
    replica.stop(Shutdown::Fast);
    sleep(Duration::from_secs(3));
    stage.cluster.database.kill();
    replica.start()?;
    promote(&mut replica)?;
    stage.take_over(replica);
    Ok(Instant::now())
}

fn make_replica(stage: &mut Stage) -> Result<Server> {
    let number = stage.count_replica();
    let folder = stage.cluster.folder.join(format!("replica-{number}"));
    fs::create_dir(&folder)?;
    let [first, second] = stage.cluster.servers;
    let port = if stage.cluster.database.port() == Some(first.port()) { second.port() } else { first.port() };
    let settings = Settings { port: Some(port), is_durable: true, more: Vec::new() };
    let mut replica = stage.cluster.database.replicate(folder, settings, "replica")?;
    replica.start()?;
    wait_for(stage, "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'", "1")?;
    Ok(replica)
}

fn promote(replica: &mut Server) -> Result<()> {
    replica.query("postgres", "SELECT pg_promote()")?;
    replica.query("postgres", "ALTER SYSTEM RESET synchronous_standby_names")?;
    replica.query("postgres", "SELECT pg_reload_conf()")?;
    Ok(())
}

fn wait_for(stage: &Stage, sql: &str, expected: &str) -> Result<()> {
    let start = Instant::now();
    let mut found = String::new();
    while start.elapsed() < Duration::from_secs(30) {
        found = stage.cluster.database.query("postgres", sql)?;
        if found == expected {
            return Ok(());
        }
        sleep(Duration::from_millis(50));
    }
    Err(ClusterError::Refused { command: sql.to_owned(), said: format!("{found}, expected {expected}") })
}

/// The last node is ended, loses everything, and comes back as a new one would: by a snapshot where there is one.
fn new_node(stage: &mut Stage) -> Result<Instant> {
    let last = stage.cluster.nodes.len() - 1;
    stage.load.hold(last, true);
    sleep(Duration::from_secs(1));
    let node = &mut stage.cluster.nodes[last];
    node.part.end();
    empty_folder(&node.data)?;
    node.part.start()?;
    let address = node.address;
    wait_open(&mut node.part, address)?;
    let lifted = Instant::now();
    node.wait_ready(Duration::from_secs(60))?;
    stage.load.hold(last, false);
    Ok(lifted)
}
