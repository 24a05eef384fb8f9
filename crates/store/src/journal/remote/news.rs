//! Hears of new batches: PostgreSQL tells who listens, and that ends the wait of [`Store::wait_for_news`] early.
//!
//! It is a kindness and no more. The number and the digest that a replica has reached are the truth, and who follows asks
//! for them now and then whether anything was heard or not, since a message can be lost with its connection.
//!
//! Through a pooler that lends connections by the transaction nothing may be listened for: the wish would stay with a
//! connection that others are lent next, and those would be told. Such a pooler is known by a setting of the session that
//! does not reach the server; then there is polling alone.
//!
//! [`Store::wait_for_news`]: crate::Store::wait_for_news

use std::sync::{Arc, Weak};
use std::time::Duration;

use sqlx::Row;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{CONNECT, Remote, sql};

/// How long to wait before listening again, at first and at most.
const AGAIN: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));

/// How often a line that says nothing is tried.
const SILENCE: Duration = Duration::from_secs(30);

/// Counts what was heard, so that news that came while nobody waited still ends the next wait.
#[derive(Debug)]
pub(crate) struct News {
    heard: watch::Sender<u64>,
    /// The count that was acted on.
    seen: std::sync::atomic::AtomicU64,
    ear: std::sync::Mutex<Option<JoinHandle<()>>>,
}

impl News {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(News { heard: watch::Sender::new(0), seen: 0.into(), ear: std::sync::Mutex::new(None) })
    }

    /// Takes note that there may be something new.
    pub(crate) fn tell(&self) {
        self.heard.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Takes note that whatever was heard so far is about to be looked into.
    pub(crate) fn mark_seen(&self) {
        self.seen.store(*self.heard.borrow(), std::sync::atomic::Ordering::Relaxed);
    }

    /// Waits until something is heard that nobody looked into, or for so long.
    pub(crate) async fn wait(&self, at_most: Duration) {
        let seen = self.seen.load(std::sync::atomic::Ordering::Relaxed);
        let mut heard = self.heard.subscribe();
        // The sender is in this very value, so the wait cannot end for want of one.
        let _ = tokio::time::timeout(at_most, heard.wait_for(|count| *count != seen)).await;
        self.mark_seen();
    }

    /// Begins to listen, if nobody does yet; it ends with this value.
    pub(crate) fn listen(self: &Arc<Self>, remote: &Remote) {
        let mut ear = self.ear.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if ear.is_none() {
            *ear = Some(tokio::spawn(listen(Arc::downgrade(self), remote.options.0.clone())));
        }
    }

    /// Stops listening.
    pub(crate) fn stop(&self) {
        if let Some(ear) = self.ear.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take() {
            ear.abort();
        }
    }
}

impl Drop for News {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A setting of the session that has no other use here, and a value that no server has by itself.
const MARK: (i8, &str) = (3, "3");

async fn listen(news: Weak<News>, options: PgConnectOptions) {
    let options = options.extra_float_digits(MARK.0);
    let mut pause = AGAIN.0;
    while news.strong_count() > 0 {
        match hear(&news, &options).await {
            Ok(Line::Lost) => pause = AGAIN.0,
            Ok(Line::Pooled) => return pooled(),
            Err(error) if is_refused_setting(&error) => return pooled(),
            Err(_) => {}
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(AGAIN.1);
    }
}

fn pooled() {
    tracing::info!("a pooler stands before the journal; new batches are found by polling alone");
}

/// A pooler that does not know a setting may refuse the connection.
fn is_refused_setting(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|e| e.code().as_deref() == Some("08P01"))
}

/// What became of a line.
enum Line {
    /// There was one, and it was cut.
    Lost,
    /// It does not lead to one server.
    Pooled,
}

/// Listens until the line is cut.
async fn hear(news: &Weak<News>, options: &PgConnectOptions) -> Result<Line, sqlx::Error> {
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(CONNECT).idle_timeout(None).max_lifetime(None);
    let pool = pool.connect_lazy_with(options.clone());
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.eager_reconnect(false);
    let mark = sqlx::Executor::fetch_one(&mut listener, sqlx::raw_sql(sql::SESSION_MARK)).await?;
    if mark.try_get::<&str, _>(0)? != MARK.1 {
        return Ok(Line::Pooled);
    }
    listener.listen(sql::CHANNEL).await?;
    // What was told before this moment was not heard.
    tell(news);
    loop {
        match tokio::time::timeout(SILENCE, listener.try_recv()).await {
            Ok(Ok(Some(_))) => tell(news),
            Ok(Ok(None) | Err(_)) => return Ok(Line::Lost),
            Err(_) => {
                let try_line = sqlx::Executor::execute(&mut listener, sqlx::raw_sql(sql::PING));
                if !matches!(tokio::time::timeout(CONNECT, try_line).await, Ok(Ok(_))) {
                    return Ok(Line::Lost);
                }
            }
        }
        if news.strong_count() == 0 {
            return Ok(Line::Lost);
        }
    }
}

fn tell(news: &Weak<News>) {
    if let Some(news) = news.upgrade() {
        news.tell();
    }
}
