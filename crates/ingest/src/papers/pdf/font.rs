//! Fonts: which letters the bytes of a string are, and how far each moves on.

use std::collections::HashMap;

use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};

use super::cmap::CMap;
use super::encoding::{Named, western};
use super::{names, stream};

/// How wide a glyph is taken to be if the font does not say, in thousandths.
const USUAL_WIDTH: f64 = 500.0;
const WIDE_WIDTH: f64 = 1000.0;
/// A list of widths with more entries is cut off.
const MAX_WIDTHS: usize = 70_000;

/// One glyph of a string.
#[derive(Debug)]
pub(super) struct Letter {
    /// The letters; none if the font does not say which.
    pub(super) letters: Option<String>,
    /// How far it moves on, as a share of the size.
    pub(super) advance: f64,
    /// True for the one byte that word spacing applies to.
    pub(super) is_space: bool,
}

/// A font.
#[derive(Debug)]
pub(super) struct Font {
    to_letters: Option<CMap>,
    kind: Kind,
    pub(super) is_vertical: bool,
}

#[derive(Debug)]
enum Kind {
    Simple { letters: Vec<Option<String>>, widths: Vec<f64>, first: usize, missing: f64, scale: f64 },
    Composite { codes: Codes, widths: HashMap<u32, f64>, usual: f64 },
}

#[derive(Debug)]
enum Codes {
    Named(Named),
    Own(CMap, Option<Named>),
}

impl Font {
    pub(super) fn read(dict: &Dict<'_>, room: &mut usize) -> Font {
        let to_letters = dict
            .get::<Stream<'_>>("ToUnicode")
            .and_then(|map| stream::unpack(&map, room))
            .map(|bytes| CMap::parse(&bytes))
            .filter(CMap::has_letters);
        if dict.get::<Name<'_>>("Subtype").is_some_and(|kind| kind.as_str() == "Type0") {
            composite(dict, to_letters, room)
        } else {
            Font { to_letters, kind: simple(dict), is_vertical: false }
        }
    }

    /// Takes the glyphs of a string.
    pub(super) fn letters<'a>(&'a self, mut bytes: &'a [u8]) -> impl Iterator<Item = Letter> + 'a {
        std::iter::from_fn(move || {
            if bytes.is_empty() {
                return None;
            }
            let (letter, length) = self.letter(bytes);
            bytes = bytes.get(length.max(1)..).unwrap_or_default();
            Some(letter)
        })
    }

    fn letter(&self, bytes: &[u8]) -> (Letter, usize) {
        let mapped = |code: u32| self.to_letters.as_ref().and_then(|map| map.find_letters(code)).filter(|letters| !letters.is_empty());
        match &self.kind {
            Kind::Simple { letters, widths, first, missing, scale } => {
                let byte = usize::from(bytes[0]);
                let width = byte.checked_sub(*first).and_then(|at| widths.get(at)).copied().unwrap_or(*missing);
                let letters = mapped(u32::from(bytes[0])).or_else(|| letters.get(byte).cloned().flatten());
                (Letter { letters, advance: width * scale, is_space: byte == 32 }, 1)
            }
            Kind::Composite { codes, widths, usual } => {
                let (code, length, glyph, named) = match codes {
                    Codes::Named(Named::Identity) => {
                        let (code, length, _) = Named::Identity.take(bytes);
                        (code, length, Some(code), None)
                    }
                    Codes::Named(named) => {
                        let (code, length, letters) = named.take(bytes);
                        (code, length, None, letters)
                    }
                    Codes::Own(map, base) => {
                        let (code, length) = map.take(bytes);
                        (code, length, map.find_glyph(code), base.and_then(|base| base.take(bytes).2))
                    }
                };
                let letters = mapped(code).or(named);
                // Without the table of the encoding the number of the glyph is not known, but narrow letters are.
                let guess = || if letters.as_deref().is_some_and(str::is_ascii) { USUAL_WIDTH } else { *usual };
                let width = match glyph {
                    Some(glyph) => widths.get(&glyph).copied().unwrap_or(*usual),
                    None => guess(),
                };
                (Letter { advance: width / 1000.0, is_space: length == 1 && code == 32, letters }, length)
            }
        }
    }
}

