//! Reads papers and tells how fast: `cargo run --release -p chancery-ingest --example read_papers -- [--clauses] FILE...`
//!
//! Each file is read again and again for about a second, after a first time that is not counted.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to its terminal")]

use std::time::{Duration, Instant};

use chancery_ingest::papers::{PaperLimits, find_clauses, read_paper};

fn main() -> std::process::ExitCode {
    let mut files: Vec<String> = std::env::args().skip(1).collect();
    let is_told = files.iter().any(|file| file == "--clauses");
    files.retain(|file| file != "--clauses");
    let mut is_well = true;
    for file in &files {
        let outcome = std::fs::read(file).map_err(|error| error.to_string()).and_then(|bytes| {
            let paper = read_paper(&bytes, None, &PaperLimits::default()).map_err(|error| error.to_string())?;
            Ok((bytes, paper))
        });
        let (bytes, paper) = match outcome {
            Ok(read) => read,
            Err(error) => {
                eprintln!("{file}: {error}");
                is_well = false;
                continue;
            }
        };
        let found = find_clauses(&paper);
        for finding in &paper.findings {
            println!("{file}: {:?}: {}", finding.kind, finding.message);
        }
        if is_told {
            for clause in &found.clauses {
                let heading = clause.heading.as_deref().unwrap_or_default();
                println!(
                    "{}\t{:?}\t{}\t{heading}\t{}",
                    clause.anchor,
                    clause.page,
                    clause.number.as_deref().unwrap_or_default(),
                    clause.text
                );
            }
            continue;
        }
        let start = Instant::now();
        let mut times = 0u32;
        while start.elapsed() < Duration::from_secs(1) {
            let read = read_paper(&bytes, None, &PaperLimits::default());
            times += u32::from(read.is_ok_and(|paper| !find_clauses(&paper).clauses.is_empty()));
        }
        let each = start.elapsed().as_secs_f64() / f64::from(times.max(1));
        let pages = paper.pages.len();
        println!("{file}: {pages} pages, {} clauses, {:.2} ms, {:.0} pages/s", found.clauses.len(), each * 1000.0, pages as f64 / each);
    }
    if is_well { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
