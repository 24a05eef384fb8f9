//! Participants: "China: General Administration of Customs", "Japan: Mr. Taro YAMADA, Minister of the Environment",
//! "H.E. LI Example, Vice Minister, China", "WHO", and several of them on one line.

use std::ops::Range;

use chancery_model::reading::ReadParticipant;

use crate::fold::{is_blank, is_cjk, key, trim};
use crate::lexicon::Lexicon;

/// What the front of an entry names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Front {
    /// A party of the framework.
    Party(String),
    /// "Observer:", "Guests:".
    Observer,
    /// Something else before a colon: an organisation, a country that is no party.
    Other,
}

/// The front of an entry and where its rest begins.
#[derive(Debug, Clone)]
pub(crate) struct Fronted {
    pub(crate) front: Front,
    /// The bytes of the name.
    pub(crate) name: Range<usize>,
    /// Where the rest begins.
    pub(crate) rest: usize,
    /// True if the front is marked as host: "Japan (Host): ...".
    pub(crate) is_host: bool,
}

const COLONS: [char; 4] = [':', '：', '﹕', '︰'];

/// Finds the front of an entry: a name and a colon, or a party and a dash.
pub(crate) fn front(text: &str, lexicon: &Lexicon) -> Option<Fronted> {
    if let Some(inner) = text.strip_prefix(['(', '（', '[', '【', '<']) {
        // "(China) Mr. X".
        let open = text.len() - inner.len();
        let end = inner.find([')', '）', ']', '】', '>'])?;
        let code = lexicon.parties.find_whole(&inner[..end]).filter(|_| end <= 60)?;
        let behind = open + end + inner[end..].chars().next().map_or(0, char::len_utf8);
        let rest = text[behind..].trim_start_matches(|c: char| is_blank(c) || COLONS.contains(&c));
        return Some(Fronted { front: Front::Party(code.clone()), name: open..open + end, rest: text.len() - rest.len(), is_host: false });
    }
    if let Some((code, length)) = party_at_start(text, lexicon) {
        let mut at = length;
        let mut is_host = false;
        let after = trim_start(&text[at..]);
        if let Some(inner) = after.strip_prefix(['(', '（', '[', '【'])
            && let Some(end) = inner.find([')', '）', ']', '】'])
        {
            if lexicon.hosts.has(&inner[..end]) {
                is_host = true;
                at = text.len() - inner.len() + end + inner[end..].chars().next().map_or(0, char::len_utf8);
            } else if lexicon.parties.has(&inner[..end]) {
                at = text.len() - inner.len() + end + inner[end..].chars().next().map_or(0, char::len_utf8);
            }
        }
        let rest = trim_start(&text[at..]);
        let mark = rest.chars().next();
        let is_dash = matches!(mark, Some('-' | '–' | '—' | '/' | '|' | '\t')) && rest.len() < text.len();
        if mark.is_none() || mark.is_some_and(|c| COLONS.contains(&c)) || is_dash {
            let rest_at = text.len() - rest.len() + mark.map_or(0, char::len_utf8);
            return Some(Fronted { front: Front::Party(code), name: 0..length, rest: rest_at, is_host });
        }
        return None;
    }
    let colon = text.char_indices().take(90).find(|(_, c)| COLONS.contains(c))?;
    let name = trim(&text[..colon.0]);
    let rest = colon.0 + colon.1.len_utf8();
    if name.is_empty() || name.split(is_blank).count() > 10 || name.contains(['.', '。', ';']) && !lexicon.bodies.has(name) {
        return None;
    }
    let is_host = lexicon.hosts.has(name);
    let front = if lexicon.observers.has(name) { Front::Observer } else { Front::Other };
    Some(Fronted { front, name: 0..colon.0, rest, is_host })
}

fn trim_start(text: &str) -> &str {
    text.trim_start_matches(is_blank)
}

fn party_at_start(text: &str, lexicon: &Lexicon) -> Option<(String, usize)> {
    let skip = if text.get(..4).is_some_and(|t| t.eq_ignore_ascii_case("the ")) { 4 } else { 0 };
    lexicon.parties.find_at_start(&text[skip..]).map(|(code, length)| (code.clone(), skip + length))
}

