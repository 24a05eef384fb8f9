//! The notions by which searches are widened: the names that the register itself knows, and a glossary of the field.
//!
//! Names of topics, mechanisms (former ones and acronyms as well), organisations, places and parties come from the catalogue,
//! so that a record renamed is found by its new name from the next query on. The glossary is data of the project.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chancery_model::text::NameKind;
use chancery_model::{Lang, Name};
use chancery_search::{FacetName, FacetValue, Notion, Terms};

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

/// The notions of the glossary, with their names in all languages.
pub(crate) fn notions() -> &'static [Notion] {
    &NOTIONS
}

type Glossary = BTreeMap<String, Notion>;

/// Reads one file of the glossary: for each notion its names by language.
fn read_glossary(text: &str) -> Result<Glossary, toml::de::Error> {
    let notions: BTreeMap<String, BTreeMap<Lang, Vec<String>>> = toml::from_str(text)?;
    let names = |by_lang: BTreeMap<Lang, Vec<String>>| {
        by_lang.into_iter().flat_map(|(lang, names)| names.into_iter().map(move |name| (lang.clone(), name))).collect()
    };
    Ok(notions.into_iter().map(|(id, by_lang)| (id, names(by_lang))).collect())
}

/// Other names of places and parties, by their English names, and what the values of conditions are called.
const PLACES: &str = include_str!("../../../data/terms/places.toml");
const VALUES: &str = include_str!("../../../data/terms/values.toml");

type ByLang = BTreeMap<Lang, Vec<String>>;

/// The file of other names of places.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct OtherNames {
    places: BTreeMap<String, ByLang>,
}

/// The file of names of values, by facet and value.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueNames {
    kind: BTreeMap<String, ByLang>,
    #[serde(rename = "type")]
    document_type: BTreeMap<String, ByLang>,
    lang: BTreeMap<String, ByLang>,
}

static OTHER_NAMES: LazyLock<BTreeMap<String, Notion>> = LazyLock::new(|| {
    let read: OtherNames = toml::from_str(PLACES).unwrap_or_else(|error| panic!("places.toml: {error}"));
    read.places.into_iter().map(|(name, others)| (name, flat(others))).collect()
});

static VALUE_NAMES: LazyLock<Vec<FacetValue>> = LazyLock::new(|| {
    let read: ValueNames = toml::from_str(VALUES).unwrap_or_else(|error| panic!("values.toml: {error}"));
    let facets = [(FacetName::Kind, read.kind), (FacetName::DocumentType, read.document_type), (FacetName::Lang, read.lang)];
    let values = facets.into_iter().flat_map(|(facet, values)| values.into_iter().map(move |(value, names)| (facet, value, names)));
    values.map(|(facet, value, names)| FacetValue { facet, value, names: flat(names) }).collect()
});

fn flat(by_lang: ByLang) -> Notion {
    by_lang.into_iter().flat_map(|(lang, names)| names.into_iter().map(move |name| (lang.clone(), name))).collect()
}

/// The terms of a register: its own names first, then the glossary; and the names of the values of conditions.
pub(crate) fn terms(catalogue: &Catalogue) -> Terms {
    let parties = catalogue.frameworks.values().flat_map(|framework| &framework.parties).map(|party| &party.names);
    let own = (catalogue.topics.values().map(|record| &record.names))
        .chain(catalogue.mechanisms.values().map(|record| &record.names))
        .chain(catalogue.organisations.values().map(|record| &record.names));
    let places = catalogue.places.values().map(|record| &record.names).chain(parties);
    let notions = own.map(|names| notion(names)).chain(places.map(|names| place(names)));
    Terms::new(notions.chain(NOTIONS.iter().cloned())).with_values(values(catalogue))
}

/// What conditions can name, with all names that it has.
fn values(catalogue: &Catalogue) -> impl Iterator<Item = FacetValue> + '_ {
    let named = |facet, value: String, names: &[Name]| {
        let names = names.iter().map(|name| (name.lang.clone(), name.text.clone())).collect();
        FacetValue { facet, value, names }
    };
    let parties = || catalogue.frameworks.values().flat_map(|framework| &framework.parties);
    let levels = catalogue.frameworks.values().flat_map(|framework| &framework.levels);
    (catalogue.topics.values().map(move |topic| named(FacetName::Topic, topic.id.to_string(), &topic.names)))
        .chain(catalogue.mechanisms.values().map(move |m| named(FacetName::Mechanism, m.id.to_string(), &m.names)))
        .chain(levels.map(move |level| named(FacetName::Level, level.level.to_string(), &level.names)))
        .chain(parties().map(move |party| FacetValue { facet: FacetName::Party, value: party.id.to_string(), names: place(&party.names) }))
        .chain(parties().map(move |party| FacetValue { facet: FacetName::Host, value: party.id.to_string(), names: place(&party.names) }))
        .chain(catalogue.places.values().map(|p| FacetValue { facet: FacetName::Place, value: p.id.to_string(), names: place(&p.names) }))
        .chain(VALUE_NAMES.iter().cloned())
}

fn notion(names: &[Name]) -> Notion {
    let is_term = |name: &&Name| name.kind != NameKind::Acronym || name.text.chars().count() >= LEAST_ACRONYM;
    names.iter().filter(is_term).map(|name| (name.lang.clone(), name.text.clone())).collect()
}

/// The names of a place or party, with those that the register does not hold.
fn place(names: &[Name]) -> Notion {
    let others = names.iter().find_map(|name| OTHER_NAMES.get(&name.text));
    notion(names).into_iter().chain(others.into_iter().flatten().cloned()).collect()
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
    fn values_are_named_in_four_languages() {
        assert!(VALUE_NAMES.len() >= 15);
        for value in VALUE_NAMES.iter() {
            for lang in [Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()] {
                assert!(value.names.iter().any(|(l, _)| *l == lang), "{}:{} has no name in {lang}", value.facet, value.value);
            }
        }
    }

    #[test]
    fn places_have_their_other_names() {
        let names = place(&[Name::new(Lang::en(), "Beijing"), Name::new(Lang::zh(), "北京")]);
        assert!(names.contains(&(Lang::und(), "Peking".to_owned())) && names.contains(&(Lang::ko(), "북경".to_owned())));
    }

    #[test]
    fn short_acronyms_are_no_terms() {
        let kept = notion(&[Name::acronym("ME"), Name::acronym("MOE"), Name::new(Lang::zh(), "环境")]);
        assert_eq!(kept.len(), 2);
    }
}
