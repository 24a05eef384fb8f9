//! What the page tells of a meeting, kept whole beside what others tell: accounts are never merged.
//!
//! The account of the same source and language follows the page. Its items carry their keys over: an item that is still
//! there in the same or nearly the same words keeps its key and with it its address; one that is gone stays as a
//! tombstone with its last words (promise P4). A summary is ours and never the page's own account (promise P3).

use std::collections::BTreeSet;

use chancery_model::reading::{ReadItem, ReadMeeting};
use chancery_model::{Account, Item, ItemKey, Meeting, TextStatus};

use super::report::{Changes, How};
use super::voice::Voice;

/// Which list of an account an item stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stem {
    Agenda,
    Outcome,
}

impl Stem {
    fn as_str(self) -> &'static str {
        match self {
            Stem::Agenda => "agenda",
            Stem::Outcome => "outcome",
        }
    }
}

/// Whether a page's account came to stand first, in the place of a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nothing changed in which account stands first.
    AsBefore,
    /// The page's own words now stand before the register's summary.
    BeforeSummary,
}

/// Keeps the page's account in a meeting: adds it, or lets the one of the same source and language follow the page.
pub(crate) fn keep(meeting: &mut Meeting, read: &ReadMeeting, voice: &Voice, changes: &mut Changes) -> Standing {
    let tells = read.title.is_some() || !read.agenda.is_empty() || !read.outcomes.is_empty() || !read.notes.is_empty();
    let own = |a: &Account| a.source.url == voice.url && a.lang.is_same_language(&voice.lang) && a.status == TextStatus::Original;
    let mut taken: BTreeSet<ItemKey> = BTreeSet::new();
    for account in &meeting.accounts {
        account.walk(&mut |item, _| {
            taken.insert(item.key.clone());
        });
    }
    match meeting.accounts.iter_mut().find(|a| own(a)) {
        Some(account) => follow(account, read, voice, &mut taken, changes),
        None if tells => return add(meeting, read, voice, &mut taken, changes),
        None => {}
    }
    Standing::AsBefore
}

fn add(meeting: &mut Meeting, read: &ReadMeeting, voice: &Voice, taken: &mut BTreeSet<ItemKey>, changes: &mut Changes) -> Standing {
    let key = free_account_key(meeting);
    // Keys without a prefix belong to the account that came first; they are addresses and stay with it.
    let prefix = if meeting.accounts.is_empty() { String::new() } else { format!("{key}.") };
    let mut account = Account {
        key: key.clone(),
        is_principal: false,
        lang: voice.lang.clone(),
        status: TextStatus::Original,
        source: voice.source(Some(read.lines)),
        title: read.title.clone(),
        agenda: Vec::new(),
        outcomes: Vec::new(),
        notes: read.notes.clone(),
    };
    account.agenda = carry(&[], &read.agenda, Stem::Agenda, &prefix, "", taken);
    account.outcomes = carry(&[], &read.outcomes, Stem::Outcome, &prefix, "", taken);
    changes.added(format!("accounts/{key}"), &told(&account));
    let tells_more_than_a_title = !(account.agenda.is_empty() && account.outcomes.is_empty());
    let standing = match meeting.accounts.iter_mut().find(|a| a.is_principal) {
        None => {
            account.is_principal = true;
            Standing::AsBefore
        }
        Some(first) if first.status == TextStatus::Summary && tells_more_than_a_title => {
            first.is_principal = false;
            account.is_principal = true;
            Standing::BeforeSummary
        }
        Some(_) => Standing::AsBefore,
    };
    meeting.accounts.push(account);
    standing
}

fn follow(account: &mut Account, read: &ReadMeeting, voice: &Voice, taken: &mut BTreeSet<ItemKey>, changes: &mut Changes) {
    let prefix = prefix_of(account);
    let mut next = Account { title: read.title.clone(), notes: read.notes.clone(), ..account.clone() };
    next.agenda = carry(&account.agenda, &read.agenda, Stem::Agenda, &prefix, "", taken);
    next.outcomes = carry(&account.outcomes, &read.outcomes, Stem::Outcome, &prefix, "", taken);
    if next == *account {
        return;
    }
    next.source = voice.source(Some(read.lines));
    changes.note(How::Followed, format!("accounts/{}", account.key), Some(told(account)), Some(told(&next)));
    *account = next;
}

