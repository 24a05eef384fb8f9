//! Which record an entry of a page means: decided by the source's own keys, never by resemblance alone.
//!
//! What has one sound candidate is matched, what has none is new, and what could mean several is a question for a person.

use std::collections::BTreeMap;

use chancery_model::reading::{ReadMechanism, ReadMeeting};
use chancery_model::{Edtf, Mechanism, MechanismId, MeetingId, NameKind, Precision, TopicId};

use super::keys::loose;

/// What an entry was matched to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict<T> {
    /// This record.
    Known(T),
    /// None: the record is new.
    New,
    /// One of these, or a new one: a person must say.
    Ambiguous(Vec<T>),
}

/// What the register knows of a meeting for matching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MeetingLine {
    /// The id.
    pub(crate) id: MeetingId,
    /// The ordinal.
    pub(crate) ordinal: Option<u32>,
    /// The date.
    pub(crate) date: Option<Edtf>,
}

/// Finds the mechanism that an entry means: by acronym and name within the topic; a name beyond the topic is only a hint.
pub(crate) fn mechanism(read: &ReadMechanism, topic: &TopicId, known: &BTreeMap<MechanismId, Mechanism>) -> Verdict<MechanismId> {
    let has_acronym = |m: &Mechanism| {
        let is_it = |acronym: &str| m.names.iter().any(|n| n.kind != NameKind::Full && n.text.eq_ignore_ascii_case(acronym.trim()));
        read.acronym.as_deref().is_some_and(is_it)
    };
    let has_name = |m: &Mechanism| read.name.as_deref().is_some_and(|name| m.names.iter().any(|n| loose(&n.text) == loose(name)));
    let of_topic = || known.values().filter(|m| m.topics.contains(topic));
    let by_acronym: Vec<&Mechanism> = of_topic().filter(|m| has_acronym(m)).collect();
    let by_name: Vec<&Mechanism> = of_topic().filter(|m| has_name(m)).collect();
    let both: Vec<&Mechanism> = by_acronym.iter().copied().filter(|m| has_name(m)).collect();
    let ids = |list: &[&Mechanism]| list.iter().map(|m| m.id.clone()).collect::<Vec<_>>();
    match (both.as_slice(), by_acronym.as_slice(), by_name.as_slice()) {
        ([one], ..) | ([], [one], []) | ([], [], [one]) => Verdict::Known(one.id.clone()),
        ([], [], []) => {
            let elsewhere: Vec<&Mechanism> = known.values().filter(|m| has_name(m)).collect();
            if elsewhere.is_empty() { Verdict::New } else { Verdict::Ambiguous(ids(&elsewhere)) }
        }
        ([], some, others) => {
            let mut all = ids(some);
            all.extend(ids(others));
            all.sort();
            all.dedup();
            Verdict::Ambiguous(all)
        }
        (several, ..) => Verdict::Ambiguous(ids(several)),
    }
}

/// Finds the meeting that an entry means among those of its mechanism: by ordinal, else by date.
pub(crate) fn meeting(read: &ReadMeeting, known: &[MeetingLine]) -> Verdict<MeetingId> {
    let by_ordinal = read.ordinal.and_then(|ordinal| known.iter().find(|m| m.ordinal == Some(ordinal)));
    let on_the_day: Vec<&MeetingLine> = known.iter().filter(|m| may_be_one_day(read.date.as_ref(), m.date.as_ref())).collect();
    match by_ordinal {
        Some(found) => {
            let disagree = matches!((&read.date, &found.date), (Some(one), Some(other)) if !one.range().overlaps(&other.range()));
            let others: Vec<MeetingId> = on_the_day.iter().filter(|m| m.id != found.id).map(|m| m.id.clone()).collect();
            if disagree && !others.is_empty() {
                let mut all = vec![found.id.clone()];
                all.extend(others);
                return Verdict::Ambiguous(all);
            }
            Verdict::Known(found.id.clone())
        }
        None => {
            let (unnumbered, numbered): (Vec<&MeetingLine>, Vec<&MeetingLine>) = on_the_day.into_iter().partition(|m| m.ordinal.is_none());
            match (read.ordinal, unnumbered.as_slice(), numbered.as_slice()) {
                (_, [one], []) | (None, [], [one]) => Verdict::Known(one.id.clone()),
                (_, [], []) => by_year(read, known),
                _ => Verdict::Ambiguous(unnumbered.iter().chain(&numbered).map(|m| m.id.clone()).collect()),
            }
        }
    }
}

