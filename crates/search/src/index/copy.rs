//! Copying an index while it is searched and written: for snapshots.
//!
//! The engine never changes a file of a commit, it writes new ones; so links to them are a copy that costs nothing, and
//! stays when the engine drops its own. What can happen meanwhile is that it puts segments together and drops some that
//! were about to be linked. Then the list of files has changed, too, and the copy begins again.

use std::io;
use std::path::{Path, PathBuf};

use tantivy::index::{SegmentComponent, SegmentMeta};

use super::{ENGINE_FOLDER, Index, Payload};
use crate::entry::Cursor;
use crate::error::IndexError;
use crate::schema::Fields;

/// How often a copy begins again.
const TRIES: usize = 20;
/// The list of a commit's files.
const LIST: &str = "meta.json";
/// The files that the engine may drop when no commit needs them any more.
const DROPPABLE: &str = ".managed.json";

/// What every segment has.
const COMPONENTS: [SegmentComponent; 6] = [
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::Terms,
    SegmentComponent::Store,
    SegmentComponent::FastFields,
    SegmentComponent::FieldNorms,
];

impl Index {
    /// The version of the indexes that this program makes. One of another version is thrown away when it is opened.
    pub fn version() -> String {
        Fields::new().fingerprint()
    }

    /// Copies what is committed into a folder that then can be opened as an index, and says how far it had followed.
    ///
    /// The folder must be on the same file system for this to be quick; searching and writing go on meanwhile.
    /// Errors: [`IndexError::Folder`] if the folder cannot be written, [`IndexError::Engine`] if the index does not read,
    /// [`IndexError::Damaged`] if files are missing from it.
    pub fn copy_to(&self, folder: &Path) -> Result<Cursor, IndexError> {
        let target = folder.join(ENGINE_FOLDER);
        let failed = |source| IndexError::Folder { folder: target.clone(), source };
        for _ in 0..TRIES {
            if target.try_exists().map_err(failed)? {
                std::fs::remove_dir_all(&target).map_err(failed)?;
            }
            std::fs::create_dir_all(&target).map_err(failed)?;
            if let Some(cursor) = self.try_copy(&target)? {
                return Ok(cursor);
            }
        }
        Err(IndexError::Damaged { what: "files are missing from its last commit".into() })
    }

    /// Copies what is committed; `None` if it changed meanwhile.
    fn try_copy(&self, target: &Path) -> Result<Option<Cursor>, IndexError> {
        let failed = |source| IndexError::Folder { folder: target.to_owned(), source };
        let list = std::fs::read(self.folder.join(LIST)).map_err(failed)?;
        let metas = self.engine.load_metas().map_err(IndexError::engine("looking what is committed"))?;
        let cursor = match metas.payload.as_deref().map(serde_json::from_str::<Payload>) {
            Some(Ok(payload)) => payload.cursor,
            _ => Cursor::default(),
        };
        let files: Vec<PathBuf> = metas.segments.iter().flat_map(files_of).collect();
        for file in &files {
            match link(&self.folder.join(file), &target.join(file)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                other => other.map_err(failed)?,
            }
        }
        if std::fs::read(self.folder.join(LIST)).map_err(failed)? != list {
            return Ok(None);
        }
        let droppable: Vec<&Path> = files.iter().map(PathBuf::as_path).chain([Path::new(LIST)]).collect();
        let droppable = serde_json::to_vec(&droppable).expect("names of files are plain data");
        std::fs::write(target.join(DROPPABLE), droppable).map_err(failed)?;
        std::fs::write(target.join(LIST), list).map_err(failed)?;
        Ok(Some(cursor))
    }
}

fn files_of(segment: &SegmentMeta) -> Vec<PathBuf> {
    let deletes = segment.has_deletes().then_some(SegmentComponent::Delete);
    COMPONENTS.into_iter().chain(deletes).map(|component| segment.relative_path(component)).collect()
}

fn link(from: &Path, to: &Path) -> io::Result<()> {
    match std::fs::hard_link(from, to) {
        // Another file system, or one without links.
        Err(error) if error.kind() != io::ErrorKind::NotFound => std::fs::copy(from, to).map(drop),
        other => other,
    }
}
