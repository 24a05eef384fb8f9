//! An organisation with the meetings it took part in, and the list of organisations by party.

use chancery_model::{Kind, Organisation, OrganisationId, PartyId, Record};
use chancery_store::{MeetingOrder, MeetingQuery, MeetingRow, Page};

use crate::App;
use crate::ctx::Ctx;
use crate::found::{Miss, Version};

/// How many meetings an organisation's page lists at once.
const MEETINGS: u32 = 50;

/// What an organisation's page tells.
#[derive(Debug, Clone)]
pub struct OrganisationView {
    /// The organisation.
    pub organisation: Organisation,
    /// Which state of it.
    pub version: Version,
    /// The organisations that are a part of it.
    pub parts: Vec<Organisation>,
    /// The meetings it took part in, newest first, a page of them.
    pub meetings: Page<MeetingRow>,
}

/// The organisations of one party; those of no party come last, with `None`.
#[derive(Debug, Clone)]
pub struct OrganisationGroup {
    /// The party.
    pub party: Option<PartyId>,
    /// Its organisations, by id.
    pub organisations: Vec<Organisation>,
}

impl App {
    /// Reads an organisation with a page of its meetings, from the cursor `after` on.
    pub async fn read_organisation(&self, _ctx: &Ctx, id: &OrganisationId, after: Option<&str>) -> Result<OrganisationView, Miss> {
        let take = |record| match record {
            Record::Organisation(organisation) => Some(organisation),
            _ => None,
        };
        let (organisation, version) = self.find_as(Kind::Organisation, id.as_str(), take).await?;
        let query = MeetingQuery {
            organisation: Some(id.clone()),
            order: MeetingOrder::NewestFirst,
            limit: MEETINGS,
            after: after.map(str::parse).transpose()?,
            ..MeetingQuery::default()
        };
        let meetings = self.store().list_meetings(&query).await?;
        let catalogue = self.catalogue();
        let parts = catalogue.organisations.values().filter(|o| o.part_of.as_ref() == Some(id)).cloned().collect();
        Ok(OrganisationView { organisation, version, parts, meetings })
    }

    /// Lists all organisations, the parties in the framework's order.
    pub fn list_organisations(&self, _ctx: &Ctx) -> Vec<OrganisationGroup> {
        let catalogue = self.catalogue();
        let mut groups: Vec<OrganisationGroup> = Vec::new();
        for organisation in catalogue.organisations.values() {
            match groups.iter_mut().find(|g| g.party == organisation.party) {
                Some(group) => group.organisations.push(organisation.clone()),
                None => groups.push(OrganisationGroup { party: organisation.party.clone(), organisations: vec![organisation.clone()] }),
            }
        }
        groups.sort_by_key(|g| g.party.as_ref().map_or((1, 0), |party| (0, catalogue.party_position(party))));
        groups
    }
}
