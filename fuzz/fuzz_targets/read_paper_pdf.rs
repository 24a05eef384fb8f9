//! Any bytes as a PDF file.
#![no_main]

use libfuzzer_sys::fuzz_target;

mod paper;

fuzz_target!(init: paper::pass_over_the_library(), |bytes: &[u8]| {
    paper::check(&[b"%PDF-1.7\n", bytes].concat());
    paper::check(bytes);
});
