//! Ordinals of meetings as four languages write them: "6th", "第6回", "第六次", "제6차", also misspelt ("4rd").
//!
//! The number counts; the spelling is kept (promise P3).

use serde::{Deserialize, Serialize};

/// The highest ordinal that is believed; above it a number is a year or an error.
pub const MAX_ORDINAL: u32 = 999;

/// An ordinal: its number and its spelling in the source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ordinal {
    /// The number, from 1.
    pub number: u32,
    /// The spelling in the source, such as `4rd`.
    pub as_written: String,
}

/// Says why a text is not an ordinal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrdinalError {
    /// The text has another form.
    #[error("{0:?} is not an ordinal; expected a form such as 6th, sixth, 第6回, 第六次 or 제6차")]
    Form(String),
    /// The number is zero or above [`MAX_ORDINAL`].
    #[error("{0:?} is out of range; ordinals run from 1 to {MAX_ORDINAL}")]
    Range(String),
}

const ENGLISH_UNITS: [&str; 20] = [
    "",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];
const ENGLISH_TENS: [(&str, &str, u32); 8] = [
    ("twentieth", "twenty", 20),
    ("thirtieth", "thirty", 30),
    ("fortieth", "forty", 40),
    ("fiftieth", "fifty", 50),
    ("sixtieth", "sixty", 60),
    ("seventieth", "seventy", 70),
    ("eightieth", "eighty", 80),
    ("ninetieth", "ninety", 90),
];
/// What may follow the number in Chinese, Japanese and Korean; longer first.
const COUNTERS: [&str; 8] = ["回目", "回", "次", "届", "期", "차", "회", "번째"];

impl Ordinal {
    /// Reads a text that is an ordinal and nothing else.
    ///
    /// Errors: [`OrdinalError::Form`] if it is something else, [`OrdinalError::Range`] for 0 or a number above [`MAX_ORDINAL`].
    pub fn parse(text: &str) -> Result<Self, OrdinalError> {
        let text = text.trim();
        match Ordinal::find_at_start(text) {
            Some((ordinal, length)) if length == text.len() => {
                if (1..=MAX_ORDINAL).contains(&ordinal.number) {
                    Ok(ordinal)
                } else {
                    Err(OrdinalError::Range(text.chars().take(40).collect()))
                }
            }
            _ => Err(OrdinalError::Form(text.chars().take(40).collect())),
        }
    }

    /// Finds an ordinal at the start of a text, with the bytes it takes: `(6th, 3)` of "6th Meeting".
    ///
    /// Shape: `None` if the text does not begin with one. The number may still be out of range; [`Ordinal::parse`] checks.
    pub fn find_at_start(text: &str) -> Option<(Self, usize)> {
        let (number, length) = prefixed(text).or_else(|| digits_with_suffix(text)).or_else(|| english_words(text))?;
        Some((Ordinal { number, as_written: text[..length].to_owned() }, length))
    }

    /// Finds the first ordinal anywhere in a text, with its byte range.
    pub fn find(text: &str) -> Option<(Self, std::ops::Range<usize>)> {
        let mut at_word_start = true;
        for (at, c) in text.char_indices() {
            let is_cjk_mark = matches!(c, '第' | '제');
            if (at_word_start || is_cjk_mark)
                && let Some((ordinal, length)) = Ordinal::find_at_start(&text[at..])
                && (1..=MAX_ORDINAL).contains(&ordinal.number)
            {
                return Some((ordinal, at..at + length));
            }
            at_word_start = !c.is_alphanumeric();
        }
        None
    }

    /// Tells whether the English suffix is the wrong one for the number: "4rd", "2rd".
    pub fn is_misspelt(&self) -> bool {
        let lower = self.as_written.to_ascii_lowercase();
        let digits = lower.bytes().take_while(u8::is_ascii_digit).count();
        digits > 0 && matches!(&lower[digits..], "st" | "nd" | "rd" | "th") && lower[digits..] != *english_suffix(self.number)
    }
}

/// The suffix that English gives to a number: `th` of 6 and 11, `st` of 21.
pub fn english_suffix(number: u32) -> &'static str {
    match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

/// 第6回, 第六次, 제6차, 第 6 回: a mark, a number, and a counter; a counter is asked for so that 第三国 is no ordinal.
fn prefixed(text: &str) -> Option<(u32, usize)> {
    let mark = text.chars().next().filter(|c| matches!(c, '第' | '제'))?;
    let mut at = mark.len_utf8();
    at += blanks(&text[at..]);
    let (number, length) = arabic(&text[at..]).or_else(|| han(&text[at..]))?;
    at += length;
    let gap = blanks(&text[at..]);
    let counter = COUNTERS.iter().find(|c| text[at + gap..].starts_with(**c))?;
    Some((number, at + gap + counter.len()))
}

fn blanks(text: &str) -> usize {
    text.chars().take_while(|c| matches!(c, ' ' | '\u{a0}' | '\u{3000}')).map(char::len_utf8).sum()
}

/// ASCII or full-width digits, at most four.
fn arabic(text: &str) -> Option<(u32, usize)> {
    let mut number = 0;
    let mut length = 0;
    for (count, c) in text.chars().enumerate() {
        let digit = match c {
            '0'..='9' => c as u32 - '0' as u32,
            '０'..='９' => c as u32 - '０' as u32,
            _ => break,
        };
        if count == 4 {
            return None;
        }
        number = number * 10 + digit;
        length += c.len_utf8();
    }
    (length > 0).then_some((number, length))
}

