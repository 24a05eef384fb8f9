//! Merging what a page says of a meeting into its record, field by field.
//!
//! One rule for every field with one value: empty is filled; equal, or a vaguer value that contains the finer one that
//! stands, is no conflict; anything else is stated beside the value that stands, and asked about. A value that the page
//! already gave at its last reading is not looked at again, so that reading the same page twice changes nothing, not even
//! what an editor has changed or emptied since (promise P6).

use std::collections::BTreeMap;

use chancery_model::ordinal::Ordinal;
use chancery_model::reading::ReadMeeting;
use chancery_model::{
    Certainty, Day, Edtf, Lang, MechanismId, Meeting, MeetingId, MeetingPlace, MeetingStatus, Name, NameKind, Organisation, OrganisationId,
    Participation, PartyId, Source, Statement, TextStatus,
};

use super::account::{self, Standing};
use super::participation::{self, Attendee};
use super::place::{self, Found, Places};
use super::report::Changes;
use super::statement::{Claim, Disputed, retract, state};
use super::voice::Voice;

/// What the page says of one meeting, with what its parts were matched to.
#[derive(Debug)]
pub(crate) struct Told<'a> {
    /// The entry of the page.
    pub(crate) read: &'a ReadMeeting,
    /// The same entry at the page's last reading, if it was matched to this record then.
    pub(crate) before: Option<&'a ReadMeeting>,
    /// Who took part.
    pub(crate) attendees: Vec<Attendee>,
    /// Where.
    pub(crate) place: Option<Found>,
}

/// What the register knows beside the meeting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'a> {
    /// The places, with those that the import adds.
    pub(crate) places: &'a Places,
    /// The organisations.
    pub(crate) organisations: &'a BTreeMap<OrganisationId, Organisation>,
    /// Today: a meeting of a later day is planned.
    pub(crate) today: Day,
}

/// A meeting of which nothing is known but what it is called by.
pub(crate) fn blank(id: MeetingId, mechanism: MechanismId) -> Meeting {
    Meeting {
        id,
        mechanism,
        also_of: Vec::new(),
        ordinal: None,
        ordinal_as_written: None,
        names: Vec::new(),
        status: MeetingStatus::Held,
        date: None,
        date_as_written: None,
        place: None,
        is_online: false,
        host: None,
        chair: None,
        participation: Vec::new(),
        download_languages: Vec::new(),
        accounts: Vec::new(),
        certainty: Some(Certainty::Page),
        certainty_reason: Vec::new(),
        sources: Vec::new(),
        statements: Vec::new(),
        notes: Vec::new(),
    }
}

/// Merges the page's words into a meeting; a new meeting is a blank one.
pub(crate) fn merge(meeting: &mut Meeting, told: &Told<'_>, around: Around<'_>, voice: &Voice, changes: &mut Changes) -> Standing {
    let is_new = meeting.sources.is_empty() && told.before.is_none();
    merge_ordinal(meeting, told, voice, changes);
    merge_date(meeting, told, voice, changes);
    if is_new && meeting.date.and_then(|d| d.range().earliest).is_some_and(|first| first > around.today) {
        meeting.status = MeetingStatus::Planned;
        changes.filled("status", "planned");
    }
    if let (Some(place), Some(found)) = (&told.read.place, &told.place)
        && told.before.is_none_or(|b| b.place.as_ref() != Some(place))
    {
        place::merge(meeting, place, found, around.places, voice, changes);
    }
    merge_host(meeting, told, voice, changes);
    let said_before = told.before.map_or(&[][..], |b| &b.participants);
    participation::merge(meeting, &told.attendees, said_before, around.organisations, voice, changes);
    merge_languages(meeting, told, changes);
    merge_name(meeting, told, is_new, voice, changes);
    let standing = account::keep(meeting, told.read, voice, changes);
    if !changes.0.is_empty() || !meeting.sources.iter().any(|s| s.url == voice.url) {
        if !meeting.sources.iter().any(|s| s.url == voice.url) {
            changes.added("sources", &voice.url);
        }
        voice.sign(&mut meeting.sources, Some(told.read.lines));
    }
    standing
}

