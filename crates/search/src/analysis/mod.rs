//! Turns a text into the terms of the index, each with its place in the source. Index, query and highlighter share it.
//!
//! Three kinds of term, decided by script and not by the language tag, since one sentence may hold four languages:
//! - *words*: letters and digits outside the East Asian scripts, as written (folded) and as English stems;
//! - *runs*: unbroken stretches of Han, kana and Hangul with the digits in them, indexed as pairs of neighbours. Every
//!   substring of two or more characters is then a phrase of pairs, whatever a dictionary would make of it; a dictionary
//!   cuts the same word differently in two sentences, and the word is lost;
//! - *ordinals*: 6th, sixth, 第6回, 第六次 and 제6차 are one term besides being what they are written as.

mod english;
mod folding;
pub(crate) mod korean;
mod normal;

use chancery_model::Ordinal;
use chancery_model::ordinal::MAX_ORDINAL;

pub(crate) use english::{Stems, stem};
pub(crate) use folding::{HAN, fold};
use normal::normalize;
pub(crate) use normal::{Unit, is_plain};

/// Raised when the terms of the same text change, so that old indexes are rebuilt.
pub(crate) const VERSION: u32 = 4;

/// Longer words are cut: nobody types them, and the index bounds the length of a term.
const MAX_WORD_CHARS: usize = 48;

/// Longer words of Hangul are not kept for near spellings.
const MAX_HANGUL_SYLLABLES: usize = 15;

/// A word with its place in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// The word, normalized.
    pub(crate) text: String,
    /// First byte in the source.
    pub(crate) start: usize,
    /// Byte behind it in the source.
    pub(crate) end: usize,
    /// True if only a hyphen stands between this word and the one before, and both are of ASCII letters.
    pub(crate) is_hyphenated: bool,
}

/// An ordinal with its place in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OrdinalAt {
    /// The number.
    pub(crate) number: u32,
    /// First byte in the source.
    pub(crate) start: usize,
    /// Byte behind it in the source.
    pub(crate) end: usize,
}

/// What a text is made of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Analysis {
    /// The words, in order.
    pub(crate) words: Vec<Word>,
    /// The runs of East Asian characters, in order; never empty.
    pub(crate) runs: Vec<Vec<Unit>>,
    /// The ordinals, in order.
    pub(crate) ordinals: Vec<OrdinalAt>,
}

/// A text's terms, parted by blanks, ready for the index.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    /// The words as written.
    pub(crate) exact: String,
    /// Stems, ordinals and words joined over a hyphen; without order.
    pub(crate) stem: String,
    /// Pairs of neighbours, and the last character of each run.
    pub(crate) pairs: String,
}

impl Streams {
    /// The terms that say what a text is about; each as often as it stands there.
    pub(crate) fn stems_and_pairs(&self) -> impl Iterator<Item = &str> {
        self.stem.split(' ').chain(self.pairs.split(' ')).filter(|term| !term.is_empty())
    }
}

/// Tells whether a normalized character belongs to a script that is searched as runs.
pub(crate) fn is_east_asian(c: char) -> bool {
    c >= '\u{1100}'
        && matches!(c, '\u{1100}'..='\u{11ff}' | '々' | '〆' | '〇' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Tells whether a normalized character is Hangul.
pub(crate) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}')
}

fn is_word(c: char) -> bool {
    // Most characters are decided before the tables of Unicode are asked.
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { !is_east_asian(c) && c.is_alphanumeric() }
}

/// Analyzes a text.
pub(crate) fn analyze(text: &str) -> Analysis {
    let units = normalize(text);
    Analysis { words: words(&units), runs: runs(&units), ordinals: ordinals(text, &units) }
}

fn words(units: &[Unit]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    let mut behind_hyphen = false;
    while at < units.len() {
        if !is_word(units[at].c) {
            at += 1;
            continue;
        }
        let first = at;
        let mut text = String::new();
        let mut length = 0;
        while at < units.len() {
            let c = units[at].c;
            if is_word(c) {
                if length < MAX_WORD_CHARS {
                    text.push(c);
                    length += 1;
                }
            } else if !(is_apostrophe(c) && units.get(at + 1).is_some_and(|next| next.c.is_alphabetic() && is_word(next.c))) {
                break;
            }
            at += 1;
        }
        let is_letters = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase());
        let is_hyphenated = behind_hyphen && is_letters(&text) && words.last().is_some_and(|before| is_letters(&before.text));
        words.push(Word { text, start: units[first].start, end: units[at - 1].end, is_hyphenated });
        behind_hyphen = units.get(at).is_some_and(|u| is_hyphen(u.c)) && units.get(at + 1).is_some_and(|u| is_word(u.c));
    }
    words
}

pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}')
}

/// Tells whether a character joins the words on its sides to one.
pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}')
}

