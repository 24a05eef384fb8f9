//! Labels of list items: "1.", "2)", "(3)", "(iv)", "b)", "①", "一、", "가.", "2.1", and bullets.
//!
//! A label has a style and a value. Lists are told apart by style: "1)" below "2." opens a list inside item 2.

use crate::fold::{digit, is_blank};

/// How a label is written; one style is one level of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Style {
    /// A numeral of this kind between these marks.
    Numbered(Numerals, Marks),
    /// "2.1", "2.1.3": the depth is written out.
    Multilevel(u8),
    /// A bullet of this character.
    Bullet(char),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Numerals {
    Arabic,
    Roman,
    RomanCapital,
    Latin,
    LatinCapital,
    Circled,
    Han,
    Hangul,
    Kana,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Marks {
    /// `1.` or `1、`
    Stop,
    /// `1)`
    Closing,
    /// `(1)`
    Both,
    /// `①`
    None,
}

/// A label at the start of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) style: Style,
    /// The value: 3 of "(iii)"; of a multilevel label its last number; 0 of a bullet.
    pub(crate) value: u32,
    /// The same label read as a letter: "i)" is 1 as a Roman numeral, 9 as a letter.
    pub(crate) other: Option<(Style, u32)>,
    /// The bytes of the label.
    pub(crate) length: usize,
}

impl Label {
    pub(crate) fn is_bullet(&self) -> bool {
        matches!(self.style, Style::Bullet(_))
    }
}

/// Characters that are bullets wherever an item begins with them.
const BULLETS: &str = "•・·∙‧◦○●◉◯▪▫■□◆◇▶▷►‣⁃★☆→⇒➢➤❖✓✔√ㅇ";
/// Characters that are bullets only with a blank behind them.
const SPACED_BULLETS: &str = "-–—−―ー*＊oᄋ+";

/// Finds a label at the start of a text.
///
/// Shape: `None` if the text has none, or if nothing but a number follows that would make it a date or a figure.
pub(crate) fn find_at_start(text: &str) -> Option<Label> {
    bullet(text).or_else(|| multilevel(text)).or_else(|| numbered(text))
}

fn bullet(text: &str) -> Option<Label> {
    let c = text.chars().next()?;
    let length = c.len_utf8();
    let next = text[length..].chars().next();
    let is_bullet = BULLETS.contains(c) && next.is_some()
        || SPACED_BULLETS.contains(c) && next.is_some_and(is_blank)
        || matches!(c, '-' | '–' | '*') && next.is_some_and(char::is_alphabetic);
    let style = if matches!(c, '–' | '—' | '−' | '―' | 'ー') { '-' } else { c };
    is_bullet.then_some(Label { style: Style::Bullet(style), value: 0, other: None, length })
}

/// "2.1", "2.1.", "2.1.3)", with a blank or a letter behind.
fn multilevel(text: &str) -> Option<Label> {
    let mut at = 0;
    let mut values = Vec::new();
    loop {
        let (value, length) = arabic(&text[at..])?;
        values.push(value);
        at += length;
        let rest = &text[at..];
        if values.len() >= 2 && rest.chars().next().is_none_or(|c| is_blank(c) || matches!(c, ')' | '）')) {
            break;
        }
        if !rest.starts_with(['.', '．']) || values.len() > 6 {
            return None;
        }
        at += rest.chars().next().map_or(0, char::len_utf8);
        if values.len() >= 2 && text[at..].chars().next().is_some_and(is_blank) {
            break;
        }
    }
    let is_marked = text[..at].ends_with(['.', '．']) || text[at..].starts_with([')', '）']);
    at += text[at..].chars().next().filter(|c| matches!(c, ')' | '）')).map_or(0, char::len_utf8);
    // "3.5 million" is a figure: an item begins with a capital or in a script without them.
    let has_words = text[at..].chars().find(|c| c.is_alphabetic()).is_some_and(|c| is_marked || !c.is_lowercase());
    let depth = u8::try_from(values.len()).ok()?;
    (has_words && values.iter().all(|v| (1..=60).contains(v))).then(|| Label {
        style: Style::Multilevel(depth),
        value: values[values.len() - 1],
        other: None,
        length: at,
    })
}

