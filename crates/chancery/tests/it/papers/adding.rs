//! Files into documents, one by one and by manifests.

use super::made::archive;
use super::*;

#[test]
fn a_file_becomes_a_rendition_once_and_is_replaced_by_the_next() {
    let desk = Desk::new();
    let names: Vec<String> = ["en", "zh", "ja", "ko"].map(|lang| format!("customs-action-plan-2011.{lang}.pdf")).to_vec();
    names.iter().for_each(|name| desk.specimen(name));
    let files: Vec<&str> = names.iter().map(String::as_str).collect();
    let add = [&["document", "add", "--to", "tchm-4-action-plan", "--kind", "unofficial"][..], &files].concat();
    let said = desk.done(&add);
    for expected in ["en (told by its text), PDF, ", "zh-Hans (told", "ja (told", "ko (told", "batch 2: 4 files added"] {
        assert!(said.contains(expected), "{said}");
    }
    let document = desk.document("tchm-4-action-plan");
    let renditions = document["record"]["renditions"].as_array().unwrap();
    assert_eq!(renditions.len(), 4);
    for rendition in renditions {
        assert_eq!((&rendition["availability"], &rendition["media_type"]), (&"held".into(), &"application/pdf".into()));
        assert!(rendition["text"]["clauses"].as_u64().unwrap() > 20, "{rendition}");
        assert_eq!(rendition["text"]["anchors"], renditions[0]["text"]["anchors"], "the languages have the same clauses");
    }
    // The same bytes say nothing new.
    let said = desk.done(&add);
    assert!(said.contains("nothing new: 0 files added, 4 unchanged"), "{said}");
    desk.specimen("customs-action-plan-2017.ja.pdf");
    let said = desk.done(&["document", "add", "customs-action-plan-2017.ja.pdf", "--to", "tchm-4-action-plan", "--from", "en"]);
    assert!(said.contains("  replaced "), "{said}");
    let renditions = &desk.document("tchm-4-action-plan")["record"]["renditions"];
    assert_eq!(renditions.as_array().unwrap().len(), 4);
    assert_eq!((&renditions[2]["status"], &renditions[2]["made_from"]["sha256"]), (&"translation".into(), &renditions[0]["sha256"]));
    // Another form stands beside.
    desk.specimen("customs-action-plan-2011.en.docx");
    desk.done(&["document", "add", "customs-action-plan-2011.en.docx", "--to", "tchm-4-action-plan"]);
    assert_eq!(desk.document("tchm-4-action-plan")["record"]["renditions"].as_array().unwrap().len(), 5);
    assert!(desk.done(&["verify"]).contains("sound"));
}

#[test]
fn a_document_is_made_of_a_meetings_files() {
    let desk = Desk::new();
    desk.write("note.txt", "The three administrations carry out the cooperation of this plan, and report on it to the meeting.\n");
    desk.write("page.png", b"\x89PNG\r\n\x1a\nnot much of an image");
    let add = |more: &[&str]| desk.run(&[&["document", "add"][..], more].concat());
    let (status, _, err) = add(&["note.txt", "--to", "tchm/4"]);
    assert!(status == 2 && err.contains("needs a title"), "{err}");
    let (status, _, err) = add(&["note.txt", "--to", "tchm/400", "--title", "Note"]);
    assert!(status == 1 && err.contains("there is no meeting:tchm/400"), "{err}");
    let to = ["--to", "tchm/4", "--title", "Made-up Press Release (2011.11.12)", "--relation", "issued", "--symbol", "2011/TCHM/1"];
    let (status, out, err) = add(&[&["note.txt", "page.png"][..], &to].concat());
    assert_eq!(status, 1, "{out}{err}");
    assert!(out.contains("added      note.txt  document:tchm-4-press-release  en (told by its text), text"), "{out}");
    assert!(out.contains("refused    page.png: its text does not tell its language"), "{out}");
    let record = desk.document("tchm-4-press-release")["record"].clone();
    assert_eq!((&record["date"], &record["symbol"]), (&"2011-11-12".into(), &"2011/TCHM/1".into()));
    assert_eq!(record["relations"][0]["relation"], "issued");
    // The title leads to it again, and an image needs to be told.
    let (status, out, _) = add(&[&["page.png", "--lang", "ja"][..], &to].concat());
    assert!(status == 0 && out.contains("document:tchm-4-press-release  ja, PNG"), "{out}");
    let (status, out, _) = add(&["note.txt", "--to", "tchm-4-press-release", "--lang", "ko", "--date", "2012"]);
    assert!(status == 1 && out.contains("has the date 2011-11-12, and 2012 is given"), "{out}");
    let (status, out, _) = add(&["note.txt", "--to", "tchm-4-press-release", "--from", "en"]);
    assert!(status == 1 && out.contains("it is in en, and is said to be translated from en"), "{out}");
    let (_, out, _) = add(&["note.txt", "--to", "tchm-4-press-release", "--lang", "ko"]);
    assert!(out.contains("the text is in en, not in ko as stated"), "{out}");
}

const HEAD: &str = "file,document,meeting,title,language,kind,from\n";

