//! Candidates for commitments: what in the words of outcomes may be something that was agreed, by rules, in four languages.
//!
//! A commitment is discrete, specific, public and collective: an act, by those who meet or by one of them, held apart from
//! views that were exchanged. The rules are wording, kept as data ([`Rules`]); this module cuts a text into sentences and
//! clauses, decides which of the found words govern their clause (`head_first` for English and Chinese, `head_last` for
//! Japanese and Korean), and says of each candidate which rule fired on which words. It decides nothing: a person does.
//! Links between commitments and what came later are proposed in [`links`].
//!
//! Pure and bounded: no more than [`MAX_CHARS`] characters of an item are looked at, [`MAX_CANDIDATES`] are proposed.

mod folded;
mod head_first;
mod head_last;
pub mod links;
mod rules;
mod sentences;
mod when;

use std::ops::Range;

use chancery_model::{Edtf, Item, ItemKey, Lang};
use serde::{Deserialize, Serialize};

pub use rules::{Rules, RulesError};

use crate::lexicon::Lexicon;
use folded::Folded;
use rules::{Class, Language, Order};

/// How much of one item is looked at, in characters.
pub const MAX_CHARS: usize = 8_000;
/// How many candidates one item can have.
pub const MAX_CANDIDATES: usize = 64;

/// How plainly the words commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// They may.
    Weak,
    /// They do by what they announce.
    #[default]
    Fair,
    /// They say that it was agreed, decided, adopted or signed.
    Strong,
}

impl Strength {
    fn lowered(self) -> Strength {
        match self {
            Strength::Strong => Strength::Fair,
            Strength::Fair | Strength::Weak => Strength::Weak,
        }
    }
}

/// A unit of a rhythm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RhythmUnit {
    /// A year.
    Year,
    /// A quarter of a year.
    Quarter,
    /// A month.
    Month,
}

/// A day or year by which something is to be done, as the words say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The date.
    pub date: Edtf,
    /// Its bytes in the text of the item.
    pub span: Range<usize>,
}

/// How often something is to be done, as the words say: `times` in each `every` units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRhythm {
    /// How many times.
    pub times: u16,
    /// In how many units.
    pub every: u16,
    /// The unit.
    pub unit: RhythmUnit,
    /// Its bytes in the text of the item.
    pub span: Range<usize>,
}

/// The words by which a rule fired. They stand in the item itself, or in the item above whose sentence it completes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fired {
    /// The rule.
    pub rule: String,
    /// The item whose words they are.
    pub item: ItemKey,
    /// Their bytes in the text of that item.
    pub span: Range<usize>,
}

/// A candidate for a commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The item.
    pub item: ItemKey,
    /// The clause, in bytes of the item's text.
    pub span: Range<usize>,
    /// Why it is proposed.
    pub fired: Fired,
    /// How plainly the words commit.
    pub strength: Strength,
    /// The parties that the clause names as those who act, by code; empty if it names none.
    pub parties: Vec<String>,
    /// By when.
    pub due: Option<Due>,
    /// How often.
    pub rhythm: Option<ReadRhythm>,
}

/// A clause that commits, on positions of characters.
#[derive(Debug, Clone)]
struct Clause {
    span: Range<usize>,
    /// Where those who act are named: before the verb, or before the particle of the subject.
    subject: Range<usize>,
    rule: Why,
    fired: Range<usize>,
}

/// Which rule fired: one of the file, or one of the few that are not about a word.
#[derive(Debug, Clone, Copy)]
enum Why {
    Rule(usize),
    /// The outcome is a verb without a subject, or a heading with a verb.
    Bare,
    /// The outcome is the noun of an act.
    Nominal,
}

/// What a lead says of its parts.
#[derive(Debug, Clone)]
enum Lead {
    /// Nothing: they speak for themselves.
    None,
    /// They are what was agreed.
    Agreed(Fired, Strength),
    /// They are what somebody reported.
    Reported,
}

/// What is found in one text.
#[derive(Debug, Default)]
struct Findings {
    clauses: Vec<Clause>,
    /// Words that commit to what stands below: "agreed to:".
    lead: Option<(usize, Range<usize>)>,
    /// True if the last sentence is a report.
    is_report: bool,
    /// True if any word of a rule governs a clause, be it a view.
    has_cue: bool,
}

/// Proposes commitments from items and their parts, in the order of the text.
///
/// Shape: empty for a language without rules. Spans lie on character bounds inside the text of their item.
pub fn propose(items: &[Item], lang: &Lang, rules: &Rules, lexicon: &Lexicon) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    if let Some(language) = rules.language(lang) {
        let reader = Reader { rules, language, lexicon };
        for item in items {
            reader.read(item, &Lead::None, &mut candidates);
        }
    }
    candidates
}

struct Reader<'a> {
    rules: &'a Rules,
    language: &'a Language,
    lexicon: &'a Lexicon,
}

