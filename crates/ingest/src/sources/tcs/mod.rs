//! The reader of "Mechanism Search" pages of the Trilateral Cooperation Secretariat, saved as text or as HTML.
//!
//! A page lists the mechanisms of a topic by level, and the meetings of each with date, place, participants, agenda,
//! outcomes and documents. Pages differ in every detail, so the reader is a small grammar with recovery: `shape` says
//! what a line looks like by itself, `page` decides with its neighbours what it is, `content` reads what stands in a
//! meeting, `review` looks over the whole. The words of headings, parties and places come from the lexicon.
//!
//! What the reader promises is in [`crate::span`]; what it reports, in [`crate::finding::kind`].

mod content;
mod items;
mod label;
mod lines;
mod mechanism;
mod meeting;
mod name;
mod page;
mod participant;
mod place;
mod review;
mod section;
mod shape;
mod tidy;
mod wrap;

use chancery_model::{Digest, Finding, Lang, Severity};

use self::lines::Lines;
use self::page::Reader;
use self::review::Review;
use crate::decode::decode;
use crate::finding::{self, kind};
use crate::fold::{is_han_or_kana, is_hangul, trim};
use crate::input::{Input, MAX_LINES, ReadError};
use crate::lexicon::Lexicon;
use crate::markup;
use crate::report::{Report, ReportSource};
use crate::span::{Account, Gap, Mark, Span, rule};

/// The name and version of this reader, kept with every reading.
pub const READER: &str = "tcs/1";

/// So many lines in a row that are not understood are reported one by one; the rest of the run as one finding.
const SINGLE_GAPS: usize = 20;

/// Reads one page.
///
/// Shape: mechanisms and meetings in the order of the page; findings by line.
/// Errors: [`ReadError`]; damage that can be read around is a finding, never an error.
pub fn read(input: &Input<'_>, lexicon: &Lexicon) -> Result<Report, ReadError> {
    let decoded = decode(input)?;
    let (text, chrome) = if markup::is_html(input.name, &decoded.text) {
        let page = markup::unmark(&decoded.text);
        let is_menu = |range: &std::ops::Range<usize>| lexicon.latest_event.find_in(&page.text[range.clone()]).is_none();
        let chrome = page.chrome.into_iter().filter(is_menu).collect();
        (page.text, chrome)
    } else {
        (decoded.text, Vec::new())
    };
    let lines = Lines::of(&text, MAX_LINES).ok_or_else(|| ReadError::TooManyLines { name: input.name.to_owned(), max_lines: MAX_LINES })?;
    let mut reader = Reader::new(&text, &lines, lexicon);
    reader.read(&chrome);
    let Reader { mut mechanisms, notes, mut ledger, findings: noticed, mut topic, .. } = reader;
    tidy::all(&mut mechanisms);
    tidy::topic(&mut topic);
    let mut findings = decoded.findings;
    findings.extend(noticed);
    for range in &chrome {
        ledger.ignore(range.clone(), rule::SITE_CHROME);
        let menu = trim(&text[range.clone()]);
        findings.push(finding::of(
            lines.number_of(range.start),
            Severity::Info,
            kind::SITE_CHROME,
            "a menu, header or footer of the site was left out",
            menu,
        ));
    }
    let line_text = |line: u32| text[lines.content(line as usize - 1, &text)].to_owned();
    let mut review = Review { lexicon, line_text: &line_text, findings: Vec::new() };
    review.run(&mut mechanisms, &notes);
    findings.extend(review.findings);
    findings.extend(truncation(&text, &lines, &mechanisms, &notes));

    let (mut spans, gaps) = ledger.close(&text, |at| lines.number_of(at));
    report_gaps(&text, &lines, gaps, &mut spans, &mut findings);
    findings.sort_by_key(|finding| finding.line);
    if mechanisms.is_empty() {
        return Err(ReadError::NothingRecognised { name: input.name.to_owned(), findings });
    }
    let source = ReportSource { name: input.name.to_owned(), sha256: Digest::of(input.bytes), url: input.url.map(ToOwned::to_owned) };
    let account = Account::of(&text, &spans);
    let lang = language(&text);
    Ok(Report { source, topic, lang, mechanisms, findings, account, spans, text })
}

