//! Projects with a name: where each was agreed, its instruments, meetings, commitments and exchanges.

use chancery_model::{Initiative, InitiativeId, Kind, Process, Record, RecordRef};

use crate::App;
use crate::commitment::CommitmentRow;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::exchange::ExchangeRow;
use crate::found::{Miss, Version};
use crate::search::SearchHit;
use crate::words::Words;

/// What a project's page tells.
#[derive(Debug, Clone)]
pub struct InitiativeView {
    /// The project.
    pub initiative: Initiative,
    /// Which revision of it.
    pub version: Version,
    /// Where it was agreed.
    pub origins: Vec<Words>,
    /// Its instruments and meetings.
    pub records: Vec<SearchHit>,
    /// Its commitments with what became of them.
    pub commitments: Vec<CommitmentRow>,
    /// Its processes.
    pub processes: Vec<Process>,
    /// Its exchanges and joint operations.
    pub exchanges: Vec<ExchangeRow>,
}

impl App {
    /// Reads a project.
    pub async fn read_initiative(&self, ctx: &Ctx, id: &InitiativeId) -> Result<InitiativeView, Miss> {
        let take = |record| match record {
            Record::Initiative(initiative) => Some(initiative),
            _ => None,
        };
        let (initiative, version) = self.find_as(Kind::Initiative, id.as_str(), take).await?;
        let ledger = self.ledger().await?;
        let mut origins = Vec::with_capacity(initiative.origins.len());
        for pointer in &initiative.origins {
            origins.push(self.read_words(ctx, pointer).await?);
        }
        let documents = initiative.documents.iter().map(|id| RecordRef::new(Kind::Document, id.as_str()));
        let meetings = initiative.meetings.iter().map(|id| RecordRef::new(Kind::Meeting, id.as_str()));
        let mut records = Vec::new();
        for address in documents.chain(meetings) {
            records.extend(self.describe_at(ctx, &address.map_err(AppError::bug)?).await?);
        }
        let commitments = initiative.commitments.iter().filter_map(|id| ledger.commitments.get(id));
        Ok(InitiativeView {
            commitments: commitments.map(|c| self.commitment_row(ctx, &ledger, c)).collect(),
            processes: ledger.processes.values().filter(|p| p.initiative.as_ref() == Some(id)).cloned().collect(),
            exchanges: ledger
                .exchanges
                .iter()
                .filter(|e| e.initiative.as_ref() == Some(id))
                .map(|e| ledger.exchange_row(e.clone()))
                .collect(),
            initiative,
            version,
            origins,
            records,
        })
    }
}
