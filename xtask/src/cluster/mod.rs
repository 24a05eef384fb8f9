//! The whole product on one machine: PostgreSQL, a bucket, several nodes, a balancer, all on loopback.
//!
//! It shows what an operations team would run on many machines, and is what the browser journeys, the fault drill and
//! the bench of nodes stand on. Everything is thrown away when the chore ends; only the logs stay, below `target/`.
//! Start reading at [`Cluster::start`].

mod balancer;
mod journeys;
mod node;
mod part;

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use chancery_model::Record;
use clap::Args;

use crate::bench::client::Client;
use crate::bench::corpus;
use crate::bench::{self, BenchError};
use crate::postgres::{self, PostgresError, Server, Settings, USER};
use crate::process::{Sweeper, new_folder};
pub(crate) use node::{Access, Node};
pub(crate) use part::{Part, free_addresses, output_of};

/// How long a part may take to come up on a busy machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// How many records are published at once.
pub(crate) const BATCH: usize = 5_000;

/// The database of the register.
pub(crate) const DATABASE: &str = "chancery";

/// The bucket, and what its keys begin with.
const BUCKET: &str = "register";
const PREFIX: &str = "made-up";

/// What to start.
#[derive(Debug, Args)]
pub(crate) struct ClusterArguments {
    /// How many nodes
    #[arg(long, default_value_t = 3)]
    nodes: usize,
    /// How many meetings the generated register has
    #[arg(long, default_value_t = 1_000)]
    meetings: usize,
    /// Where the balancer listens, instead of a free port
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Stop as soon as every node has been seen to answer, instead of at Ctrl-C
    #[arg(long)]
    once: bool,
    /// Run the browser journeys on a cluster that holds the bundled register, then stop
    #[arg(long, conflicts_with_all = ["once", "meetings"])]
    e2e: bool,
    /// The program to run, instead of a release build of this tree
    #[arg(long)]
    binary: Option<PathBuf>,
}

