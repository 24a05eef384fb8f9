//! Planning the documents that a page lists under a meeting.

use chancery_model::reading::{ReadMechanism, ReadMeeting};
use chancery_model::{Kind, MeetingId, Record, RecordRef};
use chancery_store::DocumentQuery;

use super::{Draft, Planner, Slot, outcome_of};
use crate::error::AppError;
use crate::import::report::{Changes, Outcome};
use crate::import::{document, keys};

impl Planner<'_> {
    /// Matches the documents listed under a meeting, or makes records of them.
    pub(super) async fn documents(
        &mut self,
        mechanism: &ReadMechanism,
        read: &ReadMeeting,
        meeting_key: &str,
        meeting: &MeetingId,
        is_new: bool,
    ) -> Result<(), AppError> {
        debug_assert!(meeting_key.starts_with(&mechanism.key()), "a meeting's key begins with its mechanism's");
        if read.documents.is_empty() {
            return Ok(());
        }
        let mut rows = Vec::new();
        if !is_new {
            let query = DocumentQuery { meeting: Some(meeting.clone()), limit: 500, ..DocumentQuery::default() };
            rows = self.register.store().list_documents(&query).await?.rows;
        }
        for told in read.documents.iter().filter(|d| !d.title.trim().is_empty()) {
            let key = keys::document_key(meeting_key, told);
            if self.matched.contains_key(&key) {
                continue;
            }
            let title = told.title.trim().to_owned();
            if let Some(address) = self.last_match(&key) {
                self.matched.insert(key, address.to_string());
                self.propose(Outcome::Same, Kind::Document, Some(address), title, Some(read.lines), Changes::default());
                continue;
            }
            if let Some(row) = rows.iter().find(|row| document::has_title(&row.titles, &title)) {
                let address = RecordRef::new(Kind::Document, row.id.as_str()).map_err(AppError::bug)?;
                self.matched.insert(key, address.to_string());
                self.sign_document(&address, title, read.lines).await?;
                continue;
            }
            let base = document::base_id(meeting, &document::type_of(&title));
            let Some((address, expects)) = self.assign(Kind::Document, &base, &key, read.lines.0).await? else { continue };
            let id = address.id().parse().map_err(AppError::bug)?;
            let record = Record::Document(document::listed(id, meeting, &title, read.lines, &self.voice));
            let mut changes = Changes::default();
            changes.filled("titles", &title);
            changes.filled("relations", &format!("listed under {meeting}"));
            self.matched.insert(key, address.to_string());
            self.propose(Outcome::New, Kind::Document, Some(address.clone()), title, Some(read.lines), changes);
            self.put_back(address, Draft { expects, before: None, record });
        }
        Ok(())
    }

    /// Puts the page among the sources of a document that it lists.
    async fn sign_document(&mut self, address: &RecordRef, title: String, lines: (u32, u32)) -> Result<(), AppError> {
        let Some((address, Slot::Open(mut draft))) = self.take(address).await? else { return Ok(()) };
        let mut changes = Changes::default();
        if let Record::Document(record) = &mut draft.record
            && !record.sources.iter().any(|s| s.url == self.voice.url)
        {
            self.voice.sign(&mut record.sources, Some(lines));
            changes.added("sources", &self.voice.url);
        }
        self.propose(outcome_of(&draft), Kind::Document, Some(address.clone()), title, Some(lines), changes);
        self.put_back(address, draft);
        Ok(())
    }
}
