//! Widens a query by the other names of the notions that it names.
//!
//! Only plain words and runs are widened: what is quoted, excluded or a condition is meant as it stands. The longest name
//! counts, over several words if need be. A run that is no name itself but consists of names (税関協力) is also looked for
//! by their equivalents, all of them; a rest of it that is no name forbids that, since then its meaning is not known.

use std::collections::BTreeMap;

use super::{Atom, Clause, Equivalent, Node, Reading, Role, Run, Widened};
use crate::request::Note;
use crate::terms::{Form, Name, Terms};

/// How many equivalents one name may bring.
const MOST_OF_ONE: usize = 12;
/// How many all names of a query may bring; what comes behind is looked for as typed.
const MOST_IN_ALL: usize = 48;

/// Widens what was read of a query, and notes what was added.
pub(crate) fn widen(reading: &mut Reading, terms: &Terms) {
    if terms.is_empty() {
        return;
    }
    let mut widener = Widener { terms, spelling: &reading.spelling, left: MOST_IN_ALL, notes: Vec::new() };
    let clauses = widener.clauses(&reading.clauses);
    reading.notes.append(&mut widener.notes);
    reading.clauses = clauses;
    // A query that is one name as a whole stands for the records that have an equivalent as theirs, too.
    if let (Some(_), [Clause { node: Node::Widened(widened), .. }]) = (reading.names.first(), reading.clauses.as_slice()) {
        reading.equal_names = widened.equivalents.iter().map(|e| crate::analysis::analyze(&e.text).key()).collect();
    }
}

/// Widens one plain word or run by itself, with the notes on what was added.
pub(crate) fn widen_node(node: Node, terms: &Terms) -> (Node, Vec<Note>) {
    let spelling = BTreeMap::new();
    let mut widener = Widener { terms, spelling: &spelling, left: MOST_OF_ONE, notes: Vec::new() };
    let node = match node {
        Node::Atom(Atom::Run { run, .. }) => {
            let literal = Node::Atom(Atom::Run { run: run.clone(), is_quoted: true });
            widener.named(&run, literal.clone()).unwrap_or(literal)
        }
        other => widener.alternative(other),
    };
    (node, widener.notes)
}

struct Widener<'a> {
    terms: &'a Terms,
    /// How words were typed.
    spelling: &'a BTreeMap<String, String>,
    left: usize,
    notes: Vec<Note>,
}

