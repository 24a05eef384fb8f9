//! Ministries, agencies and offices with their names, former names and the wordings of sources.

use std::collections::BTreeSet;

use chancery_model::{Lang, Name, NameKind, Organisation, TextStatus};

use super::facts::{Facts, Former};
use super::overlay::{FormerCompletion, Overlay};
use super::{DataError, completed_names, names, parsed};

const OVERLAY: &str = "organisations.toml";

/// Makes the organisations, completing the names that the facts lack.
pub(super) fn make(facts: &Facts, overlay: &Overlay) -> Result<Vec<Organisation>, DataError> {
    let from = &overlay.organisations;
    let known: BTreeSet<&str> = facts.organisations.iter().map(|o| o.id.as_str()).collect();
    let named = from.organisation.iter().map(|c| &c.id).chain(from.former.iter().map(|c| &c.id));
    if let Some(stray) = named.into_iter().find(|id| !known.contains(id.as_str())) {
        return Err(DataError::Unknown { overlay: OVERLAY, what: stray.clone() });
    }
    facts.organisations.iter().map(|o| one(o, overlay)).collect()
}

fn one(from: &super::facts::Organisation, overlay: &Overlay) -> Result<Organisation, DataError> {
    let at = format!("organisation {}", from.id);
    let completions = overlay.organisations.organisation.iter().filter(|c| c.id == from.id);
    let mut all = completed_names(&from.names, completions.map(|c| &c.names));
    all.extend(from.acronym.iter().map(Name::acronym));
    all.extend(former_names(&from.id, &all, &from.former_names, &overlay.organisations.former));
    all.extend(from.as_written.iter().map(|text| Name {
        kind: NameKind::AsWritten,
        status: TextStatus::Original,
        source: Some(overlay.page.url.clone()),
        ..Name::new(Lang::en(), text)
    }));
    Ok(Organisation {
        id: parsed(&from.id, &at)?,
        party: from.party.as_deref().map(|p| parsed(p, &at)).transpose()?,
        names: all,
        part_of: from.part_of.as_deref().map(|p| parsed(p, &at)).transpose()?,
        sources: vec![],
        statements: vec![],
        notes: vec![],
    })
}

/// Makes the former names of a record, in the languages of the facts and then of the overlay.
///
/// A former name is left out in a language in which the name in use reads the same, since nothing changed there.
pub(super) fn former_names(id: &str, current: &[Name], formers: &[Former], completions: &[FormerCompletion]) -> Vec<Name> {
    let mut out = Vec::new();
    for former in formers {
        let completion = completions.iter().filter(|c| c.id == id && former.names.en.as_ref() == Some(&c.former));
        let all = names(&former.names, TextStatus::Official)
            .into_iter()
            .chain(completion.flat_map(|c| names(&c.names, TextStatus::Unofficial)))
            .chain(former.acronym.iter().map(Name::acronym));
        let differs = |name: &Name| !current.iter().any(|c| c.kind == name.kind && c.lang == name.lang && c.text == name.text);
        out.extend(all.filter(differs).map(|name| Name { is_former: true, until: former.until, ..name }));
    }
    out
}
