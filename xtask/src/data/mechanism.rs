//! The bodies that meet.

use chancery_model::{Lang, Mechanism, Name, NameKind, Source, TextStatus};

use super::facts::{self, Facts};
use super::organisation::former_names;
use super::overlay::Overlay;
use super::{DataError, completed_names, parsed, remarks};

const OVERLAY: &str = "mechanisms.toml";

/// Makes the mechanisms in the order of the facts.
pub(super) fn make(facts: &Facts, overlay: &Overlay) -> Result<Vec<Mechanism>, DataError> {
    let from = &overlay.mechanisms;
    let named = from.mechanism.iter().map(|c| &c.id).chain(from.former.iter().map(|c| &c.id));
    let stray = named.chain(overlay.page.mechanism.iter().map(|m| &m.id)).find(|id| facts.mechanisms.iter().all(|m| m.id != **id));
    if let Some(stray) = stray {
        return Err(DataError::Unknown { overlay: OVERLAY, what: stray.clone() });
    }
    facts.mechanisms.iter().map(|m| one(m, overlay)).collect()
}

fn one(from: &facts::Mechanism, overlay: &Overlay) -> Result<Mechanism, DataError> {
    let at = format!("mechanism {}", from.id);
    let completion = overlay.mechanisms.mechanism.iter().find(|c| c.id == from.id);
    let mut all = completed_names(&from.names, completion.iter().map(|c| &c.names));
    all.extend(from.acronym.iter().map(Name::acronym));
    all.extend(former_names(&from.id, &all, &from.former_names, &overlay.mechanisms.former));
    let on_page = overlay.page.mechanism.iter().find(|m| m.id == from.id);
    let heading = on_page.map(|m| &m.heading).filter(|heading| all.iter().all(|name| name.text != **heading));
    all.extend(heading.map(|text| Name {
        kind: NameKind::AsWritten,
        status: TextStatus::Original,
        source: Some(overlay.page.url.clone()),
        ..Name::new(Lang::en(), text)
    }));
    let linked = |ids: &[String]| ids.iter().map(|id| parsed(id, &at)).collect::<Result<_, DataError>>();
    let page_source =
        on_page.map(|m| Source { read_on: Some(overlay.page.read_on), lines: Some((m.line, m.line)), ..Source::of(&overlay.page.url) });
    let mut notes = Vec::new();
    let mut sources: Vec<Source> = page_source.into_iter().collect();
    for note in &from.notes {
        let (words, addresses) = words_and_addresses(note);
        notes.extend(remarks(&words, overlay)?);
        sources.extend(addresses.into_iter().map(Source::of));
    }
    Ok(Mechanism {
        id: parsed(&from.id, &at)?,
        names: all,
        topics: vec![parsed(&from.topic, &at)?],
        level: parsed(&from.level, &at)?,
        level_as_written: on_page.map(|m| m.level_as_written.clone()),
        parent: from.parent.as_deref().map(|p| parsed(p, &at)).transpose()?,
        predecessors: completion.map(|c| linked(&c.predecessors)).transpose()?.unwrap_or_default(),
        successors: completion.map(|c| linked(&c.successors)).transpose()?.unwrap_or_default(),
        established: from.established,
        ended: None,
        latest_event: on_page.map(|m| m.latest_event),
        secretariat: None,
        sources,
        statements: vec![],
        notes,
    })
}

/// Takes the addresses in brackets out of a note: they become sources of the record.
fn words_and_addresses(note: &str) -> (String, Vec<String>) {
    let mut words = String::new();
    let mut addresses = Vec::new();
    let mut rest = note;
    while let Some((before, after)) = rest.split_once(" (http") {
        let (address, after) = after.split_once(')').unwrap_or((after, ""));
        words.push_str(before);
        addresses.push(format!("http{address}"));
        rest = after;
    }
    words.push_str(rest);
    (words, addresses)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_a_note_become_sources() {
        let (words, addresses) = words_and_addresses("Made up (https://one.example/a?b=1), twice (http://two.example). Done (really).");
        assert_eq!(words, "Made up, twice. Done (really).");
        assert_eq!(addresses, ["https://one.example/a?b=1", "http://two.example"]);
    }
}
