//! Lists of meetings: by any mixture of filters, in order, page by page; the dates of a series; who comes before and after.
//!
//! A list walks along `meeting_link` for one value that was asked for (or for everything) and tests the other filters
//! row by row, so that a page costs the same on a large register; see the plan tests.

use chancery_model::{
    Day, DayRange, DocumentType, Edtf, Lang, Match, MechanismId, MeetingId, MeetingStatus, Name, OrganisationId, PartyId, PlaceId, TopicId,
};
use chancery_model::{Kind, RecordRef};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::page::{Cursor, Page, cut};
use crate::database::own_int;
use crate::error::ReadError;
use crate::views;
use crate::views::document::read_list;
use crate::views::link::Facet;
use crate::views::meeting::{read_status, status_str};

/// The order of a list of meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MeetingOrder {
    /// By latest day, then precision, then id, downwards; meetings without a date come last.
    #[default]
    NewestFirst,
    /// The reverse of it, row by row.
    OldestFirst,
    /// By ordinal downwards, then as [`MeetingOrder::NewestFirst`]; meetings without an ordinal come last.
    ByOrdinalDesc,
}

/// Which meetings to list; every filter that is given must hold. Ids that moved are followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingQuery {
    /// Of a topic, by their mechanism or a joint one.
    pub topic: Option<TopicId>,
    /// Of a mechanism, as home or jointly.
    pub mechanism: Option<MechanismId>,
    /// In which a party took part.
    pub party: Option<PartyId>,
    /// Hosted by a party.
    pub host: Option<PartyId>,
    /// In which an organisation took part.
    pub organisation: Option<OrganisationId>,
    /// At a place.
    pub place: Option<PlaceId>,
    /// In a country, by its ISO 3166-1 code.
    pub country: Option<String>,
    /// With a document of a type.
    pub document_type: Option<DocumentType>,
    /// On days that the date overlaps; see [`MeetingRow::may_match`].
    pub days: Option<DayRange>,
    /// With one of these statuses; empty for any.
    pub statuses: Vec<MeetingStatus>,
    /// The order.
    pub order: MeetingOrder,
    /// At most this many rows.
    pub limit: u32,
    /// Where to go on.
    pub after: Option<Cursor>,
}

impl Default for MeetingQuery {
    fn default() -> Self {
        MeetingQuery {
            topic: None,
            mechanism: None,
            party: None,
            host: None,
            organisation: None,
            place: None,
            country: None,
            document_type: None,
            days: None,
            statuses: Vec::new(),
            order: MeetingOrder::default(),
            limit: 50,
            after: None,
        }
    }
}

/// A meeting in a list. Ids are where redirects lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingRow {
    /// The id.
    pub id: MeetingId,
    /// The mechanism that is its home.
    pub mechanism: MechanismId,
    /// Other mechanisms, of a joint meeting.
    pub also_of: Vec<MechanismId>,
    /// The topics of its mechanisms.
    pub topics: Vec<TopicId>,
    /// The ordinal.
    pub ordinal: Option<u32>,
    /// The date.
    pub date: Option<Edtf>,
    /// Whether it took place.
    pub status: MeetingStatus,
    /// The place.
    pub place: Option<PlaceId>,
    /// The country of the place.
    pub country: Option<String>,
    /// True if held online.
    pub is_online: bool,
    /// The host, or the party that a participation marks as such.
    pub host: Option<PartyId>,
    /// Names of its own.
    pub names: Vec<Name>,
    /// Outcomes at the top of the principal account's tree.
    pub outcome_count: u32,
    /// Their parts, at any depth.
    pub outcome_part_count: u32,
    /// Agenda items at the top of the principal account's tree.
    pub agenda_count: u32,
    /// Documents related to it.
    pub document_count: u32,
    /// The languages in which some document related to it is known.
    pub document_langs: Vec<Lang>,
    /// The languages in which its source offers files.
    pub download_langs: Vec<Lang>,
    /// The revision.
    pub revision: u64,
    /// The number of the revision's entry.
    pub seq: u64,
    /// True if the date is not precise enough to tell whether it is on the days asked for.
    pub may_match: bool,
}

/// The columns of [`MeetingRow`], with the documents counted for these rows only.
macro_rules! columns {
    () => {
        "
    m.id, m.mechanism, m.also_of, m.topics, m.ordinal, m.date, m.latest, m.precision, m.status, m.place, m.country, m.is_online,
    m.host, m.names, m.outcome_count, m.outcome_part_count, m.agenda_count, m.download_langs, m.revision, m.seq,
    (SELECT COUNT(*) FROM document_link AS d WHERE d.facet = 'meeting' AND d.value = m.id) AS document_count,
    (SELECT json_group_array(DISTINCT x.value)
     FROM document_link AS d
     JOIN document_link AS x ON x.document = d.document AND x.facet = 'lang'
     WHERE d.facet = 'meeting' AND d.value = m.id) AS document_langs"
    };
}

