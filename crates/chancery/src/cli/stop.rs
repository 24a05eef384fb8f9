//! Stopping: what Ctrl-C and SIGTERM say to commands that have something to finish first.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{Failure, Output};

/// Exit status of a command that was told twice to stop, as shells write it.
const INTERRUPTED: i32 = 130;

/// The signals by which a process is told to stop; from now on they do nothing by themselves.
#[derive(Debug)]
pub(super) struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    pub(super) fn listen() -> Result<StopSignals, Failure> {
        let listen = |kind| signal(kind).map_err(|e| Failure::new(format!("cannot listen for signals: {e}")));
        Ok(StopSignals { interrupt: listen(SignalKind::interrupt())?, terminate: listen(SignalKind::terminate())? })
    }

    /// Resolves when the next one comes.
    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// The wish to stop, for work that is done in steps.
#[derive(Debug, Clone, Default)]
pub(super) struct Wish(Arc<AtomicBool>);

impl Wish {
    /// Listens from now on. The first signal is a wish, and `said` answers it; the second ends the process at once, which is
    /// for work that bears a kill at any moment.
    pub(super) fn listen(said: &'static str) -> Result<Wish, Failure> {
        let mut signals = StopSignals::listen()?;
        let wish = Wish::default();
        let heard = wish.clone();
        tokio::spawn(async move {
            signals.next().await;
            heard.0.store(true, Ordering::Relaxed);
            Output::standard().say(said);
            signals.next().await;
            std::process::exit(INTERRUPTED);
        });
        Ok(wish)
    }

    /// True from the first signal on.
    pub(super) fn is_there(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
