//! Who took part, as a page names them: matched by party and organisation, else by person.
//!
//! A party of which nothing is known yet is filled in. Where the register names somebody and the page somebody else, the
//! page's entry is stated beside. No organisation is made up: a name that no record has is kept as written and reported.

use std::collections::BTreeMap;

use chancery_model::reading::{ReadParticipant, fold_key};
use chancery_model::{Framework, Lang, Meeting, NameKind, Organisation, OrganisationId, Participation, PartyId};

use super::report::{Changes, How};
use super::statement::{Claim, state};
use super::voice::Voice;

/// The organisations that a name may mean, and the one that is taken for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Candidates {
    /// Every organisation of the party that has the name, in any language, former or as written.
    pub(crate) all: Vec<OrganisationId>,
    /// The one to take: the only one, or the one that the caller could tell apart.
    pub(crate) chosen: Option<OrganisationId>,
}

/// A page's entry with what it was matched to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attendee {
    /// The entry.
    pub(crate) read: ReadParticipant,
    /// The party, if it is one of the framework's.
    pub(crate) party: Option<PartyId>,
    /// What its organisation may mean.
    pub(crate) organisation: Candidates,
}

/// Finds the organisations of a party that have a name.
pub(crate) fn candidates(
    organisations: &BTreeMap<OrganisationId, Organisation>,
    party: Option<&PartyId>,
    name: &str,
) -> Vec<OrganisationId> {
    let wanted = super::keys::loose(name);
    let has_name = |o: &&Organisation| o.party.as_ref() == party && o.names.iter().any(|n| super::keys::loose(&n.text) == wanted);
    organisations.values().filter(has_name).map(|o| o.id.clone()).collect()
}

/// The one of several organisations whose name in use is just this one.
pub(crate) fn by_name_in_use(
    organisations: &BTreeMap<OrganisationId, Organisation>,
    among: &[OrganisationId],
    name: &str,
) -> Option<OrganisationId> {
    let wanted = fold_key(name);
    let is_it = |id: &&OrganisationId| {
        let names = organisations.get(id).map_or(&[][..], |o| &o.names);
        names.iter().any(|n| n.kind == NameKind::Full && !n.is_former && fold_key(&n.text) == wanted)
    };
    let mut found = among.iter().filter(is_it);
    match (found.next(), found.next()) {
        (Some(one), None) => Some(one.clone()),
        _ => None,
    }
}

/// The party of an entry, if the framework has it.
pub(crate) fn party_of(read: &ReadParticipant, framework: &Framework) -> Option<PartyId> {
    let id: PartyId = read.party.as_deref()?.parse().ok()?;
    framework.parties.iter().any(|p| p.id == id).then_some(id)
}

/// Makes the entry that the register gets of an attendee.
pub(crate) fn entry(attendee: &Attendee, organisations: &BTreeMap<OrganisationId, Organisation>, lang: &Lang) -> Participation {
    let read = &attendee.read;
    Participation {
        party: attendee.party.clone(),
        organisation: attendee.organisation.chosen.clone(),
        organisation_as_written: wording(attendee, organisations, lang),
        person: filled(read.person.as_deref()),
        role: filled(read.role.as_deref()),
        is_head: false,
        is_host: read.host,
        is_attendee: attendee.party.is_none(),
    }
}

fn filled(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned)
}

/// The page's wording of an organisation, where it is not the name in use in the page's language. An entry of which
/// neither organisation nor person was understood keeps its words whole.
fn wording(attendee: &Attendee, organisations: &BTreeMap<OrganisationId, Organisation>, lang: &Lang) -> Option<String> {
    let read = &attendee.read;
    let Some(written) = filled(read.organisation.as_deref()) else {
        return if filled(read.person.as_deref()).is_some() { None } else { filled(Some(&read.as_written)) };
    };
    let chosen = attendee.organisation.chosen.as_ref().and_then(|id| organisations.get(id));
    let in_use = chosen.is_some_and(|o| {
        o.names.iter().any(|n| n.kind == NameKind::Full && !n.is_former && n.text == written && n.lang.is_same_language(lang))
    });
    (!in_use).then_some(written)
}

