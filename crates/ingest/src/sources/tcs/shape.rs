//! What a line looks like by itself, before the lines around it have their say.
//!
//! Every line gets one shape; [`super::page`] decides with the context whether to believe it. All ranges are bytes of
//! the line's content.

use std::ops::Range;

use chancery_model::{Level, Ordinal};

use super::label;
use super::place::{self, FoundPlace};
use crate::date::{self, FoundDate};
use crate::fold::{digit, is_blank, is_cjk, trim};
use crate::lexicon::{Field, Lexicon, Phrases, Section};

/// The shape of a line.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Blank,
    /// Marks without letters or digits.
    Separator,
    /// "1 2 3", with the page that is marked as shown.
    Pager {
        page: u32,
        of: u32,
    },
    /// "Download. EN CN".
    Download,
    /// "Mechanism Search", perhaps with a topic behind it.
    PageTitle {
        topic: Option<Range<usize>>,
    },
    /// "Name (ACR) Latest Event : 2017.11.30"; the name may be missing.
    LatestEvent {
        name: Range<usize>,
        value: Range<usize>,
    },
    /// "■Participants :".
    Heading(Heading),
    /// "Venue: Tokyo, Japan".
    Field {
        field: Field,
        rest: Range<usize>,
    },
    /// "Ministerial Meetings".
    Level(Level),
    /// A date, perhaps with a place.
    When(When),
    /// What reads like the title of a meeting.
    Title(Title),
    /// "※ ...", "Note: ...": where its words begin.
    Note {
        rest: usize,
    },
    Text,
}

