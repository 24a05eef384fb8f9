//! What a line begins with: the number of a chapter, an article, a clause.
//!
//! Only forms are told here; whether a form is meant as a number is decided by what comes before and after (`builder`).

use super::numeral::{circled, in_row, roman, take_digits, take_han, take_number};
use crate::fold::is_cjk;

/// The form of a number. Numbers of one form count on; another form goes one deeper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Form {
    Part,
    Chapter,
    Section,
    Article,
    Annex,
    /// `1.`
    Dot,
    /// `1.2`, with so many numbers.
    Dotted(u8),
    /// `1)`
    Paren,
    /// `(1)`
    Parens,
    /// `1` and an ideographic blank, as Japanese papers count paragraphs.
    Blank,
    /// ①
    Circled,
    /// 一、
    HanPause,
    /// （一）
    HanParens,
    /// `i.`, `i)`, `(i)` and the same in capitals.
    Roman(Around, bool),
    /// `a.`, `a)`, `(a)` and the same in capitals.
    Letter(Around, bool),
    /// 가., 가), (가), ア, (ア).
    Row(Around),
}

/// What stands around a letter that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Around {
    Dot,
    Paren,
    Parens,
}

impl Form {
    /// Chapters and the like, which hold articles.
    pub(super) fn is_part(self) -> bool {
        matches!(self, Form::Part | Form::Chapter | Form::Section | Form::Annex)
    }

    pub(super) fn is_clause(self) -> bool {
        !self.is_part() && self != Form::Article
    }
}

/// A number at the front of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marker {
    pub(super) form: Form,
    pub(super) value: u32,
    /// A number put in later: 第4条の2, 제4조의2.
    pub(super) inserted: Option<u32>,
    /// How many bytes the number takes.
    pub(super) length: usize,
}

/// Reads what a line may begin with, the likelier first. The line has no blanks in front.
pub(super) fn read(line: &str) -> Vec<Marker> {
    if let Some(marker) = read_part(line) {
        return vec![marker];
    }
    read_clause(line)
}

fn read_part(line: &str) -> Option<Marker> {
    read_east_asian(line).or_else(|| read_english(line)).or_else(|| read_annex(line))
}

/// 第三章, 제3조의2, 第１２条.
fn read_east_asian(line: &str) -> Option<Marker> {
    let prefix = ["第", "제"].into_iter().find(|prefix| line.starts_with(prefix))?;
    let mut at = prefix.len();
    at += line[at..].len() - line[at..].trim_start_matches(' ').len();
    let (value, length) = take_number(&line[at..])?;
    at += length;
    at += line[at..].len() - line[at..].trim_start_matches(' ').len();
    let unit = line[at..].chars().next()?;
    let form = match unit {
        '编' | '編' | '部' | '편' => Form::Part,
        '章' | '장' => Form::Chapter,
        '节' | '節' | '절' => Form::Section,
        '条' | '條' | '조' => Form::Article,
        _ => return None,
    };
    at += unit.len_utf8();
    let mut inserted = None;
    if form == Form::Article
        && let Some(after) = ["の", "之", "의"].into_iter().find(|after| line[at..].starts_with(after))
        && let Some((number, length)) = take_number(&line[at + after.len()..])
    {
        inserted = Some(number);
        at += after.len() + length;
    }
    ends_well(&line[at..]).then_some(Marker { form, value, inserted, length: at })
}

/// `Article 4`, `CHAPTER II`.
fn read_english(line: &str) -> Option<Marker> {
    const WORDS: [(&str, Form); 6] = [
        ("article", Form::Article),
        ("art.", Form::Article),
        ("chapter", Form::Chapter),
        ("section", Form::Section),
        ("part", Form::Part),
        ("title", Form::Part),
    ];
    let word = line.split(' ').next()?;
    let (_, form) = WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word))?;
    // In running text "article 4" refers to one; a heading begins with a capital.
    if !word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let from = word.len() + 1;
    let number = line.get(from..)?.split(|c: char| !c.is_ascii_alphanumeric()).next().filter(|number| !number.is_empty())?;
    let value = match take_digits(number) {
        Some((value, length)) if length == number.len() => value,
        _ => roman(number).filter(|_| number.chars().all(|c| c.is_ascii_uppercase()))?,
    };
    let length = from + number.len();
    let rest = &line[length..];
    let is_heading = rest.is_empty()
        || rest.starts_with(['.', ':', '(', '\u{2013}', '\u{2014}', '\t', '\u{3000}'])
        || rest.strip_prefix(' ').is_some_and(|rest| !rest.trim_start().starts_with(|c: char| c.is_lowercase()));
    is_heading.then_some(Marker { form: *form, value, inserted: None, length })
}

