//! Words with their language as arguments have them: `en=Two offices validated a site jointly.`

use std::str::FromStr;

use chancery_model::{Lang, Name, Text, TextStatus};

/// Words with their language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The language.
    pub lang: Lang,
    /// The words.
    pub words: String,
}

impl FromStr for Wording {
    type Err = String;
    fn from_str(text: &str) -> Result<Wording, String> {
        let expected = "expected a language and words, such as en=Report of the year";
        let (lang, words) = text.split_once('=').ok_or_else(|| format!("no language is told; {expected}"))?;
        let lang = lang.trim().parse::<Lang>().map_err(|error| format!("{error}; {expected}"))?;
        match words.trim() {
            "" => Err(format!("there are no words behind {lang}=; {expected}")),
            words => Ok(Wording { lang, words: words.to_owned() }),
        }
    }
}

impl Wording {
    /// The words as a text of this status.
    pub fn to_text(&self, status: TextStatus) -> Text {
        Text::new(self.lang.clone(), self.words.clone(), status)
    }

    /// The words as a name, as whoever bears it writes it.
    pub fn to_name(&self) -> Name {
        Name { status: TextStatus::Original, ..Name::new(self.lang.clone(), self.words.clone()) }
    }
}

/// Texts that are told in the register's own words.
pub fn told(wordings: &[Wording]) -> Vec<Text> {
    wordings.iter().map(|wording| wording.to_text(TextStatus::Summary)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_a_language() {
        let said = |text: &str| text.parse::<Wording>().map(|w| (w.lang.to_string(), w.words));
        assert_eq!(said("en=1 + 1 = 2"), Ok(("en".into(), "1 + 1 = 2".into())));
        assert_eq!(said("zh= 海关 "), Ok(("zh-Hans".into(), "海关".into())));
        for (text, expected) in
            [("Two offices", "no language is told"), ("english=x", "not a language tag"), ("en= ", "no words behind en=")]
        {
            let error = said(text).unwrap_err();
            assert!(error.contains(expected) && error.contains("such as en="), "{error}");
        }
    }
}
