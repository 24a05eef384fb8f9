//! Adding files to documents: read, kept, placed, published.
//!
//! The order is what makes a kill harmless: the bytes go to the vault, then their text, then one batch of the journal says
//! so. Whoever dies in between leaves files that nothing mentions. Files come in lots of [`LOT`], each one batch, so that a
//! manifest of thousands never holds much in memory; a file that cannot be taken costs its own row and nothing else. Between
//! two lots whoever asked may stop; the same files again are compared with what is there and go on behind it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

use bytes::Bytes;
use chancery_ingest::papers::{PaperError, detect_language};
use chancery_model::{
    Digest, Document, DocumentId, DocumentRelation, DocumentType, Edtf, Kind, Lang, MediaType, MeetingId, Name, ReadText, Record,
    RecordRef, Relation, TextStatus,
};
use chancery_store::{Change, DocumentQuery, Expects, Lookup};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use serde::Serialize;

use super::place::{Arriving, Placed, place};
use super::reader::Reader;
use crate::ctx::Ctx;
use crate::error::{AppError, ErrorKind};
use crate::import::document::{base_id, date_of, has_title, type_of};
use crate::keeping::Register;

/// How many files one batch has.
const LOT: usize = 50;
/// How many files are read at the same time.
const AT_ONCE: usize = 2;
/// How often a lot is placed again when somebody else changed one of its documents meanwhile.
const TURNS: usize = 4;
/// A document belongs to a handful of meetings and a meeting has at most so many documents with one title to look through.
const MAX_DOCUMENTS_OF_MEETING: u32 = 5_000;

/// Where a file is to go: a document, or a meeting whose document it is to become. With both, the document is made if it
/// is not there, and belongs to the meeting.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Target {
    /// The document.
    pub document: Option<DocumentId>,
    /// The meeting.
    pub meeting: Option<MeetingId>,
}

/// A file to be added, and what a person says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPaper {
    /// Where it lies.
    pub path: PathBuf,
    /// What to call it in messages.
    pub name: String,
    /// Where it is to go.
    pub to: Target,
    /// How the document stands to the meeting; listed if not said.
    pub relation: Option<Relation>,
    /// The title of the document.
    pub title: Option<String>,
    /// The type of a new document; told by its title if not said.
    pub document_type: Option<DocumentType>,
    /// The date of the document.
    pub date: Option<Edtf>,
    /// The document's own symbol.
    pub symbol: Option<String>,
    /// The language of the file; told by its text if not said.
    pub lang: Option<Lang>,
    /// What it is to its source.
    pub status: Option<TextStatus>,
    /// For a translation: the language that it was made from.
    pub from: Option<Lang>,
    /// True if it takes the place of all files in its language.
    pub is_only: bool,
}

/// What became of one file.
#[derive(Debug, Serialize)]
pub struct Row {
    /// What it is called.
    pub name: String,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What became of a file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
#[expect(clippy::large_enum_variant, reason = "a lot has fifty of them")]
pub enum Outcome {
    /// It is in its document.
    Kept(Kept),
    /// It was not taken, and nothing of it was published.
    Refused {
        /// Why.
        reason: String,
        /// What to do, if that is known.
        hint: Option<String>,
    },
}

/// A file that is in its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The document.
    pub document: DocumentId,
    /// What was done.
    pub placed: Placed,
    /// The language.
    pub lang: Lang,
    /// True if the language was told by the text.
    pub is_lang_told: bool,
    /// What the file is.
    pub media_type: MediaType,
    /// Its size.
    pub size_bytes: u64,
    /// Its digest.
    pub sha256: Digest,
    /// What was read of it; none if the file was there already.
    pub text: Option<ReadText>,
}

