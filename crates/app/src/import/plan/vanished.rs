//! What the last reading had and this one has not: a question for a person, never a deletion.

use std::collections::BTreeSet;

use chancery_model::reading::ReadMechanism;
use chancery_model::{Kind, Lang, RecordRef, Text, TextStatus};
use chancery_store::{Action, Change, Expects};

use super::{Planner, ask};
use crate::import::report::{Changes, Outcome};
use crate::import::statement;

/// The choice that withdraws a record whose source no longer has it.
const WITHDRAW: &str = "withdraw";

impl Planner<'_> {
    /// What the last reading had and this one has not: carried on and asked about until a person has looked at it.
    pub(super) fn ask_about_vanished(&mut self, mechanisms: &[ReadMechanism]) {
        let Some(last) = self.last.reading.clone() else { return };
        let screen = |list: &[ReadMechanism], key: &str| list.iter().find(|m| m.key() == key).and_then(|m| m.pager).map(|p| p.page);
        let mut gone: BTreeSet<String> = BTreeSet::new();
        for (key, value) in
            last.matched.iter().filter(|(key, _)| !self.matched.contains_key(*key)).map(|(k, v)| (k.clone(), v.clone())).collect::<Vec<_>>()
        {
            let Ok(address) = value.parse::<RecordRef>() else { continue };
            let above: Vec<&str> = key.match_indices('/').map(|(at, _)| &key[..at]).collect();
            let mechanism_key = above.first().copied().unwrap_or(&key);
            if self.claimed.contains_key(&address) {
                continue; // the entry goes by another key now
            }
            let other_screen = screen(&last.mechanisms, mechanism_key) != screen(mechanisms, mechanism_key);
            let is_above_waiting = self.waiting.contains(&key) || above.iter().any(|k| self.waiting.contains(*k));
            if above.iter().any(|k| gone.contains(*k)) || is_above_waiting || (mechanism_key != key && other_screen) {
                self.matched.insert(key, value);
                continue;
            }
            let choices: &[&str] = if address.kind == Kind::Mechanism { &[statement::KEEP] } else { &[statement::KEEP, WITHDRAW] };
            let question = ask(
                format!("{address} vanished"),
                format!("The page no longer has {address}. Keep the record, or withdraw it?"),
                (Some(address.to_string()), None),
                None,
                choices,
            );
            match self.desk.ask(question) {
                None => {
                    self.propose(Outcome::Vanished, address.kind, Some(address), key.clone(), None, Changes::default());
                    gone.insert(key.clone());
                    self.matched.insert(key, value);
                }
                Some(answer) if answer.choice == WITHDRAW => {
                    let why = answer.reason.unwrap_or_else(|| format!("No longer listed at {}", self.voice.url));
                    let reason = Text::new(Lang::en(), why, TextStatus::Original);
                    self.withdrawals.push(Change { address: address.clone(), expects: Expects::Any, action: Action::Withdraw(reason) });
                    self.propose(Outcome::Withdraw, address.kind, Some(address), key, None, Changes::default());
                }
                Some(_) => {}
            }
        }
    }
}
