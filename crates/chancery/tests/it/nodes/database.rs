//! Databases of PostgreSQL that tests have to themselves, and a way to them that can be cut.
//!
//! `CHANCERY_TEST_POSTGRES` names a server that may be asked for new databases. A run without it says that it skips, and
//! fails where CI is set. Only the store names a driver, so databases are made by PostgreSQL's own program.

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// The variable that names the server.
const VARIABLE: &str = "CHANCERY_TEST_POSTGRES";

#[expect(clippy::disallowed_methods, reason = "a test is told by its environment where there is a server")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A database that is dropped with this value.
pub(crate) struct Database {
    server: String,
    name: String,
}

impl Database {
    /// Makes an empty one; none if there is no server.
    pub(crate) fn make() -> Option<Database> {
        static SERIAL: AtomicU32 = AtomicU32::new(0);
        let Some(server) = variable(VARIABLE) else {
            assert!(variable("CI").is_none_or(|ci| ci != "true"), "{VARIABLE} names no server, and CI is set");
            eprintln!("SKIPPED on PostgreSQL: {VARIABLE} names no server");
            return None;
        };
        let name = format!("nodes_{}_{}", std::process::id(), SERIAL.fetch_add(1, Ordering::Relaxed));
        ask(&server, &format!("CREATE DATABASE {name}"));
        Some(Database { server, name })
    }

    /// The address of the database.
    pub(crate) fn url(&self) -> String {
        let (authority, parts) = self.parts();
        format!("postgres://{authority}/{}{parts}", self.name)
    }

    /// What stands before the name of the database in the server's address, and what behind it.
    fn parts(&self) -> (&str, String) {
        let rest = self.server.split_once("://").unwrap().1;
        let (place, parts) = rest.split_once('?').map_or((rest, String::new()), |(place, parts)| (place, format!("?{parts}")));
        (place.split_once('/').map_or(place, |(authority, _)| authority), parts)
    }

    fn part(&self, name: &str) -> Option<String> {
        let parts = self.parts().1;
        parts.trim_start_matches('?').split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
    }

    /// A way to the database that can be cut.
    pub(crate) fn way(&self) -> Way {
        let authority = self.parts().0;
        let (user, place) = authority.rsplit_once('@').unwrap_or(("", authority));
        let port = self.part("port").unwrap_or_else(|| place.rsplit_once(':').map_or("5432", |(_, port)| port).to_owned());
        let host = self.part("host").unwrap_or_else(|| place.rsplit_once(':').map_or(place, |(host, _)| host).to_owned());
        let user = self.part("user").unwrap_or_else(|| user.to_owned());
        Way::open(&host, &port, &format!("{user}@"), &self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        ask(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

fn ask(server: &str, statement: &str) {
    let output = Command::new("psql").args([server, "-qc", statement]).output().unwrap();
    assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A port of this machine from which everything is handed on to the database, until it is cut.
pub(crate) struct Way {
    url: String,
    is_cut: Arc<AtomicBool>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Way {
    fn open(host: &str, port: &str, user: &str, database: &str) -> Way {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("postgres://{user}{}/{database}?sslmode=disable", listener.local_addr().unwrap());
        let way = Way { url, is_cut: Arc::default(), open: Arc::default() };
        let (is_cut, open) = (Arc::clone(&way.is_cut), Arc::clone(&way.open));
        let (host, port) = (host.to_owned(), port.to_owned());
        // Ends with the process: a thread that waits for connections costs a test nothing.
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                if is_cut.load(Ordering::SeqCst) {
                    continue;
                }
                open.lock().unwrap().push(near.try_clone().unwrap());
                if host.starts_with('/') {
                    let Ok(far) = UnixStream::connect(format!("{host}/.s.PGSQL.{port}")) else { continue };
                    join(near, (far.try_clone().unwrap(), far));
                } else {
                    let Ok(far) = TcpStream::connect(format!("{host}:{port}")) else { continue };
                    join(near, (far.try_clone().unwrap(), far));
                }
            }
        });
        way
    }

    /// The address of the database by this way.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Cuts every connection and lets none through.
    pub(crate) fn cut(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        for stream in self.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Lets connections through again.
    pub(crate) fn mend(&self) {
        self.is_cut.store(false, Ordering::SeqCst);
    }
}

/// Hands bytes on in both directions until one side ends.
fn join<T: io::Read + io::Write + Send + 'static>(near: TcpStream, far: (T, T)) {
    let (mut from_near, mut to_near) = (near.try_clone().unwrap(), near);
    let (mut from_far, mut to_far) = far;
    thread::spawn(move || {
        let _ = io::copy(&mut from_far, &mut to_near);
        let _ = to_near.shutdown(Shutdown::Both);
    });
    thread::spawn(move || {
        let _ = io::copy(&mut from_near, &mut to_far);
        // The other direction ends when the database is told that its client is gone.
        drop(to_far);
        let _ = from_near.shutdown(Shutdown::Both);
    });
}
