//! The steady load of the drill: readers and searchers through the balancer, publishers from the nodes' folders.
//!
//! Readers are paced, so that availability is a share of the same requests in every fault. A publisher runs one
//! `chancery put` after the other, as people and scripts do, and keeps what it was told; what it was told is what the
//! proof holds the journal to.

use std::collections::BTreeSet;
use std::io::Read;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use crate::bench::chance::Chance;
use crate::bench::client::Client;
use crate::bench::corpus;
use crate::bench::percent;
use crate::cluster::Access;
use crate::process::signal;

/// How many readers, the last of which search.
const READERS: usize = 6;
/// The time from one request of a reader to the next.
const READ_EVERY: Duration = Duration::from_millis(100);
/// The time from the end of a publication to the next one of the same publisher.
const PUBLISH_EVERY: Duration = Duration::from_millis(300);
/// How long a reader waits for an answer.
const READ_PATIENCE: Duration = Duration::from_secs(10);
/// How long a command may take before it is given up; longer than all its own limits together.
const PUBLISH_PATIENCE: Duration = Duration::from_secs(90);

/// One request of a reader.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    /// When it began.
    pub(super) at: Instant,
    /// How long it took.
    pub(super) time: Duration,
    /// Why it was no good answer, if it was none.
    pub(super) fault: Option<String>,
}

/// What a publisher was told of a record of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Told {
    /// It was published as this batch.
    Published {
        /// The number.
        batch: u64,
    },
    /// It was not published.
    Refused {
        /// What was said.
        said: String,
    },
    /// Nothing that can be relied on: the command says so, was killed, or failed by a fault of its own.
    Unknown {
        /// What was said.
        said: String,
    },
}

/// One publication.
#[derive(Debug, Clone)]
pub(super) struct Publication {
    /// When the command was started.
    pub(super) at: Instant,
    /// From which folder, counted as the nodes are.
    pub(super) publisher: usize,
    /// The ids of its records.
    pub(super) ids: Vec<String>,
    /// What came of it.
    pub(super) told: Told,
}

#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    pause: AtomicBool,
    publishing: AtomicUsize,
    kill_after_ms: AtomicU64,
    samples: Mutex<Vec<Sample>>,
    publications: Mutex<Vec<Publication>>,
    /// Publishers that hold still, since their folder is being taken away.
    held: Mutex<BTreeSet<usize>>,
}

/// The load while it runs.
#[derive(Debug)]
pub(super) struct Load {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Load {
    /// Starts readers on an address and a publisher on each folder.
    pub(super) fn start(address: SocketAddr, access: &Access, folders: &[PathBuf], work: &Path, meetings: usize) -> Load {
        let shared = Arc::new(Shared::default());
        let mut threads = Vec::new();
        for reader in 0..READERS {
            let shared = Arc::clone(&shared);
            threads.push(std::thread::spawn(move || read(reader, address, meetings, &shared)));
        }
        for (publisher, folder) in folders.iter().enumerate() {
            let (shared, access, folder) = (Arc::clone(&shared), access.clone(), folder.clone());
            let file = work.join(format!("publisher-{}.jsonl", publisher + 1));
            threads.push(std::thread::spawn(move || publish(publisher, &access, &folder, &file, &shared)));
        }
        Load { shared, threads }
    }

    /// Lets the publishers end what they do, and holds them; readers go on.
    pub(super) fn pause_publishing(&self) {
        self.shared.pause.store(true, Ordering::SeqCst);
        while self.shared.publishing.load(Ordering::SeqCst) > 0 {
            sleep(Duration::from_millis(20));
        }
    }

    /// Lets the publishers go on.
    pub(super) fn resume_publishing(&self) {
        self.shared.pause.store(false, Ordering::SeqCst);
    }

    /// Holds one publisher, or lets it go on. The one that holds may still be at work.
    pub(super) fn hold(&self, publisher: usize, is_held: bool) {
        let mut held = locked(&self.shared.held);
        if is_held {
            held.insert(publisher)
        } else {
            held.remove(&publisher)
        };
    }

    /// From now on kills each command some time after its start, up to this many milliseconds; 0 lets them live.
    pub(super) fn kill_publishers_within(&self, ms: u64) {
        self.shared.kill_after_ms.store(ms, Ordering::SeqCst);
    }

