//! Streams, unpacked within limits.

use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::Filter;
use hayro_syntax::object::{Dict, Stream};

use super::super::PaperError;
use super::MEDIA_TYPE;

/// Streams packed by the older method grow without a bound that can be watched; larger ones are left out.
const MAX_LZW_BYTES: usize = 1 << 20;

/// How far before a stream its dictionary is looked for.
const DICTIONARY_WITHIN: usize = 1024;

/// Unpacks a stream and takes what it needed from `room`; none if it is damaged, an image, or too large.
pub(super) fn unpack(stream: &Stream<'_>, room: &mut usize) -> Option<Vec<u8>> {
    let filters = stream.filters();
    let packed = |filter: &Filter| matches!(filter, Filter::FlateDecode | Filter::LzwDecode);
    // A stream that is packed twice is made to burst; no program writes one.
    if filters.iter().filter(|filter| packed(filter)).count() > 1 {
        return None;
    }
    let is_predicted = stream.dict().get::<Dict<'_>>("DecodeParms").is_some();
    let bytes = if filters[..] == [Filter::FlateDecode] && !is_predicted {
        let raw = stream.raw_data();
        let mut bytes = Vec::new();
        // A stream that breaks off is used as far as it goes.
        let _ = ZlibDecoder::new(&*raw).take(*room as u64 + 1).read_to_end(&mut bytes);
        if bytes.is_empty() && !raw.is_empty() { stream.decoded_data().ok()?.into_owned() } else { bytes }
    } else {
        if filters.contains(&Filter::LzwDecode) && stream.raw_data().len() > MAX_LZW_BYTES {
            return None;
        }
        stream.decoded_data().ok()?.into_owned()
    };
    if bytes.len() > *room {
        *room = 0;
        return None;
    }
    *room -= bytes.len();
    Some(bytes)
}

/// Refuses a file whose tables of objects burst when they are unpacked.
///
/// The library unpacks these streams by itself and without a limit, so they are unpacked here first, into nothing.
pub(super) fn refuse_bombs(bytes: &[u8], max_bytes: usize) -> Result<(), PaperError> {
    let mut total = 0usize;
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], b"stream") {
        let start = at + found;
        at = start + b"stream".len();
        let is_end = bytes[..start].ends_with(b"end");
        let before = &bytes[start.saturating_sub(DICTIONARY_WITHIN)..start];
        let dictionary = find_last(before, b"obj").map_or(before, |from| &before[from..]);
        if is_end || (find(dictionary, b"ObjStm").is_none() && find(dictionary, b"XRef").is_none()) {
            continue;
        }
        let skip = bytes[at..].iter().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let mut sink = Counter(0);
        let room = (max_bytes - total) as u64 + 1;
        let _ = std::io::copy(&mut ZlibDecoder::new(&bytes[at + skip..]).take(room), &mut sink);
        total += sink.0;
        if total > max_bytes {
            return Err(PaperError::UnpacksTooLarge { media_type: MEDIA_TYPE, max_bytes });
        }
    }
    Ok(())
}

struct Counter(usize);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub(super) fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    let first = *word.first()?;
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == first) {
        at += found;
        if bytes[at..].starts_with(word) {
            return Some(at);
        }
        at += 1;
    }
    None
}

fn find_last(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}
