//! Adding evidence by hand: what a person found, on one ground, for one commitment.
//!
//! [`Register::plan_evidence`] checks everything and tells what the evidence would make of its commitment;
//! [`Register::add_evidence`] publishes it. What rules found and a person confirmed comes in by [`crate::proposals`].

use chancery_model::follow_through::State;
use chancery_model::id::MAX_ID_BYTES;
use chancery_model::{
    Bearing, Certainty, ClauseAt, CommitmentId, Digest, Document, Edtf, Evidence, EvidenceId, Ground, Kind, Lang, Meeting, PaperText,
    PartyId, Pointer, Record, RecordRef, Source, Text,
};
use chancery_store::{Change, Expects};

use crate::catalogue::Catalogue;
use crate::ctx::Ctx;
use crate::document::choose_text;
use crate::error::{AppError, ErrorKind};
use crate::keeping::{Register, Written, absent};
use crate::ledger::Ledger;

/// How many items or clauses an error names.
const NAMED_PARTS: usize = 12;

/// What evidence rests on, as a person names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewGround {
    /// A meeting or document of the register, or words in it.
    Register {
        /// The meeting or document.
        record: RecordRef,
        /// The key of an item or the anchor of a clause; none for the record as a whole.
        part: Option<String>,
        /// The language whose words of a clause are meant; the text that a reader would see if not given.
        lang: Option<Lang>,
    },
    /// A fact outside the register.
    Fact {
        /// The fact in the register's own words.
        texts: Vec<Text>,
        /// Where it is told.
        source: Source,
        /// How well it is founded.
        certainty: Option<Certainty>,
    },
    /// What a party says itself.
    Statement {
        /// The party.
        party: PartyId,
        /// Its words, and the translations it gave.
        texts: Vec<Text>,
        /// Where they are published.
        source: Source,
    },
}

/// Evidence as a person brings it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    /// The id; the commitment's with the next free number if not given.
    pub id: Option<EvidenceId>,
    /// The commitment.
    pub commitment: CommitmentId,
    /// How it bears on it.
    pub bearing: Bearing,
    /// True for the first step of an advance.
    pub is_beginning: bool,
    /// When what it tells took place.
    pub date: Edtf,
    /// The period of a recurring commitment that it is about.
    pub period: Option<Edtf>,
    /// What it rests on.
    pub ground: NewGround,
    /// What took the commitment's place.
    pub superseded_by: Option<CommitmentId>,
    /// Who puts it down; the actor if not given.
    pub author: Option<String>,
    /// What it shows, in a sentence.
    pub notes: Vec<Text>,
}

/// Evidence that may be published, and what it makes of its commitment.
#[derive(Debug, Clone)]
pub struct EvidencePlan {
    /// The record; the one that is there if the register has it already.
    pub evidence: Evidence,
    /// True if the register has this evidence already.
    pub is_known: bool,
    /// What became of the commitment without it.
    pub before: State,
    /// What became of the commitment with it.
    pub after: State,
}

