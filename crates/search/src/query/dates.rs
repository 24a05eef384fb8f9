//! Dates in a query, in digits and in words: `2017年11月30日`, `2009년 9월`, `2009.09.28`, `11 Nov 2011`, `2009..2017`,
//! `1990s`, `since 2015`.
//!
//! A date is as precise as it was typed. Blanks may stand inside, so the reader looks beyond a single word.

use chancery_model::Edtf;

/// Numbers outside these are no years of meetings.
const YEARS: std::ops::RangeInclusive<u16> = 1900..=2099;

/// The English months by their first three letters.
const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
/// Chinese digits, by their value.
const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A date found at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    pub(crate) date: Edtf,
    /// The year, if that is all there is.
    pub(crate) year: Option<u16>,
    /// The bytes that it takes.
    pub(crate) length: usize,
}

/// Where in a text a date may begin: at its start, and behind what is neither letter nor digit; a number also behind
/// East Asian characters.
pub(crate) fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let mut before = None;
    text.char_indices().filter_map(move |(at, c)| {
        let is_start = is_word_start(before, c);
        before = Some(c);
        is_start.then_some(at)
    })
}

/// Tells whether a word begins with a character that stands behind another.
pub(crate) fn is_word_start(before: Option<char>, c: char) -> bool {
    before.is_none_or(|b| !b.is_alphanumeric() || (crate::analysis::is_east_asian(b) && (!c.is_alphabetic() || DIGITS.contains(&c))))
}

/// Finds a date at the start of a text.
pub(crate) fn find_at_start(text: &str) -> Option<Found> {
    let first = text.chars().next()?;
    match first {
        'A'..='Z' | 'a'..='z' => since(text).or_else(|| month_first(text)),
        '\'' | '’' => decade_of_two(text, first.len_utf8()),
        '0'..='9' | '０'..='９' => open_range(text)
            .or_else(|| decade(text))
            .or_else(|| decade_of_two(text, 0))
            .or_else(|| span_of_years(text))
            .or_else(|| day_first(text))
            .or_else(|| one_date(text)),
        c if DIGITS.contains(&c) || c == '零' => chinese_year(text),
        _ => None,
    }
}

fn one_date(text: &str) -> Option<Found> {
    let (year, at) = year(text)?;
    let found = written_east_asian(year, text, at).or_else(|| years(year, text, at)).or_else(|| with_marks(year, text, at));
    found.or_else(|| year_then_month(year, text, at)).or_else(|| {
        is_end(text, at).then_some(())?;
        Some(Found { date: Edtf::year(year)?, year: Some(year), length: at })
    })
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

fn year(text: &str) -> Option<(u16, usize)> {
    digits(text, 4, 4).filter(|(year, _)| YEARS.contains(year))
}

/// Tells whether no Latin letter or digit goes on at a place.
fn is_end(text: &str, at: usize) -> bool {
    !text[at..].starts_with(|c: char| c.is_alphanumeric() && !crate::analysis::is_east_asian(c))
}

fn one_of(text: &str, marks: &[&str]) -> Option<usize> {
    marks.iter().find(|mark| text.starts_with(**mark)).map(|mark| mark.len())
}

/// The bytes of the blanks at the start.
fn blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Reads an English word at the start, without case and with the full stop of an abbreviation; gives what it takes.
fn word<'a>(text: &'a str, wanted: &[&str]) -> Option<(&'a str, usize)> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = &text[..length];
    let ends = !text[length..].starts_with(char::is_alphanumeric);
    (ends && wanted.iter().any(|w| w.eq_ignore_ascii_case(word))).then_some((word, length))
}

/// Reads the English name of a month, or its first three letters (four of September).
fn month(text: &str) -> Option<(usize, usize)> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = text[..length].to_ascii_lowercase();
    let is_short = length == 3 || name == "sept" || name == "june" || name == "july";
    let at = MONTHS.iter().position(|month| *month == name || (is_short && month.starts_with(&name)))?;
    Some((at + 1, length + usize::from(text[length..].starts_with('.'))))
}

