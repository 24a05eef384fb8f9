//! Cuts a query into terms: blanks part them, quotes of any script hold them together, a minus excludes, a colon names a
//! field. It never fails; what it cannot pair is noted and read as words.

use crate::request::Note;

/// A part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lexeme {
    /// `OR` or `|` between two terms.
    Or,
    /// A term.
    Term {
        /// The name before a colon, lower case, if it looks like a field's.
        field: Option<String>,
        /// The words or the value.
        text: String,
        is_quoted: bool,
        is_negated: bool,
    },
}

/// The mark that closes a quotation, for the mark that opens it.
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

fn is_minus(c: char) -> bool {
    matches!(c, '-' | '－' | '−')
}

/// Cuts a query into its parts.
pub(crate) fn lex(query: &str, notes: &mut Vec<Note>) -> Vec<Lexeme> {
    let mut lexemes = Vec::new();
    let mut rest = query;
    let mut negate_next = false;
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else { break };
        let behind = &rest[first.len_utf8()..];
        let mut is_negated = std::mem::take(&mut negate_next);
        if is_minus(first) {
            if behind.starts_with(|c: char| !c.is_whitespace() && !is_minus(c)) {
                is_negated = true;
            }
            rest = behind;
            if !is_negated {
                continue;
            }
        }
        let (field, behind_field) = field(rest);
        let (text, is_quoted, behind) = value(behind_field, notes);
        rest = behind;
        match text {
            "OR" | "|" | "｜" | "||" if field.is_none() && !is_quoted && !is_negated => lexemes.push(Lexeme::Or),
            // What it says is what happens anyway.
            "AND" | "&" | "&&" | "＆" if field.is_none() && !is_quoted && !is_negated => {}
            "NOT" if field.is_none() && !is_quoted && rest.starts_with(char::is_whitespace) && !rest.trim_start().is_empty() => {
                negate_next = true;
            }
            _ => lexemes.push(Lexeme::Term { field, text: text.to_owned(), is_quoted, is_negated }),
        }
    }
    lexemes
}

/// Reads `name:` at the start.
///
/// Shape: the name in lower case and what follows; no name if nothing, a blank or an address' slashes follow the colon.
fn field(text: &str) -> (Option<String>, &str) {
    let length = text.bytes().take_while(|b| b.is_ascii_alphabetic() || *b == b'-' || *b == b'_').count();
    let behind = &text[length..];
    let Some(value) = behind.strip_prefix(':').or_else(|| behind.strip_prefix('：')) else { return (None, text) };
    if !(2..=20).contains(&length) || value.is_empty() || value.starts_with(|c: char| c.is_whitespace() || c == '/' || c == ':') {
        return (None, text);
    }
    (Some(text[..length].to_ascii_lowercase()), value)
}

/// Reads a quotation, or what goes up to a blank or an opening mark.
fn value<'a>(text: &'a str, notes: &mut Vec<Note>) -> (&'a str, bool, &'a str) {
    let Some(first) = text.chars().next() else { return ("", false, "") };
    let mut text = text;
    if let Some(closing) = closing(first) {
        text = &text[first.len_utf8()..];
        if let Some((inner, behind)) = split_at_any(text, closing) {
            return (inner, true, behind);
        }
        if !notes.contains(&Note::OpenQuote) {
            notes.push(Note::OpenQuote);
        }
    }
    let end = text.find(|c: char| c.is_whitespace() || closing(c).is_some()).unwrap_or(text.len());
    (&text[..end], false, &text[end..])
}

fn split_at_any<'a>(text: &'a str, marks: &[char]) -> Option<(&'a str, &'a str)> {
    let (at, mark) = text.char_indices().find(|(_, c)| marks.contains(c))?;
    Some((&text[..at], &text[at + mark.len_utf8()..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(query: &str, wanted: &str) {
        let shown: Vec<String> = lex(query, &mut Vec::new())
            .into_iter()
            .map(|lexeme| match lexeme {
                Lexeme::Or => "OR".to_owned(),
                Lexeme::Term { field, text, is_quoted, is_negated } => {
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
        check("a AND b", "a b");
        check("topic:customs Year：2009..2017 -host:JP", "topic:customs year:2009..2017 -host:JP");
        check("mechanism:\"tchm cei\"", "mechanism:<tchm cei>");
        check("https://a.example/b 10:30 Agenda: x", "https://a.example/b 10:30 Agenda: x");
        check("a\"b c\"d", "a <b c> d");
        check("NOT", "NOT");
        check("\"\"", "<>");
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
            lex(&query, &mut Vec::new());
        }

        #[test]
        fn any_marks_are_cut(query in "[ab\"“”「」:\\-|年 OR]{0,30}") {
            for lexeme in lex(&query, &mut Vec::new()) {
                if let Lexeme::Term { text, is_quoted: false, .. } = lexeme {
                    prop_assert!(!text.contains(char::is_whitespace));
                }
            }
        }
    }
}
