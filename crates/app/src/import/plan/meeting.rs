//! Planning a meeting: which record it means, who took part and where, what it becomes.

use chancery_model::reading::{ReadMechanism, ReadMeeting};
use chancery_model::{Kind, MechanismId, MeetingId, OrganisationId, Record, RecordRef, Severity};
use chancery_store::MeetingQuery;

use super::{Draft, NEW, Planner, Slot, ask, outcome_of};
use crate::error::{AppError, ErrorKind};
use crate::import::account::Standing;
use crate::import::matching::{self, MeetingLine, Verdict};
use crate::import::meeting::{Around, AtDesk, Told};
use crate::import::participation::{self, Attendee, Candidates};
use crate::import::place::Found;
use crate::import::report::{Changes, Outcome};
use crate::import::voice::Before;
use crate::import::{keys, meeting, statement};

impl Planner<'_> {
    /// What the register knows of a mechanism's meetings, for matching.
    pub(super) async fn meetings_of(&self, mechanism: &MechanismId) -> Result<Vec<MeetingLine>, AppError> {
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

    pub(super) async fn meeting(
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
            Some((address, Slot::Withdrawn)) => {
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
        let told = Told { read, before: before.as_ref(), attendees: self.attendees(mechanism_id, read).await?, place: self.place(read) };
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
            let query =
                MeetingQuery { mechanism: Some(mechanism.clone()), organisation: Some(id.clone()), limit: 1, ..MeetingQuery::default() };
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
}

/// What a page calls a meeting.
pub(super) fn title_of(read: &ReadMeeting) -> String {
    match (&read.title, read.ordinal, &read.date) {
        (Some(title), _, _) => title.clone(),
        (None, Some(ordinal), _) => format!("number {ordinal}"),
        (None, None, Some(date)) => format!("the meeting of {date}"),
        (None, None, None) => "a meeting without title and date".into(),
    }
}
