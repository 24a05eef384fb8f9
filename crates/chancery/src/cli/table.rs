//! Tables that a person brings, in CSV or XLSX, as rows of cells.

use std::ffi::OsStr;
use std::path::Path;

use chancery_app::papers::{PaperError, Reader};
use chancery_app::table::{Cells, table_of_sheet};
use chancery_model::MediaType;

use super::Failure;
use super::input::read_file;

/// How large a table may be.
const MAX_TABLE_BYTES: u64 = 32 << 20;

/// What a table is, where something else was given.
const EXPECTED: &str = "give a table in CSV, with the ending .csv, or XLSX";

/// Reads a table.
///
/// Errors: a sentence that names the file for one that cannot be read, is neither CSV nor XLSX, or ends in the middle of a row.
pub async fn read_table(path: &Path, reader: &Reader) -> Result<Cells, Failure> {
    let name = path.display();
    let bytes = read_file(path, MAX_TABLE_BYTES)?;
    let is_csv = path.extension().and_then(OsStr::to_str).is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    // Decoding and unpacking are the reader's, in its own process: a table may come from anywhere.
    let is_ended = ends_with_line(&bytes);
    let read = reader.read(bytes.into(), None).await?.map_err(|error| {
        // What the reader says of papers, such as which types are kept, would mislead here.
        let what = match error {
            PaperError::UnknownType { looks_like } => format!("is no table; it looks like {looks_like}"),
            PaperError::Damaged { reason, .. } => format!("cannot be read as a table: {reason}"),
            other => other.to_string(),
        };
        Failure::new(format!("{name}: {what}")).with_hint(EXPECTED)
    })?;
    let text: Vec<&str> = read.paper.pages.iter().map(|page| page.text.as_str()).collect();
    match read.paper.media_type {
        MediaType::Xlsx => Ok(table_of_sheet(text.first().copied().unwrap_or_default())),
        MediaType::Text if is_csv => cells_of_csv(&text.join("\u{c}"), is_ended)
            .map_err(|why| Failure::new(format!("{name}: {why}")).with_hint("the file may have been cut; nothing of it was taken")),
        other => Err(Failure::misuse(format!("{name}: a manifest is a file of CSV or XLSX, not {other}")).with_hint(EXPECTED)),
    }
}

/// Tells whether the last line of a file is ended, in UTF-8 and in both orders of UTF-16.
fn ends_with_line(bytes: &[u8]) -> bool {
    matches!(bytes, [.., b'\n' | b'\r'] | [.., b'\n' | b'\r', 0])
}

/// The rows of a text of comma-separated values.
///
/// Errors: where it ends in the middle of a row: a table that was cut must not be taken for a whole one.
fn cells_of_csv(text: &str, is_ended: bool) -> Result<Cells, String> {
    if let Some(line) = open_quote(text) {
        return Err(format!("line {line}: a cell begins with a quotation mark that is never closed"));
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().map(|record| {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        Ok((line, record.iter().map(ToOwned::to_owned).collect()))
    });
    let rows: Cells = rows.collect::<Result<_, String>>()?;
    match (rows.first(), rows.last()) {
        (Some((_, head)), Some((line, last))) if !is_ended && last.len() < head.len() => {
            Err(format!("line {line}: the table ends within a row that has fewer cells than columns"))
        }
        _ => Ok(rows),
    }
}

/// The line of a cell whose quotation mark is never closed.
fn open_quote(text: &str) -> Option<u64> {
    let (mut line, mut opened, mut is_start) = (1, None, true);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\n' {
            line += 1;
        }
        match (opened, letter) {
            // Within such a cell a mark is doubled.
            (Some(_), '"') if letters.next_if_eq(&'"').is_some() => {}
            (Some(_), '"') => opened = None,
            (None, '"') if is_start => opened = Some(line),
            _ => {}
        }
        is_start = opened.is_none() && matches!(letter, ',' | '\n' | '\r');
    }
    opened
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_was_cut_is_told_from_a_whole_one() {
        let said = |text: &str| match cells_of_csv(text.trim_end_matches('\n'), ends_with_line(text.as_bytes())) {
            Ok(rows) => format!("{} rows", rows.len()),
            Err(why) => why,
        };
        assert_eq!(said("file,title\na.pdf,\"Plan, \"\"new\"\"\nof 2011\"\nb.pdf\n"), "3 rows");
        assert_eq!(said("file,title\na.pdf,5\" disk\nb.pdf,\"\"\n"), "3 rows");
        assert_eq!(said("file,title\na.pdf,Plan"), "2 rows");
        assert_eq!(said(""), "0 rows");
        assert_eq!(said("file,title\na.pdf,\"Plan of\nb.pdf,x\n"), "line 2: a cell begins with a quotation mark that is never closed");
        assert_eq!(said("file,title\na.pdf,Plan\nb.p"), "line 3: the table ends within a row that has fewer cells than columns");
        assert!(ends_with_line(b"a\0\n\0") && ends_with_line(b"\0a\0\n") && !ends_with_line(b"a\0") && !ends_with_line(b""));
    }
}
