//! The plan of an import: every entry of the page matched, merged into a draft of its record, and sorted.
//!
//! Nothing is written here. Drafts are compared with what the register has; only those that differ become changes.

mod document;
mod mechanism;
mod meeting;
mod vanished;

use std::collections::{BTreeMap, BTreeSet};

use chancery_model::reading::{ReadMechanism, ReadMeeting, Reading};
use chancery_model::{Finding, Framework, Kind, PlaceId, Record, RecordRef, Severity, Topic, TopicId};
use chancery_store::{Change, Expects, Lookup};

use super::address::TopicChoice;
use super::place::Places;
use super::report::{Changes, Outcome, Proposal};
use super::voice::Voice;
use super::{Last, READER, keys, statement};
use crate::catalogue::Catalogue;
use crate::ctx::Ctx;
use crate::decisions::{Desk, Question};
use crate::error::{AppError, ErrorKind};
use crate::keeping::Register;
use mechanism::lines_of;
use meeting::title_of;

/// The choice that makes a new record of an entry.
const NEW: &str = "new";
/// The choice that brings a withdrawn record back.
const RESTORE: &str = "restore";
/// The choice that leaves a withdrawn record withdrawn.
const LEAVE: &str = "leave";

/// A record on its way: what it was, what it becomes.
#[derive(Debug)]
struct Draft {
    expects: Expects,
    before: Option<Record>,
    record: Record,
}

/// What an address holds for an import.
#[expect(clippy::large_enum_variant, reason = "one at a time, on the stack")]
enum Slot {
    /// A record, or room for one.
    Open(Draft),
    /// The register withdrew it.
    Withdrawn,
}

/// A finished plan.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) changes: Vec<Change>,
    pub(super) proposals: Vec<Proposal>,
    pub(super) questions: Vec<Question>,
    pub(super) findings: Vec<Finding>,
    pub(super) topic: TopicId,
    pub(super) voice: Voice,
}

/// A plan in the making.
#[derive(Debug)]
pub(super) struct Planner<'a> {
    ctx: &'a Ctx,
    register: &'a Register,
    catalogue: Catalogue,
    framework: Framework,
    topic: TopicChoice,
    voice: Voice,
    last: Last,
    desk: Desk,
    places: Places,
    /// Place ids that were in use once and are not in the catalogue (renamed or withdrawn).
    used_places: BTreeSet<PlaceId>,
    drafts: BTreeMap<RecordRef, Draft>,
    withdrawals: Vec<Change>,
    /// The records that entries of this page were matched to, and by which key.
    claimed: BTreeMap<RecordRef, String>,
    matched: BTreeMap<String, String>,
    /// Keys of entries that wait to be matched: what stands below them has not vanished.
    waiting: BTreeSet<String>,
    proposals: Vec<Proposal>,
    findings: Vec<Finding>,
}

impl<'a> Planner<'a> {
    /// Begins a plan.
    ///
    /// Errors: the register has no framework.
    pub(super) fn new(
        ctx: &'a Ctx,
        register: &'a Register,
        catalogue: Catalogue,
        topic: TopicChoice,
        voice: Voice,
        last: Last,
        desk: Desk,
    ) -> Result<Self, AppError> {
        let framework = catalogue
            .framework()
            .cloned()
            .ok_or_else(|| AppError::new(ErrorKind::Missing, "the register has no framework").with_hint("`chancery init` puts one in"))?;
        let places = Places::new((*catalogue.places).clone());
        Ok(Planner {
            ctx,
            register,
            catalogue,
            framework,
            topic,
            voice,
            last,
            desk,
            places,
            used_places: BTreeSet::new(),
            drafts: BTreeMap::new(),
            withdrawals: Vec::new(),
            claimed: BTreeMap::new(),
            matched: BTreeMap::new(),
            waiting: BTreeSet::new(),
            proposals: Vec::new(),
            findings: Vec::new(),
        })
    }

    /// Tells whether these bytes were the source's last reading, by the same reader.
    pub(super) fn is_known_reading(&self) -> bool {
        self.last.reading.as_ref().is_some_and(|r| r.sha256 == self.voice.sha256 && r.reader == READER)
    }

