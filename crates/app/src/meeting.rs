//! One meeting with its documents and its neighbours, and lists of meetings.

use chancery_model::{Account, Kind, Lang, Meeting, MeetingId, Record};
use chancery_store::{DocumentQuery, DocumentRow, MeetingQuery, MeetingRow, Page};

use crate::App;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::found::{Miss, Version};

/// How many documents a meeting's page lists.
const DOCUMENTS: u32 = 100;

/// What a meeting's page tells.
#[derive(Debug, Clone)]
pub struct MeetingView {
    /// The meeting.
    pub meeting: Meeting,
    /// Which state of it.
    pub version: Version,
    /// The documents related to it.
    pub documents: Page<DocumentRow>,
    /// The meeting before it in its series.
    pub previous: Option<MeetingRow>,
    /// The meeting after it.
    pub next: Option<MeetingRow>,
}

/// Chooses the account that a reader sees: the one asked for by key, else the principal one in the reader's language if
/// there is one in it, else the principal one.
pub fn choose_account<'a>(meeting: &'a Meeting, lang: &Lang, key: Option<&str>) -> Option<&'a Account> {
    let by_key = key.and_then(|key| meeting.accounts.iter().find(|a| a.key == key));
    by_key
        .or_else(|| meeting.principal_account().filter(|a| a.lang.is_same_language(lang)))
        .or_else(|| meeting.accounts.iter().find(|a| a.lang.is_same_language(lang)))
        .or_else(|| meeting.principal_account())
}

impl App {
    /// Reads a meeting.
    pub async fn read_meeting(&self, _ctx: &Ctx, id: &MeetingId) -> Result<MeetingView, Miss> {
        let take = |record| match record {
            Record::Meeting(meeting) => Some(meeting),
            _ => None,
        };
        let (meeting, version) = self.find_as(Kind::Meeting, id.as_str(), take).await?;
        let query = DocumentQuery { meeting: Some(id.clone()), limit: DOCUMENTS, ..DocumentQuery::default() };
        let documents = self.store().list_documents(&query).await?;
        let (previous, next) = self.store().find_neighbours(id).await?;
        Ok(MeetingView { meeting, version, documents, previous, next })
    }

    /// Lists meetings, a page of them, from the cursor `after` on.
    ///
    /// Errors: kind `invalid` for a cursor that is none.
    pub async fn list_meetings(&self, _ctx: &Ctx, query: MeetingQuery, after: Option<&str>) -> Result<Page<MeetingRow>, AppError> {
        let query = MeetingQuery { after: after.map(str::parse).transpose()?, ..query };
        Ok(self.store().list_meetings(&query).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::samples;

    #[test]
    fn the_account_follows_the_readers_language() {
        let mut meeting = samples::meeting("tchm", 4);
        let japanese = Account { key: "b".into(), is_principal: false, lang: Lang::ja(), ..meeting.accounts[0].clone() };
        meeting.accounts.push(japanese);
        let chosen = |lang: &Lang, key| choose_account(&meeting, lang, key).map(|a| a.key.as_str());
        assert_eq!(chosen(&Lang::en(), None), Some("a"));
        assert_eq!(chosen(&Lang::ja(), None), Some("b"));
        assert_eq!(chosen(&Lang::ko(), None), Some("a"));
        assert_eq!(chosen(&Lang::en(), Some("b")), Some("b"));
        assert_eq!(chosen(&Lang::en(), Some("zz")), Some("a"), "an unknown key is not an error");
    }
}
