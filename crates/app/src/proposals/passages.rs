//! The meetings in which candidates are looked for, page by page, and where words stand in them.

use chancery_model::{Account, Digest, ItemKey, Kind, Lang, MechanismId, Meeting, Record, RecordRef};
use chancery_store::{MeetingQuery, Store};

use super::{Scope, Stands};
use crate::error::AppError;
use crate::keeping::absent;

/// How many meetings are read at once.
const CHUNK: u32 = 100;

/// Calls `visit` for every meeting of a scope with its revision, a page of them at a time.
///
/// Errors: kind `not-found` if there is no such meeting or mechanism; what `visit` gives.
pub(super) async fn visit(
    store: &Store,
    scope: &Scope,
    visit: &mut (dyn FnMut(&Meeting, u64) -> Result<(), AppError> + Send),
) -> Result<(), AppError> {
    let mechanism = match scope {
        Scope::Meeting(id) => {
            let address = RecordRef::new(Kind::Meeting, id.as_str()).map_err(AppError::bug)?;
            return match visit_all(store, std::slice::from_ref(&address), visit).await? {
                0 => Err(absent(&address)),
                _ => Ok(()),
            };
        }
        Scope::Mechanism(id) => Some(id.clone()),
        Scope::All => None,
    };
    if let Some(id) = &mechanism {
        expect_mechanism(store, id).await?;
    }
    let mut after = None;
    loop {
        let query = MeetingQuery { mechanism: mechanism.clone(), limit: CHUNK, after, ..MeetingQuery::default() };
        let page = store.list_meetings(&query).await?;
        let addresses: Result<Vec<RecordRef>, _> = page.rows.iter().map(|row| RecordRef::new(Kind::Meeting, row.id.as_str())).collect();
        visit_all(store, &addresses.map_err(AppError::bug)?, visit).await?;
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}

async fn visit_all(
    store: &Store,
    addresses: &[RecordRef],
    visit: &mut (dyn FnMut(&Meeting, u64) -> Result<(), AppError> + Send),
) -> Result<usize, AppError> {
    let found = store.find_all(addresses).await?;
    // In the order of the list, not of the ids.
    for current in addresses.iter().filter_map(|address| found.get(address)) {
        if let Record::Meeting(meeting) = &current.record {
            visit(meeting, current.revision)?;
        }
    }
    Ok(found.len())
}

/// Refuses a mechanism that is not there.
///
/// Errors: kind `not-found`.
pub(super) async fn expect_mechanism(store: &Store, id: &MechanismId) -> Result<(), AppError> {
    let address = RecordRef::new(Kind::Mechanism, id.as_str()).map_err(AppError::bug)?;
    match store.find_all(std::slice::from_ref(&address)).await?.is_empty() {
        true => Err(absent(&address)),
        false => Ok(()),
    }
}

/// The account that is read: the one in the language asked for, else the principal one.
pub(super) fn account<'a>(meeting: &'a Meeting, lang: Option<&Lang>) -> Option<&'a Account> {
    let asked = lang.and_then(|lang| meeting.accounts.iter().find(|account| account.lang.is_same_language(lang)));
    asked.or_else(|| meeting.principal_account())
}

/// The keys under which other accounts say in another language what an item says.
///
/// Accounts are taken to say the same where they are of one status and have the same items all through; if not, nothing is
/// said, since a number alone may be that of something else.
pub(super) fn in_other_languages(meeting: &Meeting, key: &ItemKey) -> Vec<ItemKey> {
    let Some((account, _)) = meeting.find_item(key) else { return Vec::new() };
    let own = outline(account);
    let Some(at) = own.iter().position(|(_, own)| own == key) else { return Vec::new() };
    let is_like =
        |other: &&Account| other.key != account.key && other.status == account.status && !other.lang.is_same_language(&account.lang);
    let outlines = meeting.accounts.iter().filter(is_like).map(outline);
    let same = outlines.filter(|other| other.len() == own.len() && other.iter().zip(&own).all(|((a, _), (b, _))| a == b));
    same.map(|mut other| other.swap_remove(at).1).collect()
}

/// The items of an account that stand: the key without the account's, and the key itself.
fn outline(account: &Account) -> Vec<(String, ItemKey)> {
    let mut keys = Vec::new();
    let prefix = format!("{}.", account.key);
    account.walk(&mut |item, _| {
        if !item.is_gone {
            let key = item.key.as_str();
            keys.push((key.strip_prefix(&prefix).unwrap_or(key).to_owned(), item.key.clone()));
        }
    });
    keys
}

/// Where words of an item stand; `span` are their bytes, none for all of them.
pub(super) fn stands(
    meeting: &Meeting,
    revision: u64,
    account: &Account,
    item: &ItemKey,
    text: &str,
    span: Option<std::ops::Range<usize>>,
) -> Option<Stands> {
    let letters = |bytes: usize| text.get(..bytes).and_then(|before| u32::try_from(before.chars().count()).ok());
    let (words, span) = match span {
        Some(span) => (text.get(span.clone())?, Some((letters(span.start)?, letters(span.end)?))),
        None => (text, None),
    };
    Some(Stands {
        record: RecordRef::new(Kind::Meeting, meeting.id.as_str()).ok()?,
        revision,
        item: Some(item.clone()),
        span,
        sha256: Digest::of(words.as_bytes()),
        lang: account.lang.clone(),
        status: account.status,
    })
}

impl Stands {
    /// The pointer of a record to these words.
    pub(super) fn pointer(&self) -> chancery_model::Pointer {
        chancery_model::Pointer {
            record: self.record.clone(),
            revision: self.revision,
            item: self.item.clone(),
            clause: None,
            span: self.span,
            sha256: Some(self.sha256),
        }
    }

    /// Why the words cannot be pointed to any more; `None` if they stand as they did.
    pub(super) async fn staleness(&self, store: &Store) -> Result<Option<String>, AppError> {
        let found = store.find_all(std::slice::from_ref(&self.record)).await?;
        let Some(current) = found.get(&self.record) else {
            return Ok(Some(format!("{} is no longer in force", self.record)));
        };
        let words = match &current.record {
            Record::Meeting(meeting) => {
                let item = self.item.as_ref().and_then(|key| meeting.find_item(key)).filter(|(_, item)| !item.is_gone);
                item.and_then(|(_, item)| self.pointer().span_of(&item.text).map(str::to_owned))
            }
            Record::Document(document) => {
                return Ok((!document.titles.iter().any(|t| Digest::of(t.text.as_bytes()) == self.sha256))
                    .then(|| format!("{} has another title in revision {}", self.record, current.revision)));
            }
            _ => None,
        };
        match words {
            Some(words) if Digest::of(words.as_bytes()) == self.sha256 => Ok(None),
            Some(_) => Ok(Some(format!("the words are others in revision {} of {}", current.revision, self.record))),
            None => Ok(Some(format!("the item is gone in revision {} of {}", current.revision, self.record))),
        }
    }
}