impl Reader<'_> {
    fn read(&self, item: &Item, lead: &Lead, candidates: &mut Vec<Candidate>) {
        if item.is_gone {
            return;
        }
        let text = Folded::of(&item.text, MAX_CHARS);
        let is_agenda = item.key.as_str().contains("agenda-");
        let found = self.find(&text, !is_agenda);
        let mut own: Vec<Candidate> = Vec::new();
        match lead {
            Lead::Reported => {}
            Lead::Agreed(fired, strength) if !found.has_cue => {
                let whole = text.trim(0..text.len());
                let clause = Clause { span: whole.clone(), subject: whole.start..whole.start, rule: Why::Bare, fired: 0..0 };
                own.extend(self.candidate(item, &text, &clause, Some((fired, *strength))));
            }
            Lead::Agreed(..) | Lead::None => own.extend(found.clauses.iter().filter_map(|c| self.candidate(item, &text, c, None))),
        }
        own.truncate(MAX_CANDIDATES);
        candidates.extend(own);
        let below = match (&found.lead, lead) {
            (_, Lead::Reported) => Lead::Reported,
            (Some((rule, span)), _) => {
                let rule = &self.rules.rules[*rule];
                Lead::Agreed(Fired { rule: rule.id.clone(), item: item.key.clone(), span: text.bytes(span) }, rule.strength)
            }
            (None, _) if found.is_report => Lead::Reported,
            _ => Lead::None,
        };
        for part in &item.items {
            self.read(part, &below, candidates);
        }
    }

    fn find(&self, text: &Folded<'_>, takes_bare: bool) -> Findings {
        let mut found = Findings::default();
        for sentence in sentences::split(text, self.language.order) {
            found.is_report = false;
            match self.language.order {
                Order::Last => head_last::read(text, sentence, self.rules, self.language, &mut found),
                Order::First | Order::FirstSpaced => head_first::read(text, sentence, self.rules, self.language, self.lexicon, &mut found),
            }
        }
        if !takes_bare {
            found.clauses.retain(|clause| matches!(clause.rule, Why::Rule(_)));
        }
        found
    }

    fn candidate(&self, item: &Item, text: &Folded<'_>, clause: &Clause, lead: Option<(&Fired, Strength)>) -> Option<Candidate> {
        let span = text.trim(clause.span.clone());
        if span.len() < 2 {
            return None;
        }
        let own = |rule: &str| Fired { rule: rule.to_owned(), item: item.key.clone(), span: text.bytes(&clause.fired) };
        let (fired, mut strength) = match (lead, clause.rule) {
            (Some((fired, strength)), _) => (fired.clone(), strength),
            (None, Why::Rule(rule)) => (own(&self.rules.rules[rule].id), self.rules.rules[rule].strength),
            (None, Why::Bare) => (own("bare"), Strength::Weak),
            (None, Why::Nominal) => (own("nominal"), Strength::Weak),
        };
        for words in [&self.language.faint, &self.language.doubtful] {
            if words.find_in(text, span.clone()).is_some() {
                strength = strength.lowered();
            }
        }
        Some(Candidate {
            item: item.key.clone(),
            span: text.bytes(&span),
            fired,
            strength,
            parties: self.parties(text, clause),
            due: when::due(text, &span, self.language, self.lexicon),
            rhythm: when::rhythm(text, &span, self.rules),
        })
    }

    /// The parties named as those who act, in the order of the text.
    fn parties(&self, text: &Folded<'_>, clause: &Clause) -> Vec<String> {
        let words = text.original(&clause.subject);
        let mut parties: Vec<String> = Vec::new();
        let mut at = 0;
        while let Some(range) = self.lexicon.parties.find_in(&words[at..]) {
            let name = &words[at + range.start..at + range.end];
            at += range.end;
            let is_owner = words[at..].starts_with(['の', '의', '的', '\u{2019}', '\'']);
            if let Some((code, _)) = self.lexicon.parties.find_at_start(name)
                && !is_owner
                && !parties.contains(code)
            {
                parties.push(code.clone());
            }
        }
        parties
    }
}

/// A word of a rule, found in a text.
#[derive(Debug, Clone)]
struct Cue {
    rule: usize,
    class: Class,
    range: Range<usize>,
}

/// Finds the words of rules in a sentence: of those that overlap the first, of those the longest.
fn cues(text: &Folded<'_>, sentence: &Range<usize>, rules: &Rules, language: &Language, quoted: &[Range<usize>]) -> Vec<Cue> {
    let mut cues = Vec::new();
    let mut at = sentence.start;
    while at < sentence.end {
        if let Some(quote) = quoted.iter().find(|quote| quote.contains(&at)) {
            at = quote.end;
            continue;
        }
        let found = language.cues.list_at(text, at).find(|(_, end)| *end <= sentence.end);
        match found {
            Some((rule, end)) if end > at => {
                cues.push(Cue { rule: *rule, class: rules.rules[*rule].class, range: at..end });
                at = end;
            }
            _ => at += 1,
        }
    }
    cues
}
