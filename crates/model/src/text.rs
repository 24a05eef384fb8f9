//! Texts and names: each knows its language, its status and where it comes from (promise P3).

use serde::{Deserialize, Serialize};

use crate::canonical::is_false;
use crate::edtf::Edtf;
use crate::lang::Lang;

/// What a text is in relation to its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum TextStatus {
    /// The source's own words.
    #[default]
    Original,
    /// An official text or the official form of a name.
    Official,
    /// A translation by, or endorsed by, the body that issued the text.
    Translation,
    /// Somebody else's rendering.
    Unofficial,
    /// Retold by the register in its own words; never poses as the original.
    Summary,
}

/// A text in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The language of the words.
    pub lang: Lang,
    /// The words.
    pub text: String,
    /// What the words are in relation to their source.
    #[serde(default)]
    pub status: TextStatus,
}

impl Text {
    /// Makes a text in the given language and status.
    pub fn new(lang: Lang, text: impl Into<String>, status: TextStatus) -> Self {
        Text { lang, text: text.into(), status }
    }
}

/// Which form of a name this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum NameKind {
    /// The name in use.
    #[default]
    Full,
    /// The long, formal name (of a state, say).
    Formal,
    /// An acronym or abbreviation.
    Acronym,
    /// The wording of a source, kept beside the official name.
    AsWritten,
}

/// A name in one language. Names are lists; a name with `und` as language is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// The language of the name.
    pub lang: Lang,
    /// The name.
    pub text: String,
    /// Which form of a name this is.
    #[serde(default)]
    pub kind: NameKind,
    /// Official, translation, unofficial, or as the source has it.
    #[serde(default)]
    pub status: TextStatus,
    /// True for a name that is no longer in use.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_former: bool,
    /// Since when the name is in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Edtf>,
    /// Until when the name was in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Edtf>,
    /// Address of the source of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl Name {
    /// Makes a name in use.
    pub fn new(lang: Lang, text: impl Into<String>) -> Self {
        Name {
            lang,
            text: text.into(),
            kind: NameKind::Full,
            status: TextStatus::Official,
            is_former: false,
            from: None,
            until: None,
            source: None,
        }
    }
    /// Makes an acronym.
    pub fn acronym(text: impl Into<String>) -> Self {
        Name { kind: NameKind::Acronym, ..Name::new(Lang::und(), text) }
    }
}

/// Finds the name to show to a reader of `wanted`: the full name in use in that language, else along `fallback`, else the first.
///
/// Shape: `None` only if the list has no name in use of kind full.
pub fn preferred_name<'a>(names: &'a [Name], wanted: &Lang, fallback: &[Lang]) -> Option<&'a Name> {
    let in_use = || names.iter().filter(|n| n.kind == NameKind::Full && !n.is_former);
    std::iter::once(wanted)
        .chain(fallback)
        .find_map(|lang| in_use().find(|n| n.lang == *lang).or_else(|| in_use().find(|n| n.lang.is_same_language(lang))))
        .or_else(|| in_use().next())
}

/// Finds the acronym in use, if there is one.
pub fn acronym(names: &[Name]) -> Option<&str> {
    names.iter().find(|n| n.kind == NameKind::Acronym && !n.is_former).map(|n| n.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_shown_follows_the_reader_then_the_fallback() {
        let mut names = vec![Name::new(Lang::en(), "Customs"), Name::new(Lang::ja(), "税関")];
        names.insert(0, Name { is_former: true, ..Name::new(Lang::ko(), "옛 이름") });
        let shown = |lang: Lang, fallback: &[Lang]| preferred_name(&names, &lang, fallback).unwrap().text.clone();
        assert_eq!(shown(Lang::ja(), &[]), "税関");
        assert_eq!(shown(Lang::ko(), &[Lang::ja()]), "税関");
        assert_eq!(shown(Lang::zh(), &[]), "Customs");
        assert!(preferred_name(&[], &Lang::en(), &[]).is_none());
    }
}