fn composite(dict: &Dict<'_>, to_letters: Option<CMap>, room: &mut usize) -> Font {
    let descendant = dict.get::<Array<'_>>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next()).unwrap_or_default();
    let usual = descendant.get::<Number>("DW").map_or(WIDE_WIDTH, |width| width.as_f64());
    let mut widths = HashMap::new();
    if let Some(list) = descendant.get::<Array<'_>>("W") {
        read_widths(&list, &mut widths);
    }
    let (codes, is_vertical) = match dict.get::<Object<'_>>("Encoding") {
        Some(Object::Stream(map)) => {
            let map = stream::unpack(&map, room).map(|bytes| CMap::parse(&bytes)).unwrap_or_default();
            let base = map.base.as_deref().and_then(Named::of);
            let is_vertical = map.is_vertical;
            let codes = if map.has_spaces() { Codes::Own(map, base) } else { Codes::Named(base.unwrap_or(Named::Identity)) };
            (codes, is_vertical)
        }
        Some(Object::Name(name)) => {
            let name = name.as_str();
            (Codes::Named(Named::of(name).unwrap_or(Named::Identity)), name == "V" || name.ends_with("-V"))
        }
        _ => (Codes::Named(Named::Identity), false),
    };
    Font { to_letters, kind: Kind::Composite { codes, widths, usual }, is_vertical }
}

/// `first [w w w]` or `first last w` (ISO 32000-1, 9.7.4.3).
fn read_widths(list: &Array<'_>, widths: &mut HashMap<u32, f64>) {
    let mut items = list.iter::<Object<'_>>();
    while let Some(first) = items.next().and_then(Object::into_number) {
        let Ok(first) = u32::try_from(first.as_i64()) else { return };
        match items.next() {
            Some(Object::Array(each)) => {
                for (glyph, width) in (first..=u32::MAX).zip(each.iter::<Number>()) {
                    if widths.len() > MAX_WIDTHS {
                        return;
                    }
                    widths.insert(glyph, width.as_f64());
                }
            }
            Some(Object::Number(last)) => {
                let Some(width) = items.next().and_then(Object::into_number) else { return };
                let last = u32::try_from(last.as_i64()).unwrap_or(0).min(first.saturating_add(0xffff));
                for glyph in first..=last {
                    if widths.len() > MAX_WIDTHS {
                        return;
                    }
                    widths.insert(glyph, width.as_f64());
                }
            }
            _ => return,
        }
    }
}

fn simple(dict: &Dict<'_>) -> Kind {
    let subtype = dict.get::<Name<'_>>("Subtype");
    let is_drawn = subtype.as_ref().is_some_and(|kind| kind.as_str() == "Type3");
    let is_true_type = subtype.is_some_and(|kind| kind.as_str() == "TrueType");
    let (mut base, mut differences) = (None, None);
    match dict.get::<Object<'_>>("Encoding") {
        Some(Object::Name(name)) => base = Some(name.as_str().to_owned()),
        Some(Object::Dict(encoding)) => {
            base = encoding.get::<Name<'_>>("BaseEncoding").map(|name| name.as_str().to_owned());
            differences = encoding.get::<Array<'_>>("Differences");
        }
        _ => {}
    }
    if base.is_none() && is_true_type {
        base = Some("WinAnsiEncoding".to_owned());
    }
    // Letters that are drawn one by one have no names of their own but those in the differences.
    let usual = |byte: u8| if is_drawn { None } else { western(base.as_deref(), byte) };
    let mut letters: Vec<Option<String>> = (0..=255).map(usual).collect();
    let mut at = 0usize;
    for item in differences.iter().flat_map(Array::iter::<Object<'_>>) {
        match item {
            Object::Number(number) => at = usize::try_from(number.as_i64()).unwrap_or(256),
            Object::Name(name) => {
                if let Some(slot) = letters.get_mut(at) {
                    *slot = names::letters(name.as_str());
                }
                at += 1;
            }
            _ => {}
        }
    }
    let widths: Vec<f64> = dict.get::<Array<'_>>("Widths").iter().flat_map(Array::iter::<Number>).take(256).map(|w| w.as_f64()).collect();
    let first = dict.get::<Number>("FirstChar").and_then(|first| usize::try_from(first.as_i64()).ok()).unwrap_or(0);
    let missing =
        dict.get::<Dict<'_>>("FontDescriptor").and_then(|descriptor| descriptor.get::<Number>("MissingWidth")).map(|w| w.as_f64());
    let missing = missing.filter(|width| *width > 0.0).unwrap_or(if widths.is_empty() { USUAL_WIDTH } else { 0.0 });
    // Drawn letters are measured in a space of their own.
    let matrix = dict.get::<Array<'_>>("FontMatrix").and_then(|matrix| matrix.iter::<Number>().next()).map(|a| a.as_f64());
    let scale = if is_drawn { matrix.unwrap_or(0.001).abs() } else { 0.001 };
    Kind::Simple { letters, widths, first, missing, scale }
}
