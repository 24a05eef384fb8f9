//! Processes: steps by tracks, each cell what a source says.

use std::collections::BTreeMap;

use chancery_model::{Cell, CommitmentId, InitiativeId, Kind, Name, Process, ProcessId, ProcessKey, Record};

use crate::App;
use crate::ctx::Ctx;
use crate::found::{Miss, Version};
use crate::words::Words;

/// What a process's page tells.
#[derive(Debug, Clone)]
pub struct ProcessView {
    /// The process.
    pub process: Process,
    /// Which revision of it.
    pub version: Version,
    /// Where its steps were agreed.
    pub origins: Vec<Words>,
    /// The commitments that it carries out, with their names.
    pub commitments: Vec<(CommitmentId, Vec<Name>)>,
    /// The project it belongs to, with its names.
    pub initiative: Option<(InitiativeId, Vec<Name>)>,
    /// The words in the register that cells rest on, by track and step.
    cells: BTreeMap<(ProcessKey, ProcessKey), Words>,
}

impl ProcessView {
    /// The words in the register that a cell rests on, if it does.
    pub fn words_of(&self, cell: &Cell) -> Option<&Words> {
        self.cells.get(&(cell.track.clone(), cell.step.clone()))
    }
}

impl App {
    /// Reads a process.
    pub async fn read_process(&self, ctx: &Ctx, id: &ProcessId) -> Result<ProcessView, Miss> {
        let take = |record| match record {
            Record::Process(process) => Some(process),
            _ => None,
        };
        let (process, version) = self.find_as(Kind::Process, id.as_str(), take).await?;
        let mut origins = Vec::with_capacity(process.origins.len());
        for pointer in &process.origins {
            origins.push(self.read_words(ctx, pointer).await?);
        }
        let mut cells = BTreeMap::new();
        // One look-up for each: a grid has a few dozen cells, and most rest on sources outside the register.
        for cell in &process.cells {
            if let Some(pointer) = &cell.pointer {
                cells.insert((cell.track.clone(), cell.step.clone()), self.read_words(ctx, pointer).await?);
            }
        }
        let ledger = self.ledger().await?;
        let commitments = process.commitments.iter().filter_map(|id| ledger.commitments.get(id));
        let initiative = process.initiative.as_ref().and_then(|id| ledger.initiatives.get(id));
        Ok(ProcessView {
            commitments: commitments.map(|c| (c.id.clone(), c.names.clone())).collect(),
            initiative: initiative.map(|i| (i.id.clone(), i.names.clone())),
            process,
            version,
            origins,
            cells,
        })
    }
}
