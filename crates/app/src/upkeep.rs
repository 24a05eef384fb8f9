//! Keeping a register in order beside its daily use: its schema, files that nobody mentions, files that changed.
//!
//! What a person asks for with a command is here; what a server does by itself, so that one of several nodes does it for
//! all, is in [`crate::jobs`] and calls the same.

use chancery_model::Digest;
use chancery_store::{Garbage, GarbageError, Job, Location, VaultError, migrate};
use futures_util::TryStreamExt as _;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::App;
use crate::ctx::Ctx;
use crate::error::{AppError, ErrorKind};
use crate::keeping::Register;
use crate::snapshot;

pub use chancery_store::MigrationState;

/// Into how many slices the files are put for checking. A prime, so that a slice falls on every hour of the day in turn,
/// and a machine that sleeps at night checks them all in the end.
pub const SLICES: u16 = 167;

/// What checking kept files found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fixity {
    /// How many files were read.
    pub files: u64,
    /// Those whose bytes are not what they were.
    pub damaged: Vec<Digest>,
}

/// Tells the schema of a register and what this version would do to it, without touching it.
pub async fn schema_of(location: &Location) -> Result<MigrationState, AppError> {
    Ok(migrate::check(location).await?)
}

/// Brings a register to the schema of this version.
pub async fn migrate_schema(location: &Location) -> Result<MigrationState, AppError> {
    Ok(migrate::run(location).await?)
}

impl App {
    /// Writes a snapshot for new nodes, unless there is one of the same state.
    ///
    /// Errors: kind `busy` while another process does it, else as [`snapshot::write`].
    pub async fn write_snapshot(&self) -> Result<snapshot::Written, AppError> {
        let Some(lease) = self.store().try_lock(Job::Snapshots).await? else {
            return Err(AppError::new(ErrorKind::Busy, "another process writes a snapshot at the moment"));
        };
        let written = snapshot::write(self).await;
        drop(lease);
        written
    }
}

impl Register {
    /// Takes away the files that no revision mentions and that were put in more than a day ago.
    ///
    /// Errors: kind `busy` while another process does it.
    pub async fn sweep_files(&self, ctx: &Ctx) -> Result<Garbage, AppError> {
        let Some(lease) = self.store().try_lock(Job::Garbage).await? else {
            return Err(AppError::new(ErrorKind::Busy, "another process takes garbage away at the moment"));
        };
        let swept = self.store().collect_garbage(instant_of(ctx)?).await;
        drop(lease);
        Ok(swept?)
    }

    /// Counts what [`Register::sweep_files`] would take away.
    pub async fn find_garbage(&self, ctx: &Ctx) -> Result<Garbage, AppError> {
        Ok(self.store().find_garbage(instant_of(ctx)?).await?)
    }

    /// Reads one slice of the kept files through and compares them with their digests.
    ///
    /// Shape: damaged files are in the answer, not an error. Errors: kind `unreachable` or `io` if they cannot be read.
    pub async fn check_files(&self, slice: u16) -> Result<Fixity, AppError> {
        let vault = self.store().vault();
        let mut found = Fixity::default();
        let mut held = vault.list();
        while let Some(file) = held.try_next().await? {
            if slice_of(&file.digest) != slice {
                continue;
            }
            found.files += 1;
            match vault.check(&file.digest).await {
                Ok(_) => {}
                Err(VaultError::Damaged { digest, .. }) => found.damaged.push(digest),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(found)
    }
}

/// The slice that a file is in, by the first bytes of its digest.
fn slice_of(digest: &Digest) -> u16 {
    let name = digest.to_string();
    let first = name.get(..4).and_then(|hex| u16::from_str_radix(hex, 16).ok()).unwrap_or(0);
    first % SLICES
}

/// The slice whose turn it is in the hour of an instant.
pub(crate) fn slice_at(instant: OffsetDateTime) -> u16 {
    let hour = instant.unix_timestamp().div_euclid(3_600);
    u16::try_from(hour.rem_euclid(i64::from(SLICES))).unwrap_or(0)
}

pub(crate) fn instant_of(ctx: &Ctx) -> Result<OffsetDateTime, AppError> {
    parse_instant(&ctx.now)
}

pub(crate) fn parse_instant(text: &str) -> Result<OffsetDateTime, AppError> {
    OffsetDateTime::parse(text, &Rfc3339).map_err(AppError::bug)
}

impl From<GarbageError> for AppError {
    fn from(error: GarbageError) -> AppError {
        match error {
            GarbageError::Journal(error) => error.into(),
            GarbageError::Read(error) => error.into(),
            GarbageError::Vault(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hour_has_a_slice_and_every_file_is_in_one() {
        let start = parse_instant("2026-11-22T08:00:00Z").unwrap();
        let slices: std::collections::BTreeSet<u16> = (0..i64::from(SLICES)).map(|h| slice_at(start + time::Duration::hours(h))).collect();
        assert_eq!(slices.len(), usize::from(SLICES), "a week, less an hour, has them all");
        assert!(slices.contains(&slice_of(&Digest::of(b"a file"))));
        assert_ne!(slice_at(start), slice_at(start + time::Duration::days(7)), "the next week, another slice has this hour");
    }
}