/// What one lot came to: its rows in the order in which they were given.
#[derive(Debug, Serialize)]
pub struct Lot {
    /// The batch; none if nothing was to be written.
    pub batch: Option<u64>,
    /// How many journal entries it has.
    pub entries: u64,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A file that is in the vault with its text, and not yet in a document.
#[derive(Debug, Clone)]
struct Prepared {
    paper: NewPaper,
    arriving: Arriving,
    is_lang_told: bool,
    is_known: bool,
}

/// A document that is being changed.
#[derive(Debug, Clone)]
struct Draft {
    document: Document,
    expects: Expects,
    before: Option<Document>,
}

type Drafts = BTreeMap<DocumentId, Draft>;

/// Adds files, lot by lot; `on_lot` is told each when it is published, and says whether to go on with the next.
///
/// Errors: those that concern every file (the register cannot be written, no reader can be started); what is wrong with one
/// file is in its row. Lots that were told before an error or a break are published, and nothing of the others is.
pub async fn add(
    ctx: &Ctx,
    register: &Register,
    reader: &Reader,
    papers: Vec<NewPaper>,
    reason: &str,
    mut on_lot: impl FnMut(Lot) -> Result<ControlFlow<()>, AppError>,
) -> Result<(), AppError> {
    let mut papers = papers.into_iter();
    loop {
        let lot: Vec<NewPaper> = papers.by_ref().take(LOT).collect();
        if lot.is_empty() {
            return Ok(());
        }
        if on_lot(add_lot(ctx, register, reader, lot, reason).await?)?.is_break() {
            return Ok(());
        }
    }
}

async fn add_lot(ctx: &Ctx, register: &Register, reader: &Reader, papers: Vec<NewPaper>, reason: &str) -> Result<Lot, AppError> {
    let names: Vec<String> = papers.iter().map(|paper| paper.name.clone()).collect();
    // What concerns every file ends the lot with the first one: the others would wait for the same bucket in vain.
    let or_all = |prepared| match prepared {
        Err(error) if concerns_all(&error) => Err(error),
        other => Ok(other),
    };
    let prepared: Vec<Result<Prepared, AppError>> =
        stream::iter(papers).map(|paper| prepare(register, reader, paper)).buffered(AT_ONCE).map(or_all).try_collect().await?;
    for turn in 1.. {
        let (drafts, placed) = place_all(register, &prepared).await?;
        let changed = drafts.into_values().filter(|draft| draft.before.as_ref() != Some(&draft.document));
        let changes: Vec<Change> = changed.map(|draft| Change::publish(Record::Document(draft.document), draft.expects)).collect();
        let written = match changes.is_empty() {
            true => None,
            false => match register.write(ctx, changes, reason).await {
                // Somebody else changed one of the documents: look again.
                Err(error) if error.kind == ErrorKind::Conflict && turn < TURNS => continue,
                other => Some(other?),
            },
        };
        let rows = names.iter().zip(&prepared).zip(placed).map(|((name, prepared), placed)| {
            let outcome = match (prepared, placed) {
                (Ok(_), Ok(kept)) => Outcome::Kept(kept),
                (Err(error), _) => refused(error),
                (_, Err(error)) => refused(&error),
            };
            Row { name: name.clone(), outcome }
        });
        let (batch, entries) = written.map_or((None, 0), |written| (written.batch, written.entries));
        return Ok(Lot { batch, entries, rows: rows.collect() });
    }
    unreachable!("the last turn returns")
}

fn refused(error: &AppError) -> Outcome {
    Outcome::Refused { reason: error.chain(), hint: error.hint.clone() }
}

/// Whether an error is about the register and not about one file: its database, its vault, the reader's program.
fn concerns_all(error: &AppError) -> bool {
    matches!(
        error.kind,
        ErrorKind::Busy
            | ErrorKind::Unreachable
            | ErrorKind::Uncertain
            | ErrorKind::Io
            | ErrorKind::SchemaNewer
            | ErrorKind::Corrupt
            | ErrorKind::Bug
    )
}

/// Reads a file and puts it into the vault with its text.
async fn prepare(register: &Register, reader: &Reader, paper: NewPaper) -> Result<Prepared, AppError> {
    let bytes = read_file(&paper, reader.limits().paper.max_bytes).await?;
    let sha256 = Digest::of(&bytes);
    if let Some((arriving, is_lang_told)) = find_known(register, &paper, &sha256).await? {
        expect_translated(&paper, &arriving.lang)?;
        return Ok(Prepared { paper, arriving, is_lang_told, is_known: true });
    }
    let text = reader.read(bytes.clone(), paper.lang.as_ref()).await?.map_err(|error| refuse(&error))?;
    let (lang, is_lang_told) = match &paper.lang {
        Some(lang) => (lang.clone(), false),
        None => (tell_language(&text.paper)?, true),
    };
    expect_translated(&paper, &lang)?;
    let vault = register.store().vault();
    let text_bytes = text.to_bytes().map_err(AppError::bug)?;
    let size_bytes = bytes.len() as u64;
    vault.put(bytes.into()).await?;
    let text_digest = vault.put(text_bytes).await?;
    let arriving = Arriving {
        lang,
        status: paper.status,
        from: paper.from.clone(),
        file_name: paper.path.file_name().map(|name| tidy_name(&name.to_string_lossy())),
        sha256,
        media_type: text.paper.media_type,
        size_bytes,
        text: text.in_short(text_digest),
        is_only: paper.is_only,
    };
    Ok(Prepared { paper, arriving, is_lang_told, is_known: false })
}

/// Refuses a translation into the language that it was made from.
fn expect_translated(paper: &NewPaper, lang: &Lang) -> Result<(), AppError> {
    match &paper.from {
        Some(from) if from == lang => {
            let message = format!("it is in {lang}, and is said to be translated from {from}");
            Err(AppError::new(ErrorKind::RuleBroken, message)
                .with_hint("say the language of the file, or leave out the one it was made from"))
        }
        _ => Ok(()),
    }
}

/// A name that a rule of the register bears: no control characters, no blanks at its ends, not too long.
fn tidy_name(name: &str) -> String {
    let clean: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    clean.trim().to_owned()
}

async fn read_file(paper: &NewPaper, max_bytes: usize) -> Result<Bytes, AppError> {
    let path = &paper.path;
    let failed = |error: std::io::Error| {
        let (kind, what) = match error.kind() {
            std::io::ErrorKind::NotFound => (ErrorKind::NotFound, "there is no such file".to_owned()),
            _ => (ErrorKind::Unreadable, format!("the file cannot be read: {error}")),
        };
        AppError::new(kind, what)
    };
    let metadata = tokio::fs::metadata(path).await.map_err(failed)?;
    if !metadata.is_file() {
        return Err(AppError::new(ErrorKind::Invalid, "it is no file; name the files in a folder one by one, or in a manifest"));
    }
    if metadata.len() > max_bytes as u64 {
        let size_bytes = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
        return Err(refuse(&PaperError::TooLarge { size_bytes, max_bytes }));
    }
    Ok(tokio::fs::read(path).await.map_err(failed)?.into())
}

fn refuse(error: &PaperError) -> AppError {
    let kind = if matches!(error, PaperError::TooLarge { .. }) { ErrorKind::TooLarge } else { ErrorKind::Unreadable };
    let refused = AppError::new(kind, error.to_string());
    match kind {
        ErrorKind::TooLarge => refused.with_hint("paper_max_bytes in the settings says how large a file may be"),
        _ => refused,
    }
}

fn tell_language(paper: &chancery_model::Paper) -> Result<Lang, AppError> {
    let hint = "say which it is, with --lang or in the column language";
    let mut langs: Vec<&Lang> = paper.pages.iter().filter_map(|page| page.lang.as_ref()).collect();
    langs.sort();
    langs.dedup();
    match langs.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(AppError::new(ErrorKind::Missing, "its text does not tell its language").with_hint(hint)),
        several => {
            let several: Vec<&str> = several.iter().map(|lang| lang.as_str()).collect();
            Err(AppError::new(ErrorKind::Missing, format!("its pages are in several languages ({})", several.join(", "))).with_hint(hint))
        }
    }
}

