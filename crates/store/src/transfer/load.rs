//! Reading an export in, checking every line before it counts.

use std::collections::BTreeMap;
use std::io::{BufRead, Read};

use chancery_model::journal::{ExportLine, Header, Operation, Redaction};
use chancery_model::{Digest, Kind, Record};
use sqlx::SqliteConnection;
use tokio::sync::mpsc;

use super::{LineFault, LoadError, Loaded};
use crate::MAX_BODY_BYTES;
use crate::error::ReadError;
use crate::journal::{self, Appender, Head, WriteError};
use crate::store::Store;
use crate::views::{self, Projector};
use crate::writing;

/// Text in text is escaped, which at worst makes six bytes of one; the header is small.
const MAX_LINE_BYTES: u64 = 6 * MAX_BODY_BYTES as u64 + 65_536;

/// How many records are applied before what follows from several is made.
const FINISH_EVERY: usize = 500;

type Line = Result<(u64, ExportLine), LoadError>;

impl Store {
    /// Loads an export into an empty register, or continues one that the file begins with.
    ///
    /// All of the file or nothing. Errors: [`LoadError`] names the line.
    pub async fn load<R: BufRead + Send + 'static>(&self, input: R) -> Result<Loaded, LoadError> {
        let (sender, mut receiver) = mpsc::channel::<Line>(64);
        let reader = tokio::task::spawn_blocking(move || read_lines(input, &sender));
        let mut writing = self.begin_write().await?;
        let tx = &mut writing.local;
        let work = async {
            let mut loader = Loader::new(tx).await?;
            while let Some(line) = receiver.recv().await {
                let (number, line) = line?;
                loader.line(tx, number, line).await?;
            }
            drop(receiver);
            // The reader sends its errors as lines; nothing else comes back from it.
            let _ = reader.await;
            loader.end(tx).await
        };
        let loaded = writing::during(writing.ahead.as_mut(), work).await.map_err(WriteError::from)??;
        writing.commit().await?;
        Ok(loaded)
    }
}

fn read_lines(mut input: impl BufRead, sender: &mpsc::Sender<Line>) {
    let mut number = 0;
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let line = match input.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut bytes) {
            Ok(0) => return,
            Ok(_) => {
                number += 1;
                read_line(&bytes).map(|line| (number, line)).map_err(|fault| LoadError::Line { line: number, fault })
            }
            Err(source) => Err(LoadError::Input { line: number, source }),
        };
        let is_last = line.is_err();
        if sender.blocking_send(line).is_err() || is_last {
            return;
        }
    }
}

fn read_line(bytes: &[u8]) -> Result<ExportLine, LineFault> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) >= MAX_LINE_BYTES {
        return Err(LineFault::TooLong);
    }
    serde_json::from_slice(bytes).map_err(LineFault::Form)
}

/// Where the file is.
struct Loader {
    journal: Appender,
    projector: Projector,
    /// Where the journal ended before.
    known: Head,
    /// The last number, batch and header digest of the file.
    at: Head,
    batch_bytes: Vec<u8>,
    /// True until the batch at hand has an entry.
    is_bare: bool,
    /// Bodies that are missing, by record and revision, until a redaction says why.
    absent: BTreeMap<(Kind, String, u64), u64>,
    line: u64,
    has_ended: bool,
}

impl Loader {
    async fn new(c: &mut SqliteConnection) -> Result<Self, ReadError> {
        let journal = Appender::new(c).await?;
        let known = journal.head();
        Ok(Loader {
            journal,
            projector: Projector::default(),
            known,
            at: Head { seq: 0, batch: 0, digest: Digest::ZERO },
            batch_bytes: Vec::new(),
            is_bare: false,
            absent: BTreeMap::new(),
            line: 0,
            has_ended: false,
        })
    }

    async fn line(&mut self, c: &mut SqliteConnection, number: u64, line: ExportLine) -> Result<(), LoadError> {
        self.line = number;
        if self.has_ended {
            return Err(self.wrong(LineFault::Place("it follows the line that ends the file")));
        }
        match line {
            ExportLine::Batch { batch } => self.batch(batch.into_bytes()),
            ExportLine::Entry { header, body } => self.entry(c, header.into_bytes(), body.map(String::into_bytes)).await,
            ExportLine::End { seq, digest } => {
                self.whole_batch()?;
                self.expect("number", self.at.seq, seq)?;
                if digest != self.at.digest {
                    return Err(self.wrong(LineFault::Chain));
                }
                self.has_ended = true;
                Ok(())
            }
        }
    }

    fn wrong(&self, fault: LineFault) -> LoadError {
        LoadError::Line { line: self.line, fault }
    }

    fn expect(&self, what: &'static str, expected: u64, found: u64) -> Result<(), LoadError> {
        if expected == found { Ok(()) } else { Err(self.wrong(LineFault::Number { what, expected, found })) }
    }