/// Reads a day of the month with or without an English ordinal's ending.
fn day(text: &str) -> Option<(u16, usize)> {
    let (day, length) = digits(text, 1, 2).filter(|(day, _)| (1..=31).contains(day))?;
    let ending = one_of(&text[length..].get(..2).unwrap_or_default().to_ascii_lowercase(), &["st", "nd", "rd", "th"]).unwrap_or(0);
    let length = length + ending;
    (!text[length..].starts_with(char::is_alphanumeric)).then_some((day, length))
}

fn edtf(text: &str) -> Option<Edtf> {
    text.parse().ok()
}

/// 2017年, 2017年11月, 2017年11月30日, with or without blanks, and the same in Korean.
fn written_east_asian(year: u16, text: &str, at: usize) -> Option<Found> {
    let mark = at + blanks(&text[at..]);
    let mut length = mark + one_of(&text[mark..], &["年度", "年", "년도", "년"])?;
    let mut date = Edtf::year(year)?;
    let mut only_year = Some(year);
    let part = |at: usize, marks: &[&str]| {
        let at = at + blanks(&text[at..]);
        let (number, behind) = digits(&text[at..], 1, 2)?;
        let mark = at + behind + blanks(&text[at + behind..]);
        Some((number, mark + one_of(&text[mark..], marks)?))
    };
    if let Some((month, behind)) = part(length, &["月份", "月", "월"])
        && let Some(with_month) = edtf(&format!("{year:04}-{month:02}"))
    {
        (date, length, only_year) = (with_month, behind, None);
        if let Some((day, behind)) = part(length, &["日", "号", "號", "일"])
            && let Some(with_day) = edtf(&format!("{year:04}-{month:02}-{day:02}"))
        {
            (date, length) = (with_day, behind);
        }
    }
    Some(Found { date, year: only_year, length })
}

/// 二〇〇九年.
fn chinese_year(text: &str) -> Option<Found> {
    let (mut year, mut length) = (0, 0);
    for c in text.chars().take(4) {
        let digit = if c == '零' { 0 } else { DIGITS.iter().position(|d| *d == c)? };
        year = year * 10 + digit;
        length += c.len_utf8();
    }
    let year = u16::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    written_east_asian(year, text, length)
}

/// 2009..2017, 2009-2017, 2009~2017.
fn years(first: u16, text: &str, at: usize) -> Option<Found> {
    let at = at + one_of(&text[at..], &["..", "-", "–", "—", "~", "～", "〜", "/"])?;
    let (last, length) = year(&text[at..])?;
    let date = edtf(&format!("{first:04}/{last:04}"))?;
    Some(Found { date, year: None, length: at + length })
}

/// 2009 to 2017, 2009年から2017年まで, 2009年至2017年, 2009년부터 2017년까지.
fn span_of_years(text: &str) -> Option<Found> {
    const UNITS: &[&str] = &["年", "년"];
    let (first, at) = year(text)?;
    let at = at + one_of(&text[at..], UNITS).unwrap_or(0);
    let blank = blanks(&text[at..]);
    let joint = at + blank;
    let behind = match word(&text[joint..], &["to", "until", "till", "through"]) {
        Some((_, length)) if blank > 0 => joint + length,
        Some(_) => return None,
        None => joint + one_of(&text[joint..], &["から", "至", "到", "부터", "–", "—", "~", "～", "〜", "-"])?,
    };
    let behind = behind + blanks(&text[behind..]);
    let (last, length) = year(&text[behind..])?;
    let mut end = behind + length;
    end += one_of(&text[end..], UNITS).unwrap_or(0);
    end += one_of(&text[end..], &["まで", "까지", "为止"]).unwrap_or(0);
    let date = edtf(&format!("{first:04}/{last:04}"))?;
    is_end(text, end).then_some(Found { date, year: None, length: end })
}

