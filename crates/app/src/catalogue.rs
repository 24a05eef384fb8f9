//! The small records of a register, held in memory: framework, topics, organisations, places, mechanisms.
//!
//! A page needs dozens of their names; reading them once per journal entry costs a few megabytes and saves a query a name.
//! Meetings, documents and readings grow without bound and are never held.

use std::collections::BTreeMap;
use std::sync::Arc;

use chancery_model::text::{acronym, preferred_name};
use chancery_model::{
    Framework, FrameworkId, Kind, Lang, Level, Mechanism, MechanismId, Name, Organisation, OrganisationId, Party, PartyId, Place, PlaceId,
    Record, Topic, TopicId,
};
use chancery_search::Terms;
use chancery_store::Store;

use crate::error::{AppError, ErrorKind};
use crate::terms;

/// The small records as of one journal entry. What an entry leaves as it is, catalogues share: each publication makes one.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// The last journal entry that is in it.
    pub seq: u64,
    /// The chain digest at that entry.
    pub(crate) digest: String,
    /// The frameworks; a register usually has one.
    pub frameworks: Arc<BTreeMap<FrameworkId, Framework>>,
    /// The topics.
    pub topics: Arc<BTreeMap<TopicId, Topic>>,
    /// The organisations.
    pub organisations: Arc<BTreeMap<OrganisationId, Organisation>>,
    /// The places.
    pub places: Arc<BTreeMap<PlaceId, Place>>,
    /// The mechanisms.
    pub mechanisms: Arc<BTreeMap<MechanismId, Mechanism>>,
    /// The notions by which searches are widened: names of these records, and the glossary.
    pub(crate) terms: Arc<Terms>,
}

impl Catalogue {
    /// The kinds of record that it holds.
    pub(crate) const KINDS: [Kind; 5] = [Kind::Framework, Kind::Topic, Kind::Organisation, Kind::Place, Kind::Mechanism];

    /// Brings a catalogue to the journal's head. While none of its kinds was written it stays as it is.
    pub(crate) async fn advance(&self, store: &Store) -> Result<Catalogue, AppError> {
        /// Beyond so many entries reading anew is as quick.
        const MOST: u32 = 500;
        let is_known = self.seq > 0 && store.digest_at(self.seq).await?.is_some_and(|digest| digest.to_string() == self.digest);
        if is_known {
            let entries = store.entries(self.seq, MOST + 1).await?;
            if let Some((last, _)) = entries.last()
                && entries.len() <= MOST as usize
                && !entries.iter().any(|(header, _)| Catalogue::KINDS.contains(&header.kind))
            {
                let digest = store.digest_at(last.seq).await?.map(|digest| digest.to_string()).unwrap_or_default();
                return Ok(Catalogue { seq: last.seq, digest, ..self.clone() });
            }
        }
        Catalogue::read(store).await
    }

    /// Reads the small records from the store.
    pub async fn read(store: &Store) -> Result<Catalogue, AppError> {
        let head = store.head().await?;
        let mut out = Catalogue { seq: head.seq, digest: head.digest.to_string(), ..Catalogue::default() };
        for kind in Catalogue::KINDS {
            store.list(kind).await?.into_iter().for_each(|current| out.insert(current.record));
        }
        out.terms = Arc::new(terms::terms(&out));
        Ok(out)
    }

    /// Takes a record in, if it is of one of the kinds.
    pub(crate) fn insert(&mut self, record: Record) {
        match record {
            Record::Framework(r) => drop(Arc::make_mut(&mut self.frameworks).insert(r.id.clone(), r)),
            Record::Topic(r) => drop(Arc::make_mut(&mut self.topics).insert(r.id.clone(), r)),
            Record::Organisation(r) => drop(Arc::make_mut(&mut self.organisations).insert(r.id.clone(), r)),
            Record::Place(r) => drop(Arc::make_mut(&mut self.places).insert(r.id.clone(), r)),
            Record::Mechanism(r) => drop(Arc::make_mut(&mut self.mechanisms).insert(r.id.clone(), r)),
            _ => {}
        }
    }

