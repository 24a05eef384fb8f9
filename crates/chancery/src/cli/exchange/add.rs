//! `chancery exchange add`: one exchange by its arguments, or many by a table.

use std::path::{Path, PathBuf};

use chancery_app::exchange::{AddedExchanges, NewExchange, manifest, proposed_id};
use chancery_model::{
    CommitmentId, Edtf, Exchange, ExchangeId, ExchangeType, InitiativeId, MeetingId, OrganisationId, PartyId, Source, TextStatus,
};

use super::exchange as exchange_id;
use crate::cli::input::in_file;
use crate::cli::output::counted;
use crate::cli::table::read_table;
use crate::cli::wording::{Wording, told};
use crate::cli::{Done, Failure, Output, Session};

/// Register an exchange or a joint operation, or many of them by a table
///
/// The record says that something was exchanged: its kind, parties, period, channel and dates. Names of persons, numbers of
/// containers and documents and whatever else was exchanged are refused. A figure is refused until every party that is named
/// has confirmed it. The same exchange a second time changes nothing.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Kind: information, seizure-notices, statistics, officers, joint-operation, other, or one of the framework's own
    #[arg(long = "type", id = "exchange_type", value_name = "WORD", required_unless_present = "manifest")]
    exchange_type: Option<ExchangeType>,
    /// Parties that gave, with commas between them; of a joint operation, those that took part
    #[arg(long, value_name = "PARTY", value_delimiter = ',', required_unless_present = "manifest")]
    from: Vec<PartyId>,
    /// Parties that received; none for a joint operation
    #[arg(long, value_name = "PARTY", value_delimiter = ',')]
    to: Vec<PartyId>,
    /// Period that it covers, such as 2012, 2012-05 or 2012-01/2012-06
    #[arg(long, value_name = "DATE", required_unless_present = "manifest")]
    period: Option<Edtf>,
    /// Commitment that it carries out
    #[arg(long, value_name = "ID")]
    commitment: Option<CommitmentId>,
    /// Project that it belongs to
    #[arg(long, value_name = "ID")]
    initiative: Option<InitiativeId>,
    /// Name of its own, such as that of an operation; once for each language
    #[arg(long = "name", id = "names", value_name = "LANG=WORDS")]
    names: Vec<Wording>,
    /// How many records went over; every party that is named must have confirmed it
    #[arg(long, value_name = "N")]
    count: Option<u64>,
    /// Parties that confirmed the record
    #[arg(long, value_name = "PARTY", value_delimiter = ',')]
    confirmed_by: Vec<PartyId>,
    /// Channel, in general terms; once for each language
    #[arg(long, value_name = "LANG=WORDS")]
    channel: Vec<Wording>,
    /// When it was sent
    #[arg(long, value_name = "DATE")]
    sent: Option<Edtf>,
    /// When its arrival was acknowledged
    #[arg(long, value_name = "DATE")]
    acknowledged: Option<Edtf>,
    /// When the next one is due
    #[arg(long, value_name = "DATE")]
    next_due: Option<Edtf>,
    /// Offices that took part, as organisations of the register
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    offices: Vec<OrganisationId>,
    /// Offices as a source names them, where the register has no record of them; once for each language
    #[arg(long = "office", id = "office_names", value_name = "LANG=WORDS")]
    office_names: Vec<Wording>,
    /// What it was about, in general terms; once for each language
    #[arg(long, value_name = "LANG=WORDS")]
    scope: Vec<Wording>,
    /// When it was gone over together afterwards
    #[arg(long, value_name = "DATE")]
    debrief: Option<Edtf>,
    /// Meeting at which it was reported or gone over, such as tchm-ipr/5
    #[arg(long, value_name = "ID")]
    reported_at: Option<MeetingId>,
    /// Address of a page that tells of it
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Title of that page, with its language
    #[arg(long, value_name = "LANG=WORDS", requires = "url")]
    title: Option<Wording>,
    /// Note; once for each language
    #[arg(long = "note", id = "notes", value_name = "LANG=WORDS")]
    notes: Vec<Wording>,
    /// Id of the record; made of kind, parties and period if not given
    #[arg(long, value_name = "ID", value_parser = exchange_id)]
    id: Option<ExchangeId>,
    /// Table of exchanges in CSV or XLSX, one a row
    #[arg(long, value_name = "FILE", long_help = MANIFEST_HELP, conflicts_with_all = [
        "exchange_type", "from", "to", "period", "commitment", "initiative", "names", "count", "confirmed_by", "channel", "sent", "acknowledged",
        "next_due", "offices", "office_names", "scope", "debrief", "reported_at", "url", "title", "notes", "id",
    ])]
    manifest: Option<PathBuf>,
    /// Check everything and publish nothing
    #[arg(long)]
    dry_run: bool,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT", default_value = "Exchanges registered from the command line")]
    reason: String,
}

/// How many exchanges of a kind without a name are told.
const LISTED: usize = 5;

const MANIFEST_HELP: &str = "Table of exchanges in CSV or XLSX, one a row; its first row names the columns: id, type, commitment, initiative, from, to, \
     period, count, sent, acknowledged, next-due, confirmed-by, offices, debrief, reported-at, url, and texts with their language, such as \
     scope:en, name:ja, channel, office, title, note. If a row cannot be taken it is named with its line and nothing is published";

