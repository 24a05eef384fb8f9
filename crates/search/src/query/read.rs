//! Makes clauses, conditions and notes of a query's terms. It cannot fail (promise P7): what is not understood is read as
//! words, and said; how each part was read is kept with its place.
//!
//! Words and runs are read in `words`, conditions in `condition`.

use std::ops::Range;

use super::fields::QueryField;
use super::lex::{Lexeme, Term, lex};
use super::{Atom, Clause, Node, Reading, Role};
use crate::analysis::{analyze, korean};
use crate::request::{Cut, FacetName, MAX_CLAUSES, MAX_QUERY_CHARS, Note};
use crate::understood::{Meaning, Understood};

/// English words that say little. They are looked for, but a record without them is found all the same.
const OPTIONAL: [&str; 18] =
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "under", "upon", "with"];

/// What the value of a facet is to the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Resolved {
    /// A value.
    One(String),
    /// A name that fits several values.
    Several(Vec<String>),
    /// Nothing known.
    Unknown,
}

/// Finds the value of a facet that was typed as an id, a code or a name.
pub(crate) type Resolve<'a> = &'a dyn Fn(FacetName, &str) -> Resolved;

/// Reads a query.
pub(crate) fn read(query: &str, resolve: Resolve<'_>) -> Reading {
    let (query, is_cut) = match query.char_indices().nth(MAX_QUERY_CHARS) {
        Some((cut, _)) => (&query[..cut], true),
        None => (query, false),
    };
    let reading = Reading::default();
    let mut reader = Reader { query, reading, resolve, budget: MAX_CLAUSES, sequence: Vec::new(), name: Some(Vec::new()) };
    if is_cut {
        reader.note(Note::Cut(Cut::Characters));
    }
    let lexemes = lex(query, &mut reader.reading.notes);
    reader.lexemes(&lexemes);
    reader.finish()
}

pub(super) struct Reader<'a> {
    pub(super) query: &'a str,
    pub(super) reading: Reading,
    pub(super) resolve: Resolve<'a>,
    /// How many clauses may still come.
    pub(super) budget: usize,
    /// The plain words that stand next to each other just now.
    sequence: Vec<String>,
    /// What belongs to the query as a name; none once it cannot be one.
    name: Option<Vec<String>>,
}

