//! Clauses of languages in which the verb stands behind what is agreed: Japanese and Korean.
//!
//! A word of a rule governs what stands before it, back to the word before that governs; it does so only where a clause
//! ends, at a full stop or a comma. Before a noun the same letters tell of something else: 採択した宣言.

use std::ops::Range;

use super::folded::Folded;
use super::rules::{Class, Language, Rules};
use super::{Clause, Cue, Findings, Why, cues, sentences};
use crate::fold::is_hangul;

/// Reads one sentence.
pub(super) fn read(text: &Folded<'_>, range: Range<usize>, rules: &Rules, language: &Language, found: &mut Findings) {
    let quoted = sentences::quotations(text, &range);
    let governing: Vec<Cue> =
        cues(text, &range, rules, language, &quoted).into_iter().filter(|cue| ends_clause(text, cue, range.end)).collect();
    found.lead = None;
    if governing.is_empty() {
        read_nominal(text, range, rules, language, found);
        return;
    }
    found.has_cue = true;
    found.is_report = governing.iter().any(|cue| cue.class == Class::Report);
    if found.is_report {
        return;
    }
    let topic = topic(text, &range);
    let mut start = after_heading(text, &range, governing[0].range.start);
    for cue in &governing {
        let scope = text.trim(start..cue.range.start);
        start = cue.range.end;
        if cue.class == Class::View || language.conditions.find_in(text, scope.clone()).is_some() {
            continue;
        }
        let is_lead = text.trim(topic.end.max(scope.start).min(scope.end)..scope.end);
        let says_nothing =
            is_lead.is_empty() || language.following.find_at(text, is_lead.start).is_some_and(|(_, end)| end + 1 >= is_lead.end);
        if says_nothing && cue.class == Class::Act {
            found.lead = Some((cue.rule, cue.range.clone()));
            continue;
        }
        let mut parts = if cue.class == Class::Done { vec![scope] } else { split(text, scope, language) };
        if let Some(part) = parts.last_mut() {
            part.end = cue.range.end;
        }
        let clause = |span: Range<usize>| {
            let subject = subject(text, &topic, &span);
            Clause { span, subject, rule: Why::Rule(cue.rule), fired: cue.range.clone() }
        };
        found.clauses.extend(parts.into_iter().map(clause));
    }
}

/// Tells whether a clause ends behind a word: nothing else makes it a verb of the sentence.
fn ends_clause(text: &Folded<'_>, cue: &Cue, end: usize) -> bool {
    if cue.range.end >= end {
        return true;
    }
    let next = text.at(cue.range.end);
    let is_mark = |c: char| matches!(c, '。' | '、' | '.' | ',' | ';' | ':' | ')' | '!' | '?' | '\n');
    match next {
        None => true,
        Some(' ') => text.before(cue.range.end).is_some_and(is_hangul) && cue.class != Class::Plan,
        Some(c) => is_mark(c),
    }
}

/// Where the clauses begin: behind a heading with a colon.
fn after_heading(text: &Folded<'_>, range: &Range<usize>, until: usize) -> usize {
    (range.start..until).rev().find(|at| text.at(*at) == Some(':')).map_or(range.start, |at| at + 1)
}

/// What the sentence is about: up to は, 은 or 는 near its beginning.
fn topic(text: &Folded<'_>, range: &Range<usize>) -> Range<usize> {
    let near = range.start..range.end.min(range.start + 40);
    let ends = |at: &usize| match text.at(*at) {
        Some('は') => true,
        Some('은' | '는') => text.at(at + 1) == Some(' '),
        _ => false,
    };
    let mark = near.clone().find(|at| matches!(text.at(*at), Some('。')) || ends(at));
    match mark.filter(ends) {
        Some(at) => range.start..at + 1,
        None => range.start..range.start,
    }
}

/// Where those who act are named: in the topic, and before が, 이 or 가.
fn subject(text: &Folded<'_>, topic: &Range<usize>, span: &Range<usize>) -> Range<usize> {
    let is_subject = |at: &usize| match text.at(*at) {
        Some('が') => true,
        Some('이' | '가' | '은' | '는') => text.at(at + 1) == Some(' '),
        _ => false,
    };
    let named = span.clone().take(40).find(is_subject);
    match named {
        Some(at) => {
            let is_break = |at: &usize| matches!(text.at(*at), Some(' ' | '、' | ',' | 'に' | 'は'));
            let start = (span.start..at).rev().find(is_break).map_or(span.start, |at| at + 1);
            if topic.is_empty() || topic.end > at { topic.start.min(start)..at } else { start..at }
        }
        None => topic.clone(),
    }
}

/// Cuts what a word governs into the acts of a list: 交換し、作成し、公表する; 교환하고, 작성하며, 발간하기로.
fn split(text: &Folded<'_>, scope: Range<usize>, language: &Language) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = scope.start;
    for at in scope.clone() {
        if ends_act(text, start, at, language) {
            parts.push(start..at);
            start = at;
        }
    }
    parts.push(start..scope.end);
    parts
}

fn ends_act(text: &Folded<'_>, start: usize, at: usize, language: &Language) -> bool {
    let (Some(last), Some(next)) = (text.before(at), text.at(at)) else { return false };
    let is_mark = matches!(next, '、' | ',');
    let words = text.slice(start..at);
    let is_noun = is_mark && language.act_nouns.iter().any(|noun| words.ends_with(noun));
    let is_verb = match last {
        '고' | '며' => {
            let verb = at.checked_sub(2).and_then(|before| text.at(before)).is_some_and(is_hangul);
            verb && matches!(next, ' ' | ',')
        }
        'し' | 'き' | 'ち' | 'り' | 'み' | 'び' | 'い' | 'え' | 'け' | 'せ' | 'め' | 'れ' | 'げ' | 'と' => is_mark,
        _ => false,
    };
    let is_verb = is_verb && !language.not_verbs.iter().any(|word| words.ends_with(word));
    if !(is_verb || is_noun) || words.len() < 5 {
        return false;
    }
    if last == 'と' && !words.ends_with(&['こ', 'と']) {
        return false;
    }
    if !is_verb {
        return words.iter().any(|c| matches!(c, 'の' | ' '));
    }
    // An act has an object; "中国及び日本は、" has none.
    words.iter().any(|c| matches!(c, 'を' | 'に' | 'と' | 'で' | '을' | '를' | '에' | '로' | '과' | '와'))
}

/// An outcome without a governing word: the noun of an act, 作業部会の設置, or how often something is to be.
fn read_nominal(text: &Folded<'_>, range: Range<usize>, rules: &Rules, language: &Language, found: &mut Findings) {
    let span = text.trim(range);
    let ends = (span.start..span.end).rev().take(8).find(|at| language.nominal.list_at(text, *at).any(|(_, end)| end == span.end));
    let subject = span.start..span.start;
    if let Some(at) = ends {
        let fired = at..span.end;
        found.clauses.push(Clause { subject, span, rule: Why::Nominal, fired });
    } else if let Some((_, fired)) = rules.rhythms.find_in(text, span.clone()) {
        found.clauses.push(Clause { subject, span, rule: Why::Bare, fired });
    }
}