/// Han numerals up to 999: 六, 十二, 二十一, 一百零三, and digit by digit 二〇.
fn han(text: &str) -> Option<(u32, usize)> {
    let (mut total, mut digit, mut length) = (0u32, None::<u32>, 0);
    let mut positional = true;
    for c in text.chars() {
        let value = match c {
            '〇' | '零' => 0,
            '一' => 1,
            '二' => 2,
            '三' => 3,
            '四' => 4,
            '五' => 5,
            '六' => 6,
            '七' => 7,
            '八' => 8,
            '九' => 9,
            '十' | '百' => {
                positional = false;
                total += digit.take().unwrap_or(1) * if c == '十' { 10 } else { 100 };
                length += c.len_utf8();
                if total > MAX_ORDINAL {
                    return None;
                }
                continue;
            }
            _ => break,
        };
        digit = Some(if positional { digit.unwrap_or(0) * 10 + value } else { value });
        if digit > Some(MAX_ORDINAL) {
            return None;
        }
        length += c.len_utf8();
    }
    (length > 0).then(|| (total + digit.unwrap_or(0), length))
}

/// "6th", "4rd", "21 st"; also "6차", "6回" and "6次" without a mark.
fn digits_with_suffix(text: &str) -> Option<(u32, usize)> {
    let (number, at) = arabic(text)?;
    let rest = &text[at..];
    for suffix in ["st", "nd", "rd", "th"] {
        if rest.get(..2).is_some_and(|s| s.eq_ignore_ascii_case(suffix)) && !rest[2..].starts_with(|c: char| c.is_alphanumeric()) {
            return Some((number, at + 2));
        }
    }
    COUNTERS.iter().find(|c| rest.starts_with(**c)).map(|c| (number, at + c.len()))
}

fn english_words(text: &str) -> Option<(u32, usize)> {
    let length = text.bytes().take_while(|b| b.is_ascii_alphabetic() || *b == b'-').count();
    let ends = !text[length..].starts_with(|c: char| c.is_alphanumeric());
    let word = text[..length].to_ascii_lowercase();
    if word.is_empty() || !ends {
        return None;
    }
    let unit = |w: &str| ENGLISH_UNITS.iter().position(|u| !u.is_empty() && *u == w).and_then(|n| u32::try_from(n).ok());
    let number = unit(&word).or_else(|| {
        ENGLISH_TENS.iter().find_map(|(ordinal, cardinal, value)| {
            if word == *ordinal {
                return Some(*value);
            }
            unit(word.strip_prefix(cardinal)?.strip_prefix('-')?).filter(|u| *u < 10).map(|u| value + u)
        })
    })?;
    Some((number, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn four_languages_and_their_slips_read_as_numbers() {
        for (text, number) in [
            ("6th", 6),
            ("4rd", 4),
            ("2RD", 2),
            ("21st", 21),
            ("第6回", 6),
            ("第６回", 6),
            ("第 6 回", 6),
            ("第六次", 6),
            ("第十二次", 12),
            ("第二十一届", 21),
            ("第一百零三次", 103),
            ("第二〇回", 20),
            ("제6차", 6),
            ("제 6차", 6),
            ("제6회", 6),
            ("6차", 6),
            ("sixth", 6),
            ("Twenty-first", 21),
            ("THIRTIETH", 30),
        ] {
            let ordinal = Ordinal::parse(text).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!((ordinal.number, ordinal.as_written.as_str()), (number, text));
        }
        for text in ["", "6", "th", "第三国", "第", "第回", "2017", "firstly", "6than", "twenty-tenth", "제주", "0th", "1000th", "99999th"]
        {
            assert!(Ordinal::parse(text).is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn ordinals_are_found_in_titles() {
        let found = |text: &str| Ordinal::find(text).map(|(o, range)| (o.number, text[range].to_owned()));
        assert_eq!(found("The 6th Tripartite Meeting"), Some((6, "6th".into())));
        assert_eq!(found("日中韓第6回会合"), Some((6, "第6回".into())));
        assert_eq!(found("한중일 제6차 회의"), Some((6, "제6차".into())));
        assert_eq!(found("Report of the Seventh session"), Some((7, "Seventh".into())));
        assert_eq!(found("Meeting of 2017"), None);
    }

    #[test]
    fn wrong_suffixes_are_told() {
        let misspelt = |text: &str| Ordinal::parse(text).unwrap().is_misspelt();
        assert!(misspelt("4rd") && misspelt("2rd") && misspelt("11st"));
        assert!(!misspelt("4th") && !misspelt("3RD") && !misspelt("第4回") && !misspelt("12th") && !misspelt("22nd"));
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in "\\PC{0,30}") {
            let _ = Ordinal::parse(&text);
            if let Some((ordinal, range)) = Ordinal::find(&text) {
                prop_assert_eq!(&text[range], ordinal.as_written.as_str());
            }
        }

        #[test]
        fn every_number_reads_back(number in 1u32..=MAX_ORDINAL) {
            for text in [format!("{number}{}", english_suffix(number)), format!("第{number}回"), format!("제{number}차")] {
                let ordinal = Ordinal::parse(&text).unwrap();
                prop_assert_eq!(ordinal.number, number);
                prop_assert!(!ordinal.is_misspelt());
            }
        }
    }
}
