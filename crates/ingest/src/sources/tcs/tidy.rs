//! White space in a finished reading: runs of blanks become one space, in every field alike, since pages are spaced by
//! accident. Wording, spelling and punctuation stay (promise P3); the account of characters is taken on the page itself.

use chancery_model::reading::{ReadItem, ReadMechanism, ReadMeeting};

use crate::fold::{is_blank, tidy};

/// Tidies all texts of a reading.
pub(crate) fn all(mechanisms: &mut [ReadMechanism]) {
    for mechanism in mechanisms {
        let own = [&mut mechanism.name, &mut mechanism.acronym, &mut mechanism.level_as_written, &mut mechanism.latest_event_as_written];
        own.into_iter().flatten().for_each(one);
        mechanism.meetings.iter_mut().for_each(meeting);
    }
}

/// Tidies the topic.
pub(crate) fn topic(topic: &mut Option<String>) {
    topic.iter_mut().for_each(one);
}

fn meeting(meeting: &mut ReadMeeting) {
    [&mut meeting.title, &mut meeting.ordinal_as_written, &mut meeting.date_as_written].into_iter().flatten().for_each(one);
    if let Some(place) = &mut meeting.place {
        place.city.iter_mut().for_each(one);
        one(&mut place.as_written);
    }
    for participant in &mut meeting.participants {
        [&mut participant.organisation, &mut participant.person, &mut participant.role].into_iter().flatten().for_each(one);
        one(&mut participant.as_written);
    }
    items(&mut meeting.agenda);
    items(&mut meeting.outcomes);
    meeting.documents.iter_mut().for_each(|document| one(&mut document.title));
    meeting.notes.iter_mut().for_each(one);
}

fn items(list: &mut [ReadItem]) {
    for item in list {
        item.label.iter_mut().for_each(one);
        one(&mut item.text);
        items(&mut item.items);
    }
}

fn one(text: &mut String) {
    let is_tidy = !text.contains("  ") && !text.chars().any(|c| c != ' ' && is_blank(c)) && !text.starts_with(' ') && !text.ends_with(' ');
    if !is_tidy {
        *text = tidy(text);
    }
}
