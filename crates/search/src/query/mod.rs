//! How a query is read (`read`), and how what was read becomes a query of the engine (`plan`).
//!
//! Between the two stands a small tree that knows nothing of the engine. The highlighter reads it too, so what is marked
//! is what was looked for.

mod any_term;
mod beginnings;
mod best;
mod condition;
pub(crate) mod dates;
mod eager;
pub(crate) mod effort;
pub(crate) mod fields;
pub(crate) mod forgive;
pub(crate) mod lex;
mod parts;
pub(crate) mod plan;
pub(crate) mod read;
mod run;
pub(crate) mod widen;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use chancery_model::{DayRange, Edtf, Lang};

use crate::entry::Field;
use crate::request::{Filters, Note};
use crate::understood::{Near, Understood};

pub(crate) use run::Run;

/// The smallest thing that is looked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Atom {
    /// A word in any of its forms.
    Word(String),
    /// Words as written, next to each other.
    Exact {
        /// The words, at least one.
        words: Vec<String>,
        /// True if the reader put them in quotes, false if a hyphen or the like joined them.
        is_quoted: bool,
    },
    /// Words that begin so.
    Prefix(String),
    /// A run of East Asian characters.
    Run {
        /// The run.
        run: Run,
        /// True if it must stand as it is.
        is_quoted: bool,
    },
    /// An ordinal, of the meeting or in a text.
    Ordinal(u32),
    /// A date that shares a day with this one.
    Days(Edtf),
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    /// One thing.
    Atom(Atom),
    /// All of these.
    All(Vec<Node>),
    /// Any of these; the best one counts.
    Any(Vec<Node>),
    /// A name with the other names of its notion.
    Widened(Box<Widened>),
    /// What is written nearly as a word that is nowhere.
    Near(Box<NearTyped>),
    /// A run, or all of the names that it consists of.
    InParts {
        /// The run as typed.
        whole: Box<Node>,
        /// The names.
        parts: Box<Node>,
    },
}

/// Near spellings, each with how many slips it is away; never empty.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NearTyped {
    pub(crate) nodes: Vec<(usize, Node)>,
}

/// A name that was typed, and what else is looked for in its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Widened {
    /// The name as typed.
    pub(crate) typed: String,
    /// What was typed.
    pub(crate) literal: Node,
    /// The other names; they count less.
    pub(crate) equivalents: Vec<Equivalent>,
}

/// Another name of a notion.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Equivalent {
    pub(crate) lang: Lang,
    /// The name as the term base writes it.
    pub(crate) text: String,
    pub(crate) node: Node,
}

impl Node {
    /// Makes one node of several that must all be there.
    pub(crate) fn all(mut nodes: Vec<Node>) -> Node {
        if nodes.len() == 1 { nodes.remove(0) } else { Node::All(nodes) }
    }

    /// Makes one node of several alternatives.
    pub(crate) fn any(mut nodes: Vec<Node>) -> Node {
        if nodes.len() == 1 { nodes.remove(0) } else { Node::Any(nodes) }
    }

    /// Calls `visit` for every atom.
    pub(crate) fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Atom)) {
        match self {
            Node::Atom(atom) => visit(atom),
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| node.walk(visit)),
            Node::Near(near) => near.nodes.iter().for_each(|(_, node)| node.walk(visit)),
            Node::InParts { whole, parts } => {
                whole.walk(visit);
                parts.walk(visit);
            }
            Node::Widened(widened) => {
                widened.literal.walk(visit);
                widened.equivalents.iter().for_each(|equivalent| equivalent.node.walk(visit));
            }
        }
    }

    /// Calls `visit` for every name that was widened.
    pub(crate) fn walk_widened<'a>(&'a self, visit: &mut dyn FnMut(&'a Widened)) {
        match self {
            Node::Atom(_) => {}
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| node.walk_widened(visit)),
            Node::Near(near) => near.nodes.iter().for_each(|(_, node)| node.walk_widened(visit)),
            Node::InParts { parts, .. } => parts.walk_widened(visit),
            Node::Widened(widened) => visit(widened),
        }
    }
}

/// How strictly a clause is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It should be there.
    Wanted,
    /// A word such as "of": it adds to the score, and its absence does no harm.
    Optional,
    /// It must not be there.
    Unwanted,
}

/// One word, phrase or alternative of the query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clause {
    pub(crate) role: Role,
    pub(crate) node: Node,
}

/// A query as it was understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reading {
    pub(crate) clauses: Vec<Clause>,
    /// Conditions written in the query.
    pub(crate) filters: Filters,
    /// Conditions that must not hold.
    pub(crate) without: Filters,
    /// Plain words that stand next to each other: they count more where a text has them so.
    pub(crate) sequences: Vec<Vec<String>>,
    /// The whole query as a name, and the same without a Korean particle.
    pub(crate) names: Vec<String>,
    /// Other names of the notion that the whole query names.
    pub(crate) equal_names: Vec<String>,
    /// The parts of a record in which the words must stand; anywhere if empty.
    pub(crate) within: Vec<Field>,
    /// Where in the query each plain word or run stands, by how it is looked up.
    pub(crate) places: Vec<(String, Range<usize>)>,
    /// Words that are nowhere, and what is written nearly so.
    pub(crate) near: Vec<Near>,
    /// What to write in their place, by how they are looked up.
    pub(crate) corrections: Vec<(String, String)>,
    /// How each part was read.
    pub(crate) understood: Vec<Understood>,
    /// How words were typed, by how they are looked up.
    pub(crate) spelling: BTreeMap<String, String>,
    pub(crate) notes: Vec<Note>,
}

impl Reading {
    /// The nodes that hits are wanted for.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = &Node> {
        self.clauses.iter().filter(|c| c.role != Role::Unwanted).map(|c| &c.node)
    }

    /// Tells whether a date or an ordinal was recognized: then a meeting is meant rather than its mechanism.
    pub(crate) fn names_a_meeting(&self) -> bool {
        let mut found = false;
        for node in self.wanted() {
            node.walk(&mut |atom| found |= matches!(atom, Atom::Ordinal(_) | Atom::Days(_)));
        }
        found
    }
}

/// The days that lie in both ranges; if none do, a range that no date meets.
pub(crate) fn narrowed(a: Option<DayRange>, b: DayRange) -> DayRange {
    let Some(a) = a else { return b };
    let earliest = match (a.earliest, b.earliest) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    };
    let latest = match (a.latest, b.latest) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    DayRange { earliest, latest }
}
