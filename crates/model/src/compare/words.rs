//! Differences of words, in the unit of the language.
//!
//! Words where a script puts blanks between them; characters in Chinese and Japanese; in Korean eojeol, and syllables
//! inside an eojeol that changed, since particles change more often than words; a number or a Latin word is never cut, and
//! a word of two Han characters is shown changed as a whole. Blanks that a typesetter put in are no
//! difference in scripts where they carry no meaning.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::lang::Lang;

/// Beyond so many units on both sides together the middle is shown as replaced whole; the time grows with the square.
const MAX_UNITS: usize = 12_000;

/// In which unit words are compared and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Words between blanks and punctuation.
    Word,
    /// Characters (Chinese, Japanese); a run of other letters or digits counts as one.
    Character,
    /// Eojeol, the words of Korean with their particles.
    Eojeol,
}

impl Unit {
    /// The unit of a language.
    pub fn of(lang: &Lang) -> Unit {
        match lang.primary() {
            "zh" | "ja" => Unit::Character,
            "ko" => Unit::Eojeol,
            _ => Unit::Word,
        }
    }

    /// Counts units that are not blank.
    pub fn count(self, text: &str) -> usize {
        self.cut(text).iter().filter(|token| token.chars().any(|c| !c.is_whitespace())).count()
    }

    /// Tells whether blanks tell two texts apart.
    pub(super) fn has_blanks(self) -> bool {
        self == Unit::Word
    }

    /// Cuts a text into tokens; together they are the text.
    fn cut(self, text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        let mut start = 0;
        let mut before = None;
        for (at, c) in text.char_indices() {
            let class = self.class(c);
            if at > 0 && (before != Some(class) || class == Class::Single) {
                tokens.push(&text[start..at]);
                start = at;
            }
            before = Some(class);
        }
        if start < text.len() {
            tokens.push(&text[start..]);
        }
        tokens
    }

    fn class(self, c: char) -> Class {
        match self {
            _ if c.is_whitespace() => Class::Blank,
            Unit::Eojeol if c.is_alphanumeric() => Class::Run,
            Unit::Character if c.is_alphanumeric() && is_wide(c) => Class::Single,
            _ if c.is_alphanumeric() || matches!(c, '\'' | '’') => Class::Run,
            _ => Class::Single,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    /// Goes on with its neighbours.
    Run,
    /// A token of its own.
    Single,
}

/// Han, kana, Hangul and the like: one character, one unit.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// What a piece of a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PieceKind {
    /// In both; the words are those of the new version.
    Kept,
    /// Only in the old version.
    Removed,
    /// Only in the new version.
    Inserted,
}

/// A stretch of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Kept, removed or inserted.
    pub kind: PieceKind,
    /// The words.
    pub text: String,
}

/// Compares two texts.
///
/// Shape: the kept and inserted pieces together are the new text; the kept and removed ones are the old text but for
/// blanks that mean nothing in the language.
pub fn word_differences(old: &str, new: &str, unit: Unit) -> Vec<Piece> {
    if are_same(old, new, unit) {
        return merge([(PieceKind::Kept, new.to_owned())]);
    }
    let (old_tokens, new_tokens) = (unit.cut(old), unit.cut(new));
    let mut pieces = Vec::new();
    for (tag, olds, news) in operations(&old_tokens, &new_tokens) {
        let (removed, inserted) = (old_tokens[olds].concat(), new_tokens[news].concat());
        match tag {
            DiffTag::Equal => pieces.push((PieceKind::Kept, inserted)),
            DiffTag::Replace if unit == Unit::Eojeol => pieces.extend(syllables(&removed, &inserted)),
            _ => pieces.extend([(PieceKind::Removed, removed), (PieceKind::Inserted, inserted)]),
        }
    }
    merge(whole_words(merge(absorb_islands(merge(pieces), unit)), unit))
}

