//! The command line from outside: the real binary over made-up pages; standard output, standard error and exit status.

mod follow_through;
mod kill;
mod mistakes;
mod questions;
mod shapes;
mod tour;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::nodes::database::Database;

/// The address of the made-up page.
const PAGE_URL: &str = "https://secretariat.example/mechanism?topics=1";

/// A working folder with the made-up files, in which commands are run one after the other.
struct Terminal {
    folder: TempDir,
    transcript: String,
    /// Set if the journal is in a database.
    database: Option<Database>,
}

/// What one command did.
struct Ran {
    status: i32,
    out: String,
    err: String,
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

impl Terminal {
    fn new() -> Terminal {
        Terminal::on(None)
    }

    /// The same on a database; none if there is no server to make one on.
    fn on_postgres() -> Option<Terminal> {
        Database::make().map(|database| Terminal::on(Some(database)))
    }

    fn on(database: Option<Database>) -> Terminal {
        let terminal = Terminal { folder: tempfile::tempdir().unwrap(), transcript: String::new(), database };
        for name in ["framework.json", "topic.json", "page-en.txt"] {
            std::fs::copy(examples().join(name), terminal.path(name)).unwrap();
        }
        terminal
    }

    /// A working folder whose register has the made-up framework and topic.
    fn with_register() -> Terminal {
        let mut terminal = Terminal::new();
        terminal.begin();
        terminal
    }

    fn begin(&mut self) {
        let terminal = self;
        for arguments in [&["init", "--framework", "framework.json"][..], &["put", "topic.json"]] {
            let ran = terminal.run(arguments);
            assert_eq!(ran.status, 0, "{}", ran.err);
        }
        terminal.transcript.clear();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
        command.args(arguments).current_dir(self.folder.path()).env_clear().stdin(Stdio::null());
        if let Some(database) = &self.database {
            command.env("CHANCERY_DATABASE", database.url());
        }
        command
    }

    fn run(&mut self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let ran = Ran { status: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) };
        write!(self.transcript, "$ chancery {}\n{}", arguments.join(" "), ran.out).unwrap();
        for line in ran.err.lines() {
            writeln!(self.transcript, "! {line}").unwrap();
        }
        writeln!(self.transcript, "= {}\n", ran.status).unwrap();
        ran
    }

    /// Imports the made-up page.
    fn import(&mut self, more: &[&str]) -> Ran {
        let arguments = [&["import", "page-en.txt", "--url", PAGE_URL, "--read-on", "2026-11-22"][..], more].concat();
        self.run(&arguments)
    }

    /// Compares what was said since the beginning with the snapshot of this name.
    fn assert(self, name: &str) {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.add_filter(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "INSTANT");
        settings.add_filter(r"by decision of \d{4}-\d\d-\d\d", "by decision of DAY");
        settings.add_filter(r"[0-9a-f]{64}", "DIGEST");
        settings.bind(|| insta::assert_snapshot!(name, self.transcript));
    }
}
