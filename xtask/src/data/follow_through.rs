//! Commitments and what became of them: coded by hand in `follow-through.toml`, with pointers and digests made here.

use std::collections::{BTreeMap, BTreeSet};

use chancery_model::{
    Bearing, Cell, CellState, Certainty, Commitment, Edtf, Every, Evidence, Exchange, FieldName, Framework, Ground, Initiative, Kind,
    Origin, OriginRole, PlannedMeeting, Pointer, Process, Record, RecordRef, Rhythm, Source, Step, TextStatus, TiedTo, Track,
};
use serde::Deserialize;

use super::facts::Four;
use super::{DataError, names, parsed, texts};

const OVERLAY: &str = "follow-through.toml";

/// The mechanisms whose outcome items are all coded.
const CODED: &str = "tchm";

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FollowThrough {
    field: Vec<FieldEntry>,
    commitment: Vec<CommitmentEntry>,
    evidence: Vec<EvidenceEntry>,
    view: Vec<ViewEntry>,
    initiative: Vec<InitiativeEntry>,
    process: Vec<ProcessEntry>,
    exchange: Vec<ExchangeEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldEntry {
    id: String,
    names: Four,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommitmentEntry {
    id: String,
    names: Four,
    made: String,
    #[serde(default)]
    again: Vec<String>,
    mechanism: String,
    #[serde(default)]
    parties: Vec<String>,
    field: String,
    due: Option<Edtf>,
    every: Option<Every>,
    times: Option<u32>,
    meetings_of: Option<String>,
    host_of: Option<String>,
    until: Option<Edtf>,
    until_meeting: Option<String>,
    as_written: Option<Four>,
    plans: Option<PlannedMeeting>,
    note: Option<Four>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceEntry {
    of: String,
    id: String,
    bearing: Bearing,
    #[serde(default)]
    begins: bool,
    at: Option<String>,
    date: Option<Edtf>,
    period: Option<Edtf>,
    fact: Option<Four>,
    source: Option<String>,
    certainty: Option<Certainty>,
    note: Option<Four>,
}

/// An item by which nothing was agreed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ViewEntry {
    at: String,
    /// For the editor who reads the file.
    #[serde(rename = "why")]
    _why: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct InitiativeEntry {
    id: String,
    names: Four,
    description: Four,
    origins: Vec<String>,
    from: Option<Edtf>,
    #[serde(default)]
    topics: Vec<String>,
    #[serde(default)]
    mechanisms: Vec<String>,
    #[serde(default)]
    documents: Vec<String>,
    #[serde(default)]
    meetings: Vec<String>,
    commitments: Vec<String>,
    #[serde(default)]
    sources: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProcessEntry {
    id: String,
    names: Four,
    description: Four,
    mechanism: String,
    commitments: Vec<String>,
    origins: Vec<String>,
    step: Vec<StepEntry>,
    cell: Vec<CellEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepEntry {
    key: String,
    names: Four,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CellEntry {
    track: Vec<String>,
    step: String,
    date: Option<Edtf>,
    text: Option<Four>,
    sources: Vec<String>,
    certainty: Option<Certainty>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExchangeEntry {
    id: String,
    exchange_type: String,
    commitment: String,
    initiative: String,
    from: Vec<String>,
    period: Edtf,
    offices: Four,
    scope: Four,
    reported_at: String,
}

/// The records that a pointer of the overlay may lead to, by address.
struct Register<'a>(BTreeMap<RecordRef, &'a Record>);

impl Register<'_> {
    /// Makes a pointer of `tchm/3 outcome-1.4`, `tchm/4` or `document:tchm-3-action-plan`. What is bundled is new when it
    /// is published, so the revision is the first.
    fn pointer(&self, at: &str) -> Result<Pointer, DataError> {
        let unknown = || DataError::Unknown { overlay: OVERLAY, what: at.to_owned() };
        let (record, item) = at.split_once(' ').map_or((at, None), |(record, item)| (record, Some(item)));
        let address: RecordRef = if record.contains(':') { parsed(record, at)? } else { parsed(&format!("meeting:{record}"), at)? };
        let found = self.0.get(&address).ok_or_else(unknown)?;
        let Some(item) = item else { return Ok(Pointer::whole(address, 1)) };
        let mut pointer = Pointer { item: Some(parsed(item, at)?), ..Pointer::whole(address, 1) };
        let words = pointer.words_in(found).ok_or_else(unknown)?;
        pointer.sha256 = Some(chancery_model::Digest::of(words.as_bytes()));
        Ok(pointer)
    }

    fn pointers(&self, list: &[String]) -> Result<Vec<Pointer>, DataError> {
        list.iter().map(|at| self.pointer(at)).collect()
    }

    fn date(&self, pointer: &Pointer) -> Option<Edtf> {
        match self.0.get(&pointer.record)? {
            Record::Meeting(meeting) => meeting.date,
            Record::Document(document) => document.date,
            _ => None,
        }
    }
}

fn all<T: std::str::FromStr<Err: std::fmt::Display>>(list: &[String], at: &str) -> Result<Vec<T>, DataError> {
    list.iter().map(|text| parsed(text, at)).collect()
}

fn one<T: std::str::FromStr<Err: std::fmt::Display>>(text: Option<&String>, at: &str) -> Result<Option<T>, DataError> {
    text.map(|text| parsed(text, at)).transpose()
}

fn ours(four: Option<&Four>) -> Vec<chancery_model::Text> {
    four.map(|four| texts(four, TextStatus::Summary)).unwrap_or_default()
}

/// Gives the framework its fields of work.
pub(super) fn add_fields(framework: &mut Framework, from: &FollowThrough) -> Result<(), DataError> {
    for entry in &from.field {
        framework.fields.push(FieldName { field: parsed(&entry.id, OVERLAY)?, names: names(&entry.names, TextStatus::Unofficial) });
    }
    Ok(())
}

/// Makes all records of follow-through, against the records made before.
pub(super) fn make(records: &[Record], from: &FollowThrough) -> Result<Vec<Record>, DataError> {
    let register = Register(records.iter().map(|r| (r.address(), r)).collect());
    let mut out = Vec::new();
    for entry in &from.commitment {
        out.push(Record::Commitment(commitment(&register, entry)?));
    }
    for entry in &from.evidence {
        out.push(Record::Evidence(evidence(&register, entry)?));
    }
    for entry in &from.initiative {
        out.push(Record::Initiative(initiative(&register, entry)?));
    }
    for entry in &from.process {
        out.push(Record::Process(process(&register, entry)?));
    }
    for entry in &from.exchange {
        out.push(Record::Exchange(exchange(entry)?));
    }
    check_items(records, &out, from)?;
    debug_assert!(out.iter().all(|r| r.kind() > Kind::Document), "these records come after those that they point to");
    Ok(out)
}

/// Refuses an outcome item of the customs meetings that is neither coded nor said to be a mere view.
fn check_items(records: &[Record], coded: &[Record], from: &FollowThrough) -> Result<(), DataError> {
    let mut known: BTreeSet<String> = from.view.iter().map(|v| v.at.clone()).collect();
    for pointer in coded.iter().flat_map(Record::pointers) {
        known.extend(pointer.item.as_ref().map(|item| format!("{} {item}", pointer.record.id())));
    }
    for record in records {
        let Record::Meeting(meeting) = record else { continue };
        let Some(account) = meeting.principal_account().filter(|_| meeting.id.stem().starts_with(CODED)) else { continue };
        let mut left = None;
        account.walk(&mut |item, _| {
            let at = format!("{} {}", meeting.id, item.key);
            if item.key.as_str().starts_with("outcome-") && !known.contains(&at) {
                left.get_or_insert(at);
            }
        });
        if let Some(what) = left {
            return Err(DataError::Unaccounted { overlay: OVERLAY, what });
        }
    }
    Ok(())
}

fn commitment(register: &Register, from: &CommitmentEntry) -> Result<Commitment, DataError> {
    let at = from.id.as_str();
    let mut origins = vec![Origin { role: OriginRole::Made, pointer: register.pointer(&from.made)? }];
    for again in &from.again {
        origins.push(Origin { role: OriginRole::Reaffirmed, pointer: register.pointer(again)? });
    }
    let tied_to = one(from.host_of.as_ref(), at)?.map(TiedTo::HostOf);
    let rhythm = (from.every.is_some() || tied_to.is_some()).then_some(());
    let rhythm = match rhythm {
        None => None,
        Some(()) => Some(Rhythm {
            every: from.every,
            times: from.times.unwrap_or(1),
            meetings_of: one(from.meetings_of.as_ref(), at)?,
            tied_to,
            from: None,
            until: from.until,
            until_meeting: one(from.until_meeting.as_ref(), at)?,
            as_written: ours(from.as_written.as_ref()),
        }),
    };
    Ok(Commitment {
        id: parsed(at, at)?,
        names: names(&from.names, TextStatus::Summary),
        origins,
        parties: all(&from.parties, at)?,
        mechanism: parsed(&from.mechanism, at)?,
        topics: vec![],
        field: Some(parsed(&from.field, at)?),
        due: from.due,
        rhythm,
        plans: from.plans.clone(),
        sources: vec![],
        statements: vec![],
        notes: ours(from.note.as_ref()),
    })
}

fn evidence(register: &Register, from: &EvidenceEntry) -> Result<Evidence, DataError> {
    let id = format!("{}-{}", from.of, from.id);
    let lacks = |why: &str| DataError::Value { at: id.clone(), why: why.to_owned() };
    let (ground, date) = match (&from.at, &from.fact) {
        (Some(at), None) => {
            let pointer = register.pointer(at)?;
            let date = from.date.or_else(|| register.date(&pointer));
            (Ground::Register { pointer }, date)
        }
        (None, Some(fact)) => {
            let source = Source::of(from.source.as_ref().ok_or_else(|| lacks("a fact has a source"))?);
            (Ground::Fact { texts: texts(fact, TextStatus::Summary), source, certainty: from.certainty }, from.date)
        }
        _ => return Err(lacks("evidence stands in the register or is a fact, one of the two")),
    };
    Ok(Evidence {
        commitment: parsed(&from.of, &id)?,
        bearing: from.bearing,
        is_beginning: from.begins,
        date: date.ok_or_else(|| lacks("evidence has a date"))?,
        period: from.period,
        ground,
        superseded_by: None,
        author: "bundled".into(),
        sources: vec![],
        statements: vec![],
        notes: ours(from.note.as_ref()),
        id: parsed(&id, &id)?,
    })
}

fn initiative(register: &Register, from: &InitiativeEntry) -> Result<Initiative, DataError> {
    let at = from.id.as_str();
    Ok(Initiative {
        id: parsed(at, at)?,
        names: names(&from.names, TextStatus::Unofficial),
        descriptions: ours(Some(&from.description)),
        origins: register.pointers(&from.origins)?,
        from: from.from,
        until: None,
        topics: all(&from.topics, at)?,
        mechanisms: all(&from.mechanisms, at)?,
        documents: all(&from.documents, at)?,
        meetings: all(&from.meetings, at)?,
        commitments: all(&from.commitments, at)?,
        sources: from.sources.iter().map(Source::of).collect(),
        statements: vec![],
        notes: vec![],
    })
}

fn process(register: &Register, from: &ProcessEntry) -> Result<Process, DataError> {
    let at = from.id.as_str();
    let key = |parties: &[String]| parties.join("-").to_lowercase();
    let mut tracks: Vec<Track> = Vec::new();
    let mut cells = Vec::new();
    for cell in &from.cell {
        let track = parsed(&key(&cell.track), at)?;
        if tracks.iter().all(|t| t.key != track) {
            tracks.push(Track { key: track.clone(), parties: all(&cell.track, at)?, names: vec![] });
        }
        cells.push(Cell {
            track,
            step: parsed(&cell.step, at)?,
            state: CellState::Reached,
            date: cell.date,
            texts: ours(cell.text.as_ref()),
            pointer: None,
            sources: cell.sources.iter().map(Source::of).collect(),
            certainty: cell.certainty,
        });
    }
    let step = |s: &StepEntry| Ok(Step { key: parsed(&s.key, at)?, names: names(&s.names, TextStatus::Unofficial) });
    Ok(Process {
        id: parsed(at, at)?,
        names: names(&from.names, TextStatus::Unofficial),
        descriptions: ours(Some(&from.description)),
        mechanism: Some(parsed(&from.mechanism, at)?),
        initiative: None,
        commitments: all(&from.commitments, at)?,
        origins: register.pointers(&from.origins)?,
        steps: from.step.iter().map(step).collect::<Result<_, DataError>>()?,
        tracks,
        cells,
        sources: vec![],
        statements: vec![],
        notes: vec![],
    })
}

fn exchange(from: &ExchangeEntry) -> Result<Exchange, DataError> {
    let at = from.id.as_str();
    Ok(Exchange {
        id: parsed(at, at)?,
        names: vec![],
        exchange_type: parsed(&from.exchange_type, at)?,
        commitment: Some(parsed(&from.commitment, at)?),
        initiative: Some(parsed(&from.initiative, at)?),
        from: all(&from.from, at)?,
        to: vec![],
        period: from.period,
        count: None,
        channel: vec![],
        sent: None,
        acknowledged: None,
        next_due: None,
        confirmed_by: vec![],
        offices: vec![],
        offices_as_written: ours(Some(&from.offices)),
        scope: ours(Some(&from.scope)),
        debrief: None,
        reported_at: Some(parsed(&from.reported_at, at)?),
        sources: vec![],
        statements: vec![],
        notes: vec![],
    })
}
