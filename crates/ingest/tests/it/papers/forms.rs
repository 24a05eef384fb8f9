//! Each form of file, made small: text, HTML, DOCX, ODT, XLSX, and PDF with the fonts that East Asian papers have.

use chancery_ingest::papers::{LineEnds, MediaType, Paper, PaperFindingKind, PaperLimits, read_paper};
use chancery_model::Lang;
use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS};

use super::made::{Pdf, archive, docx, paragraph, relations, shown};
use super::{kinds, read};

fn text(paper: &Paper) -> String {
    paper.pages.iter().map(|page| page.text.as_str()).collect::<Vec<_>>().join("\u{c}")
}

#[test]
fn plain_text_in_the_encodings_of_the_region() {
    let zh = "第一条　三国海关当局共同开展本行动计划所列各项合作，并每年审议一次。";
    let ko = "제1조 3국 관세당국은 이 행동계획에서 정한 협력을 공동으로 이행한다.";
    let ja = "第1条　三国の税関当局は、この行動計画に定める協力を共同で実施する。";
    for (words, encoding, lang) in [(zh, GB18030, Lang::zh()), (ko, EUC_KR, Lang::ko()), (ja, SHIFT_JIS, Lang::ja())] {
        let paper = read(&encoding.encode(words).0);
        assert_eq!((paper.media_type, text(&paper).as_str()), (MediaType::Text, words));
        assert_eq!(paper.pages[0].lang, Some(lang));
        assert_eq!(kinds(&paper), [PaperFindingKind::EncodingGuessed]);
    }
    let paper = read("one page\u{c}and the next\n".as_bytes());
    assert_eq!((paper.has_pages, paper.pages.len(), paper.pages[1].text.as_str()), (true, 2, "and the next\n"));
}

#[test]
fn lines_of_plain_text_are_told_from_paragraphs() {
    let broken = "The three administrations carry out together the cooperation that this\nplan sets out, within the laws of each side and within the resources\nthat are available to each of them.\n\nThey report once a year to the Heads of the customs administrations of\nthe three countries.\n";
    assert_eq!(read(broken.as_bytes()).line_ends, LineEnds::Typeset);
    let whole = "1. They report.\n2. They meet.\n3. They carry out together what this plan sets out, within the laws of each side and the resources of each.\n";
    assert_eq!(read(whole.as_bytes()).line_ends, LineEnds::Paragraph);
}

#[test]
fn html_is_read_as_seen_and_its_scripts_are_told() {
    let page = "<!DOCTYPE html><html><head><title>T</title></head><body><nav><a>Home</a></nav><h1>Plan</h1><p>1. One<br>2. Two</p><script>alert(1)</script><footer>F</footer></body></html>";
    let paper = read(page.as_bytes());
    assert_eq!((paper.media_type, text(&paper).as_str()), (MediaType::Html, "Plan\n1. One\n2. Two\n"));
    assert_eq!(kinds(&paper), [PaperFindingKind::ActiveContent]);
}

#[test]
fn docx_words_tables_changes_and_numbers() {
    let numbering = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"3\">\
        <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"ganada\"/><w:lvlText w:val=\"%1.\"/></w:lvl>\
        <w:lvl w:ilvl=\"1\"><w:start w:val=\"3\"/><w:numFmt w:val=\"decimalEnclosedCircle\"/><w:lvlText w:val=\"%2\"/><w:suff w:val=\"nothing\"/></w:lvl>\
        </w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"3\"/></w:num>\
        <w:num w:numId=\"2\"><w:abstractNumId w:val=\"3\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num></w:numbering>";
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"Base\"><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
        <w:style w:styleId=\"List\"><w:basedOn w:val=\"Base\"/></w:style><w:style w:styleId=\"Loop\"><w:basedOn w:val=\"Loop\"/></w:style></w:styles>";
    let item = |style: &str, number: &str, words: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{number}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>")
    };
    let listed = |list: u8, level: u8| format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>");
    let body = [
        paragraph("A &amp; B &#x6D77;<![CDATA[ c]]>"),
        item("List", "", "하나"),
        item("List", &listed(1, 1), "셋"),
        item("List", "", "둘"),
        item("Loop", &listed(2, 0), "다시"),
        item("List", &listed(0, 0), "none"),
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>kept</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText><w:tab/><w:t>x</w:t></w:r></w:p>".to_owned(),
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>项目</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>日期</w:t></w:r></w:p><w:p><w:r><w:t>2009</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".to_owned(),
        "<w:p><w:r><AlternateContent><Choice><w:t>once</w:t></Choice><Fallback><w:t>twice</w:t></Fallback></AlternateContent></w:r></w:p>".to_owned(),
    ]
    .concat();
    let footnotes = "<w:footnotes xmlns:w=\"w\"><w:footnote w:type=\"separator\"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote><w:footnote><w:p><w:r><w:t>a note</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let links = relations(&[
        ("numbering", "numbering.xml"),
        ("styles", "/word/styles.xml"),
        ("footnotes", "footnotes.xml"),
        ("hyperlink", "!https://example.org/"),
    ]);
    let more = [
        ("word/_rels/document.xml.rels", links.as_str()),
        ("word/numbering.xml", numbering),
        ("word/styles.xml", styles),
        ("word/footnotes.xml", footnotes),
    ];
    let paper = read(&docx(&body, &more));
    assert_eq!(text(&paper), "A & B 海 c\n가. 하나\n③셋\n나. 둘\n가. 다시\nnone\nkept\tx\n项目\t日期 2009\nonce\na note\n");
    assert_eq!(kinds(&paper), [PaperFindingKind::TrackedChanges]);
}

