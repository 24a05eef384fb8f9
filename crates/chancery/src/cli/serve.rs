//! `chancery serve`: the site, the JSON door and the feeds over HTTP, until told to stop.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use chancery_app::App;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use super::session::instant;
use super::{Done, Failure, Output, Session};
use crate::config::{Loaded, LogFormat, ServerFlags, Settings};
use crate::web::routes::{Base, Route};
use crate::web::server::{self, Limits, Stopped};
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
    let app = session.app().await?;
    output.fact(format_args!("serving {} at {}", site.settings.data.display(), site.home()))?;
    output.say("stop with Ctrl-C");
    output.flush()?;
    site.serve(app, output).await
}

/// A site that has its address but serves nothing yet.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) settings: Settings,
    listener: TcpListener,
    base: Base,
}

impl Site {
    /// Takes the address that is listened on, before anything that takes long, so that a taken one is noticed at once.
    pub(super) async fn bind(settings: Settings) -> Result<Site, Failure> {
        let address = settings.listen;
        let listener = TcpListener::bind(address).await.map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => Failure::new(format!("{address} is in use by another program"))
                .with_hint("choose another port with --listen, such as --listen 127.0.0.1:8181"),
            std::io::ErrorKind::PermissionDenied => Failure::new(format!("this account may not listen on {address}"))
                .with_hint("ports below 1024 are the system's; choose another with --listen"),
            _ => Failure::new(format!("cannot listen on {address}: {error}")),
        })?;
        let bound = listener.local_addr().map_err(|error| Failure::new(format!("cannot listen on {address}: {error}")))?;
        let base = settings.base_url.clone().unwrap_or_else(|| base_of(bound));
        Ok(Site { settings, listener, base })
    }

    /// The address that a reader opens first.
    pub(super) fn home(&self) -> String {
        self.base.absolute(&Route::Root)
    }

    /// Serves until told to stop.
    pub(super) async fn serve(self, app: App, output: &mut Output) -> Result<Done, Failure> {
        start_log(&self.settings);
        let (stop, stopped) = watch::channel(false);
        let on_signal = stop_signal()?;
        let follower = tokio::spawn(follow(app.clone(), stopped));
        let limits = Limits {
            connections: self.settings.connections,
            uri_limit_bytes: self.settings.uri_limit_bytes,
            stop_timeout: self.settings.stop_timeout,
        };
        let state = State { app, base: self.base, clock: Arc::new(SystemClock) };
        let router = server::router(&state, self.settings, &build());
        let outcome = server::serve(self.listener, router, limits, on_signal).await;
        let _ = stop.send(true);
        // The follower ends with the round that it is in; what it has not done it does at the next start.
        let _ = follower.await;
        match outcome {
            Stopped::Clean => output.say("stopped; every answer under way was finished"),
            Stopped::Cut(1) => output.say("stopped; one connection was cut when the time was up"),
            Stopped::Cut(n) => output.say(format_args!("stopped; {n} connections were cut when the time was up")),
        }
        Ok(Done::Whole)
    }
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

/// Resolves when the process is told to stop.
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    let listen = |kind| signal(kind).map_err(|e| Failure::new(format!("cannot listen for signals: {e}")));
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Follows the journal until told to stop. A fault that lasts is logged once, and again when it is over.
async fn follow(app: App, mut stopped: watch::Receiver<bool>) {
    let mut last = String::new();
    let stop = async move {
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    app.follow(stop, |error| {
        let chain = error.chain();
        if chain != last {
            tracing::error!(error = chain, "the search index could not follow the journal; it goes on trying");
            last = chain;
        }
    })
    .await;
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
