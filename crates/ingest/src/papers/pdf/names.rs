//! Names of glyphs to letters: what Western fonts say in their differences.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Names of the Adobe Glyph List that papers use and that are not the letter itself, with their code points.
const NAMES: &str = "space 20 exclam 21 quotedbl 22 numbersign 23 dollar 24 percent 25 ampersand 26 quotesingle 27 parenleft 28 parenright 29 \
asterisk 2A plus 2B comma 2C hyphen 2D period 2E slash 2F zero 30 one 31 two 32 three 33 four 34 five 35 six 36 seven 37 eight 38 nine 39 \
colon 3A semicolon 3B less 3C equal 3D greater 3E question 3F at 40 bracketleft 5B backslash 5C bracketright 5D asciicircum 5E \
underscore 5F grave 60 braceleft 7B bar 7C braceright 7D asciitilde 7E exclamdown A1 cent A2 sterling A3 currency A4 yen A5 section A7 \
dieresis A8 copyright A9 ordfeminine AA guillemotleft AB logicalnot AC registered AE macron AF degree B0 plusminus B1 acute B4 mu B5 \
paragraph B6 periodcentered B7 cedilla B8 ordmasculine BA guillemotright BB onequarter BC onehalf BD threequarters BE questiondown BF \
Agrave C0 Aacute C1 Acircumflex C2 Atilde C3 Adieresis C4 Aring C5 AE C6 Ccedilla C7 Egrave C8 Eacute C9 Ecircumflex CA Edieresis CB \
Igrave CC Iacute CD Icircumflex CE Idieresis CF Eth D0 Ntilde D1 Ograve D2 Oacute D3 Ocircumflex D4 Otilde D5 Odieresis D6 multiply D7 \
Oslash D8 Ugrave D9 Uacute DA Ucircumflex DB Udieresis DC Yacute DD Thorn DE germandbls DF agrave E0 aacute E1 acircumflex E2 atilde E3 \
adieresis E4 aring E5 ae E6 ccedilla E7 egrave E8 eacute E9 ecircumflex EA edieresis EB igrave EC iacute ED icircumflex EE idieresis EF \
eth F0 ntilde F1 ograve F2 oacute F3 ocircumflex F4 otilde F5 odieresis F6 divide F7 oslash F8 ugrave F9 uacute FA ucircumflex FB \
udieresis FC yacute FD thorn FE ydieresis FF OE 152 oe 153 Scaron 160 scaron 161 Zcaron 17D zcaron 17E florin 192 circumflex 2C6 \
tilde 2DC endash 2013 emdash 2014 quoteleft 2018 quoteright 2019 quotesinglbase 201A quotedblleft 201C quotedblright 201D \
quotedblbase 201E dagger 2020 daggerdbl 2021 bullet 2022 ellipsis 2026 perthousand 2030 guilsinglleft 2039 guilsinglright 203A \
fraction 2044 Euro 20AC trademark 2122 minus 2212 fi FB01 fl FB02 nbspace A0 sfthyphen AD amacron 101 emacron 113 imacron 12B omacron 14D \
umacron 16B Omacron 14C Umacron 16A";

static TABLE: LazyLock<HashMap<&str, char>> = LazyLock::new(|| {
    let words: Vec<&str> = NAMES.split_whitespace().collect();
    let read = |pair: &[&'static str]| Some((pair[0], char::from_u32(u32::from_str_radix(pair[1], 16).ok()?)?));
    words.chunks_exact(2).filter_map(read).collect()
});

/// The letters that a name of a glyph stands for.
pub(super) fn letters(name: &str) -> Option<String> {
    // A suffix names a form of the same letter (`one.oldstyle`).
    let stem = name.split('.').next().filter(|stem| !stem.is_empty())?;
    let mut single = stem.chars();
    if let (Some(letter), None) = (single.next(), single.next()) {
        return Some(letter.to_string());
    }
    if let Some(letter) = TABLE.get(stem) {
        return Some(letter.to_string());
    }
    let hex = |digits: &str| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    match stem.strip_prefix("uni") {
        Some(digits) if digits.len() >= 4 && digits.len() % 4 == 0 && digits.is_ascii() => {
            (0..digits.len()).step_by(4).map(|at| hex(&digits[at..at + 4])).collect()
        }
        _ => stem.strip_prefix('u').filter(|digits| (4..=6).contains(&digits.len())).and_then(hex).map(String::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_letters() {
        let check = |name: &str, expected: Option<&str>| assert_eq!(letters(name).as_deref(), expected, "{name}");
        check("A", Some("A"));
        check("one.oldstyle", Some("1"));
        check("quoteright", Some("\u{2019}"));
        check("uni6D77", Some("海"));
        check("uniAC00AC01", Some("가각"));
        check("u20BB7", Some("𠮷"));
        check(".notdef", None);
        check("g123", None);
        check("unié", None);
    }
}
