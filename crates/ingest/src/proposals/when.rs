//! By when and how often, where the words of a clause say so.

use std::ops::Range;

use chancery_model::Edtf;

use super::folded::Folded;
use super::rules::{Language, Order, Rules};
use super::{Due, ReadRhythm};
use crate::date;
use crate::lexicon::Lexicon;

/// Finds the date by which something is to be done; a date of the past, of a title or of a range is none.
pub(super) fn due(text: &Folded<'_>, span: &Range<usize>, language: &Language, lexicon: &Lexicon) -> Option<Due> {
    let bytes = text.bytes(span);
    let words = text.original(span);
    let mut at = 0;
    while let Some((start, found)) = date::find_in(&words[at..], lexicon) {
        let (begins, ends) = (at + start, at + start + found.length);
        let is_due = match language.order {
            Order::FirstSpaced => is_due_after(&words[..begins]),
            Order::First | Order::Last => is_due_before(&words[..begins], &words[ends..]),
        };
        if let Some(date @ Edtf::Date(_)) = found.date
            && is_due
        {
            return Some(Due { date, span: bytes.start + begins..bytes.start + ends });
        }
        at = ends.max(at + 1);
        while !words.is_char_boundary(at) {
            at += 1;
        }
    }
    None
}

/// English: the words before the date.
fn is_due_after(before: &str) -> bool {
    let words = crate::fold::words(before);
    let mut rest = words.iter().rev().skip_while(|word| {
        ["the", "end", "of", "early", "late", "mid", "autumn", "spring", "summer", "winter", "fall", "year", "fiscal", "beginning", "first"]
            .contains(&word.as_str())
            || ["second", "third", "fourth", "half", "quarter", "month"].contains(&word.as_str())
    });
    match rest.next().map(String::as_str) {
        Some("by" | "before" | "until" | "till" | "within" | "than") => true,
        Some("in" | "during" | "on") => {
            // "held in 2012" tells of the past, "be held in 2012" does not.
            let verb = rest.next();
            let is_participle = verb.is_some_and(|verb| verb == "held" || verb.ends_with("ed"));
            !is_participle || rest.next().is_some_and(|word| word == "be")
        }
        _ => false,
    }
}

/// The other languages: the words behind the date, and what a year is part of.
fn is_due_before(before: &str, behind: &str) -> bool {
    let past = [
        "の",
        "的",
        "의",
        "から",
        "以降",
        "以来",
        "通过",
        "签署",
        "发表",
        "修订",
        "に採択",
        "に署名",
        "に締結",
        "에 채택",
        "에 서명",
        "부터",
        "至",
        "起",
        "에 체결",
        "版",
        "年度版",
    ];
    let opens_title = before.rfind(['《', '「', '『', '“']) > before.rfind(['》', '」', '』', '”']);
    let behind = behind.trim_start();
    !opens_title && !past.iter().any(|word| behind.starts_with(word.trim_start()))
}

/// Finds how often something is to be done.
pub(super) fn rhythm(text: &Folded<'_>, span: &Range<usize>, rules: &Rules) -> Option<ReadRhythm> {
    let (beat, range) = rules.rhythms.find_in(text, span.clone())?;
    Some(ReadRhythm { times: beat.times, every: beat.every, unit: beat.unit, span: text.bytes(&range) })
}