#[test]
fn a_manifest_publishes_its_good_rows_and_names_the_bad_ones() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("papers")).unwrap();
    for name in ["en", "ko"] {
        let text = if name == "en" {
            "The three administrations shall carry out this plan with the help of all."
        } else {
            "3국 관세당국은 이 행동계획에서 정한 협력을 이행한다."
        };
        desk.write(&format!("papers/{name}.txt"), format!("{text}\n"));
    }
    let rows = "ko.txt,made-up-note,tchm/6,가상 비망록,ko,translation,en\nen.txt,made-up-note,tchm/6,Made-up Note,en,official,\n\
                none.txt,made-up-note,,,en,,\nen.txt,no-such,,,en,,\nen.txt,,tchm/6,,,,\n../records.jsonl,made-up-note,,,en,,\nen.txt,made-up-note,,,english,,\n";
    desk.write("papers/list.csv", format!("{HEAD}{rows}"));
    let (status, out, err) = desk.run(&["document", "add", "--manifest", "papers/list.csv"]);
    assert_eq!(status, 1, "{out}{err}");
    for expected in [
        "line 2: ko.txt  document:made-up-note",
        "line 3: en.txt  document:made-up-note",
        "line 4: none.txt: there is no such file",
        "line 5: en.txt: there is no document:no-such",
        "line 6: en.txt: a document of a meeting needs a title",
        "line 7: \"../records.jsonl\" leads out",
        "line 8: not a language tag",
        "batch 2: 2 files added, 5 refused",
    ] {
        assert!(out.contains(expected), "{expected:?} is not in {out}");
    }
    let renditions = desk.document("made-up-note")["record"]["renditions"].clone();
    let (english, korean) = (&renditions[0], &renditions[1]);
    assert_eq!((&english["lang"], &english["status"]), (&"en".into(), &"official".into()));
    assert_eq!(korean["made_from"]["sha256"], english["sha256"], "translations are placed after their texts");
    let (_, out, _) = desk.run(&["document", "add", "--manifest", "papers/list.csv", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["batches"], serde_json::json!([]), "running it again adds nothing");

    desk.write("bad.csv", "file,meting\nen.txt,tchm/6\n");
    let (status, _, err) = desk.run(&["document", "add", "--manifest", "bad.csv"]);
    assert!(status == 2 && err.contains("there is no column \"meting\"") && err.contains("language"), "{err}");
    // A table that holds nothing, or was cut, is no table that was carried out.
    for (name, text, expected) in [
        ("head.csv", "file,document\n", "head.csv: there is no file below the names of the columns"),
        ("open.csv", "file,title\nen.txt,\"Plan of\n", "line 2: a cell begins with a quotation mark that is never closed"),
        ("cut.csv", "file,meeting,title\nen.txt,tchm", "line 2: the table ends within a row"),
    ] {
        desk.write(name, text);
        let (status, out, err) = desk.run(&["document", "add", "--manifest", name]);
        assert!(status == 1 && out.is_empty() && err.contains(expected), "{name}: {out}{err}");
    }
    let (status, _, err) = desk.run(&["document", "add", "--manifest", "head.csv", "--folder", "nowhere"]);
    assert!(status == 1 && err.contains("nowhere: there is no such folder"), "{err}");
    let (status, _, err) = desk.run(&["document", "add", "--manifest", "records.jsonl"]);
    assert!(status == 2 && err.contains("CSV or XLSX"), "{err}");
}

#[test]
fn a_manifest_may_be_a_sheet() {
    let desk = Desk::new();
    desk.specimen("customs-action-plan-2009.zh.html");
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |cells: &[&str]| format!("<row>{}</row>", cells.iter().map(|text| cell(text)).collect::<String>());
    let sheet = format!(
        "<worksheet><sheetData>{}{}</sheetData></worksheet>",
        row(&["File", "Meeting", "Title", "Type"]),
        row(&["customs-action-plan-2009.zh.html", "tchm/6", "虚构行动计划二", "action-plan"])
    );
    let root = super::made::relations(&[("officeDocument", "xl/workbook.xml")]);
    let links = super::made::relations(&[("worksheet", "worksheets/sheet1.xml")]);
    let book = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"files\" r:id=\"r0\"/></sheets></workbook>";
    let parts: [(&str, &[u8]); 4] = [
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    desk.write("list.xlsx", archive(&parts));
    let said = desk.done(&["document", "add", "--manifest", "list.xlsx"]);
    assert!(said.contains("zh-Hans (told by its text), HTML"), "{said}");
    let record = desk.document("tchm-6-action-plan")["record"].clone();
    assert_eq!(record["titles"][0]["lang"], "zh-Hans");
}

#[test]
fn lost_and_damaged_files_are_named_and_texts_come_back() {
    let desk = Desk::new();
    desk.specimen("customs-action-plan-2009.en.html");
    desk.done(&["document", "add", "customs-action-plan-2009.en.html", "--to", "tchm-4-action-plan"]);
    let rendition = desk.document("tchm-4-action-plan")["record"]["renditions"][0].clone();
    let at = |digest: &serde_json::Value| {
        let digest = digest.as_str().unwrap();
        desk.path("chancery-data/vault/sha256").join(&digest[..2]).join(digest)
    };
    std::fs::remove_file(at(&rendition["text"]["sha256"])).unwrap();
    let (status, out, _) = desk.run(&["verify", "--files-only"]);
    assert!(status == 1 && out.contains("is document:tchm-4-action-plan in en, the text of customs-action-plan-2009.en.html"), "{out}");
    let said = desk.done(&["rebuild"]);
    assert!(said.contains("1 text of papers read again"), "{said}");
    desk.done(&["verify"]);
    std::fs::write(at(&rendition["sha256"]), "other bytes").unwrap();
    let (status, out, _) = desk.run(&["verify"]);
    assert!(status == 1 && out.contains("its bytes have changed") && out.contains("in en, customs-action-plan-2009.en.html"), "{out}");
    let (status, out, _) = desk.run(&["document", "read-again", "tchm-4-action-plan"]);
    assert!(status == 1 && out.contains("missing or damaged"), "{out}");
    // The right bytes mend it.
    let said = desk.done(&["document", "add", "customs-action-plan-2009.en.html", "--to", "tchm-4-action-plan", "--lang", "en"]);
    assert!(said.contains("unchanged"), "{said}");
}