fn runs(units: &[Unit]) -> Vec<Vec<Unit>> {
    let mut runs = Vec::new();
    let mut run: Vec<Unit> = Vec::new();
    let mut at = 0;
    let is_at = |at: usize, wanted: fn(char) -> bool| units.get(at).is_some_and(|u| wanted(u.c));
    while at < units.len() {
        let c = units[at].c;
        if is_east_asian(c) {
            run.push(units[at]);
            at += 1;
            continue;
        }
        let is_behind_word = at > 0 && is_word(units[at - 1].c);
        if c.is_ascii_digit() && (!run.is_empty() || !is_behind_word) {
            let end = at + units[at..].iter().take_while(|u| u.c.is_ascii_digit()).count();
            if !run.is_empty() || is_at(end, is_east_asian) {
                run.extend_from_slice(&units[at..end]);
                at = end;
                continue;
            }
        } else if is_joiner(units, at, &run) {
            at += 1;
            continue;
        }
        if !run.is_empty() {
            runs.push(std::mem::take(&mut run));
        }
        at += 1;
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

/// A middle dot inside a run (ワーキング・グループ, 한·일·중), or blanks between Hangul, since Korean writes compounds both ways.
fn is_joiner(units: &[Unit], at: usize, run: &[Unit]) -> bool {
    let Some(last) = run.last() else { return false };
    match units[at].c {
        '\u{b7}' | '\u{30fb}' | '\u{2027}' => is_east_asian(last.c) && units.get(at + 1).is_some_and(|u| is_east_asian(u.c)),
        c if c.is_whitespace() => is_hangul(last.c) && units[at..].iter().find(|u| !u.c.is_whitespace()).is_some_and(|u| is_hangul(u.c)),
        _ => false,
    }
}

fn ordinals(text: &str, units: &[Unit]) -> Vec<OrdinalAt> {
    let mut found = Vec::new();
    let mut is_word_start = true;
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at >= skip_to
            && (is_word_start || matches!(c, '第' | '제'))
            && may_begin_ordinal(&text[at..], c)
            && let Some((ordinal, length)) = Ordinal::find_at_start(&text[at..])
            && (1..=MAX_ORDINAL).contains(&ordinal.number)
        {
            skip_to = at + length;
            // The place is widened to whole clusters, so that no mark is cut off.
            let covers = |byte: usize| units.partition_point(|u| u.end <= byte);
            let first = units.get(covers(at)).map_or(at, |u| u.start.min(at));
            let end = units.get(covers(skip_to - 1)).map_or(skip_to, |u| u.end.max(skip_to));
            found.push(OrdinalAt { number: ordinal.number, start: first, end });
        }
        is_word_start = !(is_word(c) || is_east_asian(c));
    }
    found
}

/// A quick look before the real one: most words are no ordinals.
fn may_begin_ordinal(text: &str, first: char) -> bool {
    match first {
        '第' | '제' | '0'..='9' | '０'..='９' => true,
        'A'..='Z' | 'a'..='z' => {
            let length = text.bytes().take_while(|b| b.is_ascii_alphabetic() || *b == b'-').count();
            let tail = &text.as_bytes()[length.saturating_sub(2)..length];
            [b"st", b"nd", b"rd", b"th"].iter().any(|s| tail.eq_ignore_ascii_case(*s))
        }
        _ => false,
    }
}

/// The term of an ordinal in the stream of stems; no word has a number sign in it.
pub(crate) fn ordinal_term(number: u32) -> String {
    format!("#{number}")
}

/// The terms of a run: each pair of neighbours, and the last character alone.
pub(crate) fn pairs(run: &[char]) -> impl Iterator<Item = String> {
    (0..run.len()).map(|at| run[at..run.len().min(at + 2)].iter().collect())
}

impl Analysis {
    /// The terms for the index.
    pub(crate) fn streams(&self, stems: &mut Stems) -> Streams {
        let mut streams = Streams::default();
        let add = |stream: &mut String, term: &str| {
            if !stream.is_empty() {
                stream.push(' ');
            }
            stream.push_str(term);
        };
        for (at, word) in self.words.iter().enumerate() {
            add(&mut streams.exact, &word.text);
            add(&mut streams.stem, stems.of(&word.text));
            if word.is_hyphenated && at > 0 {
                add(&mut streams.stem, stems.of(&format!("{}{}", self.words[at - 1].text, word.text)));
            }
        }
        for ordinal in &self.ordinals {
            add(&mut streams.stem, &ordinal_term(ordinal.number));
        }
        for run in &self.runs {
            for at in 0..run.len() {
                add(&mut streams.pairs, "");
                streams.pairs.extend(run[at..run.len().min(at + 2)].iter().map(|u| u.c));
            }
        }
        streams
    }

    /// The words of Hangul, as blanks and other characters part them, from two syllables on.
    pub(crate) fn hangul_words(&self) -> impl Iterator<Item = String> {
        self.hangul_words_of(2)
    }

    /// The same from a number of syllables on.
    pub(crate) fn hangul_words_of(&self, least: usize) -> impl Iterator<Item = String> {
        let words = self.runs.iter().flat_map(|run| run.chunk_by(|a, b| a.end == b.start && is_hangul(a.c) && is_hangul(b.c)));
        words
            .filter(move |word| is_hangul(word[0].c) && (least..=MAX_HANGUL_SYLLABLES).contains(&word.len()))
            .map(|word| word.iter().map(|u| u.c).collect())
    }

    /// The whole text as one term: what a name is compared by. Empty if the text has neither word nor run.
    pub(crate) fn key(&self) -> String {
        let words = self.words.iter().map(|w| (w.start, w.text.clone()));
        let runs = self.runs.iter().map(|run| (run[0].start, run.iter().map(|u| u.c).collect::<String>()));
        let mut parts: Vec<(usize, String)> = words.chain(runs).collect();
        parts.sort_by_key(|(start, _)| *start);
        let key: Vec<String> = parts.into_iter().map(|(_, part)| part).collect();
        key.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, exact: &str, stem: &str, pairs: &str) {
        let streams = analyze(text).streams(&mut Stems::default());
        assert_eq!((streams.exact.as_str(), streams.stem.as_str(), streams.pairs.as_str()), (exact, stem, pairs), "{text}");
    }

    #[test]
    fn texts_become_terms() {
        check("Customs Heads’ Meetings", "customs heads meetings", "custom head meet", "");
        check("the People's anti-smuggling plan", "the peoples anti smuggling plan", "the peopl anti smuggl antismuggl plan", "");
        check("税関", "", "", "税关 关");
        check("第6回会合", "6", "6 #6", "第6 6回 回会 会合 合");
        check("2017年", "2017", "2017", "20 01 17 7年 年");
        check("AEO制度", "aeo", "aeo", "制度 度");
        check("AEO2制度", "aeo2", "aeo2", "制度 度");
        check("한·일·중 회의", "", "", "한일 일중 중회 회의 의");
        check("ワーキング・グループ", "", "", "ワー ーキ キン ング ググ グル ルー ープ プ");
        check("中国, 日本", "", "", "中国 国 日本 本");
        check("the sixth and 7th", "the sixth and 7th", "the sixth and 7th #6 #7", "");
        check("會", "", "", "会");
        check("  …  ", "", "", "");
    }

    #[test]
    fn words_of_hangul_are_parted_by_blanks() {
        let words = |text: &str| analyze(text).hangul_words().collect::<Vec<_>>().join(" ");
        assert_eq!(words("제6차 관세청장 회의를, 서울에서 (한·일·중) 税관협력 등"), "관세청장 회의를 서울에서 관협력");
    }

    #[test]
    fn names_are_compared_whole() {
        assert_eq!(analyze("Heads’ Meeting (TCHM)").key(), "heads meeting tchm");
        assert_eq!(analyze("日・中・韓 税関").key(), analyze("日中韩 稅關").key());
        assert_eq!(analyze("—").key(), "");
    }

    proptest! {
        #[test]
        fn places_lie_in_the_text_and_terms_have_no_blank(text in "\\PC{0,80}") {
            let analysis = analyze(&text);
            let places = analysis.words.iter().map(|w| (w.start, w.end))
                .chain(analysis.ordinals.iter().map(|o| (o.start, o.end)))
                .chain(analysis.runs.iter().flatten().map(|u| (u.start, u.end)));
            for (start, end) in places {
                prop_assert!(start < end && text.get(start..end).is_some());
            }
            let streams = analysis.streams(&mut Stems::default());
            let words = streams.exact.split(' ').filter(|t| !t.is_empty()).count();
            prop_assert_eq!(words, analysis.words.len());
            prop_assert!(analysis.words.iter().all(|w| !w.text.contains(char::is_whitespace)));
        }

        #[test]
        fn any_part_of_a_run_is_a_phrase_of_it(run in "[税関協力会議한국カ]{2,12}", from in 0usize..10, length in 2usize..6) {
            let chars: Vec<char> = run.chars().collect();
            let part: String = chars.iter().skip(from).take(length).collect();
            prop_assume!(part.chars().count() >= 2);
            let terms = |text: &str| -> Vec<String> {
                analyze(text).runs.iter().flat_map(|r| pairs(&r.iter().map(|u| u.c).collect::<Vec<_>>()).collect::<Vec<_>>()).collect()
            };
            let (whole, mut wanted) = (terms(&run), terms(&part));
            wanted.pop();
            prop_assert!(whole.windows(wanted.len()).any(|w| w == wanted));
        }
    }
}
