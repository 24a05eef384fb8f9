//! Lists of documents.

use std::collections::BTreeMap;

use chancery_model::{
    Day, DayRange, Digest, DocumentId, DocumentRelation, DocumentType, Edtf, Kind, Lang, Match, MechanismId, MeetingId, Name, TopicId,
};
use sqlx::{Row, SqliteConnection};

use super::meeting::{followed, foreign, optional};
use super::page::{Cursor, Page, cut};
use crate::database::own_int;
use crate::error::ReadError;
use crate::views::document::read_list;
use crate::views::link::Facet;

/// Which documents to list, newest first; every filter that is given must hold. Ids that moved are followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentQuery {
    /// Related to a meeting.
    pub meeting: Option<MeetingId>,
    /// Issued by a mechanism, or related to one of its meetings.
    pub mechanism: Option<MechanismId>,
    /// Of a topic, by its mechanisms.
    pub topic: Option<TopicId>,
    /// Of a type.
    pub document_type: Option<DocumentType>,
    /// Known in a language.
    pub lang: Option<Lang>,
    /// Dated on days that its own date overlaps.
    pub days: Option<DayRange>,
    /// At most this many rows.
    pub limit: u32,
    /// Where to go on.
    pub after: Option<Cursor>,
}

impl Default for DocumentQuery {
    fn default() -> Self {
        DocumentQuery { meeting: None, mechanism: None, topic: None, document_type: None, lang: None, days: None, limit: 50, after: None }
    }
}

/// A document in a list. Ids are where redirects lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// The id.
    pub id: DocumentId,
    /// The titles.
    pub titles: Vec<Name>,
    /// The type.
    pub document_type: DocumentType,
    /// Its own date.
    pub date: Option<Edtf>,
    /// The mechanism that issued it.
    pub issuer: Option<MechanismId>,
    /// The meetings it is related to.
    pub relations: Vec<DocumentRelation>,
    /// The languages in which it is known.
    pub langs: Vec<Lang>,
    /// The revision.
    pub revision: u64,
    /// The number of the revision's entry.
    pub seq: u64,
    /// True if the date is not precise enough to tell whether it is on the days asked for.
    pub may_match: bool,
}

/// A file that the register holds for a document, as the document says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldFile {
    /// Its digest: where it lies in the vault.
    pub digest: Digest,
    /// The document; the first by id if several have the same bytes.
    pub document: DocumentId,
    /// The language of the rendition.
    pub lang: Lang,
    /// The media type.
    pub media_type: String,
    /// The size.
    pub size_bytes: u64,
    /// The name under which it came.
    pub file_name: Option<String>,
}

pub(super) const HELD_FILE: &str = "
SELECT document, lang, media_type, size_bytes, file_name
FROM held_file
WHERE digest = $1
ORDER BY document, position
LIMIT 1";

/// Finds a file that a current document holds.
pub(crate) async fn find_held_file(c: &mut SqliteConnection, digest: &Digest) -> Result<Option<HeldFile>, ReadError> {
    let Some(row) = sqlx::query(HELD_FILE).bind(digest.to_string()).fetch_optional(c).await? else { return Ok(None) };
    Ok(Some(HeldFile {
        digest: *digest,
        document: foreign(row.try_get("document")?)?,
        lang: foreign(row.try_get("lang")?)?,
        media_type: row.try_get("media_type")?,
        size_bytes: own_int(row.try_get("size_bytes")?),
        file_name: row.try_get("file_name")?,
    }))
}