fn told(account: &Account) -> String {
    let count = |list: &[Item]| {
        let mut n = 0;
        list.iter().for_each(|item| item.walk(0, &mut |item, _| n += usize::from(!item.is_gone)));
        n
    };
    let counts = [(count(&account.agenda), "agenda"), (count(&account.outcomes), "outcomes"), (account.notes.len(), "notes")];
    let told: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    if told.is_empty() { "the title alone".into() } else { told.join(", ") }
}

/// The prefix that an account's keys begin with: its own key and a dot, unless it was the first.
fn prefix_of(account: &Account) -> String {
    let prefix = format!("{}.", account.key);
    let first = account.agenda.first().or_else(|| account.outcomes.first());
    match first {
        Some(item) if item.key.as_str().starts_with(&prefix) => prefix,
        Some(_) => String::new(),
        None if account.key == "a" => String::new(),
        None => prefix,
    }
}

fn free_account_key(meeting: &Meeting) -> String {
    let is_free = |key: &String| meeting.accounts.iter().all(|a| a.key != *key);
    let letters = ('a'..='z').map(String::from);
    let numbered = (2u32..).flat_map(|n| ('a'..='z').map(move |c| format!("{c}{n}")));
    letters.chain(numbered).find(is_free).expect("the numbered keys do not end")
}

/// Gives the items of a page their keys: those of the last reading where they are the same items, else new ones.
///
/// `under` is the parent's number and a dot, for parts that have no number of their own.
fn carry(old: &[Item], new: &[ReadItem], stem: Stem, prefix: &str, under: &str, taken: &mut BTreeSet<ItemKey>) -> Vec<Item> {
    let mut left: Vec<Option<&Item>> = old.iter().map(Some).collect();
    let mut partners: Vec<Option<&Item>> = vec![None; new.len()];
    type Same = fn(&Item, &ReadItem) -> bool;
    let passes: [Same; 4] = [
        |item, read| same_words(&item.text, &read.text) && item.number == read.number,
        |item, read| same_words(&item.text, &read.text),
        |item, read| item.number.is_some() && item.number == read.number && likeness(&item.text, &read.text) >= 0.5,
        |item, read| likeness(&item.text, &read.text) >= 0.8,
    ];
    for same in passes {
        for (partner, read) in partners.iter_mut().zip(new) {
            if partner.is_none()
                && let Some(found) = left.iter_mut().find(|slot| slot.is_some_and(|item| same(item, read)))
            {
                *partner = found.take();
            }
        }
    }
    let mut position = 0;
    let mut out = Vec::with_capacity(new.len());
    for (partner, read) in partners.into_iter().zip(new) {
        position += 1;
        let key = match partner {
            Some(item) => item.key.clone(),
            None => fresh_key(stem, prefix, read.number.as_deref(), &format!("{under}p{position}"), taken),
        };
        let below = key.as_str().rsplit_once(stem.as_str()).map_or("", |(_, number)| number.trim_start_matches('-'));
        let parts = carry(partner.map_or(&[], |item| &item.items), &read.items, stem, prefix, &format!("{below}."), taken);
        out.push(Item {
            key,
            number: read.number.clone(),
            label: read.label.clone(),
            text: read.text.clone(),
            items: parts,
            retold: None,
            is_gone: false,
        });
    }
    out.extend(left.into_iter().flatten().map(buried));
    out
}

