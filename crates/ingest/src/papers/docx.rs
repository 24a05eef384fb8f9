//! DOCX: the words of the body as a reader sees them, with the numbers that the word processor writes.
//!
//! Deleted words of tracked changes, field codes and the second rendering of drawings are left out; footnotes follow the
//! body. Pages are the printer's business and not in the file.

use std::collections::{HashMap, HashSet};

use chancery_model::Severity;

use super::flow::Flow;
use super::numbering::{Counters, Level, Spelling};
use super::package::Package;
use super::xml::{Element, Node, Xml};
use super::{LineEnds, MediaType, PageText, Paper, PaperError, PaperFinding, PaperFindingKind, extractor_of};

/// Reads the main part and what it needs.
pub(super) fn read(package: &mut Package<'_>, main: &str) -> Result<Paper, PaperError> {
    let relations = package.list_relations(main)?;
    let mut related = |kind: &str| -> Result<Option<String>, PaperError> {
        match relations.iter().find(|relation| relation.kind == kind && !relation.is_outside) {
            Some(relation) => package.find_part(&relation.target),
            None => Ok(None),
        }
    };
    let (numbering, styles, footnotes) = (related("numbering")?, related("styles")?, related("footnotes")?);
    let mut numbers = Numbers::default();
    if let Some(part) = &numbering {
        numbers.read_lists(part)?;
    }
    if let Some(part) = &styles {
        numbers.read_styles(part)?;
    }
    let body = package.part(main)?;
    let mut writer = Writer { numbers, ..Writer::default() };
    writer.read(&body, "document")?;
    if let Some(part) = &footnotes {
        writer.read(part, "footnotes")?;
    }
    let mut findings = Vec::new();
    if writer.has_deleted {
        let message = "words deleted under tracked changes were left out; the text is as if all changes were accepted";
        findings.push(PaperFinding::of(None, Severity::Warning, PaperFindingKind::TrackedChanges, message));
    }
    Ok(Paper {
        media_type: MediaType::Docx,
        has_pages: false,
        page_count: 1,
        pages: vec![PageText { number: 1, name: None, text: writer.flow.into_text(), lang: None }],
        line_ends: LineEnds::Paragraph,
        findings,
        extractor: extractor_of(MediaType::Docx),
    })
}

/// A paragraph's place in a list: which one, and how deep.
type Place = (String, usize);

/// The lists of the document, and where the counters stand.
#[derive(Debug, Default)]
struct Numbers {
    levels: HashMap<String, Vec<Level>>,
    /// For each list its definition, and the levels that it starts anew.
    lists: HashMap<String, (String, Vec<(usize, u32)>)>,
    styles: HashMap<String, Style>,
    counters: HashMap<String, Counters>,
    started: HashSet<String>,
}

#[derive(Debug, Default, Clone)]
struct Style {
    list: Option<String>,
    level: Option<usize>,
    based_on: Option<String>,
}

impl Numbers {
    fn read_lists(&mut self, part: &str) -> Result<(), PaperError> {
        let mut xml = Xml::new(part, "numbering", MediaType::Docx);
        let (mut definition, mut list, mut override_level) = (None::<String>, None::<String>, 0usize);
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(element) if element.is("abstractNum") => definition = element.attribute("abstractNumId"),
                Node::Open(element) if element.is("num") => list = element.attribute("numId"),
                Node::Open(element) if element.is("abstractNumId") => {
                    if let (Some(list), Some(of)) = (&list, element.attribute("val")) {
                        self.lists.insert(list.clone(), (of, Vec::new()));
                    }
                }
                Node::Open(element) if element.is("lvlOverride") => override_level = element.number("ilvl").unwrap_or(0),
                Node::Open(element) if element.is("startOverride") => {
                    if let Some((_, starts)) = list.as_ref().and_then(|list| self.lists.get_mut(list)) {
                        starts.push((override_level, element.number("val").unwrap_or(1)));
                    }
                }
                Node::Open(element) if element.is("lvl") => {
                    let at: usize = element.number("ilvl").unwrap_or(0).min(15);
                    let level = read_level(&mut xml)?;
                    if let Some(definition) = &definition {
                        let levels = self.levels.entry(definition.clone()).or_default();
                        let blank = Level { start: 1, spelling: Spelling::None, form: String::new(), gap: "" };
                        levels.resize(levels.len().max(at + 1), blank);
                        levels[at] = level;
                    }
                }
                Node::Close(name) if name == "abstractNum" => definition = None,
                Node::Close(name) if name == "num" => list = None,
                _ => {}
            }
        }
        Ok(())
    }

    fn read_styles(&mut self, part: &str) -> Result<(), PaperError> {
        let mut xml = Xml::new(part, "styles", MediaType::Docx);
        let mut id = None;
        while let Some(node) = xml.next()? {
            let Node::Open(element) = node else { continue };
            if element.is("style") {
                id = element.attribute("styleId");
            }
            let Some(id) = &id else { continue };
            let style = self.styles.entry(id.clone()).or_default();
            match element.name().as_str() {
                "basedOn" => style.based_on = element.attribute("val"),
                "numId" => style.list = element.attribute("val"),
                "ilvl" => style.level = element.number("val"),
                _ => {}
            }
        }
        Ok(())
    }

    /// The list of a paragraph: its own, or that of its style or of what the style is based on.
    fn place(&self, list: Option<&String>, level: Option<usize>, style: Option<&String>) -> Option<Place> {
        let (mut list, mut level) = (list, level);
        let mut at = style;
        // Styles may refer to each other in a circle.
        for _ in 0..16 {
            let Some(style) = at.and_then(|id| self.styles.get(id)) else { break };
            level = level.or(style.level.filter(|_| list.is_none()));
            list = list.or(style.list.as_ref());
            at = style.based_on.as_ref();
        }
        // List 0 says that a paragraph has none although its style has.
        list.filter(|list| *list != "0").map(|list| (list.clone(), level.unwrap_or(0)))
    }

    fn mark(&mut self, (list, level): &Place) -> String {
        let Some((definition, starts)) = self.lists.get(list) else { return String::new() };
        let counters = self.counters.entry(definition.clone()).or_default();
        if !self.started.contains(list) {
            self.started.insert(list.clone());
            for (level, start) in starts {
                counters.restart(*level, *start);
            }
        }
        self.levels.get(definition).map_or_else(String::new, |levels| counters.next(levels, *level))
    }
}

