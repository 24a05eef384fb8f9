//! Files of documents, from outside: the real binary, and the real process that reads one file.

mod adding;
mod finding;
mod hostile;
mod killing;
#[path = "../../../../ingest/tests/it/papers/made.rs"]
#[expect(dead_code, reason = "files are made by the same code as for the tests of the readers, which need more of it")]
mod made;

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::process::{chancery, done, run, write_samples};

/// A register of the made-up records in a folder of its own.
struct Desk(TempDir);

impl Desk {
    fn new() -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        write_samples(desk.folder());
        done(desk.folder(), &["init", "--framework", "records.jsonl"]);
        desk
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    /// Puts a specimen here under its own name.
    fn specimen(&self, name: &str) {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/specimens").join(name);
        std::fs::copy(from, self.path(name)).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        run(self.folder(), arguments)
    }

    fn done(&self, arguments: &[&str]) -> String {
        done(self.folder(), arguments)
    }

    /// The document as it is published.
    fn document(&self, id: &str) -> serde_json::Value {
        let shown = self.done(&["show", &format!("document:{id}"), "--json"]);
        serde_json::from_str::<serde_json::Value>(&shown).unwrap_or_else(|_| panic!("{shown}"))
    }
}
