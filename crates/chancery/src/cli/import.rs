//! `chancery import`: takes pages into the register, one batch a page, and says field by field what it did.

use std::path::{Path, PathBuf};

use chancery_app::decisions::Decisions;
use chancery_app::import::{self, ImportReport, Input, MAX_PAGE_BYTES, Options, Outcome, PageAddress, Proposal};
use chancery_app::keeping::Register;
use chancery_model::{Edtf, Severity, TopicId};

use super::input::read_file;
use super::output::{counted, entries};
use super::{Done, Failure, Output, Session};

/// How large a decisions file may be.
const MAX_DECISIONS_BYTES: u64 = 8 * 1024 * 1024;

/// Import saved pages of a Mechanism Search into the register
///
/// Shows what is new, changed field by field, the same, and vanished. An import fills and adds; where the page differs
/// from what the register prefers, the page's value is kept beside it and asked about. What a person must decide is
/// written to a file of questions and the exit status is 3; answer them in the file and give it back with --decisions.
/// The same bytes a second time change nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Saved text or saved HTML; `-` for standard input
    #[arg(id = "paths", required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Topic of the page, such as customs; found from the page's own words or its address if not given
    #[arg(long, value_name = "ID")]
    topic: Option<TopicId>,
    /// Public address of the page, or `none` if it has no public one; taken from saved HTML if not given
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Day on which the page was read, such as 2026-11-22; today if not given
    #[arg(long, value_name = "DATE")]
    read_on: Option<Edtf>,
    /// Licence under which the page may be reused
    #[arg(long, value_name = "TEXT")]
    licence: Option<String>,
    /// Why the page is imported, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// File of questions: answers are read from it, and what is still open is written to it; if not given, questions are
    /// written to `decisions-TOPIC.toml` in the data folder
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// Show what would be done and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Encoding of the files, such as gb18030, shift_jis or euc-kr; found out if not given
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Print the report as JSON; an array if several files are given
    #[arg(long)]
    json: bool,
}

/// Runs the command. A page that fails does not keep the others from being imported.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    if args.files.len() > 1 && (args.decisions.is_some() || args.url.as_deref().is_some_and(|url| url != "none")) {
        return Err(Failure::misuse("--url and --decisions are about one page; several files are given"));
    }
    let register = session.register(output).await?;
    let mut reports = Vec::new();
    let (mut has_failed, mut waits) = (false, false);
    for path in &args.files {
        match import_one(args, path, session, &register, output).await {
            Ok((report, is_waiting)) => {
                waits |= is_waiting;
                reports.push(report);
            }
            Err(failure) if failure.is_closed_pipe => return Err(failure),
            Err(failure) => {
                has_failed = true;
                if failure.exit_status != super::failure::REFUSED {
                    return Err(failure);
                }
                output.fail(&failure);
            }
        }
    }
    if args.json {
        match reports.as_slice() {
            [] if args.files.len() == 1 => {}
            [one] if args.files.len() == 1 => output.json(one)?,
            several => output.json(&several)?,
        }
    }
    Ok(match (has_failed, waits) {
        (true, _) => Done::Partly,
        (false, true) => Done::Waiting,
        (false, false) => Done::Whole,
    })
}

async fn import_one(
    args: &Args,
    path: &Path,
    session: &Session,
    register: &Register,
    output: &mut Output,
) -> Result<(ImportReport, bool), Failure> {
    let bytes = read_file(path, MAX_PAGE_BYTES)?;
    let name = path.display().to_string();
    let options = Options {
        topic: args.topic.clone(),
        address: match args.url.as_deref() {
            None => PageAddress::OfPage,
            Some("none") => PageAddress::None,
            Some(url) => PageAddress::Given(url.to_owned()),
        },
        read_on: args.read_on,
        licence: args.licence.clone(),
        reason: args.reason.clone(),
        encoding: args.encoding.clone(),
        decisions: args.decisions.as_deref().map(read_decisions).transpose()?.flatten(),
        is_dry_run: args.dry_run,
    };
    let ctx = session.ctx();
    let report = import::run(&ctx, register, Input { name: &name, bytes: &bytes }, &options).await?;
    if !args.json {
        print(&report, output)?;
    }
    let waits = !report.questions.is_empty();
    if waits {
        leave_questions(args, &report, &ctx.now, session, output)?;
    }
    Ok((report, waits))
}

/// Reads the answers; a file that is not there yet is one to be written.
fn read_decisions(path: &Path) -> Result<Option<Decisions>, Failure> {
    if !path.exists() {
        return Ok(None);
    }
    let bytes = read_file(path, MAX_DECISIONS_BYTES)?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::new(format!("{}: is not UTF-8 text", path.display())))?;
    Decisions::read(&text).map(Some).map_err(|e| Failure::new(format!("{}: {e}", path.display())))
}

