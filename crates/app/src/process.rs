//! Processes: steps by tracks, each cell what a source says.

use chancery_model::{Kind, Process, ProcessId, Record};

use crate::App;
use crate::commitment::Words;
use crate::ctx::Ctx;
use crate::found::{Miss, Version};

/// What a process's page tells.
#[derive(Debug, Clone)]
pub struct ProcessView {
    /// The process.
    pub process: Process,
    /// Which revision of it.
    pub version: Version,
    /// Where its steps were agreed.
    pub origins: Vec<Words>,
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
        Ok(ProcessView { process, version, origins })
    }
}
