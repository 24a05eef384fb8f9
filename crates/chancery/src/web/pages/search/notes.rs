//! What is said beside the hits: what was not understood, cut or given up, and which other names were looked for.

use chancery_app::search::{Cut, Note, SearchPage};

use super::ask::Ask;
use crate::web::pages::reader::Reader;
use crate::web::routes::Page;
use crate::web::text::html::Html;

/// How many other names of one notion are named; the hits say which of them they have.
const NAMES: usize = 6;

/// The sentences that a reader has to see to trust the list.
pub(super) fn notes(reader: &Reader, ask: &Ask, answer: &SearchPage) -> Vec<Html> {
    let days = ask.not_understood.iter();
    let days = days.map(|what| Html::text(&reader.words.with("note-date-not-understood", &[("what", what.as_str().into())])));
    days.chain(answer.notes.iter().filter_map(|note| sentence(reader, note)).map(|text| Html::text(&text))).collect()
}

/// Which other names were looked for as well, with the way to a literal search; or the way back from one.
pub(super) fn widened(reader: &Reader, ask: &Ask, answer: &SearchPage) -> Option<Html> {
    let words = reader.words;
    let link = |ask: Ask, key: &str| Html::link(&reader.link_with(&Page::Search, &ask.to_query()), &Html::text(&words.say(key)));
    if ask.is_literal {
        return Some(words.mix("search-was-literal", &[("link", link(ask.literal(false), "search-other-names"))], &[]));
    }
    let notions: Vec<Html> = answer
        .notes
        .iter()
        .filter_map(|note| match note {
            Note::Widened { equivalents, .. } => {
                let mut names: Vec<Html> = equivalents.iter().take(NAMES).map(|(lang, name)| Html::said(name, lang)).collect();
                if equivalents.len() > NAMES {
                    names.push(Html::text("…"));
                }
                Some(Html::join(&names, &words.say("comma")))
            }
            _ => None,
        })
        .collect();
    if notions.is_empty() {
        return None;
    }
    let names = Html::join(&notions, &words.say("semicolon"));
    Some(words.mix("search-widened", &[("names", names), ("link", link(ask.literal(true), "search-literally"))], &[]))
}

/// Makes a sentence of a note; `None` for those that stand elsewhere on the page: among the parts that were understood, or as
/// the other names.
fn sentence(reader: &Reader, note: &Note) -> Option<String> {
    let words = reader.words;
    let field_name = |field: &dyn std::fmt::Display| words.say(&format!("facet-{field}"));
    Some(match note {
        Note::Widened { .. } | Note::ReadAsOrdinal(_) | Note::ReadAsYear(_) | Note::ReadAsDate(_) => return None,
        Note::SomeWords => words.say("note-some-words"),
        Note::Loosened => words.say("note-loosened"),
        Note::UnknownField { name } => words.with("note-unknown-field", &[("name", name.as_str().into())]),
        Note::UnknownValue { field, value } => {
            words.with("note-unknown-value", &[("field", field_name(field).into()), ("value", value.as_str().into())])
        }
        Note::SeveralValues { field, value, .. } => {
            words.with("note-several-values", &[("field", field_name(field).into()), ("value", value.as_str().into())])
        }
        Note::NearSpellings { typed, words: near } => {
            let near = near.join(&words.say("comma"));
            words.with("note-near-spellings", &[("typed", typed.as_str().into()), ("words", near.into())])
        }
        Note::OpenQuote => words.say("note-open-quote"),
        Note::NotUnderstood { what } => words.with("note-not-understood", &[("what", what.as_str().into())]),
        Note::Cut(Cut::Characters) => words.say("note-cut-characters"),
        Note::Cut(Cut::Clauses) => words.say("note-cut-clauses"),
        Note::Cut(Cut::Expansions { prefix }) => words.with("note-cut-expansions", &[("prefix", prefix.as_str().into())]),
        Note::Cut(Cut::NearSpellings) => words.say("note-cut-near-spellings"),
        Note::Cut(Cut::Effort) => words.say("note-cut-effort"),
    })
}
