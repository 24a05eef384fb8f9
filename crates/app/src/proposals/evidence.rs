//! Proposing evidence: later outcomes and documents that may be about a commitment, and publishing what a person confirmed.

use std::collections::{BTreeMap, BTreeSet};

use chancery_ingest::proposals::links::{Link, Linker, NameOf, Names, Passage, Suggested};
use chancery_model::{
    Bearing, Commitment, CommitmentId, Digest, Edtf, Evidence, EvidenceId, Ground, Item, ItemKey, Kind, MechanismId, Meeting, Name, Record,
    RecordRef,
};
use chancery_store::Store;
use serde::{Deserialize, Serialize};

use super::asking::{Asking, Outcome};
use super::commitments::{is_at, overlaps};
use super::decide::Confirmed;
use super::{Options, Proposed, Question, Scope, Stands, passages};
use crate::catalogue::Catalogue;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::keeping::{Register, absent};
use crate::terms;

/// How many candidates one commitment has at most; those that most speaks for.
const MAX_LINKS: usize = 12;

/// The fields of a piece of evidence, as proposed and as a person corrects them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// The id.
    pub id: EvidenceId,
    /// The commitment.
    pub commitment: CommitmentId,
    /// How it bears on the commitment, as its wording suggests.
    pub bearing: Bearing,
    /// True for the first step of an advance.
    #[serde(default)]
    pub is_beginning: bool,
    /// When what it tells took place.
    pub date: Edtf,
}

/// A file of evidence to decide on.
pub type EvidenceFile = Proposed<Fields>;

/// For which commitments evidence is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// One commitment.
    Commitment(CommitmentId),
    /// Those of one mechanism.
    Mechanism(MechanismId),
    /// All.
    All,
}

/// A later passage that may be evidence.
struct Later {
    passage: Passage,
    words: String,
    stands: Stands,
    /// The items that say the same in another language.
    elsewhere: Vec<ItemKey>,
    date: Edtf,
    mechanisms: Vec<MechanismId>,
    slug: String,
}

/// Proposes evidence.
///
/// Shape: for each commitment at most twelve later passages, the likeliest first; nothing is written to the register.
/// Errors: kind `not-found` if there is no such commitment or mechanism; kind `unreadable` for an earlier file that is not one.
pub async fn propose(ctx: &Ctx, register: &Register, of: &Of, options: &Options) -> Result<Outcome<Fields>, AppError> {
    let mut asking = Asking::resume(options)?;
    let store = register.store();
    let catalogue = register.catalogue().await?;
    let commitments = commitments(store, of).await?;
    let known = grounds(store).await?;
    let mut linker = Linker::bundled(names(store, &catalogue).await?);
    let laters = laters(store, &linker, options).await?;
    laters.iter().for_each(|later| linker.learn(&later.passage));

    for commitment in &commitments {
        let Some((words, since)) = said(store, commitment).await? else { continue };
        let passages: Vec<Passage> = words.iter().map(|(text, lang)| linker.read(text, lang)).collect();
        let near = near(&catalogue, &commitment.mechanism);
        let mut links: Vec<(Link, &Later)> = Vec::new();
        for later in laters.iter().filter(|later| is_after(&later.date, &since) && later.mechanisms.iter().any(|m| near.contains(m))) {
            if commitment.origins.iter().any(|origin| {
                let is_here = origin.pointer.record == later.stands.record && origin.pointer.item == later.stands.item;
                is_here || is_at(&origin.pointer, &later.stands.record, &later.elsewhere)
            }) {
                continue;
            }
            let best = passages.iter().filter_map(|passage| linker.link(passage, &later.passage));
            if let Some(link) = best.max_by(|a, b| a.weight.total_cmp(&b.weight)) {
                links.push((link, later));
            }
        }
        links.sort_by(|a, b| b.0.weight.total_cmp(&a.0.weight).then_with(|| a.1.slug.cmp(&b.1.slug)));
        links.truncate(MAX_LINKS);
        for (link, later) in links {
            let is_told = |pointer| overlaps(pointer, &later.stands) || is_at(pointer, &later.stands.record, &later.elsewhere);
            let is_known = known.get(&commitment.id).is_some_and(|pointers| pointers.iter().any(is_told));
            asking.ask(question(commitment, &words, &link, later), is_known);
        }
    }
    Ok(asking.finish(ctx, commitments.len()))
}

async fn commitments(store: &Store, of: &Of) -> Result<Vec<Commitment>, AppError> {
    if let Of::Mechanism(id) = of {
        passages::expect_mechanism(store, id).await?;
    }
    let listed = store.list(Kind::Commitment).await?.into_iter().filter_map(|listed| match listed.record {
        Record::Commitment(commitment) => Some(commitment),
        _ => None,
    });
    let found: Vec<Commitment> = listed
        .filter(|commitment| match of {
            Of::Commitment(id) => commitment.id == *id,
            Of::Mechanism(id) => commitment.mechanism == *id,
            Of::All => true,
        })
        .collect();
    match of {
        Of::Commitment(id) if found.is_empty() => Err(absent(&RecordRef::new(Kind::Commitment, id.as_str()).map_err(AppError::bug)?)),
        _ => Ok(found),
    }
}

