//! Commitments, evidence and exchanges at the command line.

use chancery_app::commitment::CommitmentQuery;
use chancery_app::{Actor, App, Ctx, JournalAt, Location};
use chancery_model::journal::Role;
use chancery_model::{Lang, samples};

use super::*;

/// A register with one of each kind of record, made up.
fn with_samples(database: Option<Database>) -> Terminal {
    let mut terminal = Terminal::on(database);
    let lines = samples::one_of_each().into_iter();
    let lines: Vec<String> = lines.map(|record| serde_json::json!({"kind": record.kind(), "record": record}).to_string()).collect();
    terminal.write("records.jsonl", &(lines.join("\n") + "\n"));
    let ran = terminal.run(&["init", "--framework", "records.jsonl"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    terminal.transcript.clear();
    terminal
}

const FACT: [&str; 8] =
    ["--date", "2013-05", "--url", "https://news.example/9", "--text", "en=Two offices validated a second site.", "--certainty", "report"];

fn add(terminal: &mut Terminal, more: &[&str]) -> Ran {
    terminal.run(&[&["evidence", "add", "--to", "joint-validation"][..], more].concat())
}

#[test]
fn evidence_is_added_rehearsed_and_taken_back() {
    let mut terminal = with_samples(None);
    add(&mut terminal, &[&["--bearing", "fulfils", "--dry-run"][..], &FACT].concat());
    add(&mut terminal, &[&["--bearing", "fulfils"][..], &FACT].concat());
    add(&mut terminal, &[&["--bearing", "fulfils"][..], &FACT].concat());
    add(&mut terminal, &["--bearing", "reaffirms", "--date", "2010-11-11", "--from", "tchm/6#outcome-2.1", "--note", "en=Said again."]);
    let statement = ["--statement-of", "JP", "--url", "https://customs.example/1", "--text", "ja=別の取決めにより実施した。"];
    add(
        &mut terminal,
        &[&["--bearing", "disputes", "--date", "2014"][..], &statement, &["--text", "en=Done under another arrangement."]].concat(),
    );
    terminal.run(&["show", "evidence:joint-validation-4"]);
    terminal.run(&["withdraw", "evidence:joint-validation-4", "--reason", "the party withdrew its statement"]);
    terminal.run(&["undo", "2", "--reason", "it was another site"]);
    add(&mut terminal, &[&["--bearing", "advances"][..], &FACT].concat());
    terminal.assert("evidence-added");
}

#[test]
fn what_is_wrong_with_evidence_is_said() {
    let mut terminal = with_samples(None);
    let mut refuse = |status: i32, more: &[&str]| {
        let ran = add(&mut terminal, more);
        assert_eq!(ran.status, status, "{more:?}: {}{}", ran.out, ran.err);
    };
    let fact = |bearing: &'static str, date: &'static str| {
        ["--bearing", bearing, "--date", date, "--url", "https://a.example/", "--text", "en=Done."]
    };
    refuse(2, &fact("did", "2013"));
    refuse(2, &fact("advances", "2009-13"));
    refuse(2, &["--bearing", "advances", "--date", "2013"]);
    refuse(2, &[&fact("advances", "2013")[..], &["--from", "tchm/6"]].concat());
    refuse(2, &["--bearing", "advances", "--date", "2013", "--from", "tchm/6", "--statement-of", "JP"]);
    refuse(2, &["--bearing", "advances", "--date", "2013", "--statement-of", "JP", "--text", "en=Done."]);
    refuse(2, &["--bearing", "advances", "--date", "2013", "--url", "https://a.example/", "--text", "Done."]);
    refuse(1, &["--bearing", "advances", "--date", "2013", "--url", "the press", "--text", "en=Done."]);
    refuse(1, &fact("advances", "2031"));
    refuse(1, &["--bearing", "advances", "--date", "2013", "--from", "tchm/9"]);
    refuse(1, &["--bearing", "advances", "--date", "2013", "--from", "tchm/6#outcome-9"]);
    refuse(1, &[&fact("disputes", "2013")[..], &["--statement-of", "FR"]].concat());
    refuse(1, &["--bearing", "ends", "--date", "2013", "--from", "topic:customs"]);
    let ran = terminal.run(&["evidence", "add", "--to", "nothing", "--bearing", "ends", "--date", "2013", "--from", "tchm/6"]);
    assert_eq!(ran.status, 1);
    assert_eq!(terminal.run(&["history", "evidence:joint-validation-2"]).status, 1, "nothing was written");
    terminal.assert("evidence-refused");
}

#[test]
fn files_of_candidates_that_are_none_are_refused_by_name() {
    let mut terminal = with_samples(None);
    terminal.write("empty.toml", "");
    std::fs::write(terminal.path("broken.toml"), b"proposes = \"commitments\"\n\xff\xfe").unwrap();
    terminal.write("person.toml", "proposes = \"commitments\"\nasked_at = \"2026-11-22T07:20:25Z\"\nperson = \"Example\"\n");
    for noun in ["commitments", "evidence"] {
        for file in ["none.toml", "empty.toml", "broken.toml", "person.toml"] {
            assert_eq!(terminal.run(&[noun, "decide", file]).status, 1, "{noun} {file}");
        }
    }
    terminal.run(&["commitments", "propose", "--meeting", "tchm/9"]);
    terminal.run(&["commitments", "propose", "--meeting", "tchm"]);
    terminal.run(&["commitments", "propose"]);
    terminal.run(&["evidence", "propose", "--commitment", "nothing"]);
    terminal.run(&["evidence", "propose", "--mechanism", "nothing"]);
    terminal.run(&["commitments", "propose", "--meeting", "tchm/6", "--out", "asked.toml"]);
    let asked = terminal.read("asked.toml");
    terminal.run(&["evidence", "decide", "asked.toml"]);
    terminal.run(&["evidence", "propose", "--all", "--out", "asked.toml"]);
    assert_eq!(terminal.read("asked.toml"), asked, "a file of the other kind is not written over");
    terminal.write("asked.toml", &asked.replacen("answer = \"\"", "answer = \"confirm\"", 1));
    terminal.run(&["commitments", "decide", "asked.toml"]);
    terminal.run(&["commitments", "decide", "asked.toml"]);
    // What was undone does not come back by an answer from before.
    terminal.run(&["undo", "2", "--reason", "too early"]);
    terminal.run(&["commitments", "decide", "asked.toml"]);
    terminal.assert("candidates-refused");
}

const EXCHANGE: [&str; 10] = ["exchange", "add", "--type", "seizure-notices", "--from", "JP", "--to", "KR", "--period", "2013-01/2013-06"];

fn exchange(terminal: &mut Terminal, more: &[&str]) -> i32 {
    terminal.run(&[&EXCHANGE[..], more].concat()).status
}

#[test]
fn an_exchange_is_registered_and_its_content_is_not() {
    let mut terminal = with_samples(None);
    assert_eq!(exchange(&mut terminal, &["--dry-run"]), 0);
    assert_eq!(exchange(&mut terminal, &["--count", "12"]), 1);
    assert_eq!(exchange(&mut terminal, &["--person", "Example"]), 2);
    assert_eq!(exchange(&mut terminal, &["--scope", "en=the box CSQU 305438 3"]), 1);
    assert_eq!(exchange(&mut terminal, &["--note", "en=handed over by Mr Example"]), 1);
    assert_eq!(exchange(&mut terminal, &["--commitment", "nothing"]), 1);
    assert_eq!(exchange(&mut terminal, &["--sent", "2009-13"]), 2);
    assert_eq!(exchange(&mut terminal, &["--sent", "2099"]), 1);
    assert_eq!(exchange(&mut terminal, &["--confirmed-by", "JP,JP"]), 1);
    let of_a_kind = ["exchange", "add", "--from", "JP", "--period", "2012", "--dry-run", "--type"];
    terminal.run(&[&of_a_kind[..], &["statistics"]].concat());
    terminal.run(&[&of_a_kind[..], &["joint-operation", "--to", "KR"]].concat());
    terminal.run(&[&of_a_kind[..], &["statistic", "--to", "KR"]].concat());
    let whole = ["--commitment", "joint-validation", "--channel", "en=A secure network", "--sent", "2013-07-10", "--next-due", "2014-01"];
    assert_eq!(exchange(&mut terminal, &whole), 0);
    assert_eq!(exchange(&mut terminal, &whole), 0);
    assert_eq!(exchange(&mut terminal, &[]), 1);
    let id = "seizure-notices-jp-kr-2013-01-2013-06";
    terminal.run(&["exchange", "confirm", id, "--by", "KR", "--count", "12"]);
    terminal.run(&["exchange", "confirm", id, "--by", "CN"]);
    terminal.run(&["exchange", "confirm", id, "--by", "JP,KR", "--count", "12"]);
    terminal.run(&["exchange", "confirm", id, "--by", "JP,KR", "--count", "13"]);
    terminal.run(&["show", id]);
    terminal.write("person.json", &person_in_a_record());
    terminal.run(&["put", "person.json"]);
    let operation = ["exchange", "add", "--type", "joint-operation", "--from", "CN,JP,KR", "--period", "2012-05-01/2012-05-12"];
    let more = [
        "--name",
        "en=Made-up Operation",
        "--office",
        "en=Three made-up customs houses",
        "--debrief",
        "2012-06",
        "--reported-at",
        "tchm/6",
    ];
    terminal.run(&[&operation[..], &more].concat());
    terminal.assert("exchanges");
}

/// A record with a field for a person.
fn person_in_a_record() -> String {
    let mut record = serde_json::to_value(samples::exchange()).unwrap();
    record["person"] = "Example".into();
    serde_json::json!({"kind": "exchange", "record": record}).to_string()
}

#[test]
fn many_exchanges_come_by_a_table_all_or_none() {
    let mut terminal = with_samples(None);
    let head = "type,from,to,period,commitment,scope:en,scope:ko,count,confirmed-by\n";
    terminal
        .write("good.csv", &format!("{head}statistics,JP,KR,2012,joint-validation,Figures,통계,12,JP KR\nstatistics,KR,JP,2012,,,,,\n"));
    terminal.write(
        "bad.csv",
        &format!("{head}statistics,CN,KR,2012,,,,,\nstatistics,CN,KR,2009-13,,,,,\nstatistics,CN,KR,2013,,the box CSQU 305438 3,,,\nstatistics,CN,KR,2014,nothing,,,9,\nstatistics,CN,KR,2015,,,,9,KR\nstatistics,CN,KR,2012,,,,,\n"),
    );
    terminal.write("person.csv", "type,from,to,period,person\nstatistics,CN,KR,2012,Example\n");
    terminal.write("head.csv", head);
    terminal.write("empty.csv", "");
    let broken = [&b"type,from,to,period,scope:en\nstatistics,CN,KR,2012,"[..], b"\xff\xfe\x80\n"].concat();
    std::fs::write(terminal.path("broken.csv"), broken).unwrap();
    terminal.write("cut.csv", "type,from,to,period\nstatistics,CN,KR,2012\nstatistics,CN,KR");
    terminal.write("open.csv", "type,from,to,period,scope:en\nstatistics,CN,KR,2012,\"Figures of\nstatistics,CN,KR,2013,x\n");
    std::fs::write(terminal.path("sheet.xlsx"), b"PK\x03\x04 and no more").unwrap();
    std::fs::write(terminal.path("binary.csv"), [0_u8, 1, 2, 0xff, 0xfe, 0, 0, 7].repeat(64)).unwrap();
    let bad =
        ["bad.csv", "person.csv", "head.csv", "empty.csv", "broken.csv", "none.csv", "cut.csv", "open.csv", "sheet.xlsx", "binary.csv"];
    let bad = bad.map(|file| (file, 1));
    for (file, status) in [("good.csv", 0), ("good.csv", 0)].into_iter().chain(bad) {
        assert_eq!(terminal.run(&["exchange", "add", "--manifest", file]).status, status, "{file}: {}", terminal.transcript);
    }
    assert_eq!(terminal.run(&["exchange", "add", "--manifest", "good.csv", "--count", "1"]).status, 2);
    assert_eq!(terminal.run(&["history", "exchange:statistics-cn-kr-2012"]).status, 1, "of a bad table nothing is published");
    terminal.assert("exchange-manifest");
}

#[test]
fn what_became_of_commitments_survives_export_load_and_rebuild() {
    survive(with_samples(None), Terminal::new());
}

#[test]
fn it_survives_on_postgres_too() {
    if let (Some(database), Some(mirror)) = (Database::make(), Terminal::on_postgres()) {
        survive(with_samples(Some(database)), mirror);
    }
}

/// Moves a register with all that follow-through has, and holds one against the other.
fn survive(mut source: Terminal, mut mirror: Terminal) {
    let done = |terminal: &mut Terminal, arguments: &[&str]| {
        let ran = terminal.run(arguments);
        assert_eq!(ran.status, 0, "{arguments:?}: {}{}", ran.out, ran.err);
        ran.out
    };
    done(&mut source, &[&["evidence", "add", "--to", "joint-validation", "--bearing", "fulfils", "--period", "2013"][..], &FACT].concat());
    let reply = [
        "--bearing",
        "disputes",
        "--date",
        "2014",
        "--statement-of",
        "JP",
        "--url",
        "https://customs.example/1",
        "--text",
        "ja=別途実施。",
    ];
    done(&mut source, &[&["evidence", "add", "--to", "joint-validation"][..], &reply].concat());
    done(&mut source, &[&["evidence", "add", "--to", "joint-validation", "--bearing", "ends"][..], &FACT].concat());
    done(&mut source, &["withdraw", "evidence:joint-validation-4", "--reason", "made up"]);
    done(&mut source, &[&EXCHANGE[..], &["--commitment", "joint-validation"]].concat());
    done(&mut source, &["export", "register.jsonl"]);
    let before = states(&source);
    assert!(before[0].contains("Advanced") && before[0].contains("Disputed") && !before[0].contains("Ended"), "{before:?}");

    mirror.write("register.jsonl", &source.read("register.jsonl"));
    done(&mut mirror, &["load", "register.jsonl"]);
    done(&mut mirror, &["rebuild"]);
    done(&mut source, &["rebuild"]);
    done(&mut mirror, &["export", "again.jsonl"]);
    done(&mut source, &["export", "again.jsonl"]);
    assert_eq!(mirror.read("again.jsonl"), source.read("register.jsonl"));
    assert_eq!(source.read("again.jsonl"), source.read("register.jsonl"));
    for terminal in [&mut source, &mut mirror] {
        // The made-up records name files that are nowhere; all else is sound.
        let verified = terminal.run(&["verify"]).out;
        assert!(verified.contains("missing, else sound"), "{verified}");
        assert_eq!(states(terminal), before);
        let addresses = [
            "commitment:joint-validation",
            "evidence:joint-validation-2",
            "evidence:joint-validation-3",
            "initiative:made-up-project",
            "process:made-up-recognition",
            "exchange:seizure-notices-jp-kr-2013-01-2013-06",
        ];
        let shown: Vec<String> = addresses.iter().map(|address| done(terminal, &["show", address, "--json"])).collect();
        terminal.transcript = shown.concat();
    }
    assert_eq!(source.transcript, mirror.transcript, "record for record");
}

/// What became of every commitment, as it is derived from the register of a terminal.
fn states(terminal: &Terminal) -> Vec<String> {
    let mut location = Location::folder(terminal.path("chancery-data"));
    if let Some(database) = &terminal.database {
        location.journal = JournalAt::Postgres(database.url().parse().unwrap());
    }
    let ctx = Ctx::at("2026-11-22T07:20:25Z", Actor { name: "test".into(), role: Role::Operator }, Lang::en());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let app = App::open_existing_at(&location).await.unwrap();
        let rows = app.list_commitments(&ctx, &CommitmentQuery::default()).await.unwrap().rows;
        let said = rows.iter().map(|row| format!("{} {:?}", row.commitment.id, row.state)).collect();
        app.store().close().await;
        said
    })
}
