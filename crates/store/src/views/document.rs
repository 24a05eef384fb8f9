//! The row of a document, and the lists in which it stands.

use std::collections::BTreeSet;

use chancery_model::{Document, DocumentRelation, Kind, MeetingId, Record};
use sqlx::SqliteConnection;

use super::link::{Facet, Links, link, place_of};
use super::meeting::read_ties;
use super::projection::{Projection, Ties, Waiting};
use super::{Fresh, sql, stored_ref, to_json};
use crate::database::sql_int;
use crate::error::ReadError;
use crate::rows::Cell;

impl Projection {
    /// Writes the row of a document.
    pub(super) async fn project_document(&mut self, c: &mut SqliteConnection, id: &str) -> Result<(), ReadError> {
        let fresh = self.current(c, Kind::Document, id).await?;
        let is_new = fresh.as_ref().is_some_and(|f| f.revision == 1) && self.touched.contains_key(&stored_ref("document", id)?);
        if !is_new {
            sqlx::query(sql::DELETE_DOCUMENT).bind(id).execute(&mut *c).await?;
            sqlx::query(sql::DELETE_DOCUMENT_LINKS).bind(id).execute(&mut *c).await?;
            sqlx::query(sql::DELETE_HELD_FILES).bind(id).execute(&mut *c).await?;
        }
        if let Some(Fresh { record: Record::Document(document), revision, seq }) = fresh {
            self.write_document(c, &document, revision, seq).await?;
        }
        Ok(())
    }

    async fn write_document(&mut self, c: &mut SqliteConnection, document: &Document, revision: u64, seq: u64) -> Result<(), ReadError> {
        let mut links = Links::new();
        link(&mut links, Facet::All, "");
        link(&mut links, Facet::Type, document.document_type.as_str());
        let langs: BTreeSet<&str> = document.renditions.iter().map(|r| r.lang.as_str()).collect();
        langs.iter().for_each(|l| link(&mut links, Facet::Lang, *l));

        let issuer = document.issuer.as_ref().map(|m| self.lead(Kind::Mechanism, m.as_str()));
        if let Some(issuer) = &issuer {
            link(&mut links, Facet::Mechanism, issuer);
            self.topics_of(c, issuer).await?.into_iter().for_each(|t| link(&mut links, Facet::Topic, t));
        }
        let mut relations: Vec<DocumentRelation> = Vec::new();
        for relation in &document.relations {
            let meeting = self.lead(Kind::Meeting, relation.meeting.as_str());
            let resolved = DocumentRelation { meeting: stored_meeting(&meeting)?, relation: relation.relation };
            if relations.contains(&resolved) {
                continue;
            }
            relations.push(resolved);
            if let Some([mechanism, also_of, topics]) = self.ties_of(c, &meeting).await? {
                link(&mut links, Facet::Mechanism, mechanism);
                for (facet, values) in [(Facet::Mechanism, also_of), (Facet::Topic, topics)] {
                    let values: Vec<String> = read_list(values)?;
                    values.into_iter().for_each(|v| link(&mut links, facet, v));
                }
            }
            link(&mut links, Facet::Meeting, meeting);
        }

        let when = place_of(document.date.as_ref());
        let row: [Cell; 12] = [
            document.id.as_str().into(),
            to_json(&document.titles)?.into(),
            document.document_type.as_str().into(),
            document.date.map(|d| d.to_string()).into(),
            when.earliest.into(),
            when.latest.into(),
            when.precision.into(),
            issuer.into(),
            to_json(&relations)?.into(),
            to_json(&langs)?.into(),
            sql_int(revision).into(),
            sql_int(seq).into(),
        ];
        self.rows.documents.push(row);
        for (facet, value) in links {
            let row = [facet.into(), value.into(), when.order().into(), when.precision.into(), document.id.as_str().into()];
            self.rows.document_links.push(row);
        }
        write_held_files(&mut self.rows, document);
        Ok(())
    }

    /// What ties the documents of a meeting to mechanisms and topics; none if there is no such meeting.
    async fn ties_of(&mut self, c: &mut SqliteConnection, meeting: &str) -> Result<Option<&Ties>, ReadError> {
        if !self.ties.contains_key(meeting) {
            let row = sqlx::query(sql::MEETING_TIES).bind(meeting).fetch_optional(c).await?;
            self.ties.insert(meeting.to_owned(), row.as_ref().map(read_ties).transpose()?);
        }
        Ok(self.ties.get(meeting).and_then(Option::as_ref))
    }
}

/// Writes a row for each file that the register holds for a document.
fn write_held_files(rows: &mut Waiting, document: &Document) {
    for (position, rendition) in (0i64..).zip(&document.renditions) {
        let Some(file) = rendition.held() else { continue };
        let row: [Cell; 7] = [
            file.sha256.to_string().into(),
            document.id.as_str().into(),
            position.into(),
            rendition.lang.as_str().into(),
            file.media_type.into(),
            sql_int(file.size_bytes).into(),
            rendition.file_name.as_deref().into(),
        ];
        rows.held_files.push(row);
    }
}

fn stored_meeting(id: &str) -> Result<MeetingId, ReadError> {
    id.parse().map_err(|e| ReadError::Damaged(format!("a stored id does not read back ({e})")))
}

/// Reads a list that is stored as JSON.
pub(crate) fn read_list<T: serde::de::DeserializeOwned>(json: &str) -> Result<Vec<T>, ReadError> {
    serde_json::from_str(json).map_err(|e| ReadError::Damaged(format!("a stored list does not read back ({e})")))
}