impl Register {
    /// Checks evidence and tells what it would make of its commitment. Writes nothing.
    ///
    /// Errors: kind `not-found` or `withdrawn` naming the record that is meant; kind `rule-broken` for a party that is none,
    /// a date to come, an item or clause that is not there (and which are), or a rule of evidence.
    pub async fn plan_evidence(&self, ctx: &Ctx, new: NewEvidence) -> Result<EvidencePlan, AppError> {
        let to = address(Kind::Commitment, new.commitment.as_str())?;
        let Record::Commitment(aim) = self.find_current(&to).await?.record else { return Err(absent(&to)) };
        if let Some(other) = &new.superseded_by {
            self.find_current(&address(Kind::Commitment, other.as_str())?).await?;
        }
        if new.period.is_some() && aim.rhythm.is_none() {
            let message = format!("{to} is to be done once; a period is told of what recurs only");
            return Err(AppError::new(ErrorKind::RuleBroken, message).with_hint("leave the period out"));
        }
        if new.date.range().earliest.is_some_and(|first| first > ctx.today) {
            let message = format!("{} is yet to come; evidence tells what took place", new.date);
            return Err(AppError::new(ErrorKind::RuleBroken, message));
        }
        let catalogue = self.catalogue().await?;
        let ground = match new.ground {
            NewGround::Register { record, part, lang } => {
                Ground::Register { pointer: self.point_to(ctx, &catalogue, &record, part.as_deref(), lang.as_ref()).await? }
            }
            NewGround::Fact { texts, source, certainty } => Ground::Fact { texts, source, certainty },
            NewGround::Statement { party, texts, source } => {
                catalogue.expect_party(&party)?;
                Ground::Statement { party, texts, source }
            }
        };
        let mut evidence = Evidence {
            id: first_id(&new.commitment),
            commitment: new.commitment,
            bearing: new.bearing,
            is_beginning: new.is_beginning,
            date: new.date,
            period: new.period,
            ground,
            superseded_by: new.superseded_by,
            author: new.author.unwrap_or_else(|| ctx.actor.name.clone()),
            sources: Vec::new(),
            statements: Vec::new(),
            notes: new.notes,
        };
        let ledger = Ledger::read(self.store()).await?;
        let known = ledger.evidence_of(&evidence.commitment).iter().find(|known| says_the_same(known, &evidence));
        let is_known = known.is_some();
        match (known, new.id) {
            (Some(known), _) => evidence = known.clone(),
            (None, Some(id)) => evidence.id = id,
            (None, None) => evidence.id = self.free_id(&evidence.commitment).await?,
        }
        let record = Record::Evidence(evidence.clone());
        record.check().map_err(|error| AppError::new(ErrorKind::RuleBroken, error.to_string()))?;
        if !is_known && self.knows(&record.address()).await? {
            let message = format!("{} is there already and says something else", record.address());
            return Err(AppError::new(ErrorKind::Conflict, message)
                .with_hint("leave the id out, give another, or correct the record with `chancery put`"));
        }
        let Some(commitment) = ledger.commitments.get(&evidence.commitment) else {
            return Err(absent(&to));
        };
        let after = ledger.state_with(commitment, &evidence, ctx.today);
        let before = ledger.state(commitment, ctx.today);
        Ok(EvidencePlan { evidence, is_known, before, after })
    }

    /// Publishes planned evidence; writes nothing if the register has it already.
    ///
    /// Errors: as [`Register::put`].
    pub async fn add_evidence(&self, ctx: &Ctx, plan: &EvidencePlan, reason: &str) -> Result<Written, AppError> {
        if plan.is_known {
            return Ok(Written { batch: None, entries: 0, unchanged: 1 });
        }
        self.write(ctx, vec![Change::publish(Record::Evidence(plan.evidence.clone()), Expects::Absent)], reason).await
    }

    /// The commitment's id with the lowest number that no evidence ever had.
    async fn free_id(&self, commitment: &CommitmentId) -> Result<EvidenceId, AppError> {
        let mut number = 1_u32;
        loop {
            let id = numbered(commitment, number);
            if !self.knows(&address(Kind::Evidence, id.as_str())?).await? {
                return Ok(id);
            }
            number += 1;
        }
    }

    /// Makes a pointer to a record as it stands now, or to an item or clause of it.
    async fn point_to(
        &self,
        ctx: &Ctx,
        catalogue: &Catalogue,
        record: &RecordRef,
        part: Option<&str>,
        lang: Option<&Lang>,
    ) -> Result<Pointer, AppError> {
        let current = self.find_current(record).await?;
        let refuse = |message: String| AppError::new(ErrorKind::RuleBroken, message);
        if lang.is_some() && !matches!((&current.record, part), (Record::Document(_), Some(_))) {
            let message = format!("{record}: a language is told of a clause only; name one, such as #article-4.1");
            return Err(refuse(message));
        }
        let whole = Pointer::whole(record.clone(), current.revision);
        match (&current.record, part) {
            (Record::Meeting(_) | Record::Document(_), None) => Ok(whole),
            (Record::Meeting(meeting), Some(part)) => point_to_item(&whole, meeting, part),
            (Record::Document(document), Some(part)) => self.point_to_clause(ctx, catalogue, whole, document, part, lang).await,
            _ => Err(refuse(format!("{record}: words stand in meetings and documents; a {} is neither", record.kind))),
        }
    }