/// Writes the questions that wait to a file and says where. A file with answers that were not given back is not touched.
fn leave_questions(args: &Args, report: &ImportReport, now: &str, session: &Session, output: &mut Output) -> Result<(), Failure> {
    let count = counted(report.questions.len(), "question");
    if args.dry_run {
        output.say(format_args!("{count} would wait for a person"));
        return Ok(());
    }
    let path = match &args.decisions {
        Some(path) => path.clone(),
        None => free_path(&session.data()?, report.topic.as_str(), report),
    };
    let decisions = Decisions {
        source: report.source.url.clone(),
        sha256: report.source.sha256,
        topic: report.topic.clone(),
        asked_at: now.to_owned(),
        questions: report.questions.clone(),
    };
    // Questions that were asked before keep their file as it is, with the instant at which they were first asked.
    let there = std::fs::read_to_string(&path).ok().and_then(|text| Decisions::read(&text).ok());
    if !there.is_some_and(|d| d.sha256 == decisions.sha256 && d.questions == decisions.questions) {
        let text = decisions.write().map_err(|e| Failure::bug(format!("the questions cannot be written as TOML: {e}")))?;
        std::fs::write(&path, text).map_err(|e| Failure::new(format!("{}: the questions cannot be written: {e}", path.display())))?;
    }
    output.say(format_args!("{count} for a person in {}", path.display()));
    output.hint(format_args!("answer in the file, then run the same import with --decisions {}", path.display()));
    Ok(())
}

/// The usual name of the file of questions; another one while that holds answers, or the questions of another page.
fn free_path(folder: &Path, topic: &str, report: &ImportReport) -> PathBuf {
    let is_ours = |path: &Path| match std::fs::read_to_string(path).ok().and_then(|text| Decisions::read(&text).ok()) {
        Some(there) => !there.has_answers() && there.source == report.source.url,
        None => !path.exists(),
    };
    let numbered = (2u32..).map(|n| folder.join(format!("decisions-{topic}-{n}.toml")));
    let first = folder.join(format!("decisions-{topic}.toml"));
    std::iter::once(first).chain(numbered).find(|path| is_ours(path)).expect("numbers do not end")
}

fn print(report: &ImportReport, output: &mut Output) -> Result<(), Failure> {
    let counts = &report.counts;
    let (mechanisms, meetings) = (counted(counts.mechanisms, "mechanism"), counted(counts.meetings, "meeting"));
    output.fact(format_args!("{}: {mechanisms}, {meetings}; topic {}", report.source.name, report.topic))?;
    output.fact(format_args!("  from {}", report.source.url))?;
    if report.is_known_reading {
        output.fact("  the same bytes as at the last reading")?;
    }
    for proposal in report.proposals.iter().filter(|p| p.outcome != Outcome::Same) {
        print_proposal(proposal, output)?;
    }
    let serious = report.findings.iter().filter(|f| f.severity != Severity::Info);
    for finding in serious {
        output.fact(format_args!("  line {}: {}: {}", finding.line, finding.kind, finding.message))?;
    }
    let mut sums = vec![format!("{} new", counts.new), format!("{} changed", counts.changed), format!("{} same", counts.same)];
    for (count, word) in [(counts.vanished, "vanished"), (counts.waiting, "waiting"), (counts.withdrawn, "withdrawn")] {
        if count > 0 {
            sums.push(format!("{count} {word}"));
        }
    }
    sums.push(counted(counts.findings, "finding"));
    let head = match (report.is_dry_run, report.batch) {
        (true, _) => format!("dry run, nothing written ({} would be)", entries(report.entries)),
        (false, Some(batch)) => format!("batch {batch}, {}", entries(report.entries)),
        (false, None) => "nothing new".to_owned(),
    };
    output.fact(format_args!("{head}: {}", sums.join(", ")))
}

fn print_proposal(proposal: &Proposal, output: &mut Output) -> Result<(), Failure> {
    let outcome = match proposal.outcome {
        Outcome::New => "new",
        Outcome::Changed => "changed",
        Outcome::Same => "same",
        Outcome::Waiting => "waiting",
        Outcome::Vanished => "vanished",
        Outcome::Withdrawn => "stays withdrawn",
        Outcome::Withdraw => "withdrawn",
    };
    let address = proposal.address.as_ref().map_or_else(|| format!("({})", proposal.kind), ToString::to_string);
    let lines = proposal.lines.map_or_else(String::new, |(first, last)| format!("  (lines {first}–{last})"));
    output.fact(format_args!("  {outcome:<8} {address}  {}{lines}", proposal.title))?;
    if proposal.outcome != Outcome::Changed {
        return Ok(());
    }
    for field in &proposal.fields {
        let how = match field.how {
            import::How::Filled => "filled",
            import::How::Added => "added",
            import::How::Stated => "stated beside",
            import::How::Retracted => "taken back",
            import::How::Followed => "follows the page",
            import::How::Decided => "decided",
            import::How::Kept => "kept by decision",
        };
        let (before, after) = (field.before.as_deref(), field.after.as_deref());
        let change = match (before, after) {
            (Some(before), Some(after)) => format!("{before} → {after}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => String::new(),
        };
        output.fact(format_args!("             {}: {change} ({how})", field.path))?;
    }
    Ok(())
}
