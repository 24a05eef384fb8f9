//! Many exchanges in a table, one a row.
//!
//! A column that exchanges do not have is refused as what it is: what was exchanged is never kept. Texts stand in columns of
//! one language each, `scope:en`, `scope:ja`.

use std::str::FromStr;

use chancery_model::{Exchange, Lang, Name, PartyId, Source, Text, TextStatus};

use super::add::{NewExchange, proposed_id};
use crate::error::{AppError, ErrorKind};
use crate::table::{Cells, Table, quoted};

/// The columns that hold one value, or several parties or offices.
pub const COLUMNS: [&str; 16] = [
    "id",
    "type",
    "commitment",
    "initiative",
    "from",
    "to",
    "period",
    "count",
    "sent",
    "acknowledged",
    "next-due",
    "confirmed-by",
    "offices",
    "debrief",
    "reported-at",
    "url",
];

/// The columns of texts, each with a language behind a colon.
pub const TEXTS: [&str; 6] = ["name", "channel", "office", "scope", "title", "note"];

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Value(&'static str),
    Text(&'static str, Lang),
}

/// A row: its line, and the exchange or why it cannot be understood.
pub type Row = (u64, Result<NewExchange, AppError>);

/// Makes the exchanges of a table. The first row names the columns.
///
/// Errors: kind `rule-broken` for a column that exchanges do not have, `invalid` for one that is there twice or lacks its language.
pub fn read_table(table: Cells) -> Result<Vec<Row>, AppError> {
    let table = Table::read(table, column).map_err(|error| {
        let texts: Vec<String> = TEXTS.iter().map(|text| format!("{text}:LANG")).collect();
        error.or_hint(&format!("the columns are {}, {}", COLUMNS.join(", "), texts.join(", ")))
    })?;
    let row = |line: u64, row: &[String]| {
        let cells = table.cells(row)?;
        Ok(NewExchange { line: Some(line), exchange: exchange(&cells)? })
    };
    Ok(table.rows.iter().map(|(line, cells)| (*line, row(*line, cells))).collect())
}

fn column(name: &str) -> Result<Column, AppError> {
    let (base, lang) = name.split_once(':').map_or((name, None), |(base, lang)| (base.trim_end(), Some(lang.trim())));
    // Sheets write the names of columns in many ways; the record itself has an underscore.
    let wanted = base.to_lowercase().replace([' ', '_'], "-");
    if let Some(text) = TEXTS.into_iter().find(|known| *known == wanted) {
        let lang = lang.unwrap_or_default();
        let lang =
            lang.parse().map_err(|error| invalid(format!("the column {:?} needs a language, as in {text}:en: {error}", quoted(name))))?;
        return Ok(Column::Text(text, lang));
    }
    match COLUMNS.into_iter().find(|known| *known == wanted && lang.is_none()) {
        Some(known) => Ok(Column::Value(known)),
        None => {
            let message = format!("an exchange says that something was exchanged and never what: it has no column {:?}", quoted(name));
            Err(AppError::new(ErrorKind::RuleBroken, message))
        }
    }
}

fn exchange(cells: &[(&Column, &str)]) -> Result<Exchange, AppError> {
    let cell = |wanted: &'static str| cells.iter().find(|(column, _)| **column == Column::Value(wanted)).map(|(_, cell)| *cell);
    let needed = |wanted| cell(wanted).ok_or_else(|| invalid(format!("there is no {wanted}; an exchange has a type, from and a period")));
    let texts = |wanted: &'static str| {
        let of_column = |(column, cell): &(&Column, &str)| match column {
            Column::Text(name, lang) if *name == wanted => Some(Text::new(lang.clone(), *cell, TextStatus::Summary)),
            _ => None,
        };
        cells.iter().filter_map(of_column).collect::<Vec<Text>>()
    };
    let exchange_type = read("type", needed("type")?)?;
    let (from, to) = (parties("from", needed("from")?)?, parties("to", cell("to").unwrap_or_default())?);
    let period = read("period", needed("period")?)?;
    let id = match cell("id") {
        Some(id) => read("id", id)?,
        None => proposed_id(&exchange_type, &from, &to, &period).map_err(|error| invalid(error.to_string()))?,
    };
    let titles = texts("title");
    let sources = match (cell("url"), titles.into_iter().next()) {
        (Some(url), title) => vec![Source { title: title.map(|title| Text { status: TextStatus::Original, ..title }), ..Source::of(url) }],
        (None, Some(_)) => return Err(invalid("a title is that of a page; give its url")),
        (None, None) => Vec::new(),
    };
    let count = cell("count")
        .map(|count| count.parse().map_err(|_| invalid(format!("count: {:?} is not a number of records, such as 12", quoted(count)))));
    Ok(Exchange {
        id,
        names: texts("name").into_iter().map(|text| Name { status: TextStatus::Original, ..Name::new(text.lang, text.text) }).collect(),
        exchange_type,
        commitment: optional("commitment", cell("commitment"))?,
        initiative: optional("initiative", cell("initiative"))?,
        from,
        to,
        period,
        count: count.transpose()?,
        channel: texts("channel"),
        sent: optional("sent", cell("sent"))?,
        acknowledged: optional("acknowledged", cell("acknowledged"))?,
        next_due: optional("next-due", cell("next-due"))?,
        confirmed_by: parties("confirmed-by", cell("confirmed-by").unwrap_or_default())?,
        offices: several("offices", cell("offices").unwrap_or_default())?,
        offices_as_written: texts("office"),
        scope: texts("scope"),
        debrief: optional("debrief", cell("debrief"))?,
        reported_at: optional("reported-at", cell("reported-at"))?,
        sources,
        statements: Vec::new(),
        notes: texts("note"),
    })
}

