//! A mechanism with its series, its meetings, its hosts so far, its groups and its documents.

use chancery_model::{Kind, Mechanism, MechanismId, MeetingStatus, PartyId, Record, TopicId};
use chancery_store::{DocumentQuery, DocumentRow, MeetingOrder, MeetingQuery, MeetingRow, Page, Series as Scope, SeriesDate};

use crate::App;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::found::{Miss, Version};
use crate::series::{Point, Series, Strip};

/// How many meetings a mechanism's page lists at once.
const MEETINGS: u32 = 50;
/// How many documents a mechanism's page lists.
const DOCUMENTS: u32 = 50;

/// How often a party was host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosting {
    /// The party.
    pub party: PartyId,
    /// How many of the meetings that are listed it hosted.
    pub times: u32,
}

/// What a mechanism's page tells.
#[derive(Debug, Clone)]
pub struct MechanismView {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// Which state of it.
    pub version: Version,
    /// What is known of its series.
    pub series: Series,
    /// Its years; `None` if no meeting has a date.
    pub strip: Option<Strip>,
    /// Its meetings, latest first, a page of them.
    pub meetings: Page<MeetingRow>,
    /// The hosts, in the framework's order; counted over this page of meetings only, `is_whole` says whether that is all.
    pub hosts: Vec<Hosting>,
    /// True if the page of meetings holds all of them.
    pub is_whole: bool,
    /// The mechanisms that report to it.
    pub groups: Vec<Mechanism>,
    /// Its documents, newest first.
    pub documents: Page<DocumentRow>,
}

impl App {
    /// Reads a mechanism with a page of its meetings, from the cursor `after` on.
    pub async fn read_mechanism(&self, ctx: &Ctx, id: &MechanismId, after: Option<&str>) -> Result<MechanismView, Miss> {
        let take = |record| match record {
            Record::Mechanism(mechanism) => Some(mechanism),
            _ => None,
        };
        let (mechanism, version) = self.find_as(Kind::Mechanism, id.as_str(), take).await?;
        let points = self.points(Scope::Mechanism(id.clone())).await?;
        let all: Vec<&Point> = points.iter().collect();
        let is_first_page = after.is_none();
        let query = MeetingQuery {
            mechanism: Some(id.clone()),
            order: MeetingOrder::NewestFirst,
            limit: MEETINGS,
            after: after.map(str::parse).transpose()?,
            ..MeetingQuery::default()
        };
        let meetings = self.store().list_meetings(&query).await?;
        let query = DocumentQuery { mechanism: Some(id.clone()), limit: DOCUMENTS, ..DocumentQuery::default() };
        let documents = self.store().list_documents(&query).await?;
        let catalogue = self.catalogue();
        let mut hosts: Vec<Hosting> = Vec::new();
        for party in meetings.rows.iter().filter(|row| row.status == MeetingStatus::Held).filter_map(|row| row.host.as_ref()) {
            match hosts.iter_mut().find(|h| h.party == *party) {
                Some(hosting) => hosting.times += 1,
                None => hosts.push(Hosting { party: party.clone(), times: 1 }),
            }
        }
        hosts.sort_by(|a, b| {
            catalogue.party_position(&a.party).cmp(&catalogue.party_position(&b.party)).then_with(|| a.party.cmp(&b.party))
        });
        Ok(MechanismView {
            series: Series::of(&all),
            strip: Strip::span(&points, ctx.today).map(|(from, until)| Strip::draw(&all, from, until)),
            is_whole: is_first_page && meetings.next.is_none(),
            groups: catalogue.groups_of(id).into_iter().cloned().collect(),
            mechanism,
            version,
            meetings,
            hosts,
            documents,
        })
    }

    /// The meetings of a topic as points of series.
    pub(crate) async fn points_of_topic(&self, topic: &TopicId) -> Result<Vec<Point>, AppError> {
        self.points(Scope::Topic(topic.clone())).await
    }

    async fn points(&self, scope: Scope) -> Result<Vec<Point>, AppError> {
        let rows = self.store().meeting_dates(&scope).await?;
        let point = |row: SeriesDate| Point {
            meeting: row.id,
            mechanism: row.mechanism,
            also_of: row.also_of,
            ordinal: row.ordinal,
            date: row.date,
            status: row.status,
        };
        Ok(rows.into_iter().map(point).collect())
    }
}
