//! `chancery serve`: the site, the JSON door and the feeds over HTTP, until told to stop.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chancery_app::follow::{Following, News, Progress};
use chancery_app::jobs::{Report, Working};
use chancery_app::snapshot::Snapshot;
use chancery_app::{App, FilesAt, Location, snapshot};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use super::session::instant;
use super::stop::StopSignals;
use super::{Done, Failure, Output, Session};
use crate::config::{Loaded, LogFormat, ServerFlags, Settings};
use crate::web::routes::{Base, Route};
use crate::web::server::{self, Stopped};
use crate::web::{Clock, State};

/// Serve the register as a web site with its JSON API and feeds
///
/// Runs until it gets SIGINT (Ctrl-C) or SIGTERM; answers that are under way are finished first. What other commands
/// write to the same data folder meanwhile shows within a second. Settings come from flags, the environment and a file;
/// `chancery config show` prints them.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    flags: ServerFlags,
}

/// How often a server looks whether work is due that one node does for all.
const JOBS_TICK: Duration = Duration::from_secs(30);

/// How often the log tells how far a search index has come that has far to go.
const TELL_EVERY: Duration = Duration::from_secs(5);

/// The clock of the machine.
#[derive(Debug)]
struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> String {
        instant()
    }
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let settings = Loaded::read(session.flags().clone(), args.flags.clone(), None)?.settings;
    let site = Site::bind(settings).await?;
    begin_from_snapshot(&site.settings.location, output).await;
    let app = session.node().await?;
    app.warm_up();
    output.fact(format_args!("serving {} at {}", site.settings.location.folder.display(), site.home()))?;
    site.say_operators(output)?;
    output.say("stop with Ctrl-C");
    output.flush()?;
    site.serve(app, output).await
}

/// Puts a snapshot in place if the data folder is empty and there is one; without one the node follows from the beginning.
async fn begin_from_snapshot(location: &Location, output: &mut Output) {
    if location.journal.is_remote() && location.files == FilesAt::DataFolder {
        output.say("warning: files are kept in this node's own folder, where other nodes do not reach them; see --files");
    }
    match snapshot::restore(location).await {
        Ok(None) => {}
        Ok(Some(restored)) => {
            for passed in &restored.passed_over {
                output.say(format_args!("warning: the snapshot {} was passed over: {}", passed.folder, passed.why));
            }
            let index = if restored.has_index { "" } else { "; its search index is of another version and is made anew" };
            output.say(format_args!("began from the snapshot at number {}{index}", restored.snapshot.head.seq));
        }
        Err(error) => output.say(format_args!("warning: no snapshot could be used: {}", error.chain())),
    }
}

/// A site that has its address but serves nothing yet.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) settings: Settings,
    listener: TcpListener,
    operators: Option<TcpListener>,
    base: Base,
}

impl Site {
    /// Takes the addresses that are listened on, before anything that takes long, so that a taken one is noticed at once.
    pub(super) async fn bind(settings: Settings) -> Result<Site, Failure> {
        let (listener, bound) = bind(settings.listen, "--listen").await?;
        let operators = match settings.metrics_listen {
            Some(address) => Some(bind(address, "--metrics-listen").await?),
            None => None,
        };
        let base = settings.base_url.clone().unwrap_or_else(|| base_of(bound));
        Ok(Site { settings, listener, operators: operators.map(|(listener, _)| listener), base })
    }

    /// The address that a reader opens first.
    pub(super) fn home(&self) -> String {
        self.base.absolute(&Route::Root)
    }

    /// Says where operators look.
    pub(super) fn say_operators(&self, output: &mut Output) -> Result<(), Failure> {
        match self.operators.as_ref().and_then(|listener| listener.local_addr().ok()) {
            Some(address) => output.fact(format_args!("metrics at http://{address}/metrics")),
            None => Ok(()),
        }
    }

    /// Serves until told to stop.
    pub(super) async fn serve(self, app: App, output: &mut Output) -> Result<Done, Failure> {
        start_log(&self.settings);
        let (stop, stopped) = watch::channel(false);
        let mut signals = StopSignals::listen()?;
        let follower = tokio::spawn(follow(app.clone(), self.settings.poll, stopped.clone()));
        let (has_jobs, snapshot_every) = (self.settings.has_jobs, self.settings.snapshot_every_entries);
        let state = State { app: app.clone(), base: self.base, clock: Arc::new(SystemClock) };
        let site = server::Site::new(state, self.settings, &build());
        let operators = self.operators.map(|listener| {
            let site = site.clone();
            tokio::spawn(async move { site.serve_operators(listener).await })
        });
        let worker = tokio::spawn(work(app, site.clone(), has_jobs.then_some(snapshot_every), stopped));
        let outcome = site.serve(self.listener, async move { signals.next().await }).await;
        let _ = stop.send(true);
        // What the follower has not done it does at the next start.
        let _ = follower.await;
        let _ = worker.await;
        if let Some(operators) = operators {
            operators.abort();
        }
        match outcome {
            Stopped::Clean => output.say("stopped; every answer under way was finished"),
            Stopped::Cut(1) => output.say("stopped; one connection was cut when the time was up"),
            Stopped::Cut(n) => output.say(format_args!("stopped; {n} connections were cut when the time was up")),
        }
        Ok(Done::Whole)
    }
}

