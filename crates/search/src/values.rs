//! The values of facets as readers write them: ids, codes, and names in any language.

use chancery_model::Lang;
use tantivy::Term;

use crate::analysis::{analyze, is_east_asian};
use crate::index::Index;
use crate::query::read::Resolved;
use crate::request::FacetName;
use crate::statistics::Statistics;
use crate::terms::Terms;

/// A value of a facet with its names, handed in by the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The facet.
    pub facet: FacetName,
    /// The value as filters name it.
    pub value: String,
    /// What it is called, in any language.
    pub names: Vec<(Lang, String)>,
}

/// The names of values, folded for comparison.
#[derive(Debug, Default)]
pub(crate) struct Values {
    named: Vec<(FacetName, String, String)>,
}

impl Values {
    pub(crate) fn new(values: impl IntoIterator<Item = FacetValue>) -> Values {
        let mut named = Vec::new();
        for FacetValue { facet, value, names } in values {
            let keys = names.iter().map(|(_, name)| analyze(name).key()).filter(|key| !key.is_empty());
            named.extend(keys.map(|key| (facet, key, value.clone())));
        }
        named.sort();
        named.dedup();
        Values { named }
    }

    /// The values that a name means: those that are called so, or else those in whose names it stands as words.
    pub(crate) fn find(&self, facet: FacetName, typed: &str) -> Vec<String> {
        let key = analyze(typed).key();
        if key.is_empty() {
            return Vec::new();
        }
        let own = || self.named.iter().filter(|(f, ..)| *f == facet);
        let mut found: Vec<String> = own().filter(|(_, name, _)| *name == key).map(|(.., value)| value.clone()).collect();
        if found.is_empty() {
            found = own().filter(|(_, name, _)| stands_in(&key, name)).map(|(.., value)| value.clone()).collect();
        }
        found.sort();
        found.dedup();
        found
    }
}

/// Tells whether a key stands in another: East Asian ones anywhere, others as whole words.
fn stands_in(key: &str, name: &str) -> bool {
    if key.chars().count() < 2 {
        return false;
    }
    let is_bound = |c: Option<char>, own: Option<char>| match (c, own) {
        (None, _) => true,
        (Some(c), Some(own)) => !c.is_alphanumeric() || (is_east_asian(c) && is_east_asian(own)),
        (Some(_), None) => true,
    };
    name.match_indices(key).any(|(at, _)| {
        is_bound(name[..at].chars().next_back(), key.chars().next())
            && is_bound(name[at + key.len()..].chars().next(), key.chars().next_back())
    })
}

impl Index {
    /// Finds the value of a facet: as typed, else in another case, else by the language's full tag, else by a name.
    pub(crate) fn resolve(&self, statistics: &Statistics<'_>, terms: &Terms, facet: FacetName, value: &str) -> Resolved {
        let field = self.fields.facet(facet);
        let is_there = |value: &str| statistics.entries_with(&Term::from_field_text(field, value)).is_ok_and(|entries| entries > 0);
        let full_tag = || value.to_ascii_lowercase().parse::<Lang>().ok().map(|lang| lang.to_string());
        let as_typed = [Some(value.to_owned()), Some(value.to_ascii_lowercase()), Some(value.to_ascii_uppercase())]
            .into_iter()
            .chain([if facet == FacetName::Lang { full_tag() } else { None }])
            .flatten()
            .find(|value| is_there(value));
        if let Some(value) = as_typed {
            return Resolved::One(value);
        }
        let mut named = terms.values().find(facet, value);
        // Of several that a name fits, the one that records have is meant.
        if named.len() > 1 && named.iter().filter(|value| is_there(value)).count() == 1 {
            named.retain(|value| is_there(value));
        }
        match named.len() {
            0 => Resolved::Unknown,
            1 => Resolved::One(named.remove(0)),
            _ => Resolved::Several(named),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        let value = |facet, value: &str, names: &[&str]| FacetValue {
            facet,
            value: value.to_owned(),
            names: names.iter().map(|name| (Lang::und(), (*name).to_owned())).collect(),
        };
        Values::new([
            value(FacetName::Host, "JP", &["Japan", "日本"]),
            value(FacetName::Host, "KR", &["Korea", "Republic of Korea", "韩国", "한국"]),
            value(FacetName::Place, "tokyo", &["Tokyo", "東京"]),
            value(FacetName::Mechanism, "tchm", &["Tripartite Customs Heads’ Meeting", "日中韓関税局長・長官会議", "TCHM"]),
            value(FacetName::Mechanism, "tchm-ipr", &["Customs IPR Working Group", "TCHM-IPR"]),
        ])
    }

    fn check(facet: FacetName, typed: &str, wanted: &str) {
        assert_eq!(values().find(facet, typed).join(" "), wanted, "{typed}");
    }

    #[test]
    fn names_in_any_language_mean_their_value() {
        check(FacetName::Host, "日本", "JP");
        check(FacetName::Host, "JAPAN", "JP");
        check(FacetName::Host, "韓國", "KR");
        check(FacetName::Place, "东京", "tokyo");
        check(FacetName::Place, "日本", "");
        check(FacetName::Mechanism, "tchm", "tchm");
        check(FacetName::Mechanism, "関税局長", "tchm");
        check(FacetName::Mechanism, "customs", "tchm tchm-ipr");
        check(FacetName::Mechanism, "custom", "");
        check(FacetName::Mechanism, "の", "");
    }
}
