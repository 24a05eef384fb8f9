//! A manifest: a table of files and what they are, one a row, read from CSV or XLSX.
//!
//! The table was written by hand and may come from outside: a column that nobody knows is an error for the whole, since
//! it may hold what matters; a cell that does not parse is an error of its row. A file is named relative to the folder
//! of the manifest and may not lead out of it.

use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use chancery_model::{DocumentType, Edtf, Lang, Relation, TextStatus};

use super::add::{NewPaper, Target};
use crate::error::{AppError, ErrorKind};
use crate::table::{Cells, Table, quoted};

/// The columns, in the order in which the reference names them.
pub const COLUMNS: [&str; 11] = ["file", "document", "meeting", "relation", "title", "type", "date", "symbol", "language", "kind", "from"];

/// A row: its line in the manifest, and what it asks for or why it cannot be understood.
pub type Row = (u64, Result<NewPaper, AppError>);

/// Makes the rows of a table. The first row names the columns; rows without any cell are passed over.
///
/// Errors: kind `invalid` for a column that is not known or is missing, or too many rows.
pub fn read_table(table: Cells, folder: &Path) -> Result<Vec<Row>, AppError> {
    let refuse = |message: String| AppError::new(ErrorKind::Invalid, message);
    let column = |name: &str| {
        let known = COLUMNS.into_iter().find(|known| *known == name.to_lowercase());
        known.ok_or_else(|| refuse(format!("there is no column {:?}", quoted(name))))
    };
    let with_columns = |error: AppError| error.with_hint(format!("the columns are {}", COLUMNS.join(", ")));
    let table = Table::read(table, column).map_err(with_columns)?;
    if !table.columns.contains(&"file") {
        return Err(with_columns(refuse(format!("line {}: the column \"file\" is missing", table.head))));
    }
    Ok(table.rows.iter().map(|(line, row)| (*line, table.cells(row).and_then(|cells| read_row(&cells, folder)))).collect())
}