/// From which meetings, and which filters hold: $1 and $2 the value to walk along, $3 other values as JSON pairs,
/// $4 a document type, $5 and $6 the first and last day, $7 statuses as JSON.
macro_rules! matching {
    () => {
        "
FROM meeting_link AS l
JOIN meeting AS m ON m.id = l.meeting
WHERE l.facet = $1 AND l.value = $2
    AND NOT EXISTS (
        SELECT 1
        FROM json_each($3) AS w
        WHERE NOT EXISTS (
            SELECT 1 FROM meeting_link AS x
            WHERE x.meeting = l.meeting AND x.facet = w.value ->> 0 AND x.value = w.value ->> 1))
    AND (CAST($4 AS TEXT) IS NULL OR EXISTS (
        SELECT 1
        FROM document_link AS d
        JOIN document_link AS t ON t.document = d.document AND t.facet = 'type' AND t.value = $4
        WHERE d.facet = 'meeting' AND d.value = l.meeting))
    AND (CAST($5 AS BIGINT) IS NULL OR m.latest >= $5)
    AND (CAST($6 AS BIGINT) IS NULL OR m.earliest <= $6)
    AND (CAST($7 AS TEXT) IS NULL OR m.status IN (SELECT s.value FROM json_each($7) AS s))"
    };
}

pub(crate) const COUNT: &str = concat!("SELECT COUNT(*)", matching!());

pub(crate) const NEWEST_FIRST: &str = concat!(
    "SELECT",
    columns!(),
    matching!(),
    "
    AND (l.latest, l.precision, l.meeting) < ($9, $10, $11)
ORDER BY l.latest DESC, l.precision DESC, l.meeting DESC
LIMIT $12"
);

pub(crate) const OLDEST_FIRST: &str = concat!(
    "SELECT",
    columns!(),
    matching!(),
    "
    AND (l.latest, l.precision, l.meeting) > ($9, $10, $11)
ORDER BY l.latest, l.precision, l.meeting
LIMIT $12"
);

pub(crate) const BY_ORDINAL: &str = concat!(
    "SELECT",
    columns!(),
    matching!(),
    "
    AND (COALESCE(m.ordinal, 0), l.latest, l.precision, l.meeting) < ($8, $9, $10, $11)
ORDER BY COALESCE(m.ordinal, 0) DESC, l.latest DESC, l.precision DESC, l.meeting DESC
LIMIT $12"
);

pub(crate) const ONE: &str = concat!("SELECT", columns!(), " FROM meeting AS m WHERE m.id = $1");

pub(crate) const SERIES: &str = "
SELECT m.id, m.mechanism, m.also_of, m.ordinal, m.date, m.status
FROM meeting_link AS l
JOIN meeting AS m ON m.id = l.meeting
WHERE l.facet = $1 AND l.value = $2
ORDER BY l.latest, l.precision, l.meeting";

pub(super) fn foreign<T: std::str::FromStr>(text: &str) -> Result<T, ReadError>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|e| ReadError::Damaged(format!("a stored value does not read back ({e})")))
}

pub(super) fn optional<T: std::str::FromStr>(text: Option<&str>) -> Result<Option<T>, ReadError>
where
    T::Err: std::fmt::Display,
{
    text.map(foreign).transpose()
}

fn row_of(row: &SqliteRow, days: Option<&DayRange>) -> Result<MeetingRow, ReadError> {
    let date: Option<Edtf> = optional(row.try_get("date")?)?;
    let may_match = days.zip(date).is_some_and(|(days, date)| date.matches(days) == Match::May);
    let mut document_langs: Vec<Lang> = read_list(row.try_get("document_langs")?)?;
    document_langs.sort();
    Ok(MeetingRow {
        id: foreign(row.try_get("id")?)?,
        mechanism: foreign(row.try_get("mechanism")?)?,
        also_of: read_list(row.try_get("also_of")?)?,
        topics: read_list(row.try_get("topics")?)?,
        ordinal: row.try_get("ordinal")?,
        date,
        status: read_status(row.try_get("status")?)?,
        place: optional(row.try_get("place")?)?,
        country: row.try_get("country")?,
        is_online: row.try_get("is_online")?,
        host: optional(row.try_get("host")?)?,
        names: read_list(row.try_get("names")?)?,
        outcome_count: row.try_get("outcome_count")?,
        outcome_part_count: row.try_get("outcome_part_count")?,
        agenda_count: row.try_get("agenda_count")?,
        document_count: row.try_get("document_count")?,
        document_langs,
        download_langs: read_list(row.try_get("download_langs")?)?,
        revision: own_int(row.try_get("revision")?),
        seq: own_int(row.try_get("seq")?),
        may_match,
    })
}

