//! East Asian encodings that a font may name without carrying a map (ISO 32000-1, 9.7.5.2), and those of Western fonts.
//!
//! The names stand for character sets that every browser knows, so the letters come from `encoding_rs`; the large
//! tables from codes to glyphs that a renderer needs are not needed to know the letters.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, MACINTOSH, SHIFT_JIS, WINDOWS_1252};

/// A named encoding of a composite font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// Two bytes are the number of a glyph and say nothing of its letter.
    Identity,
    /// UTF-16, big endian; UCS-2 is a part of it.
    Utf16,
    /// UTF-32, big endian.
    Utf32,
    /// UTF-8.
    Utf8,
    /// A character set of several bytes.
    Set(&'static Encoding),
    /// JIS X 0208 in seven bits.
    Jis,
}

impl Named {
    pub(super) fn of(name: &str) -> Option<Named> {
        let stem = name.strip_suffix("-H").or_else(|| name.strip_suffix("-V")).unwrap_or(name);
        Some(match stem {
            "Identity" => Named::Identity,
            "H" | "V" => Named::Jis,
            "GB-EUC" | "GBpc-EUC" | "GBK-EUC" | "GBKp-EUC" | "GBK2K" => Named::Set(GB18030),
            "B5pc" | "HKscs-B5" | "ETen-B5" | "ETenms-B5" => Named::Set(BIG5),
            "83pv-RKSJ" | "90ms-RKSJ" | "90msp-RKSJ" | "90pv-RKSJ" | "Add-RKSJ" | "Ext-RKSJ" => Named::Set(SHIFT_JIS),
            "EUC" => Named::Set(EUC_JP),
            "KSC-EUC" | "KSCms-UHC" | "KSCms-UHC-HW" | "KSCpc-EUC" => Named::Set(EUC_KR),
            _ if stem.contains("-UCS2") || stem.contains("-UTF16") => Named::Utf16,
            _ if stem.contains("-UTF32") => Named::Utf32,
            _ if stem.contains("-UTF8") => Named::Utf8,
            _ => return None,
        })
    }

    /// Takes the next code off the bytes: its value, its length, and its letters if the encoding says which.
    pub(super) fn take(self, bytes: &[u8]) -> (u32, usize, Option<String>) {
        let code = |length: usize| bytes.iter().take(length).fold(0u32, |code, byte| code << 8 | u32::from(*byte));
        let fixed = |length: usize| length.min(bytes.len()).max(1);
        match self {
            Named::Identity => (code(2), fixed(2), None),
            Named::Utf16 => {
                let is_pair = bytes.len() >= 4 && matches!(bytes[0], 0xd8..=0xdb) && matches!(bytes[2], 0xdc..=0xdf);
                let length = fixed(if is_pair { 4 } else { 2 });
                let units: Vec<u16> = bytes[..length].chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
                (code(length), length, Some(String::from_utf16_lossy(&units)))
            }
            Named::Utf32 => (code(4), fixed(4), char::from_u32(code(4)).map(String::from)),
            Named::Utf8 => {
                let length = fixed(match bytes.first() {
                    Some(0xc0..=0xdf) => 2,
                    Some(0xe0..=0xef) => 3,
                    Some(0xf0..=0xf7) => 4,
                    _ => 1,
                });
                (code(length), length, std::str::from_utf8(&bytes[..length]).ok().map(ToOwned::to_owned))
            }
            Named::Set(encoding) => {
                let length = fixed(match bytes {
                    [0x8f, _, _, ..] if encoding == EUC_JP => 3,
                    [0x81..=0xfe, 0x30..=0x39, _, _, ..] if encoding == GB18030 => 4,
                    // Half-width kana are one byte in this set.
                    [0xa0..=0xdf, ..] if encoding == SHIFT_JIS => 1,
                    [0x80..=0xff, ..] => 2,
                    _ => 1,
                });
                (code(length), length, decode(encoding, &bytes[..length]))
            }
            Named::Jis => {
                let high: Vec<u8> = bytes.iter().take(2).map(|byte| byte | 0x80).collect();
                (code(2), fixed(2), decode(EUC_JP, &high))
            }
        }
    }
}

fn decode(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// The letters of one byte in a Western font.
pub(super) fn western(name: Option<&str>, byte: u8) -> Option<String> {
    match (name, byte) {
        (_, 0..=0x1f) => None,
        (Some("WinAnsiEncoding"), _) => decode(WINDOWS_1252, &[byte]).filter(|letters| !letters.chars().any(char::is_control)),
        (Some("MacRomanEncoding"), _) => decode(MACINTOSH, &[byte]),
        // Adobe's own encoding: ASCII with round quotation marks, and few other letters that papers use.
        (_, b'\'') => Some("\u{2019}".to_owned()),
        (_, b'`') => Some("\u{2018}".to_owned()),
        (_, 0x20..=0x7e) => Some(char::from(byte).to_string()),
        (_, 0x7f..=0xa0) => decode(WINDOWS_1252, &[byte]).filter(|letters| !letters.chars().any(char::is_control)),
        _ => {
            const FROM_A1: &str = "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ\0–†‡·\0¶•‚„”»…‰\0¿\0`´ˆ˜¯˘˙¨\0˚¸\0˝˛ˇ—";
            let letter = FROM_A1.chars().nth(usize::from(byte - 0xa1));
            letter.filter(|letter| *letter != '\0').map(String::from).or_else(|| decode(WINDOWS_1252, &[byte]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_encodings_give_letters_without_a_map() {
        let check = |name: &str, encoding: Option<&'static Encoding>, text: &str| {
            let bytes = match encoding {
                Some(encoding) => encoding.encode(text).0.into_owned(),
                None => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            };
            let named = Named::of(name).unwrap();
            let (mut at, mut out) = (0, String::new());
            while at < bytes.len() {
                let (_, length, letters) = named.take(&bytes[at..]);
                out.push_str(&letters.unwrap());
                at += length;
            }
            assert_eq!(out, text, "{name}");
        };
        check("UniGB-UCS2-H", None, "海关合作 2017");
        check("UniJIS-UTF16-H", None, "税関協力𠮷");
        check("GBK-EUC-H", Some(GB18030), "海关合作 2017 镕");
        check("90ms-RKSJ-H", Some(SHIFT_JIS), "税関ｶﾅ協力 2017");
        check("EUC-H", Some(EUC_JP), "税関協力");
        check("ETen-B5-H", Some(BIG5), "海關合作 2017");
        check("KSCms-UHC-H", Some(EUC_KR), "관세 협력 뷁 2017");
        check("KSC-EUC-V", Some(EUC_KR), "관세 협력");
        // The first kanji of the set in seven bits.
        assert_eq!(Named::of("H").unwrap().take(&[0x30, 0x21]).2.as_deref(), Some("亜"));
        assert_eq!(Named::of("Unheard-Of"), None);
    }

    #[test]
    fn the_end_of_the_bytes_is_no_trap() {
        for named in [Named::Identity, Named::Utf16, Named::Utf32, Named::Utf8, Named::Set(GB18030), Named::Set(EUC_JP), Named::Jis] {
            for byte in 0..=255u8 {
                let (_, length, _) = named.take(&[byte]);
                assert_eq!(length, 1, "{named:?} {byte}");
            }
        }
    }
}