/// Runs the command.
pub(super) async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    let (new, bad) = match &args.manifest {
        Some(path) => rows(path, session).await?,
        None => (vec![NewExchange { line: None, exchange: exchange(args)? }], Vec::new()),
    };
    let count = new.len() + bad.len();
    for said in unnamed_kinds(&new) {
        output.say(format_args!("{said}, which pages show as that word; the kinds that have names are {}", ExchangeType::KNOWN.join(", ")));
    }
    // With a bad row nothing is published, but the others are looked at all the same, so that all is said at once.
    let mut done = match args.dry_run || !bad.is_empty() {
        true => register.plan_exchanges(&session.ctx(), &new).await?,
        false => register.add_exchanges(&session.ctx(), new, &args.reason).await?,
    };
    done.refused.extend(bad);
    done.refused.sort_by_key(|(line, _)| *line);
    if args.manifest.is_none()
        && let Some((_, error)) = done.refused.pop()
    {
        return Err(error.into());
    }
    report(args, &done, count, output)
}

/// A kind that has no name in any language is a slip more often than a kind of the framework's own.
fn unnamed_kinds(new: &[NewExchange]) -> Vec<String> {
    let unnamed = new.iter().map(|new| &new.exchange).filter(|e| !ExchangeType::KNOWN.contains(&e.exchange_type.as_str()));
    let mut said: Vec<String> = unnamed.map(|e| format!("exchange:{} is of the kind {:?}", e.id, e.exchange_type.as_str())).collect();
    said.truncate(LISTED);
    said
}

fn report(args: &Args, done: &AddedExchanges, count: usize, output: &mut Output) -> Result<Done, Failure> {
    for (line, error) in &done.refused {
        let line = line.map_or_else(String::new, |line| format!("line {line}: "));
        output.fact(format_args!("  refused  {line}{}", error.chain()))?;
        if let Some(hint) = &error.hint {
            output.fact(format_args!("           {hint}"))?;
        }
    }
    if !done.refused.is_empty() {
        output.fact(format_args!(
            "nothing was published: {} of {} refused",
            done.refused.len(),
            counted(count.max(done.refused.len()), "row")
        ))?;
        return Ok(Done::Partly);
    }
    let unchanged = if done.unchanged > 0 { format!(", {} unchanged", done.unchanged) } else { String::new() };
    match done.batch {
        Some(batch) => output.fact(format_args!("batch {batch}: {} added{unchanged}", counted(done.added.len(), "exchange")))?,
        None if args.dry_run && !done.added.is_empty() => {
            output.fact(format_args!("{} would be added{unchanged}; nothing was published", counted(done.added.len(), "exchange")))?;
        }
        None => output.fact("nothing new: the register has it in the same form")?,
    }
    for address in &done.added {
        output.fact(format_args!("  {address}"))?;
    }
    Ok(Done::Whole)
}

/// The exchanges of a table, and the rows that cannot be understood.
type Rows = (Vec<NewExchange>, Vec<(Option<u64>, chancery_app::AppError)>);

async fn rows(path: &Path, session: &Session) -> Result<Rows, Failure> {
    let table = read_table(path, &session.paper_reader()?).await?;
    let rows = manifest::read_table(table).map_err(|error| in_file(path, error))?;
    if rows.is_empty() {
        return Err(Failure::new(format!("{}: there is no exchange below the names of the columns", path.display())));
    }
    let (mut new, mut bad) = (Vec::new(), Vec::new());
    for (line, row) in rows {
        match row {
            Ok(exchange) => new.push(exchange),
            Err(error) => bad.push((Some(line), error)),
        }
    }
    Ok((new, bad))
}

/// The exchange that the arguments tell of.
fn exchange(args: &Args) -> Result<Exchange, Failure> {
    let (Some(exchange_type), Some(period)) = (args.exchange_type.clone(), args.period) else {
        return Err(
            Failure::misuse("an exchange has a kind and a period").with_hint("give --type and --period, or a table with --manifest")
        );
    };
    let id = match &args.id {
        Some(id) => id.clone(),
        None => proposed_id(&exchange_type, &args.from, &args.to, &period).map_err(|error| {
            Failure::misuse(format!("no id can be made of kind, parties and period: {error}")).with_hint("give one with --id")
        })?,
    };
    let title = args.title.as_ref().map(|title| title.to_text(TextStatus::Original));
    Ok(Exchange {
        id,
        names: args.names.iter().map(Wording::to_name).collect(),
        exchange_type,
        commitment: args.commitment.clone(),
        initiative: args.initiative.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
        period,
        count: args.count,
        channel: told(&args.channel),
        sent: args.sent,
        acknowledged: args.acknowledged,
        next_due: args.next_due,
        confirmed_by: args.confirmed_by.clone(),
        offices: args.offices.clone(),
        offices_as_written: told(&args.office_names),
        scope: told(&args.scope),
        debrief: args.debrief,
        reported_at: args.reported_at.clone(),
        sources: args.url.iter().map(|url| Source { title: title.clone(), ..Source::of(url.clone()) }).collect(),
        statements: Vec::new(),
        notes: told(&args.notes),
    })
}
