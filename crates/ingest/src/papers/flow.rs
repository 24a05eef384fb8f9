//! The text of a word processor's document as it grows: a paragraph a line, a row of a table a line with tabs between cells.
//!
//! A table inside a cell belongs to that cell: only the rows of the outermost table end lines.

/// Text that is being put together.
#[derive(Debug, Default)]
pub(super) struct Flow {
    text: String,
    table_depth: usize,
    /// The cells of the row that is open.
    cells: Vec<String>,
}

impl Flow {
    pub(super) fn open_table(&mut self) {
        self.table_depth += 1;
    }

    pub(super) fn close_table(&mut self) {
        self.table_depth = self.table_depth.saturating_sub(1);
    }

    pub(super) fn open_cell(&mut self) {
        if self.table_depth == 1 {
            self.cells.push(String::new());
        }
    }

    pub(super) fn close_row(&mut self) {
        if self.table_depth == 1 {
            let row = std::mem::take(&mut self.cells).join("\t");
            self.push_line(&row);
        }
    }

    /// Takes a paragraph: a line of its own, or words of the cell that is open.
    pub(super) fn push_paragraph(&mut self, words: &str) {
        if self.table_depth > 0
            && let Some(cell) = self.cells.last_mut()
        {
            let words = words.replace(['\n', '\t'], " ");
            if !cell.is_empty() && !words.trim().is_empty() {
                cell.push(' ');
            }
            cell.push_str(words.trim());
        } else {
            self.push_line(words);
        }
    }

    fn push_line(&mut self, words: &str) {
        self.text.push_str(words.trim_end());
        self.text.push('\n');
    }

    /// All of it.
    pub(super) fn into_text(self) -> String {
        self.text
    }
}