/// Cuts a line into entries where several parties stand on it: "China: A; Japan: B", "China, Japan and the ROK".
///
/// Shape: byte ranges of the entries; what lies between is separators and the word "and" only.
pub(crate) fn split(text: &str, lexicon: &Lexicon) -> Vec<Range<usize>> {
    if text.len() > 4000 {
        return std::iter::once(0..text.len()).collect();
    }
    let mut starts = Vec::new();
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let begins = c.is_alphabetic() && (!before.is_alphanumeric() || (is_cjk(before) && is_blank(before)));
        before = c;
        if begins
            && starts.last().is_none_or(|(_, end)| at >= *end)
            && let Some((_, length)) = party_at_start(&text[at..], lexicon)
        {
            let fronted = front(&text[at..], lexicon)
                .is_some_and(|f| f.rest > f.name.end && matches!(f.front, Front::Party(_)) && has_colon(&text[at..at + f.rest]));
            if fronted {
                starts.push((at, at + length));
            }
        }
    }
    if starts.len() >= 2 && trim(&text[..starts[0].0]).chars().all(|c| !c.is_alphanumeric()) {
        let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
        return starts.iter().zip(ends).map(|((at, _), end)| shrink(text, *at..end)).collect();
    }
    if let Some(parts) = closed_by_party(text, lexicon) {
        return parts;
    }
    listed(text, lexicon).unwrap_or_else(|| std::iter::once(0..text.len()).collect())
}

/// "Mr. X (China), Mr. Y (Japan)": each entry ends in its party.
fn closed_by_party(text: &str, lexicon: &Lexicon) -> Option<Vec<Range<usize>>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, ')' | '）')) {
        let end = at + c.len_utf8();
        let open = text[start..at].rfind(['(', '（']).map(|i| start + i)?;
        let inner_at = open + text[open..].chars().next().map_or(1, char::len_utf8);
        if lexicon.parties.has(&text[inner_at..at]) {
            let lead = text[start..].len()
                - text[start..].trim_start_matches(|c: char| is_blank(c) || matches!(c, ',' | ';' | '，' | '；' | '、')).len();
            parts.push(start + lead..end);
            start = end;
        }
    }
    (parts.len() >= 2 && text[start..].chars().all(|c| !c.is_alphanumeric())).then_some(parts)
}

fn has_colon(text: &str) -> bool {
    text.contains(COLONS)
}

fn shrink(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let cut = part.trim_end_matches(|c: char| is_blank(c) || matches!(c, ',' | ';' | '，' | '；' | '、' | '/' | '|' | '•' | '・' | '·'));
    range.start..range.start + cut.len()
}

/// "China, Japan and the Republic of Korea": nothing but parties.
fn listed(text: &str, lexicon: &Lexicon) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let c = rest.chars().next()?;
        if is_blank(c) || matches!(c, ',' | '，' | '、' | ';' | '；' | '/' | '&' | '·' | '・' | '和' | '及' | '与' | '.') {
            at += c.len_utf8();
            continue;
        }
        if let Some(length) = ["and ", "및 ", "および", "와 ", "과 ", "以及"].into_iter().find(|w| rest.starts_with(w)).map(str::len)
        {
            at += length;
            continue;
        }
        let (_, length) = party_at_start(rest, lexicon)?;
        found.push(at..at + length);
        at += length;
    }
    (found.len() >= 2).then_some(found)
}

