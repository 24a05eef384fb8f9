//! The tour of the README, command by command.

use super::*;

#[test]
fn a_page_is_read_and_imported_and_found() {
    tour(Terminal::new());
}

#[test]
fn it_is_so_on_postgres_too() {
    // The same snapshots: nobody at the terminal sees where the journal is.
    if let Some(terminal) = Terminal::on_postgres() {
        tour(terminal);
    }
    if let Some(mut terminal) = Terminal::on_postgres() {
        terminal.begin();
        change(terminal);
    }
}

fn tour(mut terminal: Terminal) {
    terminal.run(&["read", "page-en.txt"]);
    terminal.run(&["init", "--framework", "framework.json"]);
    terminal.run(&["put", "topic.json"]);
    terminal.import(&["--dry-run"]);
    terminal.import(&[]);
    terminal.import(&[]);
    terminal.run(&["search", "lens", "plan"]);
    terminal.run(&["show", "wgls/1"]);
    terminal.run(&["history", "tlkm/3"]);
    terminal.assert("tour");
}

#[test]
fn the_register_goes_out_and_comes_back() {
    let mut terminal = Terminal::with_register();
    terminal.import(&[]);
    terminal.run(&["export", "register.jsonl"]);
    terminal.run(&["--data", "mirror", "load", "register.jsonl"]);
    terminal.run(&["--data", "mirror", "export", "again.jsonl"]);
    assert_eq!(terminal.read("register.jsonl"), terminal.read("again.jsonl"));
    terminal.run(&["--data", "mirror", "verify"]);
    terminal.run(&["--data", "mirror", "verify", "--record-only"]);
    terminal.run(&["backup", "kept"]);
    terminal.run(&["--data", "restored", "restore", "kept"]);
    terminal.run(&["--data", "restored", "verify"]);
    terminal.run(&["rebuild"]);
    terminal.run(&["backup", "kept"]);
    terminal.run(&["--data", "mirror", "restore", "kept"]);
    terminal.assert("out-and-back");
}

#[test]
fn records_are_changed_and_taken_back() {
    change(Terminal::with_register());
}

fn change(mut terminal: Terminal) {
    terminal.import(&[]);
    terminal.transcript.clear();
    terminal.run(&["rename", "wgls", "lamp-standards", "--reason", "the group calls itself so"]);
    terminal.run(&["show", "wgls"]);
    terminal.run(&["withdraw", "tlkm", "--reason", "made up"]);
    terminal.run(&["withdraw", "document:tlkm-3-document", "--reason", "no document of its own"]);
    terminal.run(&["show", "tlkm-3-document"]);
    terminal.run(&["show", "tlkm-3-document@1"]);
    terminal.run(&["undo", "3", "--reason", "too early"]);
    terminal.run(&["undo", "5", "--reason", "it is a document after all"]);
    terminal.run(&["show", "tlkm-3-document@1", "--json"]);
    terminal.run(&["history", "tlkm-3-document"]);
    terminal.run(&["verify"]);
    terminal.assert("changes");
}
