//! Tables as comma-separated values (RFC 4180) that spreadsheets open as they are.
//!
//! A byte order mark stands in front, since without it the commonest spreadsheet takes Chinese, Japanese and Korean for
//! Latin-1. A cell that a spreadsheet would run as a formula gets an apostrophe in front: the register holds words of
//! others, and words of others are never run.

use csv::WriterBuilder;

/// A table that is being written.
#[derive(Debug)]
pub(super) struct Table {
    writer: csv::Writer<Vec<u8>>,
}

/// Takes the formula out of a cell.
fn guarded(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

impl Table {
    /// Begins a table with its header.
    pub(super) fn new(header: &[&str]) -> Self {
        let mut table =
            Table { writer: WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec()) };
        table.row(header);
        table
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[impl AsRef<str>]) {
        let cells = cells.iter().map(|cell| guarded(cell.as_ref()));
        self.writer.write_record(cells).expect("every row has as many cells as the header, and memory takes every write");
    }

    /// Ends the table.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.writer.into_inner().expect("memory takes every write")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_open_as_they_are_and_run_nothing() {
        let mut table = Table::new(&["id", "title"]);
        table.row(&["a", "税関, \"x\""]);
        for formula in ["=1+1", "+1", "-1", "@x", "\tx"] {
            table.row(&["b", formula]);
        }
        let text = String::from_utf8(table.into_bytes()).unwrap();
        assert!(text.starts_with("\u{feff}id,title\r\na,\"税関, \"\"x\"\"\"\r\nb,'=1+1\r\n"), "{text}");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert!(reader.records().skip(1).all(|row| row.unwrap()[1].starts_with('\'')));
    }
}
