//! Finds in a text what the query looked for, and cuts out the part worth showing.
//!
//! The engine's own snippets mark pairs of a phrase where the phrase is not, and nothing at all for beginnings of words. So
//! the text is analyzed again and compared with what was read of the query. Places are those of the source: a mark never
//! splits a user's character, whatever folding did to it.

use icu_segmenter::GraphemeClusterSegmenter;

use crate::analysis::{Analysis, analyze, fold, is_apostrophe, is_east_asian, is_hyphen, is_plain, pairs, stem};
use crate::query::plan::Stage;
use crate::query::{Atom, Reading, Role};

/// Texts up to this many characters are shown whole.
const WHOLE: usize = 300;
/// About how many characters are shown of a longer one.
const WINDOW: usize = 240;
/// How many of them stand before the first mark.
const LEAD: usize = 50;
/// How far a cut may move to reach the end of a sentence.
const REACH: usize = 60;

/// What to mark.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    Stem(String),
    Words(Vec<String>),
    Beginning(String),
    Run(Vec<char>),
    Ordinal(u32),
}

/// A marked place: a byte range of the text, and the clause of the query that it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) clause: usize,
}

/// A text as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    pub(crate) text: String,
    /// The byte of the whole text at which the first highlight begins.
    pub(crate) first: usize,
    /// Ranges of characters.
    pub(crate) highlights: Vec<(usize, usize)>,
    pub(crate) is_cut_before: bool,
    pub(crate) is_cut_after: bool,
}

/// Marks what one query looks for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Highlighter {
    marks: Vec<(usize, Mark)>,
}

impl Highlighter {
    /// Makes the highlighter of a query, as strictly as it was taken in the end.
    pub(crate) fn new(reading: &Reading, stage: Stage) -> Self {
        let mut marks = Vec::new();
        for (clause, wanted) in reading.clauses.iter().enumerate().filter(|(_, c)| c.role == Role::Wanted) {
            wanted.node.walk(&mut |atom| marks.extend(marks_of(atom, stage).into_iter().map(|mark| (clause, mark))));
        }
        Highlighter { marks }
    }

    /// Tells whether there is nothing to mark in any text.
    pub(crate) fn is_idle(&self) -> bool {
        self.marks.is_empty()
    }

    /// Tells quickly whether a text can have anything to mark; it may say yes where there is nothing.
    ///
    /// Every mark begins with a character that the text must have, whatever folding does to it.
    pub(crate) fn may_mark(&self, text: &str) -> bool {
        if !text.is_ascii() && !text.chars().all(is_simple) {
            return true;
        }
        self.marks.iter().any(|(_, mark)| match mark {
            Mark::Stem(wanted) => may_have_stem(text, wanted),
            Mark::Beginning(wanted) => has_word_beginning(text, wanted),
            Mark::Words(wanted) => wanted.first().is_some_and(|first| has_word_beginning(text, first)),
            Mark::Run(wanted) => has_run_beginning(text, wanted),
            Mark::Ordinal(_) => true,
        })
    }

    /// Finds all places, by their start.
    pub(crate) fn find(&self, text: &str) -> Vec<Span> {
        let analysis = analyze(text);
        let runs: Vec<Vec<char>> = analysis.runs.iter().map(|run| run.iter().map(|u| u.c).collect()).collect();
        let stems = self.stems(&analysis);
        let mut spans = Vec::new();
        for (clause, mark) in &self.marks {
            let mut add = |start, end| spans.push(Span { start, end, clause: *clause });
            match mark {
                Mark::Stem(wanted) => stems.iter().filter(|(stem, ..)| stem == wanted).for_each(|(_, start, end)| add(*start, *end)),
                Mark::Beginning(wanted) => {
                    analysis.words.iter().filter(|w| w.text.starts_with(wanted.as_str())).for_each(|w| add(w.start, w.end));
                }
                Mark::Words(wanted) => {
                    let is_there = |words: &&[crate::analysis::Word]| words.iter().zip(wanted).all(|(word, wanted)| word.text == *wanted);
                    let places = analysis.words.windows(wanted.len().max(1)).filter(is_there);
                    places.for_each(|words| add(words[0].start, words[words.len() - 1].end));
                }
                Mark::Ordinal(wanted) => {
                    analysis.ordinals.iter().filter(|o| o.number == *wanted).for_each(|o| add(o.start, o.end));
                }
                Mark::Run(wanted) => {
                    for (run, chars) in analysis.runs.iter().zip(&runs) {
                        let places = chars.windows(wanted.len().max(1)).enumerate().filter(|(_, part)| part == wanted);
                        places.for_each(|(at, part)| add(run[at].start, run[at + part.len() - 1].end));
                    }
                }
            }
        }
        spans.sort_unstable();
        spans
    }