/// Finds the very bytes in the document that a row names; they need not be read again.
async fn find_known(register: &Register, paper: &NewPaper, sha256: &Digest) -> Result<Option<(Arriving, bool)>, AppError> {
    let document = match &paper.to.document {
        Some(id) => find_document(register, id).await?.map(|(document, _)| document),
        None => match (&paper.to.meeting, &paper.title) {
            (Some(meeting), Some(title)) => find_titled(register, meeting, title).await?,
            _ => None,
        },
    };
    let Some(document) = document else { return Ok(None) };
    let is_it = |lang: &Lang| paper.lang.as_ref().is_none_or(|wanted| wanted == lang);
    let found = document.renditions.iter().find(|r| r.sha256 == Some(*sha256) && r.held().is_some() && is_it(&r.lang));
    let Some((rendition, text, media_type)) = found.and_then(|r| Some((r, r.text.clone()?, MediaType::of_name(r.media_type.as_deref()?)?)))
    else {
        return Ok(None);
    };
    // The text that the rendition names must be there, or the file is read again.
    let vault = register.store().vault();
    if vault.find(sha256).await?.is_none() || vault.find(&text.sha256).await?.is_none() {
        return Ok(None);
    }
    let arriving = Arriving {
        lang: rendition.lang.clone(),
        status: paper.status,
        from: paper.from.clone(),
        file_name: rendition.file_name.clone(),
        sha256: *sha256,
        media_type,
        size_bytes: rendition.size_bytes.unwrap_or_default(),
        text,
        is_only: paper.is_only,
    };
    Ok(Some((arriving, paper.lang.is_none())))
}

