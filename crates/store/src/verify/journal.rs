//! The journal, entry by entry, while the side database is built from it.

use std::collections::{BTreeSet, HashMap, HashSet};

use chancery_model::journal::{Header, Operation, Redaction};
use chancery_model::{Digest, Kind, Record, RecordRef};
use sqlx::SqliteConnection;

use super::{Fault, VerifyError, VerifyProgress, VerifyReport, VerifyStage};
use crate::journal::{self, Stored};
use crate::mentions;
use crate::views::Projector;

/// How many entries are read at once.
const STEP: u32 = 500;

/// What the walk along the journal gave.
pub(super) struct Walked {
    /// Files that the record mentions as kept.
    pub(super) kept: BTreeSet<Digest>,
    /// True if the side database holds a whole rebuild.
    pub(super) is_rebuilt: bool,
}

struct Walk<'a> {
    report: &'a mut VerifyReport,
    seq: u64,
    digest: Digest,
    batch: u64,
    batch_sha256: Digest,
    /// The last revision of each record.
    revisions: HashMap<(Kind, String), u64>,
    /// Bodies that are missing and not accounted for yet, by record and revision.
    absent: HashMap<(Kind, String, u64), u64>,
    /// Bodies that are there.
    present: HashSet<(Kind, String, u64)>,
    kept: BTreeSet<Digest>,
}

pub(super) async fn check(
    c: &mut SqliteConnection,
    side: &mut SqliteConnection,
    report: &mut VerifyReport,
    on_progress: &mut (impl FnMut(VerifyProgress) + Send),
) -> Result<Walked, VerifyError> {
    let head = report.head;
    let mut walk = Walk {
        report,
        seq: 0,
        digest: Digest::ZERO,
        batch: 0,
        batch_sha256: Digest::ZERO,
        revisions: HashMap::new(),
        absent: HashMap::new(),
        present: HashSet::new(),
        kept: BTreeSet::new(),
    };
    let mut projector = Some(Projector::default());
    let mut after = 0;
    loop {
        let stored = journal::list_stored(c, after, STEP).await?;
        let Some(last) = stored.last() else { break };
        after = last.seq;
        for entry in stored {
            let Some(header) = walk.entry(&entry) else {
                projector = None;
                continue;
            };
            let batch_bytes = if header.batch == walk.batch { None } else { Some(walk.begin_batch(c, &header).await?) };
            walk.batch_digest(&header);
            walk.body(&header, entry.body.as_deref());
            if let Some(projection) = &mut projector {
                let applied = apply(projection, side, &header, &entry, batch_bytes.flatten().as_deref()).await;
                if let Err(error) = applied {
                    walk.fault(header.seq, format!("cannot be applied to the views ({error})"));
                    projector = None;
                }
            }
        }
        if let Some(projection) = &mut projector
            && let Err(error) = projection.finish(side).await
        {
            walk.fault(after, format!("cannot be applied to the views with what stands before it ({error})"));
            projector = None;
        }
        on_progress(VerifyProgress { stage: VerifyStage::Journal, done: walk.report.entries, of: head.seq });
    }
    walk.end(c).await?;
    let is_rebuilt = projector.is_some();
    Ok(Walked { kept: walk.kept, is_rebuilt })
}

async fn apply(
    projection: &mut Projector,
    side: &mut SqliteConnection,
    header: &Header,
    entry: &Stored,
    batch: Option<&[u8]>,
) -> Result<(), crate::ReadError> {
    if let Some(bytes) = batch {
        projection.begin_batch(side, header.batch, bytes).await?;
    }
    projection.apply(side, header, Digest::of(&entry.header), entry.body.as_deref()).await
}

