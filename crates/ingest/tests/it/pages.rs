//! Made-up pages in the layout of the source, each with the reading that is expected of it.
//!
//! `pages/<name>` is the page, `pages/<name>.snap` its report. A change of a report is read as code is read.

use std::path::PathBuf;

use crate::ledger;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

#[test]
fn made_up_pages_read_as_expected() {
    let mut names: Vec<String> = std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| !name.ends_with(".snap") && !name.ends_with(".snap.new"));
    names.sort();
    assert!(names.len() >= 14, "pages are missing: {names:?}");
    for name in names {
        let bytes = std::fs::read(folder().join(&name)).unwrap();
        let report = ledger::read_bytes(&name, &bytes).unwrap_or_else(|e| panic!("{e}"));
        ledger::check(&report);
        insta::with_settings!({ snapshot_path => "../pages", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_json_snapshot!(name.clone(), report);
        });
    }
}
