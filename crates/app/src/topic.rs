//! A topic with its mechanisms by level, each with its series and its latest meetings.

use std::collections::BTreeMap;

use chancery_model::{Kind, Level, Mechanism, MechanismId, Record, Topic, TopicId};
use chancery_store::{DocumentQuery, MeetingOrder, MeetingQuery, MeetingRow};

use crate::App;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::found::{Miss, Version};
use crate::series::{Point, Series, Strip};

/// How many of a topic's newest meetings are looked at for the lists under the mechanisms.
const NEWEST: u32 = 200;
/// How many meetings are listed under a mechanism before its own page goes on.
const UNDER_MECHANISM: usize = 6;

/// A mechanism within a topic.
#[derive(Debug, Clone)]
pub struct TopicMechanism {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// What is known of its series.
    pub series: Series,
    /// Its years, on the topic's common axis; `None` if no meeting of the topic has a date.
    pub strip: Option<Strip>,
    /// Its newest meetings, newest first.
    pub newest: Vec<MeetingRow>,
    /// How many meetings it has in all, whatever their state.
    pub total: usize,
}

/// The mechanisms of one level.
#[derive(Debug, Clone)]
pub struct TopicLevel {
    /// The level.
    pub level: Level,
    /// Its mechanisms.
    pub mechanisms: Vec<TopicMechanism>,
}

/// What a topic's page tells.
#[derive(Debug, Clone)]
pub struct TopicView {
    /// The topic.
    pub topic: Topic,
    /// Which state of it.
    pub version: Version,
    /// Its mechanisms by level, highest first.
    pub levels: Vec<TopicLevel>,
    /// Its meetings seen as one series: for the first and last year and the count.
    pub series: Series,
    /// How many documents belong to it.
    pub documents: u64,
}

impl App {
    /// Reads a topic.
    pub async fn read_topic(&self, ctx: &Ctx, id: &TopicId) -> Result<TopicView, Miss> {
        let take = |record| match record {
            Record::Topic(topic) => Some(topic),
            _ => None,
        };
        let (topic, version) = self.find_as(Kind::Topic, id.as_str(), take).await?;
        Ok(self.topic_view(ctx, topic, version).await?)
    }

    async fn topic_view(&self, ctx: &Ctx, topic: Topic, version: Version) -> Result<TopicView, AppError> {
        let points = self.points_of_topic(&topic.id).await?;
        let query =
            MeetingQuery { topic: Some(topic.id.clone()), order: MeetingOrder::NewestFirst, limit: NEWEST, ..MeetingQuery::default() };
        let mut newest: BTreeMap<MechanismId, Vec<MeetingRow>> = BTreeMap::new();
        for row in self.store().list_meetings(&query).await?.rows {
            for mechanism in std::iter::once(&row.mechanism).chain(&row.also_of) {
                let under = newest.entry(mechanism.clone()).or_default();
                if under.len() < UNDER_MECHANISM {
                    under.push(row.clone());
                }
            }
        }
        let span = Strip::span(&points, ctx.today);
        let catalogue = self.catalogue();
        let mut levels: Vec<TopicLevel> = Vec::new();
        for mechanism in catalogue.mechanisms_of(&topic.id, &ctx.lang) {
            let own: Vec<&Point> = points.iter().filter(|p| p.mechanism == mechanism.id || p.also_of.contains(&mechanism.id)).collect();
            let entry = TopicMechanism {
                series: Series::of(&own),
                strip: span.map(|(from, until)| Strip::draw(&own, from, until)),
                newest: newest.remove(&mechanism.id).unwrap_or_default(),
                total: own.len(),
                mechanism: mechanism.clone(),
            };
            match levels.last_mut() {
                Some(last) if last.level == mechanism.level => last.mechanisms.push(entry),
                _ => levels.push(TopicLevel { level: mechanism.level.clone(), mechanisms: vec![entry] }),
            }
        }
        let documents = DocumentQuery { topic: Some(topic.id.clone()), limit: 1, ..DocumentQuery::default() };
        let documents = self.store().list_documents(&documents).await?.total;
        Ok(TopicView { topic, version, levels, series: Series::of(&points.iter().collect::<Vec<_>>()), documents })
    }
}
