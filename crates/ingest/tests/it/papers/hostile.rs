//! Files that somebody made to harm a reader: each costs a refusal or a finding, in bounded time, and never a panic.

use std::time::{Duration, Instant};

use chancery_ingest::papers::{Paper, PaperError, PaperFindingKind, PaperLimits, find_clauses, read_paper};
use proptest::prelude::*;

use super::made::{Pdf, archive, docx, packed, paragraph, relations, shown};
use super::{found, kinds};

/// Small limits, so that what bursts does so soon.
const LIMITS: PaperLimits =
    PaperLimits { max_bytes: 8 << 20, max_pages: 20, max_text_bytes: 1 << 20, max_unpacked_bytes: 4 << 20, max_parts: 64 };

/// Far more than any of these files needs, even on a busy machine and without optimization.
const LONG: Duration = Duration::from_secs(60);

fn attempt(bytes: &[u8]) -> Result<Paper, PaperError> {
    let start = Instant::now();
    let outcome = read_paper(bytes, None, &LIMITS);
    assert!(start.elapsed() < LONG, "it took {:?}", start.elapsed());
    if let Ok(paper) = &outcome {
        assert!(paper.pages.iter().map(|page| page.text.len()).sum::<usize>() <= LIMITS.max_text_bytes);
        assert!(paper.pages.len() <= LIMITS.max_pages);
        find_clauses(paper);
    }
    outcome
}

fn refused(bytes: &[u8], expected: &str) {
    let message = attempt(bytes).expect_err(expected).to_string();
    assert!(message.contains(expected), "{message:?} does not say {expected:?}");
}

fn flagged(bytes: &[u8], expected: PaperFindingKind) {
    let paper = attempt(bytes).unwrap();
    assert!(kinds(&paper).contains(&expected), "{:?}", paper.findings);
}

#[test]
fn what_is_no_paper_is_refused() {
    refused(b"", "is empty");
    refused(&vec![b'x'; LIMITS.max_bytes + 1], "more than 8388608 are not read");
    refused(b"MZ\x90\0", "a program");
    refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document");
    refused(b"a\0b\0c", "binary data");
    refused(b"{\\rtf1 x}", "a rich text file");
    refused(&archive(&[("a.txt", b"x")]), "a ZIP archive");
    refused(b"PK\x03\x04 and nothing else", "cannot be read");
    refused(b"%PDF-1.7\nnothing", "cannot be read");
    refused(b"\xff\xfe\0\xd8", "cannot be decoded");
}

