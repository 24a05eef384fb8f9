//! The notions by which searches are widened: the names that the register itself knows, and a glossary of the field.
//!
//! Names of topics, mechanisms (former ones and acronyms as well), organisations, places and parties come from the catalogue,
//! so that a record renamed is found by its new name from the next query on. The glossary is data of the project.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chancery_model::text::NameKind;
use chancery_model::{Lang, Name};
use chancery_search::{Notion, Terms};

use crate::catalogue::Catalogue;

/// The glossary, one file for each field.
const GLOSSARY: [(&str, &str); 8] = [
    ("customs.toml", include_str!("../../../data/terms/customs.toml")),
    ("economy.toml", include_str!("../../../data/terms/economy.toml")),
    ("environment.toml", include_str!("../../../data/terms/environment.toml")),
    ("government.toml", include_str!("../../../data/terms/government.toml")),
    ("health.toml", include_str!("../../../data/terms/health.toml")),
    ("instruments.toml", include_str!("../../../data/terms/instruments.toml")),
    ("meetings.toml", include_str!("../../../data/terms/meetings.toml")),
    ("society.toml", include_str!("../../../data/terms/society.toml")),
];

/// Shorter acronyms of records are words of some language more often than not.
const LEAST_ACRONYM: usize = 3;

static NOTIONS: LazyLock<Vec<Notion>> = LazyLock::new(|| {
    GLOSSARY.iter().flat_map(|(file, text)| read_glossary(text).unwrap_or_else(|error| panic!("{file}: {error}")).into_values()).collect()
});

type Glossary = BTreeMap<String, Notion>;

/// Reads one file of the glossary: for each notion its names by language.
fn read_glossary(text: &str) -> Result<Glossary, toml::de::Error> {
    let notions: BTreeMap<String, BTreeMap<Lang, Vec<String>>> = toml::from_str(text)?;
    let names = |by_lang: BTreeMap<Lang, Vec<String>>| {
        by_lang.into_iter().flat_map(|(lang, names)| names.into_iter().map(move |name| (lang.clone(), name))).collect()
    };
    Ok(notions.into_iter().map(|(id, by_lang)| (id, names(by_lang))).collect())
}

/// The terms of a register: its own names first, then the glossary.
pub(crate) fn terms(catalogue: &Catalogue) -> Terms {
    let parties = catalogue.frameworks.values().flat_map(|framework| &framework.parties).map(|party| &party.names);
    let own = (catalogue.topics.values().map(|record| &record.names))
        .chain(catalogue.mechanisms.values().map(|record| &record.names))
        .chain(catalogue.organisations.values().map(|record| &record.names))
        .chain(catalogue.places.values().map(|record| &record.names))
        .chain(parties);
    Terms::new(own.map(|names| notion(names)).chain(NOTIONS.iter().cloned()))
}

fn notion(names: &[Name]) -> Notion {
    let is_term = |name: &&Name| name.kind != NameKind::Acronym || name.text.chars().count() >= LEAST_ACRONYM;
    names.iter().filter(is_term).map(|name| (name.lang.clone(), name.text.clone())).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_glossary_is_whole() {
        let mut ids = BTreeSet::new();
        for (file, text) in GLOSSARY {
            for (id, names) in read_glossary(text).unwrap_or_else(|error| panic!("{file}: {error}")) {
                assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{file}: {id} is no id");
                for lang in [Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()] {
                    assert!(names.iter().any(|(l, _)| *l == lang), "{file}: {id} has no name in {lang}");
                }
                let texts: BTreeSet<(&Lang, &str)> = names.iter().map(|(lang, name)| (lang, name.as_str())).collect();
                assert_eq!(texts.len(), names.len(), "{file}: {id} has a name twice");
                assert!(names.iter().all(|(_, name)| name.trim() == name && name.chars().count() >= 2), "{file}: {id}");
                assert!(ids.insert(id.clone()), "{file}: {id} stands twice");
            }
        }
        assert!(ids.len() >= 400, "the glossary has {} notions", ids.len());
    }

    #[test]
    fn short_acronyms_are_no_terms() {
        let kept = notion(&[Name::acronym("ME"), Name::acronym("MOE"), Name::new(Lang::zh(), "环境")]);
        assert_eq!(kept.len(), 2);
    }
}
