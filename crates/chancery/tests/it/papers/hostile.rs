//! Files that were made to do harm: each costs a finding or a refusal, and the next file is added as if nothing had been.

use std::process::Stdio;

use super::made::{Pdf, archive, docx, packed, paragraph, relations};
use super::*;

const HELVETICA: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";

#[test]
fn hostile_files_cost_a_finding_or_a_refusal() {
    let desk = Desk::new();
    let root = relations(&[("officeDocument", "word/document.xml")]);
    let laughs = "<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><w:document><w:body>&b;</w:body></w:document>";
    let big = "0".repeat(300 << 20);
    let mut script = Pdf::default();
    script.add("<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>");
    script.add("<< /Type /Pages /Count 1 /Kids [3 0 R] >>");
    script.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /Font << /F 4 0 R >> >> /Contents 5 0 R >>");
    script.add(HELVETICA);
    script.add_stream("", b"BT /F 9 Tf (words of the plan) Tj ET");
    let mut burst = Pdf::default();
    burst.add("<< /Type /Catalog /Pages 2 0 R >>");
    burst.add("<< /Type /Pages /Count 1 /Kids [3 0 R] >>");
    burst.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>");
    burst.add_stream("/Filter /FlateDecode", &packed(big.as_bytes()));
    let files: [(&str, Vec<u8>, &str); 12] = [
        ("empty.pdf", Vec::new(), "refused    empty.pdf: the file is empty"),
        ("program.pdf", b"MZ\x90\0".to_vec(), "looks like a program"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "an old Office document"),
        ("archive.docx", archive(&[("a.txt", b"x")]), "a ZIP archive"),
        ("torn.docx", b"PK\x03\x04 and nothing else".to_vec(), "refused    torn.docx"),
        ("bomb.docx", docx(&paragraph(&big), &[]), "unpacks to more than"),
        ("evil.docx", docx(&paragraph("x"), &[("../evil", "x")]), "no word processor writes"),
        ("laughs.docx", archive(&[("_rels/.rels", root.as_bytes()), ("word/document.xml", laughs.as_bytes())]), "document type of its own"),
        ("text.txt", b"\xff\xfe\0\xd8".to_vec(), "cannot be decoded"),
        ("torn.pdf", b"%PDF-1.7\nnothing".to_vec(), "the file could not be read"),
        ("script.pdf", script.finish(), "  replaced   script.pdf"),
        ("burst.pdf", burst.finish(), "  replaced   burst.pdf"),
    ];
    drop(big);
    for (name, bytes, expected) in &files {
        desk.write(name, bytes);
        let (status, out, err) = desk.run(&["document", "add", name, "--to", "tchm-4-action-plan", "--lang", "en"]);
        assert!(out.contains(expected), "{name}: {out}{err}");
        assert_eq!(status, i32::from(out.contains("  refused")), "{name}: {out}{err}");
    }
    desk.specimen("customs-action-plan-2017.ko.docx");
    assert!(desk.done(&["document", "add", "customs-action-plan-2017.ko.docx", "--to", "tchm-4-action-plan"]).contains("ko (told"));
    assert!(desk.done(&["verify"]).contains("sound"));
}

#[test]
fn a_file_that_needs_too_much_memory_or_time_is_kept_and_says_so() {
    let desk = Desk::new();
    desk.write("much.txt", "words of the plan ".repeat(5 << 20));
    let add = |variable: &str, value: &str| {
        let mut command = chancery(desk.folder());
        command.args(["document", "add", "much.txt", "--to", "tchm-4-action-plan", "--lang", "en", "--only"]);
        let output = command.env(variable, value).stdin(Stdio::null()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (status, out) = add("CHANCERY_PAPER_MEMORY_BYTES", "167772160");
    assert!(status == Some(0) && out.contains("reading it needs more than 160 MiB of memory"), "{out}");
    // Nothing is there to be read from what came before, so the next try reads it again.
    desk.write("much.txt", "words of the same plan ".repeat(2 << 20));
    let (status, out) = add("CHANCERY_PAPER_SECONDS", "1");
    assert!(status == Some(0) && out.contains("reading it took longer than 1 seconds"), "{out}");
    let (status, out) = add("CHANCERY_PAPER_MAX_BYTES", "1000");
    assert!(status == Some(1) && out.contains("more than 1000 are not read"), "{out}");
    assert!(desk.done(&["verify"]).contains("sound"));
}