/// 2015年以降, 2010年以前, 2015년 이후: the East Asian words count the year itself.
fn open_range(text: &str) -> Option<Found> {
    let (year, at) = year(text)?;
    let at = at + one_of(&text[at..], &["年", "년"])?;
    let mark = at + blanks(&text[at..]);
    let (range, length) = if let Some(length) = one_of(&text[mark..], &["以降", "以来", "以後", "以后", "以來", "이후", "이래"])
    {
        (format!("{year:04}/.."), length)
    } else {
        (format!("../{year:04}"), one_of(&text[mark..], &["以前", "까지", "이전", "まで", "为止"])?)
    };
    Some(Found { date: edtf(&range)?, year: None, length: mark + length })
}

/// since 2015, until 2010, before 2010, after 2015, between 2009 and 2017, from 2009 to 2017.
fn since(text: &str) -> Option<Found> {
    let (said, length) = word(text, &["since", "until", "till", "before", "after", "between", "from"])?;
    let at = length + blanks(&text[length..]);
    let (first, behind) = year(&text[at..])?;
    let end = at + behind;
    is_end(text, end).then_some(())?;
    let range = match said.to_ascii_lowercase().as_str() {
        "since" => format!("{first:04}/.."),
        "until" | "till" => format!("../{first:04}"),
        "before" => format!("../{:04}", first - 1),
        "after" => format!("{:04}/..", first + 1),
        _ => {
            let joint = end + blanks(&text[end..]);
            let (_, length) = word(&text[joint..], &["and", "to", "until", "till"])?;
            let at = joint + length + blanks(&text[joint + length..]);
            let (last, behind) = year(&text[at..])?;
            let date = edtf(&format!("{first:04}/{last:04}"))?;
            return is_end(text, at + behind).then_some(Found { date, year: None, length: at + behind });
        }
    };
    Some(Found { date: edtf(&range)?, year: None, length: end })
}

/// 1990s, 1990's, 1990年代, 1990년대.
fn decade(text: &str) -> Option<Found> {
    let (year, at) = year(text).filter(|(year, _)| year % 10 == 0)?;
    let length = at + decade_mark(&text[at..])?;
    Some(Found { date: edtf(&format!("{:03}X", year / 10))?, year: None, length })
}

/// 90s, '90s, 90年代, 90년대: of the twentieth century.
fn decade_of_two(text: &str, at: usize) -> Option<Found> {
    let (short, length) = digits(&text[at..], 2, 2).filter(|(year, _)| year % 10 == 0 && *year >= 50)?;
    let length = at + length + decade_mark(&text[at + length..])?;
    Some(Found { date: edtf(&format!("19{}X", short / 10))?, year: None, length })
}

fn decade_mark(text: &str) -> Option<usize> {
    let length = one_of(text, &["年代", "년대", "'s", "’s", "s"])?;
    is_end(text, length).then_some(length)
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
        && let Some(date) = edtf(&format!("{year:04}-{month:02}-{day:02}"))
    {
        return Some(Found { date, year: None, length });
    }
    let date = edtf(&format!("{year:04}-{month:02}"))?;
    is_end(behind).then_some(Found { date, year: None, length: behind })
}

/// 2011 November, 2011 November 11.
fn year_then_month(year: u16, text: &str, at: usize) -> Option<Found> {
    let from = at + blanks(&text[at..]).max(usize::from(text[at..].starts_with('-')));
    (from > at).then_some(())?;
    let (month, length) = month(&text[from..])?;
    let end = from + length;
    let at = end + blanks(&text[end..]).max(usize::from(text[end..].starts_with('-')));
    if at > end
        && let Some((day, length)) = day(&text[at..])
        && let Some(date) = edtf(&format!("{year:04}-{month:02}-{day:02}"))
    {
        return Some(Found { date, year: None, length: at + length });
    }
    let date = edtf(&format!("{year:04}-{month:02}"))?;
    is_end(text, end).then_some(Found { date, year: None, length: end })
}

