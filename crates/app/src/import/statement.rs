//! Rival values (promise P10): what the page says otherwise is stated beside the value that is preferred, which stays.
//!
//! A statement of the page without a reason is open: it is asked about at every import until a person keeps the value
//! that stands or takes the page's. The answer becomes the statement's reason, so the register itself knows what is open.

use chancery_model::{Day, Lang, Source, Statement, Text, TextStatus};

use super::report::{Changes, How};
use super::voice::Voice;
use crate::decisions::{Answer, Desk, Question};

/// The choice that leaves the preferred value.
pub(crate) const KEEP: &str = "keep";
/// The choice that prefers the page's value.
pub(crate) const TAKE: &str = "take";

/// A value that the page claims for a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    /// The field.
    pub(crate) path: String,
    /// The value in the field's own form.
    pub(crate) value: String,
    /// The value as the page writes it, where that differs.
    pub(crate) as_written: Option<String>,
}

impl Claim {
    /// Makes a claim; wording equal to the value is left out.
    pub(crate) fn new(path: impl Into<String>, value: impl Into<String>, as_written: Option<&str>) -> Claim {
        let value = value.into();
        let as_written = as_written.filter(|w| *w != value).map(str::to_owned);
        Claim { path: path.into(), value, as_written }
    }
}

/// A path that may hold several values at once: each is a statement of its own.
fn is_list(path: &str) -> bool {
    path.strip_prefix("participation/").is_some_and(|rest| !rest.contains('/'))
}

fn is_open(statement: &Statement, voice: &Voice) -> bool {
    !statement.is_preferred && statement.reason.is_empty() && statement.source.as_deref() == Some(voice.url.as_str())
}

/// States the page's value beside the preferred one. What the same page stated of the field before gives way.
pub(crate) fn state(statements: &mut Vec<Statement>, voice: &Voice, claim: &Claim, stands: Option<String>, changes: &mut Changes) {
    let own = |s: &&mut Statement| s.path == claim.path && s.source.as_deref() == Some(voice.url.as_str()) && !s.is_preferred;
    let says_it = |s: &Statement| s.value == claim.value || (s.as_written.is_some() && s.as_written == claim.as_written);
    let mut earlier: Vec<&mut Statement> = statements.iter_mut().filter(own).collect();
    if earlier.iter().any(|s| says_it(s)) {
        return;
    }
    changes.note(How::Stated, claim.path.clone(), stands, Some(claim.value.clone()));
    let statement = Statement {
        path: claim.path.clone(),
        value: claim.value.clone(),
        as_written: claim.as_written.clone(),
        source: Some(voice.url.clone()),
        read_on: voice.read_on,
        is_preferred: false,
        reason: Vec::new(),
    };
    match earlier.iter_mut().find(|s| s.reason.is_empty() && !is_list(&claim.path)) {
        Some(open) => **open = statement,
        None => statements.push(statement),
    }
}

/// Takes back what the page stated of a field and no longer says, as long as nobody has decided on it.
pub(crate) fn retract(statements: &mut Vec<Statement>, voice: &Voice, path: &str, changes: &mut Changes) {
    statements.retain(|s| {
        let goes = s.path == path && is_open(s, voice);
        if goes {
            changes.note(How::Retracted, path, Some(s.value.clone()), None);
        }
        !goes
    });
}

/// A record whose open statements are asked about.
pub(crate) trait Disputed {
    /// The rival values.
    fn statements_mut(&mut self) -> &mut Vec<Statement>;
    /// The sources.
    fn sources(&self) -> &[Source];
    /// What stands in a field, in the form of a statement's value.
    fn standing(&self, path: &str) -> Option<String>;
    /// Puts a stated value into its field; false if the value does not fit it (any more).
    fn prefer(&mut self, statement: &Statement) -> bool;
}

/// Asks about every open statement of the page, and does as was answered.
pub(crate) fn settle(
    record: &mut impl Disputed,
    address: &str,
    line: u32,
    voice: &Voice,
    today: Day,
    desk: &mut Desk,
    changes: &mut Changes,
) {
    let count = record.statements_mut().len();
    for index in 0..count {
        let Some(statement) = record.statements_mut().get(index).filter(|s| is_open(s, voice)).cloned() else { continue };
        let stands = record.standing(&statement.path);
        let Some(answer) = desk.ask(question(address, line, &statement, stands.as_deref())) else { continue };
        let is_taken = answer.choice == TAKE && record.prefer(&statement);
        let reason = decision(is_taken, today, &answer);
        match is_taken {
            true => changes.note(How::Decided, statement.path.clone(), stands.clone(), Some(statement.value.clone())),
            false => changes.note(How::Kept, statement.path.clone(), None, stands.clone()),
        }
        if is_taken {
            step_down(record, &statement.path, stands, today);
        }
        if let Some(settled) = record.statements_mut().get_mut(index) {
            settled.is_preferred = is_taken;
            settled.reason = vec![reason];
        }
    }
}

/// What stood before becomes a statement that is not preferred: no value is lost by a decision.
fn step_down(record: &mut impl Disputed, path: &str, stood: Option<String>, today: Day) {
    let why = Text::new(Lang::en(), format!("Replaced by decision of {today}."), TextStatus::Original);
    if let Some(earlier) = record.statements_mut().iter_mut().find(|s| s.path == path && s.is_preferred) {
        earlier.is_preferred = false;
        earlier.reason.push(why);
        return;
    }
    if is_list(path) {
        return;
    }
    let Some(value) = stood else { return };
    let source = match record.sources() {
        [only] => Some(only.url.clone()),
        _ => None,
    };
    record.statements_mut().push(Statement {
        path: path.to_owned(),
        value,
        as_written: None,
        source,
        read_on: None,
        is_preferred: false,
        reason: vec![why],
    });
}

fn question(address: &str, line: u32, statement: &Statement, stands: Option<&str>) -> Question {
    let is_list = is_list(&statement.path);
    let id = if is_list { format!("{address} {} {}", statement.path, statement.value) } else { format!("{address} {}", statement.path) };
    let written = statement.as_written.as_ref().map_or_else(String::new, |w| format!(" (\"{w}\")"));
    let ask = match (is_list, stands) {
        (true, _) => format!("The page also names {}{written}. Keep the list as it is, or take it in?", statement.value),
        (false, Some(stands)) => format!("The register has {stands}, the page has {}{written}. Keep, or take the page's?", statement.value),
        (false, None) => format!("The register has nothing, the page has {}{written}. Keep, or take the page's?", statement.value),
    };
    Question {
        id,
        ask,
        register: stands.map(str::to_owned),
        page: Some(statement.value.clone()),
        line: Some(line),
        choices: vec![KEEP.into(), TAKE.into()],
        default: KEEP.into(),
        answer: String::new(),
        reason: String::new(),
    }
}

fn decision(is_taken: bool, today: Day, answer: &Answer) -> Text {
    let verb = if is_taken { "Preferred" } else { "Not preferred" };
    let why = answer.reason.as_ref().map_or_else(String::new, |r| format!(": {}", r.trim_end_matches('.')));
    Text::new(Lang::en(), format!("{verb} by decision of {today}{why}."), TextStatus::Original)
}
