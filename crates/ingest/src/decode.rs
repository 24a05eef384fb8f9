//! From bytes to text: which encoding, and how sure.
//!
//! Order: the name that a person gives, a byte order mark, what HTML declares, valid UTF-8, and last a guess among the
//! encodings of East Asia. Nothing is replaced by U+FFFD: bytes without meaning are refused with their offset, since a
//! page that was read half would pose as a whole one.

use chancery_model::{Finding, Severity};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use crate::finding::{self, kind};
use crate::input::{Input, MAX_BYTES, ReadError};

/// A decoded page.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) findings: Vec<Finding>,
}

/// Decodes a page.
///
/// Errors: everything that [`ReadError`] says of bytes.
pub(crate) fn decode(input: &Input<'_>) -> Result<Decoded, ReadError> {
    let name = input.name.to_owned();
    let bytes = input.bytes;
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge { name, size_bytes: bytes.len(), max_bytes: MAX_BYTES });
    }
    if bytes.is_empty() {
        return Err(ReadError::Empty { name });
    }
    if let Some((looks_like, hint)) = binary(bytes) {
        return Err(ReadError::Binary { name, looks_like, hint });
    }
    let (encoding, skip, how) = choose(input)?;
    let body = &bytes[skip..];
    let text = if encoding == UTF_16LE || encoding == UTF_16BE {
        utf_16(body, encoding == UTF_16BE)
    } else {
        encoding
            .decode_without_bom_handling_and_without_replacement(body)
            .map(std::borrow::Cow::into_owned)
            .ok_or_else(|| first_bad(encoding, body))
    };
    let text = text.map_err(|at| {
        let offset = skip + at;
        let line = 1 + bytes[..offset.min(bytes.len())].iter().filter(|b| **b == b'\n').count();
        ReadError::InvalidEncoding { name: name.clone(), encoding: encoding.name().to_owned(), offset, line }
    })?;
    if text.contains('\0') {
        return Err(ReadError::Binary { name, looks_like: "binary data (it holds NUL bytes)", hint: SAVE_AS_TEXT });
    }
    if crate::fold::trim(&text).is_empty() {
        return Err(ReadError::Empty { name });
    }
    let mut findings = Vec::new();
    if let Some(how) = how {
        let message = format!("read as {}, {how}; name another with --encoding if words look wrong", encoding.name());
        findings.push(finding::of(1, Severity::Info, kind::ENCODING_GUESSED, message, ""));
    }
    Ok(Decoded { text, findings })
}

const SAVE_AS_TEXT: &str = "save the page as text or HTML and read that";

/// Tells files that are no text by how they begin.
fn binary(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const STARTS: [(&[u8], &str, &str); 9] = [
        (b"%PDF-", "a PDF file", "documents are kept beside a meeting, this command reads pages saved as text or HTML"),
        (b"PK\x03\x04", "a ZIP archive or an Office document", SAVE_AS_TEXT),
        (b"\x89PNG", "an image (PNG)", SAVE_AS_TEXT),
        (b"\xff\xd8\xff", "an image (JPEG)", SAVE_AS_TEXT),
        (b"GIF8", "an image (GIF)", SAVE_AS_TEXT),
        (b"\x1f\x8b", "a compressed file (gzip)", "decompress it first"),
        (b"\xd0\xcf\x11\xe0", "an old Office document", SAVE_AS_TEXT),
        (b"SQLite format 3", "a database (SQLite)", "a data folder is opened with --data"),
        (b"\x7fELF", "a program", SAVE_AS_TEXT),
    ];
    STARTS.iter().find(|(start, _, _)| bytes.starts_with(start)).map(|(_, looks_like, hint)| (*looks_like, *hint))
}

/// The encoding, how many bytes its mark takes, and for a guess how it was found.
type Choice = (&'static Encoding, usize, Option<String>);

fn choose(input: &Input<'_>) -> Result<Choice, ReadError> {
    let bytes = input.bytes;
    let mark = Encoding::for_bom(bytes);
    if let Some(label) = input.encoding {
        let wanted = label.trim();
        let encoding = if wanted.eq_ignore_ascii_case("utf-16") {
            mark.map(|(e, _)| e).or(Some(UTF_16LE))
        } else {
            Encoding::for_label(wanted.as_bytes())
        };
        let encoding = encoding.ok_or_else(|| ReadError::UnknownEncoding { encoding: label.chars().take(60).collect() })?;
        let skip = mark.filter(|(marked, _)| *marked == encoding).map_or(0, |(_, length)| length);
        return Ok((wide(encoding), skip, None));
    }
    if let Some((encoding, length)) = mark {
        return Ok((encoding, length, None));
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Ok((UTF_8, 0, None));
    }
    if let Some(declared) = declared(bytes) {
        return Ok((wide(declared), 0, Some("as the page declares".to_owned())));
    }
    if let Some(guess) = guess(bytes) {
        return Ok((guess, 0, Some("which its bytes look like".to_owned())));
    }
    Ok((UTF_8, 0, None))
}

/// GB18030 holds GBK and GB 2312; pages that name the smaller set use the larger one.
fn wide(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == GBK { GB18030 } else { encoding }
}

/// What `<meta charset>` declares, in the first kilobytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let mut rest = head.as_str();
    while let Some(at) = rest.find("<meta") {
        rest = &rest[at + 5..];
        let tag = &rest[..rest.find('>').unwrap_or(rest.len())];
        if let Some(at) = tag.find("charset=") {
            let value = tag[at + 8..].trim_start_matches(['"', '\'', ' ']);
            let end = value.find(['"', '\'', ' ', ';', '/']).unwrap_or(value.len());
            // A page that declares UTF-8 and is not valid has been ruled out above: its word is worth nothing.
            return Encoding::for_label(&value.as_bytes()[..end]).filter(|e| *e != UTF_8);
        }
    }
    None
}

