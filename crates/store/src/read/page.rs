//! Pages of lists: a cut of rows, how many there are in all, and where to go on.
//!
//! Paging is by the last row's place in the order, never by counting rows, so that a page costs the same wherever it is
//! and a record published meanwhile shifts nothing.

use std::fmt;
use std::str::FromStr;

use crate::error::ReadError;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How many rows the whole list has.
    pub total: u64,
    /// Where the next page begins; none on the last.
    pub next: Option<Cursor>,
}

/// A place in a list. Its text is for handing back, not for reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) ordinal: i64,
    pub(crate) latest: i64,
    pub(crate) precision: i64,
    pub(crate) id: String,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}", self.ordinal, self.latest, self.precision, self.id)
    }
}

impl FromStr for Cursor {
    type Err = ReadError;
    fn from_str(text: &str) -> Result<Self, ReadError> {
        let parse = || {
            let mut parts = text.splitn(4, '.');
            let mut number = || parts.next()?.parse::<i64>().ok();
            let (ordinal, latest, precision) = (number()?, number()?, number()?);
            let id = parts.next()?;
            let is_id = !id.is_empty() && id.len() <= 200 && id.bytes().all(|b| b.is_ascii_graphic());
            is_id.then(|| Cursor { ordinal, latest, precision, id: id.to_owned() })
        };
        parse().ok_or_else(|| ReadError::Cursor(text.chars().take(80).collect()))
    }
}

impl Cursor {
    /// Before the first row of a list that goes down.
    pub(crate) fn top() -> Self {
        Cursor { ordinal: i64::MAX, latest: i64::MAX, precision: i64::MAX, id: String::new() }
    }
    /// Before the first row of a list that goes up.
    pub(crate) fn bottom() -> Self {
        Cursor { ordinal: i64::MIN, latest: i64::MIN, precision: i64::MIN, id: String::new() }
    }
}

/// Cuts one row too many off, which tells that there is a next page.
pub(crate) fn cut<T>(mut rows: Vec<T>, total: u64, limit: u32, place: impl Fn(&T) -> Cursor) -> Page<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = if has_more { rows.last().map(place) } else { None };
    Page { rows, total, next }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_parse_and_print() {
        for text in ["4.2455877.0.tchm/6", "0.-1.9.a", "-9223372036854775808.1.2.x.y"] {
            assert_eq!(text.parse::<Cursor>().unwrap().to_string(), text);
        }
        for text in ["", "1.2.3", "1.2.3.", "a.2.3.x", "1.2.3.x y", "1.2.3.税"] {
            assert!(matches!(text.parse::<Cursor>(), Err(ReadError::Cursor(_))), "{text:?} was taken");
        }
    }

    #[test]
    fn a_page_knows_whether_there_is_another() {
        let place = |n: &i64| Cursor { ordinal: *n, latest: 0, precision: 0, id: "x".into() };
        let page = cut(vec![1, 2, 3], 7, 2, place);
        assert_eq!((page.rows, page.total, page.next.map(|c| c.ordinal)), (vec![1, 2], 7, Some(2)));
        assert!(cut(vec![1, 2], 2, 2, place).next.is_none());
        assert!(cut(Vec::new(), 0, 2, place).next.is_none());
    }
}
