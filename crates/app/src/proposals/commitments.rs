//! Proposing commitments from outcomes, and publishing those that a person confirmed.

use std::collections::BTreeSet;

use chancery_ingest::proposals::{Candidate, RhythmUnit, Strength, propose as candidates_of};
use chancery_model::{
    Commitment, Edtf, Every, Item, ItemKey, Kind, Lang, MechanismId, Meeting, Name, Origin, OriginRole, PartyId, Record, RecordRef, Rhythm,
    Text, TextStatus,
};
use chancery_store::{Change, Expects};
use serde::{Deserialize, Serialize};

use super::file::{Answer, line_of};
use super::{Decided, FileError, MAX_QUESTIONS, Options, Proposed, Question, Scope, Stands, lexicon, passages, rules};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::keeping::Register;

/// What such a file proposes.
pub const PROPOSES: &str = "commitments";

/// How long a proposed title is, in characters.
const TITLE_LENGTH: usize = 120;

/// The fields of a commitment, as proposed and as a person corrects them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// The id.
    pub id: chancery_model::CommitmentId,
    /// A short title, in the language of the words.
    pub title: String,
    /// Who is meant; empty for all parties of the framework.
    pub parties: Vec<PartyId>,
    /// The mechanism that looks after it.
    pub mechanism: MechanismId,
    /// By when; empty if the words say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Edtf>,
    /// How often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rhythm: Option<RhythmFields>,
}

/// How often, as proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RhythmFields {
    /// How many times in each stretch.
    pub times: u32,
    /// The stretch of time: year, half-year, quarter or month.
    pub every: Every,
    /// The words that say so.
    pub as_written: String,
}

/// A file of commitments to decide on.
pub type CommitmentsFile = Proposed<Fields>;

/// What was proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The file: what an earlier one answered, and the questions that wait.
    pub file: CommitmentsFile,
    /// Meetings looked at.
    pub meetings: usize,
    /// Questions that wait for an answer.
    pub open: usize,
    /// Candidates that the register already has.
    pub known: usize,
    /// Candidates that the earlier file answered.
    pub answered: usize,
    /// Candidates beyond [`MAX_QUESTIONS`].
    pub left_out: usize,
}

/// Proposes commitments.
///
/// Shape: questions in the order of meetings and items; nothing is written to the register.
/// Errors: kind `not-found`; kind `unreadable` for an earlier file that is not one.
pub async fn propose(ctx: &Ctx, register: &Register, scope: &Scope, options: &Options) -> Result<Outcome, AppError> {
    let earlier = options.earlier.as_deref().map(|text| CommitmentsFile::read(text, PROPOSES)).transpose()?;
    let mut questions: Vec<Question<Fields>> =
        earlier.into_iter().flat_map(|file| file.questions).filter(|question| !question.answer.trim().is_empty()).collect();
    let answered: BTreeSet<String> = questions.iter().map(|question| question.id.clone()).collect();
    let said = origins(register).await?;
    let mut outcome = Counts::default();
    let mut new = Vec::new();
    passages::visit(register.store(), scope, &mut |meeting, revision| {
        outcome.meetings += 1;
        for question in questions_of(meeting, revision, options.lang.as_ref()) {
            if said.iter().any(|pointer| overlaps(pointer, &question.stands)) {
                outcome.known += 1;
            } else if answered.contains(&question.id) {
                outcome.answered += 1;
            } else if new.len() >= MAX_QUESTIONS {
                outcome.left_out += 1;
            } else {
                new.push(question);
            }
        }
        Ok(())
    })
    .await?;
    let open = new.len();
    questions.extend(new);
    let Counts { meetings, known, answered, left_out } = outcome;
    let file = Proposed { proposes: PROPOSES.to_owned(), asked_at: ctx.now.clone(), questions };
    Ok(Outcome { file, meetings, open, known, answered, left_out })
}

#[derive(Default)]
struct Counts {
    meetings: usize,
    known: usize,
    answered: usize,
    left_out: usize,
}

/// Where the commitments of the register are said.
async fn origins(register: &Register) -> Result<Vec<chancery_model::Pointer>, AppError> {
    let listed = register.store().list(Kind::Commitment).await?;
    let pointers = listed.into_iter().flat_map(|listed| match listed.record {
        Record::Commitment(commitment) => commitment.origins,
        _ => Vec::new(),
    });
    Ok(pointers.map(|origin| origin.pointer).collect())
}

/// Tells whether a pointer means these words, or words that hold some of them.
pub(super) fn overlaps(pointer: &chancery_model::Pointer, stands: &Stands) -> bool {
    if pointer.record != stands.record || pointer.item != stands.item {
        return false;
    }
    match (pointer.span, stands.span) {
        (Some((a, b)), Some((c, d))) => a < d && c < b,
        _ => true,
    }
}

fn questions_of(meeting: &Meeting, revision: u64, lang: Option<&Lang>) -> Vec<Question<Fields>> {
    let Some(account) = passages::account(meeting, lang) else { return Vec::new() };
    let mut questions = Vec::new();
    for items in [&account.agenda, &account.outcomes] {
        for candidate in candidates_of(items, &account.lang, rules(), lexicon()) {
            let text_of = |key: &ItemKey| meeting.find_item(key).map(|(_, item): (_, &Item)| item.text.as_str());
            let Some(text) = text_of(&candidate.item) else { continue };
            let Some(stands) = passages::stands(meeting, revision, account, &candidate.item, text, Some(candidate.span.clone())) else {
                continue;
            };
            let fired = text_of(&candidate.fired.item).and_then(|text| text.get(candidate.fired.span.clone())).unwrap_or_default();
            questions.push(question(meeting, &candidate, stands, text, fired, questions.len()));
        }
    }
    questions
}

