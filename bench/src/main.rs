//! Asks engines in process: the product's own search, bare Tantivy, SQLite's FTS5.
//!
//! A part of `cargo xtask bench search`, which writes the texts and the queries, runs this, and makes the tables. It is a
//! crate of its own because it needs the libraries that belong to single rooms of the product, and no room needs it.
//! Each engine prints one line of JSON: its name, and its times in microseconds by kind of query.
#![expect(clippy::print_stdout, reason = "what is measured goes to the chore that started this")]
#![expect(clippy::print_stderr, reason = "what a person may want to know besides")]

mod fts5;
mod ours;
mod queries;
mod runs;
mod tantivy_bare;

use std::error::Error;
use std::path::PathBuf;

use clap::Parser;

use queries::{Query, Text};

/// Measure searches in process
#[derive(Debug, Parser)]
struct Arguments {
    /// The index that the product made
    #[arg(long)]
    index: PathBuf,
    /// The queries, as JSON
    #[arg(long)]
    queries: PathBuf,
    /// The texts for the other engines, as JSON Lines
    #[arg(long)]
    texts: Option<PathBuf>,
    /// The glossary; with it full answers are measured, too
    #[arg(long)]
    terms: Option<PathBuf>,
    /// Make the index from the texts, in a folder without one, and print how fast
    #[arg(long, requires = "texts")]
    make: bool,
    /// Where the other engines put their indexes; what is in it is thrown away. Without it, or without texts, only the
    /// product's own search is measured
    #[arg(long)]
    folder: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let queries: Vec<Query> = serde_json::from_slice(&std::fs::read(&arguments.queries)?)?;
    if let (true, Some(texts)) = (arguments.make, &arguments.texts) {
        eprintln!("{}", ours::make(&arguments.index, Text::read_all(texts)?)?);
    }
    println!("{}", ours::measure(&arguments.index, &queries, None)?);
    if let Some(terms) = &arguments.terms {
        println!("{}", ours::measure(&arguments.index, &queries, Some(ours::terms(terms)?))?);
    }
    if let (Some(texts), Some(folder)) = (&arguments.texts, &arguments.folder) {
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder)?;
        println!("{}", tantivy_bare::measure(&folder.join("tantivy"), Text::read_all(texts)?, &queries)?);
        println!("{}", fts5::measure(&folder.join("fts5.sqlite"), Text::read_all(texts)?, &queries)?);
    }
    Ok(())
}
