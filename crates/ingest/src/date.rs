//! Dates as pages write them, in four languages, read as EDTF and never more precisely than written (promise P2).
//!
//! A date is cut into tokens, the tokens into one or two parts of year, month and day, and what one part of a range
//! leaves out is taken from the other: "27-28 June 2018", "2018.06.27 ~ 07.01", "2018年6月27日-28日".

use chancery_model::Edtf;

use crate::fold::{digit, is_blank};
use crate::lexicon::Lexicon;

/// A date found at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoundDate {
    /// The date; `None` if it has the form of a date and is not in the calendar.
    pub(crate) date: Option<Edtf>,
    /// The bytes it takes.
    pub(crate) length: usize,
    /// True if day and month cannot be told apart, so that only the year is read.
    pub(crate) is_ambiguous: bool,
    /// True if nothing but a year is written.
    pub(crate) is_bare_year: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Number(u32, usize),
    MonthName(u32),
    YearMark,
    MonthMark,
    DayMark,
    Dot,
    Slash,
    Dash,
    Tilde,
    Comma,
    Suffix,
    Of,
    And,
    To,
    Until,
}

#[derive(Debug, Clone, Copy)]
struct Placed {
    token: Token,
    end: usize,
    has_blank_before: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Part {
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    is_ambiguous: bool,
}

const MAX_TOKENS: usize = 40;

/// Finds a date at the start of a text.
///
/// Shape: `None` if the text does not begin with one. The date ends where a word does.
pub(crate) fn find_at_start(text: &str, lexicon: &Lexicon) -> Option<FoundDate> {
    let first = text.chars().next()?;
    if digit(first).is_none() && !first.is_alphabetic() {
        return None;
    }
    // Most words of a page begin no date; a look at the first is cheaper than cutting tokens.
    if digit(first).is_none() && lexicon.months.find_at_start(text).is_none() {
        return None;
    }
    let tokens = tokens(text, lexicon);
    let (left, at) = part(&tokens, 0, None)?;
    let single = || finish(text, &tokens, left, None, at);
    let Some((right, end)) = range_mark(&tokens, at).and_then(|next| part(&tokens, next, Some(left))) else {
        return single();
    };
    finish(text, &tokens, left, Some(right), end).or_else(single)
}

/// Reads a text that is a date and nothing else but blanks and full stops.
#[cfg(test)]
fn read(text: &str, lexicon: &Lexicon) -> Option<Edtf> {
    let found = find_at_start(text, lexicon)?;
    text[found.length..].chars().all(is_blank).then_some(found.date).flatten()
}

/// Finds a date anywhere in a short text, with where it begins.
pub(crate) fn find_in(text: &str, lexicon: &Lexicon) -> Option<(usize, FoundDate)> {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let begins = !before.is_alphanumeric() || (crate::fold::is_cjk(before) && digit(c).is_some());
        if begins
            && c.is_alphanumeric()
            && let Some(found) = find_at_start(&text[at..], lexicon)
        {
            return Some((at, found));
        }
        before = c;
    }
    None
}

fn tokens(text: &str, lexicon: &Lexicon) -> Vec<Placed> {
    let mut tokens: Vec<Placed> = Vec::new();
    let mut at = 0;
    let mut has_blank_before = false;
    while tokens.len() < MAX_TOKENS {
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else { break };
        if c == '\n' || c == '\r' {
            break;
        }
        if is_blank(c) {
            at += c.len_utf8();
            has_blank_before = true;
            continue;
        }
        let (token, length) = if digit(c).is_some() {
            let digits: Vec<u32> = rest.chars().map_while(digit).take(5).collect();
            let length = rest.chars().take(digits.len()).map(char::len_utf8).sum();
            (Token::Number(digits.iter().fold(0, |n, d| n * 10 + d), digits.len()), length)
        } else {
            let Some(found) = mark(rest, c).or_else(|| word(rest, &tokens, lexicon)) else {
                match weekday(rest, lexicon) {
                    Some(length) if !tokens.is_empty() => {
                        at += length;
                        if let Some(last) = tokens.last_mut() {
                            last.end = at;
                        }
                        continue;
                    }
                    _ => break,
                }
            };
            found
        };
        at += length;
        tokens.push(Placed { token, end: at, has_blank_before });
        has_blank_before = false;
    }
    tokens
}