    /// The requests that began between two instants.
    pub(super) fn samples(&self, from: Instant, to: Instant) -> Vec<Sample> {
        locked(&self.shared.samples).iter().filter(|sample| sample.at >= from && sample.at <= to).cloned().collect()
    }

    /// All publications so far.
    pub(super) fn publications(&self) -> Vec<Publication> {
        locked(&self.shared.publications).clone()
    }

    /// Notes a publication that somebody else made.
    pub(super) fn note(&self, publication: Publication) {
        locked(&self.shared.publications).push(publication);
    }

    /// Forgets publications that were lost where that was risked; how many.
    pub(super) fn forget_lost(&self, lost: &[super::proof::Lost]) -> usize {
        let mut publications = locked(&self.shared.publications);
        let before = publications.len();
        publications.retain(|one| !lost.iter().any(|lost| lost.ids == one.ids));
        before - publications.len()
    }

    /// Ends everything and waits for it.
    pub(super) fn end(mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        for thread in self.threads.drain(..) {
            drop(thread.join());
        }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
    }
}

/// A reader: one request after the other over a connection that is kept, at a steady pace.
fn read(reader: usize, address: SocketAddr, meetings: usize, shared: &Shared) {
    let mut chance = Chance::new(1000 + reader as u64);
    let mut client = None;
    while !shared.stop.load(Ordering::SeqCst) {
        let path = if reader >= READERS - 2 {
            format!("/en/search?q={}", percent(&corpus::query(&mut chance)))
        } else {
            path_of(&mut chance, meetings)
        };
        let at = Instant::now();
        let fault = ask(&mut client, address, &path);
        if fault.is_some() {
            client = None;
        }
        let time = at.elapsed();
        locked(&shared.samples).push(Sample { at, time, fault });
        sleep(READ_EVERY.saturating_sub(time));
    }
}

/// The address of some page or answer that exists.
pub(super) fn path_of(chance: &mut Chance, meetings: usize) -> String {
    let meeting = corpus::meeting_id(chance.below(meetings));
    match chance.below(5) {
        0 => format!("/ja/meetings/{meeting}"),
        1 => format!("/en/meetings/{meeting}"),
        2 => format!("/ko/topics/topic-{}", chance.below(corpus::TOPICS)),
        3 => format!("/api/v1/meetings/{meeting}"),
        _ => "/zh/".to_owned(),
    }
}

/// Asks once; why it was no good answer, if it was none. A kept connection that the other side has closed meanwhile is
/// opened again, as every browser does.
fn ask(client: &mut Option<Client>, address: SocketAddr, path: &str) -> Option<String> {
    for is_kept in [client.is_some(), false] {
        let connected = match client.take() {
            Some(client) => Ok(client),
            None => Client::connect_within(address, READ_PATIENCE),
        };
        let answer = connected.and_then(|mut connected| {
            let answer = connected.get(path, &[])?;
            *client = Some(connected);
            Ok(answer)
        });
        match answer {
            Ok(answer) if answer.status == 200 => return None,
            Ok(answer) => return Some(format!("status {}", answer.status)),
            Err(error) if is_kept && is_closed(&error) => {}
            Err(error) => return Some(error.kind().to_string()),
        }
    }
    Some("closed twice".to_owned())
}

fn is_closed(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
}

/// A publisher: one command after the other from a folder.
fn publish(publisher: usize, access: &Access, folder: &Path, file: &Path, shared: &Shared) {
    let mut chance = Chance::new(2000 + publisher as u64);
    let mut n = 0_u64;
    while !shared.stop.load(Ordering::SeqCst) {
        shared.publishing.fetch_add(1, Ordering::SeqCst);
        let is_held = locked(&shared.held).contains(&publisher) || !folder.is_dir();
        if !shared.pause.load(Ordering::SeqCst) && !is_held {
            n += 1;
            let ids: Vec<String> = (0..1 + chance.below(3)).map(|k| format!("drill-{}-{n}-{k}", publisher + 1)).collect();
            let limit = match shared.kill_after_ms.load(Ordering::SeqCst) {
                0 => PUBLISH_PATIENCE,
                ms => Duration::from_millis(1 + chance.below(usize::try_from(ms).unwrap_or(usize::MAX)) as u64),
            };
            let at = Instant::now();
            let told = put(access, folder, file, &ids, limit);
            locked(&shared.publications).push(Publication { at, publisher, ids, told });
        }
        shared.publishing.fetch_sub(1, Ordering::SeqCst);
        sleep(PUBLISH_EVERY);
    }
}

/// Writes made-up documents into a file, as `put` takes them.
pub(super) fn write_documents(file: &Path, ids: &[String]) -> std::io::Result<()> {
    let line = |id: &String| {
        let title = serde_json::json!({ "lang": "en", "text": format!("Made-up paper {id}"), "kind": "full", "status": "official" });
        let record = serde_json::json!({ "id": id, "titles": [title], "document_type": "other" });
        format!("{}\n", serde_json::json!({ "kind": "document", "record": record }))
    };
    std::fs::write(file, ids.iter().map(line).collect::<String>())
}

/// Publishes made-up documents in one batch; what the command said of it.
pub(super) fn put(access: &Access, folder: &Path, file: &Path, ids: &[String], limit: Duration) -> Told {
    if let Err(error) = write_documents(file, ids) {
        return Told::Refused { said: error.to_string() };
    }
    let mut command = access.command(folder, &["put", &file.to_string_lossy()]);
    match run_within(&mut command, limit) {
        Ok((status, facts, talk)) => read_told(status, &facts, &talk),
        Err(error) => Told::Refused { said: error.to_string() },
    }
}

/// Runs a command, and kills it when its time is over; `None` for its status if it was.
fn run_within(command: &mut Command, limit: Duration) -> std::io::Result<(Option<ExitStatus>, String, String)> {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let start = Instant::now();
    let mut ended = None;
    while start.elapsed() < limit {
        ended = child.try_wait()?;
        if ended.is_some() {
            break;
        }
        sleep(Duration::from_millis(4));
    }
    if ended.is_none() {
        signal("KILL", &[child.id()]);
        child.wait()?;
    }
    let (mut facts, mut talk) = (String::new(), String::new());
    if let Some(mut out) = child.stdout.take() {
        out.read_to_string(&mut facts)?;
    }
    if let Some(mut out) = child.stderr.take() {
        out.read_to_string(&mut talk)?;
    }
    Ok((ended, facts, talk))
}

/// What a command's end means to the one who ran it: status 1 says that nothing was published, unless it says that it
/// cannot know; an end by a signal or by a fault of the program's own says nothing.
pub(super) fn read_told(status: Option<ExitStatus>, facts: &str, talk: &str) -> Told {
    // Warnings may come first.
    let said = || {
        let line = talk.lines().find(|line| line.starts_with("error")).or_else(|| talk.lines().next());
        line.unwrap_or_default().trim().to_owned()
    };
    match status.and_then(|status| status.code()) {
        Some(0) => match facts.strip_prefix("batch ").and_then(|rest| rest.split(':').next()?.parse().ok()) {
            Some(batch) => Told::Published { batch },
            None => Told::Unknown { said: format!("status 0 without a batch: {facts}") },
        },
        Some(1) if !talk.contains("broke off while committing") => Told::Refused { said: said() },
        Some(code) => Told::Unknown { said: format!("status {code}: {}", said()) },
        None => Told::Unknown { said: "killed".to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    fn check(code: i32, facts: &str, talk: &str, expected: &Told) {
        assert_eq!(&read_told(Some(ExitStatus::from_raw(code << 8)), facts, talk), expected);
    }

    #[test]
    fn what_a_command_says_is_taken_at_its_word() {
        check(0, "batch 12: document:drill-1-1-0\n", "", &Told::Published { batch: 12 });
        check(1, "", "error: no answer\n", &Told::Refused { said: "error: no answer".into() });
        let broken = "error: the journal at x broke off while committing: if its number 3 ...";
        check(1, "", broken, &Told::Unknown { said: format!("status 1: {broken}") });
        check(70, "", "error: bug", &Told::Unknown { said: "status 70: error: bug".into() });
        assert_eq!(read_told(None, "", ""), Told::Unknown { said: "killed".into() });
    }
}
