//! The rules that a single record keeps by itself. Rules between records (does the mechanism exist?) are the store's.

mod follow_through;

use std::collections::BTreeSet;

use crate::exchange::ContentError;
use crate::meeting::Meeting;
use crate::ordinal::MAX_ORDINAL;
use crate::record::Record;
use crate::text::{Name, Text};

/// Says which rule a record breaks, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// A record that people look for by name has none.
    #[error("{0} has no name in use; give at least one name of kind full")]
    NoName(String),
    /// A name or text is empty or has blanks at its ends.
    #[error("{place} is empty or has blanks at its ends: {text:?}")]
    Untrimmed {
        /// Where in the record.
        place: String,
        /// The text.
        text: String,
    },
    /// A text has a control character.
    #[error("{place} has a control character (U+{code:04X})")]
    Control {
        /// Where in the record.
        place: String,
        /// The character.
        code: u32,
    },
    /// An ordinal is 0 or not believable.
    #[error("ordinal {0} is out of range; ordinals run from 1 to {MAX_ORDINAL}")]
    Ordinal(u32),
    /// Two items of a meeting have one key.
    #[error("the key {0} is given to two items; a key is given once")]
    KeyTwice(String),
    /// Two accounts of a meeting have one key, or two are principal.
    #[error("account {0:?} is there twice, or two accounts are principal")]
    AccountTwice(String),
    /// A mechanism has no topic.
    #[error("mechanism {0} has no topic; give at least one")]
    NoTopic(String),
    /// A record points to itself.
    #[error("{0} points to itself")]
    Itself(String),
    /// A framework has no party or language, or one twice.
    #[error("framework {id}: {what}")]
    Framework {
        /// The framework.
        id: String,
        /// What is wrong.
        what: &'static str,
    },
    /// A country is not an ISO 3166-1 alpha-2 code.
    #[error("{0:?} is not an ISO 3166-1 code of two capitals, such as JP")]
    Country(String),
    /// An address is not http(s) or urn.
    #[error("{0:?} is not an address; expected one that begins with http://, https:// or urn:")]
    Address(String),
    /// A pointer leads to another kind of record than its parts ask for, or its numbers cannot be.
    #[error("{at} points to {to}: {what}")]
    Pointer {
        /// The record that points.
        at: String,
        /// Where to.
        to: String,
        /// What is wrong.
        what: &'static str,
    },
    /// A record lacks what it is of no use without, or has what contradicts itself.
    #[error("{at}: {what}")]
    Whole {
        /// The record.
        at: String,
        /// What is wrong.
        what: &'static str,
    },
    /// A cell of a process names no step or track of it, or one cell is there twice.
    #[error("{at}: the cell {track}, {step} names no track and step of the process, or is there twice")]
    Cell {
        /// The process.
        at: String,
        /// The track.
        track: String,
        /// The step.
        step: String,
    },
    /// A text of an exchange holds what was exchanged.
    #[error("{at}, {field}: {source}; an exchange says that something was exchanged and never what")]
    Content {
        /// The exchange.
        at: String,
        /// The field.
        field: &'static str,
        /// What was found.
        source: ContentError,
    },
    /// A figure names parties that have not confirmed it.
    #[error("{at} has a figure that {parties} did not confirm; leave it out until every party that is named has")]
    Unconfirmed {
        /// The exchange.
        at: String,
        /// The parties.
        parties: String,
    },
    /// Two preferred values stand for one field.
    #[error("two preferred values for {0}; at most one is preferred")]
    PreferredTwice(String),
}

impl Record {
    /// Checks the rules that a record keeps by itself.
    ///
    /// Errors: the first [`RuleError`] found, in the order of the fields.
    pub fn check(&self) -> Result<(), RuleError> {
        let at = self.address().to_string();
        check_names(&at, self.names())?;
        match self {
            Record::Framework(r) => {
                let wrong = |what| Err(RuleError::Framework { id: r.id.to_string(), what });
                if r.parties.is_empty() || r.languages.is_empty() || r.levels.is_empty() {
                    return wrong("it needs at least one party, one language and one level");
                }
                if r.parties.iter().map(|p| &p.id).collect::<BTreeSet<_>>().len() != r.parties.len() {
                    return wrong("a party is there twice");
                }
                for party in &r.parties {
                    check_named(&format!("party {}", party.id), &party.names)?;
                }
                for level in &r.levels {
                    check_named(&format!("level {}", level.level), &level.names)?;
                }
                for field in &r.fields {
                    check_named(&format!("field {}", field.field), &field.names)?;
                }
                check_named(&at, &r.names)?;
            }
            Record::Topic(r) => check_named(&at, &r.names)?,
            Record::Organisation(r) => check_named(&at, &r.names)?,
            Record::Place(r) => {
                if r.country.len() != 2 || !r.country.bytes().all(|b| b.is_ascii_uppercase()) {
                    return Err(RuleError::Country(r.country.clone()));
                }
                check_named(&at, &r.names)?;
            }
            Record::Mechanism(r) => {
                if r.topics.is_empty() {
                    return Err(RuleError::NoTopic(r.id.to_string()));
                }
                check_named(&at, &r.names)?;
            }
            Record::Meeting(r) => check_meeting(r)?,
            Record::Document(r) => {
                check_named(&at, &r.titles)?;
                r.renditions.iter().filter_map(|x| x.url.as_deref()).try_for_each(check_address)?;
            }
            Record::Commitment(r) => follow_through::check_commitment(&at, r)?,
            Record::Evidence(r) => follow_through::check_evidence(&at, r)?,
            Record::Initiative(r) => {
                check_named(&at, &r.names)?;
                check_texts(&at, &r.descriptions)?;
            }
            Record::Process(r) => follow_through::check_process(&at, r)?,
            Record::Exchange(r) => follow_through::check_exchange(&at, r)?,
            Record::Reading(r) => check_address(&r.url)?,
        }
        self.pointers().into_iter().try_for_each(|pointer| follow_through::check_pointer(&at, pointer))?;
        if self.references().contains(&self.address()) {
            return Err(RuleError::Itself(at));
        }
        for source in self.sources() {
            check_address(&source.url)?;
        }
        let mut preferred = BTreeSet::new();
        for statement in self.statements() {
            check_text(&format!("{at} statement {}", statement.path), &statement.value)?;
            if statement.is_preferred && !preferred.insert(&statement.path) {
                return Err(RuleError::PreferredTwice(statement.path.clone()));
            }
        }
        for note in self.notes() {
            check_text(&format!("{at} note"), &note.text)?;
        }
        Ok(())
    }
}