#[test]
fn odt_words_and_numbers() {
    let content = "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\"><office:automatic-styles><text:list-style style:name=\"L1\">\
        <text:list-level-style-number text:level=\"1\" style:num-format=\"一, 二, 三, ...\" style:num-prefix=\"（\" style:num-suffix=\"）\"/>\
        <text:list-level-style-number text:level=\"2\" style:num-format=\"1\" style:num-suffix=\".\" text:display-levels=\"1\"/></text:list-style></office:automatic-styles>\
        <office:body><office:text><text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:h>第一章<text:s text:c=\"2\"/>总则</text:h>\
        <text:list text:style-name=\"L1\"><text:list-item><text:p>海关\n   合作</text:p><text:list><text:list-item><text:p>走私</text:p></text:list-item></text:list></text:list-item>\
        <text:list-item><text:p>审议</text:p><text:p>再行</text:p></text:list-item></text:list>\
        <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>\
        </office:text></office:body></office:document-content>";
    let mimetype = "application/vnd.oasis.opendocument.text";
    let paper = read(&archive(&[("mimetype", mimetype.as_bytes()), ("content.xml", content.as_bytes())]));
    assert_eq!(paper.media_type, MediaType::Odt);
    assert_eq!(text(&paper), "第一章  总则\n（一） 海关 合作\n1. 走私\n（二） 审议\n再行\na\tb\n");
    let locked = "<manifest><file-entry><encryption-data/></file-entry></manifest>";
    let parts = [("mimetype", mimetype.as_bytes()), ("META-INF/manifest.xml", locked.as_bytes()), ("content.xml", content.as_bytes())];
    assert!(read_paper(&archive(&parts), None, &PaperLimits::default()).unwrap_err().to_string().contains("password"));
}

