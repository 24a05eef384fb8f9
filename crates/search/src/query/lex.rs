//! Cuts a query into terms: blanks part them, quotes of any script hold them together, a minus excludes, a colon names a
//! field. It never fails; what it cannot pair is noted and read as words.

use std::ops::Range;

use super::dates;
use crate::analysis::is_east_asian;
use crate::request::Note;

/// A part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lexeme {
    /// `OR`, `|` or the word for it in another language, between two terms.
    Or(Range<usize>),
    /// `AND` or `&`, which say what happens anyway.
    And(Range<usize>),
    /// A term.
    Term(Term),
}

/// A word, a quotation or a value, with what stands before it. Places are bytes of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    /// The name before a colon, as typed, if it looks like a field's.
    pub(crate) field: Option<String>,
    /// Where the words or the value stand, without quotes.
    pub(crate) text: Range<usize>,
    pub(crate) is_quoted: bool,
    pub(crate) is_negated: bool,
    /// Where all of it stands.
    pub(crate) span: Range<usize>,
}

impl Term {
    /// Tells whether this is a word as such.
    pub(crate) fn is_plain(&self) -> bool {
        self.field.is_none() && !self.is_quoted && !self.is_negated
    }
}

/// The longest name of a field, in characters.
const LONGEST_FIELD: usize = 20;

/// The marks that close a quotation, for the mark that opens it.
fn closing(open: char) -> Option<&'static [char]> {
    Some(match open {
        '"' | '＂' => &['"', '＂'],
        '“' => &['”', '"'],
        '„' => &['“', '”'],
        '«' => &['»'],
        '‹' => &['›'],
        '「' => &['」'],
        '｢' => &['｣'],
        '『' => &['』'],
        '《' => &['》'],
        '〈' => &['〉'],
        '〝' => &['〟', '〞'],
        _ => return None,
    })
}

/// The same for marks that are apostrophes, too: they open a quotation only before a word and close it only behind one.
fn closing_single(open: char) -> Option<&'static [char]> {
    match open {
        '\'' => Some(&['\'']),
        '‘' | '‚' => Some(&['’', '‘']),
        _ => None,
    }
}

fn is_minus(c: char) -> bool {
    matches!(c, '-' | '－' | '−')
}

fn is_or(word: &str) -> bool {
    matches!(word, "OR" | "|" | "｜" | "||" | "또는" | "または" | "或者" | "或")
}

/// Cuts a query into its parts.
pub(crate) fn lex(query: &str, notes: &mut Vec<Note>) -> Vec<Lexeme> {
    let mut lexemes = Vec::new();
    let mut rest = query;
    let mut negated_from: Option<usize> = None;
    let at = |rest: &str| query.len() - rest.len();
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else { break };
        let start = negated_from.take();
        let mut is_negated = start.is_some();
        let start = start.unwrap_or(at(rest));
        if is_minus(first) {
            let behind = &rest[first.len_utf8()..];
            is_negated |= behind.starts_with(|c: char| !c.is_whitespace() && !is_minus(c));
            rest = behind;
            if !is_negated {
                continue;
            }
        }
        let (field, behind_field) = field(rest);
        let Value { text, is_quoted, length } = value(behind_field, notes);
        let from = at(behind_field);
        rest = &behind_field[length..];
        let term = Term { field, text: from + text.start..from + text.end, is_quoted, is_negated, span: start..at(rest) };
        match &query[term.text.clone()] {
            word if is_or(word) && term.is_plain() => lexemes.push(Lexeme::Or(term.span)),
            "AND" | "&" | "&&" | "＆" if term.is_plain() => lexemes.push(Lexeme::And(term.span)),
            "NOT" if term.is_plain() && rest.starts_with(char::is_whitespace) && !rest.trim_start().is_empty() => {
                negated_from = Some(start);
            }
            _ => lexemes.push(Lexeme::Term(term)),
        }
    }
    join_dates(query, &lexemes)
}

