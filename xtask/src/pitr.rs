//! Point-in-time recovery, done and proved: what `docs/how-to/backup-postgresql.md` tells an operator to do.
//!
//! A server archives its log, a base backup is made while a register is published to, a mistake is made, and the server
//! is lost. It is then recovered to the moment before the mistake, and the register that comes out is compared byte for
//! byte with what was exported at that moment: by a node that starts with nothing, and by one that had followed further.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant};

use clap::Args;

use crate::bench::{self, corpus};
use crate::cluster::{Access, ClusterError, DATABASE, Result};
use crate::postgres::{self, Server, Settings};
use crate::process::{Sweeper, new_folder};

/// The name of the moment that is recovered to.
const MOMENT: &str = "before-the-mistake";

/// What to recover.
#[derive(Debug, Args)]
pub(crate) struct PitrArguments {
    /// How many meetings the generated register has
    #[arg(long, default_value_t = 100)]
    meetings: usize,
    /// The program to run, instead of a release build of this tree
    #[arg(long)]
    binary: Option<PathBuf>,
}

/// Runs the recovery; exit 0 if the register came out as it was.
pub(crate) fn run(root: &Path, arguments: &PitrArguments) -> ExitCode {
    match recover(root, arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("pitr: {error}");
            ExitCode::FAILURE
        }
    }
}

fn recover(root: &Path, arguments: &PitrArguments) -> Result<()> {
    let binary = match &arguments.binary {
        Some(binary) => fs::canonicalize(binary)?,
        None => bench::build(root, "chancery")?,
    };
    let folder = new_folder("pitr")?;
    let _sweeper = Sweeper::new(&folder)?;
    let place = |name: &str| folder.join(name);
    for name in ["first", "archive", "second"] {
        fs::create_dir(place(name))?;
    }
    let archive = place("archive");
    let archiving = [
        "wal_level=replica".to_owned(),
        "archive_mode=on".to_owned(),
        format!("archive_command=test ! -f {0}/%f && cp %p {0}/%f", archive.display()),
    ];
    let mut first =
        Server::create(postgres::find_or_install()?, place("first"), Settings { port: None, is_durable: true, more: archiving.into() })?;
    if let Some(identity) = first.identity() {
        std::os::unix::fs::chown(&archive, Some(identity.user), Some(identity.group))?;
    }
    first.start()?;
    first.query("postgres", &format!("CREATE DATABASE {DATABASE}"))?;

    let access =
        |server: &Server| Access { binary: binary.clone(), variables: vec![("CHANCERY_DATABASE".to_owned(), server.url(DATABASE))] };
    let (desk, register) = (place("desk"), place("register.jsonl"));
    let records = corpus::records(arguments.meetings, 1);
    let half = records.len() / 2;
    let publish = |server: &Server, records: &[_]| {
        bench::write_lines(&register, records)?;
        access(server).run(&desk, &["put", &register.to_string_lossy()])
    };
    access(&first).run(&desk, &["init"])?;
    publish(&first, &records[..half])?;
    println!("published {half} records; making a base backup");
    let mut second = first.back_up(place("second"), Settings { port: None, is_durable: true, more: Vec::new() })?;
    publish(&first, &records[half..])?;
    let wanted = access(&first).run(&desk, &["export"])?;
    first.query("postgres", &format!("SELECT pg_create_restore_point('{MOMENT}')"))?;
    println!("published {} more, and remembered the moment; making a mistake, and losing the server", records.len() - half);
    access(&first).run(&desk, &["withdraw", "topic:topic-1", "--reason", "A mistake."])?;
    archive_all(&first, &archive)?;
    first.kill();

    let start = Instant::now();
    second.add_settings(&[
        format!("restore_command=cp {}/%f %p", archive.display()),
        format!("recovery_target_name={MOMENT}"),
        "recovery_target_action=promote".to_owned(),
    ]);
    fs::write(second.data().join("recovery.signal"), "")?;
    if let Some(identity) = second.identity() {
        std::os::unix::fs::chown(second.data().join("recovery.signal"), Some(identity.user), Some(identity.group))?;
    }
    second.start()?;
    while second.query("postgres", "SELECT pg_is_in_recovery()")? != "f" {
        sleep(Duration::from_millis(50));
    }
    println!("recovered in {:.1} s", start.elapsed().as_secs_f64());
    for (who, data) in [("a node with nothing", place("fresh")), ("a node that had followed further", desk.clone())] {
        let found = access(&second).run(&data, &["export"])?;
        if found != wanted {
            return Err(ClusterError::Refused {
                command: "export".to_owned(),
                said: format!("{who} exports another register than was there"),
            });
        }
        access(&second).run(&data, &["verify"])?;
        println!("{who}: exports the same {} bytes as before the mistake, and verifies", found.len());
    }
    Ok(())
}

/// Waits until everything that the server has written so far is in the archive.
fn archive_all(server: &Server, archive: &Path) -> Result<()> {
    let last = server.query("postgres", "SELECT pg_walfile_name(pg_switch_wal())")?;
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(30) {
        if archive.join(&last).is_file() {
            return Ok(());
        }
        sleep(Duration::from_millis(50));
    }
    Err(ClusterError::Refused { command: "archive_command".to_owned(), said: format!("{last} did not come into the archive") })
}