#[test]
fn archives_that_burst_are_refused() {
    let bomb = paragraph(&"0".repeat(LIMITS.max_unpacked_bytes));
    refused(&docx(&bomb, &[]), "unpacks to more than");
    // Many parts that together are too much.
    let half = "<!-- ".to_owned() + &"0".repeat(3 << 20) + " -->";
    let styles = format!("<w:styles xmlns:w=\"w\">{half}</w:styles>");
    let links = relations(&[("styles", "styles.xml"), ("numbering", "styles.xml")]);
    refused(&docx("", &[("word/_rels/document.xml.rels", &links), ("word/styles.xml", &styles)]), "unpacks to more than");
    // What is not asked for is not unpacked.
    let unread = "0".repeat(LIMITS.max_unpacked_bytes + 1);
    assert!(attempt(&docx(&paragraph("x"), &[("word/media/bomb.bin", &unread)])).is_ok());
    let names: Vec<String> = (0..100).map(|n| format!("p{n}")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    refused(&archive(&parts), "100 parts, more than 64");
}

#[test]
fn names_that_lead_out_or_stand_twice_are_refused() {
    for name in ["../evil", "/etc/passwd", "word/../../evil", "C:\\evil", "a\\..\\b", "word/document.xml\0.png"] {
        refused(&docx(&paragraph("x"), &[(name, "x")]), "no word processor writes");
    }
    refused(&docx(&paragraph("x"), &[("word/document.xml", "<a/>")]), "cannot be read");
}

#[test]
fn entities_and_document_types_are_refused() {
    let laughs =
        "<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]><w:document><w:body/></w:document>";
    let outside = "<!DOCTYPE x [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><x>&x;</x>";
    for part in [laughs, outside] {
        let root = relations(&[("officeDocument", "word/document.xml")]);
        refused(&archive(&[("_rels/.rels", root.as_bytes()), ("word/document.xml", part.as_bytes())]), "document type of its own");
    }
    refused(&docx(&paragraph("&unknown;"), &[]), "entity");
    refused(&docx(&("<a>".repeat(600) + &"</a>".repeat(600)), &[]), "nests deeper");
    refused(&docx("<w:p>", &[]), "cannot be read");
    refused(&docx(&paragraph("&#0;&#x110000;"), &[]), "cannot be read");
}

#[test]
fn what_a_document_carries_beside_its_words_is_flagged() {
    flagged(&docx(&paragraph("x"), &[("word/vbaProject.bin", "x")]), PaperFindingKind::ActiveContent);
    flagged(&docx(&paragraph("x"), &[("word/embeddings/oleObject1.bin", "x")]), PaperFindingKind::Attachments);
    let links = relations(&[("attachedTemplate", "!https://example.org/t.dotm")]);
    flagged(&docx(&paragraph("x"), &[("word/_rels/settings.xml.rels", &links)]), PaperFindingKind::OutsideReference);
}

const HELVETICA: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";

/// A file with one page and further entries in its catalog.
fn with_catalog(entries: &str) -> Vec<u8> {
    let mut pdf = Pdf::default();
    pdf.add(&format!("<< /Type /Catalog /Pages 2 0 R {entries} >>"));
    pdf.add("<< /Type /Pages /Count 1 /Kids [3 0 R] >>");
    pdf.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /Font << /F 4 0 R >> >> /Contents 5 0 R /Annots [<< /Subtype /Link /A << /S /URI /URI (https://example.org/) >> >>] >>");
    pdf.add(HELVETICA);
    pdf.add_stream("", b"BT /F 9 Tf (words) Tj ET");
    pdf.finish()
}

#[test]
fn scripts_actions_and_attachments_in_pdf_are_flagged() {
    assert_eq!(kinds(&attempt(&with_catalog("")).unwrap()), []);
    assert_eq!(kinds(&attempt(&with_catalog("/OpenAction << /S /GoTo /D [3 0 R /Fit] >>")).unwrap()), []);
    flagged(&with_catalog("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), PaperFindingKind::ActiveContent);
    flagged(&with_catalog("/OpenAction << /S /Launch /F (x.exe) >>"), PaperFindingKind::ActiveContent);
    flagged(&with_catalog("/Names << /JavaScript << /Names [] >> >>"), PaperFindingKind::ActiveContent);
    flagged(&with_catalog("/Names << /EmbeddedFiles << /Names [] >> >>"), PaperFindingKind::Attachments);
    flagged(&with_catalog("/AcroForm << /XFA (x) >>"), PaperFindingKind::ActiveContent);
}

#[test]
fn pdf_streams_that_burst_are_left_out_or_refused() {
    let bomb = packed(&vec![b' '; LIMITS.max_unpacked_bytes + 1]);
    // As the content of a page it costs the page.
    let mut pdf = Pdf::default();
    pdf.add("<< /Type /Catalog /Pages 2 0 R >>");
    pdf.add("<< /Type /Pages /Count 1 /Kids [3 0 R] >>");
    pdf.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>");
    pdf.add_stream("/Filter /FlateDecode", &bomb);
    flagged(&pdf.finish(), PaperFindingKind::TextLeftOut);
    // Packed twice it is not unpacked at all.
    let mut pdf = Pdf::default();
    pdf.add("<< /Type /Catalog /Pages 2 0 R >>");
    pdf.add("<< /Type /Pages /Count 1 /Kids [3 0 R] >>");
    pdf.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>");
    pdf.add_stream("/Filter [/FlateDecode /FlateDecode]", &packed(&bomb));
    flagged(&pdf.finish(), PaperFindingKind::NoTextLayer);
    // As a table of objects, which the library unpacks by itself, it refuses the file.
    let mut pdf = Pdf::default();
    pdf.add("<< /Type /Catalog /Pages 2 0 R >>");
    pdf.add_stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &bomb);
    refused(&pdf.finish(), "unpacks to more than");
}

#[test]
fn pdf_structures_that_turn_in_circles_end() {
    let mut pdf = Pdf::default();
    pdf.add("<< /Type /Catalog /Pages 2 0 R >>");
    pdf.add("<< /Type /Pages /Count 2 /Kids [2 0 R 3 0 R] /Parent 2 0 R >>");
    pdf.add(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> /Font << /F 5 0 R >> >> /Contents 6 0 R >>",
    );
    pdf.add_stream("/Type /XObject /Subtype /Form /Resources << /XObject << /X 4 0 R /Y 4 0 R >> >>", b"/X Do /Y Do");
    pdf.add("<< /Type /Font /Subtype /Type0 /DescendantFonts [5 0 R] /Encoding 5 0 R /ToUnicode 4 0 R >>");
    pdf.add_stream("", b"/X Do BT /F 9 Tf (words) Tj ET");
    let _ = attempt(&pdf.finish());
    let mut deep = b"%PDF-1.7\n1 0 obj\n".to_vec();
    deep.extend(b"[".repeat(200_000));
    let _ = attempt(&deep);
    let deep = b"<<".repeat(100_000);
    let _ = attempt(&Pdf::of(HELVETICA, &[], &[&deep]));
}

#[test]
fn pdf_numbers_out_of_bounds_are_no_harm() {
    for content in [
        &b"BT /F 1e38 Tf 1e38 1e38 1e38 1e38 1e38 1e38 Tm (words) Tj ET"[..],
        b"BT /F 9 Tf 99999999999999999999 TL (a) ' (b) ' ET",
        b"BT /F 0 Tf (words) Tj ET",
        b"BT /F -9 Tf (words) Tj ET",
        b"BT /G 9 Tf (no font) Tj ET",
        b"Q Q Q q q q ET EMC EMC BT Tj TJ Td",
        b"BT /F 9 Tf [(a) 1e300 (b) -1e300 (c)] TJ ET",
        b"(",
    ] {
        let _ = attempt(&Pdf::of(HELVETICA, &[], &[content]));
    }
    let wide =
        "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [<< /DW 1e9 /W [0 4294967295 5 7 [1 2] -5 9 1] >>] >>";
    let _ = attempt(&Pdf::of(wide, &[], &[&shown(&[0, 1, 2])]));
    let many: Vec<&[u8]> = vec![b"BT /F 9 Tf (words) Tj ET"; 40];
    let paper = attempt(&Pdf::of(HELVETICA, &[], &many)).unwrap();
    assert_eq!((paper.pages.len(), paper.page_count, kinds(&paper)), (20, 40, vec![PaperFindingKind::PagesLeftOut]));
}

#[test]
fn much_text_is_cut_and_said_to_be() {
    let paper = attempt(format!("{}\n", "合作。".repeat(100)).repeat(1300).as_bytes()).unwrap();
    assert_eq!(kinds(&paper), [PaperFindingKind::TextLeftOut]);
    let page = format!("BT /F 9 Tf {} ET", "(words words words words) Tj ".repeat(10_000));
    let _ = attempt(&Pdf::of(HELVETICA, &[], &[page.as_bytes()]));
}

#[test]
fn text_that_is_made_to_be_slow_ends_soon() {
    for (name, unit, first) in [
        ("blank lines", "\n", "words"),
        ("parts of one name", "第一编\n", ""),
        ("annexes without a number", "附件\n", ""),
        ("articles that start anew", "Article 1\nArticle 2\n", ""),
        ("clauses of one number", "1. a\n", ""),
        ("every form on a line", "1. (1) (a) ① 一、(i) a) 가. x\n", ""),
        ("form feeds", "a\u{c}", ""),
    ] {
        let text = format!("{first}{}", unit.repeat(LIMITS.max_text_bytes / 4 / unit.len()));
        let start = Instant::now();
        let paper = attempt(text.as_bytes()).unwrap();
        assert!(start.elapsed() < LONG, "{name} took {:?}", start.elapsed());
        if name.starts_with("parts") {
            let last = find_clauses(&paper).clauses.pop().unwrap();
            assert_eq!(last.anchor.as_str(), format!("part-1_{}", text.lines().count()));
        }
    }
}

#[test]
fn one_string_in_every_cell_of_many_sheets_is_cut() {
    let root = relations(&[("officeDocument", "xl/workbook.xml")]);
    let links = relations(&[("worksheet", "sheet.xml"), ("sharedStrings", "words.xml")]);
    let workbook = format!("<workbook><sheets>{}</sheets></workbook>", "<sheet name=\"s\" id=\"r0\"/>".repeat(LIMITS.max_pages));
    let sheet = format!("<sheetData><row>{}</row></sheetData>", "<c t=\"s\"><v>0</v></c>".repeat(5000));
    // All of it would be a hundred thousand times this string.
    let words = format!("<sst><si><t>{}</t></si></sst>", "海关".repeat(100_000));
    let paper = attempt(&archive(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/sheet.xml", sheet.as_bytes()),
        ("xl/words.xml", words.as_bytes()),
    ]))
    .unwrap();
    assert_eq!((paper.pages.len(), kinds(&paper)[0]), (LIMITS.max_pages, PaperFindingKind::TextLeftOut));
    assert_eq!(paper.pages.iter().map(|page| page.text.len()).sum::<usize>(), LIMITS.max_text_bytes);
}

#[test]
fn marks_in_pdf_that_nest_or_hold_without_end_are_bounded() {
    let nested = format!(
        "BT /F 9 Tf /Span << /ActualText (said) >> BDC {}{}(drawn) Tj EMC ( after) Tj ET",
        "/M BMC ".repeat(10_000),
        "EMC ".repeat(10_000)
    );
    let paper = attempt(&Pdf::of(HELVETICA, &[], &[nested.as_bytes()])).unwrap();
    assert!(paper.pages[0].text.starts_with("said"), "{}", paper.pages[0].text);
    assert!(paper.pages[0].text.contains("after"), "{}", paper.pages[0].text);
    let long = format!("BT /F 9 Tf /Span << /ActualText ({}) >> BDC (x) Tj EMC ET", "said ".repeat(20_000));
    flagged(&Pdf::of(HELVETICA, &[], &[long.as_bytes()]), PaperFindingKind::TextLeftOut);
    let many = format!("/Span << /ActualText ({}) >> BDC (x) Tj EMC ", "said ".repeat(10_000)).repeat(100);
    flagged(&Pdf::of(HELVETICA, &[], &[format!("BT /F 9 Tf {many} ET").as_bytes()]), PaperFindingKind::TextLeftOut);
}

#[test]
fn garbled_archives_and_pages_end_well() {
    let sound = [docx(&paragraph("第一条　海关"), &[]), with_catalog("/OpenAction << /S /GoTo >>")];
    for file in sound {
        for cut in (0..file.len()).step_by(7) {
            let _ = attempt(&file[..cut]);
            let mut changed = file.clone();
            changed[cut] ^= 0x55;
            let _ = attempt(&changed);
        }
    }
}

#[test]
fn specimens_with_a_stretch_torn_out_end_well() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/specimens");
    for name in ["customs-action-plan-2017.en.pdf", "customs-action-plan-2017.zh.docx", "customs-action-plan-2017.ko.html"] {
        let sound = std::fs::read(folder.join(name)).unwrap();
        for step in 0..40 {
            let from = sound.len() * step / 40;
            let to = (from + 1 + step * step).min(sound.len());
            let torn = [&sound[..from], &sound[to..]].concat();
            let mut blotted = sound.clone();
            blotted[from..to].fill(b'9');
            for bytes in [torn, blotted] {
                if let Ok(paper) = attempt(&bytes) {
                    found(&paper);
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_behind_any_mark(bytes in prop::collection::vec(any::<u8>(), 0..300), start in prop::sample::select(vec![&b""[..], b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"%PDF-1.7\n1 0 obj <<"])) {
        let _ = attempt(&[start, &bytes].concat());
    }

    #[test]
    fn any_operators_on_a_page(content in "[ -~]{0,200}") {
        if let Ok(paper) = attempt(&Pdf::of(HELVETICA, &[], &[format!("BT /F 9 Tf {content}").as_bytes()])) {
            found(&paper);
        }
    }

    #[test]
    fn any_body_of_a_document(body in "(<(/)?w:(p|r|t|tbl|tr|tc|numPr)( w:val=\"1\")?(/)?>|[a-z一-三&;]){0,60}") {
        if let Ok(paper) = attempt(&docx(&body, &[])) {
            found(&paper);
        }
    }
}
