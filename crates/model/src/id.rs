//! Ids: assigned once, never derived again, each a type of its own.
//!
//! An id is lower-case ASCII words joined by single hyphens (`tchm-cei`); a meeting's id is its mechanism's id at the
//! time of assignment, a slash, and a suffix (`tchm/6`, `tchm/2019-12`). A party's id is its ISO 3166-1 code where it
//! has one, in capitals.

/// The longest id, in bytes: an id is part of an address that people read and type.
pub const MAX_ID_BYTES: usize = 96;

/// Says why an id was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The id has another form than its kind asks for.
    #[error("not an id of {article}{kind}: {given:?}; expected {expected}", article = article(kind))]
    Form {
        /// The kind of record the id was meant for.
        kind: &'static str,
        /// What was given, cut to 60 characters.
        given: String,
        /// The form that was expected, in words.
        expected: &'static str,
    },
    /// The id is longer than [`MAX_ID_BYTES`].
    #[error("an id has at most {MAX_ID_BYTES} bytes, this one has {0}")]
    TooLong(usize),
}

/// The article before the noun of a kind, with its blank; evidence is not counted and has none.
fn article(kind: &str) -> &'static str {
    match kind {
        "evidence" => "",
        _ if kind.starts_with(['a', 'e', 'i', 'o', 'u']) => "an ",
        _ => "a ",
    }
}

pub(crate) fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

fn is_meeting(text: &str) -> bool {
    text.split_once('/').is_some_and(|(mechanism, suffix)| is_slug(mechanism) && is_slug(suffix))
}

fn is_party(text: &str) -> bool {
    (2..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Makes the words of a text into an id: ASCII letters and digits, lower case, joined by hyphens.
///
/// Shape: `None` if nothing of the text can stand in an id (a title in Chinese, say); then the caller numbers.
pub fn slug(text: &str) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    let mut length = 0;
    for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '\'' || c == '\u{2019}')) {
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        if word.is_empty() {
            continue;
        }
        length += word.len() + 1;
        if length > 64 {
            break;
        }
        words.push(word);
    }
    (!words.is_empty()).then(|| words.join("-"))
}

/// Makes types of text that is checked when it is parsed: ids, and the words that a framework may add to (levels, document types).
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident, $kind:literal, $check:ident, $expected:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                if text.len() > $crate::id::MAX_ID_BYTES {
                    return Err(IdError::TooLong(text.len()));
                }
                if !$check(text) {
                    return Err(IdError::Form { kind: $kind, given: text.chars().take(60).collect(), expected: $expected });
                }
                Ok($name(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

pub(crate) use ids;

ids! {
    /// The id of a framework.
    FrameworkId, "framework", is_slug, "lower-case words joined by hyphens";
    /// The id of a topic, such as `customs`.
    TopicId, "topic", is_slug, "lower-case words joined by hyphens, such as customs";
    /// The id of an organisation, such as `cn-gacc`.
    OrganisationId, "organisation", is_slug, "lower-case words joined by hyphens, such as cn-gacc";
    /// The id of a place, such as `tokyo`.
    PlaceId, "place", is_slug, "lower-case words joined by hyphens, such as tokyo";
    /// The id of a mechanism, such as `tchm`.
    MechanismId, "mechanism", is_slug, "lower-case words joined by hyphens, such as tchm-cei";
    /// The id of a meeting, such as `tchm/6`.
    MeetingId, "meeting", is_meeting, "a mechanism and a suffix joined by a slash, such as tchm/6";
    /// The id of a document, such as `tchm-4-press-release`.
    DocumentId, "document", is_slug, "lower-case words joined by hyphens";
    /// The id of a source's reading.
    ReadingId, "reading", is_slug, "lower-case words joined by hyphens";
    /// The id of a commitment, such as `aeo-mutual-recognition`.
    CommitmentId, "commitment", is_slug, "lower-case words joined by hyphens, such as aeo-mutual-recognition";
    /// The id of a piece of evidence.
    EvidenceId, "evidence", is_slug, "lower-case words joined by hyphens";
    /// The id of an initiative, such as `fake-zero`.
    InitiativeId, "initiative", is_slug, "lower-case words joined by hyphens, such as fake-zero";
    /// The id of a process, such as `aeo-recognition`.
    ProcessId, "process", is_slug, "lower-case words joined by hyphens, such as aeo-recognition";
    /// The id of an exchange.
    ExchangeId, "exchange", is_slug, "lower-case words joined by hyphens";
    /// The id of a party: its ISO 3166-1 code where it has one, such as `JP`.
    PartyId, "party", is_party, "an ISO 3166-1 code in capitals, such as JP";
}

impl MeetingId {
    /// Makes the id of a meeting from its mechanism's id and a suffix.
    ///
    /// Errors: [`IdError`] if the suffix is not made of lower-case words, digits and hyphens.
    pub fn new(mechanism: &MechanismId, suffix: &str) -> Result<Self, IdError> {
        format!("{mechanism}/{suffix}").parse()
    }
    /// The part before the slash. It names the mechanism of the day the id was assigned, not always today's.
    pub fn stem(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }
    /// The part after the slash: `6` of `tchm/6`.
    pub fn suffix(&self) -> &str {
        self.0.split('/').nth(1).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_to_their_form() {
        for good in ["tchm", "tchm-cei", "a1", "2019-12"] {
            assert_eq!(good.parse::<MechanismId>().unwrap().to_string(), good);
        }
        for bad in ["", "-", "tchm-", "Tchm", "tchm--cei", "tchm cei", "税関", "../etc", "tchm/6"] {
            assert!(bad.parse::<MechanismId>().is_err(), "{bad:?} was taken");
        }
        let id: MeetingId = "tchm/6".parse().unwrap();
        assert_eq!((id.stem(), id.suffix()), ("tchm", "6"));
        for bad in ["tchm", "tchm/", "/6", "tchm/6/7", "tchm/../6"] {
            assert!(bad.parse::<MeetingId>().is_err(), "{bad:?} was taken");
        }
        assert!("a".repeat(MAX_ID_BYTES + 1).parse::<TopicId>().is_err());
        assert!("X".parse::<ExchangeId>().unwrap_err().to_string().starts_with("not an id of an exchange: \"X\""));
        assert!("X".parse::<EvidenceId>().unwrap_err().to_string().starts_with("not an id of evidence: \"X\""));
        assert!("X".parse::<TopicId>().unwrap_err().to_string().starts_with("not an id of a topic: \"X\""));
    }

    #[test]
    fn slugs_are_ids() {
        assert_eq!(slug("Tripartite Customs Heads\u{2019} Meeting").as_deref(), Some("tripartite-customs-heads-meeting"));
        assert_eq!(slug("税関"), None);
        assert_eq!(slug("  -- "), None);
    }
}
