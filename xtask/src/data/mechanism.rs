//! The bodies that meet.

use chancery_model::{Mechanism, Name, Source, Text};

use super::facts::{self, Facts};
use super::organisation::former_names;
use super::overlay::Overlay;
use super::{DataError, completed_names, parsed, remark};

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
    let linked = |ids: &[String]| ids.iter().map(|id| parsed(id, &at)).collect::<Result<_, DataError>>();
    let on_page = overlay.page.mechanism.iter().find(|m| m.id == from.id);
    let page_source =
        on_page.map(|m| Source { read_on: Some(overlay.page.read_on), lines: Some((m.line, m.line)), ..Source::of(&overlay.page.url) });
    let (notes, note_sources): (Vec<Text>, Vec<Vec<Source>>) = from.notes.iter().map(|note| note_and_sources(note)).unzip();
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
        sources: page_source.into_iter().chain(note_sources.into_iter().flatten()).collect(),
        statements: vec![],
        notes,
    })
}

/// Takes the addresses in brackets out of a note: they become sources of the record.
fn note_and_sources(note: &str) -> (Text, Vec<Source>) {
    let mut words = String::new();
    let mut sources = Vec::new();
    let mut rest = note;
    while let Some((before, after)) = rest.split_once(" (http") {
        let (address, after) = after.split_once(')').unwrap_or((after, ""));
        words.push_str(before);
        sources.push(Source::of(format!("http{address}")));
        rest = after;
    }
    words.push_str(rest);
    (remark(&words), sources)
}
