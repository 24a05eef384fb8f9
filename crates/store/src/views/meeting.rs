//! The row of a meeting, and the lists in which it stands.

use chancery_model::{Item, Kind, Meeting, MeetingStatus, Record};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::link::{Facet, Links, link, place_of};
use super::projection::{Projection, Ties};
use super::{Fresh, sql, stored_ref, to_json};
use crate::database::sql_int;
use crate::error::ReadError;
use crate::rows::Cell;

/// A status as it is stored.
pub(crate) fn status_str(status: MeetingStatus) -> &'static str {
    match status {
        MeetingStatus::Held => "held",
        MeetingStatus::Planned => "planned",
        MeetingStatus::Postponed => "postponed",
        MeetingStatus::Cancelled => "cancelled",
    }
}

/// Reads a stored status.
pub(crate) fn read_status(text: &str) -> Result<MeetingStatus, ReadError> {
    [MeetingStatus::Held, MeetingStatus::Planned, MeetingStatus::Postponed, MeetingStatus::Cancelled]
        .into_iter()
        .find(|s| status_str(*s) == text)
        .ok_or_else(|| ReadError::Damaged(format!("a meeting has the status {text:?}")))
}

/// Reads the ties of a meeting off its row.
pub(super) fn read_ties(row: &SqliteRow) -> Result<Ties, sqlx::Error> {
    Ok([row.try_get("mechanism")?, row.try_get("also_of")?, row.try_get("topics")?])
}

/// How many items stand at the top and how many parts they have; what its source no longer has is not counted.
fn count(items: &[Item]) -> (i64, i64) {
    let (mut top, mut parts) = (0, 0);
    for item in items {
        item.walk(0, &mut |item, depth| match (item.is_gone, depth) {
            (true, _) => {}
            (false, 0) => top += 1,
            (false, _) => parts += 1,
        });
    }
    (top, parts)
}

impl Projection {
    /// Writes the row of a meeting; if its mechanism or topics differ, its documents are made again.
    pub(super) async fn project_meeting(&mut self, c: &mut SqliteConnection, id: &str) -> Result<(), ReadError> {
        let fresh = self.current(c, Kind::Meeting, id).await?;
        let is_new = fresh.as_ref().is_some_and(|f| f.revision == 1) && self.touched.contains_key(&stored_ref("meeting", id)?);
        let before: Option<Ties> = match is_new {
            true => None,
            false => {
                let row = sqlx::query(sql::MEETING_TIES).bind(id).fetch_optional(&mut *c).await?;
                sqlx::query(sql::DELETE_MEETING).bind(id).execute(&mut *c).await?;
                sqlx::query(sql::DELETE_MEETING_LINKS).bind(id).execute(&mut *c).await?;
                row.as_ref().map(read_ties).transpose()?
            }
        };
        let after = match fresh {
            Some(Fresh { record: Record::Meeting(meeting), revision, seq }) => Some(self.write_meeting(c, &meeting, revision, seq).await?),
            _ => None,
        };
        if before != after {
            self.mark_referents(&stored_ref("meeting", id)?);
        }
        self.ties.insert(id.to_owned(), after);
        Ok(())
    }

    async fn write_meeting(&mut self, c: &mut SqliteConnection, meeting: &Meeting, revision: u64, seq: u64) -> Result<Ties, ReadError> {
        let mechanism = self.lead(Kind::Mechanism, meeting.mechanism.as_str());
        let mut also_of: Vec<String> = Vec::new();
        for other in &meeting.also_of {
            let other = self.lead(Kind::Mechanism, other.as_str());
            if other != mechanism && !also_of.contains(&other) {
                also_of.push(other);
            }
        }
        let mut topics = self.topics_of(c, &mechanism).await?;
        for other in &also_of {
            for topic in self.topics_of(c, other).await? {
                if !topics.contains(&topic) {
                    topics.push(topic);
                }
            }
        }
        let place = meeting.place.as_ref().map(|p| self.lead(Kind::Place, p.place.as_str()));
        let country = match &place {
            Some(place) => self.country_of(c, place).await?,
            None => None,
        };
        let host = meeting.host.as_ref().or_else(|| meeting.participation.iter().find(|p| p.is_host)?.party.as_ref());

        let mut links = Links::new();
        link(&mut links, Facet::All, "");
        topics.iter().for_each(|t| link(&mut links, Facet::Topic, t));
        std::iter::once(&mechanism).chain(&also_of).for_each(|m| link(&mut links, Facet::Mechanism, m));
        host.iter().for_each(|h| link(&mut links, Facet::Host, h.as_str()));
        place.iter().for_each(|p| link(&mut links, Facet::Place, p));
        country.iter().for_each(|x| link(&mut links, Facet::Country, x));
        for participation in &meeting.participation {
            participation.party.iter().for_each(|p| link(&mut links, Facet::Party, p.as_str()));
            participation
                .organisation
                .iter()
                .for_each(|o| link(&mut links, Facet::Organisation, self.lead(Kind::Organisation, o.as_str())));
        }

        let when = place_of(meeting.date.as_ref());
        let principal = meeting.principal_account();
        let (outcomes, parts) = count(principal.map_or(&[], |a| &a.outcomes));
        let (agenda, _) = count(principal.map_or(&[], |a| &a.agenda));
        let (also_of, topics) = (to_json(&also_of)?, to_json(&topics)?);
        let row: [Cell; 21] = [
            meeting.id.as_str().into(),
            mechanism.as_str().into(),
            also_of.as_str().into(),
            topics.as_str().into(),
            meeting.ordinal.into(),
            meeting.date.map(|d| d.to_string()).into(),
            when.earliest.into(),
            when.latest.into(),
            when.precision.into(),
            status_str(meeting.status).into(),
            place.into(),
            country.into(),
            meeting.is_online.into(),
            host.map(chancery_model::PartyId::as_str).into(),
            to_json(&meeting.names)?.into(),
            outcomes.into(),
            parts.into(),
            agenda.into(),
            to_json(&meeting.download_languages)?.into(),
            sql_int(revision).into(),
            sql_int(seq).into(),
        ];
        self.rows.meetings.push(row);
        for (facet, value) in links {
            let row = [facet.into(), value.into(), when.order().into(), when.precision.into(), meeting.id.as_str().into()];
            self.rows.meeting_links.push(row);
        }
        Ok([mechanism, also_of, topics])
    }
}
