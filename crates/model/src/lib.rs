//! What a record of the register *is*: types, ids, dates, languages and the rules they keep.
//!
//! This room does no input or output and has no clock. It is the one home of the record shape that the journal,
//! the export and the frozen pages share; that shape is public and versioned ([`record::SCHEMA`]). Start reading at
//! [`record::Record`], then [`meeting::Meeting`], then [`journal`]. The words follow `docs/glossary.md`.
#![warn(missing_docs)]

pub mod canonical;
pub mod clause;
pub mod commitment;
pub mod compare;
pub mod document;
pub mod edtf;
pub mod evidence;
pub mod exchange;
pub mod follow_through;
pub mod framework;
pub mod id;
pub mod initiative;
pub mod item;
pub mod journal;
pub mod lang;
pub mod mechanism;
pub mod meeting;
pub mod ordinal;
pub mod organisation;
pub mod paper;
pub mod place;
pub mod pointer;
pub mod process;
pub mod reading;
pub mod record;
pub mod rules;
pub mod samples;
pub mod source;
pub mod text;
pub mod topic;

pub use canonical::{Digest, Hasher};
pub use clause::{Anchor, AnchorError, Clause, ClauseKind};
pub use commitment::{Commitment, Every, FieldId, Origin, OriginRole, PlannedMeeting, Rhythm, TiedTo};
pub use document::{Availability, Document, DocumentRelation, DocumentType, HeldFile, MadeFrom, ReadText, Relation, Rendition};
pub use edtf::{Day, DayRange, Edtf, EdtfError, Match, Precision};
pub use evidence::{Bearing, Evidence, Ground};
pub use exchange::{Exchange, ExchangeType};
pub use framework::{FieldName, Framework, LevelName, Party};
pub use id::{
    CommitmentId, DocumentId, EvidenceId, ExchangeId, FrameworkId, IdError, InitiativeId, MechanismId, MeetingId, OrganisationId, PartyId,
    PlaceId, ProcessId, ReadingId, TopicId,
};
pub use initiative::Initiative;
pub use item::{Item, ItemKey, Retold};
pub use lang::{Lang, LangError};
pub use mechanism::{Level, Mechanism};
pub use meeting::{Account, Meeting, MeetingPlace, MeetingStatus, Participation};
pub use ordinal::{Ordinal, OrdinalError};
pub use organisation::Organisation;
pub use paper::{MediaType, Paper, PaperText};
pub use place::Place;
pub use pointer::{ClauseAt, Pointer};
pub use process::{Cell, CellState, Process, ProcessKey, Step, Track};
pub use reading::Reading;
pub use record::{Kind, Record, RecordRef};
pub use source::{Certainty, Finding, Severity, Source, Statement};
pub use text::{Name, NameKind, Text, TextStatus};
pub use topic::Topic;