/// Follows an id to where it leads.
pub(super) async fn followed(c: &mut SqliteConnection, kind: Kind, id: &str) -> Result<String, ReadError> {
    let address = RecordRef::new(kind, id).map_err(|e| ReadError::Damaged(e.to_string()))?;
    Ok(views::resolve(c, &address).await?.id().to_owned())
}

/// The values asked for: the one with the fewest rows in most registers first, as that is walked along.
async fn values(c: &mut SqliteConnection, query: &MeetingQuery) -> Result<Vec<(&'static str, String)>, ReadError> {
    let mut values = Vec::new();
    let mut add = |facet: Facet, value: String| values.push((facet.as_str(), value));
    if let Some(id) = &query.mechanism {
        add(Facet::Mechanism, followed(c, Kind::Mechanism, id.as_str()).await?);
    }
    if let Some(id) = &query.place {
        add(Facet::Place, followed(c, Kind::Place, id.as_str()).await?);
    }
    if let Some(id) = &query.organisation {
        add(Facet::Organisation, followed(c, Kind::Organisation, id.as_str()).await?);
    }
    if let Some(id) = &query.topic {
        add(Facet::Topic, followed(c, Kind::Topic, id.as_str()).await?);
    }
    if let Some(country) = &query.country {
        add(Facet::Country, country.clone());
    }
    if let Some(party) = &query.host {
        add(Facet::Host, party.to_string());
    }
    if let Some(party) = &query.party {
        add(Facet::Party, party.to_string());
    }
    if values.is_empty() {
        values.push((Facet::All.as_str(), String::new()));
    }
    Ok(values)
}

fn day_bounds(days: Option<&DayRange>) -> (Option<i64>, Option<i64>) {
    let number = |day: Option<Day>, open: i64| day.map_or(open, |d| i64::from(d.number()));
    // An open end still asks for a date.
    match days {
        None => (None, None),
        Some(days) => (Some(number(days.earliest, i64::MIN)), Some(number(days.latest, i64::MAX))),
    }
}

/// Lists meetings.
pub(crate) async fn list(c: &mut SqliteConnection, query: &MeetingQuery) -> Result<Page<MeetingRow>, ReadError> {
    let values = values(c, query).await?;
    let ((facet, value), others) = values.split_first().expect("values gives at least one");
    let others = serde_json::json!(others).to_string();
    let document_type = query.document_type.as_ref().map(DocumentType::as_str);
    let (earliest, latest) = day_bounds(query.days.as_ref());
    let statuses: Vec<&str> = query.statuses.iter().map(|s| status_str(*s)).collect();
    let statuses = (!statuses.is_empty()).then(|| serde_json::json!(statuses).to_string());
    let filtered = |statement: &'static str| {
        sqlx::query(statement).bind(*facet).bind(value).bind(&others).bind(document_type).bind(earliest).bind(latest).bind(&statuses)
    };
    let total: i64 = filtered(COUNT).fetch_one(&mut *c).await?.try_get(0)?;
    let (statement, start) = match query.order {
        MeetingOrder::NewestFirst => (NEWEST_FIRST, Cursor::top()),
        MeetingOrder::OldestFirst => (OLDEST_FIRST, Cursor::bottom()),
        MeetingOrder::ByOrdinalDesc => (BY_ORDINAL, Cursor::top()),
    };
    let from = query.after.as_ref().unwrap_or(&start);
    let rows = filtered(statement)
        .bind(from.ordinal)
        .bind(from.latest)
        .bind(from.precision)
        .bind(&from.id)
        .bind(i64::from(query.limit) + 1)
        .fetch_all(&mut *c)
        .await?;
    let rows = rows
        .iter()
        .map(|row| {
            let place = Cursor {
                ordinal: row.try_get::<Option<i64>, _>("ordinal")?.unwrap_or(0),
                latest: row.try_get::<Option<i64>, _>("latest")?.unwrap_or(-1),
                precision: row.try_get("precision")?,
                id: row.try_get("id")?,
            };
            Ok((row_of(row, query.days.as_ref())?, place))
        })
        .collect::<Result<Vec<_>, ReadError>>()?;
    let page = cut(rows, own_int(total), query.limit, |(_, place)| place.clone());
    Ok(Page { rows: page.rows.into_iter().map(|(row, _)| row).collect(), total: page.total, next: page.next })
}

/// Finds one meeting's row.
pub(crate) async fn find_row(c: &mut SqliteConnection, id: &str) -> Result<Option<MeetingRow>, ReadError> {
    sqlx::query(ONE).bind(id).fetch_optional(c).await?.map(|row| row_of(&row, None)).transpose()
}