/// The year behind a month and perhaps a day; a comma or "of" may stand between.
fn year_behind(text: &str, at: usize) -> Option<(u16, usize)> {
    let mut from = at + blanks(&text[at..]);
    from += usize::from(text[from..].starts_with([',', '-', '/']));
    from += blanks(&text[from..]);
    if let Some((_, length)) = word(&text[from..], &["of", "in"]) {
        from += length + blanks(&text[from + length..]);
    }
    (from > at).then_some(())?;
    let (year, length) = year(&text[from..])?;
    is_end(text, from + length).then_some((year, from + length))
}

/// November 2011, Nov. 2011, November 11, 2011, November 11-12, 2011.
fn month_first(text: &str) -> Option<Found> {
    let (month, at) = month(text)?;
    let from = at + blanks(&text[at..]);
    if let Some((first, last, length)) = days(&text[from..])
        && let Some((year, length)) = year_behind(text, from + length)
    {
        return of_days(year, month, first, last, length);
    }
    let (year, length) = year_behind(text, at)?;
    Some(Found { date: edtf(&format!("{year:04}-{month:02}"))?, year: None, length })
}

/// 11 November 2011, 11th of November 2011, 11-12 November 2011, 11/Nov/2011.
fn day_first(text: &str) -> Option<Found> {
    let (first, last, at) = days(text)?;
    let mut from = at + blanks(&text[at..]);
    from += usize::from(text[from..].starts_with(['-', '/']));
    if let Some((_, length)) = word(&text[from..], &["of"]) {
        from += length + blanks(&text[from + length..]);
    }
    let (month, length) = month(&text[from..])?;
    let (year, length) = year_behind(text, from + length)?;
    of_days(year, month, first, last, length)
}

/// One day of a month, or two with a dash between.
fn days(text: &str) -> Option<(u16, u16, usize)> {
    let (first, at) = digits(text, 1, 2).filter(|(day, _)| (1..=31).contains(day))?;
    if let Some(mark) = one_of(&text[at..], &["-", "–", "~", "～"])
        && let Some((last, length)) = day(&text[at + mark..])
        && last > first
    {
        return Some((first, last, at + mark + length));
    }
    day(text).map(|(day, length)| (day, day, length))
}

fn of_days(year: u16, month: usize, first: u16, last: u16, length: usize) -> Option<Found> {
    let date = |day: u16| format!("{year:04}-{month:02}-{day:02}");
    let date = if first == last { date(first) } else { format!("{}/{}", date(first), date(last)) };
    Some(Found { date: edtf(&date)?, year: None, length })
}

/// Reads the value of `before:` and `after:`: a date and nothing else.
pub(crate) fn parse(text: &str) -> Option<Edtf> {
    let found = find_at_start(text).filter(|found| found.length == text.len());
    found.map(|found| found.date).or_else(|| edtf(text))
}

