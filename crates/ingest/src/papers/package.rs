//! Archives of documents (DOCX, XLSX, ODT): opened within limits, and only the parts that hold text.
//!
//! Nothing is written to disk, so a part's name can lead nowhere; a name that tries is refused all the same, since no
//! word processor writes it. What is unpacked is counted as it comes out, whatever the archive says of its sizes.

use std::io::{Cursor, Read};

use chancery_model::Severity;
use zip::ZipArchive;

use super::xml::{Node, Xml};
use super::{MediaType, Paper, PaperError, PaperFinding, PaperFindingKind, PaperLimits, docx, odt, xlsx};

/// An archive that was looked over.
#[derive(Debug)]
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    media_type: MediaType,
    names: Vec<String>,
    room: usize,
    max_bytes: usize,
}

/// Reads a document in an archive.
pub(super) fn read(bytes: &[u8], limits: &PaperLimits) -> Result<Paper, PaperError> {
    let mut package = Package::open(bytes, limits)?;
    let main = package.find_main()?;
    let mut paper = match package.media_type {
        MediaType::Docx => docx::read(&mut package, &main)?,
        MediaType::Xlsx => xlsx::read(&mut package, &main, limits)?,
        _ => odt::read(&mut package)?,
    };
    paper.findings.extend(package.look_for_hazards()?);
    Ok(paper)
}

impl<'a> Package<'a> {
    fn open(bytes: &'a [u8], limits: &PaperLimits) -> Result<Self, PaperError> {
        // Until the parts tell, it is called what such files mostly are.
        let media_type = MediaType::Docx;
        let damaged = |reason: String| PaperError::Damaged { media_type, reason };
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
        if archive.len() > limits.max_parts {
            return Err(PaperError::TooManyParts { media_type, parts: archive.len(), max_parts: limits.max_parts });
        }
        if archive.has_duplicate_names() {
            return Err(damaged("two parts have one name".to_owned()));
        }
        let mut names = Vec::with_capacity(archive.len());
        for name in archive.file_names() {
            let name = name.map_err(|error| damaged(error.to_string()))?.into_owned();
            let leads_out = name.starts_with('/') || name.contains(['\\', '\0', ':']) || name.split('/').any(|part| part == "..");
            if leads_out {
                return Err(PaperError::PartName { name: name.chars().take(80).collect() });
            }
            names.push(name);
        }
        let max_bytes = limits.max_unpacked_bytes;
        Ok(Package { archive, media_type, names, room: max_bytes, max_bytes })
    }

    pub(super) fn media_type(&self) -> MediaType {
        self.media_type
    }

    pub(super) fn damaged(&self, reason: impl Into<String>) -> PaperError {
        PaperError::Damaged { media_type: self.media_type, reason: reason.into() }
    }

