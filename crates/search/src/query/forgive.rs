//! Forgives typing errors: a word that no record has makes room for the words that are written nearly so.
//!
//! What some record has is never changed, nor what is quoted, excluded, or the name of a notion. So an exact hit cannot
//! be ranked below a near one: where one exists, near ones are not looked for.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Atom, Clause, NearTyped, Node, Reading, Role, Run, widen};
use crate::error::IndexError;
use crate::request::{Cut, Note};
use crate::spelling::{MOST_WORDS, NearTo, Speller};
use crate::terms::Terms;
use crate::understood::Near;

/// Looks near spellings up in the place of words that are nowhere.
pub(crate) struct Forgiver<'a, 'b> {
    speller: &'a mut Speller<'b>,
    /// By which other names near words are widened; none in a literal search.
    terms: Option<&'a Terms>,
    /// Tells whether anything has what a node looks for.
    is_there: &'a mut dyn FnMut(&Node) -> Result<bool, IndexError>,
    /// How words were typed.
    spelling: BTreeMap<String, String>,
    words_left: usize,
    notes: Vec<Note>,
    near: Vec<Near>,
    /// What to write in the place of what was typed, by how it is looked up.
    corrections: Vec<(String, String)>,
}

/// Puts near spellings in the place of words that are nowhere, and notes it.
///
/// Errors: [`IndexError`] if the index cannot be read.
pub(crate) fn forgive(
    reading: &mut Reading,
    speller: &mut Speller<'_>,
    terms: Option<&Terms>,
    is_there: &mut dyn FnMut(&Node) -> Result<bool, IndexError>,
) -> Result<(), IndexError> {
    let mut forgiver = Forgiver {
        speller,
        terms,
        is_there,
        spelling: reading.spelling.clone(),
        words_left: MOST_WORDS,
        notes: Vec::new(),
        near: Vec::new(),
        corrections: Vec::new(),
    };
    let mut clauses = Vec::with_capacity(reading.clauses.len());
    for Clause { role, node } in std::mem::take(&mut reading.clauses) {
        let node = if role == Role::Wanted { forgiver.node(node)? } else { node };
        clauses.push(Clause { role, node });
    }
    let Forgiver { notes, near, corrections, .. } = forgiver;
    reading.clauses = clauses;
    for note in notes {
        if !reading.notes.contains(&note) {
            reading.notes.push(note);
        }
    }
    reading.near = near;
    reading.corrections = corrections;
    Ok(())
}

impl Forgiver<'_, '_> {
    fn node(&mut self, node: Node) -> Result<Node, IndexError> {
        Ok(match node {
            Node::Atom(Atom::Word(word)) => match self.word(&word)? {
                Some(near) => near,
                None => Node::Atom(Atom::Word(word)),
            },
            Node::Atom(Atom::Run { run, is_quoted: false }) => {
                self.run(&run, None)?.unwrap_or(Node::Atom(Atom::Run { run, is_quoted: false }))
            }
            Node::Atom(Atom::Exact { words, is_quoted: false }) => self.joined(words)?,
            Node::Any(nodes) => match nodes.as_slice() {
                [Node::Atom(Atom::Run { run, is_quoted: false }), Node::Atom(Atom::Run { run: bare, is_quoted: false })] => {
                    self.run(run, Some(bare))?.unwrap_or(Node::Any(nodes))
                }
                [Node::Atom(Atom::Exact { words, is_quoted: false }), Node::Atom(Atom::Word(_))] => {
                    if (self.is_there)(&Node::Any(nodes.clone()))? {
                        Node::Any(nodes)
                    } else {
                        match self.joined(words.clone())? {
                            Node::Atom(_) => Node::Any(nodes),
                            near => near,
                        }
                    }
                }
                // A date or an ordinal comes with its words as typed; they are not held to be words.
                [Node::Atom(Atom::Days(_) | Atom::Ordinal(_)), ..] => Node::Any(nodes),
                _ => Node::Any(nodes.into_iter().map(|node| self.node(node)).collect::<Result<_, _>>()?),
            },
            other => other,
        })
    }

    /// Words joined by a hyphen or the like: each of them may be mistyped.
    fn joined(&mut self, words: Vec<String>) -> Result<Node, IndexError> {
        let mut nodes = Vec::with_capacity(words.len());
        let mut is_near = false;
        for word in &words {
            let near = self.word(word)?;
            is_near |= near.is_some();
            nodes.push(near.unwrap_or_else(|| Node::Atom(Atom::Word(word.clone()))));
        }
        Ok(if is_near { Node::all(nodes) } else { Node::Atom(Atom::Exact { words, is_quoted: false }) })
    }

