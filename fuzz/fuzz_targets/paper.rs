//! What holds for any file given to the reader of papers, and archives to put a part into.
#![expect(dead_code, reason = "each target uses a part of it")]

use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::sync::Mutex;

use chancery_ingest::papers::{Owner, PaperLimits, find_clauses, read_paper};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Small, so that the fuzzer finds what grows.
const LIMITS: PaperLimits =
    PaperLimits { max_bytes: 1 << 20, max_pages: 50, max_text_bytes: 1 << 20, max_unpacked_bytes: 16 << 20, max_parts: 64 };

/// Reads a file; what can be read stays within the limits, and its clauses cover the text once.
pub fn check(bytes: &[u8]) {
    let Ok(paper) = read_paper(bytes, None, &LIMITS) else { return };
    assert!(paper.pages.len() <= LIMITS.max_pages);
    assert!(paper.pages.iter().map(|page| page.text.len()).sum::<usize>() <= LIMITS.max_text_bytes);
    let found = find_clauses(&paper);
    for (at, page) in paper.pages.iter().enumerate() {
        let mut end = 0;
        for stretch in found.stretches.iter().filter(|stretch| stretch.page == at) {
            assert_eq!(stretch.range.start, end);
            end = stretch.range.end;
            assert!(!matches!(stretch.owner, Owner::Clause(clause) if clause >= found.clauses.len()));
        }
        assert_eq!(end, page.text.len());
    }
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)).expect("the name is sound");
        writer.write_all(bytes).expect("memory takes bytes");
    }
    writer.finish().expect("memory takes bytes").into_inner()
}

fn relations(list: &[(&str, &str)]) -> String {
    let one = |(at, (kind, target)): (usize, &(&str, &str))| format!("<Relationship Id=\"r{at}\" Type=\"x/{kind}\" Target=\"{target}\"/>");
    format!("<Relationships>{}</Relationships>", list.iter().enumerate().map(one).collect::<String>())
}

/// A DOCX file with this body; its numbering, styles and footnotes are the same bytes, which no sound file has.
pub fn docx(bytes: &[u8]) -> Vec<u8> {
    let root = relations(&[("officeDocument", "word/document.xml")]);
    let links = relations(&[("numbering", "document.xml"), ("styles", "document.xml"), ("footnotes", "document.xml")]);
    archive(&[("_rels/.rels", root.as_bytes()), ("word/_rels/document.xml.rels", links.as_bytes()), ("word/document.xml", bytes)])
}

/// An ODT file with this content.
pub fn odt(bytes: &[u8]) -> Vec<u8> {
    archive(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", bytes)])
}

/// An XLSX file with this sheet, twice; its strings and styles are the same bytes.
pub fn xlsx(bytes: &[u8]) -> Vec<u8> {
    let root = relations(&[("officeDocument", "xl/workbook.xml")]);
    let links = relations(&[("worksheet", "sheet.xml"), ("sharedStrings", "sheet.xml"), ("styles", "sheet.xml")]);
    let workbook = b"<workbook><sheets><sheet name=\"s\" id=\"r0\"/><sheet name=\"t\" id=\"r0\"/></sheets></workbook>";
    let parts: [(&str, &[u8]); 4] =
        [("_rels/.rels", root.as_bytes()), ("xl/_rels/workbook.xml.rels", links.as_bytes()), ("xl/workbook.xml", workbook), ("xl/sheet.xml", bytes)];
    archive(&parts)
}

/// Lets a panic inside the library that takes PDF files apart pass, since the reader turns it into a refusal; each place is
/// told once. A panic of our own code ends the run, although the reader would catch it too.
pub fn pass_over_the_library() {
    static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let end = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| match panic.location().filter(|place| place.file().contains("/hayro-")) {
        Some(place) => {
            if TOLD.lock().is_ok_and(|mut told| told.insert(place.to_string())) {
                eprintln!("the library panicked: {panic}");
            }
        }
        None => end(panic),
    }));
}
