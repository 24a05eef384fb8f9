//! Where records live: the journal, the views that follow from it, and the vault of files, in one data folder.
//!
//! The journal is the truth and only grows; everything that pages read is a view of it and can be made again (promises
//! P4 and P5). Start reading at [`Store::publish`], the one way to write, then `views`, the one way in which what was
//! written becomes what is read. All SQL of the product is in this room.
//!
//! This room does not decide who may write, does not print, and has no clock: instants come with the batch.
#![warn(missing_docs)]

mod arrivals;
mod backup;
mod catch_up;
mod change;
mod copied;
mod copy;
mod database;
mod error;
mod files;
mod garbage;
mod journal;
mod location;
mod lock;
mod mentions;
pub mod migrate;
mod origin;
mod publish;
mod pull;
mod read;
mod rows;
pub mod snapshot;
mod store;
mod transfer;
mod undo;
mod vault;
mod verify;
mod views;
mod writes;
mod writing;

pub use backup::BackupError;
pub use change::{Action, Change, Expects, NewBatch, Published};
pub use copy::{Copied, CopyError, CopyProgress, CopyStage};
pub use database::{KNOWN_SCHEMA as SCHEMA, Limits};
pub use error::{DatabaseError, OpenError, PublishError, ReadError};
pub use files::{BucketError, FilesAt, FilesAtError, Patience, Refusal, S3Access, S3Place, Secret};
pub use garbage::{Garbage, GarbageError};
pub use journal::{ChangeRow, Head, HistoryEntry, PullError, WriteError};
pub use location::{JournalAt, JournalAtError, Location, PostgresUrl};
pub use lock::{Job, JobLease};
pub use migrate::MigrationState;
pub use publish::MAX_BODY_BYTES;
pub use pull::Pulled;
pub use read::counts::{Counts, TopicCounts};
pub use read::document::{DocumentQuery, DocumentRow, HeldFile};
pub use read::line::LineMember;
pub use read::lookup::{Body, Current, Listed, Lookup, Revision};
pub use read::meeting::{MeetingOrder, MeetingQuery, MeetingRow};
pub use read::page::{Cursor, Page};
pub use read::series::{Series, SeriesDate};
pub use store::Store;
pub use transfer::{ExportError, Exported, LineFault, LoadError, Loaded};
pub use undo::UndoError;
pub use vault::{Held, Removed, Vault, VaultError};
pub use verify::{Fault, VerifyError, VerifyProgress, VerifyReport, VerifyStage};
