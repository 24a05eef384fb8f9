//! One process of the cluster that is not the database: a node, the bucket, a balancer.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::{ClusterError, Result};
use crate::process::{part, signal};

/// What to run, and the process if it runs.
#[derive(Debug)]
pub(crate) struct Part {
    name: String,
    program: PathBuf,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    log: PathBuf,
    child: Option<Child>,
}

impl Part {
    /// Names a part and what it runs; `logs` is the folder for what it says.
    pub(crate) fn new(name: impl Into<String>, program: &Path, arguments: Vec<String>, logs: &Path) -> Part {
        let name = name.into();
        let log = logs.join(format!("{name}.log"));
        Part { name, program: program.to_path_buf(), arguments, variables: Vec::new(), log, child: None }
    }

    /// With these variables in its environment.
    pub(crate) fn with_variables(mut self, variables: &[(String, String)]) -> Part {
        self.variables = variables.to_vec();
        self
    }

    /// What people call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Where it writes what it says.
    pub(crate) fn log(&self) -> &Path {
        &self.log
    }

    /// Runs another program from the next start on, as an upgrade does.
    pub(crate) fn replace_program(&mut self, program: &Path) {
        self.program = program.to_path_buf();
    }

    /// Runs with other arguments from the next start on.
    pub(crate) fn replace_arguments(&mut self, arguments: &[&str]) {
        self.arguments = arguments.iter().map(|word| (*word).to_owned()).collect();
    }

    /// Starts the process; it ends with the thread that called this.
    pub(crate) fn start(&mut self) -> Result<()> {
        self.child = Some(self.spawn(&[])?);
        Ok(())
    }

    /// Starts a second process, which by these further arguments takes over from the first, and waits until that has ended.
    pub(crate) fn take_over(&mut self, more: &[&str]) -> Result<()> {
        let next = self.spawn(more)?;
        if let Some(mut child) = self.child.replace(next) {
            drop(child.wait());
        }
        Ok(())
    }

    fn spawn(&self, more: &[&str]) -> Result<Child> {
        let log = File::options().create(true).append(true).open(&self.log)?;
        let mut command = part(None, "KILL", &self.program);
        command.args(&self.arguments).args(more).envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let start = |error| ClusterError::Start { name: self.name.clone(), error };
        command.spawn().map_err(start)
    }

    /// The number of the process, if it was started.
    pub(crate) fn id(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// Whether the process lives.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.as_mut().is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// Kills the process.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }

    /// Asks the process to end, and waits until it has.
    pub(crate) fn end(&mut self) {
        if let Some(mut child) = self.child.take() {
            signal("TERM", &[child.id()]);
            drop(child.wait());
        }
    }

    /// Stops the process in its tracks.
    pub(crate) fn pause(&self) {
        signal("STOP", self.id().as_slice());
    }

    /// Lets the process go on.
    pub(crate) fn resume(&self) {
        signal("CONT", self.id().as_slice());
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.kill();
    }
}

/// As many free addresses on loopback, all different.
pub(crate) fn free_addresses<const N: usize>() -> Result<[SocketAddr; N]> {
    let listeners = (0..N).map(|_| TcpListener::bind(("127.0.0.1", 0))).collect::<std::io::Result<Vec<_>>>()?;
    let addresses = listeners.iter().map(TcpListener::local_addr).collect::<std::io::Result<Vec<_>>>()?;
    Ok(addresses.try_into().expect("as many addresses as were asked for"))
}

/// The output of a command that is to end well.
///
/// Errors: it could not be started, or ended with another status than 0.
pub(crate) fn output_of(command: &mut Command) -> Result<Vec<u8>> {
    let name = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
    let output = command.stdin(Stdio::null()).output().map_err(|error| ClusterError::Start { name: name.clone(), error })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).lines().take(8).collect::<Vec<_>>().join("\n");
    let facts = String::from_utf8_lossy(&output.stdout).lines().take(8).collect::<Vec<_>>().join("\n");
    Err(ClusterError::Refused { command: format!("{name} {}", words.join(" ")), said: format!("{said}\n{facts}").trim().to_owned() })
}