/// Merges the attendees of a page into a meeting. `said_before` are the entries of the page's last reading.
pub(crate) fn merge(
    meeting: &mut Meeting,
    attendees: &[Attendee],
    said_before: &[ReadParticipant],
    organisations: &BTreeMap<OrganisationId, Organisation>,
    voice: &Voice,
    changes: &mut Changes,
) {
    // What the register had: entries that this page adds must not stand in for it.
    let before = meeting.participation.clone();
    for attendee in attendees {
        if said_before.contains(&attendee.read) {
            continue;
        }
        let of_party = |p: &Participation| match &attendee.party {
            Some(party) => p.party.as_ref() == Some(party),
            None => p.party.is_none() && agrees(p, attendee, organisations),
        };
        let rivals: Vec<usize> = (0..before.len()).filter(|i| of_party(&before[*i])).collect();
        let agreeing = rivals.iter().copied().find(|i| agrees(&before[*i], attendee, organisations));
        let path = attendee.party.as_ref().map_or_else(|| "participation".to_owned(), |party| format!("participation/{party}"));
        match (agreeing, rivals.as_slice()) {
            (Some(index), _) => complete(&mut meeting.participation[index], attendee, organisations, voice, &path, changes),
            (None, []) => {
                changes.filled(path, &summary(&attendee.read));
                meeting.participation.push(entry(attendee, organisations, &voice.lang));
            }
            (None, [only]) if attendees.iter().filter(|a| a.party == attendee.party).count() == 1 => {
                dispute(meeting, &before[*only], attendee, organisations, voice, &path, changes);
            }
            (None, _) => {
                let claim = Claim::new(path, summary(&attendee.read), None);
                state(&mut meeting.statements, voice, &claim, None, changes);
            }
        }
    }
}

/// An attendee in one line, as statements hold it.
pub(crate) fn summary(read: &ReadParticipant) -> String {
    let parts = [filled(read.person.as_deref()), filled(read.role.as_deref()), filled(read.organisation.as_deref())];
    let joined = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if joined.is_empty() { read.as_written.trim().to_owned() } else { joined }
}

fn agrees(entry: &Participation, attendee: &Attendee, organisations: &BTreeMap<OrganisationId, Organisation>) -> bool {
    let read = &attendee.read;
    let organisation = organisation_agrees(entry, attendee, organisations);
    let person = match (entry.person.as_deref(), filled(read.person.as_deref())) {
        (Some(one), Some(other)) => same_person(one, &other),
        _ => true,
    };
    // Without a party, something must be said that agrees; silence on both sides is not the same attendee.
    let is_told = attendee.party.is_some()
        || (entry.person.is_some() && read.person.is_some())
        || (read.organisation.is_some() && (entry.organisation.is_some() || entry.organisation_as_written.is_some()))
        || entry.organisation_as_written.as_deref() == Some(read.as_written.trim());
    organisation && person && is_told
}

fn organisation_agrees(entry: &Participation, attendee: &Attendee, organisations: &BTreeMap<OrganisationId, Organisation>) -> bool {
    let Some(name) = filled(attendee.read.organisation.as_deref()) else { return true };
    let as_written = entry.organisation_as_written.as_deref().is_some_and(|w| fold_key(w) == fold_key(&name));
    match &entry.organisation {
        None => entry.organisation_as_written.is_none() || as_written,
        Some(id) => as_written || is_or_is_part_of(id, &attendee.organisation.all, organisations),
    }
}

/// Tells whether an organisation is one of these or belongs to one of them: the ministry is the vaguer word for its bureau.
fn is_or_is_part_of(id: &OrganisationId, wanted: &[OrganisationId], organisations: &BTreeMap<OrganisationId, Organisation>) -> bool {
    let mut next = Some(id);
    for _ in 0..16 {
        let Some(id) = next else { return false };
        if wanted.contains(id) {
            return true;
        }
        next = organisations.get(id).and_then(|o| o.part_of.as_ref());
    }
    false
}

