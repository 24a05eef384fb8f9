//! The way of an import: bytes of a page into the vault, read, matched, merged, and published as one batch.
//!
//! Start reading at [`run`]. Reading is the ingest room's; here it is decided what a page's words mean for the register:
//! `matching` finds the record that an entry means, `meeting`, `mechanism`, `place`, `participation`, `account` and
//! `document` merge it field by field, `statement` keeps what differs, and [`crate::decisions`] asks a person. The rule
//! of all of it: an import fills and adds; it never changes a preferred value by itself (promises P2, P6 and P10).

mod account;
mod address;
pub(crate) mod document;
mod keys;
mod matching;
mod mechanism;
mod meeting;
mod participation;
mod place;
mod plan;
mod report;
mod statement;
mod voice;

pub use chancery_ingest::{READER, Report};
pub use report::{Changes, Counts, FieldChange, How, ImportReport, Outcome, Proposal, ReportSource};

use std::sync::OnceLock;

use chancery_ingest::{Lexicon, ReadError};
use chancery_model::reading::Reading;
use chancery_model::{Digest, Edtf, Kind, Record, RecordRef, TopicId};
use chancery_store::{Expects, Lookup, NewBatch};

use crate::ctx::Ctx;
use crate::decisions::{Decisions, DecisionsError, Desk};
use crate::error::{AppError, ErrorKind};
use crate::keeping::Register;
use plan::{Planned, Planner};
use voice::Voice;

/// The largest page that is read. Pages have tens of kilobytes; more is something else.
pub const MAX_PAGE_BYTES: u64 = 64 * 1024 * 1024;

/// A page as it was saved.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The name of the file, for messages.
    pub name: &'a str,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// Where the page is from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PageAddress {
    /// As the saved page says itself; refused if it does not.
    #[default]
    OfPage,
    /// At this address.
    Given(String),
    /// Nowhere public; the page is known by its bytes.
    None,
}

/// What a person says beside the page.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The topic; else found from the page's own words or from its address.
    pub topic: Option<TopicId>,
    /// Where the page is from.
    pub address: PageAddress,
    /// The day it was read; else today.
    pub read_on: Option<Edtf>,
    /// Under which licence it may be reused.
    pub licence: Option<String>,
    /// Why it is imported.
    pub reason: Option<String>,
    /// The encoding; else found out.
    pub encoding: Option<String>,
    /// Answers to the questions of an earlier run.
    pub decisions: Option<Decisions>,
    /// True if nothing is to be written.
    pub is_dry_run: bool,
}

/// The lexicon that comes with the product; read once.
fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(Lexicon::bundled)
}

/// Reads a page without a register, and writes nothing.
///
/// Errors: kind `unreadable` with what was expected, `too-large`.
pub fn read_page(name: &str, bytes: &[u8], encoding: Option<&str>, url: Option<&str>) -> Result<Report, AppError> {
    let input = chancery_ingest::Input { name, bytes, encoding, url };
    Ok(chancery_ingest::read(&input, lexicon())?)
}

/// Imports a page: one batch, or nothing.
///
/// Shape: the report sorts every proposal; its questions wait for a person, the rest is done.
/// Errors: kind `missing` if topic or address must be said first, `unreadable`, `conflict` if another writer changed a
/// record in between, `invalid` for a decisions file that does not fit.
pub async fn run(ctx: &Ctx, register: &Register, input: Input<'_>, options: &Options) -> Result<ImportReport, AppError> {
    let sha256 = Digest::of(input.bytes);
    let saved_from = address::of_saved_page(input.bytes);
    let url = match &options.address {
        PageAddress::Given(url) => Some(address::checked(url)?),
        PageAddress::OfPage => saved_from,
        PageAddress::None => Some(voice::urn_of(&sha256)),
    };
    if !options.is_dry_run {
        register.store().vault().put(input.bytes.to_vec()).await?;
    }
    let report = read_page_off_thread(input, options.encoding.clone(), url.clone()).await?;
    let catalogue = register.catalogue().await?;
    let topic = address::topic_of(&catalogue, options.topic.as_ref(), report.topic.as_deref(), url.as_deref())?;
    let url = url.ok_or_else(|| address::missing(input.name))?;
    let voice = Voice {
        url,
        sha256,
        read_on: options.read_on.or(Some(Edtf::day(ctx.today))),
        licence: options.licence.clone(),
        lang: report.lang.clone(),
    };
    let desk = match options.decisions.clone() {
        Some(decisions) => Desk::with(decisions, &sha256)?,
        None => Desk::new(),
    };
    let last = find_last(register, &voice, &topic.id).await?;
    let mut planner = Planner::new(ctx, register, catalogue, topic, voice, last, desk)?;
    planner.plan(&report.mechanisms).await?;
    let is_known_reading = planner.is_known_reading();
    let Planned { changes, proposals, questions, findings, topic, voice } = planner.finish(report.mechanisms).await?;

    let batch = NewBatch {
        at: ctx.now.clone(),
        actor: ctx.actor.name.clone(),
        role: ctx.actor.role,
        reason: options.reason.clone().unwrap_or_else(|| format!("Import of {}", voice.url)),
        source: Some(voice.url.clone()),
        source_sha256: Some(sha256),
    };
    let store = register.store();
    let published = if options.is_dry_run { store.rehearse(batch, changes).await? } else { store.publish(batch, changes).await? };
    let mut all_findings = report.findings;
    all_findings.extend(findings);
    all_findings.sort_by_key(|f| f.line);
    let counts = Counts { questions: questions.len(), findings: all_findings.len(), ..planner_counts(&proposals) };
    Ok(ImportReport {
        source: ReportSource { name: input.name.to_owned(), url: voice.url, sha256, read_on: voice.read_on },
        topic,
        is_dry_run: options.is_dry_run,
        is_known_reading,
        batch: (!published.is_empty() && !options.is_dry_run).then_some(published.batch),
        entries: published.entries(),
        counts,
        proposals,
        questions,
        findings: all_findings,
    })
}