/// Takes one address to listen on; `flag` is where another one is given.
async fn bind(address: SocketAddr, flag: &str) -> Result<(TcpListener, SocketAddr), Failure> {
    let refused = |error: std::io::Error| Failure::new(format!("cannot listen on {address}: {error}"));
    let listener = TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Failure::new(format!("{address} is in use by another program"))
            .with_hint(format!("choose another port with {flag}, such as {flag} 127.0.0.1:8181")),
        std::io::ErrorKind::PermissionDenied => Failure::new(format!("this account may not listen on {address}"))
            .with_hint(format!("ports below 1024 are the system's; choose another with {flag}")),
        _ => refused(error),
    })?;
    let bound = listener.local_addr().map_err(refused)?;
    Ok((listener, bound))
}

/// The address under which a reader on this machine reaches the server.
fn base_of(bound: SocketAddr) -> Base {
    let host = match bound.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(host, bound.port())).parse().expect("a socket address makes a base address")
}

/// Tells one build of the product from another: its version and when the program file was made.
fn build() -> String {
    let made = std::env::current_exe().and_then(std::fs::metadata).and_then(|m| m.modified()).ok();
    let made = made.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok()).map_or(0, |d| d.as_nanos());
    format!("{}-{made}", env!("CARGO_PKG_VERSION"))
}

/// Follows the journal until told to stop.
async fn follow(app: App, poll: Duration, mut stopped: watch::Receiver<bool>) {
    let stop = async move {
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let mut told: Option<Instant> = None;
    let on_news = move |news| match news {
        News::Indexing(_) if told.is_some_and(|told| told.elapsed() < TELL_EVERY) => {}
        News::Indexing(_) => {
            told = Some(Instant::now());
            log(news);
        }
        other => log(other),
    };
    app.follow(stop, Following { poll, clock: instant, on_news }).await;
}

/// Does what one node does for all, if it falls to this one, until told to stop; with `None` this server takes no part.
async fn work(app: App, site: server::Site, snapshot_every: Option<u64>, mut stopped: watch::Receiver<bool>) {
    let stop = async move {
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let Some(snapshot_every) = snapshot_every else { return };
    let mut failing = BTreeSet::new();
    let on_report = |report: Report| {
        site.count(&report);
        let job = report.job().as_str();
        match report {
            // What lasts is said once, and once when it is over.
            Report::Failed(..) if !failing.insert(job) => return,
            Report::Failed(..) => {}
            _ if failing.remove(job) => tracing::info!(job, "the job can be done again"),
            _ => {}
        }
        log_work(&report);
    };
    app.work(stop, Working { tick: JOBS_TICK, snapshot_every, clock: instant, on_report }).await;
}

fn log_work(report: &Report) {
    match report {
        Report::Garbage(swept) => {
            tracing::info!(files = swept.removed.files, bytes = swept.removed.bytes, "files that nothing mentions were taken away");
        }
        Report::Fixity(found) if found.damaged.is_empty() => tracing::debug!(files = found.files, "a slice of the files was read through"),
        Report::Fixity(found) => {
            let damaged: Vec<String> = found.damaged.iter().take(20).map(ToString::to_string).collect();
            tracing::error!(?damaged, count = found.damaged.len(), "kept files are damaged; a backup has them");
        }
        Report::Snapshot(written) => {
            let Snapshot { head, stored_bytes, .. } = written.snapshot;
            tracing::info!(seq = head.seq, bytes = stored_bytes, pruned = written.pruned, "a snapshot for new nodes was written");
        }
        Report::Failed(job, error) => {
            tracing::warn!(job = job.as_str(), error = error.chain(), "a job could not be done; it is tried again");
        }
    }
}

/// Logs what the follower tells; it tells nothing twice.
fn log(news: News) {
    match news {
        News::Lost(error) => tracing::error!(
            error = error.chain(),
            hint = error.hint,
            "the journal's database cannot be followed; pages go on as of the last contact, and it is asked again and again"
        ),
        News::Reached => tracing::info!("the journal's database answers again"),
        News::Diverged(common) => tracing::warn!(
            common,
            "this node had followed entries that the journal no longer has; it was cut back to the number in common and followed anew"
        ),
        News::Pulled(entries) => tracing::debug!(entries, "entries came in"),
        News::Indexing(Progress { index, head }) => {
            tracing::info!(index, head, "the search index follows the journal; searches find what it has so far");
        }
        News::Indexed(entries) => tracing::info!(entries, "the search index has reached the journal's head"),
        News::Stuck(error) => {
            tracing::error!(error = error.chain(), "catalogue or search index could not follow the journal; they go on trying");
        }
        News::Unstuck => tracing::info!("catalogue and search index follow again"),
        News::Shared => tracing::info!("another process writes the search index of this folder; this one reads what that one writes"),
        News::Claimed => tracing::info!("this process writes the search index now"),
    }
}

fn start_log(settings: &Settings) {
    let filter = EnvFilter::new(&settings.log_filter);
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second server in one process keeps the log of the first.
    let _ = match settings.log_format {
        LogFormat::Text => log.compact().with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init(),
        LogFormat::Json => log.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init(),
    };
}
