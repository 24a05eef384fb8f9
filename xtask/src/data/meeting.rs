//! Meetings: when, where, who, and what became of sources that differ.

use chancery_model::{Certainty, Meeting, MeetingId, MeetingPlace, MeetingStatus, Participation, Source, Statement, TextStatus};

use super::facts::{self, Facts};
use super::overlay::{Conflict, Overlay, PageMeeting, RivalValue};
use super::{DataError, account, parsed, place, remarks, texts};

const CONFLICTS: &str = "conflicts.toml";

/// Makes the meetings, mechanism by mechanism, in order of their ordinals.
pub(super) fn make(facts: &Facts, overlay: &Overlay) -> Result<Vec<Meeting>, DataError> {
    let mut out = Vec::new();
    for mechanism in &facts.mechanisms {
        for meeting in &mechanism.meetings {
            out.push(one(facts, mechanism, meeting, overlay)?);
        }
    }
    check_strays(&out, facts, overlay)?;
    Ok(out)
}

/// The id of a meeting of the facts.
pub(super) fn id_of(mechanism: &facts::Mechanism, meeting: &facts::Meeting) -> Result<MeetingId, DataError> {
    parsed(&format!("{}/{}", mechanism.id, meeting.ordinal), &format!("a meeting of {}", mechanism.id))
}

/// Makes the source of an address; the customs page is known with the day it was read and the lines of the meeting.
pub(super) fn source(url: &str, meeting: &str, overlay: &Overlay) -> Source {
    let page = &overlay.page;
    if url != page.url {
        return Source::of(url);
    }
    let lines = page.meeting.iter().find(|m| m.id == meeting).map(|m| m.lines);
    Source { read_on: Some(page.read_on), lines, ..Source::of(url) }
}

fn one(all: &Facts, mechanism: &facts::Mechanism, from: &facts::Meeting, overlay: &Overlay) -> Result<Meeting, DataError> {
    let id = id_of(mechanism, from)?;
    let at = format!("meeting {id}");
    let on_page = overlay.page.meeting.iter().find(|m| m.id == id.as_str());
    let place = from.place.as_ref().map(|p| {
        let as_written = on_page.and_then(|m| m.place_as_written.clone());
        Ok(MeetingPlace { place: place::id_of(p)?, as_written })
    });
    let mut meeting = Meeting {
        mechanism: parsed(&mechanism.id, &at)?,
        also_of: vec![],
        ordinal: Some(from.ordinal),
        ordinal_as_written: on_page.and_then(|m| m.ordinal_as_written.clone()),
        names: vec![],
        status: MeetingStatus::Held,
        date: Some(from.date),
        date_as_written: on_page.and_then(|m| m.date_as_written.clone()),
        place: place.transpose()?,
        is_online: from.online,
        host: from.host.as_deref().map(|h| parsed(h, &at)).transpose()?,
        chair: None,
        participation: from.participants.iter().map(|p| participation(p, from, all, on_page)).collect::<Result<_, _>>()?,
        download_languages: on_page.map(|m| m.download_languages.clone()).unwrap_or_default(),
        accounts: account::make(id.as_str(), overlay)?,
        certainty: Some(certainty(&from.certainty, &at)?),
        certainty_reason: from.reason.as_deref().map(|text| remarks(text, overlay)).transpose()?.unwrap_or_default(),
        sources: from.sources.iter().map(|url| source(url, id.as_str(), overlay)).collect(),
        statements: vec![],
        notes: from.note.as_deref().map(|text| remarks(text, overlay)).transpose()?.unwrap_or_default(),
        id,
    };
    for (index, text) in from.conflicts.iter().enumerate() {
        account_for(&mut meeting, index, text, overlay)?;
    }
    meeting.notes.extend(on_page.and_then(|m| m.note.as_ref()).map(|n| texts(n, TextStatus::Original)).unwrap_or_default());
    Ok(meeting)
}

fn participation(
    from: &facts::Participant,
    meeting: &facts::Meeting,
    all: &Facts,
    on_page: Option<&PageMeeting>,
) -> Result<Participation, DataError> {
    let at = "a participant";
    let organisation = all.organisations.iter().find(|o| from.organisation.as_ref() == Some(&o.id));
    let is_listed = on_page.is_some_and(|m| m.lists_participants);
    Ok(Participation {
        party: Some(parsed(&from.party, at)?),
        organisation: from.organisation.as_deref().map(|o| parsed(o, at)).transpose()?,
        organisation_as_written: organisation.filter(|_| is_listed).and_then(|o| o.as_written.first().cloned()),
        person: from.head.clone(),
        role: None,
        is_head: from.head.is_some(),
        is_host: meeting.host.as_ref() == Some(&from.party),
        is_attendee: false,
    })
}

