//! What a file is, by its first bytes. Names and stated types are not asked: they are what an attacker writes.

use chancery_model::MediaType;

use super::PaperError;

/// What the first bytes tell.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// A ZIP archive; its parts tell which document it is.
    Package,
    Pdf,
    Image(MediaType),
    /// Text or HTML, to be decoded.
    Text,
}

/// How far into a file the mark of a PDF may stand; readers accept as much.
const PDF_MARK_WITHIN: usize = 1024;

pub(super) fn tell(bytes: &[u8]) -> Result<Told, PaperError> {
    const IMAGES: [(&[u8], MediaType); 4] = [
        (b"\x89PNG\r\n\x1a\n", MediaType::Png),
        (b"\xff\xd8\xff", MediaType::Jpeg),
        (b"II*\0", MediaType::Tiff),
        (b"MM\0*", MediaType::Tiff),
    ];
    const REFUSED: [(&[u8], &str); 8] = [
        (b"\xd0\xcf\x11\xe0", "an old Office document or a protected one"),
        (b"{\\rtf", "a rich text file"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"Rar!", "a RAR archive"),
        (b"MZ", "a program"),
        (b"\x7fELF", "a program"),
        (b"SQLite format 3", "a database"),
    ];
    let head = &bytes[..bytes.len().min(PDF_MARK_WITHIN)];
    if head.windows(5).any(|window| window == b"%PDF-") && !head.starts_with(b"PK") {
        return Ok(Told::Pdf);
    }
    if let Some((_, image)) = IMAGES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Ok(Told::Image(*image));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Told::Package);
    }
    if let Some((_, looks_like)) = REFUSED.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(PaperError::UnknownType { looks_like: (*looks_like).to_owned() });
    }
    let is_wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if !is_wide && head.contains(&0) {
        return Err(PaperError::UnknownType { looks_like: "binary data".to_owned() });
    }
    Ok(Told::Text)
}

/// How much of a package is looked at, at each end, to guess which document it is.
const GUESSED_BYTES: usize = 64 << 10;

/// Guesses what a file is without opening it, for one that cannot be opened; [`super::read_paper`] is surer.
///
/// Errors: [`PaperError::UnknownType`] as there.
pub fn guess(bytes: &[u8]) -> Result<MediaType, PaperError> {
    Ok(match tell(bytes)? {
        Told::Pdf => MediaType::Pdf,
        Told::Image(media_type) => media_type,
        Told::Text if crate::markup::is_html("", &String::from_utf8_lossy(&bytes[..bytes.len().min(GUESSED_BYTES)])) => MediaType::Html,
        Told::Text => MediaType::Text,
        // The names of parts stand at both ends of an archive.
        Told::Package => {
            let head = &bytes[..bytes.len().min(GUESSED_BYTES)];
            let tail = &bytes[bytes.len().saturating_sub(GUESSED_BYTES)..];
            let names = |name: &[u8]| [head, tail].iter().any(|end| end.windows(name.len()).any(|window| window == name));
            match () {
                () if names(b"opendocument.text") => MediaType::Odt,
                () if names(b"xl/workbook") => MediaType::Xlsx,
                () => MediaType::Docx,
            }
        }
    })
}