fn check_names(at: &str, names: &[Name]) -> Result<(), RuleError> {
    names.iter().try_for_each(|name| check_text(&format!("{at} name in {}", name.lang), &name.text))
}

fn check_named(at: &str, names: &[Name]) -> Result<(), RuleError> {
    check_names(at, names)?;
    if crate::text::preferred_name(names, &crate::lang::Lang::en(), &[]).is_none() {
        return Err(RuleError::NoName(at.to_owned()));
    }
    Ok(())
}

fn check_texts(at: &str, texts: &[Text]) -> Result<(), RuleError> {
    texts.iter().try_for_each(|text| check_text(&format!("{at} text in {}", text.lang), &text.text))
}

fn check_text(place: &str, text: &str) -> Result<(), RuleError> {
    if text.is_empty() || text.trim() != text {
        return Err(RuleError::Untrimmed { place: place.to_owned(), text: text.chars().take(80).collect() });
    }
    if let Some(control) = text.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t') {
        return Err(RuleError::Control { place: place.to_owned(), code: control as u32 });
    }
    Ok(())
}

fn check_address(url: &str) -> Result<(), RuleError> {
    let rest = ["https://", "http://", "urn:"].iter().find_map(|scheme| url.strip_prefix(scheme));
    match rest {
        Some(rest) if !rest.is_empty() && !url.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"' || c == '<') => Ok(()),
        _ => Err(RuleError::Address(url.chars().take(120).collect())),
    }
}

fn check_meeting(meeting: &Meeting) -> Result<(), RuleError> {
    if let Some(ordinal) = meeting.ordinal
        && !(1..=MAX_ORDINAL).contains(&ordinal)
    {
        return Err(RuleError::Ordinal(ordinal));
    }
    let mut keys = BTreeSet::new();
    let mut accounts = BTreeSet::new();
    let mut principals = 0;
    for account in &meeting.accounts {
        principals += u32::from(account.is_principal);
        if !accounts.insert(&account.key) || principals > 1 {
            return Err(RuleError::AccountTwice(account.key.clone()));
        }
        check_address(&account.source.url)?;
        let mut fault = None;
        account.walk(&mut |item, _| {
            if !keys.insert(&item.key) {
                fault.get_or_insert(RuleError::KeyTwice(item.key.to_string()));
            }
            if let Err(e) = check_text(&format!("meeting:{} item {}", meeting.id, item.key), &item.text) {
                fault.get_or_insert(e);
            }
        });
        fault.map_or(Ok(()), Err)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::samples;
    use crate::source::Source;

    #[test]
    fn the_samples_keep_the_rules() {
        for record in samples::one_of_each() {
            record.check().unwrap_or_else(|e| panic!("{}: {e}", record.address()));
        }
    }

    #[test]
    fn each_rule_can_be_broken() {
        let broken = |change: &dyn Fn(&mut Meeting)| {
            let mut meeting = samples::meeting("tchm", 6);
            change(&mut meeting);
            Record::Meeting(meeting).check().unwrap_err()
        };
        assert_eq!(broken(&|m| m.ordinal = Some(0)), RuleError::Ordinal(0));
        assert!(matches!(broken(&|m| m.accounts[0].outcomes[1].key = m.accounts[0].outcomes[0].key.clone()), RuleError::KeyTwice(_)));
        assert!(matches!(broken(&|m| m.accounts.push(m.accounts[0].clone())), RuleError::AccountTwice(_)));
        assert!(matches!(broken(&|m| m.sources.push(Source::of("javascript:alert(1)"))), RuleError::Address(_)));
        assert!(matches!(broken(&|m| m.accounts[0].outcomes[0].text = " x".into()), RuleError::Untrimmed { .. }));
        assert!(matches!(broken(&|m| m.accounts[0].outcomes[0].text = "a\u{7}b".into()), RuleError::Control { code: 7, .. }));
        let mut topic = samples::topic("customs");
        topic.names.clear();
        assert!(matches!(Record::Topic(topic).check(), Err(RuleError::NoName(_))));
        let mut mechanism = samples::mechanism("tchm", "customs");
        mechanism.parent = Some(mechanism.id.clone());
        assert!(matches!(Record::Mechanism(mechanism.clone()).check(), Err(RuleError::Itself(_))));
        mechanism.parent = None;
        mechanism.topics.clear();
        assert!(matches!(Record::Mechanism(mechanism).check(), Err(RuleError::NoTopic(_))));
        let mut place = samples::place("tokyo", "Tokyo", "JP");
        place.country = "Japan".into();
        assert!(matches!(Record::Place(place).check(), Err(RuleError::Country(_))));
        let mut framework = samples::framework();
        framework.parties.clear();
        assert!(matches!(Record::Framework(framework).check(), Err(RuleError::Framework { .. })));
        assert_eq!(Lang::en().as_str(), "en");
    }
}