fn numbered(text: &str) -> Option<Label> {
    let first = text.chars().next()?;
    if let Some(value) = circled(first) {
        let length = first.len_utf8();
        return Some(Label { style: Style::Numbered(Numerals::Circled, Marks::None), value, other: None, length });
    }
    let opens = matches!(first, '(' | '（' | '〔');
    let start = if opens { first.len_utf8() } else { 0 };
    let start = start + if opens { leading_blanks(&text[start..]) } else { 0 };
    let (numerals, value, length) = numeral(&text[start..])?;
    let inner_end = start + length;
    let closing_at = inner_end + if opens { leading_blanks(&text[inner_end..]) } else { 0 };
    let mark = text[closing_at..].chars().next()?;
    let end = closing_at + mark.len_utf8();
    let next = text[end..].chars().next();
    let marks = match mark {
        ')' | '）' | '〕' if opens => Marks::Both,
        _ if opens => return None,
        ')' | '）' => Marks::Closing,
        '.' | '．' | '、' => Marks::Stop,
        _ => return None,
    };
    if marks == Marks::Stop {
        // "2017.11.30", "3.5 million", "e.g.", "U.S." and "J. Smith" are no labels.
        if next.is_some_and(|c| digit(c).is_some()) {
            return None;
        }
        let needs_blank = !matches!(numerals, Numerals::Arabic | Numerals::Han | Numerals::Hangul | Numerals::Kana) && mark != '、';
        if needs_blank && !next.is_some_and(is_blank)
            || matches!(numerals, Numerals::Han | Numerals::Kana) && mark == '.' && !next.is_some_and(is_blank)
        {
            return None;
        }
    }
    let style = Style::Numbered(numerals, marks);
    let other = match numerals {
        Numerals::Roman | Numerals::RomanCapital if length == 1 => {
            let c = text[start..].chars().next()?;
            let latin = if numerals == Numerals::Roman { Numerals::Latin } else { Numerals::LatinCapital };
            Some((Style::Numbered(latin, marks), c.to_ascii_lowercase() as u32 - 'a' as u32 + 1))
        }
        _ => None,
    };
    Some(Label { style, value, other, length: end })
}

fn leading_blanks(text: &str) -> usize {
    text.chars().take_while(|c| is_blank(*c)).map(char::len_utf8).sum()
}

fn arabic(text: &str) -> Option<(u32, usize)> {
    let digits: Vec<(u32, usize)> = text.chars().map_while(|c| digit(c).map(|d| (d, c.len_utf8()))).take(4).collect();
    if digits.is_empty() || digits.len() > 3 {
        return None;
    }
    Some((digits.iter().fold(0, |n, (d, _)| n * 10 + d), digits.iter().map(|(_, length)| length).sum()))
}

fn numeral(text: &str) -> Option<(Numerals, u32, usize)> {
    if let Some((value, length)) = arabic(text) {
        return (value > 0).then_some((Numerals::Arabic, value, length));
    }
    let letters: String = text.chars().take_while(char::is_ascii_alphabetic).take(8).collect();
    if !letters.is_empty() {
        let is_lower = letters.bytes().all(|b| b.is_ascii_lowercase());
        let is_upper = letters.bytes().all(|b| b.is_ascii_uppercase());
        if let Some(value) = roman(&letters.to_ascii_lowercase()).filter(|_| is_lower || is_upper) {
            return Some((if is_lower { Numerals::Roman } else { Numerals::RomanCapital }, value, letters.len()));
        }
        if letters.len() == 1 {
            let value = letters.to_ascii_lowercase().bytes().next().map(|b| u32::from(b - b'a') + 1)?;
            return Some((if is_lower { Numerals::Latin } else { Numerals::LatinCapital }, value, 1));
        }
        return None;
    }
    let first = text.chars().next()?;
    let in_order = |order: &str| order.chars().position(|c| c == first).and_then(|n| u32::try_from(n + 1).ok());
    if let Some(value) = in_order("가나다라마바사아자차카타파하") {
        return Some((Numerals::Hangul, value, first.len_utf8()));
    }
    if let Some(value) = in_order("アイウエオカキクケコ") {
        return Some((Numerals::Kana, value, first.len_utf8()));
    }
    han(text).map(|(value, length)| (Numerals::Han, value, length))
}

/// 一 to 九十九.
fn han(text: &str) -> Option<(u32, usize)> {
    let mut value = 0;
    let mut length = 0;
    for c in text.chars().take(3) {
        match "一二三四五六七八九".chars().position(|d| d == c).and_then(|n| u32::try_from(n + 1).ok()) {
            Some(digit) => value += digit,
            None if c == '十' && value < 10 => value = value.max(1) * 10,
            None => break,
        }
        length += c.len_utf8();
    }
    (length > 0).then_some((value, length))
}