/// Reports stretches that nobody took, unless a finding on them has been made; long runs are drawn together.
fn report_gaps(text: &str, lines: &Lines, gaps: Vec<Gap>, spans: &mut Vec<Span>, findings: &mut Vec<Finding>) {
    let reported: std::collections::HashMap<u32, Vec<String>> = findings.iter().fold(std::collections::HashMap::new(), |mut map, f| {
        map.entry(f.line).or_insert_with(Vec::new).push(f.text.clone());
        map
    });
    let mut run: Vec<std::ops::Range<usize>> = Vec::new();
    let mut last_line = 0;
    let flush = |run: &mut Vec<std::ops::Range<usize>>, findings: &mut Vec<Finding>, spans: &mut Vec<Span>| {
        for range in run.iter().take(SINGLE_GAPS) {
            let line = lines.number_of(range.start);
            findings.push(finding::of(
                line,
                Severity::Warning,
                kind::LINE_NOT_UNDERSTOOD,
                "this line belongs to nothing that was recognised",
                &text[range.clone()],
            ));
        }
        if let (Some(first), Some(last)) = (run.get(SINGLE_GAPS), run.last()) {
            let block = first.start..last.end;
            let (line, end) = (lines.number_of(block.start), lines.number_of(last.start));
            let message = format!("lines {line} to {end} belong to nothing that was recognised");
            findings.push(finding::of(line, Severity::Warning, kind::LINE_NOT_UNDERSTOOD, message, &text[block.clone()]));
            draw_together(spans, &block, line);
        }
        run.clear();
    };
    for gap in gaps {
        let line = lines.number_of(gap.range.start);
        let piece = &text[gap.range.clone()];
        if reported.get(&line).is_some_and(|texts| texts.iter().any(|t| t.contains(piece))) {
            continue;
        }
        // Blank lines do not end a run; anything that was read in between does.
        let is_next = run.last().is_some_and(|last: &std::ops::Range<usize>| trim(&text[last.end..gap.range.start]).is_empty());
        if !is_next || line == last_line {
            flush(&mut run, findings, spans);
        }
        last_line = line;
        run.push(gap.range);
    }
    flush(&mut run, findings, spans);
}

/// Makes one span of all in a block.
fn draw_together(spans: &mut Vec<Span>, block: &std::ops::Range<usize>, line: u32) {
    let first = spans.partition_point(|span| span.range.start < block.start);
    let after = spans.partition_point(|span| span.range.start < block.end);
    spans.splice(first..after, [Span { range: block.clone(), mark: Mark::NotUnderstood { line } }]);
}

/// A page that breaks off: a heading with nothing below it, or a sentence that does not end, at the very end.
fn truncation(
    text: &str,
    lines: &Lines,
    mechanisms: &[chancery_model::reading::ReadMechanism],
    notes: &[page::MechanismNotes],
) -> Option<Finding> {
    let (mechanism, notes) = (mechanisms.last()?, notes.last()?);
    let (meeting, meeting_notes) = (mechanism.meetings.last()?, notes.meetings.last()?);
    let index = (0..lines.count()).rev().find(|i| !lines.content(*i, text).is_empty())?;
    let line = u32::try_from(index + 1).ok()?;
    if meeting.lines.1 != line {
        return None;
    }
    let content = &text[lines.content(index, text)];
    let is_heading = meeting_notes.empty_headings.last().is_some_and(|(_, at)| *at == line)
        && meeting_notes.items.last().is_none_or(|(_, _, at)| *at != line);
    let ends = |text: &str| trim(text).ends_with(['.', '。', ')', '）', '!', '”', '"']);
    let siblings = meeting_notes.items.iter().rev().take(6).filter(|(_, _, at)| *at != line).count();
    let last_item = meeting_notes.items.last().filter(|(_, _, at)| *at <= line && meeting.documents.is_empty());
    let others_end = siblings > 0
        && meeting_notes.items.iter().rev().skip(1).take(3).all(|(_, _, at)| ends(&text[lines.content(*at as usize - 1, text)]));
    let lower = crate::fold::words(&content.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect::<String>());
    let is_mid_sentence = content.ends_with([',', '-', '('])
        || lower.len() > 1
            && lower.last().is_some_and(|word| ["the", "of", "and", "to", "in", "for", "a", "on", "with"].contains(&word.as_str()));
    let breaks = is_heading || last_item.is_some() && !ends(content) && (others_end || is_mid_sentence);
    breaks.then(|| finding::of(line, Severity::Warning, kind::TRUNCATED, "the text seems to break off here", content))
}

/// The language that most letters of a text belong to.
fn language(text: &str) -> Lang {
    let (mut latin, mut han, mut kana, mut hangul) = (0usize, 0usize, 0usize, 0usize);
    for c in text.chars() {
        match c {
            '\u{3041}'..='\u{30ff}' => kana += 1,
            c if is_hangul(c) => hangul += 1,
            c if is_han_or_kana(c) => han += 1,
            c if c.is_alphabetic() => latin += 1,
            _ => {}
        }
    }
    // One Han or Hangul character says about as much as three Latin letters.
    if latin > 3 * (han + kana + hangul) {
        Lang::en()
    } else if hangul > han + kana {
        Lang::ko()
    } else if kana * 12 > han {
        Lang::ja()
    } else if han > 0 {
        Lang::zh()
    } else {
        Lang::en()
    }
}
