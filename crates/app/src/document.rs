//! One document with its meetings and the document that it revises, and lists of documents.

use chancery_model::{Document, DocumentId, Kind, Record, RecordRef, Relation};
use chancery_store::{DocumentQuery, DocumentRow, Lookup, Page};

use crate::App;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::found::{Miss, Version};
use crate::search::SearchHit;

/// A document's meeting.
#[derive(Debug, Clone)]
pub struct RelatedMeeting {
    /// How the document stands to it.
    pub relation: Relation,
    /// What the meeting is called, when and where it was.
    pub meeting: SearchHit,
}

/// What a document's page tells.
#[derive(Debug, Clone)]
pub struct DocumentView {
    /// The document.
    pub document: Document,
    /// Which state of it.
    pub version: Version,
    /// Its meetings.
    pub meetings: Vec<RelatedMeeting>,
    /// The document that it revises.
    pub revises: Option<SearchHit>,
}

impl App {
    /// Reads a document.
    pub async fn read_document(&self, ctx: &Ctx, id: &DocumentId) -> Result<DocumentView, Miss> {
        let take = |record| match record {
            Record::Document(document) => Some(document),
            _ => None,
        };
        let (document, version) = self.find_as(Kind::Document, id.as_str(), take).await?;
        let mut meetings = Vec::with_capacity(document.relations.len());
        // One look-up for each meeting: a document belongs to one or two.
        for relation in &document.relations {
            if let Some(meeting) =
                self.describe_at(ctx, &RecordRef::new(Kind::Meeting, relation.meeting.as_str()).map_err(AppError::bug)?).await?
            {
                meetings.push(RelatedMeeting { relation: relation.relation, meeting });
            }
        }
        let revises = match &document.revises {
            Some(id) => self.describe_at(ctx, &RecordRef::new(Kind::Document, id.as_str()).map_err(AppError::bug)?).await?,
            None => None,
        };
        Ok(DocumentView { document, version, meetings, revises })
    }

    /// Lists documents, a page of them, from the cursor `after` on.
    ///
    /// Errors: kind `invalid` for a cursor that is none.
    pub async fn list_documents(&self, _ctx: &Ctx, query: DocumentQuery, after: Option<&str>) -> Result<Page<DocumentRow>, AppError> {
        let query = DocumentQuery { after: after.map(str::parse).transpose()?, ..query };
        Ok(self.store().list_documents(&query).await?)
    }

    /// Describes the record at an address, where it is now if it moved; `None` if it is there no more.
    pub async fn describe_at(&self, ctx: &Ctx, address: &RecordRef) -> Result<Option<SearchHit>, AppError> {
        let mut address = address.clone();
        let mut found = self.store().find(&address).await?;
        if let Lookup::Moved { to, .. } = found {
            found = self.store().find(&to).await?;
            address = to;
        }
        Ok(match found {
            Lookup::Found(current) => Some(self.describe(ctx, address, &current.record)),
            _ => None,
        })
    }
}
