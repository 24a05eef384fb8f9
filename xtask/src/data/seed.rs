//! Compares the retold items with the page that they retell, which is not part of the project.
//!
//! A summary names the lines and the digest of the words that it retells; this is the proof that both are right.

use chancery_model::{Digest, Item, Record};

use super::DataError;

/// Compares every retold item with the lines it names, and returns how many there were.
///
/// Errors: [`DataError::Digest`] for the first item whose words the page does not have on that line.
pub(super) fn check(records: &[Record], page: &str) -> Result<usize, DataError> {
    let lines: Vec<&str> = page.lines().collect();
    let mut count = 0;
    for record in records {
        let Record::Meeting(meeting) = record else { continue };
        for account in &meeting.accounts {
            let mut fault = None;
            account.walk(&mut |item, _| {
                count += 1;
                fault = fault.take().or_else(|| compare(&record.address().to_string(), item, &lines).err());
            });
            fault.map_or(Ok(()), Err)?;
        }
    }
    Ok(count)
}

fn compare(meeting: &str, item: &Item, lines: &[&str]) -> Result<(), DataError> {
    let Some(retold) = &item.retold else { return Ok(()) };
    let (first, last) = retold.lines;
    let from = usize::try_from(first).unwrap_or(usize::MAX).saturating_sub(1);
    let until = usize::try_from(last).unwrap_or(usize::MAX).min(lines.len());
    let words = lines.get(from..until).unwrap_or_default().join("\n");
    let found = Digest::of(own_words(&words, item.label.as_deref()).as_bytes());
    if found == retold.sha256 {
        return Ok(());
    }
    Err(DataError::Digest {
        at: format!("{meeting} {}", item.key),
        line: first,
        expected: retold.sha256.to_string(),
        found: found.to_string(),
    })
}

/// The words of an item without its label and the blanks around them.
fn own_words<'a>(text: &'a str, label: Option<&str>) -> &'a str {
    let text = text.trim();
    label.and_then(|l| text.strip_prefix(l)).unwrap_or(text).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_blanks_are_not_words() {
        for (text, label, expected) in
            [("1. Made up", Some("1."), "Made up"), ("  2) Made up \r", Some("2)"), "Made up"), ("Made up", None, "Made up")]
        {
            assert_eq!(own_words(text, label), expected);
        }
    }

    #[test]
    fn a_word_changed_on_the_page_is_noticed() {
        let mut meeting = chancery_model::samples::meeting("tchm", 4);
        let item = &mut meeting.accounts[0].outcomes[0];
        item.retold = Some(chancery_model::Retold { lines: (2, 2), sha256: Digest::of("Made up".as_bytes()) });
        let records = [Record::Meeting(meeting)];
        assert!(check(&records, "heading\n1. Made up\n").is_ok());
        assert!(matches!(check(&records, "heading\n1. Made upon\n"), Err(DataError::Digest { line: 2, .. })));
        assert!(matches!(check(&records, "heading\n"), Err(DataError::Digest { .. })));
    }
}