fn merge_ordinal(meeting: &mut Meeting, told: &Told<'_>, voice: &Voice, changes: &mut Changes) {
    let Some(ordinal) = told.read.ordinal.filter(|_| told.before.is_none_or(|b| b.ordinal != told.read.ordinal)) else { return };
    let written = told.read.ordinal_as_written.as_deref();
    match meeting.ordinal {
        None => {
            changes.filled("ordinal", &ordinal);
            meeting.ordinal = Some(ordinal);
        }
        Some(stands) if stands == ordinal => retract(&mut meeting.statements, voice, "ordinal", changes),
        Some(stands) => {
            let claim = Claim::new("ordinal", ordinal.to_string(), written);
            return state(&mut meeting.statements, voice, &claim, Some(stands.to_string()), changes);
        }
    }
    let is_odd = written.is_some_and(|w| Ordinal::parse(w).map_or(true, |o| o.is_misspelt()));
    if is_odd
        && meeting.ordinal_as_written.is_none()
        && let Some(written) = written
    {
        changes.filled("ordinal_as_written", written);
        meeting.ordinal_as_written = Some(written.to_owned());
    }
}

fn merge_date(meeting: &mut Meeting, told: &Told<'_>, voice: &Voice, changes: &mut Changes) {
    let Some(date) = told.read.date.filter(|_| told.before.is_none_or(|b| b.date != told.read.date)) else { return };
    let written = told.read.date_as_written.as_deref();
    match meeting.date {
        None => {
            changes.filled("date", &date);
            meeting.date = Some(date);
            meeting.date_as_written = written.filter(|w| *w != date.to_string()).map(str::to_owned);
        }
        Some(stands) if date == stands => {
            retract(&mut meeting.statements, voice, "date", changes);
            if meeting.date_as_written.is_none()
                && let Some(written) = written.filter(|w| *w != date.to_string())
            {
                changes.filled("date_as_written", written);
                meeting.date_as_written = Some(written.to_owned());
            }
        }
        Some(stands) if date.contains(&stands) => retract(&mut meeting.statements, voice, "date", changes),
        Some(stands) => {
            let claim = Claim::new("date", date.to_string(), written);
            state(&mut meeting.statements, voice, &claim, Some(stands.to_string()), changes);
        }
    }
}

/// The host that the page names: marked among the attendees, or the country of an online meeting, which is where it was run from.
fn host_of(told: &Told<'_>) -> Option<PartyId> {
    let marked = told.attendees.iter().find(|a| a.read.host).and_then(|a| a.party.clone());
    marked.or_else(|| {
        let place = told.read.place.as_ref().filter(|p| p.online && p.city.is_none())?;
        let country: PartyId = place.country.as_deref()?.parse().ok()?;
        told.attendees.iter().any(|a| a.party.as_ref() == Some(&country)).then_some(country)
    })
}

fn merge_host(meeting: &mut Meeting, told: &Told<'_>, voice: &Voice, changes: &mut Changes) {
    let Some(host) = host_of(told) else { return };
    let said_before = told.before.is_some_and(|b| b.place == told.read.place && b.participants == told.read.participants);
    match &meeting.host {
        _ if said_before => {}
        None => {
            changes.filled("host", &host);
            meeting.host = Some(host);
        }
        Some(stands) if *stands == host => retract(&mut meeting.statements, voice, "host", changes),
        Some(stands) => {
            let stands = Some(stands.to_string());
            state(&mut meeting.statements, voice, &Claim::new("host", host.as_str(), None), stands, changes);
        }
    }
}

/// The languages of "Download" are a list: what the page offers is added, nothing is taken away.
fn merge_languages(meeting: &mut Meeting, told: &Told<'_>, changes: &mut Changes) {
    let said_before = told.before.map_or(&[][..], |b| &b.download_languages);
    for tag in told.read.download_languages.iter().filter(|tag| !said_before.contains(tag)) {
        let Ok(lang) = tag.parse::<Lang>() else { continue };
        if !meeting.download_languages.contains(&lang) {
            changes.added("download_languages", &lang);
            meeting.download_languages.push(lang);
        }
    }
}

/// A meeting without an ordinal is called what the page calls it; one with an ordinal is named by mechanism and ordinal.
fn merge_name(meeting: &mut Meeting, told: &Told<'_>, is_new: bool, voice: &Voice, changes: &mut Changes) {
    let Some(title) = told.read.title.as_deref().map(str::trim).filter(|t| !t.is_empty()) else { return };
    if is_new && meeting.ordinal.is_none() && meeting.names.is_empty() {
        changes.filled("names", title);
        meeting.names.push(Name {
            kind: NameKind::Full,
            status: TextStatus::Original,
            source: Some(voice.url.clone()),
            ..Name::new(voice.lang.clone(), title)
        });
    }
}

