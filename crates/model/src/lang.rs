//! Languages of a record's text. The language of the interface is another type and lives in the doors.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The language of a piece of text: a BCP 47 language with an optional script, such as `en`, `zh-Hans`, `ja`, `und`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lang(String);

/// Says why a language tag was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a language tag: {0:?}; expected a language and perhaps a script, such as en, zh-Hans, ja, ko or und")]
pub struct LangError(pub String);

impl Lang {
    /// English.
    pub fn en() -> Self {
        Lang("en".into())
    }
    /// Chinese in simplified script.
    pub fn zh() -> Self {
        Lang("zh-Hans".into())
    }
    /// Japanese.
    pub fn ja() -> Self {
        Lang("ja".into())
    }
    /// Korean.
    pub fn ko() -> Self {
        Lang("ko".into())
    }
    /// Undetermined.
    pub fn und() -> Self {
        Lang("und".into())
    }
    /// The tag as written in HTML's `lang`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The language without its script: `zh` of `zh-Hans`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or("und")
    }
    /// Tells whether two tags name the same language, whatever the script.
    pub fn is_same_language(&self, other: &Lang) -> bool {
        self.primary() == other.primary()
    }
}

impl FromStr for Lang {
    type Err = LangError;
    fn from_str(tag: &str) -> Result<Self, LangError> {
        let refuse = || LangError(tag.chars().take(40).collect());
        let mut parts = tag.split('-');
        let language = parts.next().unwrap_or_default();
        if !(2..=3).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_lowercase()) {
            return Err(refuse());
        }
        if let Some(script) = parts.next() {
            let mut bytes = script.bytes();
            let is_script =
                script.len() == 4 && bytes.next().is_some_and(|b| b.is_ascii_uppercase()) && bytes.all(|b| b.is_ascii_lowercase());
            if !is_script {
                return Err(refuse());
            }
        }
        if parts.next().is_some() {
            return Err(refuse());
        }
        // One spelling for Chinese without a script: the register's Chinese is simplified unless it says otherwise.
        Ok(Lang(if tag == "zh" { "zh-Hans".into() } else { tag.into() }))
    }
}

impl TryFrom<String> for Lang {
    type Error = LangError;
    fn try_from(tag: String) -> Result<Self, LangError> {
        tag.parse()
    }
}

impl From<Lang> for String {
    fn from(lang: Lang) -> String {
        lang.0
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_parse_and_print() {
        for (tag, printed) in [("en", "en"), ("zh", "zh-Hans"), ("zh-Hant", "zh-Hant"), ("und", "und"), ("mn", "mn")] {
            assert_eq!(tag.parse::<Lang>().unwrap().to_string(), printed);
        }
        for tag in ["", "e", "EN", "english", "zh-hans", "zh-Hans-CN", "ja_JP", "日本"] {
            assert!(tag.parse::<Lang>().is_err(), "{tag:?} was taken");
        }
    }
}