/// Says why a cluster could not be started or did not do as told.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClusterError {
    /// The machine lacks a program.
    #[error("this machine has no {what}: {advice}")]
    Missing {
        /// Which.
        what: String,
        /// How to get it.
        advice: String,
    },
    /// The database could not be set up.
    #[error(transparent)]
    Postgres(#[from] PostgresError),
    /// A process could not be started.
    #[error("{name} could not be started: {error}")]
    Start {
        /// Which.
        name: String,
        /// Why.
        error: io::Error,
    },
    /// A command ended badly.
    #[error("{command:?} was refused: {said}")]
    Refused {
        /// The command.
        command: String,
        /// What it said.
        said: String,
    },
    /// A part did not answer.
    #[error("{name} did not answer at {address} in time")]
    Silent {
        /// Which.
        name: String,
        /// Where it should listen.
        address: SocketAddr,
    },
    /// A part ended by itself.
    #[error("{name} ended by itself; see {}", log.display())]
    Ended {
        /// Which.
        name: String,
        /// What it said.
        log: PathBuf,
    },
    /// The register could not be made, or not be asked.
    #[error(transparent)]
    Bench(#[from] BenchError),
    /// A file or a connection failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What starting and using a cluster ends with.
pub(crate) type Result<T> = std::result::Result<T, ClusterError>;

/// What a cluster is to have.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    /// The folder of the project.
    pub(crate) root: &'a Path,
    /// The program of the nodes; a release build of the tree if none is named.
    pub(crate) binary: Option<PathBuf>,
    /// How many nodes.
    pub(crate) nodes: usize,
    /// Whether nodes reach the database through a switch, so that it can move.
    pub(crate) has_switch: bool,
    /// Where the balancer listens.
    pub(crate) listen: Option<SocketAddr>,
    /// Further settings of the database.
    pub(crate) database: Vec<String>,
    /// A name for the folder of the logs.
    pub(crate) name: &'a str,
    /// A folder that stays, and is taken up again if it is there; else everything lies in a temporary one.
    pub(crate) keep: Option<PathBuf>,
}

/// A running cluster. Parts end before what they stand on.
#[derive(Debug)]
pub(crate) struct Cluster {
    /// The balancer.
    pub(crate) balancer: Part,
    /// Where readers come in.
    pub(crate) address: SocketAddr,
    /// The nodes.
    pub(crate) nodes: Vec<Node>,
    /// The switch before the database, if the plan has one.
    pub(crate) switch: Option<Part>,
    /// The bucket.
    pub(crate) bucket: Part,
    /// The database.
    pub(crate) database: Server,
    /// Where the database servers listen that the switch knows: the first one, and one to fail over to.
    pub(crate) servers: [SocketAddr; 2],
    /// How commands reach the register.
    pub(crate) access: Access,
    /// Where everything lies.
    pub(crate) folder: PathBuf,
    /// Where the logs lie; they stay.
    pub(crate) logs: PathBuf,
    _sweeper: Option<Sweeper>,
}

impl Cluster {
    /// Starts everything but the nodes and the balancer, which wait for the register to be loaded: [`Cluster::serve`].
    pub(crate) fn start(plan: &Plan<'_>) -> Result<Cluster> {
        let haproxy = balancer::find_or_install()?;
        let postgres = postgres::find_or_install()?;
        let binary = match &plan.binary {
            Some(binary) => fs::canonicalize(binary)?,
            None => bench::build(plan.root, "chancery")?,
        };
        let bucket_program = build_bucket(plan.root)?;
        let logs = plan.root.join("target").join(plan.name);
        if logs.exists() {
            fs::remove_dir_all(&logs)?;
        }
        fs::create_dir_all(&logs)?;
        let (folder, sweeper) = match &plan.keep {
            Some(folder) => {
                fs::create_dir_all(folder)?;
                (fs::canonicalize(folder)?, None)
            }
            None => {
                let folder = new_folder(plan.name)?;
                let sweeper = Sweeper::new(&folder)?;
                (folder, Some(sweeper))
            }
        };
        let [front, own, spare, switched, files] = free_addresses()?;
        let address = plan.listen.unwrap_or(front);

        let settings = Settings { port: Some(own.port()), is_durable: true, more: plan.database.clone() };
        let database = start_database(postgres, &folder.join("database"), settings)?;
        let mut switch = None;
        if plan.has_switch {
            let mut part = balancer::before_database(&haproxy, switched, &[own, spare], &folder, &logs)?;
            part.start()?;
            wait_open(&mut part, switched)?;
            switch = Some(part);
        }
        let at = if plan.has_switch { switched } else { own };

        let bucket = start_bucket(&bucket_program, &folder, files, &logs)?;
        let access = Access { binary, variables: variables(at, files) };
        let mut nodes = Vec::new();
        for number in 1..=plan.nodes {
            let data = folder.join(format!("node-{number}"));
            fs::create_dir_all(&data)?;
            let base = format!("http://{address}/");
            let own = [("CHANCERY_BASE_URL", base.as_str()), ("CHANCERY_DRAIN_MS", "1500")];
            nodes.push(Node::new(number, data, free_addresses()?, &access, &own, &logs));
        }
        let inside: Vec<SocketAddr> = nodes.iter().map(|node| node.address).collect();
        let balancer = balancer::before_nodes(&haproxy, address, &inside, &folder, &logs)?;
        let servers = [own, spare];
        Ok(Cluster { balancer, address, nodes, switch, bucket, database, servers, access, folder, logs, _sweeper: sweeper })
    }

    /// The folder from which somebody publishes who runs no server.
    pub(crate) fn desk(&self) -> PathBuf {
        self.folder.join("desk")
    }

    /// Publishes a generated register from the desk, some thousand records a batch; how many records, and how long.
    pub(crate) fn load(&self, meetings: usize, seed: u64) -> Result<(usize, Duration)> {
        let start = Instant::now();
        let mut count = 0;
        self.access.run(&self.desk(), &["init"])?;
        let mut records = corpus::stream(meetings, seed);
        while let more @ 1.. = self.load_some(&mut records)? {
            count += more;
        }
        Ok((count, start.elapsed()))
    }

    /// Publishes the next few thousand records as one batch; how many.
    pub(crate) fn load_some(&self, records: &mut impl Iterator<Item = Record>) -> Result<usize> {
        let slice: Vec<Record> = records.by_ref().take(BATCH).collect();
        if slice.is_empty() {
            return Ok(0);
        }
        let path = self.folder.join("register.jsonl");
        bench::write_lines(&path, &slice)?;
        self.access.run(&self.desk(), &["put", &path.to_string_lossy()])?;
        fs::remove_file(&path)?;
        Ok(slice.len())
    }

    /// Starts the nodes and the balancer, and waits until every node has all there is and the balancer leads to one.
    pub(crate) fn serve(&mut self) -> Result<()> {
        self.start_nodes(PATIENCE)?;
        self.balancer.start()?;
        self.wait_answer()
    }

    /// Starts the nodes, and waits until every one has followed to the end of the journal.
    pub(crate) fn start_nodes(&mut self, patience: Duration) -> Result<()> {
        for node in &mut self.nodes {
            node.part.start()?;
        }
        let head = self.head()?;
        let start = Instant::now();
        for node in &mut self.nodes {
            node.wait_ready(patience)?;
            while !node.stands_at(head) {
                if start.elapsed() > patience {
                    return Err(ClusterError::Silent { name: node.part.name().to_owned(), address: node.address });
                }
                sleep(Duration::from_millis(50));
            }
        }
        Ok(())
    }

    /// The number of the journal's last entry, as the database has it.
    pub(crate) fn head(&self) -> Result<u64> {
        Ok(self.database.query(DATABASE, "SELECT seq FROM head")?.parse().unwrap_or_default())
    }

    /// Waits until the balancer leads to a node that answers.
    pub(crate) fn wait_answer(&mut self) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let answer = Client::connect(self.address).and_then(|mut client| client.get("/en/", &[]));
            if answer.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            if !self.balancer.is_running() {
                return Err(ClusterError::Ended { name: self.balancer.name().to_owned(), log: self.balancer.log().to_path_buf() });
            }
            sleep(Duration::from_millis(50));
        }
        Err(ClusterError::Silent { name: self.balancer.name().to_owned(), address: self.address })
    }
}