#[derive(Debug, Clone)]
pub(crate) struct Heading {
    /// `None` if the words are not known.
    pub(crate) section: Option<Section>,
    /// The mark in front, if any.
    pub(crate) mark: Option<char>,
    pub(crate) is_misspelt: bool,
    /// True if a number stands in front: "1. Participants".
    pub(crate) is_labelled: bool,
    /// Where the words stand, without marks.
    pub(crate) words: Range<usize>,
    /// What stands behind the heading on its line.
    pub(crate) rest: Range<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct When {
    pub(crate) has_bullet: bool,
    pub(crate) date: Range<usize>,
    pub(crate) found: FoundDate,
    pub(crate) place: Option<(Range<usize>, FoundPlace)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Title {
    pub(crate) ordinal: Option<Ordinal>,
    /// The bytes of the ordinal.
    pub(crate) ordinal_at: Range<usize>,
    /// True if the title begins with its ordinal, or ends in one in parentheses.
    pub(crate) is_plain: bool,
    pub(crate) has_noun: bool,
    pub(crate) names_document: bool,
    pub(crate) is_sentence: bool,
    /// Where the words begin behind a bullet.
    pub(crate) start: usize,
}

const COLONS: [char; 4] = [':', '：', '﹕', '︰'];
/// Marks in front of headings.
const HEADING_MARKS: &str = "■◆●▪□◇○◎▶►▷▣▤◈♦❖★☆▌▍▎▐#＃";
const OPENING: &str = "【[［<〈《「『〔＜";
const CLOSING: &str = "】]］>〉》」』〕＞";
/// The longest line that can be a heading, a title or a date.
const MAX_SHORT: usize = 400;

/// Tells what a line looks like.
pub(crate) fn of(content: &str, lexicon: &Lexicon) -> Shape {
    if content.is_empty() {
        return Shape::Blank;
    }
    if !content.chars().any(char::is_alphanumeric) {
        return Shape::Separator;
    }
    if content.len() > 3 * MAX_SHORT {
        return note(content, lexicon).unwrap_or(Shape::Text);
    }
    pager(content, lexicon)
        .or_else(|| download_end(content, lexicon).map(|_| Shape::Download))
        .or_else(|| latest_event(content, lexicon))
        .or_else(|| note(content, lexicon))
        .or_else(|| field(content, lexicon))
        .or_else(|| level(content, lexicon).map(Shape::Level))
        .or_else(|| heading(content, lexicon).map(Shape::Heading))
        .or_else(|| page_title(content, lexicon))
        .or_else(|| when(content, lexicon).map(Shape::When))
        .or_else(|| title(content, lexicon).map(Shape::Title))
        .unwrap_or(Shape::Text)
}

/// "1 2", "‹ 1 2 ›", "Prev [1] 2 Next", "Page 1 of 2", "1/2".
fn pager(content: &str, lexicon: &Lexicon) -> Option<Shape> {
    if content.len() > 120 {
        return None;
    }
    let mut numbers: Vec<(u32, bool)> = Vec::new();
    let mut has_page_word = false;
    let mut rest = content;
    while let Some(c) = rest.chars().next() {
        if digit(c).is_some() {
            let digits: Vec<u32> = rest.chars().map_while(digit).take(4).collect();
            if digits.len() > 3 {
                return None;
            }
            let length: usize = rest.chars().take(digits.len()).map(char::len_utf8).sum();
            let before = content[..content.len() - rest.len()].chars().next_back();
            let after = rest[length..].chars().next();
            let is_marked = matches!((before, after), (Some('[' | '(' | '<'), Some(']' | ')' | '>')));
            numbers.push((digits.iter().fold(0, |n, d| n * 10 + d), is_marked));
            rest = &rest[length..];
        } else if is_blank(c) || "‹›«»<>[]()|·•…→←/‒–-▶◀▷◁≪≫".contains(c) {
            rest = &rest[c.len_utf8()..];
        } else if let Some((_, length)) = lexicon.pager.find_at_start(rest) {
            has_page_word = true;
            rest = &rest[length..];
        } else {
            return None;
        }
    }
    let values: Vec<u32> = numbers.iter().map(|(n, _)| *n).collect();
    let in_order = values.first() == Some(&1) && values.windows(2).all(|pair| pair[1] == pair[0] + 1);
    let last = *values.last()?;
    if values.len() >= 2 && in_order && !content.contains(['-', '–']) {
        let is_fraction = values.len() == 2 && content.contains('/');
        let page = numbers.iter().find(|(_, is_marked)| *is_marked).map_or(1, |(n, _)| *n);
        let all_marked = numbers.iter().all(|(_, is_marked)| *is_marked);
        return Some(Shape::Pager {
            page: if is_fraction {
                values[0]
            } else if all_marked {
                1
            } else {
                page
            },
            of: last,
        });
    }
    let is_of = has_page_word && values.len() == 2 && values[0] >= 1 && values[0] <= values[1];
    is_of.then(|| Shape::Pager { page: values[0], of: values[1] })
}

/// Where a download row ends up: `Some` if the content is one, however long.
fn download_end(content: &str, lexicon: &Lexicon) -> Option<usize> {
    let start = content.len()
        - content.trim_start_matches(|c: char| is_blank(c) || HEADING_MARKS.contains(c) || OPENING.contains(c) || c == '•').len();
    let (_, length) = lexicon.download.find_at_start(&content[start..])?;
    let rest = &content[start + length..];
    let codes = download_codes(rest, lexicon);
    let is_alone = !rest.chars().any(char::is_alphanumeric);
    let first_is_code = codes.first().is_some_and(|(range, _)| !rest[..range.start].chars().any(char::is_alphanumeric));
    (is_alone || first_is_code).then_some(content.len())
}

/// Finds the language codes of a download row behind its label: byte ranges and languages.
pub(crate) fn download_codes(text: &str, lexicon: &Lexicon) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if !c.is_alphanumeric() {
            at += c.len_utf8();
            continue;
        }
        let rest = &text[at..];
        let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        match lexicon.download_languages.find_at_start(rest) {
            Some((language, length)) => {
                found.push((at..at + length, language.clone()));
                at += length;
            }
            None => {
                found.extend(
                    run_together(&rest[..length], lexicon)
                        .into_iter()
                        .map(|(range, language)| (at + range.start..at + range.end, language)),
                );
                at += length;
            }
        }
    }
    found
}

/// Tells whether a line holds codes of languages and nothing else.
pub(crate) fn is_codes_only(content: &str, lexicon: &Lexicon) -> bool {
    let codes = download_codes(content, lexicon);
    let taken: usize = codes.iter().map(|(range, _)| content[range.clone()].chars().filter(|c| c.is_alphanumeric()).count()).sum();
    content.len() <= 60 && !codes.is_empty() && taken == content.chars().filter(|c| c.is_alphanumeric()).count()
}