/// Reads one entry. `inherited` is the party of a line above, when the entry names none itself.
pub(crate) fn read(text: &str, inherited: Option<&str>, lexicon: &Lexicon) -> ReadParticipant {
    let text = trim(text);
    let mut entry = ReadParticipant { as_written: text.to_owned(), party: inherited.map(ToOwned::to_owned), ..ReadParticipant::default() };
    let mut rest = text;
    if let Some(fronted) = front(text, lexicon) {
        entry.host |= fronted.is_host;
        rest = trim(&text[fronted.rest..]);
        match fronted.front {
            Front::Party(code) => entry.party = Some(code),
            Front::Observer => entry.party = None,
            Front::Other => {
                let name = trim(&text[fronted.name.clone()]);
                if fronted.is_host {
                    if let Some((code, length)) = party_at_start(rest, lexicon) {
                        entry.party = Some(code);
                        rest = trim(&rest[length..]);
                    }
                } else if lexicon.roles.find_in(name).is_some() || is_role_cjk(name, lexicon) {
                    // "Minister of the Environment: Mr. X" puts the office first.
                    entry.role = Some(name.to_owned());
                    entry.person = Some(person_name(rest, lexicon).to_owned()).filter(|p| !p.is_empty());
                    return entry;
                } else {
                    entry.party = None;
                    rest = strip_host(rest, &mut entry, lexicon);
                    describe(rest, &mut entry, lexicon);
                    if entry.organisation.is_none() {
                        entry.organisation = Some(name.to_owned());
                    }
                    return entry;
                }
            }
        }
    }
    rest = strip_host(rest, &mut entry, lexicon);
    if entry.party.is_none() || inherited.is_some() {
        rest = strip_party_at_end(rest, &mut entry, lexicon);
    }
    describe(rest, &mut entry, lexicon);
    entry
}

/// Takes "(Host)", "[host]" and "(Observer)" off the end.
fn strip_host<'t>(text: &'t str, entry: &mut ReadParticipant, lexicon: &Lexicon) -> &'t str {
    let Some(open) = text.rfind(['(', '（', '[', '【']) else { return text };
    let inner_at = open + text[open..].chars().next().map_or(1, char::len_utf8);
    let inner = text[inner_at..].trim_end_matches([')', '）', ']', '】', ' ']);
    if lexicon.hosts.has(inner) {
        entry.host = true;
        return trim(&text[..open]);
    }
    if lexicon.observers.has(inner) && open > 0 {
        return trim(&text[..open]);
    }
    text
}

/// "Mr. X, Minister, Japan"; "Ministry of Finance (Japan)"; "Minister of the Environment of Japan".
fn strip_party_at_end<'t>(text: &'t str, entry: &mut ReadParticipant, lexicon: &Lexicon) -> &'t str {
    if lexicon.parties.has(text.strip_prefix("the ").unwrap_or(text)) {
        entry.party = lexicon.parties.find_whole(text.strip_prefix("the ").unwrap_or(text)).cloned();
        return "";
    }
    if let Some(open) = text.rfind(['(', '（']) {
        let inner_at = open + text[open..].chars().next().map_or(1, char::len_utf8);
        let inner = text[inner_at..].trim_end_matches([')', '）', ' ']);
        if let Some(code) = lexicon.parties.find_whole(inner) {
            entry.party = Some(code.clone());
            return trim(&text[..open]);
        }
    }
    if let Some(comma) = text.rfind([',', '，', '、']) {
        let after = trim(&text[comma + text[comma..].chars().next().map_or(1, char::len_utf8)..]);
        if let Some(code) = lexicon.parties.find_whole(after.strip_prefix("the ").unwrap_or(after)) {
            entry.party = Some(code.clone());
            return trim(&text[..comma]);
        }
    }
    for of in [" of the ", " of "] {
        if let Some(at) = text.rfind(of)
            && let Some(code) = lexicon.parties.find_whole(&text[at + of.len()..])
        {
            // The words stay in the field: "Minister of the Environment of Japan" is how the office is named.
            entry.party = Some(code.clone());
            return text;
        }
    }
    if let Some(code) = party_of_organisation(text, lexicon) {
        entry.party = Some(code);
        return text;
    }
    if let Some((code, length)) = party_at_start(text, lexicon)
        && text[length..].chars().next().is_some_and(|c| is_blank(c) || is_cjk(c))
        && !is_known_organisation(text, lexicon)
    {
        entry.party = Some(code);
        let rest = trim(&text[length..]);
        return if text[length..].starts_with(is_blank) && !rest.chars().next().is_some_and(|c| c.is_ascii_alphabetic()) {
            rest
        } else {
            text
        };
    }
    text
}