/// A meeting at the desk: its open statements can be taken into their fields.
#[derive(Debug)]
pub(crate) struct AtDesk<'a> {
    /// The meeting.
    pub(crate) meeting: &'a mut Meeting,
    /// The page's attendees, from which a stated participation is made.
    pub(crate) attendees: &'a [Attendee],
    /// The organisations.
    pub(crate) organisations: &'a BTreeMap<OrganisationId, Organisation>,
    /// The language of the page.
    pub(crate) lang: &'a Lang,
    /// The places.
    pub(crate) places: &'a Places,
}

impl AtDesk<'_> {
    /// The only entry of the party that a path such as `participation/JP/person` means.
    fn only_of_party(&self, party: &str) -> Option<usize> {
        let of_party = |p: &Participation| p.party.as_ref().is_some_and(|id| id.as_str() == party);
        let mut found = self.meeting.participation.iter().enumerate().filter(|(_, p)| of_party(p));
        match (found.next(), found.next()) {
            (Some((index, _)), None) => Some(index),
            _ => None,
        }
    }
}

impl Disputed for AtDesk<'_> {
    fn statements_mut(&mut self) -> &mut Vec<Statement> {
        &mut self.meeting.statements
    }

    fn sources(&self) -> &[Source] {
        &self.meeting.sources
    }

    fn standing(&self, path: &str) -> Option<String> {
        let meeting = &self.meeting;
        match path.split('/').collect::<Vec<_>>().as_slice() {
            ["ordinal"] => meeting.ordinal.map(|n| n.to_string()),
            ["date"] => meeting.date.map(|d| d.to_string()),
            ["place"] => meeting.place.as_ref().map(|p| p.place.to_string()),
            ["is_online"] => Some(meeting.is_online.to_string()),
            ["host"] => meeting.host.as_ref().map(ToString::to_string),
            ["participation", party, field] => {
                let entry = &meeting.participation[self.only_of_party(party)?];
                match *field {
                    "organisation" => {
                        entry.organisation.as_ref().map(ToString::to_string).or_else(|| entry.organisation_as_written.clone())
                    }
                    "person" => entry.person.clone(),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn prefer(&mut self, statement: &Statement) -> bool {
        let value = statement.value.as_str();
        match statement.path.split('/').collect::<Vec<_>>().as_slice() {
            ["ordinal"] => assign(&mut self.meeting.ordinal, value.parse().ok()),
            ["date"] => {
                let is_done = assign(&mut self.meeting.date, value.parse::<Edtf>().ok());
                if is_done {
                    self.meeting.date_as_written = statement.as_written.clone();
                }
                is_done
            }
            ["place"] => match value.parse().ok().filter(|id| self.places.get(id).is_some()) {
                Some(place) => {
                    self.meeting.place = Some(MeetingPlace { place, as_written: statement.as_written.clone() });
                    true
                }
                None => false,
            },
            ["is_online"] => {
                self.meeting.is_online = value == "true";
                true
            }
            ["host"] => assign(&mut self.meeting.host, value.parse().ok()),
            ["participation", party, field] => {
                let Some(index) = self.only_of_party(party) else { return false };
                let entry = &mut self.meeting.participation[index];
                match *field {
                    "organisation" => {
                        entry.organisation = value.parse().ok().filter(|id| self.organisations.contains_key(id));
                        let written = if entry.organisation.is_some() { statement.as_written.clone() } else { Some(value.to_owned()) };
                        entry.organisation_as_written = written;
                    }
                    "person" => entry.person = Some(value.to_owned()),
                    _ => return false,
                }
                true
            }
            ["participation", ..] => {
                let Some(attendee) = self.attendees.iter().find(|a| participation::summary(&a.read) == value) else { return false };
                self.meeting.participation.push(participation::entry(attendee, self.organisations, self.lang));
                true
            }
            _ => false,
        }
    }
}

fn assign<T>(field: &mut Option<T>, value: Option<T>) -> bool {
    let is_there = value.is_some();
    if is_there {
        *field = value;
    }
    is_there
}
