//! The index on disk: opened, followed, thrown away. It is a projection of the journal, so nothing here is precious:
//! what is missing, damaged or of another version starts empty, with the cursor at 0, and the caller fills it again.
//!
//! The engine's files live in a subfolder of their own, which is the only thing that is ever emptied. One process writes
//! at a time (the engine holds a lock from the first write on); others may open the same folder and read.

mod copy;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chancery_model::Kind;
use serde::{Deserialize, Serialize};
use tantivy::directory::{Directory as _, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::merge_policy::LogMergePolicy;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyError};

use crate::analysis::Stems;
use crate::columns::Columns;
use crate::entry::{Change, Cursor};
use crate::error::IndexError;
use crate::schema::{Fields, NEWEST, OLDEST};
use crate::statistics::Lengths;

/// The subfolder of the engine's files.
const ENGINE_FOLDER: &str = "engine";
/// What the writer may hold in memory before it writes a segment: room for some 20,000 records, so that an index made from
/// nothing has few segments and none is put together twice.
const WRITER_BYTES: usize = 128_000_000;
/// Segments of fewer entries are put together whatever their sizes, eight at a time. A publication of one record makes a
/// segment of one; larger ones are left alone by these, or every eighth publication would write thousands of entries anew.
const SMALL_SEGMENT: u32 = 1_000;

/// The search index. Methods take `&self`; searches go on while a change is applied and see it when it is done.
pub struct Index {
    pub(crate) fields: Fields,
    engine: tantivy::Index,
    reader: IndexReader,
    /// Made at the first write, since it takes the lock that other processes would need.
    writer: Mutex<Option<IndexWriter>>,
    cursor: Mutex<Cursor>,
    folder: PathBuf,
    /// The facets as arrays, for counting.
    pub(crate) columns: Columns,
    pub(crate) lengths: Lengths,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("folder", &self.folder).field("cursor", &self.cursor()).finish_non_exhaustive()
    }
}

/// How an index was found when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenReport {
    /// What was there.
    pub found: Found,
    /// Where to follow the journal from.
    pub cursor: Cursor,
}

/// What was there when an index was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A sound index of this version.
    Index,
    /// Nothing; the index starts empty.
    Nothing,
    /// An index that another version made; it was thrown away and starts empty.
    OtherVersion,
    /// An index that cannot be read; it was thrown away and starts empty.
    Damaged {
        /// What the engine says.
        why: String,
    },
}

/// What is written with each commit beside the entries.
#[derive(Serialize, Deserialize)]
struct Payload {
    fingerprint: String,
    #[serde(flatten)]
    cursor: Cursor,
}

impl Index {
    /// Opens the index in a folder, making the folder if need be. Never fails because of what is in the index.
    ///
    /// Errors: [`IndexError::Folder`] if the folder cannot be made or emptied, [`IndexError::Busy`] if it would have to be
    /// emptied and another process writes to it.
    pub fn open(folder: &Path) -> Result<(Index, OpenReport), IndexError> {
        let engine_folder = folder.join(ENGINE_FOLDER);
        std::fs::create_dir_all(&engine_folder).map_err(|source| IndexError::Folder { folder: engine_folder.clone(), source })?;
        let fields = Fields::new();
        let (found, opened) = match open_engine(&engine_folder, &fields) {
            Ok(Some(opened)) => (Found::Index, Some(opened)),
            Ok(None) => (if is_fresh(&engine_folder) { Found::Nothing } else { Found::OtherVersion }, None),
            Err(error) => (Found::Damaged { why: error.to_string() }, None),
        };
        let (engine, reader, cursor) = match opened {
            Some(opened) => opened,
            None => create_engine(&engine_folder, &fields)?,
        };
        let report = OpenReport { found, cursor: cursor.clone() };
        let (writer, cursor) = (Mutex::new(None), Mutex::new(cursor));
        let index = Index {
            fields,
            engine,
            reader,
            writer,
            cursor,
            folder: engine_folder,
            columns: Columns::default(),
            lengths: Lengths::default(),
        };
        Ok((index, report))
    }

    /// How far the index has followed the journal.
    pub fn cursor(&self) -> Cursor {
        locked(&self.cursor).clone()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        usize::try_from(self.searcher().num_docs()).unwrap_or(usize::MAX)
    }

    /// Tells whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Applies changes in their order and moves the cursor, all in one commit that is on disk when this returns.
    ///
    /// Shape: after an error nothing of the batch is in the index and the cursor is where it was.
    /// Errors: [`IndexError::Busy`] if another process writes to the index, [`IndexError::Engine`] if it cannot be written.
    pub fn apply(&self, changes: Vec<Change>, cursor: Cursor) -> Result<(), IndexError> {
        self.write(changes, Some(cursor), false)
    }

