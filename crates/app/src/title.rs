//! The title of a meeting in a language: composed from the mechanism's name and the ordinal, each language in its own way.
//!
//! The index, feeds, pages and the command line all need it, so it has its home here and not in a catalogue of messages.

use chancery_model::ordinal::english_suffix;
use chancery_model::{Edtf, Lang, MechanismId, Name};

use crate::catalogue::Catalogue;

/// A title and the language that it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The words.
    pub text: String,
    /// Their language.
    pub lang: Lang,
}

/// An ordinal as a language writes it before a noun: `6th`, `第6次`, `第6回`, `제6차`.
pub fn ordinal(number: u32, lang: &Lang) -> String {
    match lang.primary() {
        "zh" => format!("第{number}次"),
        "ja" => format!("第{number}回"),
        "ko" => format!("제{number}차"),
        _ => format!("{number}{}", english_suffix(number)),
    }
}

/// Joins an ordinal to a name in the name's own language; Chinese takes no blank.
pub fn numbered(number: u32, name: &str, lang: &Lang) -> String {
    let blank = if lang.primary() == "zh" { "" } else { " " };
    format!("{}{blank}{name}", ordinal(number, lang))
}

/// The title of a meeting for a reader of `lang`: its own name if it has one, else ordinal and mechanism, else mechanism and date.
///
/// Shape: in the language of the name that was found, which may be a fallback; a mechanism without any record gives its id.
pub fn meeting(
    catalogue: &Catalogue,
    own: &[Name],
    number: Option<u32>,
    mechanism: &MechanismId,
    date: Option<&Edtf>,
    lang: &Lang,
) -> Title {
    if let Some(name) = catalogue.name(own, lang) {
        return Title { text: name.text.clone(), lang: name.lang.clone() };
    }
    let (name, lang) = match catalogue.mechanism_name(mechanism, lang) {
        Some(name) => (name.text.as_str(), name.lang.clone()),
        None => (mechanism.as_str(), Lang::und()),
    };
    let text = match (number, date) {
        (Some(number), _) => numbered(number, name, &lang),
        (None, Some(date)) if matches!(lang.primary(), "zh" | "ja") => format!("{name}（{date}）"),
        (None, Some(date)) => format!("{name} ({date})"),
        (None, None) => name.to_owned(),
    };
    Title { text, lang }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::{Record, samples};

    #[test]
    fn each_language_writes_the_ordinal_its_own_way() {
        let mut catalogue = Catalogue::default();
        catalogue.insert(Record::Framework(samples::framework()));
        let mechanism = samples::mechanism("tchm", "customs");
        catalogue.insert(Record::Mechanism(mechanism.clone()));
        let title = |lang| meeting(&catalogue, &[], Some(3), &mechanism.id, None, &lang).text;
        assert_eq!(title(Lang::en()), "3rd Tripartite Customs Heads’ Meeting");
        assert_eq!(title(Lang::zh()), "第3次中日韩海关领导人会议");
        assert_eq!(title(Lang::ja()), "第3回 日中韓3か国関税局長・長官会議");
        assert_eq!(title(Lang::ko()), "제3차 한중일 관세청장회의");
        let dated = meeting(&catalogue, &[], None, &mechanism.id, "2019-12".parse().ok().as_ref(), &Lang::en());
        assert_eq!(dated.text, "Tripartite Customs Heads’ Meeting (2019-12)");
        let unknown = meeting(&catalogue, &[], Some(1), &"gone".parse().unwrap(), None, &Lang::en());
        assert_eq!((unknown.text.as_str(), unknown.lang.as_str()), ("1st gone", "und"));
    }
}
