//! Reading kept files again: because the reader got better, or because a text was lost.
//!
//! A text that comes out the same changes nothing. One that was lost and comes out the same is put back and nothing is
//! published, since the record names it already; one that comes out otherwise is a new revision of its document.

use bytes::Bytes;
use chancery_ingest::papers::{PaperFindingKind, extractor_of};
use chancery_model::document::Rendition;
use chancery_model::{Digest, Document, DocumentId, Kind, MediaType, ReadText, Record, RecordRef};
use chancery_store::{Change, Expects, Lookup, Vault, VaultError};

use super::reader::Reader;
use crate::ctx::Ctx;
use crate::error::{AppError, ErrorKind};
use crate::keeping::Register;

/// What reading again did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Again {
    /// Files that were read.
    pub read: u64,
    /// Documents of which another text came out, each with its new revision.
    pub changed: Vec<DocumentId>,
    /// Files that the vault does not have, or has damaged.
    pub lost: Vec<(DocumentId, Digest)>,
}

/// What putting lost texts back did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mended {
    /// Texts that were lost and are there again.
    pub texts: u64,
    /// Files whose text is lost and did not come out the same again, or that are lost themselves.
    pub lost: Vec<(DocumentId, Digest)>,
}

/// Reads the files of documents again: of one, or of all whose text is from an older reader or from none.
///
/// Errors: kind `not-found` for a document that is not there; `conflict` if somebody changed it meanwhile.
pub async fn read_again(ctx: &Ctx, register: &Register, reader: &Reader, only: Option<&DocumentId>) -> Result<Again, AppError> {
    let addresses = match only {
        Some(id) => vec![RecordRef::new(Kind::Document, id.as_str()).map_err(AppError::bug)?],
        None => register.store().list_addresses(Kind::Document).await?,
    };
    let mut done = Again::default();
    for address in addresses {
        let Some((document, revision)) = current(register, &address).await? else {
            match only {
                Some(_) => return Err(AppError::new(ErrorKind::NotFound, format!("there is no {address}"))),
                None => continue,
            }
        };
        let mut after = document.clone();
        for rendition in &mut after.renditions {
            if rendition.held().is_none() || (only.is_none() && !is_older(rendition)) {
                continue;
            }
            match read_one(&register.store().vault(), reader, rendition).await? {
                Some(text) => {
                    done.read += 1;
                    rendition.text = Some(text);
                }
                None => done.lost.extend(rendition.sha256.map(|digest| (document.id.clone(), digest))),
            }
        }
        if after != document {
            let id = document.id.clone();
            let change = Change::publish(Record::Document(after), Expects::Revision(revision));
            register.write(ctx, vec![change], "Files of the document were read again").await?;
            done.changed.push(id);
        }
    }
    Ok(done)
}

/// Puts back the texts of current documents that the vault has lost.
pub async fn mend_texts(register: &Register, reader: &Reader) -> Result<Mended, AppError> {
    let vault = register.store().vault();
    let mut done = Mended::default();
    for address in register.store().list_addresses(Kind::Document).await? {
        let Some((document, _)) = current(register, &address).await? else { continue };
        for rendition in &document.renditions {
            let (Some(text), Some(file)) = (&rendition.text, rendition.held()) else { continue };
            if is_sound(&vault, &text.sha256).await? {
                continue;
            }
            match read_one(&vault, reader, rendition).await? {
                Some(again) if again.sha256 == text.sha256 => done.texts += 1,
                _ => done.lost.push((document.id.clone(), file.sha256)),
            }
        }
    }
    Ok(done)
}

async fn is_sound(vault: &Vault, digest: &Digest) -> Result<bool, AppError> {
    match vault.check(digest).await {
        Ok(found) => Ok(found.is_some()),
        Err(VaultError::Damaged { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

async fn current(register: &Register, address: &RecordRef) -> Result<Option<(Document, u64)>, AppError> {
    Ok(match register.store().find(address).await? {
        Lookup::Found(current) => match current.record {
            Record::Document(document) => Some((document, current.revision)),
            _ => None,
        },
        _ => None,
    })
}

/// Tells whether a file has no text, could not be read, or was read by an older reader of ours.
fn is_older(rendition: &Rendition) -> bool {
    let now = rendition.media_type.as_deref().and_then(MediaType::of_name).map(extractor_of);
    match (&rendition.text, now) {
        (Some(text), Some(now)) => {
            let is_not_read = text.findings.iter().any(|finding| finding.kind == PaperFindingKind::NotRead);
            is_not_read || (text.extractor.name == now.name && text.extractor.version < now.version)
        }
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

/// Reads a kept file and keeps its text; none if the file is lost.
async fn read_one(vault: &Vault, reader: &Reader, rendition: &Rendition) -> Result<Option<ReadText>, AppError> {
    let Some(file) = rendition.held() else { return Ok(None) };
    let bytes = match vault.get(&file.sha256).await {
        Ok(Some(bytes)) => Bytes::from(bytes),
        Ok(None) | Err(VaultError::Damaged { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let media_type = MediaType::of_name(file.media_type);
    let text = match (reader.read(bytes, Some(&rendition.lang)).await?, media_type) {
        (Ok(text), _) => text,
        (Err(error), Some(media_type)) => {
            let paper = chancery_ingest::papers::not_read(media_type, &error.to_string());
            chancery_model::PaperText { paper, clauses: Vec::new() }
        }
        (Err(_), None) => return Ok(None),
    };
    let sha256 = vault.put(text.to_bytes().map_err(AppError::bug)?).await?;
    Ok(Some(text.in_short(sha256)))
}