/// The settings that lead a program to the database and the bucket.
fn variables(database: SocketAddr, files: SocketAddr) -> Vec<(String, String)> {
    let all = [
        ("CHANCERY_DATABASE", format!("postgres://{USER}@{database}/{DATABASE}")),
        ("CHANCERY_FILES", format!("s3://{BUCKET}/{PREFIX}")),
        ("AWS_ENDPOINT_URL_S3", format!("http://{files}")),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "loopback".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "not-a-secret".to_owned()),
    ];
    all.map(|(name, value)| (name.to_owned(), value)).into()
}

/// Starts the database server of a folder, after making both if there is none.
fn start_database(postgres: PathBuf, folder: &Path, settings: Settings) -> Result<Server> {
    if folder.join("data").is_dir() {
        let mut database = Server::in_folder(postgres, folder.to_path_buf(), settings)?;
        database.start()?;
        return Ok(database);
    }
    fs::create_dir_all(folder)?;
    let mut database = Server::create(postgres, folder.to_path_buf(), settings)?;
    database.start()?;
    database.query("postgres", &format!("CREATE DATABASE {DATABASE}"))?;
    Ok(database)
}

/// Builds the stand-in for S3.
fn build_bucket(root: &Path) -> Result<PathBuf> {
    output_of(Command::new("cargo").current_dir(root).args(["build", "--quiet", "--locked", "-p", "xtask-bucket"]))?;
    Ok(root.join("target").join("debug").join("xtask-bucket"))
}

