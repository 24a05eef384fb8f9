//! The register of exchanges and joint operations: lists of them with counts, one with what it carries out, and how they
//! are added: what was exchanged never is.

mod add;
pub mod manifest;

use std::collections::BTreeMap;

use chancery_model::{CommitmentId, Exchange, ExchangeId, ExchangeType, InitiativeId, Kind, Name, PartyId, Record, RecordRef};

use crate::App;
use crate::commitment::Facet;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::found::{Miss, Version};
use crate::search::SearchHit;

pub use add::{AddedExchanges, NewExchange, proposed_id};

/// Which exchanges.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExchangeQuery {
    /// That carry out this commitment.
    pub commitment: Option<CommitmentId>,
    /// That belong to this project.
    pub initiative: Option<InitiativeId>,
    /// In which this party gave, received or took part.
    pub party: Option<PartyId>,
    /// Of this kind.
    pub exchange_type: Option<ExchangeType>,
}

/// An exchange with the names of what it carries out.
#[derive(Debug, Clone)]
pub struct ExchangeRow {
    /// The exchange.
    pub exchange: Exchange,
    /// The names of its commitment.
    pub commitment: Option<(CommitmentId, Vec<Name>)>,
    /// The names of its project.
    pub initiative: Option<(InitiativeId, Vec<Name>)>,
}

/// Exchanges and how they are spread.
#[derive(Debug, Clone, Default)]
pub struct ExchangeList {
    /// The exchanges, latest period first.
    pub rows: Vec<ExchangeRow>,
    /// The facets of those rows, by the name of their parameter.
    pub facets: BTreeMap<&'static str, Facet>,
}

/// What an exchange's page tells.
#[derive(Debug, Clone)]
pub struct ExchangeView {
    /// The exchange.
    pub row: ExchangeRow,
    /// Which revision of it.
    pub version: Version,
    /// The meeting at which it was reported.
    pub reported_at: Option<SearchHit>,
}

impl ExchangeQuery {
    fn is_met_by(&self, exchange: &Exchange) -> bool {
        self.commitment.as_ref().is_none_or(|c| exchange.commitment.as_ref() == Some(c))
            && self.initiative.as_ref().is_none_or(|i| exchange.initiative.as_ref() == Some(i))
            && self.party.as_ref().is_none_or(|p| exchange.from.contains(p) || exchange.to.contains(p))
            && self.exchange_type.as_ref().is_none_or(|t| exchange.exchange_type == *t)
    }
}

impl App {
    /// Lists exchanges and joint operations with facets, latest period first.
    pub async fn list_exchanges(&self, _ctx: &Ctx, query: &ExchangeQuery) -> Result<ExchangeList, AppError> {
        let ledger = self.ledger().await?;
        let asked = ledger.exchanges.iter().rev().filter(|e| query.is_met_by(e));
        let rows: Vec<ExchangeRow> = asked.map(|exchange| ledger.exchange_row(exchange.clone())).collect();
        let mut facets = facets(&rows);
        self.order_parties(&mut facets);
        Ok(ExchangeList { facets, rows })
    }

    /// Reads an exchange.
    pub async fn read_exchange(&self, ctx: &Ctx, id: &ExchangeId) -> Result<ExchangeView, Miss> {
        let take = |record| match record {
            Record::Exchange(exchange) => Some(exchange),
            _ => None,
        };
        let (exchange, version) = self.find_as(Kind::Exchange, id.as_str(), take).await?;
        let reported_at = match &exchange.reported_at {
            Some(id) => self.describe_at(ctx, &RecordRef::new(Kind::Meeting, id.as_str()).map_err(AppError::bug)?).await?,
            None => None,
        };
        Ok(ExchangeView { row: self.ledger().await?.exchange_row(exchange), version, reported_at })
    }
}

fn facets(rows: &[ExchangeRow]) -> BTreeMap<&'static str, Facet> {
    let mut counts: BTreeMap<&'static str, BTreeMap<String, usize>> = BTreeMap::new();
    let mut count = |facet, value: String| *counts.entry(facet).or_default().entry(value).or_default() += 1;
    for ExchangeRow { exchange, .. } in rows {
        count("type", exchange.exchange_type.to_string());
        exchange.commitment.iter().for_each(|c| count("commitment", c.to_string()));
        exchange.initiative.iter().for_each(|i| count("initiative", i.to_string()));
        let received = exchange.to.iter().filter(|p| !exchange.from.contains(p));
        exchange.from.iter().chain(received).for_each(|p| count("party", p.to_string()));
    }
    counts.into_iter().map(|(facet, values)| (facet, values.into_iter().collect())).collect()
}
