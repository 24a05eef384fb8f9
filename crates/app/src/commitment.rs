//! Commitments and what became of them: one, lists with facets, what a meeting did about them, and the brief for the next.

use std::collections::BTreeMap;

use chancery_model::follow_through::turn::{self, Turn};
use chancery_model::follow_through::{Held, HowFar, Mark, State};
use chancery_model::pointer::Standing;
use chancery_model::{
    Commitment, CommitmentId, Edtf, Evidence, Exchange, FieldId, Initiative, Kind, Lang, MechanismId, MeetingId, OriginRole, PartyId,
    Pointer, Process, Record, RecordRef, Text, TiedTo, TopicId,
};
use chancery_store::{Body, Lookup};

use crate::App;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::found::{Miss, Version};
use crate::ledger::Ledger;
use crate::search::SearchHit;

/// A commitment in a list.
#[derive(Debug, Clone)]
pub struct CommitmentRow {
    /// The commitment.
    pub commitment: Commitment,
    /// When it was made.
    pub made: Option<Edtf>,
    /// What became of it, as of today.
    pub state: State,
    /// Its topics, those of its mechanism where it names none.
    pub topics: Vec<TopicId>,
}

/// Which commitments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommitmentQuery {
    /// Of this topic.
    pub topic: Option<TopicId>,
    /// That this mechanism looks after.
    pub mechanism: Option<MechanismId>,
    /// Made or said again at this meeting.
    pub meeting: Option<MeetingId>,
    /// That name this party; those that name none are meant for all.
    pub party: Option<PartyId>,
    /// Of this field.
    pub field: Option<FieldId>,
    /// Made in this year.
    pub year: Option<u16>,
    /// That have come this far.
    pub how_far: Option<HowFar>,
    /// That have this mark.
    pub mark: Option<Mark>,
    /// About which at least this many meetings that could have reported did not.
    pub silent: Option<usize>,
    /// True for those that are open only.
    pub is_open: bool,
}

/// A facet with its values and how many commitments have each.
pub type Facet = Vec<(String, usize)>;

/// Commitments and how they are spread.
#[derive(Debug, Clone, Default)]
pub struct CommitmentList {
    /// The commitments, latest first.
    pub rows: Vec<CommitmentRow>,
    /// The facets, by the name of their parameter.
    pub facets: BTreeMap<&'static str, Facet>,
}

/// Words that a pointer leads to.
#[derive(Debug, Clone)]
pub struct Words {
    /// Where they stand.
    pub pointer: Pointer,
    /// The meeting or document.
    pub record: Option<SearchHit>,
    /// The words: those of the revision that the pointer names, and the same item in the reader's language where the
    /// register has it there. None for a record as a whole.
    pub text: Option<Text>,
    /// How they stand in the record today.
    pub standing: Standing,
}

/// Evidence with what it rests on.
#[derive(Debug, Clone)]
pub struct EvidenceLine {
    /// The evidence.
    pub evidence: Evidence,
    /// The words in the register that it rests on.
    pub words: Option<Words>,
}

/// What a commitment's page tells.
#[derive(Debug, Clone)]
pub struct CommitmentView {
    /// The commitment and its state.
    pub row: CommitmentRow,
    /// Which revision of it.
    pub version: Version,
    /// Where it is said.
    pub origins: Vec<(OriginRole, Words)>,
    /// What bears on it, oldest first.
    pub evidence: Vec<EvidenceLine>,
    /// The processes that carry it out.
    pub processes: Vec<Process>,
    /// The projects it belongs to.
    pub initiatives: Vec<Initiative>,
    /// The exchanges registered under it.
    pub exchanges: Vec<Exchange>,
    /// What took place where it planned a meeting.
    pub happened: Option<Held>,
    /// Whose turn it may be, where its rhythm is one of meetings.
    pub turn: Option<Turn>,
}

/// What a meeting did about what was open.
#[derive(Debug, Clone, Default)]
pub struct MeetingFollowThrough {
    /// Made there.
    pub new: Vec<CommitmentRow>,
    /// Said again, advanced, fulfilled, superseded or ended there.
    pub taken_up: Vec<(CommitmentRow, Evidence)>,
    /// Open before, and not mentioned there as far as the register knows.
    pub carried_over: Vec<CommitmentRow>,
}

