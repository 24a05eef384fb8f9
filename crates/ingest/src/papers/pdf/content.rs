//! What a page draws: its operators followed as far as they place letters.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};

use super::font::{Font, Letter};
use super::stream;

/// Forms that draw forms are followed so deep.
const MAX_DEPTH: usize = 12;
/// So many operators of one page are followed; a page that draws a map has far fewer.
const MAX_OPERATORS: usize = 2_000_000;
/// So many letters of one page are kept; a dense page has some thousands.
const MAX_GLYPHS: usize = 200_000;
/// So many bytes of letters of one page are kept; a glyph has one letter or a few, but may be given the words of a page.
const MAX_LETTER_BYTES: usize = 4 << 20;
/// So deep states are saved and marks are nested.
const MAX_SAVED: usize = 256;
/// So many bytes of the words that stand for what is drawn are taken; papers give a word or a line at a time.
const MAX_REPLACEMENT: usize = 64 << 10;

/// A matrix as PDF writes it: a b c d e f.
type Matrix = [f64; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `one`, then `then`.
fn times(one: &Matrix, then: &Matrix) -> Matrix {
    [
        one[0] * then[0] + one[1] * then[2],
        one[0] * then[1] + one[1] * then[3],
        one[2] * then[0] + one[3] * then[2],
        one[2] * then[1] + one[3] * then[3],
        one[4] * then[0] + one[5] * then[2] + then[4],
        one[4] * then[1] + one[5] * then[3] + then[5],
    ]
}

/// A letter where it stands on the page.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    pub(super) letters: String,
    pub(super) x: f64,
    pub(super) y: f64,
    /// How far it moves on, along and across.
    pub(super) dx: f64,
    pub(super) dy: f64,
    pub(super) size: f64,
    pub(super) is_vertical: bool,
}

/// Reads pages; fonts are kept from page to page.
#[derive(Debug)]
pub(super) struct Reader {
    fonts: HashMap<ObjectIdentifier, Rc<Font>>,
    room: usize,
    max_bytes: usize,
    has_left_out: bool,
}

impl Reader {
    pub(super) fn new(max_bytes: usize) -> Reader {
        Reader { fonts: HashMap::new(), room: max_bytes, max_bytes, has_left_out: false }
    }

    /// Says if something was left out because of a limit.
    pub(super) fn left_out(&self) -> Option<String> {
        if self.room == 0 {
            Some(format!("the pages unpack to more than {} bytes; the rest was left out", self.max_bytes))
        } else if self.has_left_out {
            Some("a page draws more than any page of text does; the rest of it was left out".to_owned())
        } else {
            None
        }
    }

    pub(super) fn read_page(&mut self, page: &Page<'_>) -> Vec<Glyph> {
        let mut content = Vec::new();
        let raw = page.raw();
        if let Some(stream) = raw.get::<Stream<'_>>("Contents") {
            content.extend(stream::unpack(&stream, &mut self.room).unwrap_or_default());
        } else if let Some(streams) = raw.get::<Array<'_>>("Contents") {
            for stream in streams.iter::<Stream<'_>>() {
                content.extend(stream::unpack(&stream, &mut self.room).unwrap_or_default());
                content.push(b' ');
            }
        }
        let mut painter = Painter {
            reader: self,
            glyphs: Vec::new(),
            letter_bytes: 0,
            operators: 0,
            replaced: Vec::new(),
            deeper_marks: 0,
            state: State::default(),
            saved: Vec::new(),
        };
        painter.follow(&content, page.resources(), 0);
        let mut glyphs = painter.glyphs;
        turn(&mut glyphs, raw.get::<i32>("Rotate").unwrap_or(0));
        glyphs
    }

    fn font(&mut self, resources: &Resources<'_>, name: &Name<'_>) -> Option<Rc<Font>> {
        let id = resources.fonts.get_ref(name).map(ObjectIdentifier::from);
        if let Some(font) = id.and_then(|id| self.fonts.get(&id)) {
            return Some(Rc::clone(font));
        }
        let dict = resources.get_font(name)?;
        let font = Rc::new(Font::read(&dict, &mut self.room));
        if let Some(id) = id {
            self.fonts.insert(id, Rc::clone(&font));
        }
        Some(font)
    }
}

/// Turns a page that is shown turned.
fn turn(glyphs: &mut [Glyph], degrees: i32) {
    let (cos, sin) = match degrees.rem_euclid(360) {
        90 => (0.0, -1.0),
        180 => (-1.0, 0.0),
        270 => (0.0, 1.0),
        _ => return,
    };
    for glyph in glyphs {
        (glyph.x, glyph.y) = (glyph.x * cos - glyph.y * sin, glyph.x * sin + glyph.y * cos);
        (glyph.dx, glyph.dy) = (glyph.dx * cos - glyph.dy * sin, glyph.dx * sin + glyph.dy * cos);
    }
}