    /// The framework; the first by id if there are several, `None` in an empty register.
    pub fn framework(&self) -> Option<&Framework> {
        self.frameworks.values().next()
    }
    /// In which order another language stands in for one that is missing.
    pub fn fallback(&self) -> &[Lang] {
        self.framework().map_or(&[], |f| &f.fallback)
    }
    /// Finds the name to show to a reader of `lang`, along the framework's fallback.
    pub fn name<'a>(&self, names: &'a [Name], lang: &Lang) -> Option<&'a Name> {
        preferred_name(names, lang, self.fallback())
    }
    /// The topics in the framework's own order.
    pub fn topics_in_order(&self) -> Vec<&Topic> {
        let mut topics: Vec<&Topic> = self.topics.values().collect();
        topics.sort_by(|a, b| a.position.cmp(&b.position).then_with(|| a.id.cmp(&b.id)));
        topics
    }
    /// The place of a level in the framework's order, highest first; an unnamed level comes last.
    pub fn level_position(&self, level: &Level) -> usize {
        self.framework().and_then(|f| f.levels.iter().position(|l| l.level == *level)).unwrap_or(usize::MAX)
    }
    /// The place of a party in the framework's order; others come last.
    pub fn party_position(&self, party: &PartyId) -> usize {
        self.framework().and_then(|f| f.parties.iter().position(|p| p.id == *party)).unwrap_or(usize::MAX)
    }
    /// The mechanisms of a topic: by level, highest first, parents before their groups, then by name in `lang`.
    pub fn mechanisms_of(&self, topic: &TopicId, lang: &Lang) -> Vec<&Mechanism> {
        let mut found: Vec<&Mechanism> = self.mechanisms.values().filter(|m| m.topics.contains(topic)).collect();
        found.sort_by_cached_key(|m| {
            let name = self.name(&m.names, lang).map(|n| n.text.clone()).unwrap_or_default();
            (self.level_position(&m.level), m.parent.is_some(), name, m.id.clone())
        });
        found
    }
    /// The mechanisms that report to this one.
    pub fn groups_of(&self, parent: &MechanismId) -> Vec<&Mechanism> {
        let mut found: Vec<&Mechanism> = self.mechanisms.values().filter(|m| m.parent.as_ref() == Some(parent)).collect();
        found.sort_by(|a, b| self.level_position(&a.level).cmp(&self.level_position(&b.level)).then_with(|| a.id.cmp(&b.id)));
        found
    }
    /// Finds a party.
    pub fn party(&self, id: &PartyId) -> Option<&Party> {
        self.frameworks.values().flat_map(|f| &f.parties).find(|p| p.id == *id)
    }
    /// Makes sure that a party is one.
    ///
    /// Errors: kind `rule-broken` naming the parties that there are.
    pub(crate) fn expect_party(&self, id: &PartyId) -> Result<(), AppError> {
        if self.party(id).is_some() {
            return Ok(());
        }
        let parties: Vec<&str> = self.frameworks.values().flat_map(|f| &f.parties).map(|p| p.id.as_str()).collect();
        let message = format!("{id} is no party of this register; its parties are {}", parties.join(", "));
        Err(AppError::new(ErrorKind::RuleBroken, message))
    }
    /// The name of a topic.
    pub fn topic_name(&self, id: &TopicId, lang: &Lang) -> Option<&Name> {
        self.topics.get(id).and_then(|t| self.name(&t.names, lang))
    }
    /// The usual name of a party.
    pub fn party_name(&self, id: &PartyId, lang: &Lang) -> Option<&Name> {
        self.party(id).and_then(|p| self.name(&p.names, lang))
    }
    /// The name of a level.
    pub fn level_name(&self, level: &Level, lang: &Lang) -> Option<&Name> {
        let names = self.frameworks.values().flat_map(|f| &f.levels).find(|l| l.level == *level).map(|l| &l.names)?;
        self.name(names, lang)
    }
    /// The name of an organisation.
    pub fn organisation_name(&self, id: &OrganisationId, lang: &Lang) -> Option<&Name> {
        self.organisations.get(id).and_then(|o| self.name(&o.names, lang))
    }
    /// The name of a mechanism.
    pub fn mechanism_name(&self, id: &MechanismId, lang: &Lang) -> Option<&Name> {
        self.mechanisms.get(id).and_then(|m| self.name(&m.names, lang))
    }
    /// The acronym of a mechanism.
    pub fn mechanism_acronym(&self, id: &MechanismId) -> Option<&str> {
        self.mechanisms.get(id).and_then(|m| acronym(&m.names))
    }
    /// The name of a place: the city, or the country alone.
    pub fn place_name(&self, id: &PlaceId, lang: &Lang) -> Option<&Name> {
        self.places.get(id).and_then(|p| self.name(&p.names, lang))
    }
    /// The name of a country: a party's, else that of the country's own place record.
    pub fn country_name(&self, code: &str, lang: &Lang) -> Option<&Name> {
        let party = code.parse::<PartyId>().ok().and_then(|id| self.party_name(&id, lang));
        party.or_else(|| {
            let country = self.places.values().find(|p| p.is_country && p.country == code)?;
            self.name(&country.names, lang)
        })
    }
}
