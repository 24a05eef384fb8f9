//! Makes clauses, conditions and notes of a query's terms. It cannot fail (promise P7): what is not understood is read as
//! words, and said.

use chancery_model::ordinal::MAX_ORDINAL;
use chancery_model::{Kind, Ordinal};

use super::lex::{Lexeme, lex};
use super::{Atom, Clause, Node, Reading, Role, Run, dates};
use crate::analysis::{Analysis, analyze, is_east_asian, korean};
use crate::request::{Cut, FacetName, Filters, MAX_CLAUSES, MAX_QUERY_CHARS, Note};

/// A clause's share of a long run, in characters; a run counts as one clause for each.
const RUN_SHARE: usize = 8;

/// The years that a range in a query can reach.
const FIRST_YEAR: u16 = 1800;
const LAST_YEAR: u16 = 2199;

/// English words that say little. They are looked for, but a record without them is found all the same.
const OPTIONAL: [&str; 18] =
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "under", "upon", "with"];

/// Finds the value of a facet as the index has it, whatever the case in which it was typed.
pub(crate) type Resolve<'a> = &'a dyn Fn(FacetName, &str) -> Option<String>;

/// Reads a query.
pub(crate) fn read(query: &str, resolve: Resolve<'_>) -> Reading {
    let mut reader = Reader { reading: Reading::default(), resolve, budget: MAX_CLAUSES, sequence: Vec::new(), name: Some(Vec::new()) };
    let query = match query.char_indices().nth(MAX_QUERY_CHARS) {
        Some((cut, _)) => {
            reader.note(Note::Cut(Cut::Characters));
            &query[..cut]
        }
        None => query,
    };
    let lexemes = lex(query, &mut reader.reading.notes);
    reader.lexemes(&lexemes);
    reader.finish()
}

struct Reader<'a> {
    reading: Reading,
    resolve: Resolve<'a>,
    /// How many clauses may still come.
    budget: usize,
    /// The plain words that stand next to each other just now.
    sequence: Vec<String>,
    /// What belongs to the query as a name; none once it cannot be one.
    name: Option<Vec<String>>,
}

