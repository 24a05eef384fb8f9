//! `chancery evidence add`: a piece of evidence that a person found.

use chancery_app::evidence::{EvidencePlan, NewEvidence, NewGround};
use chancery_app::keeping::Register;
use chancery_model::follow_through::State;
use chancery_model::{Bearing, Certainty, CommitmentId, Edtf, EvidenceId, Lang, PartyId, Record, Source, Text, TextStatus};
use clap::ValueEnum;

use crate::cli::address::resolve;
use crate::cli::wording::{Wording, told};
use crate::cli::{Done, Failure, Output, Session};

/// Add a piece of evidence for a commitment
///
/// Evidence rests on one ground: words of this register (--from), a fact told elsewhere (--url and --text), or what a party
/// says itself (--statement-of with --url and --text), which is shown as that party's words and not as the register's. What
/// became of the commitment follows from its evidence and is printed. The same evidence a second time changes nothing.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("ground").args(["from", "url"]).required(true)))]
pub(super) struct Args {
    /// Commitment that it bears on, such as aeo-mutual-recognition
    #[arg(long, value_name = "COMMITMENT", value_parser = commitment)]
    to: CommitmentId,
    /// How it bears on it: reaffirms, advances, fulfils, supersedes, ends or disputes
    #[arg(long, value_name = "WORD")]
    bearing: Bearing,
    /// When what it tells took place, such as 2012-05 or 2012-05-11
    #[arg(long, value_name = "DATE")]
    date: Edtf,
    /// Meeting or document of the register that says it, with the item or clause if there is one: tchm/6#outcome-2.1
    #[arg(long, value_name = "RECORD[#PART]", conflicts_with_all = ["statement_of", "texts"])]
    from: Option<String>,
    /// Language of the clause's words that are meant; those that a reader of English sees if not given
    #[arg(long, value_name = "LANG", requires = "from")]
    lang: Option<Lang>,
    /// Address of the page that tells a fact, or where a party's statement is published
    #[arg(long, value_name = "URL", requires = "texts")]
    url: Option<String>,
    /// Title of that page, with its language, such as ja=税関の年報
    #[arg(long, value_name = "LANG=WORDS", requires = "url")]
    title: Option<Wording>,
    /// Day on which that page was read
    #[arg(long, value_name = "DATE", requires = "url")]
    read_on: Option<Edtf>,
    /// How well a fact is founded
    #[arg(long, value_name = "WORD", requires = "url", conflicts_with = "statement_of")]
    certainty: Option<Founded>,
    /// Party whose own statement it is, such as JP
    #[arg(long, value_name = "PARTY", requires = "url")]
    statement_of: Option<PartyId>,
    /// Words with their language, once for each language; of a statement the party's own, the original first
    #[arg(long = "text", id = "texts", value_name = "LANG=WORDS", requires = "url")]
    texts: Vec<Wording>,
    /// It is only the first step of an advance: preparing, setting up, drafting
    #[arg(long)]
    beginning: bool,
    /// Period of a recurring commitment that it is about, where that is not the one of its date
    #[arg(long, value_name = "DATE")]
    period: Option<Edtf>,
    /// Commitment that took the place of this one, if it is in the register
    #[arg(long, value_name = "COMMITMENT", value_parser = commitment)]
    superseded_by: Option<CommitmentId>,
    /// What it shows, in a sentence of ours; once for each language
    #[arg(long = "note", id = "notes", value_name = "LANG=WORDS")]
    notes: Vec<Wording>,
    /// Office or account that puts it down; the operator if not given
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Id of the record; the commitment's and the next number if not given
    #[arg(long, value_name = "ID")]
    id: Option<EvidenceId>,
    /// Check everything and print the record as `put` would take it; publish nothing
    #[arg(long)]
    dry_run: bool,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT", default_value = "Evidence added from the command line")]
    reason: String,
}

/// How well a fact is founded, as a word.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Founded {
    /// The page of the secretariat or of a government that took part says so
    Page,
    /// The press or another page says so
    Report,
    /// It follows from other facts
    Inferred,
    /// It is generally known
    WellKnown,
}

impl From<Founded> for Certainty {
    fn from(word: Founded) -> Certainty {
        match word {
            Founded::Page => Certainty::Page,
            Founded::Report => Certainty::Report,
            Founded::Inferred => Certainty::Inferred,
            Founded::WellKnown => Certainty::WellKnown,
        }
    }
}

/// Reads the id of a commitment, with or without its kind.
fn commitment(text: &str) -> Result<CommitmentId, String> {
    text.strip_prefix("commitment:").unwrap_or(text).parse::<CommitmentId>().map_err(|error| error.to_string())
}

/// Runs the command.
pub(super) async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    let ctx = session.ctx();
    let new = NewEvidence {
        id: args.id.clone(),
        commitment: args.to.clone(),
        bearing: args.bearing,
        is_beginning: args.beginning,
        date: args.date,
        period: args.period,
        ground: ground(args, &register).await?,
        superseded_by: args.superseded_by.clone(),
        author: args.author.clone(),
        notes: told(&args.notes),
    };
    let plan = register.plan_evidence(&ctx, new).await?;
    let address = format!("evidence:{}", plan.evidence.id);
    if args.dry_run {
        let record = Record::Evidence(plan.evidence.clone());
        output.json(&serde_json::json!({"kind": record.kind(), "record": record}))?;
        output.say(became(&plan));
        output.say(if plan.is_known { "the register has it already" } else { "nothing was published" });
        return Ok(Done::Whole);
    }
    match register.add_evidence(&ctx, &plan, &args.reason).await?.batch {
        Some(batch) => output.fact(format_args!("batch {batch}: {address}"))?,
        None => output.fact(format_args!("nothing new: the register has it as {address}"))?,
    }
    output.fact(became(&plan))?;
    Ok(Done::Whole)
}

async fn ground(args: &Args, register: &Register) -> Result<NewGround, Failure> {
    if let Some(from) = &args.from {
        let (record, part) = from.split_once('#').map_or((from.as_str(), None), |(record, part)| (record, Some(part.to_owned())));
        return Ok(NewGround::Register { record: resolve(register, record).await?, part, lang: args.lang.clone() });
    }
    let url = args.url.clone().unwrap_or_default();
    let title = args.title.as_ref().map(|title| title.to_text(TextStatus::Original));
    let source = Source { title, read_on: args.read_on, ..Source::of(url) };
    Ok(match &args.statement_of {
        Some(party) => {
            // The party's own words come first; what follows are translations that it gave itself.
            let status = |at| if at == 0 { TextStatus::Original } else { TextStatus::Translation };
            let texts: Vec<Text> = args.texts.iter().enumerate().map(|(at, words)| words.to_text(status(at))).collect();
            NewGround::Statement { party: party.clone(), texts, source }
        }
        None => NewGround::Fact { texts: told(&args.texts), source, certainty: args.certainty.map(Certainty::from) },
    })
}

/// What became of the commitment, with and without the evidence.
fn became(plan: &EvidencePlan) -> String {
    let (before, after) = (state(&plan.before), state(&plan.after));
    let commitment = &plan.evidence.commitment;
    if before == after {
        format!("  commitment:{commitment}: {after}, as before")
    } else {
        format!("  commitment:{commitment}: {after}, before: {before}")
    }
}

fn state(state: &State) -> String {
    let words = std::iter::once(state.how_far.as_str()).chain(state.marks.keys().map(|mark| mark.as_str()));
    words.collect::<Vec<_>>().join(" and ").replace('-', " ")
}
