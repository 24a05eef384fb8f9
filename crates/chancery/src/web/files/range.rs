//! What part of a file is asked for, and whether the reader has it already: RFC 9110, sections 13 and 14.

use axum::http::{HeaderMap, header};

/// A part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// Its first byte.
    pub(super) from: u64,
    /// The byte behind its last.
    pub(super) to: u64,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// The file.
    Whole,
    /// One part of it.
    Part(Span),
    /// Bytes that the file does not have.
    Nowhere,
}

/// Tells whether the reader says to have the file: the weak comparison of section 13.1.2.
pub(super) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let given = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    given.flat_map(|list| list.split(',')).map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

/// Reads what part of a file of a size is asked for.
///
/// A request for several parts, one that is not understood, and one for a part of what has another digest by now are all
/// answered with the whole file, as section 14.2 allows.
pub(super) fn asked(headers: &HeaderMap, etag: &str, size: u64) -> Asked {
    let Some(range) = headers.get(header::RANGE).and_then(|value| value.to_str().ok()) else { return Asked::Whole };
    // A date is no validator here, since a file under its digest has none; neither is a weak tag.
    if headers.get(header::IF_RANGE).is_some_and(|value| value.as_bytes() != etag.as_bytes()) {
        return Asked::Whole;
    }
    let Some((unit, spans)) = range.split_once('=') else { return Asked::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") || spans.contains(',') {
        return Asked::Whole;
    }
    let Some((first, last)) = spans.trim().split_once('-') else { return Asked::Whole };
    match (number(first), number(last)) {
        (Some(Some(from)), Some(last)) => {
            if last.is_some_and(|last| last < from) {
                return Asked::Whole;
            }
            let to = last.map_or(size, |last| size.min(last.saturating_add(1)));
            if from < size { Asked::Part(Span { from, to }) } else { Asked::Nowhere }
        }
        // The last so many bytes.
        (Some(None), Some(Some(length))) => match length.min(size) {
            0 => Asked::Nowhere,
            length => Asked::Part(Span { from: size - length, to: size }),
        },
        _ => Asked::Whole,
    }
}

/// Reads a number: `None` if it is none, `Some(None)` if nothing is there.
fn number(text: &str) -> Option<Option<u64>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    let is_plain = text.bytes().all(|b| b.is_ascii_digit());
    // A number beyond all sizes is beyond the file.
    is_plain.then(|| Some(text.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    const ETAG: &str = "\"ab12\"";

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn parts_are_read_as_they_are_asked_for() {
        let part = |from, to| Asked::Part(Span { from, to });
        for (range, expected) in [
            ("bytes=0-0", part(0, 1)),
            ("bytes=0-99", part(0, 100)),
            ("bytes=0-", part(0, 100)),
            ("bytes=90-200", part(90, 100)),
            ("bytes=-10", part(90, 100)),
            ("bytes=-200", part(0, 100)),
            ("Bytes= 1 - 2 ", part(1, 3)),
            ("bytes=5-99999999999999999999999", part(5, 100)),
            ("bytes=100-", Asked::Nowhere),
            ("bytes=99999999999999999999999-", Asked::Nowhere),
            ("bytes=-0", Asked::Nowhere),
            ("bytes=5-2", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=", Asked::Whole),
            ("bytes", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("bytes=0-1,4-5", Asked::Whole),
            ("lines=0-1", Asked::Whole),
        ] {
            assert_eq!(asked(&headers(&[(header::RANGE, range)]), ETAG, 100), expected, "{range}");
        }
        assert_eq!(asked(&headers(&[]), ETAG, 100), Asked::Whole);
        assert_eq!(asked(&headers(&[(header::RANGE, "bytes=0-")]), ETAG, 0), Asked::Nowhere, "an empty file has no bytes");
    }

    #[test]
    fn a_part_is_given_of_the_very_file_only() {
        for (if_range, is_part) in [(ETAG, true), ("\"cd34\"", false), ("W/\"ab12\"", false), ("Sun, 22 Nov 2026 08:00:00 GMT", false)] {
            let given = headers(&[(header::RANGE, "bytes=1-2"), (header::IF_RANGE, if_range)]);
            assert_eq!(matches!(asked(&given, ETAG, 100), Asked::Part(_)), is_part, "{if_range}");
        }
    }

    #[test]
    fn who_has_the_file_is_told_so() {
        for (tag, is_had) in [(ETAG, true), ("W/\"ab12\"", true), ("*", true), ("\"x\", \"ab12\"", true), ("\"x\"", false), ("ab12", false)]
        {
            assert_eq!(is_known(&headers(&[(header::IF_NONE_MATCH, tag)]), ETAG), is_had, "{tag}");
        }
    }
}