/// Where the evidence of the register stands, by commitment.
async fn grounds(store: &Store) -> Result<BTreeMap<CommitmentId, Vec<chancery_model::Pointer>>, AppError> {
    let mut grounds: BTreeMap<CommitmentId, Vec<chancery_model::Pointer>> = BTreeMap::new();
    for listed in store.list(Kind::Evidence).await? {
        if let Record::Evidence(Evidence { commitment, ground: Ground::Register { pointer }, .. }) = listed.record {
            grounds.entry(commitment).or_default().push(pointer);
        }
    }
    Ok(grounds)
}

/// The names by which passages are held together: those of the register, and the notions of the glossary.
async fn names(store: &Store, catalogue: &Catalogue) -> Result<Vec<Names>, AppError> {
    let texts = |names: &[Name]| names.iter().map(|name| name.text.clone()).collect::<Vec<_>>();
    let mut groups: Vec<Names> = Vec::new();
    for listed in store.list(Kind::Document).await? {
        if let Record::Document(document) = listed.record {
            groups.push(Names { of: NameOf::Instrument, names: texts(&document.titles) });
        }
    }
    groups.extend(catalogue.mechanisms.values().map(|m| Names { of: NameOf::Body, names: texts(&m.names) }));
    groups.extend(catalogue.organisations.values().map(|o| Names { of: NameOf::Organisation, names: texts(&o.names) }));
    groups.extend(
        terms::notions().iter().map(|notion| Names { of: NameOf::Notion, names: notion.iter().map(|(_, name)| name.clone()).collect() }),
    );
    groups.extend(catalogue.places.values().map(|p| Names { of: NameOf::Place, names: texts(&p.names) }));
    groups.retain(|group| !group.names.is_empty());
    Ok(groups)
}

/// All passages of meetings and documents that have a date.
async fn laters(store: &Store, linker: &Linker, options: &Options) -> Result<Vec<Later>, AppError> {
    let mut laters = Vec::new();
    passages::visit(store, &Scope::All, &mut |meeting, revision| {
        of_meeting(meeting, revision, linker, options, &mut laters);
        Ok(())
    })
    .await?;
    for listed in store.list(Kind::Document).await? {
        let Record::Document(document) = listed.record else { continue };
        let (Some(date), Some(title)) = (document.date, document.titles.first()) else { continue };
        let Ok(record) = RecordRef::new(Kind::Document, document.id.as_str()) else { continue };
        laters.push(Later {
            passage: linker.read(&title.text, &title.lang),
            words: title.text.clone(),
            stands: Stands {
                record,
                revision: listed.revision,
                item: None,
                span: None,
                sha256: Digest::of(title.text.as_bytes()),
                lang: title.lang.clone(),
                status: title.status,
            },
            elsewhere: Vec::new(),
            date,
            mechanisms: document.issuer.into_iter().collect(),
            slug: document.id.to_string(),
        });
    }
    Ok(laters)
}

fn of_meeting(meeting: &Meeting, revision: u64, linker: &Linker, options: &Options, laters: &mut Vec<Later>) {
    let (Some(date), Some(account)) = (meeting.date, passages::account(meeting, options.lang.as_ref())) else { return };
    account.walk(&mut |item: &Item, _| {
        if item.is_gone {
            return;
        }
        let Some(stands) = passages::stands(meeting, revision, account, &item.key, &item.text, None) else { return };
        let mechanisms = std::iter::once(&meeting.mechanism).chain(&meeting.also_of).cloned().collect();
        let slug = format!("{}-{}", meeting.id, item.key).replace(['/', '.'], "-");
        laters.push(Later {
            passage: linker.read(&item.text, &account.lang),
            words: item.text.clone(),
            stands,
            elsewhere: passages::in_other_languages(meeting, &item.key),
            date,
            mechanisms,
            slug,
        });
    });
}

/// The words of a commitment, in the languages there are, and when it was made; `None` if its meeting has no date.
async fn said(store: &Store, commitment: &Commitment) -> Result<Option<(Vec<(String, chancery_model::Lang)>, Edtf)>, AppError> {
    let Some(pointer) = commitment.made_at() else { return Ok(None) };
    let found = store.find_all(std::slice::from_ref(&pointer.record)).await?;
    let Some(current) = found.get(&pointer.record) else { return Ok(None) };
    let mut words: Vec<(String, chancery_model::Lang)> =
        commitment.names.iter().map(|name| (name.text.clone(), name.lang.clone())).collect();
    let date = match &current.record {
        Record::Meeting(meeting) => {
            let lang = pointer.item.as_ref().and_then(|key| meeting.find_item(key)).map(|(account, _)| account.lang.clone());
            if let (Some(text), Some(lang)) = (pointer.words_in(&current.record), lang) {
                words.insert(0, (text.to_owned(), lang));
            }
            meeting.date
        }
        Record::Document(document) => document.date,
        _ => None,
    };
    Ok(date.map(|date| (words, date)))
}