/// An entry with a year and no ordinal means the only meeting that the year has.
fn by_year(read: &ReadMeeting, known: &[MeetingLine]) -> Verdict<MeetingId> {
    let (None, Some(date)) = (read.ordinal, read.date) else { return Verdict::New };
    let may_be = |m: &&MeetingLine| m.date.is_some_and(|d| d.contains(&date) || date.contains(&d));
    let found: Vec<&MeetingLine> = known.iter().filter(may_be).collect();
    match found.as_slice() {
        [] => Verdict::New,
        [one] => Verdict::Known(one.id.clone()),
        several => Verdict::Ambiguous(several.iter().map(|m| m.id.clone()).collect()),
    }
}

/// Tells whether two dates, both at least to the month, may mean one day. Two years that overlap are no evidence.
fn may_be_one_day(one: Option<&Edtf>, other: Option<&Edtf>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
    let is_fine = |date: &Edtf| date.precision() <= Precision::Month;
    is_fine(one) && is_fine(other) && one.range().overlaps(&other.range())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::{Name, samples};

    #[test]
    fn a_mechanism_is_known_by_acronym_and_name_within_its_topic() {
        let mut known = BTreeMap::new();
        for (id, name) in
            [("tchm", "Tripartite Customs Heads' Meeting"), ("ipr", "Working Group on Rights"), ("cei", "Working Group on Enforcement")]
        {
            let mut mechanism = samples::mechanism(id, "customs");
            mechanism.names = vec![Name::new(chancery_model::Lang::en(), name), Name::acronym(id.to_ascii_uppercase())];
            known.insert(mechanism.id.clone(), mechanism);
        }
        let check = |topic: &str, name: Option<&str>, acronym: Option<&str>, expected: &str| {
            let read = ReadMechanism { name: name.map(Into::into), acronym: acronym.map(Into::into), ..ReadMechanism::default() };
            let shown = match mechanism(&read, &topic.parse().unwrap(), &known) {
                Verdict::Known(id) => id.to_string(),
                Verdict::New => "new".into(),
                Verdict::Ambiguous(ids) => format!("?{}", ids.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")),
            };
            assert_eq!(shown, expected, "{name:?} {acronym:?}");
        };
        check("customs", Some("Tripartite Customs Heads’ Meetings"), Some("TCHM"), "tchm");
        check("customs", Some("Heads of Customs"), Some("tchm"), "tchm");
        check("customs", Some("Working Groups on the Rights"), None, "ipr");
        check("customs", Some("Working Group on Rights"), Some("CEI"), "?cei|ipr");
        check("customs", Some("Working Group on Procedures"), Some("CPG"), "new");
        check("health", Some("Other"), Some("TCHM"), "new");
        check("health", Some("Working Group on Rights"), Some("IPR"), "?ipr");
        check("customs", None, None, "new");
    }

    #[test]
    fn a_meeting_is_known_by_ordinal_else_by_date() {
        let line = |suffix: &str, ordinal, date: Option<&str>| MeetingLine {
            id: format!("tchm/{suffix}").parse().unwrap(),
            ordinal,
            date: date.map(|d| d.parse().unwrap()),
        };
        let known = [
            line("4", Some(4), Some("2011-11-11")),
            line("5", Some(5), Some("2015-10-31")),
            line("6", Some(6), Some("2017")),
            line("2019-12", None, Some("2019-12-03")),
        ];
        let check = |ordinal: Option<u32>, date: Option<&str>, expected: &str| {
            let read = ReadMeeting { ordinal, date: date.map(|d| d.parse().unwrap()), ..ReadMeeting::default() };
            let shown = match meeting(&read, &known) {
                Verdict::Known(id) => id.suffix().to_owned(),
                Verdict::New => "new".into(),
                Verdict::Ambiguous(ids) => format!("?{}", ids.iter().map(|id| id.suffix().to_owned()).collect::<Vec<_>>().join("|")),
            };
            assert_eq!(shown, expected, "{ordinal:?} {date:?}");
        };
        check(Some(4), None, "4");
        check(Some(4), Some("2011"), "4");
        check(Some(4), Some("2012-02-02"), "4"); // another date of the same meeting: stated beside, not another meeting
        check(Some(4), Some("2015-10-31"), "?4|5"); // number of one, day of another
        check(Some(7), None, "new");
        check(Some(7), Some("2017"), "new"); // two meetings may fall in one year
        check(Some(7), Some("2015-10-31"), "?5"); // the day of one, the number of none: a person must say
        check(Some(7), Some("2019-12-03"), "2019-12");
        check(None, Some("2015-10-31"), "5");
        check(None, Some("2017-11-30"), "6");
        check(None, Some("2015"), "5");
        check(None, Some("2014"), "new");
        check(None, None, "new");
    }
}