#[derive(Debug, Clone)]
struct State {
    page: Matrix,
    text: Matrix,
    line: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    letter_gap: f64,
    word_gap: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl Default for State {
    fn default() -> Self {
        State {
            page: IDENTITY,
            text: IDENTITY,
            line: IDENTITY,
            font: None,
            size: 0.0,
            letter_gap: 0.0,
            word_gap: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

struct Painter<'r> {
    reader: &'r mut Reader,
    glyphs: Vec<Glyph>,
    letter_bytes: usize,
    operators: usize,
    /// For each open mark, the words that stand for what is drawn in it, until they are given to a letter.
    replaced: Vec<Option<Option<String>>>,
    /// How many marks are open beyond those.
    deeper_marks: usize,
    state: State,
    saved: Vec<State>,
}

impl Painter<'_> {
    fn follow(&mut self, content: &[u8], resources: &Resources<'_>, depth: usize) {
        let mut operations = TypedIter::new(content);
        while let Some(op) = operations.next() {
            self.operators += 1;
            if self.operators > MAX_OPERATORS || self.glyphs.len() > MAX_GLYPHS || self.letter_bytes > MAX_LETTER_BYTES {
                self.reader.has_left_out = true;
                return;
            }
            match op {
                Op::SaveState(_) if self.saved.len() < MAX_SAVED => self.saved.push(self.state.clone()),
                Op::RestoreState(_) => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
                Op::Transform(m) => self.state.page = times(&matrix([m.0, m.1, m.2, m.3, m.4, m.5]), &self.state.page),
                Op::BeginText(_) => (self.state.text, self.state.line) = (IDENTITY, IDENTITY),
                Op::TextFont(font) => {
                    self.state.font = self.reader.font(resources, font.0);
                    self.state.size = number(font.1);
                }
                Op::CharacterSpacing(gap) => self.state.letter_gap = number(gap.0),
                Op::WordSpacing(gap) => self.state.word_gap = number(gap.0),
                Op::HorizontalScaling(percent) => self.state.stretch = number(percent.0) / 100.0,
                Op::TextLeading(leading) => self.state.leading = number(leading.0),
                Op::TextRise(rise) => self.state.rise = number(rise.0),
                Op::NextLine(by) => self.next_line(number(by.0), number(by.1)),
                Op::NextLineAndSetLeading(by) => {
                    self.state.leading = -number(by.1);
                    self.next_line(number(by.0), number(by.1));
                }
                Op::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
                Op::SetTextMatrix(m) => {
                    self.state.text = matrix([m.0, m.1, m.2, m.3, m.4, m.5]);
                    self.state.line = self.state.text;
                }
                Op::ShowText(text) => self.show(text.0.as_bytes()),
                Op::NextLineAndShowText(text) => {
                    self.next_line(0.0, -self.state.leading);
                    self.show(text.0.as_bytes());
                }
                Op::ShowTextWithParameters(text) => {
                    self.state.word_gap = number(text.0);
                    self.state.letter_gap = number(text.1);
                    self.next_line(0.0, -self.state.leading);
                    self.show(text.2.as_bytes());
                }
                Op::ShowTexts(texts) => {
                    for part in texts.0.iter::<Object<'_>>() {
                        match part {
                            Object::String(text) => self.show(text.as_bytes()),
                            Object::Number(by) => self.advance(-number(by) / 1000.0 * self.state.size, true),
                            _ => {}
                        }
                    }
                }
                Op::BeginMarkedContent(_) => self.open_mark(None),
                Op::BeginMarkedContentWithProperties(mark) => {
                    let words = self.find_replacement(mark.1, resources);
                    self.open_mark(words);
                }
                Op::EndMarkedContent(_) if self.deeper_marks > 0 => self.deeper_marks -= 1,
                Op::EndMarkedContent(_) => drop(self.replaced.pop()),
                Op::XObject(name) if depth < MAX_DEPTH => self.draw_form(name.0, resources, depth),
                _ => {}
            }
        }
    }

    /// Opens a mark with the words that stand for what is drawn in it; of marks that nest without end only the outer ones count.
    fn open_mark(&mut self, words: Option<String>) {
        if self.replaced.len() < MAX_SAVED {
            self.replaced.push(words.map(Some));
        } else {
            self.deeper_marks += 1;
        }
    }

    /// The words that a mark says are to be read instead of what is drawn (ISO 32000-1, 14.9.4).
    fn find_replacement(&mut self, properties: &Object<'_>, resources: &Resources<'_>) -> Option<String> {
        let words = match properties {
            Object::Dict(dict) => dict.get::<hayro_syntax::object::String<'_>>("ActualText"),
            Object::Name(name) => resources.properties.get::<Dict<'_>>(name).and_then(|dict| dict.get("ActualText")),
            _ => None,
        }?;
        let whole = words.as_bytes();
        let bytes = &whole[..whole.len().min(MAX_REPLACEMENT)];
        self.reader.has_left_out |= bytes.len() < whole.len();
        Some(match bytes.strip_prefix(b"\xfe\xff") {
            Some(wide) => {
                String::from_utf16_lossy(&wide.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect::<Vec<_>>())
            }
            None => bytes.iter().filter_map(|byte| super::encoding::western(Some("WinAnsiEncoding"), *byte)).collect(),
        })
    }

    fn draw_form(&mut self, name: &Name<'_>, resources: &Resources<'_>, depth: usize) {
        let Some(form) = resources.get_x_object(name) else { return };
        let dict = form.dict();
        if dict.get::<Name<'_>>("Subtype").is_none_or(|kind| kind.as_str() != "Form") {
            return;
        }
        let Some(content) = stream::unpack(&form, &mut self.reader.room) else { return };
        let before = (self.state.clone(), self.saved.len());
        if let Some(m) = dict.get::<Array<'_>>("Matrix") {
            let numbers: Vec<f64> = m.iter::<Number>().take(6).map(number).collect();
            if let Ok(matrix) = Matrix::try_from(numbers) {
                self.state.page = times(&matrix, &self.state.page);
            }
        }
        match dict.get::<Dict<'_>>("Resources") {
            Some(own) => self.follow(&content, &Resources::new(own), depth + 1),
            None => self.follow(&content, resources, depth + 1),
        }
        self.state = before.0;
        self.saved.truncate(before.1);
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.state.line = times(&[1.0, 0.0, 0.0, 1.0, x, y], &self.state.line);
        self.state.text = self.state.line;
    }

    /// Moves on along the writing.
    fn advance(&mut self, by: f64, is_stretched: bool) {
        let is_vertical = self.state.font.as_ref().is_some_and(|font| font.is_vertical);
        let by = match (is_vertical, is_stretched) {
            (true, _) => [1.0, 0.0, 0.0, 1.0, 0.0, by],
            (false, true) => [1.0, 0.0, 0.0, 1.0, by * self.state.stretch, 0.0],
            (false, false) => [1.0, 0.0, 0.0, 1.0, by, 0.0],
        };
        self.state.text = times(&by, &self.state.text);
    }

    fn show(&mut self, bytes: &[u8]) {
        let Some(font) = self.state.font.clone() else { return };
        for letter in font.letters(bytes) {
            if self.glyphs.len() > MAX_GLYPHS {
                return;
            }
            self.place(letter, font.is_vertical);
        }
    }

    fn place(&mut self, letter: Letter, is_vertical: bool) {
        let state = &self.state;
        let gap = state.letter_gap + if letter.is_space { state.word_gap } else { 0.0 };
        // Down the column a letter moves on by its height, which is its size.
        let along = if is_vertical { -state.size + gap } else { (letter.advance * state.size + gap) * state.stretch };
        let whole = times(&state.text, &state.page);
        let point = times(&[1.0, 0.0, 0.0, 1.0, 0.0, state.rise], &whole);
        let turned = |x: f64, y: f64| (x * whole[0] + y * whole[2], x * whole[1] + y * whole[3]);
        let (dx, dy) = if is_vertical { turned(0.0, along) } else { turned(along, 0.0) };
        let size = state.size.abs() * whole[2].hypot(whole[3]);
        let letters = match self.replaced.iter_mut().flatten().next() {
            // The first letter of a stretch that is to be read otherwise takes the words, the rest none.
            Some(words) => words.take().unwrap_or_default(),
            None => letter.letters.unwrap_or_else(|| "\u{fffd}".to_owned()),
        };
        if point.iter().all(|value| value.is_finite()) && size > 0.0 && !letters.is_empty() {
            self.letter_bytes += letters.len();
            self.glyphs.push(Glyph { letters, x: point[4], y: point[5], dx, dy, size, is_vertical });
        }
        self.advance(along, false);
    }
}

fn number(number: Number) -> f64 {
    number.as_f64()
}

fn matrix(numbers: [Number; 6]) -> Matrix {
    numbers.map(number)
}
