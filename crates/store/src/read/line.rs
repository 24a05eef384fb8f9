//! The line of versions that a document stands in: what it revises, what revises it, and so on both ways.

use std::collections::HashMap;

use chancery_model::{Document, DocumentId, Kind, Record};
use sqlx::{Row, SqliteConnection};

use crate::database::own_int;
use crate::error::ReadError;
use crate::views::read_record;

/// How many addresses are looked at. A line of this length is no line, and the walk ends there.
macro_rules! most {
    () => {
        "400"
    };
}

/// Walks the references between documents both ways; an address that moved stands for where it leads. What a document
/// refers to among documents is the version that it revises, and nothing else.
pub(super) const LINE: &str = concat!(
    "
WITH RECURSIVE line (id) AS (
    SELECT $1
    UNION
    SELECT t.target_id FROM line CROSS JOIN reference AS t
    ON t.source_kind = 'document' AND t.source_id = line.id AND t.target_kind = 'document'
    UNION
    SELECT s.source_id FROM line CROSS JOIN reference AS s
    ON s.target_kind = 'document' AND s.target_id = line.id AND s.source_kind = 'document'
    UNION
    SELECT m.target FROM line CROSS JOIN record AS m
    ON m.kind = 'document' AND m.id = line.id AND m.state = 'moved'
    UNION
    SELECT m.id FROM line CROSS JOIN record AS m
    ON m.kind = 'document' AND m.target = line.id AND m.state = 'moved'
    LIMIT ",
    most!(),
    "
)
SELECT r.id, r.state, r.target, r.revision, r.schema, r.body
FROM line
CROSS JOIN record AS r ON r.kind = 'document' AND r.id = line.id"
);

/// A document in a line of versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineMember {
    /// The document.
    pub document: Document,
    /// The revision that published it.
    pub revision: u64,
    /// The version that it revises, under its present id; none for the first, or if that version is gone.
    pub revises: Option<DocumentId>,
}

/// Lists the line of a document, itself with it, by id.
pub(crate) async fn list(c: &mut SqliteConnection, id: &DocumentId) -> Result<Vec<LineMember>, ReadError> {
    let rows = sqlx::query(LINE).bind(id.as_str()).fetch_all(c).await?;
    let (mut documents, mut moved): (Vec<(Document, u64)>, HashMap<String, String>) = (Vec::new(), HashMap::new());
    for row in &rows {
        let (id, state): (&str, &str) = (row.try_get("id")?, row.try_get("state")?);
        match state {
            "current" => {
                if let Record::Document(document) = read_record(Kind::Document, id, row.try_get("schema")?, row.try_get("body")?)? {
                    documents.push((document, own_int(row.try_get("revision")?)));
                }
            }
            "moved" => drop(moved.insert(id.to_owned(), row.try_get("target")?)),
            _ => {}
        }
    }
    documents.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    let lead = |id: &DocumentId| {
        let steps = std::iter::successors(Some(id.as_str()), |id| moved.get(*id).map(String::as_str));
        let end = steps.take(rows.len() + 1).last().unwrap_or_default();
        documents.iter().find(|(document, _)| document.id.as_str() == end).map(|(document, _)| document.id.clone())
    };
    let revises: Vec<Option<DocumentId>> = documents.iter().map(|(document, _)| document.revises.as_ref().and_then(lead)).collect();
    let members = documents.into_iter().zip(revises);
    Ok(members.map(|((document, revision), revises)| LineMember { document, revision, revises }).collect())
}