fn certainty(text: &str, at: &str) -> Result<Certainty, DataError> {
    match text {
        "page" => Ok(Certainty::Page),
        "report" => Ok(Certainty::Report),
        "inferred" => Ok(Certainty::Inferred),
        "well-known" => Ok(Certainty::WellKnown),
        _ => Err(DataError::Value { at: at.to_owned(), why: format!("unknown certainty {text:?}") }),
    }
}

/// Turns one conflict of the facts into statements, a note, or the field that holds the wording.
fn account_for(meeting: &mut Meeting, index: usize, text: &str, overlay: &Overlay) -> Result<(), DataError> {
    let what = || format!("{} conflict {index}: {text}", meeting.id);
    let conflict = overlay.conflicts.conflict.iter().find(|c| c.meeting == meeting.id.as_str() && c.index == index);
    let conflict = conflict.ok_or_else(|| DataError::Unaccounted { overlay: CONFLICTS, what: what() })?;
    if !text.starts_with(&conflict.says) {
        return Err(DataError::Drift {
            overlay: CONFLICTS,
            at: format!("{} conflict {index}", meeting.id),
            expected: conflict.says.clone(),
            found: text.to_owned(),
        });
    }
    let is_kept = match conflict.kept_in.as_deref() {
        None => false,
        Some("date_as_written") => meeting.date_as_written.is_some(),
        Some("ordinal_as_written") => meeting.ordinal_as_written.is_some(),
        Some(other) => return Err(DataError::Value { at: what(), why: format!("no field {other:?} holds a wording") }),
    };
    if !is_kept && conflict.note.is_none() && conflict.statements.is_empty() {
        return Err(DataError::Unaccounted { overlay: CONFLICTS, what: what() });
    }
    for rival in &conflict.statements {
        let statement = statement(rival, conflict, overlay)?;
        if statement.is_preferred && value_of(meeting, &statement.path).is_some_and(|v| v != statement.value) {
            return Err(DataError::Value { at: what(), why: format!("{} is preferred but does not stand in the field", statement.value) });
        }
        meeting.statements.push(statement);
    }
    meeting.notes.extend(conflict.note.iter().flat_map(|n| texts(n, TextStatus::Original)));
    Ok(())
}

fn statement(from: &RivalValue, conflict: &Conflict, overlay: &Overlay) -> Result<Statement, DataError> {
    let reason = overlay.conflicts.reason.get(&from.reason);
    let reason = reason.ok_or_else(|| DataError::Unknown { overlay: CONFLICTS, what: format!("the reason {:?}", from.reason) })?;
    if from.path == "date" {
        parsed::<chancery_model::Edtf>(&from.value, &format!("{} conflict {}", conflict.meeting, conflict.index))?;
    }
    Ok(Statement {
        path: from.path.clone(),
        value: from.value.clone(),
        as_written: from.as_written.clone(),
        source: from.source.clone(),
        read_on: None,
        is_preferred: from.preferred,
        reason: texts(reason, TextStatus::Original),
    })
}

/// The value that stands in a field, as a statement would write it.
pub(super) fn value_of(meeting: &Meeting, path: &str) -> Option<String> {
    match path {
        "date" => meeting.date.map(|d| d.to_string()),
        "place" => meeting.place.as_ref().map(|p| p.place.to_string()),
        "ordinal" => meeting.ordinal.map(|n| n.to_string()),
        "host" => meeting.host.as_ref().map(ToString::to_string),
        _ => {
            let party = path.strip_prefix("participation/")?.strip_suffix("/person")?;
            let of_party = meeting.participation.iter().find(|p| p.party.as_ref().is_some_and(|id| id.as_str() == party))?;
            of_party.person.clone()
        }
    }
}

/// Refuses overlays for conflicts and page meetings that the facts do not have.
fn check_strays(made: &[Meeting], facts: &Facts, overlay: &Overlay) -> Result<(), DataError> {
    let known: Vec<(&str, usize)> = made
        .iter()
        .zip(facts.mechanisms.iter().flat_map(|m| &m.meetings))
        .map(|(meeting, from)| (meeting.id.as_str(), from.conflicts.len()))
        .collect();
    let has = |id: &str, index: usize| known.iter().any(|(have, count)| *have == id && index < *count);
    if let Some(stray) = overlay.conflicts.conflict.iter().find(|c| !has(&c.meeting, c.index)) {
        return Err(DataError::Unknown { overlay: CONFLICTS, what: format!("{} conflict {}", stray.meeting, stray.index) });
    }
    let is_meeting = |id: &str| known.iter().any(|(have, _)| *have == id);
    let on_page = overlay.page.meeting.iter().map(|m| &m.id).chain(overlay.accounts.item.iter().map(|i| &i.meeting));
    match on_page.into_iter().find(|id| !is_meeting(id)) {
        Some(stray) => Err(DataError::Unknown { overlay: "customs-page.toml", what: stray.clone() }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_of_the_facts_are_certainties() {
        assert_eq!(certainty("inferred", "x").unwrap(), Certainty::Inferred);
        assert!(certainty("sure", "x").is_err());
    }
}