/// Joins the terms of a date that is written with blanks (`11 November 2011`, `2011年 11月`) into one.
fn join_dates(query: &str, lexemes: &[Lexeme]) -> Vec<Lexeme> {
    let mut joined: Vec<Lexeme> = Vec::with_capacity(lexemes.len());
    let mut at = 0;
    while at < lexemes.len() {
        let plain = |at: usize| match lexemes.get(at) {
            Some(Lexeme::Term(term)) if term.is_plain() => Some(term),
            _ => None,
        };
        let Some(first) = plain(at) else {
            joined.push(lexemes[at].clone());
            at += 1;
            continue;
        };
        let mut last = at;
        while plain(last + 1).is_some() {
            last += 1;
        }
        let stretch = plain(last).map_or(first.text.end, |term| term.text.end);
        let end = dates::word_starts(&query[first.text.clone()])
            .filter_map(|start| {
                dates::find_at_start(&query[first.text.start + start..stretch]).map(|f| first.text.start + start + f.length)
            })
            .find(|end| *end > first.text.end);
        // The date may end within a term; the rest of that term comes with it.
        let to = end.map_or(at, |end| (at..=last).find(|at| plain(*at).is_some_and(|term| term.text.end >= end)).unwrap_or(last));
        let until = plain(to).map_or(first.text.end, |term| term.text.end);
        joined.push(Lexeme::Term(Term { text: first.text.start..until, span: first.span.start..until, ..first.clone() }));
        at = to + 1;
    }
    joined
}

/// Reads `name:` at the start.
///
/// Shape: the name as typed and what follows; no name if nothing, a blank or an address' slashes follow the colon.
fn field(text: &str) -> (Option<String>, &str) {
    let is_of_name = |c: char| c.is_alphabetic() || matches!(c, '-' | '_' | 'ー' | '々');
    let length = text.find(|c| !is_of_name(c)).unwrap_or(text.len());
    let (name, behind) = text.split_at(length);
    let Some(value) = behind.strip_prefix(':').or_else(|| behind.strip_prefix('：')) else { return (None, text) };
    let letters = name.chars().count();
    let least = if name.chars().all(is_east_asian) { 1 } else { 2 };
    if !(least..=LONGEST_FIELD).contains(&letters)
        || value.is_empty()
        || value.starts_with(|c: char| c.is_whitespace() || c == '/' || c == ':')
    {
        return (None, text);
    }
    (Some(name.to_owned()), value)
}

/// What stands at the start of a text.
struct Value {
    /// Without quotes.
    text: Range<usize>,
    is_quoted: bool,
    /// With quotes.
    length: usize,
}

