//! Makes and checks the bundled register: `data/register/*.jsonl`, one record a line, in an order in which it can be published.
//!
//! It is made from a file of facts (names, dates, places, documents, each with its sources) and from overlays written by
//! hand in `data/register-overlay/`. Nothing is decided in code that a person could want to correct: names, what became
//! of conflicting sources, and the summaries are all in the overlays. Each kind of record has its own file here; `check`
//! proves that what is committed is whole. Start reading at [`make`].

use std::error::Error as _;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

use chancery_model::record::RecordError;
use chancery_model::rules::RuleError;
use chancery_model::{Kind, Lang, Name, Record, RecordRef, Text, TextStatus};
use serde::Serialize;

mod account;
mod check;
mod document;
mod facts;
mod follow_through;
mod framework;
mod mechanism;
mod meeting;
mod organisation;
mod overlay;
mod place;
mod seed;
#[cfg(test)]
mod tests;

use facts::{Facts, Four};
use overlay::Overlay;

/// The kinds that the bundled register holds, in order, and the file of each.
const FILES: [(Kind, &str); 12] = [
    (Kind::Framework, "1-frameworks.jsonl"),
    (Kind::Topic, "2-topics.jsonl"),
    (Kind::Organisation, "3-organisations.jsonl"),
    (Kind::Place, "4-places.jsonl"),
    (Kind::Mechanism, "5-mechanisms.jsonl"),
    (Kind::Meeting, "6-meetings.jsonl"),
    (Kind::Document, "7-documents.jsonl"),
    (Kind::Commitment, "8-commitments.jsonl"),
    (Kind::Evidence, "9-evidence.jsonl"),
    (Kind::Initiative, "a-initiatives.jsonl"),
    (Kind::Process, "b-processes.jsonl"),
    (Kind::Exchange, "c-exchanges.jsonl"),
];

/// Makes or checks the bundled register.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Make the register anew from this file of facts
    #[arg(long, value_name = "FILE", required_unless_present_any = ["check", "seed"])]
    facts: Option<PathBuf>,
    /// Check the committed register only
    #[arg(long, conflicts_with = "facts")]
    check: bool,
    /// Compare the digests of the retold items with this saved page
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
}

