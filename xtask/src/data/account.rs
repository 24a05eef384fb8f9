//! The agenda and outcomes of the customs page, retold in four languages.
//!
//! The page tells of a meeting once, in English; the register retells it in its own words, so each meeting has one
//! principal account in English and one in each other language, all of status summary and all naming the same lines.

use chancery_model::{Account, Item, Lang, Retold, Source, Text, TextStatus};

use super::overlay::{Overlay, RetoldItem};
use super::{DataError, parsed};

const OVERLAY: &str = "customs-accounts.toml";

/// The keys of the accounts and their languages; the first is the principal one.
fn languages() -> [(&'static str, Lang); 4] {
    [("a", Lang::en()), ("b", Lang::zh()), ("c", Lang::ja()), ("d", Lang::ko())]
}

/// Makes the accounts of a meeting; none if the page tells neither agenda nor outcomes.
pub(super) fn make(meeting: &str, overlay: &Overlay) -> Result<Vec<Account>, DataError> {
    let items: Vec<&RetoldItem> = overlay.accounts.item.iter().filter(|i| i.meeting == meeting).collect();
    if items.is_empty() {
        return Ok(vec![]);
    }
    let on_page = overlay.page.meeting.iter().find(|m| m.id == meeting);
    let on_page = on_page.ok_or_else(|| DataError::Unaccounted { overlay: "customs-page.toml", what: meeting.to_owned() })?;
    let account = |(key, lang): (&str, Lang)| {
        let is_principal = key == "a";
        let mut account = Account {
            key: key.to_owned(),
            is_principal,
            status: TextStatus::Summary,
            source: Source {
                title: Some(Text::new(Lang::en(), &overlay.page.title, TextStatus::Original)),
                read_on: Some(overlay.page.read_on),
                lines: Some(on_page.lines),
                ..Source::of(&overlay.page.url)
            },
            title: is_principal.then(|| on_page.title.clone()),
            agenda: vec![],
            outcomes: vec![],
            notes: vec![],
            lang,
        };
        for from in &items {
            let item = item(from, key, &account.lang)?;
            let list = if from.key.starts_with("agenda-") { &mut account.agenda } else { &mut account.outcomes };
            place(list, item, from)?;
        }
        Ok(account)
    };
    languages().into_iter().map(account).collect()
}

fn item(from: &RetoldItem, account: &str, lang: &Lang) -> Result<Item, DataError> {
    let at = format!("{} {}", from.meeting, from.key);
    let text = from.text.get(lang);
    let text = text.ok_or_else(|| DataError::Unaccounted { overlay: OVERLAY, what: format!("{at} in {lang}") })?;
    let key = if account == "a" { from.key.clone() } else { format!("{account}.{}", from.key) };
    Ok(Item {
        key: parsed(&key, &at)?,
        number: number(&from.key),
        label: from.label.clone(),
        text: text.to_owned(),
        items: vec![],
        retold: Some(Retold { lines: (from.line, from.line), sha256: from.sha256 }),
        is_gone: false,
    })
}

/// The number in a key: `2.1` of `outcome-2.1`; none of `agenda-p1`, which the source does not number.
fn number(key: &str) -> Option<String> {
    let number = key.split_once('-').map_or(key, |(_, number)| number);
    (!number.starts_with('p')).then(|| number.to_owned())
}

/// Puts an item under its parent, which must have come before it.
fn place(list: &mut Vec<Item>, item: Item, from: &RetoldItem) -> Result<(), DataError> {
    let parent = number(&from.key).and_then(|n| n.rsplit_once('.').map(|(parent, _)| parent.to_owned()));
    let Some(parent) = parent else {
        list.push(item);
        return Ok(());
    };
    let found = list.iter_mut().find(|i| i.number.as_deref() == Some(parent.as_str()));
    let found = found.ok_or_else(|| DataError::Unknown { overlay: OVERLAY, what: format!("item {parent} of {}", from.meeting) })?;
    found.items.push(item);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_follows_from_the_key() {
        for (key, expected) in [("outcome-2.1", Some("2.1")), ("agenda-1", Some("1")), ("agenda-p1", None)] {
            assert_eq!(number(key).as_deref(), expected, "{key}");
        }
    }
}
