//! What people get wrong, and what they are told.

use std::io::Read;

use super::*;

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let mut terminal = Terminal::new();
    terminal.write("empty.txt", "");
    terminal.write("blank.txt", " \n\n");
    terminal.write("prose.txt", "Once upon a time there was a lighthouse.\n");
    std::fs::create_dir(terminal.path("folder")).unwrap();
    std::fs::write(terminal.path("broken.txt"), b"6th Made-up Meeting \xff\xfe\x80 of something\n").unwrap();
    std::fs::write(terminal.path("report.pdf"), b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n").unwrap();
    std::fs::File::create(terminal.path("huge.txt")).unwrap().set_len(200 << 20).unwrap();
    for name in ["none.txt", "folder", "empty.txt", "blank.txt", "prose.txt", "report.pdf", "huge.txt"] {
        assert_eq!(terminal.run(&["read", name]).status, 1, "{name}");
    }
    assert_eq!(terminal.run(&["read", "broken.txt", "--encoding", "utf-8"]).status, 1);
    assert_eq!(terminal.run(&["read", "page-en.txt", "--encoding", "klingon"]).status, 2);
    // One that fails does not keep the others from being read.
    let ran = terminal.run(&["read", "none.txt", "page-en.txt", "--json"]);
    assert_eq!(ran.status, 1);
    let list: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 1);
    let json = terminal.transcript.find("$ chancery read none.txt page-en.txt").unwrap();
    terminal.transcript.truncate(json);
    terminal.assert("unreadable");
}

#[test]
fn what_is_missing_is_asked_for() {
    let mut terminal = Terminal::new();
    terminal.run(&["show", "tlkm/3"]);
    terminal.run(&["init", "--framework", "framework.json"]);
    terminal.run(&["init", "--framework", "framework.json"]);
    terminal.run(&["import", "page-en.txt"]);
    terminal.run(&["import", "page-en.txt", "--topic", "lighthouses"]);
    terminal.run(&["put", "topic.json", "--expect-revision", "4"]);
    terminal.run(&["put", "topic.json"]);
    terminal.run(&["import", "page-en.txt", "--topic", "lighthouse"]);
    terminal.run(&["import", "page-en.txt", "--url", "secretariat"]);
    terminal.run(&["import", "page-en.txt", "page-en.txt", "--url", PAGE_URL]);
    terminal.import(&["--read-on", "yesterday"]);
    terminal.import(&[]);
    terminal.run(&["show", "lighthouses@7"]);
    terminal.run(&["show", "Light House"]);
    terminal.run(&["show", "city:busan"]);
    terminal.run(&["history", "nowhere"]);
    terminal.run(&["undo", "99", "--reason", "x"]);
    terminal.write("bad.json", "{\"kind\": \"place\", \"record\": {\"id\": \"Busan\"}}");
    terminal.run(&["put", "bad.json"]);
    terminal.write(
        "dangling.json",
        "{\"kind\":\"topic\",\"record\":{\"id\":\"a\",\"framework\":\"b\",\"names\":[{\"lang\":\"en\",\"text\":\"A\"}],\"position\":1}}",
    );
    terminal.run(&["put", "dangling.json"]);
    terminal.assert("missing");
}

#[test]
fn an_id_of_two_kinds_is_ambiguous() {
    let mut terminal = Terminal::with_register();
    let place = "{\"kind\":\"place\",\"record\":{\"id\":\"lighthouses\",\"country\":\"JP\",\"names\":[{\"lang\":\"en\",\"text\":\"L\"}]}}";
    terminal.write("place.json", place);
    assert_eq!(terminal.run(&["put", "place.json"]).status, 0);
    let ran = terminal.run(&["show", "lighthouses"]);
    assert_eq!(ran.status, 1);
    assert_eq!(
        ran.err,
        "error: lighthouses is ambiguous: topic:lighthouses and place:lighthouses have that id\nhint: give the kind as well\n"
    );
    assert_eq!(terminal.run(&["show", "place:lighthouses"]).status, 0);
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let mut terminal = Terminal::with_register();
    terminal.import(&[]);
    for arguments in [&["export"][..], &["show", "tlkm/3"], &["read", "page-en.txt", "--json"]] {
        let mut child = terminal.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""), "{arguments:?}");
    }
}
