//! Saved HTML to lines of text, as a reader of the page sees them.
//!
//! Block elements and `<br>` break lines; white space is collapsed as browsers do; list markers are written out, since
//! the page shows them; scripts, styles and titles are markup and no text. Menus and footers stay in the text, so that
//! nothing is lost in silence, and their ranges are handed on. Line numbers count the lines of this text.
//!
//! Only the tokenizer of html5ever is used, not its tree: the lines are all that is wanted, and building a tree takes
//! quadratic time on pages that somebody made to be slow.

use std::cell::RefCell;
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// The text of a page without its markup.
#[derive(Debug, Default)]
pub(crate) struct Unmarked {
    pub(crate) text: String,
    /// Where the text of menus, headers and footers stands.
    pub(crate) chrome: Vec<Range<usize>>,
}

/// Tells whether a text is HTML: by the file's name, or by how it begins.
pub(crate) fn is_html(name: &str, text: &str) -> bool {
    let start: String = text.trim_start().chars().take(2000).collect::<String>().to_ascii_lowercase();
    let is_named = [".html", ".htm", ".xhtml"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    let opens = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<div",
        "<table",
        "<section",
        "<main",
        "<meta",
        "<p>",
        "<p ",
        "<ul",
        "<h1",
        "<h2",
        "<h3",
    ];
    (is_named && start.contains('<')) || (start.starts_with('<') && opens.iter().any(|tag| start.contains(tag)))
}