fn mark(rest: &str, c: char) -> Option<(Token, usize)> {
    let token = match c {
        '.' | '．' | '。' => Token::Dot,
        '/' | '／' => Token::Slash,
        '-' | '－' | '\u{2010}'..='\u{2015}' | '−' => Token::Dash,
        '~' | '～' | '〜' | '∼' => Token::Tilde,
        ',' | '，' | '、' => Token::Comma,
        '年' | '년' => Token::YearMark,
        '月' | '월' => Token::MonthMark,
        '日' | '일' | '号' | '號' => Token::DayMark,
        '至' | '到' => Token::To,
        _ => {
            let found = [("から", Token::To), ("부터", Token::To), ("에서", Token::To), ("まで", Token::Until), ("까지", Token::Until)];
            return found.into_iter().find(|(word, _)| rest.starts_with(word)).map(|(word, token)| (token, word.len()));
        }
    };
    Some((token, c.len_utf8()))
}

fn word(rest: &str, before: &[Placed], lexicon: &Lexicon) -> Option<(Token, usize)> {
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    if length == 0 {
        return None;
    }
    let word = rest[..length].to_ascii_lowercase();
    let is_after_number = matches!(before.last(), Some(Placed { token: Token::Number(..), .. }));
    match word.as_str() {
        "st" | "nd" | "rd" | "th" if is_after_number => Some((Token::Suffix, length)),
        "of" if !before.is_empty() => Some((Token::Of, length)),
        "and" if !before.is_empty() => Some((Token::And, length)),
        "to" | "until" if !before.is_empty() => Some((Token::To, length)),
        _ => lexicon.months.find_whole(&word).map(|month| (Token::MonthName(u32::from(*month)), length)),
    }
}

/// "(Thu)", "（水）", "Thursday,".
fn weekday(rest: &str, lexicon: &Lexicon) -> Option<usize> {
    let inner = rest.strip_prefix(['(', '（']);
    if let Some(inner) = inner {
        let end = inner.find([')', '）'])?;
        let close = inner[end..].chars().next().map_or(0, char::len_utf8);
        return (end <= 40 && lexicon.weekdays.has(&inner[..end])).then(|| rest.len() - inner.len() + end + close);
    }
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    (length > 2 && lexicon.weekdays.has(&rest[..length])).then_some(length)
}

fn number(tokens: &[Placed], at: usize) -> Option<(u32, usize)> {
    match tokens.get(at)?.token {
        Token::Number(value, digits) => Some((value, digits)),
        _ => None,
    }
}

fn is(tokens: &[Placed], at: usize, token: Token) -> bool {
    tokens.get(at).is_some_and(|placed| placed.token == token)
}

fn year(tokens: &[Placed], at: usize) -> Option<u32> {
    number(tokens, at).filter(|(value, digits)| *digits == 4 && (1900..2200).contains(value)).map(|(value, _)| value)
}

fn small(tokens: &[Placed], at: usize) -> Option<u32> {
    number(tokens, at).filter(|(_, digits)| *digits <= 2).map(|(value, _)| value)
}

fn skip(tokens: &[Placed], at: usize, token: Token) -> usize {
    at + usize::from(is(tokens, at, token))
}

/// Reads one part from token `at` on; `left` is the part before a range mark, if this is the part after it.
fn part(tokens: &[Placed], at: usize, left: Option<Part>) -> Option<(Part, usize)> {
    year_first(tokens, at)
        .or_else(|| month_first(tokens, at))
        .or_else(|| day_first(tokens, at))
        .or_else(|| marked(tokens, at))
        .or_else(|| year_last(tokens, at))
        .or_else(|| rest_of_range(tokens, at, left))
        .or_else(|| {
            small(tokens, at)
                .filter(|_| left.is_none() && range_mark(tokens, at + 1).is_some())
                .map(|day| (Part { day: Some(day), ..Part::default() }, at + 1))
        })
}