/// Finds one meeting's row, following its id.
pub(crate) async fn find_followed_row(c: &mut SqliteConnection, id: &MeetingId) -> Result<Option<MeetingRow>, ReadError> {
    let id = followed(c, Kind::Meeting, id.as_str()).await?;
    find_row(c, &id).await
}

/// What a series is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Series {
    /// The meetings of all mechanisms of a topic.
    Topic(TopicId),
    /// The meetings of one mechanism, joint ones included.
    Mechanism(MechanismId),
}

/// A meeting in a series: enough to draw it in a strip of years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesDate {
    /// The meeting.
    pub id: MeetingId,
    /// The mechanism that is its home.
    pub mechanism: MechanismId,
    /// Other mechanisms, of a joint meeting.
    pub also_of: Vec<MechanismId>,
    /// The ordinal.
    pub ordinal: Option<u32>,
    /// The date.
    pub date: Option<Edtf>,
    /// Whether it took place.
    pub status: MeetingStatus,
}

/// Lists the dates of a series, oldest first; meetings without a date come first.
pub(crate) async fn dates(c: &mut SqliteConnection, series: &Series) -> Result<Vec<SeriesDate>, ReadError> {
    let (facet, value) = match series {
        Series::Topic(id) => (Facet::Topic, followed(c, Kind::Topic, id.as_str()).await?),
        Series::Mechanism(id) => (Facet::Mechanism, followed(c, Kind::Mechanism, id.as_str()).await?),
    };
    let rows = sqlx::query(SERIES).bind(facet.as_str()).bind(value).fetch_all(c).await?;
    rows.iter()
        .map(|row| {
            Ok(SeriesDate {
                id: foreign(row.try_get("id")?)?,
                mechanism: foreign(row.try_get("mechanism")?)?,
                also_of: read_list(row.try_get("also_of")?)?,
                ordinal: row.try_get("ordinal")?,
                date: optional(row.try_get("date")?)?,
                status: read_status(row.try_get("status")?)?,
            })
        })
        .collect()
}

/// Puts a series in the order in which a reader goes from meeting to meeting: by ordinal, and those without one where
/// their date puts them. `dates` comes oldest first.
fn in_order(dates: Vec<SeriesDate>) -> Vec<SeriesDate> {
    let (mut ordered, mut others): (Vec<_>, Vec<_>) = dates.into_iter().partition(|d| d.ordinal.is_some());
    ordered.sort_by_key(|d| d.ordinal);
    others.sort_by_key(|d| d.date.is_none());
    for other in others {
        let at = match &other.date {
            Some(date) => ordered.iter().position(|d| d.date.is_some_and(|theirs| theirs.cmp_by_day(date).is_gt())),
            None => None,
        };
        ordered.insert(at.unwrap_or(ordered.len()), other);
    }
    ordered
}

/// Finds the meetings of the same home before and after a meeting.
pub(crate) async fn find_neighbours(
    c: &mut SqliteConnection,
    id: &MeetingId,
) -> Result<(Option<MeetingRow>, Option<MeetingRow>), ReadError> {
    let id = followed(c, Kind::Meeting, id.as_str()).await?;
    let Some(row) = find_row(c, &id).await? else {
        return Ok((None, None));
    };
    let mut series = dates(c, &Series::Mechanism(row.mechanism.clone())).await?;
    series.retain(|d| d.mechanism == row.mechanism);
    let series = in_order(series);
    let Some(at) = series.iter().position(|d| d.id == row.id) else {
        return Ok((None, None));
    };
    let before = match at.checked_sub(1).and_then(|i| series.get(i)) {
        Some(before) => find_row(c, before.id.as_str()).await?,
        None => None,
    };
    let after = match series.get(at + 1) {
        Some(after) => find_row(c, after.id.as_str()).await?,
        None => None,
    };
    Ok((before, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_goes_by_ordinal_then_by_date() {
        let meeting = |suffix: &str, ordinal: Option<u32>, date: Option<&str>| SeriesDate {
            id: format!("tchm/{suffix}").parse().unwrap(),
            mechanism: "tchm".parse().unwrap(),
            also_of: vec![],
            ordinal,
            date: date.map(|d| d.parse().unwrap()),
            status: MeetingStatus::Held,
        };
        let series = vec![
            meeting("undated", None, None),
            meeting("3", Some(3), None),
            meeting("2", Some(2), Some("2010")),
            meeting("special", None, Some("2011-05")),
            meeting("4", Some(4), Some("2012-01-01")),
            meeting("last", None, Some("2015")),
        ];
        let ids: Vec<String> = in_order(series).iter().map(|d| d.id.suffix().to_owned()).collect();
        assert_eq!(ids, ["2", "3", "special", "4", "last", "undated"]);
    }
}
