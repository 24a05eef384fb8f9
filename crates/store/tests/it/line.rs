//! A line between a store and PostgreSQL that can be cut, held, and cut just after a commit.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};

use crate::database::Database;

/// What the line does.
const PASSES: u8 = 0;
/// It refuses, and ends what is open.
const IS_CUT: u8 = 1;
/// It keeps silent both ways, and keeps its connections.
const IS_HELD: u8 = 2;
/// It ends the connection on which a commit was just answered, before the answer passes; then it passes everything.
const LOSES_ANSWER: u8 = 3;
/// The same, but then it is cut.
const LOSES_ANSWER_AND_IS_CUT: u8 = 4;
/// It ends the connection on which a commit is asked for, before that passes; then it passes everything.
const LOSES_COMMIT: u8 = 5;

/// The line. It ends with this value.
pub(crate) struct Line {
    state: Arc<AtomicU8>,
    port: u16,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Where the server is, from the part of an address that says so.
#[derive(Clone)]
enum Server {
    Socket(PathBuf),
    Port(String),
}

impl Server {
    fn of(url: &str) -> Server {
        let part = |name: &str| url.split(['?', '&']).skip(1).find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        let port = part("port").unwrap_or("5432");
        match part("host") {
            Some(folder) if folder.starts_with('/') => Server::Socket(format!("{folder}/.s.PGSQL.{port}").into()),
            Some(host) => Server::Port(format!("{host}:{port}")),
            None => {
                let host = url.split("://").nth(1).unwrap().split(['/', '?']).next().unwrap();
                let host = host.rsplit('@').next().unwrap();
                Server::Port(if host.contains(':') { host.to_owned() } else { format!("{host}:5432") })
            }
        }
    }
}

impl Line {
    pub(crate) async fn to(database: &Database) -> Line {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(AtomicU8::new(PASSES));
        let (server, seen) = (Server::of(&database.url()), Arc::clone(&state));
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, state) = (server.clone(), Arc::clone(&seen));
                tokio::spawn(async move {
                    let _ = serve(client, server, state).await;
                });
            }
        });
        Line { state, port, task }
    }

    /// The address of the database over this line, for a user with a password that must never be shown.
    pub(crate) fn url(&self, database: &Database) -> String {
        let (place, user) = (database.url(), database.user());
        let name = place.split(['?']).next().unwrap().rsplit('/').next().unwrap().to_owned();
        format!("postgres://{user}:{}@127.0.0.1:{}/{name}?sslmode=disable", crate::database::PASSWORD, self.port)
    }

    fn set(&self, state: u8) {
        self.state.store(state, Ordering::SeqCst);
    }
    pub(crate) fn mend(&self) {
        self.set(PASSES);
    }
    pub(crate) fn cut(&self) {
        self.set(IS_CUT);
    }
    pub(crate) fn hold(&self) {
        self.set(IS_HELD);
    }
    pub(crate) fn lose_answer_of_next_commit(&self) {
        self.set(LOSES_ANSWER);
    }
    pub(crate) fn lose_answer_of_next_commit_and_cut(&self) {
        self.set(LOSES_ANSWER_AND_IS_CUT);
    }
    pub(crate) fn lose_next_commit(&self) {
        self.set(LOSES_COMMIT);
    }
}

async fn serve(client: TcpStream, server: Server, state: Arc<AtomicU8>) -> std::io::Result<()> {
    if state.load(Ordering::SeqCst) == IS_CUT {
        return Ok(());
    }
    match server {
        Server::Socket(path) => pass(client, UnixStream::connect(path).await?, &state).await,
        Server::Port(address) => pass(client, TcpStream::connect(address).await?, &state).await,
    }
}

/// Passes bytes both ways until one side ends or the line is cut.
async fn pass(client: TcpStream, server: impl AsyncRead + AsyncWrite, state: &AtomicU8) -> std::io::Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let (mut asked, mut answered) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    let mut has_asked_to_commit = false;
    loop {
        let now = state.load(Ordering::SeqCst);
        match now {
            IS_CUT => return Ok(()),
            IS_HELD => {
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            }
            _ => {}
        }
        tokio::select! {
            count = from_client.read(&mut asked) => {
                let count = count?;
                if count == 0 {
                    return Ok(());
                }
                has_asked_to_commit = asked[..count].windows(7).any(|word| word == b"COMMIT\0");
                if has_asked_to_commit && now == LOSES_COMMIT {
                    state.store(PASSES, Ordering::SeqCst);
                    return Ok(());
                }
                to_server.write_all(&asked[..count]).await?;
            }
            count = from_server.read(&mut answered) => {
                let count = count?;
                if count == 0 {
                    return Ok(());
                }
                if has_asked_to_commit && (now == LOSES_ANSWER || now == LOSES_ANSWER_AND_IS_CUT) {
                    state.store(if now == LOSES_ANSWER { PASSES } else { IS_CUT }, Ordering::SeqCst);
                    return Ok(());
                }
                to_client.write_all(&answered[..count]).await?;
            }
            () = tokio::time::sleep(Duration::from_millis(20)) => {}
        }
    }
}