    /// Plans the whole page.
    pub(super) async fn plan(&mut self, mechanisms: &[ReadMechanism]) -> Result<(), AppError> {
        let of_places = self.register.store().list_addresses(Kind::Place).await?;
        self.used_places = of_places.iter().filter_map(|address| address.id().parse().ok()).collect();
        let mut first_entries: BTreeMap<String, &ReadMeeting> = BTreeMap::new();
        for read in mechanisms {
            let key = read.key();
            let lines = lines_of(read);
            let Some(id) = self.find_mechanism(read, &key, lines).await? else {
                self.waiting.insert(key.clone());
                for (key, meeting) in keys::keyed_meetings(read) {
                    self.propose(Outcome::Waiting, Kind::Meeting, None, title_of(meeting), Some(meeting.lines), Changes::default());
                    self.waiting.insert(key);
                }
                continue;
            };
            let is_there = self.merge_mechanism(read, &key, &id, lines).await?;
            if !is_there {
                self.waiting.insert(key);
                continue;
            }
            let mut known = self.meetings_of(&id).await?;
            for (key, meeting) in keys::keyed_meetings(read) {
                let is_copy =
                    first_entries.get(key.split('~').next().unwrap_or(&key)).is_some_and(|first| keys::says_the_same(first, meeting));
                if !keys::is_repeated(&key) {
                    first_entries.entry(key.clone()).or_insert(meeting);
                }
                self.meeting(read, meeting, &key, &id, &mut known, is_copy).await?;
            }
        }
        self.ask_about_vanished(mechanisms);
        Ok(())
    }

    fn propose(
        &mut self,
        outcome: Outcome,
        kind: Kind,
        address: Option<RecordRef>,
        title: String,
        lines: Option<(u32, u32)>,
        changes: Changes,
    ) {
        self.proposals.push(Proposal { outcome, kind, address, title, lines, fields: changes.0 });
    }

    fn notice(&mut self, line: u32, severity: Severity, kind: &str, message: String, text: &str) {
        self.findings.push(Finding { line, severity, kind: kind.to_owned(), message, text: text.to_owned() });
    }

    fn last_match(&self, key: &str) -> Option<RecordRef> {
        self.last.reading.as_ref()?.matched.get(key)?.parse().ok()
    }

    /// Takes a record in hand: the draft there is, else what the register has, following redirects.
    async fn take(&mut self, address: &RecordRef) -> Result<Option<(RecordRef, Slot)>, AppError> {
        let mut address = address.clone();
        loop {
            if let Some(draft) = self.drafts.remove(&address) {
                return Ok(Some((address, Slot::Open(draft))));
            }
            match self.register.store().find(&address).await? {
                Lookup::Found(current) => {
                    let draft = Draft {
                        expects: Expects::Revision(current.revision),
                        before: Some(current.record.clone()),
                        record: current.record,
                    };
                    return Ok(Some((address, Slot::Open(draft))));
                }
                // The store gives the end of the chain, so this goes round at most once more.
                Lookup::Moved { to, .. } => address = to,
                Lookup::Withdrawn { .. } => return Ok(Some((address, Slot::Withdrawn))),
                Lookup::Absent => return Ok(None),
            }
        }
    }

    fn put_back(&mut self, address: RecordRef, draft: Draft) {
        self.drafts.insert(address, draft);
    }

    /// Finds the first free id for a new record; a withdrawn one is asked about, or comes back if its import was undone.
    ///
    /// Shape: `None` if a person must decide first, or decided to leave the record withdrawn.
    async fn assign(&mut self, kind: Kind, base: &str, key: &str, line: u32) -> Result<Option<(RecordRef, Expects)>, AppError> {
        for number in 1u32.. {
            let id = if number == 1 { base.to_owned() } else { format!("{base}-{number}") };
            let address = RecordRef::new(kind, &id).map_err(AppError::bug)?;
            if self.drafts.contains_key(&address) {
                continue;
            }
            match self.register.store().find(&address).await? {
                Lookup::Absent => return Ok(Some((address, Expects::Absent))),
                Lookup::Withdrawn { revision, .. } if self.last.is_undone => return Ok(Some((address, Expects::Revision(revision)))),
                Lookup::Withdrawn { revision, .. } if kind != Kind::Document => {
                    let question = ask(
                        format!("{address} withdrawn"),
                        format!("The register withdrew {address}; the page still has it. Leave it withdrawn, or restore it from the page?"),
                        (Some("withdrawn".into()), Some(key.to_owned())),
                        Some(line),
                        &[LEAVE, RESTORE],
                    );
                    return Ok(match self.desk.ask(question).map(|a| a.choice) {
                        Some(choice) if choice == RESTORE => Some((address, Expects::Revision(revision))),
                        Some(_) => {
                            self.matched.insert(key.to_owned(), address.to_string());
                            None
                        }
                        None => {
                            self.waiting.insert(key.to_owned());
                            None
                        }
                    });
                }
                Lookup::Found(_) | Lookup::Moved { .. } | Lookup::Withdrawn { .. } => {}
            }
        }
        Err(AppError::new(ErrorKind::Bug, format!("no free id after {base}")))
    }

