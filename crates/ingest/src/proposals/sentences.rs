//! Sentences and quotations, on positions of characters.

use std::ops::Range;

use super::folded::Folded;
use super::rules::Order;
use crate::fold::is_cjk;

/// Cuts a text into sentences; what stands between them is left out only if it is blank.
pub(super) fn split(text: &Folded<'_>, order: Order) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for at in 0..text.len() {
        if ends_sentence(text, start, at, order) {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    sentences.push(start..text.len());
    sentences.retain(|range| text.slice(range.clone()).iter().any(|c| c.is_alphanumeric()));
    sentences
}

fn ends_sentence(text: &Folded<'_>, start: usize, at: usize, order: Order) -> bool {
    match text.at(at) {
        Some('。' | '!' | '?') => true,
        Some('.') => {
            let before = text.before(at);
            let next = text.at(at + 1);
            if order != Order::FirstSpaced {
                return before.is_some_and(is_cjk) && next.is_none_or(|c| !c.is_alphanumeric());
            }
            // "No. 3" and "Dr. Kim" go on; a full stop is followed by a capital.
            let word = text.words_back(start..at).next().map_or(0, |(word, _)| word.chars().count());
            let goes_on = text.original(&(at + 1..(at + 4).min(text.len()))).trim_start().starts_with(|c: char| c.is_lowercase());
            next.is_none() || (next == Some(' ') && word > 2 && !goes_on)
        }
        _ => false,
    }
}

/// Finds what stands between quotation marks, and titles between their brackets, where no word is a cue.
pub(super) fn quotations(text: &Folded<'_>, sentence: &Range<usize>) -> Vec<Range<usize>> {
    const PAIRS: [(char, char); 6] = [('「', '」'), ('『', '』'), ('《', '》'), ('〈', '〉'), ('\u{201c}', '\u{201d}'), ('"', '"')];
    let mut found = Vec::new();
    let mut at = sentence.start;
    while at < sentence.end {
        let close = text.at(at).and_then(|c| PAIRS.iter().find(|(open, _)| *open == c)).map(|(_, close)| *close);
        let end = close.and_then(|close| (at + 1..sentence.end).find(|i| text.at(*i) == Some(close)));
        match end {
            Some(end) => {
                found.push(at + 1..end + 1);
                at = end + 1;
            }
            None => at += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_cut_where_they_end() {
        let check = |text: &str, order, expected: &[&str]| {
            let folded = Folded::of(text, 1000);
            let found: Vec<&str> = split(&folded, order).iter().map(|range| folded.original(range).trim()).collect();
            assert_eq!(found, expected);
        };
        check("Met Dr. Kim. Agreed on No. 3 of the list. ", Order::FirstSpaced, &["Met Dr. Kim.", "Agreed on No. 3 of the list."]);
        check("第1.2版を採択した。次は2014年。", Order::Last, &["第1.2版を採択した。", "次は2014年。"]);
        check("합의하였다. 결정하였다.", Order::Last, &["합의하였다.", "결정하였다."]);
        check(" ", Order::First, &[]);
    }

    #[test]
    fn quotations_end_within_their_sentence() {
        let folded = Folded::of("通过了《计划》，“题为", 1000);
        let found: Vec<&str> = quotations(&folded, &(0..folded.len())).iter().map(|range| folded.original(range)).collect();
        assert_eq!(found, ["计划》"]);
    }
}
