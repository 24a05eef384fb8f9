//! The lines of a text, and the line of a byte.

use std::ops::Range;

use crate::fold::is_blank;

/// Where each line begins and ends; offsets fit 32 bits since a page has at most [`crate::MAX_BYTES`].
#[derive(Debug)]
pub(crate) struct Lines {
    bounds: Vec<(u32, u32)>,
}

impl Lines {
    /// Cuts a text at `\n`, `\r\n` and `\r`. `None` if there are more than `most` lines.
    pub(crate) fn of(text: &str, most: usize) -> Option<Self> {
        let mut bounds = Vec::new();
        let mut start = 0;
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if matches!(bytes[at], b'\n' | b'\r') {
                bounds.push((offset(start), offset(at)));
                at += if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') { 2 } else { 1 };
                start = at;
                if bounds.len() > most {
                    return None;
                }
            } else {
                at += 1;
            }
        }
        if start < bytes.len() {
            bounds.push((offset(start), offset(bytes.len())));
        }
        Some(Lines { bounds })
    }

    /// How many lines there are.
    pub(crate) fn count(&self) -> usize {
        self.bounds.len()
    }

    /// The bytes of a line without the blanks around it.
    pub(crate) fn content(&self, index: usize, text: &str) -> Range<usize> {
        let (start, end) = self.bounds[index];
        let (start, end) = (start as usize, end as usize);
        let line = &text[start..end];
        let cut = line.trim_start_matches(is_blank);
        let start = start + line.len() - cut.len();
        start..start + cut.trim_end_matches(is_blank).len()
    }

    /// The number of the line, from 1, that a byte stands in.
    pub(crate) fn number_of(&self, at: usize) -> u32 {
        let index = self.bounds.partition_point(|(start, _)| *start as usize <= at);
        u32::try_from(index.max(1)).unwrap_or(u32::MAX)
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_three_ways() {
        let text = "a\n\n b \r\nc\rd";
        let lines = Lines::of(text, 10).unwrap();
        let contents: Vec<&str> = (0..lines.count()).map(|i| &text[lines.content(i, text)]).collect();
        assert_eq!(contents, ["a", "", "b", "c", "d"]);
        assert_eq!(lines.number_of(0), 1);
        assert_eq!(lines.number_of(4), 3);
        assert_eq!(lines.number_of(text.len() - 1), 5);
        assert!(Lines::of(text, 2).is_none());
    }
}
