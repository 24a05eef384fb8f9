//! Lists of meetings: by any mixture of filters, in order, page by page.
//!
//! A list walks along `meeting_link` for one value that was asked for (or for everything) and tests the other filters
//! row by row, so that a page costs the same on a large register; see the plan tests. `CROSS JOIN` is SQLite's word for a
//! join that begins where it is written: left to choose, it began at every link of a facet.

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
    /// Whether to count the whole list, which may be long; if not, `total` is the number of rows given.
    pub is_counted: bool,
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
            is_counted: true,
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
     CROSS JOIN document_link AS x ON x.document = d.document AND x.facet = 'lang'
     WHERE d.facet = 'meeting' AND d.value = m.id) AS document_langs"
    };
}

/// Which links to walk along, and which other values must hold: $1 and $2 the value to walk along, $3 to $14 six others or
/// none (no more are left when one is walked along), $15 a document type. A slot without a value costs nothing, where a
/// list of values in JSON would be taken apart for every row.
macro_rules! linked {
    ($join:literal) => {
        concat!(
            "
FROM meeting_link AS l",
            $join,
            "
WHERE l.facet = $1 AND l.value = $2",
            linked!("$3", "$4"),
            linked!("$5", "$6"),
            linked!("$7", "$8"),
            linked!("$9", "$10"),
            linked!("$11", "$12"),
            linked!("$13", "$14"),
            "
    AND (CAST($15 AS TEXT) IS NULL OR EXISTS (
        SELECT 1
        FROM document_link AS d
        CROSS JOIN document_link AS t ON t.document = d.document AND t.facet = 'type' AND t.value = $15
        WHERE d.facet = 'meeting' AND d.value = l.meeting))"
        )
    };
    ($facet:literal, $value:literal) => {
        concat!(
            "
    AND (CAST(",
            $facet,
            " AS TEXT) IS NULL OR EXISTS (
        SELECT 1 FROM meeting_link AS x WHERE x.meeting = l.meeting AND x.facet = ",
            $facet,
            " AND x.value = ",
            $value,
            "))"
        )
    };
}

/// What only the meeting's row tells: $16 and $17 the first and last day, $18 statuses as JSON.
macro_rules! matching {
    () => {
        concat!(
            linked!(
                "
CROSS JOIN meeting AS m ON m.id = l.meeting"
            ),
            "
    AND (CAST($16 AS BIGINT) IS NULL OR m.latest >= $16)
    AND (CAST($17 AS BIGINT) IS NULL OR m.earliest <= $17)
    AND (CAST($18 AS TEXT) IS NULL OR m.status IN (SELECT s.value FROM json_each($18) AS s))"
        )
    };
}

/// Counts without a look at the meetings; for queries that ask for neither days nor statuses.
pub(super) const COUNT_LINKS: &str = concat!("SELECT COUNT(*)", linked!(""));

pub(super) const COUNT: &str = concat!("SELECT COUNT(*)", matching!());

pub(super) const NEWEST_FIRST: &str = concat!(
    "SELECT",
    columns!(),
    matching!(),
    "
    AND (l.latest, l.precision, l.meeting) < ($20, $21, $22)
ORDER BY l.latest DESC, l.precision DESC, l.meeting DESC
LIMIT $23"
);

pub(super) const OLDEST_FIRST: &str = concat!(
    "SELECT",
    columns!(),
    matching!(),
    "
    AND (l.latest, l.precision, l.meeting) > ($20, $21, $22)
ORDER BY l.latest, l.precision, l.meeting
LIMIT $23"
);

pub(super) const BY_ORDINAL: &str = concat!(
    "SELECT",
    columns!(),
    matching!(),
    "
    AND (COALESCE(m.ordinal, 0), l.latest, l.precision, l.meeting) < ($19, $20, $21, $22)
ORDER BY COALESCE(m.ordinal, 0) DESC, l.latest DESC, l.precision DESC, l.meeting DESC
LIMIT $23"
);

pub(super) const ONE: &str = concat!("SELECT", columns!(), " FROM meeting AS m WHERE m.id = $1");

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

/// How many values a query can ask for: one for each filter of [`values`].
const SLOTS: usize = 7;

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
    let document_type = query.document_type.as_ref().map(DocumentType::as_str);
    let (earliest, latest) = day_bounds(query.days.as_ref());
    let statuses: Vec<&str> = query.statuses.iter().map(|s| status_str(*s)).collect();
    let statuses = (!statuses.is_empty()).then(|| serde_json::json!(statuses).to_string());
    let linked = |statement: &'static str| {
        let mut bound = sqlx::query(statement);
        for slot in 0..SLOTS {
            let (facet, value) = values.get(slot).map(|(facet, value)| (*facet, value)).unzip();
            bound = bound.bind(facet).bind(value);
        }
        bound.bind(document_type)
    };
    let matching = |statement: &'static str| linked(statement).bind(earliest).bind(latest).bind(&statuses);
    let is_linked_only = query.days.is_none() && statuses.is_none();
    let count = if is_linked_only { linked(COUNT_LINKS) } else { matching(COUNT) };
    let total: Option<i64> = if query.is_counted { Some(count.fetch_one(&mut *c).await?.try_get(0)?) } else { None };
    let (statement, start) = match query.order {
        MeetingOrder::NewestFirst => (NEWEST_FIRST, Cursor::top()),
        // What ended before the first day asked for is not walked through; of a cursor only the day counts here.
        MeetingOrder::OldestFirst => (OLDEST_FIRST, earliest.map_or_else(Cursor::bottom, |day| Cursor { latest: day, ..Cursor::bottom() })),
        MeetingOrder::ByOrdinalDesc => (BY_ORDINAL, Cursor::top()),
    };
    let from = query.after.as_ref().unwrap_or(&start);
    let rows = matching(statement)
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
    let total = total.map_or(rows.len().min(query.limit as usize) as u64, own_int);
    let page = cut(rows, total, query.limit, |(_, place)| place.clone());
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
