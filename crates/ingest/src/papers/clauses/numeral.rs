//! Numerals as papers write them, to numbers.

/// Reads digits, half or full width, or Han numerals off the front: the value and how many bytes it takes.
pub(super) fn take_number(text: &str) -> Option<(u32, usize)> {
    take_digits(text).or_else(|| take_han(text))
}

/// Digits, half or full width; at most four, since no clause has a longer number.
pub(super) fn take_digits(text: &str) -> Option<(u32, usize)> {
    let mut value = 0;
    let mut length = 0;
    for (count, c) in text.chars().enumerate() {
        let Some(digit) = crate::fold::digit(c) else { break };
        if count == 4 {
            return None;
        }
        value = value * 10 + digit;
        length += c.len_utf8();
    }
    (length > 0).then_some((value, length))
}

/// Han numerals below a thousand: 七, 十二, 二十, 一百零三, 二〇.
pub(super) fn take_han(text: &str) -> Option<(u32, usize)> {
    let (mut total, mut digit, mut length, mut digits) = (0u32, None::<u32>, 0, 0u32);
    for c in text.chars().take(8) {
        match c {
            '十' | '百' => {
                let unit = if c == '十' { 10 } else { 100 };
                total += digit.take().unwrap_or(1) * unit;
            }
            '〇' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' => {
                let value = "〇一二三四五六七八九".chars().position(|d| d == c).unwrap_or(0) as u32;
                // Digits in a row are read by place: 二〇 is 20.
                digit = Some(digit.unwrap_or(0) * 10 + value);
                digits += 1;
            }
            _ => break,
        }
        length += c.len_utf8();
    }
    let value = total + digit.unwrap_or(0);
    (length > 0 && digits <= 4 && value > 0 && value < 1000).then_some((value, length))
}

/// A Roman numeral below a hundred, all in one case.
pub(super) fn roman(text: &str) -> Option<u32> {
    let lower = text.to_lowercase();
    if text.is_empty() || text.len() > 8 || (text != lower && text != text.to_uppercase()) {
        return None;
    }
    // Spelling it again is the surest way to refuse what is none, such as iiii.
    (1..100).find(|number| spell(*number) == lower)
}

fn spell(number: u32) -> String {
    const TENS: [&str; 10] = ["", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"];
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    format!("{}{}", TENS[number as usize / 10 % 10], ONES[number as usize % 10])
}

/// ① to ⑳ and on to ㊿.
pub(super) fn circled(c: char) -> Option<u32> {
    let c = c as u32;
    match c {
        0x2460..=0x2473 => Some(c - 0x2460 + 1),
        0x3251..=0x325f => Some(c - 0x3251 + 21),
        0x32b1..=0x32bf => Some(c - 0x32b1 + 36),
        _ => None,
    }
}

/// The place of a letter in the row by which Korean and Japanese papers count.
pub(super) fn in_row(c: char) -> Option<u32> {
    const ROWS: [&str; 2] = ["가나다라마바사아자차카타파하", "アイウエオカキクケコサシスセソタチツテト"];
    ROWS.iter().find_map(|row| row.chars().position(|letter| letter == c)).map(|at| at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read() {
        let check = |text: &str, expected: Option<(u32, usize)>| assert_eq!(take_number(text), expected, "{text}");
        check("12条", Some((12, 2)));
        check("１２条", Some((12, 6)));
        check("十条", Some((10, 3)));
        check("二十一条", Some((21, 9)));
        check("一百零三条", Some((103, 12)));
        check("二〇条", Some((20, 6)));
        check("20091", None);
        check("条", None);
        check("零", None);
        for (text, value) in [("iv", Some(4)), ("XIV", Some(14)), ("iiii", None), ("xC", None), ("", None), ("m", None)] {
            assert_eq!(roman(text), value, "{text}");
        }
        assert_eq!(circled('⑳'), Some(20));
        assert_eq!(circled('㊿'), Some(50));
        assert_eq!((in_row('다'), in_row('ウ'), in_row('x')), (Some(3), Some(3), None));
    }
}
