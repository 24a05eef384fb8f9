//! What was agreed, all of it in memory: commitments with their evidence, projects, processes, exchanges, and the meetings
//! against which they are held.
//!
//! A view of the journal like the catalogue: read anew when the journal has moved on, and thrown away with the process. It
//! is kept apart from the catalogue because few pages need it. States are derived from it on the day they are asked for
//! ([`chancery_model::follow_through`]); nothing derived is stored.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use chancery_model::follow_through::{self, Facts, Held, State};
use chancery_model::{
    Commitment, CommitmentId, Day, Edtf, Evidence, Exchange, Initiative, InitiativeId, Kind, MechanismId, MeetingStatus, Pointer, Process,
    ProcessId, Record, RecordRef, TiedTo,
};
use chancery_store::{Lookup, MeetingQuery, Store};

use crate::App;
use crate::error::AppError;
use crate::exchange::ExchangeRow;

/// How many meetings are read at once.
const STEP: u32 = 1_000;

/// Everything that follow-through is derived from.
#[derive(Debug, Default)]
pub struct Ledger {
    seq: u64,
    /// The commitments.
    pub commitments: BTreeMap<CommitmentId, Commitment>,
    /// The evidence of each commitment, by date.
    pub evidence: BTreeMap<CommitmentId, Vec<Evidence>>,
    /// The projects.
    pub initiatives: BTreeMap<InitiativeId, Initiative>,
    /// The processes.
    pub processes: BTreeMap<ProcessId, Process>,
    /// The exchanges, by period.
    pub exchanges: Vec<Exchange>,
    /// The meetings held, of each mechanism that a commitment names.
    meetings: BTreeMap<MechanismId, Vec<Held>>,
    /// The date of each record that a pointer leads to.
    dates: BTreeMap<RecordRef, Edtf>,
    /// Where records are now that a pointer leads to and that have moved.
    moved: BTreeMap<RecordRef, RecordRef>,
}

impl Ledger {
    /// Reads the ledger from the store.
    pub(crate) async fn read(store: &Store) -> Result<Ledger, AppError> {
        let mut out = Ledger { seq: store.head().await?.seq, ..Ledger::default() };
        for kind in [Kind::Commitment, Kind::Evidence, Kind::Initiative, Kind::Process, Kind::Exchange] {
            for listed in store.list(kind).await? {
                match listed.record {
                    Record::Commitment(r) => drop(out.commitments.insert(r.id.clone(), r)),
                    Record::Evidence(r) => out.evidence.entry(r.commitment.clone()).or_default().push(r),
                    Record::Initiative(r) => drop(out.initiatives.insert(r.id.clone(), r)),
                    Record::Process(r) => drop(out.processes.insert(r.id.clone(), r)),
                    Record::Exchange(r) => out.exchanges.push(r),
                    _ => {}
                }
            }
        }
        let by_day = |date: &Edtf| date.range().latest.or(date.range().earliest);
        out.evidence.values_mut().for_each(|list| list.sort_by_key(|e| (by_day(&e.date), e.id.clone())));
        out.exchanges.sort_by_key(|e| (by_day(&e.period), e.id.clone()));
        out.read_meetings(store).await?;
        out.read_dates(store).await?;
        Ok(out)
    }

    async fn read_meetings(&mut self, store: &Store) -> Result<(), AppError> {
        let mut needed: BTreeSet<MechanismId> = BTreeSet::new();
        for commitment in self.commitments.values() {
            needed.insert(commitment.mechanism.clone());
            needed.extend(commitment.plans.iter().map(|p| p.mechanism.clone()));
            if let Some(rhythm) = &commitment.rhythm {
                needed.extend(rhythm.meetings_of.clone());
                needed.extend(rhythm.tied_to.as_ref().map(|(TiedTo::MeetingsOf(id) | TiedTo::HostOf(id))| id.clone()));
            }
        }
        for mechanism in needed {
            let held = held_by(store, &mechanism).await?;
            self.meetings.insert(mechanism, held);
        }
        Ok(())
    }

    async fn read_dates(&mut self, store: &Store) -> Result<(), AppError> {
        let origins = self.commitments.values().flat_map(|c| &c.origins).map(|o| o.pointer.record.clone());
        let untils = self.commitments.values().filter_map(|c| c.rhythm.as_ref()?.until_meeting.as_ref());
        let untils = untils.filter_map(|id| RecordRef::new(Kind::Meeting, id.as_str()).ok());
        let grounds = self.evidence.values().flatten().filter_map(Evidence::pointer).map(|pointer| pointer.record.clone());
        let needed: BTreeSet<RecordRef> = origins.chain(untils).chain(grounds).collect();
        for address in needed {
            let mut found = store.find(&address).await?;
            if let Lookup::Moved { to, .. } = found {
                found = store.find(&to).await?;
                self.moved.insert(address.clone(), to);
            }
            let date = match found {
                Lookup::Found(current) => date_of(&current.record),
                _ => None,
            };
            self.dates.extend(date.map(|date| (address, date)));
        }
        Ok(())
    }