    async fn point_to_clause(
        &self,
        ctx: &Ctx,
        catalogue: &Catalogue,
        whole: Pointer,
        document: &Document,
        part: &str,
        lang: Option<&Lang>,
    ) -> Result<Pointer, AppError> {
        let at = &whole.record;
        let refuse = |message: String| AppError::new(ErrorKind::RuleBroken, message);
        let anchor: chancery_model::Anchor = part.parse().map_err(|error| refuse(format!("{at}: {error}")))?;
        let rendition = choose_text(document, lang, &ctx.lang, catalogue.fallback());
        let Some((rendition, read)) = rendition.and_then(|rendition| Some((rendition, rendition.text.as_ref()?))) else {
            let in_lang = lang.map_or_else(String::new, |lang| format!(" in {lang}"));
            return Err(refuse(format!("{at} holds no text{in_lang} that clauses could be read from"))
                .with_hint("add its file with `chancery document add`, or point to the document as a whole"));
        };
        let bytes = self.store().vault().get(&read.sha256).await?;
        let bytes = bytes.ok_or_else(|| AppError::new(ErrorKind::Corrupt, format!("the text {} is not in the vault", read.sha256)))?;
        let text = PaperText::read(&bytes)
            .map_err(|error| AppError::new(ErrorKind::Corrupt, format!("the text {} cannot be used", read.sha256)).with_source(error))?;
        let pointer = Pointer { clause: Some(ClauseAt { anchor, lang: rendition.lang.clone() }), ..whole.clone() };
        match pointer.words_among(&text.clauses) {
            Some(words) => Ok(Pointer { sha256: Some(Digest::of(words.as_bytes())), ..pointer }),
            None => {
                let known = text.clauses.iter().map(|clause| clause.anchor.as_str());
                Err(refuse(format!("{at} has no clause {part} in {}; {}", rendition.lang, it_has(known))))
            }
        }
    }
}

fn point_to_item(whole: &Pointer, meeting: &Meeting, part: &str) -> Result<Pointer, AppError> {
    let refuse = |message: String| AppError::new(ErrorKind::RuleBroken, message);
    let at = &whole.record;
    let key: chancery_model::ItemKey = part.parse().map_err(|error| refuse(format!("{at}: {error}")))?;
    match meeting.find_item(&key) {
        Some((_, item)) if item.is_gone => Err(refuse(format!("{at}: its source no longer has the item {key}"))),
        Some((_, item)) => Ok(Pointer::to_item(at.clone(), whole.revision, key, &item.text)),
        None => {
            let mut keys = Vec::new();
            for account in &meeting.accounts {
                account.walk(&mut |item, _| keys.extend((!item.is_gone).then_some(item.key.as_str())));
            }
            Err(refuse(format!("{at} has no item {key}; {}", it_has(keys.into_iter()))))
        }
    }
}

/// Names what there is instead.
fn it_has<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let parts: Vec<&str> = parts.collect();
    match parts.len() {
        0 => "it has none".to_owned(),
        few if few <= NAMED_PARTS => format!("it has {}", parts.join(", ")),
        many => format!("it has {} and {} more", parts[..NAMED_PARTS].join(", "), many - NAMED_PARTS),
    }
}

fn address(kind: Kind, id: &str) -> Result<RecordRef, AppError> {
    RecordRef::new(kind, id).map_err(AppError::bug)
}

fn first_id(commitment: &CommitmentId) -> EvidenceId {
    numbered(commitment, 1)
}

/// The id of the evidence of a commitment with a number; a long id of a commitment is cut for it.
fn numbered(commitment: &CommitmentId, number: u32) -> EvidenceId {
    let number = number.to_string();
    // Ids are ASCII, so that a letter is a byte.
    let stem: String = commitment.as_str().chars().take(MAX_ID_BYTES - 1 - number.len()).collect();
    let id = format!("{}-{number}", stem.trim_end_matches('-'));
    id.parse().expect("the words of an id and a number, within the longest id")
}

/// Tells whether two pieces of evidence differ in nothing but their id, author and notes, and the revision that was read.
fn says_the_same(one: &Evidence, other: &Evidence) -> bool {
    let is_same_ground = match (&one.ground, &other.ground) {
        (Ground::Register { pointer: one }, Ground::Register { pointer: other }) => {
            (&one.record, &one.item, &one.clause, one.span) == (&other.record, &other.item, &other.clause, other.span)
        }
        (one, other) => one == other,
    };
    let key = |e: &Evidence| (e.commitment.clone(), e.bearing, e.is_beginning, e.date, e.period, e.superseded_by.clone());
    is_same_ground && key(one) == key(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_evidence_keeps_within_the_longest() {
        let id = |text: &str| numbered(&text.parse().unwrap(), 12).to_string();
        assert_eq!(id("joint-validation"), "joint-validation-12");
        let long = "a-".repeat(47) + "aa";
        assert_eq!(long.len(), MAX_ID_BYTES);
        assert!(id(&long).len() <= MAX_ID_BYTES && id(&long).ends_with("a-12"));
    }

    #[test]
    fn what_there_is_is_named_up_to_a_dozen() {
        assert_eq!(it_has([].into_iter()), "it has none");
        assert_eq!(it_has(["a", "b"].into_iter()), "it has a, b");
        assert!(it_has(["x"; 20].into_iter()).ends_with("x and 8 more"));
    }
}