/// Reads the value of `year:`: a year, or a range that may be open at one end.
pub(crate) fn parse_years(text: &str) -> Option<(u16, u16)> {
    let year = |text: &str| {
        let text = text.strip_suffix(['年', '년']).unwrap_or(text);
        digits(text, 1, 4).filter(|(_, length)| *length == text.len()).map(|(year, _)| year)
    };
    if let Some(year) = year(text) {
        return Some((year, year));
    }
    if let Some(found) = decade(text).filter(|found| found.length == text.len()) {
        let first = found.date.first_year()?;
        return Some((first, first + 9));
    }
    let (first, last) = ["..", "-", "–", "~", "～"].iter().find_map(|mark| text.split_once(mark))?;
    let bound = |text: &str, open: u16| if text.is_empty() { Some(open) } else { year(text) };
    let (first, last) = (bound(first, 0)?, bound(last, 9999)?);
    (first <= last && (first, last) != (0, 9999)).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, date: &str, length: usize) {
        let found = find_at_start(text).unwrap_or_else(|| panic!("no date in {text}"));
        assert_eq!((found.date.to_string().as_str(), found.length), (date, length), "{text}");
    }

    fn check_whole(text: &str, date: &str) {
        check(text, date, text.len());
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
        check("2011 customs", "2011", 4);
    }

    #[test]
    fn dates_in_words_are_found() {
        for (text, date) in [
            ("November 2011", "2011-11"),
            ("Nov. 2011", "2011-11"),
            ("NOV 2011", "2011-11"),
            ("november, 2011", "2011-11"),
            ("May 2011", "2011-05"),
            ("11 Nov 2011", "2011-11-11"),
            ("11th of November 2011", "2011-11-11"),
            ("11-12 November 2011", "2011-11-11/2011-11-12"),
            ("November 11, 2011", "2011-11-11"),
            ("Nov 11-12, 2011", "2011-11-11/2011-11-12"),
            ("2011 November", "2011-11"),
            ("2011 November 11", "2011-11-11"),
            ("2011-Nov-11", "2011-11-11"),
            ("2011年 11月 9日", "2011-11-09"),
            ("2011 年 11 月", "2011-11"),
            ("2011년 11월 9일", "2011-11-09"),
            ("二〇〇九年九月", "2009"),
            ("二〇〇九年9月", "2009-09"),
            ("1990s", "199X"),
            ("1990's", "199X"),
            ("90s", "199X"),
            ("'90s", "199X"),
            ("1990年代", "199X"),
            ("90년대", "199X"),
            ("2010年代", "201X"),
            ("2009 to 2017", "2009/2017"),
            ("between 2009 and 2017", "2009/2017"),
            ("from 2009 to 2017", "2009/2017"),
            ("2009年から2017年まで", "2009/2017"),
            ("2009年至2017年", "2009/2017"),
            ("2009년부터 2017년까지", "2009/2017"),
            ("since 2015", "2015/.."),
            ("before 2010", "../2009"),
            ("2015年以降", "2015/.."),
            ("2010년 이전", "../2010"),
        ] {
            if text.starts_with("二〇〇九年九") {
                // A month in Chinese digits is no part of it.
                check(text, date, "二〇〇九年".len());
            } else {
                check_whole(text, date);
            }
        }
    }

    #[test]
    fn other_numbers_and_words_are_none() {
        for text in [
            "",
            "20",
            "20171",
            "1066",
            "2017th",
            "3000",
            "x2017",
            "may",
            "May meeting",
            "maybe 2011",
            "march of 11",
            "11 customs",
            "20年代",
            "1995s",
            "since then",
            "32 May 2011",
            "between 2009",
            "一二三",
            "Novem 2011",
        ] {
            assert!(find_at_start(text).is_none(), "{text}");
        }
        // Not a day of the calendar, but a year all the same.
        check("2009.13.45", "2009", 4);
    }

    #[test]
    fn ranges_of_years() {
        for (text, years) in [
            ("2017", Some((2017, 2017))),
            ("2017年", Some((2017, 2017))),
            ("1990s", Some((1990, 1999))),
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

    #[test]
    fn values_of_before_and_after() {
        for (text, date) in [("2011-11", Some("2011-11")), ("2011年11月", Some("2011-11")), ("201X", Some("201X")), ("soon", None)] {
            assert_eq!(parse(text).map(|date| date.to_string()).as_deref(), date, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_what_is_found_lies_in_it(
            text in "([0-9０-９]{1,4}|[ .,年月日年년월일代s'/~-]|Nov|May|to|of|since|から|[一二〇九]|\\PC){0,16}",
        ) {
            for at in word_starts(&text) {
                if let Some(found) = find_at_start(&text[at..]) {
                    prop_assert!(found.length > 0 && text[at..].get(..found.length).is_some());
                }
            }
        }
    }
}