/// A guess among the encodings in which such pages have been saved, taken only if every byte has a meaning in it.
///
/// UTF-8 with a few broken bytes stays UTF-8, so that the damage is named instead of read as other letters.
fn guess(bytes: &[u8]) -> Option<&'static Encoding> {
    if mostly_utf_8(bytes) {
        return None;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let likely = wide(detector.guess(None, chardetng::Utf8Detection::Deny));
    let usual = [GB18030, SHIFT_JIS, EUC_KR, EUC_JP, BIG5];
    let is_whole = |encoding: &&'static Encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    usual.into_iter().find(|e| *e == likely).filter(is_whole)
}

/// Tells whether most bytes outside ASCII form UTF-8 characters.
fn mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| !b.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    good > 4 * bad
}

fn first_bad(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    if encoding == UTF_8 {
        return std::str::from_utf8(bytes).err().map_or(0, |e| e.valid_up_to());
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = String::with_capacity(8192);
    let mut at = 0;
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(&bytes[at..], &mut out, true);
        at += read;
        match result {
            encoding_rs::DecoderResult::InputEmpty => return at,
            encoding_rs::DecoderResult::OutputFull => out.clear(),
            encoding_rs::DecoderResult::Malformed(length, after) => return at.saturating_sub(usize::from(length) + usize::from(after)),
        }
    }
}

/// UTF-16 by the standard library, since it tells where a lone surrogate stands.
fn utf_16(bytes: &[u8], is_big: bool) -> Result<String, usize> {
    if bytes.len() % 2 == 1 {
        return Err(bytes.len() - 1);
    }
    let units = bytes
        .chunks_exact(2)
        .map(|pair| if is_big { u16::from_be_bytes([pair[0], pair[1]]) } else { u16::from_le_bytes([pair[0], pair[1]]) });
    let mut text = String::with_capacity(bytes.len());
    let mut at = 0;
    for unit in char::decode_utf16(units) {
        let c = unit.map_err(|_| at)?;
        at += 2 * c.len_utf16();
        text.push(c);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], encoding: Option<&str>) -> Result<Decoded, ReadError> {
        decode(&Input { name: "page", bytes, encoding, url: None })
    }

    const ZH: &str = "机制搜索 部长级会议 中日韩环境部长会议 与会方 议题 成果 文件 第二十次会议在苏州举行";
    const JA: &str = "協力メカニズム検索 閣僚級会合 日中韓環境大臣会合 参加者 議題 成果 文書 第20回会合は蘇州で開催された";
    const KO: &str = "협력 메커니즘 검색 장관급 회의 한중일 환경장관회의 참가자 의제 결과 문서 제20차 회의는 쑤저우에서 열렸다";

    #[test]
    fn encodings_are_named_marked_declared_or_guessed() {
        for (text, encoding) in [(ZH, GB18030), (JA, SHIFT_JIS), (JA, EUC_JP), (KO, EUC_KR)] {
            let (bytes, _, _) = encoding.encode(text);
            let guessed = read(&bytes, None).unwrap();
            assert_eq!(guessed.text, text, "{}", encoding.name());
            assert_eq!(guessed.findings[0].kind, "encoding-guessed");
            let named = read(&bytes, Some(encoding.name())).unwrap();
            assert_eq!(named.text, text);
            assert!(named.findings.is_empty());
            let page = format!("<html><meta charset=\"{}\"><p>{text}", encoding.name());
            let (bytes, _, _) = encoding.encode(&page);
            assert_eq!(read(&bytes, None).unwrap().text, page);
        }
        assert_eq!(read("\u{feff}Agenda".as_bytes(), None).unwrap().text, "Agenda");
        for is_big in [true, false] {
            let units = std::iter::once(0xfeff).chain(KO.encode_utf16());
            let bytes: Vec<u8> = units.flat_map(|u| if is_big { u.to_be_bytes() } else { u.to_le_bytes() }).collect();
            assert_eq!(read(&bytes, None).unwrap().text, KO);
            assert_eq!(read(&bytes, Some("utf-16")).unwrap().text, KO);
        }
    }

    #[test]
    fn refusals_say_what_and_where() {
        let check = |bytes: &[u8], encoding: Option<&str>, expected: &str| {
            let message = read(bytes, encoding).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        };
        check(b"", None, "page is empty");
        check(b" \r\n\t", None, "page is empty");
        check(b"%PDF-1.7 ...", None, "a PDF file");
        check(b"PK\x03\x04....", None, "ZIP");
        check(b"text\0text", None, "NUL");
        check("Ministers\u{2019} Meeting, China, ok \u{2019}\n\u{2019}\u{2019} \u{ff}".as_bytes(), Some("klingon"), "no known encoding");
        let mut broken = "Heads\u{2019} Meeting\nof the three \u{2019}\u{2019}\u{2019}\n".as_bytes().to_vec();
        let offset = broken.len();
        broken.push(0xff);
        check(&broken, None, &format!("not valid UTF-8: the bytes from offset {offset} on (line 3)"));
        check(b"ab\xff\xff", Some("shift_jis"), "not valid Shift_JIS: the bytes from offset 2");
        check(b"\xff\xfea\x00b", None, "not valid UTF-16LE: the bytes from offset 4");
    }
}
