//! XML parts, event by event: no document types, no entities but the five, bounded depth.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::{MediaType, PaperError};

/// Deeper nesting is made to exhaust a reader.
const MAX_DEPTH: usize = 512;

/// What comes next in a part.
#[derive(Debug)]
pub(super) enum Node<'a> {
    Open(Element<'a>),
    /// The local name of the element that ends.
    Close(String),
    Text(Cow<'a, str>),
}

/// The start of an element. Prefixes are left out of names: the parts that are read have no two that would clash.
#[derive(Debug)]
pub(super) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.0.local_name().as_ref() == name.as_bytes()
    }

    pub(super) fn name(&self) -> String {
        String::from_utf8_lossy(self.0.local_name().as_ref()).into_owned()
    }

    /// The value of an attribute by its local name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let found = self.0.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes())?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }

    /// The number in an attribute.
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.attribute(name)?.trim().parse().ok()
    }
}

/// A part being read.
#[derive(Debug)]
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    part: &'a str,
    media_type: MediaType,
    depth: usize,
}

impl<'a> Xml<'a> {
    pub(super) fn new(text: &'a str, part: &'a str, media_type: MediaType) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, part, media_type, depth: 0 }
    }

    /// Gives the next node, none at the end.
    ///
    /// Errors: the part is no XML, nests too deep, or declares a document type.
    pub(super) fn next(&mut self) -> Result<Option<Node<'a>>, PaperError> {
        loop {
            let event = self.reader.read_event().map_err(|error| self.damaged(error.to_string()))?;
            let node = match event {
                Event::Eof if self.depth > 0 => return Err(self.damaged("it breaks off")),
                Event::Eof => return Ok(None),
                Event::DocType(_) => return Err(PaperError::DocumentType { part: self.part.to_owned() }),
                Event::Start(element) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(self.damaged(format!("it nests deeper than {MAX_DEPTH}")));
                    }
                    Node::Open(Element(element))
                }
                Event::End(element) => {
                    self.depth = self.depth.saturating_sub(1);
                    Node::Close(String::from_utf8_lossy(element.local_name().as_ref()).into_owned())
                }
                Event::Text(text) => Node::Text(text.decode().map_err(|error| self.damaged(error.to_string()))?),
                Event::CData(text) => Node::Text(text.decode().map_err(|error| self.damaged(error.to_string()))?),
                Event::GeneralRef(reference) => {
                    let name = reference.decode().map_err(|error| self.damaged(error.to_string()))?;
                    let c = match &*name {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => reference.resolve_char_ref().map_err(|error| self.damaged(error.to_string()))?,
                    };
                    let c = c.ok_or_else(|| self.damaged(format!("it uses the entity {:?}", name.chars().take(40).collect::<String>())))?;
                    Node::Text(Cow::Owned(c.to_string()))
                }
                _ => continue,
            };
            return Ok(Some(node));
        }
    }

    /// Skips to the end of the element that was opened last.
    pub(super) fn skip(&mut self) -> Result<(), PaperError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside && self.next()?.is_some() {}
        Ok(())
    }

    fn damaged(&self, reason: impl std::fmt::Display) -> PaperError {
        PaperError::Damaged { media_type: self.media_type, reason: format!("{}: {reason}", self.part) }
    }
}