fn read_row(cells: &[(&&'static str, &str)], folder: &Path) -> Result<NewPaper, AppError> {
    let invalid = |message: String| AppError::new(ErrorKind::Invalid, message);
    let cell = |column: &str| cells.iter().find(|(known, _)| **known == column).map(|(_, cell)| *cell);
    let file = cell("file").ok_or_else(|| invalid("no file is named".to_owned()))?;
    let to = Target { document: parsed(cell("document"))?, meeting: parsed(cell("meeting"))? };
    if to.document.is_none() && to.meeting.is_none() {
        return Err(invalid("neither document nor meeting is named".to_owned()));
    }
    Ok(NewPaper {
        path: below(folder, file)?,
        name: file.to_owned(),
        to,
        relation: cell("relation").map(parse_relation).transpose()?,
        title: cell("title").map(ToOwned::to_owned),
        document_type: parsed::<DocumentType>(cell("type"))?,
        date: parsed::<Edtf>(cell("date"))?,
        symbol: cell("symbol").map(ToOwned::to_owned),
        lang: parsed::<Lang>(cell("language"))?,
        status: cell("kind").map(parse_status).transpose()?,
        from: parsed::<Lang>(cell("from"))?,
        is_only: false,
    })
}

fn parsed<T: FromStr<Err: std::fmt::Display>>(cell: Option<&str>) -> Result<Option<T>, AppError> {
    cell.map(str::parse).transpose().map_err(|error: T::Err| AppError::new(ErrorKind::Invalid, error.to_string()))
}

/// Reads what a file is to its source.
///
/// Errors: kind `invalid` naming the words that are known.
pub fn parse_status(text: &str) -> Result<TextStatus, AppError> {
    Ok(match text.to_lowercase().as_str() {
        "official" => TextStatus::Official,
        "original" => TextStatus::Original,
        "translation" => TextStatus::Translation,
        "unofficial" => TextStatus::Unofficial,
        _ => {
            let message = format!("{text:?} is no kind of text; expected official, original, translation or unofficial");
            return Err(AppError::new(ErrorKind::Invalid, message));
        }
    })
}

/// Reads how a document stands to a meeting.
///
/// Errors: kind `invalid` naming the words that are known.
pub fn parse_relation(text: &str) -> Result<Relation, AppError> {
    Ok(match text.to_lowercase().as_str() {
        "adopted" => Relation::Adopted,
        "issued" => Relation::Issued,
        "listed" => Relation::Listed,
        "tabled" => Relation::Tabled,
        _ => {
            let message = format!("{text:?} is no relation to a meeting; expected adopted, issued, listed or tabled");
            return Err(AppError::new(ErrorKind::Invalid, message));
        }
    })
}

/// The path of a file below a folder. A manifest from outside must not publish what lies elsewhere on the machine.
fn below(folder: &Path, file: &str) -> Result<PathBuf, AppError> {
    // Tables that were written on another system.
    let file = file.replace('\\', "/");
    let path = Path::new(&file);
    if path.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Err(AppError::new(ErrorKind::Invalid, format!("{file:?} leads out of the folder of the files")));
    }
    let path = folder.join(path);
    // A link may lead out, too. What is not there is told when it is opened.
    if let (Ok(real), Ok(root)) = (path.canonicalize(), folder.canonicalize())
        && !real.starts_with(root)
    {
        return Err(AppError::new(ErrorKind::Invalid, format!("{file:?} leads out of the folder of the files")));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::table_of_sheet;

    fn read(text: &str) -> Result<Vec<Row>, AppError> {
        read_table(table_of_sheet(text), Path::new("/files"))
    }

    #[test]
    fn rows_are_read_and_bad_ones_are_told_one_by_one() {
        assert!(read("File\tMeeting\t\n").unwrap().is_empty());
        let rows = read("file\tmeeting\tlanguage\tkind\tdate\tfrom\tdocument\nplan.en.pdf\ttchm/6\ten\tOfficial\t2017-11\n\t\t\nsub/plan.ko.pdf\t\tko\ttranslation\t\ten\tplan\n\
                         \ttchm/6\nx.pdf\nx.pdf\ttchm\nx.pdf\ttchm/6\tenglish\nx.pdf\ttchm/6\ten\tbest\nx.pdf\ttchm/6\ten\t\tsoon\n../x.pdf\ttchm/6\n/etc/passwd\ttchm/6\nx.pdf\ttchm/6\ten\tofficial\t\t\t\tmore\n")
        .unwrap();
        let first = rows[0].1.as_ref().unwrap();
        assert_eq!((first.path.as_path(), first.status), (Path::new("/files/plan.en.pdf"), Some(TextStatus::Official)));
        let second = rows[1].1.as_ref().unwrap();
        assert_eq!((rows[1].0, second.from.as_ref(), second.to.document.as_ref().unwrap().as_str()), (4, Some(&Lang::en()), "plan"));
        let said: Vec<String> = rows[2..].iter().map(|(line, row)| format!("{line}: {}", row.as_ref().unwrap_err())).collect();
        let expected = [
            "5: no file is named",
            "6: neither document nor meeting",
            "7: not an id of a meeting",
            "8: not a language tag",
            "9: \"best\" is no kind of text",
            "10: ",
            "11: \"../x.pdf\" leads out",
            "12: \"/etc/passwd\" leads out",
            "13: there are more cells than columns",
        ];
        assert_eq!(said.len(), expected.len(), "{said:?}");
        said.iter().zip(expected).for_each(|(said, expected)| assert!(said.starts_with(expected), "{said} is not {expected}"));
    }

    #[test]
    fn a_column_that_is_not_known_or_missing_is_an_error() {
        for (text, expected) in [
            ("file\tmeting\n", "there is no column \"meting\""),
            ("meeting\ttitle\n", "the column \"file\" is missing"),
            ("file\tfile\n", "stands there twice"),
            ("", "the manifest is empty"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.message.contains(expected), "{}", error.message);
        }
    }
}