impl Reader<'_> {
    pub(super) fn note(&mut self, note: Note) {
        if !self.reading.notes.contains(&note) {
            self.reading.notes.push(note);
        }
    }

    /// Keeps how a part was read. A digit between a run and a word (제3th) belongs to both; here it counts for the first.
    pub(super) fn understood(&mut self, span: Range<usize>, meaning: Meaning, is_without: bool) {
        let behind = self.reading.understood.last().map_or(0, |part| part.span.end);
        let span = span.start.max(behind)..span.end;
        if !span.is_empty() {
            self.reading.understood.push(Understood { span, meaning, is_without });
        }
    }

    fn lexemes(&mut self, lexemes: &[Lexeme]) {
        let mut at = 0;
        while at < lexemes.len() {
            if self.budget == 0 {
                self.note(Note::Cut(Cut::Clauses));
                break;
            }
            match &lexemes[at] {
                Lexeme::Or(span) => {
                    self.note(Note::NotUnderstood { what: self.query[span.clone()].to_owned() });
                    self.understood(span.clone(), Meaning::PassedOver, false);
                    at += 1;
                }
                // What it says is what happens anyway.
                Lexeme::And(_) => at += 1,
                Lexeme::Term(_) if is_alternative(lexemes.get(at)) && has_alternative(lexemes, at) => {
                    at = self.alternatives(lexemes, at);
                }
                Lexeme::Term(term) => {
                    let is_condition = self.condition(term);
                    if !is_condition {
                        self.words(term);
                    }
                    at += 1;
                    // Two values of one field are alternatives anyway, so an OR between conditions is understood.
                    let is_or = matches!(lexemes.get(at), Some(Lexeme::Or(_)));
                    if is_condition && is_or && is_same_field(lexemes.get(at + 1), term) {
                        at += 1;
                    }
                }
            }
        }
    }

    /// Reads `a OR b OR c`; gives the place behind.
    fn alternatives(&mut self, lexemes: &[Lexeme], mut at: usize) -> usize {
        self.end_sequence();
        self.name = None;
        let mut nodes = Vec::new();
        let mut span: Option<Range<usize>> = None;
        loop {
            if let Some(Lexeme::Term(term)) = lexemes.get(at) {
                let parts = self.nodes(term.text.clone(), term.is_quoted);
                if !parts.is_empty() {
                    nodes.push(Node::all(parts.into_iter().map(|part| part.node).collect()));
                }
                span = Some(span.map_or(term.span.start, |span| span.start)..term.span.end);
            }
            at += 1;
            if self.budget == 0 || !has_alternative(lexemes, at - 1) {
                break;
            }
            at += 1;
        }
        if !nodes.is_empty() {
            self.reading.clauses.push(Clause { role: Role::Wanted, node: Node::any(nodes) });
        }
        if let Some(span) = span {
            self.understood(span, Meaning::Alternatives, false);
        }
        at
    }

    fn words(&mut self, term: &Term) {
        // A name before a colon that is no field is a word like others.
        let unknown = term.field.as_ref().filter(|name| QueryField::find(name).is_empty());
        let name = unknown.map(|_| self.field_span(term));
        let mut parts = name.map(|span| self.nodes(span, false)).unwrap_or_default();
        parts.extend(self.nodes(term.text.clone(), term.is_quoted));
        if parts.is_empty() {
            if self.budget > 0 {
                self.understood(term.span.clone(), Meaning::PassedOver, term.is_negated);
            }
            return;
        }
        if term.is_negated {
            self.end_sequence();
            self.name = None;
            let meaning = match parts.as_slice() {
                _ if term.is_quoted => Meaning::Phrase,
                [one] => one.meaning.clone(),
                _ => Meaning::Word,
            };
            self.understood(term.span.clone(), meaning, true);
            let nodes = parts.into_iter().map(|part| part.node).collect();
            self.reading.clauses.push(Clause { role: Role::Unwanted, node: Node::all(nodes) });
            return;
        }
        if let Some(name) = &mut self.name {
            name.push(self.query[term.text.clone()].to_owned());
        }
        if term.is_quoted {
            self.end_sequence();
            self.understood(term.span.clone(), Meaning::Phrase, false);
            // Words and runs of one quotation cannot be held to their order, as they are indexed apart; but all are wanted.
            let nodes = parts.into_iter().map(|part| part.node).collect();
            self.reading.clauses.push(Clause { role: Role::Wanted, node: Node::all(nodes) });
            return;
        }
        for part in parts {
            let (mut role, mut meaning) = (Role::Wanted, part.meaning);
            match &part.node {
                Node::Atom(Atom::Word(word)) => {
                    self.sequence.push(word.clone());
                    if OPTIONAL.contains(&word.as_str()) {
                        (role, meaning) = (Role::Optional, Meaning::LittleWord);
                    }
                }
                _ => self.end_sequence(),
            }
            self.understood(part.span, meaning, false);
            self.reading.clauses.push(Clause { role, node: part.node });
        }
    }

    /// Where the name before the colon stands.
    pub(super) fn field_span(&self, term: &Term) -> Range<usize> {
        let length = term.field.as_ref().map_or(0, String::len);
        let from = self.query[term.span.clone()].find(term.field.as_deref().unwrap_or_default()).unwrap_or(0) + term.span.start;
        from..from + length
    }

    /// Takes clauses from the budget; false, with a note, if there are not as many left.
    pub(super) fn spend(&mut self, clauses: usize) -> bool {
        if clauses > self.budget {
            self.note(Note::Cut(Cut::Clauses));
            self.budget = 0;
            return false;
        }
        self.budget -= clauses;
        true
    }

    pub(super) fn end_sequence(&mut self) {
        let sequence = std::mem::take(&mut self.sequence);
        if sequence.len() >= 2 {
            self.reading.sequences.push(sequence);
        }
    }

    fn finish(mut self) -> Reading {
        self.end_sequence();
        let clauses = &mut self.reading.clauses;
        if !clauses.iter().any(|c| c.role == Role::Wanted) {
            clauses.iter_mut().filter(|c| c.role == Role::Optional).for_each(|c| c.role = Role::Wanted);
            self.reading.understood.iter_mut().filter(|u| u.meaning == Meaning::LittleWord).for_each(|u| u.meaning = Meaning::Word);
        }
        let name = self.name.map(|parts| analyze(&parts.join(" ")).key()).filter(|name| !name.is_empty());
        let bare = name.as_deref().and_then(korean::without_particle).map(str::to_owned);
        self.reading.names = name.into_iter().chain(bare).collect();
        self.reading
    }
}

fn is_alternative(lexeme: Option<&Lexeme>) -> bool {
    matches!(lexeme, Some(Lexeme::Term(Term { field: None, is_negated: false, .. })))
}

/// Tells whether an OR and another term follow.
fn has_alternative(lexemes: &[Lexeme], at: usize) -> bool {
    matches!(lexemes.get(at + 1), Some(Lexeme::Or(_))) && is_alternative(lexemes.get(at + 2))
}

