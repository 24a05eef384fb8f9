//! What the register holds, in numbers.

use std::collections::BTreeMap;

use chancery_model::{Day, Kind, TopicId};
use sqlx::{Row, SqliteConnection};

use super::meeting::foreign;
use crate::database::own_int;
use crate::error::ReadError;
use crate::journal::{self, Head, read_batch};

pub(super) const BY_KIND: &str = "
SELECT kind, COUNT(*) AS count
FROM record
WHERE kind = $1 AND state = 'current'";

pub(super) const MEETINGS_BY_TOPIC: &str = "
SELECT value, COUNT(*) AS count
FROM meeting_link
WHERE facet = 'topic'
GROUP BY value
ORDER BY value";

pub(super) const MECHANISMS_BY_TOPIC: &str = "
SELECT topic AS value, COUNT(*) AS count
FROM mechanism_topic
GROUP BY topic
ORDER BY topic";

/// An open end is not a year.
pub(super) const FIRST_DAY: &str = "
SELECT MIN(m.earliest) AS day
FROM meeting AS m
WHERE m.earliest > -2147483648";

pub(super) const LAST_DAY: &str = "
SELECT MAX(l.latest) AS day
FROM meeting_link AS l
WHERE l.facet = 'all' AND l.value = '' AND l.latest < 2147483647 AND l.latest > 0";

/// What the register holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Current mechanisms.
    pub mechanisms: u64,
    /// Current meetings.
    pub meetings: u64,
    /// Current documents.
    pub documents: u64,
    /// Current organisations.
    pub organisations: u64,
    /// Current topics.
    pub topics: u64,
    /// Current places.
    pub places: u64,
    /// By topic; topics without mechanism and meeting are not in it.
    pub by_topic: BTreeMap<TopicId, TopicCounts>,
    /// The first year that a meeting may have been in.
    pub first_year: Option<u16>,
    /// The last.
    pub last_year: Option<u16>,
    /// When something was last published, RFC 3339 in UTC; none on an empty register.
    pub last_published: Option<String>,
    /// Where the journal ends.
    pub head: Head,
}

/// What a topic holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TopicCounts {
    /// Its mechanisms.
    pub mechanisms: u64,
    /// Their meetings.
    pub meetings: u64,
}

async fn count(c: &mut SqliteConnection, kind: Kind) -> Result<u64, ReadError> {
    Ok(own_int(sqlx::query(BY_KIND).bind(kind.as_str()).fetch_one(c).await?.try_get("count")?))
}

async fn year(c: &mut SqliteConnection, statement: &'static str) -> Result<Option<u16>, ReadError> {
    let day: Option<i32> = sqlx::query(statement).fetch_one(c).await?.try_get("day")?;
    Ok(day.and_then(Day::from_number).map(Day::year))
}

/// Counts what the register holds.
pub(crate) async fn counts(c: &mut SqliteConnection) -> Result<Counts, ReadError> {
    let mut by_topic: BTreeMap<TopicId, TopicCounts> = BTreeMap::new();
    for row in sqlx::query(MEETINGS_BY_TOPIC).fetch_all(&mut *c).await? {
        by_topic.entry(foreign(row.try_get("value")?)?).or_default().meetings = own_int(row.try_get("count")?);
    }
    for row in sqlx::query(MECHANISMS_BY_TOPIC).fetch_all(&mut *c).await? {
        by_topic.entry(foreign(row.try_get("value")?)?).or_default().mechanisms = own_int(row.try_get("count")?);
    }
    let head = journal::head(c).await?;
    let last = journal::find_batch(c, head.batch).await?;
    Ok(Counts {
        mechanisms: count(c, Kind::Mechanism).await?,
        meetings: count(c, Kind::Meeting).await?,
        documents: count(c, Kind::Document).await?,
        organisations: count(c, Kind::Organisation).await?,
        topics: count(c, Kind::Topic).await?,
        places: count(c, Kind::Place).await?,
        by_topic,
        first_year: year(c, FIRST_DAY).await?,
        last_year: year(c, LAST_DAY).await?,
        last_published: last.map(|bytes| read_batch(&bytes)).transpose()?.map(|batch| batch.at),
        head,
    })
}