    /// The stems of a text with their places; words joined by a hyphen also as one.
    ///
    /// A stem begins as its word does, whatever the spelling, so words that begin otherwise are passed over.
    fn stems(&self, analysis: &Analysis) -> Vec<(String, usize, usize)> {
        let beginnings: Vec<char> = self
            .marks
            .iter()
            .filter_map(|(_, mark)| match mark {
                Mark::Stem(wanted) => wanted.chars().next(),
                _ => None,
            })
            .collect();
        let may_match = |word: &str| word.chars().next().is_some_and(|first| beginnings.contains(&first));
        let mut stems = Vec::new();
        for (at, word) in analysis.words.iter().enumerate() {
            if may_match(&word.text) {
                stems.push((stem(&word.text), word.start, word.end));
            }
            if word.is_hyphenated && at > 0 && may_match(&analysis.words[at - 1].text) {
                let before = &analysis.words[at - 1];
                stems.push((stem(&format!("{}{}", before.text, word.text)), before.start, word.end));
            }
        }
        stems
    }

    /// Cuts out the part of a text that answers most, with its marks.
    pub(crate) fn excerpt(text: &str, spans: &[Span]) -> Excerpt {
        let (from, to) = window(text, spans);
        let shown = &text[from..to];
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for span in spans.iter().filter(|s| s.start >= from && s.end <= to) {
            match ranges.last_mut() {
                Some(last) if span.start <= last.1 => last.1 = last.1.max(span.end),
                _ => ranges.push((span.start, span.end)),
            }
        }
        let first = ranges.first().map_or(from, |(start, _)| *start);
        let (mut byte, mut count) = (from, 0);
        let mut characters = |at: usize| {
            count += text[byte..at].chars().count();
            byte = at;
            count
        };
        let highlights = ranges.into_iter().map(|(start, end)| (characters(start), characters(end))).collect();
        Excerpt {
            text: shown.to_owned(),
            first,
            highlights,
            is_cut_before: !text[..from].trim().is_empty(),
            is_cut_after: !text[to..].trim().is_empty(),
        }
    }
}

/// Tells of a character that it is folded by itself to one character: no marks, no other widths, no letters with case
/// outside ASCII.
fn is_simple(c: char) -> bool {
    is_plain(c) || c == '\r' || ('\u{2010}'..='\u{2027}').contains(&c) || ('\u{3000}'..='\u{303f}').contains(&c) || fullwidth_mark(c)
}

