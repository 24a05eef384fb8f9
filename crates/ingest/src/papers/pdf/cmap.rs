//! Maps in fonts: from codes to letters (`ToUnicode`) and from codes to glyphs (embedded `Encoding`).
//!
//! A small reader of the few operators that such maps use (Adobe Technical Note 5014). Ranges stay ranges, so that a map
//! that claims to cover everything costs nothing.

use std::collections::HashMap;

/// A map with more entries is cut off; a font has at most 65,536 glyphs.
const MAX_ENTRIES: usize = 70_000;

/// What a map says.
#[derive(Debug, Default)]
pub(super) struct CMap {
    /// Lengths of codes and their ranges, as (bytes, first, last).
    spaces: Vec<(usize, u32, u32)>,
    letters: HashMap<u32, String>,
    /// Ranges of codes whose letters follow one another.
    letter_ranges: Vec<(u32, u32, Vec<u16>)>,
    glyph_ranges: Vec<(u32, u32, u32)>,
    /// The map that this one builds on.
    pub(super) base: Option<String>,
    pub(super) is_vertical: bool,
}

impl CMap {
    pub(super) fn parse(bytes: &[u8]) -> CMap {
        let mut map = CMap::default();
        let mut tokens = Tokens { bytes, at: 0 };
        let mut before = Token::End;
        let mut entries = 0;
        loop {
            let token = tokens.next();
            match &token {
                Token::End => break,
                Token::Word(word) => match word.as_slice() {
                    b"begincodespacerange" => map.read_spaces(&mut tokens),
                    b"beginbfchar" => map.read_letters(&mut tokens, &mut entries),
                    b"beginbfrange" => map.read_letter_ranges(&mut tokens, &mut entries),
                    b"begincidrange" => map.read_glyphs(&mut tokens, true, &mut entries),
                    b"begincidchar" => map.read_glyphs(&mut tokens, false, &mut entries),
                    b"usecmap" => {
                        if let Token::Name(name) = &before {
                            map.base = Some(name.clone());
                        }
                    }
                    _ => {}
                },
                Token::Number(1) if matches!(&before, Token::Name(name) if name == "WMode") => map.is_vertical = true,
                _ => {}
            }
            before = token;
        }
        map.glyph_ranges.sort_unstable();
        map.letter_ranges.sort_by_key(|range| range.0);
        map
    }

    pub(super) fn has_letters(&self) -> bool {
        !self.letters.is_empty() || !self.letter_ranges.is_empty()
    }

    pub(super) fn has_spaces(&self) -> bool {
        !self.spaces.is_empty()
    }

    /// The letters of a code.
    pub(super) fn find_letters(&self, code: u32) -> Option<String> {
        if let Some(letters) = self.letters.get(&code) {
            return Some(letters.clone());
        }
        let at = self.letter_ranges.partition_point(|range| range.0 <= code);
        // Ranges may overlap where a map is sloppy; a few steps back are enough.
        let (first, _, units) = self.letter_ranges[..at].iter().rev().take(8).find(|range| code <= range.1)?;
        let mut units = units.clone();
        let last = units.last_mut()?;
        *last = last.wrapping_add(u16::try_from(code - first).ok()?);
        Some(String::from_utf16_lossy(&units))
    }

    /// The glyph of a code.
    pub(super) fn find_glyph(&self, code: u32) -> Option<u32> {
        let at = self.glyph_ranges.partition_point(|range| range.0 <= code);
        let (first, _, glyph) = self.glyph_ranges[..at].iter().rev().take(8).find(|range| code <= range.1)?;
        glyph.checked_add(code - first)
    }

    /// Takes the next code off the bytes: its value and length.
    pub(super) fn take(&self, bytes: &[u8]) -> (u32, usize) {
        let mut code = 0u32;
        for length in 1..=bytes.len().min(4) {
            code = code << 8 | u32::from(bytes[length - 1]);
            if self.spaces.iter().any(|space| space.0 == length && fits(code, space.1, space.2, length)) {
                return (code, length);
            }
        }
        let length = self.spaces.iter().map(|space| space.0).min().unwrap_or(2).min(bytes.len()).max(1);
        (bytes[..length.min(bytes.len())].iter().fold(0, |code, byte| code << 8 | u32::from(*byte)), length)
    }

    fn read_spaces(&mut self, tokens: &mut Tokens<'_>) {
        while let (Token::Hex(first), Token::Hex(last)) = (tokens.next(), tokens.next()) {
            if (1..=4).contains(&first.len()) && first.len() == last.len() && self.spaces.len() < 256 {
                self.spaces.push((first.len(), value(&first), value(&last)));
            }
        }
    }

    fn read_letters(&mut self, tokens: &mut Tokens<'_>, entries: &mut usize) {
        while let (Token::Hex(code), Token::Hex(letters)) = (tokens.next(), tokens.next()) {
            *entries += 1;
            if *entries > MAX_ENTRIES {
                return;
            }
            self.letters.insert(value(&code), String::from_utf16_lossy(&units(&letters)));
        }
    }