fn start_bucket(program: &Path, folder: &Path, listen: SocketAddr, logs: &Path) -> Result<Part> {
    let buckets = folder.join("buckets");
    fs::create_dir_all(buckets.join(BUCKET))?;
    let words = [buckets.display().to_string(), format!("--listen={listen}"), "--key-id=loopback".into(), "--key=not-a-secret".into()];
    let mut bucket = Part::new("bucket", program, words.into(), logs);
    bucket.start()?;
    wait_open(&mut bucket, listen)?;
    Ok(bucket)
}

/// Waits until a part takes connections.
pub(crate) fn wait_open(part: &mut Part, address: SocketAddr) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if std::net::TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok() {
            return Ok(());
        }
        if !part.is_running() {
            return Err(ClusterError::Ended { name: part.name().to_owned(), log: part.log().to_path_buf() });
        }
        sleep(Duration::from_millis(20));
    }
    Err(ClusterError::Silent { name: part.name().to_owned(), address })
}

/// Starts a cluster, says where to look, and ends it when it is interrupted.
pub(crate) fn run(root: &Path, arguments: &ClusterArguments) -> ExitCode {
    match hold(root, arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cluster: {error}");
            ExitCode::FAILURE
        }
    }
}

fn hold(root: &Path, arguments: &ClusterArguments) -> Result<()> {
    let plan = Plan {
        root,
        binary: arguments.binary.clone(),
        nodes: arguments.nodes,
        has_switch: false,
        listen: arguments.listen,
        database: Vec::new(),
        name: "cluster",
        keep: None,
    };
    println!("starting PostgreSQL and a bucket");
    let mut cluster = Cluster::start(&plan)?;
    if arguments.e2e {
        return journeys::run(root, &mut cluster);
    }
    println!("publishing {} made-up meetings", arguments.meetings);
    let (records, time) = cluster.load(arguments.meetings, 1)?;
    println!("published {records} records in {:.1} s; starting {} nodes", time.as_secs_f64(), cluster.nodes.len());
    cluster.serve()?;
    tell(&cluster);
    if arguments.once {
        return Ok(());
    }
    println!("\nCtrl-C ends and removes all of it.");
    watch(&mut cluster)
}

/// Prints where everything is.
fn tell(cluster: &Cluster) {
    println!("\nreaders     http://{}/", cluster.address);
    for node in &cluster.nodes {
        println!("{:<11} http://{}/readyz  metrics http://{}/metrics", node.part.name(), node.address, node.metrics);
    }
    println!("database    {}", cluster.database.url(DATABASE));
    println!("data        {}", cluster.folder.display());
    println!("logs        {}", cluster.logs.display());
    println!("\nTo publish, from any folder:\n");
    for (name, value) in &cluster.access.variables {
        println!("    export {name}='{value}'");
    }
    println!("    {} --data {} put examples/topic.json", cluster.access.binary.display(), cluster.desk().display());
}

/// Waits for the end, and says so if a part ends by itself.
fn watch(cluster: &mut Cluster) -> Result<()> {
    loop {
        sleep(Duration::from_millis(500));
        let mut parts: Vec<&mut Part> = cluster.nodes.iter_mut().map(|node| &mut node.part).collect();
        parts.extend([&mut cluster.bucket, &mut cluster.balancer]);
        for part in parts {
            if part.id().is_some() && !part.is_running() {
                println!("{} has ended; see {}", part.name(), part.log().display());
                part.kill();
            }
        }
        if !cluster.database.is_running() {
            return Err(ClusterError::Ended { name: "PostgreSQL".to_owned(), log: cluster.database.log() });
        }
    }
}

/// A command that says nothing, for what is only tried.
pub(crate) fn quiet(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