fn is_same_field(lexeme: Option<&Lexeme>, wanted: &Term) -> bool {
    matches!(lexeme, Some(Lexeme::Term(term)) if !term.is_negated && !wanted.is_negated && term.field == wanted.field)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::words::RUN_SHARE;
    use super::*;

    fn shown(node: &Node) -> String {
        let list = |nodes: &[Node], mark: &str| format!("({})", nodes.iter().map(shown).collect::<Vec<_>>().join(mark));
        match node {
            Node::All(nodes) => list(nodes, " & "),
            Node::Any(nodes) => list(nodes, " | "),
            Node::Widened(widened) => shown(&widened.literal),
            Node::Near(_) => "~".to_owned(),
            Node::InParts { whole, .. } => shown(whole),
            Node::Atom(Atom::Word(word)) => word.clone(),
            Node::Atom(Atom::Exact { words, is_quoted }) => format!("{}{}", words.join("+"), if *is_quoted { "!" } else { "" }),
            Node::Atom(Atom::Prefix(beginning)) => format!("{beginning}*"),
            Node::Atom(Atom::Run { run, is_quoted }) => {
                format!("{}{}", run.chars().iter().collect::<String>(), if *is_quoted { "!" } else { "" })
            }
            Node::Atom(Atom::Ordinal(number)) => format!("#{number}"),
            Node::Atom(Atom::Days(date)) => format!("@{date}"),
        }
    }

    fn nothing(_: FacetName, _: &str) -> Resolved {
        Resolved::Unknown
    }

    fn check(query: &str, wanted: &str) {
        let mark = |role| match role {
            Role::Wanted => "",
            Role::Optional => "?",
            Role::Unwanted => "-",
        };
        let clauses = read(query, &nothing).clauses;
        let clauses: Vec<String> = clauses.iter().map(|c| format!("{}{}", mark(c.role), shown(&c.node))).collect();
        assert_eq!(clauses.join(" "), wanted, "{query}");
    }

    #[test]
    fn queries_become_clauses() {
        check("Customs heads", "customs heads");
        check("heads of customs", "heads ?of customs");
        check("of the", "of the");
        check("\"Customs Heads\" “税関 a”", "customs+heads! (税关! & a!)");
        check("anti-smuggling A/P 10+3", "(anti+smuggling | antismuggling) a+p 10+3");
        check("smug* x* 税*", "smug* x 税");
        check("6th", "(#6 | 6th!)");
        check("第六次海关会议", "(#6 | 第六次!) 海关会议");
        check("2009년관세청장회의", "(@2009 | 2009년!) 관세청장회의");
        check("AEO制度", "aeo 制度");
        check("관세청의", "(관세청의 | 관세청)");
        check("-税関AEO", "-(税关 & aeo)");
        check("a1 OR b1|c1 | d1", "(a1 | b1+c1 | d1)");
        check("a1 OR 第6回x", "(a1 | ((#6 | 第6回!) & x))");
        check("-a1 OR b1", "-a1 b1");
        check("(2009..2017)", "(@2009/2017 | 2009+2017!)");
        check("Heads’", "heads");
        check("--- … ()", "");
    }

    #[test]
    fn names_are_kept_whole() {
        for (query, names) in [
            ("Customs Heads’ Meeting", vec!["customs heads meeting"]),
            ("관세청의", vec!["관세청의", "관세청"]),
            ("a1 OR b1", vec![]),
            ("a1 -b1", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(read(query, &nothing).names, names, "{query}");
        }
    }

    #[test]
    fn words_next_to_each_other_are_known() {
        let sequences = |query| read(query, &nothing).sequences;
        assert_eq!(sequences("gold bullion 2017 joint press release"), [vec!["gold", "bullion"], vec!["joint", "press", "release"]]);
        assert_eq!(sequences("gold -bullion smuggling"), Vec::<Vec<String>>::new());
    }

    #[test]
    fn parts_do_not_overlap() {
        for query in ["제3th차월", "日6th11", "fake-zero:\"", "의 十10k3㍿", "A/Pの 2009JPfake-zero"] {
            let reading = read(query, &nothing);
            assert!(reading.understood.windows(2).all(|w| w[0].span.end <= w[1].span.start), "{query}: {:?}", reading.understood);
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_bounded(query in "([a-z税関한 \"*|:-]|OR |6th |2017 ){0,800}") {
            let reading = read(&query, &nothing);
            let mut cost = 0;
            for clause in &reading.clauses {
                clause.node.walk(&mut |atom| cost += match atom {
                    Atom::Run { run, is_quoted: true } => run.len().div_ceil(RUN_SHARE),
                    // The run without its particle comes with the run.
                    Atom::Run { .. } => 0,
                    _ => 1,
                });
            }
            // A word joined over a hyphen comes with its parts.
            prop_assert!(cost <= MAX_CLAUSES + MAX_CLAUSES / 2, "{cost} clauses");
            prop_assert!(reading.clauses.len() <= MAX_CLAUSES);
        }
    }
}