/// Tells whether two texts are the same but for blanks that mean nothing in the language.
pub(super) fn are_same(old: &str, new: &str, unit: Unit) -> bool {
    if unit.has_blanks() { old == new } else { without_blanks(old).eq(without_blanks(new)) }
}

/// The same differences with the sides swapped.
pub(super) fn mirrored(pieces: Vec<Piece>) -> Vec<Piece> {
    let swapped = pieces.into_iter().map(|piece| {
        let kind = match piece.kind {
            PieceKind::Kept => PieceKind::Kept,
            PieceKind::Removed => PieceKind::Inserted,
            PieceKind::Inserted => PieceKind::Removed,
        };
        (kind, piece.text)
    });
    merge(swapped)
}

fn without_blanks(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_whitespace())
}

type Operation = (DiffTag, std::ops::Range<usize>, std::ops::Range<usize>);

fn operations<T: Ord + std::hash::Hash>(old: &[T], new: &[T]) -> Vec<Operation> {
    if old.len() + new.len() <= MAX_UNITS {
        return capture_diff_slices(Algorithm::Myers, old, new).iter().map(similar::DiffOp::as_tag_tuple).collect();
    }
    let front = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let back = old[front..].iter().rev().zip(new[front..].iter().rev()).take_while(|(a, b)| a == b).count();
    vec![
        (DiffTag::Equal, 0..front, 0..front),
        (DiffTag::Replace, front..old.len() - back, front..new.len() - back),
        (DiffTag::Equal, old.len() - back..old.len(), new.len() - back..new.len()),
    ]
}

/// Cuts eojeol into syllables; a run of digits or Latin letters stays one, or a year would seem to change by its last digit.
fn cut_syllables(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut is_in_run = false;
    for (at, c) in text.char_indices() {
        let is_run = c.is_ascii_alphanumeric();
        if at > start && !(is_run && is_in_run) {
            tokens.push(&text[start..at]);
            start = at;
        }
        is_in_run = is_run;
    }
    if start < text.len() {
        tokens.push(&text[start..]);
    }
    tokens
}

/// Eojeol that were replaced, syllable by syllable if at least half of the shorter side stayed.
fn syllables(old: &str, new: &str) -> Vec<(PieceKind, String)> {
    let (olds, news) = (cut_syllables(old), cut_syllables(new));
    let operations = operations(&olds, &news);
    let kept: usize = operations.iter().filter(|(tag, ..)| *tag == DiffTag::Equal).map(|(_, range, _)| range.len()).sum();
    if 2 * kept < olds.len().min(news.len()) {
        return vec![(PieceKind::Removed, old.to_owned()), (PieceKind::Inserted, new.to_owned())];
    }
    let mut pieces = Vec::new();
    for (tag, o, n) in operations {
        let (removed, inserted) = (olds[o].concat(), news[n].concat());
        if tag == DiffTag::Equal {
            pieces.push((PieceKind::Kept, inserted));
        } else {
            pieces.extend([(PieceKind::Removed, removed), (PieceKind::Inserted, inserted)]);
        }
    }
    pieces
}

/// Joins neighbours of one kind; between two kept pieces what is removed stands before what is inserted.
fn merge(pieces: impl IntoIterator<Item = (PieceKind, String)>) -> Vec<Piece> {
    let mut merged: Vec<Piece> = Vec::new();
    let (mut removed, mut inserted) = (String::new(), String::new());
    let flush = |merged: &mut Vec<Piece>, removed: &mut String, inserted: &mut String| {
        for (kind, text) in [(PieceKind::Removed, removed), (PieceKind::Inserted, inserted)] {
            if !text.is_empty() {
                merged.push(Piece { kind, text: std::mem::take(text) });
            }
        }
    };
    for (kind, text) in pieces {
        match kind {
            _ if text.is_empty() => {}
            PieceKind::Removed => removed.push_str(&text),
            PieceKind::Inserted => inserted.push_str(&text),
            PieceKind::Kept => {
                flush(&mut merged, &mut removed, &mut inserted);
                match merged.last_mut() {
                    Some(last) if last.kind == PieceKind::Kept => last.text.push_str(&text),
                    _ => merged.push(Piece { kind, text }),
                }
            }
        }
    }
    flush(&mut merged, &mut removed, &mut inserted);
    merged
}

