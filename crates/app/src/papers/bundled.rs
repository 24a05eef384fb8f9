//! Papers that come with the product: read here, since nobody has tampered with them, and kept like any other.

use bytes::Bytes;
use chancery_model::{Digest, Document, Lang, TextStatus};

use super::place::{Arriving, place};
use super::reader::Reader;
use crate::error::{AppError, ErrorKind};
use crate::keeping::Register;

/// A file that comes with the product.
#[derive(Debug, Clone, Copy)]
pub struct BundledPaper {
    /// Its language.
    pub lang: fn() -> Lang,
    /// What it is to its source.
    pub status: TextStatus,
    /// For a translation: the language that it was made from; of the file that is held unless `made_from_bytes` says else.
    pub from: Option<fn() -> Lang>,
    /// The bytes of an earlier text from which it was made.
    pub made_from_bytes: Option<&'static [u8]>,
    /// Its name.
    pub file_name: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

/// Keeps the files of a document that comes with the product, and gives the document with its renditions.
///
/// Errors: none is expected of the files; the vault may refuse them.
pub async fn keep_bundled(
    register: &Register,
    reader: &Reader,
    mut document: Document,
    papers: &[BundledPaper],
) -> Result<Document, AppError> {
    let vault = register.store().vault();
    for paper in papers {
        let lang = (paper.lang)();
        let read = reader.read(Bytes::from_static(paper.bytes), Some(&lang)).await?;
        let text = read.map_err(|error| AppError::new(ErrorKind::Bug, format!("{} is not whole: {error}", paper.file_name)))?;
        vault.put(paper.bytes.to_vec()).await?;
        let sha256 = vault.put(text.to_bytes().map_err(AppError::bug)?).await?;
        let arriving = Arriving {
            lang,
            status: Some(paper.status),
            from: paper.from.map(|lang| lang()),
            file_name: Some(paper.file_name.to_owned()),
            sha256: Digest::of(paper.bytes),
            media_type: text.paper.media_type,
            size_bytes: paper.bytes.len() as u64,
            text: text.in_short(sha256),
            is_only: false,
        };
        place(&mut document, &arriving);
        if let Some(bytes) = paper.made_from_bytes {
            let placed = document.renditions.iter_mut().filter(|r| r.sha256 == Some(arriving.sha256));
            placed.filter_map(|r| r.made_from.as_mut()).for_each(|from| from.sha256 = Some(Digest::of(bytes)));
        }
    }
    Ok(document)
}
