//! `document add` killed at any moment: whole batches are there or not at all, and every file that is named is whole.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chancery_app::keeping::Register;

use super::*;

/// How many files a manifest has: more than one batch.
const FILES: u32 = 60;
/// How many of them go into the first batch.
const LOT: u64 = 50;

fn write_manifest(desk: &Desk, draft: u32, files: u32) {
    let mut rows = "file,document,meeting,title\n".to_owned();
    for n in 0..files {
        desk.write(
            &format!("{n}.txt"),
            format!("Draft {draft} of the made-up paper {n} of the administrations, to be read at the meeting.\n"),
        );
        writeln!(rows, "{n}.txt,made-up-paper-{n},tchm/6,Made-up paper {n}").unwrap();
    }
    desk.write("list.csv", rows);
}

#[test]
fn a_manifest_killed_at_any_moment_leaves_whole_batches() {
    kill_manifests(12);
}

#[test]
#[ignore = "takes some minutes: each of sixty files is read in a process of its own, again and again"]
fn a_manifest_killed_a_hundred_times_leaves_whole_batches() {
    kill_manifests(100);
}

fn kill_manifests(kills: u32) {
    let desk = Desk::new();
    let arguments = ["document", "add", "--manifest", "list.csv"];
    write_manifest(&desk, 0, FILES);
    desk.done(&arguments);
    write_manifest(&desk, 1, FILES);
    let begin = Instant::now();
    desk.done(&arguments);
    let whole_run = begin.elapsed();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let head = || {
        runtime.block_on(async {
            let register = Register::open_existing(&desk.path("chancery-data")).await.unwrap();
            let head = register.store().head().await.unwrap();
            register.store().close().await;
            head.seq
        })
    };
    let mut seq = head();
    let (mut nothing, mut something) = (0, 0);
    // One after the other: at moments spread over the whole run, in an order that looks like chance and is the same each time;
    // and as soon as a batch is there, however long that takes on the machine.
    for n in 0..kills {
        write_manifest(&desk, n + 2, FILES);
        let mut child =
            chancery(desk.folder()).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        if n % 2 == 0 {
            let share = (n * 37) % kills;
            std::thread::sleep(whole_run.mul_f64(f64::from(share) / f64::from(kills)));
        } else {
            while head() == seq && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        let _ = child.kill();
        child.wait().unwrap();
        let now = head();
        match now - seq {
            0 => nothing += 1,
            LOT => something += 1,
            entries if entries == u64::from(FILES) => something += 1,
            other => panic!("kill {n} left {other} entries"),
        }
        seq = now;
    }
    let (status, out, _) = desk.run(&["verify"]);
    assert!(status == 0 && out.contains("sound"), "{out}");
    desk.done(&arguments);
    assert!(desk.done(&arguments).contains(&format!("nothing new: 0 files added, {FILES} unchanged")), "the next start needs no hand");
    assert!(nothing > 0 && something > 0, "{nothing} left nothing, {something} left a batch");
    // What was put in and not published is garbage, and found as such when it is old enough.
    assert!(desk.done(&["files", "sweep", "--dry-run"]).contains("not mentioned but younger than a day"));
}

#[test]
fn a_manifest_that_is_told_to_stop_ends_with_a_whole_batch_and_goes_on() {
    let desk = Desk::new();
    write_manifest(&desk, 0, 4 * FILES);
    let mut command = chancery(desk.folder());
    command.args(["document", "add", "--manifest", "list.csv"]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let mut said = line.clone();
    out.read_to_string(&mut said).unwrap();
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}{err}");
    let added = said.lines().filter(|line| line.starts_with("  added ")).count();
    assert!(added > 0 && added < 4 * FILES as usize && (added as u64).is_multiple_of(LOT), "{said}{err}");
    for expected in [
        "stopping when the files under way are published; once more stops at once",
        &format!("{added} of {} files, ", 4 * FILES),
        "error: stopped before the last file",
        "hint: the same command goes on where this one stopped",
    ] {
        assert!(err.contains(expected), "{expected:?} is not in {err}");
    }
    assert!(said.contains(&format!(": {added} files added")), "what is published is summed up: {said}");
    let said = desk.done(&["document", "add", "--manifest", "list.csv"]);
    let rest = 4 * FILES as usize - added;
    assert!(said.contains(&format!("{rest} files added, {added} unchanged")), "{said}");
    assert!(desk.done(&["verify"]).ends_with("sound\n"));
}