    /// Takes changes in that nobody sees before the next [`Index::apply`]; until then the cursor stays where it is.
    ///
    /// Shape: after an error, here or in what follows before the next `apply`, nothing of them is in the index.
    /// Errors: as [`Index::apply`].
    pub fn stage(&self, changes: Vec<Change>) -> Result<(), IndexError> {
        self.write(changes, None, false)
    }

    fn new_writer(&self) -> Result<IndexWriter, TantivyError> {
        let writer = self.engine.writer_with_num_threads(1, WRITER_BYTES)?;
        let mut policy = LogMergePolicy::default();
        policy.set_min_layer_size(SMALL_SEGMENT);
        writer.set_merge_policy(Box::new(policy));
        Ok(writer)
    }

    fn write(&self, changes: Vec<Change>, cursor: Option<Cursor>, from_nothing: bool) -> Result<(), IndexError> {
        let mut slot = locked(&self.writer);
        // The writer is put back only after success: dropping it takes back what was not committed.
        let mut writer = match slot.take() {
            Some(writer) => writer,
            None => self.new_writer().map_err(|error| self.writing(error))?,
        };
        if from_nothing {
            writer.delete_all_documents().map_err(|error| self.writing(error))?;
        }
        let mut stems = Stems::default();
        for change in changes {
            match change {
                Change::Put(entry) => {
                    writer.delete_term(self.fields.key_term(entry.kind, &entry.id));
                    let document = self.fields.document(entry, &mut stems);
                    writer.add_document(document).map_err(|error| self.writing(error))?;
                }
                Change::Remove { kind, id } => {
                    writer.delete_term(self.fields.key_term(kind, &id));
                }
            }
        }
        if let Some(cursor) = cursor {
            let payload = Payload { fingerprint: self.fields.fingerprint(), cursor: cursor.clone() };
            let payload = serde_json::to_string(&payload).expect("a cursor is plain data");
            let mut commit = writer.prepare_commit().map_err(|error| self.writing(error))?;
            commit.set_payload(&payload);
            commit.commit().map_err(|error| self.writing(error))?;
            self.reader.reload().map_err(IndexError::engine("opening what was written"))?;
            *locked(&self.cursor) = cursor;
        }
        *slot = Some(writer);
        Ok(())
    }

    /// Takes the place of the one who writes, unless another process has it.
    ///
    /// Shape: false if another process writes; searches and cursor are then those of what it has written so far. True if
    /// this one writes from now on; the cursor is where the last writer left it.
    /// Errors: [`IndexError::Engine`] if the index cannot be read, [`IndexError::Damaged`] if another version made it anew.
    pub fn claim(&self) -> Result<bool, IndexError> {
        let mut slot = locked(&self.writer);
        if slot.is_some() {
            return Ok(true);
        }
        let writer = match self.new_writer() {
            Ok(writer) => Some(writer),
            Err(TantivyError::LockFailure(..)) => None,
            Err(error) => return Err(self.writing(error)),
        };
        self.read_again()?;
        *slot = writer;
        Ok(slot.is_some())
    }

    /// Sees what another process has committed since.
    fn read_again(&self) -> Result<(), IndexError> {
        let metas = self.engine.load_metas().map_err(IndexError::engine("looking what another process wrote"))?;
        let cursor = match metas.payload.as_deref().map(serde_json::from_str::<Payload>) {
            Some(Ok(payload)) if payload.fingerprint == self.fields.fingerprint() => payload.cursor,
            None if metas.segments.is_empty() => Cursor::default(),
            _ => return Err(IndexError::Damaged { what: "another version has made it anew".into() }),
        };
        if cursor != self.cursor() {
            self.reader.reload().map_err(IndexError::engine("opening what another process wrote"))?;
            *locked(&self.cursor) = cursor;
        }
        Ok(())
    }

    /// Empties the index and moves the cursor to 0: for a journal that is not the one the index followed.
    ///
    /// Errors: as [`Index::apply`].
    pub fn clear(&self) -> Result<(), IndexError> {
        self.write(Vec::new(), Some(Cursor::default()), true)
    }

    /// Tells whether an entry is in the index.
    ///
    /// Errors: [`IndexError::Engine`] if the index cannot be read.
    pub fn contains(&self, kind: Kind, id: &str) -> Result<bool, IndexError> {
        let query = tantivy::query::TermQuery::new(self.fields.key_term(kind, id), tantivy::schema::IndexRecordOption::Basic);
        let count = self.searcher().search(&query, &tantivy::collector::Count).map_err(IndexError::engine("looking up an entry"))?;
        Ok(count > 0)
    }