/// A key that no item of the meeting has: by number where the page numbers, else by position.
fn fresh_key(stem: Stem, prefix: &str, number: Option<&str>, position: &str, taken: &mut BTreeSet<ItemKey>) -> ItemKey {
    let usable = number.filter(|n| n.len() <= 24 && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    let name = usable.map_or(position, |n| n.trim_matches('.'));
    let base = format!("{prefix}{}-{name}", stem.as_str());
    let numbered = (2u32..).map(|n| format!("{base}-{n}"));
    let key = std::iter::once(base.clone())
        .chain(numbered)
        .filter_map(|key| key.parse::<ItemKey>().ok())
        .find(|key| !taken.contains(key))
        .expect("a stem, a number and a suffix always make a key, and suffixes do not end");
    taken.insert(key.clone());
    key
}

/// A tombstone: the key and the last words, marked as gone.
fn buried(item: &Item) -> Item {
    Item { is_gone: true, items: item.items.iter().map(buried).collect(), ..item.clone() }
}

fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// How alike two texts are, from 0 to 1: shared pairs of neighbouring characters.
fn likeness(one: &str, other: &str) -> f64 {
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let mut pairs: Vec<(char, char)> = chars.windows(2).map(|w| (w[0], w[1])).collect();
        pairs.sort_unstable();
        pairs
    };
    let (one, other) = (pairs(one), pairs(other));
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let (mut i, mut j, mut shared) = (0, 0, 0usize);
    while i < one.len() && j < other.len() {
        match one[i].cmp(&other[j]) {
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
        }
    }
    (2 * shared) as f64 / (one.len() + other.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(number: Option<&str>, text: &str, items: Vec<ReadItem>) -> ReadItem {
        ReadItem { number: number.map(Into::into), label: number.map(|n| format!("{n}.")), text: text.into(), items }
    }

    fn keys(items: &[Item]) -> Vec<String> {
        let mut out = Vec::new();
        for item in items {
            item.walk(0, &mut |item, _| out.push(format!("{}{}", item.key, if item.is_gone { "†" } else { "" })));
        }
        out
    }

    fn outcomes(old: &[Item], new: &[ReadItem]) -> Vec<Item> {
        let mut taken = BTreeSet::new();
        for item in old {
            item.walk(0, &mut |item, _| taken.extend([item.key.clone()]));
        }
        carry(old, new, Stem::Outcome, "", "", &mut taken)
    }

    #[test]
    fn an_item_keeps_its_key_as_long_as_it_is_the_same_item() {
        let first = vec![
            read(Some("1"), "Exchanged views on trade facilitation.", vec![]),
            read(Some("2"), "Approved the plan:", vec![read(Some("2.1"), "joint training of officers", vec![])]),
            read(None, "Thanked the host for its hospitality.", vec![]),
        ];
        let old = outcomes(&[], &first);
        assert_eq!(keys(&old), ["outcome-1", "outcome-2", "outcome-2.1", "outcome-p3"]);
        let check = |new: &[ReadItem], expected: &[&str]| assert_eq!(keys(&outcomes(&old, new)), expected);
        check(&first, &["outcome-1", "outcome-2", "outcome-2.1", "outcome-p3"]);
        // A new item at the head moves the numbers; the keys stay with the words.
        let mut moved = vec![read(Some("1"), "Welcomed the new member of the group.", vec![])];
        moved.push(read(Some("2"), "Exchanged views on trade facilitation.", vec![]));
        moved.push(read(Some("3"), "Approved the plan:", vec![]));
        check(&moved, &["outcome-1-2", "outcome-1", "outcome-2", "outcome-2.1†", "outcome-p3†"]);
        // A slip mended in the wording is the same item; other words under the same number are another.
        check(
            &[read(Some("1"), "Exchanged their views on trade facilitation.", vec![])],
            &["outcome-1", "outcome-2†", "outcome-2.1†", "outcome-p3†"],
        );
        check(&[read(Some("1"), "Nothing alike.", vec![])], &["outcome-1-2", "outcome-1†", "outcome-2†", "outcome-2.1†", "outcome-p3†"]);
    }

    #[test]
    fn an_item_that_comes_back_has_its_old_key() {
        let first = [read(Some("1"), "Exchanged views on trade facilitation.", vec![])];
        let gone = outcomes(&outcomes(&[], &first), &[]);
        assert_eq!(keys(&gone), ["outcome-1†"]);
        assert_eq!(keys(&outcomes(&gone, &first)), ["outcome-1"]);
    }

    #[test]
    fn numbers_that_cannot_stand_in_a_key_give_way_to_the_position() {
        let odd = [read(Some("(甲)"), "x", vec![]), read(Some(""), "y", vec![])];
        assert_eq!(keys(&outcomes(&[], &odd)), ["outcome-p1", "outcome-p2"]);
        let bullets = vec![read(None, "one", vec![]), read(None, "two", vec![])];
        let parts = [read(Some("2"), "Both:", bullets.clone()), read(None, "Also:", bullets)];
        let expected = ["outcome-2", "outcome-2.p1", "outcome-2.p2", "outcome-p2", "outcome-p2.p1", "outcome-p2.p2"];
        assert_eq!(keys(&outcomes(&[], &parts)), expected);
    }
}