fn planner_counts(proposals: &[Proposal]) -> Counts {
    let of = |kind: Kind| proposals.iter().filter(|p| p.kind == kind && p.lines.is_some()).count();
    Counts { mechanisms: of(Kind::Mechanism), meetings: of(Kind::Meeting), ..Counts::of(proposals) }
}

async fn read_page_off_thread(input: Input<'_>, encoding: Option<String>, url: Option<String>) -> Result<Report, AppError> {
    let (name, bytes) = (input.name.to_owned(), input.bytes.to_vec());
    let read = tokio::task::spawn_blocking(move || read_page(&name, &bytes, encoding.as_deref(), url.as_deref()));
    read.await.map_err(AppError::bug)?
}

/// What the register has of a source's last reading.
#[derive(Debug)]
pub(crate) struct Last {
    /// Where the reading is kept, and what a writer must expect there.
    address: RecordRef,
    expects: Expects,
    /// The reading, if one is in force.
    reading: Option<Reading>,
    /// True if the reading was withdrawn: the import that made it was undone.
    is_undone: bool,
}

async fn find_last(register: &Register, voice: &Voice, topic: &TopicId) -> Result<Last, AppError> {
    let refuse = || AppError::new(ErrorKind::Bug, format!("no id can be made for the reading of {}", voice.url));
    let id = voice::reading_id(&voice.url, topic).ok_or_else(refuse)?;
    let address = RecordRef::new(Kind::Reading, id.as_str()).map_err(AppError::bug)?;
    Ok(match register.store().find(&address).await? {
        Lookup::Found(current) => {
            let reading = match current.record {
                Record::Reading(reading) => Some(reading),
                _ => None,
            };
            Last { address, expects: Expects::Revision(current.revision), reading, is_undone: false }
        }
        Lookup::Withdrawn { revision, .. } => Last { address, expects: Expects::Revision(revision), reading: None, is_undone: true },
        Lookup::Moved { revision, .. } => Last { address, expects: Expects::Revision(revision), reading: None, is_undone: false },
        Lookup::Absent => Last { address, expects: Expects::Absent, reading: None, is_undone: false },
    })
}

impl From<ReadError> for AppError {
    fn from(error: ReadError) -> AppError {
        let kind = match &error {
            ReadError::TooLarge { .. } | ReadError::TooManyLines { .. } => ErrorKind::TooLarge,
            ReadError::UnknownEncoding { .. } => ErrorKind::Invalid,
            ReadError::Empty { .. }
            | ReadError::Binary { .. }
            | ReadError::InvalidEncoding { .. }
            | ReadError::NothingRecognised { .. } => ErrorKind::Unreadable,
        };
        let plain = AppError::new(kind, error.to_string());
        match error {
            ReadError::InvalidEncoding { .. } => plain.with_hint("name the encoding with --encoding, such as gb18030, shift_jis or euc-kr"),
            _ => plain,
        }
    }
}

impl From<DecisionsError> for AppError {
    fn from(error: DecisionsError) -> AppError {
        let message = error.to_string();
        match error {
            DecisionsError::Stale { .. } | DecisionsError::OtherPage { .. } => AppError::new(ErrorKind::Conflict, message)
                .with_hint("run the import without --decisions to be asked anew; nothing was written"),
            DecisionsError::Form(_) | DecisionsError::Choice { .. } | DecisionsError::Twice(_) => {
                AppError::new(ErrorKind::Unreadable, message)
            }
        }
    }
}
