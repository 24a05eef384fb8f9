//! Dates in a query: `2017`, `2017年`, `2009년`, `2009.09.28`, `2009-9`, `2017年11月30日`, `2009..2017`.

use chancery_model::Edtf;

/// Numbers outside these are no years of meetings.
const YEARS: std::ops::RangeInclusive<u16> = 1900..=2099;

/// A date found at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    pub(crate) date: Edtf,
    /// The year, if that is all there is.
    pub(crate) year: Option<u16>,
    /// The bytes that it takes.
    pub(crate) length: usize,
}

/// Reads digits, ASCII or full-width, between `least` and `most` of them, with no digit behind.
fn digits(text: &str, least: usize, most: usize) -> Option<(u16, usize)> {
    let (mut number, mut count, mut length) = (0, 0, 0);
    for c in text.chars() {
        let digit = match c {
            '0'..='9' => c as u16 - '0' as u16,
            '０'..='９' => (c as u32 - '０' as u32) as u16,
            _ => break,
        };
        count += 1;
        if count > most {
            return None;
        }
        number = number * 10 + digit;
        length += c.len_utf8();
    }
    (count >= least).then_some((number, length))
}

fn one_of(text: &str, marks: &[&str]) -> Option<usize> {
    marks.iter().find(|mark| text.starts_with(**mark)).map(|mark| mark.len())
}

/// Finds a date at the start of a text.
pub(crate) fn find_at_start(text: &str) -> Option<Found> {
    let (year, at) = digits(text, 4, 4).filter(|(year, _)| YEARS.contains(year))?;
    let found = written_east_asian(year, text, at).or_else(|| years(year, text, at)).or_else(|| with_marks(year, text, at));
    found.or_else(|| {
        let ends = !text[at..].starts_with(|c: char| c.is_alphanumeric() && !crate::analysis::is_east_asian(c));
        ends.then_some(())?;
        Some(Found { date: Edtf::year(year)?, year: Some(year), length: at })
    })
}

/// 2017年, 2017年11月, 2017年11月30日, and the same in Korean.
fn written_east_asian(year: u16, text: &str, at: usize) -> Option<Found> {
    let mut length = at + one_of(&text[at..], &["年度", "年", "년도", "년"])?;
    let mut date = Edtf::year(year)?;
    let mut only_year = Some(year);
    let part = |at: usize, marks: &[&str]| {
        let (number, behind) = digits(&text[at..], 1, 2)?;
        Some((number, at + behind + one_of(&text[at + behind..], marks)?))
    };
    if let Some((month, behind)) = part(length, &["月", "월"])
        && let Ok(with_month) = format!("{year:04}-{month:02}").parse()
    {
        (date, length, only_year) = (with_month, behind, None);
        if let Some((day, behind)) = part(length, &["日", "号", "일"])
            && let Ok(with_day) = format!("{year:04}-{month:02}-{day:02}").parse()
        {
            (date, length) = (with_day, behind);
        }
    }
    Some(Found { date, year: only_year, length })
}

/// 2009..2017, 2009-2017, 2009~2017.
fn years(first: u16, text: &str, at: usize) -> Option<Found> {
    let at = at + one_of(&text[at..], &["..", "-", "–", "~", "～", "〜", "/"])?;
    let (last, length) = digits(&text[at..], 4, 4).filter(|(year, _)| YEARS.contains(year))?;
    let date = format!("{first:04}/{last:04}").parse().ok()?;
    Some(Found { date, year: None, length: at + length })
}

/// 2009.09.28, 2009-09-28, 2009/9/28, 2009.9.
fn with_marks(year: u16, text: &str, at: usize) -> Option<Found> {
    let mark = &text[at..at + one_of(&text[at..], &[".", "-", "/", "．", "－", "／"])?];
    let mut behind = at + mark.len();
    let (month, length) = digits(&text[behind..], 1, 2)?;
    behind += length;
    let is_end = |at: usize| !text[at..].starts_with(|c: char| c.is_alphanumeric());
    if let Some((day, length)) = text[behind..].strip_prefix(mark).and_then(|rest| digits(rest, 1, 2))
        && let length = behind + mark.len() + length
        && is_end(length)
        && let Ok(date) = format!("{year:04}-{month:02}-{day:02}").parse()
    {
        return Some(Found { date, year: None, length });
    }
    let date = format!("{year:04}-{month:02}").parse().ok()?;
    is_end(behind).then_some(Found { date, year: None, length: behind })
}

/// Reads the value of `year:`: a year, or a range that may be open at one end.
pub(crate) fn parse_years(text: &str) -> Option<(u16, u16)> {
    let year = |text: &str| digits(text, 1, 4).filter(|(_, length)| *length == text.len()).map(|(year, _)| year);
    if let Some(year) = year(text) {
        return Some((year, year));
    }
    let (first, last) = ["..", "-", "–", "~", "～"].iter().find_map(|mark| text.split_once(mark))?;
    let bound = |text: &str, open: u16| if text.is_empty() { Some(open) } else { year(text) };
    let (first, last) = (bound(first, 0)?, bound(last, 9999)?);
    (first <= last && (first, last) != (0, 9999)).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, date: &str, length: usize) {
        let found = find_at_start(text).unwrap_or_else(|| panic!("no date in {text}"));
        assert_eq!((found.date.to_string().as_str(), found.length), (date, length), "{text}");
    }

    #[test]
    fn dates_are_found() {
        check("2017", "2017", 4);
        check("２０１７", "2017", 12);
        check("2017年", "2017", 7);
        check("2009년관세청장회의", "2009", 7);
        check("2017年11月30日", "2017-11-30", 17);
        check("2017年11月", "2017-11", 12);
        check("2009.09.28", "2009-09-28", 10);
        check("2009-9-28)", "2009-09-28", 9);
        check("2009/11", "2009-11", 7);
        check("2009..2017", "2009/2017", 10);
        check("2009-2017", "2009/2017", 9);
        check("2017税関", "2017", 4);
    }

    #[test]
    fn other_numbers_are_none() {
        for text in ["", "20", "20171", "1066", "2017th", "3000", "x2017"] {
            assert!(find_at_start(text).is_none(), "{text}");
        }
        // Not a day of the calendar, but a year all the same.
        check("2009.13.45", "2009", 4);
    }

    #[test]
    fn ranges_of_years() {
        for (text, years) in [
            ("2017", Some((2017, 2017))),
            ("2009..2017", Some((2009, 2017))),
            ("..2011", Some((0, 2011))),
            ("2011-", Some((2011, 9999))),
            ("2017..2009", None),
            ("..", None),
            ("soon", None),
        ] {
            assert_eq!(parse_years(text), years, "{text}");
        }
    }
}