/// Says why the register could not be made or is not whole.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataError {
    /// A file could not be read.
    #[error("cannot read {path}")]
    Read { path: PathBuf, source: std::io::Error },
    /// A file could not be written.
    #[error("cannot write {path}")]
    Write { path: PathBuf, source: std::io::Error },
    /// An overlay has another shape.
    #[error("{path} is not as expected")]
    Toml { path: PathBuf, source: Box<toml::de::Error> },
    /// The facts or a line of the register are not JSON of the expected shape.
    #[error("line {line} of {path} is not as expected")]
    Json { path: PathBuf, line: usize, source: serde_json::Error },
    /// A line of the register is not a record.
    #[error("line {line} of {path} is not a record")]
    Record { path: PathBuf, line: usize, source: RecordError },
    /// A value of the facts or an overlay does not parse.
    #[error("{at} has a value that cannot stand there: {why}")]
    Value { at: String, why: String },
    /// An overlay names something that is not there.
    #[error("{overlay} names {what}, which is not there")]
    Unknown { overlay: &'static str, what: String },
    /// The facts have something that an overlay must account for.
    #[error("{overlay} does not account for {what}")]
    Unaccounted { overlay: &'static str, what: String },
    /// The facts say something else than an overlay was written for.
    #[error("{overlay} was written for {expected:?} at {at}, but the facts say {found:?}")]
    Drift { overlay: &'static str, at: String, expected: String, found: String },
    /// A record breaks a rule.
    #[error("{at} breaks a rule")]
    Rule { at: RecordRef, source: RuleError },
    /// A record points to one that is not there.
    #[error("{from} points to {to}, which is not in the register")]
    Reference { from: RecordRef, to: RecordRef },
    /// A record is there twice.
    #[error("{0} is there twice")]
    Twice(RecordRef),
    /// A record stands in the file of another kind, or after one that needs it.
    #[error("{at} stands in {file}, the place of another kind")]
    Order { at: RecordRef, file: &'static str },
    /// A retold item's digest differs from the page's words.
    #[error("the words retold by {at} are not those of line {line} of the page: expected {expected}, found {found}")]
    Digest { at: String, line: u32, expected: String, found: String },
}

/// A record as it stands on a line.
#[derive(Serialize)]
struct Tagged<'a> {
    kind: Kind,
    record: &'a Record,
}

/// Runs the chore and tells the person at the keyboard what came of it.
pub(crate) fn run(root: &Path, args: &Args) -> ExitCode {
    match work(root, args) {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("the register is not whole: {error}");
            let mut cause = error.source();
            while let Some(inner) = cause {
                println!("  because: {inner}");
                cause = inner.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn work(root: &Path, args: &Args) -> Result<String, DataError> {
    let data = root.join("data");
    let mut told = Vec::new();
    if let Some(path) = &args.facts {
        let records = make(path, &data)?;
        check::check(&records)?;
        write(&data.join("register"), &records)?;
        told.push(format!("made {} records", records.len()));
    }
    let records = read(&data.join("register"))?;
    check::check(&records)?;
    told.push(format!("checked {}", check::counts(&records)));
    if let Some(path) = &args.seed {
        let page = std::fs::read_to_string(path).map_err(|source| DataError::Read { path: path.clone(), source })?;
        let items = seed::check(&records, &page)?;
        told.push(format!("compared {items} retold items with the page"));
    }
    Ok(told.join("\n"))
}

/// Makes all records from the facts and the overlays in `data`.
///
/// Errors: the first [`DataError`]: a value that does not parse, or facts that an overlay does not account for.
fn make(facts: &Path, data: &Path) -> Result<Vec<Record>, DataError> {
    let text = std::fs::read_to_string(facts).map_err(|source| DataError::Read { path: facts.to_owned(), source })?;
    let facts: Facts =
        serde_json::from_str(&text).map_err(|source| DataError::Json { path: facts.to_owned(), line: source.line(), source })?;
    let overlay = Overlay::read(data)?;
    let mut framework = framework::make(&facts, &overlay)?;
    follow_through::add_fields(&mut framework, &overlay.follow_through)?;
    let mut records = vec![Record::Framework(framework)];
    records.extend(framework::make_topics(&facts, &overlay)?.into_iter().map(Record::Topic));
    records.extend(organisation::make(&facts, &overlay)?.into_iter().map(Record::Organisation));
    records.extend(place::make(&facts, &overlay)?.into_iter().map(Record::Place));
    records.extend(mechanism::make(&facts, &overlay)?.into_iter().map(Record::Mechanism));
    records.extend(meeting::make(&facts, &overlay)?.into_iter().map(Record::Meeting));
    records.extend(document::make(&facts, &overlay)?.into_iter().map(Record::Document));
    let follow_through = follow_through::make(&records, &overlay.follow_through)?;
    records.extend(follow_through);
    Ok(records)
}

fn write(folder: &Path, records: &[Record]) -> Result<(), DataError> {
    for (kind, file) in FILES {
        let path = folder.join(file);
        std::fs::write(&path, lines(records, kind)?).map_err(|source| DataError::Write { path, source })?;
    }
    Ok(())
}

/// The lines of one kind's file.
fn lines(records: &[Record], kind: Kind) -> Result<String, DataError> {
    let mut out = String::new();
    for record in records.iter().filter(|r| r.kind() == kind) {
        let line = serde_json::to_string(&Tagged { kind, record })
            .map_err(|e| DataError::Value { at: record.address().to_string(), why: e.to_string() })?;
        out.push_str(&line);
        out.push('\n');
    }
    Ok(out)
}

/// Reads the committed register in the order of its files.
fn read(folder: &Path) -> Result<Vec<Record>, DataError> {
    let mut records = Vec::new();
    for (kind, file) in FILES {
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path).map_err(|source| DataError::Read { path: path.clone(), source })?;
        for (i, line) in text.lines().enumerate() {
            let line_number = i + 1;
            let value = serde_json::from_str(line).map_err(|source| DataError::Json { path: path.clone(), line: line_number, source })?;
            let record =
                Record::read_tagged(&value).map_err(|source| DataError::Record { path: path.clone(), line: line_number, source })?;
            if record.kind() != kind {
                return Err(DataError::Order { at: record.address(), file });
            }
            records.push(record);
        }
    }
    Ok(records)
}

/// Parses a value and says where it stood when it does not parse.
fn parsed<T: FromStr<Err: Display>>(text: &str, at: &str) -> Result<T, DataError> {
    text.parse().map_err(|e: T::Err| DataError::Value { at: at.to_owned(), why: e.to_string() })
}

/// Makes names in use of one status.
fn names(four: &Four, status: TextStatus) -> Vec<Name> {
    four.pairs().map(|(lang, text)| Name { status, ..Name::new(lang, text) }).collect()
}

/// Makes names in use: those of the facts, and ours where they lack one, in the order of the languages.
fn completed_names<'a>(facts: &Four, ours: impl Iterator<Item = &'a Four>) -> Vec<Name> {
    let mut all = names(facts, TextStatus::Official);
    for four in ours {
        all.extend(names(four, TextStatus::Unofficial).into_iter().filter(|name| facts.get(&name.lang).is_none()));
    }
    let order = [Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()];
    all.sort_by_key(|name| order.iter().position(|lang| *lang == name.lang));
    all
}

/// Makes texts of one status.
fn texts(four: &Four, status: TextStatus) -> Vec<Text> {
    four.pairs().map(|(lang, text)| Text::new(lang, text, status)).collect()
}

/// Makes an English remark of the facts into a sentence for readers, in all the languages that the overlay has it in.
fn remarks(text: &str, overlay: &Overlay) -> Result<Vec<Text>, DataError> {
    let sentence = sentence(text);
    let others = overlay.remarks.remark.iter().find(|r| r.of == sentence);
    let others = others.ok_or_else(|| DataError::Unaccounted { overlay: "remarks.toml", what: sentence.clone() })?;
    let mut out = vec![Text::new(Lang::en(), sentence, TextStatus::Original)];
    out.extend(texts(&others.text, TextStatus::Original));
    Ok(out)
}

fn sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    let mut sentence: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}