/// Reads a quotation, or what goes up to a blank or an opening mark.
fn value(text: &str, notes: &mut Vec<Note>) -> Value {
    let first = text.chars().next().unwrap_or(' ');
    let from = first.len_utf8().min(text.len());
    let ends = |behind: &str| !behind.starts_with(char::is_alphanumeric);
    if let Some(marks) = closing_single(first)
        && let Some((at, mark)) = text[from..].char_indices().find(|(at, c)| marks.contains(c) && ends(&text[from + at + c.len_utf8()..]))
        && at > 0
    {
        return Value { text: from..from + at, is_quoted: true, length: from + at + mark.len_utf8() };
    }
    let mut start = 0;
    if let Some(marks) = closing(first) {
        if let Some((at, mark)) = text[from..].char_indices().find(|(_, c)| marks.contains(c)) {
            return Value { text: from..from + at, is_quoted: true, length: from + at + mark.len_utf8() };
        }
        if !notes.contains(&Note::OpenQuote) {
            notes.push(Note::OpenQuote);
        }
        start = from;
    }
    let end = text[start..].find(|c: char| c.is_whitespace() || closing(c).is_some()).map_or(text.len(), |at| start + at);
    Value { text: start..end, is_quoted: false, length: end }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(query: &str, wanted: &str) {
        let shown: Vec<String> = lex(query, &mut Vec::new())
            .into_iter()
            .map(|lexeme| match lexeme {
                Lexeme::Or(_) => "OR".to_owned(),
                Lexeme::And(_) => "AND".to_owned(),
                Lexeme::Term(Term { field, text, is_quoted, is_negated, .. }) => {
                    let text = query[text].to_owned();
                    let field = field.map(|f| format!("{f}:")).unwrap_or_default();
                    let text = if is_quoted { format!("<{text}>") } else { text };
                    format!("{}{field}{text}", if is_negated { "-" } else { "" })
                }
            })
            .collect();
        assert_eq!(shown.join(" "), wanted, "{query}");
    }

    #[test]
    fn queries_fall_into_terms() {
        check("  customs　heads ", "customs heads");
        check("\"customs heads\" plan", "<customs heads> plan");
        check("“a b” 「税関 協力」 『x』 «y z» 《行动计划》", "<a b> <税関 協力> <x> <y z> <行动计划>");
        check("-smuggling －密輸 a-b - c", "-smuggling -密輸 a-b c");
        check("-\"gold bullion\" NOT x", "-<gold bullion> -x");
        check("a OR b | c", "a OR b OR c");
        check("a AND b", "a AND b");
        check("関税 または 税関 또는 x", "関税 OR 税関 OR x");
        check("topic:customs Year：2009..2017 -host:JP", "topic:customs Year:2009..2017 -host:JP");
        check("開催地：東京 年:2009 -개최국:JP 2009:x", "開催地:東京 年:2009 -개최국:JP 2009:x");
        check("mechanism:\"tchm cei\"", "mechanism:<tchm cei>");
        check("https://a.example/b 10:30 Agenda: x", "https://a.example/b 10:30 Agenda: x");
        check("a\"b c\"d", "a <b c> d");
        check("NOT", "NOT");
        check("\"\"", "<>");
        check("'customs heads' ‘a b’ heads' meeting 'x people's", "<customs heads> <a b> heads' meeting 'x people's");
    }

    #[test]
    fn dates_with_blanks_are_one_term() {
        check("heads 11 November 2011 Seoul", "heads 11 November 2011 Seoul");
        let terms = |query: &str| lex(query, &mut Vec::new()).len();
        assert_eq!(terms("heads 11 November 2011 Seoul"), 3);
        assert_eq!(terms("2011年 11月 会議"), 2);
        assert_eq!(terms("2011년 11월 9일 관세청장회의"), 2);
        assert_eq!(terms("(Nov. 2011) x"), 2);
        assert_eq!(terms("2011 customs"), 2);
        assert_eq!(terms("11 -November 2011"), 3);
    }

    #[test]
    fn an_open_quote_is_noted_once() {
        let mut notes = Vec::new();
        let lexemes = lex("\"a b “c", &mut notes);
        assert_eq!((lexemes.len(), notes), (3, vec![Note::OpenQuote]));
    }

    proptest! {
        #[test]
        fn any_text_is_cut(query in "\\PC{0,60}") {
            let mut end = 0;
            for lexeme in lex(&query, &mut Vec::new()) {
                let (Lexeme::Or(span) | Lexeme::And(span) | Lexeme::Term(Term { span, .. })) = lexeme;
                prop_assert!(end <= span.start && span.start < span.end && query.get(span.clone()).is_some());
                end = span.end;
            }
        }

        #[test]
        fn any_marks_are_cut(query in "[ab\"“”「」:\\-|年 OR]{0,30}") {
            for lexeme in lex(&query, &mut Vec::new()) {
                if let Lexeme::Term(Term { text, span, is_quoted: false, .. }) = lexeme {
                    prop_assert!(span.start <= text.start && text.end <= span.end);
                    prop_assert!(!query[text].contains(char::is_whitespace));
                }
            }
        }
    }
}
