//! The plan of an import: every entry of the page matched, merged into a draft of its record, and sorted.
//!
//! Nothing is written here. Drafts are compared with what the register has; only those that differ become changes.

use std::collections::{BTreeMap, BTreeSet};

use chancery_model::reading::{ReadMechanism, ReadMeeting, Reading};
use chancery_model::{
    Finding, Framework, Kind, Lang, Level, MechanismId, MeetingId, OrganisationId, PlaceId, Record, RecordRef, Severity, Text, TextStatus,
    Topic, TopicId,
};
use chancery_store::{Action, Change, DocumentQuery, Expects, Lookup, MeetingQuery};

use super::account::Standing;
use super::address::TopicChoice;
use super::matching::{self, MeetingLine, Verdict};
use super::meeting::{Around, AtDesk, Told};
use super::participation::{Attendee, Candidates};
use super::place::{Found, Places};
use super::report::{Changes, Outcome, Proposal};
use super::voice::{Before, Voice};
use super::{Last, READER, document, keys, mechanism, meeting, participation, statement};
use crate::catalogue::Catalogue;
use crate::ctx::Ctx;
use crate::decisions::{Desk, Question};
use crate::error::{AppError, ErrorKind};
use crate::keeping::Register;

/// The choice that makes a new record of an entry.
const NEW: &str = "new";
/// The choice that withdraws a record whose source no longer has it.
const WITHDRAW: &str = "withdraw";
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
enum Slot {
    /// A record, or room for one.
    Open(Draft),
    /// The register withdrew it, by this revision.
    Withdrawn(u64),
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
        let framework = catalogue.framework().cloned().ok_or_else(|| {
            AppError::new(ErrorKind::Missing, "the register has no framework").with_hint("`chancery init` puts one in")
        })?;
        let places = Places::new(catalogue.places.clone());
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
                let is_copy = first_entries.get(key.split('~').next().unwrap_or(&key)).is_some_and(|first| keys::says_the_same(first, meeting));
                if !keys::is_repeated(&key) {
                    first_entries.entry(key.clone()).or_insert(meeting);
                }
                self.meeting(read, meeting, &key, &id, &mut known, is_copy).await?;
            }
        }
        self.ask_about_vanished(mechanisms);
        Ok(())
    }

    fn propose(&mut self, outcome: Outcome, kind: Kind, address: Option<RecordRef>, title: String, lines: Option<(u32, u32)>, changes: Changes) {
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
                    let draft =
                        Draft { expects: Expects::Revision(current.revision), before: Some(current.record.clone()), record: current.record };
                    return Ok(Some((address, Slot::Open(draft))));
                }
                // The store gives the end of the chain, so this goes round at most once more.
                Lookup::Moved { to, .. } => address = to,
                Lookup::Withdrawn { revision, .. } => return Ok(Some((address, Slot::Withdrawn(revision)))),
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

    async fn find_mechanism(&mut self, read: &ReadMechanism, key: &str, lines: Option<(u32, u32)>) -> Result<Option<MechanismId>, AppError> {
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
    async fn merge_mechanism(
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

    async fn meetings_of(&self, mechanism: &MechanismId) -> Result<Vec<MeetingLine>, AppError> {
        let mut query = MeetingQuery { mechanism: Some(mechanism.clone()), limit: 500, ..MeetingQuery::default() };
        let mut known = Vec::new();
        loop {
            let page = self.register.store().list_meetings(&query).await?;
            known.extend(page.rows.into_iter().map(|row| MeetingLine { id: row.id, ordinal: row.ordinal, date: row.date }));
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(known),
            }
        }
    }

    /// Finds the record of an entry, or room for a new one. `None` while it waits or stays withdrawn.
    async fn find_meeting(
        &mut self,
        read: &ReadMeeting,
        key: &str,
        mechanism: &MechanismId,
        known: &mut Vec<MeetingLine>,
    ) -> Result<Option<RecordRef>, AppError> {
        if let Some(address) = self.last_match(key) {
            return Ok(Some(address));
        }
        let mut verdict = matching::meeting(read, known);
        // A second entry under the same key says something else: whether it is another meeting is for a person to say.
        if let (true, Verdict::Known(id)) = (keys::is_repeated(key), &verdict) {
            verdict = Verdict::Ambiguous(vec![id.clone()]);
        }
        let of = |id: &MeetingId| RecordRef::new(Kind::Meeting, id.as_str()).map_err(AppError::bug);
        match verdict {
            Verdict::Known(id) => return Ok(Some(of(&id)?)),
            Verdict::New => {}
            Verdict::Ambiguous(ids) => {
                let choices: Vec<String> = ids.iter().map(ToString::to_string).chain([NEW.to_owned()]).collect();
                let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
                let what = format!("{}, {}", title_of(read), read.date.map_or_else(|| "no date".into(), |d| d.to_string()));
                let question = ask(
                    format!("meeting {key}"),
                    format!("Which meeting does the page mean by {what}: one of these, or a new one?"),
                    (None, Some(what)),
                    Some(read.lines.0),
                    &choices,
                );
                match self.desk.ask(question) {
                    None => {
                        self.waiting.insert(key.to_owned());
                        return Ok(None);
                    }
                    Some(answer) if answer.choice != NEW => {
                        let id: MeetingId = answer.choice.parse().map_err(AppError::bug)?;
                        return Ok(Some(of(&id)?));
                    }
                    Some(_) => {}
                }
            }
        }
        let suffix = match (read.ordinal, &read.date) {
            (Some(ordinal), _) => ordinal.to_string(),
            (None, Some(date)) => chancery_model::id::slug(&date.to_string()).unwrap_or_else(|| "undated".into()),
            (None, None) => "undated".into(),
        };
        let Some((address, expects)) = self.assign(Kind::Meeting, &format!("{mechanism}/{suffix}"), key, read.lines.0).await? else {
            return Ok(None);
        };
        let id: MeetingId = address.id().parse().map_err(AppError::bug)?;
        known.push(MeetingLine { id: id.clone(), ordinal: read.ordinal, date: read.date });
        let record = Record::Meeting(meeting::blank(id, mechanism.clone()));
        self.put_back(address.clone(), Draft { expects, before: None, record });
        Ok(Some(address))
    }

    async fn meeting(
        &mut self,
        mechanism: &ReadMechanism,
        read: &ReadMeeting,
        key: &str,
        mechanism_id: &MechanismId,
        known: &mut Vec<MeetingLine>,
        is_copy: bool,
    ) -> Result<(), AppError> {
        let title = title_of(read);
        if is_copy {
            self.propose(Outcome::Same, Kind::Meeting, None, title, Some(read.lines), Changes::default());
            return Ok(());
        }
        let Some(address) = self.find_meeting(read, key, mechanism_id, known).await? else {
            let outcome = if self.waiting.contains(key) { Outcome::Waiting } else { Outcome::Withdrawn };
            self.propose(outcome, Kind::Meeting, None, title, Some(read.lines), Changes::default());
            return Ok(());
        };
        let (address, mut draft) = match self.take(&address).await? {
            Some((address, Slot::Open(draft))) => (address, draft),
            Some((address, Slot::Withdrawn(_))) => {
                self.matched.insert(key.to_owned(), address.to_string());
                self.claimed.insert(address.clone(), key.to_owned());
                self.propose(Outcome::Withdrawn, Kind::Meeting, Some(address), title, Some(read.lines), Changes::default());
                return Ok(());
            }
            None => return Err(AppError::new(ErrorKind::Conflict, format!("{address} is gone while it was imported"))),
        };
        self.matched.insert(key.to_owned(), address.to_string());
        if self.claimed.contains_key(&address) {
            // Another entry of this page speaks for the record already.
            self.put_back(address.clone(), draft);
            self.propose(Outcome::Same, Kind::Meeting, Some(address), title, Some(read.lines), Changes::default());
            return Ok(());
        }
        self.claimed.insert(address.clone(), key.to_owned());
        let before = Before(self.last.reading.clone().as_ref()).meeting(key).filter(|_| self.last_match(key).is_some()).cloned();
        let told = Told {
            read,
            before: before.as_ref(),
            attendees: self.attendees(mechanism_id, read).await?,
            place: self.place(read),
        };
        let mut changes = Changes::default();
        let mut meeting_id = None;
        let mut standing = Standing::AsBefore;
        if let Record::Meeting(record) = &mut draft.record {
            meeting_id = Some(record.id.clone());
            let around = Around { places: &self.places, organisations: &self.catalogue.organisations, today: self.ctx.today };
            standing = meeting::merge(record, &told, around, &self.voice, &mut changes);
            let mut at_desk = AtDesk {
                meeting: record,
                attendees: &told.attendees,
                organisations: &self.catalogue.organisations,
                lang: &self.voice.lang,
                places: &self.places,
            };
            let line = read.lines.0;
            statement::settle(&mut at_desk, &address.to_string(), line, &self.voice, self.ctx.today, &mut self.desk, &mut changes);
        }
        if standing == Standing::BeforeSummary {
            let message = format!("the page's own words of {address} now stand before the register's summary, which stays");
            self.notice(read.lines.0, Severity::Info, "original-before-summary", message, &title);
        }
        let outcome = outcome_of(&draft);
        let is_new = draft.before.is_none();
        self.put_back(address.clone(), draft);
        self.propose(outcome, Kind::Meeting, Some(address), title, Some(read.lines), changes);
        if let Some(id) = meeting_id {
            self.documents(mechanism, read, key, &id, is_new).await?;
        }
        Ok(())
    }

    async fn attendees(&mut self, mechanism: &MechanismId, read: &ReadMeeting) -> Result<Vec<Attendee>, AppError> {
        let mut attendees = Vec::with_capacity(read.participants.len());
        for entry in &read.participants {
            let party = participation::party_of(entry, &self.framework);
            let mut organisation = Candidates::default();
            if let Some(name) = entry.organisation.as_deref().map(str::trim).filter(|n| !n.is_empty()) {
                organisation.all = participation::candidates(&self.catalogue.organisations, party.as_ref(), name);
                organisation.chosen = match organisation.all.as_slice() {
                    [] => None,
                    [only] => Some(only.clone()),
                    several => self.which_organisation(mechanism, several, name).await?,
                };
                if organisation.chosen.is_none() && !self.catalogue.organisations.is_empty() {
                    let message = format!("no organisation of the register is named {name:?} for certain; the name is kept as written");
                    self.notice(read.lines.0, Severity::Info, "organisation-unknown", message, &entry.as_written);
                }
            }
            attendees.push(Attendee { read: entry.clone(), party, organisation });
        }
        Ok(attendees)
    }

    /// Of several organisations with one name, the one that takes part in this mechanism, else the one named just so.
    async fn which_organisation(
        &self,
        mechanism: &MechanismId,
        several: &[OrganisationId],
        name: &str,
    ) -> Result<Option<OrganisationId>, AppError> {
        let mut at_home = Vec::new();
        for id in several {
            let query = MeetingQuery { mechanism: Some(mechanism.clone()), organisation: Some(id.clone()), limit: 1, ..MeetingQuery::default() };
            if self.register.store().list_meetings(&query).await?.total > 0 {
                at_home.push(id.clone());
            }
        }
        Ok(match at_home.as_slice() {
            [one] => Some(one.clone()),
            _ => participation::by_name_in_use(&self.catalogue.organisations, several, name),
        })
    }

    fn place(&mut self, read: &ReadMeeting) -> Option<Found> {
        let place = read.place.as_ref()?;
        let used = &self.used_places;
        let found = self.places.find_or_add(place, &self.framework, &self.voice, &|id| !used.contains(id));
        if found == Found::Unknown {
            let message = "neither a city that is known nor a country is named; the wording is kept beside the meeting".to_owned();
            self.notice(read.lines.0, Severity::Warning, "place-unknown", message, &place.as_written);
        }
        Some(found)
    }

    async fn documents(
        &mut self,
        mechanism: &ReadMechanism,
        read: &ReadMeeting,
        meeting_key: &str,
        meeting: &MeetingId,
        is_new: bool,
    ) -> Result<(), AppError> {
        debug_assert!(meeting_key.starts_with(&mechanism.key()), "a meeting's key begins with its mechanism's");
        if read.documents.is_empty() {
            return Ok(());
        }
        let mut rows = Vec::new();
        if !is_new {
            let query = DocumentQuery { meeting: Some(meeting.clone()), limit: 500, ..DocumentQuery::default() };
            rows = self.register.store().list_documents(&query).await?.rows;
        }
        for told in read.documents.iter().filter(|d| !d.title.trim().is_empty()) {
            let key = keys::document_key(meeting_key, told);
            if self.matched.contains_key(&key) {
                continue;
            }
            let title = told.title.trim().to_owned();
            if let Some(address) = self.last_match(&key) {
                self.matched.insert(key, address.to_string());
                self.propose(Outcome::Same, Kind::Document, Some(address), title, Some(read.lines), Changes::default());
                continue;
            }
            if let Some(row) = rows.iter().find(|row| document::has_title(&row.titles, &title)) {
                let address = RecordRef::new(Kind::Document, row.id.as_str()).map_err(AppError::bug)?;
                self.matched.insert(key, address.to_string());
                self.sign_document(&address, title, read.lines).await?;
                continue;
            }
            let base = document::base_id(meeting, &document::type_of(&title));
            let Some((address, expects)) = self.assign(Kind::Document, &base, &key, read.lines.0).await? else { continue };
            let id = address.id().parse().map_err(AppError::bug)?;
            let record = Record::Document(document::listed(id, meeting, &title, read.lines, &self.voice));
            let mut changes = Changes::default();
            changes.filled("titles", &title);
            changes.filled("relations", format!("listed under {meeting}"));
            self.matched.insert(key, address.to_string());
            self.propose(Outcome::New, Kind::Document, Some(address.clone()), title, Some(read.lines), changes);
            self.put_back(address, Draft { expects, before: None, record });
        }
        Ok(())
    }

    /// Puts the page among the sources of a document that it lists.
    async fn sign_document(&mut self, address: &RecordRef, title: String, lines: (u32, u32)) -> Result<(), AppError> {
        let Some((address, Slot::Open(mut draft))) = self.take(address).await? else { return Ok(()) };
        let mut changes = Changes::default();
        if let Record::Document(record) = &mut draft.record
            && !record.sources.iter().any(|s| s.url == self.voice.url)
        {
            self.voice.sign(&mut record.sources, Some(lines));
            changes.added("sources", &self.voice.url);
        }
        self.propose(outcome_of(&draft), Kind::Document, Some(address.clone()), title, Some(lines), changes);
        self.put_back(address, draft);
        Ok(())
    }

    /// What the last reading had and this one has not: carried on and asked about until a person has looked at it.
    fn ask_about_vanished(&mut self, mechanisms: &[ReadMechanism]) {
        let Some(last) = self.last.reading.clone() else { return };
        let screen = |list: &[ReadMechanism], key: &str| list.iter().find(|m| m.key() == key).and_then(|m| m.pager).map(|p| p.page);
        let mut gone: BTreeSet<String> = BTreeSet::new();
        for (key, value) in last.matched.iter().filter(|(key, _)| !self.matched.contains_key(*key)).map(|(k, v)| (k.clone(), v.clone())).collect::<Vec<_>>() {
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

    /// Ends the plan: the changes in the order in which a register is built, the questions, the reading.
    ///
    /// Errors: a decisions file that does not fit.
    pub(super) fn finish(mut self, mechanisms: Vec<ReadMechanism>) -> Result<Planned, AppError> {
        let reading = self.reading(mechanisms)?;
        for place in self.places.added().cloned().collect::<Vec<_>>() {
            let address = RecordRef::new(Kind::Place, place.id.as_str()).map_err(AppError::bug)?;
            let mut changes = Changes::default();
            changes.filled("names", place.names.first().map(|n| n.text.clone()).unwrap_or_default());
            changes.filled("country", &place.country);
            let title = place.names.first().map(|n| n.text.clone()).unwrap_or_default();
            self.propose(Outcome::New, Kind::Place, Some(address.clone()), title, None, changes);
            self.put_back(address, Draft { expects: Expects::Absent, before: None, record: Record::Place(place) });
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

fn lines_of(read: &ReadMechanism) -> Option<(u32, u32)> {
    let first = read.meetings.iter().map(|m| m.lines.0).min()?;
    let last = read.meetings.iter().map(|m| m.lines.1).max()?;
    Some((first, last))
}

fn name_of(read: &ReadMechanism) -> String {
    match (&read.name, &read.acronym) {
        (Some(name), Some(acronym)) => format!("{name} ({acronym})"),
        (Some(name), None) => name.clone(),
        (None, Some(acronym)) => acronym.clone(),
        (None, None) => "a mechanism without a name".into(),
    }
}

fn title_of(read: &ReadMeeting) -> String {
    match (&read.title, read.ordinal, &read.date) {
        (Some(title), _, _) => title.clone(),
        (None, Some(ordinal), _) => format!("number {ordinal}"),
        (None, None, Some(date)) => format!("the meeting of {date}"),
        (None, None, None) => "a meeting without title and date".into(),
    }
}