    /// When a commitment was made.
    pub fn made(&self, commitment: &Commitment) -> Option<Edtf> {
        self.dates.get(&commitment.made_at()?.record).copied()
    }

    /// Tells whether a pointer leads to a record, by its address of today.
    pub(crate) fn leads_to(&self, pointer: &Pointer, kind: Kind, id: &str) -> bool {
        let now = self.moved.get(&pointer.record).unwrap_or(&pointer.record);
        now.kind == kind && now.id() == id
    }

    /// The evidence of a commitment, oldest first.
    pub fn evidence_of(&self, commitment: &CommitmentId) -> &[Evidence] {
        self.evidence.get(commitment).map_or(&[], Vec::as_slice)
    }

    /// The meetings held by a mechanism that a commitment names.
    pub fn meetings_of(&self, mechanism: &MechanismId) -> &[Held] {
        self.meetings.get(mechanism).map_or(&[], Vec::as_slice)
    }

    /// An exchange with the names of what it carries out.
    pub(crate) fn exchange_row(&self, exchange: Exchange) -> ExchangeRow {
        let commitment = exchange.commitment.as_ref().and_then(|id| self.commitments.get(id)).map(|c| (c.id.clone(), c.names.clone()));
        let initiative = exchange.initiative.as_ref().and_then(|id| self.initiatives.get(id)).map(|i| (i.id.clone(), i.names.clone()));
        ExchangeRow { exchange, commitment, initiative }
    }

    /// What became of a commitment, on the day.
    pub fn state(&self, commitment: &Commitment, today: Day) -> State {
        self.state_by(commitment, self.evidence_of(&commitment.id), today)
    }

    /// What would become of a commitment with one more piece of evidence, on the day.
    pub fn state_with(&self, commitment: &Commitment, more: &Evidence, today: Day) -> State {
        let mut evidence: Vec<Evidence> = self.evidence_of(&commitment.id).iter().filter(|known| known.id != more.id).cloned().collect();
        evidence.push(more.clone());
        self.state_by(commitment, &evidence, today)
    }

    /// What could be said of a commitment on an earlier day, by the evidence dated before it.
    pub fn state_before(&self, commitment: &Commitment, day: Day) -> State {
        let before = |e: &&Evidence| e.date.range().latest.or(e.date.range().earliest).is_some_and(|date| date < day);
        let evidence: Vec<Evidence> = self.evidence_of(&commitment.id).iter().filter(before).cloned().collect();
        self.state_by(commitment, &evidence, day)
    }

    fn state_by(&self, commitment: &Commitment, evidence: &[Evidence], today: Day) -> State {
        let rhythm = commitment.rhythm.as_ref();
        let meetings = |id: Option<&MechanismId>| id.map_or(&[] as &[Held], |id| self.meetings_of(id));
        let tied = rhythm.and_then(|r| r.tied_to.as_ref()).map(|(TiedTo::MeetingsOf(id) | TiedTo::HostOf(id))| id);
        let ends = rhythm.and_then(|r| r.until_meeting.as_ref()).and_then(|id| RecordRef::new(Kind::Meeting, id.as_str()).ok());
        let is_said = |date: &Edtf| date.range().earliest.is_none_or(|day| day <= today);
        let said_again: Vec<Edtf> =
            commitment.origins.iter().filter_map(|o| self.dates.get(&o.pointer.record).copied()).filter(is_said).collect();
        follow_through::derive(&Facts {
            commitment,
            made: self.made(commitment),
            said_again: &said_again,
            evidence,
            reporting: self.meetings_of(&commitment.mechanism),
            counted: meetings(rhythm.and_then(|r| r.meetings_of.as_ref())),
            tied: meetings(tied),
            rhythm_ends: ends.and_then(|address| self.dates.get(&address).copied()),
            today,
        })
    }
}

/// The date of a meeting or document.
pub(crate) fn date_of(record: &Record) -> Option<Edtf> {
    match record {
        Record::Meeting(meeting) => meeting.date,
        Record::Document(document) => document.date,
        _ => None,
    }
}

async fn held_by(store: &Store, mechanism: &MechanismId) -> Result<Vec<Held>, AppError> {
    let mut query =
        MeetingQuery { mechanism: Some(mechanism.clone()), statuses: vec![MeetingStatus::Held], limit: STEP, ..MeetingQuery::default() };
    let mut out = Vec::new();
    loop {
        let page = store.list_meetings(&query).await?;
        out.extend(page.rows.into_iter().map(|row| Held {
            id: row.id,
            ordinal: row.ordinal,
            date: row.date,
            host: row.host,
            place: row.place,
        }));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(out),
        }
    }
}

impl App {
    /// The ledger as of the journal's last entry; read anew if the journal has moved on.
    pub async fn ledger(&self) -> Result<Arc<Ledger>, AppError> {
        let head = self.store().head().await?.seq;
        let known = self.inner.ledger.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(ledger) = known.filter(|ledger| ledger.seq == head) {
            return Ok(ledger);
        }
        let fresh = Arc::new(Ledger::read(self.store()).await?);
        *self.inner.ledger.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        Ok(fresh)
    }
}
