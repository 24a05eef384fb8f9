//! Tables that a person brings, in CSV or XLSX, as rows of cells.

use std::ffi::OsStr;
use std::path::Path;

use chancery_app::papers::Reader;
use chancery_app::table::{Cells, table_of_sheet};
use chancery_model::MediaType;

use super::Failure;
use super::input::read_file;

/// How large a table may be.
const MAX_TABLE_BYTES: u64 = 32 << 20;

/// Reads a table.
///
/// Errors: a sentence that names the file for one that cannot be read or is neither CSV nor XLSX.
pub async fn read_table(path: &Path, reader: &Reader) -> Result<Cells, Failure> {
    let name = path.display();
    let bytes = read_file(path, MAX_TABLE_BYTES)?;
    let is_csv = path.extension().and_then(OsStr::to_str).is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    // Decoding and unpacking are the reader's, in its own process: a table may come from anywhere.
    let read = reader.read(bytes.into(), None).await?.map_err(|error| Failure::new(format!("{name}: {error}")))?;
    let text: Vec<&str> = read.paper.pages.iter().map(|page| page.text.as_str()).collect();
    match read.paper.media_type {
        MediaType::Xlsx => Ok(table_of_sheet(text.first().copied().unwrap_or_default())),
        MediaType::Text if is_csv => cells_of_csv(&text.join("\u{c}")).map_err(|error| Failure::new(format!("{name}: {error}"))),
        other => Err(Failure::misuse(format!("{name}: a manifest is a file of CSV or XLSX, not {other}"))),
    }
}

fn cells_of_csv(text: &str) -> Result<Cells, csv::Error> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().map(|record| {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        Ok((line, record.iter().map(ToOwned::to_owned).collect()))
    });
    rows.collect()
}
