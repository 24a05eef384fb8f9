//! What a person must decide: the file of questions, answered and given back.

use super::*;

const OTHER: &str = "\
Lighthouses
Mechanism Search

Ministerial Meetings

Tripartite Lighthouse Keepers’ Meeting (TLKM) Latest Event : 2019.05.16
3rd Tripartite Lighthouse Keepers’ Meeting (TLKM)
  • 2019.05.20
  • Seoul, Korea
■Participants
China: Bureau of Made-up Beacons
Japan: Agency of Made-up Lamps
ROK: Made-up Lighthouse Service
";

fn import_other(terminal: &mut Terminal, more: &[&str]) -> Ran {
    let arguments = ["import", "other.txt", "--url", "https://ministry.example/keepers", "--read-on", "2026-11-22"];
    terminal.run(&[&arguments[..], more].concat())
}

#[test]
fn questions_are_left_in_a_file_and_answers_read_from_it() {
    let mut terminal = Terminal::with_register();
    terminal.write("other.txt", OTHER);
    terminal.import(&[]);
    terminal.transcript.clear();
    assert_eq!(import_other(&mut terminal, &[]).status, 3);
    let file = "chancery-data/decisions-lighthouses.toml";
    let questions = terminal.read(file);
    // Asked again, the same questions; a file that holds answers is not written over.
    assert_eq!(import_other(&mut terminal, &[]).status, 3);
    assert_eq!(terminal.read(file), questions);
    terminal.write(file, &questions.replacen("answer = \"\"", "answer = \"perhaps\"", 1));
    assert_eq!(import_other(&mut terminal, &["--decisions", file]).status, 1);
    let answered = questions.replacen("answer = \"\"", "answer = \"take\"", 1).replacen("reason = \"\"", "reason = \"they were there\"", 1);
    terminal.write(file, &answered);
    assert_eq!(import_other(&mut terminal, &[]).status, 3);
    assert_eq!(terminal.read(file), answered);
    assert_eq!(import_other(&mut terminal, &["--decisions", file]).status, 3);
    let left = terminal.read(file);
    assert!(left.contains("meeting:tlkm/3 place") && !left.contains("meeting:tlkm/3 date"), "{left}");
    terminal.write(file, &left.replacen("answer = \"\"", "answer = \"keep\"", 1));
    assert_eq!(import_other(&mut terminal, &["--decisions", file]).status, 0);
    assert_eq!(import_other(&mut terminal, &["--decisions", file]).status, 1);
    assert_eq!(import_other(&mut terminal, &[]).status, 0);
    terminal.transcript.push_str(&questions);
    terminal.assert("questions");
}