fn question(meeting: &Meeting, candidate: &Candidate, stands: Stands, text: &str, fired: &str, place: usize) -> Question<Fields> {
    let words = text.get(candidate.span.clone()).unwrap_or_default().to_owned();
    let strength = match candidate.strength {
        Strength::Strong => "strong",
        Strength::Fair => "fair",
        Strength::Weak => "weak",
    };
    let mut because = vec![format!("rule {} ({strength}): {fired:?}", candidate.fired.rule)];
    if candidate.fired.item != candidate.item {
        because.push(format!("a part of {}", candidate.fired.item));
    }
    let mut rhythm = None;
    if let Some(read) = &candidate.rhythm {
        let as_written = text.get(read.span.clone()).unwrap_or_default().to_owned();
        let every = match read.unit {
            RhythmUnit::Year => Every::Year,
            RhythmUnit::Quarter => Every::Quarter,
            RhythmUnit::Month => Every::Month,
        };
        match read.every {
            1 => rhythm = Some(RhythmFields { times: u32::from(read.times), every, as_written }),
            // The record counts in stretches of a year and less; the words still say it.
            _ => because.push(format!("the words say how often: {as_written:?}")),
        }
    }
    if let Some(due) = &candidate.due {
        because.push(format!("the words say when: {:?}", text.get(due.span.clone()).unwrap_or_default()));
    }
    let slug = format!("{}-{}-{}", meeting.id, candidate.item, place + 1).replace(['/', '.'], "-");
    let fields = Fields {
        id: slug.parse().unwrap_or_else(|_| "commitment".parse().expect("this is a word of lower-case letters")),
        title: title(&words),
        parties: candidate.parties.iter().filter_map(|code| code.parse().ok()).collect(),
        mechanism: meeting.mechanism.clone(),
        due: candidate.due.as_ref().map(|due| due.date),
        rhythm,
    };
    let span = stands.span.unwrap_or_default();
    Question {
        id: format!("{} {} {}-{}", stands.record, candidate.item, span.0, span.1),
        words,
        because,
        answer: String::new(),
        reason: String::new(),
        proposed: Question::digest_of(&fields),
        stands,
        fields,
    }
}

/// The words, cut at a word if they are long.
fn title(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((cut, _)) = words.char_indices().nth(TITLE_LENGTH) else { return words };
    let end = words[..cut].rfind([' ', '、', '，', '；']).filter(|end| *end > cut / 2).unwrap_or(cut);
    format!("{} …", words[..end].trim_end())
}

/// Publishes what a file confirms, as one batch.
///
/// Shape: a second time, nothing. Stale decisions are named and not applied; the others are.
/// Errors: kind `unreadable` with the line for a file that is cut, foreign or contradicts itself; as [`Register::put`].
pub async fn decide(ctx: &Ctx, register: &Register, text: &str, reason: &str) -> Result<Decided, AppError> {
    let file = CommitmentsFile::read(text, PROPOSES)?;
    let mut decided = Decided::default();
    let mut changes = Vec::new();
    let mut ids = BTreeSet::new();
    for question in &file.questions {
        match question.answer(text)? {
            Answer::Open => decided.open += 1,
            Answer::Refuse => decided.refused += 1,
            Answer::Take => {
                let id = &question.fields.id;
                let taken = || FileError::Taken { line: line_of(text, &question.id, 0), id: question.id.clone(), taken: id.to_string() };
                if !ids.insert(id.clone()) {
                    return Err(taken().into());
                }
                let address = RecordRef::new(Kind::Commitment, id.as_str()).map_err(AppError::bug)?;
                if register.knows(&address).await? {
                    if !is_said_in(register, &address, &question.stands).await? {
                        return Err(taken().into());
                    }
                    decided.known += 1;
                } else if let Some(why) = question.stands.staleness(register.store()).await? {
                    decided.stale.push((question.id.clone(), why));
                } else {
                    decided.published.push(address.to_string());
                    changes.push(Change::publish(Record::Commitment(commitment(question)), Expects::Absent));
                }
            }
        }
    }
    if !changes.is_empty() {
        decided.batch = register.write(ctx, changes, reason).await?.batch;
    }
    Ok(decided)
}

/// Tells whether the record at an address, as it is or was, was made from these words.
async fn is_said_in(register: &Register, address: &RecordRef, stands: &Stands) -> Result<bool, AppError> {
    let Some(first) = register.store().find_revision(address, 1).await? else { return Ok(false) };
    Ok(match first.body {
        chancery_store::Body::Record(Record::Commitment(commitment)) => commitment.origins.iter().any(|o| overlaps(&o.pointer, stands)),
        _ => true,
    })
}

fn commitment(question: &Question<Fields>) -> Commitment {
    let Stands { lang, status, .. } = &question.stands;
    let fields = &question.fields;
    let text = |text: &str, status| Text::new(lang.clone(), text, status);
    let rhythm = fields.rhythm.as_ref().map(|rhythm| Rhythm {
        every: Some(rhythm.every),
        times: rhythm.times,
        meetings_of: None,
        tied_to: None,
        from: None,
        until: None,
        until_meeting: None,
        as_written: vec![text(&rhythm.as_written, *status)],
    });
    Commitment {
        id: fields.id.clone(),
        names: vec![Name { status: TextStatus::Summary, ..Name::new(lang.clone(), fields.title.trim()) }],
        origins: vec![Origin { role: OriginRole::Made, pointer: question.stands.pointer() }],
        parties: fields.parties.clone(),
        mechanism: fields.mechanism.clone(),
        topics: Vec::new(),
        field: None,
        due: fields.due,
        rhythm,
        plans: None,
        sources: Vec::new(),
        statements: Vec::new(),
        notes: Vec::new(),
    }
}