async fn find_document(register: &Register, id: &DocumentId) -> Result<Option<(Document, u64)>, AppError> {
    let address = RecordRef::new(Kind::Document, id.as_str()).map_err(AppError::bug)?;
    let mut found = register.store().find(&address).await?;
    if let Lookup::Moved { to, .. } = &found {
        found = register.store().find(to).await?;
    }
    Ok(match found {
        Lookup::Found(current) => match current.record {
            Record::Document(document) => Some((document, current.revision)),
            _ => None,
        },
        Lookup::Withdrawn { .. } => return Err(AppError::new(ErrorKind::Withdrawn, format!("document:{id} was withdrawn"))),
        Lookup::Moved { .. } | Lookup::Absent => None,
    })
}

/// Finds the document of a meeting that has this title in any of its languages.
async fn find_titled(register: &Register, meeting: &MeetingId, title: &str) -> Result<Option<Document>, AppError> {
    let query = DocumentQuery { meeting: Some(meeting.clone()), limit: MAX_DOCUMENTS_OF_MEETING, ..DocumentQuery::default() };
    let rows = register.store().list_documents(&query).await?.rows;
    let mut titled = rows.into_iter().filter(|row| has_title(&row.titles, title));
    match (titled.next(), titled.next()) {
        (Some(one), None) => Ok(find_document(register, &one.id).await?.map(|(document, _)| document)),
        (None, _) => Ok(None),
        (Some(one), Some(other)) => {
            let message = format!("two documents of meeting:{meeting} have this title, {} and {}", one.id, other.id);
            Err(AppError::new(ErrorKind::Conflict, message).with_hint("name the document by its id"))
        }
    }
}

/// Places every file that could be read: the drafts, and what became of each row. Translations come last, so that the texts
/// they were made from are there.
async fn place_all(
    register: &Register,
    prepared: &[Result<Prepared, AppError>],
) -> Result<(Drafts, Vec<Result<Kept, AppError>>), AppError> {
    let mut drafts = Drafts::new();
    let mut placed: Vec<Result<Kept, AppError>> = Vec::with_capacity(prepared.len());
    placed.resize_with(prepared.len(), || Err(AppError::new(ErrorKind::Unreadable, "it could not be read")));
    let mut order: Vec<usize> = (0..prepared.len()).collect();
    order.sort_by_key(|&at| prepared[at].as_ref().is_ok_and(|prepared| prepared.arriving.from.is_some()));
    for at in order {
        let prepared = match &prepared[at] {
            Ok(prepared) => prepared,
            Err(_) => continue,
        };
        match place_one(register, &mut drafts, prepared).await {
            Err(error) if concerns_all(&error) => return Err(error),
            other => placed[at] = other,
        }
    }
    Ok((drafts, placed))
}

