//! Folding: how the reader compares words without caring for case, width, blanks, apostrophes and accents.
//!
//! Pages of one site spell the same heading in many ways. All comparison goes through [`key`]; the words themselves are
//! never changed by it (promise P3). Unicode normalisation proper is not needed here: keys only meet keys.

/// Tells whether a character is blank for the reader: white space, and marks without width that copying leaves behind.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{180e}' | '\u{ad}')
}

/// Trims what [`is_blank`] names.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// The value of a decimal digit, half or full width.
pub(crate) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// Tells whether a character belongs to the scripts that put no blanks between words.
pub(crate) fn is_cjk(c: char) -> bool {
    is_han_or_kana(c) || is_hangul(c)
}

/// Tells whether a character is Han or Kana, so that no blank is put where lines are joined.
pub(crate) fn is_han_or_kana(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Tells whether a character is Hangul.
pub(crate) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}')
}

/// Draws runs of blanks together to one space and drops marks without width; all else stays as it is.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run_has_space = false;
    for c in text.chars() {
        if is_blank(c) {
            run_has_space |= c.is_whitespace();
            continue;
        }
        if run_has_space && !out.is_empty() {
            out.push(' ');
        }
        run_has_space = false;
        out.push(c);
    }
    out
}

/// One kind of each character: half width, lower case, no accent.
pub(crate) fn fold_char(c: char) -> char {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c if is_blank(c) => ' ',
        c => c,
    };
    let c = c.to_lowercase().next().unwrap_or(c);
    match c {
        'à'..='å' | 'ā' => 'a',
        'ç' => 'c',
        'è'..='ë' | 'ē' => 'e',
        'ì'..='ï' | 'ī' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ō' => 'o',
        'ù'..='ü' | 'ū' => 'u',
        c => c,
    }
}

/// The letters and digits of a text, folded; blanks and marks are left out.
pub(crate) fn key(text: &str) -> String {
    text.chars().map(fold_char).filter(|c| c.is_alphanumeric()).collect()
}

/// The words of a text, folded: runs of letters and digits, with apostrophes inside a word left out.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars().map(fold_char) {
        if c.is_alphanumeric() {
            word.push(c);
        } else if !is_apostrophe(c) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Tells whether a character is one of the apostrophes that pages mix.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{ff07}' | '`' | '\u{b4}')
}

/// Tells whether two keys differ by at most `most` insertions, deletions, replacements or swaps of neighbours.
pub(crate) fn is_near(a: &str, b: &str, most: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()] <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_forget_case_width_blanks_and_apostrophes() {
        for (a, b) in [
            ("Ministers’ Meetings", "ministers' meetings"),
            ("参 加 者", "参加者"),
            ("ＡＧＥＮＤＡ", "Agenda"),
            ("Working-Level", "working level"),
            ("Communiqué", "communique"),
            ("R.O.K.", "ROK"),
        ] {
            assert_eq!(key(a), key(b));
        }
        assert_eq!(words("Heads’ Meeting (TCHM)"), ["heads", "meeting", "tchm"]);
    }

    #[test]
    fn tidy_texts_have_single_blanks() {
        assert_eq!(tidy(" a\u{a0} b\u{200b}c \u{3000}d "), "a bc d");
        assert_eq!(tidy("参加\u{feff}者"), "参加者");
    }

    #[test]
    fn near_words_are_told_from_far_ones() {
        assert!(is_near("enviroment", "environment", 1));
        assert!(is_near("ageдna", "ageдna", 0));
        assert!(is_near("participnats", "participants", 1));
        assert!(!is_near("outcome", "income", 1));
        assert!(!is_near("a", "abc", 1));
    }
}