/// Which links to walk along, and which other values must hold: $1 and $2 the value to walk along, $3 to $10 four others
/// or none, $11 and $12 the first and last day. As with meetings, a slot without a value costs nothing.
macro_rules! matching {
    () => {
        concat!(
            "
FROM document_link AS l
CROSS JOIN document AS d ON d.id = l.document
WHERE l.facet = $1 AND l.value = $2",
            matching!("$3", "$4"),
            matching!("$5", "$6"),
            matching!("$7", "$8"),
            matching!("$9", "$10"),
            "
    AND (CAST($11 AS BIGINT) IS NULL OR d.latest >= $11)
    AND (CAST($12 AS BIGINT) IS NULL OR d.earliest <= $12)"
        )
    };
    ($facet:literal, $value:literal) => {
        concat!(
            "
    AND (CAST(",
            $facet,
            " AS TEXT) IS NULL OR EXISTS (
        SELECT 1 FROM document_link AS x WHERE x.document = l.document AND x.facet = ",
            $facet,
            " AND x.value = ",
            $value,
            "))"
        )
    };
}

pub(super) const COUNT: &str = concat!("SELECT COUNT(*)", matching!());

pub(super) const NEWEST_FIRST: &str = concat!(
    "
SELECT d.id, d.titles, d.document_type, d.date, d.latest, d.precision, d.issuer, d.relations, d.langs, d.revision, d.seq",
    matching!(),
    "
    AND (l.latest, l.precision, l.document) < ($13, $14, $15)
ORDER BY l.latest DESC, l.precision DESC, l.document DESC
LIMIT $16"
);

pub(super) const TITLES_BY_MEETING: &str = "
SELECT l.value AS meeting, d.titles
FROM json_each($1) AS j
CROSS JOIN document_link AS l ON l.facet = 'meeting' AND l.value = j.value
JOIN document AS d ON d.id = l.document";

/// How many values a query can ask for: one for each filter of [`values`].
const SLOTS: usize = 5;

async fn values(c: &mut SqliteConnection, query: &DocumentQuery) -> Result<Vec<(&'static str, String)>, ReadError> {
    let mut values = Vec::new();
    let mut add = |facet: Facet, value: String| values.push((facet.as_str(), value));
    if let Some(id) = &query.meeting {
        add(Facet::Meeting, followed(c, Kind::Meeting, id.as_str()).await?);
    }
    if let Some(id) = &query.mechanism {
        add(Facet::Mechanism, followed(c, Kind::Mechanism, id.as_str()).await?);
    }
    if let Some(id) = &query.topic {
        add(Facet::Topic, followed(c, Kind::Topic, id.as_str()).await?);
    }
    if let Some(document_type) = &query.document_type {
        add(Facet::Type, document_type.to_string());
    }
    if let Some(lang) = &query.lang {
        add(Facet::Lang, lang.to_string());
    }
    if values.is_empty() {
        values.push((Facet::All.as_str(), String::new()));
    }
    Ok(values)
}

/// Lists documents.
pub(crate) async fn list(c: &mut SqliteConnection, query: &DocumentQuery) -> Result<Page<DocumentRow>, ReadError> {
    let values = values(c, query).await?;
    let bound = |day: Option<Day>, open: i64| day.map_or(open, |d| i64::from(d.number()));
    let earliest = query.days.map(|days| bound(days.earliest, i64::MIN));
    let latest = query.days.map(|days| bound(days.latest, i64::MAX));
    let filtered = |statement: &'static str| {
        let mut bound = sqlx::query(statement);
        for slot in 0..SLOTS {
            let (facet, value) = values.get(slot).map(|(facet, value)| (*facet, value)).unzip();
            bound = bound.bind(facet).bind(value);
        }
        bound.bind(earliest).bind(latest)
    };
    let total: i64 = filtered(COUNT).fetch_one(&mut *c).await?.try_get(0)?;
    let start = Cursor::top();
    let from = query.after.as_ref().unwrap_or(&start);
    let rows = filtered(NEWEST_FIRST)
        .bind(from.latest)
        .bind(from.precision)
        .bind(&from.id)
        .bind(i64::from(query.limit) + 1)
        .fetch_all(&mut *c)
        .await?;
    let rows = rows
        .iter()
        .map(|row| {
            let date: Option<Edtf> = optional(row.try_get("date")?)?;
            let place = Cursor {
                ordinal: 0,
                latest: row.try_get::<Option<i64>, _>("latest")?.unwrap_or(-1),
                precision: row.try_get("precision")?,
                id: row.try_get("id")?,
            };
            let document = DocumentRow {
                id: foreign(row.try_get("id")?)?,
                titles: read_list(row.try_get("titles")?)?,
                document_type: foreign(row.try_get("document_type")?)?,
                date,
                issuer: optional(row.try_get("issuer")?)?,
                relations: read_list(row.try_get("relations")?)?,
                langs: read_list(row.try_get("langs")?)?,
                revision: own_int(row.try_get("revision")?),
                seq: own_int(row.try_get("seq")?),
                may_match: query.days.zip(date).is_some_and(|(days, date)| date.matches(&days) == Match::May),
            };
            Ok((document, place))
        })
        .collect::<Result<Vec<_>, ReadError>>()?;
    let page = cut(rows, own_int(total), query.limit, |(_, place)| place.clone());
    Ok(Page { rows: page.rows.into_iter().map(|(row, _)| row).collect(), total: page.total, next: page.next })
}

/// Finds the titles of the documents of meetings, in the order of their links.
pub(crate) async fn titles_by_meeting(
    c: &mut SqliteConnection,
    meetings: &[MeetingId],
) -> Result<BTreeMap<MeetingId, Vec<Name>>, ReadError> {
    let ids = serde_json::to_string(meetings).expect("a list of ids is plain data");
    let mut found: BTreeMap<MeetingId, Vec<Name>> = BTreeMap::new();
    for row in &sqlx::query(TITLES_BY_MEETING).bind(ids).fetch_all(c).await? {
        found.entry(foreign(row.try_get("meeting")?)?).or_default().extend(read_list::<Name>(row.try_get("titles")?)?);
    }
    Ok(found)
}