/// The open list for the next meeting of a mechanism.
#[derive(Debug, Clone)]
pub struct Brief {
    /// Open commitments of the mechanism, then of each group that reports to it, by date.
    pub open: Vec<(MechanismId, Vec<CommitmentRow>)>,
    /// How many are fulfilled, superseded or ended.
    pub closed: usize,
    /// Who was host, who may be next.
    pub turn: Turn,
    /// The processes that the mechanism or a group of it looks after.
    pub processes: Vec<Process>,
}

fn is_said_at(commitment: &Commitment, meeting: &MeetingId) -> bool {
    commitment.origins.iter().any(|o| o.pointer.record.kind == Kind::Meeting && o.pointer.record.id() == meeting.as_str())
}

fn is_made_at(commitment: &Commitment, meeting: &MeetingId) -> bool {
    commitment.made_at().is_some_and(|p| p.record.kind == Kind::Meeting && p.record.id() == meeting.as_str())
}

impl App {
    pub(crate) fn commitment_row(&self, ctx: &Ctx, ledger: &Ledger, commitment: &Commitment) -> CommitmentRow {
        let topics = match commitment.topics.as_slice() {
            [] => self.catalogue().mechanisms.get(&commitment.mechanism).map(|m| m.topics.clone()).unwrap_or_default(),
            own => own.to_vec(),
        };
        CommitmentRow { made: ledger.made(commitment), state: ledger.state(commitment, ctx.today), topics, commitment: commitment.clone() }
    }

    /// Lists commitments with facets, latest first.
    pub async fn list_commitments(&self, ctx: &Ctx, query: &CommitmentQuery) -> Result<CommitmentList, AppError> {
        let ledger = self.ledger().await?;
        let mut rows: Vec<CommitmentRow> = ledger.commitments.values().map(|c| self.commitment_row(ctx, &ledger, c)).collect();
        rows.retain(|row| matches_query(row, query));
        rows.sort_by_key(|row| {
            let day = row.made.as_ref().and_then(|d| d.range().latest).map(chancery_model::Day::number);
            (std::cmp::Reverse(day), row.commitment.id.clone())
        });
        Ok(CommitmentList { facets: facets(&rows), rows })
    }

    /// Reads a commitment.
    pub async fn read_commitment(&self, ctx: &Ctx, id: &CommitmentId) -> Result<CommitmentView, Miss> {
        let take = |record| match record {
            Record::Commitment(commitment) => Some(commitment),
            _ => None,
        };
        let (commitment, version) = self.find_as(Kind::Commitment, id.as_str(), take).await?;
        let ledger = self.ledger().await?;
        let mut origins = Vec::with_capacity(commitment.origins.len());
        for origin in &commitment.origins {
            origins.push((origin.role, self.read_words(ctx, &origin.pointer).await?));
        }
        let mut evidence = Vec::new();
        // One look-up for each piece: a commitment has a handful.
        for told in ledger.evidence_of(id) {
            let words = match told.pointer() {
                Some(pointer) => Some(self.read_words(ctx, pointer).await?),
                None => None,
            };
            evidence.push(EvidenceLine { evidence: told.clone(), words });
        }
        let happened = commitment.plans.as_ref().and_then(|plan| {
            let held = ledger.meetings_of(&plan.mechanism);
            held.iter().find(|h| plan.ordinal.is_some() && h.ordinal == plan.ordinal).cloned()
        });
        let turn = commitment.rhythm.as_ref().and_then(|rhythm| {
            let own = rhythm.meetings_of.as_ref()?;
            let tied = match &rhythm.tied_to {
                Some(TiedTo::HostOf(id)) => Some((id, ledger.meetings_of(id))),
                _ => None,
            };
            Some(turn::turn(ledger.meetings_of(own), tied))
        });
        Ok(CommitmentView {
            row: self.commitment_row(ctx, &ledger, &commitment),
            version,
            origins,
            evidence,
            processes: ledger.processes.values().filter(|p| p.commitments.contains(id)).cloned().collect(),
            initiatives: ledger.initiatives.values().filter(|i| i.commitments.contains(id)).cloned().collect(),
            exchanges: ledger.exchanges.iter().filter(|e| e.commitment.as_ref() == Some(id)).cloned().collect(),
            happened,
            turn,
        })
    }