/// 2017.11.30, 2018-06, 2018/6/27, 2018年6月27日, 2016.
fn year_first(tokens: &[Placed], at: usize) -> Option<(Part, usize)> {
    let year = year(tokens, at)?;
    let mut found = (Part { year: Some(year), ..Part::default() }, at + 1);
    if is(tokens, at + 1, Token::YearMark) {
        found.1 = at + 2;
        if let Some(month) = small(tokens, at + 2).filter(|_| is(tokens, at + 3, Token::MonthMark)) {
            found = (Part { month: Some(month), ..found.0 }, at + 4);
            if let Some(day) = small(tokens, at + 4).filter(|_| is(tokens, at + 5, Token::DayMark)) {
                found = (Part { day: Some(day), ..found.0 }, at + 6);
            }
        }
        return Some(found);
    }
    for separator in [Token::Dot, Token::Slash, Token::Dash] {
        // A dash with blanks around it is a range of years, not a month.
        let is_tight = |i: usize| separator != Token::Dash || tokens.get(i).is_some_and(|t| !t.has_blank_before);
        if !is(tokens, at + 1, separator) || !is_tight(at + 1) || !is_tight(at + 2) {
            continue;
        }
        let Some(month) = small(tokens, at + 2) else { continue };
        found = (Part { month: Some(month), ..found.0 }, at + 3);
        if is(tokens, at + 3, separator)
            && is_tight(at + 3)
            && let Some(day) = small(tokens, at + 4)
        {
            found = (Part { day: Some(day), ..found.0 }, at + 5);
        }
        if separator == Token::Dot && is(tokens, found.1, Token::Dot) {
            found.1 += 1;
        }
    }
    Some(found)
}

/// June 27th, 2018; June 2018; June 27 (of a range).
fn month_first(tokens: &[Placed], at: usize) -> Option<(Part, usize)> {
    let Token::MonthName(month) = tokens.get(at)?.token else { return None };
    let mut next = skip(tokens, at + 1, Token::Dot);
    let mut part = Part { month: Some(month), ..Part::default() };
    if let Some(day) = small(tokens, next) {
        part.day = Some(day);
        next = skip(tokens, next + 1, Token::Suffix);
    }
    let after_comma = skip(tokens, skip(tokens, next, Token::Comma), Token::Of);
    if let Some(year) = year(tokens, after_comma) {
        part.year = Some(year);
        next = after_comma + 1;
    }
    Some((part, next))
}

/// 27 June 2018; 27th of June, 2018; 30 May (of a range).
fn day_first(tokens: &[Placed], at: usize) -> Option<(Part, usize)> {
    let day = small(tokens, at)?;
    let next = skip(tokens, skip(tokens, at + 1, Token::Suffix), Token::Of);
    let Token::MonthName(month) = tokens.get(next)?.token else { return None };
    let next = skip(tokens, next + 1, Token::Dot);
    let mut found = (Part { day: Some(day), month: Some(month), ..Part::default() }, next);
    let after_comma = skip(tokens, next, Token::Comma);
    if let Some(year) = year(tokens, after_comma) {
        found = (Part { year: Some(year), ..found.0 }, after_comma + 1);
    }
    Some(found)
}

/// 7月1日, 28日 (of a range).
fn marked(tokens: &[Placed], at: usize) -> Option<(Part, usize)> {
    let value = small(tokens, at)?;
    if is(tokens, at + 1, Token::DayMark) {
        return Some((Part { day: Some(value), ..Part::default() }, at + 2));
    }
    if !is(tokens, at + 1, Token::MonthMark) {
        return None;
    }
    let month = Part { month: Some(value), ..Part::default() };
    match small(tokens, at + 2).filter(|_| is(tokens, at + 3, Token::DayMark)) {
        Some(day) => Some((Part { day: Some(day), ..month }, at + 4)),
        None => Some((month, at + 2)),
    }
}

/// 30.11.2017, 11/30/2017: the year alone if day and month cannot be told apart.
fn year_last(tokens: &[Placed], at: usize) -> Option<(Part, usize)> {
    let (a, b) = (small(tokens, at)?, small(tokens, at + 2)?);
    let separator = tokens.get(at + 1)?.token;
    if !matches!(separator, Token::Dot | Token::Slash | Token::Dash) || !is(tokens, at + 3, separator) {
        return None;
    }
    let year = Some(year(tokens, at + 4)?);
    let part = match (a, b) {
        _ if a == b => Part { year, month: Some(a), day: Some(b), is_ambiguous: false },
        (13..=31, _) => Part { year, month: Some(b), day: Some(a), is_ambiguous: false },
        (_, 13..=31) => Part { year, month: Some(a), day: Some(b), is_ambiguous: false },
        _ => Part { year, is_ambiguous: true, ..Part::default() },
    };
    Some((part, at + 5))
}