    /// Unpacks a part; none if there is no part of that name.
    pub(super) fn find_part(&mut self, name: &str) -> Result<Option<String>, PaperError> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        let (media_type, max_bytes) = (self.media_type, self.max_bytes);
        let damaged = |reason: String| PaperError::Damaged { media_type, reason: format!("{name}: {reason}") };
        let part = self.archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => PaperError::Encrypted { media_type },
            other => damaged(other.to_string()),
        })?;
        let mut bytes = Vec::new();
        part.take(self.room as u64 + 1).read_to_end(&mut bytes).map_err(|error| damaged(error.to_string()))?;
        if bytes.len() > self.room {
            return Err(PaperError::UnpacksTooLarge { media_type, max_bytes });
        }
        self.room -= bytes.len();
        decode(bytes).map(Some).ok_or_else(|| damaged("it is no UTF-8".to_owned()))
    }

    /// Unpacks a part that must be there.
    pub(super) fn part(&mut self, name: &str) -> Result<String, PaperError> {
        self.find_part(name)?.ok_or_else(|| self.damaged(format!("the part {name} is missing")))
    }

    /// Tells which document it is, and where its main part stands.
    fn find_main(&mut self) -> Result<String, PaperError> {
        if self.names.iter().any(|name| name == "mimetype") {
            self.media_type = MediaType::Odt;
            let said = self.part("mimetype")?;
            return if said.trim().starts_with(MediaType::Odt.as_str()) {
                Ok("content.xml".to_owned())
            } else {
                Err(PaperError::UnknownType { looks_like: format!("{:?}", said.chars().take(80).collect::<String>()) })
            };
        }
        if !self.names.iter().any(|name| name == "_rels/.rels") {
            return Err(PaperError::UnknownType { looks_like: "a ZIP archive".to_owned() });
        }
        let relations = self.list_relations("")?;
        let main = relations.into_iter().find(|relation| relation.kind == "officeDocument").map(|relation| relation.target);
        let main = main.ok_or_else(|| self.damaged("it names no main part"))?;
        self.media_type = match main.split('/').next() {
            Some("word") => MediaType::Docx,
            Some("xl") => MediaType::Xlsx,
            _ => return Err(PaperError::UnknownType { looks_like: "an Office document that is neither text nor sheets".to_owned() }),
        };
        Ok(main)
    }

    /// What a part refers to; for the package itself the part is `""`.
    pub(super) fn list_relations(&mut self, part: &str) -> Result<Vec<Relation>, PaperError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let name = format!("{folder}_rels/{file}.rels");
        let Some(text) = self.find_part(&name)? else { return Ok(Vec::new()) };
        let mut relations = Vec::new();
        let mut xml = Xml::new(&text, &name, self.media_type);
        while let Some(node) = xml.next()? {
            let Node::Open(element) = node else { continue };
            if !element.is("Relationship") {
                continue;
            }
            let Some(target) = element.attribute("Target") else { continue };
            let is_outside = element.attribute("TargetMode").as_deref() == Some("External");
            let kind = element.attribute("Type").and_then(|kind| kind.rsplit('/').next().map(ToOwned::to_owned)).unwrap_or_default();
            let target = match target.strip_prefix('/') {
                _ if is_outside => target,
                Some(whole) => whole.to_owned(),
                None => format!("{folder}{target}"),
            };
            relations.push(Relation { id: element.attribute("Id").unwrap_or_default(), kind, target, is_outside });
        }
        Ok(relations)
    }

    fn look_for_hazards(&mut self) -> Result<Vec<PaperFinding>, PaperError> {
        let mut findings = Vec::new();
        let is_macro = |name: &&String| name.ends_with("vbaProject.bin") || name.starts_with("Basic/") || name.starts_with("Scripts/");
        if let Some(name) = self.names.iter().find(is_macro) {
            let message = format!("the file carries macros ({name}); they are not run");
            findings.push(PaperFinding::of(None, Severity::Warning, PaperFindingKind::ActiveContent, message));
        }
        let embedded = self.names.iter().filter(|name| name.contains("/embeddings/") || name.starts_with("Object ")).count();
        if embedded > 0 {
            let message = format!("the file carries {embedded} embedded parts, which are not read");
            findings.push(PaperFinding::of(None, Severity::Warning, PaperFindingKind::Attachments, message));
        }
        let lists: Vec<String> = self.names.iter().filter(|name| name.ends_with(".rels")).take(64).cloned().collect();
        for list in lists {
            let Some((folder, file)) = list.rsplit_once("_rels/") else { continue };
            let part = format!("{folder}{}", file.trim_end_matches(".rels"));
            let is_asked = |relation: &Relation| relation.is_outside && relation.kind != "hyperlink";
            if let Some(relation) = self.list_relations(&part)?.into_iter().find(is_asked) {
                let message = format!("the file refers to a {} outside itself, which is not fetched", relation.kind);
                findings.push(PaperFinding::of(None, Severity::Warning, PaperFindingKind::OutsideReference, message));
            }
        }
        Ok(findings)
    }
}

/// What one part says of another.
#[derive(Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its type: `officeDocument`, `styles`, `worksheet`.
    pub(super) kind: String,
    pub(super) target: String,
    pub(super) is_outside: bool,
}

fn decode(bytes: Vec<u8>) -> Option<String> {
    match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, skip)) => {
            encoding.decode_without_bom_handling_and_without_replacement(&bytes[skip..]).map(std::borrow::Cow::into_owned)
        }
        None => String::from_utf8(bytes).ok(),
    }
}