fn read_level(xml: &mut Xml<'_>) -> Result<Level, PaperError> {
    let mut level = Level { start: 1, spelling: Spelling::Decimal, form: String::new(), gap: " " };
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) if element.is("start") => level.start = element.number("val").unwrap_or(1),
            Node::Open(element) if element.is("numFmt") => {
                level.spelling = Spelling::of_word(&element.attribute("val").unwrap_or_default());
            }
            Node::Open(element) if element.is("lvlText") => {
                level.form = element.attribute("val").unwrap_or_default().chars().take(64).collect();
            }
            Node::Open(element) if element.is("suff") && element.attribute("val").as_deref() == Some("nothing") => level.gap = "",
            Node::Close(name) if name == "lvl" => break,
            _ => {}
        }
    }
    Ok(level)
}

/// A paragraph that is being read.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    list: Option<String>,
    level: Option<usize>,
    style: Option<String>,
}

#[derive(Debug, Default)]
struct Writer {
    flow: Flow,
    numbers: Numbers,
    has_deleted: bool,
    /// Paragraphs that are open; drawings hold paragraphs inside a paragraph.
    open: Vec<Paragraph>,
}

impl Writer {
    fn read(&mut self, part: &str, name: &str) -> Result<(), PaperError> {
        let mut xml = Xml::new(part, name, MediaType::Docx);
        let mut is_words = false;
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(element) => {
                    is_words = element.is("t");
                    if self.open(&element) {
                        xml.skip()?;
                    }
                }
                Node::Close(name) => {
                    is_words = false;
                    self.close(&name);
                }
                Node::Text(text) if is_words => self.write(&text),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    /// Takes the start of an element; true if what it holds is to be skipped.
    fn open(&mut self, element: &Element<'_>) -> bool {
        match element.name().as_str() {
            "p" => self.open.push(Paragraph::default()),
            "tbl" => self.flow.open_table(),
            "tc" => self.flow.open_cell(),
            "br" | "cr" => self.write("\n"),
            "tab" => self.write("\t"),
            "noBreakHyphen" => self.write("\u{2011}"),
            "numId" => self.set(|paragraph| paragraph.list = element.attribute("val")),
            "ilvl" => self.set(|paragraph| paragraph.level = element.number("val")),
            "pStyle" => self.set(|paragraph| paragraph.style = element.attribute("val")),
            "del" | "moveFrom" => {
                // The mark of a deleted paragraph end stands in its properties and holds no words.
                self.has_deleted = true;
                return true;
            }
            "Fallback" | "tabs" | "instrText" | "pPrChange" | "rPrChange" => return true,
            // The lines that part footnotes from the body are footnotes of their own.
            "footnote" => return element.attribute("type").is_some_and(|kind| kind != "normal"),
            _ => {}
        }
        false
    }

    fn set(&mut self, change: impl FnOnce(&mut Paragraph)) {
        if let Some(paragraph) = self.open.last_mut() {
            change(paragraph);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => self.close_paragraph(),
            "tbl" => self.flow.close_table(),
            "tr" => self.flow.close_row(),
            _ => {}
        }
    }

    fn close_paragraph(&mut self) {
        let Some(paragraph) = self.open.pop() else { return };
        let place = self.numbers.place(paragraph.list.as_ref(), paragraph.level, paragraph.style.as_ref());
        let mark = place.map(|place| self.numbers.mark(&place)).unwrap_or_default();
        let words = mark + &paragraph.text;
        self.flow.push_paragraph(&words);
    }

    fn write(&mut self, words: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.text.push_str(words);
        }
    }
}