/// What follows a range mark and leans on the part before it: "28", "28, 2018", "07.01".
fn rest_of_range(tokens: &[Placed], at: usize, left: Option<Part>) -> Option<(Part, usize)> {
    let left = left?;
    let value = small(tokens, at)?;
    for separator in [Token::Dot, Token::Slash, Token::Dash] {
        if left.day.is_some()
            && is(tokens, at + 1, separator)
            && let Some(day) = small(tokens, at + 2)
        {
            let next = if separator == Token::Dot { skip(tokens, at + 3, Token::Dot) } else { at + 3 };
            return Some((Part { month: Some(value), day: Some(day), ..Part::default() }, next));
        }
    }
    let next = skip(tokens, at + 1, Token::Suffix);
    let after_comma = skip(tokens, next, Token::Comma);
    if left.day.is_some()
        && left.year.is_none()
        && let Some(year) = year(tokens, after_comma)
    {
        return Some((Part { year: Some(year), day: Some(value), ..Part::default() }, after_comma + 1));
    }
    match (left.month, left.day) {
        (_, Some(_)) => Some((Part { day: Some(value), ..Part::default() }, skip(tokens, next, Token::Dot))),
        (Some(_), None) => Some((Part { month: Some(value), ..Part::default() }, skip(tokens, next, Token::Dot))),
        (None, None) => None,
    }
}

fn range_mark(tokens: &[Placed], at: usize) -> Option<usize> {
    let next = if is(tokens, at, Token::Until) { at + 1 } else { at };
    matches!(tokens.get(next)?.token, Token::Dash | Token::Tilde | Token::To | Token::And).then_some(next + 1)
}

fn finish(text: &str, tokens: &[Placed], left: Part, right: Option<Part>, at: usize) -> Option<FoundDate> {
    let mut left = left;
    let mut right = right;
    if let Some(right) = &mut right {
        left.year = left.year.or(right.year);
        right.year = right.year.or(left.year);
        if left.day.is_some() && right.day.is_some() {
            left.month = left.month.or(right.month);
            right.month = right.month.or(left.month);
        }
        if left.day.is_some() != right.day.is_some() || left.month.is_some() != right.month.is_some() {
            return None;
        }
    }
    left.year?;
    let at = if is(tokens, at, Token::Until) { at + 1 } else { at };
    let length = tokens[at - 1].end;
    let next = text[length..].chars().next();
    let last = text[..length].chars().next_back();
    let runs_on = next.is_some_and(|c| c.is_alphanumeric() && !(last.is_some_and(crate::fold::is_cjk) || crate::fold::is_cjk(c)));
    // A number right behind a mark that was left over, as in "2016.5.3.1", is no date.
    if runs_on || next.is_some_and(|c| matches!(c, '%' | '+')) {
        return None;
    }
    let date = match right {
        None => shown(left).and_then(|d| d.parse().ok()),
        Some(right) => {
            shown(left).zip(shown(right)).and_then(|(a, b)| if a == b { a.parse().ok() } else { format!("{a}/{b}").parse().ok() })
        }
    };
    let is_bare_year = right.is_none() && left.month.is_none() && !left.is_ambiguous;
    Some(FoundDate { date, length, is_ambiguous: left.is_ambiguous, is_bare_year })
}