    /// Reads the words that a pointer leads to.
    pub async fn read_words(&self, ctx: &Ctx, pointer: &Pointer) -> Result<Words, AppError> {
        let mut address = pointer.record.clone();
        let mut found = self.store().find(&address).await?;
        if let Lookup::Moved { to, .. } = &found {
            address = to.clone();
            found = self.store().find(&address).await?;
        }
        let Lookup::Found(current) = found else {
            return Ok(Words { pointer: pointer.clone(), record: None, text: None, standing: Standing::Gone });
        };
        let standing = pointer.standing(&current.record);
        let text = match standing {
            Standing::Same | Standing::Untold => words_for(&current.record, pointer, ctx),
            // The words as they stood when the pointer was made.
            Standing::Changed | Standing::Gone => {
                match self.store().find_revision(&pointer.record, pointer.revision).await?.map(|r| r.body) {
                    Some(Body::Record(record)) => own_words(&record, pointer),
                    _ => None,
                }
            }
        };
        Ok(Words { pointer: pointer.clone(), record: Some(self.describe(ctx, address, &current.record)), text, standing })
    }

    /// Tells what a meeting did about what was agreed before, and what it agreed.
    pub async fn read_meeting_follow_through(&self, ctx: &Ctx, id: &MeetingId) -> Result<MeetingFollowThrough, AppError> {
        let ledger = self.ledger().await?;
        let mut out = MeetingFollowThrough::default();
        for commitment in ledger.commitments.values() {
            if is_made_at(commitment, id) {
                out.new.push(self.commitment_row(ctx, &ledger, commitment));
                continue;
            }
            let of_meeting = |e: &&Evidence| e.pointer().is_some_and(|p| p.record.kind == Kind::Meeting && p.record.id() == id.as_str());
            if let Some(told) = ledger.evidence_of(&commitment.id).iter().find(of_meeting) {
                out.taken_up.push((self.commitment_row(ctx, &ledger, commitment), told.clone()));
                continue;
            }
            let held = ledger.meetings_of(&commitment.mechanism).iter().find(|h| h.id == *id);
            let Some(day) = held.and_then(|h| h.date.as_ref()?.range().earliest) else { continue };
            let is_before = ledger.made(commitment).and_then(|d| d.range().latest).is_some_and(|made| made < day);
            if is_before && !is_said_at(commitment, id) && ledger.state_before(commitment, day).is_open() {
                out.carried_over.push(self.commitment_row(ctx, &ledger, commitment));
            }
        }
        Ok(out)
    }

    /// Makes the open list for the next meeting of a mechanism.
    pub async fn read_brief(&self, ctx: &Ctx, id: &MechanismId) -> Result<Brief, AppError> {
        let ledger = self.ledger().await?;
        let catalogue = self.catalogue();
        let mut open = Vec::new();
        let mut closed = 0;
        let groups: Vec<MechanismId> = std::iter::once(id.clone()).chain(catalogue.groups_of(id).iter().map(|g| g.id.clone())).collect();
        for mechanism in &groups {
            let rows = ledger.commitments.values().filter(|c| c.mechanism == *mechanism).map(|c| self.commitment_row(ctx, &ledger, c));
            let (mut still, done): (Vec<CommitmentRow>, Vec<CommitmentRow>) = rows.partition(|row| row.state.is_open());
            closed += done.len();
            still.sort_by_key(|row| (row.made.as_ref().and_then(|d| d.range().earliest), row.commitment.id.clone()));
            if !still.is_empty() {
                open.push((mechanism.clone(), still));
            }
        }
        let tied = ledger.commitments.values().find_map(|c| match (&c.rhythm, c.rhythm.as_ref()?.meetings_of.as_ref()?) {
            (Some(rhythm), of) if of == id => match &rhythm.tied_to {
                Some(TiedTo::HostOf(other)) => Some(other),
                _ => None,
            },
            _ => None,
        });
        let turn = turn::turn(ledger.meetings_of(id), tied.map(|other| (other, ledger.meetings_of(other))));
        let looks_after = |p: &&Process| p.mechanism.as_ref().is_some_and(|m| groups.contains(m));
        let processes = ledger.processes.values().filter(looks_after).cloned().collect();
        Ok(Brief { open, closed, turn, processes })
    }
}