impl Widener<'_> {
    fn clauses(&mut self, clauses: &[Clause]) -> Vec<Clause> {
        let mut out = Vec::with_capacity(clauses.len());
        let mut at = 0;
        while at < clauses.len() {
            if let Some((clause, length)) = self.phrase(&clauses[at..]) {
                out.push(clause);
                at += length;
                continue;
            }
            let Clause { role, node } = clauses[at].clone();
            let node = if role == Role::Wanted { self.node(node) } else { node };
            out.push(Clause { role, node });
            at += 1;
        }
        out
    }

    /// Reads the longest name that the first clauses make together, with how many it takes.
    fn phrase(&mut self, clauses: &[Clause]) -> Option<(Clause, usize)> {
        let mut words: Vec<&str> = Vec::new();
        let mut found = None;
        for (at, clause) in clauses.iter().enumerate() {
            let Some(plain) = (clause.role != Role::Unwanted).then(|| plain_words(&clause.node)).flatten() else { break };
            words.extend(plain);
            if words.len() > self.terms.most_words() {
                break;
            }
            let names = self.terms.find_words(&words);
            if !names.is_empty() && clauses[0].role == Role::Wanted {
                found = Some((at + 1, words.clone(), names));
            }
        }
        let (length, words, names) = found?;
        let taken = &clauses[..length];
        let literal = Node::all(taken.iter().filter(|c| c.role == Role::Wanted).map(|c| c.node.clone()).collect());
        let typed: Vec<&str> = words.iter().map(|word| self.spelling.get(*word).map_or(*word, String::as_str)).collect();
        let node = self.widened(typed.join(" "), literal, &names, &Form::Words(words.iter().map(|w| (*w).to_owned()).collect()))?;
        Some((Clause { role: Role::Wanted, node }, length))
    }

    fn node(&mut self, node: Node) -> Node {
        if let Some((run, bare)) = plain_run(&node) {
            let found = [Some(run), bare].into_iter().flatten().find(|run| self.terms.has_run(&run.chars()));
            let Some(named) = found else {
                return match self.by_parts(bare.unwrap_or(run)) {
                    Some(parts) => Node::InParts { whole: Box::new(node), parts: Box::new(parts) },
                    None => node,
                };
            };
            return self.named(named, node.clone()).unwrap_or(node);
        }
        match node {
            Node::Any(nodes) => Node::Any(nodes.into_iter().map(|node| self.alternative(node)).collect()),
            node => node,
        }
    }

    /// Widens one side of an OR. What was recognized as a date or an ordinal comes here as well and holds nothing plain.
    fn alternative(&mut self, node: Node) -> Node {
        match node {
            Node::Atom(Atom::Word(_)) => {
                let clause = Clause { role: Role::Wanted, node };
                self.phrase(std::slice::from_ref(&clause)).map_or(clause.node, |(widened, _)| widened.node)
            }
            Node::Atom(Atom::Run { is_quoted: false, .. }) => self.node(node),
            other => other,
        }
    }

    /// Widens a run that is a name; `None` if there is nothing to add.
    fn named(&mut self, run: &Run, literal: Node) -> Option<Node> {
        let chars = run.chars();
        let names = self.terms.find_run(&chars);
        self.widened(run.typed(), literal, &names, &Form::Run(chars.clone()))
    }

    /// Reads a run as names in a row; `None` if something is left over that is neither a name nor grammar.
    fn by_parts(&mut self, run: &Run) -> Option<Node> {
        let chars = run.chars();
        let mut names = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            let most = self.terms.most_chars().min(chars.len() - at);
            if let Some(length) = (2..=most).rev().find(|length| self.terms.has_run(&chars[at..at + length])) {
                names.push(run.part(at, at + length));
                at += length;
            } else if run.is_grammar(at) {
                at += 1;
            } else {
                return None;
            }
        }
        let before = (self.left, self.notes.len());
        let mut is_wider = false;
        let mut nodes = Vec::with_capacity(names.len());
        for part in names {
            let literal = Node::Atom(Atom::Run { run: part.clone(), is_quoted: true });
            let widened = self.named(&part, literal.clone());
            is_wider |= widened.is_some();
            nodes.push(widened.unwrap_or(literal));
        }
        if !is_wider {
            self.left = before.0;
            self.notes.truncate(before.1);
            return None;
        }
        Some(Node::all(nodes))
    }

    fn widened(&mut self, typed: String, literal: Node, names: &[&Name], own: &Form) -> Option<Node> {
        let own_lang = names.iter().find(|name| is_found_by(own, &name.form)).map(|name| name.lang.clone());
        let mut equivalents: Vec<&Name> = Vec::new();
        for name in names {
            // What holds the typed name is found by it anyway.
            if !is_found_by(own, &name.form) && !equivalents.iter().any(|other| is_found_by(&other.form, &name.form)) {
                equivalents.retain(|other| !is_found_by(&name.form, &other.form));
                equivalents.push(name);
            }
        }
        equivalents.sort_by_key(|name| Some(&name.lang) == own_lang.as_ref());
        equivalents.truncate(MOST_OF_ONE.min(self.left));
        if equivalents.is_empty() {
            return None;
        }
        self.left -= equivalents.len();
        let note = Note::Widened {
            typed: typed.clone(),
            equivalents: equivalents.iter().map(|name| (name.lang.clone(), name.text.clone())).collect(),
        };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
        let equivalents = equivalents
            .into_iter()
            .map(|name| Equivalent { lang: name.lang.clone(), text: name.text.clone(), node: node_of(name) })
            .collect();
        Some(Node::Widened(Box::new(Widened { typed, literal, equivalents })))
    }
}

/// Tells whether every text with the second form is found by the first.
fn is_found_by(shorter: &Form, longer: &Form) -> bool {
    match (shorter, longer) {
        (Form::Run(shorter), Form::Run(longer)) => longer.windows(shorter.len().max(1)).any(|part| part == shorter.as_slice()),
        (Form::Words(shorter), Form::Words(longer)) => {
            let stems = |words: &[String]| words.iter().map(|w| crate::analysis::stem(w)).collect::<Vec<_>>();
            let (shorter, longer) = (stems(shorter), stems(longer));
            longer.windows(shorter.len().max(1)).any(|part| part == shorter)
        }
        _ => false,
    }
}

/// The words of a clause that was typed plainly.
fn plain_words(node: &Node) -> Option<Vec<&str>> {
    match node {
        Node::Atom(Atom::Word(word)) => Some(vec![word]),
        Node::Atom(Atom::Exact { words, is_quoted: false }) => Some(words.iter().map(String::as_str).collect()),
        Node::Any(nodes) => match nodes.as_slice() {
            // Words joined by a hyphen come with the two as one.
            [exact @ Node::Atom(Atom::Exact { is_quoted: false, .. }), Node::Atom(Atom::Word(_))] => plain_words(exact),
            _ => None,
        },
        _ => None,
    }
}

/// The run of a clause that was typed plainly, and the same without its particle.
fn plain_run(node: &Node) -> Option<(&Run, Option<&Run>)> {
    let plain = |node| match node {
        &Node::Atom(Atom::Run { ref run, is_quoted: false }) => Some(run),
        _ => None,
    };
    match node {
        Node::Any(nodes) => match nodes.as_slice() {
            [whole, bare] => {
                let (whole, bare) = (plain(whole)?, plain(bare)?);
                whole.without_particle().is_some_and(|own| own == *bare).then_some((whole, Some(bare)))
            }
            _ => None,
        },
        node => plain(node).map(|run| (run, None)),
    }
}

