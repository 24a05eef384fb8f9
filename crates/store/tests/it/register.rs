//! A register in a folder of its own, and short words for the changes that tests make.

use chancery_model::journal::Role;
use chancery_model::{Lang, Record, RecordRef, Text, TextStatus, samples};
use chancery_store::{Action, Change, Current, Expects, Lookup, NewBatch, PublishError, Published, Store};
use tempfile::TempDir;

/// A register that is thrown away.
pub(crate) struct Register {
    pub(crate) store: Store,
    pub(crate) folder: TempDir,
}

impl Register {
    /// An empty one.
    pub(crate) async fn empty() -> Self {
        let folder = TempDir::new().unwrap();
        Register { store: Store::open(folder.path()).await.unwrap(), folder }
    }

    /// One that holds the samples: a topic, a mechanism, two meetings, a document and what they need.
    pub(crate) async fn with_samples() -> Self {
        let register = Register::empty().await;
        let changes = samples::one_of_each().into_iter().map(|r| Change::publish(r, Expects::Absent)).collect();
        register.publish(changes).await.unwrap();
        register
    }

    pub(crate) async fn publish(&self, changes: Vec<Change>) -> Result<Published, PublishError> {
        self.store.publish(batch("because"), changes).await
    }

    pub(crate) async fn put(&self, record: impl Into<Record>) -> Published {
        self.publish(vec![Change::publish(record.into(), Expects::Any)]).await.unwrap()
    }

    /// The record that stands at an address.
    pub(crate) async fn current(&self, address: &str) -> Current {
        match self.store.find(&at(address)).await.unwrap() {
            Lookup::Found(current) => current,
            other => panic!("{address}: {other:?}"),
        }
    }
}

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