/// Full-width punctuation, which is in no word.
fn fullwidth_mark(c: char) -> bool {
    matches!(c, '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '\u{30fb}')
}

/// How words of a stem may begin that begin otherwise than it: by another spelling, or by the stemmer's exceptions.
const BEGINNINGS: [(&str, &str); 5] = [("air", "aer"), ("gra", "gre"), ("di", "dy"), ("li", "ly"), ("ti", "ty")];

/// Tells whether some word may have a stem. Of four letters and more, stem and word have the first three in common, of
/// fewer the first two.
fn may_have_stem(text: &str, stem: &str) -> bool {
    let length = if stem.len() < 4 { 2 } else { 3 };
    let beginning = stem.get(..length).unwrap_or(stem);
    has_word_beginning(text, beginning)
        || BEGINNINGS.iter().any(|(of_stem, of_word)| *of_stem == beginning && has_word_beginning(text, of_word))
}

/// Tells whether some word begins so, whatever apostrophes and hyphens stand in it.
fn has_word_beginning(text: &str, wanted: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(first) = wanted.bytes().next().filter(|_| wanted.is_ascii()) else { return true };
    let begins = |at: usize| {
        let mut letters = text[at..].chars().filter(|c| !is_apostrophe(*c) && !is_hyphen(*c));
        wanted.chars().all(|wanted| letters.next().is_some_and(|c| c.to_ascii_lowercase() == wanted))
    };
    let is_start = |at: usize| at.checked_sub(1).is_none_or(|before| !bytes[before].is_ascii_alphanumeric());
    (0..bytes.len()).any(|at| bytes[at].to_ascii_lowercase() == first && is_start(at) && begins(at))
}

/// Tells whether two neighbours of a text are the first two of a run, whatever blanks and dots stand between them.
fn has_run_beginning(text: &str, wanted: &[char]) -> bool {
    let mut before = None;
    text.chars().map(|c| fold(c.to_ascii_lowercase())).filter(|c| is_east_asian(*c) || c.is_ascii_digit()).any(|c| {
        let is_there = match wanted {
            [] => true,
            [one] => c == *one,
            [first, second, ..] => before == Some(*first) && c == *second,
        };
        before = Some(c);
        is_there
    })
}

fn marks_of(atom: &Atom, stage: Stage) -> Vec<Mark> {
    let is_loose = stage != Stage::AllWords;
    match atom {
        Atom::Word(word) => vec![Mark::Stem(stem(word))],
        Atom::Exact { words, is_quoted: false } if is_loose => words.iter().map(|word| Mark::Stem(stem(word))).collect(),
        Atom::Exact { words, .. } => vec![Mark::Words(words.clone())],
        Atom::Prefix(beginning) => vec![Mark::Beginning(beginning.clone())],
        Atom::Run { run, is_quoted: false } if is_loose => run.parts().iter().flat_map(|part| marks_of_part(part)).collect(),
        Atom::Run { run, .. } => vec![Mark::Run(run.chars())],
        Atom::Ordinal(number) => vec![Mark::Ordinal(*number)],
        Atom::Days(_) => vec![],
    }
}

fn marks_of_part(part: &[char]) -> Vec<Mark> {
    if part.len() <= 2 {
        return vec![Mark::Run(part.to_vec())];
    }
    let mut pairs: Vec<Mark> = pairs(part).map(|pair| Mark::Run(pair.chars().collect())).collect();
    pairs.pop();
    pairs
}

/// The byte range of the text to show.
fn window(text: &str, spans: &[Span]) -> (usize, usize) {
    let trimmed = (text.len() - text.trim_start().len(), text.trim_end().len());
    if trimmed.0 >= trimmed.1 {
        return (0, text.len());
    }
    if text.chars().nth(WHOLE).is_none() {
        return trimmed;
    }
    // From here on places are counted in user's characters; `bounds` gives their bytes.
    let bounds: Vec<usize> = GraphemeClusterSegmenter::new().segment_str(text).collect();
    let length = bounds.len() - 1;
    let place = |byte: usize| bounds.partition_point(|b| *b < byte).min(length);
    let places: Vec<(usize, usize, usize)> = spans.iter().map(|s| (place(s.start), place(s.end), s.clause)).collect();
    let first_mark = places
        .iter()
        .enumerate()
        .map(|(at, (start, ..))| {
            let end = start.saturating_sub(LEAD) + WINDOW;
            let mut clauses: Vec<usize> = places[at..].iter().filter(|p| p.1 <= end).map(|p| p.2).collect();
            let marks = clauses.len();
            clauses.sort_unstable();
            clauses.dedup();
            (clauses.len(), marks.min(4), std::cmp::Reverse(*start))
        })
        .max()
        .map_or(0, |(_, _, start)| start.0);
    let from = first_mark.saturating_sub(LEAD).min(length.saturating_sub(WINDOW));
    let to = (from + WINDOW).min(length);
    let character = |at: usize| text[bounds[at]..].chars().next().unwrap_or(' ');
    let from = begin(from, first_mark, &character);
    let last_mark = places.iter().map(|p| p.1).filter(|end| *end <= to).max().unwrap_or(from);
    let to = end(to, last_mark.max(from + 1), length, &character);
    let shown = &text[bounds[from]..bounds[to]];
    let (blank_before, blank_after) = (shown.len() - shown.trim_start().len(), shown.len() - shown.trim_end().len());
    if blank_before == shown.len() { (bounds[from], bounds[to]) } else { (bounds[from] + blank_before, bounds[to] - blank_after) }
}

/// Tells whether a sentence ends before the character at a place.
fn is_sentence_start(at: usize, character: &dyn Fn(usize) -> char) -> bool {
    let before = |back: usize| at.checked_sub(back).map(character);
    match before(1) {
        None | Some('。' | '！' | '？' | '；' | '\n') => true,
        Some(c) if c.is_whitespace() => matches!(before(2), Some('.' | '!' | '?' | ';')),
        _ => false,
    }
}

/// Moves the beginning to that of a sentence, or at least of a word, without passing the first mark.
fn begin(from: usize, first_mark: usize, character: &dyn Fn(usize) -> char) -> usize {
    let sentence = (from.saturating_sub(REACH)..=first_mark).filter(|at| is_sentence_start(*at, character));
    if let Some(at) = sentence.min_by_key(|at| at.abs_diff(from)) {
        return at;
    }
    (from..=first_mark).find(|at| *at == 0 || character(at - 1).is_whitespace()).unwrap_or(from)
}

/// Moves the end to that of a sentence, or at least of a word, without cutting the last mark off.
fn end(to: usize, last_mark: usize, length: usize, character: &dyn Fn(usize) -> char) -> usize {
    if to >= length {
        return length;
    }
    let earliest = last_mark.max(to.saturating_sub(REACH));
    let sentence = (earliest..=to).rev().find(|at| is_sentence_start(*at, character));
    sentence.or_else(|| (last_mark.max(to.saturating_sub(REACH / 2))..=to).rev().find(|at| character(*at).is_whitespace())).unwrap_or(to)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::read::{Resolved, read};

    fn highlighter(query: &str, stage: Stage) -> Highlighter {
        Highlighter::new(&read(query, &|_, _| Resolved::Unknown), stage)
    }

    fn marked(query: &str, text: &str) -> String {
        let highlighter = highlighter(query, Stage::AllWords);
        let excerpt = Highlighter::excerpt(text, &highlighter.find(text));
        let mut shown = String::new();
        for (at, c) in excerpt.text.chars().enumerate() {
            if excerpt.highlights.iter().any(|h| h.0 == at) {
                shown.push('[');
            }
            shown.push(c);
            if excerpt.highlights.iter().any(|h| h.1 == at + 1) {
                shown.push(']');
            }
        }
        shown
    }

    fn check(query: &str, text: &str, wanted: &str) {
        assert_eq!(marked(query, text), wanted, "{query}");
    }

    #[test]
    fn a_text_is_not_passed_over_that_has_the_word_in_another_form() {
        for (query, text) in [
            ("airplane", "An aeroplane landed."),
            ("aeroplane", "an airplane"),
            ("gray", "GREY markets"),
            ("grey", "Gray areas"),
            ("die", "a dying trade"),
            ("lies", "lying"),
            ("tie", "Tying"),
            ("sky", "skies"),
            ("use", "using"),
            ("obrien", "Mr O\u{2019}Brien"),
            ("\"o'clock sharp\"", "nine o'clock sharp"),
            ("ocl*", "o'clock"),
            ("ecommerce", "cross-border e-commerce"),
            ("cooperation", "Co-operation"),
            ("aeo", "税関AEO制度"),
        ] {
            let highlighter = highlighter(query, Stage::AllWords);
            assert!(!highlighter.find(text).is_empty(), "{query} is not in {text}");
            assert!(highlighter.may_mark(text), "{query} in {text}");
        }
        for (query, text) in [("customs", "accustomed to it"), ("trade", "a truce"), ("aeo", "paeonies")] {
            assert!(!highlighter(query, Stage::AllWords).may_mark(text), "{query} in {text}");
        }
    }

    #[test]
    fn marks_stand_where_the_words_stand() {
        check("custom meeting", "Customs Heads’ Meetings.", "[Customs] Heads’ [Meetings].");
        check("\"customs heads\"", "customs; customs heads", "customs; [customs heads]");
        check("antismuggling", "an anti-smuggling plan", "an [anti-smuggling] plan");
        check("smug*", "anti-smuggling", "anti-[smuggling]");
        check("ワーキンググループ", "第2回ﾜｰｷﾝｸﾞ・ｸﾞﾙｰﾌﾟ会合", "第2回[ﾜｰｷﾝｸﾞ・ｸﾞﾙｰﾌﾟ]会合");
        check("海关", "海關總署與海运", "[海關]總署與海运");
        check("관세청장회의", "제6차 관세청장 회의를", "제6차 [관세청장 회의]를");
        check("관세청의", "관세청장은", "[관세청]장은");
        check("6th", "第6回と6th、第七次", "[第6回]と[6th]、第七次");
        check("会", "会合と協会", "[会]合と協[会]");
        check("cafe", "Cafe\u{301} ", "[Cafe\u{301}]");
        check("of customs", "Heads of Customs", "Heads of [Customs]");
    }

    proptest! {
        /// The quick look passes over no text in which something would be marked.
        #[test]
        fn the_quick_look_misses_nothing(
            query in "(customs|heads|\"fake zero\"|smug[*]|colour|anti-smuggling|海关|税関|ワーキング|관세청의|会|6th|第6回|cafe|ｶﾞ|国際) ?(plan|金|회의)?",
            parts in proptest::collection::vec(
                "(Customs|colo[u]?r|anti-|smuggling|Fake |Zero|海 ?關|稅・関|わーきんぐ|ﾜｰｷﾝｸﾞ|관세 ?청장은|協会|第 ?6 ?回|6th|Cafe\u{301}|ガ|國 際|[a-z]{1,6}|[一-三]|[。、. ’\r\n・])",
                0..8,
            ),
        ) {
            let text = parts.concat();
            for stage in [Stage::AllWords, Stage::Loosened] {
                let highlighter = highlighter(&query, stage);
                prop_assert!(highlighter.may_mark(&text) || highlighter.find(&text).is_empty(), "{query:?} in {text:?}");
            }
        }
    }

    #[test]
    fn long_texts_are_cut_at_sentences() {
        let filler = "Nothing of note was said here. ".repeat(20);
        let text = format!("{filler}The gold bullion was discussed at length. {filler}");
        let highlighter = highlighter("bullion", Stage::AllWords);
        let excerpt = Highlighter::excerpt(&text, &highlighter.find(&text));
        assert!(excerpt.is_cut_before && excerpt.is_cut_after);
        assert!(excerpt.text.starts_with("Nothing") || excerpt.text.starts_with("The gold"), "{}", excerpt.text);
        assert!(excerpt.text.ends_with('.'), "{}", excerpt.text);
        assert!((100..=WINDOW + REACH + 1).contains(&excerpt.text.chars().count()));
        assert_eq!(excerpt.highlights.len(), 1);
    }

    #[test]
    fn the_window_goes_where_most_is_found() {
        let text = format!("gold {} gold bullion smuggling {}", "x ".repeat(300), "y ".repeat(300));
        let highlighter = highlighter("gold bullion smuggling", Stage::AllWords);
        assert_eq!(Highlighter::excerpt(&text, &highlighter.find(&text)).highlights.len(), 3);
    }

    proptest! {
        #[test]
        fn any_text_and_query_are_marked_at_whole_characters(
            query in "[税関かカ한국 aAé\u{301}“\"*6th第回-]{0,20}",
            text in "([税関かｶﾞ한국\u{1112}\u{1161} aAe\u{301}.。6th第回\u{3099}]|\\PC){0,600}",
            is_loose in any::<bool>(),
        ) {
            let highlighter = highlighter(&query, if is_loose { Stage::Loosened } else { Stage::AllWords });
            let spans = highlighter.find(&text);
            let bounds: Vec<usize> = GraphemeClusterSegmenter::new().segment_str(&text).collect();
            for span in &spans {
                prop_assert!(bounds.contains(&span.start) && bounds.contains(&span.end), "{span:?} splits a character");
                // Read alone, the marked words give the same mark again.
                let alone = &text[span.start..span.end];
                prop_assert!(highlighter.find(alone).iter().any(|s| s.clause == span.clause), "{alone:?} alone is no match");
            }
            let excerpt = Highlighter::excerpt(&text, &spans);
            prop_assert!(text.contains(&excerpt.text));
            let length = excerpt.text.chars().count();
            let mut last = None;
            for (start, end) in excerpt.highlights {
                prop_assert!(start < end && end <= length && last.is_none_or(|last| last < start));
                last = Some(end);
            }
        }
    }
}