/// What is looked for to find a name: a word in its forms, several words as they stand, a run as it stands.
pub(crate) fn node_of(name: &Name) -> Node {
    match &name.form {
        Form::Run(run) => Node::Atom(Atom::Run { run: Run::of_name(run), is_quoted: true }),
        Form::Words(words) => match words.as_slice() {
            [word] => Node::Atom(Atom::Word(word.clone())),
            _ => {
                let exact = |words: Vec<String>| Node::Atom(Atom::Exact { words, is_quoted: true });
                let mut forms = vec![exact(words.clone())];
                forms.extend(in_plural(words).map(exact));
                Node::any(forms)
            }
        },
    }
}

/// The words with the last one in the plural, so that a phrase, which knows no stems, finds it too.
fn in_plural(words: &[String]) -> Option<Vec<String>> {
    let (last, before) = words.split_last()?;
    if last.len() < 3 || !last.bytes().all(|b| b.is_ascii_lowercase()) || last.ends_with('s') {
        return None;
    }
    let plural = match last.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        Some(stem) => format!("{stem}ies"),
        None if last.ends_with(['x', 'z']) || last.ends_with("ch") || last.ends_with("sh") => format!("{last}es"),
        None => format!("{last}s"),
    };
    Some(before.iter().cloned().chain([plural]).collect())
}

#[cfg(test)]
mod tests {
    use chancery_model::Lang;
    use proptest::prelude::*;

    use super::*;
    use crate::query::read::{Resolved, read};

    fn terms() -> Terms {
        let notion = |en: &str, zh: &str, ja: &str, ko: &str| {
            let named = [(Lang::en(), en), (Lang::zh(), zh), (Lang::ja(), ja), (Lang::ko(), ko)];
            named.into_iter().map(|(lang, text)| (lang, text.to_owned())).collect::<Vec<_>>()
        };
        Terms::new([
            notion("customs", "海关", "税関", "세관"),
            notion("intellectual property", "知识产权", "知的財産", "지식재산권"),
            notion("cooperation", "合作", "協力", "협력"),
            notion("rules of origin", "原产地规则", "原産地規則", "원산지 규정"),
        ])
    }

    fn widened(query: &str) -> Vec<String> {
        let mut reading = read(query, &|_, _| Resolved::Unknown);
        widen(&mut reading, &terms());
        let notes = reading.notes.into_iter().filter_map(|note| match note {
            Note::Widened { typed, equivalents } => {
                Some(format!("{typed}={}", equivalents.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("/")))
            }
            _ => None,
        });
        notes.collect()
    }

    fn check(query: &str, wanted: &[&str]) {
        assert_eq!(widened(query), wanted, "{query}");
    }

    #[test]
    fn names_bring_their_equivalents() {
        check("税関", &["税関=customs/海关/세관"]);
        check("Customs 2017", &["Customs=海关/税関/세관"]);
        check("稅關", &["稅關=customs/海关/세관"]);
        check("세관의", &["세관=customs/海关/税関"]);
        check("intellectual property 세관", &["intellectual property=知识产权/知的財産/지식재산권", "세관=customs/海关/税関"]);
        check("rules of origin", &["rules of origin=原产地规则/원산지 규정"]);
        check("rule origin", &[]);
        check("intellectual", &[]);
    }

    #[test]
    fn a_run_of_names_is_widened_by_its_parts() {
        let both = ["税関=customs/海关/세관", "協力=cooperation/合作/협력"];
        check("税関協力", &both);
        check("税関の協力", &both);
        check("세관 협력", &["세관=customs/海关/税関", "협력=cooperation/合作/協力"]);
        check("税関長官", &[]);
    }

    #[test]
    fn what_is_meant_literally_is_not_widened() {
        for query in ["\"customs\"", "-customs", "“税関”", "cust*", "kind:customs2"] {
            check(query, &[]);
        }
        check("customs OR port", &["customs=海关/税関/세관"]);
    }

    #[test]
    fn the_last_word_also_stands_in_the_plural() {
        let plural = |words: &[&str]| in_plural(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>()).map(|w| w.join(" "));
        assert_eq!(plural(&["free", "trade", "agreement"]).as_deref(), Some("free trade agreements"));
        assert_eq!(plural(&["intellectual", "property"]).as_deref(), Some("intellectual properties"));
        assert_eq!(plural(&["infectious", "diseases"]), None);
    }

    proptest! {
        #[test]
        fn widening_is_bounded(query in "(customs |税関|세관 |intellectual property |OR |協力の|x ){0,200}") {
            let mut reading = read(&query, &|_, _| Resolved::Unknown);
            let before = reading.clauses.len();
            widen(&mut reading, &terms());
            prop_assert!(reading.clauses.len() <= before);
            let mut equivalents = 0;
            for node in reading.wanted() {
                node.walk_widened(&mut |widened| equivalents += widened.equivalents.len());
            }
            prop_assert!(equivalents <= MOST_IN_ALL);
        }
    }
}
