//! A series of meetings: its dates, for strips of years, and who comes before and after.

use chancery_model::{Edtf, Kind, MechanismId, MeetingId, MeetingStatus, TopicId};
use sqlx::{Row, SqliteConnection};

use super::meeting::{MeetingRow, find_row, followed, foreign, optional};
use crate::error::ReadError;
use crate::views::document::read_list;
use crate::views::link::Facet;
use crate::views::meeting::read_status;

pub(super) const SERIES: &str = "
SELECT m.id, m.mechanism, m.also_of, m.ordinal, m.date, m.status
FROM meeting_link AS l
JOIN meeting AS m ON m.id = l.meeting
WHERE l.facet = $1 AND l.value = $2
ORDER BY l.latest, l.precision, l.meeting";

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