/// The party of an organisation that only one party has: "Korea Customs Service", not "Ministry of Finance".
fn party_of_organisation(text: &str, lexicon: &Lexicon) -> Option<String> {
    let key = key(text);
    let mut parties = lexicon.organisations.iter().filter(|o| o.right.contains(&key)).map(|o| &o.party);
    let first = parties.next()?.clone()?;
    parties.all(|party| party.as_ref() == Some(&first)).then_some(first)
}

pub(crate) fn is_known_organisation(text: &str, lexicon: &Lexicon) -> bool {
    let key = key(text);
    lexicon.organisations.iter().any(|o| o.right.contains(&key) || o.as_written.contains(&key))
}

/// Fills person, office and organisation from what is left of an entry.
fn describe(text: &str, entry: &mut ReadParticipant, lexicon: &Lexicon) {
    let text = trim(text.trim_end_matches([',', ';', '，', '；']));
    if text.is_empty() {
        return;
    }
    if !text.contains([',', '，', '、']) && text.chars().any(is_cjk) {
        describe_cjk(text, entry, lexicon);
        return;
    }
    // "LI Example (Minister of Ecology and Environment)".
    let (before, office) = office_in_parentheses(text, lexicon);
    if let Some(office) = office.filter(|_| {
        text.ends_with([')', '）']) && (looks_like_person(before, lexicon) || lexicon.honorifics.find_at_start(before).is_some())
    }) {
        entry.person = Some(person_name(before, lexicon).to_owned());
        entry.role = Some(office.to_owned());
        return;
    }
    let parts: Vec<&str> = text.split([',', '，', '、']).map(trim).filter(|p| !p.is_empty()).collect();
    let has_title = lexicon.honorifics.find_at_start(text).is_some();
    let is_office = |part: &str| is_role(part, lexicon);
    if !has_title && !parts.iter().any(|p| is_office(p)) {
        entry.organisation = Some(text.to_owned());
        return;
    }
    let mut roles: Vec<&str> = Vec::new();
    let mut organisations: Vec<&str> = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        let begins_person = entry.person.is_none()
            && (lexicon.honorifics.find_at_start(part).is_some()
                || (i == 0 && !is_office(part) && !is_organisation(part, lexicon))
                || (i > 0 && !roles.is_empty() && looks_like_person(part, lexicon)));
        if begins_person {
            let (person, office) = office_in_parentheses(person_name(part, lexicon), lexicon);
            entry.person = Some(person.to_owned());
            roles.extend(office);
        } else if is_office(part) {
            roles.push(part);
        } else if is_organisation(part, lexicon) && !roles.is_empty() {
            organisations.push(part);
        } else if let Some(last) = if organisations.is_empty() { roles.last_mut() } else { organisations.last_mut() } {
            // "Minister of Health, Labour and Welfare": the comma is inside the name.
            *last = joined(text, last, part);
        } else {
            organisations.push(part);
        }
    }
    if let [first, ..] = roles.as_slice() {
        entry.role = Some(spanning(text, first, roles[roles.len() - 1]).to_owned());
    }
    if let [first, ..] = organisations.as_slice() {
        entry.organisation = Some(spanning(text, first, organisations[organisations.len() - 1]).to_owned());
    }
    if entry.person.is_none()
        && let Some(role) = entry.role.take()
    {
        let (person, office) = trailing_person(&role, lexicon);
        entry.person = person.map(ToOwned::to_owned);
        entry.role = Some(office.to_owned());
    }
}

fn offset(whole: &str, part: &str) -> usize {
    part.as_ptr() as usize - whole.as_ptr() as usize
}

fn joined<'t>(whole: &'t str, first: &str, last: &str) -> &'t str {
    spanning(whole, first, last)
}

/// The stretch of `whole` from the start of one of its parts to the end of another.
fn spanning<'t>(whole: &'t str, first: &str, last: &str) -> &'t str {
    let (start, end) = (offset(whole, first), offset(whole, last) + last.len());
    whole.get(start..end.max(start)).unwrap_or(whole)
}

