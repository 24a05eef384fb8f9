//! What meetings take from others: topics from their mechanism, the country from their place.

use chancery_model::{Kind, Record};
use sqlx::SqliteConnection;

use super::projection::Projection;
use super::{sql, stored_ref};
use crate::error::ReadError;

impl Projection {
    /// Writes the topics of a mechanism; if they differ, its meetings and documents are made again.
    pub(super) async fn project_mechanism(&mut self, c: &mut SqliteConnection, id: &str) -> Result<(), ReadError> {
        let mut topics: Vec<String> = Vec::new();
        if let Some(fresh) = self.current(c, Kind::Mechanism, id).await?
            && let Record::Mechanism(mechanism) = &fresh.record
        {
            for topic in &mechanism.topics {
                let topic = self.lead(Kind::Topic, topic.as_str());
                if !topics.contains(&topic) {
                    topics.push(topic);
                }
            }
        }
        let before: Vec<String> = sqlx::query_scalar(sql::MECHANISM_TOPICS).bind(id).fetch_all(&mut *c).await?;
        if before != topics {
            sqlx::query(sql::DELETE_MECHANISM_TOPICS).bind(id).execute(&mut *c).await?;
            for (position, topic) in (0i64..).zip(&topics) {
                sqlx::query(sql::INSERT_MECHANISM_TOPIC).bind(id).bind(topic).bind(position).execute(&mut *c).await?;
            }
            self.mark_referents(&stored_ref(Kind::Mechanism.as_str(), id)?);
        }
        self.topics.insert(id.to_owned(), topics);
        Ok(())
    }

    /// Writes the country of a place; if it differs, its meetings are made again.
    pub(super) async fn project_place(&mut self, c: &mut SqliteConnection, id: &str) -> Result<(), ReadError> {
        let country = match self.current(c, Kind::Place, id).await?.map(|fresh| fresh.record) {
            Some(Record::Place(place)) => Some(place.country),
            _ => None,
        };
        let before: Option<String> = sqlx::query_scalar(sql::PLACE_COUNTRY).bind(id).fetch_optional(&mut *c).await?;
        if before != country {
            sqlx::query(sql::DELETE_PLACE_COUNTRY).bind(id).execute(&mut *c).await?;
            if let Some(country) = &country {
                sqlx::query(sql::INSERT_PLACE_COUNTRY).bind(id).bind(country).execute(&mut *c).await?;
            }
            self.mark_referents(&stored_ref(Kind::Place.as_str(), id)?);
        }
        self.countries.insert(id.to_owned(), country);
        Ok(())
    }

    /// The topics of a mechanism.
    pub(super) async fn topics_of(&mut self, c: &mut SqliteConnection, mechanism: &str) -> Result<Vec<String>, ReadError> {
        if let Some(topics) = self.topics.get(mechanism) {
            return Ok(topics.clone());
        }
        let topics: Vec<String> = sqlx::query_scalar(sql::MECHANISM_TOPICS).bind(mechanism).fetch_all(c).await?;
        self.topics.insert(mechanism.to_owned(), topics.clone());
        Ok(topics)
    }

    /// The country of a place.
    pub(super) async fn country_of(&mut self, c: &mut SqliteConnection, place: &str) -> Result<Option<String>, ReadError> {
        if let Some(country) = self.countries.get(place) {
            return Ok(country.clone());
        }
        let country: Option<String> = sqlx::query_scalar(sql::PLACE_COUNTRY).bind(place).fetch_optional(c).await?;
        self.countries.insert(place.to_owned(), country.clone());
        Ok(country)
    }
}