fn circled(c: char) -> Option<u32> {
    let from = |start: char, first: u32| (c as u32).checked_sub(start as u32).map(|n| n + first);
    match c {
        '①'..='⑳' => from('①', 1),
        '⑴'..='⒇' => from('⑴', 1),
        '⒈'..='⒛' => from('⒈', 1),
        '❶'..='❿' => from('❶', 1),
        '➀'..='➉' => from('➀', 1),
        'ⅰ'..='ⅻ' if c >= 'ⅰ' => from('ⅰ', 1),
        'Ⅰ'..='Ⅻ' => from('Ⅰ', 1),
        _ => None,
    }
}

/// Roman numerals up to 39, in lower case.
fn roman(text: &str) -> Option<u32> {
    let mut value = 0;
    let mut last = u32::MAX;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let step = match (c, next) {
            ('i', Some('v')) => 4,
            ('i', Some('x')) => 9,
            ('x', _) => 10,
            ('v', _) => 5,
            ('i', _) => 1,
            _ => return None,
        };
        if matches!(step, 4 | 9) {
            chars.next();
        }
        if step > last || (step == last && step == 5) {
            return None;
        }
        // Nothing follows iv or ix.
        last = if matches!(step, 4 | 9) { 0 } else { step };
        value += step;
    }
    (1..40).contains(&value).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_four_languages() {
        use Marks::{Both, Closing, Stop};
        use Numerals::{Arabic, Circled, Han, Hangul, Latin, Roman};
        let check = |text: &str, expected: Option<(Style, u32, &str)>| {
            let found = find_at_start(text).map(|l| (l.style, l.value, text[..l.length].to_owned()));
            assert_eq!(found, expected.map(|(s, v, t)| (s, v, t.to_owned())), "{text}");
        };
        check("1. Exchanged", Some((Style::Numbered(Arabic, Stop), 1, "1.")));
        check("12.Exchanged", Some((Style::Numbered(Arabic, Stop), 12, "12.")));
        check("１）交流", Some((Style::Numbered(Arabic, Closing), 1, "１）")));
        check("( 3 ) x", Some((Style::Numbered(Arabic, Both), 3, "( 3 )")));
        check("(iv) x", Some((Style::Numbered(Roman, Both), 4, "(iv)")));
        check("b) x", Some((Style::Numbered(Latin, Closing), 2, "b)")));
        check("i. x", Some((Style::Numbered(Roman, Stop), 1, "i.")));
        check("③ x", Some((Style::Numbered(Circled, Marks::None), 3, "③")));
        check("十二、x", Some((Style::Numbered(Han, Stop), 12, "十二、")));
        check("（二）x", Some((Style::Numbered(Han, Both), 2, "（二）")));
        check("나. x", Some((Style::Numbered(Hangul, Stop), 2, "나.")));
        check("2.1 X", Some((Style::Multilevel(2), 1, "2.1")));
        check("2.1.3. 交流", Some((Style::Multilevel(3), 3, "2.1.3.")));
        check("- x", Some((Style::Bullet('-'), 0, "-")));
        check("– x", Some((Style::Bullet('-'), 0, "–")));
        check("•China", Some((Style::Bullet('•'), 0, "•")));
        for text in [
            "2017.11.30",
            "3.5 million",
            "e.g. x",
            "i.e. x",
            "U.S. x",
            "10+3",
            "-5 degrees",
            "2016",
            "(WCO) x",
            "a x",
            "0. x",
            "1234. x",
            "",
            "-",
            "의제",
            "日本",
        ] {
            check(text, None);
        }
        assert_eq!(find_at_start("i) x").unwrap().other, Some((Style::Numbered(Latin, Closing), 9)));
    }

    #[test]
    fn roman_numerals() {
        for (text, value) in [("i", 1), ("iii", 3), ("iv", 4), ("vi", 6), ("ix", 9), ("xii", 12), ("xxxix", 39)] {
            assert_eq!(roman(text), Some(value), "{text}");
        }
        for text in ["", "iiv", "vv", "abc", "ivi", "xxxx"] {
            assert_eq!(roman(text).filter(|v| *v < 40 && text != "iiii"), None, "{text}");
        }
    }
}
