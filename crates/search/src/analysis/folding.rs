//! Folding of single characters: the index takes 國, 国 and 国 (or か and カ) for one; what is shown is never folded.
//!
//! One table serves index and query. It maps characters one to one, so that offsets survive; words that differ
//! between the regions (智慧財產權 and 知识产权) are a matter of terms, not of folding.

use std::sync::LazyLock;

/// The table as data: `variant TAB simplified`, sorted; lines that begin with `#` are remarks.
pub(crate) const HAN: &str = include_str!("../../../../data/folding/han.tsv");

static TABLE: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    HAN.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (from, to) = line.split_once('\t')?;
            Some((from.chars().next()?, to.chars().next()?))
        })
        .collect()
});

/// The ideographs of everyday text, each with what it is folded to: nearly all that are asked for.
static EVERYDAY: LazyLock<Vec<char>> = LazyLock::new(|| ('\u{4e00}'..='\u{9fff}').map(look_up).collect());

fn look_up(c: char) -> char {
    TABLE.binary_search_by_key(&c, |(from, _)| *from).map_or(c, |at| TABLE[at].1)
}

/// Folds one normalized, lower-case character.
pub(crate) fn fold(c: char) -> char {
    match c {
        '\u{4e00}'..='\u{9fff}' => EVERYDAY[c as usize - 0x4e00],
        // Hiragana to katakana, with the iteration marks.
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
        '\u{3400}'..='\u{4dff}' | '\u{20000}'..='\u{3ffff}' => look_up(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_whole() {
        let lines = HAN.lines().filter(|l| !l.starts_with('#')).count();
        assert_eq!(TABLE.len(), lines, "a line of the table was not understood");
        assert!(TABLE.windows(2).all(|w| w[0].0 < w[1].0), "the table is not sorted by code point");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for (from, to) in TABLE.iter() {
            assert_eq!(fold(*to), *to, "{from} goes to {to}, which goes further");
        }
    }

    #[test]
    fn variants_meet() {
        let fold_all = |text: &str| text.chars().map(fold).collect::<String>();
        for group in [
            ["国際", "國際", "国际"],
            ["税関", "稅關", "税关"],
            ["関税", "關稅", "关税"],
            ["会議", "會議", "会议"],
            ["予算", "預算", "预算"],
            ["かな", "カナ", "カな"],
        ] {
            assert_eq!(fold_all(group[0]), fold_all(group[1]));
            assert_eq!(fold_all(group[1]), fold_all(group[2]));
        }
        assert_eq!(fold_all("한국 abc"), "한국 abc");
    }
}
