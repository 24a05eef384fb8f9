//! Other programs as parts of a chore: started so that they end with it, signalled, and swept up behind it.
//!
//! A server that outlives the test that started it is found days later by its port. So a part is started under
//! `setpriv --pdeathsig`, by which the kernel ends it when the thread that started it ends, however it ends; and a
//! folder of such a part is removed by a [`Sweeper`], a shell that waits for the end of this process. Parts must be
//! started from a thread that lives as long as they should: the main one.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::check::machine::find_program;

/// The user and group as whom a part runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The user's number.
    pub(crate) user: u32,
    /// The group's number.
    pub(crate) group: u32,
}

impl Identity {
    /// Somebody who is not root, if this process is root: `postgres` where there is one, else `nobody`.
    pub(crate) fn other_than_root() -> Option<Identity> {
        let number = |args: &[&str]| {
            let output = Command::new("id").args(args).stderr(Stdio::null()).output().ok()?;
            String::from_utf8_lossy(&output.stdout).trim().parse::<u32>().ok()
        };
        if number(&["-u"])? != 0 {
            return None;
        }
        ["postgres", "nobody"].into_iter().find_map(|name| Some(Identity { user: number(&["-u", name])?, group: number(&["-g", name])? }))
    }
}

/// A command that runs as somebody else, and to its end.
pub(crate) fn command_as(identity: Option<Identity>, program: &Path) -> Command {
    match identity {
        None => Command::new(program),
        Some(identity) => {
            let mut command = Command::new("setpriv");
            as_identity(&mut command, identity);
            command.arg("--").arg(program);
            command
        }
    }
}

/// A command whose process gets `signal` when the thread that starts it ends.
pub(crate) fn part(identity: Option<Identity>, signal: &str, program: &Path) -> Command {
    if find_program("setpriv").is_none() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    if let Some(identity) = identity {
        as_identity(&mut command, identity);
    }
    command.arg(format!("--pdeathsig={signal}")).arg("--").arg(program);
    command
}

fn as_identity(command: &mut Command, identity: Identity) {
    command.arg(format!("--reuid={}", identity.user)).arg(format!("--regid={}", identity.group)).arg("--clear-groups");
}

/// Sends a signal, named as `kill` names it, to processes; one that is gone already is no fault.
pub(crate) fn signal(name: &str, processes: &[u32]) {
    let mut command = Command::new("sh");
    command.args(["-c", "name=$1; shift; for one in \"$@\"; do kill -s \"$name\" \"$one\" 2>/dev/null; done", "sh", name]);
    command.args(processes.iter().map(ToString::to_string)).stdin(Stdio::null());
    drop(command.status());
}

/// A process and all that descend from it, as Linux lists them; the process itself comes first.
pub(crate) fn family(process: u32) -> Vec<u32> {
    let mut all = vec![process];
    let mut next = 0;
    while let Some(one) = all.get(next).copied() {
        let threads = std::fs::read_dir(format!("/proc/{one}/task")).into_iter().flatten().flatten();
        for thread in threads {
            let children = std::fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            all.extend(children.split_whitespace().filter_map(|number| number.parse::<u32>().ok()));
        }
        next += 1;
    }
    all
}

/// A new empty folder for a part, below the system's folder for such, that everybody may enter.
pub(crate) fn new_folder(what: &str) -> io::Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    loop {
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("chancery-{what}-{}-{n}", std::process::id()));
        match std::fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

/// Removes a folder when this is dropped, and also when this process ends in any other way.
///
/// It is a shell in a process group of its own (Ctrl-C at the terminal does not reach it) whose input is a pipe from
/// here: when the pipe ends, so has whoever needed the folder. A PostgreSQL that still runs in it is
/// stopped first, and what is mounted in it is taken off.
#[derive(Debug)]
pub(crate) struct Sweeper {
    shell: Child,
}

/// What the shell does; `$1` is the folder.
const SWEEP: &str = "cat >/dev/null
for pid in \"$1\"/postmaster.pid \"$1\"/*/postmaster.pid; do
    [ -f \"$pid\" ] && kill -s QUIT \"$(head -n 1 \"$pid\")\" 2>/dev/null
done
umount -l \"$1\"/* 2>/dev/null
for try in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf \"$1\" 2>/dev/null
    [ -e \"$1\" ] || exit 0
    sleep 0.2
done";

impl Sweeper {
    /// Watches a folder.
    pub(crate) fn new(folder: &Path) -> io::Result<Sweeper> {
        use std::os::unix::process::CommandExt;
        let mut command = Command::new("sh");
        command.args(["-c", SWEEP, "sh"]).arg(folder).process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Sweeper { shell: command.spawn()? })
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        drop(self.shell.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_has_its_children() {
        let mut shell = Command::new("sh").args(["-c", "sleep 60 & wait"]).spawn().unwrap();
        let mut all = family(shell.id());
        for _ in 0..200 {
            if all.len() > 1 {
                break;
            }
            std::thread::yield_now();
            std::thread::sleep(std::time::Duration::from_millis(5));
            all = family(shell.id());
        }
        signal("KILL", &all);
        shell.wait().unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0], shell.id());
    }

    #[test]
    fn a_folder_is_swept() {
        let folder = new_folder("sweeper").unwrap();
        std::fs::write(folder.join("leaf"), "x").unwrap();
        drop(Sweeper::new(&folder).unwrap());
        assert!(!folder.exists());
    }
}
