//! A table that a person brings: rows of cells, of which the first names the columns.
//!
//! It was written by hand and may come from outside. A column that nobody knows is an error for the whole, since it may
//! hold what matters; empty columns and rows at the ends of a sheet are passed over.

use crate::error::{AppError, ErrorKind};

/// The most rows that a table may have.
pub const MAX_ROWS: usize = 20_000;

/// How much of a cell an error quotes, in characters.
const QUOTED: usize = 60;

/// Rows of cells, each with its line in the file.
pub type Cells = Vec<(u64, Vec<String>)>;

/// A table whose columns are known.
#[derive(Debug)]
pub(crate) struct Table<C> {
    /// The line of the row that names the columns.
    pub(crate) head: u64,
    /// The columns, in the order in which they stand.
    pub(crate) columns: Vec<C>,
    /// The rows below, without those that are empty.
    pub(crate) rows: Cells,
}

impl<C: PartialEq> Table<C> {
    /// Reads the names of the columns; `column` tells which one a name means.
    ///
    /// Errors: kind `invalid` for a table without rows, with too many, or with a column that is there twice; what `column`
    /// gives, with the line.
    pub(crate) fn read(cells: Cells, column: impl Fn(&str) -> Result<C, AppError>) -> Result<Table<C>, AppError> {
        let mut rows = cells.into_iter();
        let Some((head, names)) = rows.next() else { return Err(invalid("the manifest is empty")) };
        let mut columns = Vec::with_capacity(names.len());
        for (at, cell) in names.iter().enumerate() {
            let name = cell.trim().trim_start_matches('\u{feff}').trim();
            if name.is_empty() && names[at..].iter().all(|cell| cell.trim().is_empty()) {
                break;
            }
            let column = column(name).map_err(|error| error.at(format_args!("line {head}")))?;
            if columns.contains(&column) {
                return Err(invalid(format!("line {head}: the column {:?} stands there twice", quoted(name))));
            }
            columns.push(column);
        }
        let rows: Cells = rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty())).collect();
        if rows.len() > MAX_ROWS {
            return Err(invalid(format!("the manifest has more than {MAX_ROWS} rows; divide it")));
        }
        Ok(Table { head, columns, rows })
    }

    /// The cells of a row that hold something, each with its column.
    ///
    /// Errors: kind `invalid` for a cell beyond the columns.
    pub(crate) fn cells<'a>(&'a self, row: &'a [String]) -> Result<Vec<(&'a C, &'a str)>, AppError> {
        if let Some(stray) = row.iter().skip(self.columns.len()).map(|cell| cell.trim()).find(|cell| !cell.is_empty()) {
            return Err(invalid(format!("there are more cells than columns, the first is {:?}", quoted(stray))));
        }
        Ok(self.columns.iter().zip(row.iter().map(|cell| cell.trim())).filter(|(_, cell)| !cell.is_empty()).collect())
    }
}

/// A name or cell as an error quotes it.
pub(crate) fn quoted(text: &str) -> String {
    text.chars().take(QUOTED).collect()
}

fn invalid(message: impl Into<String>) -> AppError {
    AppError::new(ErrorKind::Invalid, message)
}

/// The cells of a sheet as its reader gives them: tabs between cells, one row a line.
pub fn table_of_sheet(text: &str) -> Cells {
    (1u64..).zip(text.lines()).map(|(line, row)| (line, row.split('\t').map(ToOwned::to_owned).collect())).collect()
}
