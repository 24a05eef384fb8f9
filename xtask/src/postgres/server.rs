//! One PostgreSQL server: made, started, stopped in every way there is, asked.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::process::{Identity, Sweeper, command_as, family, new_folder, part, signal};

/// How long a server may take to start or to stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// The name of the user that may do everything.
pub(crate) const USER: &str = "app";

/// Says why there is no server, or why it did not do as told.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PostgresError {
    /// The machine has no PostgreSQL.
    #[error("this machine has no PostgreSQL: {advice}")]
    Missing {
        /// How to get it.
        advice: String,
    },
    /// One of its programs ended badly.
    #[error("{program} failed: {said}")]
    Program {
        /// Which.
        program: String,
        /// What it said.
        said: String,
    },
    /// The server did not come up.
    #[error("the server in {} did not answer in time; its log says: {said}", folder.display())]
    Silent {
        /// Where it lies.
        folder: PathBuf,
        /// The end of its log.
        said: String,
    },
    /// A file or a process could not be made.
    #[error("a PostgreSQL server could not be set up")]
    Io(#[from] io::Error),
}

type Result<T> = std::result::Result<T, PostgresError>;

/// How a server is set up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// A port on loopback, beside the socket.
    pub(crate) port: Option<u16>,
    /// Whether a commit waits for the disk. Without it tests are fast, and a machine that stops may lose data.
    pub(crate) is_durable: bool,
    /// More settings, as `name=value`.
    pub(crate) more: Vec<String>,
}

/// How a server is told to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shutdown {
    /// Cuts connections, rolls back, writes a checkpoint.
    Fast,
    /// Stops at once; the next start recovers.
    Immediate,
}

/// A server and its folder, which holds the data, the log and the socket.
#[derive(Debug)]
pub(crate) struct Server {
    binaries: PathBuf,
    folder: PathBuf,
    identity: Option<Identity>,
    settings: Settings,
    child: Option<Child>,
    sweeper: Option<Sweeper>,
}

impl Server {
    /// Makes a server in a new folder, which is removed with this process, and starts it.
    pub(crate) fn throw_away(binaries: PathBuf, settings: Settings) -> Result<Server> {
        let folder = new_folder("postgres")?;
        let sweeper = Sweeper::new(&folder)?;
        let mut server = Server::create(binaries, folder, settings)?;
        server.sweeper = Some(sweeper);
        server.start()?;
        Ok(server)
    }

    /// Makes a server with an empty database in a folder that exists and stays; does not start it.
    pub(crate) fn create(binaries: PathBuf, folder: PathBuf, settings: Settings) -> Result<Server> {
        let server = Server::in_folder(binaries, folder, settings)?;
        let mut command = server.program("initdb");
        command.arg("-D").arg(server.data()).args(["-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"]);
        if !server.settings.is_durable {
            command.arg("--no-sync");
        }
        output_of(&mut command)?;
        Ok(server)
    }

    /// A server over a folder in which the data are, or will be put by the caller.
    pub(crate) fn in_folder(binaries: PathBuf, folder: PathBuf, settings: Settings) -> Result<Server> {
        let identity = Identity::other_than_root();
        if let Some(identity) = identity {
            std::os::unix::fs::chown(&folder, Some(identity.user), Some(identity.group))?;
        }
        Ok(Server { binaries, folder, identity, settings, child: None, sweeper: None })
    }

    /// Copies this server as it runs into a folder, ready to follow it.
    pub(crate) fn replicate(&self, folder: PathBuf, settings: Settings, name: &str) -> Result<Server> {
        self.copy(folder, settings, name, &["--write-recovery-conf"])
    }

    /// Copies this server as it runs into a folder, as a backup does: what was written meanwhile comes from the archive.
    pub(crate) fn back_up(&self, folder: PathBuf, settings: Settings) -> Result<Server> {
        self.copy(folder, settings, "backup", &["--wal-method=none"])
    }

    fn copy(&self, folder: PathBuf, settings: Settings, name: &str, more: &[&str]) -> Result<Server> {
        let copy = Server::in_folder(self.binaries.clone(), folder, settings)?;
        let mut command = copy.program("pg_basebackup");
        let port = self.settings.port.map(|port| format!(" port={port}")).unwrap_or_default();
        let from = format!("host={}{port} user={USER} application_name={name}", self.folder.display());
        command.arg("--checkpoint=fast").args(more).args(["-d", &from, "-D"]).arg(copy.data());
        output_of(&mut command)?;
        Ok(copy)
    }

    /// Adds settings, as `name=value`, for the next start.
    pub(crate) fn add_settings(&mut self, more: &[String]) {
        self.settings.more.extend_from_slice(more);
    }

    /// As whom the server runs, if not as this process does.
    pub(crate) fn identity(&self) -> Option<Identity> {
        self.identity
    }

