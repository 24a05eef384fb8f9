//! The register that comes with the product, brought into a data folder and kept up with newer versions of the product.
//!
//! What a person changed stays: a newer bundle only replaces revisions that an earlier bundle wrote.

use chancery_model::{Record, RecordRef};
use chancery_store::{Change, Expects, Lookup};

use crate::App;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::keeping::Register;

/// What bringing the bundle in did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brought {
    /// How many journal entries were written.
    pub entries: u64,
    /// Records that differ from the bundle because somebody else wrote, moved or withdrew them; they stay as they are.
    pub kept: Vec<RecordRef>,
}

impl App {
    /// Publishes what the bundled records have and the register has not, as one batch of this actor.
    pub async fn bring_bundled(&self, ctx: &Ctx, records: Vec<Record>, reason: &str) -> Result<Brought, AppError> {
        let is_empty = self.store().head().await?.seq == 0;
        let mut brought = Brought::default();
        let mut changes = Vec::new();
        for record in records {
            let expects = match is_empty {
                true => Some(Expects::Absent),
                false => self.replaces(ctx, &record, &mut brought.kept).await?,
            };
            changes.extend(expects.map(|expects| Change::publish(record, expects)));
        }
        if !changes.is_empty() {
            brought.entries = Register::from(self).write(ctx, changes, reason).await?.entries;
        }
        Ok(brought)
    }

    /// What the register must hold for the bundled record to be published; `None` if it is not to be.
    async fn replaces(&self, ctx: &Ctx, record: &Record, kept: &mut Vec<RecordRef>) -> Result<Option<Expects>, AppError> {
        let address = record.address();
        Ok(match self.store().find(&address).await? {
            Lookup::Absent => Some(Expects::Absent),
            Lookup::Found(current) if current.record == *record => None,
            Lookup::Found(current) if current.batch.actor == ctx.actor.name => Some(Expects::Revision(current.revision)),
            Lookup::Found(_) | Lookup::Moved { .. } | Lookup::Withdrawn { .. } => {
                kept.push(address);
                None
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ctx::Actor;
    use chancery_model::journal::Role;
    use chancery_model::{Lang, samples};

    fn ctx(name: &str) -> Ctx {
        Ctx::at("2026-11-22T08:00:00Z", Actor { name: name.into(), role: Role::System }, Lang::en())
    }

    fn renamed(records: &mut [Record], text: &str) {
        for record in records {
            if let Record::Topic(topic) = record {
                topic.names[0].text = text.into();
            }
        }
    }

    #[tokio::test]
    async fn a_newer_bundle_replaces_only_what_a_bundle_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(folder.path()).await.unwrap();
        let mut records = samples::one_of_each();
        let count = records.len() as u64;
        assert_eq!(app.bring_bundled(&ctx("bundle"), records.clone(), "first").await.unwrap().entries, count);
        assert_eq!(app.bring_bundled(&ctx("bundle"), records.clone(), "again").await.unwrap(), Brought::default());
        renamed(&mut records, "Customs affairs");
        assert_eq!(app.bring_bundled(&ctx("bundle"), records.clone(), "newer").await.unwrap().entries, 1);
        let mut edited = records.clone();
        renamed(&mut edited, "Edited by a person");
        app.bring_bundled(&ctx("bundle"), vec![], "nothing").await.unwrap();
        Register::from(&app).put(&ctx("editor"), edited, Expects::Any, "by hand").await.unwrap();
        renamed(&mut records, "Customs once more");
        let brought = app.bring_bundled(&ctx("bundle"), records, "newest").await.unwrap();
        assert_eq!((brought.entries, brought.kept.len()), (0, 1));
    }
}