impl Walk<'_> {
    fn fault(&mut self, seq: u64, what: impl Into<String>) {
        self.report.add(Fault::Entry { seq, what: what.into() });
    }

    /// Checks the header against its row, the one before it and the revisions of its record.
    fn entry(&mut self, entry: &Stored) -> Option<Header> {
        self.report.entries += 1;
        if entry.seq != self.seq + 1 {
            self.fault(entry.seq, format!("follows number {}; the numbers in between are missing", self.seq));
        }
        self.seq = entry.seq;
        let previous = std::mem::replace(&mut self.digest, Digest::of(&entry.header));
        let header = match journal::read_header(&entry.header) {
            Ok(header) => header,
            Err(error) => {
                self.fault(entry.seq, error.to_string());
                return None;
            }
        };
        if header.previous != previous {
            self.fault(entry.seq, "the digest of the header before it is another; one of the two was changed");
        }
        let is_repeated = header.seq == entry.seq
            && header.batch == entry.batch
            && header.kind.as_str() == entry.kind
            && header.id == entry.id
            && header.revision == entry.revision;
        if !is_repeated {
            self.fault(entry.seq, "its row says otherwise than its header");
        }
        if RecordRef::new(header.kind, &header.id).is_err() {
            self.fault(entry.seq, format!("{:?} is not an id of a {}", header.id, header.kind));
            return None;
        }
        let last = self.revisions.insert((header.kind, header.id.clone()), header.revision).unwrap_or(0);
        if header.revision != last + 1 {
            self.fault(entry.seq, format!("revision {} of {}:{} follows revision {last}", header.revision, header.kind, header.id));
        }
        Some(header)
    }

    async fn begin_batch(&mut self, c: &mut SqliteConnection, header: &Header) -> Result<Option<Vec<u8>>, VerifyError> {
        let number = header.batch;
        if number != self.batch + 1 {
            self.report.add(Fault::Batch { number, what: format!("follows batch {}", self.batch) });
        }
        self.batch = number;
        self.report.batches += 1;
        let Some(bytes) = journal::find_batch(c, number).await? else {
            self.report.add(Fault::Batch { number, what: "its metadata is missing".into() });
            return Ok(None);
        };
        self.batch_sha256 = Digest::of(&bytes);
        match journal::read_batch(&bytes) {
            Ok(batch) if batch.number == number => self.kept.extend(mentions::of_batch(&batch).map(|mention| mention.digest)),
            Ok(batch) => self.report.add(Fault::Batch { number, what: format!("its metadata says batch {}", batch.number) }),
            Err(error) => self.report.add(Fault::Batch { number, what: error.to_string() }),
        }
        Ok(Some(bytes))
    }

    fn batch_digest(&mut self, header: &Header) {
        if header.batch_sha256 != self.batch_sha256 {
            self.report
                .add(Fault::Batch { number: header.batch, what: format!("entry {} has another digest of its metadata", header.seq) });
        }
    }

    fn body(&mut self, header: &Header, body: Option<&[u8]>) {
        let key = (header.kind, header.id.clone(), header.revision);
        let Some(body) = body else {
            self.report.redacted += 1;
            self.absent.insert(key, header.seq);
            return;
        };
        self.present.insert(key);
        if Digest::of(body) != header.body_sha256 {
            self.fault(header.seq, "the digest of its body is another; the body was changed");
            return;
        }
        match header.operation {
            Operation::Publish => match Record::read(header.kind, header.schema, body) {
                Ok(record) if record.id() == header.id => self.keep_files(&record),
                Ok(record) => self.fault(header.seq, format!("its body is that of {}", record.address())),
                Err(error) => self.fault(header.seq, error.to_string()),
            },
            Operation::Redact => match serde_json::from_slice::<Redaction>(body) {
                Ok(redaction) => self.redaction(header, redaction.revision),
                Err(error) => self.fault(header.seq, format!("its body does not read back ({error})")),
            },
            // Read by the rebuild, which says so if it cannot.
            Operation::Withdraw | Operation::Rename | Operation::Merge => {}
        }
    }

    fn redaction(&mut self, header: &Header, revision: u64) {
        let key = (header.kind, header.id.clone(), revision);
        if self.present.contains(&key) {
            self.fault(header.seq, format!("redacts revision {revision}, but its body is there"));
        } else if self.absent.remove(&key).is_none() {
            self.fault(header.seq, format!("redacts revision {revision}, which is not there"));
        }
    }

    fn keep_files(&mut self, record: &Record) {
        let files = mentions::of_record(record);
        self.kept.extend(files.into_iter().filter(|mention| mention.is_kept).map(|mention| mention.digest));
    }

    async fn end(&mut self, c: &mut SqliteConnection) -> Result<(), VerifyError> {
        let mut absent: Vec<u64> = self.absent.values().copied().collect();
        absent.sort_unstable();
        for seq in absent {
            self.fault(seq, "its body is missing and no redaction says why");
        }
        let head = self.report.head;
        if (head.seq, head.digest, head.batch) != (self.seq, self.digest, self.batch) {
            self.report.add(Fault::Head(format!(
                "it says number {} and batch {}, the entries end at {} and {}",
                head.seq, head.batch, self.seq, self.batch
            )));
        }
        let (batches, bodies) = journal::count(c).await?;
        if batches != self.report.batches {
            self.report.add(Fault::Head(format!("there are {batches} batches and entries of {}", self.report.batches)));
        }
        let present = self.report.entries - self.report.redacted;
        if bodies != present {
            self.report.add(Fault::Head(format!("there are {bodies} bodies and entries for {present}")));
        }
        Ok(())
    }
}
