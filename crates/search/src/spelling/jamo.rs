//! Hangul by the letters that a keyboard has, so that one slip of a finger is one slip and not a whole syllable.
//!
//! Each of the 33 letters is one ASCII byte: the dictionary of Hangul words is an ordinary field of the index. A compound
//! vowel or final consonant is the two letters it is typed with.

use std::sync::LazyLock;

/// The consonants as initials, in the order of the syllable blocks.
const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
/// What each vowel is typed with.
const VOWELS: [&str; 21] = [
    "ㅏ", "ㅐ", "ㅑ", "ㅒ", "ㅓ", "ㅔ", "ㅕ", "ㅖ", "ㅗ", "ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅛ", "ㅜ", "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅠ", "ㅡ", "ㅡㅣ",
    "ㅣ",
];
/// What each final consonant is typed with; the first is none.
const FINALS: [&str; 28] = [
    "", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ",
    "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ",
];
/// The letters, of which each is the byte of its place behind `A`.
const LETTERS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ";
/// How many of them are consonants.
const CONSONANTS: usize = 19;
const FIRST: u32 = 0xac00;

fn byte_of(letter: char) -> Option<u8> {
    LETTERS.chars().position(|l| l == letter).and_then(|at| u8::try_from(at).ok()).map(|at| b'A' + at)
}

/// What each initial, vowel and final consonant is typed with, as bytes: of these a syllable is made.
static TYPED: LazyLock<[Vec<String>; 3]> = LazyLock::new(|| {
    let typed = |letters: &str| letters.chars().filter_map(byte_of).map(char::from).collect::<String>();
    let initials = INITIALS.chars().map(|c| typed(c.encode_utf8(&mut [0; 4]))).collect();
    [initials, VOWELS.map(typed).into(), FINALS.map(typed).into()]
});

/// The letters of a word; `None` unless all of it is whole syllables.
pub(crate) fn letters(word: impl IntoIterator<Item = char>) -> Option<String> {
    let [initials, vowels, finals] = &*TYPED;
    let mut out = String::new();
    for c in word {
        let at = (c as u32).checked_sub(FIRST).filter(|at| *at < 11_172)? as usize;
        out.push_str(&initials[at / 588]);
        out.push_str(&vowels[at % 588 / 28]);
        out.push_str(&finals[at % 28]);
    }
    Some(out)
}

/// The word of some letters; `None` if they make no syllables.
pub(crate) fn word(letters: &str) -> Option<String> {
    let known: Option<Vec<char>> = letters.bytes().map(|b| LETTERS.chars().nth(usize::from(b.checked_sub(b'A')?))).collect();
    let known = known?;
    let is_vowel = |at: usize| known.get(at).is_some_and(|c| LETTERS.chars().skip(CONSONANTS).any(|v| v == *c));
    let mut out = String::new();
    let mut at = 0;
    while at < known.len() {
        let initial = INITIALS.chars().position(|c| c == known[at])?;
        let mut end = at + 1;
        while is_vowel(end) {
            end += 1;
        }
        let vowel: String = known[at + 1..end].iter().collect();
        let vowel = VOWELS.iter().position(|v| *v == vowel)?;
        let from = end;
        // The consonant right before the next vowel begins the next syllable.
        while end < known.len() && !is_vowel(end) && !is_vowel(end + 1) {
            end += 1;
        }
        let last: String = known[from..end].iter().collect();
        let last = FINALS.iter().position(|f| *f == last)?;
        let code = FIRST + u32::try_from((initial * 21 + vowel) * 28 + last).ok()?;
        out.push(char::from_u32(code)?);
        at = end;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_are_those_of_a_keyboard() {
        let count = |word: &str| letters(word.chars()).map(|l| l.len());
        assert_eq!(count("관세청"), Some(9));
        assert_eq!(count("값"), Some(4));
        assert_eq!(count("까"), Some(2));
        assert_eq!(count("税관"), None);
        assert_eq!(count("ㅋㅋ"), None);
        assert_eq!(word("zzz"), None);
    }

    proptest! {
        #[test]
        fn a_word_comes_back_from_its_letters(text in "[가-힣]{0,8}") {
            prop_assert_eq!(letters(text.chars()).and_then(|letters| word(&letters)), Some(text));
        }
    }
}
