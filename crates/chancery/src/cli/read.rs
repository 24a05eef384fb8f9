//! `chancery read`: reads pages and reports what was understood; it needs no register and writes nothing.

use std::path::{Path, PathBuf};

use chancery_app::import::{self, MAX_PAGE_BYTES, Report};
use chancery_model::Severity;
use chancery_model::reading::{ReadItem, ReadMechanism, ReadMeeting};

use super::failure::REFUSED;
use super::input::read_file;
use super::output::counted;
use super::{Done, Failure, Output, Session};

/// Read saved pages of a Mechanism Search and report what they say
///
/// The report is an outline of what was understood, then the findings with their lines. Nothing is written, no register
/// is needed. The exit status is 0 whatever is found; 1 if a file cannot be read or no mechanism is recognized in it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Saved text or saved HTML; `-` for standard input
    #[arg(id = "paths", required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print one JSON object; an array if several files are given
    #[arg(long)]
    json: bool,
    /// Encoding of the files, such as gb18030, shift_jis or euc-kr; found out if not given
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Public address of the page
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// Runs the command. One file that fails does not keep the others from being read.
pub fn run(args: &Args, _session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let mut reports = Vec::with_capacity(args.files.len());
    let mut has_failed = false;
    for path in &args.files {
        match read_one(path, args) {
            Ok(report) if args.json => reports.push(report),
            Ok(report) => print(&report, output)?,
            Err(failure) if failure.is_closed_pipe || failure.exit_status != REFUSED => return Err(failure),
            Err(failure) => {
                has_failed = true;
                output.fail(&failure);
            }
        }
    }
    match reports.as_slice() {
        _ if !args.json => {}
        [] if args.files.len() == 1 => {}
        [one] if args.files.len() == 1 => output.json(one)?,
        several => output.json(&several)?,
    }
    Ok(if has_failed { Done::Partly } else { Done::Whole })
}

fn read_one(path: &Path, args: &Args) -> Result<Report, Failure> {
    let bytes = read_file(path, MAX_PAGE_BYTES)?;
    let name = path.display().to_string();
    Ok(import::read_page(&name, &bytes, args.encoding.as_deref(), args.url.as_deref())?)
}

fn print(report: &Report, output: &mut Output) -> Result<(), Failure> {
    output.fact(&report.source.name)?;
    match &report.topic {
        Some(topic) => output.fact(format_args!("  topic: {topic}"))?,
        None => output.fact("  topic: not named on the page")?,
    }
    let meetings: usize = report.mechanisms.iter().map(|m| m.meetings.len()).sum();
    output.fact(format_args!("  {}, {}", counted(report.mechanisms.len(), "mechanism"), counted(meetings, "meeting")))?;
    let account = &report.account;
    output.fact(format_args!(
        "  {}: {} taken, {} ignored, {} not understood",
        counted(account.characters, "character"),
        account.taken,
        account.ignored,
        account.not_understood
    ))?;
    for mechanism in &report.mechanisms {
        print_mechanism(mechanism, output)?;
    }
    output.fact("")?;
    print_findings(report, output)?;
    output.fact("")
}

fn print_mechanism(mechanism: &ReadMechanism, output: &mut Output) -> Result<(), Failure> {
    let mut line = mechanism.name.clone().unwrap_or_else(|| "(no name)".into());
    if let Some(acronym) = &mechanism.acronym {
        line.push_str(&format!(" ({acronym})"));
    }
    let mut facts = Vec::new();
    match (&mechanism.level, &mechanism.level_as_written) {
        (Some(level), Some(written)) => facts.push(format!("{level} (\"{written}\")")),
        (Some(level), None) => facts.push(level.to_string()),
        (None, Some(written)) => facts.push(format!("level not understood (\"{written}\")")),
        (None, None) => {}
    }
    facts.extend(mechanism.latest_event.map(|date| format!("latest event {date}")));
    facts.extend(mechanism.pager.map(|pager| format!("screen {} of {}", pager.page, pager.of)));
    output.fact("")?;
    output.fact(line)?;
    if !facts.is_empty() {
        output.fact(format_args!("  {}", facts.join(" · ")))?;
    }
    mechanism.meetings.iter().try_for_each(|meeting| print_meeting(meeting, output))
}

fn print_meeting(meeting: &ReadMeeting, output: &mut Output) -> Result<(), Failure> {
    let ordinal = meeting.ordinal.map_or_else(|| "—".into(), |n| n.to_string());
    let date = meeting.date.map_or_else(|| "no date".into(), |d| d.to_string());
    let place = meeting.place.as_ref().map(|p| p.as_written.as_str());
    let mut facts = Vec::new();
    let mut count = |n: usize, noun: &str| {
        if n > 0 {
            facts.push(counted(n, noun));
        }
    };
    count(meeting.participants.len(), "participant");
    count(items(&meeting.agenda), "agenda item");
    count(items(&meeting.outcomes), "outcome");
    count(meeting.documents.len(), "document");
    count(meeting.notes.len(), "note");
    if !meeting.download_languages.is_empty() {
        facts.push(format!("files in {}", meeting.download_languages.join(", ")));
    }
    let (first, last) = meeting.lines;
    let head = std::iter::once(date.as_str()).chain(place).collect::<Vec<_>>().join("  ");
    let tail = if facts.is_empty() { String::new() } else { format!("  {}", facts.join(", ")) };
    output.fact(format_args!("  {ordinal:>3}  {head}{tail}  (lines {first}–{last})"))
}

fn print_findings(report: &Report, output: &mut Output) -> Result<(), Failure> {
    if report.findings.is_empty() {
        return output.fact("no findings");
    }
    let of = |severity| report.findings.iter().filter(|f| f.severity == severity).count();
    output.fact(format_args!(
        "{}: {}, {}, {} for information",
        counted(report.findings.len(), "finding"),
        counted(of(Severity::Error), "error"),
        counted(of(Severity::Warning), "warning"),
        of(Severity::Info)
    ))?;
    for finding in &report.findings {
        let severity = match finding.severity {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        output.fact(format_args!("  line {}  {severity}  {}: {}", finding.line, finding.kind, finding.message))?;
        if !finding.text.is_empty() {
            output.fact(format_args!("    | {}", finding.text))?;
        }
    }
    Ok(())
}

fn items(list: &[ReadItem]) -> usize {
    list.iter().map(|item| 1 + items(&item.items)).sum()
}
