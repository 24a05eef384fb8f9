//! Work that one process does for all: one does it, and another takes over.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chancery_app::App;
use chancery_app::jobs::{Report, Working};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// A process that works until it is told to stop.
struct Worker {
    reports: mpsc::UnboundedReceiver<&'static str>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Worker {
    fn start(app: App, clock: &Arc<Mutex<String>>) -> Worker {
        let (tell, reports) = mpsc::unbounded_channel();
        let (stop, stopped) = oneshot::channel();
        let clock = Arc::clone(clock);
        let task = tokio::spawn(async move {
            let how = Working {
                tick: Duration::from_millis(5),
                snapshot_every: 0,
                clock: move || clock.lock().unwrap().clone(),
                on_report: move |report: Report| {
                    let outcome = if matches!(report, Report::Failed(..)) { "failed" } else { report.job().as_str() };
                    let _ = tell.send(outcome);
                },
            };
            let stop = async {
                let _ = stopped.await;
            };
            app.work(stop, how).await;
        });
        Worker { reports, stop, task }
    }

    async fn report(&mut self) -> Option<&'static str> {
        tokio::time::timeout(Duration::from_secs(30), self.reports.recv()).await.unwrap()
    }
}

#[tokio::test]
async fn one_of_two_does_the_work_and_the_other_takes_over() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (App::open(folder.path()).await.unwrap(), App::open(folder.path()).await.unwrap());
    first.store().vault().put(b"a page".to_vec()).await.unwrap();
    let clock = Arc::new(Mutex::new("2026-11-22T08:00:00Z".to_owned()));
    let mut one = Worker::start(first, &clock);
    assert_eq!(one.report().await, Some("fixity"));
    let mut two = Worker::start(second, &clock);
    *clock.lock().unwrap() = "2026-11-22T09:00:00Z".to_owned();
    assert_eq!(one.report().await, Some("fixity"), "each hour has its slice, and who has the right keeps it");
    assert!(two.reports.try_recv().is_err(), "the other one leaves it to the first");
    one.stop.send(()).unwrap();
    one.task.await.unwrap();
    assert_eq!(two.report().await, Some("fixity"), "it takes over in the same hour");
    two.stop.send(()).unwrap();
    two.task.await.unwrap();
}