async fn place_one(register: &Register, drafts: &mut Drafts, prepared: &Prepared) -> Result<Kept, AppError> {
    let id = find_draft(register, drafts, prepared).await?;
    let draft = match drafts.get(&id) {
        Some(draft) => draft.clone(),
        None => Draft { document: new_document(prepared, id.clone())?, expects: Expects::Absent, before: None },
    };
    let mut document = draft.document.clone();
    complete(&mut document, prepared, register).await?;
    let done = place(&mut document, &prepared.arriving);
    let record = Record::Document(document);
    record.check().map_err(|error| AppError::new(ErrorKind::RuleBroken, error.to_string()))?;
    let Record::Document(document) = record else { return Err(AppError::new(ErrorKind::Bug, "a document turned into something else")) };
    drafts.insert(id.clone(), Draft { document, ..draft });
    let arriving = &prepared.arriving;
    Ok(Kept {
        document: id,
        placed: done,
        lang: arriving.lang.clone(),
        is_lang_told: prepared.is_lang_told,
        media_type: arriving.media_type,
        size_bytes: arriving.size_bytes,
        sha256: arriving.sha256,
        text: (!prepared.is_known).then(|| arriving.text.clone()),
    })
}

/// The id of the document that a file goes to; its draft is begun if the register has it.
async fn find_draft(register: &Register, drafts: &mut Drafts, prepared: &Prepared) -> Result<DocumentId, AppError> {
    let Target { document, meeting } = &prepared.paper.to;
    let hint = "to make it, name its meeting and give its title";
    match (document, meeting, &prepared.paper.title) {
        (Some(id), ..) if drafts.contains_key(id) => Ok(id.clone()),
        (Some(id), meeting, title) => match find_document(register, id).await? {
            Some((found, revision)) => Ok(begin(drafts, &found, revision)),
            None if title.is_some() && meeting.is_some() => Ok(id.clone()),
            None => Err(AppError::new(ErrorKind::NotFound, format!("there is no document:{id}")).with_hint(hint)),
        },
        (None, Some(meeting), Some(title)) => {
            let belongs = |draft: &&Draft| draft.document.relations.iter().any(|relation| relation.meeting == *meeting);
            let is_titled = |draft: &&Draft| has_title(&draft.document.titles, title);
            if let Some(draft) = drafts.values().find(|draft| belongs(draft) && is_titled(draft)) {
                return Ok(draft.document.id.clone());
            }
            if let Some(found) = find_titled(register, meeting, title).await? {
                return match find_document(register, &found.id).await? {
                    Some((found, revision)) => Ok(begin(drafts, &found, revision)),
                    None => Err(AppError::new(ErrorKind::Conflict, format!("document:{} changed meanwhile", found.id))),
                };
            }
            free_id(register, drafts, meeting, &type_for(&prepared.paper)).await
        }
        (None, Some(_), None) => Err(AppError::new(ErrorKind::Missing, "a document of a meeting needs a title").with_hint("give --title")),
        (None, None, _) => Err(AppError::new(ErrorKind::Missing, "neither document nor meeting is named")),
    }
}

fn begin(drafts: &mut Drafts, found: &Document, revision: u64) -> DocumentId {
    let id = found.id.clone();
    let draft = || Draft { document: found.clone(), expects: Expects::Revision(revision), before: Some(found.clone()) };
    drafts.entry(id.clone()).or_insert_with(draft);
    id
}

fn type_for(paper: &NewPaper) -> DocumentType {
    paper.document_type.clone().unwrap_or_else(|| type_of(paper.title.as_deref().unwrap_or_default()))
}

async fn free_id(register: &Register, drafts: &Drafts, meeting: &MeetingId, kind: &DocumentType) -> Result<DocumentId, AppError> {
    let base = base_id(meeting, kind);
    for number in 1u32.. {
        let id: DocumentId = (if number == 1 { base.clone() } else { format!("{base}-{number}") }).parse().map_err(AppError::bug)?;
        let address = RecordRef::new(Kind::Document, id.as_str()).map_err(AppError::bug)?;
        if !drafts.contains_key(&id) && !register.knows(&address).await? {
            return Ok(id);
        }
    }
    Err(AppError::new(ErrorKind::Bug, "no id is free"))
}

