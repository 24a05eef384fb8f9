//! XLSX: the cells of each sheet, row by row, tabs between them; dates as dates.
//!
//! A sheet may name a cell in the last row of the last column; nothing is laid out that the file does not hold, so that
//! a small file cannot ask for a large table.

use std::borrow::Cow;
use std::collections::HashMap;

use super::package::Package;
use super::xml::{Node, Xml};
use super::{LineEnds, MediaType, PageText, Paper, PaperError, PaperLimits, extractor_of};

/// Columns beyond this one are set close together.
const MAX_COLUMN: usize = 256;

/// Reads the sheets in the order of the workbook.
pub(super) fn read(package: &mut Package<'_>, main: &str, limits: &PaperLimits) -> Result<Paper, PaperError> {
    let relations = package.list_relations(main)?;
    let target = |kind: &str| relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.clone());
    let words = match target("sharedStrings") {
        Some(part) => package.find_part(&part)?.map(|part| read_strings(&part)).transpose()?.unwrap_or_default(),
        None => Vec::new(),
    };
    let dates = match target("styles") {
        Some(part) => package.find_part(&part)?.map(|part| read_date_styles(&part)).transpose()?.unwrap_or_default(),
        None => Vec::new(),
    };
    let workbook = package.part(main)?;
    let (sheets, is_1904) = read_workbook(&workbook)?;
    let mut pages = Vec::new();
    let mut room = limits.max_text_bytes;
    for (name, id) in sheets.iter().take(limits.max_pages) {
        let Some(relation) = relations.iter().find(|relation| &relation.id == id && relation.kind == "worksheet") else { continue };
        let part = package.part(&relation.target)?;
        let text = Sheet { words: &words, dates: &dates, is_1904 }.read(&part, room)?;
        room = room.saturating_sub(text.len());
        let number = u32::try_from(pages.len() + 1).unwrap_or(u32::MAX);
        pages.push(PageText { number, name: Some(name.clone()), text, lang: None });
    }
    Ok(Paper {
        media_type: MediaType::Xlsx,
        has_pages: false,
        page_count: u32::try_from(sheets.len()).unwrap_or(u32::MAX),
        pages,
        line_ends: LineEnds::Paragraph,
        findings: Vec::new(),
        extractor: extractor_of(MediaType::Xlsx),
    })
}

/// The sheets with their names and references, and whether days are counted from 1904.
fn read_workbook(part: &str) -> Result<(Vec<(String, String)>, bool), PaperError> {
    let mut xml = Xml::new(part, "workbook", MediaType::Xlsx);
    let (mut sheets, mut is_1904) = (Vec::new(), false);
    while let Some(node) = xml.next()? {
        let Node::Open(element) = node else { continue };
        if element.is("workbookPr") {
            is_1904 = element.attribute("date1904").is_some_and(|value| value == "1" || value == "true");
        } else if element.is("sheet") {
            sheets.push((element.attribute("name").unwrap_or_default(), element.attribute("id").unwrap_or_default()));
        }
    }
    Ok((sheets, is_1904))
}

fn read_strings(part: &str) -> Result<Vec<String>, PaperError> {
    let mut xml = Xml::new(part, "sharedStrings", MediaType::Xlsx);
    let mut strings = Vec::new();
    let mut is_words = false;
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) if element.is("si") => strings.push(String::new()),
            // Readings of Japanese names stand beside the names and are not shown.
            Node::Open(element) if element.is("rPh") => xml.skip()?,
            Node::Open(element) => is_words = element.is("t"),
            Node::Close(_) => is_words = false,
            Node::Text(text) => {
                if let Some(last) = strings.last_mut().filter(|_| is_words) {
                    last.push_str(&text);
                }
            }
        }
    }
    Ok(strings)
}

/// Tells for each style of cells whether it shows dates.
fn read_date_styles(part: &str) -> Result<Vec<bool>, PaperError> {
    let mut xml = Xml::new(part, "styles", MediaType::Xlsx);
    let mut own: HashMap<u32, bool> = HashMap::new();
    let (mut styles, mut is_cells) = (Vec::new(), false);
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) if element.is("numFmt") => {
                if let Some(id) = element.number("numFmtId") {
                    own.insert(id, is_date_form(&element.attribute("formatCode").unwrap_or_default()));
                }
            }
            Node::Open(element) if element.is("cellXfs") => is_cells = true,
            Node::Close(name) if name == "cellXfs" => is_cells = false,
            Node::Open(element) if is_cells && element.is("xf") => {
                let id = element.number("numFmtId").unwrap_or(0u32);
                // The forms that every program knows (ECMA-376, 18.8.30), East Asian ones included.
                let is_known = matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57..=58);
                styles.push(own.get(&id).copied().unwrap_or(is_known));
            }
            _ => {}
        }
    }
    Ok(styles)
}