/// 附件1, Annex A, 부속서 2, 別添.
fn read_annex(line: &str) -> Option<Marker> {
    const WORDS: [&str; 13] =
        ["附属書", "別添", "別紙", "別表", "附件", "附录", "附錄", "부속서", "별첨", "별표", "붙임", "Annex", "Appendix"];
    let word = WORDS.into_iter().find(|word| line.starts_with(word) || (word.is_ascii() && line.starts_with(&word.to_uppercase())))?;
    let rest = line[word.len()..].trim_start();
    let at = line.len() - rest.len();
    let number =
        rest.split(|c: char| c.is_whitespace() || matches!(c, '.' | ':' | '：' | '(' | '（' | '）' | ')')).next().unwrap_or_default();
    let single = |number: &str| {
        let mut chars = number.chars();
        chars.next().filter(|c| c.is_ascii_uppercase() && chars.next().is_none()).map(|c| c as u32 - 'A' as u32 + 1)
    };
    let value = take_number(number).filter(|(_, length)| *length == number.len()).map(|(value, _)| value);
    let value = value.or_else(|| roman(number).filter(|_| number.len() > 1 || number == "I")).or_else(|| single(number));
    match value {
        Some(value) => {
            let length = at + number.len();
            ends_well(&line[length..]).then_some(Marker { form: Form::Annex, value, inserted: None, length })
        }
        None => rest.is_empty().then_some(Marker { form: Form::Annex, value: 0, inserted: None, length: word.len() }),
    }
}

/// What may follow the number of a chapter or article; in running text a word follows at once.
fn ends_well(rest: &str) -> bool {
    match rest.chars().next() {
        None => true,
        Some(c) => c.is_whitespace() || matches!(c, '(' | '（' | '【' | '［' | '[' | ':' | '：' | '.' | '．' | '—' | '–'),
    }
}

fn read_clause(line: &str) -> Vec<Marker> {
    let Some(first) = line.chars().next() else { return Vec::new() };
    let one = |form: Form, value: u32, length: usize| vec![Marker { form, value, inserted: None, length }];
    if let Some(value) = circled(first) {
        return one(Form::Circled, value, first.len_utf8());
    }
    if matches!(first, '(' | '（') {
        return read_in_parens(line, first.len_utf8());
    }
    if let Some((value, length)) = take_digits(line) {
        return read_after_digits(line, value, length);
    }
    if let Some((value, length)) = take_han(line)
        && line[length..].starts_with(['、', '．'])
    {
        return one(Form::HanPause, value, length + '、'.len_utf8());
    }
    // Letters that count: one letter, or a Roman numeral, and a dot or a parenthesis.
    let word: String = line.chars().take(9).take_while(char::is_ascii_alphabetic).collect();
    let (word, rest) = if word.is_empty() { line.split_at(first.len_utf8()) } else { line.split_at(word.len()) };
    let around = match rest.chars().next() {
        Some('.' | '．') => Around::Dot,
        Some(')' | '）') => Around::Paren,
        _ => return Vec::new(),
    };
    let close = rest.chars().next().map_or(0, char::len_utf8);
    let is_apart = rest[close..].chars().next().is_none_or(char::is_whitespace);
    let length = word.len() + close;
    if is_apart || (around == Around::Paren && is_cjk(first)) { letters(word, around, length) } else { Vec::new() }
}

fn read_in_parens(line: &str, open: usize) -> Vec<Marker> {
    let Some(inside) = line[open..].split([')', '）']).next().filter(|inside| !inside.is_empty() && inside.chars().count() <= 8) else {
        return Vec::new();
    };
    let length = open + inside.len();
    let Some(close) = line[length..].chars().next() else { return Vec::new() };
    let length = length + close.len_utf8();
    let whole = |(value, taken): (u32, usize)| (taken == inside.len()).then_some(value);
    if let Some(value) = take_digits(inside).and_then(whole) {
        return vec![Marker { form: Form::Parens, value, inserted: None, length }];
    }
    if let Some(value) = take_han(inside).and_then(whole) {
        return vec![Marker { form: Form::HanParens, value, inserted: None, length }];
    }
    letters(inside, Around::Parens, length)
}

fn read_after_digits(line: &str, value: u32, length: usize) -> Vec<Marker> {
    let rest = &line[length..];
    let one = |form: Form, value: u32, length: usize| vec![Marker { form, value, inserted: None, length }];
    // Years stand at the front of lines more often than two hundred clauses in a row.
    if value > 200 {
        return Vec::new();
    }
    match rest.chars().next() {
        Some(')' | '）') => one(Form::Paren, value, length + rest.chars().next().map_or(1, char::len_utf8)),
        Some('\u{3000}') => one(Form::Blank, value, length),
        Some('．') => one(Form::Dot, value, length + '．'.len_utf8()),
        Some('.') => {
            let mut at = length + 1;
            let (mut last, mut count) = (value, 1u8);
            while let Some((number, taken)) = take_digits(&line[at..]) {
                // A date is no number of a clause.
                if number > 200 || count == 5 {
                    return Vec::new();
                }
                (last, count) = (number, count + 1);
                at += taken;
                match line[at..].chars().next() {
                    Some('.') => at += 1,
                    _ => break,
                }
            }
            let is_apart = line[at..].chars().next().is_none_or(|c| c.is_whitespace() || is_cjk(c));
            match count {
                _ if !is_apart => Vec::new(),
                1 => one(Form::Dot, value, at),
                count => one(Form::Dotted(count), last, at),
            }
        }
        _ => Vec::new(),
    }
}