impl Reader<'_> {
    fn note(&mut self, note: Note) {
        if !self.reading.notes.contains(&note) {
            self.reading.notes.push(note);
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
                Lexeme::Or => {
                    self.note(Note::NotUnderstood { what: "OR".to_owned() });
                    at += 1;
                }
                term if is_alternative(term)
                    && lexemes.get(at + 1) == Some(&Lexeme::Or)
                    && lexemes.get(at + 2).is_some_and(is_alternative) =>
                {
                    at = self.alternatives(lexemes, at);
                }
                Lexeme::Term { field, text, is_quoted, is_negated } => {
                    let is_condition = self.condition(field.as_deref(), text, *is_negated);
                    if !is_condition {
                        self.words(field.as_deref(), text, *is_quoted, *is_negated);
                    }
                    at += 1;
                    // Two values of one field are alternatives anyway, so an OR between conditions is understood.
                    if is_condition && lexemes.get(at) == Some(&Lexeme::Or) && lexemes.get(at + 1).is_some_and(|l| is_same_field(l, field))
                    {
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
        loop {
            if let Lexeme::Term { text, is_quoted, .. } = &lexemes[at] {
                let parts = self.nodes(text, *is_quoted);
                if !parts.is_empty() {
                    nodes.push(Node::all(parts));
                }
            }
            at += 1;
            if self.budget > 0 && lexemes.get(at) == Some(&Lexeme::Or) && lexemes.get(at + 1).is_some_and(is_alternative) {
                at += 1;
            } else {
                break;
            }
        }
        if !nodes.is_empty() {
            self.reading.clauses.push(Clause { role: Role::Wanted, node: Node::any(nodes) });
        }
        at
    }

    /// Reads `field:value` as a condition. False if it is none and must be read as words.
    fn condition(&mut self, field: Option<&str>, text: &str, is_negated: bool) -> bool {
        let Some(name) = field else { return false };
        let Some(facet) = FacetName::ALL.into_iter().find(|f| f.as_str() == name) else {
            self.note(Note::UnknownField { name: name.to_owned() });
            return false;
        };
        let mut values: Vec<(FacetName, String)> = Vec::new();
        for value in text.split([',', '，', '、']).map(str::trim).filter(|v| !v.is_empty()) {
            match self.values_of(facet, value) {
                Some(found) => values.extend(found.into_iter().map(|v| (facet, v))),
                None => {
                    self.note(Note::UnknownValue { field: facet.into(), value: value.chars().take(60).collect() });
                    return false;
                }
            }
        }
        if values.is_empty() {
            return false;
        }
        self.end_sequence();
        let spent = if facet == FacetName::Year { 1 } else { values.len() };
        if spent > self.budget {
            self.note(Note::Cut(Cut::Clauses));
            values.truncate(self.budget);
        }
        self.budget = self.budget.saturating_sub(spent);
        let filters = if is_negated { &mut self.reading.without } else { &mut self.reading.filters };
        for (facet, value) in values {
            add_value(filters, facet, value);
        }
        true
    }

    fn values_of(&self, facet: FacetName, value: &str) -> Option<Vec<String>> {
        if facet == FacetName::Year {
            let (first, last) = dates::parse_years(value)?;
            // An open range is read as far as there can be meetings.
            let (first, last) = if first == last { (first, last) } else { (first.max(FIRST_YEAR), last.min(LAST_YEAR)) };
            return Some((first..=last).map(crate::schema::year_value).collect());
        }
        (self.resolve)(facet, value).map(|value| vec![value])
    }

    fn words(&mut self, field: Option<&str>, text: &str, is_quoted: bool, is_negated: bool) {
        // A name before a colon that is no field is a word like others.
        let unknown = field.filter(|name| FacetName::ALL.iter().all(|f| f.as_str() != *name));
        let mut nodes = unknown.map(|name| self.nodes(name, false)).unwrap_or_default();
        nodes.extend(self.nodes(text, is_quoted));
        if nodes.is_empty() {
            return;
        }
        if is_quoted {
            // Words and runs of one quotation cannot be held to their order, as they are indexed apart; but all are wanted.
            nodes = vec![Node::all(nodes)];
        }
        if is_negated {
            self.end_sequence();
            self.name = None;
            self.reading.clauses.push(Clause { role: Role::Unwanted, node: Node::all(nodes) });
            return;
        }
        if let Some(name) = &mut self.name {
            name.push(text.to_owned());
        }
        for node in nodes {
            let mut role = Role::Wanted;
            match &node {
                Node::Atom(Atom::Word(word)) => {
                    self.sequence.push(word.clone());
                    if OPTIONAL.contains(&word.as_str()) {
                        role = Role::Optional;
                    }
                }
                _ => self.end_sequence(),
            }
            self.reading.clauses.push(Clause { role, node });
        }
    }

    /// Reads a term into what is looked for: dates, ordinals, words and runs, all of which are wanted.
    fn nodes(&mut self, text: &str, is_quoted: bool) -> Vec<Node> {
        if is_quoted {
            return self.text_nodes(text, true);
        }
        let mut nodes = Vec::new();
        let mut plain_from = 0;
        let mut at = 0;
        let mut before = None;
        while let Some(c) = text[at..].chars().next() {
            if let Some((node, length)) = self.recognize(&text[at..], c, before) {
                nodes.extend(self.text_nodes(&text[plain_from..at], false));
                nodes.extend(node);
                at += length;
                plain_from = at;
                before = text[..at].chars().next_back();
                continue;
            }
            before = Some(c);
            at += c.len_utf8();
        }
        nodes.extend(self.text_nodes(&text[plain_from..], false));
        nodes
    }

    /// Recognizes a date or an ordinal at the start of a text, with the bytes it takes. The words remain an alternative.
    fn recognize(&mut self, text: &str, first: char, before: Option<char>) -> Option<(Option<Node>, usize)> {
        let is_word_start = before.is_none_or(|c| !c.is_alphanumeric() || (is_east_asian(c) && !first.is_alphabetic()));
        if is_word_start && let Some(found) = dates::find_at_start(text) {
            let note = found.year.map_or(Note::ReadAsDate(found.date), Note::ReadAsYear);
            let node = self.recognized(Atom::Days(found.date), note, &text[..found.length]);
            return Some((node, found.length));
        }
        if !is_word_start && !matches!(first, '第' | '제') {
            return None;
        }
        let (ordinal, length) = Ordinal::find_at_start(text)?;
        if !(1..=MAX_ORDINAL).contains(&ordinal.number) {
            return None;
        }
        let node = self.recognized(Atom::Ordinal(ordinal.number), Note::ReadAsOrdinal(ordinal.number), &text[..length]);
        Some((node, length))
    }

    fn recognized(&mut self, atom: Atom, note: Note, text: &str) -> Option<Node> {
        if !self.spend(1) {
            return None;
        }
        self.note(note);
        let literal = self.text_nodes(text, true);
        let mut any = vec![Node::Atom(atom)];
        if !literal.is_empty() {
            any.push(Node::all(literal));
        }
        Some(Node::any(any))
    }

    /// Reads a text without looking for dates and ordinals.
    fn text_nodes(&mut self, text: &str, is_quoted: bool) -> Vec<Node> {
        let (is_prefix, analysis) = match text.strip_suffix(['*', '＊']) {
            Some(beginning) if !is_quoted => (true, analyze(beginning)),
            _ => (false, analyze(text)),
        };
        for word in &analysis.words {
            self.reading.spelling.entry(word.text.clone()).or_insert_with(|| text[word.start..word.end].to_owned());
        }
        let mut nodes = Vec::new();
        for part in parts(&analysis) {
            match part {
                Part::Words(from, to) if self.spend(to - from) => {
                    let words = &analysis.words[from..to];
                    nodes.push(words_node(words.iter().map(|w| w.text.clone()).collect(), is_quoted, is_prefix, &analysis, from));
                }
                Part::Run(at) => {
                    let mut run = Run::new(&analysis.runs[at], text);
                    let affordable = self.budget * RUN_SHARE;
                    if run.len() > affordable {
                        self.note(Note::Cut(Cut::Clauses));
                        run.truncate(affordable);
                    }
                    if self.spend(run.len().div_ceil(RUN_SHARE)) {
                        nodes.push(run_node(run, is_quoted));
                    }
                }
                Part::Words(..) => {}
            }
        }
        nodes
    }

    /// Takes clauses from the budget; false, with a note, if there are not as many left.
    fn spend(&mut self, clauses: usize) -> bool {
        if clauses > self.budget {
            self.note(Note::Cut(Cut::Clauses));
            self.budget = 0;
            return false;
        }
        self.budget -= clauses;
        true
    }

    fn end_sequence(&mut self) {
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
        }
        let name = self.name.map(|parts| analyze(&parts.join(" ")).key()).filter(|name| !name.is_empty());
        let bare = name.as_deref().and_then(korean::without_particle).map(str::to_owned);
        self.reading.names = name.into_iter().chain(bare).collect();
        self.reading
    }
}

fn is_alternative(lexeme: &Lexeme) -> bool {
    matches!(lexeme, Lexeme::Term { field: None, is_negated: false, .. })
}

fn is_same_field(lexeme: &Lexeme, wanted: &Option<String>) -> bool {
    matches!(lexeme, Lexeme::Term { field, is_negated: false, .. } if field == wanted)
}

/// A stretch of words without a run between them, or a run.
enum Part {
    Words(usize, usize),
    Run(usize),
}

fn parts(analysis: &Analysis) -> Vec<Part> {
    let mut parts = Vec::new();
    let (mut word, mut run) = (0, 0);
    while word < analysis.words.len() || run < analysis.runs.len() {
        let run_start = analysis.runs.get(run).map_or(usize::MAX, |r| r[0].start);
        let run_end = analysis.runs.get(run).and_then(|r| r.last()).map_or(usize::MAX, |u| u.end);
        let from = word;
        while analysis.words.get(word).is_some_and(|w| w.start < run_start) {
            word += 1;
        }
        if word > from {
            parts.push(Part::Words(from, word));
        }
        if run < analysis.runs.len() {
            parts.push(Part::Run(run));
            run += 1;
            // Digits of the run are words too; the run is the stricter of the two.
            while analysis.words.get(word).is_some_and(|w| w.end <= run_end) {
                word += 1;
            }
        }
    }
    parts
}

fn words_node(words: Vec<String>, is_quoted: bool, is_prefix: bool, analysis: &Analysis, from: usize) -> Node {
    if words.len() == 1 && !is_quoted {
        let word = words.into_iter().next().unwrap_or_default();
        let is_long_enough = word.chars().count() >= 2;
        return Node::Atom(if is_prefix && is_long_enough { Atom::Prefix(word) } else { Atom::Word(word) });
    }
    // anti-smuggling is also found where it is written antismuggling.
    let joined = (words.len() == 2 && !is_quoted && analysis.words[from + 1].is_hyphenated).then(|| words.concat());
    let exact = Node::Atom(Atom::Exact { words, is_quoted });
    match joined {
        Some(joined) => Node::Any(vec![exact, Node::Atom(Atom::Word(joined))]),
        None => exact,
    }
}

fn run_node(run: Run, is_quoted: bool) -> Node {
    let bare = if is_quoted { None } else { run.without_particle() };
    let whole = Node::Atom(Atom::Run { run, is_quoted });
    match bare {
        Some(bare) => Node::Any(vec![whole, Node::Atom(Atom::Run { run: bare, is_quoted })]),
        None => whole,
    }
}

fn add_value(filters: &mut Filters, facet: FacetName, value: String) {
    let list = match facet {
        FacetName::Kind => {
            if let Ok(kind) = value.parse::<Kind>() {
                filters.kinds.push(kind);
            }
            return;
        }
        FacetName::Year => {
            if let Ok(year) = value.parse() {
                filters.years.push(year);
            }
            return;
        }
        FacetName::Topic => &mut filters.topics,
        FacetName::Level => &mut filters.levels,
        FacetName::Mechanism => &mut filters.mechanisms,
        FacetName::Party => &mut filters.parties,
        FacetName::Host => &mut filters.hosts,
        FacetName::Place => &mut filters.places,
        FacetName::DocumentType => &mut filters.document_types,
        FacetName::Lang => &mut filters.langs,
    };
    list.push(value);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(node: &Node) -> String {
        let list = |nodes: &[Node], mark: &str| format!("({})", nodes.iter().map(shown).collect::<Vec<_>>().join(mark));
        match node {
            Node::All(nodes) => list(nodes, " & "),
            Node::Any(nodes) => list(nodes, " | "),
            Node::Widened(widened) => shown(&widened.literal),
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

    fn nothing(_: FacetName, _: &str) -> Option<String> {
        None
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
