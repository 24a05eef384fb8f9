//! Rows on their way into a table of the data folder: collected here, and written many to a statement.
//!
//! A statement on SQLite changes to the thread of its connection and back, which takes longer than writing a row. What
//! follows a whole journal writes millions of rows, and nobody asks for them one by one. Whoever reads a table while rows
//! wait for it flushes them first, and whoever fills two tables of which one points to the other flushes them in order.

use sqlx::{AssertSqlSafe, SqliteConnection};

use crate::error::ReadError;

/// How many rows, and how many bytes in them, are written by one statement at most.
const FULL_ROWS: usize = 100;
const FULL_BYTES: usize = 4 * 1024 * 1024;

/// A statement that inserts, without its values.
#[derive(Debug)]
pub(crate) struct Insert {
    /// `INSERT INTO table (columns)`.
    pub(crate) into: &'static str,
    /// How many columns a row has.
    pub(crate) columns: usize,
    /// What follows the values, such as what to do about a row that is there.
    pub(crate) then: &'static str,
}

impl Insert {
    /// The statement for a number of rows.
    pub(crate) fn statement(&self, rows: usize) -> String {
        let row = format!("({})", vec!["?"; self.columns].join(", "));
        format!("{} VALUES {} {}", self.into, vec![row.as_str(); rows].join(", "), self.then)
    }
}

/// A value of a row.
#[derive(Debug)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Cell {
    fn size_bytes(&self) -> usize {
        match self {
            Cell::Null | Cell::Int(_) => 8,
            Cell::Text(text) => text.len(),
            Cell::Bytes(bytes) => bytes.len(),
        }
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Cell::Int(number)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Cell::Int(number.into())
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Cell::Int(number.into())
    }
}

impl From<bool> for Cell {
    fn from(is: bool) -> Self {
        Cell::Int(is.into())
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<&[u8]> for Cell {
    fn from(bytes: &[u8]) -> Self {
        Cell::Bytes(bytes.to_owned())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Null, Into::into)
    }
}

/// Rows that wait to be inserted, in their order.
#[derive(Debug)]
pub(crate) struct Rows {
    insert: &'static Insert,
    cells: Vec<Cell>,
    size_bytes: usize,
}

impl Rows {
    /// No rows yet.
    pub(crate) fn new(insert: &'static Insert) -> Self {
        Rows { insert, cells: Vec::new(), size_bytes: 0 }
    }

    /// Adds a row.
    pub(crate) fn push<const COLUMNS: usize>(&mut self, row: [Cell; COLUMNS]) {
        debug_assert_eq!(COLUMNS, self.insert.columns, "{}", self.insert.into);
        self.size_bytes += row.iter().map(Cell::size_bytes).sum::<usize>();
        self.cells.extend(row);
    }

    /// Tells whether so much waits that it should be written.
    pub(crate) fn is_full(&self) -> bool {
        self.cells.len() >= FULL_ROWS * self.insert.columns || self.size_bytes >= FULL_BYTES
    }

    /// Writes all rows that wait.
    pub(crate) async fn flush(&mut self, c: &mut SqliteConnection) -> Result<(), ReadError> {
        self.size_bytes = 0;
        let mut cells = std::mem::take(&mut self.cells).into_iter();
        while cells.len() > 0 {
            let rows = (cells.len() / self.insert.columns).min(FULL_ROWS);
            // Nothing but our own words and markers is in it. The two lengths that come again and again stay prepared.
            let statement = AssertSqlSafe(self.insert.statement(rows));
            let mut query = sqlx::query(statement).persistent(rows == 1 || rows == FULL_ROWS);
            for cell in cells.by_ref().take(rows * self.insert.columns) {
                query = match cell {
                    Cell::Null => query.bind(None::<i64>),
                    Cell::Int(number) => query.bind(number),
                    Cell::Text(text) => query.bind(text),
                    Cell::Bytes(bytes) => query.bind(bytes),
                };
            }
            query.execute(&mut *c).await?;
        }
        Ok(())
    }
}
