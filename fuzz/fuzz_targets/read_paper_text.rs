//! Any bytes as plain text or HTML, and its clauses.
#![no_main]

use libfuzzer_sys::fuzz_target;

mod paper;

fuzz_target!(|bytes: &[u8]| {
    paper::check(bytes);
    paper::check(&[b"<html><body>", bytes].concat());
});