fn invalid(message: impl Into<String>) -> AppError {
    AppError::new(ErrorKind::Invalid, message)
}

fn read<T: FromStr<Err: std::fmt::Display>>(column: &str, cell: &str) -> Result<T, AppError> {
    cell.parse().map_err(|error: T::Err| invalid(format!("{column}: {error}")))
}

fn optional<T: FromStr<Err: std::fmt::Display>>(column: &str, cell: Option<&str>) -> Result<Option<T>, AppError> {
    cell.map(|cell| read(column, cell)).transpose()
}

/// Several ids in one cell, with commas, semicolons or blanks between them.
fn several<T: FromStr<Err: std::fmt::Display>>(column: &str, cell: &str) -> Result<Vec<T>, AppError> {
    cell.split([',', ';', ' ']).filter(|part| !part.is_empty()).map(|part| read(column, part)).collect()
}

fn parties(column: &str, cell: &str) -> Result<Vec<PartyId>, AppError> {
    several(column, cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::table_of_sheet;

    fn read(text: &str) -> Result<Vec<Row>, AppError> {
        read_table(table_of_sheet(text))
    }

    #[test]
    fn rows_are_read_and_bad_ones_are_told_one_by_one() {
        let head = "Type\tfrom\tto\tperiod\tcount\tconfirmed by\tscope:en\tscope:ja\tnext due\turl\n";
        let rows = read(&format!(
            "{head}statistics\tJP\tKR\t2012\t12\tJP, KR\tFigures\t数字\t2013\thttps://a.example/\n\t\njoint-operation\tCN;JP KR\t\t2011-05\n\
             statistics\tJP\tKR\nstatistics\tjapan\tKR\t2012\nstatistics\tJP\tKR\t2009-13\nstatistics\tJP\tKR\t2012\tmany\nstatistics\t\t\t2012\n"
        ))
        .unwrap();
        let first = &rows[0].1.as_ref().unwrap().exchange;
        assert_eq!((first.id.as_str(), first.count, first.scope.len()), ("statistics-jp-kr-2012", Some(12), 2));
        assert_eq!((first.confirmed_by.len(), first.sources.len(), first.next_due.is_some()), (2, 1, true));
        let second = rows[1].1.as_ref().unwrap();
        assert_eq!((second.line, second.exchange.from.len(), second.exchange.to.len()), (Some(4), 3, 0));
        let said: Vec<String> = rows[2..].iter().map(|(line, row)| format!("{line}: {}", row.as_ref().unwrap_err())).collect();
        let expected = [
            "5: there is no period",
            "6: from: not an id of a party",
            "7: period: ",
            "8: count: \"many\" is not a number",
            "9: there is no from",
        ];
        assert_eq!(said.len(), expected.len(), "{said:?}");
        said.iter().zip(expected).for_each(|(said, expected)| assert!(said.starts_with(expected), "{said} is not {expected}"));
    }

    #[test]
    fn a_column_for_what_was_exchanged_is_refused_as_such() {
        for (text, expected) in [
            ("type\tfrom\tperiod\tperson\n", "never what: it has no column \"person\""),
            ("type\tcontainer number\n", "never what: it has no column \"container number\""),
            ("type\tscope\n", "needs a language, as in scope:en"),
            ("type\tscope:english\n", "not a language tag: \"english\""),
            ("type\tperiod:en\n", "it has no column \"period:en\""),
            ("type\tType\n", "stands there twice"),
            ("", "the manifest is empty"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.message.contains(expected) && error.hint.as_ref().unwrap().contains("scope:LANG"), "{}", error.message);
        }
    }
}
