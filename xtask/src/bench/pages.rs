//! Pages in the layout of a Mechanism Search, written from the generated register: what an import reads.

use std::fmt::Write as _;

use super::chance::Chance;
use super::corpus;

/// Writes the page of a topic: its mechanisms from `mechanisms`, all meetings of each, newest first.
pub(crate) fn page(topic: usize, mechanisms: impl Iterator<Item = usize>, chance: &mut Chance) -> String {
    let mut out = format!("Made-up Topic {topic}\nMechanism Search\n\nMinisterial Meetings\n\n");
    for mechanism in mechanisms {
        let (name, acronym) = (corpus::mechanism_name(mechanism), corpus::acronym(mechanism));
        let numbers = (0..corpus::MEETINGS_OF_ONE).rev().map(|n| mechanism * corpus::MEETINGS_OF_ONE + n);
        let meetings: Vec<_> = numbers.map(|n| corpus::meeting(n, chance)).collect();
        let latest = meetings.first().and_then(|meeting| meeting.date).map(|date| dots(&date.to_string())).unwrap_or_default();
        push(&mut out, format_args!("{name} ({acronym}) Latest Event : {latest}\n"));
        for meeting in &meetings {
            let ordinal = meeting.ordinal.unwrap_or_default();
            let date = meeting.date.map(|date| dots(&date.to_string())).unwrap_or_default();
            let place = corpus::place_as_written(meeting);
            push(&mut out, format_args!("{} {name} ({acronym})\n\nDownload. EN CN\n\n  • {date}\n  • {place}\n", spelled(ordinal)));
            out.push_str(
                "■Participants\nChina: Office of Made-up Affairs\nJapan: Bureau of Made-up Affairs\nROK: Made-up Affairs Service\n\n",
            );
            for (heading, items) in meeting.accounts.iter().take(1).flat_map(|a| [("Agenda", &a.agenda), ("Outcome", &a.outcomes)]) {
                push(&mut out, format_args!("■{heading}\n"));
                for item in items {
                    push(&mut out, format_args!("{}{}\n", item.number.as_ref().map(|n| format!("{n}. ")).unwrap_or_default(), item.text));
                    for (n, part) in item.items.iter().enumerate() {
                        push(&mut out, format_args!("{}) {}\n", n + 1, part.text));
                    }
                }
                out.push('\n');
            }
            push(&mut out, format_args!("■Documents\nJoint Statement of the {} {name}\n", spelled(ordinal)));
        }
        out.push('\n');
    }
    out
}

fn push(out: &mut String, words: std::fmt::Arguments<'_>) {
    out.write_fmt(words).expect("writing to a text does not fail");
}

/// A date as the pages write it.
fn dots(date: &str) -> String {
    date.replace('-', ".")
}

fn spelled(ordinal: u32) -> String {
    let ending = match (ordinal % 10, ordinal % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{ordinal}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_every_meeting_of_its_mechanisms() {
        let page = page(3, [3, 23].into_iter(), &mut Chance::new(1));
        assert_eq!(page.matches("■Outcome").count(), 2 * corpus::MEETINGS_OF_ONE);
        assert!(page.contains("50th Made-up Meeting 3 on"));
        assert!(page.contains("(MUM23) Latest Event : "));
    }
}
