//! Addresses as a person types them: `meeting:tchm/6`, or bare `tchm/6`, which is looked up over the kinds.

use chancery_app::keeping::Register;
use chancery_model::{Kind, RecordRef};

use super::failure::Failure;

/// An address with an optional revision: `tchm/6@2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The kind and id, or a bare id.
    pub text: String,
    /// The revision, if one was asked for.
    pub revision: Option<u64>,
}

impl std::str::FromStr for Asked {
    type Err = String;
    fn from_str(text: &str) -> Result<Asked, String> {
        let Some((address, revision)) = text.split_once('@') else {
            return Ok(Asked { text: text.to_owned(), revision: None });
        };
        match revision.parse::<u64>() {
            Ok(revision) if revision > 0 => Ok(Asked { text: address.to_owned(), revision: Some(revision) }),
            _ => Err(format!("{revision:?} is not a revision; expected a number from 1, as in tchm/6@2")),
        }
    }
}

/// Finds the record that an address means; a bare id is looked up over all kinds.
///
/// Errors: the address is malformed, no record of any kind has the id, or several have (all are named).
pub async fn resolve(register: &Register, text: &str) -> Result<RecordRef, Failure> {
    if text.contains(':') {
        return text.parse::<RecordRef>().map_err(|e| Failure::misuse(e.to_string()));
    }
    let candidates: Vec<RecordRef> = Kind::ALL.into_iter().filter_map(|kind| RecordRef::new(kind, text).ok()).collect();
    if candidates.is_empty() {
        return Err(Failure::misuse(format!("not an id: {text:?}; expected a form such as tchm, tchm/6 or meeting:tchm/6")));
    }
    let mut known = Vec::new();
    for address in candidates {
        if register.knows(&address).await? {
            known.push(address);
        }
    }
    match known.as_slice() {
        [] => Err(Failure::new(format!("no record has the id {text}")).with_hint("`chancery search WORDS` finds it")),
        [one] => Ok(one.clone()),
        several => {
            let list = several.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
            Err(Failure::new(format!("{text} is ambiguous: {list} have that id")).with_hint("give the kind as well"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_stands_behind_an_at() {
        let parsed = |text: &str| text.parse::<Asked>().map(|a| (a.text, a.revision));
        assert_eq!(parsed("tchm/6"), Ok(("tchm/6".into(), None)));
        assert_eq!(parsed("meeting:tchm/6@2"), Ok(("meeting:tchm/6".into(), Some(2))));
        for bad in ["tchm/6@", "tchm/6@0", "tchm/6@x"] {
            assert!(parsed(bad).is_err(), "{bad}");
        }
    }
}