fn new_document(prepared: &Prepared, id: DocumentId) -> Result<Document, AppError> {
    let paper = &prepared.paper;
    let title = paper.title.as_deref().ok_or_else(|| AppError::new(ErrorKind::Missing, "a new document needs a title"))?;
    Ok(Document {
        id,
        titles: vec![title_of(title, &prepared.arriving.lang)],
        document_type: type_for(paper),
        date: paper.date.or_else(|| date_of(title)),
        issuer: None,
        symbol: paper.symbol.clone(),
        relations: Vec::new(),
        revises: None,
        renditions: Vec::new(),
        sources: Vec::new(),
        statements: Vec::new(),
        notes: Vec::new(),
    })
}

/// A title in the language of its own words; in that of the file where they do not tell.
fn title_of(title: &str, lang: &Lang) -> Name {
    let is_cjk = ["zh", "ja", "ko"].contains(&lang.primary());
    let lang = match detect_language(title) {
        // Han characters alone are as good Japanese as Chinese.
        Some(told) if told.primary() == "zh" && is_cjk => lang.clone(),
        Some(told) => told,
        None if is_cjk && title.is_ascii() => Lang::en(),
        None => lang.clone(),
    };
    Name::new(lang, title.trim())
}

/// Fills what a person says of the document and the register does not have; what differs is refused.
async fn complete(document: &mut Document, prepared: &Prepared, register: &Register) -> Result<(), AppError> {
    let paper = &prepared.paper;
    let differs = |field: &str, has: String, given: String| {
        let message = format!("document:{} has the {field} {has}, and {given} is given", document.id);
        AppError::new(ErrorKind::Conflict, message).with_hint("change the document with `chancery put`, or leave it out")
    };
    match (&paper.date, &document.date) {
        (Some(given), Some(has)) if given != has => return Err(differs("date", has.to_string(), given.to_string())),
        (Some(given), None) => document.date = Some(*given),
        _ => {}
    }
    match (&paper.symbol, &document.symbol) {
        (Some(given), Some(has)) if given != has => return Err(differs("symbol", has.clone(), given.clone())),
        (Some(given), None) => document.symbol = Some(given.clone()),
        _ => {}
    }
    if let Some(given) = paper.document_type.as_ref().filter(|given| **given != document.document_type) {
        return Err(differs("type", document.document_type.to_string(), given.to_string()));
    }
    if let Some(title) = paper.title.as_deref().filter(|title| !has_title(&document.titles, title)) {
        let title = title_of(title, &prepared.arriving.lang);
        if document.titles.iter().all(|known| known.lang != title.lang) {
            document.titles.push(title);
        } else {
            let has = document.titles.iter().find(|known| known.lang == title.lang).map_or_else(String::new, |known| known.text.clone());
            return Err(differs("title", format!("{has:?}"), format!("{:?}", title.text)));
        }
    }
    if let Some(meeting) = &paper.to.meeting {
        let address = RecordRef::new(Kind::Meeting, meeting.as_str()).map_err(AppError::bug)?;
        let at = match register.store().find(&address).await? {
            Lookup::Found(_) => meeting.clone(),
            Lookup::Moved { to, .. } => to.id().parse().map_err(AppError::bug)?,
            Lookup::Withdrawn { .. } => return Err(AppError::new(ErrorKind::Withdrawn, format!("{address} was withdrawn"))),
            Lookup::Absent => return Err(AppError::new(ErrorKind::NotFound, format!("there is no {address}"))),
        };
        match document.relations.iter_mut().find(|known| known.meeting == at) {
            Some(known) => known.relation = paper.relation.unwrap_or(known.relation),
            None => document.relations.push(DocumentRelation { meeting: at, relation: paper.relation.unwrap_or(Relation::Listed) }),
        }
    }
    Ok(())
}
