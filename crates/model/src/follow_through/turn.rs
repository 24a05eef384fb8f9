//! Whose turn it may be: who was host so far, whether that is a rotation, and what follows from it.
//!
//! An expectation always comes with its reason and is never a fact: a body that met in turn need not go on so.

use std::collections::BTreeSet;

use crate::id::{MechanismId, MeetingId, PartyId};

use super::{Held, first_day};

/// Why a host is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The hosts so far followed one another in this order.
    Rotation(Vec<PartyId>),
    /// The body is tied to the host of another one, whose hosts followed one another in this order.
    TiedTo(MechanismId, Vec<PartyId>),
}

/// What can be said of the next meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Each meeting with its host, oldest first.
    pub hosts: Vec<(MeetingId, PartyId)>,
    /// How many meetings have no host on record.
    pub unknown: usize,
    /// The ordinal that would come next.
    pub next_ordinal: Option<u32>,
    /// Who may be host next, and why.
    pub expected: Option<(PartyId, Reason)>,
}

/// The order in which hosts followed one another, if they did so without exception and came round at least once.
///
/// Shape: the cycle from the host that comes next; `None` if a host is unknown, or the order is broken or not yet repeated.
pub fn rotation(hosts: &[Option<PartyId>]) -> Option<Vec<PartyId>> {
    let hosts: Vec<&PartyId> = hosts.iter().map(Option::as_ref).collect::<Option<_>>()?;
    let length = hosts.iter().collect::<BTreeSet<_>>().len();
    let is_cycle = length > 1 && hosts.len() > length && (length..hosts.len()).all(|at| hosts[at] == hosts[at - length]);
    is_cycle.then(|| hosts[hosts.len() - length..].iter().map(|p| (*p).clone()).collect())
}

fn in_order(held: &[Held]) -> Vec<&Held> {
    let mut held: Vec<&Held> = held.iter().collect();
    held.sort_by_key(|h| (h.date.as_ref().and_then(first_day), h.ordinal, h.id.clone()));
    held
}

/// Says whose turn it may be. `tied` is another body whose host this one follows, with its meetings.
pub fn turn(held: &[Held], tied: Option<(&MechanismId, &[Held])>) -> Turn {
    let own = in_order(held);
    let cycle_of = |held: &[&Held]| rotation(&held.iter().map(|h| h.host.clone()).collect::<Vec<_>>());
    let expected = match tied {
        Some((mechanism, others)) => cycle_of(&in_order(others)).map(|order| (order[0].clone(), Reason::TiedTo(mechanism.clone(), order))),
        None => cycle_of(&own).map(|order| (order[0].clone(), Reason::Rotation(order))),
    };
    Turn {
        hosts: own.iter().filter_map(|h| Some((h.id.clone(), h.host.clone()?))).collect(),
        unknown: own.iter().filter(|h| h.host.is_none()).count(),
        next_ordinal: own.iter().filter_map(|h| h.ordinal).max().map(|n| n + 1),
        expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(list: &str) -> Vec<Option<PartyId>> {
        list.split(' ').map(|p| p.parse().ok()).collect()
    }

    #[test]
    fn a_rotation_is_one_without_exception() {
        let next = |list| rotation(&hosts(list)).map(|order| order.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        assert_eq!(next("JP CN KR JP CN KR JP"), Some("CN KR JP".into()));
        assert_eq!(next("JP CN KR JP CN KR JP CN KR"), Some("JP CN KR".into()));
        assert_eq!(next("JP KR CN JP KR JP"), None, "the order is broken");
        assert_eq!(next("JP CN KR"), None, "it has not come round");
        assert_eq!(next("JP JP"), None, "one host is no rotation");
        assert_eq!(next("JP CN - JP CN"), None, "a host is not known");
    }

    #[test]
    fn what_is_expected_says_why() {
        let held = |n: u32, host: &str| Held {
            id: format!("a/{n}").parse().unwrap(),
            ordinal: Some(n),
            date: format!("{}", 2000 + n).parse().ok(),
            host: host.parse().ok(),
            place: None,
        };
        let summits: Vec<Held> = ["JP", "CN", "KR", "JP"].iter().zip(1..).map(|(host, n)| held(n, host)).collect();
        let own = [held(2, "JP"), held(1, "-")];
        let mechanism: MechanismId = "summit".parse().unwrap();
        let found = turn(&own, Some((&mechanism, &summits)));
        assert_eq!((found.hosts.len(), found.unknown, found.next_ordinal), (1, 1, Some(3)));
        let (host, reason) = found.expected.unwrap();
        assert_eq!(host.as_str(), "CN");
        assert!(matches!(reason, Reason::TiedTo(m, _) if m == mechanism));
        assert_eq!(turn(&own, None).expected, None);
    }
}
