//! Where words stand: a record at one revision, an item or clause of it, and the digest of the words that are meant.
//!
//! A pointer is made from one revision and names it, so that the words can be read again as they were whatever becomes of
//! the record. Whether the words are the same today is asked when they are shown ([`Pointer::standing`]).

use serde::{Deserialize, Serialize};

use crate::canonical::Digest;
use crate::clause::{Anchor, Clause};
use crate::item::ItemKey;
use crate::lang::Lang;
use crate::record::{Record, RecordRef};

/// A clause of a document in one of its languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClauseAt {
    /// The anchor, the same in every language.
    pub anchor: Anchor,
    /// The language whose words the digest is of.
    pub lang: Lang,
}

/// Where words stand. Without item and clause the record as a whole is meant: a meeting that took place, a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pointer {
    /// A meeting or a document.
    pub record: RecordRef,
    /// The revision that the pointer was made from.
    pub revision: u64,
    /// The item, of a meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemKey>,
    /// The clause, of a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<ClauseAt>,
    /// Which letters of the item or clause are meant, from the first to before the last, in Unicode scalar values; all if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<(u32, u32)>,
    /// Digest of the words meant, as they stood in that revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
}

/// How the words of a pointer stand in a record of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// They are the words that the pointer was made from.
    Same,
    /// There are other words now; those of the pointer stand in the revision that it names.
    Changed,
    /// The item is not there any more, or its source no longer has it.
    Gone,
    /// Nothing says what the words were, or they are not in the record itself (a clause).
    Untold,
}

impl Standing {
    /// The word as it stands in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Same => "same",
            Standing::Changed => "changed",
            Standing::Gone => "gone",
            Standing::Untold => "untold",
        }
    }
}

impl Pointer {
    /// A pointer to a record as a whole.
    pub fn whole(record: RecordRef, revision: u64) -> Self {
        Pointer { record, revision, item: None, clause: None, span: None, sha256: None }
    }

    /// A pointer to all words of an item, with their digest.
    pub fn to_item(record: RecordRef, revision: u64, item: ItemKey, words: &str) -> Self {
        Pointer { item: Some(item), sha256: Some(Digest::of(words.as_bytes())), ..Pointer::whole(record, revision) }
    }

    /// A pointer to all words of a clause ([`Clause::words`]), with their digest.
    pub fn to_clause(record: RecordRef, revision: u64, at: ClauseAt, words: &str) -> Self {
        Pointer { clause: Some(at), sha256: Some(Digest::of(words.as_bytes())), ..Pointer::whole(record, revision) }
    }