/// What letters may count as: the letter itself, a Roman numeral, a row of Hangul or kana.
fn letters(word: &str, around: Around, length: usize) -> Vec<Marker> {
    let mut found = Vec::new();
    let mut add = |form: Form, value: u32| found.push(Marker { form, value, inserted: None, length });
    let is_capital = word.chars().all(|c| c.is_ascii_uppercase());
    if let Some(value) = roman(word) {
        add(Form::Roman(around, is_capital), value);
    }
    let mut chars = word.chars();
    if let (Some(letter), None) = (chars.next(), chars.next()) {
        if letter.is_ascii_alphabetic() {
            add(Form::Letter(around, is_capital), letter.to_ascii_lowercase() as u32 - 'a' as u32 + 1);
        } else if let Some(value) = in_row(letter) {
            add(Form::Row(around), value);
        }
    }
    found
}

/// Headings without a number that papers of the four languages use.
pub(super) fn is_bare_heading(line: &str) -> bool {
    const WORDS: [&str; 16] = [
        "preamble",
        "introduction",
        "annex",
        "final provisions",
        "前文",
        "序言",
        "前言",
        "附則",
        "附则",
        "전문",
        "부칙",
        "서문",
        "まえがき",
        "おわりに",
        "はじめに",
        "结语",
    ];
    let bare: String = line.trim().trim_end_matches([':', '：', '.']).to_lowercase();
    WORDS.contains(&bare.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told() {
        let check = |line: &str, expected: &[(Form, u32, &str)]| {
            let found: Vec<_> = read(line).into_iter().map(|m| (m.form, m.value, line[..m.length].to_owned())).collect();
            let expected: Vec<_> = expected.iter().map(|(form, value, written)| (*form, *value, (*written).to_owned())).collect();
            assert_eq!(found, expected, "{line}");
        };
        check("Article 4. Purpose", &[(Form::Article, 4, "Article 4")]);
        check("ARTICLE IV", &[(Form::Article, 4, "ARTICLE IV")]);
        check("Article 2 continue their work", &[]);
        check("article 2 Purpose", &[]);
        check("Chapter II. Fields", &[(Form::Chapter, 2, "Chapter II")]);
        check("第四条　知识产权保护", &[(Form::Article, 4, "第四条")]);
        check("第二条所列各层级", &[]);
        check("第2条に掲げる各層", &[]);
        check("第１２条（目的）", &[(Form::Article, 12, "第１２条")]);
        check("第4条の2 特例", &[(Form::Article, 4, "第4条の2")]);
        check("제3조의2(정의)", &[(Form::Article, 3, "제3조의2")]);
        check("제1장 총칙", &[(Form::Chapter, 1, "제1장")]);
        check("제2조에 정한", &[]);
        check("第二节", &[(Form::Section, 2, "第二节")]);
        check("附件1：名单", &[(Form::Annex, 1, "附件1")]);
        check("Annex B", &[(Form::Annex, 2, "Annex B")]);
        check("1. text", &[(Form::Dot, 1, "1.")]);
        check("1.海关", &[(Form::Dot, 1, "1.")]);
        check("1.2 text", &[(Form::Dotted(2), 2, "1.2")]);
        check("1.2.3. text", &[(Form::Dotted(3), 3, "1.2.3.")]);
        check("2009.09.28", &[]);
        check("3.5% of", &[]);
        check("1) text", &[(Form::Paren, 1, "1)")]);
        check("(12) text", &[(Form::Parens, 12, "(12)")]);
        check("（一）三方", &[(Form::HanParens, 1, "（一）")]);
        check("一、三方", &[(Form::HanPause, 1, "一、")]);
        check("① 3국", &[(Form::Circled, 1, "①")]);
        check("２　三当局は", &[(Form::Blank, 2, "２")]);
        check("(i) text", &[(Form::Roman(Around::Parens, false), 1, "(i)"), (Form::Letter(Around::Parens, false), 9, "(i)")]);
        check("a) text", &[(Form::Letter(Around::Paren, false), 1, "a)")]);
        check("가. 3국", &[(Form::Row(Around::Dot), 1, "가.")]);
        check("(ア) 三当局", &[(Form::Row(Around::Parens), 1, "(ア)")]);
        check("e.g. this", &[]);
        check("2017年", &[]);
        check("(WCO) text", &[]);
        check("", &[]);
    }
}
