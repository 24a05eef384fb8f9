//! ODT: the words of the body, with the numbers of its lists.

use std::collections::HashMap;

use chancery_model::Severity;

use super::flow::Flow;
use super::numbering::{Counters, Level, Spelling};
use super::package::Package;
use super::xml::{Element, Node, Xml};
use super::{LineEnds, MediaType, PageText, Paper, PaperError, PaperFinding, PaperFindingKind, extractor_of};

/// So many blanks are written for one element at most.
const MAX_BLANKS: usize = 64;

/// Reads the content and the styles of lists.
pub(super) fn read(package: &mut Package<'_>) -> Result<Paper, PaperError> {
    if let Some(manifest) = package.find_part("META-INF/manifest.xml")? {
        let mut xml = Xml::new(&manifest, "manifest", MediaType::Odt);
        while let Some(node) = xml.next()? {
            if matches!(&node, Node::Open(element) if element.is("encryption-data")) {
                return Err(PaperError::Encrypted { media_type: package.media_type() });
            }
        }
    }
    let mut writer = Writer::default();
    if let Some(styles) = package.find_part("styles.xml")? {
        writer.read(&styles, "styles", false)?;
    }
    let content = package.part("content.xml")?;
    writer.read(&content, "content", true)?;
    let mut findings = Vec::new();
    if writer.has_deleted {
        let message = "words deleted under tracked changes were left out; the text is as if all changes were accepted";
        findings.push(PaperFinding::of(None, Severity::Warning, PaperFindingKind::TrackedChanges, message));
    }
    Ok(Paper {
        media_type: MediaType::Odt,
        has_pages: false,
        page_count: 1,
        pages: vec![PageText { number: 1, name: None, text: writer.flow.into_text(), lang: None }],
        line_ends: LineEnds::Paragraph,
        findings,
        extractor: extractor_of(MediaType::Odt),
    })
}

/// A list that is open.
#[derive(Debug, Default)]
struct List {
    style: String,
    /// True between the start of an item and its first paragraph, which carries the number.
    awaits_words: bool,
}

#[derive(Debug, Default)]
struct Writer {
    flow: Flow,
    has_deleted: bool,
    styles: HashMap<String, Vec<Level>>,
    style: String,
    level: usize,
    lists: Vec<List>,
    counters: Counters,
    paragraphs: Vec<String>,
}

impl Writer {
    fn read(&mut self, part: &str, name: &str, has_body: bool) -> Result<(), PaperError> {
        let mut xml = Xml::new(part, name, MediaType::Odt);
        let mut is_body = false;
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(element) => {
                    is_body |= has_body && element.is("body");
                    let is_skipped = if is_body { self.open(&element) } else { self.read_style(&element) };
                    if is_skipped {
                        xml.skip()?;
                    }
                }
                Node::Close(name) if is_body => self.close(&name),
                Node::Text(text) if is_body => self.write_words(&text),
                _ => {}
            }
        }
        Ok(())
    }

    fn read_style(&mut self, element: &Element<'_>) -> bool {
        match element.name().as_str() {
            "list-style" => {
                self.style = element.attribute("name").unwrap_or_default();
                self.styles.insert(self.style.clone(), Vec::new());
            }
            "list-level-style-number" | "list-level-style-bullet" => {
                self.level = element.number::<usize>("level").unwrap_or(1).clamp(1, 16);
                let part = |name: &str| element.attribute(name).unwrap_or_default().chars().take(32).collect::<String>();
                let spelling = Spelling::of_open_document(&part("num-format"));
                let shown = element.number::<usize>("display-levels").unwrap_or(1).clamp(1, self.level);
                let counters: Vec<String> = (self.level + 1 - shown..=self.level).map(|level| format!("%{level}")).collect();
                let form = match (element.is("list-level-style-bullet"), spelling) {
                    (true, _) => part("bullet-char"),
                    (false, Spelling::None) => String::new(),
                    _ => format!("{}{}{}", part("num-prefix"), counters.join("."), part("num-suffix")),
                };
                let level = Level { start: element.number("start-value").unwrap_or(1), spelling, form, gap: " " };
                let levels = self.styles.entry(self.style.clone()).or_default();
                let blank = Level { start: 1, spelling: Spelling::None, form: String::new(), gap: "" };
                levels.resize(levels.len().max(self.level), blank);
                levels[self.level - 1] = level;
            }
            _ => {}
        }
        false
    }

    /// Takes the start of an element; true if what it holds is to be skipped.
    fn open(&mut self, element: &Element<'_>) -> bool {
        match element.name().as_str() {
            "p" | "h" => {
                let mark = self.take_mark();
                self.paragraphs.push(mark);
            }
            "list" => {
                let outer = self.lists.last().map(|list| list.style.clone()).unwrap_or_default();
                let style = element.attribute("style-name").unwrap_or(outer);
                if self.lists.is_empty() && element.attribute("continue-numbering").as_deref() != Some("true") {
                    self.counters = Counters::default();
                }
                self.lists.push(List { style, awaits_words: false });
            }
            "list-item" => {
                let level = self.lists.len().saturating_sub(1);
                if let Some(start) = element.number("start-value") {
                    self.counters.restart(level, start);
                }
                self.set_awaiting(true);
            }
            "table" => self.flow.open_table(),
            "table-cell" => self.flow.open_cell(),
            "s" => self.write(&" ".repeat(element.number::<usize>("c").unwrap_or(1).min(MAX_BLANKS))),
            "tab" => self.write("\t"),
            "line-break" => self.write("\n"),
            "tracked-changes" => {
                self.has_deleted = true;
                return true;
            }
            "annotation" | "note" | "script" | "event-listeners" | "forms" => return true,
            _ => {}
        }
        false
    }

    fn set_awaiting(&mut self, awaits: bool) {
        if let Some(list) = self.lists.last_mut() {
            list.awaits_words = awaits;
        }
    }

    fn take_mark(&mut self) -> String {
        let level = self.lists.len().saturating_sub(1);
        let Some(list) = self.lists.last().filter(|list| list.awaits_words) else { return String::new() };
        let mark = self.styles.get(&list.style).map_or_else(String::new, |levels| self.counters.next(levels, level));
        self.set_awaiting(false);
        mark
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h" => self.close_paragraph(),
            "list" => drop(self.lists.pop()),
            "table" => self.flow.close_table(),
            "table-row" => self.flow.close_row(),
            _ => {}
        }
    }

    fn close_paragraph(&mut self) {
        let Some(words) = self.paragraphs.pop() else { return };
        self.flow.push_paragraph(&words);
    }

    fn write(&mut self, words: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.push_str(words);
        }
    }

    /// White space is collapsed, as the format says (OpenDocument 1.2, 6.1.2).
    fn write_words(&mut self, words: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        for c in words.chars() {
            if !matches!(c, ' ' | '\t' | '\n' | '\r') {
                paragraph.push(c);
            } else if !paragraph.is_empty() && !paragraph.ends_with(' ') {
                paragraph.push(' ');
            }
        }
    }
}
