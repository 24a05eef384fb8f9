//! Names of mechanisms and titles of meetings: their acronyms, and whether two of them mean the same body.
//!
//! A heading and its meetings often differ ("Working Group Meeting", "Working Groups' Meetings", a slip of a letter), so
//! names are compared by the words that tell one mechanism from another, generously.

use chancery_model::Ordinal;

use crate::fold::{is_blank, is_cjk, is_near, trim, words};
use crate::lexicon::Lexicon;

/// A name, cut for comparison.
#[derive(Debug, Clone, Default)]
pub(crate) struct NameKey {
    acronym: Option<String>,
    /// Words that tell mechanisms apart.
    telling: Vec<String>,
    /// Words such as "working" and "meeting".
    generic: Vec<String>,
}

/// The acronym in the last parentheses of a name, with its bytes: `TCHM` of "Tripartite Customs Heads' Meeting (TCHM)".
pub(crate) fn acronym(name: &str) -> Option<std::ops::Range<usize>> {
    let open = name.rfind(['(', '（'])?;
    let inner_at = open + name[open..].chars().next().map_or(1, char::len_utf8);
    let length = name[inner_at..].find([')', '）'])?;
    let inner = &name[inner_at..inner_at + length];
    let text = trim(inner);
    let is_acronym = (2..=16).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '+' | '&' | '/' | '.'))
        && text.chars().filter(char::is_ascii_uppercase).count() >= 2
        && text.chars().filter(char::is_ascii_uppercase).count() > text.chars().filter(char::is_ascii_lowercase).count()
        && Ordinal::find(text).is_none();
    let start = inner_at + (inner.len() - inner.trim_start_matches(is_blank).len());
    is_acronym.then(|| start..start + text.len())
}

impl NameKey {
    /// Cuts a name, or a title without its ordinal.
    pub(crate) fn of(name: &str, lexicon: &Lexicon) -> Self {
        let acronym = acronym(name).map(|range| name[range].to_ascii_lowercase());
        let mut key = NameKey { acronym, ..NameKey::default() };
        let mut plain = name.to_owned();
        for word in &lexicon.generic_cjk {
            if plain.contains(word.as_str()) {
                plain = plain.replace(word.as_str(), " ");
            }
        }
        for word in words(&plain) {
            if Some(&word) == key.acronym.as_ref() {
                continue;
            }
            if word.chars().any(is_cjk) {
                let chars: Vec<char> = word.chars().collect();
                match chars.len() {
                    1 => key.telling.push(word),
                    _ => key.telling.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>())),
                }
            } else if lexicon.generic.contains(&word) {
                key.generic.push(singular(word));
            } else {
                key.telling.push(singular(word));
            }
        }
        key
    }

    /// Tells whether there is nothing to compare.
    pub(crate) fn is_empty(&self) -> bool {
        self.acronym.is_none() && self.telling.is_empty() && self.generic.is_empty()
    }

    /// Tells whether the name is in a script without blanks.
    pub(crate) fn is_cjk(&self) -> bool {
        self.telling.iter().any(|word| word.chars().any(is_cjk))
    }

    /// How likely two names mean one mechanism, from 0 to 1.
    pub(crate) fn similarity(&self, other: &NameKey) -> f32 {
        if self.is_empty() || other.is_empty() {
            return 0.0;
        }
        match (&self.acronym, &other.acronym) {
            (Some(a), Some(b)) if a == b => return 1.0,
            (Some(a), None) if other.has_word(a) => return 1.0,
            (None, Some(b)) if self.has_word(b) => return 1.0,
            _ => {}
        }
        let telling = dice(&self.telling, &other.telling);
        let by_words = match (self.telling.is_empty(), other.telling.is_empty()) {
            (true, true) => dice(&self.generic, &other.generic),
            _ => telling * 0.9 + dice(&self.generic, &other.generic) * 0.1,
        };
        if self.acronym.is_some() && other.acronym.is_some() { by_words.min(0.5) } else { by_words }
    }

    fn has_word(&self, word: &str) -> bool {
        self.telling.iter().any(|own| {
            own == word || own.strip_prefix(word).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
        })
    }
}

fn singular(word: String) -> String {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 3 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word,
    }
}

/// Twice what is shared by what there is; words with a slip in them count as shared.
fn dice(a: &[String], b: &[String]) -> f32 {
    if a.is_empty() || b.is_empty() || a.len() > 60 || b.len() > 60 {
        return 0.0;
    }
    let mut free: Vec<&String> = b.iter().collect();
    let mut shared = 0usize;
    for word in a {
        let most = match word.len() {
            0..=4 => 0,
            5..=8 => 1,
            _ => 2,
        };
        if let Some(at) = free.iter().position(|other| *other == word || (most > 0 && word.is_ascii() && is_near(word, other, most))) {
            free.swap_remove(at);
            shared += 1;
        }
    }
    let counts = u16::try_from(2 * shared).unwrap_or(u16::MAX);
    let total = u16::try_from(a.len() + b.len()).unwrap_or(u16::MAX);
    f32::from(counts) / f32::from(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_mechanism_are_alike_and_others_are_not() {
        let lexicon = Lexicon::bundled();
        let alike = |a: &str, b: &str| NameKey::of(a, &lexicon).similarity(&NameKey::of(b, &lexicon));
        for (a, b) in [
            ("Working Group Meeting on Customs Procedure", "Working Groups’ Meeting on the Customs Procedures"),
            ("Tripartite Environment Ministers Meeting (TEMM)", "Tripartite Enviroment Ministers' Meetings"),
            ("Tripartite Environment Ministers Meeting (TEMM)", "TEMM19"),
            ("Trilateral Summit", "Trilateral Summit Meeting"),
            ("日中韓三カ国環境大臣会合", "日中韓環境大臣会合"),
            ("中日韩环境部长会议", "中日韩环境部长会议"),
            ("한중일 환경장관회의", "한일중 환경장관회의"),
        ] {
            assert!(alike(a, b) >= 0.6, "{a} / {b}: {}", alike(a, b));
        }
        for (a, b) in [
            (
                "Working Group Meeting on Customs Enforcement and Intelligence (CEI)",
                "Working Groups' Meeting on the Intellectual Property Right (IPR)",
            ),
            ("Working Group Meeting on Customs Procedure", "Working Group Meeting on Customs Enforcement and Intelligence"),
            ("Tripartite Customs Heads’ Meeting (TCHM)", "Working Group Meeting on Customs Procedure"),
            ("日中韓環境大臣会合", "日中韓保健大臣会合局長級"),
        ] {
            assert!(alike(a, b) < 0.6, "{a} / {b}: {}", alike(a, b));
        }
    }

    #[test]
    fn acronyms_are_found_in_parentheses() {
        let check = |name: &str, expected: Option<&str>| assert_eq!(acronym(name).map(|r| &name[r]), expected, "{name}");
        check("Tripartite Customs Heads’ Meeting (TCHM)", Some("TCHM"));
        check("中日韩海关领导人会议（TCHM）", Some("TCHM"));
        check("Free Trade Agreement (CJK FTA)", Some("CJK FTA"));
        check("Meeting (Teleconference)", None);
        check("Meeting (6th)", None);
        check("Meeting (Tokyo, Japan)", None);
        check("Meeting", None);
    }
}