fn xlsx(sheet: &str) -> Vec<u8> {
    let root = relations(&[("officeDocument", "xl/workbook.xml")]);
    let links = relations(&[("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]);
    let workbook = "<workbook><workbookPr/><sheets><sheet name=\"清单\" id=\"r0\"/></sheets></workbook>";
    let strings = "<sst><si><t>会议</t></si><si><r><t>東京</t></r><rPh><t>トウキョウ</t></rPh></si></sst>";
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"176\"/></cellXfs></styleSheet>";
    archive(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn xlsx_cells_dates_and_gaps() {
    let paper = read(&xlsx(
        "<worksheet><sheetData><row><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>\
         <row><c r=\"A2\" s=\"1\"><v>43069</v></c><c r=\"B2\"><f>1+1</f><v>2</v></c><c r=\"C2\" t=\"b\"><v>1</v></c><c t=\"inlineStr\"><is><t>ok</t></is></c></row>\
         <row/><row><c r=\"B4\" s=\"2\"><v>40858.5</v></c><c r=\"XFD1048576\"><v>far</v></c></row></sheetData></worksheet>",
    ));
    assert_eq!((paper.media_type, paper.pages[0].name.as_deref()), (MediaType::Xlsx, Some("清单")));
    let far = "\t".repeat(254);
    assert_eq!(paper.pages[0].text, format!("会议\t\t東京\n2017-11-30\t2\tTRUE\tok\n\t2011-11-11{far}far\n"));
}

/// Fonts that are not in the file and name an encoding of the region.
#[test]
fn pdf_encodings_without_a_map() {
    let check = |name: &str, encoding: Option<&'static Encoding>, words: &str| {
        let bytes: Vec<u8> = match encoding {
            Some(encoding) => encoding.encode(words).0.into_owned(),
            None => words.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        };
        let font = format!("<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /{name} /DescendantFonts [4 0 R] >>");
        let descendant =
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (X) /Supplement 0 >> >>";
        let paper = read(&Pdf::of(&font, &[descendant], &[&shown(&bytes)]));
        assert_eq!(text(&paper).trim(), words, "{name}");
        assert_eq!(kinds(&paper), [], "{name}");
    };
    check("UniGB-UCS2-H", None, "第一条 海关合作2017");
    check("UniCNS-UCS2-H", None, "海關合作");
    check("UniJIS-UCS2-H", None, "税関協力の計画");
    check("UniKS-UCS2-H", None, "관세 협력");
    check("UniJIS-UTF16-H", None, "𠮷野家");
    check("GBK-EUC-H", Some(GB18030), "海关合作 2017");
    check("ETen-B5-H", Some(BIG5), "海關合作");
    check("90ms-RKSJ-H", Some(SHIFT_JIS), "税関協力ｱｲｳ");
    check("KSCms-UHC-H", Some(EUC_KR), "관세 협력 2017 계획");
}

#[test]
fn pdf_maps_forms_spacing_and_words_to_read_instead() {
    let map = "1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <01> <6D77> <02> <5173> endbfchar";
    let font = "<< /Type /Font /Subtype /TrueType /BaseFont /X /FirstChar 1 /Widths [1000 1000] /ToUnicode 4 0 R >>";
    let stream = format!("<< /Length {} >>\nstream\n{map}\nendstream", map.len());
    let content =
        b"BT /F 12 Tf 1 0 0 1 72 700 Tm [<01> 20 <02>] TJ 0 -14 Td <01> Tj /Span << /ActualText <FEFF534F8BAE> >> BDC <0202> Tj EMC ET";
    let paper = read(&Pdf::of(font, &[&stream], &[content]));
    assert_eq!(text(&paper), "海关\n海协议\n");
    let western = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [1 /uni6D77 /eacute] >> >>";
    let paper = read(&Pdf::of(western, &[], &[b"BT /F 10 Tf 12 TL 72 700 Td (Heads\\222 Meeting \\001\\002) Tj T* (on) ' ET"]));
    assert!(text(&paper).contains("Heads\u{2019} Meeting 海é"), "{}", text(&paper));
}

#[test]
fn pdf_without_letters_is_said_to_have_none() {
    let font = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [4 0 R] >>";
    let descendant = "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X >>";
    let paper = read(&Pdf::of(font, &[descendant], &[&shown(&[0, 7, 0, 8, 0, 9])]));
    assert_eq!(kinds(&paper), [PaperFindingKind::GarbledText]);
    assert!(!paper.has_text(), "{:?}", paper.pages);
    let scan = read(&Pdf::of(font, &[descendant], &[b"0 0 595 842 re f", b"0 0 1 rg"]));
    assert_eq!((kinds(&scan), scan.page_count), (vec![PaperFindingKind::NoTextLayer], 2));
    let mixed = Pdf::of("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", &[], &[b"BT /F 9 Tf (words) Tj ET", b""]);
    let paper = read(&mixed);
    assert_eq!(paper.findings.iter().map(|f| (f.page, f.kind)).collect::<Vec<_>>(), [(Some(2), PaperFindingKind::NoTextLayer)]);
}

#[test]
fn images_are_kept_without_text() {
    for (bytes, media_type) in
        [(&b"\x89PNG\r\n\x1a\nrest"[..], MediaType::Png), (b"\xff\xd8\xff\xe0", MediaType::Jpeg), (b"II*\0....", MediaType::Tiff)]
    {
        let paper = read(bytes);
        assert_eq!((paper.media_type, kinds(&paper)), (media_type, vec![PaperFindingKind::NoTextLayer]));
    }
}

#[test]
fn another_language_than_stated_is_told() {
    let words = "三国の税関当局は、この行動計画に定める協力を共同で実施する。";
    let read = |lang: Lang| read_paper(words.as_bytes(), Some(&lang), &PaperLimits::default()).unwrap();
    assert_eq!(kinds(&read(Lang::ja())), []);
    assert_eq!(kinds(&read(Lang::ko())), [PaperFindingKind::LanguageDiffers]);
    let pages = format!("{words}\u{c}{words}\u{c}3국 관세당국은 이 계획을 공동으로 이행한다.");
    let paper = read_paper(pages.as_bytes(), Some(&Lang::ja()), &PaperLimits::default()).unwrap();
    assert_eq!(paper.findings.iter().map(|f| (f.page, f.kind)).collect::<Vec<_>>(), [(Some(3), PaperFindingKind::LanguageDiffers)]);
}

#[test]
fn a_reading_can_be_sent_over_a_pipe() {
    let paper = read(&docx(&paragraph("第一条　海关"), &[]));
    let sent = serde_json::to_string(&paper).unwrap();
    assert_eq!(serde_json::from_str::<Paper>(&sent).unwrap(), paper);
}