    /// The letters that the pointer means, of the words of its item or clause; `None` if the span leads past them.
    pub fn span_of<'a>(&self, words: &'a str) -> Option<&'a str> {
        let Some((first, end)) = self.span else { return Some(words) };
        let at = |scalar: u32| {
            let scalar = usize::try_from(scalar).ok()?;
            words.char_indices().map(|(byte, _)| byte).chain([words.len()]).nth(scalar)
        };
        words.get(at(first)?..at(end)?)
    }

    /// The words that the pointer means, where the record itself holds them: those of a meeting's item.
    pub fn words_in<'a>(&self, record: &'a Record) -> Option<&'a str> {
        match (record, &self.item) {
            (Record::Meeting(meeting), Some(key)) => self.span_of(&meeting.find_item(key)?.1.text),
            _ => None,
        }
    }

    /// How the words stand in the record as it is now.
    pub fn standing(&self, record: &Record) -> Standing {
        let (Record::Meeting(meeting), Some(key)) = (record, &self.item) else { return Standing::Untold };
        match (meeting.find_item(key), self.words_in(record), self.sha256) {
            (None, _, _) => Standing::Gone,
            (Some((_, item)), _, _) if item.is_gone => Standing::Gone,
            (_, _, None) => Standing::Untold,
            (_, Some(words), Some(digest)) if Digest::of(words.as_bytes()) == digest => Standing::Same,
            _ => Standing::Changed,
        }
    }

    /// The words that the pointer means among the clauses of a text: the heading and the words of its clause, or a span of them.
    pub fn words_among(&self, clauses: &[Clause]) -> Option<String> {
        let words = self.clause_among(clauses)?.words();
        self.span_of(&words).map(str::to_owned)
    }

    /// How the words of the clause stand among those of a text as it is now, in the language that the pointer names.
    pub fn standing_among(&self, clauses: &[Clause]) -> Standing {
        match (self.clause_among(clauses), self.words_among(clauses), self.sha256) {
            (None, _, _) => Standing::Gone,
            (_, _, None) => Standing::Untold,
            (_, Some(words), Some(digest)) if Digest::of(words.as_bytes()) == digest => Standing::Same,
            _ => Standing::Changed,
        }
    }

    fn clause_among<'a>(&self, clauses: &'a [Clause]) -> Option<&'a Clause> {
        let at = self.clause.as_ref()?;
        clauses.iter().find(|clause| clause.anchor == at.anchor)
    }

    /// Tells whether the record has the item that is pointed to; true where no item is.
    pub fn finds_item(&self, record: &Record) -> bool {
        match (record, &self.item) {
            (Record::Meeting(meeting), Some(key)) => meeting.find_item(key).is_some(),
            (_, Some(_)) => false,
            (_, None) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn pointer(words: &str) -> Pointer {
        Pointer::to_item("meeting:tchm/6".parse().unwrap(), 1, "outcome-2.1".parse().unwrap(), words)
    }

    #[test]
    fn words_are_the_same_until_somebody_changes_them() {
        let mut meeting = samples::meeting("tchm", 6);
        let at = pointer("Agreed to exchange officers for joint site validation.");
        assert_eq!(at.standing(&Record::Meeting(meeting.clone())), Standing::Same);
        meeting.accounts[0].outcomes[1].items[0].text = "Agreed to meet.".into();
        assert_eq!(at.standing(&Record::Meeting(meeting.clone())), Standing::Changed);
        meeting.accounts[0].outcomes[1].items[0].is_gone = true;
        assert_eq!(at.standing(&Record::Meeting(meeting.clone())), Standing::Gone);
        meeting.accounts[0].outcomes.clear();
        let record = Record::Meeting(meeting);
        assert_eq!(at.standing(&record), Standing::Gone);
        assert!(!at.finds_item(&record));
        assert_eq!(Pointer { sha256: None, item: None, ..at }.standing(&record), Standing::Untold);
    }

    #[test]
    fn a_clause_stands_by_its_heading_and_words() {
        let clause = |anchor: &str, heading: Option<&str>, text: &str| Clause {
            anchor: anchor.parse().unwrap(),
            kind: crate::clause::ClauseKind::Article,
            number: Some("第四条".into()),
            level: 0,
            heading: heading.map(Into::into),
            text: text.into(),
            page: None,
        };
        let at = ClauseAt { anchor: "article-4".parse().unwrap(), lang: Lang::zh() };
        let pointer = Pointer::to_clause("document:plan".parse().unwrap(), 1, at, "信息交换\n商定每年交换。");
        let whole = [clause("article-3", None, "商定每年交换。"), clause("article-4", Some("信息交换"), "商定每年交换。")];
        assert_eq!(pointer.words_among(&whole).as_deref(), Some("信息交换\n商定每年交换。"));
        assert_eq!(pointer.standing_among(&whole), Standing::Same);
        assert_eq!(pointer.standing_among(&whole[..1]), Standing::Gone);
        assert_eq!(
            pointer.standing_among(&[clause("article-4", None, "商定每年交换。")]),
            Standing::Changed,
            "the heading is one of its words"
        );
        let part = Pointer { span: Some((5, 9)), sha256: Some(Digest::of("商定每年".as_bytes())), ..pointer.clone() };
        assert_eq!((part.words_among(&whole).as_deref(), part.standing_among(&whole)), (Some("商定每年"), Standing::Same));
        let past = Pointer { span: Some((5, 99)), ..part };
        assert_eq!((past.words_among(&whole), past.standing_among(&whole)), (None, Standing::Changed));
        assert_eq!(Pointer { sha256: None, ..pointer }.standing_among(&whole), Standing::Untold);
    }

    #[test]
    fn a_span_is_counted_in_letters_of_any_script() {
        let at = |span| Pointer { span: Some(span), ..pointer("x") };
        assert_eq!(at((0, 2)).span_of("商定每年"), Some("商定"));
        assert_eq!(at((2, 4)).span_of("商定每年"), Some("每年"));
        assert_eq!(at((2, 5)).span_of("商定每年"), None);
        assert_eq!(at((3, 2)).span_of("商定每年"), None);
        assert_eq!(pointer("x").span_of("商定每年"), Some("商定每年"));
    }
}