fn matches_query(row: &CommitmentRow, query: &CommitmentQuery) -> bool {
    let commitment = &row.commitment;
    let is = |wanted: bool, holds: bool| !wanted || holds;
    query.topic.as_ref().is_none_or(|t| row.topics.contains(t))
        && query.mechanism.as_ref().is_none_or(|m| commitment.mechanism == *m)
        && query.meeting.as_ref().is_none_or(|m| is_said_at(commitment, m))
        && query.party.as_ref().is_none_or(|p| commitment.parties.is_empty() || commitment.parties.contains(p))
        && query.field.as_ref().is_none_or(|f| commitment.field.as_ref() == Some(f))
        && query.year.is_none_or(|y| row.made.is_some_and(|d| d.first_year() == Some(y)))
        && query.how_far.is_none_or(|h| row.state.how_far == h)
        && query.mark.is_none_or(|m| row.state.marks.contains_key(&m))
        && query.silent.is_none_or(|n| row.state.silence.as_ref().is_some_and(|s| s.meetings.len() >= n))
        && is(query.is_open, row.state.is_open())
}

fn facets(rows: &[CommitmentRow]) -> BTreeMap<&'static str, Facet> {
    let mut counts: BTreeMap<&'static str, BTreeMap<String, usize>> = BTreeMap::new();
    let mut count = |facet, value: String| *counts.entry(facet).or_default().entry(value).or_default() += 1;
    for row in rows {
        row.topics.iter().for_each(|t| count("topic", t.to_string()));
        count("mechanism", row.commitment.mechanism.to_string());
        row.commitment.parties.iter().for_each(|p| count("party", p.to_string()));
        row.commitment.field.iter().for_each(|f| count("field", f.to_string()));
        row.made.and_then(|d| d.first_year()).iter().for_each(|y| count("year", y.to_string()));
        count("state", row.state.how_far.as_str().to_owned());
        row.state.marks.keys().for_each(|m| count("mark", m.as_str().to_owned()));
        // How many meetings at least: 1 holds those of 2.
        let silent = row.state.silence.as_ref().map_or(0, |s| s.meetings.len());
        (1..=silent.min(3)).for_each(|n| count("silent", n.to_string()));
    }
    counts.into_iter().map(|(facet, values)| (facet, values.into_iter().collect())).collect()
}

/// The words of a pointer as they stand in a record.
fn own_words(record: &Record, pointer: &Pointer) -> Option<Text> {
    let (Record::Meeting(meeting), Some(key)) = (record, &pointer.item) else { return None };
    let (account, _) = meeting.find_item(key)?;
    Some(Text::new(account.lang.clone(), pointer.words_in(record)?, account.status))
}

/// The words of a pointer in every language in which an account of the same standing has them.
pub(crate) fn all_words(record: &Record, pointer: &Pointer) -> Vec<Text> {
    let own = own_words(record, pointer);
    let Record::Meeting(meeting) = record else { return own.into_iter().collect() };
    let others = meeting.accounts.iter().filter_map(|a| in_account(record, pointer, &a.lang)).filter(|t| Some(t) != own.as_ref());
    own.iter().cloned().chain(others).collect()
}

/// The same item in the reader's language where an account of the same standing has it, else the words themselves.
///
/// A span is of the letters of one text only, so there the words themselves are shown.
fn words_for(record: &Record, pointer: &Pointer, ctx: &Ctx) -> Option<Text> {
    let own = own_words(record, pointer)?;
    if own.lang.is_same_language(&ctx.lang) {
        return Some(own);
    }
    Some(in_account(record, pointer, &ctx.lang).unwrap_or(own))
}

fn in_account(record: &Record, pointer: &Pointer, lang: &Lang) -> Option<Text> {
    let own = own_words(record, pointer)?;
    let (Record::Meeting(meeting), Some(key), None) = (record, &pointer.item, pointer.span) else { return None };
    let prefixes: Vec<String> = meeting.accounts.iter().map(|a| format!("{}.", a.key)).collect();
    let bare = prefixes.iter().find_map(|p| key.as_str().strip_prefix(p.as_str())).unwrap_or(key.as_str());
    let account = meeting.accounts.iter().find(|a| a.lang.is_same_language(lang) && a.status == own.status)?;
    let key = format!("{}.{bare}", account.key).parse().ok()?;
    let (_, item) = meeting.find_item(&key)?;
    Some(Text::new(account.lang.clone(), item.text.clone(), account.status))
}

/// The address of a commitment.
pub fn address(id: &CommitmentId) -> RecordRef {
    RecordRef::new(Kind::Commitment, id.as_str()).expect("the id of a commitment is of a commitment's form")
}
