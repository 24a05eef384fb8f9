//! Work that one node does for all: snapshots for new nodes, garbage taken away, kept files read through.
//!
//! Every server looks at its clock now and then and tries to take the right to each job; who has it keeps it until it
//! stops or dies, and another one takes over. Nothing here must be done at a certain time, and doing it twice does no
//! harm, so what was done when is not written down: a snapshot is due by the newest one that there is, garbage a day
//! after this process last took it away, and each hour has its slice of files.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chancery_store::{FilesAt, Garbage, Job, JobLease};

use crate::App;
use crate::error::AppError;
use crate::keeping::Register;
use crate::snapshot::{self, Written};
use crate::upkeep::{Fixity, parse_instant, slice_at};

/// How long a process has the right to take garbage away before it does so for the first time: a server that is started
/// again and again does not read its whole journal each time.
const GARBAGE_FIRST: Duration = Duration::from_secs(600);
/// How long after that it does so again.
const GARBAGE_AGAIN: Duration = Duration::from_secs(24 * 3_600);

/// How a server goes about the work.
pub struct Working<C, R> {
    /// How often it looks what is due.
    pub tick: Duration,
    /// After how many entries a snapshot is due; 0 writes none.
    pub snapshot_every: u64,
    /// Tells the instant.
    pub clock: C,
    /// Is told what was done.
    pub on_report: R,
}

impl<C, R> std::fmt::Debug for Working<C, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Working").field("tick", &self.tick).field("snapshot_every", &self.snapshot_every).finish_non_exhaustive()
    }
}

/// What was done for all.
#[derive(Debug)]
pub enum Report {
    /// Garbage was looked for.
    Garbage(Garbage),
    /// A slice of the kept files was read through.
    Fixity(Fixity),
    /// A snapshot was written.
    Snapshot(Written),
    /// A job could not be done; it is tried again when it is due again.
    Failed(Job, AppError),
}

impl Report {
    /// The job that the report is about.
    pub fn job(&self) -> Job {
        match self {
            Report::Garbage(_) => Job::Garbage,
            Report::Fixity(_) => Job::Fixity,
            Report::Snapshot(_) => Job::Snapshots,
            Report::Failed(job, _) => *job,
        }
    }
}

/// The rights that this process has, and what it did under them.
#[derive(Debug, Default)]
struct Desk {
    leases: BTreeMap<&'static str, (JobLease, Instant)>,
    garbage_at: Option<Instant>,
    checked: Option<u16>,
}

impl App {
    /// Does what is due for all nodes until `stop` is done.
    pub async fn work(&self, stop: impl Future<Output = ()>, how: Working<impl Fn() -> String, impl FnMut(Report)>) {
        let Working { tick, snapshot_every, clock, mut on_report } = how;
        let mut desk = Desk::default();
        tokio::pin!(stop);
        loop {
            let round = async {
                tokio::time::sleep(tick).await;
                self.sweep_if_due(&mut desk, &clock, &mut on_report).await;
                self.check_if_due(&mut desk, &clock, &mut on_report).await;
                self.snapshot_if_due(&mut desk, snapshot_every, &mut on_report).await;
            };
            tokio::select! {
                () = &mut stop => return,
                () = round => {}
            }
        }
    }

    /// Takes the right to a job, or keeps it: since when this process has it.
    async fn right_to(&self, desk: &mut Desk, job: Job) -> Option<Instant> {
        if let Some((lease, since)) = desk.leases.get(job.as_str())
            && lease.is_held()
        {
            return Some(*since);
        }
        desk.leases.remove(job.as_str());
        // A database that does not answer is the follower's to tell; another node may have the right.
        let lease = self.store().try_lock(job).await.ok().flatten()?;
        let since = Instant::now();
        desk.leases.insert(job.as_str(), (lease, since));
        Some(since)
    }

    async fn sweep_if_due(&self, desk: &mut Desk, clock: &impl Fn() -> String, on_report: &mut impl FnMut(Report)) {
        let Some(since) = self.right_to(desk, Job::Garbage).await else { return };
        let is_due = desk.garbage_at.map_or(since.elapsed() >= GARBAGE_FIRST, |at| at.elapsed() >= GARBAGE_AGAIN);
        if !is_due {
            return;
        }
        desk.garbage_at = Some(Instant::now());
        let swept = async { Ok::<_, AppError>(self.store().collect_garbage(parse_instant(&clock())?).await?) }.await;
        on_report(swept.map_or_else(|error| Report::Failed(Job::Garbage, error), Report::Garbage));
    }

    async fn snapshot_if_due(&self, desk: &mut Desk, every: u64, on_report: &mut impl FnMut(Report)) {
        // In a node's own folder a snapshot would help nobody else.
        if every == 0 || self.location().files == FilesAt::DataFolder || self.right_to(desk, Job::Snapshots).await.is_none() {
            return;
        }
        match snapshot::is_due(self, every).await {
            Ok(false) => {}
            Ok(true) => {
                let written = snapshot::write(self).await;
                on_report(written.map_or_else(|error| Report::Failed(Job::Snapshots, error), Report::Snapshot));
            }
            Err(error) => on_report(Report::Failed(Job::Snapshots, error)),
        }
    }

    async fn check_if_due(&self, desk: &mut Desk, clock: &impl Fn() -> String, on_report: &mut impl FnMut(Report)) {
        let Ok(slice) = parse_instant(&clock()).map(slice_at) else { return };
        if desk.checked == Some(slice) || self.right_to(desk, Job::Fixity).await.is_none() {
            return;
        }
        desk.checked = Some(slice);
        let checked = Register::from(self).check_files(slice).await;
        on_report(checked.map_or_else(|error| Report::Failed(Job::Fixity, error), Report::Fixity));
    }
}