/// The mechanism, what it reports to, what reports to it or beside it.
fn near(catalogue: &Catalogue, of: &MechanismId) -> BTreeSet<MechanismId> {
    let parent = catalogue.mechanisms.get(of).and_then(|mechanism| mechanism.parent.clone());
    let mut near: BTreeSet<MechanismId> = [of.clone()].into_iter().chain(parent.clone()).collect();
    for above in [Some(of), parent.as_ref()].into_iter().flatten() {
        near.extend(catalogue.groups_of(above).into_iter().map(|mechanism| mechanism.id.clone()));
    }
    near
}

/// Tells whether a date may lie behind another.
fn is_after(later: &Edtf, earlier: &Edtf) -> bool {
    match (later.range().latest, earlier.range().latest) {
        (Some(later), Some(earlier)) => later > earlier,
        (later, _) => later.is_none(),
    }
}

fn question(commitment: &Commitment, words: &[(String, chancery_model::Lang)], link: &Link, later: &Later) -> Question<Fields> {
    let mut because: Vec<String> = words.first().map(|(text, _)| format!("the commitment: {text}")).into_iter().collect();
    if !link.names.is_empty() {
        because.push(format!("both name {}", link.names.iter().take(4).cloned().collect::<Vec<_>>().join(", ")));
    }
    if let Some(share) = link.words.filter(|share| *share > 0) {
        because.push(format!("{share} in 100 of the words are the same"));
    }
    let bearing = match later.passage.bearing() {
        Some((suggested, rule, span)) => {
            because.push(format!("rule {rule}: {:?}", later.words.get(span).unwrap_or_default()));
            match suggested {
                Suggested::Reaffirms => Bearing::Reaffirms,
                Suggested::Advances => Bearing::Advances,
                Suggested::Fulfils => Bearing::Fulfils,
                Suggested::Supersedes => Bearing::Supersedes,
                Suggested::Ends => Bearing::Ends,
            }
        }
        None => {
            because.push("no wording tells how it bears on the commitment".to_owned());
            Bearing::Reaffirms
        }
    };
    // The id of a record has a limit; a commitment's own long one is cut for it.
    let stem: String = commitment.id.as_str().chars().take(60).collect();
    let id = format!("{}-at-{}", stem.trim_end_matches('-'), later.slug);
    let fields = Fields {
        id: id.parse().unwrap_or_else(|_| "evidence".parse().expect("this is a word of lower-case letters")),
        commitment: commitment.id.clone(),
        bearing,
        is_beginning: false,
        date: later.date,
    };
    let item = later.stands.item.as_ref().map(|item| format!(" {item}")).unwrap_or_default();
    Question {
        id: format!("{} and {}{item}", commitment.id, later.stands.record),
        words: later.words.clone(),
        because,
        answer: String::new(),
        reason: String::new(),
        stands: later.stands.clone(),
        proposed: Question::digest_of(&fields),
        fields,
    }
}

impl Confirmed for Fields {
    const PROPOSES: &'static str = "evidence";
    const KIND: Kind = Kind::Evidence;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn record(ctx: &Ctx, question: &Question<Fields>) -> Record {
        Record::Evidence(evidence(ctx, question))
    }

    fn is_made_from(record: &Record, question: &Question<Fields>) -> bool {
        match record {
            Record::Evidence(evidence) => {
                let is_there = evidence.pointer().is_some_and(|pointer| overlaps(pointer, &question.stands));
                is_there && evidence.commitment == question.fields.commitment
            }
            _ => false,
        }
    }
}

fn evidence(ctx: &Ctx, question: &Question<Fields>) -> Evidence {
    let fields = &question.fields;
    let whole_document = question.stands.record.kind == Kind::Document;
    let mut pointer = question.stands.pointer();
    if whole_document {
        // A document as a whole has no words of its own here; its title only led to it.
        pointer.sha256 = None;
    }
    Evidence {
        id: fields.id.clone(),
        commitment: fields.commitment.clone(),
        bearing: fields.bearing,
        is_beginning: fields.is_beginning,
        date: fields.date,
        period: None,
        ground: Ground::Register { pointer },
        superseded_by: None,
        author: ctx.actor.name.clone(),
        sources: Vec::new(),
        statements: Vec::new(),
        notes: Vec::new(),
    }
}