fn same_person(one: &str, other: &str) -> bool {
    let words = |name: &str| {
        let folded = fold_key(name);
        let titles = ["mr", "ms", "mrs", "dr", "h", "e", "he", "hon", "prof"];
        let mut words: Vec<String> = folded.split(' ').filter(|w| !titles.contains(w)).map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    let joined = |name: &str| words(name).concat();
    words(one) == words(other) || joined(one) == joined(other)
}

/// Tells whether two names are written in scripts that cannot be compared by letter.
fn other_script(one: &str, other: &str) -> bool {
    let is_latin = |name: &str| name.chars().any(|c| c.is_ascii_alphabetic());
    is_latin(one) != is_latin(other)
}

/// Fills what an entry that agrees does not have yet.
fn complete(
    entry: &mut Participation,
    attendee: &Attendee,
    organisations: &BTreeMap<OrganisationId, Organisation>,
    voice: &Voice,
    path: &str,
    changes: &mut Changes,
) {
    let new = self::entry(attendee, organisations, &voice.lang);
    if entry.organisation.is_none()
        && let Some(id) = new.organisation
    {
        changes.filled(format!("{path}/organisation"), &id);
        entry.organisation = Some(id);
    }
    if entry.organisation_as_written.is_none()
        && let Some(written) = new.organisation_as_written
    {
        changes.filled(format!("{path}/organisation_as_written"), &written);
        entry.organisation_as_written = Some(written);
    }
    for (field, there, told) in [("person", &mut entry.person, new.person), ("role", &mut entry.role, new.role)] {
        if there.is_none()
            && let Some(told) = told
        {
            changes.filled(format!("{path}/{field}"), &told);
            *there = Some(told);
        }
    }
    if new.is_host && !entry.is_host {
        changes.note(How::Filled, format!("{path}/is_host"), None, Some("true".into()));
        entry.is_host = true;
    }
}

/// States what one entry of a page says otherwise than the only entry that the register has of the party.
fn dispute(
    meeting: &mut Meeting,
    stands: &Participation,
    attendee: &Attendee,
    organisations: &BTreeMap<OrganisationId, Organisation>,
    voice: &Voice,
    path: &str,
    changes: &mut Changes,
) {
    let read = &attendee.read;
    if !organisation_agrees(stands, attendee, organisations)
        && let Some(name) = filled(read.organisation.as_deref())
    {
        let value = attendee.organisation.chosen.as_ref().map_or_else(|| name.clone(), ToString::to_string);
        let claim = Claim::new(format!("{path}/organisation"), value, Some(&name));
        let stands = stands.organisation.as_ref().map(ToString::to_string).or_else(|| stands.organisation_as_written.clone());
        state(&mut meeting.statements, voice, &claim, stands, changes);
    }
    if let (Some(one), Some(other)) = (stands.person.as_deref(), filled(read.person.as_deref()))
        && !same_person(one, &other)
    {
        let claim = Claim::new(format!("{path}/person"), other.clone(), None);
        state(&mut meeting.statements, voice, &claim, Some(one.to_owned()), changes);
        if other_script(one, &other) {
            close_as_other_script(meeting, voice, &format!("{path}/person"));
        }
    }
}

/// A name in another script is another spelling, not a rival: nobody needs to decide on it.
fn close_as_other_script(meeting: &mut Meeting, voice: &Voice, path: &str) {
    use chancery_model::{Text, TextStatus};
    let own = |s: &&mut chancery_model::Statement| s.path == path && s.source.as_deref() == Some(voice.url.as_str());
    if let Some(statement) = meeting.statements.iter_mut().rev().find(own) {
        statement.reason = vec![Text::new(Lang::en(), "The name as another script writes it.", TextStatus::Original)];
    }
}
