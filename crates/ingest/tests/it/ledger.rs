//! Checks of promise P1 that every test of a page goes through.

use chancery_ingest::{Input, Lexicon, Mark, ReadError, Report, span::rule};
use chancery_model::Finding;
use serde_json::Value;

thread_local!(static LEXICON: Lexicon = Lexicon::bundled());

/// Reads a page with the bundled lexicon.
pub(crate) fn read_bytes(name: &str, bytes: &[u8]) -> Result<Report, ReadError> {
    LEXICON.with(|lexicon| chancery_ingest::read(&Input { name, bytes, encoding: None, url: None }, lexicon))
}

/// Reads a page that must be recognised, and checks its account.
pub(crate) fn read(text: &str) -> Report {
    let report = read_bytes("page.txt", text.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{text}"));
    check(&report);
    report
}

fn texts(items: &[chancery_model::reading::ReadItem]) -> Vec<&String> {
    items.iter().flat_map(|item| [vec![&item.text], texts(&item.items)].concat()).collect()
}

/// Letters and digits in order, so that white space and joins of lines do not matter.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Promise P1: spans cover the text once, and the words of every taken span stand in the field that it names.
pub(crate) fn check(report: &Report) {
    let mut at = 0;
    for span in &report.spans {
        assert_eq!(span.range.start, at, "a gap or an overlap before {:?}", &report.text[span.range.clone()]);
        assert!(span.range.end > at);
        at = span.range.end;
    }
    assert_eq!(at, report.text.len());
    let account = report.account;
    assert_eq!(account.characters, report.text.chars().count());
    assert_eq!(account.characters, account.taken + account.ignored + account.not_understood);

    // Nothing is invented: what stands in a field of words stands on the page.
    let page = letters(&report.text);
    for meeting in report.mechanisms.iter().flat_map(|m| &m.meetings) {
        let participants = meeting
            .participants
            .iter()
            .flat_map(|p| [Some(&p.as_written), p.organisation.as_ref(), p.person.as_ref(), p.role.as_ref()])
            .flatten();
        let place = meeting.place.iter().flat_map(|p| [Some(&p.as_written), p.city.as_ref()]).flatten();
        let own = [&meeting.title, &meeting.ordinal_as_written, &meeting.date_as_written].into_iter().flatten();
        let documents = meeting.documents.iter().map(|d| &d.title);
        for words in participants
            .chain(place)
            .chain(own)
            .chain(documents)
            .chain(&meeting.notes)
            .chain(texts(&meeting.agenda))
            .chain(texts(&meeting.outcomes))
        {
            assert!(page.contains(&letters(words)), "{words:?} is not on the page");
        }
    }

    let json = serde_json::to_value(report).unwrap();
    for span in &report.spans {
        let words = &report.text[span.range.clone()];
        match &span.mark {
            Mark::Taken { field } => {
                let value = json.pointer(field).unwrap_or_else(|| panic!("{field} is not in the report; {words:?}"));
                let held = match value {
                    Value::String(text) => letters(text),
                    // "1 2 3" is kept as the page shown and the count.
                    Value::Object(pager) if field.ends_with("/pager") => {
                        assert!(pager["page"].as_u64() <= pager["of"].as_u64());
                        let shown: String = (1..=pager["of"].as_u64().unwrap()).map(|n| n.to_string()).collect();
                        let pair = format!("{}{}", pager["page"], pager["of"]);
                        let own: String = words.chars().filter(char::is_ascii_digit).collect();
                        assert!(own == shown || own == pair, "{words:?} is not {value}");
                        continue;
                    }
                    other => panic!("{field} holds {other}, not words"),
                };
                // "CN" is kept as the language that it stands for.
                if field.contains("/download_languages/") {
                    assert!(["en", "zh", "ja", "ko"].contains(&held.as_str()) && letters(words).chars().count() <= 8, "{words:?}");
                    continue;
                }
                assert!(held.contains(&letters(words)), "{words:?} does not stand in {field}: {held:?}");
            }
            Mark::Ignored { rule: name } => {
                let is_marks_only = !words.chars().any(char::is_alphanumeric);
                match *name {
                    rule::WHITE_SPACE => assert!(letters(words).is_empty(), "{words:?}"),
                    rule::NOTE_MARK => assert!(is_marks_only, "{words:?}"),
                    rule::PUNCTUATION => assert!(is_marks_only || words.chars().count() <= 12, "{words:?}"),
                    rule::BULLET | rule::HEADING | rule::LABEL | rule::PAGE_TITLE | rule::PAGER => {
                        assert!(words.chars().count() <= 80, "{words:?}");
                    }
                    rule::SITE_CHROME => assert!(report.findings.iter().any(|f| f.text.contains(words.trim())), "{words:?}"),
                    other => panic!("{other} is no rule"),
                }
            }
            Mark::NotUnderstood { .. } => {
                assert!(is_found(&report.findings, words), "{words:?} is in no finding");
            }
        }
    }
}

/// Tells whether words stand in the text of a finding.
pub(crate) fn is_found(findings: &[Finding], words: &str) -> bool {
    let own = letters(words);
    findings.iter().any(|f| letters(&f.text).contains(&own))
}

/// Tells whether a word stands in a field or in a finding of a report.
pub(crate) fn surfaces(report: &Report, word: &str) -> bool {
    let mechanisms = serde_json::to_value(&report.mechanisms).unwrap();
    let topic = report.topic.as_deref().is_some_and(|t| t.contains(word));
    topic || has(&mechanisms, word) || report.findings.iter().any(|f| f.text.contains(word))
}

fn has(value: &Value, word: &str) -> bool {
    match value {
        Value::String(text) => text.contains(word),
        Value::Array(list) => list.iter().any(|v| has(v, word)),
        Value::Object(map) => map.values().any(|v| has(v, word)),
        _ => false,
    }
}