/// Takes the markup off.
pub(crate) fn unmark(html: &str) -> Unmarked {
    let input = BufferQueue::default();
    // In pieces, since the tokenizer's strings are counted in 32 bits and small ones are cheap to cut.
    let mut rest = html;
    while !rest.is_empty() {
        let mut end = rest.len().min(1 << 20);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        input.push_back(StrTendril::from_slice(&rest[..end]));
        rest = &rest[end..];
    }
    let tokenizer = Tokenizer::new(Sink(RefCell::default()), TokenizerOpts::default());
    // The tokenizer pauses for a script only if its sink asks for it; ours never does.
    let _done = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

struct Sink(RefCell<Writer>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut writer = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => writer.write(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                writer.open(&tag);
                return match &*tag.name {
                    "script" => TokenSinkResult::RawData(ScriptData),
                    "style" | "noscript" | "iframe" | "noframes" | "xmp" => TokenSinkResult::RawData(Rawtext),
                    "title" | "textarea" => TokenSinkResult::RawData(Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            Token::TagToken(tag) => writer.close(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements whose content is no text of the page.
fn is_dropped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "iframe"
            | "noframes"
            | "title"
            | "textarea"
            | "template"
            | "svg"
            | "math"
            | "canvas"
            | "audio"
            | "video"
            | "object"
    )
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "pre"
            | "section"
            | "select"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Inline elements that pages set apart by style alone; a blank keeps their words from growing together.
fn is_set_apart(name: &str) -> bool {
    matches!(name, "a" | "button" | "td" | "th" | "label" | "span")
}

#[derive(Debug)]
struct List {
    is_numbered: bool,
    number: u32,
    prefix: String,
}

/// How deep lists are followed; deeper ones lose their numbers' prefix, nothing else.
const MAX_LIST_DEPTH: usize = 12;

#[derive(Debug, Default)]
struct Writer {
    text: String,
    chrome: Vec<Range<usize>>,
    /// Where each menu, header or footer that is open began.
    chrome_starts: Vec<usize>,
    content_depth: usize,
    pre_depth: usize,
    lists: Vec<List>,
    /// The element whose content is being dropped, how often it is open, and what was dropped, should it never end.
    dropping: Option<(String, usize, String)>,
    wants_blank: bool,
    closed_apart: bool,
}

impl Writer {
    fn open(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if let Some((dropped, depth, _)) = &mut self.dropping {
            if dropped == name && !tag.self_closing {
                *depth += 1;
            }
            return;
        }
        if is_dropped(name) {
            if !tag.self_closing {
                self.dropping = Some((name.to_owned(), 1, String::new()));
            }
            return;
        }
        if is_block(name) || name == "br" {
            if name == "br" && self.at_line_start() {
                self.text.push('\n');
            }
            self.break_line();
        } else if matches!(name, "td" | "th") {
            // As browsers copy tables: a tab between cells tells a label from its value.
            if !self.at_line_start() {
                self.text.push('\t');
            }
            self.wants_blank = false;
        } else if is_set_apart(name) && self.closed_apart {
            self.wants_blank = true;
        }
        match name {
            "main" | "article" | "section" => self.content_depth += 1,
            "nav" | "select" => self.chrome_starts.push(self.text.len()),
            "header" | "footer" if self.content_depth == 0 => self.chrome_starts.push(self.text.len()),
            "pre" => self.pre_depth += 1,
            "ul" | "menu" => self.lists.push(List { is_numbered: false, number: 0, prefix: String::new() }),
            "ol" => {
                let start = tag.attrs.iter().find(|a| &*a.name.local == "start").and_then(|a| a.value.trim().parse().ok()).unwrap_or(1u32);
                let outer = self.lists.last().filter(|l| l.is_numbered && l.number > 0 && self.lists.len() < MAX_LIST_DEPTH);
                let prefix = outer.map_or_else(String::new, |l| format!("{}{}.", l.prefix, l.number));
                self.lists.push(List { is_numbered: true, number: start.saturating_sub(1), prefix });
            }
            "li" => {
                if let Some(list) = self.lists.last_mut() {
                    list.number = list.number.saturating_add(1);
                    let marker = if list.is_numbered { format!("{}{}. ", list.prefix, list.number) } else { "• ".to_owned() };
                    self.text.push_str(&marker);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((dropped, depth, _)) = &mut self.dropping {
            if dropped == name {
                *depth -= 1;
                if *depth == 0 {
                    self.dropping = None;
                }
            }
            return;
        }
        match name {
            "main" | "article" | "section" => self.content_depth = self.content_depth.saturating_sub(1),
            "nav" | "select" => self.end_chrome(),
            "header" | "footer" if self.content_depth == 0 => self.end_chrome(),
            "pre" => self.pre_depth = self.pre_depth.saturating_sub(1),
            "ul" | "ol" | "menu" => drop(self.lists.pop()),
            _ => {}
        }
        if is_block(name) {
            self.break_line();
        }
        self.closed_apart = is_set_apart(name);
    }

    fn end_chrome(&mut self) {
        // Only the outermost counts, so that ranges do not nest.
        if let Some(start) = self.chrome_starts.pop()
            && self.chrome_starts.is_empty()
            && start < self.text.len()
        {
            self.chrome.push(start..self.text.len());
        }
    }

    fn write(&mut self, text: &str) {
        if let Some((_, _, dropped)) = &mut self.dropping {
            dropped.push_str(text);
            return;
        }
        if self.pre_depth > 0 {
            self.text.push_str(text);
            return;
        }
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                self.wants_blank = true;
                continue;
            }
            if self.wants_blank && !self.at_line_start() && !self.text.ends_with([' ', '\t']) {
                self.text.push(' ');
            }
            self.wants_blank = false;
            self.closed_apart = false;
            self.text.push(c);
        }
    }

    fn at_line_start(&self) -> bool {
        self.text.is_empty() || self.text.ends_with('\n')
    }

    fn break_line(&mut self) {
        self.wants_blank = false;
        self.closed_apart = false;
        if !self.at_line_start() {
            self.text.push('\n');
        }
    }

    fn finish(mut self) -> Unmarked {
        // An element that never ends must not take the rest of the page with it.
        if let Some((name, _, dropped)) = self.dropping.take()
            && !matches!(name.as_str(), "script" | "style")
        {
            self.break_line();
            self.write(&dropped);
            self.break_line();
        }
        while !self.chrome_starts.is_empty() {
            self.end_chrome();
        }
        self.chrome.sort_by_key(|range| range.start);
        Unmarked { text: self.text, chrome: self.chrome }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_becomes_the_lines_that_it_shows() {
        let html = "<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body><nav><a>Home</a><a>About</a></nav>\
            <h3>6th Made-up Meeting <span>Download.</span><a>EN</a><a>CN</a></h3><ul><li>2017.11.30</li><li>Tokyo,\n Japan</li></ul>\
            <p>&#9632;Agenda&nbsp;:<br>A &amp; B<br><br>C</p><ol><li>one<ol><li>inner</li></ol></li><li>two</li></ol><script>x()</script></body></html>";
        let page = unmark(html);
        let expected = "Home About\n6th Made-up Meeting Download. EN CN\n• 2017.11.30\n• Tokyo, Japan\n■Agenda\u{a0}:\nA & B\n\nC\n1. one\n1.1. inner\n2. two\n";
        assert_eq!(page.text, expected);
        assert_eq!(page.text[page.chrome[0].clone()].trim(), "Home About");
    }

    #[test]
    fn an_element_that_never_ends_takes_nothing_with_it() {
        assert_eq!(unmark("<p>a<svg><g>b</p><p>c").text, "a\nbc\n");
        assert_eq!(unmark("<p>a<svg><title>x</title></svg>b").text, "ab");
    }

    #[test]
    fn text_is_no_markup() {
        assert!(!is_html("page.txt", "1. a < b and c > d"));
        assert!(is_html("page.htm", "x <b>y</b>"));
        assert!(is_html("page", " <!doctype HTML><p>x"));
    }

    #[test]
    fn deep_nesting_ends_well() {
        let html = format!("<html>{}x", "<div>".repeat(50_000));
        assert_eq!(unmark(&html).text, "x");
    }
}
