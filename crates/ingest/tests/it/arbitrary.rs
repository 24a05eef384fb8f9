//! Bytes that are no page, and pages that somebody made to be slow.

use std::time::{Duration, Instant};

use chancery_ingest::{Input, Lexicon, ReadError};
use proptest::prelude::*;

use crate::ledger;

/// Pieces that pages are made of, in any order.
const PIECES: [&str; 34] = [
    "Mechanism Search",
    "Ministerial Meetings",
    "X Meeting (XM) Latest Event : 2017",
    "6th X Meeting (XM)",
    "5th X Meeting",
    "• 2017.11.30",
    "• Tokyo, Japan",
    "2016",
    "1 2",
    "Download. EN CN",
    "■Participants",
    "■Agenda :",
    "■Outcome",
    "■Documents",
    "■Whatever",
    "China: Ministry",
    "ROK",
    "Mr. A B, Minister, Japan",
    "1. a",
    "2) b",
    "(i) c",
    "- d",
    "•e",
    "① f 2. g",
    "* note",
    "※注",
    "第6回会合",
    "제6차 회의",
    "Date: 2018",
    "Venue: Seoul",
    "Host: Japan",
    "and so on,",
    "Joint Statement",
    "   ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(report) = ledger::read_bytes("page", &bytes) {
            ledger::check(&report);
        }
    }

    #[test]
    fn arbitrary_text_never_panics(text in "(\\PC|\n){0,200}", name in "page(.html)?") {
        if let Ok(report) = ledger::read_bytes(&name, text.as_bytes()) {
            ledger::check(&report);
        }
    }

    #[test]
    fn pieces_in_any_order_lose_nothing(pieces in proptest::collection::vec((0usize..34, any::<bool>()), 0..40), is_html: bool) {
        let mut text = String::new();
        for (piece, ends) in pieces {
            text.push_str(PIECES[piece]);
            text.push_str(match (is_html, ends) { (true, true) => "<br>", (false, true) => "\n", _ => " " });
        }
        let name = if is_html { "page.html" } else { "page.txt" };
        if let Ok(report) = ledger::read_bytes(name, text.as_bytes()) {
            ledger::check(&report);
        }
    }
}

#[test]
fn what_is_no_page_is_refused_with_a_reason() {
    let check = |bytes: &[u8], expected: &str| {
        let message = ledger::read_bytes("given", bytes).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    };
    check(b"", "given is empty");
    check(b"Dear all,\nsee you on 2017.11.30 in Tokyo.\n", "no mechanism was recognised in given; expected");
    check(b"%PDF-1.4\n%\xe2\xe3", "a PDF file");
    check(b"caf\xe9 1", "not valid UTF-8: the bytes from offset 3");
    let Err(ReadError::NothingRecognised { findings, .. }) = ledger::read_bytes("given", b"just words") else { panic!("taken") };
    assert!(ledger::is_found(&findings, "just words"));
}

#[test]
fn slow_pages_end_soon() {
    let lexicon = Lexicon::bundled();
    let head = "Ministerial Meetings\nX Meeting (XM) Latest Event : 2017\n6th X Meeting (XM)\n• 2017\n■Outcome\n";
    let million = 60_000;
    let pages = [
        ("one line", format!("{head}{}", "1. word (".repeat(million))),
        ("nested items", format!("{head}{}", "1. a\n1) b\n(1) c\n(i) d\n".repeat(million / 8))),
        ("colons", format!("{head}{}", "1. a:\n".repeat(million / 2))),
        ("wrapped lines", format!("{head}1. a\n{}", "and so on\n".repeat(million / 2))),
        ("empty headings", format!("{head}{}", "■Agenda\n".repeat(million / 4))),
        ("blank lines", format!("{head}{}x", "\n".repeat(2 * million))),
        ("titles", format!("{head}{}", "5th X Meeting (XM)\n".repeat(million / 16))),
        ("nothing", "x\n".repeat(million / 2)),
        ("parties", format!("{head}■Participants\n{}", "China: A; Japan: B; ".repeat(million / 8))),
    ];
    for (name, text) in pages {
        let start = Instant::now();
        let _report = chancery_ingest::read(&Input { name, bytes: text.as_bytes(), encoding: None, url: None }, &lexicon);
        let took = start.elapsed();
        println!("{name}: {} bytes in {took:?}", text.len());
        assert!(took < Duration::from_secs(60), "{name} took {took:?}");
    }
    let html = format!("<html>{}{}", "<div><b>".repeat(million), head.replace('\n', "<br>"));
    let start = Instant::now();
    assert!(ledger::read_bytes("page.html", html.as_bytes()).is_ok());
    assert!(start.elapsed() < Duration::from_secs(60));
}
