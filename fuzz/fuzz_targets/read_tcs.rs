//! Any bytes as a page: the reader must not panic, and its spans must cover the text once (promise P1).
#![no_main]

use std::sync::OnceLock;

use chancery_ingest::{Input, Lexicon, read};
use libfuzzer_sys::fuzz_target;

static LEXICON: OnceLock<Lexicon> = OnceLock::new();

fuzz_target!(|bytes: &[u8]| {
    let lexicon = LEXICON.get_or_init(Lexicon::bundled);
    for name in ["page.txt", "page.html"] {
        let Ok(report) = read(&Input { name, bytes, encoding: None, url: None }, lexicon) else { continue };
        let mut at = 0;
        for span in &report.spans {
            assert_eq!(span.range.start, at);
            at = span.range.end;
        }
        assert_eq!(at, report.text.len());
        let account = report.account;
        assert_eq!(account.characters, account.taken + account.ignored + account.not_understood);
    }
});
