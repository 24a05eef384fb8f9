//! Short words for the changes that tests make.

use chancery_model::journal::Role;
use chancery_model::{Lang, RecordRef, Text, TextStatus};
use chancery_store::{Action, Change, Expects, NewBatch};

/// A batch of the operator's.
pub(crate) fn batch(reason: &str) -> NewBatch {
    NewBatch {
        at: "2026-11-22T07:20:25Z".into(),
        actor: "operator".into(),
        role: Role::Operator,
        reason: reason.into(),
        source: None,
        source_sha256: None,
    }
}

/// An address.
pub(crate) fn at(address: &str) -> RecordRef {
    address.parse().unwrap()
}

/// A reason in English.
pub(crate) fn words(text: &str) -> Text {
    Text::new(Lang::en(), text, TextStatus::Original)
}

/// A change with no expectation.
pub(crate) fn change(address: &str, action: Action) -> Change {
    Change { address: at(address), expects: Expects::Any, action }
}

pub(crate) fn withdraw(address: &str) -> Change {
    change(address, Action::Withdraw(words("made by mistake")))
}

pub(crate) fn rename(address: &str, to: &str) -> Change {
    change(address, Action::Rename { to: at(to), reason: words("a better id") })
}

pub(crate) fn merge(address: &str, to: &str) -> Change {
    change(address, Action::Merge { to: at(to), reason: words("the same body") })
}

pub(crate) fn redact(address: &str, revision: u64) -> Change {
    change(address, Action::Redact { revision, ground: words("personal data") })
}
