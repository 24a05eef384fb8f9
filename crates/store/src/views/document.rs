//! The row of a document, and the lists in which it stands.

use std::collections::BTreeSet;

use chancery_model::{Document, DocumentRelation, Kind, MeetingId, Record};
use sqlx::{Row, SqliteConnection};

use super::link::{Facet, Links, link, place_of};
use super::projection::Projection;
use super::{Fresh, sql, stored_ref, to_json};
use crate::database::sql_int;
use crate::error::ReadError;

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
            if let Some(row) = sqlx::query(sql::MEETING_TIES).bind(&meeting).fetch_optional(&mut *c).await? {
                link(&mut links, Facet::Mechanism, row.try_get::<String, _>("mechanism")?);
                for (facet, column) in [(Facet::Mechanism, "also_of"), (Facet::Topic, "topics")] {
                    let values: Vec<String> = read_list(row.try_get(column)?)?;
                    values.into_iter().for_each(|v| link(&mut links, facet, v));
                }
            }
            link(&mut links, Facet::Meeting, meeting);
        }

        let when = place_of(document.date.as_ref());
        sqlx::query(sql::INSERT_DOCUMENT)
            .bind(document.id.as_str())
            .bind(to_json(&document.titles)?)
            .bind(document.document_type.as_str())
            .bind(document.date.map(|d| d.to_string()))
            .bind(when.earliest)
            .bind(when.latest)
            .bind(when.precision)
            .bind(&issuer)
            .bind(to_json(&relations)?)
            .bind(to_json(&langs)?)
            .bind(sql_int(revision))
            .bind(sql_int(seq))
            .execute(&mut *c)
            .await?;
        sqlx::query(sql::INSERT_DOCUMENT_LINKS)
            .bind(document.id.as_str())
            .bind(when.order())
            .bind(when.precision)
            .bind(to_json(&links)?)
            .execute(&mut *c)
            .await?;
        write_held_files(c, document).await
    }
}

/// Writes a row for each file that the register holds for a document.
async fn write_held_files(c: &mut SqliteConnection, document: &Document) -> Result<(), ReadError> {
    for (position, rendition) in (0i64..).zip(&document.renditions) {
        let Some(file) = rendition.held() else { continue };
        sqlx::query(sql::INSERT_HELD_FILE)
            .bind(file.sha256.to_string())
            .bind(document.id.as_str())
            .bind(position)
            .bind(rendition.lang.as_str())
            .bind(file.media_type)
            .bind(sql_int(file.size_bytes))
            .bind(rendition.file_name.as_deref())
            .execute(&mut *c)
            .await?;
    }
    Ok(())
}

fn stored_meeting(id: &str) -> Result<MeetingId, ReadError> {
    id.parse().map_err(|e| ReadError::Damaged(format!("a stored id does not read back ({e})")))
}

/// Reads a list that is stored as JSON.
pub(crate) fn read_list<T: serde::de::DeserializeOwned>(json: &str) -> Result<Vec<T>, ReadError> {
    serde_json::from_str(json).map_err(|e| ReadError::Damaged(format!("a stored list does not read back ({e})")))
}
