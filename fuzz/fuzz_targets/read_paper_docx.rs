//! Any bytes as the main part of a DOCX file; the archive around it is sound, so that the reader of the part is reached.
#![no_main]

use libfuzzer_sys::fuzz_target;

mod paper;

fuzz_target!(|bytes: &[u8]| paper::check(&paper::docx(bytes)));