    fn word(&mut self, word: &str) -> Result<Option<Node>, IndexError> {
        if self.speller.has_word(word)? || !self.may_look() {
            return Ok(None);
        }
        let mut near = self.speller.near_word(word)?;
        if let Some(terms) = self.terms {
            terms.near_word(word, &mut near);
        }
        Ok(self.near(word, &near, |word| Node::Atom(Atom::Word(word.to_owned()))))
    }

    fn run(&mut self, run: &Run, bare: Option<&Run>) -> Result<Option<Node>, IndexError> {
        let forms: Vec<&Run> = std::iter::once(run).chain(bare).filter(|run| run.is_hangul() && run.len() >= 3).collect();
        if forms.is_empty() {
            return Ok(None);
        }
        for form in std::iter::once(run).chain(bare) {
            if (self.is_there)(&Node::Atom(Atom::Run { run: form.clone(), is_quoted: true }))? {
                return Ok(None);
            }
        }
        if !self.may_look() {
            return Ok(None);
        }
        let typed: String = run.chars().into_iter().collect();
        for form in forms {
            let near = self.speller.near_hangul(&form.chars())?;
            // The particle that was typed stays what it was.
            let particle: String = typed.chars().skip(form.len()).collect();
            let node = |word: &str| Node::Atom(Atom::Run { run: Run::of_name(&word.chars().collect::<Vec<_>>()), is_quoted: true });
            let known = self.corrections.len();
            if let Some(found) = self.near(&typed, &near, node) {
                self.corrections[known..].iter_mut().for_each(|(_, correction)| correction.push_str(&particle));
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn may_look(&mut self) -> bool {
        if self.words_left == 0 {
            let note = Note::Cut(Cut::NearSpellings);
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
            return false;
        }
        self.words_left -= 1;
        true
    }

    fn near(&mut self, typed: &str, near: &[NearTo], node_of: impl Fn(&str) -> Node) -> Option<Node> {
        let best = near.first()?.word.clone();
        let words: Vec<String> = near.iter().map(|near| near.word.clone()).collect();
        let mut nodes: Vec<(usize, Node)> = near.iter().map(|near| (near.slips, node_of(&near.word))).collect();
        if let Some(terms) = self.terms {
            // The likeliest word is taken for what was meant, so its other names count as well.
            let (widened, mut notes) = widen::widen_node(nodes[0].1.clone(), terms);
            nodes[0].1 = widened;
            self.notes.append(&mut notes);
        }
        let said = self.spelling.get(typed).map_or(typed, String::as_str).to_owned();
        self.notes.insert(0, Note::NearSpellings { typed: said.clone(), words: words.clone() });
        self.near.push(Near { typed: said, words });
        self.corrections.push((typed.to_owned(), best));
        Some(Node::Near(Box::new(NearTyped { nodes })))
    }
}

/// The query with the likeliest near spelling in the place of each word that is nowhere; `None` if all are somewhere.
pub(crate) fn corrected(text: &str, reading: &Reading) -> Option<String> {
    let mut changes: Vec<(Range<usize>, &str)> = Vec::new();
    for (key, place) in &reading.places {
        if let Some((_, correction)) = reading.corrections.iter().find(|(typed, _)| typed == key) {
            changes.push((place.clone(), correction));
        }
    }
    if changes.is_empty() {
        return None;
    }
    changes.sort_by_key(|(place, _)| place.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (place, correction) in changes {
        if place.start < at {
            continue;
        }
        out.push_str(&text[at..place.start]);
        out.push_str(&in_the_case_of(&text[place.clone()], correction));
        at = place.end;
    }
    out.push_str(&text[at..]);
    Some(out)
}

/// A word in capitals where the other is, or with one at its beginning.
fn in_the_case_of(typed: &str, word: &str) -> String {
    let mut capitals = typed.chars().map(char::is_uppercase);
    match (capitals.next(), capitals.next(), word.chars().next()) {
        (Some(true), Some(true), _) => word.to_uppercase(),
        (Some(true), _, Some(first)) => first.to_uppercase().chain(word.chars().skip(1)).collect(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_keep_the_rest_as_typed() {
        let reading = Reading {
            places: vec![("custms".into(), 1..7), ("hedas".into(), 8..13), ("of".into(), 14..16)],
            corrections: vec![("hedas".into(), "heads".into()), ("custms".into(), "customs".into())],
            ..Reading::default()
        };
        assert_eq!(corrected("(Custms HEDAS of)", &reading).as_deref(), Some("(Customs HEADS of)"));
        assert_eq!(corrected("of", &Reading::default()), None);
    }
}
