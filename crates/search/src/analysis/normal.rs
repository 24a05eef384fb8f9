//! Normalizes a text character by character and remembers where each came from.
//!
//! A user's character (a grapheme cluster: a letter with its marks, a half-width ｶ with its ﾞ, conjoining jamo) is
//! brought to NFKC, lower-cased, stripped of Latin marks and folded. Every character that comes out knows the byte range
//! of the whole cluster, so a token's range never splits what a reader sees as one character. Normalizing the text as a
//! whole would be faster and would lose the offsets.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_segmenter::GraphemeClusterSegmenter;

use super::folding::fold;

/// One normalized character and the source bytes that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unit {
    /// The character, normalized and folded.
    pub(crate) c: char,
    /// First byte of the cluster in the source.
    pub(crate) start: usize,
    /// Byte behind the cluster in the source.
    pub(crate) end: usize,
}

const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
const NFD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfd();

/// Characters that neither take part in longer clusters by themselves nor change under NFKC, apart from case.
pub(crate) fn is_plain(c: char) -> bool {
    matches!(c, '\0'..='\u{c}' | '\u{e}'..='\u{7f}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Normalizes a text into units, in order.
pub(crate) fn normalize(text: &str) -> Vec<Unit> {
    if text.is_ascii() && !text.contains('\r') {
        let unit = |(at, byte): (usize, u8)| Unit { c: char::from(byte.to_ascii_lowercase()), start: at, end: at + 1 };
        return text.bytes().enumerate().map(unit).collect();
    }
    let segmenter = GraphemeClusterSegmenter::new();
    let mut units = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let next = at + c.len_utf8();
        if is_plain(c) && text[next..].chars().next().is_none_or(is_plain) {
            units.push(Unit { c: fold(c.to_ascii_lowercase()), start: at, end: next });
            at = next;
            continue;
        }
        let end = segmenter.segment_str(&text[at..]).find(|b| *b > 0).map_or(text.len(), |b| at + b);
        push_cluster(&text[at..end], at, &mut units);
        at = end;
    }
    units
}

fn push_cluster(cluster: &str, start: usize, units: &mut Vec<Unit>) {
    let end = start + cluster.len();
    // U+318D is how Korean texts write the middle dot; NFKC would make a vowel of it.
    let cluster = if cluster == "\u{318d}" { "\u{b7}" } else { cluster };
    for composed in NFKC.normalize(cluster).chars() {
        for lower in composed.to_lowercase() {
            match lower {
                'ß' => units.extend(['s', 's'].map(|c| Unit { c, start, end })),
                'æ' => units.extend(['a', 'e'].map(|c| Unit { c, start, end })),
                'œ' => units.extend(['o', 'e'].map(|c| Unit { c, start, end })),
                _ => units.push(Unit { c: fold(without_marks(lower)), start, end }),
            }
        }
    }
}

/// The letter below the marks, for scripts in which readers leave marks out: é is e. Kana and Hangul keep theirs.
fn without_marks(c: char) -> char {
    match c {
        'ø' => 'o',
        'ł' => 'l',
        'đ' => 'd',
        'ı' => 'i',
        '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}' => {
            let mut buffer = [0; 4];
            NFD.normalize(c.encode_utf8(&mut buffer)).chars().next().unwrap_or(c)
        }
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normal(text: &str) -> String {
        normalize(text).iter().map(|u| u.c).collect()
    }

    #[test]
    fn spellings_meet() {
        for (written, folded) in [
            ("ＡＥＯ", "aeo"),
            ("ﾜｰｷﾝｸﾞ", "ワーキング"),
            ("Café", "cafe"),
            ("Cafe\u{301}", "cafe"),
            ("か\u{3099}", "ガ"),
            ("\u{1112}\u{1161}\u{11ab}국", "한국"),
            ("第６回", "第6回"),
            ("한ㆍ중", "한·中".replace('中', "중").as_str()),
            ("㈱", "(株)"),
            ("Straße", "strasse"),
            ("СОВЕТ", "совет"),
        ] {
            assert_eq!(normal(written), folded, "{written}");
        }
    }

    #[test]
    fn ranges_are_those_of_the_source() {
        let text = "aﾜｰｸﾞe\u{301}";
        let units = normalize(text);
        let shown: Vec<&str> = units.iter().map(|u| &text[u.start..u.end]).collect();
        assert_eq!(shown, ["a", "ﾜ", "ｰ", "ｸﾞ", "e\u{301}"]);
    }

    proptest! {
        #[test]
        fn units_cover_the_text_in_order(text in "\\PC{0,60}") {
            let units = normalize(&text);
            let (mut start, mut end) = (0, 0);
            for unit in &units {
                let is_same_cluster = (unit.start, unit.end) == (start, end);
                prop_assert!(is_same_cluster || unit.start == end, "a gap or an overlap at {}", unit.start);
                prop_assert!(unit.start < unit.end && text.get(unit.start..unit.end).is_some());
                (start, end) = (unit.start, unit.end);
            }
            prop_assert_eq!(end, text.len());
        }

        #[test]
        fn the_fast_path_changes_nothing(text in "[a-zA-Z0-9 税関のカ한국ﾞ\u{301}\u{3099}\r\n]{0,30}") {
            let segmenter = GraphemeClusterSegmenter::new();
            let ends: Vec<usize> = segmenter.segment_str(&text).collect();
            let mut slow = Vec::new();
            for pair in ends.windows(2) {
                push_cluster(&text[pair[0]..pair[1]], pair[0], &mut slow);
            }
            prop_assert_eq!(normalize(&text), slow);
        }
    }
}
