//! Writing the journal out.

use std::io::Write;

use chancery_model::journal::ExportLine;
use tokio::sync::mpsc;

use super::{ExportError, Exported};
use crate::error::ReadError;
use crate::journal;
use crate::store::Store;

/// How many entries are read at once.
const STEP: u32 = 500;

impl Store {
    /// Writes the whole journal as JSON Lines, one state of it however long that takes; gives the output back.
    ///
    /// The output is written on a thread of its own, so that a slow one holds nothing up but itself.
    /// Errors: [`ExportError`]; what was written by then has no last line and will not load.
    pub async fn export<W: Write + Send + 'static>(&self, mut out: W) -> Result<(W, Exported), ExportError> {
        let mut tx = self.database().snapshot().await?;
        let head = journal::head(&mut tx).await?;
        let (sender, mut receiver) = mpsc::channel::<Vec<u8>>(4);
        let writer = tokio::task::spawn_blocking(move || {
            while let Some(chunk) = receiver.blocking_recv() {
                out.write_all(&chunk)?;
            }
            out.flush()?;
            Ok(out)
        });
        let (mut seq, mut batch) = (0, 0);
        while seq < head.seq {
            let entries = journal::list_entries(&mut tx, seq, STEP).await?;
            let Some(last) = entries.last() else {
                return Err(ReadError::Damaged(format!("the journal breaks off after number {seq}")).into());
            };
            seq = last.header.seq;
            let mut chunk = Vec::new();
            for entry in entries {
                let text = |bytes| String::from_utf8(bytes).map_err(|_| ExportError::NotText(entry.header.seq));
                if entry.header.batch != batch {
                    batch = entry.header.batch;
                    let bytes = journal::find_batch(&mut tx, batch).await?;
                    let bytes = bytes.ok_or_else(|| ReadError::Damaged(format!("batch {batch} is missing")))?;
                    push(&mut chunk, &ExportLine::Batch { batch: text(bytes)? })?;
                }
                push(&mut chunk, &ExportLine::Entry { header: text(entry.header_bytes)?, body: entry.body.map(text).transpose()? })?;
            }
            if sender.send(chunk).await.is_err() {
                break;
            }
        }
        let mut chunk = Vec::new();
        push(&mut chunk, &ExportLine::End { seq: head.seq, digest: head.digest })?;
        // If the writer has given up it says why below.
        let _ = sender.send(chunk).await;
        drop(sender);
        let out = writer.await.map_err(|_| ExportError::Stopped)?.map_err(ExportError::Output)?;
        Ok((out, Exported { batches: head.batch, entries: head.seq, digest: head.digest }))
    }
}

fn push(chunk: &mut Vec<u8>, line: &ExportLine) -> Result<(), ReadError> {
    serde_json::to_writer(&mut *chunk, line).map_err(|e| ReadError::Damaged(format!("a line of the export has no JSON form ({e})")))?;
    chunk.push(b'\n');
    Ok(())
}
