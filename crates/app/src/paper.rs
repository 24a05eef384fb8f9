//! The papers of documents as readers get them: the file itself, and what was read of it.
//!
//! Both come from the vault and are believed only by their digests. A text is small: it is checked whenever it is read,
//! and the last ones stay in memory. A file may be large and be asked for by pieces: it is read through once before its
//! first byte is given, and that it was sound is remembered for as long as it is not written again. So a damaged file
//! is an error with its name and never an answer.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use chancery_model::{Digest, DocumentId, Lang, MediaType, PaperText, ReadText};
use chancery_store::{Held, Vault};
use futures_util::stream::{self, BoxStream, StreamExt as _};

use crate::App;
use crate::error::{AppError, ErrorKind};
use crate::papers::worklist::Wants;

/// How many texts stay in memory.
const MAX_TEXTS: usize = 64;
/// How many bytes of text, as they lie in the vault, stay in memory.
const MAX_TEXT_BYTES: usize = 32 << 20;
/// How many files are remembered to be sound.
const MAX_SOUND: usize = 8192;
/// How many bytes of a file are given at a time.
const PIECE_BYTES: u64 = 256 << 10;

/// A file that may be served: one that a current document holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperFile {
    /// Its digest.
    pub digest: Digest,
    /// Its type, told by its content when it was added.
    pub media_type: MediaType,
    /// Its size.
    pub size_bytes: u64,
    /// The name under which it came; foreign text, to be given back and never to be used as a path.
    pub file_name: Option<String>,
    /// The document that it belongs to.
    pub document: DocumentId,
    /// The language of the rendition.
    pub lang: Lang,
}

/// The bytes of a file, piece by piece.
pub type Pieces = BoxStream<'static, Result<bytes::Bytes, AppError>>;

/// What is kept in memory of papers.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    texts: Mutex<Texts>,
    sound: Mutex<HashMap<Digest, Arc<tokio::sync::Mutex<Option<Held>>>>>,
    wants: Mutex<Option<Arc<Wants>>>,
}

/// The texts that were asked for last, the newest at the end.
#[derive(Debug, Default)]
struct Texts {
    kept: VecDeque<(Digest, Arc<PaperText>, usize)>,
    bytes: usize,
}

impl Texts {
    fn find(&mut self, digest: &Digest) -> Option<Arc<PaperText>> {
        let at = self.kept.iter().position(|(kept, ..)| kept == digest)?;
        let found = self.kept.remove(at)?;
        let text = Arc::clone(&found.1);
        self.kept.push_back(found);
        Some(text)
    }

    fn keep(&mut self, digest: Digest, text: Arc<PaperText>, bytes: usize) {
        if bytes > MAX_TEXT_BYTES || self.kept.iter().any(|(kept, ..)| *kept == digest) {
            return;
        }
        self.kept.push_back((digest, text, bytes));
        self.bytes += bytes;
        while self.kept.len() > MAX_TEXTS || self.bytes > MAX_TEXT_BYTES {
            let Some((_, _, bytes)) = self.kept.pop_front() else { return };
            self.bytes -= bytes;
        }
    }
}

impl App {
    /// Gives what was read of a file; `None` if the vault does not have it.
    ///
    /// Errors: kind `corrupt` if it is damaged, `unreachable` while the bucket does not answer.
    pub async fn paper_text(&self, read: &ReadText) -> Result<Option<Arc<PaperText>>, AppError> {
        let texts = || self.inner.papers.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = texts().find(&read.sha256) {
            return Ok(Some(text));
        }
        let Some(bytes) = self.store().vault().get(&read.sha256).await? else { return Ok(None) };
        let size = bytes.len();
        let parsed = tokio::task::spawn_blocking(move || PaperText::read(&bytes)).await.map_err(AppError::bug)?;
        let refuse = |error| AppError::new(ErrorKind::Corrupt, format!("the text {} cannot be used", read.sha256)).with_source(error);
        let text = Arc::new(parsed.map_err(refuse)?);
        texts().keep(read.sha256, Arc::clone(&text), size);
        Ok(Some(text))
    }

    /// Finds a file that may be served; `None` if no current document holds it, or its type is none that is kept.
    pub async fn paper_file(&self, digest: &Digest) -> Result<Option<PaperFile>, AppError> {
        let Some(held) = self.store().find_held_file(digest).await? else { return Ok(None) };
        Ok(MediaType::of_name(&held.media_type).map(|media_type| PaperFile {
            digest: held.digest,
            media_type,
            size_bytes: held.size_bytes,
            file_name: held.file_name,
            document: held.document,
            lang: held.lang,
        }))
    }

    /// Reads a file, or the part of it that is asked for; `None` if the vault does not have it.
    ///
    /// Shape: the pieces together are the part, cut at the end of the file. Errors: kind `corrupt` if the file is damaged,
    /// before any piece of it is given; `unreachable`, `io`, there or in the stream.
    pub async fn read_paper_file(&self, file: &PaperFile, range: Range<u64>) -> Result<Option<Pieces>, AppError> {
        let vault = self.store().vault();
        let Some(held) = self.inner.papers.find_sound(&vault, &file.digest).await? else { return Ok(None) };
        let (from, to) = (range.start, range.end.min(held.size_bytes));
        Ok(Some(pieces(vault, file.digest, from..to)))
    }
}

impl Shelf {
    pub(crate) fn wants(&self) -> Option<Arc<Wants>> {
        self.wants.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn keep_wants(&self, wants: Arc<Wants>) {
        *self.wants.lock().unwrap_or_else(PoisonError::into_inner) = Some(wants);
    }

    /// Finds a file and makes sure that it is what it was; `None` if it is not there.
    async fn find_sound(&self, vault: &Vault, digest: &Digest) -> Result<Option<Held>, AppError> {
        let seat = self.seat(digest);
        // Who comes meanwhile for the same file waits for the one that reads it through.
        let mut known = seat.lock().await;
        let found = vault.find(digest).await?;
        if found.is_some() && *known == found {
            return Ok(found);
        }
        *known = None;
        if vault.check(digest).await?.is_none() {
            return Ok(None);
        }
        *known = found;
        Ok(found)
    }

    fn seat(&self, digest: &Digest) -> Arc<tokio::sync::Mutex<Option<Held>>> {
        let mut sound = self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        if sound.len() >= MAX_SOUND && !sound.contains_key(digest) {
            // Those that nobody waits for are forgotten; they are read through again when they are asked for.
            sound.retain(|_, seat| Arc::strong_count(seat) > 1);
        }
        Arc::clone(sound.entry(*digest).or_default())
    }
}

fn pieces(vault: Vault, digest: Digest, range: Range<u64>) -> Pieces {
    stream::try_unfold((vault, range), move |(vault, range)| async move {
        if range.start >= range.end {
            return Ok(None);
        }
        let to = range.end.min(range.start + PIECE_BYTES);
        let piece = vault.get_range(&digest, range.start..to).await?.filter(|piece| !piece.is_empty());
        let cut = || AppError::new(ErrorKind::Io, format!("the file {digest} ended while it was read"));
        let piece = piece.ok_or_else(cut)?;
        let next = range.start + piece.len() as u64;
        Ok(Some((piece, (vault, next..range.end))))
    })
    .boxed()
}
