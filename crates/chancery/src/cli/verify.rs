//! `chancery verify`: every digest and chain, every view against a rebuild, every file of the vault.

use std::collections::BTreeSet;

use chancery_app::transfer::{Fault, VerifyReport};
use chancery_model::Digest;

use super::output::{batches, counted, entries};
use super::{Done, Failure, Output, Session};

/// How many faults, missing or unmentioned files are listed by name.
const LISTED: usize = 20;

/// Check every digest, the chain of the journal, every table against a rebuild, and every kept file
///
/// The exit status is 1 if anything is wrong or missing.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Check the kept files alone
    ///
    /// A server does so by itself, a slice each hour; all are read in a week.
    #[arg(id = "files_alone", long = "files-only")]
    files: bool,
    /// Leave the kept files alone
    ///
    /// For a register that was loaded from an export, which does not hold them.
    #[arg(long, conflicts_with = "files_alone")]
    record_only: bool,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    let report = match (args.files, args.record_only) {
        (true, _) => register.verify_files(|_| {}).await?,
        (false, true) => register.verify_record(|_| {}).await?,
        (false, false) => register.verify(|_| {}).await?,
    };
    if !args.files {
        print_record(&report, output)?;
    }
    if args.record_only {
        output.fact("vault: not looked at")?;
    } else {
        print_files(&report, output)?;
    }
    print_verdict(&report, output)?;
    let lost = report.faults.iter().filter_map(|fault| if let Fault::File(digest) = fault { Some(*digest) } else { None });
    let lost: BTreeSet<Digest> = lost.chain(report.missing.iter().copied()).collect();
    for (digest, name) in register.name_files(&lost).await?.iter().take(LISTED) {
        output.fact(format_args!("{digest} is {name}"))?;
    }
    Ok(if report.is_sound() { Done::Whole } else { Done::Partly })
}

/// Prints what a verification of everything found.
pub fn print(report: &VerifyReport, output: &mut Output) -> Result<(), Failure> {
    print_record(report, output)?;
    print_files(report, output)?;
    print_verdict(report, output)
}

fn print_record(report: &VerifyReport, output: &mut Output) -> Result<(), Failure> {
    let head = &report.head;
    let redacted = if report.redacted > 0 { format!(", {} bodies redacted", report.redacted) } else { String::new() };
    output.fact(format_args!("journal: {}, {}{redacted}", batches(report.batches), entries(report.entries)))?;
    output.fact(format_args!("  ends at {} with {}", head.seq, head.digest))?;
    output.fact(format_args!("tables: {} rows compared with a rebuild", report.rows))
}

fn print_files(report: &VerifyReport, output: &mut Output) -> Result<(), Failure> {
    output.fact(format_args!("vault: {} kept", counted(usize::try_from(report.files).unwrap_or(usize::MAX), "file")))
}

/// Prints what is wrong, and ends in one word, or in what is missing where nothing else is wrong.
fn print_verdict(report: &VerifyReport, output: &mut Output) -> Result<(), Failure> {
    for fault in report.faults.iter().take(LISTED) {
        output.fact(format_args!("fault: {fault}"))?;
    }
    for digest in report.missing.iter().take(LISTED) {
        output.fact(format_args!("missing: {digest}"))?;
    }
    for digest in report.orphans.iter().take(LISTED) {
        output.fact(format_args!("not mentioned by any record (harmless): {digest}"))?;
    }
    let (faults, missing) = (report.faults.len(), report.missing.len());
    if report.is_sound() {
        output.fact("sound")
    } else if faults == 0 {
        output.fact(format_args!("{} missing, else sound", counted(missing, "file")))?;
        output.hint("they are in a backup; a register that was loaded from an export never had them: --record-only leaves them out");
        Ok(())
    } else {
        output.fact(format_args!("NOT SOUND: {}, {}", counted(faults, "fault"), counted(missing, "missing file")))?;
        if report.is_record_sound() {
            output.hint("the journal is whole; the damaged and missing files are in a backup made before");
        } else {
            output.hint("if only tables are faulty, `chancery rebuild` mends them; else restore a backup or load an export");
        }
        Ok(())
    }
}