/// A blank, or in scripts without blanks a lone character, that stayed between two changes by chance is no help to a
/// reader: it is shown as a part of the change.
fn absorb_islands(pieces: Vec<Piece>, unit: Unit) -> Vec<(PieceKind, String)> {
    let is_change = |piece: Option<&Piece>| piece.is_some_and(|p| p.kind != PieceKind::Kept);
    let is_long = |piece: Option<&Piece>| piece.is_some_and(|p| p.kind != PieceKind::Kept && p.text.chars().nth(1).is_some());
    let is_island = |at: usize| {
        let piece = &pieces[at];
        let (before, after) = (at.checked_sub(1).and_then(|at| pieces.get(at)), pieces.get(at + 1));
        let is_lone = unit == Unit::Character && piece.text.chars().nth(1).is_none() && piece.text.chars().all(is_wide);
        let is_blank = piece.text.chars().all(char::is_whitespace) && is_long(before) && is_long(after);
        piece.kind == PieceKind::Kept && (is_blank || (is_lone && is_change(before) && is_change(after)))
    };
    let islands: Vec<bool> = (0..pieces.len()).map(is_island).collect();
    let mut out = Vec::with_capacity(pieces.len());
    for (piece, is_island) in pieces.into_iter().zip(islands) {
        if is_island {
            out.extend([(PieceKind::Removed, piece.text.clone()), (PieceKind::Inserted, piece.text)]);
        } else {
            out.push((piece.kind, piece.text));
        }
    }
    out
}

/// Han characters, and the signs that repeat one.
fn is_han(c: char) -> bool {
    matches!(c, '々' | '〆' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Where one Han character of a word stayed beside one that changed (東京, 北京), the word is shown as changed: half of a
/// word is not a word. Longer runs are left, since nothing there says where a word ends.
fn whole_words(pieces: Vec<Piece>, unit: Unit) -> Vec<(PieceKind, String)> {
    if unit != Unit::Character {
        return pieces.into_iter().map(|piece| (piece.kind, piece.text)).collect();
    }
    // A change is one or two pieces beside each other; either side of it may touch.
    let touches_before = |at: usize| {
        let before = pieces[..at].iter().rev().take(2).take_while(|p| p.kind != PieceKind::Kept);
        before.map(|p| p.text.chars().next_back()).any(|c| c.is_some_and(is_han))
    };
    let touches_after = |at: usize| {
        let after = pieces[at + 1..].iter().take(2).take_while(|p| p.kind != PieceKind::Kept);
        after.map(|p| p.text.chars().next()).any(|c| c.is_some_and(is_han))
    };
    let mut out = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        if piece.kind != PieceKind::Kept {
            out.push((piece.kind, piece.text.clone()));
            continue;
        }
        let mut kept = piece.text.as_str();
        let take = |out: &mut Vec<(PieceKind, String)>, part: &str| {
            out.extend([(PieceKind::Removed, part.to_owned()), (PieceKind::Inserted, part.to_owned())]);
        };
        if touches_before(at)
            && let Some(first) = lone_han(kept.chars())
        {
            let (head, rest) = kept.split_at(first.len_utf8());
            take(&mut out, head);
            kept = rest;
        }
        match lone_han(kept.chars().rev()).filter(|_| touches_after(at)) {
            Some(last) => {
                let (rest, tail) = kept.split_at(kept.len() - last.len_utf8());
                out.push((PieceKind::Kept, rest.to_owned()));
                take(&mut out, tail);
            }
            None => out.push((PieceKind::Kept, kept.to_owned())),
        }
    }
    out
}

/// The first character, if it is Han and the next is not.
fn lone_han(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next().filter(|c| is_han(*c))?;
    chars.next().is_none_or(|c| !is_han(c)).then_some(first)
}