/// "Minister Li Example" has the name behind the office.
fn trailing_person<'t>(role: &'t str, lexicon: &Lexicon) -> (Option<&'t str>, &'t str) {
    let Some((_, length)) = lexicon.roles.find_at_start(role) else { return (None, role) };
    let rest = trim(&role[length..]);
    if looks_like_person(rest, lexicon) { (Some(person_name(rest, lexicon)), trim(&role[..length])) } else { (None, role) }
}

/// Two to four words that begin with capitals and name no office, body or place.
fn looks_like_person(text: &str, lexicon: &Lexicon) -> bool {
    let words: Vec<&str> = text.split(is_blank).filter(|w| !w.is_empty()).collect();
    let capitals = words.iter().all(|w| w.chars().next().is_some_and(char::is_uppercase));
    (2..=4).contains(&words.len())
        && capitals
        && !is_role(text, lexicon)
        && !is_organisation(text, lexicon)
        && lexicon.countries.find_whole(text).is_none()
        && !words.contains(&"&")
}

fn office_in_parentheses<'t>(text: &'t str, lexicon: &Lexicon) -> (&'t str, Option<&'t str>) {
    let Some(open) = text.find(['(', '（']) else { return (text, None) };
    let inner_at = open + text[open..].chars().next().map_or(1, char::len_utf8);
    let inner = trim(text[inner_at..].trim_end_matches([')', '）']));
    if is_role(inner, lexicon) || is_organisation(inner, lexicon) { (trim(&text[..open]), Some(inner)) } else { (text, None) }
}

/// The name without "Mr.", "H.E." and "先生".
fn person_name<'t>(text: &'t str, lexicon: &Lexicon) -> &'t str {
    let mut name = trim(text);
    while let Some((_, length)) = lexicon.honorifics.find_at_start(name) {
        let rest = trim(name[length..].trim_start_matches('.'));
        if rest.is_empty() {
            break;
        }
        name = rest;
    }
    for honorific in &lexicon.honorifics_after {
        if let Some(rest) = name.strip_suffix(honorific.as_str())
            && !trim(rest).is_empty()
        {
            return trim(rest);
        }
    }
    name
}

/// Tells whether a part names an office: its words have one, and no body stands before it.
pub(crate) fn is_role(text: &str, lexicon: &Lexicon) -> bool {
    lexicon.roles.find_in(text).is_some() || is_role_cjk(text, lexicon)
}

fn is_role_cjk(text: &str, lexicon: &Lexicon) -> bool {
    let text = trim(text);
    lexicon.roles_cjk.iter().any(|role| text.ends_with(role.as_str()))
}

fn is_organisation(text: &str, lexicon: &Lexicon) -> bool {
    lexicon.bodies.has(text)
        || lexicon.organisation_words.find_in(text).is_some_and(|range| !text[range].chars().any(is_cjk))
        || lexicon.organisation_ends.iter().any(|end| text.len() > end.len() && text.ends_with(end.as_str()))
        || is_known_organisation(text, lexicon)
}

/// Names in scripts without blanks: an office ends in a known word, a person stands before or behind it.
fn describe_cjk(text: &str, entry: &mut ReadParticipant, lexicon: &Lexicon) {
    let words: Vec<&str> = text.split(|c: char| is_blank(c) || matches!(c, '(' | ')' | '（' | '）')).filter(|w| !w.is_empty()).collect();
    let office = words.iter().position(|w| is_role_cjk(w, lexicon));
    if let Some(at) = office {
        let (before, after) = (&words[..at], &words[at + 1..]);
        let person_after = after.iter().all(|w| w.chars().count() <= 6) && !after.is_empty();
        let person_before =
            !before.is_empty() && !person_after && before.iter().all(|w| w.chars().count() <= 5 && !is_organisation(w, lexicon));
        if person_after {
            entry.person = Some(person_name(spanning(text, after[0], after[after.len() - 1]), lexicon).to_owned());
        } else if person_before {
            entry.person = Some(person_name(spanning(text, before[0], before[before.len() - 1]), lexicon).to_owned());
        }
        let first = if person_before { words[at] } else { words[0] };
        entry.role = Some(spanning(text, first, words[at]).to_owned());
        return;
    }
    // 生态环境部部长李干 or 이름이 붙은 장관: the office ends inside the word.
    for role in &lexicon.roles_cjk {
        if let Some(at) = text.rfind(role.as_str()) {
            let tail = person_name(&text[at + role.len()..], lexicon);
            if (2..=5).contains(&tail.chars().count()) && !tail.contains(is_blank) && !is_organisation(tail, lexicon) {
                entry.person = Some(trim(tail).to_owned());
                entry.role = Some(trim(&text[..at + role.len()]).to_owned());
                return;
            }
        }
    }
    entry.organisation = Some(text.to_owned());
}