    fn read_letter_ranges(&mut self, tokens: &mut Tokens<'_>, entries: &mut usize) {
        while let (Token::Hex(first), Token::Hex(last)) = (tokens.next(), tokens.next()) {
            let (first, last) = (value(&first), value(&last));
            match tokens.next() {
                Token::Hex(letters) if *entries <= MAX_ENTRIES => {
                    *entries += 1;
                    let units = units(&letters);
                    if first <= last && !units.is_empty() {
                        self.letter_ranges.push((first, last, units));
                    }
                }
                Token::Open => {
                    for code in first..=u32::MAX {
                        let Token::Hex(letters) = tokens.next() else { break };
                        *entries += 1;
                        if code <= last && *entries <= MAX_ENTRIES {
                            self.letters.insert(code, String::from_utf16_lossy(&units(&letters)));
                        }
                    }
                }
                _ => return,
            }
        }
    }

    fn read_glyphs(&mut self, tokens: &mut Tokens<'_>, is_range: bool, entries: &mut usize) {
        while let Token::Hex(first) = tokens.next() {
            let first = value(&first);
            let last = match is_range.then(|| tokens.next()) {
                Some(Token::Hex(last)) => value(&last),
                Some(_) => return,
                None => first,
            };
            let Token::Number(glyph) = tokens.next() else { return };
            *entries += 1;
            if *entries > MAX_ENTRIES {
                return;
            }
            if let Ok(glyph) = u32::try_from(glyph)
                && first <= last
            {
                self.glyph_ranges.push((first, last, glyph));
            }
        }
    }
}

/// A code fits into a space if each of its bytes does.
fn fits(code: u32, first: u32, last: u32, length: usize) -> bool {
    (0..length).all(|at| {
        let byte = |value: u32| value >> (8 * at) & 0xff;
        (byte(first)..=byte(last)).contains(&byte(code))
    })
}

fn value(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |value, byte| value << 8 | u32::from(*byte))
}

fn units(bytes: &[u8]) -> Vec<u16> {
    match bytes {
        [one] => vec![u16::from(*one)],
        _ => bytes.chunks_exact(2).take(32).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect(),
    }
}

#[derive(Debug)]
enum Token {
    Hex(Vec<u8>),
    Name(String),
    Number(i64),
    Word(Vec<u8>),
    Open,
    Close,
    End,
}

struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Tokens<'_> {
    fn next(&mut self) -> Token {
        loop {
            let Some(&byte) = self.bytes.get(self.at) else { return Token::End };
            self.at += 1;
            match byte {
                b'%' => {
                    self.at += self.bytes[self.at..].iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count();
                }
                b'[' => return Token::Open,
                b']' => return Token::Close,
                b'/' => return Token::Name(String::from_utf8_lossy(&self.word()).into_owned()),
                b'<' if self.bytes.get(self.at) == Some(&b'<') => self.at += 1,
                b'<' => return Token::Hex(self.hex()),
                byte if byte.is_ascii_whitespace() || is_mark(byte) => {}
                _ => {
                    self.at -= 1;
                    let word = self.word();
                    let number = std::str::from_utf8(&word).ok().and_then(|word| word.parse().ok());
                    return number.map_or(Token::Word(word), Token::Number);
                }
            }
        }
    }

    fn word(&mut self) -> Vec<u8> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take_while(|byte| !byte.is_ascii_whitespace() && !is_mark(**byte)).count();
        self.at += length;
        rest[..length].to_vec()
    }

    fn hex(&mut self) -> Vec<u8> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
        self.at = (self.at + length + 1).min(self.bytes.len());
        let digits: Vec<u8> = rest[..length].iter().filter_map(|byte| char::from(*byte).to_digit(16)).map(|digit| digit as u8).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
    }
}

fn is_mark(byte: u8) -> bool {
    matches!(byte, b'[' | b']' | b'<' | b'>' | b'(' | b')' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_read() {
        let map = CMap::parse(
            b"/CMapName /x def 1 begincodespacerange <0000> <ffff> endcodespacerange
              2 beginbfchar <0001> <6D77> <0002> <D842DFB7> endbfchar
              2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<AC00> <00660069>] endbfrange
              1 begincidrange <0000> <00ff> 100 endcidrange 1 begincidchar <0101> 7 endcidchar",
        );
        assert_eq!(map.find_letters(1).as_deref(), Some("海"));
        assert_eq!(map.find_letters(2).as_deref(), Some("𠮷"));
        assert_eq!(map.find_letters(0x12).as_deref(), Some("C"));
        assert_eq!(map.find_letters(0x21).as_deref(), Some("fi"));
        assert_eq!(map.find_letters(0x22), None);
        assert_eq!(map.find_glyph(5), Some(105));
        assert_eq!(map.find_glyph(0x101), Some(7));
        assert_eq!(map.take(&[0, 1, 2]), (1, 2));
    }

    #[test]
    fn codes_have_the_length_that_their_space_gives() {
        let map = CMap::parse(b"2 begincodespacerange <00> <80> <8140> <9ffc> endcodespacerange");
        assert_eq!(map.take(&[0x41, 0x42]), (0x41, 1));
        assert_eq!(map.take(&[0x81, 0x42]), (0x8142, 2));
    }

    #[test]
    fn damaged_maps_end_well() {
        for bytes in
            [&b"beginbfrange <00"[..], b"beginbfrange <0000> <ffffffff> [", b"beginbfchar <", b"<<<<[[[[", b"begincidrange <0> <1>"]
        {
            CMap::parse(bytes);
        }
    }
}