/// A form shows a date if it asks for a day or a year outside of quoted words.
fn is_date_form(form: &str) -> bool {
    let (mut is_quoted, mut is_bracket) = (false, false);
    form.chars().any(|c| {
        match c {
            '"' => is_quoted = !is_quoted,
            '[' => is_bracket = true,
            ']' => is_bracket = false,
            'y' | 'Y' | 'd' | 'D' if !is_quoted && !is_bracket => return true,
            _ => {}
        }
        false
    })
}

struct Sheet<'a> {
    words: &'a [String],
    dates: &'a [bool],
    is_1904: bool,
}

impl Sheet<'_> {
    fn read(&self, part: &str, max_bytes: usize) -> Result<String, PaperError> {
        let mut xml = Xml::new(part, "sheet", MediaType::Xlsx);
        let (mut text, mut column, mut next) = (String::new(), 0, 0);
        let (mut kind, mut is_date, mut value, mut is_value) = (String::new(), false, String::new(), false);
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(element) if element.is("row") => (column, next) = (0, 0),
                Node::Open(element) if element.is("c") => {
                    value.clear();
                    kind = element.attribute("t").unwrap_or_default();
                    is_date = element.number::<usize>("s").and_then(|style| self.dates.get(style)).copied().unwrap_or(false);
                    next = element.attribute("r").and_then(|place| read_column(&place)).unwrap_or(next + 1).min(MAX_COLUMN);
                }
                Node::Open(element) if element.is("rPh") || element.is("f") => xml.skip()?,
                Node::Open(element) => is_value = element.is("v") || element.is("t"),
                Node::Text(words) if is_value => value.push_str(&words),
                Node::Text(_) => {}
                Node::Close(name) if name == "c" => {
                    is_value = false;
                    let shown = self.show(&kind, is_date, &value);
                    if !shown.is_empty() {
                        text.extend(std::iter::repeat_n('\t', next.saturating_sub(column.max(1))));
                        column = next;
                        // One string may stand in every cell; what goes beyond the limit shows that there was more.
                        let left = max_bytes.saturating_add(1).saturating_sub(text.len());
                        text.push_str(&shown[..shown.ceil_char_boundary(left)].replace(['\n', '\r', '\t'], " "));
                        if text.len() > max_bytes {
                            break;
                        }
                    }
                }
                Node::Close(name) if name == "row" => {
                    if column > 0 {
                        text.push('\n');
                    }
                }
                Node::Close(_) => is_value = false,
            }
        }
        Ok(text)
    }

    fn show<'a>(&'a self, kind: &str, is_date: bool, value: &'a str) -> Cow<'a, str> {
        match kind {
            "s" => value.trim().parse().ok().and_then(|at: usize| self.words.get(at)).map_or("", String::as_str).into(),
            "b" => (if value.trim() == "1" { "TRUE" } else { "FALSE" }).into(),
            "" | "n" if is_date => self.day(value).map_or(value.into(), Cow::Owned),
            _ => value.into(),
        }
    }

    /// A day counted from the end of 1899 or the start of 1904, as ISO 8601.
    fn day(&self, value: &str) -> Option<String> {
        let serial: f64 = value.trim().parse().ok()?;
        if !(1.0..2_958_466.0).contains(&serial) {
            return None;
        }
        let count = serial as i64;
        // The 29th of February 1900, which was none, is counted.
        let days = if self.is_1904 { count - 24_107 } else { count - 25_568 - i64::from(count > 59) };
        let (year, month, day) = civil(days);
        Some(format!("{year:04}-{month:02}-{day:02}"))
    }
}

/// The civil day so many days after the 1st of January 1970, by the usual arithmetic of eras of 400 years.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The column of a place such as `AB12`, counted from 1.
fn read_column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase).take(3);
    let column = letters.fold(0usize, |column, letter| column * 26 + usize::from(letter - b'A') + 1);
    (column > 0).then_some(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_sheets_count_them() {
        let check = |value: &str, is_1904: bool, expected: Option<&str>| {
            let sheet = Sheet { words: &[], dates: &[], is_1904 };
            assert_eq!(sheet.day(value).as_deref(), expected, "{value}");
        };
        check("1", false, Some("1900-01-01"));
        check("59", false, Some("1900-02-28"));
        check("61", false, Some("1900-03-01"));
        check("43069", false, Some("2017-11-30"));
        check("43069.75", false, Some("2017-11-30"));
        check("41607", true, Some("2017-11-30"));
        check("0", false, None);
        check("1e300", false, None);
        check("x", false, None);
    }

    #[test]
    fn columns_and_forms_are_read() {
        assert_eq!(read_column("A1"), Some(1));
        assert_eq!(read_column("AB12"), Some(28));
        assert_eq!(read_column("12"), None);
        assert!(is_date_form("yyyy\"年\"m\"月\"d\"日\""));
        assert!(!is_date_form("0.00\"days\""));
        assert!(!is_date_form("[Red]0"));
    }
}