/// Tells whether a line without a party reads as a participant: a person with a title or office, or a body.
pub(crate) fn is_like(text: &str, lexicon: &Lexicon) -> bool {
    let text = trim(text);
    if text.is_empty() || text.len() > 300 {
        return false;
    }
    if lexicon.honorifics.find_at_start(text).is_some_and(|(_, length)| text[length..].starts_with(['.', ' ']))
        || lexicon.bodies.has(text)
        || is_known_organisation(text, lexicon)
    {
        return true;
    }
    if let Some(fronted) = front(text, lexicon) {
        let name = &text[fronted.name.clone()];
        return match fronted.front {
            Front::Party(_) | Front::Observer => true,
            Front::Other => {
                fronted.is_host
                    || lexicon.bodies.has(name)
                    || lexicon.countries.find_whole(name).is_some()
                    || is_organisation(name, lexicon)
                    || is_role(name, lexicon)
            }
        };
    }
    if listed(text, lexicon).is_some() || lexicon.parties.has(text) {
        return true;
    }
    let is_sentence = text.ends_with(['.', '。']) && text.split(is_blank).count() > 12;
    let words = text.split(is_blank).count();
    let first = text.split(|c: char| is_blank(c) || c == ',').next().unwrap_or_default();
    let begins_with_body = lexicon.organisation_words.has(first) || lexicon.roles.has(first);
    let party_inside = lexicon.parties.find_at_start(text).is_some()
        || text.rsplit([',', '，', ' ', '(', '（']).next().is_some_and(|last| lexicon.parties.has(last));
    !is_sentence
        && words <= 30
        && ((is_organisation(text, lexicon) && (begins_with_body || party_inside || text.chars().any(is_cjk)))
            || (is_role(text, lexicon) && (party_inside || begins_with_body || text.contains(','))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn participants_in_four_languages() {
        let lexicon = Lexicon::bundled();
        let check = |text: &str, party: Option<&str>, organisation: Option<&str>, person: Option<&str>, role: Option<&str>, host: bool| {
            let got = read(text, None, &lexicon);
            let fields = (got.party.as_deref(), got.organisation.as_deref(), got.person.as_deref(), got.role.as_deref(), got.host);
            assert_eq!(fields, (party, organisation, person, role, host), "{text}");
            assert_eq!(got.as_written, text);
        };
        check(
            "China: Ministry of the General Administration of Customs",
            Some("CN"),
            Some("Ministry of the General Administration of Customs"),
            None,
            None,
            false,
        );
        check("ROK: Korea Customs Service", Some("KR"), Some("Korea Customs Service"), None, None, false);
        check("China", Some("CN"), None, None, None, false);
        check("Japan – Ministry of Finance", Some("JP"), Some("Ministry of Finance"), None, None, false);
        check(
            "Japan: Ministry of Health, Labour and Welfare",
            Some("JP"),
            Some("Ministry of Health, Labour and Welfare"),
            None,
            None,
            false,
        );
        check(
            "Japan: Mr. Taro YAMADA, Minister of the Environment",
            Some("JP"),
            None,
            Some("Taro YAMADA"),
            Some("Minister of the Environment"),
            false,
        );
        check(
            "Japan: Mr. Taro YAMADA, Minister of Health, Labour and Welfare",
            Some("JP"),
            None,
            Some("Taro YAMADA"),
            Some("Minister of Health, Labour and Welfare"),
            false,
        );
        check(
            "H.E. LI Example, Minister of Ecology and Environment, China",
            Some("CN"),
            None,
            Some("LI Example"),
            Some("Minister of Ecology and Environment"),
            false,
        );
        check(
            "Japan (Host): Ms. A B, Director-General, Environment Bureau",
            Some("JP"),
            Some("Environment Bureau"),
            Some("A B"),
            Some("Director-General"),
            true,
        );
        check("Ministry of Finance (Japan)", Some("JP"), Some("Ministry of Finance"), None, None, false);
        check("Dr. Made UP, Minister of Health of Japan", Some("JP"), None, Some("Made UP"), Some("Minister of Health of Japan"), false);
        check("WHO: Dr. Made UP, Regional Director", None, Some("WHO"), Some("Made UP"), Some("Regional Director"), false);
        check("Observer: ASEAN Secretariat", None, Some("ASEAN Secretariat"), None, None, false);
        check("World Health Organization", None, Some("World Health Organization"), None, None, false);
        check("Korea: Minister KIM Example", Some("KR"), None, Some("KIM Example"), Some("Minister"), false);
        check("中国：海关总署", Some("CN"), Some("海关总署"), None, None, false);
        check("日本：環境大臣 山田太郎", Some("JP"), None, Some("山田太郎"), Some("環境大臣"), false);
        check("日本：山田太郎 環境大臣", Some("JP"), None, Some("山田太郎"), Some("環境大臣"), false);
        check("中国：生态环境部部长李某某", Some("CN"), None, Some("李某某"), Some("生态环境部部长"), false);
        check("한국: 환경부 장관 홍길동", Some("KR"), None, Some("홍길동"), Some("환경부 장관"), false);
        check(
            "(China) ZHOU Example, Vice Minister of Emergency Management",
            Some("CN"),
            None,
            Some("ZHOU Example"),
            Some("Vice Minister of Emergency Management"),
            false,
        );
        check(
            "KONO Sample (Minister for Foreign Affairs of Japan)",
            Some("JP"),
            None,
            Some("KONO Sample"),
            Some("Minister for Foreign Affairs of Japan"),
            false,
        );
        check(
            "Japan: Minister NINOYU Sample, Cabinet Office",
            Some("JP"),
            Some("Cabinet Office"),
            Some("NINOYU Sample"),
            Some("Minister"),
            false,
        );
        check("Chinese Ministry of Rivers", Some("CN"), Some("Chinese Ministry of Rivers"), None, None, false);
        check("Korea Customs Service", Some("KR"), Some("Korea Customs Service"), None, None, false);
        check("Ministry of Finance", None, Some("Ministry of Finance"), None, None, false);
        check("한국(주최국): 환경부", Some("KR"), Some("환경부"), None, None, true);
    }

    #[test]
    fn lines_with_several_parties_are_cut() {
        let lexicon = Lexicon::bundled();
        let check = |text: &str, expected: &[&str]| {
            let parts: Vec<&str> = split(text, &lexicon).into_iter().map(|r| &text[r]).collect();
            assert_eq!(parts, expected, "{text}");
        };
        check("China: A Ministry; Japan: B Ministry; ROK: C Ministry", &["China: A Ministry", "Japan: B Ministry", "ROK: C Ministry"]);
        check("China: A Japan: B ROK: C", &["China: A", "Japan: B", "ROK: C"]);
        check("China, Japan and the Republic of Korea", &["China", "Japan", "the Republic of Korea"]);
        check("中国、日本、韩国", &["中国", "日本", "韩国"]);
        check("Mr. A B (China), Ms. C D (Japan), E F (ROK)", &["Mr. A B (China)", "Ms. C D (Japan)", "E F (ROK)"]);
        check("Japan: Bank of Japan", &["Japan: Bank of Japan"]);
        check("Bank of Korea", &["Bank of Korea"]);
    }
}