    /// Reads every byte of the index and compares checksums: the slow check, for `verify`.
    ///
    /// Shape: the names of the damaged files, sorted; empty if the index is sound.
    /// Errors: [`IndexError::Engine`] if a file cannot be read at all.
    pub fn find_damage(&self) -> Result<Vec<String>, IndexError> {
        let damaged = self.engine.validate_checksum().map_err(IndexError::engine("comparing checksums"))?;
        let mut names: Vec<String> = damaged.into_iter().map(|path| path.display().to_string()).collect();
        names.sort();
        Ok(names)
    }

    /// Waits until the engine has put small segments together, and gives the lock back. For after a rebuild, and for benches.
    ///
    /// Errors: [`IndexError::Engine`] if that fails; the index stays as it was.
    pub fn settle(&self) -> Result<(), IndexError> {
        let Some(writer) = locked(&self.writer).take() else { return Ok(()) };
        writer.wait_merging_threads().map_err(IndexError::engine("putting segments together"))?;
        self.reader.reload().map_err(IndexError::engine("opening what was put together"))
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    fn writing(&self, error: TantivyError) -> IndexError {
        match error {
            TantivyError::LockFailure(..) => IndexError::Busy { folder: self.folder.clone() },
            other => IndexError::Engine { doing: "writing", source: Box::new(other) },
        }
    }
}

/// A panic in another thread leaves nothing half done in these slots.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

type Opened = (tantivy::Index, IndexReader, Cursor);

/// Opens what is there.
///
/// Shape: `None` if there is nothing, or an index of another version.
fn open_engine(folder: &Path, fields: &Fields) -> Result<Option<Opened>, TantivyError> {
    if is_fresh(folder) {
        return Ok(None);
    }
    let engine = match tantivy::Index::open_in_dir(folder) {
        Err(TantivyError::IncompatibleIndex(_)) => return Ok(None),
        other => other?,
    };
    let metas = engine.load_metas()?;
    let cursor = match metas.payload.as_deref().map(serde_json::from_str::<Payload>) {
        Some(Ok(payload)) if payload.fingerprint == fields.fingerprint() => payload.cursor,
        // Made, but never written to.
        None if metas.segments.is_empty() && metas.schema == fields.schema => Cursor::default(),
        _ => return Ok(None),
    };
    let reader = open_reader(&engine)?;
    touch_all(&reader.searcher(), fields)?;
    Ok(Some((engine, reader, cursor)))
}

/// Opens every part of every segment, since the engine notices only then that a file is missing or short.
fn touch_all(searcher: &Searcher, fields: &Fields) -> Result<(), TantivyError> {
    for segment in searcher.segment_readers() {
        for (field, entry) in fields.schema.fields() {
            if entry.is_indexed() {
                segment.inverted_index(field)?;
            }
        }
        segment.get_store_reader(1)?;
        for column in [NEWEST, OLDEST] {
            segment.fast_fields().i64(column)?;
        }
    }
    Ok(())
}

fn open_reader(engine: &tantivy::Index) -> Result<IndexReader, TantivyError> {
    engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()
}

/// Tells whether the engine's folder holds no index at all; lock files do not count.
fn is_fresh(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|files| files.flatten().all(|file| is_lock(&file.file_name())))
}

fn is_lock(name: &std::ffi::OsStr) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "lock")
}

/// Empties the engine's folder and makes an index there, while no other process writes to it.
fn create_engine(folder: &Path, fields: &Fields) -> Result<Opened, IndexError> {
    let refused = |source| IndexError::Folder { folder: folder.to_owned(), source };
    let directory = MmapDirectory::open(folder).map_err(|error| refused(std::io::Error::other(error)))?;
    let lock = directory.acquire_lock(&INDEX_WRITER_LOCK).map_err(|_| IndexError::Busy { folder: folder.to_owned() })?;
    for file in std::fs::read_dir(folder).map_err(refused)? {
        let file = file.map_err(refused)?;
        if !is_lock(&file.file_name()) {
            std::fs::remove_file(file.path()).map_err(refused)?;
        }
    }
    let engine = tantivy::Index::create_in_dir(folder, fields.schema.clone()).map_err(IndexError::engine("making an empty index"))?;
    drop(lock);
    let reader = open_reader(&engine).map_err(IndexError::engine("opening an empty index"))?;
    Ok((engine, reader, Cursor::default()))
}