    /// The folder of the data.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The port on loopback, if it has one.
    pub(crate) fn port(&self) -> Option<u16> {
        self.settings.port
    }

    /// The address of a database, by the socket.
    pub(crate) fn url(&self, database: &str) -> String {
        let port = self.settings.port.map(|port| format!("&port={port}")).unwrap_or_default();
        format!("postgres:///{database}?host={}{port}&user={USER}", self.folder.display())
    }

    /// A command that runs one of the server's programs as the user that owns the data.
    pub(crate) fn program(&self, name: &str) -> Command {
        let mut command = command_as(self.identity, &self.binaries.join(name));
        command.current_dir(&self.folder).stdin(Stdio::null());
        command
    }

    /// Starts the server and waits until it takes connections; nothing if it runs.
    pub(crate) fn start(&mut self) -> Result<()> {
        if self.is_running() {
            return Ok(());
        }
        let log = std::fs::File::options().create(true).append(true).open(self.log())?;
        let mut command = part(self.identity, "QUIT", &self.binaries.join("postgres"));
        command.current_dir(&self.folder).arg("-D").arg(self.data());
        for setting in self.all_settings() {
            command.args(["-c", &setting]);
        }
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        self.child = Some(command.spawn()?);
        let start = Instant::now();
        while self.is_running() && start.elapsed() < PATIENCE {
            let mut ready = self.program("pg_isready");
            ready.arg("-h").arg(&self.folder).args(self.port_flag()).args(["-q", "-t", "5"]);
            ready.stdout(Stdio::null()).stderr(Stdio::null());
            if ready.status()?.success() {
                return Ok(());
            }
            sleep(Duration::from_millis(20));
        }
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let said = lines[lines.len().saturating_sub(5)..].join("\n");
        Err(PostgresError::Silent { folder: self.folder.clone(), said })
    }

    /// Where the server writes what it does.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    fn all_settings(&self) -> Vec<String> {
        let on = if self.settings.is_durable { "on" } else { "off" };
        let mut all = vec![
            format!("unix_socket_directories={}", self.folder.display()),
            "max_connections=200".to_owned(),
            format!("fsync={on}"),
            format!("synchronous_commit={on}"),
            format!("full_page_writes={on}"),
        ];
        match self.settings.port {
            Some(port) => all.extend(["listen_addresses=127.0.0.1".to_owned(), format!("port={port}")]),
            None => all.push("listen_addresses=".to_owned()),
        }
        all.extend(self.settings.more.iter().cloned());
        all
    }

    /// Whether the process that was started still lives.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.as_mut().is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// Waits until the server has ended by itself or by somebody else.
    pub(crate) fn wait(&mut self) {
        if let Some(child) = &mut self.child {
            drop(child.wait());
        }
    }

    /// Stops the server and waits until it has.
    pub(crate) fn stop(&mut self, how: Shutdown) {
        let name = match how {
            Shutdown::Fast => "INT",
            Shutdown::Immediate => "QUIT",
        };
        if let Some(mut child) = self.child.take() {
            signal(name, &[child.id()]);
            drop(child.wait());
        }
    }

    /// Kills the server and every process of it, as a machine that loses power would.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            signal("KILL", &family(child.id()));
            drop(child.wait());
        }
    }

    /// Stops the server's processes in their tracks; connections stay open and nothing answers.
    pub(crate) fn pause(&self) {
        self.signal_all("STOP");
    }

    /// Lets the processes go on.
    pub(crate) fn resume(&self) {
        self.signal_all("CONT");
    }

    fn signal_all(&self, name: &str) {
        if let Some(child) = &self.child {
            signal(name, &family(child.id()));
        }
    }

    /// Runs statements; the rows as text, columns parted by `|`.
    ///
    /// Errors: the statement was refused, or the server does not answer.
    pub(crate) fn query(&self, database: &str, sql: &str) -> Result<String> {
        let mut command = self.program("psql");
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", USER, "-d", database, "-h"]).arg(&self.folder);
        output_of(command.args(self.port_flag()).args(["-c", sql]))
    }

    fn port_flag(&self) -> Vec<String> {
        self.settings.port.map(|port| vec!["-p".to_owned(), port.to_string()]).unwrap_or_default()
    }
}

impl Drop for Server {
    /// Stops the server; its folder goes if it was made to be thrown away.
    fn drop(&mut self) {
        self.resume();
        self.stop(Shutdown::Immediate);
        self.sweeper = None;
    }
}

/// Runs a program to its end; what it printed, without the last line break.
pub(crate) fn output_of(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
    }
    let program = std::iter::once(command.get_program()).chain(command.get_args()).find(|word| {
        let name = Path::new(word).file_name().unwrap_or_default();
        name != "setpriv" && !word.to_string_lossy().starts_with("--")
    });
    let program = program.map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
    Err(PostgresError::Program { program, said: String::from_utf8_lossy(&output.stderr).trim().to_owned() })
}
