//! Proposing commitments from outcomes, and publishing those that a person confirmed.

use chancery_ingest::proposals::{Candidate, RhythmUnit, Strength, propose as candidates_of};
use chancery_model::{
    Commitment, CommitmentId, Edtf, Every, Item, ItemKey, Kind, Lang, MechanismId, Meeting, Name, Origin, OriginRole, PartyId, Record,
    RecordRef, Rhythm, Text, TextStatus,
};
use serde::{Deserialize, Serialize};

use super::asking::{Asking, Outcome};
use super::decide::Confirmed;
use super::{Options, Proposed, Question, Scope, Stands, lexicon, passages, rules};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::keeping::Register;

/// How long a proposed title is, in characters.
const TITLE_LENGTH: usize = 120;

/// The fields of a commitment, as proposed and as a person corrects them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// The id.
    pub id: CommitmentId,
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

/// Proposes commitments.
///
/// Shape: questions in the order of meetings and items; nothing is written to the register.
/// Errors: kind `not-found`; kind `unreadable` for an earlier file that is not one.
pub async fn propose(ctx: &Ctx, register: &Register, scope: &Scope, options: &Options) -> Result<Outcome<Fields>, AppError> {
    let mut asking = Asking::resume(options)?;
    let said = origins(register).await?;
    let mut meetings = 0;
    passages::visit(register.store(), scope, &mut |meeting, revision| {
        meetings += 1;
        for mut question in questions_of(meeting, revision, options.lang.as_ref()) {
            let mut is_known = said.iter().any(|(_, pointer)| overlaps(pointer, &question.stands));
            let elsewhere = question.stands.item.as_ref().map(|key| passages::in_other_languages(meeting, key)).unwrap_or_default();
            for (id, pointer) in said.iter().filter(|(_, pointer)| is_at(pointer, &question.stands.record, &elsewhere)) {
                match pointer.span {
                    None => is_known = true,
                    // Which letters these are in another language, nobody knows but a reader.
                    Some(_) => question.because.push(format!("the same item in another language is where {id} is said")),
                }
            }
            asking.ask(question, is_known);
        }
        Ok(())
    })
    .await?;
    Ok(asking.finish(ctx, meetings))
}

/// Where the commitments of the register are said.
async fn origins(register: &Register) -> Result<Vec<(CommitmentId, chancery_model::Pointer)>, AppError> {
    let mut said = Vec::new();
    for listed in register.store().list(Kind::Commitment).await? {
        if let Record::Commitment(commitment) = listed.record {
            said.extend(commitment.origins.into_iter().map(|origin| (commitment.id.clone(), origin.pointer)));
        }
    }
    Ok(said)
}

/// Tells whether a pointer leads to one of these items.
pub(super) fn is_at(pointer: &chancery_model::Pointer, record: &RecordRef, items: &[ItemKey]) -> bool {
    pointer.record == *record && pointer.item.as_ref().is_some_and(|item| items.contains(item))
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

impl Confirmed for Fields {
    const PROPOSES: &'static str = "commitments";
    const KIND: Kind = Kind::Commitment;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn record(_: &Ctx, question: &Question<Fields>) -> Record {
        Record::Commitment(commitment(question))
    }

    fn is_made_from(record: &Record, question: &Question<Fields>) -> bool {
        match record {
            Record::Commitment(commitment) => commitment.origins.iter().any(|o| overlaps(&o.pointer, &question.stands)),
            _ => false,
        }
    }
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