/// "ENCNJP": codes whose blanks were lost.
fn run_together(word: &str, lexicon: &Lexicon) -> Vec<(Range<usize>, String)> {
    if word.len() % 2 == 1 || word.len() > 8 || !word.is_ascii() {
        return Vec::new();
    }
    let pieces = (0..word.len()).step_by(2).map(|at| (at..at + 2, lexicon.download_languages.find_whole(&word[at..at + 2]).cloned()));
    pieces.map(|(range, language)| language.map(|l| (range, l))).collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// Where a download row stands at the end of a longer line: "5th Meeting Download. EN CN".
pub(crate) fn trailing_download(content: &str, lexicon: &Lexicon) -> Option<usize> {
    if content.len() > MAX_SHORT {
        return None;
    }
    let range = lexicon.download.find_in(content)?;
    let rest = &content[range.end..];
    let codes = download_codes(rest, lexicon);
    let mut at = 0;
    let mut only_codes = !codes.is_empty();
    for (code, _) in &codes {
        only_codes &= !rest[at..code.start].chars().any(char::is_alphanumeric);
        at = code.end;
    }
    only_codes &= !rest[at..].chars().any(char::is_alphanumeric);
    (only_codes && range.start > 0).then_some(range.start)
}

fn latest_event(content: &str, lexicon: &Lexicon) -> Option<Shape> {
    let range = lexicon.latest_event.find_in(content)?;
    let rest = &content[range.end..];
    let after = rest.trim_start_matches(is_blank);
    let value = after.trim_start_matches(|c: char| COLONS.contains(&c) || is_blank(c));
    let has_colon = value.len() < after.len();
    let value_at = content.len() - value.len();
    if !has_colon && date::find_at_start(value, lexicon).is_none() {
        return None;
    }
    let head = &content[..range.start];
    let name = head
        .trim_end_matches(|c: char| is_blank(c) || matches!(c, '(' | '（' | '[' | '|' | '-' | '–' | ',' | '/' | '·'))
        .trim_start_matches(|c: char| is_blank(c) || HEADING_MARKS.contains(c) || c == '•');
    let start = head.len() - head.trim_start_matches(|c: char| is_blank(c) || HEADING_MARKS.contains(c) || c == '•').len();
    let start = start.min(range.start);
    let value_end = value_at + value.trim_end_matches(|c: char| is_blank(c) || matches!(c, ')' | '）' | ']')).len();
    Some(Shape::LatestEvent { name: start..start + name.len(), value: value_at..value_end.max(value_at) })
}

/// "※ ..." and "Note: ..."; a line of stars alone was a separator.
fn note(content: &str, lexicon: &Lexicon) -> Option<Shape> {
    let first = content.chars().next()?;
    if matches!(first, '※' | '＊' | '*') {
        let marks = content.len() - content.trim_start_matches(|c: char| c == first || is_blank(c)).len();
        return Some(Shape::Note { rest: marks });
    }
    let (_, length) = lexicon.note.find_at_start(content)?;
    let rest = content[length..].trim_start_matches(is_blank);
    let after = rest.strip_prefix(COLONS)?;
    (!trim(after).is_empty()).then_some(Shape::Note { rest: 0 })
}

/// "Date: 2018.06.27", "■Venue : Tokyo".
fn field(content: &str, lexicon: &Lexicon) -> Option<Shape> {
    let start = after_marks(content);
    let (field, length) = lexicon.fields.find_at_start(&content[start..])?;
    let behind = &content[start + length..];
    let closed = behind.trim_start_matches(|c: char| is_blank(c) || CLOSING.contains(c));
    let rest = closed.trim_start_matches(|c: char| COLONS.contains(&c) || is_blank(c));
    let has_mark = behind.trim_start_matches(' ').starts_with('\t')
        || rest.len() < closed.len()
        || (closed.len() < behind.len() && behind.contains(|c| CLOSING.contains(c)));
    let is_alone = rest.is_empty() && (start > 0 || has_mark);
    (is_alone || has_mark).then(|| Shape::Field { field: *field, rest: content.len() - rest.len()..content.len() })
}

/// Where the words begin behind bullets, squares and brackets.
pub(crate) fn after_marks(content: &str) -> usize {
    content.len()
        - content
            .trim_start_matches(|c: char| {
                is_blank(c) || HEADING_MARKS.contains(c) || OPENING.contains(c) || matches!(c, '•' | '-' | '・' | '·')
            })
            .len()
}

fn heading(content: &str, lexicon: &Lexicon) -> Option<Heading> {
    let mut start = after_marks(content);
    let mark = content[..start].chars().find(|c| !is_blank(*c));
    let mut is_labelled = false;
    if let Some(label) = label::find_at_start(&content[start..]).filter(|label| !label.is_bullet()) {
        let after = start + label.length + leading_blanks(&content[start + label.length..]);
        is_labelled = true;
        start = after + after_marks(&content[after..]);
    }
    let body = &content[start..];
    let build = |section: Option<Section>, length: usize, is_misspelt: bool, rest: &str| Heading {
        section,
        mark,
        is_misspelt,
        is_labelled,
        words: start..start + length,
        rest: content.len() - rest.len()..content.len(),
    };
    let is_decorated = mark.is_some_and(|c| HEADING_MARKS.contains(c) || OPENING.contains(c));
    if let Some((section, length)) = lexicon.sections.find_at_start(body) {
        let behind = &body[length..];
        let closed = behind.trim_start_matches(|c: char| is_blank(c) || CLOSING.contains(c) || matches!(c, '-' | '–' | '=' | '—'));
        let rest = closed.trim_start_matches(|c: char| COLONS.contains(&c) || is_blank(c) || HEADING_MARKS.contains(c));
        // A tab stands between a label and its value where the page has a table.
        let has_colon = closed.starts_with(COLONS) || behind.starts_with('\t');
        let is_closed = behind.contains(|c| CLOSING.contains(c)) && closed.len() < behind.len();
        let is_set_off = mark.is_some_and(|c| HEADING_MARKS.contains(c))
            && behind.starts_with(is_blank)
            && (rest.starts_with(['(', '（']) || label::find_at_start(rest).is_some() || lexicon.parties.find_at_start(rest).is_some());
        // "Others" is the last item of many an agenda.
        let is_item = *section == Section::Notes && !is_decorated && !has_colon;
        let is_twin = rest.len() < 80 && twin(&body[..length], rest, &lexicon.sections);
        if (!rest.chars().any(char::is_alphanumeric) || is_twin) && !is_item {
            return Some(build(Some(*section), length, false, &content[content.len()..]));
        }
        if !is_labelled && (has_colon || is_closed || is_set_off) {
            return Some(build(Some(*section), length, false, rest));
        }
    }
    if is_labelled || content.len() > 160 {
        return None;
    }
    let colon = body.find(COLONS);
    let words = trim(body[..colon.unwrap_or(body.len())].trim_end_matches(|c| CLOSING.contains(c)));
    let rest = colon.map_or("", |at| body[at..].trim_start_matches(|c: char| COLONS.contains(&c) || is_blank(c)));
    if (is_decorated || colon.is_some_and(|at| at + 1 >= body.len()))
        && let Some(section) = lexicon.sections.find_near(words)
    {
        return Some(build(Some(*section), words.len(), true, rest));
    }
    let is_short = body.chars().count() <= 60 && !body.ends_with(['.', '。', ';', ',']) && rest.is_empty();
    (is_decorated && is_short).then(|| build(None, words.len(), false, rest))
}

/// The same said twice, in two languages: "Participants / 参加者", "Ministerial Meetings 部长级会议".
fn twin<V: PartialEq>(first: &str, second: &str, phrases: &Phrases<V>) -> bool {
    let second = second.trim_matches(|c: char| is_blank(c) || matches!(c, '/' | '|' | '(' | ')' | '（' | '）' | '・' | ':' | '：' | '-'));
    match (phrases.find_whole(first), phrases.find_whole(second)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

/// The level that a heading names, in one language or in two.
fn level(content: &str, lexicon: &Lexicon) -> Option<Level> {
    let start = after_marks(content);
    let (level, length) = lexicon.levels.find_at_start(&content[start..])?;
    let rest = &content[start + length..];
    let is_whole = !rest.chars().any(char::is_alphanumeric);
    (is_whole || rest.len() < 120 && twin(&content[start..start + length], rest, &lexicon.levels)).then(|| level.clone())
}

fn leading_blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_blank).len()
}

/// "Mechanism Search", "Mechanism Search - Environment", "Home > Cooperation > Mechanism Search > Environment".
fn page_title(content: &str, lexicon: &Lexicon) -> Option<Shape> {
    if content.len() > 200 || lexicon.page_title.find_in(content).is_none() {
        return None;
    }
    if lexicon.page_title.has(content) {
        return Some(Shape::PageTitle { topic: None });
    }
    let cut = |c: char| matches!(c, '>' | '|' | '-' | '–' | ':' | '：' | '/' | '»' | '›' | '(' | '（' | '・' | '＞' | '—');
    let mut at = 0;
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for piece in content.split(cut) {
        let inner = piece.trim_matches(|c: char| is_blank(c) || matches!(c, ')' | '）'));
        let start = at + (piece.len() - piece.trim_start_matches(|c: char| is_blank(c) || matches!(c, ')' | '）')).len());
        pieces.push(start..start + inner.len());
        at += piece.len() + content[at + piece.len()..].chars().next().map_or(0, char::len_utf8);
    }
    let title = pieces.iter().position(|p| p.len() > 6 && lexicon.page_title.has(&content[p.clone()]))?;
    if pieces.len() < 2 {
        return None;
    }
    let last = pieces.iter().rev().find(|p| !p.is_empty())?.clone();
    let is_topic = |p: &Range<usize>| lexicon.topics.has(&content[p.clone()]);
    let topic = if last != pieces[title] { Some(last) } else { pieces[..title].iter().rev().find(|p| is_topic(p)).cloned() };
    Some(Shape::PageTitle { topic })
}

/// "• 2017.11.30", "2017.11.30, Tokyo, Japan", "Tokyo, Japan (30 November 2017)".
fn when(content: &str, lexicon: &Lexicon) -> Option<When> {
    if content.len() > 200 {
        return None;
    }
    let mut start = 0;
    let mut has_bullet = false;
    if let Some(label) = label::find_at_start(content).filter(label::Label::is_bullet) {
        start = label.length + leading_blanks(&content[label.length..]);
        has_bullet = true;
    }
    in_text(content, start, lexicon).map(|(date, found, place)| When { has_bullet, date, found, place })
}

type DateAndPlace = (Range<usize>, FoundDate, Option<(Range<usize>, FoundPlace)>);

/// Reads the rest of a line as a date, or as a date and a place in either order, and nothing else.
pub(crate) fn in_text(content: &str, start: usize, lexicon: &Lexicon) -> Option<DateAndPlace> {
    let is_filler = |c: char| is_blank(c) || matches!(c, '(' | '（' | '[' | '<' | '〈' | '「');
    let start = start + (content[start..].len() - content[start..].trim_start_matches(is_filler).len());
    let around = |c: char| {
        is_blank(c)
            || matches!(
                c,
                ',' | '，'
                    | '、'
                    | ';'
                    | '|'
                    | '/'
                    | '•'
                    | '·'
                    | '・'
                    | '-'
                    | '–'
                    | '—'
                    | '@'
                    | '('
                    | ')'
                    | '（'
                    | '）'
                    | ']'
                    | '>'
                    | '〉'
                    | '」'
                    | ':'
                    | '：'
                    | '.'
            )
    };
    if let Some(found) = date::find_at_start(&content[start..], lexicon) {
        let end = start + found.length;
        let rest = &content[end..];
        let cut = rest.trim_start_matches(around).trim_start_matches("in ");
        let at = content.len() - cut.len();
        let text = cut.trim_end_matches(|c: char| is_blank(c) || matches!(c, ')' | '）' | ']' | '.') && !cut.contains(['(', '（', '[']));
        if text.is_empty() {
            return Some((start..end, found, None));
        }
        let place = place::read(text, lexicon);
        // A bare year and a word or two may be anything; a place must be known.
        return (place.is_known && text.chars().count() <= 90).then(|| (start..end, found, Some((at..at + text.len(), place))));
    }
    let (at, found) = date::find_in(&content[start..], lexicon)?;
    let (at, end) = (start + at, start + at + found.length);
    let before = content[start..at].trim_end_matches(around);
    let after = content[end..].trim_matches(around);
    let place = place::read(before, lexicon);
    let is_whole = after.is_empty()
        && !found.is_bare_year
        && !before.is_empty()
        && place.is_known
        && before.chars().count() <= 90
        && Ordinal::find(before).is_none()
        && lexicon.meeting_nouns.find_in(before).is_none();
    is_whole.then(|| (at..end, found, Some((start..start + before.len(), place))))
}

fn title(content: &str, lexicon: &Lexicon) -> Option<Title> {
    if content.len() > MAX_SHORT {
        return None;
    }
    let mut start = after_marks(content);
    if label::find_at_start(&content[start..]).is_some_and(|label| !label.is_bullet()) {
        return None;
    }
    if content[start..].get(..4).is_some_and(|t| t.eq_ignore_ascii_case("the ")) {
        start += 4;
    }
    let body = &content[start..];
    let found = Ordinal::find(body);
    let has_noun = lexicon.meeting_nouns.find_in(body).is_some() || lexicon_noun_cjk(body, lexicon);
    if found.is_none() && !has_noun && !is_acronym_with_number(body) {
        return None;
    }
    let (ordinal, range) = found.map_or((None, 0..0), |(o, r)| (Some(o), r));
    let is_in_parentheses = range.start > 0
        && body[..range.start].trim_end_matches(is_blank).ends_with(['(', '（'])
        && body[range.end..].trim_start_matches(is_blank).starts_with([')', '）']);
    let is_spaceless = body[..range.start].chars().all(|c| is_cjk(c) || is_blank(c) || matches!(c, '・' | '·' | '-'));
    let lower = body.to_lowercase();
    let is_sentence = body.ends_with(['.', '。', ';', ',', ':', '：', '；'])
        || [" was ", " were ", " will ", " has ", " have ", " shall ", " to be ", " would "].iter().any(|w| lower.contains(w));
    Some(Title {
        is_plain: ordinal.is_some() && (range.start == 0 || is_in_parentheses || is_spaceless),
        ordinal_at: start + range.start..start + range.end,
        ordinal,
        has_noun,
        names_document: lexicon.document_words.find_in(body).is_some(),
        is_sentence,
        start: if content[..start].chars().any(char::is_alphanumeric) { after_marks(content) } else { start },
    })
}

/// Nouns that end a name in scripts without blanks: 環境大臣会合.
fn lexicon_noun_cjk(body: &str, lexicon: &Lexicon) -> bool {
    body.chars().any(is_cjk) && body.char_indices().any(|(at, c)| is_cjk(c) && lexicon.meeting_nouns.find_at_start(&body[at..]).is_some())
}

/// "TEMM 19", "TEMM-19", "TEMM19".
fn is_acronym_with_number(body: &str) -> bool {
    let letters = body.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = body[letters..].trim_start_matches([' ', '-', '\u{a0}']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    letters >= 3 && (1..=3).contains(&digits) && !rest[digits..].starts_with(|c: char| c.is_alphanumeric())
}

/// The number of "TEMM 19", with its bytes.
pub(crate) fn acronym_number(content: &str) -> Option<(u32, Range<usize>)> {
    let body = trim(content);
    if !is_acronym_with_number(body) {
        return None;
    }
    let start = body.find(|c: char| c.is_ascii_digit())?;
    let length = body[start..].bytes().take_while(u8::is_ascii_digit).count();
    let number = body[start..start + length].parse().ok()?;
    let offset = content.len() - content.trim_start_matches(is_blank).len();
    Some((number, offset + start..offset + start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(content: &str) -> String {
        thread_local!(static BUNDLED: Lexicon = Lexicon::bundled());
        BUNDLED.with(|lexicon| match of(content, lexicon) {
            Shape::Blank => "blank".into(),
            Shape::Separator => "separator".into(),
            Shape::Pager { page, of } => format!("pager {page}/{of}"),
            Shape::Download => "download".into(),
            Shape::PageTitle { topic } => format!("page title {:?}", topic.map(|r| &content[r])),
            Shape::LatestEvent { name, value } => format!("latest {:?} {:?}", &content[name], &content[value]),
            Shape::Heading(h) => format!("heading {:?}{} {:?}", h.section, if h.is_misspelt { "!" } else { "" }, &content[h.rest]),
            Shape::Field { field, rest } => format!("field {field:?} {:?}", &content[rest]),
            Shape::Level(level) => format!("level {level}"),
            Shape::When(w) => {
                format!("when {} {:?}", w.found.date.map_or("?".into(), |d| d.to_string()), w.place.map(|(r, _)| content[r].to_owned()))
            }
            Shape::Title(t) => format!("title {:?} {}", t.ordinal.map(|o| o.number), if t.is_plain { "plain" } else { "" }),
            Shape::Note { rest } => format!("note {:?}", &content[rest..]),
            Shape::Text => "text".into(),
        })
    }

    #[test]
    fn lines_have_shapes() {
        for (content, expected) in [
            ("", "blank"),
            ("-----", "separator"),
            ("1 2", "pager 1/2"),
            ("‹ 1 [2] 3 ›", "pager 2/3"),
            ("Page 2 of 3", "pager 2/3"),
            ("前へ 1 2 次へ", "pager 1/2"),
            ("Download. EN CN", "download"),
            ("下载：中文", "download"),
            ("Download", "download"),
            ("Download the report", "text"),
            ("Mechanism Search", "page title None"),
            ("Mechanism Search > Environment", "page title Some(\"Environment\")"),
            ("TEMM Latest Event : 2017.11.30", "latest \"TEMM\" \"2017.11.30\""),
            ("日中韓環境大臣会合（TEMM） 最近の開催：2017年8月24日", "latest \"日中韓環境大臣会合（TEMM）\" \"2017年8月24日\""),
            ("Latest Event : 2016", "latest \"\" \"2016\""),
            ("Latest developments in trade", "text"),
            ("■Participants :", "heading Some(Participants) \"\""),
            ("【参加者】中国：生態環境部", "heading Some(Participants) \"中国：生態環境部\""),
            ("◆ Key Outcomes", "heading Some(Outcomes) \"\""),
            ("一、议题", "heading Some(Agenda) \"\""),
            ("3. Documents", "heading Some(Documents) \"\""),
            ("Theme: Green growth", "heading Some(Agenda) \"Green growth\""),
            ("■Particpants", "heading Some(Participants)! \"\""),
            ("■Way Forward", "heading None \"\""),
            ("Agenda of the next meeting", "title None "),
            ("Venue: Tokyo, Japan", "field Place \"Tokyo, Japan\""),
            ("Working-Level Meetings", "level working-group"),
            ("局長級", "level director-general"),
            ("• 2017.11.30", "when 2017-11-30 None"),
            ("2017.11.30, Tokyo, Japan", "when 2017-11-30 Some(\"Tokyo, Japan\")"),
            ("• 2017.11.30 • Tokyo, Japan", "when 2017-11-30 Some(\"Tokyo, Japan\")"),
            ("Tokyo, Japan (30 November 2017)", "when 2017-11-30 Some(\"Tokyo, Japan\")"),
            ("2011 World Conference follow-up", "title None "),
            ("6th Tripartite Customs Heads’ Meeting (TCHM)", "title Some(6) plain"),
            ("日中韓第6回環境大臣会合", "title Some(6) plain"),
            ("Joint Press Release of 4th Tripartite Customs Heads' Meeting (2011.11.11)", "title Some(4) "),
            ("※ The dates are provisional", "note \"The dates are provisional\""),
            ("Note: provisional", "note \"Note: provisional\""),
            ("1. Adopted the plan.", "text"),
            ("Common Challenges and measures", "text"),
        ] {
            assert_eq!(name(content), expected, "{content}");
        }
    }
}