    /// Ends the plan: the changes in the order in which a register is built, the questions, the reading.
    ///
    /// Errors: a decisions file that does not fit.
    pub(super) async fn finish(mut self, mechanisms: Vec<ReadMechanism>) -> Result<Planned, AppError> {
        let reading = self.reading(mechanisms)?;
        for place in self.places.added().cloned().collect::<Vec<_>>() {
            let address = RecordRef::new(Kind::Place, place.id.as_str()).map_err(AppError::bug)?;
            let mut changes = Changes::default();
            changes.filled("names", &place.names.first().map(|n| n.text.clone()).unwrap_or_default());
            changes.filled("country", &place.country);
            let title = place.names.first().map(|n| n.text.clone()).unwrap_or_default();
            self.propose(Outcome::New, Kind::Place, Some(address.clone()), title, None, changes);
            // A place that an undone import withdrew comes back with the meetings that name it.
            let expects = match self.register.store().find(&address).await? {
                Lookup::Withdrawn { revision, .. } => Expects::Revision(revision),
                _ => Expects::Absent,
            };
            self.put_back(address, Draft { expects, before: None, record: Record::Place(place) });
        }
        if let Some(topic) = self.topic.new.take() {
            self.propose_topic(topic)?;
        }
        let mut changes: Vec<Change> = Vec::new();
        for draft in std::mem::take(&mut self.drafts).into_values().chain(reading) {
            if draft.before.as_ref() != Some(&draft.record) {
                changes.push(Change::publish(draft.record, draft.expects));
            }
        }
        changes.extend(self.withdrawals);
        let questions = self.desk.close()?;
        Ok(Planned { changes, proposals: self.proposals, questions, findings: self.findings, topic: self.topic.id, voice: self.voice })
    }

    fn propose_topic(&mut self, topic: Topic) -> Result<(), AppError> {
        let address = RecordRef::new(Kind::Topic, topic.id.as_str()).map_err(AppError::bug)?;
        let title = topic.names.first().map(|n| n.text.clone()).unwrap_or_default();
        let mut changes = Changes::default();
        changes.filled("names", &title);
        self.propose(Outcome::New, Kind::Topic, Some(address.clone()), title, None, changes);
        self.put_back(address, Draft { expects: Expects::Absent, before: None, record: Record::Topic(topic) });
        Ok(())
    }

    /// The record of this reading. The same bytes leave it as it was, but for what a person decided.
    fn reading(&self, mechanisms: Vec<ReadMechanism>) -> Result<Option<Draft>, AppError> {
        let before = self.last.reading.clone();
        let matched = self.matched.clone();
        let reading = match &before {
            Some(last) if self.is_known_reading() => Reading { matched, ..last.clone() },
            _ => Reading {
                id: self.last.address.id().parse().map_err(AppError::bug)?,
                reader: READER.into(),
                url: self.voice.url.clone(),
                sha256: self.voice.sha256,
                read_on: self.voice.read_on,
                licence: self.voice.licence.clone(),
                topic: self.topic.id.clone(),
                lang: self.voice.lang.clone(),
                mechanisms,
                matched,
            },
        };
        Ok(Some(Draft { expects: self.last.expects, before: before.map(Record::Reading), record: Record::Reading(reading) }))
    }
}

fn outcome_of(draft: &Draft) -> Outcome {
    match &draft.before {
        None => Outcome::New,
        Some(before) if *before == draft.record => Outcome::Same,
        Some(_) => Outcome::Changed,
    }
}

fn ask(id: String, sentence: String, (register, page): (Option<String>, Option<String>), line: Option<u32>, choices: &[&str]) -> Question {
    Question {
        id,
        ask: sentence,
        register,
        page,
        line,
        choices: choices.iter().map(|c| (*c).to_owned()).collect(),
        default: if choices.contains(&statement::KEEP) { statement::KEEP.into() } else { "wait".into() },
        answer: String::new(),
        reason: String::new(),
    }
}
