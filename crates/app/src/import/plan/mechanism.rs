//! Planning a mechanism: which record it means, what it becomes.

use chancery_model::reading::ReadMechanism;
use chancery_model::{Kind, Level, MechanismId, Record, RecordRef, Severity};

use super::{Draft, NEW, Planner, Slot, ask, outcome_of};
use crate::error::AppError;
use crate::import::matching::{self, Verdict};
use crate::import::report::{Changes, Outcome};
use crate::import::voice::Before;
use crate::import::{mechanism, statement};

impl Planner<'_> {
    /// Finds the record of an entry, or room for a new one. `None` while it waits or stays withdrawn.
    pub(super) async fn find_mechanism(
        &mut self,
        read: &ReadMechanism,
        key: &str,
        lines: Option<(u32, u32)>,
    ) -> Result<Option<MechanismId>, AppError> {
        if let Some(id) = self.last_match(key).and_then(|address| address.id().parse().ok()) {
            return Ok(Some(id));
        }
        if let Some(id) = self.matched.get(key).and_then(|a| a.parse::<RecordRef>().ok()).and_then(|a| a.id().parse().ok()) {
            return Ok(Some(id));
        }
        let title = name_of(read);
        match matching::mechanism(read, &self.topic.id, &self.catalogue.mechanisms) {
            Verdict::Known(id) => return Ok(Some(id)),
            Verdict::New => {}
            Verdict::Ambiguous(ids) => {
                let choices: Vec<String> = ids.iter().map(ToString::to_string).chain([NEW.to_owned()]).collect();
                let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
                let question = ask(
                    format!("mechanism {key}"),
                    format!("Which mechanism does the page mean by {title}: one of these, or a new one?"),
                    (None, Some(title.clone())),
                    lines.map(|l| l.0),
                    &choices,
                );
                match self.desk.ask(question) {
                    None => {
                        self.propose(Outcome::Waiting, Kind::Mechanism, None, title, lines, Changes::default());
                        return Ok(None);
                    }
                    Some(answer) if answer.choice != NEW => return Ok(answer.choice.parse().ok()),
                    Some(_) => {}
                }
            }
        }
        let slug = |text: Option<&str>| text.and_then(chancery_model::id::slug);
        let base = slug(read.acronym.as_deref()).or_else(|| slug(read.name.as_deref())).unwrap_or_else(|| "mechanism".into());
        let Some((address, expects)) = self.assign(Kind::Mechanism, &base, key, lines.map_or(1, |l| l.0)).await? else {
            let outcome = if self.waiting.contains(key) { Outcome::Waiting } else { Outcome::Withdrawn };
            self.propose(outcome, Kind::Mechanism, None, title, lines, Changes::default());
            return Ok(None);
        };
        let id: MechanismId = address.id().parse().map_err(AppError::bug)?;
        let level = self.level_of(read, lines);
        let record = Record::Mechanism(mechanism::blank(id.clone(), self.topic.id.clone(), level));
        self.put_back(address, Draft { expects, before: None, record });
        Ok(Some(id))
    }

    /// The level of a new mechanism: by the heading, else by its name, else the framework's last, and then it is reported.
    fn level_of(&mut self, read: &ReadMechanism, lines: Option<(u32, u32)>) -> Level {
        if let Some(level) = &read.level {
            return level.clone();
        }
        let guess = read.name.as_deref().and_then(mechanism::level_of_name);
        let level = guess.clone().or_else(|| self.framework.levels.last().map(|l| l.level.clone()));
        let level = level.unwrap_or_else(|| "working-group".parse().expect("a known level is well formed"));
        let from = if guess.is_some() { "by its name" } else { "as the lowest of the framework" };
        let message = format!("the page has no heading for the level; {} is taken as {level}, {from}", name_of(read));
        self.notice(lines.map_or(1, |l| l.0), Severity::Warning, "level-assumed", message, &name_of(read));
        level
    }

    /// Merges a mechanism; false if the register withdrew it.
    pub(super) async fn merge_mechanism(
        &mut self,
        read: &ReadMechanism,
        key: &str,
        id: &MechanismId,
        lines: Option<(u32, u32)>,
    ) -> Result<bool, AppError> {
        let address = RecordRef::new(Kind::Mechanism, id.as_str()).map_err(AppError::bug)?;
        let Some((address, Slot::Open(mut draft))) = self.take(&address).await? else {
            self.propose(Outcome::Withdrawn, Kind::Mechanism, Some(address.clone()), name_of(read), lines, Changes::default());
            self.matched.insert(key.to_owned(), address.to_string());
            return Ok(false);
        };
        let is_repeated = self.matched.insert(key.to_owned(), address.to_string()).is_some();
        self.claimed.insert(address.clone(), key.to_owned());
        let mut changes = Changes::default();
        if let Record::Mechanism(record) = &mut draft.record {
            let said_before = Before(self.last.reading.as_ref()).mechanism(key).filter(|_| self.last_match(key).is_some());
            mechanism::merge(record, read, said_before, &self.topic.id, lines, &self.voice, &mut changes);
            if !is_repeated {
                let line = lines.map_or(1, |l| l.0);
                statement::settle(record, &address.to_string(), line, &self.voice, self.ctx.today, &mut self.desk, &mut changes);
            }
        }
        if !is_repeated {
            let outcome = outcome_of(&draft);
            self.propose(outcome, Kind::Mechanism, Some(address.clone()), name_of(read), lines, changes);
        }
        self.put_back(address, draft);
        Ok(true)
    }
}

/// The lines that the meetings of a mechanism stand in.
pub(super) fn lines_of(read: &ReadMechanism) -> Option<(u32, u32)> {
    let first = read.meetings.iter().map(|m| m.lines.0).min()?;
    let last = read.meetings.iter().map(|m| m.lines.1).max()?;
    Some((first, last))
}

/// What a page calls a mechanism.
fn name_of(read: &ReadMechanism) -> String {
    match (&read.name, &read.acronym) {
        (Some(name), Some(acronym)) => format!("{name} ({acronym})"),
        (Some(name), None) => name.clone(),
        (None, Some(acronym)) => acronym.clone(),
        (None, None) => "a mechanism without a name".into(),
    }
}