fn shown(part: Part) -> Option<String> {
    let year = part.year?;
    Some(match (part.month, part.day) {
        (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(month @ 1..=12), None) => format!("{year:04}-{month:02}"),
        (Some(_), None) => return None,
        (None, Some(_)) => return None,
        (None, None) => format!("{year:04}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_of_four_languages() {
        let lexicon = Lexicon::bundled();
        for (written, expected) in [
            ("2017.11.30", "2017-11-30"),
            ("2017.11.30.", "2017-11-30"),
            ("2017. 11. 30.", "2017-11-30"),
            ("２０１７．１１．３０", "2017-11-30"),
            ("2018/06/27", "2018-06-27"),
            ("2018-6-7", "2018-06-07"),
            ("2018-06", "2018-06"),
            ("2018.06", "2018-06"),
            ("2016", "2016"),
            ("2018.06.27 ~ 2018.06.28", "2018-06-27/2018-06-28"),
            ("2018.06.27-28", "2018-06-27/2018-06-28"),
            ("2018.06.27 - 28", "2018-06-27/2018-06-28"),
            ("2018-06-27-28", "2018-06-27/2018-06-28"),
            ("2018.06.30 ~ 07.01", "2018-06-30/2018-07-01"),
            ("2018.06.30. ~ 07.01.", "2018-06-30/2018-07-01"),
            ("2018.12.31~2019.01.01", "2018-12-31/2019-01-01"),
            ("2011-2012", "2011/2012"),
            ("2011 ~ 2012", "2011/2012"),
            ("2018.06 ~ 2018.07", "2018-06/2018-07"),
            ("June 27, 2018", "2018-06-27"),
            ("June 27th 2018", "2018-06-27"),
            ("Jun. 27, 2018", "2018-06-27"),
            ("27 June 2018", "2018-06-27"),
            ("27th of June, 2018", "2018-06-27"),
            ("June 2018", "2018-06"),
            ("June, 2018", "2018-06"),
            ("June 27-28, 2018", "2018-06-27/2018-06-28"),
            ("27–28 June 2018", "2018-06-27/2018-06-28"),
            ("27 and 28 June 2018", "2018-06-27/2018-06-28"),
            ("30 May - 1 June 2018", "2018-05-30/2018-06-01"),
            ("May 30 – June 1, 2018", "2018-05-30/2018-06-01"),
            ("30 December 2018 - 1 January 2019", "2018-12-30/2019-01-01"),
            ("2018年6月27日", "2018-06-27"),
            ("2018年6月27日（水）", "2018-06-27"),
            ("2018年6月", "2018-06"),
            ("2018年", "2018"),
            ("2018年6月27日-28日", "2018-06-27/2018-06-28"),
            ("2018年6月27日～28日", "2018-06-27/2018-06-28"),
            ("2018年6月27日から28日まで", "2018-06-27/2018-06-28"),
            ("2018年6月30日至7月1日", "2018-06-30/2018-07-01"),
            ("2018년 6월 27일", "2018-06-27"),
            ("2018년 6월 27일(수) ~ 28일(목)", "2018-06-27/2018-06-28"),
            ("2018년 6월 27일부터 28일까지", "2018-06-27/2018-06-28"),
            ("30.11.2017", "2017-11-30"),
            ("11/30/2017", "2017-11-30"),
            ("3/4/2017", "2017"),
            ("2018.06.27 ~ 2018.06.27", "2018-06-27"),
        ] {
            assert_eq!(read(written, &lexicon).map(|d| d.to_string()).as_deref(), Some(expected), "{written}");
        }
        for text in
            ["", "6th Meeting", "2016th", "10+3", "12", "1.5 million", "20171", "May", "27 June", "7 areas", "3-tier", "2016%", "1999x"]
        {
            assert_eq!(read(text, &lexicon), None, "{text}");
        }
    }

    #[test]
    fn what_the_calendar_lacks_is_found_and_not_read() {
        let lexicon = Lexicon::bundled();
        for text in ["2018.13.45", "2017.02.30", "2018.06.28 ~ 2018.06.27"] {
            let found = find_at_start(text, &lexicon).unwrap();
            assert_eq!((found.date, found.length), (None, text.len()), "{text}");
        }
        assert!(find_at_start("3/4/2017", &lexicon).unwrap().is_ambiguous);
        assert!(find_at_start("2016", &lexicon).unwrap().is_bare_year);
        assert_eq!(find_in("Tokyo, 30 November 2017", &lexicon).map(|(at, _)| at), Some(7));
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in "[0-9./~年月日 ,-]{0,30}|\\PC{0,30}|(June|27|2018| |-|,|th|of|to){0,9}") {
            let lexicon = Lexicon::read(&[]).err();
            prop_assert!(lexicon.is_some());
            BUNDLED.with(|lexicon| {
                if let Some((at, found)) = find_in(&text, lexicon) {
                    assert!(text.is_char_boundary(at + found.length));
                }
            });
        }
    }

    thread_local! {
        static BUNDLED: Lexicon = Lexicon::bundled();
    }
}
