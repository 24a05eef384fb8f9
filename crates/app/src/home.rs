//! What the home page tells: how much there is, the topics, the latest and the coming meetings.

use chancery_model::{Day, DayRange, MeetingStatus, Topic};
use chancery_store::{Counts, MeetingOrder, MeetingQuery, MeetingRow};

use crate::App;
use crate::ctx::Ctx;
use crate::error::AppError;

/// How many meetings the home page shows of each sort.
const SHOWN: u32 = 8;

/// A topic and how much there is on it.
#[derive(Debug, Clone)]
pub struct TopicCount {
    /// The topic.
    pub topic: Topic,
    /// Its mechanisms.
    pub mechanisms: u64,
    /// Its meetings.
    pub meetings: u64,
}

/// What the home page tells.
#[derive(Debug, Clone)]
pub struct Home {
    /// How much there is.
    pub counts: Counts,
    /// How many commitments there are.
    pub commitments: usize,
    /// The topics in the framework's order; those with nothing recorded are there too.
    pub topics: Vec<TopicCount>,
    /// The latest meetings held, newest first.
    pub latest: Vec<MeetingRow>,
    /// The meetings announced from today on, soonest first.
    pub coming: Vec<MeetingRow>,
}

impl App {
    /// Reads what the home page tells.
    pub async fn read_home(&self, ctx: &Ctx) -> Result<Home, AppError> {
        let store = self.store();
        let counts = store.counts().await?;
        let latest = MeetingQuery {
            statuses: vec![MeetingStatus::Held],
            days: Some(DayRange { earliest: None, latest: Some(ctx.today) }),
            order: MeetingOrder::NewestFirst,
            limit: SHOWN,
            is_counted: false,
            ..MeetingQuery::default()
        };
        let coming = MeetingQuery {
            statuses: vec![MeetingStatus::Planned, MeetingStatus::Postponed],
            days: Some(DayRange { earliest: Day::new(ctx.today.year(), 1, 1), latest: None }),
            order: MeetingOrder::OldestFirst,
            limit: SHOWN,
            is_counted: false,
            ..MeetingQuery::default()
        };
        let latest = store.list_meetings(&latest).await?.rows;
        let coming = store.list_meetings(&coming).await?.rows;
        let is_coming = |row: &MeetingRow| row.date.is_none_or(|d| d.range().latest.is_none_or(|day| day >= ctx.today));
        let catalogue = self.catalogue();
        let topics = catalogue
            .topics_in_order()
            .into_iter()
            .map(|topic| {
                let (mechanisms, meetings) = topic_counts(&counts, topic);
                TopicCount { topic: topic.clone(), mechanisms, meetings }
            })
            .collect();
        let commitments = self.ledger().await?.commitments.len();
        Ok(Home { counts, commitments, topics, latest, coming: coming.into_iter().filter(is_coming).collect() })
    }
}

fn topic_counts(counts: &Counts, topic: &Topic) -> (u64, u64) {
    counts.by_topic.get(&topic.id).map_or((0, 0), |count| (count.mechanisms, count.meetings))
}