    fn whole_batch(&self) -> Result<(), LoadError> {
        if self.is_bare { Err(self.wrong(LineFault::Place("the batch before it has no entry"))) } else { Ok(()) }
    }

    fn batch(&mut self, bytes: Vec<u8>) -> Result<(), LoadError> {
        self.whole_batch()?;
        let batch: chancery_model::journal::Batch = serde_json::from_slice(&bytes).map_err(|e| self.wrong(LineFault::Form(e)))?;
        self.expect("batch", self.at.batch + 1, batch.number)?;
        self.at.batch = batch.number;
        self.batch_bytes = bytes;
        self.is_bare = true;
        Ok(())
    }

    async fn entry(&mut self, c: &mut SqliteConnection, bytes: Vec<u8>, body: Option<Vec<u8>>) -> Result<(), LoadError> {
        let header: Header = serde_json::from_slice(&bytes).map_err(|e| self.wrong(LineFault::Form(e)))?;
        self.expect("number", self.at.seq + 1, header.seq)?;
        self.expect("an entry of batch", self.at.batch, header.batch)?;
        if header.previous != self.at.digest {
            return Err(self.wrong(LineFault::Chain));
        }
        if header.batch_sha256 != Digest::of(&self.batch_bytes) {
            return Err(self.wrong(LineFault::Batch));
        }
        self.body(&header, body.as_deref())?;
        let digest = Digest::of(&bytes);
        if header.seq <= self.known.seq {
            self.compare(c, &header, &bytes).await?;
        } else {
            self.append(c, &header, &bytes, digest, body.as_deref()).await?;
        }
        self.is_bare = false;
        self.at.seq = header.seq;
        self.at.digest = digest;
        Ok(())
    }

    fn body(&mut self, header: &Header, body: Option<&[u8]>) -> Result<(), LoadError> {
        let key = |revision| (header.kind, header.id.clone(), revision);
        let Some(body) = body else {
            self.absent.insert(key(header.revision), header.seq);
            return Ok(());
        };
        if Digest::of(body) != header.body_sha256 {
            return Err(self.wrong(LineFault::Body));
        }
        match header.operation {
            Operation::Publish => {
                let record = Record::read(header.kind, header.schema, body).map_err(|e| self.wrong(LineFault::Record(e)))?;
                if record.id() != header.id {
                    return Err(self.wrong(LineFault::Address));
                }
            }
            Operation::Redact => {
                let redaction: Redaction = serde_json::from_slice(body).map_err(|e| self.wrong(LineFault::Form(e)))?;
                self.absent.remove(&key(redaction.revision));
            }
            // Read when they are applied.
            Operation::Withdraw | Operation::Rename | Operation::Merge => {}
        }
        Ok(())
    }

    /// Compares a line with what the register holds. A header commits to all but the presence of its body.
    async fn compare(&self, c: &mut SqliteConnection, header: &Header, bytes: &[u8]) -> Result<(), LoadError> {
        let held = journal::list_entries(c, header.seq - 1, 1).await?;
        if held.first().is_some_and(|entry| entry.header_bytes == bytes) {
            return Ok(());
        }
        Err(LoadError::Diverges { line: self.line, seq: header.seq })
    }

    async fn append(
        &mut self,
        c: &mut SqliteConnection,
        header: &Header,
        bytes: &[u8],
        digest: Digest,
        body: Option<&[u8]>,
    ) -> Result<(), LoadError> {
        // A batch that has ended here and goes on there is another batch.
        if header.batch <= self.known.batch {
            return Err(LoadError::Diverges { line: self.line, seq: header.seq });
        }
        if self.is_bare {
            self.journal.begin_batch(c, &self.batch_bytes).await?;
            self.projector.begin_batch(c, header.batch, &self.batch_bytes).await?;
        }
        let address = views::address_of(header).map_err(|e| self.wrong(LineFault::Effect(e.to_string())))?;
        let last = self.projector.standing(c, &address).await?.map_or(0, |standing| standing.last_revision);
        self.expect("revision", last + 1, header.revision)?;
        self.journal.append_stored(c, header, bytes, body).await?;
        self.projector.apply(c, header, digest, body).await.map_err(|e| match e {
            ReadError::Damaged(what) => self.wrong(LineFault::Effect(what)),
            other => other.into(),
        })?;
        if self.projector.touched().len() >= FINISH_EVERY {
            self.projector.finish(c).await?;
        }
        Ok(())
    }

    async fn end(mut self, c: &mut SqliteConnection) -> Result<Loaded, LoadError> {
        if !self.has_ended {
            return Err(LoadError::CutOff(self.line));
        }
        if let Some(seq) = self.absent.values().min() {
            return Err(LoadError::MissingBody(*seq));
        }
        self.projector.finish(c).await?;
        self.journal.finish(c).await?;
        let head = self.journal.head();
        Ok(Loaded { known: self.known.seq.min(self.at.seq), added: head.seq - self.known.seq, head })
    }
}
